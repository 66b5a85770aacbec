use super::*;
use crate::{
    case::{
        party::{Party, Role, User},
        release::{Grain, Level, Threshold},
    },
    incident::PartyId,
};
use jiff::civil::date;

fn prepared() -> Prepared {
    Prepared {
        id: ReleaseId("utl-1".into()),
        agreement: "a".into(),
        parties: Parties { polis: PartyId("polis".into()), stad: PartyId("stad".into()) },
        ground: vec![AreaId("kommun/0180".into())],
        areas_on: date(2025, 12, 31),
        prepared_by: signatory(Role::Kommunpolis, "polis").signer().clone(),
        prepared_at: Timestamp::UNIX_EPOCH,
        plan: Plan {
            level: Level::Publik,
            k: Threshold::DEFAULT,
            finest: Grain::Ar,
            first_year: 2025,
            first_nth: 0,
            n_periods: 1,
            categories: vec!["klotter".into()],
            total: false,
        },
        basis: Basis { version: DataVersion(1), shared: BTreeSet::new(), synthetic: true },
        earlier: Vec::new(),
        figures: Figures { n: 9, n_small: 1, n_hidden: 2, n_not_placed: 0 },
        tables: Fingerprint::of(b"tables"),
    }
}

fn signatory(role: Role, party: &str) -> Signatory {
    let party = Party {
        id: PartyId(party.into()),
        name: String::new(),
        side: role.side().expect("a side"),
    };
    let user = User {
        id: role.as_str().into(),
        login: role.as_str().into(),
        function: role.as_str().into(),
        party: party.id.clone(),
        role,
        disabled: false,
    };
    Signatory::from_assignment(&user, user.role, None, &party).expect("may sign")
}

fn motive() -> CleanText {
    CleanText::checked("motive", "Fel kategori i tabellerna", 10, 100).expect("clean")
}

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

#[test]
fn it_is_out_when_each_party_has_signed_once_and_never_before() {
    let tables = prepared().tables;
    let kommunpolis = signatory(Role::Kommunpolis, "polis");
    let chef = signatory(Role::Lokalpolisomradeschef, "polis");
    let samordnare = signatory(Role::Trygghetssamordnare, "stad");
    let draft = ReleaseAct::new(prepared());
    assert_eq!(draft.clone().approve(&kommunpolis, &tables, NOW), Err(Refusal::NotProposed));
    let shown = draft.propose(kommunpolis.signer(), NOW).expect("proposed");
    let half = shown.clone().approve(&kommunpolis, &tables, NOW).expect("signed");
    assert!(!half.is_out());
    // Two of one party are still one party.
    assert_eq!(half.clone().approve(&chef, &tables, NOW), Err(Refusal::AlreadyApproved));
    let other = Fingerprint::of(b"other tables");
    assert_eq!(half.clone().approve(&samordnare, &other, NOW), Err(Refusal::TablesDiffer));
    let out = half.approve(&samordnare, &tables, NOW).expect("signed");
    assert!(out.is_out() && out.was_out() && out.version() == 4);
    assert_eq!(out.clone().approve(&chef, &tables, NOW), Err(Refusal::AlreadyDecided));
    let replayed = ReleaseAct::replayed(prepared(), out.steps().to_vec()).expect("as it happened");
    assert_eq!(replayed, out);

    let back = out.withdraw(samordnare.signer(), motive(), NOW).expect("withdrawn");
    assert!(!back.is_out() && back.was_out());
    assert_eq!(back.approve(&chef, &tables, NOW), Err(Refusal::ReleaseWithdrawn));
}

#[test]
fn nobody_from_elsewhere_takes_a_step_and_a_draft_is_its_partys_own() {
    let draft = ReleaseAct::new(prepared());
    let samordnare = signatory(Role::Trygghetssamordnare, "stad");
    let foreign = signatory(Role::Trygghetssamordnare, "stad-annan");
    assert_eq!(draft.clone().propose(samordnare.signer(), NOW), Err(Refusal::NotAParty));
    let withdrawn = draft.clone().withdraw(samordnare.signer(), motive(), NOW);
    assert_eq!(withdrawn, Err(Refusal::NotAParty));
    let kommunpolis = signatory(Role::Kommunpolis, "polis");
    let shown = draft.propose(kommunpolis.signer(), NOW).expect("proposed");
    let signed = shown.clone().approve(&foreign, &prepared().tables, NOW);
    assert_eq!(signed, Err(Refusal::NotAParty));
    assert_eq!(shown.clone().propose(kommunpolis.signer(), NOW), Err(Refusal::AlreadyProposed));
    let back = shown.withdraw(samordnare.signer(), motive(), NOW).expect("either party");
    assert!(!back.was_out());
    // Steps in an order that could not have happened are no act.
    let approved = Approval { signer: kommunpolis.signer().clone(), at: NOW };
    let steps = vec![Step::Approved(approved)];
    assert_eq!(ReleaseAct::replayed(prepared(), steps), Err(Refusal::NotProposed));
}
