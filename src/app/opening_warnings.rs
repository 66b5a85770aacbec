//! What to look out for before signing an opening, in Swedish sentences.

use super::{
    Actor, App, AppError, neighbours,
    neighbours::Near,
    opening_card::{Extended, Warning},
};
use crate::{
    area::AreaKind,
    case::{evidence::Evidence, opening::Opening, place::Place, refusal::Refusal},
    store::Read,
};

fn warning(code: &str, text_sv: String) -> Warning {
    Warning { code: code.to_owned(), text_sv }
}

/// What the evidence and the place warn of.
pub(super) fn of(
    read: &dyn Read,
    evidence: &[Evidence],
    place: &Place,
) -> Result<Vec<Warning>, AppError> {
    let mut warnings = Vec::new();
    let mut warn = |code: &str, text: String| warnings.push(warning(code, text));
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

/// Cases and undecided openings that the place overlaps: extend one, or open a new one?
pub(super) fn of_neighbours(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    opening: &Opening,
) -> Result<Vec<Warning>, AppError> {
    let dossier = opening.dossier();
    let extended = dossier.extends.map(|extends| extends.case);
    let near = neighbours::of(app, read, actor, &dossier.place.geometry, Some(opening))?;
    let overlapping = near.iter().filter(|one| one.overlap.any());
    let warnings = overlapping.filter_map(|one| {
        let name = &one.place().name;
        let of_place = one.overlap.of_one.filter(|share| *share > 0.0).map(percent);
        let of_it = percent(one.overlap.of_other.unwrap_or(0.0));
        let (code, text) = match &one.near {
            Near::Case(work) if Some(work.case().number) == extended => return None,
            Near::Case(work) => {
                let number = work.case().number;
                let text = match (of_place, one.to_extend().is_some()) {
                    (Some(share), true) => format!(
                        "{share} % av platsen ingår i ärende {number} ({name}): utöka det, eller öppna ett nytt?"
                    ),
                    (Some(share), false) => format!(
                        "{share} % av platsen ingår i ärende {number} ({name}): det kan inte utökas nu."
                    ),
                    (None, true) => format!(
                        "Platsen rymmer {of_it} % av ärende {number} ({name}): utöka det, eller öppna ett nytt?"
                    ),
                    (None, false) => format!(
                        "Platsen rymmer {of_it} % av ärende {number} ({name}): det kan inte utökas nu."
                    ),
                };
                ("overlaps_case", text)
            }
            Near::Opening(_) => {
                let text = match of_place {
                    Some(share) => {
                        format!("{share} % av platsen ingår i en annan öppning: {name}.")
                    }
                    None => format!("Platsen rymmer {of_it} % av en annan öppning: {name}."),
                };
                ("overlaps_opening", text)
            }
        };
        Some(warning(code, text))
    });
    Ok(warnings.collect())
}

/// A whole number of per cent; what there is any of is never none.
fn percent(share: f64) -> f64 {
    (share * 100.0).round().max(1.0)
}

/// What both parties must see before they give a case another ground: that something of the old one is
/// left out, and, while it is undecided, that the case can no longer be extended from there.
pub(super) fn of_extension(extended: &Extended, undecided: bool) -> Vec<Warning> {
    let Extended { work, extends, overlap } = extended;
    let mut warnings = Vec::new();
    if !overlap.holds_other() {
        let left = match overlap.of_other {
            // Rounded down: what is left out is never rounded away.
            Some(share) => format!(
                "Ny yta täcker inte hela den gamla: {} % av yta {} i {} ligger i den.",
                (share * 100.0).floor(),
                extends.from,
                extends.case
            ),
            None => "Ny yta täcker inte hela den gamla.".to_owned(),
        };
        warnings.push(warning("extension_leaves_out", left));
    }
    let refused = if undecided { work.may_be_extended(*extends).err() } else { None };
    if let Some(refusal) = refused {
        let case = extends.case;
        let text = match refusal {
            Refusal::CaseExtendedSince => format!(
                "Ärende {case} kan inte utökas: det har fått en annan yta sedan dess. Säg nej här och \
                 peka ut platsen på nytt."
            ),
            Refusal::CaseUppfoljd => {
                format!("Ärende {case} kan inte utökas: det väntar på chefsamrådets beslut.")
            }
            _ => format!("Ärende {case} kan inte utökas: det är avslutat."),
        };
        warnings.push(warning("extension_refused", text));
    }
    warnings
}
