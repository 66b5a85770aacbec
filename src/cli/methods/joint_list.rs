//! `joint-list`.

use super::{picture as whole_picture, wait_for};
use crate::cli::{
    Done, Failure, actor,
    args::{JointListArgs, Lang, RankBy},
    import::print_json,
    open, say,
    table::{decimal, table},
    write_out,
};
use platssamverkan::{
    analysis::{
        joint_list::{Agreement, AreaRow, JointList, Rank, Row},
        survey_share::{Share, Verdict},
    },
    app::methods::joint_list::{Wish, order},
    area::AreaId,
    incident::IndicatorId,
};
use std::{path::Path, sync::Arc};

pub(in crate::cli) fn joint_list(
    data: &Path,
    args: &JointListArgs,
    lang: Lang,
) -> Result<Done, Failure> {
    let app = Arc::new(open(data)?);
    let actor = actor(&app, args.owner.as_deref())?;
    let wish = Wish {
        run: args.run.clone(),
        distance_m: args.distance,
        rank: match args.rank {
            RankBy::Crime => Rank::Crime,
            RankBy::Otrygghet => Rank::Otrygghet,
            RankBy::Both => Rank::Both,
        },
        indicator: args.indicator.clone().map(IndicatorId),
        group: args.group.clone(),
        complement: args.complement,
        reference: args.reference.clone().map(AreaId),
    };
    let order = order(&app, &actor, wish)?;
    let card = wait_for(&app, &actor, order)?;
    if args.json {
        return print_json(&card.run);
    }
    write_out(args.output.as_deref(), whole_picture(&app, &card, lang)?.as_bytes())?;
    Ok(Done::All)
}

pub(super) fn picture(found: &JointList, lang: Lang) -> String {
    let by = match found.rank {
        Rank::Crime => say(lang, "överskott av händelser", "excess of incidents"),
        Rank::Otrygghet => say(lang, "enkätandel", "survey share"),
        Rank::Both => say(lang, "enkätandel, sedan överskott", "survey share, then excess"),
    };
    let mut out = format!("{}: {by}\n", say(lang, "Ordning", "Order"));
    for (title, rows) in [
        (say(lang, "Både brott och otrygghet", "Both crime and otrygghet"), &found.both),
        (say(lang, "Bara brott", "Crime only"), &found.crime_only),
        (say(lang, "Bara otrygghet", "Otrygghet only"), &found.otrygghet_only),
    ] {
        out += &format!("\n{title} ({})\n", rows.len());
        if !rows.is_empty() {
            out += &places(rows, lang);
        }
    }
    if !found.areas.is_empty() {
        out += &format!("\n{}\n", say(lang, "Områden med enkätandel", "Surveyed areas"));
        out += &areas(&found.areas, lang);
    }
    out
}

fn places(rows: &[Row], lang: Lang) -> String {
    let headers = match lang {
        Lang::Sv => ["nr", "plats", "antal", "överskott", "iakttagelser", "utpekad"],
        Lang::En => ["no", "place", "counts", "excess", "observations", "named"],
    };
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let crime = row.crime.as_ref();
            let named: Vec<String> = row
                .named
                .iter()
                .map(|near| format!("{} ({} m)", near.name, decimal(near.distance_m, 0)))
                .collect();
            vec![
                row.no.to_string(),
                row.name.clone(),
                crime.map_or_else(|| "–".to_owned(), |crime| crime.n.to_string()),
                crime.map_or_else(|| "–".to_owned(), |crime| decimal(crime.excess, 1)),
                row.n_observations.to_string(),
                if crime.is_some() { named.join(", ") } else { String::new() },
            ]
        })
        .collect();
    table(&headers, &rows)
}

fn areas(rows: &[AreaRow], lang: Lang) -> String {
    let headers = match lang {
        Lang::Sv => ["område", "andel", "mot hela", "hotspots", "utpekade", "samma?"],
        Lang::En => ["area", "share", "against all", "hotspots", "named", "same?"],
    };
    let unknown = || "–".to_owned();
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let share = match row.share {
                Share::Known { share, .. } => format!("{} %", decimal(100.0 * share, 1)),
                Share::Suppressed => say(lang, "undertryckt", "suppressed").to_owned(),
            };
            let verdict = row.difference.and_then(|difference| difference.verdict);
            let verdict = match verdict {
                Some(Verdict::Higher) => say(lang, "högre", "higher"),
                Some(Verdict::Lower) => say(lang, "lägre", "lower"),
                Some(Verdict::Undecided) | None => {
                    say(lang, "går inte att avgöra", "cannot be told")
                }
            };
            let agreement = row.agreement.map(|agreement| match agreement {
                Agreement::Both => say(lang, "båda", "both"),
                Agreement::CrimeOnly => say(lang, "bara brott", "crime only"),
                Agreement::OtrygghetOnly => say(lang, "bara otrygghet", "otrygghet only"),
                Agreement::Neither => say(lang, "ingetdera", "neither"),
            });
            vec![
                row.name.clone(),
                share,
                verdict.to_owned(),
                row.n_hotspots.to_string(),
                row.n_named.to_string(),
                agreement.map_or_else(unknown, str::to_owned),
            ]
        })
        .collect();
    table(&headers, &rows)
}
