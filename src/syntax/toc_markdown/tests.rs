use super::*;

fn one(line: &str) -> TocItem {
    let (toc, problems) = parse(line);
    assert_eq!(problems, [], "{line}");
    assert_eq!(toc.items.len(), 1, "{line}");
    toc.items.into_iter().next().expect("one entry")
}

fn kinds(source: &str) -> Vec<TocProblemKind> {
    parse(source).1.into_iter().map(|problem| problem.kind).collect()
}

fn outline(items: &[TocItem], depth: usize, out: &mut String) {
    for item in items {
        let label = item.name.as_deref().or(item.uid.as_ref().map(|uid| uid.text.as_str())).unwrap_or("?");
        out.push_str(&format!("{}{label}\n", "-".repeat(depth)));
        outline(&item.items, depth + 1, out);
    }
}

#[test]
fn links_of_every_form() {
    for (line, name, href, uid, display) in [
        ("# [Title](a/b.md)", Some("Title"), Some("a/b.md"), None, None),
        ("#[Title](a.md) ##  ", Some("Title"), Some("a.md"), None, None),
        ("# [T](a.md \"Other words\")", Some("T"), Some("a.md"), None, Some("Other words")),
        ("# [A [b] (c)](d(1).md)", Some("A [b] (c)"), Some("d(1).md"), None, None),
        ("# [T](https://example.com/x)", Some("T"), Some("https://example.com/x"), None, None),
        ("# [T](@some.uid)", Some("T"), None, Some("some.uid"), None),
        ("# [T](xref:some.uid)", Some("T"), None, Some("some.uid"), None),
        ("# [T]()", Some("T"), None, None, None),
        ("# <xref:some.uid>", None, None, Some("some.uid"), None),
        ("# <xref:\"uid with > and blanks\"> #", None, None, Some("uid with > and blanks"), None),
        ("# @some.uid#", None, None, Some("some.uid#"), None),
        ("# @'some uid'", None, None, Some("some uid"), None),
        ("# @uid. and text", Some("@uid. and text"), None, None, None),
        ("# Text only  ##", Some("Text only"), None, None, None),
        ("# C#", Some("C#"), None, None, None),
        ("# [T](a.md) more", Some("[T](a.md) more"), None, None, None),
        ("# [T](a.md)#", Some("[T](a.md)#"), None, None, None),
        ("# [Title](%23ctor.md)", Some("Title"), Some("%23ctor.md"), None, None),
    ] {
        let item = one(line);
        assert_eq!(item.name.as_deref(), name, "{line}");
        assert_eq!(item.href.as_ref().map(|href| href.text.as_str()), href, "{line}");
        assert_eq!(item.uid.as_ref().map(|uid| uid.text.as_str()), uid, "{line}");
        assert_eq!(item.display_name.as_deref(), display, "{line}");
        for text in [&item.href, &item.uid].into_iter().flatten() {
            assert_eq!(line.get(text.span.clone()), Some(text.text.as_str()), "{line}");
        }
    }
}

#[test]
fn depth_makes_the_tree() {
    let source = "\u{feff}# A\r\n## [B](b.md)\r\n### @c\r\n\r\n<!-- a\r\ncomment -->\r\n## D\r\n# E";
    let (toc, problems) = parse(source);
    assert_eq!(problems, []);
    let mut text = String::new();
    outline(&toc.items, 0, &mut text);
    assert_eq!(text, "A\n-B\n--c\n-D\nE\n");
    let href = toc.items[0].items[0].href.as_ref().expect("a link");
    assert_eq!(source.get(href.span.clone()), Some("b.md"));
}

#[test]
fn problems_have_places_and_reading_goes_on() {
    let source = "# A\n### C\ntext\n  # indented\n## D\n#\n";
    let (toc, problems) = parse(source);
    let found: Vec<_> = problems.iter().map(|p| (p.kind, source.get(p.span.clone()).unwrap_or_default())).collect();
    assert_eq!(
        found,
        [
            (TocProblemKind::SkippedLevel, "### C"),
            (TocProblemKind::UnknownSyntax, "text"),
            (TocProblemKind::UnknownSyntax, "  # indented"),
            (TocProblemKind::UnknownSyntax, "#"),
        ]
    );
    let mut text = String::new();
    outline(&toc.items, 0, &mut text);
    assert_eq!(text, "A\n-C\n-D\n");
    assert_eq!(kinds("## B"), [TocProblemKind::SkippedLevel]);
}

#[test]
fn comments_may_hold_anything() {
    assert_eq!(kinds("<!-- # x -->\n# A\n<!---->\n  <!-- a --> b -->\n"), []);
    assert_eq!(kinds("<!-- open\n# A\n"), [TocProblemKind::UnknownSyntax]);
}

#[test]
fn size_and_depth_are_bounded() {
    let deep: String = (1..=200).map(|level| format!("{} x\n", "#".repeat(level))).collect();
    let (toc, problems) = parse(&deep);
    assert!(problems.iter().any(|p| p.kind == TocProblemKind::TooDeep));
    let mut depth = 0;
    let mut items = &toc.items;
    while let Some(item) = items.first() {
        depth += 1;
        items = &item.items;
    }
    assert_eq!(depth, MAX_DEPTH);
    let wide: String = (0..10_000).map(|n| format!("{} [n{n}](n{n}.md)\n", "#".repeat(1 + n % 3))).collect();
    assert_eq!(parse(&wide).1, []);
    parse(&format!("# {}", "[](".repeat(50_000)));
    parse(&"<!--".repeat(20_000));
}

/// The vectors are resolved models; of those whose tables need no other file, names and links must agree.
#[test]
fn vectors() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors/docfx-markdown.json");
    let Ok(text) = std::fs::read_to_string(path) else { return println!("skipped: ../shared is not here") };
    let all: serde_json::Value = serde_json::from_str(&text).expect("the vectors are JSON");
    let mut total = 0;
    for vector in all["vectors"].as_array().expect("a list") {
        let Some(source) = vector["files"]["toc.md"].as_str().filter(|_| vector["kind"] == "toc-model") else {
            continue;
        };
        let (toc, problems) = parse(source);
        assert_eq!(problems, []);
        for (item, wanted) in toc.items.iter().zip(vector["expected"]["Items"].as_array().expect("a list")) {
            assert_eq!(item.name.as_deref(), wanted["Name"].as_str());
            assert_eq!(item.href.as_ref().map(|href| href.text.as_str()), wanted["Href"].as_str());
        }
        total += 1;
    }
    println!("toc.md vectors: {total} passed of {total}");
}
