//! A sentence with its numbers tied.

use super::{
    finder::find_quantities, quantity::Found, reference::Reference, refusal::Refusal, stated::Span,
};
use crate::case::text_guard::CleanText;
use serde::{Deserialize, Serialize};

/// Longest statement, in characters.
pub const LONGEST_STATEMENT: usize = 2000;

/// Number of a statement within one party's picture, or within the joint text. It stays with the
/// statement from one version to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StatementId(pub u32);

/// What a number is tied to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// Something that can be recomputed.
    Reference(Reference),
    /// Nothing: it is not checked, for a reason that is read beside it.
    NotChecked {
        /// Why, 3–300 characters.
        reason: CleanText,
    },
}

impl To {
    /// Declared as not checked.
    pub fn not_checked(reason: &str) -> Result<Self, Refusal> {
        Ok(To::NotChecked { reason: CleanText::checked("reason", reason, 3, 300)? })
    }
}

/// A number and what it is tied to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// The characters of the number.
    pub span: Span,
    /// To what.
    pub to: To,
}

/// A text of one or a few sentences with the ties of its numbers. Not every number need be tied while it
/// is written; publishing asks for all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    id: StatementId,
    text: CleanText,
    ties: Vec<Tie>,
}

/// A number of a statement, with its tie if it has one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number<'a> {
    /// What is stated, and where.
    pub found: Found,
    /// What it is tied to.
    pub to: Option<&'a To>,
}

impl Statement {
    /// Guards the text. A tie must lie on a quantity, and each quantity has one at most; its span becomes
    /// that of the quantity. Spans count characters of the trimmed text.
    pub fn checked(id: StatementId, text: &str, ties: Vec<Tie>) -> Result<Self, Refusal> {
        let text = CleanText::checked("text", text, 3, LONGEST_STATEMENT)?;
        let quantities = find_quantities(text.as_str());
        let mut kept: Vec<Tie> = Vec::with_capacity(ties.len());
        for tie in ties {
            let mut on = quantities.iter().filter(|found| found.span.overlaps(tie.span));
            let (Some(found), None) = (on.next(), on.next()) else {
                return Err(Refusal::NoNumberThere);
            };
            if kept.iter().any(|tie| tie.span == found.span) {
                return Err(Refusal::TiedTwice);
            }
            kept.push(Tie { span: found.span, to: tie.to });
        }
        kept.sort_by_key(|tie| tie.span);
        Ok(Self { id, text, ties: kept })
    }

    /// Its number.
    pub fn id(&self) -> StatementId {
        self.id
    }

    /// The text.
    pub fn text(&self) -> &CleanText {
        &self.text
    }

    /// The ties, in the order of the text.
    pub fn ties(&self) -> &[Tie] {
        &self.ties
    }

    /// What the number at a span is recomputed from.
    pub fn reference_at(&self, span: Span) -> Option<&Reference> {
        self.ties.iter().find_map(|tie| match &tie.to {
            To::Reference(reference) if tie.span.overlaps(span) => Some(reference),
            _ => None,
        })
    }

    /// Every quantity of the text, in order, tied or not.
    pub fn numbers(&self) -> Vec<Number<'_>> {
        let tied = |found: &Found| self.ties.iter().find(|tie| tie.span.overlaps(found.span));
        find_quantities(self.text.as_str())
            .into_iter()
            .map(|found| Number { found, to: tied(&found).map(|tie| &tie.to) })
            .collect()
    }
}
