//! What stands beside the counts of an area: hotspots, surveys, what people said, and what is being done.

use crate::{
    analysis::survey_share::Share,
    app::{
        Actor, App, AppError,
        areas::AreaCard,
        backcast::Predecessor,
        cases, hotspots,
        indicators::{self, Filter},
        observations,
    },
    area::AreaId,
    case::{
        evidence::ObservationKind,
        number::CaseNumber,
        opening::Case,
        place::{LEAST_SHARE, PlaceGeometry},
        work::{Work, plan::Owner, state::State, subject::Subject},
    },
    incident::{IndicatorValue, Period, Unit},
    policy::{self, Action},
};
use geo_types::MultiPolygon;
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

/// The places of a run that lie here.
#[derive(Debug, Clone, PartialEq)]
pub struct HotspotsWithin {
    /// The run.
    pub run: String,
    /// Its days.
    pub period: Period,
    /// When it was made.
    pub created_at: Timestamp,
    /// Places of the run, wherever they lie.
    pub n_places: u32,
    /// Those that lie here, by rank.
    pub places: Vec<HotspotWithin>,
}

/// A place of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct HotspotWithin {
    /// Rank in the run.
    pub rank: u32,
    /// Its name.
    pub name: String,
    /// Counts in all of it.
    pub n: u32,
    /// Expected.
    pub expected: f64,
    /// Share of its ground that lies here, 0–1.
    pub share: f64,
}

/// A value about the area, or about a larger one that holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Surveyed {
    /// As it is kept; of one that is suppressed the number is not shown.
    pub value: IndicatorValue,
    /// Name of the area that it is about.
    pub area_name: String,
    /// 95 % interval of a share, in its unit.
    pub interval_95: Option<(f64, f64)>,
}

/// A place that people named as unsafe, by name alone: what they said stands among the observations.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Its names, where areas that lie together were named.
    pub names: Vec<String>,
    /// Where it was named: kind and how many times.
    pub kinds: BTreeMap<ObservationKind, usize>,
    /// When last.
    pub latest: Date,
}

/// A case with what is still to be done in it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseWithin {
    /// Number.
    pub number: CaseNumber,
    /// Name of its place.
    pub name: String,
    /// Where it stands.
    pub state: State,
    /// The day it was opened.
    pub opened_on: Date,
    /// Measures that are not over.
    pub open: Vec<OpenMeasure>,
    /// Measures that are done.
    pub n_done: usize,
}

/// A measure that is not over.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenMeasure {
    /// What.
    pub what: String,
    /// Who does it.
    pub owner: Owner,
    /// When it should be done, as promised last.
    pub due: Date,
    /// That day has passed.
    pub is_late: bool,
}

/// Of the run over all categories and the whole study area whose period ends last, among those that the
/// actor sees.
pub(super) fn hotspots(
    app: &App,
    actor: &Actor,
    ground: &MultiPolygon<f64>,
) -> Result<Option<HotspotsWithin>, AppError> {
    let runs = hotspots::list(app, actor)?.into_iter().map(|(run, _)| run).filter(|run| {
        let asked = &run.input.parameters;
        asked.categories.is_empty() && asked.study_area == app.settings.study_area
    });
    let age = |run: &crate::store::RunHeader| {
        (run.input.parameters.period.to, run.created_at, run.id.clone())
    };
    let Some(latest) = runs.max_by_key(age) else { return Ok(None) };
    let Some(run) = app.store.read()?.run(&latest.id)? else { return Ok(None) };
    let here = |place: &crate::analysis::places::HotspotPlace| {
        let share = PlaceGeometry::Area(place.geometry.clone()).share_in(ground);
        let (name, expected) = (place.name.clone(), place.expected);
        HotspotWithin { rank: place.rank, name, n: place.n, expected, share }
    };
    let places = run.result.places.iter().map(here);
    Ok(Some(HotspotsWithin {
        run: run.id.clone(),
        period: run.input.parameters.period,
        created_at: run.created_at,
        n_places: latest.n_places,
        places: places.filter(|place| place.share >= LEAST_SHARE).collect(),
    }))
}

/// The latest value of each indicator and group about the area or one that holds it, begun by the end of
/// the period. Of a drawn area there are none: surveys are made per fixed area.
pub(super) fn surveyed(
    app: &App,
    actor: &Actor,
    area: Option<&AreaCard>,
    ground: &MultiPolygon<f64>,
    period: Period,
) -> Result<Vec<Surveyed>, AppError> {
    let Some(card) = area else { return Ok(Vec::new()) };
    let ground = PlaceGeometry::Area(ground.clone());
    let mut latest: BTreeMap<(AreaId, String, Option<String>, String), IndicatorValue> =
        BTreeMap::new();
    for kept in indicators::list(app, actor, &Filter::default())? {
        let value = kept.value;
        if value.period.from > period.to {
            continue;
        }
        let key = (
            value.area.clone(),
            value.indicator.0.clone(),
            value.group.clone(),
            value.source.clone(),
        );
        match latest.get(&key) {
            Some(known) if known.period.to >= value.period.to => {}
            _ => drop(latest.insert(key, value)),
        }
    }
    let known = app.areas.of(app.store.read()?.as_ref())?;
    let mut holding: BTreeMap<AreaId, Option<String>> = BTreeMap::new();
    let mut surveyed = Vec::new();
    for ((id, ..), value) in latest {
        let name = holding.entry(id.clone()).or_insert_with(|| {
            let newest = known.versions(&id).last()?;
            let theirs = newest.geometry.as_ref();
            let holds = id == card.area.id
                || theirs.is_some_and(|theirs| ground.share_in(theirs) >= super::counts::WHOLLY);
            holds.then(|| newest.name.clone())
        });
        let Some(area_name) = name.clone() else { continue };
        surveyed.push(Surveyed::of(value, area_name));
    }
    // The area's own first.
    surveyed.sort_by_key(|one| one.value.area != card.area.id);
    Ok(surveyed)
}

/// Every value about the areas that another followed, begun by the end of the period: each its own series,
/// by area as they came, indicator and period.
pub(super) fn surveyed_before(
    app: &App,
    actor: &Actor,
    predecessors: &[Predecessor],
    period: Period,
) -> Result<Vec<Surveyed>, AppError> {
    let mut surveyed = Vec::new();
    for Predecessor { area, .. } in predecessors {
        let filter = Filter { area: Some(area.id.clone()), ..Filter::default() };
        let values = indicators::list(app, actor, &filter)?.into_iter().map(|seen| seen.value);
        let begun = values.filter(|value| value.period.from <= period.to);
        surveyed.extend(begun.map(|value| Surveyed::of(value, area.name.clone())));
    }
    Ok(surveyed)
}

impl Surveyed {
    pub(in crate::app) fn of(value: IndicatorValue, area_name: String) -> Self {
        let share = (value.unit == Unit::Procent && !value.is_suppressed())
            .then(|| Share::of(value.value / 100.0, value.n_answers));
        let interval_95 = match share {
            Some(Share::Known { interval_95, .. }) => {
                interval_95.map(|(low, high)| (low * 100.0, high * 100.0))
            }
            _ => None,
        };
        Self { value, area_name, interval_95 }
    }
}

/// Places that were named during the period and lie here; of a wider area that was named, only itself.
pub(super) fn said(
    app: &App,
    actor: &Actor,
    area: Option<&AreaCard>,
    ground: &MultiPolygon<f64>,
    period: Period,
) -> Result<Vec<Said>, AppError> {
    let own = area.map(|card| &card.area.id);
    let mut said = Vec::new();
    for card in observations::places(app, actor)? {
        let lies_here = card.areas.iter().any(|named| {
            let is_place = named.kind == crate::area::AreaKind::Plats;
            let theirs = named.geometry.as_ref().filter(|_| is_place);
            Some(&named.id) == own
                || theirs.is_some_and(|theirs| {
                    PlaceGeometry::Area(theirs.clone()).share_in(ground) >= LEAST_SHARE
                })
        });
        let mut kinds: BTreeMap<ObservationKind, usize> = BTreeMap::new();
        let mut latest = None;
        for source in &card.sources {
            let seen = &source.observation;
            if seen.period.from <= period.to && period.from <= seen.period.to {
                *kinds.entry(seen.kind).or_default() += 1;
                latest = latest.max(Some(seen.period.to));
            }
        }
        if let Some(latest) = latest.filter(|_| lies_here) {
            let names = card.areas.iter().map(|area| area.name.clone()).collect();
            said.push(Said { names, kinds, latest });
        }
    }
    Ok(said)
}

/// Cases with a ground here, by number; `None` for who may not read cases.
pub(super) fn cases(
    app: &App,
    actor: &Actor,
    ground: &MultiPolygon<f64>,
) -> Result<Option<Vec<CaseWithin>>, AppError> {
    if policy::may(actor, Action::ReadCases).is_err() {
        return Ok(None);
    }
    let today = app.today();
    let works = cases::list(app, actor)?;
    let here = works.iter().filter(|work| work.place().geometry.share_in(ground) >= LEAST_SHARE);
    Ok(Some(here.map(|work| case(app, work, today)).collect()))
}

fn case(app: &App, work: &Work<Case>, today: Date) -> CaseWithin {
    let standing = work.standing();
    let measures = standing.measures.values();
    let open = measures.clone().filter(|planned| !planned.progress.is_over());
    CaseWithin {
        number: work.case().number,
        name: work.case().name().to_string(),
        state: standing.state,
        opened_on: work.case().opened_at.to_zoned(app.settings.clock.zone().clone()).date(),
        open: open
            .map(|planned| OpenMeasure {
                what: planned.measure.what.to_string(),
                owner: planned.measure.owner.clone(),
                due: planned.due(),
                is_late: planned.is_late(today),
            })
            .collect(),
        n_done: measures.filter(|planned| planned.is_done()).count(),
    }
}
