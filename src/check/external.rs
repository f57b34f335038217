//! Links to other sites: what to ask about them, and what the answers mean. The asking itself is done elsewhere.

use crate::base::{Code, Diagnostic, Place, SitePath, Span, codes};
use crate::index::SiteIndex;
use crate::model::{Answer, LinkKind, Outline, Question, Role, State};
use crate::syntax::href;
use std::collections::{BTreeMap, BTreeSet};

/// A link to another site.
struct Found<'a> {
    outline: &'a Outline,
    span: Span,
    /// The fragment, decoded, if it is one that can be looked for.
    anchor: Option<String>,
}

/// Every link to another site, by its address without fragment.
type Links<'a> = BTreeMap<String, Vec<Found<'a>>>;

/// What to ask other hosts: each address that links lead to, once. Addresses that the configuration leaves out are not
/// among them, nor are those that are reserved for examples (RFC 2606), which nobody means to be followed.
pub fn questions(index: &SiteIndex) -> Vec<Question> {
    let anchors = |found: &[Found<'_>]| -> BTreeSet<String> {
        let wanted = found.iter().filter(|_| index.config.external.anchors);
        wanted.filter_map(|link| link.anchor.clone()).collect()
    };
    links(index).into_iter().map(|(url, found)| Question { anchors: anchors(&found), url }).collect()
}

/// What the answers say about the links, in the order of reports.
pub fn judge(index: &SiteIndex, answers: &BTreeMap<String, Answer>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // Trouble of a host is one problem, however many links lead there.
    let mut hosts: BTreeMap<(String, &'static str, String), Vec<Found<'_>>> = BTreeMap::new();
    for (url, links) in links(index) {
        let Some(answer) = answers.get(&url) else { continue };
        match &answer.state {
            State::HostBroken(words) | State::HostUnknown(words) => {
                let broken = matches!(answer.state, State::HostBroken(_));
                let code = if broken { &codes::EXTERNAL_LINK_BROKEN } else { &codes::EXTERNAL_LINK_UNKNOWN };
                hosts.entry((host(&url).to_owned(), code.name, words.clone())).or_default().extend(links);
            }
            State::Alive => {
                found.extend(moved(&url, answer, &links));
                found.extend(missing_anchors(&url, answer, &links));
            }
            State::Broken(words) => {
                let diagnostic = report(&codes::EXTERNAL_LINK_BROKEN, format!("`{}` {words}", shown(&url)), &links);
                found.extend(diagnostic);
            }
            State::Unknown(words) => {
                let message = format!("`{}` {words}, so it is not known whether it is there", shown(&url));
                found.extend(report(&codes::EXTERNAL_LINK_UNKNOWN, message, &links));
            }
            State::Blocked(words) => {
                let message = format!("`{}` {words}; it was not asked (blocked-private)", shown(&url));
                let diagnostic = report(&codes::EXTERNAL_LINK_BLOCKED, message, &links);
                found.extend(diagnostic.map(|diagnostic| match blocked_help(&url, words) {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic,
                }));
            }
        }
    }
    for ((host, code, words), mut links) in hosts {
        let Some(code) = Code::find(code) else { continue };
        links.sort_by(|a, b| (&a.outline.file, a.span).cmp(&(&b.outline.file, b.span)));
        let count = match links.len() {
            1 => "1 link leads".to_owned(),
            count => format!("{count} links lead"),
        };
        found.extend(report(code, format!("the host `{host}` {words}; {count} there"), &links));
    }
    super::settle(index, found)
}

/// What to do about a private address, if anything can be done: only the link's own host can be allowed here.
fn blocked_help(url: &str, words: &str) -> Option<String> {
    if words.contains("user name") {
        return Some("take the user name out; it has no place in a page".to_owned());
    }
    let host = host(url).trim_matches(['[', ']']);
    let is_own = !words.starts_with("redirects") && !words.contains("no web address");
    is_own.then(|| format!("if it is yours, allow it: `external: {{ allow_private: [\"{host}\"] }}`"))
}

/// An address that has moved for good.
fn moved(url: &str, answer: &Answer, links: &[Found<'_>]) -> Option<Diagnostic> {
    let to = answer.moved.as_deref()?;
    let diagnostic =
        report(&codes::EXTERNAL_LINK_REDIRECTED, format!("`{}` has moved for good to `{to}`", shown(url)), links)?;
    // What lands on the front page of a site has often been taken away.
    let path = |url: &str| url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path.len());
    let to_front = path(to).unwrap_or(0) == 0 && path(url).unwrap_or(0) > 0;
    Some(diagnostic.help(if to_front {
        "that is the front page: see whether the content is still there".to_owned()
    } else {
        format!("write `{to}`")
    }))
}

fn missing_anchors(url: &str, answer: &Answer, links: &[Found<'_>]) -> Vec<Diagnostic> {
    let missing = answer.anchors.iter().filter(|(_, there)| !**there).map(|(anchor, _)| anchor);
    missing
        .filter_map(|anchor| {
            let links = links.iter().filter(|link| link.anchor.as_ref() == Some(anchor));
            let message = format!("`{}` has no heading or anchor `#{anchor}`", shown(url));
            report_all(&codes::EXTERNAL_LINK_BROKEN, message, links)
        })
        .collect()
}

fn report(code: &'static Code, message: String, links: &[Found<'_>]) -> Option<Diagnostic> {
    report_all(code, message, links.iter())
}

/// One problem at the first of the links, with the others beside it; nothing if all of them are to be ignored.
fn report_all<'a>(
    code: &'static Code,
    message: String,
    links: impl Iterator<Item = &'a Found<'a>>,
) -> Option<Diagnostic> {
    let mut places = links.filter(|link| !is_ignored(link, code)).map(|link| (&link.outline.file, link.span));
    let (file, span) = places.next()?;
    let diagnostic = Diagnostic::new(code, message).at(file, span);
    Some(places.fold(diagnostic, |diagnostic, (file, span): (&SitePath, Span)| {
        diagnostic.related("the same link", Place { file: file.clone(), span: Some(span) })
    }))
}

/// Whether a comment silences a code at a link. It is looked at here, since the problem stands at the first link only.
fn is_ignored(link: &Found<'_>, code: &Code) -> bool {
    let speaks = |line: Option<u32>| line.is_none_or(|line| line == link.span.start.line);
    link.outline.ignores.iter().any(|ignore| ignore.code.name == code.name && speaks(ignore.line))
}

fn links(index: &SiteIndex) -> Links<'_> {
    let mut all = Links::new();
    for outline in index.outlines() {
        if outline.role == Role::Fragment && index.includers(&outline.file).is_empty() {
            continue;
        }
        let wanted = [LinkKind::Link, LinkKind::Image, LinkKind::Redirect];
        for link in outline.links.iter().filter(|link| wanted.contains(&link.kind)) {
            let Some((url, fragment)) = web_address(&link.href) else { continue };
            if !is_for_examples(host(&url)) && index.config.external.wants(&url) {
                let anchor = fragment.filter(|_| !link.unchecked).and_then(anchor);
                all.entry(url).or_default().push(Found { outline, span: link.span, anchor });
            }
        }
    }
    for found in all.values_mut() {
        found.sort_by(|a, b| (&a.outline.file, a.span).cmp(&(&b.outline.file, b.span)));
    }
    all
}

/// A web address without its fragment, and that. Without a scheme it has that of the page, which is `https` as a rule.
fn web_address(href: &str) -> Option<(String, Option<&str>)> {
    let href = href.trim();
    let (url, fragment) = match href.split_once('#') {
        Some((url, fragment)) => (url, Some(fragment)),
        None => (href, None),
    };
    let starts = |prefix: &str| url.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    if starts("http:") || starts("https:") {
        return Some((url.to_owned(), fragment));
    }
    url.strip_prefix("//").map(|rest| (format!("https://{rest}"), fragment))
}

/// A fragment that a page's HTML can answer for. Scripts answer for routes (`#/x`, `#!x`) and lines (`#L10`), browsers
/// for the top and for quoted text.
fn anchor(fragment: &str) -> Option<String> {
    let is_line = |text: &str| {
        let mut parts = text.split('-');
        let is_number = |part: &str| {
            part.strip_prefix('L').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit() || b == b'C'))
        };
        parts.all(is_number)
    };
    let by_script = fragment.starts_with(['/', '!', ':']) || fragment.contains(['=', '&']) || is_line(fragment);
    let by_browser = fragment.is_empty() || fragment.eq_ignore_ascii_case("top") || fragment.contains(":~:");
    (!by_script && !by_browser).then(|| href::decode(fragment).into_owned())
}

/// The host of an address, without its port.
fn host(url: &str) -> &str {
    let rest = url.split_once(':').map_or(url, |(_, rest)| rest).trim_start_matches(['/', '\\']);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_for_examples(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let reserved = ["example", "invalid", "test", "example.com", "example.net", "example.org"];
    reserved.iter().any(|name| host == *name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.')))
}

/// An address without a user's name and password in it, which have no place in a report.
fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("//") else { return url.to_owned() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}//{}", &rest[at + 1..]),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_in_every_form() {
        for (url, expected) in [
            ("https://a.no", "a.no"),
            ("https://a.no:8080/x", "a.no"),
            ("http://u:p@a.no/x@y", "a.no"),
            ("http:a.no?x", "a.no"),
            ("http://[::1]:80/", "[::1]"),
            ("http://[::1]/", "[::1]"),
            ("http:\\\\a.no\\x", "a.no"),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
    }

    #[test]
    fn examples_are_not_asked() {
        for host in ["example.com", "docs.example.org", "a.test", "x.INVALID", "example.com."] {
            assert!(is_for_examples(host), "{host}");
        }
        for host in ["myexample.com", "test.no", "contest", "example.no"] {
            assert!(!is_for_examples(host), "{host}");
        }
    }

    #[test]
    fn addresses_and_fragments() {
        assert_eq!(web_address(" HTTPS://a.no/x#y "), Some(("HTTPS://a.no/x".to_owned(), Some("y"))));
        assert_eq!(web_address("//a.no"), Some(("https://a.no".to_owned(), None)));
        assert_eq!(web_address("mailto:a@b.no"), None);
        assert_eq!(anchor("%C3%A5-x").as_deref(), Some("å-x"));
        for fragment in ["", "top", "/route", "!x", ":~:text=x", "L10", "L10-L20", "a=b"] {
            assert_eq!(anchor(fragment), None, "{fragment}");
        }
        assert!(anchor("Level-1").is_some());
        assert_eq!(shown("https://user:secret@a.no/x"), "https://a.no/x");
    }
}
