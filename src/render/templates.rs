//! Templates: the built-in ones, overridden by a site's own of the same name.

use crate::base::{Diagnostic, SitePath, codes};
use tera::{Context, ErrorKind, Tera};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The templates of a site.
pub struct Templates {
    tera: Tera,
    /// The names of the site's own templates with their paths, for error messages.
    own: Vec<(String, SitePath)>,
}

impl Templates {
    /// Reads the templates. `own` are the site's: name, path and text. Fails on a template that cannot be read, with
    /// its line and column.
    pub fn new(own: Vec<(String, SitePath, String)>) -> Result<Templates, Box<Diagnostic>> {
        let mut texts: std::collections::BTreeMap<String, String> =
            BUILT_IN_TEMPLATES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let mut paths = Vec::new();
        for (name, path, text) in own {
            texts.insert(name.clone(), text);
            paths.push((name, path));
        }
        let mut tera = Tera::new();
        tera.autoescape_on(vec![".html".to_owned(), ".xml".to_owned()]);
        let templates = Templates { tera: Tera::new(), own: paths };
        tera.add_raw_templates(texts).map_err(|error| templates.explain(&error, None))?;
        Ok(Templates { tera, ..templates })
    }

    /// Whether there is a template of this name.
    pub fn has(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// Draws a template. Fails with the template's place and the name of the page.
    pub(super) fn draw(&self, name: &str, context: &Context, page: &SitePath) -> Result<String, Box<Diagnostic>> {
        if !self.has(name) {
            let help = format!("write it to the site's `templates/{name}`, or choose another `layout`");
            let missing = Diagnostic::new(&codes::TEMPLATE_ERROR, format!("there is no template `{name}`"));
            return Err(Box::new(missing.in_file(page).help(help)));
        }
        self.tera.render(name, context).map_err(|error| self.explain(&error, Some(page)))
    }

    fn explain(&self, error: &tera::Error, page: Option<&SitePath>) -> Box<Diagnostic> {
        let (message, place) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let span = report.span();
                let start = crate::base::Position { line: span.start_line as u32, column: span.start_col as u32 + 1 };
                let end = crate::base::Position { line: span.end_line as u32, column: span.end_col as u32 + 1 };
                (report.message().to_owned(), Some((report.filename().to_owned(), crate::base::Span { start, end })))
            }
            _ => (error.to_string().lines().next().unwrap_or("unknown error").to_owned(), None),
        };
        let on_page = page.map_or_else(String::new, |page| format!(" (drawing `{page}`)"));
        let diagnostic = Diagnostic::new(&codes::TEMPLATE_ERROR, format!("{message}{on_page}"));
        Box::new(match place {
            Some((name, span)) => match self.own.iter().find(|(own, _)| *own == name) {
                Some((_, path)) => diagnostic.at(path, span),
                None => diagnostic
                    .at(&SitePath::new(&format!("(built in)/{name}")), span)
                    .help("a site's own template of another name may pass it a value it does not expect"),
            },
            // A template that includes or extends itself has no place, only a name.
            None => match self.own.iter().find(|(own, _)| message.contains(&format!("'{own}'"))) {
                Some((_, path)) => diagnostic.in_file(path),
                None => match page {
                    Some(page) => diagnostic.in_file(page),
                    None => diagnostic,
                },
            },
        })
    }
}
