//! What a user stands for: the ground it is responsible for, and whom it stands in for, and when.

use super::{
    party::{Party, Role, User},
    refusal::Refusal,
};
use crate::{
    area::{AreaId, Relation, RelationKind, Validity},
    incident::PartyId,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Ground that a user answers for: a kommunpolis for one or more stadsdelsområden, not for the whole
/// lokalpolisområde.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Responsibility {
    /// Which area, of any kind.
    pub area: AreaId,
    /// The days it holds.
    #[serde(flatten)]
    pub validity: Validity,
}

/// Somebody of a party stands in for another of the same party, between two days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Opaque id.
    pub id: String,
    /// Whose party.
    pub party: PartyId,
    /// Who is stood in for.
    pub from: String,
    /// The role that is lent: the one it had when the delegation was given.
    pub role: Role,
    /// Its function then.
    pub function: String,
    /// Who stands in.
    pub to: String,
    /// First day.
    pub first_day: Date,
    /// Last day.
    pub last_day: Date,
    /// When it was given.
    pub given_at: Timestamp,
    /// By whom: the one who is stood in for, or an administrator of the party.
    pub given_by: String,
    /// Since when it holds no longer.
    pub revoked_at: Option<Timestamp>,
}

/// A delegation is for at most so many days: a longer one is a change of role.
pub const LONGEST_DELEGATION_DAYS: i32 = 366;

impl Delegation {
    /// Refused between parties, to oneself, of a role that signs nothing (there is nothing to lend),
    /// to an administrator (who signs nothing), backwards, for longer than a year, or when it would
    /// already be over.
    pub fn given(
        id: String,
        from: &User,
        to: &User,
        days: (Date, Date),
        by: &User,
        now: (Timestamp, Date),
    ) -> Result<Self, Refusal> {
        let (first_day, last_day) = days;
        let same_party = from.party == to.party && from.party == by.party;
        if !same_party || from.id == to.id || from.disabled || to.disabled {
            return Err(Refusal::NoDeputy);
        }
        if !(from.role.is_chief() || from.role.is_samordnare()) || to.role == Role::Administrator {
            return Err(Refusal::NoDeputy);
        }
        if by.id != from.id && by.role != Role::Administrator {
            return Err(Refusal::NoDeputy);
        }
        let n_days = (last_day - first_day).get_days() + 1;
        if !(1..=LONGEST_DELEGATION_DAYS).contains(&n_days) || last_day < now.1 {
            return Err(Refusal::BadDays);
        }
        Ok(Self {
            id,
            party: from.party.clone(),
            from: from.id.clone(),
            role: from.role,
            function: from.function.clone(),
            to: to.id.clone(),
            first_day,
            last_day,
            given_at: now.0,
            given_by: by.id.clone(),
            revoked_at: None,
        })
    }

    /// Whether it holds on a day.
    pub fn in_force(&self, day: Date) -> bool {
        self.revoked_at.is_none() && self.first_day <= day && day <= self.last_day
    }
}

/// A role that somebody has lent to a deputy today, with the ground that goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputyship {
    /// Id of the delegation.
    pub delegation: String,
    /// The lent role.
    pub role: Role,
    /// The function that is stood in for, as it is called now.
    pub function: String,
    /// The ground of the one who is stood in for.
    pub areas: Vec<AreaId>,
    /// The last day of it.
    pub last_day: Date,
}

impl Deputyship {
    /// Of a delegation in force, when the one who lends it still has the role in the same party.
    pub fn of(
        delegation: &Delegation,
        from: &User,
        party: &Party,
        areas: Vec<AreaId>,
    ) -> Option<Self> {
        let still = from.role == delegation.role && from.party == party.id && !from.disabled;
        let fits = delegation.party == party.id && delegation.role.side() == Some(party.side);
        (still && fits).then(|| Self {
            delegation: delegation.id.clone(),
            role: delegation.role,
            function: from.function.clone(),
            areas,
            last_day: delegation.last_day,
        })
    }
}

/// Whether one who answers for `mine` answers for a place that lies in `places`, on a day.
///
/// An area answers for itself and for what it followed: a place identified in an area that has ended
/// since is its successor's. Where the place's own ground does not tell (no area of that kind is among
/// `places`), what lies in an area or is covered by it that day is its too. Relations are many-to-many:
/// a place on a border is answered for on both sides.
pub fn answers_for(mine: &[AreaId], places: &[AreaId], relations: &[Relation], day: Date) -> bool {
    let told = |area: &AreaId| places.iter().any(|place| kind_of(place) == kind_of(area));
    let mut reached: Vec<&AreaId> = places.iter().collect();
    let mut next = 0;
    while let Some(area) = reached.get(next).copied() {
        if mine.contains(area) {
            return true;
        }
        for relation in relations {
            let (from, to) = (&relation.from, &relation.to);
            let covers = relation.validity.covers(day);
            // A succession is a fact from its day on; the others hold for their time only.
            let succeeded = relation.validity.valid_from.is_none_or(|from| from <= day);
            let up = match relation.kind {
                RelationKind::EftertraddAv if from == area && succeeded => to,
                RelationKind::IngarI if from == area && covers && !told(to) => to,
                RelationKind::Omfattar if to == area && covers && !told(from) => from,
                _ => continue,
            };
            if !reached.contains(&up) {
                reached.push(up);
            }
        }
        next += 1;
    }
    false
}

/// The part of an id before the code.
fn kind_of(area: &AreaId) -> &str {
    area.0.split('/').next().unwrap_or_default()
}

#[cfg(test)]
#[path = "standing_tests.rs"]
mod tests;
