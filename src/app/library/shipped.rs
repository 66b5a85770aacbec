//! The entries that come with the program. Sources and checksum stand in geodata/README.md.

use crate::case::library::entry::Entry;
use serde::Deserialize;
use std::sync::LazyLock;

const SHIPPED: &str = include_str!("../../../geodata/atgardsbibliotek/atgarder.json");

static ENTRIES: LazyLock<Vec<ShippedEntry>> = LazyLock::new(|| {
    let shipped: Shipped = serde_json::from_str(SHIPPED).expect("shipped data is checked by tests");
    shipped.entries
});

#[derive(Debug, Deserialize)]
struct Shipped {
    entries: Vec<ShippedEntry>,
}

/// An entry as it is shipped.
#[derive(Debug, Deserialize)]
pub(super) struct ShippedEntry {
    /// Its id.
    pub(super) id: String,
    /// What it says.
    #[serde(flatten)]
    pub(super) entry: Entry,
}

/// All of them, in the order of the file.
pub(super) fn all() -> &'static [ShippedEntry] {
    &ENTRIES
}

/// One of them.
pub(super) fn one(id: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|shipped| shipped.id == id).map(|shipped| &shipped.entry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{
        library::{EntryId, entry::Level},
        text_guard::CleanText,
    };
    use std::collections::BTreeSet;

    #[test]
    fn every_shipped_entry_is_whole_and_names_nobody() {
        assert!((25..=40).contains(&all().len()), "{}", all().len());
        let ids: BTreeSet<&str> = all().iter().map(|shipped| shipped.id.as_str()).collect();
        assert_eq!(ids.len(), all().len(), "an id stands for one");
        for ShippedEntry { id, entry } in all() {
            let of = EntryId { agreement: String::new(), entry: id.clone() };
            assert!(!of.is_own(), "{id}");
            assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{id}");
            let checked =
                entry.clone().checked().unwrap_or_else(|refusal| panic!("{id}: {refusal}"));
            assert_eq!(checked, *entry, "{id}: places and problems stand once and in order");
            let known = &entry.known;
            let works = known.references.iter();
            let works = works.flat_map(|one| [(&one.authors, 300), (&one.title, 300)]);
            let texts = [
                (&entry.name, 300),
                (&entry.indicator, 300),
                (&entry.owner.function, 100),
                (&entry.description, 2_000),
                (&known.known, 2_000),
                (&known.unknown, 2_000),
            ];
            for (text, most) in texts.into_iter().chain(works) {
                let again = CleanText::checked("text", text.as_str(), 2, most);
                assert_eq!(again.as_ref(), Ok(text), "{id}");
            }
        }
        let levels: BTreeSet<Level> =
            all().iter().map(|shipped| shipped.entry.known.level).collect();
        assert_eq!(levels.len(), 4, "strong, some, weak and none are all told");
    }
}
