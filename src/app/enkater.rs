//! Surveys of participants: who may answer, that somebody did, and what may be shown. They are opened and
//! closed by steps, as everything in a case or a forum is done; the answers lie apart from the steps and
//! from who gave them.

use super::{
    Actor, App, AppError, forums,
    joint::{self, Joint},
    links,
    session::Token,
};
use crate::{
    case::{
        access::{Joined, ParticipantLink},
        log::LogEntry,
        refusal::Refusal,
        text_guard::CleanText,
        work::{
            Work,
            enkat::{Answer, Enkat, EnkatId, Pooled},
            plan::Owner,
        },
    },
    store::{Read, Write},
};

/// What one who looks has to do with a survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is not asked.
    Not,
    /// It may answer, while the survey is open.
    MayAnswer,
    /// It has answered.
    HasAnswered,
}

impl Asked {
    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Asked::Not => "not_asked",
            Asked::MayAnswer => "may_answer",
            Asked::HasAnswered => "has_answered",
        }
    }
}

/// A survey as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its number in the case or forum.
    pub no: u32,
    /// Without its answers.
    pub enkat: Enkat,
    /// Functions that have answered.
    pub n_answered: u32,
    /// What the reader has to do with it.
    pub asked: Asked,
    /// What may be shown of the answers.
    pub pooled: Option<Pooled>,
}

/// The surveys of a case or forum as a user sees them, newest first.
pub fn of_user<S: Joint>(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    work: &Work<S>,
) -> Result<Vec<Shown>, AppError> {
    shown(app, read, work, |owner| is_of_user(actor, owner))
}

/// The surveys of a case or forum for its file, where nobody is asked.
pub(super) fn of_file<S: Joint>(
    app: &App,
    read: &dyn Read,
    work: &Work<S>,
) -> Result<Vec<Shown>, AppError> {
    shown(app, read, work, |_| false)
}

/// The surveys that the holder of a link is asked in and that are open, newest first.
pub(super) fn of_link<S: Joint>(
    app: &App,
    read: &dyn Read,
    work: &Work<S>,
    link: &ParticipantLink,
) -> Result<Vec<Shown>, AppError> {
    let mut all = shown(app, read, work, |owner| is_of_link(link, owner))?;
    all.retain(|one| one.enkat.is_open(app.today()) && one.asked != Asked::Not);
    Ok(all)
}

/// A user answers for its own function.
pub fn answer<S: Joint>(
    app: &App,
    actor: &Actor,
    id: &S::Id,
    no: u32,
    given: &Answer,
) -> Result<(), AppError> {
    let mut write = app.store.begin()?;
    let work = S::found(app, &*write, actor, id)?;
    keep(app, &mut *write, &work, no, given, |owner| is_of_user(actor, owner))?;
    Ok(write.commit()?)
}

/// The holder of a link answers for its function.
pub fn answer_by_link(
    app: &App,
    secret: Option<&Token>,
    address: &str,
    no: u32,
    given: &Answer,
) -> Result<(), AppError> {
    let link = links::held(app, secret, address)?;
    let mut write = app.store.begin()?;
    let is_own = |owner: &Owner| is_of_link(&link, owner);
    match &link.joined {
        Joined::Case(number) => {
            let work = write.case(number)?.ok_or(AppError::NotFound)?;
            keep(app, &mut *write, &work, no, given, is_own)?;
        }
        Joined::Forum(id) => {
            let work = forums::named(app, &*write, id)?;
            keep(app, &mut *write, &work, no, given, is_own)?;
        }
    }
    Ok(write.commit()?)
}

/// The log says that somebody answered, and neither who nor what.
fn keep<S: Joint>(
    app: &App,
    write: &mut dyn Write,
    work: &Work<S>,
    no: u32,
    given: &Answer,
    is_own: impl Fn(&Owner) -> bool,
) -> Result<(), AppError> {
    let (now, subject) = (joint::now(app), work.subject());
    subject.may_be_done(joint::agreement_of(&*write, subject)?.as_ref(), now.on)?;
    let enkat = work.standing().enkater.get(&no).ok_or(Refusal::NoSuchObject)?;
    let function = enkat.invited_as(is_own).ok_or(Refusal::EnkatNotInvited)?;
    if !enkat.is_open(now.on) {
        return Err(Refusal::EnkatOver.into());
    }
    let id = enkat_id(work, no);
    if write.enkat_answered(&id)?.contains(function) {
        return Err(Refusal::EnkatAnswered.into());
    }
    write.put_enkat_answer(&id, function, given)?;
    let object = subject.id().to_string();
    let entry = LogEntry::by_system(now.at, (S::KIND, &object), "enkat_answered");
    Ok(write.append_log(&entry.referring_to(format!("enkat {no}")))?)
}

fn shown<S: Joint>(
    app: &App,
    read: &dyn Read,
    work: &Work<S>,
    is_own: impl Fn(&Owner) -> bool,
) -> Result<Vec<Shown>, AppError> {
    let today = app.today();
    let newest_first = work.standing().enkater.iter().rev();
    let all = newest_first.map(|(no, enkat)| {
        let id = enkat_id(work, *no);
        let answered = read.enkat_answered(&id)?;
        let n_answered = answered.len() as u32;
        let has_answered = |function: &CleanText| match answered.contains(function) {
            true => Asked::HasAnswered,
            false => Asked::MayAnswer,
        };
        Ok(Shown {
            no: *no,
            enkat: enkat.clone(),
            n_answered,
            asked: enkat.invited_as(&is_own).map_or(Asked::Not, has_answered),
            pooled: enkat.pooled(&read.enkat_tally(&id)?, n_answered, today),
        })
    });
    all.collect()
}

fn enkat_id<S: Joint>(work: &Work<S>, no: u32) -> EnkatId {
    EnkatId { of: S::joined(&work.subject().id()), no }
}

/// A function of the user's own party.
fn is_of_user(actor: &Actor, owner: &Owner) -> bool {
    owner.of.side() == Some(actor.party.side) && owner.is_function(&actor.user.function)
}

/// A link is given to a function, whoever's it is: a party's too, where that does not sign in.
fn is_of_link(link: &ParticipantLink, owner: &Owner) -> bool {
    owner.is_function(link.actor.as_str())
}
