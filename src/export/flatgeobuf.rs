//! FlatGeobuf 3 (flatgeobuf.org/spec): features one behind another on a Hilbert curve, with a packed
//! index of their boxes before them, so that a reader fetches a part by its place.
//!
//! The index stands before the features and the features in its order, so they go through a scratch file
//! first: of each there is its box and its place in memory, and nothing else.

mod index;
mod messages;

use super::{Feature, Layer, Provenance, binary::ground, sheet::Sheet};
use geo_types::Rect;
use index::Node;
use messages::Messages;
use std::io::{self, Read, Seek, SeekFrom, Write};

const MAGIC: [u8; 8] = *b"fgb\x03fgb\x00";

/// The features in their scratch file, ready to be put in order.
pub struct Spooled<S> {
    scratch: S,
    nodes: Vec<Node>,
    sheet: Sheet,
    about: Provenance,
}

/// Writes the features to the scratch file as they come.
///
/// # Errors
/// Those of the file; a feature that is not as the sheet declares.
pub fn spool<S: Read + Write + Seek>(
    mut scratch: S,
    sheet: Sheet,
    layer: Layer<impl IntoIterator<Item = Feature>>,
) -> io::Result<Spooled<S>> {
    let about = layer.provenance;
    let mut messages = Messages::default();
    let mut nodes = Vec::new();
    let mut written = io::BufWriter::with_capacity(256 << 10, &mut scratch);
    let mut offset = 0;
    for feature in layer.features {
        let row = sheet.row(&feature).map_err(|column| {
            let what = format!("{column} of {:?} is not as declared", feature.id);
            io::Error::new(io::ErrorKind::InvalidData, what)
        })?;
        let found = ground(&feature, sheet.shape, about.crs)?;
        let bytes = messages.feature(&feature.id, &sheet, &row, found.as_ref().map(|(g, _)| g));
        written.write_all(bytes)?;
        let size = bytes.len() as u64;
        nodes.push(Node::new(found.map(|(_, around)| around), offset, size));
        offset += size;
    }
    written.flush()?;
    drop(written);
    Ok(Spooled { scratch, nodes, sheet, about })
}

impl<S: Read + Write + Seek> Spooled<S> {
    /// Writes the file: head, index, features.
    ///
    /// # Errors
    /// Those of either file.
    pub fn write(mut self, mut out: impl Write) -> io::Result<()> {
        let extent = self.extent();
        index::sort(&mut self.nodes, extent);
        out.write_all(&MAGIC)?;
        let mut messages = Messages::default();
        out.write_all(messages.header(&self.about, &self.sheet, self.nodes.len() as u64, extent))?;
        index::write(&mut out, &self.nodes)?;
        let mut bytes = Vec::new();
        for node in &self.nodes {
            bytes.resize(usize::try_from(node.size).map_err(io::Error::other)?, 0);
            self.scratch.seek(SeekFrom::Start(node.offset))?;
            self.scratch.read_exact(&mut bytes)?;
            out.write_all(&bytes)?;
        }
        out.flush()
    }

    /// The box around all ground.
    fn extent(&self) -> Option<Rect<f64>> {
        let mut all = self.nodes.iter().filter_map(|node| node.around);
        let first = all.next()?;
        Some(all.fold(first, |extent, around| {
            let (a, b, c, d) = (extent.min(), extent.max(), around.min(), around.max());
            Rect::new((a.x.min(c.x), a.y.min(c.y)), (b.x.max(d.x), b.y.max(d.y)))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{FeatureId, Value};
    use geo_types::{Geometry, Point, polygon};
    use jiff::civil::date;
    use std::io::Cursor;

    fn about() -> Provenance {
        Provenance {
            run: Some("run-1".into()),
            data_date: Some(date(2026, 5, 31)),
            ..Provenance::trial("kde-grid")
        }
    }

    fn square(i: u64) -> Feature {
        let (x, y) = ((i * 7 % 31) as f64, (i * 13 % 29) as f64);
        let square =
            polygon![(x: x, y: y), (x: x + 1., y: y), (x: x + 1., y: y + 1.), (x: x, y: y)];
        Feature {
            id: FeatureId::Number(i),
            geometry: (i % 10 != 9).then(|| Geometry::from(square)),
            label_at: None,
            properties: vec![
                ("column", Value::from(i)),
                ("row", Value::Null),
                ("per_km2", Value::Number(0.5)),
            ],
        }
    }

    fn file(n: u64) -> Vec<u8> {
        let layer =
            Layer { provenance: about(), columns: Vec::new(), features: (0..n).map(square) };
        let sheet = Sheet::of("kde-grid").expect("a layer");
        let spooled = spool(Cursor::new(Vec::new()), sheet, layer).expect("memory");
        let mut bytes = Vec::new();
        spooled.write(&mut bytes).expect("memory");
        bytes
    }

    fn u32_at(bytes: &[u8], at: usize) -> u32 {
        u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four"))
    }

    /// Walks the file by its size prefixes and the arithmetic of the specification.
    #[test]
    fn the_index_has_the_size_that_the_standard_reckons_and_its_leaves_point_at_the_features() {
        for n in [1_u64, 2, 16, 17, 300] {
            let bytes = file(n);
            assert_eq!(bytes[..8], MAGIC);
            let index = 12 + u32_at(&bytes, 8) as usize;
            let (mut level, mut n_nodes) = (n, n);
            loop {
                level = level.div_ceil(16);
                n_nodes += level;
                if level == 1 {
                    break;
                }
            }
            let first = index + 40 * n_nodes as usize;
            let leaves = first - 40 * n as usize;
            let mut at = first;
            for leaf in 0..n as usize {
                let node = leaves + 40 * leaf;
                let offset = u64::from_le_bytes(bytes[node + 32..node + 40].try_into().expect("8"));
                assert_eq!(first + offset as usize, at, "{n}: leaf {leaf}");
                at += 4 + u32_at(&bytes, at) as usize;
            }
            assert_eq!(at, bytes.len(), "{n} features end where the file does");
        }
    }

    #[test]
    fn a_layer_of_nothing_is_a_head_alone() {
        let bytes = file(0);
        assert_eq!(bytes.len(), 12 + u32_at(&bytes, 8) as usize);
    }

    #[test]
    fn what_is_not_as_declared_is_no_file() {
        let mut other = square(1);
        other.geometry = Some(Point::new(1.0, 2.0).into());
        let layer = Layer { provenance: about(), columns: Vec::new(), features: [other] };
        let sheet = Sheet::of("kde-grid").expect("a layer");
        let refused = spool(Cursor::new(Vec::new()), sheet, layer).err().expect("a point");
        assert_eq!(refused.kind(), io::ErrorKind::InvalidData);
    }
}
