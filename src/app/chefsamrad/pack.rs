//! The papers of a chefsamråd: what is to be decided, and what the two chiefs need to know to decide it.
//!
//! Nothing in it is kept: it is what stands at the moment it is asked for, and says which moment that was.

use super::{
    super::{
        Actor, App, AppError, baseline,
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
    rows::{
        CaseRow, Change, Consultation, DutyRow, FollowedUp, Overdue, Pack, Picture, PriorityRow,
        Reported, Sitting, Taken, ToDecide, Told,
    },
};
use crate::{
    calendar::Nature,
    case::{
        access::Joined,
        till_chefsamradet::{About, Matter},
        work::{
            Work,
            communication::Communicated,
            priorities::{Need, Served},
            standing::{Compiled, Decided},
            state::State,
            subject::Subject,
        },
    },
    lagesbild::{
        record::Lagesbild,
        states::State::{Ersatt, Sammanlagd},
    },
    policy::{self, Action},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use std::{collections::HashMap, sync::Arc};

/// Name and version of the form of the data.
const FORM: &str = "platssamverkan/underlag/1";

/// The forum in which the two chiefs meet.
const FORUM: &str = "chefsamrad";

/// Duties are shown this many days ahead: until about the next meeting but one.
const AHEAD_DAYS: i64 = 90;

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
    let reckoned = year::reckoned(app, actor, &filter)?;
    // The first of those that stand alike, and how many they are.
    let mut alike: HashMap<_, (&year::Entry, usize)> = HashMap::new();
    for entry in reckoned.entries() {
        let (title, explanation) = (entry.duty.title.as_str(), entry.explanation.as_deref());
        let of = (title, entry.case(), entry.status.code(), explanation);
        let (first, times) = alike.entry(of).or_insert((entry, 0));
        *times += 1;
        if year::order(entry) < year::order(first) {
            *first = entry;
        }
    }
    let mut rows: Vec<_> = alike.into_values().collect();
    rows.sort_by(|(a, _), (b, _)| year::order(a).cmp(&year::order(b)));
    let row = |(entry, times): (&year::Entry, usize)| DutyRow {
        title: entry.duty.title.clone(),
        case: entry.case(),
        due: entry.instance.due,
        times,
        responsible: entry.duty.responsible.clone(),
        status: said(STATUSES, entry.status.code(), Language::Swedish).unwrap_or_default(),
        explanation: entry.explanation.clone(),
    };
    Ok(rows.into_iter().map(row).collect())
}
