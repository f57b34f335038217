//! File mappings: which files are taken and where their output goes (DocFX behaviour, section 5).

use super::Mapping;
use super::document::{Document, Pattern};
use crate::base::{join_lexical, normalize};
use crate::syntax::glob::{Glob, GlobOptions};
use crate::syntax::yaml::{Node, Value};

/// A mapping whose folder is still relative to its root, with its patterns as written.
#[derive(Debug, Clone, Default)]
pub(super) struct MappingSpec {
    pub(super) src: String,
    pub(super) dest: String,
    pub(super) files: Vec<Pattern>,
    pub(super) exclude: Vec<Pattern>,
    pub(super) options: GlobOptions,
    pub(super) group: Option<String>,
}

impl MappingSpec {
    /// The mapping of a root that lies in `dir`.
    pub(super) fn resolve(&self, dir: &str) -> Mapping {
        let globs = |patterns: &[Pattern]| patterns.iter().map(|pattern| pattern.glob.clone()).collect();
        Mapping {
            src: join_lexical(dir, &self.src),
            dest: self.dest.clone(),
            files: globs(&self.files),
            exclude: globs(&self.exclude),
        }
    }
}

/// Reads a key in all its forms: a pattern, a mapping, or a list of either. Patterns of one list are one mapping.
pub(super) fn read(document: &mut Document, map: &Node, key: &str) -> Vec<MappingSpec> {
    let Some(node) = map.get_ci(key).filter(|node| !node.is_null()) else { return Vec::new() };
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut specs: Vec<MappingSpec> = Vec::new();
    let texts: Vec<_> = items.iter().filter_map(Node::trimmed).collect();
    let files = document.patterns(&texts, GlobOptions::default());
    if !files.is_empty() {
        specs.push(MappingSpec { files, ..MappingSpec::default() });
    }
    for item in items {
        match &item.value {
            Value::Map(_) => specs.extend(read_one(document, item)),
            Value::List(_) => document.wrong(item, &format!("{key}[]"), "a pattern or a mapping"),
            Value::Scalar(_) => {}
        }
    }
    specs
}

fn read_one(document: &mut Document, item: &Node) -> Option<MappingSpec> {
    let mut on = |key| document.flag(item, key).unwrap_or(false);
    let options = GlobOptions {
        case: on("case"),
        dot: on("dot"),
        no_negate: on("noNegate"),
        no_expand: on("noExpand"),
        no_escape: on("noEscape"),
        no_globstar: on("noGlobStar"),
    };
    let src = folder(document, item, "src")?;
    let dest = folder(document, item, "dest")?;
    if dest.starts_with("..") {
        let range = item.get_ci("dest").map_or(item.span.clone(), |node| node.span.clone());
        document.error(&range, "`dest` leads out of the output folder", "name a folder inside the output folder");
        return None;
    }
    let texts = document.texts(item, "files");
    if texts.is_empty() {
        let range = item.span.start..item.span.start + 1;
        document.warning(
            &range,
            "this mapping has no `files`, so that it takes none",
            "add `files` with patterns, such as `**/*.md`",
        );
    }
    let files = document.patterns(&texts, options);
    let texts = document.texts(item, "exclude");
    let exclude = document.patterns(&texts, options);
    let group = document.string(item, "group");
    Some(MappingSpec { src, dest, files, exclude, options, group })
}

/// A folder relative to the root; nothing (and a diagnostic) when it cannot be one.
fn folder(document: &mut Document, item: &Node, key: &str) -> Option<String> {
    let Some(text) = document.text(item, key) else { return Some(String::new()) };
    let path = text.text.replace('\\', "/");
    if is_absolute(&path) {
        document.error(&text.span, format!("`{key}` is an absolute path"), "write it relative to this file's folder");
        return None;
    }
    if path.split('%').count() > 2 {
        document.error(
            &text.span,
            format!("`{key}` names an environment variable, which skilt does not expand: a build must not depend on the machine"),
            "write the path itself",
        );
        return None;
    }
    Some(normalize(&path))
}

/// Whether a path starts at the root of a file system or a drive.
pub(super) fn is_absolute(path: &str) -> bool {
    let mut chars = path.chars();
    let (first, second) = (chars.next(), chars.next());
    matches!(first, Some('/' | '\\')) || (first.is_some_and(|c| c.is_ascii_alphabetic()) && second == Some(':'))
}

/// A pattern that is part of skilt. Patterns are tested, hence nothing is lost by leaving out those that fail.
pub(super) fn built_in(text: &str) -> Option<Pattern> {
    Glob::new(text, GlobOptions::default()).ok().map(|glob| Pattern { text: text.to_owned(), glob })
}

/// The patterns of a folder as a whole: the folder itself, so that a walk does not enter it, and all files below.
/// Letter case counts and hidden names are meant too.
pub(super) fn whole_folder(folder: &str) -> Vec<Glob> {
    let mut literal = String::with_capacity(folder.len());
    for c in folder.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '!' | '\\') {
            literal.push('\\');
        }
        literal.push(c);
    }
    let options = GlobOptions { case: true, dot: true, ..GlobOptions::default() };
    ["/", "/**"].iter().filter_map(|end| Glob::new(&format!("{literal}{end}"), options).ok()).collect()
}

/// `inner` relative to `outer`, if it lies below it.
pub(super) fn below<'a>(inner: &'a str, outer: &str) -> Option<&'a str> {
    if outer.is_empty() {
        return (!inner.is_empty() && !inner.starts_with("..")).then_some(inner);
    }
    inner.strip_prefix(outer)?.strip_prefix('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specs(json: &str) -> (Vec<MappingSpec>, Vec<String>) {
        let (mut document, node) = Document::parse("docfx.json", json.to_owned());
        let specs = read(&mut document, &node.expect("readable"), "content");
        (specs, document.problems.iter().map(|p| p.message.clone()).collect())
    }

    #[test]
    fn reads_every_form() {
        let forms = [
            r#"{"content": "**/*.md"}"#,
            r#"{"content": ["**/*.md"]}"#,
            r#"{"content": {"files": "**/*.md"}}"#,
            r#"{"content": [{"files": ["**/*.md"], "src": ".", "dest": "./"}]}"#,
        ];
        for form in forms {
            let (specs, problems) = specs(form);
            assert_eq!(problems, Vec::<String>::new(), "{form}");
            assert_eq!(specs.len(), 1, "{form}");
            assert_eq!((specs[0].src.as_str(), specs[0].dest.as_str()), ("", ""));
            assert!(specs[0].files[0].glob.matches("a/b.md"));
        }
    }

    #[test]
    fn a_source_may_climb_but_not_start_at_the_top() {
        let (read, problems) = specs(r#"{"content": [{"files": "*.md", "src": "../x", "dest": "x"}]}"#);
        assert_eq!((read[0].resolve("crm").src.as_str(), problems.len()), ("x", 0));
        let (read, problems) =
            specs(r#"{"content": [{"files": "*.md", "src": "%HOME%/x"}, {"files": "*", "src": "C:/x"}]}"#);
        assert_eq!(read.len(), 0);
        assert_eq!(
            problems,
            [
                "`src` names an environment variable, which skilt does not expand: a build must not depend on the machine",
                "`src` is an absolute path"
            ]
        );
    }

    #[test]
    fn excluded_folders_are_literal() {
        let globs = whole_folder("a[1]");
        assert!(globs.iter().any(|glob| glob.matches("a[1]/.x/y.md")));
        assert!(globs.iter().any(|glob| glob.matches("a[1]/")));
        assert!(!globs.iter().any(|glob| glob.matches("a1/y.md")));
        assert_eq!(below("a/b", "a"), Some("b"));
        assert_eq!(below("ab", "a"), None);
        assert_eq!(below("../a", ""), None);
    }
}
