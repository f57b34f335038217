//! What the highlighter promises, over made-up code, random documents and the corpus.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::language::{grammars, resolve};
use super::*;

/// The text of highlighted HTML: spans taken off, entities resolved.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at + rest[at..].find('>').expect("a closed tag") + 1..];
    }
    text.push_str(rest);
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The pieces of code with their classes: `k:if t:Integer`. Plain text is left out.
fn pieces(info: &str, code: &str) -> String {
    let html = Highlighter::new().highlight(info, code).html;
    let spans = html.split("<span class=").skip(1).filter_map(|span| span.split_once("</span>"));
    let mut list = String::new();
    for (span, _) in spans {
        let (class, text) = span.split_once('>').expect("a class and text");
        let _ = write!(list, "{class}:{} ", text_of(text));
    }
    list.trim_end().to_owned()
}

/// Everything that must hold of any block; gives the HTML.
fn check(shared: &Highlighter, info: &str, code: &str) -> String {
    let direct = shared.highlight_direct(info, code);
    assert_eq!(shared.highlight(info, code), direct, "first time: {info} {code:?}");
    assert_eq!(shared.highlight(info, code), direct, "from the memo: {info} {code:?}");
    assert_eq!(text_of(&direct.html), code, "{info}");
    let by_line = shared.highlight_lines(info, code);
    let ends = lines(code).map(|(_, end)| end);
    let joined: String = by_line.lines.iter().zip(ends).flat_map(|(line, end)| [line.as_str(), end]).collect();
    assert_eq!(joined, direct.html, "{info} {code:?}");
    for line in &by_line.lines {
        assert_eq!(line.matches("<span ").count(), line.matches("</span>").count(), "{line}");
    }
    direct.html
}

#[test]
fn crmscript_tokens_get_their_roles() {
    let code = "#setLanguageLevel 3;\nString[] names; // all of them\nNSContactAgent agent;\n\
                foreach (String s in names) {\n  printLine(\"a\\n\" + s.toString());\n}\n";
    assert_eq!(
        pieces("crmscript!", code),
        "k:#setLanguageLevel n:3 p:; t:String p:[] p:; c:// all of them t:NSContactAgent p:; k:foreach p:( t:String \
         k:in p:) { f:printLine p:( s:\"a n:\\n s:\" p:+ p:. f:toString p:()); p:}"
    );
    assert_eq!(pieces("crmscript", "struct Car {\n  Integer year;\n};"), "k:struct t:Car p:{ t:Integer p:; p:};");
    assert_eq!(pieces("crmscript", "%EJSCRIPT_START%\nSearchEngine se;"), "k:%EJSCRIPT_START% t:SearchEngine p:;");
    assert_eq!(pieces("crmscript", "print(\"open);\nreturn 2.5;"), "f:print p:( s:\"open); k:return n:2.5 p:;");
    assert_eq!(pieces("crmscript", "/* a\nb */ true"), "c:/* a c:b */ n:true");
}

#[test]
fn http_shows_its_first_line_headers_and_body() {
    let request = "POST /api/v1/List?$select=a HTTP/1.1\nAccept: text/plain\n\n{\n  \"a\": [1, null, \"x\"]\n}\n";
    assert_eq!(
        pieces("http!", request),
        "k:POST s:/api/v1/List p:? t:$select p:= s:a k:HTTP/1.1 t:Accept p:: s: text/plain p:{ t:\"a\" p:: [ n:1 p:, \
         n:null p:, s:\"x\" p:] p:}"
    );
    let response = "HTTP/1.1 200 OK\nContent-Type: text/xml\n\n<a b=\"c\">d</a>\n";
    assert_eq!(
        pieces("http_", response),
        "k:HTTP/1.1 n:200 s:OK t:Content-Type p:: s: text/xml p:&lt; k:a t:b p:= s:\"c\" p:&gt; p:&lt;/ k:a p:&gt;"
            .replace("&lt;", "<")
            .replace("&gt;", ">")
    );
}

#[test]
fn visual_basic_is_read_in_any_letter_case() {
    assert_eq!(
        pieces("vbnet", "dim x As New Foo() ' note\nx.Run(\"a\", 3)"),
        "k:dim k:As New t:Foo p:() c:' note p:. f:Run p:( s:\"a\" p:, n:3 p:)"
    );
}

#[test]
fn stock_grammars_map_to_the_same_roles() {
    assert_eq!(pieces("xml", "<a b='c'>d</a>"), "p:< k:a t:b p:= s:'c' p:> p:</ k:a p:>");
    assert_eq!(pieces("json", "{\"a\": true}"), "p:{ t:\"a\" p:: n:true p:}");
    assert_eq!(pieces("yml", "a: b # c"), "t:a p:: s:b c:# c");
    assert_eq!(pieces("diff", "+a\n-b\n c"), "i:+a d:-b");
    assert_eq!(pieces("cs", "if (a) return \"x\";"), "k:if p:( p:) k:return s:\"x\" p:;");
    assert!(pieces("sql", "SELECT 1 FROM a").starts_with("k:SELECT n:1 k:FROM"));
}

#[test]
fn spans_close_before_the_line_ends() {
    let html = Highlighter::new().highlight("js", "/* a\r\n   b */\r\nx").html;
    assert_eq!(html, "<span class=c>/* a</span>\r\n<span class=c>   b */</span>\r\nx");
}

#[test]
fn reasons_for_plain_code_are_told() {
    let shared = Highlighter::new();
    let reason = |info: &str, code: &str| shared.highlight(info, code).plain;
    assert_eq!(reason("ouput", "a < b"), Some(PlainReason::UnknownLanguage));
    assert_eq!(reason("text", "a < b"), None);
    assert_eq!(reason("", "a < b"), None);
    assert_eq!(reason("js", &"a".repeat(2000)), Some(PlainReason::TooLarge));
    assert_eq!(reason("xml", &"<a/>\n".repeat(MAX_BLOCK / 5 + 1)), Some(PlainReason::TooLarge));
    assert_eq!(shared.highlight("ouput", "a < b").html, "a &lt; b");
}

#[test]
fn a_line_that_is_too_long_does_not_change_the_lines_around_it() {
    let code = format!("/* a\n{}\nb */ if", "x".repeat(2000));
    let html = Highlighter::new().highlight("js", &code).html;
    let found: Vec<&str> = html.lines().collect();
    assert_eq!(found[0], "<span class=c>/* a</span>");
    assert_eq!(found[2], "<span class=c>b */</span> <span class=k>if</span>");
}

/// Every grammar, every odd piece: no panic, no lost byte. This is also what finds grammars that refer to missing ones.
#[test]
fn no_grammar_loses_text_or_panics_on_anything() {
    let odd = "((((((a\n}}]])\n\"'`\\\n<a b=\"c\" <!-- --><![CDATA[ ]]>\n$(eval $(x)) ${y} `z`\n\u{0}\u{fffd}\u{feff}é\n\
               <<EOF\nx\nEOF\n<style>a{b:c}</style><script>let a=`${b}`</script><?php echo 1; ?>\n```js\nx\n```\n\
               --- a: |\n  b\n#!/bin/sh\n/* * */ // \\\n%{ %> <% {{ x }} {% y %}\n\\begin{x}$a$\\end{x}\n";
    let shared = Highlighter::new();
    for id in 0..grammars().len() {
        let mut html = String::new();
        let reason = coloured(id, odd, None, &mut Collect::Whole(&mut html));
        let name = grammars().get(id).map(|(syntax, _)| syntax.name.as_str());
        assert_eq!(text_of(&html), odd, "{name:?}");
        assert_eq!(reason, None, "{name:?} gave up");
        let mut again = String::new();
        let _ = coloured(id, odd, Some(&shared.memo), &mut Collect::Whole(&mut again));
        assert_eq!(again, html, "{name:?}");
    }
}

#[test]
fn deep_nesting_and_endless_lines_end() {
    let shared = Highlighter::new();
    for info in ["js", "csharp", "java", "makefile", "bash", "json", "ts", "crmscript", "http", "xml", "python", "ini"]
    {
        for sign in ["(", "[", "{", "a.", "$(eval ", "\"", "_", " "] {
            check(&shared, info, &sign.repeat(10_000));
            check(&shared, info, &format!("{sign}\n").repeat(150));
        }
    }
}

fn is_shared<T: Send + Sync>() {}

#[test]
fn threads_share_a_highlighter_and_agree() {
    is_shared::<Highlighter>();
    let shared = Highlighter::new();
    let code: String = (0..300).map(|n| format!("<a n=\"{}\">\n<!-- {}\n-->\n", n % 50, n % 7)).collect();
    let expected = shared.highlight_direct("xml", &code).html;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| shared.highlight("xml", &code).html)).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("no panic"), expected);
        }
    });
    assert!(shared.memo_figures().hits > 0);
}

/// Lines that open and close strings, comments, blocks and here-documents, so that states differ.
const LINES: &[&str] = &[
    "",
    "  ",
    "}",
    "{",
    "/* open",
    "close */",
    "// note <b>",
    "\"open",
    "\\\"",
    "'",
    "`${",
    "}`",
    "<a b=\"c\">",
    "</a>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "int x = f(1, \"a&b\");",
    "SELECT 'a",
    "FROM b -- c",
    "key: value",
    "- |",
    "  text",
    "{\"a\": [1,",
    "2]}",
    "GET /a?b=c HTTP/1.1",
    "Accept: x",
    "cat <<EOF",
    "EOF",
    "if [ -f a ]; then",
    "foreach (String s in l) {",
    "#if A",
    "@\"verbatim",
    "def f(a):",
    "\"\"\"",
    "é < ü",
    "\t$x = @'",
    "'@",
    "<script>",
    "</script>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_memo_never_shows(
        info in prop::sample::select(vec![
            "xml", "json", "http", "crmscript", "cs", "js", "yaml", "bash", "sql", "html", "python", "powershell", "php", "vb",
        ]),
        documents in prop::collection::vec(prop::collection::vec(prop::sample::select(LINES), 0..12), 1..4),
        ends_with_newline in any::<bool>(),
    ) {
        let shared = Highlighter::new();
        for document in documents {
            let mut code = document.join("\n");
            if ends_with_newline {
                code.push('\n');
            }
            check(&shared, info, &code);
        }
    }
}

/// The fences of a Markdown file, good enough for a corpus: info string and code.
fn fences(markdown: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in markdown.lines() {
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (Some(_), Some("")) => found.extend(open.take()),
            (Some((_, code)), _) => {
                code.push_str(line);
                code.push('\n');
            }
            (None, Some(info)) => open = Some((info.to_owned(), String::new())),
            (None, None) => {}
        }
    }
    found
}

fn markdown_files(folder: &Path, into: &mut Vec<PathBuf>) {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    into.extend(walk.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|end| end == "md")));
}

#[test]
fn corpus_fences_come_out_whole_and_alike() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.is_dir() {
        println!("skipped: ../shared is not here");
        return;
    }
    let mut files = Vec::new();
    markdown_files(&corpus, &mut files);
    let shared = Highlighter::new();
    let mut bytes = 0;
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        for (info, code) in fences(&text) {
            bytes += code.len();
            if bytes > 1 << 20 {
                return;
            }
            check(&shared, &info, &code);
            assert!(resolve(&info).0.known || shared.highlight(&info, &code).plain.is_some());
        }
    }
    assert!(bytes > 0);
}

#[test]
fn what_was_learnt_is_known_in_another_process() {
    let code = "/* one\n two */ var a = `x\n${b}`;\n// three\n";
    let first = Highlighter::new();
    let html = first.highlight("js", code).html;
    let learnt = first.into_learnt();
    let reversed: Vec<Learnt> = learnt.iter().cloned().rev().collect();
    let again = std::thread::spawn(move || {
        let second = Highlighter::taught(learnt);
        (second.highlight("js", code).html, second.memo_figures().misses, second.highlight("json", "[1]").html)
    });
    assert_eq!(again.join().expect("a thread"), (html, 0, Highlighter::new().highlight("json", "[1]").html));
    // Out of its order it makes no sense, and is not used.
    assert_eq!(Highlighter::taught(reversed).memo_figures().states, 0);
}
