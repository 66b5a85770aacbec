//! Tiles in memory, so that what many look at is asked for once.

use crate::{app::by_use::ByUse, export::tiles::TileAt};
use jiff::Timestamp;
use std::sync::Arc;

/// What a tile costs beside its bytes, about.
const OVERHEAD: usize = 200;

/// A tile as it leaves; `None`: the server has none there.
pub(super) type Kept = Option<Arc<super::Tile>>;

/// Each with when it was fetched; bounded by bytes.
#[derive(Debug)]
pub(super) struct Tiles(ByUse<TileAt, (Kept, Timestamp)>);

impl Tiles {
    pub(super) fn new(most_bytes: usize) -> Self {
        Self(ByUse::new(most_bytes))
    }

    /// A tile that was kept after `since`.
    pub(super) fn get(&mut self, at: TileAt, since: Timestamp) -> Option<Kept> {
        let (kept, _) = self.0.get(&at).filter(|(_, fetched)| *fetched >= since)?;
        Some(kept.clone())
    }

    pub(super) fn put(&mut self, at: TileAt, kept: Kept, fetched: Timestamp) {
        let weight = OVERHEAD + kept.as_ref().map_or(0, |tile| tile.bytes.len());
        self.0.put(at, (kept, fetched), weight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_of_bytes_and_what_is_too_old_is_asked_for_again() {
        let tile = |n: usize| {
            Some(Arc::new(crate::app::basemap::Tile { bytes: vec![0; n], media_type: "image/png" }))
        };
        let place = |x: u32| TileAt::new(10, x, 0).expect("a tile");
        let at = Timestamp::UNIX_EPOCH;
        let mut tiles = Tiles::new(3 * (1_000 + OVERHEAD));
        for x in 0..4 {
            tiles.put(place(x), tile(1_000), at);
        }
        let there: Vec<bool> = (0..4).map(|x| tiles.get(place(x), at).is_some()).collect();
        assert_eq!(there, [false, true, true, true]);
        tiles.put(place(3), None, at);
        assert_eq!(tiles.get(place(3), at), Some(None), "that there is none is known too");
        assert_eq!(tiles.get(place(3), at + jiff::SignedDuration::from_secs(1)), None, "too old");
    }
}
