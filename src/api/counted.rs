//! What every counted answer says of itself: its days, what it leaves out, what to know before
//! believing it.

use super::{problem::Language, words};
use crate::{analysis::run::GuardRail, incident::Period};
use serde::{Deserialize, Serialize};

/// Whole local days.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct Days {
    /// First day, `YYYY-MM-DD`.
    #[schema(format = Date)]
    pub(super) from: String,
    /// Last day, included.
    #[schema(format = Date)]
    pub(super) to: String,
}

impl From<Period> for Days {
    fn from(period: Period) -> Self {
        Self { from: period.from.to_string(), to: period.to.to_string() }
    }
}

/// Counts that no cell has.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LeftOut {
    /// Stable code of the reason.
    code: String,
    /// In words.
    text: String,
    /// Counts.
    n: u64,
}

impl LeftOut {
    /// With its text.
    pub(super) fn of(code: &str, n: u64, language: Language) -> Self {
        Self { code: code.to_owned(), text: words::code(code, language).to_owned(), n }
    }
}

/// A warning on the result.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "GuardRail"))]
#[schema(as = GuardRail)]
pub(super) struct GuardRailBody {
    /// Stable code.
    code: String,
    /// The number that fired it.
    value: f64,
    /// In words.
    text: String,
}

impl GuardRailBody {
    /// In the reader's language.
    pub(super) fn of(rail: &GuardRail, language: Language) -> Self {
        let text = words::warning(&rail.code, &rail.text_sv, language).into_owned();
        Self { code: rail.code.clone(), value: rail.value, text }
    }
}
