//! Where the parties part, and what differs between two versions, on the wire.

use super::{
    body::part,
    content_body::{KeyBody, PlaceBody, judged},
    reference_body::ReferenceBody,
};
use crate::{
    api::{problem::Language, words},
    app::{Actor, App, lagesbild::Names},
    lagesbild::{
        content::{SectionKey, SourceState},
        diff::Change,
        disagreement::{Disagreement, StatedBy},
        document::Document,
    },
};
use serde::Serialize;

/// A number as a party states it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildStated {
    /// Number of the statement in the party's part.
    pub(super) statement: u32,
    /// As written.
    pub(super) written: String,
}

/// One point where the parties part.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildDisagreement {
    /// Stable code.
    #[cfg_attr(
        test,
        ts(
            type = "'different_numbers' | 'judged_opposite' | 'judged_differently' | 'section_only_one' | 'place_only_one' | 'source_only_one'"
        )
    )]
    pub(super) code: &'static str,
    /// In words.
    pub(super) text: String,
    /// The section.
    pub(super) section: Option<KeyBody>,
    /// In words.
    pub(super) section_title: Option<String>,
    /// What both numbers are tied to.
    pub(super) reference: Option<ReferenceBody>,
    /// The same in words.
    pub(super) says: Option<String>,
    /// The police's number.
    pub(super) polis: Option<LagesbildStated>,
    /// The city's number.
    pub(super) stad: Option<LagesbildStated>,
    /// The police's judgement.
    #[cfg_attr(test, ts(type = "'battre' | 'oforandrat' | 'samre' | null"))]
    pub(super) judged_polis: Option<&'static str>,
    /// The city's judgement.
    #[cfg_attr(test, ts(type = "'battre' | 'oforandrat' | 'samre' | null"))]
    pub(super) judged_stad: Option<&'static str>,
    /// The place.
    pub(super) place: Option<PlaceBody>,
    /// Id of the source.
    pub(super) source: Option<String>,
    /// The one who has it.
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | null"))]
    pub(super) side: Option<&'static str>,
    /// What the other says of the source; null when it does not name it.
    #[cfg_attr(test, ts(type = "'used' | 'not_used' | 'not_available' | null"))]
    pub(super) other: Option<&'static str>,
}

/// Where the parties part.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildDisagreements {
    /// By kind, then in the order of the pictures.
    pub(super) items: Vec<LagesbildDisagreement>,
}

/// A number in both versions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildNumberChange {
    /// As written before.
    pub(super) old: String,
    /// What it said.
    pub(super) old_says: String,
    /// As written now.
    pub(super) new: String,
    /// What it says.
    pub(super) new_says: String,
}

/// One difference between two versions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildChange {
    /// Stable code.
    #[cfg_attr(
        test,
        ts(
            type = "'section_added' | 'section_removed' | 'judged_changed' | 'statement_added' | 'statement_removed' | 'statement_changed'"
        )
    )]
    pub(super) code: &'static str,
    /// In words.
    pub(super) text: String,
    /// The section.
    pub(super) section: KeyBody,
    /// In words.
    pub(super) section_title: String,
    /// Where a statement was before, when that is elsewhere.
    pub(super) moved_from: Option<String>,
    /// Whose words.
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | 'gemensam' | null"))]
    pub(super) part: Option<&'static str>,
    /// The statement's text before.
    pub(super) old_text: Option<String>,
    /// The statement's text now.
    pub(super) new_text: Option<String>,
    /// Judgement before.
    #[cfg_attr(test, ts(type = "'battre' | 'oforandrat' | 'samre' | null"))]
    pub(super) old_judged: Option<&'static str>,
    /// Judgement now.
    #[cfg_attr(test, ts(type = "'battre' | 'oforandrat' | 'samre' | null"))]
    pub(super) new_judged: Option<&'static str>,
    /// Numbers that are others now.
    pub(super) numbers: Vec<LagesbildNumberChange>,
}

/// What differs between two versions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildDiff {
    /// The older version.
    pub(super) from: String,
    /// The newer one.
    pub(super) to: String,
    /// In the order of the newer, with what is gone after it.
    pub(super) items: Vec<LagesbildChange>,
}

impl LagesbildDisagreement {
    pub(super) fn of(
        one: Disagreement,
        app: &App,
        actor: &Actor,
        names: &Names,
        language: Language,
    ) -> Self {
        let code = one.code();
        let mut body = Self {
            code,
            text: words::code(code, language).to_owned(),
            section: None,
            section_title: None,
            reference: None,
            says: None,
            polis: None,
            stad: None,
            judged_polis: None,
            judged_stad: None,
            place: None,
            source: None,
            side: None,
            other: None,
        };
        let stated = |by: &StatedBy| {
            Some(LagesbildStated { statement: by.statement.id.0, written: by.written.clone() })
        };
        match one {
            Disagreement::DifferentNumbers { reference, polis, stad } => {
                body.says = Some(names.says(&reference));
                body.reference = Some((&*reference).into());
                (body.polis, body.stad) = (stated(&polis), stated(&stad));
            }
            Disagreement::JudgedOpposite { section, polis, stad }
            | Disagreement::JudgedDifferently { section, polis, stad } => {
                body.section_title = Some(names.section(&section));
                body.section = Some((&section).into());
                (body.judged_polis, body.judged_stad) = (Some(judged(polis)), Some(judged(stad)));
            }
            Disagreement::SectionOnlyOne { section, side } => {
                body.section_title = Some(names.section(&section));
                body.section = Some((&section).into());
                body.side = Some(side.as_str());
            }
            Disagreement::PlaceOnlyOne { place, side } => {
                body.place = Some(PlaceBody::of(app, actor, &place));
                body.side = Some(side.as_str());
            }
            Disagreement::SourceOnlyOne { source, side, other } => {
                (body.source, body.side) = (Some(source.0), Some(side.as_str()));
                body.other = other.map(|other| match other {
                    SourceState::Used => "used",
                    SourceState::NotUsed => "not_used",
                    SourceState::NotAvailable => "not_available",
                });
            }
        }
        body
    }
}

impl LagesbildChange {
    pub(super) fn of(
        change: Change,
        (old, new): (&Document, &Document),
        names: &Names,
        language: Language,
    ) -> Self {
        let text = |document: &Document, at| {
            document.statement(at).map(|statement| statement.text().as_str().to_owned())
        };
        let body = |code: &'static str, section: &SectionKey| Self {
            code,
            text: words::code(code, language).to_owned(),
            section: section.into(),
            section_title: names.section(section),
            moved_from: None,
            part: None,
            old_text: None,
            new_text: None,
            old_judged: None,
            new_judged: None,
            numbers: Vec::new(),
        };
        match change {
            Change::SectionAdded { section } => body("section_added", &section),
            Change::SectionRemoved { section } => body("section_removed", &section),
            Change::JudgedChanged { section, part: whose, old, new } => Self {
                part: Some(part(whose)),
                old_judged: old.map(judged),
                new_judged: new.map(judged),
                ..body("judged_changed", &section)
            },
            Change::StatementAdded { section, statement } => Self {
                part: Some(part(statement.part)),
                new_text: text(new, statement),
                ..body("statement_added", &section)
            },
            Change::StatementRemoved { section, statement } => Self {
                part: Some(part(statement.part)),
                old_text: text(old, statement),
                ..body("statement_removed", &section)
            },
            Change::StatementChanged { section, moved_from, statement, was, numbers } => Self {
                moved_from: moved_from.map(|from| names.section(&from)),
                part: Some(part(statement.part)),
                old_text: text(old, was),
                new_text: text(new, statement),
                numbers: numbers
                    .into_iter()
                    .map(|number| LagesbildNumberChange {
                        old_says: names.says(&number.old.reference),
                        new_says: names.says(&number.new.reference),
                        old: number.old.written,
                        new: number.new.written,
                    })
                    .collect(),
                ..body("statement_changed", &section)
            },
        }
    }
}
