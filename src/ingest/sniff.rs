//! What a file is, by its content and never by its name.

/// Formats that can be told apart by their first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Nothing, or white space only.
    Empty,
    /// JSON object: GeoJSON, read here.
    Json,
    /// A zip archive with something in it.
    Zip,
    /// Main file of a shapefile.
    Shapefile,
    /// SQLite database: GeoPackage.
    Geopackage,
    /// FlatGeobuf.
    FlatGeobuf,
    /// MapInfo TAB, the text file beside .dat, .map and .id.
    MapInfoTab,
    /// MapInfo interchange, beside .mid.
    MapInfoMif,
    /// GML, WFS answers too.
    Gml,
    /// KML.
    Kml,
    /// Anything else: CSV text, other XML, binary.
    Other,
}

/// Tells the format from the content. XML counts as GML or KML only by its root element's name; a
/// VRT, an SVG or a WFS capabilities document is [`Format::Other`].
pub fn sniff(bytes: &[u8]) -> Format {
    let start = &bytes[..bytes.len().min(4096)];
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Format::Empty;
    }
    match start {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => return Format::Zip,
        [0, 0, 0x27, 0x0a, ..] => return Format::Shapefile,
        [b'f', b'g', b'b', 3, b'f', b'g', b'b', _, ..] => return Format::FlatGeobuf,
        _ if start.starts_with(b"SQLite format 3\0") => return Format::Geopackage,
        _ => {}
    }
    let text = String::from_utf8_lossy(start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start));
    let text = text.trim_start();
    let lower = text.to_ascii_lowercase();
    if text.starts_with('{') {
        Format::Json
    } else if text.starts_with('<') {
        match root_element(bytes).as_deref() {
            Some("kml") => Format::Kml,
            Some("featurecollection" | "gml") => Format::Gml,
            _ => Format::Other,
        }
    } else if lower.starts_with("!table") {
        Format::MapInfoTab
    } else if lower.starts_with("version ") && lower.contains("columns") {
        Format::MapInfoMif
    } else {
        Format::Other
    }
}

/// A few words for the log and for error details, e.g. `xml <OGRVRTDataSource>`.
pub fn describe(bytes: &[u8]) -> String {
    if let Some(root) = root_element(bytes) {
        return format!("xml <{}>", root.chars().take(40).collect::<String>());
    }
    match sniff(bytes) {
        Format::Other => {
            let start: Vec<u8> = bytes.iter().copied().take(8).collect();
            format!("starts with {}", start.escape_ascii())
        }
        known => format!("{known:?}").to_ascii_lowercase(),
    }
}

/// Local name of the first element, in lower case; `None` if it is not XML in an 8-bit encoding.
fn root_element(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut rest = &bytes[..bytes.len().min(65_536)];
    loop {
        rest = rest.trim_ascii_start();
        let close: &[u8] = match rest {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'!', ..] => b">",
            // The end of a document type with definitions in it.
            [b']', ..] => b">",
            [b'<', ..] => break,
            _ => return None,
        };
        let end = rest.windows(close.len()).position(|window| window == close)?;
        rest = &rest[end + close.len()..];
    }
    let name = rest[1..].split(|b| !b.is_ascii_alphanumeric() && !b":_-.".contains(b)).next()?;
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    Some(name.rsplit(':').next().unwrap_or_default().to_owned())
}

/// Something in an XML file that reaches outside it.
///
/// GDAL is run without a network, so this is not what protects; it is what makes the answer clear.
/// Returns a stable code and the words found: `xml_dtd` for a document type or entity (entities can
/// also grow without end), `remote_link` for a link that is not to the file itself.
pub fn xml_reaches_out(bytes: &[u8]) -> Option<(&'static str, String)> {
    let shown = |at: usize| {
        let piece = &bytes[at..bytes.len().min(at + 60)];
        String::from_utf8_lossy(piece).chars().filter(|c| !c.is_control()).collect::<String>()
    };
    if bytes.contains(&0) {
        return Some(("xml_encoding", "not an 8-bit encoding".to_owned()));
    }
    for (at, _) in bytes.iter().enumerate().filter(|&(_, &b)| b == b'<') {
        let tag = &bytes[at..];
        if tag.starts_with(b"<!") && !tag.starts_with(b"<!--") && !tag.starts_with(b"<![CDATA[") {
            return Some(("xml_dtd", shown(at)));
        }
        let name_ends = tag.iter().position(|b| b.is_ascii_whitespace() || b"/>".contains(b));
        let name = &tag[1..name_ends.unwrap_or(tag.len()).max(1)];
        if name.ends_with(b"NetworkLink") && !name.starts_with(b"/") {
            return Some(("remote_link", shown(at)));
        }
        if let Some(offset) = outward_href(tag) {
            return Some(("remote_link", shown(at + offset)));
        }
    }
    None
}

/// Where in a start tag an `…:href` attribute stands whose value is not `#fragment`. Plain `href`
/// (icons and styles of KML, text) is not followed by any driver.
fn outward_href(tag: &[u8]) -> Option<usize> {
    let end = tag.iter().position(|&b| b == b'>').unwrap_or(tag.len());
    let tag = &tag[..end];
    let mut from = 0;
    while let Some(found) = tag[from..].windows(5).position(|window| window == b":href") {
        let at = from + found;
        let mut value = tag[at + 5..].trim_ascii_start();
        if let [b'=', rest @ ..] = value {
            value = rest.trim_ascii_start();
            if let [b'"' | b'\'', first, ..] = value
                && *first != b'#'
            {
                return Some(at.saturating_sub(8));
            }
        }
        from = at + 5;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_and_not_the_name() {
        assert_eq!(sniff(b"  \n"), Format::Empty);
        assert_eq!(sniff(b"\xef\xbb\xbf {\"type\""), Format::Json);
        assert_eq!(sniff(b"<?xml version=\"1.0\"?><!-- a --><kml xmlns=\"x\">"), Format::Kml);
        assert_eq!(sniff(b"<wfs:FeatureCollection numberOfFeatures='1'>"), Format::Gml);
        assert_eq!(sniff(b"<!DOCTYPE l [<!ENTITY a 'b'>\n]><kml>"), Format::Kml);
        assert_eq!(sniff(b"<OGRVRTDataSource><kml>"), Format::Other);
        assert_eq!(sniff(b"<WFS_Capabilities>"), Format::Other);
        assert_eq!(sniff(b"PK\x03\x04rest"), Format::Zip);
        assert_eq!(sniff(b"!table\n!version 300"), Format::MapInfoTab);
        assert_eq!(sniff(b"lon,lat\n18,59"), Format::Other);
        assert_eq!(describe(b"<?xml?><OGRVRTDataSource>"), "xml <ogrvrtdatasource>");
    }

    #[test]
    fn what_reaches_outside_the_file_is_found_and_names_of_schemas_are_not() {
        let found = |text: &str| xml_reaches_out(text.as_bytes()).map(|(code, _)| code);
        assert_eq!(
            found("<!DOCTYPE gml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
            Some("xml_dtd")
        );
        assert_eq!(found("<a xlink:href=\"http://x/y\"/>"), Some("remote_link"));
        assert_eq!(found("<a x:href = '&#104;ttp://x'/>"), Some("remote_link"));
        assert_eq!(found("<kml><NetworkLink><Link/>"), Some("remote_link"));
        assert_eq!(found("<a xlink:href=\"#id7\">text :href=\"http\" </a>"), None);
        assert_eq!(found("<gml srsName=\"http://www.opengis.net/gml/srs/epsg.xml#3006\"/>"), None);
        assert_eq!(found("<c xsi:schemaLocation=\"http://a http://b\"><![CDATA[x]]></c>"), None);
        assert_eq!(found("\u{0}<"), Some("xml_encoding"));
    }
}
