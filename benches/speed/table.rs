//! The table: what was measured, as lines for people and as JSON for programs.

use super::peers::Timing;
use serde::Serialize;
use std::{collections::BTreeMap, path::Path, time::Instant};

/// One of ours beside one of theirs.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    /// Rows, cells, points, … of the input.
    pub(crate) n: u64,
    /// What `n` is: `rader`, `rutor`, `områden`, …
    pub(crate) of: &'static str,
    /// What is done, as people say.
    pub(crate) job: String,
    /// Best of our repeated runs, wall clock.
    pub(crate) ours_ms: f64,
    /// Goal of the promise about speed, when there is one for this size.
    pub(crate) target_ms: Option<f64>,
    /// The other tool with its version.
    pub(crate) peer: Option<String>,
    /// Its best run; `None` beside a peer means that it was not there.
    pub(crate) peer_ms: Option<f64>,
    /// How the answers compare; the bench panics when they differ.
    pub(crate) answers: String,
}

impl Line {
    /// Ours alone.
    pub(crate) fn new(n: u64, of: &'static str, job: impl Into<String>, ours_ms: f64) -> Self {
        Self {
            n,
            of,
            job: job.into(),
            ours_ms,
            target_ms: None,
            peer: None,
            peer_ms: None,
            answers: "–".to_owned(),
        }
    }

    /// The goal.
    pub(crate) fn target(self, ms: f64) -> Self {
        Self { target_ms: Some(ms), ..self }
    }

    /// Beside what `peers/<job>.py` printed under `name`; absent when it printed nothing or says so.
    pub(crate) fn beside(self, theirs: &BTreeMap<String, Timing>, name: &str) -> Self {
        let Some(timing) = theirs.get(name) else { return self };
        let (peer, ms) = match timing.absent {
            None => (format!("{} {}", timing.peer, timing.version), Some(timing.wall_s * 1e3)),
            Some(_) => (format!("{} (saknas)", timing.peer), None),
        };
        Self { peer: Some(peer), peer_ms: ms, ..self }
    }

    /// Beside a peer that is a Rust crate, timed here.
    pub(crate) fn beside_ours(self, peer: &str, ms: f64) -> Self {
        Self { peer: Some(peer.to_owned()), peer_ms: Some(ms), ..self }
    }

    /// How the answers compare.
    pub(crate) fn answers(self, said: impl Into<String>) -> Self {
        Self { answers: said.into(), ..self }
    }

    fn text(&self) -> String {
        let target = match self.target_ms {
            Some(ms) if self.ours_ms <= ms => format!("{ms} nått"),
            Some(ms) => format!("{ms} ej nått"),
            None => "–".to_owned(),
        };
        let peer = self.peer.as_deref().unwrap_or("–");
        let peer_ms = self.peer_ms.map_or("–".to_owned(), |ms| format!("{ms:.2}"));
        let (n, of, job, ours) = (thousands(self.n), self.of, &self.job, self.ours_ms);
        format!(
            "| {n} {of} | {job} | {ours:.2} | {target} | {peer} | {peer_ms} | {} |",
            self.answers
        )
    }
}

/// One job at growing sizes.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Growth {
    /// What is done, as people say.
    pub(crate) job: String,
    /// What the sizes count: `rader`, `rutor`.
    pub(crate) of: &'static str,
    /// Size and best of our runs in milliseconds.
    pub(crate) ms: Vec<(u64, f64)>,
    /// Why a size is missing, or what else the reader must know.
    pub(crate) note: Option<String>,
}

impl Growth {
    /// The exponent b of ms = a·n^b from first to last size: 1 is "twice the input, twice the time".
    pub(crate) fn exponent(&self) -> Option<f64> {
        let (first, last) = (self.ms.first()?, self.ms.last()?);
        let steps = (last.0 as f64 / first.0 as f64).ln();
        (steps > 0.0 && first.1 > 0.0).then(|| (last.1 / first.1).ln() / steps)
    }

    fn text(&self) -> String {
        let cells: Vec<String> =
            self.ms.iter().map(|(n, ms)| format!("{}: {ms:.2}", thousands(*n))).collect();
        let exponent = self.exponent().map_or("–".to_owned(), |b| format!("{b:.2}"));
        let note = self.note.as_deref().unwrap_or("");
        format!("| {} | {} | {} | {exponent} | {note} |", self.job, self.of, cells.join(" · "))
    }
}

/// Everything that was measured.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Table {
    /// Cores that the runs could use.
    pub(crate) n_cores: usize,
    /// Beside the peers.
    pub(crate) speed: Vec<Line>,
    /// How cost grows.
    pub(crate) growth: Vec<Growth>,
}

impl Table {
    /// Prints a line as soon as it is known: a bench takes minutes.
    pub(crate) fn add(&mut self, lines: Vec<Line>) {
        if self.speed.is_empty() && !lines.is_empty() {
            println!("| underlag | jobb | vårt, ms | mål, ms | jämförelse | dess, ms | svaren |");
            println!("|---|---|---|---|---|---|---|");
        }
        lines.iter().for_each(|line| println!("{}", line.text()));
        self.speed.extend(lines);
    }

    /// The same for growing sizes.
    pub(crate) fn add_growth(&mut self, rows: Vec<Growth>) {
        if self.growth.is_empty() && !rows.is_empty() {
            println!("\n| jobb | av | storlek: ms | växer som n^ | |");
            println!("|---|---|---|---|---|");
        }
        rows.iter().for_each(|row| println!("{}", row.text()));
        self.growth.extend(rows);
    }

    /// Writes all of it as JSON.
    pub(crate) fn write(&self, path: &Path) -> std::io::Result<()> {
        if let Some(directory) = path.parent() {
            std::fs::create_dir_all(directory)?;
        }
        std::fs::write(path, serde_json::to_vec_pretty(self)?)
    }
}

/// Best of some runs, in milliseconds, and the last answer.
pub(crate) fn best<T>(times: usize, run: impl Fn() -> T) -> (f64, T) {
    let mut best = f64::INFINITY;
    let mut last = None;
    for _ in 0..times {
        let begun = Instant::now();
        let answer = run();
        best = best.min(begun.elapsed().as_secs_f64() * 1e3);
        last = Some(answer);
    }
    (best, last.expect("at least one run"))
}

fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(as_text).collect();
    groups.join(" ")
}

fn as_text(digits: &[u8]) -> &str {
    std::str::from_utf8(digits).expect("digits are ASCII")
}
