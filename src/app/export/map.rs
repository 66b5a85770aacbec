//! The map as a picture.

use super::{
    cell_ground,
    method_map::{OnMap, around_place, on_map},
    named_source, source_of,
};
use crate::{
    app::{
        Actor, App, AppError,
        areas::{self, AreaFilter},
        hotspots,
        methods::{self, MethodCard},
    },
    area::{Area, AreaKind, BoundingBox, PreparedArea},
    export::{
        classes,
        layers::{self, CellGround},
        svg_map::{AreaPicture, CellPicture, Picture, PlacePicture, draw},
    },
    incident::CategoryId,
    store::StoredRun,
};

/// A picture to be drawn.
#[derive(Debug, Clone, Default)]
pub struct MapOrder {
    /// Cells and places of this run, or what an answer of a method puts on the map; without it only
    /// areas.
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
/// [`AppError::NotFound`] for a run the actor may not see or a rank it does not have; the field `run`
/// for an answer that lies nowhere.
pub fn map(app: &App, actor: &Actor, order: &MapOrder) -> Result<String, AppError> {
    let kind = order.kind.unwrap_or(AreaKind::Statistikomrade);
    let outlines = areas::list(app, &AreaFilter { kind: Some(kind), ..AreaFilter::default() })?;
    let run = match order.run.as_deref() {
        None => None,
        Some(id) => match hotspots::visible(app, actor, id) {
            Ok(run) => Some(run),
            Err(AppError::NotFound) => {
                let answered = methods::get(app, actor, id)?;
                return of_method(app, &answered, order, &outlines);
            }
            Err(other) => return Err(other),
        },
    };
    let study = match &run {
        Some(run) => areas::get(app, &run.input.parameters.study_area, run.input.data_to)?.area,
        None => areas::study_area(app)?,
    };
    let bounds = match (order.rank, &run) {
        (Some(rank), Some(run)) => {
            let place = run.result.places.iter().find(|place| place.rank == rank);
            around_place(&place.ok_or(AppError::NotFound)?.geometry)
        }
        (Some(_), None) => return Err(AppError::NotFound),
        (None, _) => whole(&study),
    };
    let ground = run.as_ref().map(|run| cell_ground(app, run)).transpose()?;
    let run = run.as_ref().zip(ground.as_ref());
    Ok(draw(&picture(app, order, kind, run, &study, &outlines, bounds)?))
}

fn whole(study: &Area) -> BoundingBox {
    let ground = study.geometry.as_ref();
    ground.map_or(BoundingBox::SWEDEN, |ground| PreparedArea::new(ground).bounds())
}

fn of_method(
    app: &App,
    answered: &MethodCard,
    order: &MapOrder,
    outlines: &[Area],
) -> Result<String, AppError> {
    let header = &answered.run.header;
    let frame = &header.question.frame;
    let study = areas::get(app, &frame.study_area, Some(frame.period.to))?.area;
    let OnMap { title, layer, places_title, places } = on_map(app, answered)?;
    let bounds = match order.rank {
        None => whole(&study),
        Some(rank) => {
            let place = places.iter().find(|place| place.rank == rank);
            around_place(place.ok_or(AppError::NotFound)?.geometry)
        }
    };
    let name = |id: &CategoryId| answered.labels.get(&id.0).unwrap_or(&id.0).clone();
    let names: Vec<String> = frame.categories.iter().map(name).collect();
    let what = if names.is_empty() { "Alla kategorier".to_owned() } else { names.join(", ") };
    let lattice = frame.lattice.map_or_else(String::new, |l| format!(" ({})", String::from(l)));
    Ok(draw(&Picture {
        title: format!("{title} – {}", study.name),
        subtitle: vec![
            format!("{what}, {} – {}", frame.period.from, frame.period.to),
            format!("{} händelser{lattice}; körning {}", answered.run.found.n_used, header.id),
        ],
        width_px: order.width_px,
        bounds,
        study_area: study.geometry.as_ref(),
        cells: None,
        layer,
        areas: outlined(outlines),
        places,
        places_title: places_title.to_owned(),
        data_date: header.origin.data_to.map(|day| day.to_string()),
        source: format!(
            "{}. Gränser: {}",
            named_source(&header.origin.imports, header.origin.synthetic),
            study.source
        ),
        synthetic: header.origin.synthetic,
    }))
}

fn outlined(outlines: &[Area]) -> Vec<AreaPicture<'_>> {
    let with_ground = outlines.iter().filter_map(|area| Some((area, area.geometry.as_ref()?)));
    with_ground
        .map(|(area, geometry)| AreaPicture {
            name: &area.name,
            geometry,
            label_at: layers::label_at(geometry),
        })
        .collect()
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
        layer: None,
        places_title: "Platser efter överskott (antal)".to_owned(),
        areas: outlined(outlines),
        places: run
            .iter()
            .flat_map(|(run, _)| &run.result.places)
            .map(|place| PlacePicture {
                rank: place.rank,
                name: &place.name,
                n: place.n.into(),
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
