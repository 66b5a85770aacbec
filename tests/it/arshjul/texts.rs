//! Every code has its words, in both languages.

use super::{day, duties, window};
use platssamverkan::{
    app::texts::{
        Language,
        arshjul::{ASSUMPTIONS, EXTENSION_REFUSALS, STATUSES, why, words},
    },
    calendar::{
        Agreed, Assumption, EventKind, ExtensionRefusal, ExtensionStep, Span, Why, due, extension,
    },
};
use std::collections::{BTreeMap, BTreeSet};

fn name_of(of: &EventKind) -> String {
    let names = BTreeMap::from([
        ("chefsamrad", "chefsamrådet"),
        ("ts-rad", "rådets möte"),
        ("platssamverkan-initierad", "starten"),
        ("prioriteringar-andrade", "beslutet"),
        ("vasentlig-handelse", "händelsen"),
    ]);
    (*names.get(of.as_str()).expect("a kind that has a name")).to_owned()
}

#[test]
fn the_rules_are_said_as_the_agreements_say_them() {
    let mut said = BTreeMap::new();
    let mut codes = BTreeSet::new();
    for duty in duties().all() {
        for one in due(duty, window("2016-06-01", "2027-12-31"), &super::table::events()) {
            codes.insert(one.why.code());
            let texts = [Language::Swedish, Language::English].map(|l| why(&one.why, name_of, l));
            assert_ne!(texts[0], texts[1]);
            said.entry(one.key.to_string()).or_insert(texts);
        }
    }
    assert_eq!(codes.len(), 14, "every code of a reason is met: {codes:?}");
    for (key, sv, en) in [
        (
            "chefsamrad:2016-H2:1",
            "2 gånger varje halvår: andra halvåret 2016",
            "Twice each half-year: second half of 2016",
        ),
        ("lokal-styrgrupp:2024:2", "2 gånger varje år: 2024", "Twice each year: 2024"),
        ("medborgarenkat:2017", "En gång varje år: 2017", "Once each year: 2017"),
        ("ungdom:2017-02", "En gång i månaden, ej juli", "Once a month, not in July"),
        ("klara:2017-02", "En gång i månaden", "Once a month"),
        (
            "plats:obslunden:2017-04",
            "En gång i månaden sedan starten 2017-03-20",
            "Once a month since the start on 2017-03-20",
        ),
        ("upp-struktur:2017", "Varje år, senast den 31 maj", "Each year, no later than 31 May"),
        ("ts-rad:2016-12", "Varje år i juni och december", "Each year in June and December"),
        (
            "forlangning:2018-05-31",
            "Senast 6 månader före utgången 2018-05-31",
            "No later than 6 months before the end on 2018-05-31",
        ),
        ("beredning:c2", "Före chefsamrådet 2016-12-08", "Before chefsamrådet on 2016-12-08"),
        ("ts-rad-enkat:t2", "Efter rådets möte 2016-12-09", "After rådets möte on 2016-12-09"),
        (
            "information:v1",
            "Så snart det är möjligt efter händelsen 2016-10-30",
            "As soon as possible after händelsen on 2016-10-30",
        ),
        ("lag-uppf:2025", "Vartannat år, räknat från 2023", "Every 2 years, counted from 2023"),
        (
            "trygghetsmatning:2026",
            "Vart tredje år, räknat från 2023",
            "Every 3 years, counted from 2023",
        ),
        (
            "prio-revidering:2027",
            "Vart fjärde år, räknat från 2019",
            "Every 4 years, counted from 2019",
        ),
        (
            "ungdom-tema:2016-HT",
            "En gång varje termin: höstterminen 2016",
            "Once each term: autumn term 2016",
        ),
        ("remiss:2019-09-04", "En gång", "Once"),
        ("arsuppf:2024", "I slutet av varje år: 2024", "At the end of each year: 2024"),
    ] {
        assert_eq!(said[key], [sv, en], "{key}");
    }
    let summer = Why::EachMonth { except: vec![6, 7, 8] };
    let sv = why(&summer, name_of, Language::Swedish);
    assert_eq!(sv, "En gång i månaden, ej juni, juli och augusti");
}

#[test]
fn every_assumption_and_refusal_has_words_under_the_code_that_is_sent() {
    use Assumption::*;
    let all = [
        ValidityReckoned,
        StartNotStated,
        DeadlineNotStated,
        LeadNotStated,
        EarliestNotStated,
        TermDaysAssumed,
        SignersNotStated,
        SecondarySource,
        PeriodCut,
        YearCountedOn,
        EventExpected,
        OtherReading,
    ];
    for one in all {
        assert_eq!(serde_json::to_value(one).expect("written"), one.code());
        assert!(words(ASSUMPTIONS, one.code(), Language::Swedish).is_some(), "{one:?}");
    }
    assert_eq!(ASSUMPTIONS.len(), all.len());
    let (last, next_last) = (day("2018-05-31"), day("2020-05-31"));
    let refusals = [
        ExtensionRefusal::RunOut { last },
        ExtensionRefusal::OutOfOrder,
        ExtensionRefusal::NotConsulted { by: last },
        ExtensionRefusal::ConsultationMissed { by: last, on: None },
        ExtensionRefusal::AvsiktsforklaringNotStated,
        ExtensionRefusal::AvsiktsforklaringNotValid,
        ExtensionRefusal::NotLater { last },
        ExtensionRefusal::AsLongAsExtension { next_last },
    ];
    for one in refusals {
        assert_eq!(serde_json::to_value(one).expect("written")["code"], one.code());
        assert!(words(EXTENSION_REFUSALS, one.code(), Language::English).is_some(), "{one:?}");
    }
    assert_eq!(EXTENSION_REFUSALS.len(), refusals.len());
    assert_eq!(STATUSES.len(), 7);
}

#[test]
fn a_refusal_met_in_practice_is_told_in_swedish() {
    let agreed = Agreed {
        first: day("2016-06-01"),
        last: day("2018-05-31"),
        avsiktsforklaring: Some(Span { from: None, to: None }),
    };
    let steps = [ExtensionStep::Consulted { on: day("2017-12-01") }];
    let standing = extension(&agreed, &steps, day("2018-01-01")).expect("could have happened");
    let text = words(EXTENSION_REFUSALS, standing.cannot_extend[0].code(), Language::Swedish);
    assert!(text.is_some_and(|text| text.starts_with("Samråd skulle ha skett senast sex månader")));
}
