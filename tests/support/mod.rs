//! A site in a temporary folder, built in process, and the HTML of its pages reduced to what a reader gets.

// Each test crate uses its own part of this.
#![allow(dead_code)]

use skilt::base::{Diagnostic, SitePath};
use skilt::build::{self, Goal, Options, Outcome, Silent};
use skilt::model::Lookup;
use skilt::render::highlight::Highlighter;
use skilt::render::{Dress, Renderer, Templates};
use std::path::Path;
use std::sync::OnceLock;

/// A page, drawn without its frame, and everything that was reported about the site.
pub(crate) struct Rendered {
    pub(crate) html: String,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Writes the files into a folder of their own and draws one of them as `skilt render` does.
pub(crate) fn render(files: &[(String, String)], page: &str, dress: Dress) -> Rendered {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }
    let outcome = run(folder.path());
    let file = SitePath::new(page);
    let text = skilt::source::read_text(folder.path(), &file).expect("the page can be read").text;
    let index = &*outcome.index;
    let route = index.card(&file).map_or_else(|| format!("{}.html", file.stem()), |card| card.route);
    static TEMPLATES: OnceLock<Templates> = OnceLock::new();
    static HIGHLIGHTER: OnceLock<Highlighter> = OnceLock::new();
    let templates = TEMPLATES.get_or_init(|| Templates::new(Vec::new()).expect("the built-in templates are sound"));
    let renderer =
        Renderer { config: &index.config, templates, highlighter: HIGHLIGHTER.get_or_init(Highlighter::new) };
    let drawn = renderer.markdown(&file, &route, "", &text, dress, index);
    let mut diagnostics = outcome.diagnostics;
    diagnostics.extend(drawn.problems);
    Rendered { html: drawn.html, diagnostics }
}

fn run(folder: &Path) -> Outcome {
    let options = Options { site: folder.to_owned(), jobs: Some(1), ..Options::default() };
    build::run(&options, Goal::Check, &Silent).unwrap_or_else(|failure| panic!("the site does not build: {failure:?}"))
}

/// Elements whose tags say nothing about the content around them.
const VOID: &[&str] = &["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements around which blanks do not show.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "button",
    "col",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figure",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "iframe",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
    "audio",
];

/// HTML as one line for each tag and each stretch of text, without what a reader does not get: class names, debug
/// attributes, insignificant blanks, the style of void elements. `link` mends addresses.
pub(crate) fn normal_form(html: &str, link: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut form = Form { lines: Vec::new(), text: String::new(), pre: 0, after_block: true };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at..];
        if let Some(comment) = tag.strip_prefix("<!--") {
            form.text.push_str(&rest[..at]);
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        if !tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            form.text.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        }
        form.text.push_str(&rest[..at]);
        let end = tag_length(tag);
        form.tag(&tag[..end], link);
        rest = &tag[end..];
    }
    form.text.push_str(rest);
    form.flush(true);
    form.lines
}

fn tag_length(tag: &str) -> usize {
    let mut quote = None;
    for (i, c) in tag.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return i + 1,
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    tag.len()
}

struct Form {
    lines: Vec<String>,
    text: String,
    pre: usize,
    after_block: bool,
}

impl Form {
    fn flush(&mut self, before_block: bool) {
        let text = html_escape::decode_html_entities(&std::mem::take(&mut self.text)).into_owned();
        let text = if self.pre > 0 {
            text.trim_matches(['\n', '\r']).to_owned()
        } else {
            let blank = |c: char| c.is_ascii_whitespace();
            let mut words = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            if text.starts_with(blank) && !self.after_block && !(words.is_empty() && before_block) {
                words.insert(0, ' ');
            }
            if text.ends_with(blank) && !before_block && words.trim() != "" {
                words.push(' ');
            }
            words
        };
        if !text.is_empty() {
            self.after_block = false;
            match self.lines.last_mut() {
                Some(last) if last.starts_with("text: ") => last.push_str(&text),
                _ => self.lines.push(format!("text: {text}")),
            }
        }
    }

    fn tag(&mut self, tag: &str, link: &dyn Fn(&str) -> String) {
        let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
        let closing = inner.starts_with('/');
        let inner = inner.trim_start_matches('/');
        let end = inner.find(|c: char| c.is_whitespace()).unwrap_or(inner.len());
        let name = inner[..end].to_ascii_lowercase();
        let attributes = attributes(&inner[end..]);
        if name == "xref" {
            // DocFX resolves these later; nothing resolves here, so what was written is what is printed.
            if let Some((_, raw)) = attributes.iter().find(|(key, _)| key == "data-raw-source") {
                self.text.push_str(raw);
            }
            return;
        }
        let is_block = BLOCKS.contains(&name.as_str());
        self.flush(is_block);
        if closing && VOID.contains(&name.as_str()) {
            return;
        }
        if name == "pre" {
            self.pre = if closing { self.pre.saturating_sub(1) } else { self.pre + 1 };
        }
        self.after_block = is_block || (name == "code" && self.pre > 0);
        let mut line = if closing { format!("</{name}>") } else { format!("<{name}") };
        if !closing {
            for key in ["id", "href", "src", "alt", "title", "start", "name"] {
                let Some((_, value)) = attributes.iter().find(|(found, _)| found == key) else { continue };
                let value = html_escape::decode_html_entities(value).into_owned();
                let value = if matches!(key, "href" | "src") { link(&value) } else { value };
                let shows = !(value.is_empty() && key == "alt" || key == "title" && name == "iframe");
                if shows {
                    line.push_str(&format!(" {key}={value}"));
                }
            }
            line.push('>');
        }
        self.lines.push(line);
    }
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        let after = rest[end..].trim_start();
        let (value, behind) = match after.strip_prefix('=').map(str::trim_start) {
            None => ("", after),
            Some(value) => match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let close = value[1..].find(quote).map_or(value.len() - 1, |at| at);
                    (&value[1..=close], value.get(close + 2..).unwrap_or(""))
                }
                _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            },
        };
        if end == 0 && behind.len() == rest.len() {
            break;
        }
        found.push((name, value.to_owned()));
        rest = behind.trim_start();
    }
    found
}
