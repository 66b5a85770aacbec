//! The answers of the methods as layers: one list of columns per layer, and a shape per row.
//!
//! A layer is made of an [`Answer`] and what lies around it ([`Around`]): the ground of its cells, the
//! areas of its day, the names of its categories. Most layers have one feature per place or cell;
//! some are tables, whose features have no ground.
//!
//! **To add a layer**: a file (or another list of columns in the file of its method) with `COLUMNS` and
//! `features`, a row in [`LAYERS`], and words for columns that [`columns`] does not know yet.

mod backtest;
mod cells;
mod change;
pub mod columns;
mod compare;
mod concentration;
pub mod csvw;
mod joint_list;
mod kde;
mod near_repeat;
mod places;
mod profile;

use super::{Feature, FeatureId, Value, layers::CellGround};
use crate::{
    analysis::question::{Answer, Method},
    area::{Area, AreaId, LonLat, TransverseMercator},
};
use geo_types::{Geometry, MultiPolygon};
use std::{
    borrow::Borrow,
    collections::{BTreeMap, HashMap},
};

/// What an answer is drawn with.
#[derive(Debug, Clone)]
pub struct Around {
    /// Where the cells of its lattice lie.
    pub ground: CellGround,
    /// The areas as they were on the last day of its period.
    pub areas: HashMap<AreaId, Area>,
    /// Swedish names of the categories, by id.
    pub categories: BTreeMap<String, String>,
    /// The planar system of its study area.
    pub system: TransverseMercator,
}

impl Around {
    fn ground_of(&self, area: &AreaId) -> Option<MultiPolygon<f64>> {
        self.areas.get(area)?.geometry.clone()
    }

    fn name_of(&self, area: &AreaId) -> String {
        self.areas.get(area).map_or_else(|| area.0.clone(), |area| area.name.clone())
    }

    fn category(&self, id: &str) -> String {
        self.categories.get(id).map_or_else(|| id.to_owned(), Clone::clone)
    }
}

/// Features as they are made.
pub type Features<'a> = Box<dyn Iterator<Item = Feature> + 'a>;

/// A layer of the answers of one method.
#[derive(Debug)]
pub struct MethodLayer {
    /// In addresses and on the command line; begins with the name of the method.
    pub name: &'static str,
    /// The method.
    pub method: &'static str,
    /// First part of the name of the file, Swedish in ASCII.
    pub file: &'static str,
    /// What it holds, Swedish.
    pub title_sv: &'static str,
    /// What it holds, English.
    pub title_en: &'static str,
    /// Whether its features lie somewhere.
    pub on_map: bool,
    columns: fn() -> Vec<&'static str>,
    features: for<'a> fn(&'a Answer, &'a Method, &'a Around) -> Option<Features<'a>>,
}

impl PartialEq for MethodLayer {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for MethodLayer {}

impl MethodLayer {
    /// By its name.
    pub fn named(name: &str) -> Option<&'static MethodLayer> {
        LAYERS.iter().find(|layer| layer.name == name)
    }

    /// Names of the attributes, in order.
    pub fn columns(&self) -> Vec<&'static str> {
        (self.columns)()
    }

    /// The features of an answer in a stable order; `None` if it is of another method.
    pub fn features<'a>(
        &self,
        answer: &'a Answer,
        method: &'a Method,
        around: &'a Around,
    ) -> Option<Features<'a>> {
        (self.features)(answer, method, around)
    }
}

/// Every layer; of several of one method the most asked for first.
pub const LAYERS: &[MethodLayer] = &[
    MethodLayer {
        name: "scan",
        method: "scan",
        file: "avsokning",
        title_sv: "Avsökning: cirklar med mer än sin andel",
        title_en: "Scan: circles with more than their share",
        on_map: true,
        columns: || names(places::CLUSTERS),
        features: |answer, _, _| places::clusters(answer),
    },
    MethodLayer {
        name: "dbscan",
        method: "dbscan",
        file: "tata-platser",
        title_sv: "Täta platser",
        title_en: "Dense places",
        on_map: true,
        columns: || names(places::DENSE),
        features: |answer, _, _| places::dense(answer),
    },
    MethodLayer {
        name: "kde",
        method: "kde",
        file: "tathetskarta-konturer",
        title_sv: "Täthetskarta: konturer",
        title_en: "Density map: outlines",
        on_map: true,
        columns: || names(kde::CONTOURS),
        features: |answer, _, _| kde::contours(answer),
    },
    MethodLayer {
        name: "kde-grid",
        method: "kde",
        file: "tathetskarta-rutor",
        title_sv: "Täthetskarta: rutor",
        title_en: "Density map: squares",
        on_map: true,
        columns: || names(kde::SQUARES),
        features: |answer, _, around| kde::squares(answer, around, true),
    },
    MethodLayer {
        name: "kde-points",
        method: "kde",
        file: "tathetskarta-punkter",
        title_sv: "Täthetskarta: rutornas mittpunkter",
        title_en: "Density map: centres of the squares",
        on_map: true,
        columns: || names(kde::SQUARES),
        features: |answer, _, around| kde::squares(answer, around, false),
    },
    MethodLayer {
        name: "emerging",
        method: "emerging",
        file: "framvaxande",
        title_sv: "Framväxande platser: celler som var heta någon månad",
        title_en: "Emerging hotspots: cells that were hot in some month",
        on_map: true,
        columns: || names(cells::EMERGING),
        features: |answer, _, around| cells::emerging(answer, around),
    },
    MethodLayer {
        name: "emerging-months",
        method: "emerging",
        file: "framvaxande-manader",
        title_sv: "Framväxande platser: månaderna",
        title_en: "Emerging hotspots: the months",
        on_map: false,
        columns: || names(cells::MONTHS),
        features: |answer, _, _| cells::months(answer),
    },
    MethodLayer {
        name: "local-moran",
        method: "local-moran",
        file: "lokal-moran",
        title_sv: "Lokal Moran: alla celler",
        title_en: "Local Moran: all cells",
        on_map: true,
        columns: || names(cells::MORAN),
        features: |answer, _, around| cells::moran(answer, around),
    },
    MethodLayer {
        name: "concentration",
        method: "concentration",
        file: "koncentration",
        title_sv: "Koncentration: celler som rymmer 25, 50 och 80 %",
        title_en: "Concentration: cells that hold 25, 50 and 80 %",
        on_map: false,
        columns: || names(concentration::HOLDING),
        features: |answer, _, _| concentration::holding(answer),
    },
    MethodLayer {
        name: "concentration-curve",
        method: "concentration",
        file: "koncentration-kurva",
        title_sv: "Koncentration: Lorenzkurvan",
        title_en: "Concentration: the Lorenz curve",
        on_map: false,
        columns: || names(concentration::CURVE),
        features: |answer, _, _| concentration::curve(answer),
    },
    MethodLayer {
        name: "change",
        method: "change",
        file: "forandring",
        title_sv: "Vad har förändrats: alla prövade rader",
        title_en: "What has changed: all rows tested",
        on_map: true,
        columns: || names(change::ROWS),
        features: |answer, _, around| change::rows(answer, around),
    },
    MethodLayer {
        name: "compare",
        method: "compare",
        file: "tva-perioder",
        title_sv: "Två perioder: alla celler",
        title_en: "Two periods: all cells",
        on_map: true,
        columns: || names(compare::CELLS),
        features: |answer, _, around| compare::cells(answer, around),
    },
    MethodLayer {
        name: "compare-places",
        method: "compare",
        file: "tva-perioder-platser",
        title_sv: "Två perioder: platserna, och de som inte finns kvar",
        title_en: "Two periods: the places, and those that are gone",
        on_map: true,
        columns: || names(compare::PLACES),
        features: |answer, _, _| compare::places(answer),
    },
    MethodLayer {
        name: "joint-list",
        method: "joint-list",
        file: "brott-och-otrygghet",
        title_sv: "Brott och otrygghet: platserna på de tre listorna",
        title_en: "Crime and otrygghet: the places of the three lists",
        on_map: true,
        columns: || names(joint_list::PLACES),
        features: |answer, _, around| joint_list::places(answer, around),
    },
    MethodLayer {
        name: "joint-list-areas",
        method: "joint-list",
        file: "brott-och-otrygghet-omraden",
        title_sv: "Brott och otrygghet: områdena i enkäten",
        title_en: "Crime and otrygghet: the surveyed areas",
        on_map: true,
        columns: || names(joint_list::AREAS),
        features: |answer, _, around| joint_list::areas(answer, around),
    },
    MethodLayer {
        name: "near-repeat",
        method: "near-repeat",
        file: "nara-upprepning",
        title_sv: "Nära upprepning: par per avstånd och tid",
        title_en: "Near repeat: pairs by distance and days",
        on_map: false,
        columns: || names(near_repeat::BANDS),
        features: |answer, _, _| near_repeat::bands(answer),
    },
    MethodLayer {
        name: "profile",
        method: "profile",
        file: "profil-veckotimmar",
        title_sv: "Profil: veckodag och timme",
        title_en: "Profile: weekday and hour",
        on_map: false,
        columns: || names(profile::HOURS),
        features: |answer, _, _| profile::hours(answer),
    },
    MethodLayer {
        name: "profile-months",
        method: "profile",
        file: "profil-manader",
        title_sv: "Profil: månader",
        title_en: "Profile: months",
        on_map: false,
        columns: || names(profile::MONTHS),
        features: |answer, _, _| profile::months(answer),
    },
    MethodLayer {
        name: "backtest",
        method: "backtest",
        file: "provning-i-efterhand",
        title_sv: "Prövning i efterhand: metoder och andelar av ytan",
        title_en: "Back-test: methods and shares of the ground",
        on_map: false,
        columns: || names(backtest::SCORES),
        features: |answer, _, _| backtest::scores(answer),
    },
];

/// An attribute and where it comes from: the answer and the number of the row.
type Column<A> = (&'static str, fn(&A, usize) -> Value);

fn names<A>(columns: &[Column<A>]) -> Vec<&'static str> {
    columns.iter().map(|(name, _)| *name).collect()
}

/// Identity and ground of a row.
struct Shape {
    id: FeatureId,
    geometry: Option<Geometry<f64>>,
    label_at: Option<LonLat>,
}

impl Shape {
    /// A row of a table, from 1.
    fn none(i: usize) -> Self {
        Self { id: FeatureId::Number(i as u64 + 1), geometry: None, label_at: None }
    }

    /// A point.
    fn point(id: FeatureId, at: LonLat) -> Self {
        let geometry = Some(geo_types::Point::new(at.lon, at.lat).into());
        Self { id, geometry, label_at: Some(at) }
    }
}

/// Rows 0 to `n`.
fn rows<'a, A: 'a>(
    of: impl Borrow<A> + 'a,
    n: usize,
    columns: &'static [Column<A>],
    shape: impl Fn(&A, usize) -> Shape + 'a,
) -> Features<'a> {
    Box::new((0..n).map(move |i| {
        let of = of.borrow();
        let Shape { id, geometry, label_at } = shape(of, i);
        let properties = columns.iter().map(|(name, value)| (*name, value(of, i))).collect();
        Feature { id, geometry, label_at, properties }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layer_has_a_name_of_its_own_that_begins_with_its_method() {
        for (i, layer) in LAYERS.iter().enumerate() {
            assert!(layer.name.starts_with(layer.method), "{}", layer.name);
            assert!(LAYERS[..i].iter().all(|other| other.name != layer.name), "{}", layer.name);
            assert!(LAYERS[..i].iter().all(|other| other.file != layer.file), "{}", layer.file);
            assert!(layer.file.bytes().all(|c| c.is_ascii_lowercase() || c == b'-'));
        }
    }

    #[test]
    fn every_column_is_explained_once_and_has_a_name_of_its_own() {
        for layer in LAYERS {
            let columns = layer.columns();
            for (i, name) in columns.iter().enumerate() {
                assert!(columns::find(name).is_some(), "{}: {name}", layer.name);
                assert!(!columns[..i].contains(name), "{}: {name} twice", layer.name);
            }
        }
    }
}
