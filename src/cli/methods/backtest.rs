//! `backtest`.

use super::{answer, order, wait_for};
use crate::cli::{
    Done, Failure, actor,
    args::{BacktestArgs, Lang},
    open, say,
    table::{decimal, table},
    text, write_out,
};
use platssamverkan::{
    analysis::{
        backtest::{Backtest, ShareScore, Verdict, choose::Choice},
        question::{Answer, Method},
    },
    app::methods::{Order, backtest as verbs},
};
use std::{path::Path, sync::Arc};

pub(in crate::cli) fn backtest(
    data: &Path,
    args: &BacktestArgs,
    lang: Lang,
) -> Result<Done, Failure> {
    let parameters = verbs::parameters(args.ring, args.past_months, args.max_rolls)?;
    let method = Method::Backtest(parameters);
    if args.each_category {
        return each_category(data, args, method, lang);
    }
    answer(data, &args.method, method, lang)
}

/// The method every category starts with, each back-tested.
fn each_category(
    data: &Path,
    args: &BacktestArgs,
    method: Method,
    lang: Lang,
) -> Result<Done, Failure> {
    let app = Arc::new(open(data)?);
    let actor = actor(&app, None)?;
    let order = order(&args.method, method)?;
    let mut rows = Vec::new();
    for category in verbs::defaults(&app, &actor)? {
        let order = Order { categories: vec![category.category.clone()], ..order.clone() };
        let card = wait_for(&app, &actor, order)?;
        let Answer::Backtest(found) = &card.run.found.result else { continue };
        let method = text(lang, found.choice.method.code());
        rows.push(vec![category.category.0, method, reason(&found.choice, lang)]);
    }
    let headers = match lang {
        Lang::Sv => ["kategori", "metod", "varför"],
        Lang::En => ["category", "method", "why"],
    };
    write_out(args.method.output.as_deref(), table(&headers, &rows).as_bytes())?;
    Ok(Done::All)
}

fn reason(choice: &Choice, lang: Lang) -> String {
    let (sv, en) = verbs::said(choice);
    match lang {
        Lang::Sv => sv,
        Lang::En => en,
    }
}

pub(super) fn picture(found: &Backtest, lang: Lang) -> String {
    let mut out = match found.verdict {
        Verdict::Scored { .. } => scores(found, lang),
        Verdict::TooFewMonths { n_months, needed } => {
            let said = text(lang, "too_few_months");
            format!("{said} ({n_months} {} {needed})\n", say(lang, "av", "of"))
        }
        Verdict::NothingToScore { .. } => format!("{}\n", text(lang, "nothing_to_score")),
    };
    for left in &found.left_out {
        out += &format!("{}: {}\n", left.month, text(lang, &left.code));
    }
    out + &reason(&found.choice, lang) + "\n"
}

fn scores(found: &Backtest, lang: Lang) -> String {
    let headers = match lang {
        Lang::Sv => [
            "metod",
            "mark",
            "använd",
            "träff",
            "PAI",
            "PEI*",
            "RRI",
            "mot antal",
            "95 %",
            "före/lika/efter",
        ],
        Lang::En => [
            "method",
            "land",
            "used",
            "hit rate",
            "PAI",
            "PEI*",
            "RRI",
            "vs counts",
            "95 %",
            "ahead/even/behind",
        ],
    };
    let mut rows = Vec::new();
    for method in &found.methods {
        for share in &method.shares {
            rows.push(row(&text(lang, method.method.code()), share));
        }
    }
    let (first, last) = (&found.rolls[0], &found.rolls[found.rolls.len() - 1]);
    let n: u64 = found.n_scored();
    let months = say(lang, "prövade månader", "scored months");
    let counts = say(lang, "händelser", "incidents");
    let (from, to, n_rolls) = (&first.scored, &last.scored, found.rolls.len());
    format!("{from}–{to}: {n_rolls} {months}, {n} {counts}\n\n{}\n", table(&headers, &rows))
}

fn row(method: &str, share: &ShareScore) -> Vec<String> {
    let percent = |share: f64, places| format!("{} %", decimal(100.0 * share, places));
    let some = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |v| decimal(v, 2));
    let points = |share: f64| format!("{}{}", sign(share), decimal(100.0 * share.abs(), 2));
    let difference = share.against_ranked;
    let interval = difference.and_then(|d| d.interval_95);
    vec![
        method.to_owned(),
        percent(share.area_share, 1),
        percent(share.area_used, 2),
        percent(share.hit_rate, 1),
        some(share.pai),
        some(share.pei_star),
        some(share.rri),
        difference.map_or_else(|| "–".to_owned(), |d| points(d.mean)),
        interval.map_or_else(
            || "–".to_owned(),
            |(low, high)| format!("{} – {}", points(low), points(high)),
        ),
        difference.map_or_else(
            || "–".to_owned(),
            |d| format!("{}/{}/{}", d.n_better, d.n_equal, d.n_worse),
        ),
    ]
}

fn sign(value: f64) -> &'static str {
    if value < 0.0 { "−" } else { "+" }
}
