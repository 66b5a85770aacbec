//! Steps of forums: kept with the forum from the first one on.

use super::{
    Open,
    cases::{cause, text},
    furnished,
};
use crate::support::stores::{now, party, signer, written};
use jiff::civil::date;
use platssamverkan::{
    case::{
        forum::{Forum, ForumId},
        party::Parties,
        work::{
            Now, Work,
            frequency::{Frequency, Rule},
            step::What,
            template::{Activity, Half, Kommunikation, Loptid, Template},
        },
    },
    store::{Mark, Store, StoreError},
};

fn id() -> ForumId {
    ForumId { agreement: "norra-2026".into(), forum: "ts-rad".into() }
}

fn forum() -> Forum {
    let half = || Half {
        kontakt: text("Samordnare"),
        deltagare: vec![text("Samordnare")],
        ataganden: vec![],
    };
    let said = || text("Vid möten");
    Forum {
        id: id(),
        name: text("Trygghets- och säkerhetsråd"),
        parties: Parties { polis: party("polis"), stad: party("stad") },
        from: date(2026, 1, 1),
        template: Template {
            mal: text("Mindre brottslighet"),
            problembild: vec![],
            aktiviteter: vec![Activity { aktivitet: text("Råd"), syfte: text("Förankra") }],
            loptid: Loptid::Tillsvidare,
            motesfrekvens: Frequency {
                rule: Rule::InMonths { months: vec![6, 12] },
                from: date(2026, 1, 1),
                except: vec![],
            },
            aktivitetsansvarig: text("Stadsdelsförvaltningen"),
            polis: half(),
            stad: half(),
            ovriga: vec![text("Skolor")],
            finansiering: text("Var och en sitt"),
            kommunikation: Kommunikation {
                deltagare: said(),
                internt_polisen: said(),
                internt_stadsdelsforvaltningen: said(),
                mellan_parterna: said(),
            },
            uppfoljning: vec![],
            prioriteringar: vec![],
        },
        standing_items: vec![text("Lägesbild")],
        kept_out: None,
    }
}

fn after(work: &Work<Forum>, what: What) -> Work<Forum> {
    let at = Now { at: now(), on: date(2026, 6, 10) };
    let what = work.numbered(what);
    work.clone().change(&signer("stad"), what, 0, at).expect("may be done")
}

fn append(store: &dyn Store, work: &Work<Forum>, expected: u64) -> Result<(), StoreError> {
    written(store, |write| write.append_forum_step(work, expected))
}

pub(super) fn a_forum_is_kept_as_it_was_set_up_with_its_first_step(open: Open<'_>) {
    let store = furnished(open);
    let kept = || store.read().expect("reads").forum(&id()).expect("read");
    assert_eq!(kept(), None);
    let set_up = Work::new(forum());
    let (one, other) = (after(&set_up, cause("Mörker")), after(&set_up, cause("Nedskräpning")));
    append(&*store, &one, 1).expect("the first");
    let two = after(&one, cause("Mörker på baksidan"));
    for (work, expected) in [(&other, 1), (&one, 1), (&two, 1), (&two, 3)] {
        let refused = append(&*store, work, expected);
        let conflict = matches!(&refused, Err(StoreError::Conflict { found: 2, .. }));
        assert!(conflict, "{expected}: {refused:?}");
    }
    append(&*store, &two, 2).expect("the second");
    assert_eq!(kept(), Some(two.clone()));
    let mark = Mark { version: two.version(), updated: two.updated() };
    assert_eq!(store.read().expect("reads").forum_marks().expect("read"), [(id(), mark)]);
    // Set up otherwise, or with another past: what was right there may be impossible here.
    let elsewhere = Work::new(Forum { name: text("Ett annat råd"), ..forum() });
    let elsewhere = Work::replayed(elsewhere.subject().clone(), two.steps().to_vec());
    let elsewhere = after(&elsewhere.expect("could have happened"), cause("Skymd gång"));
    let other = after(&after(&other, cause("Mörker på baksidan")), cause("Skymd gång"));
    for forged in [elsewhere, other] {
        let refused = append(&*store, &forged, 3);
        assert!(matches!(refused, Err(StoreError::Inconsistent { .. })), "{refused:?}");
    }
    assert_eq!(kept(), Some(two));
    assert_eq!(store.check().expect("checked"), [""; 0]);
}
