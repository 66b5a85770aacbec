//! The compilation of a year: what each case, forum and opening counts for in it.
//!
//! Everything stands as it did when the last day was over: what was written later changes no figure of
//! the year. What is counted can be named, thing by thing.

mod figure;

pub use figure::{Counted, Figure, Figures, Thing};

use super::{
    Work,
    meeting::Held,
    plan::Progress,
    standing::{Planned, Standing},
    state::State,
    subject::{Kind, Subject},
};
use crate::{
    analysis::effect::verdict::Said,
    case::{
        access::Joined,
        opening::{No, Opening, TIME_TO_ANSWER},
    },
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

/// The days that are compiled: a year, or as much of it as has been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub first: Date,
    /// The last: everything stands as it did when it was over.
    pub last: Date,
}

impl Days {
    /// Of a year, no later than today; `None` for a year that has not begun.
    pub fn of_year(year: i16, today: Date) -> Option<Self> {
        let first = Date::new(year, 1, 1).ok()?;
        (first <= today).then(|| Self { first, last: first.last_of_year().min(today) })
    }

    /// As many days of the year before: half a year is held against half a year.
    pub fn year_before(self) -> Self {
        let earlier = |day: Date| day.saturating_sub(1.year());
        // The whole of a year goes to the end of the other, leap year or not.
        let last = match self.last == self.last.last_of_year() {
            true => earlier(self.first).last_of_year(),
            false => earlier(self.last),
        };
        Self { first: earlier(self.first), last }
    }

    /// Whether a day is one of them.
    pub fn hold(self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

/// What a case or a forum that began on a day counts for.
pub fn of_work<S: Subject>(of: &Joined, work: &Work<S>, begun: Date, days: Days) -> Figures {
    let mut figures = Figures::default();
    if begun > days.last {
        return figures;
    }
    let standing = work.as_on(days.last);
    let whole = || Counted::whole(Thing::Joined(of.clone()));
    if standing.kind == Kind::Platssamverkan {
        figures.count(Figure::of_state(standing.state), whole());
        if days.hold(begun) {
            figures.count(Figure::CasesOpened, whole());
        }
    }
    // What was closed before the year has no part in it.
    if standing.closed_on.is_some_and(|on| on < days.first) {
        return figures;
    }
    if standing.closed_on.is_some() {
        figures.count(Figure::CasesClosed, whole());
    }
    let mut row = Row { of, figures, days };
    row.measures(&standing);
    row.meetings(&standing, begun);
    row.follow_ups(&standing);
    row.effect(&standing);
    if standing.confirm_by().is_some_and(|by| by < days.last) {
        row.figures.count(Figure::NotConfirmed, whole());
    }
    row.figures
}

/// What one case or forum comes to.
struct Row<'a> {
    of: &'a Joined,
    figures: Figures,
    days: Days,
}

impl Row<'_> {
    fn count(&mut self, figure: Figure, no: Option<u32>, on: Option<Date>) {
        let of = Thing::Joined(self.of.clone());
        self.figures.count(figure, Counted { of, no, on });
    }

    fn measures(&mut self, standing: &Standing) {
        for (no, planned) in &standing.measures {
            if let Some(figure) = self.of_measure(planned) {
                self.count(figure, Some(*no), None);
            }
            if planned.feedback_missing(self.days.last) {
                self.count(Figure::FeedbackMissing, Some(*no), None);
            }
        }
    }

    /// What was over before the year has no part in it.
    fn of_measure(&self, planned: &Planned) -> Option<Figure> {
        let in_the_year = planned.since >= self.days.first;
        match &planned.progress {
            Progress::Klar { .. } => in_the_year.then_some(Figure::MeasuresDone),
            Progress::Utgar { .. } => in_the_year.then_some(Figure::MeasuresGivenUp),
            _ if planned.is_late(self.days.last) => Some(Figure::MeasuresLate),
            _ => Some(Figure::MeasuresOpen),
        }
    }

    fn meetings(&mut self, standing: &Standing, begun: Date) {
        for (no, meeting) in &standing.meetings {
            let (figure, on) = match &meeting.held {
                Held::Closed { minutes, .. } => (Figure::MeetingsHeld, minutes.held_on),
                Held::Cancelled { .. } => (Figure::MeetingsCancelled, meeting.call.day),
                Held::Called => continue,
            };
            if self.days.hold(on) {
                self.count(figure, Some(*no), Some(on));
            }
        }
        let Some(template) = &standing.template else { return };
        let until = standing.closed_on.map_or(self.days.last, |on| on.min(self.days.last));
        for due in template.motesfrekvens.due_days(self.days.first.max(begun), until) {
            self.count(Figure::MeetingsPlanned, None, Some(due));
        }
    }

    fn follow_ups(&mut self, standing: &Standing) {
        for (no, one) in (1..).zip(&standing.follow_ups) {
            if self.days.hold(one.on) {
                let judged = &one.follow_up;
                self.count(Figure::of_utforande(judged.utforande), Some(no), Some(one.on));
                self.count(Figure::of_effekt(judged.effekt), Some(no), Some(one.on));
            }
        }
    }

    fn effect(&mut self, standing: &Standing) {
        match standing.effect.verdict() {
            Some(looked) if self.days.hold(looked.on) => {
                let figure = match looked.look.verdict.said {
                    Said::MinskningPavisad => Figure::VerdictMinskning,
                    Said::OkningPavisad => Figure::VerdictOkning,
                    Said::GarInteAttAvgora => Figure::VerdictGarInteAttAvgora,
                };
                self.count(figure, None, Some(looked.on));
            }
            Some(_) => {}
            None if standing.effect.agreed.is_some() && standing.state != State::Avslutad => {
                self.count(Figure::VerdictAwaited, None, None);
            }
            None => {}
        }
    }
}

/// Whether the other party had been asked, and had not answered in time, when a day was over.
pub fn is_unanswered(opening: &Opening, day: Date, zone: &TimeZone) -> bool {
    let on = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let (asked, settled) = match opening {
        Opening::Identifierad(_) => return false,
        Opening::Bedoms(it) => (it.first.record().at, None),
        Opening::Obesvarad(it) => (it.bedoms.first.record().at, None),
        Opening::Oppnad(it) => {
            let (one, other) = (it.city.record().at, it.police.record().at);
            (one.min(other), Some(one.max(other)))
        }
        Opening::Avbojd(it) => match &it.decision {
            No::Party { yes: Some(yes), no } => (yes.record().at, Some(no.record().at)),
            No::Party { yes: None, .. } => return false,
            No::Chefsamrad { first, police, city } => {
                (first.record().at, Some(police.record().at.max(city.record().at)))
            }
        },
    };
    let answer_by = asked.saturating_add(TIME_TO_ANSWER).unwrap_or(asked);
    on(answer_by) <= day && settled.is_none_or(|at| on(at) > day)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
