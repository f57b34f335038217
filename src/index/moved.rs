//! Sources that are gone and have a redirect: those that repositories of Microsoft Learn list.

use super::SiteIndex;
use super::redirects::{RedirectTarget, Step, route_of_address};
use crate::base::{Map, SitePath, join_lexical};
use crate::model::{Lookup, Target};
use crate::syntax::href::Href;
use std::collections::BTreeMap;

/// The host of addresses without one.
const HOST: &str = "https://learn.microsoft.com";

impl SiteIndex {
    /// Where the page of a source is now that is not there.
    pub(super) fn moved(&self, path: &str) -> Option<Target> {
        if self.config.moved.is_empty() {
            return None;
        }
        let route = self.old_route(&SitePath::new(path))?;
        // Learn's addresses have no letter case, and few links lead to what is gone.
        let in_any_case = || self.redirects.iter().find(|redirect| redirect.from.eq_ignore_ascii_case(&route));
        let redirect = self.redirect_at(&route).or_else(in_any_case)?;
        self.config.moved.iter().any(|moved| moved.file == redirect.file).then(|| {
            let (to, internal) = match &redirect.to {
                RedirectTarget::Page { route, fragment, .. } => (format!("{route}{fragment}"), true),
                RedirectTarget::Address(address) => (address.clone(), false),
            };
            Target::Moved { path: path.to_owned(), to, internal }
        })
    }

    /// The address that the page of a source had.
    fn old_route(&self, source: &SitePath) -> Option<String> {
        let is_page = source.has_extension(&["md", "yml"]);
        let placement = self.config.place(source).filter(|_| is_page)?;
        Some(route_of_address(&placement.output))
    }
}

/// Adds the redirects of sources that are gone. Pages are stronger: what they are or claim stays.
pub(super) fn add(index: &SiteIndex, steps: &mut BTreeMap<String, Step>) {
    let moved: Vec<_> =
        index.config.moved.iter().filter_map(|moved| Some((index.old_route(&moved.source)?, moved))).collect();
    let mut known: Map<String, &str> = Map::default();
    for route in index.pages.iter().map(|page| page.route.as_str()).chain(moved.iter().map(|(from, _)| from.as_str())) {
        known.entry(route.to_lowercase()).or_insert(route);
    }
    let base = base(moved.iter().map(|(_, moved)| moved.url.as_str()));
    for (from, moved) in &moved {
        if index.at_route(from).is_some() || steps.contains_key(from) {
            continue;
        }
        let target = target(index, &known, base, from, &moved.url);
        steps.insert(from.clone(), Step { file: moved.file.clone(), span: Some(moved.span), target });
    }
}

/// The folder of the host that the site is published in: the one that most addresses lie in.
fn base<'a>(urls: impl Iterator<Item = &'a str>) -> &'a str {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for folder in urls.filter_map(|url| url.strip_prefix('/')?.split_once('/').map(|(folder, _)| folder)) {
        *counts.entry(folder).or_default() += 1;
    }
    let most = counts.values().max().copied();
    counts.into_iter().find(|(_, count)| Some(*count) == most).map_or("", |(folder, _)| folder)
}

/// Where a redirect leads. What the site does not have is elsewhere on the host.
fn target(
    index: &SiteIndex,
    known: &Map<String, &str>,
    base: &str,
    from: &str,
    url: &str,
) -> Result<RedirectTarget, String> {
    if url.contains("://") {
        return Ok(RedirectTarget::Address(url.to_owned()));
    }
    let link = Href::split(url);
    let decoded = link.decoded_path();
    let path = match decoded.strip_prefix('/') {
        Some(path) => path.strip_prefix(base).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path).to_owned(),
        None => join_lexical(from.rsplit_once('/').map_or("", |(folder, _)| folder), &decoded),
    };
    let stem = path.trim_end_matches('/').to_lowercase();
    let stem = stem.strip_suffix(".md").unwrap_or(&stem);
    let candidates = [format!("{stem}.html"), join_lexical(stem, "index.html"), stem.to_owned()];
    // An address that a query on Learn tells apart from itself leads there.
    let route = candidates.iter().find_map(|candidate| known.get(candidate)).filter(|route| **route != from);
    if let Some(route) = route {
        let title = index.at_route(route).and_then(|file| index.card(file)).map_or_else(String::new, |card| card.title);
        let fragment = link.fragment.map_or_else(String::new, |fragment| format!("#{fragment}"));
        return Ok(RedirectTarget::Page { route: (*route).to_owned(), fragment, title });
    }
    if url.starts_with('/') { Ok(RedirectTarget::Address(format!("{HOST}{url}"))) } else { Err(url.to_owned()) }
}
