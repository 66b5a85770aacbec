//! What was fetched, in a folder: each file under the beginning of its own checksum, and beside it where
//! it came from. A file is there whole or not at all, and none is ever written over.

use super::{Refused, Source};
use crate::{app::outside::Answer, incident::Fingerprint, ingest::InputRefused};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

/// The folder below the data folder, where none is named.
pub const FOLDER: &str = "kallor";
/// With this unfinished files begin.
const PREFIX: &str = ".hamtas-";
const FORMAT: &str = "platssamverkan/kalla/1";

/// Where a file came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// `platssamverkan/kalla/1`.
    pub format: String,
    /// The source by its id.
    pub source: String,
    /// What it holds.
    pub name: String,
    /// Who publishes it.
    pub publisher: String,
    /// Under which licence.
    pub licence: String,
    /// Where the licence can be read.
    pub licence_url: Option<String>,
    /// What was asked.
    pub asked: String,
    /// Where the answer came from at last.
    pub address: String,
    /// When.
    pub fetched_at: Timestamp,
    /// Name of the file, in the same folder.
    pub file: String,
    /// What the other side said it was.
    pub media_type: String,
    /// Its size.
    pub n_bytes: u64,
    /// Its checksum, hexadecimal.
    pub sha256: String,
}

/// What was fetched from a source, oldest first; files that are gone or changed are left out.
pub fn kept(folder: &Path, source: &str) -> Vec<Provenance> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let records = entries.flatten().map(|entry| entry.path());
    let records = records.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let mut found: Vec<Provenance> = records
        .filter_map(|path| serde_json::from_slice(&fs::read(path).ok()?).ok())
        .filter(|record: &Provenance| record.format == FORMAT && record.source == source)
        .filter(|record| is_whole(folder, record))
        .collect();
    found.sort_by(|a, b| (a.fetched_at, &a.sha256).cmp(&(b.fetched_at, &b.sha256)));
    found
}

fn is_whole(folder: &Path, record: &Provenance) -> bool {
    // A name of ours has no way out of the folder.
    let plain = !record.file.contains(['/', '\\']) && !record.file.starts_with('.');
    plain
        && fs::read(folder.join(&record.file))
            .is_ok_and(|bytes| Fingerprint::of(&bytes).0 == record.sha256)
}

/// Puts an answer in the folder: the file, then the record that makes it count.
pub(super) fn keep(
    folder: &Path,
    source: &Source,
    asked: &str,
    answer: &Answer,
    ending: &str,
    now: Timestamp,
) -> Result<Provenance, Refused> {
    let sha256 = Fingerprint::of(&answer.bytes).0;
    let stem = format!("{}-{}", source.id, &sha256[..12]);
    let record = Provenance {
        format: FORMAT.to_owned(),
        source: source.id.clone(),
        name: source.name.clone(),
        publisher: source.publisher.clone(),
        licence: source.licence.clone(),
        licence_url: source.licence_url.as_ref().map(ToString::to_string),
        asked: asked.to_owned(),
        address: answer.address.to_string(),
        fetched_at: now,
        file: format!("{stem}.{ending}"),
        media_type: answer.media_type.clone(),
        n_bytes: answer.bytes.len() as u64,
        sha256,
    };
    let mut text = serde_json::to_vec_pretty(&record).map_err(|error| no_room(folder, error))?;
    text.push(b'\n');
    fs::create_dir_all(folder).map_err(|error| no_room(folder, error))?;
    sweep(folder);
    whole(folder, &folder.join(&record.file), &answer.bytes)?;
    whole(folder, &folder.join(format!("{stem}.json")), &text)?;
    Ok(record)
}

/// Written under another name, and there under its own when it is on the disk.
fn whole(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), Refused> {
    let written = || -> std::io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        fs::File::open(folder)?.sync_all()
    };
    written().map_err(|error| no_room(path, error))
}

/// Removes what a killed fetch left; one that is under way is not an hour old.
fn sweep(folder: &Path) {
    const OLD: std::time::Duration = std::time::Duration::from_secs(3600);
    let ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        let age = fs::metadata(path).and_then(|about| about.modified()).ok();
        name.is_some_and(|name| name.starts_with(PREFIX))
            && age.and_then(|then| then.elapsed().ok()).is_some_and(|age| age > OLD)
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()).filter(ours) {
        // What cannot be removed is only in the way of nobody.
        let _ = fs::remove_file(path);
    }
}

fn no_room(path: &Path, error: impl std::fmt::Display) -> Refused {
    InputRefused {
        code: "source_not_kept".to_owned(),
        file: path.display().to_string(),
        line: None,
        column: None,
        detail: error.to_string(),
    }
}
