//! Densities against others' numbers, and what must not change them.

use geo::{Area, Contains};
use platssamverkan::{
    analysis::{
        effort::Effort,
        kde::{Kde, KdeParameters, Kernel, Way, contour, kde, levels_holding},
    },
    area::PlanarMetres,
};
use proptest::prelude::*;
use serde_json::Value;

fn expected() -> Value {
    let path = format!("{}/tests/golden/kde/expected.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).expect("golden files are JSON")
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("list").iter().map(|v| v.as_f64().expect("number")).collect()
}

fn points(value: &Value) -> Vec<PlanarMetres> {
    let point = |v: &Value| {
        let xy = numbers(v);
        PlanarMetres { east_m: xy[0], north_m: xy[1] }
    };
    value.as_array().expect("list").iter().map(point).collect()
}

fn surface(places: &[PlanarMetres], counts: &[u32], parameters: &KdeParameters) -> Kde {
    kde(places, counts, parameters, &Effort::unlimited()).expect("nobody stops it").expect("counts")
}

#[test]
fn densities_are_those_of_other_programs() {
    let golden = expected();
    let (places, at) = (points(&golden["places"]), points(&golden["at"]));
    let counts: Vec<u32> = numbers(&golden["counts"]).into_iter().map(|n| n as u32).collect();
    for (kernel, name, program, bound) in [
        (Kernel::Gaussian, "gaussian", "scikit_learn", 1e-8),
        (Kernel::Gaussian, "gaussian", "kdepy", 1e-7),
        (Kernel::Epanechnikov, "epanechnikov", "scikit_learn", 1e-9),
        (Kernel::Quartic, "quartic", "definition", 1e-12),
    ] {
        let bandwidth_m = golden[name]["bandwidth_m"].as_f64().expect("metres");
        let parameters = KdeParameters { kernel, bandwidth_m, grid_m: 50.0, way: Way::Exact };
        let found = surface(&places, &counts, &parameters);
        let theirs = numbers(&golden[name][program]);
        let highest = theirs.iter().copied().fold(0.0, f64::max);
        let mut worst: f64 = 0.0;
        for (at, theirs) in at.iter().zip(theirs) {
            let column = ((at.east_m - found.grid.west_m) / 50.0) as usize;
            let row = ((at.north_m - found.grid.south_m) / 50.0) as usize;
            assert_eq!(found.grid.centre(column, row), *at);
            let ours = found.per_km2[row * found.grid.columns + column];
            worst = worst.max((ours - theirs).abs() / highest);
        }
        println!("kde {name} mot {program}: största skillnad {worst:.1e} av högsta täthet");
        assert!(worst < bound, "{name} {program}: {worst}");
    }
}

#[test]
fn half_of_the_incidents_lie_in_the_outline_that_says_so() {
    let golden = expected();
    let places = points(&golden["places"]);
    let counts: Vec<u32> = numbers(&golden["counts"]).into_iter().map(|n| n as u32).collect();
    let parameters = KdeParameters {
        kernel: Kernel::Quartic,
        bandwidth_m: 250.0,
        grid_m: 25.0,
        way: Way::Binned,
    };
    let found = surface(&places, &counts, &parameters);
    let levels = levels_holding(&found, &[0.25, 0.5, 0.8]);
    let contours: Vec<_> = levels.iter().map(|&level| contour(&found, level)).collect();
    for (inner, outer) in contours.iter().zip(&contours[1..]) {
        assert!(inner.per_km2 > outer.per_km2 && inner.area_km2 < outer.area_km2);
    }
    for (contour, share) in contours.iter().zip([0.25, 0.5, 0.8]) {
        assert!((contour.share - share).abs() < 0.01, "{}", contour.share);
        // Squares counted by their centres, and the area of the outline, are nearly the same.
        let inside = found.per_km2.iter().filter(|d| **d >= contour.per_km2).count() as f64;
        let squares_km2 = inside * found.grid.square_km2();
        assert!((contour.area_km2 / squares_km2 - 1.0).abs() < 0.03, "{share}");
    }
    // A centre lies in the outline just when its density reaches the level.
    let half = &contours[1];
    for row in 0..found.grid.rows {
        for column in 0..found.grid.columns {
            let at = found.grid.centre(column, row);
            let inside = half.outline.contains(&geo_types::Point::new(at.east_m, at.north_m));
            let density = found.per_km2[row * found.grid.columns + column];
            assert_eq!(inside, density >= half.per_km2, "{column} {row}");
        }
    }
    let rings = half.outline.0.iter().map(Area::signed_area);
    assert!(rings.into_iter().all(|area| area > 0.0));
}

/// Places in a few km², with counts.
fn anywhere() -> impl Strategy<Value = Vec<(PlanarMetres, u32)>> {
    let place = ((0u32..300_000, 0u32..300_000), 0u32..9);
    prop::collection::vec(place, 1..60).prop_map(|places| {
        let place = |((east, north), n): ((u32, u32), u32)| {
            let at = PlanarMetres {
                east_m: 674_000.0 + f64::from(east) / 100.0,
                north_m: 6_580_000.0 + f64::from(north) / 100.0,
            };
            (at, n)
        };
        places.into_iter().map(place).collect()
    })
}

fn of(places: &[(PlanarMetres, u32)], parameters: &KdeParameters) -> Option<Kde> {
    let (at, n): (Vec<_>, Vec<_>) = places.iter().copied().unzip();
    kde(&at, &n, parameters, &Effort::unlimited()).expect("nobody stops it")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_volume_is_n_and_no_order_no_shift_and_no_unit_changes_the_surface(
        places in anywhere(), factor in 2u32..40, east in -40i32..40,
        kernel in prop_oneof![Just(Kernel::Quartic), Just(Kernel::Epanechnikov), Just(Kernel::Gaussian)],
        way in prop_oneof![Just(Way::Exact), Just(Way::Binned)],
    ) {
        let parameters = KdeParameters { kernel, bandwidth_m: 220.0, grid_m: 50.0, way };
        let n: u32 = places.iter().map(|place| place.1).sum();
        let Some(found) = of(&places, &parameters) else {
            prop_assert_eq!(n, 0);
            return Ok(());
        };
        let bound = if way == Way::Binned { 1e-9 } else { 0.02 };
        prop_assert!((found.volume() / f64::from(n) - 1.0).abs() < bound, "{}", found.volume());
        let highest = found.per_km2.iter().copied().fold(0.0, f64::max);
        prop_assert!(highest <= f64::from(n) * kernel.density(220.0, 0.0) * 1e6 * (1.0 + 1e-2));
        let same = |other: &Kde, by: f64| {
            other.per_km2.iter().zip(&found.per_km2).all(|(a, b)| (a / by - b).abs() < 1e-9 * highest)
        };
        let mut turned = places.clone();
        turned.reverse();
        prop_assert!(same(&of(&turned, &parameters).expect("the same counts"), 1.0));
        let many: Vec<_> = places.iter().map(|(at, n)| (*at, n * factor)).collect();
        prop_assert!(same(&of(&many, &parameters).expect("more counts"), f64::from(factor)));
        let step = 50.0 * f64::from(east);
        let moved: Vec<_> = places
            .iter()
            .map(|(at, n)| (PlanarMetres { east_m: at.east_m + step, ..*at }, *n))
            .collect();
        let moved = of(&moved, &parameters).expect("the same counts");
        prop_assert_eq!(moved.grid.west_m, found.grid.west_m + step);
        prop_assert!(same(&moved, 1.0));
    }

    #[test]
    fn a_higher_level_is_a_smaller_outline(places in anywhere(), a in 0.05f64..0.95, b in 0.05f64..0.95) {
        let parameters =
            KdeParameters { kernel: Kernel::Quartic, bandwidth_m: 300.0, grid_m: 50.0, way: Way::Binned };
        let Some(found) = of(&places, &parameters) else { return Ok(()) };
        let levels = levels_holding(&found, &[a.min(b), a.max(b)]);
        let (narrow, wide) = (contour(&found, levels[0]), contour(&found, levels[1]));
        prop_assert!(levels[0] >= levels[1]);
        prop_assert!(narrow.area_km2 <= wide.area_km2 + 1e-12 && narrow.area_km2 > 0.0);
        prop_assert!(narrow.share + 1e-12 >= a.min(b) && wide.share + 1e-12 >= a.max(b));
        prop_assert!(wide.outline.unsigned_area().is_finite());
    }
}
