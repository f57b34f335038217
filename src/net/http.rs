//! The network itself: the name service of the system, and HTTP with TLS. The only file that opens connections.

use super::seam::{Html, Later, Method, NoAddress, Reply, Request, Resolver, Transport, Trouble};
use core::net::{IpAddr, SocketAddr};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER, SET_COOKIE};
use reqwest::{Client, Response, redirect};
use rustls::CertificateError;
use std::collections::HashMap;
use std::error::Error;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);

/// The name service of the system.
pub(super) struct Names;

impl Resolver for Names {
    fn resolve<'a>(&'a self, host: &'a str) -> Later<'a, Result<Vec<IpAddr>, NoAddress>> {
        Box::pin(async move {
            match tokio::net::lookup_host((host, 0)).await {
                Ok(found) => {
                    let mut addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
                    addresses.dedup();
                    Ok(addresses)
                }
                Err(error) => Err(no_address(&error.to_string())),
            }
        })
    }
}

/// Systems tell "there is no such host" from "nobody answers" in words only: those of glibc, musl, macOS and Windows.
fn no_address(words: &str) -> NoAddress {
    const UNKNOWN: &[&str] = &[
        "Name or service not known",
        "No address associated with hostname",
        "Name does not resolve",
        "nodename nor servname provided",
        "No such host is known",
    ];
    if UNKNOWN.iter().any(|known| words.contains(known)) {
        return NoAddress::NoSuchHost;
    }
    let words = words.strip_prefix("failed to lookup address information: ").unwrap_or(words);
    NoAddress::NoService(words.to_owned())
}

/// HTTP over TLS. Connections go only to addresses that a request brings along: the client is given a resolver that
/// knows nothing else, so that a name cannot turn into another address between being vetted and being connected to.
pub(super) struct Web {
    client: Client,
    vetted: Vetted,
}

impl Web {
    /// A client. Fails if the system has no certificates to trust.
    pub(super) fn new(timeout: Duration) -> Result<Web, String> {
        // An error means that a provider is installed already, which is as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let vetted = Vetted::default();
        let client = Client::builder()
            .dns_resolver(Arc::new(vetted.clone()))
            .redirect(redirect::Policy::none())
            // A proxy would connect to addresses that nobody here vets.
            .no_proxy()
            .referer(false)
            .timeout(timeout)
            .connect_timeout(CONNECT.min(timeout))
            .pool_max_idle_per_host(2)
            .user_agent(concat!("skilt/", env!("CARGO_PKG_VERSION"), " (link checker)"))
            .build()
            .map_err(|error| format!("requests cannot be sent: {}", innermost(&error)))?;
        Ok(Web { client, vetted })
    }

    async fn request(&self, request: Request<'_>) -> Result<Reply, Trouble> {
        if let Some(host) = request.url.host_str() {
            self.vetted.allow(host, request.addresses);
        }
        let method = match request.method {
            Method::Head => reqwest::Method::HEAD,
            Method::Get => reqwest::Method::GET,
        };
        let sent = self
            .client
            .request(method, request.url.clone())
            .timeout(request.timeout)
            .header(ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
            .send();
        let mut response = sent.await.map_err(|error| trouble(&error))?;
        let mut reply = Reply {
            status: response.status().as_u16(),
            location: header(&response, LOCATION),
            retry_after: header(&response, RETRY_AFTER),
            sets_cookie: response.headers().contains_key(SET_COOKIE),
            html: None,
        };
        let is_html = header(&response, CONTENT_TYPE).is_some_and(|kind| kind.contains("html"));
        // Nothing was said to be accepted but plain text, so whoever compresses all the same is not unpacked.
        let is_plain = header(&response, CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity");
        if request.body > 0 && request.method == Method::Get && response.status().is_success() && is_html && is_plain {
            reply.html = Some(read(&mut response, request.body).await?);
        }
        Ok(reply)
    }
}

impl Transport for Web {
    fn send<'a>(&'a self, request: Request<'a>) -> Later<'a, Result<Reply, Trouble>> {
        Box::pin(self.request(request))
    }
}

fn header(response: &Response, name: HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// The start of a body.
async fn read(response: &mut Response, limit: usize) -> Result<Html, Trouble> {
    let mut bytes: Vec<u8> = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| trouble(&error))? {
        let room = limit.saturating_sub(bytes.len());
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            return Ok(Html { text: String::from_utf8_lossy(&bytes).into_owned(), complete: false });
        }
    }
    Ok(Html { text: String::from_utf8_lossy(&bytes).into_owned(), complete: true })
}

/// The addresses that may be connected to, by name.
#[derive(Clone, Default)]
struct Vetted(Arc<Mutex<HashMap<String, Vec<IpAddr>>>>);

impl Vetted {
    fn allow(&self, host: &str, addresses: &[IpAddr]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(host.to_owned()).or_insert_with(|| addresses.to_vec());
    }
}

impl Resolve for Vetted {
    fn resolve(&self, name: Name) -> Resolving {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = all.get(name.as_str()).cloned();
        Box::pin(async move {
            let addresses = found.ok_or_else(|| io::Error::other("a host that was not vetted"))?;
            // The client puts in the port of the address.
            let sockets = addresses.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(sockets) as Addrs)
        })
    }
}

fn trouble(error: &reqwest::Error) -> Trouble {
    if let Some(words) = certificate(error) {
        return Trouble::Certificate(words);
    }
    if error.is_connect() {
        let words = if error.is_timeout() { "no answer".to_owned() } else { innermost(error) };
        return Trouble::Connect(words);
    }
    if error.is_timeout() { Trouble::Timeout } else { Trouble::Broken(innermost(error)) }
}

/// What is wrong with a certificate that no browser takes. One whose issuer is not known here may only lack a
/// certificate in between, which browsers fetch, or be trusted by a company's own computers.
fn certificate(error: &reqwest::Error) -> Option<String> {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        // An error of input and output hides what it holds from `source`.
        let inner: Option<&(dyn Error + 'static)> = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => Some(error),
        };
        if let Some(rustls::Error::InvalidCertificate(reason)) = inner.and_then(|error| error.downcast_ref()) {
            return match reason {
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                    Some("it has expired".to_owned())
                }
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                    Some("it is for another host".to_owned())
                }
                CertificateError::Revoked => Some("it is revoked".to_owned()),
                _ => None,
            };
        }
        next = match inner {
            Some(inner) if !std::ptr::addr_eq(inner, error) => Some(inner),
            _ => error.source(),
        };
    }
    None
}

/// The words of the error that caused the others.
fn innermost(error: &reqwest::Error) -> String {
    let mut error: &dyn Error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_such_host_is_told_from_no_service() {
        let words = |words: &str| no_address(&format!("failed to lookup address information: {words}"));
        assert_eq!(words("Name or service not known"), NoAddress::NoSuchHost);
        let silent = "Temporary failure in name resolution";
        assert_eq!(words(silent), NoAddress::NoService(silent.to_owned()));
    }

    #[test]
    fn only_vetted_names_are_known() {
        let vetted = Vetted::default();
        vetted.allow("a.no", &["1.1.1.1".parse().expect("an address")]);
        vetted.allow("a.no", &["127.0.0.1".parse().expect("an address")]);
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let ask = |name: &str| {
            let found = runtime.block_on(vetted.resolve(name.parse().expect("a name")));
            found.map(|all| all.map(|address| address.to_string()).collect::<Vec<_>>()).ok()
        };
        assert_eq!(ask("a.no"), Some(vec!["1.1.1.1:0".to_owned()]), "a name keeps its first addresses");
        assert_eq!(ask("b.no"), None);
    }
}
