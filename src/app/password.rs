//! Passwords of local accounts: argon2id, 15 characters or more, none of the well-known ones.

use super::{AppError, FieldError};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::sync::{Mutex, OnceLock};

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

/// Long enough, not well known, not the login, not a row of few characters. `field` is `password`.
pub fn check_new_password(login: &str, password: &str) -> Result<(), AppError> {
    let wrong =
        |code| Err(AppError::Invalid(vec![FieldError { field: "password".to_owned(), code }]));
    let length = password.chars().count();
    if length < MIN_PASSWORD {
        return wrong("too_short");
    }
    if length > MAX_PASSWORD {
        return wrong("too_long");
    }
    let plain: String = password.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let mut distinct: Vec<char> = plain.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let login = login.to_lowercase();
    let only_login = !login.is_empty() && plain.replace(&login, "").chars().count() < 5;
    // Well-known pieces, once or several, with a few characters added.
    let rest = WELL_KNOWN.iter().fold(plain.clone(), |rest, known| rest.replace(known, ""));
    let well_known = rest.chars().count() < 5;
    match distinct.len() < 6 || only_login || well_known {
        true => wrong("too_common"),
        false => Ok(()),
    }
}

/// Pieces that long bad passwords are made of; a longer one stands before its parts.
const WELL_KNOWN: &[&str] = &[
    "1234567890",
    "0123456789",
    "9876543210",
    "123456789",
    "12345678",
    "12345",
    "abcdefghijklmnopqrstuvwxyz",
    "abcdefghijklmno",
    "qwertyuiopå",
    "qwertyuiop",
    "asdfghjklöä",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv",
    "password",
    "passw0rd",
    "p4ssw0rd",
    "lösenord",
    "losenord",
    "hemligt",
    "administrator",
    "letmein",
    "välkommen",
    "valkommen",
    "welcome",
    "stockholm",
    "polisen",
    "platssamverkan",
    "sommar",
    "vinter",
    "changeme",
    "correcthorsebatterystaple",
    "iloveyou",
    "qwerty",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_well_known_passwords_are_refused() {
        let code = |password: &str| match check_new_password("samordnare", password) {
            Err(AppError::Invalid(fields)) => fields[0].code,
            Err(_) => "other",
            Ok(()) => "ok",
        };
        assert_eq!(code("fjorton tecken"), "too_short");
        assert_eq!(code(&"x1y2z3".repeat(50)), "too_long");
        for common in [
            "passwordpassword",
            "Password-Password-2026",
            "aaaaaaaaaaaaaaaa",
            "123456789012345",
            "samordnare samordnare",
            "lösenordlösenord!!",
            "Sommar2026Sommar",
            "qwertyuiopasdfghjkl",
        ] {
            assert_eq!(code(common), "too_common", "{common}");
        }
        for good in ["demo-kommunpolis-norr", "tre gröna cyklar vid kajen"] {
            assert_eq!(code(good), "ok", "{good}");
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
