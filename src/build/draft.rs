//! Pages of a site before it is written: whoever waits for a first build asks for one page at a time.

use super::jobs::{Job, jobs};
use super::render::{facts, files_below, own_templates, view_of};
use super::{Failure, Site};
use crate::index::SiteIndex;
use crate::render::highlight::Highlighter;
use crate::render::{BUILT_IN_STATIC, Facts, Renderer, Templates};
use crate::source;
use std::sync::Arc;

/// A site that is read and checked. Its files are made when they are asked for, as a build would make them.
pub struct Draft {
    site: Site,
    index: Arc<SiteIndex>,
    templates: Templates,
    highlighter: Highlighter,
}

impl Draft {
    /// Gets ready. Fails where the site's templates cannot be read.
    pub fn new(site: Site, index: Arc<SiteIndex>) -> Result<Draft, Failure> {
        let templates = Templates::new(own_templates(&site)).map_err(|problem| Failure::Config(vec![*problem]))?;
        Ok(Draft { site, index, templates, highlighter: Highlighter::new() })
    }

    /// The file at an address, relative to the output folder. `None` for what is not there, what cannot be drawn, and
    /// for the files that only a whole build can make: navigation data and the search index.
    pub fn file(&self, route: &str) -> Option<Vec<u8>> {
        if let Some(name) = route.strip_prefix("assets/")
            && let Some((_, text)) = BUILT_IN_STATIC.iter().find(|(built_in, _)| *built_in == name)
        {
            let own = files_below(&self.site, &self.site.config.static_files).into_iter().find(|(own, _)| own == name);
            return match own {
                Some((_, entry)) => source::read_bytes(&self.site.folder, &entry.path).ok(),
                None => Some(text.as_bytes().to_vec()),
            };
        }
        let config = &self.site.config;
        let renderer = Renderer { config, templates: &self.templates, highlighter: &self.highlighter };
        let page = self.index.at_route(route).and_then(|file| self.index.page(file)).map(Job::Page);
        let drawn = match page.or_else(|| jobs(&self.index).into_iter().find(|job| job.route() == route))? {
            Job::Page(page) => {
                let text = source::read_text(&self.site.folder, &page.file).ok()?.text;
                let view = view_of(&self.site, &renderer, page, &text, &*self.index)?;
                renderer.page(&view, &text, &facts(&self.site, page), &*self.index)
            }
            Job::View(view) => renderer.page(&view, "", &Facts::default(), &*self.index),
            Job::Asset(file, _) => return source::read_bytes(&self.site.folder, file).ok(),
        };
        Some(drawn.ok()?.html.into_bytes())
    }
}
