//! Files of settings in the data folder: how one is read, and what is said of one that cannot be used.

use serde::de::DeserializeOwned;
use std::path::Path;

/// Why a file of settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {code}")]
pub struct SettingsError {
    /// Where: a key, or line and reason of the TOML reader.
    pub at: String,
    /// Stable code.
    pub code: &'static str,
}

/// Refuses the file.
pub(super) fn wrong<T>(at: impl Into<String>, code: &'static str) -> Result<T, SettingsError> {
    Err(SettingsError { at: at.into(), code })
}

/// The text of a file in a data folder; `None` where there is none.
///
/// # Errors
/// `settings_unreadable`.
pub(super) fn text(folder: &Path, name: &str) -> Result<Option<String>, SettingsError> {
    match std::fs::read_to_string(folder.join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => wrong(error.to_string(), "settings_unreadable"),
    }
}

/// What a text says.
///
/// # Errors
/// `settings_malformed`, also for a key that nobody asks for where the type says so.
pub(super) fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, SettingsError> {
    toml::from_str(text).or_else(|error| wrong(error.to_string(), "settings_malformed"))
}

/// A file that a key of the settings names, relative to the data folder.
pub(super) fn beside(at: &str, folder: &Path, file: &Path) -> Result<Vec<u8>, SettingsError> {
    let file = folder.join(file);
    std::fs::read(&file)
        .or_else(|error| wrong(format!("{at}: {}: {error}", file.display()), "settings_unreadable"))
}

/// Whether a file holds a certificate (PEM): one without any is read without complaint.
pub(super) fn has_certificate(pem: &[u8]) -> bool {
    String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----")
}
