//! Whether a stored answer still gives what it gave: the same for hotspots and every other method.

use super::{
    AppState,
    extract::blocking,
    problem::{Language, Problem},
    words,
};
use crate::app::{Actor, App, AppError, verification::Verification};
use axum::{Json, http::HeaderMap};
use serde::Serialize;

/// Runs it again by the verb and says what came of it.
pub(super) async fn verified(
    app: AppState,
    actor: Actor,
    headers: &HeaderMap,
    id: String,
    verify: fn(&App, &Actor, &str) -> Result<Verification, AppError>,
) -> Result<Json<VerificationBody>, Problem> {
    let verdict = blocking(app, move |app| verify(app, &actor, &id)).await?;
    Ok(Json(VerificationBody::of(verdict, Language::of(headers))))
}

/// Whether a run still gives what it gave.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Verification"))]
#[schema(as = Verification)]
pub(super) struct VerificationBody {
    /// The run.
    run: String,
    /// Byte for byte the same result.
    same: bool,
    /// `same`, `other_input`, `other_method` or `other_result`.
    outcome: String,
    /// In words.
    text: String,
    /// Of the stored result.
    stored_fingerprint: String,
    /// Of the result now.
    computed_fingerprint: Option<String>,
}

impl VerificationBody {
    /// With its text.
    fn of(verdict: Verification, language: Language) -> Self {
        Self {
            same: verdict.is_same(),
            outcome: verdict.outcome.as_str().to_owned(),
            text: words::code(verdict.outcome.as_str(), language).to_owned(),
            stored_fingerprint: verdict.stored.0,
            computed_fingerprint: verdict.computed.map(|fingerprint| fingerprint.0),
            run: verdict.run,
        }
    }
}
