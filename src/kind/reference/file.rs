//! The two parts of an API page's file: the items, and what it says about names that are declared elsewhere.

use super::plain::{self, Value};
use crate::syntax::yaml::{self, Limits, Node, Problem};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Where the two parts lie. `references:` repeats facts of other files and is most of the bytes.
pub(super) struct Parts<'a> {
    /// The text with the items, and the byte of the file at which it begins.
    pub(super) items: (&'a str, usize),
    /// The entries below `references:`.
    references: &'a str,
}

/// Finds the parts by their keys at the start of a line.
pub(super) fn parts(text: &str) -> Parts<'_> {
    let key = |name: &str| {
        if text.starts_with(name.trim_start()) {
            return Some(0);
        }
        memchr::memmem::find(text.as_bytes(), name.as_bytes()).map(|at| at + 1)
    };
    let items = key("\nitems:").unwrap_or(0);
    match key("\nreferences:") {
        None => Parts { items: (text, 0), references: "" },
        Some(at) if at < items => Parts { items: (&text[items..], items), references: &text[at..items] },
        Some(at) => Parts { items: (&text[..at], 0), references: &text[at..] },
    }
}

/// The items of a file and what is wrong with them. The parser is asked only about files that are not plain.
pub(super) fn items<'a>(parts: &Parts<'a>) -> (Vec<Value<'a>>, Vec<Problem>) {
    let (text, base) = parts.items;
    let (whole, problems) = match plain::read(text, base) {
        Some(value) => (value, Vec::new()),
        None => {
            let (node, mut problems) = yaml::parse(text, &Limits::document());
            for problem in &mut problems {
                problem.range = problem.range.start + base..problem.range.end + base;
            }
            (plain::from_node(&node), problems)
        }
    };
    let Value::Map(entries) = whole else { return (Vec::new(), problems) };
    let items = entries.into_iter().find(|(key, _)| key == "items").map(|(_, items)| items);
    match items {
        Some(Value::List(items)) => (items, problems),
        _ => (Vec::new(), problems),
    }
}

/// The entries of `references:` for the uids that are wanted; the others are passed over unread.
pub(super) fn references<'a>(parts: &Parts<'a>, wanted: &BTreeSet<Cow<'_, str>>) -> BTreeMap<String, Value<'a>> {
    let mut found = BTreeMap::new();
    if wanted.is_empty() {
        return found;
    }
    let text = parts.references;
    let mut starts = memchr::memmem::find_iter(text.as_bytes(), b"\n- ").map(|at| at + 1).peekable();
    while let Some(start) = starts.next() {
        let end = starts.peek().copied().unwrap_or(text.len());
        let entry = &text[start..end];
        let Some(uid) = uid_of(entry) else { continue };
        if !wanted.contains(uid) || found.contains_key(uid) {
            continue;
        }
        let value = plain::read(entry, 0).unwrap_or_else(|| plain::from_node(&read_slowly(entry)));
        if let Value::List(mut items) = value
            && let Some(item) = items.pop()
        {
            found.insert(uid.to_owned(), item);
        }
    }
    found
}

fn read_slowly(entry: &str) -> Node {
    yaml::parse(entry, &Limits::document()).0
}

/// The uid of an entry, which generators write first.
fn uid_of(entry: &str) -> Option<&str> {
    let rest = match entry.strip_prefix("- uid: ") {
        Some(rest) => rest,
        None => entry.split("\n  uid: ").nth(1)?,
    };
    let written = rest.lines().next()?.trim();
    let quoted = ['\'', '"'].iter().find_map(|quote| written.strip_prefix(*quote)?.strip_suffix(*quote));
    Some(quoted.unwrap_or(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "### YamlMime:ManagedReference\nitems:\n- uid: A\n  name: A\nreferences:\n- uid: B\n  name: Bee\n- uid: 'C'\n  name: [broken\n- commentId: T:D\n  uid: D\n  name: Dee\n";

    #[test]
    fn reads_only_what_is_wanted() {
        let parts = parts(FILE);
        let (items, problems) = items(&parts);
        assert_eq!((items.len(), items[0].str("name"), problems.len()), (1, Some("A"), 0));
        let found = references(&parts, &BTreeSet::from(["B", "D", "X"].map(Cow::Borrowed)));
        let names: Vec<_> = found.iter().map(|(uid, value)| (uid.as_str(), value.str("name"))).collect();
        assert_eq!(names, [("B", Some("Bee")), ("D", Some("Dee"))]);
    }

    #[test]
    fn references_may_come_first() {
        let parts = parts("references:\n- uid: B\n  name: Bee\nitems:\n- uid: A\n");
        assert_eq!(items(&parts).0[0].str("uid"), Some("A"));
        assert_eq!(references(&parts, &BTreeSet::from([Cow::Borrowed("B")])).len(), 1);
    }
}
