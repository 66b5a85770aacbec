//! Counts from CSV: UTF-8 or cp1252, comma, semicolon or tab, decimal point or comma.

use super::{
    Context, IncidentDelivery, InputRefused, ReadHow,
    column_plan::{ColumnPlan, n_recognised},
    csv_records::{Records, Start},
    encoding::{Decoded, decode, read_bounded},
    intake::{BATCH, Intake, RawRow},
};
use crate::incident::Fingerprint;
use std::io::Read;

/// Reads a CSV file of incidents, or refuses it whole.
///
/// Every row ends up in [`IncidentDelivery::rows`] or in its rejections, with the line it starts on
/// (quoted line breaks counted). Rows without any value are passed over. Coordinates are turned
/// into base cells and forgotten; of row ids an HMAC is kept. Memory is bounded by
/// [`Limits`]; the same file gives the same delivery on any number of threads.
///
/// Refused with: `empty_file`, `not_a_text_file`, `nul_bytes`, `not_utf8`, `unknown_encoding`,
/// `mixed_encodings`, `garbled_text`, `line_too_long`, `too_large`, `too_many_columns`,
/// `unclosed_quote`, `missing_header`, `missing_column`, `duplicate_column`,
/// `personal_data_column`, `missing_crs`, `unsupported_crs`, `bad_mapping`,
/// `too_many_new_categories`, `no_rows`, `nothing_acceptable`, `unreadable`.
pub fn read_incidents(
    bytes: impl Read,
    file: &str,
    how: &ReadHow,
    context: &Context<'_>,
) -> Result<IncidentDelivery, InputRefused> {
    let limits = &how.limits;
    let bytes = read_bounded(bytes, file, limits.max_bytes, Some(limits.max_line_bytes))?;
    let file_hash = Fingerprint::of(&bytes);
    let Decoded { text, read_as } = decode(bytes, how.encoding, file)?;
    let known = |headers: &[&str]| n_recognised(headers, how);
    let start = Start::find(&text, how.delimiter, limits, &known, file)?;
    let mut records = Records::new(&text, start, limits, file)?;
    let headers = records.header(file)?;
    let plan = ColumnPlan::new(headers, how, file)?;
    let mut intake = Intake::new(&plan, how, context, file)?;
    let mut batch: Vec<RawRow> = (0..BATCH).map(|_| RawRow::default()).collect();
    loop {
        let n = records.fill(&mut batch, file)?;
        intake.take(&batch[..n])?;
        if n < batch.len() {
            break;
        }
    }
    intake.finish(file_hash, format!("CSV, {read_as}, {}", start.delimiter_name()))
}

#[cfg(test)]
#[path = "counts_csv_tests.rs"]
mod tests;
