//! `sitemap.xml` (sitemaps.org, protocol 0.9).

use crate::config::Config;
use crate::index::SiteIndex;
use crate::syntax::href;
use html_escape::encode_text;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The protocol's limit for one file.
const MAX_ADDRESSES: usize = 50_000;

/// The sitemap's files, none without a base address: `sitemap.xml`, which lists further files if there are more
/// addresses than one may hold.
pub fn sitemap(index: &SiteIndex) -> Vec<(String, String)> {
    let config = &index.config;
    let (true, Some(base)) = (config.sitemap.enabled, config.base_url.as_deref()) else { return Vec::new() };
    let entries: Vec<String> = index
        .pages
        .iter()
        .filter(|page| !page.outline.meta.noindex && page.outline.meta.redirect_url.is_none())
        .map(|page| {
            let path = page.route.strip_suffix("index.html").unwrap_or(&page.route);
            let mut entry = format!("<url><loc>{}/{}</loc>", encode_text(base), encode_text(&href::encode_path(path)));
            if let Some(iso) = &page.outline.meta.date {
                let _ = write!(entry, "<lastmod>{iso}</lastmod>");
            }
            for (name, value) in values(config, page.file.as_str()) {
                let _ = write!(entry, "<{name}>{}</{name}>", encode_text(&value));
            }
            entry.push_str("</url>\n");
            entry
        })
        .collect();
    if entries.len() <= MAX_ADDRESSES {
        return vec![("sitemap.xml".to_owned(), set(&entries))];
    }
    let mut files = Vec::new();
    let mut list = String::new();
    for (at, part) in entries.chunks(MAX_ADDRESSES).enumerate() {
        let name = format!("sitemap-{}.xml", at + 1);
        let _ = writeln!(list, "<sitemap><loc>{}/{name}</loc></sitemap>", encode_text(base));
        files.push((name, set(part)));
    }
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    files.push(("sitemap.xml".to_owned(), format!("{head}{list}</sitemapindex>\n")));
    files
}

fn set(entries: &[String]) -> String {
    let head =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    format!("{head}{}</urlset>\n", entries.concat())
}

/// `changefreq` and `priority` of a page: the site's, overridden by the last glob that matches.
fn values(config: &Config, file: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let own = [("changefreq", &config.sitemap.changefreq), ("priority", &config.sitemap.priority)];
    for (name, value) in own {
        if let Some(value) = value {
            values.insert(name.to_owned(), value.clone());
        }
    }
    for (_, overrides) in config.sitemap.overrides.iter().filter(|(glob, _)| glob.matches(file)) {
        values.extend(overrides.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    values.retain(|name, _| name == "changefreq" || name == "priority");
    values
}
