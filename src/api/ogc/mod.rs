//! OGC API – Features: `/ogc` for everybody, `/ogc/stad` and `/ogc/intern` for who is signed in or has a
//! key. The level is the root, so that it is always named and nothing kept for one is served at another.
//!
//! Every root has the same resources, made by the same handlers; `At` says which root it is and who asks.

mod asked;
mod at;
mod conformance;
mod definition;
mod described;
mod pages;
mod written;

use super::{
    AppState,
    extract::blocking,
    problem::{Problem, ProblemBody},
};
use crate::{
    app::gis,
    case::access::ReleaseLevel,
    export::{
        FeatureId,
        collection::Collection,
        geojson::{Written, write_one, write_page},
    },
};
use asked::{Asked, Query, cursor};
use at::{At, Form};
use axum::{
    Extension,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A page has at most so many features.
const MOST_FEATURES: usize = 10_000;
/// So many when nobody says.
const USUAL_FEATURES: usize = 1_000;

pub(super) const GEOJSON: &str = "application/geo+json";
pub(super) const JSON: &str = "application/json";
const SCHEMA: &str = "application/schema+json";
const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";
const HTML: &str = "text/html; charset=utf-8";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    use axum::routing::get;
    // Some write the root with a slash at its end.
    let root = |level| get(landing).layer(Extension(level));
    OpenApiRouter::new()
        .nest("/ogc", at(ReleaseLevel::Publik))
        .nest("/ogc/stad", at(ReleaseLevel::Stad))
        .nest("/ogc/intern", at(ReleaseLevel::Intern))
        .route("/ogc/", root(ReleaseLevel::Publik))
        .route("/ogc/stad/", root(ReleaseLevel::Stad))
        .route("/ogc/intern/", root(ReleaseLevel::Intern))
        .route("/ogc/ogc.css", get(style))
}

fn at(level: ReleaseLevel) -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(landing))
        .routes(routes!(conformance))
        .routes(routes!(api))
        .routes(routes!(collections))
        .routes(routes!(collection))
        .routes(routes!(queryables))
        .routes(routes!(schema))
        .routes(routes!(items))
        .routes(routes!(item))
        .layer(Extension(level))
}

async fn style() -> impl IntoResponse {
    let kept = (header::CACHE_CONTROL, "public, max-age=3600");
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), kept], include_str!("ogc.css"))
}

/// How an answer is to be written.
#[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // Read out of the query by `At`; here for the document.
struct FormQuery {
    /// `json` or `html`; by `Accept` if not given.
    #[param(pattern = "^(json|html)$")]
    f: Option<String>,
}

/// The landing page: what there is at this level, and where.
#[utoipa::path(get, path = "/", tag = "gis", extensions(("x-reads" = json!("nothing"))),
    params(FormQuery),
    responses((status = 200, content((Object = "application/json"), (String = "text/html"))),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 406, body = ProblemBody)))]
async fn landing(State(app): State<AppState>, at: At) -> Result<Response, Problem> {
    let all = all(app, &at).await?;
    Ok(match at.form {
        Form::Json => at.json(JSON, &described::landing(&at)),
        Form::Html => at.html(pages::landing(&at, &all)),
    })
}

/// The conformance classes that hold.
#[utoipa::path(get, path = "/conformance", tag = "gis", extensions(("x-reads" = json!("nothing"))),
    params(FormQuery),
    responses((status = 200, content((Object = "application/json"), (String = "text/html"))),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 406, body = ProblemBody)))]
async fn conformance(at: At) -> Response {
    match at.form {
        Form::Json => at.json(JSON, &conformance::json()),
        Form::Html => at.html(pages::conformance(&at)),
    }
}

/// What can be asked here, as OpenAPI 3.0 with a path of its own for each collection.
#[utoipa::path(get, path = "/api", tag = "gis", extensions(("x-reads" = json!("nothing"))),
    params(FormQuery),
    responses((status = 200, content((Object = "application/vnd.oai.openapi+json;version=3.0"), (String = "text/html"))),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 406, body = ProblemBody)))]
async fn api(State(app): State<AppState>, at: At) -> Result<Response, Problem> {
    let all = all(app, &at).await?;
    Ok(match at.form {
        Form::Json => at.json(OPENAPI, &definition::json(&at, &all)),
        Form::Html => at.html(pages::api(&at, &all)),
    })
}

/// The collections of this level.
#[utoipa::path(get, path = "/collections", tag = "gis",
    extensions(("x-reads" = json!("nothing"))), params(FormQuery),
    responses((status = 200, content((Object = "application/json"), (String = "text/html"))),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 406, body = ProblemBody)))]
async fn collections(State(app): State<AppState>, at: At) -> Result<Response, Problem> {
    let all = all(app, &at).await?;
    Ok(match at.form {
        Form::Json => at.json(JSON, &described::collections(&at, &all)),
        Form::Html => at.html(pages::collections(&at, &all)),
    })
}

/// One collection: what it holds, where, when, and in which coordinate systems it can be asked for.
#[utoipa::path(get, path = "/collections/{collection}", tag = "gis",
    extensions(("x-reads" = json!("nothing"))),
    params(("collection" = String, Path, description = "e.g. statistikomrade, released_areas, cases",
        pattern = "^[a-z0-9_]+$"), FormQuery),
    responses((status = 200, content((Object = "application/json"), (String = "text/html"))),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 406, body = ProblemBody)))]
async fn collection(
    State(app): State<AppState>,
    at: At,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let one = one(app, &at, name).await?;
    Ok(match at.form {
        Form::Json => at.json(JSON, &described::collection(&at, &one)),
        Form::Html => at.html(pages::collection(&at, &one)),
    })
}

/// The attributes that a query may name, as JSON Schema.
#[utoipa::path(get, path = "/collections/{collection}/queryables", tag = "gis",
    extensions(("x-reads" = json!("nothing"))),
    params(("collection" = String, Path, pattern = "^[a-z0-9_]+$"), FormQuery),
    responses((status = 200, content((Object = "application/schema+json"), (String = "text/html"))),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 406, body = ProblemBody)))]
async fn queryables(
    State(app): State<AppState>,
    at: At,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let one = one(app, &at, name).await?;
    Ok(match at.form {
        Form::Json => at.json(SCHEMA, &described::queryables(&at, &one)),
        Form::Html => at.html(pages::fields(&at, &one, pages::Fields::Queryables)),
    })
}

/// What its features look like, as JSON Schema.
#[utoipa::path(get, path = "/collections/{collection}/schema", tag = "gis",
    extensions(("x-reads" = json!("nothing"))),
    params(("collection" = String, Path, pattern = "^[a-z0-9_]+$"), FormQuery),
    responses((status = 200, content((Object = "application/schema+json"), (String = "text/html"))),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 406, body = ProblemBody)))]
async fn schema(
    State(app): State<AppState>,
    at: At,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let one = one(app, &at, name).await?;
    Ok(match at.form {
        Form::Json => at.json(SCHEMA, &described::schema(&at, &one)),
        Form::Html => at.html(pages::fields(&at, &one, pages::Fields::All)),
    })
}

/// A page of its features.
///
/// A parameter with the name of an attribute asks for the features that have the value. Coordinates stand
/// in the order that the authority of the system says; `Content-Crs` names the system.
#[utoipa::path(get, path = "/collections/{collection}/items", tag = "gis",
    extensions(("x-reads" = json!("export"))),
    params(("collection" = String, Path, pattern = "^[a-z0-9_]+$"), Query,
        ("attributes" = std::collections::HashMap<String, String>, Query, style = Form, explode,
            description = "Names of attributes with the value that they must have")),
    responses((status = 200, content((Object = "application/geo+json"), (String = "text/html"))),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 406, body = ProblemBody)))]
async fn items(
    State(app): State<AppState>,
    at: At,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let one = one(app.clone(), &at, name).await?;
    let asked = Asked::read(&at, one.schema())?;
    let tag = at.tag(&one);
    if at.has(&tag) {
        return Ok(at.unchanged(tag, asked.crs));
    }
    let answer = blocking(app, move |_| {
        let page = asked.of(&one);
        let links = described::page_links(&at, &one, page.next.map(cursor));
        let (kind, body) = match at.form {
            Form::Html => (HTML, pages::items(&at, &one, &asked, &page).into_bytes()),
            Form::Json => {
                let how = Written {
                    provenance: one.provenance(),
                    crs: (asked.crs.0, asked.crs.1),
                    links: &links,
                };
                (GEOJSON, written::bytes(|out| write_page(out, &page, how))?)
            }
        };
        Ok(at.features(kind, body, tag, asked.crs, &links))
    });
    answer.await
}

/// One of its features.
#[utoipa::path(get, path = "/collections/{collection}/items/{feature}", tag = "gis",
    extensions(("x-reads" = json!("export"))),
    params(("collection" = String, Path, pattern = "^[a-z0-9_]+$"),
        ("feature" = String, Path, description = "Its id, percent-encoded", pattern = "^.+$"),
        asked::CrsQuery, FormQuery),
    responses((status = 200, content((Object = "application/geo+json"), (String = "text/html"))),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 406, body = ProblemBody)))]
async fn item(
    State(app): State<AppState>,
    at: At,
    Path((name, feature)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let one = one(app, &at, name).await?;
    let crs = asked::crs(&at)?;
    let feature = found(&one, &feature).ok_or(crate::app::AppError::NotFound)?;
    let tag = at.tag(&one);
    if at.has(&tag) {
        return Ok(at.unchanged(tag, crs));
    }
    let links = described::feature_links(&at, &one);
    let (kind, body) = match at.form {
        Form::Html => (HTML, pages::feature(&at, &one, feature).into_bytes()),
        Form::Json => {
            let how = Written { provenance: one.provenance(), crs: (crs.0, crs.1), links: &links };
            (GEOJSON, written::bytes(|out| write_one(out, feature, how))?)
        }
    };
    Ok(at.features(kind, body, tag, crs, &links))
}

fn found<'a>(collection: &'a Collection, id: &str) -> Option<&'a crate::export::Feature> {
    let as_number = || collection.feature(&FeatureId::Number(id.parse().ok()?));
    collection.feature(&FeatureId::Text(id.to_owned())).or_else(as_number)
}

async fn all(app: AppState, at: &At) -> Result<Vec<Arc<Collection>>, Problem> {
    let (level, actor) = (at.level, at.actor.clone());
    blocking(app, move |app| gis::collections(app, actor.as_ref(), level)).await
}

async fn one(app: AppState, at: &At, name: String) -> Result<Arc<Collection>, Problem> {
    let (level, actor) = (at.level, at.actor.clone());
    blocking(app, move |app| gis::collection(app, actor.as_ref(), level, &name)).await
}

/// Not in a form that there is.
fn not_acceptable() -> Problem {
    Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable")
}
