//! Floor 6: the development server. A loop of builds on one thread, and a server that shows the last one.
//!
//! Every build is the same as that of `skilt build`, into the same folder. The script that reloads pages is put into
//! answers and never into files.

mod edits;
mod events;
mod files;
mod guard;
mod http;
mod overlay;
mod rebuild;
mod watch;

use crate::base::Diagnostic;
use crate::build::{self, Draft, Failure, Outcome};
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// What to serve, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// What to build.
    pub build: build::Options,
    /// The address to listen on: a name or a number.
    pub host: String,
    /// The port; 0 takes any free one.
    pub port: u16,
    /// How many ports after `port` may be tried when it is taken.
    pub more_ports: u16,
    /// Whether to look for changes at intervals, without asking the operating system for notices.
    pub polls: bool,
}

/// Hears of every build.
pub trait Listener: Send + Sync {
    /// A build has ended, after this time. `first` says that it is the one that the server starts with, whose pages are
    /// written while the server answers already.
    fn built(&self, outcome: Result<&Outcome, &Failure>, elapsed: Duration, first: bool);
}

/// Why the server could not start.
#[derive(Debug)]
pub enum StartError {
    /// The address cannot be listened on: what was asked for, and the reason.
    Address(String, io::Error),
    /// The port is taken, and so are those that could be tried after it.
    PortTaken(u16),
    /// The first build could not be made.
    Build(Failure),
    /// The server's own threads could not be started.
    Threads(io::Error),
}

/// A server that runs. It stops when this is dropped.
pub struct Handle {
    /// Where it listens.
    pub addr: SocketAddr,
    /// The address of the site's front page.
    pub url: String,
    shared: Arc<Shared>,
    bell: SyncSender<()>,
    stop: Option<oneshot::Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl Handle {
    /// Stops the server and waits for its threads. A build that runs is finished first.
    pub fn stop(mut self) {
        self.end();
    }

    /// Waits until the server ends, which it does not do by itself.
    pub fn wait(mut self) {
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }

    fn end(&mut self) {
        self.shared.stopping.store(true, Ordering::Release);
        let _ = self.bell.try_send(());
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.end();
    }
}

/// What the threads of a server share.
struct Shared {
    guard: guard::Guard,
    hub: events::Hub,
    latest: RwLock<Arc<Snapshot>>,
    /// Pages that are shown as they were edited until a build has written them.
    edits: edits::Edits,
    stopping: AtomicBool,
    /// Whether only this machine can ask.
    is_local: bool,
}

impl Shared {
    fn snapshot(&self) -> Arc<Snapshot> {
        self.latest.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}

/// A build as it is shown.
struct Snapshot {
    /// The folder of the site.
    folder: PathBuf,
    /// The folder of the output, without symbolic links.
    output: PathBuf,
    /// The path of the site's base address, without `/` around it; empty for a site at the root of its host.
    prefix: String,
    /// What the last build that could be made came to.
    outcome: Arc<Outcome>,
    /// Why the build after it could not be made.
    failure: Option<Vec<Diagnostic>>,
    /// What pages are made with until the first build has written them.
    draft: Option<Arc<Draft>>,
}

/// Builds the site and serves it until the handle is stopped or dropped. The port is taken before the build, so that
/// a port which is in use is told at once.
pub fn start(options: Options, listener: Arc<dyn Listener>) -> Result<Handle, StartError> {
    let socket = bind(&options)?;
    let addr = socket.local_addr().map_err(StartError::Threads)?;
    let first = rebuild::first(&options, &*listener).map_err(StartError::Build)?;
    let prefix = first.snapshot.prefix.clone();
    let shared = Arc::new(Shared {
        guard: guard::Guard::new(addr, &options.host),
        hub: events::Hub::new(format!("{:x}", std::process::id())),
        edits: edits::Edits::new(first.snapshot.draft.clone()),
        latest: RwLock::new(Arc::new(first.snapshot)),
        stopping: AtomicBool::new(false),
        is_local: addr.ip().is_loopback(),
    });
    let (paths, told) = std::sync::mpsc::channel();
    let watch = watch::Watch::new(options.polls, paths);
    let bell = watch.bell();
    let (stop, stopped) = oneshot::channel();
    let builder = rebuild::Rebuilder { options, shared: shared.clone(), listener, watch, cache: first.cache };
    let mut handle = Handle { addr, url: url(addr, &prefix), shared, bell, stop: Some(stop), threads: Vec::new() };
    let shared = handle.shared.clone();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(64)
        .thread_stack_size(build::STACK)
        .build();
    let runtime = runtime.map_err(StartError::Threads)?;
    socket.set_nonblocking(true).map_err(StartError::Threads)?;
    let spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
        let builder = std::thread::Builder::new().name(name.to_owned()).stack_size(build::STACK);
        builder.spawn(work).map_err(StartError::Threads)
    };
    let server = move || {
        runtime.block_on(async {
            if let Ok(socket) = tokio::net::TcpListener::from_std(socket) {
                http::serve(socket, shared, stopped).await;
            }
        });
        runtime.shutdown_background();
    };
    handle.threads.push(spawn("serve", Box::new(server))?);
    let shared = handle.shared.clone();
    handle.threads.push(spawn("edits", Box::new(move || edits::show(&shared, &told)))?);
    let (site, seen) = (first.site, first.seen);
    handle.threads.push(spawn("rebuild", Box::new(move || builder.run(site, seen)))?);
    Ok(handle)
}

/// Listens on the first port that is free.
fn bind(options: &Options) -> Result<TcpListener, StartError> {
    let host = options.host.trim_matches(['[', ']']);
    let failed = |error| StartError::Address(options.host.clone(), error);
    for step in 0..=options.more_ports {
        let Some(port) = options.port.checked_add(step) else { break };
        let addresses: Vec<SocketAddr> = (host, port).to_socket_addrs().map_err(failed)?.collect();
        match TcpListener::bind(addresses.as_slice()) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Err(StartError::PortTaken(options.port))
}

/// The address of the front page, as a browser on this machine can open it.
fn url(addr: SocketAddr, prefix: &str) -> String {
    let mut shown = addr;
    if addr.ip().is_unspecified() {
        shown.set_ip(if addr.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
    }
    if prefix.is_empty() { format!("http://{shown}/") } else { format!("http://{shown}/{prefix}/") }
}
