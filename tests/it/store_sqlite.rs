//! What only the SQLite store promises: files, disks, copies.

use crate::{
    lagesbild,
    support::{
        http::{Noon, Server},
        stores::{
            furnish, information, log_entry, now, preview, publish, record, release, row, signer,
            written,
        },
    },
};
use platssamverkan::{
    area::Validity,
    case::{
        agreement::AgreementRecord,
        baseline::{Baseline, Measured, Occasion},
        party::{Agreement, Parties},
        work::Now,
        year::YearAct,
    },
    incident::{DataVersion, Fingerprint, PartyId},
    ingest::AcceptedRow,
    store::{
        BackupFault, Store, StoreError,
        sqlite::{Manifest, SqliteStore, restore},
    },
};
use std::{fs, path::Path, sync::Arc, time::Instant};

fn open(directory: &Path) -> SqliteStore {
    SqliteStore::open(directory).expect("opens")
}

fn rows(n: u32) -> Vec<AcceptedRow> {
    (0..n).map(|i| row(Some(i), i % 30_000, (i % 9_000) as i32)).collect()
}

/// A store in a directory with so many published rows.
fn filled(directory: &Path, n: u32) -> SqliteStore {
    let store = open(directory);
    furnish(&store);
    let (id, _) = preview(&store, &record("polis", "rar", None), &rows(n)).expect("previewed");
    publish(&store, id).expect("published");
    store
}

fn content(store: &SqliteStore) -> Fingerprint {
    store.load_counts(None).expect("counts load").columns.fingerprint()
}

const FILE: &str = "platssamverkan.sqlite";

#[test]
fn a_full_disk_is_said_and_leaves_the_store_as_it_was() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = filled(directory.path(), 1000);
    let before = content(&store);
    store.set_quota(1).expect("as large as it is now");
    let import = record("polis", "other", None);
    let full = preview(&store, &import, &rows(60_000));
    assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
    assert_eq!(content(&store), before);
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());

    store.set_quota(u64::MAX).expect("room again");
    let (id, _) = preview(&store, &import, &rows(60_000)).expect("previewed");
    publish(&store, id).expect("published");
    assert_eq!(store.load_counts(None).expect("counts load").columns.len(), 61_000);
    drop(store);
    let store = open(directory.path());
    assert_eq!(
        store.read().expect("reads").imports().expect("read").len(),
        2,
        "the failed one is gone"
    );
}

/// The newest schema: the largest number among the files.
fn schema() -> u32 {
    let files = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite"));
    let number = |name: String| name[1..].split("__").next().and_then(|n| n.parse().ok());
    let names = files.expect("migrations are there").flatten();
    let names = names.map(|file| file.file_name().to_string_lossy().into_owned());
    names.filter_map(number).max().expect("a migration")
}

#[test]
fn a_file_of_a_newer_program_or_of_another_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    drop(filled(directory.path(), 10));
    let file = directory.path().join(FILE);
    let db = rusqlite::Connection::open(&file).expect("opens");
    db.execute(
        "INSERT INTO refinery_schema_history SELECT 99, 'later', applied_on, checksum
         FROM refinery_schema_history WHERE version = 1",
        [],
    )
    .expect("pretends to be newer");
    db.close().expect("closes");
    let before = fs::read(&file).expect("readable");
    let refused = SqliteStore::open(directory.path()).err();
    let newer =
        matches!(refused, Some(StoreError::Newer { found: 99, known }) if known == schema());
    assert!(newer, "{refused:?}");
    assert_eq!(fs::read(&file).expect("readable"), before);

    let foreign = directory.path().join("foreign.sqlite");
    let db = rusqlite::Connection::open(&foreign).expect("opens");
    db.execute_batch("CREATE TABLE t (x)").expect("a table");
    db.close().expect("closes");
    assert!(matches!(SqliteStore::open(&foreign), Err(StoreError::Backend(_))));
    fs::write(directory.path().join("text.sqlite"), "not a database at all".repeat(100))
        .expect("written");
    let text = SqliteStore::open(&directory.path().join("text.sqlite"));
    assert!(matches!(text, Err(StoreError::Backend(_))));
}

#[test]
fn the_log_cannot_be_changed_by_sql_either() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = open(directory.path());
    written(&store, |write| write.append_log(&log_entry("o-1", "opened"))).expect("appended");
    let db = rusqlite::Connection::open(directory.path().join(FILE)).expect("opens");
    for sql in [
        "UPDATE log SET body = '{}'",
        "DELETE FROM log",
        "REPLACE INTO log (seq, at, object_kind, object_id, body, hash)
         SELECT seq, at, object_kind, object_id, '{}', hash FROM log",
        "INSERT INTO log (seq, at, object_kind, object_id, body, hash)
         SELECT seq, at, object_kind, object_id, '{}', hash FROM log
         WHERE 1 ON CONFLICT DO UPDATE SET body = '{}'",
    ] {
        let refused = db.execute(sql, []).expect_err(sql).to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    let log = store.read().expect("reads").log("opening", "o-1").expect("read");
    assert_eq!(log, [log_entry("o-1", "opened")]);
}

#[test]
fn a_release_cannot_be_changed_by_sql_either_and_check_reads_its_tables() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = open(directory.path());
    furnish(&store);
    let tables = br#"{"level":"publik","k":5,"tables":[]}"#;
    let act = release("utl-1", tables);
    written(&store, |write| write.put_release(act.prepared(), tables)).expect("kept");
    let by = act.prepared().prepared_by.clone();
    let proposed = act.propose(&by, now()).expect("proposed");
    written(&store, |write| write.append_release_step(&proposed, 1)).expect("appended");
    let db = rusqlite::Connection::open(directory.path().join(FILE)).expect("opens");
    for sql in [
        "UPDATE release_act SET level = 'stad'",
        "DELETE FROM release_act",
        "REPLACE INTO release_act SELECT * FROM release_act",
        "UPDATE release_step SET step = 'approved'",
        "DELETE FROM release_step",
        "REPLACE INTO release_step SELECT * FROM release_step",
        "INSERT INTO release_step SELECT act, 3, at, step, party, body FROM release_step",
    ] {
        assert!(db.execute(sql, []).is_err(), "{sql}");
    }
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());
    // Somebody who takes the triggers away first is found by the fingerprint.
    db.execute_batch(
        "DROP TRIGGER release_act_is_never_changed;
         UPDATE release_act SET tables = zeroblob(length(tables));",
    )
    .expect("changed");
    let findings = store.check().expect("checked");
    assert_eq!(findings, ["utl-1: the released tables are not those that were stored"]);
    let id = &proposed.prepared().id;
    let read = store.read().expect("reads");
    assert!(matches!(read.released_tables(id), Err(StoreError::Inconsistent { .. })));
}

#[test]
fn information_cannot_be_changed_by_sql_either_and_check_replays_it() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = open(directory.path());
    furnish(&store);
    let it = information("i-1", "polis");
    written(&store, |write| write.put_information(it.sent())).expect("kept");
    let received = it.receive(signer("stad"), now()).expect("received");
    written(&store, |write| write.append_information_step(&received, 1)).expect("appended");
    let db = rusqlite::Connection::open(directory.path().join(FILE)).expect("opens");
    for sql in [
        "UPDATE information SET party = 'stad'",
        "DELETE FROM information",
        "REPLACE INTO information SELECT * FROM information",
        "UPDATE information_step SET step = 'withdrawn'",
        "DELETE FROM information_step",
        "REPLACE INTO information_step SELECT * FROM information_step",
        "INSERT INTO information_step SELECT information, 3, at, step, party, body FROM information_step",
    ] {
        assert!(db.execute(sql, []).is_err(), "{sql}");
    }
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());
    // Somebody who takes the triggers away first and lets the sender receive its own.
    db.execute_batch(
        "DROP TRIGGER information_step_is_never_changed;
         UPDATE information_step SET body = replace(body, 'stad', 'polis');",
    )
    .expect("changed");
    let findings = store.check().expect("checked");
    assert_eq!(findings, ["i-1: the information and its steps cannot be so"]);
}

#[test]
fn the_steps_of_a_year_cannot_be_changed_by_sql_either_and_check_replays_them() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = open(directory.path());
    furnish(&store);
    let parties = Parties { polis: PartyId("polis".into()), stad: PartyId("stad".into()) };
    let agreement = Agreement {
        id: "norra".into(),
        name: "Norra innerstaden".into(),
        parties,
        areas: Vec::new(),
        validity: Validity::default(),
    };
    let record = AgreementRecord::founded(&agreement).expect("founded");
    written(&store, |write| write.put_agreement(&record, 0, now())).expect("kept");
    let year = store.read().expect("reads").year("norra").expect("read").expect("there is one");
    let at = Now { at: now(), on: jiff::civil::date(2026, 6, 10) };
    let act = YearAct::Consulted { day: at.on };
    let said = year.clone().say(&signer("stad"), act.clone(), at).expect("said");
    written(&store, |write| write.append_year_step(&said, 1)).expect("appended");
    let twice = written(&store, |write| write.append_year_step(&said, 1));
    assert!(matches!(twice, Err(StoreError::Conflict { found: 2, .. })), "{twice:?}");
    let other = year.say(&signer("polis"), act.clone(), at).expect("said");
    let astray = other.say(&signer("polis"), act, at).expect("said");
    let put = written(&store, |write| write.append_year_step(&astray, 2));
    assert!(matches!(put, Err(StoreError::Inconsistent { .. })), "{put:?}");
    assert_eq!(store.read().expect("reads").year("norra").expect("read"), Some(said));
    let db = rusqlite::Connection::open(directory.path().join(FILE)).expect("opens");
    for sql in [
        "UPDATE agreement_year_step SET step = 'duty_done'",
        "DELETE FROM agreement_year_step",
        "REPLACE INTO agreement_year_step SELECT * FROM agreement_year_step",
        "INSERT INTO agreement_year_step SELECT agreement, 3, at, step, party, body FROM agreement_year_step",
    ] {
        assert!(db.execute(sql, []).is_err(), "{sql}");
    }
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());
    db.execute_batch(
        "DROP TRIGGER agreement_year_step_is_never_changed;
         UPDATE agreement_year_step SET party = 'polis';",
    )
    .expect("changed");
    let findings = store.check().expect("checked");
    assert_eq!(findings, ["norra: a step of its year is not the one that was stored"]);
    db.execute_batch(
        "UPDATE agreement_year_step SET body = replace(body, '\"stad\"', '\"annan\"');",
    )
    .expect("changed");
    assert_eq!(store.check().expect("checked"), ["norra: the steps of its year cannot be so"]);
}

#[test]
fn a_baseline_cannot_be_changed_by_sql_either_is_carried_by_a_backup_and_check_knows_another() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = open(directory.path());
    furnish(&store);
    let parties = Parties { polis: PartyId("polis".into()), stad: PartyId("stad".into()) };
    let agreement = Agreement {
        id: "norra".into(),
        name: "Norra innerstaden".into(),
        parties: parties.clone(),
        areas: Vec::new(),
        validity: Validity::default(),
    };
    let record = AgreementRecord::founded(&agreement).expect("founded");
    written(&store, |write| write.put_agreement(&record, 0, now())).expect("kept");
    let baseline = |no| Baseline {
        agreement: "norra".into(),
        no,
        occasion: Occasion::Later,
        parties: parties.clone(),
        areas: Vec::new(),
        by: signer("stad"),
        at: now(),
        on: jiff::civil::date(2026, 6, 10),
        measured: Measured { data_version: DataVersion(7), counts: None, surveys: Vec::new() },
    };
    let put = |no| written(&store, |write| write.put_baseline(&baseline(no)));
    assert!(matches!(put(2), Err(StoreError::Conflict { found: 0, .. })), "none comes before it");
    put(1).expect("kept");
    assert!(matches!(put(1), Err(StoreError::Conflict { found: 1, .. })), "twice");
    put(2).expect("kept");
    let kept = |store: &SqliteStore| store.read().expect("reads").baselines("norra").expect("read");
    assert_eq!(kept(&store), [baseline(1), baseline(2)]);
    assert_eq!(store.read().expect("reads").baselines("annan").expect("read"), []);

    let (copy, other) = (directory.path().join("kopia"), directory.path().join("annan"));
    store.backup(&copy, now()).expect("copied");
    restore(&copy, &other).expect("restored");
    assert_eq!(kept(&open(&other)), kept(&store));

    let db = rusqlite::Connection::open(directory.path().join(FILE)).expect("opens");
    for sql in [
        "UPDATE agreement_baseline SET at = at + 1",
        "DELETE FROM agreement_baseline",
        "REPLACE INTO agreement_baseline SELECT * FROM agreement_baseline",
        "INSERT INTO agreement_baseline SELECT agreement, 4, at, fingerprint, body FROM agreement_baseline WHERE no = 1",
    ] {
        assert!(db.execute(sql, []).is_err(), "{sql}");
    }
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());
    db.execute_batch(
        "DROP TRIGGER agreement_baseline_is_never_changed;
         UPDATE agreement_baseline SET body = replace(body, '\"data_version\":7', '\"data_version\":8')
         WHERE no = 1;",
    )
    .expect("changed");
    assert_eq!(
        store.check().expect("checked"),
        ["norra: a baseline is not the one that was frozen"]
    );
    let damaged = store.read().expect("reads").baselines("norra");
    assert!(matches!(damaged, Err(StoreError::Inconsistent { .. })), "{damaged:?}");
}

#[test]
fn the_steps_of_a_lagesbild_cannot_be_changed_by_sql_either_and_check_finds_a_damaged_one() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = Arc::new(open(directory.path()));
    let server = Server::over(store.clone(), Arc::new(Noon));
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let id = lagesbild::put_together(&police, &city);
    lagesbild::decide(&server, &id);
    let db = rusqlite::Connection::open(directory.path().join(FILE)).expect("opens");
    for sql in [
        "UPDATE lagesbild SET party = 'stad'",
        "DELETE FROM lagesbild",
        "REPLACE INTO lagesbild SELECT * FROM lagesbild",
        "UPDATE lagesbild_step SET step = 'lagesbild_unsigned'",
        "DELETE FROM lagesbild_step",
        "REPLACE INTO lagesbild_step SELECT * FROM lagesbild_step",
        "INSERT INTO lagesbild_step SELECT lagesbild, 99, at, step, party, body FROM lagesbild_step
         WHERE no = 1",
    ] {
        assert!(db.execute(sql, []).is_err(), "{sql}");
    }
    let check = || -> Vec<String> {
        let all = store.check().expect("checked").into_iter();
        all.filter(|finding| finding.starts_with(&id)).collect()
    };
    assert_eq!(check(), Vec::<String>::new());
    let damaged = |sql: &str| db.execute_batch(sql).expect("changed");
    damaged(
        "DROP TRIGGER lagesbild_step_is_never_changed;
         UPDATE lagesbild_step SET at = at + 1 WHERE no = 2;",
    );
    assert_eq!(check(), [format!("{id}: a step of the lägesbild is not the one that was stored")]);
    damaged("UPDATE lagesbild_step SET at = at - 1 WHERE no = 2;");
    assert_eq!(check(), Vec::<String>::new());
    let text = lagesbild::TEXT_OF_CITY;
    damaged(&format!(
        "UPDATE lagesbild_step SET body = replace(body, '{text}', 'Parken är orolig.');"
    ));
    assert_eq!(check(), [format!("{id}: the lägesbild and its steps cannot be so")]);
}

#[test]
fn what_was_half_staged_is_forgotten_when_the_store_is_opened_alone() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = filled(directory.path(), 10);
    let half = written(&store, |write| write.new_import(&record("polis", "half", None)));
    let half = half.expect("made");
    store.stage(half, &rows(100), &[]).expect("staged");
    // A second opener, as the command line beside a running server, takes nothing away.
    let second = open(directory.path());
    assert!(second.read().expect("reads").import(half).expect("read").is_some());
    drop((store, second));
    let store = open(directory.path());
    assert_eq!(store.read().expect("reads").import(half).expect("read"), None);
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());
}

#[test]
fn a_backup_is_taken_in_use_and_verified_before_it_replaces_anything() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let [live, copy, elsewhere] = ["live", "copy", "elsewhere"].map(|d| directory.path().join(d));
    let store = filled(&live, 5000);
    let before = content(&store);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            for i in 0..50 {
                written(&store, |w| w.put_setting("n", &i.to_string())).expect("written");
            }
        });
        store.backup(&copy, now()).expect("backed up");
    });
    let again = store.backup(&copy, now());
    let is_there = matches!(again, Err(StoreError::Backup { fault: BackupFault::There, .. }));
    assert!(is_there, "not overwritten");

    let (id, _) = preview(&store, &record("polis", "more", None), &rows(10)).expect("previewed");
    publish(&store, id).expect("published");
    assert_ne!(content(&store), before);
    assert!(matches!(restore(&copy, &live), Err(StoreError::Busy)), "not under a running program");
    let after = content(&store);
    drop(store);

    let manifest = restore(&copy, &elsewhere).expect("restored to a new place");
    assert_eq!((manifest.schema, manifest.data_version, manifest.created), (schema(), 1, now()));
    assert_eq!(content(&open(&elsewhere)), before);
    restore(&copy, &live).expect("restored over the old");
    assert_eq!(content(&open(&live)), before);
    let kept = live.join(format!("{FILE}.before-restore"));
    assert_eq!(content(&open(&kept)), after, "the replaced database is kept");

    // One flipped bit, a cut tail, a manifest that fits a damaged file: nothing is replaced.
    let refused = || match restore(&copy, &live) {
        Err(StoreError::Backup { fault, .. }) => fault,
        other => panic!("{other:?}"),
    };
    let file = copy.join(FILE);
    let sound = fs::read(&file).expect("readable");
    let mut flipped = sound.clone();
    flipped[sound.len() / 2] ^= 1;
    for damaged in [&flipped[..], &sound[..sound.len() - 4096], b""] {
        fs::write(&file, damaged).expect("written");
        assert_eq!(refused(), BackupFault::FileDiffers);
    }
    let cut = &sound[..sound.len() - 4096];
    fs::write(&file, cut).expect("written");
    let forged = Manifest { bytes: cut.len() as u64, sha256: Fingerprint::of(cut), ..manifest };
    let json = serde_json::to_vec(&forged.summed()).expect("serialises");
    fs::write(copy.join("manifest.json"), json).expect("written");
    assert_eq!(refused(), BackupFault::Unsound);
    fs::remove_file(copy.join("manifest.json")).expect("removed");
    assert_eq!(refused(), BackupFault::NoManifest);
    assert_eq!(content(&open(&live)), before);
}

/// Not a bound on time, which a busy machine would break: the figures are printed.
#[test]
fn a_large_delivery_goes_in_and_comes_back() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let n = 100_000;
    let rows = rows(n);
    let begun = Instant::now();
    let store = open(directory.path());
    furnish(&store);
    let (id, _) = preview(&store, &record("polis", "rar", None), &rows).expect("previewed");
    let staged = begun.elapsed();
    let begun = Instant::now();
    publish(&store, id).expect("published");
    let published = begun.elapsed();
    let begun = Instant::now();
    let counts = store.load_counts(None).expect("counts load");
    let loaded = begun.elapsed();
    assert_eq!(counts.columns.len(), n as usize);
    let begun = Instant::now();
    let (_, totals) = preview(&store, &record("polis", "rar", None), &rows).expect("previewed");
    assert_eq!(totals.n_already, u64::from(n));
    println!(
        "{n} rader: stagade på {staged:?} ({:.0} rader/s), publicerade på {published:?}, lästa på \
         {loaded:?}, levererade igen på {:?}",
        f64::from(n) / staged.as_secs_f64(),
        begun.elapsed()
    );
}
