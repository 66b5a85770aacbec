//! "fre–lör 22–03": the fewest hours of the week that hold half of the counts.
//!
//! **Question.** When is it worth being there, in words that fit a work plan?
//!
//! **Rule.** A *block* is a run of days times a run of hours: days in a row (Sunday goes on to Monday)
//! and the same hours on each, which may pass midnight: "fre–lör 22–03" is Friday 22 to Saturday 03 and
//! Saturday 22 to Sunday 03, ten hours. Of all blocks that hold at least half of the week's counts the
//! one with the fewest hours is told; of equally long ones that with most counts, then that which
//! begins first in the week. Two blocks that do not overlap are told instead when they need at most
//! two thirds of its hours, chosen by the same rule over both together.
//!
//! **Degenerate input.** Fewer than [`FEW`] counts: nothing is said. When half of the counts need so
//! many hours that they come less than [`CLEAR`] times as often there as over the whole week, the text
//! says that there is no clear peak.
//!
//! It is chosen by looking, so its share is optimistic: the next period will have somewhat less there.

use serde::{Deserialize, Serialize};

/// Fewer counts than this have no peak worth telling.
pub const FEW: u64 = 30;

/// A peak is clear when counts come this many times as often in it as over the week.
pub const CLEAR: f64 = 1.5;

const DAY: usize = 24;
const WEEK: usize = 7 * DAY;

/// Days in a row times hours in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// 0 is Monday.
    pub first_day: u8,
    /// 1–7.
    pub n_days: u8,
    /// 0–23.
    pub first_hour: u8,
    /// 1–24; beyond midnight they belong to the next day.
    pub n_hours: u8,
}

/// Where at least half of the counts lie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Peak {
    /// One, or two that do not overlap, in the order they come in the week.
    pub blocks: Vec<Block>,
    /// Hours of the week in them.
    pub hours: u32,
    /// Share of the counts in them, 0–1.
    pub share: f64,
    /// How many times as often counts come there as over the whole week.
    pub ratio: f64,
}

/// A block with what it holds and a bit per hour of the week.
#[derive(Clone, Copy)]
struct Held {
    block: Block,
    sum: u128,
    hours: [u64; 3],
}

/// Of 168 whole numbers, Monday's first hour first, that are not all zero.
pub(super) fn of(week: &[u64]) -> Peak {
    let total: u128 = week.iter().map(|&n| u128::from(n)).sum();
    let by_hours = blocks(week);
    let enough = |sum: u128| 2 * sum >= total;
    let (hours, one) = (1..=WEEK)
        .find_map(|h| best(by_hours[h].iter().filter(|held| enough(held.sum))).map(|one| (h, one)))
        .expect("the whole week holds everything");
    let two = (2..=2 * hours / 3).find_map(|h| {
        let pairs = (1..=h / 2).filter_map(|b| pair(&by_hours[h - b], &by_hours[b], enough));
        pairs.min_by_key(|(a, b)| (std::cmp::Reverse(a.sum + b.sum), begins(a), begins(b)))
    });
    let mut chosen = two.map_or_else(|| vec![one], |(a, b)| vec![a, b]);
    chosen.sort_by_key(begins);
    let hours: usize = chosen.iter().map(|held| held.block.hours()).sum();
    let share = chosen.iter().map(|held| held.sum).sum::<u128>() as f64 / total as f64;
    Peak {
        blocks: chosen.iter().map(|held| held.block).collect(),
        hours: hours as u32,
        share,
        ratio: share * WEEK as f64 / hours as f64,
    }
}

/// All blocks by their number of hours, those with most counts first.
fn blocks(week: &[u64]) -> Vec<Vec<Held>> {
    let mut by_hours: Vec<Vec<Held>> = vec![Vec::new(); WEEK + 1];
    for n_hours in 1..=DAY {
        for first_hour in 0..if n_hours == DAY { 1 } else { DAY } {
            for n_days in 1..=7 {
                for first_day in 0..if n_days == 7 { 1 } else { 7 } {
                    let block = Block {
                        first_day: first_day as u8,
                        n_days: n_days as u8,
                        first_hour: first_hour as u8,
                        n_hours: n_hours as u8,
                    };
                    let mut held = Held { block, sum: 0, hours: [0; 3] };
                    for slot in block.slots() {
                        held.sum += u128::from(week[slot]);
                        held.hours[slot / 64] |= 1 << (slot % 64);
                    }
                    by_hours[block.hours()].push(held);
                }
            }
        }
    }
    let order = |held: &Held| (std::cmp::Reverse(held.sum), begins(held));
    by_hours.iter_mut().for_each(|blocks| blocks.sort_by_key(order));
    by_hours
}

/// Most counts, then first in the week.
fn best<'a>(blocks: impl Iterator<Item = &'a Held>) -> Option<Held> {
    blocks.min_by_key(|held| (std::cmp::Reverse(held.sum), begins(held))).copied()
}

/// The best two without a common hour that are enough together.
fn pair(a: &[Held], b: &[Held], enough: impl Fn(u128) -> bool) -> Option<(Held, Held)> {
    let most = b.first()?.sum;
    let mut found: Option<(Held, Held)> = None;
    // Both lists fall, so the rest can be left when it cannot be enough, or not better.
    for first in a.iter().take_while(|first| enough(first.sum + most)) {
        for second in b.iter().take_while(|second| enough(first.sum + second.sum)) {
            let sum = first.sum + second.sum;
            if found.is_some_and(|(a, b)| a.sum + b.sum >= sum) {
                break;
            }
            if first.hours.iter().zip(&second.hours).all(|(a, b)| a & b == 0) {
                found = Some((*first, *second));
                break;
            }
        }
    }
    found
}

fn begins(held: &Held) -> (u8, u8, u8) {
    (held.block.first_day, held.block.first_hour, held.block.n_days)
}

impl Block {
    /// Hours of the week.
    pub fn hours(&self) -> usize {
        usize::from(self.n_days) * usize::from(self.n_hours)
    }

    /// Hours of the week it covers, Monday's first is 0.
    pub fn slots(self) -> impl Iterator<Item = usize> {
        (0..usize::from(self.n_days)).flat_map(move |day| {
            let start = (usize::from(self.first_day) + day) * DAY + usize::from(self.first_hour);
            (0..usize::from(self.n_hours)).map(move |hour| (start + hour) % WEEK)
        })
    }

    fn words(&self, days: [&str; 7], every: &str, around: &str) -> String {
        let day = |at: u8| days[usize::from(at % 7)];
        let last = self.first_day + self.n_days - 1;
        let days = match self.n_days {
            1 => day(self.first_day).to_owned(),
            7 => every.to_owned(),
            _ => format!("{}–{}", day(self.first_day), day(last)),
        };
        let end = (self.first_hour + self.n_hours) % 24;
        match self.n_hours {
            24 => format!("{days} {around}"),
            _ => format!("{days} {:02}–{end:02}", self.first_hour),
        }
    }
}

impl Peak {
    /// Whether it is a peak and not only the fuller half of a flat week.
    pub fn is_clear(&self) -> bool {
        self.ratio >= CLEAR
    }

    /// "fre–lör 22–03" or "ingen tydlig topp".
    pub fn text_sv(&self) -> String {
        let days = ["mån", "tis", "ons", "tors", "fre", "lör", "sön"];
        self.words(days, ["alla dagar", "hela dygnet", " och ", "ingen tydlig topp"])
    }

    /// "Fri–Sat 22–03" or "no clear peak".
    pub fn text_en(&self) -> String {
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        self.words(days, ["every day", "all day", " and ", "no clear peak"])
    }

    fn words(&self, days: [&str; 7], [every, around, and, none]: [&str; 4]) -> String {
        if !self.is_clear() {
            return none.to_owned();
        }
        let words: Vec<String> =
            self.blocks.iter().map(|block| block.words(days, every, around)).collect();
        words.join(and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts per block on a low, even floor.
    fn week(floor: u64, blocks: &[(u8, u8, u8, u8, u64)]) -> Vec<u64> {
        let mut week = vec![floor; WEEK];
        for &(first_day, n_days, first_hour, n_hours, n) in blocks {
            let block = Block { first_day, n_days, first_hour, n_hours };
            block.slots().for_each(|slot| week[slot] += n);
        }
        week
    }

    #[test]
    fn nights_over_midnight_are_told_as_one_block() {
        let peak = of(&week(1, &[(4, 2, 22, 5, 40)]));
        // Half of the counts need not all ten hours, but no fewer form one block.
        assert_eq!(peak.hours, 8);
        let full = of(&week(0, &[(4, 2, 22, 5, 40), (0, 7, 12, 1, 57)]));
        assert_eq!((full.text_sv().as_str(), full.hours), ("fre–lör 22–03", 10));
        assert_eq!(full.text_en(), "Fri–Sat 22–03");
        assert!(full.share >= 0.5 && full.is_clear());
        // Sunday night goes on into Monday.
        let sunday = of(&week(0, &[(6, 1, 23, 3, 10), (2, 1, 12, 12, 1)]));
        assert_eq!(sunday.blocks[0].first_day, 6);
    }

    #[test]
    fn two_peaks_are_told_when_one_block_would_need_half_as_many_hours_again() {
        let two = of(&week(1, &[(0, 5, 8, 1, 100), (4, 2, 22, 4, 60)]));
        assert_eq!(two.blocks.len(), 2);
        assert!(two.hours == 7 && two.share >= 0.5, "{two:?}");
        let shared: Vec<usize> = two.blocks.iter().flat_map(|block| block.slots()).collect();
        let mut distinct = shared.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), shared.len(), "they do not overlap");
    }

    #[test]
    fn a_flat_week_has_no_clear_peak_and_one_hour_is_one_hour() {
        let flat = of(&[7; WEEK]);
        assert_eq!(
            (flat.text_sv().as_str(), flat.hours, flat.ratio),
            ("ingen tydlig topp", 84, 1.0)
        );
        let mut one = vec![0; WEEK];
        one[2 * DAY + 5] = 9;
        let one = of(&one);
        assert_eq!((one.text_sv().as_str(), one.share), ("ons 05–06", 1.0));
        let days = of(&week(0, &[(5, 2, 0, 24, 3)]));
        assert_eq!(days.hours, 24);
        assert_eq!(of(&week(0, &[(0, 7, 20, 2, 3)])).text_sv(), "alla dagar 20–21");
    }
}
