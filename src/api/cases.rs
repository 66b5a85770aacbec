//! `/cases`: platssamverkan. There is no POST: the second yes makes one.

use super::{
    AppState,
    auth::SignedIn,
    case_work::WorkBody,
    evidence_body::{AssessmentBody, EvidenceBody},
    extract::blocking,
    opening_body::{LogLine, PartiesBody, PlaceOf, RunPlace, WarningBody},
    problem::{Language, Problem, ProblemBody},
    yta_body::{MeasuredOn, YtaBody},
};
use crate::{
    app::{
        Actor, App, AppError, case_form, cases as verbs,
        opening_card::{self, Card},
    },
    case::{
        opening::CaseNumber,
        party::Side,
        work::{Work, subject::Subject},
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one))
}

/// Both parties' register numbers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct RegisterNumbers {
    /// The police's.
    polis: Option<String>,
    /// The city's.
    stad: Option<String>,
}

impl RegisterNumbers {
    pub(super) fn of<S: Subject>(work: &Work<S>) -> Self {
        let number = |side| work.diarienummer(side).map(str::to_owned);
        Self { polis: number(Side::Polis), stad: number(Side::Stad) }
    }
}

/// A case in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CaseHead {
    /// `PLS-YYYY-NNN`.
    number: String,
    /// Grows with each change.
    #[cfg_attr(test, ts(type = "number"))]
    version: u64,
    /// Last change.
    updated: String,
    /// `initierad`, `pagar`, `vilande`, `uppfoljd` or `avslutad`.
    #[cfg_attr(test, ts(type = "'initierad' | 'pagar' | 'vilande' | 'uppfoljd' | 'avslutad'"))]
    state: &'static str,
    /// Name of the place.
    name: String,
    /// Id of the opening.
    opening: String,
    /// Time of the second yes.
    opened_at: String,
    /// Both parties' register numbers.
    diarienummer: RegisterNumbers,
}

impl From<&Work> for CaseHead {
    fn from(work: &Work) -> Self {
        let case = work.case();
        Self {
            number: case.number.to_string(),
            version: work.version(),
            updated: work.updated().to_string(),
            state: work.standing().state.as_str(),
            name: case.place.name.as_str().to_owned(),
            opening: case.opening.0.clone(),
            opened_at: case.opened_at.to_string(),
            diarienummer: RegisterNumbers::of(work),
        }
    }
}

/// Cases of the agreement.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CaseList {
    /// By number.
    items: Vec<CaseHead>,
}

/// A case with what it was opened on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Case"))]
#[schema(as = Case)]
pub(super) struct CaseBody {
    /// As in the list.
    #[serde(flatten)]
    head: CaseHead,
    /// Id of the agreement.
    agreement: String,
    /// Where it is now.
    place: PlaceOf,
    /// All the grounds it has had, oldest first; the last is the one it has.
    ytor: Vec<YtaBody>,
    /// What its effect is measured on; null while nothing is planned.
    measured_on: Option<MeasuredOn>,
    /// The two parties.
    parties: PartiesBody,
    /// What both signed, for any of its grounds.
    evidence: Vec<EvidenceBody>,
    /// Of the evidence that it was opened on.
    evidence_fingerprint: String,
    /// The two yeses that opened it, the first first.
    assessments: Vec<AssessmentBody>,
    /// The hotspot place of the ground that its effect is measured on; of the first, while nothing is
    /// planned.
    run: Option<RunPlace>,
    /// What the evidence warned of.
    warnings: Vec<WarningBody>,
    /// From the identification on, oldest first.
    log: Vec<LogLine>,
    /// What is done in it.
    work: WorkBody,
}

impl CaseBody {
    pub(super) fn of(
        app: &App,
        actor: &Actor,
        work: &Work,
        card: &Card,
        language: Language,
    ) -> Result<Self, AppError> {
        let case = work.case();
        let opened = case.opened_at.to_zoned(app.settings.clock.zone().clone()).date();
        let mut records = [case.police.record(), case.city.record()];
        records.sort_by_key(|record| record.at);
        let (evidence, ytor) = (work.evidence(), work.ytor());
        let measured = work.measured_on().map_or(ytor[0], |(_, yta)| yta);
        Ok(Self {
            head: work.into(),
            agreement: case.agreement.clone(),
            place: PlaceOf::of(work.place(), card),
            ytor: YtaBody::all(work, card, language),
            measured_on: MeasuredOn::of(work),
            parties: PartiesBody::of(&card.polis, &card.stad),
            evidence: EvidenceBody::all(&evidence, card, language),
            evidence_fingerprint: case.evidence.fingerprint().0.clone(),
            assessments: records.map(|one| AssessmentBody::of(one, card, language)).into(),
            run: RunPlace::of(measured.evidence.items()),
            warnings: WarningBody::all(card, language),
            log: LogLine::all(&card.log, language),
            work: WorkBody::of(app, actor, work, &case_form::prefilled(case, opened), language)?,
        })
    }
}

/// Cases that one's party sees.
#[utoipa::path(get, path = "/cases", tag = "cases",
    extensions(("x-reads" = json!("notes"))), responses((status = 200, body = CaseList)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<CaseList>, Problem> {
    let cases = blocking(app, move |app| verbs::list(app, &actor)).await?;
    Ok(Json(CaseList { items: cases.iter().map(|work| CaseHead::from(&**work)).collect() }))
}

/// The number in a path; what is none is not found.
pub(super) fn number(text: &str) -> Result<CaseNumber, Problem> {
    text.parse().map_err(|_| AppError::NotFound.into())
}

/// One case; for a foreign party it does not exist.
#[utoipa::path(get, path = "/cases/{number}", tag = "cases",
    extensions(("x-reads" = json!("notes"))), params(("number" = String, Path)),
    responses((status = 200, body = CaseBody), (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Json<CaseBody>, Problem> {
    let language = Language::of(&headers);
    let body = blocking(app, move |app| {
        let number: CaseNumber = number.parse().map_err(|_| AppError::NotFound)?;
        let work = verbs::one(app, &actor, &number)?;
        let card = opening_card::of_case(app, &work)?;
        CaseBody::of(app, &actor, &work, &card, language)
    });
    Ok(Json(body.await?))
}
