//! Answers to surveys: who answered, and apart from that sums.

use super::{Open, cases::text, furnished};
use crate::support::stores::written;
use platssamverkan::{
    case::{
        access::Joined,
        forum::ForumId,
        work::enkat::{Answer, EnkatId, Grade, Tally},
    },
    store::StoreError,
};

fn id(no: u32) -> EnkatId {
    let forum = ForumId { agreement: "norra-2026".into(), forum: "ts-rad".into() };
    EnkatId { of: Joined::Forum(forum), no }
}

fn answer(grade: u8, better: Option<&str>) -> Answer {
    let grade = Grade::new(grade);
    Answer::new([grade, None, grade, grade, grade], better.map(text)).expect("says something")
}

pub(super) fn an_answer_is_kept_once_as_sums_without_who_gave_it(open: Open<'_>) {
    let store = furnished(open);
    let put = |no, function: &str, answer: &Answer| {
        written(&*store, |write| write.put_enkat_answer(&id(no), &text(function), answer))
    };
    let given = [
        ("Skolor", answer(5, Some("Kortare möten"))),
        ("Krogar", answer(5, Some("Bättre lokal"))),
        ("Församlingar", answer(2, Some("Kortare möten"))),
    ];
    for (function, answer) in &given {
        put(1, function, answer).expect("kept");
    }
    put(2, "Skolor", &given[0].1).expect("another survey");
    assert!(matches!(put(1, "Skolor", &given[2].1), Err(StoreError::Inconsistent { .. })));

    let read = store.read().expect("readable");
    let who: Vec<String> =
        read.enkat_answered(&id(1)).expect("read").iter().map(ToString::to_string).collect();
    assert_eq!(who, ["Församlingar", "Krogar", "Skolor"]);
    let mut all = Tally::default();
    given.iter().rev().for_each(|(_, answer)| all.add(answer));
    assert_eq!(read.enkat_tally(&id(1)).expect("read"), all);
    assert_eq!(read.enkat_tally(&id(3)).expect("read"), Tally::default());
    assert!(read.enkat_answered(&id(3)).expect("read").is_empty());
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());
}
