//! Places named as unsafe: recorded for the own party, shown to the other by an act of its own.

use super::{
    Actor, App, AppError, new_id,
    openings::{field_error, invalid},
};
use crate::{
    area::{Area, AreaId, AreaKind},
    case::{
        evidence::ObservationKind,
        log::LogEntry,
        observation::{ObservationId, PlaceObservation, Said, reason},
        observed_place::{NamedArea, ObservedPlace, Report, SAME_PLACE_M, observed_places},
        signatory::Signer,
    },
    incident::{PartyId, Period},
    policy::{self, Action},
};
use std::collections::BTreeMap;

/// An observation as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPlaceObservation {
    /// Where it comes from.
    pub kind: ObservationKind,
    /// The place, or a wider area.
    pub area: AreaId,
    /// The day, or a longer period; not in the future.
    pub period: Period,
    /// What was said; may be empty.
    pub text: String,
    /// How many said so.
    pub n: Option<u32>,
    /// Made up.
    pub synthetic: bool,
}

/// Which observations.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// One kind, or all.
    pub kind: Option<ObservationKind>,
    /// One place, or all.
    pub area: Option<AreaId>,
    /// Overlapping these days, or all.
    pub period: Option<Period>,
    /// Those taken back as well.
    pub withdrawn: bool,
}

/// An observation and the place it names.
#[derive(Debug, Clone)]
pub struct ObservationCard {
    /// As it is kept.
    pub observation: PlaceObservation,
    /// The place's version valid today, or its newest; `None` when it is no longer known.
    pub area: Option<Area>,
}

/// The own party's observations and those that others share, without those taken back unless they are
/// asked for; newest period first, then in order of
/// recording.
pub fn list(app: &App, actor: &Actor, filter: &Filter) -> Result<Vec<ObservationCard>, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let read = app.store.read()?;
    let today = app.today();
    let mut observations = read.observations()?;
    observations.retain(|seen| {
        policy::may_see_owned(actor, &seen.owner, seen.shared, &seen.shared_with)
            && (filter.withdrawn || seen.withdrawn.is_none())
            && filter.kind.is_none_or(|kind| kind == seen.kind)
            && filter.area.as_ref().is_none_or(|area| *area == seen.area)
            && filter.period.is_none_or(|p| p.from <= seen.period.to && seen.period.from <= p.to)
    });
    observations.sort_by_key(|seen| std::cmp::Reverse((seen.period.to, seen.period.from)));
    observations
        .into_iter()
        .map(|observation| {
            let mut versions = read.area(&observation.area)?;
            let valid = versions.iter().position(|area| area.validity.covers(today));
            let area = valid.map(|i| versions.swap_remove(i)).or_else(|| versions.pop());
            Ok(ObservationCard { observation, area })
        })
        .collect()
}

/// A place with everybody who has named it.
#[derive(Debug, Clone)]
pub struct PlaceCard {
    /// The areas that are this place; more than one where they lie close together.
    pub areas: Vec<Area>,
    /// What names it, latest first.
    pub sources: Vec<ObservationCard>,
}

/// The places of the observations that stand and that the actor sees, each once and by name: places no
/// farther apart than [`SAME_PLACE_M`] are one. Areas that are no longer known are left out.
pub fn places(app: &App, actor: &Actor) -> Result<Vec<PlaceCard>, AppError> {
    let mut cards: Vec<Option<ObservationCard>> =
        list(app, actor, &Filter::default())?.into_iter().map(Some).collect();
    let mut areas = BTreeMap::new();
    let known = cards.iter().flatten().filter_map(|card| card.area.as_ref());
    areas.extend(known.map(|area| (area.id.clone(), area.clone())));
    let named = areas.values().map(|area| NamedArea {
        id: area.id.clone(),
        name: area.name.clone(),
        ground: area.geometry.clone().filter(|_| area.kind == AreaKind::Plats),
    });
    let named: Vec<NamedArea> = named.collect();
    // The list is in order, latest first: so are the sources of each place.
    let reports = cards.iter().enumerate().filter_map(|(key, card)| {
        card.as_ref().map(|card| Report { key, area: card.observation.area.clone() })
    });
    let places = observed_places(&named, reports.collect(), SAME_PLACE_M);
    let card = |place: ObservedPlace<usize>| PlaceCard {
        areas: place.areas.iter().filter_map(|id| areas.get(id).cloned()).collect(),
        sources: place.sources.into_iter().filter_map(|key| cards[key].take()).collect(),
    };
    Ok(places.into_iter().map(card).collect())
}

/// Records an observation for the actor's own party.
///
/// # Errors
/// [`AppError::Invalid`] with the field: an unknown place, a day in the future, a text that points at a
/// person.
pub fn add(
    app: &App,
    actor: &Actor,
    new: NewPlaceObservation,
) -> Result<ObservationCard, AppError> {
    policy::may(actor, Action::Import)?;
    if new.period.from > app.today() {
        return Err(field_error("from", "in_the_future"));
    }
    let said = Said::checked(new.kind, new.area, new.period, &new.text, new.n).map_err(invalid)?;
    let now = app.clock.now();
    let id = ObservationId(new_id(now));
    let observation = said.recorded(id, policy::signer(actor), now, new.synthetic);
    let mut write = app.store.begin()?;
    if write.area(&observation.area)?.is_empty() {
        return Err(field_error("area", "unknown"));
    }
    write.put_observation(&observation)?;
    write.append_log(&log(actor, now, &observation.id, "observation_added"))?;
    write.commit()?;
    get(app, actor, &observation.id)
}

/// Corrects an observation of the actor's own party; as it stood is kept with the reason.
///
/// # Errors
/// As for [`add`]; no reason; [`AppError::Refused`] when it has been taken back.
pub fn correct(
    app: &App,
    actor: &Actor,
    id: &ObservationId,
    new: NewPlaceObservation,
    why: &str,
) -> Result<ObservationCard, AppError> {
    policy::may(actor, Action::Import)?;
    if new.period.from > app.today() {
        return Err(field_error("from", "in_the_future"));
    }
    let said = Said::checked(new.kind, new.area, new.period, &new.text, new.n).map_err(invalid)?;
    let why = reason(why).map_err(invalid)?;
    changed(app, actor, id, "observation_corrected", |observation, by, at| {
        observation.corrected(said, why, by, at)
    })
}

/// Takes back an observation of the actor's own party: it is kept with the reason and is no longer
/// part of any new answer.
///
/// # Errors
/// No reason; [`AppError::NotFound`] for another party's; [`AppError::Refused`] when it already is.
pub fn withdraw(
    app: &App,
    actor: &Actor,
    id: &ObservationId,
    why: &str,
) -> Result<ObservationCard, AppError> {
    policy::may(actor, Action::Import)?;
    let why = reason(why).map_err(invalid)?;
    changed(app, actor, id, "observation_withdrawn", |observation, by, at| {
        observation.taken_back(why, by, at)
    })
}

fn changed(
    app: &App,
    actor: &Actor,
    id: &ObservationId,
    act: &str,
    change: impl FnOnce(PlaceObservation, Signer, jiff::Timestamp) -> Option<PlaceObservation>,
) -> Result<ObservationCard, AppError> {
    let mut write = app.store.begin()?;
    let own = write.observation(id)?.filter(|seen| seen.owner == actor.party.id);
    let now = app.clock.now();
    let observation = change(own.ok_or(AppError::NotFound)?, policy::signer(actor), now)
        .ok_or(AppError::Refused("observation_is_withdrawn"))?;
    if write.area(&observation.area)?.is_empty() {
        return Err(field_error("area", "unknown"));
    }
    write.put_observation(&observation)?;
    write.append_log(&log(actor, now, id, act))?;
    write.commit()?;
    get(app, actor, id)
}

/// Shows an observation to one party, or without one to every party of the owner's agreements; there
/// is no way back.
pub fn share(
    app: &App,
    actor: &Actor,
    id: &ObservationId,
    with: Option<&PartyId>,
) -> Result<ObservationCard, AppError> {
    policy::may(actor, Action::Share)?;
    let with = policy::partner(actor, with)?;
    let mut write = app.store.begin()?;
    let own = write.observation(id)?.filter(|seen| seen.owner == actor.party.id);
    let mut observation = own.ok_or(AppError::NotFound)?;
    let is_new = match with {
        None => !std::mem::replace(&mut observation.shared, true),
        Some(party) => observation.shared_with.insert(party.clone()),
    };
    if is_new {
        write.put_observation(&observation)?;
        let entry = log(actor, app.clock.now(), id, "observation_shared");
        write.append_log(&entry.referring_to(with.map_or("gemensam", |party| &party.0)))?;
        write.commit()?;
    }
    get(app, actor, id)
}

fn get(app: &App, actor: &Actor, id: &ObservationId) -> Result<ObservationCard, AppError> {
    let all = list(app, actor, &Filter { withdrawn: true, ..Filter::default() })?;
    all.into_iter().find(|card| card.observation.id == *id).ok_or(AppError::NotFound)
}

fn log(actor: &Actor, at: jiff::Timestamp, id: &ObservationId, act: &str) -> LogEntry {
    LogEntry::by(&policy::signer(actor), at, ("observation", &id.0), act)
}
