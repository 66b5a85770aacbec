//! Which hexagon holds the centre of a base cell.

use crate::area::{BaseCell, LonLat};
use h3o::{CellIndex, LatLng, Resolution};
use rayon::prelude::*;

/// The cell of the resolution that holds the centre of each base cell (ascending).
///
/// Seen from its logical parent, a base cell's place is told by its last digits alone, so one table
/// says for each of the 7^d digit strings whether the parent or which neighbour holds the centre, and
/// where two or three are equally near. Whole numbers throughout: a tie is a tie (one base cell in
/// eight at resolution 10), not a matter of the last bit of a coordinate.
pub(super) fn hexagon_owners(cells: &[BaseCell], resolution: Resolution) -> Vec<CellIndex> {
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

pub(super) fn centre_child(cell: CellIndex) -> CellIndex {
    cell.center_child(BaseCell::RESOLUTION).expect("lattices are coarser than base cells")
}

pub(super) fn lon_lat(cell: CellIndex) -> LonLat {
    let at = LatLng::from(cell);
    LonLat { lon: at.lng(), lat: at.lat() }
}
