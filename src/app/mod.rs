//! The verbs: one function per use case. The only place where store, pure code, clock and
//! transaction meet.

pub mod accounts;
pub mod admin_link;
pub mod agreements;
pub mod area_report;
pub mod areas;
pub mod arkiv;
pub mod attempts;
pub mod audit;
pub mod backcast;
pub mod baseline;
pub mod basemap;
pub mod break_glass;
mod by_use;
pub mod case_file;
pub mod case_form;
pub mod cases;
pub mod chefsamrad;
pub mod commitments;
pub mod compilation;
pub mod coverage;
pub mod delegations;
mod deliveries;
pub mod demo;
mod doors;
pub mod effect_looks;
pub mod enkater;
mod error;
pub mod expected;
pub mod export;
mod exposure;
pub mod foreign;
pub mod forums;
pub mod gis;
mod ground;
pub mod handovers;
pub mod history;
pub mod hotspots;
mod identification;
pub mod identities;
pub mod imports;
pub mod indicators;
pub mod information;
mod jobs;
pub mod joint;
mod kept;
mod kept_areas;
pub mod keys;
pub mod lagesbild;
pub mod library;
pub mod links;
pub mod methods;
pub mod neighbours;
pub mod observations;
mod official;
pub mod opening_card;
mod opening_warnings;
pub mod openings;
mod outside;
pub mod paper;
pub mod parties;
pub mod password;
pub mod places;
pub mod post;
pub mod public_page;
mod queue;
mod read_log;
pub mod releases;
pub mod retention;
pub mod series;
pub mod session;
pub mod sessions;
mod settings_file;
pub mod shipped;
pub mod sign_in;
pub mod similar_effects;
pub mod sources;
pub mod texts;
pub mod users;
pub mod utsatta;
pub mod verification;
pub mod year;

pub use error::{AppError, FieldError, NotAmong};
pub use queue::{Queue, Turn};
pub use settings_file::SettingsError;

use crate::{
    area::AreaId,
    case::{
        access::ReleaseLevel,
        forum::{Forum, ForumId},
        number::{CaseNumber, OpeningId},
        opening::Opening,
        party::{Party, User},
        standing::Deputyship,
        work::Work,
    },
    clock::Clock,
    incident::{PartyId, StudyClock},
    store::{LoadedCounts, Store, Versioned},
};
use jiff::{Timestamp, civil::Date};
use std::sync::{Arc, RwLock};

/// Who is asking: made from a session or key by `app::session`, never from a request's fields. The
/// command line on the embedded store acts as the system administrator of the data owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The signed-in user; of a system one that stands for its key.
    pub user: User,
    /// Its party.
    pub party: Party,
    /// In what capacity.
    pub capacity: Capacity,
    /// The parties that its own has or had an agreement with.
    pub partners: Vec<Partner>,
}

/// A party that another has or had an agreement with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Which.
    pub id: PartyId,
    /// An agreement of the two is valid today.
    pub in_force: bool,
}

/// In what capacity somebody asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capacity {
    /// A user, with the ground it answers for today and those it stands in for today.
    User {
        /// Ground of its own.
        areas: Vec<AreaId>,
        /// Roles lent to it.
        deputy_for: Vec<Deputyship>,
    },
    /// A system with a key: it reads at a level, and nothing else.
    System(ReleaseLevel),
}

impl Actor {
    /// A user that answers for no ground, stands in for nobody and shares with nobody.
    pub fn plain(user: User, party: Party) -> Self {
        let capacity = Capacity::User { areas: Vec::new(), deputy_for: Vec::new() };
        Self { user, party, capacity, partners: Vec::new() }
    }
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
    /// Refusals that have been written in the log of late.
    pub(crate) attempts: attempts::Attempts,
    /// Passwords and failed sign-ins.
    pub(crate) doors: doors::Doors,
    /// The providers that the parties sign in through, if any.
    pub sign_in: sign_in::SignIn,
    /// The mail server that letters are sent through, if any.
    pub post: post::Post,
    /// The base map that is passed on, if any.
    pub basemap: basemap::BaseMap,
    /// Proxies whose word on where a request comes from is taken.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// One import is read at a time; four wait.
    pub(crate) import_queue: Queue,
    /// Two analyses at once, since each uses every core; sixteen wait.
    pub(crate) run_queue: Queue,
    /// Questions that are being answered.
    pub(crate) jobs: jobs::Jobs,
    /// Study areas and their lattices, prepared.
    pub(crate) grounds: ground::Grounds,
    /// Cases as they were listed last.
    pub(crate) works: kept::Kept<CaseNumber, Work>,
    /// Forums as they were listed last.
    pub(crate) forums: kept::Kept<ForumId, Work<Forum>>,
    /// Openings as they were listed last.
    pub(crate) openings: kept::Kept<OpeningId, Versioned<Opening>>,
    /// The areas, read once.
    pub(crate) areas: kept_areas::KeptAreas,
    /// Collections and tiles as they were read last.
    pub(crate) gis: gis::KeptForGis,
    /// What fell due, as it was reckoned last.
    pub(crate) entries: year::KeptEntries,
    /// Entries about reads on their way into the log.
    pub(crate) read_log: read_log::ReadLog,
    /// Where files lie while they are made.
    pub scratch: export::Scratch,
}

/// A new id: time-ordered, so that lists by id are lists by age. The clock is the program's.
pub(crate) fn new_id(now: Timestamp) -> String {
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
    let at = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanoseconds);
    uuid::Uuid::new_v7(at).to_string()
}

impl App {
    /// Loads the published counts into memory.
    pub fn open(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        settings: Settings,
    ) -> Result<Self, AppError> {
        let counts = RwLock::new(Arc::new(store.load_counts(None)?));
        let passwords = password::Passwords::new(password::PasswordCost::STANDARD);
        let doors = doors::Doors::new(passwords);
        let (import_queue, run_queue) = (Queue::new(1, 4, 30), Queue::new(2, 16, 5));
        Ok(Self {
            store,
            clock,
            settings,
            counts,
            attempts: attempts::Attempts::default(),
            doors,
            sign_in: sign_in::SignIn::local(),
            post: post::Post::default(),
            basemap: basemap::BaseMap::default(),
            trusted_proxies: Vec::new(),
            import_queue,
            run_queue,
            jobs: jobs::Jobs::default(),
            grounds: ground::Grounds::default(),
            works: kept::Kept::default(),
            forums: kept::Kept::default(),
            openings: kept::Kept::default(),
            areas: kept_areas::KeptAreas::default(),
            gis: gis::KeptForGis::default(),
            entries: year::KeptEntries::default(),
            read_log: read_log::ReadLog::default(),
            scratch: export::Scratch::default(),
        })
    }

    /// With a folder for files while they are made.
    #[must_use]
    pub fn with_scratch(mut self, scratch: export::Scratch) -> Self {
        self.scratch = scratch;
        self
    }

    /// With another cost of hashing new passwords: tests take the least.
    #[must_use]
    pub fn with_password_cost(mut self, cost: password::PasswordCost) -> Self {
        self.doors = doors::Doors::new(password::Passwords::new(cost));
        self
    }

    /// Where the parties sign in through providers of their own.
    #[must_use]
    pub fn with_sign_in(mut self, sign_in: sign_in::SignIn) -> Self {
        self.sign_in = sign_in;
        self
    }

    /// Where letters are sent through a mail server.
    #[must_use]
    pub fn with_post(mut self, post: post::Post) -> Self {
        self.post = post;
        self
    }

    /// Where a base map is passed on.
    #[must_use]
    pub fn with_basemap(mut self, basemap: basemap::BaseMap) -> Self {
        self.basemap = basemap;
        self
    }

    /// Behind proxies, which say where a request comes from.
    #[must_use]
    pub fn with_trusted_proxies(mut self, proxies: Vec<std::net::IpAddr>) -> Self {
        self.trusted_proxies = proxies;
        self
    }

    /// Today in the study area.
    pub fn today(&self) -> Date {
        self.clock.now().to_zoned(self.settings.clock.zone().clone()).date()
    }

    /// Whether the store answers.
    pub fn is_ready(&self) -> bool {
        self.store.read().and_then(|read| read.data_version()).is_ok()
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
