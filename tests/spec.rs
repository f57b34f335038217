//! Cases of the flavour in `tests/spec/*.md`, one a heading: prose says the rule, a fence `markdown` is the page, fences
//! with `file=NAME` stand beside it, a fence `html` is what `skilt render` prints, a fence `diagnostics` what is
//! reported: `line:column code message` a line, none if it is empty or missing and `html` is there.
//!
//! `SKILT_UPDATE_SPEC=1 cargo test --test spec` writes what is printed and reported into the files, to be read.

mod support;

use skilt::render::Dress;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

struct Case {
    name: String,
    page: String,
    files: Vec<(String, String)>,
    html: Option<String>,
    diagnostics: Option<String>,
}

/// A fence: its info string, its text, and where the text stands in the file.
struct Fence {
    info: String,
    text: String,
    range: std::ops::Range<usize>,
}

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the cases are there").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let update = std::env::var_os("SKILT_UPDATE_SPEC").is_some();
    let mut wrong = String::new();
    let mut count = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).expect("the cases are text").replace("\r\n", "\n");
        let shared = shared_files(&text);
        let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
        for (case, fences) in read(&text) {
            count += 1;
            let (html, diagnostics) = run(&case, &shared);
            let place = format!("{}: {}", file.file_name().unwrap_or_default().to_string_lossy(), case.name);
            for (what, wanted, found) in [("html", &case.html, &html), ("diagnostics", &case.diagnostics, &diagnostics)]
            {
                let missing = wanted.is_none() && what == "diagnostics" && case.html.is_some() && !found.is_empty();
                if missing || wanted.as_ref().is_some_and(|wanted| wanted.trim_end() != found.trim_end()) {
                    let wanted = wanted.as_deref().unwrap_or("nothing");
                    writeln!(wrong, "{place}\n--- wanted {what}\n{wanted}\n--- found\n{found}").expect("a string");
                    if let Some(fence) = fences.iter().find(|fence| fence.info == what) {
                        edits.push((fence.range.clone(), found.clone()));
                    }
                }
            }
        }
        if update {
            let mut new = text.clone();
            for (range, found) in edits.into_iter().rev() {
                let end = if found.is_empty() || found.ends_with('\n') { "" } else { "\n" };
                new.replace_range(range, &format!("{found}{end}"));
            }
            std::fs::write(&file, new).expect("the cases can be written");
        }
    }
    println!("{count} cases");
    assert!(count > 0 && wrong.is_empty(), "{wrong}");
}

/// A page says the same with any line ends, with a byte order mark and without a final line end.
#[test]
fn line_ends_do_not_matter() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    for entry in std::fs::read_dir(folder).expect("the cases are there") {
        let text = std::fs::read_to_string(entry.expect("a file").path()).expect("the cases are text");
        let text = text.replace("\r\n", "\n");
        let shared = shared_files(&text);
        // All pages of a file as one: the line ends of each directive count, not the number of sites.
        let pages: Vec<String> = read(&text).into_iter().map(|(case, _)| case.page).collect();
        let page = pages.join("\n\n");
        let html = |page: String| {
            let mut files = shared.clone();
            files.push(("page.md".to_owned(), page));
            support::render(&files, "page.md", Dress::Site).html
        };
        let plain = html(page.clone());
        for (what, other) in [
            ("CRLF", page.replace('\n', "\r\n")),
            ("a byte order mark", format!("\u{feff}{page}")),
            ("no final line end", page.trim_end().to_owned()),
        ] {
            let other = html(other);
            let at = plain.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
            let around = |html: &str| html.get(at.saturating_sub(80)..(at + 80).min(html.len())).map(str::to_owned);
            assert!(plain == other, "{what}: {:?}\nbecomes {:?}", around(&plain), around(&other));
        }
    }
}

fn run(case: &Case, shared: &[(String, String)]) -> (String, String) {
    let mut files = shared.to_vec();
    files.retain(|(path, _)| case.files.iter().all(|(own, _)| own != path));
    files.extend(case.files.iter().cloned());
    files.push(("page.md".to_owned(), case.page.clone()));
    let rendered = support::render(&files, "page.md", Dress::Bare);
    let mut lines = String::new();
    for diagnostic in &rendered.diagnostics {
        let Some(place) = &diagnostic.place else { continue };
        // What is said about the site around the page is no matter of the case.
        if matches!(diagnostic.code.name, "page-orphan" | "asset-unused" | "config-unsupported") {
            continue;
        }
        let file = if place.file.as_str() == "page.md" { String::new() } else { format!("{}:", place.file) };
        let start = place.span.map_or_else(String::new, |s| format!("{}:{}", s.start.line, s.start.column));
        writeln!(lines, "{file}{start} {} {}", diagnostic.code.name, diagnostic.message).expect("a string");
    }
    (rendered.html, lines)
}

/// The files that stand beside all cases: the fences before the first of them.
fn shared_files(text: &str) -> Vec<(String, String)> {
    let end = starts(text).first().copied().unwrap_or(text.len());
    files(&fences(&text[..end], 0))
}

/// Where the cases start: headings of level two that do not stand in a fence.
fn starts(text: &str) -> Vec<usize> {
    let all = fences(text, 0);
    let starts = text.match_indices("\n## ").map(|(at, _)| at + 1);
    starts.filter(|at| !all.iter().any(|fence| fence.range.contains(at))).collect()
}

fn read(text: &str) -> Vec<(Case, Vec<Fence>)> {
    let mut cases = Vec::new();
    let starts = starts(text);
    for (n, start) in starts.iter().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(text.len());
        let name = text[*start..].lines().next().unwrap_or_default().trim_start_matches("## ").to_owned();
        let fences = fences(&text[*start..end], *start);
        let get = |info: &str| fences.iter().find(|fence| fence.info == info).map(|fence| fence.text.clone());
        let Some(page) = get("markdown") else { panic!("the case `{name}` has no page") };
        let case = Case { name, page, files: files(&fences), html: get("html"), diagnostics: get("diagnostics") };
        cases.push((case, fences));
    }
    cases
}

fn files(fences: &[Fence]) -> Vec<(String, String)> {
    let named = fences.iter().filter_map(|fence| Some((fence.info.split_once("file=")?.1, fence)));
    named.map(|(name, fence)| (name.trim().to_owned(), fence.text.clone())).collect()
}

fn fences(text: &str, base: usize) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let ticks = line.bytes().take_while(|b| *b == b'`').count();
        match &open {
            None if ticks >= 3 => open = Some((ticks, line[ticks..].trim().to_owned(), at + line.len())),
            Some((wanted, info, start)) if ticks >= *wanted && line.trim_end().len() == ticks => {
                let range = base + start..base + at;
                found.push(Fence { info: info.clone(), text: text[*start..at].to_owned(), range });
                open = None;
            }
            _ => {}
        }
        at += line.len();
    }
    found
}
