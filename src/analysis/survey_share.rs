//! Shares of a survey with what chance alone can do to them.
//!
//! **Question.** How sure is a share ("8 % feel unsafe"), and is the difference between two shares
//! larger than what the choice of respondents can make by itself?
//!
//! **Input.** Shares 0–1 and the number of answers each rests on, where it is known. No coordinates
//! and no order.
//!
//! **Output.** A 95 % interval 0–1 per share ([`wilson_95`]), and for a pair the difference with its
//! interval and a verdict ([`compare`]). A share on fewer than [`LEAST_ANSWERS`] answers is
//! [`Share::Suppressed`]: neither the share nor the number is given. `interval_95: None` means that
//! the number of answers is not known; then nothing can be said about chance.
//!
//! **Formula.** With z = 1.959964 and share p of n answers, Wilson's limits are
//! (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n). Of two shares p₁, p₂ with limits (l₁, u₁) and
//! (l₂, u₂), Newcombe's method 10 gives the difference d = p₁ − p₂ the limits
//! d − √((p₁−l₁)² + (u₂−p₂)²) and d + √((u₁−p₁)² + (p₂−l₂)²). The verdict is "higher" or "lower" only
//! when 0 lies outside.
//!
//! **Degenerate input.** Nobody or everybody answering so is no trouble: the interval stays within 0–1
//! and never has no width. No answers, a share outside 0–1 or one that is no number: `None`.
//!
//! **Choosing.** Nothing is chosen. Surveys that weight their answers, or ask whole households or
//! school classes, are less sure than their n says: the interval is then too narrow. A share published
//! in whole per cent is half a per cent unsure besides. Where one area is a part of the other (a
//! stadsdel and its city) the two are not independent and the interval is too wide, so that a
//! difference that is found is not found by mistake.
//!
//! **Repeatable**, since it is a formula.
//!
//! **References.** Wilson (1927), doi 10.1080/01621459.1927.10502953; Newcombe (1998), doi
//! 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
//!
//! ```
//! use platssamverkan::analysis::survey_share::{Verdict, compare, Share};
//! let klara = Share::of(0.08, Some(100));
//! let city = Share::of(0.05, Some(1200));
//! let difference = compare(&klara, &city).expect("both are known");
//! assert_eq!(difference.verdict, Some(Verdict::Undecided));
//! ```
//!
//! **Checked against** statsmodels 0.14.5 and scipy 1.17.1 (tests/golden/survey_share).

pub use crate::incident::LEAST_ANSWERS;
use serde::{Deserialize, Serialize};

const Z: f64 = 1.959_963_984_540_054;

/// A share, as far as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// Fewer than [`LEAST_ANSWERS`] answers.
    Suppressed,
    /// A share and its answers, where their number is known.
    Known {
        /// 0–1.
        share: f64,
        /// Answers.
        n_answers: Option<u32>,
        /// Wilson's 95 % interval; `None` when the number of answers is not known.
        interval_95: Option<(f64, f64)>,
    },
}

/// What can be said of the difference between two shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The first is higher, by more than chance makes.
    Higher,
    /// The first is lower, by more than chance makes.
    Lower,
    /// The difference is no larger than the uncertainty.
    Undecided,
}

/// First share minus second.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// −1 to 1.
    pub difference: f64,
    /// Newcombe's 95 % interval; `None` when a number of answers is not known.
    pub interval_95: Option<(f64, f64)>,
    /// `None` when a number of answers is not known.
    pub verdict: Option<Verdict>,
}

impl Share {
    /// A share 0–1 with its number of answers.
    pub fn of(share: f64, n_answers: Option<u32>) -> Self {
        match n_answers {
            Some(n) if n < LEAST_ANSWERS => Share::Suppressed,
            _ => {
                let interval_95 = n_answers.and_then(|n| wilson_95(share, n));
                Share::Known { share, n_answers, interval_95 }
            }
        }
    }
}

/// Wilson's 95 % limits of a share; `None` without answers or for what is no share.
pub fn wilson_95(share: f64, n_answers: u32) -> Option<(f64, f64)> {
    if n_answers == 0 || !(0.0..=1.0).contains(&share) {
        return None;
    }
    let n = f64::from(n_answers);
    let z2 = Z * Z;
    let middle = share + z2 / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    // At 0 and 1 the limit is the share itself, whatever rounding says.
    let low = if share == 0.0 { 0.0 } else { (middle - half) / scale };
    let high = if share == 1.0 { 1.0 } else { (middle + half) / scale };
    Some((low.clamp(0.0, share), high.clamp(share, 1.0)))
}

/// Newcombe's 95 % limits of `first − second`, each a share and its answers; `None` where
/// [`wilson_95`] has none.
pub fn newcombe_95(first: (f64, u32), second: (f64, u32)) -> Option<(f64, f64)> {
    let (p1, p2) = (first.0, second.0);
    let (l1, u1) = wilson_95(p1, first.1)?;
    let (l2, u2) = wilson_95(p2, second.1)?;
    let d = p1 - p2;
    Some((d - (p1 - l1).hypot(u2 - p2), d + (u1 - p1).hypot(p2 - l2)))
}

/// Whether the difference of two shares is larger than its uncertainty; `None` when one of them is
/// suppressed.
pub fn compare(first: &Share, second: &Share) -> Option<Difference> {
    let (Share::Known { share: a, n_answers: n, .. }, Share::Known { share: b, n_answers: m, .. }) =
        (first, second)
    else {
        return None;
    };
    let interval_95 = n.zip(*m).and_then(|(n, m)| newcombe_95((*a, n), (*b, m)));
    let verdict = interval_95.map(|(low, high)| match () {
        () if low > 0.0 => Verdict::Higher,
        () if high < 0.0 => Verdict::Lower,
        () => Verdict::Undecided,
    });
    Some(Difference { difference: a - b, interval_95, verdict })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fewer_than_five_answers_are_never_shown_and_an_unknown_number_has_no_interval() {
        for n in 0..LEAST_ANSWERS {
            assert_eq!(Share::of(0.5, Some(n)), Share::Suppressed);
        }
        assert!(matches!(
            Share::of(0.5, Some(5)),
            Share::Known { interval_95: Some(_), n_answers: Some(5), .. }
        ));
        let unknown = Share::of(0.5, None);
        assert!(matches!(unknown, Share::Known { interval_95: None, .. }));
        let known = Share::of(0.1, Some(1_000));
        let difference = compare(&known, &unknown).expect("both are shown");
        assert_eq!((difference.interval_95, difference.verdict), (None, None));
        assert_eq!(compare(&known, &Share::Suppressed), None);
    }

    #[test]
    fn what_is_no_share_has_no_interval() {
        for share in [-0.01, 1.01, f64::NAN, f64::INFINITY] {
            assert_eq!(wilson_95(share, 100), None);
        }
        assert_eq!(wilson_95(0.5, 0), None);
        assert_eq!(newcombe_95((0.5, 10), (0.5, 0)), None);
    }

    #[test]
    fn nobody_and_everybody_still_leave_room_for_doubt() {
        let (low, high) = wilson_95(0.0, 20).expect("defined");
        assert!(low == 0.0 && high > 0.1);
        let (low, high) = wilson_95(1.0, 20).expect("defined");
        assert!(low < 0.9 && high == 1.0);
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_share_mirrors_and_narrows_with_more_answers(
            x in 0u32..2_000, more in 0u32..2_000,
        ) {
            let n = (x + more).max(1);
            let share = f64::from(x.min(n)) / f64::from(n);
            let (low, high) = wilson_95(share, n).expect("defined");
            prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
            prop_assert!(low < high);
            let (mirror_low, mirror_high) = wilson_95(1.0 - share, n).expect("defined");
            prop_assert!((mirror_low - (1.0 - high)).abs() < 1e-12);
            prop_assert!((mirror_high - (1.0 - low)).abs() < 1e-12);
            let (narrow_low, narrow_high) = wilson_95(share, n * 4).expect("defined");
            prop_assert!(narrow_high - narrow_low < high - low);
        }

        #[test]
        fn a_difference_turned_round_has_the_interval_turned_round(
            a in 0u32..=500, n in 500u32..2_000, b in 0u32..=500, m in 500u32..2_000,
        ) {
            let first = (f64::from(a) / f64::from(n), n);
            let second = (f64::from(b) / f64::from(m), m);
            let (low, high) = newcombe_95(first, second).expect("defined");
            let (turned_low, turned_high) = newcombe_95(second, first).expect("defined");
            prop_assert!((low + turned_high).abs() < 1e-12 && (high + turned_low).abs() < 1e-12);
            let d = first.0 - second.0;
            prop_assert!(-1.0 <= low && low <= d && d <= high && high <= 1.0);
            let (same_low, same_high) = newcombe_95(first, first).expect("defined");
            prop_assert!(same_low < 0.0 && same_high > 0.0, "nothing differs from itself");
        }
    }
}
