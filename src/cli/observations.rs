//! `observations list|add|correct|withdraw`.

use super::{
    Done, Failure, actor,
    args::{Lang, ObservationsVerb},
    import::print_json,
    open, say,
    table::table,
    write_out,
};
use platssamverkan::{
    app::{
        AppError,
        observations::{self as verbs, Filter, NewPlaceObservation, ObservationCard},
    },
    area::AreaId,
    case::{evidence::ObservationKind, observation::ObservationId},
    incident::Period,
};
use std::path::Path;

pub(super) fn observations(
    data: &Path,
    verb: &ObservationsVerb,
    lang: Lang,
) -> Result<Done, Failure> {
    let app = open(data)?;
    match verb {
        ObservationsVerb::List { owner, withdrawn, json } => {
            let actor = actor(&app, owner.as_deref())?;
            let filter = Filter { withdrawn: *withdrawn, ..Filter::default() };
            let cards = verbs::list(&app, &actor, &filter)?;
            if *json {
                let kept: Vec<_> = cards.iter().map(|card| &card.observation).collect();
                return print_json(&kept);
            }
            let headers = match lang {
                Lang::Sv => [
                    "id", "plats", "slag", "från", "till", "antal", "ägare", "delad", "läge",
                    "text",
                ],
                Lang::En => {
                    ["id", "place", "kind", "from", "to", "n", "owner", "shared", "state", "text"]
                }
            };
            let rows: Vec<Vec<String>> = cards.iter().map(|card| row(card, lang)).collect();
            write_out(None, table(&headers, &rows).as_bytes())?;
        }
        ObservationsVerb::Add { kind, area, on, text, n, owner, share, synthetic } => {
            let actor = actor(&app, owner.as_deref())?;
            let (kind, period) = (kind_of(kind)?, period_of(on)?);
            let card = verbs::add(
                &app,
                &actor,
                NewPlaceObservation {
                    kind,
                    area: AreaId(area.clone()),
                    period,
                    text: text.clone(),
                    n: *n,
                    synthetic: *synthetic,
                },
            )?;
            let id = card.observation.id;
            if *share {
                verbs::share(&app, &actor, &id, None)?;
            }
            println!("{} {}", say(lang, "tillagd:", "added:"), id.0);
        }
        ObservationsVerb::Correct { id, reason, kind, area, on, text, n, owner } => {
            let actor = actor(&app, owner.as_deref())?;
            let id = ObservationId(id.clone());
            let all = Filter { withdrawn: true, ..Filter::default() };
            let cards = verbs::list(&app, &actor, &all)?;
            let card = cards.into_iter().find(|card| card.observation.id == id);
            let stands = card.ok_or(AppError::NotFound)?.observation;
            let new = NewPlaceObservation {
                kind: kind.as_deref().map_or(Ok(stands.kind), kind_of)?,
                area: area.clone().map_or(stands.area, AreaId),
                period: on.as_deref().map_or(Ok(stands.period), period_of)?,
                text: text.clone().unwrap_or_else(|| stands.text.as_str().to_owned()),
                n: n.or(stands.n),
                synthetic: stands.synthetic,
            };
            verbs::correct(&app, &actor, &id, new, reason)?;
            println!("{} {}", say(lang, "rättad:", "corrected:"), id.0);
        }
        ObservationsVerb::Withdraw { id, reason, owner } => {
            let actor = actor(&app, owner.as_deref())?;
            verbs::withdraw(&app, &actor, &ObservationId(id.clone()), reason)?;
            println!("{} {id}", say(lang, "återtagen:", "taken back:"));
        }
    }
    Ok(Done::All)
}

fn kind_of(kind: &str) -> Result<ObservationKind, Failure> {
    kind.parse().map_err(|unknown: String| {
        let known: Vec<_> = ObservationKind::ALL.iter().map(|kind| kind.as_str()).collect();
        Failure::Usage(format!("okänt slag {unknown}; kända: {}", known.join(", ")))
    })
}

fn period_of(on: &str) -> Result<Period, Failure> {
    on.parse().map_err(|wrong: String| {
        Failure::Usage(format!("{wrong} är varken dag, månad, halvår eller år"))
    })
}

fn row(card: &ObservationCard, lang: Lang) -> Vec<String> {
    let seen = &card.observation;
    let state = match (&seen.withdrawn, seen.earlier.len()) {
        (Some(back), _) => {
            format!("{} ({})", say(lang, "återtagen", "taken back"), back.reason.as_str())
        }
        (None, 0) => String::new(),
        (None, n) => format!("{} {n}×", say(lang, "rättad", "corrected")),
    };
    vec![
        seen.id.0.clone(),
        card.area.as_ref().map_or_else(|| seen.area.0.clone(), |area| area.name.clone()),
        seen.kind.label_sv().to_owned(),
        seen.period.from.to_string(),
        seen.period.to.to_string(),
        seen.n.map(|n| n.to_string()).unwrap_or_default(),
        seen.owner.0.clone(),
        if seen.shared { say(lang, "ja", "yes") } else { say(lang, "nej", "no") }.to_owned(),
        state,
        seen.text.as_str().to_owned(),
    ]
}
