//! Counts of an area from before it began, on the wire.

use crate::app::backcast::{Backcast, Predecessor};
use serde::Serialize;

/// From when an area was there with this border, and what was there before.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Backcast"))]
#[schema(as = Backcast)]
pub(super) struct BackcastBody {
    /// Id of the area.
    area: String,
    /// Its name.
    name: String,
    /// Its first day with this border. What is counted before it is counted backwards: within the same
    /// border, every count once.
    begins: String,
    /// It was there before with another border.
    redrawn: bool,
    /// Areas that it followed, nearest first. Their own figures are about other ground and are never added.
    predecessors: Vec<PredecessorBody>,
}

/// An area that another followed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Predecessor"))]
#[schema(as = Predecessor)]
struct PredecessorBody {
    /// Its id.
    area: String,
    /// Its name.
    name: String,
    /// Its first day.
    valid_from: Option<String>,
    /// Its last day.
    valid_to: Option<String>,
    /// Id of the area that followed it, by the relation `eftertradd_av`.
    followed_by: String,
    /// Where that is said.
    source: String,
    /// Share of its ground that lies in the area, 0–1; null where either has no known ground.
    share_here: Option<f64>,
    /// Share of the area's ground that was its, 0–1; null as above.
    share_of_successor: Option<f64>,
}

impl From<Backcast> for BackcastBody {
    fn from(it: Backcast) -> Self {
        Self {
            area: it.area.id.0,
            name: it.area.name,
            begins: it.begins.to_string(),
            redrawn: it.redrawn,
            predecessors: it.predecessors.into_iter().map(PredecessorBody::from).collect(),
        }
    }
}

impl From<Predecessor> for PredecessorBody {
    fn from(one: Predecessor) -> Self {
        let validity = one.area.validity;
        Self {
            area: one.area.id.0,
            name: one.area.name,
            valid_from: validity.valid_from.map(|day| day.to_string()),
            valid_to: validity.valid_to.map(|day| day.to_string()),
            followed_by: one.relation.to.0,
            source: one.relation.source,
            share_here: one.share_here,
            share_of_successor: one.share_of_successor,
        }
    }
}
