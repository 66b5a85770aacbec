//! What is kept between requests for GIS programs, each thing for one reader at one level: collections,
//! what their tiles hold, and tiles as bytes.

use super::{
    About, Reader,
    cells::Cells,
    tiles::{Tile, Values},
};
use crate::{
    app::{AppError, by_use::ByUse},
    export::{
        collection::Collection,
        tiles::{Pyramid, TileAt},
    },
};
use std::{
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

/// Values by key, each with the mark of what it was made of. There is room for so much; then the ones that
/// were asked for longest ago go.
#[derive(Debug)]
pub(super) struct Kept<K, V> {
    weight: fn(&V) -> usize,
    inside: Mutex<ByUse<K, (String, Arc<V>)>>,
}

impl<K: Clone + Eq + Hash, V> Kept<K, V> {
    fn new(room: usize, weight: fn(&V) -> usize) -> Self {
        Self { weight, inside: Mutex::new(ByUse::new(room)) }
    }

    /// The one that is kept, if it has the mark; or else the one that is made now.
    pub(super) fn get_or_make(
        &self,
        key: K,
        mark: &str,
        make: impl FnOnce() -> Result<V, AppError>,
    ) -> Result<Arc<V>, AppError> {
        let inside = || self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, value)) = inside().get(&key).filter(|(of, _)| of == mark) {
            return Ok(value.clone());
        }
        // Not under the lock: whoever asks for another one is not kept waiting.
        let value = Arc::new(make()?);
        let weight = (self.weight)(&value);
        inside().put(key, (mark.to_owned(), value.clone()), weight);
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        area::AreaKind,
        case::access::ReleaseLevel,
        export::{Provenance, collection::schemas},
        incident::PartyId,
    };

    fn made() -> Result<Collection, AppError> {
        let provenance = Provenance::trial("kommun");
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
}
