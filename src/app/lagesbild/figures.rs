//! Figures as they are today: indicators, and counts through the view of whoever looks.

use crate::{
    app::{Actor, App, AppError, indicators, series},
    case::party::Parties,
    incident::{DataVersion, Unit, Visible},
    lagesbild::reference::{Figure, Figures, Measure, Missing, Reference, Subject, Value},
    policy,
    store::KeptIndicator,
};
use jiff::civil::Date;
use serde::Serialize;

/// The name that stands for all categories together.
const ALL_CATEGORIES: &str = "alla";

/// Where a figure comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Basis {
    /// Which.
    pub figure: Figure,
    /// How much.
    pub value: Value,
    /// Survey, register or report; `None` for what was counted from deliveries.
    pub source: Option<String>,
    /// When it was taken out of the source.
    pub extracted_on: Option<Date>,
    /// Made up.
    pub synthetic: bool,
}

/// Figures as a reader, or both parties, see them.
pub struct Live<'a> {
    app: &'a App,
    actor: &'a Actor,
    view: Visible,
    indicators: Vec<KeptIndicator>,
    /// State of the counts.
    pub version: DataVersion,
}

impl<'a> Live<'a> {
    /// What the actor's party sees: for its own draft.
    pub fn own(app: &'a App, actor: &'a Actor) -> Result<Self, AppError> {
        let counts = app.counts();
        let view = policy::view(actor, &counts);
        let indicators = indicators::list(app, actor, &indicators::Filter::default())?;
        Ok(Self { app, actor, view, indicators, version: counts.version })
    }

    /// What both parties see: for what both stand for, so that the same comes out whoever looks.
    pub fn of_both(app: &'a App, actor: &'a Actor, parties: &Parties) -> Result<Self, AppError> {
        let counts = app.counts();
        let view = policy::view_of_both(actor, parties, &counts);
        let mut indicators = indicators::list(app, actor, &indicators::Filter::default())?;
        indicators
            .retain(|kept| policy::both_see(parties, &kept.owner, kept.shared, &kept.shared_with));
        Ok(Self { app, actor, view, indicators, version: counts.version })
    }

    /// The figures that a reference is computed from, as far as they are there; of an order only its own.
    pub fn bases(&self, reference: &Reference) -> Vec<Basis> {
        let own = &reference.figure;
        let other = match &reference.measure {
            Measure::Count | Measure::Rank { .. } => None,
            Measure::ShareOf { .. } => reference.whole(),
            Measure::ChangeFrom { period } => Some(Figure { period: *period, ..own.clone() }),
            Measure::DifferenceFrom(figure) | Measure::RatioTo(figure) => Some((**figure).clone()),
        };
        let all = [Some(own.clone()), other].into_iter().flatten();
        all.filter_map(|figure| self.basis(&figure).ok()).collect()
    }

    fn basis(&self, figure: &Figure) -> Result<Basis, Missing> {
        match &figure.subject {
            Subject::Category(_) => Ok(Basis {
                figure: figure.clone(),
                value: Value { number: self.count(figure)? as f64, unit: Unit::Antal },
                source: None,
                extracted_on: None,
                synthetic: self.app.settings.demo,
            }),
            Subject::Indicator { .. } => {
                let kept = self.indicator(figure)?;
                Ok(Basis {
                    figure: figure.clone(),
                    value: Value { number: kept.value.value, unit: kept.value.unit },
                    source: Some(kept.value.source.clone()),
                    extracted_on: kept.value.extracted_on,
                    synthetic: kept.synthetic,
                })
            }
        }
    }

    /// The value of just that indicator, group, area and period; of several the latest delivery's.
    fn indicator(&self, figure: &Figure) -> Result<&KeptIndicator, Missing> {
        let Subject::Indicator { id, group } = &figure.subject else { return Err(Missing::NoData) };
        let same = |kept: &&KeptIndicator| {
            let value = &kept.value;
            (&value.indicator, &value.group, &value.area, value.period)
                == (id, group, &figure.area, figure.period)
        };
        let found = self.indicators.iter().filter(same).max_by_key(|kept| kept.import);
        match found {
            None => Err(Missing::NoData),
            Some(kept) if kept.value.is_suppressed() => Err(Missing::Suppressed),
            Some(kept) => Ok(kept),
        }
    }

    /// Counts in the area. Nothing is said of days that no delivery covers, nor of a category that is in
    /// part known by a larger area only.
    fn count(&self, figure: &Figure) -> Result<u64, Missing> {
        let Subject::Category(category) = &figure.subject else { return Err(Missing::NoData) };
        let whole = series::whole_period(self.app, &self.view).ok_or(Missing::NoData)?;
        let period = figure.period;
        if period.from < whole.from || whole.to < period.to {
            return Err(Missing::NoData);
        }
        let all = category.0 == ALL_CATEGORIES;
        let filter = series::Filter {
            categories: if all { Vec::new() } else { vec![category.clone()] },
            from: Some(period.from),
            to: Some(period.to),
            area: Some(figure.area.clone()),
            place: None,
        };
        let selection = series::selection(self.app, self.actor, &self.view, &filter);
        let (selection, _) = selection.ok().flatten().ok_or(Missing::NoData)?;
        let tally = self.view.tally(&selection);
        match tally.n_area_only {
            0 => Ok(tally.n_in_cells),
            _ => Err(Missing::NotExtracted),
        }
    }
}

impl Figures for Live<'_> {
    fn figure(&self, figure: &Figure) -> Result<Value, Missing> {
        self.basis(figure).map(|basis| basis.value)
    }
}
