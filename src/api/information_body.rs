//! How information under §10 looks on the wire.

use super::{areas::Point, problem::Problem, session::PartyBody};
use crate::{
    app::information::{Card, NewInformation, NewWhere, Recipients},
    area::{AreaId, LonLat},
    case::{
        information::{Act, Step, Told, Where},
        observation::ObservationId,
        signatory::Signer,
    },
};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// A place that information names.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct InformationPlace {
    /// What it was named by.
    #[cfg_attr(test, ts(type = "'point' | 'area' | 'case' | 'observation'"))]
    kind: &'static str,
    /// Id of the area, number of the case, id of the observation; the base cell of a position.
    id: String,
    /// Name of the place, or of the area that it lies in.
    name: String,
    /// A point on it; of a position the centre of its base cell, about 19 m across.
    at: Option<Point>,
}

/// What is told, at one time.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct InformationTold {
    /// `handelse` or `atgard`.
    #[cfg_attr(test, ts(type = "'handelse' | 'atgard'"))]
    about: &'static str,
    /// When it happened, or is to be done.
    happened: String,
    /// What.
    what: String,
    /// Why it can be of väsentlig betydelse to the other party.
    significance: String,
    /// The function it is meant for.
    recipient: String,
}

impl From<&Told> for InformationTold {
    fn from(told: &Told) -> Self {
        Self {
            about: told.about.as_str(),
            happened: told.happened.to_string(),
            what: told.what.as_str().to_owned(),
            significance: told.significance.as_str().to_owned(),
            recipient: told.recipient.as_str().to_owned(),
        }
    }
}

/// Something that happened to it since it was sent.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct InformationStep {
    /// `received`, `corrected` or `withdrawn`.
    #[cfg_attr(test, ts(type = "'received' | 'corrected' | 'withdrawn'"))]
    step: &'static str,
    /// Function of whoever did it.
    by: String,
    /// When.
    at: String,
    /// Why, for a correction or a withdrawal.
    reason: Option<String>,
    /// For a correction, what was told until then.
    before: Option<InformationTold>,
}

/// What one party has told the other under §10.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Information"))]
#[schema(as = Information)]
pub(super) struct InformationBody {
    /// Identity.
    id: String,
    /// Grows with each step; a step names the one it saw.
    #[cfg_attr(test, ts(type = "number"))]
    version: u64,
    /// Id of the agreement.
    agreement: String,
    /// Id of the party that told it.
    from: String,
    /// Id of the party it was told.
    to: String,
    /// What is told, as it now stands.
    told: InformationTold,
    /// The place, if one is named.
    place: Option<InformationPlace>,
    /// Function of whoever sent it.
    sent_by: String,
    /// When it was sent, and so delivered.
    sent_at: String,
    /// Side that is still to receive the last word.
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | null"))]
    awaits: Option<&'static str>,
    /// It has been taken back.
    withdrawn: bool,
    /// What happened since, oldest first.
    steps: Vec<InformationStep>,
    /// What the reader may do now: `receive`, `correct`, `withdraw`.
    may: Vec<&'static str>,
    /// Made up.
    synthetic: bool,
}

/// Everything that the two parties have told each other.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct InformationList {
    /// What was sent last first.
    pub(super) items: Vec<InformationBody>,
}

impl From<Card> for InformationBody {
    fn from(card: Card) -> Self {
        let Card { information: it, place, may } = card;
        let (sent, name) = (it.sent(), |by: &Signer| by.function.clone());
        let mut before = &sent.told;
        let mut steps = Vec::new();
        for Step { act, by, at } in it.steps() {
            let reason = match act {
                Act::Received => None,
                Act::Corrected { reason, .. } | Act::Withdrawn { reason } => Some(reason),
            };
            let was = match act {
                Act::Corrected { told, .. } => Some(std::mem::replace(&mut before, told).into()),
                Act::Received | Act::Withdrawn { .. } => None,
            };
            steps.push(InformationStep {
                step: act.as_str(),
                by: name(by),
                at: at.to_string(),
                reason: reason.map(|reason| reason.as_str().to_owned()),
                before: was,
            });
        }
        let place = place.map(|named| {
            let (kind, id) = match named.place {
                Where::Cell { cell, .. } => ("point", cell.h3().to_string()),
                Where::Area(id) => ("area", id.0),
                Where::Case(number) => ("case", number.to_string()),
                Where::Observation(id) => ("observation", id.0),
            };
            InformationPlace { kind, id, name: named.name, at: named.at.map(Point::from) }
        });
        Self {
            id: sent.id.0.clone(),
            version: it.version(),
            agreement: sent.agreement.clone(),
            from: sent.by.party.0.clone(),
            to: sent.parties.of(sent.by.side.other()).0.clone(),
            told: it.told().into(),
            place,
            sent_by: name(&sent.by),
            sent_at: sent.at.to_string(),
            awaits: it.awaits().map(|side| side.as_str()),
            withdrawn: it.withdrawn().is_some(),
            steps,
            may,
            synthetic: sent.synthetic,
        }
    }
}

/// The contact persons of the other party of an agreement.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct InformationRecipients {
    /// Id of the agreement.
    agreement: String,
    /// Its name.
    agreement_name: String,
    /// The other party.
    party: PartyBody,
    /// Functions of its samordnare; those that answer for the agreement's ground first.
    functions: Vec<String>,
}

/// To whom one can tell something today.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct InformationRecipientsList {
    /// One per agreement in force.
    items: Vec<InformationRecipients>,
}

impl From<Vec<Recipients>> for InformationRecipientsList {
    fn from(all: Vec<Recipients>) -> Self {
        let items = all.into_iter().map(|one| InformationRecipients {
            agreement: one.agreement.id,
            agreement_name: one.agreement.name,
            party: one.party.into(),
            functions: one.functions,
        });
        Self { items: items.collect() }
    }
}

/// A position in WGS84.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Position {
    /// Degrees east.
    lon: f64,
    /// Degrees north.
    lat: f64,
}

/// What is to be told. At most one of `point`, `area`, `case` and `observation`.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(
    test,
    ts(export, optional_fields, export_to = "../web/src/api/types/", rename = "NewInformation")
)]
#[schema(as = NewInformation)]
pub(super) struct InformationRequest {
    /// `handelse` or `atgard`.
    #[cfg_attr(test, ts(type = "'handelse' | 'atgard'"))]
    #[schema(pattern = "^(handelse|atgard)$")]
    about: String,
    /// When, by the clock of the study area, `YYYY-MM-DDTHH:MM`; now if not given, in a correction
    /// when it was said to be. An event has happened; a measure may lie ahead.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$")]
    happened: Option<String>,
    /// What, 3–1 000 characters.
    what: String,
    /// Why it can be of väsentlig betydelse to the other party, 3–500 characters.
    significance: String,
    /// Where somebody stands; only its base cell, about 19 m across, is kept.
    point: Option<Position>,
    /// Id of a place or a wider area.
    #[schema(pattern = "^[a-z_]+/.+$")]
    area: Option<String>,
    /// Number of a case of the two parties.
    #[schema(pattern = "^PLS-[0-9]{4}-[0-9]{3,}$")]
    case: Option<String>,
    /// Id of an observation that both parties see.
    #[schema(pattern = "^[0-9a-f-]+$")]
    observation: Option<String>,
    /// The function it is meant for; the contact person for the place if not given.
    recipient: Option<String>,
    /// Needed where several agreements are in force on the ground.
    #[schema(pattern = "^[a-z0-9_-]+$")]
    agreement: Option<String>,
}

/// What is right, whole, and why.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct CorrectedInformation {
    /// What is right.
    pub(super) information: InformationRequest,
    /// Why it was told otherwise, 3–500 characters.
    pub(super) reason: String,
}

/// Why information is taken back.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct WithdrawInformation {
    /// 3–500 characters.
    pub(super) reason: String,
}

impl InformationRequest {
    fn place(&self) -> Result<Option<NewWhere>, Problem> {
        let wrong = |field, code| Problem::field("invalid", field, code);
        Ok(match (&self.point, &self.area, &self.case, &self.observation) {
            (None, None, None, None) => None,
            (Some(at), None, None, None) => {
                let at = LonLat::new(at.lon, at.lat);
                Some(NewWhere::Point(at.map_err(|_| wrong("point", "malformed"))?))
            }
            (None, Some(id), None, None) => Some(NewWhere::Area(AreaId(id.clone()))),
            (None, None, Some(number), None) => {
                let number = number.parse().map_err(|_| wrong("case", "malformed"))?;
                Some(NewWhere::Case(number))
            }
            (None, None, None, Some(id)) => Some(NewWhere::Observation(ObservationId(id.clone()))),
            _ => return Err(wrong("area", "ambiguous")),
        })
    }
}

impl TryFrom<InformationRequest> for NewInformation {
    type Error = Problem;
    fn try_from(sent: InformationRequest) -> Result<Self, Problem> {
        let wrong = |field, code| Problem::field("invalid", field, code);
        let at = |text: &str| text.parse::<DateTime>().map_err(|_| wrong("happened", "malformed"));
        Ok(Self {
            about: sent.about.parse().map_err(|_| wrong("about", "unknown"))?,
            happened: sent.happened.as_deref().map(at).transpose()?,
            place: sent.place()?,
            what: sent.what,
            significance: sent.significance,
            recipient: sent.recipient,
            agreement: sent.agreement,
        })
    }
}
