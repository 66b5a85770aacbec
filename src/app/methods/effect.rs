//! Whether a case helped: what it is compared with, the comparison, several cases together.

use super::{AppError, Material, MethodCard, Order, get};
use crate::{
    analysis::{
        effect::{
            assess::{EffectInput, EffectResult, assess},
            candidates::{self, Limits, Suggested},
            counted::Counted,
            parameters::{Against, Candidates, NoComparison, Parameters, usual_baseline},
            pieces::pieces,
            pooled::{Pooled, measures, pool},
            season::{Part, Span},
        },
        effort::Cost,
        found::{Found, Placed},
        lattice::Lattice,
        question::{Answer, Method},
        run::LatticeSpec,
    },
    app::{Actor, App, FieldError, ground::Whereabouts, hotspots, series},
    area::{AreaId, LonLat},
    incident::{CategoryId, Period},
};
use jiff::civil::Date;
use std::sync::Arc;

/// Where the case is.
#[derive(Debug, Clone, PartialEq)]
pub enum PlaceOf {
    /// A place of a run, by rank: its cells, lattice and categories, chosen in its period.
    Run(String, u32),
    /// Cells by id.
    Cells(Vec<String>),
}

/// What is wanted to know about an effect; what is not said has the default of the method page.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Where.
    pub place: PlaceOf,
    /// Ids of the cells of the control.
    pub control: Vec<String>,
    /// 0–5; 1 if not given.
    pub ring: Option<u8>,
    /// Yes if not given.
    pub control_ring: Option<bool>,
    /// The days that chose the place; the period of the run if there is one.
    pub chosen: Vec<Period>,
    /// The 24 months before the days that chose the place, or before the start.
    pub baseline: (Option<Date>, Option<Date>),
    /// First day of the first measure.
    pub from: Option<Date>,
    /// Last day; that of the data if not given.
    pub to: Option<Date>,
    /// The last day if not given.
    pub verdict_on: Option<Date>,
    /// The baseline if not given.
    pub against: Option<Against>,
    /// No if not given.
    pub per_land: Option<bool>,
    /// Those of the run; all if there is none.
    pub categories: Vec<CategoryId>,
    /// The service's study area if not given.
    pub study_area: Option<AreaId>,
    /// That of the run, or `h3:10`.
    pub lattice: Option<LatticeSpec>,
}

/// The place of a question, looked up.
struct Place {
    cells: Vec<String>,
    chosen: Option<Period>,
    lattice: Option<LatticeSpec>,
    categories: Vec<CategoryId>,
}

fn place(app: &App, actor: &Actor, place: &PlaceOf) -> Result<Place, AppError> {
    match place {
        PlaceOf::Cells(cells) => Ok(Place {
            cells: sorted(cells.clone()),
            chosen: None,
            lattice: None,
            categories: Vec::new(),
        }),
        PlaceOf::Run(id, rank) => {
            let run = hotspots::visible(app, actor, id)?;
            let place = run.result.places.iter().find(|place| place.rank == *rank);
            let cells = place.ok_or(AppError::NotFound)?.cells.iter();
            let id = |&i: &u32| run.result.cells.id.get(i as usize).cloned();
            let asked = run.input.parameters;
            Ok(Place {
                cells: sorted(cells.filter_map(id).collect()),
                chosen: Some(asked.period),
                lattice: Some(asked.lattice),
                categories: asked.categories,
            })
        }
    }
}

/// What a method is asked, from what is wanted.
///
/// # Errors
/// Fields that are missing or out of range; a run or place that is not there.
pub fn order(app: &App, actor: &Actor, wanted: Wanted) -> Result<Order, AppError> {
    let place = place(app, actor, &wanted.place)?;
    let from = wanted.from.ok_or_else(|| invalid("from", "missing"))?;
    let ring = wanted.ring.unwrap_or(1);
    if ring > 5 {
        return Err(invalid("ring", "out_of_range"));
    }
    let chosen = match wanted.chosen.is_empty() {
        true => place.chosen.into_iter().collect(),
        false => wanted.chosen,
    };
    let last = chosen.iter().map(|days| days.from).fold(from, Date::min);
    let baseline = baseline(wanted.baseline, last)?;
    let verdict_on = wanted.verdict_on.or(wanted.to).unwrap_or_else(|| app.today());
    let parameters = Parameters {
        place: place.cells,
        control: sorted(wanted.control),
        ring,
        control_ring: wanted.control_ring.unwrap_or(true),
        chosen,
        baseline,
        verdict_on,
        early: app.today() < verdict_on,
        against: wanted.against.unwrap_or(Against::Baseline),
        per_land: wanted.per_land.unwrap_or(false),
    };
    // What is wrong whatever the counts are is said at once.
    let days = Period::new(from, wanted.to.unwrap_or(from).max(from));
    let days = days.ok_or_else(|| invalid("to", "ends_before_it_begins"))?;
    parameters.days(days, None).map_err(refused)?;
    let in_both = parameters.control.iter().filter(|id| parameters.place.contains(id)).count();
    if in_both > 0 {
        return Err(refused(NoComparison::ControlInPlace(in_both as u32)));
    }
    Ok(Order {
        categories: either(wanted.categories, place.categories),
        from: Some(from),
        to: wanted.to,
        study_area: wanted.study_area,
        lattice: wanted.lattice.or(place.lattice),
        ..Order::of(Method::Effect(parameters))
    })
}

/// The question for suggestions of a control: the same wishes, only the baseline matters.
///
/// # Errors
/// As for [`order`].
pub fn order_candidates(
    app: &App,
    actor: &Actor,
    wanted: Wanted,
    limits: Limits,
    most: usize,
) -> Result<Order, AppError> {
    let place = place(app, actor, &wanted.place)?;
    let chosen: Vec<Period> = match wanted.chosen.is_empty() {
        true => place.chosen.into_iter().collect(),
        false => wanted.chosen,
    };
    let start = wanted.from.or(chosen.iter().map(|days| days.from).min());
    let start = start.unwrap_or_else(|| app.today());
    let last = chosen.iter().map(|days| days.from).fold(start, Date::min);
    let days = baseline(wanted.baseline, last)?;
    let ring = wanted.ring.unwrap_or(1);
    let fine = |factor: f64| factor >= 1.0 && factor.is_finite();
    let fits = ring <= 5
        && (1..=100).contains(&most)
        && fine(limits.level)
        && fine(limits.kind)
        && fine(limits.land)
        && limits.trend >= 0.0
        && limits.least_distance_m >= 0.0;
    if !fits {
        return Err(invalid("limits", "out_of_range"));
    }
    let parameters = Candidates { place: place.cells, ring, chosen, limits, most };
    Ok(Order {
        categories: either(wanted.categories, place.categories),
        from: Some(days.from),
        to: Some(days.to),
        study_area: wanted.study_area,
        lattice: wanted.lattice.or(place.lattice),
        ..Order::of(Method::EffectCandidates(parameters))
    })
}

fn baseline(asked: (Option<Date>, Option<Date>), before: Date) -> Result<Period, AppError> {
    let wrong = || invalid("baseline", "out_of_range");
    let before = asked.1.map_or(Ok(before), Date::tomorrow).map_err(|_| wrong())?;
    let usual = usual_baseline(before).ok_or_else(wrong)?;
    Period::new(asked.0.unwrap_or(usual.from), usual.to)
        .ok_or_else(|| invalid("baseline", "ends_before_it_begins"))
}

pub(super) fn answer(
    material: &Material,
    parameters: &Parameters,
) -> Result<Found<EffectResult>, AppError> {
    let after = material.frame.period;
    let data = series::whole_period(material.app, material.view);
    let days = parameters.days(after, data).map_err(refused)?;
    let (near, ring) = (material.laid(1), material.laid(parameters.ring.max(1)));
    let counted = counted(material, days.spans.clone())?;
    let input =
        EffectInput { near: &near, ring: &ring, days: &days, counted: &counted, not_in: &[] };
    let found = assess(parameters, &input).map_err(refused)?;
    let whole = Period { from: days.baseline.from, to: days.after.to };
    Ok(Found { n_left_out: placed(material, whole).n_left_out, ..found })
}

pub(super) fn suggest(
    material: &Material,
    parameters: &Candidates,
) -> Result<Found<Suggested>, AppError> {
    let near = material.laid(1);
    let lattice = near.lattice();
    let cells: Vec<u32> = parameters.place.iter().filter_map(|id| lattice.index_of(id)).collect();
    let ring = material.laid(parameters.ring.max(1));
    let around = (parameters.ring > 0).then(|| ring.neighbours());
    let drawn = pieces(&cells, &[], around, lattice.len());
    let drawn = drawn.map_err(|_| refused(NoComparison::NoPlace))?;
    let period = material.frame.period;
    let spans = crate::analysis::effect::season::spans(period, &parameters.chosen, period);
    let spans: Vec<Span> = spans.into_iter().filter(|span| span.part == Part::Baseline).collect();
    if spans.is_empty() {
        return Err(refused(NoComparison::NothingLeft));
    }
    let counted = counted(material, spans)?;
    let limits = &parameters.limits;
    let suggested = candidates::suggest(
        &near,
        &counted,
        &drawn,
        around,
        &[],
        limits,
        parameters.most,
        material.effort,
    )?;
    let placed = placed(material, period);
    let none = suggested.candidates.is_empty();
    let found = Found::on_cells(suggested, &placed, lattice.len(), 0);
    Ok(match none {
        false => found,
        true => found.with_rail(
            "no_candidates",
            0.0,
            "Ingen mark liknar platsen tillräckligt i nivå, trend och omgivning. Vidga gränserna, eller \
             välj kontroll själv och läs kvoten av kvoter.",
        ),
    })
}

/// Counts of every cell in every span.
fn counted(material: &Material, spans: Vec<Span>) -> Result<Counted, AppError> {
    let laid = material.laid(1);
    let (n_cells, n_spans) = (laid.lattice().len() as f64, spans.len() as f64);
    let cost = |spans: f64| Cost { memory_bytes: 4.0 * n_cells * spans, operations: 0.0 };
    material.effort.afford("baseline", n_spans, 2.0, cost)?;
    material.effort.expect(spans.len() as u64);
    let mut counts = Vec::with_capacity(spans.len());
    for span in &spans {
        counts.push(laid.counts(material.on_ground(), &material.by_base_cell(span.period)));
        material.effort.step(1)?;
    }
    Ok(Counted { spans, counts })
}

fn placed(material: &Material, period: Period) -> Placed {
    material.on_cells(period, 1).placed
}

fn refused(none: NoComparison) -> AppError {
    invalid(none.field(), none.code())
}

fn invalid(field: &str, code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError { field: field.into(), code }])
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn either(asked: Vec<CategoryId>, of_run: Vec<CategoryId>) -> Vec<CategoryId> {
    if asked.is_empty() { of_run } else { asked }
}

/// The lattice an answer's cells are in.
pub fn lattice(app: &App, card: &MethodCard) -> Result<Arc<Lattice>, AppError> {
    let frame = &card.run.header.question.frame;
    let where_ = Whereabouts::of(app, &frame.study_area, frame.period.to, frame.lattice)?;
    Ok(where_.lattices.lattice(frame.lattice.unwrap_or(LatticeSpec::H3(10))))
}

/// Names of the areas that points lie in, as they were at the end of the answer's period.
pub fn area_names_at(
    app: &App,
    card: &MethodCard,
    at: &[LonLat],
) -> Result<Vec<Option<String>>, AppError> {
    let frame = &card.run.header.question.frame;
    let where_ = Whereabouts::of(app, &frame.study_area, frame.period.to, frame.lattice)?;
    Ok(at.iter().map(|&at| where_.area_name(at).map(str::to_owned)).collect())
}

/// Several stored effects together.
#[derive(Debug, Clone, PartialEq)]
pub struct PooledCases {
    /// ln of the ratio of ratios; `None` where no case has one.
    pub ratio: Option<Pooled>,
    /// The difference in counts; `None` where no case has one.
    pub difference: Option<Pooled>,
    /// Runs that are in neither, with the reason's code.
    pub left_out: Vec<(String, &'static str)>,
    /// Runs that are in it.
    pub runs: Vec<String>,
}

/// Most cases of one pooled estimate.
pub const MAX_POOLED: usize = 500;

/// Pools stored answers of the method `effect`, each against what its verdict rests on.
///
/// # Errors
/// A run that is not there, or is of another method.
pub fn pooled(app: &App, actor: &Actor, ids: &[String]) -> Result<PooledCases, AppError> {
    let ids = sorted(ids.to_vec());
    if ids.is_empty() || ids.len() > MAX_POOLED {
        return Err(invalid("runs", "out_of_range"));
    }
    let (mut ratios, mut differences) = (Vec::new(), Vec::new());
    let (mut left_out, mut runs) = (Vec::new(), Vec::new());
    for id in ids {
        let run = get(app, actor, &id)?.run;
        let (Answer::Effect(found), Method::Effect(asked)) =
            (&run.found.result, &run.header.question.method)
        else {
            return Err(invalid("runs", "not_an_effect"));
        };
        let decisive = found.comparisons.iter().find(|one| one.against == asked.against);
        let Some(one) = decisive.filter(|one| one.design.control.is_some()) else {
            left_out.push((id, "no_control"));
            continue;
        };
        let (ratio, difference) = measures(one);
        ratios.extend(ratio);
        differences.extend(difference);
        match difference {
            Some(_) => runs.push(id),
            None => left_out.push((id, "nothing_counted")),
        }
    }
    Ok(PooledCases { ratio: pool(&ratios), difference: pool(&differences), left_out, runs })
}
