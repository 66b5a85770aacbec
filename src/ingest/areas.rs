//! Areas in: a GeoJSON file becomes checked areas, and features that were not accepted.

use super::{
    AreaDelivery, InputRefused, Rejection, RejectionCode,
    area_options::{AreaReadOptions, fields},
    dissolve,
    geojson::{self, Feature, FeatureFile, Shape},
    personal_data::{BareDigits, holds_personal_number},
    rings::{self, Mending},
    validity::{self, Invalid},
    whereabouts,
};
use crate::{
    area::{
        Area, AreaId, AreaKind, BoundingBox, LonLat, PlanarMetres, ReferenceSystem,
        TransverseMercator, UtsattClass, Validity,
    },
    incident::Fingerprint,
};
use geo::{Area as _, MakeValid, MapCoords};
use geo_types::{Coord, MultiPolygon};
use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// More vertices are refused: Sweden's coast in full detail has fewer in any one area.
const MAX_VERTICES: usize = 250_000;

/// More rings are refused.
const MAX_RINGS: usize = 20_000;

/// Repair triangulates; beyond this it is refused.
const MAX_REPAIR_VERTICES: usize = 50_000;

/// Crossings that repair will untangle.
const MAX_REPAIR_CROSSINGS: u64 = 20_000;

/// Ground of the smallest thing that can be an area.
const MIN_AREA_M2: f64 = 1.0;

/// Reads areas from GeoJSON: WGS84 unless the file's `crs` member or `options.crs` names SWEREF 99
/// (TM or local) or Web Mercator. `fence` is the box around the study area, in degrees; a feature
/// with no vertex in it is rejected.
///
/// Answers with the accepted areas in file order (by key where dissolved), WGS84 with exterior rings
/// counter-clockwise; rejections in file order; and what was mended: `rings_reversed`,
/// `rings_closed`, `repeated_positions`, `z_dropped` (features), `repaired` (features),
/// `repaired_m2`, `overlaps_between_m2`, `overlaps_not_sought` (areas, where they are too detailed to look
/// for overlaps between them), `gaps_closed`, `gaps_closed_m2`, `overlaps_m2`, `overlaps_left_m2`.
///
/// # Errors
/// What [`geojson::read_features`] refuses; `unknown_crs`; `missing_column` (no field for the
/// names); `projected_not_degrees`, `wrong_crs`, `swapped_axes` when that explains most of the
/// features; `nothing_acceptable`; `too_many_vertices` when pieces are too complex to dissolve.
pub fn read_areas(
    bytes: &[u8],
    file: &str,
    options: &AreaReadOptions,
    fence: BoundingBox,
) -> Result<AreaDelivery, InputRefused> {
    let features = geojson::read_features(bytes, file)?;
    let n_read = features.features.len() as u64;
    let mut reader = Reader::new(file, &features, options, fence)?;
    let pieces: Vec<Piece> =
        features.features.into_iter().filter_map(|feature| reader.piece(feature)).collect();
    let areas = match &options.dissolve_by {
        Some(_) => reader.dissolved(pieces)?,
        None => reader.one_by_one(pieces),
    };
    if areas.is_empty() {
        return Err(reader.nothing_acceptable());
    }
    Ok(AreaDelivery {
        n_read,
        areas,
        rejections: reader.rejections,
        file_hash: Some(Fingerprint::of(bytes)),
        mended: reader.mended.into_iter().filter(|(_, value)| *value > 0.0).collect(),
        crs: reader.system.name(),
    })
}

/// A checked feature: what it is called and its ground.
struct Piece {
    number: u64,
    code: String,
    name: Option<String>,
    class: Option<UtsattClass>,
    ground: MultiPolygon<f64>,
}

struct Reader<'a> {
    file: &'a str,
    options: &'a AreaReadOptions,
    fence: BoundingBox,
    system: ReferenceSystem,
    planar: TransverseMercator,
    name_field: Option<String>,
    code_field: Option<String>,
    class_field: Option<String>,
    budget: u64,
    rejections: Vec<Rejection>,
    mended: BTreeMap<String, f64>,
}

impl<'a> Reader<'a> {
    fn new(
        file: &'a str,
        features: &FeatureFile,
        options: &'a AreaReadOptions,
        fence: BoundingBox,
    ) -> Result<Self, InputRefused> {
        let named = options.crs.as_ref().or(features.crs.as_ref());
        let system = match named {
            None => ReferenceSystem::Degrees,
            Some(name) => ReferenceSystem::parse(name).ok_or_else(|| {
                refused(file, "unknown_crs", name.chars().take(80).collect::<String>())
            })?,
        };
        if let Some((code, detail)) = whereabouts::explain(&features.features, system, fence) {
            return Err(refused(file, code, detail));
        }
        let fields = fields(&features.features, options);
        let [name_field, code_field, class_field] = fields.map_err(|column| InputRefused {
            column: Some(column.clone()),
            ..refused(file, "missing_column", column)
        })?;
        let centre = LonLat {
            lon: f64::midpoint(fence.west, fence.east),
            lat: f64::midpoint(fence.south, fence.north),
        };
        Ok(Self {
            file,
            options,
            fence,
            system,
            planar: TransverseMercator::for_study_area(centre),
            name_field,
            code_field,
            class_field,
            budget: validity::budget(n_vertices(features)),
            rejections: Vec::new(),
            mended: BTreeMap::new(),
        })
    }

    fn reject(&mut self, number: u64, code: RejectionCode, column: Option<&str>, value: &str) {
        self.rejections.push(Rejection {
            file: self.file.to_owned(),
            line: number,
            record: number,
            column: column.map(str::to_owned),
            value: (!value.is_empty()).then(|| value.chars().take(40).collect()),
            code,
        });
    }

    fn mend(&mut self, what: &str, value: f64) {
        *self.mended.entry(what.to_owned()).or_default() += value;
    }

    fn piece(&mut self, feature: Feature) -> Option<Piece> {
        let number = feature.number;
        let text = |field: &Option<String>| {
            let value = feature.properties.get(field.as_ref()?)?;
            let value: String = value.chars().filter(|c| !c.is_control()).take(200).collect();
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            (!value.is_empty()).then_some(value)
        };
        let (name, given_code) = (text(&self.name_field), text(&self.code_field));
        let key = match &self.options.dissolve_by {
            None => given_code.or_else(|| name.clone()),
            Some((field, chars)) => text(&Some(field.clone())).map(|value| match chars {
                Some(n) => value.chars().take(*n).collect(),
                None => value,
            }),
        };
        let Some(key) = key else {
            let field = self.options.dissolve_by.as_ref().map(|(field, _)| field.clone());
            let field = field.or_else(|| self.name_field.clone());
            self.reject(number, RejectionCode::MissingName, field.as_deref(), "");
            return None;
        };
        let class = text(&self.class_field);
        if [Some(&key), name.as_ref(), class.as_ref()]
            .into_iter()
            .flatten()
            .any(|text| names_a_person(text))
        {
            let field = self.name_field.clone();
            self.reject(number, RejectionCode::PersonalData, field.as_deref(), "");
            return None;
        }
        let Ok(class) = class.as_deref().map(str::parse).transpose() else {
            let (value, field) = (class.unwrap_or_default(), self.class_field.clone());
            self.reject(number, RejectionCode::UnknownClass, field.as_deref(), &value);
            return None;
        };
        match self.ground(feature.shape) {
            Ok(ground) => Some(Piece { number, code: self.code(&key), name, class, ground }),
            Err((code, value)) => {
                self.reject(number, code, None, &value);
                None
            }
        }
    }

    /// Areas that have no codes but their names are spelled now so, now so: NORRMALM and Norrmalm are
    /// the same.
    fn code(&self, key: &str) -> String {
        let by_name = [AreaKind::UtsattOmrade, AreaKind::Stadsdelsomrade, AreaKind::Stadsdel];
        match by_name.contains(&self.options.kind) && self.code_field.is_none() {
            true => as_slug(key),
            false => as_code(key),
        }
    }

    /// The geometry in WGS84, mended and found valid, or why not.
    fn ground(&mut self, shape: Shape) -> Result<MultiPolygon<f64>, (RejectionCode, String)> {
        let (polygons, had_z, n_open) = match shape {
            Shape::Polygons { polygons, had_z, n_open } => (polygons, had_z, n_open),
            Shape::Point(..) => return Err((RejectionCode::NotAPolygon, "Point".to_owned())),
            Shape::Other(kind) => return Err((RejectionCode::NotAPolygon, kind)),
            Shape::Broken(code) => return Err((code, String::new())),
        };
        let (n_rings, n_vertices) = rings::size(&polygons);
        if n_vertices > MAX_VERTICES || n_rings > MAX_RINGS {
            let value = format!("{n_vertices} vertices {n_rings} rings");
            return Err((RejectionCode::TooManyVertices, value));
        }
        let ground = whereabouts::to_degrees(&polygons, self.system, self.fence)?;
        let Mending { reversed, repeated, ground } =
            rings::mend(ground).map_err(|why| (RejectionCode::DegenerateGeometry, why))?;
        let ground = self.valid(ground)?;
        let m2 = self.area_m2(&ground);
        if m2 < MIN_AREA_M2 {
            return Err((RejectionCode::DegenerateGeometry, format!("{m2:.3} m2")));
        }
        self.mend("rings_reversed", reversed as f64);
        self.mend("rings_closed", n_open as f64);
        self.mend("repeated_positions", repeated as f64);
        self.mend("z_dropped", f64::from(u8::from(had_z)));
        Ok(ground)
    }

    fn valid(
        &mut self,
        ground: MultiPolygon<f64>,
    ) -> Result<MultiPolygon<f64>, (RejectionCode, String)> {
        let fault = match validity::check(&ground, &mut self.budget) {
            Ok(()) => return Ok(ground),
            Err(Invalid::TooComplex) => {
                return Err((RejectionCode::TooManyVertices, "too complex to check".to_owned()));
            }
            Err(Invalid::Fault(fault)) => fault,
        };
        let said = format!("{} {:.5} {:.5}", fault.what, fault.at.x, fault.at.y);
        let invalid = (RejectionCode::InvalidGeometry, said);
        if !self.options.repair || rings::size(&ground).1 > MAX_REPAIR_VERTICES {
            return Err(invalid);
        }
        let crossings = validity::count_crossings(&ground, &mut self.budget);
        if crossings.is_none_or(|n| n > MAX_REPAIR_CROSSINGS + rings::size(&ground).1 as u64) {
            return Err(invalid);
        }
        // The library is asked to untangle what a stranger sent; a panic in it is an answer too.
        let metres = self.to_metres(&ground);
        let repaired = catch_unwind(AssertUnwindSafe(|| metres.make_valid().ok())).ok().flatten();
        let Some(repaired) = repaired else { return Err(invalid) };
        let (before_m2, after_m2) = (metres.unsigned_area(), repaired.unsigned_area());
        let mended = rings::mend(self.to_degrees(&repaired)).map_err(|_| invalid.clone())?.ground;
        validity::check(&mended, &mut self.budget).map_err(|_| invalid)?;
        self.mend("repaired", 1.0);
        self.mend("repaired_m2", (before_m2 - after_m2).abs());
        Ok(mended)
    }

    fn one_by_one(&mut self, pieces: Vec<Piece>) -> Vec<Area> {
        let mut seen = BTreeMap::new();
        let mut areas = Vec::new();
        for piece in pieces {
            if let Some(first) = seen.insert(piece.code.clone(), piece.number) {
                let column = self.code_field.clone().or_else(|| self.name_field.clone());
                let value = format!("{} = {first}", piece.code);
                self.reject(piece.number, RejectionCode::Duplicate, column.as_deref(), &value);
                seen.insert(piece.code, first);
                continue;
            }
            let name = self.options.names.get(&piece.code).cloned().or(piece.name);
            let name = name.unwrap_or_else(|| piece.code.clone());
            areas.push(self.area(piece.code, name, piece.class, piece.ground));
        }
        self.rejections.sort_by_key(|rejection| rejection.record);
        self.overlaps(&areas);
        areas
    }

    /// Notes how much ground several of the areas have: a count there is in one of them alone.
    fn overlaps(&mut self, areas: &[Area]) {
        let grounds = areas.iter().filter_map(|area| area.geometry.as_ref());
        let in_metres: Vec<_> = grounds.map(|ground| self.to_metres(ground)).collect();
        if in_metres.len() < 2 {
            return;
        }
        let found = catch_unwind(AssertUnwindSafe(|| dissolve::overlap_m2(&in_metres)));
        match found {
            Ok(Some(m2)) if m2 >= 1.0 => self.mend("overlaps_between_m2", m2),
            // Less than a square metre is the arithmetic of borders that are drawn twice.
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => self.mend("overlaps_not_sought", in_metres.len() as f64),
        }
    }

    fn dissolved(&mut self, pieces: Vec<Piece>) -> Result<Vec<Area>, InputRefused> {
        let mut groups: BTreeMap<String, Vec<Piece>> = BTreeMap::new();
        for piece in pieces {
            groups.entry(piece.code.clone()).or_default().push(piece);
        }
        let in_metres: Vec<Vec<_>> = groups
            .values()
            .map(|group| group.iter().map(|piece| self.to_metres(&piece.ground)).collect())
            .collect();
        let joined = catch_unwind(AssertUnwindSafe(|| dissolve::dissolve(&in_metres)));
        let (joined, closed) = match joined {
            Ok(Ok(joined)) => joined,
            Ok(Err(dissolve::TooComplex)) => {
                return Err(refused(self.file, "too_many_vertices", "dissolve".to_owned()));
            }
            Err(_) => return Err(refused(self.file, "geometry_failed", "dissolve".to_owned())),
        };
        self.mend("gaps_closed", closed.n_gaps as f64);
        self.mend("gaps_closed_m2", closed.gaps_m2);
        self.mend("overlaps_m2", closed.overlaps_m2);
        self.mend("overlaps_left_m2", closed.overlaps_left_m2);
        let mut areas = Vec::new();
        for ((code, group), ground) in groups.into_iter().zip(joined) {
            let first = group[0].number;
            let mended = rings::mend(self.to_degrees(&ground)).map(|mending| mending.ground);
            let valid = mended.ok().filter(|ground| {
                !ground.0.is_empty() && validity::check(ground, &mut self.budget).is_ok()
            });
            let Some(ground) = valid else {
                self.reject(first, RejectionCode::InvalidGeometry, None, &code);
                continue;
            };
            let same_name = group.iter().all(|piece| piece.name == group[0].name);
            let own_name = group[0].name.clone().filter(|_| same_name);
            let name = self.options.names.get(&code).cloned().or(own_name);
            // Pieces that say different classes leave their area without one.
            let class =
                group[0].class.filter(|class| group.iter().all(|p| p.class == Some(*class)));
            areas.push(self.area(code.clone(), name.unwrap_or(code), class, ground));
        }
        Ok(areas)
    }

    fn area(
        &self,
        code: String,
        name: String,
        class: Option<UtsattClass>,
        ground: MultiPolygon<f64>,
    ) -> Area {
        Area {
            id: AreaId::new(self.options.kind, &code),
            kind: self.options.kind,
            code,
            name,
            geometry: Some(ground),
            validity: Validity { valid_from: self.options.valid_from, valid_to: None },
            class,
            approximate: false,
            source: self.options.source.clone(),
            note: None,
        }
    }

    fn to_metres(&self, ground: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        ground.map_coords(|at| {
            let there = self.planar.project(LonLat { lon: at.x, lat: at.y });
            Coord { x: there.east_m, y: there.north_m }
        })
    }

    fn to_degrees(&self, ground: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        ground.map_coords(|at| {
            let there = self.planar.unproject(PlanarMetres { east_m: at.x, north_m: at.y });
            Coord { x: there.lon, y: there.lat }
        })
    }

    fn area_m2(&self, ground: &MultiPolygon<f64>) -> f64 {
        self.to_metres(ground).unsigned_area()
    }

    fn nothing_acceptable(&self) -> InputRefused {
        let mut by_code: BTreeMap<&str, u64> = BTreeMap::new();
        for rejection in &self.rejections {
            *by_code.entry(rejection.code.as_str()).or_default() += 1;
        }
        let mut detail: Vec<String> =
            by_code.into_iter().map(|(code, n)| format!("{code} {n}")).collect();
        if let Some(first) = self.rejections.first() {
            detail.push(format!(
                "feature {}: {} {}",
                first.record,
                first.code.as_str(),
                first.value.as_deref().unwrap_or_default()
            ));
        }
        let line = self.rejections.first().map(|first| first.line);
        InputRefused { line, ..refused(self.file, "nothing_acceptable", detail.join("; ")) }
    }
}

fn refused(file: &str, code: &str, detail: String) -> InputRefused {
    InputRefused { code: code.to_owned(), file: file.to_owned(), line: None, column: None, detail }
}

fn n_vertices(features: &FeatureFile) -> usize {
    let shapes = features.features.iter().map(|feature| &feature.shape);
    shapes
        .map(|shape| match shape {
            Shape::Polygons { polygons, .. } => rings::size(polygons).1,
            _ => 0,
        })
        .sum()
}

/// A code that can stand in an id and an address: as given if it is plain, else spelled in ASCII.
fn as_code(given: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if given.len() <= 64 && given.chars().all(plain) && !given.starts_with('.') {
        // Whole numbers that a database made to floats ("1110250.0") are the whole numbers.
        let whole = given.strip_suffix(".0").filter(|n| n.bytes().all(|b| b.is_ascii_digit()));
        return whole.unwrap_or(given).to_owned();
    }
    as_slug(given)
}

/// Spelled in small ASCII letters.
fn as_slug(given: &str) -> String {
    let mut slug = String::new();
    for c in given.to_lowercase().chars() {
        match c {
            'å' | 'ä' | 'à' | 'á' => slug.push('a'),
            'ö' | 'ø' | 'ó' => slug.push('o'),
            'é' | 'è' => slug.push('e'),
            'ü' => slug.push('u'),
            c if c.is_ascii_alphanumeric() => slug.push(c),
            _ if !slug.ends_with('-') && !slug.is_empty() => slug.push('-'),
            _ => {}
        }
    }
    slug.truncate(64);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        // Nothing of it can be spelled in ASCII: a name made of its bytes.
        return Fingerprint::of(given.as_bytes()).0[..12].to_owned();
    }
    slug.to_owned()
}

/// A name with a personnummer in it; a code of nothing but digits is a code.
fn names_a_person(text: &str) -> bool {
    let is_code = text.bytes().all(|byte| byte.is_ascii_digit());
    let bare = if is_code { BareDigits::Ignore } else { BareDigits::Count };
    holds_personal_number(text, bare)
}

#[cfg(test)]
#[path = "areas_tests.rs"]
mod tests;
