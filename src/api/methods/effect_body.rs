//! How an effect looks on the wire.

use crate::{
    analysis::{
        effect::{
            assess::{Comparison, EffectResult},
            dispersion::Heterogeneity,
            parameters::Against,
            power::Power,
            ratio::RatioOfRatios,
            season::Part,
            two_counts::TwoCounts,
            verdict::Verdict,
            wdd::{Difference, Series},
        },
        lattice::Lattice,
    },
    api::{counted::Days, problem::Language, words},
    export::geojson::geometry_json,
};
use geo_types::Geometry;
use serde::Serialize;

/// Whether a case helped.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Effect"))]
#[schema(as = Effect)]
pub(super) struct EffectBody {
    /// The verdict, of the comparison fixed at the start.
    verdict: VerdictBody,
    /// Of the displacement; null without a ring.
    displacement_verdict: Option<VerdictBody>,
    /// Against the baseline first, then against the year before where there are data.
    comparisons: Vec<ComparisonBody>,
    /// The difference against the baseline with the place's level shrunken; null where comparable
    /// places are too few.
    shrunk: Option<ShrunkBody>,
    /// How uneven the baseline's months are; 1 is chance.
    months_dispersion: Option<DispersionBody>,
    /// How much comparable places wander between the halves of the baseline; null where too few.
    drift: Option<DispersionBody>,
    /// How far they went from the days before to the days after; null where too few.
    drift_since: Option<DispersionBody>,
    /// What the variance is multiplied with, at least 1.
    dispersion: f64,
    /// Standard deviations to either end of the 95 % intervals.
    quantile: f64,
    /// The after period as far as there are data.
    after: Days,
    /// The ground that is compared.
    pieces: PiecesBody,
    /// Months of the baseline, of the days that chose the place, and after.
    months: Vec<EffectMonth>,
}

impl EffectBody {
    pub(super) fn of(found: &EffectResult, lattice: &Lattice, language: Language) -> Self {
        let displacement = found.displacement_verdict.as_ref();
        let shrunk = found.shrunk.as_ref().zip(found.shrunk_wdd.as_ref());
        let piece = |cells: &[u32]| PieceBody {
            cells: cells.iter().map(|&i| lattice.ids()[i as usize].clone()).collect(),
            geometry: (!cells.is_empty())
                .then(|| geometry_json(&Geometry::MultiPolygon(lattice.dissolve(cells)))),
        };
        let pieces = &found.pieces;
        Self {
            verdict: VerdictBody::of(&found.verdict, found.verdict.said.code(), language),
            displacement_verdict: displacement
                .map(|one| VerdictBody::of(one, one.said.code_of_displacement(), language)),
            comparisons: found
                .comparisons
                .iter()
                .map(|one| ComparisonBody::of(one, language))
                .collect(),
            shrunk: shrunk.map(|(shrunk, difference)| ShrunkBody {
                n_groups: shrunk.prior.n_groups,
                prior_mean: shrunk.prior.mean,
                prior_shape: shrunk.prior.shape,
                n: shrunk.count,
                shrunken: shrunk.shrunk,
                own_share: shrunk.own_share,
                expected_after: shrunk.scaled,
                difference: difference.into(),
            }),
            months_dispersion: found.months_dispersion.map(DispersionBody::from),
            drift: found.drift.map(DispersionBody::from),
            drift_since: found.drift_since.map(DispersionBody::from),
            dispersion: found.spread.factor,
            quantile: found.spread.quantile,
            after: found.after.into(),
            pieces: PiecesBody {
                place: piece(&pieces.place),
                control: piece(&pieces.control),
                ring: piece(&pieces.ring),
                control_ring: piece(&pieces.control_ring),
                n_control_in_ring: pieces.control_in_ring,
                n_taken_from_control_ring: pieces.taken_from_control_ring,
            },
            months: found
                .months
                .iter()
                .map(|month| EffectMonth {
                    days: month.period.into(),
                    part: match month.part {
                        Part::Baseline | Part::YearBefore => "baseline",
                        Part::Window => "chosen",
                        Part::After => "after",
                    },
                    place: month.place,
                    control: month.control,
                    ring: month.ring,
                    control_ring: month.control_ring,
                })
                .collect(),
        }
    }
}

/// What may be said.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "EffectVerdict"))]
#[schema(as = EffectVerdict)]
pub(in crate::api) struct VerdictBody {
    /// Stable code.
    code: String,
    /// In the reader's language.
    text: String,
    /// Before the fixed date, or the after period is not over.
    preliminary: bool,
    /// What preliminary means, when it is.
    preliminary_text: Option<String>,
    /// The rules that decided.
    rules: Vec<RuleBody>,
}

impl VerdictBody {
    pub(in crate::api) fn of(verdict: &Verdict, code: &str, language: Language) -> Self {
        Self {
            code: code.to_owned(),
            text: words::code(code, language).to_owned(),
            preliminary: verdict.preliminary,
            preliminary_text: verdict
                .preliminary
                .then(|| words::code("preliminart", language).to_owned()),
            rules: verdict
                .rules
                .iter()
                .map(|rule| RuleBody {
                    code: rule.clone(),
                    text: words::code(rule, language).to_owned(),
                })
                .collect(),
        }
    }
}

/// A rule of the verdict.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "EffectRule"))]
#[schema(as = EffectRule)]
struct RuleBody {
    /// Stable code.
    code: String,
    /// In the reader's language.
    text: String,
}

/// The after period against one kind of before.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "EffectComparison"))]
#[schema(as = EffectComparison)]
pub(in crate::api) struct ComparisonBody {
    /// `baseline` or `year_before`.
    #[cfg_attr(test, ts(type = "'baseline' | 'year_before'"))]
    against: &'static str,
    /// Days after over days before.
    w: f64,
    /// Each month is held against its own calendar months.
    like_seasons: bool,
    /// Days after.
    days_after: u32,
    /// Days before that they are held against.
    days_before: u32,
    /// Counts of the place.
    place: SeriesBody,
    /// Counts of the control.
    control: Option<SeriesBody>,
    /// Counts of the ring.
    ring: Option<SeriesBody>,
    /// Counts of the control ring; null marks a ring "utan trendkontroll".
    control_ring: Option<SeriesBody>,
    /// Weighted displacement difference.
    difference: DifferenceBody,
    /// Of the rings alone.
    displacement: Option<DifferenceBody>,
    /// Ratio of ratios; null without control.
    ratio: Option<RatioBody>,
    /// The place alone.
    two_counts: TwoCountsBody,
    /// What could have been shown at this level.
    power: PowerBody,
    /// What may be said of it.
    verdict: VerdictBody,
    /// What may be said of the ring.
    displacement_verdict: Option<VerdictBody>,
}

impl ComparisonBody {
    pub(in crate::api) fn of(one: &Comparison, language: Language) -> Self {
        let displacement = one.displacement_verdict.as_ref();
        let series = |series: &Option<Series>| series.as_ref().map(SeriesBody::from);
        Self {
            against: match one.against {
                Against::Baseline => "baseline",
                Against::YearBefore => "year_before",
            },
            w: one.w,
            like_seasons: one.like_seasons,
            days_after: one.days.0,
            days_before: one.days.1,
            place: (&one.design.place).into(),
            control: series(&one.design.control),
            ring: series(&one.design.ring),
            control_ring: series(&one.design.control_ring),
            difference: (&one.wdd).into(),
            displacement: one.displacement.as_ref().map(DifferenceBody::from),
            ratio: one.ratio.as_ref().map(RatioBody::from),
            two_counts: (&one.two_counts).into(),
            power: (&one.power).into(),
            verdict: VerdictBody::of(&one.verdict, one.verdict.said.code(), language),
            displacement_verdict: displacement
                .map(|one| VerdictBody::of(one, one.said.code_of_displacement(), language)),
        }
    }
}

/// Counts of one piece of ground.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "EffectSeries"))]
#[schema(as = EffectSeries)]
struct SeriesBody {
    /// In the like seasons before.
    before: u64,
    /// After.
    after: u64,
    /// What the after period would have had at the level before.
    expected: f64,
}

impl From<&Series> for SeriesBody {
    fn from(series: &Series) -> Self {
        Self { before: series.before, after: series.after, expected: series.scaled }
    }
}

/// A difference in counts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "EffectDifference"))]
#[schema(as = EffectDifference)]
pub(in crate::api) struct DifferenceBody {
    /// Negative: fewer than expected.
    estimate: f64,
    /// Lower 95 % limit; null without counts.
    lower: Option<f64>,
    /// Upper 95 % limit.
    upper: Option<f64>,
    /// In standard deviations.
    z: Option<f64>,
}

impl From<&Difference> for DifferenceBody {
    fn from(difference: &Difference) -> Self {
        Self {
            estimate: difference.estimate,
            lower: difference.interval.map(|(lower, _)| lower),
            upper: difference.interval.map(|(_, upper)| upper),
            z: difference.z,
        }
    }
}

/// A ratio of ratios.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "EffectRatio"))]
#[schema(as = EffectRatio)]
struct RatioBody {
    /// Under 1: the place fell more than its control.
    ratio: f64,
    /// Lower 95 % limit.
    lower: f64,
    /// Upper 95 % limit.
    upper: f64,
    /// Half a count was added to all four since one was 0.
    half_added: bool,
}

impl From<&RatioOfRatios> for RatioBody {
    fn from(ratio: &RatioOfRatios) -> Self {
        let (lower, upper) = ratio.interval;
        Self { ratio: ratio.ratio, lower, upper, half_added: ratio.half_added }
    }
}

/// Tests of one place before and after.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "TwoCounts"))]
#[schema(as = TwoCounts)]
pub(super) struct TwoCountsBody {
    /// First count.
    before: u64,
    /// Its exposure.
    before_exposure: f64,
    /// Second count.
    after: u64,
    /// Its exposure.
    after_exposure: f64,
    /// Two-sided p of the E-test.
    e_test: f64,
    /// Two-sided p of the exact conditional test.
    conditional: f64,
}

impl From<&TwoCounts> for TwoCountsBody {
    fn from(two: &TwoCounts) -> Self {
        Self {
            before: two.before.0,
            before_exposure: two.before.1,
            after: two.after.0,
            after_exposure: two.after.1,
            e_test: two.e_test,
            conditional: two.conditional,
        }
    }
}

/// What a case of this size can show.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Power"))]
#[schema(as = Power)]
pub(in crate::api) struct PowerBody {
    /// Expected count of the after period.
    expected: f64,
    /// Length of the after period over that of the like seasons before.
    w: f64,
    /// Factor on the variance.
    dispersion: f64,
    /// Smallest observed fall, 0–1, that would be significant; null: not even all of it would do.
    smallest_observed: Option<f64>,
    /// True fall, 0–1, that would be proved with 80 % chance; null: not even all of it would do.
    true_at_80: Option<f64>,
}

impl From<&Power> for PowerBody {
    fn from(power: &Power) -> Self {
        Self {
            expected: power.expected,
            w: power.w,
            dispersion: power.dispersion,
            smallest_observed: power.smallest_observed,
            true_at_80: power.true_at_80,
        }
    }
}

/// Unevenness beyond chance.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "EffectDispersion"))]
#[schema(as = EffectDispersion)]
struct DispersionBody {
    /// χ²/df; 1 is chance.
    ratio: f64,
    /// Degrees of freedom.
    degrees: u32,
}

impl From<Heterogeneity> for DispersionBody {
    fn from(found: Heterogeneity) -> Self {
        Self { ratio: found.ratio, degrees: found.degrees }
    }
}

/// The place's level as places like it would have it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "EffectShrunk"))]
#[schema(as = EffectShrunk)]
struct ShrunkBody {
    /// Comparable groups of cells.
    n_groups: usize,
    /// Their mean count in all days before the start.
    prior_mean: f64,
    /// Shape of the gamma distribution of their levels; null: they differ no more than chance.
    prior_shape: Option<f64>,
    /// The place's count in those days.
    n: u64,
    /// The same, shrunken.
    shrunken: f64,
    /// Share of it that is the place's own, 0–1.
    own_share: f64,
    /// What the after period would have had at that level.
    expected_after: f64,
    /// The difference with that level.
    difference: DifferenceBody,
}

/// The ground that is compared; no cell is in two pieces.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "EffectPieces"))]
#[schema(as = EffectPieces)]
struct PiecesBody {
    /// Where the case is.
    place: PieceBody,
    /// What it is compared with.
    control: PieceBody,
    /// Around the place.
    ring: PieceBody,
    /// Around the control.
    control_ring: PieceBody,
    /// Cells of the control near enough for displacement to reach.
    n_control_in_ring: u32,
    /// Cells around the control that belong to the place or its ring.
    n_taken_from_control_ring: u32,
}

/// A piece of ground.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "EffectPiece"))]
#[schema(as = EffectPiece)]
struct PieceBody {
    /// Ids of its cells.
    cells: Vec<String>,
    /// GeoJSON geometry; null without cells.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry | null"))]
    #[schema(value_type = Option<Object>)]
    geometry: Option<serde_json::Value>,
}

/// Counts of one month.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct EffectMonth {
    /// Its days.
    days: Days,
    /// `baseline`, `chosen` or `after`.
    #[cfg_attr(test, ts(type = "'baseline' | 'chosen' | 'after'"))]
    part: &'static str,
    /// In the place.
    place: u64,
    /// In the control.
    control: u64,
    /// In the ring.
    ring: u64,
    /// In the control ring.
    control_ring: u64,
}
