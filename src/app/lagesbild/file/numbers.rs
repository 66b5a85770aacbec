//! Every number of a lägesbild with its value, source, day of extraction and rule: *så räknades det*.

use super::words;
use crate::{
    app::{
        case_file::chapters::{fact, section},
        lagesbild::{Basis, Live, Names},
        texts::{Language, sentence},
    },
    export::document::{Block, Section},
    incident::DataVersion,
    lagesbild::{
        document::{Document, Trouble},
        judgement::{Outcome, Summary, Trial},
        reference::Value,
    },
};
use serde::Serialize;

/// A number, recomputed when the file was taken out, or why not.
#[derive(Debug, Serialize)]
pub(super) struct Tried<'a> {
    #[serde(flatten)]
    trial: &'a Trial,
    /// In words: what came of it.
    text: &'static str,
    /// In words: by which rule.
    rule: Option<&'static str>,
    /// In words: what it is tied to.
    says: Option<String>,
    /// Why it stands although it fails or cannot be recomputed.
    explanation: Option<String>,
    /// The figures that it was recomputed from.
    sources: Vec<Basis>,
}

impl<'a> Tried<'a> {
    /// Of one trial of the document.
    pub(super) fn of(
        trial: &'a Trial,
        document: &Document,
        live: &Live<'_>,
        names: &Names,
    ) -> Self {
        let statement = document.statement(trial.statement);
        let reference = statement.and_then(|statement| statement.reference_at(trial.span));
        let explanation = match &trial.outcome {
            Outcome::Trouble { trouble, .. } => {
                document.explanation(trial.statement, trial.span, trouble)
            }
            _ => None,
        };
        let rule = trial.outcome.verdict().map(|verdict| verdict.rule.code());
        Self {
            trial,
            text: sentence(trial.outcome.codes().1, Language::Swedish),
            rule: rule.map(|rule| sentence(rule, Language::Swedish)),
            says: reference.map(|reference| names.says(reference)),
            explanation: explanation.map(|one| one.reason.to_string()),
            sources: reference.map(|reference| live.bases(reference)).unwrap_or_default(),
        }
    }
}

/// The chapter.
pub(super) fn chapter(
    tried: &[Tried<'_>],
    sum: &Summary,
    names: &Names,
    version: DataVersion,
) -> Section {
    let mut blocks = vec![Block::Text(format!(
        "Talen räknades om när akten togs ut. {} tal prövades: {} stämmer inte, {} är svaga ord. {} kunde \
         inte räknas om, {} prövas inte, {} är inte knutna till någon uppgift.",
        sum.n_tried,
        sum.n_fails,
        sum.n_weak,
        sum.n_cannot_be_recomputed,
        sum.n_not_checked,
        sum.n_untied
    ))];
    for one in tried {
        let (trial, at) = (one.trial, one.trial.statement);
        let (part, title) = (words::part(at.part), names.section(&trial.section));
        blocks.push(Block::Heading(format!("{} – {title}, {part}, nr {}", trial.written, at.id.0)));
        blocks.push(Block::Facts(facts(one, names, version)));
    }
    section("Så räknades det", blocks)
}

fn facts(one: &Tried<'_>, names: &Names, version: DataVersion) -> Vec<(String, String)> {
    let outcome = &one.trial.outcome;
    let value = outcome.verdict().map(|verdict| words::value(verdict.value));
    let reason = match outcome {
        Outcome::NotChecked { reason } => reason.as_str(),
        _ => "",
    };
    let missing = match outcome {
        Outcome::Trouble { trouble: Trouble::CannotBeRecomputed(missing), .. } => {
            sentence(missing.code(), Language::Swedish)
        }
        _ => "",
    };
    let sources = one.sources.iter().map(|basis| source(basis, names, version));
    vec![
        fact("Uppgift", one.says.as_deref().unwrap_or_default()),
        fact("Värde", &value.unwrap_or_default()),
        fact("Utfall", one.text),
        fact("Regel", one.rule.unwrap_or_default()),
        fact("Kunde inte räknas om", missing),
        fact("Prövas inte", reason),
        fact("Källa", &sources.collect::<Vec<_>>().join("\n")),
        fact("Förklaring", one.explanation.as_deref().unwrap_or_default()),
    ]
}

fn source(basis: &Basis, names: &Names, version: DataVersion) -> String {
    let Value { number, unit } = basis.value;
    let from = basis.source.clone().unwrap_or_else(|| names.counted(version));
    let day = basis.extracted_on.map_or(String::new(), |day| format!(", uttaget {day}"));
    let made_up = if basis.synthetic { ", påhittat" } else { "" };
    let value = words::value(Value { number, unit });
    format!("{}: {value}. {from}{day}{made_up}", names.figure(&basis.figure))
}
