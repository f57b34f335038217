//! A copy of a site, and where in it something can be broken. It reads Markdown in its own simple way, so that the
//! checker is not measured with itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A link to a file: where it stands in the text of its page.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// The file it stands in.
    pub(crate) file: String,
    /// The bytes of its destination.
    pub(crate) at: std::ops::Range<usize>,
    /// Its line, from 1.
    pub(crate) line: u64,
    /// The file it leads to.
    pub(crate) target: String,
    /// Whether it is an image.
    pub(crate) image: bool,
}

/// A copy.
pub(crate) struct Site {
    home: tempfile::TempDir,
    files: BTreeSet<String>,
    /// The pages of each folder.
    pages: Vec<Vec<String>>,
    used: BTreeSet<String>,
    deleted: Vec<String>,
    state: u64,
}

impl Site {
    /// Copies a site. Files are linked, and become files of their own when they are written.
    pub(crate) fn copy(folder: &Path, seed: u64) -> Site {
        let home = tempfile::tempdir_in(folder.parent().unwrap_or(folder)).expect("a folder beside the site");
        let mut files = BTreeSet::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(at) = folders.pop() {
            fs::create_dir_all(home.path().join(&at)).expect("a folder");
            for entry in fs::read_dir(folder.join(&at)).expect("a folder") {
                let entry = entry.expect("an entry");
                let path = at.join(entry.file_name());
                let name = path.to_string_lossy().into_owned();
                if entry.file_type().expect("a type").is_dir() {
                    if !name.starts_with('.') && name != "_site" {
                        folders.push(path);
                    }
                } else {
                    let to = home.path().join(&path);
                    fs::hard_link(entry.path(), &to)
                        .or_else(|_| fs::copy(entry.path(), &to).map(drop))
                        .expect("a copy");
                    files.insert(name);
                }
            }
        }
        // A page in the plainest sense: it has front matter with a title, and is no fragment and no template.
        let is_page = |name: &&String| {
            name.ends_with(".md")
                && !name.contains("includes/")
                && !name.contains("blueprint")
                && !name.ends_with("toc.md")
        };
        let has_title = |name: &&String| {
            let text = fs::read_to_string(home.path().join(name.as_str())).unwrap_or_default();
            (text.starts_with("---\n") || text.starts_with("---\r\n"))
                && text.contains("\ntitle:")
                && !text.contains("redirect_url")
        };
        let mut pages: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for name in files.iter().filter(is_page).filter(has_title) {
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            pages.entry(folder).or_default().push(name.clone());
        }
        let pages = pages.into_values().collect();
        Site { home, files, pages, used: BTreeSet::new(), deleted: Vec::new(), state: seed }
    }

    /// The folder of the copy.
    pub(crate) fn folder(&self) -> &Path {
        self.home.path()
    }

    /// The next random number below `end` (SplitMix64).
    pub(crate) fn random(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end.max(1) as u64) as usize
    }

    /// The text of a file.
    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.home.path().join(file)).unwrap_or_default()
    }

    /// Writes a file that no other fault may touch from now on.
    pub(crate) fn write(&mut self, file: &str, text: &[u8]) {
        let path = self.home.path().join(file);
        let _ = fs::remove_file(&path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
        self.used.insert(file.to_owned());
        self.files.insert(file.to_owned());
    }

    /// Takes a file away.
    pub(crate) fn delete(&mut self, file: &str) {
        fs::remove_file(self.home.path().join(file)).expect("a file");
        self.used.insert(file.to_owned());
        self.files.remove(file);
        self.deleted.push(file.to_owned());
    }

    /// Keeps a file as it is from now on.
    pub(crate) fn keep(&mut self, file: &str) {
        self.used.insert(file.to_owned());
    }

    /// Whether a file has to stay as it is.
    pub(crate) fn is_kept(&self, file: &str) -> bool {
        self.used.contains(file)
    }

    /// The files that were taken away.
    pub(crate) fn deleted(&self) -> &[String] {
        &self.deleted
    }

    /// A page that no fault has touched. The folder is drawn first, or the largest folders would get all of it.
    pub(crate) fn page(&mut self) -> String {
        loop {
            let folder = self.random(self.pages.len());
            let folder = self.pages[folder].clone();
            let at = self.random(folder.len());
            if let Some(page) = folder.get(at).filter(|page| !self.used.contains(*page)) {
                return page.clone();
            }
        }
    }

    /// A file that no fault has touched and that `wanted` takes.
    pub(crate) fn file(&mut self, wanted: impl Fn(&str) -> bool) -> Option<String> {
        let all: Vec<String> =
            self.files.iter().filter(|name| wanted(name) && !self.used.contains(*name)).cloned().collect();
        if all.is_empty() {
            return None;
        }
        let at = self.random(all.len());
        all.get(at).cloned()
    }

    /// A link of a random page that leads to a file which is there.
    pub(crate) fn link(&mut self, wanted: impl Fn(&Link) -> bool) -> Option<Link> {
        let page = self.page();
        self.link_in(&page, wanted)
    }

    /// A link of a file that leads to a file which is there.
    pub(crate) fn link_in(&mut self, file: &str, wanted: impl Fn(&Link) -> bool) -> Option<Link> {
        let links: Vec<Link> = self.links(file).into_iter().filter(|link| wanted(link)).collect();
        if links.is_empty() {
            return None;
        }
        let at = self.random(links.len());
        links.get(at).cloned()
    }

    /// The links of a file to files that are there: inline ones, and definitions of labels that are used.
    pub(crate) fn links(&self, file: &str) -> Vec<Link> {
        let text = self.read(file);
        let mut links = Vec::new();
        for (number, start, line) in plain_lines(&text) {
            // Directives have brackets and parentheses too, and codes of their own.
            if line.contains("[!") {
                continue;
            }
            for at in destinations(line, &text) {
                let written = &line[at.clone()];
                if written.is_empty()
                    || written.contains(['#', '?', '<', ' ', '%', ':', '~', '\\'])
                    || written.starts_with('/')
                {
                    continue;
                }
                let target = join(file, written);
                if self.files.contains(&target) {
                    let image = IMAGES.iter().any(|extension| target.to_ascii_lowercase().ends_with(extension));
                    links.push(Link {
                        file: file.to_owned(),
                        at: start + at.start..start + at.end,
                        line: number,
                        target,
                        image,
                    });
                }
            }
        }
        links
    }

    /// Where a paragraph can be put into a page: the line after which, and the byte. It is behind a heading that is
    /// followed by an empty line.
    pub(crate) fn gap(&mut self, page: &str) -> Option<(u64, usize)> {
        let text = self.read(page);
        let lines = plain_lines(&text);
        let gaps: Vec<(u64, usize)> = lines
            .windows(2)
            .filter(|pair| pair[0].2.starts_with('#') && pair[1].2.is_empty() && pair[1].0 == pair[0].0 + 1)
            // The last line of a file has no place behind it.
            .filter_map(|pair| Some((pair[1].0, pair[1].1 + text[pair[1].1..].find('\n')? + 1)))
            .collect();
        if gaps.is_empty() {
            return None;
        }
        let at = self.random(gaps.len());
        gaps.get(at).copied()
    }
}

/// What is an image by its extension.
const IMAGES: &[&str] = &[".png", ".jpg", ".jpeg", ".gif", ".svg"];

/// The bytes of a line that are destinations of links.
fn destinations(line: &str, text: &str) -> Vec<std::ops::Range<usize>> {
    if let Some((label, path)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")) {
        let path = path.trim_end();
        let is_used = text.contains(&format!("][{label}]"));
        let start = line.find("]: ").map_or(0, |at| at + 3);
        return is_used.then_some(start..start + path.len()).into_iter().collect();
    }
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = line[from..].find("](").map(|at| from + at + 2) {
        from = open;
        let Some(close) = line[open..].find(')').map(|at| open + at) else { break };
        found.push(open..close);
    }
    found
}

/// The lines of a text that are neither front matter nor code nor comments: number, first byte, text. Lines with code
/// in them are left out.
fn plain_lines(text: &str) -> Vec<(u64, usize, &str)> {
    let mut lines = Vec::new();
    let (mut start, mut fence, mut comment) = (0, None::<char>, false);
    let mut front = text.starts_with("---\n") || text.starts_with("---\r\n");
    for (at, written) in text.split('\n').enumerate() {
        let line = written.strip_suffix('\r').unwrap_or(written);
        let trimmed = line.trim_start();
        let mark =
            trimmed.chars().next().filter(|c| trimmed.starts_with(&c.to_string().repeat(3)) && matches!(c, '`' | '~'));
        if front {
            front = at == 0 || line.trim_end() != "---";
        } else if let Some(open) = fence {
            if mark == Some(open) {
                fence = None;
            }
        } else if mark.is_some() {
            fence = mark;
        } else {
            comment |= line.contains("<!--");
            if !comment && !line.contains('`') && !line.starts_with("    ") && !line.starts_with('\t') {
                lines.push((at as u64 + 1, start, line));
            }
            comment &= !line.contains("-->");
        }
        start += written.len() + 1;
    }
    lines
}

/// A path relative to a file, from the top of the site.
pub(crate) fn join(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
