//! Values of indicators, as they hold now.

use super::error::{from_code, from_json, inconsistent, to_code};
use crate::{
    area::AreaId,
    incident::{ImportId, IndicatorId, IndicatorValue, PartyId, Period},
    store::{KeptIndicator, StoreError},
};
use jiff::civil::Date;
use rusqlite::{Connection, Row, params};

/// Published values, those for the same cell of one owner's table together, the latest published
/// first.
const PUBLISHED: &str = "
    SELECT v.indicator, v.label, v.respondents, v.area, v.period_from, v.period_to, v.value, v.unit,
           v.n_answers, v.source, v.extracted_on, s.owner, i.shared, i.id,
           coalesce(json_extract(i.options, '$.synthetic'), 0), v.seq, i.shared_with
    FROM indicator_value v JOIN import i ON i.id = v.import JOIN stream s ON s.id = i.stream
    WHERE i.state = 'published' AND (?1 IS NULL OR v.indicator = ?1)
    ORDER BY v.indicator, v.respondents, v.area, v.period_from, v.period_to, v.source, s.owner,
             i.published_version DESC";

/// The latest of each cell. It is shared with whom its delivery is, or an earlier one in which the
/// same owner said the same.
pub(super) fn indicators(
    db: &Connection,
    indicator: Option<&IndicatorId>,
) -> Result<Vec<KeptIndicator>, StoreError> {
    let mut statement = db.prepare_cached(PUBLISHED)?;
    let mut rows = statement.query([indicator.map(|id| &id.0)])?;
    let mut kept: Vec<KeptIndicator> = Vec::new();
    while let Some(row) = rows.next()? {
        let next = read(row)?;
        match kept.last_mut() {
            Some(latest) if latest.owner == next.owner && latest.value.same_cell(&next.value) => {
                if latest.value.says_the_same(&next.value) {
                    latest.shared |= next.shared;
                    latest.shared_with.extend(next.shared_with);
                }
            }
            _ => kept.push(next),
        }
    }
    Ok(kept)
}

fn read(row: &Row<'_>) -> Result<KeptIndicator, StoreError> {
    let seq: i64 = row.get(15)?;
    let text = |column| row.get::<_, String>(column);
    let some = |text: String| (!text.is_empty()).then_some(text);
    let day = |text: String, column: &'static str| -> Result<Date, StoreError> {
        text.parse().map_err(|_| inconsistent("indicator_value", column, seq))
    };
    let (from, to) = (day(text(4)?, "period_from")?, day(text(5)?, "period_to")?);
    let period =
        Period::new(from, to).ok_or_else(|| inconsistent("indicator_value", "period_to", seq))?;
    let extracted_on = row.get::<_, Option<String>>(10)?;
    Ok(KeptIndicator {
        value: IndicatorValue {
            indicator: IndicatorId(text(0)?),
            label: text(1)?,
            group: some(text(2)?),
            area: AreaId(text(3)?),
            period,
            value: row.get(6)?,
            unit: from_code(&text(7)?, "indicator_value", "unit", seq)?,
            n_answers: row.get(8)?,
            source: text(9)?,
            extracted_on: extracted_on.map(|text| day(text, "extracted_on")).transpose()?,
        },
        owner: PartyId(text(11)?),
        shared: row.get(12)?,
        shared_with: from_json(&text(16)?, "import", "shared_with", seq)?,
        import: ImportId(row.get(13)?),
        synthetic: row.get(14)?,
    })
}

pub(super) fn put_indicators(
    db: &Connection,
    import: ImportId,
    values: &[IndicatorValue],
) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(
        "INSERT INTO indicator_value (import, indicator, label, respondents, area, period_from,
                                      period_to, value, unit, n_answers, source, extracted_on)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    for value in values {
        statement.execute(params![
            import.0,
            value.indicator.0,
            value.label,
            value.group.as_deref().unwrap_or_default(),
            value.area.0,
            value.period.from.to_string(),
            value.period.to.to_string(),
            value.value,
            to_code(&value.unit)?,
            value.n_answers,
            value.source,
            value.extracted_on.map(|day| day.to_string()),
        ])?;
    }
    Ok(())
}
