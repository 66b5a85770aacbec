//! For GIS programs: which collections there are at a release level for a reader, and each of them whole.
//!
//! A level is always named by whoever asks, and what is made for one level or reader is never kept for
//! another. `publik` knows no reader: everybody gets the same. What a collection holds is decided when
//! it is made; whoever asks it for a part asks nothing of the policy any more.

mod cells;
mod kept;
mod made;
mod tiles;

pub(crate) use kept::KeptForGis;

pub use cells::{Cells, cell_layer, cell_tile};
pub use tiles::{Tile, TileLayer, tile, tile_layer};

use super::{Actor, App, AppError};
use crate::{
    area::AreaKind,
    case::access::ReleaseLevel,
    export::collection::Collection,
    incident::PartyId,
    policy::{self, Action},
    store::Read,
};
use std::{collections::BTreeSet, sync::Arc};

/// What a collection is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum About {
    Areas(AreaKind),
    ReleasedAreas,
    ReleasedCells,
    Cases,
    HotspotPlaces,
    HotspotCells,
    Indicators,
}

impl About {
    /// In the order of lists.
    fn all() -> impl Iterator<Item = About> {
        let areas = AreaKind::ALL.iter().copied().map(About::Areas);
        areas.chain([
            About::ReleasedAreas,
            About::ReleasedCells,
            About::Cases,
            About::HotspotPlaces,
            About::HotspotCells,
            About::Indicators,
        ])
    }

    /// The name of the collection, the same as in its schema.
    fn name(self) -> &'static str {
        match self {
            About::Areas(kind) => kind.as_str(),
            About::ReleasedAreas => "released_areas",
            About::ReleasedCells => "released_cells",
            About::Cases => "cases",
            About::HotspotPlaces => "hotspot_places",
            About::HotspotCells => "hotspot_cells",
            About::Indicators => "indicators",
        }
    }

    /// Whether the level has such a collection, for a reader who may read there. Cases are seen by those
    /// who work with them; a key for `intern` is none of them.
    fn is_at(self, level: ReleaseLevel, actor: Option<&Actor>) -> bool {
        let may = |action| actor.is_some_and(|actor| policy::may(actor, action).is_ok());
        match self {
            // Drawn by hand: for those who know how they came about.
            About::Areas(AreaKind::Plats | AreaKind::Ovrigt) => level == ReleaseLevel::Intern,
            About::Areas(_) => true,
            About::ReleasedAreas | About::ReleasedCells => level != ReleaseLevel::Intern,
            About::Cases => level != ReleaseLevel::Intern || may(Action::ReadCases),
            About::HotspotPlaces | About::HotspotCells | About::Indicators => {
                level == ReleaseLevel::Intern && may(Action::ReadCounts)
            }
        }
    }
}

/// Somebody at a level: all that decides what is in a collection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Reader {
    level: ReleaseLevel,
    /// Whose eyes; nobody's at `publik`.
    party: Option<PartyId>,
    /// The parties that show it things.
    partners: BTreeSet<PartyId>,
    /// Sees cases and openings.
    cases: bool,
}

impl Reader {
    fn of(actor: Option<&Actor>, level: ReleaseLevel) -> Self {
        let actor = actor.filter(|_| level != ReleaseLevel::Publik);
        Self {
            level,
            party: actor.map(|actor| actor.party.id.clone()),
            partners: actor
                .iter()
                .flat_map(|actor| actor.partners.iter().map(|partner| partner.id.clone()))
                .collect(),
            cases: actor.is_some_and(|actor| policy::may(actor, Action::ReadCases).is_ok()),
        }
    }

    /// As far as areas are concerned all readers of a level are the same.
    fn about(self, about: About) -> Self {
        match about {
            About::Areas(_) => Self::of(None, self.level),
            _ => self,
        }
    }
}

/// The collections of a level for a reader, in the order of lists. `actor` is whoever is signed in.
///
/// # Errors
/// [`AppError::NotSignedIn`] and [`AppError::Forbidden`] where the level is not for the reader.
pub fn collections(
    app: &App,
    actor: Option<&Actor>,
    level: ReleaseLevel,
) -> Result<Vec<Arc<Collection>>, AppError> {
    policy::may_read_level(actor, level)?;
    let read = app.store.read()?;
    let there = there(app, &*read, actor, level)?;
    there.into_iter().map(|about| one(app, &*read, actor, level, about)).collect()
}

/// One of them.
///
/// # Errors
/// As [`collections`]; [`AppError::NotFound`] for what the level has not.
pub fn collection(
    app: &App,
    actor: Option<&Actor>,
    level: ReleaseLevel,
    name: &str,
) -> Result<Arc<Collection>, AppError> {
    policy::may_read_level(actor, level)?;
    let read = app.store.read()?;
    let about = named(app, &*read, actor, level, name)?;
    one(app, &*read, actor, level, about)
}

/// What a level has by a name.
fn named(
    app: &App,
    read: &dyn Read,
    actor: Option<&Actor>,
    level: ReleaseLevel,
    name: &str,
) -> Result<About, AppError> {
    let there = there(app, read, actor, level)?;
    there.into_iter().find(|about| about.name() == name).ok_or(AppError::NotFound)
}

/// What there is: of kinds of areas those that have an area today.
fn there(
    app: &App,
    read: &dyn Read,
    actor: Option<&Actor>,
    level: ReleaseLevel,
) -> Result<Vec<About>, AppError> {
    let (areas, today) = (app.areas.of(read)?, app.today());
    let valid = areas.all.iter().filter(|area| area.validity.covers(today));
    let kinds: BTreeSet<AreaKind> = valid.map(|area| area.kind).collect();
    let has_any = |about: &About| match about {
        About::Areas(kind) => kinds.contains(kind),
        _ => true,
    };
    let all = About::all().filter(has_any);
    Ok(all.filter(|about| about.is_at(level, actor)).collect())
}

fn one(
    app: &App,
    read: &dyn Read,
    actor: Option<&Actor>,
    level: ReleaseLevel,
    about: About,
) -> Result<Arc<Collection>, AppError> {
    let reader = Reader::of(actor, level).about(about);
    // At `publik` nobody is asked who it is.
    let actor = actor.filter(|_| level != ReleaseLevel::Publik);
    let mark = made::mark(app, read, actor, about)?;
    app.gis.collections.get_or_make((reader, about), &mark, || {
        let made = made::collection(app, read, actor, level, about)?;
        debug_assert_eq!(made.schema().name, about.name());
        Ok(made)
    })
}
