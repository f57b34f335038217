//! The one window through which rendering sees the rest of the site.

use super::{PageNav, Symbol};
use crate::base::SitePath;
use std::sync::Arc;

/// Answers questions about the site. Every answer is a small value that holds no other page's body, so a page needs
/// rendering again only if one of the answers it got would be different.
pub trait Lookup: Sync {
    /// Where a link leads that is written in `from`, a page or a fragment.
    fn resolve(&self, from: &SitePath, href: &str) -> Resolved;
    /// What declares a uid: this site first, then the external maps in the order configured.
    fn uid(&self, uid: &str) -> Option<UidTarget>;
    /// The uids that a namespace lists, those of all files that describe parts of it together, in the order of the
    /// uids. Empty for anything else.
    fn members(&self, uid: &str) -> Vec<String>;
    /// The text of a file that is included or quoted as a snippet.
    fn text(&self, file: &SitePath) -> Option<Arc<str>>;
    /// What a page shows about itself, by its file.
    fn card(&self, file: &SitePath) -> Option<PageCard>;
    /// Where a page stands among the others, by its route.
    fn nav(&self, route: &str) -> PageNav;
    /// What readers of the whole site can narrow it by. Changes only when a value comes up or is no longer used.
    fn site_facets(&self) -> SiteFacets;
}

/// What readers of the whole site can narrow it by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SiteFacets {
    /// The values that some page has of facets that say where a page applies: the facet by its place in the
    /// configuration, canonical value, title. In the order of the configuration.
    pub platforms: Vec<(usize, String, String)>,
    /// Whether some page has a topic.
    pub topics: bool,
}

/// A link, resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Resolved {
    /// What it leads to.
    pub target: Target,
    /// The query as written, with its `?`.
    pub query: String,
    /// The fragment, decoded, if there is one.
    pub fragment: Option<String>,
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// An address on another host; skilt leaves it as it is.
    External,
    /// `xref:`; to be asked for by uid.
    Xref(String),
    /// The page it is written in.
    SamePage,
    /// A page of this site.
    Page {
        /// Its source.
        file: SitePath,
        /// Its address, relative to the output folder.
        route: String,
        /// The path as it should have been written, if letter case or extension differ.
        written_wrong: Option<WrittenWrong>,
    },
    /// An asset of this site.
    Asset {
        /// Its source.
        file: SitePath,
        /// Its address, relative to the output folder.
        route: String,
        /// The path as it should have been written, if letter case differs.
        written_wrong: Option<WrittenWrong>,
    },
    /// An address of the host that is not a page of this site: another documentation set.
    OtherSet,
    /// A root that is declared but not here; its name.
    ExternalRoot(String),
    /// Out of the site, into something that is not declared; the path.
    Outside(String),
    /// A file that exists but that the configuration leaves out of the site.
    LeftOut {
        /// The file.
        file: SitePath,
        /// How the path differs, if letter case does.
        written_wrong: Option<WrittenWrong>,
    },
    /// A source that is gone and that has a redirect to where its page is now.
    Moved {
        /// Its path, relative to the site.
        path: String,
        /// The address with its fragment: relative to the output folder for this site, else absolute.
        to: String,
        /// Whether the address is of this site.
        internal: bool,
    },
    /// Nothing; the path that was looked for, relative to the site.
    Missing(String),
}

/// How a path that was found anyway differs from what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrittenWrong {
    /// Upper and lower case letters differ.
    Case,
    /// It names an extension that the source does not have.
    Extension,
}

/// What declares a uid.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UidTarget {
    /// Its file, if it is of this site.
    pub file: Option<SitePath>,
    /// Its address: relative to the output folder for this site, absolute or site-absolute for external maps.
    pub href: String,
    /// The anchor within the page.
    pub anchor: Option<String>,
    /// The title or name.
    pub name: String,
    /// The full name, if it differs.
    pub full_name: Option<String>,
    /// Whether `href` is of this site.
    pub internal: bool,
    /// What it stands for, if it is of this site's API reference.
    pub symbol: Option<Symbol>,
}

/// What a page shows about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PageCard {
    /// Its title.
    pub title: String,
    /// Its address, relative to the output folder.
    pub route: String,
    /// Its description, may be empty.
    pub description: String,
    /// Its language (BCP 47); empty for that of the site.
    pub language: String,
    /// Facet name, canonical value, title of the value, address of the value's index page (empty without one).
    pub facets: Vec<(String, String, String, String)>,
}

impl Target {
    /// The file of this site that it is, whether or not it is part of the output.
    pub fn file(&self) -> Option<&SitePath> {
        match self {
            Target::Page { file, .. } | Target::Asset { file, .. } | Target::LeftOut { file, .. } => Some(file),
            _ => None,
        }
    }

    /// How the path differs from what was written, if it was found anyway.
    pub fn written_wrong(&self) -> Option<WrittenWrong> {
        match self {
            Target::Page { written_wrong, .. }
            | Target::Asset { written_wrong, .. }
            | Target::LeftOut { written_wrong, .. } => *written_wrong,
            _ => None,
        }
    }
}
