//! Indicator values as a reader may see them: those of the own party and those that others share.

use super::{Actor, App, AppError};
use crate::{
    area::AreaId,
    incident::{IndicatorId, Period, Unit},
    policy::{self, Action},
    store::KeptIndicator,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Which values.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// One indicator, or all.
    pub indicator: Option<IndicatorId>,
    /// One area, or all.
    pub area: Option<AreaId>,
    /// Overlapping these days, or all.
    pub period: Option<Period>,
}

/// An indicator that there are values of.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownIndicator {
    /// Stable name.
    pub id: IndicatorId,
    /// As the latest value's source writes it.
    pub label: String,
    /// Unit of the latest value.
    pub unit: Unit,
    /// Values, suppressed ones too.
    pub n_values: u64,
    /// First and last day that a value is about.
    pub period: Period,
    /// Any of them is made up.
    pub synthetic: bool,
}

/// Values by indicator, group, area, period, source and owner. Those that rest on fewer than five
/// answers are among them; whoever shows them asks [`KeptIndicator::value`]'s `is_suppressed` and
/// leaves the number out.
pub fn list(app: &App, actor: &Actor, filter: &Filter) -> Result<Vec<KeptIndicator>, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let mut kept = app.store.read()?.indicators(filter.indicator.as_ref())?;
    kept.retain(|kept| {
        let period = &kept.value.period;
        policy::may_see_owned(actor, &kept.owner, kept.shared, &kept.shared_with)
            && filter.area.as_ref().is_none_or(|area| *area == kept.value.area)
            && filter.period.is_none_or(|p| p.from <= period.to && period.from <= p.to)
    });
    Ok(kept)
}

/// The indicators that the actor can see values of, by id.
pub fn known(app: &App, actor: &Actor) -> Result<Vec<KnownIndicator>, AppError> {
    let mut known: BTreeMap<IndicatorId, KnownIndicator> = BTreeMap::new();
    for kept in list(app, actor, &Filter::default())? {
        let value = kept.value;
        let entry = known.entry(value.indicator.clone()).or_insert_with(|| KnownIndicator {
            id: value.indicator.clone(),
            label: value.label.clone(),
            unit: value.unit,
            n_values: 0,
            period: value.period,
            synthetic: false,
        });
        entry.n_values += 1;
        entry.synthetic |= kept.synthetic;
        if value.period.to >= entry.period.to {
            (entry.label, entry.unit) = (value.label, value.unit);
        }
        entry.period.from = entry.period.from.min(value.period.from);
        entry.period.to = entry.period.to.max(value.period.to);
    }
    Ok(known.into_values().collect())
}

/// The value of an indicator in each area on a day, for everybody (no group): of the periods that
/// have begun by then the one that began last, then the one that ends last, the own party's before a
/// shared one, and the latest delivery. Suppressed shares are left out.
///
/// With [`crate::incident::BEFOLKNING`] it is the population at risk of an analysis. An area without
/// a value is not in the map, which is not the same as zero.
pub fn per_area(
    app: &App,
    actor: &Actor,
    indicator: &IndicatorId,
    on: Date,
) -> Result<BTreeMap<AreaId, f64>, AppError> {
    let filter = Filter { indicator: Some(indicator.clone()), ..Filter::default() };
    let mut best: BTreeMap<AreaId, KeptIndicator> = BTreeMap::new();
    let order = |kept: &KeptIndicator| {
        let own = kept.owner == actor.party.id;
        (kept.value.period.from, kept.value.period.to, own, kept.import)
    };
    for kept in list(app, actor, &filter)? {
        let value = &kept.value;
        if value.group.is_some() || value.is_suppressed() || value.period.from > on {
            continue;
        }
        match best.get(&value.area) {
            Some(better) if order(better) >= order(&kept) => {}
            _ => drop(best.insert(value.area.clone(), kept)),
        }
    }
    Ok(best.into_iter().map(|(area, kept)| (area, kept.value.value)).collect())
}
