//! The program: the command line, and the only place that knows which store is used.
#![forbid(unsafe_code)]

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
