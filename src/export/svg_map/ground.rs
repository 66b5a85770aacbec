//! The ground: study area, classes of counts, what a method says of it, outlines of areas.

use super::{CLASS_COLOURS, CellPicture, LayerPicture, Picture, frame::Frame};
use crate::export::classes::class_of;
use std::fmt::Write;

pub(super) fn ground(svg: &mut String, picture: &Picture, frame: &Frame) {
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
    if let Some(layer) = &picture.layer {
        layer_classes(svg, layer, frame);
    }
    svg.push_str("<g fill=\"none\" stroke=\"#5b6770\" stroke-width=\"0.8\">");
    for area in &picture.areas {
        let _ = write!(svg, "<path d=\"{}\"/>", frame.path(area.geometry));
    }
    svg.push_str("</g>");
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

/// One path a class too, in the order of the legend: the first lies lowest.
fn layer_classes(svg: &mut String, layer: &LayerPicture, frame: &Frame) {
    for class in &layer.classes {
        let mut path = String::new();
        class.ground.iter().for_each(|ground| frame.ground(&mut path, ground));
        if path.is_empty() {
            continue;
        }
        let _ = match class.filled {
            true => write!(
                svg,
                "<path d=\"{path}\" fill=\"{0}\" stroke=\"{0}\" stroke-width=\"0.2\" \
                 fill-rule=\"evenodd\"/>",
                class.colour
            ),
            false => write!(
                svg,
                "<path d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.8\"/>",
                class.colour
            ),
        };
    }
}
