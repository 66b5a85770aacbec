//! Letters about meetings: the call, that it is off, and who does what. Each can be read and copied;
//! they are sent to the functions' addresses where a mail server is configured (`post.toml`), and never
//! otherwise.

mod message;
mod settings;
mod smtp;
mod text;

pub use settings::{FILE_NAME, PostSettings};

use super::{
    Actor, App, AppError,
    delegations::{self, StoodInFor},
    joint::{self, Joint},
    new_id,
};
use crate::{
    case::{
        access::Joined,
        refusal::Refusal,
        text_guard::CleanText,
        work::{
            Work,
            letter::{Due, Letter, Missed, NotSent, Recipient, Sending},
            meeting::Meeting,
            state::{Act, leads_to},
        },
    },
    export::calendar::{Between, Invitation, Method, calendar},
    policy::{self, Action},
};
use message::Words;
use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

/// The mail server, if there is one, and what is on its way to it.
#[derive(Debug, Default)]
pub struct Post {
    settings: Option<PostSettings>,
    /// Letters that somebody is sending now: of what, and of which meeting.
    under_way: Mutex<BTreeSet<(Joined, u32)>>,
}

impl Post {
    /// Through a server.
    pub fn through(settings: PostSettings) -> Self {
        Self { settings: Some(settings), ..Self::default() }
    }

    /// Whether letters can be sent at all.
    pub fn is_configured(&self) -> bool {
        self.settings.is_some()
    }

    fn take(&self, letter: (Joined, u32)) -> Result<UnderWay<'_>, AppError> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if !under_way.insert(letter.clone()) {
            return Err(AppError::Refused("letters_under_way"));
        }
        Ok(UnderWay { post: self, letter })
    }
}

/// Nobody else sends letters of the meeting while this is held.
struct UnderWay<'a> {
    post: &'a Post,
    letter: (Joined, u32),
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut all = self.post.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&self.letter);
    }
}

/// Which letters of a meeting are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The call, or that the meeting is off.
    Kallelse,
    /// The list of measures after it.
    Atgardslista,
}

/// A letter as it can be read, copied and sent.
#[derive(Debug)]
pub struct Draft<S> {
    /// The case or forum.
    pub work: Work<S>,
    /// Number of the meeting.
    pub meeting: u32,
    /// The letter.
    pub due: Due,
    /// Its subject.
    pub subject: String,
    /// What it says; a list of measures is addressed to nobody.
    pub text: String,
    /// The calendar entry, to be put in a calendar by hand.
    pub calendar: Option<String>,
    /// Functions that somebody stands in for today.
    deputies: Vec<StoodInFor>,
}

impl<S: Joint> Draft<S> {
    fn of(app: &App, work: Work<S>, meeting: u32, which: Which) -> Result<Self, AppError> {
        let held = work.standing().meetings.get(&meeting).ok_or(AppError::NotFound)?;
        let due = work.letter_of(meeting).ok_or(AppError::NotFound)?;
        match (which, due.letter) {
            (Which::Kallelse, Letter::Kallelse | Letter::Installt)
            | (Which::Atgardslista, Letter::Atgardslista) => {}
            (Which::Kallelse, Letter::Atgardslista) => return Err(Refusal::MeetingOver.into()),
            (Which::Atgardslista, _) => return Err(Refusal::MeetingNotClosed.into()),
        }
        let deputies = delegations::in_force(&*app.store.read()?, app.today())?;
        let text = said(app, &work, meeting, held, due, &deputies, None);
        let calendar = entry(app, &work, meeting, held, due, &text, None);
        let subject = text::subject(work.subject(), due.letter);
        Ok(Self { meeting, due, subject, text, calendar, deputies, work })
    }

    /// The meeting.
    pub fn held(&self) -> &Meeting {
        &self.work.standing().meetings[&self.meeting]
    }

    /// Whom it goes to.
    pub fn recipients(&self) -> Vec<Recipient<'_>> {
        self.work.recipients(self.meeting, self.due)
    }
}

/// A letter of a meeting, to read.
pub fn draft<S: Joint>(
    app: &App,
    actor: &Actor,
    id: &S::Id,
    meeting: u32,
    which: Which,
) -> Result<Draft<S>, AppError> {
    Draft::of(app, S::found(app, &*app.store.read()?, actor, id)?, meeting, which)
}

/// What is asked to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The letters.
    pub which: Which,
    /// The step that the letter tells of, as it was shown to whoever sends it.
    pub of: u32,
    /// Also to those who have got it.
    pub again: bool,
}

/// Sends a letter to every function with an address that has not got it, and says in the case how it
/// went. The mail server is asked outside any transaction.
pub fn send<S: Joint>(
    app: &App,
    actor: &Actor,
    id: &S::Id,
    meeting: u32,
    asked: Asked,
) -> Result<Work<S>, AppError> {
    policy::may(actor, Action::HoldMeetings)?;
    let draft = draft::<S>(app, actor, id, meeting, asked.which)?;
    let by = {
        let (read, subject) = (app.store.read()?, draft.work.subject());
        let agreement = joint::agreement_of(&*read, subject)?;
        subject.may_be_done(agreement.as_ref(), app.today())?;
        let under = S::under(&draft.work, app, &*read, actor, agreement.as_ref())?;
        policy::signer_of(actor, Action::HoldMeetings, &under.ground())?
    };
    leads_to(draft.work.standing().state, Act::Edit)?;
    if draft.due.of != asked.of {
        return Err(Refusal::ChangedSince.into());
    }
    let settings = app.post.settings.as_ref().ok_or(AppError::Refused("no_mail_server"))?;
    let _held = app.post.take((S::joined(id), meeting))?;
    // Whoever sent it while this one waited is seen now.
    let draft = self::draft::<S>(app, actor, id, meeting, asked.which)?;
    let sending = sent_through(app, settings, &draft, asked.again)?;

    let (now, write) = (joint::now(app), app.store.begin()?);
    let work = S::found(app, &*write, actor, id)?;
    let work = work.letter_sent(&by, meeting, sending, now)?;
    joint::kept(write, work, &by, "case_letter_sent", now)
}

fn sent_through<S: Joint>(
    app: &App,
    settings: &PostSettings,
    draft: &Draft<S>,
    again: bool,
) -> Result<Sending, AppError> {
    let recipients = draft.recipients();
    let due = recipients.iter().filter(|one| again || one.got.is_none());
    let (with, without): (Vec<_>, Vec<_>) = due.partition(|one| one.address.is_some());
    if with.is_empty() {
        return Err(AppError::Refused("nobody_to_send_to"));
    }
    let name = |one: &&Recipient<'_>| -> CleanText { one.function.function.clone() };
    let mut sending = Sending {
        letter: draft.due.letter,
        of: draft.due.of,
        to: Vec::new(),
        missed: Vec::new(),
        without_address: without.iter().map(name).collect(),
    };
    let mut ready: Vec<(CleanText, lettre::Message)> = Vec::new();
    for one in &with {
        let function = name(one);
        match message::message(settings, &words(app, settings, draft, one), app.clock.now()) {
            Ok(message) => ready.push((function, message)),
            Err(why) => sending.missed.push(Missed { function, why }),
        }
    }
    let (functions, messages): (Vec<CleanText>, Vec<lettre::Message>) = ready.into_iter().unzip();
    let sent: Vec<Result<(), NotSent>> = smtp::send_all(settings, &messages);
    for (function, sent) in functions.into_iter().zip(sent) {
        match sent {
            Ok(()) => sending.to.push(function),
            Err(why) => sending.missed.push(Missed { function, why }),
        }
    }
    Ok(sending)
}

/// What one function is sent.
fn words<S: Joint>(
    app: &App,
    settings: &PostSettings,
    draft: &Draft<S>,
    to: &Recipient<'_>,
) -> Words {
    let (work, held, due) = (&draft.work, draft.held(), draft.due);
    let function = text::one_line(to.function.function.as_str());
    let address = to.address.map(|address| address.as_str().to_owned()).unwrap_or_default();
    let to_whom = Some(to.function.function.as_str());
    let text = said(app, work, draft.meeting, held, due, &draft.deputies, to_whom);
    let between =
        Between { organizer: settings.from.as_str(), function: &function, address: &address };
    let calendar = entry(app, work, draft.meeting, held, due, &text, Some(between));
    let method = if due.letter == Letter::Installt { "CANCEL" } else { "REQUEST" };
    let (number, meeting, kind) = (work.subject().slug(), draft.meeting, due.letter.as_str());
    let id = format!("{number}-mote-{meeting}-{kind}-{}", new_id(app.clock.now())).to_lowercase();
    let calendar = calendar.map(|file| (file, method));
    Words { subject: draft.subject.clone(), text, calendar, id, function, address }
}

/// The letter in words. Made-up data say so, as everywhere.
fn said<S: Joint>(
    app: &App,
    work: &Work<S>,
    no: u32,
    meeting: &Meeting,
    due: Due,
    deputies: &[StoodInFor],
    to: Option<&str>,
) -> String {
    let text = text::letter(work, no, meeting, due, app.today(), deputies, to);
    if app.settings.demo { text + "\n\nPåhittade uppgifter för visning." } else { text }
}

/// The calendar entry of a call or a cancellation.
fn entry<S: Joint>(
    app: &App,
    work: &Work<S>,
    no: u32,
    meeting: &Meeting,
    due: Due,
    description: &str,
    between: Option<Between<'_>>,
) -> Option<String> {
    let cancelled = match due.letter {
        Letter::Kallelse => false,
        Letter::Installt => true,
        Letter::Atgardslista => return None,
    };
    let method = match between {
        None => Method::Publish,
        Some(between) if cancelled => Method::Cancel(between),
        Some(between) => Method::Request(between),
    };
    let (number, summary) = (work.subject().slug(), text::summary(work.subject()));
    let of = Invitation {
        number: &number,
        meeting: no,
        sequence: due.of,
        day: meeting.call.day,
        begins: meeting.call.begins,
        ends: meeting.call.ends,
        summary: &summary,
        location: meeting.call.location.as_str(),
        description,
        cancelled,
    };
    Some(calendar(&of, method, app.clock.now()))
}
