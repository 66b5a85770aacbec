//! Where the two part, and what differs between versions.

use super::given_tests::*;
use crate::{
    area::AreaId,
    case::party::Side,
    lagesbild::{
        content::{
            Content, Judged, Parts, PlaceId, PriorityId, SectionKey, Source, SourceId, SourceKind,
            SourceState,
        },
        diff::{Change, diff},
        disagreement::{Disagreement, disagreements},
        document::Document,
        reference::{First, Measure, Reference},
        refusal::Refusal,
        statement::Statement,
        step::LagesbildId,
    },
};

fn saying(statements: Vec<Statement>, judged: Option<Judged>) -> Content {
    let sections = vec![section(area("torget"), statements, judged)];
    Content::checked(Parts { sections, ..Parts::default() }).expect("content")
}

/// What the two say of the same reference; whether they part.
fn part(polis: &str, stad: &str, reference: &Reference) -> bool {
    let one = |words: &str| {
        let n = crate::lagesbild::finder::find_quantities(words).len();
        let mut ties = vec![None; n];
        *ties.last_mut().expect("a number") = tied(reference.clone());
        saying(vec![statement(1, words, &ties)], None)
    };
    let found = disagreements(&one(polis), &one(stad));
    assert!(found.iter().all(|it| it.code() == "different_numbers"), "{found:?}");
    !found.is_empty()
}

#[test]
fn two_numbers_part_when_no_value_makes_both_right() {
    assert!(part("Det är 12 %.", "Det är 14 %.", &share()));
    assert!(!part("Det är 12 %.", "Det är 12,4 %.", &share()), "one is only rougher");
    assert!(!part("Det är 12 %.", "Det är cirka 12 %.", &share()));
    assert!(part("Det är drygt hälften.", "Det är 62 %.", &share()));
    assert!(part("De har ökat.", "De har minskat.", &change()));
    assert!(!part("De har minskat.", "De har minskat med 25 %.", &change()));
    assert!(part("De har ökat.", "De har minskat med 25 %.", &change()));
    let count = Reference::count(figure("ran", "torget", 2025));
    assert!(part("Det var 150 rån.", "Det var 151 rån.", &count));
    let among = vec![AreaId("parken".into())];
    let measure = Measure::Rank { among, first: First::Highest };
    let rank = Reference { measure, ..count.clone() };
    assert!(part("Näst högst i staden.", "Tredje högst i staden.", &rank));
    assert!(!part("Näst högst i staden.", "Näst högst i länet.", &rank));
    let points = Reference {
        measure: Measure::DifferenceFrom(Box::new(survey("otrygg", "torget", 2024))),
        ..Reference::count(survey("otrygg", "torget", 2025))
    };
    assert!(part("En ökning på 3 procentenheter.", "En ökning på 4 procentenheter.", &points));
}

fn source(id: &str, state: SourceState) -> Source {
    Source { id: SourceId(id.into()), kind: SourceKind::Statistik, state, note: None }
}

#[test]
fn every_kind_of_disagreement_in_its_order() {
    let two = |polis: bool| {
        let judged = if polis { Judged::Battre } else { Judged::Samre };
        let percent = if polis { "Det är 12 %." } else { "Det är 14 %." };
        let own = if polis { "parken" } else { "kajen" };
        let weak = if polis { Judged::Oforandrat } else { Judged::Samre };
        let priority = SectionKey::Priority(PriorityId("platser".into()));
        Content::checked(Parts {
            sections: vec![
                section(
                    area("torget"),
                    vec![statement(1, percent, &[tied(share())])],
                    Some(judged),
                ),
                section(priority, vec![], Some(weak)),
                section(area(own), vec![], Some(Judged::Samre)),
            ],
            sources: vec![
                source("hobit", if polis { SourceState::Used } else { SourceState::NotAvailable }),
                source("rar", SourceState::Used),
                source(if polis { "storm" } else { "felanmalan" }, SourceState::Used),
            ],
            places: vec![PlaceId("p-0".into()), PlaceId(format!("p-{own}"))],
            ..Parts::default()
        })
        .expect("content")
    };
    let found = disagreements(&two(true), &two(false));
    let codes: Vec<&str> = found.iter().map(Disagreement::code).collect();
    assert_eq!(
        codes,
        [
            "different_numbers",
            "judged_opposite",
            "judged_differently",
            "section_only_one",
            "section_only_one",
            "place_only_one",
            "place_only_one",
            "source_only_one",
            "source_only_one",
            "source_only_one",
        ]
    );
    let hobit = Disagreement::SourceOnlyOne {
        source: SourceId("hobit".into()),
        side: Side::Polis,
        other: Some(SourceState::NotAvailable),
    };
    assert!(found.contains(&hobit));
    assert_eq!(disagreements(&two(true), &two(true)), []);
    let turned = disagreements(&two(false), &two(true)).len();
    assert_eq!(turned, found.len(), "neither side is the measure of the other");
}

#[test]
fn nothing_stands_twice_and_nothing_is_noted_about_intelligence() {
    let note = Some(text("Underlag finns."));
    let noted =
        Source { kind: SourceKind::Underrattelse, note, ..source("und", SourceState::Used) };
    let parts = Parts { sources: vec![noted], ..Parts::default() };
    assert_eq!(Content::checked(parts), Err(Refusal::IntelligenceNoted));
    let twice = vec![statement(1, "Först.", &[]), statement(1, "Sedan.", &[])];
    let sections = vec![section(area("torget"), twice, None)];
    assert_eq!(Content::checked(Parts { sections, ..Parts::default() }), Err(Refusal::Twice));
    let counts = Parts { indicators: vec![figure("ran", "torget", 2025)], ..Parts::default() };
    assert_eq!(Content::checked(counts), Err(Refusal::NotAnIndicator));
}

#[test]
fn a_diff_says_what_came_went_and_changed() {
    let last_year = Reference { figure: figure("ran", "torget", 2024), ..share() };
    let old = saying(
        vec![
            statement(1, "Torget har 20 % av rånen.", &[tied(last_year.clone())]),
            statement(2, "Parken är mörk.", &[]),
            statement(3, "Bänkarna är trasiga.", &[]),
        ],
        Some(Judged::Samre),
    );
    let new = Content::checked(Parts {
        sections: vec![
            section(
                area("torget"),
                vec![
                    statement(1, "Torget har 13 % av rånen.", &[tied(share())]),
                    statement(9, "Bänkarna är trasiga.", &[]),
                    statement(10, "Belysningen är ny.", &[]),
                ],
                Some(Judged::Battre),
            ),
            section(area("kajen"), vec![], None),
        ],
        ..Parts::default()
    })
    .expect("content");
    let id = || LagesbildId("l-1".into());
    let document =
        |polis: &Content| Document::of(id(), year(2025), polis.clone(), Content::default());
    let (before, now) = (document(&old), document(&new));
    let found = diff(&before, &now);
    let codes: Vec<String> = found
        .iter()
        .map(|change| {
            serde_json::to_value(change).expect("json")["code"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(
        codes,
        [
            "judged_changed",
            "statement_changed",
            "statement_added",
            "section_added",
            "statement_removed"
        ]
    );
    let Change::StatementChanged { numbers, .. } = &found[1] else { panic!("{found:?}") };
    assert_eq!(
        (numbers[0].old.written.as_str(), numbers[0].new.written.as_str()),
        ("20 %", "13 %")
    );
    assert_eq!((&numbers[0].old.reference, &numbers[0].new.reference), (&last_year, &share()));
    assert_eq!(diff(&now, &now), []);
    // Renumbered and swapped, a text is still the same statement.
    let saying_two = |first: &str, second: &str| {
        let statements = vec![statement(1, first, &[]), statement(2, second, &[])];
        document(&saying(statements, None))
    };
    let (dark, broken) = ("Parken är mörk.", "Bänkarna är trasiga.");
    assert_eq!(diff(&saying_two(dark, broken), &saying_two(broken, dark)), []);
    // A statement that moved to another section is the same one.
    let statements = vec![statement(2, "Parken är mörk.", &[])];
    let sections = vec![section(area("parken"), statements, None)];
    let moved = Content::checked(Parts { sections, ..Parts::default() }).expect("content");
    let found = diff(&before, &document(&moved));
    let is_moved = |change: &Change| match change {
        Change::StatementChanged { moved_from, .. } => *moved_from == Some(area("torget")),
        _ => false,
    };
    assert_eq!(found.iter().filter(|change| is_moved(change)).count(), 1, "{found:?}");
}
