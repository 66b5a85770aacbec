//! Lists keep what they have read: they say what the store says, whoever wrote it, and how fast.

use crate::{
    access, case_work,
    support::{
        clock::MovableClock,
        http::{Browser, Server},
        stores::written,
    },
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};
use platssamverkan::{
    app::{Actor, App, cases, commitments, forums, openings, session, users::demo_agreement, year},
    area::Validity,
    case::{
        agreement::AgreementRecord,
        forum::ForumId,
        opening::{Case, CaseNumber, Opening, OpeningId},
        signatory::Signer,
        text_guard::CleanText,
        work::{
            Now, Work,
            meeting::Minutes,
            plan::{Direction, Horizon, Kind, Measure, Owner, Progress, Whose},
            step::{Object, What},
        },
    },
    store::{CameFrom, Store, StoreError, Versioned, Write, sqlite::SqliteStore},
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use serde_json::{Value, json};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// A case that was opened over HTTP, to make others like it.
struct Pattern {
    case: Case,
    opening: Opening,
    by: Signer,
    now: Now,
}

impl Pattern {
    fn of(server: &Server) -> Self {
        let number: CaseNumber = access::case(server).parse().expect("a number");
        let read = server.app.store.read().expect("reads");
        let case = read.case(&number).expect("read").expect("is there").case().clone();
        let opening = read.opening(&case.opening).expect("read").expect("is there").value;
        let by = case.city.record().signer.clone();
        let now = Now { at: server.app.clock.now(), on: server.app.today() };
        Self { case, opening, by, now }
    }

    /// Another opening that became another case, both as they are kept.
    fn put(&self, write: &mut dyn Write, nth: usize) -> Result<Work, StoreError> {
        let id = format!("{}-{nth}", self.case.opening.0);
        let number = write.next_case_number(2026)?;
        let mut case = renamed(&self.case, &self.case.opening, &id);
        case.number = number;
        case.opened_at = opened_at(nth);
        let opening: Opening = renamed(&self.opening, &self.case.opening, &id);
        write.put_opening(&opening, 0, self.now.at)?;
        write.put_case(&case)?;
        Ok(Work::new(case))
    }

    /// The case after one more step, which is kept.
    fn step(&self, write: &mut dyn Write, work: Work, what: What) -> Result<Work, StoreError> {
        let what = work.numbered(what);
        let seen = work.last_change(what.object());
        let after = work.change(&self.by, what, seen, self.now).expect("may be done");
        write.append_case_step(&after, after.version() - 1)?;
        Ok(after)
    }
}

/// Cases are opened a week apart, from the first summer of the ten years on.
fn opened_at(nth: usize) -> Timestamp {
    let first = date(2016, 9, 5).at(10, 0, 0, 0).to_zoned(TimeZone::UTC).expect("a time");
    let weeks = i64::try_from(nth).expect("few") % 500;
    first.timestamp() + SignedDuration::from_hours(7 * 24 * weeks)
}

fn renamed<T: serde::Serialize + serde::de::DeserializeOwned>(
    like: &T,
    old: &OpeningId,
    new: &str,
) -> T {
    let text = serde_json::to_string(like).expect("JSON");
    serde_json::from_str(&text.replace(&old.0, new)).expect("as it was")
}

fn text(text: &str) -> CleanText {
    CleanText::checked("text", text, 1, 300).expect("points at nobody")
}

fn measure(nth: usize) -> What {
    let (of, function) = match nth % 2 {
        0 => (Whose::Stad, "Parkingenjör"),
        _ => (Whose::Polis, "Kommunpolis"),
    };
    let measure = Measure {
        what: text(&format!("Åtgärd {nth}: gallra buskage och laga belysning")),
        how: Some(text("Tillsammans med driftentreprenören, före sommaren")),
        cause: None,
        owner: Owner { of, function: text(function) },
        start: date(2026, 1, 10),
        deadline: date(2026, 5 + (nth % 4) as i8, 20),
        aterkoppling: date(2026, 5, 1),
        expected: Direction::Minskar,
        indicator: text("Våld i offentlig miljö"),
        kind: Kind::Situationell,
        horizon: Horizon::Kort,
        verksamhetsplan: None,
        goal: None,
        library: None,
    };
    What::MeasurePut { no: 0, measure: Box::new(measure) }
}

fn actor(app: &App) -> Actor {
    let from = CameFrom::at("127.0.0.1");
    let password = "demo-samordnare-2026";
    session::sign_in(app, "samordnare", password, &from, None).expect("signed in").1
}

/// What the lists of a program that has kept nothing say.
fn fresh(server: &Server) -> App {
    let (store, clock) = (server.app.store.clone(), server.app.clock.clone());
    App::open(store, clock, server.app.settings.clone()).expect("opens")
}

fn same(kept: &App, fresh: &App, actor: &Actor) {
    let works = cases::list(kept, actor).expect("listed");
    assert_eq!(works, cases::list(fresh, actor).expect("listed"));
    let replayed = kept.store.read().expect("reads").cases().expect("read");
    assert!(works.iter().map(|work| &**work).eq(&replayed), "as they are replayed");
    let owed = commitments::commitments(kept, actor).expect("listed");
    assert_eq!(owed, commitments::commitments(fresh, actor).expect("listed"));
    let told = |app| -> Vec<(u64, Opening)> {
        let all = openings::list(app, actor).expect("listed");
        all.iter().map(|one: &Arc<Versioned<_>>| (one.version, one.value.clone())).collect()
    };
    assert_eq!(told(kept), told(fresh));
    let (kept, fresh) = (duties(kept, actor), duties(fresh, actor));
    assert!(kept.len() > 50, "{}", kept.len());
    for (kept, fresh) in kept.iter().zip(&fresh) {
        assert_eq!(kept, fresh);
    }
    assert_eq!(kept.len(), fresh.len());
}

/// What fell due since the agreement began and will within the year, with all that is said of it.
fn duties(app: &App, actor: &Actor) -> Vec<String> {
    let filter = year::Filter {
        from: date(2025, 1, 1),
        to: date(2026, 12, 31),
        agreement: None,
        status: None,
        falls_to: None,
    };
    let page = year::page(app, actor, &filter, None, usize::MAX).expect("listed");
    page.items.iter().map(|item| format!("{item:?}")).collect()
}

/// What may be done with a case that a first meeting is called in: that is held, then it rests, and goes on,
/// and rests again. Its duties follow from all of it.
fn met_or_at_rest(on: Date) -> [What; 3] {
    let motive = text("Inväntar ombyggnaden");
    let minutes = Minutes {
        held_on: on,
        present: vec![text("Kommunpolis")],
        text: text("Belysningen togs upp"),
        decisions: Vec::new(),
        ticked: Vec::new(),
    };
    [
        What::MeetingClosed { no: 1, minutes: Box::new(minutes) },
        What::Paused { motive: motive.clone() },
        What::Resumed { motive },
    ]
}

/// Somebody says why one of the duties that are late is.
fn explain(app: &App, actor: &Actor, pick: &mut impl FnMut(usize) -> usize) {
    let late = year::Filter {
        from: date(2025, 1, 1),
        to: app.today(),
        agreement: None,
        status: Some(year::Standing::Code("forsenad".into())),
        falls_to: None,
    };
    let mut late = year::page(app, actor, &late, None, usize::MAX).expect("listed").items;
    let entry = late.swap_remove(pick(late.len())).entry;
    let why = year::Said::Explained(format!("Sommaren kom emellan {}", pick(1_000)));
    year::step(app, actor, &entry.agreement, entry.instance.key.as_str(), why).expect("said");
}

#[test]
fn a_list_says_what_the_store_says_whoever_wrote_it() {
    let clock = MovableClock::start();
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open_in_memory().expect("a store"));
    let server = Server::over(store.clone(), Arc::new(clock));
    let pattern = Pattern::of(&server);
    let (kept, actor) = (&server.app, actor(&server.app));
    case_work::at_work(&server, &pattern.case.number.to_string());
    let mut rng = ChaCha8Rng::seed_from_u64(2016);
    let mut pick = |n: usize| (rng.next_u64() % n as u64) as usize;
    let (mut n_moved, mut n_explained) = (0, 0);
    let mut numbers = vec![pattern.case.number];
    for nth in 0..120 {
        let number = numbers[pick(numbers.len())];
        if pick(8) == 0 {
            explain(kept, &actor, &mut pick);
            n_explained += 1;
        }
        let mut write = store.begin().expect("begins");
        let work = write.case(&number).expect("read").expect("is there");
        let measures: Vec<u32> = work.standing().measures.keys().copied().collect();
        match pick(7) {
            6 => {
                let work = write.case(&numbers[0]).expect("read").expect("is there");
                let possible = met_or_at_rest(pattern.now.on);
                let after = possible.into_iter().find_map(|what| {
                    let seen = work.last_change(what.object());
                    work.clone().change(&pattern.by, what, seen, pattern.now).ok()
                });
                let after = after.expect("one of them may be done");
                write.append_case_step(&after, after.version() - 1).expect("appended");
                n_moved += 1;
            }
            0 => numbers.push(pattern.put(&mut *write, nth).expect("put").case().number),
            1 if !measures.is_empty() => {
                let (no, to) = (measures[pick(measures.len())], Progress::Pagar);
                let what = What::Progressed { no, to, note: None };
                pattern.step(&mut *write, work, what).expect("appended");
            }
            2 if !work.steps().is_empty() => {
                let no = work.last_change(Object::Measure(*measures.last().unwrap_or(&0)));
                let what = What::Undone { no };
                if let Ok(after) = work.change(&pattern.by, what, 0, pattern.now) {
                    write.append_case_step(&after, after.version() - 1).expect("appended");
                }
            }
            3 => {
                let id =
                    write.case(&number).expect("read").expect("is there").case().opening.clone();
                let opening = write.opening(&id).expect("read").expect("is there");
                let (value, version) = (opening.value, opening.version);
                write.put_opening(&value, version, pattern.now.at).expect("put");
            }
            _ => drop(pattern.step(&mut *write, work, measure(nth)).expect("appended")),
        }
        // What was not committed never happened.
        if pick(5) == 0 {
            drop(write);
            numbers.retain(|number| {
                store.read().expect("reads").case(number).expect("read").is_some()
            });
        } else {
            write.commit().expect("committed");
        }
        if pick(3) == 0 {
            same(kept, &fresh(&server), &actor);
        }
    }
    same(kept, &fresh(&server), &actor);
    assert!(numbers.len() > 5);
    assert!(n_moved > 5 && n_explained > 5, "{n_moved} {n_explained}");
}

const CASES: usize = 500;
const MEASURES_EACH: usize = 10;
const MEASURES_OF_A_FORUM: usize = 40;
const LOG_ENTRIES: usize = 20_000;

/// What the pages ask for when they are opened, and the papers.
const PATHS: [&str; 13] = [
    "cases",
    "commitments",
    "openings",
    "forums",
    "chefsamrad",
    "lagesbilder",
    "duties?from=2026-06-01&to=2026-12-31",
    "duties?from=2026-01-01&to=2026-12-31&limit=1000",
    "agreements/norra-innerstaden-2025/term",
    "agreements/norra-innerstaden-2025/chefsamrad/underlag.json",
    "agreements/norra-innerstaden-2025/priorities",
    "agreements/norra-innerstaden-2025/baseline",
    "compilations/2026",
];

/// Prints how long the lists take over a city's worth of cases. The figures depend on the machine and
/// on how the program was built, so nothing is asserted of them.
#[test]
fn the_lists_of_five_hundred_cases() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a store");
    let server = Server::over(Arc::new(store), Arc::new(MovableClock::start()));
    let pattern = Pattern::of(&server);
    let store = &*server.app.store;
    for hundred in 0..CASES / 100 {
        written(store, |write| {
            for nth in 0..100 {
                let mut work = pattern.put(write, hundred * 100 + nth)?;
                for nth in 0..MEASURES_EACH {
                    work = pattern.step(write, work, measure(nth))?;
                }
                let object = ("case", work.case().number.to_string());
                for _ in 0..LOG_ENTRIES / CASES {
                    let entry = platssamverkan::case::log::LogEntry::by(
                        &pattern.by,
                        pattern.now.at,
                        (object.0, &object.1),
                        "case_measure_put",
                    );
                    write.append_log(&entry)?;
                }
            }
            Ok(())
        })
        .expect("written");
    }
    let browser = server.signed_in("samordnare");
    let n_ticked = ten_years(&server, &browser);
    assert!(n_ticked > 100, "{n_ticked}");
    let forums = browser.get("/api/v1/forums").json();
    for forum in forums["items"].as_array().expect("forums") {
        let id = ForumId { agreement: told(forum, "agreement"), forum: told(forum, "forum") };
        let actor = actor(&server.app);
        for nth in 0..MEASURES_OF_A_FORUM {
            forums::step(&server.app, &actor, &id, 0, measure(nth)).expect("done");
        }
    }
    let begun = Instant::now();
    let replayed = store.read().expect("reads").cases().expect("read");
    let measures: usize = replayed.iter().map(|work| work.standing().measures.len()).sum();
    assert_eq!((replayed.len(), measures), (CASES + 1, CASES * MEASURES_EACH));
    println!("allt spelat om: {:.0} ms", ms(begun.elapsed()));
    for path in PATHS {
        let (first, mut times) = (took(&browser, path), Vec::new());
        for (nth, other) in replayed.iter().take(60).enumerate() {
            if nth % 10 == 0 {
                // Somebody writes meanwhile.
                written(store, |write| {
                    let number = other.case().number;
                    let work = write.case(&number)?.expect("is there");
                    pattern.step(write, work, measure(nth)).map(drop)
                })
                .expect("written");
            }
            times.push(took(&browser, path));
        }
        times.sort();
        let at = |percent: usize| ms(times[(times.len() * percent / 100).min(times.len() - 1)]);
        println!(
            "GET /{path}: första {:.0} ms, p50 {:.1} ms, p95 {:.1} ms",
            ms(first),
            at(50),
            at(95)
        );
    }
    same(&server.app, &fresh(&server), &actor(&server.app));
}

/// The agreement holds since 2016, and whatever fell due of it before this year was done in its time; so many
/// times.
fn ten_years(server: &Server, browser: &Browser) -> usize {
    let mut since = demo_agreement();
    since.validity =
        Validity { valid_from: Some(date(2016, 6, 1)), valid_to: since.validity.valid_to };
    let (record, now) = (AgreementRecord::founded(&since).expect("terms"), server.app.clock.now());
    written(&*server.app.store, |write| {
        let kept = write.agreements()?.into_iter().find(|one| one.value.id == record.id);
        write.put_agreement(&record, kept.expect("is there").version, now)
    })
    .expect("put");
    let mut n_ticked = 0;
    for year in 2016..2026 {
        let path = format!("/api/v1/duties?from={year}-01-01&to={year}-12-31&limit=1000");
        for duty in browser.get(&path).json()["items"].as_array().expect("duties") {
            let (key, day) = (told(duty, "key"), told(duty, "due"));
            // Those of the cases are settled by their own meetings.
            if key.starts_with("plats:") || duty["status"] == "gjord" {
                continue;
            }
            let done = json!({"step": "done", "day": day, "evidence": "document",
                "reference": format!("Protokoll {year}")});
            let path = format!("/api/v1/agreements/{}/duties/{key}/steps", record.id);
            let answer = browser.post(&path, &done);
            assert_eq!(answer.status, 200, "{key}: {}", answer.text);
            n_ticked += 1;
        }
    }
    n_ticked
}

fn told(of: &Value, field: &str) -> String {
    of[field].as_str().expect("text").to_owned()
}

fn took(browser: &Browser, path: &str) -> Duration {
    let begun = Instant::now();
    let answer = browser.get(&format!("/api/v1/{path}"));
    assert_eq!(answer.status, 200, "{}", answer.text);
    begun.elapsed()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
