//! Bytes of answers, and links as a header has them.

use crate::app::AppError;
use axum::http::HeaderValue;
use serde_json::Value as Json;
use std::io;

/// What is written, in memory.
pub(super) fn bytes(
    write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    write(&mut bytes).map_err(|error| AppError::Fault(error.to_string()))?;
    Ok(bytes)
}

/// The links of an answer as values of the header `Link`; titles stay in the body.
pub(super) fn header_of_links(links: &Json) -> Vec<HeaderValue> {
    let all = links.as_array().into_iter().flatten();
    all.filter_map(|link| {
        let text = |name: &str| link[name].as_str();
        let kind = text("type").map_or(String::new(), |kind| format!("; type=\"{kind}\""));
        HeaderValue::from_str(&format!("<{}>; rel=\"{}\"{kind}", text("href")?, text("rel")?)).ok()
    })
    .collect()
}
