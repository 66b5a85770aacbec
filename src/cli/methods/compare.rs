//! `compare`.

use super::answer;
use crate::cli::{
    Done, Failure,
    args::{CompareArgs, Lang},
    say,
    table::{decimal, table},
};
use platssamverkan::{
    analysis::{
        compare::{Compared, LATEST, Parameters},
        question::Method,
    },
    incident::Period,
};
use std::path::Path;

pub(in crate::cli) fn compare(
    data: &Path,
    args: &CompareArgs,
    lang: Lang,
) -> Result<Done, Failure> {
    let then = match (args.compare_from, args.compare_to) {
        (None, None) => None,
        (Some(from), Some(to)) => {
            let backwards = || Failure::Usage(format!("--compare-from {from} --compare-to {to}"));
            Some(Period::new(from, to).ok_or_else(backwards)?)
        }
        _ => return Err(Failure::Usage("--compare-from, --compare-to".to_owned())),
    };
    let run = args.run.clone().unwrap_or_else(|| LATEST.to_owned());
    let chosen = Parameters {
        then,
        places_of: (run != "none").then_some(run),
        gone_of: args.gone_of.clone(),
    };
    answer(data, &args.method, Method::Compare(chosen), lang)
}

/// So many cells and places are listed; JSON has them all.
const LISTED: usize = 20;

pub(super) fn picture(found: &Compared, lang: Lang) -> String {
    let sum = |counts: &[u32]| counts.iter().map(|&n| u64::from(n)).sum::<u64>();
    let mut out = format!(
        "{} {} {}–{} {}",
        sum(&found.n_now),
        say(lang, "mot", "against"),
        found.then.from,
        found.then.to,
        sum(&found.n_then)
    );
    if let Some(whole) = found.whole {
        out += &format!(", z {}", decimal(whole.z, 1));
    }
    out += &format!(
        "\n{} {} {}\n",
        found.cells.n_tested,
        say(lang, "celler prövade av", "cells tested of"),
        found.id.len()
    );
    let headers = |what| match lang {
        Lang::Sv => [what, "nu", "då", "skillnad", "z", "p rättat"],
        Lang::En => [what, "now", "then", "difference", "z", "p corrected"],
    };
    let row = |name: String, now: u64, then: u64, z: f64, p: Option<f64>| -> Vec<String> {
        let difference = now as i64 - then as i64;
        vec![
            name,
            now.to_string(),
            then.to_string(),
            format!("{difference:+}"),
            decimal(z, 1),
            p.map_or_else(|| "–".to_owned(), |p| decimal(p, 3)),
        ]
    };
    let places =
        found.places.iter().zip(&found.tested_places.z).zip(&found.tested_places.p_adjusted);
    let rows: Vec<Vec<String>> = places
        .map(|((place, z), p)| {
            row(format!("{} {}", place.rank, place.name), place.now, place.then, *z, *p)
        })
        .take(LISTED)
        .collect();
    if !rows.is_empty() {
        out += &format!("\n{}", table(&headers(say(lang, "plats", "place")), &rows));
    }
    let mut order: Vec<usize> = (0..found.id.len()).collect();
    order.retain(|&i| found.cells.p[i].is_some());
    order.sort_by(|&a, &b| {
        let p = |i: usize| found.cells.p[i].unwrap_or(1.0);
        p(a).total_cmp(&p(b)).then(a.cmp(&b))
    });
    let rows: Vec<Vec<String>> = order
        .into_iter()
        .take(LISTED)
        .map(|i| {
            let (now, then) = (found.n_now[i].into(), found.n_then[i].into());
            row(found.id[i].clone(), now, then, found.cells.z[i], found.cells.p_adjusted[i])
        })
        .collect();
    if !rows.is_empty() {
        out += &format!("\n{}", table(&headers(say(lang, "cell", "cell")), &rows));
    }
    for place in &found.gone {
        out += &format!(
            "{} {}: {} {} {}\n",
            say(lang, "ej kvar:", "gone:"),
            place.name,
            place.now,
            say(lang, "mot", "against"),
            place.then
        );
    }
    out
}
