//! What the command line does about signing in: reads `inloggning.toml`, prints the first
//! administrators' links.

use super::{Failure, args::Lang, say, text};
use platssamverkan::{
    app::{
        App, SettingsError, admin_link,
        session::Token,
        sign_in::{self, FILE_NAME, SignIn, SignInSettings},
    },
    case::party::Side,
    clock::SystemClock,
};
use std::{net::SocketAddr, path::Path, sync::Arc};

/// The providers of the data folder, if any.
pub(super) fn settings(
    data: &Path,
    app: &App,
    lang: Lang,
) -> Result<Option<SignInSettings>, Failure> {
    let parties = app.store.read()?.parties()?;
    SignInSettings::read(data, &parties).map_err(|error| failure(&error, lang))
}

/// The app with the providers of its data folder. Whoever is signed in under others is signed out.
pub(super) fn configured(app: App, data: &Path, lang: Lang) -> Result<App, Failure> {
    let app = match settings(data, &app, lang)? {
        None => app,
        Some(settings) => {
            // The world's clock, also in the demo: tokens come from outside.
            let sign_in = SignIn::through(settings, Arc::new(SystemClock));
            app.with_sign_in(sign_in.map_err(|error| failure(&error, lang))?)
        }
    };
    for (side, name) in app.sign_in.choices() {
        let signs_in = say(lang, "loggar in genom", "signs in through");
        eprintln!("{} {signs_in} {name}", side.as_str());
    }
    for side in [Side::Polis, Side::Stad] {
        let has_one = app.sign_in.choices().any(|(of, _)| of == side);
        if !has_one && !app.sign_in.takes_local_accounts() {
            let none = say(
                lang,
                "har ingen inloggningstjänst och kan inte logga in",
                "has no provider and cannot sign in",
            );
            eprintln!("{FILE_NAME}: {} {none}", side.as_str());
        }
    }
    if sign_in::settle(&app)? {
        let text = say(
            lang,
            "Inloggningstjänsterna är andra än förra gången: alla är utloggade.",
            "The providers are not those of last time: everyone is signed out.",
        );
        eprintln!("{text}");
    }
    Ok(app)
}

/// Prints the links that the first start makes.
pub(super) fn print_first_links(app: &App, listen: SocketAddr, lang: Lang) -> Result<(), Failure> {
    let here = format!("http://{listen}");
    let url = app.sign_in.public_url().unwrap_or(&here);
    for (party, link) in admin_link::make_first(app)? {
        let what = say(
            lang,
            "Engångslänk för den första administratören (gäller 72 timmar):",
            "One-time link for the first administrator (valid 72 hours):",
        );
        println!("{}: {what}\n  {}", party.name, link_address(url, party.side, &link));
    }
    Ok(())
}

/// The link's secret stands after `#`, which browsers send to nobody.
pub(super) fn link_address(url: &str, side: Side, link: &Token) -> String {
    let url = url.trim_end_matches('/');
    format!("{url}/inloggning/administrator/{}#{}", side.as_str(), link.as_str())
}

fn failure(error: &SettingsError, lang: Lang) -> Failure {
    let why = text(lang, error.code);
    Failure::Usage(format!("{FILE_NAME}: {}: {why} [{}]", error.at, error.code))
}
