//! What the papers say of a baseline, and the one that says nothing else.

use super::{BaselineCard, card};
use crate::{
    analysis::{
        survey_share::{Share, Verdict},
        year_before::YearRow,
    },
    app::{
        Actor, App, AppError,
        case_file::words,
        export::File,
        paper::{self, dash, days, decimals, signed},
    },
    case::baseline::{Baseline, CountsSince, Occasion, SinceThen, Survey, SurveySince},
    export::document::{Block, Document, Section, fact, section, table},
    incident::Category,
    policy::{self, Action},
};

/// One A4 file that needs nothing beside it.
///
/// # Errors
/// As [`card`], and for who may take nothing out.
pub fn html(app: &App, actor: &Actor, agreement: &str) -> Result<File, AppError> {
    policy::may(actor, Action::Export)?;
    let found = card(app, actor, agreement)?;
    let (id, on) = (&found.agreement.id, app.today());
    let mut head = vec![
        fact("Överenskommelse", &found.agreement.name),
        fact("Jämfört med läget", &on.to_string()),
    ];
    let (now, zone) = (app.clock.now(), app.settings.clock.zone());
    let synthetic = app.settings.demo || found.is_synthetic();
    head.extend(paper::taken_out(synthetic, now, zone, &actor.user.function));
    let title = format!("Baslinje: {}", found.agreement.name);
    let sections = vec![section("Då och nu", blocks(&found)), how()];
    let bytes = paper::printed(&Document { title, head, sections })?;
    Ok(File { name: format!("baslinje-{id}-{on}.html"), bytes })
}

/// Each baseline with what today says beside it; or that none was frozen.
pub(in crate::app) fn blocks(card: &BaselineCard) -> Vec<Block> {
    let mut blocks = Vec::new();
    if card.frozen.iter().all(|(one, _)| one.occasion == Occasion::Later) {
        let none = "Ingen baslinje frystes när överenskommelsen undertecknades.";
        blocks.push(Block::Text(none.to_owned()));
    }
    for (then, since) in &card.frozen {
        blocks.extend(one(then, since, &card.categories));
    }
    blocks
}

fn one(then: &Baseline, since: &SinceThen, categories: &[Category]) -> Vec<Block> {
    let when = match then.occasion {
        Occasion::Signed { .. } => format!("Fryst vid undertecknandet {}", then.on),
        Occasion::Later => format!("Fryst i efterhand {}", then.on),
    };
    let measured = &then.measured;
    let by = &then.by;
    let who = format!("Av {} ({}).", by.function, words::side(by.side));
    let mut blocks = vec![Block::Heading(when), Block::Text(who)];
    match &measured.counts {
        None => blocks.push(Block::Text("Inga antal som båda parterna såg.".to_owned())),
        Some(counts) => {
            let now = since.counts.as_ref();
            let of_now = now.map_or_else(dash, |now| days(now.year));
            blocks.push(Block::Text(format!("Antal {}, nu {of_now}.", days(counts.year))));
            let rows = match now {
                Some(now) => now.rows.rows.iter().map(|row| count(row, categories)).collect(),
                None => counts
                    .categories
                    .iter()
                    .map(|row| vec![label(categories, &row.category.0), row.year.to_string()])
                    .map(|mut row| {
                        row.extend((0..4).map(|_| dash()));
                        row
                    })
                    .collect(),
            };
            let columns = ["Kategori", "Då", "Nu", "Skillnad", "p för alla rader", "Bedömning"];
            blocks.extend(table(&columns, rows));
            if counts.n_left_out > 0 {
                blocks.push(Block::Text(format!(
                    "Kända bara per statistikområde som delvis ligger här, och inte med i någon rad: {}.",
                    counts.n_left_out,
                )));
            }
            blocks.extend(now.and_then(not_tested).map(|why| Block::Text(why.to_owned())));
        }
    }
    let rows = measured.surveys.iter().zip(&since.surveys).map(|(then, since)| survey(then, since));
    let columns = ["Mått", "Område", "Då", "Nu", "Skillnad", "Källa"];
    blocks.extend(table(&columns, rows.collect()));
    if measured.surveys.is_empty() {
        blocks.push(Block::Text("Inga enkätandelar som båda parterna såg.".to_owned()));
    }
    let (version, print) = (measured.data_version.0, then.fingerprint().0);
    blocks.push(Block::Text(format!("Dataversion {version}. Fingeravtryck {print}.")));
    blocks
}

/// Why no row was tested, where none was.
fn not_tested(now: &CountsSince) -> Option<&'static str> {
    match (now.same_ground, now.n_shared_days) {
        (false, _) => {
            Some("Områdets gräns har ändrats sedan dess: antalen prövas inte mot varandra.")
        }
        (true, 1..) => Some("De två åren delar dagar: skillnaden visas men prövas inte."),
        (true, _) => None,
    }
}

fn count(row: &YearRow, categories: &[Category]) -> Vec<String> {
    let counted = &row.counted;
    let then = counted.before.unwrap_or_default();
    vec![
        label(categories, &counted.category.0),
        then.to_string(),
        counted.now.to_string(),
        signed(counted.now as f64 - then as f64, 0),
        row.p_adjusted.map_or_else(dash, |p| decimals(p, 3)),
        row.change.map_or_else(dash, |change| change.level.label_sv().to_owned()),
    ]
}

fn survey(then: &Survey, since: &SurveySince) -> Vec<String> {
    let value = &then.value;
    let share = |one: &Survey| {
        let interval = match one.share() {
            Share::Known { interval_95: Some((low, high)), .. } => {
                format!(" ({}–{})", decimals(100.0 * low, 1), decimals(100.0 * high, 1))
            }
            _ => String::new(),
        };
        format!("{}\u{a0}%{interval}\n{}", decimals(one.value.value, 1), days(one.value.period))
    };
    let difference = since.difference.map(|found| {
        let told = match found.verdict {
            Some(Verdict::Higher) => "högre",
            Some(Verdict::Lower) => "lägre",
            Some(Verdict::Undecided) => "går inte att avgöra",
            None => "antalet svar är inte känt",
        };
        format!("{} procentenheter: {told}", signed(100.0 * found.difference, 1))
    });
    let group = value.group.as_ref().map_or_else(String::new, |group| format!(" ({group})"));
    vec![
        format!("{}{group}", value.label),
        then.area_name.clone(),
        share(then),
        since.now.as_ref().map_or_else(|| "inte mätt igen".to_owned(), share),
        difference.unwrap_or_else(dash),
        value.source.clone(),
    ]
}

fn label(categories: &[Category], id: &str) -> String {
    let known = categories.iter().find(|category| category.id.0 == id);
    known.map_or(id, |category| &category.label_sv).to_owned()
}

fn how() -> Section {
    let rules = [
        "Bara det som båda parterna ser är med. Det som är fryst ändras aldrig.",
        "Antalen gäller överenskommelsens yta de tolv senaste hela månader som det då fanns antal för. De prövas \
         bara när de två åren inte delar någon dag och gränsen är densamma, med p justerat för att alla rader \
         prövas.",
        "De sista månaderna i varje år var preliminära när de räknades: fler anmälningar kom eller väntas.",
        "Andelarna är den senaste mätningens i samma serie, med 95-procentiga intervall där antalet svar är känt. \
         Ingen andel läggs ihop med en annan.",
        "Fingeravtrycket täcker allt som frystes. Kontrollen av databasen räknar om det.",
    ];
    let rules = rules.map(str::to_owned).to_vec();
    section("Så räknades det", vec![Block::List(rules)])
}
