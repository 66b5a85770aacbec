//! From an older schema to the present one; never back.

use super::{
    error::inconsistent,
    work::{self, Taken},
};
use crate::{
    case::log::chain::{ChainHash, Link},
    store::StoreError,
};
use refinery::{Migration, Runner};
use rusqlite::{Connection, functions::FunctionFlags};
use std::path::Path;

mod embedded {
    refinery::embed_migrations!("migrations/sqlite");
}

/// "PLSS": marks a file as ours.
const APPLICATION_ID: i32 = 1_347_179_347;

/// The newest schema this program knows.
pub(super) fn known_schema() -> u32 {
    newest(embedded::migrations::runner().get_migrations())
}

fn newest(migrations: &[Migration]) -> u32 {
    let newest = migrations.iter().map(|migration| migration.version()).max();
    newest.and_then(|version| u32::try_from(version).ok()).unwrap_or(0)
}

/// The schema in a file; 0 in an empty one. Changes nothing. A file that belongs to another program
/// or to a newer version of this one is refused.
pub(super) fn schema_of(db: &Connection) -> Result<u32, StoreError> {
    match (schema_found(db)?, known_schema()) {
        (found, known) if found > known => Err(StoreError::Newer { found, known }),
        (found, _) => Ok(found),
    }
}

fn schema_found(db: &Connection) -> Result<u32, StoreError> {
    let count = |sql| db.query_row(sql, [], |row| row.get::<_, u32>(0));
    if count("SELECT count(*) FROM sqlite_schema")? == 0 {
        return Ok(0);
    }
    let foreign = || StoreError::Backend("the file belongs to another program".into());
    if count("SELECT count(*) FROM sqlite_schema WHERE name = 'refinery_schema_history'")? == 0 {
        return Err(foreign());
    }
    let found = count("SELECT coalesce(max(version), 0) FROM refinery_schema_history")?;
    let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if found > 0 && application != APPLICATION_ID { Err(foreign()) } else { Ok(found) }
}

/// Brings the file to the present schema in one transaction. A file that held something is copied
/// to `<file>.before-v<N>` first. Migrations that were changed after they were applied are refused.
pub(super) fn migrate(db: &mut Connection, file: &Path) -> Result<(), StoreError> {
    apply(db, file, embedded::migrations::runner().get_migrations())
}

fn apply(db: &mut Connection, file: &Path, migrations: &[Migration]) -> Result<(), StoreError> {
    let (found, known) = (schema_found(db)?, newest(migrations));
    if found > 0 && found < known {
        let mut copy = file.as_os_str().to_owned();
        copy.push(format!(".before-v{known}"));
        super::backup::copy_database(db, Path::new(&copy))?;
    }
    know_functions(db)?;
    Runner::new(migrations).set_grouped(true).run(db).map_err(store_error)?;
    match schema_found(db)? {
        found if found == known => Ok(()),
        found => Err(inconsistent("refinery_schema_history", "version", found)),
    }
}

/// What V4 needs: a result as JSON of all of it, packed, taken apart as [`work`] does now. NULL for
/// what is no result. What V5 needs: the hash of an entry of the log, given the hash before it.
fn know_functions(db: &Connection) -> Result<(), StoreError> {
    let taken = |packed: &[u8]| {
        let result = serde_json::from_str(&work::unpack(packed)?).ok()?;
        work::take_apart(&result).ok()
    };
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let part = |name: &str, of: fn(Taken) -> Vec<u8>| {
        db.create_scalar_function(name, 1, flags, move |context| {
            Ok(taken(context.get_raw(0).as_blob()?).map(of))
        })
    };
    part("run_rest", |taken| taken.rest)?;
    part("run_cells", |taken| taken.cells)?;
    db.create_scalar_function("run_hash", 2, flags, |context| {
        let (rest, cells) = (context.get_raw(0).as_blob()?, context.get_raw(1).as_blob()?);
        Ok(work::hash_of(rest, cells).0)
    })?;
    Ok(db.create_scalar_function("log_hash", 6, flags, |context| {
        let link = Link {
            seq: context.get(1)?,
            at_ns: context.get(2)?,
            object_kind: context.get_raw(3).as_bytes()?,
            object_id: context.get_raw(4).as_bytes()?,
            body: context.get_raw(5).as_bytes()?,
        };
        Ok(link.after(&context.get::<ChainHash>(0)?))
    })?)
}

fn store_error(error: refinery::Error) -> StoreError {
    if let refinery::error::Kind::Connection(_, cause) = error.kind()
        && let Some(rusqlite::Error::SqliteFailure(e, _)) = cause.downcast_ref()
    {
        return rusqlite::Error::SqliteFailure(*e, Some(error.to_string())).into();
    }
    StoreError::Backend(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::run::{RunResult, result_fingerprint},
        case::party::Agreement,
        incident::Fingerprint,
    };

    fn migrations(second: &str) -> Vec<Migration> {
        let mut migrations = embedded::migrations::runner().get_migrations().clone();
        let name = format!("V{}__more", newest(&migrations) + 1);
        migrations.push(Migration::unapplied(&name, second).expect("a name refinery knows"));
        migrations
    }

    #[test]
    fn an_older_file_is_copied_and_brought_up_to_date_in_one_step_or_not_at_all() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let file = directory.path().join("store.sqlite");
        let mut db = Connection::open(&file).expect("creates");
        migrate(&mut db, &file).expect("the shipped migrations apply");
        let (before, after) = (known_schema(), known_schema() + 1);

        let half = "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT; SELECT no_such_function();";
        apply(&mut db, &file, &migrations(half)).expect_err("the second statement fails");
        assert_eq!(schema_found(&db).expect("readable"), before);

        let more = "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT;";
        apply(&mut db, &file, &migrations(more)).expect("nothing was left of the failed attempt");
        assert_eq!(schema_found(&db).expect("readable"), after);
        let copy = directory.path().join(format!("store.sqlite.before-v{after}"));
        let copy = Connection::open(copy).expect("the copy is there");
        assert_eq!(schema_found(&copy).expect("readable"), before);

        let changed = "CREATE TABLE more (id INTEGER PRIMARY KEY, n INTEGER) STRICT;";
        let refused = apply(&mut db, &file, &migrations(changed));
        assert!(matches!(refused, Err(StoreError::Backend(why)) if why.contains("different")));
        assert!(matches!(schema_of(&db), Err(StoreError::Newer { .. })));
    }

    #[test]
    fn the_log_of_an_older_file_is_chained_as_it_stands_and_its_triggers_are_back() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let file = directory.path().join("store.sqlite");
        let mut db = Connection::open(&file).expect("creates");
        let shipped = embedded::migrations::runner().get_migrations().clone();
        let before: Vec<Migration> = shipped.into_iter().filter(|m| m.version() < 5).collect();
        apply(&mut db, &file, &before).expect("the first schemas");
        for i in 0..300 {
            let body = format!("{{\"act\":\"signed_in\",\"party\":\"polis\",\"i\":{i}}}");
            db.execute(
                "INSERT INTO log (at, object_kind, object_id, body) VALUES (?1, 'user', 'å', ?2)",
                (i, body),
            )
            .expect("kept");
        }
        migrate(&mut db, &file).expect("migrates");
        let found = crate::store::sqlite::log::findings(&db, Vec::new()).expect("walked");
        assert_eq!(found, Vec::<String>::new());
        let last: (i64, i64, String) = db
            .query_row("SELECT max(seq), max(at), max(party) FROM log", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .expect("read");
        assert_eq!(last, (300, 299, "polis".to_owned()));
        for sql in
            ["UPDATE log SET at = 0", "DELETE FROM log", "REPLACE INTO log SELECT * FROM log"]
        {
            db.execute(sql, []).expect_err(sql);
        }
        let tail = crate::store::sqlite::log::tail(&db).expect("read");
        assert_eq!(tail.seq, 300);
    }

    #[test]
    fn a_run_of_an_older_file_is_the_same_run_and_a_damaged_one_stays_damaged() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let file = directory.path().join("store.sqlite");
        let mut db = Connection::open(&file).expect("creates");
        let shipped = embedded::migrations::runner().get_migrations().clone();
        let before: Vec<Migration> = shipped.into_iter().filter(|m| m.version() < 4).collect();
        apply(&mut db, &file, &before).expect("the first schemas");
        let json = r#"{"n_used":3,"n_left_out":[["area_precision",1]],"land_km2":0.1,"cells":{"id":
            ["8a088640000ffff","8a088640001ffff"],"n":[3,0],"expected":[0.30000000000000004,2.7],
            "n_ring":[3,3],"expected_ring":[3.0,3.0],"p_cell":[0.001,1.0],"p_ring":[0.5,0.5],
            "p_adjusted":[0.004,1.0],"z":[1.5,null],"p_permutation":[null,0.25],"hot":[true,false]},
            "places":[],"guard_rails":[],"ranked_counts":[]}"#;
        let result: RunResult = serde_json::from_str(json).expect("a result");
        let fingerprint = result_fingerprint(&result).0;
        let text = serde_json::to_string(&result).expect("JSON");
        let packed = work::pack(&text).expect("packed");
        let torn = &packed[..packed.len() / 2];
        let input = r#"{"parameters":{"categories":[],"period":{"from":"2025-01-01","to":
            "2025-12-31"},"study_area":"kommun/0180","lattice":"h3:10","ring":1,"expectation":"land",
            "gate":"default","correction":"bh","alpha":0.05,"min_ratio":1.5,"min_count":10,
            "max_place_km2":0.15,"stability":false},"data_version":1,"input_fingerprint":"a",
            "areas_fingerprint":"b","imports":[1],"synthetic":true,"data_to":null,
            "method_version":2,"code_version":"0.1.0"}"#;
        for (id, result) in [("run-1", &packed[..]), ("run-2", torn)] {
            db.execute(
                "INSERT INTO run (id, created_by, party, created_at, input, n_places, n_used,
                                  result_fingerprint, result_hash, result)
                 VALUES (?1, 'user', 'stad', 0, ?2, 0, 3, ?3, ?4, ?5)",
                (id, input, &fingerprint, Fingerprint::of(text.as_bytes()).0, result),
            )
            .expect("as the program once wrote it");
        }
        migrate(&mut db, &file).expect("the runs are taken apart");
        let kept = work::run(&db, "run-1").expect("readable").expect("there");
        assert_eq!(kept.result, result);
        assert_eq!(result_fingerprint(&kept.result).0, fingerprint);
        assert!(work::run(&db, "run-2").is_err());
        let findings = crate::store::sqlite::check::check(&db, Vec::new()).expect("checked");
        assert_eq!(findings, ["run-2: the stored result is not the one that was stored"]);
    }

    #[test]
    fn an_installation_begins_with_the_agreements_that_were_a_setting() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let file = directory.path().join("store.sqlite");
        let mut db = Connection::open(&file).expect("creates");
        let shipped = embedded::migrations::runner().get_migrations().clone();
        let before: Vec<Migration> = shipped.into_iter().filter(|m| m.version() < 9).collect();
        apply(&mut db, &file, &before).expect("the first schemas");
        let agreement = |id: &str, to: &str| {
            format!(
                r#"{{"id":"{id}","name":"Överenskommelse {id}","parties":{{"polis":"p","stad":"s"}},
                "areas":["stadsdelsomrade/a","plats/b"],"valid_from":"2025-01-01","valid_to":{to}}}"#
            )
        };
        let both = format!("[{},{}]", agreement("b", "\"2026-12-31\""), agreement("a", "null"));
        db.execute("INSERT INTO setting (key, value) VALUES ('agreements', ?1)", [&both])
            .expect("as the program once wrote it");
        migrate(&mut db, &file).expect("migrates");
        let was: Vec<Agreement> = serde_json::from_str(&both).expect("agreements");
        let kept = crate::store::sqlite::agreements::agreements(&db).expect("read");
        assert!(kept.iter().all(|one| one.version == 1 && one.value.steps().is_empty()));
        let agreed: Vec<_> = kept.into_iter().filter_map(|one| one.value.agreed()).collect();
        assert_eq!(agreed, was);
        let left: u32 = db
            .query_row("SELECT count(*) FROM setting WHERE key = 'agreements'", [], |r| r.get(0))
            .expect("read");
        assert_eq!(left, 0);
    }
}
