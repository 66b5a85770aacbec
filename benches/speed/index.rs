//! Points to base cells.

use super::{
    Job,
    data::Input,
    peers::{Timing, answer},
    table::{Line, best},
};
use platssamverkan::area::{BaseCell, BaseCellGrid, BoundingBox};
use rayon::prelude::*;
use std::collections::BTreeMap;

pub(crate) const JOB: Job = Job { name: "index", by_rows: true, prepare, run };

fn prepare(input: &Input) {
    input.put("lon.f64", input.points.iter().map(|p| p.lon.to_le_bytes()));
    input.put("lat.f64", input.points.iter().map(|p| p.lat.to_le_bytes()));
}

fn run(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let bounds = BoundingBox { west: 17.7, south: 59.2, east: 18.4, north: 59.46 };
    let (ms, ours) = best(5, || {
        let grid = BaseCellGrid::new(bounds);
        input.points.par_iter().map(|&place| grid.at(place).to_u64()).collect::<Vec<u64>>()
    });
    let (h3o_ms, h3o) = best(2, || {
        input.points.par_iter().map(|&place| BaseCell::at(place).to_u64()).collect::<Vec<u64>>()
    });
    assert_eq!(ours, h3o, "the same cells as h3o on every point");
    let said = |name: &str| match answer(input, name, u64::from_le_bytes) {
        Some(peer) => {
            assert_eq!(ours[..peer.len()], peer[..], "{name}");
            "lika på varje punkt"
        }
        None => "ej jämförda",
    };
    let line = || {
        let line = Line::new(input.n_rows(), "rader", "punkt → bascell", ms);
        if input.n_rows() == 1_000_000 { line.target(200.0) } else { line }
    };
    vec![
        line().beside_ours("h3o, båda kärnorna", h3o_ms).answers("lika på varje punkt"),
        line().beside(theirs, "index").answers(said("index.u64")),
        line().beside(theirs, "index_loop").answers(said("index_loop.u64")),
    ]
}
