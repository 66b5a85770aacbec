//! Where a row happened: a base cell or an area.

use super::{
    RejectionCode,
    mapping::Target,
    place::{base_cell, read_number},
    point_crs::PointCrs,
    row::{Fault, RowCheck, shorten},
};
use crate::area::{AreaId, AreaKind, BaseCell, NO_AREA};
use csv::StringRecord;

/// What the place columns of a row say.
pub(super) enum Place<'a> {
    /// A point inside the study area.
    Cell(BaseCell),
    /// An area, and the one in which homes may be counted.
    Area(&'a AreaId, Option<&'a AreaId>),
}

impl<'a> RowCheck<'a> {
    /// From the first of `lon,lat`, `x,y`, `h3`, `area` that the row has.
    pub(super) fn place(&self, row: &StringRecord) -> Result<Place<'a>, Fault> {
        let pairs = [(Target::Lon, Target::Lat), (Target::X, Target::Y)];
        let mut half = None;
        for (east, north) in pairs {
            match (self.present(row, east), self.present(row, north)) {
                (Some(e), Some(n)) => return self.point(e, n, east, north),
                (None, None) => {}
                (None, Some(_)) => half = half.or(Some(east)),
                (Some(_), None) => half = half.or(Some(north)),
            }
        }
        if let Some(text) = self.present(row, Target::H3) {
            return self.h3(text);
        }
        if let Some(code) = self.present(row, Target::Area) {
            let kind = match self.present(row, Target::AreaKind) {
                Some(kind) => {
                    let kind = kind.to_lowercase().parse::<AreaKind>();
                    Some(kind.map_err(|k| {
                        self.fault(RejectionCode::UnknownArea, Target::AreaKind, Some(&k))
                    })?)
                }
                None => self.area_kind,
            };
            return match self.context.known_areas.find(kind, code) {
                Some((area, coarse)) => Ok(Place::Area(area, coarse)),
                None => Err(self.fault(RejectionCode::UnknownArea, Target::Area, Some(code))),
            };
        }
        let targets = [Target::Lon, Target::X, Target::H3, Target::Area];
        let has = |target: &Target| self.plan.index(*target).is_some();
        let column = half.or_else(|| targets.into_iter().find(has)).unwrap_or(Target::Lon);
        Err(self.fault(RejectionCode::MissingPlace, column, self.field(row, column)))
    }

    fn point(&self, e: &str, n: &str, east: Target, north: Target) -> Result<Place<'a>, Fault> {
        let number = |text: &str, target| {
            read_number(text)
                .ok_or_else(|| self.fault(RejectionCode::BadNumber, target, Some(text)))
        };
        let (e, n) = (number(e, east)?, number(n, north)?);
        // `lon,lat` are degrees whatever the system of `x,y` beside them is; alone they may be
        // metres under a wrong name, which a stated system says.
        let both = self.plan.index(Target::X).is_some() && east == Target::Lon;
        let crs = if both { PointCrs::Degrees } else { self.plan.crs };
        let cell = base_cell(e, n, crs, self.context.study_area, |at| self.grid.at(at));
        cell.map(Place::Cell).map_err(|code| Fault {
            code,
            column: self.plan.index(east),
            value: Some(rounded(e, n)),
        })
    }

    fn h3(&self, text: &str) -> Result<Place<'a>, Fault> {
        let bad = || self.fault(RejectionCode::BadNumber, Target::H3, Some(text));
        let index = text.parse::<h3o::CellIndex>().map_err(|_| bad())?;
        // A coarser cell could lie in several areas: it is no place for a count.
        if index.resolution() < BaseCell::RESOLUTION {
            return Err(bad());
        }
        let centre = h3o::LatLng::from(index);
        let cell = BaseCell::try_from((centre.lng(), centre.lat())).map_err(|_| bad())?;
        if self.context.study_area.holds(cell) {
            Ok(Place::Cell(cell))
        } else {
            let value = Some(rounded(centre.lng(), centre.lat()));
            let column = self.plan.index(Target::H3);
            Err(Fault { code: RejectionCode::OutsideArea, column, value })
        }
    }

    /// The smallest area that may be kept instead of a cell.
    pub(super) fn area_of(&self, cell: BaseCell, row: &StringRecord) -> Result<AreaId, Fault> {
        match self.context.finest_areas.locate(cell.centre()) {
            NO_AREA => self.context.study_area_id.cloned().ok_or_else(|| self.unknown_area(row)),
            i => Ok(self.context.finest_areas.ids()[i as usize].clone()),
        }
    }

    pub(super) fn unknown_area(&self, row: &StringRecord) -> Fault {
        let target =
            if self.present(row, Target::Area).is_some() { Target::Area } else { Target::Lon };
        self.fault(RejectionCode::UnknownArea, target, None)
    }
}

/// Coordinates in a report say where to look, not where it happened.
fn rounded(east: f64, north: f64) -> String {
    let round = |v: f64| {
        if v.abs() > 1000.0 {
            format!("{:.0}", (v / 1000.0).round() * 1000.0)
        } else {
            format!("{v:.2}")
        }
    };
    shorten(&format!("{} {}", round(east), round(north)))
}
