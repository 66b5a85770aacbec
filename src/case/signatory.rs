//! Who may sign, as a value that only the policy can make.

use super::{
    party::{Party, Role, Side, User},
    refusal::Refusal,
    standing::Deputyship,
};
use crate::incident::PartyId;
use serde::{Deserialize, Serialize};

/// The police, as a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Police;

/// The city, as a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct City;

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Police {}
    impl Sealed for super::City {}
}

/// A side as a type: [`Police`] or [`City`], and nothing else.
pub trait OfSide: sealed::Sealed {
    /// The same side as a value.
    const SIDE: Side;
}

impl OfSide for Police {
    const SIDE: Side = Side::Polis;
}

impl OfSide for City {
    const SIDE: Side = Side::Stad;
}

/// Who did something, as it is kept with what was done: a function, never a person's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// Opaque id of the user.
    pub user: String,
    /// The function, e.g. "Kommunpolis, lokalpolisområde Norrmalm".
    pub function: String,
    /// The party it acted for.
    pub party: PartyId,
    /// The party's side.
    pub side: Side,
    /// The delegation under which it stood in for somebody; then `function` says for whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<String>,
}

impl Signer {
    /// The same, standing in for somebody.
    #[must_use]
    pub fn standing_in(mut self, deputy: &Deputyship) -> Self {
        self.function = format!("{}, ersättare för {}", self.function, deputy.function);
        self.delegation = Some(deputy.delegation.clone());
        self
    }
}

/// Somebody who may sign for a party now. Not kept, not readable from a request: `policy` makes one
/// from the signed-in actor, and every signature asks for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatory {
    signer: Signer,
    role: Role,
}

impl Signatory {
    /// The user's assignment decides for whom it signs, in its own role or as a deputy in a lent one.
    /// Refused for roles that sign nothing, for a user of another party, for a role of the other side
    /// and for a role that is neither its own nor lent; an administrator signs nothing, lent or not.
    ///
    /// Called by `policy` alone; a test reads the source for it.
    #[cfg_attr(not(feature = "server"), expect(dead_code, reason = "only the server signs"))]
    pub(crate) fn from_assignment(
        user: &User,
        role: Role,
        deputy: Option<&Deputyship>,
        party: &Party,
    ) -> Result<Self, Refusal> {
        let may_sign = role.is_samordnare() || role.is_chief();
        let fits = user.party == party.id && role.side() == Some(party.side);
        let has_it = match deputy {
            None => user.role == role,
            Some(deputy) => deputy.role == role && user.role != Role::Administrator,
        };
        if user.disabled || !may_sign || !fits || !has_it {
            return Err(Refusal::NoSignatory);
        }
        let signer = Signer {
            user: user.id.clone(),
            function: user.function.clone(),
            party: party.id.clone(),
            side: party.side,
            delegation: None,
        };
        let signer = match deputy {
            Some(deputy) => signer.standing_in(deputy),
            None => signer,
        };
        Ok(Self { signer, role })
    }

    /// The side it signs for.
    pub fn side(&self) -> Side {
        self.signer.side
    }

    /// As it is kept.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// Whether it takes part in the decisions of the chefsamråd.
    pub fn is_chief(&self) -> bool {
        self.role.is_chief()
    }
}
