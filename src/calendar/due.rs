//! What falls due in a window.

use super::{
    assumption::Assumption,
    by_day, by_event, by_period,
    duty::{Bound, Duty, Span},
    event::Event,
    instance::{Instance, InstanceKey, Why},
    period::Period,
    rule::Rule,
};
use jiff::civil::Date;
use std::{collections::BTreeSet, fmt};

/// The days that are looked at, both ends included; empty when the last comes before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Window {
    /// Whether a day lies in it.
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The calendar years that it touches.
    pub(super) fn years(&self) -> std::ops::RangeInclusive<i16> {
        self.from.year()..=self.to.year()
    }
}

/// The instances of a duty whose last day lies in the window, by last day.
///
/// - They depend on the duty, the window and the events, never on today. A longer window adds
///   instances and changes none; a longer validity keeps their keys.
/// - All days lie inside the duty's validity. Where it begins or ends inside a half-year, year,
///   month or term, the period is asked for when more than half of it is left (exactly half: when
///   it is the later half), whole and by the last day that is left. So "minst två gånger varje
///   halvår" from 2016-06-01 to 2018-05-31 asks for nothing in June 2016, for two each half-year
///   after that, and for two by 2018-05-31: eight in all, which is "4 gånger/år" for two years. The
///   period of a first day that the text names asks at least for that one.
/// - Several times in one period have the same last day, since no text spreads them;
///   [`Instance::guide`] does.
/// - Where the source contradicts itself, what only the followed passage asks for is marked
///   [`Assumption::OtherReading`].
/// - Cancelled events count for nothing; of two events of one kind with one id the first is used.
pub fn due(duty: &Duty, window: Window, events: &[Event]) -> Vec<Instance> {
    let frame = Frame { duty, span: duty.span(), window };
    let mut found = by_rule(&frame, &duty.rule, events);
    for reading in &duty.other_readings {
        let keys = by_rule(&frame, &reading.rule, events).into_iter().map(|other| other.key);
        let keys: BTreeSet<InstanceKey> = keys.collect();
        for instance in found.iter_mut().filter(|one| !keys.contains(&one.key)) {
            instance.assumptions.insert(Assumption::OtherReading);
        }
    }
    let order = |one: &Instance| (one.due, one.period.first, one.count.map(|count| count.k));
    found.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.key.cmp(&b.key)));
    found
}

fn by_rule(frame: &Frame<'_>, rule: &Rule, events: &[Event]) -> Vec<Instance> {
    match rule {
        Rule::PerHalfYear { n } => by_period::half_years(frame, *n),
        Rule::PerYear { n, first } => by_period::years(frame, *n, *first),
        Rule::Monthly { except, first } => by_period::months(frame, except, *first),
        Rule::InMonths { months, first } => by_period::in_months(frame, months, *first),
        Rule::PerSchoolTerm { terms } => by_period::terms(frame, terms),
        Rule::AtYearEnd { from } => by_period::year_ends(frame, *from),
        Rule::EveryYears { n, anchor } => by_period::every_years(frame, *n, anchor),
        Rule::YearlyBy { day } => by_day::yearly(frame, *day),
        Rule::MonthsBeforeEnd { months, ends } => by_day::before_ends(frame, *months, ends),
        Rule::Once { by } => by_day::once(frame, *by),
        Rule::MonthlyFrom { of, except } => by_event::monthly(frame, of, except, events),
        Rule::BeforeEach { of, lead_days } => by_event::before(frame, of, *lead_days, events),
        Rule::AfterEach { of, in_months, within_days } => {
            by_event::after(frame, of, in_months, *within_days, events)
        }
        Rule::AsSoonAsPossible { of, within_days } => {
            by_event::soon(frame, of, *within_days, events)
        }
        Rule::OnNeed => Vec::new(),
    }
}

/// What instances are made in: a duty, the days on which it holds, the days looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) duty: &'a Duty,
    pub(super) span: Span,
    pub(super) window: Window,
}

impl Frame<'_> {
    /// Whether something that is due then belongs in the answer.
    pub(super) fn asks_for(&self, due: Date) -> bool {
        self.window.covers(due) && self.span.covers(due)
    }

    /// An instance that is due on the last day of its period and can be done from its first.
    pub(super) fn instance(&self, key: impl fmt::Display, period: Period, why: Why) -> Instance {
        let mut assumptions = self.duty.assumptions.clone();
        let bounds = [&self.duty.valid_from, &self.duty.valid_to];
        if bounds.iter().any(|bound| matches!(bound, Some(Bound::Reckoned { .. }))) {
            assumptions.insert(Assumption::ValidityReckoned);
        }
        Instance {
            key: InstanceKey::new(&self.duty.id, key),
            duty: self.duty.id.clone(),
            period,
            count: None,
            earliest: period.first,
            guide: period.last,
            guide_stated: false,
            due: period.last,
            why,
            assumptions,
            duty_ends: self.duty.span().to,
        }
    }
}
