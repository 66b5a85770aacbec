//! The collections of the service: what each is called, what its attributes mean, and how its features
//! are made of domain values.
//!
//! What is not among the attributes of a level does not leave at that level: each level has a schema of
//! its own where they differ.

pub mod areas;
pub mod cases;
pub mod hotspots;
pub mod indicators;
pub mod released;

use super::{Kind, Property};
use crate::export::methods::columns;

/// An attribute in words of its own.
const fn own(
    name: &'static str,
    kind: Kind,
    about_sv: &'static str,
    about_en: &'static str,
) -> Property {
    Property { name, kind, about_sv, about_en }
}

/// An attribute in the words that all layers share.
fn shared(name: &'static str, kind: Kind) -> Property {
    let &(name, about_sv, about_en) =
        columns::find(name).expect("the tests make every schema: its shared words are there");
    Property { name, kind, about_sv, about_en }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{area::AreaKind, export::collection::Schema};
    use std::collections::BTreeSet;

    fn all() -> Vec<Schema> {
        let mut all: Vec<Schema> = AreaKind::ALL.iter().map(|kind| areas::schema(*kind)).collect();
        all.extend([released::areas(), released::cells()]);
        all.extend([cases::exact(), cases::for_the_city(), cases::for_everyone()]);
        all.extend([hotspots::places(), hotspots::cells(), indicators::schema()]);
        all
    }

    #[test]
    fn every_attribute_is_explained_in_both_languages_and_named_once() {
        let plain = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        for schema in all() {
            assert!(plain(schema.name), "{}", schema.name);
            for text in [schema.title_sv, schema.title_en, schema.about_sv, schema.about_en] {
                assert!(!text.is_empty(), "{}", schema.name);
            }
            let names: BTreeSet<&str> = schema.columns().into_iter().collect();
            assert_eq!(names.len(), schema.properties.len(), "{}", schema.name);
            for one in &schema.properties {
                assert!(plain(one.name) && one.name != "geometry", "{}.{}", schema.name, one.name);
                assert!(one.about_sv.len() > 1 && one.about_en.len() > 1, "{}", one.name);
            }
        }
    }

    #[test]
    fn what_leaves_the_house_has_no_statistic_and_no_register_number() {
        let inside = [
            "diarienummer_polis",
            "diarienummer_stad",
            "evidence_fingerprint",
            "expected",
            "excess",
            "ratio",
            "z",
            "p_adjusted",
        ];
        for schema in
            [cases::for_the_city(), cases::for_everyone(), released::areas(), released::cells()]
        {
            for name in inside {
                assert_eq!(schema.property(name), None, "{}.{name}", schema.name);
            }
        }
        assert!(cases::for_everyone().property("areas").is_none());
    }
}
