//! Tiles in memory, so that what many look at is asked for once; those that nobody has looked at for
//! longest make room.

use super::grid::TileId;
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// What a tile costs beside its bytes, about.
const OVERHEAD: usize = 200;

/// A tile as it leaves; `None`: the server has none there.
pub(super) type Kept = Option<Arc<super::Tile>>;

/// Bounded by bytes.
#[derive(Debug)]
pub(super) struct Tiles {
    most_bytes: usize,
    bytes: usize,
    clock: u64,
    by_id: HashMap<TileId, (Kept, Timestamp, u64)>,
    by_use: BTreeMap<u64, TileId>,
}

impl Tiles {
    pub(super) fn new(most_bytes: usize) -> Self {
        let (by_id, by_use) = (HashMap::new(), BTreeMap::new());
        Self { most_bytes, bytes: 0, clock: 0, by_id, by_use }
    }

    /// A tile that was kept after `since`.
    pub(super) fn get(&mut self, id: TileId, since: Timestamp) -> Option<Kept> {
        let (kept, at, used) = self.by_id.get_mut(&id)?;
        if *at < since {
            return None;
        }
        self.clock += 1;
        self.by_use.remove(used);
        *used = self.clock;
        self.by_use.insert(self.clock, id);
        Some(kept.clone())
    }

    pub(super) fn put(&mut self, id: TileId, kept: Kept, at: Timestamp) {
        self.remove(id);
        self.clock += 1;
        self.bytes += size(&kept);
        self.by_id.insert(id, (kept, at, self.clock));
        self.by_use.insert(self.clock, id);
        while self.bytes > self.most_bytes
            && let Some((_, &oldest)) = self.by_use.first_key_value()
        {
            self.remove(oldest);
        }
    }

    fn remove(&mut self, id: TileId) {
        if let Some((kept, _, used)) = self.by_id.remove(&id) {
            self.bytes -= size(&kept);
            self.by_use.remove(&used);
        }
    }
}

fn size(kept: &Kept) -> usize {
    OVERHEAD + kept.as_ref().map_or(0, |tile| tile.bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_at_last_stays_and_the_bound_holds() {
        let tile = |n: usize| {
            Some(Arc::new(crate::app::basemap::Tile { bytes: vec![0; n], media_type: "image/png" }))
        };
        let id = |x: u32| TileId { z: 10, x, y: 0 };
        let at = Timestamp::UNIX_EPOCH;
        let mut tiles = Tiles::new(3 * (1_000 + OVERHEAD));
        for x in 0..3 {
            tiles.put(id(x), tile(1_000), at);
        }
        assert!(tiles.get(id(0), at).is_some());
        tiles.put(id(3), tile(1_000), at);
        let there: Vec<bool> = (0..4).map(|x| tiles.get(id(x), at).is_some()).collect();
        assert_eq!(there, [true, false, true, true]);
        tiles.put(id(3), None, at);
        assert_eq!(tiles.bytes, 2 * (1_000 + OVERHEAD) + OVERHEAD);
        assert_eq!(tiles.get(id(3), at), Some(None), "that there is none is known too");
        assert_eq!(tiles.get(id(0), at + jiff::SignedDuration::from_secs(1)), None, "too old");
        tiles.put(id(9), tile(10_000), at);
        assert_eq!((tiles.bytes, tiles.by_id.len()), (0, 0), "what never fits is not kept");
    }
}
