//! A picture in a Swedish system becomes a tile of Web Mercator.

use super::grid::{Picture, mercator, place_in};
use crate::export::tiles::TileAt;
use std::io::Cursor;

/// Why a picture could not be used; in words for the log.
pub(super) type Unusable = String;

/// Red, green, blue and how much of it there is, from the north-west, row by row.
struct Pixels {
    width: usize,
    height: usize,
    rgba: Vec<u8>,
}

/// The tile as PNG: each of its pixels has the colour of its middle in the picture, mixed of the four
/// pixels around. What the picture does not cover is left open.
///
/// # Errors
/// No PNG, or one of another size than was asked for.
pub(super) fn redraw(bytes: &[u8], picture: &Picture, tile: TileAt) -> Result<Vec<u8>, Unusable> {
    let from = read(bytes, picture)?;
    let ground = mercator(tile);
    let side = picture.pixels;
    let (e, w, h) = (picture.extent, f64::from(picture.width), f64::from(picture.height));
    let mut rgba = Vec::with_capacity((side * side * 4) as usize);
    for row in 0..side {
        for column in 0..side {
            let middle = |i: u32| (f64::from(i) + 0.5) / f64::from(side);
            let [east, north] = place_in(&ground, picture.crs, middle(column), middle(row));
            let x = (east - e.west) / (e.east - e.west) * w - 0.5;
            let y = (e.north - north) / (e.north - e.south) * h - 0.5;
            rgba.extend(from.mixed(x, y));
        }
    }
    written(side, &rgba)
}

impl Pixels {
    fn at(&self, x: i64, y: i64) -> [u8; 4] {
        let (Ok(column), Ok(row)) = (usize::try_from(x), usize::try_from(y)) else { return [0; 4] };
        if column >= self.width || row >= self.height {
            return [0; 4];
        }
        let start = (row * self.width + column) * 4;
        self.rgba[start..start + 4].try_into().unwrap_or_default()
    }

    /// The colour at a place between the middles of four pixels. Colours are mixed by how much there is
    /// of them, so that what is open does not darken its edge.
    fn mixed(&self, x: f64, y: f64) -> [u8; 4] {
        let (left, top) = (x.floor(), y.floor());
        let (right, down) = (x - left, y - top);
        let mut sums = [0.0; 3];
        let mut cover = 0.0;
        for (dx, dy, share) in [
            (0, 0, (1.0 - right) * (1.0 - down)),
            (1, 0, right * (1.0 - down)),
            (0, 1, (1.0 - right) * down),
            (1, 1, right * down),
        ] {
            let [red, green, blue, alpha] = self.at(left as i64 + dx, top as i64 + dy);
            let share = share * f64::from(alpha) / 255.0;
            cover += share;
            for (sum, colour) in sums.iter_mut().zip([red, green, blue]) {
                *sum += share * f64::from(colour);
            }
        }
        if cover <= 0.0 {
            return [0; 4];
        }
        let [red, green, blue] = sums.map(|sum| (sum / cover).round() as u8);
        [red, green, blue, (cover * 255.0).round() as u8]
    }
}

fn read(bytes: &[u8], picture: &Picture) -> Result<Pixels, Unusable> {
    let limits = png::Limits { bytes: 32 << 20 };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    // Palettes, grey and sixteen bits become eight bits a colour.
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let info = reader.info();
    let (width, height) = (info.width, info.height);
    if (width, height) != (picture.width, picture.height) {
        let (w, h) = (picture.width, picture.height);
        return Err(format!("a picture of {width} × {height} for {w} × {h}"));
    }
    let size = reader.output_buffer_size().ok_or("a picture without end")?;
    let mut raw = vec![0; size];
    let frame = reader.next_frame(&mut raw).map_err(|error| error.to_string())?;
    raw.truncate(frame.buffer_size());
    let rgba: Vec<u8> = match frame.color_type {
        png::ColorType::Rgba => raw,
        png::ColorType::Rgb => raw.chunks_exact(3).flat_map(|c| [c[0], c[1], c[2], 255]).collect(),
        png::ColorType::Grayscale => raw.iter().flat_map(|&g| [g, g, g, 255]).collect(),
        png::ColorType::GrayscaleAlpha => {
            raw.chunks_exact(2).flat_map(|c| [c[0], c[0], c[0], c[1]]).collect()
        }
        png::ColorType::Indexed => return Err("a palette that was not read".to_owned()),
    };
    if rgba.len() != width as usize * height as usize * 4 {
        return Err(format!("{} bytes for {width} × {height}", rgba.len()));
    }
    Ok(Pixels { width: width as usize, height: height as usize, rgba })
}

fn written(side: u32, rgba: &[u8]) -> Result<Vec<u8>, Unusable> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, side, side);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(rgba).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(out)
}
