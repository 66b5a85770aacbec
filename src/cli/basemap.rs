//! What the command line does about the base map: reads `baskarta.toml`.

use super::{Failure, args::Lang, say, text};
use platssamverkan::app::{
    App, SettingsError,
    basemap::{BaseMap, BaseMapSettings, FILE_NAME},
};
use std::path::Path;

/// The app with the base map of its data folder, if there is one.
pub(super) fn configured(app: App, data: &Path, lang: Lang) -> Result<App, Failure> {
    let wrong = |error: SettingsError| {
        let why = text(lang, error.code);
        Failure::Usage(format!("{FILE_NAME}: {}: {why} [{}]", error.at, error.code))
    };
    let Some(settings) = BaseMapSettings::read(data).map_err(wrong)? else { return Ok(app) };
    let from = say(lang, "Bakgrundskartan hämtas från", "The base map comes from");
    eprintln!("{from} {}", settings.host());
    Ok(app.with_basemap(BaseMap::of(settings).map_err(wrong)?))
}
