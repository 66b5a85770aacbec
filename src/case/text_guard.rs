//! Free text that is kept never names a person by number, mail, phone or plate.
//!
//! What is looked for is in [`super::personal_data`]. The refusal says what was found and where, never
//! the text itself.

use super::personal_data::{Found, find_personal_data};
use serde::{Deserialize, Serialize};

/// Text that has passed the guard: trimmed, within its length, without personal data.
///
/// Only [`CleanText::checked`] makes one from outside; the store reads back what was checked once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CleanText(String);

/// Why a text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem:?}")]
pub struct TextRefused {
    /// Name of the field.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: TextProblem,
}

/// What can be wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextProblem {
    /// Nothing was written.
    Missing,
    /// Fewer characters than asked for.
    TooShort,
    /// More characters than are kept.
    TooLong,
    /// It points at a person.
    Personal(Found),
}

impl TextRefused {
    /// Stable code of the problem.
    pub fn code(&self) -> &'static str {
        match self.problem {
            TextProblem::Missing => "missing",
            TextProblem::TooShort => "too_short",
            TextProblem::TooLong => "too_long",
            TextProblem::Personal(_) => "personal_data",
        }
    }
}

impl CleanText {
    /// Trims the text and checks its length in characters and its content. `field` is named in the
    /// refusal. A `min` of 0 allows an empty text.
    pub fn checked(
        field: &'static str,
        text: &str,
        min: usize,
        max: usize,
    ) -> Result<Self, TextRefused> {
        let refuse = |problem| Err(TextRefused { field, problem });
        let n_blanks = text.chars().take_while(|c| c.is_whitespace()).count();
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 && min > 0 {
            return refuse(TextProblem::Missing);
        }
        if length < min {
            return refuse(TextProblem::TooShort);
        }
        if length > max {
            return refuse(TextProblem::TooLong);
        }
        match find_personal_data(text) {
            // Places are counted in the text as it was sent.
            Some(Found { kind, start, end }) => refuse(TextProblem::Personal(Found {
                kind,
                start: start + n_blanks,
                end: end + n_blanks,
            })),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// A register number that was checked by its own rule.
    pub(super) fn reference(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for CleanText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_a_least_and_a_greatest_length_after_trimming() {
        let code = |text: &str| CleanText::checked("motive", text, 10, 20).map_err(|e| e.code());
        assert_eq!(code("   "), Err("missing"));
        assert_eq!(code("  kort  "), Err("too_short"));
        assert_eq!(code("alldeles för lång motivering"), Err("too_long"));
        assert_eq!(code("  tillräckligt lång "), Ok(CleanText("tillräckligt lång".into())));
        assert_eq!(code("om 811228-9874"), Err("personal_data"));
    }
}
