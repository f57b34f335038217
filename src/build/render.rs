//! Phases 5 and 6: the pages whose answers changed are drawn, in parallel, and each is dropped as soon as it is
//! written. What was drawn before and would come out the same stays as it lies in the output.

use super::cache::{Group, Known, Pages};
use super::dates::Dates;
use super::jobs::{Job, jobs};
use super::lock::Lock;
use super::outline::Outlined;
use super::scan::Scanned;
use super::trace::{Ledger, Recorder};
use super::{Failure, Progress, Site};
use crate::base::{Diagnostic, SitePath, codes, hash_of};
use crate::config::{MarkdownPages, Root};
use crate::emit::{self, SearchIndex, WriteError, Writer, Written};
use crate::index::{Page, SiteIndex};
use crate::kind::{self, Source};
use crate::model::{Lookup, Role, View};
use crate::render::highlight::Highlighter;
use crate::render::{BUILT_IN_STATIC, Facts, Renderer, Templates, markdown_route};
use crate::source::{self, Stamp};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// What came of it.
pub(super) struct Rendered {
    pub(super) problems: Vec<Diagnostic>,
    pub(super) written: Written,
    /// What the next build may remember.
    pub(super) pages: Pages,
    /// How many pages were drawn.
    pub(super) drawn: usize,
    /// Whether the next build has anything to remember that this one had not.
    pub(super) news: bool,
}

/// What is drawn: a site with its index and what was read for it.
pub(super) struct Input<'a> {
    pub(super) site: &'a Site,
    pub(super) index: &'a SiteIndex,
    pub(super) scanned: &'a Scanned,
    pub(super) outlined: &'a Outlined,
    pub(super) dates: &'a Dates,
    pub(super) fresh: bool,
}

pub(super) fn render(input: &Input<'_>, mut known: Pages, progress: &dyn Progress) -> Result<Rendered, Failure> {
    let Input { site, index, .. } = *input;
    let _lock = Lock::take(&site.output)?;
    let writer = Writer::open(&site.output, input.fresh).map_err(unwritable)?;
    let templates = match Templates::new(own_templates(site)) {
        Ok(templates) => templates,
        Err(problem) => return Err(Failure::Config(vec![*problem])),
    };
    let highlighter = Highlighter::new();
    let renderer = Renderer { config: &site.config, templates: &templates, highlighter: &highlighter };
    let shape = input.outlined.shape(input.scanned);
    let maker = Maker {
        input,
        renderer,
        writer: &writer,
        search: site.config.search.then(|| SearchIndex::with_words(&known.words)),
        ledger: Ledger::new(std::mem::take(&mut known.questions), known.shape == shape),
        known: &known.known,
        made: Mutex::default(),
        problems: Mutex::default(),
    };
    let jobs = jobs(index);
    progress.phase("writing", jobs.len());
    jobs.par_iter().try_for_each(|job| {
        let began = Instant::now();
        let made = maker.make(job);
        progress.step();
        progress.task(job.route(), began);
        made
    })?;
    let mut groups = vec![maker.site_files(shape, known.groups.first())?];
    let Maker { search, ledger, made, problems, .. } = maker;
    let mut words = Vec::new();
    if let Some(search) = search {
        words = search.words();
        groups.push(search_files(search, &words, index, shape, &writer, known.groups.get(1))?);
    }
    let problems = problems.into_inner().unwrap_or_else(PoisonError::into_inner);
    let written = writer.commit().map_err(unwritable)?;
    let made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    // A page and its Markdown are drawn as one.
    let drawn = made.iter().filter(|(route, made)| made.is_some() && !route.ends_with(".html.md")).count();
    let groups_before: Vec<u64> = known.groups.iter().map(|group| group.key).collect();
    let before = (known.shape, known.known.len(), groups_before);
    let mut next = remember(site, made, known.known);
    groups.iter_mut().for_each(|group| group.stamp(&site.output));
    let questions = ledger.finish(next.values_mut().map(|known| &mut known.asked));
    let after = (shape, next.len(), groups.iter().map(|group| group.key).collect());
    let news = drawn > 0 || before != after || !written.is_empty();
    Ok(Rendered { problems, written, pages: Pages { shape, questions, words, groups, known: next }, drawn, news })
}

/// What was made or kept, with the marks that its file has now.
fn remember(
    site: &Site,
    made: Vec<(String, Option<Known>)>,
    mut old: HashMap<String, Known>,
) -> HashMap<String, Known> {
    let kept = made.into_iter().filter_map(|(route, made)| {
        let known = made.or_else(|| old.remove(&route))?;
        Some((route, known))
    });
    let stamped: Vec<(String, Known)> = kept.collect();
    let stamped = stamped.into_par_iter().map(|(route, known)| {
        let output = known.output.or_else(|| emit::stamp(&site.output, &route));
        (route, Known { output, ..known })
    });
    stamped.collect()
}

/// The files of the search index, made anew if a page in it differs.
fn search_files(
    search: SearchIndex,
    words: &[String],
    index: &SiteIndex,
    shape: u64,
    writer: &Writer,
    known: Option<&Group>,
) -> Result<Group, Failure> {
    let key = hash_of(&(shape, search.mark()));
    if let Some(known) = known.filter(|known| known.key == key && known.is_kept(writer)) {
        return Ok(known.clone());
    }
    let before = known.map(Group::known).unwrap_or_default();
    let put = |(name, text): (String, String)| {
        let says = hash_of(&text);
        let kept = before.get(&(name.as_str(), says)).is_some_and(|stamp| writer.keep(&name, stamp));
        (if kept { Ok(()) } else { writer.put(&name, text.as_bytes(), None) }).map(|()| (name, says))
    };
    let made: Result<Vec<_>, _> = search.finish(index, words).into_par_iter().map(put).collect();
    Ok(Group::new(key, made.map_err(unwritable)?.into_iter()))
}

fn unwritable(error: WriteError) -> Failure {
    Failure::Output(error.path, error.words)
}

struct Maker<'a> {
    input: &'a Input<'a>,
    renderer: Renderer<'a>,
    writer: &'a Writer,
    /// The search index, if the site wants one.
    search: Option<SearchIndex>,
    ledger: Ledger,
    /// What the last build made, by address.
    known: &'a HashMap<String, Known>,
    /// What this build made, by address; without a value what it found as it should be.
    made: Mutex<Vec<(String, Option<Known>)>>,
    problems: Mutex<Vec<Diagnostic>>,
}

impl Maker<'_> {
    fn make(&self, job: &Job<'_>) -> Result<(), Failure> {
        match job {
            Job::Page(page) => self.page(page),
            Job::View(_) | Job::Tree(_) => self.made(job),
            Job::Asset(file, route) => self.asset(file, route),
        }
    }

    /// A page that the site makes for itself.
    fn made(&self, job: &Job<'_>) -> Result<(), Failure> {
        let (index, route, key) = (self.input.index, job.route(), job.key());
        let page = index.at_route(route).and_then(|file| index.page(file));
        // A page at this address was written by somebody and stays.
        if page.is_some_and(|page| page.outline.meta.redirect_url.is_none()) || self.keep(route, key) {
            return Ok(());
        }
        let Some(view) = job.view(&self.input.site.config) else { return Ok(()) };
        self.draw(&view, "", &Facts::default(), None, key, Recorder::new(index, &self.ledger))
    }

    /// Leaves a file of the output as it is, if it would come out the same.
    fn keep(&self, route: &str, key: u64) -> bool {
        let Some(known) = self.known.get(route) else { return false };
        let (template, mark) = &known.template;
        let same = known.key == key
            && (template.is_empty() || self.renderer.templates.mark(template) == Some(*mark))
            && self.ledger.holds(&known.asked, self.input.index)
            && known.output.is_some_and(|output| self.writer.keep(route, &output));
        if same {
            self.note(known.problems.iter().cloned());
            if let (Some(search), Some(record)) = (&self.search, &known.record) {
                search.add_record(record.clone());
            }
            self.remember(route, None);
        }
        same
    }

    fn remember(&self, route: &str, known: Option<Known>) {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push((route.to_owned(), known));
    }

    fn asset(&self, file: &SitePath, route: &str) -> Result<(), Failure> {
        let stamp = self.input.scanned.stamp(file);
        let key = hash_of(&(file, stamp));
        if stamp.is_some() && self.keep(route, key) {
            return Ok(());
        }
        match source::read_bytes(&self.input.site.folder, file) {
            Ok(bytes) => {
                self.put(route, &bytes, Some(file))?;
                self.remember(route, Some(Known { key, ..Known::default() }));
            }
            Err(error) => {
                let problem = Diagnostic::new(&codes::PAGE_UNREADABLE, format!("`{file}` {}", error.words()));
                self.note([problem.in_file(file)]);
            }
        }
        Ok(())
    }

    fn page(&self, page: &Page) -> Result<(), Failure> {
        let Input { site, index, outlined, dates, .. } = *self.input;
        let key = hash_of(&(&page.file, outlined.digest(&page.file), dates.of(page)));
        if self.has_twin(page, key) && self.keep(&page.route, key) {
            if page.has_markdown(&site.config) {
                self.keep(&markdown_route(&page.route), key);
            }
            return Ok(());
        }
        let text = match source::read_text(&site.folder, &page.file) {
            Ok(text) => text.text,
            Err(error) => {
                let problem = Diagnostic::new(&codes::PAGE_UNREADABLE, format!("`{}` {}", page.file, error.words()));
                self.note([problem.in_file(&page.file)]);
                return Ok(());
            }
        };
        let recorder = Recorder::new(index, &self.ledger);
        let Some(view) = view_of(site, &self.renderer, page, &text, &recorder) else { return Ok(()) };
        self.draw(&view, &text, &facts(site, page, dates), Some(page), key, recorder)
    }

    /// Whether the Markdown beside a page is there as it was made, or none is wanted.
    fn has_twin(&self, page: &Page, key: u64) -> bool {
        let twin = markdown_route(&page.route);
        let is_kept = |it: &Known| it.key == key && it.output.is_some() && self.writer.stamp(&twin) == it.output;
        !page.has_markdown(&self.input.site.config) || self.known.get(&twin).is_some_and(is_kept)
    }

    fn draw(
        &self,
        view: &View,
        text: &str,
        facts: &Facts,
        source: Option<&Page>,
        key: u64,
        recorder: Recorder<'_>,
    ) -> Result<(), Failure> {
        let drawn = match self.renderer.page(view, text, facts, &recorder) {
            Ok(drawn) => drawn,
            Err(problem) => {
                self.note([*problem]);
                return Ok(());
            }
        };
        self.note(drawn.problems.iter().cloned());
        let record = match (&self.search, source) {
            (Some(search), Some(source)) => search.add(source, view, &drawn.html, &self.input.site.config, &recorder),
            _ => None,
        };
        self.put(&view.route, drawn.html.as_bytes(), source.map(|page| &page.file))?;
        if let Some(source) = source.filter(|_| facts.markdown) {
            let (twin, text) = (markdown_route(&view.route), self.twin(view, &drawn.html, facts, &recorder));
            self.put(&twin, text.as_bytes(), Some(&source.file))?;
            self.remember(&twin, Some(Known { key, ..Known::default() }));
        }
        let mark = self.renderer.templates.mark(&view.template).unwrap_or_default();
        let template = (view.template.clone(), mark);
        let asked = recorder.into_asked();
        self.remember(
            &view.route,
            Some(Known { key, template, asked, problems: drawn.problems, record, output: None }),
        );
        Ok(())
    }

    /// The Markdown of a page that is drawn.
    fn twin(&self, view: &View, html: &str, facts: &Facts, lookup: &dyn Lookup) -> String {
        let card = view.file.as_ref().and_then(|file| lookup.card(file)).unwrap_or_default();
        let mut facets: Vec<(String, Vec<String>)> = Vec::new();
        for (name, _, title, _) in card.facets {
            match facets.iter_mut().find(|(known, _)| *known == name) {
                Some((_, titles)) => titles.push(title),
                None => facets.push((name, vec![title])),
            }
        }
        emit::markdown_twin(view, html, &facts.updated.0, &facets, &self.input.site.config)
    }

    fn put(&self, route: &str, content: &[u8], source: Option<&SitePath>) -> Result<(), Failure> {
        self.writer.put(route, content, source.map(SitePath::as_str)).map_err(unwritable)
    }

    fn note(&self, found: impl IntoIterator<Item = Diagnostic>) {
        let mut found = found.into_iter().peekable();
        if found.peek().is_some() {
            self.problems.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
        }
    }

    /// The files that the site as a whole makes.
    fn site_files(&self, shape: u64, known: Option<&Group>) -> Result<Group, Failure> {
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
        // The theme's files in `assets/`, each overridden by the site's own of the same name; the site's other static
        // files go to the top of the output.
        for (name, text) in BUILT_IN_STATIC {
            let unused = !site.config.search && matches!(*name, "search.js" | "search.css" | "lost.js");
            if !unused && !own.iter().any(|(own_name, _)| own_name == name) {
                put(format!("assets/{name}"), &styled(index, name, text.as_bytes()), None)?;
            }
        }
        for (name, entry) in &own {
            let is_theme = BUILT_IN_STATIC.iter().any(|(built_in, _)| built_in == name);
            let route = if is_theme { format!("assets/{name}") } else { name.clone() };
            match source::read_bytes(&site.folder, &entry.path) {
                Ok(bytes) if index.at_route(&route).is_none() => {
                    put(route, &styled(index, name, &bytes), Some(&entry.path))?;
                }
                _ => {}
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
    if name == "skilt.css" {
        sent.extend(emit::theme_rules(&index.config, &index.site_facets()).into_bytes());
    }
    sent
}

/// What the page of a source shows.
pub(super) fn view_of(
    site: &Site,
    renderer: &Renderer<'_>,
    page: &Page,
    text: &str,
    lookup: &dyn Lookup,
) -> Option<View> {
    let kind = kind::named(&page.outline.kind)?;
    let source = Source::new(&page.file, text, Role::Page, &site.config);
    let mut view = (kind.view)(&source, &page.outline, lookup)?;
    if let Some(fallback) = kind::fallback_template(kind)
        && !renderer.templates.has(&view.template)
    {
        view.template = fallback.to_owned();
    }
    Some(view)
}

/// What the frame of a page shows of its source.
pub(super) fn facts(site: &Site, page: &Page, dates: &Dates) -> Facts {
    let meta = &page.outline.meta;
    let root = site.config.roots.get(page.root);
    Facts {
        updated: meta.date.clone().or_else(|| dates.of(page)).unwrap_or_default(),
        author: meta.author.clone().unwrap_or_default(),
        edit_url: root.and_then(|root| edit_url(root, &page.file)).unwrap_or_default(),
        meta: meta.all.clone(),
        markdown: page.has_markdown(&site.config),
    }
}

/// The address where a page can be edited.
fn edit_url(root: &Root, file: &SitePath) -> Option<String> {
    let pattern = root.edit_url.as_ref()?;
    let path = root.relative(file.as_str())?;
    Some(pattern.replace("{path}", &crate::syntax::href::encode_path(path)))
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

pub(super) fn own_templates(site: &Site) -> Vec<(String, SitePath, String)> {
    let files = files_below(site, &site.config.templates).into_iter();
    files
        .filter_map(|(name, entry)| {
            let text = source::read_text(&site.folder, &entry.path).ok()?;
            Some((name, entry.path, text.text))
        })
        .collect()
}
