//! The number check on the wire.

use super::{
    content_body::{KeyBody, NumberBody},
    reference_body::ReferenceBody,
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
