//! Steps of cases: appended one after the other, to the case they were done in.

use super::{Open, furnished};
use crate::support::stores::{case, now, signer, written};
use jiff::civil::date;
use platssamverkan::{
    case::{
        opening::CaseNumber,
        text_guard::CleanText,
        work::{
            Now, Work,
            plan::{Cause, Direction, Horizon, Kind, Measure, Owner, Whose},
            step::What,
        },
    },
    store::{Mark, Store, StoreError},
};

const NUMBER: CaseNumber = CaseNumber { year: 2026, number: 1 };

pub(super) fn text(text: &str) -> CleanText {
    CleanText::checked("text", text, 1, 300).expect("points at nobody")
}

pub(super) fn cause(of: &str) -> What {
    What::CausePut {
        no: 0,
        cause: Cause {
            text: text(of),
            evidence: Vec::new(),
            basis: Some(text("Trygghetsvandring")),
        },
    }
}

fn measure(cause: u32) -> What {
    let measure = Measure {
        what: text("Byt armaturer"),
        how: None,
        cause: Some(cause),
        owner: Owner { of: Whose::Stad, function: text("Parkingenjör") },
        start: date(2026, 6, 10),
        deadline: date(2026, 9, 30),
        aterkoppling: date(2026, 8, 31),
        expected: Direction::Minskar,
        indicator: text("Våld i offentlig miljö"),
        kind: Kind::Situationell,
        horizon: Horizon::Kort,
        verksamhetsplan: None,
        goal: None,
        library: None,
    };
    What::MeasurePut { no: 0, measure: Box::new(measure) }
}

/// Something new.
fn after(work: &Work, what: What) -> Work {
    after_seen(work, work.numbered(what), 0)
}

fn after_seen(work: &Work, what: What, seen: u32) -> Work {
    let at = Now { at: now(), on: date(2026, 6, 10) };
    work.clone().change(&signer("stad"), what, seen, at).expect("may be done")
}

fn append(store: &dyn Store, work: &Work, expected: u64) -> Result<(), StoreError> {
    written(store, |write| write.append_case_step(work, expected))
}

fn kept(store: &dyn Store) -> Work {
    store.read().expect("reads").case(&NUMBER).expect("read").expect("is there")
}

pub(super) fn a_step_is_appended_to_the_version_that_was_read(open: Open<'_>) {
    let store = furnished(open);
    written(&*store, |write| write.put_case(&case(NUMBER))).expect("opened");
    let opened = kept(&*store);
    let (one, other) = (after(&opened, cause("Mörker")), after(&opened, cause("Nedskräpning")));
    append(&*store, &one, 1).expect("the first");
    let two = after(&one, measure(1));
    // Somebody who read the same version, one version too few, and one too many.
    for (work, expected, found) in [(&other, 1, 2), (&one, 1, 2), (&two, 1, 2), (&two, 3, 2)] {
        let refused = append(&*store, work, expected);
        assert!(
            matches!(&refused, Err(StoreError::Conflict { found: f, .. }) if *f == found),
            "{expected}: {refused:?}"
        );
        assert_eq!(kept(&*store), one, "nothing was written");
    }
    append(&*store, &two, 2).expect("the second");
    assert_eq!(kept(&*store), two);
    let mark = Mark { version: two.version(), updated: two.updated() };
    let read = store.read().expect("reads");
    assert_eq!(read.case_marks().expect("read"), [(NUMBER, mark)]);
    assert_eq!(read.cases().expect("read"), [two]);
    assert_eq!(store.check().expect("checked"), [""; 0]);
}

pub(super) fn a_step_that_could_not_have_happened_is_refused(open: Open<'_>) {
    let store = furnished(open);
    written(&*store, |write| write.put_case(&case(NUMBER))).expect("opened");
    let opened = kept(&*store);
    let removed = {
        let put = after(&opened, cause("Mörker"));
        after_seen(&put, What::CauseRemoved { no: 1 }, 1)
    };
    append(&*store, &after(&opened, cause("Mörker")), 1).expect("the first");
    append(&*store, &removed, 2).expect("the second");
    // Made in a case whose cause was never removed: it has as many steps, and its last one answers a
    // cause that is not in the case that is kept.
    let elsewhere = after(&after(&opened, cause("Mörker")), cause("Nedskräpning"));
    let forged = after(&elsewhere, measure(1));
    let refused = append(&*store, &forged, 3);
    assert!(matches!(refused, Err(StoreError::Inconsistent { .. })), "{refused:?}");
    assert_eq!(kept(&*store), removed, "nothing was written");
    // Made in a case that was opened otherwise.
    let mut other = case(NUMBER);
    other.agreement = "another".into();
    let steps = removed.steps().to_vec();
    let other = Work::replayed(other, steps).expect("could have happened there");
    let refused = append(&*store, &after(&other, cause("Nedskräpning")), 3);
    assert!(matches!(refused, Err(StoreError::Inconsistent { .. })), "{refused:?}");
    // Nor to a case that is not there.
    let nowhere = Work::new(case(CaseNumber { year: 2026, number: 2 }));
    assert!(append(&*store, &after(&nowhere, cause("Mörker")), 1).is_err());
    assert_eq!(store.read().expect("reads").cases().expect("read"), [removed]);
}
