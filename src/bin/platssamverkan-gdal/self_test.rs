//! Tries from inside what must not be possible, and says what was.

use crate::{Args, Refusal, sandbox::Confined};
use serde_json::json;
use std::{fs, net, process, time::Duration};

/// Writes one JSON object: for each attempt whether it succeeded. All must be false, and
/// `own_folder` true.
pub(crate) fn self_test(args: &Args, confined: &Confined) -> Result<(), Refusal> {
    let address = args.connect.as_deref().unwrap_or("127.0.0.1:9");
    let connects = address.parse().is_ok_and(|address| {
        net::TcpStream::connect_timeout(&address, Duration::from_secs(2)).is_ok()
    });
    // A library loaded by GDAL could be asked too: a fork without exec.
    // SAFETY: if the fork should succeed the child ends at once.
    let forks = unsafe {
        match libc::fork() {
            0 => libc::_exit(0),
            child => child > 0,
        }
    };
    // SAFETY: a plain system call on a struct that lives through it.
    let raises_limits = unsafe {
        let limit = libc::rlimit { rlim_cur: 1 << 40, rlim_max: 1 << 40 };
        libc::setrlimit(libc::RLIMIT_AS, &limit) == 0
    };
    let outside = std::env::temp_dir().join("platssamverkan-gdal-self-test");
    let answer = json!({
        "landlock": confined.landlock,
        "own_folder": fs::read_dir(&args.folder).is_ok(),
        "connects": connects,
        "listens": net::TcpListener::bind("127.0.0.1:0").is_ok(),
        "datagrams": net::UdpSocket::bind("127.0.0.1:0").is_ok(),
        "unix_sockets": std::os::unix::net::UnixDatagram::unbound().is_ok(),
        "runs_programs": process::Command::new("/bin/true").status().is_ok(),
        "forks": forks,
        "threads": std::thread::Builder::new().spawn(|| ()).is_ok(),
        "raises_limits": raises_limits,
        "writes_in_folder": fs::write(args.folder.join("w"), "w").is_ok(),
        "writes_outside": fs::write(&outside, "w").is_ok(),
        "reads_outside": fs::read("/etc/passwd").is_ok(),
        "lists_home": fs::read_dir("/root").is_ok() || fs::read_dir("/home").is_ok(),
    });
    println!("{answer}");
    Ok(())
}
