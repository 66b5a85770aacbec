//! The lägesbild: written by each party alone, put together, decided by both, replaced by the next.
//!
//! Every number in its sentences is tied to what it says, and is recomputed before it is decided.
//! Pure: figures, time and identities are arguments. Texts for readers are chosen outside, by code.

/// What a number in a sentence refers to, and how it is recomputed from figures.
pub mod reference;

/// Numbers as they are written: digits, decimals, and where in the text.
pub mod stated;

/// Words that stand for numbers, as tables.
pub mod words;

mod tokens;

mod excluded;

mod numerals;

mod phrases;

/// What a text can state.
pub mod quantity;

/// Everything in a Swedish text that states a quantity.
pub mod finder;

/// What a written quantity claims, as an interval that the recomputed value lies in or not.
pub mod claim;

/// One number against its figure: `ok`, `fails` or `weak_words`, with the rule that said so.
pub mod check;

/// A sentence with its numbers tied.
pub mod statement;

/// What a party's picture holds: sections, sources, places, survey indicators, dialogues.
pub mod content;

/// A party's picture before it is handed over: nobody else reads it.
pub mod draft;

/// The two pictures put together.
pub mod document;

/// Whether a lägesbild may be decided: every number tried, every failure mended or explained.
pub mod judgement;

/// Where the two parties part.
pub mod disagreement;

/// What differs between two versions.
pub mod diff;

/// What an overwritten draft leaves behind when its text is removed.
pub mod redaction;

/// What can happen to a lägesbild.
pub mod step;

/// Two drafts apart.
pub mod utkast;

/// The states and the way from one to the next.
pub mod states;

/// A lägesbild with everything that happened to it.
pub mod record;

/// A lägesbild as one party sees it.
pub mod seen;

/// Why an act was refused.
pub mod refusal;

#[cfg(test)]
mod check_tests;
#[cfg(test)]
mod disagreement_tests;
#[cfg(test)]
mod finder_tests;
#[cfg(test)]
mod given_tests;
#[cfg(test)]
mod record_property_tests;
#[cfg(test)]
mod record_tests;
#[cfg(test)]
mod redaction_tests;
#[cfg(test)]
mod words_tests;
