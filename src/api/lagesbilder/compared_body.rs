//! Where the parties part, and what differs between two versions, on the wire.

use super::{
    content_body::{KeyBody, PlaceBody},
    reference_body::ReferenceBody,
};
use serde::Serialize;

/// A number as a party states it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildStated {
    /// Number of the statement in the party's part.
    pub(super) statement: u32,
    /// As written.
    pub(super) written: String,
}

/// One point where the parties part.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildDisagreement {
    /// Stable code.
    #[cfg_attr(
        test,
        ts(
            type = "'different_numbers' | 'judged_opposite' | 'judged_differently' | 'section_only_one' | 'place_only_one' | 'source_only_one'"
        )
    )]
    pub(super) code: &'static str,
    /// In words.
    pub(super) text: String,
    /// The section.
    pub(super) section: Option<KeyBody>,
    /// In words.
    pub(super) section_title: Option<String>,
    /// What both numbers are tied to.
    pub(super) reference: Option<ReferenceBody>,
    /// The same in words.
    pub(super) says: Option<String>,
    /// The police's number.
    pub(super) polis: Option<LagesbildStated>,
    /// The city's number.
    pub(super) stad: Option<LagesbildStated>,
    /// The police's judgement.
    #[cfg_attr(test, ts(type = "'battre' | 'oforandrat' | 'samre' | null"))]
    pub(super) judged_polis: Option<&'static str>,
    /// The city's judgement.
    #[cfg_attr(test, ts(type = "'battre' | 'oforandrat' | 'samre' | null"))]
    pub(super) judged_stad: Option<&'static str>,
    /// The place.
    pub(super) place: Option<PlaceBody>,
    /// Id of the source.
    pub(super) source: Option<String>,
    /// The one who has it.
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | null"))]
    pub(super) side: Option<&'static str>,
    /// What the other says of the source; null when it does not name it.
    #[cfg_attr(test, ts(type = "'used' | 'not_used' | 'not_available' | null"))]
    pub(super) other: Option<&'static str>,
}

/// Where the parties part.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildDisagreements {
    /// By kind, then in the order of the pictures.
    pub(super) items: Vec<LagesbildDisagreement>,
}

/// A number in both versions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildNumberChange {
    /// As written before.
    pub(super) old: String,
    /// What it said.
    pub(super) old_says: String,
    /// As written now.
    pub(super) new: String,
    /// What it says.
    pub(super) new_says: String,
}

/// One difference between two versions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildChange {
    /// Stable code.
    #[cfg_attr(
        test,
        ts(
            type = "'section_added' | 'section_removed' | 'judged_changed' | 'statement_added' | 'statement_removed' | 'statement_changed'"
        )
    )]
    pub(super) code: &'static str,
    /// In words.
    pub(super) text: String,
    /// The section.
    pub(super) section: KeyBody,
    /// In words.
    pub(super) section_title: String,
    /// Where a statement was before, when that is elsewhere.
    pub(super) moved_from: Option<String>,
    /// Whose words.
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | 'gemensam' | null"))]
    pub(super) part: Option<&'static str>,
    /// The statement's text before.
    pub(super) old_text: Option<String>,
    /// The statement's text now.
    pub(super) new_text: Option<String>,
    /// Judgement before.
    #[cfg_attr(test, ts(type = "'battre' | 'oforandrat' | 'samre' | null"))]
    pub(super) old_judged: Option<&'static str>,
    /// Judgement now.
    #[cfg_attr(test, ts(type = "'battre' | 'oforandrat' | 'samre' | null"))]
    pub(super) new_judged: Option<&'static str>,
    /// Numbers that are others now.
    pub(super) numbers: Vec<LagesbildNumberChange>,
}

/// What differs between two versions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildDiff {
    /// The older version.
    pub(super) from: String,
    /// The newer one.
    pub(super) to: String,
    /// In the order of the newer, with what is gone after it.
    pub(super) items: Vec<LagesbildChange>,
}
