//! The agreement's year in words: why something is due, how it stands, what was supposed.

use super::{Entry, Language, problems::Problem};
use crate::calendar::{EventKind, Half, Season, Why};

/// How an instance stands.
pub const STATUSES: &[Entry] = &[
    ("kommande", "Kommande", "To come"),
    ("inom_14_dagar", "Inom 14 dagar", "Within 14 days"),
    ("forsenad", "Försenad", "Overdue"),
    ("gjord", "Gjord", "Done"),
    ("gjord_sent", "Gjord för sent, med förklaring", "Done late, with an explanation"),
    ("utan_forklaring", "Gjord för sent, utan förklaring", "Done late, without an explanation"),
    ("ej_langre_gallande", "Gäller inte längre", "No longer holds"),
];

/// What an instance rests on beside the text.
pub const ASSUMPTIONS: &[Entry] = &[
    (
        "validity_reckoned",
        "Källan har bara ett årtal för när detta gäller. Dagen är antagen.",
        "The source has only a year for when this holds. The day is assumed.",
    ),
    (
        "start_not_stated",
        "Källan säger inte sedan när detta gäller.",
        "The source does not say since when this holds.",
    ),
    (
        "deadline_not_stated",
        "Källan säger efter vad, men inte hur snart. Antalet dagar är antaget.",
        "The source says after what, but not how soon. The number of days is assumed.",
    ),
    (
        "lead_not_stated",
        "Källan säger före vad, men inte hur långt före. Dagen före är antagen.",
        "The source says before what, but not how long before. The day before is assumed.",
    ),
    (
        "earliest_not_stated",
        "Källan säger inte när det tidigast kan göras. Dagen är antagen.",
        "The source does not say when it can be done at the earliest. The day is assumed.",
    ),
    (
        "term_days_assumed",
        "Terminens dagar är inte inskrivna. Vårterminen räknas januari–juni, höstterminen augusti–december.",
        "The days of the term have not been entered. Spring is taken as January–June, autumn as August–December.",
    ),
    (
        "signers_not_stated",
        "Källan säger inte vem som undertecknar. Båda cheferna är antagna.",
        "The source does not say who signs. Both chiefs are assumed.",
    ),
    (
        "secondary_source",
        "Hämtat från någon som återger källan. Kontrollera mot originalet.",
        "Taken from somebody who retells the source. Check it against the original.",
    ),
    (
        "period_cut",
        "Perioden är kortare än den heter, eftersom plikten börjar eller slutar i den.",
        "The period is shorter than its name says, since the duty begins or ends in it.",
    ),
    (
        "year_counted_on",
        "Året är framräknat från det senaste kända.",
        "The year is counted on from the last one known.",
    ),
    (
        "event_expected",
        "Mötet som detta utgår från är inte planerat ännu.",
        "The meeting that this goes by has not been planned yet.",
    ),
    (
        "other_reading",
        "Ett annat ställe i samma källa kräver inte detta. Parterna bestämmer vilket som gäller.",
        "Another passage of the same source does not ask for this. The parties decide which one holds.",
    ),
];

/// Why nothing was changed in the year of an agreement.
pub(super) const REFUSALS: &[Problem] = &[
    (
        "duty_done",
        "Det är redan gjort",
        "Någon har skrivit in det, eller så vet tjänsten det av ett möte. Läs in på nytt.",
        "It is done already",
        "Somebody has entered it, or the service knows it from a meeting. Reload.",
    ),
    (
        "duty_not_called",
        "Mötet som detta utgår från är inte planerat",
        "Kalla till mötet i dess forum först.",
        "The meeting that this goes by has not been planned",
        "Call the meeting in its forum first.",
    ),
    (
        "duty_not_late",
        "Det är inte försenat",
        "En förklaring skrivs när sista dagen har passerat.",
        "It is not late",
        "An explanation is written when the last day has passed.",
    ),
    (
        "too_many_feeds",
        "Du har redan tio prenumerationer",
        "Avsluta en som du inte använder.",
        "You have ten subscriptions already",
        "End one that you do not use.",
    ),
];

/// What is wrong with a field.
pub(super) const FIELDS: &[Entry] = &[(
    "before_the_period",
    "ligger före den dag då det tidigast räknas",
    "lies before the first day on which it counts",
)];

/// Why the agreement cannot be extended or bridged.
pub const EXTENSION_REFUSALS: &[Entry] = &[
    (
        "run_out",
        "Överenskommelsen har löpt ut. Den kan inte förlängas; teckna en ny.",
        "The agreement has run out. It cannot be extended; make a new one.",
    ),
    (
        "out_of_order",
        "Dagen är före det som redan har skett.",
        "The day is before what has happened already.",
    ),
    (
        "not_consulted",
        "Parterna har inte samrått om förlängning. De hinner ännu.",
        "The parties have not consulted about an extension. They still can in time.",
    ),
    (
        "consultation_missed",
        "Samråd skulle ha skett senast sex månader före utgången (§ 4). Parterna kan överenskomma skriftligt om en kortare förlängning (§ 9).",
        "Consultation was due six months before the end (§ 4). The parties can agree in writing on a shorter extension (§ 9).",
    ),
    (
        "avsiktsforklaring_not_stated",
        "Ange hur länge Avsiktsförklaringen gäller. Den är ett villkor för förlängning (§ 4).",
        "State how long the Avsiktsförklaring is valid. It is a condition of an extension (§ 4).",
    ),
    (
        "avsiktsforklaring_not_valid",
        "Avsiktsförklaringen gäller inte den dagen. Den är ett villkor för förlängning (§ 4).",
        "The Avsiktsförklaring is not valid on that day. It is a condition of an extension (§ 4).",
    ),
    (
        "not_later",
        "Överenskommelsen gäller redan så länge.",
        "The agreement holds that long already.",
    ),
    (
        "as_long_as_extension",
        "Så lång tid är en förlängning enligt § 4 och kräver samråd.",
        "That long is an extension under § 4 and needs consultation.",
    ),
];

/// The words of a code in one of the tables.
pub fn words(table: &'static [Entry], code: &str, language: Language) -> Option<&'static str> {
    let found = table.iter().find(|entry| entry.0 == code)?;
    Some(language.of_both(found.1, found.2))
}

/// Kinds of events, in the definite form.
const KINDS: &[Entry] = &[
    ("chefsamrad", "chefsamrådet", "the chefsamråd"),
    ("ts-rad", "rådets möte", "the meeting of the council"),
    ("platssamverkan-initierad", "starten", "the start"),
    ("prioriteringar-andrade", "beslutet", "the decision"),
    ("vasentlig-handelse", "händelsen", "the event"),
];

/// What an event of a kind is called; an unknown kind is its own name.
pub fn name_of(of: &EventKind, language: Language) -> String {
    words(KINDS, of.as_str(), language).unwrap_or_else(|| of.as_str()).to_owned()
}

const MONTHS: [(&str, &str); 12] = [
    ("januari", "January"),
    ("februari", "February"),
    ("mars", "March"),
    ("april", "April"),
    ("maj", "May"),
    ("juni", "June"),
    ("juli", "July"),
    ("augusti", "August"),
    ("september", "September"),
    ("oktober", "October"),
    ("november", "November"),
    ("december", "December"),
];

/// By which rule something is due, as a sentence without its full stop. `name_of` gives the event
/// of a kind in the definite form: *chefsamrådet*, *the chefsamråd*.
pub fn why(why: &Why, name_of: impl Fn(&EventKind) -> String, language: Language) -> String {
    let both = |sv: String, en: String| language.of_both(sv, en);
    match why {
        Why::PerHalfYear { n, year, half } => {
            let (sv, en) = match half {
                Half::First => ("första", "first"),
                Half::Second => ("andra", "second"),
            };
            both(
                format!("{} varje halvår: {sv} halvåret {year}", times(*n, Language::Swedish)),
                format!("{} each half-year: {en} half of {year}", times(*n, Language::English)),
            )
        }
        Why::PerYear { n, year } => both(
            format!("{} varje år: {year}", times(*n, Language::Swedish)),
            format!("{} each year: {year}", times(*n, Language::English)),
        ),
        Why::EachMonth { except } => {
            let not = months(except, language);
            match (except.is_empty(), language) {
                (true, Language::Swedish) => "En gång i månaden".into(),
                (true, Language::English) => "Once a month".into(),
                (false, Language::Swedish) => format!("En gång i månaden, ej {not}"),
                (false, Language::English) => format!("Once a month, not in {not}"),
            }
        }
        Why::EachMonthSince { began, .. } => both(
            format!("En gång i månaden sedan starten {began}"),
            format!("Once a month since the start on {began}"),
        ),
        Why::YearlyBy { day } => {
            let (month, number) = (MONTHS[usize::from(day.month().unsigned_abs() - 1)], day.day());
            both(
                format!("Varje år, senast den {number} {}", month.0),
                format!("Each year, no later than {number} {}", month.1),
            )
        }
        Why::InMonths { months: which } => {
            let which = months(which, language);
            both(format!("Varje år i {which}"), format!("Each year in {which}"))
        }
        Why::BeforeEnd { months, end } => both(
            format!("Senast {months} månader före utgången {end}"),
            format!("No later than {months} months before the end on {end}"),
        ),
        Why::BeforeEvent { of, day, .. } => {
            both(format!("Före {} {day}", name_of(of)), format!("Before {} on {day}", name_of(of)))
        }
        Why::AfterEvent { of, day, .. } => {
            both(format!("Efter {} {day}", name_of(of)), format!("After {} on {day}", name_of(of)))
        }
        Why::SoonAfterEvent { of, day, .. } => both(
            format!("Så snart det är möjligt efter {} {day}", name_of(of)),
            format!("As soon as possible after {} on {day}", name_of(of)),
        ),
        Why::EveryYears { n, since } => both(
            format!("{}, räknat från {since}", every_years_sv(*n)),
            match n {
                1 => format!("Every year, counted from {since}"),
                n => format!("Every {n} years, counted from {since}"),
            },
        ),
        Why::EachTerm { year, season } => {
            let (sv, en) = match season {
                Season::Spring => ("vårterminen", "spring term"),
                Season::Autumn => ("höstterminen", "autumn term"),
            };
            both(
                format!("En gång varje termin: {sv} {year}"),
                format!("Once each term: {en} {year}"),
            )
        }
        Why::Once => both("En gång".into(), "Once".into()),
        Why::AtYearEnd { year } => both(
            format!("I slutet av varje år: {year}"),
            format!("At the end of each year: {year}"),
        ),
    }
}

fn times(n: u8, language: Language) -> String {
    match (n, language) {
        (1, Language::Swedish) => "En gång".into(),
        (n, Language::Swedish) => format!("{n} gånger"),
        (1, Language::English) => "Once".into(),
        (2, Language::English) => "Twice".into(),
        (n, Language::English) => format!("{n} times"),
    }
}

fn every_years_sv(n: u8) -> String {
    match n {
        1 => "Varje år".into(),
        2 => "Vartannat år".into(),
        3 => "Vart tredje år".into(),
        4 => "Vart fjärde år".into(),
        5 => "Vart femte år".into(),
        n => format!("Med {n} års mellanrum"),
    }
}

/// Months in a row: *juni, juli och augusti*. Numbers that no month has are left out.
fn months(numbers: &[i8], language: Language) -> String {
    let name = |number: &i8| {
        let (sv, en) = MONTHS.get(usize::try_from(*number).ok()?.checked_sub(1)?)?;
        Some(language.of_both(*sv, *en))
    };
    let names: Vec<&str> = numbers.iter().filter_map(name).collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, before)) => {
            format!("{} {} {last}", before.join(", "), language.of_both("och", "and"))
        }
    }
}
