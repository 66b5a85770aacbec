//! Identities of openings and cases, and the parties' own register numbers.

use super::{
    personal_data::find_number_of_person,
    text_guard::{CleanText, TextProblem, TextRefused},
};
use serde::{Deserialize, Serialize};

/// Opaque id of an opening.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpeningId(pub String);

impl std::fmt::Display for OpeningId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// `PLS-YYYY-NNN`, also in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CaseNumber {
    /// Year of opening.
    pub year: i16,
    /// Running number within the year, from 1.
    pub number: u16,
}

/// The text is not a case number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a case number: {0}")]
pub struct NotACaseNumber(pub String);

impl std::fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PLS-{:04}-{:03}", self.year, self.number)
    }
}

impl std::str::FromStr for CaseNumber {
    type Err = NotACaseNumber;
    /// Reads only what `Display` writes, so that a case has one spelling.
    fn from_str(text: &str) -> Result<Self, NotACaseNumber> {
        let parts = text.strip_prefix("PLS-").and_then(|rest| rest.split_once('-'));
        let read = parts.and_then(|(year, number)| {
            Some(CaseNumber { year: year.parse().ok()?, number: number.parse().ok()? })
        });
        read.filter(|read| read.to_string() == text).ok_or_else(|| NotACaseNumber(text.to_owned()))
    }
}

impl From<CaseNumber> for String {
    fn from(number: CaseNumber) -> String {
        number.to_string()
    }
}

impl TryFrom<String> for CaseNumber {
    type Error = NotACaseNumber;
    fn try_from(text: String) -> Result<Self, NotACaseNumber> {
        text.parse()
    }
}

/// A party's own register number of the matter. Each authority has its own format, so only the
/// length (1–40 characters) and the absence of a person's number are checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Diarienummer(CleanText);

impl Diarienummer {
    /// Checks once, at the door.
    pub fn checked(text: &str) -> Result<Self, TextRefused> {
        let field = "diarienummer";
        match CleanText::checked(field, text, 1, 40) {
            Ok(clean) => Ok(Self(clean)),
            // A register number may look like a telephone number or a plate, never like a person's.
            Err(TextRefused { problem: TextProblem::Personal(_), .. })
                if find_number_of_person(text).is_none() && !text.contains('@') =>
            {
                Ok(Self(CleanText::reference(text)))
            }
            Err(refused) => Err(refused),
        }
    }

    /// The number as written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_number_has_one_spelling() {
        let number = CaseNumber { year: 2026, number: 1 };
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"PLS-2026-001\"");
        assert_eq!("PLS-2026-001".parse(), Ok(number));
        assert_eq!("PLS-2026-1234".parse(), Ok(CaseNumber { year: 2026, number: 1234 }));
        for wrong in ["PLS-2026-1", "pls-2026-001", "PLS-2026-+01", "PLS-2026", "PLS-26-001"] {
            assert!(wrong.parse::<CaseNumber>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_register_numbers_of_the_agreement_pass_and_a_persons_number_does_not() {
        for number in ["A015.194/2016", "540/2015", " NI 2026/123 ", "SDN 540", "08-123456"] {
            assert!(Diarienummer::checked(number).is_ok(), "{number}");
        }
        assert_eq!(Diarienummer::checked(" ").map_err(|e| e.code()), Err("missing"));
        assert_eq!(Diarienummer::checked(&"1".repeat(41)).map_err(|e| e.code()), Err("too_long"));
        let person = Diarienummer::checked("811228-9874").map_err(|e| e.code());
        assert_eq!(person, Err("personal_data"));
    }
}
