//! The scan over the cells of a lattice, and its clusters as places.

use super::{Cluster, Gumbel, MAX_RADIUS_M, Nothing, ScanParameters, Sites, scan};
use crate::{
    analysis::{
        effort::{Effort, Stopped},
        lattice::Lattice,
        run::{Expectation, LatticeSpec},
    },
    area::LonLat,
};
use geo_types::MultiPolygon;
use serde::{Deserialize, Serialize};

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// `land` or an exposure; surroundings and earlier years are not for a scan.
    pub expectation: Expectation,
    /// Most of the weight in a zone, up to 0.5.
    pub max_share: f64,
    /// Most metres from the centre of a zone; if not given 500 on cells and no limit on areas.
    pub max_radius_m: Option<f64>,
    /// Number of simulations.
    pub simulations: u32,
    /// Of the random numbers.
    pub seed: u64,
    /// Most clusters that are told.
    pub max_clusters: u32,
}

impl Parameters {
    /// For the cells of a lattice.
    pub fn on(&self, lattice: LatticeSpec) -> ScanParameters {
        let cells = matches!(lattice, LatticeSpec::H3(_) | LatticeSpec::Sweref(_));
        ScanParameters {
            max_share: self.max_share,
            max_radius_m: self.max_radius_m.or(cells.then_some(MAX_RADIUS_M)),
            simulations: self.simulations,
            seed: self.seed,
            max_clusters: self.max_clusters,
        }
    }
}

/// What came out, with cells by their ids.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scanned {
    /// Cells that can be expected to have something.
    pub n_cells: u32,
    /// Zones looked at, counted once for every centre that they are drawn from.
    pub n_zones: u64,
    /// The radius that held; `None` is no limit.
    pub max_radius_m: Option<f64>,
    /// Simulations done.
    pub simulations: u32,
    /// The LLR that 95 % of the simulated maxima stay below.
    pub critical_llr: Option<f64>,
    /// Fitted to the simulated maxima.
    pub gumbel: Option<Gumbel>,
    /// By falling LLR.
    pub places: Vec<ScanPlace>,
    /// Why there is none.
    pub nothing: Option<Nothing>,
}

/// A cluster on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanPlace {
    /// From 1.
    pub rank: u32,
    /// Suggested name.
    pub name: String,
    /// Centre of the circle in WGS84.
    pub centre: LonLat,
    /// Metres from it to the centre of the farthest cell; 0 for a cell alone.
    pub radius_m: f64,
    /// Ids of its cells, ascending.
    pub cells: Vec<String>,
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
    /// Of the Gumbel tail.
    pub p_gumbel: Option<f64>,
    /// Its cells, dissolved, in WGS84.
    pub geometry: MultiPolygon<f64>,
}

/// Scans the cells of a lattice. `names` suggests one name per centre. Also gives the counts in cells
/// where nothing can be expected.
///
/// # Errors
/// Cancelled, or more than can be afforded.
pub fn scan_cells(
    lattice: &Lattice,
    counts: &[u32],
    weights: &[f64],
    parameters: &Parameters,
    names: impl FnOnce(&[LonLat]) -> Vec<String>,
    effort: &Effort,
) -> Result<(Scanned, u64), Stopped> {
    let parameters = parameters.on(lattice.spec());
    let found = scan(&Sites { centroids: lattice.planar(), counts, weights }, &parameters, effort)?;
    let centre = |cluster: &Cluster| lattice.centres()[cluster.centre as usize];
    let centres: Vec<LonLat> = found.clusters.iter().map(centre).collect();
    let places =
        found.clusters.iter().zip(names(&centres)).zip(1..).map(|((cluster, name), rank)| {
            let id = |cell: &u32| lattice.ids()[*cell as usize].clone();
            ScanPlace {
                rank,
                name,
                centre: centre(cluster),
                radius_m: cluster.radius_m,
                cells: cluster.sites.iter().map(id).collect(),
                n: cluster.n,
                expected: cluster.expected,
                ratio: cluster.ratio,
                relative_risk: cluster.relative_risk,
                llr: cluster.llr,
                p: cluster.p,
                p_gumbel: cluster.p_gumbel,
                geometry: lattice.dissolve(&cluster.sites),
            }
        });
    let scanned = Scanned {
        n_cells: found.n_sites,
        n_zones: found.n_zones,
        max_radius_m: parameters.max_radius_m,
        simulations: found.simulations,
        critical_llr: found.critical_llr,
        gumbel: found.gumbel,
        places: places.collect(),
        nothing: found.nothing,
    };
    Ok((scanned, found.n_left_out))
}
