//! How release acts look on the wire.

use super::opening_body::SignerBody;
use crate::{
    app::{Actor, releases},
    case::release::{Approval, ReleaseAct, State},
    export::release::{Places, Table, Tables},
    policy::{self, Action},
};
use serde::Serialize;

/// A party's step.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "ReleaseStep"))]
#[schema(as = ReleaseStep)]
pub(super) struct StepBody {
    /// Who.
    signer: SignerBody,
    /// When.
    at: String,
}

impl From<&Approval> for StepBody {
    fn from(approval: &Approval) -> Self {
        Self { signer: (&approval.signer).into(), at: approval.at.to_string() }
    }
}

/// How much of an act is shown and hidden.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct ReleaseFigures {
    /// Figures in all tables.
    #[cfg_attr(test, ts(type = "number"))]
    n: u64,
    /// Hidden altogether.
    #[cfg_attr(test, ts(type = "number"))]
    n_hidden: u64,
    /// Hidden because they are small; only for those who read counts.
    #[cfg_attr(test, ts(type = "number | null"))]
    n_small: Option<u64>,
    /// Incidents known only by an area larger than the smallest of the tree: in no table. Only for
    /// those who read counts.
    #[cfg_attr(test, ts(type = "number | null"))]
    n_not_placed: Option<u64>,
}

/// An act in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct ReleaseHead {
    /// Opaque id.
    id: String,
    /// For `If-Match`.
    #[cfg_attr(test, ts(type = "number"))]
    version: u64,
    /// Last change.
    updated: String,
    /// `utkast`, `foreslagen`, `utlamnad` or `atertagen`.
    #[cfg_attr(test, ts(type = "'utkast' | 'foreslagen' | 'utlamnad' | 'atertagen'"))]
    state: &'static str,
    /// `stad` or `publik`.
    #[cfg_attr(test, ts(type = "'stad' | 'publik'"))]
    level: &'static str,
    /// Counts above zero and below it are hidden.
    k: u32,
    /// First of the shortest periods.
    first: String,
    /// Last of them.
    last: String,
    /// Categories by id.
    categories: Vec<String>,
    /// Whether the sum over the categories is in it.
    total: bool,
    /// Who computed it.
    prepared_by: SignerBody,
    /// When.
    prepared_at: String,
    /// Parties' signatures, oldest first.
    approvals: Vec<StepBody>,
    /// How much is hidden.
    figures: ReleaseFigures,
    /// One's own party has not signed and can.
    awaits_my_approval: bool,
}

impl ReleaseHead {
    /// As a reader sees it.
    pub(super) fn of(act: &ReleaseAct, reader: &Actor) -> Self {
        let about = act.prepared();
        let (plan, steps) = (&about.plan, about.plan.steps());
        let inside = policy::may(reader, Action::ReadCounts).is_ok();
        let period = |at: Option<&crate::case::release::FixedPeriod>| {
            at.map(ToString::to_string).unwrap_or_default()
        };
        Self {
            id: about.id.0.clone(),
            version: act.version(),
            updated: act.updated().to_string(),
            state: act.state().as_str(),
            level: plan.level.as_str(),
            k: plan.k.k(),
            first: period(steps.first()),
            last: period(steps.last()),
            categories: plan.categories.clone(),
            total: plan.total,
            prepared_by: (&about.prepared_by).into(),
            prepared_at: about.prepared_at.to_string(),
            approvals: act.approvals().into_iter().map(StepBody::from).collect(),
            figures: ReleaseFigures {
                n: about.figures.n,
                n_hidden: about.figures.n_hidden,
                n_small: inside.then_some(about.figures.n_small),
                n_not_placed: inside.then_some(about.figures.n_not_placed),
            },
            awaits_my_approval: releases::possible(reader, act).contains(&"approve"),
        }
    }
}

/// Why and by whom an act was taken back.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "ReleaseWithdrawal"))]
#[schema(as = ReleaseWithdrawal)]
struct WithdrawalBody {
    /// By whom and when.
    #[serde(flatten)]
    by: StepBody,
    /// Why.
    motive: String,
    /// It had been out.
    was_out: bool,
}

/// A table without its rows.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ReleaseTableHead {
    /// `omraden:0` for the whole, `omraden:1` and so on downwards, `rutor`.
    places: String,
    /// `2025-K2`, `2025-H1` or `2025`.
    period: String,
    /// Category by id, `alla` for their sum.
    category: String,
    /// Places.
    n: usize,
    /// Places that are hidden.
    n_hidden: u32,
    /// Sum of what is shown.
    #[cfg_attr(test, ts(type = "number"))]
    released_total: u64,
}

impl From<&Table> for ReleaseTableHead {
    fn from(table: &Table) -> Self {
        Self {
            places: places(table.places),
            period: table.period.to_string(),
            category: category(table),
            n: table.rows.len(),
            n_hidden: table.n_hidden,
            released_total: table.released_total,
        }
    }
}

fn places(places: Places) -> String {
    match places {
        Places::Omraden(depth) => format!("omraden:{depth}"),
        Places::Rutor => "rutor".to_owned(),
    }
}

fn category(table: &Table) -> String {
    table.category.clone().unwrap_or_else(|| "alla".to_owned())
}

/// An act with what its readers see.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Release"))]
#[schema(as = Release)]
pub(super) struct ReleaseBody {
    /// As in the list.
    #[serde(flatten)]
    head: ReleaseHead,
    /// Id of the agreement.
    agreement: String,
    /// The area it is about, by id.
    ground: Vec<String>,
    /// The counts as they stood at this data version.
    data_version: u32,
    /// Acts that were out about the same years when it was computed.
    earlier: Vec<String>,
    /// Made-up data.
    synthetic: bool,
    /// SHA-256 of the stored tables: what a signer must send back.
    fingerprint: String,
    /// Who showed it to the other party.
    proposed: Option<StepBody>,
    /// Whether, why and by whom it was taken back.
    withdrawn: Option<WithdrawalBody>,
    /// What one may do now: `propose`, `approve`, `withdraw`.
    may: Vec<&'static str>,
    /// Every table without its rows.
    tables: Vec<ReleaseTableHead>,
}

impl ReleaseBody {
    /// As a reader sees it.
    pub(super) fn of(act: &ReleaseAct, tables: &Tables, reader: &Actor) -> Self {
        let about = act.prepared();
        Self {
            head: ReleaseHead::of(act, reader),
            agreement: about.agreement.clone(),
            ground: about.ground.iter().map(|id| id.0.clone()).collect(),
            data_version: about.basis.version.0,
            earlier: about.earlier.iter().map(|id| id.0.clone()).collect(),
            synthetic: about.basis.synthetic,
            fingerprint: about.tables.0.clone(),
            proposed: act.proposed().map(StepBody::from),
            withdrawn: match act.state() {
                State::Atertagen { by, motive, was_out } => Some(WithdrawalBody {
                    by: by.into(),
                    motive: motive.as_str().to_owned(),
                    was_out,
                }),
                _ => None,
            },
            may: releases::possible(reader, act),
            tables: tables.tables.iter().map(ReleaseTableHead::from).collect(),
        }
    }
}

/// One place of a table: a count with its class, or `undertryckt`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ReleaseRow {
    /// Id of the area, or cell; `utan ruta` for what is known by area only.
    code: String,
    /// How many; null where it is hidden.
    #[cfg_attr(test, ts(type = "number | null"))]
    n: Option<u64>,
    /// 0 for none, 1–5 by the bounds; null where it is hidden.
    class: Option<u8>,
    /// Hidden: small, or it would give a small one away.
    undertryckt: bool,
}

/// One table whole.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ReleaseTable {
    /// Which.
    #[serde(flatten)]
    head: ReleaseTableHead,
    /// Upper bounds, included, of classes 1–5.
    class_bounds: [u32; 5],
    /// In the order of the codes.
    rows: Vec<ReleaseRow>,
}

/// Tables of one period and category, of areas and cells.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct ReleaseTables {
    /// Counts above zero and below it are hidden.
    k: u32,
    /// The tree from the root down, then the lattice.
    items: Vec<ReleaseTable>,
}

impl ReleaseTables {
    /// Those of a period and category; `None` where there are none.
    pub(super) fn of(tables: &Tables, period: &str, wanted: &str) -> Option<Self> {
        let chosen =
            |table: &&Table| table.period.to_string() == period && category(table) == wanted;
        let items: Vec<ReleaseTable> = tables
            .tables
            .iter()
            .filter(chosen)
            .map(|table| ReleaseTable {
                head: table.into(),
                class_bounds: table.class_bounds,
                rows: table
                    .rows
                    .iter()
                    .map(|row| ReleaseRow {
                        code: row.code.clone(),
                        n: row.figure.n(),
                        class: row.figure.class(),
                        undertryckt: row.figure.n().is_none(),
                    })
                    .collect(),
            })
            .collect();
        (!items.is_empty()).then(|| Self { k: tables.k.k(), items })
    }
}
