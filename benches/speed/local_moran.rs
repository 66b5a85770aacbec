//! Local Moran's I, and who is beside whom among areas.

use super::{
    Job,
    data::{Input, uneven_counts},
    getis_ord::queen,
    peers::{Timing, answer},
    table::{Line, best},
};
use platssamverkan::{
    analysis::{lattice::AreaCells, local_moran::local_moran, run::Correction},
    area::{AreaKind, TransverseMercator},
};
use std::collections::BTreeMap;

pub(crate) const LOCAL_MORAN: Job =
    Job { name: "local_moran", by_rows: false, prepare, run: moran };

pub(crate) const AREA_NEIGHBOURS: Job =
    Job { name: "area_neighbours", by_rows: false, prepare: put_areas, run: neighbours };

const SIDE: usize = 100;

fn counts() -> Vec<u32> {
    uneven_counts(SIDE * SIDE, 1995)
}

fn prepare(input: &Input) {
    input.put("moran.f64", counts().iter().map(|&n| f64::from(n).to_le_bytes()));
    input.about(serde_json::json!({ "moran_side": SIDE }));
}

fn moran(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let (near, counts) = (queen(SIDE), counts());
    let (ms, ours) = best(5, || local_moran(&counts, &near, Correction::Bh));
    let said = match answer(input, "moran_i.f64", f64::from_le_bytes) {
        Some(peer) => {
            let off = ours.i.iter().zip(&peer).map(|(a, b)| (a.unwrap_or(f64::NAN) - b).abs());
            let off = off.fold(0.0, f64::max);
            assert!(off < 1e-9, "local Moran's I: {off}");
            let p = answer(input, "moran_p.f64", f64::from_le_bytes).unwrap_or_default();
            let far = |(exact, simulated): (&Option<f64>, &f64)| {
                let exact = exact.unwrap_or(f64::NAN);
                (exact - simulated).abs() > 5.0 * (exact * (1.0 - exact) / 1000.0).sqrt() + 2e-3
            };
            let far = ours.p.iter().zip(&p).filter(|pair| far(*pair)).count();
            assert!(far * 1_000 <= p.len(), "{far} of {} p", p.len());
            format!("I lika inom {off:.0e}, p inom simuleringens fel")
        }
        None => "ej jämförda".to_owned(),
    };
    let line = Line::new((SIDE * SIDE) as u64, "rutor", "lokal Moran, exakt p", ms);
    vec![line.beside(theirs, "local_moran").answers(said)]
}

fn put_areas(input: &Input) {
    let cells = AreaCells::new(AreaKind::Statistikomrade, &input.areas);
    let polygons = cells.grounds().iter();
    let polygons: Vec<String> =
        polygons.map(|ground| geojson::Geometry::from(ground).to_string()).collect();
    input.about(serde_json::json!({ "cells": polygons }));
}

fn neighbours(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let cells = AreaCells::new(AreaKind::Statistikomrade, &input.areas);
    let all: Vec<u32> = (0..cells.ids().len() as u32).collect();
    let (ms, ours) = best(5, || cells.neighbours(&all, TransverseMercator::SWEREF_99_TM));
    let said = |name: &str, queen: bool| match answer(input, name, u32::from_le_bytes) {
        Some(flat) => {
            let theirs: Vec<(u32, u32)> = flat.chunks_exact(2).map(|p| (p[0], p[1])).collect();
            let own = |(i, j): &(u32, u32)| ours.of(*i as usize).contains(j);
            let n_ours: usize = all.iter().map(|&i| ours.of(i as usize).len()).sum();
            let both = theirs.iter().filter(|pair| own(pair)).count();
            if queen {
                assert_eq!(both, n_ours, "{name}: all of ours are within a metre");
                format!("alla våra {} par finns där, hörn därtill", n_ours / 2)
            } else {
                assert!(theirs.len() - both <= 4 && n_ours - both <= 4, "{name}");
                format!("{} par, {} skiljer", both / 2, (theirs.len() + n_ours - 2 * both) / 2)
            }
        }
        None => "ej jämförda".to_owned(),
    };
    let line = || Line::new(all.len() as u64, "områden", "grannar mellan områden", ms);
    vec![
        line().beside(theirs, "area_rook").answers(said("area_rook.u32", false)),
        line().beside(theirs, "area_fuzzy").answers(said("area_fuzzy.u32", true)),
    ]
}
