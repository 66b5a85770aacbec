//! `scan`.

use super::answer;
use crate::cli::{
    Done, Failure,
    args::{Lang, ScanArgs},
    hotspots::choice,
    say,
    table::{decimal, table},
    text,
};
use platssamverkan::{
    analysis::{
        question::Method,
        scan::{ScanPlace, Scanned},
    },
    app::methods::scan::{Wishes, parameters},
};
use std::path::Path;

pub(in crate::cli) fn scan(data: &Path, args: &ScanArgs, lang: Lang) -> Result<Done, Failure> {
    let parameters = parameters(Wishes {
        expectation: args.expect.as_deref().map(|name| choice("--expect", name)).transpose()?,
        max_share: args.max_share,
        max_radius_m: args.max_radius,
        simulations: args.simulations,
        seed: args.seed,
        max_clusters: args.clusters,
    })?;
    answer(data, &args.method, Method::Scan(parameters), lang)
}

pub(super) fn picture(found: &Scanned, lang: Lang) -> String {
    if let Some(nothing) = found.nothing {
        return format!("{}\n", text(lang, nothing.code()));
    }
    let headers = match lang {
        Lang::Sv => {
            ["#", "plats", "radie, m", "celler", "antal", "väntat", "kvot", "LLR", "p", "Gumbel-p"]
        }
        Lang::En => [
            "#",
            "place",
            "radius, m",
            "cells",
            "count",
            "expected",
            "ratio",
            "LLR",
            "p",
            "Gumbel p",
        ],
    };
    let rows: Vec<Vec<String>> = found.places.iter().map(row).collect();
    let mut out = table(&headers, &rows);
    out += &format!(
        "\n{} {} · {} {} · {} {}{}\n",
        found.n_zones,
        say(lang, "cirklar", "circles"),
        found.n_cells,
        say(lang, "celler", "cells"),
        found.simulations,
        say(lang, "simuleringar", "simulations"),
        found.critical_llr.map_or_else(String::new, |llr| format!(
            " · {} {}",
            say(lang, "kritisk LLR", "critical LLR"),
            decimal(llr, 2)
        )),
    );
    out
}

fn row(place: &ScanPlace) -> Vec<String> {
    vec![
        place.rank.to_string(),
        place.name.clone(),
        decimal(place.radius_m, 0),
        place.cells.len().to_string(),
        place.n.to_string(),
        decimal(place.expected, 1),
        decimal(place.ratio, 2),
        decimal(place.llr, 2),
        decimal(place.p, 4),
        place.p_gumbel.map_or_else(
            || "–".to_owned(),
            |p| if p < 1e-4 { format!("{p:.0e}") } else { decimal(p, 4) },
        ),
    ]
}
