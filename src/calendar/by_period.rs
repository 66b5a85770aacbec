//! Rules that ask for something in each period.

use super::{
    assumption::Assumption,
    due::Frame,
    duty::Span,
    instance::{Count, Instance, Why},
    month::MonthDay,
    period::{Half, Period, PeriodName},
    rule::Anchor,
    term::SchoolTerms,
};
use jiff::civil::Date;

/// So many times each calendar half-year.
pub(super) fn half_years(frame: &Frame<'_>, n: u8) -> Vec<Instance> {
    let halves = |year| [(year, Half::First), (year, Half::Second)];
    let slots = frame.window.years().flat_map(halves).filter_map(|(year, half)| {
        let period = Period::half_year(year, half)?;
        Some(Slot::new(period, n, Why::PerHalfYear { n, year, half }))
    });
    slots.flat_map(|slot| slot.place(frame, None)).collect()
}

/// So many times each calendar year.
pub(super) fn years(frame: &Frame<'_>, n: u8, first: Option<Date>) -> Vec<Instance> {
    let slots = frame
        .window
        .years()
        .filter_map(|year| Some(Slot::new(Period::year(year)?, n, Why::PerYear { n, year })));
    slots.flat_map(|slot| slot.place(frame, first)).collect()
}

/// Once a month but for some.
pub(super) fn months(frame: &Frame<'_>, except: &[i8], first: Option<Date>) -> Vec<Instance> {
    let why = Why::EachMonth { except: except.to_vec() };
    calendar_months(frame)
        .filter(|month| !except.contains(&month.first.month()))
        .map(|month| Slot::new(month, 1, why.clone()))
        .flat_map(|slot| slot.place(frame, first))
        .collect()
}

/// Once in each of these months.
pub(super) fn in_months(frame: &Frame<'_>, months: &[i8], first: Option<Date>) -> Vec<Instance> {
    let why = Why::InMonths { months: months.to_vec() };
    calendar_months(frame)
        .filter(|month| months.contains(&month.first.month()))
        .map(|month| Slot::new(month, 1, why.clone()))
        .flat_map(|slot| slot.place(frame, first))
        .collect()
}

/// Every month of every year that the window touches.
pub(super) fn calendar_months(frame: &Frame<'_>) -> impl Iterator<Item = Period> + use<> {
    Period::months(frame.window.from.first_of_year(), frame.window.to.last_of_year())
}

/// Once a term.
pub(super) fn terms(frame: &Frame<'_>, terms: &SchoolTerms) -> Vec<Instance> {
    let mut found = Vec::new();
    for (period, assumed) in frame.window.years().flat_map(|year| terms.of_year(year)) {
        let PeriodName::Term { year, season } = period.name else { continue };
        let mut slot = Slot::new(period, 1, Why::EachTerm { year, season });
        slot.assumed = assumed.then_some(Assumption::TermDaysAssumed);
        found.extend(slot.place(frame, None));
    }
    found
}

/// At the end of each year.
pub(super) fn year_ends(frame: &Frame<'_>, from: MonthDay) -> Vec<Instance> {
    let slots = frame.window.years().filter_map(|year| {
        let mut slot = Slot::new(Period::year(year)?, 1, Why::AtYearEnd { year });
        slot.earliest = from.in_year(year);
        Some(slot)
    });
    slots.flat_map(|slot| slot.place(frame, None)).collect()
}

/// Every n calendar years. Counted from a start, the period is all n years and ends with the last
/// of them; counted on from years in which it has been done, it is the year itself.
pub(super) fn every_years(frame: &Frame<'_>, n: u8, anchor: &Anchor) -> Vec<Instance> {
    let step = i16::from(n);
    if step == 0 {
        return Vec::new();
    }
    let mut found = Vec::new();
    match anchor {
        Anchor::Known { years } => {
            let Some((&oldest, &newest)) = years.first().zip(years.last()) else {
                return Vec::new();
            };
            for year in frame.window.years() {
                let counted_on = year > newest && (year - newest) % step == 0;
                if !(counted_on || years.contains(&year)) {
                    continue;
                }
                let since = if counted_on { newest } else { oldest };
                let Some(period) = Period::year(year) else { continue };
                let mut slot = Slot::new(period, 1, Why::EveryYears { n, since });
                slot.assumed = counted_on.then_some(Assumption::YearCountedOn);
                found.extend(slot.place(frame, None));
            }
        }
        Anchor::Start => {
            let Some(from) = frame.duty.span().from else { return Vec::new() };
            // A period may begin before the window does and reach past its last year when the duty
            // ends in it.
            let last = frame.window.to.year().saturating_add(step);
            let since = from.year();
            for year in (since.saturating_add(step)..=last).step_by(usize::from(n)) {
                let Some(Period { name, last, .. }) = Period::year(year) else { break };
                let first = match year - step == since {
                    true => Some(from),
                    false => Date::new(year - step + 1, 1, 1).ok(),
                };
                let Some(first) = first else { break };
                let period = Period { name, first, last };
                let slot = Slot::new(period, 1, Why::EveryYears { n, since });
                found.extend(slot.place(frame, None));
            }
        }
    }
    found
}

/// A period that asks for something so many times.
pub(super) struct Slot {
    period: Period,
    n: u8,
    why: Why,
    /// First day on which doing it counts, when that is not the first of the period.
    earliest: Option<Date>,
    assumed: Option<Assumption>,
    /// What comes before the period in the key.
    prefix: Option<String>,
}

impl Slot {
    pub(super) fn new(period: Period, n: u8, why: Why) -> Self {
        Self { period, n, why, earliest: None, assumed: None, prefix: None }
    }

    /// For one of several series of a duty.
    pub(super) fn of_series(self, name: &str) -> Self {
        Self { prefix: Some(format!("{name}:")), ..self }
    }

    /// What it asks for in the days on which the duty holds; `first` is the first time where the
    /// text names its day: nothing is asked for in periods before, and in its own at least that.
    pub(super) fn place(self, frame: &Frame<'_>, first: Option<Date>) -> Vec<Instance> {
        let Span { from, to } = frame.span;
        let begins = Span { from: from.max(first), to };
        let (Some(whole), Some(asked)) = (self.period.cut(frame.span), self.period.cut(begins))
        else {
            return Vec::new();
        };
        let in_period = |day: &Date| self.period.first <= *day && *day <= self.period.last;
        let stated = first.filter(|day| in_period(day) && frame.span.covers(*day));
        let n = match (asked.holds, stated) {
            (true, _) => self.n,
            (false, Some(_)) => self.n.min(1),
            (false, None) => 0,
        };
        if !frame.asks_for(whole.left.last) {
            return Vec::new();
        }
        (1..=n).map(|k| self.instance(frame, k, n, (whole.left, asked.left), stated)).collect()
    }

    fn instance(
        &self,
        frame: &Frame<'_>,
        k: u8,
        n: u8,
        (whole, asked): (Period, Period),
        stated: Option<Date>,
    ) -> Instance {
        let prefix = self.prefix.as_deref().unwrap_or_default();
        let key = match self.n {
            1 => format!("{prefix}{}", whole.name),
            _ => format!("{prefix}{}:{k}", whole.name),
        };
        let mut made = frame.instance(key, whole, self.why.clone());
        if let Some(earliest) = self.earliest {
            made.earliest = earliest.clamp(whole.first, whole.last);
        }
        let stated = stated.filter(|_| k == 1);
        made.guide = stated.unwrap_or_else(|| asked.guide(k, n)).max(made.earliest);
        made.guide_stated = stated.is_some();
        made.count = (self.n > 1).then_some(Count { k, n });
        made.assumptions.extend(self.assumed);
        if (whole.first, whole.last) != (self.period.first, self.period.last) {
            made.assumptions.insert(Assumption::PeriodCut);
        }
        made
    }
}
