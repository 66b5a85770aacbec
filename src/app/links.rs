//! Links of participants: one actor of one case or forum, without login. The link shows that actor's
//! measures there and nothing else; it expires and can be taken back.

use super::{
    Actor, App, AppError,
    attempts::{self, At},
    cases,
    doors::Door,
    enkater, forums,
    joint::{self, Joint},
    new_id,
    openings::{field_error, invalid},
    session::Token,
};
use crate::{
    case::{
        access::{Joined, LONGEST_LINK_DAYS, ParticipantLink, participant},
        forum::Forum,
        log::LogEntry,
        opened::Case,
        party::Parties,
        signatory::Signer,
        text_guard::CleanText,
        work::{Work, plan::Progress},
    },
    incident::PartyId,
    policy::{self, Action},
    store::{Read, Write},
};
use jiff::{Timestamp, civil::Date};

/// What a participant sees.
#[derive(Debug, Clone, PartialEq)]
pub struct Participation {
    /// Its link.
    pub link: ParticipantLink,
    /// Name of the place or of the forum.
    pub place: String,
    /// Names of the two parties, police first.
    pub parties: [String; 2],
    /// Its own measures by number, and how far they have come.
    pub measures: Vec<cases::Own>,
    /// The surveys that ask it and are open.
    pub enkater: Vec<enkater::Shown>,
}

/// The links of a case or forum, for both its parties.
pub fn list(app: &App, actor: &Actor, to: &Joined) -> Result<Vec<ParticipantLink>, AppError> {
    let parties = match to {
        Joined::Case(number) => cases::one(app, actor, number)?.case().parties.clone(),
        Joined::Forum(id) => forums::one(app, actor, id)?.subject().parties.clone(),
    };
    let mut links = app.store.read()?.participant_links()?;
    links.retain(|link| link.joined == *to && policy::may_see_joint(actor, &parties));
    Ok(links)
}

/// Invites an actor to a case or forum. The secret of the link is in the answer and nowhere else.
pub fn invite(
    app: &App,
    actor: &Actor,
    to: &Joined,
    function: &str,
    last_day: Date,
) -> Result<(ParticipantLink, Token), AppError> {
    policy::may(actor, Action::Invite)?;
    let (now, today) = (app.clock.now(), app.today());
    let n_days = (last_day - today).get_days() + 1;
    if !(1..=LONGEST_LINK_DAYS).contains(&n_days) {
        return Err(field_error("last_day", "bad_days"));
    }
    let function = participant(function).map_err(invalid)?;
    let mut write = app.store.begin()?;
    inviting(app, &*write, actor, to)?;
    let link = ParticipantLink {
        id: new_id(now),
        joined: to.clone(),
        actor: function,
        party: actor.party.id.clone(),
        created_by: actor.user.id.clone(),
        created_at: now,
        last_day,
        revoked_at: None,
    };
    let secret = Token::random()?;
    write.put_participant_link(&link, Some(&secret.hash()))?;
    log(&mut *write, &policy::signer(actor), now, &link, "participant_invited")?;
    write.commit()?;
    Ok((link, secret))
}

/// Ends a link at once: either party may.
pub fn revoke(
    app: &App,
    actor: &Actor,
    to: &Joined,
    id: &str,
) -> Result<ParticipantLink, AppError> {
    policy::may(actor, Action::Invite)?;
    let mut write = app.store.begin()?;
    inviting(app, &*write, actor, to)?;
    let mut links = write.participant_links()?.into_iter();
    let found = links.find(|link| link.id == id && link.joined == *to);
    let mut link = found.ok_or(AppError::NotFound)?;
    if link.revoked_at.is_none() {
        let now = app.clock.now();
        link.revoked_at = Some(now);
        write.put_participant_link(&link, None)?;
        log(&mut *write, &policy::signer(actor), now, &link, "participant_link_revoked")?;
        write.commit()?;
    }
    Ok(link)
}

/// Ends the links of a participant that takes part no longer. Whoever has taken its place gets a link of
/// its own.
pub(super) fn end(
    write: &mut dyn Write,
    by: &Signer,
    to: &Joined,
    function: &CleanText,
    now: Timestamp,
) -> Result<(), AppError> {
    let mut links = write.participant_links()?;
    links.retain(|link| link.joined == *to && link.actor == *function && link.revoked_at.is_none());
    for mut link in links {
        link.revoked_at = Some(now);
        write.put_participant_link(&link, None)?;
        log(write, by, now, &link, "participant_link_revoked")?;
    }
    Ok(())
}

/// The link that a secret opens. Unknown, expired and revoked ones are refused alike; from one address
/// only so many are tried.
pub(super) fn held(
    app: &App,
    secret: Option<&Token>,
    address: &str,
) -> Result<ParticipantLink, AppError> {
    let found = match secret {
        Some(secret) => app.store.read()?.participant_link(&secret.hash())?,
        None => None,
    };
    match found.filter(|link| link.is_good(app.today())) {
        Some(link) => Ok(link),
        None => {
            app.doors.knock(Door::Participant, address, app.clock.now())?;
            attempts::turned_away(app, At::Participant, None, address);
            Err(AppError::NotFound)
        }
    }
}

/// What the holder of a link sees; each look is logged.
pub fn open(app: &App, secret: Option<&Token>, address: &str) -> Result<Participation, AppError> {
    let (now, link) = (app.clock.now(), held(app, secret, address)?);
    let mut write = app.store.begin()?;
    let seen = match &link.joined {
        Joined::Case(number) => {
            let work = write.case(number)?.ok_or(AppError::NotFound)?;
            seen(app, &*write, &work, link.clone())?
        }
        Joined::Forum(id) => seen(app, &*write, &forums::named(app, &*write, id)?, link.clone())?,
    };
    let entry = LogEntry::by_system(now, ("participant_link", &link.id), "participant_link_opened");
    write.append_log(&entry.referring_to(link.joined.to_string()))?;
    write.commit()?;
    Ok(seen)
}

fn seen<S: Joint>(
    app: &App,
    read: &dyn Read,
    work: &Work<S>,
    link: ParticipantLink,
) -> Result<Participation, AppError> {
    let (subject, known) = (work.subject(), read.parties()?);
    let name = |id: &PartyId| {
        let party = known.iter().find(|party| party.id == *id);
        party.map_or_else(String::new, |party| party.name.clone())
    };
    let Parties { polis, stad } = subject.parties();
    Ok(Participation {
        place: subject.name().to_string(),
        parties: [name(polis), name(stad)],
        measures: cases::measures_of_link(work, &link.actor),
        enkater: enkater::of_link(app, read, work, &link)?,
        link,
    })
}

/// A participant's answer for one of its own measures.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Number of the measure.
    pub no: u32,
    /// How far it has come.
    pub to: Progress,
    /// In words.
    pub note: Option<CleanText>,
}

/// The holder of a link answers.
pub fn answer(
    app: &App,
    secret: Option<&Token>,
    address: &str,
    given: Answer,
) -> Result<(), AppError> {
    let link = held(app, secret, address)?;
    let mut write = app.store.begin()?;
    let n_steps = match &link.joined {
        Joined::Case(number) => {
            let work = write.case(number)?.ok_or(AppError::NotFound)?;
            answered(app, &mut *write, work, &link, given)?
        }
        Joined::Forum(id) => {
            let work = forums::named(app, &*write, id)?;
            answered(app, &mut *write, work, &link, given)?
        }
    };
    let object = ("participant_link", link.id.as_str());
    let entry = LogEntry::by_system(app.clock.now(), object, "participant_answered");
    write.append_log(&entry.referring_to(format!("{} step {n_steps}", link.joined)))?;
    Ok(write.commit()?)
}

/// Keeps the answer; how many steps there are then.
fn answered<S: Joint>(
    app: &App,
    write: &mut dyn Write,
    work: Work<S>,
    link: &ParticipantLink,
    given: Answer,
) -> Result<usize, AppError> {
    let (now, subject) = (joint::now(app), work.subject());
    subject.may_be_done(joint::agreement_of(&*write, subject)?.as_ref(), now.on)?;
    let work = work.answer(link, given.no, given.to, given.note, now)?;
    S::append(write, &work)?;
    Ok(work.steps().len())
}

/// Whether the actor may invite: whoever does it there, on its own ground.
fn inviting(app: &App, read: &dyn Read, actor: &Actor, to: &Joined) -> Result<(), AppError> {
    match to {
        Joined::Case(number) => invites::<Case>(app, read, actor, number),
        Joined::Forum(id) => invites::<Forum>(app, read, actor, id),
    }
}

fn invites<S: Joint>(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    id: &S::Id,
) -> Result<(), AppError> {
    let work = S::found(app, read, actor, id)?;
    let agreement = joint::agreement_of(read, work.subject())?;
    work.subject().may_be_done(agreement.as_ref(), app.today())?;
    let under = S::under(&work, app, read, actor, agreement.as_ref())?;
    policy::may_at(actor, Action::Invite, &under.ground())
}

fn log(
    write: &mut dyn Write,
    by: &Signer,
    now: Timestamp,
    link: &ParticipantLink,
    act: &str,
) -> Result<(), AppError> {
    let object = ("participant_link", link.id.as_str());
    let entry = LogEntry::by(by, now, object, act);
    Ok(write.append_log(&entry.referring_to(link.joined.to_string()))?)
}
