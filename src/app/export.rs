//! Layers as files, and the map as a picture.

use super::{
    Actor, App, AppError, FieldError,
    areas::{self, AreaFilter},
    hotspots::{self, RunCard},
    methods::chosen::Chosen,
};
use crate::{
    analysis::{lattice::AreaCells, run::LatticeSpec},
    area::{Area, AreaKind, BoundingBox, LonLat, PreparedArea, TransverseMercator},
    export::{
        self, Provenance, classes,
        csv::CsvOptions,
        geojson,
        layers::{self, CellGround},
        svg_map::{AreaPicture, CellPicture, Picture, PlacePicture, draw},
    },
    policy::{self, Action},
    store::StoredRun,
};
use jiff::civil::Date;

/// What is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Boundaries.
    Areas,
    /// Hotspot places of a run.
    Places,
    /// Cells of a run.
    Cells,
    /// Opened platssamverkan.
    Cases,
}

impl Layer {
    /// By its name in URLs and on the command line.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Areas, Self::Places, Self::Cells, Self::Cases].into_iter().find(|l| l.name() == name)
    }

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Areas => "areas",
            Self::Places => "places",
            Self::Cells => "cells",
            Self::Cases => "cases",
        }
    }
}

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 7946.
    GeoJson,
    /// A table.
    Csv {
        /// For spreadsheets.
        byte_order_mark: bool,
    },
}

impl Format {
    /// By the ending of the file.
    pub fn named(ending: &str, byte_order_mark: bool) -> Option<Self> {
        match ending {
            "geojson" => Some(Self::GeoJson),
            "csv" => Some(Self::Csv { byte_order_mark }),
            _ => None,
        }
    }
}

/// A file to be made, for the eyes of the actor's own party (release level `intern`).
#[derive(Debug, Clone)]
pub struct Order {
    /// What.
    pub layer: Layer,
    /// How.
    pub format: Format,
    /// Which run, for places and cells.
    pub run: Option<String>,
    /// Which layer of areas; all if not given.
    pub kind: Option<AreaKind>,
    /// Areas valid on this day; today if not given.
    pub at: Option<Date>,
}

/// Makes the file.
///
/// # Errors
/// `run` is missing for places and cells; [`AppError::NotFound`] for a run the actor may not see.
pub fn layer(app: &App, actor: &Actor, order: &Order) -> Result<Vec<u8>, AppError> {
    policy::may(actor, Action::Export)?;
    match order.layer {
        Layer::Areas => {
            let filter = AreaFilter { kind: order.kind, at: order.at, bbox: None };
            area_layer(app, &filter, order.format)
        }
        Layer::Cases => case_layer(app, actor, order.format),
        Layer::Places | Layer::Cells => {
            let missing = FieldError { field: "run".into(), code: "missing" };
            let id = order.run.as_deref().ok_or_else(|| AppError::Invalid(vec![missing]))?;
            run_layer(app, &hotspots::get(app, actor, id)?, order.layer, order.format)
        }
    }
}

/// Areas as GeoJSON for the map; open to everyone who is signed in.
pub fn areas_geojson(app: &App, filter: &AreaFilter) -> Result<Vec<u8>, AppError> {
    area_layer(app, filter, Format::GeoJson)
}

/// Places or cells of a run as GeoJSON for the map.
pub fn run_geojson(app: &App, actor: &Actor, layer: Layer, run: &str) -> Result<Vec<u8>, AppError> {
    run_layer(app, &hotspots::get(app, actor, run)?, layer, Format::GeoJson)
}

fn area_layer(app: &App, filter: &AreaFilter, format: Format) -> Result<Vec<u8>, AppError> {
    let areas = areas::list(app, filter)?;
    let mut sources: Vec<&str> = areas.iter().map(|area| area.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let provenance = Provenance {
        layer: "areas",
        run: None,
        method_choice: None,
        data_date: None,
        extracted_on: areas::today(app),
        synthetic: false,
        source: sources.join("; "),
        licence: "Se källa för varje område".into(),
        classification: "intern".into(),
    };
    written(provenance, areas.iter().map(layers::area), format)
}

fn run_layer(app: &App, card: &RunCard, layer: Layer, format: Format) -> Result<Vec<u8>, AppError> {
    let run = &card.run;
    let choice: Vec<String> = card.chosen.iter().map(Chosen::said_sv).collect();
    let choice = choice.join(" ");
    let provenance = Provenance {
        layer: layer.name(),
        run: Some(run.id.clone()),
        method_choice: Some(choice),
        data_date: run.input.data_to,
        extracted_on: areas::today(app),
        synthetic: run.input.synthetic,
        source: source_of(run),
        licence: "Intern användning hos parterna".into(),
        classification: "intern".into(),
    };
    if layer == Layer::Places {
        return written(provenance, run.result.places.iter().map(layers::place), format);
    }
    let ground = cell_ground(app, run)?;
    written(provenance, layers::cells(&run.result.cells, &ground), format)
}

fn case_layer(app: &App, actor: &Actor, format: Format) -> Result<Vec<u8>, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let mut cases = app.store.read()?.cases()?;
    // The parties of a case are those who opened it: nobody else sees it.
    cases.retain(|case| case.value.parties.side_of(&actor.party.id) == Some(actor.party.side));
    let provenance = Provenance {
        layer: "cases",
        run: None,
        method_choice: None,
        data_date: None,
        extracted_on: areas::today(app),
        synthetic: app.settings.demo,
        source: "Parternas gemensamma bedömningar".into(),
        licence: "Intern användning hos parterna".into(),
        classification: "intern".into(),
    };
    written(provenance, cases.iter().map(|case| layers::case(&case.value)), format)
}

fn written(
    provenance: Provenance,
    features: impl Iterator<Item = export::Feature>,
    format: Format,
) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    let layer = export::Layer { provenance, features };
    match format {
        Format::GeoJson => geojson::write_layer(&mut bytes, layer),
        Format::Csv { byte_order_mark } => {
            export::csv::write_layer(&mut bytes, layer, CsvOptions { byte_order_mark })
        }
    }
    .map_err(|error| AppError::Fault(error.to_string()))?;
    Ok(bytes)
}

fn source_of(run: &StoredRun) -> String {
    let imports: Vec<String> = run.input.imports.iter().map(|id| id.0.to_string()).collect();
    let what = if run.input.synthetic { "Syntetiska data, import" } else { "Import" };
    format!("{what} {}", imports.join(", "))
}

/// Where the cells of a run lie: squares in the planar system of its study area, areas as they were
/// on the last day of its period.
pub(super) fn cell_ground(app: &App, run: &StoredRun) -> Result<CellGround, AppError> {
    let chosen = &run.input.parameters;
    let area = areas::get(app, &chosen.study_area, run.input.data_to)?.area;
    let bounds = area.geometry.as_ref().map(|ground| PreparedArea::new(ground).bounds());
    let projection = bounds.map_or(TransverseMercator::SWEREF_99_TM, |b| {
        TransverseMercator::for_study_area(middle(b))
    });
    let LatticeSpec::Areas(kind) = chosen.lattice else {
        return Ok(CellGround::new(projection, []));
    };
    let filter = AreaFilter { kind: Some(kind), at: Some(chosen.period.to), bbox: None };
    let cells = AreaCells::new(kind, &areas::list(app, &filter)?);
    let cells = cells.ids().iter().cloned().zip(cells.grounds().iter().cloned());
    Ok(CellGround::new(projection, cells))
}

fn middle(b: BoundingBox) -> LonLat {
    LonLat { lon: (b.west + b.east) / 2.0, lat: (b.south + b.north) / 2.0 }
}

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
