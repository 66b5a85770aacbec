//! The cells of a lattice as vector tiles: outlines and numbers alone, for whoever joins values to them.
//! They say nothing that is counted.

use super::tiles::Tile;
use crate::{
    analysis::run::LatticeSpec,
    app::{Actor, App, AppError, areas, hotspots},
    area::AreaId,
    case::access::ReleaseLevel,
    export::{
        Feature, FeatureId, Provenance,
        collection::{Collection, Schema, Shape},
        crs::Crs,
        tiles::{Pyramid, TileAt},
    },
};
use std::sync::Arc;

/// Which cells, in the order that they are numbered.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Cells {
    /// Of a lattice over an area as it is today; the service's study area if none is named.
    Over(LatticeSpec, Option<AreaId>),
    /// As a run numbered them, also when the study area has changed since.
    OfRun(LatticeSpec, String),
}

/// What their tiles hold.
///
/// # Errors
/// [`AppError::NotFound`] and [`AppError::Invalid`] for an area or a run that there is not, or that the
/// actor may not see.
pub fn cell_layer(app: &App, actor: &Actor, cells: &Cells) -> Result<Arc<Pyramid>, AppError> {
    let mark = format!("{:?}", areas::state(app)?);
    if let Cells::OfRun(lattice, run) = cells {
        hotspots::is_with_lattice(app, actor, run, *lattice)?;
    }
    app.gis.cells.get_or_make(cells.clone(), &mark, || {
        let outlines = match cells {
            Cells::Over(lattice, area) => hotspots::outlines(app, area.clone(), *lattice)?,
            Cells::OfRun(lattice, run) => hotspots::outlines_of_run(app, actor, run, *lattice)?,
        };
        Ok(Pyramid::new(Arc::new(numbered(app, outlines)?), None))
    })
}

/// A tile of them; [`AppError::NotFound`] at a zoom that they are too many for.
pub fn cell_tile(
    app: &App,
    cells: Cells,
    layer: &Pyramid,
    at: TileAt,
) -> Result<Arc<Tile>, AppError> {
    let stamp = layer.steps().first().map_or("", |step| step.collection.stamp().0.as_str());
    app.gis.cell_tiles.get_or_make((cells, at), stamp, || Tile::of(layer, at))
}

fn numbered(app: &App, outlines: Vec<hotspots::Outlined>) -> Result<Collection, AppError> {
    let schema = Schema {
        name: "cells",
        title_sv: "Celler",
        title_en: "Cells",
        about_sv: "Cellernas gränser. Numret är cellens plats i listorna med värden.",
        about_en: "Outlines of cells. The number is the place of the cell in the lists of values.",
        shape: Shape::Polygon,
        properties: Vec::new(),
    };
    let provenance = Provenance {
        layer: schema.name,
        run: None,
        method_choice: None,
        data_date: None,
        extracted_on: app.today(),
        synthetic: false,
        source: "Beräknade celler".to_owned(),
        licence: "CC0".to_owned(),
        classification: ReleaseLevel::Publik.as_str().to_owned(),
        crs: Crs::Crs84,
        card: None,
    };
    let feature = |(i, outline): hotspots::Outlined| Feature {
        id: FeatureId::Number(i as u64),
        geometry: Some(outline.into()),
        label_at: None,
        properties: Vec::new(),
    };
    let features = outlines.into_iter().map(feature).collect();
    let name = schema.name;
    Collection::new(schema, provenance, features)
        .map_err(|error| AppError::Fault(format!("collection {name}: {error}")))
}
