//! What the file of a case tells of its grounds.

use super::{
    chapters::{Moment, evidence, size},
    words,
};
use crate::{
    case::{assessment::AssessmentRecord, work::Work},
    export::document::{Block, fact, table},
};

/// Of the evidence of each ground.
pub(super) fn prints(work: &Work) -> Vec<(String, String)> {
    let prints = work.ytor().into_iter().map(|yta| {
        let name = match yta.no {
            1 => "Underlagets fingeravtryck".to_owned(),
            no => format!("Fingeravtryck, underlag till yta {no}"),
        };
        (name, yta.evidence.fingerprint().0.clone())
    });
    prints.collect()
}

/// Both signatures under each ground, the first first.
pub(super) fn assessed(work: &Work, moment: Moment<'_>) -> Vec<Block> {
    let records = work.ytor().into_iter().flat_map(|yta| {
        let mut records = [yta.police.record(), yta.city.record()];
        records.sort_by_key(|record| record.at);
        records.map(|record| (yta.no, record))
    });
    records.flat_map(|(no, record)| signed(no, record, moment)).collect()
}

/// The grounds of a case that was extended, and on which of them its effect is followed up.
pub(super) fn all(work: &Work, moment: Moment<'_>) -> Vec<Block> {
    let ytor = work.ytor();
    if ytor.len() == 1 {
        return Vec::new();
    }
    let rows = ytor.iter().map(|yta| {
        let (first, last) =
            (yta.evidence_before + 1, yta.evidence_before + yta.evidence.items().len() as u16);
        vec![
            yta.no.to_string(),
            moment(yta.from),
            yta.place.name.to_string(),
            size(yta.place),
            format!("{first}–{last}"),
            yta.opening.to_string(),
        ]
    });
    let heads = ["Yta", "Gäller från", "Namn", "Storlek", "Underlag", "Öppning"];
    let mut blocks = table(&heads, rows.collect());
    blocks.extend(work.measured_on().map(|(day, yta)| {
        let text = format!("yta {}, som gällde när den första åtgärden började {day}", yta.no);
        Block::Facts(vec![fact("Effekten följs upp på", &text)])
    }));
    blocks
}

fn signed(yta: u32, record: &AssessmentRecord, moment: Moment<'_>) -> Vec<Block> {
    let verdict = if record.verdict.is_ja() { "Ja" } else { "Nej" };
    let number = record.verdict.diarienummer().map_or("", |number| number.as_str());
    let mut blocks = vec![
        Block::Heading(match yta {
            1 => format!("{} ({})", record.signer.function, words::side(record.signer.side)),
            _ => {
                let side = words::side(record.signer.side);
                format!("{} ({side}), yta {yta}", record.signer.function)
            }
        }),
        Block::Facts(vec![
            fact("Bedömning", verdict),
            fact("Motivering", record.motive.as_str()),
            fact("Diarienummer", number),
            fact("Undertecknad", &moment(record.at)),
            fact("På underlag med fingeravtryck", &record.evidence.0),
        ]),
    ];
    blocks.extend(record.additions.iter().flat_map(|one| evidence(one, moment)));
    blocks
}
