//! `party` and `agreement`.

use clap::{Args, Subcommand};
use jiff::civil::Date;

#[derive(Debug, Subcommand)]
pub(crate) enum PartyVerb {
    /// Alla parter.
    List {
        /// Som JSON.
        #[arg(long)]
        json: bool,
    },
    /// Lägger till en part (myndighet), eller ger en som finns ett annat namn.
    Add {
        /// Id: små bokstäver a–z, siffror och bindestreck, t.ex. sdf-sodermalm.
        id: String,
        /// Namn, t.ex. "Södermalms stadsdelsförvaltning".
        #[arg(long)]
        name: String,
        /// Sida.
        #[arg(long, value_parser = ["polis", "stad"])]
        side: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AgreementVerb {
    /// En parts överenskommelser.
    List {
        /// Part; annars polisens.
        #[arg(long)]
        party: Option<String>,
        /// Som JSON.
        #[arg(long)]
        json: bool,
    },
    /// Föreslår en överenskommelse, eller en ändring av en; den andra partens administratör bekräftar
    /// inloggad.
    Propose(ProposeArgs),
    /// Tar tillbaka den egna partens förslag.
    Withdraw {
        /// Id.
        id: String,
        /// Part; annars polisens.
        #[arg(long)]
        party: Option<String>,
    },
    /// Avslutar en överenskommelse, tidigast i dag.
    End {
        /// Id.
        id: String,
        /// Sista dag den gäller.
        #[arg(long)]
        last_day: Date,
        /// Part; annars polisens.
        #[arg(long)]
        party: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ProposeArgs {
    /// Den part som föreslår; annars polisens.
    #[arg(long)]
    pub(crate) party: Option<String>,
    /// Den andra parten, för en ny överenskommelse.
    #[arg(long, required_unless_present = "id")]
    pub(crate) with: Option<String>,
    /// Den överenskommelse som ska ändras eller förlängas.
    #[arg(long, conflicts_with = "with")]
    pub(crate) id: Option<String>,
    /// Namn.
    #[arg(long)]
    pub(crate) name: String,
    /// Område (id) som den gäller, t.ex. stadsdelsomrade/norra-innerstaden; kan upprepas.
    #[arg(long = "area")]
    pub(crate) areas: Vec<String>,
    /// Första dag.
    #[arg(long)]
    pub(crate) from: Date,
    /// Sista dag; utelämnad betyder tills vidare.
    #[arg(long)]
    pub(crate) to: Option<Date>,
}
