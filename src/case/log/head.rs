//! Signed heads: how long the log was at a moment, and the hash of its last entry then.
//!
//! A chain alone does not notice that its last entries are gone. Each party keeps heads, and a log
//! that is shorter than a head says, or has another hash there, is not the log that was signed.
//!
//! What is signed (ed25519) is 56 bytes: `plshead1`; the number of entries, unsigned, big-endian; when,
//! nanoseconds since 1970, signed, big-endian; the 32 bytes of the hash.

use super::chain::{ChainHash, from_hex, hex};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const MARK: &[u8; 8] = b"plshead1";

/// A head as it is kept: one line of JSON in a file of heads, and in the log itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Number of entries.
    pub count: u64,
    /// Hash of the last of them, in hex.
    pub hash: String,
    /// When the last of them was written.
    pub at: Timestamp,
    /// Which key signed: [`PublicKey::id`].
    pub key: String,
    /// The signature, in hex.
    pub signature: String,
}

impl Head {
    /// Reads a line.
    pub fn read(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }

    /// As a line, without its end.
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("a head holds numbers and texts")
    }

    /// The hash as bytes; `None` when it is no hash.
    pub fn chain_hash(&self) -> Option<ChainHash> {
        from_hex(&self.hash)
    }

    /// Whether this key signed it as it stands.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        let (Some(hash), Some(signature)) = (self.chain_hash(), from_hex(&self.signature)) else {
            return false;
        };
        let Ok(verifying) = VerifyingKey::from_bytes(&key.0) else { return false };
        let bytes = signed_bytes(self.count, &hash, self.at);
        self.key == key.id()
            && verifying.verify_strict(&bytes, &Signature::from_bytes(&signature)).is_ok()
    }
}

fn signed_bytes(count: u64, hash: &ChainHash, at: Timestamp) -> Vec<u8> {
    let at_ns = at.as_nanosecond().clamp(i64::MIN.into(), i64::MAX.into()) as i64;
    [&MARK[..], &count.to_be_bytes(), &at_ns.to_be_bytes(), &hash[..]].concat()
}

/// The key that the installation signs heads with.
pub struct LogKey(SigningKey);

impl LogKey {
    /// From 32 random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// What anyone needs to check its signatures.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs that the log had so many entries and ended in this hash.
    pub fn sign(&self, count: u64, hash: &ChainHash, at: Timestamp) -> Head {
        let signature = self.0.sign(&signed_bytes(count, hash, at));
        let (hash, signature) = (hex(hash), hex(&signature.to_bytes()));
        Head { count, hash, at, key: self.public().id(), signature }
    }
}

impl std::fmt::Debug for LogKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LogKey({})", self.public().id())
    }
}

/// The public half of a [`LogKey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Reads 64 hex digits.
    pub fn read(text: &str) -> Option<Self> {
        from_hex(text.trim()).map(Self)
    }

    /// The first 16 hex digits of its SHA-256.
    pub fn id(&self) -> String {
        hex(&Sha256::digest(self.0)[..8])
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_signed_by_its_key_as_it_stands_and_by_no_other() {
        let key = LogKey::from_seed(&[7; 32]);
        let at = Timestamp::from_second(1_780_000_000).expect("in range");
        let head = key.sign(17, &[1; 32], at);
        let read = Head::read(&head.line()).expect("it is read back");
        assert_eq!(read, head);
        assert!(read.is_signed_by(&key.public()));
        assert!(!read.is_signed_by(&LogKey::from_seed(&[8; 32]).public()));
        for other in [
            Head { count: 16, ..head.clone() },
            Head { at: at + jiff::SignedDuration::from_nanos(1), ..head.clone() },
            Head { hash: hex(&[2; 32]), ..head.clone() },
            Head { key: "0".repeat(16), ..head.clone() },
            Head { signature: "0".repeat(128), ..head.clone() },
            Head { signature: String::new(), ..head.clone() },
        ] {
            assert!(!other.is_signed_by(&key.public()), "{other:?}");
        }
    }

    #[test]
    fn the_key_is_that_of_the_seed_by_rfc_8032() {
        // Test 1 of RFC 8032, section 7.1.
        let seed = from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        let key = LogKey::from_seed(&seed.expect("hex"));
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        assert_eq!(key.public().to_string(), public);
        assert_eq!(PublicKey::read(public), Some(key.public()));
        assert!(!format!("{key:?}").contains("9d61"), "the seed is never printed");
    }
}
