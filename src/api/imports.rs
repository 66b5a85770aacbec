//! `/imports`: a file is read and shown, then published or dropped; a published one can be undone.

use super::{
    AppState,
    auth::SignedIn,
    catalogue::MonthCount,
    extract::{Params, ShareWith, blocking},
    free_text::Texts,
    headers::attachment,
    problem::{Language, Problem},
    upload::{Form, receive},
    words,
};
use crate::{
    app::{
        App,
        imports::{self as verbs, ImportCard, RejectionPage},
        texts,
    },
    incident::ImportId,
    ingest::{
        ImportKind, ImportState, REPORT_HEADERS_EN, REPORT_HEADERS_SV, Rejection, RejectionCode,
    },
};
use axum::{
    Json,
    extract::{DefaultBodyLimit, Multipart, Path, State, multipart::MultipartRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tower_http::timeout::TimeoutLayer;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Largest file that is taken in.
const FILE_LIMIT_BYTES: usize = 512 * 1024 * 1024;

/// Time for the file to arrive and be read.
const TIME_LIMIT: Duration = Duration::from_secs(900);

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one))
        .routes(routes!(rejections))
        .routes(routes!(rejections_csv))
        .routes(routes!(commit))
        .routes(routes!(undo))
        .routes(routes!(share))
        .layer(DefaultBodyLimit::max(FILE_LIMIT_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, TIME_LIMIT))
}

/// A delivery of a file.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Import {
    /// Number.
    id: u32,
    /// `incidents`, `areas` or `indicators`.
    #[cfg_attr(test, ts(type = "'incidents' | 'areas' | 'indicators'"))]
    kind: String,
    /// `staging` while it is read, then `previewed`, `published` or `undone`.
    #[cfg_attr(test, ts(type = "'staging' | 'previewed' | 'published' | 'undone'"))]
    state: String,
    /// Name of the file as delivered.
    file: String,
    /// Source system.
    source: String,
    /// Party whose data it is.
    owner: String,
    /// Its name.
    owner_name: String,
    /// Made up.
    synthetic: bool,
    /// Shown to every party that has an agreement with the owner.
    shared: bool,
    /// Ids of single parties it was shown to.
    shared_with: Vec<String>,
    /// Function of the user who delivered it.
    created_by: String,
    /// When.
    created_at: String,
    /// When it was published.
    published_at: Option<String>,
    /// The same file, or the same rows in another order, is already there as this import.
    already_imported_as: Option<u32>,
    /// What the file holds.
    totals: Totals,
}

/// What a file holds and what happens to it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "ImportTotals"))]
#[schema(as = ImportTotals)]
struct Totals {
    /// Rows or features in the file.
    n_read: u64,
    /// To be kept.
    n_accepted: u64,
    /// Sum of counts of the accepted.
    n_counts: u64,
    /// Not kept.
    n_rejected: u64,
    /// Not known before.
    n_new: u64,
    /// Known id, other content.
    n_changed: u64,
    /// Already there.
    n_already: u64,
    /// Taken away by the replaced period.
    n_replaced: u64,
    /// Rejections and notices by code.
    by_code: Vec<CodeCount>,
    /// Counts by category.
    by_category: Vec<CategoryCount>,
    /// Counts by month.
    by_month: Vec<MonthCount>,
    /// First and last local day.
    period: FromTo,
    /// Encoding and delimiter, or driver and coordinate system.
    read_as: String,
    /// Source columns left out.
    dropped_columns: Vec<String>,
    /// What was mended, and by how much.
    mended: Vec<Remark>,
    /// What must be seen before saying yes.
    warnings: Vec<Remark>,
}

/// Rows by code.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CodeCount {
    /// Stable code.
    code: String,
    /// In words.
    text: String,
    /// Rows.
    n: u64,
    /// The rows are kept all the same.
    notice: bool,
}

/// Counts of a category.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct CategoryCount {
    /// Stable short name.
    pub(super) id: String,
    /// Swedish name.
    pub(super) label: String,
    /// Counts.
    pub(super) n: u64,
}

/// Days, both included; null where there are none.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct FromTo {
    /// First day.
    pub(super) from: Option<String>,
    /// Last day.
    pub(super) to: Option<String>,
}

/// A code with a number and its text.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct Remark {
    /// Stable code.
    pub(super) code: String,
    /// In words.
    pub(super) text: String,
    /// The number it is about.
    pub(super) value: f64,
}

/// All imports the signed-in party may see.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ImportList {
    /// Newest first.
    items: Vec<Import>,
}

/// A row that was rejected or noticed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Rejection"))]
#[schema(as = Rejection)]
struct RejectionBody {
    /// Name of the file.
    file: String,
    /// Line, the header is 1; feature number for other formats.
    line: u64,
    /// Record, the header not counted.
    record: u64,
    /// Column.
    column: Option<String>,
    /// Value, shortened; never for personal data.
    value: Option<String>,
    /// Stable code.
    code: String,
    /// In words.
    text: String,
    /// The row is kept all the same.
    notice: bool,
}

/// A page of rejections.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct RejectionList {
    /// In file order.
    items: Vec<RejectionBody>,
    /// Cursor of the next page; null on the last.
    next: Option<String>,
}

impl Import {
    fn of(card: ImportCard, language: Language) -> Self {
        let ImportCard { record, owner_name, created_by, already_imported_as, labels } = card;
        let totals = record.totals;
        let remarks = |pairs: Vec<(String, f64)>| {
            let remark = |(code, value): (String, f64)| Remark {
                text: words::code(&code, language).to_owned(),
                code,
                value,
            };
            pairs.into_iter().map(remark).collect()
        };
        let label = |id: &str| labels.get(id).cloned().unwrap_or_else(|| id.to_owned());
        Self {
            id: record.id.0,
            kind: match record.kind {
                ImportKind::Incidents => "incidents",
                ImportKind::Areas => "areas",
                ImportKind::Indicators => "indicators",
            }
            .to_owned(),
            state: match record.state {
                ImportState::Staging => "staging",
                ImportState::Previewed => "previewed",
                ImportState::Published => "published",
                ImportState::Undone => "undone",
            }
            .to_owned(),
            file: record.options.file,
            source: record.options.source,
            owner: record.options.owner.0,
            owner_name,
            synthetic: record.options.synthetic,
            shared: record.shared,
            shared_with: record.shared_with.into_iter().map(|party| party.0).collect(),
            created_by,
            created_at: record.created_at.to_string(),
            published_at: record.published_at.map(|at| at.to_string()),
            already_imported_as: already_imported_as.map(|id| id.0),
            totals: Totals {
                n_read: totals.n_read,
                n_accepted: totals.n_accepted,
                n_counts: totals.n_counts,
                n_rejected: totals.n_rejected,
                n_new: totals.n_new,
                n_changed: totals.n_changed,
                n_already: totals.n_already,
                n_replaced: totals.n_replaced,
                by_code: totals
                    .by_code
                    .into_iter()
                    .map(|(code, n)| CodeCount {
                        text: words::code(&code, language).to_owned(),
                        notice: is_notice(&code),
                        code,
                        n,
                    })
                    .collect(),
                by_category: totals
                    .by_category
                    .into_iter()
                    .map(|(id, n)| CategoryCount { label: label(&id), id, n })
                    .collect(),
                by_month: totals.by_month.into_iter().map(MonthCount::from).collect(),
                period: FromTo {
                    from: totals.period.map(|period| period.from.to_string()),
                    to: totals.period.map(|period| period.to.to_string()),
                },
                read_as: totals.read_as,
                dropped_columns: totals.dropped_columns,
                mended: remarks(totals.mended),
                warnings: remarks(totals.warnings),
            },
        }
    }
}

/// Whether rows with the code are kept all the same.
fn is_notice(code: &str) -> bool {
    RejectionCode::ALL.iter().any(|known| known.as_str() == code && known.is_notice())
}

impl RejectionBody {
    fn of(rejection: Rejection, language: Language) -> Self {
        let code = rejection.code.as_str().to_owned();
        Self {
            file: rejection.file,
            line: rejection.line,
            record: rejection.record,
            column: rejection.column,
            value: rejection.value,
            text: words::code(&code, language).to_owned(),
            notice: rejection.code.is_notice(),
            code,
        }
    }
}

/// Which rejections.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct PageQuery {
    /// From the page before.
    #[param(pattern = "^[0-9]+$")]
    cursor: Option<String>,
    /// At most so many, 1–1000; 100 if not given.
    limit: Option<u64>,
}

/// All imports of the signed-in party, and what others have shared.
#[utoipa::path(get, path = "/imports", tag = "imports",
    extensions(("x-reads" = json!("counts"))), responses((status = 200, body = ImportList)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
) -> Result<Json<ImportList>, Problem> {
    let language = Language::of(&headers);
    let cards = blocking(app, move |app| verbs::list(app, &actor)).await?;
    Ok(Json(ImportList { items: cards.into_iter().map(|c| Import::of(c, language)).collect() }))
}

/// Reads a file and shows what is in it; nothing is published yet.
#[utoipa::path(post, path = "/imports", tag = "imports",
    extensions(("x-reads" = json!("counts"))),
    request_body(content = Form, content_type = "multipart/form-data"),
    responses((status = 202, body = Import), (status = 422, body = super::problem::ProblemBody)))]
async fn create(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    guard: Texts,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Json<Import>), Problem> {
    let multipart = multipart
        .map_err(|_| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"))?;
    let received = receive(multipart, &guard).await?;
    let order = received.order()?;
    let card = blocking(app, move |app| {
        // The folder with the file lives until the verb is done with it.
        let received = received;
        verbs::preview(app, &actor, received.path(), order)
    });
    Ok((StatusCode::ACCEPTED, Json(Import::of(card.await?, Language::of(&headers)))))
}

/// One import.
#[utoipa::path(get, path = "/imports/{id}", tag = "imports",
    extensions(("x-reads" = json!("counts"))), params(("id" = u32, Path)),
    responses((status = 200, body = Import), (status = 404, body = super::problem::ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<u32>,
    headers: HeaderMap,
) -> Result<Json<Import>, Problem> {
    let card = blocking(app, move |app| verbs::get(app, &actor, ImportId(id))).await?;
    Ok(Json(Import::of(card, Language::of(&headers))))
}

/// The rejected and noticed rows, page by page.
#[utoipa::path(get, path = "/imports/{id}/rejections", tag = "imports",
    extensions(("x-reads" = json!("notes"))),
    params(("id" = u32, Path), PageQuery), responses((status = 200, body = RejectionList)))]
async fn rejections(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<u32>,
    Params(query): Params<PageQuery>,
    headers: HeaderMap,
) -> Result<Json<RejectionList>, Problem> {
    let language = Language::of(&headers);
    let limit = query.limit.unwrap_or(100);
    if !(1..=1000).contains(&limit) {
        return Err(Problem::field("invalid", "limit", "out_of_range"));
    }
    let offset = query.cursor.as_deref().map_or(Ok(0), str::parse);
    let offset = offset.map_err(|_| Problem::field("invalid", "cursor", "malformed"))?;
    let page =
        blocking(app, move |app| verbs::rejections(app, &actor, ImportId(id), offset, limit));
    let RejectionPage { rows, next } = page.await?;
    Ok(Json(RejectionList {
        items: rows.into_iter().map(|row| RejectionBody::of(row, language)).collect(),
        next: next.map(|offset| offset.to_string()),
    }))
}

/// All rejected and noticed rows as CSV, with a byte order mark for spreadsheets.
#[utoipa::path(get, path = "/imports/{id}/rejections.csv", tag = "imports",
    extensions(("x-reads" = json!("export"))),
    params(("id" = u32, Path)), responses((status = 200, content_type = "text/csv", body = String)))]
async fn rejections_csv(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<u32>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = Language::of(&headers);
    let (columns, text): (_, fn(&str) -> &str) = match language {
        Language::Swedish => (REPORT_HEADERS_SV, texts::text_sv),
        Language::English => (REPORT_HEADERS_EN, texts::text_en),
    };
    let bytes =
        blocking(app, move |app| verbs::rejections_csv(app, &actor, ImportId(id), columns, text));
    let bytes = bytes.await?;
    Ok((attachment("text/csv; charset=utf-8", &format!("avvisade-{id}.csv")), bytes)
        .into_response())
}

/// Publishes a previewed import.
#[utoipa::path(post, path = "/imports/{id}/commit", tag = "imports",
    extensions(("x-reads" = json!("counts"))), params(("id" = u32, Path)),
    responses((status = 200, body = Import), (status = 409, body = super::problem::ProblemBody)))]
async fn commit(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<u32>,
    headers: HeaderMap,
) -> Result<Json<Import>, Problem> {
    let card = blocking(app, move |app| verbs::commit(app, &actor, ImportId(id))).await?;
    Ok(Json(Import::of(card, Language::of(&headers))))
}

/// Takes a published import back, or drops a previewed one.
#[utoipa::path(post, path = "/imports/{id}/undo", tag = "imports",
    extensions(("x-reads" = json!("counts"))), params(("id" = u32, Path)),
    responses((status = 200, body = Import), (status = 204, description = "Dropped"),
        (status = 409, body = super::problem::ProblemBody)))]
async fn undo(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<u32>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let card = blocking(app, move |app| verbs::undo(app, &actor, ImportId(id))).await?;
    Ok(match card {
        Some(card) => Json(Import::of(card, Language::of(&headers))).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// Shows a published import to one party, or to every party that has an agreement with the owner.
/// There is no way back but undo.
#[utoipa::path(post, path = "/imports/{id}/share", tag = "imports",
    extensions(("x-reads" = json!("counts"))), params(("id" = u32, Path), ShareWith),
    responses((status = 200, body = Import), (status = 400, body = super::problem::ProblemBody),
        (status = 409, body = super::problem::ProblemBody)))]
async fn share(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<u32>,
    Params(with): Params<ShareWith>,
    headers: HeaderMap,
) -> Result<Json<Import>, Problem> {
    let shared = move |app: &App| verbs::share(app, &actor, ImportId(id), with.party().as_ref());
    let card = blocking(app, shared).await?;
    Ok(Json(Import::of(card, Language::of(&headers))))
}
