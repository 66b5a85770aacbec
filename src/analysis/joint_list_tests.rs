//! What the joint list promises, as claims.

use super::*;
use geo_types::Rect;
use proptest::prelude::*;

const STEP: f64 = 0.001;

/// A square of about 57 × 111 m, `x` squares east and `y` north of a corner in Stockholm.
fn square(x: f64, y: f64) -> MultiPolygon<f64> {
    let (west, south) = (18.05 + STEP * x, 59.33 + STEP * y);
    let corners = Rect::new((west, south), (west + STEP, south + STEP));
    MultiPolygon(vec![corners.to_polygon()])
}

fn hotspot(rank: u32, x: f64, y: f64, excess: f64) -> HotspotPlace {
    HotspotPlace {
        rank,
        key: String::new(),
        name: format!("Plats {rank}"),
        cells: vec![rank],
        lone_cell: true,
        geometry: square(x, y),
        label_at: LonLat { lon: 18.05 + STEP * (x + 0.5), lat: 59.33 + STEP * (y + 0.5) },
        area_km2: 0.006,
        n: 40,
        expected: 40.0 - excess,
        excess,
        ratio: 2.0,
        ratio_95: (1.6, 2.5),
        z: None,
        p_adjusted_min: 0.001,
        share_of_incidents: 0.01,
        week_hours: vec![],
        months: vec![],
        categories: vec![],
        areas: vec![(AreaId("statistikomrade/A".into()), 1.0)],
        stable_in: Some(5),
        stability: vec![],
        trend: None,
    }
}

fn named(name: &str, x: f64, y: f64, n_observations: u32) -> NamedUnsafe {
    NamedUnsafe {
        area: AreaId(format!("plats/{name}")),
        name: name.into(),
        geometry: square(x, y),
        label_at: LonLat { lon: 18.05 + STEP * (x + 0.5), lat: 59.33 + STEP * (y + 0.5) },
        lies_in: Some(AreaId("statistikomrade/B".into())),
        n_observations,
        latest: "2016-12-31".into(),
    }
}

fn surveyed(code: &str, covers: &[&str], share: f64, n: Option<u32>) -> AreaShare {
    AreaShare {
        area: AreaId(format!("statistikomrade/{code}")),
        name: code.into(),
        covers: covers.iter().map(|code| AreaId(format!("statistikomrade/{code}"))).collect(),
        share: Share::of(share, n),
        source: "Mätning 2014".into(),
    }
}

fn asked(named: Vec<NamedUnsafe>) -> Parameters {
    Parameters {
        run: "run-1".into(),
        distance_m: DISTANCE_M,
        rank: Rank::Both,
        indicator: IndicatorId("otrygg".into()),
        group: None,
        complement: false,
        named,
        shares: vec![],
        reference: None,
    }
}

fn list(hotspots: &[HotspotPlace], parameters: &Parameters) -> JointList {
    joint_list(hotspots, parameters, &Effort::unlimited()).expect("nobody takes it back")
}

fn names(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

#[test]
fn what_is_near_agrees_and_what_is_not_parts() {
    let hotspots = [hotspot(1, 0.0, 0.0, 30.0), hotspot(2, 20.0, 0.0, 20.0)];
    // Touching, one square (57 m) away, and far.
    let asked = asked(vec![
        named("intill", 1.0, 0.0, 1),
        named("nära", 2.0, 0.0, 2),
        named("långt bort", 10.0, 10.0, 3),
    ]);
    let found = list(&hotspots, &asked);
    assert_eq!(names(&found.both), ["Plats 1"]);
    assert_eq!(names(&found.crime_only), ["Plats 2"]);
    assert_eq!(names(&found.otrygghet_only), ["långt bort"]);
    let near: Vec<_> = found.both[0].named.iter().map(|n| (&*n.name, n.distance_m)).collect();
    assert_eq!(near[0], ("intill", 0.0));
    assert!(near[1].0 == "nära" && (56.0..=58.0).contains(&near[1].1), "{near:?}");
    assert_eq!(found.both[0].n_observations, 3);
    // Only overlap: the one that touches is left.
    let overlap = list(&hotspots, &Parameters { distance_m: 0.0, ..asked });
    assert_eq!(overlap.both[0].named.len(), 1);
    assert_eq!(names(&overlap.otrygghet_only), ["långt bort", "nära"]);
}

#[test]
fn a_named_place_between_two_hotspots_stands_at_both() {
    let hotspots = [hotspot(1, 0.0, 0.0, 30.0), hotspot(2, 2.0, 0.0, 20.0)];
    let found = list(&hotspots, &asked(vec![named("mellan", 1.0, 0.0, 1)]));
    assert_eq!(names(&found.both), ["Plats 1", "Plats 2"]);
    assert!(found.otrygghet_only.is_empty());
}

#[test]
fn the_order_is_the_one_that_was_chosen_and_says_so() {
    let in_area = |hotspot: HotspotPlace, code: &str| HotspotPlace {
        areas: vec![(AreaId(format!("statistikomrade/{code}")), 1.0)],
        ..hotspot
    };
    let hotspots = [
        in_area(hotspot(1, 0.0, 0.0, 30.0), "lugnt"),
        in_area(hotspot(2, 20.0, 0.0, 20.0), "oroligt"),
        in_area(hotspot(3, 40.0, 0.0, 10.0), "oroligt"),
    ];
    let said = vec![named("a", 0.0, 0.0, 1), named("b", 20.0, 0.0, 1), named("c", 40.0, 0.0, 5)];
    let mut asked = asked(said);
    asked.shares = vec![
        surveyed("lugnt", &["lugnt"], 0.10, Some(400)),
        surveyed("oroligt", &["oroligt"], 0.30, Some(400)),
    ];
    let mut by = |rank| {
        asked.rank = rank;
        let found = list(&hotspots, &asked);
        assert_eq!(found.rank, rank);
        assert_eq!(found.both.iter().map(|row| row.no).collect::<Vec<_>>(), [1, 2, 3]);
        found.both.iter().map(|row| row.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(by(Rank::Crime), ["Plats 1", "Plats 2", "Plats 3"]);
    assert_eq!(by(Rank::Both), ["Plats 2", "Plats 3", "Plats 1"]);
    assert_eq!(by(Rank::Otrygghet), ["Plats 2", "Plats 3", "Plats 1"]);
}

#[test]
fn a_survey_says_of_an_area_only_what_its_answers_can_carry() {
    let hotspots = [hotspot(1, 0.0, 0.0, 30.0)];
    let asked = Parameters {
        shares: vec![
            surveyed("A", &["A"], 0.30, Some(400)),
            surveyed("B", &["B"], 0.30, Some(400)),
            surveyed("C", &["C"], 0.02, Some(400)),
            surveyed("D", &["D"], 0.09, Some(400)),
            surveyed("E", &["E"], 0.50, None),
            surveyed("F", &["F"], 0.50, Some(4)),
            surveyed("G", &["A", "H"], 0.02, Some(900)),
        ],
        reference: Some(surveyed("stad", &[], 0.10, Some(5_000))),
        ..asked(vec![named("torget", 10.0, 10.0, 1)])
    };
    let found = list(&hotspots, &asked);
    let of = |name: &str| found.areas.iter().find(|row| row.name == name).expect("a row");
    use Agreement::*;
    for (name, agreement) in [
        ("A", Some(Both)),
        ("B", Some(OtrygghetOnly)),
        ("C", Some(Neither)),
        ("D", None),
        ("E", None),
        ("F", None),
        ("G", Some(CrimeOnly)),
    ] {
        assert_eq!(of(name).agreement, agreement, "{name}");
    }
    assert!(of("D").difference.is_some_and(|d| d.verdict == Some(Verdict::Undecided)));
    assert!(of("E").difference.is_some_and(|d| d.verdict.is_none()));
    assert_eq!((of("F").share, of("F").difference), (Share::Suppressed, None));
    assert_eq!((of("A").n_hotspots, of("B").n_named, of("A").n_named), (1, 1, 0));
    assert_eq!(found.areas.last().map(|row| row.name.as_str()), Some("F"), "suppressed ones last");
    // The smallest surveyed area is the one that stands at the place.
    assert_eq!(found.crime_only[0].surveyed, Some(AreaId("statistikomrade/A".into())));
    // A share never moves a place from one list to another.
    assert_eq!((found.both.len(), found.crime_only.len(), found.otrygghet_only.len()), (0, 1, 1));
}

#[test]
fn nothing_in_nothing_out_and_a_place_without_ground_is_near_nothing() {
    let empty = list(&[], &asked(vec![]));
    assert!(empty.both.is_empty() && empty.crime_only.is_empty() && empty.areas.is_empty());
    let only = list(&[], &asked(vec![named("a", 0.0, 0.0, 1)]));
    assert_eq!(names(&only.otrygghet_only), ["a"]);
    let groundless = NamedUnsafe { geometry: MultiPolygon(vec![]), ..named("b", 0.0, 0.0, 1) };
    let found = list(&[hotspot(1, 0.0, 0.0, 1.0)], &asked(vec![groundless]));
    assert_eq!((found.both.len(), found.otrygghet_only.len()), (0, 1));
    let effort = Effort::unlimited();
    effort.cancel();
    let taken_back = joint_list(&[hotspot(1, 0.0, 0.0, 1.0)], &asked(vec![]), &effort);
    assert_eq!(taken_back, Err(Stopped::Cancelled));
}

prop_compose! {
    fn world()(
        hot in proptest::collection::vec((0u32..30, 0u32..30, 1u32..50), 0..12),
        said in proptest::collection::vec((0u32..30, 0u32..30, 1u32..4), 0..12),
        rank in 0..3,
    ) -> (Vec<HotspotPlace>, Parameters) {
        let hotspots = hot.iter().zip(1..).map(|((x, y, excess), rank)| {
            hotspot(rank, f64::from(*x), f64::from(*y), f64::from(*excess))
        });
        let said = said.iter().enumerate().map(|(i, (x, y, n))| {
            named(&format!("n{i}"), f64::from(*x), f64::from(*y), *n)
        });
        let rank = [Rank::Crime, Rank::Otrygghet, Rank::Both][rank as usize];
        (hotspots.collect(), Parameters { rank, ..asked(said.collect()) })
    }
}

proptest! {
    #[test]
    fn every_place_is_there_once_or_near_a_hotspot((hotspots, asked) in world()) {
        let found = list(&hotspots, &asked);
        prop_assert_eq!(found.both.len() + found.crime_only.len(), hotspots.len());
        for place in &asked.named {
            let near = found.both.iter().flat_map(|row| &row.named).any(|n| n.area == place.area);
            let alone = found.otrygghet_only.iter().filter(|r| r.named[0].area == place.area);
            prop_assert_eq!(alone.count(), usize::from(!near));
        }
    }

    #[test]
    fn the_order_of_the_input_does_not_matter((hotspots, asked) in world()) {
        let found = list(&hotspots, &asked);
        let mut turned = asked.clone();
        turned.named.reverse();
        let back: Vec<_> = hotspots.iter().rev().cloned().collect();
        // Squares in the same spot are told apart by name.
        prop_assert_eq!(list(&back, &turned), found);
    }

    #[test]
    fn whoever_reports_most_is_not_put_before_others((hotspots, asked) in world(), more in 1u32..90) {
        let order = |asked: &Parameters| {
            let found = list(&hotspots, asked);
            [found.both, found.crime_only, found.otrygghet_only]
                .map(|rows| rows.into_iter().map(|row| (row.name, row.label_at)).collect::<Vec<_>>())
        };
        let mut told = asked.clone();
        for (i, place) in told.named.iter_mut().enumerate() {
            place.n_observations += if i % 2 == 0 { more } else { 0 };
        }
        prop_assert_eq!(order(&told), order(&asked));
    }

    #[test]
    fn a_longer_distance_never_parts_what_agreed((hotspots, asked) in world()) {
        let near = list(&hotspots, &asked);
        let wider = Parameters { distance_m: asked.distance_m + 150.0, ..asked };
        let far = list(&hotspots, &wider);
        prop_assert!(far.both.len() >= near.both.len());
        prop_assert!(far.otrygghet_only.len() <= near.otrygghet_only.len());
    }
}
