//! A letter that went out, as it is shown.

use super::function_of;
use crate::case::work::{
    letter::{Missed, Sending},
    step::Step,
};
use serde::Serialize;

/// A letter that went out: to which functions, never to which addresses.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LetterSent", export_to = "../web/src/api/types/"))]
#[schema(as = LetterSent)]
pub(super) struct SentBody {
    /// `kallelse`, `installt` or `atgardslista`.
    #[cfg_attr(test, ts(type = "'kallelse' | 'installt' | 'atgardslista'"))]
    letter: &'static str,
    /// When.
    at: String,
    /// Function of whoever sent it.
    by: String,
    /// The call, cancellation or closing that it tells of is the one that holds.
    current: bool,
    /// Those for whom the mail server took it.
    to: Vec<String>,
    /// Those for whom it did not.
    missed: Vec<MissedBody>,
    /// Those who have no address.
    without_address: Vec<String>,
}

/// A function that did not get a letter.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LetterMissed", export_to = "../web/src/api/types/"))]
#[schema(as = LetterMissed)]
struct MissedBody {
    /// The function.
    function: String,
    /// `unreachable`, `not_trusted`, `login_refused`, `sender_refused`, `address_refused` or `later`.
    #[cfg_attr(
        test,
        ts(
            type = "'unreachable' | 'not_trusted' | 'login_refused' | 'sender_refused' | 'address_refused' | 'later'"
        )
    )]
    why: &'static str,
}

impl SentBody {
    /// `current` says whether it tells of what holds.
    pub(super) fn of(step: &Step, sending: &Sending, current: bool) -> Self {
        let texts = |all: &[crate::case::text_guard::CleanText]| -> Vec<String> {
            all.iter().map(ToString::to_string).collect()
        };
        Self {
            letter: sending.letter.as_str(),
            at: step.at.to_string(),
            by: function_of(&step.by),
            current,
            to: texts(&sending.to),
            missed: sending.missed.iter().map(MissedBody::from).collect(),
            without_address: texts(&sending.without_address),
        }
    }
}

impl From<&Missed> for MissedBody {
    fn from(missed: &Missed) -> Self {
        Self { function: missed.function.to_string(), why: missed.why.as_str() }
    }
}
