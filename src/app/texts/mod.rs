//! Words for stable codes, Swedish and English side by side, by subject. The only place where a code
//! becomes a text: everything further in knows codes alone. A text says what is wrong and what to do
//! about it.
//!
//! A code is looked up as what it stands for: a [`sentence`], a [`problem`] with title and detail, what
//! is wrong with a [`field`], or a [`warning`] whose Swedish text was stored with its numbers.

mod acts;
mod administration;
pub mod arshjul;
mod backtest;
mod basemap;
mod cases;
pub mod compilation;
mod effect;
mod fields;
mod information;
mod ingest;
mod lagesbild;
mod library;
mod problems;
mod releases;
mod runs;
mod sources;
mod verbs;
mod warnings;

use super::NotAmong;
use crate::case::personal_data::Found;
use std::borrow::Cow;

/// The two languages of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Swedish, unless the reader prefers English.
    Swedish,
    /// English.
    English,
}

impl Language {
    /// Of two texts the one in this language.
    pub fn of_both<T>(self, sv: T, en: T) -> T {
        match self {
            Self::Swedish => sv,
            Self::English => en,
        }
    }
}

/// (code, Swedish, English).
type Entry = (&'static str, &'static str, &'static str);

const SENTENCES: &[&[Entry]] = &[
    ingest::REJECTIONS,
    ingest::REFUSALS,
    ingest::IMPORT_WARNINGS,
    ingest::MENDED,
    runs::ANALYSIS,
    runs::RUNS,
    verbs::VERBS,
    verbs::BACKUPS,
    backtest::BACKTEST,
    effect::EFFECT,
    effect::VERDICTS,
    acts::FINDINGS,
    verbs::SIGN_IN_SETTINGS,
    sources::REFUSALS,
    sources::SETTINGS,
    basemap::SETTINGS,
    lagesbild::SENTENCES,
];

const PROBLEMS: &[&[problems::Problem]] = &[
    problems::SERVICE,
    problems::SIGN_IN,
    problems::CASES,
    cases::REFUSALS,
    administration::REFUSALS,
    releases::REFUSALS,
    information::REFUSALS,
    arshjul::REFUSALS,
    library::REFUSALS,
    lagesbild::REFUSALS,
    basemap::REFUSALS,
];

const FIELDS: &[&[Entry]] = &[
    fields::FIELDS,
    fields::CASES,
    administration::FIELDS,
    releases::FIELDS,
    information::FIELDS,
    arshjul::FIELDS,
    lagesbild::FIELDS,
];

/// Text of a code in a language; an unknown code is its own text.
pub fn sentence(code: &str, language: Language) -> &str {
    let found = find(SENTENCES, code).or_else(|| find(FIELDS, code));
    found.map_or(code, |(_, sv, en)| language.of_both(sv, en))
}

/// Swedish text of a code; an unknown code is its own text.
pub fn text_sv(code: &str) -> &str {
    sentence(code, Language::Swedish)
}

/// English text of a code; an unknown code is its own text.
pub fn text_en(code: &str) -> &str {
    sentence(code, Language::English)
}

/// Title and detail of a refusal.
pub fn problem(code: &str, language: Language) -> (String, Option<String>) {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    match PROBLEMS.iter().copied().flatten().find(|known| known.0 == code) {
        Some(&(_, sv, sv_detail, en, en_detail)) => {
            let (title, detail) = language.of_both((sv, sv_detail), (en, en_detail));
            (title.to_owned(), some(detail))
        }
        None => (sentence(code, language).to_owned(), None),
    }
}

/// What is wrong with a field.
pub fn field(code: &str, language: Language) -> &str {
    let found = find(FIELDS, code);
    found.map_or_else(|| sentence(code, language), |(_, sv, en)| language.of_both(sv, en))
}

/// What the log says was done; an unknown act is its own text.
pub fn act(code: &str, language: Language) -> &str {
    find(&[acts::ACTS], code).map_or(code, |(_, sv, en)| language.of_both(sv, en))
}

/// What the log says it was done to; an unknown kind is its own text.
pub fn object_kind(code: &str, language: Language) -> &str {
    find(&[acts::OBJECTS], code).map_or(code, |(_, sv, en)| language.of_both(sv, en))
}

/// The codes of all acts of the log.
pub fn acts() -> impl Iterator<Item = &'static str> {
    acts::ACTS.iter().map(|(code, ..)| *code)
}

/// The codes of all kinds of objects of the log.
pub fn object_kinds() -> impl Iterator<Item = &'static str> {
    acts::OBJECTS.iter().map(|(code, ..)| *code)
}

/// What was found in a text that points at a person, where, and why it is refused. It goes on after the
/// name of the field.
pub fn personal_data(found: Found, language: Language) -> String {
    let what = field(found.kind.as_str(), language);
    let (first, last) = (found.start + 1, found.end);
    match language {
        Language::Swedish => format!(
            "innehåller det som ser ut som {what} (tecken {first}–{last}). Texten sparas och kan läsas av \
             andra, så den får inte peka ut en person: skriv om utan det"
        ),
        Language::English => format!(
            "holds what looks like {what} (characters {first}–{last}). The text is kept and may be read \
             by others, so it must not point at a person: write it without"
        ),
    }
}

/// Why what was named cannot be chosen, and what can. It goes on after the name of the field.
pub fn not_among(wrong: &NotAmong, language: Language) -> String {
    cases::not_among(wrong, language)
}

/// The text of a warning that was stored in Swedish, in a language: the same sentence with the same
/// numbers. One that is not known stays as it was stored.
pub fn warning<'a>(code: &str, text_sv: &'a str, language: Language) -> Cow<'a, str> {
    match language {
        Language::Swedish => Cow::Borrowed(text_sv),
        Language::English => match warnings::in_english(code, text_sv) {
            Some(english) => Cow::Owned(english),
            None => Cow::Borrowed(text_sv),
        },
    }
}

fn find(tables: &[&'static [Entry]], code: &str) -> Option<Entry> {
    tables.iter().copied().flatten().find(|(known, ..)| *known == code).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ingest::RejectionCode, store::BackupFault};

    #[test]
    fn every_rejection_and_refused_backup_has_words_in_both_languages() {
        let backups = BackupFault::ALL.iter().map(|fault| fault.as_str());
        for code in RejectionCode::ALL.iter().map(|code| code.as_str()).chain(backups) {
            assert_ne!(text_sv(code), code);
            assert_ne!(text_en(code), code);
        }
    }

    #[test]
    fn an_unknown_code_is_its_own_text() {
        assert_eq!(text_sv("no_such_code"), "no_such_code");
        assert_eq!(text_en("no_such_code"), "no_such_code");
        assert_eq!(problem("no_such_code", Language::English), ("no_such_code".to_owned(), None));
        assert_eq!(field("no_such_code", Language::Swedish), "no_such_code");
        assert_eq!(warning("no_such_code", "Text.", Language::English), "Text.");
    }

    #[test]
    fn no_text_is_empty_and_no_code_has_two_meanings() {
        for tables in [SENTENCES, FIELDS, &[acts::ACTS], &[acts::OBJECTS]] {
            let mut seen = std::collections::BTreeMap::new();
            for (code, sv, en) in tables.iter().copied().flatten() {
                assert!(!sv.is_empty() && !en.is_empty(), "{code}");
                assert_eq!(*seen.entry(code).or_insert((sv, en)), (sv, en), "{code}");
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        for (code, sv, sv_detail, en, en_detail) in PROBLEMS.iter().copied().flatten() {
            assert!(!sv.is_empty() && !en.is_empty() && seen.insert(code), "{code}");
            assert_eq!(sv_detail.is_empty(), en_detail.is_empty(), "{code}");
        }
    }
}
