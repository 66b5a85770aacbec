//! Connections: how long a client may take to say what it wants, how many there may be, and how the
//! last ones are let finish.

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{future::Future, pin::pin, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::Semaphore};
use tower::Service;

/// The head of a request must be there within this time; so long does an idle connection live, too.
const HEAD: Duration = Duration::from_secs(30);

/// Connections at the same time; more wait to be taken in.
const CONNECTIONS: usize = 4096;

/// What is being answered at the end may take so long.
const FINISHING: Duration = Duration::from_secs(30);

/// After a failed accept (no file descriptors left, as a rule) it is tried again so much later.
const BREATH: Duration = Duration::from_millis(50);

/// Serves until `stop`, then lets what is being answered finish. Handlers find the peer's address in
/// [`ConnectInfo`].
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let (open, graceful) = (Arc::new(Semaphore::new(CONNECTIONS)), GracefulShutdown::new());
    let mut stop = pin!(stop);
    loop {
        let place = open.clone().acquire_owned();
        let accepted = tokio::select! {
            accepted = async { (listener.accept().await, place.await) } => accepted,
            () = &mut stop => break,
        };
        let ((stream, peer), place) = match accepted {
            (Ok(connection), place) => (connection, place),
            (Err(error), _) => {
                tracing::warn!(%error, "no connection could be taken in");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().call(request)
        });
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A client that goes away or sends what is no HTTP is its own matter.
            let _ = connection.await;
            drop(place);
        });
    }
    let _ = tokio::time::timeout(FINISHING, graceful.shutdown()).await;
}
