use super::*;

fn row(n: usize) -> Vec<PlanarMetres> {
    (0..n).map(|i| PlanarMetres { east_m: 100.0 * i as f64, north_m: 0.0 }).collect()
}

fn square(side: usize) -> Vec<PlanarMetres> {
    let at = |i: usize| PlanarMetres {
        east_m: 100.0 * (i % side) as f64,
        north_m: 100.0 * (i / side) as f64,
    };
    (0..side * side).map(at).collect()
}

fn found(centroids: &[PlanarMetres], counts: &[u32], weights: &[f64]) -> Scan {
    let sites = Sites { centroids, counts, weights };
    scan(&sites, &ScanParameters::for_areas(199, 7), &Effort::unlimited()).expect("nobody stops it")
}

#[test]
fn degenerate_input_gives_a_reason_and_no_cluster() {
    let cases: [(&[u32], &[f64], Nothing); 6] = [
        (&[], &[], Nothing::NoWeight),
        (&[0, 0, 0], &[1.0; 3], Nothing::NoCounts),
        (&[3, 4], &[0.0, f64::NAN], Nothing::NoWeight),
        (&[0, 4], &[1.0, -1.0], Nothing::NoCounts),
        (&[9, 4], &[1.0, 0.0], Nothing::OneSite),
        (&[5; 6], &[2.5; 6], Nothing::NoExcess),
    ];
    for (counts, weights, nothing) in cases {
        let scan = found(&row(counts.len()), counts, weights);
        assert_eq!(scan.nothing, Some(nothing), "{counts:?} {weights:?}");
        assert!(scan.clusters.is_empty() && scan.gumbel.is_none() && scan.simulations == 0);
    }
    // Two sites of which one has nearly everything: no zone holds at most half but the small one.
    let scan = found(&row(2), &[1, 9], &[1.0, 3.0]);
    assert_eq!((scan.nothing, scan.n_zones), (Some(Nothing::NoExcess), 1));
    // All at one spot come in together, and together they are everything.
    let scan = found(&[PlanarMetres { east_m: 1.0, north_m: 1.0 }; 4], &[1, 2, 3, 9], &[1.0; 4]);
    assert_eq!(scan.nothing, Some(Nothing::NoZone));
}

#[test]
fn counts_where_nothing_can_be_expected_are_left_out_and_told() {
    let scan = found(&row(5), &[1, 7, 2, 8, 0], &[1.0, 0.0, 1.0, 1.0, 1.0]);
    assert_eq!((scan.n_used, scan.n_left_out, scan.n_sites), (11, 7, 4));
    assert_eq!(scan.clusters[0].sites, [3]);
}

#[test]
fn one_giant_count_is_its_own_cluster() {
    let mut counts = vec![0; 49];
    counts[24] = 2_000_000_000;
    let scan = found(&square(7), &counts, &[1.0; 49]);
    let best = &scan.clusters[0];
    assert_eq!((best.sites.as_slice(), best.radius_m), (&[24][..], 0.0));
    assert_eq!((best.relative_risk, best.p), (None, 1.0 / 200.0));
    assert!(best.llr.is_finite() && best.p_gumbel.is_some_and(|p| p < 1e-3));
}

/// A site alone, and two that together have its count and its share: the same ratio, though the sum
/// of the two shares may differ from the share of the one in its last bit.
#[test]
fn circles_that_are_as_good_have_the_same_ratio_and_p_and_the_smaller_comes_first() {
    let centroids =
        [0.0, 10.0, 1_000.0, 3_000.0, 5_000.0].map(|east_m| PlanarMetres { east_m, north_m: 0.0 });
    let near = ScanParameters { max_radius_m: Some(50.0), ..ScanParameters::for_areas(19, 3) };
    for (a, b) in (1..40).flat_map(|a| (1..40).map(move |b| (a, b))) {
        let weights = [a, b, a + b, 3 * (a + b), 101].map(f64::from);
        let sites =
            Sites { centroids: &centroids, counts: &[a, b, a + b, 1, 0], weights: &weights };
        let found = scan(&sites, &near, &Effort::unlimited()).expect("nobody stops it").clusters;
        let [alone, together] = &found[..2] else { unreachable!("two") };
        assert_eq!((alone.sites.as_slice(), together.sites.as_slice()), (&[2][..], &[0, 1][..]));
        assert_eq!((alone.llr, alone.p), (together.llr, together.p), "{a} {b}");
    }
}

#[test]
fn too_much_is_refused_with_the_number_that_would_do() {
    let (centroids, counts) = (square(40), vec![3; 1600]);
    let sites = Sites { centroids: &centroids, counts: &counts, weights: &[1.0; 1600] };
    let try_with = |parameters: &ScanParameters, memory_bytes, operations| {
        let effort = Effort::new(crate::analysis::effort::Limits { memory_bytes, operations });
        scan(&sites, parameters, &effort)
    };
    let parameters = ScanParameters { max_clusters: 2, ..ScanParameters::for_areas(99_999, 1) };
    let Err(Stopped::TooCostly { field: "max_share", would_do, .. }) =
        try_with(&parameters, 2_000_000, u64::MAX)
    else {
        panic!("half of 1 600 around each of 1 600 is more than 2 MB")
    };
    let narrower = ScanParameters { max_share: would_do, simulations: 3, ..parameters.clone() };
    assert!(would_do > 0.01 && try_with(&narrower, 2_000_000, u64::MAX).is_ok());
    let Err(Stopped::TooCostly { field: "max_radius_m", would_do, .. }) = try_with(
        &ScanParameters { max_radius_m: Some(2e3), ..parameters.clone() },
        2_000_000,
        u64::MAX,
    ) else {
        panic!("2 km reach most of 4 km")
    };
    assert!((100.0..2e3).contains(&would_do));
    let Err(Stopped::TooCostly { field: "simulations", would_do, .. }) =
        try_with(&parameters, u64::MAX, 1_000_000_000)
    else {
        panic!("99 999 simulations over 600 000 zones are more than a second")
    };
    assert!(would_do > 99.0 && would_do < 99_999.0);
}

#[test]
fn a_cancelled_scan_stops() {
    let (centroids, effort) = (square(9), Effort::unlimited());
    let counts: Vec<u32> = (0..81).map(|i| i % 5).collect();
    let sites = Sites { centroids: &centroids, counts: &counts, weights: &[1.0; 81] };
    effort.cancel();
    let stopped = scan(&sites, &ScanParameters::for_areas(9_999, 1), &effort);
    assert_eq!(stopped, Err(Stopped::Cancelled));
}

#[test]
fn every_simulation_is_a_step() {
    let (centroids, effort) = (square(9), Effort::unlimited());
    let counts: Vec<u32> = (0..81).map(|i| i % 5).collect();
    let sites = Sites { centroids: &centroids, counts: &counts, weights: &[1.0; 81] };
    for m in [0, 1, 16, 17, 100] {
        let found = scan(&sites, &ScanParameters::for_areas(m, 1), &effort).expect("done");
        assert_eq!(found.simulations, m);
        assert!(found.clusters[0].p >= 1.0 / f64::from(m + 1));
    }
    assert_eq!(effort.progress(), (134, 134));
}

/// The level only decides how long it takes: all maxima, found the plain way.
#[test]
fn maxima_are_those_of_looking_at_every_zone() {
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
    let centroids = square(12);
    let weights = shares((0..144).map(|i| 1.0 + f64::from(i % 7)).collect());
    for total in [1u32, 30, 4_000] {
        let parameters = ScanParameters::for_areas(300, 5);
        let lots = Multinomial::new(&weights, total);
        let limits = zones::Limits::of(&parameters);
        let zones = Zones::new(&centroids, &weights, &limits, f64::from(total));
        let fast = maxima::simulate(&zones, &lots, &parameters, &Effort::unlimited());
        let fast = fast.expect("nobody stops it");
        for (d, fast) in fast.into_iter().enumerate() {
            let mut random = ChaCha8Rng::seed_from_u64(5);
            random.set_stream(d as u64);
            let mut counts = vec![0; 144];
            lots.draw(&mut random, &mut counts);
            let mut plain = 0.0f64;
            for centre in 0..144 {
                let mut c = 0;
                for at in zones.of(centre) {
                    c += u64::from(counts[zones.site(at)]);
                    let Some(expected) = zones.expected(at) else { continue };
                    plain = plain.max(statistic::llr(c, expected, u64::from(total)));
                }
            }
            assert_eq!(fast, plain, "{total} {d}");
        }
    }
}
