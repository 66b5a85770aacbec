//! Periods as tables write them: a year, a half-year, a quarter, a month, a day, or from–to.

use super::Period;
use jiff::civil::Date;

impl std::str::FromStr for Period {
    type Err = String;

    /// Reads `2014`, `2014-H1`, `2014-Q2` (also `kv2`), `2014-03`, `2014-03-07`, and `A..B` or `A–B` of
    /// any two of them. Years 1900–2100.
    fn from_str(text: &str) -> Result<Self, String> {
        read_period(text).ok_or_else(|| text.to_owned())
    }
}

fn read_period(text: &str) -> Option<Period> {
    let text = text.trim();
    for between in ["..", "–", "—", " - "] {
        if let Some((from, to)) = text.split_once(between) {
            return Period::new(read_one(from)?.from, read_one(to)?.to);
        }
    }
    read_one(text)
}

fn read_one(text: &str) -> Option<Period> {
    let text = text.trim();
    let year = |text: &str| -> Option<i16> {
        let plain = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|year| plain && (1900..=2100).contains(year))
    };
    let (head, rest) = text.split_at_checked(4)?;
    let year = year(head)?;
    let rest = rest.trim_start_matches([' ', '-', '/']).to_ascii_lowercase();
    let months = |first: i8, n: i8| {
        let from = Date::new(year, first, 1).ok()?;
        Period::new(from, Date::new(year, first + n - 1, 1).ok()?.last_of_month())
    };
    if rest.is_empty() {
        return months(1, 12);
    }
    for (prefix, n) in [("h", 6), ("q", 3), ("kv", 3)] {
        if let Some(part) = rest.strip_prefix(prefix).map(str::trim) {
            let part: i8 = part.parse().ok().filter(|part| (1..=12 / n).contains(part))?;
            return months((part - 1) * n + 1, n);
        }
    }
    let mut parts = rest.split(['-', '/']);
    let two = |text: &str| -> Option<i8> { (text.len() == 2).then(|| text.parse().ok())? };
    match (parts.next(), parts.next(), parts.next()) {
        (Some(month), None, None) => {
            two(month).filter(|m| (1..=12).contains(m)).and_then(|month| months(month, 1))
        }
        (Some(month), Some(day), None) => {
            let day = Date::new(year, two(month)?, two(day)?).ok()?;
            Period::new(day, day)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_whole_days_however_it_is_written() {
        for (text, expected) in [
            ("2014", "2014-01-01 2014-12-31"),
            (" 2014-H2 ", "2014-07-01 2014-12-31"),
            ("2014 kv 1", "2014-01-01 2014-03-31"),
            ("2014Q4", "2014-10-01 2014-12-31"),
            ("2016-02", "2016-02-01 2016-02-29"),
            ("2016/02", "2016-02-01 2016-02-29"),
            ("2016-02-29", "2016-02-29 2016-02-29"),
            ("2011..2014", "2011-01-01 2014-12-31"),
            ("2014-09-01 – 2015-02", "2014-09-01 2015-02-28"),
        ] {
            let period = read_period(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(format!("{} {}", period.from, period.to), expected, "{text}");
        }
        for text in [
            "",
            "14",
            "1850",
            "2014-13",
            "2014-Q5",
            "2015-02-29",
            "2014..2011",
            "år 2014",
            "2014-1",
            "20145",
        ] {
            assert_eq!(read_period(text), None, "{text}");
        }
    }
}
