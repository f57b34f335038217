//! What stands around the content of every page: header, navigation, facts about the page.

use super::body::Drawn;
use super::fields::breakable;
use super::{Facts, Renderer, hrefs, markup};
use crate::base::{SitePath, shortened};
use crate::config::HeaderLink;
use crate::model::{Lookup, NavItem, Target, View};
use crate::syntax::href::{self, HrefKind};
use std::collections::BTreeMap;
use tera::{Context, Value};

/// The most characters of a description that a page takes from its first paragraph; search engines show no more.
const DESCRIPTION: usize = 160;

impl Renderer<'_> {
    /// The context that every template gets.
    pub(super) fn chrome(&self, view: &View, facts: &Facts, drawn: Option<&Drawn>, lookup: &dyn Lookup) -> Context {
        let mut context = Context::new();
        let frame = Frame { renderer: self, view, lookup, absolute: view.route == "404.html" };
        let card = view.file.as_ref().and_then(|file| lookup.card(file)).unwrap_or_default();
        let mut nav = lookup.nav(&view.route);
        context.insert_value("site", frame.site());
        let (words, script) = self.templates.words(&self.config.words, &view.language);
        context.insert_value("words", words);
        let mut page = frame.page(drawn);
        page.insert("words", script);
        page.insert("applies", frame.applies(&frame.values(&card)));
        page.insert("structured", Value::safe_string(&frame.structured(facts, &nav)));
        let twin = if facts.markdown { frame.url(&markdown_route(&view.route)) } else { String::new() };
        page.insert("markdown", text(&twin));
        context.insert_value("page", Value::from(page));
        let off = |key: &str| is_on(&facts.meta, key);
        if off("_disableBreadcrumb") {
            nav.crumbs.clear();
        }
        if off("_disableNextArticle") {
            (nav.previous, nav.next) = (None, None);
        }
        let with_nav = view.layout.is_empty() && view.template != "404.html" && !off("_disableToc");
        let items = if with_nav { frame.nav_items(&nav.items) } else { Vec::new() };
        context.insert_value("nav", self.nav_html(items));
        context.insert("nav_tree_url", &frame.url(&nav.tree));
        context.insert("nav_data_url", &frame.url(&nav.data));
        let crumbs: Vec<Value> = nav
            .crumbs
            .iter()
            .map(|crumb| {
                map([("title", text(&crumb.title)), ("url", text(&frame.url(crumb.route.as_deref().unwrap_or(""))))])
            })
            .collect();
        context.insert_value("breadcrumbs", Value::from(crumbs));
        for (name, neighbour) in [("prev", &nav.previous), ("next", &nav.next)] {
            let value = neighbour.as_ref().map_or_else(Value::none, |(title, route)| {
                map([("title", text(title)), ("url", text(&frame.url(route)))])
            });
            context.insert_value(name, value);
        }
        context.insert_value("facets", frame.facets(&card));
        let affix = if off("_disableAffix") || off("_disableSideAffix") { None } else { drawn };
        context.insert_value("toc", on_this_page(affix));
        context.insert("updated_iso", &facts.updated);
        context.insert("updated", &self.config.words.date(&view.language, &facts.updated));
        context.insert("author", &facts.author);
        context.insert("edit_url", if off("_disableContribution") { "" } else { &facts.edit_url });
        context.insert("meta", &facts.meta);
        context
    }

    /// The branch of the navigation, drawn once so that the page's template need not walk it.
    fn nav_html(&self, items: Vec<Value>) -> Value {
        if items.is_empty() {
            return Value::from("");
        }
        let mut context = Context::new();
        context.insert_value("items", Value::from(items));
        let html = self.templates.draw("partials/nav.html", &context, &SitePath::new("partials/nav.html"));
        Value::safe_string(&html.unwrap_or_default())
    }
}

pub(super) struct Frame<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) view: &'a View,
    pub(super) lookup: &'a dyn Lookup,
    /// Addresses start at the root of the host: the page is shown at any address.
    absolute: bool,
}

impl Frame<'_> {
    /// The address of a route; empty for an empty route.
    pub(super) fn url(&self, route: &str) -> String {
        if route.is_empty() {
            return String::new();
        }
        if self.absolute {
            return format!("{}{}", self.root(), href::relative_route("", route).trim_start_matches("./"));
        }
        href::relative_route(&self.view.route, route)
    }

    /// The way from the page to the root of the output: `""`, `../`, or the path of the base address.
    fn root(&self) -> String {
        if self.absolute {
            let base = self.renderer.config.base_url.as_deref().unwrap_or("");
            let path = base.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
            let path = path.trim_matches('/');
            return if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
        }
        "../".repeat(self.view.route.matches('/').count())
    }

    fn site(&self) -> Value {
        let config = self.renderer.config;
        let links = |links: &[HeaderLink]| {
            let link =
                |link: &HeaderLink| map([("title", text(&link.title)), ("url", text(&self.frame_link(&link.href)))]);
            Value::from(links.iter().map(link).collect::<Vec<_>>())
        };
        let facets = self.lookup.site_facets();
        let index = |there: bool, route: &str| text(&if there { self.url(route) } else { String::new() });
        let image = |path: &str| text(&if path.is_empty() { String::new() } else { self.frame_link(path) });
        map([
            ("title", text(&config.title)),
            ("description", text(&config.description)),
            ("language", text(&config.language)),
            ("footer", Value::safe_string(&config.footer)),
            ("logo", image(&config.logo)),
            ("favicon", image(&config.favicon)),
            ("home", text(&self.url("index.html"))),
            ("root", text(&self.root())),
            ("url", text(config.base_url.as_deref().unwrap_or(""))),
            ("assets", text(&format!("{}assets/", self.root()))),
            ("search", Value::from(config.search && has_search())),
            ("links", links(&config.links)),
            ("footer_links", links(&config.footer_links)),
            ("view", self.view()),
            ("platforms_url", index(!facets.platforms.is_empty(), "platforms/index.html")),
            ("topics_url", index(facets.topics, "topics/index.html")),
        ])
    }

    /// The absolute address of the picture that goes with links to the site; empty without one or without `base_url`.
    fn share_image(&self) -> String {
        let written = &self.renderer.config.image;
        if written.is_empty() {
            return String::new();
        }
        match self.lookup.resolve(&SitePath::new("skilt.yml"), written).target {
            Target::External => written.clone(),
            Target::Page { route, .. } | Target::Asset { route, .. } => self.absolute(&route).unwrap_or_default(),
            _ => self.absolute(written.trim_start_matches('/')).unwrap_or_default(),
        }
    }

    /// A link of the header or footer, or a picture. A path that is none of a source is one of the output.
    fn frame_link(&self, written: &str) -> String {
        let top = SitePath::new("skilt.yml");
        if let Target::Missing(_) | Target::OtherSet | Target::LeftOut { .. } | Target::Outside(_) =
            self.lookup.resolve(&top, written).target
        {
            return format!("{}{}", self.root(), written.trim_start_matches('/'));
        }
        let from = if self.absolute { "" } else { &self.view.route };
        let address = hrefs::link(self.lookup, &top, &top, from, written);
        let is_elsewhere = !self.absolute || href::classify(&address) == HrefKind::Absolute;
        if is_elsewhere { address } else { format!("{}{}", self.root(), address.trim_start_matches("./")) }
    }

    fn page(&self, drawn: Option<&Drawn>) -> BTreeMap<&'static str, Value> {
        let config = self.renderer.config;
        let view = self.view;
        let head_title = if view.title == config.title || view.title.is_empty() {
            config.title.clone()
        } else {
            format!("{} · {}", view.title, config.title)
        };
        let description = match drawn.filter(|_| view.description.is_empty()) {
            Some(drawn) => shortened(&markup::lead(&drawn.html), DESCRIPTION),
            None => view.description.clone(),
        };
        let canonical = self.absolute(&view.route).unwrap_or_default();
        let language = if view.language.is_empty() { &config.language } else { &view.language };
        let kind = view.template.strip_suffix(".html").unwrap_or(&view.template);
        BTreeMap::from([
            ("kind", text(kind)),
            ("title", text(&view.title)),
            ("head_title", text(&head_title)),
            ("description", text(&description)),
            ("url", text(&view.route)),
            ("canonical", text(&canonical)),
            ("image", text(&self.share_image())),
            ("lang", text(language)),
            ("noindex", Value::from(view.noindex)),
            ("layout", text(&view.layout)),
            ("css", Value::from(Vec::<Value>::new())),
            ("js", Value::from(Vec::<Value>::new())),
            ("direction", text(direction(language))),
            ("show_title", Value::from(drawn.is_some_and(|drawn| !drawn.has_h1))),
        ])
    }

    fn nav_items(&self, items: &[NavItem]) -> Vec<Value> {
        items
            .iter()
            .map(|item| {
                let url = match &item.href {
                    Some(address) if item.external && href::is_script(address) => String::new(),
                    Some(address) if item.external => address.clone(),
                    Some(route) => self.url(route),
                    None => String::new(),
                };
                // How many there are says something only where not all are shown.
                let count = if item.children.len() < item.count { item.count as u64 } else { 0 };
                map([
                    ("title", Value::safe_string(&breakable(&item.title))),
                    ("url", text(&url)),
                    ("current", Value::from(item.current)),
                    ("branch", Value::from(item.branch)),
                    ("count", Value::from(count)),
                    ("applies", self.applies(&item.applies)),
                    ("marks", self.marks(&item.applies)),
                    ("children", Value::from(self.nav_items(&item.children))),
                ])
            })
            .collect()
    }
}

fn on_this_page(drawn: Option<&Drawn>) -> Value {
    let entries: Vec<Value> = drawn
        .map_or(&[][..], |drawn| &drawn.toc)
        .iter()
        .map(|(level, id, title)| {
            map([("level", Value::from(u64::from(*level))), ("id", text(id)), ("title", text(title))])
        })
        .collect();
    Value::from(entries)
}

pub(super) fn text(text: &str) -> Value {
    Value::from(text)
}

pub(super) fn map<const N: usize>(values: [(&'static str, Value); N]) -> Value {
    // Made into the hash map of a template from whatever it is; from a sorted one that costs the least.
    Value::from(BTreeMap::from(values))
}

/// The way a language is written: `rtl` for those with a script from right to left, by their tag (BCP 47).
fn direction(language: &str) -> &'static str {
    const RIGHT_TO_LEFT: [&str; 12] = ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ur", "yi"];
    let lower = language.to_ascii_lowercase();
    let mut parts = lower.split(['-', '_']);
    let first = parts.next().unwrap_or("");
    let script = parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    match script {
        Some("arab" | "hebr" | "thaa" | "syrc" | "nkoo" | "adlm") => "rtl",
        Some(_) => "ltr",
        None if RIGHT_TO_LEFT.contains(&first) => "rtl",
        None => "ltr",
    }
}

/// The route of a page's Markdown: beside it, with `.md` behind its name (llmstxt.org), which no other page can have.
pub fn markdown_route(route: &str) -> String {
    format!("{route}.md")
}

/// Whether a switch of DocFX's metadata is on; the text `"true"` counts as well.
fn is_on(meta: &serde_json::Map<String, serde_json::Value>, key: &str) -> bool {
    match meta.get(key) {
        Some(serde_json::Value::Bool(on)) => *on,
        Some(serde_json::Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// Whether the theme has a search to open.
fn has_search() -> bool {
    super::BUILT_IN_STATIC.iter().any(|(name, _)| *name == "search.js")
}
