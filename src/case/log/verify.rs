//! Whether a log is the one that was written: its chain is computed again, and every head that anyone
//! kept is held against it.

use super::{
    HEAD, KEY, LOG, LogEntry,
    chain::{ChainHash, Link, START},
    head::{Head, PublicKey},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a file of heads must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// A party's file: holds every head that the log holds.
    All,
    /// A party's latest head alone.
    Latest,
    /// A copy that somebody kept elsewhere.
    Copy,
}

/// A file of heads, one JSON line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadFile {
    /// How findings name it.
    pub name: String,
    /// What it must be.
    pub kept: Kept,
    /// Its content; `None` when there is no such file.
    pub text: Option<String>,
}

/// Something that is not as it was written. The code has its text in `app::texts`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// `log_broken`, `log_entry_missing`, `log_tail_cut`, `head_forged`, `head_disagrees`,
    /// `head_unreadable`, `head_missing`, `head_file_missing` or `head_key_unknown`.
    pub code: &'static str,
    /// Entry of the log.
    pub seq: Option<i64>,
    /// File of heads.
    pub file: Option<String>,
    /// Line of the file.
    pub line: Option<usize>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Entries looked at, the first that breaks the chain included.
    pub n_entries: u64,
    /// Heads looked at, in the log and in files.
    pub n_heads: u64,
    /// What is wrong; empty when the log is sound. The first break of the chain, then heads.
    pub findings: Vec<Finding>,
}

/// What is known of signatures, by the line of the head.
type Signed = HashMap<String, Result<(), &'static str>>;

/// Takes the entries in order, then judges.
#[derive(Debug)]
pub struct Verifier {
    trusted: Vec<PublicKey>,
    files: Vec<(HeadFile, Vec<Option<Head>>)>,
    /// Lengths that files speak of, with the hash there once it is known.
    wanted: BTreeMap<u64, Option<ChainHash>>,
    in_log: Vec<(i64, Option<Head>)>,
    announced: Vec<PublicKey>,
    before: ChainHash,
    n_entries: u64,
    broken: Option<Finding>,
}

impl Verifier {
    /// With the files to hold it against. `trusted` are the public keys that somebody kept; without
    /// any, those are believed that the log itself announces.
    pub fn new(files: Vec<HeadFile>, trusted: Vec<PublicKey>) -> Self {
        let read = |file: &HeadFile| -> Vec<Option<Head>> {
            let text = file.text.as_deref().unwrap_or_default();
            text.lines().map(Head::read).collect()
        };
        let files: Vec<_> = files.into_iter().map(|file| (read(&file), file)).collect();
        let heads = files.iter().flat_map(|(heads, _)| heads).flatten();
        Self {
            wanted: heads.map(|head| (head.count, None)).collect(),
            files: files.into_iter().map(|(heads, file)| (file, heads)).collect(),
            trusted,
            in_log: Vec::new(),
            announced: Vec::new(),
            before: START,
            n_entries: 0,
            broken: None,
        }
    }

    /// The next entry and the hash that is stored with it. False after the first break of the chain:
    /// of what comes then nothing can be said.
    #[must_use]
    pub fn entry(&mut self, link: &Link<'_>, stored: &[u8]) -> bool {
        self.n_entries += 1;
        let expected = self.n_entries as i64;
        let hash = link.after(&self.before);
        if link.seq > expected {
            self.broken = Some(Finding::of_entry("log_entry_missing", expected));
        } else if link.seq != expected || hash[..] != *stored {
            self.broken = Some(Finding::of_entry("log_broken", expected));
        } else {
            self.own(link);
            self.before = hash;
            if let Some(there) = self.wanted.get_mut(&self.n_entries) {
                *there = Some(hash);
            }
        }
        self.broken.is_none()
    }

    /// What the log says of itself: heads and keys.
    fn own(&mut self, link: &Link<'_>) {
        if link.object_kind != LOG.as_bytes() {
            return;
        }
        let entry: Option<LogEntry> = serde_json::from_slice(link.body).ok();
        let reference = entry.and_then(|entry| entry.reference);
        if link.object_id == HEAD.as_bytes() {
            let head = reference.as_deref().and_then(Head::read);
            let fits = |head: &Head| {
                head.count + 1 == self.n_entries && head.chain_hash() == Some(self.before)
            };
            self.in_log.push((link.seq, head.filter(fits)));
        } else if link.object_id == KEY.as_bytes() {
            self.announced.extend(reference.as_deref().and_then(PublicKey::read));
        }
    }

    /// What was found.
    pub fn finish(self) -> Verification {
        let mut findings: Vec<Finding> = self.broken.iter().cloned().collect();
        let mut n_heads = 0;
        let mut signed = Signed::new();
        for (seq, head) in &self.in_log {
            n_heads += 1;
            let code = match head {
                None => Some("head_disagrees"),
                Some(head) => self.signature(head, &mut signed).err(),
            };
            findings.extend(code.map(|code| Finding::of_entry(code, *seq)));
        }
        for (file, heads) in &self.files {
            n_heads += heads.len() as u64;
            findings.extend(self.file(file, heads, &mut signed));
        }
        Verification { n_entries: self.n_entries, n_heads, findings }
    }

    fn file(&self, file: &HeadFile, heads: &[Option<Head>], signed: &mut Signed) -> Vec<Finding> {
        let of = |code, line: Option<usize>| Finding {
            code,
            seq: None,
            file: Some(file.name.clone()),
            line,
        };
        let must_be_there = match file.kept {
            Kept::All => !self.in_log.is_empty(),
            Kept::Latest => self.n_entries > 0,
            Kept::Copy => true,
        };
        if heads.is_empty() {
            let missing = if file.text.is_none() { "head_file_missing" } else { "head_unreadable" };
            return if must_be_there { vec![of(missing, None)] } else { Vec::new() };
        }
        let mut findings = Vec::new();
        for (i, head) in heads.iter().enumerate() {
            let code = match head {
                None => Some("head_unreadable"),
                Some(head) => self.judge(head, signed).err(),
            };
            findings.extend(code.map(|code| of(code, Some(i + 1))));
        }
        if file.kept == Kept::All {
            let there: BTreeSet<u64> = heads.iter().flatten().map(|head| head.count).collect();
            let missing = |(_, head): &&(i64, Option<Head>)| {
                head.as_ref().is_some_and(|head| !there.contains(&head.count))
            };
            findings.extend(
                self.in_log
                    .iter()
                    .filter(missing)
                    .map(|(seq, _)| Finding { seq: Some(*seq), ..of("head_missing", None) }),
            );
        }
        findings
    }

    /// Whether a head of a file is signed and agrees with the log.
    fn judge(&self, head: &Head, signed: &mut Signed) -> Result<(), &'static str> {
        let cut = self.broken.is_none() && head.count > self.n_entries;
        match self.signature(head, signed) {
            // The entry that announced the key was cut as well.
            Err("head_key_unknown") if cut && self.trusted.is_empty() => {
                return Err("log_tail_cut");
            }
            signed => signed?,
        }
        if cut {
            return Err("log_tail_cut");
        }
        match self.wanted.get(&head.count).copied().flatten() {
            Some(hash) if head.chain_hash() == Some(hash) => Ok(()),
            // Beyond the break nothing can be said; that the chain is broken is said already.
            None if self.broken.is_some() || head.count == 0 => Ok(()),
            _ => Err("head_disagrees"),
        }
    }

    /// The same head stands in the log and in every party's file; its signature is checked once.
    fn signature(&self, head: &Head, signed: &mut Signed) -> Result<(), &'static str> {
        *signed.entry(head.line()).or_insert_with(|| self.signed(head))
    }

    fn signed(&self, head: &Head) -> Result<(), &'static str> {
        let keys = if self.trusted.is_empty() { &self.announced } else { &self.trusted };
        match keys.iter().find(|key| key.id() == head.key) {
            Some(key) if head.is_signed_by(key) => Ok(()),
            Some(_) => Err("head_forged"),
            // The entry that announces the key may stand after the break.
            None if self.trusted.is_empty() && self.broken.is_some() => Ok(()),
            None => Err("head_key_unknown"),
        }
    }
}

impl std::fmt::Display for Finding {
    /// The code and where, for whoever reads codes.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code)?;
        if let Some(seq) = self.seq {
            write!(f, ", entry {seq}")?;
        }
        if let Some(file) = &self.file {
            write!(f, ", {file}")?;
        }
        self.line.map_or(Ok(()), |line| write!(f, ", line {line}"))
    }
}

impl Finding {
    fn of_entry(code: &'static str, seq: i64) -> Self {
        Self { code, seq: Some(seq), file: None, line: None }
    }
}
