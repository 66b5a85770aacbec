//! Crime beside otrygghet: the places of the three lists in one layer, and the surveyed areas.

use super::{Around, Column, Features, Shape, rows as features};
use crate::{
    analysis::{
        joint_list::{Agreement, AreaRow, Crime, Row},
        question::Answer,
        survey_share::{Share, Verdict},
    },
    export::{FeatureId, Value, layers},
};
use geo_types::Geometry;
use serde_json::json;

/// A place with the name of its list and of its area.
pub(super) struct Listed {
    list: &'static str,
    row: Row,
    area_name: Option<String>,
}

impl Listed {
    fn crime<T>(&self, what: fn(&Crime) -> T) -> Option<T> {
        self.row.crime.as_ref().map(what)
    }
}

pub(super) const PLACES: &[Column<Vec<Listed>>] = &[
    ("list", |l, i| l[i].list.into()),
    ("no", |l, i| l[i].row.no.into()),
    ("name", |l, i| l[i].row.name.as_str().into()),
    ("rank", |l, i| l[i].crime(|crime| crime.rank).into()),
    ("n", |l, i| l[i].crime(|crime| crime.n).into()),
    ("excess", |l, i| l[i].crime(|crime| crime.excess).into()),
    ("ratio", |l, i| l[i].crime(|crime| crime.ratio).into()),
    ("ratio_low", |l, i| l[i].crime(|crime| crime.ratio_95.0).into()),
    ("ratio_high", |l, i| l[i].crime(|crime| crime.ratio_95.1).into()),
    ("stable_in", |l, i| l[i].crime(|crime| crime.stable_in).flatten().map(u32::from).into()),
    ("n_observations", |l, i| l[i].row.n_observations.into()),
    ("area", |l, i| l[i].row.surveyed.as_ref().map(|id| id.0.as_str()).into()),
    ("area_name", |l, i| l[i].area_name.clone().into()),
    ("named", |l, i| {
        let named = l[i].row.named.iter().map(|near| {
            json!({
                "area": near.area.0,
                "name": near.name,
                "distance_m": near.distance_m,
                "n_observations": near.n_observations,
                "latest": near.latest,
            })
        });
        Value::Json(named.collect())
    }),
];

pub(super) fn places<'a>(answer: &'a Answer, around: &'a Around) -> Option<Features<'a>> {
    let Answer::JointList(found) = answer else { return None };
    let lists = [
        ("both", &found.both),
        ("crime_only", &found.crime_only),
        ("otrygghet_only", &found.otrygghet_only),
    ];
    let listed: Vec<Listed> = lists
        .into_iter()
        .flat_map(|(list, rows)| rows.iter().map(move |row| (list, row)))
        .map(|(list, row)| Listed {
            list,
            row: row.clone(),
            area_name: row.surveyed.as_ref().map(|id| around.name_of(id)),
        })
        .collect();
    let n = listed.len();
    Some(features(listed, n, PLACES, |listed: &Vec<Listed>, i| {
        let Listed { list, row, .. } = &listed[i];
        Shape::point(FeatureId::Text(format!("{list}:{}", row.no)), row.label_at)
    }))
}

/// Share, answers, limits: nothing of them where it is suppressed.
fn known(row: &AreaRow) -> (Option<f64>, Option<u32>, Option<(f64, f64)>) {
    match row.share {
        Share::Known { share, n_answers, interval_95 } => (Some(share), n_answers, interval_95),
        Share::Suppressed => (None, None, None),
    }
}

pub(super) const AREAS: &[Column<Vec<AreaRow>>] = &[
    ("area", |a, i| a[i].area.0.as_str().into()),
    ("name", |a, i| a[i].name.as_str().into()),
    ("n_hotspots", |a, i| a[i].n_hotspots.into()),
    ("excess", |a, i| a[i].excess.into()),
    ("n_named", |a, i| a[i].n_named.into()),
    ("share", |a, i| known(&a[i]).0.into()),
    ("n_answers", |a, i| known(&a[i]).1.into()),
    ("share_low", |a, i| known(&a[i]).2.map(|limits| limits.0).into()),
    ("share_high", |a, i| known(&a[i]).2.map(|limits| limits.1).into()),
    ("undertryckt", |a, i| (a[i].share == Share::Suppressed).into()),
    ("survey", |a, i| a[i].source.as_str().into()),
    ("difference", |a, i| a[i].difference.map(|d| d.difference).into()),
    ("difference_low", |a, i| {
        a[i].difference.and_then(|d| d.interval_95).map(|limits| limits.0).into()
    }),
    ("difference_high", |a, i| {
        a[i].difference.and_then(|d| d.interval_95).map(|limits| limits.1).into()
    }),
    ("verdict", |a, i| {
        let verdict = a[i].difference.and_then(|d| d.verdict);
        verdict
            .map(|verdict| match verdict {
                Verdict::Higher => "higher",
                Verdict::Lower => "lower",
                Verdict::Undecided => "undecided",
            })
            .into()
    }),
    ("agreement", |a, i| {
        a[i].agreement
            .map(|agreement| match agreement {
                Agreement::Both => "both",
                Agreement::CrimeOnly => "crime_only",
                Agreement::OtrygghetOnly => "otrygghet_only",
                Agreement::Neither => "neither",
            })
            .into()
    }),
];

pub(super) fn areas<'a>(answer: &'a Answer, around: &'a Around) -> Option<Features<'a>> {
    let Answer::JointList(found) = answer else { return None };
    Some(features(&found.areas, found.areas.len(), AREAS, |areas: &Vec<AreaRow>, i| {
        let ground = around.ground_of(&areas[i].area);
        Shape {
            id: FeatureId::Text(areas[i].area.0.clone()),
            label_at: ground.as_ref().and_then(layers::label_at),
            geometry: ground.map(Geometry::from),
        }
    }))
}
