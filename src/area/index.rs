//! One definition of inside: a base cell lies in the area that holds its centre.

use super::{Area, AreaId, BaseCell, BoundingBox, LonLat};
use geo_types::{LineString, MultiPolygon};
use rayon::prelude::*;
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

/// "In no area" in the tables that [`AreaIndex::assign`] makes.
pub const NO_AREA: u32 = u32::MAX;

/// A polygon made ready for many questions of "is this point inside".
///
/// Edges are binned by latitude; a point is inside when a ray to the east crosses the rings an odd
/// number of times. Each edge is evaluated from its lower to its upper end whatever way its ring
/// runs, so of two areas that share an edge exactly one holds a point near it.
#[derive(Debug, Clone)]
pub struct PreparedArea {
    bounds: BoundingBox,
    bins_per_degree: f64,
    /// For bin b: `edges[starts[b]..starts[b + 1]]`.
    starts: Vec<u32>,
    edges: Vec<Edge>,
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    low: (f64, f64),
    high: (f64, f64),
}

impl PreparedArea {
    /// Prepares a polygon in WGS84; an empty one holds nothing.
    pub fn new(polygons: &MultiPolygon<f64>) -> Self {
        let edges: Vec<Edge> = polygons
            .0
            .iter()
            .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
            .flat_map(ring_edges)
            .collect();
        let mut bounds = BoundingBox {
            west: f64::INFINITY,
            south: f64::INFINITY,
            east: f64::NEG_INFINITY,
            north: f64::NEG_INFINITY,
        };
        for edge in &edges {
            bounds.west = bounds.west.min(edge.low.0.min(edge.high.0));
            bounds.east = bounds.east.max(edge.low.0.max(edge.high.0));
            bounds.south = bounds.south.min(edge.low.1);
            bounds.north = bounds.north.max(edge.high.1);
        }
        let height = bounds.north - bounds.south;
        // An edge stands in every bin it passes: a comb of long teeth gets few bins, so that the
        // table stays a few times the size of the polygon.
        let passes: f64 = edges.iter().map(|edge| (edge.high.1 - edge.low.1) / height).sum();
        let affordable = (8.0 * edges.len() as f64 / passes.max(1.0)) as usize;
        let n_bins = (edges.len() / 2).min(affordable).clamp(1, 4096);
        let bins_per_degree =
            if edges.is_empty() || height <= 0.0 { 0.0 } else { n_bins as f64 / height };
        let mut prepared = Self { bounds, bins_per_degree, starts: Vec::new(), edges: Vec::new() };
        let mut bins: Vec<Vec<Edge>> = vec![Vec::new(); n_bins];
        for edge in edges {
            let passed = prepared.bin(edge.low.1, n_bins)..=prepared.bin(edge.high.1, n_bins);
            bins[passed].iter_mut().for_each(|bin| bin.push(edge));
        }
        prepared.starts.push(0);
        for bin in bins {
            prepared.edges.extend(bin);
            prepared.starts.push(prepared.edges.len() as u32);
        }
        prepared
    }

    /// The smallest box around the area.
    pub fn bounds(&self) -> BoundingBox {
        self.bounds
    }

    /// Whether the point lies in the area.
    pub fn contains(&self, at: LonLat) -> bool {
        if !self.bounds.contains(at) {
            return false;
        }
        let bin = self.bin(at.lat, self.starts.len() - 1);
        let edges = &self.edges[self.starts[bin] as usize..self.starts[bin + 1] as usize];
        let mut inside = false;
        for edge in edges {
            if edge.low.1 <= at.lat && at.lat < edge.high.1 {
                let along = (at.lat - edge.low.1) / (edge.high.1 - edge.low.1);
                inside ^= at.lon < edge.low.0 + along * (edge.high.0 - edge.low.0);
            }
        }
        inside
    }

    /// Whether the centre of the base cell lies in the area.
    pub fn holds(&self, cell: BaseCell) -> bool {
        self.contains(cell.centre())
    }

    fn bin(&self, lat: f64, n_bins: usize) -> usize {
        (((lat - self.bounds.south) * self.bins_per_degree) as usize).min(n_bins - 1)
    }
}

fn ring_edges(ring: &LineString<f64>) -> impl Iterator<Item = Edge> + '_ {
    ring.lines().filter(|line| line.start.y != line.end.y).map(|line| {
        let (a, b) = ((line.start.x, line.start.y), (line.end.x, line.end.y));
        if a.1 < b.1 { Edge { low: a, high: b } } else { Edge { low: b, high: a } }
    })
}

/// The areas of one layer at one time, ready to say in which of them a base cell lies.
#[derive(Debug)]
pub struct AreaIndex {
    ids: Vec<AreaId>,
    prepared: Vec<PreparedArea>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
}

impl AreaIndex {
    /// Areas without geometry are left out. The order of the index is that of the ids.
    pub fn new<'a>(areas: impl IntoIterator<Item = &'a Area>) -> Self {
        let mut with_ground: Vec<_> = areas
            .into_iter()
            .filter_map(|area| Some((area.id.clone(), area.geometry.as_ref()?)))
            .collect();
        with_ground.sort_by(|a, b| a.0.cmp(&b.0));
        let prepared: Vec<_> =
            with_ground.iter().map(|(_, ground)| PreparedArea::new(ground)).collect();
        let boxes = prepared
            .iter()
            .enumerate()
            .filter(|(_, area)| area.bounds.west <= area.bounds.east)
            .map(|(i, area)| {
                let b = area.bounds;
                let rectangle =
                    Rectangle::from_aabb(AABB::from_corners([b.west, b.south], [b.east, b.north]));
                GeomWithData::new(rectangle, i as u32)
            })
            .collect();
        Self {
            ids: with_ground.into_iter().map(|(id, _)| id).collect(),
            prepared,
            boxes: RTree::bulk_load(boxes),
        }
    }

    /// Ids in index order.
    pub fn ids(&self) -> &[AreaId] {
        &self.ids
    }

    /// Index of the area that holds the point; the lowest id where areas overlap, [`NO_AREA`] where
    /// there is none.
    pub fn locate(&self, at: LonLat) -> u32 {
        self.boxes
            .locate_all_at_point(&[at.lon, at.lat])
            .map(|candidate| candidate.data)
            .filter(|&i| self.prepared[i as usize].contains(at))
            .min()
            .unwrap_or(NO_AREA)
    }

    /// For each base cell the index of its area or [`NO_AREA`]: the table that turns a million rows
    /// into a million look-ups.
    pub fn assign(&self, cells: &[BaseCell]) -> Vec<u32> {
        cells.par_iter().map(|cell| self.locate(cell.centre())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;

    fn square(west: f64, south: f64, side: f64) -> MultiPolygon<f64> {
        MultiPolygon(vec![polygon![
            (x: west, y: south), (x: west + side, y: south), (x: west + side, y: south + side),
            (x: west, y: south + side), (x: west, y: south),
        ]])
    }

    #[test]
    fn a_point_on_a_shared_border_is_in_exactly_one_area() {
        let left = PreparedArea::new(&square(18.0, 59.0, 0.1));
        let right = PreparedArea::new(&square(18.1, 59.0, 0.1));
        for step in 0..100 {
            let at = LonLat { lon: 18.1, lat: 59.0 + 0.001 * f64::from(step) };
            assert_eq!(u8::from(left.contains(at)) + u8::from(right.contains(at)), 1, "{at:?}");
        }
    }

    #[test]
    fn a_hole_is_outside_and_nothing_is_inside_an_empty_area() {
        let mut ring = square(18.0, 59.0, 1.0);
        let hole = square(18.4, 59.4, 0.2).0.remove(0).exterior().clone();
        ring.0[0].interiors_push(hole);
        let ring = PreparedArea::new(&ring);
        assert!(ring.contains(LonLat { lon: 18.1, lat: 59.1 }));
        assert!(!ring.contains(LonLat { lon: 18.5, lat: 59.5 }));
        assert!(!PreparedArea::new(&MultiPolygon(vec![])).contains(LonLat { lon: 0.0, lat: 0.0 }));
    }
}
