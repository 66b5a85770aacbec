//! What is asked of a run, and what was chosen.

use crate::{
    analysis::run::RunParameters,
    api::{counted::Days, extract::named, problem::Problem},
    app::hotspots::Order,
    area::AreaId,
    incident::{CategoryId, Period},
};
use serde::{Deserialize, Serialize};

/// What to compute. Only the period is needed; the rest has the defaults of the method page.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, optional_fields, export_to = "../web/src/api/types/"))]
pub(super) struct RunRequest {
    /// Category ids; empty or missing means all.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<Vec<String>>", optional))]
    #[schema(value_type = Vec<CategoryName>)]
    categories: Vec<String>,
    /// Whole local days, both included.
    period: Days,
    /// Area whose cells take part; the service's study area.
    #[schema(pattern = "^[a-z_]+/.+$")]
    study_area: Option<String>,
    /// `h3:8`–`h3:11`, `sweref:100|250|500|1000`, `areas:<kind>`; `h3:10`.
    #[schema(pattern = "^(h3:(8|9|10|11)|sweref:(100|250|500|1000)|areas:[a-z_]+)$")]
    lattice: Option<String>,
    /// Rings of neighbours, 1–5; 1.
    ring: Option<u8>,
    /// `background`, `land`, `exposure:<indicator>`, `exposure:category:<id>` or `past`; `background`.
    #[schema(pattern = r"^(background|land|past|exposure:\S+)$")]
    expectation: Option<String>,
    /// `default`, `count`, `gi-star` or `permutation`.
    #[schema(pattern = "^(default|count|gi-star|permutation)$")]
    gate: Option<String>,
    /// `bh`, `bonferroni` or `none`; `bh`.
    #[schema(pattern = "^(bh|bonferroni|none)$")]
    correction: Option<String>,
    /// Level, between 0 and 1; 0.05.
    alpha: Option<f64>,
    /// Lower limit of observed/expected; 1.5.
    min_ratio: Option<f64>,
    /// Least count; 10.
    min_count: Option<u32>,
    /// Largest place in km²; 0.15.
    max_place_km2: Option<f64>,
    /// Run the five other settings too; true.
    stability: Option<bool>,
}

/// Stable short name of a category.
#[derive(utoipa::ToSchema)]
#[schema(pattern = r"^[^\s,]+$")]
#[expect(dead_code, reason = "it is the form's documentation")]
struct CategoryName(String);

impl RunRequest {
    pub(super) fn order(self) -> Result<Order, Problem> {
        let day = |field, text: &str| {
            text.parse().map_err(|_| Problem::field("invalid", field, "not_a_date"))
        };
        let period =
            Period::new(day("period.from", &self.period.from)?, day("period.to", &self.period.to)?);
        Ok(Order {
            categories: self.categories.into_iter().map(CategoryId).collect(),
            period: period
                .ok_or_else(|| Problem::field("invalid", "period", "ends_before_it_begins"))?,
            study_area: self.study_area.map(AreaId),
            lattice: named("lattice", self.lattice)?,
            ring: self.ring,
            expectation: named("expectation", self.expectation)?,
            gate: named("gate", self.gate)?,
            correction: named("correction", self.correction)?,
            alpha: self.alpha,
            min_ratio: self.min_ratio,
            min_count: self.min_count,
            max_place_km2: self.max_place_km2,
            stability: self.stability,
        })
    }
}

/// Everything that was chosen.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(in crate::api) struct Parameters {
    /// Empty means all.
    categories: Vec<String>,
    /// Whole local days.
    period: Days,
    /// The area whose cells take part.
    study_area: String,
    /// The cells.
    lattice: String,
    /// Rings of neighbours.
    ring: u8,
    /// `background`, `land`, `exposure:<indicator>`, `exposure:category:<id>` or `past`.
    #[cfg_attr(test, ts(type = "'background' | 'land' | 'past' | `exposure:${string}`"))]
    expectation: String,
    /// `default`, `count`, `gi-star` or `permutation`.
    #[cfg_attr(test, ts(type = "'default' | 'count' | 'gi-star' | 'permutation'"))]
    gate: String,
    /// `bh`, `bonferroni` or `none`.
    #[cfg_attr(test, ts(type = "'bh' | 'bonferroni' | 'none'"))]
    correction: String,
    /// Level of the corrected test.
    alpha: f64,
    /// Lower 95 % limit of observed/expected that the default gate asks for.
    min_ratio: f64,
    /// Count that the default gate asks for.
    min_count: u32,
    /// Places are split until none is larger.
    max_place_km2: f64,
    /// Whether the stability settings were run.
    stability: bool,
}

impl From<&RunParameters> for Parameters {
    fn from(chosen: &RunParameters) -> Self {
        Self {
            categories: chosen.categories.iter().map(|id| id.0.clone()).collect(),
            period: chosen.period.into(),
            study_area: chosen.study_area.0.clone(),
            lattice: chosen.lattice.into(),
            ring: chosen.ring,
            expectation: name_of(&chosen.expectation),
            gate: name_of(&chosen.gate),
            correction: name_of(&chosen.correction),
            alpha: chosen.alpha,
            min_ratio: chosen.min_ratio,
            min_count: chosen.min_count,
            max_place_km2: chosen.max_place_km2,
            stability: chosen.stability,
        }
    }
}

/// The name a choice has in JSON.
fn name_of(choice: &impl Serialize) -> String {
    match serde_json::to_value(choice) {
        Ok(serde_json::Value::String(name)) => name,
        other => unreachable!("choices are written as names, not as {other:?}"),
    }
}
