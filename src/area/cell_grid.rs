//! Base cells of a neighbourhood, faster than H3 answers one point at a time.

use super::{BaseCell, BoundingBox, LonLat};
use h3o::{CellIndex, CoordIJ, LocalIJ};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Answers the same as [`BaseCell::at`] on every point, several times faster inside a box.
///
/// H3 rounds a point to the nearest hexagon centre in a gnomonic plane of the icosahedron's face.
/// Seen from any other gnomonic plane, that lattice is a projective image of itself: eight numbers,
/// fitted here to the centres that H3 states, turn a point into the lattice's own coordinates. A
/// point closer to a hexagon's edge than the fit is exact, or outside the box, is asked of H3
/// itself; so is the name of each hexagon, once. Where a face's edge crosses the box the fit fails
/// its check and every point is asked of H3.
#[derive(Debug)]
pub struct BaseCellGrid {
    fit: Option<Fit>,
}

#[derive(Debug)]
struct Fit {
    bounds: BoundingBox,
    plane: GnomonicPlane,
    /// Numerators of i and j, and their common denominator, in plane coordinates.
    homography: [f64; 8],
    anchor: CellIndex,
    first: (i32, i32),
    columns: usize,
    /// H3 index by (i, j); 0 is "not asked yet". Every writer writes the same value.
    names: Box<[AtomicU64]>,
}

#[derive(Debug, Clone, Copy)]
struct GnomonicPlane {
    lon0: f64,
    sin_lat0: f64,
    cos_lat0: f64,
    /// Makes coordinates about ±1, for the fit's sake.
    scale: f64,
}

/// In units of the distance between opposite edges; the fit itself is better than a hundredth of it.
const EDGE_MARGIN: f64 = 1e-5;
const MAX_NAMES: usize = 16 << 20;

impl BaseCellGrid {
    /// Fits the lattice of a box of at most some tens of kilometres; larger ones are left to H3.
    pub fn new(bounds: BoundingBox) -> Self {
        Self { fit: Fit::new(bounds) }
    }

    /// Whether the fast way is in use; the answers do not depend on it.
    pub fn is_fast(&self) -> bool {
        self.fit.is_some()
    }

    /// The base cell that holds a place.
    pub fn at(&self, place: LonLat) -> BaseCell {
        let fast = self.fit.as_ref().and_then(|fit| fit.at(place));
        fast.unwrap_or_else(|| BaseCell::at(place))
    }
}

impl GnomonicPlane {
    fn around(bounds: BoundingBox) -> Self {
        let (sin_lat0, cos_lat0) = ((bounds.south + bounds.north) / 2.0).to_radians().sin_cos();
        let half = (bounds.north - bounds.south).max(bounds.east - bounds.west).to_radians() / 2.0;
        Self {
            lon0: ((bounds.west + bounds.east) / 2.0).to_radians(),
            sin_lat0,
            cos_lat0,
            scale: 1.0 / half,
        }
    }

    fn project(&self, at: LonLat) -> (f64, f64) {
        let (sin_lat, cos_lat) = at.lat.to_radians().sin_cos();
        let (sin_d, cos_d) = (at.lon.to_radians() - self.lon0).sin_cos();
        let depth = self.scale / (self.sin_lat0 * sin_lat + self.cos_lat0 * cos_lat * cos_d);
        (
            cos_lat * sin_d * depth,
            (self.cos_lat0 * sin_lat - self.sin_lat0 * cos_lat * cos_d) * depth,
        )
    }
}

impl Fit {
    fn new(bounds: BoundingBox) -> Option<Self> {
        let extent = (bounds.north - bounds.south).max(bounds.east - bounds.west);
        if !(extent > 0.0 && extent < 2.0) {
            return None;
        }
        let anchor = BaseCell::at(along(bounds, 0.5, 0.5)).h3();
        let plane = GnomonicPlane::around(bounds);
        let local =
            |cell: CellIndex| cell.to_local_ij(anchor).ok().map(|ij| (ij.coord.i, ij.coord.j));
        let mut samples = Vec::new();
        for row in 0..=8 {
            for column in 0..=8 {
                let cell =
                    BaseCell::at(along(bounds, f64::from(column) / 8.0, f64::from(row) / 8.0));
                let (i, j) = local(cell.h3())?;
                samples.push((plane.project(cell.centre()), (i, j)));
            }
        }
        let first_i = samples.iter().map(|s| s.1.0).min()? - 2;
        let first_j = samples.iter().map(|s| s.1.1).min()? - 2;
        let rows = (samples.iter().map(|s| s.1.0).max()? + 3 - first_i) as usize;
        let columns = (samples.iter().map(|s| s.1.1).max()? + 3 - first_j) as usize;
        if rows.checked_mul(columns)? > MAX_NAMES {
            return None;
        }
        let fit = Self {
            bounds,
            plane,
            homography: solve(&samples)?,
            anchor,
            first: (first_i, first_j),
            columns,
            names: (0..rows * columns).map(|_| AtomicU64::new(0)).collect(),
        };
        fit.agrees_with_h3().then_some(fit)
    }

    /// Along the border, where a face's edge would have to come in, and across the box.
    fn agrees_with_h3(&self) -> bool {
        let border = (0..400).flat_map(|step| {
            let t = f64::from(step) / 400.0;
            [(t, 0.0), (t, 1.0), (0.0, t), (1.0, t)]
        });
        let inside = (1..400).map(|k| ((0.618_034 * f64::from(k)).fract(), f64::from(k) / 400.0));
        border.chain(inside).all(|(x, y)| {
            let cell = BaseCell::at(along(self.bounds, x, y));
            let Ok(stated) = cell.h3().to_local_ij(self.anchor) else { return false };
            let (i, j) = self.lattice(cell.centre());
            let off =
                (i - f64::from(stated.coord.i)).abs().max((j - f64::from(stated.coord.j)).abs());
            off < EDGE_MARGIN / 10.0
        })
    }

    fn lattice(&self, place: LonLat) -> (f64, f64) {
        let (x, y) = self.plane.project(place);
        let h = &self.homography;
        let depth = 1.0 / (h[6] * x + h[7] * y + 1.0);
        ((h[0] * x + h[1] * y + h[2]) * depth, (h[3] * x + h[4] * y + h[5]) * depth)
    }

    fn at(&self, place: LonLat) -> Option<BaseCell> {
        if !self.bounds.contains(place) {
            return None;
        }
        let (i, j) = self.lattice(place);
        // Cube coordinates q + r + s = 0; H3's i and j axes stand at 120°.
        let (q, r) = (i, -j);
        let s = -q - r;
        let (mut rq, mut rr, rs) = (q.round(), r.round(), s.round());
        let (dq, dr, ds) = ((rq - q).abs(), (rr - r).abs(), (rs - s).abs());
        if dq > dr && dq > ds {
            rq = -rr - rs;
        } else if dr > ds {
            rr = -rq - rs;
        }
        let (oq, or) = (q - rq, r - rr);
        let os = -oq - or;
        let reach = (oq - or).abs().max((or - os).abs()).max((os - oq).abs());
        if reach > 1.0 - EDGE_MARGIN {
            return None;
        }
        let (i, j) = (rq as i32, -rr as i32);
        let row = usize::try_from(i - self.first.0).ok()?;
        let column = usize::try_from(j - self.first.1).ok().filter(|&c| c < self.columns)?;
        let name = self.names.get(row * self.columns + column)?;
        match name.load(Relaxed) {
            0 => {
                let cell =
                    CellIndex::try_from(LocalIJ::new(self.anchor, CoordIJ::new(i, j))).ok()?;
                let cell = BaseCell::from_u64(cell.into())?;
                name.store(cell.to_u64(), Relaxed);
                Some(cell)
            }
            known => BaseCell::from_u64(known),
        }
    }
}

fn along(bounds: BoundingBox, x: f64, y: f64) -> LonLat {
    LonLat {
        lon: bounds.west + x * (bounds.east - bounds.west),
        lat: bounds.south + y * (bounds.north - bounds.south),
    }
}

/// A hexagon's centre in the plane, and its own coordinates in the lattice.
type Sample = ((f64, f64), (i32, i32));

/// Least squares for i = (h0 x + h1 y + h2) / (h6 x + h7 y + 1) and the same for j.
fn solve(samples: &[Sample]) -> Option<[f64; 8]> {
    let mut normal = [[0.0_f64; 9]; 8];
    for &((x, y), (i, j)) in samples {
        let (i, j) = (f64::from(i), f64::from(j));
        for row in [
            [x, y, 1.0, 0.0, 0.0, 0.0, -i * x, -i * y, i],
            [0.0, 0.0, 0.0, x, y, 1.0, -j * x, -j * y, j],
        ] {
            for (sums, left) in normal.iter_mut().zip(row) {
                for (sum, right) in sums.iter_mut().zip(row) {
                    *sum += left * right;
                }
            }
        }
    }
    for pivot in 0..8 {
        let best = (pivot..8)
            .max_by(|&a, &b| normal[a][pivot].abs().total_cmp(&normal[b][pivot].abs()))?;
        normal.swap(pivot, best);
        if normal[pivot][pivot].abs() < 1e-12 {
            return None;
        }
        let pivot_row = normal[pivot];
        for (row, values) in normal.iter_mut().enumerate() {
            if row != pivot {
                let factor = values[pivot] / pivot_row[pivot];
                for (value, above) in values.iter_mut().zip(pivot_row).skip(pivot) {
                    *value -= factor * above;
                }
            }
        }
    }
    Some(std::array::from_fn(|k| normal[k][8] / normal[k][k]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stockholm() -> BoundingBox {
        BoundingBox { west: 17.75, south: 59.22, east: 18.21, north: 59.45 }
    }

    fn scattered(bounds: BoundingBox, n: u32) -> impl Iterator<Item = LonLat> {
        (0..n).map(move |k| {
            let k = f64::from(k);
            along(bounds, (k * 0.754_877_666).fract(), (k * 0.569_840_296).fract())
        })
    }

    #[test]
    fn says_the_same_as_h3_on_every_point() {
        let grid = BaseCellGrid::new(stockholm());
        assert!(grid.is_fast());
        for place in scattered(stockholm(), 200_000) {
            assert_eq!(grid.at(place), BaseCell::at(place), "{place:?}");
        }
    }

    #[test]
    fn says_the_same_as_h3_on_and_beside_edges() {
        let grid = BaseCellGrid::new(stockholm());
        for place in scattered(stockholm(), 2_000) {
            for corner in BaseCell::at(place).h3().boundary().iter() {
                for nudge in [-1e-9, 0.0, 1e-9, 1e-7] {
                    let at = LonLat { lon: corner.lng() + nudge, lat: corner.lat() - nudge };
                    assert_eq!(grid.at(at), BaseCell::at(at), "{at:?}");
                }
            }
        }
    }

    #[test]
    fn says_the_same_anywhere_else_too_and_outside_its_box() {
        for (west, south) in
            [(-90.1, 35.0), (-84.6, 39.1), (-1.2, 52.9), (-99.2, 19.3), (0.0, -0.2)]
        {
            let bounds = BoundingBox { west, south, east: west + 0.3, north: south + 0.3 };
            let grid = BaseCellGrid::new(bounds);
            let wider =
                BoundingBox { west: west - 0.1, south, east: west + 0.4, north: south + 0.4 };
            for place in scattered(wider, 20_000) {
                assert_eq!(grid.at(place), BaseCell::at(place), "{place:?}");
            }
        }
    }
}
