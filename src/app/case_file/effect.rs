//! How the effect will be told, and what was counted of it, for the file of a case.

use super::words;
use crate::{
    analysis::effect::{
        assess::Comparison,
        parameters::Against,
        wdd::{Difference, Series},
    },
    app::{
        paper::{days, decimals, signed},
        texts::text_sv,
    },
    case::work::{
        Work,
        effect::{Effect, Proposed, baseline},
        look::{Look, Looked},
        subject::Subject,
    },
    export::document::{Block, fact},
};

/// What both fixed, and what one party has put before the other.
pub(super) fn plans<S: Subject>(work: &Work<S>) -> Vec<Block> {
    let Effect { agreed, waiting, .. } = &work.standing().effect;
    let mut blocks = Vec::new();
    if let Some(of) = agreed {
        let by = format!("{}, {} ({})", of.on, of.by.function, words::side(of.by.side));
        blocks.extend(plan(work, "Gäller", &of.proposed, &by));
    }
    if let Some(of) = waiting {
        blocks.extend(plan(work, "Väntar på den andra parten", of, ""));
    }
    blocks
}

fn plan<S: Subject>(work: &Work<S>, title: &str, of: &Proposed, agreed: &str) -> [Block; 2] {
    let plan = &of.plan;
    let mut facts = vec![fact("Underlag", &plan.evidence.to_string())];
    if let Some(run) = work.frozen_run(plan.evidence) {
        facts.extend([
            fact("Körning", &run.run),
            fact("Plats", &format!("{} ({})", run.place.name, run.place.rank)),
            fact("Dagar som valde platsen", &days(run.parameters.period)),
            fact("Tid före", &baseline(run).map(days).unwrap_or_default()),
        ]);
    }
    facts.extend([
        fact("Tid efter", &format!("{} – {}", plan.from, plan.to)),
        fact("Omdömets dag", &plan.verdict_on.to_string()),
        fact("Ringar, steg", &plan.ring.to_string()),
        fact("Ring runt kontrollen", if plan.control_without_ring { "nej" } else { "ja" }),
        fact("Kontroll, rutor", &plan.control.join(", ")),
        fact("Varför denna kontroll", plan.control_why.as_str()),
        fact("Framlagd", &format!("{}, {} ({})", of.on, of.by.function, words::side(of.by.side))),
        fact("Godkänd", agreed),
    ]);
    [Block::Heading(title.to_owned()), Block::Facts(facts)]
}

/// Every look, the preliminary ones too: how often somebody looked is part of what the verdict is worth.
pub(super) fn looks<S: Subject>(work: &Work<S>) -> Vec<Block> {
    let looks = work.standing().effect.looks.iter();
    looks.enumerate().flat_map(|(at, one)| look(at + 1, one)).collect()
}

fn look(no: usize, of: &Looked) -> [Block; 2] {
    let look = &of.look;
    let rules = look.verdict.rules.iter().map(|rule| text_sv(rule));
    let mut facts = vec![
        fact("Omdöme", &said(look)),
        fact("Regel", &rules.collect::<Vec<_>>().join(" ")),
        fact("Avläst", &format!("{}, {} ({})", of.on, of.by.function, words::side(of.by.side))),
        fact("Tid efter, så långt det finns antal", &days(look.after)),
    ];
    for one in &look.comparisons {
        let against = match one.against {
            Against::Baseline => "Mot tiden före",
            Against::YearBefore => "Mot samma dagar året före",
        };
        facts.push(fact(against, &figures(one)));
    }
    let shrunk = look.shrunk_wdd.as_ref().map(difference).unwrap_or_default();
    facts.extend([
        fact("Skillnad när platsens nivå dras mot liknande platsers", &shrunk),
        fact("Körning", &format!("{} ({})", look.run, look.result_fingerprint.0)),
        fact("Version av antalen", &look.data_version.0.to_string()),
    ]);
    [Block::Heading(format!("Avläsning {no}")), Block::Facts(facts)]
}

/// What may be said by a look, in the words of the verdict.
pub(super) fn said(look: &Look) -> String {
    let verdict = &look.verdict;
    let moved = look.displacement_verdict.as_ref();
    let mut sentences = vec![text_sv(verdict.said.code())];
    sentences.extend(moved.map(|moved| text_sv(moved.said.code_of_displacement())));
    sentences.extend(verdict.preliminary.then(|| text_sv("preliminart")));
    sentences.join(" ")
}

fn figures(one: &Comparison) -> String {
    let design = &one.design;
    let counted = |name: &str, of: &Series| {
        let expected = decimals(of.scaled, 1);
        format!("{name}: {} före, {} efter (väntat {expected})", of.before, of.after)
    };
    let pieces = [
        Some(("Platsen", &design.place)),
        design.control.as_ref().map(|of| ("Kontrollen", of)),
        design.ring.as_ref().map(|of| ("Ringen", of)),
        design.control_ring.as_ref().map(|of| ("Kontrollens ring", of)),
    ];
    let mut lines: Vec<String> =
        pieces.into_iter().flatten().map(|(name, of)| counted(name, of)).collect();
    lines.push(format!("Skillnad: {}", difference(&one.wdd)));
    lines.extend(one.displacement.as_ref().map(|of| format!("Överflyttning: {}", difference(of))));
    lines.extend(one.ratio.as_ref().map(|of| {
        let [ratio, lower, upper] =
            [of.ratio, of.interval.0, of.interval.1].map(|value| decimals(value, 2));
        format!("Kvot av kvoter: {ratio} ({lower}–{upper})")
    }));
    lines.join("\n")
}

/// With its 95 % interval.
fn difference(of: &Difference) -> String {
    let whole = |value| signed(value, 0);
    let interval =
        of.interval.map(|(lower, upper)| format!(" (95 %: {} … {})", whole(lower), whole(upper)));
    format!("{}{}", whole(of.estimate), interval.unwrap_or_default())
}
