//! `emerging`.

use super::answer;
use crate::cli::{
    Done, Failure,
    args::{EmergingArgs, Lang},
    hotspots::choice,
    say,
    table::{decimal, table},
};
use platssamverkan::analysis::{
    emerging::{Emerging, EmergingCell, Parameters, TrendClass},
    question::Method,
};
use std::path::Path;

pub(in crate::cli) fn emerging(
    data: &Path,
    args: &EmergingArgs,
    lang: Lang,
) -> Result<Done, Failure> {
    let chosen = Parameters {
        ring: args.ring,
        gate: choice("--gate", &args.gate)?,
        correction: choice("--correction", &args.correction)?,
        alpha: args.alpha,
        trend_alpha: args.trend_alpha,
        ..Parameters::default()
    };
    answer(data, &args.method, Method::Emerging(chosen), lang)
}

/// So many cells are listed; JSON has them all.
const LISTED: usize = 40;

pub(super) fn picture(found: &Emerging, lang: Lang) -> String {
    let (Some(first), Some(last), false) =
        (found.months.first(), found.months.last(), found.classes.is_empty())
    else {
        return say(lang, "För få hela månader.\n", "Too few whole months.\n").to_owned();
    };
    let name = |class: TrendClass| match lang {
        Lang::Sv => class.label_sv(),
        Lang::En => class.as_str(),
    };
    let headers = match lang {
        Lang::Sv => ["utveckling", "rutor"],
        Lang::En => ["trend", "cells"],
    };
    let rows: Vec<Vec<String>> = found
        .classes
        .iter()
        .map(|(class, n)| vec![name(*class).to_owned(), n.to_string()])
        .collect();
    let mut out = format!("{first}–{last}\n") + &table(&headers, &rows) + "\n";
    let headers = match lang {
        Lang::Sv => ["ruta", "utveckling", "heta månader", "antal", "z nu", "z per månad", "p"],
        Lang::En => ["cell", "trend", "hot months", "counts", "z now", "z per month", "p"],
    };
    let mut cells: Vec<&EmergingCell> =
        found.cells.iter().filter(|cell| cell.class != TrendClass::None).collect();
    let sum = |cell: &EmergingCell| cell.n.iter().map(|&n| u64::from(n)).sum::<u64>();
    cells.sort_by_key(|cell| (std::cmp::Reverse(sum(cell)), cell.cell));
    let number =
        |value: Option<f64>, places| value.map_or("–".to_owned(), |value| decimal(value, places));
    let rows: Vec<Vec<String>> = cells
        .iter()
        .take(LISTED)
        .map(|cell| {
            vec![
                cell.id.clone(),
                name(cell.class).to_owned(),
                cell.hot.iter().map(|&hot| if hot { '#' } else { '.' }).collect(),
                sum(cell).to_string(),
                number(cell.z, 1),
                number(cell.z_per_month, 2),
                number(cell.trend.map(|trend| trend.p), 3),
            ]
        })
        .collect();
    out += &table(&headers, &rows);
    if cells.len() > LISTED {
        let (more, rest) = (cells.len() - LISTED, say(lang, "till", "more"));
        out += &format!("… {more} {rest}\n");
    }
    out
}
