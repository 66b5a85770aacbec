//! `/retention`: how long what is kept, and what the next gallring would remove. It is run where the
//! system runs, since it concerns both parties.

use super::{
    AppState,
    auth::SignedIn,
    extract::blocking,
    problem::{Problem, ProblemBody},
};
use crate::app::retention as verbs;
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(due))
}

/// How long one kind of thing is kept, and what of it is due.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct RetentionRule {
    /// `sessions`, `previews`, `rejections`, `undone_rows`, `runs`, `answers`, `keys`, `links`, `feeds`
    /// or `drafts`.
    what: &'static str,
    /// Days after it ended, was undone, decided or last used.
    days: u32,
    /// Objects that a run now would remove.
    n_due: usize,
    /// Rows that would go with them.
    #[cfg_attr(test, ts(type = "number"))]
    n_rows: u64,
}

/// The rules in their order.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct RetentionRules {
    /// One of each kind.
    items: Vec<RetentionRule>,
}

/// How long what is kept, and how much of it is due; for administrators. Ids are not named: they are
/// of both parties.
#[utoipa::path(get, path = "/retention", tag = "administration",
    extensions(("x-reads" = json!("nothing"))), responses(
    (status = 200, body = RetentionRules), (status = 403, body = ProblemBody)))]
async fn due(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<RetentionRules>, Problem> {
    let due = blocking(app, move |app| verbs::due(app, &actor)).await?;
    let items = due.into_iter().map(|(rule, due)| RetentionRule {
        what: rule.what.as_str(),
        days: rule.days,
        n_due: due.len(),
        n_rows: due.iter().map(|one| one.n_rows).sum(),
    });
    Ok(Json(RetentionRules { items: items.collect() }))
}
