//! One number against its figure, and a whole document.

use super::given_tests::*;
use crate::{
    area::AreaId,
    case::party::Side,
    incident::DataVersion,
    lagesbild::{
        check::{Code, Fault, Verdict, check},
        document::{Part, StatementRef, Trouble, reason},
        finder::find_quantities,
        judgement::{Judgement, Outcome, Summary},
        record::Lagesbild,
        reference::{First, Measure, Missing, Reference},
        refusal::Refusal,
        statement::{Statement, StatementId, Tie, To},
    },
};

/// The verdict on the only (or last) quantity of a text.
fn on(text: &str, reference: &Reference) -> Verdict {
    let found = find_quantities(text);
    let last = found.last().unwrap_or_else(|| panic!("nothing in {text}"));
    check(&last.quantity, reference, &Known).expect("a value")
}

fn is(text: &str, reference: &Reference, code: Code, fault: Option<Fault>) {
    let verdict = on(text, reference);
    assert_eq!((verdict.code, verdict.fault), (code, fault), "{text}: {verdict:?}");
}

#[test]
fn a_number_is_right_in_the_precision_stated_and_either_way_at_a_tie() {
    // 150 of 1 200 is 12,5 %.
    for right in ["12 %", "13 %", "12,5 %", "12,50 procent", "12–13 %", "10–15 %"] {
        is(right, &share(), Code::Ok, None);
    }
    for wrong in ["12,4 %", "11 %", "14 %", "12,51 %", "14–20 %", "−12 %"] {
        assert_eq!(on(wrong, &share()).code, Code::Fails, "{wrong}");
    }
    is("14 %", &share(), Code::Fails, Some(Fault::Differs));
    let verdict = on("14 %", &share());
    assert_eq!((verdict.rounded, verdict.difference), (Some(13.0), Some(-1.5)));
}

#[test]
fn a_number_that_was_cut_off_is_told_as_cut_off() {
    let ratio = Reference {
        measure: Measure::RatioTo(Box::new(figure("ran", "torget", 2025))),
        ..Reference::count(figure("ran", "parken", 2025))
    };
    // 175 / 150 = 1,1666…
    is("1,1", &ratio, Code::Fails, Some(Fault::Truncated));
    is("1,2", &ratio, Code::Ok, None);
    is("1,16 gånger så många", &ratio, Code::Fails, Some(Fault::Truncated));
    is("1,17 gånger så många", &ratio, Code::Ok, None);
}

#[test]
fn a_direction_comes_from_the_word_of_the_sentence() {
    // −25 %.
    is("Rånen har minskat med 25 %", &change(), Code::Ok, None);
    is("Rånen har ökat med 25 %", &change(), Code::Fails, Some(Fault::WrongDirection));
    is("En förändring på −25 %", &change(), Code::Ok, None);
    is("Det är 25 % färre", &change(), Code::Ok, None);
    is("Det är 25 % fler", &change(), Code::Fails, Some(Fault::WrongDirection));
    is("Klottret har ökat. Rånen: −25 %", &change(), Code::Ok, None);
    is("Rånen har minskat", &change(), Code::Ok, None);
    is("Rånen har ökat", &change(), Code::Fails, Some(Fault::WrongDirection));
    is("Rånen är oförändrade", &change(), Code::Fails, Some(Fault::Differs));
    is("Rånen har minskat med 25", &change(), Code::Fails, Some(Fault::UnitDiffers));
}

#[test]
fn weak_words_are_warned_of_inside_and_outside_their_range() {
    for (text, reference, inside) in [
        ("kraftigt minskat", change(), true),
        ("marginellt minskat", change(), false),
        ("minskat med cirka 24 %", change(), true),
        ("minskat med drygt 25 %", change(), false),
        ("drygt 12 %", share(), true),
        ("knappt 13 %", share(), true),
        ("i stort sett oförändrat", change(), false),
        ("majoriteten", share(), false),
        ("en av tio", share(), false),
    ] {
        let verdict = on(text, &reference);
        assert_eq!(
            (verdict.code, verdict.inside),
            (Code::WeakWords, inside),
            "{text}: {verdict:?}"
        );
        assert!(verdict.weak.is_some(), "{text}");
    }
    // A weak word that says the wrong way is not weak but wrong.
    is("marginellt ökat", &change(), Code::Fails, Some(Fault::WrongDirection));
    is("ökat med cirka 25 %", &change(), Code::Fails, Some(Fault::WrongDirection));
}

#[test]
fn unchanged_is_a_change_that_rounds_to_nothing() {
    let points = Reference {
        measure: Measure::DifferenceFrom(Box::new(survey("otrygg", "torget", 2024))),
        ..Reference::count(survey("otrygg", "torget", 2025))
    };
    is("Otryggheten är oförändrad", &points, Code::Ok, None);
    is("Otryggheten har ökat", &points, Code::Ok, None);
    is("Otryggheten har ökat med 0,3 procentenheter", &points, Code::Ok, None);
    is("Otryggheten har ökat med 0,3 %", &points, Code::Fails, Some(Fault::UnitDiffers));
    is("Otryggheten är 8 %", &Reference::count(survey("otrygg", "torget", 2025)), Code::Ok, None);
}

#[test]
fn places_in_an_order_and_bounds_are_sharp() {
    let among = ["torget", "parken", "kajen"].map(|name| AreaId(name.into())).to_vec();
    let rank = |first| Reference {
        measure: Measure::Rank { among: among.clone(), first },
        ..Reference::count(figure("ran", "torget", 2025))
    };
    is("näst högst i staden", &rank(First::Highest), Code::Ok, None);
    is("högst i staden", &rank(First::Highest), Code::Fails, Some(Fault::Differs));
    is("näst lägst i staden", &rank(First::Lowest), Code::Ok, None);
    is("näst lägst i staden", &rank(First::Highest), Code::Fails, Some(Fault::UnitDiffers));
    is("mer än 12 %", &share(), Code::Ok, None);
    is("mer än 12,5 %", &share(), Code::Fails, Some(Fault::Differs));
    is("minst 12,5 %", &share(), Code::Ok, None);
    is("högst 12 %", &share(), Code::Fails, Some(Fault::Differs));
}

#[test]
fn what_cannot_be_recomputed_says_why() {
    let text = "150 rån";
    let quantity = find_quantities(text)[0].quantity;
    let why = |reference: &Reference| check(&quantity, reference, &Known).expect_err("no value");
    assert_eq!(why(&Reference::count(figure("ran", "gränden", 2025))), Missing::Suppressed);
    assert_eq!(why(&Reference::count(figure("ran", "torget", 2019))), Missing::NotExtracted);
    assert_eq!(why(&Reference::count(figure("klotter", "torget", 2025))), Missing::NoData);
    let from_nothing = Reference {
        measure: Measure::RatioTo(Box::new(figure("ran", "kajen", 2025))),
        ..Reference::count(figure("ran", "torget", 2025))
    };
    assert_eq!(why(&from_nothing), Missing::ZeroBase);
}

#[test]
fn a_tie_lies_on_one_number() {
    let tie = |start, end| Tie {
        span: crate::lagesbild::stated::Span { start, end },
        to: To::Reference(share()),
    };
    let make = |ties| Statement::checked(StatementId(1), "Det är 13 % och 24 rån.", ties);
    assert_eq!(make(vec![tie(0, 3)]), Err(Refusal::NoNumberThere));
    assert_eq!(make(vec![tie(7, 20)]), Err(Refusal::NoNumberThere));
    assert_eq!(make(vec![tie(7, 9), tie(10, 11)]), Err(Refusal::TiedTwice));
    let made = make(vec![tie(7, 9)]).expect("tied");
    assert_eq!((made.ties()[0].span.start, made.ties()[0].span.end), (7, 11), "the unit too");
    assert_eq!(To::not_checked("x").map_err(|refused| refused.code()), Err("too_short"));
}

/// Right, wrong, weak, suppressed, declared and untied, in the police's section.
fn mixed() -> Lagesbild {
    let suppressed = Reference::count(figure("ran", "gränden", 2025));
    let statements = vec![
        statement(1, "Torget har 13 % av stadens rån.", &[tied(share())]),
        statement(2, "Torget har 14 % av stadens rån.", &[tied(share())]),
        statement(3, "Rånen har marginellt minskat.", &[tied(change())]),
        statement(4, "I gränden skedde 3 rån.", &[tied(suppressed)]),
        statement(5, "Målet är 10 %.", &[Some(To::not_checked("Ett mål").expect("a reason"))]),
        statement(6, "Där finns 40 kameror sedan 2019.", &[None]),
    ];
    let section = section(area("torget"), statements, None);
    together("Polisen skriver.", "Staden skriver.")
        .put_section(Part::Polis, section, signer(Side::Polis), at(5))
        .expect("put")
}

fn judged(it: &Lagesbild) -> Judgement {
    Judgement::of(it.document().expect("together"), &Known, DataVersion(7))
}

#[test]
fn a_document_is_stopped_by_what_fails_cannot_be_recomputed_or_is_not_tied() {
    let it = mixed();
    let judgement = judged(&it);
    let expected = Summary {
        n_tried: 3,
        n_ok: 1,
        n_fails: 1,
        n_weak: 1,
        n_weak_outside: 1,
        n_cannot_be_recomputed: 1,
        n_not_checked: 1,
        n_untied: 1,
        n_explained: 0,
    };
    assert_eq!(judgement.summary(), expected);
    let blocks: Vec<&str> = judgement.blocks().map(|trial| trial.written.as_str()).collect();
    assert_eq!(blocks, ["14 %", "3", "40"]);
    assert_eq!(judgement.passed(), Err(Refusal::NumbersBlock));
}

#[test]
fn a_word_of_direction_is_tried_with_the_number_it_signs() {
    let on = |words: &str, to: &[Option<To>]| {
        let section = section(area("torget"), vec![statement(1, words, to)], None);
        let it = together("Polisen skriver.", "Staden skriver.")
            .put_section(Part::Polis, section, signer(Side::Polis), at(5))
            .expect("put");
        judged(&it).trials().iter().map(|trial| trial.outcome.clone()).collect::<Vec<_>>()
    };
    let one = on("Rånen har minskat med 25 %.", &[None, tied(change())]);
    assert!(matches!(one[..], [Outcome::WithItsNumber, Outcome::Stands(_)]), "{one:?}");
    let wrong = on("Rånen har ökat med 25 %.", &[None, tied(change())]);
    assert!(matches!(wrong[..], [Outcome::WithItsNumber, Outcome::Trouble { .. }]), "{wrong:?}");
    let before = on("En 25-procentig minskning.", &[tied(change()), None]);
    assert!(matches!(before[..], [Outcome::Stands(_), Outcome::WithItsNumber]), "{before:?}");
    // In another sentence the word is a claim of its own.
    let apart = on("Rånen har minskat. Det är −25 %.", &[None, tied(change())]);
    assert!(matches!(apart[..], [Outcome::Untied, Outcome::Stands(_)]), "{apart:?}");
    // Tied to a share, the number says nothing of a direction.
    let share = on("Rånen har ökat till 13 %.", &[None, tied(share())]);
    assert!(matches!(share[..], [Outcome::Untied, Outcome::Stands(_)]), "{share:?}");
}

fn trouble(
    judgement: &Judgement,
    written: &str,
) -> ((StatementRef, crate::lagesbild::stated::Span), Trouble) {
    let trial = judgement.trials().iter().find(|trial| trial.written == written).expect("a trial");
    match &trial.outcome {
        Outcome::Trouble { trouble, .. } => ((trial.statement, trial.span), trouble.clone()),
        other => panic!("{written}: {other:?}"),
    }
}

#[test]
fn an_explanation_holds_for_this_sentence_and_this_trouble() {
    let it = mixed();
    let why = || reason("Källan räknar på annat sätt.").expect("a reason");
    for written in ["14 %", "3"] {
        let (at_number, found) = trouble(&judged(&it), written);
        let by_other = it.clone().explain(at_number, found, why(), signer(Side::Stad), at(6));
        assert_eq!(by_other, Err(Refusal::WrongSide), "its own words are a party's to explain");
    }
    let mut explained = it;
    for written in ["14 %", "3"] {
        let (at_number, found) = trouble(&judged(&explained), written);
        explained = explained
            .explain(at_number, found, why(), signer(Side::Polis), at(6))
            .expect("explained");
    }
    let json = serde_json::to_string(explained.record()).expect("json");
    let back = serde_json::from_str(&json).expect("a record");
    assert_eq!(Lagesbild::replayed(back).as_ref(), Ok(&explained), "verdicts too come back whole");
    let left: Vec<String> = judged(&explained).blocks().map(|t| t.written.clone()).collect();
    assert_eq!(left, ["40"], "what is not tied is tied or declared, not explained");
    assert_eq!(judged(&explained).summary().n_explained, 2);

    // Said in other words, with the same number in the same place, it has to be explained anew.
    let reworded = statement(2, "Torget har 14 % av alla rånen.", &[tied(share())]);
    let again = section(area("torget"), vec![reworded], None);
    let again = explained.clone().put_section(Part::Polis, again, signer(Side::Polis), at(7));
    let left = judged(&again.expect("put")).blocks().count();
    assert_eq!(left, 1);

    // Written over with another number, the explanation no longer speaks of it.
    let other = statement(2, "Torget har 15 % av stadens rån.", &[tied(share())]);
    let section = section(area("torget"), vec![other], None);
    let changed =
        explained.put_section(Part::Polis, section, signer(Side::Polis), at(7)).expect("put");
    assert_eq!(judged(&changed).blocks().count(), 1);

    let untied = StatementRef { part: Part::Polis, id: StatementId(2) };
    let nowhere = crate::lagesbild::stated::Span { start: 0, end: 1 };
    let nothing = Trouble::CannotBeRecomputed(Missing::NoData);
    let refused = changed.explain((untied, nowhere), nothing, why(), signer(Side::Polis), at(8));
    assert_eq!(refused, Err(Refusal::NothingToExplain));
}
