//! A lägesbild on the wire, as its reader's party sees it.

use super::{
    content_body::{BasisBody, ContentBody, KeyBody, SectionBody},
    reference_body::PeriodBody,
};
use crate::{
    api::{
        opening_body::{LogLine, PartiesBody, SignerBody},
        problem::Language,
        words,
    },
    app::{
        Actor, App, AppError,
        lagesbild::{self as verbs, Names},
    },
    case::party::Side,
    lagesbild::{
        content::Section,
        document::{Document, Part},
        judgement::document_fingerprint,
        record::Lagesbild as Kept,
        seen::Happened,
        states::State,
        step::{Decision, Warning},
    },
};
use serde::Serialize;

/// A lägesbild in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildHead {
    /// Opaque id.
    pub(super) id: String,
    /// For `If-Match`. Grows with each step; what the other party writes in its draft meanwhile is no
    /// conflict.
    #[cfg_attr(test, ts(type = "number"))]
    pub(super) version: u64,
    /// Last change.
    pub(super) updated: String,
    /// Id of the agreement.
    pub(super) agreement: String,
    /// Its name.
    pub(super) agreement_name: String,
    /// The half-year, e.g. `2026-H1`.
    pub(super) half: String,
    /// The days it speaks of.
    pub(super) period: PeriodBody,
    /// Where it stands.
    #[cfg_attr(test, ts(type = "'utkast' | 'sammanlagd' | 'beslutad' | 'ersatt'"))]
    pub(super) state: &'static str,
    /// Sides that have begun to write.
    #[cfg_attr(test, ts(type = "('polis' | 'stad')[]"))]
    pub(super) begun: Vec<&'static str>,
    /// Sides that have handed over.
    #[cfg_attr(test, ts(type = "('polis' | 'stad')[]"))]
    pub(super) handed_over: Vec<&'static str>,
    /// Sides whose chief has signed.
    #[cfg_attr(test, ts(type = "('polis' | 'stad')[]"))]
    pub(super) signed_by: Vec<&'static str>,
    /// The day it was decided, which is the date of the appendix.
    pub(super) decided_on: Option<String>,
    /// Id of the decided version that it follows.
    pub(super) previous: Option<String>,
    /// It is about the same half-year as the version before: a correction.
    pub(super) corrects: bool,
    /// Id of the version that took its place.
    pub(super) replaced_by: Option<String>,
}

/// An agreement under which the reader can begin one.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildBeginning {
    /// Id of the agreement.
    pub(super) agreement: String,
    /// Its name.
    pub(super) agreement_name: String,
    /// Half-years that it can be about, the one of today or the last one first.
    pub(super) halves: Vec<String>,
    /// The decided version that it would follow.
    pub(super) previous: Option<String>,
}

/// The lägesbilder of the reader's agreements.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildList {
    /// What was begun last first.
    pub(super) items: Vec<LagesbildHead>,
    /// Where the reader can begin one; one agreement has one undecided lägesbild at most.
    pub(super) may_begin: Vec<LagesbildBeginning>,
}

/// One section side by side.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildSideBySide {
    /// About what.
    pub(super) key: KeyBody,
    /// In words.
    pub(super) title: String,
    /// The police's text.
    pub(super) polis: Option<SectionBody>,
    /// The city's text.
    pub(super) stad: Option<SectionBody>,
    /// The joint text.
    pub(super) gemensam: Option<SectionBody>,
}

/// Why a number stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildExplanation {
    /// In whose words the number stands.
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | 'gemensam'"))]
    pub(super) part: &'static str,
    /// Number of the statement there.
    pub(super) statement: u32,
    /// First character of the number.
    pub(super) start: usize,
    /// The character after its last.
    pub(super) end: usize,
    /// Why it stands.
    pub(super) reason: String,
    /// Who said so.
    pub(super) by: SignerBody,
    /// When.
    pub(super) at: String,
}

/// The two pictures put together.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildDocument {
    /// SHA-256 of it: what a signer must send back.
    pub(super) fingerprint: String,
    /// In the police's order, then what only the city has, then the joint.
    pub(super) sections: Vec<LagesbildSideBySide>,
    /// What the police's rests on.
    pub(super) polis: BasisBody,
    /// What the city's rests on.
    pub(super) stad: BasisBody,
    /// Numbers that stand for a reason.
    pub(super) explanations: Vec<LagesbildExplanation>,
}

/// A chief's yes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildDecision {
    /// The chief.
    pub(super) by: SignerBody,
    /// Why.
    pub(super) motive: String,
    /// Register number of the chief's party.
    pub(super) diarienummer: String,
    /// Id of the steering body.
    pub(super) body: String,
    /// Its name.
    pub(super) body_name: String,
    /// On which day.
    pub(super) on: String,
    /// Numbers that had been tried.
    pub(super) n_tried: usize,
}

/// Something that happened.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildStep {
    /// Stable code: `lagesbild_draft_put`, `lagesbild_handed_over`, …
    pub(super) act: &'static str,
    /// In words.
    pub(super) text: String,
    /// By whom.
    pub(super) by: SignerBody,
    /// When.
    pub(super) at: String,
    /// That the text of the draft was removed.
    pub(super) removed: Option<LagesbildRemoved>,
}

/// That the text of an overwritten draft was removed by gallring.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildRemoved {
    /// When.
    pub(super) at: String,
    /// SHA-256 of the draft's canonical JSON, by which a copy is told; for its own party.
    pub(super) sha256: Option<String>,
    /// Bytes of that JSON; likewise.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub(super) bytes: Option<u64>,
}

/// Something that a section can be about.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildOffered {
    /// About what.
    pub(super) key: KeyBody,
    /// In words.
    pub(super) title: String,
}

/// A source of the checklist.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildOfferedSource {
    /// Its id.
    pub(super) id: String,
    /// Its name.
    pub(super) name: String,
    /// Of what kind.
    #[cfg_attr(test, ts(type = "'statistik' | 'enkat' | 'dialog' | 'underrattelse' | 'annat'"))]
    pub(super) kind: &'static str,
}

/// What is told before a draft is handed over.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildWarning {
    /// What the step has to name as confirmed.
    pub(super) code: &'static str,
    /// In words.
    pub(super) text: &'static str,
}

/// The body that decides today.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LagesbildBody {
    /// Its id.
    pub(super) id: String,
    /// Its name.
    pub(super) name: String,
}

/// A lägesbild as the reader's party sees it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct Lagesbild {
    /// As in the list.
    #[serde(flatten)]
    pub(super) head: LagesbildHead,
    /// The two parties.
    pub(super) parties: PartiesBody,
    /// The reader's side.
    #[cfg_attr(test, ts(type = "'polis' | 'stad'"))]
    pub(super) side: &'static str,
    /// Who began it.
    pub(super) begun_by: SignerBody,
    /// When.
    pub(super) begun_at: String,
    /// The own draft while the two are apart, for those who write it and the chiefs who answer for it.
    pub(super) own: Option<ContentBody>,
    /// The document, from when the two are put together.
    pub(super) document: Option<LagesbildDocument>,
    /// The chiefs' decisions, in the order of signing.
    pub(super) decisions: Vec<LagesbildDecision>,
    /// What the reader may do now.
    #[cfg_attr(
        test,
        ts(
            type = "('draft_put' | 'draft_section_put' | 'draft_from_previous' | 'handed_over' | 'taken_back' | 'section_put' | 'section_put_gemensam' | 'explained' | 'signed' | 'unsigned')[]"
        )
    )]
    pub(super) may: Vec<&'static str>,
    /// What sections can be about: areas of the agreement, priorities valid then.
    pub(super) offered: Vec<LagesbildOffered>,
    /// Sources of the checklist.
    pub(super) sources: Vec<LagesbildOfferedSource>,
    /// What has to be confirmed to hand over.
    pub(super) warning: LagesbildWarning,
    /// The steering body of today, where there is one.
    pub(super) steering: Option<LagesbildBody>,
    /// What happened, without the other party's drafts, oldest first.
    pub(super) steps: Vec<LagesbildStep>,
    /// The same as the log has it.
    pub(super) log: Vec<LogLine>,
}

/// Names of the parts.
pub(super) fn part(part: Part) -> &'static str {
    match part {
        Part::Polis => "polis",
        Part::Stad => "stad",
        Part::Gemensam => "gemensam",
    }
}

const SIDES: [Side; 2] = [Side::Polis, Side::Stad];

impl LagesbildHead {
    pub(super) fn of(it: &Kept, agreement_name: String, all: &[Kept]) -> Self {
        let about = it.dossier();
        let previous = about.previous.as_ref().map(|previous| &previous.id);
        let of = |side: Side| side.as_str();
        let (begun, handed_over, signed_by): (Vec<Side>, Vec<Side>, Vec<Side>) = match it.state() {
            State::Utkast(utkast) => (
                SIDES.into_iter().filter(|side| utkast.is_begun(*side)).collect(),
                SIDES.into_iter().filter(|side| utkast.handed_over(*side).is_some()).collect(),
                Vec::new(),
            ),
            State::Sammanlagd(it) => (
                SIDES.to_vec(),
                SIDES.to_vec(),
                it.signed().map(|d| d.side()).into_iter().collect(),
            ),
            State::Beslutad(_) | State::Ersatt(_) => {
                (SIDES.to_vec(), SIDES.to_vec(), SIDES.to_vec())
            }
        };
        let was = all.iter().find(|old| Some(&old.dossier().id) == previous);
        Self {
            id: about.id.0.clone(),
            version: it.version(),
            updated: it.happened().last().map_or(about.at, |step| step.at).to_string(),
            agreement: about.agreement.clone(),
            agreement_name,
            half: verbs::half_name(about.period),
            period: about.period.into(),
            state: it.state().as_str(),
            begun: begun.into_iter().map(of).collect(),
            handed_over: handed_over.into_iter().map(of).collect(),
            signed_by: signed_by.into_iter().map(of).collect(),
            decided_on: it.decided().map(|decided| decided.on().to_string()),
            previous: previous.map(|id| id.0.clone()),
            corrects: was.is_some_and(|was| was.dossier().period == about.period),
            replaced_by: match it.state() {
                State::Ersatt(old) => Some(old.by.id.0.clone()),
                _ => None,
            },
        }
    }
}

impl LagesbildRemoved {
    fn of(step: &Happened<'_>, reader: Side) -> Option<Self> {
        let own = step.removed_from(reader);
        Some(Self {
            at: step.removed_at()?.to_string(),
            sha256: own.map(|own| own.sha256.0.clone()),
            bytes: own.map(|own| own.bytes),
        })
    }
}

impl LagesbildDocument {
    pub(super) fn of(app: &App, actor: &Actor, document: &Document, names: &Names) -> Self {
        let section = |section: Option<&Section>| section.map(|it| SectionBody::of(it, names));
        let sections = document.side_by_side().into_iter().map(|row| LagesbildSideBySide {
            key: row.key.into(),
            title: names.section(row.key),
            polis: section(row.polis),
            stad: section(row.stad),
            gemensam: section(row.gemensam),
        });
        let explanations = document.explanations.iter().map(|one| LagesbildExplanation {
            part: part(one.statement.part),
            statement: one.statement.id.0,
            start: one.span.start,
            end: one.span.end,
            reason: one.reason.to_string(),
            by: (&one.by).into(),
            at: one.at.to_string(),
        });
        Self {
            fingerprint: document_fingerprint(document).0,
            sections: sections.collect(),
            polis: BasisBody::of(app, actor, document.polis.parts()),
            stad: BasisBody::of(app, actor, document.stad.parts()),
            explanations: explanations.collect(),
        }
    }
}

fn decision(decision: &Decision, steering: Option<&LagesbildBody>) -> LagesbildDecision {
    let record = decision.signature.record();
    let known = steering.filter(|body| body.id == decision.body.id);
    LagesbildDecision {
        by: (&record.signer).into(),
        motive: record.motive.to_string(),
        diarienummer: decision.diarienummer.as_str().to_owned(),
        body: decision.body.id.clone(),
        body_name: known.map_or_else(|| decision.body.id.clone(), |body| body.name.clone()),
        on: decision.on.to_string(),
        n_tried: decision.passed.summary().n_tried,
    }
}

impl Lagesbild {
    pub(super) fn of(
        app: &App,
        actor: &Actor,
        it: &Kept,
        language: Language,
    ) -> Result<Self, AppError> {
        let (card, names) = (verbs::card(app, actor, it)?, Names::of(app, language)?);
        let own = verbs::own_draft(app, actor, it)?;
        let steering = card
            .steering
            .map(|body| LagesbildBody { id: body.id.clone(), name: body.name.clone() });
        let step = |step: Happened<'_>| LagesbildStep {
            act: step.act,
            text: words::act(step.act, language).to_owned(),
            by: step.by.into(),
            at: step.at.to_string(),
            removed: LagesbildRemoved::of(&step, actor.party.side),
        };
        let offered = card.offered.iter();
        let warning = Warning::NormallyPublicThere.code();
        let about = it.dossier();
        Ok(Self {
            head: LagesbildHead::of(it, card.agreement.name.clone(), &card.all),
            parties: PartiesBody::of(&card.polis, &card.stad),
            side: actor.party.side.as_str(),
            begun_by: (&about.by).into(),
            begun_at: about.at.to_string(),
            own: own.map(|own| ContentBody::of(app, actor, &own, &names)),
            document: it.document().map(|one| LagesbildDocument::of(app, actor, one, &names)),
            decisions: it
                .decisions()
                .into_iter()
                .map(|one| decision(one, steering.as_ref()))
                .collect(),
            may: verbs::possible(app, actor, it)?,
            offered: offered
                .map(|key| LagesbildOffered { key: key.into(), title: names.section(key) })
                .collect(),
            sources: verbs::SOURCES
                .iter()
                .map(|&(id, name, kind)| LagesbildOfferedSource {
                    id: id.to_owned(),
                    name: name.to_owned(),
                    kind,
                })
                .collect(),
            warning: LagesbildWarning { code: warning, text: words::code(warning, language) },
            steering,
            steps: it.happened().map(step).collect(),
            log: LogLine::all(&card.log, language),
        })
    }
}
