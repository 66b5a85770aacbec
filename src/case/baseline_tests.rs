use super::*;
use crate::{
    analysis::survey_share::Verdict,
    case::party::Side,
    incident::{IndicatorId, PartyId, Unit},
};
use jiff::civil::date;
use proptest::prelude::*;

fn year(year: i16) -> Period {
    Period { from: date(year, 1, 1), to: date(year, 12, 31) }
}

fn counts(of: Period, n: &[(&str, u64)]) -> Counts {
    let row = |(id, n): &(&str, u64)| CategoryCount {
        category: CategoryId((*id).to_owned()),
        year: *n,
        two_years: None,
    };
    Counts {
        year: of,
        two_years: None,
        categories: n.iter().map(row).collect(),
        n_left_out: 0,
        deliveries: Vec::new(),
        input: Fingerprint::of(b"counts"),
        ground: Fingerprint::of(b"ground"),
        synthetic: true,
    }
}

fn survey(of: i16, value: f64, n_answers: Option<u32>) -> Survey {
    Survey {
        value: IndicatorValue {
            indicator: IndicatorId("otrygg".to_owned()),
            label: "Otrygg kvällstid".to_owned(),
            group: Some("boende".to_owned()),
            area: AreaId("stadsdelsomrade/a".to_owned()),
            period: year(of),
            value,
            unit: Unit::Procent,
            n_answers,
            source: "påhittad mätning".to_owned(),
            extracted_on: Some(date(of + 1, 2, 1)),
        },
        area_name: "A".to_owned(),
        synthetic: true,
    }
}

fn measured(counts: Option<Counts>, surveys: Vec<Survey>) -> Measured {
    Measured { data_version: DataVersion(3), counts, surveys }
}

#[test]
fn counts_of_other_days_are_tested_as_two_poisson_counts_and_corrected() {
    let then = measured(Some(counts(year(2023), &[("vald", 7), ("klotter", 40)])), vec![]);
    let now = measured(Some(counts(year(2025), &[("vald", 19), ("klotter", 41)])), vec![]);
    let found = since(&then, &now).counts.expect("both have counts");
    assert_eq!((found.n_shared_days, found.rows.n_tested), (0, 2));
    let vald = &found.rows.rows[0];
    // As the change of 7 to 19 in two years without a leap day.
    assert!((vald.change.expect("tested").p - 0.029).abs() < 0.0005);
    assert!(vald.p_adjusted > vald.change.map(|change| change.p));
}

#[test]
fn years_that_share_days_are_shown_and_not_tested() {
    let then = measured(Some(counts(year(2025), &[("vald", 7)])), vec![]);
    let later = Period { from: date(2025, 12, 1), to: date(2026, 11, 30) };
    let now = measured(Some(counts(later, &[("vald", 19), ("klotter", 2)])), vec![]);
    let found = since(&then, &now).counts.expect("both have counts");
    assert_eq!((found.n_shared_days, found.rows.n_tested), (31, 0));
    let rows: Vec<_> = found
        .rows
        .rows
        .iter()
        .map(|row| (row.counted.before, row.counted.now, row.change))
        .collect();
    assert_eq!(rows, [(Some(7), 19, None), (Some(0), 2, None)]);
    // Redrawn borders: other ground, whatever the days.
    let mut redrawn = counts(year(2027), &[("vald", 19)]);
    redrawn.ground = Fingerprint::of(b"other ground");
    let found = since(&then, &measured(Some(redrawn), vec![])).counts.expect("both have counts");
    assert_eq!((found.same_ground, found.rows.n_tested), (false, 0));
    // Without counts of both there is nothing to hold against anything.
    assert_eq!(since(&measured(None, vec![]), &now).counts, None);
}

#[test]
fn a_share_is_held_against_a_later_one_of_the_same_series_alone() {
    let then = survey(2023, 12.0, Some(400));
    let told = |now: Survey| since(&measured(None, vec![then.clone()]), &measured(None, vec![now]));
    let same = told(then.clone()).surveys;
    assert_eq!(
        (same[0].now.as_ref(), same[0].difference),
        (None, None),
        "nobody has measured again"
    );
    let later = told(survey(2025, 20.0, Some(400))).surveys;
    let difference = later[0].difference.expect("both are known");
    assert!((difference.difference - 0.08).abs() < 1e-12);
    assert_eq!(difference.verdict, Some(Verdict::Higher));
    let unknown = told(survey(2025, 20.0, None)).surveys;
    assert_eq!(
        unknown[0].difference.and_then(|it| it.verdict),
        None,
        "how many answered is not known"
    );
    let mut other = survey(2025, 20.0, Some(400));
    other.value.area = AreaId("stadsdelsomrade/b".to_owned());
    assert_eq!(told(other).surveys[0].now, None, "about other ground");
}

fn baseline(measured: Measured) -> Baseline {
    let party = PartyId("polis-a".to_owned());
    Baseline {
        agreement: "a-2025".to_owned(),
        no: 1,
        occasion: Occasion::Signed { version: 2 },
        parties: Parties { polis: party.clone(), stad: PartyId("stad-a".to_owned()) },
        areas: vec![AreaId("stadsdelsomrade/a".to_owned())],
        by: Signer {
            user: "user-1".to_owned(),
            function: "Administratör".to_owned(),
            party,
            side: Side::Polis,
            delegation: None,
        },
        at: "2025-01-02T09:00:00Z".parse().expect("a moment"),
        on: date(2025, 1, 2),
        measured,
    }
}

proptest! {
    /// What is written and read again has the fingerprint it was kept under; another number has not.
    #[test]
    fn a_baseline_is_known_by_its_fingerprint(n in 0u64..1_000_000, value in 0.0..100.0f64, answers in 5u32..10_000) {
        let of = |n: u64| baseline(measured(
            Some(counts(year(2024), &[("vald", n)])), vec![survey(2023, value, Some(answers))],
        ));
        let kept = of(n);
        let text = serde_json::to_string(&kept).expect("written");
        let read: Baseline = serde_json::from_str(&text).expect("read");
        prop_assert_eq!(read.fingerprint(), kept.fingerprint());
        prop_assert_ne!(of(n + 1).fingerprint(), kept.fingerprint());
    }
}
