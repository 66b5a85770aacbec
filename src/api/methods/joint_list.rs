//! `/joint-list`: where crime and otrygghet agree and where they part.

use super::{Answered, InWork, ask, mismatch};
use crate::{
    analysis::{
        joint_list::{Agreement, AreaRow, Crime, DISTANCE_M, Near, Rank, Row},
        question::{Answer, Method},
        survey_share::{Share, Verdict},
    },
    api::{
        AppState,
        areas::Point,
        auth::SignedIn,
        extract::{Params, blocking},
        problem::{Language, Problem, ProblemBody},
    },
    app::{
        App, AppError,
        methods::{
            MethodCard, area_names,
            joint_list::{Wish, order},
        },
    },
    area::AreaId,
    incident::IndicatorId,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(joint_list))
}

/// Three lists of places, and the surveyed areas.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "JointList"))]
#[schema(as = JointList)]
pub(super) struct JointListBody {
    /// The hotspot run whose places take part.
    run: String,
    /// A named place this near a hotspot is the same place.
    distance_m: f64,
    /// What the lists are put in order by.
    #[cfg_attr(test, ts(type = "'crime' | 'otrygghet' | 'both'"))]
    rank: String,
    /// The same in words.
    rank_text: String,
    /// The indicator whose shares stand for otrygghet.
    indicator: String,
    /// The indicator measures trygghet, and the shares are of those who did not answer so.
    complement: bool,
    /// Stands out in the counts and is named.
    both: Vec<JointPlace>,
    /// Stands out in the counts, nobody has named it.
    crime_only: Vec<JointPlace>,
    /// Is named, does not stand out in the counts.
    otrygghet_only: Vec<JointPlace>,
    /// Surveyed areas, by falling share.
    areas: Vec<JointArea>,
    /// The larger area their shares are compared with; null when it has none.
    reference: Option<JointArea>,
}

/// A place of the joint list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct JointPlace {
    /// 1 is first in its list.
    no: u32,
    /// Name of the hotspot, or of the named place.
    name: String,
    /// A point on it.
    label_at: Point,
    /// Rank by excess in the run; null when the counts say nothing.
    rank: Option<u32>,
    /// Counts.
    n: Option<u32>,
    /// Observed minus expected.
    excess: Option<f64>,
    /// Observed / expected.
    ratio: Option<f64>,
    /// Exact Poisson 95 % interval of the ratio.
    ratio_95: Option<[f64; 2]>,
    /// In how many of six settings it stands.
    stable_in: Option<u8>,
    /// Named places, nearest first.
    named: Vec<JointNamed>,
    /// Observations of all of them.
    n_observations: u32,
    /// Id of the surveyed area it lies in.
    area: Option<String>,
    /// Its name.
    area_name: Option<String>,
}

/// A named place and how far it is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct JointNamed {
    /// Id of the place.
    area: String,
    /// Its name.
    name: String,
    /// Shortest distance to the hotspot, whole metres.
    distance_m: f64,
    /// Observations that name it.
    n_observations: u32,
    /// The latest day one of them is about.
    latest: String,
}

/// A surveyed area.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct JointArea {
    /// Id.
    area: String,
    /// Its name.
    name: String,
    /// Hotspots with at least half their ground in it.
    n_hotspots: u32,
    /// Excess of all of them.
    excess: f64,
    /// Named places in it.
    n_named: u32,
    /// 0–1; null when it rests on fewer than five answers.
    share: Option<f64>,
    /// Answers; null when not known or suppressed.
    n_answers: Option<u32>,
    /// Wilson's 95 % interval.
    share_95: Option<[f64; 2]>,
    /// Left out because of few answers.
    undertryckt: bool,
    /// Survey and year.
    source: String,
    /// Against the larger area, −1 to 1.
    difference: Option<f64>,
    /// Newcombe's 95 % interval.
    difference_95: Option<[f64; 2]>,
    /// Whether the difference is larger than its uncertainty; null when that cannot be said.
    #[cfg_attr(test, ts(type = "'higher' | 'lower' | 'undecided' | null"))]
    verdict: Option<String>,
    /// Whether survey and hotspots say the same; null where it cannot be told.
    #[cfg_attr(test, ts(type = "'both' | 'crime_only' | 'otrygghet_only' | 'neither' | null"))]
    agreement: Option<String>,
}

/// What is asked.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct JointListQuery {
    /// Id of a hotspot run; the newest if not given.
    #[param(pattern = "^[a-z0-9-]+$")]
    run: Option<String>,
    /// A named place this near a hotspot is the same place, 0–1000; 100.
    distance_m: Option<f64>,
    /// `crime`, `otrygghet` or `both`; `both`.
    #[param(pattern = "^(crime|otrygghet|both)$")]
    rank: Option<String>,
    /// The share that stands for otrygghet.
    #[param(pattern = "^[a-z0-9_]+$")]
    indicator: Option<String>,
    /// Who was asked; everybody or the residents if not given.
    #[param(pattern = "^[a-z0-9_]+$")]
    group: Option<String>,
    /// `true` when the indicator measures trygghet.
    complement: Option<bool>,
    /// The area the others are compared with; the run's study area.
    #[param(pattern = "^[a-z_]+/.+$")]
    reference: Option<String>,
}

impl JointListQuery {
    fn wish(self) -> Result<Wish, Problem> {
        let rank = match self.rank.as_deref() {
            Some("crime") => Rank::Crime,
            Some("otrygghet") => Rank::Otrygghet,
            Some("both") | None => Rank::Both,
            Some(_) => return Err(Problem::field("invalid", "rank", "unknown")),
        };
        Ok(Wish {
            run: self.run,
            distance_m: self.distance_m.unwrap_or(DISTANCE_M),
            rank,
            indicator: self.indicator.map(IndicatorId),
            group: self.group,
            complement: self.complement.unwrap_or(false),
            reference: self.reference.map(AreaId),
        })
    }
}

/// Where crime and otrygghet agree and where they part.
#[utoipa::path(get, path = "/joint-list", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(JointListQuery),
    responses((status = 200, body = Answered<JointListBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody)))]
async fn joint_list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(query): Params<JointListQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wish = query.wish()?;
    let asker = actor.clone();
    let order = blocking(app.clone(), move |app| order(app, &asker, wish)).await?;
    ask(app, SignedIn(actor), &headers, order, body).await
}

/// The result on the wire.
pub(super) fn body(
    app: &App,
    card: &MethodCard,
    language: Language,
) -> Result<JointListBody, AppError> {
    let (Answer::JointList(found), Method::JointList(asked)) =
        (&card.run.found.result, &card.run.header.question.method)
    else {
        return mismatch();
    };
    let names = area_names(app)?;
    let places =
        |rows: &[Row]| rows.iter().map(|row| JointPlace::of(row, &names)).collect::<Vec<_>>();
    let reference = asked.reference.as_ref().map(|larger| {
        JointArea::of(&AreaRow {
            area: larger.area.clone(),
            name: larger.name.clone(),
            n_hotspots: 0,
            excess: 0.0,
            n_named: 0,
            share: larger.share,
            source: larger.source.clone(),
            difference: None,
            agreement: None,
        })
    });
    let (rank, rank_text) = rank_words(found.rank, language);
    Ok(JointListBody {
        run: asked.run.clone(),
        distance_m: asked.distance_m,
        rank: rank.to_owned(),
        rank_text: rank_text.to_owned(),
        indicator: asked.indicator.0.clone(),
        complement: asked.complement,
        both: places(&found.both),
        crime_only: places(&found.crime_only),
        otrygghet_only: places(&found.otrygghet_only),
        areas: found.areas.iter().map(JointArea::of).collect(),
        reference,
    })
}

fn rank_words(rank: Rank, language: Language) -> (&'static str, &'static str) {
    let (name, sv, en) = match rank {
        Rank::Crime => ("crime", "överskott av händelser", "excess of incidents"),
        Rank::Otrygghet => ("otrygghet", "områdets enkätandel", "the area's survey share"),
        Rank::Both => (
            "both",
            "områdets enkätandel, och bland lika överskott av händelser",
            "the area's survey share, and excess of incidents among equals",
        ),
    };
    match language {
        Language::Swedish => (name, sv),
        Language::English => (name, en),
    }
}

impl JointPlace {
    fn of(row: &Row, names: &BTreeMap<AreaId, String>) -> Self {
        let crime = row.crime.as_ref();
        let area = row.surveyed.as_ref();
        Self {
            no: row.no,
            name: row.name.clone(),
            label_at: Point::from(row.label_at),
            rank: crime.map(|crime| crime.rank),
            n: crime.map(|crime| crime.n),
            excess: crime.map(|crime| crime.excess),
            ratio: crime.map(|crime| crime.ratio),
            ratio_95: crime.map(|Crime { ratio_95: (low, high), .. }| [*low, *high]),
            stable_in: crime.and_then(|crime| crime.stable_in),
            named: row.named.iter().map(JointNamed::from).collect(),
            n_observations: row.n_observations,
            area_name: area.map(|id| names.get(id).unwrap_or(&id.0).clone()),
            area: area.map(|id| id.0.clone()),
        }
    }
}

impl From<&Near> for JointNamed {
    fn from(near: &Near) -> Self {
        Self {
            area: near.area.0.clone(),
            name: near.name.clone(),
            distance_m: near.distance_m,
            n_observations: near.n_observations,
            latest: near.latest.clone(),
        }
    }
}

impl JointArea {
    fn of(row: &AreaRow) -> Self {
        let (share, n_answers, interval) = match row.share {
            Share::Known { share, n_answers, interval_95 } => (Some(share), n_answers, interval_95),
            Share::Suppressed => (None, None, None),
        };
        let pair = |(low, high): (f64, f64)| [low, high];
        let verdict = row.difference.and_then(|difference| difference.verdict);
        Self {
            area: row.area.0.clone(),
            name: row.name.clone(),
            n_hotspots: row.n_hotspots,
            excess: row.excess,
            n_named: row.n_named,
            share,
            n_answers,
            share_95: interval.map(pair),
            undertryckt: row.share == Share::Suppressed,
            source: row.source.clone(),
            difference: row.difference.map(|difference| difference.difference),
            difference_95: row.difference.and_then(|d| d.interval_95).map(pair),
            verdict: verdict.map(|verdict| match verdict {
                Verdict::Higher => "higher".to_owned(),
                Verdict::Lower => "lower".to_owned(),
                Verdict::Undecided => "undecided".to_owned(),
            }),
            agreement: row.agreement.map(|agreement| match agreement {
                Agreement::Both => "both".to_owned(),
                Agreement::CrimeOnly => "crime_only".to_owned(),
                Agreement::OtrygghetOnly => "otrygghet_only".to_owned(),
                Agreement::Neither => "neither".to_owned(),
            }),
        }
    }
}
