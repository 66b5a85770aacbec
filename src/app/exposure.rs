//! What the expectation of a run stands on beside land and its own counts: people, another category,
//! earlier years.

use super::{
    Actor, App, AppError, FieldError,
    areas::{self, AreaFilter},
    ground::Entries,
    indicators, series,
};
use crate::{
    analysis::{
        basis::{Weights, spread},
        ground::Ground,
        run::{Expectation, Exposure, GuardRail, RunParameters},
        stability::month_back,
    },
    area::{Area, AreaId, AreaIndex, AreaKind},
    export::ground_km2,
    incident::{IndicatorId, Period, Selection, StudyClock, Unit, Visible},
};
use geo_types::MultiPolygon;
use jiff::{Span, civil::Date};

/// An indicator laid out over a ground.
pub(super) struct LaidOut {
    /// Per base cell of the ground.
    pub(super) weights: Vec<f64>,
    /// What it was made of: area, value, ground.
    pub(super) made_of: Vec<(AreaId, f64, MultiPolygon<f64>)>,
}

/// Spreads an indicator that can be added up, e.g. `befolkning`, over the land of the areas that it is
/// known for: those of the kind that most areas with a value have, and the finer kind of two.
///
/// # Errors
/// The actor can see no value; it is a share or an index and not a number of something.
pub(super) fn lay_out(
    app: &App,
    actor: &Actor,
    indicator: &IndicatorId,
    day: Date,
    ground: &Ground,
) -> Result<LaidOut, AppError> {
    let known = indicators::known(app, actor)?;
    let known = known.into_iter().find(|known| known.id == *indicator);
    if known.ok_or_else(|| invalid("nothing_to_expect"))?.unit != Unit::Antal {
        return Err(invalid("not_a_number_of_something"));
    }
    let values = indicators::per_area(app, actor, indicator, day)?;
    let filter = AreaFilter { kind: None, at: Some(day), bbox: None };
    let mut valued = areas::list(app, &filter)?;
    valued.retain(|area| values.contains_key(&area.id) && area.geometry.is_some());
    let of_kind = |kind: AreaKind| valued.iter().filter(move |area| area.kind == kind);
    let kinds = AreaKind::ALL.iter().copied();
    let finest = kinds.max_by_key(|&kind| of_kind(kind).count()).expect("there are kinds");
    let layer: Vec<&Area> = of_kind(finest).collect();
    let index = AreaIndex::new(layer.iter().copied());
    let made_of: Vec<(AreaId, f64, MultiPolygon<f64>)> = index
        .ids()
        .iter()
        .filter_map(|id| {
            let area = layer.iter().find(|area| area.id == *id)?;
            Some((id.clone(), values[id], area.geometry.clone()?))
        })
        .collect();
    let value: Vec<f64> = made_of.iter().map(|(_, value, _)| *value).collect();
    let m2: Vec<f64> = made_of.iter().map(|(_, _, area)| ground_km2(area) * 1e6).collect();
    let weights = spread(ground, &index.assign(ground.cells()), &value, &m2);
    match weights.iter().any(|&weight| weight > 0.0) {
        true => Ok(LaidOut { weights, made_of }),
        false => Err(invalid("nothing_to_expect")),
    }
}

/// What a run's expectation stands on, in the entries of its counts or the base cells of its ground.
pub(super) enum Stand {
    /// Land and the counts themselves.
    Own,
    /// Known weights.
    Known {
        /// Every base cell of the ground.
        at: Vec<u32>,
        /// Per base cell.
        weights: Vec<f64>,
    },
    /// Counts.
    Counted {
        /// Per entry.
        now: Vec<u32>,
        /// The same for the period moved back a month.
        month_back: Option<Vec<u32>>,
        /// Over how many earlier periods they were counted; `None` where it is the run's own.
        n_earlier: Option<usize>,
    },
}

impl Stand {
    /// Counts or lays out what is needed. `laid_out` is the indicator of the run, if it has one.
    ///
    /// # Errors
    /// There is nothing of it in the period, or no earlier year.
    pub(super) fn of(
        app: &App,
        view: &Visible,
        parameters: &RunParameters,
        entries: &Entries,
        laid_out: Option<&LaidOut>,
    ) -> Result<Self, AppError> {
        let clock = &app.settings.clock;
        let (period, back) = (parameters.period, month_back(parameters.period));
        let category = match &parameters.expectation {
            Expectation::Land | Expectation::Background => return Ok(Self::Own),
            Expectation::Exposure(Exposure::Indicator(_)) => {
                let laid_out = laid_out.ok_or_else(|| invalid("nothing_to_expect"))?;
                let at = (0..laid_out.weights.len() as u32).collect();
                return Ok(Self::Known { at, weights: laid_out.weights.clone() });
            }
            Expectation::Exposure(Exposure::Category(id)) => Some(id.clone()),
            Expectation::Past => None,
        };
        let wanted = category.clone().map_or_else(|| parameters.categories.clone(), |id| vec![id]);
        let categories = series::category_flags(app, &wanted).map_err(|error| match error {
            AppError::Invalid(_) if category.is_some() => invalid("unknown_category"),
            other => other,
        })?;
        let count = |periods: &[Period]| {
            let mut sums = vec![0u32; entries.on_ground().len()];
            for &period in periods {
                let hours = Some(clock.hours(period));
                let selection = Selection { categories: categories.clone(), hours, cells: None };
                for (sum, n) in sums.iter_mut().zip(entries.counts(view, &selection)) {
                    *sum = sum.saturating_add(n);
                }
            }
            sums
        };
        let (periods, periods_back) = match category {
            Some(_) => (vec![period], vec![back]),
            None => (earlier(view, clock, period), earlier(view, clock, back)),
        };
        let now = count(&periods);
        if now.iter().all(|&n| n == 0) {
            return Err(invalid(if category.is_some() { "nothing_to_expect" } else { "no_past" }));
        }
        let month_back =
            (parameters.stability && !periods_back.is_empty()).then(|| count(&periods_back));
        let n_earlier = category.is_none().then_some(periods.len());
        Ok(Self::Counted { now, month_back, n_earlier })
    }

    /// For the run's own period.
    pub(super) fn weights<'a>(&'a self, entries: &'a Entries) -> Option<Weights<'a>> {
        match self {
            Self::Own => None,
            Self::Known { at, weights } => Some(Weights::Known { at, weight: weights }),
            Self::Counted { now, .. } => Some(Weights::Counted { at: entries.on_ground(), n: now }),
        }
    }

    /// For the period moved back a month, where that is another.
    pub(super) fn weights_month_back<'a>(&'a self, entries: &'a Entries) -> Option<Weights<'a>> {
        match self {
            Self::Counted { month_back: Some(n), .. } => {
                Some(Weights::Counted { at: entries.on_ground(), n })
            }
            _ => None,
        }
    }

    /// What must be said of it.
    pub(super) fn said(&self) -> Option<GuardRail> {
        let Self::Counted { now, n_earlier: Some(periods), .. } = self else { return None };
        let n: u64 = now.iter().map(|&n| u64::from(n)).sum();
        let earlier = match periods {
            1 => "en tidigare period".to_owned(),
            more => format!("{more} tidigare perioder"),
        };
        Some(GuardRail {
            code: "past_periods".to_owned(),
            value: *periods as f64,
            text_sv: format!(
                "Det väntade är cellens egna antal samma dagar tidigare år: {n} händelser i {earlier}. \
                 Båda antalen har slump i sig och jämförs som två antal."
            ),
        })
    }
}

/// The same days of earlier years that lie wholly in the data, newest first; where the period is longer
/// than a year, as many years back as it takes for it not to meet itself.
fn earlier(view: &Visible, clock: &StudyClock, period: Period) -> Vec<Period> {
    let Some(first) = view.first_hour().map(|hour| clock.local(hour).date()) else {
        return Vec::new();
    };
    earlier_periods(period, first)
}

fn earlier_periods(period: Period, first: Date) -> Vec<Period> {
    let back = |day: Date, years: i32| day.checked_sub(Span::new().years(years)).ok();
    let span = (1..).find(|&years| back(period.to, years).is_none_or(|to| to < period.from));
    let span = span.unwrap_or(1);
    (1..)
        .map_while(|times| {
            let years = span * times;
            let period = Period::new(back(period.from, years)?, back(period.to, years)?)?;
            (period.from >= first).then_some(period)
        })
        .collect()
}

fn invalid(code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError { field: "expectation".into(), code }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn earlier_periods_are_the_same_days_and_never_meet() {
        let of = |from, to, first| {
            let periods = earlier_periods(Period { from, to }, first);
            periods.into_iter().map(|p| (p.from, p.to)).collect::<Vec<_>>()
        };
        assert_eq!(
            of(date(2025, 3, 1), date(2025, 5, 31), date(2023, 1, 15)),
            [(date(2024, 3, 1), date(2024, 5, 31)), (date(2023, 3, 1), date(2023, 5, 31)),]
        );
        let year = of(date(2025, 1, 1), date(2025, 12, 31), date(2024, 1, 1));
        assert_eq!(year, [(date(2024, 1, 1), date(2024, 12, 31))]);
        // Eighteen months: two years back.
        let long = of(date(2024, 7, 1), date(2025, 12, 31), date(2020, 1, 1));
        assert_eq!(
            long,
            [(date(2022, 7, 1), date(2023, 12, 31)), (date(2020, 7, 1), date(2021, 12, 31)),]
        );
        assert_eq!(of(date(2024, 2, 29), date(2024, 2, 29), date(2023, 1, 1)).len(), 1);
        assert_eq!(of(date(2024, 1, 1), date(2024, 12, 31), date(2023, 1, 2)), []);
    }
}
