//! The real service, killed while it does what it does on an ordinary day.

use super::n_kills;
use crate::support::{
    ledger::{Faults, Ledger},
    life::{Life, ROWS},
    service::{Service, begin},
};
use platssamverkan::store::sqlite::SqliteStore;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use std::{
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// Each operation twice.
const N_KILLS: u32 = 12;
/// So many on one folder, which holds more and more.
const ON_ONE_FOLDER: u32 = 100;
/// Rows in the folder from the beginning, in the long run.
const ROWS_OF_A_CITY: u64 = 100_000;

/// What the service is killed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Delivery,
    JointCase,
    Reads,
    Release,
    AllAtOnce,
    Start,
}

impl Work {
    const ALL: [(Work, &'static str); 6] = [
        (Work::Delivery, "fil in, publicerad, delad, ångrad"),
        (Work::JointCase, "öppning, två underskrifter"),
        (Work::Reads, "läsningar som loggas tillsammans"),
        (Work::Release, "utlämnande, två underskrifter"),
        (Work::AllAtOnce, "fil, öppningar och läsningar samtidigt"),
        (Work::Start, "omstart"),
    ];

    fn done(self, life: &Life<'_>, number: u64) -> Option<()> {
        match self {
            Work::Delivery => life.delivery(number, ROWS),
            Work::JointCase => life.joint_case(),
            Work::Reads => life.reads(number),
            Work::Release => life.released(),
            Work::AllAtOnce => std::thread::scope(|scope| {
                let delivery = scope.spawn(|| life.delivery(number, ROWS));
                let cases = scope.spawn(|| life.joint_case());
                let reads = life.reads(number);
                let delivery = delivery.join().expect("no panic");
                cases.join().expect("no panic").and(delivery).and(reads)
            }),
            Work::Start => Some(()),
        }
    }
}

/// What was seen.
#[derive(Default)]
struct Seen {
    starts: Vec<Duration>,
    /// By what it was doing.
    killed: [u32; Work::ALL.len()],
    n_answered: usize,
}

/// So many kills on a folder of its own.
fn killed(folder: &Path, n: u32, rows: u64, rng: &mut ChaCha8Rng, seen: &mut Seen) {
    let (ledger, moments, rounds) = (Ledger::default(), AtomicU64::new(0), AtomicU64::new(0));
    let now = || moments.fetch_add(1, Ordering::SeqCst);
    let number = || rounds.fetch_add(1, Ordering::SeqCst);
    begin(folder, &[]);
    let mut service = Service::start(folder, &[]);
    let life = Life::new(&service, &ledger, &now);
    life.delivery(number(), rows).expect("it answers");
    // How long each takes when nobody disturbs it.
    let mut takes = Work::ALL.map(|(work, _)| {
        let begun = Instant::now();
        work.done(&life, number()).expect("it answers");
        begun.elapsed()
    });
    takes[Work::Start as usize] = service.started_in;
    for kill in 0..n {
        let which = kill as usize % Work::ALL.len();
        let (work, _) = Work::ALL[which];
        let after = takes[which].mul_f64(f64::from(rng.next_u32()) / f64::from(u32::MAX));
        let port = service.port();
        std::thread::scope(|scope| {
            if work != Work::Start {
                // Again and again until nobody answers.
                scope.spawn(|| while work.done(&life, number()).is_some() {});
            }
            std::thread::sleep(after);
            service.kill();
        });
        if work == Work::Start {
            Service::start_and_kill(folder, port, after);
        }
        seen.killed[which] += 1;
        service = Service::start_at(folder, port, &[]);
        seen.starts.push(service.started_in);
        assert!(life.is_signed_in(), "the sessions are there");
        let store = SqliteStore::open(folder).expect("opens beside the service");
        let faults = ledger.faults(&store, u64::MAX);
        assert_eq!(faults, Faults::default(), "kill {kill}, {work:?} after {after:?}");
    }
    seen.n_answered += ledger.n_answered();
}

#[test]
fn a_killed_service_keeps_what_it_acknowledged_and_starts_again_by_itself() {
    let root = tempfile::tempdir().expect("a temporary directory");
    let n = n_kills(N_KILLS);
    let rows = if n > N_KILLS { ROWS_OF_A_CITY } else { ROWS };
    let (mut rng, mut seen) = (ChaCha8Rng::seed_from_u64(10), Seen::default());
    for folder in 0..n.div_ceil(ON_ONE_FOLDER) {
        let part = ON_ONE_FOLDER.min(n - folder * ON_ONE_FOLDER);
        killed(&root.path().join(format!("{folder}")), part, rows, &mut rng, &mut seen);
    }
    println!("| kill −9 under | gånger | bekräftat borta | halvt eller dubbelt |");
    println!("|---|---|---|---|");
    for ((_, name), n) in Work::ALL.iter().zip(seen.killed) {
        println!("| {name} | {n} | 0 | 0 |");
    }
    seen.starts.sort_unstable();
    let at = |share: f64| seen.starts[((seen.starts.len() - 1) as f64 * share).ceil() as usize];
    // Not a bound on time, which a busy machine would break: the figures are printed.
    println!(
        "{} bekräftade ändringar och läsningar. Omstart till första svar efter kill −9, från {rows} \
         rader: median {:.0} ms, p99 {:.0} ms, längst {:.0} ms.",
        seen.n_answered,
        at(0.5).as_secs_f64() * 1000.0,
        at(0.99).as_secs_f64() * 1000.0,
        at(1.0).as_secs_f64() * 1000.0
    );
}
