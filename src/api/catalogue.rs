//! `/categories` and `/periods`: what can be asked about.

use super::{AppState, auth::SignedIn, extract::blocking, problem::Problem};
use crate::{
    app::{areas as verbs, series},
    incident::{Category, FinestResolution},
};
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(categories)).routes(routes!(periods))
}

/// A category of incidents.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Category"))]
#[schema(as = Category)]
struct CategoryBody {
    /// Stable short name.
    id: String,
    /// Swedish name.
    label_sv: String,
    /// English name.
    label_en: String,
    /// Crime codes, `0355-0358` or a single one.
    codes: Vec<String>,
    /// `base_cell` or `area_month`: the latter never appears in cells.
    #[cfg_attr(test, ts(type = "'base_cell' | 'area_month'"))]
    finest: String,
    /// What must stand beside its figures.
    note_sv: Option<String>,
}

impl From<&Category> for CategoryBody {
    fn from(category: &Category) -> Self {
        let codes = category.codes.iter().map(|range| match (range.first, range.last) {
            (first, last) if first == last => format!("{first:04}"),
            (first, last) => format!("{first:04}-{last:04}"),
        });
        Self {
            id: category.id.0.clone(),
            label_sv: category.label_sv.clone(),
            label_en: category.label_en.clone(),
            codes: codes.collect(),
            finest: match category.finest {
                FinestResolution::BaseCell => "base_cell",
                FinestResolution::AreaMonth => "area_month",
            }
            .to_owned(),
            note_sv: category.note_sv.clone(),
        }
    }
}

/// All categories.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CategoryList {
    /// In catalogue order.
    items: Vec<CategoryBody>,
}

/// Counts of a month.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct MonthCount {
    /// `YYYY-MM`.
    month: String,
    /// Counts.
    n: u64,
}

impl From<(String, u64)> for MonthCount {
    fn from((month, n): (String, u64)) -> Self {
        Self { month, n }
    }
}

/// What the signed-in party has to look at.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Periods {
    /// First local day with counts.
    data_from: Option<String>,
    /// Last local day with counts.
    data_to: Option<String>,
    /// State of the counts.
    data_version: u32,
    /// From the first month to the last, empty ones too.
    months: Vec<MonthCount>,
    /// Whether any of it is made up.
    synthetic: bool,
}

/// The categories.
#[utoipa::path(get, path = "/categories", tag = "catalogue",
    extensions(("x-reads" = json!("nothing"))),
    responses((status = 200, body = CategoryList)))]
async fn categories(
    State(app): State<AppState>,
    _: SignedIn,
) -> Result<Json<CategoryList>, Problem> {
    let catalogue = blocking(app, verbs::categories).await?;
    let items = catalogue.categories.iter().map(CategoryBody::from).collect();
    Ok(Json(CategoryList { items }))
}

/// The days there are counts for, as far as the signed-in party may see.
#[utoipa::path(get, path = "/periods", tag = "catalogue",
    extensions(("x-reads" = json!("counts"))), responses((status = 200, body = Periods)))]
async fn periods(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<Periods>, Problem> {
    let known = blocking(app, move |app| series::periods(app, &actor)).await?;
    Ok(Json(Periods {
        data_from: known.from.map(|day| day.to_string()),
        data_to: known.to.map(|day| day.to_string()),
        data_version: known.version.0,
        months: known.months.into_iter().map(MonthCount::from).collect(),
        synthetic: known.synthetic,
    }))
}
