//! Link arguments of the GDAL worker.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // No symbol of a static library (a bundled SQLite above all) may be visible to libgdal, which
    // would bind to it and crash.
    if std::env::var_os("CARGO_FEATURE_GDAL").is_some() {
        println!("cargo::rustc-link-arg-bin=platssamverkan-gdal=-Wl,--exclude-libs,ALL");
    }
}
