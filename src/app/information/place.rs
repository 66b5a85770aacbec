//! Where something happened that one party tells the other.

use crate::{
    app::{Actor, App, AppError, areas::Under, identification::named_place, openings::field_error},
    area::{AreaId, AreaKind, BaseCell, LonLat},
    case::{
        information::Where,
        number::CaseNumber,
        observation::ObservationId,
        party::{Agreement, Parties},
        place::{Place, PlaceGeometry},
    },
    export::layers::label_at,
    policy,
    store::Read,
};
use geo_types::Point;

/// Where, as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub enum NewWhere {
    /// Where somebody stands; kept as the base cell.
    Point(LonLat),
    /// A named place or a wider area.
    Area(AreaId),
    /// A case of the two parties.
    Case(CaseNumber),
    /// An observation that both parties see.
    Observation(ObservationId),
}

/// A place with what it lies on today.
pub(super) struct Placed {
    pub(super) place: Where,
    pub(super) under: Under,
}

/// The smallest kinds of areas first: what a position is named by.
const NAMED_BY: [AreaKind; 5] = [
    AreaKind::Plats,
    AreaKind::Statistikomrade,
    AreaKind::Stadsdel,
    AreaKind::Stadsdelsomrade,
    AreaKind::Kommun,
];

impl Placed {
    pub(super) fn of(
        app: &App,
        read: &dyn Read,
        actor: &Actor,
        new: &NewWhere,
    ) -> Result<Self, AppError> {
        let unknown = |field| move |_| field_error(field, "unknown");
        let area = |id: &AreaId, field| {
            named_place(app, read, id.clone(), None).map_err(|error| match error {
                AppError::NotFound => field_error(field, "unknown"),
                other => other,
            })
        };
        let (place, ground) = match new {
            NewWhere::Point(at) => {
                let cell = BaseCell::at(*at);
                let centre = cell.centre();
                let point = PlaceGeometry::Point(Point::new(centre.lon, centre.lat));
                let place = Place::checked("Här", point, &app.areas.of(read)?.all, app.today())?;
                let known = place.area_ids();
                let of_kind = |kind: &AreaKind| {
                    let start = format!("{}/", kind.as_str());
                    known.iter().find(|id| id.0.starts_with(&start)).cloned()
                };
                let lies_in = NAMED_BY.iter().find_map(of_kind);
                (Where::Cell { cell, lies_in }, place)
            }
            NewWhere::Area(id) => (Where::Area(id.clone()), area(id, "area")?),
            NewWhere::Case(number) => {
                let work = read.case(number)?;
                let work = work.filter(|work| policy::may_see_case(actor, work.case()));
                let work = work.ok_or(()).map_err(unknown("case"))?;
                (Where::Case(*number), work.place().clone())
            }
            NewWhere::Observation(id) => {
                let seen = read.observation(id)?.filter(|seen| {
                    policy::may_see_owned(actor, &seen.owner, seen.shared, &seen.shared_with)
                });
                let seen = seen.ok_or(()).map_err(unknown("observation"))?;
                (Where::Observation(id.clone()), area(&seen.area, "observation")?)
            }
        };
        Ok(Self { place, under: Under::of(app, read, &ground)? })
    }

    /// Whether the agreement is about this ground; one that names none is about all of it.
    pub(super) fn is_under(&self, agreement: &Agreement) -> bool {
        agreement.areas.is_empty() || self.under.is_in(&agreement.areas)
    }

    /// What the place is taken from is known to both parties: information never shows what was not
    /// shared.
    pub(super) fn is_seen_by_both(
        &self,
        read: &dyn Read,
        parties: &Parties,
    ) -> Result<(), AppError> {
        match &self.place {
            Where::Cell { .. } | Where::Area(_) => Ok(()),
            Where::Case(number) => match read.case(number)? {
                Some(work) if work.case().parties == *parties => Ok(()),
                _ => Err(field_error("case", "unknown")),
            },
            Where::Observation(id) => {
                let seen = read.observation(id)?;
                let seen = seen.filter(|seen| parties.side_of(&seen.owner).is_some());
                let both = seen.is_some_and(|seen| {
                    let other = parties.side_of(&seen.owner).map(|side| parties.of(side.other()));
                    seen.shared || other.is_some_and(|other| seen.shared_with.contains(other))
                });
                if both { Ok(()) } else { Err(field_error("observation", "not_shared")) }
            }
        }
    }
}

/// A place by its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Where, as it is kept.
    pub place: Where,
    /// Name of the place, or of the area that it lies in; empty for a position outside every area.
    pub name: String,
    /// A point on it; of a position the centre of its base cell.
    pub at: Option<LonLat>,
}

impl Named {
    pub(super) fn of(app: &App, read: &dyn Read, place: &Where) -> Result<Self, AppError> {
        let known = app.areas.of(read)?;
        let area = |id: &AreaId| {
            let area = known.all.iter().rev().find(|area| area.id == *id);
            let at = area.and_then(|area| area.geometry.as_ref()).and_then(label_at);
            (area.map_or_else(|| id.0.clone(), |area| area.name.clone()), at)
        };
        let (name, at) = match place {
            Where::Cell { cell, lies_in } => {
                let name = lies_in.as_ref().map(|id| area(id).0);
                (name.unwrap_or_default(), Some(cell.centre()))
            }
            Where::Area(id) => area(id),
            Where::Case(number) => match read.case(number)? {
                Some(work) => {
                    (work.case().place.name.as_str().to_owned(), Some(work.place().label_at))
                }
                None => (number.to_string(), None),
            },
            Where::Observation(id) => match read.observation(id)? {
                Some(seen) => area(&seen.area),
                None => (id.0.clone(), None),
            },
        };
        Ok(Self { place: place.clone(), name, at })
    }
}
