//! How cost grows: rows for what reads rows, cells for what reads cells.

use super::{
    data::{Random, uneven_counts},
    getis_ord::queen,
    group,
    table::{Growth, Table, best},
};
use platssamverkan::{
    analysis::{exact_p, getis_ord, places::split_at_peaks, run::Correction, significance},
    area::{BaseCell, LonLat},
    incident::{Selection, Visible},
};

const ROWS: [usize; 3] = [100_000, 1_000_000, 10_000_000];

/// Squares of squares: 10 000, about 100 000, 1 000 000.
const SIDES: [usize; 3] = [100, 316, 1_000];

/// Hours of the four years the rows lie in.
const HOURS: std::ops::Range<i32> = 455_000..490_064;

const N_BASE_CELLS: usize = 60_000;

/// Adds every row of the growth table.
pub(crate) fn run(table: &mut Table) {
    table.add_growth(rows());
    table.add_growth(cells());
}

fn rows() -> Vec<Growth> {
    let mut filter =
        growth("filter + gruppering till celler", "rader", "två kategorier av tio, ett år av fyra");
    let mut cube = growth("månad × cell", "rader", "48 månader, alla kategorier; 60 000 celler");
    for n in ROWS {
        let view = view(n);
        let selection = Selection {
            categories: (0..10).map(|category| category == 1 || category == 2).collect(),
            hours: Some(HOURS.start + 17_532..HOURS.start + 26_298),
            cells: None,
        };
        filter.ms.push((n as u64, best(10, || view.count_by_cell(&selection)).0));
        cube.ms.push((n as u64, best(3, || months(&view)).0));
    }
    vec![filter, cube]
}

fn months(view: &Visible) -> Vec<Vec<u32>> {
    let step = (HOURS.end - HOURS.start) / 48;
    (0..48)
        .map(|month| {
            let from = HOURS.start + month * step;
            view.count_by_cell(&Selection { hours: Some(from..from + step), ..Selection::all() })
        })
        .collect()
}

/// Rows on the base cells of a city, half of them on a tenth of the cells.
fn view(n_rows: usize) -> Visible {
    let mut random = Random::new(n_rows as u64);
    let mut cells: Vec<BaseCell> = (0..N_BASE_CELLS)
        .map(|i| {
            let (east, north) = ((i % 300) as f64, (i / 300) as f64);
            BaseCell::at(LonLat { lon: 17.9 + east * 0.001, lat: 59.25 + north * 0.0006 })
        })
        .collect();
    cells.sort_unstable();
    cells.dedup();
    let rows = (0..n_rows).map(|_| {
        let reach = if random.unit() < 0.5 { 0.1 } else { 1.0 };
        let cell = cells[(random.unit() * reach * cells.len() as f64) as usize];
        let hour = HOURS.start + (random.unit() * f64::from(HOURS.end - HOURS.start)) as i32;
        (cell, hour, (random.unit() * 10.0) as u16)
    });
    group::view_of(rows)
}

fn cells() -> Vec<Growth> {
    let mut z = growth("Gi* z", "rutor", "efter grannarna");
    let mut p = growth("permutations-p (exakt)", "rutor", "antal 0–59 i rutan");
    let mut bh = growth("Benjamini–Hochberg, alla p justerade", "rutor", "");
    let mut places = growth("vattendelare, rutor till platser", "rutor", "var femte ruta het");
    for side in SIDES {
        let n = (side * side) as u64;
        let (near, counts) = (queen(side), uneven_counts(side * side, side as u64));
        z.ms.push((n, best(5, || getis_ord::gi_star(&counts, &near)).0));
        let (ms, found) = best(2, || exact_p::gi_star_p(&counts, &near));
        assert_eq!(found.simulated, None, "the exact p is what is measured");
        p.ms.push((n, ms));
        let raw: Vec<f64> = found.p.iter().map(|p| p.unwrap_or(1.0)).collect();
        bh.ms.push((n, best(3, || significance::adjust(&raw, Correction::Bh)).0));
        let hot: Vec<bool> = raw.iter().map(|&p| p < 0.2).collect();
        let ground = vec![15_000.0; counts.len()];
        let split = || split_at_peaks(&hot, &counts, &ground, &near, 150_000.0);
        places.ms.push((n, best(3, split).0));
    }
    vec![z, p, bh, places]
}

fn growth(job: &str, of: &'static str, note: &str) -> Growth {
    let note = (!note.is_empty()).then(|| note.to_owned());
    Growth { job: job.to_owned(), of, ms: Vec::new(), note }
}
