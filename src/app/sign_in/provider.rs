//! One provider: where to send a browser, and what the code it comes back with proves.

use super::{
    http::{Asker, NoAnswer},
    id_token::{self, Proved},
    known::Known,
    protocol::{FurtherClaims, Metadata, Party, TokenAnswer},
    refusal::{Refusal, UNREACHABLE},
    settings::{GroupsFrom, ProviderSettings},
};
use crate::case::party::Side;
use jiff::Timestamp;
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl,
    Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, SubjectIdentifier, TokenResponse, UserInfoClaims, UserInfoError,
    core::{CoreAuthenticationFlow, CoreClientAuthMethod, CoreGenderClaim},
};
use std::sync::Arc;

/// The provider of one side.
#[derive(Debug)]
pub(super) struct Provider {
    pub(super) side: Side,
    pub(super) settings: ProviderSettings,
    redirect: RedirectUrl,
    asker: Asker,
    known: Known,
}

/// The three secrets of one attempt. The browser sees the first two pass by, the third never leaves
/// us before the code is exchanged.
pub(super) struct Secrets<'a> {
    pub(super) state: &'a str,
    pub(super) nonce: &'a str,
    pub(super) verifier: &'a str,
}

impl Provider {
    /// What is wrong with the settings shows here, not at the first sign-in; the provider itself is
    /// not asked yet.
    pub(super) fn new(
        side: Side,
        settings: ProviderSettings,
        public_url: &str,
    ) -> Result<Self, String> {
        let callback = format!("{public_url}/api/v1/sign-in/{}/callback", side.as_str());
        let redirect = RedirectUrl::new(callback).map_err(|error| error.to_string())?;
        let asker = Asker::new(&settings.issuer, settings.roots.as_deref())
            .map_err(|error| error.to_string())?;
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|error| error.to_string())?;
        Ok(Self { side, settings, redirect, asker, known: Known::new(issuer) })
    }

    /// Where the browser goes to sign in.
    pub(super) fn address(&self, secrets: &Secrets<'_>, now: Timestamp) -> Result<String, Refusal> {
        let metadata = self.known.metadata(&self.asker, now)?;
        let (state, nonce) = (secrets.state.to_owned(), secrets.nonce.to_owned());
        let verifier = PkceCodeVerifier::new(secrets.verifier.to_owned());
        let client = self.client(&metadata);
        let request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        Ok(request.url().0.to_string())
    }

    /// The issuer in the response, RFC 9207: it must be this one when it is there, and be there when
    /// the provider says that it always is.
    pub(super) fn check_issuer(&self, said: Option<&str>, now: Timestamp) -> Result<(), Refusal> {
        let metadata = self.known.metadata(&self.asker, now)?;
        let always = metadata.additional_metadata().authorization_response_iss_parameter_supported;
        match said {
            Some(issuer) if issuer == self.settings.issuer => Ok(()),
            None if !always => Ok(()),
            Some(_) => Err(Refusal::refused("the response is another issuer's")),
            None => Err(Refusal::refused("the response does not say whose it is")),
        }
    }

    /// Exchanges the code and verifies what comes back.
    pub(super) fn prove(
        &self,
        code: &str,
        secrets: &Secrets<'_>,
        now: Timestamp,
    ) -> Result<Proved, Refusal> {
        let metadata = self.known.metadata(&self.asker, now)?;
        let answer = self.exchange(&metadata, code, secrets.verifier)?;
        let nonce = Nonce::new(secrets.nonce.to_owned());
        let token = answer.id_token().ok_or_else(|| Refusal::refused("no id token"))?;
        let (proved, metadata) =
            match id_token::verify(token, &metadata, &self.settings.client_id, &nonce, now) {
                Err(id_token::Unproved::UnknownKey) => {
                    let newer = self.known.with_new_keys(&self.asker, now)?;
                    let newer = newer.ok_or_else(|| Refusal::refused("a key nobody has"))?;
                    let again =
                        id_token::verify(token, &newer, &self.settings.client_id, &nonce, now);
                    (again, newer)
                }
                first => (first, metadata),
            };
        let mut proved = proved.map_err(|unproved| Refusal::refused(unproved.to_string()))?;
        self.check_access_token(&answer, &proved, &metadata)?;
        if self.settings.groups_from == GroupsFrom::Userinfo {
            proved.further = self.userinfo(&metadata, &answer, &proved.subject)?;
        }
        Ok(proved)
    }

    fn exchange(
        &self,
        metadata: &Arc<Metadata>,
        code: &str,
        verifier: &str,
    ) -> Result<TokenAnswer, Refusal> {
        let client = self.client(metadata);
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| Refusal::new(UNREACHABLE, error.to_string()))?;
        let verifier = PkceCodeVerifier::new(verifier.to_owned());
        request.set_pkce_verifier(verifier).request(&self.asker).map_err(|error| match error {
            RequestTokenError::Request(NoAnswer::Redirect) => {
                Refusal::refused("the token endpoint sends elsewhere")
            }
            RequestTokenError::Request(why) => Refusal::new(UNREACHABLE, why.to_string()),
            // No text of a token goes to the log, as a person may be in it.
            RequestTokenError::ServerResponse(said) => {
                Refusal::refused(format!("the token endpoint: {}", said.error()))
            }
            RequestTokenError::Parse(why, _) => {
                Refusal::refused(format!("the token answer cannot be read at {}", why.path()))
            }
            RequestTokenError::Other(why) => Refusal::refused(why),
        })
    }

    /// When the id token says which access token came with it, it is that one.
    fn check_access_token(
        &self,
        answer: &TokenAnswer,
        proved: &Proved,
        metadata: &Metadata,
    ) -> Result<(), Refusal> {
        let (Some(said), Some(token)) = (&proved.access_token_hash, answer.id_token()) else {
            return Ok(());
        };
        let verifier = id_token::verifier(metadata, &self.settings.client_id);
        let wrong = |error: String| Refusal::refused(error);
        let key = token.signing_key(&verifier).map_err(|error| wrong(error.to_string()))?;
        let algorithm = token.signing_alg().map_err(|error| wrong(error.to_string()))?;
        let is = AccessTokenHash::from_token(answer.access_token(), algorithm, key)
            .map_err(|error| wrong(error.to_string()))?;
        if is == *said { Ok(()) } else { Err(wrong("another access token".to_owned())) }
    }

    fn userinfo(
        &self,
        metadata: &Arc<Metadata>,
        answer: &TokenAnswer,
        subject: &str,
    ) -> Result<FurtherClaims, Refusal> {
        let client = self.client(metadata);
        let subject = SubjectIdentifier::new(subject.to_owned());
        let request = client
            .user_info(answer.access_token().clone(), Some(subject))
            .map_err(|error| Refusal::new(UNREACHABLE, error.to_string()))?;
        let claims: UserInfoClaims<FurtherClaims, CoreGenderClaim> =
            request.request(&self.asker).map_err(|error| match error {
                UserInfoError::Request(why) => Refusal::new(UNREACHABLE, why.to_string()),
                other => Refusal::refused(format!("user info: {other}")),
            })?;
        Ok(claims.additional_claims().clone())
    }

    fn client(&self, metadata: &Arc<Metadata>) -> Party {
        let supported = metadata.token_endpoint_auth_methods_supported();
        let takes =
            |method: CoreClientAuthMethod| supported.is_some_and(|all| all.contains(&method));
        // Basic is what every provider must know; some say that they only know the other.
        let in_body = !takes(CoreClientAuthMethod::ClientSecretBasic)
            && takes(CoreClientAuthMethod::ClientSecretPost);
        let auth = if in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        let id = ClientId::new(self.settings.client_id.clone());
        let secret = ClientSecret::new(self.settings.client_secret.reveal().to_owned());
        Party::from_provider_metadata(Metadata::clone(metadata), id, Some(secret))
            .set_redirect_uri(self.redirect.clone())
            .set_auth_type(auth)
    }
}
