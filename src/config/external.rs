//! How links to other sites are checked.

use super::document::Document;
use crate::syntax::yaml::{Node, Text};
use core::net::IpAddr;
use std::time::Duration;

/// What `skilt check --external` may ask, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct External {
    /// The addresses that are asked; all if there are none.
    pub allow: Vec<UrlPattern>,
    /// Addresses that are never asked.
    pub deny: Vec<UrlPattern>,
    /// Names of hosts in private networks that may be asked, in lower case.
    pub private_hosts: Vec<String>,
    /// Private networks that may be asked: an address and how many bits of it count.
    pub private_networks: Vec<(IpAddr, u8)>,
    /// Whether fragments are looked for.
    pub anchors: bool,
    /// How long one request may take.
    pub timeout: Duration,
    /// How long all of them may take.
    pub deadline: Duration,
    /// How often a request is repeated.
    pub retries: u32,
    /// How many requests may be on their way.
    pub concurrency: usize,
    /// How many of them to one host.
    pub per_host: usize,
    /// The least time between two requests to one host.
    pub delay: Duration,
    /// For how long an address that holds is not asked again; zero for no cache.
    pub cache: Duration,
}

impl Default for External {
    fn default() -> Self {
        External {
            allow: Vec::new(),
            deny: Vec::new(),
            private_hosts: Vec::new(),
            private_networks: Vec::new(),
            anchors: false,
            timeout: Duration::from_secs(20),
            deadline: Duration::from_secs(600),
            retries: 2,
            concurrency: 16,
            per_host: 2,
            delay: Duration::from_millis(250),
            cache: DAY * 7,
        }
    }
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl External {
    /// Whether an address is to be asked at all.
    pub fn wants(&self, url: &str) -> bool {
        let any = |patterns: &[UrlPattern]| patterns.iter().any(|pattern| pattern.matches(url));
        (self.allow.is_empty() || any(&self.allow)) && !any(&self.deny)
    }
}

/// A pattern of addresses, in which `*` stands for any characters. Letter case does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlPattern {
    text: String,
}

impl UrlPattern {
    /// A pattern as written.
    pub fn new(text: &str) -> UrlPattern {
        UrlPattern { text: text.to_ascii_lowercase() }
    }

    /// Whether an address is of this pattern: the whole of it, what follows `://`, or only its host, after what the
    /// pattern says.
    pub fn matches(&self, url: &str) -> bool {
        let url = url.to_ascii_lowercase();
        if self.text.contains("://") {
            return like(&self.text, &url);
        }
        let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        if self.text.contains('/') {
            return like(&self.text, rest);
        }
        let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let bare = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        like(&self.text, host) || bare.is_some_and(|(host, _)| like(&self.text, host))
    }
}

/// Whether a text is of a pattern in which `*` stands for any characters: the pieces between the stars follow each
/// other in it, the first at its start and the last at its end.
fn like(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or("");
    for piece in pieces {
        let Some(at) = text.find(piece) else { return false };
        text = &text[at + piece.len()..];
    }
    text.ends_with(last)
}

/// Reads `external`.
pub(super) fn read(document: &mut Document, top: &Node, external: &mut External) {
    let Some(node) = document.map(top, "external") else { return };
    for (key, place) in [("allow", &mut external.allow), ("deny", &mut external.deny)] {
        place.extend(document.texts(node, key).iter().map(|text| UrlPattern::new(text.text)));
    }
    for text in document.texts(node, "allow_private") {
        private(document, &text, external);
    }
    external.anchors = document.flag(node, "anchors").unwrap_or(external.anchors);
    let seconds = |number: u64| Duration::from_secs(number);
    if let Some(number) = number(document, node, "timeout", 1, 600) {
        external.timeout = seconds(number);
    }
    if let Some(number) = number(document, node, "deadline", 1, 86_400) {
        external.deadline = seconds(number);
    }
    if let Some(number) = number(document, node, "retries", 0, 10) {
        external.retries = number as u32;
    }
    if let Some(number) = number(document, node, "concurrency", 1, 256) {
        external.concurrency = number as usize;
    }
    if let Some(number) = number(document, node, "per_host", 1, 16) {
        external.per_host = number as usize;
    }
    if let Some(number) = number(document, node, "delay", 0, 60_000) {
        external.delay = Duration::from_millis(number);
    }
    if let Some(number) = number(document, node, "cache_days", 0, 3_650) {
        external.cache = DAY * number as u32;
    }
}

fn private(document: &mut Document, text: &Text<'_>, external: &mut External) {
    let (address, bits) = match text.text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text.text, None),
    };
    let parsed = address.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
    let most = parsed.map_or(0, |address| if address.is_ipv4() { 32 } else { 128 });
    match (parsed, bits.map(|bits| bits.parse::<u8>())) {
        (Some(address), None) => external.private_networks.push((address, most)),
        (Some(address), Some(Ok(bits))) if bits <= most => external.private_networks.push((address, bits)),
        (None, None) if is_host(address) => external.private_hosts.push(address.to_ascii_lowercase()),
        _ => document.error(
            &text.span,
            format!("`{}` is neither a host nor a network", text.text),
            "write the name of a host, an IP address, or a network such as `10.1.0.0/16`",
        ),
    }
}

fn is_host(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

fn number(document: &mut Document, map: &Node, key: &str, least: u64, most: u64) -> Option<u64> {
    let text = document.text(map, key)?;
    let number = text.text.parse().ok().filter(|number| (least..=most).contains(number));
    if number.is_none() {
        let message = format!("`{}` cannot be the value of `{key}`", text.text);
        document.error(&text.span, message, format!("write a whole number from {least} to {most}"));
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_addresses_paths_or_hosts() {
        let matches = |pattern: &str, url: &str| UrlPattern::new(pattern).matches(url);
        assert!(matches("https://a.no/x/*", "https://A.no/x/y?z"));
        assert!(!matches("https://a.no/x/*", "http://a.no/x/y"));
        assert!(matches("a.no/x/*", "http://a.no/x/y/z"));
        assert!(matches("a.no", "https://a.no"));
        assert!(matches("a.no", "https://a.no:8080/deep/page"));
        assert!(matches("*.a.no", "https://docs.a.no/#x"));
        assert!(!matches("*.a.no", "https://a.no/"));
        assert!(!matches("a.no", "https://a.no.evil.example/"));
        assert!(!matches("a.no", "https://evil.example/a.no"));
        assert!(matches("*/login*", "https://x.no/app/login?next=1"));
        assert!(matches("*ab*ab", "https://xabxab/"), "a host alone");
        assert!(!matches("*ab*ab", "https://xab/"), "pieces do not overlap");
    }

    #[test]
    fn allow_and_deny() {
        let external = External {
            allow: vec![UrlPattern::new("*.no")],
            deny: vec![UrlPattern::new("b.no")],
            ..External::default()
        };
        assert!(external.wants("https://a.no/"));
        assert!(!external.wants("https://b.no/") && !external.wants("https://a.com/"));
    }

    #[test]
    fn reads_what_is_stated_and_reports_the_rest() {
        let yaml = "external:\n  deny: a.no\n  allow_private: [LOCALHOST, 10.0.0.0/8, 'fd00::/8', '::1', 10.0.0.0/33, 'a b']\n  delay: 0\n  per_host: 99\n  cache_days: 0\n";
        let (mut document, node) = Document::parse("skilt.yml", yaml.to_owned());
        let mut external = External::default();
        read(&mut document, &node.expect("readable"), &mut external);
        assert_eq!(external.private_hosts, ["localhost"]);
        let networks: Vec<String> = external.private_networks.iter().map(|(ip, bits)| format!("{ip}/{bits}")).collect();
        assert_eq!(networks, ["10.0.0.0/8", "fd00::/8", "::1/128"]);
        assert_eq!((external.delay, external.per_host, external.cache), (Duration::ZERO, 2, Duration::ZERO));
        assert_eq!(document.problems.len(), 3);
    }
}
