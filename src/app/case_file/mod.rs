//! The file of a case for the registry: all that it holds, as data that loses nothing and as a document
//! to print. Both say the number, both register numbers, the classification, who took it out and when.

mod chapters;
pub(super) mod words;
mod ytor;

use super::{
    Actor, App, AppError, cases,
    export::File,
    opening_card::{self, Card},
    texts::{self, Language},
};
use crate::{
    case::{
        number::CaseNumber,
        opened::Case,
        party::Side,
        work::{Work, step::Step},
    },
    export::document::{Document, write_html},
    policy::{self, Action},
};
use jiff::Timestamp;
use serde::Serialize;

/// What the two parties' common working papers are, until somebody with the right to do so has tried
/// what may be handed out.
const CLASSIFICATION: &str = "Intern – parternas arbetsmaterial. Prövas enligt offentlighets- och \
                              sekretesslagen innan något lämnas ut.";

/// Name and version of the form of the data.
const FORM: &str = "platssamverkan/akt/1";

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Everything, for another system.
    Json,
    /// To print and to read.
    Html,
}

impl Form {
    /// By the ending of the file.
    pub fn named(ending: &str) -> Option<Self> {
        match ending {
            "json" => Some(Self::Json),
            "html" => Some(Self::Html),
            _ => None,
        }
    }
}

/// Both parties' register numbers.
#[derive(Debug, Serialize)]
struct RegisterNumbers<'a> {
    polis: Option<&'a str>,
    stad: Option<&'a str>,
}

/// An entry of the log.
#[derive(Debug, Serialize)]
struct Logged<'a> {
    at: Timestamp,
    by: &'a str,
    act: &'a str,
    refers_to: &'a str,
}

/// The whole case as data. The standing is what the steps come to, and only its name stands beside them.
#[derive(Debug, Serialize)]
struct CaseFile<'a> {
    form: &'static str,
    number: String,
    diarienummer: RegisterNumbers<'a>,
    classification: &'static str,
    synthetic: bool,
    extracted_at: Timestamp,
    extracted_by: &'a str,
    state: &'static str,
    version: u64,
    case: &'a Case,
    steps: &'a [Step],
    log: Vec<Logged<'a>>,
}

/// Makes the file.
///
/// # Errors
/// [`AppError::NotFound`] for a case the actor may not see.
pub fn file(app: &App, actor: &Actor, number: &CaseNumber, form: Form) -> Result<File, AppError> {
    policy::may(actor, Action::Export)?;
    let work = cases::one(app, actor, number)?;
    let card = opening_card::of_case(app, &work)?;
    let (bytes, ending) = match form {
        Form::Json => (json(app, actor, &work, &card)?, "json"),
        Form::Html => (html(app, actor, &work, &card)?, "html"),
    };
    Ok(File { name: format!("{number}-akt.{ending}"), bytes })
}

fn json(app: &App, actor: &Actor, work: &Work, card: &Card) -> Result<Vec<u8>, AppError> {
    let case = work.case();
    let log = card.log.iter().map(|(entry, by)| Logged {
        at: entry.at,
        by,
        act: &entry.act,
        refers_to: entry.reference.as_deref().unwrap_or_default(),
    });
    let file = CaseFile {
        form: FORM,
        number: case.number.to_string(),
        diarienummer: RegisterNumbers {
            polis: case.diarienummer(Side::Polis),
            stad: case.diarienummer(Side::Stad),
        },
        classification: CLASSIFICATION,
        synthetic: app.settings.demo,
        extracted_at: app.clock.now(),
        extracted_by: &actor.user.function,
        state: work.standing().state.as_str(),
        version: work.version(),
        case,
        steps: work.steps(),
        log: log.collect(),
    };
    serde_json::to_vec_pretty(&file).map_err(|error| AppError::Fault(error.to_string()))
}

fn html(app: &App, actor: &Actor, work: &Work, card: &Card) -> Result<Vec<u8>, AppError> {
    let case = work.case();
    let fact = |name: &str, is: &str| (name.to_owned(), is.to_owned());
    let number = |side| case.diarienummer(side).unwrap_or_default();
    let moment = |at: Timestamp| words::moment(at, app.settings.clock.zone());
    let made_up = if app.settings.demo { "Påhittade uppgifter för visning" } else { "" };
    let document = Document {
        title: format!("Platssamverkan {} – {}", case.number, case.place.name.as_str()),
        head: vec![
            fact("Polisens diarienummer", number(Side::Polis)),
            fact("Stadens diarienummer", number(Side::Stad)),
            fact("Läge", words::state(work.standing().state)),
            fact("Öppnad", &moment(case.opened_at)),
            fact("Senast ändrad", &moment(work.updated())),
            fact("Klassning", CLASSIFICATION),
            fact("Uppgifterna", made_up),
            fact("Uttagen", &format!("{}, {}", moment(app.clock.now()), actor.user.function)),
        ],
        sections: chapters::all(work, card, &moment),
    };
    let mut bytes = Vec::new();
    write_html(&mut bytes, &document).map_err(|error| AppError::Fault(error.to_string()))?;
    Ok(bytes)
}

/// What an entry of the log says, in Swedish.
fn act(code: &str) -> &str {
    texts::act(code, Language::Swedish)
}
