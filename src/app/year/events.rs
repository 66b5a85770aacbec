//! What the service knows of the year itself: meetings that were closed, information that was sent,
//! follow-ups, consultations. Each says what it is evidence of, and what goes by it.
//!
//! Changed priorities belong here as soon as the service keeps them.

use crate::{
    app::{App, AppError, kept},
    calendar::{DutyId, Event, EventId, EventKind, Half, InstanceKey, Nature, Period},
    case::{
        access::Joined,
        forum::Forum,
        information::{Information, InformationId},
        party::Agreement,
        work::{
            Work,
            meeting::Held,
            standing::{Rest, Standing},
            subject::Subject,
        },
        year::Year,
    },
    lagesbild::step::LagesbildId,
    store::Read,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::collections::BTreeMap;

/// The forums whose meetings are what a duty asks for.
const MEETINGS: [(&str, &str); 4] = [
    ("chefsamrad", "chefsamrad"),
    ("beredningsgrupp", "beredning"),
    ("ts-rad", "ts-rad"),
    ("ungdom-1", "ungdom"),
];

/// Whose participants are asked every year.
const COUNCIL: &str = "ts-rad";

/// Where the steering body decides and where it is prepared; they follow up, and are not followed up.
const STEERS: [&str; 2] = ["chefsamrad", "beredningsgrupp"];

/// Where the service knows it from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A meeting whose minutes are closed.
    Meeting {
        /// Of what.
        of: Joined,
        /// Its number there.
        no: u32,
        /// Name of the place or of the forum.
        name: String,
    },
    /// Every forum and case at work was followed up in a half-year.
    FollowUps,
    /// Information that was sent.
    Information(InformationId),
    /// A lägesbild that both chiefs decided.
    Lagesbild(LagesbildId),
    /// The plan for communication was followed up where the agreement is steered.
    Communication,
    /// A survey of those who take part in the council is over.
    Enkat,
    /// The parties said that they consulted.
    Consultation,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Happened {
    pub(super) duty: DutyId,
    /// Which time of it, where that is plain.
    pub(super) of: Option<InstanceKey>,
    /// In which of several series.
    pub(super) series: Option<EventId>,
    pub(super) on: Date,
    pub(super) source: Source,
}

/// What is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) events: Vec<Event>,
    pub(super) done: Vec<Happened>,
    /// When a case rested, and why.
    pub(super) rests: BTreeMap<EventId, Vec<Rest>>,
    /// Grows with everything it was read from.
    pub(super) changes: u64,
    /// When any of that last changed.
    pub(super) updated: Timestamp,
}

/// Everything under an agreement.
pub(super) fn known(
    app: &App,
    read: &dyn Read,
    agreement: &Agreement,
    year: &Year,
    to: Date,
) -> Result<Known, AppError> {
    let zone = app.settings.clock.zone();
    let mut known = Known::default();
    let mut members = Vec::new();
    for forum in kept::forums(app, read)? {
        let id = &forum.subject().id;
        if id.agreement != agreement.id {
            continue;
        }
        known.counts(forum.version(), forum.updated());
        if let Some((_, duty)) = MEETINGS.iter().find(|(of, _)| *of == id.forum) {
            known.meetings_of_forum(&forum, duty, Joined::Forum(id.clone()));
        }
        known.said_of_itself(&forum, app.today());
        if let Some(begun) = forum.steps().first().filter(|_| !STEERS.contains(&id.forum.as_str()))
        {
            members.push(Member::of(begun.on, forum.standing()));
        }
    }
    for case in kept::works(app, read)?.iter().filter(|work| work.case().agreement == agreement.id)
    {
        known.counts(case.version(), case.updated());
        known.case(case, zone);
        let begun = case.case().opened_at.to_zoned(zone.clone()).date();
        members.push(Member::of(begun, case.standing()));
    }
    for it in read.all_information()?.iter().filter(|it| it.sent().agreement == agreement.id) {
        known.counts(it.version(), it.sent().at);
        known.information(it, zone);
    }
    for it in read.lagesbilder()?.iter().filter(|it| it.dossier().agreement == agreement.id) {
        let last = it.happened().last().map_or(it.dossier().at, |step| step.at);
        known.counts(it.version(), last);
        if let Some(decided) = it.decided() {
            let source = Source::Lagesbild(it.dossier().id.clone());
            known.done.push(happened("lagesbild", decided.on(), source));
        }
    }
    let rounds = rounds(&members, agreement.validity.valid_from, to);
    known.done.extend(rounds.into_iter().map(|on| happened("upp-forum", on, Source::FollowUps)));
    let consulted = |on| happened("forlangning", on, Source::Consultation);
    known.done.extend(year.consultations().map(consulted));
    Ok(known)
}

impl Known {
    fn counts(&mut self, version: u64, updated: Timestamp) {
        self.changes += version;
        self.updated = self.updated.max(updated);
    }

    fn meetings_of_forum<S: Subject>(&mut self, work: &Work<S>, duty: &str, of: Joined) {
        for (no, meeting) in &work.standing().meetings {
            let (day, nature) = match &meeting.held {
                Held::Called => (meeting.call.day, Nature::Planned),
                Held::Closed { minutes, .. } => (minutes.held_on, Nature::Happened),
                Held::Cancelled { .. } => (meeting.call.day, Nature::Cancelled),
            };
            let id = EventId(format!("{duty}-{no}").into());
            if nature == Nature::Happened {
                let name = work.subject().name().to_string();
                let source = Source::Meeting { of: of.clone(), no: *no, name };
                self.done.push(happened(duty, day, source));
            }
            self.events.push(Event { id, of: kind(duty), day, until: None, nature });
        }
    }

    /// How the communication under the whole agreement went, and what the council thinks of its meetings.
    fn said_of_itself(&mut self, forum: &Work<Forum>, today: Date) {
        let (id, standing) = (&forum.subject().id, forum.standing());
        if STEERS.contains(&id.forum.as_str()) {
            let reviewed = standing.reviews.iter().map(|review| review.on);
            self.done.extend(reviewed.map(|on| happened("upp-komm", on, Source::Communication)));
        }
        if id.forum == COUNCIL {
            let over = standing.enkater.values().filter_map(|enkat| enkat.over_on(today));
            self.done.extend(over.map(|on| happened("ts-rad-enkat", on, Source::Enkat)));
        }
    }

    fn case(&mut self, work: &Work, zone: &TimeZone) {
        let (case, standing) = (work.case(), work.standing());
        let id = EventId(case.number.to_string().into());
        for (no, meeting) in &standing.meetings {
            let Held::Closed { minutes, .. } = &meeting.held else { continue };
            let (of, name) = (Joined::Case(case.number), case.place.name.to_string());
            let source = Source::Meeting { of, no: *no, name };
            let series = Some(id.clone());
            self.done.push(Happened { series, ..happened("plats", minutes.held_on, source) });
        }
        self.rests.insert(id.clone(), standing.rests.clone());
        self.events.push(Event {
            id,
            of: kind("platssamverkan-initierad"),
            day: case.opened_at.to_zoned(zone.clone()).date(),
            until: standing.closed_on,
            nature: Nature::Happened,
        });
    }

    fn information(&mut self, it: &Information, zone: &TimeZone) {
        let sent = it.sent();
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let (id, duty) = (sent.id.clone(), duty("information"));
        let of = Some(InstanceKey::new(&duty, &id.0));
        let on = day(sent.at);
        let source = Source::Information(id.clone());
        self.done.push(Happened { of, ..happened("information", on, source) });
        let nature = match it.withdrawn() {
            Some(_) => Nature::Cancelled,
            None => Nature::Happened,
        };
        let (of, day) = (kind("vasentlig-handelse"), day(it.told().happened));
        self.events.push(Event { id: EventId(id.0.into()), of, day, until: None, nature });
    }
}

/// A case or forum that is to be followed up each half-year.
struct Member {
    begun: Date,
    ended: Option<Date>,
    followed_up: Vec<Date>,
}

impl Member {
    fn of(begun: Date, standing: &Standing) -> Self {
        let followed_up = standing.follow_ups.iter().map(|one| one.on).collect();
        Self { begun, ended: standing.closed_on, followed_up }
    }
}

/// For each half-year in which every member was followed up that was at work throughout: the day on which
/// the last of them was.
fn rounds(members: &[Member], from: Option<Date>, to: Date) -> Vec<Date> {
    let first = members.iter().map(|member| member.begun).min();
    let Some(first) = first.max(from) else { return Vec::new() };
    let halves = (first.year()..=to.year()).flat_map(|year| {
        [Half::First, Half::Second]
            .into_iter()
            .filter_map(move |half| Period::half_year(year, half))
    });
    let round = |half: Period| {
        let throughout = members.iter().filter(|member| {
            member.begun <= half.first && member.ended.is_none_or(|day| day >= half.last)
        });
        let within = |day: &&Date| half.first <= **day && **day <= half.last;
        let days: Option<Vec<Date>> = throughout
            .map(|member| member.followed_up.iter().filter(within).min().copied())
            .collect();
        days.and_then(|days| days.into_iter().max())
    };
    halves.filter_map(round).collect()
}

fn happened(of: &str, on: Date, source: Source) -> Happened {
    Happened { duty: duty(of), of: None, series: None, on, source }
}

fn duty(id: &str) -> DutyId {
    DutyId::try_from(id.to_owned()).expect("a name of this file")
}

/// A kind of event by its name here.
pub(super) fn kind(name: &str) -> EventKind {
    EventKind::try_from(name.to_owned()).expect("a name of this program")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn member(begun: Date, ended: Option<Date>, followed_up: &[Date]) -> Member {
        Member { begun, ended, followed_up: followed_up.to_vec() }
    }

    #[test]
    fn a_round_of_follow_ups_is_done_with_its_last_and_only_when_none_is_missing() {
        let (begun, to) = (date(2024, 9, 1), date(2026, 12, 31));
        let one = member(begun, None, &[date(2025, 5, 2), date(2025, 11, 3), date(2025, 12, 1)]);
        let other = member(begun, None, &[date(2025, 6, 9)]);
        let days = |members: &[Member]| rounds(members, Some(date(2025, 1, 1)), to);
        assert_eq!(days(&[one, other]), [date(2025, 6, 9)]);
        assert_eq!(days(&[]), []);
        let young = member(date(2025, 3, 1), None, &[]);
        let old = member(begun, Some(date(2025, 4, 1)), &[]);
        let there = member(begun, None, &[date(2025, 5, 2)]);
        assert_eq!(
            days(&[young, old, there]),
            [date(2025, 5, 2)],
            "the two were not there throughout"
        );
    }

    #[test]
    fn every_duty_that_is_ticked_from_here_is_shipped() {
        let own = [
            "plats",
            "information",
            "upp-forum",
            "upp-komm",
            "ts-rad-enkat",
            "forlangning",
            "lagesbild",
        ];
        for id in MEETINGS.iter().map(|(_, duty)| *duty).chain(own) {
            assert!(super::super::DUTIES.get(id).is_some(), "{id}");
        }
    }
}
