//! Places that a method drew: clusters of the scan, dense places.

use super::{Column, Features, Shape, rows};
use crate::{
    analysis::{dbscan::places::DensePlaces, question::Answer, scan::Scanned},
    export::{FeatureId, layers},
};

pub(super) const CLUSTERS: &[Column<Scanned>] = &[
    ("rank", |s, i| s.places[i].rank.into()),
    ("name", |s, i| s.places[i].name.as_str().into()),
    ("n", |s, i| s.places[i].n.into()),
    ("expected", |s, i| s.places[i].expected.into()),
    ("ratio", |s, i| s.places[i].ratio.into()),
    ("relative_risk", |s, i| s.places[i].relative_risk.into()),
    ("llr", |s, i| s.places[i].llr.into()),
    ("p", |s, i| s.places[i].p.into()),
    ("p_gumbel", |s, i| s.places[i].p_gumbel.into()),
    ("radius_m", |s, i| s.places[i].radius_m.into()),
    ("centre_lon", |s, i| s.places[i].centre.lon.into()),
    ("centre_lat", |s, i| s.places[i].centre.lat.into()),
    ("n_cells", |s, i| s.places[i].cells.len().into()),
];

pub(super) fn clusters(answer: &Answer) -> Option<Features<'_>> {
    let Answer::Scan(found) = answer else { return None };
    Some(rows(found, found.places.len(), CLUSTERS, |found: &Scanned, i| {
        let place = &found.places[i];
        Shape {
            id: FeatureId::Number(place.rank.into()),
            geometry: Some(place.geometry.clone().into()),
            label_at: layers::label_at(&place.geometry),
        }
    }))
}

pub(super) const DENSE: &[Column<DensePlaces>] = &[
    ("rank", |d, i| d.places[i].rank.into()),
    ("name", |d, i| d.places[i].name.as_str().into()),
    ("n", |d, i| d.places[i].n.into()),
    ("n_core", |d, i| d.places[i].n_core.into()),
    ("n_cells", |d, i| d.places[i].n_cells.into()),
    ("share_of_incidents", |d, i| d.places[i].share_of_incidents.into()),
    ("area_km2", |d, i| d.places[i].area_km2.into()),
    ("per_km2", |d, i| d.places[i].per_km2.into()),
];

pub(super) fn dense(answer: &Answer) -> Option<Features<'_>> {
    let Answer::Dbscan(found) = answer else { return None };
    Some(rows(found, found.places.len(), DENSE, |found: &DensePlaces, i| {
        let place = &found.places[i];
        Shape {
            id: FeatureId::Number(place.rank.into()),
            geometry: Some(place.geometry.clone().into()),
            label_at: Some(place.label_at),
        }
    }))
}
