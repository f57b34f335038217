//! A baseline: the problems that a site is known to have, so that a run speaks of new ones only.
//!
//! The file is YAML with one problem a line: a line can be taken out, moved or merged without a comma to mind, it can
//! carry a comment with the reason, and a change of one problem is a change of one line.

use crate::base::{Diagnostic, LineIndex, SitePath, Span, codes};
use crate::syntax::yaml::{self, Limits, Node};
use std::collections::BTreeMap;

/// The key that tells a baseline from other files, and the version of the form.
const MARK: &str = "skilt-baseline";

/// Known problems, as a file lists them.
#[derive(Debug)]
pub struct Baseline {
    file: SitePath,
    entries: Vec<Entry>,
}

/// A line of the file.
#[derive(Debug)]
struct Entry {
    key: Key,
    count: usize,
    span: Span,
}

/// The file, the code and what the problem is about: [`Diagnostic::fingerprint`] in the order of the lines.
type Key = (String, String, String);

/// Problems, held against a baseline.
#[derive(Debug, Default)]
pub struct Compared {
    /// Those that the baseline does not know.
    pub new: Vec<Diagnostic>,
    /// Those that it knows.
    pub known: Vec<Diagnostic>,
    /// What it names and is there no more, each as a problem of the baseline.
    pub stale: Vec<Diagnostic>,
}

impl Baseline {
    /// Reads a baseline. `file` is its path relative to the site. Fails, with the end of a sentence that starts with
    /// the path, on a text that is none.
    pub fn read(file: &SitePath, text: &str) -> Result<Baseline, String> {
        let (node, problems) = yaml::parse(text, &Limits { aliases: false, ..Limits::document() });
        let lines = LineIndex::new(text);
        let at = |offset: usize| lines.position(text, offset).line;
        if let Some(problem) = problems.first() {
            return Err(format!("is not YAML: line {}: {}", at(problem.range.start), problem.message));
        }
        match node.get(MARK).and_then(Node::as_int) {
            Some(1) => {}
            Some(version) => return Err(format!("is of form {version}, which this version of skilt does not know")),
            None => return Err(format!("is no baseline: it has no line `{MARK}: 1`")),
        }
        let list = node.get("problems").and_then(Node::as_list);
        let list = list.ok_or_else(|| "has no list `problems`".to_owned())?;
        let mut entries = Vec::new();
        for item in list {
            let text_of = |key: &str| item.get(key).and_then(Node::as_str).map(str::to_owned);
            let count = item.get("count").map_or(Some(1), |count| usize::try_from(count.as_int()?).ok());
            let (Some(code), Some(file), Some(about), Some(count)) =
                (text_of("code"), text_of("file"), text_of("about"), count)
            else {
                let line = at(item.span.start);
                return Err(format!(
                    "cannot be read: line {line} needs `code`, `file` and `about`, and a number as `count`"
                ));
            };
            entries.push(Entry { key: (file, code, about), count, span: lines.span(text, item.span.clone()) });
        }
        Ok(Baseline { file: file.clone(), entries })
    }

    /// Tells known problems from new ones. Of equal ones the first are the known ones.
    pub fn compare(&self, found: Vec<Diagnostic>) -> Compared {
        let mut room: BTreeMap<&Key, usize> = BTreeMap::new();
        for entry in &self.entries {
            *room.entry(&entry.key).or_default() += entry.count;
        }
        let mut compared = Compared::default();
        for diagnostic in found {
            match room.get_mut(&key(&diagnostic)) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    compared.known.push(diagnostic);
                }
                _ => compared.new.push(diagnostic),
            }
        }
        // Where several lines name the same problem, the last ones are the ones too many.
        for entry in self.entries.iter().rev() {
            let left = room.get_mut(&entry.key).map_or(0, |left| {
                let gone = (*left).min(entry.count);
                *left -= gone;
                gone
            });
            if left > 0 {
                compared.stale.push(self.stale(entry, left));
            }
        }
        compared.stale.reverse();
        compared
    }

    fn stale(&self, entry: &Entry, gone: usize) -> Diagnostic {
        let (file, code, about) = &entry.key;
        let place = if file.is_empty() { String::new() } else { format!(" in `{file}`") };
        let (message, help) = if gone == entry.count {
            (
                format!("the {code}{place} is gone: {about}"),
                "take this line out, so that the problem is seen if it comes back".to_owned(),
            )
        } else {
            let left = entry.count - gone;
            (format!("{gone} of {} {code}{place} are gone: {about}", entry.count), format!("write `count: {left}`"))
        };
        Diagnostic::new(&codes::BASELINE_STALE, message).at(&self.file, entry.span).help(help)
    }
}

/// The text of a baseline that knows these problems, sorted by file, code and what they are about.
pub fn baseline_text(problems: &[Diagnostic]) -> String {
    let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
    for diagnostic in problems.iter().filter(|diagnostic| diagnostic.code != &codes::BASELINE_STALE) {
        *counts.entry(key(diagnostic)).or_default() += 1;
    }
    let mut out = format!(
        "# Problems that this site is known to have: `skilt check --baseline` leaves them out of its report.\n\
         # Take a line out when its problem is mended. New problems do not belong here.\n\
         {MARK}: 1\n"
    );
    if counts.is_empty() {
        out.push_str("problems: []\n");
        return out;
    }
    out.push_str("problems:\n");
    for ((file, code, about), count) in counts {
        let count = if count > 1 { format!(", count: {count}") } else { String::new() };
        out.push_str(&format!("  - {{ code: {code}, file: {}, about: {}{count} }}\n", quoted(&file), quoted(&about)));
    }
    out
}

fn key(diagnostic: &Diagnostic) -> Key {
    let (code, file, about) = diagnostic.fingerprint();
    (file.to_owned(), code.to_owned(), about.to_owned())
}

/// Text in double quotes (YAML 1.2 section 7.3.1). What YAML does not print or an editor does not show is escaped.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        let unseen = c.is_control()
            || matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
            || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ if unseen => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(file: &str, line: u32, about: &str) -> Diagnostic {
        let span = Span::line(line);
        Diagnostic::new(&codes::LINK_FILE_MISSING, format!("there is no {about}")).at(&file.into(), span).about(about)
    }

    fn read(text: &str) -> Result<Baseline, String> {
        Baseline::read(&"baseline.yml".into(), text)
    }

    #[test]
    fn reads_what_it_writes() {
        let odd = "a\"b\\c\n\u{7f}\u{2028}: # {æ} 👩";
        let problems = [problem("b.md", 3, "x.md"), problem("a.md", 9, odd), problem("b.md", 4, "x.md")];
        let text = baseline_text(&problems);
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "skilt-baseline: 1",
                "problems:",
                "  - { code: link-file-missing, file: \"a.md\", about: \"a\\\"b\\\\c\\n\\u007f\\u2028: # {æ} 👩\" }",
                "  - { code: link-file-missing, file: \"b.md\", about: \"x.md\", count: 2 }",
            ]
        );
        let compared = read(&text).expect("a baseline").compare(problems.to_vec());
        assert_eq!((compared.new.len(), compared.known.len(), compared.stale.len()), (0, 3, 0));
        assert!(read(&baseline_text(&[])).expect("a baseline").entries.is_empty());
    }

    #[test]
    fn knows_as_many_as_it_counts() {
        let text = baseline_text(&[problem("a.md", 1, "x"), problem("a.md", 2, "x"), problem("c.md", 1, "y")]);
        let baseline = read(&text).expect("a baseline");
        let found = [7, 8, 9].map(|line| problem("a.md", line, "x"));
        let compared = baseline.compare(found.to_vec());
        assert_eq!(compared.new, [problem("a.md", 9, "x")], "moved lines are the same problems");
        assert_eq!(compared.stale.len(), 1);
        let place = compared.stale[0].place.clone().expect("a place");
        assert_eq!((place.file.as_str(), place.span.map(|span| span.start.line)), ("baseline.yml", Some(6)));
        let compared = baseline.compare(vec![problem("a.md", 1, "x"), problem("c.md", 1, "y")]);
        assert_eq!(compared.stale[0].message, "1 of 2 link-file-missing in `a.md` are gone: x");
        assert_eq!(compared.stale[0].help.as_deref(), Some("write `count: 1`"));
    }

    #[test]
    fn refuses_what_is_none() {
        let words = |text: &str| read(text).expect_err("no baseline");
        assert_eq!(words("title: x\n"), "is no baseline: it has no line `skilt-baseline: 1`");
        assert_eq!(words("skilt-baseline: 2\n"), "is of form 2, which this version of skilt does not know");
        assert_eq!(words("skilt-baseline: 1\n"), "has no list `problems`");
        let line = "skilt-baseline: 1\nproblems:\n- {code: x}\n";
        assert!(words(line).starts_with("cannot be read: line 3 needs"), "{}", words(line));
        assert!(words("{").starts_with("is not YAML: line 1"));
        assert!(words("\u{0}PNG").contains("YAML") || words("\u{0}PNG").contains("no baseline"));
    }
}
