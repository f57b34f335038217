//! What stands in `[!` and `]`: alerts, divisions and videos in quotes, and includes.

use super::directives::{AlertKind, Attributes, Directive};
use super::{Include, Options, Problem, triple_colon};
use std::borrow::Cow;

/// The kinds that DocFX knows without configuration.
const ALERTS: &[&str] = &["NOTE", "TIP", "WARNING", "IMPORTANT", "CAUTION"];

/// `[!NOTE]`, `[!div ...]` or `[!Video ...]`, as a whole line of a quote.
pub(super) fn in_quote<'a>(
    line: &'a str,
    at: usize,
    options: &Options,
    problems: &mut Vec<Problem>,
) -> Option<Directive<'a>> {
    let inner = line.strip_prefix("[!")?;
    let close = inner.find(']')?;
    let word = inner[..close].trim();
    let behind = inner[close + 1..].trim();
    let upper = word.to_uppercase();
    if ALERTS.contains(&upper.as_str()) || options.alerts.contains_key(&upper) {
        let class = options.alerts.get(&upper).cloned().unwrap_or_else(|| upper.clone());
        return Some(Directive::Alert(AlertKind { word: upper, class, title: behind }));
    }
    let keyword = word.split_whitespace().next().unwrap_or("").to_ascii_lowercase();
    if keyword != "div" && keyword != "video" {
        return None;
    }
    if !behind.is_empty() {
        problems.push(Problem {
            range: at..at + line.len(),
            message: format!("text behind `[!{keyword}]` on its line"),
            help: "put the text on the next line of the quote".to_owned(),
            tabs: false,
        });
        return None;
    }
    let rest = word[keyword.len()..].trim();
    if keyword == "div" {
        return Some(Directive::Div(div_attributes(rest)));
    }
    let is_address = rest.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"));
    is_address.then_some(Directive::QuoteVideo(rest))
}

/// The attributes of a `[!div]`, plain or between backticks; text that is not `name="value"` is dropped.
fn div_attributes(text: &str) -> Attributes<'_> {
    let text = match text.strip_prefix('`') {
        Some(inner) => inner.strip_suffix('`').unwrap_or(""),
        None => text,
    };
    triple_colon::attributes(text).map(|(attributes, _)| attributes).unwrap_or_default()
}

/// Whether a line is a code snippet directive as a whole.
pub(super) fn is_code_link(line: &str) -> bool {
    let lower = line.get(..10).unwrap_or(line).to_ascii_lowercase();
    (lower.starts_with("[!code[") || lower.starts_with("[!code-") || lower.starts_with("[!notebook"))
        && crate::syntax::snippet::parse_code_link(line).is_some()
}

/// `[!INCLUDE[title](path)]` at the start of `line`, in any case, with its length.
pub(super) fn include(line: &str, at: usize) -> Option<(Include<'_>, usize)> {
    let keyword = line.get(..9)?;
    if !keyword.eq_ignore_ascii_case("[!include") {
        return None;
    }
    let mut rest = &line[9..];
    let inline = rest.starts_with('-');
    rest = rest.strip_prefix(['+', '-']).unwrap_or(rest).trim_start_matches([' ', '\t']);
    let title_length = balanced(rest, '[', ']')?;
    let title = &rest[1..title_length - 1];
    let rest = &rest[title_length..];
    let target_length = balanced(rest, '(', ')')?;
    let target = &rest[1..target_length - 1];
    let tail = &rest[target_length..];
    if !tail.starts_with(']') {
        return None;
    }
    let start = target.len() - target.trim_start().len();
    let path = target.trim();
    let (path, start) = match path.strip_prefix('<') {
        Some(inner) => (&inner[..inner.find('>')?], start + 1),
        None => (&path[..path.find([' ', '\t']).unwrap_or(path.len())], start),
    };
    if path.is_empty() {
        return None;
    }
    let target_at = at + (line.len() - rest.len()) + 1;
    let path_range = target_at + start..target_at + start + path.len();
    let unescaped = if path.contains('\\') { Cow::Owned(unescape(path)) } else { Cow::Borrowed(path) };
    let include = Include { title, path: unescaped, path_range, inline };
    Some((include, line.len() - tail.len() + 1))
}

/// How deep brackets may nest in an include. Beyond that a line of nothing but brackets would be read once a bracket.
const MAX_NESTING: usize = 32;

/// The length of a bracketed stretch at the start of `text`, brackets included; `\` escapes.
fn balanced(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (i, c) in text.char_indices() {
        if i == 0 && c != open {
            return None;
        }
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == open && depth == MAX_NESTING => return None,
            _ if c == open => depth += 1,
            _ if c == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(i + c.len_utf8());
                }
            }
            _ => {}
        }
    }
    None
}

/// Takes the backslash from escaped brackets; other backslashes are folder separators.
fn unescape(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut chars = path.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.peek().is_some_and(|next| matches!(next, '(' | ')' | '[' | ']' | '\\')) {
            continue;
        }
        out.push(c);
    }
    out
}
