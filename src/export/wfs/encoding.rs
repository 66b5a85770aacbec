//! Filter Encoding 1.1 and 2.0 in XML, read into the same expressions as CQL2. A literal is text
//! without a kind there, and becomes what it is compared with.

use super::{
    Fault, ground,
    request::{local, system},
    xml::{document, elements},
};
use crate::export::{
    FeatureId,
    collection::filter::{Expr, Ground, Shape},
};
use roxmltree::Node;

/// Reads a filter that is a document of its own, as KVP has it. Programs leave out the declaration of
/// the usual prefixes.
pub(super) fn read(text: &str) -> Result<Expr, Fault> {
    let declared = text.contains("xmlns");
    let wrapped;
    let text = match declared {
        true => text,
        false => {
            wrapped = format!(
                "<x xmlns:ogc=\"o\" xmlns:fes=\"f\" xmlns:gml=\"g\" xmlns:plats=\"p\">{text}</x>"
            );
            &wrapped
        }
    };
    let document = document(text).map_err(|fault| Fault::invalid("filter", fault.text))?;
    let root = document.root_element();
    let node = if declared { Some(root) } else { elements(root).next() };
    filter(node.ok_or_else(|| Fault::invalid("filter", "Filter"))?)
}

/// A `Filter` element.
pub(super) fn filter(node: Node<'_, '_>) -> Result<Expr, Fault> {
    if node.tag_name().name() != "Filter" {
        return Err(Fault::invalid("filter", node.tag_name().name()));
    }
    let inside: Vec<Node<'_, '_>> = elements(node).collect();
    let ids: Vec<FeatureId> = inside.iter().filter_map(|node| id(*node)).collect();
    match inside.as_slice() {
        [] => Err(Fault::invalid("filter", "∅")),
        all if ids.len() == all.len() => Ok(Expr::Id(ids)),
        [one] => condition(*one),
        _ => Err(Fault::invalid("filter", "Filter: 1")),
    }
}

/// The id in `FeatureId`, `ResourceId` or `GmlObjectId`; as it was written.
fn id(node: Node<'_, '_>) -> Option<FeatureId> {
    let id = match node.tag_name().name() {
        "FeatureId" => node.attribute("fid"),
        "ResourceId" => node.attribute("rid"),
        "GmlObjectId" => node.attributes().find(|one| one.name() == "id").map(|one| one.value()),
        _ => None,
    };
    id.map(|id| FeatureId::Text(id.to_owned()))
}

fn condition(node: Node<'_, '_>) -> Result<Expr, Fault> {
    if let Some(id) = id(node) {
        return Ok(Expr::Id(vec![id]));
    }
    let name = node.tag_name().name();
    let inside: Vec<Node<'_, '_>> = elements(node).collect();
    match name {
        "And" | "Or" | "Not" => {
            let parts: Result<Vec<Expr>, Fault> = inside.into_iter().map(condition).collect();
            Ok(Expr::call(&name.to_lowercase(), parts?))
        }
        "PropertyIsEqualTo" => compared("=", node, &inside),
        "PropertyIsNotEqualTo" => compared("<>", node, &inside),
        "PropertyIsLessThan" => compared("<", node, &inside),
        "PropertyIsGreaterThan" => compared(">", node, &inside),
        "PropertyIsLessThanOrEqualTo" => compared("<=", node, &inside),
        "PropertyIsGreaterThanOrEqualTo" => compared(">=", node, &inside),
        "PropertyIsNull" | "PropertyIsNil" => Ok(Expr::call("isnull", values(&inside)?)),
        "PropertyIsBetween" => {
            let mut parts = Vec::new();
            for one in &inside {
                let bound = matches!(one.tag_name().name(), "LowerBoundary" | "UpperBoundary");
                let inner = if bound { elements(*one).next() } else { Some(*one) };
                parts.push(value(inner.ok_or_else(|| Fault::invalid("filter", name))?)?);
            }
            Ok(Expr::call("between", parts))
        }
        "PropertyIsLike" => like(node, &inside),
        "BBOX" | "Intersects" => spatial("s_intersects", &inside),
        "Within" => spatial("s_within", &inside),
        "Contains" => spatial("s_contains", &inside),
        "Disjoint" => spatial("s_disjoint", &inside),
        "Equals" => spatial("s_equals", &inside),
        "Touches" => spatial("s_touches", &inside),
        "Crosses" => spatial("s_crosses", &inside),
        "Overlaps" => spatial("s_overlaps", &inside),
        other => Err(unheld(other)),
    }
}

fn unheld(what: &str) -> Fault {
    Fault { locator: Some("filter".to_owned()), ..Fault::not_held(what) }
}

fn compared(sign: &str, node: Node<'_, '_>, inside: &[Node<'_, '_>]) -> Result<Expr, Fault> {
    let fold = |expr| Expr::call("casei", vec![expr]);
    let values = values(inside)?;
    Ok(match node.attribute("matchCase") {
        Some("false") => Expr::call(sign, values.into_iter().map(fold).collect()),
        _ => Expr::call(sign, values),
    })
}

fn values(nodes: &[Node<'_, '_>]) -> Result<Vec<Expr>, Fault> {
    nodes.iter().map(|node| value(*node)).collect()
}

fn value(node: Node<'_, '_>) -> Result<Expr, Fault> {
    let text = node.text().unwrap_or_default();
    let reckoned = |sign: &str| {
        let inside: Vec<Node<'_, '_>> = elements(node).collect();
        values(&inside).map(|both| Expr::call(sign, both))
    };
    match node.tag_name().name() {
        "PropertyName" | "ValueReference" => Ok(Expr::Property(local(text).to_owned())),
        "Literal" => Ok(Expr::Untyped(text.to_owned())),
        "Add" => reckoned("+"),
        "Sub" => reckoned("-"),
        "Mul" => reckoned("*"),
        "Div" => reckoned("/"),
        other => Err(unheld(other)),
    }
}

/// A pattern has its own signs for any letters, for one, and for what stands for itself.
fn like(node: Node<'_, '_>, inside: &[Node<'_, '_>]) -> Result<Expr, Fault> {
    let mut values = values(inside)?;
    let Some(Expr::Untyped(written)) = values.pop() else {
        return Err(Fault::invalid("filter", "PropertyIsLike: Literal"));
    };
    let sign = |names: [&str; 2], usual: &'static str| {
        names.into_iter().find_map(|name| node.attribute(name)).unwrap_or(usual).to_owned()
    };
    let (any, one) = (sign(["wildCard", "wildcard"], "*"), sign(["singleChar", "single"], "?"));
    let escape = sign(["escapeChar", "escape"], "\\");
    let mut pattern = String::new();
    let mut rest = written.as_str();
    while let Some(letter) = rest.chars().next() {
        let starts = |sign: &str| !sign.is_empty() && rest.starts_with(sign);
        let mut taken = letter.len_utf8();
        if starts(&escape) && rest.len() > escape.len() {
            let next = rest[escape.len()..].chars().next().unwrap_or(letter);
            pattern.extend(['\\', next]);
            taken = escape.len() + next.len_utf8();
        } else if starts(&any) {
            pattern.push('%');
            taken = any.len();
        } else if starts(&one) {
            pattern.push('_');
            taken = one.len();
        } else if matches!(letter, '%' | '_' | '\\') {
            pattern.extend(['\\', letter]);
        } else {
            pattern.push(letter);
        }
        rest = &rest[taken..];
    }
    values.push(Expr::Text(pattern));
    Ok(match node.attribute("matchCase") {
        Some("false") => {
            let fold = |expr| Expr::call("casei", vec![expr]);
            Expr::call("like", values.into_iter().map(fold).collect())
        }
        _ => Expr::call("like", values),
    })
}

/// The geometry and a literal, in either order; which of its names the geometry is called by is of no
/// weight, since a feature has one.
fn spatial(name: &str, inside: &[Node<'_, '_>]) -> Result<Expr, Fault> {
    let mut operands = Vec::new();
    for node in inside {
        operands.push(match node.tag_name().name() {
            "PropertyName" | "ValueReference" => Expr::Property("geometry".to_owned()),
            "Literal" => match elements(*node).next() {
                Some(inner) => literal(inner)?,
                None => return Err(Fault::invalid("filter", "Literal")),
            },
            _ => literal(*node)?,
        });
    }
    if operands.len() == 1 {
        operands.insert(0, Expr::Property("geometry".to_owned()));
    }
    Ok(Expr::call(name, operands))
}

fn literal(node: Node<'_, '_>) -> Result<Expr, Fault> {
    let named = node.attribute("srsName").map(|name| system("filter", name)).transpose()?;
    let fault = || Fault::invalid("filter", node.tag_name().name());
    let shape = match node.tag_name().name() {
        "Envelope" | "Box" => Shape::Box(ground::corners(node).ok_or_else(fault)?),
        _ => Shape::Geometry(ground::geometry(node).ok_or_else(fault)?),
    };
    Ok(Expr::Ground(Ground { shape, system: named }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::crs::Crs;
    use geo_types::{Geometry, Point, polygon};

    fn property(name: &str) -> Expr {
        Expr::Property(name.to_owned())
    }

    #[test]
    fn what_clients_write_becomes_the_same_as_cql2() {
        let bbox = |system| {
            let shape = Shape::Box([17.0, 59.0, 18.0, 60.0]);
            let ground = Expr::Ground(Ground { shape, system });
            Expr::call("s_intersects", vec![property("geometry"), ground])
        };
        let name = property("name");
        for (xml, expected) in [
            (
                "<Filter><BBOX><PropertyName>geom</PropertyName><gml:Envelope srsName=\"EPSG:4326\"><gml:lowerCorner>17 59</gml:lowerCorner><gml:upperCorner>18 60</gml:upperCorner></gml:Envelope></BBOX></Filter>",
                bbox(Crs::parse("EPSG:4326")),
            ),
            (
                "<Filter><BBOX><gml:Box><gml:coordinates>17,59 18,60</gml:coordinates></gml:Box></BBOX></Filter>",
                bbox(None),
            ),
            (
                "<fes:Filter><fes:PropertyIsLike wildCard=\"*\" singleChar=\"#\" escapeChar=\"!\" matchCase=\"false\"><fes:ValueReference>plats:name</fes:ValueReference><fes:Literal>S#d*100%!*</fes:Literal></fes:PropertyIsLike></fes:Filter>",
                Expr::call(
                    "like",
                    vec![
                        Expr::call("casei", vec![name.clone()]),
                        Expr::call("casei", vec![Expr::Text(r"S_d%100\%\*".into())]),
                    ],
                ),
            ),
            (
                "<ogc:Filter><ogc:PropertyIsBetween><ogc:PropertyName>n</ogc:PropertyName><ogc:LowerBoundary><ogc:Literal>1</ogc:Literal></ogc:LowerBoundary><ogc:UpperBoundary><ogc:Literal>2</ogc:Literal></ogc:UpperBoundary></ogc:PropertyIsBetween></ogc:Filter>",
                Expr::call(
                    "between",
                    vec![property("n"), Expr::Untyped("1".into()), Expr::Untyped("2".into())],
                ),
            ),
            (
                "<Filter><Not><PropertyIsNull><PropertyName>name</PropertyName></PropertyIsNull></Not></Filter>",
                Expr::call("not", vec![Expr::call("isnull", vec![name.clone()])]),
            ),
            (
                "<Filter><FeatureId fid=\"a.1\"/><FeatureId fid=\"a.2\"/></Filter>",
                Expr::Id(vec![FeatureId::Text("a.1".into()), FeatureId::Text("a.2".into())]),
            ),
            (
                "<Filter><And><ResourceId rid=\"a.1\"/><PropertyIsGreaterThan><ValueReference>n</ValueReference><Literal>3</Literal></PropertyIsGreaterThan></And></Filter>",
                Expr::call(
                    "and",
                    vec![
                        Expr::Id(vec![FeatureId::Text("a.1".into())]),
                        Expr::call(">", vec![property("n"), Expr::Untyped("3".into())]),
                    ],
                ),
            ),
        ] {
            assert_eq!(read(xml), Ok(expected), "{xml}");
        }
    }

    #[test]
    fn geometries_of_every_generation_are_read() {
        let square: Geometry<f64> =
            polygon![(x: 0., y: 0.), (x: 2., y: 0.), (x: 2., y: 2.), (x: 0., y: 0.)].into();
        let point: Geometry<f64> = Point::new(1., 2.).into();
        for (xml, expected) in [
            ("<gml:Point><gml:pos>1 2</gml:pos></gml:Point>", &point),
            ("<gml:Point><gml:coordinates>1,2</gml:coordinates></gml:Point>", &point),
            (
                "<gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>0 0 2 0 2 2 0 0</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>",
                &square,
            ),
            (
                "<gml:Polygon><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>0,0 2,0 2,2 0,0</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs></gml:Polygon>",
                &square,
            ),
            (
                "<gml:Surface><gml:patches><gml:PolygonPatch><gml:exterior><gml:LinearRing><gml:pos>0 0</gml:pos><gml:pos>2 0</gml:pos><gml:pos>2 2</gml:pos><gml:pos>0 0</gml:pos></gml:LinearRing></gml:exterior></gml:PolygonPatch></gml:patches></gml:Surface>",
                &square,
            ),
            (
                "<gml:Polygon srsDimension=\"3\"><gml:exterior><gml:LinearRing><gml:posList>0 0 9 2 0 9 2 2 9 0 0 9</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>",
                &square,
            ),
        ] {
            let filter =
                format!("<Filter><Within><PropertyName>g</PropertyName>{xml}</Within></Filter>");
            let shape = Shape::Geometry(expected.clone());
            let ground = Expr::Ground(Ground { shape, system: None });
            let within = Expr::call("s_within", vec![property("geometry"), ground]);
            assert_eq!(read(&filter), Ok(within), "{xml}");
        }
    }

    #[test]
    fn what_is_not_held_is_named() {
        for (xml, code) in [
            ("<Filter/>", "InvalidParameterValue"),
            ("<Filter><DWithin/></Filter>", "OperationNotSupported"),
            (
                "<Filter><PropertyIsEqualTo><Function name=\"f\"/><Literal>1</Literal></PropertyIsEqualTo></Filter>",
                "OperationNotSupported",
            ),
            (
                "<Filter><Within><PropertyName>g</PropertyName><gml:Polygon/></Within></Filter>",
                "InvalidParameterValue",
            ),
            (
                "<Filter><Within><gml:Point><gml:pos>1 x</gml:pos></gml:Point></Within></Filter>",
                "InvalidParameterValue",
            ),
            ("name = 'x'", "InvalidParameterValue"),
            ("<Filter", "InvalidParameterValue"),
        ] {
            let fault = read(xml).unwrap_err();
            assert_eq!((fault.code, fault.locator.as_deref()), (code, Some("filter")), "{xml}");
        }
    }
}
