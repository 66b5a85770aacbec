//! Rings as they should be: without repeated positions, exterior counter-clockwise.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

/// A multipolygon with its rings mended, and how many of what.
pub(super) struct Mending {
    pub(super) ground: MultiPolygon<f64>,
    /// Rings that ran the wrong way.
    pub(super) reversed: usize,
    /// Positions equal to the one before.
    pub(super) repeated: usize,
}

/// Number of rings and of positions.
pub(super) fn size(polygons: &MultiPolygon<f64>) -> (usize, usize) {
    polygons
        .0
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .fold((0, 0), |(rings, positions), ring| (rings + 1, positions + ring.0.len()))
}

/// Drops positions that repeat the one before, and turns closed exterior rings
/// counter-clockwise and interior ones clockwise. The ground does not change.
///
/// # Errors
/// A ring with fewer than three different positions, in words for the report.
pub(super) fn mend(polygons: MultiPolygon<f64>) -> Result<Mending, String> {
    let mut mending = Mending { ground: MultiPolygon(Vec::new()), reversed: 0, repeated: 0 };
    if polygons.0.is_empty() {
        return Err("no rings".to_owned());
    }
    for polygon in polygons.0 {
        let (exterior, interiors) = polygon.into_inner();
        let exterior = mending.ring(exterior, true)?;
        let interiors = interiors.into_iter().map(|ring| mending.ring(ring, false));
        let interiors = interiors.collect::<Result<Vec<_>, _>>()?;
        mending.ground.0.push(Polygon::new(exterior, interiors));
    }
    Ok(mending)
}

impl Mending {
    fn ring(
        &mut self,
        ring: LineString<f64>,
        is_exterior: bool,
    ) -> Result<LineString<f64>, String> {
        let mut positions = ring.0;
        let before = positions.len();
        positions.dedup();
        self.repeated += before - positions.len();
        if positions.len() < 4 {
            return Err(format!("ring of {before} positions"));
        }
        if (twice_signed_area(&positions) > 0.0) != is_exterior {
            positions.reverse();
            self.reversed += 1;
        }
        Ok(LineString(positions))
    }
}

/// Positive for counter-clockwise. Relative to the first position, so that small rings far from the
/// origin keep their digits.
fn twice_signed_area(ring: &[Coord<f64>]) -> f64 {
    let origin = ring[0];
    ring.windows(2)
        .map(|ends| {
            let (a, b) = (ends[0] - origin, ends[1] - origin);
            a.x * b.y - b.x * a.y
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::wkt;

    #[test]
    fn rings_are_turned_and_counted() {
        let clockwise = wkt!(MULTIPOLYGON(((0. 0.,0. 4.,0. 4.,4. 0.,0. 0.))));
        let mended = mend(clockwise).unwrap();
        assert_eq!((mended.reversed, mended.repeated), (1, 1));
        assert_eq!(mended.ground, wkt!(MULTIPOLYGON(((0. 0.,4. 0.,0. 4.,0. 0.)))));
        let hole = wkt!(MULTIPOLYGON(((0. 0.,9. 0.,9. 9.,0. 9.,0. 0.),(1. 1.,2. 1.,2. 2.,1. 1.))));
        assert_eq!(mend(hole).unwrap().reversed, 1);
    }

    #[test]
    fn a_ring_without_ground_is_told() {
        assert!(mend(wkt!(MULTIPOLYGON(((0. 0.,4. 0.,0. 0.))))).is_err());
        assert!(mend(MultiPolygon(vec![])).is_err());
        assert!(mend(MultiPolygon(vec![Polygon::new(LineString(vec![]), vec![])])).is_err());
    }
}
