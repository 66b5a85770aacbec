//! The log as a chain: the hash of an entry covers the entry and the hash before it, so that nothing
//! can be changed, removed or moved without every later hash being another.
//!
//! The hash of an entry is SHA-256 of the 32 bytes of the hash before it (32 zero bytes before the
//! first) and the canonical bytes of the entry, in this order:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `plslog1` and a zero byte |
//! | 8 | number of the entry, from 1 without gaps; signed, big-endian |
//! | 8 | when, nanoseconds since 1970 in UTC; signed, big-endian |
//! | 8 + n | kind of the object: its length in bytes, unsigned, big-endian; then UTF-8 |
//! | 8 + n | id of the object, likewise |
//! | 8 + n | the whole entry as the JSON text that is stored, likewise |
//!
//! ```
//! use platssamverkan::case::log::chain::{Link, START, hex};
//! let link = Link { seq: 1, at_ns: 0, object_kind: b"case", object_id: b"1", body: b"{}" };
//! let hash = link.after(&START);
//! assert_eq!(hex(&hash), "b2d82ba6da6f4382d7ee6c51706efcbc9b2da8acd86b1888eb12a3a46a4e6e83");
//! ```

use sha2::{Digest, Sha256};

/// A hash of the chain.
pub type ChainHash = [u8; 32];

/// What stands before the first entry.
pub const START: ChainHash = [0; 32];

const MARK: &[u8; 8] = b"plslog1\0";

/// An entry as it is stored, all that its hash covers. Texts are bytes, so that damaged ones can be
/// looked at as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link<'a> {
    /// Number, from 1.
    pub seq: i64,
    /// When, in nanoseconds since 1970.
    pub at_ns: i64,
    /// Kind of the object.
    pub object_kind: &'a [u8],
    /// Id of the object.
    pub object_id: &'a [u8],
    /// The entry as JSON.
    pub body: &'a [u8],
}

impl Link<'_> {
    /// The bytes that the hash covers beside the hash before it.
    pub fn canonical(&self) -> Vec<u8> {
        let texts = [self.object_kind, self.object_id, self.body];
        let length: usize = texts.iter().map(|text| 8 + text.len()).sum();
        let mut bytes = Vec::with_capacity(24 + length);
        bytes.extend(MARK);
        bytes.extend(self.seq.to_be_bytes());
        bytes.extend(self.at_ns.to_be_bytes());
        for text in texts {
            bytes.extend((text.len() as u64).to_be_bytes());
            bytes.extend(text);
        }
        bytes
    }

    /// Its hash, given the hash before it.
    pub fn after(&self, before: &ChainHash) -> ChainHash {
        let mut hash = Sha256::new();
        hash.update(before);
        hash.update(self.canonical());
        hash.finalize().into()
    }
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of lower-case hex of exactly this length; `None` for any other text.
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if text.len() != 2 * N || !digits {
        return None;
    }
    let mut bytes = [0; N];
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed by `tests/golden/log/chain.py`, which knows nothing of this program.
    const EXPECTED: &str = include_str!("../../../tests/golden/log/chain.txt");

    #[test]
    fn the_hashes_are_those_that_another_program_computes_from_the_layout() {
        let entries: [(i64, &str, &str, &str); 3] = [
            (0, "case", "1", "{}"),
            (1_780_000_000_123_456_789, "opening", "o-å", "{\"act\":\"opening_identified\"}"),
            (-1, "query", "series", ""),
        ];
        let mut before = START;
        let mut hashes = Vec::new();
        for (i, (at_ns, kind, id, body)) in entries.into_iter().enumerate() {
            let (object_kind, object_id) = (kind.as_bytes(), id.as_bytes());
            let seq = i as i64 + 1;
            before =
                Link { seq, at_ns, object_kind, object_id, body: body.as_bytes() }.after(&before);
            hashes.push(hex(&before));
        }
        assert_eq!(hashes, EXPECTED.lines().collect::<Vec<_>>());
    }

    #[test]
    fn what_stands_in_one_field_cannot_be_moved_to_the_next() {
        let of = |kind: &'static [u8], id: &'static [u8]| {
            Link { seq: 1, at_ns: 0, object_kind: kind, object_id: id, body: b"" }.after(&START)
        };
        assert_ne!(of(b"ab", b"c"), of(b"a", b"bc"));
    }

    #[test]
    fn hex_is_read_back_and_nothing_else_is() {
        assert_eq!(from_hex(&hex(&[0, 10, 255])), Some([0, 10, 255]));
        for wrong in ["", "00", "0g0000", "00000", "0A0000", "+00000", "åå00"] {
            assert_eq!(from_hex::<3>(wrong), None, "{wrong}");
        }
    }
}
