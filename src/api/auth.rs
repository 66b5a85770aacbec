//! Who is asking, and whether a change was asked for by our own pages.
//!
//! The session cookie is `__Host-session` with `Secure`, so that it never travels in the clear. Only
//! on plain HTTP to the machine itself, where browsers would not keep such a cookie, it is `session`.
//! The cookie of a sign-in that is under way is named by the same rule.

use super::{AppState, extract::blocking, problem::Problem, reads::Asked, whence::Address};
use crate::app::{
    Actor, App, AppError, keys,
    session::{self, Token},
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
};
use axum_extra::extract::cookie::CookieJar;
use base64::{Engine, prelude::BASE64_STANDARD as STANDARD};
use jiff::SignedDuration;

/// The cookie that carries the session.
const SESSION: &str = "session";
/// The cookie by which a browser is known when a provider sends it back.
pub(super) const SIGN_IN: &str = "sign-in";

/// The signed-in actor, or the system whose key was sent. A state change is refused without evidence
/// that our own pages asked for it, so a handler that names its actor cannot forget the check; a key
/// changes nothing and needs none.
#[derive(Debug, Clone)]
pub(super) struct SignedIn(pub(super) Actor);

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        if let Some(system) = system(parts, app).await? {
            return Ok(Self(system));
        }
        SameOrigin::check(&parts.method, &parts.headers)?;
        let token = token(&parts.headers).ok_or(AppError::NotSignedIn)?;
        let actor = blocking(app.clone(), move |app| session::actor(app, &token)).await?;
        if let Some(asked) = parts.extensions.get::<Asked>() {
            asked.by(Some(&actor));
        }
        Ok(Self(actor))
    }
}

/// The system whose key was sent; `None` when none was. A key that opens nothing is refused.
async fn system(parts: &mut Parts, app: &AppState) -> Result<Option<Actor>, Problem> {
    let Some(sent) = parts.headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let key = sent.to_str().ok().and_then(key);
    let Ok(Address(address)) = Address::from_request_parts(parts, app).await;
    let system = move |app: &App| keys::system(app, key.as_ref(), &address);
    let system = blocking(app.clone(), system).await?;
    if let Some(asked) = parts.extensions.get::<Asked>() {
        asked.by(Some(&system));
    }
    Ok(Some(system))
}

/// The key in `Authorization`: `Bearer <key>`, or `Basic` with the key as password and any name, which
/// is what desktop clients send.
fn key(sent: &str) -> Option<Token> {
    let (scheme, value) = sent.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Token::read(value.trim());
    }
    let pair =
        scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(value.trim()).ok())??;
    Token::read(std::str::from_utf8(&pair).ok()?.split_once(':')?.1)
}

/// The signed-in actor, or `None` for a reader who is not signed in: for what is open to everyone.
#[derive(Debug, Clone)]
pub(super) struct Anyone(pub(super) Option<Actor>);

impl FromRequestParts<AppState> for Anyone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        if let Some(system) = system(parts, app).await? {
            return Ok(Self(Some(system)));
        }
        SameOrigin::check(&parts.method, &parts.headers)?;
        let actor = match token(&parts.headers) {
            None => None,
            Some(token) => {
                let actor = blocking(app.clone(), move |app| match session::actor(app, &token) {
                    Err(AppError::NotSignedIn) => Ok(None),
                    actor => actor.map(Some),
                });
                actor.await?
            }
        };
        if let Some(asked) = parts.extensions.get::<Asked>() {
            asked.by(actor.as_ref());
        }
        Ok(Self(actor))
    }
}

/// A request that changes nothing, or that our own pages sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct SameOrigin;

impl SameOrigin {
    /// Our pages send `X-Requested-With`, which no other site can do unasked; otherwise the browser
    /// says `Sec-Fetch-Site: same-origin` or an `Origin` that is this host.
    fn check(method: &Method, headers: &HeaderMap) -> Result<(), AppError> {
        if method.is_safe() {
            return Ok(());
        }
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let host = text("host");
        let origin = text("origin").and_then(|origin| origin.split_once("://")).map(|o| o.1);
        let ours = text("x-requested-with") == Some("platssamverkan")
            || match text("sec-fetch-site") {
                Some(site) => site == "same-origin",
                None => origin.is_some() && origin == host,
            };
        if ours { Ok(()) } else { Err(AppError::Forbidden("cross_origin")) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SameOrigin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::check(&parts.method, &parts.headers)?;
        Ok(Self)
    }
}

/// The version of the object that the change was made on: `If-Match: "3"`. Without it the change is
/// refused, since it could silently undo somebody else's.
#[derive(Debug, Clone, Copy)]
pub(super) struct IfMatch(pub(super) u64);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if !parts.headers.contains_key(header::IF_MATCH) {
            return Err(Problem::new(StatusCode::PRECONDITION_REQUIRED, "version_required"));
        }
        version_of(&parts.headers)
            .map(Self)
            .ok_or_else(|| Problem::field("invalid", "If-Match", "not_a_number"))
    }
}

/// The number in `If-Match`, if there is one.
pub(super) fn version_of(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::IF_MATCH)?.to_str().ok()?.trim().trim_matches('"').parse().ok()
}

/// The token in the request's session cookie; the loopback name counts only there.
pub(super) fn token(headers: &HeaderMap) -> Option<Token> {
    token_in(headers, SESSION)
}

/// The token in a cookie.
pub(super) fn token_in(headers: &HeaderMap, cookie: &str) -> Option<Token> {
    let jar = CookieJar::from_headers(headers);
    Token::read(jar.get(&cookie_name(headers, cookie))?.value())
}

/// The cookie that carries a session; the browser keeps it until it is closed.
pub(super) fn set_cookie(headers: &HeaderMap, token: &Token) -> HeaderValue {
    set(headers, SESSION, token, None)
}

/// A cookie with a token, for a time or until the browser is closed.
pub(super) fn set(
    headers: &HeaderMap,
    name: &str,
    token: &Token,
    lives: Option<SignedDuration>,
) -> HeaderValue {
    let lives = lives.map_or_else(String::new, |for_| format!("; Max-Age={}", for_.as_secs()));
    cookie(headers, name, token.as_str(), &lives)
}

/// The cookie that makes the browser forget its session.
pub(super) fn forget_cookie(headers: &HeaderMap) -> HeaderValue {
    forget(headers, SESSION)
}

/// The cookie that makes the browser forget another one.
pub(super) fn forget(headers: &HeaderMap, name: &str) -> HeaderValue {
    cookie(headers, name, "", "; Max-Age=0")
}

fn cookie_name(headers: &HeaderMap, name: &str) -> String {
    if is_plain_loopback(headers) { name.to_owned() } else { format!("__Host-{name}") }
}

fn cookie(headers: &HeaderMap, name: &str, value: &str, more: &str) -> HeaderValue {
    let secure = if is_plain_loopback(headers) { "" } else { "; Secure" };
    let name = cookie_name(headers, name);
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
    HeaderValue::from_str(&text).expect("names and hex digits are header characters")
}

/// Plain HTTP to this machine: the host is a loopback name and no proxy speaks of HTTPS.
fn is_plain_loopback(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(host) = text("host") else { return false };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let loopback = name == "localhost"
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    let https = text("x-forwarded-proto").is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
    loopback && !https
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            ((*name).parse().expect("name"), HeaderValue::from_str(value).expect("value"))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn a_change_needs_evidence_that_our_own_pages_asked_for_it() {
        let check = |pairs: &[(&'static str, &str)]| {
            SameOrigin::check(&Method::POST, &headers(pairs)).is_ok()
        };
        let host = ("host", "samverkan.example");
        assert!(check(&[host, ("x-requested-with", "platssamverkan")]));
        assert!(check(&[host, ("sec-fetch-site", "same-origin")]));
        assert!(check(&[host, ("origin", "https://samverkan.example")]));
        assert!(!check(&[host]));
        assert!(!check(&[host, ("origin", "https://evil.example")]));
        assert!(!check(&[host, ("origin", "null")]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(!check(&[
                host,
                ("sec-fetch-site", site),
                ("origin", "https://samverkan.example")
            ]));
        }
        assert!(!check(&[host, ("x-requested-with", "XMLHttpRequest")]));
        assert!(SameOrigin::check(&Method::GET, &headers(&[host])).is_ok());
    }

    #[test]
    fn the_cookie_is_secure_everywhere_but_on_the_machine_itself() {
        let secret = "ab".repeat(32);
        let token = Token::read(&secret).expect("64 hex digits");
        for host in ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"] {
            let set = set_cookie(&headers(&[("host", host)]), &token);
            let expected = format!("session={secret}; Path=/; HttpOnly; SameSite=Lax");
            assert_eq!(set.to_str().expect("ascii"), expected);
        }
        for pairs in [
            vec![("host", "samverkan.example")],
            vec![("host", "localhost.evil.example")],
            vec![("host", "127.0.0.1:8080"), ("x-forwarded-proto", "https")],
            vec![],
        ] {
            let set = set_cookie(&headers(&pairs), &token);
            let set = set.to_str().expect("ascii");
            assert!(set.starts_with("__Host-session=") && set.ends_with("; Secure"), "{set}");
        }
    }

    #[test]
    fn a_key_comes_as_a_bearer_or_as_the_password_of_basic() {
        let secret = "ab".repeat(32);
        let read = |sent: &str| key(sent).map(|key| key.as_str().to_owned());
        assert_eq!(read(&format!("Bearer {secret}")), Some(secret.clone()));
        let basic = STANDARD.encode(format!("qgis:{secret}"));
        assert_eq!(read(&format!("basic {basic}")), Some(secret.clone()));
        for wrong in ["", "Bearer", "Bearer x", "Basic ????", "Basic cWdpcw==", "Digest abc"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_cookie_of_the_wrong_name_for_the_host_is_not_read() {
        let plain = format!("session={}", "ab".repeat(32));
        assert!(super::token(&headers(&[("host", "127.0.0.1:1"), ("cookie", &plain)])).is_some());
        assert!(
            super::token(&headers(&[("host", "samverkan.example"), ("cookie", &plain)])).is_none()
        );
    }
}
