//! The texts of drafts that their own party wrote over go when the lägesbild has been decided long enough;
//! what happened, and how a copy is told, stays.

use super::much_later;
use crate::{
    lagesbild,
    support::{
        clock::MovableClock,
        http::{Browser, Server},
    },
};
use jiff::SignedDuration;
use platssamverkan::{
    app::{retention, users},
    case::{log::LogEntry, party::Role},
    lagesbild::{draft::OneDraft, redaction::Redaction},
    store::{
        Retained, Retired, Store,
        sqlite::{SqliteStore, restore},
    },
};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::{fs, path::Path, sync::Arc};

const FILE: &str = "platssamverkan.sqlite";
/// What the police wrote over; nothing else says so.
const OVER: [&str; 2] =
    ["Klotterplanket lockar sent på kvällen.", "Trappan känns mörk och ödslig."];

/// A service on a file, with a decided lägesbild whose steps 1 and 3 are drafts that were written over.
struct Kept {
    directory: tempfile::TempDir,
    store: Arc<SqliteStore>,
    server: Server,
    clock: MovableClock,
    id: String,
}

impl Kept {
    fn decided() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let store = Arc::new(SqliteStore::open(directory.path()).expect("opens"));
        let clock = MovableClock::start();
        let server = Server::over(store.clone(), Arc::new(clock.clone()));
        let id = lagesbild::decided_after_writing_over(&server, OVER);
        Self { directory, store, server, clock, id }
    }

    fn days(&self, n: i64) {
        self.clock.forward(SignedDuration::from_hours(24 * n));
    }

    fn gallring(&self) -> Vec<Retired> {
        let [police, _] = users::demo_parties();
        let removed = retention::run(&self.server.app, &users::system_actor(police));
        let all = removed.expect("run").into_iter().flat_map(|(_, retired)| retired);
        all.filter(|one| one.what == Retained::Drafts).collect()
    }

    fn lagesbild(&self, who: &Browser, rest: &str) -> Value {
        let answer = who.get(&format!("/api/v1/lagesbilder/{}{rest}", self.id));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// The file of the database, as SQL sees it.
    fn sql(&self) -> Connection {
        Connection::open(self.directory.path().join(FILE)).expect("opens")
    }

    /// How many of the files of the store have the words somewhere in their bytes.
    fn files_with(&self, words: &str) -> usize {
        let files = fs::read_dir(self.directory.path()).expect("a directory").flatten();
        let has = |path: &Path| {
            let bytes = fs::read(path).unwrap_or_default();
            bytes.windows(words.len()).any(|window| window == words.as_bytes())
        };
        files.filter(|file| has(&file.path())).count()
    }
}

fn drafts_due(server: &Server) -> Value {
    let [police, _] = users::demo_parties();
    let new = users::NewUser {
        login: "prov-admin".into(),
        function: "Administratör i prov".into(),
        party: police.id.clone(),
        role: Role::Administrator,
        password: "sju blåa båtar i viken".into(),
    };
    users::add(&server.app, &users::system_actor(police), &new).expect("an administrator");
    let admin = server.signed_in_with("prov-admin", "sju blåa båtar i viken");
    let rules = admin.get("/api/v1/retention").json();
    let rules = rules["items"].as_array().expect("rules").clone();
    rules.into_iter().find(|rule| rule["what"] == "drafts").expect("a rule of drafts")
}

#[test]
fn a_year_after_the_decision_the_texts_go_and_the_lagesbild_is_the_same() {
    let it = Kept::decided();
    it.days(364);
    assert_eq!(it.gallring(), [], "not a year yet");
    it.days(2);
    let due = drafts_due(&it.server);
    assert_eq!((&due["days"], &due["n_due"], &due["n_rows"]), (&json!(365), &json!(2), &json!(2)));
    let police = it.server.signed_in("kommunpolis");
    let before = it.lagesbild(&police, "");
    let file_before = it.lagesbild(&police, "/akt.json");
    assert!(OVER.iter().all(|words| it.files_with(words) > 0), "the store holds them");

    let removed = it.gallring();
    let ids: Vec<&str> = removed.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, [format!("{}/1", it.id), format!("{}/3", it.id)]);
    assert_eq!(it.gallring(), [], "once");
    for words in OVER {
        assert_eq!(it.files_with(words), 0, "{words}: not in the bytes of the files either");
    }
    assert!(it.files_with(lagesbild::TEXT_OF_CITY) > 0, "the search finds what is there");
    let read = it.store.read().expect("reads");
    for id in ids {
        let log = read.log("drafts", id).expect("a log");
        assert_eq!((log.len(), log[0].act.as_str()), (1, "retired"));
    }
    assert_eq!(it.store.check().expect("checked"), Vec::<String>::new());

    // All else is as it was, for both.
    let mut after = it.lagesbild(&police, "");
    for (no, step) in after["steps"].as_array_mut().expect("steps").iter_mut().enumerate() {
        let removed = std::mem::take(&mut step["removed"]);
        assert_eq!(removed.is_object(), [0, 2].contains(&no), "{removed}");
        if removed.is_object() {
            let at = removed["at"].as_str().expect("a time");
            assert!(at.starts_with("2027-06-11"), "{removed}");
            assert_eq!(removed["sha256"].as_str().map(str::len), Some(64), "{removed}");
            assert!(removed["bytes"].as_u64() > Some(100), "{removed}");
        }
    }
    assert_eq!(after, before);
    let city = it.server.signed_in("samordnare");
    let theirs = it.lagesbild(&city, "");
    let removed = &theirs["steps"][0]["removed"];
    assert_eq!((&removed["sha256"], &removed["bytes"]), (&Value::Null, &Value::Null));
    assert!(removed["at"].is_string(), "that it was removed both may know: {removed}");

    // The file of the lägesbild, which the archive holds too, says what is gone.
    let mut file = it.lagesbild(&police, "/akt.json");
    let day = |step: &Value| step["removed_at"].as_str().map(|at| at[..10].to_owned());
    let days: Vec<_> = file["steps"].as_array().expect("steps").iter().map(day).collect();
    let gone = Some("2027-06-11".to_owned());
    assert_eq!(days[..4], [gone.clone(), None, gone, None]);
    assert_eq!(file["steps"][0]["removed"]["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(it.lagesbild(&city, "/akt.json")["steps"][0]["removed"], Value::Null);
    for what in ["document", "decisions", "fingerprint", "version", "numbers"] {
        assert_eq!(file[what].take(), file_before[what], "{what}");
    }
    let page = police.get(&format!("/api/v1/lagesbilder/{}/akt.html", it.id)).text;
    assert_eq!(page.matches("Texten, som skrevs över, är gallrad 2027-06-11").count(), 2, "{page}");
    assert_eq!(page.matches("(SHA-256 ").count(), 2);
    let page = city.get(&format!("/api/v1/lagesbilder/{}/akt.html", it.id)).text;
    assert_eq!(page.matches("är gallrad 2027-06-11").count(), 2);
    assert!(!page.contains("(SHA-256 "), "whoever guesses cannot try the guess");
}

#[test]
fn a_copy_from_a_backup_is_told_by_its_fingerprint_and_a_backup_after_holds_none() {
    let it = Kept::decided();
    let backup = |name: &str| {
        let [copy, to] = [name, &format!("{name}-restored")].map(|d| it.directory.path().join(d));
        it.store.backup(&copy, much_later()).expect("copied");
        restore(&copy, &to).expect("restored");
        SqliteStore::open(&to).expect("opens");
        to.join(FILE)
    };
    let before = Connection::open(backup("before")).expect("opens");
    it.days(366);
    assert_eq!(it.gallring().len(), 2);
    let after = Connection::open(backup("after")).expect("opens");
    let step = |db: &Connection, no: u32| -> Value {
        let sql = "SELECT body FROM lagesbild_step WHERE no = ?1";
        let body: String = db.query_row(sql, [no], |row| row.get(0)).expect("a step");
        serde_json::from_str(&body).expect("JSON")
    };
    for no in [1, 3] {
        let removed: Redaction =
            serde_json::from_value(step(&after, no)["removed"].take()).expect("a redaction");
        let copy = step(&before, no)["draft"].take();
        assert!(removed.is_of(&copy), "step {no}");
        let draft: OneDraft = serde_json::from_value(copy).expect("a draft");
        assert!(removed.is_of(&draft), "step {no}");
        assert!(!removed.is_of(&step(&before, 6)["draft"]), "another is not it");
    }
    assert_eq!(step(&before, 6), step(&after, 6), "what was handed over stays");
}

#[test]
fn a_step_bears_one_change_and_only_where_a_draft_was_written_over() {
    let it = Kept::decided();
    let db = it.sql();
    let sound = "'sha256', printf('%064d', 0), 'bytes', length(CAST(body -> '$.draft' AS BLOB))";
    let redaction = |removed: &str, rest: &str| {
        format!(
            "json_object('step', 'draft_removed', 'removed',
             json_object('at', '2027-06-11T10:00:00Z', {removed}),
             'by', body -> '$.by', 'at', body ->> '$.at'{rest})"
        )
    };
    let whole = redaction(sound, "");
    let set = |what: &str, no: u32| {
        format!("UPDATE lagesbild_step SET {what} WHERE lagesbild = '{}' AND no = {no}", it.id)
    };
    let refused = |sql: &str| {
        let refused = db.execute(sql, []).expect_err(sql).to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    };
    let n_steps: u32 =
        db.query_row("SELECT count(*) FROM lagesbild_step", [], |row| row.get(0)).expect("read");
    // The last draft of either, handing over, taking back, explaining and signing stay as they are.
    for no in (1..=n_steps).filter(|no| ![1, 3].contains(no)) {
        refused(&set(&format!("body = {whole}"), no));
    }
    refused(&format!("UPDATE lagesbild_step SET body = {whole}"));
    // Nothing else changes with it, and what stands there afterwards says all that it must.
    for beside in ["at = at + 1", "no = no + 100", "step = 'draft_removed'", "party = 'stad'"] {
        refused(&set(&format!("body = {whole}, {beside}"), 1));
    }
    let other_person = whole.replace("body -> '$.by'", "json_set(body -> '$.by', '$.user', 'u-9')");
    let other_time = whole.replace("body ->> '$.at'", "'2026-01-01T00:00:00Z'");
    for body in [
        "body",
        "'{}'",
        "'draft_removed'",
        "replace(body, 'Klotterplanket', 'Parken')",
        "json_remove(body, '$.draft')",
        &other_person,
        &other_time,
        &redaction(sound, ", 'more', 1"),
        &redaction("'sha256', 'abc', 'bytes', length(CAST(body -> '$.draft' AS BLOB))", ""),
        &redaction(
            "'sha256', printf('%064d', 0) || 'z', 'bytes', length(CAST(body -> '$.draft' AS BLOB))",
            "",
        ),
        &redaction(
            "'sha256', replace(printf('%064d', 0), '0', 'A'), 'bytes', length(CAST(body -> '$.draft' AS BLOB))",
            "",
        ),
        &redaction("'sha256', printf('%064d', 0), 'bytes', 7", ""),
        &redaction("'sha256', printf('%064d', 0)", ""),
    ] {
        refused(&set(&format!("body = {body}"), 1));
    }
    let removed = "INSERT INTO lagesbild_step
         SELECT lagesbild, (SELECT max(no) + 1 FROM lagesbild_step), at, step, party,
                json_object('step', 'draft_removed') FROM lagesbild_step WHERE no = 1";
    assert!(db.execute(removed, []).is_err(), "a draft is written before it is removed");
    let of_it = |finding: &String| finding.starts_with(&it.id);
    let check = || it.store.check().expect("checked").into_iter().filter(of_it).collect::<Vec<_>>();
    assert_eq!(check(), Vec::<String>::new());

    // Once as it should be, by hand: the log knows nothing of it, which the check says.
    assert_eq!(db.execute(&set(&format!("body = {whole}"), 1), []).expect("it bears this"), 1);
    assert_eq!(check(), [format!("{}: the log knows nothing of a draft that was removed", it.id)]);
    let again =
        whole.replace("length(CAST(body -> '$.draft' AS BLOB))", "body ->> '$.removed.bytes'");
    refused(&set(&format!("body = {again}"), 1));
    refused(&set(&format!("body = {}", again.replace("2027-06-11", "2027-06-12")), 1));
    db.execute_batch("DROP TRIGGER lagesbild_step_is_never_changed").expect("dropped");
    db.execute(&set(&format!("body = {whole}"), 6), []).expect("changed");
    assert_eq!(check(), [format!("{}: the lägesbild and its steps cannot be so", it.id)]);
}

#[test]
fn before_both_have_decided_not_even_sql_removes_a_draft() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = Arc::new(SqliteStore::open(directory.path()).expect("opens"));
    let server = Server::over(store.clone(), Arc::new(MovableClock::start()));
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let id = lagesbild::written_over(&police, &city, OVER);
    lagesbild::explain_all(&server, &id);
    lagesbild::sign(&server.signed_in("lpo-chef"), &id, "A1/2026");
    let entry = |one: &Retired| {
        LogEntry::by_system(much_later(), (one.what.as_str(), one.id.as_str()), "retired")
    };
    assert_eq!(store.due(Retained::Drafts, much_later()).expect("listed"), []);
    assert_eq!(store.retire(Retained::Drafts, much_later(), &entry).expect("nothing"), []);
    let db = Connection::open(directory.path().join(FILE)).expect("opens");
    let redact = "UPDATE lagesbild_step SET body = json_object('step', 'draft_removed', 'removed',
         json_object('at', '2027-06-11T10:00:00Z', 'sha256', printf('%064d', 0),
                     'bytes', length(CAST(body -> '$.draft' AS BLOB))),
         'by', body -> '$.by', 'at', body ->> '$.at') WHERE no = 1";
    let refused = db.execute(redact, []).expect_err("undecided").to_string();
    assert!(refused.contains("append-only"), "{refused}");
    lagesbild::sign(&server.signed_in("stadsdelsdirektor"), &id, "540/2026");
    assert_eq!(store.due(Retained::Drafts, much_later()).expect("listed").len(), 2);
    assert_eq!(db.execute(redact, []).expect("decided"), 1);
}
