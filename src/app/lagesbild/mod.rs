//! Lägesbilder: begun under an agreement, written by each party alone, put together, decided by both.
//!
//! Every change reads the lägesbild inside its transaction, asks the policy, does the pure act and writes
//! step and log together.

mod begin;
mod drafts;
mod figures;
pub mod file;
mod words;

pub use begin::{Beginning, begin, beginnings, half_name, half_of};
pub use figures::{Basis, Live};
pub use words::{Names, place_name, place_parts};

use super::{
    Actor, App, AppError, agreements, areas::Under, case_form, opening_card::with_function,
    openings::invalid, year,
};
use crate::{
    area::Validity,
    calendar,
    case::{
        chefsamrad::OneChief,
        log::LogEntry,
        number::Diarienummer,
        party::{Agreement, Party, Side},
        signatory::Signer,
        text_guard::CleanText,
    },
    incident::Fingerprint,
    lagesbild::{
        content::{Content, PriorityId, Section, SectionKey},
        document::{Document, Part, StatementRef},
        draft::Writer,
        judgement::{Judgement, Outcome},
        record::Lagesbild,
        refusal::Refusal,
        stated::Span,
        states::State,
        step::{Decision, LagesbildId, SteeringBody, Successor, Warning},
    },
    policy::{self, Action},
    store::{Read, Write},
};
use jiff::Timestamp;

/// Something to do with a lägesbild.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// Write the own draft over.
    DraftPut(Content),
    /// Write a section of it over.
    DraftSectionPut(Section),
    /// Take the own part of the version before as the draft.
    DraftFromPrevious,
    /// Hand it over, having been warned.
    HandedOver(Warning),
    /// Take it back.
    TakenBack,
    /// Write a section of the own part or of the joint one over.
    SectionPut(Part, Section),
    /// Say why a number stands.
    Explained(StatementRef, Span, CleanText),
    /// Sign what was shown.
    Signed {
        /// In the register of the chief's party.
        diarienummer: Diarienummer,
        /// Why.
        motive: CleanText,
        /// The document.
        shown: Fingerprint,
    },
    /// Take the own signature back.
    Unsigned,
}

/// Those of the actor's agreements, what was begun last first.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<Lagesbild>, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let mut all = app.store.read()?.lagesbilder()?;
    all.retain(|it| policy::may_see_joint(actor, &it.dossier().parties));
    all.reverse();
    Ok(all)
}

/// One; for a foreign party it does not exist.
pub fn get(app: &App, actor: &Actor, id: &LagesbildId) -> Result<Lagesbild, AppError> {
    visible(&*app.store.read()?, actor, id)
}

fn is_in_force(it: &Lagesbild) -> bool {
    matches!(it.state(), State::Beslutad(_))
}

/// What the actor's party has written while the two are apart; nothing for whoever writes no draft.
pub fn own_draft(app: &App, actor: &Actor, it: &Lagesbild) -> Result<Option<Content>, AppError> {
    if policy::may(actor, Action::WriteLagesbild).is_err() {
        return Ok(None);
    }
    match writer(app, &*app.store.read()?, actor, it) {
        Ok(writer) => drafts::own(it, &writer),
        Err(AppError::Forbidden(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// A text with all its numbers tried, and what they were tried against.
pub struct Checked<'a> {
    /// The document; of a draft the part of its own party alone.
    pub document: Document,
    /// Number by number.
    pub judgement: Judgement,
    /// The figures.
    pub live: Live<'a>,
}

impl<'a> Checked<'a> {
    fn of(document: Document, live: Live<'a>) -> Self {
        let judgement = Judgement::of(&document, &live, live.version);
        Self { document, judgement, live }
    }
}

/// Every number tried: of the own draft against what the own party sees, of the document against what both
/// see. `None` before the own party has written anything.
pub fn check<'a>(
    app: &'a App,
    actor: &'a Actor,
    it: &Lagesbild,
) -> Result<Option<Checked<'a>>, AppError> {
    if it.document().is_some() {
        return joint_check(app, actor, it).map(Some);
    }
    let Some(own) = own_draft(app, actor, it)? else { return Ok(None) };
    let about = it.dossier();
    let [polis, stad] = match actor.party.side {
        Side::Polis => [own, Content::default()],
        Side::Stad => [Content::default(), own],
    };
    let document = Document::of(about.id.clone(), about.period, polis, stad);
    Ok(Some(Checked::of(document, Live::own(app, actor)?)))
}

/// The document tried against what both see; refused before both have handed over.
fn joint_check<'a>(
    app: &'a App,
    actor: &'a Actor,
    it: &Lagesbild,
) -> Result<Checked<'a>, AppError> {
    let document = it.document().ok_or(Refusal::NotPutTogether)?.clone();
    Ok(Checked::of(document, Live::of_both(app, actor, &it.dossier().parties)?))
}

/// Does one thing for the actor's own party, on the version that it saw.
pub fn step(
    app: &App,
    actor: &Actor,
    id: &LagesbildId,
    expected: u64,
    asked: Asked,
) -> Result<Lagesbild, AppError> {
    policy::may(actor, action_of(&asked))?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let it = visible(&*write, actor, id)?;
    let version = it.version();
    if !it.is_as_seen(expected, actor.party.side) {
        return Err(AppError::Conflict { version });
    }
    let (it, by) = done(app, &*write, actor, it, asked, now)?;
    write.append_lagesbild_step(&it, version)?;
    let act = it.happened().last().map_or("lagesbild_begun", |step| step.act);
    logged(&mut *write, &it, &by, act, now)?;
    if is_in_force(&it) {
        logged(&mut *write, &it, &by, "lagesbild_decided", now)?;
        if let Some(Successor { id, .. }) = &it.dossier().previous {
            let old = write.lagesbild(id)?.ok_or(AppError::NotFound)?;
            let version = old.version();
            let old = old.replace(&it, by.clone(), now)?;
            write.append_lagesbild_step(&old, version)?;
            logged(&mut *write, &old, &by, "lagesbild_replaced", now)?;
        }
    }
    write.commit()?;
    Ok(it)
}

fn done(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    it: Lagesbild,
    asked: Asked,
    now: Timestamp,
) -> Result<(Lagesbild, Signer), AppError> {
    let agreement = agreement_of(read, &it)?;
    if !agreement.validity.covers(app.today()) {
        return Err(AppError::Refused("agreement_not_valid"));
    }
    let under = Under::agreed(app, read, actor, &agreement)?;
    let on = under.ground();
    let writes = || policy::writer(actor, &agreement, &on);
    let works = || policy::signer_of(actor, Action::WorkLagesbild, &on);
    Ok(match asked {
        Asked::DraftPut(content) => {
            let (writer, draft) = written(&it, writes()?, content)?;
            (it.put_draft(draft, writer.clone(), now)?, writer)
        }
        Asked::DraftSectionPut(section) => {
            let writer = writes()?;
            let own = drafts::own(&it, &writer)?.unwrap_or_default();
            let (writer, draft) = written(&it, writer, own.with_section(section)?)?;
            (it.put_draft(draft, writer.clone(), now)?, writer)
        }
        Asked::DraftFromPrevious => {
            let writer = writes()?;
            let previous = it.dossier().previous.as_ref();
            let previous = previous.ok_or(AppError::Refused("lagesbild_no_previous"))?;
            let previous = read.lagesbild(&previous.id)?.ok_or(AppError::NotFound)?;
            let draft = drafts::from_previous(&previous, &writer)?;
            let by = writer.signer().clone();
            (it.put_draft(draft, by.clone(), now)?, by)
        }
        Asked::HandedOver(warned) => {
            let by = works()?;
            (it.hand_over(warned, by.clone(), now)?, by)
        }
        Asked::TakenBack => {
            let by = works()?;
            (it.take_back(by.clone(), now)?, by)
        }
        Asked::SectionPut(part, section) => {
            let by = works()?;
            (it.put_section(part, section, by.clone(), now)?, by)
        }
        Asked::Explained(at, span, reason) => {
            let by = works()?;
            let judgement = joint_check(app, actor, &it)?.judgement;
            let trouble = judgement.trials().iter().find_map(|trial| match &trial.outcome {
                Outcome::Trouble { trouble, .. } if trial.statement == at && trial.span == span => {
                    Some(trouble.clone())
                }
                _ => None,
            });
            let trouble = trouble.ok_or(Refusal::NothingToExplain)?;
            (it.explain((at, span), trouble, reason, by.clone(), now)?, by)
        }
        Asked::Signed { diarienummer, motive, shown } => {
            let by = policy::signatory(actor, Action::DecideLagesbild, &agreement, &on)?;
            let passed = joint_check(app, actor, &it)?.judgement.passed()?;
            if passed.document() != &shown {
                return Err(Refusal::ChangedSince.into());
            }
            let decision = Decision {
                signature: OneChief::sign(&by, motive, now)?,
                diarienummer,
                body: body_of(&agreement)?,
                on: app.today(),
                passed,
            };
            (it.sign(decision, now)?, by.signer().clone())
        }
        Asked::Unsigned => {
            let by = policy::signatory(actor, Action::DecideLagesbild, &agreement, &on)?;
            (it.unsign(by.signer().clone(), now)?, by.signer().clone())
        }
    })
}

fn written(
    it: &Lagesbild,
    writer: Writer,
    content: Content,
) -> Result<(Signer, crate::lagesbild::draft::OneDraft), AppError> {
    let draft = drafts::of(it, &writer, content)?;
    Ok((writer.signer().clone(), draft))
}

fn writer(app: &App, read: &dyn Read, actor: &Actor, it: &Lagesbild) -> Result<Writer, AppError> {
    let agreement = agreement_of(read, it)?;
    let under = Under::agreed(app, read, actor, &agreement)?;
    policy::writer(actor, &agreement, &under.ground())
}

/// What the actor can do with a lägesbild now.
pub fn possible(app: &App, actor: &Actor, it: &Lagesbild) -> Result<Vec<&'static str>, AppError> {
    let read = app.store.read()?;
    let agreement = agreement_of(&*read, it)?;
    if !agreement.validity.covers(app.today()) {
        return Ok(Vec::new());
    }
    let under = Under::agreed(app, &*read, actor, &agreement)?;
    let may = |action| policy::may_at(actor, action, &under.ground()).is_ok();
    let (writes, works) = (may(Action::WriteLagesbild), may(Action::WorkLagesbild));
    let (decides, side) = (may(Action::DecideLagesbild), actor.party.side);
    let can: Vec<(bool, &'static str)> = match it.state() {
        State::Utkast(utkast) => {
            let (begun, handed) = (utkast.is_begun(side), utkast.handed_over(side).is_some());
            let follows = it.dossier().previous.is_some();
            vec![
                (writes && !handed, "draft_put"),
                (writes && !handed, "draft_section_put"),
                (writes && !handed && !begun && follows, "draft_from_previous"),
                (works && begun && !handed, "handed_over"),
                (works && handed, "taken_back"),
            ]
        }
        State::Sammanlagd(joined) => {
            let signed = joined.signed().map(Decision::side);
            vec![
                (works, "section_put"),
                (works, "section_put_gemensam"),
                (works, "explained"),
                (decides && signed != Some(side), "signed"),
                (decides && signed == Some(side), "unsigned"),
            ]
        }
        State::Beslutad(_) | State::Ersatt(_) => Vec::new(),
    };
    Ok(can.into_iter().filter(|(can, _)| *can).map(|(_, what)| what).collect())
}

/// Sources of the checklist, as the agreements name them: id, name and kind.
pub const SOURCES: &[(&str, &str, &str)] = &[
    ("rar", "RAR", "statistik"),
    ("storm", "STORM", "statistik"),
    ("hobit", "HOBIT", "statistik"),
    ("trygghetsmatningen", "Trygghetsmätningen", "enkat"),
    ("stockholmsenkaten", "Stockholmsenkäten", "enkat"),
    ("medborgarundersokningen", "Medborgarundersökningen", "enkat"),
    ("medborgardialog", "Medborgardialoger", "dialog"),
    ("medarbetardialog", "Medarbetardialoger", "dialog"),
    ("civilsamhallet", "Perspektiv från civilsamhället", "dialog"),
    ("underrattelser", "Underrättelser", "underrattelse"),
];

/// What is read beside a lägesbild.
#[derive(Debug, Clone)]
pub struct Card {
    /// Its agreement.
    pub agreement: Agreement,
    /// The police's party.
    pub polis: Party,
    /// The city's party.
    pub stad: Party,
    /// What sections can be about: areas of the agreement, priorities valid then.
    pub offered: Vec<SectionKey>,
    /// The body that decides under the agreement.
    pub steering: Option<&'static calendar::SteeringBody>,
    /// Those of the actor's agreements.
    pub all: Vec<Lagesbild>,
    /// What happened, as the log has it.
    pub log: Vec<(LogEntry, String)>,
}

/// What is read beside one.
pub fn card(app: &App, actor: &Actor, it: &Lagesbild) -> Result<Card, AppError> {
    let read = app.store.read()?;
    let (about, known, users) = (it.dossier(), read.parties()?, read.users()?);
    let agreement = agreement_of(&*read, it)?;
    let party = |id| {
        let found = known.iter().find(|party| &party.id == id).cloned();
        found.ok_or_else(|| AppError::Fault(format!("party {id:?} is missing")))
    };
    let areas = agreement.areas.iter().cloned().map(SectionKey::Area);
    let priorities = case_form::priorities(about.period.to).into_iter();
    let priorities = priorities.map(|one| SectionKey::Priority(PriorityId(one.id.clone())));
    let log = read.log("lagesbild", &about.id.0)?.into_iter();
    Ok(Card {
        polis: party(&about.parties.polis)?,
        stad: party(&about.parties.stad)?,
        offered: areas.chain(priorities).collect(),
        steering: year::steering_of(&agreement),
        all: list(app, actor)?,
        log: log.map(|entry| with_function(entry, &users)).collect(),
        agreement,
    })
}

/// The agreement of a lägesbild.
pub fn agreement_of(read: &dyn Read, it: &Lagesbild) -> Result<Agreement, AppError> {
    let mut all = agreements::agreements(read)?.into_iter();
    all.find(|one| one.id == it.dossier().agreement).ok_or(AppError::NotFound)
}

/// The body that decides under an agreement, for the days on which the agreement holds.
fn body_of(agreement: &Agreement) -> Result<SteeringBody, AppError> {
    let body = year::steering_of(agreement).ok_or(Refusal::NoSteeringBody)?;
    let Validity { valid_from, valid_to } = agreement.validity;
    let validity = Validity { valid_from, valid_to };
    Ok(SteeringBody { id: body.id.clone(), agreement: agreement.id.clone(), validity })
}

fn action_of(asked: &Asked) -> Action {
    match asked {
        Asked::DraftPut(_) | Asked::DraftSectionPut(_) | Asked::DraftFromPrevious => {
            Action::WriteLagesbild
        }
        Asked::HandedOver(_) | Asked::TakenBack | Asked::SectionPut(..) | Asked::Explained(..) => {
            Action::WorkLagesbild
        }
        Asked::Signed { .. } | Asked::Unsigned => Action::DecideLagesbild,
    }
}

fn visible(read: &dyn Read, actor: &Actor, id: &LagesbildId) -> Result<Lagesbild, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let it = read.lagesbild(id)?;
    let it = it.filter(|it| policy::may_see_joint(actor, &it.dossier().parties));
    it.ok_or(AppError::NotFound)
}

fn logged(
    write: &mut dyn Write,
    it: &Lagesbild,
    by: &Signer,
    act: &str,
    now: Timestamp,
) -> Result<(), AppError> {
    let object = ("lagesbild", it.dossier().id.0.as_str());
    let entry = LogEntry::by(by, now, object, act);
    Ok(write.append_log(&entry.referring_to(format!("step {}", it.version() - 1)))?)
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Text(refused) => invalid(refused),
            Refusal::Case(refusal) => refusal.into(),
            other => AppError::Refused(other.code()),
        }
    }
}
