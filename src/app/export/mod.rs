//! Layers as files, and the map as a picture.

mod answers;
pub mod card;
mod geopackage;
mod map;
mod method_map;
mod outgoing;
mod released;
mod scratch;

pub use map::{MapOrder, map};
pub use outgoing::{Outgoing, Ready};
pub(super) use released::collected;
pub use released::{Periods, ReleasedLayer, ReleasedOrder, released};
pub use scratch::Scratch;

use super::{
    Actor, App, AppError, FieldError,
    areas::{self, AreaFilter},
    hotspots::{self, RunCard},
    methods::chosen::Chosen,
};
use crate::{
    analysis::{lattice::AreaCells, run::LatticeSpec},
    area::{AreaId, AreaKind, BoundingBox, LonLat, PreparedArea, TransverseMercator},
    case::work::Work,
    export::{
        Provenance,
        crs::Crs,
        geopackage::metadata,
        layers::{self, CellGround},
        methods::{LAYERS, MethodLayer},
    },
    incident::ImportId,
    policy::{self, Action},
    store::StoredRun,
};
use jiff::civil::Date;
use outgoing::Draw;

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
    /// An answer of a method.
    Answer(&'static MethodLayer),
}

impl Layer {
    const PLAIN: [Layer; 4] = [Self::Areas, Self::Places, Self::Cells, Self::Cases];

    /// Names of all.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::PLAIN.into_iter().map(Self::name).chain(LAYERS.iter().map(|layer| layer.name))
    }

    /// By its name in URLs and on the command line.
    pub fn named(name: &str) -> Option<Self> {
        let plain = Self::PLAIN.into_iter().find(|layer| layer.name() == name);
        plain.or_else(|| MethodLayer::named(name).map(Self::Answer))
    }

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Areas => "areas",
            Self::Places => "places",
            Self::Cells => "cells",
            Self::Cases => "cases",
            Self::Answer(layer) => layer.name,
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
    /// What stands beside the CSV of an answer: its columns explained and its method card.
    CsvCompanion,
    /// A SQLite file with index, metadata and style.
    GeoPackage,
    /// A stream with an index before it.
    FlatGeobuf,
}

impl Format {
    /// By the ending of the file.
    pub fn named(ending: &str, byte_order_mark: bool) -> Option<Self> {
        match ending {
            "geojson" => Some(Self::GeoJson),
            "csv" => Some(Self::Csv { byte_order_mark }),
            "csv-metadata.json" => Some(Self::CsvCompanion),
            "gpkg" => Some(Self::GeoPackage),
            "fgb" => Some(Self::FlatGeobuf),
            _ => None,
        }
    }

    /// The ending of the file.
    pub fn ending(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::Csv { .. } => "csv",
            Self::CsvCompanion => "csv-metadata.json",
            Self::GeoPackage => "gpkg",
            Self::FlatGeobuf => "fgb",
        }
    }

    /// Whether it declares the types of its columns, and holds what lies somewhere alone.
    pub fn is_typed(self) -> bool {
        matches!(self, Self::GeoPackage | Self::FlatGeobuf)
    }

    /// The system of the coordinates unless another is asked for.
    pub fn default_crs(self) -> Crs {
        match self {
            Self::GeoPackage => metadata::default_crs(),
            _ => Crs::Crs84,
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
    /// Which run, for places, cells and answers.
    pub run: Option<String>,
    /// The system of the coordinates.
    pub crs: Crs,
    /// Which layer of areas; all if not given.
    pub kind: Option<AreaKind>,
    /// Areas valid on this day; today if not given.
    pub at: Option<Date>,
    /// The name that a CSV has been saved by, for its companion; its own if not given.
    pub saved_as: Option<String>,
}

/// A file and what it is called.
#[derive(Debug, Clone)]
pub struct File {
    /// Letters, digits, dashes and dots.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Prepares the file; it is made when it is written.
///
/// # Errors
/// `run` is missing, or is of another method than the layer; [`AppError::NotFound`] for a run the
/// actor may not see, and for a companion of what has none; `not_on_map` for a table in a format of
/// ground.
pub fn layer(app: &App, actor: &Actor, order: &Order) -> Result<Outgoing, AppError> {
    policy::may(actor, Action::Export)?;
    let run = || {
        let missing = FieldError { field: "run".into(), code: "missing" };
        order.run.as_deref().ok_or_else(|| AppError::Invalid(vec![missing]))
    };
    match order.layer {
        Layer::Answer(layer) => answers::file(app, actor, layer, run()?, order),
        Layer::Areas => {
            let filter = AreaFilter { kind: order.kind, at: order.at, bbox: None };
            area_layer(app, &filter, order.format, order.crs)
        }
        Layer::Cases => case_layer(app, actor, order.format, order.crs),
        Layer::Places | Layer::Cells => {
            let run = hotspots::get(app, actor, run()?)?;
            run_layer(app, run, order.layer, order.format, order.crs)
        }
    }
}

/// Areas as GeoJSON for the map; open to everyone who is signed in.
pub fn areas_geojson(app: &App, filter: &AreaFilter) -> Result<Vec<u8>, AppError> {
    area_layer(app, filter, Format::GeoJson, Crs::Crs84)?.bytes()
}

/// Places or cells of a run as GeoJSON for the map.
pub fn run_geojson(app: &App, actor: &Actor, layer: Layer, run: &str) -> Result<Vec<u8>, AppError> {
    run_layer(app, hotspots::get(app, actor, run)?, layer, Format::GeoJson, Crs::Crs84)?.bytes()
}

fn area_layer(
    app: &App,
    filter: &AreaFilter,
    format: Format,
    crs: Crs,
) -> Result<Outgoing, AppError> {
    let made_of = format!("{filter:?} {:?}", areas::state(app)?);
    let areas = areas::list(app, filter)?;
    let mut sources: Vec<&str> = areas.iter().map(|area| area.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let provenance = Provenance {
        layer: "areas",
        run: None,
        method_choice: None,
        data_date: None,
        extracted_on: app.today(),
        synthetic: false,
        source: sources.join("; "),
        licence: "Se källa för varje område".into(),
        classification: "intern".into(),
        crs,
        card: None,
    };
    outgoing(app, provenance, format, &made_of, {
        Box::new(move |take| take(&mut areas.iter().map(layers::area)))
    })
}

fn run_layer(
    app: &App,
    card: RunCard,
    layer: Layer,
    format: Format,
    crs: Crs,
) -> Result<Outgoing, AppError> {
    let run = card.run;
    let choice: Vec<String> = card.chosen.iter().map(Chosen::said_sv).collect();
    let choice = choice.join(" ");
    let provenance = Provenance {
        layer: layer.name(),
        run: Some(run.id.clone()),
        method_choice: Some(choice),
        data_date: run.input.data_to,
        extracted_on: app.today(),
        synthetic: run.input.synthetic,
        source: source_of(&run),
        licence: "Intern användning hos parterna".into(),
        classification: "intern".into(),
        crs,
        card: None,
    };
    if layer == Layer::Places {
        let places = run.result.places;
        return outgoing(app, provenance, format, &run.result_fingerprint.0, {
            Box::new(move |take| take(&mut places.iter().map(layers::place)))
        });
    }
    // Where a cell lies follows from its id, or from the areas as they are known now.
    let made_of = format!("{} {:?}", run.result_fingerprint.0, areas::state(app)?);
    let (ground, cells) = (cell_ground(app, &run)?, run.result.cells);
    outgoing(app, provenance, format, &made_of, {
        Box::new(move |take| take(&mut layers::cells(&cells, &ground)))
    })
}

fn case_layer(app: &App, actor: &Actor, format: Format, crs: Crs) -> Result<Outgoing, AppError> {
    let cases = crate::app::cases::list(app, actor)?;
    let far = |work: &Work| format!("{}:{}", work.case().number, work.steps().len());
    let made_of: Vec<String> = cases.iter().map(|work| far(work)).collect();
    let provenance = Provenance {
        layer: "cases",
        run: None,
        method_choice: None,
        data_date: None,
        extracted_on: app.today(),
        synthetic: app.settings.demo,
        source: "Parternas gemensamma bedömningar".into(),
        licence: "Intern användning hos parterna".into(),
        classification: "intern".into(),
        crs,
        card: None,
    };
    outgoing(app, provenance, format, &made_of.join(" "), {
        Box::new(move |take| take(&mut cases.iter().map(|work| layers::case(work))))
    })
}

/// A layer that is called by its own name.
fn outgoing(
    app: &App,
    provenance: Provenance,
    format: Format,
    made_of: &str,
    draw: Draw,
) -> Result<Outgoing, AppError> {
    let name = format!("{}.{}", provenance.layer, format.ending());
    Outgoing::of_layer(name, provenance, format, app.scratch.clone(), made_of, draw)
}

fn source_of(run: &StoredRun) -> String {
    named_source(&run.input.imports, run.input.synthetic)
}

fn named_source(imports: &[ImportId], synthetic: bool) -> String {
    let imports: Vec<String> = imports.iter().map(|id| id.0.to_string()).collect();
    let what = if synthetic { "Syntetiska data, import" } else { "Import" };
    format!("{what} {}", imports.join(", "))
}

/// Where the cells of a run lie: squares in the planar system of its study area, areas as they were
/// on the last day of its period.
pub(super) fn cell_ground(app: &App, run: &StoredRun) -> Result<CellGround, AppError> {
    let chosen = &run.input.parameters;
    let system = planar_system(app, &chosen.study_area, run.input.data_to)?;
    ground_of(app, system, chosen.lattice, chosen.period.to)
}

/// The planar system of a study area as it was on a day.
fn planar_system(
    app: &App,
    area: &AreaId,
    day: Option<Date>,
) -> Result<TransverseMercator, AppError> {
    let area = areas::get(app, area, day)?.area;
    let bounds = area.geometry.as_ref().map(|ground| PreparedArea::new(ground).bounds());
    Ok(bounds.map_or(TransverseMercator::SWEREF_99_TM, |b| {
        TransverseMercator::for_study_area(middle(b))
    }))
}

fn ground_of(
    app: &App,
    system: TransverseMercator,
    lattice: LatticeSpec,
    day: Date,
) -> Result<CellGround, AppError> {
    let LatticeSpec::Areas(kind) = lattice else { return Ok(CellGround::new(system, [])) };
    let filter = AreaFilter { kind: Some(kind), at: Some(day), bbox: None };
    let cells = AreaCells::new(kind, &areas::list(app, &filter)?);
    let cells = cells.ids().iter().cloned().zip(cells.grounds().iter().cloned());
    Ok(CellGround::new(system, cells))
}

fn middle(b: BoundingBox) -> LonLat {
    LonLat { lon: (b.west + b.east) / 2.0, lat: (b.south + b.north) / 2.0 }
}
