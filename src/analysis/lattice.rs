//! Lattices: every cell of the study area, zeros included.
//!
//! A lattice has every cell whose centre lies in the study area: hexagons, squares, or the areas of a
//! kind (an area's centre is its centroid, or a point inside where that is not). A base cell belongs to the lattice
//! cell that holds its *centre* (also for H3, whose logical children stick out of their parent), on a
//! tie to the one with the lowest id. Base cells of the study area whose lattice cell is not there,
//! because that cell's own centre is outside, are told apart ([`BORDER`]) and counted aloud, and so
//! are those in cells with hardly any land ([`WATER`]) and, on areas, those in no area ([`NO_CELL`]).

mod areas;
mod borders;
mod grid;
mod outline;
mod owners;

pub use self::{
    areas::AreaCells,
    borders::{HAIRLINE_M, LEAST_BORDER_M},
};

use super::{ground::Ground, neighbours::Neighbours, run::LatticeSpec};
use crate::area::{LonLat, PlanarMetres};
use h3o::{CellIndex, Resolution};
use rayon::prelude::*;
use std::{collections::HashMap, sync::Arc};

use self::{
    grid::{Grid, steps},
    owners::{centre_child, hexagon_owners, lon_lat},
};

/// "Its lattice cell has its centre outside the study area" in [`Lattice::of_ground`].
pub const BORDER: u32 = u32::MAX;

/// "Its lattice cell has under 5 % land" in [`Lattice::of_ground`].
pub const WATER: u32 = u32::MAX - 1;

/// "No area of the kind holds it" in [`Lattice::of_ground`].
pub const NO_CELL: u32 = u32::MAX - 2;

/// Places from here on are not base cells of the ground but areas of the lattice, for counts that are
/// known by area only: [`super::laid::Lattices::locate_areas`].
pub const FIRST_AREA: u32 = 1 << 31;

/// A cell with a smaller share of land than this is not a zero but absent.
pub const LEAST_LAND: f64 = 0.05;

/// The cells of one lattice over one study area, in ascending order of id.
#[derive(Debug, Clone)]
pub struct Lattice {
    spec: LatticeSpec,
    shape: Shape,
    steps: Option<Vec<(i32, i32)>>,
    ids: Vec<String>,
    centres: Vec<LonLat>,
    planar: Vec<PlanarMetres>,
    ground_m2: Vec<f64>,
    land_m2: Vec<f64>,
    of_ground: Vec<u32>,
    /// Per area of an area lattice its cell or why it has none; `None` where it is not in the study
    /// area at all.
    of_area: Vec<Option<u32>>,
    member_starts: Vec<u32>,
    members: Vec<u32>,
    spacing_m: f64,
    system: crate::area::TransverseMercator,
}

#[derive(Debug, Clone)]
enum Shape {
    Hexagons(Vec<CellIndex>),
    /// Side and lower-left corners, in metres.
    Squares(i64, Vec<(i64, i64)>),
    /// Which of the areas are cells, and their neighbours.
    Areas {
        areas: Arc<AreaCells>,
        kept: Vec<u32>,
        adjacent: Neighbours,
    },
}

impl Lattice {
    /// Lays the lattice over the ground. One of areas has no cells this way: it needs to be told
    /// which, see [`Lattice::of_areas`].
    pub fn new(spec: LatticeSpec, ground: &Ground) -> Self {
        match spec {
            LatticeSpec::H3(resolution) => {
                let resolution =
                    Resolution::try_from(resolution).expect("a lattice has resolution 8–11");
                let owners = hexagon_owners(ground.cells(), resolution);
                Self::from_owners(
                    spec,
                    ground,
                    &owners,
                    |cell| format!("{cell}"),
                    |cell| Some(lon_lat(centre_child(*cell))),
                    |cells| Shape::Hexagons(cells.to_vec()),
                )
            }
            LatticeSpec::Sweref(side) => {
                let (side, system) = (i64::from(side), ground.system());
                let owners: Vec<(i64, i64)> = (0..ground.cells().len())
                    .into_par_iter()
                    .map(|i| {
                        let at = ground.planar(i);
                        // On a shared side the lower id holds the point.
                        let corner = |m: f64| ((m / side as f64).ceil() as i64 - 1) * side;
                        (corner(at.east_m), corner(at.north_m))
                    })
                    .collect();
                Self::from_owners(
                    spec,
                    ground,
                    &owners,
                    |(east, north)| format!("sweref:{side}:{east}:{north}"),
                    |(east, north)| {
                        let half = side as f64 / 2.0;
                        Some(system.unproject(PlanarMetres {
                            east_m: *east as f64 + half,
                            north_m: *north as f64 + half,
                        }))
                    },
                    |corners| Shape::Squares(side, corners.to_vec()),
                )
            }
            LatticeSpec::Areas(kind) => Self::of_areas(&Arc::new(AreaCells::new(kind, [])), ground),
        }
    }

    /// Lays the areas over the ground.
    pub fn of_areas(areas: &Arc<AreaCells>, ground: &Ground) -> Self {
        let centres = areas.centres();
        let owners = areas.owners(ground.cells());
        let mut lattice = Self::from_owners(
            LatticeSpec::Areas(areas.kind()),
            ground,
            &owners,
            |&area| areas.ids().get(area as usize).map_or_else(String::new, |id| id.0.clone()),
            |&area| centres.get(area as usize).copied().flatten(),
            |kept| Shape::Areas {
                areas: areas.clone(),
                kept: kept.to_vec(),
                adjacent: areas.neighbours(kept, ground.system()),
            },
        );
        lattice.of_area = vec![None; areas.ids().len()];
        for (&area, &cell) in owners.iter().zip(&lattice.of_ground) {
            if let Some(of_area) = lattice.of_area.get_mut(area as usize) {
                *of_area = Some(cell);
            }
        }
        lattice
    }

    fn from_owners<K: Copy + Ord + std::hash::Hash>(
        spec: LatticeSpec,
        ground: &Ground,
        owners: &[K],
        id: impl Fn(&K) -> String,
        centre: impl Fn(&K) -> Option<LonLat>,
        shape: impl Fn(&[K]) -> Shape,
    ) -> Self {
        // Base cells come in runs of the same owner, so few look-ups are needed.
        let mut number_of: HashMap<K, u32> = HashMap::new();
        let mut keys: Vec<K> = Vec::new();
        let mut provisional: Vec<u32> = Vec::with_capacity(owners.len());
        let mut last: Option<(K, u32)> = None;
        for &owner in owners {
            let number = match last {
                Some((key, number)) if key == owner => number,
                _ => *number_of.entry(owner).or_insert_with(|| {
                    keys.push(owner);
                    keys.len() as u32 - 1
                }),
            };
            last = Some((owner, number));
            provisional.push(number);
        }
        let (mut ground_m2, mut land_m2) = (vec![0.0; keys.len()], vec![0.0; keys.len()]);
        for (i, &number) in provisional.iter().enumerate() {
            ground_m2[number as usize] += ground.area_m2()[i];
            land_m2[number as usize] += ground.land_m2(i);
        }
        let mut present: Vec<(String, u32)> = Vec::new();
        let mut dense = vec![BORDER; keys.len()];
        for (number, key) in keys.iter().enumerate() {
            let Some(centre) = centre(key) else {
                dense[number] = NO_CELL;
                continue;
            };
            if !ground.study().contains(centre) {
                continue;
            }
            if land_m2[number] < LEAST_LAND * ground_m2[number] {
                dense[number] = WATER;
            } else {
                present.push((id(key), number as u32));
            }
        }
        present.sort_unstable();
        for (i, (_, number)) in present.iter().enumerate() {
            dense[*number as usize] = i as u32;
        }
        let of_ground: Vec<u32> = provisional.iter().map(|&n| dense[n as usize]).collect();
        let kept: Vec<K> = present.iter().map(|(_, number)| keys[*number as usize]).collect();
        let pick = |values: &[f64]| -> Vec<f64> {
            present.iter().map(|(_, n)| values[*n as usize]).collect()
        };
        let centres: Vec<LonLat> = kept.iter().filter_map(&centre).collect();
        let planar: Vec<PlanarMetres> =
            centres.iter().map(|&at| ground.system().project(at)).collect();
        let (member_starts, members) = members(&of_ground, kept.len());
        let (ground_m2, land_m2) = (pick(&ground_m2), pick(&land_m2));
        let shape = shape(&kept);
        let spacing_m = spacing_m(spec, &shape, &planar, &ground_m2);
        Self {
            spec,
            steps: steps(&shape),
            shape,
            ids: present.into_iter().map(|(id, _)| id).collect(),
            centres,
            planar,
            land_m2,
            ground_m2,
            of_ground,
            of_area: Vec::new(),
            member_starts,
            members,
            spacing_m,
            system: ground.system(),
        }
    }

    /// Which lattice it is.
    pub fn spec(&self) -> LatticeSpec {
        self.spec
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether no cell has its centre in the study area.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Ids, ascending: H3 index in hex, `sweref:<size>:<east>:<north>` of the lower-left corner, or the
    /// id of the area.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// Dense index of an id.
    pub fn index_of(&self, id: &str) -> Option<u32> {
        self.ids.binary_search_by(|known| known.as_str().cmp(id)).ok().map(|i| i as u32)
    }

    /// Centres in WGS84.
    pub fn centres(&self) -> &[LonLat] {
        &self.centres
    }

    /// Centres in the planar system of the study area.
    pub fn planar(&self) -> &[PlanarMetres] {
        &self.planar
    }

    /// m² of each cell inside the study area, land and water: its base cells.
    pub fn ground_m2(&self) -> &[f64] {
        &self.ground_m2
    }

    /// m² of land of each cell inside the study area.
    pub fn land_m2(&self) -> &[f64] {
        &self.land_m2
    }

    /// Per base cell of the ground its cell, [`BORDER`], [`WATER`] or [`NO_CELL`].
    pub fn of_ground(&self) -> &[u32] {
        &self.of_ground
    }

    /// The cell of a place in the ground, or of an area of the lattice ([`FIRST_AREA`]), or why there
    /// is none; `None` outside the study area.
    pub fn cell_at(&self, place: u32) -> Option<u32> {
        match self.of_ground.get(place as usize) {
            Some(&cell) => Some(cell),
            None => *self.of_area.get(place.checked_sub(FIRST_AREA)? as usize)?,
        }
    }

    /// The base cells of a cell, as places in [`Ground::cells`], ascending.
    pub fn members(&self, i: usize) -> &[u32] {
        &self.members[self.member_starts[i] as usize..self.member_starts[i + 1] as usize]
    }

    /// Metres between the centres of neighbours; on areas their mean.
    pub fn spacing_m(&self) -> f64 {
        self.spacing_m
    }

    /// Neighbours within `ring` steps: rings of hexagons, king's moves on squares, shared borders of
    /// areas.
    pub fn neighbours(&self, ring: u8) -> Neighbours {
        if let Shape::Areas { adjacent, .. } = &self.shape {
            return adjacent.within_steps(ring);
        }
        let k = i32::from(ring);
        let moves: Vec<(i32, i32)> = (-k..=k)
            .flat_map(|i| (-k..=k).map(move |j| (i, j)))
            // The axes of H3's IJ grid are 120° apart.
            .filter(|(i, j)| matches!(self.shape, Shape::Squares(..)) || (i - j).abs() <= k)
            .collect();
        let lists: Vec<Vec<u32>> = match (&self.steps, &self.shape) {
            (Some(steps), _) => {
                let grid = Grid::new(steps);
                let near = |&(i, j): &(i32, i32)| -> Vec<u32> {
                    moves.iter().filter_map(|(di, dj)| grid.at(i + di, j + dj)).collect()
                };
                steps.par_iter().map(near).collect()
            }
            (None, Shape::Hexagons(cells)) => {
                // Ids ascend with the index itself.
                let find = |cell: CellIndex| cells.binary_search(&cell).ok().map(|i| i as u32);
                let near = |cell: &CellIndex| -> Vec<u32> {
                    let disk = cell.grid_disk::<Vec<_>>(u32::from(ring));
                    disk.into_iter().filter_map(find).collect()
                };
                cells.par_iter().map(near).collect()
            }
            (None, _) => unreachable!("squares always have steps, and areas have gone another way"),
        };
        Neighbours::from_lists(lists)
    }

    /// Row and column of each cell, so that cells of a row lie on a straight line by column. Where H3
    /// gives no common coordinates (next to one of its twelve pentagons) bands of northing serve. Areas
    /// lie on no line: each is a row of its own.
    pub(super) fn rows(&self) -> Vec<(i32, i32)> {
        if let Shape::Areas { kept, .. } = &self.shape {
            return (0..kept.len() as i32).map(|i| (i, 0)).collect();
        }
        if let Some(steps) = &self.steps {
            return steps.iter().map(|&(i, j)| (j, i)).collect();
        }
        let height = self.spacing_m * 0.75f64.sqrt();
        let row = |at: &PlanarMetres| (at.north_m / height).floor() as i32;
        self.planar.iter().map(|at| (row(at), (at.east_m * 4.0) as i32)).collect()
    }
}

fn spacing_m(spec: LatticeSpec, shape: &Shape, planar: &[PlanarMetres], ground_m2: &[f64]) -> f64 {
    let largest = ground_m2.iter().copied().fold(0.0, f64::max);
    match (spec, shape) {
        (LatticeSpec::Sweref(side), _) => f64::from(side),
        (_, Shape::Areas { adjacent, .. }) => {
            let (mut metres, mut n) = (0.0, 0.0);
            for (i, at) in planar.iter().enumerate() {
                for &j in adjacent.of(i) {
                    metres += at.distance_m(planar[j as usize]);
                    n += 1.0;
                }
            }
            if n > 0.0 { metres / n } else { largest.sqrt() }
        }
        // Of hexagons with the largest ground here: s² = A·2/√3.
        _ => (largest * 2.0 / 3f64.sqrt()).sqrt(),
    }
}

fn members(of_ground: &[u32], n_cells: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; n_cells + 1];
    for &cell in of_ground.iter().filter(|&&cell| cell < NO_CELL) {
        starts[cell as usize + 1] += 1;
    }
    for i in 0..n_cells {
        starts[i + 1] += starts[i];
    }
    let mut next = starts.clone();
    let mut members = vec![0; starts[n_cells] as usize];
    for (base, &cell) in of_ground.iter().enumerate().filter(|(_, cell)| **cell < NO_CELL) {
        members[next[cell as usize] as usize] = base as u32;
        next[cell as usize] += 1;
    }
    (starts, members)
}

#[cfg(test)]
pub(super) mod tests;
