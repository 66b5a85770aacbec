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
    /// Those whose verdict rests, for the most part, on the incidents of another that is in it, each with one
    /// such.
    pub counted_once: Vec<(CaseNumber, CaseNumber)>,
}

/// From here on two verdicts are taken to rest on the same incidents: their after periods have a day in common,
/// and the geometric mean of the shares (0–1) of each one's ground that lies in the other's is at least this.
/// Where incidents lie evenly that mean is the correlation of their counts. To weigh in both would make the
/// interval narrower than what was seen allows.
const SAME_INCIDENTS: f64 = 0.5;

/// What a verdict brings.
struct Brought {
    case: CaseNumber,
    /// The day of the verdict and the day on which the plan was agreed: both settled before the counts.
    fixed: (Date, Date),
    after: Period,
    ground: PlaceGeometry,
    ratio: Option<Measured>,
    difference: Measured,
}

impl Brought {
    fn of(work: &Work, verdict: &Looked) -> Option<Self> {
        let (ratio, difference) = measures(verdict.look.comparisons.first()?);
        let agreed = work.standing().effect.agreed.as_ref()?;
        let plan = &agreed.proposed.plan;
        Some(Self {
            case: work.case().number,
            fixed: (plan.verdict_on, agreed.on),
            after: verdict.look.after,
            ground: PlaceGeometry::Area(work.frozen_run(plan.evidence)?.place.geometry.clone()),
            ratio,
            difference: difference?,
        })
    }

    /// Whether it counts what another counts.
    fn counts_the_same(&self, other: &Self) -> bool {
        let days = self.after.from <= other.after.to && other.after.from <= self.after.to;
        let mean = |found: Overlap| (found.of_one.zip(found.of_other)).map(|(a, b)| (a * b).sqrt());
        let shared = || Overlap::of_near(&self.ground, &other.ground).and_then(mean);
        days && shared().is_some_and(|mean| mean >= SAME_INCIDENTS)
    }
}

/// The cases that the actor sees whose plan counts the same categories and that have a kind of measure in
/// common with one. All of them, whatever they came to, but of those that count the same incidents one; only
/// verdicts take part, since somebody who looks early may stop when it suits.
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

/// Of those that count the same, the one whose plan has the earliest day of verdict is taken, then the one that
/// was agreed first: days that both parties settled before anybody had looked at it, so that nobody chooses by what
/// suits. The others are told with one that is taken in their stead.
fn each_incident_once(mut all: Vec<Brought>) -> (Vec<Brought>, Vec<(CaseNumber, CaseNumber)>) {
    all.sort_by_key(|one| (one.fixed, one.case));
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

    const SPRING: (&str, &str) = ("2026-01-01", "2026-06-30");

    /// A rectangle 0,002° high, from so far east of 18° to so far.
    fn brought(no: u32, verdict_on: &str, after: (&str, &str), east: (f64, f64)) -> Brought {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let corner = |x: f64, y: f64| coord! { x: 18.0 + x, y: y };
        let ground = Rect::new(corner(east.0, 59.3), corner(east.1, 59.302));
        Brought {
            case: case(no),
            fixed: (day(verdict_on), day("2025-12-01")),
            after: Period::new(day(after.0), day(after.1)).expect("in order"),
            ground: PlaceGeometry::Area(ground.to_polygon().into()),
            ratio: None,
            difference: (1.0, 1.0),
        }
    }

    fn case(no: u32) -> CaseNumber {
        format!("PLS-2026-{no:03}").parse().expect("a number")
    }

    fn taken(all: Vec<Brought>) -> (Vec<CaseNumber>, Vec<(CaseNumber, CaseNumber)>) {
        let (taken, left) = each_incident_once(all);
        (taken.iter().map(|one| one.case).collect(), left)
    }

    #[test]
    fn incidents_that_two_verdicts_rest_on_are_weighed_in_once() {
        let first = || brought(7, "2026-07-10", SPRING, (0.0, 0.002));
        for (why, days, east, same) in [
            ("on the same ground the same days", SPRING, (0.0, 0.002), true),
            ("a day in common", ("2026-06-30", "2026-12-31"), (0.0, 0.002), true),
            ("most of the ground", SPRING, (0.0009, 0.0029), true),
            ("a strip of it", SPRING, (0.0011, 0.0031), false),
            ("a part of it that is more than a fourth", SPRING, (0.0, 0.00055), true),
            ("a small part of it", SPRING, (0.0, 0.00045), false),
            ("a large ground around it", SPRING, (-0.01, 0.01), false),
            ("beside it", SPRING, (0.002, 0.004), false),
            ("far away", SPRING, (0.5, 0.502), false),
            ("the days that follow", ("2026-07-01", "2026-12-31"), (0.0, 0.002), false),
        ] {
            let other = brought(3, "2026-07-11", days, east);
            let expected = if same {
                (vec![case(7)], vec![(case(3), case(7))])
            } else {
                (vec![case(7), case(3)], vec![])
            };
            assert_eq!(taken(vec![other, first()]), expected, "{why}");
        }
    }

    #[test]
    fn which_one_stands_was_settled_before_anybody_looked() {
        let of = |no, on| brought(no, on, SPRING, (0.0, 0.002));
        // Of one day of verdict the plan that was agreed first, and then the lower number.
        let mut early = of(9, "2026-07-10");
        early.fixed.1 = "2025-11-01".parse().expect("a day");
        let (stands, _) = taken(vec![of(3, "2026-07-10"), early, of(5, "2026-07-10")]);
        assert_eq!(stands, [case(9)]);
        assert_eq!(taken(vec![of(5, "2026-07-10"), of(3, "2026-07-10")]).0, [case(3)]);
        // One that links two apart is left out, and the two stay.
        let [west, middle, east] = [(0.0, 0.002), (0.0009, 0.0029), (0.0018, 0.0038)];
        let at = |no, on, east| brought(no, on, SPRING, east);
        let (stands, left) = taken(vec![
            at(1, "2026-07-01", west),
            at(2, "2026-07-03", middle),
            at(3, "2026-07-02", east),
        ]);
        assert_eq!((stands, left), (vec![case(1), case(3)], vec![(case(2), case(1))]));
    }
}
