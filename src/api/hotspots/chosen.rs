//! The method that the back-test chose, beside a run.

use crate::{
    api::{problem::Language, words::code},
    app::methods::{backtest::gate_of, chosen::Chosen},
};
use serde::Serialize;

/// Which method the back-test chose for what a run counts, and whether the run was made by it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "MethodChosen"))]
#[schema(as = MethodChosen)]
pub(super) struct ChosenBody {
    /// What the choice is about; empty means all that the run counts.
    categories: Vec<String>,
    /// Names of them.
    label: String,
    /// The back-test that chose; null when nobody has asked for one with every default.
    back_test: Option<BackTestBody>,
    /// Whether the run calls cells hot as the choice says; null without a back-test.
    follows: Option<bool>,
    /// All of it in words.
    text: String,
}

/// The back-test that chose.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "ChoosingBackTest"))]
#[schema(as = ChoosingBackTest)]
struct BackTestBody {
    /// Its run.
    run: String,
    /// When it was asked for.
    created_at: String,
    /// State of the counts it read.
    data_version: u32,
    /// Their last day.
    data_to: Option<String>,
    /// Whether it read the very counts that the run read.
    same_counts: bool,
    /// The method it chose.
    method: String,
    /// In words.
    label: String,
    /// The gate that follows from it.
    gate: String,
    /// The rule, in words.
    rule: String,
}

impl ChosenBody {
    pub(super) fn of(chosen: &Chosen, language: Language) -> Self {
        let (label, text) = match language {
            Language::Swedish => (chosen.label_sv.clone(), chosen.said_sv()),
            Language::English => (chosen.label_en.clone(), chosen.said_en()),
        };
        let back_test = chosen.tried.as_ref().map(|tried| BackTestBody {
            run: tried.run.clone(),
            created_at: tried.at.to_string(),
            data_version: tried.data_version.0,
            data_to: tried.data_to.map(|day| day.to_string()),
            same_counts: tried.same_counts,
            method: tried.choice.method.code().to_owned(),
            label: code(tried.choice.method.code(), language).to_owned(),
            gate: gate_of(tried.choice.method).to_owned(),
            rule: code("backtest_rule", language).to_owned(),
        });
        let categories = chosen.categories.iter().map(|id| id.0.clone()).collect();
        Self { categories, label, back_test, follows: chosen.follows(), text }
    }
}
