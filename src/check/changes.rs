//! What has changed since a revision, and which problems concern it.

use super::INCLUDED_HERE;
use crate::base::{Cause, Diagnostic, SitePath, codes};
use std::collections::BTreeSet;

/// What has changed since a revision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The files that were added, changed or deleted.
    pub files: BTreeSet<SitePath>,
    /// The uids that these files declared before.
    pub uids: BTreeSet<String>,
    /// The files that they led to before.
    pub led_to: BTreeSet<SitePath>,
    /// Whether the configuration has changed, which can bring any problem about.
    pub everything: bool,
    /// What to tell people about how this was found out.
    pub notes: Vec<String>,
}

/// The file names that answer for their folder.
const FOLDER_PAGES: &[&str] = &["index.md", "index.yml", "readme.md", "toc.yml", "toc.md"];

impl Changes {
    /// The problems that are in changed files, or that a change of another file can have brought about. Problems of
    /// the site as a whole are kept.
    pub fn concerned(&self, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let paths = self.paths();
        found.retain(|diagnostic| self.everything || self.concerns(diagnostic, &paths));
        found
    }

    fn concerns(&self, diagnostic: &Diagnostic, paths: &BTreeSet<String>) -> bool {
        let Some(place) = &diagnostic.place else { return true };
        let nothing_leads_here = [&codes::PAGE_ORPHAN, &codes::ASSET_UNUSED].contains(&diagnostic.code);
        let of_the_site = [&codes::BASELINE_STALE, &codes::PUBLISHED_ADDRESS_LOST].contains(&diagnostic.code);
        of_the_site
            || self.files.contains(&place.file)
            || nothing_leads_here && self.led_to.contains(&place.file)
            || diagnostic.related.iter().any(|related| {
                // A page that shows what is wrong in a fragment has nothing to do with it.
                related.message != INCLUDED_HERE && self.files.contains(&related.place.file)
            })
            || diagnostic.causes.iter().any(|cause| match cause {
                Cause::File(file) => self.files.contains(file),
                Cause::Path(path) => paths.contains(&bare(path)),
                Cause::Uid(uid) => self.uids.contains(uid),
            })
    }

    /// Every path that a link could have named a changed file by.
    fn paths(&self) -> BTreeSet<String> {
        let mut paths = BTreeSet::new();
        for file in &self.files {
            paths.insert(bare(file.as_str()));
            if FOLDER_PAGES.contains(&file.file_name().to_lowercase().as_str()) {
                paths.insert(bare(file.folder()));
            }
        }
        paths
    }
}

/// A path in lower case without the extension of a page, since links may name either.
fn bare(path: &str) -> String {
    let path = path.trim_end_matches('/').to_lowercase();
    match path.rsplit_once('.') {
        Some((stem, "md" | "yml" | "yaml" | "html" | "htm")) => stem.to_owned(),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_count_as_much_as_places() {
        let changes = Changes {
            files: ["a/gone.md", "a/b/index.yml", "c.md", "shot.png"].map(SitePath::new).into(),
            uids: BTreeSet::from(["old".to_owned()]),
            led_to: BTreeSet::from([SitePath::new("lonely.md")]),
            ..Changes::default()
        };
        let at = |file: &str| Diagnostic::new(&codes::LINK_FILE_MISSING, "x").in_file(&file.into());
        let by = |cause: Cause| at("x.md").caused_by(cause);
        let path = |path: &str| by(Cause::Path(path.to_owned()));
        let orphan = |file: &str| Diagnostic::new(&codes::PAGE_ORPHAN, "x").in_file(&file.into());
        let kept = |diagnostic: Diagnostic| changes.concerned(vec![diagnostic]).len() == 1;
        assert!(kept(at("c.md")) && !kept(at("x.md")));
        for gone in ["a/gone.md", "a/gone", "A/Gone.html", "a/b", "a/b/", "shot.png"] {
            assert!(kept(path(gone)), "{gone}");
        }
        for other in ["a", "gone.md", "shot.svg", "a/b/c.md"] {
            assert!(!kept(path(other)), "{other}");
        }
        assert!(kept(by(Cause::File("c.md".into()))) && !kept(by(Cause::File("d.md".into()))));
        assert!(kept(by(Cause::Uid("old".into()))) && !kept(by(Cause::Uid("older".into()))));
        assert!(kept(orphan("lonely.md")) && !kept(orphan("other.md")));
        assert!(kept(Diagnostic::new(&codes::CONFIG_INVALID, "x")), "problems of the site as a whole");
    }
}
