//! What a program did to its files, in order, as `disk_journal.c` wrote it down.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::Command,
};

/// Names are below the folder that was watched; a file is known by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    Create { name: String, file: u64 },
    Write { file: u64, place: u64, bytes: std::ops::Range<usize> },
    Truncate { file: u64, size: u64 },
    Sync { file: u64 },
    SyncFolder { name: String },
    Rename { from: String, to: String },
    Unlink { name: String },
    Mkdir { name: String },
    Link { from: String, to: String },
    Rmdir { name: String },
}

/// All of it.
pub(crate) struct Journal {
    /// As written; the bytes of writes lie in it.
    pub(crate) bytes: Vec<u8>,
    /// Each with the length of the journal once it was written down.
    pub(crate) acts: Vec<(usize, Act)>,
}

const HEAD: usize = 1 + 8 + 8 + 4 + 4;

impl Journal {
    /// A record that a killed program did not write to its end is left out.
    pub(crate) fn read(file: &Path) -> Self {
        let bytes = std::fs::read(file).expect("the journal can be read");
        let (mut acts, mut at) = (Vec::new(), 0);
        while let Some(head) = bytes.get(at..at + HEAD) {
            let number = |from: usize| {
                u64::from_le_bytes(head[from..from + 8].try_into().expect("eight bytes"))
            };
            let length = |from: usize| {
                u32::from_le_bytes(head[from..from + 4].try_into().expect("four bytes")) as usize
            };
            let first = at + HEAD..at + HEAD + length(17);
            let second = first.end..first.end + length(21);
            let text = |range: std::ops::Range<usize>| {
                bytes.get(range).map(|name| String::from_utf8_lossy(name).into_owned())
            };
            let (Some(name), Some(other)) = (text(first.clone()), text(second.clone())) else {
                break;
            };
            let (file, place) = (number(1), number(9));
            at = second.end;
            let act = match head[0] {
                1 => Act::Create { name, file },
                2 => Act::Write { file, place, bytes: first },
                3 => Act::Truncate { file, size: place },
                4 => Act::Sync { file },
                5 => Act::SyncFolder { name },
                6 => Act::Rename { from: name, to: other },
                7 => Act::Unlink { name },
                8 => Act::Mkdir { name },
                9 => Act::Link { from: name, to: other },
                10 => Act::Rmdir { name },
                kind => panic!("no record is of kind {kind}"),
            };
            acts.push((at, act));
        }
        Self { bytes, acts }
    }

    /// How often SQLite began to move its log into the database.
    pub(crate) fn checkpoints(&self) -> usize {
        let (mut names, mut n, mut moving) = (HashMap::new(), 0, false);
        for (_, act) in &self.acts {
            match act {
                Act::Create { name, file } => {
                    names.insert(*file, name.as_str());
                }
                Act::Write { file, .. } => match names.get(file) {
                    Some(name) if name.ends_with(".sqlite") => {
                        n += usize::from(!moving);
                        moving = true;
                    }
                    Some(name) if name.ends_with("-wal") => moving = false,
                    _ => {}
                },
                _ => {}
            }
        }
        n
    }

    /// The same with fewer of what was pressed into the disk: those whose number is true.
    fn without(&self, unheard: &[bool]) -> Self {
        let heard = self.acts.iter().zip(unheard).filter(|(_, unheard)| !**unheard);
        Self { bytes: self.bytes.clone(), acts: heard.map(|(act, _)| act.clone()).collect() }
    }

    /// As if the disk only said that it has everything.
    pub(crate) fn unheard(&self) -> Self {
        let is_sync = |act: &Act| matches!(act, Act::Sync { .. } | Act::SyncFolder { .. });
        self.without(&self.acts.iter().map(|(_, act)| is_sync(act)).collect::<Vec<_>>())
    }

    /// As if the program had written with `synchronous = NORMAL`: SQLite then presses its write-ahead
    /// log into the disk when it is begun anew and before it is moved into the database, and not when
    /// something is committed.
    pub(crate) fn as_with_normal(&self) -> Self {
        let mut unheard = vec![false; self.acts.len()];
        let mut names = HashMap::new();
        // Of the log: the file, whether its head was written last, and the sync that is in doubt.
        let (mut head_is_new, mut in_doubt) = (false, None::<usize>);
        for (i, (_, act)) in self.acts.iter().enumerate() {
            match act {
                Act::Create { name, file } => {
                    names.insert(*file, name.as_str());
                }
                Act::Write { file, place, .. } => match names.get(file) {
                    Some(name) if name.ends_with("-wal") => {
                        head_is_new = *place == 0;
                        if let Some(sync) = in_doubt.take() {
                            unheard[sync] = true;
                        }
                    }
                    Some(name) if name.ends_with(".sqlite") => in_doubt = None,
                    _ => {}
                },
                Act::Sync { file } => {
                    let is_log = names.get(file).is_some_and(|name| name.ends_with("-wal"));
                    if is_log && !head_is_new && in_doubt.is_none() {
                        in_doubt = Some(i);
                    }
                }
                _ => {}
            }
        }
        if let Some(sync) = in_doubt {
            unheard[sync] = true;
        }
        self.without(&unheard)
    }
}

/// Compiles what writes the journal; `None`, and says so, where that cannot be done.
pub(crate) fn compiled(folder: &Path) -> Option<PathBuf> {
    if !cfg!(all(target_os = "linux", target_env = "gnu")) {
        println!("HOPPAS ÖVER: strömavbrott prövas bara på Linux med glibc");
        return None;
    }
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/power_cut/disk_journal.c");
    let library = folder.join("disk_journal.so");
    let cc = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let built = Command::new(&cc)
        .args(["-std=gnu11", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o"])
        .args([&library, Path::new(source)])
        .args(["-ldl", "-lpthread"])
        .status();
    let built = built.unwrap_or_else(|error| panic!("{cc}: {error}; a C compiler is needed"));
    assert!(built.success(), "{source} does not compile");
    Some(library)
}
