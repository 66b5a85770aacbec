//! What the terms of a case are called in its file.

use crate::case::{
    library::entry::Level,
    party::Side,
    signatory::Signer,
    work::{
        communication::Channel,
        follow_up::{Decision, Effekt, Utforande},
        frequency::{Frequency, Rule},
        goal::GoalStatus,
        letter::{Letter, NotSent},
        plan::{Direction, Horizon, Kind, Owner, Progress, Whose},
        state::State,
        step::By,
        target::{Per, Went},
    },
};
use jiff::{Timestamp, tz::TimeZone};

/// A moment in local time, to the minute.
pub(in crate::app) fn moment(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

pub(in crate::app) fn state(state: State) -> &'static str {
    match state {
        State::Initierad => "Initierad",
        State::Pagar => "Pågår",
        State::Vilande => "Vilande",
        State::Uppfoljd => "Uppföljd",
        State::Avslutad => "Avslutad",
    }
}

pub(in crate::app) fn side(side: Side) -> &'static str {
    match side {
        Side::Polis => "polisen",
        Side::Stad => "staden",
    }
}

pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Stark => "starkt stöd",
        Level::Viss => "visst stöd",
        Level::Svag => "svagt stöd",
        Level::Okand => "okänt",
    }
}

pub(super) fn goal_status(status: GoalStatus) -> &'static str {
    match status {
        GoalStatus::EjPaborjat => "ej påbörjat",
        GoalStatus::PaVag => "på väg",
        GoalStatus::Uppnatt => "uppnått",
        GoalStatus::EjUppnatt => "ej uppnått",
        GoalStatus::Omprovat => "omprövat",
    }
}

pub(super) fn per(per: Per) -> &'static str {
    match per {
        Per::Manad => "per månad",
        Per::Kvartal => "per kvartal",
        Per::Halvar => "per halvår",
        Per::Ar => "per år",
    }
}

pub(super) fn went(went: Went) -> &'static str {
    match went {
        Went::Kommande => "har inte börjat",
        Went::Pagar => "pågår",
        Went::Uppfyllt => "uppfyllt",
        Went::EjUppfyllt => "slutade med för få",
    }
}

/// The function, and for whom it acted.
pub(super) fn by(by: &By) -> String {
    match by {
        By::Party(of) => signer(of),
        By::Participant { function, .. } => format!("{} (deltagare, med länk)", function.as_str()),
    }
}

pub(in crate::app) fn signer(of: &Signer) -> String {
    format!("{} ({})", of.function, side(of.side))
}

pub(in crate::app) fn owner(owner: &Owner) -> String {
    let whose = match owner.of {
        Whose::Polis => "polisen",
        Whose::Stad => "staden",
        Whose::Deltagare => "deltagare",
    };
    format!("{} ({whose})", owner.function.as_str())
}

pub(in crate::app) fn progress(progress: &Progress) -> String {
    match progress {
        Progress::Planerad => "Planerad".to_owned(),
        Progress::Pagar => "Pågår".to_owned(),
        Progress::Klar { on } => format!("Klar {on}"),
        Progress::Forsenad { until, reason } => {
            format!("Försenad till {until}: {}", reason.as_str())
        }
        Progress::Utgar { reason } => format!("Utgår: {}", reason.as_str()),
    }
}

pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Situationell => "situationell",
        Kind::Social => "social",
    }
}

pub(super) fn horizon(horizon: Horizon) -> &'static str {
    match horizon {
        Horizon::Kort => "kort sikt",
        Horizon::Lang => "lång sikt",
    }
}

pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Minskar => "minskar",
        Direction::Okar => "ökar",
    }
}

pub(in crate::app) fn utforande(utforande: Utforande) -> &'static str {
    match utforande {
        Utforande::Genomfort => "genomfört",
        Utforande::Delvis => "delvis genomfört",
        Utforande::EjGenomfort => "inte genomfört",
    }
}

pub(in crate::app) fn effekt(effekt: Effekt) -> &'static str {
    match effekt {
        Effekt::Battre => "bättre",
        Effekt::Oforandrat => "oförändrat",
        Effekt::Samre => "sämre",
        Effekt::GarInteAttAvgora => "går inte att avgöra",
    }
}

pub(super) fn letter(letter: Letter) -> &'static str {
    match letter {
        Letter::Kallelse => "kallelse",
        Letter::Installt => "besked om inställt möte",
        Letter::Atgardslista => "åtgärdslista",
    }
}

/// Why somebody did not get a letter.
pub(super) fn not_sent(why: NotSent) -> &'static str {
    match why {
        NotSent::Unreachable => "e-postservern svarade inte",
        NotSent::NotTrusted => "e-postserverns certifikat gick inte att lita på",
        NotSent::LoginRefused => "e-postservern tog inte emot inloggningen",
        NotSent::SenderRefused => "e-postservern tog inte emot avsändaren",
        NotSent::AddressRefused => "e-postservern tog inte emot adressen",
        NotSent::Later => "e-postservern bad att få brevet senare",
    }
}

pub(in crate::app) fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Fortsatt => "fortsätt",
        Decision::AndradForm => "fortsätt i ändrad form",
        Decision::Avsluta => "avsluta",
    }
}

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

fn months(numbers: &[u8]) -> String {
    let names = numbers.iter().filter_map(|no| MONTHS.get(usize::from(*no).checked_sub(1)?));
    names.copied().collect::<Vec<_>>().join(", ")
}

pub(super) fn frequency(frequency: &Frequency) -> String {
    let rule = match &frequency.rule {
        Rule::Monthly => "1 gång/månad".to_owned(),
        Rule::PerYear { n: 1 } => "1 gång/år".to_owned(),
        Rule::PerYear { n } => format!("{n} gånger/år"),
        Rule::InMonths { months: numbers } => format!("i {}", months(numbers)),
    };
    let except = match frequency.except.is_empty() {
        true => String::new(),
        false => format!(", ej {}", months(&frequency.except)),
    };
    format!("{rule}{except}, från {}", frequency.from)
}

/// To whom something is communicated.
pub(in crate::app) fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Deltagare => "deltagarna",
        Channel::InterntPolisen => "internt inom polisen",
        Channel::InterntStadsdelsforvaltningen => "internt inom stadsdelsförvaltningen",
        Channel::MellanParterna => "mellan parterna",
        Channel::Allmanheten => "allmänheten",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn how_often_one_meets_is_said_as_the_agreement_says_it() {
        let said = |rule, except: &[u8]| {
            frequency(&Frequency { rule, from: date(2026, 1, 1), except: except.to_vec() })
        };
        assert_eq!(said(Rule::Monthly, &[7]), "1 gång/månad, ej juli, från 2026-01-01");
        assert_eq!(said(Rule::PerYear { n: 4 }, &[]), "4 gånger/år, från 2026-01-01");
        let months = vec![6, 12];
        assert_eq!(said(Rule::InMonths { months }, &[]), "i juni, december, från 2026-01-01");
    }

    #[test]
    fn a_moment_is_told_in_local_time() {
        let zone = TimeZone::get("Europe/Stockholm").expect("known");
        let at = "2026-06-09T10:05:30Z".parse().expect("a moment");
        assert_eq!(moment(at, &zone), "2026-06-09 12:05");
    }
}
