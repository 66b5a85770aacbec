//! Who may see what and do what: one function, default deny, and the only maker of a view.
//!
//! | what | kommunpolis, samordnare | chiefs | analytiker | läsare | gis-läsare | administrator |
//! |---|---|---|---|---|---|---|
//! | areas, categories | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ |
//! | counts, indicators, observations, runs, openings, cases, export | ✓ | ✓ | ✓ | ✓ | – | ✓ |
//! | run an analysis | ✓ | ✓ | ✓ | – | – | ✓ |
//! | import, record an observation, share | ✓ | – | – | – | – | ✓ |
//! | identify, gather evidence | ✓ | – | – | – | – | – |
//! | assess, withdraw | ✓ | ✓ | – | – | – | – |
//! | close an unanswered opening | – | ✓ | – | – | – | – |
//! | prepare a release | ✓ | – | ✓ | – | – | ✓ |
//! | approve and take back a release | ✓ | ✓ | – | – | – | – |
//! | read what is released for the city | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ |
//! | users, the log | – | – | – | – | – | ✓ |
//!
//! Signing asks further that the role belongs to the side of the user's party and that the party is
//! one of the two of the opening or release: an administrator signs nothing, nobody signs for the other.
//! What is released for everyone is read by everyone, signed in or not.

use crate::{
    app::{Actor, AppError},
    case::{
        opening::{Case, Opening, Refusal},
        party::{Agreement, Role, agreements_of},
        release::{Level, ReleaseAct},
        signatory::{Signatory, Signer},
    },
    incident::{ImportId, PartyId, Scope, Visible},
    store::LoadedCounts,
};
use jiff::civil::Date;
use std::{collections::BTreeSet, sync::Arc};

/// Something that is allowed or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Read areas, categories and periods.
    ReadAreas,
    /// Read counts, runs and statistics of the own view.
    ReadCounts,
    /// Take own and shared data out as files.
    Export,
    /// Deliver, publish and undo files of the own party.
    Import,
    /// Show an import of the own party to the other.
    Share,
    /// Compute hotspots and other statistics.
    Run,
    /// Read openings and cases of the own agreement.
    ReadCases,
    /// Point at a place.
    Identify,
    /// Gather joint evidence.
    AddEvidence,
    /// Sign the gemensam bedömning for the own party, or take one's own back.
    Assess,
    /// Sign in the chefsamråd that an unanswered opening is closed.
    CloseUnanswered,
    /// Add, list and disable users.
    ManageUsers,
    /// Compute the tables of a release and show them to the other party.
    PrepareRelease,
    /// Sign for the own party that a release leaves the house, or take it back.
    ApproveRelease,
    /// Read what is released for the city's own systems.
    ReadReleased,
    /// Read the log of the own party, and of the other what was done without what it was done to.
    ReadAudit,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 16] = [
        Action::ReadAreas,
        Action::ReadCounts,
        Action::Export,
        Action::Import,
        Action::Share,
        Action::Run,
        Action::ReadCases,
        Action::Identify,
        Action::AddEvidence,
        Action::Assess,
        Action::CloseUnanswered,
        Action::ManageUsers,
        Action::PrepareRelease,
        Action::ApproveRelease,
        Action::ReadReleased,
        Action::ReadAudit,
    ];

    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::ReadAreas => "read_areas",
            Action::ReadCounts => "read_counts",
            Action::Export => "export",
            Action::Import => "import",
            Action::Share => "share",
            Action::Run => "run",
            Action::ReadCases => "read_cases",
            Action::Identify => "identify",
            Action::AddEvidence => "add_evidence",
            Action::Assess => "assess",
            Action::CloseUnanswered => "close_unanswered",
            Action::ManageUsers => "manage_users",
            Action::PrepareRelease => "prepare_release",
            Action::ApproveRelease => "approve_release",
            Action::ReadReleased => "read_released",
            Action::ReadAudit => "read_audit",
        }
    }

    fn is_joint(self) -> bool {
        matches!(
            self,
            Action::Identify
                | Action::AddEvidence
                | Action::Assess
                | Action::CloseUnanswered
                | Action::ApproveRelease
        )
    }
}

/// Whether the actor may do such a thing at all; which object it may do it to is asked of
/// [`view`], [`may_see_opening`] and [`signatory`].
pub fn may(actor: &Actor, action: Action) -> Result<(), AppError> {
    let role = actor.user.role;
    let assigned = actor.user.party == actor.party.id && !actor.user.disabled;
    let side_fits = role.side().is_none_or(|side| side == actor.party.side);
    let allowed = assigned && side_fits && role_may(role, action);
    // A joint act also needs a role that belongs to a side.
    match allowed && (!action.is_joint() || role.side().is_some()) {
        true => Ok(()),
        false => Err(AppError::Forbidden("not_allowed")),
    }
}

fn role_may(role: Role, action: Action) -> bool {
    use Action::*;
    match role {
        Role::Kommunpolis | Role::Trygghetssamordnare => {
            !matches!(action, CloseUnanswered | ManageUsers | ReadAudit)
        }
        Role::Lokalpolisomradeschef | Role::Stadsdelsdirektor => matches!(
            action,
            ReadAreas
                | ReadCounts
                | Export
                | Run
                | ReadCases
                | Assess
                | CloseUnanswered
                | ApproveRelease
                | ReadReleased
        ),
        Role::Analytiker => matches!(
            action,
            ReadAreas | ReadCounts | Export | Run | ReadCases | PrepareRelease | ReadReleased
        ),
        Role::Lasare => {
            matches!(action, ReadAreas | ReadCounts | Export | ReadCases | ReadReleased)
        }
        Role::GisLasare => matches!(action, ReadAreas | ReadReleased),
        Role::Administrator => matches!(
            action,
            ReadAreas
                | ReadCounts
                | Export
                | Import
                | Share
                | Run
                | ReadCases
                | ManageUsers
                | PrepareRelease
                | ReadReleased
                | ReadAudit
        ),
    }
}

/// The counts the actor may see: those its party owns and those that were shared. Without the right
/// to read counts the view is empty.
pub fn view(actor: &Actor, counts: &LoadedCounts) -> Visible {
    let readable = may(actor, Action::ReadCounts).is_ok();
    let own = readable.then(|| actor.party.id.clone());
    let shared = counts.imports.iter().filter(|import| readable && import.shared);
    Visible::new(Arc::clone(&counts.columns), Scope::of(own, shared.map(|i| i.id).collect()))
}

/// The deliveries that both parties see in these counts.
pub fn jointly_seen(counts: &LoadedCounts) -> BTreeSet<ImportId> {
    counts.imports.iter().filter(|import| import.shared).map(|import| import.id).collect()
}

/// What both parties see: the counts of shared deliveries and nothing of one party's own. Releases are
/// counted from it, so that one party's tables never tell the other what was not shared with it.
pub fn joint_view(
    actor: &Actor,
    counts: &LoadedCounts,
    shared: &BTreeSet<ImportId>,
) -> Result<Visible, AppError> {
    may(actor, Action::PrepareRelease)?;
    Ok(Visible::new(Arc::clone(&counts.columns), Scope::of(None, shared.clone())))
}

/// Whether the actor may see an indicator value or an observation: its party owns it, or it was
/// shared.
pub fn may_see_owned(actor: &Actor, owner: &PartyId, shared: bool) -> bool {
    may(actor, Action::ReadCounts).is_ok() && (*owner == actor.party.id || shared)
}

/// The actor as it is kept with what it did.
pub fn signer(actor: &Actor) -> Signer {
    Signer {
        user: actor.user.id.clone(),
        function: actor.user.function.clone(),
        party: actor.party.id.clone(),
        side: actor.party.side,
    }
}

/// The actor as one who signs for its party under an agreement that is valid on the day. The only
/// maker of a [`Signatory`].
pub fn signatory(actor: &Actor, agreement: &Agreement, day: Date) -> Result<Signatory, AppError> {
    if agreement.parties.side_of(&actor.party.id) != Some(actor.party.side) {
        return Err(AppError::NotFound);
    }
    if !agreement.validity.covers(day) {
        return Err(AppError::Refused("agreement_not_valid"));
    }
    Signatory::from_assignment(&actor.user, &actor.party)
        .map_err(|refusal: Refusal| AppError::Forbidden(refusal.code()))
}

/// An opening is joint from its identification: both parties of its agreement see it, in every
/// state and with every assessment. For anyone else it does not exist.
pub fn may_see_opening(actor: &Actor, opening: &Opening) -> bool {
    may(actor, Action::ReadCases).is_ok()
        && opening.dossier().parties.side_of(&actor.party.id) == Some(actor.party.side)
}

/// A case is seen by the two parties that opened it.
pub fn may_see_case(actor: &Actor, case: &Case) -> bool {
    may(actor, Action::ReadCases).is_ok()
        && case.parties.side_of(&actor.party.id) == Some(actor.party.side)
}

/// Whether the actor may see a release act: a draft with its own party, one that was shown to the other
/// or taken back with the two parties, one that is out with everyone who may read its level.
pub fn may_see_release(actor: &Actor, act: &ReleaseAct) -> bool {
    let about = act.prepared();
    let of_the_two = about.parties.side_of(&actor.party.id) == Some(actor.party.side);
    let own = about.prepared_by.party == actor.party.id;
    let works_here = may(actor, Action::ReadCases).is_ok();
    let was_shown = act.proposed().is_some();
    match act.is_out() {
        true => may_read_released(Some(actor), act),
        false => of_the_two && works_here && (own || was_shown),
    }
}

/// Whether the tables of an act may be read as released ones. `None` is somebody who is not signed in.
pub fn may_read_released(actor: Option<&Actor>, act: &ReleaseAct) -> bool {
    let about = act.prepared();
    let reads_stad = |actor: &Actor| {
        may(actor, Action::ReadReleased).is_ok()
            && about.parties.side_of(&actor.party.id) == Some(actor.party.side)
    };
    act.is_out()
        && match about.plan.level {
            Level::Publik => true,
            Level::Stad => actor.is_some_and(reads_stad),
        }
}

/// The agreements under which the actor's party can act on a day.
pub fn agreements<'a>(
    actor: &'a Actor,
    agreements: &'a [Agreement],
    day: Date,
) -> impl Iterator<Item = &'a Agreement> {
    agreements_of(agreements, &actor.party.id, day)
}

#[cfg(test)]
#[path = "policy_property_tests.rs"]
mod property;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::party::{Parties, Party, Side, User};
    use jiff::civil::date;

    fn actor(role: Role, side: Side) -> Actor {
        let party = Party { id: PartyId(side.as_str().into()), name: String::new(), side };
        let user = User {
            id: "u".into(),
            login: "u".into(),
            function: role.as_str().into(),
            party: party.id.clone(),
            role,
            disabled: false,
        };
        Actor { user, party }
    }

    fn agreement() -> Agreement {
        let parties = Parties { polis: PartyId("polis".into()), stad: PartyId("stad".into()) };
        let validity = crate::area::Validity {
            valid_from: Some(date(2025, 1, 1)),
            valid_to: Some(date(2026, 12, 31)),
        };
        Agreement { id: "a".into(), name: "A".into(), parties, areas: vec![], validity }
    }

    #[test]
    fn only_samordnare_and_chiefs_of_the_right_side_sign() {
        let mut signing = Vec::new();
        for role in Role::ALL {
            for side in [Side::Polis, Side::Stad] {
                let actor = actor(role, side);
                let signs = signatory(&actor, &agreement(), date(2026, 6, 1)).is_ok();
                assert_eq!(signs, may(&actor, Action::Assess).is_ok(), "{role:?} {side:?}");
                if signs {
                    signing.push((role.as_str(), side.as_str()));
                }
            }
        }
        assert_eq!(
            signing,
            [
                ("kommunpolis", "polis"),
                ("trygghetssamordnare", "stad"),
                ("lokalpolisomradeschef", "polis"),
                ("stadsdelsdirektor", "stad"),
            ]
        );
    }

    #[test]
    fn nobody_signs_outside_the_agreement_or_its_time() {
        let kommunpolis = actor(Role::Kommunpolis, Side::Polis);
        let late = signatory(&kommunpolis, &agreement(), date(2027, 1, 1));
        assert!(matches!(late, Err(AppError::Refused("agreement_not_valid"))));
        let mut foreign = kommunpolis.clone();
        foreign.party.id = PartyId("polis-annan".into());
        foreign.user.party = foreign.party.id.clone();
        let foreign = signatory(&foreign, &agreement(), date(2026, 6, 1));
        assert!(matches!(foreign, Err(AppError::NotFound)));
        // A police party that claims the city's id by mistake of an administrator is still police.
        let mut crossed = kommunpolis.clone();
        crossed.party.id = PartyId("stad".into());
        crossed.user.party = crossed.party.id.clone();
        assert!(signatory(&crossed, &agreement(), date(2026, 6, 1)).is_err());
        let mut disabled = kommunpolis;
        disabled.user.disabled = true;
        assert!(signatory(&disabled, &agreement(), date(2026, 6, 1)).is_err());
        assert!(Action::ALL.iter().all(|action| may(&disabled, *action).is_err()));
    }

    #[test]
    fn every_role_may_exactly_what_the_table_says() {
        let may_of = |role: Role| -> String {
            let actor = actor(role, role.side().unwrap_or(Side::Stad));
            let allowed = Action::ALL.iter().map(|action| match may(&actor, *action) {
                Ok(()) => '1',
                Err(_) => '0',
            });
            allowed.collect()
        };
        // In the order of `Action::ALL`.
        assert_eq!(may_of(Role::Kommunpolis), "1111111111001110");
        assert_eq!(may_of(Role::Trygghetssamordnare), "1111111111001110");
        assert_eq!(may_of(Role::Lokalpolisomradeschef), "1110011001100110");
        assert_eq!(may_of(Role::Stadsdelsdirektor), "1110011001100110");
        assert_eq!(may_of(Role::Analytiker), "1110011000001010");
        assert_eq!(may_of(Role::Lasare), "1110001000000010");
        assert_eq!(may_of(Role::GisLasare), "1000000000000010");
        assert_eq!(may_of(Role::Administrator), "1111111000011011");
    }

    #[test]
    fn nothing_but_the_policy_makes_signatories() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut folders = vec![root];
        let mut makers = std::collections::BTreeSet::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    // Tests of pure code make their own.
                    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                    let is_test = path.to_string_lossy().ends_with("_tests.rs");
                    if !is_test && code.contains("Signatory::from_assignment(") {
                        makers.insert(path.file_name().unwrap().to_owned());
                    }
                }
            }
        }
        assert_eq!(makers.into_iter().collect::<Vec<_>>(), ["policy.rs"]);
    }
}
