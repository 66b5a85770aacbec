//! Texts of the refusals that HTTP itself makes. Everything that the verbs refuse has its text in
//! `app::texts`.

use super::{case_words, problem::Language};
use crate::app::texts;

/// (code, Swedish title, Swedish detail, English title, English detail); empty detail: none.
const PROBLEMS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "not_signed_in",
        "Du är inte inloggad",
        "Logga in och försök igen.",
        "You are not signed in",
        "Sign in and try again.",
    ),
    ("wrong_credentials", "Fel användarnamn eller lösenord", "", "Wrong login or password", ""),
    (
        "too_many",
        "För många förfrågningar just nu",
        "Vänta en stund och försök igen.",
        "Too many requests just now",
        "Wait a moment and try again.",
    ),
    (
        "not_found",
        "Finns inte",
        "Det du söker finns inte, eller så får du inte se det.",
        "Not found",
        "It does not exist, or you may not see it.",
    ),
    ("method_not_allowed", "Så går det inte att göra här", "", "Not possible here", ""),
    (
        "timeout",
        "Det tog för lång tid",
        "Försök igen, gärna med ett mindre urval.",
        "It took too long",
        "Try again, with a smaller selection if possible.",
    ),
    ("too_large", "Förfrågan är för stor", "", "The request is too large", ""),
    (
        "unsupported_media_type",
        "Fel typ av innehåll",
        "Skicka JSON, eller multipart vid import.",
        "Wrong type of content",
        "Send JSON, or multipart for an import.",
    ),
    ("malformed", "Förfrågan går inte att tolka", "", "The request cannot be read", ""),
    ("malformed_json", "Innehållet är inte giltig JSON", "", "The body is not valid JSON", ""),
    (
        "invalid",
        "Något i förfrågan är fel",
        "Se vilka fält som behöver rättas.",
        "Something in the request is not right",
        "See which fields need mending.",
    ),
    (
        "unknown_parameter",
        "Okänd parameter",
        "Parametern finns inte i gränssnittet.",
        "Unknown parameter",
        "The interface has no such parameter.",
    ),
    (
        "release_not_available",
        "Utlämningsnivån finns inte ännu",
        "Bara nivån intern finns. Nivåerna stad och publik kräver röjandekontroll och ett utlämningsbeslut.",
        "This release level does not exist yet",
        "Only intern exists. Stad and publik need disclosure control and a release decision.",
    ),
    (
        "too_costly",
        "Det skulle ta för mycket tid eller minne",
        "Ingenting räknades. Värdet som går anges i would_do.",
        "It would take too much time or memory",
        "Nothing was computed. The value that would do is given in would_do.",
    ),
    ("cancelled", "Frågan togs tillbaka", "", "The question was taken back", ""),
    (
        "conflict",
        "Någon annan hann före",
        "Läs in på nytt, jämför och försök igen.",
        "Somebody else changed it first",
        "Reload, compare and try again.",
    ),
    (
        "disk_full",
        "Disken är full",
        "Ingenting sparades. Kontakta administratören.",
        "The disk is full",
        "Nothing was kept. Contact the administrator.",
    ),
    (
        "store_busy",
        "Databasen är upptagen",
        "Försök igen om en stund.",
        "The database is busy",
        "Try again in a moment.",
    ),
    (
        "fault",
        "Något gick fel hos oss",
        "Ange händelse-id till administratören.",
        "Something went wrong on our side",
        "Give the incident id to the administrator.",
    ),
];

/// (code, Swedish, English) of what can be wrong with one field.
const FIELDS: &[(&str, &str, &str)] = &[
    ("unknown", "okänd", "unknown"),
    ("missing", "saknas", "missing"),
    ("not_a_date", "ska vara ett datum, ÅÅÅÅ-MM-DD", "must be a date, YYYY-MM-DD"),
    ("not_a_number", "ska vara ett tal", "must be a number"),
    ("out_of_range", "ligger utanför det tillåtna", "is out of range"),
    ("ends_before_it_begins", "slutar innan den börjar", "ends before it begins"),
    ("unknown_category", "okänd brottskategori", "unknown category"),
    ("unknown_area", "okänt område", "unknown area"),
    ("unknown_kind", "okänt områdesslag", "unknown kind of area"),
    (
        "unknown_lattice",
        "okänt rutnät; h3:8–11, sweref:100, 250, 500, 1000 eller areas:<områdesslag>",
        "unknown lattice; h3:8–11, sweref:100, 250, 500, 1000 or areas:<kind>",
    ),
    (
        "no_areas",
        "det finns inga områden av det slaget den dagen",
        "there are no areas of that kind on that day",
    ),
    (
        "nothing_to_expect",
        "det finns inget av det som förväntan ska vila på, för området och perioden",
        "there is nothing of what the expectation is to stand on, for the area and the period",
    ),
    (
        "no_past",
        "det finns inga händelser samma dagar något tidigare år",
        "there are no counts on the same days of any earlier year",
    ),
    (
        "not_a_number_of_something",
        "ska vara ett antal av något, till exempel befolkning; en andel kan inte fördelas",
        "must be a number of something, such as residents; a share cannot be spread",
    ),
    ("unknown_run", "okänd körning", "unknown run"),
    (
        "other_method_than_layer",
        "körningen är av en annan metod än lagret",
        "the run is of another method than the layer",
    ),
    (
        "unsupported_crs",
        "okänt koordinatsystem; EPSG:3006, 3007–3018, 3857, 4326 eller CRS84",
        "unknown coordinate system; EPSG:3006, 3007–3018, 3857, 4326 or CRS84",
    ),
    ("no_ground", "området har ingen yta att räkna på", "the area has no ground to count on"),
    ("not_an_import", "ska vara incidents eller areas", "must be incidents or areas"),
    ("no_counts_yet", "det finns inga antal ännu", "there are no counts yet"),
    ("too_much_memory", "skulle ta för mycket minne", "would take too much memory"),
    ("too_much_time", "skulle ta för lång tid", "would take too much time"),
    ("malformed", "går inte att tolka", "cannot be read"),
    ("duplicate", "anges mer än en gång", "is given more than once"),
];

/// Title and detail of a problem.
pub(super) fn problem(code: &str, language: Language) -> (String, Option<String>) {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    match PROBLEMS.iter().chain(case_words::PROBLEMS).find(|known| known.0 == code) {
        Some((_, title, detail, ..)) if language == Language::Swedish => {
            ((*title).to_owned(), some(detail))
        }
        Some((.., title, detail)) => ((*title).to_owned(), some(detail)),
        None => (self::code(code, language).to_owned(), None),
    }
}

/// What is wrong with a field.
pub(super) fn field(code: &str, language: Language) -> String {
    match FIELDS.iter().chain(case_words::FIELDS).find(|known| known.0 == code) {
        Some((_, swedish, _)) if language == Language::Swedish => (*swedish).to_owned(),
        Some((.., english)) => (*english).to_owned(),
        None => self::code(code, language).to_owned(),
    }
}

/// A stable code of the verbs in words: rejections, refused files, warnings, guard-rails.
pub(super) fn code(code: &str, language: Language) -> &str {
    match language {
        Language::Swedish => texts::text_sv(code),
        Language::English => texts::text_en(code),
    }
}
