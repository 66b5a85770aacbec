//! Passwords of local accounts: argon2id, 15 characters or more, none of the well-known ones.

use super::{AppError, FieldError};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::{
    collections::BTreeSet,
    sync::{Mutex, OnceLock},
};

/// Fewest characters of a password.
pub const MIN_PASSWORD: usize = 15;
/// Most characters: longer ones only make the server work.
pub const MAX_PASSWORD: usize = 256;

/// What hashing one password costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl PasswordCost {
    /// 19 MiB and two passes, OWASP's first recommendation for argon2id.
    pub const STANDARD: PasswordCost = PasswordCost { memory_kib: 19 * 1024, passes: 2 };
    /// As little as argon2id allows: for tests.
    pub const CHEAP: PasswordCost = PasswordCost { memory_kib: 8, passes: 1 };
}

/// Hashes and verifies, one password at a time, so that a flood of sign-ins cannot take the memory
/// and both cores.
#[derive(Debug)]
pub struct Passwords {
    cost: PasswordCost,
    one_at_a_time: Mutex<()>,
    nobody: OnceLock<String>,
}

impl Passwords {
    /// With a cost for new hashes; old hashes carry their own.
    pub fn new(cost: PasswordCost) -> Self {
        Self { cost, one_at_a_time: Mutex::new(()), nobody: OnceLock::new() }
    }

    /// A new hash with a fresh salt, as a PHC string.
    pub fn hash(&self, password: &str) -> Result<String, AppError> {
        let _turn = self.one_at_a_time.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        self.hash_now(password)
    }

    fn hash_now(&self, password: &str) -> Result<String, AppError> {
        let params = Params::new(self.cost.memory_kib, self.cost.passes, 1, None)
            .map_err(|error| AppError::Fault(format!("argon2 parameters: {error}")))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = argon2.hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string())
            .map_err(|error| AppError::Fault(format!("argon2: {error}")))
    }

    /// Whether the password fits. Without a hash (no such user) the same work is done, so that the
    /// time of the answer does not tell whether the user exists.
    pub fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, AppError> {
        let _turn = self.one_at_a_time.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => match self.nobody.get() {
                Some(hash) => hash,
                None => {
                    let made = self.hash_now("nobody signs in with this")?;
                    self.nobody.get_or_init(|| made)
                }
            },
        };
        let hash = PasswordHash::new(hash)
            .map_err(|error| AppError::Fault(format!("stored password hash: {error}")))?;
        let fits = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
        Ok(fits && known)
    }
}

/// Long enough, of more than a few characters, and not made of well-known pieces or of the user's own
/// names. Every character counts as it is: none is trimmed, folded or left out, and none has to be there.
/// `field` is `password`.
pub fn check_new_password(login: &str, function: &str, password: &str) -> Result<(), AppError> {
    let wrong =
        |code| Err(AppError::Invalid(vec![FieldError { field: "password".to_owned(), code }]));
    let length = password.chars().count();
    if length < MIN_PASSWORD {
        return wrong("too_short");
    }
    if length > MAX_PASSWORD {
        return wrong("too_long");
    }
    let distinct: BTreeSet<char> = password.to_lowercase().chars().collect();
    if distinct.len() < FEWEST_DISTINCT {
        return wrong("too_common");
    }
    match rest(login, function, password) < FEWEST_OF_ITS_OWN {
        true => wrong("too_common"),
        false => Ok(()),
    }
}

/// Fewer different characters are a row of the same.
const FEWEST_DISTINCT: usize = 6;
/// So many characters must be left of a password when what anybody would try has been taken out of it.
const FEWEST_OF_ITS_OWN: usize = 5;
/// Shorter words of a name stand in too many other words.
const SHORTEST_NAME: usize = 4;

/// How many characters are left when well-known pieces, the service's own words and the user's names have
/// been taken out. What stands between letters and digits counts too, but for single spaces and marks that
/// only part them.
fn rest(login: &str, function: &str, password: &str) -> usize {
    let lower = password.to_lowercase();
    let letters: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    let marks = lower.chars().filter(|c| !c.is_alphanumeric()).collect::<BTreeSet<_>>().len();
    let names = words(login).chain(words(function)).filter(|w| w.chars().count() >= SHORTEST_NAME);
    let mut known: Vec<String> = WELL_KNOWN.lines().map(str::to_owned).chain(names).collect();
    // A longer piece goes before its parts.
    known.sort_by_key(|piece| std::cmp::Reverse(piece.chars().count()));
    let left = known.iter().fold(letters, |left, piece| left.replace(piece.as_str(), "\0"));
    let left = left.chars().filter(|c| *c != '\0').count();
    left + marks.saturating_sub(1)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.collect::<Vec<_>>().into_iter()
}

/// Pieces that long bad passwords are made of, one a line: what is common everywhere, what is common in
/// Sweden, and the service's own words.
const WELL_KNOWN: &str = include_str!("well_known_passwords.txt");

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with a password of the city's samordnare.
    fn wrong(password: &str) -> &'static str {
        let checked =
            check_new_password("samordnare", "Trygghetssamordnare, Norra innerstaden", password);
        match checked {
            Err(AppError::Invalid(fields)) => fields[0].code,
            Err(_) => "other",
            Ok(()) => "ok",
        }
    }

    #[test]
    fn short_and_well_known_passwords_are_refused() {
        assert_eq!(wrong("fjorton tecken"), "too_short");
        assert_eq!(wrong(&"x1y2z3".repeat(50)), "too_long");
        for common in [
            "passwordpassword",
            "Password-Password-2026",
            "aaaaaaaaaaaaaaaa",
            "123456789012345",
            "samordnare samordnare",
            "lösenordlösenord!!",
            "Sommar2026Sommar",
            "qwertyuiopasdfghjkl",
            // Common in Sweden.
            "hejhejhejhejhej1",
            "Fotboll-Hammarby-1915",
            "jagälskardigälskling",
            "mammapappabarn123",
            "Stockholm Göteborg Malmö",
            // The service's own words.
            "Platssamverkan2026",
            "lägesbild och hotspot",
            "Stadsdelsförvaltningen",
            "chefsamråd chefsamråd",
            // The user's own names.
            "Trygghetssamordnare1",
            "norra innerstaden 77",
        ] {
            assert_eq!(wrong(common), "too_common", "{common}");
        }
        for good in ["demo-kommunpolis-norr", "tre gröna cyklar vid kajen", "fyra-vargar-dansar"] {
            assert_eq!(wrong(good), "ok", "{good}");
        }
    }

    #[test]
    fn every_character_counts_and_none_has_to_be_there() {
        // Letters of other scripts, marks alone, digits alone, spaces at the ends.
        for good in [
            "пять весёлых китов",
            "!#%&/()=?+*^~<>",
            "407193850264418",
            "  tre gula hus  ",
            "🦊🐻🦉🐸🐢🦋🐝🐙🦀🐬🦜🐊🦔🐿🦦",
        ] {
            assert_eq!(wrong(good), "ok", "{good}");
        }
        assert_eq!(
            wrong("🦊🐻🦉🐸🐢🦋🐝🐙🦀🐬🦜🐊🦔🐿"),
            "too_short",
            "fourteen, whatever the bytes"
        );
        assert_eq!(wrong("å ä ö å ä ö å ä ö"), "too_common", "four characters again and again");
        let passwords = Passwords::new(PasswordCost::CHEAP);
        let hash = passwords.hash("  tre gula hus  ").unwrap();
        for other in ["tre gula hus", " tre gula hus  ", "  Tre gula hus  ", "  tre gula hus  \n"] {
            assert!(!passwords.verify(other, Some(&hash)).unwrap(), "{other:?}");
        }
    }

    #[test]
    fn a_hash_is_argon2id_with_its_own_salt_and_fits_only_its_password() {
        let passwords = Passwords::new(PasswordCost::CHEAP);
        let hash = passwords.hash("tre gröna cyklar").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
        assert_ne!(hash, passwords.hash("tre gröna cyklar").unwrap());
        assert!(passwords.verify("tre gröna cyklar", Some(&hash)).unwrap());
        assert!(!passwords.verify("tre gröna cykla", Some(&hash)).unwrap());
        assert!(!passwords.verify("nobody signs in with this", None).unwrap());
    }
}
