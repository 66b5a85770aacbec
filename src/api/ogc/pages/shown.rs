//! Values as a Swedish reader sees them.

use crate::export::{Value, collection::Kind};

/// Class of the cell and its text.
pub(super) fn shown(value: &Value) -> (&'static str, String) {
    const NUMBER: &str = " class=\"number\"";
    match value {
        Value::Null => ("", String::new()),
        Value::Flag(true) => ("", "ja".to_owned()),
        Value::Flag(false) => ("", "nej".to_owned()),
        Value::Whole(number) => (NUMBER, whole(*number)),
        Value::Number(number) if number.is_finite() => (NUMBER, significant(*number)),
        Value::Number(_) => ("", String::new()),
        Value::Text(text) => ("", text.clone()),
        Value::Json(json) => ("", json.to_string()),
    }
}

/// What a kind is called.
pub(super) fn spoken(kind: Kind) -> &'static str {
    match kind {
        Kind::Flag => "ja eller nej",
        Kind::Whole => "heltal",
        Kind::Number => "tal",
        Kind::Text => "text",
        Kind::Day => "dag",
        Kind::Instant => "tidpunkt",
        Kind::Json => "lista",
    }
}

/// With a thin space between thousands.
pub(super) fn grouped(number: usize) -> String {
    whole(i64::try_from(number).unwrap_or(i64::MAX))
}

fn whole(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "−" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    out
}

/// With so many decimals and a comma.
pub(super) fn decimal(number: f64, decimals: usize) -> String {
    format!("{number:.decimals$}").replace('.', ",")
}

/// Four figures are enough to read; the file has them all.
fn significant(number: f64) -> String {
    let magnitude = number.abs();
    if number == number.round() && magnitude < 1e15 {
        return whole(number as i64);
    }
    if magnitude < 1e-4 {
        return format!("{number:.2e}").replace('.', ",");
    }
    let before = magnitude.log10().floor() as i32 + 1;
    let text = decimal(number, usize::try_from((4 - before).max(0)).unwrap_or(0));
    match text.contains(',') {
        true => text.trim_end_matches('0').trim_end_matches(',').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_swedish_readers_write_them() {
        assert_eq!(whole(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(whole(-1_000), "−1\u{a0}000");
        let read = [0.0, 12.0, 0.123_456, 1.5, 1_234.56, 0.000_012].map(significant);
        assert_eq!(read, ["0", "12", "0,1235", "1,5", "1235", "1,20e-5"]);
        assert_eq!(decimal(59.332_5, 5), "59,33250");
    }
}
