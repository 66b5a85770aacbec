//! Connections: one that writes, a few that read, all set up alike.

use super::seal::Seals;
use crate::store::StoreError;
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use std::{
    collections::VecDeque,
    ops::{Deref, DerefMut},
    path::{Path, PathBuf},
    sync::{Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long a writer waits for another before it answers [`StoreError::Busy`].
const PATIENCE: Duration = Duration::from_secs(10);

/// So many idle connections for reading are kept.
const IDLE_READERS: usize = 8;

/// How hard a commit is pressed into the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    /// A commit that was acknowledged survives a power cut.
    Full,
    /// For stores that vanish with the process.
    None,
}

pub(super) fn connect(file: &Path, durability: Durability) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // A plan never depends on the values asked for. Otherwise a statement that is kept is compiled
    // anew at every call with other values, which costs more than running it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    let synchronous = if durability == Durability::Full { "FULL" } else { "OFF" };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// The one connection that writes; whoever wants it waits in line.
pub(super) struct Writer {
    slot: Mutex<Slot>,
    free: Condvar,
    seals: Seals,
}

/// The connection when nobody has it, and who waits for it, first come first served: a large import
/// that commits again and again must not always be first.
struct Slot {
    connection: Option<Connection>,
    line: VecDeque<u64>,
    next: u64,
}

impl Writer {
    pub(super) fn new(connection: Connection, seals: Seals) -> Result<Self, StoreError> {
        connection.pragma_update(None, "cache_size", -64 * 1024)?;
        let slot = Slot { connection: Some(connection), line: VecDeque::new(), next: 0 };
        Ok(Self { slot: Mutex::new(slot), free: Condvar::new(), seals })
    }

    /// What signs the log.
    pub(super) fn seals(&self) -> &Seals {
        &self.seals
    }

    /// Begins a transaction; dropping the guard without [`WriteGuard::commit`] undoes it.
    pub(super) fn begin(&self) -> Result<WriteGuard<'_>, StoreError> {
        let deadline = Instant::now() + PATIENCE;
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        let ticket = slot.next;
        slot.next += 1;
        slot.line.push_back(ticket);
        let connection = loop {
            if slot.line.front() == Some(&ticket)
                && let Some(connection) = slot.connection.take()
            {
                break Some(connection);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break None;
            }
            let waited = self.free.wait_timeout(slot, left);
            slot = waited.unwrap_or_else(PoisonError::into_inner).0;
        };
        slot.line.retain(|waiting| *waiting != ticket);
        drop(slot);
        if connection.is_none() {
            self.free.notify_all();
            return Err(StoreError::Busy);
        }
        let guard = WriteGuard { writer: self, connection };
        guard.execute_batch("BEGIN IMMEDIATE")?;
        Ok(guard)
    }
}

impl Writer {
    /// Packs the database anew, so that no page keeps rests of what lay on it before it was split, brings
    /// the write-ahead log into it and empties that. A reader that takes long, perhaps of another process,
    /// can put the last off.
    pub(super) fn leave_no_rests(&self) -> Result<(), StoreError> {
        let alone = self.begin()?;
        alone.execute_batch("ROLLBACK; VACUUM")?;
        Ok(alone.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }
}

/// A write transaction.
pub(super) struct WriteGuard<'a> {
    writer: &'a Writer,
    connection: Option<Connection>,
}

impl WriteGuard<'_> {
    pub(super) fn commit(self) -> Result<(), StoreError> {
        let owed = self.writer.seals.before_commit(&self)?;
        self.execute_batch("COMMIT")?;
        if let Some(owed) = owed {
            self.writer.seals.after_commit(&self, &owed);
        }
        Ok(())
    }
}

impl Deref for WriteGuard<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("present until drop")
    }
}

impl DerefMut for WriteGuard<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("present until drop")
    }
}

impl Drop for WriteGuard<'_> {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        roll_back(&connection);
        let slot = self.writer.slot.lock();
        slot.unwrap_or_else(PoisonError::into_inner).connection = Some(connection);
        self.writer.free.notify_all();
    }
}

/// Connections that read.
pub(super) struct Readers {
    file: PathBuf,
    durability: Durability,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(file: &Path, durability: Durability) -> Self {
        Self { file: file.to_owned(), durability, idle: Mutex::default() }
    }

    /// The database.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// Begins to read: everything asked of the guard is answered from one state.
    pub(super) fn begin(&self) -> Result<ReadGuard<'_>, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => {
                let connection = connect(&self.file, self.durability)?;
                connection.pragma_update(None, "query_only", true)?;
                connection
            }
        };
        let guard = ReadGuard { readers: self, connection: Some(connection) };
        // BEGIN alone takes no snapshot; the first question does.
        guard.execute_batch("BEGIN; SELECT value FROM data_version")?;
        Ok(guard)
    }
}

/// A read transaction.
pub(super) struct ReadGuard<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Deref for ReadGuard<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("present until drop")
    }
}

impl Drop for ReadGuard<'_> {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        roll_back(&connection);
        let mut idle = self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS && connection.is_autocommit() {
            idle.push(connection);
        }
    }
}

/// Ends what is left of a transaction. SQLite has ended it itself after some errors.
fn roll_back(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "a transaction could not be rolled back");
    }
}
