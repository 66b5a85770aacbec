//! The density map: its outlines, and its squares for those who ask for them.

use super::{Around, Column, Features, Shape, rows};
use crate::{
    analysis::{kde::Drawn, question::Answer},
    area::{LonLat, PlanarMetres, TransverseMercator},
    export::{FeatureId, layers},
};
use geo_types::{LineString, Polygon, coord};

pub(super) const CONTOURS: &[Column<Drawn>] = &[
    ("per_km2", |k, i| k.contours[i].per_km2.into()),
    ("share_of_incidents", |k, i| k.contours[i].share.into()),
    ("area_km2", |k, i| k.contours[i].area_km2.into()),
];

pub(super) fn contours(answer: &Answer) -> Option<Features<'_>> {
    let Answer::Kde(found) = answer else { return None };
    Some(rows(found, found.contours.len(), CONTOURS, |found: &Drawn, i| {
        let outline = &found.contours[i].outline;
        Shape {
            id: FeatureId::Number(i as u64 + 1),
            geometry: Some(outline.clone().into()),
            label_at: layers::label_at(outline),
        }
    }))
}

pub(super) const SQUARES: &[Column<Drawn>] = &[
    ("column", |k, i| k.grid.map_or(0, |grid| i % grid.columns).into()),
    ("row", |k, i| k.grid.map_or(0, |grid| i / grid.columns).into()),
    ("per_km2", |k, i| k.per_km2[i].into()),
];

/// Row by row from the south, each from the west, empty squares too; as squares or as their centres.
pub(super) fn squares<'a>(
    answer: &'a Answer,
    around: &'a Around,
    whole: bool,
) -> Option<Features<'a>> {
    let Answer::Kde(found) = answer else { return None };
    let n = if found.grid.is_some() { found.per_km2.len() } else { 0 };
    Some(rows(found, n, SQUARES, move |found: &Drawn, i| {
        let id = FeatureId::Number(i as u64);
        let Some(grid) = found.grid else { return Shape { id, geometry: None, label_at: None } };
        let centre = grid.centre(i % grid.columns, i / grid.columns);
        let at = around.system.unproject(centre);
        match whole {
            false => Shape::point(id, at),
            true => Shape {
                id,
                geometry: Some(square(centre, grid.side_m, &around.system).into()),
                label_at: Some(at),
            },
        }
    }))
}

fn square(centre: PlanarMetres, side_m: f64, system: &TransverseMercator) -> Polygon<f64> {
    let half = side_m / 2.0;
    let corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)];
    let ring: LineString<f64> = corners
        .into_iter()
        .map(|(east, north)| {
            let (east_m, north_m) = (centre.east_m + east, centre.north_m + north);
            let LonLat { lon, lat } = system.unproject(PlanarMetres { east_m, north_m });
            coord! { x: lon, y: lat }
        })
        .collect();
    Polygon::new(ring, Vec::new())
}
