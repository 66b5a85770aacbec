//! The boundaries, names and categories that come with the program, and how they enter an empty
//! store. Sources, licences and checksums stand in geodata/README.md.

use super::AppError;
use crate::{
    area::{
        Area, AreaId, AreaKind, Relation, RelationKind, UtsattClass, Validity, dissolve_coverage,
    },
    case::log::LogEntry,
    incident::{Category, CategoryId, CodeRange, FinestResolution, Fingerprint},
    store::Store,
};
use geo_types::MultiPolygon;
use geojson::{Feature, FeatureCollection, JsonObject};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;

const STATISTIKOMRADEN: &str = include_str!("../../geodata/areas/statistikomraden.geojson");
const PLACES: &str = include_str!("../../geodata/areas/places.geojson");
const AREAS: &str = include_str!("../../geodata/areas/areas.csv");
const COMPOSITIONS: &str = include_str!("../../geodata/areas/compositions.csv");
const RELATIONS: &str = include_str!("../../geodata/areas/relations.csv");
const CATEGORIES: &str = include_str!("../../geodata/areas/categories.csv");

/// The study area that is set with the shipped data: the municipality of Stockholm.
pub const STUDY_AREA: &str = "kommun/0180";
/// The time zone that is set with the shipped data.
pub const TIME_ZONE: &str = "Europe/Stockholm";

const REGSO_SOURCE: &str = "SCB, RegSO 2025 (CC0), generaliserad ca 5 m";
const DRAWN_SOURCE: &str = "ritad för hand efter överenskommelsens text";
/// The files were checked by the tests of this module when the program was built.
const CHECKED: &str = "shipped data is checked by tests";

/// A place that the agreements name.
#[derive(Debug, Clone)]
pub struct NamedPlace {
    /// As an area of kind `plats`: points and lines widened to ground.
    pub area: Area,
    /// As drawn: a point, a line (stråk) or a polygon, WGS84.
    pub drawn: geojson::Geometry,
    /// The place it is a part of.
    pub part_of: Option<AreaId>,
    /// The statistikområde it lies in.
    pub in_area: AreaId,
    /// What the agreement says about it.
    pub named_as: String,
}

/// All shipped areas, by id: statistikområden and RegSO with their own ground, compositions
/// dissolved from RegSO, named places, and areas known by name only. WGS84, right-hand rings.
pub fn areas() -> Vec<Area> {
    let mut areas = statistikomraden();
    let regso = regso(&areas);
    areas.extend(composed(&regso));
    areas.extend(regso.into_values());
    areas.extend(places().into_iter().map(|place| place.area));
    areas.sort_by(|a, b| a.id.cmp(&b.id));
    areas
}

/// The places the agreements name, in the order of the file.
pub fn places() -> Vec<NamedPlace> {
    features(PLACES).iter().map(named_place).collect()
}

/// All shipped relations: those of the table, those that compositions and places imply.
pub fn relations() -> Vec<Relation> {
    let mut relations: Vec<Relation> = rows::<RelationRow>(RELATIONS)
        .into_iter()
        .map(|row| Relation {
            from: AreaId(row.from),
            kind: row.kind,
            to: AreaId(row.to),
            validity: Validity { valid_from: row.valid_from, valid_to: row.valid_to },
            source: row.source,
        })
        .collect();
    relations.extend(rows::<CompositionRow>(COMPOSITIONS).into_iter().map(|row| Relation {
        from: AreaId(row.area_id),
        kind: RelationKind::SammansattAv,
        to: AreaId::new(AreaKind::Regso, &row.member),
        validity: Validity { valid_from: row.valid_from, valid_to: row.valid_to },
        source: row.source,
    }));
    let lies_in = |from: AreaId, to: AreaId, source: &str| Relation {
        from,
        kind: RelationKind::IngarI,
        to,
        validity: Validity::default(),
        source: source.to_owned(),
    };
    for feature in features(STATISTIKOMRADEN) {
        let id = AreaId::new(AreaKind::Statistikomrade, text(&feature, "code"));
        let regso = AreaId::new(AreaKind::Regso, text(&feature, "regso_code"));
        relations.push(lies_in(id, regso, REGSO_SOURCE));
    }
    for place in places() {
        if let Some(whole) = place.part_of {
            relations.push(lies_in(place.area.id.clone(), whole, DRAWN_SOURCE));
        }
        relations.push(lies_in(place.area.id, place.in_area, DRAWN_SOURCE));
    }
    relations
}

/// The shipped catalogue of categories, in dense order. Together they are all crime: what has no
/// category of its own is `ovrigt_brott`.
pub fn categories() -> Vec<Category> {
    rows::<CategoryRow>(CATEGORIES)
        .into_iter()
        .map(|row| Category {
            id: CategoryId(row.id),
            label_sv: row.label_sv,
            label_en: row.label_en,
            codes: row.codes.split(';').filter(|c| !c.is_empty()).map(code_range).collect(),
            finest: row.finest,
            note_sv: row.note_sv,
            created_by_source: None,
        })
        .collect()
}

/// Puts areas, relations and categories into a store that has no areas yet, in one transaction, and
/// sets the study area and time zone unless they are set. A store that has areas is left alone, so
/// that nothing a city has imported is written over. `now` is for the log.
pub fn load(store: &dyn Store, now: Timestamp) -> Result<(), AppError> {
    if !store.read()?.areas(None)?.is_empty() {
        return Ok(());
    }
    let mut write = store.begin()?;
    for area in areas() {
        write.put_area(&area, None)?;
    }
    for relation in relations() {
        write.put_relation(&relation)?;
    }
    for category in categories() {
        write.put_category(&category)?;
    }
    for (key, value) in [("study_area", STUDY_AREA), ("time_zone", TIME_ZONE)] {
        if write.setting(key)?.is_none() {
            write.put_setting(key, value)?;
        }
    }
    let all = [STATISTIKOMRADEN, PLACES, AREAS, COMPOSITIONS, RELATIONS, CATEGORIES].concat();
    write.append_log(&LogEntry {
        at: now,
        actor: "system".to_owned(),
        party: None,
        side: None,
        object_kind: "areas".to_owned(),
        object_id: "shipped".to_owned(),
        act: "shipped_loaded".to_owned(),
        reference: Some(Fingerprint::of(all.as_bytes()).0),
    })?;
    write.commit()?;
    Ok(())
}

fn statistikomraden() -> Vec<Area> {
    features(STATISTIKOMRADEN)
        .iter()
        .map(|feature| {
            let (code, regso) = (text(feature, "code"), text(feature, "regso_code"));
            let approximate = feature.property("approximate") == Some(&true.into());
            let note = match (approximate, code == regso) {
                (true, _) => Some(format!(
                    "del av RegSO {regso} {}, delad längs en ungefärlig linje",
                    text(feature, "regso_name")
                )),
                (false, false) => Some(format!("stadens kod {code}; RegSO-kod {regso}")),
                (false, true) => None,
            };
            Area {
                id: AreaId::new(AreaKind::Statistikomrade, code),
                kind: AreaKind::Statistikomrade,
                code: code.to_owned(),
                name: text(feature, "name").to_owned(),
                geometry: Some(ground(feature)),
                validity: Validity::default(),
                class: None,
                approximate,
                source: REGSO_SOURCE.to_owned(),
                note,
            }
        })
        .collect()
}

/// SCB's own areas by code: the statistikområden, with the split one whole again.
fn regso(statistikomraden: &[Area]) -> BTreeMap<String, Area> {
    let mut parts: BTreeMap<String, (String, Vec<&MultiPolygon<f64>>)> = BTreeMap::new();
    for (feature, area) in features(STATISTIKOMRADEN).iter().zip(statistikomraden) {
        let name = text(feature, "regso_name").to_owned();
        let entry = parts.entry(text(feature, "regso_code").to_owned());
        entry.or_insert((name, Vec::new())).1.extend(&area.geometry);
    }
    let whole = |(code, (name, parts)): (String, (String, Vec<&MultiPolygon<f64>>))| {
        let area = Area {
            id: AreaId::new(AreaKind::Regso, &code),
            kind: AreaKind::Regso,
            code: code.clone(),
            name,
            geometry: Some(dissolve_coverage(parts)),
            validity: Validity { valid_from: Some(jiff::civil::date(2025, 1, 1)), valid_to: None },
            class: None,
            approximate: false,
            source: REGSO_SOURCE.to_owned(),
            note: None,
        };
        (code, area)
    };
    parts.into_iter().map(whole).collect()
}

/// The areas of the table; ground from the composition, where there is one.
fn composed(regso: &BTreeMap<String, Area>) -> Vec<Area> {
    let mut members: BTreeMap<String, Vec<&MultiPolygon<f64>>> = BTreeMap::new();
    for row in rows::<CompositionRow>(COMPOSITIONS) {
        let member = regso.get(&row.member).expect(CHECKED);
        members.entry(row.area_id).or_default().extend(&member.geometry);
    }
    rows::<AreaRow>(AREAS)
        .into_iter()
        .map(|row| Area {
            geometry: members.remove(&row.id).map(dissolve_coverage),
            id: AreaId(row.id),
            kind: row.kind,
            code: row.code,
            name: row.name,
            validity: Validity { valid_from: row.valid_from, valid_to: row.valid_to },
            class: row.class,
            approximate: row.approximate == "ja",
            source: row.source,
            note: row.note,
        })
        .collect()
}

fn named_place(feature: &Feature) -> NamedPlace {
    let code = text(feature, "code").to_owned();
    let drawn = feature.property("drawn_geometry").expect(CHECKED).clone();
    NamedPlace {
        area: Area {
            id: AreaId::new(AreaKind::Plats, &code),
            kind: AreaKind::Plats,
            code,
            name: text(feature, "name").to_owned(),
            geometry: Some(ground(feature)),
            validity: Validity::default(),
            class: None,
            approximate: true,
            source: DRAWN_SOURCE.to_owned(),
            note: Some(text(feature, "named_as").to_owned()),
        },
        drawn: serde_json::from_value(drawn).expect(CHECKED),
        part_of: feature.property("part_of").and_then(|v| v.as_str()).map(|v| AreaId(v.to_owned())),
        in_area: AreaId(text(feature, "in_area").to_owned()),
        named_as: text(feature, "named_as").to_owned(),
    }
}

fn features(file: &str) -> Vec<Feature> {
    file.parse::<FeatureCollection>().expect(CHECKED).features
}

fn text<'a>(feature: &'a Feature, property: &str) -> &'a str {
    let properties: &JsonObject = feature.properties.as_ref().expect(CHECKED);
    properties.get(property).and_then(|value| value.as_str()).expect(CHECKED)
}

fn ground(feature: &Feature) -> MultiPolygon<f64> {
    let geometry = feature.geometry.as_ref().expect(CHECKED);
    MultiPolygon(vec![geo_types::Polygon::try_from(geometry).expect(CHECKED)])
}

fn code_range(range: &str) -> CodeRange {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    CodeRange { first: first.parse().expect(CHECKED), last: last.parse().expect(CHECKED) }
}

fn rows<T: DeserializeOwned>(file: &str) -> Vec<T> {
    csv::Reader::from_reader(file.as_bytes()).deserialize().map(|row| row.expect(CHECKED)).collect()
}

#[derive(Deserialize)]
struct AreaRow {
    id: String,
    kind: AreaKind,
    code: String,
    name: String,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
    class: Option<UtsattClass>,
    approximate: String,
    source: String,
    note: Option<String>,
}

#[derive(Deserialize)]
struct CompositionRow {
    area_id: String,
    member: String,
    source: String,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
}

#[derive(Deserialize)]
struct RelationRow {
    from: String,
    kind: RelationKind,
    to: String,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
    source: String,
}

#[derive(Deserialize)]
struct CategoryRow {
    id: String,
    label_sv: String,
    label_en: String,
    codes: String,
    finest: FinestResolution,
    note_sv: Option<String>,
}

#[cfg(test)]
#[path = "shipped_tests.rs"]
mod tests;
