//! A synthetic row and how it is written. Numbers are written from integers.

use super::city::CATEGORIES;

/// The header of every file.
pub(super) const HEADER: &str =
    "id;category;lon;lat;area;area_kind;occurred_from;occurred_to;precision;count;reported_on\n";

/// Of a hundred rows, how many are known by area only; they hold one or two counts.
pub(super) const AREA_ROWS_PERCENT: u64 = 3;
/// Share of the counts of a category that have coordinates.
pub(super) const LOCATED_SHARE: f64 = 97.0 / (97.0 + 3.0 * 1.5);

/// Minutes since the first midnight of the calendar, local time.
pub(super) type Minute = u32;

/// One row. The derived order is that of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    pub(super) from: Minute,
    pub(super) written: Written,
    pub(super) category: u8,
    pub(super) place: Place,
    pub(super) to: Option<Minute>,
    pub(super) count: u32,
    /// Day of registration.
    pub(super) reported: u32,
}

/// How exactly the time is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Written {
    /// `2025-10-03T22:40`.
    Minute,
    /// `2025-10-03`.
    Day,
    /// `2025-10`.
    Month,
}

/// Where, as the source knew it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Millionths of a degree, and `exakt`, `gata` or `okand`.
    Point(i32, i32, &'static str),
    /// Index of a statistical area.
    Area(u16),
}

/// Appends rows; `dates` are the calendar's days as text, `month` is the ids' prefix, `YYYY-MM`.
pub(super) fn write_rows(
    out: &mut String,
    rows: &[Row],
    dates: &[String],
    codes: &[String],
    month: &str,
) {
    for (i, row) in rows.iter().enumerate() {
        out.push_str(month);
        out.push('-');
        padded(out, i as u32 + 1, 5);
        out.push(';');
        out.push_str(CATEGORIES[usize::from(row.category)].id);
        out.push(';');
        match row.place {
            Place::Point(lon, lat, _) => {
                degrees(out, lon);
                out.push(';');
                degrees(out, lat);
                out.push_str(";;;");
            }
            Place::Area(area) => {
                out.push_str(";;");
                out.push_str(&codes[usize::from(area)]);
                out.push_str(";statistikomrade;");
            }
        }
        time(out, row.from, row.written, dates);
        out.push(';');
        if let Some(to) = row.to {
            time(out, to, Written::Minute, dates);
        }
        out.push(';');
        out.push_str(match row.place {
            Place::Point(_, _, precision) => precision,
            Place::Area(_) => "omrade",
        });
        out.push(';');
        padded(out, row.count, 1);
        out.push(';');
        out.push_str(&dates[row.reported as usize]);
        out.push('\n');
    }
}

fn time(out: &mut String, at: Minute, written: Written, dates: &[String]) {
    let date = &dates[(at / 1440) as usize];
    match written {
        Written::Month => out.push_str(&date[..7]),
        Written::Day => out.push_str(date),
        Written::Minute => {
            out.push_str(date);
            out.push('T');
            padded(out, at % 1440 / 60, 2);
            out.push(':');
            padded(out, at % 60, 2);
        }
    }
}

/// Six decimals; the city is east and north of zero.
fn degrees(out: &mut String, millionths: i32) {
    let millionths = millionths.unsigned_abs();
    padded(out, millionths / 1_000_000, 1);
    out.push('.');
    padded(out, millionths % 1_000_000, 6);
}

fn padded(out: &mut String, number: u32, width: usize) {
    let mut digits = [b'0'; 10];
    let (mut rest, mut at) = (number, digits.len());
    while rest > 0 {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let from = at.min(digits.len() - width);
    digits[from..].iter().for_each(|digit| out.push(char::from(*digit)));
}
