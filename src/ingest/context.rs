//! What a reader of incidents must know besides the file.

use super::{
    Mapping,
    encoding::{Limits, TextEncoding},
    point_crs::PointCrs,
};
use crate::{
    area::{Area, AreaId, AreaIndex, AreaKind, LonLat, NO_AREA, PreparedArea},
    incident::{CategoryCatalogue, StudyClock},
};
use geo::InteriorPoint;
use std::collections::BTreeMap;

/// What the sender said about the file; what is not said is found out or refused.
#[derive(Debug, Clone, Default)]
pub struct ReadHow {
    /// Which column means what; the standard names if empty.
    pub mapping: Mapping,
    /// System of the places. Goes before the mapping's; degrees for `lon`,`lat` if neither says.
    /// `x`,`y` without a system is refused.
    pub crs: Option<PointCrs>,
    /// Encoding, when it should not be found out.
    pub encoding: Option<TextEncoding>,
    /// `,` `;` or tab, when it should not be found out.
    pub delimiter: Option<u8>,
    /// When to refuse.
    pub limits: Limits,
}

/// The city that the counts belong to.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Categories known so far.
    pub catalogue: &'a CategoryCatalogue,
    /// Rows outside it are rejected; its bounds are the box for hints about axes and systems.
    pub study_area: &'a PreparedArea,
    /// Its id, kept for rows of area-and-month categories that no finer area holds; `None` when it
    /// is only a box (then such rows are rejected).
    pub study_area_id: Option<&'a AreaId>,
    /// The finest layer in which area-and-month categories may be kept (statistikområden).
    pub finest_areas: &'a AreaIndex,
    /// Areas that rows may name.
    pub known_areas: &'a KnownAreas,
    /// Zone of the study area.
    pub clock: &'a StudyClock,
    /// Secret of the installation, for row ids.
    pub key: &'a [u8; 32],
    /// Source system; row ids and created categories belong to it.
    pub source: &'a str,
}

/// Areas by kind and code.
#[derive(Debug, Clone, Default)]
pub struct KnownAreas {
    by_code: BTreeMap<String, Vec<(AreaKind, AreaId, Option<AreaId>)>>,
}

/// Kinds that hold so many homes that a crime in one of them may be counted there.
const COARSE_ENOUGH: [AreaKind; 8] = [
    AreaKind::Polisregion,
    AreaKind::Polisomrade,
    AreaKind::Lokalpolisomrade,
    AreaKind::Kommun,
    AreaKind::Stadsdelsomrade,
    AreaKind::Stadsdel,
    AreaKind::Statistikomrade,
    AreaKind::Regso,
];

impl KnownAreas {
    /// All versions of all areas that rows may name; `finest` says in which area a smaller one lies
    /// (by a point inside it).
    pub fn new<'a>(areas: impl IntoIterator<Item = &'a Area>, finest: &AreaIndex) -> Self {
        let mut known = Self::default();
        for area in areas {
            let versions = known.by_code.entry(area.code.clone()).or_default();
            if versions.iter().any(|(kind, _, coarse)| *kind == area.kind && coarse.is_some()) {
                continue;
            }
            let coarse = if COARSE_ENOUGH.contains(&area.kind) {
                Some(area.id.clone())
            } else {
                area.geometry.as_ref().and_then(InteriorPoint::interior_point).and_then(|point| {
                    let at = LonLat::new(point.x(), point.y()).ok()?;
                    let i = finest.locate(at);
                    (i != NO_AREA).then(|| finest.ids()[i as usize].clone())
                })
            };
            versions.retain(|(kind, _, _)| *kind != area.kind);
            versions.push((area.kind, area.id.clone(), coarse));
        }
        known
    }

    /// The area of a code, and the area in which homes may be counted (`None`: none is known).
    /// Without kind, the only one with the code, or the statistikområde among several.
    pub(super) fn find(
        &self,
        kind: Option<AreaKind>,
        code: &str,
    ) -> Option<(&AreaId, Option<&AreaId>)> {
        let candidates = self.by_code.get(code)?;
        let wanted = match (kind, candidates.as_slice()) {
            (None, [only]) => Some(only),
            (kind, several) => {
                let kind = kind.unwrap_or(AreaKind::Statistikomrade);
                several.iter().find(|(k, _, _)| *k == kind)
            }
        };
        wanted.map(|(_, id, coarse)| (id, coarse.as_ref()))
    }
}
