//! The answers of methods as pictures: their places ranked, or their ground in classes.

use super::{answers::around, middle};
use crate::{
    analysis::{
        compare::Compared,
        emerging::{Emerging, TrendClass},
        kde::Drawn,
        local_moran::{LocalMoranCells, Quadrant},
        question::Answer,
    },
    app::{App, AppError, FieldError, methods::MethodCard, texts},
    area::{BoundingBox, PreparedArea},
    export::{
        layers::CellGround,
        svg_map::{ClassPicture, LayerPicture, PlacePicture},
    },
};
use geo_types::MultiPolygon;

/// What an answer puts on the map.
#[derive(Debug, Default)]
pub(super) struct OnMap<'a> {
    pub(super) title: &'static str,
    pub(super) layer: Option<LayerPicture>,
    pub(super) places_title: &'static str,
    pub(super) places: Vec<PlacePicture<'a>>,
}

/// Draws an answer.
///
/// # Errors
/// The field `run`, if the method has nothing that lies anywhere.
pub(super) fn on_map<'a>(app: &App, answered: &'a MethodCard) -> Result<OnMap<'a>, AppError> {
    let around = around(app, answered)?;
    let ground = &around.ground;
    let layered = |title, layer| OnMap { title, layer: Some(layer), ..OnMap::default() };
    Ok(match &answered.run.found.result {
        Answer::Scan(found) => OnMap {
            title: "Avsökning",
            places_title: "Cirklar efter säkerhet (antal)",
            places: found
                .places
                .iter()
                .map(|place| PlacePicture {
                    rank: place.rank,
                    name: &place.name,
                    n: place.n,
                    geometry: &place.geometry,
                    label_at: place.centre,
                })
                .collect(),
            ..OnMap::default()
        },
        Answer::Dbscan(found) => OnMap {
            title: "Täta platser",
            places_title: "Platser efter antal (antal)",
            places: found
                .places
                .iter()
                .map(|place| PlacePicture {
                    rank: place.rank,
                    name: &place.name,
                    n: place.n,
                    geometry: &place.geometry,
                    label_at: place.label_at,
                })
                .collect(),
            ..OnMap::default()
        },
        Answer::Kde(found) => layered("Täthetskarta", contours(found)),
        Answer::Emerging(found) => layered("Framväxande platser", trends(found, ground)),
        Answer::LocalMoran(found) => layered("Lokal Moran", quadrants(found, ground)),
        Answer::Compare(found) => OnMap {
            title: "Två perioder",
            layer: Some(differences(found, ground)),
            places_title: "Platser (antal i den senare perioden)",
            places: found
                .places
                .iter()
                .map(|place| PlacePicture {
                    rank: place.rank,
                    name: &place.name,
                    n: place.now,
                    geometry: &place.geometry,
                    label_at: place.label_at,
                })
                .collect(),
        },
        _ => {
            let field = FieldError { field: "run".into(), code: "not_on_map" };
            return Err(AppError::Invalid(vec![field]));
        }
    })
}

/// The box of a place with half a kilometre around it.
pub(super) fn around_place(geometry: &MultiPolygon<f64>) -> BoundingBox {
    let b = PreparedArea::new(geometry).bounds();
    let high = 500.0 / 111_200.0;
    let wide = high / middle(b).lat.to_radians().cos().max(0.01);
    BoundingBox {
        west: b.west - wide,
        south: b.south - high,
        east: b.east + wide,
        north: b.north + high,
    }
}

/// From the inner outline outwards, dark to light; the same colours as on the live map.
const CONTOURS: [&str; 4] = ["#3f1468", "#7a4fb0", "#a98bd0", "#c9b8e0"];

fn contours(found: &Drawn) -> LayerPicture {
    let contour = |(i, contour): (usize, &crate::analysis::kde::Contour)| ClassPicture {
        text: format!(
            "minst {} per km² ({} % av händelserna på {} km²)",
            decimal(contour.per_km2, 1),
            decimal(100.0 * contour.share, 0),
            decimal(contour.area_km2, 2)
        ),
        colour: CONTOURS[i.min(CONTOURS.len() - 1)],
        filled: false,
        ground: vec![contour.outline.clone()],
    };
    LayerPicture {
        title: "Täthet".to_owned(),
        classes: found.contours.iter().enumerate().map(contour).collect(),
    }
}

fn colour_of(class: TrendClass) -> &'static str {
    match class {
        TrendClass::New => "#7f0000",
        TrendClass::Consecutive => "#d7301f",
        TrendClass::Intensifying => "#fc8d59",
        TrendClass::Persistent => "#8c6bb1",
        TrendClass::Diminishing => "#2c7fb8",
        TrendClass::Sporadic => "#d9c27a",
        TrendClass::Oscillating => "#78a86a",
        TrendClass::Historical => "#7d8b95",
        TrendClass::None => "#f2f2ef",
    }
}

fn trends(found: &Emerging, ground: &CellGround) -> LayerPicture {
    let shown = TrendClass::ALL.into_iter().filter(|class| *class != TrendClass::None);
    let class = |class: TrendClass| {
        let cells = found.cells.iter().filter(|cell| cell.class == class);
        let code = format!("trend_{}", class.as_str());
        of_cells(texts::text_sv(&code), colour_of(class), cells.map(|cell| &cell.id), ground)
    };
    LayerPicture { title: "Utveckling".to_owned(), classes: shown.map(class).collect() }
}

fn quadrants(found: &LocalMoranCells, ground: &CellGround) -> LayerPicture {
    let class = |quadrant: Quadrant| {
        let (text, colour) = match quadrant {
            Quadrant::HighHigh => ("Hög bland höga", "#b2182b"),
            Quadrant::LowLow => ("Låg bland låga", "#2166ac"),
            Quadrant::HighLow => ("Hög bland låga", "#f4a582"),
            Quadrant::LowHigh => ("Låg bland höga", "#92c5de"),
        };
        let cells = found.id.iter().zip(&found.significant);
        let cells = cells.filter(|(_, passed)| **passed == Some(quadrant)).map(|(id, _)| id);
        of_cells(text, colour, cells, ground)
    };
    let title = "Cellen bland sina grannar, statistiskt säkerställt".to_owned();
    LayerPicture { title, classes: Quadrant::ALL.map(class).into() }
}

/// Level after correction at which a difference is said.
const SAID_BELOW: f64 = 0.05;

fn differences(found: &Compared, ground: &CellGround) -> LayerPicture {
    let class = |text, colour, more: bool| {
        let passed = (0..found.id.len()).filter(|&i| {
            found.cells.p_adjusted[i].is_some_and(|p| p < SAID_BELOW)
                && (found.cells.z[i] > 0.0) == more
        });
        of_cells(text, colour, passed.map(|i| &found.id[i]), ground)
    };
    LayerPicture {
        title: format!("Mot {} – {}, statistiskt säkerställt", found.then.from, found.then.to),
        classes: vec![class("Fler", "#e08214", true), class("Färre", "#8073ac", false)],
    }
}

fn of_cells<'a>(
    text: &str,
    colour: &'static str,
    ids: impl Iterator<Item = &'a String>,
    ground: &CellGround,
) -> ClassPicture {
    let ids: Vec<&String> = ids.collect();
    let cells = if ids.len() == 1 { "cell" } else { "celler" };
    ClassPicture {
        text: format!("{text} ({} {cells})", ids.len()),
        colour,
        filled: true,
        ground: ids.into_iter().filter_map(|id| ground.outline(id)).collect(),
    }
}

fn decimal(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('.', ",")
}
