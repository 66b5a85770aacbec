//! `kde`.

use super::answer;
use crate::cli::{
    Done, Failure,
    args::{KdeArgs, Lang},
    hotspots::choice,
    say,
    table::{decimal, table},
};
use platssamverkan::{
    analysis::{kde::Drawn, question::Method},
    app::methods::kde::{Wishes, parameters},
};
use std::path::Path;

pub(in crate::cli) fn kde(data: &Path, args: &KdeArgs, lang: Lang) -> Result<Done, Failure> {
    let parameters = parameters(Wishes {
        kernel: args.kernel.as_deref().map(|name| choice("--kernel", name)).transpose()?,
        bandwidth_m: args.bandwidth,
        grid_m: args.grid,
        way: args.way.as_deref().map(|name| choice("--way", name)).transpose()?,
        shares: (!args.shares.is_empty()).then(|| args.shares.clone()),
        levels: (!args.levels.is_empty()).then(|| args.levels.clone()),
    })?;
    answer(data, &args.method, Method::Kde(parameters), lang)
}

pub(super) fn picture(found: &Drawn, lang: Lang) -> String {
    let Some(grid) = found.grid else {
        return say(lang, "Inga antal i urvalet.\n", "No counts were selected.\n").to_owned();
    };
    let headers = match lang {
        Lang::Sv => ["per km², minst", "andel av antalen", "km²", "ytor"],
        Lang::En => ["per km², at least", "share of counts", "km²", "parts"],
    };
    let rows: Vec<Vec<String>> = found
        .contours
        .iter()
        .map(|contour| {
            vec![
                decimal(contour.per_km2, 1),
                format!("{} %", decimal(100.0 * contour.share, 1)),
                decimal(contour.area_km2, 3),
                contour.outline.0.len().to_string(),
            ]
        })
        .collect();
    let mut out = table(&headers, &rows);
    out += &format!(
        "\n{} × {} {} {} m · {} {} {}\n",
        grid.columns,
        grid.rows,
        say(lang, "rutor om", "squares of"),
        decimal(grid.side_m, 0),
        say(lang, "högst", "highest"),
        decimal(found.highest_per_km2, 1),
        say(lang, "per km²", "per km²"),
    );
    out
}
