//! The map as an SVG picture, for print and for browsers that cannot draw the live map.
//!
//! It holds no script, no style sheet and no outside reference, so it passes the strictest content
//! policy and looks the same wherever it is opened. Text is Swedish. North is up: the projection is
//! a transverse Mercator on the picture's own meridian.

use super::classes::class_of;
use crate::area::{BoundingBox, LonLat, TransverseMercator};
use geo_types::{LineString, MultiPolygon, Polygon};
use std::fmt::Write;

/// Fill of the zero class and the five classes of counts: cividis reversed, so that it reads the
/// same for the colour-blind and in grey.
pub const CLASS_COLOURS: [&str; 6] =
    ["#f2f2ef", "#fee838", "#bcae6c", "#7c7b78", "#414d6b", "#00224e"];

/// Everything that is drawn, in drawing order.
#[derive(Debug, Clone)]
pub struct Picture<'a> {
    /// Heading.
    pub title: String,
    /// Lines under it: period, categories, method.
    pub subtitle: Vec<String>,
    /// Width in CSS pixels, 320–4000; the height follows from the ground shown.
    pub width_px: u32,
    /// The ground to show.
    pub bounds: BoundingBox,
    /// The study area, filled as the zero class.
    pub study_area: Option<&'a MultiPolygon<f64>>,
    /// Counts by cell.
    pub cells: Option<CellPicture<'a>>,
    /// Outlines with names.
    pub areas: Vec<AreaPicture<'a>>,
    /// Hotspot places by rank.
    pub places: Vec<PlacePicture<'a>>,
    /// Last day with data.
    pub data_date: Option<String>,
    /// Where the figures and the ground come from.
    pub source: String,
    /// Made-up data: stamped across the heading.
    pub synthetic: bool,
}

/// Counts by cell.
#[derive(Debug, Clone)]
pub struct CellPicture<'a> {
    /// Outline of each cell; `None` is not drawn.
    pub outlines: Vec<Option<MultiPolygon<f64>>>,
    /// Counts.
    pub n: &'a [u32],
    /// Significant by the gate: drawn with an outline.
    pub hot: &'a [bool],
    /// Upper bounds of the five classes.
    pub breaks: [u32; 5],
}

/// An area's outline.
#[derive(Debug, Clone)]
pub struct AreaPicture<'a> {
    /// Written where it fits.
    pub name: &'a str,
    /// Ground.
    pub geometry: &'a MultiPolygon<f64>,
    /// Where the name goes.
    pub label_at: Option<LonLat>,
}

/// A hotspot place.
#[derive(Debug, Clone)]
pub struct PlacePicture<'a> {
    /// Written on the map and in the list.
    pub rank: u32,
    /// In the list.
    pub name: &'a str,
    /// Counts.
    pub n: u32,
    /// Ground.
    pub geometry: &'a MultiPolygon<f64>,
    /// Where the rank goes.
    pub label_at: LonLat,
}

const MARGIN: f64 = 16.0;
const LINE: f64 = 18.0;
const LISTED: usize = 20;

/// Draws the picture; the same picture gives the same bytes.
pub fn draw(picture: &Picture) -> String {
    let width = f64::from(picture.width_px.clamp(320, 4000));
    let frame = Frame::new(picture.bounds, width);
    let head = 40.0 + LINE * picture.subtitle.len() as f64;
    let foot = foot_height(picture);
    let height = head + frame.height + foot;
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" font-family=\"sans-serif\" \
         font-size=\"13\"><title>{title}</title><desc>{about}</desc>\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
        title = escape(&picture.title),
        about = escape(&picture.subtitle.join(". ")),
    );
    heading(&mut svg, picture, width);
    let _ = write!(
        svg,
        "<svg x=\"0\" y=\"{head:.0}\" width=\"{width:.0}\" height=\"{h:.0}\" \
         viewBox=\"0 0 {width:.0} {h:.0}\"><rect width=\"100%\" height=\"100%\" fill=\"#dfe6ea\"/>",
        h = frame.height
    );
    let mut labels = Labels::default();
    let ranks = rank_labels(picture, &frame, &mut labels);
    ground(&mut svg, picture, &frame);
    names(&mut svg, picture, &frame, &mut labels);
    places(&mut svg, picture, &frame, &ranks);
    scale_and_north(&mut svg, &frame);
    svg.push_str("</svg>");
    legend(&mut svg, picture, width, head + frame.height);
    svg.push_str("</svg>\n");
    svg
}

/// Degrees to pixels.
struct Frame {
    projection: TransverseMercator,
    west_m: f64,
    north_m: f64,
    pixels_per_m: f64,
    width: f64,
    height: f64,
}

impl Frame {
    fn new(bounds: BoundingBox, width: f64) -> Self {
        let projection = TransverseMercator::local((bounds.west + bounds.east) / 2.0);
        let corners = [
            (bounds.west, bounds.south),
            (bounds.west, bounds.north),
            (bounds.east, bounds.south),
            (bounds.east, bounds.north),
        ]
        .map(|(lon, lat)| projection.project(LonLat { lon, lat }));
        let least = |pick: fn(&crate::area::PlanarMetres) -> f64| {
            corners.iter().map(pick).fold(f64::INFINITY, f64::min)
        };
        let (west_m, south_m) = (least(|c| c.east_m), least(|c| c.north_m));
        let (east_m, north_m) = (-least(|c| -c.east_m), -least(|c| -c.north_m));
        // A margin around the ground; never nothing, so that a point can be shown too.
        let wide_m = (east_m - west_m).max(100.0) * 1.04;
        let high_m = (north_m - south_m).max(100.0) * 1.04;
        let (mid_e, mid_n) = ((west_m + east_m) / 2.0, (south_m + north_m) / 2.0);
        let height = (width * high_m / wide_m).clamp(width * 0.3, width * 1.4);
        let pixels_per_m = (width / wide_m).min(height / high_m);
        Self {
            projection,
            west_m: mid_e - width / pixels_per_m / 2.0,
            north_m: mid_n + height / pixels_per_m / 2.0,
            pixels_per_m,
            width,
            height,
        }
    }

    /// Tenths of a pixel, so that paths can be written as short whole steps.
    fn tenths(&self, at: LonLat) -> (i64, i64) {
        let metres = self.projection.project(at);
        let x = (metres.east_m - self.west_m) * self.pixels_per_m * 10.0;
        let y = (self.north_m - metres.north_m) * self.pixels_per_m * 10.0;
        (x.round() as i64, y.round() as i64)
    }

    fn pixels(&self, at: LonLat) -> (f64, f64) {
        let (x, y) = self.tenths(at);
        (x as f64 / 10.0, y as f64 / 10.0)
    }

    fn ring(&self, path: &mut String, ring: &LineString<f64>) {
        let mut at = None;
        for corner in ring.0.iter().take(ring.0.len().saturating_sub(1)) {
            let (x, y) = self.tenths(LonLat { lon: corner.x, lat: corner.y });
            let _ = match at {
                None => write!(path, "M{} {}", Tenths(x), Tenths(y)),
                Some((px, py)) if (px, py) == (x, y) => Ok(()),
                Some((px, py)) => write!(path, "l{} {}", Tenths(x - px), Tenths(y - py)),
            };
            at = Some((x, y));
        }
        path.push('z');
    }

    fn polygon(&self, path: &mut String, polygon: &Polygon<f64>) {
        self.ring(path, polygon.exterior());
        polygon.interiors().iter().for_each(|hole| self.ring(path, hole));
    }

    fn ground(&self, path: &mut String, ground: &MultiPolygon<f64>) {
        ground.0.iter().for_each(|polygon| self.polygon(path, polygon));
    }

    fn path(&self, ground: &MultiPolygon<f64>) -> String {
        let mut path = String::new();
        self.ground(&mut path, ground);
        path
    }
}

/// A whole number of tenths, written as short as it goes.
struct Tenths(i64);

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        match (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10) {
            (whole, 0) => write!(f, "{sign}{whole}"),
            (whole, tenth) => write!(f, "{sign}{whole}.{tenth}"),
        }
    }
}

fn heading(svg: &mut String, picture: &Picture, width: f64) {
    let _ = write!(
        svg,
        "<text x=\"{MARGIN}\" y=\"26\" font-size=\"18\" font-weight=\"bold\">{}</text>",
        escape(&picture.title)
    );
    for (i, line) in picture.subtitle.iter().enumerate() {
        let y = 46.0 + LINE * i as f64;
        let _ = write!(svg, "<text x=\"{MARGIN}\" y=\"{y:.0}\">{}</text>", escape(line));
    }
    if picture.synthetic {
        let x = width - MARGIN;
        let _ = write!(
            svg,
            "<text x=\"{x:.0}\" y=\"26\" text-anchor=\"end\" font-weight=\"bold\" \
             fill=\"#a30000\">SYNTETISKA DATA</text>"
        );
    }
}

fn ground(svg: &mut String, picture: &Picture, frame: &Frame) {
    if let Some(study_area) = picture.study_area {
        let _ = write!(
            svg,
            "<path d=\"{}\" fill=\"{}\" fill-rule=\"evenodd\"/>",
            frame.path(study_area),
            CLASS_COLOURS[0]
        );
    }
    if let Some(cells) = &picture.cells {
        cell_classes(svg, cells, frame);
    }
    svg.push_str("<g fill=\"none\" stroke=\"#5b6770\" stroke-width=\"0.8\">");
    for area in &picture.areas {
        let _ = write!(svg, "<path d=\"{}\"/>", frame.path(area.geometry));
    }
    svg.push_str("</g>");
}

/// Boxes of what has been written, so that nothing is written over it.
#[derive(Debug, Default)]
struct Labels(Vec<[f64; 4]>);

impl Labels {
    /// Takes the room around a point if it is free.
    fn take(&mut self, (x, y): (f64, f64), width: f64, height: f64) -> bool {
        let wanted = [x - width / 2.0, y - height / 2.0, x + width / 2.0, y + height / 2.0];
        let free = self
            .0
            .iter()
            .all(|b| wanted[2] < b[0] || b[2] < wanted[0] || wanted[3] < b[1] || b[3] < wanted[1]);
        if free {
            self.0.push(wanted);
        }
        free
    }
}

/// Ranks that have room, the highest first; the others keep their outline and their line in the list.
fn rank_labels(picture: &Picture, frame: &Frame, labels: &mut Labels) -> Vec<(u32, (f64, f64))> {
    let places = picture.places.iter().map(|place| (place.rank, frame.pixels(place.label_at)));
    places
        .filter(|(rank, at)| labels.take(*at, 8.0 * rank.to_string().len() as f64, 13.0))
        .collect()
}

fn names(svg: &mut String, picture: &Picture, frame: &Frame, labels: &mut Labels) {
    svg.push_str(
        "<g font-size=\"11\" fill=\"#1d2730\" stroke=\"#ffffff\" stroke-width=\"2.5\" \
         paint-order=\"stroke\" text-anchor=\"middle\">",
    );
    for area in &picture.areas {
        let Some((x, y)) = area.label_at.map(|at| frame.pixels(at)) else { continue };
        let width = 6.0 * area.name.chars().count() as f64;
        if fits(area, frame) && labels.take((x, y - 4.0), width, 12.0) {
            let _ = write!(svg, "<text x=\"{x:.0}\" y=\"{y:.0}\">{}</text>", escape(area.name));
        }
    }
    svg.push_str("</g>");
}

/// Whether the name is narrower than the area, about 6 pixels a letter.
fn fits(area: &AreaPicture, frame: &Frame) -> bool {
    use geo::BoundingRect;
    area.geometry.bounding_rect().is_some_and(|rect| {
        let west = frame.pixels(LonLat { lon: rect.min().x, lat: rect.min().y }).0;
        let east = frame.pixels(LonLat { lon: rect.max().x, lat: rect.min().y }).0;
        east - west > 6.0 * area.name.chars().count() as f64
    })
}

/// One path a class keeps the file small; cells without counts show the study area's fill.
fn cell_classes(svg: &mut String, cells: &CellPicture, frame: &Frame) {
    let mut paths = vec![String::new(); CLASS_COLOURS.len()];
    let mut significant = String::new();
    for (i, outline) in cells.outlines.iter().enumerate() {
        let Some(outline) = outline else { continue };
        if cells.n[i] > 0 {
            frame.ground(&mut paths[class_of(cells.n[i], &cells.breaks)], outline);
        }
        if cells.hot[i] {
            frame.ground(&mut significant, outline);
        }
    }
    for (class, path) in paths.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
        let _ = write!(
            svg,
            "<path d=\"{path}\" fill=\"{0}\" stroke=\"{0}\" stroke-width=\"0.2\"/>",
            CLASS_COLOURS[class]
        );
    }
    let _ = write!(
        svg,
        "<path d=\"{significant}\" fill=\"none\" stroke=\"#c4001a\" stroke-width=\"1\"/>"
    );
}

fn places(svg: &mut String, picture: &Picture, frame: &Frame, ranks: &[(u32, (f64, f64))]) {
    // White under black: the outline is seen on the darkest class too.
    for (colour, width) in [("#ffffff", 3.6), ("#000000", 1.8)] {
        let _ = write!(svg, "<g fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\">");
        for place in &picture.places {
            let _ = write!(svg, "<path d=\"{}\"/>", frame.path(place.geometry));
        }
        svg.push_str("</g>");
    }
    svg.push_str("<g font-size=\"12\" font-weight=\"bold\" text-anchor=\"middle\" stroke=\"#ffffff\" stroke-width=\"3\" paint-order=\"stroke\">");
    for (rank, (x, y)) in ranks {
        let _ = write!(svg, "<text x=\"{x:.0}\" y=\"{:.0}\">{rank}</text>", y + 4.0);
    }
    svg.push_str("</g>");
}

fn scale_and_north(svg: &mut String, frame: &Frame) {
    let length_m = round_length(frame.width / frame.pixels_per_m / 4.0);
    let length = length_m * frame.pixels_per_m;
    let text = if length_m >= 1000.0 {
        format!("{} km", length_m / 1000.0)
    } else {
        format!("{length_m} m")
    };
    let y = frame.height - MARGIN;
    let _ = write!(
        svg,
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"30\" fill=\"#ffffff\" \
         fill-opacity=\"0.8\"/><path d=\"M{MARGIN} {:.1}v6h{length:.1}v-6\" fill=\"none\" \
         stroke=\"#000000\" stroke-width=\"1.5\"/><text x=\"{:.1}\" y=\"{:.1}\" \
         text-anchor=\"middle\">{text}</text>",
        MARGIN - 6.0,
        y - 24.0,
        length + 12.0,
        y - 6.0,
        MARGIN + length / 2.0,
        y - 6.0,
    );
    let x = frame.width - 28.0;
    let _ = write!(
        svg,
        "<rect x=\"{:.0}\" y=\"8\" width=\"28\" height=\"48\" fill=\"#ffffff\" fill-opacity=\"0.8\"/>\
         <path d=\"M{x:.0} 14l7 22l-7 -6l-7 6z\" fill=\"#000000\"/>\
         <text x=\"{x:.0}\" y=\"50\" text-anchor=\"middle\" font-weight=\"bold\">N</text>",
        x - 14.0,
    );
}

/// The largest 1, 2 or 5 × 10ᵏ metres that is not longer.
fn round_length(most_m: f64) -> f64 {
    let magnitude = 10_f64.powf(most_m.max(1.0).log10().floor());
    [5.0, 2.0, 1.0].iter().map(|step| step * magnitude).find(|m| *m <= most_m).unwrap_or(magnitude)
}

fn legend_lines(picture: &Picture) -> usize {
    if picture.cells.is_some() { CLASS_COLOURS.len() + 2 } else { 0 }
}

fn foot_height(picture: &Picture) -> f64 {
    let listed = picture.places.len().min(LISTED + 1) + usize::from(!picture.places.is_empty());
    let stacked = f64::from(picture.width_px) < 640.0;
    let (legend, list) = (legend_lines(picture), listed);
    let lines = if stacked { legend + list } else { legend.max(list) };
    LINE * (lines as f64 + 2.5) + MARGIN
}

fn legend(svg: &mut String, picture: &Picture, width: f64, top: f64) {
    let mut y = top + LINE * 1.3;
    if let Some(cells) = &picture.cells {
        let _ = write!(
            svg,
            "<text x=\"{MARGIN}\" y=\"{y:.0}\" font-weight=\"bold\">Antal per cell</text>"
        );
        let per_class = super::classes::cells_per_class(cells.n, &cells.breaks);
        for (class, colour) in CLASS_COLOURS.iter().enumerate() {
            y += LINE;
            let _ = write!(
                svg,
                "<rect x=\"{MARGIN}\" y=\"{:.0}\" width=\"22\" height=\"13\" fill=\"{colour}\" \
                 stroke=\"#5b6770\" stroke-width=\"0.6\"/><text x=\"46\" y=\"{y:.0}\">{} \
                 ({})</text>",
                y - 11.0,
                class_text(class, &cells.breaks),
                n_cells_text(per_class[class]),
            );
        }
        y += LINE;
        let n_hot = n_cells_text(cells.hot.iter().filter(|hot| **hot).count() as u32);
        let _ = write!(
            svg,
            "<rect x=\"{MARGIN}\" y=\"{:.0}\" width=\"22\" height=\"13\" fill=\"none\" \
             stroke=\"#c4001a\" stroke-width=\"1.5\"/><text x=\"46\" y=\"{y:.0}\">statistiskt \
             säkerställd ({n_hot})</text>",
            y - 11.0
        );
        y += LINE;
    }
    let stacked = width < 640.0;
    let (x, mut line) = if stacked { (MARGIN, y) } else { (width / 2.0, top + LINE * 1.3) };
    if !picture.places.is_empty() {
        let _ = write!(
            svg,
            "<text x=\"{x:.0}\" y=\"{line:.0}\" font-weight=\"bold\">Platser efter överskott \
             (antal)</text>"
        );
    }
    for place in picture.places.iter().take(LISTED) {
        line += LINE;
        let _ = write!(
            svg,
            "<text x=\"{x:.0}\" y=\"{line:.0}\">{}. {} ({})</text>",
            place.rank,
            escape(place.name),
            place.n
        );
    }
    if picture.places.len() > LISTED {
        line += LINE;
        let more = picture.places.len() - LISTED;
        let _ = write!(svg, "<text x=\"{x:.0}\" y=\"{line:.0}\">… och {more} till</text>");
    }
    let bottom = top + foot_height(picture) - MARGIN;
    let mut about = Vec::new();
    if let Some(day) = &picture.data_date {
        about.push(format!("Data till och med {day}"));
    }
    about.push(format!("Källa: {}", picture.source));
    if picture.synthetic {
        about.push("syntetiska data".into());
    }
    let _ = write!(
        svg,
        "<text x=\"{MARGIN}\" y=\"{bottom:.0}\" font-size=\"11\">{}</text>",
        escape(&about.join(" · "))
    );
}

fn n_cells_text(n: u32) -> String {
    if n == 1 { "1 cell".into() } else { format!("{n} celler") }
}

fn class_text(class: usize, breaks: &[u32; 5]) -> String {
    match class {
        0 => "0".into(),
        _ => {
            let from = if class == 1 { 1 } else { breaks[class - 2] + 1 };
            let to = breaks[class - 1];
            if from == to { format!("{from}") } else { format!("{from}–{to}") }
        }
    }
}

/// Text as XML text: markup escaped, characters that XML forbids left out.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter if letter.is_control() && !matches!(letter, '\t' | '\n' | '\r') => {}
            '\u{fffe}' | '\u{ffff}' => {}
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;

    fn square(west: f64, south: f64, side: f64) -> Polygon<f64> {
        polygon![
            (x: west, y: south), (x: west + side, y: south), (x: west + side, y: south + side),
            (x: west, y: south + side), (x: west, y: south),
        ]
    }

    #[test]
    fn the_picture_says_what_a_reader_must_know_and_runs_nothing() {
        let city = MultiPolygon(vec![square(18.0, 59.3, 0.1)]);
        let spot = MultiPolygon(vec![square(18.04, 59.34, 0.01)]);
        let picture = Picture {
            title: "Otrygga platser <script>alert(1)</script>".into(),
            subtitle: vec!["2025-06-01–2026-05-31".into()],
            width_px: 800,
            bounds: BoundingBox { west: 18.0, south: 59.3, east: 18.1, north: 59.4 },
            study_area: Some(&city),
            cells: Some(CellPicture {
                outlines: [18.04, 18.05]
                    .map(|west| Some(MultiPolygon(vec![square(west, 59.34, 0.01)])))
                    .to_vec(),
                n: &[12, 0],
                hot: &[true, false],
                breaks: [2, 3, 5, 8, 12],
            }),
            areas: vec![AreaPicture { name: "Klara", geometry: &city, label_at: None }],
            places: vec![PlacePicture {
                rank: 1,
                name: "Sergels torg",
                n: 12,
                geometry: &spot,
                label_at: LonLat { lon: 18.045, lat: 59.345 },
            }],
            data_date: Some("2026-05-31".into()),
            source: "Prov".into(),
            synthetic: true,
        };
        let svg = draw(&picture);
        for said in [
            "SYNTETISKA DATA",
            "1. Sergels torg (12)",
            "Data till och med 2026-05-31",
            "Källa: Prov",
            "9–12 (1 cell)",
            "statistiskt säkerställd (1 cell)",
            ">N<",
            " km<",
        ] {
            assert!(svg.contains(said), "{said} is missing in {svg}");
        }
        for forbidden in ["<script", " style=", "href", "NaN", "inf"] {
            assert!(!svg.contains(forbidden), "{forbidden}");
        }
        assert_eq!(svg, draw(&picture));
    }

    #[test]
    fn nothing_is_written_over_what_is_written() {
        let mut labels = Labels::default();
        assert!(labels.take((10.0, 10.0), 16.0, 13.0));
        assert!(!labels.take((20.0, 12.0), 16.0, 13.0));
        assert!(labels.take((40.0, 12.0), 16.0, 13.0));
    }

    #[test]
    fn the_scale_bar_has_a_round_length() {
        assert_eq!(
            [73.0, 999.0, 2_400.0, 5_000.0].map(round_length),
            [50.0, 500.0, 2_000.0, 5_000.0]
        );
    }
}
