//! The levels `stad` and `publik`: files made of stored tables, and of nothing else.

use super::{Format, Outgoing, areas, outgoing};
use crate::{
    app::{Actor, App, AppError, openings::field_error, releases},
    area::AreaKind,
    case::{
        party::Side,
        release::{FixedPeriod, Level, Prepared},
    },
    export::{
        Feature, FeatureId, Provenance,
        collection::schemas::released::with_days,
        crs::Crs,
        layers::label_at,
        release::{About, Place, Places, Table, feature, latest_longest, table_card},
    },
    policy,
    store::Read,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleasedLayer {
    /// Areas of the tree.
    Areas,
    /// Cells of the coarse lattice.
    Cells,
}

impl ReleasedLayer {
    /// Names of both.
    pub fn names() -> impl Iterator<Item = &'static str> {
        [Self::Areas, Self::Cells].into_iter().map(Self::name)
    }

    /// By its name in URLs and on the command line.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Areas, Self::Cells].into_iter().find(|layer| layer.name() == name)
    }

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Areas => "released-areas",
            Self::Cells => "released-cells",
        }
    }

    fn holds(self, places: Places) -> bool {
        (self == Self::Cells) == (places == Places::Rutor)
    }
}

/// Which periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Periods {
    /// The latest of the longest.
    Latest,
    /// One.
    One(FixedPeriod),
    /// All.
    All,
}

/// A file to be made of what is out.
#[derive(Debug, Clone)]
pub struct ReleasedOrder {
    /// For whom. Whoever reads `stad` reads `publik` with it.
    pub level: Level,
    /// What.
    pub layer: ReleasedLayer,
    /// How.
    pub format: Format,
    /// The system of the coordinates.
    pub crs: Crs,
    /// Which periods.
    pub periods: Periods,
    /// By id, `alla` for their sum; every one if not given.
    pub category: Option<String>,
}

/// A table that is out, and by which act.
struct Out {
    act: usize,
    table: Table,
}

/// Makes the file. `actor` is `None` for somebody who is not signed in; then only `publik` is there.
/// Of several acts that hold the same figures the newest says them.
///
/// # Errors
/// [`AppError::NotSignedIn`] for `stad` without sign-in; a period or category that is not out.
pub fn released(
    app: &App,
    actor: Option<&Actor>,
    order: &ReleasedOrder,
) -> Result<Outgoing, AppError> {
    if order.level == Level::Stad {
        let actor = actor.ok_or(AppError::NotSignedIn)?;
        policy::may(actor, policy::Action::ReadReleased)?;
    }
    let read = app.store.read()?;
    let (acts, all) = out(&*read, actor, order)?;
    let chosen = chosen(&all, order)?;
    let provenance = provenance(app, &*read, order, &acts, &chosen)?;
    let features = features(app, &*read, order, &acts, &chosen)?;
    let made_of = format!("{order:?} {:?}", areas::state(app)?);
    outgoing(app, provenance, order.format, &made_of, {
        Box::new(move |take| take(&mut features.into_iter()))
    })
}

/// All that is out at a level for a reader, as features with their days, and what is said of it. Where
/// two acts are of the same place, period and category, each on its own ground, the later in the list
/// has its act in its id too.
pub(in crate::app) fn collected(
    app: &App,
    read: &dyn Read,
    actor: Option<&Actor>,
    level: Level,
    layer: ReleasedLayer,
) -> Result<(Provenance, Vec<Feature>), AppError> {
    let order = ReleasedOrder {
        level,
        layer,
        format: Format::GeoJson,
        crs: Crs::Crs84,
        periods: Periods::All,
        category: None,
    };
    let (acts, all) = out(read, actor, &order)?;
    let chosen: Vec<&Out> = all.iter().collect();
    let provenance = provenance(app, read, &order, &acts, &chosen)?;
    // A feature per row, table by table.
    let mut made = self::features(app, read, &order, &acts, &chosen)?.into_iter();
    let mut features = Vec::with_capacity(made.len());
    let mut ids = BTreeSet::new();
    for one in &all {
        let days = one.table.period.days();
        for mut feature in made.by_ref().take(one.table.rows.len()) {
            if !ids.insert(feature.id.clone())
                && let FeatureId::Text(id) = &feature.id
            {
                feature.id = FeatureId::Text(format!("{id} {}", acts[one.act].id.0));
            }
            features.push(with_days(feature, days));
        }
    }
    Ok((provenance, features))
}

/// The tables of the wanted period and category.
fn chosen<'a>(all: &'a [Out], order: &ReleasedOrder) -> Result<Vec<&'a Out>, AppError> {
    let wanted = match order.periods {
        Periods::Latest => latest_longest(all.iter().map(|out| &out.table)),
        Periods::One(period) => Some(period),
        Periods::All => None,
    };
    let in_time = |out: &&Out| wanted.is_none_or(|period| out.table.period == period);
    let of_category = |out: &&Out| {
        let own = out.table.category.as_deref().unwrap_or("alla");
        order.category.as_deref().is_none_or(|id| id == own)
    };
    let chosen: Vec<&Out> = all.iter().filter(in_time).filter(of_category).collect();
    if chosen.is_empty() && !all.is_empty() {
        let field = if all.iter().any(|out| in_time(&out)) { "category" } else { "period" };
        return Err(field_error(field, "not_released"));
    }
    Ok(chosen)
}

fn features(
    app: &App,
    read: &dyn Read,
    order: &ReleasedOrder,
    acts: &[Prepared],
    chosen: &[&Out],
) -> Result<Vec<Feature>, AppError> {
    let labels = labels(read)?;
    let used: BTreeSet<usize> = chosen.iter().map(|out| out.act).collect();
    let grounds = used.into_iter().map(|act| Ok((act, grounds(app, &acts[act], order.layer)?)));
    let grounds: BTreeMap<usize, _> = grounds.collect::<Result<_, AppError>>()?;
    let of_table = |out: &Out| {
        let act = &acts[out.act];
        let about = About {
            act: act.id.0.clone(),
            k: act.plan.k,
            category_label: match &out.table.category {
                Some(id) => labels.get(id).unwrap_or(id).clone(),
                None => "Alla utlämnade kategorier".to_owned(),
            },
        };
        let place = |code: &str| match order.layer {
            ReleasedLayer::Cells => Place::cell(code),
            ReleasedLayer::Areas => {
                let known = grounds[&out.act].get(code).cloned();
                known.unwrap_or_else(|| unknown(code))
            }
        };
        let rows = out.table.rows.iter();
        rows.map(|row| feature(&out.table, row, place(&row.code), &about)).collect::<Vec<_>>()
    };
    Ok(chosen.iter().flat_map(|out| of_table(out)).collect())
}

/// The acts that the reader may read at the level, and their tables, each said once.
fn out(
    read: &dyn Read,
    actor: Option<&Actor>,
    order: &ReleasedOrder,
) -> Result<(Vec<Prepared>, Vec<Out>), AppError> {
    let mut acts = read.releases()?;
    acts.retain(|act| {
        let fits = order.level == Level::Stad || act.prepared().plan.level == Level::Publik;
        fits && policy::may_read_released(actor, act)
    });
    let acts: Vec<Prepared> = acts.iter().map(|act| act.prepared().clone()).collect();
    let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
    for (i, act) in acts.iter().enumerate().rev() {
        let ground: Vec<&str> = act.ground.iter().map(|id| id.0.as_str()).collect();
        for table in releases::tables_of(read, &act.id)?.tables {
            let key = (ground.join("+"), table.places, table.period, table.category.clone());
            if order.layer.holds(table.places) && seen.insert(key) {
                all.push(Out { act: i, table });
            }
        }
    }
    Ok((acts, all))
}

fn provenance(
    app: &App,
    read: &dyn Read,
    order: &ReleasedOrder,
    acts: &[Prepared],
    chosen: &[&Out],
) -> Result<Provenance, AppError> {
    let used: BTreeSet<usize> = chosen.iter().map(|out| out.act).collect();
    let acts: Vec<&Prepared> = used.into_iter().map(|act| &acts[act]).collect();
    let parties = read.parties()?;
    let contacts: BTreeSet<String> = acts
        .iter()
        .map(|act| act.parties.of(Side::Stad))
        .map(|id| parties.iter().find(|party| party.id == *id).map_or(&id.0, |party| &party.name))
        .cloned()
        .collect();
    let contact = contacts.into_iter().collect::<Vec<_>>().join("; ");
    let ids: Vec<&str> = acts.iter().map(|act| act.id.0.as_str()).collect();
    let synthetic = acts.iter().any(|act| act.basis.synthetic);
    let licence = match order.level {
        Level::Publik => "CC BY 4.0",
        Level::Stad => "Användning i stadens egna system",
    };
    let tables: Vec<Value> = chosen.iter().map(|out| table_card(&out.table)).collect();
    let card = json!({
        "acts": ids,
        "k": acts.iter().map(|act| act.plan.k.k()).max(),
        "contact": contact,
        "about": "Antal från 1 till under k är dolda (undertryckt), liksom tal som skulle röja dem. \
                  Summor är summor av det som visas.",
        "tables": tables,
    });
    let made_up = if synthetic { "Syntetiska data. " } else { "" };
    Ok(Provenance {
        layer: order.layer.name(),
        run: None,
        method_choice: None,
        data_date: chosen.iter().map(|out| out.table.period.days().to).max(),
        extracted_on: app.today(),
        synthetic,
        source: match ids.as_slice() {
            [] => "Inget är utlämnat".to_owned(),
            ids => format!("{made_up}Utlämnande {}. Kontakt: {contact}", ids.join(", ")),
        },
        licence: licence.to_owned(),
        classification: order.level.as_str().to_owned(),
        crs: order.crs,
        card: card.as_object().cloned(),
    })
}

fn labels(read: &dyn Read) -> Result<BTreeMap<String, String>, AppError> {
    let categories = read.catalogue()?.categories;
    Ok(categories.into_iter().map(|one| (one.id.0, one.label_sv)).collect())
}

/// The areas of an act as they were when it was computed.
fn grounds(
    app: &App,
    act: &Prepared,
    layer: ReleasedLayer,
) -> Result<BTreeMap<String, Place>, AppError> {
    if layer == ReleasedLayer::Cells {
        return Ok(BTreeMap::new());
    }
    let filter = areas::AreaFilter { kind: None, at: Some(act.areas_on), bbox: None };
    let known = areas::list(app, &filter)?.into_iter().map(|area| {
        let place = Place {
            name: area.name,
            kind: area.kind.as_str(),
            label_at: area.geometry.as_ref().and_then(label_at),
            ground: area.geometry,
        };
        (area.id.0, place)
    });
    Ok(known.collect())
}

/// An area that is not there any more: its code still says its kind.
fn unknown(code: &str) -> Place {
    let kind = code.split('/').next().and_then(|kind| kind.parse::<AreaKind>().ok());
    Place {
        name: code.to_owned(),
        kind: kind.map_or("omrade", AreaKind::as_str),
        ground: None,
        label_at: None,
    }
}
