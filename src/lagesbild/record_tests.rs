//! The way of a lägesbild, from two drafts to a version that another replaces.

use super::given_tests::*;
use crate::{
    area::Validity,
    case::{
        party::Side,
        signatory::{City, Police},
    },
    incident::PartyId,
    lagesbild::{
        document::Part,
        draft::{Draft, Key},
        record::{Lagesbild, Record},
        refusal::Refusal,
        states::State,
        step::{LagesbildId, SteeringBody},
    },
};
use jiff::civil::date;

#[test]
fn neither_party_reads_the_others_draft_before_both_have_handed_over() {
    let (p, s) = (signer(Side::Polis), signer(Side::Stad));
    let it = new()
        .put_draft(draft::<Police>("Hemligt hos polisen."), p.clone(), at(1))
        .and_then(|it| it.hand_over(WARNED, p, at(2)))
        .expect("handed over");
    let seen = it.seen_by(&key::<City>()).expect("a party");
    assert_eq!((seen.own, seen.document, seen.other_begun), (None, None, true));
    assert_eq!(seen.handed_over.len(), 1, "that it was handed over is known");
    assert!(!format!("{seen:?}").contains("Hemligt"));
    let own = it.seen_by(&key::<Police>()).expect("a party");
    let words = own.own.expect("a draft").read(&key()).expect("own").parts().sections.len();
    assert_eq!(words, 1);
    assert!(!format!("{:?}", it.state()).contains("Hemligt"), "nor does a log show it");

    let it = it
        .put_draft(draft::<City>("Staden skriver."), s.clone(), at(3))
        .and_then(|it| it.hand_over(WARNED, s, at(4)))
        .expect("both");
    let seen = it.seen_by(&key::<City>()).expect("a party");
    assert!(format!("{:?}", seen.document).contains("Hemligt"), "now it is one document");
}

#[test]
fn a_draft_is_written_by_its_own_party() {
    let polis = draft::<Police>("Polisen skriver.");
    let by_city = new().put_draft(polis.clone(), signer(Side::Stad), at(1));
    assert_eq!(by_city, Err(Refusal::WrongSide));
    assert_eq!(new().put_draft(polis, third(), at(1)), Err(Refusal::NotAParty));
    let city = signatory(Side::Stad, false);
    assert_eq!(Key::<Police>::of(&city, &parties()), Err(Refusal::WrongSide));
    let elsewhere = signatory_as(third(), false);
    assert_eq!(Key::<Police>::of(&elsewhere, &parties()), Err(Refusal::NotAParty));
    // A key of another agreement's police opens nothing here.
    let others = crate::case::party::Parties { polis: PartyId("polis-2".into()), ..parties() };
    let key = Key::<Police>::of(&elsewhere, &others).expect("of its own");
    let it = new();
    assert_eq!(it.seen_by(&key).map(|_| ()), Err(Refusal::NotAParty));
    let foreign: Draft<Police> = Draft::new(&key, content("Någon annan skriver."));
    assert_eq!(it.put_draft(foreign, signer(Side::Polis), at(1)), Err(Refusal::WrongSide));
}

#[test]
fn handing_over_can_be_taken_back_until_the_other_has() {
    let p = || signer(Side::Polis);
    assert_eq!(new().hand_over(WARNED, p(), at(1)), Err(Refusal::NoDraft));
    let it = new().put_draft(draft::<Police>("Polisen skriver."), p(), at(1)).expect("put");
    assert_eq!(it.clone().take_back(p(), at(2)), Err(Refusal::NotHandedOver));
    let it = it.hand_over(WARNED, p(), at(2)).expect("handed over");
    let again = it.clone().put_draft(draft::<Police>("Ändrat."), p(), at(3));
    assert_eq!(again, Err(Refusal::HandedOver));
    let it = it.take_back(p(), at(3)).expect("taken back");
    assert!(it.put_draft(draft::<Police>("Ändrat."), p(), at(4)).is_ok());
    let late = together("Polisen skriver.", "Staden skriver.").take_back(p(), at(5));
    assert_eq!(late, Err(Refusal::PutTogether));
}

#[test]
fn each_writes_its_own_part_and_both_the_joint_one() {
    let it = together("Polisen skriver.", "Staden skriver.");
    let said = |words: &str| section(area("torget"), vec![statement(1, words, &[])], None);
    let others =
        it.clone().put_section(Part::Polis, said("Staden ändrar."), signer(Side::Stad), at(5));
    assert_eq!(others, Err(Refusal::WrongSide));
    let others =
        it.clone().put_section(Part::Stad, said("Polisen ändrar."), signer(Side::Polis), at(5));
    assert_eq!(others, Err(Refusal::WrongSide));
    let it = it
        .put_section(Part::Gemensam, said("Vi ser samma sak."), signer(Side::Stad), at(5))
        .and_then(|it| {
            it.put_section(Part::Stad, said("Staden rättar."), signer(Side::Stad), at(6))
        })
        .expect("put");
    let side_by_side = it.document().expect("together").side_by_side();
    assert_eq!(side_by_side.len(), 1);
    let texts = [side_by_side[0].polis, side_by_side[0].stad, side_by_side[0].gemensam]
        .map(|section| section.expect("all three").statements[0].text().as_str().to_owned());
    assert_eq!(texts, ["Polisen skriver.", "Staden rättar.", "Vi ser samma sak."]);
}

#[test]
fn both_chiefs_decide_under_the_body_of_the_day_or_nothing_is_decided() {
    let it = together("Polisen skriver.", "Staden skriver.");
    let ok = passed(&it);
    let polis = decision(Side::Polis, ok.clone());
    let alone = it.clone().sign(polis.clone(), at(9)).expect("one");
    assert!(alone.decided().is_none());
    assert_eq!(alone.clone().sign(polis.clone(), at(9)), Err(Refusal::AlreadySigned));
    assert_eq!(alone.clone().unsign(signer(Side::Stad), at(9)), Err(Refusal::NotSigned));
    assert!(alone.clone().unsign(signer(Side::Polis), at(9)).is_ok());

    let over = SteeringBody {
        validity: Validity { valid_to: Some(date(2025, 12, 31)), ..body().validity },
        ..body()
    };
    let mut stad = decision(Side::Stad, ok.clone());
    stad.body = over;
    assert_eq!(alone.clone().sign(stad.clone(), at(9)), Err(Refusal::NoSteeringBody));
    stad.body = SteeringBody { agreement: "en-annan".into(), ..body() };
    assert_eq!(alone.clone().sign(stad.clone(), at(9)), Err(Refusal::NoSteeringBody));
    stad.body = SteeringBody { id: "lokal-styrgrupp".into(), ..body() };
    assert_eq!(alone.clone().sign(stad.clone(), at(9)), Err(Refusal::OtherSteeringBody));
    stad.body = body();
    stad.on = date(2026, 6, 9);
    assert_eq!(alone.clone().sign(stad, at(9)), Err(Refusal::BadDays));
    let no_chief = crate::case::chefsamrad::OneChief::sign(
        &signatory(Side::Stad, false),
        text("Beslutas."),
        at(9),
    );
    assert_eq!(no_chief.err(), Some(crate::case::refusal::Refusal::NotAChief));

    let it = alone.sign(decision(Side::Stad, ok), at(9)).expect("both");
    let decided = it.decided().expect("decided");
    assert!(decided.is_intact());
    assert_eq!(decided.decisions().map(|it| it.side()), [Side::Polis, Side::Stad]);
}

#[test]
fn a_change_after_the_first_signature_makes_it_void_and_what_was_tried_is_what_is_signed() {
    let it = together("Polisen skriver.", "Staden skriver.");
    let ok = passed(&it);
    let it = it.sign(decision(Side::Polis, ok.clone()), at(9)).expect("one");
    let said = section(area("torget"), vec![statement(1, "Staden rättar.", &[])], None);
    let it = it.put_section(Part::Stad, said, signer(Side::Stad), at(10)).expect("put");
    let State::Sammanlagd(together) = it.state() else { panic!("{:?}", it.state()) };
    assert_eq!(together.signed(), None);
    let stale = it.clone().sign(decision(Side::Stad, ok), at(11));
    assert_eq!(stale, Err(Refusal::ChangedSince));
    assert!(decided(it).decided().is_some());
}

#[test]
fn a_decided_version_never_changes_and_a_correction_is_a_new_version() {
    let first = decided(together("Polisen skriver.", "Staden skriver."));
    let said = section(area("torget"), vec![statement(1, "Ändrat.", &[])], None);
    for refused in [
        first.clone().put_section(Part::Polis, said, signer(Side::Polis), at(11)),
        first.clone().put_draft(draft::<Police>("Ändrat."), signer(Side::Polis), at(11)),
        first.clone().unsign(signer(Side::Polis), at(11)),
        first.clone().take_back(signer(Side::Polis), at(11)),
    ] {
        assert_eq!(refused, Err(Refusal::Decided));
    }
    let open = together("Polisen.", "Staden.");
    let id = || LagesbildId("l-2".into());
    let too_early = open.next(id(), year(2025), signer(Side::Polis), at(12));
    assert_eq!(too_early, Err(Refusal::NotDecided));

    let (p, s) = (signer(Side::Polis), signer(Side::Stad));
    let next = first.next(id(), year(2025), p.clone(), at(12)).expect("next");
    let was = first.decided().expect("decided");
    let (polis, stad) = (was.draft_of_next(&key::<Police>()), was.draft_of_next(&key::<City>()));
    assert_eq!(first.clone().replace(&next, p.clone(), at(13)), Err(Refusal::NotTheNext));
    let next = next
        .put_draft(polis, p.clone(), at(13))
        .and_then(|it| it.put_draft(stad, s.clone(), at(13)))
        .and_then(|it| it.hand_over(WARNED, p.clone(), at(13)))
        .and_then(|it| it.hand_over(WARNED, s, at(13)))
        .map(decided)
        .expect("decided");
    let stranger = decided(together("Någon annan.", "Någon annan."));
    assert_eq!(first.clone().replace(&stranger, p.clone(), at(14)), Err(Refusal::NotTheNext));
    let before = was.clone();
    let replaced = first.replace(&next, p.clone(), at(14)).expect("replaced");
    assert_eq!(replaced.decided(), Some(&before), "what was decided stays to be read");
    assert_eq!(replaced.next(id(), year(2026), p, at(15)), Err(Refusal::Replaced));
    // It is read back as it is, who replaced it and what it was replaced by.
    let json = serde_json::to_string(replaced.record()).expect("json");
    let back = serde_json::from_str(&json).expect("a record");
    assert_eq!(Lagesbild::replayed(back), Ok(replaced));
}

#[test]
fn stored_and_read_back_it_is_the_same() {
    let it = decided(together("Polisen skriver.", "Staden skriver."));
    let json = serde_json::to_string(it.record()).expect("json");
    let back = serde_json::from_str(&json).expect("a record");
    assert_eq!(Lagesbild::replayed(back), Ok(it));
}

#[test]
fn steps_that_were_written_over_do_not_replay() {
    let it = decided(together("Polisen skriver.", "Staden skriver."));
    let json = serde_json::to_string(it.record()).expect("json");
    let tampered = json.replace("Polisen skriver.", "Polisen ljuger.");
    let back = serde_json::from_str(&tampered).expect("a record");
    assert_eq!(Lagesbild::replayed(back), Err(Refusal::ChangedSince), "nobody signed that");
    let other = json.replace("\"id\":\"l-1\"", "\"id\":\"l-7\"");
    let back = serde_json::from_str(&other).expect("a record");
    assert_eq!(Lagesbild::replayed(back), Err(Refusal::ChangedSince), "nor that lägesbild");
    let mut cut: Record = serde_json::from_str(&json).expect("a record");
    cut.steps.remove(2);
    assert_eq!(Lagesbild::replayed(cut), Err(Refusal::NotPutTogether));
}
