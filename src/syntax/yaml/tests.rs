use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn front(text: &str) -> (Node, Vec<Problem>) {
    parse(text, &Limits::front_matter())
}

fn clean(text: &str) -> Node {
    let (node, problems) = parse(text, &Limits::document());
    assert_eq!(problems, [], "{text:?}");
    node
}

fn text<'a>(node: &'a Node, key: &str) -> &'a str {
    node.get(key).and_then(Node::as_str).unwrap_or("(missing)")
}

/// What each problem says, with the source text that it points at.
fn said(source: &str) -> Vec<(String, String)> {
    let (_, problems) = front(source);
    problems.into_iter().map(|p| (source[p.range].to_owned(), p.message)).collect()
}

fn json(source: &str) -> String {
    clean(source).to_json().to_string()
}

#[test]
fn scalars_stay_as_written() {
    let node =
        clean("language: no\nversion: 12.0\ndate: 08.12.2015\nn: 007\nq: \"a\\tb\"\ns: 'it''s'\nb: |\n  x\n  y\n");
    assert_eq!(text(&node, "language"), "no");
    assert_eq!(text(&node, "version"), "12.0");
    assert_eq!(text(&node, "date"), "08.12.2015");
    assert_eq!(text(&node, "q"), "a\tb");
    assert_eq!(text(&node, "s"), "it's");
    assert_eq!(text(&node, "b"), "x\ny\n");
    assert!(matches!(&node.get("q").expect("q").value, Value::Scalar(s) if !s.plain));
}

#[test]
fn spans_cover_values_as_written() {
    let source = "\u{feff}æ: ø # note\r\n\"q\": 'it'\r\nl:\t\r\n- a\r\n- b: c\r\nf: [x, {y: z}]\r\nempty: # none\r\nb: >\r\n  t\r\n\r\nlast: å";
    let node = clean(source);
    let at = |key: &str| node.get(key).map(|value| &source[value.span.clone()]);
    assert_eq!(at("æ"), Some("ø"));
    assert_eq!(at("q"), Some("'it'"));
    assert_eq!(at("l").map(|list| list.trim_start_matches("- ")), Some("a\r\n- b: c"));
    assert_eq!(at("f"), Some("[x, {y: z}]"));
    assert_eq!(at("b"), Some("t"));
    assert_eq!(at("last"), Some("å"));
    let empty = node.get("empty").expect("empty").span.clone();
    assert_eq!(empty, source.find("empty:").expect("key") + 6..source.find(" # none").expect("comment"));
    for entry in node.entries() {
        assert_eq!(source[entry.key_span.clone()].trim_matches('"'), entry.key);
    }
}

#[test]
fn json_keeps_what_a_conversion_would_lose() {
    assert_eq!(
        json(
            "a: 12.0\nb: no\nc: 2021-03-04\nd: 10\ne: 007\nf: true\ng: ~\nh:\ni: 9.2\nj: \"1\"\nk: 1e3\nl: -3\nm: 9.10\n"
        ),
        r#"{"a":"12.0","b":"no","c":"2021-03-04","d":10,"e":"007","f":true,"g":null,"h":null,"i":9.2,"j":"1","k":"1e3","l":-3,"m":"9.10"}"#
    );
}

#[test]
fn reads_json() {
    let source = "{\n\t\"build\": {\"content\": [{\"files\": [\"**/*.md\"]},\n\t{}], \"on\": true, \"x\": null},\r\n\t\"s\": \"\\ud83d\\ude00\\/\"\n}\n";
    assert_eq!(json(source), r#"{"build":{"content":[{"files":["**/*.md"]},{}],"on":true,"x":null},"s":"😀/"}"#);
}

#[test]
fn reads_words_with_their_places() {
    let source = "a: cloud,  onsite,\nb: \"x, y\"\nc:\n  - one\n  - \"two, three\"\n  -\nd:\ne: 'it''s, b'\n";
    let node = clean(source);
    let words = |key: &str| -> Vec<(String, String)> {
        let texts = node.get(key).expect("key").strings();
        texts.into_iter().map(|t| (t.text.to_owned(), source[t.span].to_owned())).collect()
    };
    let same = |list: &[&str]| -> Vec<_> { list.iter().map(|s| ((*s).to_owned(), (*s).to_owned())).collect() };
    assert_eq!(words("a"), same(&["cloud", "onsite"]));
    assert_eq!(words("b"), same(&["x", "y"]));
    assert_eq!(words("c"), same(&["one", "two, three"]));
    assert_eq!(words("d"), same(&[]));
    assert_eq!(words("e")[1], ("b".to_owned(), "'it''s, b'".to_owned()));
}

#[test]
fn words_of_folded_text_have_the_place_of_the_whole() {
    let source = "a: x,\n  yø z\n";
    let node = clean(source);
    let words = node.get("a").expect("a").strings();
    assert_eq!(
        words.iter().map(|w| (w.text, &source[w.span.clone()])).collect::<Vec<_>>(),
        [("x", "x,\n  yø z"), ("yø z", "x,\n  yø z")]
    );
}

#[test]
fn words_of_a_copy_have_the_place_of_the_alias() {
    let source = "a: &x one, two, three\nb: *x";
    let node = clean(source);
    let words = node.get("b").expect("b").strings();
    assert!(words.len() == 3 && words.iter().all(|word| &source[word.span.clone()] == "*x"), "{words:?}");
}

#[test]
fn coerces_where_asked() {
    let node = clean("a: Yes\nb: 0\nc: 12\nd: maybe\nT: x\n");
    let get = |key: &str| node.get(key).expect("key");
    assert_eq!(get("a").as_bool(), Some(true));
    assert_eq!(get("b").as_bool(), Some(false));
    assert_eq!(get("d").as_bool(), None);
    assert_eq!(get("c").as_int(), Some(12));
    assert!(node.get("t").is_none() && node.get_ci("t").is_some());
}

#[test]
fn the_last_of_equal_keys_counts() {
    let source = "uid: a\ntitle: t\nuid: b\nuid: c\n";
    let (node, problems) = front(source);
    assert_eq!(text(&node, "uid"), "c");
    assert_eq!(node.entries().len(), 2);
    let ranges: Vec<_> = problems.iter().map(|p| p.range.clone()).collect();
    assert_eq!(ranges, [16..19, 23..26]);
    assert!(problems.iter().all(|p| p.kind == ProblemKind::DuplicateKey { first: 0..3 }));
}

#[test]
fn placeholders_are_recognised() {
    let node = clean("author: {github-id}\ntags: {}\n");
    assert!(node.get("author").is_some_and(Node::is_placeholder));
    assert!(!node.get("tags").is_some_and(Node::is_placeholder));
    for (source, raw) in [
        ("uid: {{snakeCase name}}\nx: y\n", "{{snakeCase name}}"),
        ("uid: {{a}}-b\nx: y\n", "{{a}}-b"),
        ("uid: {{#if a}}{{b}}{{/if}}  # c\nx: y\n", "{{#if a}}{{b}}{{/if}}"),
    ] {
        let (node, problems) = front(source);
        assert_eq!(text(&node, "uid"), raw);
        assert_eq!(text(&node, "x"), "y");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!((&problems[0].kind, &source[problems[0].range.clone()]), (&ProblemKind::Template, raw));
    }
}

#[test]
fn a_bad_line_loses_only_its_own_key() {
    for (bad, place, words) in [
        ("b: @x", "@", "a value that starts with `@` needs quotes"),
        ("b: `x`", "`", "a value that starts with ``` needs quotes"),
        ("b: %x", "%", "a value that starts with `%` needs quotes"),
        ("b: foo: bar", ":", "a value that contains `: ` needs quotes"),
        ("b: *foo bar", "b", "text follows the end of the value"),
        ("b: *foo", "*foo", "nothing defines this alias"),
        ("b: ]x", "]", "needs quotes"),
        ("b: ,x", ",", "needs quotes"),
        ("b: - x", "-", "a list item cannot start here"),
        ("b: \"x", "\"", "is never closed"),
        ("b: 'x' y", "y", "text follows the closing quote"),
        ("b: \"C:\\dir\"", "\\d", "means nothing in double quotes"),
        ("b: |x", "|", "can follow `|`"),
    ] {
        for end in ["\n", "\r\n"] {
            let source = format!("a: 1{end}{bad} # note{end}c: 3{end}");
            let (node, problems) = front(&source);
            let got: Vec<_> = node.entries().iter().map(|e| e.key.as_str()).collect();
            assert_eq!(got, ["a", "b", "c"], "{bad}");
            if !bad.contains('|') {
                assert_eq!(format!("b: {}", text(&node, "b")), bad);
            }
            assert_eq!(problems.len(), 1, "{bad}: {problems:?}");
            let problem = &problems[0];
            assert_eq!(problem.kind, ProblemKind::Syntax);
            assert!(problem.message.contains(words), "{bad}: {}", problem.message);
            assert_eq!(&source[problem.range.clone()], place, "{bad}: {}", problem.message);
        }
    }
}

#[test]
fn broken_shapes_are_explained() {
    let one = |source: &str| {
        let mut all = said(source);
        assert_eq!(all.len(), 1, "{source:?} {all:?}");
        all.remove(0)
    };
    let (place, message) = one("a: 1\nb: [x, y\nc: 3\n");
    assert_eq!((&*place, message.contains("`[` is never closed")), ("[", true), "{message}");
    let (place, message) = one("a: 1\nsome words\nmore words\nc: 3\n");
    assert_eq!((&*place, message.contains("no `key: value`")), ("some words", true), "{message}");
    let (place, message) = one("a: 1\nb:2\nc: 3\n");
    assert_eq!((&*place, message.contains("blank after the colon of `b:`")), ("b:2", true), "{message}");
    let (place, message) = one("a: 1\n b: 2\nc: 3\n");
    assert_eq!((&*place, message.contains("stands deeper")), (":", true), "{message}");
    let (node, _) = front("a: 1\n b: 2\nc: 3\n");
    assert_eq!((text(&node, "a"), text(&node, "b"), text(&node, "c")), ("1", "2", "3"));
    let (_, message) = one("a:\n\tb: c\nd: e\n");
    assert!(message.contains("tab"), "{message}");
    let (place, _) = one("aliases:\n  - %\n  - foreach\nd: e\n");
    assert_eq!(place, "%");
    let (node, _) = front("aliases:\n  - %\n  - foreach\nd: e\n");
    assert_eq!(text(&node, "d"), "e");
}

#[test]
fn a_forbidden_character_hides_nothing() {
    let source = "a: b\0c\nd:\n- \"x\u{7f}\"\n- æ\u{90}y\n- z\n";
    let (node, problems) = parse(source, &Limits::document());
    assert_eq!(text(&node, "a"), "b c");
    let items: Vec<_> = node.get("d").expect("d").strings().into_iter().map(|item| item.text.to_owned()).collect();
    assert_eq!(items, ["x", "æ\u{a0}y", "z"]);
    let places: Vec<_> = problems.iter().map(|p| &source[p.range.clone()]).collect();
    assert_eq!(places, ["\0", "\u{7f}", "\u{90}"]);
    assert!(problems[1].message.contains("U+007F"));
}

#[test]
fn lists_are_read_item_by_item() {
    let source = "- name: a\n  href: a.md\n- name: @b\n  href: b.md\n- name: c\n";
    let (node, problems) = parse(source, &Limits::document());
    let names: Vec<_> = node.as_list().expect("list").iter().map(|item| text(item, "name")).collect();
    assert_eq!(names, ["a", "@b", "c"]);
    assert_eq!(problems.len(), 1);
}

#[test]
fn tags_are_dropped() {
    let (node, problems) = front("a: !!str 1\nb: !!python/object:x y\nc: !note z\n");
    assert_eq!((text(&node, "a"), text(&node, "b"), text(&node, "c")), ("1", "y", "z"));
    let kinds: Vec<_> = problems.iter().map(|p| &p.kind).collect();
    assert_eq!(kinds, [&ProblemKind::Tag]);
    assert!(problems[0].message.contains("`!note`"));
}

#[test]
fn documents_resolve_aliases_and_merges() {
    assert_eq!(
        json("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\nlist: &l [a]\nagain: *l\n"),
        r#"{"base":{"x":1,"y":2},"use":{"y":3,"x":1},"list":["a"],"again":["a"]}"#
    );
    let source = "a: &x [1]\nb: *x\n";
    let node = clean(source);
    assert_eq!(&source[node.get("b").expect("b").span.clone()], "*x");
    let (node, problems) = front(source);
    assert_eq!(text(&node, "b"), "*x");
    assert_eq!(problems.iter().map(|p| &p.kind).collect::<Vec<_>>(), [&ProblemKind::Alias]);
}

#[test]
fn only_the_first_document_is_read() {
    assert_eq!(json("---\na: 1\n---\n"), r#"{"a":1}"#);
    let (node, problems) = parse("a: 1\n---\nb: 2\n", &Limits::document());
    assert_eq!((node.entries().len(), problems.len()), (1, 1));
    assert_eq!(json(""), "{}");
    assert_eq!(json("# only a comment"), "{}");
}

/// What refusing may take without optimisation and on a busy machine; optimised it takes under 50 ms.
const BOUND: Duration = Duration::from_secs(20);

fn bomb() -> String {
    let mut source = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (name, last) in ('b'..='i').zip('a'..='h') {
        let items = vec![format!("*{last}"); 9].join(",");
        source += &format!("{name}: &{name} [{items}]\n");
    }
    source
}

#[test]
fn abuse_is_refused_quickly() {
    let deep = |open: &str| format!("a: {}", open.repeat(20_000));
    let blocks: String = (0..600).map(|i| format!("{}k:\n", " ".repeat(i))).collect();
    let copies = format!("a: &a {}\nb: [{}]\n", "x".repeat(50_000), vec!["*a"; 50_000].join(","));
    let self_named = "a: &a [*a, *a]\n".to_owned();
    let wide = "a: [".to_owned() + &"1,".repeat(100_000) + "]\n";
    let cases: Vec<(&str, String, ProblemKind)> = vec![
        ("brackets", deep("["), ProblemKind::TooDeep),
        ("braces", deep("{a: "), ProblemKind::TooDeep),
        ("lines of brackets", "[\n".repeat(20_000), ProblemKind::TooDeep),
        ("dashes", "- ".repeat(20_000), ProblemKind::TooDeep),
        ("blocks", blocks, ProblemKind::TooDeep),
        ("bomb", bomb(), ProblemKind::TooLarge),
        ("copies", copies, ProblemKind::TooLarge),
        ("self", self_named, ProblemKind::Alias),
        ("wide", wide, ProblemKind::TooLarge),
        ("huge", "a: b\n".repeat(10_000_000), ProblemKind::TooLarge),
    ];
    for (name, source, kind) in cases {
        for limits in [Limits::front_matter(), Limits { max_nodes: 20_000, ..Limits::document() }] {
            let start = Instant::now();
            let (node, problems) = parse(&source, &limits);
            let json = node.to_json();
            drop((node, json));
            let took = start.elapsed();
            assert!(took < BOUND, "{name} took {took:?}");
            if limits.aliases || !source.contains('*') {
                assert!(problems.iter().any(|p| p.kind == kind), "{name}: {problems:?}");
            } else {
                assert!(problems.iter().any(|p| matches!(p.kind, ProblemKind::Alias | ProblemKind::TooLarge)));
            }
            eprintln!("{name}: {took:?}");
        }
    }
}

#[test]
fn a_bomb_is_refused_within_the_limits_of_a_large_file() {
    let start = Instant::now();
    let (_, problems) = parse(&bomb(), &Limits::document());
    assert!(problems.iter().any(|p| p.kind == ProblemKind::TooLarge), "{problems:?}");
    assert!(start.elapsed() < BOUND, "{:?}", start.elapsed());
}

pub(in crate::syntax) fn check_spans(node: &Node, source: &str) {
    assert!(source.get(node.span.clone()).is_some(), "{:?} in {source:?}", node.span);
    match &node.value {
        Value::Scalar(_) => {
            for word in node.strings() {
                assert!(source.get(word.span.clone()).is_some(), "{word:?} in {source:?}");
            }
        }
        Value::List(items) => items.iter().for_each(|item| check_spans(item, source)),
        Value::Map(map) => {
            for entry in &map.entries {
                assert!(source.get(entry.key_span.clone()).is_some(), "{entry:?} in {source:?}");
                check_spans(&entry.value, source);
            }
        }
    }
}

fn check(source: &str, limits: &Limits) {
    let (node, problems) = parse(source, limits);
    check_spans(&node, source);
    let _ = node.to_json();
    for problem in &problems {
        assert!(source.get(problem.range.clone()).is_some(), "{problem:?} in {source:?}");
        assert!(!problem.message.contains('\n') || source.contains('\n'));
    }
}

/// Text made of what matters to YAML, so that random strings get past the first character.
pub(in crate::syntax) fn yamlish() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "b: ",
        "c:",
        "- ",
        "-",
        "\n",
        "\r\n",
        "\r",
        "  ",
        "\t",
        "[",
        "]",
        "{",
        "}",
        "{{",
        "}}",
        ",",
        "\"",
        "'",
        "\\",
        "\\u12",
        "# c",
        "|",
        ">",
        "|+\n  x\n",
        "&a ",
        "*a",
        "<<: ",
        "!t ",
        "!!str ",
        "@",
        "`",
        "%",
        "? ",
        ": ",
        "---\n",
        "...\n",
        "æ",
        "\u{feff}",
        "\0",
        "\u{85}",
        "\u{2028}",
        "😀",
        "~",
        "null",
        "1.0",
    ];
    proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_text_panics(source in yamlish()) {
        check(&source, &Limits::front_matter());
        check(&source, &Limits::document());
    }

    #[test]
    fn no_string_panics(source in "\\PC*") {
        check(&source, &Limits::document());
    }
}
