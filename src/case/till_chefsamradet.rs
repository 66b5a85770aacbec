//! What the chefsamråd must see: openings that nobody answered, cases and forums that were not confirmed
//! in time or were followed up and wait for a decision, a lägesbild that was put together, and what one
//! chief has signed and the other not.
//!
//! It is read out of what there is: that something stands here changes nothing in it.

use super::{
    access::Joined,
    number::OpeningId,
    opening::Opening,
    party::Side,
    signatory::Signer,
    work::{Work, state::State, subject::Subject},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// What it is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// An opening.
    Opening(OpeningId),
    /// A case or a forum.
    Joint(Joined),
    /// A lägesbild, by its id.
    Lagesbild(String),
}

/// Why it stands here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// One chief has signed; the other party's has not.
    HalfSigned(Signer),
    /// The other party has not assessed in time.
    Obesvarad,
    /// The case was followed up: continue, change or close.
    Uppfoljd,
    /// The two drafts of a lägesbild were put together: decide it.
    Sammanlagd,
    /// The half-year ran out before both had confirmed that the case goes on.
    NotConfirmed,
}

impl Why {
    /// Stable name.
    pub fn as_str(&self) -> &'static str {
        match self {
            Why::HalfSigned(_) => "half_signed",
            Why::Obesvarad => "obesvarad",
            Why::Uppfoljd => "uppfoljd",
            Why::Sammanlagd => "sammanlagd",
            Why::NotConfirmed => "not_confirmed",
        }
    }
}

/// Something for the chefsamråd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// About what.
    pub about: About,
    /// Name of the place, of the forum or of the lägesbild.
    pub name: String,
    /// Why.
    pub why: Why,
    /// Since which day: the signature, the last day for an answer or a confirmation, the follow-up, the
    /// last handing over.
    pub since: Date,
    /// The sides that are still to do their part.
    pub awaits: Vec<Side>,
}

const BOTH: [Side; 2] = [Side::Polis, Side::Stad];

/// Of a lägesbild that was put together on a day, and that one chief may have signed on another.
pub fn of_lagesbild(
    id: String,
    name: String,
    put_together: Date,
    signed: Option<(&Signer, Date)>,
) -> Matter {
    let (why, since, awaits) = match signed {
        Some((first, on)) => (Why::HalfSigned(first.clone()), on, vec![first.side.other()]),
        None => (Why::Sammanlagd, put_together, BOTH.to_vec()),
    };
    Matter { about: About::Lagesbild(id), name, why, since, awaits }
}

/// Of an opening as it is at the moment that it was taken for.
pub fn of_opening(opening: &Opening, zone: &TimeZone) -> Option<Matter> {
    let Opening::Obesvarad(state) = opening else { return None };
    let signed = state.closing.as_ref().map(|chief| chief.record());
    let (why, at, awaits) = match signed {
        Some(first) => {
            let other = first.signer.side.other();
            (Why::HalfSigned(first.signer.clone()), first.at, vec![other])
        }
        None => (Why::Obesvarad, state.bedoms.answer_by, BOTH.to_vec()),
    };
    Some(Matter {
        about: About::Opening(opening.id().clone()),
        name: opening.dossier().place.name.as_str().to_owned(),
        why,
        since: day(at, zone),
        awaits,
    })
}

/// Of a case or a forum on a day: none, one or two. That it was not confirmed in time stands beside what
/// else waits.
pub fn of_work<S: Subject>(
    of: Joined,
    work: &Work<S>,
    today: Date,
    zone: &TimeZone,
) -> Vec<Matter> {
    let standing = work.standing();
    let matter = |why, since, awaits| Matter {
        about: About::Joint(of.clone()),
        name: work.subject().name().to_string(),
        why,
        since,
        awaits,
    };
    let mut matters = Vec::new();
    if standing.state == State::Uppfoljd {
        matters.push(match &standing.pending {
            Some(first) => {
                let other = first.side().other();
                let why = Why::HalfSigned(first.by.clone());
                matter(why, day(first.at, zone), vec![other])
            }
            None => {
                let followed = standing.follow_ups.last().map(|compiled| compiled.on);
                matter(Why::Uppfoljd, followed.unwrap_or(today), BOTH.to_vec())
            }
        });
    }
    if let Some(last_day) = standing.confirm_by().filter(|last_day| *last_day < today) {
        let missing = BOTH.into_iter().filter(|side| !standing.confirmed_by.contains(side));
        matters.push(matter(Why::NotConfirmed, last_day, missing.collect()));
    }
    matters
}

/// What has waited longest first.
pub fn in_order(mut matters: Vec<Matter>) -> Vec<Matter> {
    matters.sort_by(|a, b| {
        (a.since, &a.about, a.why.as_str()).cmp(&(b.since, &b.about, b.why.as_str()))
    });
    matters
}

fn day(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

#[cfg(test)]
#[path = "till_chefsamradet_tests.rs"]
mod tests;
