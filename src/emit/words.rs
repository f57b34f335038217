//! The words that scripts of the theme say, a file for each language of the site's pages.

use crate::index::SiteIndex;
use std::collections::{BTreeMap, BTreeSet};

/// Address and text of each file. Languages whose words stand in the scripts themselves need none.
pub fn word_files(index: &SiteIndex) -> BTreeMap<String, String> {
    let stated = index.pages.iter().filter_map(|page| page.outline.meta.language.as_deref());
    let languages: BTreeSet<&str> = stated.chain([index.config.language.as_str()]).collect();
    let files = languages.into_iter().filter_map(|language| index.config.words.script(language));
    files.map(|(name, text)| (format!("assets/{name}"), text)).collect()
}
