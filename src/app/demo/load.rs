//! Loads the demo the way a user would: files through the ordinary import, then a first analysis.

use super::{DemoData, cases, generate, otrygghet};
use crate::{
    app::{
        Actor, App, AppError, baseline, hotspots,
        imports::{self, IncidentOrder, Order},
        releases, series, session, shipped, users,
    },
    case::{
        log::LogEntry,
        party::{Role, Side},
        release::{FixedPeriod, Grain, Level, Threshold},
    },
    incident::Period,
};
use jiff::{Timestamp, civil::Date};
use std::path::Path;

/// The demo's day: the last monthly file has arrived and nobody has imported it yet.
pub const TODAY: Date = jiff::civil::date(2026, 6, 9);

/// The monthly file that is left for the user to import.
const LEFT_TO_THE_USER: &str = "2026-05";

/// Name of the made-up source system.
const SOURCE: &str = "syntetisk-demo";

/// What is being done, for the progress on the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Drawing the counts.
    Generating,
    /// Living through the cases of 2025.
    Working,
    /// Reading the files in.
    Importing,
    /// A first run.
    Analysing,
    /// A first release.
    Releasing,
    /// Nothing to do.
    AlreadyThere,
}

/// Writes the history, the monthly files and the truth about the planted places.
pub fn write_files(data: &DemoData, directory: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(directory)?;
    std::fs::write(directory.join("historik.csv"), &data.history)?;
    std::fs::write(directory.join("facit.csv"), &data.truth_csv)?;
    for (month, text) in &data.months {
        std::fs::write(directory.join(format!("{month}.csv")), text)?;
    }
    Ok(())
}

/// Fills an empty store: parties, users and an agreement, the cases of 2025, the city's indicators and
/// the places named as unsafe, four years of synthetic counts and the monthly files but the last, all
/// shared by the police, one run over the last twelve months, and one release of the year before that
/// both parties have signed.
/// The files stay in `files`. A store with imports is left as it is.
pub fn load(app: &App, seed: u64, files: &Path, tell: &dyn Fn(Step)) -> Result<(), AppError> {
    if !app.store.read()?.imports()?.is_empty() {
        tell(Step::AlreadyThere);
        return Ok(());
    }
    tell(Step::Generating);
    let areas = shipped::areas();
    let data = generate(seed, &areas);
    write_files(&data, files).map_err(|error| AppError::Fault(format!("demo files: {error}")))?;
    let now = app.clock.now();
    users::load_demo_as_of(app, cases::moment(app, cases::FOUNDED, Timestamp::MIN)?.min(now))?;
    tell(Step::Working);
    cases::load(app)?;
    let mut write = app.store.begin()?;
    write.put_setting("demo", &format!("seed {seed}"))?;
    write.append_log(&LogEntry::by_system(now, ("setting", "demo"), "setting_changed"))?;
    write.commit()?;

    tell(Step::Importing);
    let city = actor(app, Side::Stad, Role::Trygghetssamordnare)?;
    otrygghet::load(app, &city, &areas, files)?;
    let actor = actor(app, Side::Polis, Role::Kommunpolis)?;
    deliver(app, &actor, &files.join("historik.csv"))?;
    for (month, _) in data.months.iter().filter(|(month, _)| month != LEFT_TO_THE_USER) {
        deliver(app, &actor, &files.join(format!("{month}.csv")))?;
    }

    tell(Step::Analysing);
    let known = series::periods(app, &actor)?;
    let year = known.to.and_then(|to| {
        let first = to.checked_sub(jiff::Span::new().years(1)).ok()?.tomorrow().ok()?;
        Period::new(first, to)
    });
    if let Some(year) = year {
        hotspots::run(app, &actor, hotspots::Order::of(year))?;
    }
    // The agreement is older than the program: its baseline is frozen now, by hand, and says so.
    baseline::freeze(app, &actor, &users::demo_agreement().id)?;
    tell(Step::Releasing);
    release(app, &actor, &city)
}

/// The quarters of 2025 for everyone: computed and proposed by the police, signed by both.
fn release(app: &App, police: &Actor, city: &Actor) -> Result<(), AppError> {
    let quarter = |nth| FixedPeriod { year: 2025, grain: Grain::Kvartal, nth };
    let order = releases::Order {
        level: Level::Publik,
        k: Threshold::DEFAULT,
        first: quarter(0),
        last: quarter(3),
        categories: Vec::new(),
        total: false,
        agreement: None,
    };
    let draft = releases::prepare(app, police, &order)?;
    let (id, tables) = (&draft.prepared().id, &draft.prepared().tables);
    let proposed = releases::propose(app, police, id, draft.version())?;
    let half = releases::approve(app, police, id, proposed.version(), tables)?;
    releases::approve(app, city, id, half.version(), tables)?;
    Ok(())
}

/// The demo's user of a role.
fn actor(app: &App, side: Side, role: Role) -> Result<Actor, AppError> {
    let missing = || AppError::Fault(format!("the demo has no {}", role.as_str()));
    let party = users::demo_parties().into_iter().find(|party| party.side == side);
    let party = party.ok_or_else(missing)?;
    let read = app.store.read()?;
    let known = read.users()?;
    let user = known.into_iter().find(|user| user.party == party.id && user.role == role);
    session::assigned(&*read, user.ok_or_else(missing)?, app.today())
}

fn deliver(app: &App, actor: &Actor, path: &Path) -> Result<(), AppError> {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let order = IncidentOrder {
        file,
        source: SOURCE.to_owned(),
        synthetic: true,
        ..IncidentOrder::default()
    };
    let card = imports::preview(app, actor, path, Order::Incidents(order))?;
    let card = imports::commit(app, actor, card.record.id)?;
    imports::share(app, actor, card.record.id, None)?;
    Ok(())
}
