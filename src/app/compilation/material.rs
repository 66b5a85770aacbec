//! What a compilation is counted on, and in which row each thing stands.

use super::{Row, Sums};
use crate::{
    app::{
        Actor, App, AppError, case_form, cases,
        coverage::{self, Omraden},
        forums, lagesbild, openings, year,
    },
    area::{Area, AreaId},
    calendar::Level,
    case::{
        access::Joined,
        forum::Forum,
        opening::Opening,
        party::Agreement,
        place::Place,
        work::{
            Work,
            compilation::{Counted, Days, Figure, Figures, Thing, is_unanswered, of_work},
            priorities::{Coverage, Need},
        },
    },
    lagesbild::record::Lagesbild,
    store::Versioned,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::{collections::BTreeMap, sync::Arc};

/// Everything that the reader sees.
pub(super) struct Material {
    cases: Vec<Arc<Work>>,
    forums: Vec<Arc<Work<Forum>>>,
    openings: Vec<Arc<Versioned<Opening>>>,
    pictures: Vec<Lagesbild>,
    zone: TimeZone,
}

/// Figures by stadsdelsområde; under `None` what is the whole agreement's.
type Parts = BTreeMap<Option<AreaId>, Figures>;

impl Material {
    pub(super) fn read(app: &App, actor: &Actor) -> Result<Self, AppError> {
        Ok(Self {
            cases: cases::list(app, actor)?,
            forums: forums::list(app, actor)?,
            openings: openings::list(app, actor)?,
            pictures: lagesbild::list(app, actor)?,
            zone: app.settings.clock.zone().clone(),
        })
    }

    /// What things are called.
    pub(super) fn names(&self) -> BTreeMap<Thing, String> {
        let cases = self.cases.iter().map(|work| {
            let case = work.case();
            (Thing::Joined(Joined::Case(case.number)), case.place.name.to_string())
        });
        let forums = self.forums.iter().map(|work| {
            let forum = work.subject();
            (Thing::Joined(Joined::Forum(forum.id.clone())), forum.name.to_string())
        });
        let openings = self.openings.iter().map(|it| {
            let dossier = it.value.dossier();
            (Thing::Opening(dossier.id.clone()), dossier.place.name.to_string())
        });
        let pictures = self.pictures.iter().map(|it| {
            let dossier = it.dossier();
            (Thing::Lagesbild(dossier.id.0.clone()), lagesbild::half_name(dossier.period))
        });
        cases.chain(forums).chain(openings).chain(pictures).collect()
    }

    /// Whether an agreement has a part in the days: it held on some of them, or a case under it was open.
    pub(super) fn is_of(&self, agreement: &Agreement, days: Days) -> bool {
        let open = |work: &&Arc<Work>| {
            let closed = work.standing().closed_on;
            work.case().agreement == agreement.id && closed.is_none_or(|on| on >= days.first)
        };
        let ended = agreement.validity.valid_to.is_some_and(|last| last < days.first);
        began_by(agreement, days.last) && (!ended || self.cases.iter().any(|work| open(&work)))
    }

    /// The rows of an agreement, and what its duties and the priorities are called.
    pub(super) fn rows(
        &self,
        app: &App,
        actor: &Actor,
        agreement: &Agreement,
        (days, before): (Days, Days),
    ) -> Result<(Vec<Row>, BTreeMap<Thing, String>), AppError> {
        // The areas of the last day, also for the year before: it is the same ground.
        let omraden = Omraden::of(app, &*app.store.read()?, agreement, days.last)?;
        let mut names = BTreeMap::new();
        let now = self.parts(app, actor, agreement, days, &omraden, &mut names)?;
        let earlier = match began_by(agreement, before.last) {
            true => Some(self.parts(app, actor, agreement, before, &omraden, &mut names)?),
            false => None,
        };
        let of_area = omraden.all().iter().map(|area| Some((area.id.clone(), area.name.clone())));
        let row = |area: Option<(AreaId, String)>| {
            let key = area.as_ref().map(|(id, _)| id.clone());
            let part = |parts: &Parts| parts.get(&key).cloned().unwrap_or_default();
            let sums = Sums { now: part(&now), before: earlier.as_ref().map(part) };
            Row { agreement: agreement.clone(), area, sums }
        };
        let is_shown = |row: &Row| {
            let has = |figures: &Figures| figures.has_own();
            let named = row.area.is_some() && !agreement.areas.is_empty();
            named || has(&row.sums.now) || row.sums.before.as_ref().is_some_and(has)
        };
        Ok((of_area.chain([None]).map(row).filter(is_shown).collect(), names))
    }

    fn parts(
        &self,
        app: &App,
        actor: &Actor,
        agreement: &Agreement,
        days: Days,
        omraden: &Omraden,
        names: &mut BTreeMap<Thing, String>,
    ) -> Result<Parts, AppError> {
        // What is the whole agreement's is that of its only area, where it has one.
        let only = match omraden.all() {
            [one] => Some(one.id.clone()),
            _ => None,
        };
        let id_of = |area: Option<&Area>| area.map(|area| area.id.clone()).or_else(|| only.clone());
        let at = |place: &Place| id_of(omraden.of_place(place));
        let day = |at: Timestamp| at.to_zoned(self.zone.clone()).date();
        let mut parts = Parts::new();
        let mut of_case = BTreeMap::new();
        for work in self.cases.iter().filter(|work| work.case().agreement == agreement.id) {
            let case = work.case();
            let area = at(&case.place);
            of_case.insert(case.number, area.clone());
            let figures = of_work(&Joined::Case(case.number), work, day(case.opened_at), days);
            parts.entry(area).or_default().take_in(&figures);
        }
        for work in self.forums.iter().filter(|work| work.subject().id.agreement == agreement.id) {
            // Of a forum in which nothing has been done here nobody can say what was missed.
            let Some(first) = work.steps().first() else { continue };
            let of = Joined::Forum(work.subject().id.clone());
            let figures = of_work(&of, work, first.on, days);
            parts.entry(only.clone()).or_default().take_in(&figures);
        }
        for opening in &self.openings {
            let dossier = opening.value.dossier();
            if dossier.agreement == agreement.id
                && is_unanswered(&opening.value, days.last, &self.zone)
            {
                let one = Counted::whole(Thing::Opening(dossier.id.clone()));
                let part = parts.entry(at(&dossier.place)).or_default();
                part.count(Figure::OpeningsUnanswered, one);
            }
        }
        for it in self.pictures.iter().filter(|it| it.dossier().agreement == agreement.id) {
            if let Some(on) = it.decided().map(|decided| decided.on()).filter(|on| days.hold(*on)) {
                let of = Thing::Lagesbild(it.dossier().id.0.clone());
                let one = Counted { of, no: None, on: Some(on) };
                parts.entry(only.clone()).or_default().count(Figure::LagesbilderDecided, one);
            }
        }
        year::fallen_due(app, actor, &agreement.id, (days.first, days.last), |entry| {
            // What the city and the law ask for is the same under every agreement.
            let Some(figure) = Figure::of_duty(&entry.status) else { return };
            if entry.duty.level != Level::Lokal {
                return;
            }
            let area = entry.case().and_then(|number| of_case.get(&number).cloned());
            let key = entry.instance.key.as_str().to_owned();
            let of = Thing::Duty { agreement: agreement.id.clone(), key };
            names.insert(of.clone(), entry.duty.title.clone());
            let one = Counted { of, no: None, on: Some(entry.instance.due) };
            parts.entry(area.unwrap_or_else(|| only.clone())).or_default().count(figure, one);
        })?;
        let covering = coverage::under(app, actor, agreement.clone(), days.last, omraden)?;
        for area in &covering.areas {
            cover(parts.entry(Some(area.area.clone())).or_default(), &area.coverage);
        }
        if only.is_none() {
            cover(parts.entry(None).or_default(), &covering.whole);
        }
        for served in &covering.whole.served {
            let text = case_form::priority_text(&served.priority).unwrap_or_default();
            names.insert(Thing::Priority(served.priority.clone()), text.to_owned());
        }
        Ok(parts)
    }
}

fn began_by(agreement: &Agreement, day: Date) -> bool {
    agreement.validity.valid_from.is_none_or(|from| from <= day)
}

fn cover(figures: &mut Figures, coverage: &Coverage) {
    for served in &coverage.served {
        let mut count = |figure| {
            figures.count(figure, Counted::whole(Thing::Priority(served.priority.clone())));
        };
        count(Figure::PrioritiesValid);
        for need in Need::ALL.into_iter().filter(|need| served.has(*need)) {
            count(match need {
                Need::Case => Figure::PrioritiesWithCase,
                Need::Goal => Figure::PrioritiesWithGoal,
                Need::Measure => Figure::PrioritiesWithMeasure,
                Need::Forum => Figure::PrioritiesWithForum,
            });
        }
    }
}
