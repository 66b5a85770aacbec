//! Which figures are hidden beside the small ones, and the proof that it is enough.
//!
//! Small figures are taken one by one, the widest first. For each a *move* is sought: other counts
//! that agree with everything that is shown and in which this figure is k or more. A move is a round
//! trip in the [`Network`] added to some blocks and taken from others, so that sums over periods and
//! categories that are shown stay as they are. What it touches must be hidden: the move that costs
//! least is chosen, and what it touches and was shown is hidden from then on. Nothing hidden is ever
//! shown again, so a move found once holds to the end.

use super::{
    figures::{State, System},
    geography::Geography,
    network::{Network, Step},
};
use crate::case::release::Threshold;

/// Other counts that fit what is shown, in which a small figure is not small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move {
    /// The figure: layer and place.
    pub(super) protects: (usize, usize),
    /// Blocks it is added to (1) or taken from (−1).
    pub(super) blocks: Vec<(usize, i64)>,
    /// Change per arc, in order; places and atoms.
    pub(super) change: Vec<(usize, i64)>,
}

/// Hides what has to be hidden. `Err` names the figure (layer, place) that cannot be protected, which
/// happens only when an earlier act has shown too much.
pub(super) fn protect(
    system: &mut System,
    network: &Network,
    geography: &Geography,
    k: Threshold,
) -> Result<Vec<Move>, (usize, usize)> {
    let weights = Weights::of(geography);
    let mut safe: Vec<Vec<bool>> = system
        .layers
        .iter()
        .map(|layer| layer.values.iter().map(|&n| !k.is_small(n)).collect())
        .collect();
    let mut moves = Vec::new();
    for (layer, place) in small_ones(system, &weights, k) {
        // What an earlier act has shown cannot be taken back.
        if safe[layer][place] || system.layers[layer].states[place] == State::Out {
            continue;
        }
        let best = cheapest(system, network, &weights, k, layer, place).ok_or((layer, place))?;
        for (l, sign) in affected(system, &best.blocks) {
            for &(arc, change) in best.change.iter().filter(|(arc, _)| *arc < network.n_places) {
                let layer = &mut system.layers[l];
                layer.states[arc] = State::Hidden;
                let raised = layer.values[arc].saturating_add_signed(sign * change);
                safe[l][arc] |= raised >= u64::from(k.k());
            }
        }
        moves.push(best);
    }
    Ok(moves)
}

/// Figures to protect: the sums of most blocks first, then the areas with most leaves.
fn small_ones(system: &System, weights: &Weights, k: Threshold) -> Vec<(usize, usize)> {
    let mut small = Vec::new();
    for (l, layer) in system.layers.iter().enumerate() {
        let places = (0..layer.values.len()).filter(|&place| k.is_small(layer.values[place]));
        small.extend(places.map(|place| (l, place)));
    }
    small.sort_by_key(|&(l, place)| {
        let blocks = system.layers[l].blocks.len();
        (std::cmp::Reverse(blocks), std::cmp::Reverse(weights.leaves[place]), l, place)
    });
    small
}

/// Layers that a combination of blocks changes, and how.
pub(super) fn affected(system: &System, blocks: &[(usize, i64)]) -> Vec<(usize, i64)> {
    let mut layers: Vec<(usize, i64)> = Vec::new();
    for &(block, sign) in blocks {
        for &layer in &system.of_block[block] {
            match layers.iter_mut().find(|(l, _)| *l == layer) {
                Some((_, sum)) => *sum += sign,
                None => layers.push((layer, sign)),
            }
        }
    }
    layers.retain(|(_, sum)| *sum != 0);
    layers
}

/// The cheapest move for one figure, over all combinations of blocks that are tried.
fn cheapest(
    system: &System,
    network: &Network,
    weights: &Weights,
    k: Threshold,
    layer: usize,
    place: usize,
) -> Option<Move> {
    let raise = (u64::from(k.k()) - system.layers[layer].values[place]) as i64;
    let mut best: Option<(u64, Move)> = None;
    for blocks in combinations(system, layer, place) {
        let below = best.as_ref().map_or(u64::MAX, |(cost, _)| *cost);
        let attempt = Attempt::new(system, weights, &blocks);
        if let Some((cost, change)) = attempt.round_trips(network, place, raise, below) {
            best = Some((cost, Move { protects: (layer, place), blocks, change }));
            // Nothing is hidden that was not: no other can be cheaper.
            if cost < FIGURE {
                break;
            }
        }
    }
    best.map(|(_, best)| best)
}

/// Combinations of blocks that raise a layer by one: a block of it; less another period's, less
/// another category's, or both, so that sums over periods or categories stay.
fn combinations(system: &System, layer: usize, place: usize) -> Vec<Vec<(usize, i64)>> {
    let n = system.categories.len();
    let n_steps = system.blocks.len() / n;
    let blocks = &system.layers[layer].blocks;
    let some = |block: usize| system.layers[system.of_block[block][0]].values[place] > 0;
    let mut all = Vec::new();
    for &block in blocks.iter().filter(|&&block| some(block)) {
        let (step, category) = system.blocks[block];
        let other_steps = || (0..n_steps).filter(move |&s| s != step);
        let other_categories = || (0..n).filter(move |&c| c != category);
        all.push(vec![(block, 1)]);
        all.extend(other_steps().map(|s| vec![(block, 1), (s * n + category, -1)]));
        all.extend(other_categories().map(|c| vec![(block, 1), (step * n + c, -1)]));
        for s in other_steps() {
            all.extend(other_categories().map(|c| {
                vec![(block, 1), (s * n + category, -1), (step * n + c, -1), (s * n + c, 1)]
            }));
        }
    }
    let here = |combination: &[(usize, i64)]| -> i64 {
        combination.iter().filter(|(b, _)| blocks.contains(b)).map(|(_, sign)| sign).sum()
    };
    all.retain(|combination| here(combination) == 1);
    all
}

/// Hiding one figure costs at least so much; a step alone costs 1, so that short ways win.
const FIGURE: u64 = 1 << 16;

/// A total is so many times dearer than a figure of one category.
const TOTAL: u64 = 8;

/// What it costs to hide a figure: more for larger counts and wider areas.
struct Weights {
    leaves: Vec<u64>,
}

impl Weights {
    fn of(geography: &Geography) -> Self {
        let areas = geography.leaves.iter().map(|&leaves| u64::from(leaves));
        Self { leaves: areas.chain(geography.cells.iter().map(|_| 1)).collect() }
    }

    fn cost(&self, place: usize, n: u64) -> u64 {
        FIGURE * (1 + u64::from(n.max(1).ilog2())) * self.leaves[place]
    }
}

/// Round trips over one combination of blocks.
struct Attempt<'a> {
    system: &'a System,
    weights: &'a Weights,
    layers: Vec<(usize, i64)>,
    blocks: &'a [(usize, i64)],
}

impl<'a> Attempt<'a> {
    fn new(system: &'a System, weights: &'a Weights, blocks: &'a [(usize, i64)]) -> Self {
        Self { system, weights, layers: affected(system, blocks), blocks }
    }

    /// Raises the figure of a place by so much; the cost, and the change per arc.
    fn round_trips(
        &self,
        network: &Network,
        place: usize,
        raise: i64,
        below: u64,
    ) -> Option<(u64, Vec<(usize, i64)>)> {
        let mut change = vec![0i64; network.n_arcs()];
        if self.room(network, place, 1, 0)? < raise {
            return None;
        }
        let mut cost = self.cost(network, (place, 1), 0)?;
        change[place] = raise;
        let mut rest = raise;
        while rest > 0 {
            let left = below.checked_sub(cost)?;
            let price = |step: Step| self.cost(network, step, change[step.0]);
            let (price, steps) = network.way_round(place, left, price)?;
            let room = steps.iter().map(|&(arc, way)| self.room(network, arc, way, change[arc]));
            let amount = room.map(|room| room.unwrap_or(0)).min().unwrap_or(0).min(rest);
            if amount <= 0 {
                return None;
            }
            steps.iter().for_each(|&(arc, way)| change[arc] += way * amount);
            cost += price;
            rest -= amount;
        }
        let touched = change.into_iter().enumerate().filter(|(_, change)| *change != 0);
        (cost < below).then(|| (cost, touched.collect()))
    }

    /// How much further an arc can change; `None` when what would change may not.
    fn room(&self, network: &Network, arc: usize, way: i64, so_far: i64) -> Option<i64> {
        let mut room = i64::MAX;
        if arc >= network.n_places {
            for &(block, sign) in self.blocks.iter().filter(|(_, sign)| sign * way < 0) {
                let n = self.system.atoms[block][arc - network.n_places] as i64;
                room = room.min(n + sign * so_far);
            }
            return Some(room);
        }
        for &(l, sign) in &self.layers {
            let layer = &self.system.layers[l];
            let n = layer.values[arc] as i64;
            // A zero is shown: everybody knows that it is one, and that what is hidden is not.
            if n == 0 || layer.states[arc] == State::Out {
                return None;
            }
            if sign * way < 0 {
                room = room.min(n - 1 + sign * so_far);
            }
        }
        Some(room)
    }

    fn cost(&self, network: &Network, (arc, way): Step, so_far: i64) -> Option<u64> {
        if self.room(network, arc, way, so_far)? <= 0 {
            return None;
        }
        if arc >= network.n_places || so_far != 0 {
            return Some(1);
        }
        let hidden = self.layers.iter().filter_map(|&(l, _)| {
            let layer = &self.system.layers[l];
            let shown = layer.states[arc] == State::Shown;
            // A total stands for all its categories.
            let times = if layer.category.is_none() { TOTAL } else { 1 };
            shown.then(|| times * self.weights.cost(arc, layer.values[arc]))
        });
        Some(1 + hidden.sum::<u64>())
    }
}
