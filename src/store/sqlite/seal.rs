//! The key that signs heads of the log, and the files of heads beside the database: in `audit/`, per
//! party `<party>.heads` with a line every [`EVERY`] entries or hour, and `<party>.latest` with the head
//! as of the last commit.
//!
//! The files are renewed after a commit and never before, so that they never speak of more than the log
//! holds. Their names and the lines of `.heads` are pressed into the disk, one line before the next; the
//! `.latest` is not. What a power cut took of them is written again from the log when the store is opened.

use super::{
    create_private,
    error::{from_json, inconsistent},
    heads::{DIRECTORY, LINE, last_head, open_private, read_latest},
    log::{self, Tail},
    people::from_ns,
    press,
};
use crate::{
    case::log::{
        HEAD, KEY, LOG, LogEntry,
        head::{Head, LogKey},
        verify::{HeadFile, Kept},
    },
    incident::PartyId,
    store::StoreError,
};
use rusqlite::{Connection, OptionalExtension};
use std::{
    collections::BTreeSet,
    fs,
    io::{ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

/// A head is signed at the latest after so many entries,
const EVERY: i64 = 100;
/// and with the first entry so long after the last head.
const EVERY_NS: i64 = 3_600_000_000_000;

const KEY_FILE: &str = "signing.key";

/// How the log names the files of heads.
const HEADS: &str = "heads";

/// Signs, and keeps what was signed.
#[derive(Debug)]
pub(super) struct Seals {
    directory: PathBuf,
    key: LogKey,
    /// Number of the last entry that was looked at.
    seen: AtomicI64,
    /// Of whom the log says that the file of heads was begun.
    begun: Mutex<BTreeSet<PartyId>>,
}

/// What a commit owes the files.
#[derive(Debug)]
pub(super) struct Owed {
    latest: Head,
    parties: Vec<PartyId>,
    /// Files of heads are behind the log.
    heads: bool,
}

impl Seals {
    /// Makes the key when there is none; what files lack of the log's heads is added.
    pub(super) fn open(beside: &Path, db: &Connection) -> Result<Self, StoreError> {
        let directory = beside.join(DIRECTORY);
        create_private(&directory)?;
        let key = read_or_make_key(&directory.join(KEY_FILE))?;
        let tail = log::tail(db)?;
        let seen = AtomicI64::new(tail.seq);
        let seals = Self { directory, key, seen, begun: Mutex::new(begun(db)?) };
        for party in parties(db)? {
            if seals.heads_of(&party).exists() {
                seals.bring_up_to_date(db, &party)?;
            }
            if tail.seq > 0 && read_latest(&seals.latest_of(&party))?.is_none() {
                seals.put_latest(&party, &seals.sign(&tail))?;
            }
        }
        Ok(seals)
    }

    /// Called at the end of a transaction: when the log has grown, it also says what it owes itself,
    /// which is a head when one is due, the key when it is new, and a file of heads that is begun.
    pub(super) fn before_commit(&self, db: &Connection) -> Result<Option<Owed>, StoreError> {
        let grown = log::tail(db)?;
        if grown.seq == self.seen.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let parties = parties(db)?;
        let say = |object: &str, act: &str, reference: Option<String>| {
            let mut entry = LogEntry::by_system(from_ns(grown.at_ns), (LOG, object), act);
            entry.reference = reference;
            log::append(db, &entry)
        };
        let public = self.key.public().to_string();
        if last_reference(db, KEY)?.is_none_or(|(_, _, known)| known != public) {
            say(KEY, "log_key_made", Some(public))?;
        }
        let mut heads = false;
        for party in &parties {
            let is_there = self.heads_of(party).exists();
            if is_there && self.begun().contains(party) {
                continue;
            }
            if !is_there {
                self.make_files(party)?;
            }
            heads = true;
            say(HEADS, "log_heads_begun", Some(party.0.clone()))?;
        }
        let tail = log::tail(db)?;
        if is_due(db, &tail)? {
            heads = true;
            say(HEAD, "log_head_signed", Some(self.sign(&tail).line()))?;
        }
        Ok(Some(Owed { latest: self.sign(&log::tail(db)?), parties, heads }))
    }

    /// Called when the transaction is durable. A file that cannot be written does not undo it: the next
    /// commit writes what is missing, and until then a verification says so.
    pub(super) fn after_commit(&self, db: &Connection, owed: &Owed) {
        self.seen.store(owed.latest.count as i64, Ordering::Relaxed);
        for party in &owed.parties {
            if owed.heads {
                self.begun().insert(party.clone());
            }
            let heads = if owed.heads { self.bring_up_to_date(db, party) } else { Ok(()) };
            let kept = heads.and_then(|()| self.put_latest(party, &owed.latest));
            if let Err(error) = kept {
                tracing::error!(%error, party = party.0, "heads of the log could not be kept");
            }
        }
    }

    fn begun(&self) -> MutexGuard<'_, BTreeSet<PartyId>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a party's files, empty, before the log says so: a power cut that took their names would
    /// look as if somebody had removed them.
    fn make_files(&self, party: &PartyId) -> Result<(), StoreError> {
        open_private(&self.latest_of(party))?;
        open_private(&self.heads_of(party))?;
        press(&self.directory)
    }

    /// The public key.
    pub(super) fn public_key(&self) -> String {
        self.key.public().to_string()
    }

    /// The files as they are, missing ones too.
    pub(super) fn files(&self, db: &Connection) -> Result<Vec<HeadFile>, StoreError> {
        let mut files = Vec::new();
        for party in parties(db)? {
            let paths =
                [(self.heads_of(&party), Kept::All), (self.latest_of(&party), Kept::Latest)];
            for (path, kept) in paths {
                let text = match fs::read(&path) {
                    Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
                    Err(error) if error.kind() == ErrorKind::NotFound => None,
                    Err(error) => return Err(error.into()),
                };
                files.push(HeadFile { name: path.display().to_string(), kept, text });
            }
        }
        Ok(files)
    }

    fn sign(&self, tail: &Tail) -> Head {
        self.key.sign(tail.seq as u64, &tail.hash, from_ns(tail.at_ns))
    }

    fn heads_of(&self, party: &PartyId) -> PathBuf {
        self.directory.join(format!("{}.heads", file_name(party)))
    }

    fn latest_of(&self, party: &PartyId) -> PathBuf {
        self.directory.join(format!("{}.latest", file_name(party)))
    }

    /// Adds to a party's file the heads of the log that come after its last one. What a power cut left
    /// of a line that was being written is taken away first.
    fn bring_up_to_date(&self, db: &Connection, party: &PartyId) -> Result<(), StoreError> {
        let mut file = open_private(&self.heads_of(party))?;
        let length = file.seek(SeekFrom::End(0))?;
        let start = length.saturating_sub(2 * LINE as u64);
        let mut end = Vec::new();
        file.seek(SeekFrom::Start(start))?;
        Read::by_ref(&mut file).take(2 * LINE as u64).read_to_end(&mut end)?;
        let (whole, last) = last_head(&end);
        if whole == 0 && start > 0 {
            // More than one line is no head: that was no power cut, and a verification says so.
            return Ok(());
        }
        let whole = start + whole as u64;
        if whole < length {
            file.set_len(whole)?;
        }
        file.seek(SeekFrom::Start(whole))?;
        let mut statement = db.prepare_cached(
            "SELECT seq, body FROM log
             WHERE object_kind = 'log' AND object_id = 'head' AND seq > ?1 ORDER BY seq",
        )?;
        // The entry that holds a head is the one after the last that the head counts.
        let mut rows = statement.query([last as i64 + 1])?;
        while let Some(row) = rows.next()? {
            let (seq, body): (i64, String) = (row.get(0)?, row.get(1)?);
            let entry: LogEntry = from_json(&body, "log", "body", seq)?;
            let head = entry.reference.ok_or_else(|| inconsistent("log", "body", seq))?;
            file.write_all(format!("{head}\n").as_bytes())?;
            // So that of all lines only the last can be half there.
            file.sync_data()?;
        }
        Ok(())
    }

    /// Written over in place, unless another process has put a later one there.
    fn put_latest(&self, party: &PartyId, head: &Head) -> Result<(), StoreError> {
        let path = self.latest_of(party);
        if read_latest(&path)?.is_some_and(|there| there.count > head.count) {
            return Ok(());
        }
        let mut file = open_private(&path)?;
        let line = head.line();
        Ok(file.write_all(format!("{line:<width$}\n", width = LINE - 1).as_bytes())?)
    }
}

fn is_due(db: &Connection, tail: &Tail) -> Result<bool, StoreError> {
    let since = match last_reference(db, HEAD)? {
        Some((seq, at_ns, _)) => (seq, at_ns),
        None => db
            .prepare_cached("SELECT at FROM log WHERE seq = 1")?
            .query_row([], |row| Ok((0, row.get(0)?)))
            .optional()?
            .unwrap_or((0, tail.at_ns)),
    };
    // The entry that will hold the head is one of the hundred.
    Ok(tail.seq + 1 - since.0 >= EVERY || tail.at_ns - since.1 >= EVERY_NS)
}

/// Whose files of heads the log says were begun.
fn begun(db: &Connection) -> Result<BTreeSet<PartyId>, StoreError> {
    let mut statement = db.prepare(
        "SELECT DISTINCT json_extract(body, '$.reference') FROM log
         WHERE object_kind = 'log' AND object_id = ?1",
    )?;
    let parties = statement.query_map([HEADS], |row| row.get(0).map(PartyId))?;
    Ok(parties.collect::<Result<_, _>>()?)
}

/// Number, time and reference of the last entry on an object of the log itself.
fn last_reference(db: &Connection, object: &str) -> Result<Option<(i64, i64, String)>, StoreError> {
    let found: Option<(i64, i64, Option<String>)> = db
        .prepare_cached(
            "SELECT seq, at, json_extract(body, '$.reference') FROM log
             WHERE object_kind = 'log' AND object_id = ?1 ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([object], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(found.map(|(seq, at, reference)| (seq, at, reference.unwrap_or_default())))
}

fn parties(db: &Connection) -> Result<Vec<PartyId>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id FROM party ORDER BY id")?;
    let ids = statement.query_map([], |row| row.get(0).map(PartyId))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The id, with what is no letter, digit or dash written as its code.
fn file_name(party: &PartyId) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let each = party
        .0
        .chars()
        .map(|c| if plain(c) { c.to_string() } else { format!("_{:x}_", u32::from(c)) });
    each.collect()
}

/// 32 random bytes that only the owner may read. The file is there whole or not at all, and stays: a
/// party that kept the key would find no other one.
fn read_or_make_key(path: &Path) -> Result<LogKey, StoreError> {
    if !path.exists() {
        make_key(path)?;
    }
    let seed = fs::read(path)?.try_into();
    let damaged = || StoreError::Backend(format!("{} is no key", path.display()));
    Ok(LogKey::from_seed(&seed.map_err(|_| damaged())?))
}

fn make_key(path: &Path) -> Result<(), StoreError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| StoreError::Backend(error.to_string()))?;
    // Another process may be making one too; the first to give it its name has made it.
    let new = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = open_private(&new)?;
    file.set_len(0)?;
    file.write_all(&seed)?;
    file.sync_all()?;
    let named = fs::hard_link(&new, path);
    fs::remove_file(&new)?;
    match named {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error.into()),
        _ => press(path.parent().unwrap_or(Path::new("."))),
    }
}
