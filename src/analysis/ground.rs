//! The ground of a study area, in base cells.

use crate::area::{BaseCell, BoundingBox, PlanarMetres, PreparedArea, TransverseMercator};
use geo_types::{Coord, MultiPolygon, coord};
use h3o::{
    CellIndex, LatLng, Resolution,
    geom::{ContainmentMode, TilerBuilder},
};
use rayon::prelude::*;
use std::collections::HashSet;

/// "Outside the study area" in the tables that [`Ground::locate`] makes.
pub const OUTSIDE: u32 = u32::MAX;

/// Largest study area in km²; beyond it something has gone wrong (a stray point, metres as degrees)
/// or the memory would run out.
pub const MAX_STUDY_AREA_KM2: f64 = 10_000.0;

/// Why a study area cannot be analysed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GroundError {
    /// No base cell has its centre in it.
    #[error("the study area is empty")]
    Empty,
    /// The box around it is beyond any city: a stray point or metres given as degrees.
    #[error("the box around the study area covers {box_km2:.0} km²")]
    TooLarge {
        /// km² of the box.
        box_km2: f64,
    },
}

/// Every base cell whose centre lies in the study area, ascending by id, and its ground.
#[derive(Debug, Clone)]
pub struct Ground {
    cells: Vec<BaseCell>,
    area_m2: Vec<f64>,
    water: Option<Vec<bool>>,
    study: PreparedArea,
    system: TransverseMercator,
}

impl Ground {
    /// Surveys a study area in WGS84. `water`, where such a layer exists, is not land.
    ///
    /// Which cells are in it is exact; a cell's m² is that of the centre of its H3 cell of resolution
    /// 10 (they differ by less than 1 in 10 000 over 65 m).
    pub fn survey(
        study_area: &MultiPolygon<f64>,
        water: Option<&PreparedArea>,
    ) -> Result<Self, GroundError> {
        let study = PreparedArea::new(study_area);
        let bounds = study.bounds();
        if !(bounds.west <= bounds.east && bounds.south <= bounds.north) {
            return Err(GroundError::Empty);
        }
        let box_km2 = box_km2(bounds);
        // A real outline fills a fair part of its box; one with a stray point does not.
        if box_km2.is_nan() || box_km2 > 4.0 * MAX_STUDY_AREA_KM2 {
            return Err(GroundError::TooLarge { box_km2 });
        }
        let border = Border::new(study_area, bounds);
        let mut tiles = coarse_tiles(bounds);
        tiles.sort_unstable();
        let parts: Vec<(Vec<BaseCell>, Vec<f64>)> =
            tiles.par_iter().map(|&tile| survey_tile(tile, &study, &border)).collect();
        let n: usize = parts.iter().map(|(cells, _)| cells.len()).sum();
        let (mut cells, mut area_m2) = (Vec::with_capacity(n), Vec::with_capacity(n));
        for (part_cells, part_area) in parts {
            cells.extend(part_cells);
            area_m2.extend(part_area);
        }
        if cells.is_empty() {
            return Err(GroundError::Empty);
        }
        let km2 = area_m2.iter().sum::<f64>() / 1e6;
        if km2 > MAX_STUDY_AREA_KM2 {
            return Err(GroundError::TooLarge { box_km2: km2 });
        }
        let water = water.map(|water| cells.par_iter().map(|&cell| water.holds(cell)).collect());
        let centre = crate::area::LonLat {
            lon: (bounds.west + bounds.east) / 2.0,
            lat: (bounds.south + bounds.north) / 2.0,
        };
        let system = TransverseMercator::for_study_area(centre);
        Ok(Self { cells, area_m2, water, study, system })
    }

    /// Base cells, ascending.
    pub fn cells(&self) -> &[BaseCell] {
        &self.cells
    }

    /// m² per base cell, land and water.
    pub fn area_m2(&self) -> &[f64] {
        &self.area_m2
    }

    /// m² of land of one base cell: all of it or nothing.
    pub fn land_m2(&self, i: usize) -> f64 {
        if self.water.as_ref().is_some_and(|water| water[i]) { 0.0 } else { self.area_m2[i] }
    }

    /// Whether a water layer was given.
    pub fn knows_water(&self) -> bool {
        self.water.is_some()
    }

    /// The study area.
    pub fn study(&self) -> &PreparedArea {
        &self.study
    }

    /// The planar system of the study area.
    pub fn system(&self) -> TransverseMercator {
        self.system
    }

    /// Planar centre of a base cell.
    pub fn planar(&self, i: usize) -> PlanarMetres {
        self.system.project(self.cells[i].centre())
    }

    /// For each base cell its place in [`Ground::cells`] or [`OUTSIDE`]. Fast when `cells` is sorted.
    pub fn locate(&self, cells: &[BaseCell]) -> Vec<u32> {
        let mut at = 0;
        cells
            .iter()
            .map(|cell| {
                if at > 0 && self.cells[at - 1] >= *cell {
                    at = 0;
                }
                // Galloping: steps double until they pass, then the last step is searched.
                let mut step = 1;
                while at + step < self.cells.len() && self.cells[at + step] < *cell {
                    at += step;
                    step *= 2;
                }
                let end = (at + step + 1).min(self.cells.len());
                at += self.cells[at..end].partition_point(|known| known < cell);
                if self.cells.get(at) == Some(cell) { at as u32 } else { OUTSIDE }
            })
            .collect()
    }
}

fn box_km2(bounds: BoundingBox) -> f64 {
    let middle = ((bounds.south + bounds.north) / 2.0).to_radians();
    (bounds.east - bounds.west) * middle.cos() * 111.3 * (bounds.north - bounds.south) * 111.3
}

/// Cells of resolution 8 over the box and a margin, since finer cells stick out of coarser ones.
fn coarse_tiles(bounds: BoundingBox) -> Vec<CellIndex> {
    let middle = ((bounds.south + bounds.north) / 2.0).to_radians();
    let (dy, dx) = (0.012, 0.012 / middle.cos().max(0.05));
    let rectangle = geo_types::Rect::new(
        coord! { x: bounds.west - dx, y: bounds.south - dy },
        coord! { x: bounds.east + dx, y: bounds.north + dy },
    );
    let mut tiler =
        TilerBuilder::new(Resolution::Eight).containment_mode(ContainmentMode::Covers).build();
    tiler.add(rectangle.to_polygon()).expect("a box with finite corners is a valid polygon");
    tiler.into_coverage().collect()
}

fn survey_tile(
    tile: CellIndex,
    study: &PreparedArea,
    border: &Border,
) -> (Vec<BaseCell>, Vec<f64>) {
    let (mut cells, mut area_m2) = (Vec::new(), Vec::new());
    let base = |cell: CellIndex| {
        BaseCell::from_u64(cell.into()).expect("children are taken at the base resolution")
    };
    for block in tile.children(Resolution::Ten) {
        let centre = LatLng::from(block);
        let centre = crate::area::LonLat { lon: centre.lng(), lat: centre.lat() };
        let crossed = border.is_near(centre);
        if !crossed && !study.contains(centre) {
            continue;
        }
        let before = cells.len();
        cells.extend(
            block
                .children(BaseCell::RESOLUTION)
                .map(base)
                .filter(|&cell| !crossed || study.holds(cell)),
        );
        if cells.len() > before {
            let middle = block.center_child(BaseCell::RESOLUTION).expect("12 is finer than 10");
            area_m2.resize(cells.len(), middle.area_m2());
        }
    }
    (cells, area_m2)
}

/// Which bins of about 220 m the outline passes through: away from them a block is wholly inside or
/// wholly outside.
struct Border {
    bounds: BoundingBox,
    lon_step: f64,
    crossed: HashSet<(i32, i32)>,
}

impl Border {
    const LAT_STEP: f64 = 0.002;

    fn new(area: &MultiPolygon<f64>, bounds: BoundingBox) -> Self {
        let north = bounds.north.abs().max(bounds.south.abs()).to_radians();
        let lon_step = Self::LAT_STEP / north.cos().max(0.05);
        let mut border = Self { bounds, lon_step, crossed: HashSet::new() };
        let rings = area.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        for line in rings.flat_map(|ring| ring.lines()) {
            border.mark(line.start, line.end);
        }
        border
    }

    /// Every bin that a point of the edge, taken each half bin, lies in: with the ring of bins that
    /// [`Border::is_near`] looks at, no crossing is missed.
    fn mark(&mut self, a: Coord<f64>, b: Coord<f64>) {
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let steps = (2.0 * (dx / self.lon_step).abs().max((dy / Self::LAT_STEP).abs())).ceil();
        let steps = steps.max(1.0);
        for i in 0..=steps as u32 {
            let t = f64::from(i) / steps;
            let bin = self.bin(a.x + t * dx, a.y + t * dy);
            self.crossed.insert(bin);
        }
    }

    fn bin(&self, lon: f64, lat: f64) -> (i32, i32) {
        (
            ((lon - self.bounds.west) / self.lon_step).floor() as i32,
            ((lat - self.bounds.south) / Self::LAT_STEP).floor() as i32,
        )
    }

    /// Whether the outline may come within the 100 m that a block of resolution 10 reaches.
    fn is_near(&self, at: crate::area::LonLat) -> bool {
        let (x, y) = self.bin(at.lon, at.lat);
        (x - 1..=x + 1).any(|x| (y - 1..=y + 1).any(|y| self.crossed.contains(&(x, y))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::LonLat;
    use geo_types::polygon;

    fn crooked() -> MultiPolygon<f64> {
        MultiPolygon(vec![polygon![
            (x: 18.00, y: 59.30), (x: 18.05, y: 59.301), (x: 18.031, y: 59.32),
            (x: 18.04, y: 59.333), (x: 18.001, y: 59.33), (x: 18.0101, y: 59.315),
            (x: 18.00, y: 59.30),
        ]])
    }

    #[test]
    fn holds_exactly_the_base_cells_whose_centre_lies_inside() {
        let ground = Ground::survey(&crooked(), None).expect("surveyed");
        assert!(ground.cells().windows(2).all(|pair| pair[0] < pair[1]));
        let known: HashSet<BaseCell> = ground.cells().iter().copied().collect();
        let study = PreparedArea::new(&crooked());
        // Every base cell met on a fine grid of points is in the survey just when its centre is in.
        for i in 0..600 {
            for j in 0..300 {
                let lon = 17.995 + 0.0001 * f64::from(i);
                let at = LonLat { lon, lat: 59.298 + 0.00013 * f64::from(j) };
                let cell = BaseCell::at(at);
                assert_eq!(known.contains(&cell), study.holds(cell), "{at:?}");
            }
        }
    }

    #[test]
    fn area_of_the_base_cells_is_that_of_the_polygon() {
        use geo::GeodesicArea;
        let ground = Ground::survey(&crooked(), None).expect("surveyed");
        let (found, exact) =
            (ground.area_m2().iter().sum::<f64>(), crooked().geodesic_area_unsigned());
        // H3 measures on a sphere (0.1–0.3 % at 59°) and the border is as fine as a base cell.
        assert!((found / exact - 1.0).abs() < 0.006, "{found} {exact}");
    }

    #[test]
    fn locates_cells_in_and_out_of_order() {
        let ground = Ground::survey(&crooked(), None).expect("surveyed");
        let far = BaseCell::at(LonLat { lon: 12.0, lat: 57.7 });
        let cells = [ground.cells()[7], far, ground.cells()[3], ground.cells()[900]];
        assert_eq!(ground.locate(&cells), [7, OUTSIDE, 3, 900]);
        let all: Vec<u32> = (0..ground.cells().len() as u32).collect();
        assert_eq!(ground.locate(ground.cells()), all);
    }

    #[test]
    fn a_stray_point_or_nothing_is_refused() {
        let mut stray = crooked();
        stray.0[0].exterior_mut(|ring| ring.0[2] = coord! { x: 0.0, y: 0.0 });
        assert!(matches!(Ground::survey(&stray, None), Err(GroundError::TooLarge { .. })));
        assert!(matches!(Ground::survey(&MultiPolygon(vec![]), None), Err(GroundError::Empty)));
    }
}
