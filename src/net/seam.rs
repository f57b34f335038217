//! The seam to the network: what asks for names and what opens connections. Tests put recorders here.

use core::net::IpAddr;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use url::Url;

/// A future behind a trait object.
pub(super) type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Finds the addresses of a name.
pub(super) trait Resolver: Send + Sync {
    /// All addresses of a host.
    fn resolve<'a>(&'a self, host: &'a str) -> Later<'a, Result<Vec<IpAddr>, NoAddress>>;
}

/// Why there are no addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoAddress {
    /// The name service answers that there is no such host.
    NoSuchHost,
    /// The name service does not answer; its words.
    NoService(String),
}

/// Sends one request and reads one answer. It follows no redirect, asks for no name and uses no proxy.
pub(super) trait Transport: Send + Sync {
    /// Sends a request to one of the addresses it names and to no other.
    fn send<'a>(&'a self, request: Request<'a>) -> Later<'a, Result<Reply, Trouble>>;
}

/// A request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'a> {
    /// How it asks.
    pub(super) method: Method,
    /// What for, without a fragment.
    pub(super) url: &'a Url,
    /// The addresses of the host, all vetted.
    pub(super) addresses: &'a [IpAddr],
    /// How long it may take until the answer is read.
    pub(super) timeout: Duration,
    /// How many bytes of the answer's body are read at most.
    pub(super) body: usize,
}

/// How a request asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// For the headers alone.
    Head,
    /// For everything.
    Get,
}

/// An answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reply {
    /// The status (RFC 9110, section 15).
    pub(super) status: u16,
    /// `Location`, as sent.
    pub(super) location: Option<String>,
    /// `Retry-After`, as sent.
    pub(super) retry_after: Option<String>,
    /// Whether it sets a cookie.
    pub(super) sets_cookie: bool,
    /// The start of the body, if it is HTML that is not compressed.
    pub(super) html: Option<Html>,
}

/// The start of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Html {
    /// Its text.
    pub(super) text: String,
    /// Whether that is all of it.
    pub(super) complete: bool,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It took too long.
    Timeout,
    /// No connection could be made; words.
    Connect(String),
    /// The certificate has expired or is for another host, which any browser refuses; words.
    Certificate(String),
    /// The connection was made and then failed; words.
    Broken(String),
}
