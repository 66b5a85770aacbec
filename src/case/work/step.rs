//! What happens to a case, one step at a time. Steps only ever grow.

use super::{
    communication::Communication,
    contact::Contact,
    effect::EffectPlan,
    follow_up::{Decision, FollowUp},
    goal::{Goal, GoalStatus},
    handover::Handover,
    letter::Sending,
    look::Look,
    meeting::{Call, Minutes},
    page::Page,
    plan::{Cause, Measure, Owner, Progress},
    state::Act,
    target::{Activation, Target},
    template::Template,
};
use crate::{
    case::{extension::Extension, number::Diarienummer, signatory::Signer, text_guard::CleanText},
    incident::Fingerprint,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A function of one of the two parties.
    Party(Signer),
    /// A participant, by its link.
    Participant {
        /// Id of the link.
        link: String,
        /// Its function.
        function: CleanText,
    },
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// On which local day.
    pub on: Date,
    /// Who did it.
    pub by: By,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum What {
    /// The template was written.
    TemplatePut {
        /// All fields.
        template: Box<Template>,
    },
    /// A party wrote under which number it keeps the matter in its own register.
    Registered {
        /// The number.
        diarienummer: Diarienummer,
    },
    /// Where letters to the functions go was written: all of them at once.
    ContactsPut {
        /// One for each function that has an address.
        contacts: Vec<Contact>,
    },
    /// A cause was added or written anew.
    CausePut {
        /// Its number in the case.
        no: u32,
        /// The cause.
        cause: Cause,
    },
    /// A cause that no measure answers was taken away.
    CauseRemoved {
        /// Its number.
        no: u32,
    },
    /// A measure was added or written anew.
    MeasurePut {
        /// Its number in the case.
        no: u32,
        /// The measure.
        measure: Box<Measure>,
    },
    /// What one function had promised is another's.
    HandedOver {
        /// From whom, to whom, what and why.
        handover: Box<Handover>,
    },
    /// Somebody said how far a measure has come.
    Progressed {
        /// Its number.
        no: u32,
        /// How far.
        to: Progress,
        /// In words.
        note: Option<CleanText>,
    },
    /// A goal was added or written anew.
    GoalPut {
        /// Its number in the case.
        no: u32,
        /// The goal.
        goal: Goal,
    },
    /// A goal that no measure serves was taken away.
    GoalRemoved {
        /// Its number.
        no: u32,
    },
    /// One party said where a goal stands.
    GoalJudged {
        /// Its number.
        no: u32,
        /// Where.
        status: GoalStatus,
        /// Why.
        motive: CleanText,
    },
    /// It was promised that something is done so many times per period, or the promise was written anew.
    TargetPut {
        /// Its number in the case.
        no: u32,
        /// The promise.
        target: Target,
    },
    /// Something promised was done, or what was said of it is corrected.
    Activated {
        /// Number of the promise.
        no: u32,
        /// Number of the report among those of the promise.
        nth: u32,
        /// What was done.
        activation: Activation,
    },
    /// A meeting was called; the first one is what makes the case Pågår.
    MeetingCalled {
        /// Its number in the case.
        no: u32,
        /// When, where, what about.
        call: Call,
    },
    /// A meeting was held and its minutes closed.
    MeetingClosed {
        /// Its number.
        no: u32,
        /// The minutes.
        minutes: Box<Minutes>,
    },
    /// A called meeting will not be held.
    MeetingCancelled {
        /// Its number.
        no: u32,
        /// Why.
        motive: CleanText,
    },
    /// A letter about a meeting went out.
    LetterSent {
        /// Its number.
        no: u32,
        /// What, and to whom.
        sending: Box<Sending>,
    },
    /// Something was added to closed minutes, which never change.
    MeetingAddition {
        /// Its number.
        no: u32,
        /// What.
        text: CleanText,
    },
    /// It rests.
    Paused {
        /// Why.
        motive: CleanText,
    },
    /// It goes on.
    Resumed {
        /// Why.
        motive: CleanText,
    },
    /// One party planned how the effect will be told.
    EffectPlanned {
        /// The plan.
        plan: Box<EffectPlan>,
    },
    /// The other party agreed to it.
    EffectPlanAgreed,
    /// Somebody looked at what has come of it.
    EffectLooked {
        /// What was counted.
        look: Box<Look>,
    },
    /// The participants are asked how the co-operation works.
    EnkatOpened {
        /// Number of the survey in the case.
        no: u32,
        /// Last day for answers.
        last_day: Date,
        /// The functions that are asked.
        invited: Vec<Owner>,
    },
    /// No more answers are taken.
    EnkatClosed {
        /// Number of the survey.
        no: u32,
    },
    /// Something was communicated, in one of the channels of the template or to the public.
    Communicated {
        /// Its number in the case.
        no: u32,
        /// What, when, to whom and by which function.
        communication: Communication,
    },
    /// Something was added to what was written of a communication, which never changes.
    CommunicationAddition {
        /// Its number.
        no: u32,
        /// What.
        text: CleanText,
    },
    /// The plan for communication was followed up.
    CommunicationReviewed {
        /// What was found.
        text: CleanText,
    },
    /// A version of the page for the public was drafted.
    PagePut {
        /// The version.
        page: Box<Page>,
    },
    /// One party approved the version that was drafted last.
    PageApproved {
        /// Of the version.
        fingerprint: Fingerprint,
    },
    /// One party took the page down.
    PageTakenDown {
        /// Why.
        motive: CleanText,
    },
    /// It was followed up.
    FollowedUp {
        /// The two judgements.
        follow_up: Box<FollowUp>,
    },
    /// One party says that it is to go on for another half-year.
    Reaffirmed {
        /// Why.
        motive: CleanText,
    },
    /// One chief signed.
    Decided {
        /// What is to become of it.
        decision: Decision,
        /// Why.
        motive: CleanText,
    },
    /// Looked at again after it was closed.
    CheckedAgain {
        /// What was seen.
        text: CleanText,
    },
    /// Both parties gave the case another ground.
    Extended {
        /// What both signed.
        extension: Box<Extension>,
    },
    /// An earlier step was taken back by the party that made it.
    Undone {
        /// The number of the step, from 1.
        no: u32,
    },
}

/// What a step changes: the unit in which two who write at once are in each other's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    /// The template.
    Template,
    /// The parties' register numbers.
    Register,
    /// Where letters go.
    Contacts,
    /// A cause, by number.
    Cause(u32),
    /// A measure, by number.
    Measure(u32),
    /// A goal, by number.
    Goal(u32),
    /// A promise per period, by number.
    Target(u32),
    /// A report of what was done of a promise, by the numbers of both: two who report are in nobody's way.
    Activation(u32, u32),
    /// A meeting, by number.
    Meeting(u32),
    /// The letters about a meeting, by its number: sending them is in nobody's way.
    Letters(u32),
    /// How the effect will be told.
    Effect,
    /// The page for the public.
    Page,
    /// A survey, by number.
    Enkat(u32),
    /// Something that was communicated, by number.
    Communication(u32),
    /// The case itself.
    Case,
}

impl What {
    /// Stable name.
    pub fn as_str(&self) -> &'static str {
        match self {
            What::TemplatePut { .. } => "template_put",
            What::Registered { .. } => "registered",
            What::ContactsPut { .. } => "contacts_put",
            What::CausePut { .. } => "cause_put",
            What::CauseRemoved { .. } => "cause_removed",
            What::MeasurePut { .. } => "measure_put",
            What::HandedOver { .. } => "handed_over",
            What::Progressed { .. } => "progressed",
            What::GoalPut { .. } => "goal_put",
            What::GoalRemoved { .. } => "goal_removed",
            What::GoalJudged { .. } => "goal_judged",
            What::TargetPut { .. } => "target_put",
            What::Activated { .. } => "activated",
            What::MeetingCalled { .. } => "meeting_called",
            What::MeetingClosed { .. } => "meeting_closed",
            What::MeetingCancelled { .. } => "meeting_cancelled",
            What::LetterSent { .. } => "letter_sent",
            What::MeetingAddition { .. } => "meeting_addition",
            What::Paused { .. } => "paused",
            What::Resumed { .. } => "resumed",
            What::EffectPlanned { .. } => "effect_planned",
            What::EffectPlanAgreed => "effect_plan_agreed",
            What::EffectLooked { .. } => "effect_looked",
            What::EnkatOpened { .. } => "enkat_opened",
            What::EnkatClosed { .. } => "enkat_closed",
            What::Communicated { .. } => "communicated",
            What::CommunicationAddition { .. } => "communication_addition",
            What::CommunicationReviewed { .. } => "communication_reviewed",
            What::PagePut { .. } => "page_put",
            What::PageApproved { .. } => "page_approved",
            What::PageTakenDown { .. } => "page_taken_down",
            What::FollowedUp { .. } => "followed_up",
            What::Reaffirmed { .. } => "reaffirmed",
            What::Decided { .. } => "decided",
            What::CheckedAgain { .. } => "checked_again",
            What::Extended { .. } => "extended",
            What::Undone { .. } => "undone",
        }
    }

    /// What it is about.
    pub fn object(&self) -> Object {
        match self {
            What::TemplatePut { .. } => Object::Template,
            What::Registered { .. } => Object::Register,
            What::ContactsPut { .. } => Object::Contacts,
            What::LetterSent { no, .. } => Object::Letters(*no),
            What::CausePut { no, .. } | What::CauseRemoved { no } => Object::Cause(*no),
            What::MeasurePut { no, .. } | What::Progressed { no, .. } => Object::Measure(*no),
            What::GoalPut { no, .. } | What::GoalRemoved { no } | What::GoalJudged { no, .. } => {
                Object::Goal(*no)
            }
            What::TargetPut { no, .. } => Object::Target(*no),
            What::EffectPlanned { .. } | What::EffectPlanAgreed | What::EffectLooked { .. } => {
                Object::Effect
            }
            What::Communicated { no, .. } | What::CommunicationAddition { no, .. } => {
                Object::Communication(*no)
            }
            What::PagePut { .. } | What::PageApproved { .. } | What::PageTakenDown { .. } => {
                Object::Page
            }
            What::EnkatOpened { no, .. } | What::EnkatClosed { no } => Object::Enkat(*no),
            What::Activated { no, nth, .. } => Object::Activation(*no, *nth),
            What::MeetingCalled { no, .. }
            | What::MeetingClosed { no, .. }
            | What::MeetingCancelled { no, .. }
            | What::MeetingAddition { no, .. } => Object::Meeting(*no),
            What::HandedOver { .. }
            | What::Paused { .. }
            | What::Resumed { .. }
            | What::CommunicationReviewed { .. }
            | What::FollowedUp { .. }
            | What::Reaffirmed { .. }
            | What::Decided { .. }
            | What::CheckedAgain { .. }
            | What::Extended { .. }
            | What::Undone { .. } => Object::Case,
        }
    }

    /// What is another afterwards: minutes change the measures they tell of, too, and a handover what
    /// goes over.
    pub fn changes(&self) -> impl Iterator<Item = Object> {
        let ticked = match self {
            What::MeetingClosed { minutes, .. } => minutes.ticked.as_slice(),
            _ => &[],
        };
        let (moved, lists): (&[u32], &[Object]) = match self {
            What::HandedOver { handover } if handover.template => {
                (&handover.measures, &[Object::Template, Object::Contacts])
            }
            What::HandedOver { handover } => (&handover.measures, &[]),
            _ => (&[], &[]),
        };
        let promised: &[u32] = match self {
            What::HandedOver { handover } => &handover.targets,
            _ => &[],
        };
        let measures = ticked.iter().map(|ticked| ticked.measure).chain(moved.iter().copied());
        let promised = promised.iter().copied().map(Object::Target);
        let changed = measures.map(Object::Measure).chain(promised).chain(lists.iter().copied());
        std::iter::once(self.object()).chain(changed)
    }

    /// The same without the case itself, which every step of another kind changes too.
    pub(super) fn objects(&self) -> impl Iterator<Item = Object> {
        self.changes().filter(|object| *object != Object::Case)
    }

    /// What kind of act it is; `first_meeting` says whether no meeting was called before.
    pub(super) fn act(&self, first_meeting: bool) -> Act {
        match self {
            What::MeetingCalled { .. } if first_meeting => Act::Convene,
            What::Progressed { .. } | What::Activated { .. } | What::GoalJudged { .. } => {
                Act::Report
            }
            What::Paused { .. } => Act::Pause,
            What::Resumed { .. } => Act::Resume,
            What::FollowedUp { .. } => Act::FollowUp,
            What::Reaffirmed { .. } => Act::Reaffirm,
            What::Decided { .. } => Act::Decide,
            What::CheckedAgain { .. } => Act::CheckAgain,
            What::Extended { .. } => Act::Extend,
            What::TemplatePut { .. }
            | What::Registered { .. }
            | What::ContactsPut { .. }
            | What::CausePut { .. }
            | What::CauseRemoved { .. }
            | What::MeasurePut { .. }
            | What::HandedOver { .. }
            | What::GoalPut { .. }
            | What::GoalRemoved { .. }
            | What::TargetPut { .. }
            | What::MeetingCalled { .. }
            | What::MeetingClosed { .. }
            | What::MeetingCancelled { .. }
            | What::LetterSent { .. }
            | What::MeetingAddition { .. }
            | What::EffectPlanned { .. }
            | What::EffectPlanAgreed
            | What::EffectLooked { .. }
            | What::EnkatOpened { .. }
            | What::EnkatClosed { .. }
            | What::Communicated { .. }
            | What::CommunicationAddition { .. }
            | What::CommunicationReviewed { .. }
            | What::PagePut { .. }
            | What::PageApproved { .. }
            | What::PageTakenDown { .. }
            | What::Undone { .. } => Act::Edit,
        }
    }

    /// Whether the party that did it may take it back: what is written, never what is signed, minuted
    /// or changes the state.
    pub fn can_be_undone(&self) -> bool {
        matches!(
            self,
            What::TemplatePut { .. }
                | What::Registered { .. }
                | What::ContactsPut { .. }
                | What::CausePut { .. }
                | What::CauseRemoved { .. }
                | What::MeasurePut { .. }
                | What::HandedOver { .. }
                | What::Progressed { .. }
                | What::GoalPut { .. }
                | What::GoalRemoved { .. }
                | What::GoalJudged { .. }
                | What::TargetPut { .. }
                | What::Activated { .. }
        )
    }
}
