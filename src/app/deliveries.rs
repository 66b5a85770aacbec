//! A file comes in: read, compared with what is there, and put aside until somebody says yes.

use super::{
    Actor, App, AppError, FieldError, areas,
    foreign::{ForeignInput, ForeignLimits, ForeignOptions, read_area_file, read_foreign},
    imports::{ImportCard, card, log, published_twin},
    utsatta,
};
use crate::{
    area::{Area, AreaIndex, AreaKind, BoundingBox, PreparedArea},
    case::{log::LogEntry, personal_data::find_personal_data},
    incident::{CategoryCatalogue, Fingerprint, ImportId, IndicatorValue, Period},
    ingest::{
        self, AreaReadOptions, Context, ImportKind, ImportOptions, ImportRecord, ImportState,
        ImportTotals, IncidentDelivery, IndicatorContext, InputRefused, KnownAreas, Limits,
        Mapping, PointCrs, ReadHow, Rejection,
        sniff::{Format, sniff},
    },
    policy::{self, Action},
    store::Read,
};
use jiff::civil::Date;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::Read as _,
    path::Path,
};

/// What is wanted with a file.
#[derive(Debug, Clone)]
pub enum Order {
    /// Counts.
    Incidents(IncidentOrder),
    /// Areas.
    Areas(AreaOrder),
    /// Values of indicators.
    Indicators(IndicatorOrder),
}

/// A table of indicator values. It belongs to the party of whoever delivers it.
#[derive(Debug, Clone, Default)]
pub struct IndicatorOrder {
    /// Name of the file as delivered.
    pub file: String,
    /// Where it comes from; also the source of rows that name none.
    pub source: String,
    /// Made up.
    pub synthetic: bool,
}

/// A file of counts. It belongs to the party of whoever delivers it.
#[derive(Debug, Clone, Default)]
pub struct IncidentOrder {
    /// Name of the file as delivered.
    pub file: String,
    /// Source system.
    pub source: String,
    /// TOML: which column means what. Remembered for the source; the remembered one if not given.
    pub mapping: Option<String>,
    /// System of the places, e.g. `EPSG:3006`.
    pub crs: Option<String>,
    /// Layer of the file, where it has several.
    pub layer: Option<String>,
    /// Days of the source that are replaced whole.
    pub replace_period: Option<Period>,
    /// Official figure to compare the total with.
    pub official_total: Option<u64>,
    /// Made up.
    pub synthetic: bool,
}

/// A file of areas.
#[derive(Debug, Clone)]
pub struct AreaOrder {
    /// Name of the file as delivered.
    pub file: String,
    /// Where it comes from, shown beside the map.
    pub source: String,
    /// Which layer they belong to.
    pub kind: AreaKind,
    /// Layer of the file, where it has several.
    pub layer: Option<String>,
    /// Field with names.
    pub name_field: Option<String>,
    /// Field with codes.
    pub code_field: Option<String>,
    /// Field with the class of exposed areas.
    pub class_field: Option<String>,
    /// System of the coordinates, against what the file says.
    pub crs: Option<String>,
    /// First day of these versions.
    pub valid_from: Option<Date>,
    /// `FIELD` or `FIELD:CHARS`: join the pieces that agree in it.
    pub dissolve_by: Option<String>,
    /// Names by code, as the bytes of a CSV file and its name.
    pub names: Option<(Vec<u8>, String)>,
    /// Make invalid polygons valid instead of rejecting them.
    pub repair: bool,
}

impl Order {
    /// What is written in words, by field; all of it may be kept and shown.
    fn texts(&self) -> Vec<(&'static str, &str)> {
        let (file, source, more) = match self {
            Order::Incidents(order) => (
                &order.file,
                &order.source,
                vec![("mapping", &order.mapping), ("layer", &order.layer)],
            ),
            Order::Areas(order) => {
                let fields = vec![
                    ("layer", &order.layer),
                    ("name_field", &order.name_field),
                    ("code_field", &order.code_field),
                    ("class_field", &order.class_field),
                    ("dissolve_by", &order.dissolve_by),
                ];
                (&order.file, &order.source, fields)
            }
            Order::Indicators(order) => (&order.file, &order.source, Vec::new()),
        };
        let more = more.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?)));
        [("file", file.as_str()), ("source", source.as_str())].into_iter().chain(more).collect()
    }

    /// Nothing of it may point at a person.
    fn guarded(&self) -> Result<(), AppError> {
        let texts = self.texts().into_iter();
        let found =
            texts.filter_map(|(name, text)| Some((name.to_owned(), find_personal_data(text)?)));
        let found: Vec<_> = found.collect();
        if found.is_empty() { Ok(()) } else { Err(AppError::Personal(found)) }
    }
}

/// Reads a file and puts what it holds aside. Nothing is visible to anyone until it is committed.
///
/// # Errors
/// [`AppError::Input`] when the file is refused whole, [`AppError::TooMany`] when four others wait.
pub fn preview(
    app: &App,
    actor: &Actor,
    path: &Path,
    order: Order,
) -> Result<ImportCard, AppError> {
    policy::may(actor, Action::Import)?;
    order.guarded()?;
    let source = match &order {
        Order::Incidents(order) => &order.source,
        Order::Areas(order) => &order.source,
        Order::Indicators(order) => &order.source,
    };
    if source.trim().is_empty() || source.chars().count() > 80 {
        return Err(invalid("source", "missing"));
    }
    let _turn = app.import_queue.enter()?;
    let id = match order {
        Order::Incidents(order) => incidents(app, actor, path, order)?,
        Order::Areas(order) => area_file(app, actor, path, order)?,
        Order::Indicators(order) => indicator_file(app, actor, path, order)?,
    };
    let read = app.store.read()?;
    let record = read.import(id)?.ok_or(AppError::NotFound)?;
    card(read.as_ref(), record)
}

fn incidents(
    app: &App,
    actor: &Actor,
    path: &Path,
    order: IncidentOrder,
) -> Result<ImportId, AppError> {
    let key = row_key(app)?;
    let read = app.store.read()?;
    let catalogue = read.catalogue()?;
    let how = read_how(read.as_ref(), &order)?;
    let all = read.areas(None)?;
    drop(read);
    let city = areas::study_area(app)?;
    let ground = city.geometry.as_ref().ok_or(AppError::Refused("study_area_without_ground"))?;
    let study_area = PreparedArea::new(ground);
    let today = app.today();
    let finest = AreaIndex::new(
        all.iter()
            .filter(|area| area.kind == AreaKind::Statistikomrade && area.validity.covers(today)),
    );
    let known_areas = KnownAreas::new(&all, &finest);
    let context = Context {
        catalogue: &catalogue,
        study_area: &study_area,
        // A bare box is no area in which homes could be counted.
        study_area_id: (city.kind != AreaKind::Ovrigt).then_some(&city.id),
        finest_areas: &finest,
        known_areas: &known_areas,
        clock: &app.settings.clock,
        key: &key,
        source: &order.source,
    };
    let delivery = read_incidents(app, path, &order, how, &context)?;
    let mut totals = delivery.totals(&catalogue, &app.settings.clock);
    official_difference(&mut totals, order.official_total);
    let has_ids = delivery.rows.iter().all(|row| row.key.is_some());
    let record = ImportRecord {
        id: ImportId(0),
        kind: ImportKind::Incidents,
        state: ImportState::Staging,
        options: ImportOptions {
            file: order.file,
            source: order.source,
            owner: actor.party.id.clone(),
            replace_period: order.replace_period,
            official_total: order.official_total,
            synthetic: order.synthetic,
        },
        file_hash: hash(&delivery.file_hash),
        content_hash: hash(&delivery.content_hash),
        totals,
        shared: false,
        shared_with: BTreeSet::new(),
        created_by: actor.user.id.clone(),
        created_at: app.clock.now(),
        published_at: None,
    };
    stage(app, actor, record, delivery, &catalogue, order.mapping, has_ids)
}

/// Puts the rows aside and notes what the store says about them.
fn stage(
    app: &App,
    actor: &Actor,
    mut record: ImportRecord,
    mut delivery: IncidentDelivery,
    catalogue: &CategoryCatalogue,
    mapping: Option<String>,
    has_ids: bool,
) -> Result<ImportId, AppError> {
    let mut write = app.store.begin()?;
    // The dense index is the store's to give, whatever the reader assumed.
    let assumed = catalogue.categories.len();
    let mut dense = Vec::with_capacity(delivery.new_categories.len());
    for category in &delivery.new_categories {
        dense.push(write.put_category(category)?);
    }
    for row in &mut delivery.rows {
        if let Some(new) = usize::from(row.category).checked_sub(assumed) {
            row.category = dense[new];
        }
    }
    if let Some(mapping) = mapping {
        let key = mapping_key(&record.options.source);
        write.put_setting(&key, &mapping)?;
        let (by, at) = (policy::signer(actor), app.clock.now());
        write.append_log(&LogEntry::by(&by, at, ("setting", &key), "setting_changed"))?;
    }
    let twin = published_twin(&*write, &record)?;
    if twin.is_none() && !has_ids && record.options.replace_period.is_none() {
        period_delivered(&*write, &mut record)?;
    }
    record.id = write.new_import(&record)?;
    log(write.as_mut(), app, actor, record.id, "import_received")?;
    write.commit()?;

    if twin.is_some() {
        // Known row for row. It is put aside all the same: should the other be undone, this one can
        // be published; until then `commit` refuses it.
        record.totals.n_already = record.totals.n_accepted;
    }
    let staged = app.store.stage(record.id, &delivery.rows, &delivery.rejections);
    finish(app, actor, record, twin.is_some(), staged)
}

fn area_file(
    app: &App,
    actor: &Actor,
    path: &Path,
    order: AreaOrder,
) -> Result<ImportId, AppError> {
    let dissolve_by = order.dissolve_by.as_deref().map(|text| {
        ingest::parse_dissolve_by(text).ok_or_else(|| invalid("dissolve_by", "malformed"))
    });
    // A list of exposed areas is whole from a day on: without the day nobody knows which it follows.
    if order.kind == AreaKind::UtsattOmrade && order.valid_from.is_none() {
        return Err(invalid("valid_from", "missing"));
    }
    let names = order.names.as_ref().map(|(bytes, file)| ingest::read_names(bytes, file));
    let how = AreaReadOptions {
        kind: order.kind,
        name_field: order.name_field,
        code_field: order.code_field,
        class_field: order.class_field,
        crs: order.crs,
        valid_from: order.valid_from,
        dissolve_by: dissolve_by.transpose()?,
        names: names.transpose()?.unwrap_or_default(),
        repair: order.repair,
        source: order.source.clone(),
    };
    let worker = app.settings.gdal_worker.as_deref();
    let foreign = ForeignOptions { layer: order.layer, ..ForeignOptions::default() };
    let input = ForeignInput::Path(path);
    let mut delivery = read_area_file(worker, input, &order.file, &foreign, &how, fence(app)?)?;
    end_as_known(app.store.read()?.as_ref(), &mut delivery.areas)?;
    let mut totals = ImportTotals {
        n_read: delivery.n_read,
        n_accepted: delivery.areas.len() as u64,
        n_counts: 0,
        read_as: delivery.crs.clone(),
        mended: delivery.mended.clone(),
        ..ImportTotals::default()
    };
    count_codes(&mut totals, &delivery.rejections);
    let record = ImportRecord {
        id: ImportId(0),
        kind: ImportKind::Areas,
        state: ImportState::Staging,
        options: ImportOptions {
            file: order.file,
            source: order.source,
            owner: actor.party.id.clone(),
            replace_period: None,
            official_total: None,
            synthetic: false,
        },
        content_hash: content_of(&delivery.areas),
        file_hash: hash(&delivery.file_hash),
        totals,
        shared: false,
        shared_with: BTreeSet::new(),
        created_by: actor.user.id.clone(),
        created_at: app.clock.now(),
        published_at: None,
    };
    stage_areas(app, actor, record, &delivery.areas, &delivery.rejections)
}

/// A file says from when its boundaries hold, not that an area has been merged into another since:
/// where the version that is there for the first day has an end of its own, the new one has it too.
fn end_as_known(read: &dyn Read, areas: &mut [Area]) -> Result<(), AppError> {
    for area in areas.iter_mut().filter(|area| area.kind != AreaKind::UtsattOmrade) {
        let Some(first) = area.validity.valid_from else { continue };
        let versions = read.area(&area.id)?;
        // They stand by first day: the one that began last.
        let there = versions.iter().rfind(|version| version.validity.covers(first));
        if let Some(end) = there.and_then(|version| version.validity.valid_to) {
            area.validity.valid_to = Some(end);
        }
    }
    Ok(())
}

fn stage_areas(
    app: &App,
    actor: &Actor,
    mut record: ImportRecord,
    areas: &[Area],
    rejections: &[Rejection],
) -> Result<ImportId, AppError> {
    let mut write = app.store.begin()?;
    for area in areas {
        let versions = write.area(&area.id)?;
        let count = match versions.iter().find(|known| known.validity == area.validity) {
            Some(known) if known == area => &mut record.totals.n_already,
            Some(_) => &mut record.totals.n_changed,
            None => &mut record.totals.n_new,
        };
        *count += 1;
    }
    let leave = utsatta::leaving(app, &*write, areas)?;
    if leave > 0 {
        record.totals.warnings.push(("leaves_list".into(), leave as f64));
    }
    record.id = write.new_import(&record)?;
    for area in areas {
        write.put_area(area, Some(record.id))?;
    }
    log(write.as_mut(), app, actor, record.id, "import_received")?;
    write.commit()?;
    let staged = app.store.stage(record.id, &[], rejections);
    finish(app, actor, record, true, staged)
}

fn indicator_file(
    app: &App,
    actor: &Actor,
    path: &Path,
    order: IndicatorOrder,
) -> Result<ImportId, AppError> {
    let all = app.store.read()?.areas(None)?;
    let known_areas = KnownAreas::new(&all, &AreaIndex::new([]));
    let context = IndicatorContext {
        known_areas: &known_areas,
        source: &order.source,
        encoding: None,
        limits: Limits { max_bytes: 64 << 20, ..Limits::default() },
    };
    let bytes = File::open(path).map_err(|error| unreadable(&order.file, &error))?;
    let delivery = ingest::read_indicators(bytes, &order.file, &context)?;
    let mut record = ImportRecord {
        id: ImportId(0),
        kind: ImportKind::Indicators,
        state: ImportState::Staging,
        options: ImportOptions {
            file: order.file,
            source: order.source,
            owner: actor.party.id.clone(),
            replace_period: None,
            official_total: None,
            synthetic: order.synthetic,
        },
        content_hash: hash(&delivery.content_hash),
        file_hash: hash(&delivery.file_hash),
        totals: delivery.totals(),
        shared: false,
        shared_with: BTreeSet::new(),
        created_by: actor.user.id.clone(),
        created_at: app.clock.now(),
        published_at: None,
    };
    let mut write = app.store.begin()?;
    compare(&*write, &mut record, &delivery.values)?;
    record.id = write.new_import(&record)?;
    write.put_indicators(record.id, &delivery.values)?;
    log(write.as_mut(), app, actor, record.id, "import_received")?;
    write.commit()?;
    let staged = app.store.stage(record.id, &[], &delivery.rejections);
    finish(app, actor, record, true, staged)
}

/// What of the delivery the owner has already, and what it changes.
fn compare(
    read: &dyn Read,
    record: &mut ImportRecord,
    values: &[IndicatorValue],
) -> Result<(), AppError> {
    let known = read.indicators(None)?;
    let known: BTreeMap<String, IndicatorValue> = known
        .into_iter()
        .filter(|kept| kept.owner == record.options.owner)
        .map(|kept| (kept.value.cell(), kept.value))
        .collect();
    for value in values {
        let count = match known.get(&value.cell()) {
            Some(known) if known.says_the_same(value) => &mut record.totals.n_already,
            Some(_) => &mut record.totals.n_changed,
            None => &mut record.totals.n_new,
        };
        *count += 1;
    }
    Ok(())
}

/// Takes what the store found, unless it is `known` already, and makes the import a preview; on
/// failure nothing is left behind.
fn finish(
    app: &App,
    actor: &Actor,
    mut record: ImportRecord,
    known: bool,
    staged: Result<ImportTotals, crate::store::StoreError>,
) -> Result<ImportId, AppError> {
    let found = match staged {
        Ok(found) => found,
        Err(error) => {
            let mut write = app.store.begin()?;
            write.drop_import(record.id)?;
            log(write.as_mut(), app, actor, record.id, "import_failed")?;
            write.commit()?;
            return Err(error.into());
        }
    };
    if !known {
        record.totals.n_new = found.n_new;
        record.totals.n_changed = found.n_changed;
        record.totals.n_already = found.n_already;
        record.totals.n_replaced = found.n_replaced;
    }
    record.state = ImportState::Previewed;
    let mut write = app.store.begin()?;
    write.put_import(&record)?;
    log(write.as_mut(), app, actor, record.id, "import_previewed")?;
    write.commit()?;
    Ok(record.id)
}

fn read_incidents(
    app: &App,
    path: &Path,
    order: &IncidentOrder,
    how: ReadHow,
    context: &Context,
) -> Result<IncidentDelivery, AppError> {
    let file = &order.file;
    let unreadable = |error: std::io::Error| unreadable(file, &error);
    let mut start = Vec::new();
    File::open(path)
        .map_err(unreadable)?
        .take(65_536)
        .read_to_end(&mut start)
        .map_err(unreadable)?;
    let is_markup = start.trim_ascii_start().starts_with(b"<");
    // CSV is whatever is nothing else; its reader says what is wrong with it.
    if !is_markup && matches!(sniff(&start), Format::Other | Format::Empty) {
        let bytes = File::open(path).map_err(unreadable)?;
        return Ok(ingest::read_incidents(bytes, file, &how, context)?);
    }
    let options = ForeignOptions {
        layer: order.layer.clone(),
        crs: order.crs.clone(),
        ..ForeignOptions::default()
    };
    let worker = app.settings.gdal_worker.as_deref();
    let input = ForeignInput::Path(path);
    let layer = read_foreign(worker, input, file, &options, &ForeignLimits::DEFAULT)?;
    let crs = if layer.is_in_degrees() { None } else { how.crs };
    let how = ReadHow { crs, ..how };
    let mut delivery = ingest::read_incident_points(layer.geojson.as_bytes(), file, &how, context)?;
    if layer.is_in_degrees() {
        // Recognised again by the bytes that were sent, not by what the worker made of them.
        delivery.file_hash = Some(Fingerprint::of(&std::fs::read(path).map_err(unreadable)?));
        delivery.read_as = layer.driver;
    }
    Ok(delivery)
}

fn unreadable(file: &str, error: &std::io::Error) -> InputRefused {
    InputRefused {
        code: "unreadable".into(),
        file: file.to_owned(),
        line: None,
        column: None,
        detail: error.kind().to_string(),
    }
}

fn read_how(read: &dyn Read, order: &IncidentOrder) -> Result<ReadHow, AppError> {
    let mapping = match &order.mapping {
        Some(text) => Some(text.clone()),
        None => read.setting(&mapping_key(&order.source))?,
    };
    let mapping = mapping.map(|text| Mapping::from_toml(&text, "mapping.toml")).transpose()?;
    let crs = order
        .crs
        .as_deref()
        .map(|text| PointCrs::parse(text).ok_or_else(|| invalid("crs", "unknown_crs")));
    Ok(ReadHow {
        mapping: mapping.unwrap_or_default(),
        crs: crs.transpose()?,
        ..ReadHow::default()
    })
}

fn mapping_key(source: &str) -> String {
    format!("mapping/{source}")
}

/// The installation's secret for row ids; made at the first import.
fn row_key(app: &App) -> Result<[u8; 32], AppError> {
    const NAME: &str = "row_key";
    let mut write = app.store.begin()?;
    if let Some(hex) = write.setting(NAME)? {
        let bytes: Vec<u8> = (0..hex.len() / 2)
            .filter_map(|i| u8::from_str_radix(hex.get(2 * i..2 * i + 2)?, 16).ok())
            .collect();
        return bytes.try_into().map_err(|_| AppError::Fault("setting row_key is damaged".into()));
    }
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| AppError::Fault(error.to_string()))?;
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    write.put_setting(NAME, &hex)?;
    let now = app.clock.now();
    write.append_log(&LogEntry::by_system(now, ("setting", NAME), "setting_changed"))?;
    write.commit()?;
    Ok(key)
}

/// Sweden for a Swedish study area, else a degree around the study area.
fn fence(app: &App) -> Result<BoundingBox, AppError> {
    let city = areas::study_area(app)?;
    let Some(ground) = &city.geometry else { return Ok(BoundingBox::SWEDEN) };
    let b = PreparedArea::new(ground).bounds();
    let middle =
        crate::area::LonLat { lon: (b.west + b.east) / 2.0, lat: (b.south + b.north) / 2.0 };
    if BoundingBox::SWEDEN.contains(middle) {
        return Ok(BoundingBox::SWEDEN);
    }
    Ok(BoundingBox {
        west: b.west - 1.0,
        south: b.south - 1.0,
        east: b.east + 1.0,
        north: b.north + 1.0,
    })
}

/// A later look at the same days without row ids would count everything twice: say so.
fn period_delivered(read: &dyn Read, record: &mut ImportRecord) -> Result<(), AppError> {
    let Some(period) = record.totals.period else { return Ok(()) };
    let overlaps = |other: &ImportRecord| {
        other.totals.period.is_some_and(|p| p.from <= period.to && period.from <= p.to)
    };
    let imports = read.imports()?;
    let earlier = imports.iter().filter(|other| {
        other.state == ImportState::Published
            && other.kind == ImportKind::Incidents
            && other.options.owner == record.options.owner
            && other.options.source == record.options.source
            && overlaps(other)
    });
    let n: u64 = earlier
        .flat_map(|other| &other.totals.by_month)
        .filter(|(month, _)| record.totals.by_month.contains_key(*month))
        .map(|(_, n)| n)
        .sum();
    if n > 0 {
        record.totals.warnings.push(("period_already_delivered".into(), n as f64));
    }
    Ok(())
}

fn official_difference(totals: &mut ImportTotals, official: Option<u64>) {
    let Some(official) = official.filter(|&official| official > 0) else { return };
    let difference = totals.n_counts as f64 / official as f64 - 1.0;
    if difference != 0.0 {
        let per_cent = (difference * 1000.0).round() / 10.0;
        totals.warnings.push(("official_total_differs_percent".into(), per_cent));
    }
}

fn count_codes(totals: &mut ImportTotals, rejections: &[Rejection]) {
    let mut by_code: BTreeMap<String, u64> = BTreeMap::new();
    for rejection in rejections {
        *by_code.entry(rejection.code.as_str().to_owned()).or_default() += 1;
        totals.n_rejected += u64::from(!rejection.code.is_notice());
    }
    totals.by_code = by_code;
}

/// The same areas in another order or another format have the same content.
fn content_of(areas: &[Area]) -> Fingerprint {
    let mut each: Vec<Fingerprint> = areas
        .iter()
        .map(|area| Fingerprint::of(&serde_json::to_vec(area).expect("areas are plain values")))
        .collect();
    each.sort();
    Fingerprint::of(each.iter().map(|one| one.0.as_str()).collect::<String>().as_bytes())
}

fn hash(known: &Option<Fingerprint>) -> Fingerprint {
    known.clone().unwrap_or_else(|| Fingerprint::of(b""))
}

fn invalid(field: &str, code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError { field: field.into(), code }])
}
