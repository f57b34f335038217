//! Index pages of facets, before they are drawn.

use crate::base::SitePath;

/// An index page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FacetPage {
    /// `/platforms/` or `/topics/`: every value of its facets.
    Index {
        /// Its address.
        route: String,
        /// Its folder: `platforms` or `topics`.
        folder: &'static str,
        /// Facet by its place in the configuration, and its values.
        sections: Vec<(usize, Vec<FacetEntry>)>,
    },
    /// The page of one value: every page that has it, grouped by a value of the other index.
    Value {
        /// Its address.
        route: String,
        /// Facet by its place in the configuration.
        facet: usize,
        /// The canonical value.
        value: String,
        /// Facet that groups, by its place in the configuration.
        grouped_by: usize,
        /// Value of that facet (`None` for pages without one) and pages by title.
        groups: Vec<(Option<FacetEntry>, Vec<SitePath>)>,
        /// How many folders, from the top, the addresses of all pages of the site share.
        shared: usize,
    },
}

/// A value of a facet with its page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FacetEntry {
    /// The canonical value.
    pub value: String,
    /// The address of its page.
    pub route: String,
    /// How many pages it lists.
    pub pages: usize,
}

impl FacetPage {
    /// Its address.
    pub fn route(&self) -> &str {
        match self {
            FacetPage::Index { route, .. } | FacetPage::Value { route, .. } => route,
        }
    }
}
