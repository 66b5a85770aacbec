//! Places: those with a name, and those somebody has pointed at.

use super::{Actor, App, AppError};
use crate::{
    area::{AreaKind, LonLat, RelationKind},
    export::layers::{label_at, place_geometry},
    policy,
};
use geo_types::Geometry;

/// Where a place comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// An area of kind `plats`.
    Named,
    /// The place of an opening.
    Pinned,
}

/// A place.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownPlace {
    /// The area's id, or the opening's.
    pub id: String,
    /// Swedish name.
    pub name: String,
    /// Where it comes from.
    pub kind: PlaceKind,
    /// Ground in WGS84.
    pub geometry: Option<Geometry<f64>>,
    /// A point on it.
    pub label_at: Option<LonLat>,
    /// Ids of its named parts.
    pub parts: Vec<String>,
    /// Not an official boundary.
    pub approximate: bool,
    /// Where it comes from, in words.
    pub source: String,
}

/// Named places valid today by id, then pinned ones the actor may see, newest first.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<KnownPlace>, AppError> {
    let read = app.store.read()?;
    let today = app.today();
    let relations = read.relations()?;
    let mut places: Vec<KnownPlace> = Vec::new();
    for area in read.areas(Some(AreaKind::Plats))? {
        if !area.validity.covers(today) {
            continue;
        }
        let parts = relations
            .iter()
            .filter(|r| r.kind == RelationKind::IngarI && r.to == area.id)
            .map(|relation| relation.from.0.clone());
        places.push(KnownPlace {
            parts: parts.collect(),
            id: area.id.0,
            name: area.name,
            kind: PlaceKind::Named,
            label_at: area.geometry.as_ref().and_then(label_at),
            geometry: area.geometry.map(Geometry::from),
            approximate: area.approximate,
            source: area.source,
        });
    }
    for opening in read.openings()? {
        if !policy::may_see_opening(actor, &opening.value) {
            continue;
        }
        let place = &opening.value.dossier().place;
        places.push(KnownPlace {
            id: opening.value.id().0.clone(),
            name: place.name.as_str().to_owned(),
            kind: PlaceKind::Pinned,
            geometry: Some(place_geometry(&place.geometry)),
            label_at: Some(place.label_at),
            parts: Vec::new(),
            approximate: place.approximate,
            source: "öppning".to_owned(),
        });
    }
    Ok(places)
}
