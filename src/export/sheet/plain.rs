//! The layers that are no method's, in the words of the collections that GIS programs ask: areas, the
//! places and cells of a hotspot run, cases, and what is released.

use super::Sheet;
use crate::{
    area::AreaKind,
    export::collection::{
        Property, Shape,
        schemas::{areas, cases, hotspots, released},
    },
};

/// One of them by its name.
pub(super) fn sheet(layer: &str) -> Option<Sheet> {
    type Described = (&'static str, &'static str, Shape, Vec<Property>);
    let (title_sv, title_en, shape, properties): Described = match layer {
        // A file may hold areas of several kinds.
        "areas" => {
            let properties = areas::schema(AreaKind::Ovrigt).properties;
            ("Områden", "Areas", Shape::Polygon, properties)
        }
        "places" => ("Heta platser", "Hotspot places", Shape::Polygon, hotspots::of_place()),
        "cells" => {
            let title_en = "Cells of the hotspot run";
            ("Hotspotkörningens celler", title_en, Shape::Polygon, hotspots::of_cell())
        }
        "cases" => {
            let properties = cases::exact().properties;
            ("Platssamverkan", "Platssamverkan cases", Shape::Mixed, properties)
        }
        "released-areas" => {
            let title_sv = "Utlämnat: antal per område";
            (title_sv, "Released: counts by area", Shape::Polygon, released::of_row())
        }
        "released-cells" => {
            let title_sv = "Utlämnat: antal per ruta";
            (title_sv, "Released: counts by cell", Shape::Polygon, released::of_row())
        }
        _ => return None,
    };
    Some(Sheet { title_sv, title_en, shape: Some(shape), properties })
}
