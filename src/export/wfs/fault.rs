//! What is answered when there is no answer.

use super::Version;
use crate::export::{collection::filter::FilterError, xml::escaped};

const NOT_FOUND: &str = "NotFound";

/// A fault of whoever asked, as OWS names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// `MissingParameterValue`, `InvalidParameterValue`, …
    pub code: &'static str,
    /// Which parameter.
    pub locator: Option<String>,
    /// In words, for the one who programs the client.
    pub text: String,
}

impl Fault {
    /// A parameter that must be there.
    pub fn missing(parameter: &str) -> Self {
        Self {
            code: "MissingParameterValue",
            locator: Some(parameter.to_owned()),
            text: format!("Parametern {parameter} saknas. / The parameter {parameter} is missing."),
        }
    }

    /// A value that is not one.
    pub fn invalid(parameter: &str, text: impl Into<String>) -> Self {
        Self {
            code: "InvalidParameterValue",
            locator: Some(parameter.to_owned()),
            text: text.into(),
        }
    }

    /// A filter that cannot be read, or asks for what the collection does not have.
    pub fn filter(parameter: &str, why: &FilterError) -> Self {
        Self::invalid(parameter, format!("{} / {why}", why.in_swedish()))
    }

    /// No feature has the id that was asked for.
    pub fn no_feature(id: &str) -> Self {
        let text = format!("Inget objekt har id {id}. / No feature has the id {id}.");
        Self { code: NOT_FOUND, locator: Some("id".to_owned()), text }
    }

    /// Whether what was asked for is not there, rather than asked wrongly.
    pub fn is_not_found(&self) -> bool {
        self.code == NOT_FOUND
    }

    /// What this service does not do.
    pub fn not_held(what: &str) -> Self {
        Self {
            code: "OperationNotSupported",
            locator: Some(what.to_owned()),
            text: format!("{what} stöds inte. / {what} is not supported."),
        }
    }

    /// A body that is no request.
    pub fn unread(text: impl Into<String>) -> Self {
        Self { code: "OperationParsingFailed", locator: None, text: text.into() }
    }

    /// Anything else: not signed in, not allowed, a fault of ours.
    pub fn other(text: impl Into<String>) -> Self {
        Self { code: "NoApplicableCode", locator: None, text: text.into() }
    }

    /// As an ExceptionReport.
    pub fn report(&self, version: Version) -> String {
        // Version 1.1 has no code of its own for a body that cannot be read.
        let code = match (version, self.code) {
            (Version::V1_1, "OperationParsingFailed") => "NoApplicableCode",
            (_, code) => code,
        };
        let locator = self
            .locator
            .as_ref()
            .map_or_else(String::new, |locator| format!(" locator=\"{}\"", escaped(locator)));
        let report = if version == Version::V1_1 { "1.0.0" } else { "2.0.0" };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <ows:ExceptionReport xmlns:ows=\"{}\" version=\"{report}\" xml:lang=\"sv\">\n\
             <ows:Exception exceptionCode=\"{code}\"{locator}><ows:ExceptionText>{}\
             </ows:ExceptionText></ows:Exception>\n</ows:ExceptionReport>\n",
            version.ows(),
            escaped(&self.text),
        )
    }
}
