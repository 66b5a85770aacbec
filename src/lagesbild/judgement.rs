//! Whether a lägesbild may be decided.
//!
//! Every quantity of every statement is tried. A document is stopped by a number that fails and by one
//! that cannot be recomputed, until it is mended or explained, and by one that is neither tied nor
//! declared as not checked. Weak words are warned of and stop nothing.

use super::{
    check::{Code, Fault, Verdict, check},
    content::SectionKey,
    document::{Document, StatementRef, Trouble},
    quantity::Quantity,
    reference::{Figures, Measure, Reference},
    refusal::Refusal,
    stated::Span,
    statement::{Number, To},
};
use crate::{
    case::{canonical::fingerprint, text_guard::CleanText},
    incident::{DataVersion, Fingerprint},
};
use serde::{Deserialize, Serialize};

/// What came of one number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was recomputed and stands, perhaps with a warning.
    Stands(Verdict),
    /// It fails or cannot be recomputed.
    Trouble {
        /// What is wrong.
        trouble: Trouble,
        /// Whether an explanation holds for it.
        explained: bool,
    },
    /// It is declared as not checked.
    NotChecked {
        /// Why.
        reason: CleanText,
    },
    /// A word of direction whose number is tied to a change: it is tried with the number.
    WithItsNumber,
    /// It is tied to nothing.
    Untied,
}

impl Outcome {
    /// Stable code, and the code of the words for it.
    pub fn codes(&self) -> (&'static str, &'static str) {
        match self {
            Outcome::Trouble { trouble: Trouble::CannotBeRecomputed(missing), .. } => {
                ("cannot_be_recomputed", missing.code())
            }
            Outcome::NotChecked { .. } => ("not_checked", "trial_not_checked"),
            Outcome::WithItsNumber => ("with_its_number", "trial_with_its_number"),
            Outcome::Untied => ("untied", "trial_untied"),
            Outcome::Stands(it) | Outcome::Trouble { trouble: Trouble::Fails(it), .. } => {
                match (it.code, it.inside) {
                    (Code::Ok, _) => ("ok", "trial_ok"),
                    (Code::WeakWords, true) => ("weak_words", "trial_weak"),
                    (Code::WeakWords, false) => ("weak_words", "trial_weak_outside"),
                    (Code::Fails, _) => ("fails", it.fault.map_or("differs", Fault::code)),
                }
            }
        }
    }

    /// The verdict, where it was recomputed.
    pub fn verdict(&self) -> Option<&Verdict> {
        match self {
            Outcome::Stands(it) | Outcome::Trouble { trouble: Trouble::Fails(it), .. } => Some(it),
            _ => None,
        }
    }
}

/// One number of a document, tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// The section it stands in.
    pub section: SectionKey,
    /// The statement.
    pub statement: StatementRef,
    /// Its characters.
    pub span: Span,
    /// As it is written.
    pub written: String,
    /// What came of it.
    pub outcome: Outcome,
}

impl Trial {
    /// Whether it stops the document.
    pub fn blocks(&self) -> bool {
        match &self.outcome {
            Outcome::Stands(_) | Outcome::NotChecked { .. } | Outcome::WithItsNumber => false,
            Outcome::Trouble { explained, .. } => !explained,
            Outcome::Untied => true,
        }
    }
}

/// *31 tal prövade, 2 stämmer inte*, as numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Recomputed and compared.
    pub n_tried: usize,
    /// Of those: right.
    pub n_ok: usize,
    /// Of those: wrong, explained or not.
    pub n_fails: usize,
    /// Of those: weak words.
    pub n_weak: usize,
    /// Of the weak: the value lies outside the range of the word.
    pub n_weak_outside: usize,
    /// Could not be recomputed.
    pub n_cannot_be_recomputed: usize,
    /// Declared as not checked.
    pub n_not_checked: usize,
    /// Tied to nothing.
    pub n_untied: usize,
    /// Wrong or not recomputed, and explained.
    pub n_explained: usize,
}

/// A document with every number tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    document: Fingerprint,
    data_version: DataVersion,
    trials: Vec<Trial>,
}

/// That nothing stood in the way of a document: what a chief signs under.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passed {
    document: Fingerprint,
    data_version: DataVersion,
    summary: Summary,
}

impl Passed {
    /// Of the document.
    pub fn document(&self) -> &Fingerprint {
        &self.document
    }

    /// The state of the counts it was tried against.
    pub fn data_version(&self) -> DataVersion {
        self.data_version
    }

    /// What came of it.
    pub fn summary(&self) -> Summary {
        self.summary
    }
}

/// Of a document as it stands.
pub fn document_fingerprint(document: &Document) -> Fingerprint {
    fingerprint(document)
}

impl Judgement {
    /// Tries every number of a document against figures of a data version.
    pub fn of(document: &Document, figures: &dyn Figures, data_version: DataVersion) -> Self {
        let mut trials = Vec::new();
        for (section, at, statement) in document.statements() {
            let numbers = statement.numbers();
            for (i, number) in numbers.iter().enumerate() {
                let span = number.found.span;
                let outcome = match goes_with_a_number(&numbers, i) {
                    true => Outcome::WithItsNumber,
                    false => outcome(document, at, number, figures),
                };
                trials.push(Trial {
                    section: section.clone(),
                    statement: at,
                    span,
                    written: span.of(statement.text().as_str()),
                    outcome,
                });
            }
        }
        Self { document: fingerprint(document), data_version, trials }
    }

    /// Every number, in the order of reading.
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// Those that stop the document.
    pub fn blocks(&self) -> impl Iterator<Item = &Trial> {
        self.trials.iter().filter(|trial| trial.blocks())
    }

    /// In numbers.
    pub fn summary(&self) -> Summary {
        let mut sum = Summary::default();
        for trial in &self.trials {
            match &trial.outcome {
                Outcome::Trouble { trouble, explained } => {
                    sum.n_explained += usize::from(*explained);
                    sum.n_cannot_be_recomputed +=
                        usize::from(matches!(trouble, Trouble::CannotBeRecomputed(_)));
                }
                Outcome::NotChecked { .. } => sum.n_not_checked += 1,
                Outcome::Untied => sum.n_untied += 1,
                Outcome::Stands(_) | Outcome::WithItsNumber => {}
            }
            let Some(verdict) = trial.outcome.verdict() else { continue };
            sum.n_tried += 1;
            match verdict.code {
                Code::Ok => sum.n_ok += 1,
                Code::Fails => sum.n_fails += 1,
                Code::WeakWords => {
                    sum.n_weak += 1;
                    sum.n_weak_outside += usize::from(!verdict.inside);
                }
            }
        }
        sum
    }

    /// What a chief signs under. Refused while anything stands in the way.
    pub fn passed(&self) -> Result<Passed, Refusal> {
        if self.blocks().next().is_some() {
            return Err(Refusal::NumbersBlock);
        }
        Ok(Passed {
            document: self.document.clone(),
            data_version: self.data_version,
            summary: self.summary(),
        })
    }
}

/// Whether an untied *ökat* needs no tie of its own: in *ökat med 83 %* and in *11 % minskning* the sign of
/// the number is the word, and the number is tied to a change.
fn goes_with_a_number(numbers: &[Number<'_>], i: usize) -> bool {
    let Number { found, to: None } = &numbers[i] else { return false };
    let Quantity::Direction { sense, size: None } = found.quantity else { return false };
    let follows = numbers.get(i + 1);
    let beside = |number: &&Number<'_>| number.found.span.end + 1 == found.span.start;
    let precedes = i.checked_sub(1).and_then(|before| numbers.get(before)).filter(beside);
    follows.into_iter().chain(precedes).any(|number| {
        let signed = match number.found.quantity {
            Quantity::Number { sense: Some(own), .. } => own == sense,
            Quantity::Range { sense: Some(own), .. } => own == sense,
            _ => false,
        };
        let changes = |reference: &Reference| {
            matches!(reference.measure, Measure::ChangeFrom { .. } | Measure::DifferenceFrom(_))
        };
        signed && matches!(number.to, Some(To::Reference(reference)) if changes(reference))
    })
}

fn outcome(
    document: &Document,
    at: StatementRef,
    number: &Number<'_>,
    figures: &dyn Figures,
) -> Outcome {
    let reference = match number.to {
        None => return Outcome::Untied,
        Some(To::NotChecked { reason }) => return Outcome::NotChecked { reason: reason.clone() },
        Some(To::Reference(reference)) => reference,
    };
    let trouble = match check(&number.found.quantity, reference, figures) {
        Ok(verdict) if verdict.code == Code::Fails => Trouble::Fails(verdict),
        Ok(verdict) => return Outcome::Stands(verdict),
        Err(missing) => Trouble::CannotBeRecomputed(missing),
    };
    let explained = document.explanation(at, number.found.span, &trouble).is_some();
    Outcome::Trouble { trouble, explained }
}
