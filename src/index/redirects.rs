//! Redirects: pages that are only signposts, and old addresses that pages claim.

use super::{SiteIndex, moved};
use crate::base::{Diagnostic, Place, SitePath, Span, codes, normalize};
use crate::model::{Lookup, Target};
use crate::syntax::href;
use std::collections::BTreeMap;

/// A redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// Where it starts, relative to the output folder.
    pub from: String,
    /// Where it leads in the end, after all steps.
    pub to: RedirectTarget,
    /// The file that says so.
    pub file: SitePath,
    /// Where it says so.
    pub span: Option<Span>,
}

/// The end of a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedirectTarget {
    /// A page of this site, with its fragment.
    Page {
        /// The route.
        route: String,
        /// `#` and the fragment, or `""`.
        fragment: String,
        /// The page's title.
        title: String,
    },
    /// Another address, as written.
    Address(String),
}

/// What is said about an address before the steps are followed.
pub(super) struct Step {
    pub(super) file: SitePath,
    pub(super) span: Option<Span>,
    pub(super) target: Result<RedirectTarget, String>,
}

/// Collects the redirects and follows each to its end.
pub(super) fn collect(index: &SiteIndex, problems: &mut Vec<Diagnostic>) -> Vec<Redirect> {
    let mut steps = steps(index, problems);
    moved::add(index, &mut steps);
    let mut redirects = Vec::new();
    for (from, step) in &steps {
        match follow(from, &steps) {
            Ok((to, hops)) => {
                if hops > 1 {
                    problems.push(place(
                        Diagnostic::new(&codes::REDIRECT_CHAIN, format!("`{from}` takes {hops} steps to its end"))
                            .help("name the last address right away; the site that is written does so already"),
                        step,
                    ));
                }
                redirects.push(Redirect { from: from.clone(), to, file: step.file.clone(), span: step.span });
            }
            Err(Broken::Loop(way)) => {
                // One loop, one problem: at its first address.
                if way.iter().min() == Some(from) {
                    let message = format!("redirects lead in a circle: {}", way.join(" → "));
                    problems.push(place(Diagnostic::new(&codes::REDIRECT_LOOP, message), step));
                }
            }
            Err(Broken::Missing(target)) => {
                let message = format!("`{from}` redirects to `{target}`, which does not exist");
                let help = "name a page of the site, or take the redirect away";
                problems.push(place(Diagnostic::new(&codes::REDIRECT_TARGET_MISSING, message).help(help), step));
            }
        }
    }
    redirects
}

fn place(diagnostic: Diagnostic, step: &Step) -> Diagnostic {
    match step.span {
        Some(span) => diagnostic.at(&step.file, span),
        None => diagnostic.in_file(&step.file),
    }
}

fn steps(index: &SiteIndex, problems: &mut Vec<Diagnostic>) -> BTreeMap<String, Step> {
    let mut steps: BTreeMap<String, Step> = BTreeMap::new();
    for page in &index.pages {
        let meta = &page.outline.meta;
        if let Some(url) = &meta.redirect_url {
            let target = target(index, &page.file, &url.value);
            steps.insert(page.route.clone(), Step { file: page.file.clone(), span: url.span, target });
            continue;
        }
        for old in &meta.redirect_from {
            let from = route_of_address(&old.value);
            let here =
                RedirectTarget::Page { route: page.route.clone(), fragment: String::new(), title: page.title.clone() };
            let step = Step { file: page.file.clone(), span: old.span, target: Ok(here) };
            if let Some(live) = index.at_route(&from).filter(|live| !is_signpost(index, live)) {
                let message = format!("`{}` is the address of a page that exists", old.value);
                problems.push(
                    place(Diagnostic::new(&codes::REDIRECT_SHADOWS_PAGE, message), &step)
                        .related("the page at this address", Place { file: live.clone(), span: None })
                        .help("move that page away first, or take the redirect out"),
                );
                continue;
            }
            if let Some(other) = steps.get(&from) {
                let message = format!("`{}` redirects to two pages", old.value);
                let there = Place { file: other.file.clone(), span: other.span };
                problems.push(
                    place(Diagnostic::new(&codes::OUTPUT_COLLISION, message), &step)
                        .related("the first of the two", there),
                );
                continue;
            }
            steps.insert(from, step);
        }
    }
    steps
}

fn is_signpost(index: &SiteIndex, file: &SitePath) -> bool {
    index.page(file).is_some_and(|page| page.outline.meta.redirect_url.is_some())
}

/// The output file that an old address was served from.
pub(super) fn route_of_address(address: &str) -> String {
    let path = href::Href::split(address).decoded_path();
    let is_folder = path.ends_with('/') || path.is_empty();
    let path = normalize(path.trim_start_matches("~/"));
    let name = path.rsplit('/').next().unwrap_or("");
    if is_folder || path.is_empty() {
        return if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") };
    }
    match name.rsplit_once('.') {
        Some((_, extension)) if extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("yml") => {
            format!("{}html", &path[..path.len() - extension.len()])
        }
        Some((_, extension)) if extension.eq_ignore_ascii_case("html") || extension.eq_ignore_ascii_case("htm") => path,
        // Addresses without an extension are served from a folder.
        _ => format!("{path}/index.html"),
    }
}

fn target(index: &SiteIndex, file: &SitePath, written: &str) -> Result<RedirectTarget, String> {
    let resolved = index.resolve(file, written);
    let fragment = resolved.fragment.map_or_else(String::new, |fragment| format!("#{fragment}"));
    match resolved.target {
        Target::External | Target::OtherSet | Target::ExternalRoot(_) => {
            Ok(RedirectTarget::Address(written.to_owned()))
        }
        Target::Page { file, route, .. } => {
            let title = index.card(&file).map_or_else(String::new, |card| card.title);
            Ok(RedirectTarget::Page { route, fragment, title })
        }
        Target::Asset { route, .. } => Ok(RedirectTarget::Page { route, fragment, title: String::new() }),
        Target::Xref(uid) => match index.uid(&href::parse_xref(&uid).uid) {
            Some(found) if found.internal => {
                let fragment = found.anchor.map_or(fragment, |anchor| format!("#{anchor}"));
                Ok(RedirectTarget::Page { route: found.href, fragment, title: found.name })
            }
            Some(found) => Ok(RedirectTarget::Address(found.href)),
            None => Err(written.to_owned()),
        },
        _ => Err(written.to_owned()),
    }
}

enum Broken {
    Loop(Vec<String>),
    Missing(String),
}

fn follow(from: &str, steps: &BTreeMap<String, Step>) -> Result<(RedirectTarget, usize), Broken> {
    let mut way = vec![from.to_owned()];
    loop {
        let at = way.last().cloned().unwrap_or_default();
        let Some(step) = steps.get(&at) else { return Err(Broken::Missing(at)) };
        match &step.target {
            Err(missing) => return Err(Broken::Missing(missing.clone())),
            Ok(RedirectTarget::Page { route, .. }) if steps.contains_key(route) => {
                if let Some(start) = way.iter().position(|seen| seen == route) {
                    let mut circle = way.split_off(start);
                    circle.push(route.clone());
                    return Err(Broken::Loop(circle));
                }
                way.push(route.clone());
            }
            Ok(end) => return Ok((end.clone(), way.len())),
        }
    }
}
