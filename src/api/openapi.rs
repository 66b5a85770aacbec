//! The OpenAPI 3.1 document: made from the routes and wire types, never by hand.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use utoipa::openapi::{
    Content, ContentBuilder, Info, OpenApi, OpenApiBuilder, Ref, RefOr, Response as Documented,
    ResponseBuilder, tag::TagBuilder,
};

/// Title, version and what the groups of routes are about; the routes add the rest.
pub(super) fn about() -> OpenApi {
    let mut info = Info::new("Platssamverkan", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "From geocoded counts to a jointly decided platssamverkan. Errors are \
         application/problem+json with a stable `code`. Sign in with POST /api/v1/session; the \
         cookie then goes with every request. Requests that change something carry \
         `X-Requested-With: platssamverkan` or come from the same origin. `x-reads` says what of \
         an answer is logged: `counts`, `notes`, `export` or `nothing`."
            .into(),
    );
    let tag =
        |name: &str, about: &str| TagBuilder::new().name(name).description(Some(about)).build();
    OpenApiBuilder::new()
        .info(info)
        .tags(Some([
            tag("session", "Signing in and out"),
            tag("areas", "Who is responsible for which ground, and when"),
            tag("catalogue", "What categories and periods there are"),
            tag("imports", "Files in: preview, commit, undo"),
            tag("hotspots", "Runs and what came out of them"),
            tag("methods", "Every other statistic: asked, answered once, stored"),
            tag("library", "Measures to choose among, and what is known of each"),
            tag("information", "What one party tells the other as soon as possible: §10"),
            tag("openings", "Two parties assess the same frozen evidence"),
            tag("cases", "Opened platssamverkan"),
            tag("public", "What anybody may read of a case"),
            tag("agreements", "What an agreement asks for, and by when"),
            tag("export", "Files out"),
            tag("gis", "OGC API – Features: collections for GIS programs, at three levels"),
            tag("audit", "Who did and read what"),
            tag("health", "For whoever watches the service"),
        ]))
        .build()
}

/// Names every operation by method and path, `get_imports_id_rejections`: handlers in different files
/// have the same short names, and clients are generated from these.
pub(super) fn with_operation_ids(mut document: OpenApi) -> OpenApi {
    for (path, item) in &mut document.paths.paths {
        let words = path.strip_prefix("/api/v1").unwrap_or(path);
        let words: String = words
            .chars()
            .filter(|letter| !"{}".contains(*letter))
            .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' })
            .collect();
        let operations = [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("delete", &mut item.delete),
            ("patch", &mut item.patch),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                operation.operation_id = Some(format!("{method}{words}"));
            }
        }
    }
    document
}

/// How errors are written.
const PROBLEM: &str = "application/problem+json";

/// Says of every operation that its errors are `application/problem+json`, those that it names and,
/// as `default`, all others.
pub(super) fn with_problems(mut document: OpenApi) -> OpenApi {
    for item in document.paths.paths.values_mut() {
        let operations =
            [&mut item.get, &mut item.post, &mut item.put, &mut item.delete, &mut item.patch];
        for operation in operations.into_iter().flatten() {
            let responses = &mut operation.responses.responses;
            for response in responses.values_mut() {
                let RefOr::T(response) = response else { continue };
                let named = |(kind, content): (String, RefOr<Content>)| {
                    (if is_problem(&content) { PROBLEM.to_owned() } else { kind }, content)
                };
                response.content =
                    std::mem::take(&mut response.content).into_iter().map(named).collect();
            }
            responses.entry("default".to_owned()).or_insert_with(|| problem().into());
        }
    }
    document
}

fn is_problem(content: &RefOr<Content>) -> bool {
    let RefOr::T(Content { schema: Some(RefOr::Ref(schema)), .. }) = content else { return false };
    schema.ref_location.ends_with("/ProblemBody")
}

fn problem() -> Documented {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemBody"))).build();
    let about = "What is wrong, by its stable `code`";
    ResponseBuilder::new().description(about).content(PROBLEM, body).build()
}

/// The document, served.
pub(super) async fn answer(document: String) -> Response {
    let mut response = document.into_response();
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
