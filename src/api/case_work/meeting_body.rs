//! Meetings of a case or a forum, as they are shown.

use super::{function_of, plan_body::ProgressBody, sent_body::SentBody};
use crate::case::{
    text_guard::CleanText,
    work::{
        Work,
        letter::{Due, Sending},
        meeting::{Addition, Held, Meeting},
        past::Then,
        step::{Object, Step},
        subject::Subject,
    },
};
use jiff::civil::Date;
use serde::Serialize;

/// A meeting.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseMeeting", export_to = "../web/src/api/types/"))]
#[schema(as = CaseMeeting)]
pub(super) struct MeetingBody {
    /// Number in the case.
    no: u32,
    /// Step by which it was last changed.
    seen: u32,
    /// `called`, `closed` or `cancelled`.
    #[cfg_attr(test, ts(type = "'called' | 'closed' | 'cancelled'"))]
    state: &'static str,
    /// Day.
    day: String,
    /// Begins, HH:MM.
    begins: String,
    /// Ends, HH:MM.
    ends: String,
    /// Where.
    location: String,
    /// What is to be taken up beside the open items.
    extra: Vec<String>,
    /// The minutes, once they are closed.
    minutes: Option<MinutesBody>,
    /// Why it was called off.
    cancelled: Option<String>,
    /// Letters that went out about it, newest first.
    sent: Vec<SentBody>,
}

/// Closed minutes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseMinutes", export_to = "../web/src/api/types/"))]
#[schema(as = CaseMinutes)]
struct MinutesBody {
    /// The day it was held.
    held_on: String,
    /// Functions that were there.
    present: Vec<String>,
    /// What was said.
    text: String,
    /// What was decided.
    decisions: Vec<String>,
    /// The measures that were reported on, as they were then, with what was said of them.
    ticked: Vec<MeasureThen>,
    /// The measures that were open when the meeting was closed, by the day they should be done.
    open: Vec<MeasureThen>,
    /// Function of whoever closed them.
    closed_by: String,
    /// When.
    closed_at: String,
    /// What was added since.
    additions: Vec<AdditionBody>,
}

/// A measure as it was when a meeting was over.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct MeasureThen {
    /// Number in the case.
    no: u32,
    /// What was to be done.
    what: String,
    /// Who was to do it.
    owner: String,
    /// The day it should be done, as promised last.
    due: String,
    /// How far it had come.
    progress: ProgressBody,
}

impl From<&Then> for MeasureThen {
    fn from(then: &Then) -> Self {
        let planned = &then.planned;
        Self {
            no: then.no,
            what: planned.measure.what.to_string(),
            owner: planned.measure.owner.function.to_string(),
            due: planned.due().to_string(),
            progress: (&planned.progress).into(),
        }
    }
}

/// An addition to closed minutes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "MinutesAddition", export_to = "../web/src/api/types/"))]
#[schema(as = MinutesAddition)]
pub(super) struct AdditionBody {
    /// What.
    text: String,
    /// Function of whoever wrote it.
    by: String,
    /// When.
    at: String,
}

/// Called ones first by day, then the others from the newest.
pub(super) fn meetings<S: Subject>(work: &Work<S>) -> Vec<MeetingBody> {
    let mut all: Vec<(&u32, &Meeting)> = work.standing().meetings.iter().collect();
    all.sort_by_key(|(no, meeting)| {
        let called = meeting.held == Held::Called;
        let days = i64::from((meeting.call.day - Date::ZERO).get_days());
        (!called, if called { days } else { -days }, **no)
    });
    let hour = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
    let texts =
        |all: &[CleanText]| -> Vec<String> { all.iter().map(ToString::to_string).collect() };
    let body = |(no, meeting): (&u32, &Meeting)| MeetingBody {
        no: *no,
        seen: work.last_change(Object::Meeting(*no)),
        state: match meeting.held {
            Held::Called => "called",
            Held::Closed { .. } => "closed",
            Held::Cancelled { .. } => "cancelled",
        },
        day: meeting.call.day.to_string(),
        begins: hour(meeting.call.begins),
        ends: hour(meeting.call.ends),
        location: meeting.call.location.to_string(),
        extra: texts(&meeting.call.extra),
        minutes: match &meeting.held {
            Held::Closed { minutes, by, at, additions } => Some(MinutesBody {
                held_on: minutes.held_on.to_string(),
                present: texts(&minutes.present),
                text: minutes.text.to_string(),
                decisions: texts(&minutes.decisions),
                ticked: work.told_at(*no).iter().map(MeasureThen::from).collect(),
                open: work.open_after(*no).iter().map(MeasureThen::from).collect(),
                closed_by: function_of(by),
                closed_at: at.to_string(),
                additions: additions.iter().map(Into::into).collect(),
            }),
            Held::Called | Held::Cancelled { .. } => None,
        },
        cancelled: match &meeting.held {
            Held::Cancelled { motive } => Some(motive.to_string()),
            Held::Called | Held::Closed { .. } => None,
        },
        sent: sent(work, *no),
    };
    all.into_iter().map(body).collect()
}

fn sent<S: Subject>(work: &Work<S>, meeting: u32) -> Vec<SentBody> {
    let due = work.letter_of(meeting);
    let body = |(step, sending): (&Step, &Sending)| {
        let tells_of = Due { letter: sending.letter, of: sending.of };
        SentBody::of(step, sending, due == Some(tells_of))
    };
    let mut all: Vec<SentBody> = work.sent(meeting).map(body).collect();
    all.reverse();
    all
}

impl From<&Addition> for AdditionBody {
    fn from(addition: &Addition) -> Self {
        Self {
            text: addition.text.to_string(),
            by: function_of(&addition.by),
            at: addition.at.to_string(),
        }
    }
}
