//! Rules that name a day. They hold when the day does, however little of its year is left.

use super::{
    due::Frame,
    instance::{Instance, Why},
    month::{MonthDay, months_before},
    period::{Period, PeriodName},
};
use jiff::civil::Date;

/// Each year by a day; it can be done from the first day of that year.
pub(super) fn yearly(frame: &Frame<'_>, day: MonthDay) -> Vec<Instance> {
    let each = frame.window.years().filter_map(|year| {
        let due = day.in_year(year).filter(|due| frame.asks_for(*due))?;
        let name = PeriodName::Year { year };
        Some(frame.instance(name, up_to(frame, name, due), Why::YearlyBy { day }))
    });
    each.collect()
}

/// Once, by a day.
pub(super) fn once(frame: &Frame<'_>, by: Date) -> Vec<Instance> {
    let name = PeriodName::Day { day: by };
    let asked = frame.asks_for(by);
    asked.then(|| frame.instance(name, up_to(frame, name, by), Why::Once)).into_iter().collect()
}

/// So many months before each end. It can be done from the day after the end before.
pub(super) fn before_ends(frame: &Frame<'_>, months: u8, ends: &[Date]) -> Vec<Instance> {
    let mut found = Vec::new();
    let mut previous: Option<Date> = None;
    for &end in ends {
        let due = months_before(end, months).filter(|due| frame.asks_for(*due));
        if let Some(due) = due {
            let name = PeriodName::Day { day: end };
            let opened = previous.and_then(|end| end.tomorrow().ok()).max(frame.span.from);
            let first = opened.unwrap_or_else(|| due.first_of_year()).min(due);
            let period = Period { name, first, last: due };
            found.push(frame.instance(name, period, Why::BeforeEnd { months, end }));
        }
        previous = Some(end);
    }
    found
}

/// From the first day of the year, or of the duty, to a day.
fn up_to(frame: &Frame<'_>, name: PeriodName, last: Date) -> Period {
    Period { name, first: last.first_of_year().max(frame.span.from.unwrap_or(Date::MIN)), last }
}
