//! A site that changes at random, with everything in it that one page can take from another.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Random numbers that are the same for the same seed (xorshift64).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }

    pub fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// The site: its files as they lie on the disk.
pub struct World {
    random: Random,
    folder: PathBuf,
    files: BTreeMap<String, String>,
    /// Counts the edits, so that each can write something that was never there.
    edits: usize,
}

const FOLDERS: [&str; 3] = ["", "guide/", "Guide/deep/"];
const NAMES: [&str; 6] = ["index", "start", "Install", "api", "faq", "a-b"];
const TOPICS: [&str; 4] = ["howto", "concept", "Reference", "nonsense"];
const CLIENTS: [&str; 4] = ["web", "win", "web, win", "pocket"];

impl World {
    /// A site of some pages in this folder.
    pub fn new(seed: u64, folder: &Path) -> World {
        fs::create_dir_all(folder).expect("a folder");
        let mut world =
            World { random: Random::new(seed), folder: folder.to_owned(), files: BTreeMap::new(), edits: 0 };
        world.write("skilt.yml", "title: World\nbase_url: https://docs.example.com\n");
        world.write("toc.yml", "- name: Start\n  href: index.md\n- name: Guide\n  href: guide/toc.yml\n");
        world.write("guide/toc.yml", "- href: start.md\n- name: Deep\n  items:\n    - href: ../Guide/deep/api.md\n");
        world.write("includes/note.md", "> [!NOTE]\n> Read [the start](../guide/start.md) and <xref:u1>.\n");
        world.write("includes/inner.md", "Inner. [!include[n](note.md)]\n");
        world.write("code/sample.cs", "// <one>\nvar a = 1;\n// </one>\nvar b = 2;\n");
        world.write("img/a.png", "picture");
        for _ in 0..8 {
            world.add_page();
        }
        world
    }

    fn write(&mut self, path: &str, text: impl Into<String>) {
        let text = text.into();
        let target = self.folder.join(path);
        fs::create_dir_all(target.parent().expect("a parent")).expect("folders");
        fs::write(target, &text).expect("written");
        self.files.insert(path.to_owned(), text);
    }

    fn remove(&mut self, path: &str) {
        fs::remove_file(self.folder.join(path)).expect("removed");
        self.files.remove(path);
    }

    fn rename(&mut self, from: &str, to: &str) -> String {
        let target = self.folder.join(to);
        if from == to || target.exists() {
            return format!("leave {from}");
        }
        fs::create_dir_all(target.parent().expect("a parent")).expect("folders");
        fs::rename(self.folder.join(from), target).expect("renamed");
        let text = self.files.remove(from).expect("known");
        self.files.insert(to.to_owned(), text);
        format!("rename {from} to {to}")
    }

    fn pages(&self) -> Vec<String> {
        let is_page = |path: &&String| path.ends_with(".md") && !path.starts_with("includes/");
        self.files.keys().filter(is_page).cloned().collect()
    }

    fn page_name(&mut self) -> String {
        format!("{}{}.md", self.random.of(&FOLDERS), self.random.of(&NAMES))
    }

    fn link(&mut self) -> String {
        let up = *self.random.of(&["", "../", "../../"]);
        let target = self.page_name();
        let anchor = *self.random.of(&["", "", "#more", "#gone"]);
        format!("{up}{target}{anchor}")
    }

    fn page(&mut self) -> String {
        let number = self.random.below(6);
        let mut head = String::new();
        for (chance, line) in [
            (2, format!("uid: u{number}\n")),
            (2, format!("title: Title {}\n", self.random.below(4))),
            (3, format!("so.topic: {}\n", self.random.of(&TOPICS))),
            (3, format!("so.client: {}\n", self.random.of(&CLIENTS))),
            (6, format!("redirect_from: /old/{number}.html\n")),
            (9, "hidden: true\n".to_owned()),
            (9, format!("layout: {}\n", self.random.of(&["own", "landing", "chromeless"]))),
            (9, "description: About it\n".to_owned()),
        ] {
            if self.random.below(chance) == 0 {
                head.push_str(&line);
            }
        }
        let mut text = format!("---\n{head}---\n\n# Heading {}\n\n", self.random.below(5));
        for _ in 0..self.random.below(7) {
            let piece = match self.random.below(9) {
                0 => format!("[link]({})", self.link()),
                1 => format!("<xref:u{}> and [named](xref:u{}#more)", self.random.below(7), self.random.below(7)),
                2 => format!("[!include[n]({}includes/note.md)]", self.random.of(&["", "../", "../../"])),
                3 => format!("[!include[i]({}includes/inner.md)]", self.random.of(&["", "../", "../../"])),
                4 => format!("[!code-csharp[c]({}code/sample.cs#one)]", self.random.of(&["", "../", "../../"])),
                5 => format!("![i]({}img/{}.png)", self.random.of(&["", "../", "../../"]), self.random.of(&["a", "b"])),
                6 => format!("## More\n\n```csharp\nvar n = {};\n```", self.random.below(3)),
                7 => "# [Win](#tab/win)\n\nOne\n\n# [Web](#tab/web)\n\nTwo\n\n---".to_owned(),
                _ => format!("Paragraph {} of words.", self.random.below(5)),
            };
            text.push_str(&piece);
            text.push_str("\n\n");
        }
        text
    }

    fn add_page(&mut self) -> String {
        let name = self.page_name();
        // The same name in other letters would be one file on some systems.
        if self.files.keys().any(|known| known != &name && known.eq_ignore_ascii_case(&name)) {
            return format!("no second {name}");
        }
        let text = self.page();
        self.write(&name, text);
        format!("write {name}")
    }

    /// Changes one thing and says what.
    pub fn edit(&mut self) -> String {
        self.edits += 1;
        let pages = self.pages();
        let page = if pages.is_empty() { return self.add_page() } else { self.random.of(&pages).clone() };
        let number = self.edits;
        match self.random.below(22) {
            0..=2 => {
                let text = format!("{}\n\nMore words {number}.\n", self.files[&page]);
                self.write(&page, text);
                format!("a paragraph in {page}")
            }
            3 => {
                let text = self.files[&page].replace("words", ["sword", "swrod"][number % 2]);
                self.write(&page, text);
                format!("an edit of the same size in {page}")
            }
            4..=7 => self.add_page(),
            8 | 9 => {
                self.remove(&page);
                format!("remove {page}")
            }
            10 => {
                let to = self.page_name();
                self.rename(&page, &to)
            }
            11 => {
                let (folder, name) = page.rsplit_once('/').map_or(("", &*page), |(folder, name)| (folder, name));
                let swapped: String = name
                    .chars()
                    .map(|c| if c.is_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() })
                    .collect();
                let to = if folder.is_empty() { swapped } else { format!("{folder}/{swapped}") };
                let to = to.strip_suffix(".MD").map_or(to.clone(), |stem| format!("{stem}.md"));
                self.rename(&page, &to)
            }
            12 => self.edit_fragment(number),
            13 => {
                self.write("code/sample.cs", format!("// <one>\nvar a = {number};\n// </one>\n"));
                "the sample".to_owned()
            }
            14 => {
                let name = ["a", "b"][number % 2];
                let path = format!("img/{name}.png");
                if self.files.contains_key(&path) && self.random.below(2) == 0 {
                    self.remove(&path);
                    return format!("remove {path}");
                }
                self.write(&path, format!("picture {number}"));
                format!("write {path}")
            }
            15 => {
                let entries: String = pages
                    .iter()
                    .filter(|_| self.random.below(2) == 0)
                    .map(|page| format!("- href: {page}\n"))
                    .collect();
                self.write("toc.yml", format!("- name: Root {}\n  href: index.md\n{entries}", number % 2));
                "the table of contents".to_owned()
            }
            16 => self.edit_template(number),
            17 => self.edit_configuration(number),
            18 => {
                self.write("static/robots.txt", format!("# {}\n", number % 3));
                "a static file".to_owned()
            }
            19 => {
                let text = self.files[&page].clone();
                self.write(&page, text);
                format!("touch {page}")
            }
            20 => {
                let at = self.folder.join("guide");
                let to = self.folder.join("manual");
                let (from, to) = if at.is_dir() { (at, to) } else { (to, at) };
                if from.is_dir() && !to.exists() {
                    fs::rename(&from, &to).expect("renamed");
                    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned() + "/";
                    let (old, new) = (name(&from), name(&to));
                    let files = std::mem::take(&mut self.files);
                    let moved =
                        |path: String| path.strip_prefix(&old).map_or(path.clone(), |rest| format!("{new}{rest}"));
                    self.files = files.into_iter().map(|(path, text)| (moved(path), text)).collect();
                }
                "rename a folder".to_owned()
            }
            _ => {
                let text = self.files[&page].replacen("# Heading", "# Other", 1);
                self.write(&page, text);
                format!("the heading of {page}")
            }
        }
    }

    fn edit_fragment(&mut self, number: usize) -> String {
        if !self.files.contains_key("includes/note.md") {
            self.write("includes/note.md", "Back.\n");
            return "the fragment is back".to_owned();
        }
        match self.random.below(4) {
            0 => {
                self.remove("includes/note.md");
                "remove the fragment".to_owned()
            }
            1 => {
                self.write("includes/note.md", "> [!TIP]\n> [Gone](gone.md) <xref:u2>\n");
                "links of the fragment".to_owned()
            }
            _ => {
                self.write("includes/note.md", format!("Note {number}.\n\n## Part\n"));
                "the fragment".to_owned()
            }
        }
    }

    fn edit_template(&mut self, number: usize) -> String {
        let name = *self.random.of(&["templates/own.html", "templates/part.html"]);
        if self.files.contains_key(name) && self.random.below(3) == 0 {
            self.remove(name);
            return format!("remove {name}");
        }
        let text = match name {
            "templates/own.html" => "<title>{{ page.title }}</title>{% include \"part.html\" %}{{ body }}\n".to_owned(),
            _ => format!("<p>part {number}</p>\n"),
        };
        self.write(name, text);
        format!("write {name}")
    }

    fn edit_configuration(&mut self, number: usize) -> String {
        let more = *self.random.of(&[
            "",
            "search: false\n",
            "urls: pretty\n",
            "rules: { page-orphan: off }\n",
            "templates: templates\n",
            "language: nb\n",
            "facet_defaults:\n  - { files: \"guide/**\", environment: onsite }\n",
        ]);
        self.write("skilt.yml", format!("title: World {}\nbase_url: https://docs.example.com\n{more}", number % 2));
        format!("the configuration, with {more:?}")
    }
}
