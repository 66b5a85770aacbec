//! Överenskommelser: an administrator of one party proposes, one of the other confirms, and either may
//! end what holds. What holds is read by everything that asks which two parties act together, and where.

use super::{
    Actor, App, AppError, Partner, baseline, new_id,
    openings::{field_error, invalid},
};
use crate::{
    area::{AreaId, Validity},
    case::{
        agreement::{AgreementRecord, Terms},
        log::LogEntry,
        party::{Agreement, Parties, Party, Side},
        refusal::Refusal,
        signatory::Signer,
        standing::Responsibility,
        text_guard::CleanText,
    },
    incident::PartyId,
    policy::{self, Action},
    store::{Read, Versioned, Write},
};
use jiff::{Timestamp, civil::Date};
use std::collections::{BTreeMap, BTreeSet};

/// Terms as they are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTerms {
    /// Name, 3–200 characters.
    pub name: String,
    /// The ground; none when the agreement does not say.
    pub areas: Vec<AreaId>,
    /// First day.
    pub valid_from: Date,
    /// Last day, or until further notice.
    pub valid_to: Option<Date>,
}

/// All that both parties have agreed to, valid today or not.
pub fn agreements(read: &dyn Read) -> Result<Vec<Agreement>, AppError> {
    Ok(read.agreements()?.iter().filter_map(|record| record.value.agreed()).collect())
}

/// The agreements of the administrator's party in every state, in the order they were recorded.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<Versioned<AgreementRecord>>, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let mut all = app.store.read()?.agreements()?;
    all.retain(|record| policy::may_see_agreement(actor, &record.value));
    Ok(all)
}

/// The parties of the other side, with which the administrator's party can agree.
pub fn counterparts(app: &App, actor: &Actor) -> Result<Vec<Party>, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let mut parties = app.store.read()?.parties()?;
    parties.retain(|party| party.side == actor.party.side.other());
    Ok(parties)
}

/// Puts a new agreement before a party of the other side.
pub fn record(
    app: &App,
    actor: &Actor,
    with: &PartyId,
    new: &NewTerms,
) -> Result<Versioned<AgreementRecord>, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let other = counterparts(app, actor)?.into_iter().find(|party| party.id == *with);
    let other = other.ok_or_else(|| field_error("with", "unknown"))?;
    let now = app.clock.now();
    let (own, other) = (actor.party.id.clone(), other.id);
    let parties = match actor.party.side {
        Side::Polis => Parties { polis: own, stad: other },
        Side::Stad => Parties { polis: other, stad: own },
    };
    let mut write = app.store.begin()?;
    let terms = checked(&*write, new, app.today())?;
    let by = policy::signer(actor);
    let record = AgreementRecord::proposed(new_id(now), parties, terms, by, now)?;
    let version = kept(&mut *write, &record, 0, now)?;
    write.commit()?;
    Ok(Versioned { value: record, version, updated: now })
}

/// Puts an extension or another change before the other party; what holds goes on until it answers.
pub fn propose(
    app: &App,
    actor: &Actor,
    id: &str,
    version: u64,
    new: &NewTerms,
) -> Result<Versioned<AgreementRecord>, AppError> {
    changed(app, actor, id, version, |read, record, by| {
        let terms = checked(read, new, app.today())?;
        Ok(record.propose(terms, by, app.clock.now())?)
    })
}

/// Agrees for the party that was asked to exactly what was shown. With it the baseline is frozen: what both
/// measurements say that day, as far as both parties see it.
pub fn confirm(
    app: &App,
    actor: &Actor,
    id: &str,
    version: u64,
) -> Result<Versioned<AgreementRecord>, AppError> {
    policy::may_confirm_agreements(actor)?;
    let measured = match list(app, actor)?.into_iter().find(|kept| kept.value.id == id) {
        Some(kept) => baseline::to_sign(app, actor, &kept.value)?,
        None => None,
    };
    let confirm =
        |_: &dyn Read, record: AgreementRecord, by| Ok(record.confirm(by, app.clock.now())?);
    changed_with(app, actor, id, version, confirm, |write, record, version| match measured {
        Some(measured) => baseline::freeze_signed(app, write, (actor, record, version), measured),
        None => Ok(()),
    })
}

/// Does not agree; what held goes on holding.
pub fn decline(
    app: &App,
    actor: &Actor,
    id: &str,
    version: u64,
) -> Result<Versioned<AgreementRecord>, AppError> {
    changed(app, actor, id, version, |_, record, by| Ok(record.decline(by, app.clock.now())?))
}

/// Takes the own party's proposal back.
pub fn withdraw(
    app: &App,
    actor: &Actor,
    id: &str,
    version: u64,
) -> Result<Versioned<AgreementRecord>, AppError> {
    changed(app, actor, id, version, |_, record, by| Ok(record.withdraw(by, app.clock.now())?))
}

/// Ends what holds, on a day from today on.
pub fn end(
    app: &App,
    actor: &Actor,
    id: &str,
    version: u64,
    last_day: Date,
) -> Result<Versioned<AgreementRecord>, AppError> {
    changed(app, actor, id, version, |_, record, by| {
        let ended = record.end(last_day, by, (app.clock.now(), app.today()));
        ended.map_err(|refusal| days_of("last_day", refusal))
    })
}

/// One step of an agreement that the actor sees, on the version it saw.
fn changed(
    app: &App,
    actor: &Actor,
    id: &str,
    version: u64,
    step: impl FnOnce(&dyn Read, AgreementRecord, Signer) -> Result<AgreementRecord, AppError>,
) -> Result<Versioned<AgreementRecord>, AppError> {
    changed_with(app, actor, id, version, step, |_, _, _| Ok(()))
}

/// The same, with what else happens in its transaction.
fn changed_with(
    app: &App,
    actor: &Actor,
    id: &str,
    version: u64,
    step: impl FnOnce(&dyn Read, AgreementRecord, Signer) -> Result<AgreementRecord, AppError>,
    then: impl FnOnce(&mut dyn Write, &AgreementRecord, u64) -> Result<(), AppError>,
) -> Result<Versioned<AgreementRecord>, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let found = write.agreements()?.into_iter().find(|record| record.value.id == id);
    let found = found.filter(|record| policy::may_see_agreement(actor, &record.value));
    let found = found.ok_or(AppError::NotFound)?;
    if found.version != version {
        return Err(AppError::Conflict { version: found.version });
    }
    let record = step(&*write, found.value, policy::signer(actor))?;
    let version = kept(&mut *write, &record, version, now)?;
    then(&mut *write, &record, version)?;
    write.commit()?;
    Ok(Versioned { value: record, version, updated: now })
}

/// Keeps an agreement whose last step is new, and says so in the log.
fn kept(
    write: &mut dyn Write,
    record: &AgreementRecord,
    expected: u64,
    now: Timestamp,
) -> Result<u64, AppError> {
    let last = record.steps().last();
    let step = last.ok_or_else(|| AppError::Fault(format!("agreement {}: no step", record.id)))?;
    let version = write.put_agreement(record, expected, now)?;
    let object = ("agreement", record.id.as_str());
    let entry = LogEntry::by(&step.by, now, object, step.act.code());
    write.append_log(&entry.referring_to(version.to_string()))?;
    Ok(version)
}

/// Terms that can be: a name, days, and areas that are there on some of them.
fn checked(read: &dyn Read, new: &NewTerms, today: Date) -> Result<Terms, AppError> {
    let name = CleanText::checked("name", &new.name, 3, 200).map_err(invalid)?;
    let validity = Validity { valid_from: Some(new.valid_from), valid_to: new.valid_to };
    for id in &new.areas {
        let versions = read.area(id)?;
        if versions.is_empty() {
            return Err(field_error("areas", "unknown_area"));
        }
        if !versions.iter().any(|area| meet(area.validity, validity)) {
            return Err(field_error("areas", "not_valid_then"));
        }
    }
    let terms = Terms::checked(name, new.areas.clone(), validity, today);
    terms.map_err(|refusal| days_of("valid_to", refusal))
}

/// Whether two spans have a day in common.
fn meet(a: Validity, b: Validity) -> bool {
    let begins_in_time =
        |from: Option<Date>, to: Option<Date>| from.zip(to).is_none_or(|(from, to)| from <= to);
    begins_in_time(a.valid_from, b.valid_to) && begins_in_time(b.valid_from, a.valid_to)
}

/// Days that cannot be are the field's fault.
fn days_of(field: &str, refusal: Refusal) -> AppError {
    match refusal {
        Refusal::BadDays => field_error(field, "agreement_days"),
        Refusal::TooMuch => field_error("areas", "too_long"),
        other => other.into(),
    }
}

/// Keeps an agreement as one that the installation begins with, in the place of whatever has its id: for
/// the demo, whose parties are made up, and for tests.
pub fn put_founded(
    write: &mut dyn Write,
    agreement: &Agreement,
    now: Timestamp,
) -> Result<(), AppError> {
    let known = write.agreements()?.into_iter().find(|known| known.value.id == agreement.id);
    let record = AgreementRecord::founded(agreement)?;
    write.put_agreement(&record, known.map_or(0, |known| known.version), now)?;
    let object = ("agreement", agreement.id.as_str());
    Ok(write.append_log(&LogEntry::by_system(now, object, "agreement_founded"))?)
}

/// The parties that a party has or had an agreement with, by id.
pub fn partners(read: &dyn Read, party: &PartyId, today: Date) -> Result<Vec<Partner>, AppError> {
    let mut partners = BTreeMap::new();
    for agreement in agreements(read)? {
        let Some(side) = agreement.parties.side_of(party) else { continue };
        let other = agreement.parties.of(side.other()).clone();
        *partners.entry(other).or_insert(false) |= agreement.validity.covers(today);
    }
    Ok(partners.into_iter().map(|(id, in_force)| Partner { id, in_force }).collect())
}

/// The parties that the actor's party has or had an agreement with, by id; and whether one of those
/// agreements is valid today.
pub fn named_partners(app: &App, actor: &Actor) -> Result<Vec<(Party, bool)>, AppError> {
    let mut parties = app.store.read()?.parties()?;
    let partners = actor.partners.iter().filter_map(|partner| {
        let at = parties.iter().position(|party| party.id == partner.id)?;
        Some((parties.swap_remove(at), partner.in_force))
    });
    Ok(partners.collect())
}

/// The other party of the first agreement of the actor's party that is valid today.
pub fn other_party(app: &App, actor: &Actor) -> Result<Option<Party>, AppError> {
    let read = app.store.read()?;
    let agreements = agreements(&*read)?;
    let Some(agreement) = policy::agreements(actor, &agreements, app.today()).next() else {
        return Ok(None);
    };
    let other = agreement.parties.of(actor.party.side.other());
    Ok(read.parties()?.into_iter().find(|party| &party.id == other))
}

/// The ground a samordnare begins with, until an administrator says otherwise: the areas of its
/// party's agreements.
pub(super) fn ground_of(read: &dyn Read, party: &PartyId) -> Result<Vec<Responsibility>, AppError> {
    let own = agreements(read)?.into_iter().filter(|one| one.parties.side_of(party).is_some());
    let areas: BTreeSet<AreaId> = own.flat_map(|agreement| agreement.areas).collect();
    let whole = |area| Responsibility { area, validity: Validity::default() };
    Ok(areas.into_iter().map(whole).collect())
}
