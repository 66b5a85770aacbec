//! A file with its companions, from one file, a folder or an archive.

use super::{ForeignInput, ForeignLimits, ForeignOptions, refused};
use crate::ingest::{
    InputRefused,
    sniff::{self, Format},
};
use std::{
    fs,
    io::{Cursor, Read},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

/// The main file and its companions, with plain names of ours: nothing of the sender's naming
/// reaches a path.
pub(super) struct Source {
    pub(super) format: Format,
    pub(super) main: (String, Vec<u8>),
    pub(super) companions: Vec<(String, Vec<u8>)>,
}

/// A named piece of an archive or folder.
type Entry = (String, Vec<u8>);

pub(super) fn open(
    input: ForeignInput<'_>,
    file_name: &str,
    options: &ForeignOptions,
    limits: &ForeignLimits,
) -> Result<Source, InputRefused> {
    let (bytes, beside) = match input {
        ForeignInput::Bytes(bytes) => (bytes.to_vec(), Vec::new()),
        ForeignInput::Path(path) if path.is_dir() => {
            let entries = entries_of_folder(path, None, file_name, limits)?;
            return choose(entries, file_name, options);
        }
        ForeignInput::Path(path) => {
            (read_file(path, file_name, limits)?, entries_beside(path, file_name, limits)?)
        }
    };
    if bytes.len() as u64 > limits.max_file_bytes {
        return Err(refused(file_name, "too_large", format!("{} B", bytes.len())));
    }
    match sniff::sniff(&bytes) {
        Format::Empty => Err(refused(file_name, "empty_file", format!("{} B", bytes.len()))),
        Format::Zip => {
            // The archive is a stranger's; a panic of the library is an answer too.
            let entries = catch_unwind(AssertUnwindSafe(|| unzip(&bytes, file_name, limits)))
                .unwrap_or_else(|_| Err(refused(file_name, "corrupt_zip", "panic")))?;
            choose(entries, file_name, options)
        }
        format => complete(format, bytes, beside, file_name),
    }
}

/// The one file of an archive that is a layer; by name where there are several.
fn choose(
    mut entries: Vec<Entry>,
    file_name: &str,
    options: &ForeignOptions,
) -> Result<Source, InputRefused> {
    let is_layer = |(name, bytes): &Entry| match sniff::sniff(bytes) {
        Format::Empty | Format::Other => false,
        Format::Json => [".geojson", ".json"].iter().any(|end| name.to_lowercase().ends_with(end)),
        // An index file (.shx) starts like the main file.
        Format::Shapefile => name.to_lowercase().ends_with(".shp"),
        _ => true,
    };
    let mut layers: Vec<usize> = (0..entries.len()).filter(|&i| is_layer(&entries[i])).collect();
    if layers.len() > 1
        && let Some(wanted) = &options.layer
    {
        layers.retain(|&i| stem(&entries[i].0).eq_ignore_ascii_case(&stem(wanted)));
    }
    let [layer] = layers[..] else {
        let names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).take(30).collect();
        let code = if layers.is_empty() { "unknown_format" } else { "choose_layer" };
        return Err(refused(file_name, code, names.join(", ")));
    };
    let (name, bytes) = entries.swap_remove(layer);
    let format = sniff::sniff(&bytes);
    if format == Format::Zip {
        return Err(refused(file_name, "unknown_format", "zip in zip"));
    }
    entries.retain(|(other, _)| stem(other).eq_ignore_ascii_case(&stem(&name)));
    complete(format, bytes, entries, file_name)
}

/// Gives the files our names and checks that the needed ones are there.
fn complete(
    format: Format,
    main: Vec<u8>,
    beside: Vec<Entry>,
    file_name: &str,
) -> Result<Source, InputRefused> {
    let (extension, needed, wanted): (_, &[&str], &[&str]) = match format {
        Format::Shapefile => ("shp", &["shx", "dbf"], &["shx", "dbf", "prj", "cpg"]),
        Format::MapInfoTab => ("tab", &[], &["dat", "map", "id", "ind", "dbf"]),
        Format::MapInfoMif => ("mif", &[], &["mid"]),
        Format::Geopackage => ("gpkg", &[], &[]),
        Format::FlatGeobuf => ("fgb", &[], &[]),
        Format::Gml => ("gml", &[], &[]),
        Format::Kml => ("kml", &[], &[]),
        Format::Json | Format::Zip | Format::Empty | Format::Other => ("json", &[], &[]),
    };
    let mut companions = Vec::new();
    for (name, bytes) in beside {
        let extension = name.rsplit('.').next().unwrap_or_default().to_lowercase();
        if wanted.contains(&extension.as_str()) {
            companions.push((format!("layer.{extension}"), bytes));
        }
    }
    let has = |part: &&&str| companions.iter().any(|(name, _)| name.ends_with(&format!(".{part}")));
    if let Some(missing) = needed.iter().find(|part| !has(part)) {
        return Err(refused(file_name, "missing_part", format!(".{missing}")));
    }
    Ok(Source { format, main: (format!("layer.{extension}"), main), companions })
}

fn stem(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    base.rsplit_once('.').map_or(base, |(stem, _)| stem).to_owned()
}

fn entries_beside(
    path: &Path,
    file_name: &str,
    limits: &ForeignLimits,
) -> Result<Vec<Entry>, InputRefused> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Ok(Vec::new()) };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    entries_of_folder(folder.unwrap_or(Path::new(".")), Some(name), file_name, limits)
}

/// Files of a folder; only those with the same stem as a given one, without itself.
fn entries_of_folder(
    folder: &Path,
    beside: Option<&str>,
    file_name: &str,
    limits: &ForeignLimits,
) -> Result<Vec<Entry>, InputRefused> {
    let failed = |error: std::io::Error| refused(file_name, "unreadable", error.to_string());
    let mut entries = Vec::new();
    for found in fs::read_dir(folder).map_err(failed)? {
        let found = found.map_err(failed)?;
        let Ok(name) = found.file_name().into_string() else { continue };
        let belongs = match beside {
            None => true,
            Some(main) => name != main && stem(&name).eq_ignore_ascii_case(&stem(main)),
        };
        if !belongs || !found.path().is_file() || !is_of_interest(&name) {
            continue;
        }
        if entries.len() == limits.max_entries {
            return Err(refused(file_name, "too_large", format!("> {} files", entries.len())));
        }
        entries.push((name, read_file(&found.path(), file_name, limits)?));
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(entries)
}

fn read_file(
    path: &Path,
    file_name: &str,
    limits: &ForeignLimits,
) -> Result<Vec<u8>, InputRefused> {
    let failed = |error: std::io::Error| refused(file_name, "unreadable", error.to_string());
    let file = fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(limits.max_file_bytes + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limits.max_file_bytes {
        return Err(refused(file_name, "too_large", format!("> {} B", limits.max_file_bytes)));
    }
    Ok(bytes)
}

/// Files that can be a layer or a part of one; the rest of an archive is never unpacked.
fn is_of_interest(name: &str) -> bool {
    const KNOWN: [&str; 18] = [
        "shp", "shx", "dbf", "prj", "cpg", "gpkg", "fgb", "tab", "dat", "map", "id", "ind", "mif",
        "mid", "gml", "kml", "geojson", "json",
    ];
    let lower = name.to_lowercase();
    let base = lower.rsplit('/').next().unwrap_or(&lower);
    !base.starts_with('.')
        && !lower.starts_with("__macosx/")
        && base.rsplit_once('.').is_some_and(|(_, extension)| KNOWN.contains(&extension))
}

/// Unpacks in memory. Sizes are counted while unpacking, whatever the archive says of them.
fn unzip(
    bytes: &[u8],
    file_name: &str,
    limits: &ForeignLimits,
) -> Result<Vec<Entry>, InputRefused> {
    let corrupt =
        |error: zip::result::ZipError| refused(file_name, "corrupt_zip", error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(corrupt)?;
    if archive.len() > limits.max_entries {
        let detail = format!("{} entries > {}", archive.len(), limits.max_entries);
        return Err(refused(file_name, "zip_bomb", detail));
    }
    if archive.is_empty() {
        return Err(refused(file_name, "empty_file", "zip without entries"));
    }
    if archive.has_overlapping_files().map_err(corrupt)? {
        return Err(refused(file_name, "zip_bomb", "overlapping entries"));
    }
    let mut entries = Vec::new();
    let mut total = 0;
    for i in 0..archive.len() {
        if archive.by_index_raw(i).map_err(corrupt)?.encrypted() {
            return Err(refused(file_name, "encrypted_zip", format!("entry {}", i + 1)));
        }
        let entry = archive.by_index(i).map_err(corrupt)?;
        // CP437, which the library takes for names not marked as UTF-8, has å, ä and ö where
        // CP850, that Swedish programs write, has them.
        let name = entry.name().map_err(corrupt)?.into_owned();
        let climbs = name.split(['/', '\\']).any(|part| part == "..");
        if climbs || name.starts_with(['/', '\\']) || name.contains([':', '\0']) {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
            return Err(refused(file_name, "zip_path", shown));
        }
        if !entry.is_file() || !is_of_interest(&name) {
            continue;
        }
        let packed = entry.compressed_size().max(1);
        let mut unpacked = Vec::new();
        let allowed =
            limits.max_entry_bytes.min(packed.saturating_mul(limits.max_ratio).max(1 << 20));
        let read = entry.take(allowed + 1).read_to_end(&mut unpacked);
        read.map_err(|error| refused(file_name, "corrupt_zip", format!("{name}: {error}")))?;
        total += unpacked.len() as u64;
        if unpacked.len() as u64 > allowed || total > 2 * limits.max_entry_bytes {
            let detail = format!("{name}: more than {allowed} B from {packed} B");
            return Err(refused(file_name, "zip_bomb", detail));
        }
        entries.push((name, unpacked));
    }
    Ok(entries)
}
