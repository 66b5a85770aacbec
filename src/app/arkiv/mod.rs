//! Everything that was done under an agreement in one file, for the archive and for whoever leaves the
//! service: the agreement with its steps, its year, every case, forum and lägesbild as its own file says
//! it, openings and information with what happened to them, and a list of it all with checksums.
//!
//! What stands under `innehall.json` is made one piece after the other, each as it is at that moment; a
//! piece says its own version. Nobody's draft is in it (of one that was removed by gallring the file of its
//! lägesbild says when), and no counts but those that were frozen with a case
//! or the agreement: the others are each party's own.

mod pieces;

use super::{
    Actor, App, AppError,
    export::File,
    paper::{self, CLASSIFICATION},
    year::term,
};
use crate::{
    incident::Fingerprint,
    policy::{self, Action},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Name and version of the form of the list of contents.
const FORM: &str = "platssamverkan/arkiv/1";

/// Name of the list of contents within the file.
const CONTENTS: &str = "innehall.json";

/// Name of the text for whoever opens it in twenty years.
const READ_ME: &str = "LAS-MIG.txt";

/// A piece of it.
#[derive(Debug)]
struct Piece {
    /// Its name within the file, with `/` between folders.
    path: String,
    /// What it is, in Swedish.
    what: &'static str,
    bytes: Vec<u8>,
}

/// A piece, as the list of contents tells of it.
#[derive(Debug, Serialize)]
struct Listed {
    path: String,
    what: &'static str,
    bytes: usize,
    /// SHA-256, in hexadecimal.
    sha256: Fingerprint,
}

/// The list of contents.
#[derive(Debug, Serialize)]
struct Contents<'a> {
    form: &'static str,
    agreement: &'a str,
    name: &'a str,
    first: Option<Date>,
    last: Option<Date>,
    classification: &'static str,
    synthetic: bool,
    extracted_at: Timestamp,
    extracted_by: &'a str,
    /// Version of the program that wrote it.
    program: &'static str,
    files: &'a [Listed],
}

/// The file, being written.
struct Archive {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    at: zip::DateTime,
    listed: Vec<Listed>,
}

impl Archive {
    fn new(at: zip::DateTime) -> Self {
        Self { zip: ZipWriter::new(Cursor::new(Vec::new())), at, listed: Vec::new() }
    }

    /// Writes a piece; only what it comes to packed is held.
    fn put(&mut self, piece: Piece) -> Result<(), AppError> {
        self.write(&piece.path, &piece.bytes)?;
        let (bytes, sha256) = (piece.bytes.len(), Fingerprint::of(&piece.bytes));
        self.listed.push(Listed { path: piece.path, what: piece.what, bytes, sha256 });
        Ok(())
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), AppError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(self.at);
        self.zip.start_file(path, options).map_err(fault)?;
        self.zip.write_all(bytes).map_err(fault)
    }

    fn finish(self) -> Result<Vec<u8>, AppError> {
        Ok(self.zip.finish().map_err(fault)?.into_inner())
    }
}

fn fault(error: impl std::fmt::Display) -> AppError {
    AppError::Fault(error.to_string())
}

/// Everything under an agreement, for its parties.
///
/// # Errors
/// [`AppError::NotFound`] for an agreement that the actor does not see, and refused for whoever may not
/// take anything out.
pub fn of(app: &App, actor: &Actor, agreement: &str) -> Result<File, AppError> {
    policy::may(actor, Action::Export)?;
    let card = term::card(app, actor, agreement)?;
    let now = app.clock.now();
    let local = now.to_zoned(app.settings.clock.zone().clone());
    let at = zip::DateTime::from_date_and_time(
        local.year() as u16,
        local.month() as u8,
        local.day() as u8,
        local.hour() as u8,
        local.minute() as u8,
        local.second() as u8,
    );
    let mut archive = Archive::new(at.map_err(fault)?);
    pieces::all(app, actor, &card, &mut |piece| archive.put(piece))?;
    let contents = Contents {
        form: FORM,
        agreement: &card.agreement.id,
        name: &card.agreement.name,
        first: card.term.first,
        last: card.term.last(),
        classification: CLASSIFICATION,
        synthetic: app.settings.demo,
        extracted_at: now,
        extracted_by: &actor.user.function,
        program: env!("CARGO_PKG_VERSION"),
        files: &archive.listed,
    };
    let (contents, read_me) = (paper::data(&contents)?, read_me(&contents));
    archive.write(CONTENTS, &contents)?;
    archive.write(READ_ME, read_me.as_bytes())?;
    let name = format!("{}-arkiv-{}.zip", card.agreement.id, local.date());
    Ok(File { name, bytes: archive.finish()? })
}

/// For whoever opens it without the service.
fn read_me(of: &Contents<'_>) -> String {
    let day =
        |day: Option<Date>| day.map_or_else(|| "tills vidare".to_owned(), |day| day.to_string());
    let made_up = if of.synthetic { "Uppgifterna är påhittade, för visning.\r\n" } else { "" };
    format!(
        "{name}\r\n{first} – {last}\r\n\r\n\
         Allt som gjordes under överenskommelsen, uttaget {at} av {by}.\r\n{made_up}\
         {classification}\r\n\r\n\
         {CONTENTS} räknar upp filerna, vad var och en är, och dess SHA-256.\r\n\
         Filerna .html läses och skrivs ut i en webbläsare. De behöver inget annat.\r\n\
         Filerna .json har samma innehåll utan förlust (UTF-8, dagar enligt ISO 8601, lägen i WGS 84 med \
         longitud före latitud). Fältet form säger vilken sort och version.\r\n\r\n\
         Här finns inte: utkast som bara den ena parten har sett (vilka som skrivits över och gallrats, och \
         när, står i lägesbildens akt; deras fingeravtryck i den akt som deras egen part tar ut), antal anmälda brott utöver det som frystes \
         med ett ärende eller överenskommelsen (de är var parts egna), och tjänstens egen logg i sin helhet. \
         Vad loggen säger om ett ärende står i dess akt.\r\n",
        name = of.name,
        first = day(of.first),
        last = day(of.last),
        at = of.extracted_at,
        by = of.extracted_by,
        classification = of.classification,
    )
}
