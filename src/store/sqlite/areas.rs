//! Areas and their versions, relations, categories and settings.

use super::{
    error::{from_json, inconsistent, to_json},
    imports,
};
use crate::{
    area::{Area, AreaId, AreaKind, Relation},
    incident::{Category, CategoryCatalogue, ImportId},
    store::{AreasVersion, StoreError},
};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Of the versions with the same id and first day the latest one holds whose import is published.
const HOLDS: &str = "a.seq = (
    SELECT max(b.seq) FROM area b LEFT JOIN import i ON i.id = b.import
    WHERE b.id = a.id AND b.valid_from = a.valid_from
      AND (b.import IS NULL OR i.state = 'published'))";

pub(super) fn version(db: &Connection) -> Result<AreasVersion, StoreError> {
    // Numbers of areas are never used again, also not of those that were replaced.
    let put = db
        .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'area'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    // Relations are never taken away.
    let relations = db
        .prepare_cached("SELECT coalesce(max(seq), 0) FROM relation")?
        .query_row([], |row| row.get(0))?;
    Ok(AreasVersion { put: put.unwrap_or(0), relations, data: imports::data_version(db)? })
}

pub(super) fn areas(db: &Connection, kind: Option<AreaKind>) -> Result<Vec<Area>, StoreError> {
    let sql = format!(
        "SELECT a.id, a.body, a.geometry FROM area a
         WHERE (?1 IS NULL OR a.kind = ?1) AND {HOLDS} ORDER BY a.id, a.valid_from"
    );
    read_areas(db, &sql, params![kind.map(AreaKind::as_str)])
}

pub(super) fn area(db: &Connection, id: &AreaId) -> Result<Vec<Area>, StoreError> {
    let sql = format!(
        "SELECT a.id, a.body, a.geometry FROM area a
         WHERE a.id = ?1 AND {HOLDS} ORDER BY a.valid_from"
    );
    read_areas(db, &sql, params![id.0])
}

fn read_areas(
    db: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<Area>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut areas = Vec::new();
    while let Some(row) = rows.next()? {
        areas.push(read_area(row)?);
    }
    Ok(areas)
}

fn read_area(row: &Row<'_>) -> Result<Area, StoreError> {
    let id: String = row.get(0)?;
    let mut area: Area = from_json(row.get_ref(1)?.as_str().unwrap_or(""), "area", "body", &id)?;
    if let Some(wkb) = row.get_ref(2)?.as_blob_or_null().unwrap_or(None) {
        area.geometry = Some(from_wkb(wkb).ok_or_else(|| inconsistent("area", "geometry", &id))?);
    }
    Ok(area)
}

pub(super) fn put_area(
    db: &Connection,
    area: &Area,
    import: Option<ImportId>,
) -> Result<(), StoreError> {
    let valid_from = area.validity.valid_from.map(|day| day.to_string()).unwrap_or_default();
    let import = import.map(|id| id.0);
    // Who brings a version again replaces its own; what others brought stays beneath it.
    db.prepare_cached("DELETE FROM area WHERE id = ?1 AND valid_from = ?2 AND import IS ?3")?
        .execute(params![area.id.0, valid_from, import])?;
    let body = to_json(&Area { geometry: None, ..area.clone() })?;
    db.prepare_cached(
        "INSERT INTO area (id, valid_from, kind, import, body, geometry)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        area.id.0,
        valid_from,
        area.kind.as_str(),
        import,
        body,
        area.geometry.as_ref().map(to_wkb),
    ])?;
    Ok(())
}

pub(super) fn relations(db: &Connection) -> Result<Vec<Relation>, StoreError> {
    let mut statement = db.prepare_cached("SELECT seq, body FROM relation ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut relations = Vec::new();
    while let Some(row) = rows.next()? {
        let (seq, body): (i64, String) = (row.get(0)?, row.get(1)?);
        relations.push(from_json(&body, "relation", "body", seq)?);
    }
    Ok(relations)
}

pub(super) fn put_relation(db: &Connection, relation: &Relation) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO relation (body) VALUES (?1) ON CONFLICT (body) DO NOTHING")?
        .execute([to_json(relation)?])?;
    Ok(())
}

pub(super) fn catalogue(db: &Connection) -> Result<CategoryCatalogue, StoreError> {
    let mut statement = db.prepare_cached("SELECT dense, body FROM category ORDER BY dense")?;
    let mut rows = statement.query([])?;
    let mut categories: Vec<Category> = Vec::new();
    while let Some(row) = rows.next()? {
        let (dense, body): (usize, String) = (row.get(0)?, row.get(1)?);
        if dense != categories.len() {
            return Err(inconsistent("category", "dense", dense));
        }
        categories.push(from_json(&body, "category", "body", dense)?);
    }
    Ok(CategoryCatalogue { categories })
}

pub(super) fn put_category(db: &Connection, category: &Category) -> Result<u16, StoreError> {
    let known = db
        .prepare_cached("SELECT dense FROM category WHERE id = ?1")?
        .query_row([&category.id.0], |row| row.get(0))
        .optional()?;
    if let Some(dense) = known {
        return Ok(dense);
    }
    let next: i64 = db.query_row("SELECT count(*) FROM category", [], |row| row.get(0))?;
    let dense = u16::try_from(next).map_err(|_| inconsistent("category", "dense", next))?;
    db.prepare_cached("INSERT INTO category (dense, id, body) VALUES (?1, ?2, ?3)")?
        .execute(params![dense, category.id.0, to_json(category)?])?;
    Ok(dense)
}

pub(super) fn setting(db: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    Ok(db
        .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

pub(super) fn put_setting(db: &Connection, key: &str, value: &str) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO setting (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute([key, value])?;
    Ok(())
}

const WKB_POLYGON: u32 = 3;
const WKB_MULTI_POLYGON: u32 = 6;

/// Well-known binary, little-endian: every bit of a coordinate is kept.
fn to_wkb(polygons: &MultiPolygon<f64>) -> Vec<u8> {
    fn header(wkb: &mut Vec<u8>, kind: u32, n: usize) {
        wkb.push(1);
        wkb.extend(kind.to_le_bytes());
        wkb.extend((n as u32).to_le_bytes());
    }
    let mut wkb = Vec::new();
    header(&mut wkb, WKB_MULTI_POLYGON, polygons.0.len());
    for polygon in polygons {
        header(&mut wkb, WKB_POLYGON, 1 + polygon.interiors().len());
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            wkb.extend((ring.0.len() as u32).to_le_bytes());
            for at in &ring.0 {
                wkb.extend(at.x.to_le_bytes());
                wkb.extend(at.y.to_le_bytes());
            }
        }
    }
    wkb
}

/// What [`to_wkb`] wrote; `None` for anything else.
fn from_wkb(mut wkb: &[u8]) -> Option<MultiPolygon<f64>> {
    fn number(wkb: &mut &[u8]) -> Option<u32> {
        wkb.split_off(..4)?.try_into().ok().map(u32::from_le_bytes)
    }
    fn coordinate(wkb: &mut &[u8]) -> Option<f64> {
        wkb.split_off(..8)?.try_into().ok().map(f64::from_le_bytes)
    }
    fn header(wkb: &mut &[u8], kind: u32) -> Option<u32> {
        let ours = wkb.split_off(..1)? == [1] && number(wkb)? == kind;
        if ours { number(wkb) } else { None }
    }
    fn ring(wkb: &mut &[u8]) -> Option<LineString<f64>> {
        let n = number(wkb)?;
        (0..n).map(|_| Some(Coord { x: coordinate(wkb)?, y: coordinate(wkb)? })).collect()
    }
    let n_polygons = header(&mut wkb, WKB_MULTI_POLYGON)?;
    let polygons = (0..n_polygons)
        .map(|_| {
            let n_rings = header(&mut wkb, WKB_POLYGON)?;
            let exterior = ring(&mut wkb)?;
            let interiors: Option<Vec<_>> = (1..n_rings).map(|_| ring(&mut wkb)).collect();
            Some(Polygon::new(exterior, interiors?))
        })
        .collect::<Option<Vec<_>>>()?;
    wkb.is_empty().then_some(MultiPolygon(polygons))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;

    #[test]
    fn a_geometry_comes_back_bit_for_bit_and_a_torn_one_not_at_all() {
        let with_hole = polygon!(
            exterior: [
                (x: 18.0, y: 59.0), (x: 18.1 + f64::EPSILON, y: 59.0), (x: 18.1, y: 59.1),
            ],
            interiors: [[(x: 18.05, y: 59.01), (x: 18.06, y: 59.01), (x: 18.06, y: 59.02)]],
        );
        let there = MultiPolygon(vec![with_hole.clone(), with_hole]);
        let wkb = to_wkb(&there);
        assert_eq!(from_wkb(&wkb), Some(there));
        assert_eq!(from_wkb(&wkb[..wkb.len() - 1]), None);
        assert_eq!(from_wkb(&[&wkb[..], &[0]].concat()), None);
        assert_eq!(from_wkb(&to_wkb(&MultiPolygon(vec![]))), Some(MultiPolygon(vec![])));
    }
}
