//! The own draft, reached by a key of the own side.

use crate::{
    app::AppError,
    case::{
        party::Side,
        signatory::{City, OfSide, Police},
    },
    lagesbild::{
        content::Content,
        draft::{Draft, Key, OneDraft, Writer},
        record::Lagesbild,
        utkast::{HalfOf, Utkast},
    },
};

/// What the writer's party has written, while the two are apart.
pub(super) fn own(it: &Lagesbild, writer: &Writer) -> Result<Option<Content>, AppError> {
    match writer.signer().side {
        Side::Polis => own_of::<Police>(it, writer),
        Side::Stad => own_of::<City>(it, writer),
    }
}

fn own_of<S: OfSide + Clone>(it: &Lagesbild, writer: &Writer) -> Result<Option<Content>, AppError>
where
    Utkast: HalfOf<S>,
{
    let key = Key::<S>::of_writer(writer, &it.dossier().parties)?;
    let draft = it.seen_by(&key)?.own;
    Ok(draft.map(|draft| draft.read(&key).cloned()).transpose()?)
}

/// A draft of the writer's party.
pub(super) fn of(it: &Lagesbild, writer: &Writer, content: Content) -> Result<OneDraft, AppError> {
    let parties = &it.dossier().parties;
    Ok(match writer.signer().side {
        Side::Polis => Draft::new(&Key::<Police>::of_writer(writer, parties)?, content).into(),
        Side::Stad => Draft::new(&Key::<City>::of_writer(writer, parties)?, content).into(),
    })
}

/// The own part of the version before, as a draft of the next.
pub(super) fn from_previous(previous: &Lagesbild, writer: &Writer) -> Result<OneDraft, AppError> {
    let parties = &previous.dossier().parties;
    let decided = previous.decided().ok_or(AppError::Refused("lagesbild_not_decided"))?;
    Ok(match writer.signer().side {
        Side::Polis => decided.draft_of_next(&Key::<Police>::of_writer(writer, parties)?).into(),
        Side::Stad => decided.draft_of_next(&Key::<City>::of_writer(writer, parties)?).into(),
    })
}
