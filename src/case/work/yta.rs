//! The grounds (*ytor*) of a case: the one it was opened with, and those it was extended to.
//!
//! The case keeps all of them. What is done now is done on the last; what was done or measured earlier
//! was so on the one that held then.

use super::{
    Now, Work,
    state::{Act, leads_to},
    step::{By, Step, What},
    subject::Subject,
};
use crate::case::{
    assessment::Assessment,
    evidence::{Evidence, Frozen},
    extension::{Extends, Extension},
    number::OpeningId,
    place::Place,
    refusal::Refusal,
    signatory::{City, Police, Signer},
};
use jiff::{Timestamp, civil::Date};

/// An extension and the day on which it began to hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Extended {
    /// What both signed.
    pub extension: Extension,
    /// On which local day.
    pub on: Date,
}

/// One of the grounds of a case, with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Yta<'a> {
    /// From 1.
    pub no: u32,
    /// Since when it holds: the second yes.
    pub from: Timestamp,
    /// On which local day the case was extended to it; `None` for the one it was opened with.
    pub on: Option<Date>,
    /// The opening it came from.
    pub opening: &'a OpeningId,
    /// Where.
    pub place: &'a Place,
    /// What both signed.
    pub evidence: &'a Frozen,
    /// The city's yes.
    pub city: &'a Assessment<City>,
    /// The police's yes.
    pub police: &'a Assessment<Police>,
    /// How many pieces of evidence the case had before it: its own are numbered on from there.
    pub evidence_before: u16,
}

impl<S: Subject> Work<S> {
    /// The numbers under which the case knows its evidence. They run through all its grounds, so that a
    /// cause that names one means the same for ever.
    pub fn evidence_numbers(&self) -> Vec<u16> {
        let first = self.subject.evidence().len();
        let later = self.standing.extensions.iter().map(|one| one.extension.evidence.items().len());
        (1..=(first + later.sum::<usize>()) as u16).collect()
    }

    /// Whether this ground is the next of this case: both parties said yes to it, whoever did the step as
    /// the second and at this moment, and it goes on from the ground that the case has.
    pub(super) fn is_extended_by(&self, extension: &Extension, step: &Step) -> Result<(), Refusal> {
        if Some(extension.extends.case) != self.subject.case_number() {
            return Err(Refusal::NotOfThisCase);
        }
        if extension.extends.from != self.yta() {
            return Err(Refusal::CaseExtendedSince);
        }
        extension.check(self.subject.parties())?;
        if extension.agreed_at() != step.at {
            return Err(Refusal::BadDays);
        }
        let mut records = [extension.city.record(), extension.police.record()].into_iter();
        let second =
            records.any(|one| one.at == step.at && step.by == By::Party(one.signer.clone()));
        if second { Ok(()) } else { Err(Refusal::ForeignAssessment) }
    }

    /// Number of the ground that the case has.
    fn yta(&self) -> u32 {
        1 + self.standing.extensions.len() as u32
    }
}

impl Work {
    /// Oldest first; never empty.
    pub fn ytor(&self) -> Vec<Yta<'_>> {
        let case = self.case();
        let mut ytor = vec![Yta {
            no: 1,
            from: case.opened_at,
            on: None,
            opening: &case.opening,
            place: &case.place,
            evidence: &case.evidence,
            city: &case.city,
            police: &case.police,
            evidence_before: 0,
        }];
        for Extended { extension, on } in &self.standing.extensions {
            let before = ytor[ytor.len() - 1];
            ytor.push(Yta {
                no: before.no + 1,
                from: extension.agreed_at(),
                on: Some(*on),
                opening: &extension.opening,
                place: &extension.place,
                evidence: &extension.evidence,
                city: &extension.city,
                police: &extension.police,
                evidence_before: before.evidence_before + before.evidence.items().len() as u16,
            });
        }
        ytor
    }

    /// Where the case is now.
    pub fn place(&self) -> &Place {
        match self.standing.extensions.last() {
            Some(last) => &last.extension.place,
            None => &self.case().place,
        }
    }

    /// All that was signed for any of its grounds, under the numbers that the case knows it by.
    pub fn evidence(&self) -> Vec<Evidence> {
        let ytor = self.ytor();
        let all = ytor.iter().flat_map(|yta| yta.evidence.items());
        all.zip(1..).map(|(one, no)| Evidence { no, ..one.clone() }).collect()
    }

    /// The ground that held on a day: what was measured or begun that day concerns it, whatever the case
    /// was extended to later. Before the case was opened, the one it was opened with.
    pub fn yta_on(&self, day: Date) -> Yta<'_> {
        let ytor = self.ytor();
        let held = ytor.iter().rev().find(|yta| yta.on.is_none_or(|on| on <= day));
        *held.unwrap_or(&ytor[0])
    }

    /// The day of the first measure that was not given up, and the ground that held then: what the
    /// effect is measured on.
    pub fn measured_on(&self) -> Option<(Date, Yta<'_>)> {
        let first = self.first_measure()?;
        Some((first, self.yta_on(first)))
    }

    /// What an opening that extends the case as it is now goes on from.
    pub fn extends(&self) -> Extends {
        Extends { case: self.case().number, from: self.yta() }
    }

    /// Refused by the name of the state in which a case is not extended, and when it has got another
    /// ground since.
    pub fn may_be_extended(&self, extends: Extends) -> Result<(), Refusal> {
        leads_to(self.standing.state, Act::Extend)?;
        if extends.case != self.case().number {
            return Err(Refusal::NotOfThisCase);
        }
        if extends != self.extends() { Err(Refusal::CaseExtendedSince) } else { Ok(()) }
    }

    /// The second yes gives the case its next ground.
    pub fn extend(self, by: &Signer, extension: Extension, now: Now) -> Result<Self, Refusal> {
        let what = What::Extended { extension: Box::new(extension) };
        self.after(Step { at: now.at, on: now.on, by: By::Party(by.clone()), what })
    }
}
