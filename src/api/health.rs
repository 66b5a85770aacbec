//! Is it alive, can it work: for whoever watches the service. Outside `/api/v1` and without sign-in.

use super::AppState;
use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(healthz)).routes(routes!(readyz))
}

/// State of the service.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Health {
    /// `ok` or `unavailable`.
    status: &'static str,
}

/// The program answers.
#[utoipa::path(get, path = "/healthz", tag = "health",
    extensions(("x-reads" = json!("nothing"))), responses((status = 200, body = Health)))]
async fn healthz() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// The store answers too.
#[utoipa::path(get, path = "/readyz", tag = "health",
    extensions(("x-reads" = json!("nothing"))),
    responses((status = 200, body = Health), (status = 503, body = Health)))]
async fn readyz(State(app): State<AppState>) -> (StatusCode, Json<Health>) {
    let ready = tokio::task::spawn_blocking(move || app.is_ready()).await.unwrap_or(false);
    if ready {
        (StatusCode::OK, Json(Health { status: "ok" }))
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, Json(Health { status: "unavailable" }))
    }
}
