//! The block form: `[!code-LANG[name](path?query#fragment "title")]`.

use super::extract::{Snippet, SnippetError, extract};
use super::notebook::extract_cell;
use super::selector::{Selector, SelectorProblem, read_fragment, read_query};
use std::ops::Range;

/// A code directive as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLink {
    /// The language named after the dash, without its `-interactive` ending.
    pub language: Option<String>,
    /// Whether the language ends in `-interactive`: the page offers to run the code.
    pub interactive: bool,
    /// The text in brackets; may be empty.
    pub name: String,
    /// The path of the file, backslash escapes resolved.
    pub path: String,
    /// Where the path stands: bytes of the line.
    pub path_span: Range<usize>,
    /// Where the query and the fragment stand, their `?` or `#` included: bytes of the line.
    pub selector_span: Range<usize>,
    /// The quoted title.
    pub title: Option<String>,
    /// What is asked for.
    pub selector: Selector,
    /// The pieces of the query that were not used as written.
    pub problems: Vec<SelectorProblem>,
    /// True for `[!notebook`, where the tag names a cell.
    pub notebook: bool,
}

impl CodeLink {
    /// Selects from the text of the file that the path names. Fails as [`extract`] and [`extract_cell`] do.
    pub fn extract(&self, text: &str) -> Result<Snippet, SnippetError> {
        match &self.selector.tag {
            Some(tag) if self.notebook => extract_cell(text, tag),
            _ => extract(text, self.language.as_deref().unwrap_or_else(|| extension(&self.path)), &self.selector),
        }
    }
}

/// The extension of a path without its dot; empty when there is none.
pub(super) fn extension(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Reads a line that is a code directive as a whole, blanks around it allowed. Nothing when the line is anything
/// else, as when text follows the directive.
pub fn parse_code_link(line: &str) -> Option<CodeLink> {
    let mut cursor = Cursor { line, at: 0 };
    cursor.skip_blanks();
    let notebook = if cursor.take_word("[!code") {
        false
    } else if cursor.take_word("[!notebook") {
        true
    } else {
        return None;
    };
    let (language, interactive) = cursor.language();
    cursor.take('[').then_some(())?;
    let name = cursor.until_unescaped(']')?;
    cursor.skip_blanks();
    cursor.take('(').then_some(())?;
    let (path, path_span) = cursor.path();
    let mut selector = Selector::default();
    let mut problems = Vec::new();
    let selector_start = cursor.at;
    if cursor.take('?') {
        let (query, offset) = cursor.until_any(&['"', ')', '#']);
        if !query.is_empty() {
            problems = read_query(query, offset, &mut selector);
        }
    }
    if cursor.take('#') {
        let (fragment, _) = cursor.until_any(&['"', ')']);
        read_fragment(fragment, &mut selector);
    }
    let selector_end = selector_start + line.get(selector_start..cursor.at).unwrap_or_default().trim_end().len();
    let title = if cursor.take('"') { Some(cursor.until_unescaped('"')?) } else { None };
    for close in [')', ']'] {
        cursor.skip_blanks();
        cursor.take(close).then_some(())?;
    }
    cursor.skip_blanks();
    (cursor.at == line.len()).then_some(CodeLink {
        language,
        interactive,
        name,
        path,
        path_span,
        selector_span: selector_start..selector_end,
        title: title.filter(|title| !title.is_empty()),
        selector,
        problems,
        notebook,
    })
}

/// A place in a line; every step forward is over whole characters.
struct Cursor<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.rest().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        if found {
            self.at += word.len();
        }
        found
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// `-LANG` or `-LANG-interactive`, up to the bracket.
    fn language(&mut self) -> (Option<String>, bool) {
        if !self.take('-') {
            return (None, false);
        }
        let rest = self.rest();
        let end = rest.find('[').unwrap_or(rest.len());
        self.at += end;
        let written = rest.get(..end).unwrap_or_default().trim();
        let plain = written.strip_suffix("-interactive");
        let language = plain.unwrap_or(written);
        (Some(language.to_owned()).filter(|language| !language.is_empty()), plain.is_some())
    }

    /// Text up to an unescaped closing character, which is taken too; a backslash escapes any character.
    fn until_unescaped(&mut self, close: char) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.next()? {
                '\\' => text.push(self.next()?),
                c if c == close => return Some(text.trim().to_owned()),
                c => text.push(c),
            }
        }
    }

    /// Text up to one of the characters, which is not taken, without blanks around; and where the text begins.
    fn until_any(&mut self, stops: &[char]) -> (&'a str, usize) {
        let rest = self.rest();
        let end = rest.find(stops).unwrap_or(rest.len());
        let raw = rest.get(..end).unwrap_or_default();
        let offset = self.at + raw.len() - raw.trim_start().len();
        self.at += end;
        (raw.trim(), offset)
    }

    /// The path: up to `?`, `#`, a quote or the parenthesis that closes. Parentheses within it balance, or are
    /// escaped by a backslash.
    fn path(&mut self) -> (String, Range<usize>) {
        let start = self.at;
        let mut text = String::new();
        let mut depth = 0usize;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '#' | '?' | '"' => break,
                ')' if depth == 0 => break,
                '\\' => {
                    self.at += 1;
                    text.extend(self.next());
                    continue;
                }
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            text.push(c);
            self.at += c.len_utf8();
        }
        let raw = self.line.get(start..self.at).unwrap_or_default();
        let first = start + raw.len() - raw.trim_start().len();
        (text.trim().to_owned(), first..first + raw.trim().len())
    }
}
