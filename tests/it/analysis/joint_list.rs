//! Distances and groups of the joint list beside those of shapely.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use platssamverkan::{
    analysis::{
        effort::Effort,
        joint_list::{NamedUnsafe, Parameters, Rank, joint_list},
        places::HotspotPlace,
    },
    area::{AreaId, LonLat},
    incident::IndicatorId,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn ground(ring: &Value) -> MultiPolygon<f64> {
    let number = |value: &Value| value.as_f64().expect("a number");
    let at = |at: &Value| Coord { x: number(&at[0]), y: number(&at[1]) };
    let ring: LineString<f64> = ring.as_array().expect("a ring").iter().map(at).collect();
    MultiPolygon(vec![Polygon::new(ring, vec![])])
}

fn corner(ground: &MultiPolygon<f64>) -> LonLat {
    let at = ground.0[0].exterior().0[0];
    LonLat { lon: at.x, lat: at.y }
}

fn hotspot(i: usize, geometry: MultiPolygon<f64>) -> HotspotPlace {
    let mut place: HotspotPlace = serde_json::from_value(json!({
        "rank": i, "key": "", "name": format!("h{i}"), "cells": [], "lone_cell": false,
        "geometry": [], "label_at": corner(&geometry), "area_km2": 0.01, "n": 20, "expected": 5.0,
        "excess": 15.0, "ratio": 4.0, "ratio_95": [2.0, 6.0], "z": null, "p_adjusted_min": 0.0,
        "share_of_incidents": 0.0, "week_hours": [], "months": [], "categories": [], "areas": [],
        "stable_in": null, "stability": [],
    }))
    .expect("a place");
    place.geometry = geometry;
    place
}

#[test]
fn the_lists_are_those_that_shapelys_distances_give() {
    let path = format!("{}/tests/golden/joint_list/expected.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("a golden file")).expect("JSON");
    let rings = |name: &str| file[name].as_array().expect("rings").clone();
    let hotspots: Vec<_> =
        rings("hotspots").iter().enumerate().map(|(i, ring)| hotspot(i, ground(ring))).collect();
    let named: Vec<NamedUnsafe> = rings("named")
        .iter()
        .enumerate()
        .map(|(j, ring)| {
            let geometry = ground(ring);
            let label_at = corner(&geometry);
            let (area, name) = (AreaId(format!("plats/{j}")), format!("n{j}"));
            let latest = "2016-12-31".to_owned();
            NamedUnsafe { area, name, geometry, label_at, lies_in: None, n_observations: 1, latest }
        })
        .collect();
    let pairs: Vec<(usize, usize, f64)> =
        serde_json::from_value(file["pairs"].clone()).expect("pairs");
    for limit in [50.0, 100.0, 200.0] {
        let parameters = Parameters {
            run: "run-0".into(),
            distance_m: limit,
            rank: Rank::Crime,
            indicator: IndicatorId("otrygg".into()),
            group: None,
            complement: false,
            named: named.clone(),
            shares: vec![],
            reference: None,
        };
        let found = joint_list(&hotspots, &parameters, &Effort::unlimited()).expect("computed");
        let mut near: BTreeMap<(String, String), f64> = BTreeMap::new();
        for row in &found.both {
            for other in &row.named {
                near.insert((row.name.clone(), other.name.clone()), other.distance_m);
            }
        }
        let expected: BTreeMap<(String, String), f64> = pairs
            .iter()
            .filter(|(_, _, distance)| *distance <= limit)
            .map(|(i, j, distance)| ((format!("h{i}"), format!("n{j}")), *distance))
            .collect();
        let keys = |pairs: &BTreeMap<_, f64>| pairs.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(&near), keys(&expected), "{limit} m");
        for (pair, distance) in &near {
            let off = (distance - expected[pair]).abs();
            assert!(off <= 0.501, "{pair:?}: {distance} instead of {}", expected[pair]);
        }
        let (hot, said): (BTreeSet<_>, BTreeSet<_>) = expected.keys().cloned().unzip();
        assert_eq!(found.crime_only.len(), hotspots.len() - hot.len());
        assert_eq!(found.otrygghet_only.len(), named.len() - said.len());
    }
}
