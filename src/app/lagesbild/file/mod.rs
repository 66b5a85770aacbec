//! The file of a lägesbild: the dated appendix of the agreement, as data that loses nothing and as a document
//! to print. Before both have handed over there is none, whoever asks: a paper of both holds nobody's draft.

mod chapters;
mod numbers;
mod words;

use super::{Card, Checked, Names, card, get, half_name, joint_check};
use crate::{
    app::{
        Actor, App, AppError,
        case_file::{
            RegisterNumbers,
            words::{moment, signer},
        },
        export::File,
        paper::{self, CLASSIFICATION, Form},
        texts::Language,
    },
    case::{party::Side, signatory::Signer},
    export::document::{Document as Paper, fact},
    incident::{DataVersion, Fingerprint},
    lagesbild::{
        disagreement::{Disagreement, disagreements},
        document::Document,
        judgement::{Summary, document_fingerprint},
        record::{Dossier, Lagesbild},
        redaction::Redaction,
        states::State,
        step::{Decision, LagesbildId, Successor},
    },
    policy::{self, Action},
};
use jiff::{Timestamp, civil::Date};
use numbers::Tried;
use serde::Serialize;

/// Name and version of the form of the data.
const FORM: &str = "platssamverkan/lagesbild/1";

/// Something that happened, without what was written.
#[derive(Debug, Serialize)]
struct Happened<'a> {
    at: Timestamp,
    act: &'static str,
    by: &'a Signer,
    /// When the text of the draft was removed by gallring.
    removed_at: Option<Timestamp>,
    /// How a copy of it is told; for its own party.
    removed: Option<&'a Redaction>,
}

/// All of it as data.
#[derive(Debug, Serialize)]
struct LagesbildFile<'a> {
    form: &'static str,
    title: String,
    agreement: &'a str,
    half: String,
    diarienummer: RegisterNumbers<'a>,
    decided_on: Option<Date>,
    steering_body: Option<&'a str>,
    classification: &'static str,
    fingerprint: Fingerprint,
    synthetic: bool,
    extracted_at: Timestamp,
    extracted_by: &'a str,
    state: &'static str,
    version: u64,
    replaced_by: Option<&'a Successor>,
    dossier: &'a Dossier,
    document: &'a Document,
    decisions: Vec<&'a Decision>,
    /// Of the counts that the numbers were recomputed from for this file.
    data_version: DataVersion,
    summary: Summary,
    numbers: Vec<Tried<'a>>,
    disagreements: Vec<Disagreement>,
    steps: Vec<Happened<'a>>,
}

/// What both forms are made of.
struct Whole<'a> {
    it: &'a Lagesbild,
    document: &'a Document,
    card: Card,
    names: Names,
    data_version: DataVersion,
    summary: Summary,
    tried: Vec<Tried<'a>>,
    parting: Vec<Disagreement>,
}

/// Makes the file of a lägesbild.
///
/// # Errors
/// [`AppError::NotFound`] for a lägesbild the actor may not see; refused before both have handed over and
/// for whoever may not take anything out.
pub fn of(app: &App, actor: &Actor, id: &LagesbildId, form: Form) -> Result<File, AppError> {
    policy::may(actor, Action::Export)?;
    let it = get(app, actor, id)?;
    let Checked { document, judgement, live } = joint_check(app, actor, &it)?;
    let names = Names::of(app, Language::Swedish)?;
    let trials = judgement.trials().iter();
    let whole = Whole {
        it: &it,
        document: &document,
        card: card(app, actor, &it)?,
        data_version: live.version,
        summary: judgement.summary(),
        tried: trials.map(|trial| Tried::of(trial, &document, &live, &names)).collect(),
        parting: disagreements(&document.polis, &document.stad),
        names,
    };
    let name = format!("lagesbild-{}-{}", it.dossier().agreement, half_name(it.dossier().period));
    let (bytes, ending) = match form {
        Form::Json => (json(app, actor, whole)?, "json"),
        Form::Html => (html(app, actor, &whole)?, "html"),
    };
    Ok(File { name: format!("{name}-akt.{ending}"), bytes })
}

/// The register number that a party's chief decided under.
fn diarienummer(it: &Lagesbild, side: Side) -> Option<&str> {
    let own = it.decisions().into_iter().find(|decision| decision.side() == side);
    own.map(|decision| decision.diarienummer.as_str())
}

fn title(whole: &Whole<'_>) -> String {
    let half = words::half(whole.it.dossier().period);
    format!("Gemensam lägesbild, {half}: {}", whole.card.agreement.name)
}

/// Name of the body that a decision was made in.
fn steering<'a>(card: &Card, decision: &'a Decision) -> &'a str
where
    'static: 'a,
{
    let known = card.steering.filter(|body| body.id == decision.body.id);
    known.map_or(decision.body.id.as_str(), |body| body.name.as_str())
}

fn json(app: &App, actor: &Actor, whole: Whole<'_>) -> Result<Vec<u8>, AppError> {
    let it = whole.it;
    let about = it.dossier();
    let steps = it.happened().map(|step| Happened {
        at: step.at,
        act: step.act,
        by: step.by,
        removed_at: step.removed_at(),
        removed: step.removed_from(actor.party.side),
    });
    let file = LagesbildFile {
        form: FORM,
        title: title(&whole),
        agreement: &whole.card.agreement.name,
        half: half_name(about.period),
        diarienummer: RegisterNumbers {
            polis: diarienummer(it, Side::Polis),
            stad: diarienummer(it, Side::Stad),
        },
        decided_on: it.decided().map(|decided| decided.on()),
        steering_body: it.decisions().first().map(|one| steering(&whole.card, one)),
        classification: CLASSIFICATION,
        fingerprint: document_fingerprint(whole.document),
        synthetic: app.settings.demo,
        extracted_at: app.clock.now(),
        extracted_by: &actor.user.function,
        state: it.state().as_str(),
        version: it.version(),
        replaced_by: match it.state() {
            State::Ersatt(old) => Some(&old.by),
            _ => None,
        },
        dossier: about,
        document: whole.document,
        decisions: it.decisions(),
        data_version: whole.data_version,
        summary: whole.summary,
        numbers: whole.tried,
        disagreements: whole.parting,
        steps: steps.collect(),
    };
    paper::data(&file)
}

fn html(app: &App, actor: &Actor, whole: &Whole<'_>) -> Result<Vec<u8>, AppError> {
    let moment = |at: Timestamp| moment(at, app.settings.clock.zone());
    paper::printed(&Paper {
        title: title(whole),
        head: head(app, actor, whole),
        sections: chapters::all(app, actor, whole, &moment),
    })
}

fn head(app: &App, actor: &Actor, whole: &Whole<'_>) -> Vec<(String, String)> {
    let (it, card) = (whole.it, &whole.card);
    let about = it.dossier();
    let number = |side| diarienummer(it, side).unwrap_or_default();
    let decided = it.decided().map(|decided| decided.on().to_string()).unwrap_or_default();
    let body = it.decisions().first().map_or("", |one| steering(card, one));
    let previous = about.previous.as_ref().map_or("", |one| one.fingerprint.0.as_str());
    let replaced = match it.state() {
        State::Ersatt(old) => old.by.fingerprint.0.as_str(),
        _ => "",
    };
    let zone = app.settings.clock.zone();
    let mut head = vec![
        fact("Bilaga till", &card.agreement.name),
        fact("Period", &format!("{} – {}", about.period.from, about.period.to)),
        fact("Polisens part", &card.polis.name),
        fact("Stadens part", &card.stad.name),
        fact("Polisens diarienummer", number(Side::Polis)),
        fact("Stadens diarienummer", number(Side::Stad)),
        fact("Läge", words::state(it.state())),
        fact("Beslutad den", &decided),
        fact("Beslutad i", body),
        fact("Version", &it.version().to_string()),
        fact("Dokumentets fingeravtryck", &document_fingerprint(whole.document).0),
        fact("Följer på den med fingeravtryck", previous),
        fact("Ersatt av den med fingeravtryck", replaced),
        fact("Påbörjad", &format!("{}, {}", moment(about.at, zone), signer(&about.by))),
    ];
    head.extend(paper::taken_out_now(app, actor));
    head
}
