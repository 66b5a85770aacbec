use super::*;
use crate::analysis::effort::Limits;

const KERNELS: [Kernel; 3] = [Kernel::Quartic, Kernel::Epanechnikov, Kernel::Gaussian];

fn at(east_m: f64, north_m: f64) -> PlanarMetres {
    PlanarMetres { east_m, north_m }
}

fn parameters(kernel: Kernel, bandwidth_m: f64, grid_m: f64, way: Way) -> KdeParameters {
    KdeParameters { kernel, bandwidth_m, grid_m, way }
}

fn found(places: &[PlanarMetres], counts: &[u32], parameters: &KdeParameters) -> Kde {
    kde(places, counts, parameters, &Effort::unlimited()).expect("nobody stops it").expect("counts")
}

/// Places that lie as in a town: some on the same spot, some far off.
fn town(n: u32) -> (Vec<PlanarMetres>, Vec<u32>) {
    let mixed = |i: u32, by: u32| f64::from(i.wrapping_mul(by) % 10_007) / 10_007.0;
    let place = |i: u32| {
        let spread = if i.is_multiple_of(3) { 4_000.0 } else { 900.0 };
        at(674_000.0 + spread * mixed(i, 7_919), 6_580_000.0 + spread * mixed(i, 104_729))
    };
    ((0..n).map(place).collect(), (0..n).map(|i| i % 4).collect())
}

#[test]
fn every_kernel_spreads_one_incident() {
    for kernel in KERNELS {
        // ∫ K(r)·2πr dr by Simpson's rule.
        let (h, steps) = (250.0, 20_000);
        let reach = kernel.reach_m(h);
        let step = reach / f64::from(steps);
        let value = |i: u32| {
            let r = f64::from(i) * step;
            kernel.density(h, r * r) * TAU * r
        };
        let weight = |i: u32| match i {
            0 => 1.0,
            i if i == steps => 1.0,
            i => 2.0 + 2.0 * f64::from(i % 2),
        };
        let integral = (0..=steps).map(|i| weight(i) * value(i)).sum::<f64>() * step / 3.0;
        assert!((integral - 1.0).abs() < 1e-9, "{kernel:?}: {integral}");
    }
}

#[test]
fn the_volume_is_the_number_of_incidents() {
    let (places, counts) = town(3_000);
    let n: u32 = counts.iter().sum();
    for kernel in KERNELS {
        let binned = found(&places, &counts, &parameters(kernel, 250.0, 50.0, Way::Binned));
        assert_eq!(binned.n, u64::from(n));
        assert!((binned.volume() / f64::from(n) - 1.0).abs() < 1e-9, "{kernel:?}");
        // As a sum over squares of a fine grid the exact one comes as near as the grid is fine.
        let exact = found(&places, &counts, &parameters(kernel, 250.0, 10.0, Way::Exact));
        assert!((exact.volume() / f64::from(n) - 1.0).abs() < 1e-4, "{kernel:?}");
    }
}

#[test]
fn the_exact_way_is_the_definition() {
    let (places, counts) = town(200);
    for kernel in KERNELS {
        let surface = found(&places, &counts, &parameters(kernel, 180.0, 60.0, Way::Exact));
        let highest = surface.per_km2.iter().copied().fold(0.0, f64::max);
        for row in 0..surface.grid.rows {
            for column in 0..surface.grid.columns {
                let centre = surface.grid.centre(column, row);
                let sum: f64 = places
                    .iter()
                    .zip(&counts)
                    .map(|(place, &n)| {
                        let (dx, dy) =
                            (place.east_m - centre.east_m, place.north_m - centre.north_m);
                        f64::from(n) * kernel.density(180.0, dx * dx + dy * dy) * 1e6
                    })
                    .sum();
                let density = surface.per_km2[row * surface.grid.columns + column];
                assert!((density - sum).abs() < 2e-9 * highest, "{kernel:?} {column} {row}");
            }
        }
    }
}

#[test]
fn the_two_ways_agree_within_the_stated_bound() {
    let (places, counts) = town(4_000);
    for kernel in KERNELS {
        // A Gaussian of h is as wide as a quartic of 2.8 h.
        let h = if kernel == Kernel::Gaussian { 250.0 / 8f64.sqrt() } else { 250.0 };
        for (grid_m, bound) in [(50.0, 0.02), (25.0, 0.005)] {
            let exact = found(&places, &counts, &parameters(kernel, h, grid_m, Way::Exact));
            let binned = found(&places, &counts, &parameters(kernel, h, grid_m, Way::Binned));
            assert_eq!(exact.grid, binned.grid);
            let highest = exact.per_km2.iter().copied().fold(0.0, f64::max);
            let off = exact.per_km2.iter().zip(&binned.per_km2).map(|(a, b)| (a - b).abs());
            let off = off.fold(0.0, f64::max) / highest;
            println!("kde {kernel:?}, {grid_m} m: största skillnad {off:.4} av högsta täthet");
            assert!(off < bound, "{kernel:?} {grid_m}: {off}");
        }
    }
}

#[test]
fn for_a_place_alone_they_agree_within_the_stated_bound_of_its_peak() {
    for kernel in KERNELS {
        let h = if kernel == Kernel::Gaussian { 250.0 / 8f64.sqrt() } else { 250.0 };
        let edge = kernel == Kernel::Epanechnikov;
        for (grid_m, bound) in
            [(50.0, if edge { 0.1 } else { 0.07 }), (25.0, if edge { 0.05 } else { 0.02 })]
        {
            let mut worst: f64 = 0.0;
            for (i, j) in (0..5).flat_map(|i| (0..5).map(move |j| (f64::from(i), f64::from(j)))) {
                let place = [at(grid_m * i / 8.0, grid_m * j / 8.0)];
                let exact = found(&place, &[1], &parameters(kernel, h, grid_m, Way::Exact));
                let binned = found(&place, &[1], &parameters(kernel, h, grid_m, Way::Binned));
                let off = exact.per_km2.iter().zip(&binned.per_km2).map(|(a, b)| (a - b).abs());
                worst = worst.max(off.fold(0.0, f64::max) / (kernel.peak(h) * 1e6));
            }
            println!("kde {kernel:?}, {grid_m} m, ensam plats: {worst:.4}");
            assert!(worst < bound, "{kernel:?} {grid_m}: {worst}");
        }
    }
}

#[test]
fn grids_lie_on_each_other_and_their_border_is_empty() {
    let (places, counts) = town(500);
    for kernel in KERNELS {
        for way in [Way::Exact, Way::Binned] {
            let surface = found(&places, &counts, &parameters(kernel, 130.0, 50.0, way));
            let Grid { west_m, south_m, columns, rows, .. } = surface.grid;
            assert_eq!((west_m % 50.0, south_m % 50.0), (0.0, 0.0));
            let highest = surface.per_km2.iter().copied().fold(0.0, f64::max);
            for row in 0..rows {
                for column in 0..columns {
                    let density = surface.per_km2[row * columns + column];
                    let border = row % (rows - 1) == 0 || column % (columns - 1) == 0;
                    assert!(density >= 0.0 && (!border || density < 1e-8 * highest));
                }
            }
        }
    }
}

#[test]
fn degenerate_input_has_an_answer() {
    for way in [Way::Exact, Way::Binned] {
        for kernel in KERNELS {
            let usual = parameters(kernel, 250.0, 50.0, way);
            let none = kde(&[], &[], &usual, &Effort::unlimited());
            assert_eq!(none, Ok(None));
            let zeros = kde(&[at(1.0, 2.0); 3], &[0; 3], &usual, &Effort::unlimited());
            assert_eq!(zeros, Ok(None));
            // A giant count at one place; a place on a corner of four squares; negative coordinates.
            let giant = found(&[at(-50.0, -100.0)], &[u32::MAX], &usual);
            assert!(giant.per_km2.iter().all(|d| d.is_finite() && *d >= 0.0));
            assert!((giant.volume() / f64::from(u32::MAX) - 1.0).abs() < 0.01, "{kernel:?}");
            let narrow = parameters(kernel, 1.0, 50.0, way);
            assert!(found(&[at(3.0, 3.0)], &[1], &narrow).coarse(&narrow));
            assert!(!giant.coarse(&usual));
        }
    }
}

#[test]
fn a_grid_too_fine_is_refused_with_the_side_that_would_do() {
    let (places, counts) = town(1_000);
    for way in [Way::Exact, Way::Binned] {
        let effort = || Effort::new(Limits { memory_bytes: 4_000_000, operations: 500_000_000 });
        let fine = parameters(Kernel::Quartic, 250.0, 1.0, way);
        let Err(Stopped::TooCostly { field: "grid_m", would_do, .. }) =
            kde(&places, &counts, &fine, &effort())
        else {
            panic!("25 million squares are more than 4 MB")
        };
        assert!((2.0..60.0).contains(&would_do), "{would_do}");
        let coarser = KdeParameters { grid_m: would_do, ..fine };
        assert!(kde(&places, &counts, &coarser, &effort()).is_ok());
    }
    let effort = Effort::unlimited();
    effort.cancel();
    let usual = parameters(Kernel::Quartic, 250.0, 50.0, Way::Exact);
    assert_eq!(kde(&places, &counts, &usual, &effort), Err(Stopped::Cancelled));
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let (places, counts) = town(5_000);
    for kernel in KERNELS {
        for way in [Way::Exact, Way::Binned] {
            let with = |threads| {
                let pool =
                    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("pool");
                let usual = parameters(kernel, 250.0, 50.0, way);
                let surface = pool.install(|| found(&places, &counts, &usual));
                serde_json::to_vec(&surface).expect("numbers")
            };
            assert_eq!(with(1), with(2), "{kernel:?} {way:?}");
        }
    }
}
