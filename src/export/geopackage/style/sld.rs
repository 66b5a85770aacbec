//! OGC Styled Layer Descriptor 1.0, for programs that do not know QGIS.

use super::{super::metadata::escaped, Fill, OUTLINE, Rule, Test};
use crate::export::{collection::Shape, sheet::Sheet};

/// The style of a layer with this name.
pub fn sld(name: &str, sheet: &Sheet, rules: &[Rule]) -> String {
    let is_point = sheet.shape == Some(Shape::Point);
    let rules: String = rules
        .iter()
        .map(|rule| {
            format!(
                "<Rule><Title>{}</Title>{}{}</Rule>",
                escaped(&rule.label),
                filter(rule.test),
                symbolizer(rule.fill, is_point)
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <StyledLayerDescriptor version=\"1.0.0\" xmlns=\"http://www.opengis.net/sld\" \
         xmlns:ogc=\"http://www.opengis.net/ogc\"><NamedLayer><Name>{}</Name><UserStyle>\
         <Title>{}</Title><FeatureTypeStyle>{rules}</FeatureTypeStyle></UserStyle></NamedLayer>\
         </StyledLayerDescriptor>",
        escaped(name),
        escaped(sheet.title_sv)
    )
}

fn filter(test: Test) -> String {
    let compared = |how: &str, name: &str, value: &str| {
        format!(
            "<ogc:{how}><ogc:PropertyName>{name}</ogc:PropertyName>\
             <ogc:Literal>{value}</ogc:Literal></ogc:{how}>"
        )
    };
    let inside = match test {
        Test::Always => return String::new(),
        Test::Hidden => compared("PropertyIsEqualTo", "undertryckt", "true"),
        Test::Shown => compared("PropertyIsEqualTo", "undertryckt", "false"),
        Test::Class(class) => compared("PropertyIsEqualTo", "class", &class.to_string()),
        Test::Count { above, most } => {
            let most = compared("PropertyIsLessThanOrEqualTo", "n", &most.to_string());
            match above {
                None => most,
                Some(above) => {
                    let above = compared("PropertyIsGreaterThan", "n", &above.to_string());
                    format!("<ogc:And>{above}{most}</ogc:And>")
                }
            }
        }
    };
    format!("<ogc:Filter>{inside}</ogc:Filter>")
}

fn symbolizer(fill: Fill, is_point: bool) -> String {
    let stroke = format!(
        "<Stroke><CssParameter name=\"stroke\">{OUTLINE}</CssParameter>\
         <CssParameter name=\"stroke-width\">0.6</CssParameter></Stroke>"
    );
    let inside = match fill {
        Fill::Empty => String::new(),
        Fill::Colour(colour) => {
            format!("<Fill><CssParameter name=\"fill\">{colour}</CssParameter></Fill>")
        }
        Fill::Hatched => format!(
            "<Fill><GraphicFill><Graphic><Mark><WellKnownName>shape://slash</WellKnownName>\
             {stroke}</Mark><Size>8</Size></Graphic></GraphicFill></Fill>"
        ),
    };
    match is_point {
        true => format!(
            "<PointSymbolizer><Graphic><Mark><WellKnownName>circle</WellKnownName>{inside}{stroke}\
             </Mark><Size>7</Size></Graphic></PointSymbolizer>"
        ),
        false => format!("<PolygonSymbolizer>{inside}{stroke}</PolygonSymbolizer>"),
    }
}
