//! Collections kept between requests, each for one reader at one level.

use super::{About, Reader};
use crate::{app::AppError, export::collection::Collection};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// So many are kept; then the ones that were asked for longest ago go.
const LIMIT: usize = 256;

/// For whom, and what.
pub(super) type Key = (Reader, About);

/// Each with how far the store had come when it was made, and when it was last asked for.
#[derive(Debug, Default)]
pub(crate) struct KeptCollections(Mutex<Inside>);

#[derive(Debug, Default)]
struct Inside {
    asked: u64,
    all: HashMap<Key, Kept>,
}

#[derive(Debug)]
struct Kept {
    mark: String,
    collection: Arc<Collection>,
    asked: u64,
}

impl KeptCollections {
    /// The one that is kept, if the store has come no further; or else the one that is made now.
    pub(super) fn get_or_make(
        &self,
        key: Key,
        mark: String,
        make: impl FnOnce() -> Result<Collection, AppError>,
    ) -> Result<Arc<Collection>, AppError> {
        let inside = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(collection) = inside().get(&key, &mark) {
            return Ok(collection);
        }
        // Not under the lock: whoever asks for another one is not kept waiting.
        let collection = Arc::new(make()?);
        inside().put(key, mark, collection.clone());
        Ok(collection)
    }
}

impl Inside {
    fn get(&mut self, key: &Key, mark: &str) -> Option<Arc<Collection>> {
        self.asked += 1;
        let kept = self.all.get_mut(key).filter(|kept| kept.mark == mark)?;
        kept.asked = self.asked;
        Some(kept.collection.clone())
    }

    fn put(&mut self, key: Key, mark: String, collection: Arc<Collection>) {
        if self.all.len() >= LIMIT && !self.all.contains_key(&key) {
            let oldest = self.all.iter().min_by_key(|(_, kept)| kept.asked);
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                self.all.remove(&oldest);
            }
        }
        let asked = self.asked;
        self.all.insert(key, Kept { mark, collection, asked });
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

    fn key(party: &str) -> Key {
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
        let kept = KeptCollections::default();
        let get = |party: &str, mark: &str, make: fn() -> Result<Collection, AppError>| {
            kept.get_or_make(key(party), mark.into(), make)
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
    fn no_more_are_kept_than_the_limit_and_the_one_in_use_stays() {
        let kept = KeptCollections::default();
        for i in 0..2 * LIMIT {
            kept.get_or_make(key(&i.to_string()), "1".into(), made).expect("made");
            kept.get_or_make(key("0"), "1".into(), never).expect("in use");
        }
        assert_eq!(kept.0.lock().expect("not poisoned").all.len(), LIMIT);
    }
}
