//! What `observations` is asked.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum ObservationsVerb {
    /// Partens egna och de som andra delar.
    List {
        /// Part vars ögon listan gäller.
        #[arg(long)]
        owner: Option<String>,
        /// Även de som är återtagna.
        #[arg(long)]
        withdrawn: bool,
        /// Som JSON.
        #[arg(long)]
        json: bool,
    },
    /// Lägger till en.
    Add {
        /// dialogue, trygghetsvandring, enkat, egen_iakttagelse …
        #[arg(long)]
        kind: String,
        /// Plats eller större område (id), t.ex. plats/observatorielunden.
        #[arg(long)]
        area: String,
        /// Dag, eller månad, halvår eller år när bara det är känt.
        #[arg(long)]
        on: String,
        /// Vad som sades; aldrig personuppgifter.
        #[arg(long, default_value = "")]
        text: String,
        /// Hur många som sade så.
        #[arg(long)]
        n: Option<u32>,
        /// Part som äger uppgiften.
        #[arg(long)]
        owner: Option<String>,
        /// Visa den för den andra parten.
        #[arg(long)]
        share: bool,
        /// Påhittad uppgift.
        #[arg(long)]
        synthetic: bool,
    },
    /// Rättar en; hur den stod förut behålls med skälet. Det som inte sägs står kvar.
    Correct {
        /// Iakttagelsens id.
        id: String,
        /// Varför; 3–500 tecken, aldrig personuppgifter.
        #[arg(long)]
        reason: String,
        /// dialogue, trygghetsvandring, enkat, egen_iakttagelse …
        #[arg(long)]
        kind: Option<String>,
        /// Plats eller större område (id).
        #[arg(long)]
        area: Option<String>,
        /// Dag, eller månad, halvår eller år när bara det är känt.
        #[arg(long)]
        on: Option<String>,
        /// Vad som sades.
        #[arg(long)]
        text: Option<String>,
        /// Hur många som sade så.
        #[arg(long)]
        n: Option<u32>,
        /// Part som äger uppgiften.
        #[arg(long)]
        owner: Option<String>,
    },
    /// Återtar en: den behålls med skälet men räknas inte längre.
    Withdraw {
        /// Iakttagelsens id.
        id: String,
        /// Varför; 3–500 tecken, aldrig personuppgifter.
        #[arg(long)]
        reason: String,
        /// Part som äger uppgiften.
        #[arg(long)]
        owner: Option<String>,
    },
}
