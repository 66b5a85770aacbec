//! An import that is killed at any moment is there whole or not at all, and nobody has to mend
//! anything afterwards; nor after a service was killed whatever it was doing.
//!
//! `PLATSSAMVERKAN_KILLS` says how often the service is killed; `make durability` is the long run.

mod service;

use crate::support::stores::{furnish, preview, publish, record, row};
use platssamverkan::{
    ingest::AcceptedRow,
    store::{Store, sqlite::SqliteStore},
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const N_ROWS: usize = 60_000;
/// At least so often; a fourth of the long run.
const N_KILLS: u32 = 25;
/// So many of them in the millisecond in which the import becomes visible.
const N_AT_THE_FLIP: u32 = 8;
const STAGED: &str = "staged";
const DIRECTORY: &str = "PLATSSAMVERKAN_KILL9_DIRECTORY";

/// How often, where the environment does not say.
fn n_kills(otherwise: u32) -> u32 {
    let n = std::env::var("PLATSSAMVERKAN_KILLS").ok().and_then(|n| n.parse().ok());
    n.unwrap_or(otherwise)
}

fn rows() -> Vec<AcceptedRow> {
    (0..N_ROWS as u32).map(|i| row(Some(i), i % 30_000, (i % 9_000) as i32)).collect()
}

fn import(directory: &Path) {
    let store = SqliteStore::open(directory).expect("opens without help");
    if store.load_counts(None).expect("counts load").columns.is_empty() {
        furnish(&store);
        let (id, totals) =
            preview(&store, &record("polis", "rar", None), &rows()).expect("previewed");
        assert_eq!(totals.n_new, N_ROWS as u64);
        println!("{STAGED}");
        publish(&store, id).expect("published");
    }
}

/// What the child process does; nothing when it is run as a test.
#[test]
fn the_import_that_is_killed() {
    if let Some(directory) = std::env::var_os(DIRECTORY) {
        import(Path::new(&directory));
    }
}

fn spawn(directory: &Path) -> Child {
    Command::new(std::env::current_exe().expect("this test binary"))
        .args(["kill9::the_import_that_is_killed", "--exact", "--nocapture"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the test binary starts")
}

#[test]
fn a_killed_import_is_there_whole_or_not_at_all() {
    let root = tempfile::tempdir().expect("a temporary directory");
    let n_kills = N_KILLS.max(n_kills(0) / 4);
    let begun = Instant::now();
    let undisturbed = root.path().join("undisturbed");
    assert!(spawn(&undisturbed).wait().expect("ends").success());
    let whole = begun.elapsed();
    let expected = SqliteStore::open(&undisturbed).expect("opens").load_counts(None);
    let expected = expected.expect("counts load").columns.fingerprint();

    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let (mut n_all, mut n_nothing, mut slowest) = (0, 0, Duration::ZERO);
    for kill in 0..n_kills {
        let directory = root.path().join(format!("killed-{kill}"));
        let random = f64::from(rng.next_u32()) / f64::from(u32::MAX);
        let mut child = spawn(&directory);
        if kill < n_kills - N_AT_THE_FLIP {
            // One moment in each of equal parts of the time it takes.
            let part = (f64::from(kill) + random) / f64::from(n_kills - N_AT_THE_FLIP);
            std::thread::sleep(whole.mul_f64(part));
        } else {
            let output = BufReader::new(child.stdout.take().expect("piped"));
            output.lines().map_while(Result::ok).find(|line| line.contains(STAGED));
            std::thread::sleep(Duration::from_secs_f64(random * 0.001));
        }
        child.kill().expect("SIGKILL, or it has ended");
        child.wait().expect("ends");

        let begun = Instant::now();
        let store = SqliteStore::open(&directory).expect("opens without help");
        let counts = store.load_counts(None).expect("counts load").columns;
        slowest = slowest.max(begun.elapsed());
        assert_eq!(store.check().expect("checked"), Vec::<String>::new());
        match counts.len() {
            0 => n_nothing += 1,
            _ => n_all += 1,
        }
        assert!(counts.is_empty() || counts.fingerprint() == expected, "{} rows", counts.len());
        drop(store);
        if kill % 5 != 2 {
            std::fs::remove_dir_all(&directory).expect("removed");
        }
        if kill % 5 == 2 {
            import(&directory);
            let store = SqliteStore::open(&directory).expect("opens");
            let counts = store.load_counts(None).expect("counts load").columns;
            assert_eq!(counts.fingerprint(), expected, "the same import again completes it");
            assert_eq!(store.check().expect("checked"), Vec::<String>::new());
        }
    }
    assert!(n_nothing > 0, "no kill came in time");
    println!(
        "kill −9 vid {n_kills} tillfällen av en import på {whole:?}: hela importen {n_all} gånger, \
         inget {n_nothing} gånger, halvt 0 gånger; öppnad och läst på högst {slowest:?}"
    );
}
