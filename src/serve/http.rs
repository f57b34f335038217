//! The server: who is heard, for how long, and which answer belongs to which address.

use super::{Shared, files, guard, overlay};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, Method, Response, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use percent_encoding::percent_decode_str;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::Sleep;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::BroadcastStream;

/// Where the server's own files are; no page of a site can be there.
const OWN: &str = "/__skilt/";

/// Where the client's script is.
pub(super) const CLIENT: &str = "/__skilt/client.js";

/// How many connections are open at once; others wait.
const CONNECTIONS: usize = 256;

/// How long a browser may take to send the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// The largest head of a request in bytes.
const HEAD_SIZE: usize = 64 * 1024;

/// How long a browser may take nothing of an answer.
const STALL_TIME: Duration = Duration::from_secs(30);

/// How often a stream of events says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Serves until `stop` is heard.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>, mut stop: oneshot::Receiver<()>) {
    let router = router(shared);
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let connection = async {
            let permit = permits.clone().acquire_owned().await.ok();
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            pair = connection => pair,
            _ = &mut stop => return,
        };
        match accepted {
            Ok((stream, _)) => {
                let router = router.clone();
                tokio::spawn(async move {
                    converse(stream, router).await;
                    drop(permit);
                });
            }
            // Too many open files, say: it passes.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// One connection, to its end. What goes wrong on it concerns its other end only.
async fn converse(stream: TcpStream, router: Router) {
    let _ = stream.set_nodelay(true);
    let io = TokioIo::new(Patient { stream, stalled: None });
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_SIZE)
        .serve_connection(io, TowerToHyperService::new(router))
        .await;
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/__skilt/events", get(events))
        .route("/__skilt/diagnostics", get(diagnostics))
        .route(CLIENT, get(client))
        .fallback(page)
        .layer(from_fn_with_state(shared.clone(), admit))
        .with_state(shared)
}

/// Lets in who may ask, and gives every answer the headers that all have.
async fn admit(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response<Body> {
    let own = request.uri().path().starts_with(OWN);
    let mut response = if !shared.guard.admits(request.uri(), request.headers())
        || (own && !guard::is_from_own_page(request.headers()))
    {
        files::plain(StatusCode::FORBIDDEN, "this server answers to this machine's own names and pages only\n")
    } else if request.method() != Method::GET && request.method() != Method::HEAD {
        let mut refused = files::plain(StatusCode::METHOD_NOT_ALLOWED, "this server can only be read\n");
        refused.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        refused
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    response
}

async fn page(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    // The name of the build is taken first: a page that a build replaces meanwhile is then loaded once too often and
    // never once too rarely.
    let build = shared.hub.build();
    let snapshot = shared.snapshot();
    let (path, query) = (request.uri().path().to_owned(), request.uri().query().map(str::to_owned));
    let answer = move || files::answer(&snapshot, &shared.edits, &build, &path, query.as_deref());
    let failed = |_| files::plain(StatusCode::INTERNAL_SERVER_ERROR, "this page cannot be served\n");
    tokio::task::spawn_blocking(answer).await.unwrap_or_else(failed)
}

async fn client() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("client.js"))
}

async fn diagnostics(State(shared): State<Arc<Shared>>, request: Request) -> impl IntoResponse {
    let path = parameter(request.uri().query(), "path").unwrap_or_else(|| "/".to_owned());
    let panel = overlay::panel(&shared.snapshot(), &shared.edits, &path, shared.is_local);
    ([(CONTENT_TYPE, "application/json")], serde_json::to_string(&panel).unwrap_or_default())
}

async fn events(State(shared): State<Arc<Shared>>, request: Request) -> impl IntoResponse {
    let last = request.headers().get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let since = last.or_else(|| parameter(request.uri().query(), "since"));
    let (missed, receiver) = shared.hub.listen(since.as_deref());
    let live = BroadcastStream::new(receiver).map(move |change| match change {
        Ok(change) => event(&change),
        Err(_) => event(&shared.hub.everything()),
    });
    let first = tokio_stream::iter(missed.as_ref().map(event));
    Sse::new(first.chain(live)).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}

fn event(change: &super::events::Change) -> Result<Event, Infallible> {
    let data = serde_json::to_string(change).unwrap_or_default();
    Ok(Event::default().event("build").id(&change.build).retry(Duration::from_secs(1)).data(data))
}

/// The value of a parameter in the query of an address.
fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next()?;
    percent_decode_str(value).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// A connection whose other end must take what is written to it in time.
struct Patient {
    stream: TcpStream,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    /// Passes on what a write came to; one that has been waiting for too long fails.
    fn watch<T>(&mut self, context: &mut Context<'_>, written: Poll<std::io::Result<T>>) -> Poll<std::io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(STALL_TIME)));
        stalled.as_mut().poll(context).map(|()| Err(std::io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
