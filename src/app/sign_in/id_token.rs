//! What an id token must be to prove who somebody is. Signature, issuer and audience are checked by
//! `openidconnect`; what it leaves to its user is checked here: that the audience is ours alone, azp,
//! nbf, the time of issue, the subject.

use super::protocol::{FurtherClaims, Metadata, Token};
use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    AccessTokenHash, ClaimsVerificationError, ClientId, IdTokenVerifier, Nonce,
    SignatureVerificationError,
    core::{CoreJsonWebKey, CoreJwsSigningAlgorithm as Algorithm},
};
use std::time::SystemTime;

/// Clocks may differ by so much.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);
/// A token is fetched as soon as it is issued.
const OLDEST: SignedDuration = SignedDuration::from_mins(10);
/// The standard's limit for a subject, in characters of ASCII.
const LONGEST_SUBJECT: usize = 255;

/// Signed with a private key that only the issuer has; neither unsigned nor with a shared secret.
const ASYMMETRIC: [Algorithm; 9] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPkcs1V15Sha384,
    Algorithm::RsaSsaPkcs1V15Sha512,
    Algorithm::RsaSsaPssSha256,
    Algorithm::RsaSsaPssSha384,
    Algorithm::RsaSsaPssSha512,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EdDsa,
];

/// Who somebody is to the provider.
#[derive(Debug, Clone)]
pub(super) struct Proved {
    pub(super) subject: String,
    pub(super) access_token_hash: Option<AccessTokenHash>,
    /// Groups are among them; nothing else of them is used.
    pub(super) further: FurtherClaims,
}

/// Why a token proves nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unproved {
    /// The provider may have new keys.
    #[error("a key that is not known")]
    UnknownKey,
    #[error("signature: {0}")]
    Signature(SignatureVerificationError),
    #[error("{0}")]
    Claims(ClaimsVerificationError),
    #[error("an audience beside ours")]
    Audience,
    #[error("issued to another party")]
    Azp,
    #[error("not valid yet")]
    NotYet,
    #[error("a subject that is none")]
    Subject,
}

/// Checks everything; `now` is the time in the world outside.
pub(super) fn verify(
    token: &Token,
    metadata: &Metadata,
    client_id: &str,
    nonce: &Nonce,
    now: Timestamp,
) -> Result<Proved, Unproved> {
    let verifier = verifier(metadata, client_id)
        .set_time_fn(move || SystemTime::from(now - LEEWAY).into())
        .set_issue_time_verifier_fn(move |issued| {
            let age = now.as_second() - issued.timestamp();
            let fits = (-LEEWAY.as_secs()..=OLDEST.as_secs()).contains(&age);
            if fits { Ok(()) } else { Err(format!("issued {age} s ago")) }
        });
    let claims = token.claims(&verifier, nonce).map_err(|error| match error {
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey,
        ) => Unproved::UnknownKey,
        ClaimsVerificationError::SignatureVerification(why) => Unproved::Signature(why),
        other => Unproved::Claims(other),
    })?;
    if claims.audiences().iter().any(|audience| audience.as_str() != client_id) {
        return Err(Unproved::Audience);
    }
    if claims.authorized_party().is_some_and(|party| party.as_str() != client_id) {
        return Err(Unproved::Azp);
    }
    let further = claims.additional_claims().clone();
    if let Some(from) = further.0.get("nbf") {
        let latest = (now + LEEWAY).as_second() as f64;
        if !from.as_f64().is_some_and(|from| from <= latest) {
            return Err(Unproved::NotYet);
        }
    }
    let subject = claims.subject().as_str();
    let is_one =
        subject.is_ascii() && !subject.trim().is_empty() && subject.len() <= LONGEST_SUBJECT;
    if !is_one || subject.bytes().any(|byte| byte.is_ascii_control()) {
        return Err(Unproved::Subject);
    }
    Ok(Proved {
        subject: subject.to_owned(),
        access_token_hash: claims.access_token_hash().cloned(),
        further,
    })
}

/// Signature, issuer and audience.
pub(super) fn verifier<'a>(
    metadata: &Metadata,
    client_id: &str,
) -> IdTokenVerifier<'a, CoreJsonWebKey> {
    // As for a client without a secret: then a secret never serves as a key.
    IdTokenVerifier::new_public_client(
        ClientId::new(client_id.to_owned()),
        metadata.issuer().clone(),
        metadata.jwks().clone(),
    )
    .set_allowed_algs(ASYMMETRIC)
}

/// The members of a claim that holds groups: a list of texts, or one text.
pub(super) fn groups(further: &FurtherClaims, claim: &str) -> Vec<String> {
    match further.0.get(claim) {
        Some(serde_json::Value::String(one)) => vec![one.clone()],
        Some(serde_json::Value::Array(all)) => {
            all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}
