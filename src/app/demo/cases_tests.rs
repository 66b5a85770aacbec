use super::*;
use crate::{
    app::{
        Settings, cases as verbs, commitments::commitments, password::PasswordCost, shipped, users,
    },
    area::AreaId,
    case::{
        party::Side,
        personal_data::find_personal_data,
        work::{Work, state::State},
    },
    incident::StudyClock,
    store::sqlite::SqliteStore,
};
use jiff::civil::date;
use serde_json::Value;
use std::collections::BTreeMap;

/// An app of the demo on a day, with its users and what was done in its cases until then.
pub(in crate::app::demo) fn lived(until: Date) -> App {
    let store = Arc::new(SqliteStore::open_in_memory().expect("a store"));
    let noon = until.at(12, 0, 0, 0).in_tz("UTC").expect("UTC is known").timestamp();
    shipped::load(store.as_ref(), noon).expect("shipped data is loaded");
    let settings = Settings {
        study_area: AreaId(shipped::STUDY_AREA.into()),
        clock: StudyClock::new(shipped::TIME_ZONE).expect("a known zone"),
        demo: true,
        gdal_worker: None,
    };
    let clock = Arc::new(SetClock(AtomicI64::new(noon.as_second())));
    let app = App::open(store, clock, settings).expect("the app opens");
    let app = app.with_password_cost(PasswordCost::CHEAP);
    let founded = moment(&app, FOUNDED, Timestamp::MIN).expect("a day");
    users::load_demo_as_of(&app, founded).expect("demo users are loaded");
    let begun = std::time::Instant::now();
    load(&app).expect("the cases are lived through");
    println!("{} ms", begun.elapsed().as_millis());
    app
}

fn works(app: &App) -> Vec<Arc<Work>> {
    verbs::list(app, &actor(app, "kommunpolis").expect("a user")).expect("listed")
}

#[test]
fn thirteen_cases_of_2025_stand_in_every_state_with_their_own_dates_in_the_log() {
    let app = lived(super::super::TODAY);
    let works = works(&app);
    let numbers: Vec<String> = works.iter().map(|work| work.case().number.to_string()).collect();
    let expected: Vec<String> = (1..=13).map(|no| format!("PLS-2025-{no:03}")).collect();
    assert_eq!(numbers, expected);
    let mut states: BTreeMap<State, usize> = BTreeMap::new();
    for work in &works {
        *states.entry(work.standing().state).or_default() += 1;
        let numbers = [work.case().police.record(), work.case().city.record()];
        assert!(numbers.iter().all(|record| record.verdict.diarienummer().is_some()));
    }
    assert_eq!(works[0].case().place.name.as_str(), "Klara");
    assert_eq!(states[&State::Vilande], 2);
    assert_eq!((states[&State::Uppfoljd], states[&State::Avslutad]), (1, 1));
    assert_eq!((states[&State::Initierad], states[&State::Pagar]), (1, 8));
    let closed = works.iter().find(|work| work.standing().state == State::Avslutad);
    assert_eq!(closed.expect("one").standing().checked_on, Some(date(2026, 5, 21)));

    let owed = commitments(&app, &actor(&app, "samordnare").expect("a user"));
    let owed = owed.expect("listed");
    let overdue = owed.iter().filter(|one| one.overdue).count();
    assert!(overdue >= 5 && owed.len() - overdue >= 5, "{overdue} of {}", owed.len());
    let of =
        |side| owed.iter().any(|one| one.overdue && one.planned().measure.owner.of.side() == side);
    assert!(of(None) && of(Some(Side::Stad)), "somebody is late on more than one side");

    let read = app.store.read().expect("reads");
    for work in &works {
        let log = read.log("case", &work.case().number.to_string()).expect("read");
        let told: Vec<Timestamp> = log.iter().map(|entry| entry.at).collect();
        let mut done = vec![work.case().opened_at];
        done.extend(work.steps().iter().map(|step| step.at));
        assert_eq!(told, done);
    }
    assert_eq!(app.store.check().expect("checked"), [""; 0]);
}

#[test]
fn five_forums_have_met_as_often_as_the_agreement_says_and_are_confirmed() {
    let app = lived(super::super::TODAY);
    let today = super::super::TODAY;
    let all = crate::app::forums::list(&app, &actor(&app, "kommunpolis").expect("a user"));
    let all = all.expect("listed");
    assert_eq!(all.len(), 5);
    for work in &all {
        let (id, standing) = (&work.subject().id, work.standing());
        let next = standing.template.as_ref().expect("agreed").motesfrekvens.clone();
        let due = next.next_due(standing.last_meeting()).expect("a rule");
        assert!(due >= today, "{id}: next by {due}");
        // The one on tobacco was not confirmed: that is for the chefsamråd to see.
        let missed = standing.confirm_by().is_some_and(|day| day < today);
        assert_eq!(missed, id.forum == "ungdom-2", "{id}");
    }
    // The chiefs have it before them, beside the case that was followed up.
    let matters = crate::app::chefsamrad::matters(&app, &actor(&app, "lpo-chef").expect("a user"));
    let told: Vec<String> = matters.expect("listed").into_iter().map(|one| one.name).collect();
    assert!(told.iter().any(|name| name == "Ungdomar: tobakstillsyn"), "{told:?}");
}

#[test]
fn nothing_has_been_done_that_lies_ahead_of_the_demos_day() {
    let app = lived(date(2025, 3, 1));
    let works = works(&app);
    assert_eq!(works.len(), 3);
    let now = app.clock.now();
    assert!(works.iter().all(|work| work.updated() <= now));
}

#[test]
fn no_text_of_a_case_points_at_a_person() {
    fn look(value: &Value, texts: &mut usize) {
        match value {
            Value::String(text) => {
                *texts += 1;
                assert_eq!(find_personal_data(text), None, "{text}");
            }
            Value::Array(items) => items.iter().for_each(|item| look(item, texts)),
            Value::Object(fields) => {
                let free = fields.iter().filter(|(name, _)| *name != "diarienummer");
                free.for_each(|(_, field)| look(field, texts));
            }
            _ => {}
        }
    }
    let mut n = 0;
    for file in [TOLD, BILDER] {
        look(&serde_json::from_str(file).expect("JSON"), &mut n);
    }
    assert!(n > 1_200, "{n} texts");
}

#[test]
fn the_compilation_counts_the_thirteen_cases_once_in_whatever_areas_they_lie() {
    use crate::{
        app::{agreements, compilation},
        case::{party::Agreement, work::compilation::Figure},
    };
    let app = lived(super::super::TODAY);
    let reader = actor(&app, "kommunpolis").expect("a user");
    let states = [
        (Figure::CasesInitierad, 1),
        (Figure::CasesPagar, 8),
        (Figure::CasesVilande, 2),
        (Figure::CasesUppfoljd, 1),
        (Figure::CasesAvslutad, 1),
    ];
    let so_far = compilation::of(&app, &reader, 2026, None).expect("compiled");
    assert!(states.iter().all(|(state, n)| so_far.total.now.n(*state) == *n));
    let year = compilation::of(&app, &reader, 2025, None).expect("compiled");
    assert_eq!(year.total.now.n(Figure::CasesOpened), 13);
    assert_eq!(year.total.now.n(Figure::CasesClosed), 1);
    assert_eq!((year.rows.len(), &year.total.before), (1, &None));

    // Where the agreement says nothing of its ground there are many areas, and still thirteen cases.
    let everywhere = Agreement { areas: Vec::new(), ..users::demo_agreement() };
    let mut write = app.store.begin().expect("a transaction");
    agreements::put_founded(&mut *write, &everywhere, app.clock.now()).expect("an agreement");
    write.commit().expect("kept");
    let spread = compilation::of(&app, &reader, 2025, None).expect("compiled");
    assert!(spread.rows.len() > 1, "the forums are the whole agreement's");
    for figure in Figure::ALL.iter().filter(|figure| figure.adds_up()) {
        let rows: usize = spread.rows.iter().map(|row| row.sums.now.n(*figure)).sum();
        let all = spread.total.now.n(*figure);
        assert_eq!((rows, all), (all, year.total.now.n(*figure)), "{figure:?}");
    }
    let valid = |row: &compilation::Row| row.sums.now.n(Figure::PrioritiesValid);
    assert!(spread.rows.iter().map(valid).sum::<usize>() > 5, "priorities do not add up");
    assert_eq!(spread.total.now.n(Figure::PrioritiesValid), 5);
}

#[test]
fn a_place_on_a_border_is_counted_where_most_of_it_lies() {
    use crate::{
        app::coverage::Omraden,
        area::{AreaKind, LonLat},
        case::{party::Agreement, place::Place},
    };
    let app = lived(date(2025, 1, 2));
    let read = app.store.read().expect("reads");
    let day = date(2025, 1, 2);
    let everywhere = Agreement { areas: Vec::new(), ..users::demo_agreement() };
    let all = Omraden::of(&app, &*read, &everywhere, day).expect("areas");
    let [one, other] = [&all.all()[0], &all.all()[1]];
    assert_eq!(one.kind, AreaKind::Stadsdelsomrade);
    let place = |shares: [f64; 2]| {
        let mut areas = vec![(one.id.clone(), shares[0]), (other.id.clone(), shares[1])];
        areas.sort_by(|a, b| b.1.total_cmp(&a.1));
        let at = LonLat { lon: 18.06, lat: 59.33 };
        let point = PlaceGeometry::Point(geo_types::Point::new(at.lon, at.lat));
        let place = Place::checked("Gränsen", point, &[], day).expect("a place");
        Place { areas, ..place }
    };
    let counted =
        |omraden: &Omraden, shares| omraden.of_place(&place(shares)).map(|it| it.id.clone());
    assert_eq!(counted(&all, [0.6, 0.4]), Some(one.id.clone()));
    assert_eq!(counted(&all, [0.4, 0.6]), Some(other.id.clone()));
    // The parties that opened it count it, however little of it is theirs.
    let theirs = Agreement { areas: vec![one.id.clone()], ..users::demo_agreement() };
    let theirs = Omraden::of(&app, &*read, &theirs, day).expect("areas");
    assert_eq!(counted(&theirs, [0.1, 0.9]), Some(one.id.clone()));
}
