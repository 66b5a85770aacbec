//! `near-repeat`.

use super::answer;
use crate::cli::{
    Done, Failure,
    args::{Lang, NearRepeatArgs},
    say,
    table::{decimal, table},
};
use platssamverkan::analysis::{
    knox::{KnoxTable, Parameters},
    question::Method,
};
use std::path::Path;

pub(in crate::cli) fn near_repeat(
    data: &Path,
    args: &NearRepeatArgs,
    lang: Lang,
) -> Result<Done, Failure> {
    let parameters = Parameters {
        band_m: args.band_m,
        n_space: args.n_space,
        band_days: args.band_days,
        n_time: args.n_time,
        permutations: args.permutations,
        seed: args.seed,
    };
    answer(data, &args.method, Method::NearRepeat(parameters), lang)
}

pub(super) fn picture(found: &KnoxTable, lang: Lang) -> String {
    let headers = match lang {
        Lang::Sv => ["avstånd, m", "dagar", "par", "väntat", "kvot", "p"],
        Lang::En => ["distance, m", "days", "pairs", "expected", "ratio", "p"],
    };
    let number = |value: Option<f64>, digits| match value {
        Some(value) => decimal(value, digits),
        None => "–".to_owned(),
    };
    let rows: Vec<Vec<String>> = found
        .cells
        .iter()
        .map(|cell| {
            vec![
                match cell.to_m == 0.0 {
                    true => say(lang, "samma plats", "same place").to_owned(),
                    false => format!("{}–{}", decimal(cell.from_m, 0), decimal(cell.to_m, 0)),
                },
                format!("{}–{}", cell.from_days, cell.to_days - 1),
                cell.observed.to_string(),
                decimal(cell.expected, 1),
                number(cell.ratio, 2),
                number(cell.p, 3),
            ]
        })
        .collect();
    let mut out = table(&headers, &rows);
    out += &format!(
        "\n{} {} · {} {}\n",
        found.n,
        say(lang, "händelser", "incidents"),
        found.permutations,
        say(lang, "omkastningar", "permutations"),
    );
    out
}
