//! `migrate`, `backup`, `restore` and `check`.

use super::{Done, Failure, args::Lang, open, say};
use platssamverkan::{
    analysis::run::result_fingerprint,
    app::{AppError, methods::fingerprint},
    store::sqlite,
};
use std::path::Path;

pub(super) fn migrate(data: &Path, lang: Lang) -> Result<Done, Failure> {
    // Opening brings the schema up to date, with a copy of the file first.
    sqlite::SqliteStore::open(data)?;
    println!("{}", say(lang, "Databasen har programmets schema.", "The schema is up to date."));
    Ok(Done::All)
}

pub(super) fn backup(data: &Path, to: &Path, lang: Lang) -> Result<Done, Failure> {
    let app = open(data)?;
    app.store.backup(to, app.clock.now())?;
    println!("{} {}", say(lang, "Kopia i", "Copy in"), to.display());
    Ok(Done::All)
}

pub(super) fn restore(data: &Path, from: &Path, lang: Lang) -> Result<Done, Failure> {
    sqlite::restore(from, data)?;
    println!("{} {}", say(lang, "Återställd till", "Restored to"), data.display());
    Ok(Done::All)
}

pub(super) fn check(data: &Path, lang: Lang) -> Result<Done, Failure> {
    let app = open(data)?;
    let mut faults = app.store.check()?;
    let runs = app.store.read()?.runs()?;
    for run in &runs {
        let stored = app.store.read()?.run(&run.id)?;
        if stored.is_none_or(|stored| result_fingerprint(&stored.result) != run.result_fingerprint)
        {
            faults.push(format!(
                "{}: {}",
                run.id,
                say(lang, "fingeravtrycket stämmer inte", "fingerprint differs")
            ));
        }
    }
    let answers = app.store.read()?.method_runs()?;
    for run in &answers {
        // The store has compared the bytes already; this reads them as the program understands them.
        let stored = app.store.read()?.method_run(&run.id)?;
        let sound = match stored {
            Some(stored) => fingerprint(&stored.found)? == run.result_fingerprint,
            None => false,
        };
        if !sound {
            faults.push(format!(
                "{}: {}",
                run.id,
                say(lang, "fingeravtrycket stämmer inte", "fingerprint differs")
            ));
        }
    }
    if faults.is_empty() {
        let sound =
            say(lang, "Databasen är hel; körningar prövade:", "The store is sound; runs checked:");
        println!("{sound} {}", runs.len() + answers.len());
        return Ok(Done::All);
    }
    Err(Failure::App(AppError::Store(platssamverkan::store::StoreError::Backend(
        faults.join("\n"),
    ))))
}
