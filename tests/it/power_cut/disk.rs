//! What a disk holds when the power goes.
//!
//! What is assumed, and nothing more:
//! - What was written to a file before its last fsync or fdatasync is there.
//! - Of what was written since, each sector of 512 bytes is there or not, each for itself and in no
//!   order; a sector is never half there. What was never written reads as zeros.
//! - How long a file is, and that it was cut, is known up to some moment since its last fsync.
//! - A name that was made, changed or taken away is there only if the folder it lies in was pressed into
//!   the disk afterwards; otherwise the folder is as it was at some moment since. That is harder than
//!   ext4, where fsync of a file brings along the names that were made before it.
//! - The disk itself keeps what it said that it has.

use super::journal::{Act, Journal};
use rand_chacha::{ChaCha8Rng, rand_core::Rng};
use std::{
    collections::{BTreeMap, HashMap},
    fs,
    ops::Range,
    path::Path,
};

const SECTOR: usize = 512;

#[derive(Debug, Clone)]
enum Change {
    Write(u64, Range<usize>),
    Length(u64),
}

/// A file: what is there for certain, and what was done since.
#[derive(Debug, Default, Clone)]
struct File {
    certain: Vec<u8>,
    since: Vec<Change>,
}

/// What a name stands for: a file, or a folder.
type Named = Option<usize>;

/// A name that is made or, with `None`, taken away.
type Naming = (String, Option<Named>);

/// Names in one folder, likewise. What was done since was done in steps that are whole or not at all.
#[derive(Debug, Default, Clone)]
struct Folder {
    certain: BTreeMap<String, Named>,
    since: Vec<Vec<Naming>>,
}

/// A disk on the way through a journal.
pub(crate) struct Disk<'a> {
    journal: &'a Journal,
    done: usize,
    files: Vec<File>,
    /// Numbers are used again once a file is gone.
    numbers: HashMap<u64, usize>,
    folders: BTreeMap<String, Folder>,
}

impl<'a> Disk<'a> {
    /// An empty folder.
    pub(crate) fn new(journal: &'a Journal) -> Self {
        let folders = BTreeMap::from([(String::new(), Folder::default())]);
        Self { journal, done: 0, files: Vec::new(), numbers: HashMap::new(), folders }
    }

    /// Goes on until so many acts are done.
    pub(crate) fn go_to(&mut self, n: usize) {
        assert!(n >= self.done, "time goes one way");
        while self.done < n {
            let act = &self.journal.acts[self.done].1;
            self.step(act);
            self.done += 1;
        }
    }

    fn step(&mut self, act: &Act) {
        match act {
            Act::Create { name, file } => {
                self.files.push(File::default());
                self.numbers.insert(*file, self.files.len() - 1);
                self.name(name, Some(Some(self.files.len() - 1)));
            }
            Act::Write { file, place, bytes } => {
                self.change(*file, Change::Write(*place, bytes.clone()));
            }
            Act::Truncate { file, size } => self.change(*file, Change::Length(*size)),
            Act::Sync { file } => {
                let file = &mut self.files[self.numbers[file]];
                for change in std::mem::take(&mut file.since) {
                    apply(&mut file.certain, &change, &self.journal.bytes, &mut || true);
                }
            }
            Act::SyncFolder { name } => {
                let folder = self.folder(name);
                for step in std::mem::take(&mut folder.since) {
                    put(&mut folder.certain, &step);
                }
            }
            Act::Rename { from, to } => {
                let file = self.now(from);
                let ((folder, from), (other, to)) = (split(from), split(to));
                assert_eq!(folder, other, "nothing is moved between folders");
                let step = vec![(from.to_owned(), None), (to.to_owned(), Some(file))];
                self.folder(folder).since.push(step);
            }
            Act::Link { from, to } => {
                let file = self.now(from);
                self.name(to, Some(file));
            }
            Act::Unlink { name } | Act::Rmdir { name } => self.name(name, None),
            Act::Mkdir { name } => {
                self.folders.insert(name.clone(), Folder::default());
                self.name(name, Some(None));
            }
        }
    }

    fn change(&mut self, number: u64, change: Change) {
        let file = self.numbers.get(&number).expect("a file is made before it is written");
        self.files[*file].since.push(change);
    }

    fn folder(&mut self, name: &str) -> &mut Folder {
        self.folders.get_mut(name).unwrap_or_else(|| panic!("{name} is a folder"))
    }

    fn name(&mut self, name: &str, file: Option<Named>) {
        let (folder, name) = split(name);
        self.folder(folder).since.push(vec![(name.to_owned(), file)]);
    }

    /// What a name means to the running program.
    fn now(&self, name: &str) -> Named {
        let (folder, name) = split(name);
        let folder = &self.folders[folder];
        let last = folder.since.iter().flatten().rev().find(|(of, _)| of == name);
        let file = last.map_or_else(|| folder.certain.get(name).copied(), |(_, file)| *file);
        file.unwrap_or_else(|| panic!("{name} is there"))
    }

    /// Every file by its name below the folder, as the running program sees it.
    pub(crate) fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        for (above, folder) in &self.folders {
            let mut names = folder.certain.clone();
            folder.since.iter().for_each(|step| put(&mut names, step));
            for (name, file) in names {
                let Some(file) = file.map(|file| &self.files[file]) else { continue };
                let mut content = file.certain.clone();
                for change in &file.since {
                    apply(&mut content, change, &self.journal.bytes, &mut || true);
                }
                let name = if above.is_empty() { name } else { format!("{above}/{name}") };
                found.insert(name, content);
            }
        }
        found
    }

    /// Writes into an empty folder what one may find there if the power goes now.
    pub(crate) fn cut(&self, to: &Path, rng: &mut ChaCha8Rng) {
        self.cut_folder("", to, rng);
    }

    fn cut_folder(&self, name: &str, to: &Path, rng: &mut ChaCha8Rng) {
        fs::create_dir_all(to).expect("a folder");
        let Some(folder) = self.folders.get(name) else { return };
        let mut names = folder.certain.clone();
        for step in &folder.since[..so_far(folder.since.len(), rng)] {
            put(&mut names, step);
        }
        for (own, file) in names {
            match file {
                None => {
                    let inner = if name.is_empty() { own.clone() } else { format!("{name}/{own}") };
                    self.cut_folder(&inner, &to.join(own), rng);
                }
                Some(file) => {
                    let content = self.cut_file(&self.files[file], rng);
                    fs::write(to.join(own), content).expect("written");
                }
            }
        }
    }

    fn cut_file(&self, file: &File, rng: &mut ChaCha8Rng) -> Vec<u8> {
        let mut content = file.certain.clone();
        let known = so_far(file.since.len(), rng);
        let mut size = content.len();
        for change in &file.since[..known] {
            match change {
                Change::Write(place, bytes) => size = size.max(*place as usize + bytes.len()),
                Change::Length(to) => size = *to as usize,
            }
        }
        // Nothing, everything, or as many as a die says.
        let of_256 = [0, 128, 256, rng.next_u32() % 257][rng.next_u32() as usize % 4];
        for (i, change) in file.since.iter().enumerate() {
            if matches!(change, Change::Write(..)) || i < known {
                let mut is_there = || rng.next_u32() % 256 < of_256;
                apply(&mut content, change, &self.journal.bytes, &mut is_there);
            }
        }
        content.resize(size, 0);
        content
    }
}

/// The first so many of what was done since.
fn so_far(n: usize, rng: &mut ChaCha8Rng) -> usize {
    let random = rng.next_u32() as usize % (n + 1);
    [0, n, random, random][rng.next_u32() as usize % 4]
}

fn apply(
    content: &mut Vec<u8>,
    change: &Change,
    journal: &[u8],
    is_there: &mut dyn FnMut() -> bool,
) {
    let (place, bytes) = match change {
        Change::Length(size) => return content.resize(*size as usize, 0),
        Change::Write(place, bytes) => (*place as usize, &journal[bytes.clone()]),
    };
    let mut at = 0;
    while at < bytes.len() {
        let end = bytes.len().min(at + SECTOR - (place + at) % SECTOR);
        if is_there() {
            if content.len() < place + end {
                content.resize(place + end, 0);
            }
            content[place + at..place + end].copy_from_slice(&bytes[at..end]);
        }
        at = end;
    }
}

fn put(names: &mut BTreeMap<String, Named>, step: &[Naming]) {
    for (name, named) in step {
        match named {
            Some(named) => names.insert(name.clone(), *named),
            None => names.remove(name),
        };
    }
}

/// Folder and own name.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('/').unwrap_or(("", name))
}
