//! Areas as cells: which areas, whose ground, who is beside whom.

use super::borders;
use crate::{
    analysis::neighbours::Neighbours,
    area::{
        Area, AreaId, AreaIndex, AreaKind, BaseCell, LonLat, PlanarMetres, PreparedArea,
        TransverseMercator, snap,
    },
};
use geo::{Area as _, Centroid, InteriorPoint, MapCoords, orient::Orient};
use geo_types::{MultiPolygon, Polygon, coord};

/// Ground and holes smaller than this are what closing hairlines leaves behind.
const DUST_M2: f64 = 2.0;

/// The areas of one kind as they are on one day: the cells of the lattice `areas:<kind>`.
#[derive(Debug)]
pub struct AreaCells {
    kind: AreaKind,
    ids: Vec<AreaId>,
    grounds: Vec<MultiPolygon<f64>>,
    index: AreaIndex,
}

impl AreaCells {
    /// Of the areas given those of the kind that have ground, by id; of two versions of one area the
    /// first.
    pub fn new<'a>(kind: AreaKind, areas: impl IntoIterator<Item = &'a Area>) -> Self {
        let mut cells: Vec<&Area> =
            areas.into_iter().filter(|area| area.kind == kind && area.geometry.is_some()).collect();
        cells.sort_by(|a, b| a.id.cmp(&b.id));
        cells.dedup_by(|later, first| later.id == first.id);
        Self {
            kind,
            ids: cells.iter().map(|area| area.id.clone()).collect(),
            grounds: cells.iter().filter_map(|area| area.geometry.clone()).collect(),
            index: AreaIndex::new(cells.iter().copied()),
        }
    }

    /// What sort of areas they are.
    pub fn kind(&self) -> AreaKind {
        self.kind
    }

    /// Ids, ascending.
    pub fn ids(&self) -> &[AreaId] {
        &self.ids
    }

    /// Outlines in WGS84, in the order of the ids.
    pub fn grounds(&self) -> &[MultiPolygon<f64>] {
        &self.grounds
    }

    /// Position of an area among the ids.
    pub fn position(&self, id: &AreaId) -> Option<u32> {
        self.ids.binary_search(id).ok().map(|i| i as u32)
    }

    /// For each base cell the area that holds its centre, on a tie the lowest id; none:
    /// [`crate::area::NO_AREA`].
    pub(super) fn owners(&self, cells: &[BaseCell]) -> Vec<u32> {
        self.index.assign(cells)
    }

    /// A point inside each area: its centroid, or where that lies outside, one that does not.
    pub(super) fn centres(&self) -> Vec<Option<LonLat>> {
        let centre = |ground: &MultiPolygon<f64>| {
            let lon_lat = |p: geo_types::Point<f64>| LonLat { lon: p.x(), lat: p.y() };
            let centroid = ground.centroid().map(lon_lat)?;
            match PreparedArea::new(ground).contains(centroid) {
                true => Some(centroid),
                false => ground.interior_point().map(lon_lat),
            }
        };
        self.grounds.iter().map(centre).collect()
    }

    /// Neighbours among some of the areas (positions among the ids), in the order they are given.
    pub fn neighbours(&self, kept: &[u32], system: TransverseMercator) -> Neighbours {
        let planar: Vec<MultiPolygon<f64>> =
            kept.iter().map(|&i| project(&self.grounds[i as usize], system)).collect();
        borders::neighbours(&planar)
    }

    /// The outline of some areas together, hairlines between them closed; of one alone its own.
    pub(super) fn dissolve(&self, some: &[u32], system: TransverseMercator) -> MultiPolygon<f64> {
        if let [one] = some {
            return self.grounds[*one as usize].clone();
        }
        let planar =
            some.iter().map(|&i| project(&self.grounds[i as usize], system)).collect::<Vec<_>>();
        let (snapped, _) = snap::snap(&[planar], borders::HAIRLINE_M);
        let union = geo::algorithm::unary_union(&snapped);
        let parts = union.0.into_iter().filter(|part| part.unsigned_area() >= DUST_M2);
        let parts = parts.map(|part| {
            let (exterior, mut holes) = part.into_inner();
            holes.retain(|hole| Polygon::new(hole.clone(), vec![]).unsigned_area() >= DUST_M2);
            Polygon::new(exterior, holes)
        });
        let union: MultiPolygon<f64> = parts.collect();
        union.orient(geo::orient::Direction::Default).map_coords(|at| {
            let at = system.unproject(PlanarMetres { east_m: at.x, north_m: at.y });
            coord! { x: at.lon, y: at.lat }
        })
    }
}

fn project(ground: &MultiPolygon<f64>, system: TransverseMercator) -> MultiPolygon<f64> {
    ground.map_coords(|at| {
        let at = system.project(LonLat { lon: at.x, lat: at.y });
        coord! { x: at.east_m, y: at.north_m }
    })
}
