//! Something is asked for over as many addresses as it takes: each is looked at before anything is sent
//! to it, and what comes back is whole or it is nothing.

use super::is_this_machine;
use std::{
    fmt::Display,
    time::{Duration, Instant},
};
use ureq::Agent;
use url::{Origin, Url};

/// Redirects, one after the other.
const MOST_STEPS: usize = 6;

/// What an errand may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// With everything that it asks.
    pub time: Duration,
    /// All that is read for it.
    pub bytes: u64,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[error("{at}: {why} {detail}")]
pub(in crate::app) struct NoAnswer {
    /// The address that it ended at.
    pub(in crate::app) at: String,
    /// `not_https`, `host_not_allowed`, `redirects`, `gone`, `status`, `too_large`, `too_slow`,
    /// `cut_short`, `unreachable`.
    pub(in crate::app) why: &'static str,
    /// What it is about.
    pub(in crate::app) detail: String,
}

fn none(at: &Url, why: &'static str, detail: impl Display) -> NoAnswer {
    NoAnswer { at: at.to_string(), why, detail: detail.to_string() }
}

/// Where an errand may go.
#[derive(Debug, Clone, Default)]
pub(in crate::app) struct To {
    /// Hosts beside that of the first address.
    pub(in crate::app) hosts: Vec<String>,
    /// Nowhere but to the origin of the first address.
    pub(in crate::app) same_origin: bool,
    /// The first address may be one of this machine, in the clear: a person wrote it.
    pub(in crate::app) plain: bool,
}

/// One errand. It knows where it may go and how much of everything is left.
#[derive(Debug)]
pub(in crate::app) struct Errand<'a> {
    agent: &'a Agent,
    to: To,
    first: Origin,
    hosts: Vec<String>,
    /// Sent to the origin of the first address, and to no other.
    authorization: Option<&'a str>,
    until: Instant,
    limits: Limits,
    left: u64,
}

/// A whole answer.
#[derive(Debug)]
pub(in crate::app) struct Answer {
    /// Where it came from at last.
    pub(in crate::app) address: Url,
    /// What it says it is, without parameters.
    pub(in crate::app) media_type: String,
    /// What it is.
    pub(in crate::app) bytes: Vec<u8>,
}

impl Answer {
    /// A page for people.
    pub(in crate::app) fn is_page(&self) -> bool {
        let start: Vec<u8> = self.bytes.iter().copied().take(512).collect();
        let start = String::from_utf8_lossy(&start).to_lowercase();
        let start = start.trim_start_matches('\u{feff}').trim_start();
        start.starts_with("<!doctype html") || start.starts_with("<html")
    }
}

impl<'a> Errand<'a> {
    /// Beginning at an address.
    pub(in crate::app) fn new(agent: &'a Agent, first: &Url, to: To, limits: Limits) -> Self {
        let own = first.host_str().map(str::to_owned);
        let hosts = own.into_iter().chain(to.hosts.iter().cloned()).collect();
        let (first, until) = (first.origin(), Instant::now() + limits.time);
        let left = limits.bytes;
        Self { agent, to, first, hosts, authorization: None, until, limits, left }
    }

    /// With a header of that name for the first origin.
    pub(in crate::app) fn with_authorization(self, authorization: Option<&'a str>) -> Self {
        Self { authorization, ..self }
    }

    /// Whether an address may be asked.
    fn may_go(&self, address: &Url) -> Result<(), NoAnswer> {
        let named = !address.username().is_empty() || address.password().is_some();
        let same = address.origin() == self.first;
        let plain = self.to.plain && same && is_this_machine(address);
        if named || (address.scheme() != "https" && !(plain && address.scheme() == "http")) {
            return Err(none(address, "not_https", ""));
        }
        let host = address.host_str().unwrap_or_default();
        let known = self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host));
        match same || (known && !self.to.same_origin) {
            true => Ok(()),
            false => Err(none(address, "host_not_allowed", host)),
        }
    }

    /// The answer at an address, redirects followed as far as they may be.
    ///
    /// # Errors
    /// Every `why` of [`NoAnswer`].
    pub(in crate::app) fn get(&mut self, address: &Url) -> Result<Answer, NoAnswer> {
        let mut address = address.clone();
        for _ in 0..MOST_STEPS {
            self.may_go(&address)?;
            let time = self.until.saturating_duration_since(Instant::now());
            if time.is_zero() {
                return Err(self.too_slow(&address));
            }
            let mut request = self.agent.get(address.as_str());
            if let Some(authorization) = self.authorization
                && address.origin() == self.first
            {
                request = request.header("authorization", authorization);
            }
            let answer = request.config().timeout_global(Some(time)).build().call();
            let mut answer = answer.map_err(|error| self.failed(&address, error))?;
            let status = answer.status().as_u16();
            let header = |name: &str| {
                let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
                value.unwrap_or_default().to_owned()
            };
            match status {
                200 => {}
                301 | 302 | 303 | 307 | 308 => {
                    let to = header("location");
                    address = match address.join(&to) {
                        Ok(next) if !to.is_empty() => next,
                        _ => return Err(none(&address, "redirects", to)),
                    };
                    continue;
                }
                204 | 404 | 410 => return Err(none(&address, "gone", status)),
                _ => return Err(none(&address, "status", status)),
            }
            let media_type = header("content-type").to_lowercase();
            let media_type = media_type.split(';').next().unwrap_or_default().trim().to_owned();
            let announced: Option<u64> = header("content-length").parse().ok();
            if announced.is_some_and(|n| n > self.left) {
                return Err(self.too_large(&address));
            }
            let body = answer.body_mut().with_config().limit(self.left + 1).read_to_vec();
            let bytes = body.map_err(|error| self.failed(&address, error))?;
            let n = bytes.len() as u64;
            if n > self.left {
                return Err(self.too_large(&address));
            }
            if announced.is_some_and(|announced| announced != n) {
                let detail = format!("{n} B / {} B", announced.unwrap_or_default());
                return Err(none(&address, "cut_short", detail));
            }
            self.left -= n;
            return Ok(Answer { address, media_type, bytes });
        }
        Err(none(&address, "redirects", MOST_STEPS))
    }

    fn too_large(&self, address: &Url) -> NoAnswer {
        none(address, "too_large", format!("> {} B", self.limits.bytes))
    }

    fn too_slow(&self, address: &Url) -> NoAnswer {
        none(address, "too_slow", format!("> {} s", self.limits.time.as_secs_f32()))
    }

    fn failed(&self, address: &Url, error: ureq::Error) -> NoAnswer {
        match error {
            ureq::Error::Timeout(_) => self.too_slow(address),
            ureq::Error::BodyExceedsLimit(_) => self.too_large(address),
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                none(address, "cut_short", error)
            }
            other => none(address, "unreachable", other),
        }
    }
}
