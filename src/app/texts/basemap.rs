//! What can be wrong with `baskarta.toml`, and with the base map.

use super::{Entry, problems::Problem};

/// What can be wrong with `baskarta.toml`.
pub(super) const SETTINGS: &[Entry] = &[
    (
        "basemap_not_https",
        "ska vara en https-adress med fast värdnamn, eller http till den här datorn",
        "must be an https address with a fixed host, or http to this machine",
    ),
    (
        "basemap_template",
        "xyz: {z}, {x} och {y} eller {-y}; wmts: {TileMatrix}, {TileRow} och {TileCol}, eller inga klamrar; wms: inga klamrar",
        "xyz: {z}, {x} and {y} or {-y}; wmts: {TileMatrix}, {TileRow} and {TileCol}, or no braces; wms: no braces",
    ),
    ("basemap_text", "ska vara 1–200 tecken", "must be 1–200 characters"),
    (
        "basemap_zoom",
        "ska vara 6–20, och min_zoom högst max_zoom",
        "must be 6–20, and min_zoom at most max_zoom",
    ),
    ("basemap_key_missing", "saknas för den här sorten", "is missing for this kind"),
    (
        "basemap_crs",
        "ska vara EPSG:3857, EPSG:3006 eller EPSG:3007–3018",
        "must be EPSG:3857, EPSG:3006 or EPSG:3007–3018",
    ),
    (
        "basemap_format",
        "ska vara image/png, image/jpeg eller image/webp",
        "must be image/png, image/jpeg or image/webp",
    ),
    (
        "basemap_png",
        "ska vara image/png när kartan ritas om från ett annat koordinatsystem än EPSG:3857",
        "must be image/png when the map is redrawn from another system than EPSG:3857",
    ),
    ("basemap_pixels", "ska vara 256–512", "must be 256–512"),
];

/// Refusals of the base map.
pub(super) const REFUSALS: &[Problem] = &[(
    "basemap_unavailable",
    "Bakgrundskartan svarar inte som den ska",
    "Felet ligger hos kartans server eller på vägen dit. Kartan i övrigt påverkas inte.",
    "The base map does not answer as it should",
    "The fault is with the map's server or on the way there. The rest of the map is not affected.",
)];
