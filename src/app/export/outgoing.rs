//! A file on its way out: known by a stamp before anything of it is made, made as it is read.
//!
//! GeoJSON and CSV are written as they leave. GeoPackage and FlatGeobuf go through a scratch file, so
//! that a disk that is full is told before the first byte has left.

use super::{Format, Scratch, geopackage};
use crate::{
    app::AppError,
    export::{
        self, Feature, Provenance,
        csv::{self, CsvOptions},
        flatgeobuf::{self, Spooled},
        geojson,
        sheet::Sheet,
    },
    incident::Fingerprint,
    store::StoreError,
};
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Takes the features of a layer, once.
pub(super) type Taker<'a> = &'a mut dyn FnMut(&mut dyn Iterator<Item = Feature>) -> io::Result<()>;

/// Hands the features of a layer, made as they are taken, to whoever writes them.
pub(super) type Draw = Box<dyn FnOnce(Taker<'_>) -> io::Result<()> + Send>;

/// A file that is known and not made.
pub struct Outgoing {
    /// Letters, digits, dashes and dots.
    pub name: String,
    /// Another whenever the content would be.
    pub stamp: Fingerprint,
    content: Content,
}

enum Content {
    Bytes(Vec<u8>),
    Layer(Box<Unwritten>),
}

/// A layer that nothing has been made of yet.
struct Unwritten {
    provenance: Provenance,
    format: Format,
    scratch: Scratch,
    draw: Draw,
}

/// A file whose first byte can leave.
pub struct Ready(Inside);

enum Inside {
    Bytes(Vec<u8>),
    Text(Unwritten),
    Geopackage(std::fs::File),
    FlatGeobuf(Spooled<Limited<std::fs::File>>),
}

impl Outgoing {
    /// A short one, made already.
    pub(super) fn of_bytes(name: String, bytes: Vec<u8>) -> Self {
        Self { name, stamp: Fingerprint::of(&bytes), content: Content::Bytes(bytes) }
    }

    /// A layer. `made_of` names the state of everything that its features are made of, beside what the
    /// provenance says.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for the companion of what has none; a table has no file of ground.
    pub(super) fn of_layer(
        name: String,
        provenance: Provenance,
        format: Format,
        scratch: Scratch,
        made_of: &str,
        draw: Draw,
    ) -> Result<Self, AppError> {
        if format == Format::CsvCompanion {
            return Err(AppError::NotFound);
        }
        if format.is_typed() && sheet(&provenance).map_err(wrong)?.shape.is_none() {
            return Err(crate::app::openings::field_error("layer", "not_on_map"));
        }
        let version = env!("CARGO_PKG_VERSION");
        let said = format!("{version}\n{format:?}\n{provenance:?}\n{made_of}");
        let stamp = Fingerprint::of(said.as_bytes());
        let layer = Unwritten { provenance, format, scratch, draw };
        let content = Content::Layer(Box::new(layer));
        Ok(Self { name, stamp, content })
    }

    /// Does everything that can fail before the first byte leaves, but for reading what was made.
    ///
    /// # Errors
    /// The disk is full ([`StoreError::DiskFull`]), or a fault of ours.
    pub fn ready(self) -> Result<Ready, AppError> {
        let inside = match self.content {
            Content::Bytes(bytes) => Inside::Bytes(bytes),
            Content::Layer(layer) if layer.format == Format::GeoPackage => {
                Inside::Geopackage(layer.geopackage().map_err(wrong)?)
            }
            Content::Layer(layer) if layer.format == Format::FlatGeobuf => {
                Inside::FlatGeobuf(layer.spooled().map_err(wrong)?)
            }
            Content::Layer(layer) => Inside::Text(*layer),
        };
        Ok(Ready(inside))
    }

    /// The whole file in memory, for what is small.
    ///
    /// # Errors
    /// As [`Outgoing::ready`].
    pub fn bytes(self) -> Result<Vec<u8>, AppError> {
        let mut bytes = Vec::new();
        self.ready()?.write(&mut bytes).map_err(wrong)?;
        Ok(bytes)
    }
}

impl Ready {
    /// How long it is, where that is known before it is written.
    pub fn size(&self) -> Option<u64> {
        match &self.0 {
            Inside::Bytes(bytes) => Some(bytes.len() as u64),
            Inside::Geopackage(file) => file.metadata().ok().map(|about| about.len()),
            Inside::Text(_) | Inside::FlatGeobuf(_) => None,
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// Those of the writer, and of the scratch file.
    pub fn write(self, out: &mut dyn Write) -> io::Result<()> {
        match self.0 {
            Inside::Bytes(bytes) => out.write_all(&bytes),
            Inside::Text(layer) => layer.text(out),
            Inside::Geopackage(mut file) => {
                file.seek(SeekFrom::Start(0))?;
                io::copy(&mut file, out).map(|_| ())
            }
            Inside::FlatGeobuf(spooled) => spooled.write(out),
        }
    }
}

impl Unwritten {
    fn text(self, out: &mut dyn Write) -> io::Result<()> {
        let mut about = Some(self.provenance);
        (self.draw)(&mut |features| {
            let provenance = once(&mut about)?;
            let columns = sheet(&provenance)?.columns();
            let layer = export::Layer { provenance, columns, features };
            match self.format {
                Format::Csv { byte_order_mark } => {
                    csv::write_layer(&mut *out, layer, CsvOptions { byte_order_mark })
                }
                _ => geojson::write_layer(&mut *out, layer),
            }
        })
    }

    /// In a file that has lost its name already: it is gone when it is closed.
    fn geopackage(self) -> io::Result<std::fs::File> {
        let named = self.scratch.named()?;
        let most_bytes = self.scratch.most_bytes();
        let mut about = Some(self.provenance);
        (self.draw)(&mut |features| {
            let provenance = once(&mut about)?;
            let sheet = sheet(&provenance)?;
            let layer = export::Layer { provenance, columns: Vec::new(), features };
            geopackage::write(named.path(), most_bytes, &sheet, layer)
        })?;
        Ok(named.into_file())
    }

    fn spooled(self) -> io::Result<Spooled<Limited<std::fs::File>>> {
        let left = self.scratch.most_bytes().unwrap_or(u64::MAX);
        let mut scratch = Some(Limited { file: self.scratch.unnamed()?, left });
        let mut about = Some(self.provenance);
        let mut spooled = None;
        (self.draw)(&mut |features| {
            let provenance = once(&mut about)?;
            let sheet = sheet(&provenance)?;
            let layer = export::Layer { provenance, columns: Vec::new(), features };
            spooled = Some(flatgeobuf::spool(once(&mut scratch)?, sheet, layer)?);
            Ok(())
        })?;
        once(&mut spooled)
    }
}

/// A file that may grow so much longer.
struct Limited<F> {
    file: F,
    left: u64,
}

impl<F: Write> Write for Limited<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let size = bytes.len() as u64;
        self.left = self.left.checked_sub(size).ok_or(io::ErrorKind::StorageFull)?;
        self.file.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl<F: Read> Read for Limited<F> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.file.read(bytes)
    }
}

impl<F: Seek> Seek for Limited<F> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

fn once<T>(what: &mut Option<T>) -> io::Result<T> {
    what.take().ok_or_else(|| io::Error::other("a layer hands over its features once"))
}

fn sheet(about: &Provenance) -> io::Result<Sheet> {
    Sheet::of(about.layer).ok_or_else(|| io::Error::other(format!("{} is no layer", about.layer)))
}

/// A full disk is known by name.
fn wrong(error: io::Error) -> AppError {
    match StoreError::from(error) {
        StoreError::DiskFull => AppError::Store(StoreError::DiskFull),
        other => AppError::Fault(format!("a file could not be made: {other}")),
    }
}
