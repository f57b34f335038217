//! Navigation: the trees of the site and what one page shows of them.

use crate::syntax::href;

/// A node of a navigation tree.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct NavNode {
    /// Its text.
    pub title: String,
    /// Its address, relative to the output folder; `None` for a heading of a group.
    pub route: Option<String>,
    /// Its absolute address, if it leads out of the site.
    pub external: Option<String>,
    /// Whether it starts unfolded.
    pub expanded: bool,
    /// Where its page applies: facets by their places in the configuration, and canonical values.
    pub applies: Vec<(usize, String)>,
    /// What is below it.
    pub children: Vec<NavNode>,
}

impl NavNode {
    /// The address of its page, without the place on it.
    pub fn page(&self) -> Option<&str> {
        self.route.as_deref().map(|route| href::split_route(route).0)
    }
}

/// A step from the home page down to a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Crumb {
    /// Its text.
    pub title: String,
    /// Its address, relative to the output folder.
    pub route: Option<String>,
}

/// An entry of the navigation that a page carries.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NavItem {
    /// Its text.
    pub title: String,
    /// Its address: relative to the output folder, or absolute if `external`.
    pub href: Option<String>,
    /// Whether it leads out of the site.
    pub external: bool,
    /// Whether it is the page itself.
    pub current: bool,
    /// Whether the page is below it.
    pub branch: bool,
    /// How many nodes are directly below it.
    pub count: usize,
    /// Where its page applies: facets by their places in the configuration, and canonical values.
    pub applies: Vec<(usize, String)>,
    /// What is below it, where that is carried: along the branch only.
    pub children: Vec<NavItem>,
}

/// Where a page stands among the others: its branch of the tree and its neighbours. Its size does not grow with the
/// site.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct PageNav {
    /// The way down to it, without the page itself.
    pub crumbs: Vec<Crumb>,
    /// Its branch.
    pub items: Vec<NavItem>,
    /// The page before it in reading order: title and route.
    pub previous: Option<(String, String)>,
    /// The page behind it in reading order.
    pub next: Option<(String, String)>,
    /// The page that shows the whole tree, relative to the output folder; empty without one.
    pub tree: String,
    /// The data of the whole tree, relative to the output folder; empty without one.
    pub data: String,
}
