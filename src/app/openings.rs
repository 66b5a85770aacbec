//! From a place that somebody points at to a platssamverkan that two parties open.
//!
//! Every change reads the opening inside its transaction, asks the policy, does the pure act and
//! writes opening, case and log together.

use super::{Actor, App, AppError, FieldError, users};
use crate::{
    area::AreaId,
    case::{
        assessment::{Answer, Verdict, motive},
        evidence::{Finding, Observation, ObservationKind, RunEvidence},
        log::LogEntry,
        number::Diarienummer,
        opening::{Assessed, Case, CaseNumber, Identifierad, Opening, OpeningId, Refusal},
        party::Agreement,
        place::{Place, PlaceGeometry},
        signatory::Signatory,
        text_guard::TextRefused,
    },
    incident::Fingerprint,
    policy::{self, Action},
    store::{Read, Versioned, Write},
};
use jiff::{Timestamp, civil::Date};

/// What an opening starts from.
#[derive(Debug, Clone, PartialEq)]
pub enum IdentifyFrom {
    /// A place of a hotspot run of one's own party; the run becomes the first evidence.
    RunPlace {
        /// Id of the run.
        run: String,
        /// Rank of the place in it.
        rank: u32,
    },
    /// An area that exists.
    NamedPlace(AreaId),
    /// Drawn on the map.
    Drawn(PlaceGeometry),
}

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
    let code = refused.code();
    AppError::Invalid(vec![FieldError { field: refused.field.to_owned(), code }])
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

fn field_error(field: &str, code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError { field: field.to_owned(), code }])
}

/// Points at a place. `name` replaces the suggested one and is needed for a drawn place;
/// `agreement` is needed when the party has several that are valid today.
pub fn identify(
    app: &App,
    actor: &Actor,
    from: IdentifyFrom,
    name: Option<&str>,
    agreement: Option<&str>,
) -> Result<Versioned<Opening>, AppError> {
    policy::may(actor, Action::Identify)?;
    let now = app.clock.now();
    let day = app.today();
    let (id, place, findings, agreement) = {
        let read = app.store.read()?;
        let agreement = choose_agreement(&users::agreements(&*read)?, actor, agreement, day)?;
        let (place, findings) = place_of(&*read, actor, from, name, day)?;
        (new_id(now), place, findings, agreement)
    };
    let signer = policy::signer(actor);
    let identified = Identifierad::new(
        id.clone(),
        agreement.id,
        agreement.parties,
        place,
        signer.clone(),
        findings,
        now,
    )?;
    let opening = Opening::Identifierad(identified);
    let mut write = app.store.begin()?;
    let version = write.put_opening(&opening, 0, now)?;
    let entry = LogEntry::by(&signer, now, ("opening", &id.0), "opening_identified");
    write.append_log(&entry.referring_to(opening.fingerprint().0))?;
    write.commit()?;
    Ok(Versioned { value: opening, version, updated: now })
}

/// Time-ordered, so that lists by id are lists by age; the clock is the program's.
fn new_id(now: Timestamp) -> OpeningId {
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
    let at = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanoseconds);
    OpeningId(uuid::Uuid::new_v7(at).to_string())
}

fn choose_agreement(
    agreements: &[Agreement],
    actor: &Actor,
    wanted: Option<&str>,
    today: Date,
) -> Result<Agreement, AppError> {
    let mut valid = policy::agreements(actor, agreements, today)
        .filter(|agreement| wanted.is_none_or(|id| agreement.id == id));
    match (valid.next(), valid.next()) {
        (Some(agreement), None) => Ok(agreement.clone()),
        (Some(_), Some(_)) => Err(field_error("agreement", "ambiguous")),
        (None, _) if wanted.is_some() => Err(field_error("agreement", "unknown")),
        (None, _) => Err(AppError::Refused("no_agreement")),
    }
}

fn place_of(
    read: &dyn Read,
    actor: &Actor,
    from: IdentifyFrom,
    name: Option<&str>,
    today: Date,
) -> Result<(Place, Vec<Finding>), AppError> {
    match from {
        IdentifyFrom::RunPlace { run, rank } => {
            // A run is for one party's eyes until it lies frozen in an opening.
            let run = read.run(&run)?.filter(|run| run.party == actor.party.id);
            let run = run.ok_or(AppError::NotFound)?;
            let hotspot = run.result.places.iter().find(|place| place.rank == rank);
            let hotspot = hotspot.ok_or(AppError::NotFound)?.clone();
            let place = Place::of_hotspot(&hotspot, name)?;
            let finding = Finding::Run(Box::new(RunEvidence {
                run: run.id,
                result_fingerprint: run.result_fingerprint,
                parameters: run.input.parameters,
                data_version: run.input.data_version,
                data_to: run.input.data_to,
                method_version: run.input.method_version,
                code_version: run.input.code_version,
                synthetic: run.input.synthetic,
                guard_rails: run.result.guard_rails,
                place: hotspot,
            }));
            Ok((place, vec![finding]))
        }
        IdentifyFrom::NamedPlace(id) => {
            let versions = read.area(&id)?;
            let area = versions.into_iter().find(|area| area.validity.covers(today));
            let area = area.ok_or(AppError::NotFound)?;
            let ground = area.geometry.ok_or_else(|| field_error("place", "no_ground"))?;
            let geometry = PlaceGeometry::Area(ground);
            let name = name.unwrap_or(&area.name);
            let mut place = Place::checked(name, geometry, &read.areas(None)?, today)?;
            place.areas.retain(|(other, _)| other != &id);
            place.approximate = area.approximate;
            place.named = Some(id);
            Ok((place, Vec::new()))
        }
        IdentifyFrom::Drawn(geometry) => {
            let name = name.ok_or_else(|| field_error("name", "missing"))?;
            Ok((Place::checked(name, geometry, &read.areas(None)?, today)?, Vec::new()))
        }
    }
}

/// The openings that both parties of the actor's agreements see, newest first, as of now.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<Versioned<Opening>>, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let now = app.clock.now();
    let all = app.store.read()?.openings()?;
    Ok(all
        .into_iter()
        .filter(|stored| policy::may_see_opening(actor, &stored.value))
        .map(|stored| Versioned { value: stored.value.as_of(now), ..stored })
        .collect())
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
    let finding = finding(new, app.today())?;
    change(app, actor, id, expected, |_, opening, now| {
        let opening = opening.add_evidence(finding, &policy::signer(actor), now)?;
        let log = vec![("evidence_added", opening.fingerprint().0)];
        Ok((opening, log))
    })
}

fn finding(new: &NewObservation, today: Date) -> Result<Finding, AppError> {
    if new.on > today {
        return Err(field_error("on", "in_the_future"));
    }
    let checked = Observation::checked(new.kind, &new.title, new.on, &new.text, new.n)?;
    Ok(Finding::Observation(checked))
}

/// Signs for the actor's own party; the second yes makes the case.
pub fn assess(
    app: &App,
    actor: &Actor,
    id: &OpeningId,
    expected: u64,
    new: &NewAssessment,
) -> Result<Versioned<Opening>, AppError> {
    policy::may(actor, Action::Assess)?;
    let day = app.today();
    let answer = answer(new, day)?;
    let (act, shown) =
        (if new.ja { "assessment_yes" } else { "assessment_no" }, new.shown.0.clone());
    change(app, actor, id, expected, |write, opening, now| {
        let by = signatory(write, actor, &opening, day)?;
        match opening.assess(&by, answer, now)? {
            Assessed::Standing(opening) => Ok((opening, vec![(act, shown)])),
            Assessed::BothYes(both) => {
                let number = write.next_case_number(day.year())?;
                let (case, opened) = both.open(number)?;
                write.put_case(&case, 0, now)?;
                let entry =
                    LogEntry::by(by.signer(), now, ("case", &number.to_string()), "case_opened");
                write.append_log(&entry.referring_to(case.opening.0))?;
                let log = vec![(act, shown), ("case_opened", number.to_string())];
                Ok((Opening::Oppnad(opened), log))
            }
        }
    })
}

fn answer(new: &NewAssessment, today: Date) -> Result<Answer, AppError> {
    let given = new.diarienummer.as_deref().filter(|text| !text.trim().is_empty());
    let number = given.map(Diarienummer::checked).transpose();
    let motive = motive(&new.motive).map_err(AppError::from);
    let mut wrong = Vec::new();
    let verdict = match (new.ja, number) {
        (true, Ok(Some(diarienummer))) => Some(Verdict::Ja { diarienummer }),
        (false, Ok(diarienummer)) => Some(Verdict::Nej { diarienummer }),
        (true, Ok(None)) => {
            wrong.push(FieldError { field: "diarienummer".to_owned(), code: "missing" });
            None
        }
        (_, Err(refused)) => {
            wrong.push(FieldError { field: "diarienummer".to_owned(), code: refused.code() });
            None
        }
    };
    let additions: Result<Vec<Finding>, AppError> =
        new.additions.iter().map(|addition| finding(addition, today)).collect();
    match (verdict, motive, additions) {
        (Some(verdict), Ok(motive), Ok(additions)) => {
            Ok(Answer { verdict, motive, shown: new.shown.clone(), additions })
        }
        // All that is wrong at once, so that nobody mends one field at a time.
        (_, motive, additions) => {
            for error in [motive.err(), additions.err()].into_iter().flatten() {
                match error {
                    AppError::Invalid(fields) => wrong.extend(fields),
                    other => return Err(other),
                }
            }
            Err(AppError::Invalid(wrong))
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
    let day = app.today();
    let why = motive(why)?;
    change(app, actor, id, expected, |write, opening, now| {
        let by = signatory(write, actor, &opening, day)?;
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
    let day = app.today();
    let why = motive(why)?;
    change(app, actor, id, expected, |write, opening, now| {
        let by = signatory(write, actor, &opening, day)?;
        let opening = opening.close(&by, why, now)?;
        let fingerprint = opening.fingerprint().0;
        let mut log = vec![("closing_signed", fingerprint.clone())];
        if matches!(opening, Opening::Avbojd(_)) {
            log.push(("opening_closed", fingerprint));
        }
        Ok((opening, log))
    })
}

/// The signature of the actor under the opening's own agreement.
fn signatory(
    write: &mut dyn Write,
    actor: &Actor,
    opening: &Opening,
    today: Date,
) -> Result<Signatory, AppError> {
    let agreements = users::agreements(&*write)?;
    let agreement = agreements.iter().find(|a| a.id == opening.dossier().agreement);
    policy::signatory(actor, agreement.ok_or(AppError::Refused("agreement_not_valid"))?, today)
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

/// The cases of the actor's agreements, by number.
pub fn cases(app: &App, actor: &Actor) -> Result<Vec<Versioned<Case>>, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let mut cases = app.store.read()?.cases()?;
    cases.retain(|stored| policy::may_see_case(actor, &stored.value));
    Ok(cases)
}

/// One case; for a foreign party it does not exist.
pub fn case(app: &App, actor: &Actor, number: &CaseNumber) -> Result<Versioned<Case>, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let stored = app.store.read()?.case(number)?;
    stored.filter(|stored| policy::may_see_case(actor, &stored.value)).ok_or(AppError::NotFound)
}
