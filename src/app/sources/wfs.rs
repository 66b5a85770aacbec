//! A layer of a WFS, page by page, as one GeoJSON file that is the same bytes whenever the features are
//! the same: the server's own ids and the time it answered are left out.

use super::{Refused, catalogue::Wfs, refused};
use crate::app::outside::{Answer, Errand};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use url::Url;

/// So many pages are asked for at most.
const MOST_PAGES: usize = 200;

/// What GeoServer answers with, as far as it is read.
#[derive(Deserialize)]
struct Page {
    #[serde(rename = "type")]
    kind: String,
    features: Vec<Feature>,
    #[serde(rename = "numberMatched")]
    matched: Option<Value>,
    #[serde(rename = "totalFeatures")]
    total: Option<Value>,
    crs: Option<Value>,
}

#[derive(Deserialize)]
struct Feature {
    geometry: Value,
    properties: serde_json::Map<String, Value>,
}

impl Page {
    /// How many there are in all, where the server knows.
    fn total(&self) -> Option<usize> {
        let number = |value: &Option<Value>| value.as_ref()?.as_u64();
        number(&self.matched).or_else(|| number(&self.total)).map(|n| n as usize)
    }
}

/// All features of the layer, in the order of `sort_by`.
///
/// # Errors
/// What [`Errand::get`] refuses; `source_wfs_refused` (the server's own words), `source_is_page`,
/// `source_not_as_claimed` (no GeoJSON, another system), `source_incomplete` (pages that do not add up
/// to what the server says there is, or have the same feature twice).
pub(super) fn get(errand: &mut Errand<'_>, address: &Url, wfs: &Wfs) -> Result<Answer, Refused> {
    let mut features = Vec::new();
    let mut seen = BTreeSet::new();
    let mut total = None;
    let mut from = address.clone();
    for _ in 0..MOST_PAGES {
        let answer = errand.get(&asked(address, wfs, features.len()))?;
        from = answer.address.clone();
        let page = read(&answer, wfs)?;
        let here = page.total();
        if *total.get_or_insert(here) != here {
            let detail = format!("{:?} / {here:?}", total.flatten());
            return Err(refused(&from, "source_incomplete", detail));
        }
        let n = page.features.len();
        for feature in page.features {
            let key = feature.properties.get(&wfs.sort_by).map(Value::to_string);
            let Some(key) = key else {
                return Err(refused(&from, "source_fields_changed", &wfs.sort_by));
            };
            if !seen.insert(key.clone()) {
                return Err(refused(&from, "source_incomplete", format!("2 × {key}")));
            }
            features.push(json!({
                "type": "Feature",
                "properties": feature.properties,
                "geometry": feature.geometry,
            }));
        }
        // A server that does not say how many there are has no more when a page is not full.
        let all_here = match here {
            Some(all) => features.len() >= all || n == 0,
            None => n < wfs.per_page as usize,
        };
        if all_here {
            break;
        }
    }
    if let Some(Some(all)) = total
        && features.len() != all
    {
        return Err(refused(&from, "source_incomplete", format!("{} / {all}", features.len())));
    }
    Ok(Answer {
        address: from,
        media_type: "application/geo+json".to_owned(),
        bytes: written(&features, &wfs.crs),
    })
}

fn asked(address: &Url, wfs: &Wfs, start: usize) -> Url {
    let mut asked = address.clone();
    asked
        .query_pairs_mut()
        .append_pair("service", "WFS")
        .append_pair("version", "2.0.0")
        .append_pair("request", "GetFeature")
        .append_pair("typeNames", &wfs.layer)
        .append_pair("outputFormat", "application/json")
        .append_pair("srsName", &wfs.crs)
        .append_pair("sortBy", &wfs.sort_by)
        .append_pair("count", &wfs.per_page.to_string())
        .append_pair("startIndex", &start.to_string());
    if let Some(filter) = &wfs.filter {
        asked.query_pairs_mut().append_pair("CQL_FILTER", filter);
    }
    asked
}

fn read(answer: &Answer, wfs: &Wfs) -> Result<Page, Refused> {
    let (at, bytes) = (&answer.address, &answer.bytes);
    if answer.is_page() {
        return Err(refused(at, "source_is_page", &answer.media_type));
    }
    let text = String::from_utf8_lossy(bytes);
    if text.trim_start().starts_with('<') {
        return Err(refused(at, "source_wfs_refused", words_of(&text)));
    }
    let page: Page = serde_json::from_slice(bytes)
        .map_err(|error| refused(at, "source_not_as_claimed", error))?;
    if page.kind != "FeatureCollection" {
        return Err(refused(at, "source_not_as_claimed", page.kind));
    }
    // An empty collection has `"crs": null`.
    if let Some(crs) = page.crs.as_ref().filter(|crs| !crs.is_null()) {
        let name = crs["properties"]["name"].as_str().unwrap_or_default();
        if code_of(name) != code_of(&wfs.crs) {
            return Err(refused(at, "source_not_as_claimed", format!("{name} / {}", wfs.crs)));
        }
    }
    Ok(page)
}

fn code_of(name: &str) -> &str {
    name.rsplit([':', '/', '#']).next().unwrap_or_default()
}

/// What an exception report says, tags and line breaks taken out.
fn words_of(xml: &str) -> String {
    let words = xml.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim());
    let words: Vec<&str> = words.filter(|text| !text.is_empty()).collect();
    words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

/// One feature a line. Keys stand in the order of the alphabet, whatever the server's order.
fn written(features: &[Value], crs: &str) -> Vec<u8> {
    let name = format!("urn:ogc:def:crs:EPSG::{}", code_of(crs));
    let crs = json!({"type": "name", "properties": {"name": name}});
    let lines: Vec<String> = features.iter().map(Value::to_string).collect();
    let lines = lines.join(",\n");
    format!("{{\"type\":\"FeatureCollection\",\"crs\":{crs},\"features\":[\n{lines}\n]}}\n")
        .into_bytes()
}
