//! Writes Markdown while HTML goes by.

use super::elements::is_inline;
use super::escape::{fenced_inline, language_of, longest_run, push_words};
use super::table::Table;
use crate::base::join_lexical;
use crate::config::Words;
use crate::emit::html::Tag;
use std::fmt::Write as _;

/// What stands before each line of a block within others.
struct Prefix {
    /// Before its first line, until that is written.
    first: Option<String>,
    rest: String,
    /// The element that it belongs to.
    element: &'static str,
    /// Whether a line of its block is written.
    started: bool,
}

pub(super) struct Writer<'a> {
    address: Option<&'a str>,
    /// The theme's words, and the language of the page.
    words: (&'a Words, &'a str),
    out: String,
    /// The line of text that is being gathered.
    pub(super) line: String,
    prefixes: Vec<Prefix>,
    /// For each open list the number of its next item, if it has numbers.
    lists: Vec<Option<u64>>,
    links: Vec<(usize, String)>,
    pub(super) tables: Vec<Table>,
    /// The text of code that is open, and its language.
    code: Option<(String, String)>,
    /// Text of a formula, from its annotation.
    formula: Option<String>,
    /// Whether the next block is parted from the last by an empty line.
    loose: bool,
    inline_code: Option<usize>,
    alerts: usize,
    /// The kind of the last alert.
    alert_word: String,
    /// The element whose text is a title in bold.
    title: Option<&'static str>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(address: Option<&'a str>, words: (&'a Words, &'a str)) -> Self {
        Writer {
            address,
            words,
            out: String::new(),
            line: String::new(),
            prefixes: Vec::new(),
            lists: Vec::new(),
            links: Vec::new(),
            tables: Vec::new(),
            code: None,
            formula: None,
            loose: false,
            inline_code: None,
            alerts: 0,
            alert_word: String::new(),
            title: None,
        }
    }

    pub(super) fn finish(mut self) -> String {
        self.flush();
        self.out.truncate(self.out.trim_end().len());
        self.out.push('\n');
        self.out
    }

    /// Whether code is being gathered, in which tags are colours alone.
    pub(super) fn is_in_code(&self) -> bool {
        self.code.is_some()
    }

    /// The code that is being gathered.
    pub(super) fn code(&mut self) -> Option<&mut String> {
        self.code.as_mut().filter(|_| self.formula.is_none()).map(|(code, _)| code)
    }

    pub(super) fn text(&mut self, text: &str) {
        if let Some(formula) = &mut self.formula {
            formula.push_str(text);
        } else if let Some((code, _)) = &mut self.code {
            code.push_str(text);
        } else if self.inline_code.is_some() {
            self.line.push_str(text);
        } else {
            push_words(&mut self.line, text);
        }
    }

    pub(super) fn open(&mut self, tag: &Tag<'_>) {
        if let Some((_, language)) = &mut self.code {
            if language.is_empty() {
                *language = language_of(tag);
            }
            return;
        }
        if tag.is_void() {
            return self.void(tag);
        }
        if let Some(formula) = &mut self.formula {
            // A formula's source is its annotation; the rest of it is drawing.
            if tag.name.as_ref() == "annotation" {
                formula.clear();
            }
        } else if is_inline(&tag.name) {
            self.open_inline(tag);
        } else {
            self.open_block(tag);
        }
    }

    fn void(&mut self, tag: &Tag<'_>) {
        match tag.name.as_ref() {
            "br" if self.tables.is_empty() => self.line.push_str("\\\n"),
            "br" => self.line.push_str("<br>"),
            "hr" => {
                self.flush();
                self.line.push_str("---");
                self.block();
            }
            "img" => {
                let alt = tag.get("alt").unwrap_or_default();
                let source = self.resolve(&tag.get("src").unwrap_or_default());
                let _ = write!(self.line, "![{}]({source})", alt.replace(['[', ']'], ""));
            }
            "input" if tag.get("type").as_deref() == Some("checkbox") => {
                self.line.push_str(if tag.get("checked").is_some() { "[x] " } else { "[ ] " });
            }
            _ => {}
        }
    }

    fn open_inline(&mut self, tag: &Tag<'_>) {
        match tag.name.as_ref() {
            "strong" | "b" if self.title.is_none() => self.line.push_str("**"),
            "em" | "i" => self.line.push('*'),
            "del" | "s" => self.line.push_str("~~"),
            "code" if self.inline_code.is_none() => self.inline_code = Some(self.line.len()),
            "a" => {
                self.part_of_code();
                self.links.push((self.line.len(), tag.get("href").unwrap_or_default().into_owned()));
            }
            "math" => self.formula = Some(String::new()),
            _ => {}
        }
    }

    fn open_block(&mut self, tag: &Tag<'_>) {
        match tag.name.as_ref() {
            "td" | "th" => {
                self.end_cell();
                if let Some(table) = self.tables.last_mut() {
                    table.cell = Some(std::mem::take(&mut self.line));
                }
            }
            "tr" => {
                self.end_cell();
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            "table" => {
                self.flush();
                self.tables.push(Table::default());
            }
            _ if !self.tables.is_empty() => self.part_of_cell(),
            "pre" => {
                self.flush();
                self.code = Some((String::new(), language_of(tag)));
            }
            "h5" if tag.get("role").as_deref() == Some("none") => {
                self.flush();
                self.title = Some("h5");
                self.line.push_str("**");
            }
            "p" if tag.has_class(&["tab-title"]) => {
                self.flush();
                self.title = Some("p");
                self.line.push_str("**");
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                let level = tag.name.as_bytes().get(1).map_or(1, |digit| usize::from(digit.saturating_sub(b'0')));
                let _ = write!(self.line, "{} ", "#".repeat(level));
            }
            "ul" | "ol" => {
                self.flush();
                let start = tag.get("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.lists.push((tag.name.as_ref() == "ol").then_some(start));
                self.loose &= self.lists.len() < 2;
            }
            "li" => self.open_item(),
            "blockquote" => self.quote("blockquote", ""),
            "dt" | "summary" | "legend" | "figcaption" => {
                self.flush();
                self.line.push_str("**");
                self.title = Some("dt");
            }
            "iframe" => {
                self.flush();
                let (title, source) = (tag.get("title").unwrap_or_default(), tag.get("src").unwrap_or_default());
                let video = self.words.0.text(self.words.1, "video");
                let _ = write!(self.line, "[{}]({source})", if title.is_empty() { video } else { &title });
                self.block();
            }
            _ if tag.get("role").as_deref() == Some("note") => {
                let class = tag.get("class").unwrap_or_default();
                let word = class.split(' ').next().unwrap_or("NOTE").to_uppercase();
                self.quote("note", &format!("[!{word}]"));
                self.alert_word = word;
                self.alerts += 1;
            }
            _ => self.flush(),
        }
        if tag.name.as_ref() == "div"
            && self.tables.is_empty()
            && self.alerts > 0
            && tag.get("role").as_deref() != Some("note")
        {
            self.prefixes.push(Prefix { first: None, rest: String::new(), element: "div", started: false });
        }
    }

    fn open_item(&mut self) {
        self.flush();
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        let rest = " ".repeat(marker.len());
        self.prefixes.push(Prefix { first: Some(marker), rest, element: "li", started: false });
    }

    fn quote(&mut self, element: &'static str, first: &str) {
        self.flush();
        self.prefixes.push(Prefix { first: None, rest: "> ".to_owned(), element, started: false });
        if !first.is_empty() {
            self.line.push_str(first);
            self.flush();
            self.loose = false;
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        if self.code.is_some() {
            if name == "pre" {
                self.end_code();
            }
            return;
        }
        if is_inline(name) { self.close_inline(name) } else { self.close_block(name) }
    }

    fn close_inline(&mut self, name: &str) {
        match name {
            "strong" | "b" if self.title.is_none() => self.end_mark("**"),
            "em" | "i" => self.end_mark("*"),
            "del" | "s" => self.end_mark("~~"),
            "code" => {
                self.part_of_code();
                self.inline_code = None;
            }
            "a" => {
                self.part_of_code();
                let Some((start, href)) = self.links.pop() else { return };
                let text = self.line.split_off(start.min(self.line.len()));
                if text.trim().is_empty() || href.is_empty() {
                    self.line.push_str(&text);
                } else {
                    let _ = write!(self.line, "[{}]({})", text.trim(), self.resolve(&href));
                }
                self.inline_code = self.inline_code.map(|_| self.line.len());
            }
            "math" => {
                if let Some(formula) = self.formula.take() {
                    let _ = write!(self.line, "${}$", formula.trim());
                }
            }
            _ => {}
        }
    }

    /// Ends what is written of inline code. A link stands around code in Markdown, never within it, so code with links is
    /// written in parts.
    fn part_of_code(&mut self) {
        let Some(start) = self.inline_code else { return };
        let code = self.line.split_off(start.min(self.line.len()));
        if !code.is_empty() {
            self.line.push_str(&fenced_inline(&code));
        }
        self.inline_code = Some(self.line.len());
    }

    /// Ends emphasis. Emphasis of nothing is taken back.
    fn end_mark(&mut self, mark: &str) {
        match self.line.strip_suffix(mark) {
            Some(before) => self.line.truncate(before.len()),
            None => self.line.push_str(mark),
        }
    }

    fn close_block(&mut self, name: &str) {
        match name {
            "td" | "th" => self.end_cell(),
            "tr" | "thead" | "tbody" => {}
            "table" => self.end_table(),
            _ if self.formula.is_some() => {}
            _ if !self.tables.is_empty() => {}
            "ul" | "ol" => {
                self.flush();
                self.lists.pop();
                self.loose = self.lists.is_empty();
            }
            "li" => {
                self.flush();
                self.pop("li");
                self.loose = false;
            }
            "blockquote" => {
                self.flush();
                self.pop("blockquote");
            }
            "dt" | "summary" | "legend" | "figcaption" => {
                self.title = None;
                self.end_mark("**");
                self.flush();
            }
            "p" | "h5" if self.title == Some(name) => {
                self.title = None;
                // An alert that has no title of its own repeats its kind.
                let (said, kind) = (self.line.trim_start_matches('*').trim(), &self.alert_word);
                if said == self.words.0.text(self.words.1, &kind.to_lowercase()) || said.eq_ignore_ascii_case(kind) {
                    self.line.clear();
                } else {
                    self.end_mark("**");
                    self.flush();
                }
            }
            "div" => {
                self.flush();
                if self.alerts > 0 {
                    self.alerts -= usize::from(self.prefixes.last().is_some_and(|prefix| prefix.element == "note"));
                    self.prefixes.pop();
                }
            }
            _ => self.flush(),
        }
    }

    fn pop(&mut self, element: &str) {
        if let Some(at) = self.prefixes.iter().rposition(|prefix| prefix.element == element) {
            self.prefixes.truncate(at);
        }
    }

    fn end_code(&mut self) {
        let Some((code, language)) = self.code.take() else { return };
        if !self.tables.is_empty() {
            self.line.push_str(&fenced_inline(code.trim()));
            return;
        }
        let fence = "`".repeat(longest_run(&code).max(2) + 1);
        self.line.clear();
        for part in [&fence, &language, "\n", code.trim_end_matches('\n'), "\n", &fence] {
            self.line.push_str(part);
        }
        self.block();
    }

    pub(super) fn flush(&mut self) {
        if self.tables.is_empty() {
            let text = self.line.trim().trim_end_matches('\\').trim_end();
            if text.is_empty() || text.bytes().all(|byte| byte == b'#') {
                self.line.clear();
                return;
            }
            let (start, length) = (self.line.len() - self.line.trim_start().len(), text.len());
            self.line.truncate(start + length);
            self.line.drain(..start);
            self.block();
        }
    }

    /// Writes the gathered text as a block.
    pub(super) fn block(&mut self) {
        let Self { out, prefixes, line: text, .. } = self;
        if self.loose && !out.is_empty() {
            prefixes.iter().filter(|prefix| prefix.started).for_each(|prefix| out.push_str(&prefix.rest));
            end_line(out);
        }
        for line in text.split('\n') {
            for prefix in prefixes.iter_mut() {
                prefix.started = true;
                match prefix.first.take() {
                    Some(first) => out.push_str(&first),
                    None => out.push_str(&prefix.rest),
                }
            }
            out.push_str(line);
            if line.is_empty() { end_line(out) } else { out.push('\n') }
        }
        self.line.clear();
        self.links.clear();
        self.loose = true;
    }

    /// A link as an absolute address, if the page's own is known.
    fn resolve(&self, href: &str) -> String {
        self.address.map_or_else(|| href.to_owned(), |own| join(own, href)).replace(' ', "%20").replace(')', "%29")
    }
}

/// Ends a line without the blanks of its prefixes.
fn end_line(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    out.push('\n');
}

/// A reference as an absolute address (RFC 3986, section 5.2), for what pages of skilt refer by.
fn join(own: &str, href: &str) -> String {
    let head = href.split(['/', '?', '#']).next().unwrap_or("");
    if head.contains(':') || href.starts_with("//") {
        return href.to_owned();
    }
    let host_end = own.find("://").and_then(|at| own[at + 3..].find('/').map(|end| at + 3 + end)).unwrap_or(own.len());
    let (host, path) = own.split_at(host_end);
    if href.starts_with('/') {
        return format!("{host}{href}");
    }
    if head.is_empty() {
        return format!("{own}{href}");
    }
    let (to, rest) = href.split_at(href.find(['?', '#']).unwrap_or(href.len()));
    let folder = path.trim_start_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder);
    let slash = if to.ends_with('/') || to.ends_with("..") || to.ends_with("/.") { "/" } else { "" };
    let joined = join_lexical(folder, to);
    format!("{host}/{}{}{rest}", joined, if joined.is_empty() { "" } else { slash })
}
