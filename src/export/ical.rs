//! The lines of a calendar file, RFC 5545: what every file of ours begins and ends with, and how
//! text is put in one.

/// Longest line, without its end.
const MOST_OCTETS: usize = 75;

/// Central European time by the rules of the European Union since 1996, for files in which
/// something has a time.
pub(super) const ZONE: [&str; 17] = [
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Stockholm",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// A file of these lines, folded: what it is made by, how it is meant, what it holds.
pub(super) fn file(product: &str, method: &str, lines: &[String]) -> String {
    let head = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:-//Platssamverkan//{product}//SV"),
        "CALSCALE:GREGORIAN".to_owned(),
        format!("METHOD:{method}"),
    ];
    let end = ["END:VCALENDAR".to_owned()];
    head.iter().chain(lines).chain(&end).map(|line| folded(line) + "\r\n").collect()
}

/// A text of RFC 5545: line ends and separators are written out, and nothing else of what steers a
/// reader is left.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").replace('\r', "\n").chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' | ';' | ',' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// No line longer than 75 octets; a character is never cut in two.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + line.len() / 25);
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > MOST_OCTETS {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out
}
