//! Warnings that are stored with their numbers in a Swedish sentence: guard-rails of runs, and what an
//! opening must look out for.
//!
//! The sentence is written where the numbers are and is part of the answer's bytes, so it never
//! changes. Here stands its form, `{}` for each number, beside the English form with as many: what
//! stood at the places in the one is put into the other. A code may have several forms.

use super::Entry;

/// The same sentence in English; `None` if its form is not known.
pub(super) fn in_english(code: &str, text_sv: &str) -> Option<String> {
    let tables: [&[Entry]; 5] = [RUNS, METHODS, EFFECTS, OPENINGS, FORMER];
    let forms = tables.into_iter().flatten().filter(|(known, ..)| *known == code);
    forms.into_iter().find_map(|(_, sv, en)| Some(filled(en, &parts(sv, text_sv)?)))
}

/// What stands at the places of a form; `None` if the text is not of that form.
fn parts<'a>(form: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut literals = form.split("{}");
    let mut rest = text.strip_prefix(literals.next()?)?;
    let mut parts = Vec::new();
    let mut literals = literals.peekable();
    while let Some(literal) = literals.next() {
        let at = match literals.peek() {
            None => rest.len().checked_sub(literal.len()).filter(|_| rest.ends_with(literal))?,
            Some(_) => rest.find(literal)?,
        };
        parts.push(&rest[..at]);
        rest = &rest[at + literal.len()..];
    }
    rest.is_empty().then_some(parts)
}

fn filled(form: &str, parts: &[&str]) -> String {
    let mut parts = parts.iter();
    let mut literals = form.split("{}");
    let mut out = literals.next().unwrap_or_default().to_owned();
    for literal in literals {
        out += &number(parts.next().copied().unwrap_or_default());
        out += literal;
    }
    out
}

/// A decimal point for the comma of a number; anything else as it is.
fn number(part: &str) -> String {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    match part.split_once(',') {
        Some((whole, rest)) if digits(whole) && digits(rest) => format!("{whole}.{rest}"),
        _ => part.to_owned(),
    }
}

/// Guard-rails that any run may have.
const RUNS: &[Entry] = &[
    (
        "few_incidents",
        "Bara {} händelser: för få för att platser ska kunna skiljas från slumpen.",
        "Only {} incidents: too few to tell places from chance.",
    ),
    (
        "geocode_pile",
        "{} basrutor har var för sig mer än 2 % av händelserna, den största {} %. Kontrollera att adresser inte har hamnat på en station, en områdesmittpunkt eller ett standardläge.",
        "{} base cells each hold more than 2 % of the incidents, the largest {} %. Check that addresses have not ended up at a station, the centre of an area or a default position.",
    ),
    (
        "area_precision_left_out",
        "{} händelser är bara kända på områdesnivå och ligger därför inte i någon ruta.",
        "{} incidents are known by area only and therefore lie in no cell.",
    ),
    (
        "lattice_border_left_out",
        "{} händelser ligger inom undersökningsområdet men i områden vars mitt ligger utanför; de räknas inte.",
        "{} incidents lie in the study area but in areas whose centre lies outside; they are not counted.",
    ),
    (
        "lattice_border_left_out",
        "{} händelser ligger inom området men i rutor vars mitt ligger utanför; de räknas inte.",
        "{} incidents lie in the area but in cells whose centre lies outside; they are not counted.",
    ),
    (
        "lattice_no_area_left_out",
        "{} händelser ligger inom området men i inget område av det valda slaget; de räknas inte.",
        "{} incidents lie in the area but in no area of the chosen kind; they are not counted.",
    ),
    (
        "lattice_water_left_out",
        "{} händelser ligger i rutor med mindre än 5 % land; de räknas inte.",
        "{} incidents lie in cells with less than 5 % land; they are not counted.",
    ),
    (
        "islands",
        "{} områden saknar grannar i området; deras omgivning är de själva.",
        "{} areas have no neighbours; their surroundings are themselves.",
    ),
    (
        "islands",
        "{} rutor saknar grannar i området; deras omgivning är de själva.",
        "{} cells have no neighbours; their surroundings are themselves.",
    ),
    (
        "background_widened",
        "Områdena är så stora att bakgrunden för en del av dem hämtas längre bort än 1 000 m, som längst inom {} m.",
        "The areas are so large that the background of some is taken from farther away than 1,000 m, at most within {} m.",
    ),
    (
        "background_widened",
        "Rutorna är så stora att bakgrunden hämtas inom {} m i stället för 1 000 m.",
        "The cells are so large that the background is taken within {} m instead of 1,000 m.",
    ),
    (
        "permutation_simulated",
        "Permutations-p är simulerat med {} dragningar eftersom antalen är för stora för exakt beräkning; så små p som rättningen för {} rutor kräver kan då saknas.",
        "The permutation p is simulated with {} draws, since the counts are too large for an exact one; p as small as the correction for {} cells asks for may then be missing.",
    ),
    (
        "permutation_simulated",
        "p är simulerat med {} dragningar eftersom antalen är för stora för exakt beräkning; så små p som rättningen för {} rutor kräver kan då saknas.",
        "p is simulated with {} draws, since the counts are too large for an exact one; p as small as the correction for {} cells asks for may then be missing.",
    ),
    (
        "long_intervals",
        "{} händelser på platserna kan ha skett under mer än ett dygn; de ingår i antalen men inte i veckoprofilerna.",
        "{} incidents at the places may have happened over more than a day; they are in the counts but not in the profiles of the week.",
    ),
    (
        "no_exposure",
        "{} händelser ligger i de {} rutor eller områden som inte har något av det som förväntan vilar på; där väntas nästan ingenting, så kvoten säger lite.",
        "{} incidents lie in the {} cells or areas that have nothing of what the expectation stands on; next to nothing is expected there, so the ratio says little.",
    ),
    (
        "past_periods",
        "Det väntade är cellens egna antal samma dagar tidigare år: {} händelser i en tidigare period. Båda antalen har slump i sig och jämförs som två antal.",
        "What is expected is the cell's own count on the same days of earlier years: {} incidents in one earlier period. Both counts have chance in them and are compared as two counts.",
    ),
    (
        "past_periods",
        "Det väntade är cellens egna antal samma dagar tidigare år: {} händelser i {} tidigare perioder. Båda antalen har slump i sig och jämförs som två antal.",
        "What is expected is the cell's own count on the same days of earlier years: {} incidents in {} earlier periods. Both counts have chance in them and are compared as two counts.",
    ),
];

/// Guard-rails of one method or a few.
const METHODS: &[Entry] = &[
    (
        "no_earlier_year",
        "Inget tidigare år täcks av antalen: ingenting kan jämföras.",
        "No earlier year is covered by the counts: nothing can be compared.",
    ),
    (
        "many_rows",
        "{} rader är prövade: av slumpen väntas högst {} rader att bevaka, varav {} larm.",
        "{} rows were tested: by chance at most {} rows to watch are expected, {} of them alarms.",
    ),
    (
        "period_cut",
        "Antalen räcker till {}: rapporten slutar där.",
        "The counts reach to {}: the report ends there.",
    ),
    (
        "preliminary_months",
        "De senaste månaderna ({}) är preliminära: fler anmälningar väntas, lita inte på minskningar.",
        "The latest months ({}) are preliminary: more reports are expected, do not trust falls.",
    ),
    (
        "not_defined",
        "Alla rutor har lika många händelser, eller ingen ruta har någon granne: måttet är då inte definierat.",
        "All cells have the same count, or no cell has a neighbour: the measure is not defined then.",
    ),
    (
        "long_interval_left_out",
        "{} händelser kan ha skett under mer än ett dygn; de ingår i månaderna men inte i veckan.",
        "{} incidents may have happened over more than a day; they are in the months but not in the week.",
    ),
    (
        "long_interval_left_out",
        "{} händelser kan ha skett under mer än ett dygn och kan inte paras i tiden; de räknas inte.",
        "{} incidents may have happened over more than a day and cannot be paired in time; they are not counted.",
    ),
    (
        "wide_intervals",
        "Mer än hälften av händelserna kan ha skett under sex timmar eller fler: profilen visar snarare när ingen var där än när det hände.",
        "More than half of the incidents may have happened over six hours or more: the profile shows when nobody was there rather than when it happened.",
    ),
    (
        "few_months",
        "Perioden har {} hela månader; utveckling kräver minst {}.",
        "The period has {} whole months; a development takes at least {}.",
    ),
    (
        "thin_months",
        "{} månader har färre än {} händelser: enstaka händelser gör rutor heta. Välj fler kategorier, större rutor eller räkneprovet som grind.",
        "{} months have fewer than {} incidents: single ones make cells hot. Choose more categories, larger cells or the count test as gate.",
    ),
    (
        "one_day",
        "Alla händelser är från samma dag: tiden säger ingenting.",
        "All incidents are of the same day: time says nothing.",
    ),
    (
        "long_period",
        "Perioden är längre än ett år: delar av staden kan ha växt eller tömts, och det ser ut som upprepning.",
        "The period is longer than a year: parts of the city may have grown or emptied, and that looks like repetition.",
    ),
    (
        "no_hotspots",
        "Körningen har inga hotspots: listan säger bara vad som har pekats ut.",
        "The run has no hotspots: the list says only what has been named.",
    ),
    (
        "no_observations",
        "Ingen plats har pekats ut i det som får ses: listan säger bara vad antalen säger.",
        "No place has been named in what may be seen: the list says only what the counts say.",
    ),
    (
        "no_survey",
        "Ingen enkätandel finns för områdena: bara platser jämförs.",
        "There is no survey share for the areas: only places are compared.",
    ),
    (
        "no_reference",
        "Andelen saknas för området som de andra skulle jämföras med.",
        "There is no share for the area that the others were to be compared with.",
    ),
    (
        "answers_unknown",
        "Antalet svar är inte känt för alla andelar: där går skillnader inte att avgöra.",
        "The number of answers is not known for all shares: differences cannot be told there.",
    ),
    (
        "no_exposure_left_out",
        "{} händelser ligger i celler där inget kan väntas (jämförelsetalet är 0); de räknas inte.",
        "{} incidents lie in cells where nothing can be expected (what is compared with is 0); they are not counted.",
    ),
    (
        "expects_land",
        "Väntat antal följer landytan: cirklarna visar var staden är tät, inte var det är fler än väntat för en sådan plats. Välj befolkning eller en annan kategori för den frågan.",
        "Counts are expected by land: the circles show where the city is dense, not where there is more than expected of such a place. Choose population or another category for that question.",
    ),
    (
        "coarse_grid",
        "Rutnätet är för grovt för bandbredden: kartan visar rutor och ingen yta. Välj mindre rutor eller större bandbredd.",
        "The grid is too coarse for the bandwidth: the map shows squares and no surface. Choose smaller squares or a larger bandwidth.",
    ),
    (
        "large_place",
        "Den största platsen är {} km²: större än en plats. Välj mindre eps eller större min_weight, eller hotspots med bakgrund.",
        "The largest place is {} km²: larger than a place. Choose a smaller eps or a larger min_weight, or hotspots with background.",
    ),
    (
        "no_dense_places",
        "Ingenstans ligger händelserna så tätt: inga platser med de valda måtten.",
        "Nowhere do incidents lie so densely: no places with the chosen measures.",
    ),
    (
        "few_rolls",
        "Färre än sex prövade månader: talen visas men inget går att sluta sig till.",
        "Fewer than six months scored: the figures are shown but nothing can be concluded.",
    ),
    (
        "months_not_scored",
        "Månader utan händelser, eller utan händelser före, är inte med i prövningen.",
        "Months without incidents, or with none before them, are not in the back-test.",
    ),
    (
        "compared_before_data",
        "Den tidigare perioden börjar före den första dagen med uppgifter: det som saknas ser ut som en ökning.",
        "The earlier period begins before the first day with data: what is missing looks like a rise.",
    ),
    (
        "compared_other_season",
        "Perioderna är inte samma dagar på året: en årstid ser ut som en förändring.",
        "The periods are not the same days of the year: a season looks like a change.",
    ),
    (
        "compared_unlike_lengths",
        "Perioderna är olika långa ({} och {} dagar): antalen jämförs efter längden.",
        "The periods are of unlike length ({} and {} days): counts are compared by length.",
    ),
    (
        "places_chosen_by_period",
        "Platserna är valda för att de är heta i sin körnings period: mot en annan period skiljer de sig av det skälet ensamt.",
        "The places were chosen because they are hot in the period of their run: against another period they differ for that reason alone.",
    ),
    (
        "no_candidates",
        "Ingen mark liknar platsen tillräckligt i nivå, trend och omgivning. Vidga gränserna, eller välj kontroll själv och läs kvoten av kvoter.",
        "No ground is like enough to the place in level, trend and surroundings. Widen the limits, or choose a control yourself and read the ratio of ratios.",
    ),
];

/// Guard-rails of effects.
const EFFECTS: &[Entry] = &[
    (
        "no_control",
        "Ingen kontroll är vald: en allmän trend kan inte skiljas från insatsen.",
        "No control is chosen: a general trend cannot be told from the measure.",
    ),
    (
        "ring_without_control",
        "Ringen runt platsen är utan trendkontroll: kontrollen har ingen ring.",
        "The ring around the place has no control of the trend: the control has no ring.",
    ),
    (
        "after_not_over",
        "Uppföljningsperioden räknas till {}: längre går inte underlaget.",
        "The after period is counted up to {}: the data go no further.",
    ),
    (
        "window_unknown",
        "Perioden som valde platsen är inte angiven. Om den ligger i baslinjen ser en återgång mot det normala ut som en minskning; därför måste den krympta jämförelsen ge samma utslag.",
        "The period that chose the place is not stated. If it lies in the baseline a return to normal looks like a fall; the shrunken comparison must therefore say the same.",
    ),
    (
        "window_in_year_before",
        "Året före rymmer dagar som valde platsen: den jämförelsen vänder mot det normala av sig själv.",
        "The year before holds days that chose the place: that comparison returns to normal by itself.",
    ),
    (
        "baseline_cut",
        "Baslinjen räknas {}–{}: utanför finns inget underlag.",
        "The baseline is counted {}–{}: there are no data outside.",
    ),
    (
        "short_baseline",
        "Baslinjen är bara {} dagar; 24 månader är det vanliga.",
        "The baseline is only {} days; 24 months are usual.",
    ),
    (
        "unlike_seasons",
        "Baslinjen saknar någon av uppföljningens månader: årstider jämförs inte med sina lika.",
        "The baseline lacks a month of the after period: seasons are not compared with their like.",
    ),
    (
        "control_level",
        "Kontrollen ligger på en annan nivå än platsen: skillnaden i antal blir sned om trenden är i procent. Läs kvoten av kvoter.",
        "The control is at another level than the place: the difference of counts is biased if the trend is in per cent. Read the ratio of ratios.",
    ),
    (
        "control_in_ring",
        "{} av kontrollens rutor ligger så nära platsen att överflyttning kan nå dem.",
        "{} of the control's cells lie so near the place that displacement can reach them.",
    ),
    (
        "rings_meet",
        "{} rutor kring kontrollen hör till platsen eller dess ring och räknas inte i kontrollens ring.",
        "{} cells around the control belong to the place or its ring and are not counted in the control's ring.",
    ),
    (
        "uneven_baseline",
        "Månaderna eller jämförbara platser varierar mer än slumpen; variansen är räknad upp med {}.",
        "The months or comparable places vary more than chance; the variance is raised by {}.",
    ),
    (
        "drift_unknown",
        "För få jämförbara platser för att mäta hur nivåer vandrar mellan år; intervallet kan vara för snävt.",
        "Too few comparable places to measure how levels wander between years; the interval may be too narrow.",
    ),
    (
        "not_shrunk",
        "För få jämförbara platser för att krympa platsens nivå mot deras.",
        "Too few comparable places to shrink the level of the place towards theirs.",
    ),
];

/// Forms of answers that earlier versions of the program stored.
const FORMER: &[Entry] = &[(
    "uneven_baseline",
    "Baslinjen varierar mer än slumpen; osäkerheten är räknad upp med {}.",
    "The baseline varies more than chance; the uncertainty is raised by {}.",
)];

/// What an opening or case must look out for, beside the guard-rails of its runs.
const OPENINGS: &[Entry] = &[
    (
        "agreement_not_valid",
        "Överenskommelsen gäller inte i dag: ingen kan underteckna.",
        "The agreement is not valid today: nobody can sign.",
    ),
    (
        "lone_cell",
        "Ensam cell: platsen vilar på en enda ruta.",
        "A lone cell: the place rests on a single cell.",
    ),
    (
        "unstable",
        "Platsen är het i bara {} av 6 inställningar.",
        "The place is hot in only {} of 6 settings.",
    ),
    (
        "no_counts",
        "Underlaget har inga brottsräkningar: platsen bedöms på iakttagelser.",
        "The evidence has no counts of crime: the place is assessed on observations.",
    ),
    (
        "approximate_place",
        "Platsens gräns är ritad för hand och inte officiell.",
        "The boundary of the place is drawn by hand and not official.",
    ),
    (
        "several_districts",
        "Platsen ligger i flera stadsdelsområden ({}): en part leder, de andra deltar.",
        "The place lies in several stadsdelsområden ({}): one party leads, the others take part.",
    ),
    (
        "overlaps_case",
        "{} % av platsen ingår i ärende {} ({}): utöka det, eller öppna ett nytt?",
        "{} % of the place is in case {} ({}): extend it, or open a new one?",
    ),
    (
        "overlaps_case",
        "{} % av platsen ingår i ärende {} ({}): det kan inte utökas nu.",
        "{} % of the place is in case {} ({}): it cannot be extended now.",
    ),
    (
        "overlaps_case",
        "Platsen rymmer {} % av ärende {} ({}): utöka det, eller öppna ett nytt?",
        "The place holds {} % of case {} ({}): extend it, or open a new one?",
    ),
    (
        "overlaps_case",
        "Platsen rymmer {} % av ärende {} ({}): det kan inte utökas nu.",
        "The place holds {} % of case {} ({}): it cannot be extended now.",
    ),
    (
        "overlaps_opening",
        "{} % av platsen ingår i en annan öppning: {}.",
        "{} % of the place is in another opening: {}.",
    ),
    (
        "overlaps_opening",
        "Platsen rymmer {} % av en annan öppning: {}.",
        "The place holds {} % of another opening: {}.",
    ),
    (
        "extension_leaves_out",
        "Ny yta täcker inte hela den gamla: {} % av yta {} i {} ligger i den.",
        "The new area does not cover all of the old one: {} % of area {} of {} is in it.",
    ),
    (
        "extension_leaves_out",
        "Ny yta täcker inte hela den gamla.",
        "The new area does not cover all of the old one.",
    ),
    (
        "extension_refused",
        "Ärende {} kan inte utökas: det har fått en annan yta sedan dess. Säg nej här och peka ut platsen på nytt.",
        "Case {} cannot be extended: it has got another area since then. Say no here and identify the place anew.",
    ),
    (
        "extension_refused",
        "Ärende {} kan inte utökas: det väntar på chefsamrådets beslut.",
        "Case {} cannot be extended: it waits for the decision of the chefsamråd.",
    ),
    (
        "extension_refused",
        "Ärende {} kan inte utökas: det är avslutat.",
        "Case {} cannot be extended: it is closed.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::guard_rails::{Readings, fired, without_weight};

    #[test]
    fn the_same_numbers_stand_in_both_languages() {
        let text =
            "7 rader är prövade: av slumpen väntas högst 0,3 rader att bevaka, varav 0,1 larm.";
        let english = in_english("many_rows", text).expect("a known form");
        assert_eq!(
            english,
            "7 rows were tested: by chance at most 0.3 rows to watch are expected, 0.1 of them alarms."
        );
        assert_eq!(in_english("many_rows", "Något annat."), None);
        assert_eq!(in_english("islands", "3 rutor saknar"), None);
        let cut = "Baslinjen räknas 2023-01-01–2023-12-31: utanför finns inget underlag.";
        let english = in_english("baseline_cut", cut).expect("a known form");
        assert!(english.contains("2023-01-01–2023-12-31"), "{english}");
        let case = "40 % av platsen ingår i ärende 2026-3 (Sergels torg (norra)): utöka det, eller öppna ett nytt?";
        let english = in_english("overlaps_case", case).expect("a known form");
        assert!(english.starts_with("40 % of the place is in case 2026-3 (Sergels torg (norra)):"));
    }

    #[test]
    fn every_guard_rail_of_a_run_on_cells_is_said_in_english() {
        let codes = ["area_precision", "lattice_border", "lattice_no_area", "lattice_water"];
        let n_left_out: Vec<(String, u64)> = codes.map(|code| (code.to_owned(), 3)).into();
        for of_areas in [false, true] {
            let readings = Readings {
                n_used: 9,
                n_islands: 2,
                largest_pile: 4,
                n_piles: 1,
                n_left_out: &n_left_out,
                n_long_intervals: 5,
                simulated: Some(999),
                widened_m: Some(1_432.4),
                n_cells: 100,
                of_areas,
            };
            let rails = fired(&readings);
            assert_eq!(rails.len(), 10);
            for rail in rails.iter().chain(&without_weight((3, 4))) {
                let english = in_english(&rail.code, &rail.text_sv);
                assert!(english.is_some(), "{}: {}", rail.code, rail.text_sv);
            }
        }
    }

    /// Words that the program puts in, which stand in the forms as they are.
    const CHOSEN_WORDS: [&str; 2] = ["islands", "past_periods"];

    #[test]
    fn every_form_is_that_of_a_sentence_in_the_program_and_has_as_many_places_in_both_languages() {
        let program = sentences_of(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        for (code, sv, en) in [RUNS, METHODS, EFFECTS, OPENINGS].into_iter().flatten() {
            assert_eq!(sv.matches("{}").count(), en.matches("{}").count(), "{code}");
            let there = program.contains(*sv) || CHOSEN_WORDS.contains(code);
            assert!(there, "{code}: the program does not say: {sv}");
        }
    }

    #[test]
    fn every_warning_that_the_program_writes_has_a_form() {
        let program = sentences_of(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        let mut n = 0;
        for writer in ["with_rail(", "fire("] {
            for written in program.split(writer).skip(1) {
                let Some(code) = written.trim_start().strip_prefix('"') else { continue };
                let code = code.split('"').next().unwrap_or_default();
                let known = [RUNS, METHODS, EFFECTS, OPENINGS].into_iter().flatten();
                // A code that is put together has its own test.
                let whole = code.bytes().all(|c| c.is_ascii_lowercase() || c == b'_');
                n += 1;
                assert!(!whole || known.clone().any(|form| form.0 == code), "{code}");
            }
        }
        assert!(n > 30, "only {n} found");
    }

    /// The program's text with lines joined and every place of a number as `{}`, without this folder's
    /// warnings.
    fn sentences_of(folder: &std::path::Path) -> String {
        let mut all = String::new();
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                all += &sentences_of(&path);
            } else if path.extension().is_some_and(|end| end == "rs")
                && !path.ends_with("texts/warnings.rs")
            {
                let text = std::fs::read_to_string(&path).expect("text");
                let mut joined = String::new();
                for line in text.lines() {
                    match joined.strip_suffix('\\') {
                        Some(before) => joined = before.to_owned() + line.trim_start(),
                        None => {
                            joined.push('\n');
                            joined += line;
                        }
                    }
                }
                let mut inside = false;
                for letter in joined.chars() {
                    match letter {
                        '{' => {
                            inside = true;
                            all.push('{');
                        }
                        '}' => {
                            inside = false;
                            all.push('}');
                        }
                        '\n' => {
                            inside = false;
                            all.push('\n');
                        }
                        letter if !inside => all.push(letter),
                        _ => {}
                    }
                }
            }
        }
        all
    }
}
