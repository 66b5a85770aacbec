//! The baseline of an agreement: what both measurements say on its ground is frozen when both parties have
//! confirmed it, or by hand where nothing was frozen then; and what the same says today.
//!
//! Only what both parties see is measured, so that the same comes out whoever of them looks.

pub(super) mod document;

pub use document::html;

use super::{
    Actor, App, AppError,
    area_report::counts::{WHOLLY, Within},
    areas::{self, Under},
    indicators::{self, SeenIndicator},
    kept_areas::Areas,
    series::whole_period,
};
use crate::{
    analysis::month::Month,
    area::{AreaId, succession},
    case::{
        agreement::AgreementRecord,
        baseline::{
            Baseline, CategoryCount, Counts, Delivery, Measured, Occasion, SinceThen, Survey, since,
        },
        log::LogEntry,
        party::{Agreement, Parties},
        place::PlaceGeometry,
        signatory::Signer,
    },
    incident::{Category, Period, Unit, Visible},
    policy::{self, Action},
    store::{LoadedCounts, Read, Write},
};
use geo::BooleanOps;
use geo_types::MultiPolygon;
use std::collections::{BTreeMap, BTreeSet};

/// The baselines of an agreement with what today says beside each.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineCard {
    /// The agreement.
    pub agreement: Agreement,
    /// Oldest first; none where nothing was frozen.
    pub frozen: Vec<(Baseline, SinceThen)>,
    /// What both measurements say now.
    pub now: Measured,
    /// The categories, for their names and notes.
    pub categories: Vec<Category>,
    /// Nothing that holds anything is frozen, there is something to freeze, and the reader may do it.
    pub may_freeze: bool,
}

impl BaselineCard {
    /// Whether any of it, then or now, is made up.
    fn is_synthetic(&self) -> bool {
        let then = self.frozen.iter().map(|(then, _)| &then.measured);
        then.chain([&self.now]).any(Measured::is_synthetic)
    }
}

/// Shows it; for a foreign party there is none.
pub fn card(app: &App, actor: &Actor, agreement: &str) -> Result<BaselineCard, AppError> {
    policy::may(actor, Action::ReadCases)?;
    policy::may(actor, Action::ReadCounts)?;
    let read = app.store.read()?;
    let agreement = agreed(&*read, actor, agreement)?;
    let now = measured(app, actor, &agreement.parties, &agreement.areas)?;
    let frozen = read.baselines(&agreement.id)?;
    let may_freeze =
        is_open(&frozen) && !now.is_empty() && keeps(app, &*read, actor, &agreement).is_ok();
    let beside = |then: Baseline| {
        // An agreement can have got other ground since.
        let since = match then.areas == agreement.areas {
            true => since(&then.measured, &now),
            false => {
                let there = measured(app, actor, &agreement.parties, &then.areas)?;
                since(&then.measured, &there)
            }
        };
        Ok((then, since))
    };
    let frozen = frozen.into_iter().map(beside).collect::<Result<_, AppError>>()?;
    Ok(BaselineCard {
        agreement,
        frozen,
        categories: areas::categories(app)?.categories,
        now,
        may_freeze,
    })
}

/// Freezes one now, for an agreement that was signed before this was done, or when neither measurement
/// had anything that both parties saw.
///
/// # Errors
/// Refused with `baseline_frozen` when one that holds something is there, and with
/// `baseline_nothing_shared` while both parties see nothing.
pub fn freeze(app: &App, actor: &Actor, agreement: &str) -> Result<BaselineCard, AppError> {
    policy::may(actor, Action::KeepYear)?;
    let measured = {
        let read = app.store.read()?;
        let agreement = agreed(&*read, actor, agreement)?;
        keeps(app, &*read, actor, &agreement)?;
        measured(app, actor, &agreement.parties, &agreement.areas)?
    };
    if measured.is_empty() {
        return Err(AppError::Refused("baseline_nothing_shared"));
    }
    let mut write = app.store.begin()?;
    let of = agreed(&*write, actor, agreement)?;
    if !is_open(&write.baselines(&of.id)?) {
        return Err(AppError::Refused("baseline_frozen"));
    }
    let by = policy::signer(actor);
    put(app, &mut *write, (&of.id, &of.parties, of.areas), Occasion::Later, (by, measured))?;
    write.commit()?;
    card(app, actor, agreement)
}

/// What would be frozen if the terms that wait were confirmed now; nothing where none wait.
pub(super) fn to_sign(
    app: &App,
    actor: &Actor,
    record: &AgreementRecord,
) -> Result<Option<Measured>, AppError> {
    let Some(proposal) = record.waiting() else { return Ok(None) };
    measured(app, actor, &record.parties, &proposal.terms.areas).map(Some)
}

/// Freezes it in the transaction that confirmed the agreement.
pub(super) fn freeze_signed(
    app: &App,
    write: &mut dyn Write,
    (actor, record, version): (&Actor, &AgreementRecord, u64),
    measured: Measured,
) -> Result<(), AppError> {
    let Some(terms) = record.agreed() else { return Ok(()) };
    let of = (record.id.as_str(), &record.parties, terms.areas);
    put(app, write, of, Occasion::Signed { version }, (policy::signer(actor), measured))
}

fn put(
    app: &App,
    write: &mut dyn Write,
    (agreement, parties, areas): (&str, &Parties, Vec<AreaId>),
    occasion: Occasion,
    (by, measured): (Signer, Measured),
) -> Result<(), AppError> {
    let at = app.clock.now();
    let no = write.baselines(agreement)?.len() as u32 + 1;
    let baseline = Baseline {
        agreement: agreement.to_owned(),
        no,
        occasion,
        parties: parties.clone(),
        areas,
        by,
        at,
        on: app.today(),
        measured,
    };
    write.put_baseline(&baseline)?;
    let entry = LogEntry::by(&baseline.by, at, ("agreement", agreement), "baseline_frozen");
    write.append_log(&entry.referring_to(baseline.fingerprint().0))?;
    Ok(())
}

/// Nothing that holds anything is frozen yet.
fn is_open(frozen: &[Baseline]) -> bool {
    frozen.iter().all(|one| one.measured.is_empty())
}

fn agreed(read: &dyn Read, actor: &Actor, id: &str) -> Result<Agreement, AppError> {
    let all = super::agreements::agreements(read)?;
    let found = all.into_iter().find(|one| one.id == id);
    found.filter(|one| policy::may_see_joint(actor, &one.parties)).ok_or(AppError::NotFound)
}

fn keeps(app: &App, read: &dyn Read, actor: &Actor, agreement: &Agreement) -> Result<(), AppError> {
    let under = Under::agreed(app, read, actor, agreement)?;
    policy::may_at(actor, Action::KeepYear, &under.ground())
}

/// What both measurements say now of what both parties see.
fn measured(
    app: &App,
    actor: &Actor,
    parties: &Parties,
    areas: &[AreaId],
) -> Result<Measured, AppError> {
    let counts = app.counts();
    let view = policy::view_of_both(actor, parties, &counts);
    let known = app.areas.of(app.store.read()?.as_ref())?;
    let ground = ground(app, &known, areas)?;
    Ok(Measured {
        data_version: counts.version,
        counts: counted(app, (&counts, &view), &ground)?,
        surveys: surveyed(app, actor, parties, (&known, areas, &ground))?,
    })
}

/// The ground of the areas, as it is today; of an agreement that names none the study area.
fn ground(app: &App, known: &Areas, areas: &[AreaId]) -> Result<MultiPolygon<f64>, AppError> {
    if areas.is_empty() {
        return Ok(areas::study_area(app)?.geometry.unwrap_or(MultiPolygon(Vec::new())));
    }
    let newest = |id| known.versions(id).iter().rev().find_map(|area| area.geometry.clone());
    let grounds = areas.iter().filter_map(newest);
    // Areas of an agreement can lie in each other.
    Ok(grounds.reduce(|all, one| all.union(&one)).unwrap_or(MultiPolygon(Vec::new())))
}

/// Over the last twelve whole months, and twenty-four; `None` where both parties see no whole year.
fn counted(
    app: &App,
    (counts, view): (&LoadedCounts, &Visible),
    ground: &MultiPolygon<f64>,
) -> Result<Option<Counts>, AppError> {
    let Some(data) = whole_period(app, view) else { return Ok(None) };
    let (first, last) = (Month::first_complete(data.from), Month::last_complete(data.to));
    let back = |months: i32| {
        let from = last - (months - 1);
        (first <= from).then(|| Period { from: from.first_day(), to: last.last_day() })
    };
    let Some(year) = back(12) else { return Ok(None) };
    // Ground that nobody can count in stops no signature.
    let Ok((lattices, ground_fingerprint)) = app.grounds.of_ground(ground) else { return Ok(None) };
    let within = Within::of(app, view, &lattices, ground)?;
    let categories = areas::categories(app)?.categories;
    let two_years = back(24);
    let longer = two_years.map(|period| within.per_category(&categories, period, None).rows);
    let of_year = within.per_category(&categories, year, None);
    let rows = of_year.rows.into_iter().enumerate().map(|(at, row)| CategoryCount {
        category: row.category,
        year: row.now,
        two_years: longer.as_ref().map(|rows| rows[at].now),
    });
    let seen = view.imports();
    let deliveries = counts.imports.iter().filter(|import| seen.contains(&import.id));
    Ok(Some(Counts {
        year,
        two_years,
        categories: rows.filter(|row| row.year + row.two_years.unwrap_or(0) > 0).collect(),
        n_left_out: of_year.n_left_out.iter().map(|(_, n)| n).sum(),
        deliveries: deliveries
            .map(|import| Delivery {
                import: import.id,
                source: import.options.source.clone(),
                published_at: import.published_at,
            })
            .collect(),
        input: view.fingerprint(),
        ground: ground_fingerprint,
        synthetic: super::hotspots::is_synthetic(counts, view),
    }))
}

/// The latest share of each series that is about the ground, all or part of it, or about what it was before
/// or lies in. Each stands for its own area; none is added to another.
fn surveyed(
    app: &App,
    actor: &Actor,
    parties: &Parties,
    (known, areas, ground): (&Areas, &[AreaId], &MultiPolygon<f64>),
) -> Result<Vec<Survey>, AppError> {
    let today = app.today();
    let before: BTreeSet<&AreaId> = areas
        .iter()
        .flat_map(|id| succession::predecessors(id, &known.relations))
        .map(|relation| &relation.from)
        .collect();
    let here = PlaceGeometry::Area(ground.clone());
    let name_of = |id: &AreaId| {
        let newest = known.versions(id).last()?;
        let concerns = areas.contains(id)
            || before.contains(id)
            || newest.geometry.as_ref().is_some_and(|theirs| {
                here.share_in(theirs) >= WHOLLY
                    || PlaceGeometry::Area(theirs.clone()).share_in(ground) >= WHOLLY
            });
        concerns.then(|| newest.name.clone())
    };
    let mut names: BTreeMap<AreaId, Option<String>> = BTreeMap::new();
    let mut latest: BTreeMap<[String; 4], SeenIndicator> = BTreeMap::new();
    for seen in indicators::list(app, actor, &indicators::Filter::default())? {
        let value = &seen.value;
        let counts = value.unit == Unit::Procent
            && !value.is_suppressed()
            && value.period.from <= today
            && seen.is_seen_by_both(parties);
        if !counts || named(&mut names, &value.area, name_of).is_none() {
            continue;
        }
        let group = value.group.clone().unwrap_or_default();
        let key = [value.area.0.clone(), value.indicator.0.clone(), group, value.source.clone()];
        // Whose it is does not matter: the same comes out whoever looks.
        let order = |seen: &SeenIndicator| {
            let import = seen.delivered.as_ref().map(|it| it.import);
            (seen.value.period.from, seen.value.period.to, import)
        };
        match latest.get(&key) {
            Some(better) if order(better) >= order(&seen) => {}
            _ => drop(latest.insert(key, seen)),
        }
    }
    let survey = |seen: SeenIndicator| {
        let area_name = names.get(&seen.value.area).cloned().flatten()?;
        Some(Survey { synthetic: seen.is_synthetic(), value: seen.value, area_name })
    };
    let mut surveys: Vec<Survey> = latest.into_values().filter_map(survey).collect();
    // What is about the agreement's own areas goes first.
    surveys.sort_by_key(|one| !areas.contains(&one.value.area));
    Ok(surveys)
}

/// The name of an area that a survey counts for, asked once.
fn named<'a>(
    names: &'a mut BTreeMap<AreaId, Option<String>>,
    id: &AreaId,
    ask: impl Fn(&AreaId) -> Option<String>,
) -> Option<&'a String> {
    names.entry(id.clone()).or_insert_with(|| ask(id)).as_ref()
}
