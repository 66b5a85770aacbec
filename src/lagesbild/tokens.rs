//! A text in pieces, each knowing where it stands.

use super::stated::Span;

/// Words that are written short, with a full stop that ends no sentence.
const SHORTENED: &[&str] =
    &["ca", "kap", "kl", "s", "sid", "bl", "resp", "nr", "dnr", "t", "ex", "jfr", "a", "fl", "dvs"];

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters.
    Word,
    /// ASCII digits.
    Digits,
    /// Blanks, line breaks included.
    Blank,
    /// One other character.
    Mark(char),
}

/// One piece of a text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
    /// In small letters.
    pub(super) text: String,
}

/// The pieces of a text, in order and without gaps.
#[derive(Debug)]
pub(super) struct Tokens(Vec<Token>);

impl Tokens {
    pub(super) fn of(text: &str) -> Self {
        let mut all: Vec<Token> = Vec::new();
        for (at, c) in text.chars().enumerate() {
            let kind = match c {
                c if c.is_ascii_digit() => Kind::Digits,
                c if c.is_alphabetic() => Kind::Word,
                c if c.is_whitespace() => Kind::Blank,
                // A soft hyphen is no part of what is written.
                '\u{ad}' => continue,
                c => Kind::Mark(c),
            };
            match all.last_mut() {
                Some(last) if last.kind == kind && !matches!(kind, Kind::Mark(_)) => {
                    last.span.end = at + 1;
                    last.text.extend(c.to_lowercase());
                }
                _ => all.push(Token {
                    kind,
                    span: Span { start: at, end: at + 1 },
                    text: c.to_lowercase().collect(),
                }),
            }
        }
        Self(all)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, i: usize) -> Option<&Token> {
        self.0.get(i)
    }

    /// The digits at a place, if that is what stands there.
    pub(super) fn digits(&self, i: usize) -> Option<&str> {
        self.get(i).filter(|t| t.kind == Kind::Digits).map(|t| t.text.as_str())
    }

    pub(super) fn word(&self, i: usize) -> Option<&str> {
        self.get(i).filter(|t| t.kind == Kind::Word).map(|t| t.text.as_str())
    }

    pub(super) fn mark(&self, i: usize) -> Option<char> {
        match self.get(i)?.kind {
            Kind::Mark(c) => Some(c),
            _ => None,
        }
    }

    pub(super) fn is_blank(&self, i: usize) -> bool {
        self.get(i).is_some_and(|t| t.kind == Kind::Blank)
    }

    /// One blank within a line, breaking or not: what may part thousands.
    pub(super) fn is_one_space(&self, i: usize) -> bool {
        self.get(i).is_some_and(|t| {
            t.kind == Kind::Blank
                && matches!(t.text.as_str(), " " | "\u{a0}" | "\u{202f}" | "\u{2009}")
        })
    }

    pub(super) fn is_dash(&self, i: usize) -> bool {
        matches!(self.mark(i), Some('-' | '–' | '—' | '‑'))
    }

    /// The place after an optional blank.
    pub(super) fn skip_blank(&self, i: usize) -> usize {
        i + usize::from(self.is_blank(i))
    }

    /// The word that follows, over one blank.
    pub(super) fn next_word(&self, end: usize) -> Option<&str> {
        self.word(self.skip_blank(end))
    }

    /// Index of the word before a place, over one blank and one full stop (`kap. 5`).
    pub(super) fn index_before(&self, i: usize) -> Option<usize> {
        let mut at = i.checked_sub(1)?;
        if self.is_blank(at) {
            at = at.checked_sub(1)?;
        }
        if self.mark(at) == Some('.') {
            at = at.checked_sub(1)?;
            return self.word(at).filter(|word| SHORTENED.contains(word)).map(|_| at);
        }
        self.word(at).map(|_| at)
    }

    /// The word before a place.
    pub(super) fn word_before(&self, i: usize) -> Option<&str> {
        self.word(self.index_before(i)?)
    }

    /// Where a phrase ends that begins at a place; its words are parted by blanks.
    pub(super) fn phrase(&self, i: usize, phrase: &str) -> Option<usize> {
        let mut at = i;
        for (n, word) in phrase.split(' ').enumerate() {
            if n > 0 {
                if !self.is_blank(at) {
                    return None;
                }
                at += 1;
            }
            if self.word(at)? != word {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// The longest of several phrases that begins at a place, with what it stands for.
    pub(super) fn longest<'a, T>(
        &self,
        i: usize,
        phrases: impl Iterator<Item = (&'a str, T)>,
    ) -> Option<(T, usize)> {
        phrases
            .filter_map(|(phrase, what)| Some((what, self.phrase(i, phrase)?)))
            .max_by_key(|(_, end)| *end)
    }

    /// The characters from one place up to another.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span { start: self.0[start].span.start, end: self.0[end - 1].span.end }
    }

    /// Whether a sentence ends at a place: a full stop within a number or after a short form does not.
    pub(super) fn ends_sentence(&self, i: usize) -> bool {
        match self.mark(i) {
            Some('!' | '?' | ';') => true,
            Some('.') => {
                let before = i.checked_sub(1).and_then(|at| self.word(at));
                let short = before.is_some_and(|word| SHORTENED.contains(&word));
                !short && (i + 1 >= self.len() || self.is_blank(i + 1))
            }
            _ => false,
        }
    }
}
