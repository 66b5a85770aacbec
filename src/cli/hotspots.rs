//! `hotspots` and `runs`.

use super::{
    Done, Failure, actor,
    args::{FilterArgs, HotspotArgs, HotspotFormat, Lang, RunsVerb},
    import::print_json,
    methods, open, say,
    table::{decimal, table},
    text, write_out,
};
use platssamverkan::{
    analysis::{
        place_trend::PlaceTrend,
        places::HotspotPlace,
        run::{Correction, Expectation, Gate, LatticeSpec},
    },
    app::{
        Actor, App, AppError,
        export::{self, Format, Layer},
        hotspots::{self, Order, RunCard},
        methods as methods_of_app, series, texts,
    },
    area::AreaId,
    export::crs::Crs,
    incident::{CategoryId, Period},
};
use std::path::Path;

pub(super) fn hotspots(data: &Path, args: &HotspotArgs, lang: Lang) -> Result<Done, Failure> {
    let gate = match args.method.as_deref() {
        None => &args.gate,
        Some(gate @ ("gi-star" | "count")) => gate,
        Some(other) => return methods::instead_of_hotspots(data, other, args, lang),
    };
    let app = open(data)?;
    let actor = actor(&app, None)?;
    let order = Order {
        categories: args.filter.categories.iter().cloned().map(CategoryId).collect(),
        period: period(&app, &actor, &args.filter, lang)?,
        study_area: args.filter.study_area.clone().map(AreaId),
        lattice: Some(LatticeSpec::try_from(args.lattice.clone()).map_err(Failure::Usage)?),
        ring: Some(args.ring),
        expectation: Some(choice::<Expectation>("--expect", &args.expect)?),
        gate: Some(choice::<Gate>("--gate", gate)?),
        correction: Some(choice::<Correction>("--correction", &args.correction)?),
        alpha: Some(args.alpha),
        min_ratio: None,
        min_count: None,
        max_place_km2: None,
        stability: Some(!args.no_stability),
    };
    let card = hotspots::run(&app, &actor, order)?;
    let output = args.output.as_deref();
    let layer = |format| {
        let order = export::Order {
            layer: Layer::Places,
            format,
            run: Some(card.run.id.clone()),
            crs: Crs::Crs84,
            kind: None,
            at: None,
            saved_as: None,
        };
        export::layer(&app, &actor, &order)?.bytes()
    };
    let bytes = match args.format {
        HotspotFormat::Table => picture(&card, lang).into_bytes(),
        HotspotFormat::Geojson => layer(Format::GeoJson)?,
        HotspotFormat::Csv => layer(Format::Csv { byte_order_mark: false })?,
        HotspotFormat::Json => {
            let run = serde_json::to_vec_pretty(&card.run);
            run.map_err(|error| Failure::File(error.to_string()))?
        }
    };
    write_out(output, &bytes)?;
    Ok(Done::All)
}

/// The days asked for; by default the last twelve months with counts.
fn period(app: &App, actor: &Actor, filter: &FilterArgs, lang: Lang) -> Result<Period, Failure> {
    let known = series::periods(app, actor)?;
    let none = || Failure::Usage(say(lang, "Det finns inga antal ännu.", "No counts yet.").into());
    let to = filter.to.or(known.to).ok_or_else(none)?;
    let year_before = to.checked_sub(jiff::Span::new().years(1)).and_then(|day| day.tomorrow());
    let from = filter.from.or(year_before.ok()).ok_or_else(none)?;
    Period::new(from, to).ok_or_else(|| {
        let words =
            say(lang, "perioden slutar före den börjar", "the period ends before it begins");
        Failure::Usage(format!("{words}: {from}..{to}"))
    })
}

/// One of the names that the type is written as in files.
pub(super) fn choice<T: serde::de::DeserializeOwned>(
    flag: &str,
    value: &str,
) -> Result<T, Failure> {
    serde_json::from_value(serde_json::Value::String(value.to_owned()))
        .map_err(|error| Failure::Usage(format!("{flag} {value}: {error}")))
}

fn picture(card: &RunCard, lang: Lang) -> String {
    let run = &card.run;
    let parameters = &run.input.parameters;
    let result = &run.result;
    let headers = match lang {
        Lang::Sv => {
            ["#", "plats", "antal", "väntat", "kvot", "95 %", "km²", "p", "stabil", "utveckling"]
        }
        Lang::En => {
            ["#", "place", "count", "expected", "ratio", "95 %", "km²", "p", "stable", "trend"]
        }
    };
    let rows: Vec<Vec<String>> = result.places.iter().map(|place| row(place, lang)).collect();
    let mut out = table(&headers, &rows);
    let hot = result.cells.hot.iter().filter(|hot| **hot).count();
    out += &format!(
        "\n{} {}–{} · {} · {} {} · {} {} ({} {})\n",
        run.id,
        parameters.period.from,
        parameters.period.to,
        String::from(parameters.lattice),
        result.n_used,
        say(lang, "antal", "counts"),
        result.cells.n.len(),
        say(lang, "celler", "cells"),
        hot,
        say(lang, "heta", "hot"),
    );
    for (code, n) in &result.n_left_out {
        out += &format!("{}: {n} {}\n", say(lang, "utanför", "left out"), text(lang, code));
    }
    for rail in &result.guard_rails {
        let text = texts::warning(&rail.code, &rail.text_sv, lang.into());
        out += &format!("{}: {text}\n", say(lang, "obs", "note"));
    }
    for chosen in &card.chosen {
        out += &match lang {
            Lang::Sv => format!("metod: {}\n", chosen.said_sv()),
            Lang::En => format!("method: {}\n", chosen.said_en()),
        };
    }
    if card.chosen.iter().any(|chosen| chosen.tried.is_some()) {
        out += &format!("{}\n", text(lang, "backtest_rule"));
    }
    if run.input.synthetic {
        out += say(lang, "Syntetiska data.\n", "Synthetic data.\n");
    }
    out
}

fn row(place: &HotspotPlace, lang: Lang) -> Vec<String> {
    let (low, high) = place.ratio_95;
    let lone = if place.lone_cell { " (ensam cell)" } else { "" };
    vec![
        place.rank.to_string(),
        format!("{}{lone}", place.name),
        place.n.to_string(),
        decimal(place.expected, 1),
        decimal(place.ratio, 2),
        format!("{}–{}", decimal(low, 2), decimal(high, 2)),
        decimal(place.area_km2, 3),
        if place.p_adjusted_min < 0.001 {
            "<0,001".to_owned()
        } else {
            decimal(place.p_adjusted_min, 3)
        },
        place.stable_in.map_or("–".to_owned(), |n| format!("{n}/{}", place.stability.len())),
        place.trend.as_ref().map_or("–".to_owned(), |trend| development(trend, lang)),
    ]
}

fn development(trend: &PlaceTrend, lang: Lang) -> String {
    let class = match lang {
        Lang::Sv => trend.class.label_sv(),
        Lang::En => trend.class.as_str(),
    };
    match trend.since {
        Some(since) => format!("{class} ({} {since})", say(lang, "sedan", "since")),
        None => class.to_owned(),
    }
}

pub(super) fn runs(data: &Path, verb: &RunsVerb, lang: Lang) -> Result<Done, Failure> {
    let app = open(data)?;
    let actor = actor(&app, None)?;
    match verb {
        RunsVerb::List { json } => {
            let runs = hotspots::list(&app, &actor)?;
            let others = methods_of_app::list(&app, &actor)?;
            if *json {
                let runs = runs.into_iter().map(|(run, _)| serde_json::to_value(run));
                let others = others.into_iter().map(|(run, _)| serde_json::to_value(run));
                let all: Result<Vec<_>, _> = runs.chain(others).collect();
                return print_json(&all.map_err(|error| Failure::File(error.to_string()))?);
            }
            let headers = match lang {
                Lang::Sv => {
                    ["körning", "när", "period", "gitter", "kategorier", "antal", "platser"]
                }
                Lang::En => ["run", "when", "period", "lattice", "categories", "counts", "places"],
            };
            let rows: Vec<Vec<String>> = runs
                .into_iter()
                .map(|(run, _)| {
                    let p = &run.input.parameters;
                    let categories: Vec<_> = p.categories.iter().map(|c| c.0.as_str()).collect();
                    let all = say(lang, "alla", "all").to_owned();
                    vec![
                        run.id.clone(),
                        run.created_at
                            .to_zoned(app.settings.clock.zone().clone())
                            .date()
                            .to_string(),
                        format!("{}–{}", p.period.from, p.period.to),
                        String::from(p.lattice),
                        if categories.is_empty() { all } else { categories.join("+") },
                        run.n_used.to_string(),
                        run.n_places.to_string(),
                    ]
                })
                .collect();
            write_out(None, table(&headers, &rows).as_bytes())?;
            write_out(None, methods::listed(&app, &others, lang).as_bytes())?;
        }
        RunsVerb::Show { id, json } => {
            let card = match hotspots::get(&app, &actor, id) {
                Err(AppError::NotFound) => return methods::show(&app, &actor, id, *json, lang),
                other => other?,
            };
            if *json {
                return print_json(&card.run);
            }
            write_out(None, picture(&card, lang).as_bytes())?;
        }
        RunsVerb::Verify { id } => {
            let verification = match hotspots::verify(&app, &actor, id) {
                Err(AppError::NotFound) => methods_of_app::verify(&app, &actor, id)?,
                other => other?,
            };
            let mut said =
                format!("{}: {}\n", verification.run, text(lang, verification.outcome.as_str()));
            let stored = say(lang, "sparat ", "stored  ");
            said += &format!("  {stored} {}\n", verification.stored.0);
            if let Some(computed) = &verification.computed {
                said += &format!("  {} {}\n", say(lang, "omräknat", "computed"), computed.0);
            }
            write_out(None, said.as_bytes())?;
            if !verification.is_same() {
                return Ok(Done::WithRejections);
            }
        }
    }
    Ok(Done::All)
}
