//! What fell due under an agreement, kept between requests: it is reckoned from everything that happened
//! since the agreement began, and the same until something happens.

use super::laid::{Entry, Laid};
use crate::app::App;
use jiff::civil::Date;
use std::sync::{Arc, Mutex, PoisonError};

/// So many are kept; then the one that was asked for longest ago goes. Ten years of an agreement with
/// many cases take some megabytes.
const LIMIT: usize = 8;

/// All that the entries follow from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    agreement: String,
    /// Of everything that they were read from: each version in the sum only grows.
    changes: u64,
    /// The day that it is, and the one that is asked about.
    today: Date,
    as_of: Date,
    to: Date,
}

/// The one asked for last stands last.
#[derive(Debug, Default)]
pub(crate) struct KeptEntries(Mutex<Vec<(Key, Arc<Vec<Entry>>)>>);

/// [`Laid::entries`], those that are kept if nothing has happened since. For what was laid from committed
/// things alone: what a transaction still holds may come to nothing, and another thing happen instead.
pub(super) fn entries(app: &App, laid: &Laid, to: Date, as_of: Date) -> Arc<Vec<Entry>> {
    let key = Key {
        agreement: laid.agreement.id.clone(),
        changes: laid.changes,
        today: app.today(),
        as_of,
        to,
    };
    app.entries.get_or_reckon(key, || laid.entries(to, as_of))
}

impl KeptEntries {
    fn get_or_reckon(&self, key: Key, reckon: impl FnOnce() -> Vec<Entry>) -> Arc<Vec<Entry>> {
        let inside = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = {
            let mut all = inside();
            let at = all.iter().position(|(known, _)| *known == key);
            at.map(|at| all.remove(at)).inspect(|one| all.push(one.clone()))
        };
        if let Some((_, entries)) = known {
            return entries;
        }
        // Not under the lock: whoever asks about another agreement is not kept waiting.
        let entries = Arc::new(reckon());
        let mut all = inside();
        // What has come further is never asked for as it was.
        all.retain(|(known, _)| known.agreement != key.agreement || known.changes == key.changes);
        if all.len() >= LIMIT {
            all.remove(0);
        }
        all.push((key, entries.clone()));
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn key(agreement: &str, changes: u64, to: Date) -> Key {
        let today = date(2026, 6, 10);
        Key { agreement: agreement.to_owned(), changes, today, as_of: today, to }
    }

    #[test]
    fn they_are_reckoned_again_when_something_has_happened_or_another_day_is_asked_for() {
        let (kept, day) = (KeptEntries::default(), date(2026, 12, 31));
        let first = kept.get_or_reckon(key("a", 1, day), Vec::new);
        let again = kept.get_or_reckon(key("a", 1, day), || panic!("kept"));
        assert!(Arc::ptr_eq(&first, &again));
        for other in [key("a", 2, day), key("a", 1, date(2027, 1, 1)), key("b", 1, day)] {
            assert!(!Arc::ptr_eq(&first, &kept.get_or_reckon(other, Vec::new)));
        }
    }

    #[test]
    fn no_more_are_kept_than_the_limit_and_the_one_in_use_stays() {
        let (kept, day) = (KeptEntries::default(), date(2026, 12, 31));
        kept.get_or_reckon(key("a", 1, day), Vec::new);
        for i in 0..2 * LIMIT {
            kept.get_or_reckon(key(&format!("b{i}"), 1, day), Vec::new);
            kept.get_or_reckon(key("a", 1, day), || panic!("in use"));
        }
        assert_eq!(kept.0.lock().expect("not poisoned").len(), LIMIT);
    }
}
