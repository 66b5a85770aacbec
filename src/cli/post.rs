//! What the command line does about letters: reads `post.toml`.

use super::{Failure, args::Lang, say, text};
use platssamverkan::app::{
    App,
    post::{FILE_NAME, Post, PostSettings},
};
use std::path::Path;

/// The app with the mail server of its data folder, if there is one.
pub(super) fn configured(app: App, data: &Path, lang: Lang) -> Result<App, Failure> {
    let settings = PostSettings::read(data).map_err(|error| {
        let why = text(lang, error.code);
        Failure::Usage(format!("{FILE_NAME}: {}: {why} [{}]", error.at, error.code))
    })?;
    let Some(settings) = settings else { return Ok(app) };
    eprintln!("{} {}", say(lang, "Brev skickas genom", "Letters go through"), settings.server());
    Ok(app.with_post(Post::through(settings)))
}
