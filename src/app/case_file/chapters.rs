//! The chapters of a printed file that tell of the work.

use super::{act, effect, enkat::enkat, words};
use crate::{
    app::{case_form, enkater::Shown, joint, library::Said},
    case::{
        evidence::{Evidence, Finding},
        log::LogEntry,
        party::Side,
        place::Place,
        text_guard::CleanText,
        work::{
            Work,
            goal::{Aimed, Hundredths},
            handover::Handover,
            letter::Sending,
            meeting::{Held, Meeting},
            page,
            standing::{Compiled, Decided, Planned, Standing},
            step::{Step, What},
            subject::Subject,
            target::Targeted,
            template::{Half, Loptid, Template},
        },
    },
    export::document::{Block, Section, fact, section, table},
};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

/// How a moment is written.
pub(in crate::app) type Moment<'a> = &'a dyn Fn(Timestamp) -> String;

/// The chapters of the work, in its order: what both kinds have. `said` is what the library says of the
/// measures that were chosen in it, `enkater` what may be shown of its surveys.
pub(super) fn of_work<S: Subject>(
    work: &Work<S>,
    log: &[(LogEntry, String)],
    (said, enkater): (&BTreeMap<u32, Said>, &[Shown]),
    (moment, today): (Moment<'_>, Date),
) -> Vec<Section> {
    let standing = work.standing();
    vec![
        section("Mall", standing.template.as_ref().map(template).unwrap_or_default()),
        section("Adresser", contacts(standing)),
        section("Delmål", standing.goals.iter().flat_map(|(no, one)| goal(*no, one)).collect()),
        section("Orsaker", causes(standing)),
        section(
            "Åtgärder",
            standing
                .measures
                .iter()
                .flat_map(|(no, one)| measure(*no, one, said.get(no)))
                .collect(),
        ),
        section(
            "Aktivitetsmål",
            standing.targets.iter().flat_map(|(no, one)| target(*no, one, today)).collect(),
        ),
        section(
            "Möten",
            standing.meetings.iter().flat_map(|(no, one)| meeting(*no, one, moment)).collect(),
        ),
        section("Kommunikation", communication(standing, moment)),
        section("Offentlig sida", pages(standing)),
        section("Plan för effektmätning", effect::plans(work)),
        section("Avläsningar av effekten", effect::looks(work)),
        section(
            "Enkäter till deltagarna",
            enkater.iter().flat_map(|one| enkat(one, today)).collect(),
        ),
        section("Uppföljning", standing.follow_ups.iter().flat_map(follow_up).collect()),
        section(
            "Chefsamrådets beslut",
            standing.decisions.iter().flat_map(|one| decided(one, moment)).collect(),
        ),
        section("Historik", history(work, log, moment)),
    ]
}

fn lines<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().collect::<Vec<_>>().join("\n")
}

/// How large a place is.
pub(super) fn size(place: &Place) -> String {
    let size = place.area_km2.map(|km2| format!("{km2:.3} km²").replace('.', ","));
    size.unwrap_or_default()
}

/// A piece of evidence.
pub(super) fn evidence(one: &Evidence, moment: Moment<'_>) -> Vec<Block> {
    let by = format!("{}, {}", one.added_by.function, moment(one.added_at));
    let (title, mut facts) = match &one.finding {
        Finding::Run(run) => {
            let (place, period) = (&run.place, &run.parameters.period);
            let made_up = if run.synthetic { "ja" } else { "" };
            let counted = format!("{} mot väntat {:.1}", place.n, place.expected).replace('.', ",");
            let facts = vec![
                fact("Körning", &run.run),
                fact("Period", &format!("{} – {}", period.from, period.to)),
                fact("Antal", &counted),
                fact("Påhittade antal", made_up),
                fact("Fingeravtryck, resultat", &run.result_fingerprint.0),
            ];
            (format!("{}. Hotspot: {}", one.no, place.name), facts)
        }
        Finding::Observation(seen) => {
            let facts = vec![
                fact("Slag", seen.kind.label_sv()),
                fact("Dag", &seen.on.to_string()),
                fact("Antal", &seen.n.map(|n| n.to_string()).unwrap_or_default()),
                fact("Beskrivning", seen.text.as_str()),
            ];
            (format!("{}. {}", one.no, seen.title.as_str()), facts)
        }
    };
    facts.push(fact("Tillfört av", &by));
    vec![Block::Heading(title), Block::Facts(facts)]
}

fn template(of: &Template) -> Vec<Block> {
    let activities = of.aktiviteter.iter();
    let activities: Vec<String> = activities
        .map(|one| format!("{} – {}", one.aktivitet.as_str(), one.syfte.as_str()))
        .collect();
    let followed = of.uppfoljning.iter().map(|one| {
        let year = one.ar.map_or("varje år".to_owned(), |year| year.to_string());
        format!("{} ({}, {year})", one.indikator.as_str(), one.kalla.as_str())
    });
    let priorities = of.prioriteringar.iter().map(|id| case_form::priority_text(id).unwrap_or(id));
    let loptid = match of.loptid {
        Loptid::Tillsvidare => "tillsvidare".to_owned(),
        Loptid::TillOchMed(day) => format!("till och med {day}"),
    };
    let told = &of.kommunikation;
    let mut facts = vec![
        fact("Mål", of.mal.as_str()),
        fact("Problembild", &lines(of.problembild.iter().map(|one| one.as_str()))),
        fact("Aktiviteter", &activities.join("\n")),
        fact("Löptid", &loptid),
        fact("Mötesfrekvens", &words::frequency(&of.motesfrekvens)),
        fact("Aktivitetsansvarig", of.aktivitetsansvarig.as_str()),
    ];
    facts.extend(half("Polisen", of.half(Side::Polis)));
    facts.extend(half("Stadsdelsförvaltningen", of.half(Side::Stad)));
    facts.extend([
        fact("Övriga deltagare", &lines(of.ovriga.iter().map(|one| one.as_str()))),
        fact("Finansiering", of.finansiering.as_str()),
        fact("Kommunikation till deltagarna", told.deltagare.as_str()),
        fact("Kommunikation inom polisen", told.internt_polisen.as_str()),
        fact(
            "Kommunikation inom stadsdelsförvaltningen",
            told.internt_stadsdelsforvaltningen.as_str(),
        ),
        fact("Kommunikation mellan parterna", told.mellan_parterna.as_str()),
        fact("Uppföljning", &followed.collect::<Vec<_>>().join("\n")),
        fact("Prioriteringar", &lines(priorities)),
    ]);
    vec![Block::Facts(facts)]
}

fn half(name: &str, half: &Half) -> [(String, String); 3] {
    let list = |of: &[CleanText]| lines(of.iter().map(|one| one.as_str()));
    [
        fact(&format!("{name}: kontakt"), half.kontakt.as_str()),
        fact(&format!("{name}: deltagare"), &list(&half.deltagare)),
        fact(&format!("{name}: åtaganden"), &list(&half.ataganden)),
    ]
}

fn contacts(standing: &Standing) -> Vec<Block> {
    let rows = standing.contacts.iter().map(|contact| {
        vec![contact.function.as_str().to_owned(), contact.address.as_str().to_owned()]
    });
    table(&["Funktion", "Adress"], rows.collect())
}

fn causes(standing: &Standing) -> Vec<Block> {
    let told = standing.causes.iter().map(|(no, cause)| {
        let numbers: Vec<String> = cause.evidence.iter().map(u32::to_string).collect();
        let mut rests_on = Vec::new();
        if !numbers.is_empty() {
            rests_on.push(format!("underlag {}", numbers.join(", ")));
        }
        rests_on.extend(cause.basis.as_ref().map(|basis| basis.as_str().to_owned()));
        vec![no.to_string(), cause.text.as_str().to_owned(), rests_on.join("\n")]
    });
    table(&["Nr", "Orsak", "Vilar på"], told.collect())
}

fn goal(no: u32, aimed: &Aimed) -> Vec<Block> {
    let of = &aimed.goal;
    let number = |number: Option<Hundredths>| {
        number.map(|number| number.number().to_string().replace('.', ","))
    };
    let values = match (number(of.from), number(of.to)) {
        (Some(from), Some(to)) => format!("{}: från {from} till {to}", of.indicator),
        (Some(from), None) => format!("{}: från {from}", of.indicator),
        (None, Some(to)) => format!("{}: till {to}", of.indicator),
        (None, None) => of.indicator.to_string(),
    };
    let priority = of.priority.as_deref();
    let priority = priority.map(|id| case_form::priority_text(id).unwrap_or(id));
    let judged = aimed.judged.iter().map(|one| {
        let by = format!("{} ({})", one.by.function, words::side(one.by.side));
        format!("{}, {by}: {}. {}", one.on, words::goal_status(one.status), one.motive)
    });
    vec![
        Block::Heading(format!("{no}. {}", of.text)),
        Block::Facts(vec![
            fact("Prioritering", priority.unwrap_or_default()),
            fact("Indikator", &values),
            fact("Senast", &of.by.map(|day| day.to_string()).unwrap_or_default()),
            fact("Läge", words::goal_status(aimed.status())),
            fact("Bedömt", &judged.collect::<Vec<_>>().join("\n")),
        ]),
    ]
}

fn target(no: u32, of: &Targeted, today: Date) -> Vec<Block> {
    let target = &of.target;
    let (n, per) = (target.n, words::per(target.per));
    let reports = of.done.values().map(|one| {
        let note = one.note.as_ref().map_or(String::new(), |note| format!(": {note}"));
        format!("{}, {} gånger{note}", one.on, one.n)
    });
    let rows = of.periods().into_iter().map(|period| {
        let went = words::went(period.went(today)).to_owned();
        let days = format!("{} – {}", period.first, period.last);
        vec![days, period.promised.to_string(), period.done.to_string(), went]
    });
    let mut blocks = vec![
        Block::Heading(format!("{no}. {}, {n} {per}", target.what)),
        Block::Facts(vec![
            fact("Ägare", &words::owner(&target.owner)),
            fact("Tid", &format!("{} – {}", target.from, target.to)),
            fact("Rapporterat", &reports.collect::<Vec<_>>().join("\n")),
        ]),
    ];
    blocks.extend(table(&["Period", "Lovat", "Gjort", "Läge"], rows.collect()));
    blocks
}

fn measure(no: u32, planned: &Planned, said: Option<&Said>) -> Vec<Block> {
    let of = &planned.measure;
    let answers = of.cause.map_or("ingen orsak".to_owned(), |cause| format!("orsak {cause}"));
    let from = said.map(|said| {
        let known = &said.entry.known;
        let level = words::level(known.level);
        format!("{} ({level}): {} {}", said.entry.name, known.known, known.unknown)
    });
    let plan = of.verksamhetsplan.map_or("nej".to_owned(), |year| format!("ja, {year}"));
    vec![
        Block::Heading(format!("{no}. {}", of.what.as_str())),
        Block::Facts(vec![
            fact("Hur", of.how.as_ref().map_or("", |how| how.as_str())),
            fact("Svarar mot", &answers),
            fact("Ägare", &words::owner(&of.owner)),
            fact("Tid", &format!("{} – {}", of.start, of.deadline)),
            fact("Återkoppling", &of.aterkoppling.to_string()),
            fact("Väntat", &format!("{} {}", of.indicator.as_str(), words::direction(of.expected))),
            fact("Slag", &format!("{}, {}", words::kind(of.kind), words::horizon(of.horizon))),
            fact("I verksamhetsplanen", &plan),
            fact("Delmål", &of.goal.map(|no| no.to_string()).unwrap_or_default()),
            fact("Ur åtgärdsbiblioteket", &from.unwrap_or_default()),
            fact("Läge", &words::progress(&planned.progress)),
        ]),
    ]
}

fn meeting(no: u32, meeting: &Meeting, moment: Moment<'_>) -> Vec<Block> {
    let call = &meeting.call;
    let when =
        format!("{} {}–{}", call.day, call.begins.strftime("%H:%M"), call.ends.strftime("%H:%M"));
    let extra = lines(call.extra.iter().map(|one| one.as_str()));
    let mut facts = vec![
        fact("Kallat till", &when),
        fact("Plats", call.location.as_str()),
        fact("Ytterligare punkter", &extra),
    ];
    match &meeting.held {
        Held::Called => facts.push(fact("Läge", "kallat")),
        Held::Cancelled { motive } => facts.push(fact("Inställt", motive.as_str())),
        Held::Closed { minutes, by, at, additions } => {
            let ticked = minutes
                .ticked
                .iter()
                .map(|tick| format!("Åtgärd {}: {}", tick.measure, words::progress(&tick.to)));
            facts.extend([
                fact("Hölls", &minutes.held_on.to_string()),
                fact("Närvarande", &lines(minutes.present.iter().map(|one| one.as_str()))),
                fact("Anteckningar", minutes.text.as_str()),
                fact("Beslut", &lines(minutes.decisions.iter().map(|one| one.as_str()))),
                fact("Åtgärdernas läge", &ticked.collect::<Vec<_>>().join("\n")),
                fact("Stängda", &format!("{}, {}", moment(*at), words::by(by))),
            ]);
            facts.extend(additions.iter().map(|one| {
                let name = format!("Tillägg {}, {}", moment(one.at), words::by(&one.by));
                (name, one.text.as_str().to_owned())
            }));
        }
    }
    vec![Block::Heading(format!("Möte {no}")), Block::Facts(facts)]
}

/// Every version of the public page, with who approved it.
fn pages(standing: &Standing) -> Vec<Block> {
    let versions = (1u32..).zip(&standing.page.versions).flat_map(|(no, one)| {
        let page = &one.page;
        let signed = |of: &page::Signed| format!("{}, {}", of.on, words::signer(&of.by));
        let approved: Vec<String> = one.approved.iter().map(signed).collect();
        let down = one.taken_down.as_ref();
        let down = down.map(|(by, why)| format!("{}: {why}", signed(by)));
        let next = page.next_follow_up.map(|day| day.to_string());
        [
            Block::Heading(format!("Version {no}: {}", page.title)),
            Block::Text(page.text.to_string()),
            Block::Facts(vec![
                fact("På engelska", &format!("{}\n{}", page.title_en, page.text_en)),
                fact("Funktioner", &lines(page.functions.iter().map(CleanText::as_str))),
                fact("Nästa uppföljning", &next.unwrap_or_default()),
                fact("Omdömet om effekten", if page.with_verdict { "står på sidan" } else { "" }),
                fact("Fingeravtryck", &page.fingerprint().0),
                fact("Skriven", &signed(&one.drafted)),
                fact("Godkänd", &approved.join("\n")),
                fact("Nedtagen", &down.unwrap_or_default()),
            ]),
        ]
    });
    versions.collect()
}

/// What was communicated with what was added, then how the plan was followed up.
fn communication(standing: &Standing, moment: Moment<'_>) -> Vec<Block> {
    let told = standing.communications.iter().map(|(no, one)| {
        let of = &one.communication;
        let added = one.additions.iter().map(|added| {
            format!("Tillägg {}, {}: {}", moment(added.at), words::by(&added.by), added.text)
        });
        let text: Vec<String> = [of.text.to_string()].into_iter().chain(added).collect();
        vec![
            no.to_string(),
            of.on.to_string(),
            words::channel(of.channel).to_owned(),
            of.function.to_string(),
            text.join("\n"),
            format!("{}, {}", one.written_on, words::signer(&one.by)),
        ]
    });
    let columns = ["Nr", "Dag", "Kanal", "Av", "Vad som sades", "Skrivet"];
    let mut blocks = table(&columns, told.collect());
    let reviews = standing
        .reviews
        .iter()
        .map(|one| vec![one.on.to_string(), words::signer(&one.by), one.text.to_string()]);
    blocks.extend(table(&["Uppföljd", "Av", "Vad som framkom"], reviews.collect()));
    blocks
}

fn follow_up(of: &Compiled) -> Vec<Block> {
    let judged = &of.follow_up;
    vec![
        Block::Heading(format!("{} – {}", judged.from, judged.to)),
        Block::Facts(vec![
            fact("Utförande", words::utforande(judged.utforande)),
            fact("Varför", judged.utforande_text.as_str()),
            fact("Effekt", words::effekt(judged.effekt)),
            fact("Varför", judged.effekt_text.as_str()),
            fact("Vilar på avläsning", &judged.look.map(|no| no.to_string()).unwrap_or_default()),
            fact(
                "Varför bedömningen avviker från avläsningen",
                judged.avvikelse.as_ref().map_or("", CleanText::as_str),
            ),
            fact("Sammanställd", &format!("{}, {}", of.on, of.by.function)),
        ]),
    ]
}

fn decided(of: &Decided, moment: Moment<'_>) -> Vec<Block> {
    let signature = |signed: &crate::case::work::follow_up::Signed| {
        let by = format!("{} ({})", signed.by.function, words::side(signed.by.side));
        let why = format!("{} ({})", signed.motive.as_str(), moment(signed.at));
        (by, why)
    };
    vec![
        Block::Heading(format!("{}: {}", of.on, words::decision(of.second.decision))),
        Block::Facts(vec![signature(&of.first), signature(&of.second)]),
    ]
}

/// What happened before it was begun stands in the log, what was done in it in its steps.
fn history<S: Subject>(
    work: &Work<S>,
    log: &[(LogEntry, String)],
    moment: Moment<'_>,
) -> Vec<Block> {
    let begun = work.subject().begun_at();
    let before = log.iter().filter(|(entry, _)| entry.at <= begun);
    let mut rows: Vec<Vec<String>> = before
        .map(|(entry, by)| {
            let act = act(&entry.act).to_owned();
            vec![String::new(), moment(entry.at), by.clone(), act, String::new()]
        })
        .collect();
    let undone = work.undone();
    rows.extend((1u32..).zip(work.steps()).map(|(no, step)| {
        let act = act(joint::log_act(&step.what));
        let act = if undone.contains(&no) { format!("{act} (ångrat)") } else { act.to_owned() };
        vec![no.to_string(), moment(step.at), words::by(&step.by), act, said(step)]
    }));
    table(&["Steg", "När", "Vem", "Vad", "Sagt"], rows)
}

/// What went out about a meeting, and to whom it did not.
fn sent(meeting: u32, sending: &Sending) -> String {
    let list = |of: &[CleanText]| of.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", ");
    let mut told = vec![format!("Möte {meeting}: {}", words::letter(sending.letter))];
    if !sending.to.is_empty() {
        told.push(format!("Till {}", list(&sending.to)));
    }
    let missed = sending.missed.iter();
    told.extend(
        missed.map(|one| format!("Inte till {}: {}", one.function, words::not_sent(one.why))),
    );
    if !sending.without_address.is_empty() {
        told.push(format!("Saknar adress: {}", list(&sending.without_address)));
    }
    told.join("\n")
}

/// From whom to whom, what, and why.
fn handed_over(handover: &Handover) -> String {
    let (from, to) = (words::owner(&handover.from), words::owner(&handover.to));
    let numbers: Vec<String> = handover.measures.iter().map(u32::to_string).collect();
    let mut told = vec![format!("Från {from} till {to}")];
    if !numbers.is_empty() {
        told.push(format!("Åtgärd {}", numbers.join(", ")));
    }
    let numbers: Vec<String> = handover.targets.iter().map(u32::to_string).collect();
    if !numbers.is_empty() {
        told.push(format!("Aktivitetsmål {}", numbers.join(", ")));
    }
    if handover.template {
        told.push("Mallen och adressen för kallelser följde med".to_owned());
    }
    told.push(handover.motive.as_str().to_owned());
    told.join("\n")
}

/// What stands nowhere else in the file: motives, notes and what was looked at afterwards.
fn said(step: &Step) -> String {
    match &step.what {
        What::Progressed { no, to, note } => {
            let note = note.as_ref().map_or(String::new(), |note| format!("\n{}", note.as_str()));
            format!("Åtgärd {no}: {}{note}", words::progress(to))
        }
        What::Paused { motive } | What::Resumed { motive } | What::Reaffirmed { motive } => {
            motive.as_str().to_owned()
        }
        What::Decided { decision, motive } => {
            format!("{}: {}", words::decision(*decision), motive.as_str())
        }
        What::CheckedAgain { text } | What::CommunicationReviewed { text } => {
            text.as_str().to_owned()
        }
        What::Extended { extension } => {
            let place = &extension.place;
            format!("Yta {}: {} {}", extension.extends.from + 1, place.name, size(place))
        }
        What::CausePut { no, cause } => format!("Orsak {no}: {}", cause.text.as_str()),
        What::CauseRemoved { no } => format!("Orsak {no}"),
        What::MeasurePut { no, measure } => format!("Åtgärd {no}: {}", measure.what.as_str()),
        What::HandedOver { handover } => handed_over(handover),
        What::GoalPut { no, goal } => format!("Delmål {no}: {}", goal.text.as_str()),
        What::GoalRemoved { no } => format!("Delmål {no}"),
        What::GoalJudged { no, status, .. } => {
            format!("Delmål {no}: {}", words::goal_status(*status))
        }
        What::TargetPut { no, target } => format!("Aktivitetsmål {no}: {}", target.what.as_str()),
        What::Activated { no, activation, .. } => {
            format!("Aktivitetsmål {no}: {} gånger {}", activation.n, activation.on)
        }
        What::MeetingCalled { no, .. }
        | What::MeetingClosed { no, .. }
        | What::MeetingCancelled { no, .. }
        | What::MeetingAddition { no, .. } => format!("Möte {no}"),
        What::Undone { no } => format!("Steg {no}"),
        What::EnkatOpened { no, last_day, .. } => format!("Enkät {no}, till och med {last_day}"),
        What::EnkatClosed { no } => format!("Enkät {no}"),
        What::PagePut { page } => page.title.as_str().to_owned(),
        What::PageApproved { fingerprint } => fingerprint.0.clone(),
        What::PageTakenDown { motive } => motive.as_str().to_owned(),
        What::Communicated { no, .. } | What::CommunicationAddition { no, .. } => {
            format!("Kommunikation {no}")
        }
        What::LetterSent { no, sending } => sent(*no, sending),
        What::Registered { diarienummer } => diarienummer.as_str().to_owned(),
        What::EffectPlanned { plan } => plan.control_why.as_str().to_owned(),
        What::EffectLooked { look } => effect::said(look),
        What::ContactsPut { .. }
        | What::TemplatePut { .. }
        | What::EffectPlanAgreed
        | What::FollowedUp { .. } => String::new(),
    }
}
