//! Personnummer and samordningsnummer.

use super::{Found, PersonalData, Read};

/// A date and four digits whose last is right. The date is written with or without century, in one
/// run or as `YYYY-MM-DD`; between the two stands a hyphen, a plus, a blank or nothing.
pub(super) fn find(text: &Read) -> Option<Found> {
    (0..text.chars.len())
        .filter(|start| text.is_digit(*start) && !(*start > 0 && text.is_digit(start - 1)))
        .filter(|start| !is_in_uuid(text, *start))
        .find_map(|start| number_at(text, start))
}

fn number_at(text: &Read, start: usize) -> Option<Found> {
    let (mut date, after) = date_at(text, start)?;
    let (separator, serial) = separated(text, after)?;
    if text.digits_from(serial) != 4 {
        return None;
    }
    // Decimals and the inside of a checksum are no numbers of their own.
    if !matches!(separator, Some('-' | '+')) && (is_fraction(text, start) || is_hex(text, start)) {
        return None;
    }
    date.extend(digits(text, serial, 4));
    let kind = kind_of(&date)?;
    Some(Found { kind, start, end: serial + 4 })
}

/// Six digits YYMMDD, and where they end. In a run of ten or twelve the last four are left.
fn date_at(text: &Read, start: usize) -> Option<(Vec<u32>, usize)> {
    let run = text.digits_from(start);
    let length = match run {
        6 | 8 => run,
        10 | 12 => run - 4,
        4 | 2 => return written_date(text, start, run),
        _ => return None,
    };
    if length == 8 && !is_century(&digits(text, start, 2)) {
        return None;
    }
    Some((digits(text, start + length - 6, 6), start + length))
}

/// `1981-12-28` or `81-12-28`, then a hyphen or plus: a blank would be a date and a time.
fn written_date(text: &Read, start: usize, year: usize) -> Option<(Vec<u32>, usize)> {
    let (month, day) = (start + year + 1, start + year + 4);
    let mark = text.get(start + year).filter(|c| matches!(c, '-' | ' '))?;
    let fits = text.get(month + 2) == Some(mark)
        && text.digits_from(month) == 2
        && text.digits_from(day) == 2
        && matches!(text.get(day + 2), Some('-' | '+'))
        && (year == 2 || is_century(&digits(text, start, 2)));
    let year_at = start + year - 2;
    let date = || [year_at, month, day].into_iter().flat_map(|at| digits(text, at, 2)).collect();
    fits.then(|| (date(), day + 2))
}

/// What stands between date and serial, and where the serial begins.
fn separated(text: &Read, at: usize) -> Option<(Option<char>, usize)> {
    let is_mark = |c: Option<char>| matches!(c, Some('-' | '+'));
    match text.get(at)? {
        c if c.is_ascii_digit() => Some((None, at)),
        ' ' if is_mark(text.get(at + 1)) && text.get(at + 2) == Some(' ') => {
            Some((text.get(at + 1), at + 3))
        }
        c @ ('-' | '+' | ' ') => Some((Some(c), at + 1)),
        _ => None,
    }
}

fn digits(text: &Read, at: usize, n: usize) -> Vec<u32> {
    (at..at + n).filter_map(|i| text.get(i)?.to_digit(10)).collect()
}

fn is_century(digits: &[u32]) -> bool {
    matches!(digits, [1, 8 | 9] | [2, 0])
}

/// Ten digits YYMMDDNNNC that could be a date and whose Luhn sum is right.
fn kind_of(digits: &[u32]) -> Option<PersonalData> {
    let (month, day) = (digits[2] * 10 + digits[3], digits[4] * 10 + digits[5]);
    let longest = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let kind = match (month, day) {
        (1..=12, 1..) if day <= longest => PersonalData::Personnummer,
        // Where the birth is not known whole, month or day are zero.
        (0..=12, 60..) if day - 60 <= longest => PersonalData::Samordningsnummer,
        _ => return None,
    };
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(i, d)| if i % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { *d })
        .sum();
    sum.is_multiple_of(10).then_some(kind)
}

/// `18.0635811228`.
fn is_fraction(text: &Read, start: usize) -> bool {
    matches!(text.before(start), Some('.' | ',')) && start >= 2 && text.is_digit(start - 2)
}

/// Part of a long word of hexadecimal digits with letters among them.
fn is_hex(text: &Read, at: usize) -> bool {
    let is_word = |i: &usize| text.get(*i).is_some_and(char::is_alphanumeric);
    let first = (0..at).rev().take_while(is_word).last().unwrap_or(at);
    let word: String = (first..).take_while(is_word).filter_map(|i| text.get(i)).collect();
    word.len() >= 12
        && word.chars().all(|c| c.is_ascii_hexdigit())
        && word.chars().any(|c| c.is_ascii_alphabetic())
}

/// In an identity of the form 8-4-4-4-12.
fn is_in_uuid(text: &Read, at: usize) -> bool {
    let is_part = |i: &usize| text.get(*i).is_some_and(|c| c.is_ascii_hexdigit() || c == '-');
    let first = (0..at).rev().take_while(is_part).last().unwrap_or(at);
    let word: String = (first..).take_while(is_part).filter_map(|i| text.get(i)).collect();
    word.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}
