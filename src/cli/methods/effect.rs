//! `effect`, `effect-candidates`, `power` and `two-counts`.

use super::ask;
use crate::cli::{
    Done, Failure, actor,
    args::{EffectArgs, EffectCandidatesArgs, Lang, PowerArgs, TwoCountsArgs},
    import::print_json,
    open, say,
    table::{decimal, table},
    text, write_out,
};
use platssamverkan::{
    analysis::{
        effect::{
            assess::{Comparison, EffectResult},
            candidates::{Limits, Suggested},
            parameters::Against,
            power::power_before_start,
            two_counts::TwoCounts,
            verdict::Verdict,
            wdd::Difference,
        },
        run::LatticeSpec,
    },
    app::methods::effect::{self as verbs, PlaceOf, Wanted},
    area::AreaId,
    incident::{CategoryId, Period},
};
use std::{path::Path, sync::Arc};

fn wanted(args: &EffectArgs) -> Result<Wanted, Failure> {
    let filter = &args.common.filter;
    let place = match (&args.run, args.cells.is_empty()) {
        (Some(run), true) => PlaceOf::Run(run.clone(), args.rank),
        (None, false) => PlaceOf::Cells(args.cells.clone()),
        _ => return Err(Failure::Usage("--run eller --cells".to_owned())),
    };
    let lattice = (args.run.is_none() || args.common.lattice != "h3:10")
        .then(|| LatticeSpec::try_from(args.common.lattice.clone()))
        .transpose();
    let chosen: Option<Vec<Period>> = args.chosen.iter().map(|days| period(days)).collect();
    Ok(Wanted {
        place,
        control: args.control.clone(),
        ring: Some(args.ring),
        control_ring: Some(!args.no_control_ring),
        chosen: chosen.ok_or_else(|| Failure::Usage("--chosen FRÅN..TILL".to_owned()))?,
        baseline: (args.baseline_from, args.baseline_to),
        from: filter.from,
        to: filter.to,
        verdict_on: args.verdict_on,
        against: Some(if args.year_before { Against::YearBefore } else { Against::Baseline }),
        per_land: Some(args.per_land),
        categories: filter.categories.iter().cloned().map(CategoryId).collect(),
        study_area: filter.study_area.clone().map(AreaId),
        lattice: lattice.map_err(Failure::Usage)?,
    })
}

fn period(days: &str) -> Option<Period> {
    let (from, to) = days.split_once("..")?;
    Period::new(from.parse().ok()?, to.parse().ok()?)
}

pub(in crate::cli) fn effect(data: &Path, args: &EffectArgs, lang: Lang) -> Result<Done, Failure> {
    let app = Arc::new(open(data)?);
    let actor = actor(&app, None)?;
    let order = verbs::order(&app, &actor, wanted(args)?)?;
    ask(&app, &actor, order, &args.common, lang)
}

pub(in crate::cli) fn candidates(
    data: &Path,
    args: &EffectCandidatesArgs,
    lang: Lang,
) -> Result<Done, Failure> {
    let app = Arc::new(open(data)?);
    let actor = actor(&app, None)?;
    let limits = Limits {
        level: args.level,
        kind: args.kind,
        least_distance_m: args.least_distance_m,
        ..Limits::USUAL
    };
    let order = verbs::order_candidates(&app, &actor, wanted(&args.effect)?, limits, args.most)?;
    ask(&app, &actor, order, &args.effect.common, lang)
}

pub(super) fn picture(found: &EffectResult, lang: Lang) -> String {
    let headers = match lang {
        Lang::Sv => {
            ["mot", "plats", "kontroll", "ring", "kontrollring", "WDD (95 %)", "kvot (95 %)"]
        }
        Lang::En => {
            ["against", "place", "control", "ring", "control ring", "WDD (95 %)", "ratio (95 %)"]
        }
    };
    let rows: Vec<Vec<String>> = found.comparisons.iter().map(|one| row(one, lang)).collect();
    let mut out = table(&headers, &rows);
    out += &format!("\n{}\n", said(&found.verdict, found.verdict.said.code(), lang));
    if let Some(moved) = &found.displacement_verdict {
        let rings = found.comparisons.iter().find_map(|one| one.displacement.as_ref());
        out += &said(moved, moved.said.code_of_displacement(), lang);
        out += &rings.map_or_else(String::new, |rings| format!(" {}", with_limits(rings)));
        out += "\n";
    }
    if let (Some(shrunk), Some(difference)) = (&found.shrunk, &found.shrunk_wdd) {
        out += &format!(
            "{} {} → {} ({} {}): {}\n",
            say(lang, "krympt nivå", "shrunken level"),
            shrunk.count,
            decimal(shrunk.shrunk, 1),
            shrunk.prior.n_groups,
            say(lang, "jämförbara platser", "comparable places"),
            with_limits(difference),
        );
    }
    out
}

fn row(one: &Comparison, lang: Lang) -> Vec<String> {
    let counts = |series: Option<&platssamverkan::analysis::effect::wdd::Series>| {
        series.map_or_else(
            || "–".to_owned(),
            |series| format!("{}→{}", decimal(series.scaled, 1), series.after),
        )
    };
    let design = &one.design;
    let against = match one.against {
        Against::Baseline => say(lang, "baslinjen", "the baseline"),
        Against::YearBefore => say(lang, "året före", "the year before"),
    };
    vec![
        format!("{against} (w {})", decimal(one.w, 2)),
        counts(Some(&design.place)),
        counts(design.control.as_ref()),
        counts(design.ring.as_ref()),
        counts(design.control_ring.as_ref()),
        with_limits(&one.wdd),
        one.ratio.as_ref().map_or_else(
            || "–".to_owned(),
            |ratio| {
                let (lower, upper) = ratio.interval;
                format!("{} ({}–{})", decimal(ratio.ratio, 2), decimal(lower, 2), decimal(upper, 2))
            },
        ),
    ]
}

fn signed(value: f64) -> String {
    let sign = if value.round() < 0.0 { "−" } else { "+" };
    format!("{sign}{}", value.abs().round())
}

fn with_limits(difference: &Difference) -> String {
    difference.interval.map_or_else(
        || signed(difference.estimate),
        |(lower, upper)| {
            format!("{} ({}…{})", signed(difference.estimate), signed(lower), signed(upper))
        },
    )
}

fn said(verdict: &Verdict, code: &str, lang: Lang) -> String {
    let rules: Vec<String> = verdict.rules.iter().map(|rule| text(lang, rule)).collect();
    let early = if verdict.preliminary { text(lang, "preliminart") } else { String::new() };
    format!("{} {} {early}", text(lang, code), rules.join(" ")).trim_end().to_owned()
}

pub(super) fn suggested(found: &Suggested, lang: Lang) -> String {
    let headers = match lang {
        Lang::Sv => ["antal", "nivå", "ring", "trend", "omgivning", "mark", "meter", "lon", "lat"],
        Lang::En => ["counts", "level", "ring", "trend", "around", "land", "metres", "lon", "lat"],
    };
    let ratio = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |v| decimal(v, 2));
    let rows: Vec<Vec<String>> = found
        .candidates
        .iter()
        .map(|one| {
            vec![
                one.n.to_string(),
                decimal(one.level_ratio, 2),
                ratio(one.ring_ratio),
                decimal(one.trend_difference, 2),
                ratio(one.surroundings_ratio),
                decimal(one.land_ratio, 2),
                decimal(one.distance_m, 0),
                format!("{:.5}", one.at.lon),
                format!("{:.5}", one.at.lat),
            ]
        })
        .collect();
    let mut out = if rows.is_empty() {
        say(lang, "Ingen kontroll att föreslå.\n", "No control to suggest.\n").to_owned()
    } else {
        table(&headers, &rows)
    };
    for (code, n) in &found.n_passed_over {
        out += &format!("{n} {}\n", text(lang, code));
    }
    out
}

pub(in crate::cli) fn power(args: &PowerArgs, lang: Lang) -> Result<Done, Failure> {
    let power = power_before_start(args.expected, args.w, args.dispersion);
    if args.json {
        return print_json(&power);
    }
    let percent = |fall: Option<f64>| {
        fall.map_or_else(
            || say(lang, "går inte ens om allt försvinner", "not even if all vanish").to_owned(),
            |fall| format!("{} %", decimal(100.0 * fall, 0)),
        )
    };
    let lines = format!(
        "{}: {}\n{}: {}\n",
        say(
            lang,
            "minsta observerade fall som kan påvisas",
            "smallest observed fall that can be proved"
        ),
        percent(power.smallest_observed),
        say(lang, "verkligt fall som påvisas med 80 % chans", "true fall proved with 80 % chance"),
        percent(power.true_at_80),
    );
    write_out(None, lines.as_bytes())?;
    Ok(Done::All)
}

pub(in crate::cli) fn two_counts(args: &TwoCountsArgs, lang: Lang) -> Result<Done, Failure> {
    let [s, t] = [args.before_exposure, args.after_exposure];
    let two = TwoCounts::of(u64::from(args.before), s, u64::from(args.after), t);
    if args.json {
        return print_json(&two);
    }
    let lines = format!(
        "{}: p = {}\n{}: p = {}\n",
        say(lang, "E-testet", "E-test"),
        decimal(two.e_test, 4),
        say(lang, "exakt betingat test", "exact conditional test"),
        decimal(two.conditional, 4),
    );
    write_out(None, lines.as_bytes())?;
    Ok(Done::All)
}
