//! A question to any of the methods, and its answer, as values that are stored.
//!
//! Hotspots have a question of their own ([`super::run`]), since cases rest on their places. Every
//! other method is a variant here: what was asked ([`Question`]), of what ([`Origin`]) and what came
//! out ([`Answer`] in a [`super::found::Found`]). The same question of the same counts gives the same
//! bytes, so its id can be told before it is answered.

use super::{
    backtest, compare, concentration,
    dbscan::places as dense,
    effect::{assess::EffectResult, candidates::Suggested, parameters as effect},
    emerging, joint_list, kde, knox, local_moran, profile,
    run::{Expectation, Exposure, LatticeSpec},
    scan, whats_changed,
};
use crate::{
    area::AreaId,
    incident::{CategoryId, DataVersion, Fingerprint, ImportId, PartyId, Period},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What all methods are asked about: which counts, where, when, in which cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// In order; empty means all.
    pub categories: Vec<CategoryId>,
    /// Whole local days.
    pub period: Period,
    /// The area whose ground takes part.
    pub study_area: AreaId,
    /// The cells; `None` for methods that work on base cells or on no cells at all.
    pub lattice: Option<LatticeSpec>,
}

/// A method with what is chosen for it alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", content = "parameters", rename_all = "kebab-case")]
pub enum Method {
    /// How few cells hold how much.
    Concentration(concentration::Parameters),
    /// Which circles have more than their share.
    Scan(scan::Parameters),
    /// How thick incidents lie.
    Kde(kde::Parameters),
    /// Whether a case helped; the period of the frame is the one after.
    Effect(effect::Parameters),
    /// What a case could be compared with; the period of the frame is the baseline.
    EffectCandidates(effect::Candidates),
    /// Where incidents lie so densely that they hang together.
    Dbscan(dense::Parameters),
    /// Whether incidents are followed by others near by, soon.
    NearRepeat(knox::Parameters),
    /// At what hours of the week, and in which months.
    Profile(profile::Parameters),
    /// How the heat of each cell develops month by month.
    Emerging(emerging::Parameters),
    /// What has changed, over areas and categories.
    Change(whats_changed::Parameters),
    /// Crime beside otrygghet.
    JointList(Box<joint_list::Parameters>),
    /// What each method would have caught.
    Backtest(backtest::Parameters),
    /// Which cells are like their neighbours.
    LocalMoran(local_moran::Parameters),
    /// Two periods side by side; the period of the frame is the later one.
    Compare(compare::Parameters),
}

/// What came out; the variant is that of the [`Method`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", content = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// How few cells hold how much.
    Concentration(concentration::Concentration),
    /// Which circles have more than their share.
    Scan(scan::Scanned),
    /// How thick incidents lie.
    Kde(kde::Drawn),
    /// Whether a case helped.
    Effect(Box<EffectResult>),
    /// What a case could be compared with.
    EffectCandidates(Suggested),
    /// Dense places.
    Dbscan(dense::DensePlaces),
    /// Pairs by distance and days.
    NearRepeat(knox::KnoxTable),
    /// Weekday × hour and months.
    Profile(profile::WeekProfile),
    /// How the heat of each cell develops month by month.
    Emerging(emerging::Emerging),
    /// What has changed, over areas and categories.
    Change(whats_changed::Ranking),
    /// Crime beside otrygghet.
    JointList(joint_list::JointList),
    /// What each method would have caught.
    Backtest(backtest::Backtest),
    /// Which cells are like their neighbours.
    LocalMoran(local_moran::LocalMoranCells),
    /// Two periods side by side.
    Compare(Box<compare::Compared>),
}

impl Method {
    /// Stable name, as in addresses and on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Concentration(_) => "concentration",
            Self::Scan(_) => "scan",
            Self::Kde(_) => "kde",
            Self::Effect(_) => "effect",
            Self::EffectCandidates(_) => "effect-candidates",
            Self::Dbscan(_) => "dbscan",
            Self::NearRepeat(_) => "near-repeat",
            Self::Profile(_) => "profile",
            Self::Emerging(_) => "emerging",
            Self::Change(_) => "change",
            Self::JointList(_) => "joint-list",
            Self::Backtest(_) => "backtest",
            Self::LocalMoran(_) => "local-moran",
            Self::Compare(_) => "compare",
        }
    }

    /// Raised whenever the same input would give other bytes.
    pub fn version(&self) -> u32 {
        match self {
            Self::Concentration(_) => concentration::METHOD_VERSION,
            Self::Scan(_) => scan::METHOD_VERSION,
            Self::Kde(_) => kde::METHOD_VERSION,
            Self::Effect(_) | Self::EffectCandidates(_) => effect::METHOD_VERSION,
            Self::Dbscan(_) => dense::METHOD_VERSION,
            Self::NearRepeat(_) => knox::METHOD_VERSION,
            Self::Profile(_) => profile::METHOD_VERSION,
            Self::Emerging(_) => emerging::METHOD_VERSION,
            Self::Change(_) => whats_changed::METHOD_VERSION,
            Self::JointList(_) => joint_list::METHOD_VERSION,
            Self::Backtest(_) => backtest::METHOD_VERSION,
            Self::LocalMoran(_) => local_moran::METHOD_VERSION,
            Self::Compare(_) => compare::METHOD_VERSION,
        }
    }

    /// Whether it works on the cells of a lattice.
    pub fn uses_lattice(&self) -> bool {
        let without = matches!(self, Self::Kde(_) | Self::Change(_) | Self::JointList(_))
            || matches!(self, Self::Dbscan(_) | Self::NearRepeat(_) | Self::Profile(_));
        !without
    }

    /// The category or indicator that counts are expected in proportion to.
    pub fn exposure(&self) -> Option<&Exposure> {
        match self {
            Self::Scan(scan::Parameters { expectation: Expectation::Exposure(what), .. }) => {
                Some(what)
            }
            _ => None,
        }
    }

    /// The first of its own parameters that is out of range.
    pub fn out_of_range(&self) -> Option<&'static str> {
        match self {
            Self::Dbscan(parameters) => parameters.wrong(),
            Self::NearRepeat(parameters) => parameters.wrong(),
            _ => None,
        }
    }

    /// Whether the question itself holds what its party may see and others may not: then nobody else
    /// sees it, whatever they may see of the counts.
    pub fn is_for_own_party(&self) -> bool {
        matches!(self, Self::JointList(_))
            || matches!(self.exposure(), Some(Exposure::Indicator(_)))
    }
}

/// Everything that was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Of what.
    pub frame: Frame,
    /// How.
    #[serde(flatten)]
    pub method: Method,
}

/// What it was answered from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// State of the counts that were read.
    pub data_version: DataVersion,
    /// Fingerprint of the visible counts.
    pub input_fingerprint: Fingerprint,
    /// Fingerprint of the study area, the areas and the named places.
    pub areas_fingerprint: Fingerprint,
    /// The imports that brought a visible row.
    pub imports: Vec<ImportId>,
    /// Made-up counts among them.
    pub synthetic: bool,
    /// Last local day with counts.
    pub data_to: Option<Date>,
    /// Of the method.
    pub method_version: u32,
    /// Of the program.
    pub code_version: String,
}

/// `run-` and 16 hex digits of a hash over party, question and origin: two parties never share an id,
/// and the data version is not in it, since it may move on without changing what a party sees.
pub fn id_of(party: &PartyId, question: &Question, origin: &Origin) -> String {
    let whole = serde_json::to_vec(&(
        party,
        question,
        &origin.input_fingerprint,
        &origin.areas_fingerprint,
        &origin.imports,
        origin.method_version,
        &origin.code_version,
    ));
    let whole = whole.expect("names, numbers and lists can always be written");
    format!("run-{}", &Fingerprint::of(&whole).0[..16])
}
