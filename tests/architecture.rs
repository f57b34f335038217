//! The house rules, read out of the sources: who may import whom, who may touch the machine, and how code is written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Which rooms a room may import, floor by floor. Imports go downward only, and rooms of one floor do not know each
/// other: a change in one cannot break its neighbour.
const TABLE: &[(&str, &[&str])] = &[
    // Floor 0: spans, paths, digests, diagnostics and their codes.
    ("base", &[]),
    // Floor 1: input, pure text work, output of problems.
    ("source", &["base"]),
    ("syntax", &["base"]),
    ("report", &["base"]),
    // Floor 2: the configuration and the values that phases hand on.
    ("config", &["base", "syntax"]),
    ("model", &["base", "syntax"]),
    // Floor 3: what one file says; the site as a whole. Addresses and dates are read by `syntax`, which is below all.
    ("kind", &["base", "source", "syntax", "config", "model"]),
    ("index", &["base", "syntax", "config", "model"]),
    // Other hosts, for links to them. It reads the configuration and answers in values of `model`.
    ("net", &["base", "syntax", "config", "model"]),
    // Floor 4: what does not resolve; pages; the files of the output. `kind` describes and `render` draws: they meet
    // only in values of `model`.
    ("check", &["base", "syntax", "config", "model", "index"]),
    ("render", &["base", "syntax", "config", "model", "index"]),
    ("emit", &["base", "source", "syntax", "config", "model", "index"]),
    // Floor 5: the pipeline.
    (
        "build",
        &["base", "source", "syntax", "report", "config", "model", "kind", "index", "net", "check", "render", "emit"],
    ),
    // Floor 6: the development server runs the pipeline and serves what it wrote.
    ("serve", &["base", "report", "config", "build"]),
    // Floor 7: the commands.
    (
        "cli",
        &[
            "base", "source", "syntax", "report", "config", "model", "kind", "index", "check", "render", "emit",
            "build", "serve",
        ],
    ),
];

/// The files and rooms that may use parts of the machine. Everything else is a function of its arguments.
const MACHINE: &[(&str, &[&str])] = &[
    // The only reader of input, the only writer of output, the lock, the marks that tell whether an input changed
    // (sizes and dates, no content), the cache, the server, and the commands that write new sites and reports.
    ("std::fs", &["source", "emit", "net/cache.rs", "build/lock.rs", "build/inputs.rs", "build/cache", "serve", "cli"]),
    ("std::net", &["serve", "cli"]),
    ("tokio::net", &["serve", "net/http.rs"]),
    ("reqwest", &["net/http.rs", "net/follow.rs"]),
    // git is asked for dates and changes; commands end with a status; caches save under a name that no other process
    // has; a lock says who holds it.
    ("std::process", &["source/git.rs", "serve", "cli", "main.rs", "build/cache", "build/lock.rs", "net/cache.rs"]),
    // Who reads the environment would write it into the output sooner or later. The cache asks which program runs.
    ("std::env", &["cli", "serve", "build/cache"]),
];

/// What input could turn into a crash.
const PANICS: &[&str] = &[".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("];

/// Comparisons with the name of a page kind outside `kind/`, each with its reason.
const KIND_NAMES: &[(&str, &str)] = &[
    // The pages of an API reference are reached from their namespaces, not from tables of contents. The rules may not
    // import `kind`, so the outline's word for its kind is all they have.
    ("check/unused.rs", "outline.kind == \"reference\""),
];

/// The most lines of a file.
const MAX_LINES: usize = 450;

/// A source file without its tests, comments and the contents of its literals.
struct Source {
    /// Its path below `src`.
    path: String,
    /// What is left of it.
    code: String,
    /// The same with literals.
    text: String,
    /// How many lines it has, tests included.
    lines: usize,
}

impl Source {
    fn room(&self) -> &str {
        self.path.split('/').next().unwrap_or("").trim_end_matches(".rs")
    }
}

fn sources() -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    let gated = gated_modules(&files);
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("a source").replace("\r\n", "\n");
        let name = path.strip_prefix(&top).expect("below src").to_string_lossy().replace('\\', "/");
        let shipped = without_tests(&text);
        Source {
            path: name,
            code: without_literals(&shipped, true),
            text: without_literals(&shipped, false),
            lines: text.lines().count(),
        }
    };
    files.iter().filter(|path| !gated.contains(*path)).map(read).collect()
}

/// The files of modules that are declared under `#[cfg(test)]`.
fn gated_modules(files: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut gated = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(file).expect("a source");
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            let Some((_, name)) = line.strip_suffix(';').and_then(|line| line.split_once("mod ")) else { continue };
            let before: Vec<&str> =
                lines[..at].iter().rev().take_while(|line| line.starts_with("#[")).copied().collect();
            if !before.contains(&"#[cfg(test)]") {
                continue;
            }
            let folder = file.parent().expect("a folder");
            let stem = file.file_stem().and_then(|stem| stem.to_str()).expect("a name");
            let inner = if stem == "mod" { folder.to_owned() } else { folder.join(stem) };
            let named = before.iter().find_map(|line| line.strip_prefix("#[path = \"")?.strip_suffix("\"]"));
            gated.insert(match named {
                Some(path) => folder.join(path),
                None => inner.join(format!("{name}.rs")),
            });
        }
    }
    gated
}

/// The text up to the tests at its end.
fn without_tests(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let end = lines
        .windows(2)
        .position(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{'))
        .unwrap_or(lines.len());
    lines[..end].join("\n")
}

/// The text without comments; with `literals`, what stands between double quotes goes too.
fn without_literals(text: &str, literals: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => {
                for c in chars.by_ref() {
                    if c == '\n' {
                        out.push('\n');
                        break;
                    }
                }
            }
            '\'' => {
                // A character such as '"' must not open a literal; a lifetime is left as it is.
                out.push(c);
                let rest: Vec<char> = chars.clone().take(2).collect();
                match rest.as_slice() {
                    ['\\', _] => {
                        chars.next();
                        chars.next();
                    }
                    ['"', '\''] => {
                        chars.next();
                    }
                    _ => {}
                }
            }
            '"' => {
                out.push('"');
                // Raw literals: as many `#` close them as opened them.
                let hashes = out[..out.len() - 1].chars().rev().take_while(|c| *c == '#').count();
                let raw = out[..out.len() - 1 - hashes].ends_with('r');
                let mut content = String::new();
                while let Some(c) = chars.next() {
                    if raw && c == '"' && chars.clone().take(hashes).filter(|c| *c == '#').count() == hashes {
                        break;
                    }
                    if !raw && c == '"' {
                        break;
                    }
                    content.push(c);
                    if !raw && c == '\\' {
                        content.extend(chars.next());
                    }
                }
                if !literals {
                    out.push_str(&content);
                }
                out.push('"');
            }
            c => out.push(c),
        }
    }
    out
}

/// Every `crate::room` of a text, in `use` lines, groups and inline paths.
fn imports(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let list: Vec<&str> = match rest.strip_prefix('{') {
            // `use crate::{a::X, b}`: the names that stand at the top of the group.
            Some(group) => {
                let mut depth = 0;

                group
                    .split(|c| {
                        depth += i32::from(c == '{') - i32::from(c == '}');
                        depth == 0 && c == ','
                    })
                    .collect()
            }
            None => vec![rest],
        };
        for part in list {
            let name: String = part.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            rooms.insert(name);
        }
    }
    rooms
}

#[test]
fn imports_go_downward_only() {
    let table: BTreeMap<&str, &[&str]> = TABLE.iter().copied().collect();
    let mut wrong = Vec::new();
    for source in sources() {
        if matches!(source.path.as_str(), "lib.rs" | "main.rs") {
            continue;
        }
        let Some(allowed) = table.get(source.room()) else {
            wrong.push(format!("{}: the room `{}` is not in the table", source.path, source.room()));
            continue;
        };
        for name in imports(&source.code) {
            if name != source.room() && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{}: `{}` may not import `{name}`", source.path, source.room()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_goes_downward_only() {
    let floor: BTreeMap<&str, usize> = TABLE.iter().enumerate().map(|(at, (room, _))| (*room, at)).collect();
    for (room, allowed) in TABLE {
        for lower in *allowed {
            assert!(floor[lower] < floor[room], "`{room}` stands above `{lower}`");
        }
    }
}

#[test]
fn few_files_touch_the_machine() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (part, allowed) in MACHINE {
            let may =
                allowed.iter().any(|place| source.path == *place || source.path.starts_with(&format!("{place}/")));
            // `use std::{fs, io}` would hide the name.
            let short = part.trim_start_matches("std::");
            let grouped = source.code.match_indices("std::{").any(|(at, _)| {
                let group = source.code[at..].split(';').next().unwrap_or("");
                group.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == short)
            });
            if !may
                && (source.code.contains(&format!("{part}::")) || source.code.contains(&format!("{part};")) || grouped)
            {
                wrong.push(format!("{} may not use {part}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn input_cannot_make_it_panic_on_purpose() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (number, line) in source.code.lines().enumerate() {
            for word in PANICS.iter().filter(|word| line.contains(**word)) {
                wrong.push(format!("{}:{}: `{word}`", source.path, number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_short() {
    let sources = sources();
    let is_test = |path: &str| path.ends_with("tests.rs");
    let long: Vec<&str> = sources
        .iter()
        .filter(|source| source.lines > MAX_LINES && !is_test(&source.path))
        .map(|source| source.path.as_str())
        .collect();
    assert!(long.is_empty(), "more than {MAX_LINES} lines: {long:?}; split them");
}

#[test]
fn rooms_have_names_that_say_something() {
    for source in sources() {
        for part in source.path.split('/') {
            let name = part.trim_end_matches(".rs");
            assert!(!["utils", "util", "helpers", "misc", "common", "prelude"].contains(&name), "{}", source.path);
        }
        for word in ["mod utils", "mod util ", "mod prelude", "mod helpers", "mod misc"] {
            assert!(!source.code.contains(word), "{}: `{word}`", source.path);
        }
    }
}

#[test]
fn every_dependency_has_its_reason_written_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(root.join(name)).expect(name);
    let (manifest, page) = (read("Cargo.toml"), read("content/contributing/dependencies.md"));
    let of = |line: &str| line.split(['=', ' ']).next().map(str::to_owned).filter(|name| !name.is_empty());
    let (mut section, mut named) = ("", BTreeSet::new());
    for line in manifest.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('[') {
            Some(header) => section = header.trim_end_matches(']'),
            None if section.ends_with("dependencies") => named.extend(of(line)),
            None => {}
        }
    }
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    let rows: BTreeSet<String> = rows
        .flat_map(|names| names.split('`').map(str::to_owned))
        .filter(|name| of(name).as_ref() == Some(name))
        .collect();
    assert!(named.len() > 30, "{named:?}");
    let missing: Vec<&String> = named.difference(&rows).collect();
    assert!(missing.is_empty(), "no row in dependencies.md: {missing:?}");
    let gone: Vec<&String> = rows.difference(&named).filter(|name| *name != "serde-saphyr").collect();
    assert!(gone.is_empty(), "rows of crates that are not used: {gone:?}");
}

#[test]
fn only_kinds_know_the_names_of_kinds() {
    let names: Vec<&str> = skilt::kind::KINDS.iter().map(|kind| kind.name).collect();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.room() != "kind") {
        for (number, line) in source.text.lines().enumerate() {
            let compares = names.iter().any(|name| {
                let word = format!("\"{name}\"");
                [format!("== {word}"), format!("!= {word}"), format!("named({word})"), format!("{word} =>")]
                    .iter()
                    .any(|form| line.contains(form.as_str()))
            });
            let allowed = KIND_NAMES.iter().any(|(path, text)| source.path == *path && line.contains(text));
            if compares && !allowed {
                wrong.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_sources_sees_what_it_must() {
    let code = without_literals(
        "use crate::{base::X, syntax::{a, b}}; // crate::cli\nlet x = \"crate::serve\"; '\"'; r#\"crate::emit\"#",
        true,
    );
    assert_eq!(imports(&code).into_iter().collect::<Vec<_>>(), ["base", "syntax"]);
    assert_eq!(without_tests("a\n#[cfg(test)]\nmod tests {\nb"), "a");
}
