//! To whom information is told: the contact persons of the other party, which are its samordnare.

use crate::{
    app::{Actor, App, AppError, agreements, areas::Under, session},
    case::party::{Agreement, Party},
    incident::PartyId,
    policy::{self, Action},
    store::Read,
};

/// The contact persons of the other party of an agreement that is in force.
#[derive(Debug, Clone)]
pub struct Recipients {
    /// The agreement.
    pub agreement: Agreement,
    /// The other party.
    pub party: Party,
    /// Functions of its samordnare; those that answer for the agreement's ground first.
    pub functions: Vec<String>,
}

/// Of every agreement of the actor's party that is valid today.
pub fn recipients(app: &App, actor: &Actor) -> Result<Vec<Recipients>, AppError> {
    policy::may(actor, Action::Inform)?;
    let read = app.store.read()?;
    let (parties, all) = (read.parties()?, agreements::agreements(&*read)?);
    let mut recipients = Vec::new();
    for agreement in policy::agreements(actor, &all, app.today()) {
        let other = agreement.parties.of(actor.party.side.other());
        let Some(party) = parties.iter().find(|party| party.id == *other) else { continue };
        let under = Under::these(app, &*read, &agreement.areas)?;
        let functions = functions(app, &*read, other, Some(&under))?;
        let (agreement, party) = (agreement.clone(), party.clone());
        recipients.push(Recipients { agreement, party, functions });
    }
    Ok(recipients)
}

/// Functions of the samordnare of a party, those that answer for the ground first, then as they were added.
pub(super) fn functions(
    app: &App,
    read: &dyn Read,
    party: &PartyId,
    under: Option<&Under>,
) -> Result<Vec<String>, AppError> {
    let (mut near, mut others) = (Vec::new(), Vec::new());
    for user in read.users()? {
        if user.disabled || user.party != *party || !user.role.is_samordnare() {
            continue;
        }
        let areas = session::areas_of(read, &user.id, app.today())?;
        let list =
            if under.is_some_and(|under| under.is_in(&areas)) { &mut near } else { &mut others };
        if !list.contains(&user.function) {
            list.push(user.function);
        }
    }
    others.retain(|function| !near.contains(function));
    near.append(&mut others);
    Ok(near)
}
