//! Coverage of the priorities: for an agreement and a day, what each priority of the list that was valid
//! then has, and what it lacks; for the agreement as a whole and for each of its stadsdelsområden.

mod document;
mod omraden;

pub use document::html;
pub(super) use document::rows;
pub(super) use omraden::Omraden;

use super::{
    Actor, App, AppError, agreements,
    case_form::{Priority, priorities},
    cases, forums, lagesbild,
    openings::field_error,
};
use crate::{
    area::AreaId,
    case::{
        access::Joined,
        party::Agreement,
        work::{
            priorities::{At, Coverage, Need, Pictured, coverage},
            standing::Standing,
            subject::Subject,
        },
    },
    lagesbild::{content::SectionKey, document::Part, record::Lagesbild},
    policy::{self, Action},
};
use jiff::civil::Date;
use std::{borrow::Cow, collections::BTreeMap};

/// The coverage under one agreement on one day.
#[derive(Debug, Clone)]
pub struct Covering {
    /// The agreement.
    pub agreement: Agreement,
    /// The day.
    pub on: Date,
    /// The list valid on it; none before the first.
    pub list: Vec<&'static Priority>,
    /// Of the whole agreement.
    pub whole: Coverage,
    /// Of each stadsdelsområde: its own cases, and the forums and lägesbilder, which are the agreement's.
    pub areas: Vec<OfArea>,
    /// What cases and forums are called.
    pub names: BTreeMap<Joined, String>,
    /// The half-years of lägesbilder by id.
    pub halves: BTreeMap<String, String>,
}

/// The coverage in one stadsdelsområde.
#[derive(Debug, Clone)]
pub struct OfArea {
    /// Which.
    pub area: AreaId,
    /// Its name.
    pub name: String,
    /// How the priorities are served there.
    pub coverage: Coverage,
}

/// Something at work under the agreement on the day.
struct Working<'a> {
    of: Joined,
    standing: Cow<'a, Standing>,
    area: Option<AreaId>,
}

/// How the priorities are served on a day; today where none is given.
///
/// # Errors
/// [`AppError::NotFound`] for an agreement that the actor does not see; [`AppError::Invalid`] for a day
/// that has not come.
pub fn of(
    app: &App,
    actor: &Actor,
    agreement: &str,
    on: Option<Date>,
) -> Result<Covering, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let today = app.today();
    let on = on.unwrap_or(today);
    if on > today {
        return Err(field_error("on", "in_the_future"));
    }
    let read = app.store.read()?;
    let known = agreements::agreements(&*read)?.into_iter().find(|known| known.id == agreement);
    let known = known.filter(|known| policy::may_see_joint(actor, &known.parties));
    let agreement = known.ok_or(AppError::NotFound)?;
    let omraden = Omraden::of(app, &*read, &agreement, on)?;
    under(app, actor, agreement, on, &omraden)
}

/// The same for an agreement that the actor sees, by the stadsdelsområden of another day.
pub(super) fn under(
    app: &App,
    actor: &Actor,
    agreement: Agreement,
    on: Date,
    omraden: &Omraden,
) -> Result<Covering, AppError> {
    let zone = app.settings.clock.zone();
    let (mut working, mut names) = (Vec::new(), BTreeMap::new());
    let (cases, forums) = (cases::list(app, actor)?, forums::list(app, actor)?);
    for work in &cases {
        let case = work.case();
        if case.agreement != agreement.id || case.opened_at.to_zoned(zone.clone()).date() > on {
            continue;
        }
        let of = Joined::Case(case.number);
        names.insert(of.clone(), case.place.name.to_string());
        let area = omraden.of_place(&case.place).map(|area| area.id.clone());
        working.push(Working { of, standing: work.as_on(on), area });
    }
    for work in &forums {
        let forum = work.subject();
        if forum.id.agreement != agreement.id || forum.from > on {
            continue;
        }
        let of = Joined::Forum(forum.id.clone());
        names.insert(of.clone(), work.subject().name().to_string());
        working.push(Working { of, standing: work.as_on(on), area: None });
    }
    let mut pictures = lagesbild::list(app, actor)?;
    pictures.retain(|it| it.dossier().agreement == agreement.id);
    let decided: Vec<&Lagesbild> = pictures.iter().filter(|it| held(it, &pictures, on)).collect();
    let halves = decided
        .iter()
        .map(|it| (it.dossier().id.0.clone(), lagesbild::half_name(it.dossier().period)));
    let pictured: Vec<Pictured> = decided.iter().map(|it| sections(it)).collect();

    let list = priorities(on);
    let ids: Vec<&str> = list.iter().map(|one| one.id.as_str()).collect();
    let part = |is_in: &dyn Fn(&Working<'_>) -> bool| {
        let here = working.iter().filter(|one| is_in(one));
        let here: Vec<At<'_>> =
            here.map(|one| At { of: &one.of, standing: &one.standing }).collect();
        coverage(&ids, &here, &pictured)
    };
    let areas = omraden.all().iter().map(|area| OfArea {
        area: area.id.clone(),
        name: area.name.clone(),
        coverage: part(&|one| match one.of {
            Joined::Case(_) => one.area.as_ref() == Some(&area.id),
            Joined::Forum(_) => true,
        }),
    });
    let areas = areas.collect();
    Ok(Covering {
        whole: part(&|_| true),
        halves: halves.collect(),
        agreement,
        on,
        list,
        areas,
        names,
    })
}

impl Covering {
    /// A priority of the list.
    pub fn priority(&self, id: &str) -> Option<&'static Priority> {
        self.list.iter().find(|one| one.id == id).copied()
    }

    /// What lacks what, in the order of the list.
    pub fn gaps(&self) -> impl Iterator<Item = (Need, &'static Priority)> {
        let missing = self.whole.served.iter().flat_map(|served| {
            served.missing().into_iter().map(|need| (need, served.priority.as_str()))
        });
        missing.filter_map(|(need, id)| Some((need, self.priority(id)?)))
    }
}

impl Priority {
    /// Its number in its list: what follows the year of the list in its id.
    pub fn number(&self) -> &str {
        self.id.rsplit_once('-').map_or(self.id.as_str(), |(_, number)| number)
    }
}

/// Whether a lägesbild is the one that held on a day: decided by then, and no later one was.
fn held(it: &Lagesbild, all: &[Lagesbild], on: Date) -> bool {
    let decided = |it: &Lagesbild| it.decided().map(|it| it.on()).filter(|day| *day <= on);
    let rank = |it: &Lagesbild| decided(it).map(|day| (day, it.dossier().at));
    rank(it).is_some() && all.iter().all(|other| rank(other) <= rank(it))
}

/// The priorities that a decided lägesbild has a section about, whoever's words they are: both signed all.
fn sections(it: &Lagesbild) -> Pictured {
    let document = it.document();
    let sections = document.into_iter().flat_map(|document| {
        Part::ALL.into_iter().flat_map(|part| &document.part(part).parts().sections)
    });
    let priorities = sections.filter_map(|section| match &section.key {
        SectionKey::Priority(id) if !section.statements.is_empty() => Some(id.0.clone()),
        _ => None,
    });
    Pictured { id: it.dossier().id.0.clone(), priorities: priorities.collect() }
}
