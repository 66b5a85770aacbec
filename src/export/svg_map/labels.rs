//! What is written on the ground: ranks and names, nothing over anything else, and the places they
//! belong to.

use super::{AreaPicture, Picture, escape, frame::Frame};
use crate::area::LonLat;
use std::fmt::Write;

/// Boxes of what has been written, so that nothing is written over it.
#[derive(Debug, Default)]
pub(super) struct Labels(Vec<[f64; 4]>);

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
pub(super) fn rank_labels(
    picture: &Picture,
    frame: &Frame,
    labels: &mut Labels,
) -> Vec<(u32, (f64, f64))> {
    let places = picture.places.iter().map(|place| (place.rank, frame.pixels(place.label_at)));
    places
        .filter(|(rank, at)| labels.take(*at, 8.0 * rank.to_string().len() as f64, 13.0))
        .collect()
}

pub(super) fn names(svg: &mut String, picture: &Picture, frame: &Frame, labels: &mut Labels) {
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

pub(super) fn places(
    svg: &mut String,
    picture: &Picture,
    frame: &Frame,
    ranks: &[(u32, (f64, f64))],
) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_over_what_is_written() {
        let mut labels = Labels::default();
        assert!(labels.take((10.0, 10.0), 16.0, 13.0));
        assert!(!labels.take((20.0, 12.0), 16.0, 13.0));
        assert!(labels.take((40.0, 12.0), 16.0, 13.0));
    }
}
