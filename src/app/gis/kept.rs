//! What is kept between requests for GIS programs, each thing for one reader at one level: collections,
//! what their tiles hold, and tiles as bytes.

use super::{
    About, Reader,
    cells::Cells,
    tiles::{Tile, Values},
};
use crate::{
    app::AppError,
    export::{
        collection::Collection,
        tiles::{Pyramid, TileAt},
    },
};
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// All of it.
#[derive(Debug)]
pub(crate) struct KeptForGis {
    pub(super) collections: Kept<(Reader, About), Collection>,
    pub(super) pyramids: Kept<(Reader, About, Values), Pyramid>,
    pub(super) cells: Kept<Cells, Pyramid>,
    pub(super) tiles: Kept<(Reader, About, Values, TileAt), Tile>,
    pub(super) cell_tiles: Kept<(Cells, TileAt), Tile>,
}

impl Default for KeptForGis {
    fn default() -> Self {
        /// Of each kind of tiles.
        const TILE_BYTES: usize = 48 << 20;
        Self {
            collections: Kept::new(256, |_| 1),
            pyramids: Kept::new(128, |_| 1),
            cells: Kept::new(32, |_| 1),
            tiles: Kept::new(TILE_BYTES, Tile::size),
            cell_tiles: Kept::new(TILE_BYTES, Tile::size),
        }
    }
}

/// Values by key, each with the mark of what it was made of and when it was last asked for. There is room
/// for so much; then the ones that were asked for longest ago go.
#[derive(Debug)]
pub(super) struct Kept<K, V> {
    room: usize,
    weight: fn(&V) -> usize,
    inside: Mutex<Inside<K, V>>,
}

#[derive(Debug)]
struct Inside<K, V> {
    asked: u64,
    weight: usize,
    all: HashMap<K, One<V>>,
}

#[derive(Debug)]
struct One<V> {
    mark: String,
    value: Arc<V>,
    asked: u64,
}

impl<K: Clone + Eq + Hash, V> Kept<K, V> {
    fn new(room: usize, weight: fn(&V) -> usize) -> Self {
        let inside = Inside { asked: 0, weight: 0, all: HashMap::new() };
        Self { room, weight, inside: Mutex::new(inside) }
    }

    /// The one that is kept, if it has the mark; or else the one that is made now.
    pub(super) fn get_or_make(
        &self,
        key: K,
        mark: &str,
        make: impl FnOnce() -> Result<V, AppError>,
    ) -> Result<Arc<V>, AppError> {
        let inside = || self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = inside().get(&key, mark) {
            return Ok(value);
        }
        // Not under the lock: whoever asks for another one is not kept waiting.
        let value = Arc::new(make()?);
        inside().put(key, mark, value.clone(), self.weight, self.room);
        Ok(value)
    }
}

impl<K: Clone + Eq + Hash, V> Inside<K, V> {
    fn get(&mut self, key: &K, mark: &str) -> Option<Arc<V>> {
        self.asked += 1;
        let one = self.all.get_mut(key).filter(|one| one.mark == mark)?;
        one.asked = self.asked;
        Some(one.value.clone())
    }

    fn put(&mut self, key: K, mark: &str, value: Arc<V>, weight: fn(&V) -> usize, room: usize) {
        self.take_out(&key, weight);
        let own = weight(&value);
        while self.weight + own > room {
            let oldest = self.all.iter().min_by_key(|(_, one)| one.asked);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { return };
            self.take_out(&oldest, weight);
        }
        self.weight += own;
        self.all.insert(key, One { mark: mark.to_owned(), value, asked: self.asked });
    }

    fn take_out(&mut self, key: &K, weight: fn(&V) -> usize) {
        if let Some(one) = self.all.remove(key) {
            self.weight -= weight(&one.value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        area::AreaKind,
        case::access::ReleaseLevel,
        export::{Provenance, collection::schemas, crs::Crs},
        incident::PartyId,
    };

    fn made() -> Result<Collection, AppError> {
        let provenance = Provenance {
            layer: "kommun",
            run: None,
            method_choice: None,
            data_date: None,
            extracted_on: jiff::civil::date(2026, 6, 10),
            synthetic: true,
            source: "prov".into(),
            licence: "CC0".into(),
            classification: "publik".into(),
            crs: Crs::Crs84,
            card: None,
        };
        let schema = schemas::areas::schema(AreaKind::Kommun);
        Collection::new(schema, provenance, Vec::new()).map_err(|e| AppError::Fault(e.to_string()))
    }

    fn key(party: &str) -> (Reader, About) {
        let reader = Reader {
            level: ReleaseLevel::Stad,
            party: Some(PartyId(party.into())),
            partners: [].into(),
            cases: false,
        };
        (reader, About::Cases)
    }

    fn never() -> Result<Collection, AppError> {
        Err(AppError::NotFound)
    }

    #[test]
    fn it_is_made_anew_when_the_store_has_come_further_and_never_for_another_reader() {
        let kept = KeptForGis::default().collections;
        let get = |party: &str, mark: &str, make: fn() -> Result<Collection, AppError>| {
            kept.get_or_make(key(party), mark, make)
        };
        let first = get("stad", "1", made).expect("made");
        assert!(Arc::ptr_eq(&first, &get("stad", "1", never).expect("kept")));
        assert!(
            get("polis", "1", never).is_err(),
            "what another reader was shown is not kept for it"
        );
        let second = get("stad", "2", made).expect("made anew");
        assert!(!Arc::ptr_eq(&first, &second));
        assert_eq!(first.stamp(), second.stamp(), "the same content has the same stamp");
    }

    #[test]
    fn there_is_no_more_than_there_is_room_for_and_the_one_in_use_stays() {
        let kept: Kept<u32, Vec<u8>> = Kept::new(100, Vec::len);
        let never = || Err(AppError::NotFound);
        kept.get_or_make(0, "1", || Ok(vec![0; 30])).expect("made");
        for i in 1..50 {
            kept.get_or_make(i, "1", || Ok(vec![0; 30])).expect("made");
            kept.get_or_make(0, "1", never).expect("in use");
        }
        let weight = || kept.inside.lock().expect("not poisoned").weight;
        assert_eq!(weight(), 90);
        kept.get_or_make(0, "2", || Ok(vec![0; 10])).expect("made anew");
        assert_eq!(weight(), 70, "what it was made of has changed: it takes its own place");
        kept.get_or_make(99, "1", || Ok(vec![0; 101])).expect("made");
        assert!(kept.get_or_make(99, "1", never).is_err(), "what there is no room for is not kept");
    }
}
