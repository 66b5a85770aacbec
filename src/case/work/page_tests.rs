//! Nothing is public that both have not approved.

use super::*;
use crate::case::{
    party::Side,
    refusal::Refusal,
    work::{
        Work,
        step::What,
        tests::{at_work, forum, now, samordnare, text},
    },
};
use proptest::{collection::vec, prelude::*};

fn page(n: u32) -> Page {
    Page {
        title: text(&format!("Tryggare torg {n}")),
        text: text("Polisen och stadsdelsförvaltningen arbetar med belysning."),
        title_en: text("A safer square"),
        text_en: text("The police and the district work with the lighting."),
        functions: vec![text("Kommunpolis")],
        next_follow_up: None,
        with_verdict: false,
    }
}

fn put(n: u32) -> What {
    What::PagePut { page: Box::new(page(n)) }
}

fn approve(n: u32) -> What {
    What::PageApproved { fingerprint: page(n).fingerprint() }
}

fn take_down() -> What {
    What::PageTakenDown { motive: text("Felaktigt") }
}

fn any() -> impl Strategy<Value = What> {
    prop_oneof![
        3 => (0u32..3).prop_map(put),
        5 => (0u32..3).prop_map(approve),
        2 => Just(take_down()),
        1 => (1u32..12).prop_map(|no| What::Undone { no }),
    ]
}

fn try_to(work: &Work, what: What, side: Side) -> Result<Work, Refusal> {
    let seen = work.last_change(what.object());
    work.clone().change(&samordnare(side), what, seen, now(8))
}

fn done(work: &Work, what: What, side: Side) -> Work {
    try_to(work, what, side).expect("may be done")
}

proptest! {
    #[test]
    fn what_is_up_was_approved_by_both_as_it_reads(
        steps in vec((any(), prop::bool::ANY), 1..24)
    ) {
        let mut work = at_work();
        // What each side approved, and whether it was taken down since both had.
        for (what, police) in steps {
            let side = if police { Side::Polis } else { Side::Stad };
            let Ok(after) = try_to(&work, what.clone(), side) else { continue };
            let (old, new) = (&work.standing().page, &after.standing().page);
            prop_assert!(new.versions.len() >= old.versions.len());
            for (was, is) in old.versions.iter().zip(&new.versions) {
                prop_assert_eq!((&was.page, &was.drafted), (&is.page, &is.drafted));
                prop_assert!(is.approved.starts_with(&was.approved));
            }
            if matches!(what, What::PageTakenDown { .. }) {
                prop_assert_eq!(new.up(), None);
            }
            if let Some(up) = new.up() {
                let sides: Vec<Side> = up.approved.iter().map(|one| one.by.side).collect();
                prop_assert!(sides.contains(&Side::Polis) && sides.contains(&Side::Stad));
            }
            work = after;
        }
    }

    #[test]
    fn no_sequence_of_one_party_puts_anything_up(steps in vec(any(), 1..24)) {
        let mut work = at_work();
        for what in steps {
            work = try_to(&work, what, Side::Stad).unwrap_or(work);
            prop_assert_eq!(work.standing().page.up(), None);
        }
    }
}

#[test]
fn a_new_draft_leaves_what_is_up_until_both_have_approved_it() {
    let work = done(&at_work(), put(1), Side::Stad);
    let work = done(&done(&work, approve(1), Side::Stad), approve(1), Side::Polis);
    let up = |work: &Work| work.standing().page.up().map(|one| one.page.clone());
    assert_eq!(up(&work), Some(page(1)));
    let twice = try_to(&work, approve(1), Side::Polis).map(drop);
    assert_eq!(twice, Err(Refusal::AlreadyApproved));
    let work = done(&work, put(2), Side::Polis);
    assert_eq!(up(&work), Some(page(1)));
    assert_eq!(try_to(&work, approve(1), Side::Stad).map(drop), Err(Refusal::PageChanged));
    let half = done(&work, approve(2), Side::Polis);
    assert_eq!(up(&half), Some(page(1)));
    assert_eq!(up(&done(&half, approve(2), Side::Stad)), Some(page(2)));
    // Taken down is taken down: what both had approved before does not come back.
    let down = done(&done(&half, approve(2), Side::Stad), take_down(), Side::Polis);
    assert_eq!(up(&down), None);
    assert_eq!(try_to(&down, approve(2), Side::Stad).map(drop), Err(Refusal::PageChanged));
    assert_eq!(try_to(&down, take_down(), Side::Stad).map(drop), Err(Refusal::PageNotUp));
}

#[test]
fn a_page_is_of_a_case_and_has_no_verdict_where_there_is_none() {
    let with = Page { with_verdict: true, ..page(1) };
    let refused = try_to(&at_work(), What::PagePut { page: Box::new(with) }, Side::Stad);
    assert_eq!(refused.map(drop), Err(Refusal::PageWithoutVerdict));
    let what = What::PagePut { page: Box::new(page(1)) };
    let of_forum = Work::new(forum()).change(&samordnare(Side::Stad), what, 0, now(8));
    assert_eq!(of_forum.map(drop), Err(Refusal::PageOfForum));
}
