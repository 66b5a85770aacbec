//! What holds for any rule, validity and window.

use super::{duty, event, kind};
use jiff::{ToSpan, civil::Date};
use platssamverkan::calendar::{
    Account, Anchor, Assumption, Done, Duty, Event, Instance, MonthDay, Nature, Rule, SchoolTerms,
    Window, due, expected, last_day_of_months, months_before, settle, status,
};
use proptest::{collection::vec, option, prelude::*};
use std::collections::{BTreeMap, BTreeSet};

fn any_day() -> impl Strategy<Value = Date> {
    (0i64..5000).prop_map(|n| jiff::civil::date(2014, 1, 1) + n.days())
}

fn any_window() -> impl Strategy<Value = Window> {
    (any_day(), any_day()).prop_map(|(a, b)| Window { from: a.min(b), to: a.max(b) })
}

fn any_month_day() -> impl Strategy<Value = MonthDay> {
    (1i8..=12, 1i8..=31).prop_filter_map("a day", |(month, day)| MonthDay::new(month, day))
}

fn months(most: usize) -> impl Strategy<Value = Vec<i8>> {
    vec(1i8..=12, 1..most)
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let md = |month, day| MonthDay::new(month, day).expect("a day");
    let terms = SchoolTerms {
        spring: (md(1, 1), md(6, 30)),
        autumn: (md(8, 1), md(12, 31)),
        known: Vec::new(),
    };
    let years = vec(2014i16..2028, 1..5).prop_map(|mut years| {
        years.sort();
        years.dedup();
        Anchor::Known { years }
    });
    let ends = vec(any_day(), 1..4).prop_map(|mut ends| {
        ends.sort();
        ends.dedup();
        ends
    });
    let of = || kind("handelse");
    prop_oneof![
        (1u8..15).prop_map(|n| Rule::PerHalfYear { n }),
        (1u8..15, option::of(any_day())).prop_map(|(n, first)| Rule::PerYear { n, first }),
        (months(5), option::of(any_day()))
            .prop_map(|(except, first)| Rule::Monthly { except, first }),
        (months(5), option::of(any_day()))
            .prop_map(|(months, first)| Rule::InMonths { months, first }),
        months(5).prop_map(move |except| Rule::MonthlyFrom { of: of(), except }),
        any_month_day().prop_map(|day| Rule::YearlyBy { day }),
        (0u8..24, ends).prop_map(|(months, ends)| Rule::MonthsBeforeEnd { months, ends }),
        (0u8..40).prop_map(move |lead_days| Rule::BeforeEach { of: of(), lead_days }),
        (months(5), 0u16..400).prop_map(move |(in_months, within_days)| Rule::AfterEach {
            of: of(),
            in_months,
            within_days
        }),
        (1u8..6, years).prop_map(|(n, anchor)| Rule::EveryYears { n, anchor }),
        (1u8..6).prop_map(|n| Rule::EveryYears { n, anchor: Anchor::Start }),
        Just(Rule::PerSchoolTerm { terms }),
        any_day().prop_map(|by| Rule::Once { by }),
        any_month_day().prop_map(|from| Rule::AtYearEnd { from }),
        (0u16..40).prop_map(move |within_days| Rule::AsSoonAsPossible { of: of(), within_days }),
        Just(Rule::OnNeed),
    ]
}

fn any_duty() -> impl Strategy<Value = Duty> {
    (any_rule(), option::of(any_day()), option::of(any_day())).prop_map(|(rule, a, b)| {
        let from_start = matches!(&rule, Rule::EveryYears { anchor: Anchor::Start, .. });
        let (mut from, mut to) = (a, b);
        if let (Some(first), Some(last)) = (from, to) {
            (from, to) = (Some(first.min(last)), Some(first.max(last)));
        }
        if from_start && from.is_none() {
            from = to.take().or(Some(jiff::civil::date(2016, 6, 1)));
        }
        let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        duty(rule, &text(from), &text(to))
    })
}

fn any_events() -> impl Strategy<Value = Vec<Event>> {
    let nature = prop_oneof![
        Just(Nature::Happened),
        Just(Nature::Planned),
        Just(Nature::Expected),
        Just(Nature::Cancelled)
    ];
    let one = (0u8..12, any_day(), option::of(0i64..900), nature);
    vec(one, 0..8).prop_map(|all| {
        let event = |(id, day, lasts, nature): (u8, Date, Option<i64>, Nature)| {
            let of = event("handelse", &format!("e{id}"), &day.to_string());
            Event { until: lasts.map(|n| day + n.days()), nature, ..of }
        };
        all.into_iter().map(event).collect()
    })
}

fn done(duty: &Duty, days: &[Date]) -> Vec<Done> {
    let one = |on: &Date| Done { duty: duty.id.clone(), of: None, on: *on, explanation: None };
    days.iter().map(one).collect()
}

fn by_key(instances: Vec<Instance>) -> BTreeMap<String, Instance> {
    instances.into_iter().map(|one| (one.key.to_string(), one)).collect()
}

const EVER: Window =
    Window { from: jiff::civil::date(2010, 1, 1), to: jiff::civil::date(2032, 12, 31) };

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn instances_are_in_order_named_once_and_inside_everything(
        duty in any_duty(), window in any_window(), events in any_events()
    ) {
        duty.check().expect("a sound duty");
        let found = due(&duty, window, &events);
        let keys: BTreeSet<_> = found.iter().map(|one| one.key.clone()).collect();
        prop_assert_eq!(keys.len(), found.len());
        prop_assert!(found.is_sorted_by(|a, b| a.due <= b.due));
        let span = duty.span();
        for one in &found {
            prop_assert!(window.covers(one.due));
            prop_assert!(span.covers(one.earliest) && span.covers(one.due) && span.covers(one.guide), "{:?}", one);
            prop_assert!(one.period.first <= one.earliest && one.due == one.period.last, "{:?}", one);
            prop_assert!(one.earliest <= one.guide && one.guide <= one.due, "{:?}", one);
            prop_assert!(one.count.is_none_or(|count| 1 <= count.k && count.k <= count.n));
        }
    }

    #[test]
    fn a_longer_window_adds_and_changes_nothing(
        duty in any_duty(), window in any_window(), events in any_events()
    ) {
        let (short, long) = (due(&duty, window, &events), due(&duty, EVER, &events));
        let inside: Vec<Instance> =
            long.into_iter().filter(|one| window.covers(one.due)).collect();
        prop_assert_eq!(short, inside);
    }

    #[test]
    fn a_longer_validity_keeps_every_key_of_what_is_past(
        duty in any_duty(), events in any_events(), more in 1i64..1500
    ) {
        let Some(last) = duty.span().to else { return Ok(()) };
        let longer = duty.clone().until(&[last + more.days()]);
        let rule = duty.rule.clone();
        let longer = Duty { rule, ..longer };
        let (before, after) = (by_key(due(&duty, EVER, &events)), by_key(due(&longer, EVER, &events)));
        for (key, one) in before {
            let kept = after.get(&key).expect("still asked for");
            if !one.assumptions.contains(&Assumption::PeriodCut) {
                prop_assert_eq!(one.due, kept.due);
            }
        }
    }

    #[test]
    fn whole_years_ask_for_whole_years_wherever_they_begin(
        first in any_day(), years in 1u16..5, n in 1u8..13
    ) {
        let last = last_day_of_months(first, 12 * years).expect("a day");
        let (from, to) = (first.to_string(), last.to_string());
        let count = |rule: Rule| due(&duty(rule, &from, &to), EVER, &[]).len();
        prop_assert_eq!(count(Rule::PerYear { n, first: None }), usize::from(n) * usize::from(years));
        prop_assert_eq!(count(Rule::PerHalfYear { n }), 2 * usize::from(n) * usize::from(years));
        prop_assert_eq!(count(Rule::Monthly { except: vec![], first: None }), 12 * usize::from(years));
        prop_assert_eq!(count(Rule::Monthly { except: vec![7], first: None }), 11 * usize::from(years));
    }

    #[test]
    fn one_more_thing_done_opens_nothing_and_makes_nothing_late(
        duty in any_duty(), events in any_events(), days in vec(any_day(), 0..25), one_more in any_day(),
        today in any_day()
    ) {
        let instances = due(&duty, EVER, &events);
        let few = settle(&instances, &done(&duty, &days), &[]);
        let many: Vec<Date> = days.iter().copied().chain([one_more]).collect();
        let many = settle(&instances, &done(&duty, &many), &[]);
        let on = |account: &Account| account.done.as_ref().map(|done| done.on);
        for ((one, few), many) in instances.iter().zip(&few.accounts).zip(&many.accounts) {
            if let Some(before) = on(few) {
                let after = on(many);
                prop_assert!(after.is_some(), "{:?}", one.key);
                prop_assert!(before > one.due || after.is_some_and(|after| after <= one.due));
            }
            let (before, after) = (status(one, few, today), status(one, many, today));
            prop_assert!(!before.is_done() || after.is_done());
        }
    }

    #[test]
    fn each_thing_done_answers_one_instance_at_most(
        duty in any_duty(), events in any_events(), days in vec(any_day(), 0..25)
    ) {
        let instances = due(&duty, EVER, &events);
        let settled = settle(&instances, &done(&duty, &days), &[]);
        let n_answered = settled.accounts.iter().filter(|one| one.done.is_some()).count();
        prop_assert_eq!(n_answered + settled.beyond.len(), days.len());
        for (one, account) in instances.iter().zip(&settled.accounts) {
            prop_assert!(account.done.as_ref().is_none_or(|done| one.earliest <= done.on));
        }
    }

    #[test]
    fn time_alone_never_undoes(
        duty in any_duty(), events in any_events(), days in vec(any_day(), 0..10), today in any_day()
    ) {
        let instances = due(&duty, EVER, &events);
        let settled = settle(&instances, &done(&duty, &days), &[]);
        for (one, account) in instances.iter().zip(&settled.accounts) {
            let (now, then) = (status(one, account, today), status(one, account, today + 1.day()));
            prop_assert!(!now.is_done() || now == then);
        }
    }

    #[test]
    fn months_before_are_never_fewer_and_at_most_three_days_more(
        day in any_day(), months in 0u8..60
    ) {
        let before = months_before(day, months).expect("a day");
        let again = before + i64::from(months).months();
        prop_assert!(again <= day);
        prop_assert!(again + 3.days() >= day);
    }

    #[test]
    fn expected_meetings_are_those_that_no_meeting_stands_for(
        duty in any_duty(), days in vec(any_day(), 0..12)
    ) {
        let instances = due(&duty, EVER, &[]);
        let meetings: Vec<Event> = days
            .iter()
            .enumerate()
            .map(|(n, day)| event("prov", &format!("m{n}"), &day.to_string()))
            .collect();
        let all = expected(&kind("prov"), &instances, &meetings);
        let n_expected = all.iter().filter(|one| one.nature == Nature::Expected).count();
        let settled = settle(&instances, &done(&duty, &days), &[]);
        let n_open = settled.accounts.iter().filter(|one| one.done.is_none()).count();
        prop_assert_eq!((all.len(), n_expected), (meetings.len() + n_open, n_open));
    }
}
