//! What may be shown of the surveys of the participants, for the file of a case.

use crate::{
    app::enkater::Shown,
    case::work::enkat::{LEAST, Pooled, Question, Spread},
    export::document::{Block, fact, table},
};
use jiff::civil::Date;
use serde::Serialize;

/// A survey as data.
#[derive(Debug, Serialize)]
pub(super) struct Surveyed {
    no: u32,
    n_invited: u32,
    n_answered: u32,
    pooled: Option<Pooled>,
}

impl From<Shown> for Surveyed {
    fn from(shown: Shown) -> Self {
        Self {
            no: shown.no,
            n_invited: shown.enkat.invited.len() as u32,
            n_answered: shown.n_answered,
            pooled: shown.pooled,
        }
    }
}

/// A survey in print.
pub(super) fn enkat(shown: &Shown, today: Date) -> Vec<Block> {
    let enkat = &shown.enkat;
    let over = enkat.over_on(today);
    let result = match (over, &shown.pooled) {
        (None, _) => "visas när enkäten är avslutad".to_owned(),
        (Some(_), None) => format!("visas inte: färre än {LEAST} har svarat"),
        (Some(_), Some(_)) => String::new(),
    };
    let mut blocks = vec![
        Block::Heading(format!("Enkät {}", shown.no)),
        Block::Facts(vec![
            fact("Öppnad", &format!("{}, {}", enkat.opened_on, enkat.by.function)),
            fact("Sista dag", &enkat.last_day.to_string()),
            fact("Avslutad", &over.map(|day| day.to_string()).unwrap_or_default()),
            fact("Tillfrågade funktioner", &enkat.invited.len().to_string()),
            fact("Svar", &shown.n_answered.to_string()),
            fact("Resultat", &result),
        ]),
    ];
    blocks.extend(shown.pooled.iter().flat_map(pooled));
    blocks
}

fn pooled(of: &Pooled) -> Vec<Block> {
    let rows = Question::ALL.into_iter().zip(&of.spreads).map(|(question, spread)| {
        let mut row = vec![statement(question).to_owned()];
        row.extend(numbers(spread.as_ref()));
        row
    });
    let columns = ["Påstående", "1", "2", "3", "4", "5", "Instämmer (4–5)"];
    let mut blocks = table(&columns, rows.collect());
    let better = match &of.texts {
        Some(texts) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        None => format!("visas inte: färre än {LEAST} har skrivit något"),
    };
    blocks.push(Block::Facts(vec![fact("Vad kan bli bättre", &better)]));
    blocks
}

/// The numbers of a row; what too few answered is said and not shown.
fn numbers(spread: Option<&Spread>) -> Vec<String> {
    match spread {
        Some(spread) => {
            let grades = spread.n_of_grade.iter().map(u32::to_string);
            grades.chain([format!("{} av {}", spread.n_agree(), spread.n())]).collect()
        }
        None => vec!["för få".to_owned(); 6],
    }
}

/// What is answered to, as it is written for those who answer.
fn statement(question: Question) -> &'static str {
    match question {
        Question::Meningsfullt => {
            "Mötena är meningsfulla i arbetet med att öka tryggheten och minska brottsligheten"
        }
        Question::Form => "Mötena har en bra form: hur ofta, hur länge och med vilken dagordning",
        Question::Deltagare => "Rätt funktioner deltar",
        Question::Mal => "Det vi gör svarar mot målet och syftet med samverkan",
        Question::Kommunikation => "Informationen mellan mötena är tillräcklig",
    }
}
