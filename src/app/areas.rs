//! Asking for areas and for what categories and periods there are.

use super::{Actor, App, AppError, Capacity, kept_areas::Areas};
use crate::{
    area::{Area, AreaId, AreaKind, BoundingBox, Relation},
    case::{
        party::Agreement,
        place::{LEAST_SHARE, Place},
        standing::answers_for,
    },
    incident::CategoryCatalogue,
    policy::Ground,
    store::{AreasVersion, Read},
};
use geo::BoundingRect;
use jiff::{Timestamp, civil::Date};
use std::sync::Arc;

/// Which areas.
#[derive(Debug, Clone, Default)]
pub struct AreaFilter {
    /// One layer, or all.
    pub kind: Option<AreaKind>,
    /// Valid on this day; today if not given.
    pub at: Option<Date>,
    /// Touching this box; areas without ground are then left out.
    pub bbox: Option<BoundingBox>,
}

/// An area with its past and its relations.
#[derive(Debug, Clone)]
pub struct AreaCard {
    /// The version valid on the day asked for, or else the newest.
    pub area: Area,
    /// All versions by first day.
    pub versions: Vec<Area>,
    /// Relations to and from it.
    pub relations: Vec<Relation>,
}

/// Areas by id. Areas are open to everyone who is signed in.
pub fn list(app: &App, filter: &AreaFilter) -> Result<Vec<Area>, AppError> {
    let on = filter.at.unwrap_or_else(|| app.today());
    let known = app.areas.of(app.store.read()?.as_ref())?;
    let asked = |area: &&Area| {
        filter.kind.is_none_or(|kind| area.kind == kind)
            && area.validity.covers(on)
            && filter.bbox.is_none_or(|wanted| touches(area, wanted))
    };
    Ok(known.all.iter().filter(asked).cloned().collect())
}

/// What answers about areas are made of: they change when it changes.
pub fn state(app: &App) -> Result<(AreasVersion, Date), AppError> {
    Ok((app.store.read()?.areas_version()?, app.today()))
}

/// One area, whatever its validity.
pub fn get(app: &App, id: &AreaId, at: Option<Date>) -> Result<AreaCard, AppError> {
    let known = app.areas.of(app.store.read()?.as_ref())?;
    let versions = known.versions(id).to_vec();
    let on = at.unwrap_or_else(|| app.today());
    let valid = versions.iter().find(|version| version.validity.covers(on));
    let area = valid.or(versions.last()).cloned().ok_or(AppError::NotFound)?;
    let of_it = |relation: &&Relation| relation.from == *id || relation.to == *id;
    let relations = known.relations.iter().filter(of_it).cloned().collect();
    Ok(AreaCard { area, versions, relations })
}

/// What a place lies on today, for the policy: the areas it was written down with, those its ground
/// overlaps now, and how areas belong together.
#[derive(Debug)]
pub struct Under {
    areas: Vec<AreaId>,
    known: Arc<Areas>,
    day: Date,
}

impl Under {
    pub(super) fn of(app: &App, read: &dyn Read, place: &Place) -> Result<Self, AppError> {
        let day = app.today();
        let known = app.areas.of(read)?;
        let mut areas = place.area_ids();
        for area in known.all.iter().filter(|area| area.validity.covers(day)) {
            let overlaps = |ground| place.geometry.share_in(ground) >= LEAST_SHARE;
            if !areas.contains(&area.id) && area.geometry.as_ref().is_some_and(overlaps) {
                areas.push(area.id.clone());
            }
        }
        Ok(Self { areas, known, day })
    }

    /// The ground of an agreement, with what the actor answers for within it: its forums concern whoever
    /// answers for a part. An agreement that names no areas has all ground.
    pub(super) fn agreed(
        app: &App,
        read: &dyn Read,
        actor: &Actor,
        agreement: &Agreement,
    ) -> Result<Self, AppError> {
        let (known, day) = (app.areas.of(read)?, app.today());
        let mut areas = agreement.areas.clone();
        if let Capacity::User { areas: own, deputy_for } = &actor.capacity {
            let theirs = deputy_for.iter().flat_map(|deputyship| &deputyship.areas);
            let within = own.iter().chain(theirs).filter(|area| {
                let one = std::slice::from_ref(*area);
                agreement.areas.is_empty()
                    || answers_for(&agreement.areas, one, &known.relations, day)
            });
            areas.extend(within.cloned());
        }
        Ok(Self { areas, known, day })
    }

    /// The areas themselves, where no place is named.
    pub(super) fn these(app: &App, read: &dyn Read, areas: &[AreaId]) -> Result<Self, AppError> {
        Ok(Self { areas: areas.to_vec(), known: app.areas.of(read)?, day: app.today() })
    }

    /// Whether somebody, or something, that is for these areas is for the place.
    pub(super) fn is_in(&self, areas: &[AreaId]) -> bool {
        answers_for(areas, &self.areas, &self.known.relations, self.day)
    }

    pub(super) fn ground(&self) -> Ground<'_> {
        Ground { areas: &self.areas, relations: &self.known.relations, day: self.day }
    }
}

/// All categories.
pub fn categories(app: &App) -> Result<CategoryCatalogue, AppError> {
    Ok(app.store.read()?.catalogue()?)
}

/// When areas were last imported; `None` when only the shipped ones are there.
pub fn updated(app: &App) -> Result<Option<Timestamp>, AppError> {
    let imports = app.store.read()?.imports()?;
    let of_areas = imports.iter().filter(|i| i.kind == crate::ingest::ImportKind::Areas);
    Ok(of_areas.filter_map(|import| import.published_at).max())
}

/// The study area's version valid today, or its newest.
pub fn study_area(app: &App) -> Result<Area, AppError> {
    get(app, &app.settings.study_area, None).map(|card| card.area)
}

fn touches(area: &Area, wanted: BoundingBox) -> bool {
    let Some(rect) = area.geometry.as_ref().and_then(BoundingRect::bounding_rect) else {
        return false;
    };
    rect.min().x <= wanted.east
        && wanted.west <= rect.max().x
        && rect.min().y <= wanted.north
        && wanted.south <= rect.max().y
}
