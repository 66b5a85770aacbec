//! Areas as the cells of a lattice: who is beside whom, and counts in them.

use crate::gdal_worker::{shared, worker};
use geo_types::MultiPolygon;
use platssamverkan::{
    analysis::{laid::Lattices, lattice::AreaCells, neighbours::Neighbours, run::LatticeSpec},
    app::foreign::{ForeignInput, ForeignOptions, read_area_file},
    area::{Area, AreaKind, BoundingBox},
    ingest::{AreaReadOptions, parse_dissolve_by},
};
use serde_json::Value;
use std::time::Instant;

/// A file of areas read as the service does; `None` without the worker or the folder beside the
/// project.
fn read(file: &str, kind: AreaKind, dissolve_by: Option<&str>) -> Option<Vec<Area>> {
    let (worker, shared) = (worker()?, shared()?);
    let mut options = AreaReadOptions::new(kind, "test");
    match dissolve_by {
        Some(text) => options.dissolve_by = parse_dissolve_by(text),
        None if file.starts_with("regso") => options.code_field = Some("regsokod".into()),
        None => options.code_field = Some("nyckelkod_1".into()),
    }
    let path = shared.join("geodata").join(file);
    let (input, foreign) = (ForeignInput::Path(&path), ForeignOptions::default());
    let read = read_area_file(Some(&worker), input, "f", &foreign, &options, BoundingBox::SWEDEN);
    Some(read.expect("read").areas)
}

fn lattices(kind: AreaKind, areas: &[Area]) -> Lattices {
    let all: Vec<_> =
        areas.iter().filter_map(|area| area.geometry.clone()).flat_map(|g| g.0).collect();
    let study = MultiPolygon(all);
    Lattices::new(&study, None).expect("surveyed").with_areas(AreaCells::new(kind, areas))
}

/// Pairs of ids, each once.
fn pairs(ids: &[String], near: impl Fn(usize) -> Vec<usize>) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = (0..ids.len())
        .flat_map(|i| near(i).into_iter().map(move |j| (i, j)))
        .filter(|(i, j)| ids[*i] < ids[*j])
        .map(|(i, j)| (ids[i].clone(), ids[j].clone()))
        .collect();
    pairs.sort();
    pairs.dedup();
    pairs
}

struct Expected(Value);

impl Expected {
    fn of(name: &str) -> Self {
        let path =
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/area_neighbours/expected.json");
        let file: Value =
            serde_json::from_str(&std::fs::read_to_string(path).expect("read")).expect("JSON");
        Self(file[name].clone())
    }

    fn pairs(&self, kind: AreaKind, which: &str) -> Vec<(String, String)> {
        let ids = self.0["ids"].as_array().expect("list").iter();
        let ids: Vec<String> =
            ids.map(|id| format!("{}/{}", kind.as_str(), id.as_str().expect("text"))).collect();
        pairs(&ids, |i| {
            let near = self.0[which][i].as_array().expect("list").iter();
            near.map(|j| j.as_u64().expect("index") as usize).collect()
        })
    }
}

fn found(lattices: &Lattices, kind: AreaKind) -> (Vec<(String, String)>, Neighbours) {
    let lattice = lattices.lattice(LatticeSpec::Areas(kind));
    let near = lattice.neighbours(1);
    let pairs =
        pairs(lattice.ids(), |i| near.of(i).iter().map(|&j| j as usize).collect::<Vec<_>>());
    (pairs, near)
}

fn without(a: &[(String, String)], b: &[(String, String)]) -> Vec<(String, String)> {
    a.iter().filter(|pair| !b.contains(pair)).cloned().collect()
}

#[test]
fn on_a_clean_coverage_neighbours_are_libpysals_rook() {
    let kind = AreaKind::Regso;
    let Some(areas) = read("regso_2025_stockholm_3006.gpkg", kind, None) else { return };
    let lattices = lattices(kind, &areas);
    let begun = Instant::now();
    let (found, near) = found(&lattices, kind);
    println!("{} områden, {} par på {:?}", near.len(), found.len(), begun.elapsed());
    let rook = Expected::of("regso").pairs(kind, "rook");
    println!("extra {:?} saknas {:?}", without(&found, &rook), without(&rook, &found));
    assert_eq!(found, rook);
}

#[test]
fn on_hand_drawn_ground_neighbours_are_the_rook_of_the_cleaned_coverage() {
    for (name, kind, dissolve_by) in [
        ("basomraden", AreaKind::Basomrade, None),
        ("statistikomraden", AreaKind::Statistikomrade, Some("nyckelkod_1:5")),
    ] {
        let file = "sthlm_basomraden_3011.gpkg";
        let Some(areas) = read(file, kind, dissolve_by) else { return };
        let lattices = lattices(kind, &areas);
        let begun = Instant::now();
        let (found, near) = found(&lattices, kind);
        println!("{} områden, {} par på {:?}", near.len(), found.len(), begun.elapsed());
        let expected = Expected::of(name);
        let rook = expected.pairs(kind, "rook");
        let touching = expected.pairs(kind, "queen_within_1_m");
        println!("extra {:?} saknas {:?}", without(&found, &rook), without(&rook, &found));
        println!("ej inom 1 m {:?}", without(&found, &touching));
        println!("rook {} queen {}", rook.len(), touching.len());
    }
}
