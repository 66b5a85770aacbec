//! What stands around an opening or a case on its page: names, what the reader may do now, what to
//! look out for, and what has happened.

use super::{Actor, App, AppError, agreements, areas::Under, opening_warnings};
use crate::{
    analysis::effect::{
        power::{Power, power_before_start},
        season::days,
    },
    area::AreaId,
    case::{
        evidence::{Evidence, RunEvidence},
        extension::Extends,
        log::LogEntry,
        number::CaseNumber,
        opening::Opening,
        overlap::Overlap,
        party::{Agreement, Parties, Party},
        place::Place,
        work::Work,
    },
    policy::{self, Action, Ground},
    store::Read,
};
use std::collections::BTreeMap;

/// An area that a place overlaps.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlapped {
    /// Id.
    pub id: AreaId,
    /// Name, or the id when the area is no longer known.
    pub name: String,
    /// Share (0–1) of the place.
    pub share: f64,
}

/// Something to look out for before signing.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// Stable code.
    pub code: String,
    /// In words, Swedish.
    pub text_sv: String,
}

/// Half a year: what a case is usually followed up by.
pub const FOLLOWED_DAYS: f64 = 182.625;

/// What half a year of a place can show at its level in the run, against as long a time before.
pub fn power(run: &RunEvidence) -> Power {
    let share = FOLLOWED_DAYS / f64::from(days(run.parameters.period));
    power_before_start(f64::from(run.place.n) * share, 1.0, 1.0)
}

/// The case that an opening extends, with the ground that it goes on from.
#[derive(Debug, Clone, PartialEq)]
pub struct Extended {
    /// The case as it is now.
    pub work: Work,
    /// What the opening goes on from.
    pub extends: Extends,
    /// The new ground against the old one.
    pub overlap: Overlap,
}

impl Extended {
    fn of(work: Work, extends: Extends, new: &Place) -> Self {
        let overlap = Overlap::of(&new.geometry, &old(&work, extends).geometry);
        Self { work, extends, overlap }
    }

    /// The ground that the opening goes on from.
    pub fn old(&self) -> &Place {
        old(&self.work, self.extends)
    }
}

fn old(work: &Work, extends: Extends) -> &Place {
    let ytor = work.ytor();
    ytor.iter().find(|yta| yta.no == extends.from).map_or(work.place(), |yta| yta.place)
}

/// Surroundings of an opening or a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The police's party.
    pub polis: Party,
    /// The city's party.
    pub stad: Party,
    /// Areas that the place overlaps, largest share first.
    pub areas: Vec<Overlapped>,
    /// Swedish names of the categories in its runs, by id.
    pub labels: BTreeMap<String, String>,
    /// Swedish names of the areas that it and its runs' places overlap, by id.
    pub area_names: BTreeMap<AreaId, String>,
    /// To look out for.
    pub warnings: Vec<Warning>,
    /// The case that an opening extends.
    pub extends: Option<Extended>,
    /// What a case here could show in [`FOLLOWED_DAYS`]; `None` where the evidence has no counts.
    pub power: Option<Power>,
    /// What this reader may do now: `add_evidence`, `assess`, `withdraw`, `close`.
    pub may: Vec<&'static str>,
    /// What happened, oldest first, with the function of whoever did it.
    pub log: Vec<(LogEntry, String)>,
}

/// Of an opening that the actor sees.
pub fn of_opening(app: &App, actor: &Actor, opening: &Opening) -> Result<Card, AppError> {
    let read = app.store.read()?;
    let (dossier, day) = (opening.dossier(), app.today());
    let log = ("opening", dossier.id.0.as_str());
    let mut card = card(&*read, &dossier.parties, &dossier.place, opening.evidence(), log)?;
    let agreements = agreements::agreements(&*read)?;
    let agreement = agreements.iter().find(|agreement| agreement.id == dossier.agreement);
    let under = Under::of(app, &*read, &dossier.place)?;
    card.may = allowed(actor, opening, agreement, &under.ground());
    card.warnings = opening_warnings::of(&*read, opening.evidence(), &dossier.place)?;
    card.warnings.extend(opening_warnings::of_neighbours(app, &*read, actor, opening)?);
    if let Some(extends) = dossier.extends {
        let work = read.case(&extends.case)?;
        let work = work.ok_or_else(|| AppError::Fault(format!("{} is missing", extends.case)))?;
        let undecided = !matches!(opening, Opening::Avbojd(_) | Opening::Oppnad(_));
        let extended = Extended::of(work, extends, &dossier.place);
        card.warnings.extend(opening_warnings::of_extension(&extended, undecided));
        card.extends = Some(extended);
    }
    if agreement.is_none_or(|agreement| !agreement.validity.covers(day)) {
        card.warnings.push(Warning {
            code: "agreement_not_valid".to_owned(),
            text_sv: "Överenskommelsen gäller inte i dag: ingen kan underteckna.".to_owned(),
        });
    }
    Ok(card)
}

/// Of a case that the actor sees.
pub fn of_case(app: &App, work: &Work) -> Result<Card, AppError> {
    let read = app.store.read()?;
    let (case, place, evidence) = (work.case(), work.place(), work.evidence());
    let number: CaseNumber = case.number;
    // The case goes on where its opening ended: one story.
    let log = ("opening", case.opening.0.as_str());
    let mut card = card(&*read, &case.parties, place, &evidence, log)?;
    let own = read.log("case", &number.to_string())?;
    let told = |entry: &LogEntry| entry.act == "case_opened";
    let users = read.users()?;
    let own = own.into_iter().filter(|entry| !told(entry));
    card.log.extend(own.map(|entry| with_function(entry, &users)));
    card.warnings = opening_warnings::of(&*read, &evidence, place)?;
    Ok(card)
}

fn card(
    read: &dyn Read,
    parties: &Parties,
    place: &Place,
    evidence: &[Evidence],
    log: (&str, &str),
) -> Result<Card, AppError> {
    let known = read.parties()?;
    let named = |id: &crate::incident::PartyId| {
        let found = known.iter().find(|party: &&Party| &party.id == id).cloned();
        found.ok_or_else(|| AppError::Fault(format!("party {} is missing", id.0)))
    };
    let runs: Vec<&RunEvidence> = evidence.iter().filter_map(Evidence::run).collect();
    let mut area_names = BTreeMap::new();
    let overlapped = runs.iter().flat_map(|run| &run.place.areas).chain(&place.areas);
    for (id, _) in overlapped {
        if !area_names.contains_key(id)
            && let Some(newest) = read.area(id)?.into_iter().next_back()
        {
            area_names.insert(id.clone(), newest.name);
        }
    }
    let areas = place.areas.iter().map(|(id, share)| Overlapped {
        id: id.clone(),
        name: area_names.get(id).unwrap_or(&id.0).clone(),
        share: *share,
    });
    let areas = areas.collect();
    let labels = match runs.is_empty() {
        true => BTreeMap::new(),
        false => {
            let known = read.catalogue()?.categories.into_iter();
            known.map(|category| (category.id.0, category.label_sv)).collect()
        }
    };
    let power = runs.first().map(|run| power(run));
    let users = read.users()?;
    let log = read.log(log.0, log.1)?.into_iter().map(|entry| with_function(entry, &users));
    Ok(Card {
        polis: named(&parties.polis)?,
        stad: named(&parties.stad)?,
        areas,
        labels,
        area_names,
        warnings: Vec::new(),
        extends: None,
        power,
        may: Vec::new(),
        log: log.collect(),
    })
}

/// An entry with the function of whoever did it.
pub(super) fn with_function(
    entry: LogEntry,
    users: &[crate::case::party::User],
) -> (LogEntry, String) {
    let user = users.iter().find(|user| user.id == entry.actor);
    let function = user.map_or_else(|| "Systemet".to_owned(), |user| user.function.clone());
    (entry, function)
}

/// What would not be refused now. The verbs decide; this only spares the reader a refusal.
fn allowed(
    actor: &Actor,
    opening: &Opening,
    agreement: Option<&Agreement>,
    on: &Ground<'_>,
) -> Vec<&'static str> {
    let signatory = |action| policy::signatory(actor, action, agreement?, on).ok();
    let mut may = Vec::new();
    let waiting = matches!(opening, Opening::Bedoms(_) | Opening::Obesvarad(_));
    let gathering = matches!(opening, Opening::Identifierad(_));
    if gathering && policy::may_at(actor, Action::AddEvidence, on).is_ok() {
        may.push("add_evidence");
    }
    if let Some(signatory) = signatory(Action::Assess) {
        let assessed = opening.assessments().iter().any(|one| one.side() == signatory.side());
        if gathering && !opening.evidence().is_empty() || waiting && !assessed {
            may.push("assess");
        }
        if waiting && assessed {
            may.push("withdraw");
        }
    }
    if let Opening::Obesvarad(silent) = opening
        && let Some(signatory) = signatory(Action::CloseUnanswered)
    {
        let signed = silent.closing.as_ref().map(|one| one.record().signer.side);
        if signed != Some(signatory.side()) {
            may.push("close");
        }
    }
    may
}
