//! The compilation to print.

use super::{Compilation, Row, Sums, of};
use crate::{
    app::{
        Actor, App, AppError,
        export::File,
        paper,
        texts::{
            Language,
            compilation::{GROUPS, Group, Words},
        },
    },
    case::{
        access::Joined,
        work::compilation::{Counted, Days, Figure, Thing},
    },
    export::document::{Block, Document, Section, fact, section, table},
    policy::{self, Action},
};

/// One A4 file that needs nothing beside it.
///
/// # Errors
/// As [`of`], and for who may take nothing out.
pub fn html(
    app: &App,
    actor: &Actor,
    year: i16,
    agreement: Option<&str>,
) -> Result<File, AppError> {
    policy::may(actor, Action::Export)?;
    let found = of(app, actor, year, agreement)?;
    let (zone, by) = (app.settings.clock.zone(), &found.extracted_by);
    let so_far = if found.is_whole() { "" } else { "Året är inte slut." };
    let mut head = vec![
        fact("Tid", &days(found.days)),
        fact("Jämfört med", &days(found.before)),
        fact("Obs", so_far),
    ];
    head.extend(paper::taken_out(found.synthetic, found.extracted_at, zone, by));
    let figures = GROUPS.iter().map(|group| of_group(&found, group));
    let sections = figures.chain([counted(&found), how(&found)]).collect();
    let title = format!("Sammanställning {}", found.year);
    let bytes = paper::printed(&Document { title, head, sections })?;
    Ok(File { name: found.file_name("html"), bytes })
}

fn words(group: &Group) -> Vec<Words> {
    group.figures(Language::Swedish).collect()
}

fn of_group(found: &Compilation, group: &Group) -> Section {
    let figures = words(group);
    let columns: Vec<&str> =
        ["Område"].into_iter().chain(figures.iter().map(|one| one.label)).collect();
    let row = |name: String, sums: &Sums| {
        let cells = figures.iter().map(|one| cell(sums, one.figure));
        [name].into_iter().chain(cells).collect()
    };
    let mut rows: Vec<Vec<String>> =
        found.rows.iter().map(|one| row(name(one), &one.sums)).collect();
    rows.push(row("Alla".to_owned(), &found.total));
    let mut blocks = table(&columns, rows);
    let rules = figures.iter().map(|one| format!("{}: {}", one.label, one.how));
    blocks.push(Block::List(rules.collect()));
    section(group.name(Language::Swedish), blocks)
}

/// The number, and in parentheses that of the year before; a dash where nothing was agreed then.
fn cell(sums: &Sums, figure: Figure) -> String {
    let before = sums.before.as_ref().map(|before| before.n(figure).to_string());
    format!("{} ({})", sums.now.n(figure), before.as_deref().unwrap_or("–"))
}

/// What a row is called; the name of the agreement where that is all of it.
pub(super) fn name(row: &Row) -> String {
    match &row.area {
        Some((_, name)) => name.clone(),
        None => format!("{}, gemensamt", row.agreement.name),
    }
}

/// What each figure counts, row by row.
fn counted(found: &Compilation) -> Section {
    let mut rows = Vec::new();
    for one in GROUPS.iter().flat_map(words) {
        for row in &found.rows {
            let things = things(found, row.sums.now.counted(one.figure));
            if !things.is_empty() {
                rows.push(vec![one.label.to_owned(), name(row), things]);
            }
        }
    }
    section("Vad som räknades", table(&["Mått", "Område", "Vad"], rows))
}

/// Things in words: where they stand, then their numbers or days there.
pub(super) fn things<'a>(
    found: &Compilation,
    counted: impl Iterator<Item = &'a Counted>,
) -> String {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for one in counted {
        let of = called(found, &one.of);
        let which = match (one.no, one.on) {
            (Some(no), _) => Some(no.to_string()),
            (None, Some(on)) => Some(on.to_string()),
            (None, None) => None,
        };
        match all.iter_mut().find(|(known, _)| *known == of) {
            Some((_, known)) => known.extend(which),
            None => all.push((of, which.into_iter().collect())),
        }
    }
    let each = all.into_iter().map(|(of, which)| match which.is_empty() {
        true => of,
        false => format!("{of}: {}", which.join(", ")),
    });
    each.collect::<Vec<_>>().join("; ")
}

fn called(found: &Compilation, thing: &Thing) -> String {
    let name = found.names.get(thing).map_or("", String::as_str);
    match thing {
        Thing::Joined(Joined::Case(number)) => number.to_string(),
        Thing::Lagesbild(_) => format!("Lägesbild {name}"),
        Thing::Joined(Joined::Forum(_))
        | Thing::Opening(_)
        | Thing::Duty { .. }
        | Thing::Priority(_) => name.to_owned(),
    }
}

fn how(found: &Compilation) -> Section {
    let rules = [
        format!(
            "Allt står som det gjorde när {} var slut. Det som skrevs senare är inte med.",
            found.days.last
        ),
        "Raderna är de överenskommelser som den som tog ut sammanställningen får se.".to_owned(),
        "Ett ärende räknas hos de parter som öppnade det, och i det av deras stadsdelsområden där störst del \
         av platsen ligger: en plats på en gräns räknas en gång. Raderna läggs därför ihop till raden Alla, \
         utom i prioriteringarnas täckning."
            .to_owned(),
        "Forum, lägesbilder och plikter är hela överenskommelsens. Har den ett enda område står de där, \
         annars i en egen rad. Områdena är de som gällde den sista dagen."
            .to_owned(),
        "Inom parentes står samma tid året före; – där ingen överenskommelse fanns.".to_owned(),
    ];
    section("Så räknades det", vec![Block::List(rules.into())])
}

fn days(of: Days) -> String {
    format!("{} – {}", of.first, of.last)
}
