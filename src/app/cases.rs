//! Cases at work: what is done in them.
//!
//! Every step reads the case inside its transaction, asks the policy, does the pure act and writes the
//! step and its log entry together.

use super::{
    Actor, App, AppError, NotAmong, agreements, areas::Under, case_form::priorities, kept, links,
    session::Token,
};
use crate::{
    case::{
        log::LogEntry,
        opening::{Case, CaseNumber},
        text_guard::CleanText,
        work::{
            Now, Work,
            plan::{Measure, Progress, Whose},
            step::What,
        },
    },
    policy::{self, Action},
    store::Write,
};
use jiff::civil::Date;
use std::sync::Arc;

/// The cases of the actor's agreements, by number.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<Arc<Work>>, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let mut works = kept::works(app, &*app.store.read()?)?;
    works.retain(|work| policy::may_see_case(actor, work.case()));
    Ok(works)
}

/// One case; for a foreign party it does not exist.
pub fn one(app: &App, actor: &Actor, number: &CaseNumber) -> Result<Work, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let work = app.store.read()?.case(number)?;
    work.filter(|work| policy::may_see_case(actor, work.case())).ok_or(AppError::NotFound)
}

/// Which right a step asks for.
fn action_of(what: &What) -> Action {
    match what {
        What::MeetingCalled { .. }
        | What::MeetingClosed { .. }
        | What::MeetingCancelled { .. }
        | What::LetterSent { .. }
        | What::MeetingAddition { .. }
        | What::Progressed { .. } => Action::HoldMeetings,
        What::Decided { .. } => Action::DecideCase,
        What::TemplatePut { .. }
        | What::ContactsPut { .. }
        | What::CausePut { .. }
        | What::CauseRemoved { .. }
        | What::MeasurePut { .. }
        | What::Paused { .. }
        | What::Resumed { .. }
        | What::FollowedUp { .. }
        | What::Reaffirmed { .. }
        | What::CheckedAgain { .. }
        | What::Undone { .. } => Action::WorkCase,
    }
}

/// Does one thing in a case for the actor's own party. What is new has number 0 and gets its own inside
/// the transaction. `seen` is the step by which it had last been changed when it was shown.
pub fn step(
    app: &App,
    actor: &Actor,
    number: &CaseNumber,
    seen: u32,
    what: What,
) -> Result<Work, AppError> {
    let action = action_of(&what);
    policy::may(actor, action)?;
    let now = now(app);
    let write = app.store.begin()?;
    let work = visible(&*write, actor, number)?;
    let what = work.numbered(what);
    let act = log_act(&what);
    let under = Under::of(app, &*write, &work.case().place)?;
    let (work, by) = if let What::Decided { decision, motive } = what {
        let agreements = agreements::agreements(&*write)?;
        let agreement = agreements.iter().find(|a| a.id == work.case().agreement);
        let agreement = agreement.ok_or(AppError::Refused("agreement_not_valid"))?;
        let by = policy::signatory(actor, action, agreement, &under.ground())?;
        (work.decide(&by, decision, motive, now)?, by.signer().clone())
    } else {
        let by = policy::signer_of(actor, action, &under.ground())?;
        names_what_is_there(work.case(), &what, now.on)?;
        (work.change(&by, what, seen, now)?, by)
    };
    let entry = LogEntry::by(&by, now.at, ("case", &number.to_string()), act);
    let entry = entry.referring_to(format!("step {}", work.steps().len()));
    kept(write, work, &entry)
}

/// A participant answers for one of its own measures by its link.
pub fn answer(
    app: &App,
    secret: Option<&Token>,
    address: &str,
    measure: u32,
    to: Progress,
    note: Option<CleanText>,
) -> Result<(), AppError> {
    let (now, link) = (now(app), links::held(app, secret, address)?);
    let write = app.store.begin()?;
    let work = write.case(&link.case)?.ok_or(AppError::NotFound)?;
    let work = work.answer(&link, measure, to, note, now)?;
    let object = ("participant_link", link.id.as_str());
    let entry = LogEntry::by_system(now.at, object, "participant_answered");
    let entry = entry.referring_to(format!("{} step {}", link.case, work.steps().len()));
    kept(write, work, &entry).map(drop)
}

/// Every step ends so: it and its log entry are kept together.
fn kept(mut write: Box<dyn Write + '_>, work: Work, entry: &LogEntry) -> Result<Work, AppError> {
    write.append_case_step(&work, work.version() - 1)?;
    write.append_log(entry)?;
    write.commit()?;
    Ok(work)
}

/// A cause names pieces of the frozen evidence, and a template priorities that are valid on the day.
fn names_what_is_there(case: &Case, what: &What, today: Date) -> Result<(), AppError> {
    let wrong: Vec<NotAmong> = match what {
        What::CausePut { cause, .. } => {
            let items = case.evidence.items().iter();
            let among: Vec<String> = items.map(|item| item.no.to_string()).collect();
            let unknown = cause.unknown_evidence(&case.evidence).into_iter();
            let wrong = unknown.map(|(i, no)| NotAmong {
                field: format!("cause.evidence[{i}]"),
                code: "unknown_evidence",
                named: no.to_string(),
                among: among.clone(),
            });
            wrong.collect()
        }
        What::TemplatePut { template } => {
            let valid = priorities(today).into_iter().map(|priority| priority.id.clone());
            let among: Vec<String> = valid.collect();
            let chosen = template.prioriteringar.iter().enumerate();
            let wrong = chosen.filter(|(_, id)| !among.contains(id)).map(|(i, id)| NotAmong {
                field: format!("template.prioriteringar[{i}]"),
                code: "priority_not_valid",
                named: id.clone(),
                among: among.clone(),
            });
            wrong.collect()
        }
        _ => Vec::new(),
    };
    if wrong.is_empty() { Ok(()) } else { Err(AppError::NotAmong(wrong)) }
}

/// A measure of a link's own function.
#[derive(Debug, Clone, PartialEq)]
pub struct Own {
    /// Number in the case.
    pub no: u32,
    /// The measure.
    pub measure: Measure,
    /// How far it has come.
    pub progress: Progress,
    /// What the function itself wrote when it last answered.
    pub note: Option<CleanText>,
}

/// The measures of a link's own function, by number. What others have written of them is not its.
pub fn measures_of_link(work: &Work, function: &CleanText) -> Vec<Own> {
    let own = work.standing().measures.iter().filter(|(_, planned)| {
        let owner = &planned.measure.owner;
        owner.of == Whose::Deltagare && owner.function == *function
    });
    own.map(|(no, planned)| Own {
        no: *no,
        measure: planned.measure.clone(),
        progress: planned.progress.clone(),
        note: work.last_answer(*no, function).cloned(),
    })
    .collect()
}

fn visible(write: &dyn Write, actor: &Actor, number: &CaseNumber) -> Result<Work, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let work = write.case(number)?;
    work.filter(|work| policy::may_see_case(actor, work.case())).ok_or(AppError::NotFound)
}

fn now(app: &App) -> Now {
    Now { at: app.clock.now(), on: app.today() }
}

/// What the log calls a step.
pub(super) fn log_act(what: &What) -> &'static str {
    match what {
        What::TemplatePut { .. } => "case_template_put",
        What::ContactsPut { .. } => "case_contacts_put",
        What::CausePut { .. } => "case_cause_put",
        What::CauseRemoved { .. } => "case_cause_removed",
        What::MeasurePut { .. } => "case_measure_put",
        What::Progressed { .. } => "case_progressed",
        What::MeetingCalled { .. } => "case_meeting_called",
        What::MeetingClosed { .. } => "case_meeting_closed",
        What::MeetingCancelled { .. } => "case_meeting_cancelled",
        What::LetterSent { .. } => "case_letter_sent",
        What::MeetingAddition { .. } => "case_meeting_addition",
        What::Paused { .. } => "case_paused",
        What::Resumed { .. } => "case_resumed",
        What::FollowedUp { .. } => "case_followed_up",
        What::Reaffirmed { .. } => "case_reaffirmed",
        What::Decided { .. } => "case_decided",
        What::CheckedAgain { .. } => "case_checked_again",
        What::Undone { .. } => "case_step_undone",
    }
}
