//! What the paper says of areas over time: exposed areas, and counts from before an area began.

use super::AreaReport;
use crate::{
    app::{
        paper::decimals,
        utsatta::{UtsattCard, stands},
    },
    export::document::{Block, table},
};

/// Exposed areas that lie here. Which way one goes is told by the lists alone.
pub(super) fn utsatta(all: &[(UtsattCard, f64)]) -> Vec<Block> {
    let row = |(card, share): &(UtsattCard, f64)| {
        let rest = [format!("{} %", decimals(100.0 * share, 0)), card.area.source.clone()];
        stands(card).into_iter().chain(rest).collect()
    };
    let columns =
        ["Område", "Klass", "På listan sedan", "Senaste listan", "Andel i området", "Källa"];
    table(&columns, all.iter().map(row).collect())
}

/// From when the border holds, whether anything was counted backwards over it, and what was there before.
pub(super) fn backwards(report: &AreaReport) -> Vec<String> {
    let Some(it) = &report.backcast else { return Vec::new() };
    let begins = it.begins;
    let mut rules = vec![match (it.concerns(report.before.from), it.redrawn) {
        (false, _) => format!("Områdets gräns gäller från {begins}: inget är räknat bakåt."),
        (true, false) => format!(
            "Området gäller från {begins}. Antal före den dagen är räknade bakåt inom samma gräns, varje \
             händelse en gång; de är inte föregångarnas antal."
        ),
        (true, true) => format!(
            "Områdets gräns ändrades {begins}. Antal före den dagen är räknade bakåt inom den nya gränsen."
        ),
    }];
    let whole = |share: Option<f64>| share.map(|share| decimals(100.0 * share, 0));
    rules.extend(it.predecessors.iter().map(|one| {
        let until = one.area.validity.valid_to;
        let until = until.map_or_else(String::new, |day| format!(" (till {day})"));
        let ground = match (whole(one.share_here), whole(one.share_of_successor)) {
            (Some(here), Some(of)) => {
                format!("; {here} % av dess yta ligger här och är {of} % av området")
            }
            _ => String::new(),
        };
        let (name, source) = (&one.area.name, &one.relation.source);
        format!("Föregångare: {name}{until}, efterträdd enligt {source}{ground}.")
    }));
    rules
}
