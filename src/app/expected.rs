//! Counts over time beside what like months of earlier years lead to expect.

use super::{
    Actor, App, AppError, areas,
    backcast::{self, Backcast},
    series::{Filter, selection, unplaced, whole_period},
};
use crate::{
    analysis::{
        like_months::{LikeMonths, like_months},
        month::{Month, MonthHours},
    },
    incident::{Selection, Visible},
    policy::{self, Action},
};

/// A month of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesMonth {
    /// Which.
    pub month: Month,
    /// Counts on the days asked for.
    pub n: u64,
    /// Expectation and band; `None` without an earlier year, and for a month that the question or the
    /// counts hold in part only.
    pub expected: Option<LikeMonths>,
    /// More reports of it are likely to come.
    pub preliminary: bool,
    /// Some of its days are from before the area began.
    pub backcast: bool,
}

/// Months of what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedSeries {
    /// First to last, empty ones too.
    pub months: Vec<SeriesMonth>,
    /// Counts that could not be placed, by stable code.
    pub left_out: Vec<(&'static str, u64)>,
    /// Where the series begins before its area did: from when the area was there, and what was before it.
    pub backcast: Option<Backcast>,
}

/// Counts by month with the expectation of up to `years` earlier years. The latest
/// `preliminary_months` complete months, and any begun after them, are marked.
///
/// # Errors
/// Unknown categories, areas, runs and ranks.
pub fn months(
    app: &App,
    actor: &Actor,
    filter: &Filter,
    years: u32,
    preliminary_months: u32,
) -> Result<ExpectedSeries, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let view = policy::view(actor, &app.counts());
    let Some((chosen, period)) = selection(app, actor, &view, filter)? else {
        return Ok(ExpectedSeries { months: Vec::new(), left_out: Vec::new(), backcast: None });
    };
    let left_out = unplaced(&view, &chosen);
    let backcast = match &filter.area {
        Some(id) => backcast::of(app, &areas::get(app, id, filter.to)?)?,
        None => None,
    };
    let backcast = backcast.filter(|it| it.concerns(period.from));
    let (first, last) = (Month::of(period.from), Month::of(period.to));
    let data = whole_period(app, &view);
    let covered =
        data.map(|data| (Month::first_complete(data.from), Month::last_complete(data.to)));
    // Earlier years are needed whatever days were asked for.
    let begin = covered.map_or(first, |(from, _)| from.max(first - 12 * years as i32).min(first));
    let clock = &app.settings.clock;
    let months = MonthHours::new(clock, begin, last);
    let n = counted(&view, &Selection { hours: Some(months.hours()), ..chosen.clone() }, &months);
    let place_of = |month: Month| (month - begin).clamp(0, n.len() as i32) as usize;
    let covered = covered.map_or(0..0, |(from, to)| place_of(from)..place_of(to + 1));
    let settled = data.map(|data| Month::last_complete(data.to) - preliminary_months as i32);
    let asked = counted(&view, &chosen, &months);
    let of = |month: Month| {
        let at = place_of(month);
        let whole = period.from <= month.first_day() && month.last_day() <= period.to;
        SeriesMonth {
            month,
            n: asked.get(at).copied().unwrap_or(0),
            expected: whole.then(|| like_months(begin, &n, at, &covered, years)).flatten(),
            preliminary: settled.is_some_and(|settled| month > settled),
            backcast: backcast.as_ref().is_some_and(|it| it.concerns(month.first_day())),
        }
    };
    let months = (0..=last - first).map(|i| of(first + i)).collect();
    Ok(ExpectedSeries { months, left_out, backcast })
}

fn counted(view: &Visible, selection: &Selection, months: &MonthHours) -> Vec<u64> {
    let mut n = vec![0; months.len()];
    let mut near = 0;
    for row in view.rows(selection) {
        if let Some(at) = months.at(row.from_hour, near) {
            n[at] += u64::from(row.n);
            near = at;
        }
    }
    n
}
