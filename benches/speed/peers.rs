//! Runs the peers on the input and reads what they answered.

use super::{Job, data::Input};
use serde::Deserialize;
use std::{collections::BTreeMap, process::Command};

/// One job of a peer.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Timing {
    pub(crate) job: String,
    pub(crate) peer: String,
    #[serde(default)]
    pub(crate) version: String,
    #[serde(default)]
    pub(crate) wall_s: f64,
    pub(crate) absent: Option<String>,
}

/// What the peers took, by job. Empty, and said aloud, when there is no Python with them.
pub(crate) fn run(input: &Input, jobs: &[&Job]) -> BTreeMap<String, Timing> {
    let Ok(python) = std::env::var("PEER_PYTHON") else {
        eprintln!("PEER_PYTHON saknas: bara våra egna tider (make bench sätter upp jämförelsen)");
        return BTreeMap::new();
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/run.py");
    let output = Command::new(python)
        .arg(script)
        .arg(input.directory.path())
        .args(jobs.iter().map(|job| job.name))
        .stderr(std::process::Stdio::inherit())
        .output()
        .expect("the peers' Python starts");
    assert!(output.status.success(), "a peer failed");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str::<Timing>(line).expect("peers print JSON lines"))
        .map(|timing| (timing.job.clone(), timing))
        .collect()
}

/// An answer of a peer as raw little-endian numbers; `None` when it was absent.
pub(crate) fn answer<const W: usize, T>(
    input: &Input,
    name: &str,
    read: impl Fn([u8; W]) -> T,
) -> Option<Vec<T>> {
    let bytes = std::fs::read(input.directory.path().join(name)).ok()?;
    Some(bytes.as_chunks::<W>().0.iter().map(|chunk| read(*chunk)).collect())
}
