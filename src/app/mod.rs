//! The verbs: one function per use case. The only place where store, pure code, clock and
//! transaction meet.

mod error;
pub mod foreign;

pub use error::{AppError, FieldError};

use crate::{
    area::AreaId,
    case::party::{Party, User},
    clock::Clock,
    incident::StudyClock,
    store::{LoadedCounts, Store},
};
use std::sync::{Arc, RwLock};

/// Who is asking: made from a session by `app::session`, never from a request's fields. The
/// command line on the embedded store acts as the system administrator of the data owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The signed-in user.
    pub user: User,
    /// Its party.
    pub party: Party,
}

/// What stays the same while the program runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The area that input must lie in and that runs take by default.
    pub study_area: AreaId,
    /// Its time zone.
    pub clock: StudyClock,
    /// Made-up data: said on every page and in every export.
    pub demo: bool,
    /// Where the GDAL worker is, if it was built.
    pub gdal_worker: Option<std::path::PathBuf>,
}

/// The program behind the interface. Cheap to share.
pub struct App {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What was set.
    pub settings: Settings,
    counts: RwLock<Arc<LoadedCounts>>,
}

impl App {
    /// Loads the published counts into memory.
    pub fn open(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        settings: Settings,
    ) -> Result<Self, AppError> {
        let counts = RwLock::new(Arc::new(store.load_counts(None)?));
        Ok(Self { store, clock, settings, counts })
    }

    /// The published counts; a reader keeps the state it started with.
    pub fn counts(&self) -> Arc<LoadedCounts> {
        self.counts.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// After an import is published or undone: loads anew and swaps in one step.
    pub fn reload_counts(&self) -> Result<(), AppError> {
        let fresh = Arc::new(self.store.load_counts(None)?);
        *self.counts.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = fresh;
        Ok(())
    }
}
