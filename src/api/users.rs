//! `/users` and `/delegations`: who of a party may do what, where, and who stands in for whom.

use super::{
    AppState,
    auth::SignedIn,
    extract::{Payload, blocking, date, required_date},
    problem::{Problem, ProblemBody},
};
use crate::{
    app::{
        delegations::{self, NewDelegation},
        users::{self as verbs, Assignment, NewUser, UserCard},
    },
    area::{AreaId, Validity},
    case::{
        party::Role,
        standing::{Delegation, Responsibility},
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(assign))
        .routes(routes!(delegation_list, delegate))
        .routes(routes!(revoke))
}

/// Ground that a user answers for, and when.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Answering {
    /// Id of an area.
    #[schema(pattern = "^[a-z_]+/.+$")]
    area: String,
    /// First day, or since always.
    #[schema(format = Date)]
    valid_from: Option<String>,
    /// Last day, or until further notice.
    #[schema(format = Date)]
    valid_to: Option<String>,
}

/// A user of the party.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ManagedUser {
    /// Opaque id.
    id: String,
    /// What is typed at sign-in.
    login: String,
    /// The function.
    function: String,
    /// Stable name of the role.
    role: &'static str,
    /// Cannot sign in.
    disabled: bool,
    /// The ground it answers for, at any time.
    areas: Vec<Answering>,
}

impl From<UserCard> for ManagedUser {
    fn from(card: UserCard) -> Self {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        let areas = card.areas.into_iter().map(|one| Answering {
            area: one.area.0,
            valid_from: day(one.validity.valid_from),
            valid_to: day(one.validity.valid_to),
        });
        Self {
            id: card.user.id,
            login: card.user.login,
            function: card.user.function,
            role: card.user.role.as_str(),
            disabled: card.user.disabled,
            areas: areas.collect(),
        }
    }
}

/// Users of a party.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct UserList {
    /// By login.
    items: Vec<ManagedUser>,
}

/// A local account to add. The password is given on by other means.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NewAccount {
    /// 3–40 lower-case letters, digits, `-`, `.`, `_`.
    #[schema(pattern = "^[a-z0-9._-]{3,40}$")]
    login: String,
    /// The function, 3–100 characters; no person's name.
    function: String,
    /// Stable name of the role.
    #[schema(pattern = "^[a-z_]+$")]
    role: String,
    /// 15 characters or more.
    #[schema(format = Password)]
    password: String,
}

/// What a user is, may and answers for.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct UserAssignment {
    /// The function, 3–100 characters; no person's name.
    function: String,
    /// Stable name of the role.
    #[schema(pattern = "^[a-z_]+$")]
    role: String,
    /// Cannot sign in.
    disabled: bool,
    /// The ground it answers for.
    areas: Vec<Answering>,
}

fn role(name: &str) -> Result<Role, Problem> {
    name.parse().map_err(|_| Problem::field("invalid", "role", "unknown"))
}

/// The users of one's own party; for its administrators.
#[utoipa::path(get, path = "/users", tag = "administration",
    extensions(("x-reads" = json!("nothing"))), responses(
    (status = 200, body = UserList), (status = 403, body = ProblemBody)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<UserList>, Problem> {
    let cards = blocking(app, move |app| verbs::cards(app, &actor)).await?;
    Ok(Json(UserList { items: cards.into_iter().map(ManagedUser::from).collect() }))
}

/// Adds a local account to one's own party.
#[utoipa::path(post, path = "/users", tag = "administration",
    extensions(("x-reads" = json!("nothing"))), request_body = NewAccount,
    responses((status = 201, body = ManagedUser), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
async fn add(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Payload(new): Payload<NewAccount>,
) -> Result<(StatusCode, Json<ManagedUser>), Problem> {
    let new = NewUser {
        login: new.login,
        function: new.function,
        party: actor.party.id.clone(),
        role: role(&new.role)?,
        password: new.password,
    };
    let user = blocking(app, move |app| verbs::add(app, &actor, &new)).await?;
    Ok((StatusCode::CREATED, Json(UserCard { user, areas: Vec::new() }.into())))
}

/// Decides what a user of one's own party is, may and answers for.
#[utoipa::path(put, path = "/users/{id}", tag = "administration",
    extensions(("x-reads" = json!("nothing"))),
    params(("id" = String, Path)), request_body = UserAssignment,
    responses((status = 200, body = ManagedUser), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn assign(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Payload(new): Payload<UserAssignment>,
) -> Result<Json<ManagedUser>, Problem> {
    let areas = new.areas.iter().map(|one| {
        let valid_from = date("areas", one.valid_from.as_deref())?;
        let valid_to = date("areas", one.valid_to.as_deref())?;
        let validity = Validity { valid_from, valid_to };
        Ok(Responsibility { area: AreaId(one.area.clone()), validity })
    });
    let assignment = Assignment {
        areas: areas.collect::<Result<_, Problem>>()?,
        function: new.function,
        role: role(&new.role)?,
        disabled: new.disabled,
    };
    let card = blocking(app, move |app| verbs::assign(app, &actor, &id, &assignment)).await?;
    Ok(Json(card.into()))
}

/// Somebody of the party stands in for another.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Delegation", export_to = "../web/src/api/types/"))]
#[schema(as = Delegation)]
struct DelegationBody {
    /// Opaque id.
    id: String,
    /// Id of the user who is stood in for.
    from: String,
    /// Its function when the delegation was given.
    function: String,
    /// The role that is lent.
    role: &'static str,
    /// Id of the deputy.
    to: String,
    /// First day.
    first_day: String,
    /// Last day.
    last_day: String,
    /// When it was taken back.
    revoked_at: Option<String>,
}

impl From<Delegation> for DelegationBody {
    fn from(one: Delegation) -> Self {
        Self {
            id: one.id,
            from: one.from,
            function: one.function,
            role: one.role.as_str(),
            to: one.to,
            first_day: one.first_day.to_string(),
            last_day: one.last_day.to_string(),
            revoked_at: one.revoked_at.map(|at| at.to_string()),
        }
    }
}

/// Delegations of a party.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct DelegationList {
    /// In the order they were given.
    items: Vec<DelegationBody>,
    /// Who of the party can sign in: id, function and role.
    colleagues: Vec<Colleague>,
}

/// A user of one's own party, by function.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Colleague {
    /// Opaque id.
    id: String,
    /// The function.
    function: String,
    /// Stable name of the role.
    role: &'static str,
}

/// A delegation to give.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewDelegation", export_to = "../web/src/api/types/"))]
#[schema(as = NewDelegation)]
struct DelegationRequest {
    /// Id of the user who is stood in for: oneself, unless an administrator decides.
    #[schema(pattern = "^[A-Za-z0-9._:-]+$")]
    from: String,
    /// Id of the deputy.
    #[schema(pattern = "^[A-Za-z0-9._:-]+$")]
    to: String,
    /// First day.
    #[schema(format = Date)]
    first_day: String,
    /// Last day; a year at most.
    #[schema(format = Date)]
    last_day: String,
}

/// Who stands in for whom in one's own party.
#[utoipa::path(get, path = "/delegations", tag = "administration",
    extensions(("x-reads" = json!("nothing"))), responses(
    (status = 200, body = DelegationList), (status = 403, body = ProblemBody)))]
async fn delegation_list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<DelegationList>, Problem> {
    let (all, colleagues) = blocking(app, move |app| {
        Ok((delegations::list(app, &actor)?, delegations::colleagues(app, &actor)?))
    })
    .await?;
    let colleagues = colleagues.into_iter().map(|user| Colleague {
        id: user.id,
        function: user.function,
        role: user.role.as_str(),
    });
    Ok(Json(DelegationList {
        items: all.into_iter().map(DelegationBody::from).collect(),
        colleagues: colleagues.collect(),
    }))
}

/// Lets somebody of one's own party stand in.
#[utoipa::path(post, path = "/delegations", tag = "administration",
    extensions(("x-reads" = json!("nothing"))),
    request_body = DelegationRequest,
    responses((status = 201, body = DelegationBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn delegate(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Payload(new): Payload<DelegationRequest>,
) -> Result<(StatusCode, Json<DelegationBody>), Problem> {
    let new = NewDelegation {
        first_day: required_date("first_day", &new.first_day)?,
        last_day: required_date("last_day", &new.last_day)?,
        from: new.from,
        to: new.to,
    };
    let given = blocking(app, move |app| delegations::give(app, &actor, &new)).await?;
    Ok((StatusCode::CREATED, Json(given.into())))
}

/// Takes a delegation back; what was signed under it stands.
#[utoipa::path(post, path = "/delegations/{id}/revocation", tag = "administration",
    extensions(("x-reads" = json!("nothing"))),
    params(("id" = String, Path)),
    responses((status = 200, body = DelegationBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn revoke(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<DelegationBody>, Problem> {
    let revoked = blocking(app, move |app| delegations::revoke(app, &actor, &id)).await?;
    Ok(Json(revoked.into()))
}
