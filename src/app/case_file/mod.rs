//! The file of a case or a forum for the registry: all that it holds, as data that loses nothing and as a
//! document to print. Both say the number, both register numbers, the classification, who took it out and
//! when.

mod begun;
pub(super) mod chapters;
mod effect;
mod enkat;
pub(super) mod words;
mod ytor;

use super::{
    Actor, App, AppError, enkater,
    export::File,
    library,
    paper::{self, CLASSIFICATION, Form},
    texts::{self, Language},
};
use crate::{
    case::{
        forum::{Forum, ForumId},
        number::CaseNumber,
        opened::Case,
        party::Side,
        work::{Work, step::Step},
    },
    export::document::{Document, fact},
    policy::{self, Action},
};
use begun::{About, Begun, Filed};
use chapters::Moment;
use enkat::Surveyed;
use jiff::Timestamp;
use serde::Serialize;

/// Name and version of the form of the data.
const FORM: &str = "platssamverkan/akt/1";

/// Both parties' register numbers.
#[derive(Debug, Serialize)]
pub(super) struct RegisterNumbers<'a> {
    pub(super) polis: Option<&'a str>,
    pub(super) stad: Option<&'a str>,
}

/// An entry of the log.
#[derive(Debug, Serialize)]
struct Logged<'a> {
    at: Timestamp,
    by: &'a str,
    act: &'a str,
    refers_to: &'a str,
}

/// All of it as data. The standing is what the steps come to, and only its name stands beside them.
#[derive(Debug, Serialize)]
struct WorkFile<'a> {
    form: &'static str,
    number: String,
    diarienummer: RegisterNumbers<'a>,
    classification: &'static str,
    synthetic: bool,
    extracted_at: Timestamp,
    extracted_by: &'a str,
    state: &'static str,
    version: u64,
    #[serde(flatten)]
    begun: Begun<'a>,
    steps: &'a [Step],
    /// What may be shown of its surveys: the answers are no steps.
    enkater: Vec<Surveyed>,
    log: Vec<Logged<'a>>,
}

/// Makes the file of a case.
///
/// # Errors
/// [`AppError::NotFound`] for a case the actor may not see.
pub fn of_case(
    app: &App,
    actor: &Actor,
    number: &CaseNumber,
    form: Form,
) -> Result<File, AppError> {
    file::<Case>(app, actor, number, form)
}

/// Makes the file of a forum.
///
/// # Errors
/// [`AppError::NotFound`] for a forum the actor may not see.
pub fn of_forum(app: &App, actor: &Actor, id: &ForumId, form: Form) -> Result<File, AppError> {
    file::<Forum>(app, actor, id, form)
}

fn file<S: Filed>(app: &App, actor: &Actor, id: &S::Id, form: Form) -> Result<File, AppError> {
    policy::may(actor, Action::Export)?;
    let work = S::found(app, &*app.store.read()?, actor, id)?;
    let moment = |at: Timestamp| words::moment(at, app.settings.clock.zone());
    let about = S::about(app, &work, &moment)?;
    let (bytes, ending) = match form {
        Form::Json => (json(app, actor, &work, &about)?, "json"),
        Form::Html => (html(app, actor, &work, about, &moment)?, "html"),
    };
    Ok(File { name: format!("{}-akt.{ending}", work.subject().slug()), bytes })
}

fn json<S: Filed>(
    app: &App,
    actor: &Actor,
    work: &Work<S>,
    about: &About,
) -> Result<Vec<u8>, AppError> {
    let enkater = enkater::of_file(app, &*app.store.read()?, work)?;
    let log = about.log.iter().map(|(entry, by)| Logged {
        at: entry.at,
        by,
        act: &entry.act,
        refers_to: entry.reference.as_deref().unwrap_or_default(),
    });
    let file = WorkFile {
        form: FORM,
        number: work.subject().id().to_string(),
        diarienummer: RegisterNumbers {
            polis: work.diarienummer(Side::Polis),
            stad: work.diarienummer(Side::Stad),
        },
        classification: CLASSIFICATION,
        synthetic: app.settings.demo,
        extracted_at: app.clock.now(),
        extracted_by: &actor.user.function,
        state: work.standing().state.as_str(),
        version: work.version(),
        begun: work.subject().begun(),
        steps: work.steps(),
        enkater: enkater.into_iter().map(Surveyed::from).collect(),
        log: log.collect(),
    };
    paper::data(&file)
}

fn html<S: Filed>(
    app: &App,
    actor: &Actor,
    work: &Work<S>,
    about: About,
    moment: Moment<'_>,
) -> Result<Vec<u8>, AppError> {
    let number = |side| work.diarienummer(side).unwrap_or_default();
    let mut head = vec![
        fact("Polisens diarienummer", number(Side::Polis)),
        fact("Stadens diarienummer", number(Side::Stad)),
        fact("Läge", words::state(work.standing().state)),
    ];
    head.extend(about.head);
    head.push(fact("Senast ändrad", &moment(work.updated())));
    head.extend(paper::taken_out_now(app, actor));
    let read = app.store.read()?;
    let said = library::said(&*read, work)?;
    let enkater = enkater::of_file(app, &*read, work)?;
    let mut sections = about.chapters;
    sections.extend(chapters::of_work(work, &about.log, (&said, &enkater), (moment, app.today())));
    paper::printed(&Document { title: about.title, head, sections })
}

/// What an entry of the log says, in Swedish.
fn act(code: &str) -> &str {
    texts::act(code, Language::Swedish)
}
