//! Indicator values as a reader may see them: those of the own party, those that others share, and those
//! that come with the program.

use super::{Actor, App, AppError, official};
use crate::{
    area::AreaId,
    case::party::Parties,
    incident::{ImportId, IndicatorId, IndicatorValue, PartyId, Period, Unit},
    policy::{self, Action},
    store::KeptIndicator,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A value that somebody may see.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenIndicator {
    /// The value.
    pub value: IndicatorValue,
    /// How it came in; `None` for what comes with the program, which everybody sees.
    pub delivered: Option<Delivered>,
}

/// How a value came in.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivered {
    /// Party that delivered it.
    pub owner: PartyId,
    /// Shown to all parties that have an agreement with the owner.
    pub shared: bool,
    /// Shown to these.
    pub shared_with: BTreeSet<PartyId>,
    /// With which delivery.
    pub import: ImportId,
    /// Made up.
    pub synthetic: bool,
}

impl SeenIndicator {
    /// Made up.
    pub fn is_synthetic(&self) -> bool {
        self.delivered.as_ref().is_some_and(|it| it.synthetic)
    }

    /// Both parties see it.
    pub fn is_seen_by_both(&self, parties: &Parties) -> bool {
        let both =
            |it: &Delivered| policy::both_see(parties, &it.owner, it.shared, &it.shared_with);
        self.delivered.as_ref().is_none_or(both)
    }

    /// Of two values for the same thing the larger goes first: the actor's own party's, then the latest
    /// delivery, and last what comes with the program.
    pub fn precedence(&self, actor: &Actor) -> (bool, Option<ImportId>) {
        let own = self.delivered.as_ref().is_some_and(|it| it.owner == actor.party.id);
        (own, self.delivered.as_ref().map(|it| it.import))
    }
}

impl From<KeptIndicator> for SeenIndicator {
    fn from(kept: KeptIndicator) -> Self {
        let KeptIndicator { value, owner, shared, shared_with, import, synthetic } = kept;
        let delivered = Some(Delivered { owner, shared, shared_with, import, synthetic });
        Self { value, delivered }
    }
}

impl From<IndicatorValue> for SeenIndicator {
    fn from(value: IndicatorValue) -> Self {
        Self { value, delivered: None }
    }
}

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

/// Values by indicator, group, area and period. Those that rest on fewer than five answers are among
/// them; whoever shows them asks [`IndicatorValue::is_suppressed`] and leaves the number out.
pub fn list(app: &App, actor: &Actor, filter: &Filter) -> Result<Vec<SeenIndicator>, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let mut kept = app.store.read()?.indicators(filter.indicator.as_ref())?;
    kept.retain(|kept| policy::may_see_owned(actor, &kept.owner, kept.shared, &kept.shared_with));
    let of_it = |value: &IndicatorValue| {
        filter.indicator.as_ref().is_none_or(|indicator| *indicator == value.indicator)
    };
    let official = official::counts().filter(of_it).map(SeenIndicator::from);
    let mut seen: Vec<SeenIndicator> =
        kept.into_iter().map(SeenIndicator::from).chain(official).collect();
    seen.retain(|SeenIndicator { value, .. }| {
        filter.area.as_ref().is_none_or(|area| *area == value.area)
            && filter.period.is_none_or(|p| p.from <= value.period.to && value.period.from <= p.to)
    });
    // Stable: what the store has sorted further stays as it is.
    seen.sort_by(|a, b| place(&a.value).cmp(&place(&b.value)));
    Ok(seen)
}

/// Where a value stands in a list.
fn place(value: &IndicatorValue) -> (&str, Option<&str>, &str, Date, Date) {
    let IndicatorValue { indicator, group, area, period, .. } = value;
    (&indicator.0, group.as_deref(), &area.0, period.from, period.to)
}

/// The indicators that the actor can see values of, by id.
pub fn known(app: &App, actor: &Actor) -> Result<Vec<KnownIndicator>, AppError> {
    let mut known: BTreeMap<IndicatorId, KnownIndicator> = BTreeMap::new();
    for seen in list(app, actor, &Filter::default())? {
        let synthetic = seen.is_synthetic();
        let value = seen.value;
        let entry = known.entry(value.indicator.clone()).or_insert_with(|| KnownIndicator {
            id: value.indicator.clone(),
            label: value.label.clone(),
            unit: value.unit,
            n_values: 0,
            period: value.period,
            synthetic: false,
        });
        entry.n_values += 1;
        entry.synthetic |= synthetic;
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
    let mut best: BTreeMap<AreaId, SeenIndicator> = BTreeMap::new();
    let order = |seen: &SeenIndicator| {
        (seen.value.period.from, seen.value.period.to, seen.precedence(actor))
    };
    for seen in list(app, actor, &filter)? {
        let value = &seen.value;
        if value.group.is_some() || value.is_suppressed() || value.period.from > on {
            continue;
        }
        match best.get(&value.area) {
            Some(better) if order(better) >= order(&seen) => {}
            _ => drop(best.insert(value.area.clone(), seen)),
        }
    }
    Ok(best.into_iter().map(|(area, seen)| (area, seen.value.value)).collect())
}
