//! `inloggning.toml` in the data folder: through which providers the two parties sign in.

use crate::{
    app::{
        outside::is_safe,
        settings_file::{self, SettingsError, beside, wrong},
    },
    case::party::{Party, Role, Side},
    incident::PartyId,
};
use openidconnect::url::Url;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The file's name.
pub const FILE_NAME: &str = "inloggning.toml";

/// What the file says, checked.
#[derive(Debug, Clone)]
pub struct SignInSettings {
    /// Where browsers find the service, e.g. `https://samverkan.example`, without a slash at the end.
    pub public_url: String,
    /// The police's provider.
    pub polis: Option<ProviderSettings>,
    /// The city's provider.
    pub stad: Option<ProviderSettings>,
}

/// One provider.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// What its button says.
    pub name: String,
    /// As it writes itself in `iss`.
    pub issuer: String,
    /// As it knows us.
    pub client_id: String,
    /// Known to it and us.
    pub client_secret: Secret,
    /// Certificates (PEM) to trust instead of the well-known ones.
    pub roots: Option<Vec<u8>>,
    /// Asked for beside `openid`.
    pub scopes: Vec<String>,
    /// The claim that holds groups.
    pub groups_claim: Option<String>,
    /// Where that claim stands.
    pub groups_from: GroupsFrom,
    /// What a group gives; the first that fits counts.
    pub groups: Vec<GroupRule>,
}

/// Where the groups of a signed-in user stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupsFrom {
    /// In the id token.
    #[default]
    IdToken,
    /// In the answer of the user-info endpoint.
    Userinfo,
}

/// What members of a group of the provider are here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// As the provider writes it.
    pub group: String,
    /// A party of the provider's side.
    pub party: PartyId,
    /// A role of that side, or of either.
    pub role: Role,
    /// The function, not a person's name.
    pub function: String,
}

/// Not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// To be sent to the provider.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    public_url: String,
    polis: Option<WrittenProvider>,
    stad: Option<WrittenProvider>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenProvider {
    name: Option<String>,
    issuer: String,
    client_id: String,
    client_secret_file: Option<PathBuf>,
    client_secret_env: Option<String>,
    ca_file: Option<PathBuf>,
    #[serde(default)]
    scopes: Vec<String>,
    groups_claim: Option<String>,
    #[serde(default)]
    groups_from: GroupsFrom,
    #[serde(default)]
    groups: Vec<GroupRule>,
}

impl SignInSettings {
    /// Reads the file in a data folder; `None` where there is none. File names in it are relative to
    /// the folder.
    pub fn read(folder: &Path, parties: &[Party]) -> Result<Option<Self>, SettingsError> {
        let Some(text) = settings_file::text(folder, FILE_NAME)? else { return Ok(None) };
        Self::parse(&text, folder, parties).map(Some)
    }

    fn parse(text: &str, folder: &Path, parties: &[Party]) -> Result<Self, SettingsError> {
        let written: Written = settings_file::parsed(text)?;
        let public_url = written.public_url.trim_end_matches('/').to_owned();
        let is_origin = |url: &Url| url.path() == "/" && url.query().is_none();
        if !address("public_url", &public_url).is_ok_and(|url| is_origin(&url)) {
            return wrong("public_url", "not_https_address");
        }
        let read = |side, provider: Option<WrittenProvider>| {
            provider.map(|provider| provider.checked(side, folder, parties)).transpose()
        };
        let polis = read(Side::Polis, written.polis)?;
        let stad = read(Side::Stad, written.stad)?;
        match (&polis, &stad) {
            (None, None) => wrong("polis, stad", "no_provider"),
            (Some(polis), Some(stad)) if polis.issuer == stad.issuer => {
                wrong("stad.issuer", "same_issuer")
            }
            _ => Ok(Self { public_url, polis, stad }),
        }
    }
}

impl WrittenProvider {
    fn checked(
        self,
        side: Side,
        folder: &Path,
        parties: &[Party],
    ) -> Result<ProviderSettings, SettingsError> {
        let at = |key: &str| format!("{}.{key}", side.as_str());
        address(&at("issuer"), &self.issuer)?;
        if self.client_id.trim().is_empty() {
            return wrong(at("client_id"), "missing");
        }
        let (file, env) = (self.client_secret_file.as_ref(), self.client_secret_env.as_ref());
        let secret = match (file, env) {
            (Some(file), None) => beside(&at("client_secret_file"), folder, file)?,
            (None, Some(name)) => std::env::var(name).unwrap_or_default().into_bytes(),
            _ => return wrong(at("client_secret_file"), "one_secret"),
        };
        let secret = String::from_utf8_lossy(&secret).trim().to_owned();
        if secret.is_empty() {
            return wrong(at("client_secret_file"), "one_secret");
        }
        let roots = match &self.ca_file {
            Some(file) => Some(beside(&at("ca_file"), folder, file)?),
            None => None,
        };
        if !self.groups.is_empty() && self.groups_claim.is_none() {
            return wrong(at("groups_claim"), "missing");
        }
        for rule in &self.groups {
            let at = || at(&format!("groups, {}", rule.group));
            let fits = parties.iter().any(|p| p.id == rule.party && p.side == side);
            if !fits {
                return wrong(at(), "unknown_party");
            }
            if rule.role.side().is_some_and(|of| of != side) {
                return wrong(at(), "wrong_side");
            }
        }
        Ok(ProviderSettings {
            name: self.name.unwrap_or_else(|| side.as_str().to_owned()),
            issuer: self.issuer,
            client_id: self.client_id,
            client_secret: Secret(secret),
            roots,
            scopes: self.scopes,
            groups_claim: self.groups_claim,
            groups_from: self.groups_from,
            groups: self.groups,
        })
    }
}

fn address(at: &str, text: &str) -> Result<Url, SettingsError> {
    match Url::parse(text) {
        Ok(url) if is_safe(&url) && url.fragment().is_none() => Ok(url),
        _ => wrong(at, "not_https_address"),
    }
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
