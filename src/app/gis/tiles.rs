//! Collections as vector tiles.
//!
//! A layer may be asked for by values of its attributes, such as a period and a category; then its tiles
//! hold only what has them. Every tile is kept with the level, the reader and the stamp of what it is
//! made of.

use super::{About, Reader, named, one};
use crate::{
    app::{Actor, App, AppError, FieldError, export},
    area::TransverseMercator,
    case::access::ReleaseLevel,
    export::{
        collection::{
            Collection, Schema,
            ask::Equals,
            schemas::{hotspots, released},
        },
        layers::CellGround,
        tiles::{LargerCells, Pyramid, TileAt},
    },
    policy,
    store::Read,
};
use flate2::{Compression, write::GzEncoder};
use std::{io::Write, sync::Arc};

/// Names of attributes with the values that are asked for, by name.
pub(super) type Values = Vec<(String, String)>;

/// A layer with what each of its zooms shows.
#[derive(Debug, Clone)]
pub struct TileLayer {
    /// All of it, before anything was asked of its attributes.
    pub whole: Arc<Collection>,
    /// What its tiles hold.
    pub pyramid: Arc<Pyramid>,
    key: (Reader, About, Values),
}

/// A tile as it is sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Tile {
    /// Mapbox Vector Tile; empty where nothing lies.
    pub bytes: Vec<u8>,
    /// The same compressed.
    pub gzip: Vec<u8>,
}

impl Tile {
    pub(super) fn of(pyramid: &Pyramid, at: TileAt) -> Result<Self, AppError> {
        let bytes = pyramid.tile(at).ok_or(AppError::NotFound)?;
        let bytes = bytes.map_err(|error| AppError::Fault(format!("tile {at:?}: {error}")))?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::new(5));
        gzip.write_all(&bytes).map_err(|error| AppError::Fault(error.to_string()))?;
        let gzip = gzip.finish().map_err(|error| AppError::Fault(error.to_string()))?;
        Ok(Self { bytes, gzip })
    }

    pub(super) fn size(&self) -> usize {
        /// What is kept about it.
        const BESIDE: usize = 512;
        self.bytes.len() + self.gzip.len() + BESIDE
    }
}

/// A layer of a level, all of it or what has the values that are asked for.
///
/// # Errors
/// As [`super::collection`]; [`AppError::Invalid`] for a name that is no attribute, and for what is no
/// value of it.
pub fn tile_layer(
    app: &App,
    actor: Option<&Actor>,
    level: ReleaseLevel,
    name: &str,
    mut asked: Values,
) -> Result<TileLayer, AppError> {
    policy::may_read_level(actor, level)?;
    let read = app.store.read()?;
    let about = named(app, &*read, actor, level, name)?;
    let whole = one(app, &*read, actor, level, about)?;
    asked.sort();
    let equal = equals(whole.schema(), &asked)?;
    let key = (Reader::of(actor, level).about(about), about, asked);
    let pyramid = app.gis.pyramids.get_or_make(key.clone(), &whole.stamp().0, || {
        let shown = match equal.as_slice() {
            [] => whole.clone(),
            equal => Arc::new(
                whole
                    .having(equal)
                    .map_err(|error| AppError::Fault(format!("collection {name}: {error}")))?,
            ),
        };
        pyramid(app, &*read, about, shown)
    })?;
    Ok(TileLayer { whole, pyramid, key })
}

/// A tile of it; [`AppError::NotFound`] at a zoom that the layer has not.
pub fn tile(app: &App, layer: &TileLayer, at: TileAt) -> Result<Arc<Tile>, AppError> {
    let (reader, about, values) = layer.key.clone();
    let key = (reader, about, values, at);
    app.gis.tiles.get_or_make(key, &layer.whole.stamp().0, || Tile::of(&layer.pyramid, at))
}

fn equals(schema: &Schema, asked: &Values) -> Result<Vec<Equals>, AppError> {
    let wrong = |name: &str, code| {
        let field = name.to_owned();
        AppError::Invalid(vec![FieldError { field, code }])
    };
    let read = |(name, value): &(String, String)| {
        let read = Equals::parse(schema, name, value).ok_or_else(|| wrong(name, "unknown"))?;
        read.map_err(|error| wrong(name, error.code))
    };
    asked.iter().map(read).collect()
}

fn pyramid(
    app: &App,
    read: &dyn Read,
    about: About,
    shown: Arc<Collection>,
) -> Result<Pyramid, AppError> {
    let run = shown.provenance().run.clone();
    let larger: LargerCells = match about {
        About::HotspotCells => hotspots::LARGER_CELLS,
        About::ReleasedCells => released::LARGER_CELLS,
        _ => return Ok(Pyramid::new(shown, None)),
    };
    // Squares lie in the planar system of the run's study area; hexagons need none.
    let run = run.filter(|_| about == About::HotspotCells).map(|run| read.run(&run));
    let ground = match run.transpose()?.flatten() {
        Some(run) => export::cell_ground(app, &run)?,
        None => CellGround::new(TransverseMercator::SWEREF_99_TM, []),
    };
    Ok(Pyramid::new(shown, Some((&larger, &|id| ground.outline(id)))))
}
