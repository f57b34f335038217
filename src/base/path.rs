//! Paths of a site: relative to the site folder, `/` between segments, on every platform.

use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// A path relative to the site folder, with `/` between its segments and no `.` segment in it. It starts with
/// `..` only for roots that lie beside the site folder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// Makes one from text that is normal already; `\` becomes `/`.
    pub fn new(path: &str) -> Self {
        if is_normal(path) {
            return SitePath(path.into());
        }
        SitePath(normalize(&path.replace('\\', "/")).into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder it lies in, `""` for the site folder.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last segment.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The last segment without what follows its last dot.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// What follows the last dot of the last segment, `""` without one.
    pub fn extension(&self) -> &str {
        self.file_name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Whether the extension is one of these, in any case.
    pub fn has_extension(&self, extensions: &[&str]) -> bool {
        extensions.iter().any(|extension| self.extension().eq_ignore_ascii_case(extension))
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for SitePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for SitePath {
    fn from(path: &str) -> Self {
        SitePath::new(path)
    }
}

/// Whether [`normalize`] leaves a path as it is.
fn is_normal(path: &str) -> bool {
    !path.contains('\\') && path.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
}

/// Takes `.` and `x/..` out of a `/`-separated path, without asking the file system. `..` at the start stays.
pub fn normalize(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    walk_along(&mut out, path);
    out
}

/// The path that `relative` means when it is written in a file of `folder`.
pub fn join_lexical(folder: &str, relative: &str) -> String {
    let mut out = String::with_capacity(folder.len() + 1 + relative.len());
    walk_along(&mut out, folder);
    walk_along(&mut out, relative);
    out
}

/// How many folders, from the top, are the same for all of these paths that lie in a folder: they tell no two apart.
pub fn shared_folders<'p>(paths: impl Iterator<Item = &'p str>) -> usize {
    let mut folders = paths.filter_map(|path| path.rsplit_once('/')).map(|(folder, _)| folder);
    let first: Vec<&str> = folders.next().map_or_else(Vec::new, |folder| folder.split('/').collect());
    folders.fold(first.len(), |shared, folder| {
        folder.split('/').zip(first.iter().take(shared)).take_while(|(a, b)| a == *b).count()
    })
}

/// Goes on from a normal path, segment by segment.
fn walk_along(out: &mut String, path: &str) {
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." if !out.is_empty() && out != ".." && !out.ends_with("/..") => {
                out.truncate(out.rfind('/').unwrap_or(0));
            }
            _ => {
                if !out.is_empty() {
                    out.push('/');
                }
                out.push_str(segment);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalizes() {
        assert_eq!(normalize("a/./b/../c"), "a/c");
        assert_eq!(normalize("../../x/../y"), "../../y");
        assert_eq!(join_lexical("docs/a", "../../../crm/x.md"), "../crm/x.md");
        assert_eq!(join_lexical("", "./x.md"), "x.md");
    }

    #[test]
    fn shared_folders_are_those_of_all_paths_in_folders() {
        let shared = |paths: &[&str]| shared_folders(paths.iter().copied());
        assert_eq!(shared(&["docs/en/a", "docs/en/b/c", "docs/en/d", "index"]), 2);
        assert_eq!(shared(&["docs/a", "docs/en/b", "docs/en/c"]), 1);
        assert_eq!(shared(&["docs/a", "docs2/a"]), 0);
        assert_eq!(shared(&["a", "b"]), 0);
        assert_eq!(shared(&[]), 0);
    }

    #[test]
    fn parts() {
        let path = SitePath::new("docs\\String.Global.yml");
        assert_eq!(
            (path.folder(), path.file_name(), path.stem(), path.extension()),
            ("docs", "String.Global.yml", "String.Global", "yml")
        );
    }
}
