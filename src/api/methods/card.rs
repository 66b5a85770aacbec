//! The method card: what stands beside every result.

use crate::{
    api::{
        counted::{Days, GuardRailBody, LeftOut},
        problem::Language,
    },
    app::methods::{MethodCard, Working},
    export::methods::LAYERS,
};
use serde::Serialize;

/// A result and what it was computed from.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct Answered<R> {
    /// "Så räknades det".
    pub(super) card: Card,
    /// What came out.
    pub(super) result: R,
}

/// Everything that decides a result, and what must be known before it is believed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "MethodCard"))]
#[schema(as = MethodCard)]
pub(super) struct Card {
    /// `run-` and 16 hex digits: the same question of the same counts has the same id.
    id: String,
    /// Stable name of the method.
    method: String,
    /// Version of the method.
    method_version: u32,
    /// Version of the program.
    code_version: String,
    /// When it was first asked for.
    created_at: String,
    /// Function of the user who asked.
    created_by: String,
    /// Party for whose eyes it is.
    party: String,
    /// Category ids; empty means all.
    categories: Vec<String>,
    /// Swedish names of them.
    category_labels: Vec<String>,
    /// Whole local days.
    period: Days,
    /// Id of the area whose ground takes part.
    study_area: String,
    /// Its Swedish name.
    study_area_name: String,
    /// The cells; null for methods without a lattice.
    lattice: Option<String>,
    /// What was chosen for the method alone.
    #[cfg_attr(test, ts(type = "Record<string, unknown>"))]
    parameters: serde_json::Value,
    /// State of the counts it read.
    data_version: u32,
    /// Last day with counts.
    data_to: Option<String>,
    /// Made-up counts among them.
    synthetic: bool,
    /// Of the counts it read.
    input_fingerprint: String,
    /// Of what was found.
    result_fingerprint: String,
    /// Counts that the result rests on.
    n_used: u64,
    /// Counts of the selection that are left out, by reason.
    n_left_out: Vec<LeftOut>,
    /// What an analyst must know before believing the result.
    guard_rails: Vec<GuardRailBody>,
    /// What `/export/{layer}.geojson?run=…` and `.csv` hold of it.
    layers: Vec<CardLayer>,
}

/// A layer that the answer leaves as.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CardLayer {
    /// In addresses.
    layer: &'static str,
    /// What it holds, in the reader's language.
    title: &'static str,
    /// Whether it lies somewhere: a table that does not is best read as CSV.
    on_map: bool,
}

impl Card {
    /// In the reader's language.
    pub(super) fn of(card: &MethodCard, language: Language) -> Self {
        let (header, found) = (&card.run.header, &card.run.found);
        let (question, origin) = (&header.question, &header.origin);
        let frame = &question.frame;
        let label = |id: &String| card.labels.get(id).unwrap_or(id).clone();
        let categories: Vec<String> = frame.categories.iter().map(|id| id.0.clone()).collect();
        let method = serde_json::to_value(&question.method).unwrap_or_default();
        Self {
            id: header.id.clone(),
            method: question.method.name().to_owned(),
            method_version: origin.method_version,
            code_version: origin.code_version.clone(),
            created_at: header.created_at.to_string(),
            created_by: card.created_by.clone(),
            party: header.party.0.clone(),
            category_labels: categories.iter().map(label).collect(),
            categories,
            period: frame.period.into(),
            study_area: frame.study_area.0.clone(),
            study_area_name: card.study_area.clone(),
            lattice: frame.lattice.map(String::from),
            parameters: method.get("parameters").cloned().unwrap_or_default(),
            data_version: origin.data_version.0,
            data_to: origin.data_to.map(|day| day.to_string()),
            synthetic: origin.synthetic,
            input_fingerprint: origin.input_fingerprint.0.clone(),
            result_fingerprint: header.result_fingerprint.0.clone(),
            n_used: found.n_used,
            n_left_out: found
                .n_left_out
                .iter()
                .map(|(code, n)| LeftOut::of(code, *n, language))
                .collect(),
            guard_rails: found
                .guard_rails
                .iter()
                .map(|rail| GuardRailBody::of(rail, language))
                .collect(),
            layers: LAYERS
                .iter()
                .filter(|layer| layer.method == question.method.name())
                .map(|layer| CardLayer {
                    layer: layer.name,
                    title: match language {
                        Language::Swedish => layer.title_sv,
                        Language::English => layer.title_en,
                    },
                    on_map: layer.on_map,
                })
                .collect(),
        }
    }
}

/// A question that is being answered.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(in crate::api) struct InWork {
    /// The id that the answer will have: ask for `/runs/{id}` until it is there.
    id: String,
    /// Stable name of the method.
    method: String,
    /// Steps taken.
    done: u64,
    /// Steps in all; 0 until it is known.
    total: u64,
}

impl From<Working> for InWork {
    fn from(working: Working) -> Self {
        let Working { id, method, done, total } = working;
        Self { id, method: method.to_owned(), done, total }
    }
}
