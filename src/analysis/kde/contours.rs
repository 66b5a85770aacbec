//! Outlines of where the surface reaches a level.

use super::{Grid, Kde};
use crate::area::PlanarMetres;
use geo::{Area, BoundingRect, Contains};
use geo_types::{Coord, LineString, MultiPolygon, Polygon, Rect, coord};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Where the density is at least a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contour {
    /// Incidents per km².
    pub per_km2: f64,
    /// Share of the volume that lies in squares at or above it, 0–1.
    pub share: f64,
    /// km² inside.
    pub area_km2: f64,
    /// In the metres of the grid: exterior rings counter-clockwise, holes clockwise.
    pub outline: MultiPolygon<f64>,
}

/// For each share (0–1) the level above which the densest squares hold that much of the volume: the
/// smallest area, in whole squares, that holds it. Empty for a surface without volume.
pub fn levels_holding(surface: &Kde, shares: &[f64]) -> Vec<f64> {
    let mut densities: Vec<f64> = surface.per_km2.iter().copied().filter(|d| *d > 0.0).collect();
    densities.sort_unstable_by(|a, b| b.total_cmp(a));
    // Summed in the order that is held below, so that all of it is reached.
    let all = densities.iter().fold(0.0, |sum, density| sum + density);
    let Some(&lowest) = densities.last() else { return Vec::new() };
    let level = |share: &f64| {
        let wanted = share.clamp(0.0, 1.0) * all;
        let mut held = 0.0;
        let enough = densities.iter().find(|density| {
            held += **density;
            held >= wanted
        });
        enough.copied().unwrap_or(lowest)
    };
    shares.iter().map(level).collect()
}

/// The outline of a positive level, by marching squares between the centres of the grid's squares:
/// straight between the points where the level is passed, corners across from each other joined when
/// their mean reaches it. Beyond the grid the density is 0, so every ring is closed.
pub fn contour(surface: &Kde, per_km2: f64) -> Contour {
    let rings = rings(surface, per_km2);
    let outline = polygons(rings);
    let held = surface.per_km2.iter().filter(|d| **d >= per_km2).sum::<f64>();
    let all = surface.per_km2.iter().sum::<f64>();
    Contour {
        per_km2,
        share: if all > 0.0 { held / all } else { 0.0 },
        area_km2: outline.unsigned_area() / 1e6,
        outline,
    }
}

/// Densities at centres, with a row and column of zeros around.
struct Nodes<'a> {
    surface: &'a Kde,
    columns: usize,
    rows: usize,
}

impl Nodes<'_> {
    fn density(&self, column: usize, row: usize) -> f64 {
        let Grid { columns, rows, .. } = self.surface.grid;
        match (column.checked_sub(1), row.checked_sub(1)) {
            (Some(c), Some(r)) if c < columns && r < rows => self.surface.per_km2[r * columns + c],
            _ => 0.0,
        }
    }

    fn place(&self, column: usize, row: usize) -> PlanarMetres {
        let Grid { west_m, south_m, side_m, .. } = self.surface.grid;
        PlanarMetres {
            east_m: west_m + (column as f64 - 0.5) * side_m,
            north_m: south_m + (row as f64 - 0.5) * side_m,
        }
    }

    /// The side from this node to the east (even) or to the north (odd).
    fn side(&self, column: usize, row: usize, north: bool) -> usize {
        2 * (row * self.columns + column) + usize::from(north)
    }

    /// Where the level is passed on a side.
    fn crossing(&self, side: usize, level: f64) -> Coord<f64> {
        let (row, column) = (side / 2 / self.columns, side / 2 % self.columns);
        let north = side % 2 == 1;
        let (to_column, to_row) = (column + usize::from(!north), row + usize::from(north));
        let (a, b) = (self.density(column, row), self.density(to_column, to_row));
        // Never on a node itself: rings that touch there would have a point in common.
        let t = ((level - a) / (b - a)).clamp(1e-4, 1.0 - 1e-4);
        let (from, to) = (self.place(column, row), self.place(to_column, to_row));
        coord! {
            x: from.east_m + t * (to.east_m - from.east_m),
            y: from.north_m + t * (to.north_m - from.north_m),
        }
    }
}

/// Closed rings with what reaches the level on their left, in order of their first side.
fn rings(surface: &Kde, level: f64) -> Vec<LineString<f64>> {
    let grid = surface.grid;
    let nodes = Nodes { surface, columns: grid.columns + 2, rows: grid.rows + 2 };
    // From each side that is passed to the next one around.
    let mut next: HashMap<usize, usize> = HashMap::new();
    let mut order: Vec<usize> = Vec::new();
    for row in 0..nodes.rows - 1 {
        for column in 0..nodes.columns - 1 {
            let south_west = nodes.density(column, row);
            let south_east = nodes.density(column + 1, row);
            let north_east = nodes.density(column + 1, row + 1);
            let north_west = nodes.density(column, row + 1);
            let corners = [south_west, south_east, north_east, north_west];
            let code = corners.iter().rev().fold(0, |code, d| 2 * code + usize::from(*d >= level));
            if code == 0 || code == 15 {
                continue;
            }
            let (s, w) = (nodes.side(column, row, false), nodes.side(column, row, true));
            let (n, e) = (nodes.side(column, row + 1, false), nodes.side(column + 1, row, true));
            let joined = corners.iter().sum::<f64>() / 4.0 >= level;
            let segments: &[(usize, usize)] = match code {
                1 => &[(s, w)],
                2 => &[(e, s)],
                4 => &[(n, e)],
                8 => &[(w, n)],
                3 => &[(e, w)],
                6 => &[(n, s)],
                12 => &[(w, e)],
                9 => &[(s, n)],
                7 => &[(n, w)],
                11 => &[(e, n)],
                13 => &[(s, e)],
                14 => &[(w, s)],
                5 if joined => &[(s, e), (n, w)],
                5 => &[(s, w), (n, e)],
                10 if joined => &[(w, s), (e, n)],
                _ => &[(e, s), (w, n)],
            };
            for &(from, to) in segments {
                next.insert(from, to);
                order.push(from);
            }
        }
    }
    let mut rings = Vec::new();
    for first in order {
        let mut ring = Vec::new();
        let mut side = first;
        while let Some(to) = next.remove(&side) {
            ring.push(nodes.crossing(side, level));
            side = to;
        }
        if ring.len() > 2 {
            ring.push(ring[0]);
            rings.push(LineString::new(ring));
        }
    }
    rings
}

/// Holes go to the smallest exterior ring around them.
fn polygons(rings: Vec<LineString<f64>>) -> MultiPolygon<f64> {
    let closed = rings.into_iter().map(|ring| Polygon::new(ring, vec![]));
    let (outer, holes): (Vec<_>, Vec<_>) = closed.partition(|ring| ring.signed_area() > 0.0);
    let boxes: Vec<Option<Rect>> = outer.iter().map(|ring| ring.bounding_rect()).collect();
    let areas: Vec<f64> = outer.iter().map(|ring| ring.unsigned_area()).collect();
    let mut holes_of: Vec<Vec<LineString<f64>>> = vec![Vec::new(); outer.len()];
    for hole in holes {
        let inside = hole.exterior().0[0];
        let smallest = (0..outer.len())
            .filter(|&at| boxes[at].is_some_and(|rect| rect.contains(&inside)))
            .filter(|&at| outer[at].contains(&inside))
            .min_by(|&a, &b| areas[a].total_cmp(&areas[b]));
        if let Some(at) = smallest {
            holes_of[at].push(hole.into_inner().0);
        }
    }
    let whole = outer.into_iter().zip(holes_of);
    MultiPolygon(whole.map(|(ring, holes)| Polygon::new(ring.into_inner().0, holes)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows from the north, as they are read.
    fn surface(rows: &[&[f64]]) -> Kde {
        let grid = Grid {
            west_m: 0.0,
            south_m: 0.0,
            side_m: 100.0,
            columns: rows[0].len(),
            rows: rows.len(),
        };
        let per_km2 = rows.iter().rev().flat_map(|row| row.iter().copied()).collect();
        Kde { n: 1, grid, per_km2 }
    }

    #[test]
    fn a_lone_square_is_a_diamond_halfway_to_its_neighbours() {
        let found = contour(&surface(&[&[0.0; 3], &[0.0, 8.0, 0.0], &[0.0; 3]]), 4.0);
        assert_eq!(found.outline.0.len(), 1);
        assert!((found.area_km2 - 0.005).abs() < 1e-12, "{}", found.area_km2);
        assert!(found.outline.0[0].signed_area() > 0.0);
        assert_eq!(found.share, 1.0);
        // Also on the very edge of the grid.
        assert!((contour(&surface(&[&[8.0]]), 4.0).area_km2 - 0.005).abs() < 1e-12);
    }

    #[test]
    fn holes_lie_in_their_ring_and_islands_in_holes_stand_alone() {
        let (o, x) = (0.0, 9.0);
        let rows: [&[f64]; 7] = [
            &[x, x, x, x, x, x, x],
            &[x, o, o, o, o, o, x],
            &[x, o, o, o, o, o, x],
            &[x, o, o, x, o, o, x],
            &[x, o, o, o, o, o, x],
            &[x, o, o, o, o, o, x],
            &[x, x, x, x, x, x, x],
        ];
        let found = contour(&surface(&rows), 4.5);
        let holes: Vec<usize> = found.outline.0.iter().map(|p| p.interiors().len()).collect();
        assert_eq!((holes.iter().sum::<usize>(), holes.len()), (1, 2));
        let ring = found.outline.0.iter().find(|p| p.interiors().len() == 1).expect("the ring");
        assert!(Polygon::new(ring.interiors()[0].clone(), vec![]).signed_area() < 0.0);
    }

    #[test]
    fn corners_across_are_joined_when_their_mean_reaches_the_level() {
        let apart = surface(&[&[0.0, 8.0], &[8.0, 0.0]]);
        assert_eq!(contour(&apart, 5.0).outline.0.len(), 2);
        assert_eq!(contour(&apart, 3.0).outline.0.len(), 1);
        let other = surface(&[&[8.0, 0.0], &[0.0, 8.0]]);
        assert_eq!(contour(&other, 5.0).outline.0.len(), 2);
        assert_eq!(contour(&other, 3.0).outline.0.len(), 1);
    }

    #[test]
    fn the_smallest_area_holding_a_share_takes_the_densest_squares_first() {
        let surface = surface(&[&[1.0, 2.0, 3.0, 4.0, 0.0]]);
        let shares = [0.0, 0.3, 0.4, 0.5, 0.71, 1.0];
        assert_eq!(levels_holding(&surface, &shares), [4.0, 4.0, 4.0, 3.0, 2.0, 1.0]);
        assert!(levels_holding(&self::surface(&[&[0.0]]), &shares).is_empty());
    }
}
