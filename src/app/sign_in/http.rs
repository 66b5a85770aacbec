//! How a provider is asked: one request with one answer, no redirects followed, within seconds, and
//! no more read than a provider has to say.

use crate::app::outside::{self, is_safe};
use openidconnect::{HttpRequest, HttpResponse, SyncHttpClient, url::Url};
use std::time::Duration;
use ureq::Agent;

/// A request takes no longer, with everything.
const TIME_LIMIT: Duration = Duration::from_secs(8);
/// A discovery document, a key set, a token: all of them far below.
const MOST_BYTES: u64 = 256 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoAnswer {
    /// Not HTTPS, and not this machine: nothing was asked.
    #[error("{0} is neither HTTPS nor this machine")]
    Unsafe(String),
    /// The provider sends elsewhere.
    #[error("the provider answered with a redirect")]
    Redirect,
    /// The provider is in trouble.
    #[error("the provider answered with status {0}")]
    Status(u16),
    /// No connection, no trust, no end in time, or too long an answer.
    #[error(transparent)]
    Failed(#[from] ureq::Error),
}

/// Asks one provider.
#[derive(Debug, Clone)]
pub(super) struct Asker(Agent);

impl Asker {
    /// With the certificates to trust instead of the well-known ones. An issuer on this machine is
    /// asked without a proxy.
    pub(super) fn new(issuer: &str, roots: Option<&[u8]>) -> Result<Self, ureq::Error> {
        let plain = !issuer.starts_with("https:");
        outside::agent(TIME_LIMIT, plain, roots).map(Self)
    }
}

impl SyncHttpClient for Asker {
    type Error = NoAnswer;

    fn call(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let address = request.uri().to_string();
        if !Url::parse(&address).is_ok_and(|url| is_safe(&url)) {
            return Err(NoAnswer::Unsafe(address));
        }
        let (head, mut body) = self.0.run(request)?.into_parts();
        if head.status.is_redirection() {
            return Err(NoAnswer::Redirect);
        }
        if head.status.is_server_error() {
            return Err(NoAnswer::Status(head.status.as_u16()));
        }
        let bytes = body.with_config().limit(MOST_BYTES).read_to_vec()?;
        Ok(HttpResponse::from_parts(head, bytes))
    }
}
