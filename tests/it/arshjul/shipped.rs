//! The shipped duties are the listed ones: every id, every validity, nothing added.

use super::{day, duties};
use platssamverkan::calendar::{Anchor, Assumption, Bound, Duties, Duty, DutyFault, Level, Rule};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
struct Listed {
    duty_id: String,
    duty: String,
    level: String,
    frequency: String,
    due_rule: String,
    responsible: String,
    decides: String,
    source: String,
    valid_from: String,
    valid_to: String,
}

fn listed() -> Vec<Listed> {
    let mut reader = csv::Reader::from_reader(include_str!("calendar.csv").as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("the list")
}

#[test]
fn all_thirty_one_are_there_in_order_with_what_the_list_says() {
    let (list, duties) = (listed(), duties());
    assert_eq!((list.len(), duties.all().len()), (31, 31));
    for (line, duty) in list.iter().zip(duties.all()) {
        let stated = |bound: &Option<Bound>| bound.as_ref().map(Bound::stated).unwrap_or_default();
        let level = match duty.level {
            Level::Lokal => "lokal",
            Level::Stad => "stad",
            Level::Kommun => "kommun",
        };
        let ours = [
            duty.id.as_str(),
            &duty.title,
            level,
            &duty.responsible,
            duty.decides.as_deref().unwrap_or("-"),
            &duty.source,
            &stated(&duty.valid_from),
            &stated(&duty.valid_to),
        ];
        let theirs = [
            &line.duty_id,
            &line.duty,
            &line.level,
            &line.responsible,
            &line.decides,
            &line.source,
            &line.valid_from,
            &line.valid_to,
        ];
        assert_eq!(ours, theirs.map(String::as_str));
    }
}

/// What a rule is called in the list.
fn frequency_of(duty: &Duty) -> String {
    match &duty.rule {
        Rule::PerHalfYear { n } => format!("{n}/halvår"),
        Rule::PerYear { n, .. } => format!("{n}/år"),
        Rule::YearlyBy { .. } | Rule::AtYearEnd { .. } => "1/år".into(),
        Rule::InMonths { months, .. } => format!("{}/år", months.len()),
        Rule::Monthly { .. } | Rule::MonthlyFrom { .. } => "1/månad".into(),
        Rule::PerSchoolTerm { .. } => "1/termin".into(),
        Rule::EveryYears { n: 2, .. } => "vartannat år".into(),
        Rule::EveryYears { n, .. } => format!("vart {n}:e år"),
        Rule::BeforeEach { .. } => "4/år inför chefsamråd".into(),
        Rule::AfterEach { in_months, .. } if in_months.len() == 1 => "1/år".into(),
        Rule::AfterEach { .. } | Rule::AsSoonAsPossible { .. } | Rule::OnNeed => "vid behov".into(),
        Rule::MonthsBeforeEnd { .. } => "en gång/avtalsperiod".into(),
        Rule::Once { .. } => "engång".into(),
    }
}

#[test]
fn each_rule_is_as_frequent_as_the_list_says() {
    for (line, duty) in listed().iter().zip(duties().all()) {
        let ours = frequency_of(duty);
        let theirs = line.frequency.replace("minst ", "");
        assert!(theirs.starts_with(&ours), "{}: {ours} and {}", duty.id, line.frequency);
        let on_need = ["vid behov", "efter behov", "oftare"];
        let says = |text: &str| on_need.iter().any(|word| text.contains(word));
        if (says(&line.frequency) && theirs != "vid behov") || says(&line.due_rule) {
            assert!(duty.also_on_need, "{}", duty.id);
        }
    }
}

#[test]
fn the_days_of_the_list_are_in_the_rules() {
    let rule = |id: &str| super::shipped(id).rule;
    let text = |id: &str| serde_json::to_string(&rule(id)).expect("a rule");
    for (id, part) in [
        ("upp-struktur", "05-31"),
        ("tobak-datum", "01-31"),
        ("ts-rad", "2016-06-17"),
        ("ungdom", "2016-06-16"),
        ("tobak", "2016-06-14"),
        ("klara", "2016-09-06"),
        ("forlangning", "2018-05-31"),
        ("remiss", "2019-09-04"),
    ] {
        assert!(text(id).contains(part), "{id}: {}", text(id));
    }
    let Rule::EveryYears { anchor: Anchor::Known { years }, .. } = rule("trygghetsmatning") else {
        panic!("counted from known years");
    };
    assert_eq!(years, [2008, 2011, 2014, 2017, 2020, 2023]);
}

#[test]
fn a_start_without_a_day_is_reckoned_and_marked() {
    for duty in duties().all() {
        let year_only = |bound: &Option<Bound>| matches!(bound, Some(Bound::Reckoned { .. }));
        let source_2019 = duty.source == "stockholm-2019" || duty.source == "alvsjo-2019";
        assert_eq!(year_only(&duty.valid_from), source_2019, "{}", duty.id);
        let open = duty.valid_from.is_none();
        let marked = duty.assumptions.contains(&Assumption::StartNotStated);
        assert_eq!(open, marked, "{}", duty.id);
        if let Some(Bound::Reckoned { stated, reckoned }) = &duty.valid_from {
            assert!(reckoned.to_string().starts_with(stated), "{}", duty.id);
        }
    }
}

#[test]
fn a_duty_comes_back_from_json_as_it_went() {
    for duty in duties().all() {
        let text = serde_json::to_string(duty).expect("written");
        assert_eq!(&serde_json::from_str::<Duty>(&text).expect("read"), duty);
    }
}

#[test]
fn every_kind_of_rule_is_used_or_is_the_one_that_never_falls_due() {
    let named = |duty: &Duty| {
        let value = serde_json::to_value(&duty.rule).expect("a rule");
        value["kind"].as_str().expect("a kind").to_owned()
    };
    let used: BTreeSet<String> = duties().all().iter().map(named).collect();
    assert_eq!(used.len(), 14, "{used:?}");
    assert!(!used.contains("on_need"));
}

#[test]
fn a_list_that_does_not_fit_together_is_refused() {
    let text = include_str!("../../../geodata/arshjul/skyldigheter.json");
    let fault = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Duties::from_json(&text.replacen(from, to, 1)).expect_err(to)
    };
    let twice = fault("\"id\": \"beredning\"", "\"id\": \"chefsamrad\"");
    assert!(matches!(twice, DutyFault::Twice { .. }), "{twice}");
    let unknown = fault("\"of\": \"chefsamrad\"", "\"of\": \"chefsmote\"");
    assert!(matches!(unknown, DutyFault::UnknownKind { .. }), "{unknown}");
    let nothing =
        fault("\"kind\": \"per_half_year\", \"n\": 2", "\"kind\": \"per_half_year\", \"n\": 0");
    assert!(matches!(nothing, DutyFault::Rule { .. }), "{nothing}");
    let backwards = fault("\"valid_to\": \"2018-05-31\"", "\"valid_to\": \"2016-05-31\"");
    assert!(matches!(backwards, DutyFault::Backwards { .. }), "{backwards}");
    for (from, to) in [
        ("\"05-31\"", "\"02-30\""),
        ("\"05-31\"", "\"5\""),
        ("\"level\": \"lokal\"", "\"level\": \"region\""),
        ("\"responsible\"", "\"respons\""),
        ("\"id\": \"chefsamrad\"", "\"id\": \"Chefsamråd\""),
        ("2016-06-17", "2016-06-31"),
    ] {
        assert!(matches!(fault(from, to), DutyFault::Unreadable { .. }), "{from} → {to}");
    }
    let startless = r#"{"events": {}, "duties": [{"id": "x", "title": "x", "level": "stad",
        "rule": {"kind": "every_years", "n": 2, "anchor": {"from": "start"}}, "responsible": "x",
        "falls_to": [], "decides": null, "source": "x", "ground": {"kind": "custom"}, "valid_from": null,
        "valid_to": null}]}"#;
    let fault = Duties::from_json(startless).expect_err("no start");
    assert!(matches!(fault, DutyFault::NoStart { .. }), "{fault}");
}

#[test]
fn an_extension_reaches_every_duty_of_the_agreement_and_keeps_every_key() {
    let ends = [day("2018-05-31"), day("2020-05-31")];
    let window = super::window("2016-01-01", "2021-12-31");
    let keys = |duty: &Duty| -> BTreeSet<String> {
        let found = platssamverkan::calendar::due(duty, window, &super::table::events());
        found.into_iter().map(|one| one.key.to_string()).collect()
    };
    for id in ["chefsamrad", "lagesbild", "ungdom", "ts-rad", "forlangning", "upp-struktur"] {
        let (before, after) = (super::shipped(id), super::shipped(id).until(&ends));
        assert!(keys(&after).is_superset(&keys(&before)), "{id}");
        assert!(keys(&after).len() > keys(&before).len(), "{id}");
    }
    let consultation = super::shipped("forlangning").until(&ends);
    let found = platssamverkan::calendar::due(&consultation, window, &[]);
    let shape: Vec<_> = found.iter().map(|one| (one.earliest, one.due)).collect();
    assert_eq!(
        shape,
        [(day("2016-06-01"), day("2017-11-30")), (day("2018-06-01"), day("2019-11-30"))],
        "each end has its own time to consult in"
    );
}
