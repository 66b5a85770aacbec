//! What is worked on by both parties, and the one way in which anything is done in it: a case and a forum
//! differ in where they are found, on what ground they stand and where they are kept, and in no more.
//!
//! Every step reads what it is done in inside its transaction, asks the policy, does the pure act and
//! writes the step and its log entry together.

use super::{
    Actor, App, AppError, NotAmong, agreements, areas::Under, case_form::priorities,
    effect_looks::control_is_there, forums, library, links, public_page,
};
use crate::{
    case::{
        access::Joined,
        forum::{Forum, ForumId},
        log::LogEntry,
        number::CaseNumber,
        opened::Case,
        party::Agreement,
        signatory::Signer,
        work::{Now, Work, step::What, subject::Subject},
    },
    policy::{self, Action},
    store::{Read, StoreError, Write},
};
use jiff::civil::Date;

/// A case or a forum.
pub trait Joint: Subject + Clone + PartialEq {
    /// What it is asked for by.
    type Id: Clone + std::fmt::Display;
    /// What the log calls it.
    const KIND: &'static str;
    /// Its id.
    fn id(&self) -> Self::Id;
    /// Its id among both.
    fn joined(id: &Self::Id) -> Joined;
    /// The agreement under which it stands.
    fn agreement(&self) -> &str;
    /// As it is kept; for a party that is not one of the two it does not exist.
    fn found(
        app: &App,
        read: &dyn Read,
        actor: &Actor,
        id: &Self::Id,
    ) -> Result<Work<Self>, AppError>
    where
        Self: Sized;
    /// Refused where its agreement has to hold for anything to be done.
    fn may_be_done(&self, agreement: Option<&Agreement>, today: Date) -> Result<(), AppError>;
    /// The ground that whoever works there answers for.
    fn under(
        work: &Work<Self>,
        app: &App,
        read: &dyn Read,
        actor: &Actor,
        agreement: Option<&Agreement>,
    ) -> Result<Under, AppError>
    where
        Self: Sized;
    /// Keeps the last step.
    fn append(write: &mut dyn Write, work: &Work<Self>) -> Result<(), StoreError>
    where
        Self: Sized;
}

impl Joint for Case {
    type Id = CaseNumber;
    const KIND: &'static str = "case";

    fn id(&self) -> CaseNumber {
        self.number
    }

    fn joined(id: &CaseNumber) -> Joined {
        Joined::Case(*id)
    }

    fn agreement(&self) -> &str {
        &self.agreement
    }

    fn found(
        _: &App,
        read: &dyn Read,
        actor: &Actor,
        number: &CaseNumber,
    ) -> Result<Work, AppError> {
        policy::may(actor, Action::ReadCases)?;
        let work = read.case(number)?;
        work.filter(|work| policy::may_see_case(actor, work.case())).ok_or(AppError::NotFound)
    }

    /// A case goes on when the agreement under which it was opened has run out.
    fn may_be_done(&self, _: Option<&Agreement>, _: Date) -> Result<(), AppError> {
        Ok(())
    }

    /// As it is now: who answers for what was added works there too.
    fn under(
        work: &Work,
        app: &App,
        read: &dyn Read,
        _: &Actor,
        _: Option<&Agreement>,
    ) -> Result<Under, AppError> {
        Under::of(app, read, work.place())
    }

    fn append(write: &mut dyn Write, work: &Work) -> Result<(), StoreError> {
        write.append_case_step(work, work.version() - 1)
    }
}

impl Joint for Forum {
    type Id = ForumId;
    const KIND: &'static str = "forum";

    fn id(&self) -> ForumId {
        self.id.clone()
    }

    fn joined(id: &ForumId) -> Joined {
        Joined::Forum(id.clone())
    }

    fn agreement(&self) -> &str {
        &self.id.agreement
    }

    fn found(
        app: &App,
        read: &dyn Read,
        actor: &Actor,
        id: &ForumId,
    ) -> Result<Work<Forum>, AppError> {
        policy::may(actor, Action::ReadCases)?;
        let work = forums::named(app, read, id)?;
        let sees = policy::may_see_joint(actor, &work.subject().parties);
        if sees { Ok(work) } else { Err(AppError::NotFound) }
    }

    fn may_be_done(&self, agreement: Option<&Agreement>, today: Date) -> Result<(), AppError> {
        match agreement.is_some_and(|agreement| agreement.validity.covers(today)) {
            true => Ok(()),
            false => Err(AppError::Refused("agreement_not_valid")),
        }
    }

    fn under(
        _: &Work<Forum>,
        app: &App,
        read: &dyn Read,
        actor: &Actor,
        agreement: Option<&Agreement>,
    ) -> Result<Under, AppError> {
        Under::agreed(app, read, actor, agreement.ok_or(AppError::NotFound)?)
    }

    fn append(write: &mut dyn Write, work: &Work<Forum>) -> Result<(), StoreError> {
        write.append_forum_step(work, work.version() - 1)
    }
}

/// Does one thing for the actor's own party. What is new has number 0 and gets its own inside the
/// transaction. `seen` is the step by which it had last been changed when it was shown.
pub fn step<S: Joint>(
    app: &App,
    actor: &Actor,
    id: &S::Id,
    seen: u32,
    what: What,
) -> Result<Work<S>, AppError> {
    let action = action_of(&what);
    policy::may(actor, action)?;
    let now = now(app);
    let mut write = app.store.begin()?;
    let work = S::found(app, &*write, actor, id)?;
    let (what, subject) = (work.numbered(what), work.subject());
    let act = log_act(&what);
    let agreement = agreement_of(&*write, subject)?;
    subject.may_be_done(agreement.as_ref(), now.on)?;
    let under = S::under(&work, app, &*write, actor, agreement.as_ref())?;
    let (work, by) = if let What::Decided { decision, motive } = what {
        let agreement = agreement.ok_or(AppError::Refused("agreement_not_valid"))?;
        let by = policy::signatory(actor, action, &agreement, &under.ground())?;
        (work.decide(&by, decision, motive, now)?, by.signer().clone())
    } else {
        let by = policy::signer_of(actor, action, &under.ground())?;
        names_what_is_there(&*write, &work, &what, now.on)?;
        public_page::says_no_count(&what)?;
        library::names_an_entry(&*write, work.subject().agreement(), &what)?;
        (work.change(&by, what, seen, now)?, by)
    };
    if let Some(What::HandedOver { handover }) = work.steps().last().map(|step| &step.what)
        && handover.ends_participation(work.standing())
    {
        links::end(&mut *write, &by, &S::joined(id), &handover.from.function, now.at)?;
    }
    kept(write, work, &by, act, now)
}

/// Every step of a party ends so: it and its log entry are kept together.
pub(super) fn kept<S: Joint>(
    mut write: Box<dyn Write + '_>,
    work: Work<S>,
    by: &Signer,
    act: &str,
    now: Now,
) -> Result<Work<S>, AppError> {
    let id = work.subject().id().to_string();
    let entry = LogEntry::by(by, now.at, (S::KIND, &id), act);
    S::append(&mut *write, &work)?;
    write.append_log(&entry.referring_to(format!("step {}", work.steps().len())))?;
    write.commit()?;
    Ok(work)
}

/// The agreement under which something stands.
pub(super) fn agreement_of(
    read: &dyn Read,
    subject: &impl Joint,
) -> Result<Option<Agreement>, AppError> {
    let mut agreements = agreements::agreements(read)?.into_iter();
    Ok(agreements.find(|agreement| agreement.id == subject.agreement()))
}

/// The moment and its day.
pub(super) fn now(app: &App) -> Now {
    Now { at: app.clock.now(), on: app.today() }
}

/// Which right a step asks for.
fn action_of(what: &What) -> Action {
    match what {
        What::MeetingCalled { .. }
        | What::MeetingClosed { .. }
        | What::MeetingCancelled { .. }
        | What::LetterSent { .. }
        | What::MeetingAddition { .. }
        | What::Progressed { .. }
        | What::Communicated { .. }
        | What::CommunicationAddition { .. }
        | What::CommunicationReviewed { .. }
        | What::EnkatOpened { .. }
        | What::EnkatClosed { .. }
        | What::Activated { .. } => Action::HoldMeetings,
        What::Decided { .. } => Action::DecideCase,
        What::TemplatePut { .. }
        | What::Registered { .. }
        | What::ContactsPut { .. }
        | What::CausePut { .. }
        | What::CauseRemoved { .. }
        | What::MeasurePut { .. }
        | What::HandedOver { .. }
        | What::GoalPut { .. }
        | What::GoalRemoved { .. }
        | What::GoalJudged { .. }
        | What::TargetPut { .. }
        | What::EffectPlanned { .. }
        | What::EffectPlanAgreed
        | What::EffectLooked { .. }
        | What::Paused { .. }
        | What::Resumed { .. }
        | What::PagePut { .. }
        | What::FollowedUp { .. }
        | What::Reaffirmed { .. }
        | What::CheckedAgain { .. }
        | What::Undone { .. } => Action::WorkCase,
        // The signatures of a party.
        What::PageApproved { .. } | What::PageTakenDown { .. } | What::Extended { .. } => {
            Action::Assess
        }
    }
}

/// A cause names pieces of the frozen evidence, a template priorities that are valid on the day, and a plan
/// for the effect cells that were counted.
fn names_what_is_there<S: Subject>(
    read: &dyn Read,
    work: &Work<S>,
    what: &What,
    today: Date,
) -> Result<(), AppError> {
    let wrong: Vec<NotAmong> = match what {
        What::CausePut { cause, .. } => {
            let known = work.evidence_numbers();
            let among: Vec<String> = known.iter().map(u16::to_string).collect();
            let unknown = cause.unknown_evidence(&known).into_iter();
            let wrong = unknown.map(|(i, no)| NotAmong {
                field: format!("cause.evidence[{i}]"),
                code: "unknown_evidence",
                named: no.to_string(),
                among: among.clone(),
            });
            wrong.collect()
        }
        What::TemplatePut { template } => {
            let valid = priorities(today).into_iter().map(|priority| priority.id.clone());
            let among: Vec<String> = valid.collect();
            let chosen = template.prioriteringar.iter().enumerate();
            let wrong = chosen.filter(|(_, id)| !among.contains(id)).map(|(i, id)| NotAmong {
                field: format!("template.prioriteringar[{i}]"),
                code: "priority_not_valid",
                named: id.clone(),
                among: among.clone(),
            });
            wrong.collect()
        }
        What::EffectPlanned { plan } => return control_is_there(read, work, plan),
        _ => Vec::new(),
    };
    if wrong.is_empty() { Ok(()) } else { Err(AppError::NotAmong(wrong)) }
}

/// What the log calls a step.
pub(super) fn log_act(what: &What) -> &'static str {
    match what {
        What::TemplatePut { .. } => "case_template_put",
        What::Registered { .. } => "case_registered",
        What::ContactsPut { .. } => "case_contacts_put",
        What::CausePut { .. } => "case_cause_put",
        What::CauseRemoved { .. } => "case_cause_removed",
        What::MeasurePut { .. } => "case_measure_put",
        What::HandedOver { .. } => "case_handed_over",
        What::Progressed { .. } => "case_progressed",
        What::GoalPut { .. } => "case_goal_put",
        What::GoalRemoved { .. } => "case_goal_removed",
        What::GoalJudged { .. } => "case_goal_judged",
        What::TargetPut { .. } => "case_target_put",
        What::Activated { .. } => "case_activated",
        What::MeetingCalled { .. } => "case_meeting_called",
        What::MeetingClosed { .. } => "case_meeting_closed",
        What::MeetingCancelled { .. } => "case_meeting_cancelled",
        What::LetterSent { .. } => "case_letter_sent",
        What::MeetingAddition { .. } => "case_meeting_addition",
        What::Paused { .. } => "case_paused",
        What::Resumed { .. } => "case_resumed",
        What::EffectPlanned { .. } => "case_effect_planned",
        What::EffectPlanAgreed => "case_effect_plan_agreed",
        What::EffectLooked { .. } => "case_effect_looked",
        What::Communicated { .. } => "case_communicated",
        What::CommunicationAddition { .. } => "case_communication_addition",
        What::CommunicationReviewed { .. } => "case_communication_reviewed",
        What::PagePut { .. } => "case_page_put",
        What::PageApproved { .. } => "case_page_approved",
        What::PageTakenDown { .. } => "case_page_taken_down",
        What::EnkatOpened { .. } => "case_enkat_opened",
        What::EnkatClosed { .. } => "case_enkat_closed",
        What::FollowedUp { .. } => "case_followed_up",
        What::Reaffirmed { .. } => "case_reaffirmed",
        What::Decided { .. } => "case_decided",
        What::CheckedAgain { .. } => "case_checked_again",
        What::Extended { .. } => "case_extended",
        What::Undone { .. } => "case_step_undone",
    }
}
