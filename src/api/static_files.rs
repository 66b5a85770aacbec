//! The web desk's files: embedded in the program, or from a folder while developing it.

use super::{headers::entity_tag, problem::Problem};
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use std::{borrow::Cow, path::PathBuf};

#[derive(rust_embed::RustEmbed)]
#[folder = "web/dist/"]
#[allow_missing = true]
struct Embedded;

/// Where the web desk's files come from.
#[derive(Debug, Clone)]
pub(super) enum WebFiles {
    /// Built into the program; a program built without them says how to build them.
    Embedded,
    /// Read from a folder at each request.
    Folder(PathBuf),
}

const NOT_BUILT: &str = "<!doctype html><html lang=\"sv\"><meta charset=\"utf-8\">\
    <title>Platssamverkan</title><h1>Platssamverkan</h1>\
    <p>Servern är igång, men webbsidorna är inte byggda.</p>\
    <p>Bygg dem med <code>make web</code> (eller <code>npm ci &amp;&amp; npm run build</code> i \
    <code>web/</code>) och bygg om servern, eller starta den med <code>--web-dir web/dist</code>.</p>\
    <p>Gränssnittet svarar: <a href=\"/openapi.json\">/openapi.json</a>, \
    <a href=\"/healthz\">/healthz</a>.</p></html>";

impl WebFiles {
    /// A file of the desk, or its start page for any path that is a page of the desk.
    pub(super) fn answer(&self, request: &Request) -> Response {
        let path = request.uri().path();
        if path.starts_with("/api/") {
            return Problem::new(StatusCode::NOT_FOUND, "not_found").into_response();
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
                .into_response();
        }
        let known = request.headers().get(header::IF_NONE_MATCH);
        let name = path.trim_start_matches('/');
        let is_page = !name.rsplit('/').next().unwrap_or_default().contains('.');
        match self.file(name) {
            Some(bytes) if !name.is_empty() => served(name, bytes, known),
            _ if is_page => match self.file("index.html") {
                Some(bytes) => served("index.html", bytes, known),
                None => served("index.html", NOT_BUILT.as_bytes().into(), known),
            },
            _ => Problem::new(StatusCode::NOT_FOUND, "not_found").into_response(),
        }
    }

    fn file(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        let strange = |part: &str| part.is_empty() || part.starts_with('.') || part.contains('\\');
        if name.split('/').any(strange) {
            return None;
        }
        match self {
            Self::Embedded => Embedded::get(name).map(|file| file.data),
            Self::Folder(folder) => std::fs::read(folder.join(name)).ok().map(Cow::Owned),
        }
    }
}

fn served(name: &str, bytes: Cow<'static, [u8]>, known: Option<&HeaderValue>) -> Response {
    // The build puts a hash of the content into the names under assets/: they never change.
    let keep = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let tag = entity_tag(&bytes);
    let unchanged = known == Some(&tag);
    let body = if unchanged { Body::empty() } else { Body::from(bytes.into_owned()) };
    let mut response = Response::new(body);
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::ETAG, tag);
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(files: &WebFiles, path: &str) -> Response {
        files.answer(&Request::get(path).body(Body::empty()).expect("request"))
    }

    #[test]
    fn pages_get_the_start_page_and_files_are_never_outside_the_folder() {
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(folder.path().join("index.html"), "<p>start").expect("write");
        std::fs::create_dir(folder.path().join("assets")).expect("folder");
        std::fs::write(folder.path().join("assets/a-1f.js"), "1").expect("write");
        let files = WebFiles::Folder(folder.path().to_owned());
        for page in ["/", "/karta", "/arenden/PLS-2026-001"] {
            let response = get(&files, page);
            assert_eq!(response.status(), StatusCode::OK, "{page}");
            assert_eq!(response.headers()[header::CACHE_CONTROL], "no-cache");
        }
        let kept = get(&files, "/assets/a-1f.js");
        assert_eq!(kept.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        for missing in
            ["/nothing.js", "/../Cargo.toml", "/assets/../../x.txt", "/.git/x.y", "/api/v2/x"]
        {
            assert_eq!(get(&files, missing).status(), StatusCode::NOT_FOUND, "{missing}");
        }
    }
}
