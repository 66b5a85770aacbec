//! What the steps of a case come to.

use super::{
    communication::{Communicated, Review},
    contact::{self, Contact},
    effect::Effect,
    enkat::Enkat,
    follow_up::{Decision, FollowUp, Signed},
    goal::{Aimed, Judged},
    meeting::{Addition, Held, Meeting, Minutes},
    page::{self, PublicPage},
    plan::{Cause, Measure, Owner, Progress, Whose},
    state::{Act, State, leads_to},
    step::{By, Step, What},
    subject::{Kind, Subject},
    target::Targeted,
    template::{Loptid, MOST_ITEMS, Template},
    yta::Extended,
};
use crate::case::{
    number::Diarienummer, party::Side, refusal::Refusal, signatory::Signer, text_guard::CleanText,
};
use jiff::{ToSpan, civil::Date};
use std::collections::BTreeMap;

/// A case is confirmed anew, and looked at again after it was closed, each half-year.
const HALF_YEAR_MONTHS: i64 = 6;

/// A measure of the plan and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The measure.
    pub measure: Measure,
    /// How far it has come.
    pub progress: Progress,
    /// The day it came so far.
    pub since: Date,
}

impl Planned {
    /// The day it should be done, as promised last.
    pub fn due(&self) -> Date {
        match &self.progress {
            Progress::Forsenad { until, .. } => *until,
            _ => self.measure.deadline,
        }
    }

    /// It will not be carried out.
    pub fn is_given_up(&self) -> bool {
        matches!(self.progress, Progress::Utgar { .. })
    }

    /// It should have been done, and is not.
    pub fn is_late(&self, today: Date) -> bool {
        !self.progress.is_over() && self.due() < today
    }

    /// It was carried out.
    pub fn is_done(&self) -> bool {
        matches!(self.progress, Progress::Klar { .. })
    }

    /// The day on which the owner was to say how it went has passed, and nothing was said since.
    pub fn feedback_missing(&self, today: Date) -> bool {
        let on = self.measure.aterkoppling;
        !self.progress.is_over() && on < today && self.since < on
    }
}

/// A follow-up and who compiled it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    /// The judgements.
    pub follow_up: FollowUp,
    /// By whom.
    pub by: Signer,
    /// On which day.
    pub on: Date,
}

/// What the chefsamråd decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The first signature.
    pub first: Signed,
    /// The one that settled it.
    pub second: Signed,
    /// On which day.
    pub on: Date,
}

/// Where a case or a forum stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Which of the two.
    pub kind: Kind,
    /// Its state.
    pub state: State,
    /// What the case was extended to, oldest first.
    pub extensions: Vec<Extended>,
    /// The template, once somebody has written it.
    pub template: Option<Template>,
    /// The register numbers that were written here; those of a case are signed with it.
    pub registered: BTreeMap<Side, Diarienummer>,
    /// Where letters to the functions go.
    pub contacts: Vec<Contact>,
    /// Causes by number.
    pub causes: BTreeMap<u32, Cause>,
    /// Measures by number.
    pub measures: BTreeMap<u32, Planned>,
    /// Goals by number.
    pub goals: BTreeMap<u32, Aimed>,
    /// Promises per period by number, with what was done of them.
    pub targets: BTreeMap<u32, Targeted>,
    /// Meetings by number.
    pub meetings: BTreeMap<u32, Meeting>,
    /// How the effect will be told.
    pub effect: Effect,
    /// What was communicated, by number.
    pub communications: BTreeMap<u32, Communicated>,
    /// When the plan for communication was followed up, oldest first.
    pub reviews: Vec<Review>,
    /// What the public is told.
    pub page: PublicPage,
    /// Surveys of the participants by number, without their answers.
    pub enkater: BTreeMap<u32, Enkat>,
    /// Follow-ups, oldest first.
    pub follow_ups: Vec<Compiled>,
    /// One chief's signature that waits for the other's.
    pub pending: Option<Signed>,
    /// Decisions, oldest first.
    pub decisions: Vec<Decided>,
    /// The day from which the half-year until the next confirmation is counted.
    pub confirmed_on: Date,
    /// Sides that have confirmed since.
    pub confirmed_by: Vec<Side>,
    /// When it rested, oldest first.
    pub rests: Vec<Rest>,
    /// The day it was closed.
    pub closed_on: Option<Date>,
    /// The day it was looked at again.
    pub checked_on: Option<Date>,
}

/// Days on which a case rested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rest {
    /// The day it was laid to rest.
    pub from: Date,
    /// The day it was taken up again; `None` while it rests.
    pub to: Option<Date>,
    /// Why.
    pub motive: CleanText,
}

impl Rest {
    /// Whether it rested at the end of a day: on that on which it is taken up again it is at work.
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

impl Standing {
    /// Just begun.
    pub(super) fn begun(subject: &impl Subject) -> Self {
        Self {
            kind: subject.kind(),
            state: subject.kind().first_state(),
            extensions: Vec::new(),
            template: subject.first_template().cloned(),
            registered: BTreeMap::new(),
            contacts: Vec::new(),
            causes: BTreeMap::new(),
            measures: BTreeMap::new(),
            goals: BTreeMap::new(),
            targets: BTreeMap::new(),
            meetings: BTreeMap::new(),
            effect: Effect::default(),
            communications: BTreeMap::new(),
            reviews: Vec::new(),
            page: PublicPage::default(),
            enkater: BTreeMap::new(),
            follow_ups: Vec::new(),
            pending: None,
            decisions: Vec::new(),
            confirmed_on: subject.begun_on(),
            confirmed_by: Vec::new(),
            rests: Vec::new(),
            closed_on: None,
            checked_on: None,
        }
    }

    /// The last day for confirming a case that goes on until further notice; `None` for others.
    pub fn confirm_by(&self) -> Option<Date> {
        let until_further_notice =
            self.template.as_ref().is_none_or(|t| t.loptid == Loptid::Tillsvidare);
        let open = self.state != State::Avslutad;
        (open && until_further_notice).then(|| half_a_year_after(self.confirmed_on))
    }

    /// The day from which a closed case is to be looked at again, until it was.
    pub fn check_from(&self) -> Option<Date> {
        self.closed_on.filter(|_| self.checked_on.is_none()).map(half_a_year_after)
    }

    /// The day of the last meeting that was held.
    pub fn last_meeting(&self) -> Option<Date> {
        let held = self.meetings.values().filter_map(|meeting| match &meeting.held {
            Held::Closed { minutes, .. } => Some(minutes.held_on),
            Held::Called | Held::Cancelled { .. } => None,
        });
        held.max()
    }

    /// Numbers of the measures that answer no cause.
    pub fn without_cause(&self) -> Vec<u32> {
        let loose = self
            .measures
            .iter()
            .filter(|(_, planned)| planned.measure.cause.is_none() && !planned.is_given_up());
        loose.map(|(no, _)| *no).collect()
    }

    pub(super) fn after(mut self, step: &Step) -> Result<Self, Refusal> {
        if let What::LetterSent { no, .. } = &step.what {
            // What has gone out is told, whatever has become of the case while it was on its way.
            signer(step)?;
            return self.meetings.contains_key(no).then_some(self).ok_or(Refusal::NoSuchObject);
        }
        if let What::EffectLooked { look } = &step.what {
            self.look_at_effect(look, signer(step)?.clone(), step.on)?;
            return Ok(self);
        }
        // What the public is told is drafted, approved and taken down in any state.
        let signed = || -> Result<page::Signed, Refusal> {
            Ok(page::Signed { by: signer(step)?.clone(), on: step.on })
        };
        match &step.what {
            What::PagePut { page } => {
                self.draft_page(page, signed()?)?;
                return Ok(self);
            }
            What::PageApproved { fingerprint } => {
                self.approve_page(fingerprint, signed()?)?;
                return Ok(self);
            }
            What::PageTakenDown { motive } => {
                self.take_page_down(signed()?, motive)?;
                return Ok(self);
            }
            _ => {}
        }
        let act = step.what.act(self.state == State::Initierad && self.meetings.is_empty());
        let to = leads_to(self.state, act)?;
        match &step.what {
            What::TemplatePut { template } => {
                template.check(self.kind)?;
                self.owners_are_left(template, step.on)?;
                self.priorities_are_left(template)?;
                self.template = Some((**template).clone());
            }
            What::Registered { diarienummer } => {
                self.kind.may_be_registered()?;
                self.registered.insert(signer(step)?.side, diarienummer.clone());
            }
            What::ContactsPut { contacts } => {
                contact::check(contacts, self.template.as_ref())?;
                self.contacts = contacts.clone();
            }
            What::CausePut { no, cause } => self.put_cause(*no, cause)?,
            What::CauseRemoved { no } => self.remove_cause(*no)?,
            What::MeasurePut { no, measure } => self.put_measure(*no, measure, step.on)?,
            What::HandedOver { handover } => self.hand_over(handover, step.on)?,
            What::Progressed { no, to, .. } => self.progress(*no, to, step.on)?,
            What::GoalPut { no, goal } => self.put_goal(*no, goal)?,
            What::GoalRemoved { no } => self.remove_goal(*no)?,
            What::GoalJudged { no, status, motive } => {
                let by = signer(step)?.clone();
                self.judge(
                    *no,
                    Judged { status: *status, motive: motive.clone(), by, on: step.on },
                )?;
            }
            What::TargetPut { no, target } => self.put_target(*no, target)?,
            What::Activated { no, nth, activation } => {
                let targeted = self.targets.get_mut(no).ok_or(Refusal::NoSuchObject)?;
                targeted.activated(*nth, activation, step.on)?;
            }
            What::MeetingCalled { no, call } => {
                call.check()?;
                self.participants_are_known(act)?;
                let meeting = Meeting { call: call.clone(), held: Held::Called };
                match self.meetings.get(no) {
                    Some(Meeting { held: Held::Called, .. }) => {}
                    Some(_) => return Err(Refusal::MeetingOver),
                    None => is_new(*no, &self.meetings)?,
                }
                self.meetings.insert(*no, meeting);
            }
            What::MeetingClosed { no, minutes } => self.close_meeting(*no, minutes, step)?,
            What::MeetingCancelled { no, motive } => {
                let motive = motive.clone();
                self.called(*no)?.held = Held::Cancelled { motive };
            }
            What::MeetingAddition { no, text } => {
                let meeting = self.meetings.get_mut(no).ok_or(Refusal::NoSuchObject)?;
                let Held::Closed { additions, .. } = &mut meeting.held else {
                    return Err(Refusal::MeetingNotClosed);
                };
                let (by, at) = (step.by.clone(), step.at);
                additions.push(Addition { text: text.clone(), by, at });
            }
            What::EffectPlanned { plan } => {
                self.plan_effect(plan, signer(step)?.clone(), step.on)?;
            }
            What::EffectPlanAgreed => {
                self.agree_to_effect_plan(signer(step)?.clone(), step.on)?;
            }
            What::Communicated { no, communication } => {
                let (communication, by) = (communication.clone(), signer(step)?.clone());
                let additions = Vec::new();
                let it = Communicated { communication, by, written_on: step.on, additions };
                self.communicate(*no, it)?;
            }
            What::CommunicationAddition { no, text } => {
                let (by, at) = (step.by.clone(), step.at);
                self.add_to_communication(*no, Addition { text: text.clone(), by, at })?;
            }
            What::CommunicationReviewed { text } => {
                let by = signer(step)?.clone();
                self.reviews.push(Review { text: text.clone(), by, on: step.on });
            }
            What::EnkatOpened { no, last_day, invited } => {
                let (invited, by) = (invited.clone(), signer(step)?.clone());
                let (opened_on, last_day) = (step.on, *last_day);
                let enkat = Enkat { invited, by, opened_on, last_day, closed_on: None };
                self.open_enkat(*no, enkat)?;
            }
            What::EnkatClosed { no } => self.close_enkat(*no, step.on)?,
            What::FollowedUp { follow_up } => {
                if follow_up.from > follow_up.to || follow_up.to > step.on {
                    return Err(Refusal::BadDays);
                }
                self.effect.is_judged_rightly(follow_up)?;
                let by = signer(step)?.clone();
                let follow_up = (**follow_up).clone();
                self.follow_ups.push(Compiled { follow_up, by, on: step.on });
            }
            What::Reaffirmed { .. } => self.confirm(signer(step)?.side, step.on)?,
            What::Decided { decision, motive } => {
                if *decision == Decision::Avsluta {
                    self.kind.may_rest_or_end()?;
                }
                let signed = Signed {
                    by: signer(step)?.clone(),
                    decision: *decision,
                    motive: motive.clone(),
                    at: step.at,
                };
                self.state = self.decided(signed, step.on);
                return Ok(self);
            }
            What::CheckedAgain { .. } => match self.check_from() {
                None => return Err(Refusal::AlreadyDecided),
                Some(from) if step.on < from => return Err(Refusal::TooEarly),
                Some(_) => self.checked_on = Some(step.on),
            },
            What::Extended { extension } => {
                let extension = (**extension).clone();
                self.extensions.push(Extended { extension, on: step.on });
            }
            What::Paused { motive } => {
                self.kind.may_rest_or_end()?;
                let motive = motive.clone();
                self.rests.push(Rest { from: step.on, to: None, motive });
            }
            What::Resumed { .. } => {
                if let Some(rest) = self.rests.last_mut() {
                    rest.to = Some(step.on);
                }
            }
            What::LetterSent { .. }
            | What::EffectLooked { .. }
            | What::PagePut { .. }
            | What::PageApproved { .. }
            | What::PageTakenDown { .. } => {}
            // Steps that were taken back are left out before they come here.
            What::Undone { .. } => {}
        }
        self.state = to[0];
        Ok(self)
    }

    fn put_cause(&mut self, no: u32, cause: &Cause) -> Result<(), Refusal> {
        if cause.evidence.is_empty() && cause.basis.is_none() {
            return Err(Refusal::CauseWithoutBasis);
        }
        if !self.causes.contains_key(&no) {
            is_new(no, &self.causes)?;
        }
        self.causes.insert(no, cause.clone());
        Ok(())
    }

    fn remove_cause(&mut self, no: u32) -> Result<(), Refusal> {
        if self.measures.values().any(|planned| planned.measure.cause == Some(no)) {
            return Err(Refusal::StillUsed);
        }
        self.causes.remove(&no).map(drop).ok_or(Refusal::NoSuchObject)
    }

    fn put_measure(&mut self, no: u32, measure: &Measure, on: Date) -> Result<(), Refusal> {
        measure.check()?;
        if measure.cause.is_some_and(|cause| !self.causes.contains_key(&cause)) {
            return Err(Refusal::NoSuchCause);
        }
        self.takes_part(&measure.owner)?;
        if measure.goal.is_some_and(|goal| !self.goals.contains_key(&goal)) {
            return Err(Refusal::NoSuchGoal);
        }
        match self.measures.get_mut(&no) {
            Some(planned) => planned.measure = measure.clone(),
            None => {
                is_new(no, &self.measures)?;
                let (measure, progress) = (measure.clone(), Progress::Planerad);
                self.measures.insert(no, Planned { measure, progress, since: on });
            }
        }
        Ok(())
    }

    /// A participant owns something when it is in the list.
    pub(super) fn takes_part(&self, owner: &Owner) -> Result<(), Refusal> {
        let ovriga = self.template.as_ref().map_or(&[][..], |template| &template.ovriga);
        let is_there = owner.of != Whose::Deltagare || ovriga.contains(&owner.function);
        if is_there { Ok(()) } else { Err(Refusal::NoSuchParticipant) }
    }

    fn progress(&mut self, no: u32, to: &Progress, on: Date) -> Result<(), Refusal> {
        let planned = self.measures.get_mut(&no).ok_or(Refusal::NoSuchObject)?;
        match to {
            Progress::Klar { on: done } if *done > on => return Err(Refusal::BadDays),
            Progress::Forsenad { until, .. } if *until < on => return Err(Refusal::BadDays),
            _ => {}
        }
        (planned.progress, planned.since) = (to.clone(), on);
        Ok(())
    }

    /// A participant who owns a measure, or a promise that runs, stays in the list.
    pub(super) fn owners_are_left(&self, template: &Template, on: Date) -> Result<(), Refusal> {
        let measures = self.measures.values().filter(|planned| !planned.progress.is_over());
        let targets = self.targets.values().map(|one| &one.target).filter(|one| one.to >= on);
        let owners = measures.map(|planned| &planned.measure.owner);
        let gone = owners.chain(targets.map(|target| &target.owner)).any(|owner| {
            owner.of == Whose::Deltagare && !template.ovriga.contains(&owner.function)
        });
        if gone { Err(Refusal::StillUsed) } else { Ok(()) }
    }

    /// The first meeting is called when the template says who comes.
    fn participants_are_known(&self, act: Act) -> Result<(), Refusal> {
        match (act, &self.template) {
            (Act::Convene, None) => Err(Refusal::TemplateIncomplete),
            (Act::Convene, Some(template))
                if template.polis.deltagare.is_empty() || template.stad.deltagare.is_empty() =>
            {
                Err(Refusal::TemplateIncomplete)
            }
            _ => Ok(()),
        }
    }

    fn called(&mut self, no: u32) -> Result<&mut Meeting, Refusal> {
        let meeting = self.meetings.get_mut(&no).ok_or(Refusal::NoSuchObject)?;
        if meeting.held == Held::Called { Ok(meeting) } else { Err(Refusal::MeetingOver) }
    }

    fn close_meeting(&mut self, no: u32, minutes: &Minutes, step: &Step) -> Result<(), Refusal> {
        minutes.check()?;
        if minutes.ticked.len() > MOST_ITEMS * 10 {
            return Err(Refusal::TooMuch);
        }
        if minutes.held_on > step.on {
            return Err(Refusal::BadDays);
        }
        let (by, at) = (step.by.clone(), step.at);
        let minutes_kept = Box::new(minutes.clone());
        self.called(no)?.held =
            Held::Closed { minutes: minutes_kept, by, at, additions: Vec::new() };
        for ticked in &minutes.ticked {
            self.progress(ticked.measure, &ticked.to, step.on)?;
        }
        Ok(())
    }

    fn confirm(&mut self, side: Side, on: Date) -> Result<(), Refusal> {
        if self.confirmed_by.contains(&side) {
            return Err(Refusal::AlreadyAssessed);
        }
        self.confirmed_by.push(side);
        if self.confirmed_by.len() == 2 {
            self.confirmed_by.clear();
            self.confirmed_on = on;
        }
        Ok(())
    }

    /// The first signature waits; the other chief's under the same decision settles it, and under
    /// another one waits in its place.
    fn decided(&mut self, signed: Signed, on: Date) -> State {
        let agreed = self
            .pending
            .take_if(|first| first.side() != signed.side() && first.decision == signed.decision);
        let Some(first) = agreed else {
            self.pending = Some(signed);
            return State::Uppfoljd;
        };
        let decision = signed.decision;
        self.decisions.push(Decided { first, second: signed, on });
        match decision {
            Decision::Fortsatt | Decision::AndradForm => {
                (self.confirmed_on, self.confirmed_by) = (on, Vec::new());
                State::Pagar
            }
            Decision::Avsluta => {
                self.closed_on = Some(on);
                State::Avslutad
            }
        }
    }
}

fn signer(step: &Step) -> Result<&Signer, Refusal> {
    match &step.by {
        By::Party(signer) => Ok(signer),
        By::Participant { .. } => Err(Refusal::NotAParty),
    }
}

/// A new number is higher than all: none is used twice.
pub(super) fn is_new<T>(no: u32, among: &BTreeMap<u32, T>) -> Result<(), Refusal> {
    let last = among.last_key_value().map_or(0, |(last, _)| *last);
    if no > last { Ok(()) } else { Err(Refusal::NoSuchObject) }
}

fn half_a_year_after(day: Date) -> Date {
    day.checked_add(HALF_YEAR_MONTHS.months()).unwrap_or(Date::MAX)
}
