//! The body that steers is the one of the day.

use super::{day, window};
use platssamverkan::calendar::{Assumption, Rule, Steering, SteeringFault, due};

const TEXT: &str = include_str!("../../../geodata/arshjul/styrning.json");

fn steering() -> Steering {
    Steering::from_json(TEXT).expect("the shipped bodies")
}

#[test]
fn the_chefsamrad_of_2016_gives_way_to_the_lokal_styrgrupp_of_2019() {
    let steering = steering();
    let on = |text: &str| steering.on(day(text)).map(|body| body.id.as_str());
    for (text, body) in [
        ("2016-05-31", None),
        ("2016-06-01", Some("chefsamrad-2016")),
        ("2018-05-31", Some("chefsamrad-2016")),
        ("2018-06-01", None),
        ("2019-09-05", Some("lokal-styrgrupp-2019")),
        ("2026-11-29", Some("lokal-styrgrupp-2019")),
    ] {
        assert_eq!(on(text), body, "{text}");
    }
}

#[test]
fn both_chiefs_sign_in_either_and_the_new_one_has_more_members() {
    let steering = steering();
    let [council, group] = steering.all() else { panic!("two bodies") };
    assert_eq!(council.signs, group.signs);
    assert_eq!(council.signs, ["Lokalpolisområdeschef", "Stadsdelsdirektör"]);
    assert_eq!(council.meets.at_least, Rule::PerHalfYear { n: 2 });
    assert_eq!(group.meets.at_least, Rule::PerYear { n: 2, first: None });
    assert!(council.meets.chair_alternates && !group.meets.chair_alternates);
    for member in ["Utbildningsförvaltningen", "Trafikkontoret", "Bostadsbolag"] {
        assert!(
            group.members.iter().any(|one| one == member)
                && !council.members.iter().any(|one| one == member)
        );
    }
    assert!(group.assumptions.contains(&Assumption::SignersNotStated));
}

#[test]
fn a_body_meets_as_its_duty_says() {
    for (body, id) in steering().all().iter().zip(["chefsamrad", "lokal-styrgrupp"]) {
        let duty = super::shipped(id);
        assert_eq!((body.span(), &body.meets.at_least), (duty.span(), &duty.rule));
        assert_eq!(body.meets.also_on_need, duty.also_on_need);
        assert!(!due(&duty, window("2016-01-01", "2020-12-31"), &[]).is_empty());
    }
}

#[test]
fn a_later_body_goes_before_an_earlier_that_still_holds() {
    let text = TEXT.replace("\"valid_to\": \"2018-05-31\"", "\"valid_to\": null");
    let steering = Steering::from_json(&text).expect("overlapping bodies");
    assert_eq!(steering.on(day("2019-01-01")).expect("one").id, "chefsamrad-2016");
    assert_eq!(steering.on(day("2020-01-01")).expect("one").id, "lokal-styrgrupp-2019");
}

#[test]
fn a_list_that_makes_no_sense_is_refused() {
    let fault = |from: &str, to: &str| {
        assert!(TEXT.contains(from), "{from}");
        Steering::from_json(&TEXT.replacen(from, to, 1)).expect_err(to)
    };
    let signers = fault("\"signs\": [\"Lokalpolisområdeschef\"", "\"signs\": [\"Polismästaren\"");
    assert!(matches!(signers, SteeringFault::Signers { .. }), "{signers}");
    let rule =
        fault("\"kind\": \"per_half_year\", \"n\": 2", "\"kind\": \"per_half_year\", \"n\": 0");
    assert!(matches!(rule, SteeringFault::Rule { .. }), "{rule}");
    let backwards = fault("\"2018-05-31\"", "\"2015-05-31\"");
    assert!(matches!(backwards, SteeringFault::Backwards { .. }), "{backwards}");
    let unreadable = fault("\"members\"", "\"medlemmar\"");
    assert!(matches!(unreadable, SteeringFault::Unreadable { .. }), "{unreadable}");
}
