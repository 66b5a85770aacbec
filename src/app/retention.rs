//! Gallring: what has been kept long enough is removed, by rules that are written down; what will be
//! removed can be seen first. Openings, cases, decided lägesbilder, released tables and the log are kept: they
//! are the parties' documents, and a figure that has left the house is protected by knowing it.

use super::{Actor, App, AppError};
use crate::{
    case::log::LogEntry,
    policy::{self, Action},
    store::{Read, Retained, Retired},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// What.
    pub what: Retained,
    /// Days after it ended, was undone, decided or last used.
    pub days: u32,
}

/// No rule keeps shorter: what is in use today is never removed.
pub const SHORTEST_DAYS: u32 = 1;
/// No rule keeps longer; a longer one says `days` wrongly.
pub const LONGEST_DAYS: u32 = 36_500;

/// Name of the setting that holds the rules as JSON.
const RETENTION: &str = "retention";

/// The rule of each kind, unless the parties have decided otherwise.
const STANDARD: [Rule; 10] = [
    Rule { what: Retained::Sessions, days: 30 },
    Rule { what: Retained::Previews, days: 30 },
    Rule { what: Retained::Rejections, days: 90 },
    Rule { what: Retained::UndoneRows, days: 365 },
    Rule { what: Retained::Runs, days: 1_095 },
    Rule { what: Retained::Answers, days: 1_095 },
    Rule { what: Retained::Keys, days: 730 },
    Rule { what: Retained::Links, days: 730 },
    Rule { what: Retained::Feeds, days: 730 },
    // A year holds the two half-years in which somebody may still ask how the decided one came about.
    Rule { what: Retained::Drafts, days: 365 },
];

/// The rules in force, one of each kind, in a fixed order.
pub fn rules(read: &dyn Read) -> Result<Vec<Rule>, AppError> {
    let Some(text) = read.setting(RETENTION)? else { return Ok(STANDARD.to_vec()) };
    let decided: Vec<Rule> = serde_json::from_str(&text)
        .map_err(|error| AppError::Fault(format!("setting {RETENTION}: {error}")))?;
    let of = |standard: &Rule| decided.iter().find(|rule| rule.what == standard.what);
    Ok(STANDARD.iter().map(|standard| *of(standard).unwrap_or(standard)).collect())
}

/// Changes how long one kind is kept. For the command line of the installation: it is both parties'.
pub fn decide(app: &App, actor: &Actor, rule: Rule) -> Result<Vec<Rule>, AppError> {
    policy::may_run_the_installation(actor)?;
    if !(SHORTEST_DAYS..=LONGEST_DAYS).contains(&rule.days) {
        return Err(super::openings::field_error("days", "out_of_range"));
    }
    let mut write = app.store.begin()?;
    let mut rules = rules(&*write)?;
    for known in &mut rules {
        if known.what == rule.what {
            known.days = rule.days;
        }
    }
    let text = serde_json::to_string(&rules)
        .map_err(|error| AppError::Fault(format!("setting {RETENTION}: {error}")))?;
    write.put_setting(RETENTION, &text)?;
    let object = ("retention", rule.what.as_str());
    let entry = LogEntry::by(&policy::signer(actor), app.clock.now(), object, "retention_decided");
    write.append_log(&entry.referring_to(rule.days.to_string()))?;
    write.commit()?;
    Ok(rules)
}

/// What a run now would remove, by the rules, in their order.
pub fn due(app: &App, actor: &Actor) -> Result<Vec<(Rule, Vec<Retired>)>, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let rules = rules(&*app.store.read()?)?;
    let now = app.clock.now();
    let of = |rule: Rule| Ok((rule, app.store.due(rule.what, cutoff(now, rule))?));
    rules.into_iter().map(of).collect()
}

/// Removes it, says what it was and writes that down. For the command line of the installation.
pub fn run(app: &App, actor: &Actor) -> Result<Vec<(Rule, Vec<Retired>)>, AppError> {
    policy::may_run_the_installation(actor)?;
    let rules = rules(&*app.store.read()?)?;
    let (now, by) = (app.clock.now(), policy::signer(actor));
    let mut removed = Vec::new();
    for rule in rules {
        let entry = |one: &Retired| {
            let object = (one.what.as_str(), one.id.as_str());
            LogEntry::by(&by, now, object, "retired").referring_to(one.n_rows.to_string())
        };
        removed.push((rule, app.store.retire(rule.what, cutoff(now, rule), &entry)?));
    }
    Ok(removed)
}

fn cutoff(now: Timestamp, rule: Rule) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(24 * i64::from(rule.days)))
        .unwrap_or(Timestamp::MIN)
}
