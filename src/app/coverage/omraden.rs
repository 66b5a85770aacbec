//! The stadsdelsområden of an agreement, and in which of them a place is counted.

use crate::{
    app::{App, AppError, kept_areas::Areas},
    area::{Area, AreaId, AreaKind},
    case::{party::Agreement, place::Place, standing::answers_for},
    store::Read,
};
use jiff::civil::Date;
use std::sync::Arc;

/// The stadsdelsområden that an agreement names or that lie in what it names, as they were on a day.
pub(in crate::app) struct Omraden {
    areas: Vec<Area>,
    known: Arc<Areas>,
    day: Date,
}

impl Omraden {
    /// Of an agreement; every stadsdelsområde where it does not say what ground it covers.
    pub(in crate::app) fn of(
        app: &App,
        read: &dyn Read,
        agreement: &Agreement,
        day: Date,
    ) -> Result<Self, AppError> {
        let known = app.areas.of(read)?;
        let own = |id: &AreaId| {
            let one = std::slice::from_ref(id);
            agreement.areas.is_empty()
                || agreement.areas.contains(id)
                || answers_for(&agreement.areas, one, &known.relations, day)
        };
        let of_kind = known.all.iter().filter(|area| area.kind == AreaKind::Stadsdelsomrade);
        let areas = of_kind.filter(|area| area.validity.covers(day) && own(&area.id));
        Ok(Self { areas: areas.cloned().collect(), known, day })
    }

    /// All of them.
    pub(in crate::app) fn all(&self) -> &[Area] {
        &self.areas
    }

    /// The one in which a place is counted: of those that its ground overlaps the one with the largest
    /// share, else one that followed an area it lies in. A place is counted once, also on a border.
    pub(in crate::app) fn of_place(&self, place: &Place) -> Option<&Area> {
        let named = |id: &AreaId| self.areas.iter().find(|area| area.id == *id);
        let ids = place.area_ids();
        let answers = |area: &&Area| {
            let mine = std::slice::from_ref(&area.id);
            answers_for(mine, &ids, &self.known.relations, self.day)
        };
        ids.iter().find_map(named).or_else(|| self.areas.iter().find(answers))
    }
}
