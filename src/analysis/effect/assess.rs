//! The whole way: counts per span and cell in, comparison and verdict out.
//!
//! **Question.** Did the place change beyond what its control did, did the change move to its
//! surroundings, and may that be called proved?
//!
//! **Input.** [`Parameters`]; the lattice with its nearest neighbours and with the ring of the
//! displacement; the counts of every cell in every span of [`Parameters::days`]. Order of cells
//! does not matter. **Output.** [`EffectResult`]; every number the verdict rests on is in it.
//!
//! **Way.** 1. The days that chose the place are taken out of the baseline. 2. Each calendar month of
//! the after period is compared with its likes (w). 3. WDD, displacement and ratio of ratios, against
//! the baseline and against the year before. 4. The variance is multiplied by the largest of 1, the
//! dispersion of the baseline's months and the drift of comparable places, between the baseline's
//! halves and over the very days compared; the interval reaches to Student's t where one is above 1. 5. The place's level is shrunken towards that of
//! comparable places, all days before the start taken together; the difference with the shrunken level
//! stands beside, and where the window is not known it must agree. 6. The rules of [`super::verdict`].
//!
//! **Degenerate input.** No place, periods in disorder: [`NoComparison`]. No control, no counts, few
//! counts: a verdict that says so. Too few comparable places: no drift and no shrinkage, said aloud.
//!
//! **Choosing.** Baseline 24 months; ring 1 or 2 cells; a control of the place's level and kind, far
//! enough away; the verdict's day before anyone has looked.
//! **Repeatable.** Sums in order of cells and days; nothing drawn.
//! **Checked against** the parts' sources, and a simulation of places without effect
//! (tests/it/analysis/effect_simulations.rs): chosen at random or because they flared up, at most 5 %
//! are called proved.

use super::{
    comparable::{Shrunk, comparable},
    counted::Counted,
    dispersion::{Heterogeneity, Spread, heterogeneity},
    parameters::{Against, Days, NoComparison, Parameters},
    pieces::{NoPieces, Pieces, pieces},
    power::{Power, power_before_start},
    rails,
    ratio::{RatioOfRatios, ratio_of_ratios},
    season::{Part, Span, Weights},
    two_counts::TwoCounts,
    verdict::{Grounds, Verdict, levels_differ, verdict},
    wdd::{Design, Difference, Series, displacement, wdd},
};
use crate::{
    analysis::{found::Found, laid::Laid},
    incident::Period,
};
use serde::{Deserialize, Serialize};

/// One comparison: the after period against one kind of before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// With what.
    pub against: Against,
    /// Days after over days before.
    pub w: f64,
    /// Each month is held against its own calendar months.
    pub like_seasons: bool,
    /// Days of the after period and of what it is held against.
    pub days: (u32, u32),
    /// The counts.
    pub design: Design,
    /// Place and ring against control and control ring.
    pub wdd: Difference,
    /// The ring alone.
    pub displacement: Option<Difference>,
    /// The same as a factor; `None` without control.
    pub ratio: Option<RatioOfRatios>,
    /// The place alone.
    pub two_counts: TwoCounts,
    /// What could have been shown at this level.
    pub power: Power,
    /// What may be said of it.
    pub verdict: Verdict,
    /// What may be said of the ring.
    pub displacement_verdict: Option<Verdict>,
}

/// Counts of one calendar month, for the eye.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Month {
    /// Its days.
    pub period: Period,
    /// Which part it belongs to.
    pub part: Part,
    /// In the place.
    pub place: u64,
    /// In the control.
    pub control: u64,
    /// In the ring.
    pub ring: u64,
    /// In the control ring.
    pub control_ring: u64,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EffectResult {
    /// The ground that was compared.
    pub pieces: Pieces,
    /// The after period as far as there are data.
    pub after: Period,
    /// Dispersion of the baseline's months; `None` without control or ring.
    pub months_dispersion: Option<Heterogeneity>,
    /// Drift of comparable places between the halves of the baseline; `None` where they are too few.
    pub drift: Option<Heterogeneity>,
    /// The same from the days before to the days after.
    pub drift_since: Option<Heterogeneity>,
    /// What intervals are widened with.
    pub spread: Spread,
    /// The place's level shrunken; `None` where comparable places are too few.
    pub shrunk: Option<Shrunk>,
    /// The difference against the baseline at the shrunken level.
    pub shrunk_wdd: Option<Difference>,
    /// Against the baseline first, then against the year before.
    pub comparisons: Vec<Comparison>,
    /// The one: of the comparison that was fixed at the start.
    pub verdict: Verdict,
    /// Of the ring; `None` without one.
    pub displacement_verdict: Option<Verdict>,
    /// The months of the baseline, the window and after.
    pub months: Vec<Month>,
}

/// What the assessment reads.
#[derive(Debug, Clone, Copy)]
pub struct EffectInput<'a> {
    /// The lattice with its nearest neighbours.
    pub near: &'a Laid,
    /// The lattice with the ring of the displacement.
    pub ring: &'a Laid,
    /// The days, from the same parameters.
    pub days: &'a Days,
    /// Counts per span and cell.
    pub counted: &'a Counted,
    /// Cells of other cases, not to be compared with; empty for none.
    pub not_in: &'a [bool],
}

/// From counts to verdict.
///
/// # Errors
/// [`NoComparison`] where there is nothing to compare.
pub fn assess(
    parameters: &Parameters,
    input: &EffectInput,
) -> Result<Found<EffectResult>, NoComparison> {
    let pieces = drawn(parameters, input)?;
    let (counted, days) = (input.counted, input.days);
    let drawn_pieces = [&pieces.place, &pieces.control, &pieces.ring, &pieces.control_ring];
    let rows: Vec<Vec<u64>> = drawn_pieces
        .into_iter()
        .filter(|cells| !cells.is_empty())
        .map(|cells| counted.baseline_months(cells))
        .collect();
    let months_dispersion = heterogeneity(&rows);
    let weights = &days.against_baseline;
    let like = comparable(input.near, counted, &pieces, weights, input.not_in);
    let spread = Spread::of([months_dispersion, like.drift, like.drift_since]);
    let preliminary = parameters.early || days.after.to < days.after_asked.to;
    let shrunk_wdd = like.shrunk.as_ref().map(|shrunk| {
        let mut design = design(parameters, input, &pieces, weights);
        design.place.scaled = shrunk.scaled;
        design.place.scaled_variance = shrunk.scaled_variance;
        wdd(&design, &spread)
    });
    let terms = Terms {
        spread,
        preliminary,
        // What the place was chosen by may be in the baseline when the window is not known.
        must_agree: shrunk_wdd.as_ref().filter(|_| parameters.chosen.is_empty()),
    };
    let compare = |against: Against, weights: &Weights| {
        let design = design(parameters, input, &pieces, weights);
        comparison(against, weights, &days.spans, design, &terms)
    };
    let mut comparisons = vec![compare(Against::Baseline, weights)];
    let year_before = days.against_year_before.as_ref();
    comparisons.extend(year_before.map(|weights| compare(Against::YearBefore, weights)));
    let decisive = comparisons.iter().find(|one| one.against == parameters.against);
    let decisive = decisive.unwrap_or(&comparisons[0]);
    let (verdict, displacement_verdict) =
        (decisive.verdict.clone(), decisive.displacement_verdict.clone());
    let result = EffectResult {
        months: months(counted, &pieces),
        after: days.after,
        months_dispersion,
        drift: like.drift,
        drift_since: like.drift_since,
        spread,
        shrunk: like.shrunk,
        shrunk_wdd,
        verdict,
        displacement_verdict,
        comparisons,
        pieces,
    };
    let n_used = n_used(counted, &result.pieces);
    let guard_rails = rails::fired(parameters, days, &result);
    Ok(Found { n_used, n_left_out: Vec::new(), guard_rails, result })
}

/// What all comparisons of one question have in common.
struct Terms<'a> {
    spread: Spread,
    preliminary: bool,
    must_agree: Option<&'a Difference>,
}

fn comparison(
    against: Against,
    weights: &Weights,
    spans: &[Span],
    design: Design,
    terms: &Terms,
) -> Comparison {
    let days_of = |wanted: &dyn Fn(usize) -> bool| -> u32 {
        spans.iter().enumerate().filter(|(i, _)| wanted(*i)).map(|(_, span)| span.days()).sum()
    };
    let after_days = days_of(&|i| spans[i].part == Part::After);
    let before_days = days_of(&|i| weights.of_span[i].is_some());
    let spread = &terms.spread;
    let difference = wdd(&design, spread);
    let moved = displacement(&design, spread);
    let expected = |a: &Series, b: Option<&Series>| a.scaled + b.map_or(0.0, |b| b.scaled);
    let ratio = |a: &Series, b: Option<&Series>| b.and_then(|b| ratio_of_ratios(a, b, spread));
    let unlike = levels_differ(&design);
    let of_sums = ratio(
        &design.place.with(design.ring.as_ref()),
        design.control.map(|control| control.with(design.control_ring.as_ref())).as_ref(),
    );
    let whole = verdict(&Grounds {
        difference: &difference,
        has_control: design.control.is_some(),
        expected: expected(&design.place, design.control.as_ref()),
        unlike_levels: unlike.then_some(of_sums.as_ref()),
        must_agree: terms.must_agree,
        preliminary: terms.preliminary,
    });
    let of_rings = design.ring.as_ref().and_then(|ring| ratio(ring, design.control_ring.as_ref()));
    let displacement_verdict = design.ring.as_ref().zip(moved.as_ref()).map(|(ring, moved)| {
        verdict(&Grounds {
            difference: moved,
            has_control: design.control_ring.is_some(),
            expected: expected(ring, design.control_ring.as_ref()),
            unlike_levels: unlike.then_some(of_rings.as_ref()),
            must_agree: None,
            preliminary: terms.preliminary,
        })
    });
    let place = &design.place;
    Comparison {
        against,
        w: weights.w,
        like_seasons: weights.like_seasons,
        days: (after_days, before_days),
        two_counts: TwoCounts::of(
            place.before,
            f64::from(before_days),
            place.after,
            f64::from(after_days),
        ),
        power: power_before_start(place.scaled, weights.w, spread.factor),
        ratio: ratio(place, design.control.as_ref()),
        wdd: difference,
        displacement: moved,
        verdict: whole,
        displacement_verdict,
        design,
    }
}

fn drawn(parameters: &Parameters, input: &EffectInput) -> Result<Pieces, NoComparison> {
    let lattice = input.near.lattice();
    let find =
        |ids: &[String]| -> Vec<u32> { ids.iter().filter_map(|id| lattice.index_of(id)).collect() };
    let around = (parameters.ring > 0).then(|| input.ring.neighbours());
    let mut pieces =
        pieces(&find(&parameters.place), &find(&parameters.control), around, lattice.len())
            .map_err(|none| match none {
                NoPieces::NoPlace => NoComparison::NoPlace,
                NoPieces::ControlInPlace(n) => NoComparison::ControlInPlace(n),
            })?;
    if !parameters.control_ring {
        pieces.control_ring.clear();
        pieces.taken_from_control_ring = 0;
    }
    Ok(pieces)
}

fn design(
    parameters: &Parameters,
    input: &EffectInput,
    pieces: &Pieces,
    weights: &Weights,
) -> Design {
    let land = |cells: &[u32]| -> f64 {
        cells.iter().map(|&i| input.near.lattice().land_m2()[i as usize]).sum()
    };
    let own = land(&pieces.place);
    let series = |cells: &[u32]| {
        (!cells.is_empty()).then(|| {
            let series = input.counted.series(cells, weights);
            match parameters.per_land && own > 0.0 && land(cells) > 0.0 {
                true => series.per(land(cells) / own),
                false => series,
            }
        })
    };
    Design {
        place: input.counted.series(&pieces.place, weights),
        control: series(&pieces.control),
        ring: series(&pieces.ring),
        control_ring: series(&pieces.control_ring),
    }
}

fn months(counted: &Counted, pieces: &Pieces) -> Vec<Month> {
    let [place, control, ring, control_ring] =
        [&pieces.place, &pieces.control, &pieces.ring, &pieces.control_ring]
            .map(|cells| counted.by_span(cells));
    let months = counted.spans.iter().enumerate().map(|(i, span)| Month {
        period: span.period,
        part: span.part,
        place: place[i],
        control: control[i],
        ring: ring[i],
        control_ring: control_ring[i],
    });
    // The year before is in the others, or is shown by its own numbers.
    let mut months: Vec<Month> = months.filter(|month| month.part != Part::YearBefore).collect();
    months.sort_by_key(|month| month.period.from);
    months
}

fn n_used(counted: &Counted, pieces: &Pieces) -> u64 {
    let all = [&pieces.place, &pieces.control, &pieces.ring, &pieces.control_ring];
    let by_span =
        all.into_iter().flat_map(|cells| counted.by_span(cells).into_iter().zip(&counted.spans));
    by_span.filter(|(_, span)| span.part != Part::YearBefore).map(|(n, _)| n).sum()
}
