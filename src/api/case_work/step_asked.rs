//! A step as it is asked for.

use super::{
    clean, clean_line, clean_lines, clean_paragraph,
    communication_body::CommunicationAsked,
    contact_body::ContactBody,
    effect_body::PlanBody,
    goal_body::GoalBody,
    handover_body::HandoverAsked,
    page_body::PageAsked,
    plan_body::{CauseBody, MeasureBody, ProgressBody},
    target_body::{ActivationBody, TargetBody},
    template_body::TemplateBody,
};
use crate::{
    api::{
        extract::{named, required_date},
        problem::Problem,
    },
    case::{
        assessment::motive,
        number::Diarienummer,
        text_guard::CleanText,
        work::{
            follow_up::FollowUp,
            meeting::{Call, Minutes, Ticked, minutes},
            step::What,
        },
    },
    incident::Fingerprint,
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
pub(crate) struct StepAsked {
    /// `template_put` (template), `registered` (diarienummer, in a forum), `contacts_put` (contacts: all of them), `cause_put` (cause, no of an
    /// earlier one), `cause_removed` (no),
    /// `measure_put` (measure, no of an earlier one), `handed_over` (handover, motive; seen is the last step
    /// there was), `progressed` (no, progress, text),
    /// `goal_put` (goal, no of an earlier one), `goal_removed` (no), `goal_judged` (no, status, motive),
    /// `target_put` (target, no of an earlier one), `activated` (no, activation, nth of an earlier one),
    /// `meeting_called` (call, no of one that is called anew), `meeting_closed` (no, minutes),
    /// `meeting_cancelled` (no, motive), `meeting_addition` (no, text), `paused`, `resumed`,
    /// `reaffirmed` (motive), `effect_planned` (effect_plan), `effect_plan_agreed`, `communicated` (communication), `communication_addition` (no, text), `communication_reviewed` (text), `page_put` (page), `page_approved` (fingerprint), `page_taken_down` (motive), `enkat_opened` (last_day), `enkat_closed` (no), `followed_up` (follow_up), `decided` (decision, motive),
    /// `checked_again` (text), `undone` (no of the step).
    #[schema(pattern = "^[a-z_]+$")]
    step: String,
    /// Number of the step by which what is changed had last been changed when it was shown; 0 for what
    /// is new.
    #[serde(default)]
    pub(crate) seen: u32,
    /// Number of what is changed.
    no: Option<u32>,
    /// The template.
    template: Option<TemplateBody>,
    /// The party's own register number, 1–40 characters.
    #[schema(format = "diarienummer")]
    diarienummer: Option<String>,
    /// Where letters to the functions go: one for each function that has an address.
    contacts: Option<Vec<ContactBody>>,
    /// A cause.
    cause: Option<CauseBody>,
    /// A measure.
    measure: Option<MeasureBody>,
    /// What goes over to another function.
    handover: Option<HandoverAsked>,
    /// How far a measure has come.
    progress: Option<ProgressBody>,
    /// A goal.
    goal: Option<GoalBody>,
    /// Where a goal stands: `ej_paborjat`, `pa_vag`, `uppnatt`, `ej_uppnatt` or `omprovat`.
    #[schema(pattern = "^(ej_paborjat|pa_vag|uppnatt|ej_uppnatt|omprovat)$")]
    #[cfg_attr(
        test,
        ts(optional, type = "'ej_paborjat' | 'pa_vag' | 'uppnatt' | 'ej_uppnatt' | 'omprovat'")
    )]
    status: Option<String>,
    /// So many times per period.
    target: Option<TargetBody>,
    /// What was done of it.
    activation: Option<ActivationBody>,
    /// Number of the report that is corrected.
    nth: Option<u32>,
    /// A call.
    call: Option<CallAsked>,
    /// Minutes.
    minutes: Option<MinutesAsked>,
    /// How the effect will be told.
    effect_plan: Option<PlanBody>,
    /// What was communicated.
    communication: Option<CommunicationAsked>,
    /// A version of the page for the public.
    page: Option<PageAsked>,
    /// Of the version that is approved.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    fingerprint: Option<String>,
    /// Last day for answers to a survey, 60 days from today at most.
    #[schema(format = Date)]
    last_day: Option<String>,
    /// A follow-up.
    follow_up: Option<FollowUpAsked>,
    /// `fortsatt`, `andrad_form` or `avsluta`.
    #[schema(pattern = "^(fortsatt|andrad_form|avsluta)$")]
    #[cfg_attr(test, ts(optional, type = "'fortsatt' | 'andrad_form' | 'avsluta'"))]
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
    /// The look at the effect that it rests on, by number.
    look: Option<u32>,
    /// Why the effect is judged otherwise than what was counted says, 2–2 000 characters; asked for where
    /// the two part.
    avvikelse: Option<String>,
}

fn missing(field: &'static str) -> Problem {
    Problem::field("invalid", field, "missing")
}

impl StepAsked {
    /// What is asked for, or which field is not right. What is new has number 0.
    pub(crate) fn checked(self) -> Result<What, Problem> {
        let no = || self.no.ok_or_else(|| missing("no"));
        let or_new = self.no.unwrap_or(0);
        let why = self.motive.as_deref().unwrap_or_default();
        let why = || -> Result<CleanText, Problem> { Ok(motive(why)?) };
        let text = self.text.as_deref().unwrap_or_default();
        let text = || clean_paragraph("text", text);
        Ok(match self.step.as_str() {
            "template_put" => {
                let template = self.template.ok_or_else(|| missing("template"))?.checked()?;
                What::TemplatePut { template: Box::new(template) }
            }
            "registered" => {
                let number = self.diarienummer.as_deref().unwrap_or_default();
                What::Registered {
                    diarienummer: clean("diarienummer", Diarienummer::checked(number))?,
                }
            }
            "contacts_put" => {
                let contacts = self.contacts.ok_or_else(|| missing("contacts"))?;
                let contacts = contacts.iter().enumerate().map(|(i, one)| one.checked(i));
                What::ContactsPut { contacts: contacts.collect::<Result<Vec<_>, _>>()? }
            }
            "cause_put" => {
                let cause = self.cause.ok_or_else(|| missing("cause"))?.checked()?;
                What::CausePut { no: or_new, cause }
            }
            "measure_put" => {
                let measure = self.measure.ok_or_else(|| missing("measure"))?.checked()?;
                What::MeasurePut { no: or_new, measure: Box::new(measure) }
            }
            "handed_over" => {
                let handover = self.handover.ok_or_else(|| missing("handover"))?;
                What::HandedOver { handover: Box::new(handover.checked(why()?)?) }
            }
            "goal_put" => {
                let goal = self.goal.ok_or_else(|| missing("goal"))?.checked()?;
                What::GoalPut { no: or_new, goal }
            }
            "goal_removed" => What::GoalRemoved { no: no()? },
            "goal_judged" => {
                let status = named("status", self.status.clone())?;
                let status = status.ok_or_else(|| missing("status"))?;
                What::GoalJudged { no: no()?, status, motive: why()? }
            }
            "target_put" => {
                let target = self.target.ok_or_else(|| missing("target"))?.checked()?;
                What::TargetPut { no: or_new, target }
            }
            "activated" => {
                let (no, nth) = (no()?, self.nth.unwrap_or(0));
                let activation = self.activation.ok_or_else(|| missing("activation"))?.checked()?;
                What::Activated { no, nth, activation }
            }
            "meeting_called" => {
                let call = self.call.ok_or_else(|| missing("call"))?.checked()?;
                What::MeetingCalled { no: or_new, call }
            }
            "decided" => {
                let decision = named("decision", self.decision.clone())?;
                let decision = decision.ok_or_else(|| missing("decision"))?;
                What::Decided { decision, motive: why()? }
            }
            "cause_removed" => What::CauseRemoved { no: no()? },
            "progressed" => {
                let note = self.text.as_deref().filter(|text| !text.trim().is_empty());
                let note = note.map(|_| text()).transpose()?;
                let no = no()?;
                let to = self.progress.ok_or_else(|| missing("progress"))?.checked("progress")?;
                What::Progressed { no, to, note }
            }
            "meeting_closed" => {
                let no = no()?;
                let minutes = self.minutes.ok_or_else(|| missing("minutes"))?.checked()?;
                What::MeetingClosed { no, minutes: Box::new(minutes) }
            }
            "meeting_cancelled" => What::MeetingCancelled { no: no()?, motive: why()? },
            "meeting_addition" => What::MeetingAddition { no: no()?, text: text()? },
            "paused" => What::Paused { motive: why()? },
            "resumed" => What::Resumed { motive: why()? },
            "reaffirmed" => What::Reaffirmed { motive: why()? },
            "effect_planned" => {
                let plan = self.effect_plan.ok_or_else(|| missing("effect_plan"))?.checked()?;
                What::EffectPlanned { plan: Box::new(plan) }
            }
            "effect_plan_agreed" => What::EffectPlanAgreed,
            "communicated" => {
                let communication = self.communication.ok_or_else(|| missing("communication"))?;
                What::Communicated { no: 0, communication: communication.checked()? }
            }
            "communication_addition" => What::CommunicationAddition { no: no()?, text: text()? },
            "communication_reviewed" => What::CommunicationReviewed { text: text()? },
            "page_put" => {
                let page = self.page.ok_or_else(|| missing("page"))?.checked()?;
                What::PagePut { page: Box::new(page) }
            }
            "page_approved" => {
                let fingerprint = self.fingerprint.ok_or_else(|| missing("fingerprint"))?;
                What::PageApproved { fingerprint: Fingerprint(fingerprint) }
            }
            "page_taken_down" => What::PageTakenDown { motive: why()? },
            "enkat_opened" => {
                let last_day = self.last_day.as_deref().unwrap_or_default();
                let last_day = required_date("last_day", last_day)?;
                What::EnkatOpened { no: 0, last_day, invited: Vec::new() }
            }
            "enkat_closed" => What::EnkatClosed { no: no()? },
            "followed_up" => {
                let follow_up = self.follow_up.ok_or_else(|| missing("follow_up"))?.checked()?;
                What::FollowedUp { follow_up: Box::new(follow_up) }
            }
            "checked_again" => What::CheckedAgain { text: text()? },
            "undone" => What::Undone { no: no()? },
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
            location: clean_line("call.location", &self.location)?,
            extra: clean_lines("call.extra", &self.extra)?,
        })
    }
}

impl MinutesAsked {
    fn checked(self) -> Result<Minutes, Problem> {
        let ticked = self.ticked.into_iter().enumerate().map(|(i, tick)| {
            let to = tick.progress.checked(&format!("minutes.ticked[{i}].progress"))?;
            Ok(Ticked { measure: tick.measure, to })
        });
        Ok(Minutes {
            held_on: required_date("minutes.held_on", &self.held_on)?,
            present: clean_lines("minutes.present", &self.present)?,
            text: clean("minutes.text", minutes(&self.text))?,
            decisions: clean_lines("minutes.decisions", &self.decisions)?,
            ticked: ticked.collect::<Result<Vec<_>, Problem>>()?,
        })
    }
}

impl FollowUpAsked {
    fn checked(self) -> Result<FollowUp, Problem> {
        let utforande = named("follow_up.utforande", Some(self.utforande))?;
        let effekt = named("follow_up.effekt", Some(self.effekt))?;
        let avvikelse = self.avvikelse.as_deref().filter(|text| !text.trim().is_empty());
        Ok(FollowUp {
            from: required_date("follow_up.from", &self.from)?,
            to: required_date("follow_up.to", &self.to)?,
            utforande: utforande.ok_or_else(|| missing("follow_up.utforande"))?,
            utforande_text: clean_paragraph("follow_up.utforande_text", &self.utforande_text)?,
            effekt: effekt.ok_or_else(|| missing("follow_up.effekt"))?,
            effekt_text: clean_paragraph("follow_up.effekt_text", &self.effekt_text)?,
            look: self.look,
            avvikelse: avvikelse
                .map(|text| clean_paragraph("follow_up.avvikelse", text))
                .transpose()?,
        })
    }
}
