//! Samverkansforum: the standing groups that every agreement in force sets up, and what is done in them.
//!
//! A forum is there as soon as its agreement holds. Until something is done in it, it is what is shipped;
//! from the first step on it is kept as it then was.

use super::{
    Actor, App, AppError, agreements,
    case_form::{Form, Prefilled, clean},
    joint::{self, Joint},
    kept,
    opening_card::with_function,
};
use crate::{
    case::{
        forum::{Forum, ForumId},
        log::LogEntry,
        party::{Agreement, Parties, Party},
        work::{Work, step::What},
    },
    policy::{self, Action},
    store::Read,
};
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::{Arc, LazyLock};

const SHIPPED: &str = include_str!("../../geodata/forums/samverkansforum.json");

static FORUMS: LazyLock<Vec<ShippedForum>> = LazyLock::new(|| {
    let shipped: Shipped = serde_json::from_str(SHIPPED).expect("shipped data is checked by tests");
    shipped.forums
});

#[derive(Debug, Deserialize)]
struct Shipped {
    forums: Vec<ShippedForum>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShippedForum {
    id: String,
    name: String,
    standing_items: Vec<String>,
    kept_out: Option<String>,
    form: Form,
}

impl ShippedForum {
    /// As an agreement sets it up, from its first day on.
    fn set_up(&self, agreement: &Agreement, today: Date) -> Forum {
        let from = agreement.validity.valid_from.unwrap_or(today);
        Forum {
            id: ForumId { agreement: agreement.id.clone(), forum: self.id.clone() },
            name: clean(&self.name),
            parties: agreement.parties.clone(),
            from,
            template: self.form.prefilled(from).template,
            standing_items: self.standing_items.iter().map(|text| clean(text)).collect(),
            kept_out: self.kept_out.as_deref().map(clean),
        }
    }
}

/// What stands around a forum on its page.
#[derive(Debug, Clone, PartialEq)]
pub struct ForumCard {
    /// Name of the agreement.
    pub agreement: String,
    /// The police's party.
    pub polis: Party,
    /// The city's party.
    pub stad: Party,
    /// What happened, oldest first, with the function of whoever did it.
    pub log: Vec<(LogEntry, String)>,
}

/// The forums of the agreements of the actor's party that hold today, and those of earlier agreements in
/// which something was done: by agreement, in the order of the agreement's appendix.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<Arc<Work<Forum>>>, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let read = app.store.read()?;
    let kept = kept::forums(app, &*read)?;
    let mut all = Vec::new();
    for agreement in agreements::agreements(&*read)? {
        if !policy::may_see_joint(actor, &agreement.parties) {
            continue;
        }
        for shipped in FORUMS.iter() {
            let is_it = |work: &&Arc<Work<Forum>>| {
                let id = &work.subject().id;
                id.agreement == agreement.id && id.forum == shipped.id
            };
            match kept.iter().find(is_it) {
                Some(work) => all.push(work.clone()),
                None if agreement.validity.covers(app.today()) => {
                    all.push(Arc::new(Work::new(shipped.set_up(&agreement, app.today()))));
                }
                None => {}
            }
        }
    }
    Ok(all)
}

/// A forum as it is kept, or as its agreement sets it up while it holds.
pub(super) fn named(app: &App, read: &dyn Read, id: &ForumId) -> Result<Work<Forum>, AppError> {
    if let Some(work) = read.forum(id)? {
        return Ok(work);
    }
    let (agreements, today) = (agreements::agreements(read)?, app.today());
    let agreement = agreements.iter().find(|a| a.id == id.agreement && a.validity.covers(today));
    let shipped = FORUMS.iter().find(|shipped| shipped.id == id.forum);
    let (agreement, shipped) = agreement.zip(shipped).ok_or(AppError::NotFound)?;
    Ok(Work::new(shipped.set_up(agreement, today)))
}

/// One forum; for a foreign party it does not exist.
pub fn one(app: &App, actor: &Actor, id: &ForumId) -> Result<Work<Forum>, AppError> {
    Forum::found(app, &*app.store.read()?, actor, id)
}

/// Does one thing in a forum, as [`joint::step`] does. Nothing is done in a forum whose agreement does not
/// hold today.
pub fn step(
    app: &App,
    actor: &Actor,
    id: &ForumId,
    seen: u32,
    what: What,
) -> Result<Work<Forum>, AppError> {
    joint::step::<Forum>(app, actor, id, seen, what)
}

/// What stands around it.
pub fn card(app: &App, forum: &Forum) -> Result<ForumCard, AppError> {
    let read = app.store.read()?;
    let Parties { polis, stad } = &forum.parties;
    let known = read.parties()?;
    let party = |id| {
        let found = known.iter().find(|party| &party.id == id).cloned();
        found.ok_or_else(|| AppError::Fault(format!("party {id:?} is missing")))
    };
    let agreements = agreements::agreements(&*read)?;
    let agreement = agreements.into_iter().find(|a| a.id == forum.id.agreement);
    let users = read.users()?;
    let log = read.log("forum", &forum.id.to_string())?;
    Ok(ForumCard {
        agreement: agreement.map_or_else(|| forum.id.agreement.clone(), |a| a.name),
        polis: party(polis)?,
        stad: party(stad)?,
        log: log.into_iter().map(|entry| with_function(entry, &users)).collect(),
    })
}

/// Where the template of a forum stands in the agreement, and what its appendices say against each other.
pub fn prefilled(forum: &Forum) -> Prefilled {
    let shipped = FORUMS.iter().find(|shipped| shipped.id == forum.id.forum);
    let none = || Prefilled {
        template: forum.template.clone(),
        source: String::new(),
        conditional: Vec::new(),
        contradictions: Vec::new(),
    };
    let found = shipped.map(|shipped| shipped.form.prefilled(forum.from));
    Prefilled { template: forum.template.clone(), ..found.unwrap_or_else(none) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_forum_can_be_worked_in_as_it_is() {
        let ids: Vec<&str> = FORUMS.iter().map(|shipped| shipped.id.as_str()).collect();
        assert_eq!(ids, ["ts-rad", "ungdom-1", "ungdom-2", "chefsamrad", "beredningsgrupp"]);
        for shipped in FORUMS.iter() {
            let template = shipped.form.prefilled(jiff::civil::date(2025, 1, 1)).template;
            assert_eq!(template.motesfrekvens.check(), Ok(()), "{}", shipped.id);
            assert!(!template.aktiviteter.is_empty() && !template.polis.deltagare.is_empty());
            assert!(!template.stad.deltagare.is_empty() && !shipped.standing_items.is_empty());
        }
    }

    /// The agreement says that it is always taken up, and that single young people are spoken of apart.
    #[test]
    fn the_forum_for_the_young_has_its_standing_item_and_no_place_for_single_persons() {
        let young = FORUMS.iter().find(|shipped| shipped.id == "ungdom-1").expect("is shipped");
        assert!(young.standing_items.iter().any(|item| item.contains("våldsbejakande extremism")));
        assert!(young.kept_out.as_deref().is_some_and(|text| text.contains("enskilda")));
    }
}
