//! The likelihood ratio of a zone, and how many counts it takes to reach a level.

/// What rounding may take from an expected count, relatively: a zone that has its share has no more.
const ROUNDING: f64 = 1e-10;

/// c·ln(c/E) + (C − c)·ln((C − c)/(C − E)) when c > E, else 0. E lies in 0–C, both ends excluded.
pub(super) fn llr(c: u64, expected: f64, total: u64) -> f64 {
    let (inside, outside) = (c as f64, (total - c) as f64);
    if inside <= expected * (1.0 + ROUNDING) {
        return 0.0;
    }
    let rest = if c == total { 0.0 } else { outside * (outside / (total as f64 - expected)).ln() };
    inside * (inside / expected).ln() + rest
}

/// What the LLR of a zone cannot exceed, without a logarithm and within a few per cent: enough to pass
/// over nearly all zones that do not beat the best so far.
///
/// With u = c/E − 1 and v = (c − E)/(C − E), ln(1 + u) ≤ u(6 + u)/(6 + 4u) and ln(1 − v) ≤ −v − v²/2.
pub(super) struct Ceiling {
    expected: f64,
    rest: f64,
    per_expected: f64,
    per_rest: f64,
}

impl Ceiling {
    pub(super) fn new(expected: f64, total: u64) -> Self {
        let rest = total as f64 - expected;
        Self { expected, rest, per_expected: expected.recip(), per_rest: rest.recip() }
    }

    /// For c > E.
    pub(super) fn of(&self, c: f64) -> f64 {
        let excess = c - self.expected;
        let (u, v) = (excess * self.per_expected, excess * self.per_rest);
        let inside = self.expected * u * u * (3.0 + u) / (6.0 + 4.0 * u);
        let outside = self.rest * v * v * (0.5 + 0.5 * v);
        // A hair more, for rounding.
        (inside + outside) * (1.0 + 1e-9)
    }
}

/// "No count is enough."
pub(super) const NEVER: i32 = i32::MAX;

/// For any expected count a number of counts below which the LLR stays under the level: exact at the
/// start of each of 256 steps per doubling, and as the count needed grows with what is expected, a
/// little low in between. Low is safe: it only means that an LLR is computed in vain.
pub(super) struct Needed {
    first: u64,
    needed: Vec<i32>,
}

impl Needed {
    /// For expected counts in `least..=most`.
    pub(super) fn new(level: f64, (least, most): (f64, f64), total: u64) -> Self {
        let (first, last) = (step(least), step(most));
        let at = |step: u64| needed(level, f64::from_bits(step << DROPPED), total);
        Self { first, needed: (first..=last).map(at).collect() }
    }

    pub(super) fn of(&self, expected: f64) -> i32 {
        self.needed[(step(expected) - self.first) as usize]
    }
}

/// Bits of the mantissa that are dropped; 8 are kept.
const DROPPED: u32 = 52 - 8;

/// Positive floats are ordered as their bits are.
fn step(expected: f64) -> u64 {
    expected.to_bits() >> DROPPED
}

/// The smallest c with LLR ≥ level.
fn needed(level: f64, expected: f64, total: u64) -> i32 {
    let all = total as f64;
    let above = expected.floor() as u64 + 1;
    if above > total || llr(total, expected, total) < level {
        return NEVER;
    }
    // Newton's steps on a convex function: from the second on they come from above.
    let spread = (2.0 * level * expected * (1.0 - expected / all)).sqrt();
    let mut at = (expected + spread + 0.5).min(all - 1e-6);
    for _ in 0..50 {
        let (odds_in, odds_out) = ((at / expected).ln(), ((all - at) / (all - expected)).ln());
        let off = at * odds_in + (all - at) * odds_out - level;
        let next = (at - off / (odds_in - odds_out)).clamp(expected + 1e-9, all - 1e-6);
        let done = (next - at).abs() < 0.01;
        at = next;
        if done {
            break;
        }
    }
    let mut c = (at.floor() as u64).saturating_sub(1).clamp(above, total);
    while c > above && llr(c - 1, expected, total) >= level {
        c -= 1;
    }
    while llr(c, expected, total) < level {
        c += 1;
    }
    c as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_with_its_share_or_less_has_none() {
        assert_eq!(llr(3, 3.0, 10), 0.0);
        assert_eq!(llr(0, 0.1, 10), 0.0);
        assert_eq!(llr(3, 3.0 - 1e-13, 10), 0.0);
        assert!((llr(10, 2.5, 10) - 10.0 * 4f64.ln()).abs() < 1e-14);
    }

    #[test]
    fn no_zone_is_above_its_ceiling() {
        for total in [1u64, 7, 552, 40_000] {
            for share in [1e-4, 0.01, 0.2, 0.5] {
                let expected = share * total as f64;
                let ceiling = Ceiling::new(expected, total);
                let first = expected.floor() as u64 + 1;
                for c in (first..=total).step_by(1 + total as usize / 500) {
                    let llr = llr(c, expected, total);
                    assert!(llr <= ceiling.of(c as f64), "{total} {expected} {c}");
                }
            }
        }
    }

    #[test]
    fn fewer_counts_than_needed_never_reach_the_level() {
        for total in [1u64, 7, 552, 40_000] {
            for level in [0.0, 0.4, 3.0, 11.5] {
                let (least, most) = (1e-4 * total as f64, 0.5 * total as f64);
                let needed = Needed::new(level, (least, most), total);
                for i in 0..=400 {
                    let expected = least * (most / least).powf(f64::from(i) / 400.0);
                    let c = needed.of(expected.clamp(least, most));
                    if c == NEVER {
                        assert!(llr(total, expected, total) < level.max(1e-300), "{total} {level}");
                        continue;
                    }
                    assert!(c as u64 <= total && c > 0);
                    let below = llr(c as u64 - 1, expected, total);
                    assert!(below < level || below == 0.0, "{total} {level} {expected} {c}");
                }
            }
        }
    }

    #[test]
    fn the_count_needed_is_the_smallest_where_a_step_begins() {
        for expected in [0.5, 3.0, 42.0, 200.0] {
            let c = needed(6.0, expected, 552) as u64;
            assert!(llr(c, expected, 552) >= 6.0 && llr(c - 1, expected, 552) < 6.0);
        }
    }
}
