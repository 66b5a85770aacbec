//! What looks like personal data, in column names and in cells.

/// Names of columns that are about a person, folded to ASCII, as whole words.
const PERSONAL_WORDS: &str = "\
    address adress age ages alder aldersgrupp aldersintervall aldersklass birthdate birthday \
    citizenship dob email epost ethnic ethnicity etnicitet gatuadress gender koen kon \
    konstillhorighet mail medborgarskap mejl mobil mobile mobilnr mobilnummer nationalitet \
    nationality persnr personnr personnummer phone pnr race religion samordningsnr \
    samordningsnummer ssn surname tel telefon telefonnr telefonnummer telephone telnr \
    tilltalsnamn";

/// Parts that give a name of a column away wherever they stand in it.
const PERSONAL_STEMS: &str = "\
    address adress birthd efternamn emailaddr ethnic etnici firstname fodelse forename \
    fornamn fullname lastname medborgarskap nationalit personnummer phonen samordningsn \
    telefonn";

/// Words that mean a person only when nothing beside them says that they mean a thing.
const UNLESS_OF_A_THING: &str = "name names namn sex";

/// Things that have names, and kinds of crime with "sex" in theirs.
const THINGS: &str = "\
    agency area basomrade brott brottstyp category city county crime day district distrikt \
    field file gata kalla kategori kommun lan layer month neighborhood neighbourhood offence \
    offense omrade park place plats region source stadsdel stadsdelsomrade station \
    statistikomrade street system torg town typ type ward weekday";

/// Whether a column by its name holds something about a person: name, personnummer, age, sex,
/// ethnicity, address, phone or e-mail, in Swedish or English.
pub(super) fn column_looks_personal(header: &str) -> bool {
    let words = words(header);
    let joined = words.concat();
    let has = |list: &str| list.split(' ').any(|known| words.iter().any(|word| word == known));
    let pair = |a: &str, b: &str| words.windows(2).any(|w| w[0] == a && w[1] == b);
    has(PERSONAL_WORDS)
        || PERSONAL_STEMS.split(' ').any(|stem| joined.contains(stem))
        || pair("e", "post")
        || pair("e", "mail")
        || (has(UNLESS_OF_A_THING) && !has(THINGS))
}

/// Words of a header in lower case and ASCII; `victimAge` is two words.
fn words(header: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for c in header.chars() {
        let starts_word = !c.is_alphanumeric() || (after_lower && c.is_uppercase());
        after_lower = c.is_lowercase();
        if starts_word && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphanumeric(), words.last_mut()) {
            fold_into(word, c);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Appends a character in lower case and without diacritics.
fn fold_into(word: &mut String, c: char) {
    for lower in c.to_lowercase() {
        word.push(match lower {
            'å' | 'ä' | 'à' | 'á' | 'â' | 'ã' => 'a',
            'ö' | 'ø' | 'ó' | 'ô' | 'õ' => 'o',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'ü' | 'ú' | 'ù' => 'u',
            other => other,
        });
    }
}

/// Lower case, ASCII letters for Swedish ones, anything else but letters and digits as `_`.
pub(super) fn slug(text: &str) -> String {
    words(text).join("_")
}

/// Whether ten or twelve digits in a row, without a hyphen, are enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BareDigits {
    /// Free text.
    Count,
    /// Running numbers, one in three hundred of which would look like a personnummer by chance.
    Ignore,
}

/// Whether a text holds a personnummer or samordningsnummer: `YYMMDD-NNNN` or `YYYYMMDD-NNNN`, a
/// date (day + 60 for samordningsnummer) and a right check digit (Luhn).
pub(super) fn holds_personal_number(text: &str, bare: BareDigits) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 10 {
        return false;
    }
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = digits_end(bytes, at);
        let is_fraction = at > 0 && matches!(bytes[at - 1], b'.' | b',' | b'-' | b'+' | b'_');
        let in_word = at > 0 && bytes[at - 1].is_ascii_alphanumeric();
        if !is_fraction && !in_word {
            match end - at {
                6 | 8 if separated(bytes, at, end) => return true,
                10 | 12
                    if bare == BareDigits::Count && is_personal_number(&bytes[at..end], &[]) =>
                {
                    return true;
                }
                _ => {}
            }
        }
        at = end;
    }
    false
}

fn digits_end(bytes: &[u8], from: usize) -> usize {
    from + bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count()
}

/// Whether a hyphen, plus or blank and four digits follow that make it a personnummer.
fn separated(bytes: &[u8], start: usize, end: usize) -> bool {
    let Some(b'-' | b'+' | b' ') = bytes.get(end) else { return false };
    let last_end = digits_end(bytes, end + 1);
    last_end - end == 5
        && !bytes.get(last_end).is_some_and(u8::is_ascii_alphanumeric)
        && is_personal_number(&bytes[start..end], &bytes[end + 1..last_end])
}

fn is_personal_number(first: &[u8], last: &[u8]) -> bool {
    let mut digits = [0_u32; 12];
    let n = first.len() + last.len();
    for (slot, byte) in digits.iter_mut().zip(first.iter().chain(last)) {
        *slot = u32::from(byte - b'0');
    }
    let ten = match n {
        10 => &digits[..10],
        12 if matches!(digits[0] * 10 + digits[1], 18..=20) => &digits[2..],
        _ => return false,
    };
    let (month, day) = (ten[2] * 10 + ten[3], ten[4] * 10 + ten[5]);
    if !(1..=12).contains(&month) || !matches!(day, 1..=31 | 61..=91) {
        return false;
    }
    let sum: u32 = ten
        .iter()
        .enumerate()
        .map(|(i, digit)| if i % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_about_a_person_are_recognised_in_swedish_and_english() {
        for header in [
            "Namn",
            "name",
            "Förnamn",
            "victim_name",
            "Personnummer",
            "pnr",
            "Ålder",
            "victimAge",
            "Kön",
            "sex",
            "Offrets kön",
            "ethnicity",
            "race",
            "Gatuadress",
            "street_address",
            "Besöksadress",
            "e-post",
            "E-mail",
            "email_address",
            "Telefon",
            "phone number",
            "Födelsedatum",
            "date_of_birth_dob",
        ] {
            assert!(column_looks_personal(header), "{header}");
        }
    }

    #[test]
    fn columns_about_things_are_not() {
        for header in [
            "id",
            "category",
            "brottskod",
            "lon",
            "lat",
            "area_name",
            "stadsdelsnamn",
            "offense_name",
            "sex_offense",
            "month",
            "location",
            "lsoa_code",
            "incident_no",
            "kontor",
            "page",
            "stage",
            "konstnärligt",
            "gata",
            "telegraf",
            "occurred_from",
            "",
        ] {
            assert!(!column_looks_personal(header), "{header}");
        }
    }

    #[test]
    fn numbers_with_a_right_check_digit_are_personal_numbers() {
        // Made-up numbers of the tax agency's test series.
        for text in [
            "811218-9876",
            "19811218-9876",
            "8112189876",
            "198112189876",
            "811278-9873",
            "målsägande 811218-9876 uppger",
            "(811218+9876)",
        ] {
            assert!(holds_personal_number(text, BareDigits::Count), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "811218-9875",
            "811318-9876",
            "0101234567890",
            "39.8112189876",
            "811218",
            "",
            "A8112189876",
            "811218-98765",
            "17811218-9876",
            "2019-01-01 01:30:00",
            "K811218-9876",
        ] {
            assert!(!holds_personal_number(text, BareDigits::Count), "{text}");
        }
        assert!(!holds_personal_number("8112189876", BareDigits::Ignore));
        assert!(holds_personal_number("811218-9876", BareDigits::Ignore));
    }

    #[test]
    fn a_slug_is_ascii() {
        assert_eq!(slug("Våld, offentlig miljö!"), "vald_offentlig_miljo");
    }
}
