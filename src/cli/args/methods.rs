//! What the methods are asked: the frame all have, and what each chooses for itself.

use super::FilterArgs;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum HotspotFormat {
    Geojson,
    Csv,
    Table,
    Json,
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
