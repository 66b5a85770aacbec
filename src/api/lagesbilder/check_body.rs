//! The number check on the wire.

use super::{
    body::part,
    content_body::{KeyBody, NumberBody, numbers},
    reference_body::ReferenceBody,
};
use crate::{
    api::{problem::Language, words},
    app::lagesbild::{Basis, Live, Names},
    lagesbild::{
        check::{Fault, Verdict, check},
        document::{Document, Trouble},
        judgement::{Judgement, Outcome, Trial, document_fingerprint},
        reference::{Missing, Reference},
        statement::Statement,
    },
};
use serde::Serialize;

/// Where a figure comes from: *så räknades det*.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildFigureSource {
    /// What, where and when, in words.
    pub(super) what: String,
    /// The figure.
    pub(super) number: f64,
    /// In what: `antal`, `procent`, …
    pub(super) unit: &'static str,
    /// The source, or the deliveries it was counted from.
    pub(super) source: String,
    /// The day it was extracted, the last of several.
    pub(super) extracted_on: Option<String>,
    /// Made up.
    pub(super) synthetic: bool,
}

/// The verdict on one number.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildVerdict {
    /// In a word.
    #[cfg_attr(test, ts(type = "'ok' | 'fails' | 'weak_words'"))]
    pub(super) code: &'static str,
    /// By which rule.
    #[cfg_attr(
        test,
        ts(
            type = "'rounding' | 'range' | 'bound' | 'direction' | 'unchanged' | 'weak_word' | 'place' | 'unit_differs'"
        )
    )]
    pub(super) rule: &'static str,
    /// The rule in words.
    pub(super) rule_text: &'static str,
    /// Why it fails.
    #[cfg_attr(
        test,
        ts(type = "'differs' | 'truncated' | 'wrong_direction' | 'unit_differs' | null")
    )]
    pub(super) fault: Option<&'static str>,
    /// The same in words.
    pub(super) fault_text: Option<&'static str>,
    /// The value, recomputed.
    pub(super) value: f64,
    /// In what.
    pub(super) unit: &'static str,
    /// The number as stated, in that unit and with its sign.
    pub(super) stated: Option<f64>,
    /// The value in the precision stated.
    pub(super) rounded: Option<f64>,
    /// Value minus stated number.
    pub(super) difference: Option<f64>,
    /// Where the value should lie: from,
    pub(super) low: Option<f64>,
    /// to,
    pub(super) high: Option<f64>,
    /// without the lower end,
    pub(super) low_open: bool,
    /// without the upper end.
    pub(super) high_open: bool,
    /// Whether it does.
    pub(super) inside: bool,
    /// The weak word.
    pub(super) weak: Option<String>,
}

/// One number, tried.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildTrial {
    /// The section.
    pub(super) section: KeyBody,
    /// In words.
    pub(super) section_title: String,
    /// In whose words it stands.
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | 'gemensam'"))]
    pub(super) part: &'static str,
    /// Number of the statement there.
    pub(super) statement: u32,
    /// First character.
    pub(super) start: usize,
    /// The character after the last.
    pub(super) end: usize,
    /// As it is written.
    pub(super) written: String,
    /// What came of it.
    #[cfg_attr(
        test,
        ts(
            type = "'ok' | 'fails' | 'weak_words' | 'cannot_be_recomputed' | 'not_checked' | 'with_its_number' | 'untied'"
        )
    )]
    pub(super) outcome: &'static str,
    /// In words, for the reader.
    pub(super) text: String,
    /// It stops the decision.
    pub(super) blocks: bool,
    /// An explanation holds for it: why it stands.
    pub(super) explanation: Option<String>,
    /// The verdict, when it was recomputed.
    pub(super) verdict: Option<LagesbildVerdict>,
    /// Why it cannot be recomputed.
    #[cfg_attr(
        test,
        ts(
            type = "'no_data' | 'suppressed' | 'not_extracted' | 'zero_base' | 'units_differ' | null"
        )
    )]
    pub(super) missing: Option<&'static str>,
    /// Why it is not checked.
    pub(super) not_checked: Option<String>,
    /// What it is tied to.
    pub(super) reference: Option<ReferenceBody>,
    /// The same in words.
    pub(super) says: Option<String>,
    /// The figures it was recomputed from.
    pub(super) sources: Vec<LagesbildFigureSource>,
}

/// *31 tal prövade, 2 stämmer inte*, as numbers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildCheckSummary {
    /// Recomputed and compared.
    pub(super) n_tried: usize,
    /// Of those: right.
    pub(super) n_ok: usize,
    /// Of those: wrong, explained or not.
    pub(super) n_fails: usize,
    /// Of those: weak words.
    pub(super) n_weak: usize,
    /// Of the weak: the value lies outside the range of the word.
    pub(super) n_weak_outside: usize,
    /// Could not be recomputed.
    pub(super) n_cannot_be_recomputed: usize,
    /// Declared as not checked.
    pub(super) n_not_checked: usize,
    /// Tied to nothing.
    pub(super) n_untied: usize,
    /// Wrong or not recomputed, and explained.
    pub(super) n_explained: usize,
    /// Stop the decision.
    pub(super) n_blocking: usize,
    /// In words.
    pub(super) text: String,
}

/// Every number of a lägesbild, tried against live figures: of the own draft while the two are apart, of the
/// document from then on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildCheck {
    /// What was tried.
    #[cfg_attr(test, ts(type = "'own_draft' | 'document'"))]
    pub(super) of: &'static str,
    /// Fingerprint of the document.
    pub(super) fingerprint: Option<String>,
    /// State of the counts.
    pub(super) data_version: u32,
    /// In numbers.
    pub(super) summary: LagesbildCheckSummary,
    /// Every number, in the order of reading.
    pub(super) items: Vec<LagesbildTrial>,
}

/// What came of a text and a reference.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildFigureAnswer {
    /// Everything in the text that states a quantity.
    pub(super) numbers: Vec<NumberBody>,
    /// What the reference says, in words.
    pub(super) says: Option<String>,
    /// The value.
    pub(super) value: Option<f64>,
    /// In what.
    pub(super) unit: Option<&'static str>,
    /// Why there is none.
    #[cfg_attr(
        test,
        ts(
            type = "'no_data' | 'suppressed' | 'not_extracted' | 'zero_base' | 'units_differ' | null"
        )
    )]
    pub(super) missing: Option<&'static str>,
    /// The same in words.
    pub(super) missing_text: Option<&'static str>,
    /// The figures it was computed from.
    pub(super) sources: Vec<LagesbildFigureSource>,
    /// The number of the text that was asked about, tried.
    pub(super) verdict: Option<LagesbildVerdict>,
}

fn sources(live: &Live<'_>, names: &Names, reference: &Reference) -> Vec<LagesbildFigureSource> {
    let one = |basis: Basis| LagesbildFigureSource {
        what: names.figure(&basis.figure),
        number: basis.value.number,
        unit: basis.value.unit.as_str(),
        source: basis.source.unwrap_or_else(|| names.counted(live.version)),
        extracted_on: basis.extracted_on.map(|day| day.to_string()),
        synthetic: basis.synthetic,
    };
    live.bases(reference).into_iter().map(one).collect()
}

impl LagesbildVerdict {
    fn of(verdict: &Verdict, language: Language) -> Self {
        let fault = verdict.fault.map(Fault::code);
        Self {
            code: verdict.code.as_str(),
            rule: verdict.rule.code(),
            rule_text: words::code(verdict.rule.code(), language),
            fault,
            fault_text: fault.map(|fault| words::code(fault, language)),
            value: verdict.value.number,
            unit: verdict.value.unit.as_str(),
            stated: verdict.stated,
            rounded: verdict.rounded,
            difference: verdict.difference,
            low: verdict.range.low,
            high: verdict.range.high,
            low_open: verdict.range.low_open,
            high_open: verdict.range.high_open,
            inside: verdict.inside,
            weak: verdict.weak.clone(),
        }
    }
}

impl LagesbildTrial {
    fn of(
        trial: &Trial,
        document: &Document,
        live: &Live<'_>,
        names: &Names,
        language: Language,
    ) -> Self {
        let (code, text) = trial.outcome.codes();
        let statement = document.statement(trial.statement);
        let reference = statement.and_then(|statement| statement.reference_at(trial.span));
        let (missing, why) = match &trial.outcome {
            Outcome::Trouble { trouble, explained } => {
                let holds = document.explanation(trial.statement, trial.span, trouble);
                let why = holds.filter(|_| *explained).map(|one| one.reason.to_string());
                match trouble {
                    Trouble::Fails(_) => (None, why),
                    Trouble::CannotBeRecomputed(missing) => (Some(missing.code()), why),
                }
            }
            _ => (None, None),
        };
        let verdict = trial.outcome.verdict();
        Self {
            section: (&trial.section).into(),
            section_title: names.section(&trial.section),
            part: part(trial.statement.part),
            statement: trial.statement.id.0,
            start: trial.span.start,
            end: trial.span.end,
            written: trial.written.clone(),
            outcome: code,
            text: words::code(text, language).to_owned(),
            blocks: trial.blocks(),
            explanation: why,
            verdict: verdict.map(|verdict| LagesbildVerdict::of(verdict, language)),
            missing,
            not_checked: match &trial.outcome {
                Outcome::NotChecked { reason } => Some(reason.to_string()),
                _ => None,
            },
            reference: reference.map(ReferenceBody::from),
            says: reference.map(|reference| names.says(reference)),
            sources: reference.map(|it| sources(live, names, it)).unwrap_or_default(),
        }
    }
}

impl LagesbildCheck {
    pub(super) fn of(
        (document, judgement): &(Document, Judgement),
        is_draft: bool,
        live: &Live<'_>,
        names: &Names,
        language: Language,
    ) -> Self {
        let (sum, n_blocking) = (judgement.summary(), judgement.blocks().count());
        let (n, wrong) = (sum.n_tried, sum.n_fails);
        let text = language.of_both(
            format!("{n} tal prövade, {wrong} stämmer inte"),
            format!("{n} numbers tried, {wrong} fail"),
        );
        let trials = judgement.trials().iter();
        Self {
            of: if is_draft { "own_draft" } else { "document" },
            fingerprint: (!is_draft).then(|| document_fingerprint(document).0),
            data_version: live.version.0,
            summary: LagesbildCheckSummary {
                n_tried: n,
                n_ok: sum.n_ok,
                n_fails: wrong,
                n_weak: sum.n_weak,
                n_weak_outside: sum.n_weak_outside,
                n_cannot_be_recomputed: sum.n_cannot_be_recomputed,
                n_not_checked: sum.n_not_checked,
                n_untied: sum.n_untied,
                n_explained: sum.n_explained,
                n_blocking,
                text,
            },
            items: trials
                .map(|trial| LagesbildTrial::of(trial, document, live, names, language))
                .collect(),
        }
    }
}

impl LagesbildFigureAnswer {
    /// A text, a reference, or a number of the one against the other.
    pub(super) fn of(
        text: Option<&Statement>,
        reference: Option<&Reference>,
        start: Option<usize>,
        live: &Live<'_>,
        names: &Names,
        language: Language,
    ) -> Self {
        let value = reference.map(|reference| reference.value(live));
        let missing = value.and_then(Result::err).map(Missing::code);
        let asked = text.zip(start).and_then(|(text, at)| {
            let mut all = text.numbers().into_iter();
            all.find(|one| one.found.span.start <= at && at < one.found.span.end)
        });
        let verdict = asked.zip(reference).and_then(|(number, reference)| {
            let verdict = check(&number.found.quantity, reference, live).ok()?;
            Some(LagesbildVerdict::of(&verdict, language))
        });
        Self {
            numbers: text.map(numbers).unwrap_or_default(),
            says: reference.map(|reference| names.says(reference)),
            value: value.and_then(Result::ok).map(|value| value.number),
            unit: value.and_then(Result::ok).map(|value| value.unit.as_str()),
            missing,
            missing_text: missing.map(|code| words::code(code, language)),
            sources: reference.map(|it| sources(live, names, it)).unwrap_or_default(),
            verdict,
        }
    }
}
