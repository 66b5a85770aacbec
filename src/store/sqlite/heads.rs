//! Files of heads of the log: where they lie, what is in them, and how they follow a copy.

use super::{backup::remove_if_there, create_private, press};
use crate::{case::log::head::Head, store::StoreError};
use std::{
    fs::{self, File, OpenOptions},
    io::ErrorKind,
    path::Path,
};

/// Name of the directory beside the database.
pub(super) const DIRECTORY: &str = "audit";

/// What ends the name of a file that was replaced.
const KEPT: &str = ".before-restore";

/// Longer than any head: the one line of a `.latest` is written in place.
pub(super) const LINE: usize = 512;

/// Names of the files of heads in a directory, without the key.
pub(super) fn files_of_heads(beside: &Path) -> Result<Vec<String>, StoreError> {
    let directory = beside.join(DIRECTORY);
    let mut names = Vec::new();
    if directory.is_dir() {
        for entry in fs::read_dir(&directory)? {
            let path = entry?.path();
            let is_kept = path.extension().is_some_and(|end| end == "heads" || end == "latest");
            let name = path.file_name().and_then(|name| name.to_str());
            names.extend(name.filter(|_| is_kept).map(str::to_owned));
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Copies files of heads from one directory to another, with something added to their names.
pub(super) fn copy_heads(
    from: &Path,
    to: &Path,
    names: &[String],
    added: &str,
) -> Result<(), StoreError> {
    let (from, to) = (from.join(DIRECTORY), to.join(DIRECTORY));
    if names.is_empty() {
        return Ok(());
    }
    create_private(&to)?;
    for name in names {
        let copy = to.join(format!("{name}{added}"));
        fs::copy(from.join(name), &copy)?;
        File::open(&copy)?.sync_all()?;
    }
    press(&to)
}

/// Puts copies that have something added to their names in the place of the files of heads, which get
/// a second name first: at no moment is there none.
pub(super) fn replace_heads(
    beside: &Path,
    names: &[String],
    added: &str,
) -> Result<(), StoreError> {
    let directory = beside.join(DIRECTORY);
    for name in names {
        let place = directory.join(name);
        if place.exists() {
            let kept = directory.join(format!("{name}{KEPT}"));
            remove_if_there(&kept)?;
            fs::hard_link(&place, kept)?;
        }
        fs::rename(directory.join(format!("{name}{added}")), place)?;
    }
    if directory.is_dir() { press(&directory) } else { Ok(()) }
}

/// Keeps the files of heads that have none of these names under another one: of parties that the
/// database that was put in place does not know.
pub(super) fn set_others_aside(beside: &Path, names: &[String]) -> Result<(), StoreError> {
    let directory = beside.join(DIRECTORY);
    for name in files_of_heads(beside)?.iter().filter(|name| !names.contains(name)) {
        fs::rename(directory.join(name), directory.join(format!("{name}{KEPT}")))?;
    }
    Ok(())
}

/// The end of the last line that is a head, and how many entries it counts.
pub(super) fn last_head(bytes: &[u8]) -> (usize, u64) {
    let (mut at, mut found) = (0, (0, 0));
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        let text = line.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok());
        if let Some(head) = text.and_then(Head::read) {
            found = (at, head.count);
        }
    }
    found
}

/// A party's latest head; `None` when the file is not there or not a head.
pub(super) fn read_latest(path: &Path) -> Result<Option<Head>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Head::read(String::from_utf8_lossy(&bytes).trim())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// For its owner alone; made when it is not there.
pub(super) fn open_private(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?)
}
