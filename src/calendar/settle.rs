//! Which instances have been done, and by what.

use super::{
    duty::DutyId,
    instance::{Instance, InstanceKey},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// That a duty was done. What shows it is known where it is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Which duty.
    pub duty: DutyId,
    /// Which instance, when whoever did it says so.
    pub of: Option<InstanceKey>,
    /// The day.
    pub on: Date,
    /// Why so late, where it was.
    pub explanation: Option<String>,
}

/// Why an instance is late, said before or after it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Which instance.
    pub of: InstanceKey,
    /// When it was said.
    pub on: Date,
    /// Why.
    pub text: String,
}

/// How one instance was answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Account {
    /// What it was done by.
    pub done: Option<Done>,
    /// Why it is late; the last that was said.
    pub explanation: Option<Explanation>,
}

/// How instances were answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// One for each instance, in their order.
    pub accounts: Vec<Account>,
    /// For each of them the position, in the list that was given, of what it was done by.
    pub by: Vec<Option<usize>>,
    /// What was done beyond what is asked for, as positions in the list that was given.
    pub beyond: Vec<usize>,
}

/// Says what each instance was done by.
///
/// 1. What names its instance answers that one; of two that name the same, the earlier day.
/// 2. The rest goes by day to the earliest open instance of its duty that it is in time for.
/// 3. What is then left makes up for the earliest open instance whose last day has passed.
///
/// So the third meeting of a half-year makes up for one that was missed before, late, and nothing
/// that was in time becomes late by it. One more thing done never leaves an instance open that was
/// done without it. Give it everything since the duty began: what is made up for depends on what
/// was missed.
pub fn settle(instances: &[Instance], done: &[Done], explanations: &[Explanation]) -> Settled {
    let mut accounts = vec![Account::default(); instances.len()];
    let mut done_by: Vec<Option<usize>> = vec![None; instances.len()];
    let duties: BTreeSet<&DutyId> = instances.iter().map(|one| &one.duty).collect();
    for duty in duties {
        let (own_at, own): (Vec<usize>, Vec<&Instance>) =
            instances.iter().enumerate().filter(|(_, one)| &one.duty == duty).unzip();
        let (done_at, candidates): (Vec<usize>, Vec<Candidate<'_>>) = done
            .iter()
            .enumerate()
            .filter(|(_, one)| &one.duty == duty)
            .map(|(at, one)| (at, Candidate { on: one.on, of: one.of.as_ref() }))
            .unzip();
        for (at, by) in own_at.into_iter().zip(assign(&own, &candidates)) {
            let Some(by) = by.map(|by| done_at[by]) else { continue };
            done_by[at] = Some(by);
            accounts[at].done = Some(done[by].clone());
        }
    }
    for (instance, account) in instances.iter().zip(&mut accounts) {
        let with_it = account.done.as_ref().and_then(|done| {
            let text = done.explanation.clone()?;
            Some(Explanation { of: instance.key.clone(), on: done.on, text })
        });
        let said = explanations.iter().filter(|one| one.of == instance.key).cloned();
        account.explanation = with_it.into_iter().chain(said).max_by_key(|one| one.on);
    }
    let used: BTreeSet<usize> = done_by.iter().copied().flatten().collect();
    let beyond = (0..done.len()).filter(|at| !used.contains(at)).collect();
    Settled { accounts, by: done_by, beyond }
}

/// A day on which something was done, and of which instance if that was said.
pub(super) struct Candidate<'a> {
    pub(super) on: Date,
    pub(super) of: Option<&'a InstanceKey>,
}

/// For each instance, in the order given, the candidate that answers it. All are of one duty.
pub(super) fn assign(instances: &[&Instance], candidates: &[Candidate<'_>]) -> Vec<Option<usize>> {
    let mut taken: Vec<Option<usize>> = vec![None; instances.len()];
    let mut by_day: Vec<usize> = (0..candidates.len()).collect();
    by_day.sort_by_key(|&at| candidates[at].on);
    let places: BTreeMap<&InstanceKey, usize> =
        instances.iter().enumerate().map(|(place, one)| (&one.key, place)).collect();
    let (named, mut rest): (Vec<usize>, Vec<usize>) =
        by_day.into_iter().partition(|&at| candidates[at].of.is_some());
    for at in named {
        let place = candidates[at].of.and_then(|key| places.get(key));
        if let Some(open) = place.map(|&place| &mut taken[place]).filter(|open| open.is_none()) {
            *open = Some(at);
        }
    }
    let mut in_order: Vec<usize> = (0..instances.len()).collect();
    in_order.sort_by_key(|&place| (instances[place].due, place));
    for fits in [in_time, made_up_for] {
        rest.retain(|&at| {
            let open = in_order
                .iter()
                .copied()
                .find(|&place| taken[place].is_none() && fits(instances[place], candidates[at].on));
            if let Some(place) = open {
                taken[place] = Some(at);
            }
            open.is_none()
        });
    }
    taken
}

fn in_time(one: &Instance, on: Date) -> bool {
    one.earliest <= on && on <= one.due
}

fn made_up_for(one: &Instance, on: Date) -> bool {
    one.due < on
}
