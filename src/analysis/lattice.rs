//! Lattices: every cell of the study area, zeros included.
//!
//! A lattice has every cell whose centre lies in the study area. A base cell belongs to the lattice
//! cell that holds its *centre* (also for H3, whose logical children stick out of their parent), on a
//! tie to the one with the lowest id. Base cells of the study area whose lattice cell is not there,
//! because that cell's own centre is outside, are told apart ([`BORDER`]) and counted aloud, and so
//! are those in cells with hardly any land ([`WATER`]).

use super::{ground::Ground, neighbours::Neighbours, run::LatticeSpec};
use crate::area::{BaseCell, LonLat, PlanarMetres};
use geo_types::{LineString, MultiPolygon, Polygon, coord};
use h3o::{CellIndex, LatLng, Resolution, geom::SolventBuilder};
use rayon::prelude::*;
use std::collections::HashMap;

/// "Its lattice cell has its centre outside the study area" in [`Lattice::of_ground`].
pub const BORDER: u32 = u32::MAX;

/// "Its lattice cell has under 5 % land" in [`Lattice::of_ground`].
pub const WATER: u32 = u32::MAX - 1;

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
}

impl Lattice {
    /// Lays the lattice over the ground.
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
                    |cell| lon_lat(centre_child(*cell)),
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
                        system.unproject(PlanarMetres {
                            east_m: *east as f64 + half,
                            north_m: *north as f64 + half,
                        })
                    },
                    |corners| Shape::Squares(side, corners.to_vec()),
                )
            }
        }
    }

    fn from_owners<K: Copy + Ord + std::hash::Hash>(
        spec: LatticeSpec,
        ground: &Ground,
        owners: &[K],
        id: impl Fn(&K) -> String,
        centre: impl Fn(&K) -> LonLat,
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
            if !ground.study().contains(centre(key)) {
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
        let centres: Vec<LonLat> = kept.iter().map(&centre).collect();
        let planar: Vec<PlanarMetres> =
            centres.iter().map(|&at| ground.system().project(at)).collect();
        let (member_starts, members) = members(&of_ground, kept.len());
        let (ground_m2, land_m2) = (pick(&ground_m2), pick(&land_m2));
        let spacing_m = match spec {
            LatticeSpec::Sweref(side) => f64::from(side),
            LatticeSpec::H3(_) => {
                // Of hexagons with the largest ground here: s² = A·2/√3.
                let largest = ground_m2.iter().copied().fold(0.0, f64::max);
                (largest * 2.0 / 3f64.sqrt()).sqrt()
            }
        };
        let shape = shape(&kept);
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

    /// Ids, ascending: H3 index in hex or `sweref:<size>:<east>:<north>` of the lower-left corner.
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

    /// Per base cell of the ground its cell, [`BORDER`] or [`WATER`].
    pub fn of_ground(&self) -> &[u32] {
        &self.of_ground
    }

    /// The base cells of a cell, as places in [`Ground::cells`], ascending.
    pub fn members(&self, i: usize) -> &[u32] {
        &self.members[self.member_starts[i] as usize..self.member_starts[i + 1] as usize]
    }

    /// Metres between the centres of neighbours.
    pub fn spacing_m(&self) -> f64 {
        self.spacing_m
    }

    /// The cell's outline in WGS84, exterior ring counter-clockwise.
    pub fn polygon(&self, i: usize) -> Polygon<f64> {
        match &self.shape {
            Shape::Hexagons(cells) => {
                let corners = cells[i].boundary();
                let ring: Vec<_> =
                    corners.iter().map(|at| coord! { x: at.lng(), y: at.lat() }).collect();
                Polygon::new(LineString::new(ring), vec![])
            }
            Shape::Squares(side, corners) => {
                let ring: Vec<_> = square_corners(corners[i], *side)
                    .into_iter()
                    .map(|(east, north)| self.unproject(east as f64, north as f64))
                    .collect();
                Polygon::new(LineString::new(ring), vec![])
            }
        }
    }

    /// The outline of several cells together in WGS84: shared sides are gone, exterior rings
    /// counter-clockwise, holes clockwise.
    pub fn dissolve(&self, cells: &[u32]) -> MultiPolygon<f64> {
        use geo::orient::{Direction, Orient};
        match &self.shape {
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

    /// Neighbours within `ring` steps: rings of hexagons, or king's moves on squares.
    pub fn neighbours(&self, ring: u8) -> Neighbours {
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
            (None, Shape::Squares(..)) => unreachable!("squares always have steps"),
        };
        Neighbours::from_lists(lists)
    }

    /// Row and column of each cell, so that cells of a row lie on a straight line by column. Where H3
    /// gives no common coordinates (next to one of its twelve pentagons) bands of northing serve.
    pub(super) fn rows(&self) -> Vec<(i32, i32)> {
        if let Some(steps) = &self.steps {
            return steps.iter().map(|&(i, j)| (j, i)).collect();
        }
        let height = self.spacing_m * 0.75f64.sqrt();
        let row = |at: &PlanarMetres| (at.north_m / height).floor() as i32;
        self.planar.iter().map(|at| (row(at), (at.east_m * 4.0) as i32)).collect()
    }

    fn unproject(&self, east_m: f64, north_m: f64) -> geo_types::Coord<f64> {
        let at = self.system.unproject(PlanarMetres { east_m, north_m });
        coord! { x: at.lon, y: at.lat }
    }
}

/// Steps of each cell along the two axes of its grid; `None` where H3 has no common coordinates.
fn steps(shape: &Shape) -> Option<Vec<(i32, i32)>> {
    match shape {
        Shape::Squares(side, corners) => {
            Some(corners.iter().map(|(e, n)| ((e / side) as i32, (n / side) as i32)).collect())
        }
        Shape::Hexagons(cells) => {
            let Some(&origin) = cells.first() else { return Some(Vec::new()) };
            let local = |cell: &CellIndex| {
                let at = cell.to_local_ij(origin).ok()?.coord;
                Some((at.i, at.j))
            };
            cells.par_iter().map(local).collect()
        }
    }
}

/// Which cell lies at a step; a table over the box of all steps.
struct Grid {
    low: (i32, i32),
    size: (i32, i32),
    cells: Vec<u32>,
}

impl Grid {
    fn new(steps: &[(i32, i32)]) -> Self {
        let end = |pick: fn(&(i32, i32)) -> i32| {
            let values = || steps.iter().map(pick);
            (values().min().unwrap_or(0), values().max().unwrap_or(0))
        };
        let ((low_i, high_i), (low_j, high_j)) = (end(|s| s.0), end(|s| s.1));
        let size = (high_i - low_i + 1, high_j - low_j + 1);
        let mut grid = Self {
            low: (low_i, low_j),
            size,
            cells: vec![BORDER; size.0 as usize * size.1 as usize],
        };
        for (cell, &(i, j)) in steps.iter().enumerate() {
            let at = grid.place(i, j).expect("the box holds every step");
            grid.cells[at] = cell as u32;
        }
        grid
    }

    fn place(&self, i: i32, j: i32) -> Option<usize> {
        let (i, j) = (i - self.low.0, j - self.low.1);
        ((0..self.size.0).contains(&i) && (0..self.size.1).contains(&j))
            .then(|| i as usize * self.size.1 as usize + j as usize)
    }

    fn at(&self, i: i32, j: i32) -> Option<u32> {
        Some(self.cells[self.place(i, j)?]).filter(|&cell| cell != BORDER)
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

fn members(of_ground: &[u32], n_cells: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; n_cells + 1];
    for &cell in of_ground.iter().filter(|&&cell| cell < WATER) {
        starts[cell as usize + 1] += 1;
    }
    for i in 0..n_cells {
        starts[i + 1] += starts[i];
    }
    let mut next = starts.clone();
    let mut members = vec![0; starts[n_cells] as usize];
    for (base, &cell) in of_ground.iter().enumerate().filter(|(_, cell)| **cell < WATER) {
        members[next[cell as usize] as usize] = base as u32;
        next[cell as usize] += 1;
    }
    (starts, members)
}

fn centre_child(cell: CellIndex) -> CellIndex {
    cell.center_child(BaseCell::RESOLUTION).expect("lattices are coarser than base cells")
}

fn lon_lat(cell: CellIndex) -> LonLat {
    let at = LatLng::from(cell);
    LonLat { lon: at.lng(), lat: at.lat() }
}

/// The cell of the resolution that holds the centre of each base cell (ascending).
///
/// Seen from its logical parent, a base cell's place is told by its last digits alone, so one table
/// says for each of the 7^d digit strings whether the parent or which neighbour holds the centre, and
/// where two or three are equally near. Whole numbers throughout: a tie is a tie (one base cell in
/// eight at resolution 10), not a matter of the last bit of a coordinate.
fn hexagon_owners(cells: &[BaseCell], resolution: Resolution) -> Vec<CellIndex> {
    let parent = |cell: &BaseCell| {
        cell.h3().parent(resolution).expect("lattices are coarser than base cells")
    };
    let families: Vec<&[BaseCell]> = cells.chunk_by(|a, b| parent(a) == parent(b)).collect();
    let table = families.iter().find_map(|family| HolderTable::new(parent(&family[0])));
    let owners: Vec<Vec<CellIndex>> = families
        .par_iter()
        .map(|family| {
            let parent = parent(&family[0]);
            if table.as_ref().is_some_and(HolderTable::is_parent_always) {
                return vec![parent; family.len()];
            }
            match table.as_ref().and_then(|table| Some((table, table.around(parent)?))) {
                Some((table, around)) => {
                    family.iter().map(|cell| table.holder(*cell, &around)).collect()
                }
                // Next to a pentagon: by the coordinate.
                None => {
                    family.iter().map(|cell| LatLng::from(cell.h3()).to_cell(resolution)).collect()
                }
            }
        })
        .collect();
    owners.concat()
}

/// For each digit string below a cell, which of the cell and its neighbours are nearest.
struct HolderTable {
    resolution: Resolution,
    /// Steps to the cell itself and its six neighbours, in the cell's own grid.
    steps: Vec<(i32, i32)>,
    /// Bit d: the cell at step d is (one of) the nearest.
    nearest: Vec<u8>,
}

impl HolderTable {
    fn new(cell: CellIndex) -> Option<Self> {
        let resolution = cell.resolution();
        let around = neighbourhood(cell)?;
        let origin = centre_child(cell);
        let local = |cell: CellIndex| {
            let at = cell.to_local_ij(origin).ok()?.coord;
            Some((at.i, at.j))
        };
        let centres: Vec<(i32, i32)> =
            around.iter().map(|(_, cell)| local(centre_child(*cell))).collect::<Option<_>>()?;
        let nearest = cell
            .children(BaseCell::RESOLUTION)
            .map(|child| {
                let at = local(child)?;
                // The axes of H3's IJ grid are 120° apart.
                let square = |centre: &(i32, i32)| {
                    let (i, j) = (at.0 - centre.0, at.1 - centre.1);
                    i * i + j * j - i * j
                };
                let least = centres.iter().map(square).min()?;
                let bits = centres.iter().enumerate().filter(|(_, c)| square(c) == least);
                Some(bits.fold(0, |mask, (d, _)| mask | 1 << d))
            })
            .collect::<Option<Vec<u8>>>()?;
        let n_children =
            7usize.pow(u32::from(u8::from(BaseCell::RESOLUTION) - u8::from(resolution)));
        (nearest.len() == n_children).then(|| Self {
            resolution,
            steps: around.iter().map(|(s, _)| *s).collect(),
            nearest,
        })
    }

    /// Whether no child sticks out so far that its centre does, as one resolution down.
    fn is_parent_always(&self) -> bool {
        let own = self.steps.iter().position(|&step| step == (0, 0));
        own.is_some_and(|own| self.nearest.iter().all(|&mask| mask == 1 << own))
    }

    /// A cell and its neighbours in the order of the table.
    fn around(&self, cell: CellIndex) -> Option<Vec<CellIndex>> {
        let around = neighbourhood(cell)?;
        let at = |step| around.iter().find(|(known, _)| known == step).map(|(_, cell)| *cell);
        self.steps.iter().map(at).collect()
    }

    fn holder(&self, cell: BaseCell, around: &[CellIndex]) -> CellIndex {
        let raw = cell.to_u64();
        let mut position = 0;
        for level in u8::from(self.resolution) + 1..=u8::from(BaseCell::RESOLUTION) {
            let digit = raw >> (3 * (15 - level)) & 7;
            position = position * 7 + digit as usize;
        }
        let mask = self.nearest[position];
        (0..around.len())
            .filter(|d| mask >> d & 1 == 1)
            .map(|d| around[d])
            .min()
            .expect("some cell is nearest")
    }
}

/// A hexagon and its six neighbours with their steps in its own IJ grid; `None` next to a pentagon.
fn neighbourhood(cell: CellIndex) -> Option<Vec<((i32, i32), CellIndex)>> {
    let own = cell.to_local_ij(cell).ok()?.coord;
    let disk = cell.grid_disk::<Vec<_>>(1);
    if disk.len() != 7 {
        return None;
    }
    disk.into_iter()
        .map(|near| {
            let at = near.to_local_ij(cell).ok()?.coord;
            Some(((at.i - own.i, at.j - own.j), near))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;

    pub(crate) fn block(lon: f64, lat: f64, height: f64) -> MultiPolygon<f64> {
        let width = height / lat.to_radians().cos();
        MultiPolygon(vec![polygon![
            (x: lon, y: lat), (x: lon + width, y: lat), (x: lon + width, y: lat + height),
            (x: lon, y: lat + height), (x: lon, y: lat),
        ]])
    }

    #[test]
    fn a_base_cell_lies_in_the_cell_that_holds_its_centre() {
        for (lon, lat) in [(18.0, 59.3), (-90.05, 35.1), (11.97, 57.7)] {
            let ground = Ground::survey(&block(lon, lat, 0.03), None).expect("surveyed");
            for resolution in 8..=11u8 {
                let resolution = Resolution::try_from(resolution).expect("known");
                let owners = hexagon_owners(ground.cells(), resolution);
                let mut n_ties = 0;
                for (cell, owner) in ground.cells().iter().zip(&owners) {
                    let by_coordinate = LatLng::from(cell.h3()).to_cell(resolution);
                    if by_coordinate != *owner {
                        // Only on a tie, and then the lower id: a hair nearer it is there.
                        assert!(*owner < by_coordinate);
                        let (at, to) = (LatLng::from(cell.h3()), LatLng::from(*owner));
                        let hair = |a: f64, b: f64| a + 1e-6 * (b - a);
                        let nearer =
                            LatLng::new(hair(at.lat(), to.lat()), hair(at.lng(), to.lng()))
                                .expect("finite");
                        assert_eq!(nearer.to_cell(resolution), *owner);
                        n_ties += 1;
                    }
                }
                assert!(n_ties * 9 < owners.len(), "{resolution}: {n_ties}");
            }
        }
    }

    #[test]
    fn every_cell_with_its_centre_inside_takes_part_and_no_other() {
        let area = block(18.0, 59.3, 0.02);
        let ground = Ground::survey(&area, None).expect("surveyed");
        for spec in ["h3:9", "h3:10", "h3:11", "sweref:100", "sweref:250"] {
            let spec = LatticeSpec::try_from(spec.to_owned()).expect("known");
            let lattice = Lattice::new(spec, &ground);
            assert!(lattice.ids().windows(2).all(|pair| pair[0] < pair[1]));
            assert!(lattice.centres().iter().all(|&at| ground.study().contains(at)));
            // Together they cover the ground but for a rim.
            let covered: f64 = lattice.land_m2().iter().sum();
            let all: f64 = ground.area_m2().iter().sum();
            let rim = 2.0 * 4.0 * all.sqrt() * lattice.spacing_m() / all;
            assert!(covered <= all * 1.000_001 && covered > all * (1.0 - rim), "{spec:?}");
            let n_members: usize = (0..lattice.len()).map(|i| lattice.members(i).len()).sum();
            let n_border = lattice.of_ground().iter().filter(|&&cell| cell == BORDER).count();
            assert_eq!(n_members + n_border, ground.cells().len());
        }
    }

    #[test]
    fn squares_are_those_of_the_statistics_office() {
        let ground = Ground::survey(&block(18.05, 59.32, 0.02), None).expect("surveyed");
        let lattice = Lattice::new(LatticeSpec::Sweref(250), &ground);
        let at = lattice.index_of("sweref:250:674250:6581250").expect("holds Sergels torg's east");
        let centre = lattice.planar()[at as usize];
        assert!((centre.east_m - 674_375.0).abs() < 1e-3);
        assert!((centre.north_m - 6_581_375.0).abs() < 1e-3);
        let inner = lattice.neighbours(1);
        assert_eq!(inner.of(at as usize).len(), 8);
        assert_eq!(lattice.neighbours(2).of(at as usize).len(), 24);
    }

    #[test]
    fn hexagons_have_six_neighbours_inside_and_eighteen_in_two_rings() {
        let ground = Ground::survey(&block(18.0, 59.3, 0.02), None).expect("surveyed");
        let lattice = Lattice::new(LatticeSpec::H3(10), &ground);
        let (one, two) = (lattice.neighbours(1), lattice.neighbours(2));
        let most = |n: &Neighbours| (0..n.len()).map(|i| n.of(i).len()).max();
        assert_eq!((most(&one), most(&two)), (Some(6), Some(18)));
        let Shape::Hexagons(cells) = &lattice.shape else { panic!("hexagons") };
        for i in 0..one.len() {
            let mut disk: Vec<u32> = cells[i]
                .grid_disk::<Vec<_>>(2)
                .into_iter()
                .filter_map(|cell| cells.binary_search(&cell).ok().map(|j| j as u32))
                .filter(|&j| j as usize != i)
                .collect();
            disk.sort_unstable();
            assert_eq!(two.of(i), disk);
            assert!(one.of(i).iter().all(|&j| one.of(j as usize).contains(&(i as u32))));
        }
    }

    #[test]
    fn dissolving_keeps_the_ground_and_turns_rings_the_right_way() {
        use geo::{GeodesicArea, Winding};
        let ground = Ground::survey(&block(18.0, 59.3, 0.03), None).expect("surveyed");
        for spec in [LatticeSpec::H3(10), LatticeSpec::Sweref(250)] {
            let lattice = Lattice::new(spec, &ground);
            let near = lattice.neighbours(1);
            let full = if matches!(spec, LatticeSpec::H3(_)) { 6 } else { 8 };
            let middle = (0..lattice.len()).find(|&i| near.of(i).len() == full).expect("inner");
            // A ring around a hole.
            let outline = lattice.dissolve(near.of(middle));
            assert_eq!(outline.0.len(), 1);
            assert_eq!(outline.0[0].interiors().len(), 1);
            assert!(outline.0[0].exterior().is_ccw() && outline.0[0].interiors()[0].is_cw());
            let apart: f64 = near
                .of(middle)
                .iter()
                .map(|&i| lattice.polygon(i as usize).geodesic_area_signed())
                .sum();
            let together = outline.geodesic_area_signed();
            assert!((together / apart - 1.0).abs() < 1e-6, "{spec:?} {together} {apart}");
        }
    }

    #[test]
    fn cells_of_water_are_absent_and_told_apart() {
        let area = block(18.0, 59.3, 0.02);
        let lake = crate::area::PreparedArea::new(&block(18.01, 59.305, 0.01));
        let ground = Ground::survey(&area, Some(&lake)).expect("surveyed");
        let lattice = Lattice::new(LatticeSpec::H3(10), &ground);
        assert!(lattice.of_ground().contains(&WATER));
        for i in 0..lattice.len() {
            assert!(lattice.land_m2()[i] >= LEAST_LAND * lattice.ground_m2()[i]);
        }
    }
}
