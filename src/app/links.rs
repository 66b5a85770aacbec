//! Links of participants: one actor of one case or forum, without login. The link shows that actor's
//! measures there and nothing else; it expires and can be taken back.

use super::{
    Actor, App, AppError, agreements,
    areas::Under,
    attempts::{self, At},
    cases,
    doors::Door,
    forums, new_id,
    openings::{field_error, invalid},
    session::Token,
};
use crate::{
    case::{
        access::{Joined, LONGEST_LINK_DAYS, ParticipantLink, participant},
        log::LogEntry,
        party::Parties,
        text_guard::CleanText,
        work::plan::Progress,
    },
    incident::PartyId,
    policy::{self, Action},
    store::{Read, Write},
};
use jiff::civil::Date;

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
    log(&mut *write, app, actor, &link, "participant_invited")?;
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
        link.revoked_at = Some(app.clock.now());
        write.put_participant_link(&link, None)?;
        log(&mut *write, app, actor, &link, "participant_link_revoked")?;
        write.commit()?;
    }
    Ok(link)
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
    let (place, of, measures) = match &link.joined {
        Joined::Case(number) => {
            let work = write.case(number)?.ok_or(AppError::NotFound)?;
            let (case, own) = (work.case(), cases::measures_of_link(&work, &link.actor));
            (case.place.name.to_string(), case.parties.clone(), own)
        }
        Joined::Forum(id) => {
            let work = forums::of_link(app, &*write, id)?;
            let (forum, own) = (work.subject(), cases::measures_of_link(&work, &link.actor));
            (forum.name.to_string(), forum.parties.clone(), own)
        }
    };
    let parties = write.parties()?;
    let name = |id: &PartyId| {
        let party = parties.iter().find(|party| party.id == *id);
        party.map_or_else(String::new, |party| party.name.clone())
    };
    let parties = [name(&of.polis), name(&of.stad)];
    let entry = LogEntry::by_system(now, ("participant_link", &link.id), "participant_link_opened");
    write.append_log(&entry.referring_to(link.joined.to_string()))?;
    write.commit()?;
    Ok(Participation { place, parties, measures, link })
}

/// The holder of a link answers for one of its own measures.
pub fn answer(
    app: &App,
    secret: Option<&Token>,
    address: &str,
    measure: u32,
    to: Progress,
    note: Option<CleanText>,
) -> Result<(), AppError> {
    let (now, link) = (cases::now(app), held(app, secret, address)?);
    let mut write = app.store.begin()?;
    let n_steps = match &link.joined {
        Joined::Case(number) => {
            let work = write.case(number)?.ok_or(AppError::NotFound)?;
            let work = work.answer(&link, measure, to, note, now)?;
            write.append_case_step(&work, work.version() - 1)?;
            work.steps().len()
        }
        Joined::Forum(id) => {
            let work = forums::of_link(app, &*write, id)?;
            let work = work.answer(&link, measure, to, note, now)?;
            write.append_forum_step(&work, work.version() - 1)?;
            work.steps().len()
        }
    };
    let object = ("participant_link", link.id.as_str());
    let entry = LogEntry::by_system(now.at, object, "participant_answered");
    write.append_log(&entry.referring_to(format!("{} step {n_steps}", link.joined)))?;
    Ok(write.commit()?)
}

/// Whether the actor may invite: whoever does it there, on its own ground.
fn inviting(app: &App, read: &dyn Read, actor: &Actor, to: &Joined) -> Result<(), AppError> {
    let may_see = |parties: &Parties| match policy::may_see_joint(actor, parties) {
        true => Ok(()),
        false => Err(AppError::NotFound),
    };
    let under = match to {
        Joined::Case(number) => {
            let work = read.case(number)?.ok_or(AppError::NotFound)?;
            may_see(&work.case().parties)?;
            Under::of(app, read, &work.case().place)?
        }
        Joined::Forum(id) => {
            let agreements = agreements::agreements(read)?;
            let agreement = agreements.iter().find(|agreement| agreement.id == id.agreement);
            let agreement = agreement.ok_or(AppError::NotFound)?;
            may_see(&agreement.parties)?;
            forums::of_link(app, read, id)?;
            Under::agreed(app, read, actor, agreement)?
        }
    };
    policy::may_at(actor, Action::Invite, &under.ground())
}

fn log(
    write: &mut dyn Write,
    app: &App,
    actor: &Actor,
    link: &ParticipantLink,
    act: &str,
) -> Result<(), AppError> {
    let object = ("participant_link", link.id.as_str());
    let entry = LogEntry::by(&policy::signer(actor), app.clock.now(), object, act);
    Ok(write.append_log(&entry.referring_to(link.joined.to_string()))?)
}
