//! What stands around the ground: heading, scale and north, legend, list of places, source.

use super::{CLASS_COLOURS, LINE, LISTED, LayerPicture, MARGIN, Picture, escape, frame::Frame};
use crate::export::classes::cells_per_class;
use std::fmt::Write;

pub(super) fn heading(svg: &mut String, picture: &Picture, width: f64) {
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

pub(super) fn scale_and_north(svg: &mut String, frame: &Frame) {
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
    let classes = picture.layer.as_ref().map_or(0, |layer| layer.classes.len() + 2);
    classes + if picture.cells.is_some() { CLASS_COLOURS.len() + 2 } else { 0 }
}

pub(super) fn foot_height(picture: &Picture) -> f64 {
    let listed = picture.places.len().min(LISTED + 1) + usize::from(!picture.places.is_empty());
    let stacked = f64::from(picture.width_px) < 640.0;
    let (legend, list) = (legend_lines(picture), listed);
    let lines = if stacked { legend + list } else { legend.max(list) };
    LINE * (lines as f64 + 2.5) + MARGIN
}

pub(super) fn legend(svg: &mut String, picture: &Picture, width: f64, top: f64) {
    let mut y = top + LINE * 1.3;
    if let Some(cells) = &picture.cells {
        let _ = write!(
            svg,
            "<text x=\"{MARGIN}\" y=\"{y:.0}\" font-weight=\"bold\">Antal per cell</text>"
        );
        let per_class = cells_per_class(cells.n, &cells.breaks);
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
    if let Some(layer) = &picture.layer {
        layer_legend(svg, layer, &mut y);
    }
    let stacked = width < 640.0;
    let (x, mut line) = if stacked { (MARGIN, y) } else { (width / 2.0, top + LINE * 1.3) };
    if !picture.places.is_empty() {
        let _ = write!(
            svg,
            "<text x=\"{x:.0}\" y=\"{line:.0}\" font-weight=\"bold\">{}</text>",
            escape(&picture.places_title)
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

fn layer_legend(svg: &mut String, layer: &LayerPicture, y: &mut f64) {
    let title = escape(&layer.title);
    let _ = write!(svg, "<text x=\"{MARGIN}\" y=\"{y:.0}\" font-weight=\"bold\">{title}</text>");
    for class in &layer.classes {
        *y += LINE;
        let fill = if class.filled { class.colour } else { "none" };
        let stroke = if class.filled { "#5b6770" } else { class.colour };
        let _ = write!(
            svg,
            "<rect x=\"{MARGIN}\" y=\"{:.0}\" width=\"22\" height=\"13\" fill=\"{fill}\" \
             stroke=\"{stroke}\" stroke-width=\"{}\"/><text x=\"46\" y=\"{y:.0}\">{}</text>",
            *y - 11.0,
            if class.filled { 0.6 } else { 1.8 },
            escape(&class.text),
        );
    }
    *y += LINE;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_bar_has_a_round_length() {
        assert_eq!(
            [73.0, 999.0, 2_400.0, 5_000.0].map(round_length),
            [50.0, 500.0, 2_000.0, 5_000.0]
        );
    }
}
