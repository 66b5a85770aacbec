//! The lägesbilder of the demo: one that both chiefs have decided, and the next, in which each party has a
//! draft that it has not handed over. They stand on official counts and survey shares, which are the same
//! whatever seed the synthetic counts are drawn from.

use super::{cases::too_early, told_bilder::BildAct};
use crate::{
    app::{
        Actor, App, AppError,
        lagesbild::{self, Asked},
        openings::invalid,
    },
    case::{assessment::motive, number::Diarienummer},
    lagesbild::{
        document::Part,
        judgement::document_fingerprint,
        record::Lagesbild,
        step::{LagesbildId, Warning},
    },
};

/// Does one act to the lägesbild that was begun.
pub(super) fn done(
    app: &App,
    actor: &Actor,
    act: BildAct<'_>,
    begun: &mut Option<LagesbildId>,
) -> Result<(), AppError> {
    if let BildAct::Begin(told) = act {
        let it = lagesbild::begin(app, actor, None, told.half()?)?;
        *begun = Some(it.dossier().id.clone());
        return Ok(());
    }
    let id = begun.as_ref().ok_or_else(too_early)?;
    let it = lagesbild::get(app, actor, id)?;
    lagesbild::step(app, actor, id, it.version(), asked(act, &it)?).map(drop)
}

fn asked(act: BildAct<'_>, it: &Lagesbild) -> Result<Asked, AppError> {
    Ok(match act {
        BildAct::Begin(_) => return Err(too_early()),
        BildAct::Draft(told) => Asked::DraftPut(told.content()?),
        BildAct::HandOver => Asked::HandedOver(Warning::NormallyPublicThere),
        BildAct::Joint(told) => Asked::SectionPut(Part::Gemensam, told.section()?),
        BildAct::Sign(told) => Asked::Signed {
            diarienummer: Diarienummer::checked(&told.diarienummer).map_err(invalid)?,
            motive: motive(&told.motive)?,
            shown: document_fingerprint(it.document().ok_or_else(too_early)?),
        },
    })
}

#[cfg(test)]
#[path = "bilder_tests.rs"]
mod tests;
