//! `/duties`: what is to be done under the agreements, and by when.

use super::{
    AppState,
    auth::SignedIn,
    duty_body::{DutyAgreement, DutyBody, DutyList, DutyStepAsked},
    extract::{Params, Payload, blocking, date, named},
    problem::{Language, Problem, ProblemBody},
};
use crate::app::{
    App,
    texts::arshjul::{STATUSES, words},
    year::{self as verbs, Filter, Place, Standing, Whose},
};
use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

/// So many to a page, unless another number is asked for.
const PAGE: usize = 200;
/// No page is longer.
const MOST: usize = 1000;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(step))
}

/// Which duties.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct DutyQuery {
    /// First day on which they fall due; the first of this year if not given.
    #[param(format = Date)]
    from: Option<String>,
    /// Last such day; the last of the first one's year if not given. Ten years at most are looked at.
    #[param(format = Date)]
    to: Option<String>,
    /// Under one agreement, by its id.
    #[param(pattern = "^[A-Za-z0-9-]+$")]
    agreement: Option<String>,
    /// How they stand: `oppen` is what is not done and still holds, late or not.
    #[param(
        pattern = "^(oppen|kommande|inom_14_dagar|forsenad|gjord|gjord_sent|utan_forklaring|ej_langre_gallande)$"
    )]
    status: Option<String>,
    /// Whom they fall to; `mina` are those of the reader's role.
    #[param(
        pattern = "^(mina|samordnarna|cheferna|forvaltningen|kommunikatorerna|parterna|staden)$"
    )]
    responsible: Option<String>,
    /// From the page before.
    #[param(pattern = "^[0-9-]+_[^_]+_.+$")]
    cursor: Option<String>,
    /// At most so many, 1–1000; 200 if not given.
    limit: Option<usize>,
}

impl DutyQuery {
    fn filter(&self, today: Date) -> Result<Filter, Problem> {
        let from = date("from", self.from.as_deref())?.unwrap_or_else(|| today.first_of_year());
        let status = match self.status.as_deref() {
            None => None,
            Some("oppen") => Some(Standing::Open),
            Some(code) if words(STATUSES, code, Language::Swedish).is_some() => {
                Some(Standing::Code(code.to_owned()))
            }
            Some(_) => return Err(Problem::field("invalid", "status", "unknown")),
        };
        let falls_to = match self.responsible.as_deref() {
            Some("mina") => Some(Whose::Mine),
            _ => named("responsible", self.responsible.clone())?.map(Whose::Of),
        };
        Ok(Filter {
            to: date("to", self.to.as_deref())?.unwrap_or_else(|| from.last_of_year()),
            agreement: self.agreement.clone(),
            from,
            status,
            falls_to,
        })
    }
}

/// What falls due under the agreements of one's party, by last day: what it is, by which rule, who does
/// it, and how it stands today. What the service knows itself, from closed minutes, information and
/// follow-ups, is done without anybody saying so.
#[utoipa::path(get, path = "/duties", tag = "agreements",
    extensions(("x-reads" = json!("notes"))), params(DutyQuery),
    responses((status = 200, body = DutyList), (status = 400, body = ProblemBody)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(query): Params<DutyQuery>,
    headers: HeaderMap,
) -> Result<Json<DutyList>, Problem> {
    let language = Language::of(&headers);
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::field("invalid", "limit", "out_of_range"));
    }
    let after = query.cursor.as_deref().map(str::parse::<Place>).transpose();
    let after = after.map_err(|_| Problem::field("invalid", "cursor", "malformed"))?;
    let filter = query.filter(app.today())?;
    let asked = move |app: &App| verbs::page(app, &actor, &filter, after.as_ref(), limit);
    let page = blocking(app, asked).await?;
    let last = page.items.last().filter(|_| page.more);
    Ok(Json(DutyList {
        next: last.map(|last| Place::of(&last.entry).to_string()),
        total: page.total,
        agreements: page
            .agreements
            .into_iter()
            .map(|one| DutyAgreement { id: one.id, name: one.name })
            .collect(),
        items: page.items.into_iter().map(|item| DutyBody::of(item, language)).collect(),
    }))
}

/// Says for one's own party that a duty was done, why it is late, or takes back what was said within a
/// day.
#[utoipa::path(post, path = "/agreements/{id}/duties/{key}/steps", tag = "agreements",
    extensions(("x-reads" = json!("notes"))),
    params(("id" = String, Path), ("key" = String, Path)), request_body = DutyStepAsked,
    responses((status = 200, body = DutyBody), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn step(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((agreement, key)): Path<(String, String)>,
    headers: HeaderMap,
    Payload(asked): Payload<DutyStepAsked>,
) -> Result<Json<DutyBody>, Problem> {
    let language = Language::of(&headers);
    let said = asked.checked()?;
    let item = blocking(app, move |app| verbs::step(app, &actor, &agreement, &key, said)).await?;
    Ok(Json(DutyBody::of(item, language)))
}
