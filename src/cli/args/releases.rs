//! What `release` is asked.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum ReleaseVerb {
    /// Räknar fram tabeller som utkast.
    Prepare(PrepareArgs),
    /// Utlämnanden och utkast, nyaste först.
    List {
        /// Part vars ögon listan gäller.
        #[arg(long)]
        party: Option<String>,
        /// Som JSON.
        #[arg(long)]
        json: bool,
    },
    /// Ett utlämnande: hur mycket som visas och döljs, tabell för tabell.
    Show {
        /// Id.
        id: String,
        /// Part vars ögon det gäller.
        #[arg(long)]
        party: Option<String>,
        /// Tabellerna som de är lagrade, som JSON.
        #[arg(long)]
        json: bool,
    },
    /// Visar ett utkast för den andra parten.
    Propose {
        /// Id.
        id: String,
        /// Part som räknat fram det.
        #[arg(long)]
        party: Option<String>,
    },
    /// Godkänner; vägras här, eftersom en administratör inte undertecknar något.
    Approve {
        /// Id.
        id: String,
        /// Part.
        #[arg(long)]
        party: Option<String>,
    },
    /// Tar tillbaka ett utkast eller förslag; det som är ute tar en samordnare eller chef tillbaka.
    Withdraw {
        /// Id.
        id: String,
        /// Varför; minst tio tecken.
        #[arg(long)]
        reason: String,
        /// Part.
        #[arg(long)]
        party: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct PrepareArgs {
    /// För vem: stad eller publik.
    #[arg(long, default_value = "publik")]
    pub(crate) level: String,
    /// Antal från 1 till under k döljs; 3 till 10.
    #[arg(long, default_value_t = 5)]
    pub(crate) k: u32,
    /// Första perioden: kvartal (2025-K1), halvår (2025-H1) eller år (2025).
    #[arg(long)]
    pub(crate) first: String,
    /// Sista perioden, lika lång; annars den första.
    #[arg(long)]
    pub(crate) last: Option<String>,
    /// Kategori; kan upprepas. Utelämnad betyder alla.
    #[arg(long = "category")]
    pub(crate) categories: Vec<String>,
    /// Även summan över kategorierna; då döljs fler av kategoriernas tal.
    #[arg(long)]
    pub(crate) total: bool,
    /// Överenskommelse, om parten har flera.
    #[arg(long)]
    pub(crate) agreement: Option<String>,
    /// Part som utkastet hör till.
    #[arg(long)]
    pub(crate) party: Option<String>,
}
