//! Free text that is kept never names a person by number, mail, phone or plate.
//!
//! The guard works on the server and on every text of a case. Names of persons cannot be told from
//! names of places (Gustav Vasa, Adolf Fredrik) and are therefore not its business.

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
    Personal(PersonalData),
}

/// What was found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalData {
    /// Personal identity number, with or without century.
    Personnummer,
    /// Coordination number: the day is raised by 60.
    Samordningsnummer,
    /// Mail address.
    Epost,
    /// Swedish telephone number.
    Telefon,
    /// Swedish number plate.
    Registreringsnummer,
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
            Some(found) => refuse(TextProblem::Personal(found)),
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

/// The first personal data in a text, if any.
///
/// ```
/// use platssamverkan::case::text_guard::{PersonalData, find_personal_data};
/// assert_eq!(find_personal_data("se 811228-9874"), Some(PersonalData::Personnummer));
/// assert_eq!(find_personal_data("brottskod 0355-0358, 19 mot 7"), None);
/// ```
pub fn find_personal_data(text: &str) -> Option<PersonalData> {
    let chars: Vec<char> = text.chars().map(plain_separator).collect();
    find_identity_number(&chars)
        .or_else(|| find_mail(&chars))
        .or_else(|| find_phone(&chars))
        .or_else(|| find_plate(&chars))
}

/// A personal identity or coordination number in a text, if any. Texts that may hold other
/// reference numbers (diarienummer) are checked for this alone.
pub fn find_number_of_person(text: &str) -> Option<PersonalData> {
    find_identity_number(&text.chars().map(plain_separator).collect::<Vec<_>>())
}

/// Word processors turn hyphens into dashes and blanks into hard blanks.
fn plain_separator(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' => ' ',
        // Full-width digits are digits to a reader.
        '\u{ff10}'..='\u{ff19}' => (b'0' + (c as u32 - 0xff10) as u8) as char,
        other => other,
    }
}

/// 6 or 8 digits, at most one separator, 4 digits, neither preceded nor followed by a digit.
fn find_identity_number(chars: &[char]) -> Option<PersonalData> {
    let digit_at = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    for start in 0..chars.len() {
        if !digit_at(start) || (start > 0 && digit_at(start - 1)) {
            continue;
        }
        for date_length in [6, 8] {
            let date_end = start + date_length;
            if !(start..date_end).all(digit_at) {
                continue;
            }
            let separated = matches!(chars.get(date_end), Some('-' | '+' | ' '));
            let last = date_end + usize::from(separated);
            if !(last..last + 4).all(digit_at) || digit_at(last + 4) {
                continue;
            }
            let digits: Vec<u32> = chars[date_end - 6..date_end]
                .iter()
                .chain(&chars[last..last + 4])
                .filter_map(|c| c.to_digit(10))
                .collect();
            if let Some(found) = identity_number(&digits) {
                return Some(found);
            }
        }
    }
    None
}

/// Ten digits YYMMDDNNNC that could be a date and whose Luhn sum is right.
fn identity_number(digits: &[u32]) -> Option<PersonalData> {
    let month = digits[2] * 10 + digits[3];
    let day = digits[4] * 10 + digits[5];
    let kind = match (month, day) {
        (1..=12, 1..=31) => PersonalData::Personnummer,
        (1..=12, 61..=91) => PersonalData::Samordningsnummer,
        _ => return None,
    };
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(i, d)| if i % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { *d })
        .sum();
    sum.is_multiple_of(10).then_some(kind)
}

fn find_mail(chars: &[char]) -> Option<PersonalData> {
    let local = |c: &char| c.is_alphanumeric() || "._%+-".contains(*c);
    let at = chars.iter().enumerate().filter(|(_, c)| **c == '@');
    for (i, _) in at {
        let before = i > 0 && local(&chars[i - 1]);
        let domain: String = chars[i + 1..]
            .iter()
            .take_while(|c| c.is_alphanumeric() || ".-".contains(**c))
            .collect();
        let domain = domain.trim_end_matches('.');
        if before && domain.split('.').count() >= 2 && domain.split('.').all(|p| !p.is_empty()) {
            return Some(PersonalData::Epost);
        }
    }
    None
}

/// `+46…`, `0046…`, a mobile number `07…`, or an area code with a hyphen. Runs of four digits after
/// the hyphen are left alone: crime codes are written 0355-0358.
fn find_phone(chars: &[char]) -> Option<PersonalData> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')');
    for start in 0..chars.len() {
        if start > 0 && (chars[start - 1].is_alphanumeric() || chars[start - 1] == '+') {
            continue;
        }
        let international = chars[start] == '+';
        if !international && chars[start] != '0' {
            continue;
        }
        let body = &chars[start + usize::from(international)..];
        let run: String = body.iter().take_while(|c| is_part(**c)).collect();
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        let abroad = international && digits.starts_with("46") || digits.starts_with("0046");
        let mobile = !international
            && ["070", "072", "073", "076", "079"].iter().any(|p| digits.starts_with(p));
        if abroad && digits.len() >= 9 || mobile && (10..=11).contains(&digits.len()) {
            return Some(PersonalData::Telefon);
        }
        if !international && is_area_code_number(&run) {
            return Some(PersonalData::Telefon);
        }
    }
    None
}

/// `08-123 456 78`, `0520-12345`: groups of two or three digits, or one run of five to eight.
fn is_area_code_number(run: &str) -> bool {
    let Some((code, rest)) = run.split_once('-') else { return false };
    let code_fits = (2..=4).contains(&code.len()) && code.chars().all(|c| c.is_ascii_digit());
    let mut n_digits = 0;
    for (i, group) in rest.trim_end().split(' ').enumerate() {
        let all_digits = !group.is_empty() && group.chars().all(|c| c.is_ascii_digit());
        if i == 0 && all_digits && (5..=8).contains(&group.len()) {
            n_digits = group.len();
            break;
        }
        if !all_digits || !(2..=3).contains(&group.len()) {
            break;
        }
        n_digits += group.len();
    }
    code_fits && (5..=8).contains(&n_digits)
}

/// Three capital letters of those in use, at most one blank, two digits and a digit or letter.
fn find_plate(chars: &[char]) -> Option<PersonalData> {
    let letter = |c: char| c.is_ascii_uppercase() && !"IQVO".contains(c);
    for start in 0..chars.len().saturating_sub(5) {
        let free_before = start == 0 || !chars[start - 1].is_alphanumeric();
        if !free_before || !chars[start..start + 3].iter().all(|c| letter(*c)) {
            continue;
        }
        let tail = start + 3 + usize::from(chars[start + 3] == ' ');
        let Some([a, b, c]) = chars.get(tail..tail + 3) else { continue };
        // A longer number or a year after a slash is a reference, not a plate.
        let free_after = !chars.get(tail + 3).is_some_and(|c| c.is_alphanumeric() || *c == '/');
        if a.is_ascii_digit()
            && b.is_ascii_digit()
            && (c.is_ascii_digit() || letter(*c))
            && free_after
        {
            return Some(PersonalData::Registreringsnummer);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<PersonalData>) {
        assert_eq!(find_personal_data(text), expected, "{text}");
    }

    // The tax agency's own example numbers for tests.
    #[test]
    fn identity_numbers_are_found_however_they_are_written() {
        for text in [
            "811228-9874",
            "8112289874",
            "19811228-9874",
            "198112289874",
            "811228+9874",
            "811228–9874",
            "811228 9874",
            "(811228-9874)",
            "den 811228-9874.",
            "８１１２２８-９８７４",
        ] {
            check(text, Some(PersonalData::Personnummer));
        }
        check("701063-2391", Some(PersonalData::Samordningsnummer));
    }

    #[test]
    fn numbers_that_are_not_a_person_pass() {
        for text in [
            "811228-9875",   // wrong control digit
            "8112289874123", // longer
            "991332-1234",   // no such month
            "A015.194/2016", // diarienummer
            "540/2015",
            "0355-0358, 0375-0378", // crime codes
            "0355-0358 0375-0378",
            "brottskoder 9817-9818",
            "19 mot 7, tre månader i rad (z 2,4)",
            "2016-06-16 kl 22-03",
            "SDN 540/2015",
            "Gustav Vasa och Adolf Fredrik",
            "PLS-2026-001",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn mail_phone_and_plate_are_found() {
        check("skriv till n.n@example.se", Some(PersonalData::Epost));
        check("ring 070-123 45 67", Some(PersonalData::Telefon));
        check("ring +46 8 123 456 78", Some(PersonalData::Telefon));
        check("ring 08-123 456 78 om det", Some(PersonalData::Telefon));
        check("bilen ABC 123 stod där", Some(PersonalData::Registreringsnummer));
        check("bilen ABC12D", Some(PersonalData::Registreringsnummer));
        check("@ kl 22", None);
    }

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
