//! The papers of a chefsamråd: what is to be decided, and what the two chiefs need to know to decide it.
//!
//! Nothing in it is kept: it is what stands at the moment it is asked for, and says which moment that was.

use super::{
    super::{
        Actor, App, AppError,
        baseline::{self, BaselineCard},
        case_file::words,
        cases, commitments, compilation,
        coverage::{self, Covering},
        export::File,
        forums, lagesbild,
        paper::{self, CLASSIFICATION, Form},
        texts::{
            Language,
            arshjul::{EXTENSION_REFUSALS, STATUSES, words as said},
        },
        year::{self, term},
    },
    document::document,
    matters_under,
};
use crate::{
    calendar::{Chief, Nature},
    case::{
        access::Joined,
        baseline::Baseline,
        number::CaseNumber,
        party::Side,
        till_chefsamradet::{About, Matter},
        work::{
            Work,
            communication::{Communicated, Communication},
            follow_up::{Decision, FollowUp},
            priorities::{Need, Served},
            standing::{Compiled, Decided},
            state::State,
            subject::Subject,
        },
    },
    export::document::Block,
    lagesbild::{
        record::Lagesbild,
        states::State::{Ersatt, Sammanlagd},
    },
    policy::{self, Action},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Serialize;
use std::sync::Arc;

/// Name and version of the form of the data.
const FORM: &str = "platssamverkan/underlag/1";

/// The forum in which the two chiefs meet.
const FORUM: &str = "chefsamrad";

/// Duties are shown this many days ahead: until about the next meeting but one.
const AHEAD_DAYS: i64 = 90;

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

/// The papers as they are now, for the parties of the agreement.
fn of(app: &App, actor: &Actor, agreement: &str) -> Result<Pack, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let (today, zone) = (app.today(), app.settings.clock.zone());
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let card = term::card(app, actor, agreement)?;
    let all_cases: Vec<_> = cases::list(app, actor)?;
    let all_cases = all_cases.iter().filter(|work| work.case().agreement == agreement);
    let all_forums: Vec<_> = forums::list(app, actor)?;
    let all_forums = all_forums.iter().filter(|work| work.subject().id.agreement == agreement);
    let steering = all_forums.clone().find(|work| work.subject().id.forum == FORUM);
    let since = steering.and_then(|work| work.standing().last_meeting());
    let is_new = |on: Date| since.is_none_or(|since| on >= since);

    let mut news = News::default();
    for work in all_cases.clone() {
        let of = format!("{} {}", work.case().number, work.case().place.name);
        news.of(&**work, &of, is_new);
    }
    for work in all_forums.clone() {
        news.of(&**work, work.subject().name.as_str(), is_new);
    }
    let News { follow_ups, decided, communicated } = news.by_day();

    let open = |work: &&Arc<Work>| work.standing().closed_on.is_none_or(is_new);
    let rows = all_cases.clone().filter(open).map(|work| row(work, today, day)).collect();
    let records = app.store.read()?.agreements()?;
    let record = records.iter().find(|record| record.value.id == agreement);
    let change = record.and_then(|record| record.value.waiting()).map(|proposal| Change {
        name: proposal.terms.name.to_string(),
        holds_until: proposal.terms.validity.valid_to,
        by: words::signer(proposal.by),
        on: day(proposal.at),
    });
    let compiled = compilation::reported(&card.agreement, today);
    let covering = coverage::of(app, actor, agreement, None)?;
    let baseline = baseline::card(app, actor, agreement)?;
    let extension = card.term.extension.as_ref();
    let hindered = extension.map(|of| of.cannot_extend.as_slice()).unwrap_or_default();
    let meeting = card.chairs.iter().find(|sitting| sitting.day >= today);
    Ok(Pack {
        form: FORM,
        agreement: card.agreement.id.clone(),
        name: card.agreement.name.clone(),
        holds_until: card.term.last(),
        meeting: meeting.map(|sitting| Sitting {
            day: sitting.day,
            chair: sitting.chief,
            called: sitting.nature != Nature::Expected,
        }),
        steering: card.steering.map(|body| body.name.as_str()),
        since,
        classification: CLASSIFICATION,
        synthetic: app.settings.demo,
        extracted_at: app.clock.now(),
        extracted_by: actor.user.function.clone(),
        to_decide: matters_under(app, actor, |of| of == agreement)?
            .into_iter()
            .map(ToDecide::from)
            .collect(),
        lagesbilder: pictures(app, actor, agreement)?,
        change_of_agreement: change,
        extension_hindered_by: hindered
            .iter()
            .filter_map(|why| said(EXTENSION_REFUSALS, why.code(), Language::Swedish))
            .collect(),
        consultation: extension
            .map(|of| Consultation { by: of.deadlines.consult_by, on: of.consulted }),
        baselines: baseline.frozen.iter().map(|(frozen, _)| frozen.clone()).collect(),
        baseline,
        cases: rows,
        overdue: overdue(app, actor, agreement)?,
        follow_ups,
        decided,
        communicated,
        duties: duties(app, actor, agreement, card.term.first, today)?,
        compilation: Reported { year: compiled.0, path: compiled.1 },
        priorities: covering.whole.served.iter().map(|one| served(&covering, one)).collect(),
        coverage: coverage::rows(&covering),
    })
}

fn served(covering: &Covering, one: &Served) -> PriorityRow {
    let text = covering.priority(&one.priority).map(|known| known.text.clone());
    PriorityRow {
        id: one.priority.clone(),
        text: text.unwrap_or_default(),
        cases: one.cases.iter().map(Joined::to_string).collect(),
        goals: one.goals.len(),
        measures: one.measures.len(),
        forums: one.forums.iter().map(Joined::to_string).collect(),
        missing: one.missing().into_iter().map(Need::as_str).collect(),
    }
}

/// The papers as a file: all of it as data, or to print.
///
/// # Errors
/// [`AppError::NotFound`] for an agreement that the actor does not see, and refused for whoever may not
/// take anything out.
pub fn file(app: &App, actor: &Actor, agreement: &str, form: Form) -> Result<File, AppError> {
    policy::may(actor, Action::Export)?;
    let pack = of(app, actor, agreement)?;
    let (bytes, ending) = match form {
        Form::Json => (paper::data(&pack)?, "json"),
        Form::Html => (paper::printed(&document(&pack, app.settings.clock.zone()))?, "html"),
    };
    Ok(File { name: format!("chefsamrad-{}-underlag.{ending}", pack.agreement), bytes })
}

impl From<Matter> for ToDecide {
    fn from(matter: Matter) -> Self {
        let about = match &matter.about {
            About::Joint(Joined::Case(number)) => format!("{number} {}", matter.name),
            About::Joint(Joined::Forum(_)) | About::Opening(_) | About::Lagesbild(_) => {
                matter.name.clone()
            }
        };
        Self { why: matter.why.as_str(), about, since: matter.since, awaits: matter.awaits }
    }
}

/// What holds and what is being made. Of drafts only that they are being written: what is in them is not
/// for the other party.
fn pictures(app: &App, actor: &Actor, agreement: &str) -> Result<Vec<Picture>, AppError> {
    let mut all = lagesbild::list(app, actor)?;
    all.retain(|it| it.dossier().agreement == agreement && !matches!(it.state(), Ersatt(_)));
    let picture = |it: &Lagesbild| {
        // A decided one was tried when it was decided, and its numbers stand as they did then.
        let judgement = match it.state() {
            Sammanlagd(_) => lagesbild::check(app, actor, it)?.map(|checked| checked.judgement),
            _ => None,
        };
        Ok(Picture {
            id: it.dossier().id.0.clone(),
            half: lagesbild::half_name(it.dossier().period),
            state: it.state().as_str(),
            decided_on: it.decided().map(|decided| decided.on()),
            signed: it.decisions().iter().map(|decision| decision.side()).collect(),
            tried: judgement.as_ref().map(|judgement| judgement.summary().n_tried),
            stop: judgement.as_ref().map(|judgement| judgement.blocks().count()),
        })
    };
    all.iter().map(picture).collect()
}

/// What is new in the cases and forums.
#[derive(Default)]
struct News {
    follow_ups: Vec<FollowedUp>,
    decided: Vec<Taken>,
    communicated: Vec<Told>,
}

impl News {
    /// Of one case or forum, with the follow-up that waits for a decision.
    fn of<S: Subject>(&mut self, work: &Work<S>, of: &str, is_new: impl Fn(Date) -> bool) {
        let standing = work.standing();
        // What waits for the chiefs' decision is before them however long ago it was compiled.
        let waits =
            if standing.state == State::Uppfoljd { standing.follow_ups.last() } else { None };
        let shown = |one: &&Compiled| is_new(one.on) || waits == Some(*one);
        self.follow_ups.extend(standing.follow_ups.iter().filter(shown).map(|one| FollowedUp {
            of: of.to_owned(),
            on: one.on,
            follow_up: one.follow_up.clone(),
        }));
        let new = |one: &&Decided| is_new(one.on);
        self.decided.extend(standing.decisions.iter().filter(new).map(|one| Taken {
            of: of.to_owned(),
            on: one.on,
            decision: one.second.decision,
        }));
        // What was written down late is news too.
        let new = |one: &&Communicated| is_new(one.written_on);
        self.communicated.extend(
            standing
                .communications
                .values()
                .filter(new)
                .map(|one| Told { of: of.to_owned(), communication: one.communication.clone() }),
        );
    }

    fn by_day(mut self) -> Self {
        self.follow_ups.sort_by_key(|one| one.on);
        self.decided.sort_by_key(|one| one.on);
        self.communicated.sort_by_key(|one| one.communication.on);
        self
    }
}

fn row(work: &Work, today: Date, day: impl Fn(Timestamp) -> Date) -> CaseRow {
    let (case, standing) = (work.case(), work.standing());
    let kept = || standing.measures.values().filter(|planned| !planned.is_given_up());
    CaseRow {
        number: case.number,
        place: case.place.name.to_string(),
        state: standing.state,
        opened: day(case.opened_at),
        done: kept().filter(|planned| planned.is_done()).count(),
        measures: kept().count(),
        late: kept().filter(|planned| planned.is_late(today)).count(),
        without_cause: standing.without_cause().len(),
        last_meeting: standing.last_meeting(),
        confirm_by: standing.confirm_by(),
        followed_up: standing.follow_ups.last().map(|one| one.on),
    }
}

fn overdue(app: &App, actor: &Actor, agreement: &str) -> Result<Vec<Overdue>, AppError> {
    let late = commitments::commitments(app, actor)?;
    let late = late.into_iter().filter(|one| one.overdue && one.promised.agreement() == agreement);
    Ok(late
        .map(|one| {
            let planned = one.planned();
            Overdue {
                of: match one.promised.joined() {
                    Joined::Case(number) => format!("{number} {}", one.promised.name()),
                    Joined::Forum(_) => one.promised.name().to_owned(),
                },
                no: one.no,
                what: planned.measure.what.to_string(),
                owner: words::owner(&planned.measure.owner),
                due: one.due,
                progress: words::progress(&planned.progress),
            }
        })
        .collect())
}

/// No question about the year looks at more years than this.
const YEARS_BACK: i64 = 9;

/// All that is late since the agreement began, and what falls due soon. What stands alike is one row: a
/// case without meetings for a year is one thing to take up and not twelve.
fn duties(
    app: &App,
    actor: &Actor,
    agreement: &str,
    first: Option<Date>,
    today: Date,
) -> Result<Vec<DutyRow>, AppError> {
    let earliest = today.saturating_sub(YEARS_BACK.years());
    let filter = year::Filter {
        from: first.map_or(earliest, |first| first.clamp(earliest, today)),
        to: today.saturating_add(AHEAD_DAYS.days()),
        agreement: Some(agreement.to_owned()),
        status: Some(year::Standing::Open),
        falls_to: None,
    };
    let page = year::page(app, actor, &filter, None, usize::MAX)?;
    let mut rows: Vec<DutyRow> = Vec::new();
    for entry in page.items.into_iter().map(|item| item.entry) {
        let status = said(STATUSES, entry.status.code(), Language::Swedish).unwrap_or_default();
        let case = entry.case();
        let alike = rows.iter_mut().find(|row| {
            (&row.title, row.case, row.status) == (&entry.duty.title, case, status)
                && row.explanation == entry.explanation
        });
        match alike {
            Some(row) => row.times += 1,
            None => rows.push(DutyRow {
                title: entry.duty.title.clone(),
                case,
                due: entry.instance.due,
                times: 1,
                responsible: entry.duty.responsible.clone(),
                status,
                explanation: entry.explanation,
            }),
        }
    }
    Ok(rows)
}
