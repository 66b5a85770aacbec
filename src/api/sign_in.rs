//! `/sign-in`: the choices there are, the way to a provider and back, and the first administrator's
//! link.

use super::{
    AppState,
    auth::{SIGN_IN, SameOrigin, forget, set, set_cookie, token, token_in},
    extract::{Params, Payload, blocking},
    problem::{Language, Problem, ProblemBody},
    session::Me,
    whence::{Address, Whence},
    words,
};
use crate::{
    app::{
        admin_link,
        sign_in::{self as verbs, Answer, Finished, Handover},
    },
    case::party::Side,
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse},
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(choices))
        .routes(routes!(follow_link))
        .routes(routes!(begin))
        .routes(routes!(callback))
}

/// The page of the desk that a browser comes back to.
const PAGE: &str = "/inloggning";

/// How one can sign in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct SignInChoices {
    /// Which local accounts open: `all`, or `break_glass` where providers are configured.
    #[cfg_attr(test, ts(type = "'all' | 'break_glass'"))]
    local: &'static str,
    /// The providers, police first.
    providers: Vec<ProviderChoice>,
    /// As whom this browser waits for an administrator: to be read to that administrator.
    waiting: Option<String>,
    /// The refusal that was asked about.
    refusal: Option<RefusalText>,
}

/// A provider.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ProviderChoice {
    /// Whose.
    #[cfg_attr(test, ts(type = "'polis' | 'stad'"))]
    side: &'static str,
    /// What its button says.
    name: String,
}

/// Why a sign-in came to nothing, in words.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct RefusalText {
    /// Stable code.
    code: String,
    /// In a few words.
    title: String,
    /// What to do about it.
    detail: Option<String>,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// A code that a sign-in was refused with: its words are wanted.
    #[param(pattern = "^[a-z_]{1,40}$")]
    refusal: Option<String>,
}

/// How one can sign in, and what came of this browser's last attempt.
#[utoipa::path(get, path = "/sign-in", tag = "session",
    extensions(("x-reads" = json!("nothing"))), params(Asked),
    responses((status = 200, body = SignInChoices)))]
async fn choices(
    State(app): State<AppState>,
    headers: HeaderMap,
    Params(asked): Params<Asked>,
) -> Json<SignInChoices> {
    let browser = token_in(&headers, SIGN_IN);
    let language = Language::of(&headers);
    let named =
        |(side, name): (Side, &str)| ProviderChoice { side: side.as_str(), name: name.to_owned() };
    let local = app.sign_in.takes_local_accounts();
    Json(SignInChoices {
        local: if local { "all" } else { "break_glass" },
        providers: app.sign_in.choices().map(named).collect(),
        waiting: browser.and_then(|browser| verbs::waiting_as(&app, &browser)),
        refusal: asked.refusal.and_then(|code| {
            let (title, detail) = words::problem(&code, language);
            // An unknown code is its own text, and anybody can write a link.
            (title != code).then_some(RefusalText { code, title, detail })
        }),
    })
}

/// With what a sign-in is begun.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NewSignIn {
    /// The first administrator's link: what stands after `#` in it.
    #[serde(default)]
    #[schema(format = Password)]
    link: Option<String>,
}

/// Where to go to sign in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct SignInAddress {
    /// Address at the provider.
    url: String,
}

/// Begins a sign-in at a side's provider; the answer sets a cookie by which the browser is known when
/// it comes back.
#[utoipa::path(post, path = "/sign-in/{side}", tag = "session",
    extensions(("x-reads" = json!("nothing"))), request_body = NewSignIn,
    params(("side" = String, Path, description = "`polis` or `stad`", pattern = "^(polis|stad)$")),
    responses((status = 200, body = SignInAddress), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 429, body = ProblemBody),
        (status = 503, body = ProblemBody)))]
async fn begin(
    State(app): State<AppState>,
    _: SameOrigin,
    Address(address): Address,
    Path(side): Path<String>,
    headers: HeaderMap,
    Payload(new): Payload<NewSignIn>,
) -> Result<impl IntoResponse, Problem> {
    let side = side_of(&side)?;
    let begun = blocking(app, move |app| verbs::begin(app, side, new.link.as_deref(), &address));
    let Handover { url, browser } = begun.await?;
    let cookie = set(&headers, SIGN_IN, &browser, Some(verbs::TIME_TO_SIGN_IN));
    Ok(([(header::SET_COOKIE, cookie)], Json(SignInAddress { url })))
}

/// What a provider sends a browser back with. Whatever else it says is not read.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Sent {
    /// The state that the browser left with.
    #[param(format = Password)]
    state: Option<String>,
    /// The code to exchange.
    #[param(format = Password)]
    code: Option<String>,
    /// Who the provider says it is (RFC 9207).
    #[param(format = Password)]
    iss: Option<String>,
    /// Why it did not sign the user in.
    #[param(format = Password)]
    error: Option<String>,
}

/// Where a provider sends the browser back to: signs in, and goes on to the desk. A refusal is a
/// stable code in the address, and nothing else.
#[utoipa::path(get, path = "/sign-in/{side}/callback", tag = "session",
    extensions(("x-reads" = json!("nothing"))),
    params(("side" = String, Path, description = "`polis` or `stad`", pattern = "^(polis|stad)$"),
        Sent, ("others" = std::collections::HashMap<String, String>, Query, style = Form, explode,
            description = "Whatever else the provider says; not read")),
    responses((status = 303, description = "To the desk")))]
async fn callback(
    State(app): State<AppState>,
    Whence(from): Whence,
    Path(side): Path<String>,
    headers: HeaderMap,
    Params(sent): Params<Sent>,
) -> impl IntoResponse {
    let (browser, old) = (token_in(&headers, SIGN_IN), token(&headers));
    let Sent { state, code, iss, error } = sent;
    let finished = match side_of(&side) {
        Err(problem) => Err(problem),
        Ok(side) => {
            let finish = move |app: &_| {
                let answer = Answer { state, code, iss, error };
                verbs::finish(app, side, &answer, browser.as_ref(), old.as_ref(), &from)
            };
            blocking(app, finish).await
        }
    };
    let (to, cookies) = match finished {
        Ok(Finished::SignedIn(token, _)) => {
            (format!("{PAGE}/klar"), vec![set_cookie(&headers, &token), forget(&headers, SIGN_IN)])
        }
        Ok(Finished::Waiting(_)) => (format!("{PAGE}/vantar"), Vec::new()),
        Err(problem) => {
            problem.log();
            (format!("{PAGE}?fel={}", problem.code()), vec![forget(&headers, SIGN_IN)])
        }
    };
    let to = HeaderValue::from_str(&to).expect("paths and codes are header characters");
    let cookies = cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie));
    let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let headers: Vec<_> = cookies.chain([(header::LOCATION, to), no_store]).collect();
    (StatusCode::SEE_OTHER, AppendHeaders(headers))
}

/// What the first administrator chooses.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct FirstAdministrator {
    /// The link: what stands after `#` in it.
    #[schema(format = Password)]
    link: String,
    /// Login.
    #[schema(pattern = "^[a-z0-9._-]{3,40}$")]
    login: String,
    /// Password, 15 characters or more.
    #[schema(format = Password)]
    password: String,
}

/// Where no provider is configured: makes the first administrator of the link's party and signs it in.
#[utoipa::path(post, path = "/sign-in/link", tag = "session",
    extensions(("x-reads" = json!("nothing"))), request_body = FirstAdministrator,
    responses((status = 200, body = Me), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn follow_link(
    State(app): State<AppState>,
    _: SameOrigin,
    Whence(from): Whence,
    headers: HeaderMap,
    Payload(first): Payload<FirstAdministrator>,
) -> Result<impl IntoResponse, Problem> {
    let old = token(&headers);
    let signed_in = blocking(app, move |app| {
        let FirstAdministrator { link, login, password } = first;
        let (token, actor) =
            admin_link::follow(app, &link, &login, &password, &from, old.as_ref())?;
        Ok((token, Me::of(app, actor)?))
    });
    let (token, me) = signed_in.await?;
    Ok(([(header::SET_COOKIE, set_cookie(&headers, &token))], Json(me)))
}

fn side_of(text: &str) -> Result<Side, Problem> {
    let known = [Side::Polis, Side::Stad].into_iter().find(|side| side.as_str() == text);
    known.ok_or_else(|| crate::app::AppError::NotFound.into())
}
