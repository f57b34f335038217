use super::*;
use crate::syntax::toc_markdown;
use crate::syntax::yaml::{Entry, Limits, Map, Node, Value, parse};

fn read(source: &str) -> (Toc, Vec<TocProblem>) {
    let (node, problems) = parse(source, &Limits::document());
    assert_eq!(problems, []);
    from_yaml(&node)
}

#[test]
fn every_field_is_read() {
    let source = "order: 7\npdf: true\npdfPages: [a, b]\nitems:\n- name: One\n  displayName: First\n  href: a.md\n  \
                  topicHref: t.md\n  homepage: lost.md\n  tocHref: b/toc.yml\n  uid: u\n  homepageUid: h\n  \
                  expanded: true\n  order: 3\n  type: Class\n  colour: red\n  items:\n  - name: Two\n    homepage: h.md\n    href: 'q.md'\n";
    let (toc, problems) = read(source);
    assert_eq!(problems, []);
    assert_eq!(toc.order, Some(7));
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(toc.extra, [pair("pdf", "true"), pair("pdfPages", r#"["a","b"]"#)]);
    let one = &toc.items[0];
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.text.clone()).unwrap_or_default();
    assert_eq!((one.name.as_deref(), one.display_name.as_deref()), (Some("One"), Some("First")));
    assert_eq!(
        (text(&one.href), text(&one.topic_href), text(&one.toc_href)),
        ("a.md".into(), "t.md".into(), "b/toc.yml".into())
    );
    assert_eq!((text(&one.uid), text(&one.topic_uid)), ("u".into(), "h".into()));
    assert_eq!((one.expanded, one.order, one.kind.as_deref()), (Some(true), Some(3), Some("Class")));
    assert_eq!(one.extra, [pair("colour", "red")]);
    let two = &one.items[0];
    assert_eq!(text(&two.topic_href), "h.md");
    for (href, written) in [(&one.href, "a.md"), (&two.href, "q.md")] {
        let href = href.as_ref().expect("a link");
        assert!(source.get(href.span.clone()).expect("a place").contains(written));
    }
}

#[test]
fn a_list_is_a_table_too() {
    let (toc, problems) = read("- name: A\n- href: b.md\n  items:\n");
    assert_eq!((toc.items.len(), problems), (2, vec![]));
    for empty in ["", "# nothing\n", "items:\n", "[]\n"] {
        assert_eq!(read(empty), (Toc::default(), vec![]), "{empty}");
    }
}

#[test]
fn wrong_shapes_are_told_and_left_out() {
    let kinds = |source: &str| read(source).1.into_iter().map(|problem| problem.kind).collect::<Vec<_>>();
    assert_eq!(kinds("-\n- name: A\n- ~\n"), [TocProblemKind::EmptyNode, TocProblemKind::EmptyNode]);
    for wrong in [
        "just text\n",
        "- a.md\n",
        "- - name: A\n",
        "items: text\n",
        "- items:\n    name: A\n",
        "- name: [A]\n",
        "- expanded: maybe\n",
        "order: first\nitems: []\n",
    ] {
        assert_eq!(kinds(wrong), [TocProblemKind::WrongShape], "{wrong}");
    }
    let (toc, _) = read("- a.md\n- name: A\n  href: {x: y}\n");
    assert_eq!(toc.items.len(), 1);
}

#[test]
fn depth_is_bounded_and_size_is_not() {
    let mut node = Node::empty_map(0);
    for _ in 0..MAX_DEPTH + 5 {
        let list = Node { value: Value::List(vec![node]), span: 0..0 };
        let entry = Entry { key: "items".to_owned(), key_span: 0..0, value: list };
        node = Node { value: Value::Map(Map { entries: vec![entry], flow: false }), span: 0..0 };
    }
    let (_, problems) = from_yaml(&node);
    assert_eq!(problems.iter().map(|problem| problem.kind).collect::<Vec<_>>(), [TocProblemKind::TooDeep]);
    let wide: String = (0..10_000).map(|n| format!("- name: n{n}\n  href: n{n}.md\n")).collect();
    let (toc, problems) = read(&wide);
    assert_eq!((toc.items.len(), problems.len()), (10_000, 0));
}

/// Names, and the links that need no other file, of each entry that the vectors resolve.
#[test]
fn vectors() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors/docfx-markdown.json");
    let Ok(text) = std::fs::read_to_string(path) else { return println!("skipped: ../shared is not here") };
    let all: serde_json::Value = serde_json::from_str(&text).expect("the vectors are JSON");
    let mut total = 0;
    for vector in all["vectors"].as_array().expect("a list") {
        let (file, items) = match vector["kind"].as_str() {
            Some("toc-model") => ("toc.yml", vector["expected"]["Items"].clone()),
            Some("toc-json") => {
                let expected = &vector["expected"];
                let inner = expected["content"].as_str().map(serde_json::from_str::<serde_json::Value>);
                let whole = inner.map_or_else(|| expected.clone(), |inner| inner.expect("the content is JSON"));
                (vector["input"].as_str().unwrap_or_default(), whole["items"].clone())
            }
            _ => continue,
        };
        let Some(source) = vector["files"][file].as_str() else { continue };
        let (toc, problems) = if file.ends_with(".md") { toc_markdown::parse(source) } else { read(source) };
        assert_eq!(problems, [], "{}", vector["name"]);
        agree(&toc.items, &items);
        total += 1;
    }
    println!("toc vectors: {total} passed of {total}");
}

fn agree(items: &[TocItem], wanted: &serde_json::Value) {
    let wanted = wanted.as_array().map(Vec::as_slice).unwrap_or_default();
    assert_eq!(items.len(), wanted.len());
    for (item, wanted) in items.iter().zip(wanted) {
        let field = |lower: &str, upper: &str| wanted[lower].as_str().or_else(|| wanted[upper].as_str());
        if item.name.is_some() {
            assert_eq!(item.name.as_deref(), field("name", "Name"));
        }
        assert_eq!(item.expanded, wanted["expanded"].as_bool());
        if let Some(href) =
            item.href.as_ref().filter(|href| href.text.starts_with("http") || href.text.starts_with("gen"))
        {
            assert_eq!(Some(href.text.as_str()), field("href", "Href"));
        }
        if !item.items.is_empty() {
            agree(&item.items, if wanted["items"].is_null() { &wanted["Items"] } else { &wanted["items"] });
        }
    }
}
