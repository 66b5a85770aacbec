//! What must be known before a comparison is believed.

use super::{
    assess::EffectResult,
    parameters::{Against, Days, Parameters},
    season::{a_year_before, days, overlap},
    verdict::SAME_LEVEL,
};
use crate::analysis::run::GuardRail;

/// A shorter baseline does not tell a season from a change.
const SHORT_BASELINE_DAYS: u32 = 365;

/// Those that fire, gravest first.
pub(super) fn fired(asked: &Parameters, over: &Days, result: &EffectResult) -> Vec<GuardRail> {
    let mut rails = Vec::new();
    let mut fire = |code: &str, value: f64, text_sv: String| {
        rails.push(GuardRail { code: code.to_owned(), value, text_sv });
    };
    let pieces = &result.pieces;
    if pieces.control.is_empty() {
        fire(
            "no_control",
            0.0,
            "Ingen kontroll är vald: en allmän trend kan inte skiljas från insatsen.".to_owned(),
        );
    }
    if !pieces.ring.is_empty() && pieces.control_ring.is_empty() {
        fire(
            "ring_without_control",
            pieces.ring.len() as f64,
            "Ringen runt platsen är utan trendkontroll: kontrollen har ingen ring.".to_owned(),
        );
    }
    if over.after.to < over.after_asked.to {
        fire(
            "after_not_over",
            f64::from(days(over.after)),
            format!(
                "Uppföljningsperioden räknas till {}: längre går inte underlaget.",
                over.after.to
            ),
        );
    }
    if asked.chosen.is_empty() {
        fire(
            "window_unknown",
            0.0,
            "Perioden som valde platsen är inte angiven. Om den ligger i baslinjen ser en återgång \
             mot det normala ut som en minskning; därför måste den krympta jämförelsen ge samma utslag."
                .to_owned(),
        );
    }
    let year_before = a_year_before(over.after);
    let chosen_then =
        asked.chosen.iter().find(|&&window| year_before.is_some_and(|year| overlap(window, year)));
    if let Some(&window) = chosen_then {
        fire(
            "window_in_year_before",
            f64::from(days(window)),
            "Året före rymmer dagar som valde platsen: den jämförelsen vänder mot det normala av sig \
             själv."
                .to_owned(),
        );
    }
    let baseline = result.comparisons.iter().find(|one| one.against == Against::Baseline);
    if let Some(one) = baseline {
        if over.baseline != asked.baseline {
            fire(
                "baseline_cut",
                f64::from(days(over.baseline)),
                format!(
                    "Baslinjen räknas {}–{}: utanför finns inget underlag.",
                    over.baseline.from, over.baseline.to
                ),
            );
        }
        if days(over.baseline) < SHORT_BASELINE_DAYS {
            fire(
                "short_baseline",
                f64::from(days(over.baseline)),
                format!(
                    "Baslinjen är bara {} dagar; 24 månader är det vanliga.",
                    days(over.baseline)
                ),
            );
        }
        if !one.like_seasons {
            fire(
                "unlike_seasons",
                one.w,
                "Baslinjen saknar någon av uppföljningens månader: årstider jämförs inte med sina lika."
                    .to_owned(),
            );
        }
        if let Some(control) = &one.design.control {
            let (a, b) = (control.scaled, one.design.place.scaled);
            if a > SAME_LEVEL * b || b > SAME_LEVEL * a {
                fire(
                    "control_level",
                    if b > 0.0 { a / b } else { 0.0 },
                    "Kontrollen ligger på en annan nivå än platsen: skillnaden i antal blir sned om \
                     trenden är i procent. Läs kvoten av kvoter."
                        .to_owned(),
                );
            }
        }
    }
    if pieces.control_in_ring > 0 {
        fire(
            "control_in_ring",
            f64::from(pieces.control_in_ring),
            format!(
                "{} av kontrollens rutor ligger så nära platsen att överflyttning kan nå dem.",
                pieces.control_in_ring
            ),
        );
    }
    if pieces.taken_from_control_ring > 0 {
        fire(
            "rings_meet",
            f64::from(pieces.taken_from_control_ring),
            format!(
                "{} rutor kring kontrollen hör till platsen eller dess ring och räknas inte i \
                 kontrollens ring.",
                pieces.taken_from_control_ring
            ),
        );
    }
    if result.spread.factor > 1.0 {
        fire(
            "uneven_baseline",
            result.spread.factor,
            format!(
                "Månaderna eller jämförbara platser varierar mer än slumpen; variansen är räknad upp \
                 med {}.",
                format!("{:.2}", result.spread.factor).replace('.', ",")
            ),
        );
    }
    if result.drift.is_none() && result.drift_since.is_none() {
        fire(
            "drift_unknown",
            0.0,
            "För få jämförbara platser för att mäta hur nivåer vandrar mellan år; intervallet kan \
             vara för snävt."
                .to_owned(),
        );
    }
    if result.shrunk.is_none() {
        fire(
            "not_shrunk",
            0.0,
            "För få jämförbara platser för att krympa platsens nivå mot deras.".to_owned(),
        );
    }
    rails
}
