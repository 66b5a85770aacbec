//! What is asked about the effect of a case.

use super::MethodArgs;
use clap::Args;
use jiff::civil::Date;

#[derive(Debug, Args)]
pub(crate) struct EffectArgs {
    #[command(flatten)]
    pub(crate) common: MethodArgs,
    /// Körning som platsen kommer från.
    #[arg(long)]
    pub(crate) run: Option<String>,
    /// Platsens rang i körningen.
    #[arg(long, default_value_t = 1)]
    pub(crate) rank: u32,
    /// Platsens rutor, i stället för körning och rang.
    #[arg(long, value_delimiter = ',')]
    pub(crate) cells: Vec<String>,
    /// Kontrollens rutor.
    #[arg(long, value_delimiter = ',')]
    pub(crate) control: Vec<String>,
    /// Ringens bredd i steg, 0–5.
    #[arg(long, default_value_t = 1)]
    pub(crate) ring: u8,
    /// Kontrollen utan ring.
    #[arg(long)]
    pub(crate) no_control_ring: bool,
    /// Dagar som valde platsen, FRÅN..TILL; kan upprepas. Körningens period om inget sägs.
    #[arg(long)]
    pub(crate) chosen: Vec<String>,
    /// Baslinjens första dag; 24 månader före dess sista.
    #[arg(long)]
    pub(crate) baseline_from: Option<Date>,
    /// Baslinjens sista dag; dagen före dem som valde platsen.
    #[arg(long)]
    pub(crate) baseline_to: Option<Date>,
    /// Dagen för utslaget, bestämd vid start.
    #[arg(long)]
    pub(crate) verdict_on: Option<Date>,
    /// Utslaget vilar på året före i stället för baslinjen.
    #[arg(long)]
    pub(crate) year_before: bool,
    /// Ändringar per markyta, i platsens mått.
    #[arg(long)]
    pub(crate) per_land: bool,
}

#[derive(Debug, Args)]
pub(crate) struct EffectCandidatesArgs {
    #[command(flatten)]
    pub(crate) effect: EffectArgs,
    /// Största kvot mellan antalen.
    #[arg(long, default_value_t = 1.5)]
    pub(crate) level: f64,
    /// Största kvot mellan omgivningarna.
    #[arg(long, default_value_t = 3.0)]
    pub(crate) kind: f64,
    /// Minsta avstånd i meter.
    #[arg(long, default_value_t = 500.0)]
    pub(crate) least_distance_m: f64,
    /// Högst så många.
    #[arg(long, default_value_t = 10)]
    pub(crate) most: usize,
}

#[derive(Debug, Args)]
pub(crate) struct PowerArgs {
    /// Väntat antal i uppföljningsperioden.
    pub(crate) expected: f64,
    /// Uppföljningens längd genom baslinjens lika årstiders.
    #[arg(long, default_value_t = 1.0)]
    pub(crate) w: f64,
    /// Baslinjens spridning över slumpens.
    #[arg(long, default_value_t = 1.0)]
    pub(crate) dispersion: f64,
    /// Som JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TwoCountsArgs {
    /// Första antalet.
    pub(crate) before: u32,
    /// Andra antalet.
    pub(crate) after: u32,
    /// Den första periodens längd.
    #[arg(long, default_value_t = 1.0)]
    pub(crate) before_exposure: f64,
    /// Den andra periodens längd, i samma mått.
    #[arg(long, default_value_t = 1.0)]
    pub(crate) after_exposure: f64,
    /// Som JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
