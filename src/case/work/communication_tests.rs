//! What was communicated stands as it was written.

use super::*;
use crate::case::{
    party::Side,
    refusal::Refusal,
    work::{
        Work,
        step::What,
        tests::{at_work, now, samordnare, text},
    },
};
use proptest::{collection::vec, prelude::*};

const CHANNELS: [Channel; 5] = [
    Channel::Deltagare,
    Channel::InterntPolisen,
    Channel::InterntStadsdelsforvaltningen,
    Channel::MellanParterna,
    Channel::Allmanheten,
];

fn told(no: u32, day: i64, channel: Channel) -> What {
    let (function, text) = (text("Kommunikatör"), text("Anteckningar med e-post"));
    What::Communicated {
        no,
        communication: Communication { on: now(day).on, channel, function, text },
    }
}

fn any_step() -> impl Strategy<Value = What> {
    prop_oneof![
        3 => (0u32..4, 0i64..12, 0usize..5).prop_map(|(no, day, at)| told(no, day, CHANNELS[at])),
        3 => (0u32..5, "[a-z]{2,8}").prop_map(|(no, said)| What::CommunicationAddition {
            no,
            text: text(&said),
        }),
        1 => "[a-z]{2,8}".prop_map(|said| What::CommunicationReviewed { text: text(&said) }),
        1 => (1u32..12).prop_map(|no| What::Undone { no }),
    ]
}

fn try_to(work: &Work, what: What, side: Side, day: i64) -> Result<Work, Refusal> {
    let what = work.numbered(what);
    let seen = work.last_change(what.object());
    work.clone().change(&samordnare(side), what, seen, now(day))
}

proptest! {
    /// Whatever either party does afterwards, what was written is there, with what was added before.
    #[test]
    fn what_is_written_is_only_ever_added_to(
        steps in vec((any_step(), prop::bool::ANY, 8i64..12), 1..20)
    ) {
        let mut work = at_work();
        for (what, police, day) in steps {
            let side = if police { Side::Polis } else { Side::Stad };
            let Ok(after) = try_to(&work, what, side, day) else { continue };
            let (old, new) = (work.standing(), after.standing());
            for (no, was) in &old.communications {
                let is = &new.communications[no];
                prop_assert_eq!(&is.communication, &was.communication);
                prop_assert_eq!((&is.by, is.written_on), (&was.by, was.written_on));
                prop_assert!(is.additions.starts_with(&was.additions));
            }
            prop_assert!(new.reviews.starts_with(&old.reviews));
            work = after;
        }
    }
}

#[test]
fn nobody_writes_of_what_is_to_come_or_adds_to_what_is_not_there() {
    let refused = |what, day| try_to(&at_work(), what, Side::Polis, day).map(drop);
    assert_eq!(refused(told(0, 9, Channel::Allmanheten), 9), Ok(()));
    assert_eq!(refused(told(0, 10, Channel::Allmanheten), 9), Err(Refusal::BadDays));
    let addition = What::CommunicationAddition { no: 1, text: text("Rättelse") };
    assert_eq!(refused(addition, 9), Err(Refusal::NoSuchObject));
}
