//! What a build reads, as cheap marks: whoever waits for changes compares two of these.

use super::{Site, scan};
use crate::source::Stamp;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The files that a configuration may come from, in the site and in each root.
const CONFIGURATION: [&str; 3] = ["skilt.yml", "skilt.yaml", "docfx.json"];

/// Every file that a build of a site reads, with the marks that the file system keeps of it. Two of these are equal
/// exactly if nothing was added, removed, renamed, replaced or written in between, as far as the file system tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    files: BTreeMap<PathBuf, Stamp>,
}

impl Inputs {
    /// Looks at every input once. `passes_over` says which file names do not count.
    pub fn of(site: &Site, passes_over: &dyn Fn(&str) -> bool) -> Inputs {
        let mut inputs = Inputs::default();
        let walk = scan::walk(site);
        let names = walk.entries.iter().map(|entry| entry.path.as_str());
        let walked = names.filter(|path| !passes_over(path.rsplit('/').next().unwrap_or(path)));
        let mut paths: Vec<PathBuf> = walked.map(|path| site.folder.join(path)).collect();
        paths.extend(site.config.roots.iter().map(|root| site.folder.join(&root.dir).join("docfx.json")));
        paths.extend(CONFIGURATION.iter().map(|name| site.folder.join(name)));
        paths.extend(site.config.xref_maps.iter().map(|path| site.folder.join(path)));
        for folder in own_folders(site) {
            let below = super::site_files::files_below(site, folder).into_iter();
            paths.extend(below.map(|(_, entry)| site.folder.join(entry.path.as_str())));
        }
        for path in paths {
            if let Ok(metadata) = std::fs::metadata(&path) {
                inputs.files.insert(path, Stamp::of(&metadata));
            }
        }
        inputs
    }

    /// The folders that hold the inputs: those that count with all that is in them, and those of which only the
    /// files directly in them count. Folders that are not there are left out.
    pub fn folders(site: &Site) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let roots = site.config.roots.iter().map(|root| root.dir.as_str());
        let deep = roots.chain(own_folders(site)).map(|folder| site.folder.join(folder));
        let maps = site.config.xref_maps.iter().filter_map(|path| Some(site.folder.join(path).parent()?.to_owned()));
        let flat = maps.chain([site.folder.clone()]);
        let existing = |folders: &mut dyn Iterator<Item = PathBuf>| {
            let mut found: Vec<PathBuf> =
                folders.filter_map(|folder| folder.canonicalize().ok()).filter(|folder| folder.is_dir()).collect();
            found.sort();
            found.dedup();
            found
        };
        (existing(&mut deep.into_iter()), existing(&mut flat.into_iter()))
    }
}

/// The folders of the site's own templates and static files, where it has them.
fn own_folders(site: &Site) -> impl Iterator<Item = &str> {
    [site.config.templates.as_str(), site.config.static_files.as_str()].into_iter().filter(|folder| !folder.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::{Options, open};
    use std::fs;

    #[test]
    fn tell_apart_what_changed_and_nothing_else() {
        let folder = tempfile::tempdir().expect("folder");
        let at = folder.path();
        fs::create_dir_all(at.join("content/a")).expect("made");
        fs::write(at.join("content/a/x.md"), "# X\n").expect("written");
        fs::write(at.join("content/4913"), "").expect("written");
        let options = Options { site: at.to_owned(), ..Options::default() };
        let look =
            || Inputs::of(&open(&options).unwrap_or_else(|failure| panic!("{failure:?}")), &|name| name == "4913");
        let first = look();
        assert_eq!(first, look());
        fs::remove_file(at.join("content/4913")).expect("removed");
        assert_eq!(first, look(), "a file that does not count");
        fs::rename(at.join("content/a"), at.join("content/b")).expect("renamed");
        let second = look();
        assert_ne!(first, second, "a renamed folder");
        fs::write(at.join("new"), "# Y\n").expect("written");
        fs::rename(at.join("new"), at.join("content/b/x.md")).expect("replaced");
        let third = look();
        assert_ne!(second, third, "a file replaced by one of the same size");
        fs::write(at.join("skilt.yml"), "title: T\n").expect("written");
        assert_ne!(third, look(), "a configuration that was not there");
    }
}
