//! `import areas|incidents|indicators` and `imports list|show|undo`.

use super::{
    Done, Failure, actor,
    args::{
        ImportAreasArgs, ImportIncidentsArgs, ImportIndicatorsArgs, ImportVerb, ImportsVerb, Lang,
    },
    open, read_text, say,
    table::{decimal, table},
    text, write_out,
};
use platssamverkan::{
    app::{
        Actor, App,
        imports::{self, AreaOrder, ImportCard, IncidentOrder, IndicatorOrder, Order},
    },
    area::{Area, AreaId, AreaKind, Validity},
    case::log::LogEntry,
    incident::{ImportId, Period, StudyClock},
    ingest::{Mapping, RejectionCode},
};
use std::path::{Path, PathBuf};

pub(super) fn import(data: &Path, verb: &ImportVerb, lang: Lang) -> Result<Done, Failure> {
    match verb {
        ImportVerb::Areas(args) => areas(data, args, lang),
        ImportVerb::Incidents(args) => incidents(data, args, lang),
        ImportVerb::Indicators(args) => indicators(data, args, lang),
    }
}

fn areas(data: &Path, args: &ImportAreasArgs, lang: Lang) -> Result<Done, Failure> {
    let app = open(data)?;
    let actor = actor(&app, None)?;
    let kind: AreaKind = args.kind.parse().map_err(|unknown: String| {
        let known: Vec<_> = AreaKind::ALL.iter().map(|kind| kind.as_str()).collect();
        Failure::Usage(format!("okänt områdesslag {unknown}; kända: {}", known.join(", ")))
    })?;
    let names = match &args.names {
        Some(path) => Some((read_text(path)?.into_bytes(), file_name(path))),
        None => None,
    };
    let order = AreaOrder {
        file: file_name(&args.file),
        source: file_name(&args.file),
        kind,
        layer: args.layer.clone(),
        name_field: args.name_field.clone(),
        code_field: args.code_field.clone(),
        class_field: args.class_field.clone(),
        crs: args.crs.clone(),
        valid_from: args.valid_from,
        dissolve_by: args.dissolve_by.clone(),
        names,
        repair: args.repair,
    };
    let decide = Decide { dry_run: args.dry_run, report: args.report.as_deref(), lang };
    preview_and_commit(&app, &actor, &args.file, Order::Areas(order), &decide)
}

fn incidents(data: &Path, args: &ImportIncidentsArgs, lang: Lang) -> Result<Done, Failure> {
    let mut app = open(data)?;
    let actor = actor(&app, args.owner.as_deref())?;
    let mapping = args.mapping.as_deref().map(read_text).transpose()?;
    if let Some(study_area) = &args.study_area {
        choose_study_area(&mut app, study_area)?;
        if let Some(text) = &mapping {
            choose_time_zone(&mut app, text, &file_name(&args.file))?;
        }
    }
    let replace_period = args.replace_period.as_deref().map(parse_period).transpose()?;
    let order = IncidentOrder {
        file: file_name(&args.file),
        source: args.source.clone().unwrap_or_else(|| "kommandorad".to_owned()),
        mapping,
        crs: args.crs.clone(),
        layer: args.layer.clone(),
        replace_period,
        official_total: args.official_total,
        synthetic: args.synthetic,
    };
    let decide = Decide { dry_run: args.dry_run, report: args.report.as_deref(), lang };
    preview_and_commit(&app, &actor, &args.file, Order::Incidents(order), &decide)
}

fn indicators(data: &Path, args: &ImportIndicatorsArgs, lang: Lang) -> Result<Done, Failure> {
    let app = open(data)?;
    let actor = actor(&app, args.owner.as_deref())?;
    let order = IndicatorOrder {
        file: file_name(&args.file),
        source: args.source.clone().unwrap_or_else(|| file_name(&args.file)),
        synthetic: args.synthetic,
    };
    let decide = Decide { dry_run: args.dry_run, report: args.report.as_deref(), lang };
    preview_and_commit(&app, &actor, &args.file, Order::Indicators(order), &decide)
}

/// An area of the store by id, or a box west,south,east,north that becomes one. A store without
/// counts keeps the choice, so that runs find the same ground.
fn choose_study_area(app: &mut App, wanted: &str) -> Result<(), Failure> {
    let corners: Vec<f64> = wanted.split(',').filter_map(|part| part.trim().parse().ok()).collect();
    let id = if let [west, south, east, north] = corners[..] {
        if !(west < east && south < north) {
            return Err(Failure::Usage("rutan ska vara väst,syd,öst,nord i grader".to_owned()));
        }
        let code = format!("ruta {west},{south},{east},{north}");
        let corners = geo_types::Rect::new((west, south), (east, north));
        let area = Area {
            id: AreaId::new(AreaKind::Ovrigt, &code),
            kind: AreaKind::Ovrigt,
            name: "Undersökningsområde".to_owned(),
            code,
            geometry: Some(geo_types::MultiPolygon(vec![corners.to_polygon()])),
            validity: Validity::default(),
            class: None,
            approximate: true,
            source: "kommandoraden".to_owned(),
            note: None,
        };
        let mut write = app.store.begin()?;
        write.put_area(&area, None)?;
        let now = app.clock.now();
        write.append_log(&LogEntry::by_system(now, ("area", &area.id.0), "area_added"))?;
        write.commit()?;
        area.id
    } else {
        let id = AreaId(wanted.to_owned());
        if app.store.read()?.area(&id)?.is_empty() {
            return Err(Failure::Usage(format!("okänt område: {wanted}")));
        }
        id
    };
    if app.counts().imports.is_empty() {
        let mut write = app.store.begin()?;
        write.put_setting("study_area", &id.0)?;
        write.append_log(&setting_changed(app, "study_area"))?;
        write.commit()?;
    }
    app.settings.study_area = id;
    Ok(())
}

/// Ground in another time zone has its own midnight: a store without counts takes the zone of the
/// mapping that came with the study area.
fn choose_time_zone(app: &mut App, mapping: &str, file: &str) -> Result<(), Failure> {
    let Some(zone) = Mapping::from_toml(mapping, file)?.time_zone else { return Ok(()) };
    let (Some(clock), true) = (StudyClock::new(&zone), app.counts().imports.is_empty()) else {
        return Ok(());
    };
    let mut write = app.store.begin()?;
    write.put_setting("time_zone", &zone)?;
    write.append_log(&setting_changed(app, "time_zone"))?;
    write.commit()?;
    app.settings.clock = clock;
    Ok(())
}

fn setting_changed(app: &App, key: &str) -> LogEntry {
    LogEntry::by_system(app.clock.now(), ("setting", key), "setting_changed")
}

/// What is done with a preview.
pub(super) struct Decide<'a> {
    /// Nothing is imported.
    pub(super) dry_run: bool,
    /// Where rejected rows are written.
    pub(super) report: Option<&'a Path>,
    /// What it is told in.
    pub(super) lang: Lang,
}

/// Shows what an import would do, and does it unless it is a dry run.
pub(super) fn preview_and_commit(
    app: &App,
    actor: &Actor,
    file: &Path,
    order: Order,
    decide: &Decide<'_>,
) -> Result<Done, Failure> {
    let lang = decide.lang;
    if !file.is_file() {
        return Err(Failure::File(format!(
            "{}: {}",
            file.display(),
            say(lang, "filen finns inte", "no such file")
        )));
    }
    let card = imports::preview(app, actor, file, order)?;
    eprint!("{}", describe(&card, lang));
    if let Some(path) = decide.report {
        write_out(Some(path), &rejections_csv(app, actor, card.record.id, lang)?)?;
    }
    let done = match card.record.totals.n_rejected {
        0 => Done::All,
        _ => Done::WithRejections,
    };
    if let Some(twin) = card.already_imported_as {
        imports::undo(app, actor, card.record.id)?;
        eprintln!(
            "{} {}",
            say(lang, "redan inläst som nummer", "already imported as number"),
            twin.0
        );
        return Ok(done);
    }
    if decide.dry_run {
        imports::undo(app, actor, card.record.id)?;
        eprintln!("{}", say(lang, "Prov: inget lästes in.", "Dry run: nothing was imported."));
        return Ok(done);
    }
    let card = imports::commit(app, actor, card.record.id)?;
    println!("{} {}", say(lang, "inläst som nummer", "imported as number"), card.record.id.0);
    Ok(done)
}

fn rejections_csv(app: &App, actor: &Actor, id: ImportId, lang: Lang) -> Result<Vec<u8>, Failure> {
    let headers = match lang {
        Lang::Sv => ["fil", "rad", "post", "kolumn", "värde", "kod", "vad som är fel"],
        Lang::En => ["file", "line", "record", "column", "value", "code", "what is wrong"],
    };
    let text = match lang {
        Lang::Sv => platssamverkan::app::texts::text_sv,
        Lang::En => platssamverkan::app::texts::text_en,
    };
    Ok(imports::rejections_csv(app, actor, id, headers, text)?)
}

/// The preview as the user reads it on a terminal.
fn describe(card: &ImportCard, lang: Lang) -> String {
    let record = &card.record;
    let totals = &record.totals;
    let mut out = format!(
        "{}: {}\n{} {} · {} {} · {} {}\n",
        record.options.file,
        totals.read_as,
        totals.n_read,
        say(lang, "lästa", "read"),
        totals.n_accepted,
        say(lang, "godtagna", "accepted"),
        totals.n_rejected,
        say(lang, "avvisade", "rejected"),
    );
    for (label, n) in [
        (say(lang, "nya", "new"), totals.n_new),
        (say(lang, "ändrade", "changed"), totals.n_changed),
        (say(lang, "fanns redan", "already there"), totals.n_already),
        (say(lang, "ersätts", "replaced"), totals.n_replaced),
    ] {
        if n > 0 {
            out += &format!("  {n} {label}\n");
        }
    }
    for (code, n) in &totals.by_code {
        let notice = RejectionCode::ALL.iter().any(|c| c.as_str() == code && c.is_notice());
        let mark = if notice { "obs" } else { say(lang, "avvisad", "rejected") };
        out += &format!("  {mark} {n} × {} [{code}]\n", text(lang, code));
    }
    for (code, value) in totals.mended.iter().chain(&totals.warnings) {
        out += &format!("  {}: {} [{code}]\n", text(lang, code), decimal(*value, 1));
    }
    if !totals.dropped_columns.is_empty() {
        let columns = totals.dropped_columns.join(", ");
        out += &format!(
            "  {}: {columns}\n",
            say(lang, "kolumner som inte behålls", "dropped columns")
        );
    }
    out
}

pub(super) fn imports(data: &Path, verb: &ImportsVerb, lang: Lang) -> Result<Done, Failure> {
    let app = open(data)?;
    let actor = actor(&app, None)?;
    match verb {
        ImportsVerb::List { json } => {
            let cards = imports::list(&app, &actor)?;
            if *json {
                let records: Vec<_> = cards.iter().map(|card| &card.record).collect();
                return print_json(&records);
            }
            let rows: Vec<Vec<String>> = cards.iter().map(row).collect();
            let headers = match lang {
                Lang::Sv => ["nr", "vad", "läge", "fil", "ägare", "godtagna", "avvisade"],
                Lang::En => ["no", "what", "state", "file", "owner", "accepted", "rejected"],
            };
            write_out(None, table(&headers, &rows).as_bytes())?;
        }
        ImportsVerb::Show { id, json } => {
            let card = imports::get(&app, &owner_of(&app, *id)?, ImportId(*id))?;
            if *json {
                return print_json(&card.record);
            }
            write_out(None, describe(&card, lang).as_bytes())?;
        }
        ImportsVerb::Undo { id } => {
            imports::undo(&app, &owner_of(&app, *id)?, ImportId(*id))?;
            println!("{} {id}", say(lang, "ångrad: inläsning", "undone: import"));
        }
    }
    Ok(Done::All)
}

/// The command line acts for the party that owns the import.
fn owner_of(app: &App, id: u32) -> Result<Actor, Failure> {
    let record = app.store.read()?.import(ImportId(id))?;
    actor(app, record.as_ref().map(|record| record.options.owner.0.as_str()))
}

fn row(card: &ImportCard) -> Vec<String> {
    let record = &card.record;
    let plain = |value: serde_json::Result<serde_json::Value>| {
        value.ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    };
    vec![
        record.id.0.to_string(),
        plain(serde_json::to_value(record.kind)),
        plain(serde_json::to_value(record.state)),
        record.options.file.clone(),
        card.owner_name.clone(),
        record.totals.n_accepted.to_string(),
        record.totals.n_rejected.to_string(),
    ]
}

pub(super) fn print_json<T: serde::Serialize>(value: &T) -> Result<Done, Failure> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|error| Failure::App(platssamverkan::app::AppError::Fault(error.to_string())))?;
    bytes.push(b'\n');
    write_out(None, &bytes)?;
    Ok(Done::All)
}

fn parse_period(text: &str) -> Result<Period, Failure> {
    text.split_once("..")
        .and_then(|(from, to)| Period::new(from.parse().ok()?, to.parse().ok()?))
        .ok_or_else(|| Failure::Usage(format!("perioden ska skrivas FRÅN..TILL, inte {text}")))
}

fn file_name(path: &Path) -> String {
    let name: PathBuf = path.file_name().map(PathBuf::from).unwrap_or_else(|| path.to_owned());
    name.to_string_lossy().into_owned()
}
