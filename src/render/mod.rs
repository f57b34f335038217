//! Floor 4: drawing. Events to HTML, highlighting, templates.
//!
//! A page is drawn from its [`View`], its source text and the answers of a [`Lookup`]; nothing site-sized goes into a
//! template's context.

mod applies;
mod body;
mod chrome;
mod code;
mod containers;
mod diagram;
mod fields;
mod footnotes;
pub mod highlight;
mod hrefs;
mod includes;
mod markup;
mod math;
mod media;
mod plain_text;
mod raw_html;
mod signature;
mod structured;
mod tabs;
mod templates;

pub use body::Drawn;
pub use chrome::markdown_route;
pub use templates::{BUILT_IN_STATIC, BUILT_IN_TEMPLATES, Templates};

use crate::base::{Diagnostic, SitePath};
use crate::config::Config;
use crate::model::{Body, Lookup, View};
use crate::syntax::front_matter;
use fields::Fields;
use highlight::Highlighter;

/// How much is put around the bare content of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dress {
    /// As the site shows it: highlighted code, permalinks, frames that scroll.
    Site,
    /// The content alone, as `skilt render` prints it.
    Bare,
}

/// What draws pages: the same for all pages of a build, and shared by threads.
pub struct Renderer<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The templates.
    pub templates: &'a Templates,
    /// The highlighter.
    pub highlighter: &'a Highlighter,
}

/// A page that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its HTML.
    pub html: String,
    /// What went wrong while drawing it; the page is there all the same.
    pub problems: Vec<Diagnostic>,
}

/// Facts about a page's source that its frame shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// When it was last changed, as ISO date; empty if unknown.
    pub updated: String,
    /// Who wrote it; empty if unknown.
    pub author: String,
    /// Where it can be edited; empty if nowhere.
    pub edit_url: String,
    /// Whether it lies beside itself as Markdown.
    pub markdown: bool,
    /// Its metadata, for the site's own templates.
    pub meta: serde_json::Map<String, serde_json::Value>,
}

impl Renderer<'_> {
    /// Draws a page. Fails where a template does, with the template's place and the page's name.
    pub fn page(&self, view: &View, text: &str, facts: &Facts, lookup: &dyn Lookup) -> Result<Page, Box<Diagnostic>> {
        let no_file = SitePath::new(&view.route);
        let file = view.file.as_ref().unwrap_or(&no_file);
        let drawn = match view.body {
            Body::Markdown => Some(self.markdown(file, &view.route, &view.language, text, Dress::Site, lookup)),
            Body::None => None,
        };
        let mut context = self.chrome(view, facts, drawn.as_ref(), lookup);
        let mut fields = Fields {
            renderer: self,
            file,
            route: &view.route,
            language: &view.language,
            lookup,
            problems: Vec::new(),
            has_media: drawn.as_ref().is_some_and(|drawn| drawn.has_media),
        };
        for (name, value) in &view.data {
            context.insert_value(name.clone(), fields.draw(value));
        }
        context.insert("has_media", &fields.has_media);
        let mut problems = fields.problems;
        if let Some(drawn) = drawn {
            context.insert_value("body", tera::Value::safe_string(&drawn.html));
            problems.extend(drawn.problems);
        }
        let html = self.templates.draw(&view.template, &context, file)?;
        Ok(Page { html, problems })
    }

    /// Draws the Markdown of a file, front matter left out, as content of the page at `route`, in its language (BCP 47;
    /// that of the site if empty).
    pub fn markdown(
        &self,
        file: &SitePath,
        route: &str,
        language: &str,
        text: &str,
        dress: Dress,
        lookup: &dyn Lookup,
    ) -> Drawn {
        let (head, _) = front_matter::split(text);
        let mut body = body::Body::new(self, lookup, route, language, dress);
        let card = lookup.card(file).filter(|_| dress == Dress::Site);
        body.blocks(file, &text[head.body..], card.as_ref().map(|card| card.title.as_str()));
        body.finish()
    }
}
