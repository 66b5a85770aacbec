//! The papers of a chefsamråd to print: what is to be decided first, then what it is decided on.

use super::rows::{CaseRow, Pack, Picture, Reported, ToDecide};
use crate::{
    app::{baseline, case_file::words, paper},
    calendar::Chief,
    export::document::{Block, Document, Section, fact, section, table},
};
use jiff::{civil::Date, tz::TimeZone};

pub(super) fn document(pack: &Pack, zone: &TimeZone) -> Document {
    let body = pack.steering.unwrap_or("Chefsamråd");
    Document {
        title: format!("Underlag till {} – {}", body.to_lowercase(), pack.name),
        head: head(pack, zone),
        sections: vec![
            section("Att besluta", to_decide(pack)),
            section("Lägesbild", pictures(&pack.lagesbilder)),
            section("Överenskommelsen", agreement(pack)),
            section("Prioriteringarnas täckning", pack.coverage.clone()),
            section("Sammanställning av året", compilation(&pack.compilation)),
            section("Baslinjen", baseline::document::blocks(&pack.baseline)),
            section("Ärenden", cases(&pack.cases)),
            section("Försenade åtgärder", overdue(pack)),
            section("Uppföljningar att besluta om, och nya sedan förra mötet", follow_ups(pack)),
            section("Beslutat sedan förra mötet", decided(pack)),
            section("Kommunicerat sedan förra mötet", communicated(pack)),
            section("Årshjulet: sent, eller inom tre månader", duties(pack)),
            signatures(),
        ],
    }
}

fn head(pack: &Pack, zone: &TimeZone) -> Vec<(String, String)> {
    let meeting = pack.meeting.as_ref();
    let when = meeting.map_or_else(String::new, |sitting| match sitting.called {
        true => sitting.day.to_string(),
        false => format!("{} (inte kallat; dag att planera efter)", sitting.day),
    });
    let chair = meeting.and_then(|sitting| sitting.chair);
    let chair = chair.map_or("Parterna har inte sagt vem som är ordförande först", chief);
    let mut head = vec![
        fact("Möte", &when),
        fact("Ordförande", chair),
        fact("Förra mötet", &written(pack.since)),
    ];
    let (at, by) = (pack.extracted_at, &pack.extracted_by);
    head.extend(paper::taken_out(pack.synthetic, at, zone, by));
    head
}

fn to_decide(pack: &Pack) -> Vec<Block> {
    let row = |one: &ToDecide| {
        let awaits =
            one.awaits.iter().map(|side| words::side(*side)).collect::<Vec<_>>().join(", ");
        vec![one.about.clone(), why(one.why).to_owned(), one.since.to_string(), awaits]
    };
    table(&["Vad", "Varför", "Sedan", "Väntar på"], pack.to_decide.iter().map(row).collect())
}

fn pictures(all: &[Picture]) -> Vec<Block> {
    let row = |one: &Picture| {
        let signed: Vec<_> = one.signed.iter().map(|side| words::side(*side)).collect();
        let numbers = match (one.tried, one.stop) {
            (Some(tried), Some(0)) => format!("{tried} prövade, inget stoppar"),
            (Some(tried), Some(stop)) => format!("{tried} prövade, {stop} stoppar beslutet"),
            _ => String::new(),
        };
        let state = match one.state {
            "utkast" => "Parterna skriver var sitt utkast",
            "sammanlagd" => "Sammanlagd: att besluta",
            "beslutad" => "Beslutad, gäller",
            other => other,
        };
        vec![
            one.half.clone(),
            state.to_owned(),
            numbers,
            signed.join(", "),
            written(one.decided_on),
        ]
    };
    let columns = ["Halvår", "Läge", "Tal", "Underskriven av", "Beslutad"];
    table(&columns, all.iter().map(row).collect())
}

fn agreement(pack: &Pack) -> Vec<Block> {
    let change = pack.change_of_agreement.as_ref().map(|change| {
        let until = written(change.holds_until);
        let until = if until.is_empty() { "tills vidare" } else { &until };
        format!(
            "{}, gäller till {until}. Föreslagen {} av {}. Parterna undertecknar den (§ 9 sista stycket).",
            change.name, change.on, change.by
        )
    });
    let consultation = pack.consultation.as_ref().map(|of| match of.on {
        Some(on) => format!("Hållet {on} (senast {})", of.by),
        None => format!("Senast {}", of.by),
    });
    let mut blocks = vec![Block::Facts(vec![
        fact("Gäller till", &written(pack.holds_until)),
        fact("Samråd om förlängning", &consultation.unwrap_or_default()),
        fact("Ändring som väntar", &change.unwrap_or_default()),
    ])];
    if !pack.extension_hindered_by.is_empty() {
        let hindrances = pack.extension_hindered_by.iter().map(|&why| why.to_owned());
        blocks.push(Block::Heading("Hinder för förlängning i dag".to_owned()));
        blocks.push(Block::List(hindrances.collect()));
    }
    blocks
}

fn compilation(of: &Reported) -> Vec<Block> {
    vec![Block::Facts(vec![
        fact("År", &of.year.to_string()),
        fact("Finns i tjänsten på", &of.path),
    ])]
}

fn cases(rows: &[CaseRow]) -> Vec<Block> {
    let row = |one: &CaseRow| {
        let done = match one.measures {
            0 => "Inga".to_owned(),
            all => format!("{} av {all} klara", one.done),
        };
        let late = match one.late {
            0 => String::new(),
            1 => ", 1 försenad".to_owned(),
            n => format!(", {n} försenade"),
        };
        let loose = match one.without_cause {
            0 => String::new(),
            n => format!(", {n} utan orsak"),
        };
        vec![
            format!("{} {}", one.number, one.place),
            words::state(one.state).to_owned(),
            one.opened.to_string(),
            format!("{done}{late}{loose}"),
            written(one.last_meeting),
            written(one.followed_up),
            written(one.confirm_by),
        ]
    };
    let columns =
        ["Ärende", "Läge", "Öppnat", "Åtgärder", "Senaste möte", "Följt upp", "Bekräftas senast"];
    table(&columns, rows.iter().map(row).collect())
}

fn overdue(pack: &Pack) -> Vec<Block> {
    let rows = pack.overdue.iter().map(|one| {
        vec![
            one.due.to_string(),
            one.of.clone(),
            format!("{}. {}", one.no, one.what),
            one.owner.clone(),
            one.progress.clone(),
        ]
    });
    table(&["Skulle vara klar", "Ärende", "Åtgärd", "Ansvarig", "Hur långt"], rows.collect())
}

fn communicated(pack: &Pack) -> Vec<Block> {
    let rows = pack.communicated.iter().map(|one| {
        let of = &one.communication;
        vec![
            of.on.to_string(),
            one.of.clone(),
            words::channel(of.channel).to_owned(),
            of.function.to_string(),
            of.text.to_string(),
        ]
    });
    table(&["Dag", "Ärende", "Kanal", "Av", "Vad som sades"], rows.collect())
}

fn follow_ups(pack: &Pack) -> Vec<Block> {
    let blocks = pack.follow_ups.iter().flat_map(|one| {
        let of = &one.follow_up;
        [
            Block::Heading(format!("{}, {}", one.of, one.on)),
            Block::Facts(vec![
                fact("Tiden", &format!("{} – {}", of.from, of.to)),
                fact("Utförande", words::utforande(of.utforande)),
                fact("", of.utforande_text.as_str()),
                fact("Effekt", words::effekt(of.effekt)),
                fact("", of.effekt_text.as_str()),
            ]),
        ]
    });
    blocks.collect()
}

fn decided(pack: &Pack) -> Vec<Block> {
    let rows = pack.decided.iter().map(|one| {
        vec![one.on.to_string(), one.of.clone(), words::decision(one.decision).to_owned()]
    });
    table(&["Dag", "Ärende", "Beslut"], rows.collect())
}

fn duties(pack: &Pack) -> Vec<Block> {
    let rows = pack.duties.iter().map(|one| {
        let case = one.case.map_or_else(String::new, |number| format!(" {number}"));
        let times = if one.times > 1 { format!(", {} gånger", one.times) } else { String::new() };
        let said = one.explanation.as_ref().map_or_else(String::new, |why| format!("\n{why}"));
        vec![
            one.due.to_string(),
            format!("{}{case}", one.title),
            one.responsible.clone(),
            format!("{}{times}{said}", one.status),
        ]
    });
    table(&["Senast", "Vad", "Ansvarig", "Hur det står"], rows.collect())
}

/// Both sign on paper too, where a registry wants paper. What counts is what they sign in the service.
fn signatures() -> Section {
    let line = |whose: &str| vec![whose.to_owned(), String::new(), String::new()];
    let rows = vec![line("Lokalpolisområdeschef"), line("Stadsdelsdirektör")];
    section("Underskrift", table(&["Funktion", "Dag", "Underskrift"], rows))
}

fn why(code: &str) -> &str {
    match code {
        "uppfoljd" => "Uppföljt: fortsätt, ändra form eller avsluta",
        "obesvarad" => "Bedömningen besvarades inte i tid",
        "not_confirmed" => "Har inte bekräftats under halvåret",
        "sammanlagd" => "Sammanlagd: besluta den",
        "half_signed" => "Den ena chefen har skrivit under",
        other => other,
    }
}

fn chief(of: Chief) -> &'static str {
    match of {
        Chief::Lokalpolisomradeschef => "Lokalpolisområdeschefen",
        Chief::Stadsdelsdirektor => "Stadsdelsdirektören",
    }
}

fn written(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}
