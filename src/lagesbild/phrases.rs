//! Quantities in words: parts, fractions, multiples, changes and places in an order.

use super::{
    numerals::numeral,
    quantity::{Qualifier, Quantity},
    stated::Stated,
    tokens::Tokens,
    words::{
        FRACTIONS, HIGHEST, LOWEST, MULTIPLES, PARTS, PLACES, SENSES, SIZES, STABLE, Sense, Size,
        TIME_UNITS,
    },
};

/// *Majoriteten*, *de allra flesta*.
pub(super) fn part(tokens: &Tokens, i: usize) -> Option<(Quantity, usize)> {
    let forms = PARTS.iter().flat_map(|part| part.forms.iter().map(move |form| (*form, part)));
    let (part, end) = tokens.longest(i, forms)?;
    Some((Quantity::Part(part), end))
}

/// *Hälften*, *var tredje*, *en av tre*, *8 av 10*.
pub(super) fn fraction(
    tokens: &Tokens,
    i: usize,
    qualifier: Qualifier,
) -> Option<(Quantity, usize)> {
    let forms = FRACTIONS.iter().map(|(form, n, d)| (*form, (*n, *d)));
    let ((numerator, denominator), end) = match tokens.longest(i, forms) {
        // *Vart tredje år* says how often.
        Some((_, end)) if tokens.next_word(end).is_some_and(|w| TIME_UNITS.contains(&w)) => {
            return None;
        }
        Some(it) => it,
        None => one_of(tokens, i)?,
    };
    Some((Quantity::Fraction { numerator, denominator, qualifier }, end))
}

/// *En av tre*, *8 av 10*: both small, so that *12 av 430 svar* stays two counts.
fn one_of(tokens: &Tokens, i: usize) -> Option<((u32, u32), usize)> {
    let small = |at: usize, one_too: bool| match tokens.word(at) {
        Some("en" | "ett") if one_too => Some((1, at + 1)),
        _ => {
            let number = numeral(tokens, at)?;
            let Stated { digits: n @ 1..=10, decimals: 0 } = number.stated else { return None };
            Some((n as u32, number.end))
        }
    };
    let (numerator, end) = small(i, true)?;
    let at = tokens.skip_blank(end);
    if tokens.word(at) != Some("av") {
        return None;
    }
    let (denominator, end) = small(tokens.skip_blank(at + 1), false)?;
    (numerator < denominator).then_some(((numerator, denominator), end))
}

/// *Fördubblats*, *dubbelt så många*.
pub(super) fn multiple(
    tokens: &Tokens,
    i: usize,
    qualifier: Qualifier,
) -> Option<(Quantity, usize)> {
    let (times, end) = tokens.longest(i, MULTIPLES.iter().copied())?;
    Some((Quantity::Multiple { times, qualifier }, end))
}

/// *Ökat*, *marginellt minskat*, *minskat något*, *oförändrat*, *i stort sett oförändrat*.
pub(super) fn change(tokens: &Tokens, i: usize) -> Option<(Quantity, usize)> {
    if let Some((_, end)) = tokens.longest(i, STABLE.iter().map(|form| (*form, ()))) {
        return Some((Quantity::Stable, end));
    }
    if let Some((size, end)) = size(tokens, i) {
        let (sense, end) = sense(tokens, tokens.skip_blank(end))?;
        return Some((Quantity::Direction { sense, size: Some(size) }, end));
    }
    // *Den ökade närvaron* is no claim of a number.
    let defined = matches!(tokens.word_before(i), Some("den" | "det" | "de"));
    if defined && matches!(tokens.word(i), Some("ökade" | "minskade")) {
        return None;
    }
    let (sense, end) = sense(tokens, i)?;
    match size(tokens, tokens.skip_blank(end)) {
        // *Ökat något mer*: the word belongs to what follows.
        Some((size, after)) if sense != Sense::Same => {
            Some((Quantity::Direction { sense, size: Some(size) }, after))
        }
        _ => Some((Quantity::Direction { sense, size: None }, end)),
    }
}

fn size(tokens: &Tokens, i: usize) -> Option<(&'static Size, usize)> {
    tokens.longest(i, SIZES.iter().flat_map(|size| size.forms.iter().map(move |f| (*f, size))))
}

/// A word of direction; *fler än* before a number is a bound instead.
fn sense(tokens: &Tokens, i: usize) -> Option<(Sense, usize)> {
    let forms = SENSES.iter().flat_map(|(sense, forms)| forms.iter().map(|f| (*f, *sense)));
    let (sense, end) = tokens.longest(i, forms)?;
    let compares = end > i + 1 && matches!(tokens.word(end - 1), Some("än"));
    let next = tokens.skip_blank(end);
    let number =
        numeral(tokens, next).is_some() || fraction(tokens, next, Qualifier::Exact).is_some();
    (!compares || !number).then_some((sense, end))
}

/// *Högst i staden*, *näst lägst*.
pub(super) fn place(tokens: &Tokens, i: usize) -> Option<(Quantity, usize)> {
    let (place, at) = match PLACES.iter().find(|(form, _)| tokens.word(i) == Some(*form)) {
        Some((_, place)) => (*place, tokens.skip_blank(i + 1)),
        None => (1, i),
    };
    let word = tokens.word(at)?;
    let from_highest = match (HIGHEST.contains(&word), LOWEST.contains(&word)) {
        (true, _) => true,
        (_, true) => false,
        _ => return None,
    };
    let next = tokens.next_word(at + 1);
    let number = numeral(tokens, tokens.skip_blank(at + 1)).is_some();
    // *Minst* alone is more often *at least*; *högst sannolikt* says no order.
    let ordered = matches!(next, Some("i" | "av" | "bland" | "inom" | "på"));
    let definite = matches!(word, "högsta" | "lägsta" | "flest" | "tryggast" | "otryggast");
    let superlative = tokens.word_before(at) == Some("som");
    let ok = !number && (ordered || definite || superlative || place > 1);
    ok.then_some((Quantity::Place { place, from_highest }, at + 1))
}
