//! The verdicts of cases like one, taken together: each alone is too small to show anything.

use super::{Actor, App, AppError, cases};
use crate::{
    analysis::effect::pooled::{Pooled, measures, pool},
    case::{
        number::CaseNumber,
        work::{Work, plan::Kind},
    },
    incident::CategoryId,
};
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
    let (mut ratios, mut differences) = (Vec::new(), Vec::new());
    let (mut with_verdict, mut without) = (Vec::new(), Vec::new());
    for work in cases::list(app, actor)? {
        let alike = likeness(&work)
            .is_some_and(|(other, theirs)| other == counted && !theirs.is_disjoint(&kinds));
        if !alike {
            continue;
        }
        let verdict = work.standing().effect.verdict();
        let (ratio, difference) = verdict
            .and_then(|verdict| verdict.look.comparisons.first())
            .map_or((None, None), measures);
        ratios.extend(ratio);
        differences.extend(difference);
        match difference {
            Some(_) => with_verdict.push(work.case().number),
            None => without.push(work.case().number),
        }
    }
    Ok(Similar { ratio: pool(&ratios), difference: pool(&differences), with_verdict, without })
}

/// What its plan counts and what kinds of measures were not given up; `None` without a plan.
fn likeness(work: &Work) -> Option<(BTreeSet<CategoryId>, BTreeSet<Kind>)> {
    let standing = work.standing();
    let plan = &standing.effect.agreed.as_ref()?.proposed.plan;
    let counted = work.frozen_run(plan.evidence)?.parameters.categories.iter().cloned();
    let measures = standing.measures.values().filter(|one| !one.is_given_up());
    Some((counted.collect(), measures.map(|one| one.measure.kind).collect()))
}
