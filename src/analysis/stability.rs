//! Stability: would other reasonable settings have found the place?
//!
//! Six settings, literally: the run's own; the lattice one step coarser; one step finer with ring 2;
//! ring 2; the period moved back a month; the top 1 % of cells by count. A place is "het i 5 av 6
//! inställningar" when at least half of its ground is hot in five of them. A step that does not exist
//! (coarser than h3:8 or sweref:1000, finer than h3:11 or sweref:100; areas have none) is not run, and the month before
//! is not when its counts were not handed in.

use super::{
    basis::{Basis, Weights},
    evidence::{self, Rule},
    hotspots::HotspotInput,
    laid::{Laid, Lattices},
    run::{LatticeSpec, RunParameters},
};
use crate::incident::Period;
use rayon::prelude::*;
use std::sync::Arc;

/// The share of a place's ground that must be hot in a setting.
pub const COVERED_FROM: f64 = 0.5;

/// The share of cells, by count, that the baseline calls hot.
pub const TOP_SHARE: f64 = 0.01;

/// Which cells one setting calls hot.
#[derive(Debug, Clone)]
pub struct HotMap {
    /// Stable code: `default`, `coarser`, `finer_ring_2`, `ring_2`, `month_back`, `top_1_percent`.
    pub setting: &'static str,
    laid: Arc<Laid>,
    hot: Vec<bool>,
}

/// The period moved back a month, as the fifth setting asks for: from the same day of the month
/// before to the same day of the month before; a period that ends with a month still does.
pub fn month_back(period: Period) -> Period {
    let back = |day: jiff::civil::Date| {
        day.checked_sub(jiff::Span::new().months(1)).unwrap_or(jiff::civil::Date::MIN)
    };
    let to = back(period.to);
    let to = if period.to == period.to.last_of_month() { to.last_of_month() } else { to };
    Period { from: back(period.from), to }
}

/// One step coarser; `None` at the coarsest.
pub fn coarser(spec: LatticeSpec) -> Option<LatticeSpec> {
    match spec {
        LatticeSpec::H3(9..=11) => step(spec, -1),
        LatticeSpec::Sweref(100 | 250 | 500) => step(spec, -1),
        _ => None,
    }
}

/// One step finer; `None` at the finest.
pub fn finer(spec: LatticeSpec) -> Option<LatticeSpec> {
    match spec {
        LatticeSpec::H3(8..=10) => step(spec, 1),
        LatticeSpec::Sweref(250 | 500 | 1000) => step(spec, 1),
        _ => None,
    }
}

fn step(spec: LatticeSpec, by: isize) -> Option<LatticeSpec> {
    const SQUARES: [u16; 4] = [1000, 500, 250, 100];
    match spec {
        LatticeSpec::H3(resolution) => {
            Some(LatticeSpec::H3(resolution.checked_add_signed(by as i8)?))
        }
        LatticeSpec::Sweref(side) => {
            let at = SQUARES.iter().position(|&known| known == side)?;
            SQUARES.get(at.checked_add_signed(by)?).map(|&side| LatticeSpec::Sweref(side))
        }
        LatticeSpec::Areas(_) => None,
    }
}

/// The five other settings that can be run, on the counts and weights of the run's input.
pub fn other_settings(parameters: &RunParameters, input: &HotspotInput) -> Vec<HotMap> {
    let rule = Rule::of(parameters);
    let (lattices, on_ground, counts) = (input.lattices, input.on_ground, input.counts);
    let own = (parameters.lattice, parameters.ring);
    let gate = |setting, (spec, ring), counts: &[u32], weights: Option<Weights>| {
        let laid = lattices.laid(spec, ring);
        let basis = weights.map_or(Basis::Own, |weights| weights.on(&laid));
        let counts = laid.counts(on_ground, counts);
        let hot = evidence::hot_cells_against(&counts, &laid, &rule, &basis);
        HotMap { setting, laid, hot }
    };
    let now = input.weights;
    let then = input.weights_month_back.or(now);
    // The heaviest first, so that two threads end together.
    let jobs = [4usize, 1, 2, 3, 5];
    let mut maps: Vec<(usize, HotMap)> = jobs
        .into_par_iter()
        .with_max_len(1)
        .filter_map(|job| {
            let map = match job {
                1 => gate("coarser", (coarser(own.0)?, own.1), counts, now),
                4 => gate("finer_ring_2", (finer(own.0)?, 2), counts, now),
                2 => gate("ring_2", (own.0, 2), counts, now),
                3 => gate("month_back", own, input.counts_month_back?, then),
                _ => {
                    let laid = lattices.laid(own.0, own.1);
                    let hot = top_by_count(&laid.counts(on_ground, counts), TOP_SHARE);
                    HotMap { setting: "top_1_percent", laid, hot }
                }
            };
            let order = match job {
                1 => 0,
                4 => 1,
                other => other,
            };
            Some((order, map))
        })
        .collect();
    maps.sort_by_key(|(order, _)| *order);
    maps.into_iter().map(|(_, map)| map).collect()
}

/// The cells with most counts, none of them empty; ties by lower index.
pub fn top_by_count(counts: &[u32], share: f64) -> Vec<bool> {
    let mut order: Vec<u32> =
        (0..counts.len() as u32).filter(|&i| counts[i as usize] > 0).collect();
    order.sort_unstable_by_key(|&i| (std::cmp::Reverse(counts[i as usize]), i));
    order.truncate((counts.len() as f64 * share).ceil() as usize);
    let mut top = vec![false; counts.len()];
    order.into_iter().for_each(|i| top[i as usize] = true);
    top
}

/// Share of the ground of base cells (places in the ground) that is hot in a setting, 0–1.
pub fn covered(lattices: &Lattices, base: &[u32], map: &HotMap) -> f64 {
    let area = lattices.ground().area_m2();
    let of_ground = map.laid.lattice().of_ground();
    let (mut hot, mut all) = (0.0, 0.0);
    for &at in base {
        let m2 = area[at as usize];
        all += m2;
        if map.hot.get(of_ground[at as usize] as usize).is_some_and(|&hot| hot) {
            hot += m2;
        }
    }
    if all > 0.0 { hot / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_period_of_whole_months_stays_one() {
        let back = |a, b| {
            let period = month_back(Period { from: a, to: b });
            (period.from, period.to)
        };
        assert_eq!(
            back(date(2025, 4, 1), date(2026, 3, 31)),
            (date(2025, 3, 1), date(2026, 2, 28))
        );
        assert_eq!(
            back(date(2025, 3, 1), date(2026, 2, 28)),
            (date(2025, 2, 1), date(2026, 1, 31))
        );
        assert_eq!(
            back(date(2025, 5, 10), date(2025, 6, 9)),
            (date(2025, 4, 10), date(2025, 5, 9))
        );
    }

    #[test]
    fn steps_end_at_the_coarsest_and_finest() {
        use LatticeSpec::{H3, Sweref};
        assert_eq!((coarser(H3(10)), finer(H3(10))), (Some(H3(9)), Some(H3(11))));
        assert_eq!((coarser(H3(8)), finer(H3(11))), (None, None));
        assert_eq!(
            (coarser(Sweref(250)), finer(Sweref(250))),
            (Some(Sweref(500)), Some(Sweref(100)))
        );
        assert_eq!((coarser(Sweref(1000)), finer(Sweref(100))), (None, None));
        let areas = LatticeSpec::Areas(crate::area::AreaKind::Stadsdel);
        assert_eq!((coarser(areas), finer(areas)), (None, None));
    }

    #[test]
    fn the_top_is_never_empty_cells() {
        assert_eq!(top_by_count(&[0, 3, 0, 3], 0.5), [false, true, false, true]);
        assert_eq!(top_by_count(&[0, 0, 1, 0], 0.9), [false, false, true, false]);
    }
}
