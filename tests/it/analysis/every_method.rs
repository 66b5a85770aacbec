//! Every pure method of the engine on one kind of input: what [`super::same_bytes`] runs on one thread
//! and on two, and [`super::degenerate`] on input that has nothing to say.
//!
//! **To add a method**: a line in [`METHODS`] with a function that calls it on a [`Case`] and hands the
//! result to [`said`]. What it needs beside counts in cells (points, days, a control) is made from the
//! case here, so that the same degenerate cases reach it.

mod in_points;
mod in_time;
mod of_cases;

use super::whole_run::{block, default_parameters, input_on_cells, no_rows};
use geo_types::MultiPolygon;
use platssamverkan::{
    analysis::{
        backtest, concentration,
        effort::{Effort, Stopped},
        exact_p, getis_ord,
        hotspots::{compute, ranked_counts},
        kde::{Kde, KdeParameters, Kernel, Way, kde},
        laid::{Laid, Lattices},
        local_moran::local_moran,
        run::{Correction, Expectation, Gate, LatticeSpec, RunParameters, RunResult},
        scan::{Scan, ScanParameters, Sites, scan},
        significance,
    },
    area::PlanarMetres,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt::Debug, sync::Arc};

/// Counts of some months in the cells of a study area.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) lattices: Lattices,
    pub(super) lattice: LatticeSpec,
    /// Per month one count per cell, oldest first.
    pub(super) months: Vec<Vec<u32>>,
}

impl Case {
    pub(super) fn new(
        name: &'static str,
        area: &MultiPolygon<f64>,
        lattice: &str,
        months: impl Fn(usize) -> Vec<Vec<u32>>,
    ) -> Self {
        let lattices = Lattices::new(area, None).expect("surveyed");
        let lattice = LatticeSpec::try_from(lattice.to_owned()).expect("known");
        let n_cells = lattices.lattice(lattice).len();
        Self { name, lattices, lattice, months: months(n_cells) }
    }

    pub(super) fn laid(&self) -> Arc<Laid> {
        self.lattices.laid(self.lattice, 1)
    }

    /// Of all months together.
    pub(super) fn counts(&self) -> Vec<u32> {
        let mut sums = vec![0u32; self.laid().lattice().len()];
        for month in &self.months {
            sums.iter_mut().zip(month).for_each(|(sum, &n)| *sum = sum.saturating_add(n));
        }
        sums
    }

    /// Months as they are named, from January 2023.
    pub(super) fn month_names(&self) -> Vec<String> {
        (0..self.months.len()).map(|i| format!("{}-{:02}", 2023 + i / 12, i % 12 + 1)).collect()
    }

    /// Cell centres in metres.
    pub(super) fn centres(&self) -> Vec<PlanarMetres> {
        self.laid().lattice().planar().to_vec()
    }
}

/// One method on a case, as the bytes of its answer.
pub(super) type Run = fn(&Case) -> Vec<u8>;

/// Every method.
pub(super) const METHODS: &[(&str, Run)] = &[
    ("rangordnade antal", |case| {
        said(&ranked_counts(&case.counts(), case.laid().lattice().land_m2()))
    }),
    ("heta platser, standardgrind", |case| hotspots(case, Gate::Default, Expectation::Background)),
    ("heta platser, mark", |case| hotspots(case, Gate::Default, Expectation::Land)),
    ("heta platser, räkneprov", |case| hotspots(case, Gate::Count, Expectation::Background)),
    ("heta platser, Gi*", |case| hotspots(case, Gate::GiStar, Expectation::Land)),
    ("heta platser, permutation", |case| hotspots(case, Gate::Permutation, Expectation::Land)),
    ("Gi och Gi*", |case| {
        let (counts, laid) = (case.counts(), case.laid());
        let near = laid.neighbours();
        said(&(getis_ord::gi_star(&counts, near), getis_ord::gi(&counts, near)))
    }),
    ("permutations-p", |case| {
        let (counts, laid) = (case.counts(), case.laid());
        let star = exact_p::gi_star_p(&counts, laid.neighbours());
        let plain = exact_p::gi_p(&counts, laid.neighbours());
        said(&((star.p, star.simulated), (plain.p, plain.simulated)))
    }),
    ("rättning för många prov", |case| {
        let n = case.counts().len().max(1) as f64;
        let p: Vec<f64> = case.counts().iter().map(|&x| 1.0 / (1.0 + f64::from(x) / n)).collect();
        let all = [Correction::Bh, Correction::Bonferroni, Correction::None];
        said(&all.map(|correction| significance::adjust(&p, correction)).to_vec())
    }),
    ("koncentration", |case| said(&concentration::of(&case.counts()))),
    ("täthet, exakt", |case| density(case, Way::Exact)),
    ("täthet, binnad", |case| density(case, Way::Binned)),
    ("avsökning, rutor", |case| scanned(case, &ScanParameters::for_cells(199, 7))),
    ("avsökning, områden", |case| scanned(case, &ScanParameters::for_areas(199, 7))),
    ("lokal Moran", |case| {
        said(&local_moran(&case.counts(), case.laid().neighbours(), Correction::Bh))
    }),
    ("heta platser över tid", in_time::hot_spots_over_time),
    ("trender", in_time::trends),
    ("förändring", in_time::changes),
    ("två perioder", in_time::two_periods),
    ("lika säsong", in_time::like_seasons),
    ("vad har förändrats", in_time::what_has_changed),
    ("täta platser", in_points::dense_places),
    ("närupprepning", in_points::near_repeats),
    ("effekt med kontroll", of_cases::with_control),
    ("effekt utan kontroll", of_cases::without_control),
    ("kontroller att välja bland", of_cases::control_candidates),
    ("små prov och styrka", of_cases::small_tests),
    ("prövning i efterhand", |case| {
        let months = case.month_names();
        let cube = backtest::Cube { months, counts: case.months.clone() };
        let parameters = backtest::Parameters { past_months: 12, max_rolls: 8, ring: 1 };
        answered(backtest::backtest(&cube, &case.laid(), &parameters, &Effort::unlimited()))
    }),
];

fn hotspots(case: &Case, gate: Gate, expectation: Expectation) -> Vec<u8> {
    let laid = case.laid();
    let on_ground = input_on_cells(&laid);
    let counts = case.counts();
    let earlier = case.months.first().cloned().unwrap_or_default();
    let parameters = RunParameters {
        lattice: case.lattice,
        gate,
        expectation,
        stability: true,
        ..default_parameters()
    };
    let mut input = no_rows(&case.lattices, &on_ground, &counts);
    input.counts_month_back = Some(&earlier);
    said::<RunResult>(&compute(&parameters, &input))
}

fn density(case: &Case, way: Way) -> Vec<u8> {
    let parameters =
        KdeParameters { kernel: Kernel::Quartic, bandwidth_m: 250.0, grid_m: 50.0, way };
    let found = kde(&case.centres(), &case.counts(), &parameters, &Effort::unlimited());
    answered::<Option<Kde>>(found)
}

fn scanned(case: &Case, parameters: &ScanParameters) -> Vec<u8> {
    let (centres, counts, laid) = (case.centres(), case.counts(), case.laid());
    // Zones without a limit in metres are for hundreds of areas, not for thousands of cells.
    let n = if parameters.max_radius_m.is_none() { centres.len().min(300) } else { centres.len() };
    let weights = &laid.lattice().land_m2()[..n];
    let sites = Sites { centroids: &centres[..n], counts: &counts[..n], weights };
    answered::<Scan>(scan(&sites, parameters, &Effort::unlimited()))
}

/// An answer as JSON, after a look at every number in it: JSON would write what is not a number as
/// null, and nobody would see it.
pub(super) fn said<T: Serialize + DeserializeOwned + Debug + PartialEq>(answer: &T) -> Vec<u8> {
    let shown = format!("{answer:?}");
    let odd =
        shown.split(|c: char| !c.is_alphanumeric()).find(|word| ["NaN", "inf"].contains(word));
    assert_eq!(odd, None, "in {shown:.2000}");
    let bytes = serde_json::to_vec(answer).expect("written");
    let read: T = serde_json::from_slice(&bytes).expect("what is written can be read");
    assert!(read == *answer, "what is read is what was written");
    bytes
}

/// The same of a method that may refuse what is too much, with the number that would do: that too is
/// an answer.
pub(super) fn answered<T: Serialize + DeserializeOwned + Debug + PartialEq>(
    answer: Result<T, Stopped>,
) -> Vec<u8> {
    match answer {
        Ok(answer) => said(&answer),
        Err(refused @ Stopped::TooCostly { .. }) => refused.to_string().into_bytes(),
        Err(Stopped::Cancelled) => panic!("nobody took it back"),
    }
}

/// A box of this height in degrees.
pub(super) fn square(height: f64) -> MultiPolygon<f64> {
    block(18.0, 59.3, height)
}
