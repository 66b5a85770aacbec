//! What several tests need.

pub(crate) mod clock;
pub(crate) mod http;
pub(crate) mod oidc;
pub(crate) mod snapshot;
pub(crate) mod stores;
