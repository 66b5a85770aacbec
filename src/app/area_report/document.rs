//! The report to print.

use super::{AreaReport, CaseWithin, How, Order, Surveyed, make, over_time};
use crate::{
    analysis::year_before::YearRow,
    app::{
        Actor, App, AppError,
        case_file::words,
        export::File,
        paper::{self, dash, days, decimals, signed},
        texts,
    },
    export::document::{Block, Document, section, table},
    incident::{CategoryId, IndicatorValue, Unit},
    policy::{self, Action},
};
use jiff::{Timestamp, tz::TimeZone};

/// One A4 file that needs nothing beside it.
///
/// # Errors
/// As [`make`], and for who may take nothing out.
pub fn html(app: &App, actor: &Actor, order: &Order) -> Result<File, AppError> {
    policy::may(actor, Action::Export)?;
    let report = make(app, actor, order)?;
    let bytes = paper::printed(&document(&report, app.settings.clock.zone()))?;
    Ok(File { name: format!("{}.html", report.id), bytes })
}

fn document(report: &AreaReport, zone: &TimeZone) -> Document {
    let name = report.name.as_deref().unwrap_or("ett ritat område");
    let how = &report.how;
    let head = [
        ("Område", name.to_owned()),
        ("Yta", format!("{} km²", decimals(report.area_km2, 2))),
        ("Period", days(report.period)),
        ("Jämfört med", days(report.before)),
    ];
    let head = head.map(|(name, is)| (name.to_owned(), is)).into_iter();
    let taken = paper::taken_out(how.synthetic, how.extracted_at, zone, &how.extracted_by);
    Document {
        title: format!("Områdesrapport: {name}"),
        head: head.chain(taken).collect(),
        sections: vec![
            section("Antal per kategori", counts(report)),
            section("Hur samlat det är", concentration(report)),
            section("När på veckan", week(report)),
            section("Hotspots i området", hotspots(report)),
            section("Enkäter och register", surveys(report)),
            section("Utsatta områden", over_time::utsatta(&report.utsatta)),
            section("Platser som pekats ut som otrygga", said(report)),
            section("Ärenden och öppna åtgärder", cases(report.cases.as_deref())),
            section("Så räknades det", counted(report, how, zone)),
        ],
    }
}

fn counts(report: &AreaReport) -> Vec<Block> {
    let found = &report.counts;
    let known = |id: &CategoryId| report.categories.iter().find(|category| category.id == *id);
    let row = |row: &YearRow| {
        let counted = &row.counted;
        let label = known(&counted.category).map_or(&counted.category.0, |c| &c.label_sv);
        let difference = counted.before.map(|before| signed(counted.now as f64 - before as f64, 0));
        vec![
            label.clone(),
            counted.now.to_string(),
            counted.before.map_or_else(dash, |n| n.to_string()),
            difference.unwrap_or_else(dash),
            row.change.map_or_else(dash, |change| decimals(change.p, 3)),
            row.p_adjusted.map_or_else(dash, |p| decimals(p, 3)),
            row.change.map_or_else(dash, |change| change.level.label_sv().to_owned()),
        ]
    };
    let columns =
        ["Kategori", "Antal", "Året före", "Skillnad", "p", "p för alla rader", "Bedömning"];
    let mut blocks = table(&columns, found.rows.iter().map(row).collect());
    let tested = match found.n_tested {
        0 => "Ingen rad är prövad.".to_owned(),
        n => format!(
            "Prövade rader: {n}. Kategorier utan antal: {}. Med många rader slår några ut av en slump: \
             läs p för alla rader.",
            found.n_empty
        ),
    };
    blocks.push(Block::Text(tested));
    let notes = found.rows.iter().filter_map(|row| {
        let category = known(&row.counted.category)?;
        Some(format!("{}: {}", category.label_sv, category.note_sv.as_ref()?))
    });
    let rails = report.guard_rails.iter().map(|rail| rail.text_sv.clone());
    let left_out = report.n_left_out.iter();
    let left_out = left_out.map(|(code, n)| format!("{}: {n}", texts::text_sv(code)));
    let said: Vec<String> = rails.chain(left_out).chain(notes).collect();
    blocks.extend((!said.is_empty()).then_some(Block::List(said)));
    blocks
}

fn concentration(report: &AreaReport) -> Vec<Block> {
    let found = &report.concentration;
    let holding = found.holding.iter().map(|held| {
        format!(
            "{} % av antalen ligger i {} av {} rutor.",
            decimals(100.0 * held.incident_share, 0),
            held.n_cells,
            found.n_cells
        )
    });
    let rows: Vec<String> = holding.collect();
    if rows.is_empty() { Vec::new() } else { vec![Block::List(rows)] }
}

fn week(report: &AreaReport) -> Vec<Block> {
    let week = &report.week;
    if week.week_hours.iter().flatten().sum::<f64>() == 0.0 {
        return Vec::new();
    }
    const DAYS: [&str; 7] = ["Mån", "Tis", "Ons", "Tor", "Fre", "Lör", "Sön"];
    let rows = DAYS.iter().zip(&week.week_hours).map(|(day, hours)| {
        // Four hours together: twenty-four columns do not fit on a page.
        let blocks = hours.chunks(4).map(|hours| decimals(hours.iter().sum(), 1));
        std::iter::once((*day).to_owned()).chain(blocks).collect()
    });
    let columns = ["", "00–04", "04–08", "08–12", "12–16", "16–20", "20–24"];
    let mut blocks = table(&columns, rows.collect());
    if let Some(found) = &week.peak {
        blocks.push(Block::Text(format!("Tätast: {}.", found.text_sv())));
    }
    if week.n_long > 0 {
        blocks.push(Block::Text(format!(
            "{} händelser kan ha skett under mer än ett dygn; de ingår i antalen men inte i veckan.",
            week.n_long
        )));
    }
    blocks
}

fn hotspots(report: &AreaReport) -> Vec<Block> {
    let Some(found) = &report.hotspots else {
        return vec![Block::Text(
            "Ingen hotspotkörning över hela studieområdet och alla kategorier finns.".to_owned(),
        )];
    };
    let of_run = format!(
        "Körning {} ({}): {} platser, varav {} i området.",
        found.run,
        days(found.period),
        found.n_places,
        found.places.len()
    );
    let row = |place: &super::HotspotWithin| {
        vec![
            place.rank.to_string(),
            place.name.clone(),
            place.n.to_string(),
            decimals(place.expected, 1),
            format!("{} %", decimals(100.0 * place.share, 0)),
        ]
    };
    let columns = ["Nr", "Plats", "Antal", "Väntat", "Andel i området"];
    let mut blocks = vec![Block::Text(of_run)];
    if !found.places.is_empty() {
        blocks.extend(table(&columns, found.places.iter().map(row).collect()));
    }
    blocks
}

fn surveys(report: &AreaReport) -> Vec<Block> {
    let mut blocks = surveyed(&report.surveyed);
    if !blocks.is_empty() {
        blocks.push(Block::Text(
            "En enkätandel för ett område kan inte visa effekten på en enskild plats.".to_owned(),
        ));
    }
    let before = surveyed(&report.surveyed_before);
    if !before.is_empty() {
        blocks.push(Block::Heading("Föregångarnas egna serier".to_owned()));
        blocks.push(Block::Text(
            "Värdena gäller föregångarnas område, inte det här, och läggs aldrig ihop med något."
                .to_owned(),
        ));
        blocks.extend(before);
    }
    blocks
}

/// A count is whole; a share and a rate have a decimal.
fn n_decimals(value: &IndicatorValue) -> usize {
    usize::from(value.unit == Unit::Procent || value.value.fract() != 0.0)
}

fn surveyed(values: &[Surveyed]) -> Vec<Block> {
    let row = |one: &Surveyed| {
        let value = &one.value;
        let unit = value.unit.after_number();
        let number = match value.is_suppressed() {
            true => "för få svar".to_owned(),
            false => format!("{}{unit}", decimals(value.value, n_decimals(value))),
        };
        let interval = one.interval_95.map_or_else(dash, |(low, high)| {
            format!("{}–{}{unit}", decimals(low, 1), decimals(high, 1))
        });
        let group = value.group.as_ref().map_or_else(String::new, |group| format!(" ({group})"));
        vec![
            format!("{}{group}", value.label),
            one.area_name.clone(),
            days(value.period),
            number,
            interval,
            value.source.clone(),
            value.extracted_on.map_or_else(dash, |day| day.to_string()),
        ]
    };
    let columns = ["Mått", "Område", "Period", "Värde", "95 %-intervall", "Källa", "Uttaget"];
    table(&columns, series(values.iter().map(row)))
}

/// The periods of one measure in one area, from one source, stand below each other in one row.
fn series(rows: impl Iterator<Item = Vec<String>>) -> Vec<Vec<String>> {
    const SAME: [usize; 4] = [0, 1, 5, 6];
    let mut all: Vec<Vec<String>> = Vec::new();
    for row in rows {
        match all.last_mut().filter(|last| SAME.iter().all(|&at| last[at] == row[at])) {
            Some(last) => {
                for at in 2..5 {
                    last[at] = format!("{}\n{}", last[at], row[at]);
                }
            }
            None => all.push(row),
        }
    }
    all
}

fn said(report: &AreaReport) -> Vec<Block> {
    let row = |said: &super::Said| {
        let kinds = said.kinds.iter().map(|(kind, n)| format!("{} ({n})", kind.label_sv()));
        vec![said.names.join(", "), kinds.collect::<Vec<_>>().join(", "), said.latest.to_string()]
    };
    table(&["Plats", "Nämnd i", "Senast"], report.said.iter().map(row).collect())
}

fn cases(cases: Option<&[CaseWithin]>) -> Vec<Block> {
    let Some(cases) = cases else {
        return vec![Block::Text("Ärenden ingår inte i din behörighet.".to_owned())];
    };
    let mut blocks = Vec::new();
    for case in cases {
        blocks.push(Block::Heading(format!("{} {}", case.number, case.name)));
        blocks.push(Block::Text(format!(
            "{}. Öppnat {}. Klara åtgärder: {}, öppna: {}.",
            words::state(case.state),
            case.opened_on,
            case.n_done,
            case.open.len()
        )));
        let row = |measure: &super::OpenMeasure| {
            let late = if measure.is_late { " (försenad)" } else { "" };
            vec![
                measure.what.clone(),
                words::owner(&measure.owner),
                format!("{}{late}", measure.due),
            ]
        };
        let open: Vec<_> = case.open.iter().map(row).collect();
        if !open.is_empty() {
            blocks.extend(table(&["Öppen åtgärd", "Ansvarig", "Klar senast"], open));
        }
    }
    blocks
}

fn counted(report: &AreaReport, how: &How, zone: &TimeZone) -> Vec<Block> {
    let day = |at: Timestamp| words::moment(at, zone);
    let sources = how.sources.iter().map(|source| {
        let latest = source.latest.map_or_else(dash, day);
        format!("{}: {} leveranser, senast {latest}", source.name, source.n_imports)
    });
    let methods = how.methods.iter().map(|(name, version)| format!("{name} {version}"));
    let facts = [
        ("Rapportens nummer", report.id.clone()),
        ("Källor", sources.collect::<Vec<_>>().join("\n")),
        ("Antalen täcker", how.data.map(days).unwrap_or_default()),
        ("Dataversion", how.data_version.0.to_string()),
        ("Metoder", methods.collect::<Vec<_>>().join(", ")),
        ("Hotspotkörning", report.hotspots.as_ref().map(|h| h.run.clone()).unwrap_or_default()),
        ("Antalens fingeravtryck", how.input_fingerprint.0.clone()),
        ("Områdets fingeravtryck", how.ground_fingerprint.0.clone()),
    ];
    let rules = RULES.iter().map(|rule| (*rule).to_owned());
    vec![
        Block::Facts(facts.map(|(name, is)| (name.to_owned(), is)).into()),
        Block::List(rules.chain(over_time::backwards(report)).collect()),
    ]
}

/// How it was counted, as docs/rapporter.md says it too.
const RULES: [&str; 4] = [
    "En händelse ligger i området när mitten av dess ruta (H3, nivå 12) gör det.",
    "Antal som bara är kända per statistikområde räknas när minst 95 % av det området ligger i \
     rapportens område; när bara en del gör det utelämnas de och redovisas.",
    "Skillnaden mot året före prövas som två Poissonantal; p för alla rader är korrigerat enligt \
     Benjamini–Hochberg.",
    "Hur samlat det är räknas på rutor (H3, nivå 10) som ligger i området.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_years_of_one_series_stand_in_one_row_and_those_of_another_do_not() {
        let row = |what: &str, year: &str, value: &str| {
            ["", "Norrmalm", year, value, "–", "Brå", "–"]
                .iter()
                .enumerate()
                .map(|(at, cell)| if at == 0 { what.to_owned() } else { (*cell).to_owned() })
                .collect::<Vec<_>>()
        };
        let rows = [
            row("Klotter", "2010", "1492"),
            row("Klotter", "2011", "1338"),
            row("Personrån", "2010", "214"),
        ];
        let found = series(rows.into_iter());
        let cells: Vec<[&str; 3]> =
            found.iter().map(|row| [0, 2, 3].map(|at| row[at].as_str())).collect();
        assert_eq!(cells, [["Klotter", "2010\n2011", "1492\n1338"], ["Personrån", "2010", "214"]]);
    }
}
