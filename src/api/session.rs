//! `/session` and `/me`: signing in and out, and who one is.

use super::{
    AppState,
    auth::{SameOrigin, SignedIn, forget_cookie, set_cookie, token},
    extract::{Payload, blocking},
    problem::{Problem, ProblemBody},
    whence::Whence,
};
use crate::{
    app::{
        Actor, App, AppError, accounts, agreements,
        break_glass::{self, BreakGlass},
        session::{self as verbs},
        users,
    },
    case::party::{Party, User},
    policy::{self, Action},
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(sign_in, sign_out))
        .routes(routes!(me))
        .routes(routes!(demo_users))
}

/// What is typed at sign-in.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Credentials {
    /// Login.
    #[schema(pattern = "^[a-z0-9._-]{3,40}$")]
    login: String,
    /// Password.
    #[schema(format = Password)]
    password: String,
}

/// A party.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Party"))]
#[schema(as = Party)]
pub(super) struct PartyBody {
    /// Stable id.
    id: String,
    /// Swedish name.
    name: String,
    /// `polis` or `stad`.
    #[cfg_attr(test, ts(type = "'polis' | 'stad'"))]
    side: &'static str,
}

impl From<Party> for PartyBody {
    fn from(party: Party) -> Self {
        Self { id: party.id.0, name: party.name, side: party.side.as_str() }
    }
}

/// The signed-in user.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct UserBody {
    /// Opaque id.
    id: String,
    /// What is typed at sign-in.
    login: String,
    /// The function.
    function: String,
    /// Stable name of the role.
    role: &'static str,
}

impl From<User> for UserBody {
    fn from(user: User) -> Self {
        Self { id: user.id, login: user.login, function: user.function, role: user.role.as_str() }
    }
}

/// A party that one's own has or had an agreement with.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Partner"))]
#[schema(as = Partner)]
struct PartnerBody {
    /// Stable id.
    id: String,
    /// Swedish name.
    name: String,
    /// An agreement of the two is valid today: something can be shared with it.
    in_force: bool,
}

/// The account that opens past the providers, for administrators.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "BreakGlass"))]
#[schema(as = BreakGlass)]
struct BreakGlassBody {
    /// Its login.
    login: String,
    /// Its function.
    function: String,
    /// When it was last used past the providers, in UTC.
    used_at: Option<String>,
}

impl From<BreakGlass> for BreakGlassBody {
    fn from(account: BreakGlass) -> Self {
        Self {
            login: account.user.login,
            function: account.user.function,
            used_at: account.used_at.map(|at| at.to_string()),
        }
    }
}

/// Who one is and what the service is about.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct Me {
    /// The user.
    user: UserBody,
    /// Its party.
    party: PartyBody,
    /// The other party of the agreement that is valid today.
    other_party: Option<PartyBody>,
    /// Every party that one's own has or had an agreement with, by id.
    partners: Vec<PartnerBody>,
    /// What the role may do at all: `import`, `run`, `identify`, `assess`, `close_unanswered` …
    may: Vec<&'static str>,
    /// One has a password here, and can change it.
    has_password: bool,
    /// Made-up data: to be said on every page.
    synthetic: bool,
    /// Today, when the demo's clock is set.
    demo_today: Option<String>,
    /// The area that runs take by default.
    study_area: String,
    /// Its time zone.
    time_zone: String,
    /// Version of the program.
    version: &'static str,
    /// The break-glass account, for administrators, where one is chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    break_glass: Option<BreakGlassBody>,
}

impl Me {
    pub(super) fn of(app: &App, actor: Actor) -> Result<Self, AppError> {
        let day = app.today();
        let other = agreements::other_party(app, &actor)?;
        let partners = agreements::named_partners(app, &actor)?.into_iter();
        let partners = partners.map(|(party, in_force)| PartnerBody {
            id: party.id.0,
            name: party.name,
            in_force,
        });
        let break_glass = break_glass::shown_to(app, &actor)?;
        let has_password = accounts::has_password(app, &actor)?;
        let allowed = Action::ALL.into_iter().filter(|action| policy::may(&actor, *action).is_ok());
        Ok(Self {
            may: allowed.map(Action::as_str).collect(),
            user: actor.user.into(),
            party: actor.party.into(),
            other_party: other.map(PartyBody::from),
            partners: partners.collect(),
            has_password,
            synthetic: app.settings.demo,
            demo_today: app.settings.demo.then(|| day.to_string()),
            study_area: app.settings.study_area.0.clone(),
            time_zone: app.settings.clock.zone().iana_name().unwrap_or("UTC").to_owned(),
            version: env!("CARGO_PKG_VERSION"),
            break_glass: break_glass.map(BreakGlassBody::from),
        })
    }
}

/// A user of the demo; the page shows them as buttons.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct DemoUser {
    /// Login.
    login: String,
    /// Password: it protects nothing but made-up data.
    password: String,
    /// The function.
    function: String,
    /// Name of the party.
    party: String,
    /// `polis` or `stad`.
    #[cfg_attr(test, ts(type = "'polis' | 'stad'"))]
    side: &'static str,
}

/// Signs in; the answer sets the session cookie.
#[utoipa::path(post, path = "/session", tag = "session",
    extensions(("x-reads" = json!("nothing"))), request_body = Credentials,
    responses((status = 200, body = Me), (status = 401, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn sign_in(
    State(app): State<AppState>,
    _: SameOrigin,
    Whence(from): Whence,
    headers: HeaderMap,
    Payload(typed): Payload<Credentials>,
) -> Result<impl IntoResponse, Problem> {
    let old = token(&headers);
    let signed_in = blocking(app, move |app| {
        let Credentials { login, password } = typed;
        let (token, actor) = verbs::sign_in(app, &login, &password, &from, old.as_ref())?;
        Ok((token, Me::of(app, actor)?))
    });
    let (token, me) = signed_in.await?;
    Ok(([(header::SET_COOKIE, set_cookie(&headers, &token))], Json(me)))
}

/// Signs out; without a session nothing happens.
#[utoipa::path(delete, path = "/session", tag = "session",
    extensions(("x-reads" = json!("nothing"))), responses((status = 204)))]
async fn sign_out(
    State(app): State<AppState>,
    _: SameOrigin,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    if let Some(token) = token(&headers) {
        blocking(app, move |app| verbs::sign_out(app, &token)).await?;
    }
    // What the page and the browser still have of it goes too.
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    let cookie = (header::SET_COOKIE, forget_cookie(&headers));
    Ok((StatusCode::NO_CONTENT, [cookie, (HeaderName::from_static("clear-site-data"), clear)]))
}

/// Who one is.
#[utoipa::path(get, path = "/me", tag = "session",
    extensions(("x-reads" = json!("nothing"))),
    responses((status = 200, body = Me), (status = 401, body = ProblemBody)))]
async fn me(State(app): State<AppState>, SignedIn(actor): SignedIn) -> Result<Json<Me>, Problem> {
    Ok(Json(blocking(app, move |app| Me::of(app, actor)).await?))
}

/// The users of the demo with their passwords; not found anywhere else, nor where they do not open.
#[utoipa::path(get, path = "/demo-users", tag = "session",
    extensions(("x-reads" = json!("nothing"))),
    responses((status = 200, body = [DemoUser]), (status = 404, body = ProblemBody)))]
async fn demo_users(State(app): State<AppState>) -> Result<Json<Vec<DemoUser>>, Problem> {
    if !app.settings.demo || !app.sign_in.takes_local_accounts() {
        return Err(AppError::NotFound.into());
    }
    let parties = users::demo_parties();
    let shown = users::demo_users().into_iter().filter_map(|user| {
        let party = parties.iter().find(|party| party.id == user.party)?;
        Some(DemoUser {
            login: user.login,
            password: user.password,
            function: user.function,
            party: party.name.clone(),
            side: party.side.as_str(),
        })
    });
    Ok(Json(shown.collect()))
}
