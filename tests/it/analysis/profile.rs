//! The aoristic profile against pandas, and what must not change it.

use jiff::civil::{Date, date};
use platssamverkan::{
    analysis::profile::{CountRow, LocalHours, Profile},
    incident::{Period, StudyClock},
};
use proptest::prelude::*;
use serde_json::Value;

fn row(from_hour: i32, to_hour: i32, n: u32) -> CountRow {
    CountRow { from_hour, to_hour, cell: 0, category: 0, n }
}

#[test]
fn week_and_months_agree_with_pandas_over_both_clock_changes() {
    let path = format!("{}/tests/golden/profile/expected.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("there")).expect("JSON");
    let day = |key: &str| -> Date { file[key].as_str().expect("day").parse().expect("a date") };
    let clock = StudyClock::new("Europe/Stockholm").expect("known zone");
    let hours = LocalHours::new(&clock, Period { from: day("from"), to: day("to") });
    let mut profile = Profile::new(&hours, 1);
    for one in file["rows"].as_array().expect("list") {
        let number = |i: usize| one[i].as_i64().expect("whole") as i32;
        profile.add(&hours, row(number(0), number(1), number(2) as u32));
    }
    for (day, found) in profile.week_hours().iter().enumerate() {
        for (hour, found) in found.iter().enumerate() {
            let expected = file["week_hours"][day][hour].as_f64().expect("number");
            assert!((found - expected).abs() < 1e-9, "{day} {hour}: {found} {expected}");
        }
    }
    for (month, &n) in hours.months().iter().zip(profile.months()) {
        assert_eq!(u64::from(n), file["months"][month].as_u64().unwrap_or(0), "{month}");
    }
    assert_eq!(profile.n_long(), file["n_long"].as_u64().expect("counts"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_week_sums_to_the_counts_whatever_the_zone_and_the_order(
        rows in prop::collection::vec((0i32..24 * 360, -3i32..40, 0u32..9), 0..120),
        zone in prop::sample::select(vec!["Europe/Stockholm", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
    ) {
        let clock = StudyClock::new(zone).expect("known zone");
        let period = Period { from: date(2025, 1, 10), to: date(2026, 1, 10) };
        let start = clock.day_start(period.from) + 24;
        let hours = LocalHours::new(&clock, period);
        let add = |rows: &mut dyn Iterator<Item = &(i32, i32, u32)>| {
            let mut profile = Profile::new(&hours, 1);
            rows.for_each(|&(from, span, n)| profile.add(&hours, row(start + from, start + from + span, n)));
            profile
        };
        let profile = add(&mut rows.iter());
        let sum: f64 = profile.week_hours().iter().flatten().sum();
        let all: u64 = rows.iter().map(|row| u64::from(row.2)).sum();
        prop_assert!((sum + profile.n_long() as f64 - all as f64).abs() < 1e-6);
        prop_assert_eq!(profile.months().iter().map(|&n| u64::from(n)).sum::<u64>(), all);
        prop_assert!(profile.week_hours().iter().flatten().all(|n| n.is_finite() && *n >= 0.0));
        // To the last bit: the parts are whole numbers.
        prop_assert_eq!(&add(&mut rows.iter().rev()), &profile);
        if let Some(peak) = profile.peak() {
            let week: Vec<f64> = profile.week_hours().concat();
            let held: f64 = peak.blocks.iter().flat_map(|block| block.slots()).map(|slot| week[slot]).sum();
            prop_assert!((held / sum - peak.share).abs() < 1e-9 && peak.share >= 0.5);
            prop_assert_eq!(peak.blocks.iter().map(|b| b.hours() as u32).sum::<u32>(), peak.hours);
        }
    }
}
