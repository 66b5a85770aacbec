//! How a provider is asked: one request with one answer, no redirects followed, within seconds, and
//! no more read than a provider has to say.

use super::settings::is_safe;
use openidconnect::{HttpRequest, HttpResponse, SyncHttpClient, url::Url};
use std::{sync::Arc, time::Duration};
use ureq::{
    Agent,
    tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem},
};

/// A request takes no longer, with everything.
const TIME_LIMIT: Duration = Duration::from_secs(8);
/// The connection alone.
const CONNECT_LIMIT: Duration = Duration::from_secs(4);
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
        let https = issuer.starts_with("https:");
        let mut config = Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(TIME_LIMIT))
            .timeout_connect(Some(CONNECT_LIMIT))
            .user_agent("platssamverkan");
        if !https {
            config = config.proxy(None);
        }
        if let Some(pem) = roots {
            let mut trusted: Vec<Certificate<'static>> = Vec::new();
            for item in parse_pem(pem) {
                if let PemItem::Certificate(certificate) = item? {
                    trusted.push(certificate);
                }
            }
            let roots = RootCerts::Specific(Arc::new(trusted));
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        Ok(Self(config.build().into()))
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
