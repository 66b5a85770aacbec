//! Text in XML.

use std::{borrow::Cow, fmt};

/// Text as it may stand in an element or in an attribute. What XML has no way to say (most control
/// characters) is left out.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    let is_plain = |letter: char| !matches!(letter, '&' | '<' | '>' | '"' | '\'') && can_be(letter);
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter if can_be(letter) => out.push(letter),
            _ => {}
        }
    }
    Cow::Owned(out)
}

fn can_be(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r')
        || letter >= ' ' && !matches!(letter, '\u{fffe}' | '\u{ffff}')
}

/// A name that `xsd:ID` allows, if the text begins with a letter: what may not stand in one becomes its
/// number, `_x3a_`.
pub(super) fn id(text: impl fmt::Display) -> String {
    let mut out = String::new();
    for letter in text.to_string().chars() {
        match letter {
            '.' | '-' | '_' => out.push(letter),
            letter if letter.is_alphanumeric() => out.push(letter),
            letter => out.push_str(&format!("_x{:x}_", u32::from(letter))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_can_be_taken_for_markup() {
        assert_eq!(escaped("Å & <b> \"x\" 'y'"), "Å &amp; &lt;b&gt; &quot;x&quot; &#39;y&#39;");
        assert_eq!(escaped("a\u{0}\u{b}b\u{ffff}\tc"), "ab\tc");
    }

    #[test]
    fn an_id_is_a_name_and_tells_texts_apart() {
        assert_eq!(id("released_cells.sweref:250:1"), "released_cells.sweref_x3a_250_x3a_1");
        assert_eq!(id("a.Å-1"), "a.Å-1");
        assert_ne!(id("a/b"), id("a b"));
    }
}
