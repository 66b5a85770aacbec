//! Pieces become areas: union by key, with the hairline gaps and overlaps of hand-drawn borders
//! closed. Everything here is in planar metres.
//!
//! Borders are first drawn together (`snap`), then joined. The other way round, offsetting the
//! joined ground outwards and in again, was tried on the city's 419 basområden and leaves slivers
//! of micrometres that no later step can work with.

use super::validity;
use crate::area::snap;
use geo::{Area as _, BooleanOps, CoordsIter, MapCoordsInPlace, algorithm::bool_ops::unary_union};
use geo_types::{MultiPolygon, Polygon};

/// Gaps and overlaps narrower than this are mistakes of drawing, not ground.
pub(super) const HAIRLINE_M: f64 = 1.0;

/// Parts and holes with less ground than this are dust.
const DUST_M2: f64 = 2.0;

/// More crossings of edges than this are no borders drawn twice.
const MAX_CROSSINGS: u64 = 500_000;

/// Overlaps are looked for among no more vertices than this, and no more crossings: every import pays.
const MAX_OVERLAP_VERTICES: usize = 50_000;
const MAX_OVERLAP_CROSSINGS: u64 = 100_000;

/// What closing cost, in m².
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Closed {
    /// Ground that no piece had and an area has now.
    pub(super) gaps_m2: f64,
    /// How many such gaps.
    pub(super) n_gaps: usize,
    /// Ground that several pieces had and one area has now.
    pub(super) overlaps_m2: f64,
    /// Ground that several areas still have, because the overlap is too wide to be a mistake.
    pub(super) overlaps_left_m2: f64,
}

/// The input was too complex to dissolve in bounded time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooComplex;

/// Draws all borders together that run within a hairline of each other and joins each group's
/// pieces to one area. Pieces are valid, exterior rings counter-clockwise, in metres; the answer is
/// in group order, and an area has several parts or holes only where these are wider than a
/// hairline. No border moves by more than a hairline.
///
/// # Errors
/// More crossings than borders can have.
pub(super) fn dissolve(
    groups: &[Vec<MultiPolygon<f64>>],
) -> Result<(Vec<MultiPolygon<f64>>, Closed), TooComplex> {
    let everything = MultiPolygon(groups.iter().flatten().flat_map(|m| m.0.clone()).collect());
    let mut budget = validity::budget(everything.coords_count());
    match validity::count_crossings(&everything, &mut budget) {
        Some(n) if n <= MAX_CROSSINGS => {}
        _ => return Err(TooComplex),
    }
    let (snapped, nodes) = snap::snap(groups, HAIRLINE_M);
    let mut areas: Vec<MultiPolygon<f64>> = snapped.iter().map(unary_union).collect();
    for area in &mut areas {
        remove_dust(area);
        // The union computes on a grid of its own for each group; shared corners become equal again.
        area.map_coords_in_place(|at| nodes.nearest_within(at, 0.01).unwrap_or(at));
    }

    let before = unary_union([&everything]);
    let after = unary_union(&areas);
    let gained = after.difference(&before);
    let pieces_m2 = everything.unsigned_area();
    let areas_m2: f64 = areas.iter().map(MultiPolygon::unsigned_area).sum();
    let overlaps_left_m2 = (areas_m2 - after.unsigned_area()).max(0.0);
    let closed = Closed {
        gaps_m2: gained.unsigned_area(),
        n_gaps: gained.0.len(),
        overlaps_m2: (pieces_m2 - before.unsigned_area() - overlaps_left_m2).max(0.0),
        overlaps_left_m2: if overlaps_left_m2 < 0.5 { 0.0 } else { overlaps_left_m2 },
    };
    Ok((areas, closed))
}

/// Ground that more than one area has, each time beyond the first, in m². Areas are valid, in metres.
/// `None` where there is too much of them to look.
pub(super) fn overlap_m2(areas: &[MultiPolygon<f64>]) -> Option<f64> {
    let everything = MultiPolygon(areas.iter().flat_map(|area| area.0.clone()).collect());
    if everything.coords_count() > MAX_OVERLAP_VERTICES {
        return None;
    }
    let mut budget = validity::budget(everything.coords_count());
    validity::count_crossings(&everything, &mut budget).filter(|&n| n <= MAX_OVERLAP_CROSSINGS)?;
    let together: f64 = areas.iter().map(MultiPolygon::unsigned_area).sum();
    Some((together - unary_union(areas).unsigned_area()).max(0.0))
}

fn remove_dust(area: &mut MultiPolygon<f64>) {
    let parts = std::mem::take(&mut area.0);
    area.0 = parts
        .into_iter()
        .filter(|part| part.unsigned_area() >= DUST_M2)
        .map(|part| {
            let (exterior, holes) = part.into_inner();
            let holes = holes
                .into_iter()
                .filter(|hole| Polygon::new(hole.clone(), vec![]).unsigned_area() >= DUST_M2);
            Polygon::new(exterior, holes.collect())
        })
        .collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;

    fn strip(west: f64, east: f64) -> MultiPolygon<f64> {
        MultiPolygon(vec![polygon![
            (x: west, y: 0.0), (x: east, y: 0.0), (x: east, y: 100.0), (x: west, y: 100.0),
            (x: west, y: 0.0),
        ]])
    }

    fn dissolved(groups: &[Vec<MultiPolygon<f64>>]) -> (Vec<MultiPolygon<f64>>, Closed) {
        dissolve(groups).unwrap()
    }

    #[test]
    fn a_hairline_gap_is_closed_and_a_street_is_not() {
        let (areas, closed) = dissolved(&[vec![strip(0.0, 50.0), strip(50.4, 100.0)]]);
        assert_eq!(areas[0].0.len(), 1);
        assert!((areas[0].unsigned_area() - 10_000.0).abs() < 0.1, "{}", areas[0].unsigned_area());
        assert!((closed.gaps_m2 - 40.0).abs() < 0.1, "{closed:?}");
        let (areas, closed) = dissolved(&[vec![strip(0.0, 50.0), strip(58.0, 100.0)]]);
        assert_eq!((areas[0].0.len(), closed.n_gaps), (2, 0));
    }

    #[test]
    fn an_overlap_between_areas_is_settled_if_it_is_a_hairline_and_reported_if_not() {
        let (areas, closed) = dissolved(&[vec![strip(0.0, 50.3)], vec![strip(50.0, 100.0)]]);
        assert!((closed.overlaps_m2 - 30.0).abs() < 0.1, "{closed:?}");
        assert!(areas[0].intersection(&areas[1]).unsigned_area() < 1e-3);
        let together: f64 = areas.iter().map(MultiPolygon::unsigned_area).sum();
        assert!((together - 10_000.0).abs() < 0.1, "{together}");
        let (_, closed) = dissolved(&[vec![strip(0.0, 60.0)], vec![strip(50.0, 100.0)]]);
        assert!((closed.overlaps_left_m2 - 1000.0).abs() < 0.1, "{closed:?}");
        assert!(closed.overlaps_m2 < 0.1, "{closed:?}");
    }

    #[test]
    fn ground_that_two_areas_have_is_told_in_square_metres() {
        let close = |areas: &[MultiPolygon<f64>], wanted: f64| {
            let found = overlap_m2(areas).expect("few vertices");
            assert!((found - wanted).abs() < 0.01, "{found} for {wanted}");
        };
        close(&[strip(0.0, 50.0), strip(50.0, 100.0)], 0.0);
        close(&[strip(0.0, 60.0), strip(50.0, 100.0)], 1_000.0);
        close(&[strip(0.0, 10.0), strip(0.0, 10.0), strip(0.0, 10.0)], 2_000.0);
    }

    #[test]
    fn a_gap_between_areas_leaves_nothing_between_them() {
        let (areas, closed) = dissolved(&[vec![strip(0.0, 50.0)], vec![strip(50.8, 100.0)]]);
        assert!((closed.gaps_m2 - 80.0).abs() < 0.2, "{closed:?}");
        let both = unary_union(&areas);
        assert_eq!(both.0.len(), 1);
        assert!((both.unsigned_area() - 10_000.0).abs() < 0.2);
    }
}
