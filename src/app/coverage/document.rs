//! The coverage to print.

use super::{Covering, of};
use crate::{
    app::{
        Actor, App, AppError,
        case_form::{Priority, priority_text},
        export::File,
        paper,
    },
    case::{
        access::Joined,
        work::priorities::{Aim, Coverage, Need, Served},
    },
    export::document::{Block, Document, Section, fact, section, table},
    policy::{self, Action},
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// One A4 file that needs nothing beside it.
///
/// # Errors
/// As [`of`], and for who may take nothing out.
pub fn html(app: &App, actor: &Actor, agreement: &str, on: Option<Date>) -> Result<File, AppError> {
    policy::may(actor, Action::Export)?;
    let found = of(app, actor, agreement, on)?;
    let mut head =
        vec![fact("Överenskommelse", &found.agreement.name), fact("Dag", &found.on.to_string())];
    head.extend(paper::taken_out_now(app, actor));
    let mut sections = vec![section("Hela överenskommelsen", rows(&found))];
    sections
        .extend(found.areas.iter().map(|one| section(&one.name, covered(&found, &one.coverage))));
    sections.push(how());
    let title = format!("Prioriteringarnas täckning {}", found.on);
    let bytes = paper::printed(&Document { title, head, sections })?;
    Ok(File { name: format!("prioriteringar-{}-{}.html", found.agreement.id, found.on), bytes })
}

/// What the whole agreement has and lacks, as it stands in every paper that tells of it.
pub(in crate::app) fn rows(found: &Covering) -> Vec<Block> {
    let mut blocks = covered(found, &found.whole);
    let gaps: Vec<String> = found.gaps().map(|(need, priority)| gap(need, priority)).collect();
    if !gaps.is_empty() {
        blocks.push(Block::Heading("Det som saknas".to_owned()));
        blocks.push(Block::List(gaps));
    }
    let named = |of: &Joined| {
        let name = found.names.get(of).map_or("", String::as_str);
        format!("{} {name}", short(of)).trim().to_owned()
    };
    let others = found.whole.not_of_the_list.iter().map(|one| {
        let text = priority_text(&one.priority).unwrap_or(&one.priority);
        format!("{}: {text}", named(&one.of))
    });
    let others: Vec<String> = others.collect();
    if !others.is_empty() {
        blocks.push(Block::Heading(
            "Prioriteringar som inte gällde den dagen, och inte räknas".to_owned(),
        ));
        blocks.push(Block::List(others));
    }
    blocks
}

fn covered(found: &Covering, coverage: &Coverage) -> Vec<Block> {
    if coverage.served.is_empty() {
        return vec![Block::Text("Ingen lista med prioriteringar gällde den dagen.".to_owned())];
    }
    let row = |served: &Served| {
        let priority = found.priority(&served.priority);
        let text = priority.map_or(&*served.priority, |one| &one.text);
        let number = priority.map_or("", Priority::number);
        let missing = served.missing();
        vec![
            format!("{number}. {text}"),
            list(served.cases.iter().map(short)),
            list(served.goals.iter().map(aimed).chain(described(found, served))),
            measures(served),
            list(served.forums.iter().map(|of| found.names.get(of).cloned().unwrap_or_default())),
            list(missing.into_iter().map(|need| what(need).to_owned())),
        ]
    };
    let columns = ["Prioritering", "Ärenden", "Mål", "Åtgärder", "Forum", "Saknar"];
    table(&columns, coverage.served.iter().map(row).collect())
}

fn measures(served: &Served) -> String {
    let of: BTreeSet<&Joined> = served.measures.iter().map(|(of, _)| of).collect();
    match served.measures.len() {
        0 => String::new(),
        n => format!("{n} ({})", list(of.into_iter().map(short))),
    }
}

/// Stands beside the goals, in brackets since it is none.
fn described<'a>(found: &'a Covering, served: &'a Served) -> impl Iterator<Item = String> + 'a {
    let half = |id: &'a String| found.halves.get(id).unwrap_or(id);
    served.described_in.iter().map(move |id| format!("(beskriven i lägesbild {})", half(id)))
}

fn aimed(aim: &Aim) -> String {
    match aim {
        Aim::Mal(of) => format!("Mål i {}", short(of)),
        Aim::Delmal(of, no) => format!("Delmål {no} i {}", short(of)),
    }
}

/// A case by its number, a forum by its name in the agreement.
fn short(of: &Joined) -> String {
    match of {
        Joined::Case(number) => number.to_string(),
        Joined::Forum(id) => id.forum.clone(),
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

fn gap(need: Need, priority: &Priority) -> String {
    let none = match need {
        Need::Goal => "Inget mål",
        Need::Case => "Inget ärende",
        Need::Measure => "Ingen åtgärd",
        Need::Forum => "Inget forum",
    };
    format!("{none} för prioritering {} ({})", priority.number(), priority.text)
}

fn what(need: Need) -> &'static str {
    match need {
        Need::Case => "ärende",
        Need::Goal => "mål",
        Need::Measure => "åtgärd",
        Need::Forum => "forum",
    }
}

fn how() -> Section {
    let rules = [
        "Listan är den som gällde den dagen. Prioriteringar ur en annan lista räknas inte.",
        "Ärenden och forum är med om deras mall nämnde prioriteringen den dagen och ärendet inte var \
         avslutat.",
        "Mål: Mål i en sådan mall, eller delmål för prioriteringen som inte har omprövats. Ett avsnitt om den i \
         den lägesbild som båda cheferna har beslutat och som gällde visas, men är inget mål.",
        "Åtgärder: de som inte utgår och hör till ett delmål för prioriteringen, eller som inte hör till \
         något sådant delmål men till en mall som nämner den.",
        "Ett ärende räknas i det stadsdelsområde där störst del av platsen ligger. Forum och lägesbilder är \
         överenskommelsens och räknas i alla dess områden. Därför är helheten inte summan av områdena.",
    ];
    let rules = rules.map(str::to_owned).to_vec();
    section("Så räknades det", vec![Block::List(rules)])
}
