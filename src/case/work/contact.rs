//! Where letters to a function go: an address that belongs to the function, never to a person.

use super::template::{MOST_ITEMS, Template};
use crate::case::{personal_data::find_number_of_person, refusal::Refusal, text_guard::CleanText};
use serde::{Deserialize, Serialize};

/// As many as a template can name: a contact and three lists.
const MOST_CONTACTS: usize = 3 * MOST_ITEMS + 2;

/// Longest address that mail can be sent to.
const LONGEST: usize = 254;

/// Longest part before the `@`.
const LONGEST_LOCAL: usize = 64;

/// A mail address that has been looked at: its form, its length, and that no number of a person is in
/// it. Whether anybody reads what is sent there only a letter can tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(String);

/// Why an address was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressRefused {
    /// Nothing was written.
    #[error("missing")]
    Missing,
    /// More than can be sent to.
    #[error("too long")]
    TooLong,
    /// Not `name@domain` in plain letters.
    #[error("not an address")]
    Malformed,
    /// A number of a person stands in it.
    #[error("a number of a person")]
    NumberOfPerson,
}

impl AddressRefused {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            AddressRefused::Missing => "missing",
            AddressRefused::TooLong => "too_long",
            AddressRefused::Malformed => "not_an_address",
            AddressRefused::NumberOfPerson => "number_of_person",
        }
    }
}

impl Address {
    /// Trims and checks.
    ///
    /// ```
    /// use platssamverkan::case::work::contact::Address;
    /// assert!(Address::checked(" samordning@stad.example ").is_ok());
    /// assert!(Address::checked("samordning").is_err());
    /// ```
    pub fn checked(text: &str) -> Result<Self, AddressRefused> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressRefused::Missing);
        }
        if text.len() > LONGEST {
            return Err(AddressRefused::TooLong);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(AddressRefused::Malformed)?;
        if !is_local(local) || !is_domain(domain) {
            return Err(AddressRefused::Malformed);
        }
        if find_number_of_person(text).is_some() || has_long_number(local) {
            return Err(AddressRefused::NumberOfPerson);
        }
        Ok(Self(text.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Letters, digits and the signs that mail takes unquoted, with single dots inside.
fn is_local(local: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    local.len() <= LONGEST_LOCAL
        && local.split('.').all(|part| !part.is_empty() && part.chars().all(fits))
}

/// At least two labels of letters, digits and inner hyphens.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(is_label)
}

/// Ten or twelve digits in a row, with or without a sign among them, are taken for a number of a person
/// here even when the control digit does not fit: no function has them in its address.
fn has_long_number(local: &str) -> bool {
    let joined: String = local.chars().filter(|c| !"-+.".contains(*c)).collect();
    joined.split(|c: char| !c.is_ascii_digit()).any(|run| matches!(run.len(), 10 | 12))
}

/// A function of the template and where letters to it go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The function, as the template has it.
    pub function: CleanText,
    /// Its address.
    pub address: Address,
}

/// Contacts are of functions that the template names, one of each.
pub(super) fn check(contacts: &[Contact], template: Option<&Template>) -> Result<(), Refusal> {
    if contacts.len() > MOST_CONTACTS {
        return Err(Refusal::TooMuch);
    }
    let known = template.map(Template::functions).unwrap_or_default();
    for (i, contact) in contacts.iter().enumerate() {
        if !known.iter().any(|one| *one.function == contact.function) {
            return Err(Refusal::NoSuchFunction);
        }
        if contacts[..i].iter().any(|earlier| earlier.function == contact.function) {
            return Err(Refusal::FunctionTwice);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_domain() {
        for right in [
            "samordning@stad.example",
            "lpo.norrmalm+plats@polis.example",
            "a@b.se",
            "trafik_kontoret@xn--stad-loa.example",
        ] {
            assert_eq!(Address::checked(right).map(|a| a.0), Ok(right.to_owned()));
        }
        for wrong in [
            "stad.example",
            "@stad.example",
            "a@",
            "a@stad",
            "a..b@stad.example",
            ".a@stad.example",
            "a b@stad.example",
            "a@stad..example",
            "a@-stad.example",
            "åsa@stad.example",
            "a@stad.example\r\nBcc: b@stad.example",
            "\"a b\"@stad.example",
            "a@b@stad.example",
            "<a@stad.example>",
            "a@stad.example,b@stad.example",
        ] {
            assert_eq!(Address::checked(wrong), Err(AddressRefused::Malformed), "{wrong}");
        }
        assert_eq!(Address::checked("  "), Err(AddressRefused::Missing));
    }

    #[test]
    fn an_address_has_a_greatest_length() {
        let of = |n: usize| {
            let label = "a".repeat(50);
            let mut text = format!("post@{label}.{label}.{label}.");
            text.push_str(&"b".repeat(n - text.len() - ".example".len()));
            text + ".example"
        };
        assert!(Address::checked(&of(217)).is_ok());
        assert_eq!(
            Address::checked(&format!("{}@stad.example", "a".repeat(65))),
            Err(AddressRefused::Malformed)
        );
        let long = format!("post@{}.example", vec!["a".repeat(60); 4].join("."));
        assert_eq!(long.len(), 256);
        assert_eq!(Address::checked(&long), Err(AddressRefused::TooLong));
    }

    #[test]
    fn no_number_of_a_person_is_an_address() {
        for wrong in [
            "811228-9874@stad.example",
            "19811228-9874@stad.example",
            "8112289874@stad.example",
            "701063-2391@polis.example",
            "19811228.9875@stad.example",
        ] {
            assert_eq!(Address::checked(wrong), Err(AddressRefused::NumberOfPerson), "{wrong}");
        }
        assert!(Address::checked("lpo-2026-1@polis.example").is_ok());
    }
}
