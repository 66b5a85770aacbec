//! Digits that state no quantity, each with the reason.

use super::{
    numerals::{Numeral, numeral},
    quantity::{Excluded, Written},
    tokens::Tokens,
    words::{COUNTED, MONTHS, TIME_UNITS},
};

/// Words before a number that make it the name of a part of a text.
const PARTS_OF_TEXTS: &[&str] = &[
    "punkt",
    "punkten",
    "avsnitt",
    "avsnittet",
    "bilaga",
    "kapitel",
    "kap",
    "tabell",
    "figur",
    "sida",
    "sidan",
    "sid",
    "artikel",
    "stycke",
    "paragraf",
    "paragrafen",
    "mål",
];

/// Words before a number that make it a name.
pub(super) const NAMED: &[&str] = &[
    "årskurs",
    "åk",
    "klass",
    "aktivitet",
    "metod",
    "zon",
    "linje",
    "buss",
    "nr",
    "nummer",
    "version",
    "steg",
    "fas",
    "etapp",
    "nivå",
    "spår",
    "hus",
    "prioritet",
];

/// Words before a span of time: *de senaste 12 månaderna*.
const BEFORE_TIME: &[&str] = &[
    "senaste",
    "sista",
    "kommande",
    "närmaste",
    "följande",
    "föregående",
    "inom",
    "under",
    "efter",
    "varje",
    "i",
    "om",
];

/// Ends of names of streets and squares.
const STREETS: &[&str] =
    &["gatan", "vägen", "gränd", "torg", "torget", "plan", "allén", "backen", "stigen", "kajen"];

/// Why the digits at a token state no quantity, and where what they belong to ends.
pub(super) fn excluded(tokens: &Tokens, i: usize) -> Option<(Excluded, usize)> {
    let first = tokens.digits(i)?;
    // No count has so many digits.
    if first.len() > 12 {
        return Some((Excluded::Name, i + 1));
    }
    if i > 0 && tokens.word(i - 1).is_some() {
        return Some((Excluded::Name, after_name(tokens, i)));
    }
    let joined = |mark: char| match tokens.mark(i + 1) == Some(mark) {
        true => tokens.digits(i + 2),
        false => None,
    };
    if first.len() == 4 && joined(':').is_some() {
        return Some((Excluded::Law, i + 3));
    }
    if first.len() <= 2 && joined(':').is_some_and(|minutes| minutes.len() == 2) {
        return Some((Excluded::Clock, i + 3));
    }
    if let Some(after) = joined('/') {
        return Some(match (first.len(), after.len()) {
            (4, 2 | 4) if is_year(first) => (Excluded::Year, i + 3),
            (1 | 2, 1 | 2) => (Excluded::Date, i + 3),
            _ => (Excluded::RegisterNumber, i + 3),
        });
    }
    if let Some(end) = dated(tokens, i) {
        return Some((Excluded::Date, end));
    }
    if tokens.mark(i + 1) == Some(':') && tokens.word(i + 2).is_some_and(|w| w.len() == 1) {
        return Some((Excluded::Ordinal, i + 3));
    }
    if first.len() == 4 && (first.starts_with('0') || after_codes(tokens, i)) {
        return Some((Excluded::CrimeCode, i + 1));
    }
    by_neighbours(tokens, i).or_else(|| year(tokens, i))
}

fn by_neighbours(tokens: &Tokens, i: usize) -> Option<(Excluded, usize)> {
    let section_sign = |at: usize| tokens.mark(at) == Some('§');
    let after = tokens.skip_blank(i + 1);
    if section_sign(after) {
        return Some((Excluded::Section, after + 1));
    }
    let before_blank = i.checked_sub(1 + usize::from(i > 0 && tokens.is_blank(i - 1)));
    if before_blank.is_some_and(section_sign) {
        return Some((Excluded::Section, i + 1));
    }
    if starts_line(tokens, i)
        && matches!(tokens.mark(i + 1), Some('.' | ')'))
        && tokens.is_blank(i + 2)
    {
        return Some((Excluded::ListMark, i + 2));
    }
    // `4.2 Våld`: a decimal has a comma.
    let short =
        |at| tokens.mark(at) == Some('.') && tokens.digits(at + 1).is_some_and(|d| d.len() < 3);
    let dotted = short(i + 1);
    if dotted && short(i + 3) {
        return Some((Excluded::Section, end_of_dotted(tokens, i)));
    }
    let number = numeral(tokens, i)?;
    let states = number.written != Written::Plain || is_counted(tokens, number.end);
    if starts_line(tokens, i) && dotted && !states {
        return Some((Excluded::ListMark, end_of_dotted(tokens, i)));
    }
    match tokens.word_before(i) {
        Some("kl" | "klockan") => return Some((Excluded::Clock, end_of_dotted(tokens, i))),
        Some("per") => return Some((Excluded::Denominator, number.end)),
        // *Målet 12 %* and *på Sergels torg 12 anmälningar* state something.
        _ if states => {}
        Some(word) if PARTS_OF_TEXTS.contains(&word) => {
            return Some((Excluded::Section, end_of_dotted(tokens, i)));
        }
        Some(word) if NAMED.contains(&word) => return Some((Excluded::Name, i + 1)),
        Some(word) if STREETS.iter().any(|end| word.ends_with(end)) => {
            return Some((Excluded::Name, i + 1));
        }
        _ => {}
    }
    age_or_time(tokens, i, number)
}

/// *14–18 år*, *15-åringar*, *de senaste 12 månaderna*, *4 gånger per år*.
pub(super) fn age_or_time(tokens: &Tokens, i: usize, number: Numeral) -> Option<(Excluded, usize)> {
    let is_aged = |word: &str| word.starts_with("åring") || word.starts_with("årig");
    let mut end = number.end;
    let ranged = tokens.is_dash(end) && tokens.digits(end + 1).is_some();
    if ranged {
        end += 2;
    }
    if tokens.is_dash(end) && tokens.word(end + 1).is_some_and(is_aged) {
        return Some((Excluded::Age, end + 2));
    }
    let (before, after) = (tokens.word_before(i), tokens.next_word(end)?);
    let time_end = tokens.skip_blank(end) + 1;
    let aged =
        matches!(before, Some("åldern" | "åldrarna" | "ålder" | "fyllt" | "fyller" | "fyllda"));
    if matches!(after, "år" | "års") && (ranged || aged) {
        return Some((Excluded::Age, time_end));
    }
    if after == "gånger" || after == "gång" {
        let then = tokens.next_word(time_end);
        let often = matches!(then, Some("per" | "om" | "i" | "varje" | "under"));
        let slash = tokens.mark(tokens.skip_blank(time_end)) == Some('/');
        return (often || slash).then_some((Excluded::Frequency, time_end));
    }
    let spans_time = before.is_some_and(|word| BEFORE_TIME.contains(&word));
    (TIME_UNITS.contains(&after) && spans_time).then_some((Excluded::Time, time_end))
}

fn is_counted(tokens: &Tokens, end: usize) -> bool {
    tokens.next_word(end).is_some_and(|word| COUNTED.contains(&word))
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && matches!(digits.as_bytes(), [b'1', b'9', ..] | [b'2', b'0', ..])
}

/// Four digits from 1900 to 2099, alone or as a span of years, unless something is counted with them.
fn year(tokens: &Tokens, i: usize) -> Option<(Excluded, usize)> {
    if !is_year(tokens.digits(i)?) {
        return None;
    }
    if tokens.is_dash(i + 1) {
        let to = tokens.digits(i + 2);
        if to.is_some_and(is_year) || to.is_some_and(|to| to.len() == 2) {
            return Some((Excluded::Year, i + 3));
        }
        if tokens.word(i + 2).is_some_and(|word| word.starts_with("tal")) {
            return Some((Excluded::Year, i + 3));
        }
    }
    let number = numeral(tokens, i)?;
    (number.bare && !is_counted(tokens, i + 1)).then_some((Excluded::Year, i + 1))
}

/// `2016-06-01`, `2016-06`, `14 juni`, `14 juni 2016`, `90-talet`.
fn dated(tokens: &Tokens, i: usize) -> Option<usize> {
    let first = tokens.digits(i)?;
    if is_year(first) && tokens.is_dash(i + 1) {
        let month = tokens.digits(i + 2)?;
        if tokens.is_dash(i + 3) && tokens.digits(i + 4).is_some() {
            return Some(i + 5);
        }
        let a_month = month.len() == 2 && month.parse().is_ok_and(|m: u8| (1..=12).contains(&m));
        // 2014-12 could be a span of years only if it ran backwards.
        return (a_month && month < &first[2..]).then_some(i + 3);
    }
    if first.len() > 2 {
        return None;
    }
    if tokens.is_dash(i + 1) && tokens.word(i + 2).is_some_and(|word| word.starts_with("tal")) {
        return Some(i + 3);
    }
    let mut end = i + 1;
    if tokens.is_dash(end) && tokens.digits(end + 1).is_some() {
        end += 2;
    }
    if !tokens.next_word(end).is_some_and(|word| MONTHS.contains(&word)) {
        return None;
    }
    end = tokens.skip_blank(end) + 1;
    let with_year = tokens.digits(tokens.skip_blank(end)).is_some_and(is_year);
    Some(if with_year { tokens.skip_blank(end) + 1 } else { end })
}

/// Whether only codes stand between a number and the word *brottskoder*.
fn after_codes(tokens: &Tokens, i: usize) -> bool {
    for at in (0..i).rev() {
        if let Some(word) = tokens.word(at) {
            if word == "och" {
                continue;
            }
            return word.starts_with("brottskod") || word == "koder" || word == "kod";
        }
        let between = tokens.is_blank(at)
            || tokens.is_dash(at)
            || matches!(tokens.mark(at), Some(',' | ':' | ';'))
            || tokens.digits(at).is_some_and(|digits| digits.len() == 4);
        if !between {
            return false;
        }
    }
    false
}

fn starts_line(tokens: &Tokens, i: usize) -> bool {
    match i.checked_sub(1).and_then(|at| tokens.get(at)) {
        None => true,
        Some(token) => tokens.is_blank(i - 1) && token.text.contains('\n'),
    }
}

/// `4.2.1`, `22.00`, `18–22`.
fn end_of_dotted(tokens: &Tokens, i: usize) -> usize {
    let mut end = i + 1;
    while (tokens.mark(end) == Some('.') || tokens.is_dash(end)) && tokens.digits(end + 1).is_some()
    {
        end += 2;
    }
    end
}

/// `A015.194/2016`
fn after_name(tokens: &Tokens, i: usize) -> usize {
    let mut end = i + 1;
    while matches!(tokens.mark(end), Some('.' | '/' | '-' | ':'))
        && tokens.digits(end + 1).is_some()
    {
        end += 2;
    }
    end
}
