//! Which areas another one followed.

use super::{AreaId, Relation, RelationKind};
use std::collections::BTreeSet;

/// The relations by which an area followed others, and these others again: the nearest first, each
/// predecessor once, in whatever circle they are written down.
pub fn predecessors<'a>(id: &AreaId, relations: &'a [Relation]) -> Vec<&'a Relation> {
    let mut known = BTreeSet::from([id]);
    let mut found: Vec<&Relation> = Vec::new();
    let mut of = vec![id];
    while !of.is_empty() {
        let followed = relations.iter().filter(|relation| {
            relation.kind == RelationKind::EftertraddAv && of.contains(&&relation.to)
        });
        let step: Vec<&Relation> = followed.filter(|one| known.insert(&one.from)).collect();
        of = step.iter().map(|relation| &relation.from).collect();
        found.extend(step);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::Validity;
    use proptest::prelude::*;

    fn followed(from: &str, kind: RelationKind, to: &str) -> Relation {
        let id = |text: &str| AreaId(text.to_owned());
        let source = "påhittad".to_owned();
        Relation { from: id(from), kind, to: id(to), validity: Validity::default(), source }
    }

    fn names(id: &str, relations: &[Relation]) -> Vec<String> {
        let found = predecessors(&AreaId(id.to_owned()), relations).into_iter();
        found.map(|relation| relation.from.0.clone()).collect()
    }

    #[test]
    fn the_nearest_come_first_and_only_succession_counts() {
        use RelationKind::{EftertraddAv, IngarI};
        let relations = [
            followed("oldest", EftertraddAv, "old"),
            followed("old", EftertraddAv, "west"),
            followed("old", EftertraddAv, "east"),
            followed("other", EftertraddAv, "east"),
            followed("west", IngarI, "east"),
        ];
        assert_eq!(names("west", &relations), ["old", "oldest"]);
        assert_eq!(names("east", &relations), ["old", "other", "oldest"]);
        assert_eq!(names("oldest", &relations), [""; 0]);
    }

    proptest! {
        /// Whatever is written down: it ends, no area is named twice, and none is its own predecessor.
        #[test]
        fn each_predecessor_is_named_once(pairs in prop::collection::vec((0u8..7, 0u8..7), 0..20)) {
            let name = |n: &u8| format!("a{n}");
            let relations: Vec<Relation> = pairs
                .iter()
                .map(|(a, b)| followed(&name(a), RelationKind::EftertraddAv, &name(b)))
                .collect();
            for id in 0..7 {
                let found = names(&name(&id), &relations);
                let distinct: BTreeSet<&String> = found.iter().collect();
                prop_assert_eq!(distinct.len(), found.len());
                prop_assert!(!found.contains(&name(&id)));
            }
        }
    }
}
