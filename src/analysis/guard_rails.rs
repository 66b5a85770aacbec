//! What an analyst must know before believing the picture.

use super::run::GuardRail;

/// Fewer incidents than this carry no picture.
pub const FEW_INCIDENTS: u64 = 60;

/// A larger share of the counts in one base cell is a pile of geocodes until someone has looked.
pub const PILE_SHARE: f64 = 0.02;

/// What the rails are read from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Readings<'a> {
    /// Counts in cells of the lattice.
    pub n_used: u64,
    /// Cells without neighbours.
    pub n_islands: usize,
    /// The largest count in one base cell, of those used.
    pub largest_pile: u64,
    /// Base cells that hold more than [`PILE_SHARE`] of the counts.
    pub n_piles: usize,
    /// Left out, by code.
    pub n_left_out: &'a [(String, u64)],
    /// Counts whose interval is longer than a day, in places.
    pub n_long_intervals: u64,
    /// Draws, when the permutation p is simulated.
    pub simulated: Option<u32>,
    /// The surroundings in metres, when they had to be wider than a kilometre.
    pub widened_m: Option<f64>,
    /// Cells of the lattice.
    pub n_cells: usize,
    /// Whether the cells are areas.
    pub of_areas: bool,
}

/// Those that fire, gravest first. Codes are stable; the words are for people.
pub fn fired(r: &Readings) -> Vec<GuardRail> {
    let mut rails = Vec::new();
    let mut fire = |code: &str, value: f64, text_sv: String| {
        rails.push(GuardRail { code: code.to_owned(), value, text_sv });
    };
    if r.n_used < FEW_INCIDENTS {
        fire(
            "few_incidents",
            r.n_used as f64,
            format!(
                "Bara {} händelser: för få för att platser ska kunna skiljas från slumpen.",
                r.n_used
            ),
        );
    }
    if r.n_piles > 0 {
        let percent = 100.0 * r.largest_pile as f64 / r.n_used.max(1) as f64;
        fire(
            "geocode_pile",
            r.largest_pile as f64 / r.n_used.max(1) as f64,
            format!(
                "{} basrutor har var för sig mer än 2 % av händelserna, den största {} %. \
                 Kontrollera att adresser inte har hamnat på en station, en områdesmittpunkt eller \
                 ett standardläge.",
                r.n_piles,
                decimal(percent)
            ),
        );
    }
    for (code, n) in r.n_left_out.iter().filter(|(_, n)| *n > 0) {
        let text = match code.as_str() {
            "area_precision" => format!(
                "{n} händelser är bara kända på områdesnivå och ligger därför inte i någon ruta."
            ),
            "lattice_border" if r.of_areas => format!(
                "{n} händelser ligger inom undersökningsområdet men i områden vars mitt ligger \
                 utanför; de räknas inte."
            ),
            "lattice_border" => format!(
                "{n} händelser ligger inom området men i rutor vars mitt ligger utanför; de räknas \
                 inte."
            ),
            "lattice_no_area" => format!(
                "{n} händelser ligger inom området men i inget område av det valda slaget; de räknas \
                 inte."
            ),
            "lattice_water" => {
                format!("{n} händelser ligger i rutor med mindre än 5 % land; de räknas inte.")
            }
            _ => continue,
        };
        fire(&format!("{code}_left_out"), *n as f64, text);
    }
    if r.n_islands > 0 {
        fire(
            "islands",
            r.n_islands as f64,
            format!(
                "{} {} saknar grannar i området; deras omgivning är de själva.",
                r.n_islands,
                if r.of_areas { "områden" } else { "rutor" }
            ),
        );
    }
    if let Some(metres) = r.widened_m {
        fire(
            "background_widened",
            metres,
            match r.of_areas {
                true => format!(
                    "Områdena är så stora att bakgrunden för en del av dem hämtas längre bort än \
                     1 000 m, som längst inom {} m.",
                    metres.round()
                ),
                false => format!(
                    "Rutorna är så stora att bakgrunden hämtas inom {} m i stället för 1 000 m.",
                    metres.round()
                ),
            },
        );
    }
    if let Some(draws) = r.simulated {
        fire(
            "permutation_simulated",
            f64::from(draws),
            format!(
                "Permutations-p är simulerat med {draws} dragningar eftersom antalen är för stora \
                 för exakt beräkning; så små p som rättningen för {} rutor kräver kan då saknas.",
                r.n_cells
            ),
        );
    }
    if r.n_long_intervals > 0 {
        fire(
            "long_intervals",
            r.n_long_intervals as f64,
            format!(
                "{} händelser på platserna kan ha skett under mer än ett dygn; de ingår i antalen \
                 men inte i veckoprofilerna.",
                r.n_long_intervals
            ),
        );
    }
    rails
}

/// Where the expectation stands on exposure or on the past: how many cells have none of it, and how
/// many counts lie in them.
pub fn without_weight((n_cells, n): (usize, u64)) -> Option<GuardRail> {
    (n > 0).then(|| GuardRail {
        code: "no_exposure".to_owned(),
        value: n as f64,
        text_sv: format!(
            "{n} händelser ligger i de {n_cells} rutor eller områden som inte har något av det som \
             förväntan vilar på; där väntas nästan ingenting, så kvoten säger lite."
        ),
    })
}

fn decimal(value: f64) -> String {
    format!("{value:.1}").replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_fires_and_what_is_not_is_silent() {
        let quiet = Readings {
            n_used: 5_000,
            n_islands: 0,
            largest_pile: 60,
            n_piles: 0,
            n_left_out: &[("outside_study_area".to_owned(), 9), ("area_precision".to_owned(), 0)],
            n_long_intervals: 0,
            simulated: None,
            widened_m: None,
            n_cells: 900,
            of_areas: false,
        };
        assert_eq!(fired(&quiet), []);
        let left_out = [("area_precision".to_owned(), 12), ("lattice_border".to_owned(), 3)];
        let loud =
            Readings { n_used: 59, n_piles: 1, n_left_out: &left_out, n_islands: 2, ..quiet };
        let codes: Vec<String> = fired(&loud).into_iter().map(|rail| rail.code).collect();
        assert_eq!(
            codes,
            [
                "few_incidents",
                "geocode_pile",
                "area_precision_left_out",
                "lattice_border_left_out",
                "islands"
            ]
        );
    }
}
