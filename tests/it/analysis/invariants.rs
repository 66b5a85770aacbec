//! A regenerated golden file agrees with any bug; these do not.

use platssamverkan::analysis::{
    exact_p::{gi_p, gi_star_p},
    getis_ord::{gi, gi_star},
    neighbours::Neighbours,
    significance::adjust,
};
use proptest::prelude::*;

/// Counts and a symmetric neighbourhood on 8–40 cells.
fn city() -> impl Strategy<Value = (Vec<u32>, Vec<Vec<u32>>)> {
    (8usize..40).prop_flat_map(|n| {
        let counts =
            prop::collection::vec(prop_oneof![3 => Just(0u32), 3 => 0u32..4, 1 => 0u32..90], n);
        let pairs = prop::collection::vec((0..n as u32, 0..n as u32), n);
        (counts, pairs).prop_map(move |(counts, pairs)| {
            let mut near = vec![Vec::new(); n];
            for (a, b) in pairs {
                near[a as usize].push(b);
                near[b as usize].push(a);
            }
            (counts, near)
        })
    })
}

fn same(a: &[Option<f64>], b: &[Option<f64>], relative: f64) -> Result<(), TestCaseError> {
    prop_assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        match (a, b) {
            (Some(a), Some(b)) => {
                prop_assert!((a - b).abs() <= relative * a.abs().max(1.0), "{} {}", a, b);
            }
            (a, b) => prop_assert_eq!(a, b),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..Default::default() })]

    #[test]
    fn multiplying_all_counts_leaves_z_and_p((counts, near) in city(), factor in 2u32..50) {
        let near = Neighbours::from_lists(near);
        let many: Vec<u32> = counts.iter().map(|n| n * factor).collect();
        same(&gi_star(&counts, &near), &gi_star(&many, &near), 1e-11)?;
        same(&gi(&counts, &near), &gi(&many, &near), 1e-11)?;
        same(&gi_star_p(&counts, &near).p, &gi_star_p(&many, &near).p, 1e-14)?;
    }

    #[test]
    fn adding_the_same_count_to_every_cell_leaves_z_and_p((counts, near) in city(), more in 1u32..30) {
        let near = Neighbours::from_lists(near);
        let moved: Vec<u32> = counts.iter().map(|n| n + more).collect();
        same(&gi_star(&counts, &near), &gi_star(&moved, &near), 1e-9)?;
        same(&gi_star_p(&counts, &near).p, &gi_star_p(&moved, &near).p, 1e-12)?;
        same(&gi_p(&counts, &near).p, &gi_p(&moved, &near).p, 1e-9)?;
    }

    #[test]
    fn permuting_cells_permutes_results((counts, near) in city(), seed in any::<u64>()) {
        let n = counts.len();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|&i| (i as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let mut place = vec![0u32; n];
        order.iter().enumerate().for_each(|(to, &from)| place[from] = to as u32);
        let mixed: Vec<u32> = order.iter().map(|&i| counts[i]).collect();
        let mixed_near = Neighbours::from_lists(
            order.iter().map(|&i| near[i].iter().map(|&j| place[j as usize]).collect()),
        );
        let near = Neighbours::from_lists(near);
        let back = |values: Vec<Option<f64>>| -> Vec<Option<f64>> {
            (0..n).map(|i| values[place[i] as usize]).collect()
        };
        // To the last bit: sums are whole numbers.
        same(&gi_star(&counts, &near), &back(gi_star(&mixed, &mixed_near)), 0.0)?;
        same(&gi(&counts, &near), &back(gi(&mixed, &mixed_near)), 0.0)?;
        same(&gi_star_p(&counts, &near).p, &back(gi_star_p(&mixed, &mixed_near).p), 0.0)?;
    }

    #[test]
    fn moving_the_map_leaves_the_neighbours(
        points in prop::collection::vec((0i32..400, 0i32..400), 4..40), x in -9_000i32..9_000, y in -9_000i32..9_000,
    ) {
        let at = |dx: i32, dy: i32| -> Vec<(f64, f64)> {
            points.iter().map(|(a, b)| (f64::from(a + dx), f64::from(b + dy))).collect()
        };
        prop_assert_eq!(Neighbours::within(&at(0, 0), 60.0), Neighbours::within(&at(x, y), 60.0));
    }

    #[test]
    fn probabilities_are_probabilities_and_more_is_less_likely((counts, near) in city()) {
        let near = Neighbours::from_lists(near);
        let p = gi_star_p(&counts, &near).p;
        let sums = near.ring_sums(&counts);
        for i in 0..counts.len() {
            let Some(own) = p[i] else { continue };
            prop_assert!((0.0..=1.0).contains(&own));
            for j in 0..counts.len() {
                if near.of(i).len() == near.of(j).len() && sums[i] < sums[j] {
                    prop_assert!(p[j].expect("same size") <= own);
                }
            }
        }
    }

    #[test]
    fn corrections_never_lower_a_p_nor_change_their_order(p in prop::collection::vec(0.0f64..1.0, 1..60)) {
        use platssamverkan::analysis::run::Correction;
        let (bh, bonferroni) = (adjust(&p, Correction::Bh), adjust(&p, Correction::Bonferroni));
        for i in 0..p.len() {
            prop_assert!(p[i] <= bh[i] && bh[i] <= bonferroni[i] + 1e-15);
            for j in 0..p.len() {
                prop_assert!(p[i] > p[j] || bh[i] <= bh[j]);
            }
        }
    }
}
