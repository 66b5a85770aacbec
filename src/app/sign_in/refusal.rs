//! Why a sign-in came to nothing: a stable code for the browser, a reason for the log.

use super::http::NoAnswer;
use crate::app::AppError;
use openidconnect::DiscoveryError;

/// The browser learns the code and nothing else.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) reason: String,
}

/// What the provider said does not hold.
pub(super) const REFUSED: &str = "sign_in_refused";
/// Begun too long ago, in another browser, or used already.
pub(super) const EXPIRED: &str = "sign_in_expired";
/// The provider itself did not sign the user in.
pub(super) const PROVIDER_REFUSED: &str = "provider_refused";
/// The provider does not answer as it should.
pub(super) const UNREACHABLE: &str = "provider_unreachable";
/// An administrator has refused the identity, or closed its user.
pub(super) const IDENTITY_REFUSED: &str = "identity_refused";

impl Refusal {
    pub(super) fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// What the provider said does not hold.
    pub(super) fn refused(reason: impl Into<String>) -> Self {
        Self::new(REFUSED, reason)
    }
}

impl From<DiscoveryError<NoAnswer>> for Refusal {
    fn from(error: DiscoveryError<NoAnswer>) -> Self {
        let reason = match &error {
            DiscoveryError::Request(why) => why.to_string(),
            DiscoveryError::Parse(why) => why.to_string(),
            other => other.to_string(),
        };
        Self::new(UNREACHABLE, reason)
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        match refusal.code {
            UNREACHABLE => AppError::Unreachable(refusal.code),
            code => AppError::Forbidden(code),
        }
    }
}
