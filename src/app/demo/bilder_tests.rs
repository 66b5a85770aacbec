use super::*;
use crate::{
    app::{
        demo::{
            TODAY,
            cases::{actor, tests::lived},
            otrygghet,
        },
        shipped,
    },
    case::party::Side,
    incident::Fingerprint,
    lagesbild::{
        check::{Code, Fault},
        content::Section,
        disagreement::disagreements,
        document::Trouble,
        judgement::{Judgement, Outcome, Summary},
        refusal::Refusal,
        statement::Statement,
        states::State,
    },
};
use std::collections::BTreeSet;

/// The demo on its day, with the survey shares that the drafts speak of.
fn told() -> App {
    let app = lived(TODAY);
    let files = tempfile::tempdir().expect("a directory");
    let city = actor(&app, "samordnare").expect("a user");
    otrygghet::load(&app, &city, &shipped::areas(), files.path()).expect("shares are loaded");
    app
}

fn step(app: &App, by: &str, it: &Lagesbild, asked: Asked) -> Result<Lagesbild, AppError> {
    let id = &it.dossier().id;
    let by = actor(app, by).expect("a user");
    let version = lagesbild::get(app, &by, id)?.version();
    lagesbild::step(app, &by, id, version, asked)
}

/// The drafts handed over by both.
fn handed_over(app: &App) -> Lagesbild {
    let police = actor(app, "kommunpolis").expect("a user");
    let it = lagesbild::list(app, &police).expect("listed").remove(0);
    let over = || Asked::HandedOver(Warning::NormallyPublicThere);
    let half = step(app, "kommunpolis", &it, over()).expect("handed over");
    step(app, "samordnare", &half, over()).expect("handed over")
}

fn judged(app: &App, by: &str, it: &Lagesbild) -> Judgement {
    let by = actor(app, by).expect("a user");
    lagesbild::check(app, &by, it).expect("checked").expect("a document").judgement
}

fn signed(app: &App, by: &str, number: &str, it: &Lagesbild) -> Result<Lagesbild, AppError> {
    let shown: Fingerprint = document_fingerprint(it.document().expect("put together"));
    let diarienummer = Diarienummer::checked(number).expect("a number");
    let motive = motive("Alla tal är prövade.").expect("a motive");
    step(app, by, it, Asked::Signed { diarienummer, motive, shown })
}

/// The section with the number that fails, mended; a number of the same length keeps its tie.
fn mended(it: &Lagesbild, part: Part, wrong: &str, right: &str) -> Section {
    let document = it.document().expect("put together");
    let sections = &document.part(part).parts().sections;
    let holds = |section: &&Section| {
        section.statements.iter().any(|one| one.text().as_str().contains(wrong))
    };
    let mut section = sections.iter().find(holds).expect("it is there").clone();
    for one in &mut section.statements {
        let text = one.text().as_str().replace(wrong, right);
        *one = Statement::checked(one.id(), &text, one.ties().to_vec()).expect("a statement");
    }
    section
}

#[test]
fn one_is_decided_by_both_chiefs_and_the_next_is_written_apart() {
    let app = told();
    let police = actor(&app, "kommunpolis").expect("a user");
    let all = lagesbild::list(&app, &police).expect("listed");
    let [next, decided] = all.as_slice() else { panic!("{} lägesbilder", all.len()) };
    assert_eq!(lagesbild::half_name(decided.dossier().period), "2025-H2");
    let State::Beslutad(_) = decided.state() else { panic!("{:?}", decided.state()) };
    let summary = judged(&app, "kommunpolis", decided).summary();
    assert_eq!((summary.n_tried, summary.n_ok, summary.n_untied), (6, 6, 0));

    assert_eq!(lagesbild::half_name(next.dossier().period), "2026-H1");
    let State::Utkast(apart) = next.state() else { panic!("{:?}", next.state()) };
    for side in [Side::Polis, Side::Stad] {
        assert!(apart.is_begun(side) && apart.handed_over(side).is_none(), "{side:?}");
    }
    let read = app.store.read().expect("reads");
    let acts: Vec<String> = read
        .log("lagesbild", &decided.dossier().id.0)
        .expect("read")
        .into_iter()
        .map(|entry| entry.act)
        .collect();
    assert_eq!(acts.iter().filter(|act| *act == "lagesbild_signed").count(), 2);
    assert_eq!(app.store.check().expect("checked"), [""; 0]);
}

#[test]
fn thirty_one_numbers_are_tried_two_fail_and_mended_both_chiefs_decide() {
    let app = told();
    let it = handed_over(&app);
    let judgement = judged(&app, "kommunpolis", &it);
    let expected = Summary {
        n_tried: 31,
        n_ok: 27,
        n_fails: 2,
        n_weak: 2,
        n_weak_outside: 2,
        n_not_checked: 1,
        ..Summary::default()
    };
    let lines: Vec<String> =
        judgement.trials().iter().map(|it| format!("{} {:?}", it.written, it.outcome)).collect();
    assert_eq!(judgement.summary(), expected, "{lines:#?}");
    assert_eq!(judged(&app, "samordnare", &it).summary(), expected, "whoever looks");

    let mut fail = Vec::new();
    let mut weak = Vec::new();
    for trial in judgement.trials() {
        match &trial.outcome {
            Outcome::Trouble { trouble: Trouble::Fails(verdict), .. } => {
                let value = (100.0 * verdict.value.number).round() / 100.0;
                fail.push((trial.statement.part, trial.written.as_str(), value, verdict.fault));
            }
            Outcome::Stands(verdict) if verdict.code == Code::WeakWords => {
                weak.push((trial.written.as_str(), verdict.value.number.round()));
            }
            _ => {}
        }
    }
    let cut = Some(Fault::Truncated);
    let wrong =
        [(Part::Polis, "13 %", 12.44, Some(Fault::Differs)), (Part::Stad, "12 %", 12.66, cut)];
    assert_eq!(fail, wrong);
    assert_eq!(weak, [("marginellt minskat", -11.0), ("drygt hälften", 62.0)]);

    let document = it.document().expect("put together");
    let part = disagreements(&document.polis, &document.stad);
    let kinds: BTreeSet<&str> = part.iter().map(|one| one.code()).collect();
    let expected = [
        "different_numbers",
        "judged_opposite",
        "place_only_one",
        "section_only_one",
        "source_only_one",
    ];
    assert_eq!(kinds, BTreeSet::from(expected));

    let refused = signed(&app, "lpo-chef", "A101/2026", &it).expect_err("numbers stop it");
    let block = Refusal::NumbersBlock.code();
    assert!(matches!(refused, AppError::Refused(code) if code == block), "{refused:?}");

    let section = mended(&it, Part::Polis, "13 %", "12 %");
    let it = step(&app, "kommunpolis", &it, Asked::SectionPut(Part::Polis, section));
    let it = it.expect("mended");
    let section = mended(&it, Part::Stad, "12 %", "13 %");
    let it = step(&app, "samordnare", &it, Asked::SectionPut(Part::Stad, section));
    let it = it.expect("mended");
    let summary = judged(&app, "kommunpolis", &it).summary();
    assert_eq!((summary.n_tried, summary.n_ok, summary.n_fails), (31, 29, 0));
    let half = signed(&app, "lpo-chef", "A101/2026", &it).expect("signed");
    let decided = signed(&app, "stadsdelsdirektor", "NIS 2026/101", &half).expect("signed");
    assert!(matches!(decided.state(), State::Beslutad(_)));
    let police = actor(&app, "kommunpolis").expect("a user");
    let before = lagesbild::list(&app, &police).expect("listed").remove(1);
    assert!(matches!(before.state(), State::Ersatt(_)), "the newer one holds");
}
