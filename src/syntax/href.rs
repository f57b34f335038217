//! What stands in a link: scheme, path, query, fragment.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;

/// A link as written, cut into its parts. The parts are still percent-encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Href<'a> {
    /// What stands before the query and the fragment.
    pub path: &'a str,
    /// The query with its `?`, or `""`.
    pub query: &'a str,
    /// The fragment without its `#`, if there is one.
    pub fragment: Option<&'a str>,
}

/// What a link is by its shape alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HrefKind<'a> {
    /// `xref:UID`, with everything after the colon.
    Xref(&'a str),
    /// Has a scheme or starts with `//`: it leaves the site.
    Absolute,
    /// Starts with `/` or `\`: from the root of the host.
    FromHost(Href<'a>),
    /// Starts with `~/`: from the root of the documentation set.
    FromRoot(Href<'a>),
    /// Relative to the file it is written in; an empty path is the same page.
    Relative(Href<'a>),
}

impl<'a> Href<'a> {
    /// Cuts a link at its first `#` and, before that, its first `?` (RFC 3986 section 3).
    pub fn split(text: &'a str) -> Href<'a> {
        let (rest, fragment) = match text.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (text, None),
        };
        let cut = rest.find('?').unwrap_or(rest.len());
        Href { path: &rest[..cut], query: &rest[cut..], fragment }
    }

    /// The path with percent-encoding undone once; `%5C` and `\` are folder separators, as Windows authors mean them.
    pub fn decoded_path(&self) -> String {
        decode(self.path).replace('\\', "/")
    }

    /// The query and fragment as written, to be put behind another path.
    pub fn tail(&self) -> String {
        match self.fragment {
            Some(fragment) => format!("{}#{}", self.query, fragment),
            None => self.query.to_owned(),
        }
    }
}

/// Tells what a link is. Scheme names follow RFC 3986 section 3.1; a single letter before a colon is a Windows drive
/// and counts as absolute as well.
pub fn classify(text: &str) -> HrefKind<'_> {
    let text = text.trim();
    if let Some(prefix) = text.get(..5)
        && prefix.eq_ignore_ascii_case("xref:")
    {
        return HrefKind::Xref(&text[5..]);
    }
    if text.starts_with("//") || text.starts_with("\\\\") || has_scheme(text) {
        return HrefKind::Absolute;
    }
    if let Some(rest) = text.strip_prefix("~/").or_else(|| text.strip_prefix("~\\")) {
        return HrefKind::FromRoot(Href::split(rest));
    }
    // Markdown writers of encoded links get `%7E/` for `~/`.
    if text.get(..4).is_some_and(|p| p.eq_ignore_ascii_case("%7e/")) {
        return HrefKind::FromRoot(Href::split(&text[4..]));
    }
    if text.starts_with('/') || text.starts_with('\\') {
        return HrefKind::FromHost(Href::split(text));
    }
    HrefKind::Relative(Href::split(text))
}

/// Whether a link starts with a scheme.
pub fn has_scheme(text: &str) -> bool {
    let Some(colon) = text.find(':') else { return false };
    let scheme = &text[..colon];
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// What follows the address of a site in an absolute link; `None` for other links. `http` and `https` are the same site,
/// and letter case in the name of the host does not matter (RFC 3986 section 6.2.2.1).
pub fn below<'a>(link: &'a str, base: &str) -> Option<&'a str> {
    let (scheme, rest) = link.trim().split_once("://")?;
    let (_, base) = base.split_once("://")?;
    let base = base.trim_end_matches('/');
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let host = base.find('/').unwrap_or(base.len());
    let (start, tail) = (rest.get(..base.len())?, rest.get(base.len()..)?);
    let same = start[..host].eq_ignore_ascii_case(&base[..host]) && start[host..] == base[host..];
    (same && (tail.is_empty() || tail.starts_with(['/', '?', '#']))).then_some(tail)
}

/// Undoes percent-encoding once; bytes that are not UTF-8 become the replacement character.
pub fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// Everything that may not stand in a path as it is (RFC 3986 section 3.3), and `%`, since the input is decoded.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'[')
    .add(b']')
    .add(b'\\')
    .add(b'^')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Everything that may not stand in a fragment as it is (RFC 3986 section 3.5).
const FRAGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'%').add(b'#');

/// Percent-encodes a decoded path. A first segment with a colon gets `./` before it, or it would read as a scheme
/// (RFC 3986 section 4.2).
pub fn encode_path(path: &str) -> String {
    let encoded = utf8_percent_encode(path, PATH).to_string();
    if has_scheme(encoded.split('/').next().unwrap_or("")) { format!("./{encoded}") } else { encoded }
}

/// Percent-encodes a decoded fragment.
pub fn encode_fragment(fragment: &str) -> String {
    utf8_percent_encode(fragment, FRAGMENT).to_string()
}

/// The page and the place of a route that may lead to a place on a page. A `#` is also part of a file's name: the one
/// before the fragment stands behind the name of a page.
pub fn split_route(route: &str) -> (&str, Option<&str>) {
    let ends_name = |at: usize| at == 0 || [".html", "/"].iter().any(|end| route[..at].ends_with(end));
    let mut marks = route.match_indices('#').map(|(at, _)| at);
    let cut = marks.clone().find(|at| ends_name(*at)).or_else(|| marks.next().filter(|_| !route.ends_with(".html")));
    cut.map_or((route, None), |at| (&route[..at], Some(&route[at + 1..])))
}

/// The relative link from an output file to a route, with the place on its page if it has one.
pub fn relative_route(from: &str, to: &str) -> String {
    match split_route(to) {
        (path, Some(fragment)) => format!("{}#{}", relative(from, path), encode_fragment(fragment)),
        (path, None) => relative(from, path),
    }
}

/// The relative link from one output file to another, both `/`-separated from the output folder and not encoded.
/// The result is percent-encoded and never empty.
pub fn relative(from: &str, to: &str) -> String {
    // What both share up to the last `/` in it are folders that they have in common.
    let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    let shared = from.as_bytes()[..same].iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    let up = from.as_bytes()[shared..].iter().filter(|byte| **byte == b'/').count();
    let rest = &to[shared..];
    match up {
        0 if rest.is_empty() => "./".to_owned(),
        0 => encode_path(rest),
        _ => {
            let mut out = "../".repeat(up);
            out.extend(utf8_percent_encode(rest, PATH));
            out
        }
    }
}

/// A reference to a uid, as it stands behind `xref:` or in an `href` of `<xref>`: the uid, the query keys that choose
/// what is shown, and what goes behind the target's address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct XrefHref {
    /// The uid, decoded.
    pub uid: String,
    /// `?displayProperty=`.
    pub display_property: Option<String>,
    /// `?text=`.
    pub text: Option<String>,
    /// `?title=`.
    pub title: Option<String>,
    /// Other query keys, as written, joined with `&`.
    pub query: String,
    /// The fragment without `#`, as written.
    pub fragment: Option<String>,
}

/// Reads a reference by DocFX's rule: cut at `#` and `?`, the uid is form-decoded (`+` is a blank), the keys
/// `displayProperty`, `altProperty`, `text`, `alt` and `title` are taken out of the query.
pub fn parse_xref(text: &str) -> XrefHref {
    let href = Href::split(text.trim());
    let mut xref = XrefHref {
        uid: decode(&href.path.replace('+', " ")).trim().to_owned(),
        fragment: href.fragment.map(str::to_owned),
        ..XrefHref::default()
    };
    let mut kept = Vec::new();
    for pair in href.query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = || Some(decode(&value.replace('+', " ")).into_owned());
        match key.to_ascii_lowercase().as_str() {
            "displayproperty" => xref.display_property = value(),
            "text" => xref.text = value(),
            "title" => xref.title = value(),
            "altproperty" | "alt" => {}
            _ => kept.push(pair),
        }
    }
    xref.query = kept.join("&");
    xref
}

/// Whether following an address would run something: `javascript:`, `vbscript:`, and `data:` of anything but a
/// picture. Read as browsers do (WHATWG URL, section 4.4): letter case, blanks and control characters do not matter.
pub fn is_script(href: &str) -> bool {
    let signs = href.chars().filter(|c| !c.is_control() && !c.is_whitespace());
    let start: String = signs.take(16).collect::<String>().to_ascii_lowercase();
    start.starts_with("javascript:")
        || start.starts_with("vbscript:")
        || (start.starts_with("data:") && !start.starts_with("data:image/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_run_something() {
        for bad in
            ["javascript:x", "JaVaScRiPt:x", "java\nscript:x", "\u{1} javascript:x", "data:text/html,x", "vbscript:x"]
        {
            assert!(is_script(bad), "{bad}");
        }
        for good in
            ["https://a.b/javascript:", "javascript.md", "data:image/png;base64,AA", "mailto:a@b.c", "#javascript:"]
        {
            assert!(!is_script(good), "{good}");
        }
    }

    #[test]
    fn splits_and_classifies() {
        let href = Href::split("a/b.md?x=1#y?z");
        assert_eq!((href.path, href.query, href.fragment), ("a/b.md", "?x=1", Some("y?z")));
        assert_eq!(href.tail(), "?x=1#y?z");
        assert!(matches!(classify("mailto:a@b.c"), HrefKind::Absolute));
        assert!(matches!(classify("//host/x"), HrefKind::Absolute));
        assert!(matches!(classify("XREF:a.b"), HrefKind::Xref("a.b")));
        assert!(matches!(classify("~/x.md"), HrefKind::FromRoot(_)));
        assert!(matches!(classify("%7E/x.md"), HrefKind::FromRoot(_)));
        assert!(matches!(classify("/x"), HrefKind::FromHost(_)));
        assert!(matches!(classify("#x"), HrefKind::Relative(_)));
        assert!(matches!(classify("a:b"), HrefKind::Absolute));
    }

    #[test]
    fn below_an_address() {
        let base = "https://Docs.example.com/en";
        assert_eq!(below("http://docs.EXAMPLE.com/en/a.html#b", base), Some("/a.html#b"));
        assert_eq!(below("https://docs.example.com/en", base), Some(""));
        for other in
            ["https://docs.example.com/EN/", "https://docs.example.com/en-us/", "ftp://docs.example.com/en", "x"]
        {
            assert_eq!(below(other, base), None, "{other}");
        }
        assert_eq!(below("https://docs.example.com.evil/x", "https://docs.example.com"), None);
        assert_eq!(below("https://docs.example.com:8080/x", "https://docs.example.com"), None);
    }

    #[test]
    fn relative_links() {
        assert_eq!(relative("a/b.html", "a/c.html"), "c.html");
        assert_eq!(relative("a/b/c.html", "d.html"), "../../d.html");
        assert_eq!(relative("x.html", "a b/ø#.html"), "a%20b/%C3%B8%23.html");
        assert_eq!(relative("x.html", "a:b.html"), "./a:b.html");
        assert_eq!(relative("a/x.html", "a:b.html"), "../a:b.html");
        assert_eq!(relative("ab/c.html", "ab-c/d.html"), "../ab-c/d.html");
        assert_eq!(relative("a/x.html", "a/"), "./");
    }

    #[test]
    fn a_name_may_have_the_mark_of_a_fragment() {
        assert_eq!(split_route("a/c#.html"), ("a/c#.html", None));
        assert_eq!(split_route("a/c#.html#x#y"), ("a/c#.html", Some("x#y")));
        assert_eq!(split_route("a/b.html#.html"), ("a/b.html", Some(".html")));
        assert_eq!(split_route("a/#x"), ("a/", Some("x")));
        assert_eq!(split_route("#x"), ("", Some("x")));
        assert_eq!(split_route("a.pdf#page=2"), ("a.pdf", Some("page=2")));
        assert_eq!(relative_route("a/b.html", "a/c#.html#ø"), "c%23.html#%C3%B8");
    }

    #[test]
    fn references() {
        let xref = parse_xref("System.String.Format%2A?displayProperty=fullName&view=x#remarks");
        assert_eq!(xref.uid, "System.String.Format*");
        assert_eq!(xref.display_property.as_deref(), Some("fullName"));
        assert_eq!(xref.query, "view=x");
        assert_eq!(xref.fragment.as_deref(), Some("remarks"));
        assert_eq!(parse_xref("a%60b+c").uid, "a`b c");
    }
}
