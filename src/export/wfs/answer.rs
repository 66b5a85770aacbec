//! Which features are taken, and how they are written.

use super::{Fault, GetFeature, MAX_FEATURES, Output, Version, Wanted};
use crate::export::{
    Feature, FeatureId, Value,
    collection::{
        Collection,
        filter::{Expr, Filter, Ground, Shape},
    },
    crs::{Crs, Form},
    geojson,
    gml::{self, NAMESPACE, PREFIX, Stands, Style},
    xml::escaped,
};
use jiff::Timestamp;
use std::{
    cmp::Ordering,
    io::{self, Write},
};

/// The system where none is named.
const USUAL: (Crs, Form) = (Crs::Epsg4326, Form::Authority);

/// The features that were asked for.
#[derive(Debug)]
pub struct Answer<'a> {
    collection: &'a Collection,
    get: &'a GetFeature,
    /// How many there are in all.
    pub n_matched: usize,
    /// Those of the page.
    pub(super) page: Vec<&'a Feature>,
    /// How many a page has room for.
    room: usize,
}

/// Addresses that an answer names.
#[derive(Debug, Clone, Copy)]
pub struct Addresses<'a> {
    /// Of the service.
    pub service: &'a str,
    /// What was asked there, after the question mark; none for a body, whose other pages have no address.
    pub asked: Option<&'a str>,
}

/// Finds them.
///
/// # Errors
/// The request asks for what the collection does not have.
pub fn answer<'a>(collection: &'a Collection, get: &'a GetFeature) -> Result<Answer<'a>, Fault> {
    let filter = filter(collection, get)?;
    let all = collection.features();
    let near = filter.as_ref().and_then(Filter::bounds).map(|around| collection.near(around));
    let taken = |feature: &&Feature| filter.as_ref().is_none_or(|filter| filter.matches(feature));
    let mut found: Vec<&Feature> = match near {
        Some(places) => {
            places.into_iter().filter_map(|place| all.get(place as usize)).filter(taken).collect()
        }
        None => all.iter().filter(taken).collect(),
    };
    if let Some(id) = get.by_id.as_ref().filter(|_| found.is_empty()) {
        return Err(Fault::no_feature(id));
    }
    for (name, _) in &get.sort {
        known(collection, "sortBy", name)?;
    }
    for name in &get.properties {
        known(collection, "propertyName", name)?;
    }
    if !get.sort.is_empty() {
        found.sort_by(|a, b| in_order(a, b, &get.sort));
    }
    let most = match get.version {
        // It knows no pages: who gets a part takes it for the whole.
        Version::V1_1 => usize::MAX,
        Version::V2_0 => MAX_FEATURES,
    };
    let count = get.count.unwrap_or(most).min(most);
    let n_matched = found.len();
    let room = if get.hits { 0 } else { count };
    let page = found.into_iter().skip(get.start).take(room).collect();
    Ok(Answer { collection, get, n_matched, page, room })
}

/// Whether a parameter of an address says which page is asked for.
fn says_page(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default();
    ["startIndex", "count", "maxFeatures"].iter().any(|page| name.eq_ignore_ascii_case(page))
}

/// An attribute, the geometry or the id.
fn known(collection: &Collection, parameter: &str, name: &str) -> Result<(), Fault> {
    let there = collection.schema().property(name).is_some() || name == "id" || name == "geometry";
    if there { Ok(()) } else { Err(Fault::invalid(parameter, name)) }
}

/// All that must hold, as one filter.
fn filter(collection: &Collection, get: &GetFeature) -> Result<Option<Filter>, Fault> {
    let (crs, form) = get.system.unwrap_or(USUAL);
    let schema = collection.schema();
    let mut whole: Option<Filter> = None;
    for wanted in &get.wanted {
        let one = match wanted {
            Wanted::Box(corners, system) => {
                let ground = Ground { shape: Shape::Box(*corners), system: *system };
                let both = vec![Expr::Property("geometry".to_owned()), Expr::Ground(ground)];
                let touches = Expr::call("s_intersects", both);
                Filter::compile(touches, schema, crs, form)
                    .map_err(|e| Fault::filter("bbox", &e))?
            }
            Wanted::Filter(expr) => {
                let mut expr = expr.clone();
                with_own_ids(&mut expr, collection);
                Filter::compile(expr, schema, crs, form).map_err(|e| Fault::filter("filter", &e))?
            }
            Wanted::Cql(text) => Filter::parse_text(text, schema, crs, form)
                .map_err(|e| Fault::filter("cql_filter", &e))?,
            Wanted::Ids(ids) => Filter::ids(own_ids(ids.iter().map(String::as_str), collection)),
        };
        whole = Some(match whole {
            Some(before) => before.and(one),
            None => one,
        });
    }
    Ok(whole)
}

/// Ids as they were written, as those of the features: with the name of the layer or without it.
fn own_ids<'a>(written: impl Iterator<Item = &'a str>, collection: &Collection) -> Vec<FeatureId> {
    let written: Vec<&str> = written.collect();
    let layer = collection.schema().name;
    let is_meant = |id: &FeatureId| {
        let whole = gml::feature_id(layer, id);
        let own = match id {
            FeatureId::Number(number) => number.to_string(),
            FeatureId::Text(text) => text.clone(),
        };
        written.iter().any(|one| *one == whole || *one == own)
    };
    let ids = collection.features().iter().map(|feature| &feature.id);
    ids.filter(|id| is_meant(id)).cloned().collect()
}

fn with_own_ids(expr: &mut Expr, collection: &Collection) {
    match expr {
        Expr::Id(ids) => {
            let written: Vec<String> = ids
                .iter()
                .map(|id| match id {
                    FeatureId::Text(text) => text.clone(),
                    FeatureId::Number(number) => number.to_string(),
                })
                .collect();
            *ids = own_ids(written.iter().map(String::as_str), collection);
        }
        Expr::Call(_, operands) => {
            operands.iter_mut().for_each(|one| with_own_ids(one, collection));
        }
        _ => {}
    }
}

/// What is not known stands last, from whichever end one sorts.
fn in_order(a: &Feature, b: &Feature, sort: &[(String, bool)]) -> Ordering {
    let value = |feature: &Feature, name: &str| -> Value {
        let found = feature.properties.iter().find(|(own, _)| *own == name);
        found.map_or(Value::Null, |(_, value)| value.clone())
    };
    let of = |a: &Value, b: &Value| match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Flag(a), Value::Flag(b)) => a.cmp(b),
        (Value::Whole(a), Value::Whole(b)) => a.cmp(b),
        (a, b) => match (number(a), number(b)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => Ordering::Equal,
        },
    };
    for (name, from_the_end) in sort {
        let (x, y) = (value(a, name), value(b, name));
        let turned = |order: Ordering| if *from_the_end { order.reverse() } else { order };
        let order = match (x == Value::Null, y == Value::Null) {
            (true, true) if name == "id" => turned(a.id.cmp(&b.id)),
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => turned(of(&x, &y)),
        };
        if order.is_ne() {
            return order;
        }
    }
    a.id.cmp(&b.id)
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Whole(number) => Some(*number as f64),
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

impl Answer<'_> {
    /// The media type of what is written.
    pub fn media_type(&self) -> &'static str {
        match (self.get.output, self.get.version) {
            (Output::Json, _) => "application/json",
            (Output::Gml, Version::V1_1) => "text/xml; subtype=gml/3.1.1; charset=utf-8",
            (Output::Gml, Version::V2_0) => "application/gml+xml; version=3.2; charset=utf-8",
        }
    }

    /// Writes the page.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, out: &mut impl Write, at: Addresses<'_>, now: Timestamp) -> io::Result<()> {
        match self.get.output {
            Output::Json => self.write_json(out, at, now),
            Output::Gml => self.write_gml(out, at, now),
        }
    }

    /// The pages beside this one, by how they are called; 1.1.0 knows none.
    fn beside(&self, at: Addresses<'_>) -> Vec<(&'static str, String)> {
        let Some(asked) = at.asked.filter(|_| self.get.version == Version::V2_0 && self.room > 0)
        else {
            return Vec::new();
        };
        let (start, room) = (self.get.start, self.room);
        let rest: Vec<&str> = asked.split('&').filter(|part| !says_page(part)).collect();
        let rest = rest.join("&");
        // First, since that is what holds: a name can be written with percent signs too.
        let page = |start: usize, count: usize| {
            format!("{}?startIndex={start}&count={count}&{rest}", at.service)
        };
        // From beyond the end to the last page; and no page tells a feature twice.
        let end = start.min(self.n_matched);
        let before = end.saturating_sub(room);
        let previous = (end > 0).then(|| ("previous", page(before, room.min(end))));
        let after = start.saturating_add(room);
        let next = (after < self.n_matched).then(|| ("next", page(after, room)));
        previous.into_iter().chain(next).collect()
    }

    fn has(&self, name: &str) -> bool {
        self.get.properties.is_empty() || self.get.properties.iter().any(|wanted| wanted == name)
    }

    /// The feature alone, where it was asked for by its id.
    fn alone(&self) -> Option<&Feature> {
        self.page.first().copied().filter(|_| self.get.by_id.is_some())
    }

    fn write_json(
        &self,
        out: &mut impl Write,
        at: Addresses<'_>,
        now: Timestamp,
    ) -> io::Result<()> {
        let (crs, _) = self.get.system.unwrap_or(USUAL);
        let mut about = self.collection.provenance().clone();
        about.crs = crs;
        if let Some(feature) = self.alone() {
            return geojson::write_alone(out, self.shown(feature), &about);
        }
        write!(out, "{{\"type\":\"FeatureCollection\"")?;
        for (name, value) in geojson::members(&about) {
            write!(out, ",{}:{value}", serde_json::Value::from(name))?;
        }
        let (n, m) = (self.page.len(), self.n_matched);
        write!(out, ",\"totalFeatures\":{m},\"numberMatched\":{m},\"numberReturned\":{n}")?;
        let link = |(rel, href)| serde_json::json!({ "rel": rel, "type": "application/json", "href": href });
        let links: Vec<serde_json::Value> = self.beside(at).into_iter().map(link).collect();
        if !links.is_empty() {
            write!(out, ",\"links\":{}", serde_json::Value::from(links))?;
        }
        write!(out, ",\"timeStamp\":\"{now:.0}\",\"features\":[")?;
        for (i, feature) in self.page.iter().enumerate() {
            out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
            geojson::write_feature(out, self.shown(feature), crs)?;
        }
        writeln!(out, "\n]}}")
    }

    /// A feature under its id among all, with what was asked for.
    fn shown(&self, feature: &Feature) -> Feature {
        let named = |(name, _): &&(&'static str, Value)| self.has(name);
        Feature {
            id: FeatureId::Text(gml::feature_id(self.collection.schema().name, &feature.id)),
            geometry: feature.geometry.clone().filter(|_| self.has("geometry")),
            label_at: None,
            properties: feature.properties.iter().filter(named).cloned().collect(),
        }
    }

    /// A feature with what was asked for of it.
    fn write_member(
        &self,
        out: &mut impl Write,
        stands: Stands,
        feature: &Feature,
        style: Style,
    ) -> io::Result<()> {
        let (layer, ground) = (self.collection.schema().name, self.has("geometry"));
        let named = feature.properties.iter().filter(|(name, _)| self.has(name));
        gml::write_feature(out, layer, stands, feature, named, ground, style)
    }

    fn write_gml(&self, out: &mut impl Write, at: Addresses<'_>, now: Timestamp) -> io::Result<()> {
        let version = self.get.version;
        let (crs, form) = self.get.system.unwrap_or(USUAL);
        let style = Style { gml: version.gml(), crs, form };
        let layer = self.collection.schema().name;
        if let Some(feature) = self.alone() {
            return self.write_member(out, Stands::Alone, feature, style);
        }
        let counts = match version {
            Version::V1_1 if self.get.hits => format!("numberOfFeatures=\"{}\"", self.n_matched),
            Version::V1_1 => format!("numberOfFeatures=\"{}\"", self.page.len()),
            Version::V2_0 => {
                let link = |(rel, href): (_, String)| format!(" {rel}=\"{}\"", escaped(&href));
                let links: String = self.beside(at).into_iter().map(link).collect();
                let (n_matched, n) = (self.n_matched, self.page.len());
                format!("numberMatched=\"{n_matched}\" numberReturned=\"{n}\"{links}")
            }
        };
        let types = format!(
            "{}?service=WFS&version={}&request=DescribeFeatureType&typeName={PREFIX}:{layer}",
            at.service,
            version.as_str(),
        );
        let place = match version {
            Version::V1_1 => "http://schemas.opengis.net/wfs/1.1.0/wfs.xsd",
            Version::V2_0 => "http://schemas.opengis.net/wfs/2.0/wfs.xsd",
        };
        write!(
            out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <wfs:FeatureCollection xmlns:wfs=\"{wfs}\" xmlns:gml=\"{gml}\" \
             xmlns:{PREFIX}=\"{NAMESPACE}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xsi:schemaLocation=\"{wfs} {place} {NAMESPACE} {types}\" {counts} timeStamp=\"{now:.0}\">\n",
            wfs = version.wfs(),
            gml = version.gml().namespace(),
            types = escaped(&types),
        )?;
        let (before, after) = match version {
            Version::V1_1 => ("", ""),
            Version::V2_0 => ("<wfs:member>", "</wfs:member>\n"),
        };
        let in_one = version == Version::V1_1 && !self.page.is_empty();
        if in_one {
            writeln!(out, "<gml:featureMembers>")?;
        }
        for feature in &self.page {
            write!(out, "{before}")?;
            self.write_member(out, Stands::Within, feature, style)?;
            write!(out, "{after}")?;
        }
        if in_one {
            writeln!(out, "</gml:featureMembers>")?;
        }
        writeln!(out, "</wfs:FeatureCollection>")
    }
}
