//! Methods that look at months.

use super::{Case, answered, said};
use platssamverkan::analysis::{
    change::{Against, change, prediction_95, ratio_interval},
    compare::{compare, of_two},
    effort::Effort,
    emerging::{Parameters, emerging},
    like_months::like_months,
    mann_kendall::{mann_kendall, sen_slope},
    month::Month,
    place_trend::place_trend,
    whats_changed::{self, MonthCounts, whats_changed},
};

fn first() -> Month {
    Month::of(jiff::civil::date(2023, 1, 1))
}

/// The counts of one cell month by month.
fn series(case: &Case, cell: usize) -> Vec<u32> {
    case.months.iter().map(|month| month[cell]).collect()
}

/// Some cells of the case, the last one too.
fn cells(case: &Case) -> Vec<usize> {
    let n = case.counts().len();
    (0..n).step_by((n / 40).max(1)).chain([n / 3, n / 2]).filter(|&cell| cell < n).collect()
}

pub(super) fn hot_spots_over_time(case: &Case) -> Vec<u8> {
    let months: Vec<Month> = (0..case.months.len()).map(|i| first() + i as i32).collect();
    let chosen = Parameters::default();
    answered(emerging(&months, &case.months, &case.laid(), &chosen, &Effort::unlimited()))
}

pub(super) fn trends(case: &Case) -> Vec<u8> {
    let all: Vec<u64> =
        case.months.iter().map(|month| month.iter().map(|&n| u64::from(n)).sum()).collect();
    let n_cells = case.counts().len();
    let found: Vec<_> = cells(case)
        .into_iter()
        .map(|cell| {
            let counts = series(case, cell);
            let values: Vec<f64> = counts.iter().map(|&n| f64::from(n)).collect();
            let share = 1.0 / n_cells as f64;
            let place = place_trend(first(), &counts, &all, share);
            (mann_kendall(&values), sen_slope(&values), place)
        })
        .collect();
    said(&found)
}

pub(super) fn changes(case: &Case) -> Vec<u8> {
    let found: Vec<_> = cells(case)
        .into_iter()
        .map(|cell| {
            let counts = series(case, cell);
            let (now, earlier) = counts.split_last().map_or((0, &[][..]), |(now, e)| (*now, e));
            let (now, n) = (u64::from(now), earlier.iter().map(|&n| u64::from(n)).sum());
            let periods = earlier.len() as f64;
            let against = [
                Against::Earlier { n, periods },
                Against::Known { expected: n as f64 / periods.max(1.0) },
                Against::Known { expected: 0.0 },
            ];
            // Odds against nothing are not asked for.
            let ratio = (periods > 0.0 && now + n > 0).then(|| ratio_interval(now, n, periods));
            (against.map(|against| change(now, against)).to_vec(), ratio, prediction_95(n, periods))
        })
        .collect();
    said(&found)
}

/// The last month against the one before it, and against all before.
pub(super) fn two_periods(case: &Case) -> Vec<u8> {
    let wide = |month: &[u32]| month.iter().map(|&n| u64::from(n)).collect::<Vec<u64>>();
    let n_cells = case.counts().len();
    let none = vec![0; n_cells];
    let (now, earlier) =
        case.months.split_last().map_or((&none, &[][..]), |(now, earlier)| (now, earlier));
    let before = earlier.last().unwrap_or(&none);
    let mut all = vec![0; n_cells];
    for month in earlier {
        all.iter_mut().zip(wide(month)).for_each(|(sum, n)| *sum += n);
    }
    let periods = earlier.len().max(1) as f64;
    said(&(
        compare(&wide(now), &wide(before), 1.0),
        compare(&wide(now), &all, periods),
        of_two(wide(now).iter().sum(), all.iter().sum(), periods),
    ))
}

pub(super) fn like_seasons(case: &Case) -> Vec<u8> {
    let all: Vec<u64> =
        case.months.iter().map(|month| month.iter().map(|&n| u64::from(n)).sum()).collect();
    let found: Vec<_> = (0..=all.len())
        .map(|at| {
            let like = like_months(first(), &all, at, &(0..all.len()), 2);
            like.map(|like| (like.expected, like.low, like.high, like.n_years))
        })
        .collect();
    said(&found)
}

pub(super) fn what_has_changed(case: &Case) -> Vec<u8> {
    let n_cells = case.counts().len();
    let mut counts = MonthCounts::new(first(), case.months.len(), n_cells, 1);
    for (month, of_cells) in case.months.iter().enumerate() {
        of_cells.iter().enumerate().for_each(|(cell, &n)| counts.add(cell, 0, month, n));
    }
    said(&whats_changed(&counts, &whats_changed::Parameters::default()))
}
