//! Openings through the verbs and the store: silence, the chefsamråd, numbers, two at once.

use crate::support::clock::MovableClock;
use geo_types::Point;
use jiff::SignedDuration;
use platssamverkan::{
    app::{
        Actor, App, AppError, Capacity, cases, opening_card,
        openings::{self, IdentifyFrom, NewAssessment, NewObservation},
        users,
    },
    area::AreaId,
    case::{
        evidence::ObservationKind,
        opening::{Opening, OpeningId},
        party::{Party, Role, Side, User},
        place::PlaceGeometry,
    },
    incident::PartyId,
    store::Versioned,
};

fn actor(login: &str) -> Actor {
    let new = users::demo_users().into_iter().find(|user| user.login == login);
    let new = new.expect("a demo user");
    let party = users::demo_parties().into_iter().find(|party| party.id == new.party);
    let user = User {
        id: format!("user-{login}"),
        login: login.into(),
        function: new.function,
        party: new.party,
        role: new.role,
        disabled: false,
    };
    let areas = vec![AreaId("stadsdelsomrade/norra-innerstaden".into())];
    let capacity = Capacity::User { areas, deputy_for: vec![] };
    Actor { user, party: party.expect("its party"), capacity, partners: vec![] }
}

fn drawn(app: &App, name: &str) -> Versioned<Opening> {
    let point = PlaceGeometry::Point(Point::new(18.058, 59.331));
    let from = IdentifyFrom::Drawn(point);
    let opening = openings::identify(app, &actor("kommunpolis"), from, Some(name), None, None);
    let opening = opening.expect("the kommunpolis may point at a place");
    let seen = NewObservation {
        kind: ObservationKind::Trygghetsvandring,
        title: "Trygghetsvandring i maj".into(),
        on: "2026-05-20".parse().expect("a date"),
        text: "Skymd sikt vid trapporna".into(),
        n: None,
        information: None,
    };
    let id = opening.value.id();
    openings::add_evidence(app, &actor("samordnare"), id, opening.version, &seen)
        .expect("the other party may add to the joint evidence")
}

fn assess(
    app: &App,
    login: &str,
    opening: &Versioned<Opening>,
    ja: bool,
) -> Result<Versioned<Opening>, AppError> {
    let new = NewAssessment {
        ja,
        motive: "Platsen är otrygg kvällstid".into(),
        diarienummer: ja.then(|| format!("{login} 1/2026")),
        shown: opening.value.fingerprint(),
        additions: vec![],
    };
    openings::assess(app, &actor(login), opening.value.id(), opening.version, &new)
}

const WHY: &str = "Frågan hanteras i ordinarie arbete";

fn days(n: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * n)
}

#[test]
fn case_numbers_follow_each_other_within_the_year_and_start_anew() {
    let clock = MovableClock::start();
    let app = clock.app();
    let mut numbers = Vec::new();
    for (name, forward) in [("Torget", 0), ("Parken", 1), ("Bron", 200)] {
        clock.forward(days(forward));
        let waiting = assess(&app, "samordnare", &drawn(&app, name), true).expect("first yes");
        let opened = assess(&app, "lpo-chef", &waiting, true).expect("second yes");
        let Opening::Oppnad(opened) = opened.value else { panic!("two yeses") };
        let case = cases::one(&app, &actor("samordnare"), &opened.case).expect("is there");
        assert_eq!(case.case().opening, *waiting.value.id());
        numbers.push(opened.case.to_string());
    }
    // 200 days on it is 2026-12-28.
    assert_eq!(numbers, ["PLS-2026-001", "PLS-2026-002", "PLS-2026-003"]);
}

#[test]
fn nobody_signs_when_the_agreement_has_run_out() {
    let clock = MovableClock::start();
    let app = clock.app();
    let waiting = assess(&app, "kommunpolis", &drawn(&app, "Torget"), true).expect("first yes");
    clock.forward(days(220));
    let late = assess(&app, "samordnare", &waiting, true);
    assert!(matches!(late, Err(AppError::Refused("agreement_not_valid"))), "{late:?}");
    let silent = openings::get(&app, &actor("samordnare"), waiting.value.id()).expect("is seen");
    let card = opening_card::of_opening(&app, &actor("samordnare"), &silent.value).expect("card");
    assert_eq!(card.may, Vec::<&str>::new());
    assert!(card.warnings.iter().any(|warning| warning.code == "agreement_not_valid"));
}

#[test]
fn silence_goes_to_the_chiefs_and_is_written_down_with_the_next_act() {
    let clock = MovableClock::start();
    let app = clock.app();
    let waiting = assess(&app, "kommunpolis", &drawn(&app, "Torget"), true).expect("first yes");
    let id = waiting.value.id().clone();
    let early = openings::close(&app, &actor("lpo-chef"), &id, waiting.version, WHY);
    assert!(matches!(early, Err(AppError::Refused("still_time_to_answer"))));
    clock.forward(days(30));
    let silent = openings::get(&app, &actor("samordnare"), &id).expect("is seen");
    assert_eq!((silent.value.state(), silent.version), ("obesvarad", waiting.version));
    let may = |login: &str, opening: &Versioned<Opening>| {
        opening_card::of_opening(&app, &actor(login), &opening.value).expect("a card").may
    };
    assert_eq!(may("samordnare", &silent), ["assess"]);
    assert_eq!(may("stadsdelsdirektor", &silent), ["assess", "close"]);
    assert_eq!(may("lpo-chef", &silent), ["withdraw", "close"]);
    assert_eq!(may("analytiker-stad", &silent), Vec::<&str>::new());

    let by = openings::close(&app, &actor("kommunpolis"), &id, silent.version, WHY);
    assert!(matches!(by, Err(AppError::Forbidden(_))), "the chefsamråd decides");
    let half = openings::close(&app, &actor("lpo-chef"), &id, silent.version, WHY);
    let half = half.expect("the first chief signs");
    assert_eq!((half.value.state(), may("lpo-chef", &half)), ("obesvarad", vec!["withdraw"]));
    let closed = openings::close(&app, &actor("stadsdelsdirektor"), &id, half.version, WHY);
    let closed = closed.expect("the second chief signs");
    assert_eq!(closed.value.state(), "avbojd");
    let card = opening_card::of_opening(&app, &actor("samordnare"), &closed.value).expect("card");
    let log: Vec<(&str, &str)> =
        card.log.iter().map(|(entry, function)| (entry.act.as_str(), function.as_str())).collect();
    assert_eq!(
        log,
        [
            ("opening_identified", "Kommunpolis"),
            ("evidence_added", "Trygghets- och säkerhetssamordnare"),
            ("assessment_yes", "Kommunpolis"),
            ("opening_unanswered", "Systemet"),
            ("closing_signed", "Lokalpolisområdeschef"),
            ("closing_signed", "Stadsdelsdirektör"),
            ("opening_closed", "Stadsdelsdirektör"),
        ]
    );
    assert_eq!(card.log[3].0.at, clock.app().clock.now(), "when the time ran out");
}

#[test]
fn of_two_who_act_on_the_same_version_one_is_told_that_the_other_was_first() {
    let app = MovableClock::start().app();
    let opening = drawn(&app, "Torget");
    let results: Vec<Result<Versioned<Opening>, AppError>> = std::thread::scope(|scope| {
        let both = ["kommunpolis", "samordnare"]
            .map(|login| scope.spawn(|| assess(&app, login, &opening, true)));
        both.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    let done = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(done, 1);
    let refused = results.iter().find_map(|result| result.as_ref().err()).expect("the other");
    assert!(matches!(refused, AppError::Conflict { version: 3 }), "{refused:?}");
    let now = openings::get(&app, &actor("samordnare"), opening.value.id()).expect("is seen");
    assert_eq!((now.value.state(), now.version), ("bedoms", 3));
}

#[test]
fn a_refused_act_leaves_no_trace() {
    let app = MovableClock::start().app();
    let waiting = assess(&app, "kommunpolis", &drawn(&app, "Torget"), true).expect("first yes");
    let id = waiting.value.id().clone();
    let trace = || {
        let read = app.store.read().expect("a look");
        (read.opening(&id).expect("read"), read.log("opening", &id.0).expect("log"))
    };
    let before = trace();
    assert!(assess(&app, "lpo-chef", &waiting, true).is_err(), "the same party");
    assert!(assess(&app, "analytiker-stad", &waiting, true).is_err());
    let withdrawn = openings::withdraw(&app, &actor("samordnare"), &id, waiting.version, WHY);
    assert!(withdrawn.is_err(), "the other party's");
    let mut other = assess_request(&waiting);
    other.diarienummer = None;
    other.motive = "kort".into();
    match openings::assess(&app, &actor("samordnare"), &id, waiting.version, &other) {
        Err(AppError::Invalid(fields)) => {
            let wrong: Vec<(&str, &str)> =
                fields.iter().map(|field| (field.field.as_str(), field.code)).collect();
            assert_eq!(wrong, [("diarienummer", "missing"), ("motive", "too_short")]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(trace(), before);
    assert_eq!(cases::list(&app, &actor("samordnare")).expect("may read"), vec![]);
}

fn assess_request(opening: &Versioned<Opening>) -> NewAssessment {
    NewAssessment {
        ja: true,
        motive: "Platsen är otrygg kvällstid".into(),
        diarienummer: Some("1/2026".into()),
        shown: opening.value.fingerprint(),
        additions: vec![],
    }
}

#[test]
fn for_a_foreign_party_there_is_no_opening_and_no_case() {
    let app = MovableClock::start().app();
    let waiting = assess(&app, "kommunpolis", &drawn(&app, "Torget"), true).expect("first yes");
    let foreign = Party {
        id: PartyId("sdf-sodermalm".into()),
        name: "Södermalms stadsdelsförvaltning".into(),
        side: Side::Stad,
    };
    let mut stranger = actor("samordnare");
    stranger.user.party = foreign.id.clone();
    stranger.party = foreign;
    assert_eq!(stranger.user.role, Role::Trygghetssamordnare);
    let id: &OpeningId = waiting.value.id();
    assert!(matches!(openings::get(&app, &stranger, id), Err(AppError::NotFound)));
    assert_eq!(openings::list(&app, &stranger).expect("may read its own"), vec![]);
    let signed = openings::assess(&app, &stranger, id, waiting.version, &assess_request(&waiting));
    assert!(matches!(signed, Err(AppError::NotFound)));
    let opened = assess(&app, "samordnare", &waiting, true).expect("second yes");
    let Opening::Oppnad(opened) = opened.value else { panic!("two yeses") };
    assert!(matches!(cases::one(&app, &stranger, &opened.case), Err(AppError::NotFound)));
    assert_eq!(cases::list(&app, &stranger).expect("may read its own"), vec![]);
    let here = || IdentifyFrom::Drawn(PlaceGeometry::Point(Point::new(18.058, 59.331)));
    let theirs = openings::identify(&app, &stranger, here(), Some("Mer"), None, Some(opened.case));
    let Err(AppError::Invalid(fields)) = theirs else { panic!("{theirs:?}") };
    assert_eq!((fields[0].field.as_str(), fields[0].code), ("extends", "unknown"));
    let point = PlaceGeometry::Point(Point::new(18.07, 59.31));
    let own =
        openings::identify(&app, &stranger, IdentifyFrom::Drawn(point), Some("Medis"), None, None);
    assert!(matches!(own, Err(AppError::Refused("no_agreement"))));
}
