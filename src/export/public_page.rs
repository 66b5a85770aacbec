//! The public page of a case: plain HTML that needs a style sheet of the service and nothing else, no
//! script, in Swedish and then in English.

use super::document::escape;
use crate::case::work::page::Page;
use jiff::civil::Date;
use serde::Serialize;
use std::io::{self, Write};

/// What anybody may read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Public {
    /// Number of the case.
    pub number: String,
    /// The day it was opened.
    pub since: Date,
    /// Names of the two parties, police first.
    pub parties: [String; 2],
    /// The day on which the second party approved it.
    pub approved_on: Option<Date>,
    /// What may be said of the effect, where the parties want that and it is told;
    pub verdict: Option<String>,
    /// and in English.
    pub verdict_en: Option<String>,
    /// Made up.
    pub synthetic: bool,
    /// What both approved.
    #[serde(flatten)]
    pub page: Page,
}

/// The words of the page itself, in one language.
struct Words {
    lang: &'static str,
    made_up: &'static str,
    case: &'static str,
    since: &'static str,
    parties: &'static str,
    functions: &'static str,
    next: &'static str,
    verdict: &'static str,
    approved: &'static str,
}

const SV: Words = Words {
    lang: "sv",
    made_up: "Påhittade uppgifter för visning.",
    case: "Platssamverkan",
    since: "Pågår sedan",
    parties: "Parter",
    functions: "Vilka som arbetar",
    next: "Följs upp nästa gång",
    verdict: "Vad uppföljningen visar",
    approved: "Godkänd av båda parter",
};

const EN: Words = Words {
    lang: "en",
    made_up: "Made-up data for show.",
    case: "Joint work on a place",
    since: "Since",
    parties: "Parties",
    functions: "Who works with it",
    next: "Followed up next",
    verdict: "What the follow-up shows",
    approved: "Approved by both parties",
};

/// Writes it. Everything that is not of this file is text, never markup.
pub fn write_html(out: &mut impl Write, of: &Public) -> io::Result<()> {
    let page = &of.page;
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"sv\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{}</title>\n\
         <link rel=\"stylesheet\" href=\"/plats.css\">\n</head>\n<body>\n<main>\n",
        escape(page.title.as_str())
    )?;
    let sv = (page.title.as_str(), page.text.as_str(), of.verdict.as_deref());
    let en = (page.title_en.as_str(), page.text_en.as_str(), of.verdict_en.as_deref());
    writeln!(out, "<article>\n<h1>{}</h1>", escape(sv.0))?;
    rest(out, of, &SV, sv)?;
    writeln!(out, "</article>\n<article lang=\"en\">\n<h2>{}</h2>", escape(en.0))?;
    rest(out, of, &EN, en)?;
    out.write_all(b"</article>\n</main>\n</body>\n</html>\n")
}

fn rest(
    out: &mut impl Write,
    of: &Public,
    words: &Words,
    (_, text, verdict): (&str, &str, Option<&str>),
) -> io::Result<()> {
    if of.synthetic {
        writeln!(out, "<p class=\"made-up\">{}</p>", words.made_up)?;
    }
    for paragraph in text.split('\n').filter(|line| !line.trim().is_empty()) {
        writeln!(out, "<p>{}</p>", escape(paragraph))?;
    }
    let functions: Vec<&str> = of.page.functions.iter().map(|one| one.as_str()).collect();
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let facts = [
        (words.case, of.number.clone()),
        (words.since, of.since.to_string()),
        (words.parties, of.parties.join(", ")),
        (words.functions, functions.join(", ")),
        (words.next, day(of.page.next_follow_up)),
        (words.verdict, verdict.unwrap_or_default().to_owned()),
        (words.approved, day(of.approved_on)),
    ];
    writeln!(out, "<dl lang=\"{}\">", words.lang)?;
    for (name, is) in facts.iter().filter(|(_, is)| !is.is_empty()) {
        writeln!(out, "<dt>{}</dt><dd>{}</dd>", escape(name), escape(is))?;
    }
    writeln!(out, "</dl>")
}
