//! The layers that leave the service, as features: what each attribute is called outside.

use super::{Feature, FeatureId, Value, ground_km2};
use crate::{
    analysis::{places::HotspotPlace, run::CellColumns},
    area::{Area, AreaId, LonLat, TransverseMercator},
    case::{party::Side, place::PlaceGeometry, work::Work},
};
use geo::InteriorPoint;
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Polygon};
use serde_json::json;
use std::collections::HashMap;

/// One feature per version of an area; the id is the area's, with the first day where there are
/// several versions.
pub fn area(area: &Area) -> Feature {
    let validity = area.validity;
    Feature {
        id: FeatureId::Text(area.id.0.clone()),
        label_at: area.geometry.as_ref().and_then(label_at),
        properties: vec![
            ("area_id", Value::Text(area.id.0.clone())),
            ("kind", area.kind.as_str().into()),
            ("kind_label", area.kind.label_sv().into()),
            ("code", Value::Text(area.code.clone())),
            ("name", Value::Text(area.name.clone())),
            ("valid_from", validity.valid_from.into()),
            ("valid_to", validity.valid_to.into()),
            ("class", area.class.map(|class| class.as_str().to_owned()).into()),
            ("approximate", Value::Flag(area.approximate)),
            ("area_km2", area.geometry.as_ref().map(ground_km2).into()),
            ("area_source", Value::Text(area.source.clone())),
            ("note", area.note.clone().into()),
        ],
        geometry: area.geometry.clone().map(Geometry::from),
    }
}

/// A hotspot place with its figures; the id is its rank.
pub fn place(place: &HotspotPlace) -> Feature {
    let mix: Vec<_> = place.categories.iter().map(|(id, n)| json!({"id": id, "n": n})).collect();
    let areas: Vec<_> =
        place.areas.iter().map(|(id, share)| json!({"id": id, "share": share})).collect();
    Feature {
        id: FeatureId::Number(place.rank.into()),
        label_at: Some(place.label_at),
        properties: vec![
            ("rank", Value::Whole(place.rank.into())),
            ("key", Value::Text(place.key.clone())),
            ("name", Value::Text(place.name.clone())),
            ("n", Value::Whole(place.n.into())),
            ("expected", Value::Number(place.expected)),
            ("excess", Value::Number(place.excess)),
            ("ratio", Value::Number(place.ratio)),
            ("ratio_low", Value::Number(place.ratio_95.0)),
            ("ratio_high", Value::Number(place.ratio_95.1)),
            ("z", place.z.into()),
            ("p_adjusted_min", Value::Number(place.p_adjusted_min)),
            ("share_of_incidents", Value::Number(place.share_of_incidents)),
            ("area_km2", Value::Number(place.area_km2)),
            ("n_cells", Value::Whole(place.cells.len() as i64)),
            ("lone_cell", Value::Flag(place.lone_cell)),
            ("stable_in", place.stable_in.map_or(Value::Null, |n| Value::Whole(n.into()))),
            ("trend", place.trend.as_ref().map(|trend| trend.class.as_str().to_owned()).into()),
            ("categories", Value::Json(mix.into())),
            ("areas", Value::Json(areas.into())),
        ],
        geometry: Some(place.geometry.clone().into()),
    }
}

/// The cells of a run in dense order; the id is the dense index. A cell whose id cannot be read, or
/// whose area is not known, has no geometry.
pub fn cells<'a>(
    cells: &'a CellColumns,
    ground: &'a CellGround,
) -> impl Iterator<Item = Feature> + 'a {
    (0..cells.id.len()).map(move |i| {
        let outline = ground.outline(&cells.id[i]);
        Feature {
            id: FeatureId::Number(i as u64),
            label_at: outline.as_ref().and_then(|outline| ground.label_of(&cells.id[i], outline)),
            geometry: outline.map(Geometry::from),
            properties: vec![
                ("cell", Value::Text(cells.id[i].clone())),
                ("n", Value::Whole(cells.n[i].into())),
                ("expected", Value::Number(cells.expected[i])),
                ("n_ring", Value::Whole(cells.n_ring[i].into())),
                ("expected_ring", Value::Number(cells.expected_ring[i])),
                ("z", cells.z[i].into()),
                ("p_cell", Value::Number(cells.p_cell[i])),
                ("p_ring", Value::Number(cells.p_ring[i])),
                ("p_adjusted", Value::Number(cells.p_adjusted[i])),
                ("p_permutation", cells.p_permutation[i].into()),
                ("hot", Value::Flag(cells.hot[i])),
            ],
        }
    })
}

/// A platssamverkan; the id is its number.
pub fn case(work: &Work) -> Feature {
    let case = work.case();
    let place = work.place();
    let ytor = work.ytor();
    let yta = ytor[ytor.len() - 1];
    let diarienummer = |side| -> Value { work.diarienummer(side).map(str::to_owned).into() };
    let areas: Vec<_> =
        place.areas.iter().map(|(id, share)| json!({"id": id, "share": share})).collect();
    Feature {
        id: FeatureId::Text(case.number.to_string()),
        geometry: Some(place_geometry(&place.geometry)),
        label_at: Some(place.label_at),
        properties: vec![
            ("number", Value::Text(case.number.to_string())),
            ("name", case.place.name.as_str().into()),
            ("state", work.standing().state.as_str().into()),
            ("opened_at", Value::Text(case.opened_at.to_string())),
            ("party_polis", Value::Text(case.parties.polis.0.clone())),
            ("party_stad", Value::Text(case.parties.stad.0.clone())),
            ("diarienummer_polis", diarienummer(Side::Polis)),
            ("diarienummer_stad", diarienummer(Side::Stad)),
            ("evidence_fingerprint", Value::Text(yta.evidence.fingerprint().0.clone())),
            ("yta", Value::Whole(yta.no.into())),
            ("yta_from", Value::Text(yta.from.to_string())),
            ("area_km2", place.area_km2.into()),
            ("approximate", Value::Flag(place.approximate)),
            ("areas", Value::Json(areas.into())),
        ],
    }
}

/// The ground of a place as any geometry.
pub fn place_geometry(geometry: &PlaceGeometry) -> Geometry<f64> {
    match geometry {
        PlaceGeometry::Area(area) => area.clone().into(),
        PlaceGeometry::Line(lines) => lines.clone().into(),
        PlaceGeometry::Point(point) => (*point).into(),
    }
}

/// Where cells lie, by their ids.
#[derive(Debug, Clone)]
pub struct CellGround {
    projection: TransverseMercator,
    areas: HashMap<String, MultiPolygon<f64>>,
}

impl CellGround {
    /// `projection` is the planar system of the study area, for square cells; the areas are those
    /// that cells may be.
    pub fn new(
        projection: TransverseMercator,
        areas: impl IntoIterator<Item = (AreaId, MultiPolygon<f64>)>,
    ) -> Self {
        let areas = areas.into_iter().map(|(id, ground)| (id.0, ground)).collect();
        Self { projection, areas }
    }

    /// The outline of a cell; `None` for an id that says nothing.
    pub fn outline(&self, id: &str) -> Option<MultiPolygon<f64>> {
        match self.areas.get(id) {
            Some(ground) => Some(ground.clone()),
            None => cell_outline(id, &self.projection).map(|cell| MultiPolygon(vec![cell])),
        }
    }

    /// Where the label of a cell with this outline may stand.
    pub fn label_of(&self, id: &str, outline: &MultiPolygon<f64>) -> Option<LonLat> {
        match self.areas.contains_key(id) {
            true => label_at(outline),
            false => outline.0.first().map(middle),
        }
    }
}

/// Outline in WGS84 of a cell by its id: an H3 index in hex, or `sweref:<side>:<east>:<north>` in
/// metres of `projection`. `None` for anything else.
pub fn cell_outline(id: &str, projection: &TransverseMercator) -> Option<Polygon<f64>> {
    let corners: Vec<LonLat> = match id.strip_prefix("sweref:") {
        None => {
            let cell: h3o::CellIndex = id.parse().ok()?;
            cell.boundary().iter().map(|at| LonLat { lon: at.lng(), lat: at.lat() }).collect()
        }
        Some(square) => {
            let mut numbers = square.splitn(3, ':').map(|part| part.parse::<f64>().ok());
            let (side, east, north) = (numbers.next()??, numbers.next()??, numbers.next()??);
            [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)]
                .map(|(e, n)| {
                    let corner = crate::area::PlanarMetres { east_m: east + e, north_m: north + n };
                    projection.unproject(corner)
                })
                .to_vec()
        }
    };
    let ring: LineString<f64> = corners.iter().map(|at| Coord { x: at.lon, y: at.lat }).collect();
    Some(Polygon::new(ring, Vec::new()))
}

/// A point inside the ground, for a label; `None` for empty ground.
pub fn label_at(ground: &MultiPolygon<f64>) -> Option<LonLat> {
    ground.interior_point().map(|point| LonLat { lon: point.x(), lat: point.y() })
}

/// Mean of the corners: inside, since cells are convex.
fn middle(cell: &Polygon<f64>) -> LonLat {
    let corners = &cell.exterior().0[1..];
    let n = corners.len().max(1) as f64;
    LonLat {
        lon: corners.iter().map(|at| at.x).sum::<f64>() / n,
        lat: corners.iter().map(|at| at.y).sum::<f64>() / n,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::BaseCell;
    use geo::Contains;

    #[test]
    fn the_outline_of_a_cell_holds_its_centre_whatever_the_lattice() {
        let centre = BaseCell::at(LonLat { lon: 18.06, lat: 59.33 }).centre();
        let tm = TransverseMercator::SWEREF_99_TM;
        let h3 = h3o::LatLng::new(centre.lat, centre.lon).expect("finite");
        let h3 = h3.to_cell(h3o::Resolution::Ten).to_string();
        let metres = tm.project(centre);
        let snap = |m: f64| (m / 250.0).floor() * 250.0;
        let square = format!("sweref:250:{}:{}", snap(metres.east_m), snap(metres.north_m));
        for id in [h3, square] {
            let outline = cell_outline(&id, &tm).expect("a cell");
            assert!(outline.contains(&geo_types::Point::new(centre.lon, centre.lat)), "{id}");
        }
        assert_eq!(cell_outline("nonsense", &tm), None);
        assert_eq!(cell_outline("sweref:250:1", &tm), None);
    }
}
