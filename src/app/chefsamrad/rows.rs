//! What the papers of a chefsamråd hold, as data: each part and its rows.

use crate::{
    app::baseline::BaselineCard,
    calendar::Chief,
    case::{
        baseline::Baseline,
        number::CaseNumber,
        party::Side,
        work::{
            communication::Communication,
            follow_up::{Decision, FollowUp},
            state::State,
        },
    },
    export::document::Block,
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

/// All of it.
#[derive(Debug, Serialize)]
pub(super) struct Pack {
    /// Name and version of the form.
    pub(super) form: &'static str,
    /// Id of the agreement.
    pub(super) agreement: String,
    /// What it is called.
    pub(super) name: String,
    /// Last day it holds, where there is one.
    pub(super) holds_until: Option<Date>,
    /// The meeting it is for.
    pub(super) meeting: Option<Sitting>,
    /// The body that decides today, as the agreement in force calls it.
    pub(super) steering: Option<&'static str>,
    /// The day of the last meeting that was held: what is new is new since then.
    pub(super) since: Option<Date>,
    /// What the papers are.
    pub(super) classification: &'static str,
    /// Made-up data.
    pub(super) synthetic: bool,
    /// When it was taken out.
    pub(super) extracted_at: Timestamp,
    /// By which function.
    pub(super) extracted_by: String,
    /// What waits for the two, what has waited longest first.
    pub(super) to_decide: Vec<ToDecide>,
    /// The lägesbild that holds and the one that is being made.
    pub(super) lagesbilder: Vec<Picture>,
    /// A change of the agreement itself that one party has put before the other.
    pub(super) change_of_agreement: Option<Change>,
    /// Why the agreement cannot be extended today, in words; nothing when it can, or does not end.
    pub(super) extension_hindered_by: Vec<&'static str>,
    /// The last day for consulting about an extension, and the day that was done.
    pub(super) consultation: Option<Consultation>,
    /// What both measurements said when the parties signed, as it was frozen; none where nothing was.
    pub(super) baselines: Vec<Baseline>,
    /// The same beside what they say today, to print.
    #[serde(skip)]
    pub(super) baseline: BaselineCard,
    /// Every case that is not closed, and those that were closed since the last meeting.
    pub(super) cases: Vec<CaseRow>,
    /// Measures that are late, the latest first.
    pub(super) overdue: Vec<Overdue>,
    /// Follow-ups that wait for a decision, and those since the last meeting.
    pub(super) follow_ups: Vec<FollowedUp>,
    /// What the chiefs have decided since the last meeting, its day included.
    pub(super) decided: Vec<Taken>,
    /// What was communicated since the last meeting, its day included.
    pub(super) communicated: Vec<Told>,
    /// Duties of the year that are late or fall due within three months.
    pub(super) duties: Vec<DutyRow>,
    /// The compilation of the year that is reported back to the local level.
    pub(super) compilation: Reported,
    /// How the priorities valid today are served: the chiefs answer for all of them.
    pub(super) priorities: Vec<PriorityRow>,
    /// The same as it is written on paper.
    #[serde(skip)]
    pub(super) coverage: Vec<Block>,
}

/// The compilation of a year, where the chiefs read it.
#[derive(Debug, Serialize)]
pub(super) struct Reported {
    /// The year.
    pub(super) year: i16,
    /// The address of the page.
    pub(super) path: String,
}

/// How a priority of the list valid today is served.
#[derive(Debug, Serialize)]
pub(super) struct PriorityRow {
    /// Its id.
    pub(super) id: String,
    /// In words.
    pub(super) text: String,
    /// Cases whose template names it.
    pub(super) cases: Vec<String>,
    /// Goals under it.
    pub(super) goals: usize,
    /// Measures under it that have not been given up.
    pub(super) measures: usize,
    /// Forums whose template names it.
    pub(super) forums: Vec<String>,
    /// What it lacks: `case`, `goal`, `measure`, `forum`.
    pub(super) missing: Vec<&'static str>,
}

/// A meeting of the two chiefs.
#[derive(Debug, Serialize)]
pub(super) struct Sitting {
    /// Its day, or the day to plan by.
    pub(super) day: Date,
    /// Whose turn it is to chair; nobody knows while the parties have not said who chairs first.
    pub(super) chair: Option<Chief>,
    /// It has been called.
    pub(super) called: bool,
}

/// Something to decide.
#[derive(Debug, Serialize)]
pub(super) struct ToDecide {
    /// As the code says: `uppfoljd`, `obesvarad`, `not_confirmed`, `sammanlagd`, `half_signed`.
    pub(super) why: &'static str,
    /// The number of the case, or the name of the forum, of the place of an opening or of a lägesbild.
    pub(super) about: String,
    /// Since when it has waited.
    pub(super) since: Date,
    /// The sides that have not done their part.
    pub(super) awaits: Vec<Side>,
}

/// A lägesbild.
#[derive(Debug, Serialize)]
pub(super) struct Picture {
    /// Its id.
    pub(super) id: String,
    /// The half-year it is about, `2026-H1`.
    pub(super) half: String,
    /// Where it stands: `utkast`, `sammanlagd`, `beslutad`.
    pub(super) state: &'static str,
    /// The day it was decided.
    pub(super) decided_on: Option<Date>,
    /// Sides whose chief has signed.
    pub(super) signed: Vec<Side>,
    /// Of the numbers in it, so many were tried
    pub(super) tried: Option<usize>,
    /// and so many stop the decision until they are mended or explained.
    pub(super) stop: Option<usize>,
}

/// A change of the agreement that waits for the other party.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    /// Its name then.
    pub(super) name: String,
    /// Its last day then.
    pub(super) holds_until: Option<Date>,
    /// The function that put it forward.
    pub(super) by: String,
    /// On which day.
    pub(super) on: Date,
}

/// Consulting about an extension.
#[derive(Debug, Serialize)]
pub(super) struct Consultation {
    /// Last day.
    pub(super) by: Date,
    /// When it was done.
    pub(super) on: Option<Date>,
}

/// A case in the table.
#[derive(Debug, Serialize)]
pub(super) struct CaseRow {
    /// Its number.
    pub(super) number: CaseNumber,
    /// The place.
    pub(super) place: String,
    /// Its state.
    pub(super) state: State,
    /// The day it was opened.
    pub(super) opened: Date,
    /// Measures that are done;
    pub(super) done: usize,
    /// of so many that have not been given up;
    pub(super) measures: usize,
    /// and so many are late.
    pub(super) late: usize,
    /// Measures that answer no cause.
    pub(super) without_cause: usize,
    /// The last meeting.
    pub(super) last_meeting: Option<Date>,
    /// The last day for confirming that it goes on.
    pub(super) confirm_by: Option<Date>,
    /// The last follow-up.
    pub(super) followed_up: Option<Date>,
}

/// A measure that is late.
#[derive(Debug, Serialize)]
pub(super) struct Overdue {
    /// The number of the case or the name of the forum.
    pub(super) of: String,
    /// Its number there.
    pub(super) no: u32,
    /// What.
    pub(super) what: String,
    /// Who owes it.
    pub(super) owner: String,
    /// When it should have been done, as promised last.
    pub(super) due: Date,
    /// How far it has come.
    pub(super) progress: String,
}

/// A follow-up.
#[derive(Debug, Serialize)]
pub(super) struct FollowedUp {
    /// The number of the case or the name of the forum.
    pub(super) of: String,
    /// Its day.
    pub(super) on: Date,
    /// What was judged.
    pub(super) follow_up: FollowUp,
}

/// A decision that both have signed.
#[derive(Debug, Serialize)]
pub(super) struct Taken {
    /// The number of the case or the name of the forum.
    pub(super) of: String,
    /// Its day.
    pub(super) on: Date,
    /// What.
    pub(super) decision: Decision,
}

/// Something that was communicated.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    /// The number of the case or the name of the forum.
    pub(super) of: String,
    /// What, when, to whom and by which function.
    #[serde(flatten)]
    pub(super) communication: Communication,
}

/// A duty of the year.
#[derive(Debug, Serialize)]
pub(super) struct DutyRow {
    /// What.
    pub(super) title: String,
    /// The case, where each has its own.
    pub(super) case: Option<CaseNumber>,
    /// Last day; of several times the earliest.
    pub(super) due: Date,
    /// How many times of it stand alike, by case, status and explanation.
    pub(super) times: usize,
    /// Who is to see to it.
    pub(super) responsible: String,
    /// How it stands, in words.
    pub(super) status: &'static str,
    /// Why it is late, if somebody has said so.
    pub(super) explanation: Option<String>,
}
