//! From an address to a file of the output. Nothing outside the output folder is ever opened.

use super::Snapshot;
use super::edits::Edits;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, Response, StatusCode};
use percent_encoding::percent_decode_str;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use tokio_stream::wrappers::ReceiverStream;

/// A larger file is sent piece by piece.
const WHOLE: u64 = 1024 * 1024;

/// The size of a piece in bytes.
const PIECE: usize = 64 * 1024;

/// The largest page that gets the client's script; a larger one is sent as it is.
const LARGEST_PAGE: u64 = 64 * 1024 * 1024;

/// What an address leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A file: its real path, and its path in the output.
    File(PathBuf, String),
    /// What no build has written yet, or is about to write anew: its content, and its path in the output.
    Draft(Vec<u8>, String),
    /// Another address.
    Elsewhere(String),
    /// Nothing.
    Nothing,
    /// An address that no page of a site can have.
    Refused,
}

/// Where things are looked for.
struct Shelf<'a> {
    output: &'a Path,
    /// The path of the base address, without a `/` at either end.
    prefix: &'a str,
    /// What is shown instead of a file of the output, by its path there.
    drafts: &'a dyn Fn(&str) -> Option<Vec<u8>>,
}

/// Finds what is at the path of an address, as it was sent.
pub(super) fn find(snapshot: &Snapshot, edits: &Edits, raw: &str) -> Found {
    let drafts = |route: &str| edits.page(route).or_else(|| snapshot.draft.as_ref()?.file(route));
    Shelf { output: &snapshot.output, prefix: &snapshot.prefix, drafts: &drafts }.find(raw)
}

impl Shelf<'_> {
    /// Every spelling of a way out of the output is refused, whether or not it would lead anywhere on this system.
    fn find(&self, raw: &str) -> Found {
        let Some(path) = decode(raw) else { return Found::Refused };
        let (mut path, prefix) = (path.as_str(), self.prefix);
        if !prefix.is_empty() {
            if path.is_empty() || path == prefix {
                return Found::Elsewhere(format!("/{}/", encode(prefix)));
            }
            path = path.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path);
        }
        // The lock and the staging folder of a build lie in the output and are not part of the site.
        if path.split('/').any(|part| part.get(..6).is_some_and(|start| start.eq_ignore_ascii_case(".skilt"))) {
            return Found::Nothing;
        }
        if path.is_empty() || path.ends_with('/') {
            return self.at(format!("{path}index.html")).unwrap_or(Found::Nothing);
        }
        if let Some(found) = self.at(path.to_owned()).or_else(|| self.at(format!("{path}.html"))) {
            return found;
        }
        match self.at(format!("{path}/index.html")) {
            Some(_) => Found::Elsewhere(format!("{raw}/")),
            None => Found::Nothing,
        }
    }

    /// What is at exactly this path of the output.
    fn at(&self, path: String) -> Option<Found> {
        if let Some(draft) = (self.drafts)(&path) {
            return Some(Found::Draft(draft, path));
        }
        let real = inside(self.output, &path)?;
        real.is_file().then_some(Found::File(real, path))
    }
}

/// The path that an address means, without the `/` at its start. Nothing for an address that could mean a file
/// outside the output, on any system.
fn decode(raw: &str) -> Option<String> {
    let raw = raw.strip_prefix('/')?;
    let lower = raw.to_ascii_lowercase();
    if ["%2f", "%5c", "%00"].iter().any(|hidden| lower.contains(hidden)) {
        return None;
    }
    let path = percent_decode_str(raw).decode_utf8().ok()?;
    if path.contains('\\') || path.contains(char::is_control) || path.starts_with('/') || path.contains("//") {
        return None;
    }
    let odd = |part: &str| {
        part == "." || part == ".." || (cfg!(windows) && (part.contains(':') || part.ends_with(['.', ' '])))
    };
    (!path.split('/').any(odd)).then(|| path.into_owned())
}

/// The prefix as it is written in an address.
fn encode(prefix: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    percent_encoding::utf8_percent_encode(prefix, KEPT).to_string()
}

/// The real path of something in the output; nothing if it is not there or a symbolic link leads it out.
fn inside(output: &Path, path: &str) -> Option<PathBuf> {
    output.join(path).canonicalize().ok().filter(|real| real.starts_with(output))
}

/// Answers a request for a page or a file.
pub(super) fn answer(
    snapshot: &Snapshot,
    edits: &Edits,
    build: &str,
    raw: &str,
    query: Option<&str>,
) -> Response<Body> {
    match find(snapshot, edits, raw) {
        Found::Draft(bytes, route) => drafted(snapshot, build, bytes, &route),
        Found::File(path, route) => {
            send(snapshot, build, StatusCode::OK, &path, &route).unwrap_or_else(|| missing(snapshot, build))
        }
        Found::Elsewhere(to) => {
            let to = query.map_or(to.clone(), |query| format!("{to}?{query}"));
            let mut response = plain(StatusCode::TEMPORARY_REDIRECT, "this page is elsewhere\n");
            if let Ok(value) = HeaderValue::try_from(to) {
                response.headers_mut().insert(LOCATION, value);
            }
            response
        }
        Found::Nothing => missing(snapshot, build),
        Found::Refused => plain(StatusCode::BAD_REQUEST, "no page can have this address\n"),
    }
}

/// Sends what is not in the output yet.
fn drafted(snapshot: &Snapshot, build: &str, bytes: Vec<u8>, route: &str) -> Response<Body> {
    let kind = content_type(route);
    let is_page = kind.starts_with("text/html");
    let bytes = if is_page { with_client(bytes, &client_tag(snapshot, build, route)) } else { bytes };
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// The site's own page for addresses that lead nowhere.
fn missing(snapshot: &Snapshot, build: &str) -> Response<Body> {
    inside(&snapshot.output, "404.html")
        .and_then(|path| send(snapshot, build, StatusCode::NOT_FOUND, &path, "404.html"))
        .unwrap_or_else(|| plain(StatusCode::NOT_FOUND, "there is no such page\n"))
}

/// An answer in a few words.
pub(super) fn plain(status: StatusCode, words: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(words));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// Sends a file. Nothing if it cannot be read, or if it is no longer the file that was found.
fn send(snapshot: &Snapshot, build: &str, status: StatusCode, path: &Path, route: &str) -> Option<Response<Body>> {
    let mut file = File::open(path).ok()?;
    // A symbolic link that took the file's place since it was found shows here.
    if path.canonicalize().ok()?.as_path() != path {
        return None;
    }
    let size = file.metadata().ok().filter(|metadata| metadata.is_file())?.len();
    let kind = content_type(route);
    let (body, length) = if kind.starts_with("text/html") && size <= LARGEST_PAGE {
        let mut page = Vec::new();
        file.read_to_end(&mut page).ok()?;
        let page = with_client(page, &client_tag(snapshot, build, route));
        let length = page.len() as u64;
        (Body::from(page), length)
    } else if size <= WHOLE {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        let length = bytes.len() as u64;
        (Body::from(bytes), length)
    } else {
        (pieces(file, size), size)
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    Some(response)
}

/// A large file as a stream, read by a thread that waits for the browser.
fn pieces(file: File, size: u64) -> Body {
    let (sender, receiver) = tokio::sync::mpsc::channel::<io::Result<Bytes>>(4);
    tokio::task::spawn_blocking(move || {
        let mut file = file.take(size);
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            let read = file.by_ref().take(PIECE as u64).read_to_end(&mut piece);
            let last = !matches!(read, Ok(count) if count > 0);
            let sent = match read {
                Ok(0) => break,
                Ok(_) => sender.blocking_send(Ok(piece.into())),
                Err(error) => sender.blocking_send(Err(error)),
            };
            if last || sent.is_err() {
                break;
            }
        }
    });
    Body::from_stream(ReceiverStream::new(receiver))
}

/// The element that loads the client's script. What the script has to know stands in its attributes, so that a page
/// works under `script-src 'self'`.
fn client_tag(snapshot: &Snapshot, build: &str, route: &str) -> String {
    format!(
        "<script src=\"{}\" data-build=\"{build}\" data-route=\"{}\" data-prefix=\"{}\" defer></script>",
        super::http::CLIENT,
        html_escape::encode_double_quoted_attribute(route),
        html_escape::encode_double_quoted_attribute(&snapshot.prefix),
    )
}

/// Puts the element before the end of the body, or at the end of a page that does not end its body.
fn with_client(mut page: Vec<u8>, tag: &str) -> Vec<u8> {
    const END: &[u8] = b"</body>";
    let at = page.windows(END.len()).rposition(|window| window.eq_ignore_ascii_case(END)).unwrap_or(page.len());
    page.splice(at..at, tag.bytes());
    page
}

/// The media type of a file by its extension (RFC 6838; IANA's list).
fn content_type(path: &str) -> &'static str {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "xml" => "application/xml",
        "txt" | "md" | "yml" | "yaml" | "csv" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn addresses_lead_to_files() {
        let folder = tempfile::tempdir().expect("folder");
        let at = folder.path().canonicalize().expect("real");
        fs::create_dir_all(at.join("a b")).expect("made");
        for path in ["index.html", "a b/index.html", "a b/x.html", ".skilt-lock"] {
            fs::write(at.join(path), "x").expect("written");
        }
        let drafts = |route: &str| (route == "new/index.html").then(Vec::new);
        let route = |raw: &str, prefix: &str| match (Shelf { output: &at, prefix, drafts: &drafts }).find(raw) {
            Found::File(_, route) | Found::Draft(_, route) => route,
            other => format!("{other:?}"),
        };
        assert_eq!(route("/", ""), "index.html");
        assert_eq!(route("/a%20b/", ""), "a b/index.html");
        assert_eq!(route("/a%20b", ""), "Elsewhere(\"/a%20b/\")");
        assert_eq!(route("/a%20b/x", ""), "a b/x.html");
        assert_eq!(route("/a%20b/x.html/", ""), "Nothing");
        assert_eq!(route("/.skilt-lock", ""), "Nothing");
        assert_eq!(route("/docs/new/", "docs"), "new/index.html");
        assert_eq!(route("/docs/new", "docs"), "Elsewhere(\"/docs/new/\")");
        assert_eq!(route("/", "docs"), "Elsewhere(\"/docs/\")");
        assert_eq!(route("/docs/a%20b/x", "docs"), "a b/x.html");
        assert_eq!(route("/a%20b/x", "docs"), "a b/x.html");
    }

    #[test]
    fn the_script_comes_before_the_end_of_the_body() {
        let page = |html: &str| String::from_utf8(with_client(html.into(), "<s>")).expect("text");
        assert_eq!(page("<body>x</BODY></html>"), "<body>x<s></BODY></html>");
        assert_eq!(page("x"), "x<s>");
        assert_eq!(page(""), "<s>");
    }
}
