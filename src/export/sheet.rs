//! Layers as tables with types: what formats that declare their columns (GeoPackage, FlatGeobuf) must
//! know before the first feature, also of a layer that has none.

mod plain;

use super::{
    Feature, Value,
    collection::{Kind, Property, Shape},
    methods::{MethodLayer, columns},
};

/// A layer described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What it holds, Swedish.
    pub title_sv: &'static str,
    /// What it holds, English.
    pub title_en: &'static str,
    /// What ground its features have; a feature may have none. `None` for a layer that is a table.
    pub shape: Option<Shape>,
    /// The attributes in the order they are written.
    pub properties: Vec<Property>,
}

impl Sheet {
    /// Of a layer by its name, as [`super::Provenance::layer`] has it; `None` for an unknown one.
    pub fn of(layer: &str) -> Option<Self> {
        if let Some(sheet) = plain::sheet(layer) {
            return Some(sheet);
        }
        let of = MethodLayer::named(layer)?;
        let shape = match layer {
            "change" | "joint-list" | "kde-points" => Shape::Point,
            _ => Shape::Polygon,
        };
        Some(Self {
            title_sv: of.title_sv,
            title_en: of.title_en,
            shape: of.on_map.then_some(shape),
            properties: of.columns().into_iter().map(property).collect(),
        })
    }

    /// The names of the attributes, in order.
    pub fn columns(&self) -> Vec<&'static str> {
        self.properties.iter().map(|property| property.name).collect()
    }

    /// The attributes of a feature, each as its column wants it.
    ///
    /// # Errors
    /// The first column that the feature does not fill as it is declared: a fault of whoever made it.
    pub fn row<'f>(&self, feature: &'f Feature) -> Result<Vec<&'f Value>, &'static str> {
        let own = &feature.properties;
        if let Some(missing) = self.properties.get(own.len()) {
            return Err(missing.name);
        }
        if let Some((extra, _)) = own.get(self.properties.len()) {
            return Err(extra);
        }
        let pairs = self.properties.iter().zip(own);
        pairs
            .map(|(property, (name, value))| {
                let fits = *name == property.name && property.kind.holds(value);
                fits.then_some(value).ok_or(property.name)
            })
            .collect()
    }
}

/// The first words of what a column means: what it is called where there is little room.
pub fn title(about: &str) -> &str {
    let end = about.find([':', ';', '(', ',']).unwrap_or(about.len());
    match about[..end].trim_end() {
        "" => about,
        title => title,
    }
}

/// A column of a method's layer. A name means the same, and is of the same kind, wherever it stands.
fn property(name: &'static str) -> Property {
    let (_, about_sv, about_en) = columns::find(name).copied().unwrap_or((name, name, name));
    Property { name, kind: kind(name), about_sv, about_en }
}

fn kind(name: &str) -> Kind {
    const FLAGS: [&str; 6] =
        ["exact", "gone", "hot_last_month", "same_place", "significant", "undertryckt"];
    const JSON: [&str; 3] = ["hot_by_month", "n_by_month", "named"];
    const WHOLE: [&str; 28] = [
        "before",
        "column",
        "hour",
        "months_in_a_row",
        "n",
        "n_answers",
        "n_cells",
        "n_cells_hot",
        "n_cells_in_all",
        "n_compared",
        "n_core",
        "n_hotspots",
        "n_months_hot",
        "n_named",
        "n_observations",
        "n_occupied",
        "n_rolls",
        "no",
        "now",
        "observed",
        "rank",
        "row",
        "stable_in",
        "then",
        "weekday",
        "from_days",
        "to_days",
        "k",
    ];
    const NUMBERS: [&str; 39] = [
        "area_km2",
        "area_share",
        "area_used",
        "cell_share",
        "centre_lat",
        "centre_lon",
        "difference_high",
        "difference_low",
        "excess",
        "expected",
        "from_m",
        "gini",
        "gini_generalised",
        "hit_rate",
        "i",
        "incident_share",
        "llr",
        "p",
        "p_adjusted",
        "p_gumbel",
        "p_trend",
        "pai",
        "pei_star",
        "per_km2",
        "radius_m",
        "ratio",
        "ratio_high",
        "ratio_low",
        "relative_risk",
        "rri",
        "share",
        "share_high",
        "share_low",
        "share_of_incidents",
        "sign_p",
        "to_m",
        "z",
        "z_per_month",
        "median",
    ];
    match name {
        // Of counts in one layer, of shares in another.
        "difference" => Kind::Number,
        _ if FLAGS.contains(&name) => Kind::Flag,
        _ if WHOLE.contains(&name) => Kind::Whole,
        _ if NUMBERS.contains(&name) => Kind::Number,
        _ if JSON.contains(&name) => Kind::Json,
        _ => Kind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{FeatureId, methods::LAYERS};

    const PLAIN: [&str; 6] =
        ["areas", "places", "cells", "cases", "released-areas", "released-cells"];

    #[test]
    fn every_layer_is_described_and_every_column_has_words_and_a_name_that_files_can_hold() {
        let names = PLAIN.into_iter().chain(LAYERS.iter().map(|layer| layer.name));
        for layer in names {
            let sheet = Sheet::of(layer).unwrap_or_else(|| panic!("{layer}"));
            assert!(!sheet.properties.is_empty(), "{layer}");
            for property in &sheet.properties {
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                assert!(property.name.chars().all(plain), "{layer}: {}", property.name);
                assert_ne!(property.about_sv, property.name, "{layer}");
                assert!(!["fid", "geom", "id", "data_date"].contains(&property.name), "{layer}");
                assert!(!title(property.about_sv).is_empty());
            }
        }
        assert_eq!(Sheet::of("nonsense"), None);
    }

    #[test]
    fn a_title_is_the_first_words_of_what_a_column_means() {
        assert_eq!(title("Lokal Morans I; tomt där det inte är definierat"), "Lokal Morans I");
        assert_eq!(title("Antal händelser"), "Antal händelser");
    }

    #[test]
    fn a_feature_that_is_not_as_declared_is_named_by_its_column() {
        let sheet = Sheet {
            title_sv: "Prov",
            title_en: "Trial",
            shape: None,
            properties: vec![property("n"), property("name")],
        };
        let feature = |properties| Feature {
            id: FeatureId::Number(1),
            geometry: None,
            label_at: None,
            properties,
        };
        let good = feature(vec![("n", Value::Whole(1)), ("name", Value::Null)]);
        assert_eq!(sheet.row(&good), Ok(vec![&Value::Whole(1), &Value::Null]));
        let short = feature(vec![("n", Value::Whole(1))]);
        assert_eq!(sheet.row(&short), Err("name"));
        let long = feature(vec![("n", 1_u32.into()), ("name", "x".into()), ("z", Value::Null)]);
        assert_eq!(sheet.row(&long), Err("z"));
        let other = feature(vec![("n", "tre".into()), ("name", "x".into())]);
        assert_eq!(sheet.row(&other), Err("n"));
    }
}
