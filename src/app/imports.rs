//! Life of an import after it was read: shown, published, undone, shared. Reading it is
//! [`super::deliveries`]' work.

pub use super::deliveries::{AreaOrder, IncidentOrder, IndicatorOrder, Order, preview};

use super::{Actor, App, AppError};
use crate::{
    case::log::LogEntry,
    incident::{ImportId, PartyId},
    ingest::{ImportRecord, ImportState, Rejection, rejections_csv as report},
    policy::{self, Action},
    store::{Read, Write},
};
use std::collections::BTreeMap;

/// An import with what a reader needs beside the record.
#[derive(Debug, Clone)]
pub struct ImportCard {
    /// As it is kept.
    pub record: ImportRecord,
    /// Name of the owning party.
    pub owner_name: String,
    /// Function of the user who delivered it.
    pub created_by: String,
    /// A published import with the same bytes or the same rows.
    pub already_imported_as: Option<ImportId>,
    /// Swedish names of the categories in it, by id.
    pub labels: BTreeMap<String, String>,
}

/// Some rejections.
#[derive(Debug, Clone)]
pub struct RejectionPage {
    /// In file order.
    pub rows: Vec<Rejection>,
    /// Offset of the next page; `None` on the last.
    pub next: Option<u64>,
}

/// Imports of the actor's party, and published ones that others share; newest first.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<ImportCard>, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let read = app.store.read()?;
    let mut imports = read.imports()?;
    imports.retain(|import| is_visible(actor, import));
    imports.into_iter().map(|record| card(read.as_ref(), record)).collect()
}

/// One import.
pub fn get(app: &App, actor: &Actor, id: ImportId) -> Result<ImportCard, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let read = app.store.read()?;
    let record = read.import(id)?.filter(|import| is_visible(actor, import));
    card(read.as_ref(), record.ok_or(AppError::NotFound)?)
}

/// Rejected and noticed rows in file order, from `offset`. Only for the party that delivered them:
/// they quote the file.
pub fn rejections(
    app: &App,
    actor: &Actor,
    id: ImportId,
    offset: u64,
    limit: u64,
) -> Result<RejectionPage, AppError> {
    policy::may(actor, Action::Import)?;
    let read = app.store.read()?;
    own(read.as_ref(), actor, id)?;
    let mut rows = read.rejections(id, offset, limit + 1)?;
    let more = rows.len() as u64 > limit;
    rows.truncate(limit as usize);
    Ok(RejectionPage { rows, next: more.then_some(offset + limit) })
}

/// All listed rows as CSV. `headers` and `text` choose the language.
pub fn rejections_csv(
    app: &App,
    actor: &Actor,
    id: ImportId,
    headers: [&str; 7],
    text: impl Fn(&str) -> &str,
) -> Result<Vec<u8>, AppError> {
    policy::may(actor, Action::Import)?;
    let read = app.store.read()?;
    own(read.as_ref(), actor, id)?;
    // Readers list at most 200 000 rows of a file.
    let rows = read.rejections(id, 0, u64::from(u32::MAX))?;
    Ok(report(&rows, headers, text))
}

/// Publishes a previewed import in one short transaction.
///
/// # Errors
/// Refused with `not_previewed`, or `already_imported` when the same delivery has been published in
/// the meantime.
pub fn commit(app: &App, actor: &Actor, id: ImportId) -> Result<ImportCard, AppError> {
    policy::may(actor, Action::Import)?;
    let mut write = app.store.begin()?;
    let record = own(&*write, actor, id)?;
    if record.state != ImportState::Previewed {
        return Err(AppError::Refused("not_previewed"));
    }
    if published_twin(&*write, &record)?.is_some() {
        return Err(AppError::Refused("already_imported"));
    }
    let now = app.clock.now();
    write.flip_import(id, ImportState::Published, now)?;
    log(write.as_mut(), app, actor, id, "import_published")?;
    write.commit()?;
    app.reload_counts()?;
    get(app, actor, id)
}

/// Takes a published import back; what other deliveries brought stays. A previewed one is dropped,
/// rows and all: then there is nothing to return.
///
/// # Errors
/// Refused with `already_undone`.
pub fn undo(app: &App, actor: &Actor, id: ImportId) -> Result<Option<ImportCard>, AppError> {
    policy::may(actor, Action::Import)?;
    let mut write = app.store.begin()?;
    match own(&*write, actor, id)?.state {
        ImportState::Undone => Err(AppError::Refused("already_undone")),
        ImportState::Staging | ImportState::Previewed => {
            write.drop_import(id)?;
            log(write.as_mut(), app, actor, id, "import_dropped")?;
            write.commit()?;
            Ok(None)
        }
        ImportState::Published => {
            write.flip_import(id, ImportState::Undone, app.clock.now())?;
            log(write.as_mut(), app, actor, id, "import_undone")?;
            write.commit()?;
            app.reload_counts()?;
            get(app, actor, id).map(Some)
        }
    }
}

/// Shows a published import to one party, or without one to every party of the owner's agreements. It
/// cannot be unseen: there is no way back but undo.
///
/// # Errors
/// Refused with `not_published`; a party without agreement is an unknown one.
pub fn share(
    app: &App,
    actor: &Actor,
    id: ImportId,
    with: Option<&PartyId>,
) -> Result<ImportCard, AppError> {
    policy::may(actor, Action::Share)?;
    let with = policy::partner(actor, with)?;
    let mut write = app.store.begin()?;
    let mut record = own(&*write, actor, id)?;
    if record.state != ImportState::Published {
        return Err(AppError::Refused("not_published"));
    }
    let is_new = match with {
        None => !std::mem::replace(&mut record.shared, true),
        Some(party) => record.shared_with.insert(party.clone()),
    };
    if is_new {
        write.put_import(&record)?;
        let object = id.0.to_string();
        let signer = policy::signer(actor);
        let entry = LogEntry::by(&signer, app.clock.now(), ("import", &object), "import_shared");
        write.append_log(&entry.referring_to(with.map_or("gemensam", |party| &party.0)))?;
        write.commit()?;
        app.reload_counts()?;
    }
    get(app, actor, id)
}

/// A published import of the same owner and source with the same bytes or the same rows.
pub(super) fn published_twin(
    read: &dyn Read,
    record: &ImportRecord,
) -> Result<Option<ImportId>, AppError> {
    let options = &record.options;
    let (file, content) = (&record.file_hash, &record.content_hash);
    let Some(twin) = read.same_delivery(&options.owner, &options.source, file, content)? else {
        return Ok(None);
    };
    let twin = read.import(twin)?.filter(|twin| {
        twin.id != record.id
            && twin.kind == record.kind
            && twin.state == ImportState::Published
            // Another replaced period is another order, even with the same file.
            && twin.options.replace_period == options.replace_period
    });
    Ok(twin.map(|twin| twin.id))
}

/// Writes what was done to an import into its log.
pub(super) fn log(
    write: &mut dyn Write,
    app: &App,
    actor: &Actor,
    id: ImportId,
    act: &str,
) -> Result<(), AppError> {
    let object = id.0.to_string();
    let signer = policy::signer(actor);
    Ok(write.append_log(&LogEntry::by(&signer, app.clock.now(), ("import", &object), act))?)
}

/// An import of the actor's own party; for anyone else it does not exist.
fn own(read: &dyn Read, actor: &Actor, id: ImportId) -> Result<ImportRecord, AppError> {
    let record = read.import(id)?.filter(|import| import.options.owner == actor.party.id);
    record.ok_or(AppError::NotFound)
}

fn is_visible(actor: &Actor, import: &ImportRecord) -> bool {
    let settled = matches!(import.state, ImportState::Published | ImportState::Undone);
    match import.options.owner == actor.party.id {
        true => import.state != ImportState::Staging,
        false => {
            settled
                && policy::may_see_owned(
                    actor,
                    &import.options.owner,
                    import.shared,
                    &import.shared_with,
                )
        }
    }
}

pub(super) fn card(read: &dyn Read, record: ImportRecord) -> Result<ImportCard, AppError> {
    let parties = read.parties()?;
    let owner = parties.into_iter().find(|party| party.id == record.options.owner);
    let users = read.users()?;
    let deliverer = users.into_iter().find(|user| user.id == record.created_by);
    let waits = record.state == ImportState::Previewed;
    let already_imported_as = if waits { published_twin(read, &record)? } else { None };
    let catalogue = read.catalogue()?;
    let held = catalogue.categories.into_iter();
    let held = held.filter(|category| record.totals.by_category.contains_key(&category.id.0));
    Ok(ImportCard {
        owner_name: owner.map_or_else(|| record.options.owner.0.clone(), |party| party.name),
        created_by: deliverer.map_or_else(|| record.created_by.clone(), |user| user.function),
        already_imported_as,
        labels: held.map(|category| (category.id.0, category.label_sv)).collect(),
        record,
    })
}
