//! Which duties an agreement has.

use super::{day, duties, window};
use platssamverkan::calendar::{DutySets, SetFault, Steering, due};
use std::collections::BTreeSet;

const SHIPPED: &str = include_str!("../../../geodata/arshjul/uppsattningar.json");

fn steering() -> Steering {
    let text = include_str!("../../../geodata/arshjul/styrning.json");
    Steering::from_json(text).expect("the shipped bodies")
}

fn sets(text: &str) -> Result<DutySets, SetFault> {
    DutySets::from_json(text, &duties(), &steering())
}

#[test]
fn the_duties_of_2016_are_laid_on_a_term_of_two_calendar_years() {
    let sets = sets(SHIPPED).expect("the shipped sets");
    let set = sets.of(day("2025-01-01")).expect("one");
    let all = set.laid_on(&duties(), day("2025-01-01"), &[day("2026-12-31")]);
    let days = |id: &str| -> Vec<String> {
        let duty = all.iter().find(|duty| duty.id.as_str() == id).expect(id);
        let found = due(duty, window("2025-01-01", "2027-12-31"), &[]);
        found.iter().map(|one| one.due.to_string()).collect()
    };
    let half_years = ["2025-06-30", "2025-12-31", "2026-06-30", "2026-12-31"];
    assert_eq!(days("chefsamrad"), half_years.iter().flat_map(|day| [*day; 2]).collect::<Vec<_>>());
    assert_eq!(days("lagesbild"), half_years);
    assert_eq!(days("ts-rad"), half_years);
    assert_eq!(days("upp-struktur"), ["2025-05-31", "2026-05-31"]);
    assert_eq!(days("ungdom").len(), 22, "eleven months of two years");
    assert_eq!(days("forlangning"), ["2026-06-30"]);
    assert_eq!(days("lag-uppf"), ["2025-12-31", "2027-12-31"], "the law does not end with it");
}

#[test]
fn an_agreement_until_further_notice_has_no_end_to_consult_about() {
    let sets = sets(SHIPPED).expect("the shipped sets");
    let set = sets.of(day("2025-01-01")).expect("one");
    let ids = |ends: &[_]| -> BTreeSet<String> {
        let all = set.laid_on(&duties(), day("2025-01-01"), ends);
        all.iter().map(|duty| duty.id.to_string()).collect()
    };
    let (without, with) = (ids(&[]), ids(&[day("2026-12-31")]));
    assert_eq!(with.difference(&without).collect::<Vec<_>>(), ["forlangning"]);
    assert!(sets.of(day("2015-01-01")).is_none(), "nothing before the pattern was agreed");
}

#[test]
fn a_set_that_names_what_is_not_there_is_refused() {
    for (from, to) in [("\"chefsamrad\"", "\"chefsrad\""), ("chefsamrad-2016", "chefsamrad-1916")] {
        let wrong = sets(&SHIPPED.replacen(from, to, 1));
        assert!(matches!(wrong, Err(SetFault::Unknown { .. })), "{wrong:?}");
    }
    assert!(matches!(sets("[{}]"), Err(SetFault::Unreadable { line: 1, .. })));
}
