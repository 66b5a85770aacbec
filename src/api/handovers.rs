//! `/commitments/owners` and `/commitments/handover`: who has promised what where, and letting another
//! function have it.

use super::{
    AppState,
    auth::SignedIn,
    case_work::{ForumRef, owner},
    extract::{Payload, blocking},
    problem::{Language, Problem, ProblemBody},
    words,
};
use crate::{
    app::handovers::{self as verbs, Ask, AskedPart, Outcome, Owed, Part},
    case::{access::Joined, assessment::motive, work::plan::Whose},
};
use axum::{Json, extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(owners)).routes(routes!(hand_over))
}

/// A function that has promised something.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CommitmentOwner {
    /// Whose: `polis`, `stad` or `deltagare`.
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | 'deltagare'"))]
    of: &'static str,
    /// The function.
    function: String,
    /// Who holds it: `account`, a user that can sign in; `link`, a participant with a good link everywhere;
    /// `ended`, nobody since the account was closed or answers for no ground; `nobody`.
    #[cfg_attr(test, ts(type = "'account' | 'link' | 'ended' | 'nobody'"))]
    holder: &'static str,
    /// Function of whoever stands in for it today.
    deputy: Option<String>,
    /// The last day of that.
    deputy_until: Option<String>,
    /// Where.
    parts: Vec<OwnerPart>,
}

/// What a function has promised in one case or forum.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct OwnerPart {
    /// Id of the case or forum among both.
    joined: String,
    /// Number of the case;
    case: Option<String>,
    /// or the forum.
    forum: Option<ForumRef>,
    /// Name of the place or of the forum.
    place: String,
    /// How many steps there are.
    seen: u32,
    /// The open measures.
    measures: Vec<OpenMeasure>,
    /// The activity targets that have not run out.
    targets: Vec<OpenTarget>,
}

/// An activity target that runs, or will.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct OpenTarget {
    /// Its number.
    no: u32,
    /// What is done each time.
    what: String,
    /// Its last day.
    to: String,
}

/// An open measure.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct OpenMeasure {
    /// Its number.
    no: u32,
    /// What is to be done.
    what: String,
    /// The day it should be done, as promised last.
    due: String,
}

/// All of them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CommitmentOwners {
    /// The police's, the city's, then the participants', by name.
    items: Vec<CommitmentOwner>,
}

/// What is to be handed over in many cases and forums.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NewHandovers {
    /// Whose function has it: `polis`, `stad` or `deltagare`.
    #[schema(pattern = "^(polis|stad|deltagare)$")]
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | 'deltagare'"))]
    from_of: String,
    /// The function that has it.
    from: String,
    /// Whose function is to have it.
    #[schema(pattern = "^(polis|stad|deltagare)$")]
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | 'deltagare'"))]
    to_of: String,
    /// The function that is to have it.
    to: String,
    /// Templates name the new function where they named the old one, and addresses for calls follow.
    template: bool,
    /// Why, 10–4 000 characters.
    motive: String,
    /// Where, at most 200.
    parts: Vec<NewHandoverPart>,
}

/// What is to be handed over in one case or forum.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NewHandoverPart {
    /// Id of the case or forum among both.
    #[schema(pattern = "^[A-Za-z0-9/_-]+$")]
    joined: String,
    /// Numbers of the measures.
    measures: Vec<u32>,
    /// Numbers of the activity targets.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<u32>>"))]
    targets: Vec<u32>,
    /// How many steps there were when it was shown.
    seen: u32,
}

/// What became of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct HandoverOutcomes {
    /// One for each case or forum that was asked for, in that order.
    items: Vec<HandoverOutcome>,
}

/// What became of it in one case or forum.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct HandoverOutcome {
    /// Id of the case or forum among both.
    joined: String,
    /// It went; otherwise nothing was changed there.
    went: bool,
    /// Code of the refusal.
    code: Option<String>,
    /// The refusal in words.
    title: Option<String>,
    /// What to do about it.
    detail: Option<String>,
}

impl From<Owed> for CommitmentOwner {
    fn from(owed: Owed) -> Self {
        let (deputy, until) = owed.deputy.unzip();
        Self {
            of: match owed.owner.of {
                Whose::Polis => "polis",
                Whose::Stad => "stad",
                Whose::Deltagare => "deltagare",
            },
            function: owed.owner.function.to_string(),
            holder: owed.holder.as_str(),
            deputy,
            deputy_until: until.map(|day| day.to_string()),
            parts: owed.parts.iter().map(OwnerPart::from).collect(),
        }
    }
}

impl From<&Part> for OwnerPart {
    fn from(part: &Part) -> Self {
        let (case, forum) = match part.promised.joined() {
            Joined::Case(number) => (Some(number.to_string()), None),
            Joined::Forum(id) => (None, Some(id.into())),
        };
        let open = part.measures.iter().map(|no| {
            let planned = part.promised.measure(*no);
            let what = planned.measure.what.to_string();
            OpenMeasure { no: *no, what, due: planned.due().to_string() }
        });
        let targets = part.targets.iter().map(|no| {
            let target = &part.promised.targeted(*no).target;
            OpenTarget { no: *no, what: target.what.to_string(), to: target.to.to_string() }
        });
        Self {
            joined: part.promised.joined().to_string(),
            case,
            forum,
            place: part.promised.name().to_owned(),
            seen: part.seen,
            measures: open.collect(),
            targets: targets.collect(),
        }
    }
}

impl NewHandovers {
    fn checked(self) -> Result<Ask, Problem> {
        let part = |(i, part): (usize, NewHandoverPart)| {
            let joined = part.joined.parse();
            let wrong = |_| Problem::field("invalid", format!("parts[{i}].joined"), "malformed");
            let joined: Joined = joined.map_err(wrong)?;
            Ok(AskedPart {
                joined,
                measures: part.measures,
                targets: part.targets,
                seen: part.seen,
            })
        };
        Ok(Ask {
            from: owner("from", self.from_of, &self.from)?,
            to: owner("to", self.to_of, &self.to)?,
            template: self.template,
            motive: motive(&self.motive)?,
            parts: self.parts.into_iter().enumerate().map(part).collect::<Result<_, Problem>>()?,
        })
    }
}

impl HandoverOutcome {
    fn of(Outcome { joined, done }: Outcome, language: Language) -> Self {
        let problem = done.err().map(Problem::from);
        let said = problem.as_ref().map(|problem| {
            // A fault is told to the program's own log.
            problem.log();
            words::problem(problem.code(), language)
        });
        let (title, detail) = said.unzip();
        Self {
            joined: joined.to_string(),
            went: problem.is_none(),
            code: problem.map(|problem| problem.code().to_owned()),
            title,
            detail: detail.flatten(),
        }
    }
}

/// The functions of one's party, and the participants, that have promised something that is open in the
/// cases and forums in which one may write.
#[utoipa::path(get, path = "/commitments/owners", tag = "cases",
    extensions(("x-reads" = json!("notes"))),
    responses((status = 200, body = CommitmentOwners), (status = 403, body = ProblemBody)))]
async fn owners(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<CommitmentOwners>, Problem> {
    let owed = blocking(app, move |app| verbs::owners(app, &actor)).await?;
    Ok(Json(CommitmentOwners { items: owed.into_iter().map(CommitmentOwner::from).collect() }))
}

/// Lets another function have what one has promised, in each case and forum by a step of its own. The
/// answer says of each whether it went: one that did not is as it was, and in nobody's way.
#[utoipa::path(post, path = "/commitments/handover", tag = "cases",
    extensions(("x-reads" = json!("nothing"))), request_body = NewHandovers,
    responses((status = 200, body = HandoverOutcomes), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
async fn hand_over(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    Payload(asked): Payload<NewHandovers>,
) -> Result<Json<HandoverOutcomes>, Problem> {
    let language = Language::of(&headers);
    let ask = asked.checked()?;
    let done = blocking(app, move |app| verbs::hand_over(app, &actor, &ask)).await?;
    let told = done.into_iter().map(|outcome| HandoverOutcome::of(outcome, language));
    Ok(Json(HandoverOutcomes { items: told.collect() }))
}
