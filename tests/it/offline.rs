//! The tests themselves have no network but loopback, where the system lets them have one of their own.

/// Set by scripts/offline.sh when it made the network.
const OFFLINE: &str = "PLATSSAMVERKAN_OFFLINE";

#[test]
fn there_is_no_interface_but_loopback() {
    if std::env::var_os(OFFLINE).is_none() {
        println!("hoppas över: proven körs inte genom scripts/offline.sh med ett eget nät");
        return;
    }
    let devices = std::fs::read_to_string("/proc/net/dev").expect("a list of interfaces");
    let names: Vec<&str> =
        devices.lines().skip(2).filter_map(|line| Some(line.split_once(':')?.0.trim())).collect();
    assert_eq!(names, ["lo"]);
    // An address for documentation, which is nobody's: there is no way to it, at once.
    let nobody = "192.0.2.1:80".parse().expect("an address");
    let wait = std::time::Duration::from_secs(5);
    let refused = std::net::TcpStream::connect_timeout(&nobody, wait).expect_err("no way out");
    assert_eq!(refused.kind(), std::io::ErrorKind::NetworkUnreachable, "{refused}");
}
