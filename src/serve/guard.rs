//! Who may ask. A page of a stranger's site that is open in the same browser must not read what is served here,
//! neither by asking from there (foreign `Origin`) nor by giving its own name this machine's address (foreign `Host`,
//! known as DNS rebinding).

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Uri};
use std::net::{IpAddr, SocketAddr};

/// The names under which this server may be addressed.
pub(super) struct Guard {
    names: Vec<String>,
    /// Any address in numbers is taken: the server listens on all of them, and a number cannot be rebound.
    any_number: bool,
}

impl Guard {
    /// The names of a server that listens on `address` since it was told to listen on `host`.
    pub(super) fn new(address: SocketAddr, host: &str) -> Guard {
        let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into();
        names.push(address.ip().to_string());
        names.push(host.trim_matches(['[', ']']).to_ascii_lowercase());
        Guard { names, any_number: address.ip().is_unspecified() }
    }

    /// Whether a request is addressed to this server and does not come from another site.
    pub(super) fn admits(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next().and_then(|host| host.to_str().ok()), hosts.next()) else {
            return false;
        };
        let addressed = uri.authority().is_none_or(|authority| authority.as_str().eq_ignore_ascii_case(host));
        addressed && self.is_own(host) && headers.get_all(ORIGIN).iter().all(|origin| is_origin_of(origin, host))
    }

    fn is_own(&self, host: &str) -> bool {
        let Some(name) = name_of(host) else { return false };
        let name = name.to_ascii_lowercase();
        self.names.contains(&name) || (self.any_number && name.parse::<IpAddr>().is_ok())
    }
}

/// The value of a `Host` header without its port and without the brackets of an IPv6 address.
fn name_of(host: &str) -> Option<&str> {
    let is_port = |port: &str| port.is_empty() || (port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit()));
    if let Some(rest) = host.strip_prefix('[') {
        let (name, port) = rest.split_once(']')?;
        return (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some(name);
    }
    match host.split_once(':') {
        Some((name, port)) => is_port(port).then_some(name),
        None => Some(host),
    }
}

fn is_origin_of(origin: &axum::http::HeaderValue, host: &str) -> bool {
    let origin = origin.to_str().unwrap_or_default();
    origin.strip_prefix("http://").is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

/// Whether a request for the server's own files comes from its own pages, as far as the browser says (Fetch Metadata
/// Request Headers, section 2.3).
pub(super) fn is_from_own_page(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(|value| value.as_bytes());
    site.is_none_or(|site| site == b"same-origin" || site == b"none")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(bound: &str, host: &str, asked: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in asked {
            headers.append(*name, value.parse().expect("a header"));
        }
        Guard::new(bound.parse().expect("an address"), host).admits(&Uri::from_static("/"), &headers)
    }

    #[test]
    fn own_names_only() {
        let local = |host: &str| admits("127.0.0.1:8080", "127.0.0.1", &[("host", host)]);
        for host in ["localhost:8080", "LOCALHOST", "127.0.0.1:8080", "127.0.0.1", "[::1]:8080", "[::1]"] {
            assert!(local(host), "{host}");
        }
        for host in ["evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.nip.io", "10.0.0.1", ""]
        {
            assert!(!local(host), "{host}");
        }
        for host in ["localhost:80@evil.example", "localhost:x", "[::1", "[::1]x", "localhost:8080:1", "user@localhost"]
        {
            assert!(!local(host), "{host}");
        }
        assert!(!admits("127.0.0.1:1", "127.0.0.1", &[]));
        assert!(!admits("127.0.0.1:1", "127.0.0.1", &[("host", "localhost"), ("host", "evil.example")]));
        assert!(admits("192.168.1.5:80", "docs.lan", &[("host", "docs.lan")]));
        assert!(admits("0.0.0.0:80", "0.0.0.0", &[("host", "192.168.1.5")]));
        assert!(!admits("0.0.0.0:80", "0.0.0.0", &[("host", "evil.example")]));
    }

    #[test]
    fn own_origin_only() {
        let from = |origin: &str| admits("127.0.0.1:1", "127.0.0.1", &[("host", "localhost:1"), ("origin", origin)]);
        assert!(from("http://localhost:1"));
        for origin in ["null", "http://evil.example", "http://localhost:2", "https://localhost:1", "http://localhost"] {
            assert!(!from(origin), "{origin}");
        }
    }
}
