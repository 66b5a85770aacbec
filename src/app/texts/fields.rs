//! What can be wrong with one field: the text goes on after the name of the field.

use super::Entry;

/// Of any question.
pub(super) const FIELDS: &[Entry] = &[
    ("unknown", "okänd", "unknown"),
    ("missing", "saknas", "missing"),
    (
        "not_an_address",
        "ska vara en e-postadress, namn@domän, utan å, ä och ö",
        "must be a mail address, name@domain, in plain letters",
    ),
    (
        "number_of_person",
        "ser ut att innehålla ett personnummer; använd funktionens adress, inte en persons",
        "seems to hold a personal identity number; use the address of the function, not a person's",
    ),
    (
        "states_a_count",
        "anger ett antal eller en andel; sådana tal lämnas ut som tabeller, efter prövning",
        "states a count or a share; such numbers leave as released tables",
    ),
    ("not_a_date", "ska vara ett datum, ÅÅÅÅ-MM-DD", "must be a date, YYYY-MM-DD"),
    ("not_a_number", "ska vara ett tal", "must be a number"),
    ("out_of_range", "ligger utanför det tillåtna", "is out of range"),
    (
        "not_a_time",
        "ska vara en dag, en tidpunkt eller ett intervall, t.ex. 2025-01-01/2025-12-31",
        "must be a day, a moment or an interval, e.g. 2025-01-01/2025-12-31",
    ),
    ("filter_too_long", "är för långt", "is too long"),
    ("filter_too_deep", "är för djupt sammansatt", "is nested too deeply"),
    ("filter_too_many_vertices", "har för många brytpunkter", "has too many vertices"),
    (
        "filter_syntax",
        "kan inte tolkas som CQL2 vid det tecknet",
        "cannot be read as CQL2 at that character",
    ),
    ("filter_json", "är inte CQL2 som JSON", "is not CQL2 as JSON"),
    ("filter_unsupported", "stöds inte i filter", "is not supported in filters"),
    ("filter_wrong_type", "jämför värden av olika slag", "compares values of different kinds"),
    ("filter_literal", "är inget giltigt värde", "is no valid value"),
    ("filter_outside", "ligger utanför koordinatsystemet", "lies outside the coordinate system"),
    ("not_a_flag", "ska vara true eller false", "must be true or false"),
    (
        "not_a_box",
        "ska ha fyra tal, eller sex med höjder",
        "must have four numbers, or six with heights",
    ),
    (
        "over_the_date_line",
        "går över datumlinjen; väst ska vara mindre än öst",
        "crosses the date line; west must be less than east",
    ),
    (
        "not_a_cursor",
        "ska komma ur länken till nästa sida",
        "must come from the link to the next page",
    ),
    ("ends_before_it_begins", "slutar innan den börjar", "ends before it begins"),
    ("unknown_category", "okänd brottskategori", "unknown category"),
    ("unknown_area", "okänt område", "unknown area"),
    (
        "unknown_cell",
        "rutan finns inte i körningens gitter",
        "the cell is not in the run's lattice",
    ),
    (
        "effect_control_in_place",
        "rutan ligger i platsen; välj en annan",
        "the cell lies in the place; choose another",
    ),
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
    (
        "not_on_map",
        "körningens svar ligger inte någonstans på kartan",
        "the answer of the run lies nowhere on the map",
    ),
    ("periods_meet", "perioderna får inte gå in i varandra", "the periods may not overlap"),
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

/// Of sign-in, openings and cases.
pub(super) const CASES: &[Entry] = &[
    ("too_short", "är för kort", "is too short"),
    ("too_long", "är för lång", "is too long"),
    (
        "personal_data",
        "innehåller personnummer, e-post, telefonnummer eller registreringsnummer; ta bort det",
        "holds a personal number, mail address, telephone number or number plate; remove it",
    ),
    ("personnummer", "ett personnummer", "a personal identity number"),
    ("samordningsnummer", "ett samordningsnummer", "a coordination number"),
    ("epost", "en e-postadress", "a mail address"),
    ("telefon", "ett telefonnummer", "a telephone number"),
    ("registreringsnummer", "ett fordons registreringsnummer", "a vehicle's number plate"),
    ("in_the_future", "ligger i framtiden", "lies in the future"),
    ("ambiguous", "flera är möjliga; ange en", "several are possible; give one"),
    ("bad_geometry", "är inte en giltig plats på kartan", "is not a valid place on the map"),
    ("too_common", "är för vanligt eller för enkelt", "is too common or too simple"),
    ("taken", "är upptaget", "is taken"),
    (
        "bad_days",
        "går baklänges, är redan över eller för långt",
        "runs backwards, is over or too long",
    ),
    ("wrong_side", "hör till den andra sidan", "belongs to the other side"),
];
