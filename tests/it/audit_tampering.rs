//! What is done to the log or to its heads behind the program's back is found.
//!
//! Every byte of every column of every entry is changed, every entry removed, every two neighbours
//! exchanged, every length of tail cut, by SQL with the triggers gone; every byte of every file of heads
//! is changed. Each time the log is verified as `audit verify` does.

use crate::support::stores::{furnish, log_entry, now, written};
use jiff::SignedDuration;
use platssamverkan::{
    app::audit,
    case::log::{
        head::{Head, LogKey, PublicKey},
        verify::{Finding, HeadFile, Kept, Verification},
    },
    store::{
        Store,
        sqlite::{SqliteStore, restore},
    },
};
use rusqlite::{Connection, params, types::Value};
use std::{fs, path::Path};

const FILE: &str = "platssamverkan.sqlite";

/// A store with so many entries, a minute between them, committed by tens.
fn with_entries(directory: &Path, n: i32) -> SqliteStore {
    let store = SqliteStore::open(directory).expect("opens");
    furnish(&store);
    let numbers: Vec<i32> = (0..n).collect();
    for ten in numbers.chunks(10) {
        written(&store, |write| {
            for i in ten {
                let mut entry = log_entry(&format!("öppning-{i}"), "opening_identified");
                entry.at = now() + SignedDuration::from_mins(i64::from(*i));
                entry.reference = (i % 3 == 0).then(|| format!("{i:064}"));
                write.append_log(&entry)?;
            }
            Ok(())
        })
        .expect("appended");
    }
    store
}

fn verified(store: &SqliteStore) -> Verification {
    audit::verify(store, Vec::new(), Vec::new()).expect("it can be read")
}

fn codes(found: &Verification) -> Vec<&'static str> {
    found.findings.iter().map(|finding| finding.code).collect()
}

/// A connection that may do what the program never does.
fn behind_its_back(directory: &Path) -> Connection {
    let db = Connection::open(directory.join(FILE)).expect("opens");
    db.execute_batch(
        "PRAGMA synchronous = OFF;
         DROP TRIGGER log_is_never_overwritten;
         DROP TRIGGER log_is_never_changed;
         DROP TRIGGER log_is_never_shortened;",
    )
    .expect("the triggers go");
    db
}

type Row = (i64, i64, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);

fn rows(db: &Connection) -> Vec<Row> {
    let sql = "SELECT seq, at, CAST(object_kind AS BLOB), CAST(object_id AS BLOB),
               CAST(body AS BLOB), hash FROM log ORDER BY seq";
    let mut statement = db.prepare(sql).expect("prepared");
    let all = statement.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
    });
    all.expect("read").collect::<Result<_, _>>().expect("rows")
}

fn put(db: &Connection, (seq, at, kind, id, body, hash): &Row) {
    db.prepare_cached(
        "INSERT INTO log (seq, at, object_kind, object_id, body, hash)
         VALUES (?1, ?2, CAST(?3 AS TEXT), CAST(?4 AS TEXT), CAST(?5 AS TEXT), ?6)",
    )
    .expect("prepared")
    .execute(params![seq, at, kind, id, body, hash])
    .expect("put");
}

fn remove(db: &Connection, seq: i64) {
    db.prepare_cached("DELETE FROM log WHERE seq = ?1")
        .expect("prepared")
        .execute([seq])
        .expect("removed");
}

fn numbered(row: &Row, seq: i64) -> Row {
    let mut row = row.clone();
    row.0 = seq;
    row
}

/// Every way to change one byte of one column: the column, as SQL takes it, and its new value.
fn changes(row: &Row) -> Vec<(&'static str, Value)> {
    let mut all = Vec::new();
    for (column, number) in [("seq", row.0), ("at", row.1)] {
        for place in 0..8 {
            // Numbers far beyond the log stand for bytes that no entry's number has.
            let changed = number ^ (1 << (8 * place));
            all.push((column, Value::Integer(changed)));
        }
    }
    let texts = [("object_kind", &row.2), ("object_id", &row.3), ("body", &row.4)];
    for (column, bytes) in texts.into_iter().chain([("hash", &row.5)]) {
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            all.push((column, Value::Blob(changed)));
        }
    }
    all
}

/// What was tried, and what was not found.
#[derive(Default)]
struct Tried {
    bytes: usize,
    removed: usize,
    exchanged: usize,
    cut: usize,
    missed: Vec<String>,
}

impl Tried {
    /// With the log as it is now, which it should not be.
    fn look(&mut self, store: &SqliteStore, what: impl FnOnce() -> String) {
        if verified(store).findings.is_empty() {
            self.missed.push(what());
        }
    }
}

/// Every tampering with a store's log whose first entry has the number `part` modulo two, so that two
/// can be at it on logs of their own.
fn tampered(part: i64) -> Tried {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = with_entries(directory.path(), 130);
    let sound = verified(&store);
    assert_eq!(sound.findings, Vec::<Finding>::new());
    assert!(sound.n_heads >= 5, "{sound:?}");
    let db = behind_its_back(directory.path());
    let original = rows(&db);
    let n = original.len();
    let mut tried = Tried::default();
    let own = |row: &&Row| row.0 % 2 == part;
    for row in original.iter().filter(own) {
        for (column, value) in changes(row) {
            let is_text = matches!(column, "object_kind" | "object_id" | "body");
            let new = if is_text { "CAST(?1 AS TEXT)" } else { "?1" };
            let sql = format!("UPDATE log SET {column} = {new} WHERE seq = ?2");
            let mut statement = db.prepare_cached(&sql).expect("prepared");
            if statement.execute(params![value, row.0]).is_err() {
                // The number of another entry, which cannot have two: exchanged below.
                assert_eq!(column, "seq");
                continue;
            }
            tried.bytes += 1;
            tried.look(&store, || format!("{column} of {}: {value:?}", row.0));
            let numbered =
                if let ("seq", Value::Integer(seq)) = (column, &value) { *seq } else { row.0 };
            remove(&db, numbered);
            put(&db, row);
        }
        remove(&db, row.0);
        tried.removed += 1;
        tried.look(&store, || format!("removed {}", row.0));
        put(&db, row);
    }
    for pair in original.windows(2).filter(|pair| own(&&pair[0])) {
        let (a, b) = (&pair[0], &pair[1]);
        let replace = |with: [&Row; 2]| {
            remove(&db, a.0);
            remove(&db, b.0);
            with.into_iter().for_each(|row| put(&db, row));
        };
        replace([&numbered(a, b.0), &numbered(b, a.0)]);
        tried.exchanged += 1;
        tried.look(&store, || format!("exchanged {} and {}", a.0, b.0));
        replace([a, b]);
    }
    for cut in 1..=n {
        remove(&db, original[n - cut].0);
        if cut as i64 % 2 == part {
            tried.cut += 1;
            let found = verified(&store);
            if !codes(&found).contains(&"log_tail_cut") {
                tried.missed.push(format!("the last {cut} cut: {found:?}"));
            }
        }
    }
    original.iter().for_each(|row| put(&db, row));
    assert_eq!(verified(&store).findings, Vec::<Finding>::new(), "all is put back");
    tried
}

#[test]
fn every_change_of_a_byte_every_removal_exchange_and_cut_of_the_log_is_found() {
    let [a, b] = std::thread::scope(|scope| {
        [0, 1].map(|part| scope.spawn(move || tampered(part))).map(|it| it.join().expect("done"))
    });
    let missed = [a.missed, b.missed].concat();
    println!(
        "loggen: {} ändrade byte, {} borttagna poster, {} omkastade grannar, {} avklippta slut; {} \
         missade",
        a.bytes + b.bytes,
        a.removed + b.removed,
        a.exchanged + b.exchanged,
        a.cut + b.cut,
        missed.len()
    );
    assert_eq!(missed, Vec::<String>::new());
    assert!(a.bytes + b.bytes > 30_000);
}

#[test]
fn every_change_of_a_byte_in_a_file_of_heads_is_found_and_so_is_a_missing_one() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = with_entries(directory.path(), 210);
    let (mut tried, mut missed) = (0, Vec::new());
    let audit = directory.path().join("audit");
    for name in ["polis.heads", "stad.heads", "polis.latest", "stad.latest"] {
        let file = audit.join(name);
        let original = fs::read(&file).expect("it is there");
        // What fills a line after its head says nothing.
        let said = original.iter().rposition(|byte| !byte.is_ascii_whitespace()).expect("a head");
        for place in 0..=said {
            if original[place] == b'\n' {
                continue;
            }
            let mut changed = original.clone();
            changed[place] ^= 1;
            fs::write(&file, changed).expect("written");
            tried += 1;
            if verified(&store).findings.is_empty() {
                missed.push(format!("{name} {place}"));
            }
        }
        let lines: Vec<&[u8]> = original.split_inclusive(|byte| *byte == b'\n').collect();
        for gone in 0..lines.len() {
            let left: Vec<u8> = lines
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != gone)
                .flat_map(|(_, line)| line.to_vec())
                .collect();
            fs::write(&file, left).expect("written");
            tried += 1;
            if verified(&store).findings.is_empty() {
                missed.push(format!("{name} without line {gone}"));
            }
        }
        fs::remove_file(&file).expect("removed");
        tried += 1;
        assert_eq!(codes(&verified(&store)), ["head_file_missing"], "{name}");
        fs::write(&file, original).expect("written");
    }
    assert_eq!(verified(&store).findings, Vec::<Finding>::new());
    println!("filer med sigill: {tried} ändringar, {} missade", missed.len());
    assert_eq!(missed, Vec::<String>::new());
}

/// The strongest that somebody without the key and without a party's copies can do.
#[test]
fn a_log_written_anew_with_another_key_agrees_with_itself_and_not_with_what_a_party_kept() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let honest = with_entries(&directory.path().join("honest"), 150);
    let kept = fs::read_to_string(directory.path().join("honest/audit/polis.heads"));
    let copy = HeadFile {
        name: "kopia".into(),
        kept: Kept::Copy,
        text: Some(kept.expect("the party has its heads")),
    };
    let key = PublicKey::read(&audit::public_key(&honest).expect("a key")).expect("hex");
    let check = |store: &SqliteStore, copies: &[&HeadFile], keys: &[PublicKey]| {
        let copies = copies.iter().map(|file| (*file).clone()).collect();
        codes(&audit::verify(store, copies, keys.to_vec()).expect("read"))
    };
    assert_eq!(check(&honest, &[&copy], &[key]), Vec::<&str>::new());

    let forged = with_entries(&directory.path().join("forged"), 149);
    assert_eq!(check(&forged, &[], &[]), Vec::<&str>::new(), "it is whole in itself");
    assert!(check(&forged, &[], &[key]).contains(&"head_key_unknown"));
    assert!(!check(&forged, &[&copy], &[]).is_empty());
    // With the real key in hand but not the party's copy undone, the copy still says no.
    assert!(check(&forged, &[&copy], &[key]).contains(&"head_disagrees"));

    // A head that somebody makes up, under the name of the real key.
    let last = copy.text.as_deref().and_then(|text| text.lines().last()).and_then(Head::read);
    let mut made_up = LogKey::from_seed(&[1; 32]).sign(100, &[0; 32], now());
    made_up.key = last.expect("a head").key;
    let text = Some(made_up.line());
    let made_up = HeadFile { name: "påhittad".into(), kept: Kept::Copy, text };
    assert_eq!(check(&honest, &[&made_up], &[]), ["head_forged"]);
}

#[test]
fn heads_come_every_hundred_entries_or_hour_and_the_log_holds_them_too() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = SqliteStore::open(directory.path()).expect("opens");
    furnish(&store);
    let append = |minutes: i64, n: usize| {
        written(&store, |write| {
            (0..n).try_for_each(|_| {
                let mut entry = log_entry("o-1", "opening_identified");
                entry.at = now() + SignedDuration::from_mins(minutes);
                write.append_log(&entry)
            })
        })
        .expect("appended");
    };
    let heads = || -> Vec<u64> {
        let text = fs::read_to_string(directory.path().join("audit/stad.heads"));
        let text = text.unwrap_or_default();
        text.lines().map(|line| Head::read(line).expect("a head").count).collect()
    };
    append(0, 1);
    assert_eq!(heads(), Vec::<u64>::new());
    (1..=95).for_each(|_| append(0, 1));
    // One entry announces the key, two the files; the hundredth holds the first head.
    assert_eq!(heads(), [99]);
    append(59, 1);
    assert_eq!(heads(), [99]);
    append(60, 1);
    assert_eq!(heads(), [99, 102]);
    append(61, 250);
    assert_eq!(heads().len(), 3, "one transaction has one head");
    let in_log = store.read().expect("reads").log("log", "head").expect("read");
    let in_log: Vec<Head> = in_log
        .iter()
        .map(|entry| Head::read(entry.reference.as_deref().expect("a head")).expect("a head"))
        .collect();
    assert_eq!(in_log.iter().map(|head| head.count).collect::<Vec<_>>(), heads());

    // What a power cut took of the files comes back when the store is opened.
    drop(store);
    let file = directory.path().join("audit/stad.heads");
    let whole = fs::read(&file).expect("it is there");
    fs::write(&file, &whole[..whole.len() - 30]).expect("written");
    let store = SqliteStore::open(directory.path()).expect("opens");
    assert_eq!(fs::read(&file).expect("it is there"), whole);
    assert_eq!(verified(&store).findings, Vec::<Finding>::new());
}

#[test]
fn the_key_is_the_owners_alone_and_stays_the_same() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = with_entries(directory.path(), 1);
    let key = audit::public_key(&store).expect("a key");
    let mode = |name: &str| {
        let file = fs::metadata(directory.path().join("audit").join(name)).expect("it is there");
        file.permissions().mode() & 0o777
    };
    assert_eq!((mode("signing.key"), mode("")), (0o600, 0o700));
    drop(store);
    let store = SqliteStore::open(directory.path()).expect("opens");
    assert_eq!(audit::public_key(&store).expect("a key"), key);
}

#[test]
fn a_restored_copy_brings_its_heads_and_an_older_one_in_the_same_place_is_known_by_kept_heads() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let (home, copy, other) =
        (directory.path().join("a"), directory.path().join("b"), directory.path().join("c"));
    let store = with_entries(&home, 120);
    store.backup(&copy, now()).expect("backed up");
    assert!(!copy.join("audit/signing.key").exists(), "a copy cannot sign");
    for i in 0..150 {
        written(&store, |write| write.append_log(&log_entry(&format!("x-{i}"), "opened")))
            .expect("appended");
    }
    let kept = fs::read_to_string(home.join("audit/polis.heads")).expect("heads");
    drop(store);
    for to in [&other, &home] {
        restore(&copy, to).expect("restored");
        let store = SqliteStore::open(to).expect("opens");
        assert_eq!(store.check().expect("checked"), Vec::<String>::new());
        let heads = HeadFile { name: "kopia".into(), kept: Kept::Copy, text: Some(kept.clone()) };
        let found = audit::verify(&store, vec![heads], Vec::new()).expect("read");
        assert!(codes(&found).contains(&"log_tail_cut"), "{found:?}");
        written(&store, |write| write.append_log(&log_entry("o-1", "opened"))).expect("goes on");
        assert_eq!(verified(&store).findings, Vec::<Finding>::new());
    }
}
