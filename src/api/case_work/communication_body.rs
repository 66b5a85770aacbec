//! What was communicated of the work, as it is asked for and shown.

use super::{choice, clean, meeting_body::AdditionBody, name};
use crate::{
    api::{extract::required_date, opening_body::SignerBody, problem::Problem},
    case::work::{
        Work,
        communication::{Communicated, Communication, Review, said},
        plan::function,
        step::Object,
        subject::Subject,
    },
};
use serde::{Deserialize, Serialize};

/// What was communicated, and how the plan for it was followed up.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseCommunication", export_to = "../web/src/api/types/"))]
#[schema(as = CaseCommunication)]
pub(super) struct CommunicationsBody {
    /// What was communicated, the newest day first.
    items: Vec<CommunicatedBody>,
    /// Follow-ups of the plan, newest first.
    reviews: Vec<ReviewBody>,
}

/// Something that was communicated.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Communicated", export_to = "../web/src/api/types/"))]
#[schema(as = Communicated)]
struct CommunicatedBody {
    /// Number in the case or forum.
    no: u32,
    /// Step by which it was last added to.
    seen: u32,
    /// On which day.
    on: String,
    /// `deltagare`, `internt_polisen`, `internt_stadsdelsforvaltningen`, `mellan_parterna` or
    /// `allmanheten`.
    #[cfg_attr(
        test,
        ts(
            type = "'deltagare' | 'internt_polisen' | 'internt_stadsdelsforvaltningen' | 'mellan_parterna' | 'allmanheten'"
        )
    )]
    channel: String,
    /// By which function.
    function: String,
    /// What was said, and how.
    text: String,
    /// Who wrote it down.
    by: SignerBody,
    /// On which day.
    written_on: String,
    /// What was added, oldest first.
    additions: Vec<AdditionBody>,
}

/// A follow-up of the plan for communication.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CommunicationReview", export_to = "../web/src/api/types/"))]
#[schema(as = CommunicationReview)]
struct ReviewBody {
    /// What was found.
    text: String,
    /// By whom.
    by: SignerBody,
    /// On which day.
    on: String,
}

/// Something that was communicated, as it is written down.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewCommunication", export_to = "../web/src/api/types/"))]
#[schema(as = NewCommunication)]
pub(super) struct CommunicationAsked {
    /// On which day; not one to come.
    #[schema(format = Date)]
    on: String,
    /// `deltagare`, `internt_polisen`, `internt_stadsdelsforvaltningen`, `mellan_parterna` or
    /// `allmanheten`.
    #[schema(
        pattern = "^(deltagare|internt_polisen|internt_stadsdelsforvaltningen|mellan_parterna|allmanheten)$"
    )]
    #[cfg_attr(
        test,
        ts(
            type = "'deltagare' | 'internt_polisen' | 'internt_stadsdelsforvaltningen' | 'mellan_parterna' | 'allmanheten'"
        )
    )]
    channel: String,
    /// By which function, 2–100 characters; no person's name.
    function: String,
    /// What was said, and how, 2–1 000 characters.
    text: String,
}

impl CommunicationAsked {
    pub(super) fn checked(self) -> Result<Communication, Problem> {
        Ok(Communication {
            on: required_date("communication.on", &self.on)?,
            channel: choice("communication.channel", self.channel)?,
            function: clean("communication.function", function(&self.function))?,
            text: clean("communication.text", said("text", &self.text))?,
        })
    }
}

impl CommunicationsBody {
    pub(super) fn of<S: Subject>(work: &Work<S>) -> Self {
        let standing = work.standing();
        let mut all: Vec<(&u32, &Communicated)> = standing.communications.iter().collect();
        all.sort_by_key(|(no, one)| std::cmp::Reverse((one.communication.on, **no)));
        let items = all.into_iter().map(|(no, one)| CommunicatedBody {
            no: *no,
            seen: work.last_change(Object::Communication(*no)),
            on: one.communication.on.to_string(),
            channel: name(&one.communication.channel),
            function: one.communication.function.to_string(),
            text: one.communication.text.to_string(),
            by: (&one.by).into(),
            written_on: one.written_on.to_string(),
            additions: one.additions.iter().map(AdditionBody::from).collect(),
        });
        let reviews = standing.reviews.iter().rev().map(ReviewBody::from);
        Self { items: items.collect(), reviews: reviews.collect() }
    }
}

impl From<&Review> for ReviewBody {
    fn from(review: &Review) -> Self {
        Self { text: review.text.to_string(), by: (&review.by).into(), on: review.on.to_string() }
    }
}
