//! A request as an XML body.

use super::{
    Fault, MAX_BODY_BYTES, Version, encoding,
    request::{GetFeature, Output, Request, Wanted, local, system, version},
};
use roxmltree::{Document, Node, ParsingOptions};

/// Most elements and texts in a body.
const MAX_NODES: u32 = 20_000;

/// Reads a body. Document types, and with them entities, are refused.
///
/// # Errors
/// It is no request that this service answers.
pub fn read(body: &str) -> Result<Request, Fault> {
    let document = document(body)?;
    let root = document.root_element();
    let name = root.tag_name().name();
    if root.attribute("service").is_some_and(|service| !service.eq_ignore_ascii_case("wfs")) {
        return Err(Fault::invalid("service", "WFS"));
    }
    let version = match root.attribute("version") {
        Some(text) => version("version", text)?,
        None if root.tag_name().namespace() == Some(Version::V1_1.wfs()) => Version::V1_1,
        None => Version::V2_0,
    };
    match name {
        "GetCapabilities" => Ok(Request::GetCapabilities(version)),
        "DescribeFeatureType" => {
            let named = elements(root).filter(|node| node.has_tag_name_local("TypeName"));
            let types = named.filter_map(|node| node.text()).map(|text| local(text).to_owned());
            Ok(Request::DescribeFeatureType(version, types.collect()))
        }
        "ListStoredQueries" => Ok(Request::ListStoredQueries),
        "DescribeStoredQueries" => Ok(Request::DescribeStoredQueries),
        "GetFeature" => get_feature(root, version).map(Box::new).map(Request::GetFeature),
        other => Err(Fault::not_held(other)),
    }
}

/// A document within the limits.
pub(super) fn document(text: &str) -> Result<Document<'_>, Fault> {
    if text.len() > MAX_BODY_BYTES {
        return Err(Fault::unread(format!("> {MAX_BODY_BYTES} bytes")));
    }
    if deepest(text) > MAX_DEPTH {
        return Err(Fault::unread("XML: too deep"));
    }
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options)
        .map_err(|fault| Fault::unread(format!("XML: {fault}")))
}

/// Elements in one another.
const MAX_DEPTH: usize = 200;

/// How many elements are open at once, at most; counted before anything walks them on the stack.
fn deepest(text: &str) -> usize {
    let (mut now, mut most) = (0_usize, 0_usize);
    for part in text.split('<').skip(1) {
        if part.starts_with(['?', '!']) {
            continue;
        }
        if part.starts_with('/') {
            now = now.saturating_sub(1);
        } else if !part.split('>').next().is_some_and(|tag| tag.ends_with('/')) {
            now += 1;
            most = most.max(now);
        }
    }
    most
}

/// Elements inside, whatever their namespace.
pub(super) fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

/// Names are compared without their namespace: clients mix those of the versions.
pub(super) trait Local {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl Local for Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.tag_name().name() == name
    }
}

fn get_feature(root: Node<'_, '_>, version: Version) -> Result<GetFeature, Fault> {
    if let Some(stored) = elements(root).find(|node| node.has_tag_name_local("StoredQuery")) {
        return by_id(root, stored, version);
    }
    let mut queries = elements(root).filter(|node| node.has_tag_name_local("Query"));
    let query = queries.next().ok_or_else(|| Fault::missing("Query"))?;
    if queries.next().is_some() {
        return Err(Fault::not_held("Query"));
    }
    let names = query.attribute("typeNames").or_else(|| query.attribute("typeName"));
    let names = names.ok_or_else(|| Fault::missing("typeNames"))?;
    let mut get = bare(root, version)?;
    get.types =
        names.split([' ', ',']).filter(|n| !n.is_empty()).map(|n| local(n).into()).collect();
    get.system = query.attribute("srsName").map(|name| system("srsName", name)).transpose()?;
    for part in elements(query) {
        match part.tag_name().name() {
            "PropertyName" => get.properties.extend(part.text().map(|name| local(name).to_owned())),
            "Filter" => get.wanted.push(Wanted::Filter(encoding::filter(part)?)),
            "SortBy" => {
                for property in elements(part) {
                    let named = |wanted: &[&str]| {
                        let mut inside = elements(property);
                        inside
                            .find(|n| wanted.contains(&n.tag_name().name()))
                            .and_then(|n| n.text())
                    };
                    let name = named(&["PropertyName", "ValueReference"]).unwrap_or_default();
                    let order = named(&["SortOrder"]).unwrap_or("ASC");
                    get.sort.push((local(name).to_owned(), order.to_uppercase().starts_with('D')));
                }
            }
            other => return Err(Fault::not_held(other)),
        }
    }
    Ok(get)
}

fn by_id(root: Node<'_, '_>, stored: Node<'_, '_>, version: Version) -> Result<GetFeature, Fault> {
    let query = stored.attribute("id").unwrap_or_default();
    if query != super::kvp::GET_BY_ID {
        return Err(Fault::invalid("storedQuery_Id", query));
    }
    let id = elements(stored).find(|node| node.has_tag_name_local("Parameter"));
    let id = id.and_then(|node| node.text()).ok_or_else(|| Fault::missing("id"))?;
    Ok(GetFeature::by_id(version, id, None, output(root)?))
}

/// What stands on the request itself.
fn bare(root: Node<'_, '_>, version: Version) -> Result<GetFeature, Fault> {
    let number = |name: &str| {
        let text = root.attribute(name);
        text.map(|text| text.trim().parse().map_err(|_| Fault::invalid(name, text))).transpose()
    };
    Ok(GetFeature {
        version,
        types: Vec::new(),
        system: None,
        wanted: Vec::new(),
        count: match number("count")? {
            Some(count) => Some(count),
            None => number("maxFeatures")?,
        },
        start: number("startIndex")?.unwrap_or(0),
        output: output(root)?,
        properties: Vec::new(),
        sort: Vec::new(),
        hits: root.attribute("resultType") == Some("hits"),
        by_id: None,
    })
}

fn output(root: Node<'_, '_>) -> Result<Output, Fault> {
    root.attribute("outputFormat").map_or(Ok(Output::Gml), Output::named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{collection::filter::Expr, crs::Crs};

    #[test]
    fn a_body_says_what_an_address_would() {
        let body = r#"<wfs:GetFeature xmlns:wfs="http://www.opengis.net/wfs" xmlns:ogc="http://www.opengis.net/ogc"
            service="WFS" version="1.1.0" maxFeatures="5" outputFormat="application/json">
            <wfs:Query typeName="plats:stadsdel" srsName="EPSG:3011">
              <wfs:PropertyName>name</wfs:PropertyName>
              <ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>name</ogc:PropertyName>
                <ogc:Literal>Tensta</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>
              <ogc:SortBy><ogc:SortProperty><ogc:PropertyName>id</ogc:PropertyName>
                <ogc:SortOrder>DESC</ogc:SortOrder></ogc:SortProperty></ogc:SortBy>
            </wfs:Query></wfs:GetFeature>"#;
        let Ok(Request::GetFeature(get)) = read(body) else { panic!("{:?}", read(body)) };
        assert_eq!((get.version, get.count, get.output), (Version::V1_1, Some(5), Output::Json));
        assert_eq!((get.types, get.system), (vec!["stadsdel".to_owned()], Crs::parse("EPSG:3011")));
        let both = vec![Expr::Property("name".into()), Expr::Untyped("Tensta".into())];
        assert_eq!(get.wanted, [Wanted::Filter(Expr::call("=", both))]);
        assert_eq!(get.sort, [("id".to_owned(), true)]);
    }

    #[test]
    fn entities_document_types_and_what_is_too_much_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"y\">]><wfs:GetFeature xmlns:wfs=\"http://www.opengis.net/wfs\">&x;</wfs:GetFeature>";
        let deep = format!("{}{}", "<a>".repeat(5000), "</a>".repeat(5000));
        let wide = format!("<a>{}</a>", "<b/>".repeat(15_000));
        let many = format!("<a>{}</a>", "<b/>".repeat(30_000));
        for body in [bomb, &deep, &wide, &many, "", "<a", "{}"] {
            let fault = read(body).unwrap_err();
            assert!(matches!(fault.code, "OperationParsingFailed" | "OperationNotSupported"));
        }
    }
}
