//! Agreements on the wire.

use super::{
    extract::{date, required_date},
    problem::Problem,
    session::PartyBody,
};
use crate::{
    app::{Actor, App, AppError, agreements::NewTerms},
    area::{AreaId, Validity},
    case::agreement::{AgreementAct, AgreementRecord, AgreementStep},
    store::Versioned,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What two parties agree on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Terms", export_to = "../web/src/api/types/"))]
#[schema(as = Terms)]
pub(super) struct TermsBody {
    /// Name.
    name: String,
    /// Ids of the areas it covers; none when it does not say.
    areas: Vec<String>,
    /// First day, or since always.
    valid_from: Option<String>,
    /// Last day, or until further notice.
    valid_to: Option<String>,
}

impl TermsBody {
    fn of(name: &str, areas: &[AreaId], validity: Validity) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Self {
            name: name.to_owned(),
            areas: areas.iter().map(|area| area.0.clone()).collect(),
            valid_from: day(validity.valid_from),
            valid_to: day(validity.valid_to),
        }
    }
}

/// Terms that wait for the other party's answer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Proposal", export_to = "../web/src/api/types/"))]
#[schema(as = Proposal)]
pub(super) struct ProposalBody {
    /// What is proposed.
    #[serde(flatten)]
    #[cfg_attr(test, ts(flatten))]
    terms: TermsBody,
    /// By one's own party: then it is for the other to answer.
    own: bool,
    /// When, in UTC.
    at: String,
}

/// A step of an agreement.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "AgreementStep", export_to = "../web/src/api/types/"))]
#[schema(as = AgreementStep)]
pub(super) struct StepBody {
    /// What was done.
    #[cfg_attr(test, ts(type = "'proposed' | 'confirmed' | 'declined' | 'withdrawn' | 'ended'"))]
    step: &'static str,
    /// Id of the party that did it.
    party: String,
    /// The function that did it.
    function: String,
    /// When, in UTC.
    at: String,
    /// Last day, where it was ended.
    last_day: Option<String>,
}

impl From<&AgreementStep> for StepBody {
    fn from(step: &AgreementStep) -> Self {
        let last_day = match &step.act {
            AgreementAct::Ended { last_day } => Some(last_day.to_string()),
            _ => None,
        };
        let code = step.act.code();
        Self {
            step: code.strip_prefix("agreement_").unwrap_or(code),
            party: step.by.party.0.clone(),
            function: step.by.function.clone(),
            at: step.at.to_string(),
            last_day,
        }
    }
}

/// An agreement of one's own party.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Agreement", export_to = "../web/src/api/types/"))]
#[schema(as = Agreement)]
pub(super) struct AgreementBody {
    /// Opaque id.
    id: String,
    /// Grows by one with every step; a step names the one it saw.
    #[cfg_attr(test, ts(type = "number"))]
    version: u64,
    /// The other party.
    with: PartyBody,
    /// What both have agreed to.
    agreed: Option<TermsBody>,
    /// Whether that holds today.
    in_force: bool,
    /// What waits for an answer.
    waiting: Option<ProposalBody>,
    /// What happened, oldest first.
    steps: Vec<StepBody>,
}

impl AgreementBody {
    pub(super) fn of(
        app: &App,
        actor: &Actor,
        kept: Versioned<AgreementRecord>,
    ) -> Result<Self, AppError> {
        let Versioned { value: record, version, .. } = kept;
        let other = record.parties.of(actor.party.side.other());
        let party = app.store.read()?.parties()?.into_iter().find(|party| party.id == *other);
        let no_party = || AppError::Fault(format!("agreement {} has no party", record.id));
        let agreed = record.agreed();
        let waiting = record.waiting().map(|proposal| ProposalBody {
            terms: TermsBody::of(
                proposal.terms.name.as_str(),
                &proposal.terms.areas,
                proposal.terms.validity,
            ),
            own: proposal.by.party == actor.party.id,
            at: proposal.at.to_string(),
        });
        Ok(Self {
            version,
            with: party.ok_or_else(no_party)?.into(),
            in_force: agreed.as_ref().is_some_and(|terms| terms.validity.covers(app.today())),
            agreed: agreed.map(|terms| TermsBody::of(&terms.name, &terms.areas, terms.validity)),
            waiting,
            steps: record.steps().iter().map(StepBody::from).collect(),
            id: record.id,
        })
    }
}

/// Agreements of a party.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct AgreementList {
    /// In the order they were recorded.
    pub(super) items: Vec<AgreementBody>,
    /// Parties of the other side, which one can be made with.
    pub(super) counterparts: Vec<PartyBody>,
}

/// Terms to propose.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewTerms", export_to = "../web/src/api/types/"))]
#[schema(as = NewTerms)]
pub(super) struct TermsRequest {
    /// Name, 3–200 characters.
    name: String,
    /// Ids of the areas it covers; none when it does not say.
    #[schema(schema_with = area_ids)]
    areas: Vec<String>,
    /// First day.
    #[schema(format = Date)]
    valid_from: String,
    /// Last day, or until further notice.
    #[schema(format = Date)]
    valid_to: Option<String>,
}

/// A list of ids, which are no free texts.
fn area_ids() -> utoipa::openapi::schema::Array {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
    let id = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[a-z_]+/.+$"));
    ArrayBuilder::new().items(id).build()
}

/// An agreement to put before another party.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewAgreement", export_to = "../web/src/api/types/"))]
#[schema(as = NewAgreement)]
pub(super) struct AgreementRequest {
    /// Id of the other party.
    #[schema(pattern = "^[a-z0-9-]+$")]
    pub(super) with: String,
    /// What is proposed.
    pub(super) terms: TermsRequest,
}

/// When something ends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct AgreementEnd {
    /// Last day it holds: today at the earliest.
    #[schema(format = Date)]
    pub(super) last_day: String,
}

impl TryFrom<TermsRequest> for NewTerms {
    type Error = Problem;

    fn try_from(sent: TermsRequest) -> Result<Self, Problem> {
        Ok(Self {
            valid_from: required_date("valid_from", &sent.valid_from)?,
            valid_to: date("valid_to", sent.valid_to.as_deref())?,
            name: sent.name,
            areas: sent.areas.into_iter().map(AreaId).collect(),
        })
    }
}
