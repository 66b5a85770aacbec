//! What GIS programs and maps of other sites need at the addresses made for them.
//!
//! What everybody may read, a page of any site may read in the browser of any visitor: it is answered to
//! nobody in particular and never with credentials. Where a key or sign-in is needed the answer says how
//! a program that has neither may ask again (Basic), and no other site gets anything.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// First parts of the addresses that are for GIS programs.
const FOR_GIS: [&str; 3] = ["ogc", "tiles", "wfs"];

/// For everybody.
const OPEN: [(HeaderName, &str); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::ACCESS_CONTROL_EXPOSE_HEADERS, "Content-Crs, ETag, Link"),
];

/// To whoever asks first what it may ask.
const PREFLIGHT: [(HeaderName, &str); 4] = [
    (header::ALLOW, "GET, HEAD, OPTIONS, POST"),
    (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS, POST"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Accept-Language, Content-Type, If-None-Match"),
    (header::ACCESS_CONTROL_MAX_AGE, "86400"),
];

/// Who an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    /// Everybody.
    Open,
    /// Who is signed in or has a key; the level.
    Level(&'static str),
    /// The rest of the service.
    Elsewhere,
}

impl Door {
    fn of(path: &str) -> Self {
        let mut parts = path.trim_start_matches('/').split('/');
        if !parts.next().is_some_and(|first| FOR_GIS.contains(&first)) {
            return Self::Elsewhere;
        }
        match parts.next() {
            Some("stad") => Self::Level("stad"),
            Some("intern") => Self::Level("intern"),
            _ => Self::Open,
        }
    }
}

/// Middleware: the headers of the door.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let door = Door::of(request.uri().path());
    if door == Door::Open && request.method() == Method::OPTIONS {
        return with(StatusCode::NO_CONTENT.into_response(), OPEN.into_iter().chain(PREFLIGHT));
    }
    let mut response = next.run(request).await;
    match door {
        Door::Open => with(response, OPEN),
        Door::Level(level) if response.status() == StatusCode::UNAUTHORIZED => {
            let asked = format!("Basic realm=\"platssamverkan {level}\", charset=\"UTF-8\"");
            let asked = HeaderValue::from_str(&asked).expect("the names of levels are ASCII");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, asked);
            response
        }
        Door::Level(_) | Door::Elsewhere => response,
    }
}

fn with(
    mut response: Response,
    headers: impl IntoIterator<Item = (HeaderName, &'static str)>,
) -> Response {
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_everybody_may_read_is_open_to_other_sites() {
        for path in ["/ogc", "/ogc/", "/ogc/collections/stad/items", "/wfs", "/tiles/stadsdel"] {
            assert_eq!(Door::of(path), Door::Open, "{path}");
        }
        for path in
            ["/ogc/stad", "/wfs/stad", "/ogc/stad/collections", "/tiles/stad/cases/9/1/1.mvt"]
        {
            assert_eq!(Door::of(path), Door::Level("stad"), "{path}");
        }
        assert_eq!(Door::of("/ogc/intern/api"), Door::Level("intern"));
        for path in ["/", "/api/v1/me", "/ogcx", "/api/ogc", "/plats/PLS-2026-001"] {
            assert_eq!(Door::of(path), Door::Elsewhere, "{path}");
        }
    }
}
