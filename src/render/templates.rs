//! Templates: the built-in ones, overridden by a site's own of the same name.

use crate::base::{Diagnostic, SitePath, codes, hash_of};
use crate::config::Words;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use tera::{Context, ErrorKind, Map, Tera, Value};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The templates of a site.
pub struct Templates {
    tera: Tera,
    /// The names of the site's own templates with their paths, for error messages.
    own: Vec<(String, SitePath)>,
    /// For each template a number for it and for all that it draws on.
    marks: BTreeMap<String, u64>,
    /// The words that templates get and the file that scripts get, by language: a value that pages share.
    words: Mutex<BTreeMap<String, (Value, Value)>>,
}

impl Templates {
    /// Reads the templates. `own` are the site's: name, path and text. Fails on a template that cannot be read, with
    /// its line and column.
    pub fn new(own: Vec<(String, SitePath, String)>) -> Result<Templates, Box<Diagnostic>> {
        let mut texts: BTreeMap<String, String> =
            BUILT_IN_TEMPLATES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let mut paths = Vec::new();
        for (name, path, text) in own {
            texts.insert(name.clone(), text);
            paths.push((name, path));
        }
        let mut tera = Tera::new();
        tera.autoescape_on(vec![".html".to_owned(), ".xml".to_owned()]);
        let templates = Templates { tera: Tera::new(), own: paths, marks: marks(&texts), words: Mutex::default() };
        tera.add_raw_templates(texts).map_err(|error| templates.explain(&error, None))?;
        Ok(Templates { tera, ..templates })
    }

    /// Whether there is a template of this name.
    pub fn has(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// A number that changes when the text of a template does, or of one that it draws on, or when a template comes or
    /// goes, which may take the place of another.
    pub fn mark(&self, name: &str) -> Option<u64> {
        self.marks.get(name).copied()
    }

    /// The words of the theme in a language, for templates, and the file that its scripts take theirs from; empty
    /// without one.
    pub(super) fn words(&self, words: &Words, language: &str) -> (Value, Value) {
        let mut known = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        let made = known.entry(language.to_owned()).or_insert_with(|| {
            let map: Map = words.all(language).map(|word| (word.key.into(), Value::from(word.text))).collect();
            let file = words.script(language).map_or_else(String::new, |(file, _)| file);
            (Value::from(map), Value::from(file.as_str()))
        });
        made.clone()
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

/// What a template draws on is taken to be every template whose name stands in it between quotation marks, and what
/// those draw on: rather one too many than one too few.
fn marks(texts: &BTreeMap<String, String>) -> BTreeMap<String, u64> {
    let names: Vec<&String> = texts.keys().collect();
    let named = |text: &str| {
        let is_named = |name: &&String| text.contains(&format!("\"{name}\"")) || text.contains(&format!("'{name}'"));
        names.iter().copied().filter(is_named).collect::<Vec<_>>()
    };
    let direct: BTreeMap<&String, Vec<&String>> = texts.iter().map(|(name, text)| (name, named(text))).collect();
    let mut marks = BTreeMap::new();
    for name in &names {
        let mut all = BTreeSet::from([*name]);
        let mut open = vec![*name];
        while let Some(next) = open.pop() {
            open.extend(direct.get(next).into_iter().flatten().copied().filter(|found| all.insert(found)));
        }
        let closure: Vec<(&String, Option<&String>)> = all.into_iter().map(|name| (name, texts.get(name))).collect();
        marks.insert((*name).clone(), hash_of(&(&names, closure)));
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(own: &[(&str, &str)], name: &str) -> Option<u64> {
        let own = own.iter().map(|(name, text)| ((*name).to_owned(), SitePath::new(name), (*text).to_owned()));
        Templates::new(own.collect()).expect("templates").mark(name)
    }

    #[test]
    fn a_mark_covers_what_is_included_and_nothing_else() {
        let include = r#"{% include "b.html" %}"#;
        let first = mark(&[("a.html", include), ("b.html", "1"), ("c.html", "1")], "a.html");
        assert_eq!(first, mark(&[("a.html", include), ("b.html", "1"), ("c.html", "2")], "a.html"));
        assert_ne!(first, mark(&[("a.html", include), ("b.html", "2"), ("c.html", "1")], "a.html"));
        assert_ne!(first, mark(&[("a.html", include), ("b.html", "1")], "a.html"), "a template that went");
        assert_eq!(mark(&[], "no.html"), None);
    }
}
