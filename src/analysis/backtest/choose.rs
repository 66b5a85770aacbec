//! Which method a category should start with, and why.
//!
//! The rule, the same for everyone: the standard (ranked counts, with the default gate for what is
//! called hot) stays unless another method catches at least [`MARGIN`] more of the incidents on 2 % of
//! the land, on average over [`MIN_ROLLS`] months or more, and the interval of that lead lies above 0
//! at 95 % *for all rivals together* (Bonferroni, since the best of several looks good by chance). Of
//! several that do, the one with the largest lead; on a tie the one named first.

use super::{
    MIN_ROLLS, MethodScore, SHARES,
    detectors::Detector,
    paired::{interval, mean},
};
use serde::{Deserialize, Serialize};

/// The share of land at which the choice is made.
pub const CHOSEN_AT: f64 = 0.02;

/// The lead that is worth another method: one incident in a hundred.
pub const MARGIN: f64 = 0.01;

/// The method and the reason as numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// What to start with.
    pub method: Detector,
    /// Why.
    pub reason: Reason,
}

/// Why a method was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// Too few rolls to conclude anything: the standard.
    TooLittleData {
        /// Rolls there are.
        n_rolls: u32,
        /// Rolls it takes.
        needed: u32,
    },
    /// No method leads by enough: the standard.
    NothingBeats {
        /// The one that came nearest.
        nearest: Detector,
        /// Its mean lead in hit rate; negative when it caught less.
        lead: f64,
        /// Interval of the lead, corrected for the number of rivals.
        interval: (f64, f64),
        /// The lead it would take.
        margin: f64,
        /// Rolls.
        n_rolls: u32,
    },
    /// The chosen method leads by enough.
    Beats {
        /// Its mean lead in hit rate over ranked counts.
        lead: f64,
        /// Interval of the lead, corrected for the number of rivals.
        interval: (f64, f64),
        /// Its mean hit rate.
        hit_rate: f64,
        /// That of ranked counts.
        ranked_hit_rate: f64,
        /// Rolls.
        n_rolls: u32,
    },
}

/// A rival's lead over the baseline.
struct Lead {
    method: Detector,
    mean: f64,
    interval: (f64, f64),
    hit_rate: f64,
}

/// The choice that follows from the scores; the first method is the baseline.
pub fn choose_default(methods: &[MethodScore]) -> Choice {
    let standard = |reason| Choice { method: Detector::RankedCounts, reason };
    let hit_rates = |method: &MethodScore| -> Vec<f64> {
        let share = method.shares.iter().find(|share| share.area_share == CHOSEN_AT);
        share.map_or_else(Vec::new, |s| s.rolls.iter().map(|roll| roll.hit_rate).collect())
    };
    debug_assert!(SHARES.contains(&CHOSEN_AT));
    let baseline = methods.first().map(hit_rates).unwrap_or_default();
    let n_rolls = baseline.len() as u32;
    let rivals = methods.get(1..).unwrap_or_default();
    let alpha = 0.05 / rivals.len().max(1) as f64;
    let lead = |rival: &MethodScore| {
        let own = hit_rates(rival);
        let leads: Vec<f64> = own.iter().zip(&baseline).map(|(own, other)| own - other).collect();
        Some(Lead {
            method: rival.method,
            mean: mean(&leads)?,
            interval: interval(&leads, alpha)?,
            hit_rate: mean(&own)?,
        })
    };
    let leads: Vec<Lead> = rivals.iter().filter_map(lead).collect();
    let enough = |lead: &&Lead| lead.mean >= MARGIN && lead.interval.0 > 0.0;
    // The first of the largest.
    let largest = |leads: Vec<&Lead>| -> Option<usize> {
        let best = leads.iter().map(|lead| lead.mean).max_by(f64::total_cmp)?;
        leads.iter().position(|lead| lead.mean == best)
    };
    let winners: Vec<&Lead> = leads.iter().filter(enough).collect();
    if let Some(at) = largest(winners.clone()) {
        let best = winners[at];
        let reason = Reason::Beats {
            lead: best.mean,
            interval: best.interval,
            hit_rate: best.hit_rate,
            ranked_hit_rate: mean(&baseline).unwrap_or(0.0),
            n_rolls,
        };
        return Choice { method: best.method, reason };
    }
    match largest(leads.iter().collect()) {
        Some(at) => standard(Reason::NothingBeats {
            nearest: leads[at].method,
            lead: leads[at].mean,
            interval: leads[at].interval,
            margin: MARGIN,
            n_rolls,
        }),
        None => standard(Reason::TooLittleData { n_rolls, needed: MIN_ROLLS as u32 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::backtest::{RollScore, ShareScore};

    fn method(method: Detector, hit_rates: &[f64]) -> MethodScore {
        let rolls = hit_rates.iter().map(|&hit_rate| RollScore {
            n_cells: 1,
            area_used: 0.02,
            n: 1,
            hit_rate,
            pai: None,
            pei_star: None,
            rri: None,
        });
        let share = ShareScore {
            area_share: CHOSEN_AT,
            area_used: 0.02,
            hit_rate: 0.0,
            pai: None,
            pei_star: None,
            rri: None,
            against_ranked: None,
            rolls: rolls.collect(),
        };
        MethodScore { method, shares: vec![share] }
    }

    fn with_leads(rivals: &[(Detector, f64, f64)], n: usize) -> Choice {
        let rates = |lead: f64, spread: f64| -> Vec<f64> {
            (0..n).map(|i| 0.3 + lead + if i % 2 == 0 { spread } else { -spread }).collect()
        };
        let mut methods = vec![method(Detector::RankedCounts, &vec![0.3; n])];
        methods.extend(rivals.iter().map(|(name, lead, spread)| {
            let rates = rates(*lead, *spread);
            method(*name, &rates)
        }));
        choose_default(&methods)
    }

    #[test]
    fn the_standard_stays_unless_a_lead_is_large_enough_and_sure_enough() {
        let (gi, p) = (Detector::GiStar, Detector::Permutation);
        let choice = with_leads(&[(gi, 0.04, 0.01), (p, 0.03, 0.001)], 12);
        assert_eq!(choice.method, gi);
        let Reason::Beats { lead, n_rolls, .. } = choice.reason else { panic!() };
        assert!((lead - 0.04).abs() < 1e-12 && n_rolls == 12);
        // Too uncertain, too small, worse.
        for leads in [[(gi, 0.04, 0.2)], [(gi, 0.005, 0.0001)], [(gi, -0.1, 0.01)]] {
            let choice = with_leads(&leads, 12);
            assert_eq!(choice.method, Detector::RankedCounts);
            assert!(matches!(choice.reason, Reason::NothingBeats { nearest, .. } if nearest == gi));
        }
        // An uncertain giant does not shade a sure smaller one.
        assert_eq!(with_leads(&[(gi, 0.05, 0.5), (p, 0.03, 0.001)], 12).method, p);
    }

    #[test]
    fn five_months_are_too_little_to_choose_by() {
        let choice = with_leads(&[(Detector::GiStar, 0.5, 0.01)], 5);
        assert_eq!(choice.reason, Reason::TooLittleData { n_rolls: 5, needed: 6 });
        assert_eq!(choose_default(&[]).reason, Reason::TooLittleData { n_rolls: 0, needed: 6 });
    }
}
