//! `release prepare|list|show|propose|approve|withdraw`.

use super::{
    Done, Failure, actor,
    args::{Lang, PrepareArgs, ReleaseVerb},
    import::print_json,
    open, say,
    table::table,
    write_out,
};
use platssamverkan::{
    app::{
        Actor, App, AppError, FieldError,
        releases::{self as verbs, Order},
    },
    case::release::{FixedPeriod, Level, ReleaseAct, ReleaseId, Threshold},
    export::release::{Places, Tables},
};
use std::path::Path;

pub(super) fn release(data: &Path, verb: &ReleaseVerb, lang: Lang) -> Result<Done, Failure> {
    let app = open(data)?;
    match verb {
        ReleaseVerb::Prepare(args) => {
            let actor = actor(&app, args.party.as_deref())?;
            let act = verbs::prepare(&app, &actor, &order(args)?)?;
            tell(&act, lang);
        }
        ReleaseVerb::List { party, json } => {
            let acts = verbs::list(&app, &actor(&app, party.as_deref())?)?;
            if *json {
                let kept: Vec<_> = acts.iter().map(|act| (act.prepared(), act.steps())).collect();
                return print_json(&kept);
            }
            let headers = match lang {
                Lang::Sv => ["id", "läge", "nivå", "k", "från", "till", "tal", "dolda", "part"],
                Lang::En => {
                    ["id", "state", "level", "k", "from", "to", "figures", "hidden", "party"]
                }
            };
            let rows: Vec<Vec<String>> = acts.iter().map(row).collect();
            write_out(None, table(&headers, &rows).as_bytes())?;
        }
        ReleaseVerb::Show { id, party, json } => {
            let actor = actor(&app, party.as_deref())?;
            let (act, tables) = verbs::tables(&app, &actor, &ReleaseId(id.clone()))?;
            if *json {
                return print_json(&tables);
            }
            tell(&act, lang);
            write_out(None, summary(&tables, lang).as_bytes())?;
        }
        ReleaseVerb::Propose { id, party } => {
            let actor = actor(&app, party.as_deref())?;
            let (id, version) = known(&app, &actor, id)?;
            tell(&verbs::propose(&app, &actor, &id, version)?, lang);
        }
        ReleaseVerb::Approve { id, party } => {
            let actor = actor(&app, party.as_deref())?;
            let act = verbs::get(&app, &actor, &ReleaseId(id.clone()))?;
            let about = act.prepared();
            let signed = verbs::approve(&app, &actor, &about.id, act.version(), &about.tables);
            let act = signed.map_err(|error| match error {
                AppError::Forbidden(_) => AppError::Forbidden("no_signatory"),
                other => other,
            })?;
            tell(&act, lang);
        }
        ReleaseVerb::Withdraw { id, reason, party } => {
            let actor = actor(&app, party.as_deref())?;
            let (id, version) = known(&app, &actor, id)?;
            tell(&verbs::withdraw(&app, &actor, &id, version, reason)?, lang);
        }
    }
    Ok(Done::All)
}

fn known(app: &App, actor: &Actor, id: &str) -> Result<(ReleaseId, u64), Failure> {
    let act = verbs::get(app, actor, &ReleaseId(id.to_owned()))?;
    Ok((act.prepared().id.clone(), act.version()))
}

fn order(args: &PrepareArgs) -> Result<Order, Failure> {
    let wrong = |field: &str, code| {
        Failure::App(AppError::Invalid(vec![FieldError { field: field.to_owned(), code }]))
    };
    let first = fixed_period("--first", &args.first)?;
    Ok(Order {
        level: Level::named(&args.level).ok_or_else(|| wrong("--level", "unknown"))?,
        k: Threshold::new(args.k).map_err(|_| wrong("--k", "not_a_threshold"))?,
        first,
        last: args.last.as_deref().map_or(Ok(first), |last| fixed_period("--last", last))?,
        categories: args.categories.clone(),
        total: args.total,
        agreement: args.agreement.clone(),
    })
}

/// A fixed period of the command line.
pub(super) fn fixed_period(field: &str, text: &str) -> Result<FixedPeriod, Failure> {
    text.parse().map_err(|_| {
        let error = FieldError { field: field.to_owned(), code: "not_a_period" };
        Failure::App(AppError::Invalid(vec![error]))
    })
}

fn row(act: &ReleaseAct) -> Vec<String> {
    let about = act.prepared();
    let steps = about.plan.steps();
    let period = |at: Option<&FixedPeriod>| at.map(ToString::to_string).unwrap_or_default();
    vec![
        about.id.0.clone(),
        act.state().as_str().to_owned(),
        about.plan.level.as_str().to_owned(),
        about.plan.k.k().to_string(),
        period(steps.first()),
        period(steps.last()),
        about.figures.n.to_string(),
        about.figures.n_hidden.to_string(),
        about.prepared_by.party.0.clone(),
    ]
}

fn tell(act: &ReleaseAct, lang: Lang) {
    let figures = act.prepared().figures;
    let (id, state) = (&act.prepared().id.0, act.state());
    let (small, others) =
        (figures.n_small, figures.n_hidden - figures.n_small.min(figures.n_hidden));
    println!("{id} ({})", state.as_str());
    println!(
        "{}: {}; {}: {small}; {}: {others}",
        say(lang, "tal", "figures"),
        figures.n,
        say(lang, "dolda för att de är små", "hidden because they are small"),
        say(lang, "dolda för att de annars röjer små", "hidden because they would tell small ones"),
    );
}

fn summary(tables: &Tables, lang: Lang) -> String {
    let headers = match lang {
        Lang::Sv => ["period", "kategori", "platser", "tal", "dolda", "summa visade"],
        Lang::En => ["period", "category", "places", "figures", "hidden", "sum shown"],
    };
    let rows = tables.tables.iter().map(|one| {
        vec![
            one.period.to_string(),
            one.category.clone().unwrap_or_else(|| "alla".to_owned()),
            match one.places {
                Places::Omraden(depth) => format!("omraden:{depth}"),
                Places::Rutor => "rutor".to_owned(),
            },
            one.rows.len().to_string(),
            one.n_hidden.to_string(),
            one.released_total.to_string(),
        ]
    });
    table(&headers, &rows.collect::<Vec<_>>())
}
