//! The command line, as the user types it.

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use platssamverkan::app::export::Layer;
use std::{net::SocketAddr, path::PathBuf};

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
    /// Skriver ut områden, platser, celler, ärenden eller en metods svar.
    Export(ExportArgs),
    /// Lokala konton.
    #[command(subcommand)]
    User(UserVerb),
    /// Lyfter databasen till programmets schema (säkerhetskopia tas först).
    Migrate,
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
    /// Prövar databasen och körningarnas fingeravtryck.
    Check,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Adress och port.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Webbfiler från en katalog i stället för de inbyggda.
    #[arg(long)]
    pub(crate) web_dir: Option<PathBuf>,
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
    /// Koordinatsystem, t.ex. EPSG:3011, om filen inte säger det.
    #[arg(long)]
    pub(crate) crs: Option<String>,
    /// Första giltiga dag.
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum HotspotFormat {
    Geojson,
    Csv,
    Table,
    Json,
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

#[derive(Debug, Args)]
pub(crate) struct HotspotArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    /// h3:8|9|10|11, sweref:100|250|500|1000 eller areas:<slag>, t.ex. areas:stadsdel.
    #[arg(long, default_value = "h3:10")]
    pub(crate) lattice: String,
    /// Ringar av grannar.
    #[arg(long, default_value_t = 1)]
    pub(crate) ring: u8,
    /// gi-star eller count (samma som --gate), scan, dbscan eller kde (samma som de verben).
    #[arg(long, conflicts_with = "gate")]
    pub(crate) method: Option<String>,
    /// Vad som gör en cell het: default, count, gi-star eller permutation.
    #[arg(long, default_value = "default")]
    pub(crate) gate: String,
    /// Vad som väntas: background, land, exposure:befolkning, exposure:category:<kategori> eller past.
    #[arg(long, default_value = "background")]
    pub(crate) expect: String,
    /// Nivå efter rättning för många prov.
    #[arg(long, default_value_t = 0.05)]
    pub(crate) alpha: f64,
    /// Rättning: bh, bonferroni eller none.
    #[arg(long, default_value = "bh")]
    pub(crate) correction: String,
    /// Utan stabilitetsprovet.
    #[arg(long)]
    pub(crate) no_stability: bool,
    /// Utformat.
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: HotspotFormat,
    /// Till fil i stället för skärmen.
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
}

/// What the joint list is asked.
#[derive(Debug, Args)]
pub(crate) struct JointListArgs {
    /// Hotspotkörning; annars den senaste.
    #[arg(long)]
    pub(crate) run: Option<String>,
    /// Meter inom vilka en utpekad plats och en hotspot är samma plats.
    #[arg(long, default_value_t = 100.0)]
    pub(crate) distance: f64,
    /// Ordning: crime, otrygghet eller both.
    #[arg(long, value_enum, default_value = "both")]
    pub(crate) rank: RankBy,
    /// Indikator vars andel står för otrygghet.
    #[arg(long)]
    pub(crate) indicator: Option<String>,
    /// Vilka som svarade; annars alla eller de boende.
    #[arg(long)]
    pub(crate) group: Option<String>,
    /// Indikatorn mäter trygghet: de som inte svarade så räknas.
    #[arg(long)]
    pub(crate) complement: bool,
    /// Område som andelarna jämförs med; annars körningens.
    #[arg(long)]
    pub(crate) reference: Option<String>,
    /// Part vars ögon listan gäller.
    #[arg(long)]
    pub(crate) owner: Option<String>,
    /// Svar och metodkort som JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Till fil i stället för skärmen.
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RankBy {
    Crime,
    Otrygghet,
    Both,
}

/// What every method beside hotspots has in common.
#[derive(Debug, Args)]
pub(crate) struct MethodArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    /// h3:8|9|10|11, sweref:100|250|500|1000 eller areas:<slag>, för metoder som räknar i celler.
    #[arg(long, default_value = "h3:10")]
    pub(crate) lattice: String,
    /// Svar och metodkort som JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Till fil i stället för skärmen.
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
}

/// The period holds the scored months; those looked at lie before it.
#[derive(Debug, Args)]
pub(crate) struct BacktestArgs {
    #[command(flatten)]
    pub(crate) method: MethodArgs,
    /// Ringar av grannar, 1–3.
    #[arg(long)]
    pub(crate) ring: Option<u8>,
    /// Månader som metoderna ser före varje prövad månad, 1–36; annars 12.
    #[arg(long)]
    pub(crate) past_months: Option<u32>,
    /// Så många månader prövas som mest, de senaste, 1–60; annars 24.
    #[arg(long)]
    pub(crate) max_rolls: Option<u32>,
    /// Varje kategori för sig: vilken metod den börjar med och varför.
    #[arg(long, conflicts_with_all = ["categories", "json"])]
    pub(crate) each_category: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    #[command(flatten)]
    pub(crate) method: MethodArgs,
    /// Den tidigare periodens första dag; annars samma dagar ett år före.
    #[arg(long)]
    pub(crate) compare_from: Option<Date>,
    /// Den tidigare periodens sista dag.
    #[arg(long)]
    pub(crate) compare_to: Option<Date>,
    /// Körning vars platser jämförs; annars den senaste med samma kategorier, `none` för ingen.
    #[arg(long)]
    pub(crate) run: Option<String>,
    /// Körning i den tidigare perioden, vars platser listas när de inte finns kvar.
    #[arg(long)]
    pub(crate) gone_of: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct LocalMoranArgs {
    #[command(flatten)]
    pub(crate) method: MethodArgs,
    /// Ringar av grannar, 1–5; annars 1.
    #[arg(long)]
    pub(crate) ring: Option<u8>,
    /// Nivå efter rättning för många prov; annars 0.05.
    #[arg(long)]
    pub(crate) alpha: Option<f64>,
    /// Rättning: bh, bonferroni eller none.
    #[arg(long, default_value = "bh")]
    pub(crate) correction: String,
}

#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    pub(crate) method: MethodArgs,
    /// Vad antalen väntas följa: land, exposure:INDIKATOR eller exposure:category:KATEGORI; annars land.
    #[arg(long)]
    pub(crate) expect: Option<String>,
    /// Största andel av land, befolkning eller kategori i en cirkel, högst 0.5.
    #[arg(long)]
    pub(crate) max_share: Option<f64>,
    /// Största radie i meter; annars 500 på rutor, ingen gräns på områden.
    #[arg(long)]
    pub(crate) max_radius: Option<f64>,
    /// Simuleringar; annars 9 999.
    #[arg(long)]
    pub(crate) simulations: Option<u32>,
    /// Slumptalens frö.
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Så många kluster som mest; annars 10.
    #[arg(long)]
    pub(crate) clusters: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct KdeArgs {
    #[command(flatten)]
    pub(crate) method: MethodArgs,
    /// quartic, epanechnikov eller gaussian; annars quartic.
    #[arg(long)]
    pub(crate) kernel: Option<String>,
    /// Bandbredd i meter; annars 250.
    #[arg(long)]
    pub(crate) bandwidth: Option<f64>,
    /// Rutornas sida i meter; annars 50.
    #[arg(long)]
    pub(crate) grid: Option<f64>,
    /// binned eller exact; annars binned.
    #[arg(long)]
    pub(crate) way: Option<String>,
    /// Andelar av antalen (0–1) vars minsta yta ritas; annars 0.25,0.5,0.8.
    #[arg(long, value_delimiter = ',')]
    pub(crate) shares: Vec<f64>,
    /// Tätheter per km² som ritas.
    #[arg(long, value_delimiter = ',')]
    pub(crate) levels: Vec<f64>,
}

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

#[derive(Debug, Args)]
pub(crate) struct EmergingArgs {
    #[command(flatten)]
    pub(crate) method: MethodArgs,
    /// Ringar grannar, 1–5.
    #[arg(long, default_value_t = 1)]
    pub(crate) ring: u8,
    /// Vad som gör en ruta het en månad: gi-star, count, permutation eller default.
    #[arg(long, default_value = "gi-star")]
    pub(crate) gate: String,
    /// Rättning över månadens rutor: bh, bonferroni eller none.
    #[arg(long, default_value = "bh")]
    pub(crate) correction: String,
    /// Nivå för provet efter rättning.
    #[arg(long, default_value_t = 0.05)]
    pub(crate) alpha: f64,
    /// Nivå för trenden, tvåsidigt.
    #[arg(long, default_value_t = 0.05)]
    pub(crate) trend_alpha: f64,
}

#[derive(Debug, Args)]
pub(crate) struct ChangeArgs {
    #[command(flatten)]
    pub(crate) method: MethodArgs,
    /// Områdesslag, t.ex. stadsdelsomrade; annars det finaste som finns.
    #[arg(long)]
    pub(crate) layer: Option<String>,
    /// Körning vars platser också får rader; annars den senaste, `none` för ingen.
    #[arg(long)]
    pub(crate) run: Option<String>,
    /// Månader som är nu, 1–12.
    #[arg(long, default_value_t = 3)]
    pub(crate) months: u32,
    /// Tidigare år att jämföra med, 1–10.
    #[arg(long, default_value_t = 1)]
    pub(crate) years: u32,
    /// Senaste månader som är preliminära.
    #[arg(long, default_value_t = 1)]
    pub(crate) preliminary: u32,
}

#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    #[command(flatten)]
    pub(crate) method: MethodArgs,
    /// Bara marken hos en plats i en körning: körning:nummer.
    #[arg(long)]
    pub(crate) place: Option<String>,
    /// Första dag i en period att jämföra med.
    #[arg(long, requires = "compare_to")]
    pub(crate) compare_from: Option<Date>,
    /// Sista dag i den.
    #[arg(long, requires = "compare_from")]
    pub(crate) compare_to: Option<Date>,
}

#[derive(Debug, Args)]
pub(crate) struct DbscanArgs {
    #[command(flatten)]
    pub(crate) method: MethodArgs,
    /// Meter inom vilka händelser räknas ihop, 20–250.
    #[arg(long, default_value_t = 50.0)]
    pub(crate) eps_m: f64,
    /// Antal inom dem som gör en plats, minst 3; annars tjugo gånger områdets medel, minst 10.
    #[arg(long)]
    pub(crate) min_weight: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct NearRepeatArgs {
    #[command(flatten)]
    pub(crate) method: MethodArgs,
    /// Avståndsbandens bredd i meter, 10–1000.
    #[arg(long, default_value_t = 100.0)]
    pub(crate) band_m: f64,
    /// Antal avståndsband utöver samma plats, 1–8.
    #[arg(long, default_value_t = 4)]
    pub(crate) n_space: u8,
    /// Tidsbandens bredd i dagar, 1–90.
    #[arg(long, default_value_t = 7)]
    pub(crate) band_days: u16,
    /// Antal tidsband, 1–8.
    #[arg(long, default_value_t = 4)]
    pub(crate) n_time: u8,
    /// Omkastningar, 99–99999.
    #[arg(long, default_value_t = 999)]
    pub(crate) permutations: u32,
    /// Slumptalens frö.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
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
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Områden, en körnings platser eller celler, ärenden, eller en metods svar; kde-grid och
    /// kde-points är täthetskartans rutor och deras mittpunkter.
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(Layer::names()))]
    pub(crate) layer: String,
    /// Områdesslag, för områden.
    #[arg(long)]
    pub(crate) kind: Option<String>,
    /// Körning, för platser, celler och metoder; annars den senaste.
    #[arg(long)]
    pub(crate) run: Option<String>,
    /// Koordinatsystem, t.ex. EPSG:3011; annars grader (WGS84). Öst står först.
    #[arg(long)]
    pub(crate) crs: Option<String>,
    /// Format. Bredvid en metods CSV (-o FIL) skrivs FIL-metadata.json med kolumner och metodkort.
    #[arg(long, value_enum, default_value = "geojson")]
    pub(crate) format: ExportFormat,
    /// Nivå: publik, stad eller intern. Intern måste nämnas.
    #[arg(long, default_value = "publik")]
    pub(crate) release: String,
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
}
