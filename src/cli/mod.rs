//! The command line over the verbs. On the embedded store it acts as an administrator of the party
//! that owns the data, and is logged as such.

mod agreements;
mod args;
mod audit;
mod basemap;
mod export;
mod gallring;
mod hotspots;
mod import;
mod keep;
mod methods;
mod observations;
mod post;
mod releases;
mod serve;
mod sign_in;
mod sources;
mod table;
mod users;

use args::{Cli, Lang, Verb};
use clap::Parser;
use platssamverkan::{
    analysis::effort::Stopped,
    app::{
        Actor, App, AppError, Settings, export::Scratch, parties, shipped, texts,
        users as users_of_app,
    },
    area::AreaId,
    case::party::{Party, Side},
    clock::{Clock, SystemClock},
    incident::{PartyId, StudyClock},
    store::{Read, Store, StoreError, sqlite::SqliteStore},
};
use std::{path::Path, process::ExitCode, sync::Arc};

/// Why the command did not do what was asked; each has its exit code.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Wrong usage: 2.
    Usage(String),
    /// From a verb: 3 for refused input, 4 for the store, 5 for a fault of ours, 2 otherwise.
    App(AppError),
    /// A file could not be read or written: 3.
    File(String),
    /// The log is not the one that was written: 4.
    Unsound(String),
}

impl<E: Into<AppError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::App(error.into())
    }
}

/// Done, or done with rejected rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    All,
    WithRejections,
}

/// Reads the command line, does it, and says how it went.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let lang = cli.lang.unwrap_or_else(language_of_environment);
    match perform(&cli, lang) {
        Ok(Done::All) => ExitCode::SUCCESS,
        Ok(Done::WithRejections) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("{}", describe(&failure, lang));
            ExitCode::from(exit_code(&failure))
        }
    }
}

fn perform(cli: &Cli, lang: Lang) -> Result<Done, Failure> {
    let data = cli.data.as_path();
    if let Some((what, name)) = audit::reads(&cli.verb) {
        audit::note_read(data, what, name, &cli.verb)?;
    }
    match &cli.verb {
        Verb::Serve(args) => serve::serve(data, args, lang),
        Verb::Demo(args) => serve::demo(data, args, lang),
        Verb::Import(verb) => import::import(data, verb, lang),
        Verb::Imports(verb) => import::imports(data, verb, lang),
        Verb::Sources(verb) => sources::sources(data, verb, lang),
        Verb::Observations(verb) => observations::observations(data, verb, lang),
        Verb::Hotspots(args) => hotspots::hotspots(data, args, lang),
        Verb::Concentration(args) => methods::concentration(data, args, lang),
        Verb::Scan(args) => methods::scan(data, args, lang),
        Verb::Kde(args) => methods::kde(data, args, lang),
        Verb::Effect(args) => methods::effect(data, args, lang),
        Verb::EffectCandidates(args) => methods::effect_candidates(data, args, lang),
        Verb::Power(args) => methods::power(args, lang),
        Verb::TwoCounts(args) => methods::two_counts(args, lang),
        Verb::Dbscan(args) => methods::dbscan(data, args, lang),
        Verb::NearRepeat(args) => methods::near_repeat(data, args, lang),
        Verb::Emerging(args) => methods::emerging(data, args, lang),
        Verb::Change(args) => methods::change(data, args, lang),
        Verb::Compare(args) => methods::compare(data, args, lang),
        Verb::JointList(args) => methods::joint_list(data, args, lang),
        Verb::Backtest(args) => methods::backtest(data, args, lang),
        Verb::LocalMoran(args) => methods::local_moran(data, args, lang),
        Verb::Runs(verb) => hotspots::runs(data, verb, lang),
        Verb::Profile(args) => methods::profile(data, args, lang),
        Verb::Release(verb) => releases::release(data, verb, lang),
        Verb::Export(args) => export::export(data, args, lang),
        Verb::User(verb) => users::user(data, verb, lang),
        Verb::Party(verb) => agreements::party(data, verb, lang),
        Verb::Agreement(verb) => agreements::agreement(data, verb, lang),
        Verb::Migrate => keep::migrate(data, lang),
        Verb::Gallring(args) => gallring::gallring(data, args, lang),
        Verb::Backup { to } => keep::backup(data, to, lang),
        Verb::Restore { from } => keep::restore(data, from, lang),
        Verb::Check => keep::check(data, lang),
        Verb::Audit(verb) => audit::audit(data, verb, lang),
    }
}

/// Opens the store, makes sure the shipped areas and categories are there, and loads the counts.
pub(crate) fn open(data: &Path) -> Result<App, Failure> {
    open_with(data, Arc::new(SystemClock), false)
}

/// The same with a clock of one's own, for the demo.
pub(crate) fn open_with(data: &Path, clock: Arc<dyn Clock>, demo: bool) -> Result<App, Failure> {
    let store = open_store(data, clock.as_ref())?;
    let settings = settings(store.read()?.as_ref(), demo)?;
    // Beside the database, which may be named itself.
    let folder = if data.is_dir() { data } else { data.parent().unwrap_or(data) };
    let scratch = Scratch::in_folder(folder.join("tmp"));
    Ok(App::open(store, clock, settings)?.with_scratch(scratch))
}

/// The store, with shipped areas, categories and parties in it.
fn open_store(data: &Path, clock: &dyn Clock) -> Result<Arc<dyn Store>, Failure> {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(data)?);
    shipped::load(store.as_ref(), clock.now())?;
    if store.read()?.parties()?.is_empty() {
        let mut write = store.begin()?;
        for party in users_of_app::demo_parties() {
            parties::put(write.as_mut(), &party, clock.now())?;
        }
        write.commit()?;
    }
    Ok(store)
}

fn settings(read: &dyn Read, demo: bool) -> Result<Settings, Failure> {
    let study_area = read.setting("study_area")?.unwrap_or_else(|| "kommun/0180".to_owned());
    let zone = read.setting("time_zone")?.unwrap_or_else(|| "Europe/Stockholm".to_owned());
    let clock = StudyClock::new(&zone)
        .ok_or_else(|| Failure::Usage(format!("okänd tidszon i databasen: {zone}")))?;
    let demo = demo || read.setting("demo")?.is_some();
    Ok(Settings { study_area: AreaId(study_area), clock, demo, gdal_worker: gdal_worker() })
}

/// The GDAL worker: named by the environment, or beside this program.
fn gdal_worker() -> Option<std::path::PathBuf> {
    if let Some(named) = std::env::var_os("PLATSSAMVERKAN_GDAL_WORKER") {
        return Some(named.into());
    }
    let beside = std::env::current_exe().ok()?.with_file_name("platssamverkan-gdal");
    beside.is_file().then_some(beside)
}

/// The command line's own actor: administrator of a party, the named one or the police.
pub(crate) fn actor(app: &App, party: Option<&str>) -> Result<Actor, Failure> {
    Ok(users_of_app::system(app, party_of(app.store.as_ref(), party)?)?)
}

/// The same where only its name is wanted, for the log.
fn actor_of(store: &dyn Store, party: Option<&str>) -> Result<Actor, Failure> {
    Ok(users_of_app::system_actor(party_of(store, party)?))
}

fn party_of(store: &dyn Store, party: Option<&str>) -> Result<Party, Failure> {
    let parties = store.read()?.parties()?;
    let wanted = match party {
        Some(id) => parties.iter().find(|p| p.id == PartyId(id.to_owned())),
        None => parties.iter().find(|p| p.side == Side::Polis),
    };
    wanted.cloned().ok_or_else(|| {
        let known: Vec<_> = parties.iter().map(|party| party.id.0.as_str()).collect();
        Failure::Usage(format!("okänd part; kända: {}", known.join(", ")))
    })
}

/// The text in the chosen language.
pub(crate) fn say(lang: Lang, sv: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Sv => sv,
        Lang::En => en,
    }
}

impl From<Lang> for texts::Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Sv => Self::Swedish,
            Lang::En => Self::English,
        }
    }
}

/// The text of a stable code in the chosen language.
pub(crate) fn text(lang: Lang, code: &str) -> String {
    texts::sentence(code, lang.into()).to_owned()
}

/// Reads a file that the user named.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|error| Failure::File(format!("{}: {error}", path.display())))
}

/// Writes to the named file, or to the screen.
pub(crate) fn write_out(output: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    use std::io::Write as _;
    let result = match output {
        Some(path) => std::fs::write(path, bytes),
        None => std::io::stdout().lock().write_all(bytes),
    };
    match result {
        // `platssamverkan … | head` is not an error.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => {
            let to = output.map_or("standard ut".to_owned(), |path| path.display().to_string());
            Err(Failure::File(format!("{to}: {error}")))
        }
        Ok(()) => Ok(()),
    }
}

fn exit_code(failure: &Failure) -> u8 {
    match failure {
        Failure::Usage(_) => 2,
        Failure::File(_) | Failure::App(AppError::Input(_)) => 3,
        Failure::Unsound(_) | Failure::App(AppError::Store(_)) => 4,
        Failure::App(AppError::Fault(_)) => 5,
        Failure::App(_) => 2,
    }
}

fn describe(failure: &Failure, lang: Lang) -> String {
    match failure {
        Failure::Usage(text) | Failure::File(text) | Failure::Unsound(text) => text.clone(),
        Failure::App(AppError::Input(refused)) => {
            let mut place = refused.file.clone();
            if let Some(line) = refused.line {
                place += &format!(", {} {line}", say(lang, "rad", "line"));
            }
            if let Some(column) = &refused.column {
                place += &format!(", {} {column}", say(lang, "kolumn", "column"));
            }
            let why = text(lang, &refused.code);
            format!("{place}: {why} [{}] {}", refused.code, refused.detail)
        }
        Failure::App(AppError::Store(StoreError::Newer { found, known })) => match lang {
            Lang::Sv => format!(
                "databasen har schema {found}, programmet kan {known}: använd ett nyare program"
            ),
            Lang::En => format!(
                "the database has schema {found}, this program knows {known}: use a newer one"
            ),
        },
        Failure::App(AppError::Store(StoreError::Backup { fault, directory, what })) => {
            let (code, what) = (fault.as_str(), what.as_str());
            format!("{directory}: {} [{code}] {what}", text(lang, code)).trim_end().to_owned()
        }
        Failure::App(AppError::Store(StoreError::Busy)) => {
            describe(&Failure::App(AppError::Refused("store_busy")), lang)
        }
        Failure::App(AppError::Refused(code) | AppError::Forbidden(code)) => {
            match texts::problem(code, lang.into()) {
                (title, Some(detail)) => format!("{title}. {detail} [{code}]"),
                (title, None) => format!("{title} [{code}]"),
            }
        }
        Failure::App(AppError::Personal(found)) => found
            .iter()
            .map(|(field, found)| {
                format!("{field}: {} [personal_data]", texts::personal_data(*found, lang.into()))
            })
            .collect::<Vec<_>>()
            .join("\n"),
        Failure::App(AppError::Invalid(fields)) => fields
            .iter()
            .map(|field| {
                let wrong = texts::field(field.code, lang.into());
                format!("{}: {wrong} [{}]", field.field, field.code)
            })
            .collect::<Vec<_>>()
            .join("\n"),
        Failure::App(AppError::Stopped(Stopped::TooCostly {
            field,
            asked,
            would_do,
            resource,
        })) => {
            let much = match *resource {
                "memory" => say(lang, "för mycket minne", "too much memory"),
                _ => say(lang, "för lång tid", "too much time"),
            };
            let (would, does) =
                (say(lang, "skulle ta", "would take"), say(lang, "går", "would do"));
            format!("{field} = {asked} {would} {much}; {would_do} {does} [too_costly]")
        }
        Failure::App(AppError::NotFound) => say(lang, "finns inte", "not found").to_owned(),
        Failure::App(other) => other.to_string(),
    }
}

fn language_of_environment() -> Lang {
    let lang = std::env::var("LC_ALL").or_else(|_| std::env::var("LANG")).unwrap_or_default();
    if lang.starts_with("en") { Lang::En } else { Lang::Sv }
}
