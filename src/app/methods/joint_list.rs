//! Hotspots of a run beside what is known of otrygghet.

use super::{Material, Order};
use crate::{
    analysis::{
        found::Found,
        joint_list::{AreaShare, DISTANCE_M, JointList, NamedUnsafe, Parameters, Rank, joint_list},
        question::Method,
        survey_share::Share,
    },
    app::{
        Actor, App, AppError, FieldError, hotspots,
        indicators::{self, SeenIndicator},
        observations,
    },
    area::{Area, AreaId, AreaIndex, AreaKind, LonLat, NO_AREA},
    export::layers::label_at,
    incident::{IndicatorId, Period, Unit},
};
use geo::Contains;
use geo_types::Point;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The question of the Trygghetsmätningen about one's own neighbourhood.
pub const OTRYGG_I_BOSTADSOMRADET: &str = "kanner_sig_otrygg_mycket_otrygg_i_bostadsomradet";

/// Whose answers are meant when no group is named: everybody's, or the residents'.
const RESIDENTS: &str = "boende";

/// Farther apart than this nothing is the same place.
const FARTHEST_M: f64 = 1000.0;

/// What is wanted; what is not said has the default of the method page.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// The hotspot run; the newest the actor may see if not given.
    pub run: Option<String>,
    /// A named place this near a hotspot is the same place.
    pub distance_m: f64,
    /// Order of the lists.
    pub rank: Rank,
    /// The share that stands for otrygghet; [`OTRYGG_I_BOSTADSOMRADET`] if not given.
    pub indicator: Option<IndicatorId>,
    /// Who was asked; everybody or the residents if not given.
    pub group: Option<String>,
    /// The indicator measures trygghet: those who did not answer so are meant.
    pub complement: bool,
    /// The area whose share the others are compared with; the run's study area if not given.
    pub reference: Option<AreaId>,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            run: None,
            distance_m: DISTANCE_M,
            rank: Rank::Both,
            indicator: None,
            group: None,
            complement: false,
            reference: None,
        }
    }
}

/// The question, with what the actor can see of otrygghet at this moment frozen in it: observations
/// and shares about days up to the end of the run's period.
///
/// # Errors
/// Fields that are not right; [`AppError::NotFound`] for a run the actor may not see.
pub fn order(app: &App, actor: &Actor, wish: Wish) -> Result<Order, AppError> {
    if !(0.0..=FARTHEST_M).contains(&wish.distance_m) {
        return Err(invalid("distance_m", "out_of_range"));
    }
    let id = match wish.run {
        Some(id) => id,
        None => {
            let newest = hotspots::list(app, actor)?.into_iter().next();
            newest.ok_or_else(|| invalid("run", "missing"))?.0.id
        }
    };
    let asked = hotspots::visible(app, actor, &id)?.input.parameters;
    let day = asked.period.to;
    let layer = FinestLayer::of(app.store.read()?.areas(None)?, day);
    let named = named(app, actor, day, &layer)?;
    let indicator = wish.indicator.unwrap_or(IndicatorId(OTRYGG_I_BOSTADSOMRADET.into()));
    let mut shares = Vec::new();
    let mut reference = None;
    let larger = wish.reference.unwrap_or_else(|| asked.study_area.clone());
    for kept in latest_shares(app, actor, &indicator, wish.group.as_deref(), day)? {
        let share = layer.share(&kept, wish.complement);
        match kept.value.area == larger {
            // Only its share matters; what it covers is everything.
            true => reference = Some(AreaShare { covers: Vec::new(), ..share }),
            false => shares.push(share),
        }
    }
    let method = Method::JointList(Box::new(Parameters {
        run: id,
        distance_m: wish.distance_m,
        rank: wish.rank,
        indicator,
        group: wish.group,
        complement: wish.complement,
        named,
        shares,
        reference,
    }));
    Ok(Order {
        categories: asked.categories,
        from: Some(asked.period.from),
        to: Some(asked.period.to),
        study_area: Some(asked.study_area),
        ..Order::of(method)
    })
}

pub(super) fn answer(
    material: &Material,
    parameters: &Parameters,
) -> Result<Found<JointList>, AppError> {
    let run = hotspots::visible(material.app, material.actor, &parameters.run)?.result;
    let result = joint_list(&run.places, parameters, material.effort)?;
    let unknown = |share: &AreaShare| matches!(share.share, Share::Known { n_answers: None, .. });
    let Parameters { named, shares, reference, .. } = parameters;
    let rails = [
        (
            run.places.is_empty(),
            "no_hotspots",
            "Körningen har inga hotspots: listan säger bara vad som har pekats ut.",
        ),
        (
            named.is_empty(),
            "no_observations",
            "Ingen plats har pekats ut i det som får ses: listan säger bara vad antalen säger.",
        ),
        (
            shares.is_empty(),
            "no_survey",
            "Ingen enkätandel finns för områdena: bara platser jämförs.",
        ),
        (
            !shares.is_empty() && reference.is_none(),
            "no_reference",
            "Andelen saknas för området som de andra skulle jämföras med.",
        ),
        (
            shares.iter().chain(reference).any(unknown),
            "answers_unknown",
            "Antalet svar är inte känt för alla andelar: där går skillnader inte att avgöra.",
        ),
    ];
    let found = Found {
        result,
        n_used: run.n_used,
        n_left_out: run.n_left_out,
        guard_rails: run.guard_rails,
    };
    let fired = rails.into_iter().filter(|(fires, ..)| *fires);
    Ok(fired.fold(found, |found, (_, code, text)| found.with_rail(code, 0.0, text)))
}

/// The places of kind `plats` that observations name, by id.
fn named(
    app: &App,
    actor: &Actor,
    until: Date,
    layer: &FinestLayer,
) -> Result<Vec<NamedUnsafe>, AppError> {
    let period = Period::new(Date::MIN, until);
    let filter = observations::Filter { period, ..observations::Filter::default() };
    let mut named: BTreeMap<AreaId, NamedUnsafe> = BTreeMap::new();
    for card in observations::list(app, actor, &filter)? {
        let Some(area) = card.area.filter(|area| area.kind == AreaKind::Plats) else { continue };
        let Some(geometry) = area.geometry else { continue };
        let Some(label_at) = label_at(&geometry) else { continue };
        let latest = card.observation.period.to.min(until).to_string();
        let place = named.entry(area.id.clone()).or_insert_with(|| NamedUnsafe {
            area: area.id,
            name: area.name,
            geometry,
            label_at,
            lies_in: layer.at(label_at),
            n_observations: 0,
            latest: latest.clone(),
        });
        place.n_observations += 1;
        place.latest = latest.max(std::mem::take(&mut place.latest));
    }
    Ok(named.into_values().collect())
}

/// The latest share per area about days before the day: the own party's before a shared one, then
/// the latest delivery.
fn latest_shares(
    app: &App,
    actor: &Actor,
    indicator: &IndicatorId,
    group: Option<&str>,
    until: Date,
) -> Result<Vec<SeenIndicator>, AppError> {
    let filter = indicators::Filter { indicator: Some(indicator.clone()), ..Default::default() };
    let mut latest: BTreeMap<AreaId, SeenIndicator> = BTreeMap::new();
    let order = |kept: &SeenIndicator| {
        (kept.value.period.to, kept.value.group.is_none(), kept.precedence(actor))
    };
    for kept in indicators::list(app, actor, &filter)? {
        let value = &kept.value;
        let meant = match (group, value.group.as_deref()) {
            (Some(wanted), asked) => asked == Some(wanted),
            (None, asked) => asked.is_none_or(|asked| asked == RESIDENTS),
        };
        if value.unit != Unit::Procent || !meant || value.period.from > until {
            continue;
        }
        match latest.get(&value.area) {
            Some(later) if order(later) >= order(&kept) => {}
            _ => drop(latest.insert(value.area.clone(), kept)),
        }
    }
    Ok(latest.into_values().collect())
}

/// The layer that hotspots say they lie in, and all other areas, as they were on a day.
struct FinestLayer {
    index: AreaIndex,
    middles: Vec<(AreaId, LonLat)>,
    all: BTreeMap<AreaId, Area>,
}

impl FinestLayer {
    fn of(mut all: Vec<Area>, day: Date) -> Self {
        // Later versions come later; the one that held on the day goes before them all.
        all.sort_by_key(|area| area.validity.covers(day));
        let of_kind = |kind: AreaKind| {
            all.iter().filter(move |area| area.kind == kind && area.validity.covers(day))
        };
        let layer = [AreaKind::Statistikomrade, AreaKind::Stadsdel, AreaKind::Ovrigt];
        let layer = layer.into_iter().find(|kind| of_kind(*kind).next().is_some());
        let layer: Vec<&Area> = layer.into_iter().flat_map(of_kind).collect();
        let index = AreaIndex::new(layer.iter().copied());
        let middle = |area: &&Area| {
            let at = area.geometry.as_ref().and_then(label_at)?;
            Some((area.id.clone(), at))
        };
        let middles = layer.iter().filter_map(middle).collect();
        let all = all.iter().map(|area| (area.id.clone(), area.clone())).collect();
        Self { index, middles, all }
    }

    fn at(&self, at: LonLat) -> Option<AreaId> {
        let i = self.index.locate(at);
        (i != NO_AREA).then(|| self.index.ids()[i as usize].clone())
    }

    fn share(&self, kept: &SeenIndicator, complement: bool) -> AreaShare {
        let value = &kept.value;
        let share = if complement { 100.0 - value.value } else { value.value } / 100.0;
        let area = self.all.get(&value.area);
        let covers = match area.and_then(|area| area.geometry.as_ref()) {
            _ if self.middles.iter().any(|(id, _)| *id == value.area) => vec![value.area.clone()],
            Some(ground) => {
                let inside = |at: &LonLat| ground.contains(&Point::new(at.lon, at.lat));
                let those = self.middles.iter().filter(|(_, at)| inside(at));
                those.map(|(id, _)| id.clone()).collect()
            }
            None => Vec::new(),
        };
        AreaShare {
            name: area.map_or_else(|| value.area.0.clone(), |area| area.name.clone()),
            area: value.area.clone(),
            covers,
            share: Share::of(share, value.n_answers),
            source: format!("{}, {}", value.source, years(value.period)),
        }
    }
}

fn years(period: Period) -> String {
    match (period.from.year(), period.to.year()) {
        (from, to) if from == to => from.to_string(),
        (from, to) => format!("{from}–{to}"),
    }
}

fn invalid(field: &str, code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError { field: field.into(), code }])
}
