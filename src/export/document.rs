//! A document to print and to keep: one HTML file that needs nothing beside it, A4, without script.

use std::io::{self, Write};

/// What is written, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its name.
    pub title: String,
    /// What it is, before anything else: number, register numbers, classification, when it was taken out.
    pub head: Vec<(String, String)>,
    /// The chapters.
    pub sections: Vec<Section>,
}

/// A chapter.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its name.
    pub title: String,
    /// What stands in it; a chapter without anything says so.
    pub blocks: Vec<Block>,
}

/// A piece of a chapter.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading within the chapter.
    Heading(String),
    /// Text; line breaks are kept.
    Text(String),
    /// Names and what they are; those without anything are left out.
    Facts(Vec<(String, String)>),
    /// A list.
    List(Vec<String>),
    /// Names of the columns, and rows of as many cells.
    Table(Vec<String>, Vec<Vec<String>>),
}

/// A chapter.
pub fn section(title: &str, blocks: Vec<Block>) -> Section {
    Section { title: title.to_owned(), blocks }
}

/// A name and what it is.
pub fn fact(name: &str, is: &str) -> (String, String) {
    (name.to_owned(), is.to_owned())
}

/// A table; nothing where it would have no rows.
pub fn table(columns: &[&str], rows: Vec<Vec<String>>) -> Vec<Block> {
    let columns = columns.iter().map(|&column| column.to_owned()).collect();
    if rows.is_empty() { Vec::new() } else { vec![Block::Table(columns, rows)] }
}

/// A table of so many columns is written smaller.
const WIDE: usize = 6;

/// A longer word is broken rather than that its table leaves the paper; shorter ones are not.
const LONG_WORD: usize = 12;

/// What a chapter without anything says.
const NOTHING: &str = "Inget.";

const STYLE: &str = "@page{size:A4;margin:18mm}@page:first{@top-left{content:none}}\
body{font:11pt/1.45 system-ui,sans-serif;color:#111;max-width:48rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.2rem;border-bottom:1px solid #777;margin-top:2rem}\
h3{font-size:1rem;margin-bottom:.2rem}h2,h3{break-after:avoid}tr,dt{break-inside:avoid}\
dl{display:grid;grid-template-columns:minmax(10rem,1fr) minmax(0,3fr);gap:.15rem 1rem;margin:.4rem 0}\
dt{font-weight:600}dd{margin:0;white-space:pre-line}p{white-space:pre-line;margin:.4rem 0}\
body{overflow-wrap:anywhere}table,dt{overflow-wrap:break-word}\
table{border-collapse:collapse;width:100%;font-size:.9rem}.day{white-space:nowrap}\
.wide{font-size:.8rem}.long{overflow-wrap:anywhere}\
th,td{border:1px solid #777;padding:.2rem .4rem;text-align:left;vertical-align:top}\
td{white-space:pre-line}thead{display:table-header-group}\
@media(max-width:30rem){table{overflow-wrap:anywhere}dl{grid-template-columns:minmax(0,1fr)}th,td{padding:.1rem .2rem}}\
@media print{body{margin:0;padding:0;max-width:none}}";

/// What stands on each page of paper: which document it is of, what it is and how many pages there are, so
/// that a page that was dropped can be put back. The first has the title itself.
fn on_each_page(title: &str, foot: &str) -> String {
    format!(
        "@page{{@top-left{{content:{title};font:8pt sans-serif;color:#444}}\
         @bottom-left{{content:{foot};font:8pt sans-serif;color:#444}}\
         @bottom-right{{content:\"Sida \" counter(page) \" av \" counter(pages);font:8pt sans-serif;color:#444}}}}",
        title = style_string(title),
        foot = style_string(foot),
    )
}

/// Text as a string of a style sheet, within HTML: nothing but letters, digits and spaces stands as it is.
fn style_string(text: &str) -> String {
    let mut safe = String::from("\"");
    for letter in text.chars() {
        match letter {
            letter if letter.is_alphanumeric() || letter == ' ' => safe.push(letter),
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push_str(&format!("\\{:x} ", u32::from(letter))),
        }
    }
    safe.push('"');
    safe
}

/// Writes it, with what stands at the foot of each page. Everything that is not of this file is text, never
/// markup.
pub fn write_html(out: &mut impl Write, document: &Document, foot: &str) -> io::Result<()> {
    let title = escape(&document.title);
    let pages = on_each_page(&document.title, foot);
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"sv\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>{STYLE}{pages}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    )?;
    facts(out, &document.head)?;
    for section in &document.sections {
        writeln!(out, "<section>\n<h2>{}</h2>", escape(&section.title))?;
        for piece in &section.blocks {
            block(out, piece)?;
        }
        if section.blocks.is_empty() {
            writeln!(out, "<p>{NOTHING}</p>")?;
        }
        writeln!(out, "</section>")?;
    }
    out.write_all(b"</main>\n</body>\n</html>\n")
}

fn block(out: &mut impl Write, block: &Block) -> io::Result<()> {
    match block {
        Block::Heading(text) => writeln!(out, "<h3>{}</h3>", escape(text)),
        Block::Text(text) => writeln!(out, "<p>{}</p>", escape(text)),
        Block::Facts(all) => facts(out, all),
        Block::List(items) => {
            writeln!(out, "<ul>")?;
            for item in items {
                writeln!(out, "<li>{}</li>", escape(item))?;
            }
            writeln!(out, "</ul>")
        }
        Block::Table(columns, rows) => {
            let class = if columns.len() >= WIDE { " class=\"wide\"" } else { "" };
            write!(out, "<table{class}>\n<thead><tr>")?;
            for column in columns {
                write!(out, "<th scope=\"col\">{}</th>", escape(column))?;
            }
            writeln!(out, "</tr></thead>\n<tbody>")?;
            for row in rows {
                write!(out, "<tr>")?;
                for cell in row {
                    let class = class_of(cell);
                    write!(out, "<td{class}>{}</td>", breakable(&escape(cell)))?;
                }
                writeln!(out, "</tr>")?;
            }
            writeln!(out, "</tbody>\n</table>")
        }
    }
}

/// How a cell may be broken.
fn class_of(cell: &str) -> &'static str {
    let is_long = |word: &str| word.chars().count() > LONG_WORD;
    let ends_a_word = |letter: char| letter.is_whitespace() || letter == '/';
    match cell {
        day if is_day(day) => " class=\"day\"",
        text if text.split(ends_a_word).any(is_long) => " class=\"long\"",
        _ => "",
    }
}

/// Two names joined by a stroke are broken after it, as a browser would not; numbers with one are not.
fn breakable(safe: &str) -> String {
    let mut parts = safe.split('/').peekable();
    let mut out = String::with_capacity(safe.len());
    while let Some(part) = parts.next() {
        out.push_str(part);
        let Some(next) = parts.peek() else { break };
        let joins = part.ends_with(char::is_alphabetic) && next.starts_with(char::is_alphabetic);
        out.push_str(if joins { "/<wbr>" } else { "/" });
    }
    out
}

/// Whether all that stands there is a day, which is not broken at its hyphens.
fn is_day(text: &str) -> bool {
    let like = |(at, letter): (usize, char)| match at {
        4 | 7 => letter == '-',
        _ => letter.is_ascii_digit(),
    };
    text.len() == 10 && text.chars().enumerate().all(like)
}

fn facts(out: &mut impl Write, all: &[(String, String)]) -> io::Result<()> {
    writeln!(out, "<dl>")?;
    for (name, is) in all.iter().filter(|(_, is)| !is.is_empty()) {
        writeln!(out, "<dt>{}</dt><dd>{}</dd>", escape(name), escape(is))?;
    }
    writeln!(out, "</dl>")
}

/// Text as text of XML and HTML: markup escaped, characters that XML forbids left out.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter if letter.is_control() && !matches!(letter, '\t' | '\n' | '\r') => {}
            '\u{fffe}' | '\u{ffff}' => {}
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(document: &Document) -> String {
        let mut bytes = Vec::new();
        write_html(&mut bytes, document, "Intern").expect("memory");
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn what_people_wrote_is_never_markup() {
        let evil = "<script>alert('1')</script> & \"så\"\u{1}";
        let text = || evil.to_owned();
        let written = html(&Document {
            title: text(),
            head: vec![(text(), text())],
            sections: vec![Section {
                title: text(),
                blocks: vec![
                    Block::Heading(text()),
                    Block::Text(text()),
                    Block::Facts(vec![(text(), text())]),
                    Block::List(vec![text()]),
                    Block::Table(vec![text()], vec![vec![text()]]),
                ],
            }],
        });
        let safe = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;så&quot;";
        assert_eq!(written.matches(safe).count(), 12, "{written}");
        assert!(!written.contains("<script") && !written.contains('\u{1}'));
        // On each page it is a string of the style sheet, which cannot be left.
        let (_, pages) = written.split_once("@top-left{content:\"").expect("a running head");
        let (running, _) = pages.split_once('"').expect("closed");
        let plain = |letter: char| letter.is_alphanumeric() || letter == ' ' || letter == '\\';
        assert!(
            running.starts_with("\\3c script\\3e alert") && running.chars().all(plain),
            "{running}"
        );
    }

    #[test]
    fn an_empty_chapter_says_so_and_an_empty_fact_is_left_out() {
        let written = html(&Document {
            title: "Akt".into(),
            head: vec![("Nummer".into(), "PLS-2026-001".into()), ("Ort".into(), String::new())],
            sections: vec![Section { title: "Möten".into(), blocks: Vec::new() }],
        });
        assert!(written.contains("<dt>Nummer</dt><dd>PLS-2026-001</dd>"));
        assert!(!written.contains("Ort"));
        assert!(written.contains("<h2>Möten</h2>\n<p>Inget.</p>"));
        assert_eq!(class_of("2026-12-31"), " class=\"day\"");
        assert_eq!(class_of("i Observatorielunden"), " class=\"long\"");
        assert_eq!(class_of("Hässelby/Vällingby"), "");
        assert_eq!(
            breakable("Hässelby/Vällingby 540/2026 a/"),
            "Hässelby/<wbr>Vällingby 540/2026 a/"
        );
        for text in ["2026-12-31 kl. 9", "2026/12/31", "Pågår", "Skillnad"] {
            assert_eq!(class_of(text), "", "{text}");
        }
        for tag in ["main", "section", "dl", "body", "html"] {
            let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
            assert_eq!(written.matches(&open).count(), written.matches(&close).count(), "{tag}");
        }
    }
}
