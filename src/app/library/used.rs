//! In how many cases and forums an entry was used, and how that went: as far as the reader sees them.

use crate::{
    app::{Actor, App, AppError, cases, forums},
    case::work::{follow_up::Effekt, plan::Progress, standing::Standing},
};
use std::collections::{BTreeMap, BTreeSet};

/// How an entry was used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Used {
    /// In so many cases and forums,
    pub places: u32,
    /// as so many measures,
    pub measures: u32,
    /// of which so many are done,
    pub klar: u32,
    /// and so many were given up.
    pub utgar: u32,
    /// Of the cases so many were followed up; the last judgement of each:
    pub battre: u32,
    /// no change that can be shown,
    pub oforandrat: u32,
    /// worse,
    pub samre: u32,
    /// or it cannot be told.
    pub oklart: u32,
}

impl Used {
    fn measure(&mut self, progress: &Progress) {
        self.measures += 1;
        match progress {
            Progress::Klar { .. } => self.klar += 1,
            Progress::Utgar { .. } => self.utgar += 1,
            Progress::Planerad | Progress::Pagar | Progress::Forsenad { .. } => {}
        }
    }

    fn place(&mut self, judged: Option<Effekt>) {
        self.places += 1;
        match judged {
            Some(Effekt::Battre) => self.battre += 1,
            Some(Effekt::Oforandrat) => self.oforandrat += 1,
            Some(Effekt::Samre) => self.samre += 1,
            Some(Effekt::GarInteAttAvgora) => self.oklart += 1,
            None => {}
        }
    }
}

/// Of every entry that was used, by its id.
pub(super) fn by_entry(app: &App, actor: &Actor) -> Result<BTreeMap<String, Used>, AppError> {
    let mut used = BTreeMap::new();
    for work in cases::list(app, actor)? {
        count(work.standing(), &mut used);
    }
    for work in forums::list(app, actor)? {
        count(work.standing(), &mut used);
    }
    Ok(used)
}

fn count(standing: &Standing, used: &mut BTreeMap<String, Used>) {
    let mut here = BTreeSet::new();
    for planned in standing.measures.values() {
        let Some(chosen) = &planned.measure.library else { continue };
        used.entry(chosen.id.clone()).or_default().measure(&planned.progress);
        here.insert(&chosen.id);
    }
    let judged = standing.follow_ups.last().map(|last| last.follow_up.effekt);
    for id in here {
        used.entry(id.clone()).or_default().place(judged);
    }
}
