//! The list of the start page: what has changed, the party's own areas first, as sentences.

use super::MethodCard;
use crate::{
    analysis::{
        change::{Level, ratio_interval},
        question::Answer,
        whats_changed::{ChangeRow, Ranking, Unit},
    },
    app::{App, AppError, agreements, areas},
    area::{AreaId, PreparedArea},
    case::party::agreements_of,
    incident::{Category, CategoryId, PartyId},
};

/// One row with its names.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeLine {
    /// The area or place.
    pub unit: Unit,
    /// The category; only its id is known when the catalogue has it no more.
    pub category: CategoryId,
    /// Its Swedish name.
    pub label_sv: String,
    /// Its English name.
    pub label_en: String,
    /// What must stand beside its figures.
    pub note_sv: Option<String>,
    /// The figures.
    pub row: ChangeRow,
    /// Exact 95 % interval of now/expected; no upper limit when there was nothing before.
    pub ratio_95: (f64, Option<f64>),
}

/// The ranking as a party reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeList {
    /// The areas of the party's agreements; empty when no agreement says.
    pub own_areas: Vec<AreaId>,
    /// Rows in them, most remarkable first.
    pub own: Vec<ChangeLine>,
    /// All other rows.
    pub others: Vec<ChangeLine>,
}

/// At most `limit` rows each of the own areas and of the others.
///
/// An area or place is a party's *own* when its label point lies in an area that an agreement of the
/// party, valid today, names. A party without an agreement has no own areas: all are others to it.
pub fn listed(app: &App, card: &MethodCard, limit: usize) -> Result<ChangeList, AppError> {
    let Answer::Change(ranking) = &card.run.found.result else {
        return Err(AppError::Fault("not an answer about change".into()));
    };
    let (own_areas, ground) = own_ground(app, &card.run.header.party)?;
    let own: Vec<bool> = ranking
        .units
        .iter()
        .map(|unit| ground.iter().any(|ground| ground.contains(unit.at)))
        .collect();
    let catalogue = areas::categories(app)?.categories;
    let part = |is_own: bool| -> Vec<ChangeLine> {
        let rows = ranking.found.rows.iter().filter(|row| own[row.unit as usize] == is_own);
        rows.take(limit).map(|row| line(ranking, row, &catalogue)).collect()
    };
    Ok(ChangeList { own_areas, own: part(true), others: part(false) })
}

fn line(ranking: &Ranking, row: &ChangeRow, catalogue: &[Category]) -> ChangeLine {
    let category = ranking.categories[row.category as usize].clone();
    let known = catalogue.iter().find(|known| known.id == category);
    let named = |name: fn(&Category) -> &String| {
        known.map_or_else(|| category.0.clone(), |known| name(known).clone())
    };
    ChangeLine {
        unit: ranking.units[row.unit as usize].clone(),
        label_sv: named(|known| &known.label_sv),
        label_en: named(|known| &known.label_en),
        note_sv: known.and_then(|known| known.note_sv.clone()),
        category,
        row: *row,
        ratio_95: ratio_interval(row.now, row.before, row.periods),
    }
}

/// The areas that the party's agreements of today name, and their ground.
fn own_ground(app: &App, party: &PartyId) -> Result<(Vec<AreaId>, Vec<PreparedArea>), AppError> {
    let (read, today) = (app.store.read()?, app.today());
    let agreements = agreements::agreements(&*read)?;
    let named = agreements_of(&agreements, party, today).flat_map(|one| one.areas.iter().cloned());
    let mut ids: Vec<AreaId> = named.collect();
    ids.sort();
    ids.dedup();
    let mut ground = Vec::new();
    for id in &ids {
        let versions = read.area(id)?;
        let valid = versions.iter().find(|area| area.validity.covers(today));
        let shape = valid.or(versions.last()).and_then(|area| area.geometry.as_ref());
        ground.extend(shape.map(PreparedArea::new));
    }
    Ok((ids, ground))
}

impl ChangeLine {
    /// "Blekholmsterrassen: våld i offentlig miljö 19 mot 7, tre månader i rad (z 2,4) – bevaka".
    pub fn sentence_sv(&self) -> String {
        let row = &self.row;
        let against = match row.n_years {
            1 => row.before.to_string(),
            _ => format!("väntat {:.0}", row.change.expected),
        };
        let streak = match row.months_in_a_row {
            0 | 1 => String::new(),
            n => format!(", {} månader i rad", in_words_sv(n)),
        };
        let z = format!("{:.1}", row.change.z).replace('.', ",").replace('-', "−");
        let note = self.note_sv.as_deref().map_or_else(String::new, |note| {
            // Its first clause is enough in a sentence; the whole note stands beside it.
            let clause = note.split([':', ';', '.']).next().unwrap_or(note);
            format!("; {}", lower_first(clause))
        });
        let level = match row.change.level {
            Level::None => String::new(),
            level => format!(" – {}", level.label_sv()),
        };
        let (name, label) = (&self.unit.name, lower_first(&self.label_sv));
        format!("{name}: {label} {} mot {against}{streak} (z {z}{note}){level}", row.now)
    }

    /// The same in English, without the note, which is Swedish.
    pub fn sentence_en(&self) -> String {
        let row = &self.row;
        let against = match row.n_years {
            1 => row.before.to_string(),
            _ => format!("{:.0} expected", row.change.expected),
        };
        let streak = match row.months_in_a_row {
            0 | 1 => String::new(),
            n => format!(", {n} months in a row"),
        };
        let level = match row.change.level {
            Level::None => "",
            Level::Watch => " – watch",
            Level::Alarm => " – alarm",
        };
        let (name, label) = (&self.unit.name, lower_first(&self.label_en));
        let z = row.change.z;
        format!("{name}: {label} {} against {against}{streak} (z {z:.1}){level}", row.now)
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect::<String>())
}

fn in_words_sv(n: u32) -> String {
    const WORDS: [&str; 11] =
        ["två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"];
    let word = n.checked_sub(2).and_then(|at| WORDS.get(at as usize));
    word.map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::change::{Against, change},
        area::{AreaKind, LonLat},
    };

    fn blekholm(now: u64, before: u64, n_years: u32, note: Option<&str>) -> ChangeLine {
        let periods = f64::from(n_years);
        let change = change(now, Against::Earlier { n: before, periods }).expect("earlier");
        ChangeLine {
            unit: Unit {
                id: AreaId("plats/blekholmsterrassen".into()),
                name: "Blekholmsterrassen".into(),
                kind: AreaKind::Plats,
                at: LonLat { lon: 18.0, lat: 59.3 },
            },
            category: CategoryId("vald".into()),
            label_sv: "Våld".into(),
            label_en: "Violence".into(),
            note_sv: note.map(str::to_owned),
            row: ChangeRow {
                unit: 0,
                category: 0,
                now,
                before,
                n_years,
                periods,
                change,
                p_adjusted: 1.0,
                months_in_a_row: 3,
            },
            ratio_95: (1.0, None),
        }
    }

    #[test]
    fn a_row_reads_as_a_sentence() {
        let line = blekholm(19, 7, 1, None);
        assert_eq!(
            line.sentence_sv(),
            "Blekholmsterrassen: våld 19 mot 7, tre månader i rad (z 2,4) – bevaka"
        );
        assert_eq!(
            line.sentence_en(),
            "Blekholmsterrassen: violence 19 against 7, 3 months in a row (z 2.4) – watch"
        );
        let note = Some("Följer polisens insatser: fler kontroller ger fler anmälningar.");
        let sentence = blekholm(61, 172, 4, note).sentence_sv();
        assert!(sentence.contains("61 mot väntat 43, tre"), "{sentence}");
        assert!(sentence.ends_with("(z 2,2; följer polisens insatser) – bevaka"), "{sentence}");
        let fall = blekholm(7, 19, 1, None).sentence_sv();
        assert!(fall.contains("(z −2,4)"), "{fall}");
    }
}
