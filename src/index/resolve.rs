//! Where a link leads. Used by the checker and by rendering alike, so that what is checked is what is written.

use super::{FileState, SiteIndex};
use crate::base::{SitePath, join_lexical, normalize};
use crate::config::Config;
use crate::model::{Resolved, Target, WrittenWrong};
use crate::syntax::href::{self, Href, HrefKind};

/// The files that answer for a folder, best first.
const FOLDER_PAGES: &[&str] = &["index.md", "index.yml", "README.md", "toc.yml", "toc.md"];

impl SiteIndex {
    /// Where a link leads that is written in `from`.
    pub(super) fn resolve_link(&self, from: &SitePath, written: &str) -> Resolved {
        match href::classify(written) {
            HrefKind::Xref(uid) => found(Target::Xref(uid.to_owned()), None),
            HrefKind::Absolute => found(Target::External, None),
            HrefKind::FromHost(link) => found(self.at_host(from, &link), Some(&link)),
            HrefKind::FromRoot(link) => found(self.path(from, &self.at_root(from, &link)), Some(&link)),
            HrefKind::Relative(link) if link.path.is_empty() => found(Target::SamePage, Some(&link)),
            HrefKind::Relative(link) => {
                let decoded = link.decoded_path();
                let mut path = join_lexical(from.folder(), &decoded);
                if decoded.ends_with('/') {
                    path.push('/');
                }
                found(self.path(from, &path), Some(&link))
            }
        }
    }

    fn at_root(&self, from: &SitePath, link: &Href<'_>) -> String {
        self.below_root(from, &link.decoded_path())
    }

    /// A path from the root of the documentation set: the root's folder, or the folder of its content where the file
    /// is there, since writers of a site with `content/` think of that as its root.
    fn below_root(&self, from: &SitePath, path: &str) -> String {
        let dir = self.root_dir(from);
        let written = join_lexical(dir, path);
        let root = self.config.root_of(from.as_str()).and_then(|at| self.config.roots.get(at));
        let is_there =
            |candidate: &String| self.files.get(candidate).is_some() || self.files.folder(candidate).is_some();
        if is_there(&written) {
            return written;
        }
        let sources = root.into_iter().flat_map(|root| &root.content).map(|mapping| join_lexical(&mapping.src, path));
        sources.into_iter().find(is_there).unwrap_or(written)
    }

    fn root_dir(&self, from: &SitePath) -> &str {
        self.config.root_of(from.as_str()).and_then(|at| self.config.roots.get(at)).map_or("", |root| &root.dir)
    }

    /// `/x`: a source or an address of this site if there is one, else another documentation set on the same host,
    /// except that a Markdown file can only be meant as a source of this site.
    fn at_host(&self, from: &SitePath, link: &Href<'_>) -> Target {
        let path = normalize(&link.decoded_path());
        let source = self.below_root(from, &path);
        for candidate in [&source, &path] {
            let target = self.path(from, candidate);
            if matches!(target, Target::Page { .. } | Target::Asset { .. }) {
                return target;
            }
        }
        let route = if path.is_empty() { "index.html".to_owned() } else { path.clone() };
        for candidate in [route.clone(), format!("{route}/index.html"), format!("{route}.html")] {
            if let Some(file) = self.files.at_route(&candidate) {
                return self.target(file, None);
            }
        }
        let is_source = path.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("md"));
        if is_source { Target::Missing(source) } else { Target::OtherSet }
    }

    /// A path relative to the site; a `/` at its end says that it is a folder.
    fn path(&self, from: &SitePath, path: &str) -> Target {
        let path = &*self.through_checkout_name(path);
        let bare = path.trim_end_matches('/');
        if let Some(file) = self.files.get(bare) {
            return self.target(file, None);
        }
        if let Some(target) = self.folder(bare) {
            return target;
        }
        if let Some(outside) = self.outside(from, bare) {
            return outside;
        }
        if let Some(file) = self.files.folded(bare) {
            return self.target(file, Some(WrittenWrong::Case));
        }
        let moved = || self.moved(bare).unwrap_or_else(|| Target::Missing(bare.to_owned()));
        self.other_extension(bare).unwrap_or_else(moved)
    }

    fn target(&self, file: &SitePath, written_wrong: Option<WrittenWrong>) -> Target {
        let file = file.clone();
        match self.files.state(&file) {
            Some(FileState::Page(at)) => {
                let route = self.pages.get(*at).map_or_else(String::new, |page| page.route.clone());
                Target::Page { file, route, written_wrong }
            }
            Some(FileState::Toc(route)) => Target::Page { route: route.clone(), file, written_wrong },
            Some(FileState::Asset(route)) => Target::Asset { route: route.clone(), file, written_wrong },
            Some(FileState::LeftOut) | None => Target::LeftOut { file, written_wrong },
        }
    }

    /// Like [`SiteIndex::target`], for files that are part of the output only.
    fn output(&self, file: &SitePath, written_wrong: Option<WrittenWrong>) -> Option<Target> {
        Some(self.target(file, written_wrong)).filter(|target| !matches!(target, Target::LeftOut { .. }))
    }

    /// A link to a folder leads to the page that answers for it.
    fn folder(&self, path: &str) -> Option<Target> {
        let real = if path.is_empty() { "" } else { self.files.folder(path)? };
        let wrong = (real != path).then_some(WrittenWrong::Case);
        FOLDER_PAGES.iter().find_map(|name| {
            let candidate = join_lexical(real, name);
            let file = self.files.get(&candidate)?;
            self.output(file, wrong)
        })
    }

    /// A link that names its own or another root by the name of its checkout.
    fn through_checkout_name<'a>(&self, path: &'a str) -> std::borrow::Cow<'a, str> {
        for (by_name, dir) in &self.checkout_names {
            if let Some(rest) = path.strip_prefix(by_name.as_str())
                && (rest.is_empty() || rest.starts_with('/'))
            {
                let joined = join_lexical(dir, rest.trim_start_matches('/'));
                let folder = if rest.ends_with('/') { "/" } else { "" };
                return format!("{joined}{folder}").into();
            }
        }
        path.into()
    }

    /// Whether a path lies in no root: then it is in a declared one that is not here, or outside.
    fn outside(&self, from: &SitePath, path: &str) -> Option<Target> {
        if self.config.root_of(path).is_some() {
            return None;
        }
        let parent = parent_of(self.root_dir(from));
        let below =
            if parent.is_empty() { Some(path) } else { path.strip_prefix(&parent).and_then(|p| p.strip_prefix('/')) };
        let name = below.and_then(|below| below.split('/').next()).filter(|name| *name != "..");
        if let Some(name) = name
            && self.config.external_roots.iter().any(|external| external.eq_ignore_ascii_case(name))
        {
            return Some(Target::ExternalRoot(name.to_owned()));
        }
        Some(Target::Outside(path.to_owned()))
    }

    /// A link by the name of the output, or by the extension that the source used to have.
    fn other_extension(&self, path: &str) -> Option<Target> {
        let name = path.rsplit('/').next()?;
        let stem = match name.rsplit_once('.') {
            Some((_, extension))
                if ["html", "htm", "md", "yml", "yaml"].iter().any(|e| extension.eq_ignore_ascii_case(e)) =>
            {
                &path[..path.len() - extension.len() - 1]
            }
            // A link without an extension can only mean a page when there is one.
            _ => path,
        };
        ["md", "yml"].iter().find_map(|extension| {
            let file = self.files.folded(&format!("{stem}.{extension}"))?;
            self.output(file, Some(WrittenWrong::Extension))
        })
    }
}

/// The paths that roots have by the names of their checkouts, where these are not their folders, with the folders.
pub(super) fn checkout_names(config: &Config) -> Vec<(String, String)> {
    let named = config.roots.iter().filter(|root| !root.name.is_empty());
    let by_name = named.map(|root| {
        let parent = parent_of(&root.dir);
        let by_name = if parent.is_empty() { root.name.clone() } else { format!("{parent}/{}", root.name) };
        (by_name, root.dir.clone())
    });
    by_name.filter(|(by_name, dir)| by_name != dir).collect()
}

/// The folder above a root's folder, relative to the site.
fn parent_of(dir: &str) -> String {
    if dir.is_empty() { "..".to_owned() } else { normalize(&format!("{dir}/..")) }
}

fn found(target: Target, link: Option<&Href<'_>>) -> Resolved {
    Resolved {
        target,
        query: link.map_or_else(String::new, |link| link.query.to_owned()),
        fragment: link.and_then(|link| link.fragment).map(|fragment| href::decode(fragment).into_owned()),
    }
}
