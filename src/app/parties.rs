//! Parties: the myndigheter of the installation. They are added where it runs, since they concern everyone
//! there; who acts for a party is then its own administrator's matter.

use super::{
    Actor, App, AppError,
    openings::{field_error, invalid},
};
use crate::{
    case::{log::LogEntry, party::Party, text_guard::CleanText},
    policy,
    store::Write,
};
use jiff::Timestamp;

/// Most characters of an id.
const MOST_CHARACTERS: usize = 60;

/// Every party, by id.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<Party>, AppError> {
    policy::may_run_the_installation(actor)?;
    Ok(app.store.read()?.parties()?)
}

/// Adds a party, or gives one that is there another name. A side is for good: what a party has signed, it
/// has signed for its side.
pub fn add(app: &App, actor: &Actor, party: &Party) -> Result<(), AppError> {
    policy::may_run_the_installation(actor)?;
    let id = party.id.0.as_str();
    let fits = (3..=MOST_CHARACTERS).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !fits {
        return Err(field_error("id", "malformed"));
    }
    let name = CleanText::checked("name", &party.name, 3, 100).map_err(invalid)?;
    let mut write = app.store.begin()?;
    let known = write.parties()?.into_iter().find(|known| known.id == party.id);
    if known.is_some_and(|known| known.side != party.side) {
        return Err(field_error("side", "wrong_side"));
    }
    let party = Party { name: name.as_str().to_owned(), ..party.clone() };
    write.put_party(&party)?;
    let (by, now) = (policy::signer(actor), app.clock.now());
    let object = ("party", party.id.0.as_str());
    write.append_log(&LogEntry::by(&by, now, object, "party_added"))?;
    Ok(write.commit()?)
}

/// Within a transaction, as the program itself does at the first start.
pub fn put(write: &mut dyn Write, party: &Party, now: Timestamp) -> Result<(), AppError> {
    write.put_party(party)?;
    let object = ("party", party.id.0.as_str());
    Ok(write.append_log(&LogEntry::by_system(now, object, "party_added"))?)
}
