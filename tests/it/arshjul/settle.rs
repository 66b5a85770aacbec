//! What was done answers the right instance.

use super::{day, duty, window};
use platssamverkan::calendar::{Done, Explanation, Instance, InstanceKey, Rule, due, settle};

fn council() -> Vec<Instance> {
    due(&super::shipped("chefsamrad"), window("2016-06-01", "2018-05-31"), &[])
}

fn held(on: &str) -> Done {
    Done {
        duty: "chefsamrad".to_owned().try_into().expect("an id"),
        of: None,
        on: day(on),
        explanation: None,
    }
}

/// Which instances are answered and when, by key.
fn answers(instances: &[Instance], done: &[Done]) -> Vec<(String, String)> {
    let settled = settle(instances, done, &[]);
    let pairs = instances.iter().zip(settled.accounts);
    let done = pairs.filter_map(|(one, account)| {
        let key = one.key.as_str().split_once(':').expect("a key").1.to_owned();
        Some((key, account.done?.on.to_string()))
    });
    done.collect()
}

fn pairs(texts: &[(&str, &str)]) -> Vec<(String, String)> {
    texts.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect()
}

#[test]
fn meetings_count_up_in_their_own_half_year() {
    let done = ["2016-12-08", "2016-09-15", "2017-03-09"].map(held);
    assert_eq!(
        answers(&council(), &done),
        pairs(&[
            ("2016-H2:1", "2016-09-15"),
            ("2016-H2:2", "2016-12-08"),
            ("2017-H1:1", "2017-03-09")
        ])
    );
}

#[test]
fn a_missed_meeting_does_not_make_the_next_ones_late_but_a_third_makes_up_for_it() {
    let two = ["2016-09-15", "2017-01-12", "2017-03-09"].map(held);
    assert_eq!(
        answers(&council(), &two),
        pairs(&[
            ("2016-H2:1", "2016-09-15"),
            ("2017-H1:1", "2017-01-12"),
            ("2017-H1:2", "2017-03-09")
        ])
    );
    let three = ["2016-09-15", "2017-01-12", "2017-03-09", "2017-06-01"].map(held);
    let found = answers(&council(), &three);
    assert!(found.contains(&("2016-H2:2".into(), "2017-06-01".into())), "{found:?}");
    assert_eq!(found.len(), 4);
}

#[test]
fn what_nothing_asked_for_is_beyond() {
    let done = ["2016-06-20", "2016-09-15", "2016-10-15", "2016-12-08"].map(held);
    let settled = settle(&council(), &done, &[]);
    assert_eq!(
        settled.beyond,
        [0, 3],
        "June 2016 asks for none, and the third of the half-year was not owed"
    );
}

#[test]
fn whoever_names_an_instance_is_believed() {
    let mut named = held("2017-03-09");
    named.of = Some(council()[1].key.clone());
    let done = [held("2016-09-15"), named.clone()];
    let found = answers(&council(), &done);
    assert_eq!(found, pairs(&[("2016-H2:1", "2016-09-15"), ("2016-H2:2", "2017-03-09")]));
    let again = [named.clone(), Done { on: day("2017-02-01"), ..named.clone() }];
    assert_eq!(answers(&council(), &again), pairs(&[("2016-H2:2", "2017-02-01")]), "the earlier");
    let unknown: InstanceKey = serde_json::from_str("\"chefsamrad:2030-H1:1\"").expect("a key");
    let settled = settle(&council(), &[Done { of: Some(unknown), ..named }], &[]);
    assert_eq!(settled.beyond, [0]);
}

#[test]
fn one_duty_does_not_answer_for_another() {
    let lagesbild = due(&super::shipped("lagesbild"), window("2016-06-01", "2018-05-31"), &[]);
    assert_eq!(answers(&lagesbild, &[held("2016-09-15")]), []);
    let both: Vec<Instance> = lagesbild.into_iter().chain(council()).collect();
    assert_eq!(answers(&both, &[held("2016-09-15")]).len(), 1);
}

#[test]
fn a_day_on_either_edge_is_in_time() {
    let of = duty(Rule::PerHalfYear { n: 1 }, "", "");
    let found = due(&of, window("2025-01-01", "2025-12-31"), &[]);
    let on = |text: &str| Done { duty: of.id.clone(), ..held(text) };
    assert_eq!(answers(&found, &[on("2025-06-30")]), pairs(&[("2025-H1", "2025-06-30")]));
    assert_eq!(
        answers(&found, &[on("2025-07-01")]),
        pairs(&[("2025-H2", "2025-07-01")]),
        "in time for the second rather than late for the first"
    );
    assert_eq!(answers(&found, &[on("2024-12-31")]), []);
}

#[test]
fn the_last_explanation_stands() {
    let instances = council();
    let key = instances[0].key.clone();
    let said =
        |on: &str, text: &str| Explanation { of: key.clone(), on: day(on), text: text.into() };
    let mut late = held("2017-02-01");
    late.of = Some(key.clone());
    late.explanation = Some("Ställdes in av sjukdom".into());
    let with_it = settle(&instances, &[late.clone()], &[]);
    let text = |account: &platssamverkan::calendar::Account| {
        account.explanation.clone().map(|said| said.text)
    };
    assert_eq!(text(&with_it.accounts[0]).as_deref(), Some("Ställdes in av sjukdom"));
    let later = [said("2017-03-01", "Rättat"), said("2017-01-15", "Först sagt")];
    let settled = settle(&instances, &[late], &later);
    assert_eq!(text(&settled.accounts[0]).as_deref(), Some("Rättat"));
    assert_eq!(text(&settled.accounts[1]), None);
    let undone = settle(&instances, &[], &later[1..]);
    assert_eq!(text(&undone.accounts[0]).as_deref(), Some("Först sagt"), "before it is done too");
}
