//! Cases and openings near a place: extend one of them, or open a new one?
//!
//! One computation serves the place before it is pointed at, and the warnings of an opening.

use super::{
    Actor, App, AppError,
    identification::{IdentifyFrom, place_of},
    kept, openings,
};
use crate::{
    case::{
        number::{CaseNumber, OpeningId},
        opening::Opening,
        overlap::Overlap,
        place::{Place, PlaceGeometry},
        work::Work,
    },
    policy::{self, Action},
    store::{Read, Versioned},
};
use std::sync::Arc;

/// What lies near.
#[derive(Debug, Clone, PartialEq)]
pub enum Near {
    /// A case, in whatever state.
    Case(Arc<Work>),
    /// A place that is still to be assessed.
    Opening(Arc<Versioned<Opening>>),
}

/// A case or an opening that overlaps a place or lies near it.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// Which.
    pub near: Near,
    /// The place is the one, the neighbour the other.
    pub overlap: Overlap,
}

impl Neighbour {
    /// Its ground, as it is now.
    pub fn place(&self) -> &Place {
        match &self.near {
            Near::Case(work) => work.place(),
            Near::Opening(opening) => &opening.value.dossier().place,
        }
    }

    /// Stable name of its state.
    pub fn state(&self) -> &'static str {
        match &self.near {
            Near::Case(work) => work.standing().state.as_str(),
            Near::Opening(opening) => opening.value.state(),
        }
    }

    /// The function that leads it: whoever answers for the activity according to its template, or has
    /// pointed at the place. `None` in a case whose template nobody has written.
    pub fn led_by(&self) -> Option<&str> {
        match &self.near {
            Near::Case(work) => {
                let template = work.standing().template.as_ref();
                template.map(|template| template.aktivitetsansvarig.as_str())
            }
            Near::Opening(opening) => Some(&opening.value.dossier().identified_by.function),
        }
    }

    /// The case, when it is one that can be extended in the state it is in.
    pub fn to_extend(&self) -> Option<CaseNumber> {
        match &self.near {
            Near::Case(work) => {
                work.may_be_extended(work.extends()).ok().map(|()| work.case().number)
            }
            Near::Opening(_) => None,
        }
    }
}

/// The place that is asked about.
#[derive(Debug, Clone, PartialEq)]
pub enum About {
    /// One that could be pointed at.
    Place(IdentifyFrom),
    /// The one of an opening.
    Opening(OpeningId),
}

/// What lies near a place; what the actor may not see is not there.
///
/// # Errors
/// [`AppError::NotFound`] for a place that is not there.
pub fn list(app: &App, actor: &Actor, about: About) -> Result<Vec<Neighbour>, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let read = app.store.read()?;
    match about {
        About::Place(from) => {
            // What it is called decides nothing here.
            let (place, _) = place_of(app, &*read, actor, from, Some("Platsen"))?;
            of(app, &*read, actor, &place.geometry, None)
        }
        About::Opening(id) => {
            let opening = openings::get(app, actor, &id)?.value;
            of(app, &*read, actor, &opening.dossier().place.geometry, Some(&opening))
        }
    }
}

/// Those near a place, the largest overlap first, then the nearest; the opening that the place belongs
/// to, and the case it became, are not their own neighbours.
pub(super) fn of(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    place: &PlaceGeometry,
    own: Option<&Opening>,
) -> Result<Vec<Neighbour>, AppError> {
    let now = app.clock.now();
    let became = match own {
        Some(Opening::Oppnad(opened)) => Some(opened.case),
        _ => None,
    };
    let near = |other: &Place| Overlap::of_near(place, &other.geometry);
    let mut found = Vec::new();
    for work in kept::works(app, read)? {
        let case = work.case();
        if became != Some(case.number)
            && policy::may_see_case(actor, case)
            && let Some(overlap) = near(work.place())
        {
            found.push(Neighbour { near: Near::Case(work), overlap });
        }
    }
    for stored in kept::openings(app, read)? {
        let dossier = stored.value.dossier();
        let decided = matches!(stored.value, Opening::Avbojd(_) | Opening::Oppnad(_));
        let itself = own.is_some_and(|own| *own.id() == dossier.id);
        if !decided
            && !itself
            && policy::may_see_opening(actor, &stored.value)
            && let Some(overlap) = near(&dossier.place)
        {
            let value = stored.value.clone().as_of(now);
            let opening = Arc::new(Versioned { value, ..*stored });
            found.push(Neighbour { near: Near::Opening(opening), overlap });
        }
    }
    let shared = |one: &Neighbour| {
        one.overlap.of_one.unwrap_or(0.0).max(one.overlap.of_other.unwrap_or(0.0))
    };
    found.sort_by(|a, b| {
        let nearer = a.overlap.distance_m.total_cmp(&b.overlap.distance_m);
        shared(b).total_cmp(&shared(a)).then(nearer)
    });
    Ok(found)
}
