//! From the LLR of every zone to clusters that have no site in common.

use super::{Cluster, statistic::llr, zones::Zones};
use crate::area::PlanarMetres;
use rayon::prelude::*;

/// LLRs that differ by less, relatively, are the same number computed in another order. Those who are
/// as good are told with the same one, so that clusters never rise by the last bit.
const SAME: f64 = 1e-10;

/// The best zones, each the best of those that share no site with a better one. Of zones that are as
/// good the one with the smallest radius, then of the lowest centre. p is left to be filled in.
pub(super) fn best(
    zones: &Zones,
    counts: &[u32],
    centroids: &[PlanarMetres],
    total: u64,
    most: u32,
) -> Vec<Cluster> {
    let mut ranked: Vec<(f64, u32, usize)> = (0..zones.n_centres())
        .into_par_iter()
        .flat_map_iter(|centre| {
            let mut c = 0;
            zones.of(centre).filter_map(move |at| {
                c += u64::from(counts[zones.site(at)]);
                let llr = llr(c, zones.expected(at)?, total);
                (llr > 0.0).then_some((llr, centre as u32, at))
            })
        })
        .collect();
    ranked.par_sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken = vec![false; counts.len()];
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut next = 0;
    while next < ranked.len() && clusters.len() < most as usize {
        let llr = ranked[next].0;
        let ties = ranked[next..].iter().take_while(|zone| zone.0 >= llr * (1.0 - SAME));
        let free = ties.filter(|(_, centre, at)| {
            let members = zones.members(*centre as usize, *at);
            !taken[*centre as usize] && members.iter().all(|&site| !taken[site as usize])
        });
        let radius = |centre: u32, at: usize| {
            super::zones::distance_m(centroids[centre as usize], centroids[zones.site(at)])
        };
        let smallest = free
            .map(|&(_, centre, at)| (radius(centre, at), centre, at))
            .min_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let Some((radius_m, centre, at)) = smallest else {
            next += 1;
            continue;
        };
        let mut sites = zones.members(centre as usize, at).to_vec();
        sites.sort_unstable();
        sites.iter().for_each(|&site| taken[site as usize] = true);
        let n: u64 = sites.iter().map(|&site| u64::from(counts[site as usize])).sum();
        let expected = zones.expected(at).expect("only zones are ranked");
        let ratio = n as f64 / expected;
        let outside = (total - n) as f64 / (total as f64 - expected);
        clusters.push(Cluster {
            centre,
            radius_m,
            sites,
            n,
            expected,
            ratio,
            relative_risk: (n < total).then(|| ratio / outside),
            llr,
            p: 1.0,
            p_gumbel: None,
        });
    }
    clusters
}

/// (r + 1)/(m + 1), r of the m ascending maxima as large.
pub(super) fn p_of(llr: f64, ascending: &[f64]) -> f64 {
    let below = ascending.partition_point(|max| *max < llr * (1.0 - SAME));
    let as_large = ascending.len() - below;
    (as_large + 1) as f64 / (ascending.len() + 1) as f64
}
