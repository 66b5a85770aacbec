//! `/compilations/{year}`: what a year came to, for each stadsdelsområde and for all.

use super::{
    AppState,
    auth::SignedIn,
    extract::{Params, blocking},
    headers::attachment,
    problem::{Language, Problem, ProblemBody},
};
use crate::{
    app::{
        Actor, App, AppError,
        compilation::{self as verbs, Compilation, Row, Sums},
        export::File,
        texts::compilation::{GROUPS, Group},
    },
    case::{
        access::Joined,
        work::compilation::{Counted, Figure, Figures, Thing},
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(of_year)).routes(routes!(as_file))
}

/// Of which agreement.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct AgreementQuery {
    /// One agreement, by its id; all that the reader sees if not given.
    #[param(pattern = "^[A-Za-z0-9-]+$")]
    agreement: Option<String>,
}

/// A figure in words.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CompiledFigure {
    /// Its code, as in the rows.
    code: &'static str,
    /// What it is called, in the reader's language.
    label: &'static str,
    /// How it is counted.
    how: &'static str,
    /// The rows add up to that of all.
    adds_up: bool,
}

/// Figures that stand together.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CompiledGroup {
    /// Stable name.
    code: &'static str,
    /// Its name in the reader's language.
    label: &'static str,
    /// In order.
    figures: Vec<CompiledFigure>,
}

/// Something that is counted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CompiledThing {
    /// What it is, or stands in.
    #[cfg_attr(
        test,
        ts(type = "'case' | 'forum' | 'opening' | 'lagesbild' | 'duty' | 'priority'")
    )]
    kind: &'static str,
    /// Its number or id; of a forum `agreement/forum`.
    id: String,
    /// What it is called.
    name: String,
    /// Its number there, of a measure, a meeting or a follow-up.
    no: Option<u32>,
    /// The day it is about, or null.
    on: Option<String>,
}

impl CompiledThing {
    fn of(counted: &Counted, names: &BTreeMap<Thing, String>) -> Self {
        let (kind, id) = match &counted.of {
            Thing::Joined(Joined::Case(number)) => ("case", number.to_string()),
            Thing::Joined(Joined::Forum(id)) => ("forum", id.to_string()),
            Thing::Opening(id) => ("opening", id.0.clone()),
            Thing::Lagesbild(id) => ("lagesbild", id.clone()),
            Thing::Duty { key, .. } => ("duty", key.clone()),
            Thing::Priority(id) => ("priority", id.clone()),
        };
        Self {
            kind,
            id,
            name: names.get(&counted.of).cloned().unwrap_or_default(),
            no: counted.no,
            on: counted.on.map(|day| day.to_string()),
        }
    }
}

/// Figures by their code.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CompiledSums {
    /// Of the year.
    #[cfg_attr(test, ts(type = "Record<string, number>"))]
    now: BTreeMap<&'static str, usize>,
    /// Of the year before; null where there was no agreement.
    #[cfg_attr(test, ts(type = "Record<string, number> | null"))]
    before: Option<BTreeMap<&'static str, usize>>,
}

impl From<&Sums> for CompiledSums {
    fn from(sums: &Sums) -> Self {
        let by_code = |figures: &Figures| {
            Figure::ALL.iter().map(|figure| (figure.as_str(), figures.n(*figure))).collect()
        };
        Self { now: by_code(&sums.now), before: sums.before.as_ref().map(by_code) }
    }
}

/// What a figure counts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CompiledCount {
    /// Its code.
    figure: &'static str,
    /// Each thing once.
    things: Vec<CompiledThing>,
}

/// A stadsdelsområde of an agreement, or what is the whole agreement's.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CompiledRow {
    /// Id of the agreement.
    agreement: String,
    /// Its name.
    agreement_name: String,
    /// Id of the stadsdelsområde; null for what is the whole agreement's.
    area: Option<String>,
    /// Its name, or null.
    area_name: Option<String>,
    /// Its figures.
    sums: CompiledSums,
    /// What each figure of the year counts; figures that count nothing are left out.
    counted: Vec<CompiledCount>,
}

impl CompiledRow {
    fn of(row: &Row, names: &BTreeMap<Thing, String>) -> Self {
        let things = |figure: &Figure| -> Vec<CompiledThing> {
            row.sums.now.counted(*figure).map(|one| CompiledThing::of(one, names)).collect()
        };
        let counted = Figure::ALL
            .iter()
            .map(|figure| CompiledCount { figure: figure.as_str(), things: things(figure) });
        Self {
            agreement: row.agreement.id.clone(),
            agreement_name: row.agreement.name.clone(),
            area: row.area.as_ref().map(|(id, _)| id.0.clone()),
            area_name: row.area.as_ref().map(|(_, name)| name.clone()),
            sums: (&row.sums).into(),
            counted: counted.filter(|one| !one.things.is_empty()).collect(),
        }
    }
}

/// The compilation of a year.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Compilation", export_to = "../web/src/api/types/"))]
#[schema(as = Compilation)]
struct CompilationBody {
    /// The year.
    year: i16,
    /// First day.
    from: String,
    /// The last, no later than today: everything stands as it did when it was over.
    to: String,
    /// First day of what it is held against.
    before_from: String,
    /// The last: as many days of the year before.
    before_to: String,
    /// All of the year has been.
    is_whole: bool,
    /// The figures in words.
    groups: Vec<CompiledGroup>,
    /// One for each stadsdelsområde, and for what is a whole agreement's.
    rows: Vec<CompiledRow>,
    /// Of all rows. Where figures do not add up what several rows count is counted once.
    total: CompiledSums,
    /// Made-up data.
    synthetic: bool,
    /// When it was taken out.
    extracted_at: String,
    /// By which function.
    extracted_by: String,
}

impl CompilationBody {
    fn of(found: &Compilation, language: Language) -> Self {
        let group = |group: &Group| CompiledGroup {
            code: group.code,
            label: group.name(language),
            figures: group
                .figures(language)
                .map(|one| CompiledFigure {
                    code: one.figure.as_str(),
                    label: one.label,
                    how: one.how,
                    adds_up: one.figure.adds_up(),
                })
                .collect(),
        };
        Self {
            year: found.year,
            from: found.days.first.to_string(),
            to: found.days.last.to_string(),
            before_from: found.before.first.to_string(),
            before_to: found.before.last.to_string(),
            is_whole: found.is_whole(),
            groups: GROUPS.iter().map(group).collect(),
            rows: found.rows.iter().map(|row| CompiledRow::of(row, &found.names)).collect(),
            total: (&found.total).into(),
            synthetic: found.synthetic,
            extracted_at: found.extracted_at.to_string(),
            extracted_by: found.extracted_by.clone(),
        }
    }
}

/// A year by its four digits.
fn year(text: &str) -> Result<i16, AppError> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).ok_or(AppError::NotFound)
}

/// What a year came to under the agreements of one's party: cases, measures, meetings, follow-ups, verdicts,
/// coverage of the priorities, lägesbilder, duties and what is unanswered, for each stadsdelsområde and for
/// all, with as many days of the year before and with what each figure counts.
#[utoipa::path(get, path = "/compilations/{year}", tag = "agreements",
    extensions(("x-reads" = json!("notes"))),
    params(("year" = String, Path, pattern = r"^\d{4}$"), AgreementQuery),
    responses((status = 200, body = CompilationBody), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn of_year(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(text): Path<String>,
    Params(query): Params<AgreementQuery>,
    headers: HeaderMap,
) -> Result<Json<CompilationBody>, Problem> {
    let (year, language) = (year(&text)?, Language::of(&headers));
    let agreement = query.agreement;
    let found =
        blocking(app, move |app| verbs::of(app, &actor, year, agreement.as_deref())).await?;
    Ok(Json(CompilationBody::of(&found, language)))
}

/// What makes a file.
type Make = fn(&App, &Actor, i16, Option<&str>) -> Result<File, AppError>;

/// The same as a file: `sammanstallning.html` to print, `sammanstallning.csv` for spreadsheets.
#[utoipa::path(get, path = "/compilations/{year}/{file}", tag = "agreements",
    extensions(("x-reads" = json!("export"))),
    params(("year" = String, Path, pattern = r"^\d{4}$"),
        ("file" = String, Path, pattern = r"^sammanstallning\.(html|csv)$"), AgreementQuery),
    responses((status = 200, content((String = "text/html"), (String = "text/csv"))),
        (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn as_file(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((text, file)): Path<(String, String)>,
    Params(query): Params<AgreementQuery>,
) -> Result<Response, Problem> {
    let (year, agreement) = (year(&text)?, query.agreement);
    let (kind, make): (_, Make) = match file.as_str() {
        "sammanstallning.html" => ("text/html; charset=utf-8", verbs::html),
        "sammanstallning.csv" => ("text/csv; charset=utf-8", verbs::csv),
        _ => return Err(AppError::NotFound.into()),
    };
    let file = blocking(app, move |app| make(app, &actor, year, agreement.as_deref())).await?;
    Ok((attachment(kind, &file.name), file.bytes).into_response())
}
