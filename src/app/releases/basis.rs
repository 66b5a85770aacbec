//! Where a release counts, and the counts laid there.

use super::history::History;
use crate::{
    app::{Actor, App, AppError, areas},
    area::{Area, AreaId, AreaIndex, AreaKind, BaseCell, NO_AREA, PreparedArea},
    case::{party::Agreement, release::Plan},
    export::{
        layers::label_at,
        release::{AreaInTree, Count, Geography},
    },
    incident::{ImportId, Selection, UtcHour, Visible},
    policy,
    store::LoadedCounts,
};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};

/// Between the ground of the agreement and the smallest areas.
const PARTS: AreaKind = AreaKind::Stadsdelsomrade;
/// The smallest areas of the tree.
const LEAVES: AreaKind = AreaKind::Statistikomrade;
/// The one coarse lattice of every act: cells of about 5 km².
const LATTICE: h3o::Resolution = h3o::Resolution::Seven;

/// The cell of the coarse lattice that a base cell lies in.
fn coarse_cell(cell: BaseCell) -> Option<h3o::CellIndex> {
    cell.h3().parent(LATTICE)
}

/// The area tree of an act: the ground of the agreement, its stadsdelsområden where it has several,
/// and the statistikområden in them.
pub(super) struct Ground {
    /// The areas that the agreement names; the study area where it names none.
    pub(super) ids: Vec<AreaId>,
    /// The day whose areas are used: the last of the last year.
    pub(super) on: Date,
    /// Root first, leaves last.
    pub(super) tree: Vec<AreaInTree>,
    leaves: AreaIndex,
    first_leaf: usize,
}

impl Ground {
    /// An area lies in another when its label point does.
    pub(super) fn of(app: &App, agreement: &Agreement, plan: &Plan) -> Result<Self, AppError> {
        let mut ids = agreement.areas.clone();
        if ids.is_empty() {
            ids.push(app.settings.study_area.clone());
        }
        ids.sort();
        let last = plan.years().last().copied().unwrap_or(plan.first_year);
        let on = date(last, 12, 31);
        let all = |kind| {
            let filter = areas::AreaFilter { kind: Some(kind), at: Some(on), bbox: None };
            areas::list(app, &filter)
        };
        let mut ground = Vec::new();
        for id in &ids {
            let area = areas::get(app, id, Some(on))?.area;
            ground.extend(area.geometry.as_ref().map(PreparedArea::new));
        }
        let within = |area: &Area| {
            let at = area.geometry.as_ref().and_then(label_at);
            at.is_some_and(|at| ground.iter().any(|own| own.contains(at)))
        };
        let parts: Vec<Area> = all(PARTS)?.into_iter().filter(|area| within(area)).collect();
        let leaves: Vec<Area> = all(LEAVES)?.into_iter().filter(|area| within(area)).collect();
        let index = AreaIndex::new(&parts);
        let root = match ids.as_slice() {
            [one] => one.0.clone(),
            several => several.iter().map(|id| id.0.as_str()).collect::<Vec<_>>().join("+"),
        };
        let mut tree: Vec<AreaInTree> = vec![(root.clone(), None)];
        let between = index.ids().iter().filter(|id| id.0 != root);
        tree.extend(between.map(|id| (id.0.clone(), Some(root.clone()))));
        let first_leaf = tree.len();
        let by_leaf = AreaIndex::new(&leaves);
        let at: BTreeMap<&AreaId, &Area> = leaves.iter().map(|area| (&area.id, area)).collect();
        for id in by_leaf.ids() {
            let point = at.get(id).and_then(|area| area.geometry.as_ref()).and_then(label_at);
            let part = point.map_or(NO_AREA, |point| index.locate(point));
            let part = index.ids().get(part as usize).map_or(&root, |id| &id.0);
            tree.push((id.0.clone(), Some(part.clone())));
        }
        if first_leaf == tree.len() {
            return Err(AppError::Refused("release_without_areas"));
        }
        Ok(Self { ids, on, tree, leaves: by_leaf, first_leaf })
    }
}

/// Counts where leaf area and cell meet.
pub(super) struct Laid {
    pub(super) geography: Geography,
    pub(super) counts: Vec<Count>,
    pub(super) synthetic: bool,
    pub(super) n_not_placed: u64,
}

/// Counts of the plan. A period and category that an earlier act holds is counted as that act counted
/// it: at its data version and from the deliveries that were shared then.
pub(super) fn lay(
    app: &App,
    actor: &Actor,
    ground: &Ground,
    plan: &Plan,
    counts: &LoadedCounts,
    shared: &BTreeSet<ImportId>,
    history: &History,
) -> Result<Laid, AppError> {
    let steps = plan.steps();
    let starts: Vec<UtcHour> =
        steps.iter().map(|step| app.settings.clock.day_start(step.days().from)).collect();
    let last = steps.last().map_or(0..0, |step| app.settings.clock.hours(step.days()));
    let hours = starts.first().copied().unwrap_or(0)..last.end;
    let catalogue = app.store.read()?.catalogue()?.categories;
    let which: Vec<Option<usize>> =
        catalogue.iter().map(|one| plan.categories.iter().position(|id| *id == one.id.0)).collect();
    // Which act first counted each step and category, before this one.
    let first: Vec<Vec<Option<usize>>> = steps
        .iter()
        .map(|step| plan.categories.iter().map(|id| history.first_with(*step, id)).collect())
        .collect();
    let mut sources: Vec<(Option<usize>, Visible)> =
        vec![(None, policy::joint_view(actor, counts, shared)?)];
    for (i, act) in history.acts().iter().enumerate() {
        if first.iter().flatten().any(|first| *first == Some(i)) {
            let then = app.store.load_counts(Some(act.basis.version))?;
            sources.push((Some(i), policy::joint_view(actor, &then, &act.basis.shared)?));
        }
    }

    let mut laid: BTreeMap<(u32, Option<h3o::CellIndex>, u32, u32), u32> = BTreeMap::new();
    let mut met: BTreeSet<(u32, h3o::CellIndex)> = BTreeSet::new();
    let mut n_not_placed = 0;
    let selection = Selection { hours: Some(hours), ..Selection::all() };
    for (source, view) in &sources {
        let leaves = ground.leaves.assign(view.cells());
        let coarse: Vec<Option<h3o::CellIndex>> =
            view.cells().iter().map(|cell| coarse_cell(*cell)).collect();
        for (&leaf, cell) in leaves.iter().zip(&coarse) {
            if let (true, Some(cell)) = (leaf != NO_AREA, cell) {
                met.insert((leaf, *cell));
            }
        }
        let known: Vec<Known> = view.areas().iter().map(|id| Known::of(id, ground)).collect();
        for row in view.rows(&selection) {
            let step = starts.partition_point(|start| *start <= row.from_hour) - 1;
            let Some(category) = which.get(usize::from(row.category)).copied().flatten() else {
                continue;
            };
            if first[step][category] != *source {
                continue;
            }
            let (leaf, cell) = match (row.cell, row.area) {
                (Some(at), _) if leaves[at as usize] != NO_AREA => {
                    (leaves[at as usize], coarse[at as usize])
                }
                (None, Some(at)) => match known[at as usize] {
                    Known::Leaf(leaf) => (leaf, None),
                    Known::Wider => {
                        n_not_placed += u64::from(row.n);
                        continue;
                    }
                    Known::Elsewhere => continue,
                },
                _ => continue,
            };
            *laid.entry((leaf, cell, step as u32, category as u32)).or_default() += row.n;
        }
    }
    let cells: Vec<h3o::CellIndex> =
        met.iter().map(|(_, cell)| *cell).collect::<BTreeSet<_>>().into_iter().collect();
    let at = |cell: h3o::CellIndex| cells.binary_search(&cell).unwrap_or(cells.len()) as u32;
    let leaf = |leaf: u32| ground.first_leaf as u32 + leaf;
    let overlaps: Vec<(u32, u32)> = met.iter().map(|&(l, cell)| (leaf(l), at(cell))).collect();
    let names: Vec<String> = cells.iter().map(ToString::to_string).collect();
    let synthetic =
        counts.imports.iter().any(|import| shared.contains(&import.id) && import.options.synthetic);
    Ok(Laid {
        geography: Geography::new(&ground.tree, &names, &overlaps)?,
        counts: laid
            .into_iter()
            .map(|((area, cell, period, category), n)| Count {
                area: leaf(area),
                cell: cell.map(at),
                period,
                category,
                n,
            })
            .collect(),
        synthetic,
        n_not_placed,
    })
}

/// What is known of a count without cell.
enum Known {
    Leaf(u32),
    /// A kind of area that the tree has no place for.
    Wider,
    /// A leaf of somebody else's ground.
    Elsewhere,
}

impl Known {
    fn of(id: &AreaId, ground: &Ground) -> Self {
        match ground.leaves.ids().iter().position(|leaf| leaf == id) {
            Some(leaf) => Known::Leaf(leaf as u32),
            None if id.0.starts_with(LEAVES.as_str()) => Known::Elsewhere,
            None => Known::Wider,
        }
    }
}
