//! What stands around an opening or a case on its page: names, what the reader may do now, what to
//! look out for, and what has happened.

use super::{Actor, App, AppError, agreements, areas::Under, kept};
use crate::{
    analysis::effect::{
        power::{Power, power_before_start},
        season::days,
    },
    area::{AreaId, AreaKind},
    case::{
        evidence::{Evidence, RunEvidence},
        log::LogEntry,
        number::{CaseNumber, OpeningId},
        opening::Opening,
        party::{Agreement, Parties, Party},
        place::{Place, PlaceGeometry},
        work::state::State,
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
    card.warnings = warnings(&*read, opening.evidence(), &dossier.place)?;
    card.warnings.extend(neighbours(app, &*read, actor, &dossier.id, &dossier.place)?);
    if agreement.is_none_or(|agreement| !agreement.validity.covers(day)) {
        card.warnings.push(Warning {
            code: "agreement_not_valid".to_owned(),
            text_sv: "Överenskommelsen gäller inte i dag: ingen kan underteckna.".to_owned(),
        });
    }
    Ok(card)
}

/// Of a case that the actor sees.
pub fn of_case(app: &App, case: &crate::case::opened::Case) -> Result<Card, AppError> {
    let read = app.store.read()?;
    let number: CaseNumber = case.number;
    // The case goes on where its opening ended: one story.
    let log = ("opening", case.opening.0.as_str());
    let mut card = card(&*read, &case.parties, &case.place, case.evidence.items(), log)?;
    let own = read.log("case", &number.to_string())?;
    let told = |entry: &LogEntry| entry.act == "case_opened";
    let users = read.users()?;
    let own = own.into_iter().filter(|entry| !told(entry));
    card.log.extend(own.map(|entry| with_function(entry, &users)));
    card.warnings = warnings(&*read, case.evidence.items(), &case.place)?;
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
    // The level of the place in the first run, over half a year, against as long a time before.
    let power = runs.first().map(|run| {
        let share = FOLLOWED_DAYS / f64::from(days(run.parameters.period));
        power_before_start(f64::from(run.place.n) * share, 1.0, 1.0)
    });
    let users = read.users()?;
    let log = read.log(log.0, log.1)?.into_iter().map(|entry| with_function(entry, &users));
    Ok(Card {
        polis: named(&parties.polis)?,
        stad: named(&parties.stad)?,
        areas,
        labels,
        area_names,
        warnings: Vec::new(),
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

fn warnings(
    read: &dyn Read,
    evidence: &[Evidence],
    place: &Place,
) -> Result<Vec<Warning>, AppError> {
    let mut warnings = Vec::new();
    let mut warn = |code: &str, text: String| {
        warnings.push(Warning { code: code.to_owned(), text_sv: text });
    };
    let any_run = evidence.iter().any(|evidence| evidence.run().is_some());
    for run in evidence.iter().filter_map(Evidence::run) {
        for rail in &run.guard_rails {
            warn(&rail.code, rail.text_sv.clone());
        }
        if run.place.lone_cell {
            warn("lone_cell", "Ensam cell: platsen vilar på en enda ruta.".to_owned());
        }
        if let Some(stable_in) = run.place.stable_in.filter(|settings| *settings < 4) {
            let text = format!("Platsen är het i bara {stable_in} av 6 inställningar.");
            warn("unstable", text);
        }
    }
    if !any_run && !evidence.is_empty() {
        let text = "Underlaget har inga brottsräkningar: platsen bedöms på iakttagelser.";
        warn("no_counts", text.to_owned());
    }
    let drawn = place.approximate && !any_run;
    if drawn {
        let text = "Platsens gräns är ritad för hand och inte officiell.";
        warn("approximate_place", text.to_owned());
    }
    let districts = district_names(read, place)?;
    if districts.len() > 1 {
        let text = format!(
            "Platsen ligger i flera stadsdelsområden ({}): en part leder, de andra deltar.",
            districts.join(", ")
        );
        warn("several_districts", text);
    }
    Ok(warnings)
}

/// Stadsdelsområden that hold more than a twentieth of the place and are valid in its list.
fn district_names(read: &dyn Read, place: &Place) -> Result<Vec<String>, AppError> {
    let mut names = Vec::new();
    for (id, share) in &place.areas {
        if *share > 0.05 && id.0.starts_with(AreaKind::Stadsdelsomrade.as_str()) {
            let newest = read.area(id)?.into_iter().next_back();
            names.extend(newest.map(|area| area.name));
        }
    }
    Ok(names)
}

/// Cases and open openings whose ground this place overlaps: extend one, or open a new one?
fn neighbours(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    id: &OpeningId,
    place: &Place,
) -> Result<Vec<Warning>, AppError> {
    let share = |other: &Place| match &other.geometry {
        PlaceGeometry::Area(ground) => place.geometry.share_in(ground),
        PlaceGeometry::Line(_) | PlaceGeometry::Point(_) => 0.0,
    };
    let percent = |share: f64| (share * 100.0).round().max(1.0);
    let mut found = Vec::new();
    for work in kept::works(app, read)? {
        let case = work.case();
        let open = work.standing().state != State::Avslutad;
        let overlap = if open && case.opening != *id { share(&case.place) } else { 0.0 };
        if overlap > 0.0 && policy::may_see_case(actor, case) {
            found.push(Warning {
                code: "overlaps_case".to_owned(),
                text_sv: format!(
                    "{} % av platsen ingår i ärende {} ({}): utöka det, eller öppna ett nytt?",
                    percent(overlap),
                    case.number,
                    case.place.name
                ),
            });
        }
    }
    for other in kept::openings(app, read)? {
        let dossier = other.value.dossier();
        let open = !matches!(other.value, Opening::Avbojd(_) | Opening::Oppnad(_));
        let overlap = if open && dossier.id != *id { share(&dossier.place) } else { 0.0 };
        if overlap > 0.0 && policy::may_see_opening(actor, &other.value) {
            found.push(Warning {
                code: "overlaps_opening".to_owned(),
                text_sv: format!(
                    "{} % av platsen ingår i en annan öppning: {}.",
                    percent(overlap),
                    dossier.place.name
                ),
            });
        }
    }
    Ok(found)
}
