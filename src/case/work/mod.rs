//! A case or a forum at work: what was begun, and everything that has happened to it since.
//!
//! The steps only ever grow and the standing is what they come to: replaying them gives it, and nothing
//! about it is known that they do not explain. A step that could not have happened is refused
//! by name. What one party wrote it can take back within a day, as a step of its own.

/// What a meeting takes up.
pub mod agenda;

/// What was communicated of it.
pub mod communication;

/// Where letters to the functions go.
pub mod contact;

/// How the effect will be told.
pub mod effect;

/// How the participants find it.
pub mod enkat;

/// How often one meets.
pub mod frequency;

/// Two judgements and the chiefs' decision.
pub mod follow_up;

/// What the Mål comes to.
pub mod goal;

/// What one function had is another's.
pub mod handover;

/// What went out about a meeting.
pub mod letter;

/// What was counted of the effect, day by day.
pub mod look;

/// What a year comes to.
pub mod compilation;

/// Calls and minutes.
pub mod meeting;

/// What the public is told.
pub mod page;

/// As it was.
pub mod past;

/// Causes and measures.
pub mod plan;

/// Which priorities the work serves, and what none of it does.
pub mod priorities;

/// States, acts and the table of both.
pub mod state;

/// What has happened.
pub mod step;

/// What the steps come to.
pub mod standing;

/// What is worked on.
pub mod subject;

/// So many times per period.
pub mod target;

/// The agreement's fields.
pub mod template;

/// The grounds of a case.
pub mod yta;

use super::{
    access::ParticipantLink,
    number::Diarienummer,
    opened::Case,
    party::Side,
    refusal::Refusal,
    signatory::{Signatory, Signer},
    text_guard::CleanText,
};
use follow_up::Decision;
use jiff::{SignedDuration, Timestamp, civil::Date};
use plan::{Progress, Whose};
use standing::Standing;
use std::collections::BTreeMap;
use step::{By, Object, Step, What};
use subject::Subject;

/// What was written can be taken back for so long.
pub const TIME_TO_UNDO: SignedDuration = SignedDuration::from_hours(24);

/// A moment and its local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The moment.
    pub at: Timestamp,
    /// The day it is.
    pub on: Date,
}

/// A case, or a forum, with what has happened to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Work<S = Case> {
    subject: S,
    steps: Vec<Step>,
    standing: Standing,
}

impl Work {
    /// As it was opened.
    pub fn case(&self) -> &Case {
        &self.subject
    }
}

impl<S: Subject> Work<S> {
    /// Just begun.
    pub fn new(subject: S) -> Self {
        let standing = Standing::begun(&subject);
        Self { subject, steps: Vec::new(), standing }
    }

    /// As it was stored. Refused when the steps could not have happened in this order.
    pub fn replayed(subject: S, steps: Vec<Step>) -> Result<Self, Refusal> {
        steps.into_iter().try_fold(Self::new(subject), Self::after)
    }

    /// What is worked on, as it was when it began.
    pub fn subject(&self) -> &S {
        &self.subject
    }

    /// What has happened, oldest first; the first has number 1.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// What it comes to.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// A party's own register number.
    pub fn diarienummer(&self, side: Side) -> Option<&str> {
        let written = self.standing.registered.get(&side);
        written.or_else(|| self.subject.signed_number(side)).map(Diarienummer::as_str)
    }

    /// Starts at 1, grows by one with each step.
    pub fn version(&self) -> u64 {
        1 + self.steps.len() as u64
    }

    /// When it last changed.
    pub fn updated(&self) -> Timestamp {
        self.steps.last().map_or(self.subject.begun_at(), |step| step.at)
    }

    /// The number of the step that an object was last changed by, 0 when it was never. Minutes that say
    /// how far a measure has come change it as well.
    pub fn last_change(&self, object: Object) -> u32 {
        let mut changed = self.left().filter(|(_, step)| step.what.changes().any(|o| o == object));
        changed.next_back().map_or(0, |(no, _)| no)
    }

    /// The same of all that was ever changed.
    pub fn last_changes(&self) -> BTreeMap<Object, u32> {
        let changes = self.left().flat_map(|(no, step)| step.what.changes().map(move |o| (o, no)));
        changes.collect()
    }

    /// The steps that were not taken back, by number.
    fn left(&self) -> impl DoubleEndedIterator<Item = (u32, &Step)> {
        let undone = self.undone();
        let numbered = self.steps.iter().enumerate().map(|(at, step)| (at as u32 + 1, step));
        numbered.filter(move |(no, _)| !undone.contains(no))
    }

    /// What is new has number 0 until the work gives it its own: the next that was never used. A new
    /// survey asks those who take part now.
    pub fn numbered(&self, mut what: What) -> What {
        match &mut what {
            What::CausePut { no: no @ 0, .. } => *no = self.next_cause(),
            What::MeasurePut { no: no @ 0, .. } => *no = self.next_measure(),
            What::GoalPut { no: no @ 0, .. } => *no = self.next_goal(),
            What::TargetPut { no: no @ 0, .. } => *no = self.next_target(),
            What::Activated { no, nth: nth @ 0, .. } => *nth = self.next_activation(*no),
            What::MeetingCalled { no: no @ 0, .. } => *no = self.next_meeting(),
            What::Communicated { no: no @ 0, .. } => *no = self.next_communication(),
            What::EnkatOpened { no: no @ 0, invited, .. } => {
                (*no, *invited) = (self.next_enkat(), self.standing.everybody());
            }
            _ => {}
        }
        what
    }

    /// The number of a new cause.
    fn next_cause(&self) -> u32 {
        self.next(|object| match object {
            Object::Cause(no) => Some(no),
            _ => None,
        })
    }

    /// The number of a new measure.
    fn next_measure(&self) -> u32 {
        self.next(|object| match object {
            Object::Measure(no) => Some(no),
            _ => None,
        })
    }

    /// The number of a new goal.
    fn next_goal(&self) -> u32 {
        self.next(|object| match object {
            Object::Goal(no) => Some(no),
            _ => None,
        })
    }

    /// The number of a new promise.
    fn next_target(&self) -> u32 {
        self.next(|object| match object {
            Object::Target(no) => Some(no),
            _ => None,
        })
    }

    /// The number of a new report of a promise.
    fn next_activation(&self, of: u32) -> u32 {
        self.next(|object| match object {
            Object::Activation(no, nth) if no == of => Some(nth),
            _ => None,
        })
    }

    /// The number of a new meeting.
    fn next_meeting(&self) -> u32 {
        self.next(|object| match object {
            Object::Meeting(no) => Some(no),
            _ => None,
        })
    }

    /// The number of something new that was communicated.
    fn next_communication(&self) -> u32 {
        self.next(|object| match object {
            Object::Communication(no) => Some(no),
            _ => None,
        })
    }

    /// The number of a new survey.
    fn next_enkat(&self) -> u32 {
        self.next(|object| match object {
            Object::Enkat(no) => Some(no),
            _ => None,
        })
    }

    /// A number is never used twice, also when what had it was taken back.
    fn next(&self, of: impl Fn(Object) -> Option<u32>) -> u32 {
        1 + self.steps.iter().filter_map(|step| of(step.what.object())).max().unwrap_or(0)
    }

    /// One of the parties does something that needs no signature. `seen` is the step by which the
    /// object had last been changed when it was shown: whoever has not seen the latest is refused.
    pub fn change(self, by: &Signer, what: What, seen: u32, now: Now) -> Result<Self, Refusal> {
        match what {
            What::Decided { .. } => return Err(Refusal::NotAChief),
            What::Extended { .. } => return Err(Refusal::NotTwoYeses),
            _ => {}
        }
        // Of the case itself its state is what was seen, and the table speaks for that.
        let object = what.object();
        let stale = match what {
            // It changes many things at once: `seen` is the last step that there was when it was shown.
            What::HandedOver { .. } => what.objects().any(|one| self.last_change(one) > seen),
            _ => object != Object::Case && self.last_change(object) != seen,
        };
        if stale {
            return Err(Refusal::ChangedSince);
        }
        self.after(Step { at: now.at, on: now.on, by: By::Party(by.clone()), what })
    }

    /// One chief signs what is to become of it.
    pub fn decide(
        self,
        by: &Signatory,
        decision: Decision,
        motive: CleanText,
        now: Now,
    ) -> Result<Self, Refusal> {
        if !by.is_chief() {
            return Err(Refusal::NotAChief);
        }
        let what = What::Decided { decision, motive };
        self.after(Step { at: now.at, on: now.on, by: By::Party(by.signer().clone()), what })
    }

    /// A participant says by its link how far one of its own measures has come.
    pub fn answer(
        self,
        link: &ParticipantLink,
        no: u32,
        to: Progress,
        note: Option<CleanText>,
        now: Now,
    ) -> Result<Self, Refusal> {
        let by = By::Participant { link: link.id.clone(), function: link.actor.clone() };
        self.after(Step { at: now.at, on: now.on, by, what: What::Progressed { no, to, note } })
    }

    fn after(mut self, step: Step) -> Result<Self, Refusal> {
        self.may(&step)?;
        match step.what {
            What::Undone { .. } => {
                self.steps.push(step);
                let mut standing = Standing::begun(&self.subject);
                for (_, step) in self.left() {
                    standing = standing.after(step).map_err(|_| Refusal::StillUsed)?;
                }
                self.standing = standing;
            }
            _ => {
                self.standing = self.standing.after(&step)?;
                self.steps.push(step);
            }
        }
        Ok(self)
    }

    /// What a participant said last of one of its measures.
    pub fn last_answer(&self, measure: u32, by: &CleanText) -> Option<&CleanText> {
        let mut said = self.left().filter_map(|(_, step)| match (&step.by, &step.what) {
            (By::Participant { function, .. }, What::Progressed { no, note, .. })
                if function == by && *no == measure =>
            {
                Some(note.as_ref())
            }
            _ => None,
        });
        said.next_back().flatten()
    }

    /// Whether whoever did the step may do such a thing in this case.
    fn may(&self, step: &Step) -> Result<(), Refusal> {
        if let What::CausePut { cause, .. } = &step.what
            && !cause.unknown_evidence(&self.evidence_numbers()).is_empty()
        {
            return Err(Refusal::NoSuchEvidence);
        }
        if let What::Extended { extension } = &step.what {
            self.is_extended_by(extension, step)?;
        }
        self.effect_is_planned_rightly(step)?;
        match &step.by {
            By::Party(signer) if self.subject.parties().of(signer.side) != &signer.party => {
                return Err(Refusal::NotAParty);
            }
            By::Party(_) => {}
            By::Participant { function, .. } => match &step.what {
                What::Progressed { no, to, .. } => {
                    let measure = self.standing.measures.get(no).ok_or(Refusal::NoSuchObject)?;
                    let owner = &measure.measure.owner;
                    if owner.of != Whose::Deltagare || owner.function != *function {
                        return Err(Refusal::NoSuchObject);
                    }
                    if matches!(to, Progress::Planerad | Progress::Utgar { .. }) {
                        return Err(Refusal::NotAParty);
                    }
                }
                _ => return Err(Refusal::NotAParty),
            },
        }
        if let (What::HandedOver { handover }, By::Party(signer)) = (&step.what, &step.by) {
            handover.is_of(signer.side)?;
        }
        self.letter_has_a_reason(&step.what)?;
        let What::Undone { no } = step.what else { return Ok(()) };
        let earlier = (no as usize).checked_sub(1).and_then(|at| self.steps.get(at));
        let earlier = earlier.ok_or(Refusal::NoSuchObject)?;
        let own =
            |by: &By| matches!(by, By::Party(signer) if Some(signer.side) == side_of(&step.by));
        if !earlier.what.can_be_undone() || self.undone().contains(&no) {
            Err(Refusal::CannotBeUndone)
        } else if !own(&earlier.by) {
            Err(Refusal::NotAParty)
        } else if step.at.duration_since(earlier.at) > TIME_TO_UNDO {
            Err(Refusal::TooLateToUndo)
        } else if !self.is_last(no, &earlier.what) {
            Err(Refusal::ChangedSince)
        } else {
            Ok(())
        }
    }

    /// Whether nothing has been done since to what a step changed.
    pub fn is_last(&self, no: u32, what: &What) -> bool {
        what.objects().all(|object| self.last_change(object) == no)
    }

    /// Numbers of the steps that were taken back.
    pub fn undone(&self) -> Vec<u32> {
        let mut undone: Vec<u32> = Vec::new();
        for step in &self.steps {
            if let What::Undone { no } = step.what {
                undone.push(no);
            }
        }
        undone
    }
}

fn side_of(by: &By) -> Option<Side> {
    match by {
        By::Party(signer) => Some(signer.side),
        By::Participant { .. } => None,
    }
}

#[cfg(test)]
#[path = "work_tests.rs"]
pub(super) mod tests;

#[cfg(test)]
#[path = "effect_tests.rs"]
mod effect_tests;

#[cfg(test)]
#[path = "sequence_tests.rs"]
mod sequence_tests;
