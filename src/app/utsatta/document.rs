//! The list of a day to print.

use super::{Touch, UtsattCard, Utsatta, on};
use crate::{
    app::{
        Actor, App, AppError,
        export::File,
        paper::{self, dash, decimals},
    },
    area::{AreaKind, UtsattClass, Validity},
    export::document::{Block, Document, Section, fact, section, table},
    policy::{self, Action},
};
use jiff::civil::Date;

/// One A4 file that needs nothing beside it.
///
/// # Errors
/// As [`on`], and for who may take nothing out.
pub fn html(app: &App, actor: &Actor, day: Option<Date>) -> Result<File, AppError> {
    policy::may(actor, Action::Export)?;
    let found = on(app, day)?;
    let name = format!("utsatta-omraden-{}.html", found.on);
    let taken = paper::taken_out_now(app, actor);
    Ok(File { name, bytes: paper::printed(&document(&found, taken))? })
}

fn document(found: &Utsatta, taken: impl IntoIterator<Item = (String, String)>) -> Document {
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    let lists: Vec<String> = found.lists.iter().map(Date::to_string).collect();
    let mut head = vec![
        fact("Dag", &found.on.to_string()),
        fact("Listan som gällde är från", &day(found.list)),
        fact("Listor som finns här", &lists.join(", ")),
    ];
    head.extend(taken);
    let listed = match (found.list, found.listed.is_empty()) {
        (None, _) => said("Ingen av de listor som finns här hade börjat gälla den dagen."),
        (_, true) => said("Inget område står på listan."),
        _ => rows(&found.listed),
    };
    let mut sections = vec![section("På listan", listed)];
    if !found.left.is_empty() {
        sections.push(section("Har lämnat listan", rows(&found.left)));
    }
    let classes = classes(found.listed.iter().chain(&found.left));
    if !classes.is_empty() {
        sections.push(section("Klasser över tid", classes));
    }
    sections.push(how(found));
    Document { title: format!("Utsatta områden {}", found.on), head, sections }
}

fn said(text: &str) -> Vec<Block> {
    vec![Block::Text(text.to_owned())]
}

/// Name, class, since when and what the list changed, as every paper says it.
pub(in crate::app) fn stands(card: &UtsattCard) -> [String; 4] {
    let since = card.listed_since.map_or_else(dash, |day| day.to_string());
    let first = if card.from_first_list { " (den första listan här)" } else { "" };
    let left = card.left_on.map_or_else(String::new, |day| format!(" ({day})"));
    let was = card.class_before.filter(|before| Some(*before) != card.area.class);
    let was = was.filter(|_| card.left_on.is_none()).map(UtsattClass::label_sv);
    let was = was.map_or_else(String::new, |class| format!(" (förut {class})"));
    [
        card.area.name.clone(),
        class(card.area.class),
        format!("{since}{first}"),
        format!("{}{was}{left}", card.movement.label_sv()),
    ]
}

fn rows(cards: &[UtsattCard]) -> Vec<Block> {
    let row = |card: &UtsattCard| {
        let in_it = |touch: &&Touch| touch.kind == AreaKind::Stadsdelsomrade;
        let share = |touch: &Touch| format!("{} ({} %)", touch.name, whole(touch.share));
        let lies: Vec<String> = card.touches.iter().filter(in_it).map(share).collect();
        let lies = if lies.is_empty() { dash() } else { lies.join(", ") };
        stands(card).into_iter().chain([lies]).collect()
    };
    let columns = ["Område", "Klass", "På listan sedan", "Mot listan före", "Ligger i"];
    table(&columns, cards.iter().map(row).collect())
}

/// Each area's classes, a row for each spell.
fn classes<'a>(cards: impl Iterator<Item = &'a UtsattCard>) -> Vec<Block> {
    let mut rows = Vec::new();
    for card in cards {
        for spell in &card.spells {
            let Validity { valid_from, valid_to } = spell.validity;
            rows.push(vec![
                card.area.name.clone(),
                class(spell.class),
                valid_from.map_or_else(dash, |day| day.to_string()),
                valid_to.map_or_else(|| "tills vidare".to_owned(), |day| day.to_string()),
                spell.source.clone(),
            ]);
        }
    }
    table(&["Område", "Klass", "Från och med", "Till och med", "Källa"], rows)
}

fn class(of: Option<UtsattClass>) -> String {
    of.map_or("klass saknas", UtsattClass::label_sv).to_owned()
}

fn whole(share: f64) -> String {
    decimals(100.0 * share, 0)
}

fn how(found: &Utsatta) -> Section {
    let mut rules: Vec<String> = [
        "Allt är avläst ur polisens listor. En lista är hel: ett område som inte står i den har lämnat den förra \
         listan den dag den nya börjar gälla.",
        "På väg ut betyder att klassen är lättare i listan som gäller än i den före. Det är ingen prognos.",
        "Vad äldre listor än de som finns här säger är inte känt.",
        "Andelarna gäller hur stor del av områdets yta som ligger i varje stadsdelsområde, med de gränser som \
         gällde den dagen.",
    ]
    .map(str::to_owned)
    .to_vec();
    let all = found.listed.iter().chain(&found.left);
    let built: Vec<&str> =
        all.filter(|card| card.area.approximate).map(|card| &*card.area.name).collect();
    if !built.is_empty() {
        let named = built.join(", ");
        rules
            .push(format!("Sammansatta av statistikområden, inte polisens egna gränser: {named}."));
    }
    section("Så är det avläst", vec![Block::List(rules)])
}
