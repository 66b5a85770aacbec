//! `/areas/utsatta`: the police's list of exposed areas on a day, and what it changed.

use super::{
    AppState,
    areas::{RelationBody, json},
    auth::SignedIn,
    extract::{Params, blocking, date},
    headers::printed,
    kept::KeptAnswers,
    problem::{Problem, ProblemBody},
};
use crate::{
    app::{
        App,
        utsatta::{self as verbs, Touch, UtsattCard, Utsatta},
    },
    area::{UtsattClass, Validity, utsatta::Spell},
};
use axum::{Extension, extract::State, http::Uri, response::Response};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    let kept = Extension(KeptAnswers::default());
    OpenApiRouter::new().routes(routes!(list)).layer(kept).routes(routes!(to_print))
}

/// The list of a day.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct UtsattaList {
    /// The day.
    on: String,
    /// First days of the lists that are here, oldest first; nothing is known of older ones.
    lists: Vec<String>,
    /// First day of the list of the day; null before the oldest.
    list: Option<String>,
    /// On the list, by id.
    items: Vec<UtsattBody>,
    /// No longer on it, who left last first.
    left: Vec<UtsattBody>,
}

/// An exposed area as it stands on a day.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Utsatt"))]
#[schema(as = Utsatt)]
pub(super) struct UtsattBody {
    /// `utsatt_omrade/<code>`.
    id: String,
    /// Its name.
    name: String,
    /// `utsatt`, `riskomrade` or `sarskilt_utsatt`, of the day or the last; null when the list says none.
    class: Option<String>,
    /// What the list of the day changed against the one before: `forsta_listan` (there is none before),
    /// `ny`, `oforandrad`, `lattare` (a lighter class: on the way out), `tyngre`, `okand_klass`, `lamnat`.
    #[cfg_attr(
        test,
        ts(
            type = "'forsta_listan' | 'ny' | 'oforandrad' | 'lattare' | 'tyngre' | 'okand_klass' | 'lamnat'"
        )
    )]
    movement: &'static str,
    /// Class in the list before, where it was in it.
    class_before: Option<String>,
    /// On the list without a break since this day.
    listed_since: Option<String>,
    /// That is the oldest list here: it may have been on the list longer.
    from_first_list: bool,
    /// First day that it is no longer on the list.
    left_on: Option<String>,
    /// Its classes by their days, oldest first, as known on the day.
    classes: Vec<ClassDays>,
    /// The stadsdelsområden and statistical areas of the day that it lies in, largest share first.
    touches: Vec<Touched>,
    /// What is said of how it belongs to other areas.
    relations: Vec<RelationBody>,
    /// Not the police's own boundary.
    approximate: bool,
    /// Where the list of the day comes from.
    source: String,
}

/// Days in one class.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ClassDays {
    /// Class; null when the list says none.
    class: Option<String>,
    /// First day.
    valid_from: Option<String>,
    /// Last day; null while it goes on.
    valid_to: Option<String>,
    /// Where it is said.
    source: String,
}

/// One of the city's areas that an exposed area lies in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Touched {
    /// Its id.
    area: String,
    /// `stadsdelsomrade` or `statistikomrade`.
    kind: String,
    /// Its name.
    name: String,
    /// Share of the exposed area's ground that lies in it, 0–1.
    share: f64,
    /// Share of its own ground that is exposed, 0–1.
    share_of_it: f64,
    /// First day that both are so.
    valid_from: Option<String>,
    /// Last such day; null while it goes on.
    valid_to: Option<String>,
}

fn written(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn class(class: Option<UtsattClass>) -> Option<String> {
    class.map(|class| class.as_str().to_owned())
}

impl From<Spell> for ClassDays {
    fn from(spell: Spell) -> Self {
        let Validity { valid_from, valid_to } = spell.validity;
        Self {
            class: class(spell.class),
            valid_from: written(valid_from),
            valid_to: written(valid_to),
            source: spell.source,
        }
    }
}

impl From<Touch> for Touched {
    fn from(touch: Touch) -> Self {
        Self {
            area: touch.area.0,
            kind: touch.kind.as_str().to_owned(),
            name: touch.name,
            share: touch.share,
            share_of_it: touch.share_of_it,
            valid_from: written(touch.validity.valid_from),
            valid_to: written(touch.validity.valid_to),
        }
    }
}

impl From<UtsattCard> for UtsattBody {
    fn from(card: UtsattCard) -> Self {
        Self {
            id: card.area.id.0,
            name: card.area.name,
            class: class(card.area.class),
            movement: card.movement.as_str(),
            class_before: class(card.class_before),
            listed_since: written(card.listed_since),
            from_first_list: card.from_first_list,
            left_on: written(card.left_on),
            classes: card.spells.into_iter().map(ClassDays::from).collect(),
            touches: card.touches.into_iter().map(Touched::from).collect(),
            relations: card.relations.iter().map(RelationBody::from).collect(),
            approximate: card.area.approximate,
            source: card.area.source,
        }
    }
}

impl From<Utsatta> for UtsattaList {
    fn from(found: Utsatta) -> Self {
        Self {
            on: found.on.to_string(),
            lists: found.lists.iter().map(Date::to_string).collect(),
            list: written(found.list),
            items: found.listed.into_iter().map(UtsattBody::from).collect(),
            left: found.left.into_iter().map(UtsattBody::from).collect(),
        }
    }
}

/// Which day.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct OnQuery {
    /// The day, `YYYY-MM-DD`; today if not given.
    #[param(format = Date)]
    on: Option<String>,
}

/// The police's exposed areas on a day: who is on the list and since when, in which class, what the list
/// changed against the one before it, who has left, and which areas of the city each touches. A list is
/// what begins on one day and is whole; nothing is known of lists that nobody has delivered, and nothing is
/// forecast.
#[utoipa::path(get, path = "/areas/utsatta", tag = "areas",
    extensions(("x-reads" = json!("nothing"))), params(OnQuery),
    responses((status = 200, body = UtsattaList), (status = 400, body = ProblemBody)))]
async fn list(
    State(app): State<AppState>,
    _: SignedIn,
    Extension(kept): Extension<KeptAnswers>,
    uri: Uri,
    Params(query): Params<OnQuery>,
) -> Result<Response, Problem> {
    let on = date("on", query.on.as_deref())?;
    let write = move |app: &App| json(&UtsattaList::from(verbs::on(app, on)?));
    kept.answer(app, &uri, "application/json", write).await
}

/// The list as a file to print, A4: where each area lies is told by stadsdelsområde.
#[utoipa::path(get, path = "/areas/utsatta.html", tag = "areas",
    extensions(("x-reads" = json!("export"))), params(OnQuery),
    responses((status = 200, content_type = "text/html", body = String),
        (status = 400, body = ProblemBody)))]
async fn to_print(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(query): Params<OnQuery>,
) -> Result<Response, Problem> {
    let on = date("on", query.on.as_deref())?;
    let file = blocking(app, move |app| verbs::html(app, &actor, on)).await?;
    Ok(printed(file))
}
