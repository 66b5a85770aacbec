use super::*;
use geo_types::{MultiPolygon, Polygon};
use proptest::prelude::*;

/// Metres of a degree of longitude and of latitude at 59.33° north.
const EAST_M: f64 = 56_930.0;
const NORTH_M: f64 = 111_410.0;

/// So many metres east and north of a corner in the middle of Stockholm.
fn at(east_m: f64, north_m: f64) -> Coord<f64> {
    Coord { x: 18.06 + east_m / EAST_M, y: 59.33 + north_m / NORTH_M }
}

fn square(east_m: f64, north_m: f64, side_m: f64) -> PlaceGeometry {
    let (e, n, s) = (east_m, north_m, side_m);
    let ring = vec![at(e, n), at(e + s, n), at(e + s, n + s), at(e, n + s), at(e, n)];
    PlaceGeometry::Area(MultiPolygon(vec![Polygon::new(LineString(ring), vec![])]))
}

fn line(from: (f64, f64), to: (f64, f64)) -> PlaceGeometry {
    let line = LineString(vec![at(from.0, from.1), at(to.0, to.1)]);
    PlaceGeometry::Line(MultiLineString(vec![line]))
}

fn point(east_m: f64, north_m: f64) -> PlaceGeometry {
    PlaceGeometry::Point(Point(at(east_m, north_m)))
}

fn is_about(found: Option<f64>, expected: f64) -> bool {
    found.is_some_and(|found| (found - expected).abs() < 0.01)
}

#[test]
fn of_areas_it_is_the_share_of_the_ground_of_each() {
    let found = Overlap::of(&square(0.0, 0.0, 100.0), &square(50.0, 0.0, 200.0));
    assert!(is_about(found.of_one, 0.5), "{found:?}");
    assert!(is_about(found.of_other, 0.125), "{found:?}");
    assert!(found.any() && found.distance_m == 0.0 && !found.holds_other());
    let within = Overlap::of(&square(0.0, 0.0, 100.0), &square(20.0, 20.0, 50.0));
    assert!(is_about(within.of_one, 0.25) && within.holds_other(), "{within:?}");
}

#[test]
fn of_a_strak_it_is_the_share_of_its_length_and_it_takes_no_share_of_an_area() {
    let street = line((0.0, 50.0), (400.0, 50.0));
    let found = Overlap::of(&street, &square(0.0, 0.0, 100.0));
    assert!(is_about(found.of_one, 0.25) && found.of_other.is_none(), "{found:?}");
    assert!(found.any());
    // The same street drawn on its other pavement, and one that crosses it.
    let pavement = Overlap::of(&street, &line((0.0, 57.0), (200.0, 57.0)));
    assert!(is_about(pavement.of_one, 0.52) && is_about(pavement.of_other, 1.0), "{pavement:?}");
    let crossing = Overlap::of(&street, &line((200.0, 0.0), (200.0, 100.0)));
    assert!(is_about(crossing.of_one, 0.05) && is_about(crossing.of_other, 0.2), "{crossing:?}");
    let next = Overlap::of(&street, &line((0.0, 65.0), (400.0, 65.0)));
    assert!(!next.any() && (next.distance_m - 15.0).abs() < 0.5, "{next:?}");
}

#[test]
fn a_point_is_in_or_not() {
    let inside = Overlap::of(&point(50.0, 50.0), &square(0.0, 0.0, 100.0));
    assert_eq!((inside.of_one, inside.of_other, inside.distance_m), (Some(1.0), None, 0.0));
    let street = line((0.0, 0.0), (400.0, 0.0));
    for (north_m, expected) in [(9.0, 1.0), (11.0, 0.0)] {
        let beside = Overlap::of(&point(200.0, north_m), &street);
        assert_eq!((beside.of_one, beside.of_other), (Some(expected), None), "{north_m} m");
        let of_points = Overlap::of(&point(200.0, north_m), &point(200.0, 0.0));
        assert_eq!(of_points.of_one, Some(expected), "{north_m} m");
    }
}

#[test]
fn a_shared_border_is_no_overlap_and_no_distance() {
    let found = Overlap::of(&square(0.0, 0.0, 100.0), &square(99.99, 0.0, 100.0));
    assert!(!found.any() && found.distance_m == 0.0, "{found:?}");
}

fn places() -> impl Strategy<Value = PlaceGeometry> {
    let metres = || -400.0..400.0;
    prop_oneof![
        (metres(), metres(), 5.0..300.0).prop_map(|(e, n, side)| square(e, n, side)),
        (metres(), metres(), metres(), metres()).prop_map(|(a, b, c, d)| line((a, b), (c, d))),
        (metres(), metres()).prop_map(|(e, n)| point(e, n)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_one_is_to_the_other_the_other_is_to_the_one(one in places(), other in places()) {
        let (there, back) = (Overlap::of(&one, &other), Overlap::of(&other, &one));
        prop_assert_eq!(there.of_one, back.of_other);
        prop_assert_eq!(there.of_other, back.of_one);
        prop_assert!((there.distance_m - back.distance_m).abs() < 1e-6);
        for share in [there.of_one, there.of_other].into_iter().flatten() {
            prop_assert!((0.0..=1.0).contains(&share));
        }
        // Two areas have the same ground in common, whichever it is a share of.
        if let (Some(a), Some(b)) = (one.area_km2(), other.area_km2()) {
            let (a, b) = (there.of_one.unwrap() * a, there.of_other.unwrap() * b);
            prop_assert!((a - b).abs() < 1e-3 * (one.area_km2().unwrap() + other.area_km2().unwrap()));
        }
    }

    #[test]
    fn whoever_is_near_is_found_and_nobody_else(one in places(), other in places()) {
        let found = Overlap::of(&one, &other);
        let near = found.any() || found.distance_m <= NEAR_M;
        prop_assert_eq!(Overlap::of_near(&one, &other), near.then_some(found));
    }

    #[test]
    fn a_place_lies_in_itself(one in places()) {
        let found = Overlap::of(&one, &one);
        prop_assert!(found.of_one.is_some_and(|share| share > 0.999), "{found:?}");
        prop_assert!(found.holds_other() && found.distance_m == 0.0);
    }
}
