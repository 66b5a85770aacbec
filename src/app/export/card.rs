//! The method card in a file: the same members as over HTTP, with texts in both languages, since a
//! file is read by whoever gets it.

use crate::app::{
    methods::MethodCard,
    texts::{self, Language},
};
use serde_json::{Map, Value, json};

/// Everything that decides the answer, and what must be known before it is believed.
pub fn card(answered: &MethodCard) -> Map<String, Value> {
    let (header, found) = (&answered.run.header, &answered.run.found);
    let (question, origin) = (&header.question, &header.origin);
    let frame = &question.frame;
    let method = serde_json::to_value(&question.method).unwrap_or_default();
    let label = |id: &String| answered.labels.get(id).unwrap_or(id).clone();
    let categories: Vec<String> = frame.categories.iter().map(|id| id.0.clone()).collect();
    let labels: Vec<String> = categories.iter().map(label).collect();
    let left_out: Vec<Value> = found
        .n_left_out
        .iter()
        .map(|(code, n)| {
            json!({
                "code": code,
                "n": n,
                "text_sv": texts::text_sv(code),
                "text_en": texts::text_en(code),
            })
        })
        .collect();
    let rails: Vec<Value> = found
        .guard_rails
        .iter()
        .map(|rail| {
            json!({
                "code": rail.code,
                "value": rail.value,
                "text_sv": rail.text_sv,
                "text_en": texts::warning(&rail.code, &rail.text_sv, Language::English),
            })
        })
        .collect();
    let card = json!({
        "id": header.id,
        "method": question.method.name(),
        "method_version": origin.method_version,
        "code_version": origin.code_version,
        "created_at": header.created_at.to_string(),
        "created_by": answered.created_by,
        "party": header.party.0,
        "categories": categories,
        "category_labels": labels,
        "period": {"from": frame.period.from.to_string(), "to": frame.period.to.to_string()},
        "study_area": frame.study_area.0,
        "study_area_name": answered.study_area,
        "lattice": frame.lattice.map(String::from),
        "parameters": method.get("parameters"),
        "data_version": origin.data_version.0,
        "data_to": origin.data_to.map(|day| day.to_string()),
        "synthetic": origin.synthetic,
        "input_fingerprint": origin.input_fingerprint.0,
        "result_fingerprint": header.result_fingerprint.0,
        "n_used": found.n_used,
        "n_left_out": left_out,
        "guard_rails": rails,
    });
    match card {
        Value::Object(card) => card,
        _ => Map::new(),
    }
}
