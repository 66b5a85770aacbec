//! From bytes to text: bounded reading, and an encoding that is right or refused.

use super::InputRefused;
use std::{io::Read, string::FromUtf8Error};

/// How letters are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8 with or without byte order mark.
    Utf8,
    /// Windows code page 1252, which holds Latin-1.
    Cp1252,
}

impl TextEncoding {
    /// From `utf-8`, `cp1252`, `windows-1252`, `latin1`, `iso-8859-1`; `None` for others.
    pub fn parse(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "cp1252" | "windows-1252" | "latin1" | "latin-1" | "iso-8859-1" => Some(Self::Cp1252),
            _ => None,
        }
    }
}

/// How much is read before a file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole file.
    pub max_bytes: usize,
    /// Bytes of a whole GeoJSON file, which takes several times its size in memory.
    pub max_json_bytes: usize,
    /// Bytes of one line, and of one record that spans lines.
    pub max_line_bytes: usize,
    /// Columns.
    pub max_fields: usize,
    /// Rejections listed one by one; further ones are only counted.
    pub max_listed: usize,
    /// Categories that one file may create.
    pub max_new_categories: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 512 << 20,
            max_json_bytes: 128 << 20,
            max_line_bytes: 1 << 20,
            max_fields: 256,
            max_listed: 200_000,
            max_new_categories: 64,
        }
    }
}

pub(super) fn refuse(
    code: &str,
    file: &str,
    line: Option<u64>,
    detail: impl Into<String>,
) -> InputRefused {
    let (code, file, detail) = (code.to_owned(), file.to_owned(), detail.into());
    InputRefused { code, file, line, column: None, detail }
}

/// Reads all bytes, but stops at the first line that is too long and at the size limit, so that a
/// hostile file costs no more than the limits. `max_line_bytes = None` for formats without lines.
pub(super) fn read_bounded(
    mut input: impl Read,
    file: &str,
    max_bytes: usize,
    max_line_bytes: Option<usize>,
) -> Result<Vec<u8>, InputRefused> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0_u8; 256 << 10];
    let (mut line, mut line_bytes) = (1_u64, 0_usize);
    loop {
        let n = match input.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(n) => n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => {
                return Err(refuse("unreadable", file, Some(line), error.kind().to_string()));
            }
        };
        if let Some(limit) = max_line_bytes {
            for part in chunk[..n].split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
                line_bytes += part.len();
                if line_bytes > limit {
                    let detail = format!("more than {limit} bytes");
                    return Err(refuse("line_too_long", file, Some(line), detail));
                }
                if matches!(part.last(), Some(b'\n' | b'\r')) {
                    line += u64::from(part.ends_with(b"\n"));
                    line_bytes = 0;
                }
            }
        }
        if bytes.len() + n > max_bytes {
            return Err(refuse("too_large", file, None, format!("more than {max_bytes} bytes")));
        }
        bytes.extend_from_slice(&chunk[..n]);
    }
}

/// A file as text, and what it was.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text, without byte order mark; lines end with `\n` or `\r\n`.
    pub(super) text: String,
    /// For the preview: `UTF-8`, `UTF-8 BOM`, `UTF-16`, `cp1252`.
    pub(super) read_as: &'static str,
}

/// Decodes, or refuses rather than guess wrongly: letters come out right or not at all.
///
/// UTF-8 when all of the file is; otherwise cp1252, unless it holds bytes that cp1252 has no letter
/// for, or pieces of UTF-8 (then two encodings were pasted together).
pub(super) fn decode(
    bytes: Vec<u8>,
    stated: Option<TextEncoding>,
    file: &str,
) -> Result<Decoded, InputRefused> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(refuse("empty_file", file, None, "no bytes but white space"));
    }
    if let Some(what) = other_format(&bytes) {
        return Err(refuse("not_a_text_file", file, None, what));
    }
    let (mut text, read_as) = match bytes.as_slice() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            let (text, _, broken) = encoding_rs::UTF_16LE.decode(&bytes);
            if broken {
                return Err(refuse("unknown_encoding", file, None, "broken UTF-16"));
            }
            (text.into_owned(), "UTF-16")
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            let text = String::from_utf8(rest.to_vec());
            (text.map_err(|error| not_utf8(&error, file))?, "UTF-8 BOM")
        }
        _ if stated == Some(TextEncoding::Cp1252) => (cp1252(&bytes, file)?, "cp1252"),
        _ => match String::from_utf8(bytes) {
            Ok(text) => (text, "UTF-8"),
            Err(error) if stated == Some(TextEncoding::Utf8) => {
                return Err(not_utf8(&error, file));
            }
            Err(error) => (cp1252(error.as_bytes(), file)?, "cp1252"),
        },
    };
    if let Some(at) = text.find('\0') {
        return Err(refuse("nul_bytes", file, Some(line_of(text.as_bytes(), at)), "byte 0"));
    }
    if let Some(at) = GARBLED.iter().filter_map(|garbled| text.find(garbled)).min() {
        let line = line_of(text.as_bytes(), at);
        return Err(refuse("garbled_text", file, Some(line), "UTF-8 read as Latin-1 and saved"));
    }
    if !text.contains('\n') && text.contains('\r') {
        text = text.replace('\r', "\n");
    }
    Ok(Decoded { text, read_as })
}

/// å, ä, ö, Å, Ä, Ö and é after their UTF-8 was once read as Latin-1 or cp1252.
const GARBLED: [&str; 7] = ["Ã¥", "Ã¤", "Ã¶", "Ã…", "Ã„", "Ã–", "Ã©"];

fn not_utf8(error: &FromUtf8Error, file: &str) -> InputRefused {
    let at = error.utf8_error().valid_up_to();
    let detail = format!("byte {:#04x}", error.as_bytes()[at]);
    refuse("not_utf8", file, Some(line_of(error.as_bytes(), at)), detail)
}

fn cp1252(bytes: &[u8], file: &str) -> Result<String, InputRefused> {
    let undefined = |byte: &u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    if let Some(at) = bytes.iter().position(undefined) {
        let detail = format!("byte {:#04x}", bytes[at]);
        return Err(refuse("unknown_encoding", file, Some(line_of(bytes, at)), detail));
    }
    let (text, _, _) = encoding_rs::WINDOWS_1252.decode(bytes);
    let text = text.into_owned();
    // Letters of UTF-8 in a file that is not UTF-8: somebody joined two files.
    if let Some(at) = GARBLED.iter().filter_map(|garbled| text.find(garbled)).min() {
        let line = line_of(text.as_bytes(), at);
        return Err(refuse("mixed_encodings", file, Some(line), "UTF-8 and cp1252"));
    }
    Ok(text)
}

/// Files that are something else altogether, by their first bytes.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "zip or xlsx"),
        (b"SQLite format 3\0", "GeoPackage or SQLite"),
        (b"%PDF", "PDF"),
        (b"\xd0\xcf\x11\xe0", "xls"),
        (b"\x1f\x8b", "gzip"),
        (b"fgb\x03", "FlatGeobuf"),
    ];
    kinds.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, what)| *what)
}

/// 1-based line of a byte.
pub(super) fn line_of(bytes: &[u8], at: usize) -> u64 {
    1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Result<(&str, &str), (&str, Option<u64>)>) {
        let decoded = decode(bytes.to_vec(), None, "f.csv");
        let decoded = decoded.as_ref().map(|d| (d.text.as_str(), d.read_as));
        assert_eq!(decoded.map_err(|r| (r.code.as_str(), r.line)), expected);
    }

    #[test]
    fn utf8_with_and_without_mark_and_cp1252_give_the_same_letters() {
        check("Åsö é".as_bytes(), Ok(("Åsö é", "UTF-8")));
        check("\u{feff}Åsö é".as_bytes(), Ok(("Åsö é", "UTF-8 BOM")));
        check(b"\xc5s\xf6 \xe9", Ok(("Åsö é", "cp1252")));
        check(b"\xff\xfe\xc5\x00s\x00\xf6\x00", Ok(("Åsö", "UTF-16")));
        check(b"\xfe\xff\x00\xc5\x00s\x00\xf6", Ok(("Åsö", "UTF-16")));
    }

    #[test]
    fn letters_that_would_come_out_wrong_are_refused() {
        check("ok\nVÃ¥ld".as_bytes(), Err(("garbled_text", Some(2))));
        check(b"V\xc3\xa5ld\nV\xe5ld", Err(("mixed_encodings", Some(1))));
        check(b"V\xe5ld\n\n\x81", Err(("unknown_encoding", Some(3))));
        let stated = decode(b"V\xe5ld".to_vec(), Some(TextEncoding::Utf8), "f.csv");
        assert_eq!(stated.map_err(|r| r.code).err().as_deref(), Some("not_utf8"));
    }

    #[test]
    fn what_is_not_text_is_refused() {
        check(b"", Err(("empty_file", None)));
        check(b" \r\n", Err(("empty_file", None)));
        check(b"a,b\n1,\0", Err(("nul_bytes", Some(2))));
        check(b"PK\x03\x04\x14\0", Err(("not_a_text_file", None)));
        check(b"SQLite format 3\0", Err(("not_a_text_file", None)));
    }

    #[test]
    fn line_ends_of_old_macs_are_line_ends() {
        check(b"a\rb\r", Ok(("a\nb\n", "UTF-8")));
    }

    #[test]
    fn reading_stops_at_a_limit() {
        let endless = || std::io::repeat(b'a');
        let refused =
            |r: Result<Vec<u8>, InputRefused>| r.map(|_| ()).map_err(|r| (r.code, r.line));
        let long = refused(read_bounded(b"x\n".chain(endless()), "f", 1 << 30, Some(1 << 20)));
        assert_eq!(long, Err(("line_too_long".into(), Some(2))));
        let large = refused(read_bounded(endless(), "f", 1 << 20, None));
        assert_eq!(large, Err(("too_large".into(), None)));
    }
}
