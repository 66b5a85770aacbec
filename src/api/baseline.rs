//! `/agreements/{id}/baseline`: what both measurements said when the parties signed, and what they say now.

use super::{
    AppState,
    auth::SignedIn,
    counted::Days,
    extract::blocking,
    headers::printed,
    problem::{Language, Problem, ProblemBody},
};
use crate::{
    analysis::{
        survey_share::{Difference, Share, Verdict},
        year_before::YearRow,
    },
    app::baseline::{self as verbs, BaselineCard},
    case::baseline::{
        Baseline, CategoryCount, Counts, Delivery, Occasion, SinceThen, Survey, SurveySince,
    },
    incident::{Category, CategoryId},
};
use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(one, freeze)).routes(routes!(to_print))
}

/// The baselines of an agreement, each beside today.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct AgreementBaseline {
    /// Id of the agreement.
    agreement: String,
    /// Its name.
    name: String,
    /// Oldest first; none where nothing was frozen.
    items: Vec<FrozenBaseline>,
    /// Nothing that holds anything is frozen, there is something to freeze, and the reader may do it.
    may_freeze: bool,
}

/// What was frozen, beside today.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct FrozenBaseline {
    /// From 1.
    no: u32,
    /// When both parties had confirmed the agreement, or by hand afterwards.
    #[cfg_attr(test, ts(type = "'signed' | 'later'"))]
    occasion: &'static str,
    /// The day it was frozen.
    on: String,
    /// The moment, in UTC.
    at: String,
    /// The function that confirmed, or froze.
    function: String,
    /// Its side.
    side: String,
    /// Ids of the areas; none when the agreement names none.
    areas: Vec<String>,
    /// State of the counts then.
    data_version: u32,
    /// Of all that was frozen.
    fingerprint: String,
    /// Counts of crimes; null where both parties saw no whole year.
    counts: Option<FrozenCounts>,
    /// The latest share of each survey, about the ground, a part of it, or what it lies in or was before; none
    /// is added to another.
    surveys: Vec<FrozenSurvey>,
}

/// Counts on the ground of the agreement.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct FrozenCounts {
    /// The twelve whole months that were the last then.
    year: Days,
    /// The twenty-four; null where the counts did not reach so far back.
    two_years: Option<Days>,
    /// The twelve that are the last now; null where both see none.
    now: Option<Days>,
    /// Days that the two years share: with any, nothing is tested.
    n_shared_days: i32,
    /// Both are counted within the same borders; otherwise nothing is tested.
    same_ground: bool,
    /// Rows that were tested.
    n_tested: usize,
    /// Counts of the year known by an area alone that lies here in part; they are in no row.
    n_left_out: u64,
    /// By category, in the order of the catalogue.
    rows: Vec<CountThenAndNow>,
    /// What it was counted from.
    deliveries: Vec<BaselineDelivery>,
    /// Of the counts then.
    input_fingerprint: String,
    /// Of the ground then.
    ground_fingerprint: String,
    /// Some of it was made up.
    synthetic: bool,
}

/// A category then and now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CountThenAndNow {
    /// Category id.
    category: String,
    /// Its name in the reader's language.
    label: String,
    /// What must stand beside its figures.
    note: Option<String>,
    /// In the year then.
    then: u64,
    /// In the two years then; null without them.
    then_two_years: Option<u64>,
    /// In the year now; null where both see none.
    now: Option<u64>,
    /// Two-sided p of this row alone; null where nothing is tested.
    p: Option<f64>,
    /// p after correction over all rows; null as above.
    p_adjusted: Option<f64>,
    /// `none`, `watch`, `alarm`; null as above.
    level: Option<String>,
}

/// A delivery that a baseline was counted from.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct BaselineDelivery {
    /// Its number.
    import: u32,
    /// Where it came from.
    source: String,
    /// When it was published, in UTC.
    published_at: Option<String>,
}

/// A share of a survey then and now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct FrozenSurvey {
    /// As the source writes it.
    label: String,
    /// Who was asked; null for everybody.
    group: Option<String>,
    /// Id of the area that it is about.
    area: String,
    /// What it was called.
    area_name: String,
    /// Survey.
    source: String,
    /// Then.
    then: SurveyedShare,
    /// The latest of the same series, where it is about later days; null while nobody has measured again.
    now: Option<SurveyedShare>,
    /// Now minus then, in percentage points; null as above.
    difference: Option<f64>,
    /// 95 % interval of the difference; null without the numbers of answers.
    difference_95: Option<[f64; 2]>,
    /// Whether it is larger than chance makes; null as above.
    #[cfg_attr(test, ts(type = "'higher' | 'lower' | 'undecided' | null"))]
    verdict: Option<&'static str>,
}

/// A share with its interval.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct SurveyedShare {
    /// The days it is about.
    period: Days,
    /// Per cent.
    value: f64,
    /// Answers, where known.
    n_answers: Option<u32>,
    /// Wilson's 95 % interval in per cent; null without the number of answers.
    interval_95: Option<[f64; 2]>,
    /// When it was taken out of the source.
    extracted_on: Option<String>,
}

const PERCENT: f64 = 100.0;

impl From<&Survey> for SurveyedShare {
    fn from(survey: &Survey) -> Self {
        let value = &survey.value;
        let interval_95 = match survey.share() {
            Share::Known { interval_95, .. } => interval_95,
            Share::Suppressed => None,
        };
        Self {
            period: value.period.into(),
            value: value.value,
            n_answers: value.n_answers,
            interval_95: interval_95.map(|(low, high)| [low * PERCENT, high * PERCENT]),
            extracted_on: value.extracted_on.map(|day| day.to_string()),
        }
    }
}

impl FrozenSurvey {
    fn of(then: &Survey, since: &SurveySince) -> Self {
        let value = &then.value;
        let verdict = |found: &Difference| {
            found.verdict.map(|verdict| match verdict {
                Verdict::Higher => "higher",
                Verdict::Lower => "lower",
                Verdict::Undecided => "undecided",
            })
        };
        let found = since.difference.as_ref();
        Self {
            label: value.label.clone(),
            group: value.group.clone(),
            area: value.area.0.clone(),
            area_name: then.area_name.clone(),
            source: value.source.clone(),
            then: then.into(),
            now: since.now.as_ref().map(SurveyedShare::from),
            difference: found.map(|found| found.difference * PERCENT),
            difference_95: found
                .and_then(|found| found.interval_95)
                .map(|(low, high)| [low * PERCENT, high * PERCENT]),
            verdict: found.and_then(verdict),
        }
    }
}

impl CountThenAndNow {
    fn of(
        (then, now): (Option<&CategoryCount>, Option<&YearRow>),
        id: &CategoryId,
        (categories, language): (&[Category], Language),
    ) -> Self {
        let known = categories.iter().find(|category| category.id == *id);
        let label = known.map(|it| language.of_both(&it.label_sv, &it.label_en));
        let change = now.and_then(|row| row.change);
        Self {
            category: id.0.clone(),
            label: label.unwrap_or(&id.0).clone(),
            note: known.and_then(|category| category.note_sv.clone()),
            then: then.map_or(0, |row| row.year),
            then_two_years: then.and_then(|row| row.two_years),
            now: now.map(|row| row.counted.now),
            p: change.map(|change| change.p),
            p_adjusted: now.and_then(|row| row.p_adjusted),
            level: change.map(|change| change.level.as_str().to_owned()),
        }
    }
}

impl FrozenCounts {
    fn of(counts: &Counts, since: &SinceThen, words: (&[Category], Language)) -> Self {
        let now = since.counts.as_ref();
        let delivery = |one: &Delivery| BaselineDelivery {
            import: one.import.0,
            source: one.source.clone(),
            published_at: one.published_at.map(|at| at.to_string()),
        };
        // In the order of the catalogue, whatever order it had then.
        let mut told: Vec<(Option<&CategoryCount>, Option<&YearRow>, &CategoryId)> = Vec::new();
        for Category { id, .. } in words.0 {
            let then = counts.categories.iter().find(|row| row.category == *id);
            let row =
                now.and_then(|now| now.rows.rows.iter().find(|row| row.counted.category == *id));
            if then.is_some() || row.is_some() {
                told.push((then, row, id));
            }
        }
        Self {
            year: counts.year.into(),
            two_years: counts.two_years.map(Days::from),
            now: now.map(|now| now.year.into()),
            n_shared_days: now.map_or(0, |now| now.n_shared_days),
            same_ground: now.is_none_or(|now| now.same_ground),
            n_tested: now.map_or(0, |now| now.rows.n_tested),
            n_left_out: counts.n_left_out,
            rows: told
                .into_iter()
                .map(|(then, now, id)| CountThenAndNow::of((then, now), id, words))
                .collect(),
            deliveries: counts.deliveries.iter().map(delivery).collect(),
            input_fingerprint: counts.input.0.clone(),
            ground_fingerprint: counts.ground.0.clone(),
            synthetic: counts.synthetic,
        }
    }
}

impl FrozenBaseline {
    fn of((then, since): &(Baseline, SinceThen), words: (&[Category], Language)) -> Self {
        let measured = &then.measured;
        let surveys = measured.surveys.iter().zip(&since.surveys);
        Self {
            no: then.no,
            occasion: match then.occasion {
                Occasion::Signed { .. } => "signed",
                Occasion::Later => "later",
            },
            on: then.on.to_string(),
            at: then.at.to_string(),
            function: then.by.function.clone(),
            side: then.by.side.as_str().to_owned(),
            areas: then.areas.iter().map(|area| area.0.clone()).collect(),
            data_version: measured.data_version.0,
            fingerprint: then.fingerprint().0,
            counts: measured.counts.as_ref().map(|counts| FrozenCounts::of(counts, since, words)),
            surveys: surveys.map(|(then, since)| FrozenSurvey::of(then, since)).collect(),
        }
    }
}

impl AgreementBaseline {
    fn of(card: &BaselineCard, language: Language) -> Self {
        let words = (card.categories.as_slice(), language);
        Self {
            agreement: card.agreement.id.clone(),
            name: card.agreement.name.clone(),
            items: card.frozen.iter().map(|one| FrozenBaseline::of(one, words)).collect(),
            may_freeze: card.may_freeze,
        }
    }
}

/// What both measurements – counts of crimes, and surveys of safety – said when both parties had confirmed the
/// agreement, beside what they say now. Only what both see; for a foreign party it does not exist. An agreement
/// from before this was done has none until somebody freezes it.
#[utoipa::path(get, path = "/agreements/{id}/baseline", tag = "agreements",
    extensions(("x-reads" = json!("counts"))), params(("id" = String, Path)),
    responses((status = 200, body = AgreementBaseline), (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<AgreementBaseline>, Problem> {
    let language = Language::of(&headers);
    let card = blocking(app, move |app| verbs::card(app, &actor, &id)).await?;
    Ok(Json(AgreementBaseline::of(&card, language)))
}

/// Then and now as a file to print, A4. What it was counted from – deliveries, fingerprints of counts and ground,
/// the two years – stands in the answer in JSON.
#[utoipa::path(get, path = "/agreements/{id}/baseline.html", tag = "agreements",
    extensions(("x-reads" = json!("export"))), params(("id" = String, Path)),
    responses((status = 200, content_type = "text/html", body = String),
        (status = 404, body = ProblemBody)))]
async fn to_print(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let file = blocking(app, move |app| verbs::html(app, &actor, &id)).await?;
    Ok(printed(file))
}

/// Freezes what both measurements say today, where no baseline holds anything. It says that it was frozen
/// afterwards, and on which day.
#[utoipa::path(post, path = "/agreements/{id}/baseline", tag = "agreements",
    extensions(("x-reads" = json!("counts"))), params(("id" = String, Path)),
    responses((status = 200, body = AgreementBaseline), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn freeze(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<AgreementBaseline>, Problem> {
    let language = Language::of(&headers);
    let card = blocking(app, move |app| verbs::freeze(app, &actor, &id)).await?;
    Ok(Json(AgreementBaseline::of(&card, language)))
}
