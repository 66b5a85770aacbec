//! One bench per promise about speed: ours and other people's tools on the same input, in one run,
//! the answers compared before the times are shown. `make bench` prints the table and writes it as
//! JSON to `target/hastighet.json` (`BENCH_JSON` says another place).
//!
//! **To add a job** (say `dbscan`):
//! 1. `benches/speed/dbscan.rs` with `pub(crate) const JOB: Job = Job { name: "dbscan", … }`:
//!    `prepare` writes with [`data::Input::put`] what the peers must read and is not written yet;
//!    `run` times ours with [`table::best`], reads each peer's answer with [`peers::answer`], asserts
//!    that they agree, and returns a [`table::Line`] per peer.
//! 2. `benches/peers/dbscan.py`: `from common import *`, then one `@peer(name, package)` function per
//!    tool that calls `timed(name, …)` and `answer(file, values, kind)`. A job without such a file has
//!    no peers. Pin the package in `benches/peers.txt`.
//! 3. Its line in [`JOBS`], and the `mod` line.
//!
//! `cargo bench --bench speed -- dbscan knox` runs the jobs of these names only, peers too
//! (`PEER_PYTHON` must name a Python that has them; without it ours runs alone and says so).

mod areas;
mod backtest;
mod count_test;
mod data;
mod dbscan;
mod effect;
mod emerging;
mod getis_ord;
mod group;
mod growth;
mod index;
mod kde;
mod knox;
mod local_moran;
mod peers;
mod permutation;
mod request;
mod scan;
mod table;

use data::Input;
use peers::Timing;
use std::{collections::BTreeMap, path::PathBuf};
use table::{Line, Table};

/// Something that is timed beside other people's tools.
pub(crate) struct Job {
    /// How it is asked for; also the name of its peers' file.
    pub(crate) name: &'static str,
    /// Run at every number of rows, or once because its cost does not depend on them.
    pub(crate) by_rows: bool,
    /// Writes what its peers read, before they run.
    pub(crate) prepare: fn(&Input),
    /// Runs ours and compares.
    pub(crate) run: fn(&Input, &BTreeMap<String, Timing>) -> Vec<Line>,
}

/// In the order of the table.
const JOBS: &[Job] = &[
    index::JOB,
    group::JOB,
    areas::JOB,
    getis_ord::NEIGHBOURS,
    getis_ord::GI_STAR,
    count_test::JOB,
    permutation::JOB,
    local_moran::LOCAL_MORAN,
    local_moran::AREA_NEIGHBOURS,
    dbscan::JOB,
    knox::JOB,
    emerging::CUBE,
    emerging::TREND,
    emerging::CHANGE,
    backtest::JOB,
    scan::JOB,
    kde::JOB,
    request::JOB,
    effect::JOB,
];

const ROWS: [usize; 2] = [100_000, 1_000_000];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    // `cargo test --benches` and `cargo bench -- --list` only want to know that it runs.
    if arguments.iter().any(|argument| argument == "--list" || argument == "--test") {
        return;
    }
    let asked = |name: &str| arguments.is_empty() || arguments.iter().any(|a| a == name);
    println!("Bästa av upprepade körningar. Svaren är jämförda först.\n");
    let mut table = Table { n_cores: rayon::current_num_threads(), ..Table::default() };
    for n_rows in ROWS {
        // What does not depend on the rows is run once, with the largest input.
        let now = |job: &&Job| asked(job.name) && (job.by_rows || n_rows == ROWS[ROWS.len() - 1]);
        let jobs: Vec<&Job> = JOBS.iter().filter(now).collect();
        if jobs.is_empty() {
            continue;
        }
        let input = Input::new(n_rows);
        jobs.iter().for_each(|job| (job.prepare)(&input));
        let theirs = peers::run(&input, &jobs);
        jobs.iter().for_each(|job| table.add((job.run)(&input, &theirs)));
    }
    if asked("growth") {
        growth::run(&mut table);
    }
    let path = std::env::var_os("BENCH_JSON").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/target/hastighet.json")),
        PathBuf::from,
    );
    table.write(&path).expect("the table can be written");
    println!("\nSom JSON: {}", path.display());
}
