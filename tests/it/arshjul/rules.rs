//! Each kind of rule at its edges.

use super::{day, days, duty, event, kind, window};
use jiff::civil::Date;
use platssamverkan::calendar::{
    Anchor, Assumption, Event, Instance, MonthDay, Nature, Rule, RuleFault, SchoolTerm,
    SchoolTerms, Season, Why, Window, due, expected, last_day_of_months, months_before,
};

fn due_days(rule: Rule, validity: (&str, &str), window: Window, events: &[Event]) -> Vec<Date> {
    let found = due(&duty(rule, validity.0, validity.1), window, events);
    found.into_iter().map(|one| one.due).collect()
}

const OPEN: (&str, &str) = ("", "");

#[test]
fn months_before_a_day_keep_its_number_or_take_the_months_last_day() {
    for (from, months, to) in [
        ("2018-05-31", 6, "2017-11-30"),
        ("2018-12-31", 6, "2018-06-30"),
        ("2018-08-31", 6, "2018-02-28"),
        ("2020-08-31", 6, "2020-02-29"),
        ("2020-02-29", 6, "2019-08-29"),
        ("2020-02-29", 12, "2019-02-28"),
        ("2018-02-28", 6, "2017-08-28"),
        ("2018-01-15", 1, "2017-12-15"),
        ("2018-05-31", 0, "2018-05-31"),
    ] {
        assert_eq!(months_before(day(from), months), Some(day(to)), "{from} − {months}");
    }
    assert_eq!(months_before(Date::MIN, 1), None);
}

#[test]
fn a_time_of_whole_years_ends_the_day_before_its_first_day_comes_round() {
    for (first, months, last) in [
        ("2016-06-01", 24, "2018-05-31"),
        ("2018-06-01", 24, "2020-05-31"),
        ("2022-03-01", 24, "2024-02-29"),
        ("2024-03-01", 24, "2026-02-28"),
        ("2024-02-29", 24, "2026-02-28"),
        ("2024-02-29", 48, "2028-02-28"),
        ("2017-01-31", 1, "2017-02-28"),
    ] {
        assert_eq!(last_day_of_months(day(first), months), Some(day(last)), "{first} + {months}");
    }
}

#[test]
fn the_29th_of_february_is_the_28th_in_years_that_lack_it() {
    let rule = Rule::YearlyBy { day: MonthDay::new(2, 29).expect("a day of leap years") };
    let found = due_days(rule, OPEN, window("2023-01-01", "2025-12-31"), &[]);
    assert_eq!(found, days(&["2023-02-28", "2024-02-29", "2025-02-28"]));
    assert_eq!(MonthDay::new(2, 30), None);
    assert_eq!(MonthDay::new(13, 1), None);
}

#[test]
fn a_day_that_the_text_names_holds_when_the_duty_does_on_that_day() {
    let rule = || Rule::YearlyBy { day: MonthDay::new(5, 31).expect("a day") };
    let all = window("2016-01-01", "2019-12-31");
    let norrmalm = ("2016-06-01", "2018-05-31");
    assert_eq!(due_days(rule(), norrmalm, all, &[]), days(&["2017-05-31", "2018-05-31"]));
    let a_day_less = ("2016-05-31", "2018-05-30");
    assert_eq!(due_days(rule(), a_day_less, all, &[]), days(&["2016-05-31", "2017-05-31"]));
}

#[test]
fn a_period_counts_when_more_than_half_of_it_is_left() {
    let yearly = || Rule::PerYear { n: 1, first: None };
    let of = |from: &str, to: &str| {
        due_days(yearly(), (from, to), window("2023-01-01", "2026-12-31"), &[])
    };
    // 2024 has 366 days: 183 are exactly half, and count as its later half only.
    assert_eq!(of("2024-07-02", "2024-12-31"), days(&["2024-12-31"]));
    assert_eq!(of("2024-07-03", "2024-12-31"), []);
    assert_eq!(of("2024-01-01", "2024-07-01"), []);
    assert_eq!(of("2024-01-01", "2024-07-02"), days(&["2024-07-02"]));
    // 2023 has 365.
    assert_eq!(of("2023-07-02", "2023-12-31"), days(&["2023-12-31"]));
    assert_eq!(of("2023-07-03", "2023-12-31"), []);
}

#[test]
fn the_month_of_a_named_first_day_counts_however_late_it_is() {
    let rule = Rule::Monthly { except: vec![], first: Some(day("2016-06-29")) };
    let found =
        due(&duty(rule, "2016-06-01", "2016-08-31"), window("2016-01-01", "2016-12-31"), &[]);
    assert_eq!(found.len(), 3);
    assert_eq!((found[0].guide, found[0].guide_stated), (day("2016-06-29"), true));
    assert!(!found[1].guide_stated);
    let rule = Rule::PerYear { n: 4, first: Some(day("2016-11-14")) };
    let found = due(&duty(rule, "2016-06-01", ""), window("2016-01-01", "2017-12-31"), &[]);
    let counts: Vec<(u8, u8)> =
        found.iter().filter_map(|one| one.count).map(|c| (c.k, c.n)).collect();
    assert_eq!(counts, [(1, 1), (1, 4), (2, 4), (3, 4), (4, 4)], "the named one, then four a year");
    assert_eq!(found[0].key.as_str(), "prov:2016:1");
}

#[test]
fn several_in_one_period_are_due_together_and_spread_by_their_guides() {
    let rule = Rule::PerYear { n: 4, first: None };
    let found = due(&duty(rule, "", ""), window("2025-01-01", "2025-12-31"), &[]);
    let guides: Vec<Date> = found.iter().map(|one| one.guide).collect();
    assert_eq!(guides, days(&["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]));
    assert!(found.iter().all(|one| one.due == day("2025-12-31")));
    let rule = Rule::PerHalfYear { n: 4 };
    let found = due(&duty(rule, "", ""), window("2025-01-01", "2025-06-30"), &[]);
    let guides: Vec<Date> = found.iter().map(|one| one.guide).collect();
    assert_eq!(guides, days(&["2025-02-14", "2025-03-31", "2025-05-15", "2025-06-30"]));
}

#[test]
fn years_are_counted_from_those_known_or_from_the_start() {
    let known = |years: Vec<i16>| Rule::EveryYears { n: 3, anchor: Anchor::Known { years } };
    let all = window("2007-01-01", "2027-12-31");
    let found = due_days(known(vec![2008, 2011, 2014]), OPEN, all, &[]);
    let years: Vec<i16> = found.iter().map(|day| day.year()).collect();
    assert_eq!(years, [2008, 2011, 2014, 2017, 2020, 2023, 2026], "and nothing before the first");
    let found = due_days(known(vec![2008, 2012]), OPEN, window("2008-01-01", "2018-12-31"), &[]);
    let years: Vec<i16> = found.iter().map(|day| day.year()).collect();
    assert_eq!(years, [2008, 2012, 2015, 2018], "a year late moves those after it");
    let start = || Rule::EveryYears { n: 4, anchor: Anchor::Start };
    assert_eq!(
        due_days(start(), ("2019-09-05", ""), window("2019-01-01", "2028-12-31"), &[]),
        days(&["2023-12-31", "2027-12-31"])
    );
    assert_eq!(
        due_days(start(), ("2019-09-05", "2026-06-30"), window("2019-01-01", "2028-12-31"), &[]),
        days(&["2023-12-31", "2026-06-30"]),
        "more than half of the four years is left"
    );
    let only_2026 = window("2026-01-01", "2026-12-31");
    assert_eq!(
        due_days(start(), ("2019-09-05", "2026-06-30"), only_2026, &[]),
        days(&["2026-06-30"]),
        "whatever the window is"
    );
}

#[test]
fn terms_go_by_written_days_before_assumed_ones() {
    let md = |m, d| MonthDay::new(m, d).expect("a day");
    let known = vec![SchoolTerm {
        year: 2026,
        season: Season::Spring,
        first: day("2026-01-12"),
        last: day("2026-06-12"),
    }];
    let terms =
        SchoolTerms { spring: (md(1, 1), md(6, 30)), autumn: (md(8, 1), md(12, 31)), known };
    let rule = Rule::PerSchoolTerm { terms: terms.clone() };
    assert_eq!(rule.check(), Ok(()));
    let found = due(&duty(rule, "", ""), window("2026-01-01", "2026-12-31"), &[]);
    let shape = |one: &Instance| {
        (one.due, one.earliest, one.assumptions.contains(&Assumption::TermDaysAssumed))
    };
    assert_eq!(shape(&found[0]), (day("2026-06-12"), day("2026-01-12"), false));
    assert_eq!(shape(&found[1]), (day("2026-12-31"), day("2026-08-01"), true));
    let twice = vec![terms.known[0], terms.known[0]];
    let rule = Rule::PerSchoolTerm { terms: SchoolTerms { known: twice, ..terms } };
    assert_eq!(rule.check(), Err(RuleFault::BadOrder));
}

#[test]
fn what_goes_by_events_follows_them_and_not_the_cancelled() {
    let mut cancelled = event("chefsamrad", "b", "2025-05-05");
    cancelled.nature = Nature::Cancelled;
    let events = [
        event("chefsamrad", "c", "2025-09-04"),
        event("chefsamrad", "a", "2025-03-01"),
        cancelled,
        event("annat", "d", "2025-04-04"),
        event("chefsamrad", "a", "2025-12-24"),
    ];
    let year = window("2025-01-01", "2025-12-31");
    let before = |lead_days| Rule::BeforeEach { of: kind("chefsamrad"), lead_days };
    assert_eq!(due_days(before(1), OPEN, year, &events), days(&["2025-02-28", "2025-09-03"]));
    assert_eq!(due_days(before(14), OPEN, year, &events), days(&["2025-02-15", "2025-08-21"]));
    assert_eq!(due_days(before(0), OPEN, year, &events), days(&["2025-03-01", "2025-09-04"]));
    let after =
        |in_months, within_days| Rule::AfterEach { of: kind("chefsamrad"), in_months, within_days };
    assert_eq!(
        due_days(after(vec![], 10), OPEN, year, &events),
        days(&["2025-03-11", "2025-09-14"])
    );
    assert_eq!(due_days(after(vec![9], 10), OPEN, year, &events), days(&["2025-09-14"]));
    assert_eq!(
        due_days(after(vec![], 10), ("", "2025-09-10"), year, &events),
        days(&["2025-03-11", "2025-09-10"]),
        "no later than the duty holds"
    );
    assert_eq!(due_days(before(1), ("", "2025-09-03"), year, &events), days(&["2025-02-28"]));
}

#[test]
fn a_monthly_series_begins_with_its_event_and_ends_with_it() {
    let rule = |except| Rule::MonthlyFrom { of: kind("plats"), except };
    let mut case = event("plats", "torget", "2024-01-31");
    case.until = Some(day("2024-05-20"));
    let events = [case, event("plats", "parken", "2024-04-02")];
    let found = due(&duty(rule(vec![]), "", ""), window("2024-01-01", "2024-06-30"), &events);
    let keys: Vec<&str> = found.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "prov:torget:2024-01",
            "prov:torget:2024-02",
            "prov:torget:2024-03",
            "prov:torget:2024-04",
            "prov:parken:2024-04",
            "prov:torget:2024-05",
            "prov:parken:2024-05",
            "prov:parken:2024-06",
        ]
    );
    assert_eq!(found[1].due, day("2024-02-29"));
    assert_eq!(found[5].due, day("2024-05-20"));
    let found = due_days(rule(vec![2, 7]), OPEN, window("2024-01-01", "2024-03-31"), &events[..1]);
    assert_eq!(found, days(&["2024-01-31", "2024-03-31"]));
}

#[test]
fn on_need_nothing_falls_due() {
    let events = [event("prov", "a", "2025-03-01")];
    assert_eq!(due_days(Rule::OnNeed, OPEN, window("2000-01-01", "2100-12-31"), &events), []);
}

#[test]
fn an_empty_window_has_nothing_and_an_endless_one_ends() {
    let rule = || Rule::Monthly { except: vec![7], first: None };
    assert_eq!(due_days(rule(), OPEN, window("2025-12-31", "2025-01-01"), &[]), []);
    let end = window("9999-11-01", "9999-12-31");
    assert_eq!(due_days(rule(), OPEN, end, &[]), days(&["9999-11-30", "9999-12-31"]));
    for rule in [
        Rule::EveryYears { n: 200, anchor: Anchor::Start },
        Rule::AtYearEnd { from: MonthDay::new(11, 1).expect("a day") },
        Rule::PerHalfYear { n: 1 },
    ] {
        let all = Window { from: Date::MIN, to: Date::MAX };
        let found = due_days(rule, ("9000-01-01", ""), all, &[]);
        assert!(!found.is_empty());
    }
}

#[test]
fn rules_that_no_calendar_has_are_refused() {
    let monthly = |except| Rule::Monthly { except, first: None };
    let nothing = Err(RuleFault::AsksForNothing);
    for (rule, answer) in [
        (Rule::PerHalfYear { n: 0 }, nothing),
        (Rule::PerYear { n: 0, first: None }, nothing),
        (monthly((1..=12).collect()), nothing),
        (monthly(vec![13]), Err(RuleFault::BadMonth)),
        (monthly(vec![7]), Ok(())),
        (Rule::InMonths { months: vec![], first: None }, nothing),
        (Rule::InMonths { months: vec![0], first: None }, Err(RuleFault::BadMonth)),
        (Rule::MonthsBeforeEnd { months: 6, ends: vec![] }, nothing),
        (
            Rule::MonthsBeforeEnd { months: 6, ends: days(&["2020-05-31", "2018-05-31"]) },
            Err(RuleFault::BadOrder),
        ),
        (Rule::EveryYears { n: 0, anchor: Anchor::Start }, nothing),
        (Rule::EveryYears { n: 2, anchor: Anchor::Known { years: vec![] } }, nothing),
        (
            Rule::EveryYears { n: 2, anchor: Anchor::Known { years: vec![2016, 2014] } },
            Err(RuleFault::BadOrder),
        ),
    ] {
        assert_eq!(rule.check(), answer, "{rule:?}");
    }
}

#[test]
fn a_meeting_that_nobody_has_planned_is_expected_on_its_guide_day() {
    let year = window("2017-01-01", "2017-12-31");
    let council = due(&super::shipped("chefsamrad"), year, &[]);
    let kind = kind("chefsamrad");
    let planned =
        [event("chefsamrad", "m1", "2017-02-09"), event("chefsamrad", "m2", "2017-08-31")];
    let events = expected(&kind, &council, &planned);
    let seen: Vec<(&str, Date, Nature)> =
        events.iter().map(|one| (&*one.id.0, one.day, one.nature)).collect();
    assert_eq!(
        seen,
        [
            ("m1", day("2017-02-09"), Nature::Happened),
            ("chefsamrad:2017-H1:2", day("2017-06-30"), Nature::Expected),
            ("m2", day("2017-08-31"), Nature::Happened),
            ("chefsamrad:2017-H2:2", day("2017-12-31"), Nature::Expected),
        ]
    );
    let prepared = due(&super::shipped("beredning"), year, &events);
    let marked: Vec<(Date, bool)> = prepared
        .iter()
        .map(|one| (one.due, one.assumptions.contains(&Assumption::EventExpected)))
        .collect();
    assert_eq!(
        marked,
        [
            (day("2017-02-08"), false),
            (day("2017-06-29"), true),
            (day("2017-08-30"), false),
            (day("2017-12-30"), true)
        ]
    );
}

#[test]
fn every_instance_says_why() {
    let found = due(&super::shipped("forlangning"), window("2017-01-01", "2018-12-31"), &[]);
    assert_eq!(found[0].why, Why::BeforeEnd { months: 6, end: day("2018-05-31") });
    assert_eq!(found[0].why.code(), "before_end");
    let events = super::table::events();
    let mut n = 0;
    for duty in super::duties().all() {
        for one in due(duty, window("2016-01-01", "2027-12-31"), &events) {
            let json = serde_json::to_value(&one.why).expect("written");
            assert_eq!(json["code"], one.why.code(), "{}", one.key);
            n += 1;
        }
    }
    assert!(n > 100);
}
