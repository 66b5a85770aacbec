//! A step as it is asked for.

use super::{
    clean, cleans,
    plan_body::{CauseBody, MeasureBody, ProgressBody},
    template_body::TemplateBody,
};
use crate::{
    api::{
        extract::{named, required_date},
        problem::Problem,
    },
    app::{AppError, cases::action_of},
    case::{
        assessment::motive,
        text_guard::CleanText,
        work::{
            Work,
            follow_up::{Decision, FollowUp},
            meeting::{Call, Minutes, Ticked, minutes},
            plan::{Cause, Measure},
            step::What,
            template::{Template, line, paragraph},
        },
    },
    policy::Action,
};
use jiff::civil::Time;
use serde::Deserialize;

/// Something to do in a case. `step` says what, and which of the other fields it needs.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(
    test,
    ts(export, rename = "NewStep", optional_fields, export_to = "../web/src/api/types/")
)]
#[schema(as = NewStep)]
pub(super) struct StepAsked {
    /// `template_put` (template), `cause_put` (cause, no of an earlier one), `cause_removed` (no),
    /// `measure_put` (measure, no of an earlier one), `progressed` (no, progress, text),
    /// `meeting_called` (call, no of one that is called anew), `meeting_closed` (no, minutes),
    /// `meeting_cancelled` (no, motive), `meeting_addition` (no, text), `paused`, `resumed`,
    /// `reaffirmed` (motive), `followed_up` (follow_up), `decided` (decision, motive),
    /// `checked_again` (text), `undone` (no of the step).
    #[schema(pattern = "^[a-z_]+$")]
    step: String,
    /// Number of the step by which what is changed had last been changed when it was shown; 0 for what
    /// is new.
    #[serde(default)]
    pub(super) seen: u32,
    /// Number of what is changed.
    no: Option<u32>,
    /// The template.
    template: Option<TemplateBody>,
    /// A cause.
    cause: Option<CauseBody>,
    /// A measure.
    measure: Option<MeasureBody>,
    /// How far a measure has come.
    progress: Option<ProgressBody>,
    /// A call.
    call: Option<CallAsked>,
    /// Minutes.
    minutes: Option<MinutesAsked>,
    /// A follow-up.
    follow_up: Option<FollowUpAsked>,
    /// `fortsatt`, `andrad_form` or `avsluta`.
    #[schema(pattern = "^(fortsatt|andrad_form|avsluta)$")]
    #[cfg_attr(test, ts(type = "'fortsatt' | 'andrad_form' | 'avsluta'"))]
    decision: Option<String>,
    /// Why, 10–4 000 characters.
    motive: Option<String>,
    /// In words, 2–2 000 characters.
    text: Option<String>,
}

/// When and where one meets.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewCall", export_to = "../web/src/api/types/"))]
#[schema(as = NewCall)]
struct CallAsked {
    /// Day.
    #[schema(format = Date)]
    day: String,
    /// Begins, HH:MM local time.
    #[schema(pattern = "^[0-2][0-9]:[0-5][0-9]$")]
    begins: String,
    /// Ends, HH:MM.
    #[schema(pattern = "^[0-2][0-9]:[0-5][0-9]$")]
    ends: String,
    /// Where.
    location: String,
    /// What is to be taken up beside the open items.
    extra: Vec<String>,
}

/// Minutes of a meeting.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewMinutes", export_to = "../web/src/api/types/"))]
#[schema(as = NewMinutes)]
struct MinutesAsked {
    /// The day it was held.
    #[schema(format = Date)]
    held_on: String,
    /// Functions that were there.
    present: Vec<String>,
    /// What was said, 2–20 000 characters.
    text: String,
    /// What was decided.
    decisions: Vec<String>,
    /// How far the measures have come.
    ticked: Vec<TickedAsked>,
}

/// What was said of a measure.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewTick", export_to = "../web/src/api/types/"))]
#[schema(as = NewTick)]
struct TickedAsked {
    /// Its number.
    measure: u32,
    /// How far it has come.
    progress: ProgressBody,
}

/// Two judgements of half a year.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewFollowUp", export_to = "../web/src/api/types/"))]
#[schema(as = NewFollowUp)]
struct FollowUpAsked {
    /// First day that is judged.
    #[schema(format = Date)]
    from: String,
    /// Last day.
    #[schema(format = Date)]
    to: String,
    /// `genomfort`, `delvis` or `ej_genomfort`.
    #[schema(pattern = "^(genomfort|delvis|ej_genomfort)$")]
    #[cfg_attr(test, ts(type = "'genomfort' | 'delvis' | 'ej_genomfort'"))]
    utforande: String,
    /// Why it is judged so.
    utforande_text: String,
    /// `battre`, `oforandrat`, `samre` or `gar_inte_att_avgora`.
    #[schema(pattern = "^(battre|oforandrat|samre|gar_inte_att_avgora)$")]
    #[cfg_attr(test, ts(type = "'battre' | 'oforandrat' | 'samre' | 'gar_inte_att_avgora'"))]
    effekt: String,
    /// Why it is judged so.
    effekt_text: String,
}

/// A step whose fields are right. What is new has no number yet.
pub(super) enum Asked {
    Template(Box<Template>),
    Cause(Option<u32>, Cause),
    Measure(Option<u32>, Box<Measure>),
    Call(Option<u32>, Call),
    Decision(Decision, CleanText),
    Other(What),
}

impl Asked {
    /// The right it asks for.
    pub(super) fn action(&self) -> Action {
        match self {
            Asked::Template(_) | Asked::Cause(..) | Asked::Measure(..) => Action::WorkCase,
            Asked::Call(..) => Action::HoldMeetings,
            Asked::Decision(..) => Action::DecideCase,
            Asked::Other(what) => action_of(what),
        }
    }

    /// The step, with the next free number for what is new.
    pub(super) fn in_case(self, work: &Work) -> What {
        match self {
            Asked::Template(template) => What::TemplatePut { template },
            Asked::Cause(no, cause) => {
                What::CausePut { no: no.unwrap_or_else(|| work.next_cause()), cause }
            }
            Asked::Measure(no, measure) => {
                What::MeasurePut { no: no.unwrap_or_else(|| work.next_measure()), measure }
            }
            Asked::Call(no, call) => {
                What::MeetingCalled { no: no.unwrap_or_else(|| work.next_meeting()), call }
            }
            Asked::Decision(decision, motive) => What::Decided { decision, motive },
            Asked::Other(what) => what,
        }
    }
}

fn missing(field: &'static str) -> Problem {
    Problem::field("invalid", field, "missing")
}

impl StepAsked {
    /// What is asked for, or which field is not right.
    pub(super) fn checked(self) -> Result<Asked, Problem> {
        let no = || self.no.ok_or_else(|| missing("no"));
        let why = self.motive.as_deref().unwrap_or_default();
        let why = || -> Result<CleanText, Problem> { Ok(motive(why).map_err(AppError::from)?) };
        let text = self.text.as_deref().unwrap_or_default();
        let text = || clean(paragraph("text", text));
        Ok(match self.step.as_str() {
            "template_put" => {
                let template = self.template.ok_or_else(|| missing("template"))?;
                Asked::Template(Box::new(template.checked()?))
            }
            "cause_put" => {
                let cause = self.cause.ok_or_else(|| missing("cause"))?;
                Asked::Cause(self.no, cause.checked()?)
            }
            "measure_put" => {
                let measure = self.measure.ok_or_else(|| missing("measure"))?;
                Asked::Measure(self.no, Box::new(measure.checked()?))
            }
            "meeting_called" => {
                let call = self.call.ok_or_else(|| missing("call"))?;
                Asked::Call(self.no, call.checked()?)
            }
            "decided" => {
                let decision = named("decision", self.decision.clone())?;
                Asked::Decision(decision.ok_or_else(|| missing("decision"))?, why()?)
            }
            "cause_removed" => Asked::Other(What::CauseRemoved { no: no()? }),
            "progressed" => {
                let note = self.text.as_deref().filter(|text| !text.trim().is_empty());
                let note = note.map(|_| text()).transpose()?;
                let no = no()?;
                let to = self.progress.ok_or_else(|| missing("progress"))?.checked()?;
                Asked::Other(What::Progressed { no, to, note })
            }
            "meeting_closed" => {
                let no = no()?;
                let minutes = self.minutes.ok_or_else(|| missing("minutes"))?.checked()?;
                Asked::Other(What::MeetingClosed { no, minutes: Box::new(minutes) })
            }
            "meeting_cancelled" => {
                Asked::Other(What::MeetingCancelled { no: no()?, motive: why()? })
            }
            "meeting_addition" => Asked::Other(What::MeetingAddition { no: no()?, text: text()? }),
            "paused" => Asked::Other(What::Paused { motive: why()? }),
            "resumed" => Asked::Other(What::Resumed { motive: why()? }),
            "reaffirmed" => Asked::Other(What::Reaffirmed { motive: why()? }),
            "followed_up" => {
                let follow_up = self.follow_up.ok_or_else(|| missing("follow_up"))?.checked()?;
                Asked::Other(What::FollowedUp { follow_up: Box::new(follow_up) })
            }
            "checked_again" => Asked::Other(What::CheckedAgain { text: text()? }),
            "undone" => Asked::Other(What::Undone { no: no()? }),
            _ => return Err(Problem::field("invalid", "step", "unknown")),
        })
    }
}

impl CallAsked {
    fn checked(self) -> Result<Call, Problem> {
        let time = |field: &'static str, text: &str| -> Result<Time, Problem> {
            text.parse().map_err(|_| Problem::field("invalid", field, "malformed"))
        };
        Ok(Call {
            day: required_date("call.day", &self.day)?,
            begins: time("call.begins", &self.begins)?,
            ends: time("call.ends", &self.ends)?,
            location: clean(line("call.location", &self.location))?,
            extra: cleans("call.extra", &self.extra)?,
        })
    }
}

impl MinutesAsked {
    fn checked(self) -> Result<Minutes, Problem> {
        let ticked = self
            .ticked
            .into_iter()
            .map(|tick| Ok(Ticked { measure: tick.measure, to: tick.progress.checked()? }));
        Ok(Minutes {
            held_on: required_date("minutes.held_on", &self.held_on)?,
            present: cleans("minutes.present", &self.present)?,
            text: clean(minutes(&self.text))?,
            decisions: cleans("minutes.decisions", &self.decisions)?,
            ticked: ticked.collect::<Result<Vec<_>, Problem>>()?,
        })
    }
}

impl FollowUpAsked {
    fn checked(self) -> Result<FollowUp, Problem> {
        let (utforande, effekt) =
            (named("utforande", Some(self.utforande))?, named("effekt", Some(self.effekt))?);
        Ok(FollowUp {
            from: required_date("follow_up.from", &self.from)?,
            to: required_date("follow_up.to", &self.to)?,
            utforande: utforande.ok_or_else(|| missing("follow_up.utforande"))?,
            utforande_text: clean(paragraph("utforande_text", &self.utforande_text))?,
            effekt: effekt.ok_or_else(|| missing("follow_up.effekt"))?,
            effekt_text: clean(paragraph("effekt_text", &self.effekt_text))?,
        })
    }
}
