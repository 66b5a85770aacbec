//! A place of a run on the wire.

use crate::{
    analysis::{place_trend::PlaceTrend, places::HotspotPlace},
    api::{
        areas::{Point, bounds},
        catalogue::MonthCount,
        imports::CategoryCount,
        problem::Language,
        words,
    },
    area::AreaId,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// A hotspot place.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Place"))]
#[schema(as = Place)]
pub(in crate::api) struct PlaceBody {
    /// By falling excess, 1 first.
    rank: u32,
    /// Identity kept between runs.
    key: String,
    /// Suggested name.
    name: String,
    /// Counts.
    n: u32,
    /// Expected counts.
    expected: f64,
    /// Observed minus expected.
    excess: f64,
    /// Observed / expected.
    ratio: f64,
    /// Exact Poisson 95 % interval of it.
    ratio_95: [f64; 2],
    /// Gi* of the place as a whole.
    z: Option<f64>,
    /// Smallest adjusted p of its cells; optimistic after selection.
    p_adjusted_min: f64,
    /// Share of the study area's incidents, 0–1.
    share_of_incidents: f64,
    /// Ground.
    area_km2: f64,
    /// A single cell.
    lone_cell: bool,
    /// A point inside.
    label_at: Point,
    /// West, south, east, north.
    bounds: Option<[f64; 4]>,
    /// Number of cells.
    n_cells: usize,
    /// Dense indices of its cells.
    cells: Vec<u32>,
    /// In how many of the six settings it is hot; null when they were not run.
    stable_in: Option<u8>,
    /// The settings.
    stability: Vec<Setting>,
    /// Monday first, 24 hours each; sums to the counts whose time is known well enough.
    week_hours: Vec<Vec<f64>>,
    /// Oldest first.
    months: Vec<MonthCount>,
    /// Most first.
    categories: Vec<CategoryCount>,
    /// Areas it overlaps, largest share first.
    areas: Vec<AreaShare>,
    /// How it develops; null with too few complete months.
    trend: Option<TrendBody>,
}

/// How a place develops over the last complete months of the run, twelve at most.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "PlaceTrend"))]
#[schema(as = PlaceTrend)]
struct TrendBody {
    /// `new`, `consecutive`, `intensifying`, `persistent`, `diminishing`, `sporadic`, `oscillating`,
    /// `historical` or `none`.
    class: String,
    /// In words.
    label: String,
    /// First month used, `YYYY-MM`.
    from: String,
    /// Last month.
    to: String,
    /// Per month: whether the place had more than its share.
    hot: Vec<bool>,
    /// First of the months in a row, the last included, above (or below) what was expected; null
    /// without direction.
    since: Option<String>,
    /// Counts in the last three months.
    n_late: u32,
    /// What the earlier months lead to expect of them.
    expected_late: f64,
    /// Two-sided p of the last three months.
    p_late: f64,
    /// Two-sided p of the trend over all months.
    p_trend: Option<f64>,
}

impl TrendBody {
    fn of(trend: &PlaceTrend, language: Language) -> Self {
        Self {
            class: trend.class.as_str().to_owned(),
            label: words::code(&format!("trend_{}", trend.class.as_str()), language).to_owned(),
            from: trend.from.to_string(),
            to: trend.to.to_string(),
            hot: trend.hot.clone(),
            since: trend.since.map(|month| month.to_string()),
            n_late: trend.n_late,
            expected_late: trend.expected_late,
            p_late: trend.p_late,
            p_trend: trend.p_trend,
        }
    }
}

/// One of the settings of the stability check.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Setting {
    /// Stable code.
    setting: String,
    /// In words.
    label: String,
    /// Share of the place's ground that is hot in it, 0–1.
    covered: f64,
}

/// An area and how much of a place lies in it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(in crate::api) struct AreaShare {
    /// `<kind>/<code>`.
    pub(in crate::api) id: String,
    /// Swedish name.
    pub(in crate::api) name: String,
    /// Layer.
    pub(in crate::api) kind: String,
    /// Share of the place's ground, 0–1.
    pub(in crate::api) share: f64,
}

impl PlaceBody {
    /// With the Swedish names of categories and areas by id.
    pub(in crate::api) fn of(
        place: &HotspotPlace,
        labels: &BTreeMap<String, String>,
        area_names: &BTreeMap<AreaId, String>,
        language: Language,
    ) -> Self {
        let category = |(id, n): &(String, u32)| CategoryCount {
            label: labels.get(id).cloned().unwrap_or_else(|| id.clone()),
            id: id.clone(),
            n: u64::from(*n),
        };
        let area = |(id, share): &(AreaId, f64)| AreaShare {
            name: area_names.get(id).cloned().unwrap_or_else(|| id.0.clone()),
            kind: id.0.split('/').next().unwrap_or_default().to_owned(),
            id: id.0.clone(),
            share: *share,
        };
        let setting = |(code, covered): &(String, f64)| Setting {
            label: words::code(code, language).to_owned(),
            setting: code.clone(),
            covered: *covered,
        };
        let month = |(month, n): &(String, u32)| MonthCount::from((month.clone(), u64::from(*n)));
        Self {
            rank: place.rank,
            key: place.key.clone(),
            name: place.name.clone(),
            n: place.n,
            expected: place.expected,
            excess: place.excess,
            ratio: place.ratio,
            ratio_95: place.ratio_95.into(),
            z: place.z,
            p_adjusted_min: place.p_adjusted_min,
            share_of_incidents: place.share_of_incidents,
            area_km2: place.area_km2,
            lone_cell: place.lone_cell,
            label_at: place.label_at.into(),
            bounds: bounds(&place.geometry),
            n_cells: place.cells.len(),
            cells: place.cells.clone(),
            stable_in: place.stable_in,
            stability: place.stability.iter().map(setting).collect(),
            week_hours: place.week_hours.clone(),
            months: place.months.iter().map(month).collect(),
            categories: place.categories.iter().map(category).collect(),
            areas: place.areas.iter().map(area).collect(),
            trend: place.trend.as_ref().map(|trend| TrendBody::of(trend, language)),
        }
    }
}
