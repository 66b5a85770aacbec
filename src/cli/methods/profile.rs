//! `profile`.

use super::answer;
use crate::cli::{
    Done, Failure,
    args::{Lang, ProfileArgs},
    say,
    table::{decimal, table},
};
use platssamverkan::{
    analysis::{
        profile::{Parameters, PlaceOfRun, WeekProfile},
        question::Method,
    },
    incident::Period,
};
use std::path::Path;

pub(in crate::cli) fn profile(
    data: &Path,
    args: &ProfileArgs,
    lang: Lang,
) -> Result<Done, Failure> {
    let wrong = |sv: &'static str, en: &'static str| Failure::Usage(say(lang, sv, en).to_owned());
    let place = args.place.as_deref().map(|text| {
        let (run, rank) = text.rsplit_once(':')?;
        Some(PlaceOfRun { run: run.to_owned(), rank: rank.parse().ok()? })
    });
    let malformed = || wrong("--place skrivs körning:nummer", "--place is run:number");
    let place = place.map(|place| place.ok_or_else(malformed)).transpose()?;
    let compare = args.compare_from.zip(args.compare_to).map(|(from, to)| {
        Period::new(from, to).ok_or_else(|| {
            wrong("Jämförelsen slutar innan den börjar", "The comparison ends before it begins")
        })
    });
    let parameters = Parameters { place, compare: compare.transpose()? };
    answer(data, &args.method, Method::Profile(parameters), lang)
}

pub(super) fn picture(found: &WeekProfile, lang: Lang) -> String {
    let names = match lang {
        Lang::Sv => ["mån", "tis", "ons", "tors", "fre", "lör", "sön"],
        Lang::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    };
    let hours: Vec<String> = (0..24).map(|hour| format!("{hour:02}")).collect();
    let headers: Vec<&str> = std::iter::once("").chain(hours.iter().map(String::as_str)).collect();
    let rows: Vec<Vec<String>> = names
        .iter()
        .zip(&found.week_hours)
        .map(|(name, hours)| {
            let hours = hours.iter().map(|n| decimal(*n, 0));
            std::iter::once((*name).to_owned()).chain(hours).collect()
        })
        .collect();
    let mut out = table(&headers, &rows);
    if let Some(peak) = &found.peak {
        let words = if matches!(lang, Lang::Sv) { peak.text_sv() } else { peak.text_en() };
        out += &format!(
            "\n{}: {words} · {} % {} {} {}\n",
            say(lang, "topp", "peak"),
            decimal(100.0 * peak.share, 0),
            say(lang, "av händelserna på", "of incidents in"),
            peak.hours,
            say(lang, "av veckans 168 timmar", "of the week's 168 hours"),
        );
    }
    if let Some(compared) = &found.compared {
        let overlap = compared.overlap.map_or("–".to_owned(), |share| decimal(100.0 * share, 0));
        out += &format!(
            "{} {}–{}: {overlap} % ({} {})\n",
            say(lang, "gemensamt med", "in common with"),
            compared.period.from,
            compared.period.to,
            compared.n_used,
            say(lang, "antal", "counts"),
        );
    }
    out
}
