//! How a hotspot place develops: the trend class of a place as one unit.
//!
//! **Question.** Is the place new, growing, steady, calming down, or hot only now and then?
//!
//! **Input.** The place's counts per month, those of all cells of the study area, and the share of
//! them that the place's ground would have (expected / all, as the run has it). Months are complete,
//! oldest first; the last [`MONTHS`] of them are used. **Output.** Class, hot months, since when, and
//! the figures behind; `None` with fewer than [`LEAST_MONTHS`] complete months.
//!
//! **Formula.** A month is *hot* when P(Bin(N_month, expected share) ≥ n_month) ≤ 5 %. The *direction*
//! is up or down when one of two tests says so, the first one deciding:
//! - the last [`LATE_MONTHS`] months against the earlier ones: given the place's counts in all of
//!   them, those of the late are Bin(n, N_late/N), two-sided, so that what happens to the whole city
//!   (season, late registration) is not taken for the place's; p at the level that is worth watching
//!   ([`super::change::WATCH_P`]);
//! - Mann–Kendall of the place's share of each month's counts, p ≤ 5 %.
//!
//! Of places that do not change about one in twelve is given a direction by chance.
//!
//! | direction | hot months | class |
//! |---|---|---|
//! | up | none before the late months | `new` |
//! | up | some before them | `intensifying` |
//! | down | the last month | `diminishing` |
//! | down | not the last month | `historical` |
//! | none | any | as [`TrendClass::of`] without direction |
//!
//! Unlike a cell a place may thus be growing or calming down without being hot in nine months of ten:
//! it is larger, its counts carry the test. *Since* is the first of the months in a row, the last
//! included, that lie above (below) what the earlier ones lead to expect.
//!
//! **Degenerate input.** A month without any count in the study area is neither hot nor in the trend.
//! **Choosing.** Nothing to choose: the class must mean the same everywhere.
//! **Repeatable.** Closed form. **Reference.** Those of [`super::change`] and
//! [`super::mann_kendall`], by whose golden tests it is checked; the demo's flaring and calming places
//! come out as they were planted.

use super::{
    change::{WATCH_P, binomial_two_sided},
    count_test::binomial_upper_tail,
    emerging::TrendClass,
    mann_kendall::{Trend, mann_kendall},
    month::Month,
};
use serde::{Deserialize, Serialize};

/// So many of the latest complete months are used.
pub const MONTHS: usize = 12;

/// With fewer there is no class.
pub const LEAST_MONTHS: usize = 6;

/// The months that are held against the earlier ones.
pub const LATE_MONTHS: usize = 3;

/// Level of a hot month, and of the trend.
pub const ALPHA: f64 = 0.05;

/// How a place develops.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceTrend {
    /// The class.
    pub class: TrendClass,
    /// First month that was used.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// Per month from the first to the last: whether the place had more than its share.
    pub hot: Vec<bool>,
    /// First month of the unbroken stretch to the last that is above (or below) what was expected;
    /// `None` without direction.
    pub since: Option<Month>,
    /// Counts in the last three months.
    pub n_late: u32,
    /// What the earlier months lead to expect of them.
    pub expected_late: f64,
    /// Two-sided p of the last three months.
    pub p_late: f64,
    /// Two-sided p of the trend; `None` when all months are alike.
    pub p_trend: Option<f64>,
}

/// The trend of a place. `n` and `all` are the place's and the study area's counts per month from
/// `first` on; `expected_share` lies between 0 and 1.
pub fn place_trend(
    first: Month,
    n: &[u32],
    all: &[u64],
    expected_share: f64,
) -> Option<PlaceTrend> {
    let skipped = n.len().saturating_sub(MONTHS);
    let (first, n, all) = (first + skipped as i32, &n[skipped..], &all[skipped..]);
    if n.len() < LEAST_MONTHS || all.len() != n.len() {
        return None;
    }
    let late_from = n.len() - LATE_MONTHS;
    let hot: Vec<bool> = n
        .iter()
        .zip(all)
        .map(|(&n, &all)| n > 0 && binomial_upper_tail(all, expected_share, u64::from(n)) <= ALPHA)
        .collect();
    let sum = |counts: &[u32]| -> u64 { counts.iter().map(|&n| u64::from(n)).sum() };
    let (n_all, all_all) = (sum(n), all.iter().sum::<u64>());
    let (n_late, all_late) = (sum(&n[late_from..]), all[late_from..].iter().sum::<u64>());
    let late_share = all_late as f64 / all_all.max(1) as f64;
    let p_late = match late_share > 0.0 && late_share < 1.0 {
        true => binomial_two_sided(n_all, late_share, n_late),
        false => 1.0,
    };
    let shares: Vec<f64> = n.iter().zip(all).map(|(&n, &all)| f64::from(n) / all as f64).collect();
    let trend = mann_kendall(&shares);
    let expected_all = n_all as f64 * late_share;
    let (direction, baseline) = match trend.map_or(Trend::None, |t| t.trend(ALPHA)) {
        _ if p_late <= WATCH_P => {
            let up = n_late as f64 > expected_all;
            (if up { Trend::Up } else { Trend::Down }, late_from)
        }
        direction => (direction, n.len()),
    };
    let class = match direction {
        Trend::Up if !hot[..late_from].contains(&true) => TrendClass::New,
        Trend::Up => TrendClass::Intensifying,
        Trend::Down if hot.last() == Some(&true) => TrendClass::Diminishing,
        Trend::Down => TrendClass::Historical,
        Trend::None => TrendClass::of(&hot, Trend::None),
    };
    // Of the months that are held against, per count of the study area.
    let per_count = sum(&n[..baseline]) as f64 / all[..baseline].iter().sum::<u64>().max(1) as f64;
    let beyond = |i: &usize| {
        let (found, expected) = (f64::from(n[*i]), per_count * all[*i] as f64);
        match direction {
            Trend::Up => found > expected,
            Trend::Down => found < expected,
            Trend::None => false,
        }
    };
    let stretch = (0..n.len()).rev().take_while(beyond).count();
    let early = all_all - all_late;
    let early_share = (n_all - n_late) as f64 / early.max(1) as f64;
    Some(PlaceTrend {
        class,
        from: first,
        to: first + n.len() as i32 - 1,
        since: (stretch > 0).then(|| first + (n.len() - stretch) as i32),
        hot,
        n_late: u32::try_from(n_late).unwrap_or(u32::MAX),
        expected_late: early_share * all_late as f64,
        p_late,
        p_trend: trend.map(|trend| trend.p),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A year from June 2025 in a city of 300 counts a month.
    fn year(n: [u32; 12], expected_share: f64) -> PlaceTrend {
        let first = "2025-06".parse().expect("a month");
        place_trend(first, &n, &[300; 12], expected_share).expect("twelve months")
    }

    fn month(text: &str) -> Option<Month> {
        Some(text.parse().expect("a month"))
    }

    #[test]
    fn a_flare_after_quiet_months_is_new_and_says_since_when() {
        let found = year([0, 1, 0, 0, 1, 0, 0, 1, 0, 5, 6, 8], 0.003);
        assert_eq!((found.class, found.since), (TrendClass::New, month("2026-03")));
        assert_eq!(found.n_late, 19);
    }

    #[test]
    fn a_flare_where_it_was_hot_already_is_intensifying() {
        let found = year([3, 2, 3, 3, 2, 2, 2, 2, 2, 5, 6, 8], 0.002);
        assert_eq!((found.class, found.since), (TrendClass::Intensifying, month("2026-03")));
        assert!((found.expected_late - 7.0).abs() < 1e-9 && found.p_late < 0.01, "{found:?}");
    }

    #[test]
    fn a_step_down_is_diminishing_while_hot_and_historical_after() {
        let step = [40, 44, 38, 41, 43, 39, 18, 20, 17, 19, 18, 20];
        let found = year(step, 0.03);
        assert_eq!((found.class, found.since), (TrendClass::Diminishing, month("2025-12")));
        assert_eq!(year(step, 0.06).class, TrendClass::Historical);
    }

    #[test]
    fn without_direction_the_table_of_hot_months_decides() {
        assert_eq!(year([20; 12], 0.03).class, TrendClass::Persistent);
        let on_and_off = [20, 5, 20, 5, 20, 5, 20, 5, 20, 5, 20, 20];
        assert_eq!(year(on_and_off, 0.03).class, TrendClass::Oscillating);
        assert_eq!(year([9; 12], 0.03).class, TrendClass::None);
        assert_eq!(year([9; 12], 0.03).since, None);
    }

    #[test]
    fn what_the_whole_city_does_is_not_the_places_doing() {
        let first = "2025-06".parse().expect("a month");
        let all = [100, 110, 120, 130, 140, 150, 180, 200, 230, 600, 700, 800];
        let n: Vec<u32> = all.iter().map(|&all| all as u32 / 10).collect();
        let found = place_trend(first, &n, &all, 0.05).expect("twelve months");
        assert_eq!(found.class, TrendClass::Persistent, "{found:?}");
    }

    #[test]
    fn too_few_months_say_nothing_and_empty_ones_are_no_trend() {
        let first = "2025-06".parse().expect("a month");
        assert_eq!(place_trend(first, &[], &[], 0.1), None);
        assert_eq!(place_trend(first, &[9; 5], &[90; 5], 0.1), None);
        let empty = place_trend(first, &[0; 12], &[0; 12], 0.1).expect("twelve months");
        assert_eq!((empty.class, empty.p_late, empty.p_trend), (TrendClass::None, 1.0, None));
        // Everything in the late months.
        let late = place_trend(first, &[0, 0, 0, 0, 0, 9], &[0, 0, 0, 0, 0, 90], 0.1);
        assert_eq!(late.expect("six months").p_late, 1.0);
        // Only the last year of a longer series is used.
        let long = place_trend(first, &[7; 40], &[90; 40], 0.1).expect("a year of them");
        assert_eq!((long.hot.len(), long.to), (12, first + 39));
    }

    #[test]
    fn of_places_that_do_not_change_about_one_in_twelve_is_given_a_direction() {
        use rand_chacha::{
            ChaCha8Rng,
            rand_core::{Rng, SeedableRng},
        };
        let mut random = ChaCha8Rng::seed_from_u64(1945);
        // Counts of a month: 400 chances of 2,5 %.
        let mut month = || (0..400).filter(|_| random.next_u32() < u32::MAX / 40).count() as u32;
        let first = "2025-06".parse().expect("a month");
        let n_changed = (0..2_000)
            .filter(|_| {
                let n: Vec<u32> = (0..12).map(|_| month()).collect();
                let all: Vec<u64> = n.iter().map(|&n| 1_000 + u64::from(n)).collect();
                place_trend(first, &n, &all, 0.009).expect("a year").since.is_some()
            })
            .count();
        let share = n_changed as f64 / 2_000.0;
        assert!((0.04..0.095).contains(&share), "{share}");
    }

    #[test]
    fn equal_months_of_any_length_have_no_direction() {
        for n in LEAST_MONTHS..30 {
            let first = "2025-06".parse().expect("a month");
            let found = place_trend(first, &vec![5; n], &vec![100; n], 0.02).expect("enough");
            assert_eq!((found.since, found.p_trend), (None, None));
        }
    }
}
