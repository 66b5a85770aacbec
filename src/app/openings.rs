//! From a place that somebody points at to a platssamverkan that two parties open.
//!
//! Every change reads the opening inside its transaction, asks the policy, does the pure act and
//! writes opening, case and log together.

pub use super::identification::{IdentifyFrom, identify};
use super::{Actor, App, AppError, FieldError, agreements, areas::Under, information, kept};
use crate::{
    case::{
        assessment::{Answer, Verdict, motive},
        evidence::{Finding, Observation, ObservationKind},
        extension::Extends,
        information::InformationId,
        log::LogEntry,
        number::Diarienummer,
        opening::{Assessed, BothYes, Opening, OpeningId, Oppnad, Refusal},
        party::Parties,
        signatory::Signatory,
        text_guard::{TextProblem, TextRefused},
        work::{Now, Work},
    },
    incident::Fingerprint,
    policy::{self, Action},
    store::{Read, Versioned, Write},
};
use jiff::{Timestamp, civil::Date};
use std::sync::Arc;

/// An observation as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewObservation {
    /// Where it comes from.
    pub kind: ObservationKind,
    /// A line.
    pub title: String,
    /// The day it was made; not in the future.
    pub on: Date,
    /// In words.
    pub text: String,
    /// How many.
    pub n: Option<u32>,
    /// The information under §10 that it is; then day and words are taken from it.
    pub information: Option<InformationId>,
}

/// An assessment as it is sent. It names neither party nor signer: the session does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAssessment {
    /// Yes or no.
    pub ja: bool,
    /// Why.
    pub motive: String,
    /// The party's own register number; a yes needs one.
    pub diarienummer: Option<String>,
    /// Fingerprint of the evidence that was shown.
    pub shown: Fingerprint,
    /// The party's own additions.
    pub additions: Vec<NewObservation>,
}

/// A wrong text names its field.
pub(crate) fn invalid(refused: TextRefused) -> AppError {
    let field = refused.field.to_owned();
    match refused.problem {
        TextProblem::Personal(found) => AppError::Personal(vec![(field, found)]),
        _ => AppError::Invalid(vec![FieldError { field, code: refused.code() }]),
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Text(refused) => invalid(refused),
            Refusal::NotAParty => AppError::NotFound,
            Refusal::NoSignatory | Refusal::NotAChief | Refusal::WrongSide => {
                AppError::Forbidden(refusal.code())
            }
            Refusal::BadGeometry => field_error("geometry", refusal.code()),
            other => AppError::Refused(other.code()),
        }
    }
}

pub(super) fn field_error(field: &str, code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError { field: field.to_owned(), code }])
}

/// The openings that both parties of the actor's agreements see, newest first, as of now.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<Arc<Versioned<Opening>>>, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let now = app.clock.now();
    let all = kept::openings(app, &*app.store.read()?)?;
    let visible = all.into_iter().filter(|stored| policy::may_see_opening(actor, &stored.value));
    // Time changes one that waits for an answer, and no other.
    let as_of_now = |stored: Arc<Versioned<Opening>>| match &stored.value {
        waiting @ Opening::Bedoms(_) => {
            Arc::new(Versioned { value: waiting.clone().as_of(now), ..*stored })
        }
        _ => stored,
    };
    Ok(visible.map(as_of_now).collect())
}

/// One opening as of now; for a foreign party it does not exist.
pub fn get(app: &App, actor: &Actor, id: &OpeningId) -> Result<Versioned<Opening>, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let now = app.clock.now();
    let stored = visible(&*app.store.read()?, actor, id)?;
    Ok(Versioned { value: stored.value.as_of(now), ..stored })
}

fn visible(
    read: &(impl Read + ?Sized),
    actor: &Actor,
    id: &OpeningId,
) -> Result<Versioned<Opening>, AppError> {
    let stored = read.opening(id)?.filter(|stored| policy::may_see_opening(actor, &stored.value));
    stored.ok_or(AppError::NotFound)
}

/// Adds joint evidence, while it is gathered.
pub fn add_evidence(
    app: &App,
    actor: &Actor,
    id: &OpeningId,
    expected: u64,
    new: &NewObservation,
) -> Result<Versioned<Opening>, AppError> {
    policy::may(actor, Action::AddEvidence)?;
    change(app, actor, id, expected, |write, opening, now| {
        let finding = finding(app, &*write, actor, &opening.dossier().parties, new)?;
        let under = Under::of(app, &*write, &opening.dossier().place)?;
        let by = policy::signer_of(actor, Action::AddEvidence, &under.ground())?;
        let opening = opening.add_evidence(finding, &by, now)?;
        let log = vec![("evidence_added", opening.fingerprint().0)];
        Ok((opening, log))
    })
}

fn finding(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    parties: &Parties,
    new: &NewObservation,
) -> Result<Finding, AppError> {
    let observation = match (&new.information, new.kind) {
        (Some(id), ObservationKind::Information10) => {
            information::observation(app, read, actor, parties, (id, &new.title))?
        }
        (Some(_), _) => return Err(field_error("information", "not_of_this_kind")),
        (None, _) if new.on > app.today() => return Err(field_error("on", "in_the_future")),
        (None, kind) => Observation::checked(kind, &new.title, new.on, &new.text, new.n)?,
    };
    Ok(Finding::Observation(observation))
}

/// Signs for the actor's own party; the second yes makes the case, or extends one.
pub fn assess(
    app: &App,
    actor: &Actor,
    id: &OpeningId,
    expected: u64,
    new: &NewAssessment,
) -> Result<Versioned<Opening>, AppError> {
    policy::may(actor, Action::Assess)?;
    let day = app.today();
    let (act, shown) =
        (if new.ja { "assessment_yes" } else { "assessment_no" }, new.shown.0.clone());
    change(app, actor, id, expected, |write, opening, now| {
        let answer = answer(app, &*write, actor, &opening.dossier().parties, new)?;
        let by = signatory(app, write, actor, Action::Assess, &opening)?;
        if let Some(extends) = opening.dossier().extends.filter(|_| new.ja) {
            // Nobody says yes to what can no longer be; a no is always heard.
            extended_case(write, &extends)?.may_be_extended(extends)?;
        }
        match opening.assess(&by, answer, now)? {
            Assessed::Standing(opening) => Ok((opening, vec![(act, shown)])),
            Assessed::BothYes(both) => {
                let now = Now { at: now, on: day };
                let (opened, became) = match both.opening.dossier.extends {
                    Some(extends) => extended(write, *both, extends, &by, now)?,
                    None => opened(write, *both, &by, now)?,
                };
                let log = vec![(act, shown), (became, opened.case.to_string())];
                Ok((Opening::Oppnad(opened), log))
            }
        }
    })
}

/// Two yeses make a case.
fn opened(
    write: &mut dyn Write,
    both: BothYes,
    by: &Signatory,
    now: Now,
) -> Result<(Oppnad, &'static str), AppError> {
    let number = write.next_case_number(now.on.year())?;
    let (case, opened) = both.open(number)?;
    write.put_case(&case)?;
    let object = ("case", &*number.to_string());
    let entry = LogEntry::by(by.signer(), now.at, object, "case_opened");
    write.append_log(&entry.referring_to(case.opening.0))?;
    Ok((opened, "case_opened"))
}

/// Two yeses give a case its next ground.
fn extended(
    write: &mut dyn Write,
    both: BothYes,
    extends: Extends,
    by: &Signatory,
    now: Now,
) -> Result<(Oppnad, &'static str), AppError> {
    let work = extended_case(write, &extends)?;
    let (extension, opened) = both.extend()?;
    let what = extension.opening.0.clone();
    let work = work.extend(by.signer(), extension, now)?;
    write.append_case_step(&work, work.version() - 1)?;
    let object = ("case", &*extends.case.to_string());
    let entry = LogEntry::by(by.signer(), now.at, object, "case_extended");
    write.append_log(&entry.referring_to(what))?;
    Ok((opened, "case_extended"))
}

/// Cases are never removed, so one that an opening extends is there.
fn extended_case(read: &dyn Write, extends: &Extends) -> Result<Work, AppError> {
    let missing = || AppError::Fault(format!("{} is missing", extends.case));
    read.case(&extends.case)?.ok_or_else(missing)
}

fn answer(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    parties: &Parties,
    new: &NewAssessment,
) -> Result<Answer, AppError> {
    let given = new.diarienummer.as_deref().filter(|text| !text.trim().is_empty());
    let number = given.map(Diarienummer::checked).transpose();
    let motive = motive(&new.motive).map_err(AppError::from);
    let (mut wrong, mut personal) = (Vec::new(), Vec::new());
    let verdict = match (new.ja, number) {
        (true, Ok(Some(diarienummer))) => Some(Verdict::Ja { diarienummer }),
        (false, Ok(diarienummer)) => Some(Verdict::Nej { diarienummer }),
        (true, Ok(None)) => {
            wrong.push(FieldError { field: "diarienummer".to_owned(), code: "missing" });
            None
        }
        (_, Err(refused)) => {
            match invalid(refused) {
                AppError::Personal(found) => personal.extend(found),
                AppError::Invalid(fields) => wrong.extend(fields),
                other => return Err(other),
            }
            None
        }
    };
    let additions: Result<Vec<Finding>, AppError> =
        new.additions.iter().map(|one| finding(app, read, actor, parties, one)).collect();
    match (verdict, motive, additions) {
        (Some(verdict), Ok(motive), Ok(additions)) => {
            Ok(Answer { verdict, motive, shown: new.shown.clone(), additions })
        }
        // All that is wrong at once, so that nobody mends one field at a time.
        (_, motive, additions) => {
            for error in [motive.err(), additions.err()].into_iter().flatten() {
                match error {
                    AppError::Personal(found) => personal.extend(found),
                    AppError::Invalid(fields) => wrong.extend(fields),
                    other => return Err(other),
                }
            }
            Err(if personal.is_empty() {
                AppError::Invalid(wrong)
            } else {
                AppError::Personal(personal)
            })
        }
    }
}

/// Takes the own party's yes back, before the second one.
pub fn withdraw(
    app: &App,
    actor: &Actor,
    id: &OpeningId,
    expected: u64,
    why: &str,
) -> Result<Versioned<Opening>, AppError> {
    policy::may(actor, Action::Assess)?;
    let why = motive(why)?;
    change(app, actor, id, expected, |write, opening, now| {
        let by = signatory(app, write, actor, Action::Assess, &opening)?;
        let fingerprint = opening.fingerprint().0;
        let opening = opening.withdraw(&by, why, now)?;
        Ok((opening, vec![("assessment_withdrawn", fingerprint)]))
    })
}

/// Signs in the chefsamråd that an unanswered opening is closed; the second chief's does it.
pub fn close(
    app: &App,
    actor: &Actor,
    id: &OpeningId,
    expected: u64,
    why: &str,
) -> Result<Versioned<Opening>, AppError> {
    policy::may(actor, Action::CloseUnanswered)?;
    let why = motive(why)?;
    change(app, actor, id, expected, |write, opening, now| {
        let by = signatory(app, write, actor, Action::CloseUnanswered, &opening)?;
        let opening = opening.close(&by, why, now)?;
        let fingerprint = opening.fingerprint().0;
        let mut log = vec![("closing_signed", fingerprint.clone())];
        if matches!(opening, Opening::Avbojd(_)) {
            log.push(("opening_closed", fingerprint));
        }
        Ok((opening, log))
    })
}

/// The signature of the actor under the opening's own agreement, on the opening's ground.
fn signatory(
    app: &App,
    write: &mut dyn Write,
    actor: &Actor,
    action: Action,
    opening: &Opening,
) -> Result<Signatory, AppError> {
    let agreements = agreements::agreements(&*write)?;
    let agreement = agreements.iter().find(|a| a.id == opening.dossier().agreement);
    let agreement = agreement.ok_or(AppError::Refused("agreement_not_valid"))?;
    let under = Under::of(app, &*write, &opening.dossier().place)?;
    policy::signatory(actor, action, agreement, &under.ground())
}

/// Acts and what they refer to, for the log.
type Acts = Vec<(&'static str, String)>;

/// One act on one opening in one transaction. That time ran out is written down with the act that
/// follows it.
fn change(
    app: &App,
    actor: &Actor,
    id: &OpeningId,
    expected: u64,
    act: impl FnOnce(&mut dyn Write, Opening, Timestamp) -> Result<(Opening, Acts), AppError>,
) -> Result<Versioned<Opening>, AppError> {
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let stored = visible(&*write, actor, id)?;
    if stored.version != expected {
        return Err(AppError::Conflict { version: stored.version });
    }
    let object = ("opening", id.0.as_str());
    let waiting = matches!(stored.value, Opening::Bedoms(_));
    let opening = stored.value.as_of(now);
    if waiting && let Opening::Obesvarad(silent) = &opening {
        let ran_out = silent.bedoms.answer_by;
        write.append_log(&LogEntry::by_system(ran_out, object, "opening_unanswered"))?;
    }
    let (opening, acts) = act(&mut *write, opening, now)?;
    let version = write.put_opening(&opening, expected, now)?;
    for (act, reference) in acts {
        let entry = LogEntry::by(&policy::signer(actor), now, object, act);
        write.append_log(&entry.referring_to(reference))?;
    }
    write.commit()?;
    Ok(Versioned { value: opening, version, updated: now })
}
