//! Swedish words of the file of a lägesbild.

use crate::{
    app::lagesbild::SOURCES,
    incident::{Period, Unit},
    lagesbild::{
        content::{Judged, SourceId, SourceState},
        document::Part,
        redaction::Redaction,
        reference::Value,
        states::State,
    },
};

pub(super) fn half(period: Period) -> String {
    let half = if period.from.month() <= 6 { "första" } else { "andra" };
    format!("{half} halvåret {}", period.from.year())
}

pub(super) fn state(state: &State) -> &'static str {
    match state {
        State::Utkast(_) => "Utkast",
        State::Sammanlagd(_) => "Sammanlagd, inte beslutad",
        State::Beslutad(_) => "Beslutad",
        State::Ersatt(_) => "Beslutad, ersatt av en nyare",
    }
}

pub(super) fn part(part: Part) -> &'static str {
    match part {
        Part::Polis => "polisens text",
        Part::Stad => "stadens text",
        Part::Gemensam => "gemensam text",
    }
}

pub(super) fn judged(judged: Judged) -> &'static str {
    match judged {
        Judged::Battre => "bättre",
        Judged::Oforandrat => "oförändrat",
        Judged::Samre => "sämre",
    }
}

pub(super) fn source_state(state: SourceState) -> &'static str {
    match state {
        SourceState::Used => "använd",
        SourceState::NotUsed => "inte använd",
        SourceState::NotAvailable => "inte tillgänglig",
    }
}

/// Name of a source of the checklist; another is called by its id.
pub(super) fn source(id: &SourceId) -> &str {
    SOURCES.iter().find(|(known, ..)| *known == id.0).map_or(&id.0, |(_, name, _)| name)
}

/// That the text of a draft was removed, said after that the draft was written.
pub(super) fn removed(at: &str, own: Option<&Redaction>) -> String {
    let told = own.map(|it| format!(" (SHA-256 {}, {} byte)", it.sha256.0, it.bytes));
    format!(". Texten, som skrevs över, är gallrad {at}{}", told.unwrap_or_default())
}

/// A value with its unit; two decimals at most.
pub(super) fn value(value: Value) -> String {
    let number = format!("{:.2}", value.number);
    let number = number.trim_end_matches('0').trim_end_matches('.').replace('.', ",");
    let number = number.replace('-', "−");
    match value.unit {
        Unit::Antal | Unit::Tal => number,
        unit => format!("{number} {}", unit.after_number()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_in_a_swedish_text() {
        let said = |number, unit| value(Value { number, unit });
        assert_eq!(said(1200.0, Unit::Antal), "1200");
        assert_eq!(said(12.5, Unit::Procent), "12,5 %");
        assert_eq!(said(-0.126, Unit::Procentenheter), "−0,13 procentenheter");
    }
}
