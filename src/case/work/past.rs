//! A case as it was, and what was said of its measures at a meeting.

use super::{
    Work,
    meeting::Held,
    plan::Progress,
    standing::{Planned, Standing},
    step::What,
    subject::Subject,
};
use jiff::civil::Date;
use std::borrow::Cow;

/// A measure as it was when a meeting was over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Then {
    /// Its number.
    pub no: u32,
    /// The measure and how far it had come.
    pub planned: Planned,
}

impl<S: Subject> Work<S> {
    /// Where the case stood after a step: what was taken back later still held. `None` for a step that
    /// is not there.
    pub fn as_of(&self, step: u32) -> Option<Standing> {
        let steps = self.steps().get(..step as usize)?;
        let taken_back = |no: u32| {
            steps.iter().any(|step| matches!(step.what, What::Undone { no: of } if of == no))
        };
        let held = (1u32..).zip(steps).filter(|(no, _)| !taken_back(*no));
        held.map(|(_, step)| step)
            .try_fold(Standing::begun(self.subject()), |standing, step| standing.after(step))
            .ok()
    }

    /// Where the case stood when a day was over, with what had been written and not taken back by then;
    /// as it began, before anything had been done in it.
    pub fn as_on(&self, day: Date) -> Cow<'_, Standing> {
        let until = self.steps().iter().take_while(|step| step.on <= day).count();
        if until == self.steps().len() {
            return Cow::Borrowed(self.standing());
        }
        let then = self.as_of(u32::try_from(until).unwrap_or(u32::MAX));
        Cow::Owned(then.unwrap_or_else(|| Standing::begun(self.subject())))
    }

    /// The measures told of at a closed meeting, as they were then, with what was said of them.
    pub fn told_at(&self, meeting: u32) -> Vec<Then> {
        let (Some(then), Some(held)) = (self.when_closed(meeting), self.held(meeting)) else {
            return Vec::new();
        };
        let Held::Closed { minutes, .. } = held else { return Vec::new() };
        let told = minutes.ticked.iter().filter_map(|tick| {
            let planned = then.measures.get(&tick.measure)?;
            let said: &Progress = &tick.to;
            let planned = Planned { progress: said.clone(), ..planned.clone() };
            Some(Then { no: tick.measure, planned })
        });
        told.collect()
    }

    /// The measures that were open when a meeting was closed, by the day they should be done.
    pub fn open_after(&self, meeting: u32) -> Vec<Then> {
        let then = self.when_closed(meeting);
        let open = then.iter().flat_map(|then| then.open_measures());
        open.map(|(no, planned)| Then { no, planned: planned.clone() }).collect()
    }

    fn held(&self, meeting: u32) -> Option<&Held> {
        self.standing().meetings.get(&meeting).map(|meeting| &meeting.held)
    }

    fn when_closed(&self, meeting: u32) -> Option<Standing> {
        let closed = (1u32..)
            .zip(self.steps())
            .find(|(_, step)| matches!(step.what, What::MeetingClosed { no, .. } if no == meeting));
        self.as_of(closed?.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{
        opening::tests::opened_case,
        party::Side,
        work::{
            meeting::Ticked,
            plan::Whose,
            tests::{call, measure, minutes, now, samordnare, template, text},
        },
    };

    fn done(work: Work, what: What) -> Work {
        let seen = work.last_change(what.object());
        work.change(&samordnare(Side::Stad), what, seen, now(6)).expect("done")
    }

    #[test]
    fn minutes_tell_of_the_measures_as_they_were_then() {
        let named = |what: &str| {
            let mut measure = measure(None, Whose::Stad, "SL");
            measure.what = text(what);
            What::MeasurePut { no: 1, measure: Box::new(measure) }
        };
        let second = {
            let measure = measure(None, Whose::Stad, "SL");
            What::MeasurePut { no: 2, measure: Box::new(measure) }
        };
        let day = now(6).on;
        let ticked = vec![Ticked { measure: 1, to: Progress::Pagar }];
        let mut work = Work::new(opened_case());
        for what in [
            What::TemplatePut { template: Box::new(template(&[])) },
            named("Byt armaturer"),
            second,
            What::MeetingCalled { no: 1, call: call(day) },
            What::MeetingClosed { no: 1, minutes: Box::new(minutes(day, ticked)) },
            named("Byt alla armaturer"),
            What::Progressed { no: 1, to: Progress::Klar { on: day }, note: None },
            What::Progressed { no: 2, to: Progress::Klar { on: day }, note: None },
        ] {
            work = done(work, what);
        }
        // What is taken back afterwards held at the meeting.
        let before = work.clone();
        for no in [8, 3] {
            work = work
                .change(&samordnare(Side::Stad), What::Undone { no }, 0, now(6))
                .expect("undone");
        }
        assert!(!work.standing().measures.contains_key(&2));
        for work in [before, work] {
            let told = work.told_at(1);
            assert_eq!(told.len(), 1);
            assert_eq!(told[0].planned.measure.what, text("Byt armaturer"));
            assert_eq!((told[0].no, &told[0].planned.progress), (1, &Progress::Pagar));
            let open: Vec<u32> = work.open_after(1).iter().map(|then| then.no).collect();
            assert_eq!(open, [1, 2]);
            assert!(work.told_at(2).is_empty() && work.open_after(2).is_empty());
        }
    }

    #[test]
    fn a_case_as_of_its_last_step_is_the_case() {
        let work = done(
            Work::new(opened_case()),
            What::TemplatePut { template: Box::new(template(&["SL"])) },
        );
        assert_eq!(work.as_of(1).as_ref(), Some(work.standing()));
        assert!(work.as_of(0).is_some_and(|standing| standing.template.is_none()));
        assert_eq!(work.as_of(2), None);
    }

    #[test]
    fn a_case_as_on_a_day_knows_nothing_of_what_came_after() {
        let work = done(
            Work::new(opened_case()),
            What::TemplatePut { template: Box::new(template(&["SL"])) },
        );
        let day = now(6).on;
        assert_eq!(*work.as_on(day), *work.standing());
        let eve = day.yesterday().expect("a day");
        assert!(work.as_on(eve).template.is_none());
    }
}
