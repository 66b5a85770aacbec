//! `dbscan`.

use super::answer;
use crate::cli::{
    Done, Failure,
    args::{DbscanArgs, Lang},
    say,
    table::{decimal, table},
};
use platssamverkan::analysis::{
    dbscan::places::{DensePlaces, Parameters},
    question::Method,
};
use std::path::Path;

pub(in crate::cli) fn dbscan(data: &Path, args: &DbscanArgs, lang: Lang) -> Result<Done, Failure> {
    let parameters = Parameters { eps_m: args.eps_m, min_weight: args.min_weight };
    answer(data, &args.method, Method::Dbscan(parameters), lang)
}

pub(super) fn picture(found: &DensePlaces, lang: Lang) -> String {
    if found.places.is_empty() {
        return say(lang, "Inga täta platser.\n", "No dense places.\n").to_owned();
    }
    let headers = match lang {
        Lang::Sv => ["nr", "plats", "antal", "varav kärna", "ha", "per km²", "andel"],
        Lang::En => ["no", "place", "counts", "of them core", "ha", "per km²", "share"],
    };
    let rows: Vec<Vec<String>> = found
        .places
        .iter()
        .map(|place| {
            vec![
                place.rank.to_string(),
                place.name.clone(),
                place.n.to_string(),
                place.n_core.to_string(),
                decimal(100.0 * place.area_km2, 1),
                decimal(place.per_km2, 0),
                format!("{} %", decimal(100.0 * place.share_of_incidents, 1)),
            ]
        })
        .collect();
    let mut out = table(&headers, &rows);
    out += &format!(
        "\n{} {} · {} {} · min_weight {}\n",
        found.n_in_places,
        say(lang, "händelser på platserna", "incidents in the places"),
        found.n_noise,
        say(lang, "utanför", "in none"),
        found.min_weight,
    );
    out
}
