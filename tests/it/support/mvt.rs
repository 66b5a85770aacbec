//! Reads vector tiles, as far as the tests ask: written from the specification and not from what the
//! service writes.

use std::collections::BTreeMap;

/// A value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Attribute {
    Text(String),
    Whole(i64),
    Number(f64),
    Flag(bool),
}

/// Features by number, with their attributes.
pub(crate) type Features = BTreeMap<u64, BTreeMap<String, Attribute>>;

/// The name of the only layer and its features.
pub(crate) fn read(tile: &[u8]) -> (String, Features) {
    let layers = Message::of(tile);
    let layer = Message::of(layers.bytes(3).next().expect("a layer"));
    assert_eq!(layer.number(15), Some(2), "version 2");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let name = text(layer.bytes(1).next().expect("a name"));
    let keys: Vec<String> = layer.bytes(3).map(text).collect();
    let values: Vec<Attribute> =
        layer.bytes(4).map(|value| attribute(&Message::of(value))).collect();
    let mut features = Features::new();
    for feature in layer.bytes(2).map(Message::of) {
        let tags = numbers(feature.bytes(2).next().unwrap_or_default());
        let pairs = tags.chunks(2).map(|pair| {
            let (key, value) = (pair[0] as usize, pair[1] as usize);
            (keys[key].clone(), values[value].clone())
        });
        let id = feature.number(1).unwrap_or(0);
        assert!(features.insert(id, pairs.collect()).is_none(), "{id} twice in a tile");
        assert!(feature.bytes(4).next().is_some_and(|drawn| !drawn.is_empty()), "{id} is drawn");
    }
    (name, features)
}

fn attribute(value: &Message<'_>) -> Attribute {
    let zigzag = |n: u64| (n >> 1) as i64 ^ -((n & 1) as i64);
    let (field, part) = value.0.first().expect("a value");
    match (field, part) {
        (1, Part::Bytes(text)) => Attribute::Text(String::from_utf8_lossy(text).into_owned()),
        (3, Part::Double(number)) => Attribute::Number(*number),
        (4 | 5, Part::Number(n)) => Attribute::Whole(*n as i64),
        (6, Part::Number(n)) => Attribute::Whole(zigzag(*n)),
        (7, Part::Number(n)) => Attribute::Flag(*n != 0),
        other => panic!("{other:?} is no value"),
    }
}

/// A message of protocol buffers.
struct Message<'a>(Vec<(u64, Part<'a>)>);

#[derive(Debug)]
enum Part<'a> {
    Number(u64),
    Double(f64),
    Bytes(&'a [u8]),
}

impl<'a> Message<'a> {
    fn of(mut rest: &'a [u8]) -> Self {
        let mut parts = Vec::new();
        while !rest.is_empty() {
            let key = number(&mut rest);
            let part = match key & 7 {
                0 => Part::Number(number(&mut rest)),
                1 => {
                    let eight = taken(&mut rest, 8).try_into().expect("eight bytes");
                    Part::Double(f64::from_le_bytes(eight))
                }
                2 => {
                    let n = number(&mut rest) as usize;
                    Part::Bytes(taken(&mut rest, n))
                }
                wire => panic!("wire type {wire}"),
            };
            parts.push((key >> 3, part));
        }
        Self(parts)
    }

    fn bytes(&self, wanted: u64) -> impl Iterator<Item = &'a [u8]> {
        let of = self.0.iter().filter(move |(field, _)| *field == wanted);
        of.filter_map(|(_, part)| if let Part::Bytes(bytes) = part { Some(*bytes) } else { None })
    }

    fn number(&self, wanted: u64) -> Option<u64> {
        let found = self.0.iter().find(|(field, _)| *field == wanted)?;
        if let Part::Number(n) = found.1 { Some(n) } else { None }
    }
}

fn taken<'a>(bytes: &mut &'a [u8], n: usize) -> &'a [u8] {
    let (taken, rest) = bytes.split_at(n);
    *bytes = rest;
    taken
}

fn numbers(mut bytes: &[u8]) -> Vec<u64> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        all.push(number(&mut bytes));
    }
    all
}

fn number(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let (&byte, rest) = bytes.split_first().expect("a number ends");
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return value;
        }
        shift += 7;
    }
}
