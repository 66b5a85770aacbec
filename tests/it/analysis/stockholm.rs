//! The whole city at full size: what it holds and how long it takes.

use super::whole_run::{default_parameters, no_rows};
use geo_types::{Geometry, MultiPolygon};
use platssamverkan::{
    analysis::{
        hotspots::compute,
        laid::Lattices,
        run::{LatticeSpec, RunParameters, canonical_bytes},
    },
    incident::StudyClock,
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use std::{path::PathBuf, time::Instant};

/// The 117 stadsdelar; `None` when the folder beside the project is not there.
fn stockholm() -> Option<MultiPolygon<f64>> {
    let shared = std::env::var_os("PLATSSAMVERKAN_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let path = shared.join("geodata/stadsdelar.geo.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("hoppar över: ../shared saknas");
        return None;
    };
    let geojson: geojson::GeoJson = text.parse().expect("GeoJSON");
    let collection = geojson::FeatureCollection::try_from(geojson).expect("features");
    let polygons = collection.features.into_iter().flat_map(|feature| {
        match Geometry::try_from(feature.geometry.expect("ground")).expect("geometry") {
            Geometry::Polygon(polygon) => vec![polygon],
            Geometry::MultiPolygon(polygons) => polygons.0,
            other => panic!("{other:?}"),
        }
    });
    Some(MultiPolygon(polygons.collect()))
}

#[test]
fn stockholm_is_surveyed_and_a_year_is_analysed() {
    let Some(area) = stockholm() else { return };
    let ms = |since: Instant| format!("{:.0} ms", since.elapsed().as_secs_f64() * 1e3);
    let start = Instant::now();
    let lattices = Lattices::new(&area, None).expect("surveyed");
    let ground = lattices.ground();
    println!("markens basrutor: {} på {}", ground.cells().len(), ms(start));
    let km2 = ground.area_m2().iter().sum::<f64>() / 1e6;
    assert!((200.0..225.0).contains(&km2), "{km2}");

    for (spec, ring) in [("h3:10", 1), ("h3:9", 1), ("h3:11", 2), ("h3:10", 2), ("sweref:250", 1)] {
        let spec = LatticeSpec::try_from(spec.to_owned()).expect("known");
        let start = Instant::now();
        let n_cells = lattices.lattice(spec).len();
        let lattice = ms(start);
        let start = Instant::now();
        lattices.laid(spec, ring);
        let laid = ms(start);
        println!("{}: {n_cells} rutor på {lattice}, ring {ring} på {laid}", String::from(spec));
    }

    // A year of 150 000 counts, a twentieth of the base cells having most of them.
    let mut random = ChaCha8Rng::seed_from_u64(2016);
    let n_base = ground.cells().len() as u64;
    let mut at = |n: u64| ((u128::from(random.next_u64()) * u128::from(n)) >> 64) as u64;
    let popular: Vec<u64> = (0..n_base / 20).map(|_| at(n_base)).collect();
    let mut entries: Vec<u32> = (0..150_000)
        .map(|i| {
            // The first of the popular are the most popular.
            let rank = at(popular.len() as u64).min(at(popular.len() as u64)).min(at(40 + i % 9));
            if i % 3 == 0 {
                at(n_base) as u32
            } else {
                popular[rank as usize * 37 % popular.len()] as u32
            }
        })
        .collect();
    entries.sort_unstable();
    let on_ground: Vec<u32> = entries.chunk_by(|a, b| a == b).map(|same| same[0]).collect();
    let counts: Vec<u32> = entries.chunk_by(|a, b| a == b).map(|same| same.len() as u32).collect();
    let input = no_rows(&lattices, &on_ground, &counts);
    let clock = StudyClock::new("Europe/Stockholm").expect("known zone");
    let start = Instant::now();
    platssamverkan::analysis::profile::LocalHours::new(&clock, default_parameters().period);
    println!("årets lokala timmar på {}", ms(start));
    for stability in [false, true] {
        let parameters = RunParameters { stability, ..default_parameters() };
        let start = Instant::now();
        let run = compute(&parameters, &input);
        println!(
            "en körning, stabilitet {stability}: {} platser på {}",
            run.places.len(),
            ms(start)
        );
        let start = Instant::now();
        let n_bytes = canonical_bytes(&run).len();
        println!("kanoniska byte: {n_bytes} på {}", ms(start));
        assert!(!run.places.is_empty());
    }
}
