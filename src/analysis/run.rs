//! A run is a value: what was asked, of which data, and what came out.

use super::places::HotspotPlace;
use crate::{
    area::{AreaId, AreaKind},
    incident::{CategoryId, DataVersion, Fingerprint, ImportId, IndicatorId, Period},
};
use serde::{Deserialize, Serialize};

/// Version of the hotspot method; raised whenever the same input would give other bytes.
/// 2: places have a trend.
pub const METHOD_VERSION: u32 = 2;

/// Which cells: `h3:10`, `sweref:250`, `areas:stadsdel`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum LatticeSpec {
    /// H3 resolution 8–11.
    H3(u8),
    /// Squares of SCB's grid in SWEREF 99 TM, side in metres: 100, 250, 500 or 1000.
    Sweref(u16),
    /// The areas of a kind as they are on the last day of the period.
    Areas(AreaKind),
}

/// What a cell is expected to have: `land`, `background`, `exposure:befolkning`,
/// `exposure:category:stold`, `past`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Expectation {
    /// In proportion to land: asks where the counts are.
    Land,
    /// Land × mean of the surrounding kilometre: asks for local peaks.
    Background,
    /// In proportion to what is exposed: asks where there is more than its presence explains.
    Exposure(Exposure),
    /// In proportion to the cell's own counts on the same days of earlier years: asks what is new.
    Past,
}

/// What can be exposed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Exposure {
    /// An indicator per area, e.g. `befolkning`, spread over its land.
    Indicator(IndicatorId),
    /// The counts of another category in the same period.
    Category(CategoryId),
}

/// Which evidence makes a cell hot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// Count test over cells and neighbourhoods together, effect ≥ `min_ratio`, n ≥ `min_count`.
    Default,
    /// The count test's p alone.
    Count,
    /// The normal p of Gi* alone.
    GiStar,
    /// The exact permutation p alone.
    Permutation,
}

/// How many tests at once is accounted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// False discovery rate.
    Bh,
    /// Family-wise error rate.
    Bonferroni,
    /// Raw p.
    None,
}

/// Everything that was chosen. No default for the whole: the caller says what it wants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunParameters {
    /// Empty means all categories.
    pub categories: Vec<CategoryId>,
    /// Whole local days.
    pub period: Period,
    /// The area whose cells take part.
    pub study_area: AreaId,
    /// The cells.
    pub lattice: LatticeSpec,
    /// Rings of neighbours, 1 by default.
    pub ring: u8,
    /// What is expected.
    pub expectation: Expectation,
    /// What makes a cell hot.
    pub gate: Gate,
    /// Over all tests.
    pub correction: Correction,
    /// Level of the corrected test, 0.05 by default.
    pub alpha: f64,
    /// Lower 95 % limit of observed/expected that the default gate asks for, 1.5.
    pub min_ratio: f64,
    /// Count in the period that the default gate asks for, 10.
    pub min_count: u32,
    /// Places are split at peaks until none is larger, 0.15 km².
    pub max_place_km2: f64,
    /// Whether the five other settings of the stability check are run too.
    pub stability: bool,
}

/// One of the things an analyst must know before believing the picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuardRail {
    /// Stable code, e.g. `few_incidents`, `geocode_pile`, `area_precision_left_out`.
    pub code: String,
    /// The number that fired it.
    pub value: f64,
    /// In words, Swedish.
    pub text_sv: String,
}

/// The cell vector of a run, one entry per cell of the lattice in dense order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CellColumns {
    /// H3 index in hex, `sweref:<size>:<east>:<north>`, or the id of the area.
    pub id: Vec<String>,
    /// Counts in the cell.
    pub n: Vec<u32>,
    /// Expected counts of the cell.
    pub expected: Vec<f64>,
    /// Counts in the cell and its ring.
    pub n_ring: Vec<u32>,
    /// Expected counts in the cell and its ring.
    pub expected_ring: Vec<f64>,
    /// Raw p of the count test, cell alone.
    pub p_cell: Vec<f64>,
    /// Raw p of the count test, cell and ring.
    pub p_ring: Vec<f64>,
    /// Smallest of the two after correction over all 2n tests.
    pub p_adjusted: Vec<f64>,
    /// Gi* z; `None` where it is not defined.
    pub z: Vec<Option<f64>>,
    /// Exact permutation p of Gi*; `None` where it is not defined.
    pub p_permutation: Vec<Option<f64>>,
    /// Whether the gate lets it through.
    pub hot: Vec<bool>,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunResult {
    /// Counts that lie in a cell of the study area.
    pub n_used: u64,
    /// Counts of the selection that are left out, by stable reason code.
    pub n_left_out: Vec<(String, u64)>,
    /// Land of the study area.
    pub land_km2: f64,
    /// Every cell.
    pub cells: CellColumns,
    /// Places by falling excess.
    pub places: Vec<HotspotPlace>,
    /// What fired.
    pub guard_rails: Vec<GuardRail>,
    /// Baseline: share of incidents in the top 0.5, 1, 2 and 5 % of cells by count.
    pub ranked_counts: Vec<RankedShare>,
}

/// Share of incidents in the cells with most counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RankedShare {
    /// Share of the land, 0–1.
    pub area_share: f64,
    /// Share of the incidents, 0–1.
    pub incident_share: f64,
}

/// What it was computed from: everything that decides the bytes of the result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunInput {
    /// What was chosen.
    pub parameters: RunParameters,
    /// State of the counts it read.
    pub data_version: DataVersion,
    /// Fingerprint of the visible counts.
    pub input_fingerprint: Fingerprint,
    /// Fingerprint of the ground: the study area, the areas places may overlap, the named places.
    pub areas_fingerprint: Fingerprint,
    /// The deliveries it read.
    pub imports: Vec<ImportId>,
    /// True when any of them is synthetic.
    pub synthetic: bool,
    /// Last day with data.
    pub data_to: Option<jiff::civil::Date>,
    /// [`METHOD_VERSION`] at the time.
    pub method_version: u32,
    /// Version of the program.
    pub code_version: String,
}

/// The parts of a result in the order they are written, so that one can be written as something else
/// without copying the rest.
#[derive(Serialize)]
pub(crate) struct Parts<'a> {
    n_used: u64,
    n_left_out: &'a [(String, u64)],
    land_km2: f64,
    cells: &'a CellColumns,
    places: &'a [HotspotPlace],
    guard_rails: &'a [GuardRail],
    ranked_counts: &'a [RankedShare],
}

impl<'a> Parts<'a> {
    /// A result with these cells and places in the place of its own.
    pub(crate) fn of(
        result: &'a RunResult,
        cells: &'a CellColumns,
        places: &'a [HotspotPlace],
    ) -> Self {
        let RunResult { n_used, n_left_out, land_km2, guard_rails, ranked_counts, .. } = result;
        let (n_used, land_km2) = (*n_used, *land_km2);
        Self { n_used, n_left_out, land_km2, cells, places, guard_rails, ranked_counts }
    }
}

/// The bytes that decide whether two results are the same: JSON with the fields in declared order and
/// numbers in their shortest exact form. Keys of places are left out, since they depend on earlier
/// runs and not on what was computed. Compare bytes (or [`result_fingerprint`]), not parsed values.
pub fn canonical_bytes(result: &RunResult) -> Vec<u8> {
    let mut places = result.places.clone();
    places.iter_mut().for_each(|place| place.key.clear());
    // About as much as a cell and a place take; a guess too low costs time only.
    let size = 250 * result.cells.n.len() + 8_192 * (places.len() + 1);
    let mut bytes = Vec::with_capacity(size);
    let parts = Parts::of(result, &result.cells, &places);
    serde_json::to_writer(&mut bytes, &parts)
        .expect("numbers, strings and lists can always be written");
    bytes
}

/// SHA-256 of [`canonical_bytes`].
pub fn result_fingerprint(result: &RunResult) -> Fingerprint {
    Fingerprint::of(&canonical_bytes(result))
}

impl From<Expectation> for String {
    fn from(expectation: Expectation) -> String {
        match expectation {
            Expectation::Land => "land".to_owned(),
            Expectation::Background => "background".to_owned(),
            Expectation::Exposure(Exposure::Indicator(id)) => format!("exposure:{}", id.0),
            Expectation::Exposure(Exposure::Category(id)) => format!("exposure:category:{}", id.0),
            Expectation::Past => "past".to_owned(),
        }
    }
}

impl TryFrom<String> for Expectation {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let unknown = || {
            format!(
                "unknown expectation {text}; land, background, exposure:<indicator>, \
                 exposure:category:<category> or past"
            )
        };
        match text.split(':').collect::<Vec<_>>().as_slice() {
            ["land"] => Ok(Self::Land),
            ["background"] => Ok(Self::Background),
            ["past"] => Ok(Self::Past),
            ["exposure", "category", id] if !id.is_empty() => {
                Ok(Self::Exposure(Exposure::Category(CategoryId((*id).to_owned()))))
            }
            ["exposure", id] if !id.is_empty() => {
                Ok(Self::Exposure(Exposure::Indicator(IndicatorId((*id).to_owned()))))
            }
            _ => Err(unknown()),
        }
    }
}

impl From<LatticeSpec> for String {
    fn from(spec: LatticeSpec) -> String {
        match spec {
            LatticeSpec::H3(resolution) => format!("h3:{resolution}"),
            LatticeSpec::Sweref(side_m) => format!("sweref:{side_m}"),
            LatticeSpec::Areas(kind) => format!("areas:{}", kind.as_str()),
        }
    }
}

impl TryFrom<String> for LatticeSpec {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let unknown = || {
            format!(
                "unknown lattice {text}; h3:8|9|10|11, sweref:100|250|500|1000 or areas:<kind>, e.g. \
                 areas:stadsdel"
            )
        };
        let (family, size) = text.split_once(':').ok_or_else(unknown)?;
        if family == "areas" {
            return size.parse().map(LatticeSpec::Areas).map_err(|_| unknown());
        }
        match (family, size.parse::<u16>().map_err(|_| unknown())?) {
            ("h3", resolution @ 8..=11) => Ok(LatticeSpec::H3(resolution as u8)),
            ("sweref", side @ (100 | 250 | 500 | 1000)) => Ok(LatticeSpec::Sweref(side)),
            _ => Err(unknown()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_lattices_and_expectations_are_read_as_they_are_written() {
        for text in ["h3:10", "sweref:250", "areas:stadsdel", "areas:utsatt_omrade"] {
            let spec = LatticeSpec::try_from(text.to_owned()).expect("known");
            assert_eq!(String::from(spec), text);
        }
        for text in ["h3:7", "sweref:300", "areas:", "areas:stad", "areas", "h3:x", ""] {
            assert!(LatticeSpec::try_from(text.to_owned()).is_err(), "{text}");
        }
        for text in
            ["land", "background", "past", "exposure:befolkning", "exposure:category:fickstold"]
        {
            let expectation = Expectation::try_from(text.to_owned()).expect("known");
            assert_eq!(String::from(expectation.clone()), text);
            let json = serde_json::to_string(&expectation).expect("written");
            assert_eq!(json, format!("\"{text}\""));
        }
        for text in ["exposure", "exposure:", "exposure:category:", "exposure:a:b", "passed", ""] {
            assert!(Expectation::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
