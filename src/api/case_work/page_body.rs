//! The public page of a case, as it is asked for and shown to its parties.

use super::{clean, clean_lines};
use crate::{
    api::{extract::date, opening_body::SignerBody, problem::Problem},
    case::work::{
        Work,
        page::{Page, Signed, Version, text, title},
        step::Object,
        subject::Subject,
    },
};
use serde::{Deserialize, Serialize};

/// The public page of a case, with all that it was.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "PublicPage", export_to = "../web/src/api/types/"))]
#[schema(as = PublicPage)]
pub(super) struct PageBody {
    /// Step by which it was last changed; 0 while there is none.
    seen: u32,
    /// Newest first.
    versions: Vec<VersionBody>,
}

/// A version of the public page.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "PublicPageVersion", export_to = "../web/src/api/types/"))]
#[schema(as = PublicPageVersion)]
struct VersionBody {
    /// Number, from 1.
    no: u32,
    /// Its title.
    title: String,
    /// What is done.
    text: String,
    /// The title in English.
    title_en: String,
    /// The text in English.
    text_en: String,
    /// The functions that do it.
    functions: Vec<String>,
    /// When it is followed up next.
    next_follow_up: Option<String>,
    /// The verdict of the effect stands on it.
    with_verdict: bool,
    /// What is approved.
    fingerprint: String,
    /// Who drafted it.
    drafted: PageSigned,
    /// Who has approved it.
    approved: Vec<PageSigned>,
    /// Who took it down.
    taken_down: Option<PageSigned>,
    /// Why.
    taken_down_why: Option<String>,
    /// Anybody may read it now.
    is_up: bool,
}

/// Who did something with a version, and when.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct PageSigned {
    /// Who.
    by: SignerBody,
    /// On which day.
    on: String,
}

/// A public page as it is drafted. No text states a count.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewPublicPage", export_to = "../web/src/api/types/"))]
#[schema(as = NewPublicPage)]
pub(super) struct PageAsked {
    /// Its title, 3–120 characters.
    title: String,
    /// What is done, 20–3 000 characters.
    text: String,
    /// The title in English.
    title_en: String,
    /// The text in English.
    text_en: String,
    /// The functions that do it, 1–12.
    functions: Vec<String>,
    /// When it is followed up next.
    #[schema(format = Date)]
    next_follow_up: Option<String>,
    /// The verdict of the effect is to stand on it, in words.
    with_verdict: bool,
}

impl PageAsked {
    pub(super) fn checked(self) -> Result<Page, Problem> {
        Ok(Page {
            title: clean("page.title", title("title", &self.title))?,
            text: clean("page.text", text("text", &self.text))?,
            title_en: clean("page.title_en", title("title", &self.title_en))?,
            text_en: clean("page.text_en", text("text", &self.text_en))?,
            functions: clean_lines("page.functions", &self.functions)?,
            next_follow_up: date("page.next_follow_up", self.next_follow_up.as_deref())?,
            with_verdict: self.with_verdict,
        })
    }
}

impl PageBody {
    pub(super) fn of<S: Subject>(work: &Work<S>) -> Self {
        let page = &work.standing().page;
        let up = page.up();
        let versions = (1u32..).zip(&page.versions);
        let mut versions: Vec<VersionBody> = versions
            .map(|(no, one)| VersionBody::of(no, one, up.is_some_and(|up| std::ptr::eq(up, one))))
            .collect();
        versions.reverse();
        Self { seen: work.last_change(Object::Page), versions }
    }
}

impl VersionBody {
    fn of(no: u32, version: &Version, is_up: bool) -> Self {
        let page = &version.page;
        let down = version.taken_down.as_ref();
        Self {
            no,
            title: page.title.to_string(),
            text: page.text.to_string(),
            title_en: page.title_en.to_string(),
            text_en: page.text_en.to_string(),
            functions: page.functions.iter().map(ToString::to_string).collect(),
            next_follow_up: page.next_follow_up.map(|day| day.to_string()),
            with_verdict: page.with_verdict,
            fingerprint: page.fingerprint().0,
            drafted: (&version.drafted).into(),
            approved: version.approved.iter().map(PageSigned::from).collect(),
            taken_down: down.map(|(signed, _)| signed.into()),
            taken_down_why: down.map(|(_, why)| why.to_string()),
            is_up,
        }
    }
}

impl From<&Signed> for PageSigned {
    fn from(signed: &Signed) -> Self {
        Self { by: (&signed.by).into(), on: signed.on.to_string() }
    }
}
