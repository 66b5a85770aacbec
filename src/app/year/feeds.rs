//! Calendars that somebody subscribes to. The address holds a secret and asks for no sign-in, so what it
//! gives is days and names of duties, and nothing that anybody wrote.

use super::{Entry, Laid, kept, last_day_looked_at, list::groups, record};
use crate::{
    app::{
        Actor, App, AppError,
        attempts::{self, At},
        doors::Door,
        new_id,
        openings::field_error,
        session::{self, Token},
        texts::{
            Language,
            arshjul::{STATUSES, name_of, why, words},
        },
    },
    calendar::{Group, Status},
    case::{
        access::{CalendarFeed, MOST_FEEDS},
        log::LogEntry,
    },
    export::arshjul::{Entry as Line, When, arshjul},
    policy::{self, Action},
    store::Write,
};

/// The actor's own that are good, in the order they were made.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<CalendarFeed>, AppError> {
    policy::is_user(actor)?;
    let mut all = app.store.read()?.calendar_feeds()?;
    all.retain(|feed| feed.user == actor.user.id && feed.revoked_at.is_none());
    Ok(all)
}

/// Makes one for an agreement that the actor sees. Its secret is in the answer and nowhere else.
pub fn make(
    app: &App,
    actor: &Actor,
    agreement: &str,
    falls_to: Option<Group>,
) -> Result<(CalendarFeed, Token), AppError> {
    policy::may(actor, Action::ReadCases)?;
    policy::is_user(actor)?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    record(&*write, actor, agreement).map_err(|error| match error {
        AppError::NotFound => field_error("agreement", "unknown"),
        other => other,
    })?;
    let own = |feed: &&CalendarFeed| feed.user == actor.user.id && feed.revoked_at.is_none();
    if write.calendar_feeds()?.iter().filter(own).count() >= MOST_FEEDS {
        return Err(AppError::Refused("too_many_feeds"));
    }
    let feed = CalendarFeed {
        id: new_id(now),
        agreement: agreement.to_owned(),
        falls_to,
        user: actor.user.id.clone(),
        party: actor.party.id.clone(),
        created_at: now,
        revoked_at: None,
    };
    let secret = Token::random()?;
    write.put_calendar_feed(&feed, Some(&secret.hash()))?;
    log(&mut *write, app, actor, &feed, "calendar_feed_made")?;
    write.commit()?;
    Ok((feed, secret))
}

/// Ends one of the actor's own at once.
pub fn revoke(app: &App, actor: &Actor, id: &str) -> Result<(), AppError> {
    policy::is_user(actor)?;
    let mut write = app.store.begin()?;
    let own = |feed: &CalendarFeed| feed.id == id && feed.user == actor.user.id;
    let mut feed = write.calendar_feeds()?.into_iter().find(own).ok_or(AppError::NotFound)?;
    if feed.revoked_at.is_none() {
        feed.revoked_at = Some(app.clock.now());
        write.put_calendar_feed(&feed, None)?;
        log(&mut *write, app, actor, &feed, "calendar_feed_revoked")?;
        write.commit()?;
    }
    Ok(())
}

/// The calendar that a secret opens; each reading is logged. Unknown and revoked ones, and those of a user
/// who may no longer read the agreement, are refused alike; from one address only so many are tried.
pub fn file(app: &App, secret: Option<&Token>, address: &str) -> Result<String, AppError> {
    let Some((feed, actor)) = held(app, secret)? else {
        app.doors.knock(Door::Feed, address, app.clock.now())?;
        attempts::turned_away(app, At::Feed, None, address);
        return Err(AppError::NotFound);
    };
    let (read, today) = (app.store.read()?, app.today());
    let record = record(&*read, &actor, &feed.agreement)?;
    let to = last_day_looked_at(today);
    let laid = Laid::of(app, &*read, &record, to)?.ok_or(AppError::NotFound)?;
    drop(read);
    let groups = feed.falls_to.map(|group| groups(&actor, super::Whose::Of(group)));
    let all = kept::entries(app, &laid, to, today);
    let entries: Vec<&Entry> = all
        .iter()
        .filter(|entry| {
            groups.as_ref().is_none_or(|of| !of.is_disjoint(&entry.duty.falls_to))
                && entry.status != Status::EjLangreGallande
        })
        .collect();
    let texts: Vec<[String; 3]> =
        entries.iter().map(|entry| text(&feed.agreement, entry)).collect();
    let lines = entries.iter().zip(&texts).map(|(entry, [key, summary, description])| Line {
        key,
        when: When::Day(entry.instance.due),
        summary,
        description,
        url: None,
        sequence: u32::try_from(laid.changes).unwrap_or(u32::MAX),
        cancelled: false,
    });
    let lines: Vec<Line<'_>> = lines.collect();
    let name = format!("Årshjul {}", laid.agreement.name);
    let entry =
        LogEntry::by_system(app.clock.now(), ("calendar_feed", &feed.id), "calendar_feed_read");
    let mut write = app.store.begin()?;
    write.append_log(&entry.referring_to(&feed.agreement))?;
    write.commit()?;
    Ok(arshjul(&name, &lines, laid.updated))
}

/// The feed of a secret and its user, while both are good.
fn held(app: &App, secret: Option<&Token>) -> Result<Option<(CalendarFeed, Actor)>, AppError> {
    let Some(secret) = secret else { return Ok(None) };
    let read = app.store.read()?;
    let feed = read.calendar_feed(&secret.hash())?.filter(|feed| feed.revoked_at.is_none());
    let Some(feed) = feed else { return Ok(None) };
    let user = read.users()?.into_iter().find(|user| user.id == feed.user && !user.disabled);
    let Some(user) = user.filter(|user| user.party == feed.party) else { return Ok(None) };
    let actor = session::assigned(&*read, user, app.today())?;
    let readable = record(&*read, &actor, &feed.agreement).is_ok();
    Ok(readable.then_some((feed, actor)))
}

/// Key, summary and description of an event. What depends on the day it is read is not in it.
fn text(agreement: &str, entry: &Entry) -> [String; 3] {
    let (duty, instance) = (&entry.duty, &entry.instance);
    let times =
        instance.count.map_or_else(String::new, |count| format!(" ({} av {})", count.k, count.n));
    let done =
        entry.status.is_done().then(|| words(STATUSES, "gjord", Language::Swedish)).flatten();
    let done = done.map_or_else(String::new, |word| format!("{word}: "));
    let mut description = format!(
        "{}\nAnsvarig: {}\nKälla: {}",
        why(&instance.why, |kind| name_of(kind, Language::Swedish), Language::Swedish),
        duty.responsible,
        duty.source,
    );
    if let Some(decides) = &duty.decides {
        description.push_str(&format!("\nBeslutar: {decides}"));
    }
    let case = entry.case().map_or_else(String::new, |number| format!(" {number}"));
    let summary = format!("{done}{}{case}{times}", duty.title);
    [format!("{agreement}:{}", instance.key), summary, description]
}

fn log(
    write: &mut dyn Write,
    app: &App,
    actor: &Actor,
    feed: &CalendarFeed,
    act: &str,
) -> Result<(), AppError> {
    let object = ("calendar_feed", feed.id.as_str());
    let entry = LogEntry::by(&policy::signer(actor), app.clock.now(), object, act);
    Ok(write.append_log(&entry.referring_to(&feed.agreement))?)
}
