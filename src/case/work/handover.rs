//! Functions change hands: what one owner has promised goes to another in one step, when a function is
//! renamed, merged, or moved to another unit or to a participant.
//!
//! What is over keeps the owner it had, and so do minutes and letters. Whoever wants it back hands it
//! over once more.

use super::{
    plan::{Owner, Whose},
    standing::Standing,
    template::Template,
};
use crate::case::{party::Side, refusal::Refusal, text_guard::CleanText};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is handed over, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Who had it.
    pub from: Owner,
    /// Who has it from now on.
    pub to: Owner,
    /// Numbers of the open measures that go over.
    pub measures: Vec<u32>,
    /// Numbers of the promises per period that go over and have not run out.
    pub targets: Vec<u32>,
    /// The template names the new function where it named the old one, and letters follow: the contact,
    /// the list of participants, the convener and the address.
    pub template: bool,
    /// Why.
    pub motive: CleanText,
}

impl Handover {
    /// A party hands over what its own functions and the participants have promised, and to those: what
    /// the other party has promised, or is to promise, is the other's to say.
    pub(super) fn is_of(&self, side: Side) -> Result<(), Refusal> {
        let concerns = |owner: &Owner| owner.of.side().is_none_or(|of| of == side);
        let own = concerns(&self.from) && concerns(&self.to);
        if own { Ok(()) } else { Err(Refusal::HandoverOfOther) }
    }

    /// Whether the participant that had it takes part no longer.
    pub fn ends_participation(&self, standing: &Standing) -> bool {
        let ovriga = standing.template.as_ref().map_or(&[][..], |template| &template.ovriga);
        self.from.of == Whose::Deltagare && !ovriga.contains(&self.from.function)
    }

    /// The template with the new function in the place of the old one. A participant that is not in it
    /// yet is added: a measure is nobody's who does not take part.
    fn written_into(&self, template: &mut Template) -> Result<(), Refusal> {
        let (from, to) = (&self.from, &self.to);
        if let Some(kontakt) = kontakt_of(template, from.of)
            && *kontakt == from.function
        {
            if to.of != from.of {
                return Err(Refusal::HandoverContact);
            }
            *kontakt = to.function.clone();
        }
        if template.aktivitetsansvarig == from.function {
            template.aktivitetsansvarig = to.function.clone();
        }
        let left = list_of(template, from.of);
        let stood = left.iter().position(|one| *one == from.function);
        left.retain(|one| *one != from.function);
        let joined = list_of(template, to.of);
        let takes_part = stood.is_some() || to.of == Whose::Deltagare;
        if takes_part && !joined.contains(&to.function) {
            let at = stood.filter(|_| from.of == to.of).unwrap_or(joined.len());
            joined.insert(at, to.function.clone());
        }
        Ok(())
    }
}

fn kontakt_of(template: &mut Template, of: Whose) -> Option<&mut CleanText> {
    match of {
        Whose::Polis => Some(&mut template.polis.kontakt),
        Whose::Stad => Some(&mut template.stad.kontakt),
        Whose::Deltagare => None,
    }
}

fn list_of(template: &mut Template, of: Whose) -> &mut Vec<CleanText> {
    match of {
        Whose::Polis => &mut template.polis.deltagare,
        Whose::Stad => &mut template.stad.deltagare,
        Whose::Deltagare => &mut template.ovriga,
    }
}

impl Standing {
    /// The measures and promises named go over, all or none; the template and the address with them when asked.
    pub(super) fn hand_over(&mut self, handover: &Handover, on: Date) -> Result<(), Refusal> {
        let (from, to) = (&handover.from, &handover.to);
        let mut template = self.template.clone();
        if let Some(template) = template.as_mut().filter(|_| handover.template) {
            handover.written_into(template)?;
            template.check(self.kind)?;
        }
        let nothing = handover.measures.is_empty()
            && handover.targets.is_empty()
            && template == self.template;
        if from == to || nothing {
            return Err(Refusal::HandoverEmpty);
        }
        self.template = template;
        for no in &handover.measures {
            let planned = self.measures.get_mut(no).ok_or(Refusal::NoSuchObject)?;
            if planned.progress.is_over() || planned.measure.owner != *from {
                return Err(Refusal::HandoverNotOwned);
            }
            planned.measure.owner = to.clone();
        }
        for no in &handover.targets {
            let target = &mut self.targets.get_mut(no).ok_or(Refusal::NoSuchObject)?.target;
            if target.to < on || target.owner != *from {
                return Err(Refusal::HandoverNotOwned);
            }
            target.owner = to.clone();
        }
        self.takes_part(to)?;
        if let Some(template) = &self.template {
            self.owners_are_left(template, on)?;
        }
        if handover.template {
            self.address_follows(&from.function, &to.function);
        }
        Ok(())
    }

    /// The address is the new function's, unless it has one of its own; that of a function which the
    /// template still names stays.
    fn address_follows(&mut self, from: &CleanText, to: &CleanText) {
        let named = self.template.as_ref().map(Template::functions).unwrap_or_default();
        let is_named = |function: &CleanText| named.iter().any(|one| one.function == function);
        if is_named(from) || !is_named(to) {
            return;
        }
        let has_own = self.contacts.iter().any(|contact| contact.function == *to);
        if has_own {
            self.contacts.retain(|contact| contact.function != *from);
        }
        for contact in &mut self.contacts {
            if contact.function == *from {
                contact.function = to.clone();
            }
        }
    }
}

#[cfg(test)]
#[path = "handover_tests.rs"]
mod tests;
