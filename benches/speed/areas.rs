//! Rows to areas.

use super::{
    Job,
    data::Input,
    peers::{Timing, answer},
    table::{Line, best},
};
use platssamverkan::area::{Area, AreaIndex, LonLat};
use rayon::prelude::*;
use std::collections::BTreeMap;

pub(crate) const JOB: Job = Job { name: "areas", by_rows: true, prepare, run };

fn prepare(input: &Input) {
    let centres: Vec<LonLat> =
        input.cell.iter().map(|&c| input.cells[c as usize].centre()).collect();
    input.put("centre_lon.f64", centres.iter().map(|p| p.lon.to_le_bytes()));
    input.put("centre_lat.f64", centres.iter().map(|p| p.lat.to_le_bytes()));
    let mut areas: Vec<&Area> = input.areas.iter().collect();
    areas.sort_by(|a, b| a.id.cmp(&b.id));
    let polygons: Vec<String> = areas
        .iter()
        .filter_map(|area| area.geometry.as_ref())
        .map(|ground| geojson::Geometry::from(ground).to_string())
        .collect();
    input.about(serde_json::json!({ "areas": polygons }));
}

fn run(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let index = AreaIndex::new(&input.areas);
    let (table_ms, table) = best(3, || index.assign(&input.cells));
    let (ms, ours) =
        best(10, || input.cell.par_iter().map(|&cell| table[cell as usize]).collect::<Vec<u32>>());
    let said = match answer(input, "areas.u32", u32::from_le_bytes) {
        Some(peer) => {
            let differ = ours.iter().zip(&peer).filter(|(a, b)| a != b).count();
            assert!(differ * 1_000_000 <= ours.len(), "{differ} of {} differ", ours.len());
            "lika (högst en på miljonen, på gräns)"
        }
        None => "ej jämförda",
    };
    let line = Line::new(input.n_rows(), "rader", "rader → områden, tabell", ms);
    let line = if input.n_rows() == 1_000_000 { line.target(15.0) } else { line };
    let n_cells = input.cells.len();
    vec![
        line.beside(theirs, "areas").answers(said),
        Line::new(n_cells as u64, "bascell", "tabellen bascell → område", table_ms),
    ]
}
