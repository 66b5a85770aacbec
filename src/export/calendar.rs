//! A meeting as a calendar file, RFC 5545.

use super::ical::{ZONE, escaped, file};
use jiff::{
    Timestamp,
    civil::{Date, Time},
};

/// What the file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method<'a> {
    /// To be put in a calendar by whoever has got the file.
    Publish,
    /// A letter that asks a function to a meeting.
    Request(Between<'a>),
    /// A letter that strikes it out.
    Cancel(Between<'a>),
}

/// From whom to whom a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Between<'a> {
    /// Address of the service.
    pub organizer: &'a str,
    /// The function that is asked.
    pub function: &'a str,
    /// Its address.
    pub address: &'a str,
}

/// A meeting, in the time of Stockholm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invitation<'a> {
    /// Number of the case.
    pub number: &'a str,
    /// Number of the meeting in it.
    pub meeting: u32,
    /// Grows when the call is changed: the step by which it last was.
    pub sequence: u32,
    /// Day.
    pub day: Date,
    /// Begins.
    pub begins: Time,
    /// Ends.
    pub ends: Time,
    /// What it is.
    pub summary: &'a str,
    /// Where.
    pub location: &'a str,
    /// The call, in words.
    pub description: &'a str,
    /// It will not be held: whoever has it in a calendar gets it struck out.
    pub cancelled: bool,
}

/// The whole file; `made` is when it was written.
pub fn calendar(of: &Invitation<'_>, method: Method<'_>, made: Timestamp) -> String {
    let local = |time: Time| format!("{}T{}", of.day.strftime("%Y%m%d"), time.strftime("%H%M%S"));
    let (name, between) = match method {
        Method::Publish => ("PUBLISH", None),
        Method::Request(between) => ("REQUEST", Some(between)),
        Method::Cancel(between) => ("CANCEL", Some(between)),
    };
    let mut lines = ZONE.map(str::to_owned).to_vec();
    lines.extend([
        "BEGIN:VEVENT".into(),
        format!("UID:{}-mote-{}@platssamverkan", of.number.to_lowercase(), of.meeting),
        format!("DTSTAMP:{}", made.strftime("%Y%m%dT%H%M%SZ")),
        format!("SEQUENCE:{}", of.sequence),
        format!("DTSTART;TZID=Europe/Stockholm:{}", local(of.begins)),
        format!("DTEND;TZID=Europe/Stockholm:{}", local(of.ends)),
        format!("SUMMARY:{}", escaped(of.summary)),
        format!("LOCATION:{}", escaped(of.location)),
        format!("DESCRIPTION:{}", escaped(of.description)),
        format!("STATUS:{}", if of.cancelled { "CANCELLED" } else { "CONFIRMED" }),
    ]);
    if let Some(Between { organizer, function, address }) = between {
        lines.push(format!("ORGANIZER;CN=Platssamverkan:mailto:{}", in_uri(organizer)));
        lines.push(format!(
            "ATTENDEE;CN=\"{}\";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:{}",
            quoted(function),
            in_uri(address)
        ));
    }
    lines.push("END:VEVENT".into());
    file("Kallelse", name, &lines)
}

/// A text inside quotation marks, where nothing can be written out.
fn quoted(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || c == '"' { ' ' } else { c }).collect()
}

/// An address in a `mailto:`, with the signs that mean something there written out.
fn in_uri(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || "@.-_+".contains(c) => out.push(c),
            c => c.to_string().bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}"))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn meeting<'a>(location: &'a str, description: &'a str) -> Invitation<'a> {
        Invitation {
            number: "PLS-2026-001",
            meeting: 2,
            sequence: 7,
            day: date(2026, 6, 16),
            begins: time(13, 0, 0, 0),
            ends: time(14, 30, 0, 0),
            summary: "Platssamverkan Blåkulla; torget",
            location,
            description,
            cancelled: false,
        }
    }

    fn made() -> Timestamp {
        "2026-06-10T10:00:00.123Z".parse().expect("a moment")
    }

    /// Lines as a reader has them.
    fn unfolded(file: &str) -> Vec<String> {
        file.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_meeting_is_in_the_time_of_stockholm_and_has_one_identity() {
        let file = calendar(&meeting("Tinget", "Kallelse"), Method::Publish, made());
        let lines = unfolded(&file);
        for line in [
            "METHOD:PUBLISH",
            "UID:pls-2026-001-mote-2@platssamverkan",
            "DTSTAMP:20260610T100000Z",
            "SEQUENCE:7",
            "DTSTART;TZID=Europe/Stockholm:20260616T130000",
            "DTEND;TZID=Europe/Stockholm:20260616T143000",
            "SUMMARY:Platssamverkan Blåkulla\\; torget",
            "STATUS:CONFIRMED",
        ] {
            assert!(lines.iter().any(|one| one == line), "{line} in {file}");
        }
        assert!(!file.contains("ATTENDEE") && !file.contains("ORGANIZER"));
    }

    #[test]
    fn a_letter_names_who_asks_and_the_one_who_is_asked() {
        let between = Between {
            organizer: "plats@stad.example",
            function: "Chef för \"drift\",\r\nX-EVIL:1",
            address: "drift&park@stad.example",
        };
        let method = Method::Request(between);
        let lines = unfolded(&calendar(&meeting("Tinget", "Kallelse"), method, made()));
        assert!(lines.contains(&"METHOD:REQUEST".to_owned()));
        assert!(
            lines.contains(&"ORGANIZER;CN=Platssamverkan:mailto:plats@stad.example".to_owned())
        );
        let asked = lines.iter().find(|line| line.starts_with("ATTENDEE")).expect("one");
        assert!(asked.contains("CN=\"Chef för  drift ,  X-EVIL:1\";"), "{asked}");
        assert!(asked.ends_with(":mailto:drift%26park@stad.example"), "{asked}");
        let cancelled = Invitation { cancelled: true, ..meeting("Tinget", "Inställt") };
        let file = calendar(&cancelled, Method::Cancel(between), made());
        assert!(file.contains("\r\nMETHOD:CANCEL\r\n") && file.contains("STATUS:CANCELLED"));
    }

    #[test]
    fn no_text_makes_a_line_of_its_own_and_none_is_too_long() {
        let long = "Åtgärder på Blekholmsterrassen, ".repeat(20);
        let text = format!("{long}\r\nATTENDEE:mailto:x@y.example\rEND:VEVENT\n{long}\u{7}");
        let file = calendar(&meeting(&text, &text), Method::Publish, made());
        assert!(file.ends_with("END:VCALENDAR\r\n"));
        for line in file.split_terminator("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
            assert!(!line.chars().any(char::is_control), "{line:?}");
        }
        let lines = unfolded(&file);
        assert!(!lines.iter().any(|line| line.starts_with("ATTENDEE")));
        assert_eq!(lines.iter().filter(|line| *line == "END:VEVENT").count(), 1);
        let described = lines.iter().find(|line| line.starts_with("DESCRIPTION:")).expect("one");
        assert!(described.contains("Blekholmsterrassen\\, Åtgärder"));
        assert!(described.contains("\\nATTENDEE:mailto:x@y.example\\nEND:VEVENT\\n"));
    }
}
