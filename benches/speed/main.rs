//! One bench per promise about speed: ours and other people's tools on the same input, in one run,
//! the answers compared before the times are shown. `make bench` prints the table.

mod data;
mod jobs;
mod peers;
mod request;

fn main() {
    // `cargo test --benches` and `cargo bench -- --list` only want to know that it runs.
    if std::env::args().any(|argument| argument == "--list" || argument == "--test") {
        return;
    }
    println!("Bästa av upprepade körningar. Svaren är jämförda först.\n");
    println!("| rader | jobb | vårt, ms | jämförelse | dess, ms | svaren |");
    println!("|---|---|---|---|---|---|");
    for n_rows in [100_000, 1_000_000] {
        let input = data::Input::new(n_rows);
        let theirs = peers::run(&input);
        for line in jobs::all(&input, &theirs) {
            println!("| {n_rows} | {line}");
        }
        for line in request::lines(&input) {
            println!("| {n_rows} | {line}");
        }
    }
}
