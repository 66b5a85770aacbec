//! Numbers in digits or in words, with their unit: `1 412`, `12,4 %`, `105 procent`, `1,2 miljoner`.

use super::{
    quantity::Written,
    stated::Stated,
    tokens::Tokens,
    words::{COMPARATIVES, NUMBER_WORDS, TENS},
};

/// A number and where it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Numeral {
    pub(super) stated: Stated,
    pub(super) written: Written,
    /// The token after the last.
    pub(super) end: usize,
    /// Four digits in one and nothing else: perhaps a year.
    pub(super) bare: bool,
    /// In words.
    pub(super) word: bool,
}

/// The number that begins at a token, with its unit.
pub(super) fn numeral(tokens: &Tokens, i: usize) -> Option<Numeral> {
    let mut it = match tokens.digits(i) {
        Some(_) => in_digits(tokens, i)?,
        None => in_words(tokens, i)?,
    };
    (it.written, it.end) = unit(tokens, it.end);
    it.bare &= it.written == Written::Plain;
    Some(it)
}

fn in_words(tokens: &Tokens, i: usize) -> Option<Numeral> {
    let stated = Stated { digits: number_word(tokens.word(i)?)?, decimals: 0 };
    Some(Numeral { stated, written: Written::Plain, end: i + 1, bare: false, word: true })
}

/// *Tolv*, *tjugo*, *tjugofem*.
fn number_word(word: &str) -> Option<i64> {
    let of = |word: &str| NUMBER_WORDS.iter().find(|(form, _)| *form == word).map(|(_, n)| *n);
    of(word).or_else(|| {
        let (tens, unit) =
            TENS.iter().find_map(|(form, n)| Some((*n, word.strip_prefix(form)?)))?;
        let unit = match unit {
            "" => 0,
            "en" | "ett" => 1,
            unit => of(unit).filter(|unit| (2..10).contains(unit))?,
        };
        Some(tens + unit)
    })
}

fn in_digits(tokens: &Tokens, i: usize) -> Option<Numeral> {
    let first = tokens.digits(i)?;
    let (mut digits, mut end, mut decimals) = (first.to_owned(), i + 1, 0i8);
    // A group of three belongs to the number when what stands before could be its beginning.
    if first.len() <= 3 && !first.starts_with('0') {
        let parts = |at| tokens.is_one_space(at) || tokens.mark(at) == Some('.');
        // A row of a table may go on for ever; no number of a text has more than twelve digits.
        while digits.len() < 12
            && parts(end)
            && tokens.digits(end + 1).is_some_and(|group| group.len() == 3)
        {
            digits.push_str(tokens.digits(end + 1)?);
            end += 2;
        }
    }
    let years = |group: &str| first.len() == 4 && group.len() == 4;
    let fraction = match (tokens.mark(end), tokens.digits(end + 1)) {
        (Some(','), Some(group)) if group.len() <= 4 && !years(group) => Some(group),
        (Some('.'), Some(group)) if group.len() <= 2 => Some(group),
        _ => None,
    };
    if let Some(group) = fraction {
        digits.push_str(group);
        decimals = group.len() as i8;
        end += 2;
    }
    let bare = fraction.is_none() && digits.len() == 4 && end == i + 1;
    let zeros = match tokens.next_word(end) {
        Some("tusen") => 3,
        Some("miljon" | "miljoner") => 6,
        Some("miljard" | "miljarder") => 9,
        _ => 0,
    };
    if zeros > 0 {
        decimals -= zeros;
        end = tokens.skip_blank(end) + 1;
    }
    let stated = Stated { digits: digits.parse().ok()?, decimals };
    Some(Numeral { stated, written: Written::Plain, end, bare: bare && zeros == 0, word: false })
}

/// The unit after a number, and where it ends.
fn unit(tokens: &Tokens, end: usize) -> (Written, usize) {
    // `11-procentig`
    if tokens.is_dash(end) && tokens.word(end + 1).is_some_and(|w| w.starts_with("procentig")) {
        return (Written::Percent, end + 2);
    }
    let at = tokens.skip_blank(end);
    match tokens.mark(at) {
        Some('%') if tokens.is_dash(at + 1) && tokens.word(at + 2).is_some_and(is_points) => {
            return (Written::Points, at + 3);
        }
        Some('%') => return (Written::Percent, at + 1),
        Some('‰') => return (Written::PerThousand, at + 1),
        _ => {}
    }
    match tokens.word(at) {
        Some("procent") => (Written::Percent, at + 1),
        Some("procentenhet" | "procentenheter" | "procentenheters") => (Written::Points, at + 1),
        Some("promille") => (Written::PerThousand, at + 1),
        Some("gånger") if multiplies(tokens, at + 1) => (Written::Times, at + 1),
        Some("per") => match in_digits(tokens, at + 2) {
            Some(per) if per.stated == (Stated { digits: 1000, decimals: 0 }) => {
                (Written::PerThousand, per.end)
            }
            _ => (Written::Plain, end),
        },
        _ => (Written::Plain, end),
    }
}

fn is_points(word: &str) -> bool {
    word.starts_with("enhet")
}

/// *Tre gånger så många*, not *tre gånger per år*.
fn multiplies(tokens: &Tokens, end: usize) -> bool {
    let Some(word) = tokens.next_word(end) else { return false };
    word == "så" || COMPARATIVES.iter().any(|(_, forms)| forms.contains(&word))
}
