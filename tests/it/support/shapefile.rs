//! Shapefiles as a city's portal packs them: polygons, a table in Latin-1, and names of files that a
//! Swedish Windows has written into the archive in CP850.

use std::io::{Cursor, Write};

/// East and north in metres; the first ring is the outer one, clockwise as shapefiles have it.
pub(crate) type Rings = Vec<Vec<[f64; 2]>>;

/// Features with their attributes, in the order of the columns.
pub(crate) struct Shapefile<'a> {
    pub(crate) columns: &'a [&'a str],
    pub(crate) features: Vec<(Rings, Vec<String>)>,
}

impl Shapefile<'_> {
    /// `.shp`, `.shx`, `.dbf` and, as a system's definition, `.prj`.
    pub(crate) fn parts(&self, prj: &str) -> [(&'static str, Vec<u8>); 4] {
        let records: Vec<Vec<u8>> = self.features.iter().map(|(rings, _)| record(rings)).collect();
        let all: Vec<[f64; 2]> =
            self.features.iter().flat_map(|(rings, _)| rings.iter().flatten().copied()).collect();
        let (mut shapes, mut index) = (Vec::new(), Vec::new());
        for (i, record) in records.iter().enumerate() {
            let words = record.len() as i32 / 2;
            index.extend((50 + shapes.len() as i32 / 2).to_be_bytes());
            index.extend(words.to_be_bytes());
            shapes.extend((i as i32 + 1).to_be_bytes());
            shapes.extend(words.to_be_bytes());
            shapes.extend(record);
        }
        let whole = |body: &[u8]| [head(body.len(), &all), body.to_vec()].concat();
        [
            ("shp", whole(&shapes)),
            ("shx", whole(&index)),
            ("dbf", self.table()),
            ("prj", prj.as_bytes().to_vec()),
        ]
    }

    fn table(&self) -> Vec<u8> {
        const WIDTH: usize = 60;
        let n = self.features.len() as u32;
        let head = (32 + 32 * self.columns.len() + 1) as u16;
        let row = (1 + WIDTH * self.columns.len()) as u16;
        let mut out = vec![3, 126, 1, 1];
        out.extend(n.to_le_bytes());
        out.extend(head.to_le_bytes());
        out.extend(row.to_le_bytes());
        out.extend([0; 20]);
        for column in self.columns {
            let mut name = [0; 11];
            name[..column.len()].copy_from_slice(column.as_bytes());
            out.extend(name);
            out.extend([b'C', 0, 0, 0, 0, WIDTH as u8]);
            out.extend([0; 15]);
        }
        out.push(b'\r');
        for (_, values) in &self.features {
            out.push(b' ');
            for value in values {
                // Latin-1 has the first 256 of Unicode.
                let mut cell: Vec<u8> =
                    value.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
                cell.resize(WIDTH, b' ');
                out.extend(cell);
            }
        }
        out.push(0x1a);
        out
    }
}

fn head(n_bytes: usize, all: &[[f64; 2]]) -> Vec<u8> {
    let mut out = 9994_i32.to_be_bytes().to_vec();
    out.extend([0; 20]);
    out.extend(((100 + n_bytes) as i32 / 2).to_be_bytes());
    out.extend(1000_i32.to_le_bytes());
    out.extend(5_i32.to_le_bytes());
    out.extend(bounds(all));
    out.extend([0; 32]);
    out
}

fn bounds(points: &[[f64; 2]]) -> Vec<u8> {
    let least = |i: usize| points.iter().map(|p| p[i]).fold(f64::INFINITY, f64::min);
    let most = |i: usize| points.iter().map(|p| p[i]).fold(f64::NEG_INFINITY, f64::max);
    [least(0), least(1), most(0), most(1)].into_iter().flat_map(f64::to_le_bytes).collect()
}

fn record(rings: &Rings) -> Vec<u8> {
    let points: Vec<[f64; 2]> = rings.iter().flatten().copied().collect();
    let mut out = 5_i32.to_le_bytes().to_vec();
    out.extend(bounds(&points));
    out.extend((rings.len() as i32).to_le_bytes());
    out.extend((points.len() as i32).to_le_bytes());
    let mut start = 0_i32;
    for ring in rings {
        out.extend(start.to_le_bytes());
        start += ring.len() as i32;
    }
    out.extend(points.into_iter().flatten().flat_map(f64::to_le_bytes));
    out
}

/// An archive in which å, ä and ö of names are CP850, not marked as anything.
pub(crate) fn zipped_cp850(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    // As many bytes in the end as here, so that every offset in the archive holds.
    let stand_in =
        |name: &str| name.replace('å', "\u{1}").replace('ä', "\u{2}").replace('ö', "\u{3}");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(stand_in(name), options).expect("a name");
        zip.write_all(bytes).expect("written");
    }
    let mut archive = zip.finish().expect("finished").into_inner();
    for (name, _) in entries {
        let from = stand_in(name).into_bytes();
        let in_cp850 = |byte: u8| match byte {
            1 => 0x86,
            2 => 0x84,
            3 => 0x94,
            other => other,
        };
        let to: Vec<u8> = from.iter().copied().map(in_cp850).collect();
        let at: Vec<usize> =
            (0..archive.len() - from.len()).filter(|&i| archive[i..].starts_with(&from)).collect();
        assert!(at.len() >= 2, "{name}: at the file and in the directory");
        for i in at {
            archive[i..i + to.len()].copy_from_slice(&to);
        }
    }
    archive
}
