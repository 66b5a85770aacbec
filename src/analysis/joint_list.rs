//! The joint list: where do crime and otrygghet agree, and where do they part?
//!
//! **Question.** Which places stand out in the counts *and* are named as unsafe, which stand out in the
//! counts alone, and which are named though the counts say nothing? And in which areas does a survey
//! say the same as the hotspots?
//!
//! **Input.** The places of a hotspot run (WGS84 polygons), the places that people have named (WGS84
//! polygons with their observations), and shares of a survey per area with their answers, beside the
//! same share of a larger area. The order of none of them matters.
//!
//! **Output.** Three lists: both, crime only, otrygghet only; and a row per surveyed area. A hotspot is
//! on the first list when a named place lies within `distance_m` of it; a named place that no hotspot
//! is near is on the third. A named place near two hotspots stands at both. A surveyed area's
//! `agreement` is `None` where it cannot be told whether its share differs from the larger area's: too
//! few or unknown answers.
//!
//! **Formula.** Distance is the shortest between the two grounds, 0 when they touch, in metres of the
//! study area's transverse Mercator. A hotspot lies in a surveyed area when at least half its ground
//! does. Shares are compared by Newcombe's interval ([`super::survey_share`]). There is no index: the
//! lists are put in order by excess ([`Rank::Crime`]), by the area's share ([`Rank::Otrygghet`]), or
//! lexically by both, share first and excess among equals ([`Rank::Both`]); then by name and place. How
//! many observations name a place moves it nowhere: whoever reports most is not put before others.
//!
//! **Degenerate input.** No hotspots, nothing named, no survey: the list in question is empty and a
//! guard-rail says which. A place without ground is near nothing.
//!
//! **Choosing.** `distance_m`: 100 by default, about a block, since hotspots are made of cells 130 m
//! across and named places are drawn by hand; 0 asks for overlap. A survey share is about residents of
//! a whole area: it never moves a place from one list to another.
//!
//! **Repeatable.** What was named and answered is frozen in the parameters, the hotspots in their run.
//!
//! **Reference.** None: it only sets known things beside each other. **Checked against** shapely and
//! PROJ (distances and groups), tests/golden/joint_list.
//!
//! ```
//! use platssamverkan::analysis::{effort::Effort, joint_list::{Parameters, Rank, joint_list}};
//! use platssamverkan::incident::IndicatorId;
//! let nothing = Parameters {
//!     run: "run-0".into(), distance_m: 100.0, rank: Rank::Both,
//!     indicator: IndicatorId("otrygg".into()), group: None, complement: false,
//!     named: vec![], shares: vec![], reference: None,
//! };
//! let list = joint_list(&[], &nothing, &Effort::unlimited()).unwrap();
//! assert!(list.both.is_empty() && list.crime_only.is_empty() && list.otrygghet_only.is_empty());
//! ```

use super::{
    apart::InMetres,
    effort::{Effort, Stopped},
    places::HotspotPlace,
    survey_share::{Difference, Share, Verdict, compare},
};
use crate::{
    area::{AreaId, LonLat, TransverseMercator},
    incident::IndicatorId,
};
use geo_types::MultiPolygon;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 2;

/// Nearer than this a named place and a hotspot are the same, unless another distance is chosen.
pub const DISTANCE_M: f64 = 100.0;

/// From this share of its ground a hotspot lies in a surveyed area.
const INSIDE_FROM: f64 = 0.5;

/// What the lists are put in order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// Excess of counts.
    Crime,
    /// The share of the area it lies in; counts say nothing.
    Otrygghet,
    /// The share of the area, then excess.
    Both,
}

/// What was chosen, and what was known of otrygghet when it was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The hotspot run whose places take part.
    pub run: String,
    /// A named place this near a hotspot is the same place.
    pub distance_m: f64,
    /// Order of the lists.
    pub rank: Rank,
    /// The indicator whose shares stand for otrygghet.
    pub indicator: IndicatorId,
    /// Who was asked; `None` for everybody, or the residents.
    pub group: Option<String>,
    /// The indicator measures trygghet, and `shares` hold those who did not answer so.
    pub complement: bool,
    /// Places that people have named.
    pub named: Vec<NamedUnsafe>,
    /// Shares of a survey.
    pub shares: Vec<AreaShare>,
    /// The same share of the larger area they are compared with.
    pub reference: Option<AreaShare>,
}

/// A place that people have named as unsafe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedUnsafe {
    /// The area of kind `plats`.
    pub area: AreaId,
    /// Swedish name.
    pub name: String,
    /// Ground in WGS84.
    pub geometry: MultiPolygon<f64>,
    /// A point on it.
    pub label_at: LonLat,
    /// The area of the finest layer it lies in.
    pub lies_in: Option<AreaId>,
    /// Observations that name it, at least one.
    pub n_observations: u32,
    /// The latest day one of them is about, `YYYY-MM-DD`.
    pub latest: String,
}

/// The share of a survey in an area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaShare {
    /// Where.
    pub area: AreaId,
    /// Its Swedish name.
    pub name: String,
    /// Areas of the finest layer that lie in it, itself if it is one.
    pub covers: Vec<AreaId>,
    /// How many answered so.
    pub share: Share,
    /// Survey and year, for the reader.
    pub source: String,
}

/// The three lists and the surveyed areas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JointList {
    /// What they are put in order by.
    pub rank: Rank,
    /// Stands out in the counts and is named.
    pub both: Vec<Row>,
    /// Stands out in the counts, nobody has named it.
    pub crime_only: Vec<Row>,
    /// Is named, does not stand out in the counts.
    pub otrygghet_only: Vec<Row>,
    /// Surveyed areas, by falling share; suppressed ones last.
    pub areas: Vec<AreaRow>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// 1 is first in its list.
    pub no: u32,
    /// Name of the hotspot, or of the named place.
    pub name: String,
    /// A point on it.
    pub label_at: LonLat,
    /// What the counts say; `None` when they say nothing.
    pub crime: Option<Crime>,
    /// What people have named, nearest first.
    pub named: Vec<Near>,
    /// Observations of all of them.
    pub n_observations: u32,
    /// The surveyed area it lies in, the smallest if there are several.
    pub surveyed: Option<AreaId>,
}

/// What a hotspot run says of a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Crime {
    /// Rank by excess in the run.
    pub rank: u32,
    /// Counts.
    pub n: u32,
    /// Observed minus expected.
    pub excess: f64,
    /// Observed / expected.
    pub ratio: f64,
    /// Exact Poisson 95 % interval of the ratio.
    pub ratio_95: (f64, f64),
    /// In how many of the six settings it stands.
    pub stable_in: Option<u8>,
}

/// A named place and how far it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Near {
    /// The area of kind `plats`.
    pub area: AreaId,
    /// Swedish name.
    pub name: String,
    /// Shortest distance to the hotspot, whole metres, 0 when they touch.
    pub distance_m: f64,
    /// Observations that name it.
    pub n_observations: u32,
    /// The latest day one of them is about.
    pub latest: String,
}

/// Whether survey and hotspots say the same of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// Hotspots, and a share above the larger area's.
    Both,
    /// Hotspots, and a share below.
    CrimeOnly,
    /// No hotspots, and a share above.
    OtrygghetOnly,
    /// No hotspots, and a share below.
    Neither,
}

/// A surveyed area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaRow {
    /// Where.
    pub area: AreaId,
    /// Its Swedish name.
    pub name: String,
    /// Hotspots with at least half their ground in it.
    pub n_hotspots: u32,
    /// Excess of all of them.
    pub excess: f64,
    /// Named places in it.
    pub n_named: u32,
    /// How many answered so.
    pub share: Share,
    /// Survey and year.
    pub source: String,
    /// Against the larger area; `None` without one, or when a share is suppressed.
    pub difference: Option<Difference>,
    /// `None` where it cannot be told.
    pub agreement: Option<Agreement>,
}

/// Puts hotspots, named places and survey shares beside each other.
///
/// # Errors
/// Only when the computation is taken back.
pub fn joint_list(
    hotspots: &[HotspotPlace],
    parameters: &Parameters,
    effort: &Effort,
) -> Result<JointList, Stopped> {
    let Parameters { distance_m, rank, named, shares, reference, .. } = parameters;
    let plane = plane_of(hotspots, named);
    let grounds: Vec<InMetres> =
        named.iter().map(|place| InMetres::of(&place.geometry, plane)).collect();
    let mut met = vec![false; named.len()];
    let (mut both, mut crime_only) = (Vec::new(), Vec::new());
    effort.expect(hotspots.len() as u64);
    for hotspot in hotspots {
        let here = InMetres::of(&hotspot.geometry, plane);
        let mut near: Vec<Near> = Vec::new();
        for (i, there) in grounds.iter().enumerate() {
            let Some(distance) = here.within(there, *distance_m) else { continue };
            met[i] = true;
            near.push(named[i].near(distance));
        }
        near.sort_by(|a, b| {
            a.distance_m.total_cmp(&b.distance_m).then_with(|| a.area.cmp(&b.area))
        });
        let list = if near.is_empty() { &mut crime_only } else { &mut both };
        list.push(Row::of_hotspot(hotspot, near, shares));
        effort.step(1)?;
    }
    let mut otrygghet_only: Vec<Row> = named
        .iter()
        .zip(met)
        .filter(|(_, met)| !met)
        .map(|(place, _)| Row::of_named(place, shares))
        .collect();
    for list in [&mut both, &mut crime_only, &mut otrygghet_only] {
        list.sort_by(|a, b| order(*rank, a, b, shares));
        list.iter_mut().zip(1..).for_each(|(row, no)| row.no = no);
    }
    let areas = area_rows(hotspots, named, shares, reference.as_ref());
    Ok(JointList { rank: *rank, both, crime_only, otrygghet_only, areas })
}

/// The plane of the first place there is.
fn plane_of(hotspots: &[HotspotPlace], named: &[NamedUnsafe]) -> TransverseMercator {
    let first = hotspots.iter().map(|place| place.label_at);
    let first = first.chain(named.iter().map(|place| place.label_at)).next();
    first.map_or(TransverseMercator::SWEREF_99_TM, TransverseMercator::for_study_area)
}

impl NamedUnsafe {
    fn near(&self, distance_m: f64) -> Near {
        Near {
            area: self.area.clone(),
            name: self.name.clone(),
            distance_m,
            n_observations: self.n_observations,
            latest: self.latest.clone(),
        }
    }
}

impl Row {
    fn of_hotspot(hotspot: &HotspotPlace, named: Vec<Near>, shares: &[AreaShare]) -> Self {
        let inside = |area: &AreaShare| area.share_of(hotspot) >= INSIDE_FROM;
        Self {
            no: 0,
            name: hotspot.name.clone(),
            label_at: hotspot.label_at,
            crime: Some(Crime {
                rank: hotspot.rank,
                n: hotspot.n,
                excess: hotspot.excess,
                ratio: hotspot.ratio,
                ratio_95: hotspot.ratio_95,
                stable_in: hotspot.stable_in,
            }),
            n_observations: named.iter().map(|near| near.n_observations).sum(),
            named,
            surveyed: smallest(shares, inside),
        }
    }

    fn of_named(place: &NamedUnsafe, shares: &[AreaShare]) -> Self {
        Self {
            no: 0,
            name: place.name.clone(),
            label_at: place.label_at,
            crime: None,
            named: vec![place.near(0.0)],
            n_observations: place.n_observations,
            surveyed: smallest(shares, |area| area.holds(place)),
        }
    }

    fn excess(&self) -> f64 {
        self.crime.as_ref().map_or(f64::NEG_INFINITY, |crime| crime.excess)
    }

    /// The share of its surveyed area; below every share when there is none.
    fn share(&self, shares: &[AreaShare]) -> f64 {
        let own = self.surveyed.as_ref();
        let own = own.and_then(|id| shares.iter().find(|area| area.area == *id));
        own.map_or(-1.0, |area| area.share.or_below())
    }
}

impl AreaShare {
    /// Share of a hotspot's ground that lies in the area.
    fn share_of(&self, hotspot: &HotspotPlace) -> f64 {
        let inside = hotspot.areas.iter().filter(|(id, _)| self.covers.contains(id));
        inside.map(|(_, share)| share).sum()
    }

    fn holds(&self, place: &NamedUnsafe) -> bool {
        place.lies_in.as_ref().is_some_and(|id| self.covers.contains(id))
    }
}

impl Share {
    /// The share; a suppressed one is below all others.
    fn or_below(&self) -> f64 {
        match self {
            Share::Known { share, .. } => *share,
            Share::Suppressed => -1.0,
        }
    }
}

/// The area made of the fewest areas of the finest layer.
fn smallest(shares: &[AreaShare], inside: impl Fn(&AreaShare) -> bool) -> Option<AreaId> {
    let those = shares.iter().filter(|area| inside(area));
    those.min_by_key(|area| (area.covers.len(), &area.area)).map(|area| area.area.clone())
}

fn order(rank: Rank, a: &Row, b: &Row, shares: &[AreaShare]) -> Ordering {
    let crime = || b.excess().total_cmp(&a.excess());
    let survey = || b.share(shares).total_cmp(&a.share(shares));
    let by_choice = match rank {
        Rank::Crime => crime(),
        Rank::Otrygghet => survey(),
        Rank::Both => survey().then_with(crime),
    };
    let place = |row: &Row| (row.label_at.lon, row.label_at.lat);
    by_choice.then_with(|| a.name.cmp(&b.name)).then_with(|| {
        let ((x, y), (u, v)) = (place(a), place(b));
        x.total_cmp(&u).then(y.total_cmp(&v))
    })
}

fn area_rows(
    hotspots: &[HotspotPlace],
    named: &[NamedUnsafe],
    shares: &[AreaShare],
    reference: Option<&AreaShare>,
) -> Vec<AreaRow> {
    let mut rows: Vec<AreaRow> = shares
        .iter()
        .map(|area| {
            let inside: Vec<&HotspotPlace> =
                hotspots.iter().filter(|place| area.share_of(place) >= INSIDE_FROM).collect();
            let larger = reference.filter(|larger| larger.area != area.area);
            let difference = larger.and_then(|larger| compare(&area.share, &larger.share));
            let hot = !inside.is_empty();
            let agreement = match difference.and_then(|d| d.verdict) {
                Some(Verdict::Higher) if hot => Some(Agreement::Both),
                Some(Verdict::Higher) => Some(Agreement::OtrygghetOnly),
                Some(Verdict::Lower) if hot => Some(Agreement::CrimeOnly),
                Some(Verdict::Lower) => Some(Agreement::Neither),
                Some(Verdict::Undecided) | None => None,
            };
            AreaRow {
                area: area.area.clone(),
                name: area.name.clone(),
                n_hotspots: inside.len() as u32,
                excess: sum(inside.iter().map(|place| place.excess).collect()),
                n_named: named.iter().filter(|place| area.holds(place)).count() as u32,
                share: area.share,
                source: area.source.clone(),
                difference,
                agreement,
            }
        })
        .collect();
    rows.sort_by(|a, b| {
        b.share.or_below().total_cmp(&a.share.or_below()).then_with(|| a.area.cmp(&b.area))
    });
    rows
}

/// The same whatever the order of the numbers.
fn sum(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.into_iter().fold(0.0, |sum, number| sum + number)
}

#[cfg(test)]
#[path = "joint_list_tests.rs"]
mod tests;
