//! `party list|add` and `agreement list|propose|withdraw|end`. What one party proposes here the other
//! confirms signed in.

use super::{
    Done, Failure, actor,
    args::{AgreementVerb, Lang, PartyVerb, ProposeArgs},
    import::print_json,
    open, say,
    table::table,
    write_out,
};
use platssamverkan::{
    app::{
        Actor, App, AppError,
        agreements::{self as verbs, NewTerms},
        parties,
    },
    area::{AreaId, Validity},
    case::{
        agreement::AgreementRecord,
        party::{Party, Side},
    },
    incident::PartyId,
    store::Versioned,
};
use std::path::Path;

pub(super) fn party(data: &Path, verb: &PartyVerb, lang: Lang) -> Result<Done, Failure> {
    let app = open(data)?;
    let actor = actor(&app, None)?;
    match verb {
        PartyVerb::List { json } => {
            let all = parties::list(&app, &actor)?;
            if *json {
                return print_json(&all);
            }
            let headers = match lang {
                Lang::Sv => ["id", "namn", "sida"],
                Lang::En => ["id", "name", "side"],
            };
            let row = |party: Party| vec![party.id.0, party.name, party.side.as_str().to_owned()];
            let rows: Vec<_> = all.into_iter().map(row).collect();
            write_out(None, table(&headers, &rows).as_bytes())?;
        }
        PartyVerb::Add { id, name, side } => {
            let side = if side == "polis" { Side::Polis } else { Side::Stad };
            let party = Party { id: PartyId(id.clone()), name: name.clone(), side };
            parties::add(&app, &actor, &party)?;
            println!("{} {id}", say(lang, "parten finns:", "the party is there:"));
            println!(
                "{} platssamverkan user admin-link --party {id}",
                say(lang, "dess första administratör:", "its first administrator:")
            );
        }
    }
    Ok(Done::All)
}

pub(super) fn agreement(data: &Path, verb: &AgreementVerb, lang: Lang) -> Result<Done, Failure> {
    let app = open(data)?;
    match verb {
        AgreementVerb::List { party, json } => {
            let all = verbs::list(&app, &actor(&app, party.as_deref())?)?;
            if *json {
                let kept: Vec<_> = all.into_iter().map(|kept| kept.value).collect();
                return print_json(&kept);
            }
            let headers = match lang {
                Lang::Sv => ["id", "läge", "från", "till", "parter", "namn"],
                Lang::En => ["id", "state", "from", "to", "parties", "name"],
            };
            let rows: Vec<_> = all.iter().map(|kept| row(&app, &kept.value, lang)).collect();
            write_out(None, table(&headers, &rows).as_bytes())?;
        }
        AgreementVerb::Propose(args) => {
            let actor = actor(&app, args.party.as_deref())?;
            let kept = propose(&app, &actor, args)?;
            println!("{} {}", say(lang, "föreslagen:", "proposed:"), kept.value.id);
            let then = say(
                lang,
                "Den gäller när en administratör hos den andra parten har bekräftat den under \
                 Administration, Inställningar.",
                "It holds when an administrator of the other party has confirmed it under \
                 Administration, Settings.",
            );
            println!("{then}");
        }
        AgreementVerb::Withdraw { id, party } => {
            let actor = actor(&app, party.as_deref())?;
            verbs::withdraw(&app, &actor, id, version(&app, &actor, id)?)?;
            println!("{} {id}", say(lang, "återtaget:", "taken back:"));
        }
        AgreementVerb::End { id, last_day, party } => {
            let actor = actor(&app, party.as_deref())?;
            verbs::end(&app, &actor, id, version(&app, &actor, id)?, *last_day)?;
            println!("{} {last_day}: {id}", say(lang, "sista dag", "last day"));
        }
    }
    Ok(Done::All)
}

fn propose(
    app: &App,
    actor: &Actor,
    args: &ProposeArgs,
) -> Result<Versioned<AgreementRecord>, Failure> {
    let terms = NewTerms {
        name: args.name.clone(),
        areas: args.areas.iter().cloned().map(AreaId).collect(),
        valid_from: args.from,
        valid_to: args.to,
    };
    Ok(match (&args.id, &args.with) {
        (Some(id), _) => verbs::propose(app, actor, id, version(app, actor, id)?, &terms)?,
        (None, Some(with)) => verbs::record(app, actor, &PartyId(with.clone()), &terms)?,
        (None, None) => return Err(AppError::NotFound.into()),
    })
}

/// The version that is there: whoever types an id has seen nothing older.
fn version(app: &App, actor: &Actor, id: &str) -> Result<u64, Failure> {
    let known = verbs::list(app, actor)?.into_iter().find(|kept| kept.value.id == id);
    Ok(known.ok_or(AppError::NotFound)?.version)
}

fn row(app: &App, record: &AgreementRecord, lang: Lang) -> Vec<String> {
    let (agreed, waiting) = (record.agreed(), record.waiting());
    let mut state = match &agreed {
        None => say(lang, "inte bekräftad", "not confirmed"),
        Some(agreed) if agreed.validity.covers(app.today()) => say(lang, "gäller", "valid"),
        Some(_) => say(lang, "gäller inte i dag", "not valid today"),
    }
    .to_owned();
    if waiting.is_some() {
        state += say(lang, ", ett förslag väntar", ", a proposal waits");
    }
    let (name, days) = match (&agreed, waiting) {
        (Some(agreed), _) => (agreed.name.clone(), agreed.validity),
        (None, Some(waiting)) => (waiting.terms.name.to_string(), waiting.terms.validity),
        (None, None) => (String::new(), Validity::default()),
    };
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let parties = format!("{} {}", record.parties.polis.0, record.parties.stad.0);
    vec![record.id.clone(), state, day(days.valid_from), day(days.valid_to), parties, name]
}
