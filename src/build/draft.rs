//! Pages of a site before it is written: whoever waits for a build asks for one page at a time.

use super::dates::Dates;
use super::jobs::{Job, jobs};
use super::outline::outline_of;
use super::render::{facts, view_of};
use super::site_files::{files_below, own_templates, styled};
use super::{Failure, Outcome, Site};
use crate::base::SitePath;
use crate::index::{Page, SiteIndex};
use crate::model::{Lookup, Role};
use crate::render::highlight::Highlighter;
use crate::render::{BUILT_IN_STATIC, Facts, Renderer, Templates};
use crate::source;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A site that is read and checked. Its files are made when they are asked for, as a build would make them.
pub struct Draft {
    site: Site,
    index: Arc<SiteIndex>,
    dates: Arc<Dates>,
    templates: Templates,
    highlighter: Highlighter,
    /// The folders of the roots without symbolic links, the longest first, and their names in the site.
    roots: Vec<(PathBuf, String)>,
}

impl Draft {
    /// Gets ready to draw pages of a site as a run found it. Fails where the site's templates cannot be read.
    pub fn new(site: Site, outcome: &Outcome) -> Result<Draft, Failure> {
        let templates = Templates::new(own_templates(&site)).map_err(|problem| Failure::Config(vec![*problem]))?;
        let real = |dir: &String| Some((site.folder.join(dir).canonicalize().ok()?, dir.clone()));
        let mut roots: Vec<(PathBuf, String)> = site.config.roots.iter().filter_map(|root| real(&root.dir)).collect();
        roots.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.components().count()));
        let (index, dates) = (outcome.index.clone(), outcome.dates.clone());
        Ok(Draft { site, index, dates, templates, highlighter: Highlighter::new(), roots })
    }

    /// The page of a file that was edited, as its address and its HTML, if the edit concerns no other page: a build
    /// would then draw it from the same answers. `path` is absolute and without symbolic links.
    pub fn edited(&self, path: &Path) -> Option<(String, Vec<u8>)> {
        let below = |(folder, dir): &(PathBuf, String)| {
            let rest = path.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/");
            Some(SitePath::new(&if dir.is_empty() { rest } else { format!("{dir}/{rest}") }))
        };
        let file = self.roots.iter().find_map(below)?;
        let page = self.index.page(&file)?;
        // What others include or quote is not its own page's alone.
        if page.outline.role != Role::Page || self.index.text(&file).is_some() {
            return None;
        }
        let text = source::read_text(&self.site.folder, &file).ok()?;
        let outline = outline_of(&self.site, &file, Role::Page, &text)?.ok()?;
        if outline.shape() != page.outline.shape() {
            return None;
        }
        let page = Page { outline: Arc::new(outline), ..page.clone() };
        Some((page.route.clone(), self.page(&page, &text.text)?))
    }

    fn page(&self, page: &Page, text: &str) -> Option<Vec<u8>> {
        let renderer =
            Renderer { config: &self.site.config, templates: &self.templates, highlighter: &self.highlighter };
        let view = view_of(&self.site, &renderer, page, text, &*self.index)?;
        let drawn = renderer.page(&view, text, &facts(&self.site, page, &self.dates), &*self.index);
        Some(drawn.ok()?.html.into_bytes())
    }

    /// The file at an address, relative to the output folder. `None` for what is not there, what cannot be drawn, and
    /// for the files that only a whole build can make: navigation data and the search index.
    pub fn file(&self, route: &str) -> Option<Vec<u8>> {
        if let Some(name) = route.strip_prefix("assets/")
            && let Some((_, text)) = BUILT_IN_STATIC.iter().find(|(built_in, _)| *built_in == name)
        {
            let own = files_below(&self.site, &self.site.config.static_files).into_iter().find(|(own, _)| own == name);
            let bytes = match own {
                Some((_, entry)) => source::read_bytes(&self.site.folder, &entry.path).ok()?,
                None => text.as_bytes().to_vec(),
            };
            return Some(styled(&self.index, name, &bytes));
        }
        let config = &self.site.config;
        let renderer = Renderer { config, templates: &self.templates, highlighter: &self.highlighter };
        let page = self.index.at_route(route).and_then(|file| self.index.page(file)).map(Job::Page);
        let drawn = match page.or_else(|| jobs(&self.index).into_iter().find(|job| job.route() == route))? {
            Job::Page(page) => {
                let text = source::read_text(&self.site.folder, &page.file).ok()?.text;
                return self.page(page, &text);
            }
            Job::Asset(file, _) => return source::read_bytes(&self.site.folder, file).ok(),
            job => renderer.page(&*job.view(config)?, "", &Facts::default(), &*self.index),
        };
        Some(drawn.ok()?.html.into_bytes())
    }
}
