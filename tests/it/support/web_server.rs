//! A web server on a port of its own that answers as a test tells it to, whole or broken off, and
//! remembers every request byte for byte.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Names in small letters.
    pub(crate) headers: Vec<(String, String)>,
}

impl Asked {
    /// A parameter of the query, decoded; the case of its name does not matter.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let whole = url::Url::parse(&format!("http://x{}", self.target)).expect("an address");
        whole
            .query_pairs()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.into_owned())
    }

    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What is answered.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// Only so much of the body is sent.
    cut: Option<usize>,
    wait: Duration,
}

impl Reply {
    pub(crate) fn ok(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), media_type.to_owned())];
        Self { status: 200, headers, body: body.into(), cut: None, wait: Duration::ZERO }
    }

    pub(crate) fn status(status: u16) -> Self {
        Self { status, ..Self::ok("text/html", "<!DOCTYPE html><title>Fel</title>") }
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Self::status(302).with("location", to)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Breaks off after so many bytes of the body.
    pub(crate) fn cut_after(self, n: usize) -> Self {
        Self { cut: Some(n), ..self }
    }

    /// Lets whoever asks wait.
    pub(crate) fn after(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    fn send(&self, mut to: &TcpStream) -> std::io::Result<()> {
        thread::sleep(self.wait);
        let mut head = format!("HTTP/1.1 {} X\r\nconnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("content-length: {}\r\n\r\n", self.body.len());
        to.write_all(head.as_bytes())?;
        to.write_all(&self.body[..self.cut.unwrap_or(self.body.len())])?;
        to.flush()
    }
}

/// The server; it stops with the program.
pub(crate) struct WebServer {
    /// `http://127.0.0.1:port`.
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl WebServer {
    pub(crate) fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (asked.clone(), Arc::new(answer));
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (kept, answer) = (kept.clone(), answer.clone());
                thread::spawn(move || {
                    let Some(request) = read(&connection) else { return };
                    kept.lock().expect("kept").push(request.clone());
                    // Whoever asked may have gone.
                    let _ = answer(&request).send(&connection);
                });
            }
        });
        Self { url, asked }
    }

    /// All requests so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("kept").clone()
    }
}

fn read(connection: &TcpStream) -> Option<Asked> {
    let mut lines = BufReader::new(connection).lines();
    let first = lines.next()?.ok()?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    for line in lines {
        let line = line.ok()?;
        let Some((name, value)) = line.split_once(": ") else { break };
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    Some(Asked { method, target, headers })
}
