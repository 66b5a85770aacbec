//! SQLite behind the trait: one file, WAL, one writer, readers with snapshots of their own.

mod access;
mod agreements;
mod areas;
mod backup;
mod baselines;
mod cases;
mod cells;
mod check;
mod connection;
mod counts;
mod enkater;
mod error;
mod forums;
mod heads;
mod identities;
mod imports;
mod indicators;
mod information;
mod lagesbilder;
mod library;
mod log;
mod marks;
mod method_runs;
mod migrate;
mod observations;
mod people;
mod releases;
mod retention;
mod seal;
mod stage;
mod sweep;
mod transaction;
mod work;
mod years;

pub use backup::{Manifest, restore};

use super::{KeptHeads, LoadedCounts, Read, Retained, Retired, Store, StoreError, Write};
use crate::{
    case::log::{
        LogEntry,
        verify::{Verification, Verifier},
    },
    incident::{DataVersion, ImportId},
    ingest::{AcceptedRow, ImportTotals, Rejection},
};
use connection::{Durability, Readers, Writer, connect};
use jiff::Timestamp;
use rusqlite::limits::Limit;
use seal::Seals;
use std::{
    fs::File,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use transaction::Transaction;

/// The name of the database in a directory.
const FILE_NAME: &str = "platssamverkan.sqlite";

/// A store in one SQLite file.
pub struct SqliteStore {
    // Fields are dropped in this order: connections before the lock and the directory they need.
    readers: Readers,
    writer: Writer,
    _lock: File,
    _directory: Option<tempfile::TempDir>,
}

impl SqliteStore {
    /// Opens or creates the store in a directory, or in a file when the path is one or has an
    /// extension. Brings an older schema up to date (with a copy of the file beside it) and forgets
    /// what a crash left half staged. Other processes may have the store open at the same time,
    /// except while the schema changes.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let file = database_file(path);
        if let Some(directory) = file.parent().filter(|p| !p.as_os_str().is_empty()) {
            create_private(directory)?;
        }
        Self::open_file(&file, Durability::Full, None)
    }

    /// A store that vanishes with the value. It lies in a temporary directory, since SQLite's
    /// databases in memory know no snapshots.
    pub fn open_in_memory() -> Result<Self, StoreError> {
        let directory = tempfile::tempdir()?;
        Self::open_file(&directory.path().join(FILE_NAME), Durability::None, Some(directory))
    }

    /// Refuses to let the database grow beyond so many bytes (rounded to whole pages; at least what
    /// it has now): writing then answers [`StoreError::DiskFull`]. Holds until the store is closed.
    pub fn set_quota(&self, bytes: u64) -> Result<(), StoreError> {
        let writer = self.writer.begin()?;
        let page: u64 = writer.pragma_query_value(None, "page_size", |r| r.get(0))?;
        let pages = (bytes / page).clamp(1, u64::from(u32::MAX) - 1);
        Ok(writer.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
    }

    fn open_file(
        file: &Path,
        durability: Durability,
        directory: Option<tempfile::TempDir>,
    ) -> Result<Self, StoreError> {
        let (lock, alone) = lock(file)?;
        let mut connection = connect(file, durability)?;
        // Longer statements and values than any of ours are refused.
        connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000)?;
        if migrate::schema_of(&connection)? < migrate::known_schema() {
            if !alone {
                return Err(StoreError::Busy);
            }
            migrate::migrate(&mut connection, file)?;
        }
        // It is remembered in the file; said again for a file that was copied here.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        if alone {
            // Nobody else is here, so nobody is still staging.
            sweep::forget_half_staged(&connection)?;
            lock.unlock()?;
            lock.lock_shared()?;
        }
        let seals = Seals::open(beside(file), &connection)?;
        Ok(Self {
            readers: Readers::new(file, durability),
            writer: Writer::new(connection, seals)?,
            _lock: lock,
            _directory: directory,
        })
    }
}

impl Store for SqliteStore {
    fn read(&self) -> Result<Box<dyn Read + '_>, StoreError> {
        Ok(Box::new(Transaction(self.readers.begin()?)))
    }

    fn begin(&self) -> Result<Box<dyn Write + '_>, StoreError> {
        Ok(Box::new(Transaction(self.writer.begin()?)))
    }

    fn load_counts(&self, as_of: Option<DataVersion>) -> Result<LoadedCounts, StoreError> {
        counts::load(&*self.readers.begin()?, as_of)
    }

    fn stage(
        &self,
        import: ImportId,
        rows: &[AcceptedRow],
        rejections: &[Rejection],
    ) -> Result<ImportTotals, StoreError> {
        sweep::sweep(&self.writer)?;
        stage::stage(&self.writer, import, rows, rejections)
    }

    fn backup(&self, to: &Path, at: Timestamp) -> Result<(), StoreError> {
        backup::backup(&self.readers, to, at)
    }

    fn due(&self, what: Retained, before: Timestamp) -> Result<Vec<Retired>, StoreError> {
        retention::list(&*self.readers.begin()?, what, before)
    }

    fn retire(
        &self,
        what: Retained,
        before: Timestamp,
        entry: &dyn Fn(&Retired) -> LogEntry,
    ) -> Result<Vec<Retired>, StoreError> {
        retention::remove(&self.writer, what, before, entry)
    }

    fn check(&self) -> Result<Vec<String>, StoreError> {
        let files = self.kept_heads()?.files;
        check::check(&*self.readers.begin()?, files)
    }

    fn kept_heads(&self) -> Result<KeptHeads, StoreError> {
        let seals = self.writer.seals();
        let files = seals.files(&*self.readers.begin()?)?;
        Ok(KeptHeads { public_key: seals.public_key(), files })
    }

    fn verify_log(&self, verifier: Verifier) -> Result<Verification, StoreError> {
        log::verify(&*self.readers.begin()?, verifier)
    }
}

/// Where the database of a path given by a user lies.
fn database_file(path: &Path) -> PathBuf {
    let is_directory = path.is_dir() || (!path.exists() && path.extension().is_none());
    if is_directory { path.join(FILE_NAME) } else { path.to_owned() }
}

/// The directory of a file.
fn beside(file: &Path) -> &Path {
    file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The store holds what only its owner may read. A directory that is made outlives a power cut.
fn create_private(directory: &Path) -> Result<(), StoreError> {
    let is_missing = |above: &&Path| !above.as_os_str().is_empty() && !above.exists();
    let missing: Vec<&Path> = directory.ancestors().take_while(is_missing).collect();
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)?;
    missing.into_iter().try_for_each(|made| press(beside(made)))
}

/// Presses the names in a directory into the disk.
fn press(directory: &Path) -> Result<(), StoreError> {
    Ok(File::open(directory)?.sync_all()?)
}

/// Says to other processes that the store is in use, and finds out whether it is by them. The lock
/// ends with the process, however it ends.
fn lock(file: &Path) -> Result<(File, bool), StoreError> {
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    let lock = File::options().create(true).append(true).open(name)?;
    match lock.try_lock() {
        Ok(()) => return Ok((lock, true)),
        Err(std::fs::TryLockError::WouldBlock) => {}
        Err(std::fs::TryLockError::Error(error)) => return Err(error.into()),
    }
    // Somebody has it open, or is just opening it or changing its schema.
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        match lock.try_lock_shared() {
            Ok(()) => return Ok((lock, false)),
            Err(std::fs::TryLockError::Error(error)) => return Err(error.into()),
            Err(std::fs::TryLockError::WouldBlock) if Instant::now() > deadline => {
                return Err(StoreError::Busy);
            }
            Err(std::fs::TryLockError::WouldBlock) => {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}
