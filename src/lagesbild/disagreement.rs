//! Where the two parties part.
//!
//! Nothing here is an error: two authorities see different things, and the view says where, so that the
//! joint text can say why. The order is that of the kinds below, then of the things themselves.

use super::{
    check::contradict,
    content::{Content, Judged, PlaceId, SectionKey, SourceId, SourceState},
    document::{Part, StatementRef},
    quantity::{Quantity, Written},
    reference::{Measure, Reference},
    statement::To,
};
use crate::{case::party::Side, incident::Unit};
use serde::{Deserialize, Serialize};

/// A number as one party states it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StatedBy {
    /// Where.
    pub statement: StatementRef,
    /// As written.
    pub written: String,
}

/// One point where they part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Disagreement {
    /// The same reference, and two numbers that cannot both be right.
    DifferentNumbers {
        /// Of what.
        reference: Box<Reference>,
        /// The police's number.
        polis: StatedBy,
        /// The city's number.
        stad: StatedBy,
    },
    /// One judges it better, the other worse.
    JudgedOpposite {
        /// What.
        section: SectionKey,
        /// By the police.
        polis: Judged,
        /// By the city.
        stad: Judged,
    },
    /// One judges it unchanged, the other not.
    JudgedDifferently {
        /// What.
        section: SectionKey,
        /// By the police.
        polis: Judged,
        /// By the city.
        stad: Judged,
    },
    /// Only one has a section about it.
    SectionOnlyOne {
        /// About what.
        section: SectionKey,
        /// Who has it.
        side: Side,
    },
    /// Only one names the place.
    PlaceOnlyOne {
        /// Which.
        place: PlaceId,
        /// Who names it.
        side: Side,
    },
    /// One used the source, the other did not or does not name it.
    SourceOnlyOne {
        /// Which.
        source: SourceId,
        /// Who used it.
        side: Side,
        /// What the other says of it.
        other: Option<SourceState>,
    },
}

impl Disagreement {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Disagreement::DifferentNumbers { .. } => "different_numbers",
            Disagreement::JudgedOpposite { .. } => "judged_opposite",
            Disagreement::JudgedDifferently { .. } => "judged_differently",
            Disagreement::SectionOnlyOne { .. } => "section_only_one",
            Disagreement::PlaceOnlyOne { .. } => "place_only_one",
            Disagreement::SourceOnlyOne { .. } => "source_only_one",
        }
    }
}

/// Where the police's and the city's picture part.
pub fn disagreements(polis: &Content, stad: &Content) -> Vec<Disagreement> {
    let mut all = different_numbers(polis, stad);
    all.extend(judged(polis, stad));
    for (own, other, side) in [(polis, stad, Side::Polis), (stad, polis, Side::Stad)] {
        all.extend(only_one(own, other, side));
    }
    // Stable, and so in the order of the pictures within one kind.
    all.sort_by_key(rank);
    all
}

fn rank(disagreement: &Disagreement) -> u8 {
    match disagreement {
        Disagreement::DifferentNumbers { .. } => 0,
        Disagreement::JudgedOpposite { .. } => 1,
        Disagreement::JudgedDifferently { .. } => 2,
        Disagreement::SectionOnlyOne { .. } => 3,
        Disagreement::PlaceOnlyOne { .. } => 4,
        Disagreement::SourceOnlyOne { .. } => 5,
    }
}

/// A number that is tied to something.
struct Tied<'a> {
    by: StatedBy,
    quantity: Quantity,
    reference: &'a Reference,
}

fn tied(content: &Content, part: Part) -> Vec<Tied<'_>> {
    let statements = content.parts().sections.iter().flat_map(|section| &section.statements);
    let mut all = Vec::new();
    for statement in statements {
        let at = StatementRef { part, id: statement.id() };
        for number in statement.numbers() {
            let Some(To::Reference(reference)) = number.to else { continue };
            let written = number.found.span.of(statement.text().as_str());
            let by = StatedBy { statement: at, written };
            all.push(Tied { by, quantity: number.found.quantity, reference });
        }
    }
    all
}

fn different_numbers(polis: &Content, stad: &Content) -> Vec<Disagreement> {
    let theirs = tied(stad, Part::Stad);
    let mut all = Vec::new();
    for own in tied(polis, Part::Polis) {
        for other in theirs.iter().filter(|other| other.reference == own.reference) {
            let unit = unit_of(own.reference, [&own.quantity, &other.quantity]);
            if contradict(&own.quantity, &other.quantity, own.reference, unit) {
                all.push(Disagreement::DifferentNumbers {
                    reference: Box::new(own.reference.clone()),
                    polis: own.by.clone(),
                    stad: other.by.clone(),
                });
            }
        }
    }
    all
}

/// What the value is measured in, without looking it up: as the measure says, or as it is written.
fn unit_of(reference: &Reference, quantities: [&Quantity; 2]) -> Unit {
    let as_written = quantities.into_iter().find_map(|quantity| match quantity {
        Quantity::Number { written, .. } | Quantity::Range { written, .. } => match written {
            Written::Percent => Some(Unit::Procent),
            Written::Points => Some(Unit::Procentenheter),
            Written::PerThousand => Some(Unit::PerTusen),
            Written::Plain | Written::Times => None,
        },
        Quantity::Fraction { .. } | Quantity::Part(_) => Some(Unit::Procent),
        _ => None,
    });
    match reference.measure {
        Measure::ShareOf { .. } | Measure::ChangeFrom { .. } => Unit::Procent,
        Measure::RatioTo(_) | Measure::Rank { .. } => Unit::Tal,
        Measure::Count | Measure::DifferenceFrom(_) => as_written.unwrap_or(Unit::Antal),
    }
}

fn judged<'a>(
    polis: &'a Content,
    stad: &'a Content,
) -> impl Iterator<Item = Disagreement> + use<'a> {
    polis.parts().sections.iter().filter_map(|section| {
        let own = section.judged?;
        let other = stad.section(&section.key)?.judged?;
        let section = section.key.clone();
        match (own, other) {
            (a, b) if a == b => None,
            (Judged::Oforandrat, _) | (_, Judged::Oforandrat) => {
                Some(Disagreement::JudgedDifferently { section, polis: own, stad: other })
            }
            _ => Some(Disagreement::JudgedOpposite { section, polis: own, stad: other }),
        }
    })
}

fn only_one(own: &Content, other: &Content, side: Side) -> Vec<Disagreement> {
    let (own, others) = (own.parts(), other.parts());
    let sections = own.sections.iter().filter(|section| other.section(&section.key).is_none());
    let places = own.places.iter().filter(|place| !others.places.contains(place));
    let sources = own.sources.iter().filter(|source| source.state == SourceState::Used);
    let state = |id: &SourceId| others.sources.iter().find(|s| &s.id == id).map(|s| s.state);
    sections
        .map(|section| Disagreement::SectionOnlyOne { section: section.key.clone(), side })
        .chain(places.map(|place| Disagreement::PlaceOnlyOne { place: place.clone(), side }))
        .chain(
            sources
                .map(|source| (source, state(&source.id)))
                .filter(|(_, other)| *other != Some(SourceState::Used))
                .map(|(source, other)| Disagreement::SourceOnlyOne {
                    source: source.id.clone(),
                    side,
                    other,
                }),
        )
        .collect()
}
