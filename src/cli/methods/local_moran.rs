//! `local-moran`.

use super::answer;
use crate::cli::{
    Done, Failure,
    args::{Lang, LocalMoranArgs},
    hotspots::choice,
    say,
    table::{decimal, table},
};
use platssamverkan::{
    analysis::{
        local_moran::{LocalMoranCells, Quadrant},
        question::Method,
        run::Correction,
    },
    app::methods::local_moran as verbs,
};
use std::path::Path;

/// So many lone peaks are listed.
const LISTED: usize = 10;

pub(in crate::cli) fn local_moran(
    data: &Path,
    args: &LocalMoranArgs,
    lang: Lang,
) -> Result<Done, Failure> {
    let correction = choice::<Correction>("--correction", &args.correction)?;
    let parameters = verbs::parameters(args.ring, args.alpha, Some(correction))?;
    answer(data, &args.method, Method::LocalMoran(parameters), lang)
}

pub(super) fn picture(found: &LocalMoranCells, lang: Lang) -> String {
    let headers = match lang {
        Lang::Sv => ["rutan bland grannarna", "rutor", "säkra", "antal i dem"],
        Lang::En => ["cell among neighbours", "cells", "significant", "counts in them"],
    };
    let passing = |quadrant| {
        let counts = found.id.iter().zip(&found.n).zip(&found.significant);
        counts.filter(move |(_, passed)| **passed == Some(quadrant)).map(|(cell, _)| cell)
    };
    let rows: Vec<Vec<String>> = Quadrant::ALL
        .iter()
        .map(|&quadrant| {
            let n_cells = found.moran.quadrant.iter().filter(|q| **q == Some(quadrant)).count();
            vec![
                name(quadrant, lang).to_owned(),
                n_cells.to_string(),
                passing(quadrant).count().to_string(),
                passing(quadrant).map(|(_, &n)| u64::from(n)).sum::<u64>().to_string(),
            ]
        })
        .collect();
    let mut out = table(&headers, &rows);
    out += &match found.moran.global_i {
        Some(i) => format!("\n{} {}\n", say(lang, "globalt I", "global I"), decimal(i, 3)),
        None => format!("\n{}\n", say(lang, "inte definierat", "not defined")),
    };
    let mut peaks: Vec<_> = passing(Quadrant::HighLow).collect();
    peaks.sort_by_key(|(id, n)| (std::cmp::Reverse(**n), (*id).clone()));
    if !peaks.is_empty() {
        out += &format!("\n{}\n", say(lang, "Ensamma toppar", "Lone peaks"));
    }
    for (id, n) in peaks.into_iter().take(LISTED) {
        out += &format!("{id}  {n}\n");
    }
    out
}

fn name(quadrant: Quadrant, lang: Lang) -> &'static str {
    match quadrant {
        Quadrant::HighHigh => say(lang, "hög bland höga", "high among high"),
        Quadrant::LowLow => say(lang, "låg bland låga", "low among low"),
        Quadrant::HighLow => say(lang, "hög bland låga", "high among low"),
        Quadrant::LowHigh => say(lang, "låg bland höga", "low among high"),
    }
}
