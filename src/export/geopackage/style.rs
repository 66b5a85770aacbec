//! How a layer is drawn, for programs that open the file: counts in the classes and colours of the desk,
//! what is hidden hatched, other ground as outlines. One list of rules becomes QGIS's QML and an SLD.

mod qml;
mod sld;

pub use qml::qml;
pub use sld::sld;

use crate::export::{
    classes::breaks,
    collection::{Kind, Shape},
    sheet::Sheet,
    svg_map::CLASS_COLOURS,
};

/// Of which features a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// All.
    Always,
    /// Those that are hidden.
    Hidden,
    /// Those that are not.
    Shown,
    /// Those of a class.
    Class(usize),
    /// Those whose count lies above the one and is at most the other.
    Count {
        /// Not included.
        above: Option<u32>,
        /// Included.
        most: u32,
    },
}

/// What ground is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Nothing: an outline.
    Empty,
    /// Lines aslant.
    Hatched,
    /// A colour, `#rrggbb`.
    Colour(&'static str),
}

/// A row of the legend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What it says.
    pub label: String,
    /// Of which features.
    pub test: Test,
    /// How they look.
    pub fill: Fill,
}

/// Outlines, dark and thin as on the printed map.
const OUTLINE: &str = "#5b6770";

/// The rules of a layer whose greatest count is `largest`. None for a layer of points, lines and polygons
/// together: programs show such a layer as three, and a style fits one.
pub fn rules(sheet: &Sheet, largest: u32) -> Vec<Rule> {
    let Some(shape @ (Shape::Point | Shape::Polygon)) = sheet.shape else { return Vec::new() };
    let has = |name: &str, kind| {
        sheet.properties.iter().any(|property| property.name == name && property.kind == kind)
    };
    let hides = has("undertryckt", Kind::Flag);
    let mut rules = Vec::new();
    if hides {
        let label = "För få (dolt)".to_owned();
        rules.push(Rule { label, test: Test::Hidden, fill: Fill::Hatched });
    }
    if has("class", Kind::Whole) {
        rules.extend(CLASS_COLOURS.into_iter().enumerate().map(|(class, colour)| Rule {
            label: if class == 0 { "Klass 0 (inga)".to_owned() } else { format!("Klass {class}") },
            test: Test::Class(class),
            fill: Fill::Colour(colour),
        }));
    } else if has("n", Kind::Whole) {
        rules.extend(by_count(largest));
    } else {
        let fill = if shape == Shape::Point { Fill::Colour(CLASS_COLOURS[3]) } else { Fill::Empty };
        let test = if hides { Test::Shown } else { Test::Always };
        rules.push(Rule { label: sheet.title_sv.to_owned(), test, fill });
    }
    rules
}

/// The zero class and the five of counts.
fn by_count(largest: u32) -> impl Iterator<Item = Rule> {
    let bounds = breaks(&[largest]);
    let none = Rule {
        label: "0".to_owned(),
        test: Test::Count { above: None, most: 0 },
        fill: Fill::Colour(CLASS_COLOURS[0]),
    };
    let classes = (0..bounds.len()).map(move |i| {
        let above = if i == 0 { 0 } else { bounds[i - 1] };
        let label = match bounds[i] - above {
            1 => bounds[i].to_string(),
            _ => format!("{}–{}", above + 1, bounds[i]),
        };
        Rule {
            label,
            test: Test::Count { above: Some(above), most: bounds[i] },
            fill: Fill::Colour(CLASS_COLOURS[i + 1]),
        }
    });
    std::iter::once(none).chain(classes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(layer: &str, largest: u32) -> Vec<Rule> {
        rules(&Sheet::of(layer).expect("a layer"), largest)
    }

    #[test]
    fn counts_are_classed_as_on_the_desk_and_every_count_has_one_rule() {
        let rules = of("cells", 300);
        let labels: Vec<&str> = rules.iter().map(|rule| rule.label.as_str()).collect();
        assert_eq!(labels, ["0", "1–4", "5–10", "11–31", "32–96", "97–300"]);
        let fits = |rule: &&Rule, n: u32| match rule.test {
            Test::Count { above, most } => above.is_none_or(|above| n > above) && n <= most,
            _ => false,
        };
        for n in [0, 1, 4, 5, 300] {
            assert_eq!(rules.iter().filter(|rule| fits(rule, n)).count(), 1, "{n}");
        }
    }

    #[test]
    fn what_is_hidden_is_hatched_areas_are_outlines_and_cases_are_left_to_the_reader() {
        let released = of("released-areas", 0);
        assert_eq!((released[0].test, released[0].fill), (Test::Hidden, Fill::Hatched));
        assert_eq!(released.len(), 7);
        assert_eq!(of("areas", 0)[0].fill, Fill::Empty);
        assert_eq!(of("joint-list-areas", 0)[1].test, Test::Shown);
        assert!(of("cases", 0).is_empty());
    }

    #[test]
    fn both_texts_say_every_rule_and_are_well_formed() {
        for layer in ["cells", "areas", "released-cells", "kde-points", "joint-list-areas"] {
            let sheet = Sheet::of(layer).expect("a layer");
            let rules = rules(&sheet, 7);
            for text in [qml(&sheet, &rules), sld(layer, &sheet, &rules)] {
                for rule in &rules {
                    assert!(text.contains(&rule.label), "{layer}: {} in {text}", rule.label);
                }
                assert_well_formed(&text);
            }
        }
    }

    /// Every element that is opened is closed in turn.
    fn assert_well_formed(text: &str) {
        let mut open = Vec::new();
        for tag in text.split('<').skip(1) {
            let tag = tag.split('>').next().expect("an end");
            let name = |tag: &str| tag.split_whitespace().next().unwrap_or_default().to_owned();
            match tag.strip_prefix('/') {
                _ if tag.starts_with(['!', '?']) || tag.ends_with('/') => {}
                Some(closed) => assert_eq!(open.pop(), Some(name(closed)), "{text}"),
                None => open.push(name(tag)),
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
}
