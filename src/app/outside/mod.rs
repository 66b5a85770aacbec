//! How anything outside is asked: one request with one answer within its time, no more read than was
//! allowed, and no redirect followed that nobody looked at.

mod errand;

pub use errand::Limits;
pub(super) use errand::{Answer, Errand, NoAnswer, To};

use std::{sync::Arc, time::Duration};
use ureq::{
    Agent,
    tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem},
};
use url::{Host, Url};

/// The connection alone takes no longer.
const CONNECT_LIMIT: Duration = Duration::from_secs(4);

/// Who asks, as the other side sees it.
const USER_AGENT: &str = "platssamverkan";

/// Asks with these limits, and with the certificates to trust instead of the well-known ones. What is
/// on this machine is asked without a proxy. A redirect is an answer like any other.
///
/// # Errors
/// Certificates that are none.
pub(super) fn agent(
    whole: Duration,
    on_this_machine: bool,
    roots: Option<&[u8]>,
) -> Result<Agent, ureq::Error> {
    let mut config = Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .timeout_global(Some(whole))
        .timeout_connect(Some(CONNECT_LIMIT.min(whole)))
        .user_agent(USER_AGENT);
    if on_this_machine {
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
    Ok(config.build().into())
}

/// HTTPS, or plain HTTP that never leaves the machine; nobody's name or password in it.
pub(super) fn is_safe(url: &Url) -> bool {
    let named = url.username().is_empty() && url.password().is_none();
    named && (url.scheme() == "https" || url.scheme() == "http" && is_this_machine(url))
}

/// An address of this machine.
pub(super) fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
