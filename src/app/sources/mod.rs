//! Official boundaries are fetched from who publishes them, when a person says so: looked at, kept with
//! where they came from, and ready to be imported like any other file. The running server never does it.

mod catalogue;
mod kept;
mod page;
mod wfs;

pub use super::outside::Limits;
pub use catalogue::{FILE_NAME, Fields, Source, Wfs, choose, sources};
pub use kept::{FOLDER, Provenance, kept};

use super::{
    App, AppError, foreign,
    imports::AreaOrder,
    outside::{self, Answer, Errand, NoAnswer, To},
};
use crate::{
    area::AreaKind,
    case::log::LogEntry,
    incident::Fingerprint,
    ingest::{
        InputRefused, geojson,
        sniff::{self, Format},
    },
    policy::{self, Action},
};
use jiff::civil::Date;
use std::{collections::BTreeSet, fmt::Display, path::Path, time::Duration};
use url::Url;

/// Why nothing was fetched: a code, the address, and what it is about.
pub type Refused = InputRefused;

/// What a fetch may cost: Sweden's DeSO in full detail are 60 MB.
pub const LIMITS: Limits = Limits { time: Duration::from_secs(300), bytes: 100 << 20 };

impl From<NoAnswer> for Refused {
    fn from(none: NoAnswer) -> Self {
        InputRefused {
            code: format!("source_{}", none.why),
            file: none.at,
            line: None,
            column: None,
            detail: none.detail,
        }
    }
}

fn refused(at: &Url, code: &str, detail: impl Display) -> Refused {
    InputRefused {
        code: code.to_owned(),
        file: at.to_string(),
        line: None,
        column: None,
        detail: detail.to_string(),
    }
}

/// What is wanted beside what the source says.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// Another address than the source's: `https`, or `http` to this machine.
    pub from: Option<String>,
    /// The checksum that the file must have.
    pub sha256: Option<String>,
}

/// A file that is there now.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Where it came from; of one that was there already, when it was first fetched.
    pub provenance: Provenance,
    /// The same bytes were fetched before.
    pub unchanged: bool,
    /// What was fetched last before this, where that was something else.
    pub before: Option<Provenance>,
    /// Names of its attributes; `None` where the GDAL worker is needed to know and is not there.
    pub fields: Option<Vec<String>>,
}

/// Asks a source, looks at the answer and puts it in a folder. What is not what it should be, or not
/// whole, leaves nothing behind.
///
/// # Errors
/// Each `why` of [`NoAnswer`] after `source_`; those of a WFS; `source_is_page`, `source_no_link`,
/// `source_not_as_claimed`, `source_checksum`, `source_not_kept`; and what reading the file refuses.
pub fn fetch(
    app: &App,
    actor: &super::Actor,
    source: &Source,
    folder: &Path,
    order: &Order,
    limits: Limits,
) -> Result<Fetched, AppError> {
    policy::may(actor, Action::Import)?;
    let address = match &order.from {
        None => source.address.clone(),
        Some(text) => Url::parse(text).map_err(|error| InputRefused {
            code: "source_not_https".to_owned(),
            file: text.clone(),
            line: None,
            column: None,
            detail: error.to_string(),
        })?,
    };
    let named = order.from.is_some();
    // An address that somebody wrote may lead to where the source itself leads.
    let own = source.address.host_str().map(str::to_owned);
    let hosts: Vec<String> = own.into_iter().chain(source.hosts.iter().cloned()).collect();
    let agent = outside::agent(limits.time, outside::is_this_machine(&address), None)
        .map_err(|error| refused(&address, "source_unreachable", error))?;
    let to = To { hosts, same_origin: false, plain: named };
    let mut errand = Errand::new(&agent, &address, to, limits);
    let answer = match &source.wfs {
        Some(wfs) => wfs::get(&mut errand, &address, wfs)?,
        None => file(&mut errand, &address, source)?,
    };
    let format = what_it_is(&answer)?;
    let sha256 = Fingerprint::of(&answer.bytes).0;
    if let Some(wanted) = &order.sha256
        && !wanted.trim().eq_ignore_ascii_case(&sha256)
    {
        return Err(refused(&answer.address, "source_checksum", sha256).into());
    }
    let fields = attributes(app.settings.gdal_worker.as_deref(), &answer, source)?;
    let earlier = kept(folder, &source.id);
    if let Some(same) = earlier.iter().find(|earlier| earlier.sha256 == sha256) {
        let provenance = same.clone();
        return Ok(Fetched { provenance, unchanged: true, before: None, fields });
    }
    let ending = if format == Format::Json { "geojson" } else { ending_of(&answer, format) };
    let now = app.clock.now();
    let provenance = kept::keep(folder, source, address.as_str(), &answer, ending, now)?;
    let mut write = app.store.begin()?;
    let signer = policy::signer(actor);
    let entry = LogEntry::by(&signer, now, ("source", &source.id), "source_fetched");
    write.append_log(&entry.referring_to(&provenance.sha256))?;
    write.commit()?;
    Ok(Fetched { provenance, unchanged: false, before: earlier.last().cloned(), fields })
}

/// A file, at the address or where the page at the address links to.
fn file(errand: &mut Errand<'_>, address: &Url, source: &Source) -> Result<Answer, Refused> {
    let answer = errand.get(address)?;
    match &source.link {
        Some(link) if answer.is_page() => Ok(errand.get(&page::link_in(&answer, link)?)?),
        _ => Ok(answer),
    }
}

/// The format by content, which must be one that areas can be read from.
fn what_it_is(answer: &Answer) -> Result<Format, Refused> {
    if answer.is_page() {
        return Err(refused(&answer.address, "source_is_page", &answer.media_type));
    }
    match sniff::sniff(&answer.bytes) {
        Format::Empty | Format::Other => {
            let what = sniff::describe(&answer.bytes);
            Err(refused(&answer.address, "source_not_as_claimed", what))
        }
        format => Ok(format),
    }
}

fn ending_of(answer: &Answer, format: Format) -> &'static str {
    const KNOWN: [&str; 5] = ["zip", "gpkg", "fgb", "gml", "kml"];
    let wanted = match format {
        Format::Zip => "zip",
        Format::Geopackage => "gpkg",
        Format::FlatGeobuf => "fgb",
        Format::Gml => "gml",
        Format::Kml => "kml",
        _ => answer.address.path().rsplit('.').next().unwrap_or_default(),
    };
    KNOWN.into_iter().find(|known| known.eq_ignore_ascii_case(wanted)).unwrap_or("data")
}

/// Reads the file as an import would and gives the names of its attributes.
fn attributes(
    worker: Option<&Path>,
    answer: &Answer,
    source: &Source,
) -> Result<Option<Vec<String>>, Refused> {
    let options = foreign::ForeignOptions {
        layer: source.layer.clone(),
        crs: source.crs.clone(),
        ..foreign::ForeignOptions::default()
    };
    let name = answer.address.path().rsplit('/').next().unwrap_or_default().to_owned();
    let name = if name.is_empty() { source.id.clone() } else { name };
    let (input, limits) =
        (foreign::ForeignInput::Bytes(&answer.bytes), foreign::ForeignLimits::DEFAULT);
    let layer = match foreign::read_foreign(worker, input, &name, &options, &limits) {
        Ok(layer) => layer,
        // The archive has been unpacked and holds a layer: more cannot be said here.
        Err(error) if error.code == "worker_missing" => return Ok(None),
        Err(error) => return Err(error),
    };
    let read = geojson::read_features(layer.geojson.as_bytes(), &name)?;
    if read.features.is_empty() {
        return Err(refused(&answer.address, "source_empty", name));
    }
    let keys = read.features.iter().flat_map(|feature| feature.properties.keys());
    let keys: BTreeSet<&String> = keys.collect();
    Ok(Some(keys.into_iter().cloned().collect()))
}

/// What the user says of the file against the source.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Attribute with names.
    pub name_field: Option<String>,
    /// Attribute with codes.
    pub code_field: Option<String>,
    /// Attribute with classes.
    pub class_field: Option<String>,
    /// First day of the boundaries.
    pub valid_from: Option<Date>,
    /// Repair what is not valid.
    pub repair: bool,
}

/// The order of an import of a fetched file: its attributes are those the source names that are there.
///
/// # Errors
/// `source_fields_changed` when none of the source's attributes for names is there, or for codes, or of
/// exposed areas for classes; with those that are there.
pub fn area_order(source: &Source, fetched: &Fetched, said: Said) -> Result<AreaOrder, Refused> {
    let choose = |what: &str, said: Option<String>, wanted: &[String]| match &fetched.fields {
        _ if said.is_some() => Ok(said),
        Some(there) if !wanted.is_empty() => match choose(wanted, there) {
            Some(field) => Ok(Some(field)),
            None => {
                let there: Vec<&str> = there.iter().map(String::as_str).take(30).collect();
                let detail = format!("{what}: {}; {}", wanted.join(", "), there.join(", "));
                Err(InputRefused {
                    code: "source_fields_changed".to_owned(),
                    file: fetched.provenance.file.clone(),
                    line: None,
                    column: None,
                    detail,
                })
            }
        },
        _ => Ok(None),
    };
    let of_class = source.kind == AreaKind::UtsattOmrade;
    let classes = if of_class { source.fields.class.as_slice() } else { &[] };
    Ok(AreaOrder {
        file: fetched.provenance.file.clone(),
        source: source.cited(),
        kind: source.kind,
        layer: source.layer.clone(),
        name_field: choose("name", said.name_field, &source.fields.name)?,
        code_field: choose("code", said.code_field, &source.fields.code)?,
        class_field: choose("class", said.class_field, classes)?,
        // What a WFS answered says its own system.
        crs: source.crs.clone(),
        valid_from: said.valid_from.or(source.valid_from),
        dissolve_by: None,
        names: None,
        repair: said.repair,
    })
}
