//! A clock that the test moves, and an app that lives by it.

use crate::support::stores;
use jiff::{SignedDuration, Timestamp};
use platssamverkan::{
    app::{App, Settings, password::PasswordCost, users},
    area::AreaId,
    clock::Clock,
    incident::StudyClock,
    store::{Store as _, sqlite::SqliteStore},
};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Stands still until it is moved; clones share the time.
#[derive(Clone)]
pub(crate) struct MovableClock(Arc<AtomicI64>);

impl MovableClock {
    /// On the day of the demo.
    pub(crate) fn start() -> Self {
        Self(Arc::new(AtomicI64::new(stores::now().as_second())))
    }

    pub(crate) fn forward(&self, by: SignedDuration) {
        self.0.fetch_add(by.as_secs(), Ordering::SeqCst);
    }

    /// With the demo's parties and users and the ground of their agreement, and nothing else.
    pub(crate) fn app(&self) -> Arc<App> {
        Arc::new(self.app_of(true))
    }

    /// The same, perhaps without being the demo.
    pub(crate) fn app_of(&self, demo: bool) -> App {
        let store = Arc::new(SqliteStore::open_in_memory().expect("a store"));
        let mut write = store.begin().expect("a transaction");
        write.put_area(&stores::norra_innerstaden(), None).expect("an area");
        write.commit().expect("committed");
        let settings = Settings {
            study_area: AreaId("kommun/0180".into()),
            clock: StudyClock::new("Europe/Stockholm").expect("a known zone"),
            demo,
            gdal_worker: None,
        };
        let app = App::open(store, Arc::new(self.clone()), settings).expect("the app opens");
        let app = app.with_password_cost(PasswordCost::CHEAP);
        users::load_demo(&app).expect("demo users are loaded");
        app
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).expect("in range")
    }
}
