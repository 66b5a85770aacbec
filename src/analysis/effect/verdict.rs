//! The verdict: what may be said, in words that have rules.
//!
//! One verdict, at a date fixed at the start. Earlier looks are preliminary. The 95 % interval decides:
//! all of it below 0 is a proved decrease, all of it above a proved increase, anything else cannot be
//! decided. "No effect" is never said, of displacement either: an interval that holds 0 holds much else.
//!
//! | rule | when | |
//! |---|---|---|
//! | `no_control` | no control | cannot be decided: a general trend would look the same |
//! | `nothing_counted` | nothing happened before or after | cannot be decided |
//! | `few_counts` | place and control together expect fewer than [`LEAST_EXPECTED`] | cannot be decided |
//! | `interval_below_zero`, `interval_above_zero`, `interval_holds_zero` | otherwise | by the interval |
//! | `ratio_holds_one` | control or control ring expects over [`SAME_LEVEL`] times more or fewer, and the ratio of the same sums does not agree | cannot be decided: a common trend in per cent gives such a difference |
//! | `shrunk_holds_zero` | the window that chose the place is not known, and the shrunken comparison does not agree | cannot be decided |

use super::{
    ratio::RatioOfRatios,
    wdd::{Design, Difference, Series},
};
use serde::{Deserialize, Serialize};

/// Place and control expect fewer in the after period: the normal interval is no longer to be trusted.
pub const LEAST_EXPECTED: f64 = 10.0;

/// A control whose level differs by a larger factor biases a difference of counts. What the program
/// suggests differs by less.
pub const SAME_LEVEL: f64 = 1.5;

/// What may be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// Fewer, proved.
    MinskningPavisad,
    /// More, proved.
    OkningPavisad,
    /// Neither.
    GarInteAttAvgora,
}

/// A verdict with the rules that gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What may be said.
    pub said: Said,
    /// Before the fixed date, or before the after period is over.
    pub preliminary: bool,
    /// Codes of the rules that decided, first the one that settled it.
    pub rules: Vec<String>,
}

/// What the verdict is read from.
#[derive(Debug, Clone, Copy)]
pub struct Grounds<'a> {
    /// The difference it rests on.
    pub difference: &'a Difference,
    /// Whether there is a control.
    pub has_control: bool,
    /// What place and control together expect in the after period.
    pub expected: f64,
    /// The ratio of the same sums, where levels differ too much for the difference alone; there it
    /// must agree, and where it cannot be formed nothing is proved.
    pub unlike_levels: Option<Option<&'a RatioOfRatios>>,
    /// The comparison with the shrunken level, where it must agree.
    pub must_agree: Option<&'a Difference>,
    /// It is before the fixed date.
    pub preliminary: bool,
}

/// By the rules above.
pub fn verdict(grounds: &Grounds) -> Verdict {
    let undecided = |rule: &str| (Said::GarInteAttAvgora, vec![rule.to_owned()]);
    let by_interval = direction(grounds.difference);
    let (said, rules) = match by_interval {
        _ if !grounds.has_control => undecided("no_control"),
        None => undecided("nothing_counted"),
        Some(_) if grounds.expected < LEAST_EXPECTED => undecided("few_counts"),
        Some((said, rule)) => {
            let agree = |other: Option<Said>| other == Some(said);
            let ratio = grounds.unlike_levels.map(|ratio| ratio.map(direction_of_ratio));
            let shrunk = grounds.must_agree.map(|other| direction(other).map(|(said, _)| said));
            match (ratio, shrunk) {
                _ if said == Said::GarInteAttAvgora => undecided(rule),
                (Some(ratio), _) if !agree(ratio) => undecided("ratio_holds_one"),
                (_, Some(shrunk)) if !agree(shrunk) => undecided("shrunk_holds_zero"),
                _ => (said, vec![rule.to_owned()]),
            }
        }
    };
    Verdict { said, preliminary: grounds.preliminary, rules }
}

/// Whether what is compared lies at levels so unlike that a trend common to all in per cent gives a
/// difference in counts.
pub(super) fn levels_differ(design: &Design) -> bool {
    let level = |series: &Series| series.scaled / series.area;
    let pairs =
        [(Some(&design.place), &design.control), (design.ring.as_ref(), &design.control_ring)];
    pairs.into_iter().any(|pair| match pair {
        (Some(one), Some(other)) => {
            let (a, b) = (level(one), level(other));
            a > SAME_LEVEL * b || b > SAME_LEVEL * a
        }
        _ => false,
    })
}

fn direction_of_ratio(ratio: &RatioOfRatios) -> Said {
    match ratio.interval {
        (_, upper) if upper < 1.0 => Said::MinskningPavisad,
        (lower, _) if lower > 1.0 => Said::OkningPavisad,
        _ => Said::GarInteAttAvgora,
    }
}

fn direction(difference: &Difference) -> Option<(Said, &'static str)> {
    let (lower, upper) = difference.interval?;
    Some(if upper < 0.0 {
        (Said::MinskningPavisad, "interval_below_zero")
    } else if lower > 0.0 {
        (Said::OkningPavisad, "interval_above_zero")
    } else {
        (Said::GarInteAttAvgora, "interval_holds_zero")
    })
}

impl Said {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Said::MinskningPavisad => "minskning_pavisad",
            Said::OkningPavisad => "okning_pavisad",
            Said::GarInteAttAvgora => "gar_inte_att_avgora",
        }
    }

    /// The same said of a ring: an increase is displacement, a decrease is its opposite.
    pub fn code_of_displacement(self) -> &'static str {
        match self {
            Said::MinskningPavisad => "spridd_minskning_pavisad",
            Said::OkningPavisad => "overflyttning_pavisad",
            Said::GarInteAttAvgora => "overflyttning_gar_inte_att_avgora",
        }
    }
}

/// Code, Swedish, English.
pub type Words = (&'static str, &'static str, &'static str);

/// What the codes mean.
pub const WORDS: &[Words] = &[
    ("minskning_pavisad", "Minskning påvisad.", "A decrease is proved."),
    ("okning_pavisad", "Ökning påvisad.", "An increase is proved."),
    ("gar_inte_att_avgora", "Går inte att avgöra.", "Cannot be decided."),
    (
        "overflyttning_pavisad",
        "Ökning runt platsen påvisad: överflyttning.",
        "An increase around the place is proved: displacement.",
    ),
    (
        "spridd_minskning_pavisad",
        "Minskning också runt platsen påvisad.",
        "A decrease around the place too is proved.",
    ),
    (
        "overflyttning_gar_inte_att_avgora",
        "Överflyttning går inte att avgöra.",
        "Displacement cannot be decided.",
    ),
    (
        "preliminart",
        "Preliminärt: utslaget ges på det datum som bestämdes vid start.",
        "Preliminary: the verdict is given on the date fixed at the start.",
    ),
    (
        "interval_below_zero",
        "Hela 95-procentsintervallet ligger under noll.",
        "The whole 95 % interval lies below zero.",
    ),
    (
        "interval_above_zero",
        "Hela 95-procentsintervallet ligger över noll.",
        "The whole 95 % interval lies above zero.",
    ),
    (
        "interval_holds_zero",
        "95-procentsintervallet rymmer både minskning och ökning. Det betyder inte att insatsen saknar verkan.",
        "The 95 % interval holds both a decrease and an increase. It does not mean that the measures do nothing.",
    ),
    (
        "no_control",
        "Utan kontrollområde kan en förändring lika gärna vara en allmän trend. Välj en kontroll.",
        "Without a control a change may as well be a general trend. Choose a control.",
    ),
    (
        "nothing_counted",
        "Ingenting har räknats vare sig före eller efter.",
        "Nothing was counted before or after.",
    ),
    (
        "few_counts",
        "Färre än 10 väntade händelser i plats och kontroll: för få för ett utslag. Läs de två antalen och den sammanvägda effekten.",
        "Fewer than 10 expected incidents in place and control: too few for a verdict. Read the two counts and the pooled effect.",
    ),
    (
        "ratio_holds_one",
        "Kontrollen eller dess ring ligger på en annan nivå, och kvoten av kvoter ger inte samma utslag: en gemensam förändring i procent räcker som förklaring. Välj en kontroll på platsens nivå.",
        "The control or its ring lies at another level, and the ratio of ratios does not agree: a common change in per cent is explanation enough. Choose a control at the place's level.",
    ),
    (
        "shrunk_holds_zero",
        "Fönstret som valde platsen är inte angivet, och den krympta jämförelsen ger inte samma utslag: skillnaden kan vara återgång mot det normala.",
        "The window that chose the place is not given, and the shrunken comparison does not agree: the difference may be a return to normal.",
    ),
];

/// Words of a code.
pub fn words(code: &str) -> Option<Words> {
    WORDS.iter().find(|(known, _, _)| *known == code).copied()
}

#[cfg(test)]
mod tests {
    use super::super::{dispersion::Spread, ratio::ratio_of_ratios, wdd::wdd};
    use super::*;

    fn said(estimate: f64, variance: f64, change: impl Fn(&mut Grounds)) -> (Said, String) {
        let difference = Difference::of(estimate, variance, &Spread::POISSON);
        let mut grounds = Grounds {
            difference: &difference,
            has_control: true,
            expected: 80.0,
            unlike_levels: None,
            must_agree: None,
            preliminary: false,
        };
        change(&mut grounds);
        let verdict = verdict(&grounds);
        (verdict.said, verdict.rules[0].clone())
    }

    #[test]
    fn the_interval_decides_and_nothing_is_called_no_effect() {
        let as_is = |_: &mut Grounds| ();
        assert_eq!(said(-30.0, 100.0, as_is).0, Said::MinskningPavisad);
        assert_eq!(said(30.0, 100.0, as_is).0, Said::OkningPavisad);
        assert_eq!(said(-10.0, 174.0, as_is).0, Said::GarInteAttAvgora);
        assert_eq!(said(0.0, 0.0, as_is).1, "nothing_counted");
        let words: String = WORDS.iter().map(|(_, sv, en)| format!("{sv} {en} ")).collect();
        let words = words.to_lowercase();
        assert!(!words.contains("ingen effekt") && !words.contains("no effect"));
    }

    #[test]
    fn without_control_or_with_few_counts_nothing_is_proved() {
        let no_control = said(-30.0, 100.0, |grounds| grounds.has_control = false);
        assert_eq!(no_control, (Said::GarInteAttAvgora, "no_control".to_owned()));
        let few = said(-9.0, 9.0, |grounds| grounds.expected = 9.0);
        assert_eq!(few, (Said::GarInteAttAvgora, "few_counts".to_owned()));
    }

    #[test]
    fn where_the_shrunken_comparison_must_agree_it_decides() {
        let weak = Difference::of(-8.0, 100.0, &Spread::POISSON);
        let difference = Difference::of(-30.0, 100.0, &Spread::POISSON);
        let grounds = Grounds {
            difference: &difference,
            has_control: true,
            expected: 80.0,
            unlike_levels: None,
            must_agree: Some(&weak),
            preliminary: true,
        };
        let verdict = verdict(&grounds);
        assert_eq!(verdict.rules, ["shrunk_holds_zero"]);
        assert!(verdict.preliminary);
    }

    #[test]
    fn a_common_trend_in_per_cent_proves_nothing_however_unlike_the_levels() {
        let plain = |before, after| Series::plain(before, after, 1.0);
        // A fifth fewer everywhere; the control has five times as many.
        let (place, control) = (plain(100, 80), plain(500, 400));
        let design = Design { place, control: Some(control), ring: None, control_ring: None };
        let difference = wdd(&design, &Spread::POISSON);
        let ratio = ratio_of_ratios(&place, &control, &Spread::POISSON);
        assert!(
            difference.interval.is_some_and(|(lower, _)| lower > 0.0) && levels_differ(&design)
        );
        let with = |unlike_levels| {
            let grounds = Grounds {
                difference: &difference,
                has_control: true,
                expected: 600.0,
                unlike_levels,
                must_agree: None,
                preliminary: false,
            };
            verdict(&grounds).rules[0].clone()
        };
        assert_eq!(with(Some(ratio.as_ref())), "ratio_holds_one");
        assert_eq!(with(Some(None)), "ratio_holds_one");
        assert_eq!(with(None), "interval_above_zero");
    }

    #[test]
    fn every_rule_has_words() {
        for code in [
            "no_control",
            "nothing_counted",
            "few_counts",
            "ratio_holds_one",
            "shrunk_holds_zero",
            "preliminart",
        ] {
            assert!(words(code).is_some(), "{code}");
        }
        for said in [Said::MinskningPavisad, Said::OkningPavisad, Said::GarInteAttAvgora] {
            assert!(words(said.code()).is_some() && words(said.code_of_displacement()).is_some());
        }
    }
}
