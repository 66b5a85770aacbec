//! What is asked of the features of a collection, read out of the query.

use super::{
    MOST_FEATURES, USUAL_FEATURES,
    at::{At, Form, Named},
};
use crate::{
    api::problem::Problem,
    app::{AppError, NotAmong},
    export::{
        Feature, FeatureId,
        collection::{
            Collection, Kind, Schema,
            ask::{Ask, AskError, Equals, Page, Rectangle, Test, Times},
            filter::{Filter, FilterError},
        },
        crs::{self, Crs},
    },
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};

/// A page to read has so many when nobody says.
const USUAL_ROWS: usize = 100;

/// What can be asked; attributes are asked for by their names beside it.
#[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // Read by `Asked`; here for the document.
pub(super) struct Query {
    /// At most so many features, 1–10 000; more is taken as 10 000.
    #[param(minimum = 1, maximum = 10_000, default = 1_000)]
    limit: Option<u32>,
    /// Where the page before ended, as its link `next` says.
    #[param(pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
    /// Whose ground touches this box: four numbers, or six with heights, in the order of `bbox-crs`.
    #[param(pattern = "^[-+0-9.eE, ]+$")]
    bbox: Option<String>,
    /// Address of the system of `bbox`; CRS84, longitude first, if not given.
    #[param(rename = "bbox-crs", pattern = r"^\S+$")]
    bbox_crs: Option<String>,
    /// A day, a moment or an interval `from/to`, one end of which may be open (`..`).
    #[param(pattern = r"^[0-9TZ:.+/-]+$")]
    datetime: Option<String>,
    /// Address of the system of the coordinates; CRS84, longitude first, if not given.
    #[param(pattern = r"^\S+$")]
    crs: Option<String>,
    /// For which this is true: CQL2, as text or as JSON.
    #[param(format = "cql2")]
    filter: Option<String>,
    /// `cql2-text` or `cql2-json`; text if not given.
    #[param(rename = "filter-lang", pattern = "^cql2-(text|json)$")]
    filter_lang: Option<String>,
    /// Address of the system of the geometries in the filter; CRS84, longitude first, if not given.
    #[param(rename = "filter-crs", pattern = r"^\S+$")]
    filter_crs: Option<String>,
    /// `json` or `html`; by `Accept` if not given.
    #[param(pattern = "^(json|html)$")]
    f: Option<String>,
}

/// The system of the coordinates.
#[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // Read by `crs`; here for the document.
pub(super) struct CrsQuery {
    /// Address of the system of the coordinates; CRS84, longitude first, if not given.
    #[param(pattern = r"^\S+$")]
    crs: Option<String>,
}

/// Parameters that are no attributes.
const KNOWN: [&str; 10] = [
    "limit",
    "cursor",
    "bbox",
    "bbox-crs",
    "datetime",
    "crs",
    "filter",
    "filter-lang",
    "filter-crs",
    "f",
];

/// What is asked.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) crs: Named,
    pub(super) limit: usize,
    bbox: Option<Rectangle>,
    datetime: Option<Times>,
    equal: Vec<Equals>,
    filter: Option<Filter>,
    after: Option<FeatureId>,
}

impl Asked {
    /// Reads it; a parameter that is neither known nor an attribute is refused by its name.
    pub(super) fn read(at: &At, schema: &Schema) -> Result<Self, Problem> {
        let mut equal = Vec::new();
        for (name, value) in at.query.iter().filter(|(name, _)| !KNOWN.contains(&name.as_str())) {
            let parsed = Equals::parse(schema, name, value);
            let unknown = || Problem::field("unknown_parameter", name, "unknown");
            equal.push(parsed.ok_or_else(unknown)?.map_err(wrong)?);
        }
        let bbox_crs = system(at, "bbox-crs")?;
        let bbox = at.param("bbox").map(|text| Rectangle::parse(text, bbox_crs.0, bbox_crs.1));
        Ok(Self {
            crs: crs(at)?,
            limit: limit(at)?,
            bbox: bbox.transpose().map_err(wrong)?,
            datetime: at.param("datetime").map(Times::parse).transpose().map_err(wrong)?,
            equal,
            filter: filter(at, schema)?,
            after: at.param("cursor").map(after).transpose()?,
        })
    }

    /// Puts the question.
    pub(super) fn of<'a>(&self, collection: &'a Collection) -> Page<'a> {
        let taken = self.filter.as_ref().map(|filter| |feature: &Feature| filter.matches(feature));
        collection.ask(&Ask {
            bbox: self.bbox,
            datetime: self.datetime,
            equal: self.equal.clone(),
            filter: taken.as_ref().map(|taken| taken as Test<'_>),
            filter_within: self.filter.as_ref().and_then(Filter::bounds),
            after: self.after.clone(),
            limit: self.limit,
        })
    }
}

/// The system of the coordinates.
pub(super) fn crs(at: &At) -> Result<Named, Problem> {
    system(at, "crs")
}

/// A system by its address, or by `[EPSG:3011]`, which stands for it.
fn system(at: &At, name: &'static str) -> Result<Named, Problem> {
    let Some(text) = at.param(name) else { return Ok((Crs::Crs84, crs::Form::Authority)) };
    let short = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let known = match short {
        Some(short) => Crs::all().find(|crs| crs.short_name() == short),
        None => Crs::all().find(|crs| crs.uri() == text),
    };
    let known = known.ok_or_else(|| Problem::field("invalid", name, "unsupported_crs"))?;
    Ok((known, crs::Form::Authority))
}

/// The filter, set against what the collection has.
fn filter(at: &At, schema: &Schema) -> Result<Option<Filter>, Problem> {
    let (crs, form) = system(at, "filter-crs")?;
    let read = match at.param("filter-lang") {
        None | Some("cql2-text") => Filter::parse_text,
        Some("cql2-json") => Filter::parse_json,
        Some(_) => return Err(Problem::field("invalid", "filter-lang", "unknown")),
    };
    let filter = at.param("filter").map(|text| read(text, schema, crs, form)).transpose();
    filter.map_err(|error| wrong_filter(&error, schema))
}

/// What is wrong with a filter, and where in it.
fn wrong_filter(error: &FilterError, schema: &Schema) -> Problem {
    let code = error.code();
    let short = |text: &str| text.chars().take(60).collect::<String>();
    let part = match error {
        FilterError::UnknownProperty { name } => {
            let asked = schema.properties.iter().filter(|one| one.kind != Kind::Json);
            let names = asked.map(|one| one.name.to_owned());
            return Problem::from(AppError::NotAmong(vec![NotAmong {
                field: "filter".to_owned(),
                code,
                named: short(name),
                among: names.chain(["geometry".to_owned()]).collect(),
            }]));
        }
        FilterError::Syntax { at, .. } => at.to_string(),
        FilterError::Unsupported { name } => short(name),
        FilterError::WrongType { operation, .. } => short(operation),
        FilterError::Literal { text, .. } | FilterError::Outside { text } => short(text),
        _ => return Problem::field("invalid", "filter", code),
    };
    Problem::field("invalid", format!("filter[{part}]"), code)
}

fn limit(at: &At) -> Result<usize, Problem> {
    let usual = if at.form == Form::Html { USUAL_ROWS } else { USUAL_FEATURES };
    let Some(text) = at.param("limit") else { return Ok(usual) };
    let wrong = |code| Problem::field("invalid", "limit", code);
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<usize>() {
        Ok(0) => Err(wrong("out_of_range")),
        Ok(n) => Ok(n.min(MOST_FEATURES)),
        // More than fits is more than the most.
        Err(_) if is_number => Ok(MOST_FEATURES),
        Err(_) => Err(wrong("not_a_number")),
    }
}

/// Where the next page begins.
pub(super) fn cursor(last: &FeatureId) -> String {
    BASE64.encode(match last {
        FeatureId::Number(id) => format!("n{id}"),
        FeatureId::Text(id) => format!("t{id}"),
    })
}

fn after(cursor: &str) -> Result<FeatureId, Problem> {
    let read = || {
        let text = String::from_utf8(BASE64.decode(cursor).ok()?).ok()?;
        match text.split_at_checked(1)? {
            ("n", id) => id.parse().ok().map(FeatureId::Number),
            ("t", id) => Some(FeatureId::Text(id.to_owned())),
            _ => None,
        }
    };
    read().ok_or_else(|| Problem::field("invalid", "cursor", "not_a_cursor"))
}

fn wrong(error: AskError) -> Problem {
    Problem::field("invalid", error.part, error.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_nothing_else_is_one() {
        for id in [FeatureId::Number(7), FeatureId::Text("kommun/0180 å".into())] {
            let cursor = cursor(&id);
            assert!(cursor.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
            assert_eq!(after(&cursor).expect("a cursor"), id);
        }
        for text in ["", "x", "bg", "eDE", "%%", "bm5v", "_____w"] {
            assert!(after(text).is_err(), "{text}");
        }
    }
}
