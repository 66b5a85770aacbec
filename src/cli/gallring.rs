//! `gallring`: what has been kept long enough, listed or removed.

use super::{
    Done, Failure, actor,
    args::{GallringArgs, Lang},
    import::print_json,
    open, say,
    table::table,
    write_out,
};
use platssamverkan::{
    app::retention::{self, Rule},
    store::Retained,
};
use serde::Serialize;
use std::path::Path;

/// A line of the listing.
#[derive(Serialize)]
struct Line {
    what: Retained,
    days: u32,
    id: String,
    n_rows: u64,
}

pub(super) fn gallring(data: &Path, args: &GallringArgs, lang: Lang) -> Result<Done, Failure> {
    let app = open(data)?;
    let actor = actor(&app, None)?;
    for rule in &args.set {
        retention::decide(&app, &actor, read(rule, lang)?)?;
    }
    if !args.set.is_empty() && !args.dry_run {
        return rules(&app, lang);
    }
    let retired = match args.dry_run {
        true => retention::due(&app, &actor)?,
        false => retention::run(&app, &actor)?,
    };
    let lines: Vec<Line> = retired
        .into_iter()
        .flat_map(|(rule, all)| {
            let line = move |one: platssamverkan::store::Retired| Line {
                what: rule.what,
                days: rule.days,
                id: one.id,
                n_rows: one.n_rows,
            };
            all.into_iter().map(line)
        })
        .collect();
    if args.json {
        return print_json(&lines);
    }
    let headers = match lang {
        Lang::Sv => ["vad", "dagar", "id", "rader"],
        Lang::En => ["what", "days", "id", "rows"],
    };
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            let what = line.what.as_str().to_owned();
            vec![what, line.days.to_string(), line.id.clone(), line.n_rows.to_string()]
        })
        .collect();
    write_out(None, table(&headers, &rows).as_bytes())?;
    let n = lines.len();
    match args.dry_run {
        true => println!("{n} {}", say(lang, "skulle gallras", "would be removed")),
        false => println!("{n} {}", say(lang, "gallrade", "removed")),
    }
    Ok(Done::All)
}

fn rules(app: &platssamverkan::app::App, lang: Lang) -> Result<Done, Failure> {
    let headers = match lang {
        Lang::Sv => ["vad", "dagar"],
        Lang::En => ["what", "days"],
    };
    let rows: Vec<Vec<String>> = retention::rules(&*app.store.read()?)?
        .into_iter()
        .map(|rule| vec![rule.what.as_str().to_owned(), rule.days.to_string()])
        .collect();
    write_out(None, table(&headers, &rows).as_bytes())?;
    Ok(Done::All)
}

/// `kind=days`.
fn read(text: &str, lang: Lang) -> Result<Rule, Failure> {
    let wrong = || {
        let known: Vec<&str> = Retained::ALL.into_iter().map(Retained::as_str).collect();
        let said = say(lang, "skriv VAD=DAGAR, där VAD är", "write WHAT=DAYS, where WHAT is");
        Failure::Usage(format!("{text}: {said} {}", known.join(", ")))
    };
    let (what, days) = text.split_once('=').ok_or_else(wrong)?;
    let what = Retained::ALL.into_iter().find(|known| known.as_str() == what).ok_or_else(wrong)?;
    Ok(Rule { what, days: days.parse().map_err(|_| wrong())? })
}
