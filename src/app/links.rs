//! Links of participants: one actor of one case, without login. The link shows that case and nothing
//! else; it expires and can be taken back.

use super::{
    Actor, App, AppError,
    areas::Under,
    attempts::{self, At},
    cases,
    doors::Door,
    new_id,
    openings::{field_error, invalid},
    session::Token,
};
use crate::{
    case::{
        access::{LONGEST_LINK_DAYS, ParticipantLink, participant},
        log::LogEntry,
        opening::{Case, CaseNumber},
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
    /// Name of the place.
    pub place: String,
    /// Names of the two parties, police first.
    pub parties: [String; 2],
    /// Its own measures by number, and how far they have come.
    pub measures: Vec<cases::Own>,
}

/// The links of a case, for both its parties.
pub fn list(
    app: &App,
    actor: &Actor,
    number: &CaseNumber,
) -> Result<Vec<ParticipantLink>, AppError> {
    let work = cases::one(app, actor, number)?;
    let mut links = app.store.read()?.participant_links()?;
    links.retain(|link| policy::may_see_link(actor, work.case(), link));
    Ok(links)
}

/// Invites an actor to a case. The secret of the link is in the answer and nowhere else.
pub fn invite(
    app: &App,
    actor: &Actor,
    number: &CaseNumber,
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
    inviting(app, &*write, actor, number)?;
    let link = ParticipantLink {
        id: new_id(now),
        case: *number,
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

/// Ends a link at once: either party of the case may.
pub fn revoke(
    app: &App,
    actor: &Actor,
    number: &CaseNumber,
    id: &str,
) -> Result<ParticipantLink, AppError> {
    policy::may(actor, Action::Invite)?;
    let mut write = app.store.begin()?;
    let case = inviting(app, &*write, actor, number)?;
    let found = write.participant_links()?.into_iter().find(|link| link.id == id);
    let found = found.filter(|link| policy::may_see_link(actor, &case, link));
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
    let work = write.case(&link.case)?.ok_or(AppError::NotFound)?;
    let case = work.case();
    let parties = write.parties()?;
    let name = |id: &PartyId| {
        let party = parties.iter().find(|party| party.id == *id);
        party.map_or_else(String::new, |party| party.name.clone())
    };
    let parties = [name(&case.parties.polis), name(&case.parties.stad)];
    let entry = LogEntry::by_system(now, ("participant_link", &link.id), "participant_link_opened");
    write.append_log(&entry.referring_to(link.case.to_string()))?;
    write.commit()?;
    Ok(Participation {
        place: case.place.name.as_str().to_owned(),
        parties,
        measures: cases::measures_of_link(&work, &link.actor),
        link,
    })
}

/// The case, when the actor may invite to it: a samordnare on its own ground.
fn inviting(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    number: &CaseNumber,
) -> Result<Case, AppError> {
    let case = read.case(number)?.map(|work| work.case().clone());
    let case = case.filter(|case| policy::may_see_case(actor, case)).ok_or(AppError::NotFound)?;
    let under = Under::of(app, read, &case.place)?;
    policy::may_at(actor, Action::Invite, &under.ground())?;
    Ok(case)
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
    Ok(write.append_log(&entry.referring_to(link.case.to_string()))?)
}
