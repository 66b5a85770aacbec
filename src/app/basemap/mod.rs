//! A base map of somebody else's under the desk's own: the city's, where `baskarta.toml` names it. The
//! server asks for it and passes it on, so that no other server learns who looks at which place; of the
//! reader's request nothing goes along but which tile it is.

mod grid;
mod kept;
mod redraw;
mod settings;

pub use settings::{BaseMapSettings, FILE_NAME};

use super::{
    App, AppError, Queue, SettingsError, areas,
    outside::{self, Errand, Limits, To, is_this_machine},
};
use crate::{area::BoundingBox, export::tiles::TileAt};
use geo::BoundingRect as _;
use grid::{Question, corners, question};
use jiff::{SignedDuration, Timestamp};
use kept::Tiles;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use ureq::Agent;

/// A tile is waited for no longer, and is no larger.
const LIMITS: Limits = Limits { time: Duration::from_secs(8), bytes: 4 << 20 };
/// All tiles in memory.
const MOST_BYTES: usize = 64 << 20;
/// Asked for again after so long.
const FRESH: SignedDuration = SignedDuration::from_hours(24);
/// Not asked at all so soon after the server did not answer.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// Ground around the study area that is shown too, in degrees.
const AROUND: f64 = 0.5;

/// The base map, if there is one.
#[derive(Debug, Default)]
pub struct BaseMap(Option<Served>);

#[derive(Debug)]
struct Served {
    settings: BaseMapSettings,
    agent: Agent,
    tiles: Mutex<Tiles>,
    /// Until when the server is left alone.
    paused: Mutex<Option<Timestamp>>,
    queue: Queue,
}

/// A picture of a tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// As it is passed on.
    pub bytes: Vec<u8>,
    /// By content, not by what was said of it.
    pub media_type: &'static str,
}

/// What is known of a base map without asking anybody.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// What it is called.
    pub name: String,
    /// Who must be named beside it.
    pub attribution: String,
    /// The least zoom.
    pub min_zoom: u8,
    /// The greatest zoom.
    pub max_zoom: u8,
    /// The ground that it is shown for.
    pub bounds: BoundingBox,
}

impl BaseMap {
    /// As the settings say.
    ///
    /// # Errors
    /// Certificates that are none.
    pub fn of(settings: BaseMapSettings) -> Result<Self, SettingsError> {
        let local = is_this_machine(&settings.first);
        let agent = outside::agent(LIMITS.time, local, settings.roots.as_deref());
        let agent = agent
            .map_err(|_| SettingsError { at: "ca_file".to_owned(), code: "bad_certificate" })?;
        Ok(Self(Some(Served {
            settings,
            agent,
            tiles: Mutex::new(Tiles::new(MOST_BYTES)),
            paused: Mutex::new(None),
            queue: Queue::new(8, 120, 1),
        })))
    }
}

/// What there is to show, if anything.
pub fn about(app: &App) -> Result<Option<About>, AppError> {
    let Some(served) = &app.basemap.0 else { return Ok(None) };
    let settings = &served.settings;
    Ok(Some(About {
        name: settings.name.clone(),
        attribution: settings.attribution.clone(),
        min_zoom: settings.min_zoom,
        max_zoom: settings.max_zoom,
        bounds: bounds(app)?,
    }))
}

/// The study area with what lies around it: nobody asks through this service for maps of elsewhere.
fn bounds(app: &App) -> Result<BoundingBox, AppError> {
    let area = areas::study_area(app)?;
    let rect = area.geometry.as_ref().and_then(|ground| ground.bounding_rect());
    Ok(rect.map_or(BoundingBox::SWEDEN, |rect| BoundingBox {
        west: rect.min().x - AROUND,
        south: rect.min().y - AROUND,
        east: rect.max().x + AROUND,
        north: rect.max().y + AROUND,
    }))
}

/// A tile.
///
/// # Errors
/// Not found: there is no base map, no such tile, or none in the zooms and on the ground that it is
/// shown for. [`AppError::Unreachable`] when the other server does not answer as it should; too many at
/// once.
pub fn tile(app: &App, at: TileAt) -> Result<Arc<Tile>, AppError> {
    let served = app.basemap.0.as_ref().ok_or(AppError::NotFound)?;
    let settings = &served.settings;
    let shown = (settings.min_zoom..=settings.max_zoom).contains(&at.z());
    if !shown || !is_on(at, bounds(app)?) {
        return Err(AppError::NotFound);
    }
    let fresh = || app.clock.now() - FRESH;
    if let Some(kept) = lock(&served.tiles).get(at, fresh()) {
        return kept.ok_or(AppError::NotFound);
    }
    let _turn = served.queue.enter()?;
    // Whoever had the turn before may have asked for the same.
    if let Some(kept) = lock(&served.tiles).get(at, fresh()) {
        return kept.ok_or(AppError::NotFound);
    }
    let now = app.clock.now();
    if lock(&served.paused).is_some_and(|until| now < until) {
        return Err(AppError::Unreachable("basemap_unavailable"));
    }
    match served.ask(at) {
        Ok(tile) => {
            let tile = tile.map(Arc::new);
            lock(&served.tiles).put(at, tile.clone(), now);
            tile.ok_or(AppError::NotFound)
        }
        Err(why) => {
            tracing::warn!(%why, "the base map does not answer as it should");
            *lock(&served.paused) = Some(now + PAUSE);
            Err(AppError::Unreachable("basemap_unavailable"))
        }
    }
}

impl Served {
    /// Asks the other server. `None`: it has nothing there.
    fn ask(&self, at: TileAt) -> Result<Option<Tile>, String> {
        let Some(Question { address, redrawn }) = question(&self.settings, at) else {
            return Err(format!("no address for {at:?}"));
        };
        let to = To { same_origin: true, plain: true, ..To::default() };
        let errand = Errand::new(&self.agent, &self.settings.first, to, LIMITS);
        let mut errand = errand.with_authorization(self.settings.authorization.as_deref());
        let answer = match errand.get(&address) {
            Ok(answer) => answer,
            Err(none) if none.why == "gone" => return Ok(None),
            Err(none) => return Err(none.to_string()),
        };
        let Some(media_type) = picture(&answer.bytes) else {
            let said = answer.media_type.chars().take(60).collect::<String>();
            return Err(format!("{}: no picture but {said}", answer.address));
        };
        let tile = match redrawn {
            None => Tile { bytes: answer.bytes, media_type },
            Some(of) => {
                let bytes = redraw::redraw(&answer.bytes, &of, at);
                let bytes = bytes.map_err(|why| format!("{}: {why}", answer.address))?;
                Tile { bytes, media_type: "image/png" }
            }
        };
        Ok(Some(tile))
    }
}

/// What picture it is, by its first bytes: of what a browser draws only what cannot hold script.
fn picture(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

fn is_on(at: TileAt, shown: BoundingBox) -> bool {
    let [south_west, north_east] = corners(at);
    south_west.lon <= shown.east
        && shown.west <= north_east.lon
        && south_west.lat <= shown.north
        && shown.south <= north_east.lat
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
