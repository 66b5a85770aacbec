//! Official sources: what `sources` is asked.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum SourcesVerb {
    /// Alla källor: vad, från vem, med vilken licens, och när de senast hämtades.
    List {
        /// Katalog med hämtade filer; annars kallor i datakatalogen.
        #[arg(long)]
        to: Option<PathBuf>,
        /// Som JSON.
        #[arg(long)]
        json: bool,
    },
    /// Hämtar en källa, sparar den med sitt ursprung och visar vad en inläsning skulle göra.
    Fetch(FetchArgs),
}

#[derive(Debug, Args)]
pub(crate) struct FetchArgs {
    /// Källans id, se sources list.
    pub(crate) id: String,
    /// Annan adress än källans: https, eller http till den här datorn.
    #[arg(long, value_name = "URL")]
    pub(crate) from: Option<String>,
    /// Katalog att spara i; annars kallor i datakatalogen.
    #[arg(long, value_name = "KATALOG")]
    pub(crate) to: Option<PathBuf>,
    /// Läs in områdena också.
    #[arg(long)]
    pub(crate) import: bool,
    /// Kontrollsumma (SHA-256) som filen måste ha.
    #[arg(long, value_name = "HEX")]
    pub(crate) sha256: Option<String>,
    /// Första giltiga dag, mot det källan säger.
    #[arg(long)]
    pub(crate) valid_from: Option<Date>,
    /// Fält med namn, mot det källan säger.
    #[arg(long)]
    pub(crate) name_field: Option<String>,
    /// Fält med kod, mot det källan säger.
    #[arg(long)]
    pub(crate) code_field: Option<String>,
    /// Fält med klass, mot det källan säger.
    #[arg(long)]
    pub(crate) class_field: Option<String>,
    /// Laga ogiltiga ytor (sägs i rapporten).
    #[arg(long)]
    pub(crate) repair: bool,
    /// Skriv avvisade områden som CSV.
    #[arg(long)]
    pub(crate) report: Option<PathBuf>,
}
