//! A tile as bytes: the message of Mapbox Vector Tile 2.1, one layer.
//!
//! Written here and not by a crate: encoding alone is a page, and the crates that do it bring a
//! compiler for schemas.

use super::{
    TooLarge,
    clip::{self, Drawn, Step},
    square::TileAt,
};
use crate::export::{Feature, FeatureId, Value, collection::Collection};
use std::collections::{HashMap, HashSet};

/// No tile is larger.
pub const MOST_BYTES: usize = 500_000;

/// Steps along the side of a tile: fewer where it would otherwise be too large, since then neighbouring
/// corners fall together.
const EXTENTS: [u32; 5] = [4096, 2048, 1024, 512, 256];

/// No feature takes less: heads of the messages, number, kind, and three corners.
pub(super) const LEAST_BYTES: f64 = 18.0;

/// Empty where nothing lies.
pub(super) fn tile(collection: &Collection, at: TileAt) -> Result<Vec<u8>, TooLarge> {
    let near = collection.near(at.around());
    let mut bytes = 0;
    for extent in EXTENTS {
        let tile = Layer::of(collection, &near, at, extent).bytes();
        if tile.len() <= MOST_BYTES {
            return Ok(tile);
        }
        bytes = tile.len();
    }
    Err(TooLarge { bytes })
}

/// What a feature takes on the average, with the values that it shares with others; what outlines take
/// beyond some corners is left out, since they get coarser where there is no room.
pub(super) fn bytes_per_feature(collection: &Collection) -> f64 {
    /// Heads of the messages, number, kind and the corners of a cell.
    const BARE: f64 = 36.0;
    let features = collection.features();
    let mut sum = BARE;
    for (i, _) in collection.schema().properties.iter().enumerate() {
        let values = features.iter().filter_map(|feature| Some(&feature.properties.get(i)?.1));
        let values: Vec<Vec<u8>> = values.filter_map(value).collect();
        let named = values.len() as f64;
        let different: HashSet<Vec<u8>> = values.into_iter().collect();
        let kept: usize = different.iter().map(|value| value.len() + 2).sum();
        // Two numbers name the attribute and its value.
        sum += (4.0 * named + kept as f64) / features.len().max(1) as f64;
    }
    sum
}

/// A layer on its way into bytes.
#[derive(Debug)]
struct Layer<'a> {
    name: &'a str,
    extent: u32,
    features: Vec<u8>,
    keys: Vec<&'a str>,
    values: Vec<Vec<u8>>,
    value_places: HashMap<Vec<u8>, u32>,
    key_places: HashMap<&'a str, u32>,
}

impl<'a> Layer<'a> {
    fn of(collection: &'a Collection, near: &[u32], at: TileAt, extent: u32) -> Self {
        let mut layer = Self {
            name: collection.schema().name,
            extent,
            features: Vec::new(),
            keys: Vec::new(),
            values: Vec::new(),
            value_places: HashMap::new(),
            key_places: HashMap::new(),
        };
        for &place in near {
            let feature = &collection.features()[place as usize];
            let geometry = feature.geometry.as_ref();
            if let Some(drawn) = geometry.and_then(|ground| clip::drawn(ground, at, extent)) {
                layer.put(feature, place, &drawn);
            }
        }
        layer
    }

    /// The number is the place of the feature in its collection, unless it has one.
    fn put(&mut self, feature: &'a Feature, place: u32, drawn: &Drawn) {
        let id = match feature.id {
            FeatureId::Number(id) => id,
            FeatureId::Text(_) => place.into(),
        };
        let mut tags = Vec::new();
        for (name, property) in &feature.properties {
            let Some(value) = value(property) else { continue };
            let next = self.keys.len() as u32;
            let key = *self.key_places.entry(name).or_insert_with(|| {
                self.keys.push(name);
                next
            });
            let next = self.values.len() as u32;
            let value = *self.value_places.entry(value).or_insert_with_key(|value| {
                self.values.push(value.clone());
                next
            });
            varint(&mut tags, key.into());
            varint(&mut tags, value.into());
        }
        let (kind, commands) = commands(drawn);
        let mut message = Vec::new();
        number(&mut message, 1, id);
        // A city of cells without values fits in one tile by these two bytes.
        if !tags.is_empty() {
            bytes(&mut message, 2, &tags);
        }
        number(&mut message, 3, kind);
        bytes(&mut message, 4, &commands);
        bytes(&mut self.features, 2, &message);
    }

    fn bytes(self) -> Vec<u8> {
        if self.features.is_empty() {
            return Vec::new();
        }
        let mut layer = Vec::with_capacity(self.features.len() + 1024);
        number(&mut layer, 15, 2);
        bytes(&mut layer, 1, self.name.as_bytes());
        layer.extend_from_slice(&self.features);
        for key in &self.keys {
            bytes(&mut layer, 3, key.as_bytes());
        }
        for value in &self.values {
            bytes(&mut layer, 4, value);
        }
        number(&mut layer, 5, self.extent.into());
        let mut tile = Vec::with_capacity(layer.len() + 8);
        bytes(&mut tile, 3, &layer);
        tile
    }
}

/// A value as its message; what is not known is not there.
fn value(value: &Value) -> Option<Vec<u8>> {
    let mut message = Vec::new();
    match value {
        Value::Null => return None,
        Value::Number(number) if !number.is_finite() => return None,
        Value::Text(text) => bytes(&mut message, 1, text.as_bytes()),
        Value::Json(json) => bytes(&mut message, 1, json.to_string().as_bytes()),
        Value::Number(number) => {
            key(&mut message, 3, 1);
            message.extend_from_slice(&number.to_le_bytes());
        }
        Value::Whole(whole) => match u64::try_from(*whole) {
            Ok(whole) => number(&mut message, 5, whole),
            Err(_) => number(&mut message, 6, zigzag(*whole)),
        },
        Value::Flag(flag) => number(&mut message, 7, (*flag).into()),
    }
    Some(message)
}

/// The kind of what is drawn, and how a pen goes over it.
fn commands(drawn: &Drawn) -> (u64, Vec<u8>) {
    const MOVE: u64 = 1;
    const LINE: u64 = 2;
    const CLOSE: u64 = 7;
    let (mut out, mut pen) = (Vec::new(), (0, 0));
    let command = |out: &mut Vec<u8>, id: u64, times: usize| varint(out, id | (times as u64) << 3);
    let mut go = |out: &mut Vec<u8>, steps: &[Step]| {
        for step in steps {
            varint(out, zigzag(i64::from(step.0 - pen.0)));
            varint(out, zigzag(i64::from(step.1 - pen.1)));
            pen = *step;
        }
    };
    let kind = match drawn {
        Drawn::Points(points) => {
            command(&mut out, MOVE, points.len());
            go(&mut out, points);
            1
        }
        Drawn::Lines(parts) | Drawn::Rings(parts) => {
            let closed = matches!(drawn, Drawn::Rings(_));
            for part in parts {
                let Some((first, rest)) = part.split_first() else { continue };
                command(&mut out, MOVE, 1);
                go(&mut out, std::slice::from_ref(first));
                command(&mut out, LINE, rest.len());
                go(&mut out, rest);
                if closed {
                    command(&mut out, CLOSE, 1);
                }
            }
            if closed { 3 } else { 2 }
        }
    };
    (kind, out)
}

fn key(out: &mut Vec<u8>, field: u64, wire: u64) {
    varint(out, field << 3 | wire);
}

fn number(out: &mut Vec<u8>, field: u64, value: u64) {
    key(out, field, 0);
    varint(out, value);
}

fn bytes(out: &mut Vec<u8>, field: u64, value: &[u8]) {
    key(out, field, 2);
    varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Small numbers stay small whatever their sign.
fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pen_goes_as_the_examples_of_the_specification_say() {
        // Mapbox Vector Tile 2.1, 4.3.5.2, 4.3.5.4 and 4.3.5.5.
        let points = Drawn::Points(vec![(5, 7), (3, 2)]);
        assert_eq!(commands(&points), (1, vec![17, 10, 14, 3, 9]));
        let lines = Drawn::Lines(vec![vec![(2, 2), (2, 10), (10, 10)], vec![(1, 1), (3, 5)]]);
        let pen = vec![9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8];
        assert_eq!(commands(&lines), (2, pen));
        let ring = Drawn::Rings(vec![vec![(3, 6), (8, 12), (20, 34)]]);
        assert_eq!(commands(&ring), (3, vec![9, 6, 12, 18, 10, 12, 24, 44, 15]));
    }

    #[test]
    fn numbers_are_written_in_as_few_bytes_as_they_need() {
        let of = |value| {
            let mut out = Vec::new();
            varint(&mut out, value);
            out
        };
        assert_eq!(of(1), [1]);
        assert_eq!(of(300), [0xac, 0x02]);
        assert_eq!([0, -1, 1, -2].map(zigzag), [0, 1, 2, 3]);
    }
}
