//! Faults and abuse. The rule for all of them: no panic, no hang, the documented exit status, one problem at a place,
//! and everything else is built.

mod common;

use common::{Run, Site};
use std::time::Duration;

/// A healthy page that must be built whatever else is in the site.
const OK: &str = "---\nuid: ok\ntitle: Fine\n---\n\n# Fine\n";

/// The most time that a small fault may cost, on a machine that does much else: what is to be found would take minutes.
const SOON: Duration = Duration::from_secs(20);

fn healthy() -> Site {
    Site::new().file("ok.md", OK)
}

/// Builds, and asserts what holds for every fault.
#[track_caller]
fn survive(site: &Site, status: i32) -> Run {
    let run = site.run(&["build", "--format", "json"]).exits(status);
    assert!(site.has_output("ok.html"), "the healthy page is built\n{}", run.err);
    assert!(!site.folder().join("_site/.skilt-stage").exists(), "nothing is left half done");
    run
}

/// Builds a site with one strange page and asserts that its HTML stays in proportion.
#[track_caller]
fn strange_page(what: &str, text: impl AsRef<[u8]>) -> (Site, Run) {
    let text = text.as_ref();
    let site = healthy().file("a.md", text);
    let run = site.run(&["build", "--format", "json"]);
    assert!(matches!(run.status, Some(0 | 1)), "{what}: {}", run.err);
    assert!(site.has_output("ok.html") && site.has_output("a.html"), "{what}");
    assert!(run.time < SOON, "{what} takes {:?}", run.time);
    let size = site.tree()["a.html"].len();
    // The frame of a page is a few kilobytes. Short rows of wide tables are filled up, to a quarter of a million cells.
    let most = (text.len() * 20).max(3_000_000) + 20_000;
    assert!(size <= most, "{what}: {size} bytes of HTML for {}", text.len());
    (site, run)
}

// F8: names.

#[test]
fn f8_names_that_some_file_system_takes_for_one() {
    let site = healthy()
        .file("Page.md", "# P\n")
        .file("page.md", "# p\n")
        .file("\u{c5}.md", "# composed\n")
        .file("A\u{30a}.md", "# decomposed\n")
        .file("b.md", "# b\n")
        .file("b/index.md", "# b, another address\n");
    let run = survive(&site, 1);
    assert_eq!(run.problems(), ["output-collision page.md", "output-collision \u{c5}.md"]);
    let report = run.json();
    for (at, (one, other)) in [("page.md", "Page.md"), ("\u{c5}.md", "A\u{30a}.md")].iter().enumerate() {
        let found = &report["diagnostics"][at];
        assert_eq!((found["file"].as_str(), found["related"][0]["file"].as_str()), (Some(*one), Some(*other)));
    }
    assert!(site.has_output("Page.html") && !site.has_output("page.html"), "the first of the two is written");
    assert!(site.has_output("b.html") && site.has_output("b/index.html"));
}

#[test]
fn f8_two_uids_and_a_redirect_onto_a_page() {
    let site = healthy()
        .file("a.md", "---\nuid: ok\nredirect_from: /ok.html\n---\n\n# A\n")
        .file("b.md", "---\nredirect_from: /a\n---\n\n# B\n");
    let run = survive(&site, 1);
    assert_eq!(run.problems(), ["redirect-shadows-page a.md:3:16", "uid-duplicate ok.md:2:6"]);
    assert!(site.output("ok.html").contains("Fine") && site.has_output("a/index.html"));
}

#[cfg(unix)]
#[test]
fn f8_strange_but_possible_names() {
    let long = format!("{}.md", "n".repeat(252));
    let mut site = healthy().file(&long, "# too long with .html\n");
    let names = [
        "CON.md",
        "aux.md",
        "dot./x.md",
        "a:b.md",
        "a b.md",
        "a%20b.md",
        "a#b.md",
        "a?b.md",
        "<b>.md",
        "'\".md",
        "\u{202e}x.md",
    ];
    for name in names {
        site = site.file(name, "# Strange\n");
    }
    let links = "[1](CON.md) [2](a%3Ab.md) [3](a%20b.md) [4](a%2520b.md) [5](a%23b.md) [6](a%3Fb.md) [7](%3Cb%3E.md) [8](<dot./x.md>)\n";
    let site = site.file("links.md", links);
    let run = survive(&site, 0);
    assert_eq!(run.problems(), [format!("file-skipped {long}")]);
    for name in names {
        assert!(site.has_output(&name.replace(".md", ".html")), "{name}");
    }
    let links = site.output("links.html");
    for href in ["a%20b.html", "a%2520b.html", "a%23b.html", "a%3Fb.html"] {
        assert!(links.contains(&format!("href=\"{href}\"")), "{href}");
    }
}

// F9: what is not a plain file.

#[cfg(unix)]
#[test]
fn f9_links_out_loops_and_pipes() {
    use std::os::unix::fs::symlink;
    let site = healthy().file("../secret/s.md", "# The secret\n").file("real/in.md", "# Inside\n").file(
        "a.md",
        "[!include[x](s.md)] ![i](folder/s.md)\n\n[!code[x](../secret/s.md)]\n\n[!include[x](../secret/s.md)]\n",
    );
    let at = |name: &str| site.folder().join(name);
    symlink(at("../secret/s.md"), at("s.md")).expect("a link");
    symlink(at("../secret"), at("folder")).expect("a link");
    symlink(".", at("loop")).expect("a link");
    symlink("nowhere", at("dangling.md")).expect("a link");
    symlink("real/in.md", at("stays.md")).expect("a link");
    let made = std::process::Command::new("mkfifo").arg(at("pipe.md")).status().expect("mkfifo");
    assert!(made.success());
    let run = survive(&site, 0);
    let skipped: Vec<String> =
        run.problems().into_iter().filter(|problem| problem.starts_with("file-skipped")).collect();
    let expected = ["dangling.md", "folder", "loop", "pipe.md", "s.md"].map(|name| format!("file-skipped {name}"));
    assert_eq!(skipped, expected);
    assert!(site.has_output("stays.html"), "a link that stays inside is followed");
    for (name, bytes) in site.tree() {
        assert!(!String::from_utf8_lossy(&bytes).contains("The secret"), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn f9_a_file_that_cannot_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let site = healthy().file("a.md", "# A\n");
    let path = site.folder().join("a.md");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).expect("permissions");
    if std::fs::read(&path).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    assert_eq!(survive(&site, 1).problems(), ["page-unreadable a.md"]);
}

#[test]
fn f9_folders_in_folders() {
    let deep = "d/".repeat(1000);
    let site = healthy().file(&format!("{deep}a.md"), "# Deep\n\n[ok](/ok.md)\n");
    survive(&site, 0);
    assert!(site.has_output(&format!("{deep}a.html")));
}

// F11: includes.

#[test]
fn f11_circles_are_listed_as_chains() {
    let site = healthy()
        .file("self.md", "# S\n\n[!include[x](self.md)]\n\nEnd.\n")
        .file("a.md", "# A\n\n[!include[x](includes/b.md)]\n\nEnd.\n")
        .file("includes/b.md", "[!include[x](c.md)]\n")
        .file("includes/c.md", "Once. [!include[x](b.md)]\n");
    let run = survive(&site, 1);
    assert_eq!(run.problems(), ["include-cycle includes/b.md:1:14", "include-cycle self.md:3:14"]);
    let report = run.json();
    let message = report["diagnostics"][0]["message"].as_str().unwrap_or("");
    assert_eq!(message, "files include each other: `includes/b.md` → `includes/c.md` → `includes/b.md`");
    assert!(site.output("a.html").contains("Once.") && site.output("self.html").contains("End."));
}

#[test]
fn f11_a_chain_of_ten_thousand() {
    let site =
        healthy().file("skilt.yml", "content: ['*.md']\n").file("a.md", "# A\n\n[!include[x](c/0.md)]\n\nEnd.\n");
    for n in 0..10_000 {
        site.write(&format!("c/{n}.md"), format!("{n} [!include[x]({}.md)]\n", n + 1));
    }
    let run = survive(&site, 1);
    let problems: Vec<String> = run.problems().into_iter().filter(|p| p.starts_with("include-")).collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].starts_with("include-too-large c/"), "{problems:?}");
    assert!(site.output("a.html").contains("End."));
}

#[test]
fn f11_a_million_includes() {
    for leaf in ["", "leaf\n"] {
        let site = healthy()
            .file("skilt.yml", "content: ['*.md']\n")
            .file("a.md", "[!include[x](c/0.md)]\n\nEnd.\n")
            .file("c/20.md", leaf);
        for n in 0..20 {
            site.write(&format!("c/{n}.md"), format!("[!include[x]({}.md)]\n\n", n + 1).repeat(2));
        }
        let run = survive(&site, 1);
        assert_eq!(run.json()["summary"]["by_code"]["include-too-large"], 1, "{}", run.out);
        assert!(site.output("a.html").contains("End."), "the page itself is whole");
        assert!(site.tree()["a.html"].len() < 20 * 1024 * 1024);
    }
}

#[test]
fn f11_what_is_no_fragment_of_this_site() {
    let binary: Vec<u8> = (0..=255).cycle().take(4_000).collect();
    let site = healthy().file("b.bin", binary).file(
        "a.md",
        "# A\n\n[!include[x](b.bin)]\n\n[!include[x](../../../../../../etc/passwd)]\n\n[!include[x](https://example.com/x.md)]\n\n\
         [!include[x](/etc/passwd)] [!code[x](../../../../../../etc/passwd)]\n\nEnd.\n",
    );
    survive(&site, 0);
    let page = site.output("a.html");
    assert!(page.contains("End.") && !page.contains("root:"), "nothing outside the site is read");
}

// F12: YAML.

#[test]
fn f12_front_matter_that_wants_to_be_too_much() {
    let letters = "abcdefghi";
    let bomb: String = letters
        .chars()
        .zip(letters.chars().skip(1))
        .map(|(from, to)| format!("{to}: &{to} [{}]\n", vec![format!("*{from}"); 9].join(",")))
        .collect();
    let bomb = format!("a: &a [x,x,x,x,x,x,x,x,x]\n{bomb}");
    let cases: Vec<(&str, String, &str)> = vec![
        ("an alias bomb", bomb, "front-matter-invalid a.md:3:8"),
        ("nested lists", format!("a: {}", "[".repeat(20_000)), "front-matter-invalid a.md:2:36"),
        ("nested mappings", format!("a: {}", "{a: ".repeat(20_000)), "front-matter-invalid a.md:2:"),
        ("fifty megabytes", format!("a: {}", "x".repeat(50_000_000)), "front-matter-invalid a.md:1:1"),
        ("many keys", "a: x\n".repeat(1_000_000), "front-matter-invalid a.md:1:1"),
        ("a tab", "a: x\n\tb: y".to_owned(), "front-matter-invalid a.md:3:1"),
        ("a key twice", "a: x\na: y".to_owned(), "front-matter-duplicate-key a.md:3:1"),
        ("an impossible date", "so.date: 02.29.2021".to_owned(), "front-matter-date-invalid a.md:2:10"),
    ];
    for (what, head, place) in cases {
        let site = healthy().file("a.md", format!("---\n{head}\n---\n\n# Body\n"));
        let run = site.run(&["build", "--format", "json"]);
        assert!(run.time < SOON, "{what} takes {:?}", run.time);
        let problems = run.problems();
        assert!(problems.iter().any(|problem| problem.starts_with(place)), "{what}: {problems:?}");
        assert!(site.has_output("ok.html") && site.has_output("a.html"), "{what}: the page is built all the same");
    }
}

#[test]
fn f12_tags_run_nothing_and_words_stay_as_written() {
    let head = "title: !!python/object/apply:os.system [\"touch pwned\"]\r\nlanguage: no\r\nversion: 12.0\t\r\n";
    let site = Site::new().file("a.md", format!("\u{feff}---\r\n{head}---\r\n\r\n# A"));
    site.write("templates/article.html", "[{{ meta.language }}|{{ meta.version }}]\n");
    site.run(&["build", "--deny", "warnings"]).exits(1).says("front-matter-value-invalid").says("`title` is not text");
    assert_eq!(site.output("a.html"), "[no|12.0]\n");
    assert!(!site.folder().join("pwned").exists());
}

// F13: Markdown.

#[test]
fn f13_patterns_that_slow_parsers_down() {
    let many = |text: &str, times: usize| text.repeat(times);
    let numbered = |times: usize, line: fn(usize) -> String| (0..times).map(line).collect::<String>();
    let cases: Vec<(&str, String)> = vec![
        ("nested strong emphasis", many("*a **a ", 20_000) + &many("b** b*", 20_000)),
        ("emphasis closers without openers", many("a_ ", 50_000)),
        ("emphasis openers without closers", many("_a ", 50_000)),
        ("link closers without openers", many("a]", 50_000)),
        ("link openers without closers", many("[a", 50_000)),
        ("mismatched openers and closers", many("*a_ ", 50_000)),
        ("a rule of three", format!("a**b{}", many("c* ", 50_000))),
        ("openers and brackets", many("[ a_", 50_000)),
        ("brackets and parentheses", many("[ (](", 30_000)),
        ("images in images", many("![[]()", 30_000)),
        ("nested brackets", format!("{}a{}", many("[", 50_000), many("]", 50_000))),
        ("nested quotes", format!("{}a", many("> ", 100_000))),
        ("nested lists", numbered(500, |n| format!("{}* a\n", "  ".repeat(n)))),
        ("lists in one line", format!("{}a", many("* ", 20_000))),
        ("backticks of every length", numbered(1_500, |n| format!("e{}", "`".repeat(n)))),
        ("open addresses", many("[a](<b", 20_000)),
        ("open addresses without brackets", many("[a](b", 20_000)),
        ("open comments", format!("</{}", many("<!--", 50_000))),
        ("open declarations", many("<!A ", 50_000)),
        ("open instructions", many("<?", 50_000)),
        ("open sections", many("<![CDATA[", 30_000)),
        ("open tags", many("<a ", 50_000)),
        ("open elements", many("<div><p id=x>", 10_000)),
        ("one reference, used often", format!("[x]: {}\n\n{}", "x".repeat(100), many("[x]", 20_000))),
        ("many definitions", numbered(20_000, |n| format!("[{n}]: ok.md\n"))),
        ("many footnotes", numbered(2_000, |n| format!("[^{n}]: x\n\n")) + &numbered(2_000, |n| format!("[^{n}] "))),
        ("a wide table", many("|a", 5_000) + "\n" + &many("|-", 5_000) + "\n" + &many("|x\n", 500)),
        ("equal headings", many("# a\n", 10_000)),
        ("a long heading", format!("{}===\n", many("a\n", 50_000))),
        ("open includes", many("[!include[", 20_000)),
        ("open includes with titles", many("[!include[a](", 20_000)),
        ("open snippets", many("[!code-x[a](b ", 20_000)),
        ("alerts", many("> [!NOTE]\n", 20_000)),
        ("tabs that never end", many("# [x](#tab/x)\n\n", 2_000)),
        ("colons in one line", many("::: ", 20_000)),
        ("blocks that never end", many(":::row:::\n", 5_000)),
        ("zones that never end", many(":::zone target=\"docs\"\n", 5_000)),
        ("uids", many("@a", 50_000)),
        ("quoted uids that never end", many("@\"a ", 50_000)),
        ("references in angles", many("<xref:", 20_000)),
        ("addresses", many("http://a.b/(", 20_000)),
        ("addresses without hosts", many("(http://", 20_000)),
        ("addresses without ends", many("(www.", 20_000)),
        ("addresses that close too often", format!("http://a.b/{}", many(")", 50_000))),
        ("addresses that end in signs", format!("http://a.b/{}", many(";.", 50_000))),
        ("mailboxes", many("<", 20_000) + "a@b.c"),
        ("a line of one megabyte", "x".repeat(1_000_000)),
        ("words of one megabyte", many("word ", 200_000)),
        ("nothing", many("a\0b ", 50_000)),
        ("ampersands", many("&", 50_000)),
        ("marks of direction and accents", many("e\u{301}\u{202e}\u{200b}\u{a0}😀\r\n\r", 10_000)),
    ];
    for (what, text) in cases {
        strange_page(what, text);
    }
}

#[test]
fn f13_bytes_that_are_no_text() {
    let (site, run) = strange_page("bytes", b"# A\n\nend \xff\xfe\x80 of \xc3\x28 text\n");
    assert_eq!(run.exits(1).problems(), ["page-unreadable a.md:3:5"]);
    assert!(site.output("a.html").contains("end \u{fffd}"));
    let utf16: Vec<u8> = "# Title\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (_, run) = strange_page("UTF-16", [b"\xff\xfe".to_vec(), utf16].concat());
    run.exits(1);
}

// F14: code.

#[test]
fn f14_code_that_grammars_stumble_over() {
    let cases = [
        ("parentheses", "cpp", "(".repeat(20_000)),
        ("evaluations", "makefile", "$(eval $(shell ".repeat(2_000)),
        ("one minified line", "javascript", "function a(b){return b?a(b-1):0};".repeat(30_000)),
        ("an unknown language", "nosuchlanguage", "x < y\n".repeat(1_000)),
        ("the wrong language", "json", "<a href='x'>&amp;</a>\n".repeat(1_000)),
        ("bytes", "csharp", "\u{1}\u{7f}\u{fffd}\"'\\".repeat(2_000)),
        ("quotes", "bash", "\"$(\"$(".repeat(3_000)),
        ("markdown in markdown", "markdown", "[[*_`".repeat(5_000)),
        ("regular expressions", "ruby", "/a/ =~ %r{".repeat(3_000)),
    ];
    for (what, language, code) in cases {
        let (site, run) = strange_page(what, format!("# A\n\n```{language}\n{code}\n```\n\nEnd.\n"));
        let run = run.exits(0);
        assert!(site.output("a.html").contains("<p>End.</p>"), "{what}");
        for problem in run.problems() {
            assert!(problem.starts_with("code-not-highlighted a.md"), "{what}: {problem}");
        }
    }
}

// F15: templates.

#[test]
fn f15_content_is_never_evaluated() {
    let site = healthy().file(
        "a.md",
        "---\ntitle: \"</script><script>alert(1)</script>{{ 7*7 }}\"\ndescription: '\"><img src=x onerror=alert(1)>'\n\
         author: '{% include \"x\" %}'\n---\n\n# {{ 7*7 }}\n\n{% raw %} {# gone #} `{{ 7*7 }}`\n",
    );
    site.write("b.md", "# {{ get_env(name=\"HOME\") }}\n");
    survive(&site, 0);
    for name in ["a.html", "b.html", "index.html", "toc.html", "toc.json"] {
        if !site.has_output(name) {
            continue;
        }
        let page = site.output(name);
        assert!(!page.contains("49"), "{name} evaluates what a writer wrote");
        if name.ends_with(".html") {
            assert!(
                !page.contains("<script>alert") && !page.contains("<img src=x"),
                "{name} lets a title out of its place"
            );
        }
    }
    let page = site.output("a.html");
    assert!(page.contains(">{{ 7*7 }}</h1>") && page.contains("{% raw %} {# gone #}"), "{page}");
}

#[test]
fn f15_a_template_that_fails_names_itself_and_the_page() {
    let site = Site::new()
        .file("a.md", "# A\n")
        .file("b.yml", "### YamlMime:SubCategory\ntitle: B\n")
        .file("templates/article.html", "<p>\n  {{ body }} {{ page.nope.deeper }}\n");
    let run = site.run(&["build", "--format", "json"]).exits(1);
    assert_eq!(run.problems().len(), 1, "{}", run.out);
    let report = run.json();
    let found = &report["diagnostics"][0];
    assert_eq!(
        (found["code"].as_str(), found["file"].as_str()),
        (Some("template-error"), Some("templates/article.html"))
    );
    assert_eq!(found["line"], 2);
    assert!(found["message"].as_str().is_some_and(|message| message.contains("(drawing `a.md`)")), "{found}");
    assert!(site.has_output("b.html"), "pages of other templates are built");
}

#[test]
fn f15_a_template_that_cannot_be_read() {
    let site = Site::new().file("a.md", "# A\n");
    site.run(&["build"]).exits(0);
    let before = site.tree();
    site.write("templates/article.html", "<p>\n  {% if %}\n");
    let run = site.run(&["build", "--format", "json"]).exits(2);
    assert_eq!(run.problems(), ["template-error templates/article.html:2:9"]);
    assert_eq!(site.tree(), before, "the old site stays whole");
    site.write("templates/article.html", "{% extends \"nowhere.html\" %}\n");
    site.run(&["build"]).exits(2).says("nowhere.html");
    site.write("templates/article.html", "{% include \"../../etc/passwd\" %}\n");
    let run = site.run(&["build"]);
    assert!(matches!(run.status, Some(1 | 2)), "{}", run.err);
    assert_eq!(site.tree().get("a.html"), before.get("a.html"));
}

#[test]
fn f15_templates_that_never_end() {
    let endless = [
        ("templates/article.html", "{% include \"article.html\" %}\n"),
        ("templates/article.html", "{% extends \"article.html\" %}\n"),
    ];
    for (name, text) in endless {
        let site =
            Site::new().file("a.md", "# A\n").file("b.yml", "### YamlMime:SubCategory\ntitle: B\n").file(name, text);
        let run = site.run(&["build", "--format", "json"]);
        assert!(matches!(run.status, Some(1 | 2)), "{text}: {:?}\n{}", run.status, run.err);
        assert!(run.problems().iter().any(|problem| problem.starts_with("template-error")), "{text}: {}", run.out);
    }
}
