//! Number plates of Swedish vehicles.

use super::{Found, PersonalData, Read};

/// Words of three letters that stand before numbers in texts of city and police.
const NO_PLATES: &str = "\
    ALL ART BOX BRB BRP CET DEL DET DNR DSO EEG EST FAX FEB FRA GSM HUS JAN JUL JUN KAP KOD \
    KPA LAG LED LGF LPO LSS MAJ MAR MAX MED MHZ NRS NTU OCH OKT OSL PBL PLS RAR RFS RPS RUM RUT SAP \
    SCB SDN SEK SEP SFS SKR SOL SOU STK TAB TBL TKR TOM USB UTC WGS";

/// What is said before a plate that is written in small letters.
const VEHICLES: [&str; 14] = [
    "bil",
    "personbil",
    "lastbil",
    "taxi",
    "fordon",
    "regn",
    "reg",
    "registrering",
    "skylt",
    "moped",
    "mc",
    "car",
    "plate",
    "vehicle",
];

/// Three letters of those in use, two digits and a digit or letter; in capitals with at most one blank
/// or hyphen between, in small letters in one run after a word for a vehicle.
pub(super) fn find(text: &Read) -> Option<Found> {
    (0..text.chars.len()).find_map(|start| plate_at(text, start))
}

fn plate_at(text: &Read, start: usize) -> Option<Found> {
    let is_letter = |c: char| c.is_ascii_alphabetic() && !"IQV".contains(c.to_ascii_uppercase());
    let letters: String = (start..start + 3).filter_map(|i| text.get(i)).collect();
    let free_before = !text.before(start).is_some_and(char::is_alphanumeric);
    if !free_before || letters.chars().count() < 3 || !letters.chars().all(is_letter) {
        return None;
    }
    let separated = matches!(text.get(start + 3), Some(' ' | '-'));
    let tail = start + 3 + usize::from(separated);
    let last = text.get(tail + 2)?;
    let last_fits = last.is_ascii_digit() || (is_letter(last) && !"oO".contains(last));
    if !text.is_digit(tail) || !text.is_digit(tail + 1) || !last_fits {
        return None;
    }
    // A longer number, or one that goes on after a mark, is a reference.
    let end = tail + 3;
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '/' | ':' | '-');
    let decimals = matches!(text.get(end), Some('.' | ',')) && text.is_digit(end + 1);
    if text.get(end).is_some_and(goes_on) || decimals {
        return None;
    }
    let whole: String = (start..end).filter_map(|i| text.get(i)).collect();
    let capitals = !whole.contains(|c: char| c.is_ascii_lowercase());
    let is_plate = match (capitals, separated) {
        (true, false) => letters != "WGS",
        (true, true) => {
            !NO_PLATES.split(' ').any(|word| word == letters) && !is_shouted(text, start)
        }
        (false, false) => text.spoken_of(start, &VEHICLES),
        (false, true) => false,
    };
    is_plate.then_some(Found { kind: PersonalData::Registreringsnummer, start, end })
}

/// Whether the word before is in capitals too: then three capitals are a word like any other.
fn is_shouted(text: &Read, start: usize) -> bool {
    let mut before = text.chars[..start].iter().rev().skip_while(|c| **c == ' ').peekable();
    let word: Vec<&char> = std::iter::from_fn(|| before.next_if(|c| c.is_alphabetic())).collect();
    word.len() >= 3 && word.iter().all(|c| c.is_uppercase())
}
