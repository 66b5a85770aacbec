//! Signing in through the provider of one's side: OpenID Connect, authorization code with PKCE, state
//! and nonce.
//!
//! The side is which issuer signed. The party and the role are what an administrator of that side
//! assigned, or what a group of the provider stands for; neither is ever read from another claim or
//! from a field of a request. A user is an issuer and a subject, never a name or an address.

mod admission;
mod http;
mod id_token;
mod known;
mod pending;
mod protocol;
mod provider;
mod refusal;
mod settings;

pub use admission::Finished;
pub use pending::TIME_TO_SIGN_IN;
pub use settings::{FILE_NAME, SignInSettings};

use super::{
    App, AppError, SettingsError, admin_link,
    attempts::{self, At},
    doors::Door,
    session::Token,
};
use crate::{
    case::{log::LogEntry, party::Side},
    clock::Clock,
    store::CameFrom,
};
use id_token::Proved;
use jiff::Timestamp;
use pending::{Begun, Pending};
use provider::{Provider, Secrets};
use refusal::{EXPIRED, PROVIDER_REFUSED, Refusal};
use std::sync::Arc;

/// The providers, and the sign-ins that are under way. Without providers local accounts open.
#[derive(Debug)]
pub struct SignIn {
    providers: Vec<Provider>,
    public_url: Option<String>,
    pending: Pending,
    clock: Option<OutsideClock>,
}

/// What time it is where tokens are issued: the demo's clock is another.
struct OutsideClock(Arc<dyn Clock>);

impl std::fmt::Debug for OutsideClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OutsideClock")
    }
}

/// What a provider sends a browser back with.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The state that the browser left with.
    pub state: Option<String>,
    /// The code to exchange.
    pub code: Option<String>,
    /// Who the provider says it is.
    pub iss: Option<String>,
    /// Why it did not sign the user in.
    pub error: Option<String>,
}

/// Where a browser goes to sign in, and the cookie by which it is known when it comes back.
#[derive(Debug)]
pub struct Handover {
    /// Address at the provider.
    pub url: String,
    /// For the cookie.
    pub browser: Token,
}

impl SignIn {
    /// Local accounts alone.
    pub fn local() -> Self {
        Self { providers: Vec::new(), public_url: None, pending: Pending::default(), clock: None }
    }

    /// Through the configured providers; `clock` is the world's, also in the demo.
    pub fn through(settings: SignInSettings, clock: Arc<dyn Clock>) -> Result<Self, SettingsError> {
        let sides = [(Side::Polis, settings.polis), (Side::Stad, settings.stad)];
        let mut providers = Vec::new();
        for (side, provider) in sides {
            let Some(provider) = provider else { continue };
            let made = Provider::new(side, provider, &settings.public_url);
            providers.push(made.map_err(|why| SettingsError {
                at: format!("{}: {why}", side.as_str()),
                code: "settings_unusable",
            })?);
        }
        Ok(Self {
            providers,
            public_url: Some(settings.public_url),
            pending: Pending::default(),
            clock: Some(OutsideClock(clock)),
        })
    }

    /// Where no provider is configured every local account opens, otherwise the break-glass one alone.
    pub fn takes_local_accounts(&self) -> bool {
        self.providers.is_empty()
    }

    /// Side and name of each provider, police first.
    pub fn choices(&self) -> impl Iterator<Item = (Side, &str)> {
        self.providers.iter().map(|one| (one.side, one.settings.name.as_str()))
    }

    /// Where browsers find the service, as configured.
    pub fn public_url(&self) -> Option<&str> {
        self.public_url.as_deref()
    }

    fn provider(&self, side: Side) -> Result<&Provider, AppError> {
        self.providers.iter().find(|one| one.side == side).ok_or(AppError::NotFound)
    }

    fn now(&self, app: &App) -> Timestamp {
        self.clock.as_ref().map_or_else(|| app.clock.now(), |clock| clock.0.now())
    }
}

/// Name of the setting that holds the providers of the last start.
const PROVIDERS: &str = "sign_in_providers";

/// At the start: whoever is signed in under other providers than those of now is signed out, since
/// they may no longer come in at all. True when that was done.
pub fn settle(app: &App) -> Result<bool, AppError> {
    let mut now: Vec<String> = Vec::new();
    for provider in &app.sign_in.providers {
        now.push(format!("{} {}", provider.side.as_str(), provider.settings.issuer));
    }
    let now = now.join("\n");
    let before = app.store.read()?.setting(PROVIDERS)?.unwrap_or_default();
    if before == now {
        return Ok(false);
    }
    let mut write = app.store.begin()?;
    write.put_setting(PROVIDERS, &now)?;
    write.end_all_sessions()?;
    let (at, object) = (app.clock.now(), ("setting", PROVIDERS));
    write.append_log(&LogEntry::by_system(at, object, "setting_changed"))?;
    write.commit()?;
    Ok(true)
}

/// Begins a sign-in at the provider of a side; through an administrator link when there is one.
pub fn begin(
    app: &App,
    side: Side,
    link: Option<&str>,
    address: &str,
) -> Result<Handover, AppError> {
    let provider = app.sign_in.provider(side)?;
    let now = app.sign_in.now(app);
    app.doors.knock(Door::Begin, address, now)?;
    let link = link.map(|link| admin_link::knocked(app, link, side, address)).transpose()?;
    let (state, browser) = (Token::random()?, Token::random()?);
    let begun = Begun {
        side,
        nonce: Token::random()?,
        verifier: Token::random()?,
        browser: browser.hash(),
        link,
        at: now,
    };
    let url = provider.address(&secrets(&state, &begun), now).map_err(|why| told(side, why))?;
    app.sign_in.pending.put(&state, begun);
    Ok(Handover { url, browser })
}

/// Finishes it: the browser comes back with `answer`, its cookie and perhaps an older session, which
/// ends. Every failure is the same to the browser but for a stable code.
pub fn finish(
    app: &App,
    side: Side,
    answer: &Answer,
    browser: Option<&Token>,
    old: Option<&Token>,
    from: &CameFrom,
) -> Result<Finished, AppError> {
    let provider = app.sign_in.provider(side)?;
    let now = app.sign_in.now(app);
    let address = from.address.as_str();
    app.doors.knock(Door::Callback, address, now)?;
    let turned_away = |_: &AppError| attempts::turned_away(app, At::Provider, None, address);
    let proved = prove(app, provider, answer, browser, now).map_err(|why| told(side, why));
    let (begun, proved) = proved.inspect_err(turned_away)?;
    let finished = admission::admit(app, provider, &proved, begun.link, old, from);
    let finished = finished.inspect_err(turned_away)?;
    app.doors.forgive(Door::Callback, address, now);
    app.doors.forgive(Door::Begin, address, begun.at);
    if let Finished::Waiting(id) = &finished {
        app.sign_in.pending.waits(begun.browser, id.clone(), now);
    }
    Ok(finished)
}

/// The id under which an administrator finds the one that waits in this browser.
pub fn waiting_as(app: &App, browser: &Token) -> Option<String> {
    app.sign_in.pending.waiting_as(browser, app.sign_in.now(app))
}

fn prove(
    app: &App,
    provider: &Provider,
    answer: &Answer,
    browser: Option<&Token>,
    now: Timestamp,
) -> Result<(Begun, Proved), Refusal> {
    let state = answer.state.as_deref().and_then(Token::read);
    let state = state.ok_or_else(|| Refusal::refused("no state, or not one of ours"))?;
    let begun = app.sign_in.pending.take(&state, now);
    let begun = begun.ok_or_else(|| Refusal::new(EXPIRED, "unknown, used or expired state"))?;
    if begun.side != provider.side {
        return Err(Refusal::refused("begun at the other provider"));
    }
    if browser.map(Token::hash) != Some(begun.browser) {
        return Err(Refusal::new(EXPIRED, "begun in another browser"));
    }
    provider.check_issuer(answer.iss.as_deref(), now)?;
    if let Some(error) = &answer.error {
        let error: String = error.chars().filter(|c| c.is_ascii_graphic()).take(60).collect();
        return Err(Refusal::new(PROVIDER_REFUSED, error));
    }
    let code = answer.code.as_deref().ok_or_else(|| Refusal::refused("no code"))?;
    let proved = provider.prove(code, &secrets(&state, &begun), now)?;
    Ok((begun, proved))
}

fn secrets<'a>(state: &'a Token, begun: &'a Begun) -> Secrets<'a> {
    Secrets {
        state: state.as_str(),
        nonce: begun.nonce.as_str(),
        verifier: begun.verifier.as_str(),
    }
}

/// The reason goes to the log, the code to the browser.
fn told(side: Side, refusal: Refusal) -> AppError {
    tracing::warn!(side = side.as_str(), code = refusal.code, reason = %refusal.reason, "sign-in");
    refusal.into()
}
