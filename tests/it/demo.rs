//! The demo is loaded the way a user would, and the methods are judged by what was planted in it.

use crate::analysis::planted::{Planted, score};
use jiff::{Timestamp, civil::date};
use platssamverkan::{
    app::{
        App, Settings, demo,
        hotspots::{self, Order},
        password::PasswordCost,
        shipped, users,
    },
    area::{AreaId, LonLat},
    case::party::Side,
    clock::Clock,
    incident::{Period, StudyClock},
    store::{Store, sqlite::SqliteStore},
};
use std::sync::Arc;

const SEED: u64 = 2016;

struct Demo;

impl Clock for Demo {
    fn now(&self) -> Timestamp {
        demo::TODAY.at(10, 0, 0, 0).in_tz("UTC").expect("UTC is known").timestamp()
    }
}

#[test]
fn the_demo_holds_what_was_planted_and_the_defaults_find_it() {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open_in_memory().expect("a store"));
    shipped::load(store.as_ref(), Demo.now()).expect("shipped data is loaded");
    let settings = Settings {
        study_area: AreaId(shipped::STUDY_AREA.into()),
        clock: StudyClock::new(shipped::TIME_ZONE).expect("a known zone"),
        demo: true,
        gdal_worker: None,
    };
    let app = App::open(store, Arc::new(Demo), settings).expect("the app opens");
    let app = app.with_password_cost(PasswordCost::CHEAP);
    let files = tempfile::tempdir().expect("a directory");
    demo::load(&app, SEED, files.path(), &|_| {}).expect("the demo is loaded");

    let kept: u64 = app.counts().imports.iter().map(|import| import.totals.n_counts).sum();
    assert!((600_000..800_000).contains(&kept), "{kept} counts");
    assert!(app.counts().imports.iter().all(|import| import.options.synthetic && import.shared));

    let police = users::demo_parties().into_iter().find(|party| party.side == Side::Polis);
    let actor = users::system_actor(police.expect("a police party"));
    // The last year of the history: every planted place has its stated level in it.
    let year = Period::new(date(2024, 10, 1), date(2025, 9, 30)).expect("a year");
    let run = hotspots::run(&app, &actor, Order::of(year)).expect("a run").run;
    assert!(run.input.synthetic);

    let truth = demo::generate(SEED, &shipped::areas()).truth;
    let planted: Vec<Planted> = truth
        .iter()
        .filter(|place| place.expected_per_year >= 30.0)
        .map(|place| {
            let centre = LonLat { lon: place.lon, lat: place.lat };
            Planted::new(place.cells.clone(), centre, place.ratio)
        })
        .collect();
    assert!(planted.len() >= 80, "{} planted places", planted.len());
    let score = score(&planted, &run.result);
    println!("{score}");
    assert!(score.share_found() >= 0.9, "{score}");
    assert!(score.land_share <= 0.05, "{score}");

    let again = hotspots::verify(&app, &actor, &run.id).expect("it can be run again");
    assert!(again.is_same(), "{again:?}");

    demo::load(&app, SEED, files.path(), &|step| assert_eq!(step, demo::Step::AlreadyThere))
        .expect("a second start changes nothing");
}
