//! What a meeting takes up, from what is open: what is late first.

use super::{
    Work,
    meeting::Call,
    plan::{Cause, Progress},
    standing::{Planned, Standing},
    state::State,
    subject::Subject,
    target::{Period, Targeted},
};
use crate::case::text_guard::CleanText;
use jiff::civil::Date;

/// A point of the agenda.
#[derive(Debug, Clone, PartialEq)]
pub enum Point<'a> {
    /// What is always taken up.
    Standing(&'a CleanText),
    /// A measure that is late.
    Overdue(u32, &'a Planned),
    /// A measure that its owner is to tell of.
    Feedback(u32, &'a Planned),
    /// What is promised per period and ends short near the day of the meeting.
    Short(u32, &'a Targeted, Period),
    /// A cause that no measure answers.
    Cause(u32, &'a Cause),
    /// What the call has beside the open items.
    Extra(&'a CleanText),
    /// When one meets next; the last day for it, when there is one.
    Next(Option<Date>),
}

/// The points of a meeting: what is always taken up, then each open item once.
pub fn agenda<'a, S: Subject>(work: &'a Work<S>, call: &'a Call, today: Date) -> Vec<Point<'a>> {
    let standing = work.standing();
    let open = standing.open_measures();
    let told_of = |planned: &Planned| {
        let by = planned.measure.aterkoppling <= call.day || planned.due() <= call.day;
        planned.feedback_missing(today) || by
    };
    let always = work.subject().standing_items().iter();
    let mut points: Vec<Point<'a>> = always.map(Point::Standing).collect();
    let late = open.iter().filter(|(_, planned)| planned.is_late(today));
    points.extend(late.map(|(no, planned)| Point::Overdue(*no, planned)));
    let told = open.iter().filter(|(_, planned)| !planned.is_late(today) && told_of(planned));
    points.extend(told.map(|(no, planned)| Point::Feedback(*no, planned)));
    let short = standing.targets.iter();
    let short = short.filter_map(|(no, of)| Some(Point::Short(*no, of, of.short_at(call.day)?)));
    points.extend(short);
    let answered = |no: u32| {
        let mut measures = standing.measures.values();
        measures.any(|planned| {
            planned.measure.cause == Some(no) && !matches!(planned.progress, Progress::Utgar { .. })
        })
    };
    let causes = standing.causes.iter().filter(|(no, _)| !answered(**no));
    points.extend(causes.map(|(no, cause)| Point::Cause(*no, cause)));
    points.extend(call.extra.iter().map(Point::Extra));
    points.push(Point::Next(standing.next_meeting_by()));
    points
}

impl Standing {
    /// The measures that are not over, by the day they should be done.
    pub fn open_measures(&self) -> Vec<(u32, &Planned)> {
        let open = self.measures.iter().filter(|(_, planned)| !planned.progress.is_over());
        let mut open: Vec<(u32, &Planned)> = open.map(|(no, planned)| (*no, planned)).collect();
        open.sort_by_key(|(no, planned)| (planned.due(), *no));
        open
    }

    /// The day by which the next meeting should be held, by the saved template; a case that rests or is
    /// followed up asks for none.
    pub fn next_meeting_by(&self) -> Option<Date> {
        let meets = matches!(self.state, State::Initierad | State::Pagar);
        let template = self.template.as_ref().filter(|_| meets)?;
        template.motesfrekvens.next_due(self.last_meeting())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{
        opening::tests::opened_case,
        party::Side,
        work::{
            Work,
            plan::Whose,
            step::What,
            target::Activation,
            tests::{call, cause, measure, now, samordnare, target, template, text},
        },
    };

    fn said(points: &[Point<'_>]) -> Vec<String> {
        let said = |point: &Point<'_>| match point {
            Point::Overdue(no, _) => format!("late {no}"),
            Point::Feedback(no, _) => format!("told {no}"),
            Point::Short(no, _, period) => format!("short {no} {}", period.left()),
            Point::Cause(no, _) => format!("cause {no}"),
            Point::Standing(text) | Point::Extra(text) => text.to_string(),
            Point::Next(by) => format!("next {}", by.is_some()),
        };
        points.iter().map(said).collect()
    }

    fn with(steps: Vec<What>) -> Work {
        steps.into_iter().fold(Work::new(opened_case()), |work, what| {
            let seen = work.last_change(what.object());
            work.change(&samordnare(Side::Stad), what, seen, now(6)).expect("done")
        })
    }

    #[test]
    fn what_is_promised_per_period_is_taken_up_when_it_is_about_to_end_short() {
        let target = |no, n, to: Date| What::TargetPut { no, target: target(n, now(6).on, to) };
        let activated = What::Activated {
            no: 1,
            nth: 1,
            activation: Activation { on: now(6).on, n: 1, note: None },
        };
        let work = with(vec![
            What::TemplatePut { template: Box::new(template(&[])) },
            target(1, 8, now(40).on),
            target(2, 1, now(400).on),
            activated,
        ]);
        let called = call(now(30).on);
        assert_eq!(said(&agenda(&work, &called, now(20).on)), ["short 1 1", "next true"]);
    }

    #[test]
    fn each_open_item_is_taken_up_once_and_what_is_late_first() {
        let planned = |no, cause, deadline: Date| {
            let mut measure = measure(cause, Whose::Stad, "SL");
            measure.deadline = deadline;
            measure.aterkoppling = deadline;
            What::MeasurePut { no, measure: Box::new(measure) }
        };
        let day = now(30).on;
        let mut work = with(vec![
            What::TemplatePut { template: Box::new(template(&[])) },
            What::CausePut { no: 1, cause: cause() },
            What::CausePut { no: 2, cause: cause() },
            What::CausePut { no: 3, cause: cause() },
            planned(1, Some(1), now(40).on),
            planned(2, None, now(25).on),
            planned(3, None, now(15).on),
            planned(4, None, now(12).on),
            planned(5, Some(2), now(12).on),
        ]);
        let gone = Progress::Utgar { reason: text("behövs inte") };
        let what = What::Progressed { no: 5, to: gone, note: None };
        let seen = work.last_change(what.object());
        work = work.change(&samordnare(Side::Stad), what, seen, now(6)).expect("done");
        let mut called = call(day);
        called.extra = vec![text("Ljusmätning")];
        let points = agenda(&work, &called, now(20).on);
        // Cause 2 is answered by a measure alone that is not to be.
        let expected =
            ["late 4", "late 3", "told 2", "cause 2", "cause 3", "Ljusmätning", "next true"];
        assert_eq!(said(&points), expected);
    }
}
