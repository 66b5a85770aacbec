//! Records of a CSV text with the lines they really start on, whatever the file is about.

use super::{
    InputRefused,
    encoding::{Limits, refuse},
    intake::RawRow,
};
use csv::{Reader, ReaderBuilder, StringRecord};

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Where the header stands and what separates its fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    byte: usize,
    line: u64,
    delimiter: u8,
}

impl Start {
    /// The delimiter that makes most of the header's fields known ones (`n_known`), then most fields,
    /// unless one is stated. A first line `sep=;`, as spreadsheets write it, settles it.
    pub(super) fn find(
        text: &str,
        stated: Option<u8>,
        limits: &Limits,
        n_known: &dyn Fn(&[&str]) -> usize,
        file: &str,
    ) -> Result<Self, InputRefused> {
        let first = text.lines().next().unwrap_or_default();
        if let Some([delimiter]) = first.trim().strip_prefix("sep=").map(str::as_bytes)
            && DELIMITERS.contains(delimiter)
        {
            let byte = text.find('\n').map_or(text.len(), |at| at + 1);
            return Ok(Self { byte, line: 2, delimiter: stated.unwrap_or(*delimiter) });
        }
        let header = text.trim_start_matches(['\r', '\n']).lines().next().unwrap_or_default();
        let split = |delimiter: u8| {
            let fields: Vec<&str> =
                header.split(char::from(delimiter)).map(|f| f.trim().trim_matches('"')).collect();
            (n_known(&fields), fields.len(), delimiter)
        };
        // The last of equals wins: comma.
        let best = DELIMITERS.into_iter().rev().map(split).max_by_key(|(known, n, _)| (*known, *n));
        let delimiter = stated.or(best.map(|(_, _, d)| d)).unwrap_or(b',');
        let n_fields = split(delimiter).1;
        if n_fields > limits.max_fields {
            let detail = format!("{n_fields}, at most {}", limits.max_fields);
            return Err(refuse("too_many_columns", file, Some(1), detail));
        }
        Ok(Self { byte: 0, line: 1, delimiter })
    }

    /// For the preview.
    pub(super) fn delimiter_name(self) -> String {
        match self.delimiter {
            b',' => "komma".to_owned(),
            b';' => "semikolon".to_owned(),
            b'\t' => "tabb".to_owned(),
            other => char::from(other).to_string(),
        }
    }
}

/// Records with the line on which each really starts.
pub(super) struct Records<'t> {
    text: &'t [u8],
    reader: Reader<&'t [u8]>,
    first_line: u64,
    record: u64,
    max_fields: usize,
}

impl<'t> Records<'t> {
    pub(super) fn new(
        text: &'t str,
        start: Start,
        limits: &Limits,
        file: &str,
    ) -> Result<Self, InputRefused> {
        let text = &text.as_bytes()[start.byte..];
        check_quotes(text, start, limits.max_line_bytes, file)?;
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(start.delimiter);
        let reader = builder.from_reader(text);
        let (first_line, max_fields) = (start.line, limits.max_fields);
        Ok(Self { text, reader, first_line, record: 0, max_fields })
    }

    /// The next record that holds anything, and its line.
    pub(super) fn next(
        &mut self,
        into: &mut StringRecord,
        file: &str,
    ) -> Result<Option<u64>, InputRefused> {
        loop {
            // The reader's position may stand before line ends that it is going to pass over.
            let position = self.reader.position();
            let (mut at, mut line) = (position.byte() as usize, position.line());
            while let Some(end @ (b'\r' | b'\n')) = self.text.get(at) {
                line += u64::from(*end == b'\n');
                at += 1;
            }
            let line = self.first_line - 1 + line;
            let more = self
                .reader
                .read_record(into)
                .map_err(|error| refuse("unreadable", file, Some(line), error.to_string()))?;
            if !more {
                return Ok(None);
            }
            if into.len() > self.max_fields {
                let detail = format!("{}, at most {}", into.len(), self.max_fields);
                return Err(refuse("too_many_columns", file, Some(line), detail));
            }
            if into.iter().any(|field| !field.trim().is_empty()) {
                return Ok(Some(line));
            }
        }
    }

    /// The header, trimmed, without empty columns at its end.
    pub(super) fn header(&mut self, file: &str) -> Result<Vec<String>, InputRefused> {
        let mut record = StringRecord::new();
        self.next(&mut record, file)?
            .ok_or_else(|| refuse("empty_file", file, None, "no header"))?;
        let mut headers: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
        while headers.last().is_some_and(String::is_empty) {
            headers.pop();
        }
        Ok(headers)
    }

    /// Fills the batch from its start; fewer than its length means the end.
    pub(super) fn fill(&mut self, batch: &mut [RawRow], file: &str) -> Result<usize, InputRefused> {
        for (n, raw) in batch.iter_mut().enumerate() {
            let Some(line) = self.next(&mut raw.fields, file)? else { return Ok(n) };
            self.record += 1;
            (raw.line, raw.record) = (line, self.record);
        }
        Ok(batch.len())
    }
}

/// An opening quote without its closing one swallows the rows after it: refused, rather than lose
/// them, when it reaches the end of the file, a megabyte or a hundred lines.
fn check_quotes(
    text: &[u8],
    start: Start,
    max_record_bytes: usize,
    file: &str,
) -> Result<(), InputRefused> {
    const MOST_LINES: u64 = 100;
    if !text.contains(&b'"') {
        return Ok(());
    }
    let mut line = start.line;
    let (mut in_quotes, mut field_start) = (false, true);
    let (mut opened_line, mut opened_at) = (line, 0);
    let unclosed = |line| refuse("unclosed_quote", file, Some(line), "\"");
    let mut bytes = text.iter().enumerate().peekable();
    while let Some((at, &byte)) = bytes.next() {
        line += u64::from(byte == b'\n');
        if in_quotes {
            if at - opened_at > max_record_bytes || line - opened_line > MOST_LINES {
                return Err(unclosed(opened_line));
            }
            if byte == b'"' {
                match bytes.peek() {
                    Some((_, b'"')) => drop(bytes.next()),
                    _ => in_quotes = false,
                }
            }
        } else if byte == b'"' && field_start {
            (in_quotes, opened_line, opened_at) = (true, line, at);
        }
        field_start = !in_quotes && (byte == start.delimiter || matches!(byte, b'\n' | b'\r'));
    }
    if in_quotes { Err(unclosed(opened_line)) } else { Ok(()) }
}
