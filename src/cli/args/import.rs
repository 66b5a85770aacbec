//! Files in: what `import` and `imports` are asked.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum ImportVerb {
    /// Områden: GeoJSON, Shapefile (även zip), GeoPackage, FlatGeobuf, MapInfo, GML, KML.
    Areas(ImportAreasArgs),
    /// Händelser: CSV, GeoJSON- eller GeoPackage-punkter.
    Incidents(ImportIncidentsArgs),
    /// Indikatorvärden: CSV med indikator, område, period och värde (befolkning, enkätandelar …).
    Indicators(ImportIndicatorsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ImportIndicatorsArgs {
    /// Filen.
    pub(crate) file: PathBuf,
    /// Varifrån; gäller rader utan egen källa. Filens namn om inget sägs.
    #[arg(long)]
    pub(crate) source: Option<String>,
    /// Part som äger uppgifterna.
    #[arg(long)]
    pub(crate) owner: Option<String>,
    /// Påhittade uppgifter.
    #[arg(long)]
    pub(crate) synthetic: bool,
    /// Visa bara vad som skulle ske.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Skriv avvisade rader som CSV.
    #[arg(long)]
    pub(crate) report: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ImportAreasArgs {
    /// Filen.
    pub(crate) file: PathBuf,
    /// Områdesslag, t.ex. stadsdel.
    #[arg(long)]
    pub(crate) kind: String,
    /// Lager i filen.
    #[arg(long)]
    pub(crate) layer: Option<String>,
    /// Fält med namn.
    #[arg(long)]
    pub(crate) name_field: Option<String>,
    /// Fält med kod.
    #[arg(long)]
    pub(crate) code_field: Option<String>,
    /// Fält med klass, för utsatta områden.
    #[arg(long)]
    pub(crate) class_field: Option<String>,
    /// Koordinatsystem, t.ex. EPSG:3011, om filen inte säger det.
    #[arg(long)]
    pub(crate) crs: Option<String>,
    /// Första giltiga dag. Krävs för utsatta områden, där varje leverans är en hel lista.
    #[arg(long)]
    pub(crate) valid_from: Option<Date>,
    /// Slå ihop efter fält, eller dess första tecken: nyckelkod_1:5.
    #[arg(long)]
    pub(crate) dissolve_by: Option<String>,
    /// CSV med kod och namn.
    #[arg(long)]
    pub(crate) names: Option<PathBuf>,
    /// Laga ogiltiga ytor (sägs i rapporten).
    #[arg(long)]
    pub(crate) repair: bool,
    /// Visa bara vad som skulle ske.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Skriv avvisade rader som CSV.
    #[arg(long)]
    pub(crate) report: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ImportIncidentsArgs {
    /// Filen.
    pub(crate) file: PathBuf,
    /// TOML som säger vilka rubriker som är vad; minns per källa.
    #[arg(long)]
    pub(crate) mapping: Option<PathBuf>,
    /// Område (id) eller ruta väst,syd,öst,nord som raderna måste ligga i.
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) study_area: Option<String>,
    /// Källsystemets namn.
    #[arg(long)]
    pub(crate) source: Option<String>,
    /// Part som äger uppgifterna.
    #[arg(long)]
    pub(crate) owner: Option<String>,
    /// Koordinatsystem för kolumnerna x,y.
    #[arg(long)]
    pub(crate) crs: Option<String>,
    /// Lager, för format som har flera.
    #[arg(long)]
    pub(crate) layer: Option<String>,
    /// Officiell siffra att jämföra summan med.
    #[arg(long)]
    pub(crate) official_total: Option<u64>,
    /// Källans rader i dessa dagar ersätts helt: FRÅN..TILL.
    #[arg(long)]
    pub(crate) replace_period: Option<String>,
    /// Påhittade uppgifter.
    #[arg(long)]
    pub(crate) synthetic: bool,
    /// Visa bara vad som skulle ske.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Skriv avvisade rader som CSV.
    #[arg(long)]
    pub(crate) report: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportsVerb {
    /// Alla inläsningar.
    List {
        /// Som JSON.
        #[arg(long)]
        json: bool,
    },
    /// En inläsning.
    Show {
        /// Nummer.
        id: u32,
        /// Som JSON.
        #[arg(long)]
        json: bool,
    },
    /// Tar tillbaka en publicerad inläsning.
    Undo {
        /// Nummer.
        id: u32,
    },
}
