//! The permutations: sixteen at a time, so that one look at a pair serves them all.

use super::{Bands, pairs::Pairs};
use crate::analysis::effort::{Effort, Stopped};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use rayon::prelude::*;

/// Permutations side by side.
const LANES: usize = 16;

/// A number per permutation.
type Lanes = [u16; LANES];

/// Per cell (bands of distance, within each bands of days) the pairs observed and then those of each
/// permutation.
pub(super) fn count(
    pairs: &Pairs,
    bands: &Bands,
    permutations: u32,
    seed: u64,
    effort: &Effort,
) -> Result<Vec<Vec<u64>>, Stopped> {
    let n_draws = permutations as usize + 1;
    let n_blocks = n_draws.div_ceil(LANES);
    effort.expect(n_blocks as u64);
    let base = ChaCha8Rng::seed_from_u64(seed);
    let blocks: Vec<Vec<[u64; LANES]>> = (0..n_blocks)
        .into_par_iter()
        .map(|block| {
            let first = block * LANES;
            let days = shuffled(pairs, &base, first..(first + LANES).min(n_draws));
            let counts = block_counts(pairs, bands, &days);
            effort.step(1)?;
            Ok(counts)
        })
        .collect::<Result<_, Stopped>>()?;
    let of_cell = |cell: usize| {
        let lanes = blocks.iter().flat_map(|block| block[cell]);
        lanes.take(n_draws).collect()
    };
    Ok((0..bands.n_cells() as usize).map(of_cell).collect())
}

/// Days of the linked incidents in each of some draws; draw 0 leaves them as they are.
fn shuffled(pairs: &Pairs, base: &ChaCha8Rng, draws: std::ops::Range<usize>) -> Vec<Lanes> {
    let n_linked = pairs.n_linked();
    let mut lanes = vec![[0; LANES]; n_linked];
    let mut days = pairs.day.clone();
    for (lane, draw) in draws.enumerate() {
        days.copy_from_slice(&pairs.day);
        if draw > 0 {
            let mut random = base.clone();
            random.set_stream(draw as u64);
            // As far as somebody looks: the rest of the permutation decides nothing.
            for i in 0..n_linked {
                let other = i + below(&mut random, (days.len() - i) as u32) as usize;
                days.swap(i, other);
            }
        }
        for (lanes, &day) in lanes.iter_mut().zip(&days) {
            lanes[lane] = day;
        }
    }
    lanes
}

/// Uniform on 0..bound, without bias (Lemire 2019, doi 10.1145/3230636).
fn below(random: &mut ChaCha8Rng, bound: u32) -> u32 {
    loop {
        let wide = u64::from(random.next_u32()) * u64::from(bound);
        let low = wide as u32;
        if low >= bound || low >= bound.wrapping_neg() % bound {
            return (wide >> 32) as u32;
        }
    }
}

fn block_counts(pairs: &Pairs, bands: &Bands, days: &[Lanes]) -> Vec<[u64; LANES]> {
    match bands.n_time {
        1 => counts::<1>(pairs, bands, days),
        2 => counts::<2>(pairs, bands, days),
        3 => counts::<3>(pairs, bands, days),
        4 => counts::<4>(pairs, bands, days),
        5 => counts::<5>(pairs, bands, days),
        6 => counts::<6>(pairs, bands, days),
        7 => counts::<7>(pairs, bands, days),
        _ => counts::<8>(pairs, bands, days),
    }
}

fn counts<const T: usize>(pairs: &Pairs, bands: &Bands, days: &[Lanes]) -> Vec<[u64; LANES]> {
    let ends = bands.day_ends();
    let last: [u16; T] = std::array::from_fn(|j| u16::try_from(ends[j] - 1).unwrap_or(u16::MAX));
    let of = |place: usize| pairs.incidents[place]..pairs.incidents[place + 1];
    let mut all = Vec::with_capacity(bands.n_cells() as usize);
    let mut tally = Tally::<T>::new(last);
    for place in 0..pairs.n_places() {
        for one in of(place) {
            let end = of(place).end;
            for from in (one + 1..end).step_by(Tally::<T>::MOST) {
                tally.add(days, one, from..end.min(from + Tally::<T>::MOST as u32));
            }
        }
    }
    all.extend(tally.bands());
    for near in &pairs.near {
        let mut tally = Tally::<T>::new(last);
        for place in 0..pairs.n_places() {
            let close = near.of(place);
            for one in of(place) {
                for close in close.chunks(Tally::<T>::MOST) {
                    tally.add(days, one, close.iter().copied());
                }
            }
        }
        all.extend(tally.bands());
    }
    all
}

/// Pairs with at most so many days between them, per lane. Small numbers that are emptied into large
/// ones before they can overflow: eight of them go through the processor at once.
struct Tally<const T: usize> {
    last: [u16; T],
    small: [Lanes; T],
    pending: usize,
    large: [[u64; LANES]; T],
}

impl<const T: usize> Tally<T> {
    /// Pairs that can be added without a look at whether they overflow.
    const MOST: usize = u16::MAX as usize;

    fn new(last: [u16; T]) -> Self {
        Self { last, small: [[0; LANES]; T], pending: 0, large: [[0; LANES]; T] }
    }

    /// Pairs of one incident with up to [`Tally::MOST`] others.
    #[inline(always)]
    fn add(&mut self, days: &[Lanes], one: u32, others: impl ExactSizeIterator<Item = u32>) {
        if self.pending + others.len() > Self::MOST {
            self.empty();
        }
        self.pending += others.len();
        let (day, mut small) = (days[one as usize], self.small);
        for other in others {
            let other = &days[other as usize];
            let apart: Lanes = std::array::from_fn(|lane| {
                day[lane].saturating_sub(other[lane]) | other[lane].saturating_sub(day[lane])
            });
            for (small, last) in small.iter_mut().zip(self.last) {
                let near: Lanes =
                    std::array::from_fn(|lane| u16::from(apart[lane].saturating_sub(last) == 0));
                *small = std::array::from_fn(|lane| small[lane] + near[lane]);
            }
        }
        self.small = small;
    }

    fn empty(&mut self) {
        for (small, large) in self.small.iter_mut().zip(&mut self.large) {
            for (small, large) in small.iter_mut().zip(large) {
                *large += u64::from(std::mem::take(small));
            }
        }
        self.pending = 0;
    }

    /// Per band of days.
    fn bands(mut self) -> [[u64; LANES]; T] {
        self.empty();
        for j in (1..T).rev() {
            for lane in 0..LANES {
                self.large[j][lane] -= self.large[j - 1][lane];
            }
        }
        self.large
    }
}
