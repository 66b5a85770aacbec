//! Users: who is assigned where, and may do what.
//!
//! A user is a function at a party, not a person: names of persons are not kept.

use super::{
    Actor, App, AppError, FieldError, agreements,
    openings::{field_error, invalid},
    parties,
    password::check_new_password,
};
use crate::{
    area::{AreaId, Validity},
    case::{
        log::LogEntry,
        party::{Agreement, Parties, Party, Role, Side, User},
        personal_data::find_number_of_person,
        standing::Responsibility,
        text_guard::CleanText,
    },
    incident::PartyId,
    policy::{self, Action},
    store::Write,
};
use jiff::{Timestamp, civil::date};

/// A user to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// What is typed at sign-in: 3–40 lower-case letters, digits, `-`, `.`, `_`.
    pub login: String,
    /// The function, e.g. "Kommunpolis, lokalpolisområde Norrmalm".
    pub function: String,
    /// Where it belongs.
    pub party: PartyId,
    /// What it may do there.
    pub role: Role,
    /// At first.
    pub password: String,
}

/// The administrator that the command line acts as on the embedded store.
pub fn system_actor(party: Party) -> Actor {
    let user = User {
        id: "system".to_owned(),
        login: "system".to_owned(),
        function: "Systemadministratör".to_owned(),
        party: party.id.clone(),
        role: Role::Administrator,
        disabled: false,
    };
    Actor::plain(user, party)
}

/// Adds a user. An administrator assigns users to its own party; the command line to any.
pub fn add(app: &App, actor: &Actor, new: &NewUser) -> Result<User, AppError> {
    policy::may_manage(actor, &new.party)?;
    let now = app.clock.now();
    let hash = checked(new).and_then(|()| app.doors.passwords.hash(&new.password))?;
    let mut write = app.store.begin()?;
    let user = put_new(&mut *write, new, &hash)?;
    let entry = LogEntry::by(&policy::signer(actor), now, ("user", &user.id), "user_added");
    write.append_log(&entry)?;
    write.commit()?;
    Ok(user)
}

/// The users of the administrator's own party; all of them for the command line.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<User>, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let mut users = app.store.read()?.users()?;
    users.retain(|user| user.party == actor.party.id || actor.user.id == "system");
    Ok(users)
}

/// What an administrator decides about a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The function.
    pub function: String,
    /// What it may do.
    pub role: Role,
    /// Whether it may sign in.
    pub disabled: bool,
    /// The ground it answers for.
    pub areas: Vec<Responsibility>,
}

/// A user with the ground it answers for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCard {
    /// The user.
    pub user: User,
    /// Its ground, at any time.
    pub areas: Vec<Responsibility>,
}

/// The users of the administrator's own party with their ground; all of them for the command line.
pub fn cards(app: &App, actor: &Actor) -> Result<Vec<UserCard>, AppError> {
    let users = list(app, actor)?;
    let read = app.store.read()?;
    let card = |user: User| Ok(UserCard { areas: read.responsibilities(&user.id)?, user });
    users.into_iter().map(card).collect()
}

/// Decides what a user of the own party is, may and answers for. Its sessions go on, with the new
/// rights from the next request, or end when it may no longer sign in; the last administrator that can sign in stays one.
pub fn assign(app: &App, actor: &Actor, id: &str, new: &Assignment) -> Result<UserCard, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let function = CleanText::checked("function", &new.function, 3, 100).map_err(invalid)?;
    let mut write = app.store.begin()?;
    let users = write.users()?;
    let mut user = users.iter().find(|user| user.id == id).cloned().ok_or(AppError::NotFound)?;
    policy::may_manage(actor, &user.party)?;
    let party = write.parties()?.into_iter().find(|party| party.id == user.party);
    if new.role.side().is_some_and(|side| party.is_none_or(|party| side != party.side)) {
        return Err(field_error("role", "wrong_side"));
    }
    for one in &new.areas {
        if write.area(&one.area)?.is_empty() {
            return Err(field_error("areas", "unknown"));
        }
        let Validity { valid_from, valid_to } = one.validity;
        if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
            return Err(field_error("areas", "bad_days"));
        }
    }
    let is_admin = |user: &User| user.role == Role::Administrator && !user.disabled;
    let others = users.iter().filter(|other| other.party == user.party && other.id != user.id);
    let stays = new.role == Role::Administrator && !new.disabled;
    if is_admin(&user) && !stays && !others.clone().any(is_admin) {
        return Err(AppError::Refused("last_administrator"));
    }
    (user.function, user.role, user.disabled) =
        (function.as_str().to_owned(), new.role, new.disabled);
    let mut areas = new.areas.clone();
    areas.sort();
    areas.dedup_by(|a, b| (&a.area, a.validity.valid_from) == (&b.area, b.validity.valid_from));
    write.put_user(&user, None)?;
    write.put_responsibilities(&user.id, &areas)?;
    if user.disabled {
        write.end_sessions_of(&user.id)?;
    }
    let object = ("user", user.id.as_str());
    write.append_log(&LogEntry::by(
        &policy::signer(actor),
        app.clock.now(),
        object,
        "user_assigned",
    ))?;
    write.commit()?;
    Ok(UserCard { user, areas })
}

/// Disables a user and ends its sessions everywhere.
pub fn disable(app: &App, actor: &Actor, login: &str) -> Result<User, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    // Also whoever comes in through a provider, without a password.
    let found = write.users()?.into_iter().find(|user| user.login == login);
    let mut user = found.ok_or(AppError::NotFound)?;
    policy::may_manage(actor, &user.party)?;
    user.disabled = true;
    write.put_user(&user, None)?;
    write.end_sessions_of(&user.id)?;
    let entry = LogEntry::by(&policy::signer(actor), now, ("user", &user.id), "user_disabled");
    write.append_log(&entry)?;
    write.commit()?;
    Ok(user)
}

/// Login, function and password are such as may be.
pub(super) fn checked(new: &NewUser) -> Result<(), AppError> {
    let fits = (3..=40).contains(&new.login.len())
        && new
            .login
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b));
    if !fits {
        let field = "login".to_owned();
        return Err(AppError::Invalid(vec![FieldError { field, code: "malformed" }]));
    }
    if let Some(found) = find_number_of_person(&new.login) {
        return Err(AppError::Personal(vec![("login".to_owned(), found)]));
    }
    CleanText::checked("function", &new.function, 3, 100).map_err(invalid)?;
    check_new_password(&new.login, &new.function, &new.password)
}

/// Within a transaction: no such login yet, the party exists, the role belongs to its side.
pub(super) fn put_new(write: &mut dyn Write, new: &NewUser, hash: &str) -> Result<User, AppError> {
    let wrong = |field: &str, code| {
        Err(AppError::Invalid(vec![FieldError { field: field.to_owned(), code }]))
    };
    let Some(party) = write.parties()?.into_iter().find(|party| party.id == new.party) else {
        return wrong("party", "unknown");
    };
    if new.role.side().is_some_and(|side| side != party.side) {
        return wrong("role", "wrong_side");
    }
    if write.user_by_login(&new.login)?.is_some() {
        return wrong("login", "taken");
    }
    let user = User {
        id: format!("user-{}", new.login),
        login: new.login.clone(),
        function: new.function.trim().to_owned(),
        party: new.party.clone(),
        role: new.role,
        disabled: false,
    };
    write.put_user(&user, Some(hash))?;
    Ok(user)
}

/// The administrator that the command line acts as, with what its party may see.
pub fn system(app: &App, party: Party) -> Result<Actor, AppError> {
    let partners = agreements::partners(&*app.store.read()?, &party.id, app.today())?;
    Ok(Actor { partners, ..system_actor(party) })
}

/// The two parties of the demo.
pub fn demo_parties() -> [Party; 2] {
    [
        Party {
            id: PartyId("polis-lpo-norrmalm".to_owned()),
            name: "Polisen, lokalpolisområde Norrmalm".to_owned(),
            side: Side::Polis,
        },
        Party {
            id: PartyId("sdf-norra-innerstaden".to_owned()),
            name: "Norra innerstadens stadsdelsförvaltning".to_owned(),
            side: Side::Stad,
        },
    ]
}

/// The made-up agreement of the demo.
pub fn demo_agreement() -> Agreement {
    let [polis, stad] = demo_parties();
    Agreement {
        id: "norra-innerstaden-2025".to_owned(),
        name: "Överenskommelse om samverkan, Norra innerstaden 2025–2026 (syntetisk)".to_owned(),
        parties: Parties { polis: polis.id, stad: stad.id },
        areas: vec![AreaId("stadsdelsomrade/norra-innerstaden".to_owned())],
        validity: Validity {
            valid_from: Some(date(2025, 1, 1)),
            valid_to: Some(date(2026, 12, 31)),
        },
    }
}

/// The users of the demo with their documented passwords; police first.
pub fn demo_users() -> Vec<NewUser> {
    let [polis, stad] = demo_parties();
    let user = |login: &str, function: &str, party: &Party, role| NewUser {
        login: login.to_owned(),
        function: function.to_owned(),
        party: party.id.clone(),
        role,
        password: format!("demo-{login}-2026"),
    };
    vec![
        user("kommunpolis", "Kommunpolis", &polis, Role::Kommunpolis),
        user("lpo-chef", "Lokalpolisområdeschef", &polis, Role::Lokalpolisomradeschef),
        user("analytiker-polis", "Analytiker, polisen", &polis, Role::Analytiker),
        user("administrator-polis", "Administratör, polisen", &polis, Role::Administrator),
        user("samordnare", "Trygghets- och säkerhetssamordnare", &stad, Role::Trygghetssamordnare),
        user("stadsdelsdirektor", "Stadsdelsdirektör", &stad, Role::Stadsdelsdirektor),
        user("analytiker-stad", "Analytiker, stadsdelsförvaltningen", &stad, Role::Analytiker),
        user(
            "administrator-stad",
            "Administratör, stadsdelsförvaltningen",
            &stad,
            Role::Administrator,
        ),
    ]
}

/// Puts parties, agreement and users of the demo into a store that has no users; otherwise nothing.
pub fn load_demo(app: &App) -> Result<(), AppError> {
    load_demo_as_of(app, app.clock.now())
}

/// The same at an earlier moment.
pub(super) fn load_demo_as_of(app: &App, now: Timestamp) -> Result<(), AppError> {
    if !app.store.read()?.users()?.is_empty() {
        return Ok(());
    }
    let mut hashed = Vec::new();
    for new in demo_users() {
        checked(&new)?;
        hashed.push((app.doors.passwords.hash(&new.password)?, new));
    }
    let mut write = app.store.begin()?;
    for party in demo_parties() {
        parties::put(&mut *write, &party, now)?;
    }
    agreements::put_founded(&mut *write, &demo_agreement(), now)?;
    for (hash, new) in &hashed {
        let user = put_new(&mut *write, new, hash)?;
        if user.role.is_samordnare() {
            let areas = demo_agreement().areas.into_iter();
            let ground = areas.map(|area| Responsibility { area, validity: Validity::default() });
            write.put_responsibilities(&user.id, &ground.collect::<Vec<_>>())?;
        }
        write.append_log(&LogEntry::by_system(now, ("user", &user.id), "user_added"))?;
    }
    Ok(write.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_users_are_functions_with_allowed_passwords_on_both_sides() {
        let users = demo_users();
        for user in &users {
            checked(user).unwrap_or_else(|error| panic!("{}: {error:?}", user.login));
        }
        let signs = |side| users.iter().any(|u| u.role.is_chief() && u.role.side() == Some(side));
        assert!(signs(Side::Polis) && signs(Side::Stad));
    }
}
