//! Who hands over what to whom, as it is asked for.

use super::plan_body::owner;
use crate::{
    api::problem::Problem,
    case::{text_guard::CleanText, work::handover::Handover},
};
use serde::Deserialize;

/// What one function of a case or forum hands over to another.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewHandover", export_to = "../web/src/api/types/"))]
#[schema(as = NewHandover)]
pub(super) struct HandoverAsked {
    /// Whose function has it: `polis`, `stad` or `deltagare`.
    #[schema(pattern = "^(polis|stad|deltagare)$")]
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | 'deltagare'"))]
    from_of: String,
    /// The function that has it.
    from: String,
    /// Whose function is to have it.
    #[schema(pattern = "^(polis|stad|deltagare)$")]
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | 'deltagare'"))]
    to_of: String,
    /// The function that is to have it.
    to: String,
    /// Numbers of its open measures that go over.
    measures: Vec<u32>,
    /// Numbers of its activity targets that go over.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<u32>>"))]
    targets: Vec<u32>,
    /// The template names the new function where it named the old one, and the address for calls
    /// follows.
    template: bool,
}

impl HandoverAsked {
    pub(super) fn checked(self, motive: CleanText) -> Result<Handover, Problem> {
        Ok(Handover {
            from: owner("handover.from", self.from_of, &self.from)?,
            to: owner("handover.to", self.to_of, &self.to)?,
            measures: self.measures,
            targets: self.targets,
            template: self.template,
            motive,
        })
    }
}
