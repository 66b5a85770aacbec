//! The largest LLR of each simulation: where all the time goes.
//!
//! Sixteen simulations are swept at once, side by side in memory, so that one pass over the zones
//! serves them all: add the next site's counts, compare with the count that the zone needs to reach a
//! level that every maximum is believed to reach. Only where one does is an LLR computed. A
//! simulation that never does has a lower maximum and is swept again from the bottom: the level
//! changes how long it takes and nothing else.

use super::{
    ScanParameters,
    multinomial::Multinomial,
    statistic::{Ceiling, llr},
    zones::Zones,
};
use crate::analysis::effort::{Effort, Stopped};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rayon::prelude::*;

/// Simulations side by side.
const LANES: usize = 16;

/// How much lower than the lowest of the first simulations the level is put.
const CAUTION: f64 = 0.75;

type Lanes = [i32; LANES];

/// Maxima in order of simulation.
pub(super) fn simulate(
    zones: &Zones,
    lots: &Multinomial,
    parameters: &ScanParameters,
    effort: &Effort,
) -> Result<Vec<f64>, Stopped> {
    let m = u64::from(parameters.simulations);
    effort.expect(m);
    let sweep = Sweep {
        zones,
        lots,
        base: ChaCha8Rng::seed_from_u64(parameters.seed),
        bottom: zones.needed(0.0, lots.total()),
    };
    let n = zones.n_centres();
    let mut buffer = Buffer::new(n);
    let lanes = |block: u64| (m - block * LANES as u64).min(LANES as u64);
    if m == 0 {
        return Ok(Vec::new());
    }
    let first = sweep.block(0, &mut buffer, None);
    let first = &first[..lanes(0) as usize];
    effort.step(lanes(0))?;
    let level = CAUTION * first.iter().copied().fold(f64::INFINITY, f64::min);
    let needed = (level > 0.0 && m > LANES as u64).then(|| zones.needed(level, lots.total()));
    let needed = needed.as_deref().map(|needed| (level, needed));
    let rest: Vec<[f64; LANES]> = (1..m.div_ceil(LANES as u64))
        .into_par_iter()
        .map_init(
            || Buffer::new(n),
            |buffer, block| {
                let maxima = sweep.block(block, buffer, needed);
                effort.step(lanes(block))?;
                Ok(maxima)
            },
        )
        .collect::<Result<_, Stopped>>()?;
    let all = first.iter().copied().chain(rest.into_iter().flatten());
    Ok(all.take(m as usize).collect())
}

struct Sweep<'a> {
    zones: &'a Zones,
    lots: &'a Multinomial,
    base: ChaCha8Rng,
    /// Counts needed for an LLR above 0.
    bottom: Vec<i32>,
}

/// One simulation as drawn, and sixteen side by side.
struct Buffer {
    drawn: Vec<u32>,
    counts: Vec<Lanes>,
}

impl Buffer {
    fn new(n: usize) -> Self {
        Self { drawn: vec![0; n], counts: vec![[0; LANES]; n] }
    }
}

impl Sweep<'_> {
    /// The maxima of one block. Its last lanes may lie beyond the number asked for.
    fn block(&self, block: u64, buffer: &mut Buffer, level: Option<(f64, &[i32])>) -> [f64; LANES] {
        for lane in 0..LANES {
            let mut random = self.base.clone();
            random.set_stream(block * LANES as u64 + lane as u64);
            self.lots.draw(&mut random, &mut buffer.drawn);
            for (lanes, &n) in buffer.counts.iter_mut().zip(&buffer.drawn) {
                lanes[lane] = n as i32;
            }
        }
        if let Some((level, needed)) = level {
            let maxima = self.sweep(&buffer.counts, needed);
            if maxima.iter().all(|max| *max >= level) {
                return maxima;
            }
        }
        self.sweep(&buffer.counts, &self.bottom)
    }

    fn sweep(&self, counts: &[Lanes], needed: &[i32]) -> [f64; LANES] {
        let total = self.lots.total();
        let mut maxima = [0.0; LANES];
        for centre in 0..self.zones.n_centres() {
            let mut sums: Lanes = [0; LANES];
            let range = self.zones.of(centre);
            let sites = &self.zones.sites()[range.clone()];
            for (i, (&site, &needed)) in sites.iter().zip(&needed[range.clone()]).enumerate() {
                let row = &counts[site as usize];
                let mut enough = 0;
                for lane in 0..LANES {
                    sums[lane] += row[lane];
                    enough |= i32::from(sums[lane] >= needed);
                }
                if enough == 0 {
                    continue;
                }
                let Some(expected) = self.zones.expected(range.start + i) else { continue };
                let ceiling = Ceiling::new(expected, total);
                for (max, &c) in maxima.iter_mut().zip(&sums) {
                    if c >= needed && ceiling.of(f64::from(c)) > *max {
                        *max = llr(c as u64, expected, total).max(*max);
                    }
                }
            }
        }
        maxima
    }
}
