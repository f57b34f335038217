//! Phases 5 and 6: pages are drawn and written in parallel, each dropped as soon as it is written.

use super::dates::Dates;
use super::lock::Lock;
use super::{Failure, Progress, Site};
use crate::base::{Diagnostic, SitePath, codes};
use crate::config::Root;
use crate::emit::{self, SearchIndex, WriteError, Writer, Written};
use crate::index::{FileState, Page, RedirectTarget, SiteIndex, Tree};
use crate::kind::{self, Source};
use crate::model::{Doc, FacetPage, Lookup, NavNode, Role, View};
use crate::render::highlight::Highlighter;
use crate::render::{BUILT_IN_STATIC, Facts, Renderer, Templates, markdown_route};
use crate::source;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Mutex;

/// What came of it.
pub(super) struct Rendered {
    pub(super) problems: Vec<Diagnostic>,
    pub(super) written: Written,
}

/// A page to be made.
enum Job<'a> {
    /// From a source file.
    Page(&'a Page),
    /// From the index alone.
    View(View),
    /// A copy.
    Asset(&'a SitePath, &'a str),
}

pub(super) fn render(
    site: &Site,
    index: &SiteIndex,
    dates: &Dates,
    fresh: bool,
    progress: &dyn Progress,
) -> Result<Rendered, Failure> {
    let _lock = Lock::take(&site.output)?;
    let writer = Writer::open(&site.output, fresh).map_err(unwritable)?;
    let templates = match Templates::new(own_templates(site)) {
        Ok(templates) => templates,
        Err(problem) => return Err(Failure::Config(vec![*problem])),
    };
    let highlighter = Highlighter::new();
    let renderer = Renderer { config: &site.config, templates: &templates, highlighter: &highlighter };
    let search = site.config.search.then(SearchIndex::default);
    let maker = Maker { site, index, dates, renderer, writer: &writer, search, problems: Mutex::default() };
    let jobs = jobs(index);
    progress.phase("writing", jobs.len());
    jobs.par_iter().try_for_each(|job| {
        let made = maker.make(job);
        progress.step();
        made
    })?;
    maker.site_files()?;
    if let Some(search) = maker.search {
        let files = search.finish(index);
        files.par_iter().try_for_each(|(name, text)| writer.put(name, text.as_bytes(), None)).map_err(unwritable)?;
    }
    let problems = maker.problems.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let written = writer.commit().map_err(unwritable)?;
    Ok(Rendered { problems, written })
}

fn unwritable(error: WriteError) -> Failure {
    Failure::Output(error.path, error.words)
}

/// Everything that is drawn or copied, in a fixed order.
fn jobs(index: &SiteIndex) -> Vec<Job<'_>> {
    let mut jobs: Vec<Job<'_>> = Vec::new();
    let redirected: BTreeSet<&str> = index.redirects.iter().map(|redirect| redirect.from.as_str()).collect();
    jobs.extend(index.pages.iter().filter(|page| !redirected.contains(page.route.as_str())).map(Job::Page));
    let facet_pages = index.facet_pages();
    for page in &facet_pages {
        jobs.push(Job::View(kind::facet_view(page, &index.config, index)));
    }
    if index.at_route("index.html").is_none() {
        jobs.push(Job::View(home(index, &facet_pages)));
    }
    jobs.extend(permanent_addresses(index));
    for tree in index.trees() {
        let title = format!("Contents of {}", index.config.title);
        jobs.push(Job::View(kind::tree_view(&tree.page_route, &title, &tree.nodes, &index.config)));
    }
    for redirect in &index.redirects {
        let (target, title) = match &redirect.to {
            RedirectTarget::Address(address) => (Doc::text(address), ""),
            RedirectTarget::Page { route, fragment, title } => {
                (Doc::Route(format!("{route}{fragment}")), title.as_str())
            }
        };
        jobs.push(Job::View(kind::redirect_view(&redirect.from, target, title)));
    }
    if index.config.search {
        jobs.push(Job::View(kind::search_view(index.trees().first().map_or("", |tree| &tree.page_route))));
    }
    if index.at_route("404.html").is_none() {
        jobs.push(Job::View(kind::error_page()));
    }
    for (file, state) in index.files() {
        if let FileState::Asset(route) = state {
            jobs.push(Job::Asset(file, route));
        }
    }
    jobs
}

/// The front page that the site makes for itself.
fn home(index: &SiteIndex, facet_pages: &[FacetPage]) -> View {
    let config = &index.config;
    let name = |tree: &Tree| {
        let file = tree.file.as_ref().map_or(tree.page_route.as_str(), |file| file.as_str());
        let root = config.root_of(file).and_then(|at| config.roots.get(at));
        root.map_or(config.title.as_str(), |root| root.name.as_str())
    };
    let mut trees: Vec<(&str, &[NavNode])> = Vec::new();
    for tree in index.trees().iter().filter(|tree| !tree.included && !tree.nodes.is_empty()) {
        // Of several trees of one root the first, which lies highest, is its table of contents.
        if !trees.iter().any(|(known, _)| *known == name(tree)) {
            trees.push((name(tree), &tree.nodes));
        }
    }
    kind::home_view(config, &trees, facet_pages)
}

/// A page at `/uid/UID/` for each page with a uid that can be a folder's name everywhere. Members of references and
/// other uids are answered by the lookup alone.
fn permanent_addresses(index: &SiteIndex) -> Vec<Job<'_>> {
    let mut taken = BTreeSet::new();
    let mut jobs = Vec::new();
    for (uid, target) in index.declared_uids() {
        let is_member = target.anchor.is_some();
        let is_reference =
            target.file.as_ref().and_then(|file| index.outline(file)).is_some_and(|outline| outline.is_reference());
        if is_member || is_reference || !emit::is_safe_name(uid) || !taken.insert(uid.to_lowercase()) {
            continue;
        }
        let route = format!("uid/{uid}/index.html");
        jobs.push(Job::View(kind::redirect_view(&route, Doc::Route(target.href), &target.name)));
    }
    jobs
}

struct Maker<'a> {
    site: &'a Site,
    index: &'a SiteIndex,
    dates: &'a Dates,
    renderer: Renderer<'a>,
    writer: &'a Writer,
    /// The search index, if the site wants one.
    search: Option<SearchIndex>,
    problems: Mutex<Vec<Diagnostic>>,
}

impl Maker<'_> {
    fn make(&self, job: &Job<'_>) -> Result<(), Failure> {
        match job {
            Job::Page(page) => self.page(page),
            Job::View(view) => {
                // A page of the site itself at this address was written by somebody and stays.
                if self.index.at_route(&view.route).is_some_and(|file| {
                    self.index.page(file).is_some_and(|page| page.outline.meta.redirect_url.is_none())
                }) {
                    return Ok(());
                }
                self.draw(view, "", &Facts::default(), None)
            }
            Job::Asset(file, route) => match source::read_bytes(&self.site.folder, file) {
                Ok(bytes) => self.put(route, &bytes, Some(file)),
                Err(error) => {
                    let problem = Diagnostic::new(&codes::PAGE_UNREADABLE, format!("`{file}` {}", error.words()));
                    self.note([problem.in_file(file)]);
                    Ok(())
                }
            },
        }
    }

    fn page(&self, page: &Page) -> Result<(), Failure> {
        let text = match source::read_text(&self.site.folder, &page.file) {
            Ok(text) => text.text,
            Err(error) => {
                let problem = Diagnostic::new(&codes::PAGE_UNREADABLE, format!("`{}` {}", page.file, error.words()));
                self.note([problem.in_file(&page.file)]);
                return Ok(());
            }
        };
        let Some(kind) = kind::named(page.outline.kind) else { return Ok(()) };
        let source = Source::new(&page.file, &text, Role::Page, &self.site.config);
        let Some(mut view) = (kind.view)(&source, &page.outline, self.index) else { return Ok(()) };
        if let Some(fallback) = kind::fallback_template(kind)
            && !self.renderer.templates.has(&view.template)
        {
            view.template = fallback.to_owned();
        }
        self.draw(&view, &text, &self.facts(page), Some(page))
    }

    fn facts(&self, page: &Page) -> Facts {
        let meta = &page.outline.meta;
        let root = self.site.config.roots.get(page.root);
        Facts {
            updated: meta.date.clone().or_else(|| self.dates.of(page)).unwrap_or_default(),
            author: meta.author.clone().unwrap_or_default(),
            edit_url: root.and_then(|root| edit_url(root, &page.file)).unwrap_or_default(),
            meta: meta.all.clone(),
        }
    }

    fn draw(&self, view: &View, text: &str, facts: &Facts, source: Option<&Page>) -> Result<(), Failure> {
        match self.renderer.page(view, text, facts, self.index) {
            Ok(page) => {
                self.note(page.problems);
                if let (Some(search), Some(source)) = (&self.search, source) {
                    search.add(source, view, &page.html, self.index);
                }
                if let Some(source) = source
                    && self.site.config.markdown_pages
                {
                    let twin = self.twin(view, &page.html, facts);
                    self.put(&markdown_route(&view.route), twin.as_bytes(), Some(&source.file))?;
                }
                self.put(&view.route, page.html.as_bytes(), source.map(|page| &page.file))
            }
            Err(problem) => {
                self.note([*problem]);
                Ok(())
            }
        }
    }

    /// The Markdown of a page that is drawn.
    fn twin(&self, view: &View, html: &str, facts: &Facts) -> String {
        let card = view.file.as_ref().and_then(|file| self.index.card(file)).unwrap_or_default();
        let mut facets: Vec<(String, Vec<String>)> = Vec::new();
        for (name, _, title, _) in card.facets {
            match facets.iter_mut().find(|(known, _)| *known == name) {
                Some((_, titles)) => titles.push(title),
                None => facets.push((name, vec![title])),
            }
        }
        emit::markdown_twin(view, html, &facts.updated.0, &facets, self.site.config.base_url.as_deref())
    }

    fn put(&self, route: &str, content: &[u8], source: Option<&SitePath>) -> Result<(), Failure> {
        self.writer.put(route, content, source.map(SitePath::as_str)).map_err(unwritable)
    }

    fn note(&self, found: impl IntoIterator<Item = Diagnostic>) {
        let mut found = found.into_iter().peekable();
        if found.peek().is_some() {
            self.problems.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(found);
        }
    }

    /// The files that the site as a whole makes.
    fn site_files(&self) -> Result<(), Failure> {
        for (name, text) in emit::sitemap(self.index).into_iter().chain(emit::redirect_files(self.index)) {
            self.put(&name, text.as_bytes(), None)?;
        }
        for (name, text) in emit::uid_lookup(self.index) {
            self.put(&name, text.as_bytes(), None)?;
        }
        if let Some((name, text)) = self.dates.record() {
            self.put(name, text.as_bytes(), None)?;
        }
        if let Some(text) = emit::robots(self.index) {
            self.put_unless_own("robots.txt", &text)?;
        }
        if self.site.config.markdown_pages {
            let markdown =
                |route: &str| self.index.page(self.index.at_route(route)?).map(|page| markdown_route(&page.route));
            self.put_unless_own("llms.txt", &emit::llms(self.index, &markdown))?;
        }
        self.put("xrefmap.yml", emit::xref_map(self.index).as_bytes(), None)?;
        for tree in self.index.trees() {
            self.put(
                &tree.data_route,
                emit::nav_data(&tree.data_route, &tree.nodes, &self.index.config).as_bytes(),
                None,
            )?;
        }
        self.static_files()
    }

    /// A file of the site as a whole, unless the site has one of its own at that address.
    fn put_unless_own(&self, name: &str, text: &str) -> Result<(), Failure> {
        let folder = &self.site.config.static_files;
        let own = !folder.is_empty() && self.site.folder.join(folder).join(name).is_file();
        if own || self.index.at_route(name).is_some() { Ok(()) } else { self.put(name, text.as_bytes(), None) }
    }

    /// A static file as it is sent: what is skilt's own without its comments, and the style sheet with what the
    /// configuration adds to it.
    fn styled(&self, name: &str, bytes: &[u8]) -> Vec<u8> {
        let built_in = BUILT_IN_STATIC.iter().find(|(own, text)| *own == name && text.as_bytes() == bytes);
        let mut sent = built_in.map_or_else(|| bytes.to_vec(), |(_, text)| emit::shortened(name, text).into_bytes());
        if name == "skilt.css" {
            sent.extend(emit::theme_rules(&self.site.config, &self.index.site_facets()).into_bytes());
        }
        sent
    }

    /// The theme's files in `assets/`, each overridden by the site's own of the same name; the site's other static
    /// files go to the top of the output.
    fn static_files(&self) -> Result<(), Failure> {
        let folder = &self.site.config.static_files;
        let own = if folder.is_empty() { Vec::new() } else { files_below(self.site, folder) };
        for (name, text) in BUILT_IN_STATIC {
            let unused = !self.site.config.search && matches!(*name, "search.js" | "search.css" | "lost.js");
            if !unused && !own.iter().any(|(own_name, _)| own_name == name) {
                self.put(&format!("assets/{name}"), &self.styled(name, text.as_bytes()), None)?;
            }
        }
        for (name, path) in own {
            let is_theme = BUILT_IN_STATIC.iter().any(|(built_in, _)| *built_in == name);
            let route = if is_theme { format!("assets/{name}") } else { name.clone() };
            match source::read_bytes(&self.site.folder, &path) {
                Ok(bytes) if self.index.at_route(&route).is_none() => {
                    self.put(&route, &self.styled(&name, &bytes), Some(&path))?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The address where a page can be edited.
fn edit_url(root: &Root, file: &SitePath) -> Option<String> {
    let pattern = root.edit_url.as_ref()?;
    let path = root.relative(file.as_str())?;
    Some(pattern.replace("{path}", &crate::syntax::href::encode_path(path)))
}

/// The files of a folder of the site: name relative to it, and path.
fn files_below(site: &Site, folder: &str) -> Vec<(String, SitePath)> {
    paths_below(site, folder)
        .into_iter()
        .filter_map(|path| {
            let name = path.as_str().strip_prefix(folder)?.trim_start_matches('/').to_owned();
            Some((name, path))
        })
        .collect()
}

/// The files of a folder of the site; none if the folder is not there.
pub(super) fn paths_below(site: &Site, folder: &str) -> Vec<SitePath> {
    if !site.folder.join(folder).is_dir() {
        return Vec::new();
    }
    source::walk(&site.folder, &[folder], &|_| false).entries.into_iter().map(|entry| entry.path).collect()
}

fn own_templates(site: &Site) -> Vec<(String, SitePath, String)> {
    let folder = &site.config.templates;
    if folder.is_empty() {
        return Vec::new();
    }
    files_below(site, folder)
        .into_iter()
        .filter_map(|(name, path)| {
            let text = source::read_text(&site.folder, &path).ok()?;
            Some((name, path, text.text))
        })
        .collect()
}
