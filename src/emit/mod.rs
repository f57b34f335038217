//! Floor 4: outputs of the site itself, and the only writer.

mod difference;
mod html;
mod manifest;
mod minify;
mod nav_data;
mod obstacles;
mod plan;
mod redirects;
mod robots;
mod search;
mod sitemap;
mod theme;
mod twin;
mod uids;
mod words;
mod writer;
mod xref_map;

pub use difference::{Difference, Moved, difference_lines};
pub use manifest::{Manifest, Record};
pub use minify::shortened;
pub use nav_data::nav_data;
pub use redirects::redirect_files;
pub use robots::{llms, robots};
pub use search::{SEARCH_FOLDER, SearchFile, SearchIndex, SearchRecord};
pub use sitemap::sitemap;
pub use theme::theme_rules;
pub use twin::markdown_twin;
pub use uids::{is_safe_name, uid_lookup};
pub use words::word_files;
pub use writer::{WriteError, Writer, Written, stamp};
pub use xref_map::xref_map;
