//! QGIS's own form of a style.

use super::{super::metadata::escaped, Fill, OUTLINE, Rule, Test};
use crate::export::{
    collection::Shape,
    sheet::{Sheet, title},
};

/// A rule-based renderer, with titles of the columns as their aliases.
pub fn qml(sheet: &Sheet, rules: &[Rule]) -> String {
    let is_point = sheet.shape == Some(Shape::Point);
    let mut keys = String::new();
    let mut symbols = String::new();
    for (i, rule) in rules.iter().enumerate() {
        let filter = match expression(rule.test) {
            Some(test) => format!(" filter=\"{}\"", escaped(&test)),
            None => String::new(),
        };
        keys.push_str(&format!(
            "<rule key=\"r{i}\" symbol=\"{i}\"{filter} label=\"{}\"/>",
            escaped(&rule.label)
        ));
        symbols.push_str(&symbol(i, rule.fill, is_point));
    }
    let aliases: String = sheet
        .properties
        .iter()
        .enumerate()
        .map(|(i, property)| {
            format!(
                "<alias index=\"{}\" field=\"{}\" name=\"{}\"/>",
                // After the number of the row and the id.
                i + 2,
                property.name,
                escaped(title(property.about_sv))
            )
        })
        .collect();
    let geometry = if is_point { 0 } else { 2 };
    format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n\
         <qgis version=\"3.16.0\" styleCategories=\"Symbology|Fields\">\
         <renderer-v2 type=\"RuleRenderer\" symbollevels=\"0\" forceraster=\"0\" enableorderby=\"0\">\
         <rules key=\"root\">{keys}</rules><symbols>{symbols}</symbols></renderer-v2>\
         <aliases>{aliases}</aliases><layerGeometryType>{geometry}</layerGeometryType></qgis>"
    )
}

/// In QGIS's language of expressions; `None` for all.
fn expression(test: Test) -> Option<String> {
    Some(match test {
        Test::Always => return None,
        Test::Hidden => "\"undertryckt\" = true".to_owned(),
        Test::Shown => "\"undertryckt\" = false".to_owned(),
        Test::Class(class) => format!("\"class\" = {class}"),
        Test::Count { above: None, most } => format!("\"n\" <= {most}"),
        Test::Count { above: Some(above), most } => format!("\"n\" > {above} AND \"n\" <= {most}"),
    })
}

fn symbol(no: usize, fill: Fill, is_point: bool) -> String {
    let (colour, brush) = match fill {
        Fill::Empty => ("0,0,0,0".to_owned(), "no"),
        Fill::Hatched => (channels(OUTLINE), "b_diagonal"),
        Fill::Colour(colour) => (channels(colour), "solid"),
    };
    let outline = channels(OUTLINE);
    let (kind, class, own) = match is_point {
        true => ("marker", "SimpleMarker", [("name", "circle"), ("size", "2.4")]),
        false => ("fill", "SimpleFill", [("style", brush), ("joinstyle", "round")]),
    };
    let shared = [
        ("color", colour.as_str()),
        ("outline_color", outline.as_str()),
        ("outline_style", "solid"),
        ("outline_width", "0.2"),
        ("outline_width_unit", "MM"),
    ];
    let said: String = own
        .into_iter()
        .chain(shared)
        .map(|(name, value)| format!("<prop k=\"{name}\" v=\"{value}\"/>"))
        .collect();
    format!(
        "<symbol name=\"{no}\" type=\"{kind}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\
         <layer class=\"{class}\" enabled=\"1\" locked=\"0\" pass=\"0\">{said}</layer></symbol>"
    )
}

/// `#rrggbb` as four numbers, not see-through.
fn channels(colour: &str) -> String {
    let channel = |at: usize| {
        colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0)
    };
    format!("{},{},{},255", channel(1), channel(3), channel(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_its_channels() {
        assert_eq!(channels("#fee838"), "254,232,56,255");
    }
}
