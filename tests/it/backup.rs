//! A backup is restored as it was, or refused before anything is replaced.

use crate::{
    cli::{Cli, text},
    support::{
        ledger::Ledger,
        life::Life,
        service::{Service, begin},
    },
};
use platssamverkan::{
    app::users,
    incident::Fingerprint,
    store::{BackupFault, StoreError, sqlite::restore},
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

const DATABASE: &str = "platssamverkan.sqlite";
const MANIFEST: &str = "manifest.json";
/// So many bytes of a file are changed, one at a time.
const BYTES_OF_A_FILE: usize = 12;

/// A folder that two parties have worked in for a while, its backup, and where one party keeps its
/// heads and the key.
struct Lived {
    cli: Cli,
    copy: PathBuf,
    heads: PathBuf,
    key: PathBuf,
}

fn lived() -> Lived {
    let cli = Cli::new();
    let folder = cli.folder();
    begin(&folder, &[]);
    let ledger = Ledger::default();
    let service = Service::start(&folder, &[]);
    let life = Life::new(&service, &ledger, &|| 0);
    (0..3).for_each(|number| life.round(number).expect("it answers"));
    let [polis, _] = users::demo_parties();
    let heads = fs::read_to_string(folder.join(format!("audit/{}.heads", polis.id.0)));
    let heads = cli.file("sparade.heads", &heads.expect("the party's heads"));
    let key = cli.file("nyckel", &cli.expect(0, &["audit", "key"]));
    let copy = folder.with_file_name("kopia");
    // In use.
    cli.expect(0, &["backup", text(&copy)]);
    service.stop();
    Lived { cli, copy, heads, key }
}

/// Every file below a folder, by name, with its content.
fn files(folder: &Path) -> BTreeMap<PathBuf, Fingerprint> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let content = Fingerprint::of(&fs::read(&path).expect("readable"));
            found.insert(path, content);
        }
    }
    found
}

#[test]
fn a_restored_folder_is_the_one_that_was_copied_log_and_heads_included() {
    let Lived { cli, copy, heads, key } = lived();
    let verify = ["audit", "verify", "--heads", text(&heads), "--public-key", text(&key)];
    let (checked, verified) = (cli.expect(0, &["check"]), cli.expect(0, &verify));
    assert!(checked.contains("Databasen är hel"), "{checked}");
    assert!(!fs::read_to_string(&heads).expect("heads").is_empty(), "the log is long enough");

    let other = Cli::new();
    other.expect(0, &["restore", text(&copy)]);
    assert_eq!(other.expect(0, &["check"]), checked);
    assert_eq!(other.expect(0, &verify), verified, "the same number of entries and heads");
    let heads_of = |cli: &Cli| -> Vec<String> {
        let files = files(&cli.folder().join("audit")).into_keys();
        let files = files.filter(|path| path.extension().is_some_and(|end| end != "key"));
        files.map(|path| fs::read_to_string(path).expect("heads")).collect()
    };
    assert_eq!(heads_of(&other), heads_of(&cli));
    assert_eq!(heads_of(&other).len(), 4);
    for list in [["user", "list"], ["gallring", "--dry-run"]] {
        assert_eq!(other.expect(0, &list), cli.expect(0, &list), "{list:?}");
    }

    // Over what has gone on since, too; what was there is kept beside.
    cli.expect(0, &["gallring", "--set", "sessions=7"]);
    assert_ne!(cli.expect(0, &["audit", "verify"]), verified);
    cli.expect(0, &["restore", text(&copy)]);
    assert_eq!(cli.expect(0, &["check"]), checked);
    assert_eq!(cli.expect(0, &verify), verified);
    assert!(cli.folder().join(format!("{DATABASE}.before-restore")).exists());
}

#[test]
fn a_damaged_backup_is_refused_whichever_file_it_is_and_nothing_is_replaced() {
    let Lived { cli, copy, .. } = lived();
    let home = cli.folder();
    cli.expect(0, &["gallring", "--set", "sessions=7"]);
    let before = files(&home);
    let refused = |what: &str, code: &str| {
        let said = cli.expect(4, &["restore", text(&copy)]);
        assert!(said.contains(&format!("[{code}]")), "{what}: {said}");
        assert!(said.contains("Inget är ersatt"), "{what}: {said}");
        assert_eq!(files(&home), before, "{what}");
    };
    let fault = || match restore(&copy, &home) {
        Err(StoreError::Backup { fault, .. }) => fault,
        other => panic!("{other:?}"),
    };
    let (mut tried, names) = (0, files(&copy));
    assert_eq!(names.len(), 6, "database, manifest, two files of heads a party: {names:?}");
    for file in names.keys() {
        let whole = fs::read(file).expect("readable");
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
        let (changed, removed) = match name {
            MANIFEST => (BackupFault::ManifestDamaged, BackupFault::NoManifest),
            _ => (BackupFault::FileDiffers, BackupFault::FileDiffers),
        };
        // Of the manifest every byte.
        let step = if name == MANIFEST { 1 } else { whole.len().div_ceil(BYTES_OF_A_FILE) };
        for place in (0..whole.len()).step_by(step) {
            let mut damaged = whole.clone();
            damaged[place] ^= 1;
            fs::write(file, damaged).expect("written");
            assert_eq!(fault(), changed, "{name}, byte {place}");
            tried += 1;
        }
        refused(name, changed.as_str());
        fs::remove_file(file).expect("removed");
        refused(name, removed.as_str());
        fs::write(file, whole).expect("written");
        tried += 1;
    }
    println!("skadade kopior: {tried} vägrade, inget ersatt");

    // Changed so that it can still be read.
    let manifest = fs::read_to_string(copy.join(MANIFEST)).expect("a manifest");
    let json: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    for (field, value) in [
        ("created", "2020-01-01T00:00:00Z".into()),
        ("data_version", 1.into()),
        ("heads", serde_json::json!({})),
        ("file", "../platssamverkan.sqlite".into()),
        ("sum", serde_json::Value::Null),
    ] {
        let mut changed = json.clone();
        changed[field] = value;
        fs::write(copy.join(MANIFEST), changed.to_string()).expect("written");
        refused(field, "backup_manifest_damaged");
    }
    let again = cli.expect(4, &["backup", text(&copy)]);
    assert!(again.contains("[backup_there]"), "{again}");
    fs::write(copy.join(MANIFEST), manifest).expect("written");
    cli.expect(0, &["restore", text(&copy)]);
    cli.expect(0, &["check"]);
}

#[test]
fn a_backup_of_an_earlier_program_has_no_sum_and_is_restored_as_before() {
    let Lived { cli, copy, .. } = lived();
    let manifest = fs::read_to_string(copy.join(MANIFEST)).expect("a manifest");
    let mut json: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let fields = json.as_object_mut().expect("an object");
    fields.remove("sum").and(fields.remove("heads")).expect("both were there");
    fs::write(copy.join(MANIFEST), json.to_string()).expect("written");
    cli.expect(0, &["restore", text(&copy)]);
    cli.expect(0, &["check"]);
    cli.expect(0, &["audit", "verify"]);
}
