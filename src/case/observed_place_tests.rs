//! One place per place, whoever names it and however often.

use super::*;
use geo_types::polygon;
use proptest::prelude::*;

/// A metre north and a metre east, in degrees, near Stockholm.
const NORTH: f64 = 1.0 / 111_400.0;
const EAST: f64 = 1.0 / 56_900.0;

/// A square of 20 m whose corner lies so many metres from one in Norrmalm.
fn place(name: &str, east_m: f64, north_m: f64) -> NamedArea {
    let (west, south) = (18.06 + east_m * EAST, 59.33 + north_m * NORTH);
    let (east, north) = (west + 20.0 * EAST, south + 20.0 * NORTH);
    let ground = polygon![
        (x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north),
    ];
    NamedArea {
        id: AreaId(format!("plats/{name}")),
        name: name.into(),
        ground: Some(ground.into()),
    }
}

fn report(key: u32, name: &str) -> Report<u32> {
    Report { key, area: AreaId(format!("plats/{name}")) }
}

fn names(places: &[ObservedPlace<u32>]) -> Vec<(Vec<&str>, Vec<u32>)> {
    let short = |id: &'_ AreaId| id.0.len();
    places
        .iter()
        .map(|place| {
            let areas = place.areas.iter().map(|id| &id.0["plats/".len()..short(id)]);
            (areas.collect(), place.sources.clone())
        })
        .collect()
}

#[test]
fn several_reports_of_a_place_are_one_place_with_its_sources() {
    let areas = [place("torget", 0.0, 0.0), place("parken", 500.0, 0.0)];
    let reports = vec![report(3, "torget"), report(1, "parken"), report(2, "torget")];
    let places = observed_places(&areas, reports, SAME_PLACE_M);
    assert_eq!(names(&places), [(vec!["parken"], vec![1]), (vec!["torget"], vec![2, 3])]);
}

#[test]
fn places_within_the_distance_are_the_same_through_a_third_as_well_and_others_are_not() {
    // 49 m, then 49 m, then 51 m between the squares.
    let row = [("a", 0.0), ("b", 69.0), ("c", 138.0), ("d", 209.0)];
    let areas = row.map(|(name, east_m)| place(name, east_m, 0.0));
    let all = |within_m| {
        let reports = row.iter().zip(0..).map(|((name, _), key)| report(key, name)).collect();
        observed_places(&areas, reports, within_m)
    };
    let expected = [(vec!["a", "b", "c"], vec![0, 1, 2]), (vec!["d"], vec![3])];
    assert_eq!(names(&all(SAME_PLACE_M)), expected);
    assert_eq!(all(0.0).len(), 4, "only what touches");
    // Without the one between, nobody has named what joins the two.
    let two = observed_places(&areas, vec![report(1, "a"), report(2, "c")], SAME_PLACE_M);
    assert_eq!(two.len(), 2);
}

#[test]
fn a_wider_area_is_only_the_same_as_itself_and_what_nobody_knows_is_left_out() {
    let wider = NamedArea { ground: None, ..place("norrmalm", 0.0, 0.0) };
    let areas = [place("torget", 0.0, 0.0), wider];
    let reports =
        vec![report(1, "torget"), report(2, "norrmalm"), report(3, "norrmalm"), report(4, "okänd")];
    let places = observed_places(&areas, reports, SAME_PLACE_M);
    assert_eq!(names(&places), [(vec!["norrmalm"], vec![2, 3]), (vec!["torget"], vec![1])]);
}

#[test]
fn the_order_is_the_swedish_alphabet() {
    let row = ["Zinken", "Ängen", "Åsen", "ön", "Parken", "parkleken"];
    let areas: Vec<NamedArea> =
        row.iter().zip(0..).map(|(name, at)| place(name, 1000.0 * f64::from(at), 0.0)).collect();
    let reports = row.iter().zip(0..).map(|(name, key)| report(key, name)).collect();
    let places = observed_places(&areas, reports, SAME_PLACE_M);
    let order: Vec<&str> = places.iter().map(|place| &place.areas[0].0["plats/".len()..]).collect();
    assert_eq!(order, ["Parken", "parkleken", "Zinken", "Åsen", "Ängen", "ön"]);
}

/// Up to twelve places on a square of 400 m, and reports of them.
fn somewhere() -> impl Strategy<Value = (Vec<NamedArea>, Vec<usize>)> {
    let spots = prop::collection::vec((0.0..400.0_f64, 0.0..400.0_f64), 1..12);
    spots.prop_flat_map(|spots| {
        let n = spots.len();
        let areas: Vec<NamedArea> = spots
            .into_iter()
            .zip('a'..)
            .map(|((east_m, north_m), name)| place(&name.to_string(), east_m, north_m))
            .collect();
        (Just(areas), prop::collection::vec(0..n, 1..30))
    })
}

fn reports(areas: &[NamedArea], named: &[usize]) -> Vec<Report<u32>> {
    let of = |(at, key): (&usize, u32)| Report { key, area: areas[*at].id.clone() };
    named.iter().zip(0..).map(of).collect()
}

proptest! {
    #[test]
    fn the_order_of_reports_and_areas_changes_nothing(
        (areas, named) in somewhere(), seed in any::<u64>()
    ) {
        let told = reports(&areas, &named);
        let expected = observed_places(&areas, told.clone(), SAME_PLACE_M);
        let n: usize = expected.iter().map(|place| place.sources.len()).sum();
        prop_assert_eq!(n, named.len(), "every report is a source of one place");
        let (mut shuffled, mut others) = (told, areas);
        // A shuffle of its own from the seed.
        let mix = |key: u64| (key ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
        shuffled.sort_by_key(|report| mix(report.key.into()));
        others.sort_by_key(|area| mix(area.id.0.bytes().map(u64::from).sum()));
        prop_assert_eq!(observed_places(&others, shuffled, SAME_PLACE_M), expected);
    }

    #[test]
    fn another_report_of_a_place_never_moves_a_place((areas, named) in somewhere(), again in 0..30_usize) {
        let told = reports(&areas, &named);
        let before = observed_places(&areas, told.clone(), SAME_PLACE_M);
        let mut more = told;
        more.push(Report { key: 1000, area: areas[named[again % named.len()]].id.clone() });
        let after = observed_places(&areas, more, SAME_PLACE_M);
        let order = |places: &[ObservedPlace<u32>]| -> Vec<Vec<AreaId>> {
            places.iter().map(|place| place.areas.clone()).collect()
        };
        prop_assert_eq!(order(&after), order(&before));
        let sources = |places: &[ObservedPlace<u32>]| -> usize {
            places.iter().map(|place| place.sources.len()).sum()
        };
        prop_assert_eq!(sources(&after), sources(&before) + 1);
    }
}
