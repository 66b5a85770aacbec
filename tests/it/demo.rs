//! The demo is loaded the way a user would, and the methods are judged by what was planted in it.

use crate::analysis::planted::{Planted, score};
use jiff::{Timestamp, civil::date};
use platssamverkan::{
    analysis::{
        change::Level,
        emerging::TrendClass,
        place_trend::PlaceTrend,
        question::{Answer, Method},
        whats_changed,
    },
    app::{
        Actor, App, Settings,
        demo::{self, PlantedPlace},
        hotspots::{self, Order},
        imports::{self, IncidentOrder},
        methods::{
            self,
            change_list::{ChangeLine, listed},
        },
        password::PasswordCost,
        shipped, users,
    },
    area::{AreaId, LonLat, PreparedArea},
    case::party::Side,
    clock::Clock,
    incident::{CategoryId, Period, StudyClock},
    store::{Store, sqlite::SqliteStore},
};
use std::{path::Path, sync::Arc, time::Duration};

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
    let app = Arc::new(app.with_password_cost(PasswordCost::CHEAP));
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

    import_the_last_month(&app, &actor, files.path());
    what_changes_with_time_is_told_apart(&app, &actor, &truth);
    the_flare_is_among_what_has_changed(&app, &actor);
}

/// The file that the demo leaves to its user.
fn import_the_last_month(app: &App, actor: &Actor, files: &Path) {
    let order = IncidentOrder {
        file: "2026-05.csv".to_owned(),
        source: "syntetisk-demo".to_owned(),
        synthetic: true,
        ..IncidentOrder::default()
    };
    let path = files.join("2026-05.csv");
    let card = imports::preview(app, actor, &path, imports::Order::Incidents(order));
    imports::commit(app, actor, card.expect("a preview").record.id).expect("published");
}

/// Violence flares up at Blekholmsterrassen in March–May 2026; Observatorielunden calms down from
/// September 2024.
fn what_changes_with_time_is_told_apart(app: &App, actor: &Actor, truth: &[PlantedPlace]) {
    let trend_of = |name: &str, order: Order| -> PlaceTrend {
        let planted = truth.iter().find(|place| place.name.as_deref() == Some(name));
        let planted = planted.expect("planted");
        let at = LonLat { lon: planted.lon, lat: planted.lat };
        let run = hotspots::run(app, actor, order).expect("a run").run;
        let mut places = run.result.places.into_iter();
        let place = places.find(|place| PreparedArea::new(&place.geometry).contains(at));
        let place = place.expect("a listed place holds its centre");
        println!("{name}: {:?} {:?}", place.months, place.trend);
        place.trend.expect("twelve complete months")
    };
    let year = |from, to| Order::of(Period::new(from, to).expect("a year"));
    let violence = Order {
        categories: vec![CategoryId("vald_offentlig_miljo".to_owned())],
        ..year(date(2025, 6, 1), date(2026, 5, 31))
    };
    let flare = trend_of("Blekholmsterrassen", violence);
    assert!(matches!(flare.class, TrendClass::New | TrendClass::Intensifying), "{flare:?}");
    assert_eq!(flare.since.map(|month| month.to_string()).as_deref(), Some("2026-03"));
    let calmed = trend_of("Observatorielunden", year(date(2024, 3, 1), date(2025, 2, 28)));
    assert!(matches!(calmed.class, TrendClass::Diminishing | TrendClass::Historical));
    assert_eq!(calmed.since.map(|month| month.to_string()).as_deref(), Some("2024-09"));
}

fn the_flare_is_among_what_has_changed(app: &Arc<App>, actor: &Actor) {
    let asked = |years| {
        let chosen = whats_changed::Parameters { years, ..Default::default() };
        let order = methods::Order::of(Method::Change(chosen));
        let asked = methods::ask(app, actor, order, Duration::from_secs(300)).expect("an answer");
        let methods::Asked::Answered(card) = asked else { panic!("it takes a second") };
        card
    };
    let flare = |card: &methods::MethodCard| {
        let list = listed(app, card, usize::MAX).expect("a list");
        assert_eq!(list.own_areas, [AreaId("stadsdelsomrade/norra-innerstaden".into())]);
        let is_flare = |line: &ChangeLine| {
            line.unit.id.0.starts_with("hotspot/")
                && line.unit.name == "Blekholmsterrassen"
                && line.category.0 == "vald_offentlig_miljo"
        };
        let at = list.own.iter().position(is_flare).expect("it is among the own rows");
        println!("{at} {}", list.own[at].sentence_sv());
        list.own[at].row
    };
    let card = asked(1);
    let Answer::Change(ranking) = &card.run.found.result else { panic!("another answer") };
    println!("{} rader prövade", ranking.found.n_tested);
    assert_eq!(ranking.found.to.to_string(), "2026-05");
    let row = flare(&card);
    assert_eq!((row.now, row.before, row.months_in_a_row), (19, 7, 3));
    assert_eq!(row.change.level, Level::Watch);
    let again = methods::verify(app, actor, &card.run.header.id).expect("run again");
    assert!(again.is_same(), "{again:?}");
    // One spring is little to compare with; four make the expectation firm.
    let row = flare(&asked(4));
    assert!(row.n_years == 4 && row.change.level >= Level::Watch, "{row:?}");
}
