//! Redirects as repositories of Microsoft Learn keep them: in files that its publishing reads, at the top of a root or,
//! within the site, one folder above. What lies above the site is not read.

use super::document::Document;
use super::{ConfigSource, Root};
use crate::base::{Diagnostic, SitePath, Span, join_lexical, normalize};
use crate::syntax::yaml::Node;
use std::collections::BTreeSet;

/// A source that is gone, and where its page is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedSource {
    /// The source, relative to the site.
    pub source: SitePath,
    /// Where its page is now: an address of the host that the site is published on, or of another one.
    pub url: String,
    /// The file that says so.
    pub file: SitePath,
    /// Where it says so.
    pub span: Span,
}

/// What is published, and which files hold redirects.
const PUBLISHING: &str = ".openpublishing.publish.config.json";
/// The redirects, where nothing says that they are elsewhere.
const REDIRECTIONS: &str = ".openpublishing.redirection.json";

/// The sources that moved, in the order of the files. What cannot be read is reported and left out.
pub(super) fn read(files: &dyn ConfigSource, roots: &[Root], problems: &mut Vec<Diagnostic>) -> Vec<MovedSource> {
    let mut moved = Vec::new();
    let mut seen = BTreeSet::new();
    for root in roots {
        let above = Some(join_lexical(&root.dir, "..")).filter(|above| !is_outside(above));
        let folders: Vec<String> = std::iter::once(root.dir.clone()).chain(above).collect();
        let is_top =
            |folder: &&String| [PUBLISHING, REDIRECTIONS].iter().any(|name| files.exists(&join_lexical(folder, name)));
        let Some(top) = folders.iter().find(is_top) else { continue };
        for path in redirection_files(files, top) {
            if seen.insert(path.clone())
                && let Some(text) = files.read(&path)
            {
                let (mut document, node) = Document::parse(&path, text);
                if let Ok(node) = node {
                    moved.extend(entries(&mut document, &node, top));
                }
                problems.append(&mut document.problems);
            }
        }
    }
    moved
}

/// Whether a path leads out of the folder that it is relative to.
fn is_outside(path: &str) -> bool {
    path.split('/').next() == Some("..")
}

/// The paths of the files that hold redirects, all of them below `top`.
fn redirection_files(files: &dyn ConfigSource, top: &str) -> Vec<String> {
    let publishing = files.read(&join_lexical(top, PUBLISHING)).and_then(|text| {
        let (mut document, node) = Document::parse(PUBLISHING, text);
        let node = node.ok()?;
        Some(document.texts(&node, "redirection_files").iter().map(|text| text.text.to_owned()).collect::<Vec<_>>())
    });
    let stated = publishing.unwrap_or_default().into_iter().map(|path| normalize(&path));
    let mut paths: Vec<String> = stated.filter(|path| !is_outside(path)).collect();
    if paths.is_empty() {
        paths.push(REDIRECTIONS.to_owned());
    }
    paths.iter().map(|path| join_lexical(top, path)).collect()
}

fn entries(document: &mut Document, node: &Node, top: &str) -> Vec<MovedSource> {
    let list = node.get("redirections").and_then(Node::as_list).unwrap_or_default();
    let folder = document.file.folder().to_owned();
    let read = |entry: &Node| {
        let url = document.text(entry, "redirect_url")?;
        let path = match document.text(entry, "source_path_from_root") {
            Some(path) => join_lexical(top, path.text.trim_start_matches('/')),
            None => join_lexical(&folder, document.text(entry, "source_path")?.text),
        };
        Some(MovedSource {
            source: SitePath::new(&path),
            url: url.text.to_owned(),
            file: document.file.clone(),
            span: document.span(&url.span),
        })
    };
    list.iter().filter_map(read).collect()
}
