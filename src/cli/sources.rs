//! `sources list|fetch`.

use super::{
    Done, Failure, actor,
    args::{FetchArgs, Lang, SourcesVerb},
    import::{Decide, preview_and_commit, print_json},
    open, say,
    table::{decimal, table},
    text, write_out,
};
use platssamverkan::app::{
    imports::Order,
    sources::{self, FILE_NAME, FOLDER, Fetched, LIMITS, Said, Source},
};
use serde::Serialize;
use std::path::{Path, PathBuf};

pub(super) fn sources(data: &Path, verb: &SourcesVerb, lang: Lang) -> Result<Done, Failure> {
    match verb {
        SourcesVerb::List { to, json } => list(data, to.as_deref(), *json, lang),
        SourcesVerb::Fetch(args) => fetch(data, args, lang),
    }
}

/// The folder of the data, also where the database itself is named.
fn folder_of(data: &Path) -> &Path {
    if data.is_file() { data.parent().unwrap_or(data) } else { data }
}

fn known(data: &Path, lang: Lang) -> Result<Vec<Source>, Failure> {
    sources::sources(folder_of(data)).map_err(|error| {
        let why = text(lang, error.code);
        Failure::Usage(format!("{FILE_NAME}: {}: {why} [{}]", error.at, error.code))
    })
}

fn kept_in(data: &Path, to: Option<&Path>) -> PathBuf {
    to.map_or_else(|| folder_of(data).join(FOLDER), Path::to_owned)
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    name: &'a str,
    kind: &'a str,
    publisher: &'a str,
    licence: &'a str,
    licence_url: Option<String>,
    page: Option<String>,
    address: String,
    format: &'a str,
    valid_from: Option<String>,
    name_fields: &'a [String],
    code_fields: &'a [String],
    fetched: Option<sources::Provenance>,
}

fn list(data: &Path, to: Option<&Path>, json: bool, lang: Lang) -> Result<Done, Failure> {
    let known = known(data, lang)?;
    let folder = kept_in(data, to);
    let rows: Vec<Row<'_>> = known
        .iter()
        .map(|source| Row {
            id: &source.id,
            name: &source.name,
            kind: source.kind.as_str(),
            publisher: &source.publisher,
            licence: &source.licence,
            licence_url: source.licence_url.as_ref().map(ToString::to_string),
            page: source.page.as_ref().map(ToString::to_string),
            address: source.address.to_string(),
            format: if source.wfs.is_some() { "wfs" } else { "file" },
            valid_from: source.valid_from.map(|day| day.to_string()),
            name_fields: &source.fields.name,
            code_fields: &source.fields.code,
            fetched: sources::kept(&folder, &source.id).pop(),
        })
        .collect();
    if json {
        return print_json(&rows);
    }
    let headers = match lang {
        Lang::Sv => ["id", "vad", "utgivare", "licens", "blir", "gäller från", "hämtad"],
        Lang::En => ["id", "what", "publisher", "licence", "becomes", "valid from", "fetched"],
    };
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let fetched = row.fetched.as_ref().map(|kept| kept.fetched_at.to_string());
            vec![
                row.id.to_owned(),
                row.name.to_owned(),
                row.publisher.to_owned(),
                row.licence.to_owned(),
                row.kind.to_owned(),
                row.valid_from.clone().unwrap_or_else(|| "–".to_owned()),
                fetched.map_or_else(|| "–".to_owned(), |at| at.chars().take(10).collect()),
            ]
        })
        .collect();
    write_out(None, table(&headers, &cells).as_bytes())?;
    Ok(Done::All)
}

fn fetch(data: &Path, args: &FetchArgs, lang: Lang) -> Result<Done, Failure> {
    let known = known(data, lang)?;
    let source = known.iter().find(|source| source.id == args.id).ok_or_else(|| {
        let ids: Vec<&str> = known.iter().map(|source| source.id.as_str()).collect();
        let what = say(lang, "okänd källa", "unknown source");
        Failure::Usage(format!(
            "{what} {}; {}: {}",
            args.id,
            say(lang, "kända", "known"),
            ids.join(", ")
        ))
    })?;
    let app = open(data)?;
    let actor = actor(&app, None)?;
    let folder = kept_in(data, args.to.as_deref());
    let order = sources::Order { from: args.from.clone(), sha256: args.sha256.clone() };
    let fetched = sources::fetch(&app, &actor, source, &folder, &order, LIMITS)?;
    let file = folder.join(&fetched.provenance.file);
    eprint!("{}", describe(source, &fetched, &file, lang));

    let said = Said {
        name_field: args.name_field.clone(),
        code_field: args.code_field.clone(),
        class_field: args.class_field.clone(),
        valid_from: args.valid_from,
        repair: args.repair,
    };
    let order = sources::area_order(source, &fetched, said)
        .map_err(platssamverkan::app::AppError::Input)?;
    let decide = Decide { dry_run: !args.import, report: args.report.as_deref(), lang };
    let done = preview_and_commit(&app, &actor, &file, Order::Areas(order), &decide)?;
    if !args.import {
        let how = say(
            lang,
            "Kör samma kommando med --import för att läsa in.",
            "Run the same command with --import to import.",
        );
        eprintln!("{how}");
    }
    Ok(done)
}

/// What was fetched, as the user reads it before the preview.
fn describe(source: &Source, fetched: &Fetched, file: &Path, lang: Lang) -> String {
    let from = &fetched.provenance;
    let mut out = format!("{}: {}, {}\n", source.id, source.name, source.publisher);
    let mut line = |label: &'static str, value: String| out += &format!("  {label}: {value}\n");
    line(say(lang, "adress", "address"), from.address.clone());
    let licence_url = from.licence_url.as_ref().map(|url| format!(" ({url})")).unwrap_or_default();
    line(say(lang, "licens", "licence"), format!("{}{licence_url}", from.licence));
    line(say(lang, "fil", "file"), file.display().to_string());
    let kb = decimal(from.n_bytes as f64 / 1000.0, 1);
    line(say(lang, "storlek", "size"), format!("{kb} kB"));
    line("SHA-256", from.sha256.clone());
    match (&fetched.before, fetched.unchanged) {
        (_, true) => {
            let since = say(lang, "oförändrad sedan", "unchanged since");
            line(since, from.fetched_at.to_string());
        }
        (Some(before), false) => {
            let changed = say(lang, "ändrad sedan", "changed since");
            line(changed, format!("{} (SHA-256 {})", before.fetched_at, before.sha256));
        }
        (None, false) => {}
    }
    out
}
