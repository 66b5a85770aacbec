//! The verdicts of cases like one, taken together: each alone is too small to show anything.

use super::{Actor, App, AppError, cases};
use crate::{
    analysis::effect::pooled::{Measured, Pooled, measures, pool},
    case::{
        number::CaseNumber,
        overlap::Overlap,
        place::PlaceGeometry,
        work::{Work, look::Looked, plan::Kind},
    },
    incident::{CategoryId, Period},
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Cases like one, itself among them.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// ln of the ratio of ratios; `None` where no verdict has one.
    pub ratio: Option<Pooled>,
    /// The difference in counts; `None` where no verdict has one.
    pub difference: Option<Pooled>,
    /// Those whose verdict is in it.
    pub with_verdict: Vec<CaseNumber>,
    /// Those that have a plan and no verdict yet, or one in which nothing was counted.
    pub without: Vec<CaseNumber>,
    /// Those whose verdict rests on incidents that the verdict of another, which is in it, rests on too.
    pub counted_once: Vec<(CaseNumber, CaseNumber)>,
}

/// Two cases of whose ground either has so large a share (0–1) in the other's, and whose after periods have
/// a day in common, count the same incidents. To weigh in both would make the interval narrower than what
/// was seen allows.
const SAME_GROUND: f64 = 0.5;

/// What a verdict brings.
struct Brought {
    case: CaseNumber,
    on: Date,
    after: Period,
    ground: PlaceGeometry,
    ratio: Option<Measured>,
    difference: Measured,
}

impl Brought {
    fn of(work: &Work, verdict: &Looked) -> Option<Self> {
        let (ratio, difference) = measures(verdict.look.comparisons.first()?);
        let plan = &work.standing().effect.agreed.as_ref()?.proposed.plan;
        Some(Self {
            case: work.case().number,
            on: verdict.on,
            after: verdict.look.after,
            ground: PlaceGeometry::Area(work.frozen_run(plan.evidence)?.place.geometry.clone()),
            ratio,
            difference: difference?,
        })
    }

    /// Whether it counts what another counts.
    fn counts_the_same(&self, other: &Self) -> bool {
        let days = self.after.from <= other.after.to && other.after.from <= self.after.to;
        let share = || Overlap::of_near(&self.ground, &other.ground);
        let shares = |found: Overlap| [found.of_one, found.of_other];
        days && share()
            .map_or([None; 2], shares)
            .into_iter()
            .flatten()
            .any(|one| one >= SAME_GROUND)
    }
}

/// The cases that the actor sees whose plan counts the same categories and that have a kind of measure in
/// common with one. All of them, whatever they came to; only verdicts take part, since somebody who looks
/// early may stop when it suits.
///
/// # Errors
/// A case that is not there, or has no plan.
pub fn similar(app: &App, actor: &Actor, number: &CaseNumber) -> Result<Similar, AppError> {
    let one = cases::one(app, actor, number)?;
    let (counted, kinds) = likeness(&one).ok_or(AppError::Refused("effect_not_planned"))?;
    let (mut brought, mut without) = (Vec::new(), Vec::new());
    for work in cases::list(app, actor)? {
        let alike = likeness(&work)
            .is_some_and(|(other, theirs)| other == counted && !theirs.is_disjoint(&kinds));
        if !alike {
            continue;
        }
        let verdict = work.standing().effect.verdict();
        match verdict.and_then(|verdict| Brought::of(&work, verdict)) {
            Some(one) => brought.push(one),
            None => without.push(work.case().number),
        }
    }
    let (taken, counted_once) = each_incident_once(brought);
    let ratios: Vec<Measured> = taken.iter().filter_map(|one| one.ratio).collect();
    let differences: Vec<Measured> = taken.iter().map(|one| one.difference).collect();
    let mut with_verdict: Vec<CaseNumber> = taken.iter().map(|one| one.case).collect();
    with_verdict.sort_unstable();
    let (ratio, difference) = (pool(&ratios), pool(&differences));
    Ok(Similar { ratio, difference, with_verdict, without, counted_once })
}

/// Of those that count the same, the one whose verdict came first is taken: a rule that nobody can choose
/// by what suits. The others are told with the one in whose place they would have stood.
fn each_incident_once(mut all: Vec<Brought>) -> (Vec<Brought>, Vec<(CaseNumber, CaseNumber)>) {
    all.sort_by_key(|one| (one.on, one.case));
    let (mut taken, mut left): (Vec<Brought>, Vec<_>) = (Vec::new(), Vec::new());
    for one in all {
        match taken.iter().find(|other| one.counts_the_same(other)) {
            Some(other) => left.push((one.case, other.case)),
            None => taken.push(one),
        }
    }
    left.sort_unstable();
    (taken, left)
}

/// What its plan counts and what kinds of measures were not given up; `None` without a plan.
fn likeness(work: &Work) -> Option<(BTreeSet<CategoryId>, BTreeSet<Kind>)> {
    let standing = work.standing();
    let plan = &standing.effect.agreed.as_ref()?.proposed.plan;
    let counted = work.frozen_run(plan.evidence)?.parameters.categories.iter().cloned();
    let measures = standing.measures.values().filter(|one| !one.is_given_up());
    Some((counted.collect(), measures.map(|one| one.measure.kind).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Rect, coord};

    /// A square of 0,002° with its south-western corner so far east of 18°.
    fn brought(no: u32, on: &str, after: (&str, &str), east: f64) -> Brought {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let corner = coord! { x: 18.0 + east, y: 59.3 };
        let square = Rect::new(corner, coord! { x: corner.x + 0.002, y: corner.y + 0.002 });
        Brought {
            case: format!("PLS-2026-{no:03}").parse().expect("a number"),
            on: day(on),
            after: Period::new(day(after.0), day(after.1)).expect("in order"),
            ground: PlaceGeometry::Area(square.to_polygon().into()),
            ratio: None,
            difference: (1.0, 1.0),
        }
    }

    #[test]
    fn incidents_that_two_verdicts_rest_on_are_weighed_in_once() {
        let (spring, autumn) = (("2026-01-01", "2026-06-30"), ("2026-07-01", "2026-12-31"));
        let first = || brought(7, "2026-07-10", spring, 0.0);
        let case = |no: u32| format!("PLS-2026-{no:03}").parse::<CaseNumber>().expect("a number");
        for (why, other, same) in [
            ("on the same ground the same days", brought(3, "2026-07-11", spring, 0.0), true),
            ("most of the ground", brought(3, "2026-07-11", spring, 0.0009), true),
            ("a strip of it", brought(3, "2026-07-11", spring, 0.0011), false),
            ("beside it", brought(3, "2026-07-11", spring, 0.002), false),
            ("far away", brought(3, "2026-07-11", spring, 0.5), false),
            ("the days that follow", brought(3, "2027-01-10", autumn, 0.0), false),
        ] {
            let (taken, left) = each_incident_once(vec![other, first()]);
            let taken: Vec<CaseNumber> = taken.iter().map(|one| one.case).collect();
            if same {
                assert_eq!((taken, left), (vec![case(7)], vec![(case(3), case(7))]), "{why}");
            } else {
                assert_eq!((taken.len(), left), (2, vec![]), "{why}");
            }
        }
        // Of verdicts of one day the case with the lower number.
        let (taken, _) = each_incident_once(vec![first(), brought(3, "2026-07-10", spring, 0.0)]);
        assert_eq!(taken[0].case, case(3));
    }
}
