//! The methods beside hotspots: one address each with the same filters, one form of answer.
//!
//! `GET /<method>?category&from&to&area&lattice&…` answers 200 with a method card and the result, or
//! 202 with how far it has come; asking again joins the same work. The answer is stored: `GET
//! /runs/{id}` shows it again, `DELETE /runs/{id}` takes a question in work back.

mod backtest;
mod card;
mod change;
mod compare;
mod concentration;
mod dbscan;
mod effect;
mod effect_aids;
mod effect_body;
mod emerging;
mod joint_list;
mod kde;
mod local_moran;
mod near_repeat;
mod profile;
mod runs;
mod scan;

pub(super) use card::InWork;
pub(super) use effect_aids::PooledBody;
pub(super) use effect_body::{ComparisonBody, DifferenceBody, PowerBody, VerdictBody};

use super::{
    AppState,
    auth::SignedIn,
    cells::categories,
    extract::{blocking, date, named},
    problem::{Language, Problem},
};
use crate::{
    analysis::question::{Answer, Method},
    app::{
        App, AppError,
        methods::{self as verbs, Asked, MethodCard, Order},
    },
    area::AreaId,
};
use axum::{
    Json,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use card::{Answered, Card};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa_axum::router::OpenApiRouter;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(runs::routes())
        .merge(concentration::routes())
        .merge(scan::routes())
        .merge(kde::routes())
        .merge(effect::routes())
        .merge(effect_aids::routes())
        .merge(dbscan::routes())
        .merge(near_repeat::routes())
        .merge(profile::routes())
        .merge(emerging::routes())
        .merge(change::routes())
        .merge(joint_list::routes())
        .merge(backtest::routes())
        .merge(local_moran::routes())
        .merge(compare::routes())
}

/// So long a question is waited for before it is answered with how far it has come.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// Which counts, where and in which cells; the same names for every method.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct FrameQuery {
    /// Category ids with commas between; all if not given.
    #[param(pattern = r"^[^\s,]+(,[^\s,]+)*$")]
    category: Option<String>,
    /// First local day; a year before the last if not given.
    #[param(format = Date)]
    from: Option<String>,
    /// Last local day; that of the data.
    #[param(format = Date)]
    to: Option<String>,
    /// The study area, `<kind>/<code>`; the service's own.
    #[param(pattern = "^[a-z_]+/.+$")]
    area: Option<String>,
    /// `h3:8`–`h3:11`, `sweref:100|250|500|1000`, `areas:<kind>`; `h3:10`. Nothing to methods without cells.
    #[param(pattern = "^(h3:(8|9|10|11)|sweref:(100|250|500|1000)|areas:[a-z_]+)$")]
    lattice: Option<String>,
}

impl FrameQuery {
    fn order(self, method: Method) -> Result<Order, Problem> {
        Ok(Order {
            method,
            categories: categories(self.category.as_deref()),
            from: date("from", self.from.as_deref())?,
            to: date("to", self.to.as_deref())?,
            study_area: self.area.map(AreaId),
            lattice: named("lattice", self.lattice)?,
        })
    }
}

/// Asks, and answers 200 with card and result or 202 with how far it has come.
async fn ask<B>(
    app: AppState,
    SignedIn(actor): SignedIn,
    headers: &HeaderMap,
    order: Order,
    body: impl FnOnce(&App, &MethodCard, Language) -> Result<B, AppError> + Send + 'static,
) -> Result<Response, Problem>
where
    B: Serialize + Send + 'static,
{
    let language = Language::of(headers);
    let shared = app.clone();
    let asked = blocking(app, move |app| {
        Ok(match verbs::ask(&shared, &actor, order, PATIENCE)? {
            Asked::Answered(card) => Ok(Answered {
                result: body(app, &card, language)?,
                card: Card::of(&card, language),
            }),
            Asked::Working(working) => Err(InWork::from(working)),
        })
    });
    Ok(match asked.await? {
        Ok(answered) => Json(answered).into_response(),
        Err(in_work) => (StatusCode::ACCEPTED, Json(in_work)).into_response(),
    })
}

/// The result of a stored answer on the wire, whichever method it is of.
fn result(app: &App, card: &MethodCard, language: Language) -> Result<serde_json::Value, AppError> {
    let json = |body: Result<serde_json::Value, serde_json::Error>| {
        body.map_err(|error| AppError::Fault(error.to_string()))
    };
    match &card.run.found.result {
        Answer::Concentration(_) => {
            json(serde_json::to_value(concentration::body(app, card, language)?))
        }
        Answer::Scan(_) => json(serde_json::to_value(scan::body(app, card, language)?)),
        Answer::Kde(_) => json(serde_json::to_value(kde::body(app, card, language)?)),
        Answer::Effect(_) => json(serde_json::to_value(effect::body(app, card, language)?)),
        Answer::EffectCandidates(_) => {
            json(serde_json::to_value(effect::candidates_body(app, card, language)?))
        }
        Answer::Dbscan(_) => json(serde_json::to_value(dbscan::body(app, card, language)?)),
        Answer::NearRepeat(_) => {
            json(serde_json::to_value(near_repeat::body(app, card, language)?))
        }
        Answer::Profile(_) => json(serde_json::to_value(profile::body(app, card, language)?)),
        Answer::Emerging(_) => json(serde_json::to_value(emerging::body(app, card, language)?)),
        Answer::Change(_) => json(serde_json::to_value(change::body(app, card, language)?)),
        Answer::JointList(_) => json(serde_json::to_value(joint_list::body(app, card, language)?)),
        Answer::Backtest(_) => json(serde_json::to_value(backtest::body(app, card, language)?)),
        Answer::Compare(_) => json(serde_json::to_value(compare::body(app, card, language)?)),
        Answer::LocalMoran(_) => {
            json(serde_json::to_value(local_moran::body(app, card, language)?))
        }
    }
}

/// An answer under the address of another method: it cannot be, since the question says which.
fn mismatch<B>() -> Result<B, AppError> {
    Err(AppError::Fault("the stored answer is of another method than its question".into()))
}
