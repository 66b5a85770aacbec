//! Where a request comes from, and in what kind of browser.

use super::AppState;
use crate::store::CameFrom;
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use std::net::{IpAddr, SocketAddr};

/// Where the request came from, for counting failed sign-ins: the other end of the connection, or
/// whom a trusted proxy there names.
#[derive(Debug, Clone)]
pub(super) struct Address(pub(super) String);

impl FromRequestParts<AppState> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else {
            return Ok(Self("unknown".to_owned()));
        };
        let address = came_from(peer.ip(), &parts.headers, &app.trusted_proxies);
        Ok(Self(address.to_string()))
    }
}

/// The nearest address in `X-Forwarded-For` that is no trusted proxy. Whatever stands before it was
/// written by whoever asks.
fn came_from(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let named = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let mut hops = named.flat_map(|value| value.split(',')).map(|hop| hop.trim().parse::<IpAddr>());
    let mut address = peer.to_canonical();
    while proxies.contains(&address)
        && let Some(Ok(before)) = hops.next_back()
    {
        address = before.to_canonical();
    }
    address
}

/// The same with the kind of browser, as it is kept with a session.
#[derive(Debug, Clone)]
pub(super) struct Whence(pub(super) CameFrom);

impl FromRequestParts<AppState> for Whence {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let Address(address) = Address::from_request_parts(parts, app).await?;
        let said = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self(CameFrom { address, browser: kind_of_browser(said.unwrap_or_default()) }))
    }
}

/// Browser and system in the words of their makers. Versions are not kept: they would tell more of a
/// person than it takes to know one's own sessions.
fn kind_of_browser(said: &str) -> String {
    const BROWSERS: [(&str, &str); 7] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    // Android says that it is Linux too, an iPad that it is a Mac.
    const SYSTEMS: [(&str, &str); 6] = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let known = |all: &[(&str, &'static str)]| {
        all.iter().find(|(sign, _)| said.contains(sign)).map(|(_, name)| *name)
    };
    let (browser, system) = (known(&BROWSERS), known(&SYSTEMS));
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Scheme and host as the reader knows the service, for links that must be absolute. A proxy that is
/// trusted says what it was asked as; that a connection was secure until here is believed of anybody, as
/// it is for cookies. A host of strange characters is none.
#[derive(Debug, Clone)]
pub(super) struct Base(pub(super) String);

impl FromRequestParts<AppState> for Base {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let trusted = peer.is_some_and(|ConnectInfo(peer)| {
            app.trusted_proxies.contains(&peer.ip().to_canonical())
        });
        Ok(Self(base(&parts.headers, trusted)))
    }
}

fn base(headers: &HeaderMap, by_trusted_proxy: bool) -> String {
    let first = |name: &str| {
        let value = headers.get(name)?.to_str().ok()?;
        Some(value.split(',').next().unwrap_or_default().trim())
    };
    let is_host = |host: &&str| {
        let known = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        !host.is_empty() && host.len() <= 255 && host.chars().all(known)
    };
    let forwarded = first("x-forwarded-host").filter(|_| by_trusted_proxy).filter(is_host);
    let host = forwarded.or_else(|| first("host").filter(is_host)).unwrap_or("localhost");
    let secure = first("x-forwarded-proto").is_some_and(|it| it.eq_ignore_ascii_case("https"));
    format!("{}://{host}", if secure { "https" } else { "http" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_browser_is_known_by_its_kind_alone() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
            Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0";
        let phone = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
            Chrome/140.0.0.0 Mobile Safari/537.36";
        assert_eq!(kind_of_browser(edge), "Edge, Windows");
        assert_eq!(kind_of_browser(phone), "Chrome, Android");
        assert_eq!(
            kind_of_browser("Mozilla/5.0 (X11; Linux) Gecko Firefox/140.0"),
            "Firefox, Linux"
        );
        assert_eq!(kind_of_browser("curl/8.0 <script>"), "");
    }

    #[test]
    fn the_service_is_known_by_what_it_was_asked_as() {
        let of = |pairs: &[(&'static str, &str)], trusted: bool| {
            let pair = |(name, value): &(&'static str, &str)| {
                ((*name).parse().expect("name"), HeaderValue::from_str(value).expect("value"))
            };
            base(&pairs.iter().map(pair).collect(), trusted)
        };
        let host = ("host", "127.0.0.1:8080");
        let forwarded = ("x-forwarded-host", "samverkan.example");
        let https = ("x-forwarded-proto", "https");
        assert_eq!(of(&[host], true), "http://127.0.0.1:8080");
        assert_eq!(of(&[host, forwarded, https], true), "https://samverkan.example");
        assert_eq!(of(&[host, forwarded, https], false), "https://127.0.0.1:8080");
        assert_eq!(of(&[("host", "[::1]:8080")], false), "http://[::1]:8080");
        for strange in ["a\"b", "a<b", "", "a/b"] {
            assert_eq!(of(&[("host", strange)], false), "http://localhost", "{strange}");
        }
    }

    #[test]
    fn only_a_trusted_proxy_says_where_a_request_comes_from() {
        let from = |peer: &str, forwarded: &[&str]| {
            let pairs: Vec<_> = forwarded.iter().map(|text| ("x-forwarded-for", *text)).collect();
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(name, HeaderValue::from_str(value).expect("value"));
            }
            let proxies = ["10.0.0.1".parse().expect("ip"), "10.0.0.2".parse().expect("ip")];
            came_from(peer.parse().expect("ip"), &headers, &proxies).to_string()
        };
        assert_eq!(from("10.0.0.1", &["192.0.2.7"]), "192.0.2.7");
        assert_eq!(from("::ffff:10.0.0.1", &["192.0.2.7"]), "192.0.2.7");
        // What the browser wrote itself stands first.
        assert_eq!(from("10.0.0.1", &["203.0.113.9, 192.0.2.7"]), "192.0.2.7");
        assert_eq!(from("10.0.0.1", &["203.0.113.9", "192.0.2.7, 10.0.0.2"]), "192.0.2.7");
        assert_eq!(from("198.51.100.4", &["192.0.2.7"]), "198.51.100.4", "nobody trusts it");
        assert_eq!(from("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(from("10.0.0.1", &["unknown"]), "10.0.0.1");
    }
}
