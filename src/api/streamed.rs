//! Bodies that leave as they are made: a thread that may block writes, a channel of a few pieces holds it
//! back, and the client reads as fast as it can. Whatever the size, so much is in memory and no more.
//!
//! A body that cannot be finished breaks the connection, so that nobody takes a part for the whole.

use super::problem::Problem;
use axum::{
    body::{Body, Bytes, HttpBody},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use hyper::body::{Frame, SizeHint};
use std::{
    io::{self, Write},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    runtime::Handle,
    sync::{Semaphore, SemaphorePermit, mpsc},
    time::timeout,
};

/// Bytes of a piece, and pieces that wait to be sent.
const PIECE: usize = 64 << 10;
const PIECES: usize = 4;

/// A client that has taken nothing for so long is taken for gone.
const PATIENCE: Duration = Duration::from_secs(60);

/// So many are written at the same time, each on a thread of its own; more are told to come back.
static AT_ONCE: Semaphore = Semaphore::const_new(64);

/// Writes the whole body, or says why not.
type Writer = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + Send>;

/// An answer whose body is written as it is read. Nothing is written for whoever does not read it, such
/// as one who has it already.
pub(super) fn answer(
    headers: HeaderMap,
    size: Option<u64>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'static,
) -> Result<Response, Problem> {
    let place = AT_ONCE.try_acquire().map_err(|_| Problem::busy(5))?;
    let body = Streamed { state: State::Waiting(Box::new(write)), left: size, _place: place };
    Ok((headers, Body::new(body)).into_response())
}

struct Streamed {
    state: State,
    /// What is still to come, where the size was known.
    left: Option<u64>,
    _place: SemaphorePermit<'static>,
}

enum State {
    Waiting(Writer),
    Writing(mpsc::Receiver<Piece>),
    Over,
}

enum Piece {
    Bytes(Bytes),
    /// All has been written.
    End,
    Failed(io::Error),
}

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        loop {
            let mut pieces = match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return Poll::Ready(None),
                State::Waiting(write) => {
                    let (to, from) = mpsc::channel(PIECES);
                    tokio::task::spawn_blocking(move || write_into(to, write));
                    self.state = State::Writing(from);
                    continue;
                }
                State::Writing(pieces) => pieces,
            };
            return match pieces.poll_recv(context) {
                Poll::Pending => {
                    self.state = State::Writing(pieces);
                    Poll::Pending
                }
                Poll::Ready(Some(Piece::Bytes(bytes))) => {
                    self.state = State::Writing(pieces);
                    self.left = self.left.map(|left| left.saturating_sub(bytes.len() as u64));
                    Poll::Ready(Some(Ok(Frame::data(bytes))))
                }
                Poll::Ready(Some(Piece::End)) => Poll::Ready(None),
                Poll::Ready(Some(Piece::Failed(error))) => Poll::Ready(Some(Err(error))),
                // The thread is gone and has not said that it was ready: it panicked.
                Poll::Ready(None) => Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into()))),
            };
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.state, State::Over)
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// On its own thread.
fn write_into(to: mpsc::Sender<Piece>, write: Writer) {
    let runtime = Handle::current();
    let pieces = Pieces { to, runtime };
    let mut out = io::BufWriter::with_capacity(PIECE, pieces);
    let written = write(&mut out).and_then(|()| out.flush());
    let (pieces, _) = out.into_parts();
    let last = match written {
        Ok(()) => Piece::End,
        // The client has gone: nobody is there to be told.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return,
        Err(error) => {
            tracing::error!(%error, "a body broke off");
            Piece::Failed(error)
        }
    };
    let _ = pieces.send(last);
}

struct Pieces {
    to: mpsc::Sender<Piece>,
    runtime: Handle,
}

impl Pieces {
    fn send(&self, piece: Piece) -> io::Result<()> {
        let sent = self.runtime.block_on(async { timeout(PATIENCE, self.to.send(piece)).await });
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "the client reads nothing")),
        }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = &bytes[..bytes.len().min(PIECE)];
        self.send(Piece::Bytes(Bytes::copy_from_slice(piece)))?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    fn run<T>(what: impl Future<Output = T>) -> T {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build();
        runtime.expect("a runtime").block_on(what)
    }

    fn body(write: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'static) -> Body {
        answer(HeaderMap::new(), None, write).expect("a place").into_body()
    }

    #[test]
    fn what_is_written_arrives_whole_and_in_order() {
        let expected: Vec<u8> = (0..1_000_000_u32).map(|i| (i % 251) as u8).collect();
        let written = expected.clone();
        let arrived = run(to_bytes(
            body(move |out| written.chunks(777).try_for_each(|piece| out.write_all(piece))),
            usize::MAX,
        ));
        assert_eq!(arrived.expect("whole").as_ref(), expected);
    }

    #[test]
    fn what_breaks_off_is_an_error_whether_it_fails_or_panics() {
        let failing = body(|out| {
            out.write_all(&[1; 100_000])?;
            Err(io::Error::other("mitt i"))
        });
        assert!(run(to_bytes(failing, usize::MAX)).is_err());
        let panicking = body(|out| {
            out.write_all(&[1; 100_000])?;
            panic!("on purpose")
        });
        assert!(run(to_bytes(panicking, usize::MAX)).is_err());
    }

    /// What a client gets that asks once and reads until the connection is closed.
    async fn over_http(
        write: fn(&mut dyn Write) -> io::Result<()>,
        accepted: &str,
    ) -> io::Result<Vec<u8>> {
        let route = axum::routing::get(move || async move {
            answer(HeaderMap::new(), None, write).map_err(IntoResponse::into_response)
        });
        let router = axum::Router::new().route("/", route);
        let router = router.layer(tower_http::compression::CompressionLayer::new());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(crate::api::serve(listener, router, std::future::pending()));
        let request = format!(
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept-Encoding: {accepted}\r\n\r\n"
        );
        let asked = tokio::task::spawn_blocking(move || {
            let mut client = std::net::TcpStream::connect(address)?;
            client.write_all(request.as_bytes())?;
            let mut answer = Vec::new();
            // A connection that is broken may be reset, which is an error after what has come.
            let _ = io::Read::read_to_end(&mut client, &mut answer);
            Ok(answer)
        });
        asked.await.map_err(io::Error::other)?
    }

    #[test]
    fn a_client_sees_that_the_connection_broke_compressed_or_not() {
        const LAST: &[u8] = b"0\r\n\r\n";
        for accepted in ["identity", "gzip"] {
            let whole = run(over_http(|out| out.write_all(&[b'a'; 300_000]), accepted));
            let whole = whole.expect("an answer");
            assert!(whole.starts_with(b"HTTP/1.1 200 ") && whole.ends_with(LAST), "{accepted}");
            let broken = |out: &mut dyn Write| {
                out.write_all(&[b'a'; 300_000])?;
                Err(io::Error::other("mitt i"))
            };
            let broken = run(over_http(broken, accepted)).expect("an answer");
            assert!(broken.starts_with(b"HTTP/1.1 200 "), "{accepted}");
            assert!(!broken.ends_with(LAST), "{accepted}: it looks whole");
        }
    }

    #[test]
    fn no_more_is_written_than_the_reader_has_taken_and_nothing_for_one_who_does_not_read() {
        let written = Arc::new(AtomicUsize::new(0));
        let counted = written.clone();
        let stream = move |out: &mut dyn Write| {
            for _ in 0..1000 {
                out.write_all(&[7; PIECE])?;
                counted.fetch_add(1, Ordering::SeqCst);
            }
            Ok(())
        };
        run(async move {
            let mut stream = Box::pin(body(stream));
            tokio::time::sleep(Duration::from_millis(50)).await;
            assert_eq!(written.load(Ordering::SeqCst), 0, "nobody has asked yet");
            let first = std::future::poll_fn(|context| stream.as_mut().poll_frame(context)).await;
            assert!(first.expect("a frame").is_ok());
            tokio::time::sleep(Duration::from_millis(200)).await;
            let ahead = written.load(Ordering::SeqCst);
            assert!(ahead <= PIECES + 3, "{ahead} pieces were written ahead");
            drop(stream);
            tokio::time::sleep(Duration::from_millis(200)).await;
            assert!(
                written.load(Ordering::SeqCst) <= ahead + 2,
                "it stops when the reader is gone"
            );
        });
    }
}
