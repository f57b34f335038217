//! The files that the site as a whole makes, beside its pages: the theme, maps of addresses, navigation.

use super::cache::Group;
use super::render::{Input, Maker};
use super::{Failure, Site};
use crate::base::{SitePath, hash_of};
use crate::config::{ACCENT, MarkdownPages};
use crate::emit;
use crate::index::SiteIndex;
use crate::model::Lookup;
use crate::render::{BUILT_IN_STATIC, markdown_route};
use crate::source::{self, Stamp};

impl Maker<'_> {
    /// The files that the site as a whole makes.
    pub(super) fn site_files(&self, shape: u64, known: Option<&Group>) -> Result<Group, Failure> {
        let Input { site, index, .. } = *self.input;
        let own = files_below(site, &site.config.static_files);
        let is_settled = own.iter().all(|(_, entry)| !entry.stamp.is_young(self.input.scanned.now));
        let stamps: Vec<(&str, Stamp)> = own.iter().map(|(name, entry)| (name.as_str(), entry.stamp)).collect();
        let key = hash_of(&(shape, stamps));
        if let Some(known) = known.filter(|known| is_settled && known.key == key && known.is_kept(self.writer)) {
            return Ok(known.clone());
        }
        let mut names = Vec::new();
        let mut put = |name: String, content: &[u8], source: Option<&SitePath>| {
            let done = self.put(&name, content, source);
            names.push(name);
            done
        };
        let made = emit::sitemap(index).into_iter().chain(emit::redirect_files(index)).chain(emit::word_files(index));
        for (name, text) in made.chain(emit::uid_lookup(index)) {
            put(name, text.as_bytes(), None)?;
        }
        let has_own = |name: &str| own.iter().any(|(own_name, _)| own_name == name) || index.at_route(name).is_some();
        for (name, text) in visitors_files(index) {
            if !has_own(name) {
                put(name.to_owned(), text.as_bytes(), None)?;
            }
        }
        put("xrefmap.yml".to_owned(), emit::xref_map(index).as_bytes(), None)?;
        for tree in index.trees() {
            put(tree.data_route.clone(), emit::nav_data(&tree.data_route, &tree.nodes, &site.config).as_bytes(), None)?;
        }
        // The theme's files in `assets/`, each overridden by the site's own of the same name; all static files of the site
        // go to the top of the output.
        for (name, text) in BUILT_IN_STATIC {
            let unused = !site.config.search && matches!(*name, "search.js" | "search.css" | "lost.js");
            if !unused && !own.iter().any(|(own_name, _)| own_name == name) {
                put(format!("assets/{name}"), &styled(index, name, text.as_bytes()), None)?;
            }
        }
        for (name, entry) in &own {
            let Ok(bytes) = source::read_bytes(&site.folder, &entry.path) else { continue };
            let is_theme = BUILT_IN_STATIC.iter().any(|(built_in, _)| built_in == name);
            let in_theme = is_theme.then(|| format!("assets/{name}"));
            for route in in_theme.into_iter().chain([name.clone()]).filter(|route| index.at_route(route).is_none()) {
                put(route, &styled(index, name, &bytes), Some(&entry.path))?;
            }
        }
        Ok(Group::new(key, names.into_iter().map(|name| (name, 0))))
    }
}

/// What programs that visit the site look for.
fn visitors_files(index: &SiteIndex) -> Vec<(&'static str, String)> {
    let mut files: Vec<(&str, String)> = emit::robots(index).map(|text| ("robots.txt", text)).into_iter().collect();
    if index.config.markdown_pages != MarkdownPages::None {
        let page = |route: &str| index.page(index.at_route(route)?).filter(|page| page.has_markdown(&index.config));
        let markdown = |route: &str| page(route).map(|page| markdown_route(&page.route));
        files.push(("llms.txt", emit::llms(index, &markdown)));
    }
    files
}

/// A static file as it is sent: what is skilt's own without its comments, and the style sheet with what the
/// configuration adds to it.
pub(super) fn styled(index: &SiteIndex, name: &str, bytes: &[u8]) -> Vec<u8> {
    let built_in = BUILT_IN_STATIC.iter().find(|(own, text)| *own == name && text.as_bytes() == bytes);
    let mut sent = built_in.map_or_else(|| bytes.to_vec(), |(_, text)| emit::shortened(name, text).into_bytes());
    // An icon cannot read the style sheet of the page.
    if let (Some((_, text)), "favicon.svg", Some((light, dark))) = (built_in, name, index.config.theme.accent) {
        sent = text.replace(ACCENT.0, &light.hex()).replace(ACCENT.1, &dark.hex()).into_bytes();
    }
    if name == "skilt.css" {
        sent.extend(emit::theme_rules(&index.config, &index.site_facets()).into_bytes());
    }
    sent
}

/// The files of a folder of the site with their names relative to it; none if the folder is not there.
pub(super) fn files_below(site: &Site, folder: &str) -> Vec<(String, source::Entry)> {
    if folder.is_empty() || !site.folder.join(folder).is_dir() {
        return Vec::new();
    }
    let entries = source::walk(&site.folder, &[folder], &|_| false).entries.into_iter();
    entries
        .filter_map(|entry| {
            let name = entry.path.as_str().strip_prefix(folder)?.trim_start_matches('/').to_owned();
            Some((name, entry))
        })
        .collect()
}

/// The endings of files that templates are made of. Whatever else lies in their folder is not read: DocFX keeps its
/// themes in a folder of this name, and they are written in another language.
const TEMPLATE_ENDINGS: &[&str] = &["html", "xml", "svg", "txt"];

pub(super) fn own_templates(site: &Site) -> Vec<(String, SitePath, String)> {
    let files = files_below(site, &site.config.templates).into_iter();
    files
        .filter(|(_, entry)| entry.path.has_extension(TEMPLATE_ENDINGS))
        .filter_map(|(name, entry)| {
            let text = source::read_text(&site.folder, &entry.path).ok()?;
            Some((name, entry.path, text.text))
        })
        .collect()
}
