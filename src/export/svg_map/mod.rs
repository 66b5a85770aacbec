//! The map as an SVG picture, for print and for browsers that cannot draw the live map.
//!
//! It holds no script, no style sheet and no outside reference, so it passes the strictest content
//! policy and looks the same wherever it is opened. Text is Swedish. North is up: the projection is
//! a transverse Mercator on the picture's own meridian.

mod frame;
mod ground;
mod labels;
mod margin;

use super::document::escape;
use crate::area::{BoundingBox, LonLat};
use frame::Frame;
use geo_types::MultiPolygon;
use ground::ground;
use labels::{Labels, names, places, rank_labels};
use margin::{foot_height, heading, legend, scale_and_north};
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
    /// What a method says of the ground.
    pub layer: Option<LayerPicture>,
    /// Outlines with names.
    pub areas: Vec<AreaPicture<'a>>,
    /// Places by rank.
    pub places: Vec<PlacePicture<'a>>,
    /// Heading of their list: what they are ranked by, and what the number behind them is.
    pub places_title: String,
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

/// Ground in classes.
#[derive(Debug, Clone)]
pub struct LayerPicture {
    /// Heading of the legend.
    pub title: String,
    /// In the order of the legend; the first lies lowest.
    pub classes: Vec<ClassPicture>,
}

/// Ground of one class.
#[derive(Debug, Clone)]
pub struct ClassPicture {
    /// In the legend.
    pub text: String,
    /// `#rrggbb`.
    pub colour: &'static str,
    /// Filled, or an outline.
    pub filled: bool,
    /// What is drawn.
    pub ground: Vec<MultiPolygon<f64>>,
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

/// A place.
#[derive(Debug, Clone)]
pub struct PlacePicture<'a> {
    /// Written on the map and in the list.
    pub rank: u32,
    /// In the list.
    pub name: &'a str,
    /// Counts.
    pub n: u64,
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

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Polygon, polygon};

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
            layer: Some(LayerPicture {
                title: "Utveckling".into(),
                classes: vec![ClassPicture {
                    text: "Ny <1>".into(),
                    colour: "#e66101",
                    filled: true,
                    ground: vec![spot.clone()],
                }],
            }),
            areas: vec![AreaPicture { name: "Klara", geometry: &city, label_at: None }],
            places: vec![PlacePicture {
                rank: 1,
                name: "Sergels torg",
                n: 12,
                geometry: &spot,
                label_at: LonLat { lon: 18.045, lat: 59.345 },
            }],
            places_title: "Platser efter överskott (antal)".into(),
            data_date: Some("2026-05-31".into()),
            source: "Prov".into(),
            synthetic: true,
        };
        let svg = draw(&picture);
        for said in [
            "SYNTETISKA DATA",
            "Platser efter överskott (antal)",
            "1. Sergels torg (12)",
            "Utveckling",
            "Ny &lt;1&gt;",
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
}
