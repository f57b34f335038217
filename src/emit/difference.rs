//! What differs between two outputs, from their manifests alone.

use super::manifest::{Manifest, Record};
use serde::Serialize;
use std::collections::BTreeMap;

/// What differs between two outputs. Paths are relative to the output, each list in their order.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Files that only the new one has.
    pub added: Vec<String>,
    /// Files of both with another content.
    pub changed: Vec<String>,
    /// Files that only the old one has.
    pub removed: Vec<String>,
    /// Files of the same source, or of the same content where only one file has it, at another address.
    pub moved: Vec<Moved>,
    /// How many files are the same.
    pub unchanged: usize,
}

/// A file that has another address.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Where it was.
    pub from: String,
    /// Where it is.
    pub to: String,
    /// Whether its content is another, too.
    pub changed: bool,
}

impl Difference {
    /// Compares two manifests.
    pub fn between(old: &Manifest, new: &Manifest) -> Difference {
        let mut found = Difference::default();
        let old_files = old.files.iter().map(AsRef::as_ref);
        let mut gone: Vec<&Record> = old_files.filter(|record: &&Record| new.find(&record.path).is_none()).collect();
        for record in &new.files {
            match old.find(&record.path) {
                Some(before) if before.digest == record.digest => found.unchanged += 1,
                Some(_) => found.changed.push(record.path.clone()),
                None => match origin(record, &gone) {
                    Some(at) => {
                        let before = gone.remove(at);
                        let changed = before.digest != record.digest;
                        found.moved.push(Moved { from: before.path.clone(), to: record.path.clone(), changed });
                    }
                    None => found.added.push(record.path.clone()),
                },
            }
        }
        found.removed = gone.into_iter().map(|record| record.path.clone()).collect();
        found
    }

    /// Whether the two are the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty() && self.moved.is_empty()
    }
}

/// Which of the files that are gone a new one was.
fn origin(record: &Record, gone: &[&Record]) -> Option<usize> {
    let by_source = || gone.iter().position(|before| before.source == record.source);
    let mut same = gone.iter().enumerate().filter(|(_, before)| before.digest == record.digest && before.size > 0);
    let by_content = match (same.next(), same.next()) {
        (Some((at, _)), None) => Some(at),
        _ => None,
    };
    record.source.as_ref().and_then(|_| by_source()).or(by_content)
}

/// The files with what happened to each, for people: one line a file, in the order of the addresses.
pub fn difference_lines(difference: &Difference) -> String {
    let mut lines: BTreeMap<&str, String> = BTreeMap::new();
    for (sign, paths) in [("+", &difference.added), ("~", &difference.changed), ("-", &difference.removed)] {
        lines.extend(paths.iter().map(|path| (path.as_str(), format!("{sign} {path}"))));
    }
    for Moved { from, to, changed } in &difference.moved {
        lines.insert(to, format!("> {from} -> {to}{}", if *changed { " (and changed)" } else { "" }));
    }
    lines.into_values().map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn manifest(files: &[(&str, &str, Option<&str>)]) -> Manifest {
        let record = |(path, digest, source): &(&str, &str, Option<&str>)| Record {
            path: (*path).to_owned(),
            digest: (*digest).to_owned(),
            size: 1,
            source: source.map(str::to_owned),
        };
        Manifest { files: files.iter().map(record).map(Arc::new).collect() }
    }

    #[test]
    fn tells_moves_from_comings_and_goings() {
        let old = manifest(&[
            ("a.html", "1", Some("a.md")),
            ("b.html", "2", Some("b.md")),
            ("c.html", "3", Some("c.md")),
            ("old.html", "4", Some("x.md")),
            ("p.png", "5", Some("p.png")),
        ]);
        let new = manifest(&[
            ("a.html", "1", Some("a.md")),
            ("b.html", "9", Some("b.md")),
            ("d.html", "8", Some("d.md")),
            ("img/p.png", "5", Some("img/p.png")),
            ("new.html", "7", Some("x.md")),
        ]);
        let found = Difference::between(&old, &new);
        let expected = "~ b.html\n- c.html\n+ d.html\n> p.png -> img/p.png\n> old.html -> new.html (and changed)\n";
        assert_eq!(difference_lines(&found), expected.replace("\\\n", "\n"));
        assert_eq!(found.unchanged, 1);
        assert!(Difference::between(&old, &old).is_empty());
    }
}
