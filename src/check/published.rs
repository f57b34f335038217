//! Addresses that were published: in-product help, bookmarks and search engines depend on them.

use super::addresses::Addresses;
use crate::base::{Cause, Diagnostic, Position, SitePath, Span, codes, nearest};
use crate::index::SiteIndex;
use crate::syntax::href::{self, Href};
use std::collections::BTreeMap;

/// An address that was published.
struct Published {
    /// The path from the top of the site, decoded.
    path: String,
    /// The source it was made of, if that is known.
    source: Option<String>,
    /// Where it stands in the file.
    span: Span,
}

/// For how many lost addresses it is looked up what may have taken their place.
const MOST_GUESSES: usize = 200;

/// The published addresses that the site has no more and that no redirect answers.
pub(super) fn lost(index: &SiteIndex, file: &SitePath, text: &str) -> Result<Vec<Diagnostic>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let published = if text.trim_start().starts_with('{') { manifest(text)? } else { list(index, text)? };
    let addresses = Addresses::new(index);
    let folder = index.config.static_files.as_str();
    let is_static = |source: &String| !folder.is_empty() && source.starts_with(&format!("{folder}/"));
    let mut found = Vec::new();
    let mut guesses = None;
    for address in published {
        // Files of the folder for static files are copied whatever their names are.
        if address.source.as_ref().is_some_and(is_static) || addresses.find(&address.path).is_some() {
            continue;
        }
        let mut problem = Diagnostic::new(
            &codes::PUBLISHED_ADDRESS_LOST,
            format!("`/{}` was published and is gone, and no redirect leads on", address.path),
        )
        .at(file, address.span)
        .about(&address.path);
        if let Some(source) = &address.source {
            problem = problem.caused_by(Cause::Path(source.clone()));
        }
        let guess = if found.len() < MOST_GUESSES {
            guesses.get_or_insert_with(|| Guesses::new(index)).page(&address.path)
        } else {
            None
        };
        let page = guess.map_or_else(
            || "the page that took its place".to_owned(),
            |page| format!("`{page}`, if that took its place"),
        );
        found.push(problem.help(format!("write `redirect_from: /{}` in the front matter of {page}", address.path)));
    }
    Ok(found)
}

/// Pages by the names of their addresses.
struct Guesses<'a> {
    by_name: BTreeMap<&'a str, Vec<&'a SitePath>>,
    by_route: BTreeMap<&'a str, &'a SitePath>,
}

impl<'a> Guesses<'a> {
    fn new(index: &'a SiteIndex) -> Self {
        let mut by_name: BTreeMap<&str, Vec<&SitePath>> = BTreeMap::new();
        let mut by_route = BTreeMap::new();
        for page in &index.pages {
            by_name.entry(name_of(&page.route)).or_default().push(&page.file);
            by_route.insert(page.route.as_str(), &page.file);
        }
        Guesses { by_name, by_route }
    }

    /// The only page of this name elsewhere, or the one with the most similar address.
    fn page(&self, path: &str) -> Option<&'a SitePath> {
        let name = name_of(path);
        if name != "index.html"
            && let Some([only]) = self.by_name.get(name).map(Vec::as_slice)
        {
            return Some(only);
        }
        self.by_route.get(nearest(path, self.by_route.keys().copied())?).copied()
    }
}

fn name_of(route: &str) -> &str {
    route.rsplit('/').next().unwrap_or(route)
}

/// The pages and the copied files that a manifest names. What the theme and the search bring along is nobody's link.
fn manifest(text: &str) -> Result<Vec<Published>, String> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| format!("is not JSON: {error}"))?;
    let files = value.get("files").and_then(serde_json::Value::as_array);
    let files = files.ok_or_else(|| "is no manifest: it has no list `files`".to_owned())?;
    // skilt writes one file a line. In a manifest that something else has folded, all are at its first line.
    let mut lines = BTreeMap::new();
    for (at, line) in (1..).zip(text.lines()) {
        if let Ok(record) = serde_json::from_str::<serde_json::Value>(line.trim_end_matches(','))
            && let Some(path) = record.get("path").and_then(serde_json::Value::as_str)
        {
            lines.insert(path.to_owned(), at);
        }
    }
    let mut published = Vec::new();
    for record in files {
        let Some(path) = record.get("path").and_then(serde_json::Value::as_str) else { continue };
        let source = record.get("source").and_then(serde_json::Value::as_str).map(str::to_owned);
        // The Markdown beside a page comes and goes with it.
        let is_twin = path.ends_with(".html.md");
        if !is_twin && (source.is_some() || path.ends_with(".html")) {
            let line = lines.get(path).copied().unwrap_or(1);
            published.push(Published { path: path.to_owned(), source, span: Span::line(line) });
        }
    }
    Ok(published)
}

/// The addresses of a list, one a line: absolute ones of this site, or paths from its top. Blank lines and lines that
/// start with `#` are passed over, and so are addresses of other sites.
fn list(index: &SiteIndex, text: &str) -> Result<Vec<Published>, String> {
    let mut published = Vec::new();
    let mut others = 0;
    for (at, line) in (1..).zip(text.lines()) {
        let word = line.trim();
        if word.is_empty() || word.starts_with('#') {
            continue;
        }
        if word.starts_with('<') || word.contains(char::is_whitespace) || word.contains('\u{fffd}') {
            return Err(format!("is no list of addresses: line {at} is not one address"));
        }
        let path = if href::has_scheme(word) {
            let own = index.config.base_url.as_deref().and_then(|base| href::below(word, base));
            let Some(path) = own else {
                others += 1;
                continue;
            };
            path
        } else {
            word
        };
        let path = Href::split(path).decoded_path().trim_start_matches('/').to_owned();
        let before = (line.len() - line.trim_start().len()) as u32;
        let start = Position { line: at, column: before + 1 };
        let end = Position { line: at, column: start.column + word.chars().count() as u32 };
        published.push(Published { path, source: None, span: Span { start, end } });
    }
    if published.is_empty() && others > 0 {
        return Err(match &index.config.base_url {
            Some(base) => format!("has no address of this site, whose address is {base}"),
            None => {
                "has absolute addresses only, and `base_url` of the configuration does not say which are this site's"
                    .to_owned()
            }
        });
    }
    if published.is_empty() {
        return Err("names no address".to_owned());
    }
    Ok(published)
}
