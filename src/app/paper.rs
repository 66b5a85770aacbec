//! What all papers that leave the service have in common: what they are, who took them out, how they are
//! written.

use super::{Actor, App, AppError, case_file::words};
use crate::{
    export::document::{Document, fact, write_html},
    incident::Period,
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

/// What the two parties' common working papers are, until somebody with the right to do so has tried
/// what may be handed out.
pub(super) const CLASSIFICATION: &str = "Intern – parternas arbetsmaterial. Prövas enligt offentlighets- och \
                                         sekretesslagen innan något lämnas ut.";

/// The same in a few words, at the foot of each page.
const FOOT: &str = "Intern – parternas arbetsmaterial";

/// How one is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Everything, for another system.
    Json,
    /// To print and to read.
    Html,
}

impl Form {
    /// By the ending of the file.
    pub fn named(ending: &str) -> Option<Self> {
        match ending {
            "json" => Some(Self::Json),
            "html" => Some(Self::Html),
            _ => None,
        }
    }
}

/// The end of a head: the classification, that the data are made up where they are, when it was taken out
/// and by which function.
pub(super) fn taken_out(
    synthetic: bool,
    at: Timestamp,
    zone: &TimeZone,
    by: &str,
) -> [(String, String); 3] {
    let made_up = if synthetic { "Påhittade uppgifter för visning" } else { "" };
    [
        fact("Klassning", CLASSIFICATION),
        fact("Uppgifterna", made_up),
        fact("Uttagen", &format!("{}, {by}", words::moment(at, zone))),
    ]
}

/// The same of what the actor takes out now.
pub(super) fn taken_out_now(app: &App, actor: &Actor) -> [(String, String); 3] {
    let zone = app.settings.clock.zone();
    taken_out(app.settings.demo, app.clock.now(), zone, &actor.user.function)
}

/// Days, the first and the last; a whole year is its number.
pub(super) fn days(Period { from, to }: Period) -> String {
    match from == from.first_of_year() && to == from.last_of_year() {
        true => from.year().to_string(),
        false => format!("{from} – {to}"),
    }
}

/// A number as it is written in Swedish.
pub(super) fn decimals(value: f64, n: usize) -> String {
    // What rounds to nothing has no sign.
    let shown = format!("{value:.n$}");
    let shown = if shown.trim_start_matches(['-', '0', '.']).is_empty() {
        shown.trim_start_matches('-').to_owned()
    } else {
        shown
    };
    shown.replace('.', ",").replace('-', "−")
}

/// The same of a difference: with its sign, unless it rounds to nothing.
pub(super) fn signed(number: f64, n: usize) -> String {
    let shown = decimals(number, n);
    let is_more = number > 0.0 && shown.contains(|digit: char| ('1'..='9').contains(&digit));
    if is_more { format!("+{shown}") } else { shown }
}

/// Where there is nothing to say.
pub(super) fn dash() -> String {
    "–".to_owned()
}

/// To print.
pub(super) fn printed(document: &Document) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    write_html(&mut bytes, document, FOOT).map_err(fault)?;
    Ok(bytes)
}

/// As data.
pub(super) fn data(of: &impl Serialize) -> Result<Vec<u8>, AppError> {
    serde_json::to_vec_pretty(of).map_err(fault)
}

fn fault(error: impl std::fmt::Display) -> AppError {
    AppError::Fault(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_whole_year_is_its_number_and_other_days_are_named() {
        let of = |from, to| days(Period { from, to });
        assert_eq!(of(date(2024, 1, 1), date(2024, 12, 31)), "2024");
        assert_eq!(of(date(2024, 1, 1), date(2025, 12, 31)), "2024-01-01 – 2025-12-31");
        assert_eq!(of(date(2024, 1, 2), date(2024, 12, 31)), "2024-01-02 – 2024-12-31");
    }

    #[test]
    fn what_rounds_to_nothing_has_no_sign() {
        let written = [2.0, -10.04, 0.04, -0.04, 0.0].map(|number| signed(number, 1));
        assert_eq!(written, ["+2,0", "−10,0", "0,0", "0,0", "0,0"]);
        assert_eq!(decimals(-10.0, 0), "−10");
    }
}
