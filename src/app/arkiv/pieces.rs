//! The pieces of an archive, one after the other.

use super::Piece;
use crate::{
    app::{
        Actor, App, AppError, case_file, cases, chefsamrad,
        export::File,
        forums, information, lagesbild,
        opening_card::with_function,
        openings,
        paper::{self, Form},
        texts::{
            Language,
            arshjul::{STATUSES, words},
        },
        year::{self, term::TermCard},
    },
    case::{
        agreement::AgreementRecord,
        baseline::Baseline,
        information::{Sent, Step},
        log::LogEntry,
        number::CaseNumber,
        opening::Opening,
        party::User,
        year::YearStep,
    },
    store::Read,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Serialize;

/// Each is made, written and let go before the next.
pub(super) fn all(
    app: &App,
    actor: &Actor,
    card: &TermCard,
    put: &mut dyn FnMut(Piece) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let agreement = card.agreement.id.as_str();
    let users = app.store.read()?.users()?;
    let known = Known { read: &*app.store.read()?, users: &users };
    put(the_agreement(&known, card)?)?;
    put(duties(app, actor, card)?)?;
    for form in [Form::Html, Form::Json] {
        let file = chefsamrad::pack::file(app, actor, agreement, form)?;
        put(filed("chefsamrad", "Chefsamrådets underlag den dag arkivet togs ut", file))?;
    }
    for work in cases::list(app, actor)? {
        if work.case().agreement != agreement {
            continue;
        }
        let number = work.case().number;
        for form in [Form::Html, Form::Json] {
            let file = case_file::of_case(app, actor, &number, form)?;
            put(filed(&format!("arenden/{number}"), "Ärendets akt", file))?;
        }
    }
    for work in forums::list(app, actor)? {
        let id = &work.subject().id;
        if id.agreement != agreement {
            continue;
        }
        for form in [Form::Html, Form::Json] {
            let file = case_file::of_forum(app, actor, id, form)?;
            put(filed(&format!("forum/{}", id.forum), "Forumets akt", file))?;
        }
    }
    for it in lagesbild::list(app, actor)? {
        let about = it.dossier();
        // While the two are apart there is no common paper, only drafts.
        if about.agreement != agreement || it.document().is_none() {
            continue;
        }
        let folder = format!("lagesbilder/{}/{}", lagesbild::half_name(about.period), about.id.0);
        for form in [Form::Html, Form::Json] {
            let file = lagesbild::file::of(app, actor, &about.id, form)?;
            put(filed(&folder, "Lägesbildens akt", file))?;
        }
    }
    put(openings_of(app, actor, &known, agreement)?)?;
    put(information_of(app, actor, &known, agreement)?)
}

/// A file that the service also gives by itself.
fn filed(folder: &str, what: &'static str, file: File) -> Piece {
    Piece { path: format!("{folder}/{}", file.name), what, bytes: file.bytes }
}

fn data(path: &str, what: &'static str, of: &impl Serialize) -> Result<Piece, AppError> {
    Ok(Piece { path: path.to_owned(), what, bytes: paper::data(of)? })
}

/// What the store knows beside the objects themselves.
struct Known<'a> {
    read: &'a dyn Read,
    users: &'a [User],
}

/// An entry of the log.
#[derive(Debug, Serialize)]
struct Logged {
    at: Timestamp,
    by: String,
    act: String,
    refers_to: Option<String>,
}

impl Known<'_> {
    /// What the log says of an object, oldest first.
    fn log(&self, kind: &str, id: &str) -> Result<Vec<Logged>, AppError> {
        let logged = |entry: LogEntry| {
            let (entry, by) = with_function(entry, self.users);
            Logged { at: entry.at, by, act: entry.act, refers_to: entry.reference }
        };
        Ok(self.read.log(kind, id)?.into_iter().map(logged).collect())
    }
}

/// The agreement with everything that was said of it and its year, and where both measurements began.
#[derive(Debug, Serialize)]
struct AgreementPiece {
    form: &'static str,
    agreement: AgreementRecord,
    year: Vec<YearStep>,
    baselines: Vec<Baseline>,
    log: Vec<Logged>,
}

fn the_agreement(known: &Known<'_>, card: &TermCard) -> Result<Piece, AppError> {
    let id = card.agreement.id.as_str();
    let record = known.read.agreements()?.into_iter().find(|record| record.value.id == id);
    let piece = AgreementPiece {
        form: "platssamverkan/overenskommelse/1",
        agreement: record.ok_or(AppError::NotFound)?.value,
        year: card.year.steps().to_vec(),
        baselines: known.read.baselines(id)?,
        log: known.log("agreement", id)?,
    };
    data(
        "overenskommelse.json",
        "Överenskommelsen, vad som sagts om dess år och dess baslinjer",
        &piece,
    )
}

/// One time that a duty was to be done.
#[derive(Debug, Serialize)]
struct DutyPiece {
    key: String,
    title: String,
    case: Option<CaseNumber>,
    due: Date,
    responsible: String,
    status: &'static str,
    status_text: &'static str,
    done_on: Option<Date>,
    explanation: Option<String>,
}

impl From<&year::Entry> for DutyPiece {
    fn from(entry: &year::Entry) -> Self {
        let status = entry.status.code();
        Self {
            key: entry.instance.key.as_str().to_owned(),
            title: entry.duty.title.clone(),
            case: entry.case(),
            due: entry.instance.due,
            responsible: entry.duty.responsible.clone(),
            status,
            status_text: words(STATUSES, status, Language::Swedish).unwrap_or_default(),
            done_on: entry.done_on,
            explanation: entry.explanation.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
struct YearPiece {
    form: &'static str,
    from: Date,
    to: Date,
    duties: Vec<DutyPiece>,
}

/// From the first day of the agreement to its last, or to today while it has none.
fn duties(app: &App, actor: &Actor, card: &TermCard) -> Result<Piece, AppError> {
    let today = app.today();
    let to = card.term.last().unwrap_or(today);
    let first = card.term.first.unwrap_or(today).min(to);
    let (mut from, mut duties) = (first, Vec::new());
    // A year at a time: the list answers for a few years at most.
    while from <= to {
        let next = from.saturating_add(1.year());
        let filter = year::Filter {
            from,
            to: next.saturating_sub(1.day()).min(to),
            agreement: Some(card.agreement.id.clone()),
            status: None,
            falls_to: None,
        };
        duties.extend(year::reckoned(app, actor, &filter)?.entries_in_order().map(DutyPiece::from));
        if next == from {
            break;
        }
        from = next;
    }
    let piece = YearPiece { form: "platssamverkan/arshjul/1", from: first, to, duties };
    data("arshjul.json", "Vad året krävde och när det gjordes", &piece)
}

/// An opening with what happened to it.
#[derive(Debug, Serialize)]
struct OpeningPiece {
    opening: Opening,
    version: u64,
    log: Vec<Logged>,
}

#[derive(Debug, Serialize)]
struct Openings {
    form: &'static str,
    openings: Vec<OpeningPiece>,
}

/// Also those that became no case: a no and its motive are kept.
fn openings_of(
    app: &App,
    actor: &Actor,
    known: &Known<'_>,
    agreement: &str,
) -> Result<Piece, AppError> {
    let all = openings::list(app, actor)?.into_iter();
    let of = all.filter(|stored| stored.value.dossier().agreement == agreement);
    let piece = of.map(|stored| {
        let log = known.log("opening", &stored.value.id().0)?;
        Ok(OpeningPiece { opening: stored.value.clone(), version: stored.version, log })
    });
    let openings = piece.collect::<Result<_, AppError>>()?;
    let piece = Openings { form: "platssamverkan/bedomningar/1", openings };
    data("bedomningar.json", "Identifierade platser och båda parternas bedömningar", &piece)
}

/// Information with what happened to it.
#[derive(Debug, Serialize)]
struct InformationPiece {
    sent: Sent,
    steps: Vec<Step>,
    log: Vec<Logged>,
}

#[derive(Debug, Serialize)]
struct Informations {
    form: &'static str,
    information: Vec<InformationPiece>,
}

fn information_of(
    app: &App,
    actor: &Actor,
    known: &Known<'_>,
    agreement: &str,
) -> Result<Piece, AppError> {
    let all = information::list(app, actor)?.into_iter().map(|card| card.information);
    let of = all.filter(|it| it.sent().agreement == agreement);
    let piece = of.map(|it| {
        let log = known.log("information", &it.sent().id.0)?;
        Ok(InformationPiece { sent: it.sent().clone(), steps: it.steps().to_vec(), log })
    });
    let information = piece.collect::<Result<_, AppError>>()?;
    let piece = Informations { form: "platssamverkan/information/1", information };
    data("information.json", "Information enligt § 10", &piece)
}
