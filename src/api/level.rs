//! At which release level something is asked for, by whom, and under which host.

use super::{AppState, auth::SignedIn, problem::Problem, reads, whence::Base};
use crate::{
    app::{Actor, AppError},
    case::access::ReleaseLevel,
    policy,
};
use axum::{extract::FromRequestParts, http::request::Parts};

/// Of a route that was laid with its level as an extension. That the reader may read there has been asked.
#[derive(Debug)]
pub(super) struct AtLevel {
    pub(super) level: ReleaseLevel,
    /// Nobody at `publik`, whoever it is.
    pub(super) actor: Option<Actor>,
    /// Scheme and host, as the reader knows them: `https://samverkan.example`.
    pub(super) host: String,
}

impl FromRequestParts<AppState> for AtLevel {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        let level = parts.extensions.get::<ReleaseLevel>().copied();
        let level = level
            .ok_or_else(|| Problem::from(AppError::Fault("a route without its level".into())))?;
        let actor = match level {
            ReleaseLevel::Publik => {
                if let Some(asked) = parts.extensions.get::<reads::Asked>() {
                    asked.by(None);
                }
                None
            }
            _ => Some(SignedIn::from_request_parts(parts, app).await?.0),
        };
        policy::may_read_level(actor.as_ref(), level)?;
        let Ok(Base(host)) = Base::from_request_parts(parts, app).await;
        Ok(Self { level, actor, host })
    }
}

/// How long a reader may keep what is read at a level without asking again. At `intern` nothing is said:
/// what holds for the rest of the service holds there.
pub(super) fn cache_control(level: ReleaseLevel) -> Option<&'static str> {
    match level {
        ReleaseLevel::Publik => Some("public, no-cache"),
        ReleaseLevel::Stad => Some("private, no-cache"),
        ReleaseLevel::Intern => None,
    }
}

/// The address of a level under the root of an interface: nothing for `publik`, `/stad`, `/intern`.
pub(super) fn path(level: ReleaseLevel) -> &'static str {
    match level {
        ReleaseLevel::Publik => "",
        ReleaseLevel::Stad => "/stad",
        ReleaseLevel::Intern => "/intern",
    }
}
