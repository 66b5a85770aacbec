//! A page that leads to a file.

use super::{Refused, refused};
use crate::app::outside::Answer;
use url::Url;

/// The address of a file that a page links to by the last part of its path. Of several the first.
///
/// # Errors
/// `source_no_link`, with what of the same ending the page does link to.
pub(super) fn link_in(page: &Answer, wanted: &str) -> Result<Url, Refused> {
    let html = String::from_utf8_lossy(&page.bytes);
    let mut others = Vec::new();
    let ending = wanted.rsplit_once('.').map_or(wanted, |(_, ending)| ending);
    for found in html.split("href=").skip(1) {
        let quote = found.chars().next().filter(|c| ['"', '\''].contains(c));
        let end = |c: char| quote.map_or(c.is_whitespace() || c == '>', |quote| c == quote);
        let text = found.trim_start_matches(['"', '\'']).split(end).next().unwrap_or_default();
        let Ok(address) = page.address.join(&text.replace("&amp;", "&")) else { continue };
        let last = address.path().rsplit('/').next().unwrap_or_default().to_owned();
        if last.eq_ignore_ascii_case(wanted) {
            return Ok(address);
        }
        if last.to_lowercase().ends_with(&format!(".{ending}")) && others.len() < 5 {
            others.push(last);
        }
    }
    Err(refused(&page.address, "source_no_link", format!("{wanted}; {}", others.join(", "))))
}
