//! A small Stockholm for the tests of the readers.

use super::{Context, KnownAreas};
use crate::{
    area::{Area, AreaId, AreaIndex, AreaKind, PreparedArea, Validity},
    incident::{Category, CategoryCatalogue, CategoryId, CodeRange, FinestResolution, StudyClock},
};
use geo_types::{MultiPolygon, Rect, coord};

pub(crate) struct World {
    pub(crate) catalogue: CategoryCatalogue,
    pub(crate) study_area: PreparedArea,
    pub(crate) study_area_id: AreaId,
    pub(crate) finest: AreaIndex,
    pub(crate) known: KnownAreas,
    pub(crate) clock: StudyClock,
    pub(crate) key: [u8; 32],
}

fn category(
    id: &str,
    sv: &str,
    en: &str,
    codes: &[(u16, u16)],
    finest: FinestResolution,
) -> Category {
    Category {
        id: CategoryId(id.into()),
        label_sv: sv.into(),
        label_en: en.into(),
        codes: codes.iter().map(|&(first, last)| CodeRange { first, last }).collect(),
        finest,
        note_sv: None,
        created_by_source: None,
    }
}

fn area(kind: AreaKind, code: &str, west: f64, east: f64) -> Area {
    let (low, high) = (coord! {x: west, y: 59.2}, coord! {x: east, y: 59.45});
    Area {
        id: AreaId::new(kind, code),
        kind,
        code: code.into(),
        name: code.into(),
        geometry: Some(MultiPolygon(vec![Rect::new(low, high).to_polygon()])),
        validity: Validity::default(),
        class: None,
        approximate: true,
        source: "test".into(),
        note: None,
    }
}

impl World {
    /// A kommun 17.75–18.2 E, 59.2–59.45 N; statistikområden W and E meet at 18.0 and end at 18.1;
    /// categories 0 våld, 1 fickstöld, 2 bostadsinbrott (area and month only).
    pub(crate) fn stockholm() -> Self {
        let areas = [
            area(AreaKind::Kommun, "0180", 17.75, 18.2),
            area(AreaKind::Statistikomrade, "W", 17.75, 18.0),
            area(AreaKind::Statistikomrade, "E", 18.0, 18.1),
            area(AreaKind::Plats, "torget", 18.05, 18.051),
        ];
        let of_kind = |kind: AreaKind| areas.iter().filter(move |area| area.kind == kind);
        let finest = AreaIndex::new(of_kind(AreaKind::Statistikomrade));
        let cell = FinestResolution::BaseCell;
        let categories = vec![
            category("vald", "Våld", "Violence", &[(355, 358), (9341, 9344)], cell),
            category("fickstold", "Fickstöld", "Pickpocketing", &[(9817, 9818)], cell),
            category(
                "inbrott",
                "Bostadsinbrott",
                "Home burglary",
                &[],
                FinestResolution::AreaMonth,
            ),
        ];
        Self {
            catalogue: CategoryCatalogue { categories },
            study_area: PreparedArea::new(areas[0].geometry.as_ref().expect("drawn above")),
            study_area_id: areas[0].id.clone(),
            known: KnownAreas::new(&areas, &finest),
            finest,
            clock: StudyClock::new("Europe/Stockholm").expect("known zone"),
            key: [7; 32],
        }
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            catalogue: &self.catalogue,
            study_area: &self.study_area,
            study_area_id: Some(&self.study_area_id),
            finest_areas: &self.finest,
            known_areas: &self.known,
            clock: &self.clock,
            key: &self.key,
            source: "Testkälla",
        }
    }
}
