//! Kulldorff's spatial scan: which circle has most more than its share, and could chance have made it?
//!
//! **Question.** Of all circles that can be drawn over the study area, which one holds counts that are
//! least likely under "every place has its share", and how often would chance alone, searching as
//! widely, find one as unlikely? The p is of the whole search: no correction for many tests is needed.
//!
//! **Input.** Per site (cell or area) a centroid in planar metres (EPSG:3006 inside Sweden), a count
//! and a weight: what its share of the counts should be in proportion to (land, population, counts of
//! another category), in whatever unit. Any order. A site whose weight is not a positive number cannot
//! be expected to have anything: it takes no part, and its counts are told in [`Scan::n_left_out`].
//! **Output.** Clusters by falling likelihood ratio, no two with a site in common, each with sites,
//! centre, radius, observed and expected counts, p and the p of a Gumbel tail. [`Scan::nothing`] says
//! why when there is none.
//!
//! **Formula.** C counts in all; a zone with c of them and E = C·(its share of the weights) has
//! LLR = c·ln(c/E) + (C − c)·ln((C − c)/(C − E)) when c > E, else 0. Weights are never rounded. The
//! zones are, for every site, the circles around its centroid that reach one site further each time;
//! sites at the same distance (to a millimetre) come in together. A zone holds at most
//! [`ScanParameters::max_share`] of the weights and reaches at most [`ScanParameters::max_radius_m`].
//! The largest LLR is compared with the largest of each of m simulations in which the C counts fall
//! on the sites in proportion to the weights: p = (r + 1)/(m + 1), r of them as large. The p of the
//! following clusters come from the same maxima, which makes them cautious. m simulations cannot show
//! a p below 1/(m + 1): there the tail of a Gumbel distribution, fitted to the simulated maxima by
//! maximum likelihood, says about how small it is.
//!
//! **Degenerate input.** No counts, no weight, a single site, sites too large for the limits, or
//! nowhere more than its share: no cluster, and [`Nothing`] says which. Without simulations, or when
//! all maxima are equal, there is no Gumbel p.
//!
//! **Choosing.** On areas half of the weight ([`ScanParameters::for_areas`]); a smaller share splits
//! large clusters. On cells a radius, 500 m ([`ScanParameters::for_cells`]): half of a city is no
//! place. 9 999 simulations for a p to be quoted, 999 to look. The weights are the real choice: with
//! land it finds the inner city.
//!
//! **Repeatable.** Simulation d is stream d of ChaCha8 under the seed; on any number of threads the
//! same maxima. What is computed does not depend on how sites are ordered, but which counts the
//! random numbers fall on does: p may differ by its simulation error when sites are reordered.
//!
//! **Reference.** Kulldorff (1997), doi 10.1080/03610929708831995; Gumbel tail: Abrams, Kulldorff &
//! Kleinman (2010), doi 10.1186/1476-072X-9-61.
//! **Checked against** published results for leukaemia in New York State, and a plain program from the
//! definition in numpy with its own random numbers; the Gumbel fit against scipy (tests/golden/scan).
//!
//! ```
//! use platssamverkan::{
//!     analysis::{effort::Effort, scan::{ScanParameters, Sites, scan}},
//!     area::PlanarMetres,
//! };
//! let at = |i| PlanarMetres { east_m: f64::from(i * i) * 100.0, north_m: 0.0 };
//! let centroids: Vec<PlanarMetres> = (0..8).map(at).collect();
//! let sites = Sites { centroids: &centroids, counts: &[1, 1, 9, 8, 1, 1, 1, 2], weights: &[1.0; 8] };
//! let found = scan(&sites, &ScanParameters::for_areas(999, 1), &Effort::unlimited())?;
//! // 17 of 24 in two of eight places: 17·ln(17/6) + 7·ln(7/18).
//! assert_eq!(found.clusters[0].sites, [2, 3]);
//! assert!((found.clusters[0].llr - 11.093_485).abs() < 1e-6 && found.clusters[0].p == 0.001);
//! # Ok::<(), platssamverkan::analysis::effort::Stopped>(())
//! ```

mod clusters;
mod gumbel;
mod maxima;
mod multinomial;
mod places;
mod statistic;
mod zones;

pub use gumbel::Gumbel;
pub use places::{Parameters, ScanPlace, Scanned, scan_cells};

use super::effort::{Cost, Effort, Stopped};
use crate::area::PlanarMetres;
use multinomial::Multinomial;
use serde::{Deserialize, Serialize};
use zones::{Reach, Zones};

/// Version of the method; raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 2;

/// Simulations for a p that is to be quoted.
pub const SIMULATIONS: u32 = 9_999;

/// Largest share of the weights in a zone, on areas.
pub const MAX_SHARE: f64 = 0.5;

/// Largest radius of a zone in metres, on cells.
pub const MAX_RADIUS_M: f64 = 500.0;

/// Clusters that are told.
pub const MAX_CLUSTERS: u32 = 10;

/// More counts than this do not fit the sums.
const MOST_COUNTS: u64 = i32::MAX as u64 - 1;

/// What is scanned: one entry per site in each.
#[derive(Debug, Clone, Copy)]
pub struct Sites<'a> {
    /// Centroids.
    pub centroids: &'a [PlanarMetres],
    /// Counts, zeros included.
    pub counts: &'a [u32],
    /// What the share of the counts should be in proportion to.
    pub weights: &'a [f64],
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanParameters {
    /// A zone holds at most this share of the weights; 0.5 is the most that makes sense, and what
    /// larger values are taken as.
    pub max_share: f64,
    /// A zone reaches at most so many metres from its centre; `None` is no such limit.
    pub max_radius_m: Option<f64>,
    /// Number of simulations.
    pub simulations: u32,
    /// Of the random numbers.
    pub seed: u64,
    /// Most clusters that are told.
    pub max_clusters: u32,
}

impl ScanParameters {
    /// Zones up to half of the weight, however wide.
    pub fn for_areas(simulations: u32, seed: u64) -> Self {
        let max_clusters = MAX_CLUSTERS;
        Self { max_share: MAX_SHARE, max_radius_m: None, simulations, seed, max_clusters }
    }

    /// Zones up to 500 m.
    pub fn for_cells(simulations: u32, seed: u64) -> Self {
        Self { max_radius_m: Some(MAX_RADIUS_M), ..Self::for_areas(simulations, seed) }
    }
}

/// A circle with more than its share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// The site that the circle is drawn around.
    pub centre: u32,
    /// Metres from its centroid to that of the farthest site; 0 for a site alone.
    pub radius_m: f64,
    /// Its sites, ascending.
    pub sites: Vec<u32>,
    /// Counts in it.
    pub n: u64,
    /// Counts that are its share.
    pub expected: f64,
    /// Observed / expected.
    pub ratio: f64,
    /// The same ratio inside over outside; `None` when everything lies inside.
    pub relative_risk: Option<f64>,
    /// Log likelihood ratio.
    pub llr: f64,
    /// (r + 1)/(m + 1).
    pub p: f64,
    /// Of the Gumbel tail; `None` where none could be fitted.
    pub p_gumbel: Option<f64>,
}

/// Why there is no cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nothing {
    /// No counts at sites with weight.
    NoCounts,
    /// No site has weight.
    NoWeight,
    /// One site only: there is nothing to compare with.
    OneSite,
    /// Every site has more than the share that a zone may hold.
    NoZone,
    /// No zone has more than its share.
    NoExcess,
}

impl Nothing {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Nothing::NoCounts => "no_counts",
            Nothing::NoWeight => "no_weight",
            Nothing::OneSite => "one_site",
            Nothing::NoZone => "no_zone",
            Nothing::NoExcess => "no_excess",
        }
    }
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scan {
    /// Counts at sites that take part.
    pub n_used: u64,
    /// Counts at sites without weight.
    pub n_left_out: u64,
    /// Sites that take part.
    pub n_sites: u32,
    /// Zones looked at, counted once for every centre that they are drawn from.
    pub n_zones: u64,
    /// Simulations done; 0 when there was nothing to simulate.
    pub simulations: u32,
    /// The LLR that 95 % of the simulated maxima stay below.
    pub critical_llr: Option<f64>,
    /// Fitted to the simulated maxima.
    pub gumbel: Option<Gumbel>,
    /// By falling LLR, none with a site of another.
    pub clusters: Vec<Cluster>,
    /// Why there is none.
    pub nothing: Option<Nothing>,
}

/// Scans.
///
/// # Errors
/// Cancelled, or more zones or simulations than can be afforded.
///
/// # Panics
/// When the three columns of the sites have different lengths.
pub fn scan(sites: &Sites, parameters: &ScanParameters, effort: &Effort) -> Result<Scan, Stopped> {
    assert!(
        sites.counts.len() == sites.centroids.len() && sites.weights.len() == sites.counts.len(),
        "one count and one weight per centroid"
    );
    let taking_part: Vec<u32> = (0..sites.counts.len() as u32)
        .filter(|&i| {
            let (at, weight) = (sites.centroids[i as usize], sites.weights[i as usize]);
            weight > 0.0 && weight.is_finite() && at.east_m.is_finite() && at.north_m.is_finite()
        })
        .collect();
    let pick = |i: &u32| sites.centroids[*i as usize];
    let centroids: Vec<PlanarMetres> = taking_part.iter().map(pick).collect();
    let counts: Vec<u32> = taking_part.iter().map(|&i| sites.counts[i as usize]).collect();
    let weights = shares(taking_part.iter().map(|&i| sites.weights[i as usize]).collect());
    let sum = |counts: &[u32]| counts.iter().map(|&n| u64::from(n)).sum::<u64>();
    let n_used = sum(&counts);
    let mut result = Scan {
        n_used,
        n_left_out: sum(sites.counts) - n_used,
        n_sites: taking_part.len() as u32,
        n_zones: 0,
        simulations: 0,
        critical_llr: None,
        gumbel: None,
        clusters: Vec::new(),
        nothing: None,
    };
    result.nothing = match (n_used, taking_part.len()) {
        (_, 0) => Some(Nothing::NoWeight),
        (0, _) => Some(Nothing::NoCounts),
        (_, 1) => Some(Nothing::OneSite),
        _ => None,
    };
    if result.nothing.is_some() {
        return Ok(result);
    }
    let lots = Multinomial::new(&weights, afford_counts(n_used)?);
    let limits = zones::Limits::of(parameters);
    afford(&centroids, &weights, &limits, parameters, &lots, effort)?;
    let zones = Zones::new(&centroids, &weights, &limits, n_used as f64);
    result.n_zones = zones.n_zones();
    if result.n_zones == 0 {
        result.nothing = Some(Nothing::NoZone);
        return Ok(result);
    }
    let best = clusters::best(&zones, &counts, &centroids, n_used, parameters.max_clusters);
    if best.is_empty() {
        result.nothing = Some(Nothing::NoExcess);
        return Ok(result);
    }
    let maxima = maxima::simulate(&zones, &lots, parameters, effort)?;
    result.simulations = parameters.simulations;
    result.gumbel = Gumbel::fit(&maxima);
    let mut sorted = maxima;
    sorted.sort_unstable_by(f64::total_cmp);
    let at_95 = (0.95 * (sorted.len() + 1) as f64).ceil() as usize;
    result.critical_llr = at_95.checked_sub(1).and_then(|at| sorted.get(at)).copied();
    result.clusters = best
        .into_iter()
        .map(|mut cluster| {
            cluster.p = clusters::p_of(cluster.llr, &sorted);
            cluster.p_gumbel = result.gumbel.map(|gumbel| gumbel.upper_tail(cluster.llr));
            cluster.centre = taking_part[cluster.centre as usize];
            cluster.sites.iter_mut().for_each(|site| *site = taking_part[*site as usize]);
            cluster
        })
        .collect();
    Ok(result)
}

/// Shares of the sum, so that the unit of the weights decides nothing. Scaled first: the sum of large
/// weights must not overflow.
fn shares(weights: Vec<f64>) -> Vec<f64> {
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let sum: f64 = weights.iter().map(|w| w / largest).sum();
    weights.iter().map(|w| w / largest / sum).collect()
}

fn afford_counts(n: u64) -> Result<u32, Stopped> {
    match u32::try_from(n) {
        Ok(few) if n <= MOST_COUNTS => Ok(few),
        _ => Err(Stopped::TooCostly {
            field: "counts",
            asked: n as f64,
            would_do: MOST_COUNTS as f64,
            resource: "memory",
        }),
    }
}

/// Zones first, which take the memory, then the simulations, which take the time.
fn afford(
    centroids: &[PlanarMetres],
    weights: &[f64],
    limits: &zones::Limits,
    parameters: &ScanParameters,
    lots: &Multinomial,
    effort: &Effort,
) -> Result<(), Stopped> {
    let reach = Reach::new(centroids, weights, limits);
    let simulation = |zones: f64| 0.3 * zones + lots.cost();
    let cost = |limits: zones::Limits, simulations: f64| {
        let zones = reach.mean_sites(&limits) * centroids.len() as f64;
        Cost {
            memory_bytes: zones * zones::BYTES_PER_ZONE + centroids.len() as f64 * 200.0,
            operations: zones * 60.0 + simulations * simulation(zones),
        }
    };
    let lone = |share, radius_m| cost(zones::Limits { share, radius_m }, 0.0);
    match limits.radius_m {
        Some(asked) => {
            effort.afford("max_radius_m", asked, 0.0, |r| lone(limits.share, Some(r)))?;
        }
        None => effort.afford("max_share", limits.share, 0.0, |share| lone(share, None))?,
    }
    let asked = f64::from(parameters.simulations);
    effort.afford("simulations", asked, 0.0, |m| cost(*limits, m))
}

#[cfg(test)]
mod tests;
