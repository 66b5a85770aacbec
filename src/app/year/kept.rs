//! What fell due under an agreement, kept between requests: it is reckoned from everything that happened
//! since the agreement began, and the same until something happens.

use super::{entries::Entries, laid::Laid};
use crate::app::{App, by_use::ByUse};
use jiff::civil::Date;
use std::sync::{Arc, Mutex, PoisonError};

/// So many times of duties are kept: ten years of an agreement with five hundred cases have about thirty
/// thousand, for each stretch of days that is asked about.
const ROOM: usize = 250_000;

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    agreement: String,
    /// The day that it is, and the one that is asked about.
    today: Date,
    as_of: Date,
    to: Date,
}

/// Each with how far everything had come that it was read from: each version in the sum only grows.
#[derive(Debug)]
pub(crate) struct KeptEntries(Mutex<ByUse<Key, (u64, Arc<Entries>)>>);

impl Default for KeptEntries {
    fn default() -> Self {
        Self(Mutex::new(ByUse::new(ROOM)))
    }
}

/// [`Laid::entries`], those that are kept if nothing has happened since. For what was laid from committed
/// things alone: what a transaction still holds may come to nothing, and another thing happen instead.
pub(super) fn entries(app: &App, laid: &Laid, to: Date, as_of: Date) -> Arc<Entries> {
    let (agreement, today) = (laid.agreement.id.clone(), app.today());
    let key = Key { agreement, today, as_of, to };
    app.entries.get_or_reckon(key, laid.changes, |before| laid.entries(to, as_of, before))
}

impl KeptEntries {
    fn get_or_reckon(
        &self,
        key: Key,
        changes: u64,
        reckon: impl FnOnce(&Entries) -> Entries,
    ) -> Arc<Entries> {
        let inside = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match inside().get(&key) {
            Some((then, entries)) if *then == changes => return entries.clone(),
            before => before.map(|(_, entries)| entries.clone()).unwrap_or_default(),
        };
        // Not under the lock: whoever asks about another agreement is not kept waiting.
        let entries = Arc::new(reckon(&before));
        // One that holds nothing takes its place too.
        let weight = 1 + entries.len();
        inside().put(key, (changes, entries.clone()), weight);
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn they_are_reckoned_again_when_something_has_happened_or_another_day_is_asked_for() {
        let (kept, day) = (KeptEntries::default(), date(2026, 12, 31));
        let today = date(2026, 6, 10);
        let key =
            |agreement: &str, to| Key { agreement: agreement.to_owned(), today, as_of: today, to };
        let made = |_: &Entries| Entries::default();
        let first = kept.get_or_reckon(key("a", day), 1, made);
        let again = kept.get_or_reckon(key("a", day), 1, |_| panic!("kept"));
        assert!(Arc::ptr_eq(&first, &again));
        for other in [key("a", date(2027, 1, 1)), key("b", day)] {
            assert!(!Arc::ptr_eq(&first, &kept.get_or_reckon(other, 1, made)));
        }
        let later = kept.get_or_reckon(key("a", day), 2, |before| {
            assert!(
                std::ptr::eq(before, &*first),
                "what was reckoned before is there to begin with"
            );
            Entries::default()
        });
        assert!(!Arc::ptr_eq(&first, &later));
    }
}
