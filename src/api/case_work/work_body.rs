//! What is done in a case, as it is shown.

use super::{
    communication_body::CommunicationsBody,
    contact_body::ContactBody,
    effect_body::EffectBody,
    enkat_body::EnkatBody,
    function_of,
    goal_body::{NumberedGoal, goals},
    meeting_body::{MeetingBody, meetings},
    name,
    page_body::PageBody,
    plan_body::{CauseBody, MeasureBody, ProgressBody},
    target_body::{NumberedTarget, targets},
    template_body::{FrequencyBody, TemplateBody},
};
use crate::{
    api::{library_body::SaidBody, opening_body::SignerBody, problem::Language},
    app::{
        Actor, App, AppError,
        case_form::{self, Prefilled, Says},
        enkater,
        joint::Joint,
        library::{self, Said},
    },
    case::{
        party::Side,
        text_guard::CleanText,
        work::{
            TIME_TO_UNDO, Work,
            follow_up::Signed,
            handover::Handover,
            step::{By, Object, Step, What},
            subject::Subject,
        },
    },
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use std::collections::BTreeMap;

/// What is done in a case or a forum.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseWork", export_to = "../web/src/api/types/"))]
#[schema(as = CaseWork)]
pub(crate) struct WorkBody {
    /// The template; until somebody has saved it, filled in as the agreement has it.
    template: TemplateBody,
    /// Step by which the template was last saved; 0 when it has not been.
    template_seen: u32,
    /// Where the prefilled template stands in the agreement.
    template_source: String,
    /// Functions that take part only at some places.
    conditional: Vec<ConditionalBody>,
    /// Where the agreement's appendices say different things.
    contradictions: Vec<ContradictionBody>,
    /// Priorities that can be served: those valid today.
    priorities: Vec<PriorityBody>,
    /// Step by which a register number was last written in it; 0 when none was.
    register_seen: u32,
    /// Where letters to the functions go.
    contacts: Vec<ContactBody>,
    /// Step by which that was last changed; 0 when nobody has written any.
    contacts_seen: u32,
    /// Causes by number.
    causes: Vec<NumberedCause>,
    /// Measures by number.
    measures: Vec<PlannedMeasure>,
    /// Goals by number.
    goals: Vec<NumberedGoal>,
    /// What is promised per period, by number.
    targets: Vec<NumberedTarget>,
    /// Meetings, the next one first, then the newest.
    meetings: Vec<MeetingBody>,
    /// The day by which the next meeting should be held.
    next_meeting_by: Option<String>,
    /// How the effect will be told.
    effect: EffectBody,
    /// What was communicated, and how the plan for it was followed up.
    communication: CommunicationsBody,
    /// What the public is told, in a case.
    page: PageBody,
    /// Surveys of the participants, newest first.
    enkater: Vec<EnkatBody>,
    /// Follow-ups, newest first.
    follow_ups: Vec<FollowUpBody>,
    /// One chief's signature that waits for the other's.
    pending: Option<DecisionBody>,
    /// Decisions, newest first: both signatures of each.
    decisions: Vec<[DecisionBody; 2]>,
    /// The day by which both parties should confirm that it is to go on.
    confirm_by: Option<String>,
    /// Sides that have confirmed.
    #[cfg_attr(test, ts(type = "('polis' | 'stad')[]"))]
    confirmed_by: Vec<&'static str>,
    /// The day from which a closed case is to be looked at again.
    check_from: Option<String>,
    /// All steps, newest first.
    steps: Vec<StepBody>,
}

/// A function that takes part only at some places.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "ConditionalFunction", export_to = "../web/src/api/types/"))]
#[schema(as = ConditionalFunction)]
struct ConditionalBody {
    /// `stad.deltagare` or `ovriga`.
    field: String,
    /// The function.
    function: String,
    /// When it takes part.
    when: String,
}

/// Two appendices against each other.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Contradiction", export_to = "../web/src/api/types/"))]
#[schema(as = Contradiction)]
struct ContradictionBody {
    /// Field of the template.
    field: String,
    /// What one says, in its words.
    one: String,
    /// The same as data.
    one_says: SaysBody,
    /// Where.
    one_source: String,
    /// What the other says, in its words.
    other: String,
    /// The same as data.
    other_says: SaysBody,
    /// Where.
    other_source: String,
}

/// What an appendix says of a field, in the field's own type: one of the two.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "AppendixSays", export_to = "../web/src/api/types/"))]
#[schema(as = AppendixSays)]
struct SaysBody {
    /// Of `motesfrekvens`; its first day is that of the prefilled template.
    frequency: Option<FrequencyBody>,
    /// Of a list of functions.
    functions: Option<Vec<String>>,
}

impl SaysBody {
    fn of(says: &Says, from: Date) -> Self {
        match says {
            Says::Frequency(meets) => {
                Self { frequency: Some((&meets.from(from)).into()), functions: None }
            }
            Says::Functions(functions) => {
                Self { frequency: None, functions: Some(functions.clone()) }
            }
        }
    }
}

/// A priority.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Priority", export_to = "../web/src/api/types/"))]
#[schema(as = Priority)]
struct PriorityBody {
    /// Id.
    id: String,
    /// In words.
    text: String,
}

/// A cause with its number.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NumberedCause {
    /// Number in the case.
    no: u32,
    /// Step by which it was last changed.
    seen: u32,
    /// The cause.
    cause: CauseBody,
}

/// A measure with its number and how far it has come.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct PlannedMeasure {
    /// Number in the case.
    no: u32,
    /// Step by which it was last changed.
    seen: u32,
    /// The measure.
    measure: MeasureBody,
    /// How far it has come.
    progress: ProgressBody,
    /// The day it should be done, as promised last.
    due: String,
    /// That day has passed and it is not done.
    overdue: bool,
    /// The owner was to say how it went and has not.
    feedback_missing: bool,
    /// It answers no cause.
    without_cause: bool,
    /// What the library says of it, where it was taken from there.
    library: Option<SaidBody>,
}

/// A follow-up.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseFollowUp", export_to = "../web/src/api/types/"))]
#[schema(as = CaseFollowUp)]
struct FollowUpBody {
    /// First day.
    from: String,
    /// Last day.
    to: String,
    /// `genomfort`, `delvis` or `ej_genomfort`.
    utforande: String,
    /// Why.
    utforande_text: String,
    /// `battre`, `oforandrat`, `samre` or `gar_inte_att_avgora`.
    effekt: String,
    /// Why.
    effekt_text: String,
    /// The look at the effect that it rests on, by number.
    look: Option<u32>,
    /// Why the effect is judged otherwise than what was counted says.
    avvikelse: Option<String>,
    /// Who compiled it.
    by: SignerBody,
    /// On which day.
    on: String,
}

/// A chief's signature.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseDecision", export_to = "../web/src/api/types/"))]
#[schema(as = CaseDecision)]
struct DecisionBody {
    /// `fortsatt`, `andrad_form` or `avsluta`.
    decision: String,
    /// Why.
    motive: String,
    /// Who signed.
    by: SignerBody,
    /// When.
    at: String,
}

/// A step.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseStep", export_to = "../web/src/api/types/"))]
#[schema(as = CaseStep)]
struct StepBody {
    /// Number, from 1.
    no: u32,
    /// When.
    at: String,
    /// Function of whoever did it.
    by: String,
    /// Its side; null for a participant.
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | null"))]
    side: Option<&'static str>,
    /// What, as in a new step.
    step: &'static str,
    /// Number of the cause, measure, goal, promise, meeting, ground or step it is about.
    about: Option<u32>,
    /// It was taken back.
    undone: bool,
    /// The reader's party can take it back now.
    can_undo: bool,
    /// Its words, where it has some of its own.
    text: Option<String>,
}

impl WorkBody {
    /// As the actor sees it.
    pub(crate) fn of<S: Joint>(
        app: &App,
        actor: &Actor,
        work: &Work<S>,
        form: &Prefilled,
        language: Language,
    ) -> Result<Self, AppError> {
        let (standing, today) = (work.standing(), app.today());
        let template = standing.template.as_ref().unwrap_or(&form.template);
        let meets = &template.motesfrekvens;
        let next_meeting = meets.next_due(standing.last_meeting());
        let asks_for_meetings = matches!(standing.state.as_str(), "initierad" | "pagar");
        let read = app.store.read()?;
        let said = library::said(&*read, work)?;
        Ok(Self {
            template: template.into(),
            template_seen: work.last_change(Object::Template),
            template_source: form.source.clone(),
            conditional: conditional(form),
            contradictions: contradictions(form),
            priorities: case_form::priorities(today)
                .into_iter()
                .map(|one| PriorityBody { id: one.id.clone(), text: one.text.clone() })
                .collect(),
            contacts: standing.contacts.iter().map(ContactBody::from).collect(),
            register_seen: work.last_change(Object::Register),
            contacts_seen: work.last_change(Object::Contacts),
            causes: standing
                .causes
                .iter()
                .map(|(no, cause)| NumberedCause {
                    no: *no,
                    seen: work.last_change(Object::Cause(*no)),
                    cause: cause.into(),
                })
                .collect(),
            measures: measures(work, &said, today),
            goals: goals(work, today),
            targets: targets(work, today),
            meetings: meetings(work),
            next_meeting_by: next_meeting.filter(|_| asks_for_meetings).map(|day| day.to_string()),
            effect: EffectBody::of(work, language),
            communication: CommunicationsBody::of(work),
            page: PageBody::of(work),
            enkater: EnkatBody::all(&enkater::of_user(app, &*read, actor, work)?, work, today),
            follow_ups: standing
                .follow_ups
                .iter()
                .rev()
                .map(|one| FollowUpBody {
                    from: one.follow_up.from.to_string(),
                    to: one.follow_up.to.to_string(),
                    utforande: name(&one.follow_up.utforande),
                    utforande_text: one.follow_up.utforande_text.to_string(),
                    effekt: name(&one.follow_up.effekt),
                    effekt_text: one.follow_up.effekt_text.to_string(),
                    look: one.follow_up.look,
                    avvikelse: one.follow_up.avvikelse.as_ref().map(CleanText::to_string),
                    by: (&one.by).into(),
                    on: one.on.to_string(),
                })
                .collect(),
            pending: standing.pending.as_ref().map(Into::into),
            decisions: standing
                .decisions
                .iter()
                .rev()
                .map(|one| [(&one.first).into(), (&one.second).into()])
                .collect(),
            confirm_by: standing.confirm_by().map(|day| day.to_string()),
            confirmed_by: standing.confirmed_by.iter().map(|side| side.as_str()).collect(),
            check_from: standing.check_from().map(|day| day.to_string()),
            steps: steps(work, actor.party.side, app.clock.now()),
        })
    }
}

fn conditional(form: &Prefilled) -> Vec<ConditionalBody> {
    let all = form.conditional.iter().map(|one| ConditionalBody {
        field: one.field.clone(),
        function: one.function.clone(),
        when: one.when.clone(),
    });
    all.collect()
}

fn contradictions(form: &Prefilled) -> Vec<ContradictionBody> {
    let from = form.template.motesfrekvens.from;
    let all = form.contradictions.iter().map(|one| ContradictionBody {
        field: one.field.clone(),
        one: one.one.clone(),
        one_says: SaysBody::of(&one.one_says, from),
        one_source: one.one_source.clone(),
        other: one.other.clone(),
        other_says: SaysBody::of(&one.other_says, from),
        other_source: one.other_source.clone(),
    });
    all.collect()
}

fn measures<S: Subject>(
    work: &Work<S>,
    said: &BTreeMap<u32, Said>,
    today: Date,
) -> Vec<PlannedMeasure> {
    let without_cause = work.standing().without_cause();
    let all = work.standing().measures.iter().map(|(no, planned)| PlannedMeasure {
        no: *no,
        seen: work.last_change(Object::Measure(*no)),
        measure: (&planned.measure).into(),
        progress: (&planned.progress).into(),
        due: planned.due().to_string(),
        overdue: planned.is_late(today),
        feedback_missing: planned.feedback_missing(today),
        without_cause: without_cause.contains(no),
        library: said.get(no).map(SaidBody::from),
    });
    all.collect()
}

/// Functions in one line; nothing when there are none.
fn named(functions: &[CleanText]) -> Option<String> {
    let names: Vec<&str> = functions.iter().map(CleanText::as_str).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

impl From<&Signed> for DecisionBody {
    fn from(signed: &Signed) -> Self {
        Self {
            decision: name(&signed.decision),
            motive: signed.motive.to_string(),
            by: (&signed.by).into(),
            at: signed.at.to_string(),
        }
    }
}

/// From whom to whom, the measures' numbers, and why, in no language's words.
fn handed_over(of: &Handover) -> String {
    let numbers: Vec<String> = of.measures.iter().map(u32::to_string).collect();
    let numbers =
        if numbers.is_empty() { String::new() } else { format!(" ({})", numbers.join(", ")) };
    format!("{} → {}{numbers}\n{}", of.from.function, of.to.function, of.motive)
}

fn steps<S: Subject>(work: &Work<S>, mine: Side, now: Timestamp) -> Vec<StepBody> {
    let undone = work.undone();
    let body = |(no, step): (u32, &Step)| {
        let side = match &step.by {
            By::Party(signer) => Some(signer.side),
            By::Participant { .. } => None,
        };
        let in_time = now.duration_since(step.at) <= TIME_TO_UNDO;
        StepBody {
            no,
            at: step.at.to_string(),
            by: function_of(&step.by),
            side: side.map(Side::as_str),
            step: step.what.as_str(),
            about: match (&step.what, step.what.object()) {
                (What::Undone { no }, _) => Some(*no),
                (What::Extended { extension }, _) => Some(extension.extends.from + 1),
                (_, Object::Cause(no) | Object::Measure(no)) => Some(no),
                (_, Object::Goal(no) | Object::Target(no) | Object::Activation(no, _)) => Some(no),
                (_, Object::Meeting(no) | Object::Letters(no)) => Some(no),
                (_, Object::Enkat(no) | Object::Communication(no)) => Some(no),
                (
                    _,
                    Object::Template
                    | Object::Register
                    | Object::Contacts
                    | Object::Effect
                    | Object::Page
                    | Object::Case,
                ) => None,
            },
            undone: undone.contains(&no),
            can_undo: step.what.can_be_undone()
                && work.is_last(no, &step.what)
                && in_time
                && side == Some(mine),
            text: match &step.what {
                What::LetterSent { sending, .. } => named(&sending.to),
                What::HandedOver { handover } => Some(handed_over(handover)),
                What::Progressed { note, .. } => note.as_ref().map(ToString::to_string),
                What::Activated { activation, .. } => {
                    activation.note.as_ref().map(ToString::to_string)
                }
                What::Paused { motive }
                | What::Resumed { motive }
                | What::Reaffirmed { motive }
                | What::Decided { motive, .. }
                | What::PageTakenDown { motive }
                | What::GoalJudged { motive, .. }
                | What::MeetingCancelled { motive, .. } => Some(motive.to_string()),
                What::PagePut { page } => Some(page.title.to_string()),
                What::EffectPlanned { plan } => Some(plan.control_why.to_string()),
                What::Registered { diarienummer } => Some(diarienummer.as_str().to_owned()),
                What::Extended { extension } => Some(extension.place.name.to_string()),
                What::CheckedAgain { text }
                | What::MeetingAddition { text, .. }
                | What::CommunicationAddition { text, .. }
                | What::CommunicationReviewed { text } => Some(text.to_string()),
                _ => None,
            },
        }
    };
    let mut all: Vec<StepBody> = (1u32..).zip(work.steps()).map(body).collect();
    all.reverse();
    all
}
