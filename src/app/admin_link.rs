//! The way in for the first administrator of a party: a link of 256 random bits that is printed once,
//! kept as a hash, used once and ends by itself. Wrong, used and expired links are answered alike.

use super::{
    Actor, App, AppError,
    attempts::{self, At},
    doors::Door,
    identities::Assignment,
    session::{self, Token},
    users::{self, NewUser},
};
use crate::{
    case::{
        identity::AdminLink,
        log::LogEntry,
        party::{Party, Role, Side},
    },
    incident::PartyId,
    policy::{self, Action},
    store::{CameFrom, Read, Write},
};
use jiff::{SignedDuration, Timestamp};

/// A link ends so long after it was made.
pub const ENDS_AFTER: SignedDuration = SignedDuration::from_hours(72);

/// The function of whoever comes in by a link.
const FUNCTION: &str = "Administratör";

/// Makes a new link for a party; its earlier ones end.
pub fn make(app: &App, actor: &Actor, party: &PartyId) -> Result<Token, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    if *party != actor.party.id && actor.user.id != "system" {
        return Err(AppError::NotFound);
    }
    let mut write = app.store.begin()?;
    let token = make_in(&mut *write, party, app.clock.now())?;
    write.commit()?;
    Ok(token)
}

/// At the first start: a link for each side that has neither had one nor an administrator. None in the
/// demo, whose users are all there.
pub fn make_first(app: &App) -> Result<Vec<(Party, Token)>, AppError> {
    if app.settings.demo {
        return Ok(Vec::new());
    }
    let mut write = app.store.begin()?;
    let (parties, users, links) = (write.parties()?, write.users()?, write.admin_links()?);
    let mut made = Vec::new();
    for side in [Side::Polis, Side::Stad] {
        let of_side = |id: &PartyId| parties.iter().any(|p| p.id == *id && p.side == side);
        let has_one = users
            .iter()
            .any(|user| user.role == Role::Administrator && !user.disabled && of_side(&user.party));
        let party = parties.iter().find(|party| party.side == side);
        let had_link = links.iter().any(|link| of_side(&link.party));
        let (false, false, Some(party)) = (has_one, had_link, party) else { continue };
        let token = make_in(&mut *write, &party.id, app.clock.now())?;
        made.push((party.clone(), token));
    }
    write.commit()?;
    Ok(made)
}

/// Where no provider is configured: whoever follows the link chooses a login and a password, and is
/// signed in as the administrator.
pub fn follow(
    app: &App,
    link: &str,
    login: &str,
    password: &str,
    from: &CameFrom,
    old: Option<&Token>,
) -> Result<(Token, Actor), AppError> {
    let now = app.clock.now();
    app.doors.knock(Door::Link, &from.address, now)?;
    let found = match app.sign_in.takes_local_accounts() {
        true => opens(&*app.store.read()?, link, now),
        false => Err(not_valid()),
    };
    let (link, party) = found.inspect_err(|_| turned_away(app, &from.address))?;
    app.doors.forgive(Door::Link, &from.address, now);
    let new = NewUser {
        login: login.to_owned(),
        function: FUNCTION.to_owned(),
        party,
        role: Role::Administrator,
        password: password.to_owned(),
    };
    users::checked(&new)?;
    let hash = app.doors.passwords.hash(&new.password)?;
    let mut write = app.store.begin()?;
    // Somebody may have been faster.
    use_up(&mut *write, &link, now)?;
    let user = users::put_new(&mut *write, &new, &hash)?;
    let (token, actor) =
        session::open(&mut *write, user, session::SIGNED_IN, old, from, (now, app.today()))?;
    let object = ("user", actor.user.id.as_str());
    write.append_log(&LogEntry::by(&policy::signer(&actor), now, object, "admin_link_used"))?;
    write.commit()?;
    Ok((token, actor))
}

/// Whether a link leads in on a side; its hash.
pub(super) fn knocked(
    app: &App,
    link: &str,
    side: Side,
    address: &str,
) -> Result<[u8; 32], AppError> {
    let now = app.clock.now();
    app.doors.knock(Door::Link, address, now)?;
    let hash = opens_on(app, link, side, now).inspect_err(|_| turned_away(app, address))?;
    app.doors.forgive(Door::Link, address, now);
    Ok(hash)
}

/// Within a transaction: uses a link on a side up, and says what it makes of an identity.
pub(super) fn used(
    write: &mut dyn Write,
    link: &[u8; 32],
    side: Side,
    now: Timestamp,
) -> Result<Assignment, AppError> {
    let party = use_up(write, link, now)?;
    if !is_of(&write.parties()?, &party, side) {
        return Err(not_valid());
    }
    let entry = LogEntry::by_system(now, ("party", &party.0), "admin_link_used");
    write.append_log(&entry)?;
    Ok(Assignment { party, role: Role::Administrator, function: FUNCTION.to_owned() })
}

fn turned_away(app: &App, address: &str) {
    attempts::turned_away(app, At::Link, None, address);
}

/// The hash of a link that leads in on a side.
fn opens_on(app: &App, link: &str, side: Side, now: Timestamp) -> Result<[u8; 32], AppError> {
    let read = app.store.read()?;
    let (hash, party) = opens(&*read, link, now)?;
    let ours = is_of(&read.parties()?, &party, side);
    if ours { Ok(hash) } else { Err(not_valid()) }
}

/// The hash of a link that leads in, and the party it is for.
fn opens(read: &dyn Read, link: &str, now: Timestamp) -> Result<([u8; 32], PartyId), AppError> {
    let hash = Token::read(link).ok_or_else(not_valid)?.hash();
    Ok((hash, valid(read, &hash, now)?.party))
}

fn is_of(parties: &[Party], party: &PartyId, side: Side) -> bool {
    parties.iter().any(|one| one.id == *party && one.side == side)
}

fn use_up(write: &mut dyn Write, link: &[u8; 32], now: Timestamp) -> Result<PartyId, AppError> {
    let found = valid(&*write, link, now)?;
    let party = found.party.clone();
    write.put_admin_link(&AdminLink { used_at: Some(now), ..found })?;
    Ok(party)
}

fn valid<R: Read + ?Sized>(
    read: &R,
    link: &[u8; 32],
    now: Timestamp,
) -> Result<AdminLink, AppError> {
    read.admin_link(link)?.filter(|link| link.leads_in(now)).ok_or_else(not_valid)
}

fn not_valid() -> AppError {
    AppError::Forbidden("link_not_valid")
}

fn make_in(write: &mut dyn Write, party: &PartyId, now: Timestamp) -> Result<Token, AppError> {
    let earlier = write.admin_links()?;
    for link in earlier.into_iter().filter(|link| link.party == *party && link.leads_in(now)) {
        write.put_admin_link(&AdminLink { expires_at: now, ..link })?;
    }
    let token = Token::random()?;
    write.put_admin_link(&AdminLink {
        token_hash: token.hash(),
        party: party.clone(),
        created_at: now,
        expires_at: now + ENDS_AFTER,
        used_at: None,
    })?;
    write.append_log(&LogEntry::by_system(now, ("party", &party.0), "admin_link_made"))?;
    Ok(token)
}
