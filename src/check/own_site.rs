//! Links to the site itself by its absolute address. They are checked like any other link, and left as they are.

use super::Findings;
use super::addresses::Found;
use super::links::{about, file_of};
use crate::base::{Cause, codes};
use crate::model::{Link, LinkKind, Outline};
use crate::syntax::href::{self, Href};

impl Findings<'_> {
    /// A link that leaves the site, unless its address is one below the site's own.
    pub(super) fn own_address(&mut self, outline: &Outline, link: &Link) {
        let Some(base) = &self.index.config.base_url else { return };
        let Some(rest) = below(&link.href, base) else { return };
        let address = Href::split(rest);
        let path = address.decoded_path();
        let path = path.trim_start_matches('/');
        match self.addresses.find(path) {
            Some(Found::File(file)) => {
                let fragment = address.fragment.map(href::decode);
                self.anchor(outline, link, &file, fragment.as_deref());
            }
            Some(Found::Made) => {}
            Some(Found::Redirect(file)) => {
                let message = format!("`{path}` only redirects, as `{file}` says");
                let help = "link to the page itself, which saves readers a step";
                let problem = about(link, &codes::LINK_TO_REDIRECT, message, outline).help(help);
                self.push(problem.caused_by(file_of(&file)));
            }
            None => self.no_such_address(outline, link, path),
        }
    }

    /// Other documentation may live on the same host, and a server may answer for files that are no pages. So only a
    /// page in a folder that this site fills is known to be missing.
    fn no_such_address(&mut self, outline: &Outline, link: &Link, path: &str) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_page = name.rsplit_once('.').is_none_or(|(_, extension)| matches!(extension, "html" | "htm" | "md"));
        if !is_page || link.kind != LinkKind::Link || !self.addresses.owns_folder_of(path) {
            return;
        }
        let message = format!("this site has no page at `/{path}`");
        let help =
            "link to the source of the page, such as `../folder/page.md`: then the address follows when the page moves";
        self.push(
            about(link, &codes::LINK_FILE_MISSING, message, outline).help(help).caused_by(Cause::Path(path.to_owned())),
        );
    }
}

/// What follows the site's own address in a link; `None` for other addresses. `http` and `https` are the same site, and
/// letter case in the name of the host does not matter (RFC 3986 section 6.2.2.1).
pub(super) fn below<'a>(link: &'a str, base: &str) -> Option<&'a str> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_own_address() {
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
}
