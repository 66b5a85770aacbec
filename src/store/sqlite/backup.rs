//! Copies that are known to be whole.

use super::{
    beside,
    check::{check, sound},
    connection::Readers,
    create_private, database_file, heads, imports, lock, migrate, press,
};
use crate::{
    incident::Fingerprint,
    store::{BackupFault, StoreError},
};
use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, backup::Backup};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{Read, Write},
    path::{Path, PathBuf},
};

const MANIFEST: &str = "manifest.json";

/// What ends the name of something that is about to be put in place.
const RESTORING: &str = ".restoring";

/// What stands beside a copy; a directory without it holds no finished backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name of the database in the same directory.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: Fingerprint,
    /// Its schema.
    pub schema: u32,
    /// The state of its counts.
    pub data_version: u32,
    /// When it was made.
    pub created: Timestamp,
    /// The files of heads of the log beside it, each with its SHA-256. `None` in a copy that an earlier
    /// program made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heads: Option<BTreeMap<String, Fingerprint>>,
    /// SHA-256 of all of the above as JSON without spaces. `None` likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<Fingerprint>,
}

impl Manifest {
    /// With the sum of the rest.
    pub fn summed(self) -> Self {
        let bare = Self { sum: None, ..self };
        let json = serde_json::to_vec(&bare).expect("a manifest holds numbers and texts");
        Self { sum: Some(Fingerprint::of(&json)), ..bare }
    }

    fn is_whole(&self) -> bool {
        let plain = |name: &str| Path::new(name).file_name() == Some(name.as_ref());
        let mut names = self.heads.iter().flatten().map(|(name, _)| name.as_str());
        let sums = self.sum.is_none() || self.clone().summed() == *self;
        sums && self.heads.is_some() == self.sum.is_some() && plain(&self.file) && names.all(plain)
    }
}

pub(super) fn backup(readers: &Readers, to: &Path, at: Timestamp) -> Result<(), StoreError> {
    let manifest_file = to.join(MANIFEST);
    if manifest_file.exists() {
        return Err(refused(BackupFault::There, to, ""));
    }
    create_private(to)?;
    // Before the database is: heads never speak of more than the log beside them.
    let names = heads::files_of_heads(beside(readers.file()))?;
    heads::copy_heads(beside(readers.file()), to, &names, "")?;
    let copy = to.join(super::FILE_NAME);
    let db = readers.begin()?;
    copy_database(&db, &copy)?;
    let manifest = Manifest {
        file: super::FILE_NAME.to_owned(),
        bytes: fs::metadata(&copy)?.len(),
        sha256: hash_file(&copy)?,
        schema: migrate::schema_of(&db)?,
        data_version: imports::data_version(&db)?.0,
        created: at,
        heads: Some(hash_heads(to, &names)?),
        sum: None,
    };
    let manifest = manifest.summed();
    let json = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| StoreError::Backend(error.to_string()))?;
    let partial = with_suffix(&manifest_file, ".partial");
    let mut file = File::create(&partial)?;
    file.write_all(&json)?;
    file.sync_all()?;
    move_durably(&partial, &manifest_file)
}

/// A copy of one state of the database, while it is in use. It is there whole or not at all.
pub(super) fn copy_database(from: &Connection, to: &Path) -> Result<(), StoreError> {
    let partial = with_suffix(to, ".partial");
    remove_if_there(&partial)?;
    let mut copy = Connection::open(&partial)?;
    let step = Backup::new(from, &mut copy)?.step(-1)?;
    if step != rusqlite::backup::StepResult::Done {
        return Err(StoreError::Busy);
    }
    copy.close().map_err(|(_, error)| error)?;
    File::open(&partial)?.sync_all()?;
    move_durably(&partial, to)
}

/// Puts the backup in a directory in the place of a store that nobody has open. Verified before
/// anything is replaced; the replaced database is kept as `<file>.before-restore`.
pub fn restore(from: &Path, to: &Path) -> Result<Manifest, StoreError> {
    let read = fs::read(from.join(MANIFEST));
    let read = read.map_err(|_| refused(BackupFault::NoManifest, from, MANIFEST))?;
    let manifest: Option<Manifest> = serde_json::from_slice(&read).ok();
    let manifest = manifest.filter(Manifest::is_whole);
    let manifest = manifest.ok_or_else(|| refused(BackupFault::ManifestDamaged, from, MANIFEST))?;
    let file = database_file(to);
    create_private(beside(&file))?;
    let (_lock, alone) = lock(&file)?;
    if !alone {
        return Err(StoreError::Busy);
    }
    let names = match &manifest.heads {
        Some(names) => names.keys().cloned().collect(),
        None => heads::files_of_heads(from)?,
    };
    // What is verified is what is put in place.
    let partial = with_suffix(&file, RESTORING);
    let replaced = copied(from, &manifest, &names, &file)
        .and_then(|()| set_aside(&file))
        // Before the database: opening adds to a file of heads what the log has more of.
        .and_then(|()| heads::replace_heads(beside(&file), &names, RESTORING))
        .and_then(|()| move_durably(&partial, &file))
        .and_then(|()| heads::set_others_aside(beside(&file), &names));
    if let Err(error) = replaced {
        remove_if_there(&partial)?;
        let directory = beside(&file).join(heads::DIRECTORY);
        names
            .iter()
            .try_for_each(|name| remove_if_there(&directory.join(format!("{name}{RESTORING}"))))?;
        return Err(error);
    }
    Ok(manifest)
}

/// Copies database and heads to where they will be put in place, and verifies the copies.
fn copied(
    from: &Path,
    manifest: &Manifest,
    names: &[String],
    file: &Path,
) -> Result<(), StoreError> {
    let differs = |name: &str| refused(BackupFault::FileDiffers, from, name);
    let is_there = |folder: &Path, name: &str| match folder.join(name).is_file() {
        true => Ok(()),
        false => Err(differs(name)),
    };
    is_there(from, &manifest.file)?;
    names.iter().try_for_each(|name| is_there(&from.join(heads::DIRECTORY), name))?;
    let partial = with_suffix(file, RESTORING);
    fs::copy(from.join(&manifest.file), &partial)?;
    if fs::metadata(&partial)?.len() != manifest.bytes || hash_file(&partial)? != manifest.sha256 {
        return Err(differs(&manifest.file));
    }
    heads::copy_heads(from, beside(file), names, RESTORING)?;
    for (name, hash) in manifest.heads.iter().flatten() {
        let copy = beside(file).join(heads::DIRECTORY).join(format!("{name}{RESTORING}"));
        if hash_file(&copy)? != *hash {
            return Err(differs(name));
        }
    }
    verify(&partial, manifest).map_err(|error| match error {
        StoreError::Backend(found) => refused(BackupFault::Unsound, from, &found),
        StoreError::Inconsistent { .. } => refused(BackupFault::Unsound, from, &error.to_string()),
        other => other,
    })?;
    Ok(File::open(&partial)?.sync_all()?)
}

fn refused(fault: BackupFault, directory: &Path, what: &str) -> StoreError {
    let directory = directory.display().to_string();
    StoreError::Backup { fault, directory, what: what.to_owned() }
}

fn hash_heads(
    directory: &Path,
    names: &[String],
) -> Result<BTreeMap<String, Fingerprint>, StoreError> {
    let of = |name: &String| {
        let hash = hash_file(&directory.join(heads::DIRECTORY).join(name))?;
        Ok((name.clone(), hash))
    };
    names.iter().map(of).collect()
}

fn verify(copy: &Path, manifest: &Manifest) -> Result<(), StoreError> {
    // Immutable: looking at it leaves no files beside it.
    let uri = format!("file:{}?immutable=1", uri_path(copy));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let db = Connection::open_with_flags(uri, flags)?;
    if migrate::schema_of(&db)? != manifest.schema {
        let why = "it has another schema than the manifest says";
        return Err(StoreError::Backend(why.into()));
    }
    // A table that came with a later schema cannot be checked in an earlier one.
    let findings = if manifest.schema == migrate::known_schema() {
        check(&db, Vec::new())
    } else {
        sound(&db)
    };
    match findings?.first() {
        Some(finding) => Err(StoreError::Backend(finding.clone())),
        None => Ok(()),
    }
}

fn uri_path(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes
        .iter()
        .map(|&byte| match byte {
            b'/' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// Folds the write-ahead log into the present database and keeps it under another name, so that no
/// log of the old one is ever applied to the new one.
fn set_aside(file: &Path) -> Result<(), StoreError> {
    if !file.exists() {
        return Ok(());
    }
    if let Ok(old) = Connection::open(file) {
        // A damaged database is set aside with its log as it is.
        let _ = old.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
    for suffix in ["-wal", "-shm"] {
        let beside = with_suffix(file, suffix);
        if beside.exists() {
            fs::rename(&beside, with_suffix(file, &format!(".before-restore{suffix}")))?;
        }
    }
    let kept = with_suffix(file, ".before-restore");
    remove_if_there(&kept)?;
    // A second name for it: at no moment is there no database.
    fs::hard_link(file, &kept)?;
    press(beside(file))
}

fn hash_file(path: &Path) -> Result<Fingerprint, StoreError> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Fingerprint::from_digest(hash.finalize().as_ref())),
            n => hash.update(&buffer[..n]),
        }
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

pub(super) fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Renames, and makes the directory remember it.
fn move_durably(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::rename(from, to)?;
    press(beside(to))
}
