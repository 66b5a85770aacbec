//! The grounds of a case, as they are shown.

use super::{evidence_body::AssessmentBody, problem::Language};
use crate::{
    app::opening_card::Card,
    case::work::{Work, yta::Yta},
    export::{geojson::geometry_json, layers::place_geometry},
};
use serde::Serialize;

/// One of the grounds of a case.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Yta", export_to = "../web/src/api/types/"))]
#[schema(as = Yta)]
pub(super) struct YtaBody {
    /// From 1.
    no: u32,
    /// Since when it holds.
    from: String,
    /// Name of the place, as it was assessed.
    name: String,
    /// Id of the opening it came from.
    opening: String,
    /// GeoJSON geometry.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry"))]
    #[schema(value_type = Object)]
    geometry: serde_json::Value,
    /// Ground; null for points and lines.
    area_km2: Option<f64>,
    /// Drawn by hand: not an official boundary.
    approximate: bool,
    /// Number in the case of the first piece of evidence that was signed for it.
    first_evidence: u16,
    /// Of the last.
    last_evidence: u16,
    /// Of that evidence.
    evidence_fingerprint: String,
    /// The two yeses, the first first.
    assessments: Vec<AssessmentBody>,
}

impl YtaBody {
    fn of(yta: &Yta<'_>, card: &Card, language: Language) -> Self {
        let mut records = [yta.police.record(), yta.city.record()];
        records.sort_by_key(|record| record.at);
        Self {
            no: yta.no,
            from: yta.from.to_string(),
            name: yta.place.name.to_string(),
            opening: yta.opening.0.clone(),
            geometry: geometry_json(&place_geometry(&yta.place.geometry)),
            area_km2: yta.place.area_km2,
            approximate: yta.place.approximate,
            first_evidence: yta.evidence_before + 1,
            last_evidence: yta.evidence_before + yta.evidence.items().len() as u16,
            evidence_fingerprint: yta.evidence.fingerprint().0.clone(),
            assessments: records.map(|one| AssessmentBody::of(one, card, language)).into(),
        }
    }

    /// All of them, oldest first.
    pub(super) fn all(work: &Work, card: &Card, language: Language) -> Vec<Self> {
        work.ytor().iter().map(|yta| Self::of(yta, card, language)).collect()
    }
}

/// What the effect of a case is measured on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct MeasuredOn {
    /// Number of the ground.
    yta: u32,
    /// The day the first measure began: that ground held then.
    since: String,
}

impl MeasuredOn {
    pub(super) fn of(work: &Work) -> Option<Self> {
        let (day, yta) = work.measured_on()?;
        Some(Self { yta: yta.no, since: day.to_string() })
    }
}
