//! What the two parties tell the public of a case: a text that one of them drafts and both approve.
//!
//! Nothing is public before each party has approved the same version, and either takes it down alone.
//! Every version is kept with who approved it. It holds no counts: what the effect was is said by the one
//! verdict, in words, where the parties want that.

use super::standing::Standing;
use crate::{
    case::{
        canonical,
        refusal::Refusal,
        signatory::Signer,
        text_guard::{CleanText, TextRefused},
        work::subject::Kind,
    },
    incident::Fingerprint,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Functions that a page names.
pub const MOST_FUNCTIONS: usize = 12;

/// A version of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its title.
    pub title: CleanText,
    /// What is done, in Swedish.
    pub text: CleanText,
    /// The title in English.
    pub title_en: CleanText,
    /// The text in English.
    pub text_en: CleanText,
    /// The functions that do it.
    pub functions: Vec<CleanText>,
    /// When it is followed up next.
    pub next_follow_up: Option<Date>,
    /// The verdict of the effect stands on it, in words.
    pub with_verdict: bool,
}

impl Page {
    /// What both approve.
    pub fn fingerprint(&self) -> Fingerprint {
        canonical::fingerprint(self)
    }
}

/// Who did something with a page, and on which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub by: Signer,
    /// When.
    pub on: Date,
}

/// A version and what has become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// What it says.
    pub page: Page,
    /// Who drafted it.
    pub drafted: Signed,
    /// Who has approved it: a signature of each party at most.
    pub approved: Vec<Signed>,
    /// Who took it down, and why.
    pub taken_down: Option<(Signed, CleanText)>,
}

impl Version {
    /// Both parties have approved it and neither has taken it down.
    fn is_good(&self) -> bool {
        self.approved.len() == 2 && self.taken_down.is_none()
    }
}

/// The public page of a case, with all that it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicPage {
    /// Oldest first.
    pub versions: Vec<Version>,
}

impl PublicPage {
    /// The version that anybody may read: the last that both approved, unless that was taken down.
    pub fn up(&self) -> Option<&Version> {
        self.versions.iter().rev().find(|one| one.approved.len() == 2).filter(|one| one.is_good())
    }
}

/// A title of a page, 3–120 characters. `field` is named in the refusal.
pub fn title(field: &'static str, text: &str) -> Result<CleanText, TextRefused> {
    CleanText::checked(field, text, 3, 120)
}

/// The text of a page, 20–3 000 characters. `field` is named in the refusal.
pub fn text(field: &'static str, text: &str) -> Result<CleanText, TextRefused> {
    CleanText::checked(field, text, 20, 3_000)
}

impl Standing {
    pub(super) fn draft_page(&mut self, page: &Page, drafted: Signed) -> Result<(), Refusal> {
        if self.kind != Kind::Platssamverkan {
            return Err(Refusal::PageOfForum);
        }
        if page.functions.is_empty() || page.functions.len() > MOST_FUNCTIONS {
            return Err(Refusal::TooMuch);
        }
        if page.with_verdict && self.effect.verdict().is_none() {
            return Err(Refusal::PageWithoutVerdict);
        }
        let (page, approved) = (page.clone(), Vec::new());
        self.page.versions.push(Version { page, drafted, approved, taken_down: None });
        Ok(())
    }

    /// One party approves the version that was drafted last, which must be the one it has seen.
    pub(super) fn approve_page(&mut self, of: &Fingerprint, by: Signed) -> Result<(), Refusal> {
        let last = self.page.versions.last_mut().ok_or(Refusal::NoSuchObject)?;
        if last.taken_down.is_some() || last.page.fingerprint() != *of {
            return Err(Refusal::PageChanged);
        }
        if last.approved.iter().any(|signed| signed.by.side == by.by.side) {
            return Err(Refusal::AlreadyApproved);
        }
        last.approved.push(by);
        Ok(())
    }

    pub(super) fn take_page_down(&mut self, by: Signed, why: &CleanText) -> Result<(), Refusal> {
        let up = self.page.versions.iter_mut().rev().find(|one| one.approved.len() == 2);
        let up = up.filter(|one| one.is_good()).ok_or(Refusal::PageNotUp)?;
        up.taken_down = Some((by, why.clone()));
        Ok(())
    }
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
