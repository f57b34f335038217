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
        let Some(rest) = href::below(&link.href, base) else { return };
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
