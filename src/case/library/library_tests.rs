use super::{
    entry::{Known, Level, PlaceKind, Problem, Reference},
    *,
};
use crate::case::{
    opening::tests::at,
    party::Side,
    work::{
        plan::{Direction, Horizon, Kind, Owner, Whose},
        tests::{samordnare, text},
    },
};
use proptest::prelude::*;

pub(crate) fn entry(name: &str) -> Entry {
    Entry {
        name: text(name),
        description: text("Byt armaturer så att stråket är jämnt belyst"),
        kind: Kind::Situationell,
        horizon: Horizon::Kort,
        places: vec![PlaceKind::Park],
        problems: vec![Problem::Otrygghet],
        owner: Owner { of: Whose::Stad, function: text("Parkingenjör") },
        expected: Direction::Minskar,
        indicator: text("Andel otrygga"),
        aterkoppling_weeks: 12,
        known: Known {
            level: Level::Okand,
            known: text("Ingen utvärdering är känd"),
            unknown: text("Om det hjälper"),
            references: Vec::new(),
        },
    }
}

fn put(name: &str) -> LibraryAct {
    LibraryAct::Put { entry: Box::new(entry(name)) }
}

fn shipped() -> Written {
    Written::new(EntryId { agreement: "norr-2026".into(), entry: "belysning".into() })
}

fn own() -> Written {
    Written::new(EntryId::own("norr-2026", "1"))
}

fn done(of: Written, act: LibraryAct) -> Result<Written, Refusal> {
    of.act(act, text("därför"), samordnare(Side::Stad), at(6))
}

#[test]
fn an_entry_says_where_for_what_and_on_what_ground() {
    let checked = |change: fn(&mut Entry)| {
        let mut entry = entry("Belysning");
        change(&mut entry);
        entry.checked().map(drop)
    };
    let study = |doi: Option<&str>| Reference {
        authors: text("Författare, A."),
        year: 2019,
        title: text("En studie"),
        doi: doi.map(str::to_owned),
    };
    assert_eq!(checked(|_| {}), Ok(()));
    assert_eq!(checked(|e| e.places.clear()), Err(Refusal::LibraryIncomplete));
    assert_eq!(checked(|e| e.problems.clear()), Err(Refusal::LibraryIncomplete));
    assert_eq!(checked(|e| e.aterkoppling_weeks = 0), Err(Refusal::LibraryIncomplete));
    assert_eq!(checked(|e| e.aterkoppling_weeks = 105), Err(Refusal::LibraryIncomplete));
    for level in [Level::Stark, Level::Viss] {
        let mut claims = entry("Belysning");
        claims.known.level = level;
        assert_eq!(claims.clone().checked().map(drop), Err(Refusal::LibraryWithoutReference));
        claims.known.references = vec![study(Some("10.1002/cl2.1046")), study(None)];
        assert_eq!(claims.checked().map(drop), Ok(()));
    }
    for wrong in ["cl2.1046", "10.1/x", "10.1002/", "10.1002/a b", "10.abcd/x"] {
        let mut entry = entry("Belysning");
        entry.known.references = vec![study(Some(wrong))];
        assert_eq!(entry.checked().map(drop), Err(Refusal::LibraryIncomplete), "{wrong}");
    }
}

#[test]
fn a_shipped_entry_is_written_anew_restored_retired_and_taken_up_again() {
    assert_eq!(done(shipped(), LibraryAct::Restored), Err(Refusal::NothingToRestore));
    let ours = done(shipped(), put("Vår belysning")).unwrap();
    assert_eq!(ours.text().map(|entry| entry.name.as_str()), Some("Vår belysning"));
    assert_eq!(ours.version(), 1);
    let back = done(ours, LibraryAct::Restored).unwrap();
    assert_eq!((back.text(), back.version()), (None, 2));
    let gone = done(back, LibraryAct::Retired).unwrap();
    assert!(gone.retired().is_some());
    assert_eq!(done(gone.clone(), LibraryAct::Retired), Err(Refusal::LibraryRetired));
    assert!(done(gone.clone(), LibraryAct::Restored).unwrap().retired().is_none());
    let anew = done(gone, put("Ljus")).unwrap();
    assert!(anew.retired().is_none());
    // What a measure was once chosen from can still be read.
    let name = |version| anew.text_at(version).map(|text| text.map(|entry| entry.name.to_string()));
    assert_eq!(name(0), Some(None));
    assert_eq!(name(1), Some(Some("Vår belysning".into())));
    assert_eq!(name(2), Some(None));
    assert_eq!(name(4), Some(Some("Ljus".into())));
    assert_eq!(name(5), None);
}

#[test]
fn behind_an_entry_of_ones_own_nothing_is_shipped() {
    assert!(own().id().is_own() && !shipped().id().is_own());
    assert_eq!(own().text_at(0), None);
    assert_eq!(done(own(), LibraryAct::Retired), Err(Refusal::NoSuchObject));
    let ours = done(own(), put("Schackbord")).unwrap();
    assert_eq!(done(ours.clone(), LibraryAct::Restored), Err(Refusal::NothingToRestore));
    let gone = done(ours, LibraryAct::Retired).unwrap();
    assert_eq!(gone.text().map(|entry| entry.name.as_str()), Some("Schackbord"));
    assert_eq!(done(gone, LibraryAct::Restored), Err(Refusal::NothingToRestore));
}

fn act() -> impl Strategy<Value = LibraryAct> {
    prop_oneof![
        3 => "[a-zåäö]{3,8}".prop_map(|name| put(&name)),
        2 => Just(LibraryAct::Restored),
        2 => Just(LibraryAct::Retired),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn whatever_is_tried_the_steps_explain_the_entry(
        is_own in prop::bool::ANY,
        acts in prop::collection::vec(act(), 0..20),
    ) {
        let mut of = if is_own { own() } else { shipped() };
        for act in acts {
            let Ok(after) = done(of.clone(), act.clone()) else { continue };
            prop_assert_eq!(after.version(), of.version() + 1);
            prop_assert_eq!(&after.steps()[..of.steps().len()], of.steps());
            prop_assert_eq!(after.retired().is_some(), act == LibraryAct::Retired);
            // Every version that was is still what it was, and the last is the present one.
            for version in 0..=of.version() {
                prop_assert_eq!(after.text_at(version), of.text_at(version));
            }
            prop_assert_eq!(after.text_at(after.version()), Some(after.text()));
            prop_assert!(!is_own || after.text().is_some());
            let kept = serde_json::to_string(after.steps()).unwrap();
            let steps: Vec<LibraryStep> = serde_json::from_str(&kept).unwrap();
            prop_assert_eq!(&Written::replayed(of.id().clone(), steps).unwrap(), &after);
            of = after;
        }
    }
}
