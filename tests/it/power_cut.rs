//! The power goes at any moment, and what was acknowledged is there.
//!
//! The real program lives through a day while a journal is kept of all it does to its files
//! (`disk_journal.c`). Then, for one moment after the other, a disk is made as it may look after a power
//! cut at that moment (`disk.rs` says what is assumed), and the real program opens it. The same with
//! less pressed into the disk must lose something, or the whole would prove nothing.
//!
//! `PLATSSAMVERKAN_CUTS` says how many; `make durability` is the long run.

mod disk;
mod journal;

use crate::support::{
    ledger::{Faults, Ledger, What},
    life::Life,
    service::{Environment, Service, begin, program},
};
use disk::Disk;
use journal::{Act, Journal, compiled};
use platssamverkan::{app::users, case::log::head::PublicKey, store::sqlite::SqliteStore};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    time::{Duration, Instant},
};

const N_CUTS: usize = 100;
/// So many of those are enough for a disk that does not do as it is told.
const ONE_IN: usize = 5;
/// SQLite writes its log into the database every thousand pages.
const FEWEST_CHECKPOINTS: usize = 2;

/// A day in the life of a data folder.
struct Day {
    journal: Journal,
    ledger: Ledger,
    /// When there was a backup, and when it was restored beside.
    backed_up: u64,
    restored: u64,
}

fn lived(root: &Path, library: &Path) -> Day {
    let (disk, journal) = (root.join("disk"), root.join("journal"));
    fs::create_dir(&disk).expect("a folder");
    let environment: Environment<'_> =
        &[("LD_PRELOAD", library), ("DISK_JOURNAL", &journal), ("DISK_JOURNAL_ROOT", &disk)];
    let now = || fs::metadata(&journal).map_or(0, |file| file.len());
    let ledger = Ledger::default();
    let [data, copy, beside] = ["data", "kopia", "bredvid"].map(|name| disk.join(name));
    let path = |path: &Path| path.to_str().expect("UTF-8").to_owned();

    let users = users::demo_users().into_iter();
    let users: Vec<_> = users.map(|user| ledger.asked(What::User(user.login), 1, 0)).collect();
    begin(&data, environment);
    users.into_iter().for_each(|user| ledger.answered(user, now()));
    let key = program(&data, environment, &["audit", "key"]).expect("a key");
    ledger.keep_key(PublicKey::read(&key).expect("hex"));

    let service = Service::start(&data, environment);
    let life = Life::new(&service, &ledger, &now);
    (0..3).for_each(|number| life.round(number).expect("it answers"));
    service.stop();
    program(&data, environment, &["backup", &path(&copy)]).expect("backed up");
    let backed_up = now();
    program(&data, environment, &["gallring", "--set", "sessions=7"]).expect("decided");
    let mut service = Service::start(&data, environment);
    let life = Life::new(&service, &ledger, &now);
    (3..5).for_each(|number| life.round(number).expect("it answers"));
    service.kill();
    program(&beside, environment, &["restore", &path(&copy)]).expect("restored");
    let restored = now();
    // And once more over what has gone on there since.
    program(&beside, environment, &["gallring", "--set", "sessions=9"]).expect("decided");
    program(&beside, environment, &["restore", &path(&copy)]).expect("restored");
    let journal = Journal::read(&journal);
    let mut whole = Disk::new(&journal);
    whole.go_to(journal.acts.len());
    let mut found = BTreeMap::new();
    files(&disk, &disk, &mut found);
    assert!(whole.everything() == found, "the journal has left something out");
    Day { journal, ledger, backed_up, restored }
}

/// The files below a folder, but shared memory.
fn files(folder: &Path, top: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = path.strip_prefix(top).expect("below").to_str().expect("UTF-8").to_owned();
        if path.is_dir() {
            files(&path, top, found);
        } else if !name.ends_with("-shm") {
            found.insert(name, fs::read(&path).expect("readable"));
        }
    }
}

/// So many moments in order, each with a seed: anywhere, right after something was acknowledged, and
/// while something was pressed into the disk.
fn moments(day: &Day, journal: &Journal, n: usize, seed: u64) -> Vec<(usize, u64)> {
    let acts = &journal.acts;
    let after = |at: u64| acts.partition_point(|(end, _)| *end as u64 <= at);
    let answered = day.ledger.moments();
    let syncs: Vec<usize> = acts
        .iter()
        .enumerate()
        .filter(|(_, (_, act))| matches!(act, Act::Sync { .. } | Act::SyncFolder { .. }))
        .map(|(i, _)| i)
        .collect();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut any = |n: usize| rng.next_u64() as usize % n.max(1);
    let mut moments: Vec<(usize, u64)> = (0..n)
        .map(|i| {
            let moment = match i % 4 {
                0 => after(answered[any(answered.len())]),
                1 if !syncs.is_empty() => syncs[any(syncs.len())] + any(3),
                _ => any(acts.len() + 1),
            };
            (moment.min(acts.len()), any(usize::MAX) as u64)
        })
        .collect();
    moments.sort_unstable();
    moments
}

/// Opens what is left of a disk, as whoever starts the program again does.
fn opened(day: &Day, root: &Path, at: u64) -> Faults {
    let data = root.join("data");
    let wrong = |said: String| Faults { wrong: vec![said], ..Faults::default() };
    match program(&data, &[], &["check"]) {
        Ok(_) => {}
        // It knows by itself that something is gone.
        Err(said) if said.contains("log_tail_cut") => {
            return Faults { lost: vec![said], ..Faults::default() };
        }
        Err(said) => return wrong(said),
    }
    let store = match SqliteStore::open(&data) {
        Ok(store) => store,
        Err(error) => return wrong(error.to_string()),
    };
    let mut faults = day.ledger.faults(&store, at);
    if at >= day.backed_up {
        let from = root.join("kopia").to_str().expect("UTF-8").to_owned();
        let to = root.join("prov");
        let tried = program(&to, &[], &["restore", &from]);
        let tried = tried.and_then(|_| program(&to, &[], &["check"]));
        faults.lost.extend(tried.err().map(|said| format!("the backup: {said}")));
    }
    let beside = root.join("bredvid");
    if at >= day.restored && !beside.join("platssamverkan.sqlite").exists() {
        faults.lost.push("what was restored is not there".into());
    } else if beside.join("platssamverkan.sqlite").exists() {
        let said = program(&beside, &[], &["check"]).err();
        faults.wrong.extend(said.map(|said| format!("what was restored: {said}")));
    }
    faults
}

/// What came of all cuts on one kind of disk.
#[derive(Default)]
struct Outcome {
    n: usize,
    n_lost: usize,
    n_wrong: usize,
    /// Of the first that are not as they should be.
    told: Vec<String>,
}

/// Every core takes a part of the moments.
fn all_cuts(day: &Day, journal: &Journal, n: usize, seed: u64) -> Outcome {
    let moments = moments(day, journal, n, seed);
    let workers = std::thread::available_parallelism().map_or(1, |n| n.get());
    let part = moments.len().div_ceil(workers);
    let parts = std::thread::scope(|scope| {
        let working: Vec<_> = moments
            .chunks(part)
            .map(|moments| scope.spawn(move || cuts(day, journal, moments)))
            .collect();
        working.into_iter().map(|part| part.join().expect("no panic")).collect::<Vec<_>>()
    });
    parts.into_iter().fold(Outcome::default(), |mut all, part| {
        (all.n, all.n_lost) = (all.n + part.n, all.n_lost + part.n_lost);
        all.n_wrong += part.n_wrong;
        all.told.extend(part.told);
        all
    })
}

fn cuts(day: &Day, journal: &Journal, moments: &[(usize, u64)]) -> Outcome {
    let mut outcome = Outcome::default();
    let mut disk = Disk::new(journal);
    for &(moment, seed) in moments {
        disk.go_to(moment);
        let root = tempfile::tempdir().expect("a temporary directory");
        disk.cut(root.path(), &mut ChaCha8Rng::seed_from_u64(seed));
        let at = moment.checked_sub(1).map_or(0, |last| journal.acts[last].0 as u64);
        let faults = opened(day, root.path(), at);
        outcome.n += 1;
        outcome.n_lost += usize::from(!faults.lost.is_empty());
        outcome.n_wrong += usize::from(faults.lost.is_empty() && !faults.wrong.is_empty());
        if faults != Faults::default() && outcome.told.len() < 5 {
            outcome.told.push(format!("moment {moment}, seed {seed}: {faults:#?}"));
        }
    }
    outcome
}

fn told(name: &str, outcome: &Outcome, took: Duration) {
    println!(
        "| {name} | {} | {} | {} | {} | {:.0} |",
        outcome.n,
        outcome.n - outcome.n_lost - outcome.n_wrong,
        outcome.n_lost,
        outcome.n_wrong,
        took.as_secs_f64()
    );
}

#[test]
fn what_was_acknowledged_outlives_the_power_and_less_care_would_lose_it() {
    let root = tempfile::tempdir().expect("a temporary directory");
    let Some(library) = compiled(root.path()) else { return };
    let day = lived(root.path(), &library);
    let n = std::env::var("PLATSSAMVERKAN_CUTS").ok().and_then(|n| n.parse().ok());
    let n = n.unwrap_or(N_CUTS);

    let of = |wanted: fn(&Act) -> bool| day.journal.acts.iter().filter(move |(_, act)| wanted(act));
    let n_syncs = of(|act| matches!(act, Act::Sync { .. } | Act::SyncFolder { .. })).count();
    let n_writes = of(|act| matches!(act, Act::Write { .. })).count();
    let checkpoints = day.journal.checkpoints();
    println!(
        "strömavbrott: {n_writes} skrivningar, {n_syncs} gånger tryckta till disken, databasen \
         påfylld {checkpoints} gånger, {} bekräftade ändringar och läsningar",
        day.ledger.n_answered()
    );
    assert!(checkpoints >= FEWEST_CHECKPOINTS, "the day was too short to prove anything");

    println!("| disk | avbrott | helt | bekräftat borta | skadat | s |");
    println!("|---|---|---|---|---|---|");
    let begun = Instant::now();
    let as_it_is = all_cuts(&day, &day.journal, n, 20);
    told("som programmet skriver", &as_it_is, begun.elapsed());
    let begun = Instant::now();
    let normal = all_cuts(&day, &day.journal.as_with_normal(), n.div_ceil(ONE_IN), 21);
    told("som med `synchronous = NORMAL`", &normal, begun.elapsed());
    let begun = Instant::now();
    let unheard = all_cuts(&day, &day.journal.unheard(), n.div_ceil(ONE_IN), 22);
    told("som inte lyder `fsync`", &unheard, begun.elapsed());

    assert_eq!((as_it_is.n_lost, as_it_is.n_wrong), (0, 0), "{}", as_it_is.told.join("\n"));
    assert!(normal.n_lost > 0, "nothing was at stake");
    assert!(unheard.n_lost + unheard.n_wrong > 0, "nothing was at stake");
}
