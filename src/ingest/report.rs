//! The list of rejected rows as a file for the sender.

use super::Rejection;

/// Headers of [`rejections_csv`] in Swedish.
pub const REPORT_HEADERS_SV: [&str; 7] =
    ["fil", "rad", "post", "kolumn", "värde", "kod", "förklaring"];

/// Headers of [`rejections_csv`] in English.
pub const REPORT_HEADERS_EN: [&str; 7] =
    ["file", "line", "record", "column", "value", "code", "text"];

/// CSV, UTF-8 with byte order mark and CRLF so that spreadsheets read it right. Cells that a
/// spreadsheet would take for a formula are prefixed with an apostrophe.
///
/// `text` says in words what a code means.
pub fn rejections_csv<'a>(
    rejections: impl IntoIterator<Item = &'a Rejection>,
    headers: [&str; 7],
    text: impl Fn(&str) -> &str,
) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let mut write = |row: [&str; 7]| out.write_record(row).expect("writing to memory cannot fail");
    write(headers);
    for rejection in rejections {
        let code = rejection.code.as_str();
        write([
            &harmless(&rejection.file),
            &rejection.line.to_string(),
            &rejection.record.to_string(),
            &harmless(rejection.column.as_deref().unwrap_or_default()),
            &harmless(rejection.value.as_deref().unwrap_or_default()),
            code,
            text(code),
        ]);
    }
    out.into_inner().expect("flushing to memory cannot fail")
}

/// Prefixes what a spreadsheet would evaluate; plain numbers stay.
fn harmless(cell: &str) -> String {
    let first = cell.trim_start_matches([' ', '\u{a0}']).chars().next();
    let starts_formula =
        matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '%'));
    let plain_number = cell.parse::<f64>().is_ok();
    if starts_formula && !plain_number { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::RejectionCode;

    #[test]
    fn formulas_are_defused_and_numbers_stay() {
        for (cell, safe) in [
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("@x", "'@x"),
            ("-1+1", "'-1+1"),
            ("+46", "+46"),
            ("-84.5", "-84.5"),
            ("\tx", "'\tx"),
            (" =1", "' =1"),
            ("våld", "våld"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), safe);
        }
    }

    #[test]
    fn a_report_has_a_line_per_rejection() {
        let rejection = Rejection {
            file: "maj.csv".into(),
            line: 7,
            record: 6,
            column: Some("lon".into()),
            value: Some("=cmd|' /C calc'!A0".into()),
            code: RejectionCode::BadNumber,
        };
        let csv = rejections_csv([&rejection], REPORT_HEADERS_SV, |_| "Inte ett tal.");
        let text = String::from_utf8(csv).expect("UTF-8");
        assert_eq!(
            text,
            "\u{feff}fil,rad,post,kolumn,värde,kod,förklaring\r\n\
             maj.csv,7,6,lon,'=cmd|' /C calc'!A0,bad_number,Inte ett tal.\r\n"
        );
    }
}
