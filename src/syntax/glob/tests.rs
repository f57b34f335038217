use super::*;

fn glob(pattern: &str) -> Glob {
    Glob::new(pattern, GlobOptions::default()).expect("a pattern")
}

fn with_dot(pattern: &str) -> Glob {
    Glob::new(pattern, GlobOptions { dot: true, ..GlobOptions::default() }).expect("a pattern")
}

#[track_caller]
fn check(glob: &Glob, yes: &[&str], no: &[&str]) {
    for path in yes {
        assert!(glob.matches(path), "{path} should match");
    }
    for path in no {
        assert!(!glob.matches(path), "{path} should not match");
    }
}

#[test]
fn stars_stay_within_a_part() {
    check(&glob("*.md"), &["a.md", "A.MD"], &["a/b.md", ".md", "a.mdx", "a.md/"]);
    check(&glob("a?c"), &["abc"], &["ac", "a/c", "abbc"]);
    check(&glob("a/*"), &["a/b"], &["a/", "a", "a/b/c", "a/b/"]);
    check(&glob("a*b*c"), &["abc", "axxbyyc", "abbcbc"], &["ab", "abcd"]);
    check(&glob("*/"), &["a/"], &["a"]);
    check(&glob("æ*"), &["Æble", "æ"], &["eble"]);
    check(&glob("blåbær/*"), &["BLÅBÆR/a"], &["blabaer/a"]);
}

#[test]
fn globstar_is_a_whole_part() {
    check(&glob("**/*.md"), &["a.md", "x/y/a.md"], &["x/.y/a.md", "a.txt"]);
    check(&glob("**.md"), &["a.md", "x/y/a.md"], &["a.txt"]);
    check(&glob("docs/**"), &["docs/a", "docs/x/y"], &["docs/", "docs", "other/a", "docs/x/"]);
    check(&glob("a/**/b"), &["a/b", "a/x/b", "a/x/y/b"], &["a/x/b/", "b", "a/.x/b"]);
    check(&glob("**/bin/"), &["bin/", "x/bin/"], &["bin", "x/bin/y"]);
    check(&glob("**/bin/**"), &["bin/a", "x/bin/y/z"], &["bin/", "x/bin/"]);
    check(&glob("a**.cs"), &["ab.cs", "a.cs"], &["a/b.cs"]);
    let off = Glob::new("**/a", GlobOptions { no_globstar: true, ..GlobOptions::default() }).expect("a pattern");
    check(&off, &["x/a"], &["a", "x/y/a"]);
}

#[test]
fn dots_are_written_or_allowed() {
    check(&glob("*"), &["a"], &[".a"]);
    check(&glob(".*"), &[".a"], &["a"]);
    check(&glob("[.]a"), &[], &[".a"]);
    check(&glob("\\.a"), &[".a"], &[]);
    check(&glob(".git/**"), &[".git/a"], &[".git/.a"]);
    check(&with_dot("*"), &[".a", "a"], &[".", ".."]);
    check(&with_dot("**"), &[".a/.b"], &["a/..", "."]);
}

#[test]
fn classes_are_those_of_regular_expressions() {
    check(&glob("[a-c]x"), &["ax", "Cx"], &["dx", "x"]);
    check(&glob("[^a]x"), &["bx"], &["ax", "Ax"]);
    check(&glob("[!a]x"), &["!x", "ax"], &["bx"]);
    check(&glob("[\\d_]"), &["7", "_"], &["a"]);
    check(&glob("[^]"), &["^"], &["a"]);
    check(&glob("[]]"), &["]"], &["a"]);
    check(&glob("[a\\]]"), &["a", "]"], &["\\"]);
    check(&glob("[abc"), &["[abc"], &["a"]);
    check(&glob("[]"), &[], &["", "[]"]);
    check(&glob("[a-]"), &["a", "-"], &["b"]);
    for bad in ["[z-a]", "[\\p]", "[a-\\d]"] {
        assert!(matches!(Glob::new(bad, GlobOptions::default()), Err(GlobError::Class(_))), "{bad}");
    }
}

#[test]
fn braces_make_alternatives() {
    check(&glob("*.{md,yml}"), &["a.md", "a.yml"], &["a.txt", "a.{md,yml}"]);
    check(&glob("{a,b{c,d}}x"), &["ax", "bcx", "bdx"], &["bx", "cx"]);
    check(&glob("a{b,}"), &["ab", "a"], &[]);
    check(&glob("a{}"), &["a"], &["a{}"]);
    check(&glob("a,b"), &["a,b"], &["a"]);
    check(&glob("\\{a\\}"), &["{a}"], &["a"]);
    check(&glob("{a/*,b}"), &["a/x", "b"], &["a"]);
    for unbalanced in ["{a", "a}", "{a,{b}"] {
        assert!(glob(unbalanced).is_empty(), "{unbalanced}");
        check(&glob(unbalanced), &[], &["a", unbalanced]);
    }
    check(&glob("*.{md|yml}"), &["a.md|yml"], &["a.md", "a.yml"]);
    let off = Glob::new("{a,b}", GlobOptions { no_expand: true, ..GlobOptions::default() }).expect("a pattern");
    check(&off, &["{a,b}"], &["a"]);
}

#[test]
fn an_empty_first_alternative_is_lost_as_in_docfx() {
    check(&glob("a{,b}"), &["ab"], &["a"]);
    check(&glob("a{,,b}"), &["a", "ab"], &[]);
}

#[test]
fn exclamation_marks_negate() {
    check(&glob("!*.md"), &["a.txt"], &["a.md"]);
    check(&glob("!!*.md"), &["a.md"], &["a.txt"]);
    let off = Glob::new("!a", GlobOptions { no_negate: true, ..GlobOptions::default() }).expect("a pattern");
    check(&off, &["!a"], &["a", "b"]);
}

#[test]
fn backslashes_escape_and_separate() {
    check(&glob("\\*a"), &["*a"], &["xa"]);
    check(&glob("a\\"), &["a"], &["ab"]);
    check(&glob("a/b"), &["a\\b", "/a/b", "a//b"], &["a/b/"]);
    let off = Glob::new("\\*", GlobOptions { no_escape: true, ..GlobOptions::default() }).expect("a pattern");
    check(&off, &[], &["*", "a"]);
    let raw = Glob::new("a\\", GlobOptions { no_expand: true, ..GlobOptions::default() }).expect("a pattern");
    check(&raw, &[], &["a", "a\\"]);
}

#[test]
fn case_counts_when_asked_for() {
    let glob = Glob::new("Docs/[a-b]*.md", GlobOptions { case: true, ..GlobOptions::default() }).expect("a pattern");
    check(&glob, &["Docs/ab.md"], &["docs/ab.md", "Docs/AB.md", "Docs/ab.MD"]);
}

#[test]
fn folders_that_can_hold_nothing_are_skipped() {
    let docs = glob("docs/*/*.md");
    for yes in ["docs", "docs/", "DOCS/a/", ""] {
        assert!(docs.may_match_below(yes), "{yes}");
    }
    for no in ["other", "docs/a/b/", "docs/.a/"] {
        assert!(!docs.may_match_below(no), "{no}");
    }
    assert!(glob("**/x.md").may_match_below("any/where"));
    assert!(!glob("**/x.md").may_match_below(".git"));
    assert!(!glob("*.md").may_match_below("a"));
    assert!(glob("!a/**").may_match_below("a"));
}

#[test]
fn bad_patterns_cost_little() {
    assert_eq!(Glob::new(&"{a,b}".repeat(60), GlobOptions::default()).err(), Some(GlobError::TooManyAlternatives));
    let many = format!("{{{}}}", "a,".repeat(5000));
    assert_eq!(Glob::new(&many, GlobOptions::default()).err(), Some(GlobError::TooManyAlternatives));
    assert_eq!(Glob::new(&"a/".repeat(500), GlobOptions::default()).err(), Some(GlobError::TooManyParts));
    assert!(Glob::new(&"{".repeat(100_000), GlobOptions::default()).expect("a pattern").is_empty());
    let stars = glob(&format!("{}b", "a*".repeat(200)));
    assert!(!stars.matches(&"a".repeat(5000)));
    let globstars = glob(&format!("{}b", "**/a/".repeat(25)));
    assert!(!globstars.matches(&"a/".repeat(2000)));
}

/// A site of the size of the largest real one, and the patterns its configuration would hold.
#[test]
fn a_large_site_is_matched_quickly() {
    let paths: Vec<String> = (0..27_000)
        .map(|n| format!("docs/en/area{}/topic{}/page-{n}.{}", n % 40, n % 700, if n % 5 == 0 { "yml" } else { "md" }))
        .collect();
    let patterns = [
        "**/*.md",
        "**/*.{md,yml}",
        "docs/**/toc.yml",
        "**/bin/**",
        "**/obj/**",
        "**/node_modules/**",
        "**/*.png",
        "docs/en/**",
        "docs/de/**",
        "release-notes/**",
        "**/includes/**",
        "**.md",
        "**/*.{png,gif,jpg,svg}",
        "*.md",
        "api/**.yml",
        "**/media/**",
        "**/page-1*.md",
        "docs/en/area[0-9]/**",
        "README.md",
        "**/_*/**",
    ];
    let globs: Vec<Glob> = patterns.iter().map(|pattern| glob(pattern)).collect();
    let start = std::time::Instant::now();
    let hits = paths.iter().map(|path| globs.iter().filter(|glob| glob.matches(path)).count()).sum::<usize>();
    println!("{hits} matches of 27,000 paths and {} patterns in {:?}", globs.len(), start.elapsed());
    assert!(hits > 27_000);
}

#[test]
fn vectors() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors/docfx-markdown.json");
    let Ok(text) = std::fs::read_to_string(path) else { return println!("skipped: ../shared is not here") };
    let all: serde_json::Value = serde_json::from_str(&text).expect("the vectors are JSON");
    let mut total = 0;
    for vector in all["vectors"].as_array().expect("a list").iter().filter(|vector| vector["kind"] == "glob") {
        let input = &vector["input"];
        let options = GlobOptions { dot: input["options"]["allowDotMatch"] == true, ..GlobOptions::default() };
        let glob = Glob::new(input["pattern"].as_str().expect("a pattern"), options).expect("a pattern");
        let wanted = vector["expected"]["each_path_matches"] == true;
        for path in input["paths"].as_array().expect("a list").iter().filter_map(|path| path.as_str()) {
            let found = match input["options"]["partial"] == true {
                true => glob.may_match_below(path),
                false => glob.matches(path),
            };
            assert_eq!(found, wanted, "{} {path}", vector["name"]);
        }
        total += 1;
    }
    println!("glob vectors: {total} passed of {total}");
    assert!(total > 0);
}
