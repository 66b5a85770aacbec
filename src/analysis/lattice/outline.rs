//! Cells as ground on the map.

use super::{Lattice, Shape};
use crate::area::PlanarMetres;
use geo::orient::{Direction, Orient};
use geo_types::{LineString, MultiPolygon, Polygon, coord};
use h3o::geom::SolventBuilder;

impl Lattice {
    /// The cell's outline in WGS84, exterior rings counter-clockwise: one polygon but for areas of
    /// several parts.
    pub fn outline(&self, i: usize) -> MultiPolygon<f64> {
        let ring: Vec<_> = match &self.shape {
            Shape::Areas { areas, kept, .. } => return areas.grounds()[kept[i] as usize].clone(),
            Shape::Hexagons(cells) => {
                let corners = cells[i].boundary();
                corners.iter().map(|at| coord! { x: at.lng(), y: at.lat() }).collect()
            }
            Shape::Squares(side, corners) => square_corners(corners[i], *side)
                .into_iter()
                .map(|(east, north)| self.unproject(east as f64, north as f64))
                .collect(),
        };
        MultiPolygon(vec![Polygon::new(LineString::new(ring), vec![])])
    }

    /// The outline of several cells together in WGS84: shared sides are gone, exterior rings
    /// counter-clockwise, holes clockwise.
    pub fn dissolve(&self, cells: &[u32]) -> MultiPolygon<f64> {
        match &self.shape {
            Shape::Areas { areas, kept, .. } => {
                let some: Vec<u32> = cells.iter().map(|&i| kept[i as usize]).collect();
                areas.dissolve(&some, self.system)
            }
            Shape::Hexagons(hexagons) => SolventBuilder::new()
                .build()
                .dissolve(cells.iter().map(|&i| hexagons[i as usize]))
                .expect("the cells of a lattice are distinct and of one resolution")
                .orient(Direction::Default),
            Shape::Squares(side, corners) => {
                let squares: Vec<Polygon<f64>> = cells
                    .iter()
                    .map(|&i| {
                        let ring = square_corners(corners[i as usize], *side);
                        let ring = ring.map(|(x, y)| coord! { x: x as f64, y: y as f64 });
                        Polygon::new(LineString::new(ring.to_vec()), vec![])
                    })
                    .collect();
                let union = geo::algorithm::unary_union(&squares).orient(Direction::Default);
                // Corners are whole metres; the union may be off by a hair.
                let ring = |ring: &LineString<f64>| {
                    ring.0.iter().map(|c| self.unproject(c.x.round(), c.y.round())).collect()
                };
                union
                    .0
                    .iter()
                    .map(|p| {
                        Polygon::new(ring(p.exterior()), p.interiors().iter().map(ring).collect())
                    })
                    .collect()
            }
        }
    }

    fn unproject(&self, east_m: f64, north_m: f64) -> geo_types::Coord<f64> {
        let at = self.system.unproject(PlanarMetres { east_m, north_m });
        coord! { x: at.lon, y: at.lat }
    }
}

fn square_corners((east, north): (i64, i64), side: i64) -> [(i64, i64); 5] {
    [
        (east, north),
        (east + side, north),
        (east + side, north + side),
        (east, north + side),
        (east, north),
    ]
}
