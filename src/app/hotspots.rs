//! Runs: asked for, stored, shown, run again.

use super::{
    Actor, App, AppError, FieldError,
    ground::{Whereabouts, compute},
    series,
};
use crate::{
    analysis::{
        places::{EarlierPlaces, HotspotPlace, carry_identity},
        run::{
            Correction, Expectation, Gate, LatticeSpec, METHOD_VERSION, RunInput, RunParameters,
            result_fingerprint,
        },
    },
    area::{AreaId, BaseCell},
    case::evidence::Finding,
    export::geojson,
    incident::{CategoryId, Fingerprint, ImportId, PartyId, Period, Visible},
    policy::{self, Action},
    store::{LoadedCounts, Read, RunHeader, StoredRun},
};
use std::collections::{BTreeMap, BTreeSet};

pub use crate::analysis::run::result_fingerprint as fingerprint;

/// What is wanted of a run; what is not said has the default of the method page.
#[derive(Debug, Clone)]
pub struct Order {
    /// Empty means all.
    pub categories: Vec<CategoryId>,
    /// Whole local days.
    pub period: Period,
    /// The service's study area if not given.
    pub study_area: Option<AreaId>,
    /// `h3:10` if not given.
    pub lattice: Option<LatticeSpec>,
    /// 1–5; 1 if not given.
    pub ring: Option<u8>,
    /// Background if not given.
    pub expectation: Option<Expectation>,
    /// The default gate if not given.
    pub gate: Option<Gate>,
    /// Benjamini–Hochberg if not given.
    pub correction: Option<Correction>,
    /// Between 0 and 1; 0.05 if not given.
    pub alpha: Option<f64>,
    /// At least 0; 1.5 if not given.
    pub min_ratio: Option<f64>,
    /// 10 if not given.
    pub min_count: Option<u32>,
    /// 0.001–10; 0.15 if not given.
    pub max_place_km2: Option<f64>,
    /// Yes if not given.
    pub stability: Option<bool>,
}

impl Order {
    /// All defaults.
    pub fn of(period: Period) -> Self {
        Self {
            categories: Vec::new(),
            period,
            study_area: None,
            lattice: None,
            ring: None,
            expectation: None,
            gate: None,
            correction: None,
            alpha: None,
            min_ratio: None,
            min_count: None,
            max_place_km2: None,
            stability: None,
        }
    }

    /// Checked parameters. Categories are put in order, so that the same choice is the same run.
    fn parameters(self, app: &App) -> Result<RunParameters, AppError> {
        let mut wrong = Vec::new();
        let mut check = |fine: bool, field: &str| {
            if !fine {
                wrong.push(FieldError { field: field.into(), code: "out_of_range" });
            }
        };
        let (ring, alpha) = (self.ring.unwrap_or(1), self.alpha.unwrap_or(0.05));
        let min_ratio = self.min_ratio.unwrap_or(1.5);
        let max_place_km2 = self.max_place_km2.unwrap_or(0.15);
        check((1..=5).contains(&ring), "ring");
        check(alpha > 0.0 && alpha < 1.0, "alpha");
        check((0.0..=1000.0).contains(&min_ratio), "min_ratio");
        check((0.001..=10.0).contains(&max_place_km2), "max_place_km2");
        check(self.period.to.year() - self.period.from.year() <= 50, "period");
        if !wrong.is_empty() {
            return Err(AppError::Invalid(wrong));
        }
        series::category_flags(app, &self.categories)?;
        let mut categories = self.categories;
        categories.sort();
        categories.dedup();
        Ok(RunParameters {
            categories,
            period: self.period,
            study_area: self.study_area.unwrap_or_else(|| app.settings.study_area.clone()),
            lattice: self.lattice.unwrap_or(LatticeSpec::H3(10)),
            ring,
            expectation: self.expectation.unwrap_or(Expectation::Background),
            gate: self.gate.unwrap_or(Gate::Default),
            correction: self.correction.unwrap_or(Correction::Bh),
            alpha,
            min_ratio,
            min_count: self.min_count.unwrap_or(10),
            max_place_km2,
            stability: self.stability.unwrap_or(true),
        })
    }
}

/// A run with what a reader needs beside it.
#[derive(Debug, Clone)]
pub struct RunCard {
    /// As it is stored.
    pub run: StoredRun,
    /// Function of the user who asked.
    pub created_by: String,
    /// Swedish names of the categories, by id.
    pub labels: BTreeMap<String, String>,
    /// Swedish names of the areas its places overlap, by id.
    pub area_names: BTreeMap<AreaId, String>,
}

/// What came of running again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The same bytes.
    Same,
    /// The counts it read are not there any more, or the reader may not see them all.
    OtherInput,
    /// The study area, the areas or the named places have been redrawn or renamed since, or the
    /// population that the expectation stands on is another.
    OtherAreas,
    /// The method has a new version, which gives other bytes by design.
    OtherMethod,
    /// Same input, same method, other bytes: something is wrong.
    OtherResult,
}

impl Outcome {
    /// Stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::OtherInput => "other_input",
            Self::OtherAreas => "other_areas",
            Self::OtherMethod => "other_method",
            Self::OtherResult => "other_result",
        }
    }
}

/// Whether a run still gives what it gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The run.
    pub run: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Fingerprint of the stored result.
    pub stored: Fingerprint,
    /// Fingerprint of the result now; `None` when it could not be computed.
    pub computed: Option<Fingerprint>,
}

impl Verification {
    /// Byte for byte the same.
    pub fn is_same(&self) -> bool {
        self.outcome == Outcome::Same
    }
}

/// Computes hotspots on what the actor may see and stores the run. The same parameters on the same
/// counts are the same run: it is then not computed again.
///
/// # Errors
/// Unknown categories and areas, parameters out of range; [`AppError::TooMany`] when many wait.
pub fn run(app: &App, actor: &Actor, order: Order) -> Result<RunCard, AppError> {
    policy::may(actor, Action::Run)?;
    let parameters = order.parameters(app)?;
    let counts = app.counts();
    let view = policy::view(actor, &counts);
    let (area, day) = (&parameters.study_area, parameters.period.to);
    let where_ = Whereabouts::of(app, area, day, Some(parameters.lattice))?;
    let where_ = where_.exposed(app, actor, &parameters)?;
    let input = input(app, &counts, &view, parameters, &where_);
    let _turn = app.run_queue.enter()?;
    let earlier = {
        let read = app.store.read()?;
        let own = own_runs(read.as_ref(), actor)?;
        if let Some(known) = own.iter().find(|run| is_same_question(&run.input, &input)) {
            let run = read.run(&known.id)?.ok_or(AppError::NotFound)?;
            return card(app, read.as_ref(), run);
        }
        let like = own.iter().find(|run| is_like(&run.input.parameters, &input.parameters));
        like.map(|run| read.run(&run.id)).transpose()?.flatten()
    };
    let mut result = compute(app, &view, &input.parameters, &where_)?;
    if let Some(earlier) = earlier {
        let lattice = earlier.input.parameters.lattice;
        let places = EarlierPlaces::of(lattice, &earlier.result);
        carry_identity(&mut result.places, input.parameters.lattice, &places, &where_.lattices);
    }
    let result_fingerprint = result_fingerprint(&result);
    let run = StoredRun {
        id: run_id(actor, &input, &result_fingerprint)?,
        created_by: actor.user.id.clone(),
        party: actor.party.id.clone(),
        created_at: app.clock.now(),
        input,
        result,
        result_fingerprint,
    };
    let mut write = app.store.begin()?;
    write.put_run(&run)?;
    write.commit()?;
    card(app, app.store.read()?.as_ref(), run)
}

/// Runs the actor may see, newest first, with the function of whoever asked.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<(RunHeader, String)>, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let read = app.store.read()?;
    let functions = functions(read.as_ref())?;
    let attached = attached_runs(read.as_ref(), actor)?;
    let seen = visible_imports(app, actor);
    let mut runs = read.runs()?;
    runs.retain(|run| may_see(actor, &run.party, &run.id, &run.input, &seen, &attached));
    Ok(runs
        .into_iter()
        .map(|run| {
            let by = functions.get(&run.created_by).unwrap_or(&run.created_by).clone();
            (run, by)
        })
        .collect())
}

/// One run.
pub fn get(app: &App, actor: &Actor, id: &str) -> Result<RunCard, AppError> {
    let run = visible(app, actor, id)?;
    card(app, app.store.read()?.as_ref(), run)
}

/// One run as it is stored: of the actor's own party, on counts the actor may see, or attached to
/// an opening the actor may see. For anyone else it does not exist.
pub fn visible(app: &App, actor: &Actor, id: &str) -> Result<StoredRun, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let read = app.store.read()?;
    let run = read.run(id)?.ok_or(AppError::NotFound)?;
    let attached = attached_runs(read.as_ref(), actor)?;
    let seen = visible_imports(app, actor);
    match may_see(actor, &run.party, &run.id, &run.input, &seen, &attached) {
        true => Ok(run),
        false => Err(AppError::NotFound),
    }
}

/// Runs again on the counts as of the run's data version and compares byte for byte.
pub fn verify(app: &App, actor: &Actor, id: &str) -> Result<Verification, AppError> {
    let run = visible(app, actor, id)?;
    let _turn = app.run_queue.enter()?;
    let verdict = |outcome, computed| Verification {
        run: run.id.clone(),
        outcome,
        stored: run.result_fingerprint.clone(),
        computed,
    };
    let counts = app.store.load_counts(Some(run.input.data_version))?;
    let view = policy::view(actor, &counts);
    if view.fingerprint() != run.input.input_fingerprint {
        return Ok(verdict(Outcome::OtherInput, None));
    }
    let asked = &run.input.parameters;
    let where_ = Whereabouts::of(app, &asked.study_area, asked.period.to, Some(asked.lattice))?;
    let where_ = where_.exposed(app, actor, asked)?;
    if where_.fingerprint != run.input.areas_fingerprint {
        return Ok(verdict(Outcome::OtherAreas, None));
    }
    let computed = result_fingerprint(&compute(app, &view, &run.input.parameters, &where_)?);
    let outcome = if computed == run.result_fingerprint {
        Outcome::Same
    } else if run.input.method_version != METHOD_VERSION {
        Outcome::OtherMethod
    } else {
        Outcome::OtherResult
    };
    Ok(verdict(outcome, Some(computed)))
}

/// A run whose cells are those of the lattice.
pub fn with_lattice(
    app: &App,
    actor: &Actor,
    id: &str,
    lattice: LatticeSpec,
) -> Result<StoredRun, AppError> {
    let run = visible(app, actor, id)?;
    match run.input.parameters.lattice == lattice {
        true => Ok(run),
        false => Err(invalid("run", "unknown_run")),
    }
}

/// Outlines of the cells of a lattice over an area, in dense order, as GeoJSON.
pub fn outlines(
    app: &App,
    study_area: Option<AreaId>,
    lattice: LatticeSpec,
) -> Result<Vec<u8>, AppError> {
    let study_area = study_area.unwrap_or_else(|| app.settings.study_area.clone());
    let lattice = app.grounds.of(app, &study_area, None, lattice)?.lattice(lattice);
    let mut bytes = Vec::new();
    let cells = (0..lattice.len()).map(|i| lattice.outline(i));
    geojson::write_outlines(&mut bytes, cells).map_err(|e| AppError::Fault(e.to_string()))?;
    Ok(bytes)
}

/// Outlines of the cells as a run numbered them, also when the study area has changed since.
pub fn outlines_of_run(
    app: &App,
    actor: &Actor,
    id: &str,
    lattice: LatticeSpec,
) -> Result<Vec<u8>, AppError> {
    let run = with_lattice(app, actor, id, lattice)?;
    let ground = super::export::cell_ground(app, &run)?;
    let cells = run.result.cells.id.iter().filter_map(|id| ground.outline(id));
    let mut bytes = Vec::new();
    geojson::write_outlines(&mut bytes, cells).map_err(|e| AppError::Fault(e.to_string()))?;
    Ok(bytes)
}

/// Base cells of a place of a run.
#[derive(Debug)]
pub struct HeldCells(BTreeSet<u64>);

impl HeldCells {
    /// Whether the base cell belongs to the place.
    pub fn holds(&self, cell: BaseCell) -> bool {
        self.0.contains(&cell.to_u64())
    }
}

/// The base cells that a place's cells hold.
pub fn base_cells_of_place(
    app: &App,
    actor: &Actor,
    run: &str,
    rank: u32,
) -> Result<HeldCells, AppError> {
    let run = visible(app, actor, run).map_err(|error| match error {
        AppError::NotFound => invalid("cells", "unknown_run"),
        other => other,
    })?;
    let place = run.result.places.iter().find(|place| place.rank == rank);
    let place = place.ok_or_else(|| invalid("cells", "unknown_run"))?;
    let chosen = &run.input.parameters;
    let lattices =
        app.grounds.of(app, &chosen.study_area, Some(chosen.period.to), chosen.lattice)?;
    let lattice = lattices.lattice(chosen.lattice);
    let ground = lattices.ground().cells();
    // By id and not by number: the study area may have changed since the run.
    let here = place.cells.iter().filter_map(|&i| run.result.cells.id.get(i as usize));
    let here = here.filter_map(|id| lattice.index_of(id));
    let held = here.flat_map(|i| lattice.members(i as usize));
    Ok(HeldCells(held.map(|&base| ground[base as usize].to_u64()).collect()))
}

/// The places of a run, each with the base cells that its cells hold.
pub(super) fn places_in_base_cells(
    app: &App,
    actor: &Actor,
    run: &str,
) -> Result<Vec<(HotspotPlace, Vec<BaseCell>)>, AppError> {
    let run = visible(app, actor, run).map_err(|error| match error {
        AppError::NotFound => invalid("run", "unknown_run"),
        other => other,
    })?;
    let chosen = &run.input.parameters;
    let lattices =
        app.grounds.of(app, &chosen.study_area, Some(chosen.period.to), chosen.lattice)?;
    let lattice = lattices.lattice(chosen.lattice);
    let ground = lattices.ground().cells();
    let ids = &run.result.cells.id;
    let base_cells = |place: &HotspotPlace| -> Vec<BaseCell> {
        let here = place.cells.iter().filter_map(|&i| lattice.index_of(ids.get(i as usize)?));
        here.flat_map(|i| lattice.members(i as usize)).map(|&base| ground[base as usize]).collect()
    };
    let places = run.result.places.iter();
    Ok(places.map(|place| (place.clone(), base_cells(place))).collect())
}

fn input(
    app: &App,
    counts: &LoadedCounts,
    view: &Visible,
    parameters: RunParameters,
    where_: &Whereabouts,
) -> RunInput {
    RunInput {
        parameters,
        data_version: counts.version,
        input_fingerprint: view.fingerprint(),
        areas_fingerprint: where_.fingerprint.clone(),
        imports: view.imports().into_iter().collect(),
        synthetic: is_synthetic(counts, view),
        data_to: data_to(app, view),
        method_version: METHOD_VERSION,
        code_version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// Whether some of the counts are made up.
pub(super) fn is_synthetic(counts: &LoadedCounts, view: &Visible) -> bool {
    let seen = view.imports();
    counts.imports.iter().any(|import| import.options.synthetic && seen.contains(&import.id))
}

/// The last local day with counts.
pub(super) fn data_to(app: &App, view: &Visible) -> Option<jiff::civil::Date> {
    view.last_hour().map(|hour| app.settings.clock.local(hour).date())
}

/// Whether a stored run answers the question: the data version may have moved on without changing
/// what the actor sees.
fn is_same_question(known: &RunInput, asked: &RunInput) -> bool {
    known.parameters == asked.parameters
        && known.input_fingerprint == asked.input_fingerprint
        && known.areas_fingerprint == asked.areas_fingerprint
        && known.imports == asked.imports
        && known.method_version == asked.method_version
        && known.code_version == asked.code_version
}

/// Whether places of the one can be the places of the other: the same cells and the same categories.
fn is_like(known: &RunParameters, asked: &RunParameters) -> bool {
    known.study_area == asked.study_area
        && known.lattice == asked.lattice
        && known.categories == asked.categories
}

pub(super) fn own_runs(read: &dyn Read, actor: &Actor) -> Result<Vec<RunHeader>, AppError> {
    let mut runs = read.runs()?;
    runs.retain(|run| run.party == actor.party.id);
    Ok(runs)
}

fn may_see(
    actor: &Actor,
    party: &PartyId,
    id: &str,
    input: &RunInput,
    seen: &BTreeSet<ImportId>,
    attached: &BTreeSet<String>,
) -> bool {
    *party == actor.party.id
        || (!input.imports.is_empty() && input.imports.iter().all(|import| seen.contains(import)))
        || attached.contains(id)
}

pub(super) fn visible_imports(app: &App, actor: &Actor) -> BTreeSet<ImportId> {
    policy::view(actor, &app.counts()).imports()
}

/// Runs that are evidence in openings the actor may see.
fn attached_runs(read: &dyn Read, actor: &Actor) -> Result<BTreeSet<String>, AppError> {
    let mut runs = BTreeSet::new();
    for opening in read.openings()? {
        if !policy::may_see_opening(actor, &opening.value) {
            continue;
        }
        for evidence in opening.value.evidence() {
            if let Finding::Run(run) = &evidence.finding {
                runs.insert(run.run.clone());
            }
        }
    }
    Ok(runs)
}

pub(super) fn functions(read: &dyn Read) -> Result<BTreeMap<String, String>, AppError> {
    Ok(read.users()?.into_iter().map(|user| (user.id, user.function)).collect())
}

fn card(app: &App, read: &dyn Read, run: StoredRun) -> Result<RunCard, AppError> {
    let functions = functions(read)?;
    let overlapped: BTreeSet<&AreaId> =
        run.result.places.iter().flat_map(|place| place.areas.iter().map(|(id, _)| id)).collect();
    let areas = app.areas.of(read)?;
    // Later versions come later: the newest name wins.
    let named = areas.all.iter().filter(|area| overlapped.contains(&area.id));
    let area_names = named.map(|area| (area.id.clone(), area.name.clone())).collect();
    let categories = read.catalogue()?.categories.into_iter();
    Ok(RunCard {
        created_by: functions.get(&run.created_by).unwrap_or(&run.created_by).clone(),
        labels: categories.map(|category| (category.id.0, category.label_sv)).collect(),
        area_names,
        run,
    })
}

/// `run-` and the first 16 hex digits of a hash over party, question and answer.
fn run_id(actor: &Actor, input: &RunInput, result: &Fingerprint) -> Result<String, AppError> {
    let asked = serde_json::to_string(&input.parameters)
        .map_err(|error| AppError::Fault(error.to_string()))?;
    let (counts, areas) = (&input.input_fingerprint.0, &input.areas_fingerprint.0);
    let whole = [&actor.party.id.0, &asked, counts, areas, &result.0].map(String::as_str);
    let hash = Fingerprint::of(whole.join("\n").as_bytes());
    Ok(format!("run-{}", &hash.0[..16]))
}

fn invalid(field: &str, code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError { field: field.into(), code }])
}
