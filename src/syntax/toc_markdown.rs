//! Tables of contents written in Markdown: `toc.md` (DocFX behaviour, section 4.1).
//!
//! Each line is a heading whose depth is its level in the tree. The grammar is DocFX's own and not Markdown's: no
//! emphasis, no entities, no escapes, and nothing but headings, comments and blank lines.

use super::toc::{MAX_DEPTH, Text, Toc, TocItem, TocProblem, TocProblemKind};
use std::ops::Range;

/// Reads `toc.md`. A line that is no entry, or skips a level, is a problem; DocFX gives up at the first, here the
/// reading goes on: the one is left out, the other becomes a child of the entry before it.
pub fn parse(source: &str) -> (Toc, Vec<TocProblem>) {
    let mut tree = Tree::default();
    let mut problems = Vec::new();
    let mut at = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(length) = comment(rest) {
            at += length;
            continue;
        }
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        let span = at..at + line.len();
        at = (span.end + 1).min(source.len());
        if line.trim().is_empty() {
            continue;
        }
        match heading(line, span.start) {
            Some((level, item)) => tree.add(level, item, &mut problems),
            None => problems.push(TocProblem {
                kind: TocProblemKind::UnknownSyntax,
                message: "this line is neither a heading, a comment nor blank".to_owned(),
                span,
            }),
        }
    }
    (Toc { items: tree.finish(), ..Toc::default() }, problems)
}

/// The entries that are still open, outermost first, above those that are finished.
#[derive(Default)]
struct Tree {
    roots: Vec<TocItem>,
    open: Vec<TocItem>,
}

impl Tree {
    fn add(&mut self, level: usize, item: TocItem, problems: &mut Vec<TocProblem>) {
        let mut report = |kind, message| problems.push(TocProblem { kind, message, span: item.span.clone() });
        if level > self.open.len() + 1 {
            let found = self.open.len();
            let message = match found {
                0 => format!("the first entry has level {level}, but must have level 1"),
                _ => format!("level {level} follows level {found}; a level cannot be skipped"),
            };
            report(TocProblemKind::SkippedLevel, message);
        }
        if level.min(self.open.len() + 1) > MAX_DEPTH {
            return report(TocProblemKind::TooDeep, format!("entries go at most {MAX_DEPTH} levels deep"));
        }
        while self.open.len() >= level {
            self.close();
        }
        self.open.push(item);
    }

    fn close(&mut self) {
        if let Some(item) = self.open.pop() {
            match self.open.last_mut() {
                Some(parent) => parent.items.push(item),
                None => self.roots.push(item),
            }
        }
    }

    fn finish(mut self) -> Vec<TocItem> {
        while !self.open.is_empty() {
            self.close();
        }
        self.roots
    }
}

/// The length of a comment with the blanks around it, up to the end of its last line. A comment ends where `-->` ends
/// a line: text after it belongs to the comment.
fn comment(rest: &str) -> Option<usize> {
    let body = rest.trim_start().strip_prefix("<!--")?;
    let base = rest.len() - body.len();
    body.match_indices("-->").find_map(|(found, _)| {
        let after = body.get(found + 3..)?;
        let line = after.split(['\n', '\r']).next()?;
        line.trim().is_empty().then_some(base + found + 3 + line.len())
    })
}

fn heading(line: &str, offset: usize) -> Option<(usize, TocItem)> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    let body = rest.trim_start_matches([' ', '\t']);
    if level == 0 || body.is_empty() {
        return None;
    }
    let base = offset + line.len() - body.len();
    let text = |range: Range<usize>| {
        let text = body.get(range.clone()).unwrap_or_default().to_owned();
        Text { text, span: base + range.start..base + range.end }
    };
    let mut item = TocItem { span: offset..offset + line.trim_end().len(), ..TocItem::default() };
    if let Some(link) = link(body) {
        item.name = Some(text(link.title).text);
        item.display_name = link.display.map(|display| text(display).text);
        let target = body.get(link.target.clone()).unwrap_or_default();
        match uid_of_target(target) {
            Some(uid) => item.uid = Some(text(link.target.start + uid.start..link.target.start + uid.end)),
            None if target.is_empty() => {}
            None => item.href = Some(text(link.target)),
        }
    } else if let Some(uid) = xref(body).or_else(|| shorthand(body)) {
        item.uid = Some(text(uid));
    } else {
        item.name = Some(text(0..plain_title(body)).text);
    }
    Some((level, item))
}

struct Link {
    title: Range<usize>,
    target: Range<usize>,
    display: Option<Range<usize>>,
}

/// `[title](target)` or `[title](target "display")`. The closing parenthesis is the last of the line. The title runs
/// up to the last `](` that a target other than a web address follows, or else to the first before a web address.
fn link(body: &str) -> Option<Link> {
    let end = body.rfind(')').filter(|_| body.starts_with('['))?;
    if !is_trailer(body.get(end + 1..)?, true) {
        return None;
    }
    let head = body.get(..end)?;
    let is_web = |at: usize| head.get(at + 2..).is_some_and(|t| t.starts_with("http://") || t.starts_with("https://"));
    let mut joints = head.match_indices("](").map(|(at, _)| at).filter(|at| *at > 1);
    if let Some(joint) = head.rmatch_indices("](").map(|(at, _)| at).find(|at| *at > 1 && !is_web(*at)) {
        let start = joint + 2;
        let inside = head.get(start..)?;
        let quote = inside.find(" \"").filter(|at| inside.len() > at + 2 && inside.ends_with('"'));
        return Some(match quote {
            Some(at) => Link { title: 1..joint, target: start..start + at, display: Some(start + at + 2..end - 1) },
            None => Link { title: 1..joint, target: start..end, display: None },
        });
    }
    let joint = joints.find(|at| is_web(*at))?;
    Some(Link { title: 1..joint, target: joint + 2..end, display: None })
}

/// The uid within `xref:uid` or `@uid`.
fn uid_of_target(target: &str) -> Option<Range<usize>> {
    let start = target.trim_start();
    let uid = start.strip_prefix("xref:").or_else(|| start.strip_prefix('@'))?.trim_start();
    let from = target.len() - uid.len();
    Some(from..from + uid.trim_end().len()).filter(|range| !range.is_empty())
}

/// `<xref:uid>`, or quoted when the uid holds blanks or angle brackets.
fn xref(body: &str) -> Option<Range<usize>> {
    let inside = body.strip_prefix("<xref:")?;
    let base = body.len() - inside.len();
    if let Some(quoted) = quoted(inside, ">") {
        return Some(base + quoted.start..base + quoted.end);
    }
    let end = inside.find(['>', ' ']).filter(|end| *end > 0)?;
    is_trailer(inside.get(end..)?.strip_prefix('>')?, false).then_some(base..base + end)
}

/// `@uid`, or quoted. The bare form has no blanks, quotes or angle brackets; punctuation stands between two other
/// characters only.
fn shorthand(body: &str) -> Option<Range<usize>> {
    let inside = body.strip_prefix('@')?;
    if let Some(quoted) = quoted(inside, "") {
        return Some(1 + quoted.start..1 + quoted.end);
    }
    let end = inside.find(|c: char| c.is_whitespace() || "\"'<>".contains(c)).unwrap_or(inside.len());
    let uid = inside.get(..end)?;
    let is_joint = |c: char| ".,;:!?~".contains(c);
    let mut previous_joint = false;
    for c in uid.chars() {
        if is_joint(c) && previous_joint {
            return None;
        }
        previous_joint = is_joint(c);
    }
    let valid = uid.starts_with(|c: char| c.is_ascii_alphabetic()) && !previous_joint;
    // Number signs may follow a uid directly, but they may also belong to it, and the uid is the longer reading.
    (valid && is_trailer(inside.get(end..)?, false)).then_some(1..1 + end)
}

/// What stands between two equal quotes, followed by `close` and the end of the heading.
fn quoted(inside: &str, close: &str) -> Option<Range<usize>> {
    let quote = inside.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let rest = inside.get(1..)?;
    let ends = |at: usize| {
        rest.get(at + 1..).and_then(|after| after.strip_prefix(close)).is_some_and(|t| is_trailer(t, false))
    };
    let (end, _) = rest.match_indices(quote).find(|(at, _)| ends(*at))?;
    let uid = rest.get(..end)?;
    (!uid.trim().is_empty()).then_some(1..1 + end)
}

/// The end of a title: number signs at the end of the line count as its end if a blank stands before them.
fn plain_title(body: &str) -> usize {
    let blanks = [' ', '\t'];
    let text = body.trim_end_matches(blanks);
    let before = text.trim_end_matches('#');
    let title = before.trim_end_matches(blanks);
    if title.is_empty() || title.len() == before.len() { text.len() } else { title.len() }
}

/// What may end a heading: blanks, and number signs before or among them, which after a link need a blank first.
fn is_trailer(text: &str, blank_first: bool) -> bool {
    let blanks = [' ', '\t'];
    let rest = text.trim_start_matches(blanks);
    if blank_first && rest.len() == text.len() && !rest.is_empty() {
        return false;
    }
    rest.trim_start_matches('#').trim_start_matches(blanks).is_empty()
}

#[cfg(test)]
mod tests;
