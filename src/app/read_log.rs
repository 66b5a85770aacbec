//! Entries about reads, written together: while one transaction is pressed into the disk, the entries
//! of the requests that come meanwhile gather, and the next transaction takes them all.

use crate::{
    case::log::LogEntry,
    store::{Store, StoreError},
};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// So many entries in one transaction: it stays short for others who want to write.
const TOGETHER: usize = 1_000;

/// Hears whether the entry is kept, once it is durable.
pub(crate) type Told = Box<dyn FnOnce(bool) + Send>;

/// Entries that wait.
#[derive(Default)]
pub(crate) struct ReadLog(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    waiting: Vec<(LogEntry, Told)>,
    writing: bool,
}

impl ReadLog {
    /// Hands an entry in. When this is true nobody is writing: the caller then calls
    /// [`ReadLog::write`], on a thread that may block.
    #[must_use]
    pub(crate) fn hand_in(&self, entry: LogEntry, told: Told) -> bool {
        let mut inside = self.lock();
        inside.waiting.push((entry, told));
        !std::mem::replace(&mut inside.writing, true)
    }

    /// Writes until nothing waits.
    pub(crate) fn write(&self, store: &dyn Store) {
        let turn = Turn(self);
        loop {
            let batch: Vec<_> = {
                let mut inside = turn.0.lock();
                if inside.waiting.is_empty() {
                    inside.writing = false;
                    return;
                }
                let n = inside.waiting.len().min(TOGETHER);
                inside.waiting.drain(..n).collect()
            };
            let kept = write(store, batch.iter().map(|(entry, _)| entry));
            if let Err(error) = &kept {
                tracing::error!(%error, "reads could not be logged and are refused");
            }
            batch.into_iter().for_each(|(_, told)| told(kept.is_ok()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One transaction.
pub(crate) fn write<'a>(
    store: &dyn Store,
    entries: impl Iterator<Item = &'a LogEntry>,
) -> Result<(), StoreError> {
    let mut write = store.begin()?;
    for entry in entries {
        write.append_log(entry)?;
    }
    write.commit()
}

/// Whoever writes; when it panics the next one may, and those who waited are told nothing, which they
/// take for a no.
struct Turn<'a>(&'a ReadLog);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut inside = self.0.lock();
            inside.writing = false;
            inside.waiting.clear();
        }
    }
}
