//! The command line, as the user types it.

mod agreements;
mod effect;
mod import;
mod methods;
mod observations;
mod releases;
mod sources;

pub(crate) use agreements::*;
use clap::{Args, Parser, Subcommand, ValueEnum};
pub(crate) use effect::*;
pub(crate) use import::*;
use jiff::civil::Date;
pub(crate) use methods::*;
pub(crate) use observations::*;
use platssamverkan::app::export::{Layer, ReleasedLayer};
pub(crate) use releases::*;
pub(crate) use sources::*;
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

/// Från geokodade antal till en gemensamt beslutad platssamverkan.
#[derive(Debug, Parser)]
#[command(name = "platssamverkan", version, about, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Katalog för databasen.
    #[arg(long, global = true, env = "PLATSSAMVERKAN_DATA", default_value = "./data")]
    pub(crate) data: PathBuf,
    /// Meddelandenas språk.
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<Lang>,
    /// Vad som ska göras.
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// Swedish unless LANG says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// Svenska.
    Sv,
    /// English.
    En,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Startar tjänsten.
    Serve(ServeArgs),
    /// Läser in syntetiska demodata om databasen är tom och startar tjänsten.
    Demo(DemoArgs),
    /// Läser in områden, händelser eller indikatorer från fil.
    #[command(subcommand)]
    Import(ImportVerb),
    /// Inläsningar: lista, visa, ångra.
    #[command(subcommand)]
    Imports(ImportsVerb),
    /// Officiella källor till områden: lista, hämta.
    #[command(subcommand)]
    Sources(SourcesVerb),
    /// Platser som någon pekat ut som otrygga: lista, lägg till.
    #[command(subcommand)]
    Observations(ObservationsVerb),
    /// Räknar hotspots.
    Hotspots(HotspotArgs),
    /// Hur få celler som rymmer hur mycket: Gini och andelar.
    Concentration(MethodArgs),
    /// Scanmetoden (Kulldorff): cirklar med mer än sin andel.
    Scan(ScanArgs),
    /// Täthetskarta: händelser per km² som en jämn yta, med konturer.
    Kde(KdeArgs),
    /// Hjälpte insatsen? Plats mot kontroll, med ringar; --from är första åtgärdens dag.
    Effect(EffectArgs),
    /// Föreslår kontroller till en plats, med skälen i siffror.
    EffectCandidates(EffectCandidatesArgs),
    /// Vad en insats av den här storleken alls kan visa.
    Power(PowerArgs),
    /// Har ett antal ändrats mellan två perioder?
    TwoCounts(TwoCountsArgs),
    /// Var händelserna ligger så tätt att de hänger ihop till en plats.
    Dbscan(DbscanArgs),
    /// Om en händelse följs av fler i närheten, snart (Knox).
    NearRepeat(NearRepeatArgs),
    /// Framväxande platser: hur heta rutor utvecklas månad för månad.
    Emerging(EmergingArgs),
    /// Vad har förändrats? Områden, platser och kategorier, det mest anmärkningsvärda först.
    Change(ChangeArgs),
    /// Två perioder bredvid varandra: var har det blivit fler, var färre?
    Compare(CompareArgs),
    /// Var brott och otrygghet stämmer överens och var de skiljer sig.
    JointList(JointListArgs),
    /// Prövning i efterhand: vad varje metod hade fångat, bredvid den enkla räkningen.
    Backtest(BacktestArgs),
    /// Vilka celler som liknar sina grannar och vilka som sticker ut (lokal Moran).
    LocalMoran(LocalMoranArgs),
    /// Sparade körningar: lista, visa, räkna om och jämför.
    #[command(subcommand)]
    Runs(RunsVerb),
    /// Veckodag × timme för de valda antalen.
    Profile(ProfileArgs),
    /// Utlämnanden: räkna fram tabeller, visa, föreslå, ta tillbaka.
    #[command(subcommand)]
    Release(ReleaseVerb),
    /// Skriver ut områden, platser, celler, ärenden, en metods svar eller det som är utlämnat.
    Export(ExportArgs),
    /// Lokala konton.
    #[command(subcommand)]
    User(UserVerb),
    /// Parter (myndigheter): lista, lägg till.
    #[command(subcommand)]
    Party(PartyVerb),
    /// Överenskommelser mellan två parter: lista, föreslå, ta tillbaka, avsluta.
    #[command(subcommand)]
    Agreement(AgreementVerb),
    /// Lyfter databasen till programmets schema (säkerhetskopia tas först).
    Migrate,
    /// Tar bort det som sparats länge nog, enligt reglerna; med --dry-run listas det bara.
    Gallring(GallringArgs),
    /// Säkerhetskopia medan tjänsten går.
    Backup {
        /// Ny katalog för kopian.
        to: PathBuf,
    },
    /// Återställer en kopia till --data sedan den prövats.
    Restore {
        /// Katalog med kopian.
        from: PathBuf,
    },
    /// Prövar databasen, loggen och körningarnas fingeravtryck.
    Check,
    /// Loggen: pröva att den är den som skrevs, visa nyckeln som förseglar den.
    #[command(subcommand)]
    Audit(AuditVerb),
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditVerb {
    /// Räknar om loggens kedja och prövar den mot alla sigill.
    Verify {
        /// Sigill som din part sparat någon annanstans; kan upprepas.
        #[arg(long)]
        heads: Vec<PathBuf>,
        /// Fil med nyckeln som din part sparat; kan upprepas. Utan den tros nycklarna i loggen.
        #[arg(long)]
        public_key: Vec<PathBuf>,
    },
    /// Skriver ut den öppna nyckeln, för varje part att spara.
    Key,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Adress och port.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Webbfiler från en katalog i stället för de inbyggda.
    #[arg(long)]
    pub(crate) web_dir: Option<PathBuf>,
    /// Omvänd proxy vars X-Forwarded-For säger varifrån en förfrågan kommer; kan upprepas.
    #[arg(long = "trusted-proxy", value_name = "IP")]
    pub(crate) trusted_proxies: Vec<IpAddr>,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    #[command(flatten)]
    pub(crate) serve: ServeArgs,
    /// Frö för de syntetiska antalen.
    #[arg(long, default_value_t = 2016)]
    pub(crate) seed: u64,
    /// Läs bara in, starta inte.
    #[arg(long)]
    pub(crate) load_only: bool,
    /// Demons dag.
    #[arg(long)]
    pub(crate) today: Option<Date>,
    /// Skriv de syntetiska filerna (historik, månader, facit) i en katalog och gör inget mer.
    #[arg(long)]
    pub(crate) write_files: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct FilterArgs {
    /// Kategori; kan upprepas. Utelämnad betyder alla.
    #[arg(long = "category")]
    pub(crate) categories: Vec<String>,
    /// Första dag; annars tolv månader före sista.
    #[arg(long)]
    pub(crate) from: Option<Date>,
    /// Sista dag, medräknad; annars sista dag med uppgifter.
    #[arg(long)]
    pub(crate) to: Option<Date>,
    /// Område (id).
    #[arg(long)]
    pub(crate) study_area: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RunsVerb {
    /// Alla körningar.
    List {
        /// Som JSON.
        #[arg(long)]
        json: bool,
    },
    /// En körning.
    Show {
        /// Id.
        id: String,
        /// Som JSON.
        #[arg(long)]
        json: bool,
    },
    /// Räknar om och jämför byte för byte.
    Verify {
        /// Id.
        id: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    Geojson,
    Gpkg,
    Fgb,
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Områden, en körnings platser eller celler, ärenden, en metods svar (kde-grid och kde-points är
    /// täthetskartans rutor och deras mittpunkter), eller utlämnade områden och rutor.
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(Layer::names().chain(ReleasedLayer::names())))]
    pub(crate) layer: String,
    /// Områdesslag, för områden.
    #[arg(long)]
    pub(crate) kind: Option<String>,
    /// Körning, för platser, celler och metoder; annars den senaste.
    #[arg(long)]
    pub(crate) run: Option<String>,
    /// Koordinatsystem, t.ex. EPSG:3011; annars grader (WGS84), i en GeoPackage EPSG:3011. Öst står
    /// först.
    #[arg(long)]
    pub(crate) crs: Option<String>,
    /// Format. Bredvid en metods CSV (-o FIL) skrivs FIL-metadata.json med kolumner och metodkort.
    #[arg(long, value_enum, default_value = "geojson")]
    pub(crate) format: ExportFormat,
    /// Nivå: publik, stad eller intern. Intern måste nämnas.
    #[arg(long, default_value = "publik", value_parser = ["publik", "stad", "intern"])]
    pub(crate) release: String,
    /// För det utlämnade: en period (2025-K1, 2025-H1, 2025) eller alla; annars den senaste av de
    /// längsta.
    #[arg(long)]
    pub(crate) period: Option<String>,
    /// För det utlämnade: kategori, alla för deras summa; annars varje för sig.
    #[arg(long)]
    pub(crate) category: Option<String>,
    /// Till fil i stället för skärmen.
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserVerb {
    /// Lägger till ett konto; lösenordet läses från standard in.
    Add {
        /// Inloggningsnamn.
        login: String,
        /// Funktion, inte personnamn.
        #[arg(long)]
        function: String,
        /// Part.
        #[arg(long)]
        party: String,
        /// Roll, t.ex. kommunpolis.
        #[arg(long)]
        role: String,
    },
    /// Alla konton.
    List {
        /// Som JSON.
        #[arg(long)]
        json: bool,
    },
    /// Stänger ett konto och dess sessioner.
    Disable {
        /// Inloggningsnamn.
        login: String,
    },
    /// Väljer reservkontot: det enda lokala konto som öppnar när inloggningstjänster är inställda.
    BreakGlass {
        /// Inloggningsnamn på ett konto med lösenord.
        login: String,
    },
    /// Gör en engångslänk för en parts första administratör; äldre länkar slutar gälla.
    AdminLink {
        /// Part.
        #[arg(long)]
        party: String,
        /// Tjänstens adress; annars public_url i inloggning.toml.
        #[arg(long)]
        url: Option<String>,
    },
}

/// Vad gallringen ska göra.
#[derive(Debug, clap::Args)]
pub(crate) struct GallringArgs {
    /// Lista vad som skulle tas bort, och ta inte bort det.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Ändra en regel: VAD=DAGAR, t.ex. sessions=30. Kan ges flera gånger; utan --dry-run ändras bara
    /// reglerna.
    #[arg(long, value_name = "VAD=DAGAR")]
    pub(crate) set: Vec<String>,
    /// Skriv JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
