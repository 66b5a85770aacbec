//! A mail server on this machine: speaks ESMTP over TCP, with TLS where it is told to, asks for user and
//! password, and keeps what it took. Whoever breaks the protocol is told so and gets nothing through.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::Duration,
};

/// How a server behaves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Manners {
    /// Encrypted: from the first byte, when asked, or not at all.
    pub(crate) security: Security,
    /// User and password that it asks for.
    pub(crate) login: Option<(String, String)>,
    /// What it says to letters for an address.
    pub(crate) answers: Vec<(String, &'static str)>,
    /// Takes the connection and says nothing.
    pub(crate) hangs: bool,
    /// Says nothing more once it has got so many letters.
    pub(crate) hangs_after: Option<usize>,
}

/// When a connection is encrypted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Security {
    #[default]
    None,
    Starttls,
    Tls,
}

/// A letter that the server took.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) encrypted: bool,
    pub(crate) signed_in: bool,
    /// As it came, dots taken away.
    pub(crate) data: String,
}

#[derive(Debug, Default)]
struct Kept {
    manners: Manners,
    taken: Vec<Taken>,
    /// Commands, those of signing in without their secrets.
    heard: Vec<String>,
}

/// A running server; its port stays its own to the end of the test.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    kept: Arc<Mutex<Kept>>,
}

/// Files of the server's certificate and of the authorities.
pub(crate) fn certificate(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/post").join(name)
}

impl MailServer {
    pub(crate) fn start(manners: Manners) -> Self {
        Self::at(0, manners)
    }

    /// On a port that somebody counts on.
    pub(crate) fn at(port: u16, manners: Manners) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let kept = Arc::new(Mutex::new(Kept { manners, ..Kept::default() }));
        let shared = kept.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = shared.clone();
                thread::spawn(move || serve(stream, &kept));
            }
        });
        Self { port, kept }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().expect("no test has panicked in it")
    }

    /// What it took since it was asked last.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        std::mem::take(&mut self.kept().taken)
    }

    pub(crate) fn heard(&self) -> Vec<String> {
        self.kept().heard.clone()
    }

    pub(crate) fn behave(&self, change: impl FnOnce(&mut Manners)) {
        change(&mut self.kept().manners);
    }
}

fn tls() -> Arc<ServerConfig> {
    let chain = CertificateDer::pem_file_iter(certificate("server.pem")).expect("a certificate");
    let chain = chain.map(|one| one.expect("PEM")).collect();
    let key = PrivateKeyDer::from_pem_file(certificate("server.key")).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key);
    Arc::new(config.expect("a certificate with its key"))
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

fn encrypted(stream: TcpStream) -> Box<dyn Stream> {
    let connection = ServerConnection::new(tls()).expect("a connection");
    Box::new(StreamOwned::new(connection, stream))
}

fn serve(stream: TcpStream, kept: &Mutex<Kept>) {
    let manners = kept.lock().expect("kept").manners.clone();
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    if manners.hangs {
        thread::sleep(Duration::from_secs(20));
        return;
    }
    let raw = stream.try_clone().expect("a second handle");
    let from_the_start = manners.security == Security::Tls;
    let open: Box<dyn Stream> = if from_the_start { encrypted(stream) } else { Box::new(stream) };
    let mut talk = Talk {
        open: BufReader::new(open),
        kept,
        manners,
        encrypted: from_the_start,
        signed_in: false,
        greeted: false,
        from: None,
        to: Vec::new(),
    };
    // An end in the middle is the other side's choice.
    let _ = talk.hold(&raw);
}

struct Talk<'a> {
    open: BufReader<Box<dyn Stream>>,
    kept: &'a Mutex<Kept>,
    manners: Manners,
    encrypted: bool,
    signed_in: bool,
    greeted: bool,
    from: Option<String>,
    to: Vec<String>,
}

impl Talk<'_> {
    fn say(&mut self, answer: &str) -> std::io::Result<()> {
        let open = self.open.get_mut();
        open.write_all(answer.as_bytes())?;
        open.write_all(b"\r\n")?;
        open.flush()
    }

    /// A line that ends as lines of mail do.
    fn line(&mut self) -> std::io::Result<String> {
        let mut line = Vec::new();
        self.open.read_until(b'\n', &mut line)?;
        let end = || std::io::Error::other("no whole line");
        let line = String::from_utf8(line).map_err(|_| end())?;
        line.strip_suffix("\r\n").map(str::to_owned).ok_or_else(end)
    }

    fn hold(&mut self, raw: &TcpStream) -> std::io::Result<()> {
        self.say("220 post.example ESMTP")?;
        loop {
            let line = self.line()?;
            let (verb, rest) = line.split_once(' ').unwrap_or((line.as_str(), ""));
            let verb = verb.to_ascii_uppercase();
            let told = if verb == "AUTH" { "AUTH …".to_owned() } else { line.clone() };
            self.kept.lock().expect("kept").heard.push(told);
            match verb.as_str() {
                "EHLO" if rest.contains('.') => {
                    self.greeted = true;
                    self.greet()?;
                }
                "STARTTLS" if self.manners.security == Security::Starttls && !self.encrypted => {
                    self.say("220 go on")?;
                    self.open = BufReader::new(encrypted(raw.try_clone()?));
                    // All that was said in the clear is forgotten.
                    (self.encrypted, self.greeted) = (true, false);
                }
                "AUTH" => self.sign_in(rest)?,
                "MAIL" => self.mail(rest)?,
                "RCPT" => self.recipient(rest)?,
                "DATA" if !self.to.is_empty() => self.data()?,
                "RSET" => {
                    (self.from, self.to) = (None, Vec::new());
                    self.say("250 forgotten")?;
                }
                "QUIT" => return self.say("221 bye"),
                _ => self.say("503 not now")?,
            }
        }
    }

    fn must_encrypt(&self) -> bool {
        self.manners.security == Security::Starttls && !self.encrypted
    }

    fn greet(&mut self) -> std::io::Result<()> {
        let mut offers = vec!["post.example", "SIZE 1000000"];
        if self.must_encrypt() {
            offers.push("STARTTLS");
        } else if self.manners.login.is_some() {
            offers.push("AUTH PLAIN LOGIN");
        }
        for (i, offer) in offers.iter().enumerate() {
            let sign = if i + 1 == offers.len() { ' ' } else { '-' };
            self.say(&format!("250{sign}{offer}"))?;
        }
        Ok(())
    }

    fn sign_in(&mut self, rest: &str) -> std::io::Result<()> {
        let given = rest.strip_prefix("PLAIN ").and_then(|text| BASE64_STANDARD.decode(text).ok());
        let given = given.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let known = self.manners.login.as_ref().map(|(user, word)| format!("\0{user}\0{word}"));
        self.signed_in = !self.must_encrypt() && known == Some(given);
        self.say(if self.signed_in { "235 welcome" } else { "535 5.7.8 no such user" })
    }

    fn mail(&mut self, rest: &str) -> std::io::Result<()> {
        let address = between(rest, "FROM:<");
        match address {
            _ if !self.greeted || self.from.is_some() => self.say("503 not now"),
            _ if self.must_encrypt() => self.say("530 5.7.0 encrypt first"),
            _ if self.manners.login.is_some() && !self.signed_in => self.say("530 sign in first"),
            Some(address) => {
                let answer = self.answer(&address);
                self.from = answer.starts_with("250").then_some(address);
                self.say(answer)
            }
            None => self.say("501 no sender"),
        }
    }

    fn recipient(&mut self, rest: &str) -> std::io::Result<()> {
        let Some(address) = between(rest, "TO:<").filter(|_| self.from.is_some()) else {
            return self.say("503 not now");
        };
        let answer = self.answer(&address);
        if answer.starts_with("250") {
            self.to.push(address);
        }
        self.say(answer)
    }

    fn answer(&self, address: &str) -> &'static str {
        let known = self.manners.answers.iter().find(|(of, _)| of == address);
        known.map_or("250 well", |(_, answer)| answer)
    }

    fn data(&mut self) -> std::io::Result<()> {
        self.say("354 go on")?;
        let mut data = String::new();
        loop {
            let line = self.line()?;
            if line == "." {
                break;
            }
            assert!(line.len() <= 998, "a line of {} octets", line.len());
            data.push_str(line.strip_prefix('.').unwrap_or(&line));
            data.push_str("\r\n");
        }
        let (from, to) = (self.from.take().unwrap_or_default(), std::mem::take(&mut self.to));
        let (encrypted, signed_in) = (self.encrypted, self.signed_in);
        let n = {
            let mut kept = self.kept.lock().expect("kept");
            kept.taken.push(Taken { from, to, encrypted, signed_in, data });
            kept.taken.len()
        };
        self.say("250 taken")?;
        if self.manners.hangs_after.is_some_and(|most| n >= most) {
            thread::sleep(Duration::from_secs(20));
        }
        Ok(())
    }
}

/// The address in `FROM:<…>`, without what may follow.
fn between(rest: &str, before: &str) -> Option<String> {
    rest.strip_prefix(before)?.split_once('>').map(|(address, _)| address.to_owned())
}
