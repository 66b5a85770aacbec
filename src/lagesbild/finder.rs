//! Everything in a Swedish text that states a quantity, and every number that does not, with the reason.
//!
//! ```
//! use platssamverkan::lagesbild::finder::find_quantities;
//! let text = "Sedan 2014 har anmälningarna ökat med 105 %, drygt hälften på kvällen.";
//! let found: Vec<String> = find_quantities(text).iter().map(|q| q.span.of(text)).collect();
//! assert_eq!(found, ["ökat", "105 %", "drygt hälften"]);
//! ```

use super::{
    excluded::{NAMED, age_or_time, excluded},
    numerals::{Numeral, numeral},
    phrases,
    quantity::{Excluded, Found, Passed, Qualifier, Quantity, Written},
    tokens::{Kind, Tokens},
    words::{BOUNDS, COMPARATIVES, NEAR, Sense},
};

/// The quantities of a text, in order; none overlaps another.
pub fn find_quantities(text: &str) -> Vec<Found> {
    look_through(text).0
}

/// The quantities of a text, and the numbers that are none.
pub fn look_through(text: &str) -> (Vec<Found>, Vec<Passed>) {
    let tokens = Tokens::of(text);
    let (mut found, mut passed) = (Vec::new(), Vec::new());
    let mut sense: Option<Sense> = None;
    let mut i = 0;
    while i < tokens.len() {
        if tokens.ends_sentence(i) {
            sense = None;
        }
        if let Some((why, end)) = excluded(&tokens, i).or_else(|| definite(&tokens, i)) {
            passed.push(Passed { span: tokens.span(i, end), why });
            i = end;
            continue;
        }
        let Some((mut quantity, end)) = at(&tokens, i) else {
            i += 1;
            continue;
        };
        match &mut quantity {
            Quantity::Direction { sense: Sense::Same, .. } => {}
            Quantity::Direction { sense: word, .. } => sense = Some(*word),
            Quantity::Number { sense: own, .. } | Quantity::Range { sense: own, .. } => {
                *own = comparative(&tokens, end).or(sense);
            }
            _ => {}
        }
        found.push(Found { span: tokens.span(i, end), quantity });
        i = end;
    }
    (found, passed)
}

/// The quantity that begins at a token.
fn at(tokens: &Tokens, i: usize) -> Option<(Quantity, usize)> {
    let inside_a_word = i > 0 && tokens.get(i - 1).is_some_and(|t| t.kind == Kind::Mark('-'));
    if tokens.word(i).is_some() && inside_a_word {
        return None;
    }
    phrases::part(tokens, i)
        .or_else(|| phrases::place(tokens, i))
        .or_else(|| phrases::change(tokens, i))
        .or_else(|| qualified(tokens, i))
}

/// A number, fraction or multiple, with what stands before it.
fn qualified(tokens: &Tokens, i: usize) -> Option<(Quantity, usize)> {
    let near = tokens.longest(i, NEAR.iter().flat_map(|n| n.forms.iter().map(move |f| (*f, n))));
    let bound = tokens.longest(i, BOUNDS.iter().flat_map(|(b, fs)| fs.iter().map(|f| (*f, *b))));
    let prefixed = near
        .map(|(near, end)| (Qualifier::Near(near), end))
        .into_iter()
        .chain(bound.map(|(bound, end)| (Qualifier::Bound(bound), end)))
        .max_by_key(|(_, end)| *end);
    let Some((qualifier, end)) = prefixed else { return core(tokens, i, Qualifier::Exact) };
    // `ca. 40 %`
    let start = tokens.skip_blank(end + usize::from(tokens.mark(end) == Some('.')));
    if excluded(tokens, start).is_some() {
        return None;
    }
    let (quantity, end) = core(tokens, start, qualifier)?;
    let share = !matches!(quantity, Quantity::Number { written: Written::Plain, .. });
    let time_word = matches!(tokens.word(i), Some("över" | "under"));
    (share || !time_word).then_some((quantity, end))
}

/// Without what stands before it.
fn core(tokens: &Tokens, i: usize, qualifier: Qualifier) -> Option<(Quantity, usize)> {
    if let Some(it) = phrases::multiple(tokens, i, qualifier) {
        return Some(it);
    }
    if let Some(it) = phrases::fraction(tokens, i, qualifier) {
        return Some(it);
    }
    // A range says itself how exact it is; *cirka* before it adds nothing.
    if let Some(it) = range(tokens, i) {
        return Some(it);
    }
    let (sign, start) = sign(tokens, i);
    let mut number = numeral(tokens, start)?;
    if let Some(written) = shared_unit(tokens, number) {
        number.written = written;
    }
    number.stated.digits *= sign.unwrap_or(1);
    let quantity =
        Quantity::Number { stated: number.stated, written: number.written, qualifier, sense: None };
    Some((quantity, number.end))
}

/// A minus or plus directly before digits, at the start or after a blank or a bracket.
fn sign(tokens: &Tokens, i: usize) -> (Option<i64>, usize) {
    let sign = match tokens.mark(i) {
        Some('−' | '-' | '–') => -1,
        Some('+') => 1,
        _ => return (None, i),
    };
    let free = i == 0 || tokens.is_blank(i - 1) || matches!(tokens.mark(i - 1), Some('(' | ':'));
    match free && tokens.digits(i + 1).is_some() {
        true => (Some(sign), i + 1),
        false => (None, i),
    }
}

/// `10–15 %`, *mellan 10 och 15 %*.
fn range(tokens: &Tokens, i: usize) -> Option<(Quantity, usize)> {
    let (start, between) = match tokens.word(i) {
        Some("mellan") => (tokens.skip_blank(i + 1), true),
        _ => (i, false),
    };
    tokens.digits(start)?;
    if excluded(tokens, start).is_some() {
        return None;
    }
    let low = numeral(tokens, start)?;
    let at = tokens.skip_blank(low.end);
    let joined = match between {
        true => tokens.word(at) == Some("och"),
        // A minus before the second number has no blank after it.
        false => tokens.is_dash(at) && (at == low.end || tokens.is_blank(at + 1)),
    };
    let second = tokens.skip_blank(at + 1);
    if !joined || tokens.digits(second).is_none() || excluded(tokens, second).is_some() {
        return None;
    }
    let high = numeral(tokens, second)?;
    let written = match (low.written, high.written) {
        (Written::Plain, unit) => unit,
        (unit, _) => unit,
    };
    let quantity = Quantity::Range { low: low.stated, high: high.stated, written, sense: None };
    (low.stated.number() < high.stated.number()).then_some((quantity, high.end))
}

/// In *24 respektive 34 %* the first number has the unit of the second.
fn shared_unit(tokens: &Tokens, number: Numeral) -> Option<Written> {
    let at = tokens.skip_blank(number.end);
    let joins = matches!(tokens.word(at), Some("respektive" | "och" | "eller" | "till"));
    if number.written != Written::Plain || number.word || !joins {
        return None;
    }
    let second = tokens.skip_blank(at + 1);
    tokens.digits(second)?;
    let shares = |unit: &Written| matches!(unit, Written::Percent | Written::Points);
    numeral(tokens, second).map(|next| next.written).filter(shares)
}

/// The direction of *12 % fler*.
fn comparative(tokens: &Tokens, end: usize) -> Option<Sense> {
    let word = tokens.next_word(end)?;
    COMPARATIVES.iter().find(|(_, forms)| forms.contains(&word)).map(|(sense, _)| *sense)
}

/// *De två parterna*, *under två år*: number words that count nothing.
fn definite(tokens: &Tokens, i: usize) -> Option<(Excluded, usize)> {
    tokens.word(i)?;
    if phrases::multiple(tokens, i, Qualifier::Exact)
        .or_else(|| phrases::fraction(tokens, i, Qualifier::Exact))
        .is_some()
    {
        return None;
    }
    let number = numeral(tokens, i)?;
    let before = tokens.word_before(i);
    if matches!(before, Some("de" | "dessa" | "alla" | "våra" | "deras" | "båda")) {
        return Some((Excluded::Definite, number.end));
    }
    if before.is_some_and(|word| NAMED.contains(&word)) {
        return Some((Excluded::Name, i + 1));
    }
    age_or_time(tokens, i, number)
}
