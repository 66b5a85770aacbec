//! Text compared: without case, without accents, and by pattern.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The same for two texts that differ in nothing but case: `Straße` and `STRASSE`.
pub(super) fn without_case(text: &str) -> String {
    // By way of capitals, since some small letters share one; a final sigma is a sigma.
    text.to_uppercase().to_lowercase().replace('ς', "σ")
}

/// The same for two texts that differ in nothing but marks on the letters: `Årsta` and `Arsta`.
pub(super) fn without_accents(text: &str) -> String {
    let bare = text.nfd().filter(|letter| !is_combining_mark(*letter));
    let mut out = String::with_capacity(text.len());
    for letter in bare {
        match LETTERS.iter().find(|(marked, _)| *marked == letter) {
            Some((_, plain)) => out.push_str(plain),
            None => out.push(letter),
        }
    }
    out
}

/// Letters whose mark is a part of them.
const LETTERS: [(char, &str); 12] = [
    ('ø', "o"),
    ('Ø', "O"),
    ('æ', "ae"),
    ('Æ', "AE"),
    ('œ', "oe"),
    ('Œ', "OE"),
    ('đ', "d"),
    ('Đ', "D"),
    ('ł', "l"),
    ('Ł', "L"),
    ('ı', "i"),
    ('ð', "d"),
];

/// Letters with their marks in one, as texts are stored.
pub(super) fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// A pattern of `LIKE`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pattern(Vec<Part>);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Letter(char),
    One,
    Any,
}

impl Pattern {
    /// `%` stands for any letters, `_` for one; after `\` they stand for themselves.
    pub(super) fn new(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            parts.push(match letter {
                '\\' => Part::Letter(letters.next().unwrap_or('\\')),
                '%' => Part::Any,
                '_' => Part::One,
                letter => Part::Letter(letter),
            });
        }
        Self(parts)
    }

    /// Whether the whole text is as the pattern says.
    pub(super) fn fits(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut part, mut at) = (0, 0);
        // Where to go back to: behind the last `%`, and the first letter it has not yet taken.
        let mut back: Option<(usize, usize)> = None;
        loop {
            match (self.0.get(part), text.get(at)) {
                (Some(Part::Any), _) => {
                    part += 1;
                    back = Some((part, at));
                    continue;
                }
                (Some(Part::One), Some(_)) => {}
                (Some(Part::Letter(wanted)), Some(letter)) if wanted == letter => {}
                (None, None) => return true,
                _ => match back {
                    Some((after, taken)) if taken < text.len() => {
                        back = Some((after, taken + 1));
                        (part, at) = (after, taken + 1);
                        continue;
                    }
                    _ => return false,
                },
            }
            part += 1;
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_fitted_by_the_whole_text() {
        for (pattern, text, fits) in [
            ("Södermalm", "Södermalm", true),
            ("Söder%", "Södermalm", true),
            ("%malm", "Norrmalm", true),
            ("%malm", "Malmö", false),
            ("S_dermalm", "Södermalm", true),
            ("%a%a%", "Gamla stan", true),
            ("%a%a%a%a%", "Gamla stan", false),
            ("", "", true),
            ("%", "", true),
            ("_", "", false),
            (r"100\%", "100%", true),
            (r"100\%", "1000", false),
            (r"a\_b", "axb", false),
            (r"a\\b", r"a\b", true),
            ("%_", "å", true),
            ("a%b", "aXbY", false),
        ] {
            assert_eq!(Pattern::new(pattern).fits(text), fits, "{text} LIKE {pattern}");
        }
    }

    #[test]
    fn case_and_accents_are_let_be_in_every_alphabet_that_has_them() {
        assert_eq!(without_case("STRASSE"), without_case("Straße"));
        assert_eq!(without_case("ΟΔΟΣ"), without_case("Οδος"));
        assert_eq!(without_case("ÅRSTA"), without_case("årsta"));
        assert_eq!(without_accents("Årsta Ängby Östberga é"), "Arsta Angby Ostberga e");
        assert_eq!(without_accents("a\u{30a}"), "a");
        assert_eq!(composed("a\u{30a}"), "å");
        assert_eq!(without_accents("København"), "Kobenhavn");
    }
}
