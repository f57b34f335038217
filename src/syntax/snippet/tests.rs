use super::*;

fn link(line: &str) -> CodeLink {
    parse_code_link(line).unwrap_or_else(|| panic!("{line} is a directive"))
}

fn tag(name: &str) -> Selector {
    Selector { tag: Some(name.to_owned()), ..Selector::default() }
}

fn text(source: &str, language: &str, selector: &Selector) -> String {
    extract(source, language, selector).expect("a snippet").text
}

#[test]
fn a_link_has_all_its_pieces() {
    let line = r#"  [!CODE-csharp[A \] name]( ../a\(b/(c)/x y.cs ?start=3&end=9&highlight=2-2,4-&dedent=2#L3-L5 "A \"title\"" ) ] "#;
    let link = link(line);
    assert_eq!(link.language.as_deref(), Some("csharp"));
    assert_eq!(link.name, "A ] name");
    assert_eq!(link.path, "../a(b/(c)/x y.cs");
    assert_eq!(line.get(link.path_span.clone()), Some(r"../a\(b/(c)/x y.cs"));
    assert_eq!(line.get(link.selector_span.clone()), Some("?start=3&end=9&highlight=2-2,4-&dedent=2#L3-L5"));
    assert_eq!(link.title.as_deref(), Some("A \"title\""));
    assert_eq!(link.problems, []);
    assert!(!link.notebook && !link.interactive);
    let range = |start, end| LineRange { start, end };
    assert_eq!(
        link.selector,
        Selector {
            tag: None,
            lines: Some(range(3, Some(5))),
            start_end: Some(range(3, Some(9))),
            ranges: None,
            highlight: Some("2,4-".to_owned()),
            dedent: Some(2),
        }
    );
}

#[test]
fn only_a_whole_line_is_a_link() {
    for line in [
        "text [!code[a](b.cs)]",
        "[!code[a](b.cs)] text",
        "[!code[a](b.cs)",
        "[!code[a](b.cs]",
        "[!code[a] b.cs)]",
        "[!code[a",
        "[!cod[a](b.cs)]",
        "[!code-cs(b.cs)]",
        "[!code[a](b.cs \"open)]",
        "",
        "[!codé[a](b)]",
    ] {
        assert_eq!(parse_code_link(line), None, "{line}");
    }
    assert!(link("[!notebook-python[](a.ipynb?name=x)]").notebook);
    let interactive = link("[!code-azurecli-interactive[](a.code)]");
    assert_eq!((interactive.language.as_deref(), interactive.interactive), (Some("azurecli"), true));
}

#[test]
fn fragments_are_lines_or_tags() {
    let selector = |fragment: &str| link(&format!("[!code[](a.cs{fragment})]")).selector;
    let lines = |start, end| Some(LineRange { start, end });
    assert_eq!(selector("#L3").lines, lines(3, Some(3)));
    assert_eq!(selector("#l3-L7").lines, lines(3, Some(7)));
    assert_eq!(selector("#L3-").lines, lines(3, None));
    assert_eq!(selector("#Lines"), tag("Lines"));
    assert_eq!(selector("#L3-7"), tag("L3-7"));
    assert_eq!(selector("?name=a#b"), tag("b"));
    assert_eq!(selector("?name=a#"), tag("a"));
}

#[test]
fn what_a_query_does_not_say_is_told() {
    let problems = |query: &str| {
        let line = format!("[!code[](a.cs?{query})]");
        let link = link(&line);
        let kinds: Vec<_> = link.problems.iter().map(|problem| problem.kind).collect();
        for problem in &link.problems {
            assert_eq!(line.get(problem.span.clone()), Some(problem.text.as_str()));
        }
        (link.selector, kinds)
    };
    let (selector, kinds) = problems("name=x&colour=red&range=3");
    assert_eq!((selector, kinds), (tag("x"), vec![ProblemKind::UnknownKey, ProblemKind::NotRead]));
    assert_eq!(problems("range=3,x"), (Selector::default(), vec![ProblemKind::MalformedValue]));
    assert_eq!(problems("start=3&end=x"), (Selector::default(), vec![ProblemKind::MalformedValue]));
    assert_eq!(problems("nonsense").1, [ProblemKind::MalformedPiece]);
    assert_eq!(problems("a=b=c").1, [ProblemKind::MalformedPiece]);
    for bare in ["43-52", "range?43-52"] {
        let (selector, kinds) = problems(bare);
        assert_eq!(selector.ranges, Some(vec![LineRange { start: 43, end: Some(52) }]));
        assert_eq!(kinds, [ProblemKind::BareRange]);
    }
}

#[test]
fn every_language_marks_regions_its_own_way() {
    for (languages, start, end) in [
        ("cs cpp js .ts Rust go kotlin kt dart json", "// <Tag>", "//</tag>"),
        ("cs cshtml", "#region Tag", "#endregion"),
        ("vb vbhtml", "# Region \"Tag\"", "#End Region"),
        ("vb", "' <tag>", "' </tag>"),
        ("xml html xaml markdown md ruby react", "<!-- <tag> -->", "<!-- </tag> -->"),
        ("sql lua haskell", "-- <tag>", "-- </tag>"),
        ("py ps1 sh r yml yaml toml dockerfile", "# <tag>", "# </tag>"),
        ("bat", "REM <tag>", "rem </tag>"),
        ("erl matlab", "% <tag>", "% </tag>"),
        ("lisp", "; <tag>", "; </tag>"),
        ("css", "/* <tag> */", "/* </tag> */"),
        ("crmscript", "// <tag>", "// </tag>"),
        ("unknown", "/* <snippettag> */", "/* </snippettag> */"),
    ] {
        let source = format!("before\n  {start}\n  code\n  {end}\nafter\n");
        for language in languages.split(' ') {
            assert_eq!(text(&source, language, &tag("TAG")), "code\n", "{language} {start}");
        }
    }
    assert!(extract("// <a>\nx\n// </a>\n", "py", &tag("a")).is_err());
    assert!(is_known_language(".CS") && !is_known_language("crmscript"));
    assert_eq!(language_of_extension(".hpp"), Some("cpp"));
    assert_eq!(language_of_extension("tsx"), Some("react"));
    assert_eq!(language_of_extension("zzz"), None);
}

#[test]
fn regions_nest() {
    let source = "#region a\n1\n#region\n2\n#region Two words\n3\n#endregion Two words\n4\n#endregion // x\n\
                  #region b\n5\n#endregion\n#endregion\n6\n#endregion\n";
    assert_eq!(text(source, "cs", &tag("a")), "1\n2\n3\n4\n5\n");
    assert_eq!(text(source, "cs", &tag("b")), "5\n");
    let overlap = "// <a>\n1\n// <b>\n2\n// </a>\n3\n// </b>\n";
    assert_eq!(text(overlap, "cs", &tag("a")), "1\n2\n");
    assert_eq!(text(overlap, "cs", &tag("b")), "2\n3\n");
    let again = "// <a>\n1\n// </a>\n// <a>\n2\n// </a>\n3\n// </a>\n";
    assert_eq!(text(again, "cs", &tag("a")), "2\n");
}

#[test]
fn missing_tags_name_the_others() {
    let source = "// <One>\n1\n// </One>\n#region Two\n2\n";
    match extract(source, "cs", &tag("three")) {
        Err(SnippetError::TagMissing { tag, available }) => {
            assert_eq!((tag.as_str(), available), ("three", vec!["One".to_owned(), "Two".to_owned()]));
        }
        other => panic!("{other:?}"),
    }
    match extract(source, "cs", &tag("two")) {
        Err(SnippetError::TagUnclosed { line: 4, partial, .. }) => assert_eq!(partial.text, "2\n"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn ranges_are_clipped_and_told() {
    let source = "1\n2\r\n3\r4";
    let ranges = |list: &str| Selector { ranges: selector::read_ranges(list), ..Selector::default() };
    assert_eq!(text(source, "txt", &ranges("2-3, 1, 4-")), "2\n3\n1\n4\n");
    assert_eq!(extract(source, "txt", &ranges("3-")).map(|s| s.first_line), Ok(3));
    match extract(source, "txt", &ranges("3-9")) {
        Err(SnippetError::RangeOutside { requested, line_count: 4, partial }) => {
            assert_eq!((requested.as_str(), partial.text.as_str()), ("3-9", "3\n4\n"));
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(extract(source, "txt", &ranges("9-")), Err(SnippetError::RangeOutside { .. })));
    assert!(matches!(extract(source, "txt", &ranges("3-2")), Err(SnippetError::RangeReversed { .. })));
    assert!(matches!(extract("", "txt", &ranges("1")), Err(SnippetError::RangeOutside { line_count: 0, .. })));
    assert_eq!(text("\u{feff}a\n\n", "txt", &Selector::default()), "a\n\n");
}

#[test]
fn the_common_indent_goes() {
    let dedent = |source: &str, dedent| text(source, "txt", &Selector { dedent, ..Selector::default() });
    assert_eq!(dedent("    a\n\n\tb\n      c\n", None), "a\n\nb\n  c\n");
    assert_eq!(dedent("  \ta\n", Some(3)), " a\n");
    assert_eq!(dedent("  a\n b\nc\n", Some(2)), "a\nb\nc\n");
    assert_eq!(dedent("    a\n  \n    b\n", None), "  a\n\n  b\n");
    assert_eq!(dedent("  a\n    b\n", Some(-1)), "a\n  b\n");
    assert_eq!(dedent("  a\n", Some(0)), "  a\n");
    assert_eq!(dedent("\n\n", None), "\n\n");
}

#[test]
fn attributes_make_a_block() {
    let block = CodeBlock::from_attributes([
        ("source", "a/b.cs"),
        ("range", "2 - 3, 5-"),
        ("highlight", "1, 2-2"),
        ("interactive", "try-dotnet"),
    ])
    .expect("a block");
    assert_eq!((block.language.as_deref(), block.interactive.as_deref()), (Some("csharp"), Some("try-dotnet")));
    assert_eq!(block.selector.highlight.as_deref(), Some("1,2"));
    assert_eq!(block.extract("1\n2\n3\n4\n5\n\n").map(|s| s.text), Ok("2\n3\n5\n".to_owned()));
    let both = CodeBlock::from_attributes([("id", "x"), ("range", "9"), ("source", "a.py"), ("language", "zz")]);
    assert_eq!(both.expect("a block").extract("# <x>\nin\n# </x>\n").map(|s| s.text), Ok("in\n".to_owned()));
    let odd = CodeBlock::from_attributes([("source", "a"), ("range", "x")]).expect("a block");
    assert_eq!((odd.problems.len(), odd.language), (1, None));
    assert_eq!(CodeBlock::from_attributes([("id", "x")]), Err(CodeBlockError::SourceMissing));
    assert!(CodeBlock::from_attributes([("source", "a"), ("colour", "x")]).is_err());
}

#[test]
fn notebooks_have_named_cells() {
    let cell = |name: &str, source: &str| format!(r#"{{"metadata": {{"name": "{name}"}}, "source": {source}}}"#);
    let book = format!(
        r#"{{"cells": [{}, {}, {}, {}, {{"source": []}}]}}"#,
        cell("one", r#"["a\n", "b"]"#),
        cell("two", r#""text""#),
        cell("twin", "[]"),
        cell("twin", "[]"),
    );
    assert_eq!(extract_cell(&book, "one").map(|s| s.text), Ok("a\nb\n".to_owned()));
    assert_eq!(extract_cell(&book, "two").map(|s| s.text), Ok("text\n".to_owned()));
    assert!(matches!(extract_cell(&book, "twin"), Err(SnippetError::MultipleTags { count: 2, .. })));
    assert!(
        matches!(extract_cell(&book, "no"), Err(SnippetError::TagMissing { available, .. }) if available.len() == 4)
    );
    for bad in ["", "[]", "{", &"[".repeat(100_000)] {
        assert!(matches!(extract_cell(bad, "x"), Err(SnippetError::NotNotebook { .. })));
    }
}
