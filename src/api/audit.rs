//! `/audit`: what was done and read, for administrators.

use super::{
    AppState,
    auth::SignedIn,
    extract::{Params, blocking, date},
    headers::attachment,
    problem::{Language, Problem, ProblemBody},
    words,
};
use crate::{
    app::audit::{self as verbs, Filter, Ids, Seen},
    export::csv,
};
use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Most entries of a file.
const FILE_ENTRIES: u32 = 100_000;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(file))
}

/// Which entries.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct LogFilter {
    /// First day.
    #[param(format = Date)]
    from: Option<String>,
    /// Last day, included.
    #[param(format = Date)]
    to: Option<String>,
    /// One act alone, by its code.
    #[param(pattern = "^[a-z_]+$")]
    act: Option<String>,
    /// One kind of object alone, by its code.
    #[param(pattern = "^[a-z_]+$")]
    object_kind: Option<String>,
}

/// Which page.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct LogPageQuery {
    /// First day.
    #[param(format = Date)]
    from: Option<String>,
    /// Last day, included.
    #[param(format = Date)]
    to: Option<String>,
    /// One act alone, by its code.
    #[param(pattern = "^[a-z_]+$")]
    act: Option<String>,
    /// One kind of object alone, by its code.
    #[param(pattern = "^[a-z_]+$")]
    object_kind: Option<String>,
    /// `next` of the page before.
    #[param(pattern = "^[0-9]+$")]
    cursor: Option<String>,
    /// At most so many, 1–1000; 100 if not given.
    limit: Option<u32>,
}

/// An entry of the log. Ids are there for acts of the own party alone.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "AuditEntry"))]
#[schema(as = AuditEntry)]
struct EntryBody {
    /// Number of the entry.
    #[cfg_attr(test, ts(type = "number"))]
    seq: i64,
    /// When, in UTC.
    at: String,
    /// Code of the act.
    act: String,
    /// The act in words.
    act_text: String,
    /// Code of the kind of object.
    object_kind: String,
    /// The kind in words.
    object_text: String,
    /// Name of the party that acted; null for the service itself.
    party: Option<String>,
    /// `polis` or `stad`.
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | null"))]
    side: Option<&'static str>,
    /// Function of the user.
    function: Option<String>,
    /// Its role.
    role: Option<&'static str>,
    /// Id of the user.
    actor: Option<String>,
    /// Id of the object, or what was asked.
    object_id: Option<String>,
    /// Fingerprint or number the act refers to.
    reference: Option<String>,
}

impl EntryBody {
    fn of(seen: Seen, language: Language) -> Self {
        let Ids { actor, object, reference } = seen.ids.clone().unwrap_or_default();
        let own = seen.ids.is_some();
        Self {
            seq: seen.seq,
            at: seen.at.to_string(),
            act_text: words::act(&seen.act, language).to_owned(),
            act: seen.act,
            object_text: words::object_kind(&seen.object_kind, language).to_owned(),
            object_kind: seen.object_kind,
            side: seen.party.as_ref().map(|party| party.side.as_str()),
            party: seen.party.map(|party| party.name),
            function: seen.function,
            role: seen.role.map(|role| role.as_str()),
            actor: own.then_some(actor),
            object_id: own.then_some(object),
            reference,
        }
    }
}

/// A code and its words.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct AuditCode {
    /// Code.
    code: &'static str,
    /// In words.
    text: String,
}

/// Some entries, newest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct AuditPage {
    /// The entries.
    items: Vec<EntryBody>,
    /// For the next page; null on the last.
    next: Option<String>,
    /// Every act there is, to choose from.
    acts: Vec<AuditCode>,
    /// Every kind of object there is.
    object_kinds: Vec<AuditCode>,
    /// The public key that signs heads of the log, in hex.
    public_key: String,
}

/// The log: entries of the own party with ids, of the other party without; newest first.
#[utoipa::path(get, path = "/audit", tag = "audit", extensions(("x-reads" = json!("nothing"))),
    params(LogPageQuery),
    responses((status = 200, body = AuditPage), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(query): Params<LogPageQuery>,
    headers: HeaderMap,
) -> Result<Json<AuditPage>, Problem> {
    let language = Language::of(&headers);
    let limit = query.limit.unwrap_or(100);
    if !(1..=1000).contains(&limit) {
        return Err(Problem::field("invalid", "limit", "out_of_range"));
    }
    let before = query.cursor.as_deref().map(str::parse).transpose();
    let before = before.map_err(|_| Problem::field("invalid", "cursor", "malformed"))?;
    let LogPageQuery { from, to, act, object_kind, .. } = query;
    let filter = Filter { before, ..filter(LogFilter { from, to, act, object_kind })? };
    let (page, public_key) = blocking(app, move |app| {
        Ok((verbs::list(app, &actor, &filter, limit)?, verbs::public_key(app.store.as_ref())?))
    })
    .await?;
    let code = |code, text: &str| AuditCode { code, text: text.to_owned() };
    Ok(Json(AuditPage {
        items: page.entries.into_iter().map(|seen| EntryBody::of(seen, language)).collect(),
        next: page.next.map(|seq| seq.to_string()),
        acts: words::acts().map(|act| code(act, words::act(act, language))).collect(),
        object_kinds: words::object_kinds()
            .map(|kind| code(kind, words::object_kind(kind, language)))
            .collect(),
        public_key,
    }))
}

const HEADERS: [&str; 13] = [
    "seq",
    "at",
    "act",
    "act_text",
    "object_kind",
    "object_text",
    "party",
    "side",
    "function",
    "role",
    "actor",
    "object_id",
    "reference",
];

/// The same as a file: at most 100 000 entries.
#[utoipa::path(get, path = "/audit.csv", tag = "audit", extensions(("x-reads" = json!("export"))),
    params(LogFilter),
    responses((status = 200, content_type = "text/csv", body = String),
        (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
async fn file(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(query): Params<LogFilter>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = Language::of(&headers);
    let filter = filter(query)?;
    let page = blocking(app, move |app| verbs::list(app, &actor, &filter, FILE_ENTRIES)).await?;
    let rows = page.entries.into_iter().map(|seen| row(EntryBody::of(seen, language)));
    let bytes = csv::table(&HEADERS, rows);
    Ok((attachment("text/csv; charset=utf-8", "logg.csv"), bytes).into_response())
}

fn row(entry: EntryBody) -> Vec<Cow<'static, str>> {
    let some = |text: Option<String>| Cow::Owned(text.unwrap_or_default());
    let word = |word: Option<&'static str>| Cow::Borrowed(word.unwrap_or_default());
    vec![
        entry.seq.to_string().into(),
        entry.at.into(),
        entry.act.into(),
        entry.act_text.into(),
        entry.object_kind.into(),
        entry.object_text.into(),
        some(entry.party),
        word(entry.side),
        some(entry.function),
        word(entry.role),
        some(entry.actor),
        some(entry.object_id),
        some(entry.reference),
    ]
}

fn filter(query: LogFilter) -> Result<Filter, Problem> {
    Ok(Filter {
        from: date("from", query.from.as_deref())?,
        to: date("to", query.to.as_deref())?,
        act: query.act,
        object_kind: query.object_kind,
        before: None,
    })
}
