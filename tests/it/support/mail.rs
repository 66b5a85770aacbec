//! Mail as whoever gets it reads it: headers, parts and their texts.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use std::collections::BTreeMap;

/// A mail or a part of one.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// By name in small letters; each may stand once.
    pub(crate) headers: BTreeMap<String, String>,
    /// The text of a part that has no parts.
    pub(crate) text: String,
    pub(crate) parts: Vec<Part>,
}

impl Part {
    pub(crate) fn read(data: &str) -> Self {
        let (head, body) = data.split_once("\r\n\r\n").expect("headers and a body");
        let mut headers = BTreeMap::new();
        for line in head.replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n") {
            let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("a header: {line}"));
            assert!(line.is_ascii() && !line.chars().any(char::is_control), "{line:?}");
            let twice = headers.insert(name.to_lowercase(), words(value.trim()));
            assert!(twice.is_none(), "{name} twice");
        }
        let kind = headers.get("content-type").cloned().unwrap_or_default();
        let Some(boundary) = parameter(&kind, "boundary") else {
            let how = headers.get("content-transfer-encoding").map_or("7bit", String::as_str);
            let text = decoded(body, how);
            return Self { headers, text, parts: Vec::new() };
        };
        let whole = format!("\r\n{body}");
        let inside = whole.split_once(&format!("\r\n--{boundary}--")).expect("an end").0;
        let between = format!("\r\n--{boundary}\r\n");
        let parts = inside.split(&between).skip(1);
        Self { headers, text: String::new(), parts: parts.map(Self::read).collect() }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}: {:?}", self.headers))
    }

    /// All parts that hold a text.
    pub(crate) fn leaves(&self) -> Vec<&Part> {
        if self.parts.is_empty() {
            return vec![self];
        }
        self.parts.iter().flat_map(Part::leaves).collect()
    }

    /// The text to read, without the line end that mail adds.
    pub(crate) fn plain(&self) -> String {
        let leaves = self.leaves();
        let is_plain = |part: &&&Part| part.header("content-type").starts_with("text/plain");
        let plain = leaves.iter().find(is_plain).expect("a plain text");
        plain.text.replace("\r\n", "\n").trim_end().to_owned()
    }
}

/// `boundary="x"` or `boundary=x`.
pub(crate) fn parameter(value: &str, name: &str) -> Option<String> {
    let rest = value
        .split(';')
        .map(str::trim)
        .find_map(|part| part.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')))?;
    Some(rest.trim_matches('"').to_owned())
}

fn decoded(body: &str, how: &str) -> String {
    let bytes = match how {
        "7bit" | "8bit" => body.as_bytes().to_vec(),
        "base64" => {
            assert!(body.lines().all(|line| line.len() <= 76));
            let joined: String = body.split_whitespace().collect();
            BASE64_STANDARD.decode(joined).expect("base64")
        }
        "quoted-printable" => {
            assert!(body.lines().all(|line| line.len() <= 76));
            quoted_printable(&body.replace("=\r\n", ""), false)
        }
        other => panic!("{other}"),
    };
    String::from_utf8(bytes).expect("UTF-8")
}

fn quoted_printable(text: &str, underscores: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'=' => {
                let pair = [rest.next(), rest.next()].map(|one| one.expect("two digits"));
                let pair = std::str::from_utf8(&pair).expect("ASCII").to_owned();
                bytes.push(u8::from_str_radix(&pair, 16).expect("a byte"));
            }
            b'_' if underscores => bytes.push(b' '),
            byte => bytes.push(byte),
        }
    }
    bytes
}

/// Encoded words of RFC 2047; white space between two of them is none.
fn words(value: &str) -> String {
    let mut out: Vec<u8> = Vec::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(at) = rest.find("=?") {
        let (before, word) = rest.split_at(at);
        if !(after_word && before.trim().is_empty()) {
            out.extend(before.bytes());
        }
        let mut parts = word[2..].splitn(3, '?');
        let (charset, kind) = (parts.next().expect("a charset"), parts.next().expect("a kind"));
        let (text, left) = parts.next().expect("a text").split_once("?=").expect("an end");
        assert!(charset.eq_ignore_ascii_case("utf-8"), "{charset}");
        assert!(word.len() - left.len() <= 75, "{word}");
        out.extend(match kind {
            "b" | "B" => BASE64_STANDARD.decode(text).expect("base64"),
            _ => quoted_printable(text, true),
        });
        (rest, after_word) = (left, true);
    }
    out.extend(rest.bytes());
    String::from_utf8(out).expect("UTF-8")
}

/// The lines of a calendar file, unfolded, after checking how they are folded.
pub(crate) fn calendar_lines(file: &str) -> Vec<String> {
    assert!(file.starts_with("BEGIN:VCALENDAR\r\n") && file.ends_with("END:VCALENDAR\r\n"));
    for line in file.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
    let lines: Vec<String> =
        file.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect();
    for line in &lines {
        let name = line.split([':', ';']).next().expect("a name");
        assert!(name.chars().all(|c| c.is_ascii_uppercase() || c == '-'), "{line}");
    }
    lines
}

#[test]
fn mail_is_read_as_its_rfcs_have_it() {
    assert_eq!(words("=?utf-8?b?w4U=?= =?utf-8?Q?_b=C3=A4r?= a"), "Å bär a");
    assert_eq!(decoded("K=C3=B6r=\r\n nu\r\n", "quoted-printable"), "Kör nu\r\n");
    let two = "Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/plain\
               \r\n\r\nett\r\n--x\r\nContent-Type: text/calendar\r\n\r\ntvå\r\n--x--\r\n";
    let read = Part::read(two);
    let texts: Vec<&str> = read.leaves().iter().map(|part| part.text.as_str()).collect();
    assert_eq!(texts, ["ett", "två"]);
}
