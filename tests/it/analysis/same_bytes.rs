//! The same question gives the same bytes: on one thread and on two, and whenever it is asked again.

use super::every_method::{Case, METHODS, square};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use std::time::Instant;

/// Two years and a half of an uneven city with one place that flares at the end.
fn city() -> Case {
    Case::new("en stad", &square(0.05), "h3:10", |n_cells| {
        let mut random = ChaCha8Rng::seed_from_u64(31);
        let mut unit = || (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        let level: Vec<f64> = (0..n_cells).map(|_| 4.0 * unit().powi(5)).collect();
        (0..30)
            .map(|month| {
                let mut counts: Vec<u32> = level
                    .iter()
                    .map(|level| (level * (0.5 + unit()) + unit() * 0.7) as u32)
                    .collect();
                if month > 25 {
                    counts[n_cells / 3] += 15;
                }
                counts
            })
            .collect()
    })
}

#[test]
fn every_method_gives_the_same_bytes_on_one_thread_and_two_and_again() {
    let case = city();
    let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("a pool");
    let (one, two) = (pool(1), pool(2));
    // The lattice too is laid anew on two threads.
    let again = city();
    for (name, run) in METHODS {
        let begun = Instant::now();
        let alone = one.install(|| run(&case));
        let together = two.install(|| run(&again));
        let repeated = two.install(|| run(&case));
        println!(
            "samma byte: {name}, {} byte, tre gånger på {:.2} s",
            alone.len(),
            begun.elapsed().as_secs_f64()
        );
        assert!(alone == together, "{name}: one thread and two differ");
        assert!(alone == repeated, "{name}: again differs");
        assert!(alone.len() > 2, "{name} says nothing on a whole city");
    }
}
