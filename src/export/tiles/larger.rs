//! Cells put together into larger ones.

use crate::export::{
    Feature, FeatureId, Value,
    collection::{Collection, Kind, Property, Schema, Shape},
};
use geo_types::MultiPolygon;
use std::collections::BTreeMap;

/// How the cells of a layer are put together.
#[derive(Debug, Clone, Copy)]
pub struct LargerCells {
    /// The attribute with the id of the cell.
    pub cell: &'static str,
    /// Attributes that keep apart what is not to be added up: run, period, category.
    pub apart: &'static [&'static str],
    /// Attributes that are added up; what is not known is not added.
    pub sums: &'static [&'static str],
    /// Flags, each with the attribute that says of how many cells it is true.
    pub counted: &'static [(&'static str, &'static str)],
}

/// Where a cell lies, by its id.
pub type Outline<'a> = &'a dyn Fn(&str) -> Option<MultiPolygon<f64>>;

/// How many cells of the layer a larger one is put together of.
const N_CELLS: &str = "n_cells";

/// The cell that a cell lies in, by their ids: the parent of a hexagon, or the square with twice the
/// side. `None` for what has none.
///
/// Small hexagons stick out of their parent; each of them is in one parent alone.
pub fn larger_cell(id: &str) -> Option<String> {
    /// Cells of some 8 km: larger ones say nothing of a city.
    const LARGEST_H3: u8 = 5;
    const LARGEST_SIDE_M: i64 = 16_000;
    let Some(square) = id.strip_prefix("sweref:") else {
        let cell: h3o::CellIndex = id.parse().ok()?;
        let resolution = cell.resolution().pred()?;
        let parent = (u8::from(resolution) >= LARGEST_H3).then(|| cell.parent(resolution))?;
        return Some(parent?.to_string());
    };
    let mut numbers = square.splitn(3, ':').map(|number| number.parse::<i64>().ok());
    let (side, east, north) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let side = side.checked_mul(2).filter(|side| (1..=LARGEST_SIDE_M).contains(side))?;
    let corner = |m: i64| m.div_euclid(side) * side;
    Some(format!("sweref:{side}:{}:{}", corner(east), corner(north)))
}

impl LargerCells {
    /// The cells of a collection put together; `None` where one that has ground lies in no larger one.
    pub(super) fn of(&self, collection: &Collection, outline: Outline<'_>) -> Option<Collection> {
        let schema = collection.schema();
        let mut together: BTreeMap<(String, Vec<String>), Together> = BTreeMap::new();
        for feature in collection.features().iter().filter(|one| one.geometry.is_some()) {
            let Value::Text(cell) = get(feature, self.cell) else { return None };
            let apart = self.apart.iter().map(|name| format!("{:?}", get(feature, name)));
            let key = (larger_cell(cell)?, apart.collect());
            together.entry(key).or_insert_with(|| Together::like(self, feature)).add(self, feature);
        }
        let features = together.into_iter().map(|((cell, apart), sum)| {
            let ground = outline(&cell)?;
            let mut properties = vec![(self.cell, Value::Text(cell.clone()))];
            properties.extend(sum.apart);
            properties.extend(sum.sums);
            properties.push((N_CELLS, Value::from(sum.n_cells)));
            let counted = self.counted.iter().zip(sum.counted);
            properties.extend(counted.map(|((_, name), n)| (*name, Value::from(n))));
            Some(Feature {
                id: FeatureId::Text(format!("{cell} {}", apart.join(" "))),
                geometry: Some(ground.into()),
                label_at: None,
                properties,
            })
        });
        let features: Vec<Feature> = features.collect::<Option<_>>()?;
        Collection::new(self.schema(schema), collection.provenance().clone(), features).ok()
    }

    fn schema(&self, of: &Schema) -> Schema {
        let named = [self.cell].into_iter().chain(self.apart.iter().copied());
        let kept = named.chain(self.sums.iter().copied()).filter_map(|name| of.property(name));
        let mut properties: Vec<Property> = kept.copied().collect();
        properties.push(Property {
            name: N_CELLS,
            kind: Kind::Whole,
            about_sv: "Antal celler i lagret som är sammanlagda här",
            about_en: "Cells of the layer that are put together here",
        });
        properties.extend(self.counted.iter().map(|(_, name)| Property {
            name,
            kind: Kind::Whole,
            about_sv: "Antal av de sammanlagda cellerna för vilka det gäller",
            about_en: "How many of the cells put together it is true of",
        }));
        Schema { shape: Shape::Polygon, properties, ..of.clone() }
    }
}

/// What has been put together.
struct Together {
    apart: Vec<(&'static str, Value)>,
    sums: Vec<(&'static str, Value)>,
    counted: Vec<u64>,
    n_cells: u64,
}

impl Together {
    fn like(larger: &LargerCells, feature: &Feature) -> Self {
        Self {
            apart: larger.apart.iter().map(|name| (*name, get(feature, name).clone())).collect(),
            sums: larger.sums.iter().map(|name| (*name, Value::Null)).collect(),
            counted: vec![0; larger.counted.len()],
            n_cells: 0,
        }
    }

    fn add(&mut self, larger: &LargerCells, feature: &Feature) {
        for (name, sum) in &mut self.sums {
            *sum = plus(sum, get(feature, name));
        }
        // What has been put together before says itself of how many.
        for ((flag, name), n) in larger.counted.iter().zip(&mut self.counted) {
            *n += match (get(feature, flag), get(feature, name)) {
                (Value::Flag(true), _) => 1,
                (_, Value::Whole(before)) => u64::try_from(*before).unwrap_or(0),
                _ => 0,
            };
        }
        self.n_cells += match get(feature, N_CELLS) {
            Value::Whole(before) => u64::try_from(*before).unwrap_or(1),
            _ => 1,
        };
    }
}

fn get<'a>(feature: &'a Feature, name: &str) -> &'a Value {
    let found = feature.properties.iter().find(|(known, _)| *known == name);
    found.map_or(&Value::Null, |(_, value)| value)
}

fn plus(sum: &Value, value: &Value) -> Value {
    match (sum, value) {
        (Value::Whole(a), Value::Whole(b)) => Value::Whole(a + b),
        (Value::Number(a), Value::Number(b)) => Value::Number(a + b),
        (Value::Null, known) => known.clone(),
        (known, _) => known.clone(),
    }
}
