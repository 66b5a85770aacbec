use super::{support::listed as entry, *};
use crate::area::versions::end_in_turn;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeMap;

const FIRST: Date = date(2021, 10, 1);
const SECOND: Date = date(2023, 12, 1);
const THIRD: Date = date(2025, 12, 1);
use UtsattClass::{Riskomrade, SarskiltUtsatt, Utsatt};

/// Made-up areas in three lists.
fn three_lists() -> Vec<Area> {
    let mut areas = vec![
        entry("alby", FIRST, Some(SarskiltUtsatt)),
        entry("alby", SECOND, Some(SarskiltUtsatt)),
        entry("alby", THIRD, Some(Riskomrade)),
        entry("berga", FIRST, Some(Utsatt)),
        entry("berga", THIRD, Some(Utsatt)),
        entry("dal", SECOND, Some(Utsatt)),
        entry("dal", THIRD, Some(Riskomrade)),
        entry("ek", SECOND, Some(Utsatt)),
        entry("falt", THIRD, None),
    ];
    end_in_turn(&mut areas);
    areas
}

type Listed = Vec<(String, Movement)>;
type Left = Vec<(String, Option<Date>)>;

fn told(day: Date) -> (Listed, Left) {
    let areas = three_lists();
    let found = on_day(&areas, day);
    let on = found.listed.iter().map(|one| (one.area.code.clone(), one.movement)).collect();
    (on, found.left.iter().map(|one| (one.area.code.clone(), one.left_on)).collect())
}

fn is(codes: &[(&str, Movement)]) -> Listed {
    codes.iter().map(|(code, movement)| ((*code).to_owned(), *movement)).collect()
}

#[test]
fn each_day_has_its_list_and_what_that_list_changed() {
    use Movement::{ForstaListan, Lattare, Ny, Oforandrad, Tyngre};
    assert_eq!(told(date(2021, 9, 30)), (is(&[]), vec![]), "before the oldest list");
    assert_eq!(told(FIRST).0, is(&[("alby", ForstaListan), ("berga", ForstaListan)]));
    let (on, left) = told(date(2025, 11, 30));
    assert_eq!(on, is(&[("alby", Oforandrad), ("dal", Ny), ("ek", Ny)]));
    assert_eq!(left, [("berga".to_owned(), Some(SECOND))]);
    let (on, left) = told(THIRD);
    assert_eq!(on, is(&[("alby", Lattare), ("berga", Ny), ("dal", Tyngre), ("falt", Ny)]));
    assert_eq!(left, [("ek".to_owned(), Some(THIRD))]);
}

#[test]
fn classes_are_told_by_their_days_and_being_away_is_a_break() {
    let areas = three_lists();
    let found = on_day(&areas, THIRD);
    assert_eq!((found.list, found.lists.as_slice()), (Some(THIRD), &[FIRST, SECOND, THIRD][..]));
    let of = |code: &str| found.listed.iter().find(|one| one.area.code == code).expect("listed");
    let spells = |code: &str| -> Vec<_> {
        let spells = of(code).spells.iter();
        spells.map(|one| (one.class, one.validity.valid_from, one.validity.valid_to)).collect()
    };
    // Two lists in the same class are one spell.
    assert_eq!(
        spells("alby"),
        [
            (Some(SarskiltUtsatt), Some(FIRST), Some(date(2025, 11, 30))),
            (Some(Riskomrade), Some(THIRD), None)
        ]
    );
    assert_eq!((of("alby").listed_since, of("alby").from_first_list), (Some(FIRST), true));
    assert_eq!(of("alby").class_before, Some(SarskiltUtsatt));
    // It was away for one list: the same class again is a new spell, and it is new on the list.
    assert_eq!(spells("berga").len(), 2);
    assert_eq!((of("berga").listed_since, of("berga").from_first_list), (Some(THIRD), false));
    assert_eq!(of("berga").class_before, None);
}

#[test]
fn without_a_class_nobody_says_which_way() {
    let mut areas = vec![entry("a", FIRST, None), entry("a", SECOND, Some(Utsatt))];
    end_in_turn(&mut areas);
    assert_eq!(on_day(&areas, SECOND).listed[0].movement, Movement::OkandKlass);
}

proptest! {
    /// Whatever the lists: on any day of a list exactly its areas are on it, in its classes, and from one
    /// list to the next the new ones and those that left make up the difference.
    #[test]
    fn every_list_is_told_whole(
        lists in prop::collection::vec(prop::collection::btree_map(0u8..6, 0usize..3, 1..6), 1..5),
        into in 0i64..360,
    ) {
        let first_day = |nth: usize| date(2015 + nth as i16, 1, 1);
        let classes = [Utsatt, Riskomrade, SarskiltUtsatt];
        let mut areas: Vec<Area> = lists.iter().enumerate().flat_map(|(nth, list)| {
            list.iter().map(move |(code, class)| {
                entry(&format!("omrade{code}"), first_day(nth), Some(classes[*class]))
            })
        }).collect();
        areas.sort_by(|a, b| (&a.id, a.validity.valid_from).cmp(&(&b.id, b.validity.valid_from)));
        end_in_turn(&mut areas);
        let mut before = 0;
        for (nth, list) in lists.iter().enumerate() {
            let day = first_day(nth).saturating_add(jiff::Span::new().days(into));
            let found = on_day(&areas, day);
            let told: BTreeMap<String, Option<UtsattClass>> =
                found.listed.iter().map(|one| (one.area.code.clone(), one.area.class)).collect();
            let given: BTreeMap<String, Option<UtsattClass>> = list.iter()
                .map(|(code, class)| (format!("omrade{code}"), Some(classes[*class]))).collect();
            prop_assert_eq!(&told, &given);
            let of = |movement: Movement| found.listed.iter().filter(|one| one.movement == movement).count();
            let left_now = found.left.iter().filter(|one| one.left_on == Some(first_day(nth))).count();
            let came = of(Movement::Ny) + of(Movement::ForstaListan);
            prop_assert_eq!(before + came - left_now, told.len());
            prop_assert!(found.left.iter().all(|one| one.movement == Movement::Lamnat));
            before = told.len();
        }
    }
}
