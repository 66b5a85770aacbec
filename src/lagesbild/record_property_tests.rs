//! Whatever is tried, in whatever order: nobody reads the other's draft, nothing decided changes, and
//! the steps explain the lägesbild.

use super::given_tests::*;
use crate::{
    case::{
        party::Side,
        signatory::{City, OfSide, Police},
    },
    incident::{DataVersion, Unit},
    lagesbild::{
        check::{Code, check, contradict},
        document::{Part, StatementRef, Trouble},
        finder::{find_quantities, look_through},
        judgement::Judgement,
        record::{Lagesbild, Record},
        reference::{Figure, Figures, Missing, Value},
        refusal::Refusal,
        seen::SeenStep,
        stated::Span,
        statement::StatementId,
        states::State,
        step::{LagesbildId, Step},
        utkast::{HalfOf, Utkast},
    },
};
use proptest::prelude::*;

/// Everything somebody of a side can do.
const ACTS: u8 = 11;

fn act(it: Lagesbild, what: u8, side: Side, n: usize) -> Result<Lagesbild, Refusal> {
    let (by, at) = (signer(side), at(n as i64));
    let words = format!("hemligt-{}-{n}", side.as_str());
    let put = |it: Lagesbild, part| {
        let said =
            section(area("torget"), vec![statement(1, &format!("Rättat {words}."), &[None])], None);
        it.put_section(part, said, by.clone(), at)
    };
    match what {
        0 | 1 => match side {
            Side::Polis => it.put_draft(draft::<Police>(&words), by, at),
            Side::Stad => it.put_draft(draft::<City>(&words), by, at),
        },
        2 | 3 => it.hand_over(WARNED, by, at),
        4 => it.take_back(by, at),
        5 => put(it, Part::Polis),
        6 => put(it, if n.is_multiple_of(2) { Part::Stad } else { Part::Gemensam }),
        7 => {
            let statement = StatementRef { part: Part::Stad, id: StatementId(1) };
            let trouble = Trouble::CannotBeRecomputed(Missing::NoData);
            it.explain((statement, Span { start: 0, end: 1 }), trouble, text("För att"), by, at)
        }
        8 | 9 => {
            let Some(document) = it.document() else { return Err(Refusal::NotPutTogether) };
            let passed = Judgement::of(document, &Known, DataVersion(1)).passed()?;
            it.sign(decision(side, passed), at)
        }
        _ => it.unsign(by, at),
    }
}

/// All that a side can read, as text: a step as it is stored holds a draft's words.
fn shown<S: OfSide + Clone>(it: &Lagesbild) -> String
where
    Utkast: HalfOf<S>,
{
    let key = key::<S>();
    let seen = it.seen_by(&key).expect("a party");
    let own = seen.own.map(|draft| draft.read(&key).expect("own"));
    let open = seen.steps.iter().filter_map(|step| match step {
        SeenStep::Open(step) => Some(*step),
        SeenStep::OthersDraft { .. } => None,
    });
    let all = (seen.dossier, own, seen.document, open.collect::<Vec<&Step>>());
    serde_json::to_string(&all).expect("json")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nobody_reads_the_others_draft_nothing_decided_changes_and_the_steps_explain_it(
        acts in prop::collection::vec((0..ACTS, any::<bool>()), 0..40), apart in any::<bool>()
    ) {
        // Half of them begin where the two have just been put together, so that many are decided.
        let mut it = if apart { new() } else { together("Polisen skriver.", "Staden skriver.") };
        for (n, (what, police)) in acts.into_iter().enumerate() {
            let side = if police { Side::Polis } else { Side::Stad };
            let before = it.clone();
            it = match act(it, what, side, n) {
                Ok(after) => {
                    prop_assert_eq!(after.version(), before.version() + 1);
                    prop_assert!(after.record().steps.starts_with(&before.record().steps));
                    prop_assert!(before.decided().is_none(), "nothing is done with what is decided");
                    after
                }
                Err(_) => before.clone(),
            };
            if let State::Utkast(_) = it.state() {
                let written = it.seen_by(&key::<Police>()).expect("a party").own.is_some();
                let police = shown::<Police>(&it);
                prop_assert_eq!(police.contains("hemligt-polis"), written, "one's own is read");
                prop_assert!(!police.contains("hemligt-stad"));
                prop_assert!(!shown::<City>(&it).contains("hemligt-polis"));
                let state = format!("{:?}", it.state());
                prop_assert!(!state.contains("hemligt"), "drafts show nothing of themselves");
            }
            if let Some(decided) = before.decided() {
                prop_assert_eq!(it.decided(), Some(decided));
                prop_assert!(decided.is_intact());
                let [one, other] = decided.decisions().map(|decision| decision.side());
                prop_assert_eq!(one, other.other());
            }
            let json = serde_json::to_string(it.record()).expect("json");
            let back: Record = serde_json::from_str(&json).expect("a record");
            prop_assert_eq!(Lagesbild::replayed(back), Ok(it.clone()));
        }
    }

    /// The same with nothing that anybody does alone: one side never gets further than its own draft.
    #[test]
    fn one_side_alone_puts_nothing_together(
        acts in prop::collection::vec(0..ACTS, 0..30), police in any::<bool>()
    ) {
        let side = if police { Side::Polis } else { Side::Stad };
        let mut it = new();
        for (n, what) in acts.into_iter().enumerate() {
            it = act(it.clone(), what, side, n).unwrap_or(it);
        }
        prop_assert!(it.document().is_none());
        let next = it.next(LagesbildId("l-2".into()), year(2026), signer(side), at(1));
        prop_assert_eq!(next, Err(Refusal::NotDecided));
    }

    /// A share that was rounded in whole numbers passes, and one step off only at a tie.
    #[test]
    fn a_rounded_share_passes_and_one_step_off_does_not(
        part in 0u64..200_000, whole in 1u64..200_000, decimals in 0u32..3
    ) {
        let scale = 10u64.pow(decimals);
        let (twice, rest) = (200 * scale * part, 2 * whole);
        let rounded = (twice + whole) / rest;
        let tie = (twice + whole) % rest == 0;
        let of = |digits: u64| {
            let reference = share();
            let figures = Two { part: part as f64, whole: whole as f64 };
            let (whole, fraction) = (digits / scale, digits % scale);
            let text = match decimals {
                0 => format!("{whole} %"),
                n => format!("{whole},{fraction:0n$} %", n = n as usize),
            };
            let found = find_quantities(&text);
            let verdict = check(&found[0].quantity, &reference, &figures).expect("a value");
            (verdict.code, verdict.rounded)
        };
        prop_assert_eq!(of(rounded), (Code::Ok, Some(rounded as f64 / scale as f64)));
        prop_assert_eq!(of(rounded + 1).0, Code::Fails);
        if rounded > 0 {
            let below = if tie { Code::Ok } else { Code::Fails };
            prop_assert_eq!(of(rounded - 1).0, below);
        }
    }

    /// Two statements that are both right of one value do not contradict each other.
    #[test]
    fn what_is_right_twice_is_no_disagreement(
        sevenths in 1u32..700, one in prop::sample::select(SHARES.to_vec()),
        other in prop::sample::select(SHARES.to_vec())
    ) {
        let figures = Two { part: f64::from(sevenths), whole: 700.0 };
        let quantity = |text: &str| find_quantities(text)[0].quantity;
        let [one, other] = [quantity(one), quantity(other)];
        let inside = |it| check(it, &share(), &figures).expect("a value").inside;
        if inside(&one) && inside(&other) && !sevenths.is_multiple_of(7) {
            prop_assert!(!contradict(&one, &other, &share(), Unit::Procent));
        }
        let turned = contradict(&other, &one, &share(), Unit::Procent);
        prop_assert_eq!(contradict(&one, &other, &share(), Unit::Procent), turned);
    }

    /// No digit escapes: each is part of a quantity or of something passed with a reason, and nothing
    /// found overlaps anything else.
    #[test]
    fn every_digit_is_found_or_passed(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..14)
    ) {
        let text: String = pieces.concat();
        let (found, passed) = look_through(&text);
        let mut spans: Vec<Span> = found.iter().map(|it| it.span).collect();
        spans.extend(passed.iter().map(|it| it.span));
        spans.sort();
        prop_assert!(spans.windows(2).all(|two| two[0].end <= two[1].start), "{text}: {spans:?}");
        for (at, c) in text.chars().enumerate().filter(|(_, c)| c.is_ascii_digit()) {
            let covered = spans.iter().any(|span| span.start <= at && at < span.end);
            prop_assert!(covered, "{c} at {at} of {text}");
        }
    }
}

/// Shares in all the ways they are written.
const SHARES: [&str; 14] = [
    "12 %",
    "13 %",
    "12,5 %",
    "50 %",
    "49–51 %",
    "drygt hälften",
    "knappt hälften",
    "hälften",
    "mer än hälften",
    "högst 13 %",
    "majoriteten",
    "var tredje",
    "cirka 12 %",
    "väldigt få",
];

/// A part in one area, the whole in another.
struct Two {
    part: f64,
    whole: f64,
}

impl Figures for Two {
    fn figure(&self, figure: &Figure) -> Result<Value, Missing> {
        let number = if figure.area.0 == "torget" { self.part } else { self.whole };
        Ok(Value { number, unit: Unit::Antal })
    }
}

/// What numbers are written with and between.
const PIECES: [&str; 41] = [
    "1",
    "12",
    "412",
    "412 412",
    "2015",
    "0355",
    " ",
    "\u{a0}",
    "-",
    "–",
    "−",
    ",",
    ".",
    ":",
    "/",
    "%",
    " procent",
    " procentenheter",
    "§",
    "(",
    ")",
    " och ",
    " till ",
    " mellan ",
    " från ",
    "drygt ",
    "ca. ",
    "kl ",
    "bilaga ",
    " år",
    " gånger ",
    " per ",
    "var tredje ",
    "ökat med ",
    "två ",
    "en av ",
    " juni",
    "\n",
    "åring",
    "1234567890123456",
    " miljoner",
];
