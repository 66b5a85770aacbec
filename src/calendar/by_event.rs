//! Rules that go by events.

use super::{
    assumption::Assumption,
    by_period::{Slot, calendar_months},
    due::Frame,
    duty::Span,
    event::{Event, EventKind, Nature},
    instance::{Instance, Why},
    period::{Period, PeriodName},
};
use jiff::{ToSpan, civil::Date};
use std::collections::BTreeSet;

/// Once a month from each event until it is over. The month in which it begins counts.
pub(super) fn monthly(
    frame: &Frame<'_>,
    of: &EventKind,
    except: &[i8],
    events: &[Event],
) -> Vec<Instance> {
    let days = |event: &Event| {
        let Span { from, to } = frame.span;
        let ends = [to, event.until].into_iter().flatten().min();
        Span { from: from.max(Some(event.day)), to: ends }
    };
    let mut series: Vec<(&Event, Span)> =
        of_kind(of, events).into_iter().map(|event| (event, days(event))).collect();
    // Month by month, and by name in each: almost the order that is asked for in the end, so that little
    // is left to sort. With many cases over many years that was most of the work.
    series.sort_by_key(|(event, _)| &event.id);
    let mut found = Vec::new();
    for period in calendar_months(frame).filter(|month| !except.contains(&month.first.month())) {
        for (event, span) in &series {
            if span.from > Some(period.last) || span.to.is_some_and(|to| to < period.first) {
                continue;
            }
            let (of, began) = (of.clone(), event.day);
            let why = Why::EachMonthSince { of, event: event.id.clone(), began };
            let slot = Slot::new(period, 1, why).of_series(&event.id.0);
            let series = Frame { span: *span, ..*frame };
            found.extend(slot.place(&series, Some(began)).into_iter().map(|one| said(one, event)));
        }
    }
    found
}

/// So many days before each event, at the latest; it can be done from the day after the event
/// before.
pub(super) fn before(
    frame: &Frame<'_>,
    of: &EventKind,
    lead_days: u8,
    events: &[Event],
) -> Vec<Instance> {
    let mut found = Vec::new();
    let mut previous: Option<Date> = None;
    for event in of_kind(of, events) {
        let due = event.day.checked_sub(i64::from(lead_days).days()).ok();
        if let Some(due) = due.filter(|due| frame.asks_for(*due) && frame.span.covers(event.day)) {
            let opened = previous.and_then(|day| day.tomorrow().ok()).max(frame.span.from);
            let first = opened.unwrap_or_else(|| due.first_of_year()).min(due);
            let period = Period { name: PeriodName::Day { day: due }, first, last: due };
            let (of, id, day) = (of.clone(), event.id.clone(), event.day);
            let why = Why::BeforeEvent { of, event: id, day };
            found.push(said(frame.instance(&event.id.0, period, why), event));
        }
        previous = Some(event.day);
    }
    found
}

/// So many days after each event of certain months, at the latest.
pub(super) fn after(
    frame: &Frame<'_>,
    of: &EventKind,
    in_months: &[i8],
    within_days: u16,
    events: &[Event],
) -> Vec<Instance> {
    let months = |event: &&Event| in_months.is_empty() || in_months.contains(&event.day.month());
    let each = of_kind(of, events).into_iter().filter(months);
    let why = |event: &Event| {
        let (of, id, day) = (of.clone(), event.id.clone(), event.day);
        Why::AfterEvent { of, event: id, day }
    };
    each.filter_map(|event| following(frame, event, within_days, why(event))).collect()
}

/// As soon as possible after each event.
pub(super) fn soon(
    frame: &Frame<'_>,
    of: &EventKind,
    within_days: u16,
    events: &[Event],
) -> Vec<Instance> {
    let why = |event: &Event| {
        let (of, id, day) = (of.clone(), event.id.clone(), event.day);
        Why::SoonAfterEvent { of, event: id, day }
    };
    let each = of_kind(of, events).into_iter();
    each.filter_map(|event| following(frame, event, within_days, why(event))).collect()
}

/// What follows an event: from its day on, and no later than the duty holds.
fn following(frame: &Frame<'_>, event: &Event, days: u16, why: Why) -> Option<Instance> {
    if !frame.span.covers(event.day) {
        return None;
    }
    let asked = event.day.checked_add(i64::from(days).days()).ok()?;
    let due = frame.span.to.map_or(asked, |to| to.min(asked));
    if !frame.asks_for(due) {
        return None;
    }
    let period = Period { name: PeriodName::Day { day: due }, first: event.day, last: due };
    let mut made = said(frame.instance(&event.id.0, period, why), event);
    if due < asked {
        made.assumptions.insert(Assumption::PeriodCut);
    }
    Some(made)
}

/// Events of a kind that have not been cancelled, by day, each id once.
fn of_kind<'a>(of: &EventKind, events: &'a [Event]) -> Vec<&'a Event> {
    let mut seen = BTreeSet::new();
    let counts = |event: &&Event| &event.of == of && event.nature != Nature::Cancelled;
    let mut all: Vec<&Event> =
        events.iter().filter(counts).filter(|event| seen.insert(&event.id)).collect();
    all.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
    all
}

/// Marked, when its event is only expected.
fn said(mut instance: Instance, event: &Event) -> Instance {
    if event.nature == Nature::Expected {
        instance.assumptions.insert(Assumption::EventExpected);
    }
    instance
}
