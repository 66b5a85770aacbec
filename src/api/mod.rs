//! HTTP: thin handlers over the verbs. Each noun has a file with its routes, wire types and tests.
//!
//! The order of the layers, from the outside in: what GIS programs need, headers on everything, compression, refusals put
//! into words, a limit to how many at once, small bodies taken in, panics caught, then per request what
//! may not be stored, the log of refusals and of reads, the entity tag, the check of the query parameters, the guard of free text and the
//! handler.

mod accounts;
mod agreement_body;
mod agreements;
mod area_report;
mod areas;
mod arkiv;
mod audit;
mod auth;
mod backcast;
mod baseline;
mod basemap;
mod bodies;
mod case_file;
mod case_work;
mod cases;
mod catalogue;
mod cells;
mod chefsamrad;
mod compilation;
mod counted;
mod coverage;
mod drawn_geometry;
mod duties;
mod duty_body;
mod enkater;
mod evidence_body;
mod export;
mod extract;
mod feeds;
mod forums;
mod free_text;
mod gis_door;
mod handovers;
mod headers;
mod health;
mod history;
mod hotspots;
mod identities;
mod imports;
mod indicators;
mod information;
mod information_body;
mod kept;
mod keys;
mod lagesbilder;
mod letters;
mod level;
mod library;
mod library_body;
mod links;
mod listening;
mod map;
mod methods;
mod neighbours;
mod observations;
mod ogc;
mod openapi;
mod opening_body;
mod openings;
mod places;
mod problem;
mod public_page;
mod reads;
mod refusals;
mod release_body;
mod releases;
mod retention;
mod series;
mod session;
mod sessions;
mod sign_in;
mod static_files;
mod streamed;
mod term;
mod tiles;
mod upload;
mod users;
mod utsatta;
mod verification;
mod wfs;
mod whence;
mod words;
mod yta_body;

pub use listening::serve;
pub use problem::Problem;

use crate::app::App;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::StatusCode,
    middleware,
    response::IntoResponse,
};
use static_files::WebFiles;
use std::{path::PathBuf, sync::Arc, time::Duration};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer,
};
use utoipa_axum::router::OpenApiRouter;

/// What every handler gets.
pub type AppState = Arc<App>;

/// Everything but imports answers within this time or not at all.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Requests in work at the same time; more are told to come back.
const AT_ONCE: usize = 256;

/// Bodies other than files.
const BODY_LIMIT_BYTES: usize = 1024 * 1024;

/// The whole service: `/api/v1`, health, the OpenAPI document, and the web desk on every other path
/// (from `web_dir`, or as built into the program). It is for [`serve`]: failed sign-ins are counted by
/// the peer's address.
pub fn router(app: Arc<App>, web_dir: Option<PathBuf>) -> Router {
    let (routes, document) = routes().split_for_parts();
    let document = openapi::with_problems(openapi::with_operation_ids(document));
    let known = headers::KnownParameters::of(&document);
    let texts = free_text::Routes::of(&document);
    let sensitive = headers::Sensitive::of(&document);
    let reads = (reads::Routes::of(&document), app.clone());
    let web = Arc::new(web_dir.map_or(WebFiles::Embedded, WebFiles::Folder));
    let desk = move |request: Request| {
        let web = web.clone();
        async move {
            // Reading a file of the desk may block.
            tokio::task::spawn_blocking(move || web.answer(&request)).await.unwrap_or_else(
                |error| {
                    Problem::from(crate::app::AppError::Fault(error.to_string())).into_response()
                },
            )
        }
    };
    let document = document.to_json().expect("the document holds nothing that JSON cannot");
    routes
        .route("/openapi.json", axum::routing::get(move || openapi::answer(document.clone())))
        .layer(middleware::from_fn_with_state(texts, free_text::guarded))
        .layer(middleware::from_fn_with_state(known, headers::only_known_parameters))
        .layer(middleware::from_fn(headers::entity_tags))
        .layer(middleware::from_fn_with_state(reads, reads::logged))
        .layer(middleware::from_fn_with_state(app.clone(), refusals::noted))
        .layer(middleware::from_fn_with_state(sensitive, headers::not_stored))
        .fallback(desk)
        .layer(DefaultBodyLimit::max(BODY_LIMIT_BYTES))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(middleware::from_fn(bodies::never_left_unread))
        .layer(middleware::from_fn_with_state(headers::Crowd::new(AT_ONCE), headers::not_too_many))
        .layer(middleware::from_fn(problem::in_words))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(headers::security))
        .layer(middleware::from_fn(gis_door::headers))
        .with_state(app)
}

/// The OpenAPI document as it is served, for tools that want it without a server.
pub fn openapi_json() -> String {
    let (_, document) = routes().split_for_parts();
    let document = openapi::with_problems(openapi::with_operation_ids(document));
    document.to_pretty_json().expect("the document holds nothing that JSON cannot")
}

fn routes() -> OpenApiRouter<AppState> {
    let quick = OpenApiRouter::new()
        .merge(session::routes())
        .merge(sessions::routes())
        .merge(accounts::routes())
        .merge(users::routes())
        .merge(keys::routes())
        .merge(agreements::routes())
        .merge(baseline::routes())
        .merge(duties::routes())
        .merge(term::routes())
        .merge(feeds::routes())
        .merge(retention::routes())
        .merge(sign_in::routes())
        .merge(identities::routes())
        .merge(areas::routes())
        .merge(utsatta::routes())
        .merge(area_report::routes())
        .merge(coverage::routes())
        .merge(compilation::routes())
        .merge(catalogue::routes())
        .merge(indicators::routes())
        .merge(hotspots::routes())
        .merge(cells::routes())
        .merge(series::routes())
        .merge(methods::routes())
        .merge(map::routes())
        .merge(basemap::routes())
        .merge(places::routes())
        .merge(neighbours::routes())
        .merge(observations::routes())
        .merge(information::routes())
        .merge(lagesbilder::routes())
        .merge(library::routes())
        .merge(openings::routes())
        .merge(case_work::routes())
        .merge(handovers::routes())
        .merge(cases::routes())
        .merge(arkiv::routes())
        .merge(chefsamrad::routes())
        .merge(case_file::routes())
        .merge(forums::routes())
        .merge(letters::routes())
        .merge(links::routes())
        .merge(enkater::routes())
        .merge(releases::routes())
        .merge(export::routes())
        .merge(audit::routes())
        .merge(history::routes())
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, TIME_LIMIT));
    OpenApiRouter::with_openapi(openapi::about())
        .merge(health::routes())
        .merge(public_page::routes())
        .merge(
            ogc::routes()
                .merge(wfs::routes())
                .merge(tiles::routes())
                .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, TIME_LIMIT)),
        )
        .nest("/api/v1", quick.merge(imports::routes()))
}
