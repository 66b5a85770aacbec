//! What in a text points at a person: an identity number, a telephone, a plate, a mail address.
//!
//! The rule is made for texts about places. Register numbers, coordinates, dates, times, crime codes,
//! statistics and identities of cells and runs pass; where a row of digits can be read both ways, the
//! control digit, the way it is grouped or the word before it decides. Names of persons cannot be told
//! from names of places (Gustav Vasa, Adolf Fredrik) and are not looked for.

mod identity;
mod plate;
mod reached;

use std::fmt;

/// What was found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalData {
    /// Personal identity number, with or without century.
    Personnummer,
    /// Coordination number: the day is raised by 60.
    Samordningsnummer,
    /// Mail address.
    Epost,
    /// Telephone number, Swedish or international.
    Telefon,
    /// Swedish number plate.
    Registreringsnummer,
}

/// What was found, and where: characters of the text, counted from 0, the end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What.
    pub kind: PersonalData,
    /// First character.
    pub start: usize,
    /// The character after the last.
    pub end: usize,
}

impl PersonalData {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Personnummer,
        Self::Samordningsnummer,
        Self::Epost,
        Self::Telefon,
        Self::Registreringsnummer,
    ];

    /// Stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Personnummer => "personnummer",
            Self::Samordningsnummer => "samordningsnummer",
            Self::Epost => "epost",
            Self::Telefon => "telefon",
            Self::Registreringsnummer => "registreringsnummer",
        }
    }
}

impl fmt::Display for PersonalData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The first personal data in a text, if any.
///
/// ```
/// use platssamverkan::case::personal_data::{PersonalData, find_personal_data};
/// let found = find_personal_data("se 811228-9874").unwrap();
/// assert_eq!((found.kind, found.start, found.end), (PersonalData::Personnummer, 3, 14));
/// assert_eq!(find_personal_data("brottskod 0355-0358, 19 mot 7"), None);
/// ```
pub fn find_personal_data(text: &str) -> Option<Found> {
    let read = Read::of(text);
    let finders = [identity::find, reached::find_mail, reached::find_phone, plate::find];
    let found = finders.into_iter().filter_map(|find| find(&read));
    found.min_by_key(|found| (found.start, found.kind)).map(|found| read.in_text(found))
}

/// A personal identity or coordination number in a text, if any. Texts that may hold other
/// reference numbers (diarienummer) are checked for this alone.
pub fn find_number_of_person(text: &str) -> Option<Found> {
    let read = Read::of(text);
    identity::find(&read).map(|found| read.in_text(found))
}

/// A text as it is read by a person: dashes are hyphens, hard blanks are blanks, digits of any script
/// are digits, and what cannot be seen is not there.
struct Read {
    chars: Vec<char>,
    /// Where each character stood.
    at: Vec<usize>,
}

impl Read {
    fn of(text: &str) -> Self {
        let seen = text.chars().map(plain).enumerate().filter(|(_, c)| !is_unseen(*c));
        let (at, chars) = seen.unzip();
        Self { chars, at }
    }

    fn get(&self, i: usize) -> Option<char> {
        self.chars.get(i).copied()
    }

    fn before(&self, i: usize) -> Option<char> {
        i.checked_sub(1).and_then(|i| self.get(i))
    }

    fn is_digit(&self, i: usize) -> bool {
        self.get(i).is_some_and(|c| c.is_ascii_digit())
    }

    /// How many digits stand in a row from here.
    fn digits_from(&self, i: usize) -> usize {
        (i..).take_while(|i| self.is_digit(*i)).count()
    }

    /// Whether one of the words begins shortly before this character.
    fn spoken_of(&self, i: usize, words: &[&str]) -> bool {
        let before: String = self.chars[i.saturating_sub(24)..i].iter().collect();
        let before = before.to_lowercase();
        let mut parts = before.split(|c: char| !c.is_alphanumeric());
        parts.any(|part| words.iter().any(|word| part.starts_with(word)))
    }

    fn in_text(&self, found: Found) -> Found {
        let end = self.at[found.end - 1] + 1;
        Found { start: self.at[found.start], end, ..found }
    }
}

fn plain(c: char) -> char {
    let digit = |zero: u32| (b'0' + ((c as u32 - zero) % 10) as u8) as char;
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\t' => ' ',
        '\u{ff0b}' => '+',
        '\u{ff20}' | '\u{fe6b}' => '@',
        '\u{ff10}'..='\u{ff19}' => digit(0xff10),
        '\u{660}'..='\u{669}' => digit(0x660),
        '\u{6f0}'..='\u{6f9}' => digit(0x6f0),
        '\u{1d7ce}'..='\u{1d7ff}' => digit(0x1d7ce),
        other => other,
    }
}

/// Soft hyphens, joiners and marks of direction.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_is_pointed_out_in_the_text_as_it_was_written() {
        let check = |text: &str, kind, part: &str| {
            let found = find_personal_data(text).unwrap_or_else(|| panic!("nothing in {text}"));
            let marked: String =
                text.chars().skip(found.start).take(found.end - found.start).collect();
            assert_eq!((found.kind, marked.as_str()), (kind, part), "{text}");
        };
        check("Åkeshov: 811228-9874.", PersonalData::Personnummer, "811228-9874");
        check("se 81\u{ad}1228–9874!", PersonalData::Personnummer, "81\u{ad}1228–9874");
        check("８１１２２８-９８７４", PersonalData::Personnummer, "８１１２２８-９８７４");
        check("ring 070-174 06 05 kl 22", PersonalData::Telefon, "070-174 06 05");
        check("till n.n@example.se.", PersonalData::Epost, "n.n@example.se");
        check("bilen ABC 123 stod", PersonalData::Registreringsnummer, "ABC 123");
        // The first of several.
        check("ABC 123 och 811228-9874", PersonalData::Registreringsnummer, "ABC 123");
    }
}
