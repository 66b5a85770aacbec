//! The tables of words are whole, and the document for readers prints the same.

use crate::lagesbild::words::{FRACTIONS, Interval, MULTIPLES, NEAR, PARTS, SIZES, STABLE};

const DOC: &str = include_str!("../../docs/sifferkontroll.md");

fn number(value: f64) -> String {
    format!("{value}").replace('.', ",")
}

/// The row of the table for a word, as the document has it.
fn row(forms: &[&str], range: &str) -> String {
    format!("| {} | {range} |", forms.join(", "))
}

fn range(interval: Interval, unit: &str) -> String {
    let from = interval.low_open;
    match (interval.low, interval.high) {
        (Some(low), Some(high)) if from => {
            format!("över {} till {}{unit}", number(low), number(high))
        }
        (Some(low), Some(high)) if interval.high_open => {
            format!("från {} till under {}{unit}", number(low), number(high))
        }
        (Some(low), Some(high)) => format!("{} till {}{unit}", number(low), number(high)),
        (Some(low), None) => format!("från {}{unit}", number(low)),
        _ => panic!("no table has such a range"),
    }
}

#[test]
fn the_document_has_every_word_with_its_range() {
    let mut rows: Vec<String> =
        NEAR.iter().map(|near| row(near.forms, &range(near.times, " gånger talet"))).collect();
    rows.extend(SIZES.iter().map(|size| row(size.forms, &range(size.percent, " %"))));
    rows.extend(PARTS.iter().map(|part| row(part.forms, &range(part.percent, " %"))));
    for row in rows {
        assert!(DOC.contains(&row), "docs/sifferkontroll.md lacks\n{row}");
    }
    let words = FRACTIONS.iter().map(|it| it.0).chain(MULTIPLES.iter().map(|it| it.0));
    for word in words.chain(STABLE.iter().copied()) {
        assert!(DOC.contains(word), "docs/sifferkontroll.md lacks {word}");
    }
}
