//! `observations list|add`.

use super::{
    Done, Failure, actor,
    args::{Lang, ObservationsVerb},
    import::print_json,
    open, say,
    table::table,
    write_out,
};
use platssamverkan::{
    app::observations::{self as verbs, Filter, NewPlaceObservation, ObservationCard},
    area::AreaId,
    case::evidence::ObservationKind,
};
use std::path::Path;

pub(super) fn observations(
    data: &Path,
    verb: &ObservationsVerb,
    lang: Lang,
) -> Result<Done, Failure> {
    let app = open(data)?;
    match verb {
        ObservationsVerb::List { owner, json } => {
            let actor = actor(&app, owner.as_deref())?;
            let cards = verbs::list(&app, &actor, &Filter::default())?;
            if *json {
                let kept: Vec<_> = cards.iter().map(|card| &card.observation).collect();
                return print_json(&kept);
            }
            let headers = match lang {
                Lang::Sv => ["plats", "slag", "från", "till", "antal", "ägare", "delad", "text"],
                Lang::En => ["place", "kind", "from", "to", "n", "owner", "shared", "text"],
            };
            let rows: Vec<Vec<String>> = cards.iter().map(|card| row(card, lang)).collect();
            write_out(None, table(&headers, &rows).as_bytes())?;
        }
        ObservationsVerb::Add { kind, area, on, text, n, owner, share, synthetic } => {
            let actor = actor(&app, owner.as_deref())?;
            let kind: ObservationKind = kind.parse().map_err(|unknown: String| {
                let known: Vec<_> = ObservationKind::ALL.iter().map(|kind| kind.as_str()).collect();
                Failure::Usage(format!("okänt slag {unknown}; kända: {}", known.join(", ")))
            })?;
            let period = on.parse().map_err(|wrong: String| {
                Failure::Usage(format!("{wrong} är varken dag, månad, halvår eller år"))
            })?;
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
                verbs::share(&app, &actor, &id)?;
            }
            println!("{} {}", say(lang, "tillagd:", "added:"), id.0);
        }
    }
    Ok(Done::All)
}

fn row(card: &ObservationCard, lang: Lang) -> Vec<String> {
    let seen = &card.observation;
    vec![
        card.area.as_ref().map_or_else(|| seen.area.0.clone(), |area| area.name.clone()),
        seen.kind.label_sv().to_owned(),
        seen.period.from.to_string(),
        seen.period.to.to_string(),
        seen.n.map(|n| n.to_string()).unwrap_or_default(),
        seen.owner.0.clone(),
        if seen.shared { say(lang, "ja", "yes") } else { say(lang, "nej", "no") }.to_owned(),
        seen.text.as_str().to_owned(),
    ]
}
