//! `concentration`.

use super::answer;
use crate::cli::{
    Done, Failure,
    args::{Lang, MethodArgs},
    say,
    table::{decimal, table},
};
use platssamverkan::analysis::{
    concentration::{Concentration, Parameters},
    question::Method,
};
use std::path::Path;

pub(in crate::cli) fn concentration(
    data: &Path,
    args: &MethodArgs,
    lang: Lang,
) -> Result<Done, Failure> {
    answer(data, args, Method::Concentration(Parameters {}), lang)
}

pub(super) fn picture(found: &Concentration, lang: Lang) -> String {
    let (Some(gini), Some(generalised)) = (found.gini, found.gini_generalised) else {
        return say(lang, "Inga antal i urvalet.\n", "No counts were selected.\n").to_owned();
    };
    let headers = match lang {
        Lang::Sv => ["andel av antalen", "celler", "andel av cellerna"],
        Lang::En => ["share of counts", "cells", "share of cells"],
    };
    let percent = |share: f64, places| format!("{} %", decimal(100.0 * share, places));
    let rows: Vec<Vec<String>> = found
        .holding
        .iter()
        .map(|held| {
            vec![
                percent(held.incident_share, 0),
                held.n_cells.to_string(),
                percent(held.cell_share, 2),
            ]
        })
        .collect();
    let mut out = table(&headers, &rows);
    out += &format!(
        "\nGini {} · {} {} · {} {} {} {}\n",
        decimal(gini, 3),
        say(lang, "rättad för få antal", "allowing for few counts"),
        decimal(generalised, 3),
        found.n_occupied,
        say(lang, "av", "of"),
        found.n_cells,
        say(lang, "celler har någon händelse", "cells have any incident"),
    );
    out
}
