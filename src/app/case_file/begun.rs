//! What the file of a case and that of a forum differ in: what was begun, and on what.

use super::{
    chapters::{Moment, evidence, size},
    ytor,
};
use crate::{
    app::{
        App, AppError, forums,
        joint::Joint,
        opening_card::{self, Card},
    },
    case::{forum::Forum, log::LogEntry, opened::Case, work::Work},
    export::document::{Block, Section, fact, section},
};
use serde::Serialize;

/// What was begun, as it was then.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Begun<'a> {
    /// A platssamverkan that two assessments opened.
    Case(&'a Case),
    /// A forum that the agreement set up.
    Forum(&'a Forum),
}

/// What stands around it: what it is called, where it begins and who did what.
pub(super) struct About {
    /// Of the document.
    pub title: String,
    /// What stands in its head beside what all have.
    pub head: Vec<(String, String)>,
    /// The chapters before the work.
    pub chapters: Vec<Section>,
    /// What happened, oldest first, with the function of whoever did it.
    pub log: Vec<(LogEntry, String)>,
}

/// What has a file for the registry.
pub(super) trait Filed: Joint + Sized {
    /// What was begun.
    fn begun(&self) -> Begun<'_>;
    /// What stands around it.
    fn about(app: &App, work: &Work<Self>, moment: Moment<'_>) -> Result<About, AppError>;
}

impl Filed for Case {
    fn begun(&self) -> Begun<'_> {
        Begun::Case(self)
    }

    fn about(app: &App, work: &Work, moment: Moment<'_>) -> Result<About, AppError> {
        let (case, items) = (work.case(), work.evidence());
        let card = opening_card::of_case(app, work)?;
        let items = items.iter().flat_map(|one| evidence(one, moment));
        Ok(About {
            title: format!("Platssamverkan {} – {}", case.number, case.place.name),
            head: vec![fact("Öppnad", &moment(case.opened_at))],
            chapters: vec![
                section("Plats och parter", place(work, &card)),
                section(
                    "Underlag som båda parter undertecknat",
                    items.chain([Block::Facts(ytor::prints(work))]).collect(),
                ),
                section("Gemensam bedömning", ytor::assessed(work, moment)),
                section("Ytor", ytor::all(work, moment)),
            ],
            log: card.log,
        })
    }
}

impl Filed for Forum {
    fn begun(&self) -> Begun<'_> {
        Begun::Forum(self)
    }

    fn about(app: &App, work: &Work<Forum>, _: Moment<'_>) -> Result<About, AppError> {
        let forum = work.subject();
        let card = forums::card(app, forum)?;
        let items = forum.standing_items.iter().map(ToString::to_string);
        let kept_out = forum.kept_out.as_ref().map_or("", |text| text.as_str());
        let mut blocks = vec![Block::Facts(vec![
            fact("Forum", forum.name.as_str()),
            fact("Överenskommelse", &card.agreement),
            fact("Polisens part", &card.polis.name),
            fact("Stadens part", &card.stad.name),
            fact("Hålls utanför", kept_out),
        ])];
        blocks.extend([Block::Heading("Stående punkter".to_owned()), Block::List(items.collect())]);
        Ok(About {
            title: format!("Forum: {}", forum.name),
            head: vec![fact("Från och med", &forum.from.to_string())],
            chapters: vec![section("Forum och parter", blocks)],
            log: card.log,
        })
    }
}

fn place(work: &Work, card: &Card) -> Vec<Block> {
    let (case, place) = (work.case(), work.place());
    let areas =
        card.areas.iter().map(|area| format!("{} ({:.0} %)", area.name, area.share * 100.0));
    let at = format!("{:.5}, {:.5} (longitud, latitud)", place.label_at.lon, place.label_at.lat);
    let drawn = if place.approximate { "ritad för hand, ingen officiell gräns" } else { "" };
    vec![Block::Facts(vec![
        fact("Plats", case.place.name.as_str()),
        fact("Läge på kartan", &at),
        fact("Yta", &size(place)),
        fact("Gräns", drawn),
        fact("Områden", &areas.collect::<Vec<_>>().join("\n")),
        fact("Polisens part", &card.polis.name),
        fact("Stadens part", &card.stad.name),
        fact("Överenskommelse", &case.agreement),
    ])]
}
