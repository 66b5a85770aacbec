//! The public page of a case: what anybody may read at a stable address, without sign-in, as long as both
//! parties have approved it and neither has taken it down. It holds no counts: a text that states one is
//! refused, whatever words it uses.

use super::{
    App, AppError, FieldError,
    doors::Door,
    paper::Form,
    texts::{Language, sentence},
};
use crate::{
    case::{
        number::CaseNumber,
        party::Parties,
        work::{Work, page::Page, step::What},
    },
    export::public_page::{Public, write_html},
    incident::PartyId,
    lagesbild::{finder::find_quantities, quantity::Quantity},
    store::Read,
};

/// The page as a file of bytes. A page that nobody may read looks like one that is not there; from one
/// address only so many of those are tried.
pub fn read(
    app: &App,
    number: Option<CaseNumber>,
    form: Form,
    address: &str,
) -> Result<Vec<u8>, AppError> {
    let read = app.store.read()?;
    let work = number.map(|number| read.case(&number)).transpose()?.flatten();
    let public = work.map(|work| public(app, &*read, &work)).transpose()?.flatten();
    let Some(public) = public else {
        app.doors.knock(Door::Page, address, app.clock.now())?;
        return Err(AppError::NotFound);
    };
    let mut bytes = Vec::new();
    let written = match form {
        Form::Html => write_html(&mut bytes, &public).map_err(|error| error.to_string()),
        Form::Json => {
            serde_json::to_writer_pretty(&mut bytes, &public).map_err(|error| error.to_string())
        }
    };
    written.map(|()| bytes).map_err(AppError::Fault)
}

/// What is up of a case, with what the service adds of itself.
fn public(app: &App, read: &dyn Read, work: &Work) -> Result<Option<Public>, AppError> {
    let (case, standing) = (work.case(), work.standing());
    let Some(version) = standing.page.up() else { return Ok(None) };
    let known = read.parties()?;
    let name = |id: &PartyId| {
        let party = known.iter().find(|party| party.id == *id);
        party.map_or_else(String::new, |party| party.name.clone())
    };
    let Parties { polis, stad } = &case.parties;
    let verdict = standing.effect.verdict().filter(|_| version.page.with_verdict);
    let said = |language| {
        verdict.map(|looked| sentence(looked.look.verdict.said.code(), language).to_owned())
    };
    Ok(Some(Public {
        number: case.number.to_string(),
        since: case.opened_at.to_zoned(app.settings.clock.zone().clone()).date(),
        parties: [name(polis), name(stad)],
        approved_on: version.approved.iter().map(|signed| signed.on).max(),
        verdict: said(Language::Swedish),
        verdict_en: said(Language::English),
        synthetic: app.settings.demo,
        page: version.page.clone(),
    }))
}

/// Refused when a text of a page states a quantity. Figures about a place leave the house as released
/// tables, protected as those are, and the effect as its verdict.
pub(super) fn says_no_count(what: &What) -> Result<(), AppError> {
    let What::PagePut { page } = what else { return Ok(()) };
    let Page { title, text, title_en, text_en, .. } = &**page;
    let fields = [("title", title), ("text", text), ("title_en", title_en), ("text_en", text_en)];
    let states = |text: &str| {
        let found = find_quantities(text);
        found.iter().any(|one| !matches!(one.quantity, Quantity::Direction { .. }))
    };
    let wrong: Vec<FieldError> = fields
        .into_iter()
        .filter(|(_, text)| states(text.as_str()))
        .map(|(field, _)| FieldError { field: format!("page.{field}"), code: "states_a_count" })
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(AppError::Invalid(wrong)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::text_guard::CleanText;

    fn put(text: &str) -> What {
        let clean = |text: &str| CleanText::checked("text", text, 2, 3_000).expect("clean");
        What::PagePut {
            page: Box::new(Page {
                title: clean("Tryggare torg"),
                text: clean(text),
                title_en: clean("A safer square"),
                text_en: clean("We work with the lighting."),
                functions: vec![clean("Kommunpolis")],
                next_follow_up: None,
                with_verdict: false,
            }),
        }
    }

    #[test]
    fn a_text_that_states_a_count_is_refused_in_digits_and_in_words() {
        for text in
            ["Tolv rån anmäldes i fjol.", "Rånen var 12.", "Hälften av brotten sker på natten."]
        {
            assert!(matches!(says_no_count(&put(text)), Err(AppError::Invalid(_))), "{text}");
        }
        for text in [
            "Sedan 2025 arbetar polisen och staden med belysningen.",
            "Målet är ökad trygghet för dem som bor här.",
        ] {
            assert!(says_no_count(&put(text)).is_ok(), "{text}");
        }
    }
}
