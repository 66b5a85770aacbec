use super::*;
use proptest::prelude::*;

/// `#` is a hot month.
fn class(months: &str, trend: Trend) -> TrendClass {
    TrendClass::of(&months.chars().map(|c| c == '#').collect::<Vec<_>>(), trend)
}

fn of_any_trend(months: &str, expected: TrendClass) {
    for trend in [Trend::Up, Trend::Down, Trend::None] {
        assert_eq!(class(months, trend), expected, "{months} {trend:?}");
    }
}

#[test]
fn always_hot_and_rising_is_intensifying() {
    assert_eq!(class("############", Trend::Up), TrendClass::Intensifying);
    assert_eq!(class("#.##########", Trend::Up), TrendClass::Intensifying);
}

#[test]
fn always_hot_and_falling_is_diminishing() {
    assert_eq!(class("############", Trend::Down), TrendClass::Diminishing);
    assert_eq!(class("####.#######", Trend::Down), TrendClass::Diminishing);
}

#[test]
fn always_hot_without_direction_is_persistent() {
    assert_eq!(class("############", Trend::None), TrendClass::Persistent);
    assert_eq!(class(".###########", Trend::None), TrendClass::Persistent);
}

#[test]
fn hot_in_the_last_month_only_is_new() {
    of_any_trend("...........#", TrendClass::New);
}

#[test]
fn hot_in_the_last_months_without_a_break_and_never_before_is_consecutive() {
    of_any_trend("..........##", TrendClass::Consecutive);
    of_any_trend("..##########", TrendClass::Consecutive);
}

#[test]
fn hot_now_and_often_before_with_breaks_is_oscillating() {
    of_any_trend("#.#.#.#.#.##", TrendClass::Oscillating);
    of_any_trend("#####......#", TrendClass::Oscillating);
}

#[test]
fn hot_now_and_now_and_then_before_is_sporadic() {
    of_any_trend("#....#.....#", TrendClass::Sporadic);
    of_any_trend("..###.....##", TrendClass::Sporadic);
}

#[test]
fn often_hot_but_not_in_the_last_month_is_historical() {
    of_any_trend("######......", TrendClass::Historical);
    of_any_trend("###########.", TrendClass::Historical);
    of_any_trend(".#.#.#.#.##.", TrendClass::Historical);
}

#[test]
fn seldom_hot_and_not_in_the_last_month_or_never_hot_is_none() {
    of_any_trend("............", TrendClass::None);
    of_any_trend("#####.......", TrendClass::None);
    of_any_trend("..........#.", TrendClass::None);
    of_any_trend("", TrendClass::None);
}

/// Each row of the table as a condition of its own, in no order: exactly one holds.
fn rows_that_hold(hot: &[bool], trend: Trend) -> Vec<TrendClass> {
    let (n, n_hot) = (hot.len(), hot.iter().filter(|&&hot| hot).count());
    let starts = |i: usize| hot[i] && (i == 0 || !hot[i - 1]);
    let spells = (0..n).filter(|&i| starts(i)).count();
    let last = hot.last() == Some(&true);
    let always = 10 * n_hot >= 9 * n;
    let often = 2 * n_hot >= n && n_hot > 0;
    let rows = [
        (TrendClass::Intensifying, last && always && trend == Trend::Up),
        (TrendClass::Diminishing, last && always && trend == Trend::Down),
        (TrendClass::Persistent, last && always && trend == Trend::None),
        (TrendClass::New, last && !always && spells == 1 && n_hot == 1),
        (TrendClass::Consecutive, last && !always && spells == 1 && n_hot > 1),
        (TrendClass::Oscillating, last && !always && spells > 1 && often),
        (TrendClass::Sporadic, last && !always && spells > 1 && !often),
        (TrendClass::Historical, !last && often),
        (TrendClass::None, !last && !often),
    ];
    rows.into_iter().filter(|(_, holds)| *holds).map(|(class, _)| class).collect()
}

proptest! {
    #[test]
    fn every_sequence_and_direction_has_exactly_one_class(
        hot in prop::collection::vec(any::<bool>(), 1..40),
        trend in prop::sample::select(vec![Trend::Up, Trend::Down, Trend::None]),
    ) {
        prop_assert_eq!(rows_that_hold(&hot, trend), vec![TrendClass::of(&hot, trend)]);
    }
}

#[test]
fn every_year_there_can_be_has_exactly_one_class() {
    for months in 0u32..1 << 12 {
        let hot: Vec<bool> = (0..12).map(|i| months >> i & 1 == 1).collect();
        for trend in [Trend::Up, Trend::Down, Trend::None] {
            assert_eq!(rows_that_hold(&hot, trend), [TrendClass::of(&hot, trend)], "{hot:?}");
        }
    }
}

fn row(n: u32) -> Neighbours {
    Neighbours::from_lists((0..n).map(|i| {
        [i.checked_sub(1), Some(i + 1)].into_iter().flatten().filter(|&j| j < n).collect()
    }))
}

fn months(n: i32) -> Vec<Month> {
    (0..n).map(|i| "2025-06".parse::<Month>().expect("a month") + i).collect()
}

fn of_counts(counts: &[Vec<u32>]) -> Emerging {
    let n_cells = counts.first().map_or(0, Vec::len);
    let near = row(n_cells as u32);
    let heat: Vec<MonthHeat> = counts
        .iter()
        .map(|month| MonthHeat::by_gi_star(month, &near, Correction::Bh, 0.05))
        .collect();
    let ids: Vec<String> = (0..n_cells).map(|i| i.to_string()).collect();
    of_heat(&months(counts.len() as i32), counts, &heat, &ids, 0.05)
}

#[test]
fn nothing_equal_counts_or_one_cell_has_no_class_and_too_few_months_no_result() {
    for month in [vec![0; 50], vec![3; 50], vec![9], vec![]] {
        let n_cells = month.len() as u32;
        let found = of_counts(&vec![month; 12]);
        assert!(found.cells.is_empty());
        assert_eq!(found.classes[8], (TrendClass::None, n_cells));
    }
    let too_few = of_counts(&vec![vec![7, 0, 0, 0, 0, 0, 0, 0]; 3]);
    assert!(too_few.classes.is_empty() && too_few.cells.is_empty());
    assert_eq!(too_few.n_by_month, [7; 3]);
    assert!(of_counts(&[]).months.is_empty());
}

#[test]
fn one_giant_count_is_new_in_its_month_and_an_empty_month_is_missing() {
    let mut counts = vec![vec![1; 60]; 6];
    counts.iter_mut().for_each(|month| month[10] = 2);
    counts[5][30] = 5_000_000;
    counts[2] = vec![0; 60];
    let found = of_counts(&counts);
    let giant = found.cells.iter().find(|cell| cell.cell == 30).expect("hot");
    assert_eq!(giant.class, TrendClass::New);
    assert!(!giant.hot[2] && giant.hot[5]);
    assert_eq!(giant.trend.expect("five months").n, 5);
    assert_eq!(found.n_by_month[2], 0);
}

#[test]
fn the_classes_sum_to_the_cells() {
    let counts: Vec<Vec<u32>> = (0..12u32)
        .map(|m| (0..200u32).map(|i| (i * 7919 + m * 104_729) % 5 / 3 + i % 50 / 48 * m).collect())
        .collect();
    let found = of_counts(&counts);
    assert_eq!(found.classes.iter().map(|(_, n)| n).sum::<u32>(), 200);
    assert!(!found.cells.is_empty());
    for cell in &found.cells {
        assert_eq!((cell.n.len(), cell.hot.len()), (12, 12));
    }
}

proptest! {
    #[test]
    fn turning_the_row_of_cells_around_turns_the_answer(
        counts in prop::collection::vec(prop::collection::vec(0u32..30, 40), 6),
    ) {
        let turned: Vec<Vec<u32>> =
            counts.iter().map(|month| month.iter().rev().copied().collect()).collect();
        let (one, other) = (of_counts(&counts), of_counts(&turned));
        prop_assert_eq!(&one.classes, &other.classes);
        let mut back: Vec<(u32, TrendClass)> =
            other.cells.iter().map(|cell| (39 - cell.cell, cell.class)).collect();
        back.reverse();
        let cells: Vec<_> = one.cells.iter().map(|cell| (cell.cell, cell.class)).collect();
        prop_assert_eq!(cells, back);
    }
}

#[test]
fn parameters_outside_of_what_is_allowed_are_named() {
    let chosen = Parameters::default;
    assert_eq!(chosen().out_of_range(), None);
    assert_eq!(Parameters { ring: 0, ..chosen() }.out_of_range(), Some("ring"));
    assert_eq!(Parameters { alpha: f64::NAN, ..chosen() }.out_of_range(), Some("alpha"));
    assert_eq!(Parameters { trend_alpha: 1.0, ..chosen() }.out_of_range(), Some("trend_alpha"));
}
