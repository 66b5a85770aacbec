//! What each role may and who signs, without a store.

use super::*;
use crate::case::party::{Party, Side};
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
    let capacity = Capacity::User { areas: vec![here()], deputy_for: vec![] };
    Actor { user, party, capacity, partners: vec![] }
}

fn here() -> AreaId {
    AreaId("stadsdelsomrade/har".into())
}

fn signs_on(actor: &Actor, day: Date) -> Result<Signatory, AppError> {
    let on = Ground { areas: &[here()], relations: &[], day };
    signatory(actor, Action::Assess, &agreement(), &on)
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
            let signs = signs_on(&actor, date(2026, 6, 1)).is_ok();
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
    let late = signs_on(&kommunpolis, date(2027, 1, 1));
    assert!(matches!(late, Err(AppError::Refused("agreement_not_valid"))));
    let mut foreign = kommunpolis.clone();
    foreign.party.id = PartyId("polis-annan".into());
    foreign.user.party = foreign.party.id.clone();
    let foreign = signs_on(&foreign, date(2026, 6, 1));
    assert!(matches!(foreign, Err(AppError::NotFound)));
    // A police party that claims the city's id by mistake of an administrator is still police.
    let mut crossed = kommunpolis.clone();
    crossed.party.id = PartyId("stad".into());
    crossed.user.party = crossed.party.id.clone();
    assert!(signs_on(&crossed, date(2026, 6, 1)).is_err());
    let mut disabled = kommunpolis;
    disabled.user.disabled = true;
    assert!(signs_on(&disabled, date(2026, 6, 1)).is_err());
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
    assert_eq!(may_of(Role::Kommunpolis), "111111011110111011101101110");
    assert_eq!(may_of(Role::Trygghetssamordnare), "111111011110111011101101110");
    assert_eq!(may_of(Role::Lokalpolisomradeschef), "111001010011100111110100110");
    assert_eq!(may_of(Role::Stadsdelsdirektor), "111001010011100111110100110");
    assert_eq!(may_of(Role::Analytiker), "111001110000000001000001010");
    assert_eq!(may_of(Role::Aktivitetsansvarig), "110000010000001000001000010");
    assert_eq!(may_of(Role::Lasare), "111000010000000000000000010");
    assert_eq!(may_of(Role::GisLasare), "100000000000000000000000010");
    assert_eq!(may_of(Role::Administrator), "111111010000000000000111011");
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
                if !is_test
                    && (code.contains("Signatory::from_assignment(")
                        || code.contains("Writer::from_assignment("))
                {
                    makers.insert(path.file_name().unwrap().to_owned());
                }
            }
        }
    }
    assert_eq!(makers.into_iter().collect::<Vec<_>>(), ["policy.rs"]);
}

#[test]
fn a_level_is_read_by_those_it_is_for_and_the_open_one_by_everybody() {
    use ReleaseLevel::{Intern, Publik, Stad};
    let reads = |actor: Option<&Actor>| {
        ReleaseLevel::ALL
            .into_iter()
            .filter(|level| may_read_level(actor, *level).is_ok())
            .collect()
    };
    let nobody: Vec<ReleaseLevel> = reads(None);
    assert_eq!(nobody, [Publik]);
    assert!(matches!(may_read_level(None, Stad), Err(AppError::NotSignedIn)));
    for role in Role::ALL {
        let side = role.side().unwrap_or(Side::Stad);
        let actor = actor(role, side);
        let expected = match role {
            // Neither takes anything out.
            Role::GisLasare | Role::Aktivitetsansvarig => vec![Publik, Stad],
            _ => vec![Publik, Stad, Intern],
        };
        assert_eq!(reads(Some(&actor)), expected, "{role:?}");
        let system = |level| Actor { capacity: Capacity::System(level), ..actor.clone() };
        assert_eq!(reads(Some(&system(Publik))), [Publik]);
        assert_eq!(reads(Some(&system(Stad))), [Publik, Stad]);
        assert_eq!(reads(Some(&system(Intern))), [Publik, Stad, Intern]);
    }
}
