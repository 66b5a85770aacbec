//! The pieces of ground of a comparison: place, control, and the rings around them.
//!
//! The displacement ring is the cells within k steps of the place that are not in it; a lattice has
//! land cells only, so neither water nor anything outside the study area is in it. The control ring is
//! the same around the control. No cell is in two pieces: where they meet, the place comes first, then
//! the control, then the ring, then the control ring, and what was taken away is counted.

use crate::analysis::neighbours::Neighbours;
use serde::{Deserialize, Serialize};

/// Cells, ascending, no cell in two of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pieces {
    /// Where the case is.
    pub place: Vec<u32>,
    /// What it is compared with; empty for none.
    pub control: Vec<u32>,
    /// Around the place; empty for none.
    pub ring: Vec<u32>,
    /// Around the control; empty for none.
    pub control_ring: Vec<u32>,
    /// Cells of the control that would have been in the ring.
    pub control_in_ring: u32,
    /// Cells that would have been in the control ring but lie in the place or its ring.
    pub taken_from_control_ring: u32,
}

/// Why there is no comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPieces {
    /// The place has no cell in the lattice.
    #[error("the place has no cell in the lattice")]
    NoPlace,
    /// Cells are in both.
    #[error("{0} cells are both in the place and in its control")]
    ControlInPlace(u32),
}

/// Draws the rings. `around` holds the cells within the width of the ring; `None` draws none.
///
/// # Errors
/// [`NoPieces`] when there is no place, or its control lies in it.
pub fn pieces(
    place: &[u32],
    control: &[u32],
    around: Option<&Neighbours>,
    n_cells: usize,
) -> Result<Pieces, NoPieces> {
    let sorted = |cells: &[u32]| {
        let mut cells: Vec<u32> =
            cells.iter().copied().filter(|&i| (i as usize) < n_cells).collect();
        cells.sort_unstable();
        cells.dedup();
        cells
    };
    let (place, control) = (sorted(place), sorted(control));
    if place.is_empty() {
        return Err(NoPieces::NoPlace);
    }
    const FREE: u8 = 0;
    let mut taken = vec![FREE; n_cells];
    place.iter().for_each(|&i| taken[i as usize] = 1);
    let in_both = control.iter().filter(|&&i| taken[i as usize] != FREE).count() as u32;
    if in_both > 0 {
        return Err(NoPieces::ControlInPlace(in_both));
    }
    control.iter().for_each(|&i| taken[i as usize] = 2);
    let mut ring_of = |centre: &[u32], mark: u8| {
        let (mut ring, mut refused) = (Vec::new(), Vec::new());
        for &i in centre {
            for &j in around.map_or(&[][..], |around| around.of(i as usize)) {
                match taken[j as usize] {
                    FREE => {
                        taken[j as usize] = mark;
                        ring.push(j);
                    }
                    other if other != mark && other != mark - 2 => refused.push(j),
                    _ => {}
                }
            }
        }
        ring.sort_unstable();
        refused.sort_unstable();
        refused.dedup();
        (ring, refused.len() as u32)
    };
    let (ring, control_in_ring) = ring_of(&place, 3);
    let (control_ring, taken_from_control_ring) = ring_of(&control, 4);
    Ok(Pieces { place, control, ring, control_ring, control_in_ring, taken_from_control_ring })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(n: u32, reach: u32) -> Neighbours {
        let near = |i: u32| (i.saturating_sub(reach)..=(i + reach).min(n - 1)).collect();
        Neighbours::from_lists((0..n).map(near))
    }

    #[test]
    fn rings_surround_and_never_meet() {
        let found = pieces(&[5, 4], &[9, 10], Some(&row(14, 2)), 14).expect("drawn");
        assert_eq!(found.ring, [2, 3, 6, 7]);
        assert_eq!(found.control_ring, [8, 11, 12]);
        assert_eq!((found.control_in_ring, found.taken_from_control_ring), (0, 1));
        let near = pieces(&[5], &[7], Some(&row(14, 2)), 14).expect("drawn");
        assert_eq!((near.ring, near.control_in_ring), (vec![3, 4, 6], 1));
        assert_eq!((near.control_ring, near.taken_from_control_ring), (vec![8, 9], 2));
    }

    #[test]
    fn without_width_or_control_there_are_no_rings() {
        let none = pieces(&[3], &[], None, 8).expect("drawn");
        assert!(none.ring.is_empty() && none.control_ring.is_empty());
        let island = pieces(&[0], &[], Some(&Neighbours::from_lists([vec![]])), 1).expect("drawn");
        assert!(island.ring.is_empty());
    }

    #[test]
    fn a_place_that_is_nowhere_or_its_own_control_is_refused() {
        assert_eq!(pieces(&[], &[1], None, 4), Err(NoPieces::NoPlace));
        assert_eq!(pieces(&[99], &[1], None, 4), Err(NoPieces::NoPlace));
        assert_eq!(pieces(&[1, 2], &[2, 3], None, 4), Err(NoPieces::ControlInPlace(1)));
    }
}
