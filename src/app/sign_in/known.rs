//! What is known of a provider: its discovery document and its keys, kept for a while.

use super::{
    http::Asker,
    protocol::Metadata,
    refusal::{Refusal, UNREACHABLE},
};
use crate::app::outside::is_safe;
use jiff::{SignedDuration, Timestamp};
use openidconnect::{IssuerUrl, JsonWebKeySet, url::Url};
use std::sync::{Arc, Mutex, MutexGuard};

/// Read anew after so long.
const FRESH: SignedDuration = SignedDuration::from_hours(1);
/// Used while the provider cannot be read, but no longer than this.
const USABLE: SignedDuration = SignedDuration::from_hours(12);
/// Not asked again so soon after it did not answer.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// A token with an unknown key makes us read the keys, at most this often: keys are rotated, but
/// anybody can write a token with a key that nobody has.
const BETWEEN_KEYS: SignedDuration = SignedDuration::from_secs(60);

/// The cache of one provider.
#[derive(Debug)]
pub(super) struct Known {
    issuer: IssuerUrl,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    metadata: Option<(Arc<Metadata>, Timestamp)>,
    failed_at: Option<Timestamp>,
    keys_at: Option<Timestamp>,
}

impl Known {
    pub(super) fn new(issuer: IssuerUrl) -> Self {
        Self { issuer, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The provider's document and keys. Others wait while one asks.
    pub(super) fn metadata(&self, asker: &Asker, now: Timestamp) -> Result<Arc<Metadata>, Refusal> {
        let mut kept = self.kept();
        let older = kept.metadata.clone();
        if let Some((metadata, read_at)) = &older
            && now.duration_since(*read_at) < FRESH
        {
            return Ok(metadata.clone());
        }
        let usable = older.filter(|(_, read_at)| now.duration_since(*read_at) < USABLE);
        let paused = kept.failed_at.is_some_and(|at| now.duration_since(at) < PAUSE);
        let read = match paused {
            true => Err(Refusal::new(UNREACHABLE, "it did not answer a moment ago")),
            false => self.discovered(asker),
        };
        match (read, usable) {
            (Ok(metadata), _) => {
                let metadata = Arc::new(metadata);
                *kept = Kept {
                    metadata: Some((metadata.clone(), now)),
                    failed_at: None,
                    keys_at: kept.keys_at,
                };
                Ok(metadata)
            }
            (Err(refusal), usable) => {
                if !paused {
                    kept.failed_at = Some(now);
                }
                usable.map(|(metadata, _)| metadata).ok_or(refusal)
            }
        }
    }

    /// The same after reading the keys anew; `None` when they were read anew a moment ago.
    pub(super) fn with_new_keys(
        &self,
        asker: &Asker,
        now: Timestamp,
    ) -> Result<Option<Arc<Metadata>>, Refusal> {
        let mut kept = self.kept();
        if kept.keys_at.is_some_and(|at| now.duration_since(at) < BETWEEN_KEYS) {
            return Ok(None);
        }
        let Some((metadata, read_at)) = kept.metadata.clone() else { return Ok(None) };
        kept.keys_at = Some(now);
        let keys = JsonWebKeySet::fetch(metadata.jwks_uri(), asker)?;
        let metadata = Arc::new(Metadata::clone(&metadata).set_jwks(keys));
        kept.metadata = Some((metadata.clone(), read_at));
        Ok(Some(metadata))
    }

    /// Fetches document and keys; the document must name the issuer that was configured, letter by
    /// letter, and no address that is not safe.
    fn discovered(&self, asker: &Asker) -> Result<Metadata, Refusal> {
        let metadata = Metadata::discover(&self.issuer, asker)?;
        let further = [
            Some(metadata.authorization_endpoint().url()),
            metadata.token_endpoint().map(|endpoint| endpoint.url()),
            metadata.userinfo_endpoint().map(|endpoint| endpoint.url()),
        ];
        let unsafe_one = further.into_iter().flatten().find(|url: &&Url| !is_safe(url));
        match unsafe_one {
            Some(url) => Err(Refusal::new(UNREACHABLE, format!("{url} is not safe"))),
            None => Ok(metadata),
        }
    }
}
