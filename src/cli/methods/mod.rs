//! The methods beside hotspots: asked with a bar that shows how far they have come, shown as a table
//! with the method card below, or as JSON.

mod backtest;
mod change;
mod compare;
mod concentration;
mod dbscan;
mod effect;
mod emerging;
mod joint_list;
mod kde;
mod local_moran;
mod near_repeat;
mod profile;
mod scan;

pub(super) use backtest::backtest;
pub(super) use change::change;
pub(super) use compare::compare;
pub(super) use concentration::concentration;
pub(super) use dbscan::dbscan;
pub(super) use effect::{candidates as effect_candidates, effect, power, two_counts};
pub(super) use emerging::emerging;
pub(super) use joint_list::joint_list;
pub(super) use kde::kde;
pub(super) use local_moran::local_moran;
pub(super) use near_repeat::near_repeat;
pub(super) use profile::profile;
pub(super) use scan::scan;

use super::{
    Done, Failure, actor,
    args::{HotspotArgs, HotspotFormat, Lang, MethodArgs},
    import::print_json,
    open, say,
    table::table,
    text, write_out,
};
use indicatif::{ProgressBar, ProgressStyle};
use platssamverkan::{
    analysis::{
        dbscan::places as dense,
        question::{Answer, Method},
        run::LatticeSpec,
    },
    app::{
        Actor, App,
        methods::{self, Asked, MethodCard, Order},
        texts,
    },
    area::AreaId,
    incident::CategoryId,
    store::MethodRunHeader,
};
use std::{path::Path, sync::Arc, time::Duration};

/// How often the bar moves.
const TICK: Duration = Duration::from_millis(200);

/// `hotspots --method NAME`: the verb of that name with its defaults, on the same filters.
pub(super) fn instead_of_hotspots(
    data: &Path,
    name: &str,
    args: &HotspotArgs,
    lang: Lang,
) -> Result<Done, Failure> {
    let json = match args.format {
        HotspotFormat::Table => false,
        HotspotFormat::Json => true,
        HotspotFormat::Geojson | HotspotFormat::Csv => {
            let said = say(lang, "ges som table eller json", "is given as table or json");
            return Err(Failure::Usage(format!("--method {name} {said}")));
        }
    };
    let args = MethodArgs {
        filter: args.filter.clone(),
        lattice: args.lattice.clone(),
        json,
        output: args.output.clone(),
    };
    let method = match name {
        "scan" => Method::Scan(methods::scan::parameters(Default::default())?),
        "kde" => Method::Kde(methods::kde::parameters(Default::default())?),
        "dbscan" => Method::Dbscan(dense::Parameters::USUAL),
        _ => {
            let known = say(lang, "okänd metod", "unknown method");
            return Err(Failure::Usage(format!(
                "--method {name}: {known}; gi-star|count|scan|dbscan|kde"
            )));
        }
    };
    answer(data, &args, method, lang)
}

/// Asks a method with the common filters and writes the answer.
fn answer(data: &Path, args: &MethodArgs, method: Method, lang: Lang) -> Result<Done, Failure> {
    let app = Arc::new(open(data)?);
    let actor = actor(&app, None)?;
    ask(&app, &actor, order(args, method)?, args, lang)
}

/// Waits for the answer and writes it.
fn ask(
    app: &Arc<App>,
    actor: &Actor,
    order: Order,
    args: &MethodArgs,
    lang: Lang,
) -> Result<Done, Failure> {
    let card = wait_for(app, actor, order)?;
    if args.json {
        return print_json(&card.run);
    }
    write_out(args.output.as_deref(), picture(app, &card, lang)?.as_bytes())?;
    Ok(Done::All)
}

fn order(args: &MethodArgs, method: Method) -> Result<Order, Failure> {
    let filter = &args.filter;
    Ok(Order {
        method,
        categories: filter.categories.iter().cloned().map(CategoryId).collect(),
        from: filter.from,
        to: filter.to,
        study_area: filter.study_area.clone().map(AreaId),
        lattice: Some(LatticeSpec::try_from(args.lattice.clone()).map_err(Failure::Usage)?),
    })
}

/// Asks until there is an answer, with a bar that is hidden where standard error is no terminal.
fn wait_for(app: &Arc<App>, actor: &Actor, order: Order) -> Result<MethodCard, Failure> {
    let bar = ProgressBar::no_length().with_style(style());
    let card = loop {
        match methods::ask(app, actor, order.clone(), TICK)? {
            Asked::Answered(card) => break card,
            Asked::Working(working) => {
                bar.set_length(working.total.max(1));
                bar.set_position(working.done);
            }
        }
    };
    bar.finish_and_clear();
    Ok(*card)
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:40} {percent} % {eta}").expect("the template is well-formed")
}

/// One stored answer.
pub(super) fn show(
    app: &App,
    actor: &Actor,
    id: &str,
    json: bool,
    lang: Lang,
) -> Result<Done, Failure> {
    let card = methods::get(app, actor, id)?;
    if json {
        return print_json(&card.run);
    }
    write_out(None, picture(app, &card, lang)?.as_bytes())?;
    Ok(Done::All)
}

/// Stored answers as a table.
pub(super) fn listed(app: &App, runs: &[(MethodRunHeader, String)], lang: Lang) -> String {
    let headers = match lang {
        Lang::Sv => ["körning", "när", "metod", "period", "gitter", "antal"],
        Lang::En => ["run", "when", "method", "period", "lattice", "counts"],
    };
    let rows: Vec<Vec<String>> = runs
        .iter()
        .map(|(run, _)| {
            let frame = &run.question.frame;
            let when = run.created_at.to_zoned(app.settings.clock.zone().clone()).date();
            vec![
                run.id.clone(),
                when.to_string(),
                run.question.method.name().to_owned(),
                format!("{}–{}", frame.period.from, frame.period.to),
                frame.lattice.map_or_else(|| "–".to_owned(), String::from),
                run.n_used.to_string(),
            ]
        })
        .collect();
    if rows.is_empty() { String::new() } else { format!("\n{}", table(&headers, &rows)) }
}

/// A stored answer as a table, with its method card.
pub(super) fn picture(app: &App, card: &MethodCard, lang: Lang) -> Result<String, Failure> {
    let body = match &card.run.found.result {
        Answer::Concentration(found) => concentration::picture(found, lang),
        Answer::Scan(found) => scan::picture(found, lang),
        Answer::Kde(found) => kde::picture(found, lang),
        Answer::Effect(found) => effect::picture(found, lang),
        Answer::EffectCandidates(found) => effect::suggested(found, lang),
        Answer::Dbscan(found) => dbscan::picture(found, lang),
        Answer::NearRepeat(found) => near_repeat::picture(found, lang),
        Answer::Profile(found) => profile::picture(found, lang),
        Answer::Emerging(found) => emerging::picture(found, lang),
        Answer::Change(_) => change::picture(app, card, lang)?,
        Answer::JointList(found) => joint_list::picture(found, lang),
        Answer::Backtest(found) => backtest::picture(found, lang),
        Answer::Compare(found) => compare::picture(found, lang),
        Answer::LocalMoran(found) => local_moran::picture(found, lang),
    };
    Ok(body + &foot(card, lang))
}

/// What the answer rests on.
fn foot(card: &MethodCard, lang: Lang) -> String {
    let (header, found) = (&card.run.header, &card.run.found);
    let frame = &header.question.frame;
    let categories: Vec<_> = frame.categories.iter().map(|id| id.0.as_str()).collect();
    let mut out = format!(
        "\n{} {} {}–{} · {} · {}{} {} · v{}\n",
        header.id,
        header.question.method.name(),
        frame.period.from,
        frame.period.to,
        if categories.is_empty() {
            say(lang, "alla kategorier", "all categories").to_owned()
        } else {
            categories.join("+")
        },
        frame.lattice.map_or_else(String::new, |lattice| format!("{} · ", String::from(lattice))),
        found.n_used,
        say(lang, "antal", "counts"),
        header.origin.method_version,
    );
    for (code, n) in &found.n_left_out {
        out += &format!("{}: {n} {}\n", say(lang, "utanför", "left out"), text(lang, code));
    }
    for rail in &found.guard_rails {
        let text = texts::warning(&rail.code, &rail.text_sv, lang.into());
        out += &format!("{}: {text}\n", say(lang, "obs", "note"));
    }
    if header.origin.synthetic {
        out += say(lang, "Syntetiska data.\n", "Synthetic data.\n");
    }
    out
}
