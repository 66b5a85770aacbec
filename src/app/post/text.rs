//! What letters about a meeting say: in Swedish, to whoever takes part.

use super::super::{case_file::words::progress, delegations::StoodInFor};
use crate::case::work::{
    Work,
    agenda::{Point, agenda},
    letter::{Due, Letter},
    meeting::{Held, Meeting},
    plan::Owner,
    standing::Planned,
    subject::Subject,
};
use jiff::civil::Date;

/// One line: nothing in it begins another or steers its reader.
pub(super) fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a calendar shows: "Platssamverkan Blekholmsterrassen (PLS-2026-001)".
pub(super) fn summary(subject: &impl Subject) -> String {
    let title = one_line(&subject.title());
    let mut rest = title.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// The subject of a letter.
pub(super) fn subject(of: &impl Subject, letter: Letter) -> String {
    let what = match letter {
        Letter::Kallelse => "Kallelse",
        Letter::Installt => "Inställt möte",
        Letter::Atgardslista => "Åtgärdslista",
    };
    format!("{what}: {}", one_line(&of.title()))
}

fn when(meeting: &Meeting) -> String {
    let call = &meeting.call;
    let hour = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
    format!("{} kl. {}–{}", call.day, hour(call.begins), hour(call.ends))
}

/// The letter of a meeting. A list of measures for one function has its own first.
pub(super) fn letter<S: Subject>(
    work: &Work<S>,
    no: u32,
    meeting: &Meeting,
    due: Due,
    today: Date,
    deputies: &[StoodInFor],
    to: Option<&str>,
) -> String {
    let mut lines = vec![subject(work.subject(), due.letter), String::new()];
    match &meeting.held {
        Held::Called => lines.extend(call(work, no, meeting, due, today, deputies)),
        Held::Cancelled { motive } => lines.extend([
            format!("Mötet {} är inställt.", when(meeting)),
            format!("Plats: {}", one_line(meeting.call.location.as_str())),
            format!("Skäl: {}", one_line(motive.as_str())),
        ]),
        Held::Closed { minutes, .. } => {
            let decisions = minutes.decisions.iter().map(|one| one_line(one.as_str()));
            lines.push(format!("Möte {no}, {}", minutes.held_on));
            lines.extend([String::new(), "Beslut på mötet:".to_owned()]);
            lines.extend(listed(decisions.collect(), "Inga beslut."));
            lines.extend(measures(work, to));
            lines.extend(stood_in_for(work, deputies));
            if let Some(next) = next_meeting(work) {
                lines.extend([String::new(), next]);
            }
            lines.extend([
                String::new(),
                "Den som har fått en länk till sina åtgärder svarar genom den. Övriga svarar den \
                 som kallar."
                    .to_owned(),
            ]);
        }
    }
    lines.join("\n")
}

fn call<S: Subject>(
    work: &Work<S>,
    no: u32,
    meeting: &Meeting,
    due: Due,
    today: Date,
    deputies: &[StoodInFor],
) -> Vec<String> {
    let called = work.recipients(no, due);
    let called: Vec<String> =
        called.iter().map(|one| one_line(one.function.function.as_str())).collect();
    let mut lines = vec![
        when(meeting),
        one_line(meeting.call.location.as_str()),
        format!("Kallade: {}", called.join(", ")),
    ];
    lines.extend(stood_in_for(work, deputies));
    lines.extend([String::new(), "Dagordning:".to_owned()]);
    let points = agenda(work, &meeting.call, today);
    let points = points.iter().map(point);
    let points = ["Mötet öppnas, närvarande".to_owned()].into_iter().chain(points);
    lines.extend((1..).zip(points).map(|(i, text)| format!("{i}. {text}")));
    lines
}

/// Who stands in for functions that take part or have something open.
fn stood_in_for<S: Subject>(work: &Work<S>, deputies: &[StoodInFor]) -> Vec<String> {
    let (standing, parties) = (work.standing(), work.subject().parties());
    let takes_part = standing.template.iter().flat_map(|template| template.functions());
    let takes_part =
        takes_part.map(|one| Owner { of: one.of, function: one.function.clone() }).chain(
            standing.open_measures().into_iter().map(|(_, planned)| planned.measure.owner.clone()),
        );
    let functions: Vec<Owner> = takes_part.collect();
    let concerns = |one: &&StoodInFor| {
        functions.iter().any(|owner| {
            let of_party = owner.of.side().is_some_and(|side| *parties.of(side) == one.party);
            of_party && owner.is_function(&one.function)
        })
    };
    let line = |one: &StoodInFor| {
        let (deputy, function) = (one_line(&one.deputy), one_line(&one.function));
        format!("Ersättare för {function}: {deputy}, t.o.m. {}", one.last_day)
    };
    deputies.iter().filter(concerns).map(line).collect()
}

fn point(point: &Point<'_>) -> String {
    let of = |planned: &Planned| {
        let function = one_line(planned.measure.owner.function.as_str());
        (one_line(planned.measure.what.as_str()), function)
    };
    match point {
        Point::Standing(text) | Point::Extra(text) => one_line(text.as_str()),
        Point::Overdue(no, planned) => {
            let (what, function) = of(planned);
            let due = planned.due();
            format!("Försenad åtgärd {no}: {what} ({function}, skulle vara klar {due})")
        }
        Point::Feedback(no, planned) => {
            let (what, function) = of(planned);
            format!("Återkoppling på åtgärd {no}: {what} ({function})")
        }
        Point::Short(no, of, period) => {
            let (what, function) =
                (one_line(of.target.what.as_str()), one_line(of.target.owner.function.as_str()));
            let (done, promised, last) = (period.done, period.promised, period.last);
            format!(
                "Aktivitetsmål {no}: {what} ({function}), {done} av {promised} gjorda till {last}"
            )
        }
        Point::Cause(no, cause) => {
            format!("Orsak {no} har ingen åtgärd: {}", one_line(cause.text.as_str()))
        }
        Point::Next(Some(by)) => format!("Nästa möte (senast {by})"),
        Point::Next(None) => "Nästa möte".to_owned(),
    }
}

/// The open measures: those of the one who reads it first.
fn measures<S: Subject>(work: &Work<S>, to: Option<&str>) -> Vec<String> {
    let open = work.standing().open_measures();
    let is_own = |owner: &Owner| to == Some(owner.function.as_str());
    let (own, others): (Vec<_>, Vec<_>) =
        open.into_iter().partition(|(_, planned)| is_own(&planned.measure.owner));
    let told = |all: Vec<(u32, &Planned)>| all.into_iter().map(measure).collect::<Vec<_>>();
    let mut lines = vec![String::new()];
    match to {
        Some(function) => {
            lines.push(format!("Öppna åtgärder för {}:", one_line(function)));
            lines.extend(listed(told(own), "Inga."));
            lines.extend([String::new(), "Övriga öppna åtgärder:".to_owned()]);
        }
        None => lines.push("Öppna åtgärder:".to_owned()),
    }
    lines.extend(listed(told(others), "Inga."));
    lines
}

fn measure((no, planned): (u32, &Planned)) -> String {
    let of = &planned.measure;
    let state = one_line(&progress(&planned.progress));
    format!(
        "Åtgärd {no}: {} – {}. Klar senast {}, återkoppling {}. Läge: {state}",
        one_line(of.what.as_str()),
        one_line(of.owner.function.as_str()),
        planned.due(),
        of.aterkoppling,
    )
}

fn listed(items: Vec<String>, none: &str) -> Vec<String> {
    if items.is_empty() {
        return vec![none.to_owned()];
    }
    items.into_iter().map(|item| format!("- {item}")).collect()
}

/// The next meeting that is called, else the day by which one should be.
fn next_meeting<S: Subject>(work: &Work<S>) -> Option<String> {
    let standing = work.standing();
    let called = standing.meetings.values().filter(|meeting| meeting.held == Held::Called);
    let next = called.min_by_key(|meeting| (meeting.call.day, meeting.call.begins));
    match next {
        Some(next) => {
            let location = one_line(next.call.location.as_str());
            Some(format!("Nästa möte: {}, {location}", when(next)))
        }
        None => standing.next_meeting_by().map(|day| format!("Nästa möte: senast {day}")),
    }
}
