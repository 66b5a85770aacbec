//! Classes of counts per cell: five and a zero class, the same on the map, in the legend and in
//! print.

/// Upper bounds, included, of the five classes of counts above zero.
///
/// Counts per cell are very skewed, so the bounds grow in proportion: bound k is the k-th fifth of
/// the way from 1 to the largest count on a logarithmic scale, rounded to two figures. They rise
/// strictly and the last is at least the largest count. Without any count: 1, 2, 3, 4, 5.
///
/// ```
/// use platssamverkan::export::classes::breaks;
/// assert_eq!(breaks(&[0, 1, 4, 300]), [4, 10, 31, 96, 300]);
/// assert_eq!(breaks(&[0, 0]), [1, 2, 3, 4, 5]);
/// ```
pub fn breaks(n: &[u32]) -> [u32; 5] {
    let largest = n.iter().copied().max().unwrap_or(0);
    let mut bounds = [0; 5];
    let mut below = 0;
    for (k, bound) in bounds.iter_mut().enumerate() {
        let at = f64::from(largest.max(1)).powf((k + 1) as f64 / 5.0);
        let exact = if k == 4 { largest } else { two_figures(at.ceil() as u32) };
        *bound = exact.max(below + 1);
        below = *bound;
    }
    bounds
}

/// Class of a count: 0 for none, 1–5 by the bounds.
pub fn class_of(n: u32, breaks: &[u32; 5]) -> usize {
    if n == 0 { 0 } else { 1 + breaks.iter().take(4).filter(|&&bound| n > bound).count() }
}

/// Cells per class, the zero class first. They sum to the number of cells.
pub fn cells_per_class(n: &[u32], breaks: &[u32; 5]) -> [u32; 6] {
    let mut counts = [0; 6];
    for &count in n {
        counts[class_of(count, breaks)] += 1;
    }
    counts
}

fn two_figures(n: u32) -> u32 {
    let step = 10_u32.pow(n.checked_ilog10().unwrap_or(0).saturating_sub(1));
    n.div_ceil(step) * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_rise_and_hold_every_count() {
        for largest in [0, 1, 2, 5, 6, 7, 19, 100, 1_001, 99_999, u32::MAX / 8] {
            let n = [0, largest / 2, largest];
            let bounds = breaks(&n);
            assert!(bounds.windows(2).all(|pair| pair[0] < pair[1]), "{largest}: {bounds:?}");
            assert!(bounds[4] >= largest, "{largest}: {bounds:?}");
            assert_eq!(cells_per_class(&n, &bounds).iter().sum::<u32>(), 3);
        }
    }

    #[test]
    fn a_bound_belongs_to_its_class() {
        let bounds = [4, 10, 31, 96, 300];
        let classes = [0, 1, 4, 5, 10, 11, 31, 96, 97, 300].map(|n| class_of(n, &bounds));
        assert_eq!(classes, [0, 1, 1, 2, 2, 3, 3, 4, 5, 5]);
    }
}
