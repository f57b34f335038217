use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::super::yaml::tests::{check_spans, yamlish};
use super::*;

fn kinds(problems: &[Problem]) -> Vec<&ProblemKind> {
    problems.iter().map(|problem| &problem.kind).collect()
}

fn title(front: &FrontMatter) -> &str {
    front.node.get("title").and_then(Node::as_str).unwrap_or("(missing)")
}

#[test]
fn splits_with_every_line_ending() {
    for end in ["\n", "\r\n", "\r"] {
        for (bom, open, close) in [("", "---", "---"), ("\u{feff}", "--- \t", "..."), ("", "---", "--- ")] {
            let text = ["title: æ # note", "uid: x", "# so.topic:"].join(end);
            let text = format!("{bom}{open}{end}{text}{end}{close}{end}# Body{end}");
            let (front, problems) = split(&text);
            assert_eq!(problems, []);
            assert_eq!(&text[front.body..], format!("# Body{end}"));
            assert_eq!(front.range, bom.len()..front.body);
            let value = front.node.get("title").expect("title");
            assert_eq!(&text[value.span.clone()], "æ");
        }
    }
}

#[test]
fn the_head_may_be_empty_or_the_whole_file() {
    for text in ["---\n---\nx", "---\n\n---\nx", "---\n# only a comment\n---\nx"] {
        let (front, problems) = split(text);
        assert_eq!((&text[front.body..], problems.len(), front.node.entries().len()), ("x", 0, 0), "{text:?}");
    }
    let text = "---\ntitle: t\n---";
    let (front, problems) = split(text);
    assert_eq!((title(&front), front.body, problems.len()), ("t", text.len(), 0));
}

#[test]
fn files_without_front_matter_are_all_body() {
    for text in [
        "",
        "# x\n",
        "---\n\n# x\n",
        "---",
        "---\nSome text.\n",
        "----\na: b\n----\n",
        " ---\na: b\n---\n",
        "x\n---\na: b\n---\n",
    ] {
        let (front, problems) = split(text);
        assert_eq!((front.body, problems.len()), (0, 0), "{text:?}");
        assert!(front.node.is_empty() && front.range.is_empty());
    }
    assert_eq!(split("\u{feff}# x").0.body, 3);
}

#[test]
fn an_unclosed_head_ends_where_no_key_can_be() {
    for (text, body) in [
        ("---\ntitle: t\nl:\n- a\n  b\n# c\n\nBody: x\n", "\nBody: x\n"),
        ("---\ntitle: t\nBody text here.\n", "Body text here.\n"),
        ("---\ntitle: t\n", ""),
    ] {
        let (front, problems) = split(text);
        assert_eq!(title(&front), "t");
        assert_eq!(&text[front.body..], body);
        assert_eq!(kinds(&problems), [&ProblemKind::Unclosed]);
        assert_eq!(problems[0].range, 0..3);
    }
}

#[test]
fn a_head_that_is_no_mapping_is_dropped() {
    for text in
        ["---\nJust words\nand more.\n---\nx", "---\n- a\n- b\n---\nx", "---\n\n**Note** the [x](y), `z`.\n\n---\nx"]
    {
        let (front, problems) = split(text);
        assert_eq!(&text[front.body..], "x");
        assert!(front.node.is_empty());
        assert_eq!(kinds(&problems), [&ProblemKind::NotMapping], "{problems:?}");
        assert!(!text[problems[0].range.clone()].contains('\n'));
    }
}

#[test]
fn problems_point_into_the_file() {
    let text = "\u{feff}---\r\ntitle: æ: b\r\nuid: x\r\nuid: {{y}}\r\n---\r\nBody";
    let (front, problems) = split(text);
    assert_eq!(title(&front), "æ: b");
    let places: Vec<_> = problems.iter().map(|p| (p.range.start, &text[p.range.clone()])).collect();
    let at = |needle: &str| text.find(needle).expect("needle");
    assert_eq!(places, [(at(": b"), ":"), (at("uid: {"), "uid"), (at("{{y"), "{{y}}")]);
}

#[test]
fn huge_heads_are_refused_quickly() {
    let lines = format!("---\n{}---\nBody", "key: value\n".repeat(4_700_000));
    let line = format!("---\nkey: {}", "x".repeat(50_000_000));
    let plain = "x".repeat(50_000_000);
    for (text, problem) in [(&lines, true), (&line, true), (&plain, false)] {
        let start = Instant::now();
        let (front, problems) = split(text);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(20), "{took:?}");
        assert_eq!(problems.iter().any(|p| p.kind == ProblemKind::TooLarge), problem);
        assert_eq!(front.body, if problem { text.len() } else { 0 });
    }
    let text = format!("---\ntitle: t\n\n{}", "words\n".repeat(100_000));
    let (front, problems) = split(&text);
    assert_eq!((title(&front), kinds(&problems)), ("t", vec![&ProblemKind::Unclosed]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_text_panics(inner in yamlish(), rest in "\\PC{0,20}") {
        for text in [format!("---\n{inner}"), format!("---\n{inner}\n---\n{rest}"), format!("{rest}{inner}")] {
            let (front, problems) = split(&text);
            check_spans(&front.node, &text);
            assert!(text.get(front.body..).is_some() && text.get(front.range.clone()).is_some());
            for problem in problems {
                assert!(text.get(problem.range.clone()).is_some(), "{problem:?} in {text:?}");
            }
        }
    }
}

fn files(folder: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        match path.extension() {
            _ if path.is_dir() => files(&path, extensions, found),
            Some(extension) if extensions.iter().any(|known| extension == *known) => found.push(path),
            _ => {}
        }
    }
}

/// Splits all Markdown files below a folder and prints what was found.
fn survey(root: &Path) -> (usize, usize) {
    let mut paths = Vec::new();
    files(root, &["md", "mdx"], &mut paths);
    let texts: Vec<_> = paths.iter().filter_map(|path| Some((path, std::fs::read_to_string(path).ok()?))).collect();
    let start = Instant::now();
    let heads: Vec<_> = texts.iter().map(|(_, text)| split(text)).collect();
    let took = start.elapsed();
    let (mut with, mut troubled) = (0, 0);
    for ((path, text), (front, problems)) in texts.iter().zip(&heads) {
        check_spans(&front.node, text);
        with += usize::from(!front.range.is_empty());
        troubled += usize::from(!problems.is_empty());
        for problem in problems {
            let line = text[..problem.range.start].lines().count();
            eprintln!("{}:{line}: {:?} {}", path.display(), problem.kind, problem.message);
        }
    }
    eprintln!("{} files, {with} with front matter, {troubled} with problems, {took:?}", texts.len());
    (with, troubled)
}

#[test]
fn reads_the_shared_corpus() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !root.is_dir() {
        eprintln!("skipped: ../shared is not here");
        return;
    }
    let (with, troubled) = survey(&root);
    assert!(with > 0 && troubled * 20 <= with, "{troubled} of {with} have problems");
}
