//! `audit verify|key`, and the entries that the command line's own reads leave in the log.

use super::{
    Done, Failure, actor_of,
    args::{AuditVerb, ImportsVerb, Lang, ObservationsVerb, ReleaseVerb, RunsVerb, Verb},
    open_store, say, text,
};
use platssamverkan::{
    app::audit::{self, What},
    case::log::{
        head::PublicKey,
        verify::{Finding, HeadFile, Kept},
    },
    clock::{Clock, SystemClock},
    incident::Fingerprint,
};
use std::path::{Path, PathBuf};

pub(super) fn audit(data: &Path, verb: &AuditVerb, lang: Lang) -> Result<Done, Failure> {
    let store = open_store(data, &SystemClock)?;
    match verb {
        AuditVerb::Key => println!("{}", audit::public_key(store.as_ref())?),
        AuditVerb::Verify { heads, public_key } => {
            let copies = heads.iter().map(|path| copy(path)).collect::<Result<_, _>>()?;
            let trusted =
                public_key.iter().map(PathBuf::as_path).map(key).collect::<Result<_, _>>()?;
            let found = audit::verify(store.as_ref(), copies, trusted)?;
            if !found.findings.is_empty() {
                let lines: Vec<_> = found.findings.iter().map(|one| line(one, lang)).collect();
                return Err(Failure::Unsound(lines.join("\n")));
            }
            let (n, heads) = (found.n_entries, found.n_heads);
            match lang {
                Lang::Sv => println!("Loggen är hel: {n} poster, prövade mot {heads} sigill."),
                Lang::En => println!("The log is sound: {n} entries, held against {heads} heads."),
            }
        }
    }
    Ok(Done::All)
}

fn copy(path: &Path) -> Result<HeadFile, Failure> {
    let text = Some(super::read_text(path)?);
    Ok(HeadFile { name: path.display().to_string(), kept: Kept::Copy, text })
}

fn key(path: &Path) -> Result<PublicKey, Failure> {
    PublicKey::read(&super::read_text(path)?)
        .ok_or_else(|| Failure::Usage(format!("{}: ingen nyckel (64 hexsiffror)", path.display())))
}

fn line(finding: &Finding, lang: Lang) -> String {
    let mut place = Vec::new();
    if let Some(seq) = finding.seq {
        place.push(format!("{} {seq}", say(lang, "loggpost", "entry")));
    }
    place.extend(finding.file.clone());
    if let Some(line) = finding.line {
        place.push(format!("{} {line}", say(lang, "rad", "line")));
    }
    format!("{}: {} [{}]", place.join(", "), text(lang, finding.code), finding.code)
}

/// Writes, before anything is shown, that the system administrator reads.
pub(super) fn note_read(data: &Path, what: What, name: &str, verb: &Verb) -> Result<(), Failure> {
    let store = open_store(data, &SystemClock)?;
    let actor = actor_of(store.as_ref(), None)?;
    let asked = Fingerprint::of(format!("{verb:?}").as_bytes());
    Ok(audit::note_read(store.as_ref(), SystemClock.now(), &actor, what, name, asked)?)
}

/// What a verb shows of what is logged, and how its entry names it.
pub(super) fn reads(verb: &Verb) -> Option<(What, &'static str)> {
    let counts = |name| Some((What::Counts, name));
    match verb {
        Verb::Hotspots(_) => counts("cli/hotspots"),
        Verb::Concentration(_) => counts("cli/concentration"),
        Verb::Scan(_) => counts("cli/scan"),
        Verb::Kde(_) => counts("cli/kde"),
        Verb::Effect(_) => counts("cli/effect"),
        Verb::EffectCandidates(_) => counts("cli/effect-candidates"),
        Verb::Dbscan(_) => counts("cli/dbscan"),
        Verb::NearRepeat(_) => counts("cli/near-repeat"),
        Verb::Emerging(_) => counts("cli/emerging"),
        Verb::Change(_) => counts("cli/change"),
        Verb::Compare(_) => counts("cli/compare"),
        Verb::JointList(_) => counts("cli/joint-list"),
        Verb::Backtest(_) => counts("cli/backtest"),
        Verb::LocalMoran(_) => counts("cli/local-moran"),
        Verb::Profile(_) => counts("cli/profile"),
        Verb::Runs(RunsVerb::List { .. }) => counts("cli/runs/list"),
        Verb::Runs(RunsVerb::Show { .. }) => counts("cli/runs/show"),
        Verb::Imports(ImportsVerb::List { .. }) => counts("cli/imports/list"),
        Verb::Imports(ImportsVerb::Show { .. }) => counts("cli/imports/show"),
        Verb::Observations(ObservationsVerb::List { .. }) => {
            Some((What::Notes, "cli/observations/list"))
        }
        Verb::Release(ReleaseVerb::List { .. }) => Some((What::Notes, "cli/release/list")),
        Verb::Release(ReleaseVerb::Show { .. }) => Some((What::Notes, "cli/release/show")),
        Verb::Export(_) => Some((What::Export, "cli/export")),
        // Shows nothing that was kept, or changes it and is logged for that.
        Verb::Serve(_)
        | Verb::Demo(_)
        | Verb::Import(_)
        | Verb::Imports(_)
        | Verb::Sources(_)
        | Verb::Observations(_)
        | Verb::Power(_)
        | Verb::TwoCounts(_)
        | Verb::Runs(RunsVerb::Verify { .. })
        | Verb::Release(_)
        | Verb::User(_)
        | Verb::Party(_)
        | Verb::Agreement(_)
        | Verb::Gallring(_)
        | Verb::Migrate
        | Verb::Backup { .. }
        | Verb::Restore { .. }
        | Verb::Check
        | Verb::Audit(_) => None,
    }
}
