//! Borders that run beside each other are drawn together.
//!
//! Vertices within the tolerance of each other become one node; an edge that passes a node within
//! the tolerance is led through it. Afterwards neighbours share their nodes and edges exactly.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use rstar::{AABB, PointDistance, RTree, primitives::GeomWithData};

/// Leading an edge through a node bends it, and it may then pass another; this many rounds settle
/// real borders.
const ROUNDS: usize = 4;

/// The corners that all borders share.
pub(crate) struct Nodes {
    places: Vec<Coord<f64>>,
    index: RTree<GeomWithData<[f64; 2], u32>>,
}

impl Nodes {
    /// The nearest node within a distance, metres.
    pub(crate) fn nearest_within(&self, at: Coord<f64>, metres: f64) -> Option<Coord<f64>> {
        self.nearest(at, metres).map(|node| self.places[node as usize])
    }

    fn nearest(&self, at: Coord<f64>, metres: f64) -> Option<u32> {
        let nearest = self.index.nearest_neighbor(&[at.x, at.y])?;
        (nearest.distance_2(&[at.x, at.y]) <= metres * metres).then_some(nearest.data)
    }

    /// Every vertex becomes a node unless there is one within the tolerance. In order of place, so
    /// that the order of the file does not matter.
    fn of(groups: &[Vec<MultiPolygon<f64>>], tolerance_m: f64) -> Self {
        let mut vertices: Vec<Coord<f64>> = groups
            .iter()
            .flatten()
            .flat_map(|piece| piece.0.iter())
            .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
            .flat_map(|ring| ring.0.iter().copied())
            .collect();
        vertices.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        vertices.dedup();
        let mut nodes = Self { places: Vec::new(), index: RTree::new() };
        for vertex in vertices {
            if nodes.nearest(vertex, tolerance_m).is_none() {
                let number = nodes.places.len() as u32;
                nodes.index.insert(GeomWithData::new([vertex.x, vertex.y], number));
                nodes.places.push(vertex);
            }
        }
        nodes
    }

    /// Nodes that the edge passes within the tolerance, in order from its first end.
    fn passed(&self, from: u32, to: u32, tolerance_m: f64) -> Vec<u32> {
        let (a, b) = (self.places[from as usize], self.places[to as usize]);
        let (along, length_2) = (b - a, (b - a).x * (b - a).x + (b - a).y * (b - a).y);
        let around = AABB::from_corners(
            [a.x.min(b.x) - tolerance_m, a.y.min(b.y) - tolerance_m],
            [a.x.max(b.x) + tolerance_m, a.y.max(b.y) + tolerance_m],
        );
        let mut passed: Vec<(f64, u32)> = self
            .index
            .locate_in_envelope(&around)
            .filter(|node| node.data != from && node.data != to)
            .filter_map(|node| {
                let off = self.places[node.data as usize] - a;
                let share = (off.x * along.x + off.y * along.y) / length_2;
                let distance = (off.x * along.y - off.y * along.x).abs() / length_2.sqrt();
                (share > 0.0 && share < 1.0 && distance <= tolerance_m)
                    .then_some((share, node.data))
            })
            .collect();
        passed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        passed.into_iter().map(|(_, node)| node).collect()
    }

    /// The ring led through the nodes; `None` if nothing is left of it.
    fn ring(&self, ring: &LineString<f64>, tolerance_m: f64) -> Option<LineString<f64>> {
        let mut through: Vec<u32> = ring.0[..ring.0.len().saturating_sub(1)]
            .iter()
            .filter_map(|&at| self.nearest(at, tolerance_m))
            .collect();
        remove_spikes(&mut through);
        for _ in 0..ROUNDS {
            let before = through.len();
            let mut led = Vec::with_capacity(before);
            for (i, &from) in through.iter().enumerate() {
                let to = through[(i + 1) % before];
                led.push(from);
                led.extend(self.passed(from, to, tolerance_m));
            }
            remove_spikes(&mut led);
            let settled = led == through;
            through = led;
            if settled || through.len() < 3 {
                break;
            }
        }
        if through.len() < 3 {
            return None;
        }
        let mut places: Vec<_> = through.iter().map(|&node| self.places[node as usize]).collect();
        places.push(places[0]);
        Some(LineString(places))
    }
}

/// Drops repeated nodes and there-and-backs (a, b, a) of a ring given without its last node, also
/// across its start.
fn remove_spikes(ring: &mut Vec<u32>) {
    let mut kept: Vec<u32> = Vec::with_capacity(ring.len());
    for &node in ring.iter() {
        if kept.last() == Some(&node) {
            continue;
        }
        if kept.len() >= 2 && kept[kept.len() - 2] == node {
            kept.pop();
            continue;
        }
        kept.push(node);
    }
    let (mut first, mut end) = (0, kept.len());
    while end - first >= 2 {
        if kept[first] == kept[end - 1] {
            end -= 1;
        } else if end - first >= 3 && kept[first] == kept[end - 2] {
            end -= 2;
        } else if end - first >= 3 && kept[first + 1] == kept[end - 1] {
            first += 1;
            end -= 1;
        } else {
            break;
        }
    }
    *ring = kept[first..end].to_vec();
}

/// All pieces with their borders drawn together, group by group, and the nodes. Rings that fall
/// together are gone; a piece's rings may touch or cross themselves where it was narrower than the
/// tolerance.
pub(crate) fn snap(
    groups: &[Vec<MultiPolygon<f64>>],
    tolerance_m: f64,
) -> (Vec<MultiPolygon<f64>>, Nodes) {
    let nodes = Nodes::of(groups, tolerance_m);
    let snapped = groups.iter().map(|group| {
        let parts = group.iter().flat_map(|piece| piece.0.iter()).filter_map(|part| {
            let exterior = nodes.ring(part.exterior(), tolerance_m)?;
            let holes = part.interiors().iter().filter_map(|hole| nodes.ring(hole, tolerance_m));
            Some(Polygon::new(exterior, holes.collect()))
        });
        MultiPolygon(parts.collect())
    });
    (snapped.collect(), nodes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_removed_wherever_the_ring_starts() {
        for (ring, expected) in [
            (vec![1, 2, 3, 4], vec![1, 2, 3, 4]),
            (vec![1, 2, 3, 2, 4], vec![1, 2, 4]),
            (vec![1, 2, 3, 4, 3, 2, 5], vec![1, 2, 5]),
            (vec![1, 2, 3, 1], vec![1, 2, 3]),
            (vec![9, 1, 2, 3, 1], vec![1, 2, 3]),
            (vec![1, 2, 1, 2], vec![]),
        ] {
            let mut ring = ring;
            remove_spikes(&mut ring);
            if expected.is_empty() {
                assert!(ring.len() < 3, "{ring:?}");
            } else {
                assert_eq!(ring, expected);
            }
        }
    }
}
