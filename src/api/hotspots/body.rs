//! Runs on the wire.

use super::{chosen::ChosenBody, place::PlaceBody, request::Parameters};
use crate::{
    api::{
        counted::{GuardRailBody, LeftOut},
        problem::Language,
    },
    app::hotspots::RunCard,
    export::classes,
    store::RunHeader,
};
use serde::Serialize;

/// What is said of a run in a list and on its own page.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct RunAbout {
    /// `run-` and 16 hex digits: the same parameters and counts give the same id.
    id: String,
    /// When it was first asked for.
    created_at: String,
    /// Function of the user who asked.
    created_by: String,
    /// Party for whose eyes it is.
    party: String,
    /// What was chosen.
    parameters: Parameters,
    /// State of the counts it read.
    data_version: u32,
    /// Last day with data.
    data_to: Option<String>,
    /// Made-up counts among them.
    synthetic: bool,
    /// Counts in a cell of the study area.
    n_used: u64,
    /// Of the result.
    result_fingerprint: String,
}

/// A run in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct RunHead {
    #[serde(flatten)]
    about: RunAbout,
    /// Number of places.
    n_places: u32,
}

/// Runs the signed-in party may see.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct RunList {
    /// Newest first.
    items: Vec<RunHead>,
}

/// A run with its places; the cells are fetched as columns or GeoJSON.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct RunSummary {
    #[serde(flatten)]
    about: RunAbout,
    /// Of the counts it read.
    input_fingerprint: String,
    /// Version of the method.
    method_version: u32,
    /// Version of the program.
    code_version: String,
    /// Counts of the selection that are left out, by reason.
    n_left_out: Vec<LeftOut>,
    /// Land of the study area.
    land_km2: f64,
    /// Cells of the lattice.
    n_cells: usize,
    /// Cells the gate lets through.
    n_hot: usize,
    /// What an analyst must know before believing the picture.
    guard_rails: Vec<GuardRailBody>,
    /// Baseline: share of incidents in the top cells by count.
    ranked_counts: Vec<Ranked>,
    /// Classes for the map.
    legend: Legend,
    /// The method that the back-test chose for what the run counts, and whether the run follows it:
    /// one for all of it together, or one per category. Said when it is read, not part of the result.
    chosen: Vec<ChosenBody>,
    /// By falling excess.
    places: Vec<PlaceBody>,
}

/// Share of incidents in a share of the land.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "RankedShare"))]
#[schema(as = RankedShare)]
struct Ranked {
    /// 0–1.
    area_share: f64,
    /// 0–1.
    incident_share: f64,
}

/// Classes of counts per cell.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Legend {
    /// Upper bounds, included, of the five classes above zero, ascending.
    breaks: [u32; 5],
    /// Cells per class, the zero class first.
    counts: [u32; 6],
}

impl RunList {
    pub(super) fn of(runs: Vec<(RunHeader, String)>) -> Self {
        let head = |(run, created_by): (RunHeader, String)| RunHead {
            n_places: run.n_places,
            about: RunAbout {
                created_at: run.created_at.to_string(),
                created_by,
                party: run.party.0,
                parameters: (&run.input.parameters).into(),
                data_version: run.input.data_version.0,
                data_to: run.input.data_to.map(|day| day.to_string()),
                synthetic: run.input.synthetic,
                n_used: run.n_used,
                result_fingerprint: run.result_fingerprint.0,
                id: run.id,
            },
        };
        Self { items: runs.into_iter().map(head).collect() }
    }
}

impl RunSummary {
    pub(super) fn of(card: &RunCard, language: Language) -> Self {
        let (run, input, result) = (&card.run, &card.run.input, &card.run.result);
        let breaks = classes::breaks(&result.cells.n);
        let left_out = |(code, n): &(String, u64)| LeftOut::of(code, *n, language);
        Self {
            about: RunAbout {
                id: run.id.clone(),
                created_at: run.created_at.to_string(),
                created_by: card.created_by.clone(),
                party: run.party.0.clone(),
                parameters: (&input.parameters).into(),
                data_version: input.data_version.0,
                data_to: input.data_to.map(|day| day.to_string()),
                synthetic: input.synthetic,
                n_used: result.n_used,
                result_fingerprint: run.result_fingerprint.0.clone(),
            },
            input_fingerprint: input.input_fingerprint.0.clone(),
            method_version: input.method_version,
            code_version: input.code_version.clone(),
            n_left_out: result.n_left_out.iter().map(left_out).collect(),
            land_km2: result.land_km2,
            n_cells: result.cells.n.len(),
            n_hot: result.cells.hot.iter().filter(|hot| **hot).count(),
            guard_rails: result
                .guard_rails
                .iter()
                .map(|rail| GuardRailBody::of(rail, language))
                .collect(),
            ranked_counts: result
                .ranked_counts
                .iter()
                .map(|share| Ranked {
                    area_share: share.area_share,
                    incident_share: share.incident_share,
                })
                .collect(),
            legend: Legend { counts: classes::cells_per_class(&result.cells.n, &breaks), breaks },
            chosen: card.chosen.iter().map(|c| ChosenBody::of(c, language)).collect(),
            places: result
                .places
                .iter()
                .map(|p| PlaceBody::of(p, &card.labels, &card.area_names, language))
                .collect(),
        }
    }
}
