//! `post.toml` in the data folder: through which server letters are sent. Without it none are.

use crate::{
    app::settings_file::{self, SettingsError, beside, has_certificate, wrong},
    case::work::contact::Address,
};
use lettre::transport::smtp::client::Certificate;
use serde::Deserialize;
use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    time::Duration,
};

/// The file's name.
pub const FILE_NAME: &str = "post.toml";

/// How long each answer of the server is waited for, in seconds: by default and at most.
const WAIT_S: u64 = 5;
const LONGEST_WAIT_S: u64 = 8;

/// What the file says, checked.
#[derive(Clone)]
pub struct PostSettings {
    /// Name or address of the mail server.
    pub(super) server: String,
    /// Its port.
    pub(super) port: u16,
    /// How the connection is kept to itself.
    pub(super) security: Security,
    /// User and password, where the server asks for them.
    pub(super) login: Option<(String, String)>,
    /// Certificates to trust instead of the well-known ones.
    pub(super) roots: Vec<Certificate>,
    /// Address of the service: letters come from it.
    pub(super) from: Address,
    /// What stands beside it.
    pub(super) from_name: String,
    /// How long each answer is waited for.
    pub(super) wait: Duration,
}

impl std::fmt::Debug for PostSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PostSettings({}:{}, {:?})", self.server, self.port, self.security)
    }
}

/// How the connection is kept to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Security {
    /// Encrypted from the first byte.
    Tls,
    /// Encrypted before anything is said; a server that cannot is not talked to.
    Starttls,
    /// In the clear, to this machine alone.
    None,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    server: String,
    port: Option<u16>,
    security: Security,
    user: Option<String>,
    password_file: Option<PathBuf>,
    password_env: Option<String>,
    ca_file: Option<PathBuf>,
    from: String,
    from_name: Option<String>,
    wait_seconds: Option<u64>,
}

impl PostSettings {
    /// Reads the file in a data folder; `None` where there is none. File names in it are relative to
    /// the folder.
    pub fn read(folder: &Path) -> Result<Option<Self>, SettingsError> {
        let Some(text) = settings_file::text(folder, FILE_NAME)? else { return Ok(None) };
        settings_file::parsed::<Written>(&text)?.checked(folder).map(Some)
    }

    /// The server, as it is told at the start.
    pub fn server(&self) -> String {
        format!("{}:{}", self.server, self.port)
    }
}

impl Written {
    fn checked(self, folder: &Path) -> Result<PostSettings, SettingsError> {
        let server = self.server.trim().to_owned();
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-.:".contains(c);
        if server.is_empty() || !server.chars().all(is_name) {
            return wrong("server", "bad_mail_server");
        }
        if self.security == Security::None && !is_this_machine(&server) {
            return wrong("security", "plain_off_machine");
        }
        let usual = match self.security {
            Security::Tls => 465,
            Security::Starttls => 587,
            Security::None => 25,
        };
        let login = self.login(folder)?;
        let roots = match &self.ca_file {
            None => Vec::new(),
            Some(file) => {
                let pem = beside("ca_file", folder, file)?;
                match Certificate::from_pem(&pem) {
                    Ok(certificate) if has_certificate(&pem) => vec![certificate],
                    _ => return wrong("ca_file", "bad_certificate"),
                }
            }
        };
        let from = Address::checked(&self.from);
        let from = from.or_else(|refused| wrong("from", refused.code()))?;
        let name = self.from_name.as_deref().unwrap_or("Platssamverkan").trim();
        if name.chars().any(char::is_control) {
            return wrong("from_name", "settings_malformed");
        }
        let wait = self.wait_seconds.unwrap_or(WAIT_S);
        if !(1..=LONGEST_WAIT_S).contains(&wait) {
            return wrong("wait_seconds", "bad_wait");
        }
        Ok(PostSettings {
            server,
            port: self.port.unwrap_or(usual),
            security: self.security,
            login,
            roots,
            from,
            from_name: name.to_owned(),
            wait: Duration::from_secs(wait),
        })
    }

    /// User and password, both or neither.
    fn login(&self, folder: &Path) -> Result<Option<(String, String)>, SettingsError> {
        let (user, file, env) = (&self.user, &self.password_file, &self.password_env);
        let password = match (user, file, env) {
            (None, None, None) => return Ok(None),
            (Some(_), Some(file), None) => beside("password_file", folder, file)?,
            (Some(_), None, Some(name)) => std::env::var(name).unwrap_or_default().into_bytes(),
            _ => return wrong("user, password_file", "one_password"),
        };
        let password = String::from_utf8_lossy(&password).trim_end_matches(['\r', '\n']).to_owned();
        match user.as_deref().map(str::trim) {
            Some(user) if !user.is_empty() && !password.is_empty() => {
                Ok(Some((user.to_owned(), password)))
            }
            _ => wrong("user, password_file", "one_password"),
        }
    }
}

fn is_this_machine(server: &str) -> bool {
    server == "localhost" || server.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = "server = \"post.stad.example\"\nsecurity = \"starttls\"\n\
                         from = \"plats@stad.example\"\n";

    fn read_of(text: &str) -> Result<Option<PostSettings>, SettingsError> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("hemlig"), "lösen ord\n").expect("written");
        std::fs::write(folder.path().join("tom"), "\n").expect("written");
        std::fs::write(folder.path().join(FILE_NAME), text).expect("written");
        PostSettings::read(folder.path())
    }

    #[test]
    fn what_is_not_said_is_as_usual() {
        let settings = read_of(RIGHT).expect("right").expect("there");
        assert_eq!((settings.port, settings.security), (587, Security::Starttls));
        assert_eq!(settings.wait, Duration::from_secs(5));
        assert_eq!(settings.from_name, "Platssamverkan");
        assert!(settings.login.is_none());
        let with = format!("{RIGHT}user = \"plats\"\npassword_file = \"hemlig\"\n");
        let settings = read_of(&with).expect("right").expect("there");
        assert_eq!(settings.login, Some(("plats".into(), "lösen ord".into())));
        assert!(!format!("{settings:?}").contains("lösen"));
    }

    #[test]
    fn without_the_file_no_letters_are_sent() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(PostSettings::read(folder.path()).expect("nothing wrong").is_none());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let check = |text: &str, at: &str, code: &str| {
            let error = read_of(text).expect_err(text);
            assert_eq!((error.code, error.at.starts_with(at)), (code, true), "{text}: {error}");
        };
        let with = |line: &str| format!("{RIGHT}{line}\n");
        let plain = "security = \"none\"\nfrom = \"plats@stad.example\"\n";
        check(&format!("server = \"post.example\"\n{plain}"), "security", "plain_off_machine");
        check(&format!("server = \"10.0.0.9\"\n{plain}"), "security", "plain_off_machine");
        for own in ["localhost", "127.0.0.1", "::1"] {
            assert!(read_of(&format!("server = \"{own}\"\n{plain}")).is_ok(), "{own}");
        }
        check(&RIGHT.replace("post.stad.example", ""), "server", "bad_mail_server");
        check(&RIGHT.replace("post.stad.example", "smtp://a"), "server", "bad_mail_server");
        check(&RIGHT.replace("starttls", "ssl"), "", "settings_malformed");
        check(&RIGHT.replace("plats@stad", "plats"), "from", "not_an_address");
        check(&with("user = \"plats\""), "user", "one_password");
        check(&with("password_file = \"hemlig\""), "user", "one_password");
        check(&with("user = \"plats\"\npassword_file = \"tom\""), "user", "one_password");
        check(
            &with("user = \"plats\"\npassword_file = \"x\""),
            "password_file",
            "settings_unreadable",
        );
        check(&with("ca_file = \"hemlig\""), "ca_file", "bad_certificate");
        check(&with("wait_seconds = 60"), "wait_seconds", "bad_wait");
        check(&with("colour = \"blue\""), "", "settings_malformed");
    }
}
