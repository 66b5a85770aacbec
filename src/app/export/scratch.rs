//! Where files lie while they are made. What is made here is gone when it has been sent, also when the
//! one who asked goes away; what a killed program left is removed at the next start.

use std::{
    fs::{self, File},
    io,
    path::PathBuf,
};
use tempfile::NamedTempFile;

/// With this their names begin, and nothing else in the folder's does.
const PREFIX: &str = "utdata-";

/// A folder for them.
#[derive(Debug, Clone)]
pub struct Scratch {
    folder: PathBuf,
    most_bytes: Option<u64>,
}

impl Default for Scratch {
    /// The system's own folder.
    fn default() -> Self {
        Self { folder: std::env::temp_dir(), most_bytes: None }
    }
}

impl Scratch {
    /// In a folder, made when it is needed: beside the database, so that it is its disk that fills.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder, most_bytes: None }
    }

    /// Refuses files beyond so many bytes, as a full disk does.
    #[must_use]
    pub fn with_quota(self, bytes: u64) -> Self {
        Self { most_bytes: Some(bytes), ..self }
    }

    /// How large a file may become.
    pub(super) fn most_bytes(&self) -> Option<u64> {
        self.most_bytes
    }

    /// A file without a name, which the system removes whatever happens.
    pub(super) fn unnamed(&self) -> io::Result<File> {
        fs::create_dir_all(&self.folder)?;
        tempfile::tempfile_in(&self.folder)
    }

    /// A file with a name, for what opens files by name; it goes with the value.
    pub(super) fn named(&self) -> io::Result<NamedTempFile> {
        fs::create_dir_all(&self.folder)?;
        tempfile::Builder::new().prefix(PREFIX).tempfile_in(&self.folder)
    }

    /// Removes what a killed program left, and says how many. Whoever writes one of them right now, in
    /// another process, keeps it open and loses nothing.
    pub fn sweep(&self) -> usize {
        let Ok(entries) = fs::read_dir(&self.folder) else { return 0 };
        let ours = entries.flatten().filter(|entry| {
            entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX))
        });
        ours.filter(|entry| fs::remove_file(entry.path()).is_ok()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let scratch = Scratch::in_folder(folder.path().join("tmp"));
        assert_eq!(scratch.sweep(), 0, "there is no folder yet");
        let (_, left) = scratch.named().expect("a file").keep().expect("kept");
        fs::write(folder.path().join("tmp/annat"), "x").expect("written");
        drop(scratch.named().expect("a file"));
        assert_eq!(scratch.sweep(), 1);
        assert!(!left.exists());
        assert!(folder.path().join("tmp/annat").exists());
    }
}
