//! Collections as vector tiles: Mapbox Vector Tiles 2.1 in the tile matrix set WebMercatorQuad.
//!
//! A tile never holds less than there is. Where the cells of a layer are too many for one they are put
//! together into larger cells, all over a zoom alike, so that the counts of every zoom sum to those of
//! the collection ([`Pyramid`]). Where nothing larger is known the layer begins further in, and its
//! first zoom is told. A feature stands in each tile that it touches, with the same number: whoever
//! sums counts a number once.

mod clip;
mod larger;
mod mvt;
mod square;

pub use larger::{LargerCells, Outline, larger_cell};
pub use mvt::MOST_BYTES;
pub use square::TileAt;

use super::collection::Collection;
use std::{ops::RangeInclusive, sync::Arc};

/// The last zoom; further in a reader enlarges what it has: a step of a tile is 0,3 m here.
pub const LAST_ZOOM: u8 = 14;

/// A tile that is estimated to fill no more of its room is not made to see whether it does.
const AMPLE: f64 = 0.7;

/// What a tile holds at which zooms.
#[derive(Debug)]
pub struct Pyramid {
    /// Finest first.
    steps: Vec<Step>,
}

/// The features of some zooms.
#[derive(Debug, Clone)]
pub struct Step {
    /// The zooms.
    pub zooms: RangeInclusive<u8>,
    /// What is shown there: the collection itself, or its cells put together.
    pub collection: Arc<Collection>,
}

/// More than a tile may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{bytes} bytes in a tile, at most {MOST_BYTES}")]
pub struct TooLarge {
    /// So much it was in its coarsest form.
    pub bytes: usize,
}

impl Pyramid {
    /// Decides what each zoom shows. `larger` says how the cells of the collection are put together and
    /// where the larger ones lie; without it there is only the collection.
    pub fn new(collection: Arc<Collection>, larger: Option<(&LargerCells, Outline<'_>)>) -> Self {
        let mut steps = Vec::new();
        let (mut shown, mut last) = (collection, LAST_ZOOM);
        loop {
            let first = first_zoom(&shown, last);
            if let Some(first) = first {
                steps.push(Step { zooms: first..=last, collection: shown.clone() });
                if first == 0 {
                    break;
                }
                last = first - 1;
            }
            match larger.and_then(|(larger, outline)| larger.of(&shown, outline)) {
                Some(put_together) => shown = Arc::new(put_together),
                None => break,
            }
        }
        Self { steps }
    }

    /// What is shown where, finest first; no zoom twice, none left out between first and last.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The zooms that there are; `None` where the features are too many for any.
    pub fn zooms(&self) -> Option<RangeInclusive<u8>> {
        Some(*self.steps.last()?.zooms.start()..=*self.steps.first()?.zooms.end())
    }

    /// A tile; `None` at a zoom that there is not, empty where nothing lies.
    ///
    /// # Errors
    /// It would be too large. That is a fault of ours, since no zoom should be offered where it is.
    pub fn tile(&self, at: TileAt) -> Option<Result<Vec<u8>, TooLarge>> {
        let step = self.steps.iter().find(|step| step.zooms.contains(&at.z()))?;
        Some(mvt::tile(&step.collection, at))
    }
}

/// The first zoom from which on, up to `last`, no tile holds more than it has room for.
fn first_zoom(collection: &Collection, last: u8) -> Option<u8> {
    let per_feature = mvt::bytes_per_feature(collection);
    // Where the estimate says that there is ample room, no tile is made to see; where not even bare
    // features have any, neither.
    let fits = |(at, n): (TileAt, u32)| {
        let n = f64::from(n);
        n * per_feature <= AMPLE * MOST_BYTES as f64
            || n * mvt::LEAST_BYTES <= MOST_BYTES as f64 && mvt::tile(collection, at).is_ok()
    };
    let all_fit = |z: &u8| square::features_by_tile(collection, *z).into_iter().all(fits);
    (0..=last).rev().take_while(all_fit).last()
}

#[cfg(test)]
mod tests;
