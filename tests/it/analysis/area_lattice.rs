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
    let (found, near) = found(&lattices(kind, &areas), kind);
    let rook = Expected::of("regso").pairs(kind, "rook");
    println!("{} områden, {} par", near.len(), found.len());
    assert_eq!(without(&found, &rook), []);
    // Eight millimetres of border: a corner.
    let corner = ["0180R083", "0180R107"].map(|code| format!("regso/{code}"));
    assert_eq!(without(&rook, &found), [corner.into()]);
}

#[test]
fn on_hand_drawn_ground_neighbours_are_the_rook_of_the_cleaned_coverage() {
    let file = "sthlm_basomraden_3011.gpkg";
    for (name, kind, dissolve_by, n_corners) in [
        // Two acute corners: one with 10.1 m of border within a hairline.
        ("basomraden", AreaKind::Basomrade, None, 1),
        ("statistikomraden", AreaKind::Statistikomrade, Some("nyckelkod_1:5"), 0),
    ] {
        let Some(areas) = read(file, kind, dissolve_by) else { return };
        let (found, near) = found(&lattices(kind, &areas), kind);
        let expected = Expected::of(name);
        let rook = expected.pairs(kind, "rook");
        println!("{} områden, {} par, {} öar", near.len(), found.len(), near.n_islands());
        assert_eq!(without(&rook, &found), [], "{name}");
        assert_eq!(without(&found, &rook).len(), n_corners, "{name}: {:?}", without(&found, &rook));
        assert_eq!(without(&found, &expected.pairs(kind, "queen_within_1_m")), [], "{name}");
    }
}
