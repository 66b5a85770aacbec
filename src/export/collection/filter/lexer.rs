//! CQL2 text into words.

use super::FilterError;

/// A word with where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// Which character, from 1.
    pub(super) at: usize,
    pub(super) word: Word,
}

/// What can stand in a filter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    /// A name or a keyword.
    Name(String),
    /// A name in double quotes, which is never a keyword.
    Quoted(String),
    /// Text in quotes, without them.
    Text(String),
    /// A number without sign.
    Number(f64),
    /// `( ) , = <> < > <= >= + - * / % ^`
    Sign(&'static str),
}

/// The longer ones first.
const SIGNS: [&str; 15] =
    ["<>", "<=", ">=", "(", ")", ",", "=", "<", ">", "+", "-", "*", "/", "%", "^"];

/// All words.
pub(super) fn words(text: &str) -> Result<Vec<Token>, FilterError> {
    let mut words = Vec::new();
    let mut rest = text;
    let mut at = 1;
    loop {
        let trimmed = rest.trim_start();
        at += rest[..rest.len() - trimmed.len()].chars().count();
        let Some(first) = trimmed.chars().next() else { return Ok(words) };
        let (word, length) = match first {
            '\'' => quoted(trimmed, '\'')
                .map(|(text, n)| (Word::Text(text), n))
                .ok_or(FilterError::Syntax { at, expected: "a quote that ends the text" })?,
            '"' => quoted(trimmed, '"')
                .map(|(name, n)| (Word::Quoted(name), n))
                .ok_or(FilterError::Syntax { at, expected: "a double quote that ends the name" })?,
            '0'..='9' | '.' => number(trimmed)
                .map(|(number, n)| (Word::Number(number), n))
                .ok_or(FilterError::Syntax { at, expected: "a number" })?,
            first if starts_name(first) => {
                let end = trimmed.find(|c| !continues_name(c)).unwrap_or(trimmed.len());
                (Word::Name(trimmed[..end].to_owned()), end)
            }
            _ => SIGNS
                .into_iter()
                .find(|sign| trimmed.starts_with(sign))
                .map(|sign| (Word::Sign(sign), sign.len()))
                .ok_or(FilterError::Syntax { at, expected: "a name, a value or an operator" })?,
        };
        words.push(Token { at, word });
        at += trimmed[..length].chars().count();
        rest = &trimmed[length..];
    }
}

/// What stands between quotes, and the length with them. A quote inside is doubled, or in text may
/// follow a backslash; any other backslash stands for itself, since `LIKE` needs it.
fn quoted(text: &str, quote: char) -> Option<(String, usize)> {
    let mut inside = String::new();
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((i, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        match letter {
            '\\' if quote == '\'' && next == Some('\'') && ends_later(&text[i + 2..]) => {
                inside.push('\'');
                letters.next();
            }
            _ if letter == quote && next == Some(quote) => {
                inside.push(quote);
                letters.next();
            }
            _ if letter == quote => return Some((inside, i + quote.len_utf8())),
            _ => inside.push(letter),
        }
    }
    None
}

/// Whether a quote still follows: the one after a backslash may be that which ends the text.
fn ends_later(rest: &str) -> bool {
    rest.contains('\'')
}

/// A number without sign at the beginning, and its length.
fn number(text: &str) -> Option<(f64, usize)> {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    let mut n_digits = end;
    if text[end..].starts_with('.') {
        let decimals = digits(end + 1);
        n_digits += decimals;
        end += 1 + decimals;
    }
    if n_digits == 0 {
        return None;
    }
    if text[end..].starts_with(['e', 'E']) {
        let sign = usize::from(text[end + 1..].starts_with(['+', '-']));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    // `5x` is neither a number nor a name.
    if text[end..].starts_with(starts_name) {
        return None;
    }
    text[..end].parse().ok().filter(|number: &f64| number.is_finite()).map(|number| (number, end))
}

fn starts_name(letter: char) -> bool {
    matches!(letter, ':' | '_') || letter.is_alphabetic()
}

fn continues_name(letter: char) -> bool {
    starts_name(letter)
        || letter == '.'
        || letter.is_ascii_digit()
        || matches!(letter, '\u{0300}'..='\u{036F}' | '\u{203F}'..='\u{2040}')
}
