//! Phases 5 and 6: the pages whose answers changed are drawn, in parallel, and each is dropped as soon as it is
//! written. What was drawn before and would come out the same stays as it lies in the output.

use super::cache::{Group, Known, Lines, Pages};
use super::dates::Dates;
use super::jobs::{Job, jobs};
use super::lock::Lock;
use super::outline::Outlined;
use super::scan::Scanned;
use super::site_files::own_templates;
use super::trace::{Ledger, Recorder};
use super::{Failure, Progress, Site};
use crate::base::{Diagnostic, Map, Set, SitePath, codes, hash_of};
use crate::config::Root;
use crate::emit::{self, SearchFile, SearchIndex, WriteError, Writer, Written};
use crate::index::{Page, SiteIndex};
use crate::kind::{self, Source};
use crate::model::{Lookup, Role, View};
use crate::render::highlight::{Highlighter, Learnt};
use crate::render::{Facts, Renderer, Templates, markdown_route};
use crate::source;
use rayon::prelude::*;
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
    /// Lines of code with their HTML, where so many were drawn that it is worth to remember them.
    pub(super) learnt: Vec<Learnt>,
}

/// What is drawn: a site with its index and what was read for it.
pub(super) struct Input<'a> {
    pub(super) site: &'a Site,
    pub(super) index: &'a SiteIndex,
    pub(super) scanned: &'a Scanned,
    pub(super) outlined: &'a Outlined,
    pub(super) dates: &'a Dates,
    pub(super) lines: Lines,
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
    // To read what is remembered of code takes longer than to highlight the code of a few pages.
    let is_anew = known.is_anew(|template| templates.mark(template));
    let learnt = if is_anew && !input.fresh { input.lines.load() } else { Vec::new() };
    let highlighter = Highlighter::taught(learnt);
    let renderer = Renderer { config: &site.config, templates: &templates, highlighter: &highlighter };
    let shape = input.outlined.shape();
    let maker = Maker {
        input,
        renderer,
        writer: &writer,
        search: site.config.search.then(|| SearchIndex::with_words(&known.words)),
        ledger: Ledger::new(std::mem::take(&mut known.questions), known.shape == shape),
        known: &known.known,
        kept: Mutex::default(),
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
    let Maker { search, ledger, kept, made, problems, .. } = maker;
    let mut words = Vec::new();
    if let Some(search) = search {
        words = search.words();
        groups.push(search_files(search, &words, index, shape, &writer, known.groups.get(1))?);
    }
    let problems = problems.into_inner().unwrap_or_else(PoisonError::into_inner);
    let kept: Set<&str> = kept.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect();
    let gone: Vec<String> = known.known.keys().filter(|route| !kept.contains(route.as_str())).cloned().collect();
    let written = writer.commit().map_err(unwritable)?;
    let made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    // A page and its Markdown are drawn as one.
    let drawn = made.iter().filter(|(route, _)| !route.ends_with(".html.md")).count();
    let groups_before: Vec<u64> = known.groups.iter().map(|group| group.key).collect();
    let before = (known.shape, known.known.len(), groups_before);
    let mut next = known.known;
    gone.iter().for_each(|route| drop(next.remove(route)));
    next.par_extend(made.into_par_iter().map(|(route, known)| {
        let output = emit::stamp(&site.output, &route);
        (route, Known { output, ..known })
    }));
    groups.iter_mut().for_each(|group| group.stamp(&site.output));
    let questions = ledger.finish(next.values_mut().map(|known| &mut known.asked));
    let after = (shape, next.len(), groups.iter().map(|group| group.key).collect());
    let news = drawn > 0 || before != after || !written.is_empty();
    let learnt = if is_anew && drawn > 0 { highlighter.into_learnt() } else { Vec::new() };
    let pages = Pages { shape, questions, words, groups, known: next };
    Ok(Rendered { problems, written, pages, drawn, news, learnt })
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
    let is_kept = |name: &str, says: u64| before.get(&(name, says)).is_some_and(|stamp| writer.keep(name, stamp));
    let put = |SearchFile { name, says, text }: SearchFile| {
        text.map_or(Ok(()), |text| writer.put(&name, text.as_bytes(), None)).map(|()| (name, says))
    };
    let made: Result<Vec<_>, _> = search.finish(index, words, &is_kept).into_par_iter().map(put).collect();
    Ok(Group::new(key, made.map_err(unwritable)?.into_iter()))
}

fn unwritable(error: WriteError) -> Failure {
    Failure::Output(error.path, error.words)
}

/// Draws and writes.
pub(super) struct Maker<'a> {
    pub(super) input: &'a Input<'a>,
    renderer: Renderer<'a>,
    pub(super) writer: &'a Writer,
    /// The search index, if the site wants one.
    search: Option<SearchIndex>,
    ledger: Ledger,
    /// What the last build made, by address.
    known: &'a Map<String, Known>,
    /// The addresses of what this build found as it should be.
    kept: Mutex<Vec<&'a str>>,
    /// What this build made, by address.
    made: Mutex<Vec<(String, Known)>>,
    problems: Mutex<Vec<Diagnostic>>,
}

impl Maker<'_> {
    fn make(&self, job: &Job<'_>) -> Result<(), Failure> {
        match job {
            Job::Page(page) => self.page(page),
            Job::Asset(file, route) => self.asset(file, route),
            _ => self.made(job),
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
        let Some((route, known)) = self.known.get_key_value(route) else { return false };
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
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(route);
        }
        same
    }

    fn remember(&self, route: &str, known: Known) {
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
                self.remember(route, Known { key, ..Known::default() });
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
            self.remember(&twin, Known { key, ..Known::default() });
        }
        let mark = self.renderer.templates.mark(&view.template).unwrap_or_default();
        let template = (view.template.clone(), mark);
        let asked = recorder.into_asked();
        self.remember(&view.route, Known { key, template, asked, problems: drawn.problems, record, output: None });
        Ok(())
    }

    /// The Markdown of a page that is drawn.
    fn twin(&self, view: &View, html: &str, facts: &Facts, lookup: &dyn Lookup) -> String {
        let card = view.file.as_ref().and_then(|file| lookup.card(file)).unwrap_or_default();
        let mut facets: Vec<(String, Vec<String>)> = Vec::new();
        for (name, value, _, _) in card.facets {
            match facets.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => values.push(value),
                None => facets.push((name, vec![value])),
            }
        }
        emit::markdown_twin(view, html, &facts.updated, &facets, &self.input.site.config)
    }

    pub(super) fn put(&self, route: &str, content: &[u8], source: Option<&SitePath>) -> Result<(), Failure> {
        self.writer.put(route, content, source.map(SitePath::as_str)).map_err(unwritable)
    }

    fn note(&self, found: impl IntoIterator<Item = Diagnostic>) {
        let mut found = found.into_iter().peekable();
        if found.peek().is_some() {
            self.problems.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
        }
    }
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
