//! `robots.txt` (RFC 9309) and `llms.txt` (llmstxt.org): what programs that visit the site may want to know.

use crate::config::MarkdownPages;
use crate::index::SiteIndex;
use crate::model::NavNode;
use std::fmt::Write as _;

/// `robots.txt`: everything may be visited, and where the sitemap is. Only for a site at the root of a host, the one
/// place where it is looked for.
pub fn robots(index: &SiteIndex) -> Option<String> {
    let base = index.config.base_url.as_deref()?;
    let host = base.split_once("://").map_or(base, |(_, host)| host);
    if host.contains('/') {
        return None;
    }
    let sitemap = if index.config.sitemap.enabled { format!("\nSitemap: {base}/sitemap.xml\n") } else { String::new() };
    Some(format!("User-agent: *\nAllow: /\n{sitemap}"))
}

/// How many pages `llms.txt` lists below one heading. It is an overview; the sitemap has every page.
const MOST_PAGES: usize = 60;

/// `llms.txt`: the site in short and in its language, with links to the Markdown of its pages. `markdown` gives the route of a page's
/// Markdown, if it has one.
pub fn llms(index: &SiteIndex, markdown: &dyn Fn(&str) -> Option<String>) -> String {
    let config = &index.config;
    let base = config.base_url.as_deref().map_or_else(String::new, |base| format!("{base}/"));
    let mut text = format!("# {}\n", one_line(&config.title));
    if !config.description.is_empty() {
        let _ = write!(text, "\n> {}\n", one_line(&config.description));
    }
    let word = |key: &str| config.words.text(&config.language, key);
    let which = if config.markdown_pages == MarkdownPages::All { "llms_all" } else { "llms_articles" };
    let _ = writeln!(text, "\n{}", word(which));
    let link = |title: &str, route: &str| {
        let path = markdown(route).unwrap_or_else(|| route.to_owned());
        format!("[{}]({base}{})", one_line(title).replace(['[', ']'], ""), crate::syntax::href::encode_path(&path))
    };
    for tree in index.trees().iter().filter(|tree| !tree.included) {
        let mut loose = Vec::new();
        for node in &tree.nodes {
            let mut listed = Vec::new();
            list(node, &mut listed);
            if node.children.is_empty() {
                loose.extend(listed);
                continue;
            }
            section(&mut text, &node.title, &listed, index, &link);
        }
        if !loose.is_empty() {
            section(&mut text, &config.title, &loose, index, &link);
        }
    }
    // The format gives this heading a meaning: what may be skipped.
    text.push_str("\n## Optional\n\n");
    let _ = writeln!(text, "- [{}]({base}assets/search/index.json)", word("llms_search"));
    let _ = writeln!(text, "- [{}]({base}xrefmap.yml)", word("llms_uids"));
    text
}

fn section(
    text: &mut String,
    title: &str,
    pages: &[(&str, &str)],
    index: &SiteIndex,
    link: &dyn Fn(&str, &str) -> String,
) {
    let _ = write!(text, "\n## {}\n\n", one_line(title));
    for (title, route) in pages.iter().take(MOST_PAGES) {
        let page = index.at_route(route).and_then(|file| index.page(file));
        let words = page.and_then(|page| page.outline.meta.description.as_deref()).unwrap_or("");
        let words = if words.is_empty() { String::new() } else { format!(": {}", one_line(words)) };
        let _ = writeln!(text, "- {}{words}", link(title, route));
    }
    if pages.len() > MOST_PAGES {
        let more = (pages.len() - MOST_PAGES).to_string();
        let config = &index.config;
        let _ = writeln!(text, "- {}", config.words.with(&config.language, "more_pages", "n", &more));
    }
}

/// The pages at and below a node, in reading order, by title and route without fragment.
fn list<'n>(node: &'n NavNode, into: &mut Vec<(&'n str, &'n str)>) {
    if let Some(route) = node.route.as_deref().map(|route| route.split('#').next().unwrap_or(route))
        && into.iter().rev().take(MOST_PAGES).all(|(_, known)| *known != route)
    {
        into.push((&node.title, route));
    }
    node.children.iter().for_each(|child| list(child, into));
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
