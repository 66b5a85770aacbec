//! § 4: two years at a time, after consultation in time, under a valid Avsiktsförklaring.

use super::day;
use platssamverkan::calendar::{
    Agreed, Extension, ExtensionRefusal as No, ExtensionStep as Step, Span, StepFault, extension,
};

/// The agreement of Norrmalm, with an Avsiktsförklaring until the day.
fn norrmalm(avsiktsforklaring_to: &str) -> Agreed {
    let span = Span { from: Some(day("2015-05-01")), to: Some(day(avsiktsforklaring_to)) };
    Agreed { first: day("2016-06-01"), last: day("2018-05-31"), avsiktsforklaring: Some(span) }
}

fn consulted(on: &str) -> Step {
    Step::Consulted { on: day(on) }
}

fn extended(on: &str) -> Step {
    Step::Extended { on: day(on) }
}

fn bridged(on: &str, until: &str) -> Step {
    Step::Bridged { on: day(on), until: day(until) }
}

fn on(today: &str, steps: &[Step]) -> Extension {
    extension(&norrmalm("2019-05-31"), steps, day(today)).expect("could have happened")
}

fn fault(steps: &[Step]) -> StepFault {
    extension(&norrmalm("2019-05-31"), steps, day("2030-01-01")).expect_err("could not have")
}

#[test]
fn consultation_is_due_six_months_before_the_end() {
    let by = day("2017-11-30");
    let early = on("2017-01-01", &[]);
    assert_eq!(
        (early.deadlines.last, early.deadlines.consult_by, early.deadlines.next_last),
        (day("2018-05-31"), by, day("2020-05-31"))
    );
    assert_eq!(early.cannot_extend, [No::NotConsulted { by }]);
    assert_eq!(on("2017-11-30", &[]).cannot_extend, [No::NotConsulted { by }]);
    assert_eq!(on("2017-12-01", &[]).cannot_extend, [No::ConsultationMissed { by, on: None }]);
    let late = on("2018-01-15", &[consulted("2017-12-01")]);
    let missed = No::ConsultationMissed { by, on: Some(day("2017-12-01")) };
    assert_eq!(late.cannot_extend, [missed]);
    assert!(late.cannot_bridge.is_empty(), "a bridge is theirs to sign all the same");
}

#[test]
fn after_consultation_in_time_it_is_extended_two_years_at_a_time() {
    let first = [consulted("2017-11-30")];
    assert!(on("2018-05-31", &first).cannot_extend.is_empty(), "until its last day");
    let twice = [
        consulted("2017-11-30"),
        extended("2018-02-01"),
        consulted("2018-10-01"),
        extended("2019-04-01"),
    ];
    let standing = on("2019-04-02", &twice);
    let ends = super::days(&["2018-05-31", "2020-05-31", "2022-05-31"]);
    assert_eq!(standing.ends, ends);
    assert_eq!(standing.deadlines.consult_by, day("2021-11-30"));
    assert_eq!(standing.consulted, None, "each extension needs its own consultation");
}

#[test]
fn what_comes_after_today_has_not_happened() {
    let steps = [consulted("2017-11-30"), extended("2018-02-01")];
    let before = on("2018-01-31", &steps);
    assert_eq!(before.ends, super::days(&["2018-05-31"]));
    assert_eq!(before.consulted, Some(day("2017-11-30")));
}

#[test]
fn an_agreement_that_has_run_out_cannot_be_extended_or_bridged() {
    let last = day("2018-05-31");
    let after = on("2018-06-01", &[consulted("2017-11-01")]);
    assert_eq!(after.cannot_extend, [No::RunOut { last }]);
    assert_eq!(after.cannot_bridge, [No::RunOut { last }]);
    assert_eq!(fault(&[consulted("2018-06-01")]).refusal, No::RunOut { last });
    assert_eq!(fault(&[bridged("2018-06-01", "2018-12-31")]).refusal, No::RunOut { last });
}

#[test]
fn without_a_valid_avsiktsforklaring_there_is_no_extension() {
    let steps = [consulted("2017-11-01")];
    let at = |agreed: &Agreed, today: &str| extension(agreed, &steps, day(today)).expect("could");
    let ended = at(&norrmalm("2018-01-31"), "2018-02-01");
    assert_eq!(ended.cannot_extend, [No::AvsiktsforklaringNotValid]);
    assert!(ended.cannot_bridge.is_empty());
    assert!(at(&norrmalm("2018-01-31"), "2018-01-31").cannot_extend.is_empty());
    let unknown = Agreed { avsiktsforklaring: None, ..norrmalm("2018-01-31") };
    assert_eq!(at(&unknown, "2018-01-31").cannot_extend, [No::AvsiktsforklaringNotStated]);
    assert!(at(&norrmalm("2019-05-31"), "2018-01-31").avsiktsforklaring_ends_before);
    assert!(!at(&norrmalm("2020-05-31"), "2018-01-31").avsiktsforklaring_ends_before);
}

#[test]
fn a_bridge_is_shorter_than_an_extension_and_moves_the_deadline() {
    let bridge = [bridged("2018-05-20", "2018-12-31")];
    let standing = on("2018-06-15", &bridge);
    assert_eq!(standing.deadlines.last, day("2018-12-31"));
    assert_eq!(standing.deadlines.consult_by, day("2018-06-30"));
    assert_eq!(standing.deadlines.next_last, day("2020-12-31"));
    assert_eq!(standing.cannot_extend, [No::NotConsulted { by: day("2018-06-30") }]);
    let consulted_before = [consulted("2017-12-15"), bridge[0]];
    assert!(on("2018-06-15", &consulted_before).cannot_extend.is_empty(), "counts for the new end");
    let last = day("2018-05-31");
    assert_eq!(fault(&[bridged("2018-05-20", "2018-05-31")]).refusal, No::NotLater { last });
    let next_last = day("2020-05-31");
    assert_eq!(
        fault(&[bridged("2018-05-20", "2020-05-31")]).refusal,
        No::AsLongAsExtension { next_last }
    );
}

#[test]
fn steps_that_could_not_have_happened_are_refused_where_they_stand() {
    let backwards = [consulted("2017-11-01"), consulted("2017-10-01")];
    assert_eq!(fault(&backwards), StepFault { place: 1, refusal: No::OutOfOrder });
    assert_eq!(fault(&[consulted("2016-05-31")]).refusal, No::OutOfOrder);
    let by = day("2017-11-30");
    assert_eq!(fault(&[extended("2017-06-01")]).refusal, No::NotConsulted { by });
    let twice = [consulted("2017-11-01"), extended("2018-01-01"), extended("2018-01-02")];
    let by = day("2019-11-30");
    assert_eq!(fault(&twice), StepFault { place: 2, refusal: No::NotConsulted { by } });
}

#[test]
fn two_years_do_not_drift_from_the_end_of_february() {
    let leap = Agreed {
        first: day("2022-03-01"),
        last: day("2024-02-29"),
        avsiktsforklaring: Some(Span { from: None, to: None }),
    };
    let steps = [
        consulted("2023-08-29"),
        extended("2024-01-01"),
        consulted("2025-08-28"),
        extended("2026-01-01"),
    ];
    let standing = extension(&leap, &steps, day("2026-01-01")).expect("could have happened");
    assert_eq!(standing.ends, super::days(&["2024-02-29", "2026-02-28", "2028-02-29"]));
}
