//! The map as a picture.

use super::{cell_ground, middle, source_of};
use crate::{
    app::{
        Actor, App, AppError,
        areas::{self, AreaFilter},
        hotspots,
    },
    area::{Area, AreaKind, BoundingBox, PreparedArea},
    export::{
        classes,
        layers::{self, CellGround},
        svg_map::{AreaPicture, CellPicture, Picture, PlacePicture, draw},
    },
    store::StoredRun,
};

/// A picture to be drawn.
#[derive(Debug, Clone, Default)]
pub struct MapOrder {
    /// Cells and places of this run; without it only areas.
    pub run: Option<String>,
    /// Layer of outlines; statistikområden if not given.
    pub kind: Option<AreaKind>,
    /// 320–4000 CSS pixels.
    pub width_px: u32,
    /// Only the place of this rank and its surroundings.
    pub rank: Option<u32>,
}

/// Draws the map as SVG.
///
/// # Errors
/// [`AppError::NotFound`] for a run the actor may not see or a rank it does not have.
pub fn map(app: &App, actor: &Actor, order: &MapOrder) -> Result<String, AppError> {
    let run = order.run.as_deref().map(|id| hotspots::visible(app, actor, id)).transpose()?;
    let kind = order.kind.unwrap_or(AreaKind::Statistikomrade);
    let study = match &run {
        Some(run) => areas::get(app, &run.input.parameters.study_area, run.input.data_to)?.area,
        None => areas::study_area(app)?,
    };
    let outlines = areas::list(app, &AreaFilter { kind: Some(kind), ..AreaFilter::default() })?;
    let bounds = match (order.rank, &run) {
        (Some(rank), Some(run)) => around(run, rank)?,
        (Some(_), None) => return Err(AppError::NotFound),
        (None, _) => study
            .geometry
            .as_ref()
            .map_or(BoundingBox::SWEDEN, |ground| PreparedArea::new(ground).bounds()),
    };
    let ground = run.as_ref().map(|run| cell_ground(app, run)).transpose()?;
    let run = run.as_ref().zip(ground.as_ref());
    Ok(draw(&picture(app, order, kind, run, &study, &outlines, bounds)?))
}

fn picture<'a>(
    app: &App,
    order: &MapOrder,
    kind: AreaKind,
    run: Option<(&'a StoredRun, &CellGround)>,
    study: &'a Area,
    outlines: &'a [Area],
    bounds: BoundingBox,
) -> Result<Picture<'a>, AppError> {
    let catalogue = areas::categories(app)?;
    let mut subtitle = Vec::new();
    let mut title = format!("{} – {}", study.name, kind.label_sv().to_lowercase());
    if let Some((run, _)) = run {
        let chosen = &run.input.parameters;
        title = format!("Brottsutsatta platser – {}", study.name);
        let names: Vec<&str> = chosen
            .categories
            .iter()
            .filter_map(|id| catalogue.index_of(id))
            .map(|i| catalogue.categories[usize::from(i)].label_sv.as_str())
            .collect();
        let what = if names.is_empty() { "Alla kategorier".into() } else { names.join(", ") };
        subtitle.push(format!("{what}, {} – {}", chosen.period.from, chosen.period.to));
        let lattice = String::from(chosen.lattice);
        subtitle.push(format!(
            "{} händelser i {} celler ({lattice}); körning {}",
            run.result.n_used,
            run.result.cells.n.len(),
            run.id
        ));
    }
    let with_ground = outlines.iter().filter_map(|area| Some((area, area.geometry.as_ref()?)));
    Ok(Picture {
        title,
        subtitle,
        width_px: order.width_px,
        bounds,
        study_area: study.geometry.as_ref(),
        cells: run.map(|(run, ground)| {
            let cells = &run.result.cells;
            CellPicture {
                outlines: cells.id.iter().map(|id| ground.outline(id)).collect(),
                n: &cells.n,
                hot: &cells.hot,
                breaks: classes::breaks(&cells.n),
            }
        }),
        areas: with_ground
            .map(|(area, geometry)| AreaPicture {
                name: &area.name,
                geometry,
                label_at: layers::label_at(geometry),
            })
            .collect(),
        places: run
            .iter()
            .flat_map(|(run, _)| &run.result.places)
            .map(|place| PlacePicture {
                rank: place.rank,
                name: &place.name,
                n: place.n,
                geometry: &place.geometry,
                label_at: place.label_at,
            })
            .collect(),
        data_date: run.and_then(|(run, _)| run.input.data_to).map(|day| day.to_string()),
        source: match run {
            Some((run, _)) => format!("{}. Gränser: {}", source_of(run), study.source),
            None => study.source.clone(),
        },
        synthetic: run.map_or(app.settings.demo, |(run, _)| run.input.synthetic),
    })
}

/// The box of a place with half a kilometre around it.
fn around(run: &StoredRun, rank: u32) -> Result<BoundingBox, AppError> {
    let place = run.result.places.iter().find(|place| place.rank == rank);
    let b = PreparedArea::new(&place.ok_or(AppError::NotFound)?.geometry).bounds();
    let high = 500.0 / 111_200.0;
    let wide = high / middle(b).lat.to_radians().cos().max(0.01);
    Ok(BoundingBox {
        west: b.west - wide,
        south: b.south - high,
        east: b.east + wide,
        north: b.north + high,
    })
}
