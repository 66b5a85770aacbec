//! The chapters of a printed lägesbild.

use super::{Whole, numbers, steering, words};
use crate::{
    app::{
        Actor, App,
        case_file::words::signer,
        lagesbild::{Names, place_name, place_parts},
        texts::{Language, act, sentence},
    },
    case::party::Side,
    export::document::{Block, Section, fact, section, table},
    lagesbild::{
        content::{self, Parts, SourceState},
        disagreement::Disagreement,
        document::SideBySide,
    },
};
use jiff::Timestamp;

/// How a moment is written.
type Moment<'a> = &'a dyn Fn(Timestamp) -> String;

/// All of them, in the order of reading.
pub(super) fn all(app: &App, actor: &Actor, whole: &Whole<'_>, moment: Moment<'_>) -> Vec<Section> {
    let (document, names) = (whole.document, &whole.names);
    let place = |id: &content::PlaceId| {
        place_name(app, actor, id).unwrap_or_else(|| place_parts(id).1.to_owned())
    };
    let rests_on = |name, parts| section(name, basis(parts, names, &place));
    let parting = whole.parting.iter().map(|one| parting(one, names, &place));
    let mut chapters: Vec<Section> =
        document.side_by_side().iter().map(|row| side_by_side(row, names)).collect();
    chapters.extend([
        rests_on("Polisens underlag", document.polis.parts()),
        rests_on("Stadens underlag", document.stad.parts()),
        section(
            "Där bilderna skiljer sig",
            table(&["Vad", "Om", "Polisen", "Staden"], parting.collect()),
        ),
        numbers::chapter(&whole.tried, &whole.summary, names, whole.data_version),
        section("Förklaringar", explanations(whole, moment)),
        section("Beslut", decisions(whole, moment)),
        section("Historik", history(whole, actor.party.side, moment)),
    ]);
    chapters
}

fn side_by_side(row: &SideBySide<'_>, names: &Names) -> Section {
    let parts = [("Polisen", row.polis), ("Staden", row.stad), ("Gemensamt", row.gemensam)];
    let written = parts.into_iter().filter_map(|(name, written)| Some((name, written?)));
    let blocks = written.flat_map(|(name, written)| {
        let judged = written.judged.map_or("", words::judged);
        let texts = written.statements.iter();
        let texts = texts.map(|statement| Block::Text(statement.text().to_string()));
        let mut blocks = vec![Block::Heading(name.to_owned())];
        blocks.extend(texts);
        blocks.push(Block::Facts(vec![fact("Omdöme", judged)]));
        blocks
    });
    section(&names.section(row.key), blocks.collect())
}

fn basis(parts: &Parts, names: &Names, place: &dyn Fn(&content::PlaceId) -> String) -> Vec<Block> {
    let sources = parts.sources.iter().map(|one| {
        let note = one.note.as_ref().map(ToString::to_string).unwrap_or_default();
        vec![words::source(&one.id).to_owned(), words::source_state(one.state).to_owned(), note]
    });
    let dialogues = parts.dialogues.iter().map(|one| {
        let n = one.n.map(|n| n.to_string()).unwrap_or_default();
        vec![one.on.to_string(), one.with.to_string(), n]
    });
    let list = |name: &str, items: Vec<String>| match items.is_empty() {
        true => Vec::new(),
        false => vec![Block::Heading(name.to_owned()), Block::List(items)],
    };
    let titled = |name: &str, table: Vec<Block>| match table.is_empty() {
        true => Vec::new(),
        false => [vec![Block::Heading(name.to_owned())], table].concat(),
    };
    let places = parts.places.iter().map(place).collect();
    let indicators = parts.indicators.iter().map(|one| names.figure(one)).collect();
    let run = parts.run.iter().map(|run| run.0.clone()).collect();
    [
        titled("Källista", table(&["Källa", "Läge", "Anteckning"], sources.collect())),
        list("Platser", places),
        list("Hotspotkörning", run),
        list("Indikatorer", indicators),
        titled("Dialoger", table(&["Dag", "Med", "Deltagare"], dialogues.collect())),
    ]
    .concat()
}

/// What, of what, and what each of the two says.
fn parting(
    one: &Disagreement,
    names: &Names,
    place: &dyn Fn(&content::PlaceId) -> String,
) -> Vec<String> {
    let has = |side: Side| match side {
        Side::Polis => ("ja", "nej"),
        Side::Stad => ("nej", "ja"),
    };
    let (of, (polis, stad)) = match one {
        Disagreement::DifferentNumbers { reference, polis, stad } => {
            (names.says(reference), (polis.written.as_str(), stad.written.as_str()))
        }
        Disagreement::JudgedOpposite { section, polis, stad }
        | Disagreement::JudgedDifferently { section, polis, stad } => {
            (names.section(section), (words::judged(*polis), words::judged(*stad)))
        }
        Disagreement::SectionOnlyOne { section, side } => (names.section(section), has(*side)),
        Disagreement::PlaceOnlyOne { place: id, side } => (place(id), has(*side)),
        Disagreement::SourceOnlyOne { source, side, other } => {
            let used = words::source_state(SourceState::Used);
            let other = other.map_or("nämner den inte", words::source_state);
            let of_both = match side {
                Side::Polis => (used, other),
                Side::Stad => (other, used),
            };
            (words::source(source).to_owned(), of_both)
        }
    };
    let what = sentence(one.code(), Language::Swedish);
    vec![what.to_owned(), of, polis.to_owned(), stad.to_owned()]
}

fn explanations(whole: &Whole<'_>, moment: Moment<'_>) -> Vec<Block> {
    let rows = whole.document.explanations.iter().map(|one| {
        let written = one.span.of(one.sentence.text().as_str());
        let at = format!("{}, nr {}", words::part(one.statement.part), one.statement.id.0);
        let by = format!("{}, {}", moment(one.at), signer(&one.by));
        vec![written, at, one.reason.to_string(), by]
    });
    table(&["Tal", "Var", "Varför det står kvar", "Av"], rows.collect())
}

fn decisions(whole: &Whole<'_>, moment: Moment<'_>) -> Vec<Block> {
    let decided = whole.it.decisions().into_iter().flat_map(|one| {
        let record = one.signature.record();
        let passed = &one.passed;
        let tried =
            format!("{} (dataversion {})", passed.summary().n_tried, passed.data_version().0);
        [
            Block::Heading(signer(&record.signer)),
            Block::Facts(vec![
                fact("Diarienummer", one.diarienummer.as_str()),
                fact("I", steering(&whole.card, one)),
                fact("Dag", &one.on.to_string()),
                fact("Motivering", record.motive.as_str()),
                fact("Undertecknad", &moment(record.at)),
                fact("Prövade tal", &tried),
                fact("På dokument med fingeravtryck", &passed.document().0),
            ]),
        ]
    });
    decided.collect()
}

/// Who did what when, without what was written; of a draft whose text was removed also that.
fn history(whole: &Whole<'_>, reader: Side, moment: Moment<'_>) -> Vec<Block> {
    let about = whole.it.dossier();
    let row = |at, by, what: String| vec![moment(at), signer(by), what];
    let words = |what| act(what, Language::Swedish);
    let begun = row(about.at, &about.by, words("lagesbild_begun").to_owned());
    let happened = whole.it.happened().map(|step| {
        let removed = step.removed_at().map(moment);
        let removed = removed.map(|at| words::removed(&at, step.removed_from(reader)));
        let what = format!("{}{}", words(step.act), removed.unwrap_or_default());
        row(step.at, step.by, what)
    });
    table(&["När", "Vem", "Vad"], std::iter::once(begun).chain(happened).collect())
}
