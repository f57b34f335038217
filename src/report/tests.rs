//! Whole reports, letter by letter.

use super::*;
use crate::base::{CODES, Code, LineIndex, Place, Span, codes};
use std::collections::BTreeMap;

/// A site in memory that counts how often each file is read.
#[derive(Default)]
struct Site {
    texts: BTreeMap<String, Arc<str>>,
    reads: std::cell::RefCell<Vec<String>>,
}

impl Site {
    fn with(mut self, file: &str, text: &str) -> Self {
        self.texts.insert(file.into(), text.into());
        self
    }

    /// The span of the first `needle` in a file.
    fn span(&self, file: &str, needle: &str) -> Span {
        let text = &self.texts[file];
        let start = text.find(needle).expect("the needle is there");
        LineIndex::new(text).span(text, start..start + needle.len())
    }

    fn found(&self, code: &'static Code, message: &str, file: &str, needle: &str) -> Diagnostic {
        Diagnostic::new(code, message).at(&SitePath::new(file), self.span(file, needle))
    }

    fn place(&self, file: &str, needle: &str) -> Place {
        Place { file: SitePath::new(file), span: Some(self.span(file, needle)) }
    }

    fn report(&self, format: Format, diagnostics: &[Diagnostic], style: &Style) -> String {
        let summary = Summary { pages: 3, links: 40, ..Summary::count(diagnostics) };
        let mut out = Vec::new();
        write(format, diagnostics, &summary, self, &mut out, style).expect("memory does not fail");
        String::from_utf8(out).expect("reports are UTF-8")
    }
}

impl Sources for Site {
    fn text(&self, file: &SitePath) -> Option<Arc<str>> {
        self.reads.borrow_mut().push(file.as_str().into());
        self.texts.get(file.as_str()).cloned()
    }
}

fn human(site: &Site, diagnostics: &[Diagnostic]) -> String {
    site.report(Format::Human, diagnostics, &Style::default())
}

/// A name and a message that try to be more than text.
const NASTY: &str = "a\n::error::pwned\r\u{1b}[31m\u{202e}%0A,:<&\"]]>\u{9b}\u{2028}.md";

/// One problem in a nasty file, with nasty words everywhere.
fn nasty() -> Diagnostic {
    let place = Place { file: SitePath::new(NASTY), span: Some(Span::line(1)) };
    let mut diagnostic = Diagnostic::new(&codes::LINK_FILE_MISSING, NASTY).help(NASTY).related(NASTY, place.clone());
    diagnostic.place = Some(place);
    diagnostic
}

fn sample() -> (Site, Vec<Diagnostic>) {
    let site = Site::default().with("docs/a.md", "# Smørbrød\r\n\r\n\tæøå [ost](øst.md) og\r\n").with("b.md", "x\n");
    let missing = site
        .found(&codes::LINK_FILE_MISSING, "no file docs/øst.md", "docs/a.md", "øst.md")
        .help("did you mean vest.md?")
        .related("the nearest name", site.place("b.md", "x"));
    let whole = Diagnostic::new(&codes::CONFIG_INVALID, "no key is called tilte");
    let mut orphan = Diagnostic::new(&codes::PAGE_ORPHAN, "nothing leads here").in_file(&SitePath::new("b.md"));
    orphan.severity = Severity::Suggestion;
    (site, vec![missing, orphan, whole])
}

#[test]
fn formats_have_words() {
    for (name, format) in Format::ALL {
        assert_eq!(name.parse(), Ok(format));
    }
    assert_eq!("SARIF".parse(), Ok(Format::Sarif));
    let expected = "no report format is called jsno: there are human, json, sarif, github, junit, did you mean json?";
    assert_eq!("jsno".parse::<Format>(), Err(expected.into()));
}

#[test]
fn human_shows_place_source_and_way_out() {
    let (site, diagnostics) = sample();
    let expected = r#"error[config-invalid]: no key is called tilte

suggestion[page-orphan]: nothing leads here
--> b.md

warning[link-file-missing]: no file docs/øst.md
 --> docs/a.md:3:12
  |
3 |     æøå [ost](øst.md) og
  |               ^^^^^^
  |
  = note: b.md:1: the nearest name
  = help: did you mean vest.md?

"#;
    assert_eq!(human(&site, &diagnostics), expected);
    let from_above = site.report(Format::Human, &diagnostics, &Style { prefix: "../site".into(), ..Style::default() });
    assert!(from_above.contains(" --> ../site/docs/a.md:3:12\n") && from_above.contains("note: ../site/b.md:1:"));
}

#[test]
fn human_has_colours_only_when_asked() {
    let (site, diagnostics) = sample();
    let plain = human(&site, &diagnostics);
    let colored = site.report(Format::Human, &diagnostics, &Style { color: true, ..Style::default() });
    assert!(!plain.contains('\u{1b}') && colored.contains("\u{1b}["));
    let mut stripped = String::new();
    let mut parts = colored.split('\u{1b}');
    stripped.push_str(parts.next().unwrap_or_default());
    for part in parts {
        stripped.push_str(part.split_once('m').map_or("", |(_, text)| text));
    }
    assert_eq!(stripped, plain);
}

#[test]
fn human_shows_spans_of_several_lines_and_empty_ones() {
    let site = Site::default().with("m.md", "one\ntwo [x](\ny) three\n");
    let diagnostics = [
        Diagnostic::new(&codes::INCLUDE_MISSING, "after the last letter").at(&SitePath::new("m.md"), {
            let end = site.span("m.md", "one").end;
            Span { start: end, end }
        }),
        site.found(&codes::LINK_FILE_MISSING, "broken in two", "m.md", "[x](\ny)").help("join the lines"),
    ];
    let expected = r#"warning[include-missing]: after the last letter
 --> m.md:1:4
  |
1 | one
  |    ^

warning[link-file-missing]: broken in two
 --> m.md:2:5
  |
2 |   two [x](
  |  _____^
3 | | y) three
  | |__^
  |
  = help: join the lines

"#;
    assert_eq!(human(&site, &diagnostics), expected);
}

#[test]
fn human_cuts_a_long_line_and_keeps_its_true_column() {
    let text = format!("{}[x](TARGET){}", "a ".repeat(500_000), "b".repeat(500));
    let site = Site::default().with("l.md", &text);
    let style = Style { width: 50, ..Style::default() };
    let report = site.report(Format::Human, &[site.found(&codes::IMAGE_MISSING, "far", "l.md", "TARGET")], &style);
    let expected = r#"warning[image-missing]: far
 --> l.md:1:1000005
  |
1 | … a a a a a a a [x](TARGET)bbbbbbbbbbbbbbbbbb…
  |                     ^^^^^^

"#;
    assert_eq!(report, expected);
}

#[test]
fn human_counts_what_it_does_not_print() {
    let site = Site::default().with("a.md", "[x](y)\n");
    let mut diagnostics: Vec<_> =
        (0..1270).map(|n| site.found(&codes::LINK_CASE_MISMATCH, &format!("case {n:04}"), "a.md", "y")).collect();
    let mut related = Diagnostic::new(&codes::UID_DUPLICATE, "declared often");
    for _ in 0..7 {
        related = related.related("", site.place("a.md", "x"));
    }
    diagnostics.push(related);
    let report = human(&site, &diagnostics);
    assert_eq!(report.matches("warning[link-case-mismatch]").count(), 50);
    assert!(report.ends_with("\n\n… and 1,220 more link-case-mismatch (skilt check --format json lists all)\n\n"));
    assert_eq!((report.matches("note: a.md:1\n").count(), report.matches("note: and 2 more\n").count()), (5, 1));
}

#[test]
fn each_file_is_read_once_in_the_order_of_the_report() {
    let site = Site::default().with("a.md", "[x](y)\n").with("b.md", "[x](y)\n");
    let found = |file, needle| site.found(&codes::LINK_FILE_MISSING, "gone", file, needle);
    let gone = Diagnostic::new(&codes::LINK_FILE_MISSING, "gone").at(&SitePath::new("c.md"), Span::line(1));
    let mut off = Diagnostic::new(&codes::LINK_FILE_MISSING, "off").at(&SitePath::new("d.md"), Span::line(1));
    off.severity = Severity::Off;
    let report = human(&site, &[gone.clone(), found("b.md", "y"), found("a.md", "y"), gone, found("a.md", "x"), off]);
    assert_eq!(*site.reads.borrow(), ["a.md", "b.md", "c.md"]);
    let places: Vec<&str> = report.lines().filter_map(|line| line.trim().strip_prefix("--> ")).collect();
    assert_eq!(places, ["a.md:1:2", "a.md:1:5", "b.md:1:5", "c.md:1:1", "c.md:1:1"]);
}

#[test]
fn json_keeps_its_contract() {
    let (site, diagnostics) = sample();
    let expected = concat!(
        r#"{"diagnostics":[{"code":"config-invalid","severity":"error","message":"no key is called tilte","file":null,"#,
        r#""line":null,"column":null,"end_line":null,"end_column":null,"help":null,"related":[]},"#,
        r#"{"code":"page-orphan","severity":"suggestion","message":"nothing leads here","file":"b.md","#,
        r#""line":null,"column":null,"end_line":null,"end_column":null,"help":null,"related":[]},"#,
        r#"{"code":"link-file-missing","severity":"warning","message":"no file docs/øst.md","file":"docs/a.md","#,
        r#""line":3,"column":12,"end_line":3,"end_column":18,"help":"did you mean vest.md?","#,
        r#""related":[{"message":"the nearest name","file":"b.md","line":1,"column":1,"end_line":1,"end_column":2}]}],"#,
        r#""summary":{"pages":3,"links":40,"errors":1,"warnings":1,"#,
        r#""by_code":{"config-invalid":1,"link-file-missing":1,"page-orphan":1}}}"#,
        "\n"
    );
    assert_eq!(site.report(Format::Json, &diagnostics, &Style::default()), expected);
}

#[test]
fn github_annotates_places_from_the_repository() {
    let (site, diagnostics) = sample();
    let style = Style { prefix: "content".into(), ..Style::default() };
    let expected = r#"::error title=config-invalid::no key is called tilte
::notice file=content/b.md,title=page-orphan::nothing leads here
::warning file=content/docs/a.md,line=3,col=12,endLine=3,endColumn=18,title=link-file-missing::no file docs/øst.md%0Ahelp: did you mean vest.md?
::notice title=skilt::3 pages, 40 links: 1 error, 1 warning (link-file-missing 1), 1 suggestion
"#;
    assert_eq!(site.report(Format::Github, &diagnostics, &style), expected);
}

#[test]
fn github_prints_no_more_than_is_shown() {
    let mut diagnostics = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        for n in 0..15 {
            let mut diagnostic = Diagnostic::new(&codes::UID_DUPLICATE, format!("number {n}"));
            diagnostic.severity = severity;
            diagnostics.push(diagnostic);
        }
    }
    let report = Site::default().report(Format::Github, &diagnostics, &Style::default());
    let count = |command: &str| report.lines().filter(|line| line.starts_with(command)).count();
    assert_eq!((count("::error "), count("::warning "), count("::notice ")), (10, 10, 10));
    assert!(report.ends_with("; 16 problems not shown here (skilt check --format json lists all)\n"));
}

#[test]
fn junit_makes_a_test_of_each_problem() {
    let (site, diagnostics) = sample();
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="skilt" tests="2" failures="2" errors="0">
  <testsuite name="skilt" tests="2" failures="2" errors="0" skipped="0">
    <testcase classname="config-invalid" name="site">
      <failure type="error" message="no key is called tilte">error[config-invalid]: no key is called tilte</failure>
    </testcase>
    <testcase classname="link-file-missing" name="docs/a.md:3">
      <failure type="warning" message="no file docs/øst.md">warning[link-file-missing]: no file docs/øst.md
at docs/a.md:3:12
help: did you mean vest.md?</failure>
    </testcase>
  </testsuite>
</testsuites>
"#;
    assert_eq!(site.report(Format::Junit, &diagnostics, &Style::default()), expected);
    let clean = site.report(Format::Junit, &[], &Style::default());
    assert!(clean.contains(r#"tests="1" failures="0""#), "{clean}");
    assert!(clean.contains(r#"<testcase classname="skilt" name="no errors or warnings"/>"#), "{clean}");
}

fn sarif(site: &Site, diagnostics: &[Diagnostic], prefix: &str) -> serde_json::Value {
    let style = Style { prefix: prefix.into(), ..Style::default() };
    serde_json::from_str(&site.report(Format::Sarif, diagnostics, &style)).expect("JSON")
}

#[test]
fn sarif_names_rules_places_and_fingerprints() {
    let (site, diagnostics) = sample();
    let log = sarif(&site, &diagnostics, "my docs");
    let run = &log["runs"][0];
    assert_eq!((log["version"].as_str(), run["columnKind"].as_str()), (Some("2.1.0"), Some("unicodeCodePoints")));
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), CODES.len());
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 3);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "my%20docs");
    assert_eq!((results[1]["level"].as_str(), results[2]["level"].as_str()), (Some("note"), Some("warning")));
    let expected = serde_json::json!({
        "artifactLocation": { "uri": "my%20docs/docs/a.md", "uriBaseId": "%SRCROOT%" },
        "region": { "startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 18 },
    });
    assert_eq!(results[2]["locations"][0]["physicalLocation"], expected);
    assert_eq!(results[2]["relatedLocations"][0]["message"]["text"], "the nearest name");
    assert_eq!(run["invocations"], serde_json::json!([{ "executionSuccessful": true }]));
}

#[test]
fn sarif_fingerprints_outlive_moved_lines() {
    let before = Site::default().with("a.md", "[x](y)\n[x](y)\n");
    let after = Site::default().with("a.md", "new\n\n[x](y)\n[x](y)\n");
    let prints = |site: &Site| -> Vec<String> {
        let diagnostic = site.found(&codes::LINK_FILE_MISSING, "gone", "a.md", "y");
        let log = sarif(site, &[diagnostic.clone(), diagnostic], "");
        let results = log["runs"][0]["results"].as_array().expect("results").clone();
        results.iter().map(|result| result["partialFingerprints"].to_string()).collect()
    };
    assert_eq!(prints(&before), prints(&after));
    assert!(prints(&before)[0] != prints(&before)[1]);
}

#[test]
fn sarif_keeps_the_worst_of_too_many() {
    let mut diagnostics: Vec<_> =
        (0..5_000).map(|n| Diagnostic::new(&codes::IMAGE_MISSING, format!("{n:04}"))).collect();
    diagnostics.push(Diagnostic::new(&codes::TEMPLATE_ERROR, "z"));
    let log = sarif(&Site::default(), &diagnostics, "");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 5_000);
    assert_eq!(results.iter().filter(|result| result["level"] == "error").count(), 1);
    let note = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    let expected =
        "2 results left out: this log holds the 4,999 most serious ones. skilt check --format json lists all.";
    assert_eq!(note, expected);
    let last = &results[4_999];
    assert_eq!((&last["ruleId"], &last["message"]["text"]), (&"report-cut".into(), &expected.into()));
    let index = last["ruleIndex"].as_u64().expect("an index") as usize;
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][index]["id"], "report-cut");
}

#[test]
fn sarif_keeps_to_the_limit_of_places() {
    let site = Site::default().with("a.md", "[x](y)\n");
    let mut diagnostic = site.found(&codes::LINK_OUTSIDE_SITE, "many", "a.md", "y");
    for _ in 0..2_000 {
        diagnostic = diagnostic.related("", site.place("a.md", "x"));
    }
    let log = sarif(&site, &[diagnostic], "");
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["relatedLocations"].as_array().map(Vec::len), Some(100));
    assert_eq!(result["message"]["text"], "many\nAnd 1,900 related places not listed here.");
}

/// GitHub's runner still obeys its old form of commands, `##[command]`, wherever in a line it stands
/// (`ActionCommand.TryParse` of actions/runner), so that even a quoted source line could give one.
#[test]
fn no_format_lets_an_old_command_through() {
    let name = "##[error]a##[add-path]b.md";
    let site = Site::default().with(name, "x ##[error file=a]forged [y](z)\n");
    let diagnostics =
        [site.found(&codes::LINK_FILE_MISSING, name, name, "z").help(name).related(name, site.place(name, "x"))];
    for format in Format::names() {
        for color in [false, true] {
            let style = Style { color, ..Style::default() };
            let report = site.report(format.parse().expect("a format"), &diagnostics, &style);
            assert!(!report.contains("##["), "{format}: {report}");
        }
    }
    let json: serde_json::Value =
        serde_json::from_str(&site.report(Format::Json, &diagnostics, &Style::default())).expect("JSON");
    assert_eq!(json["diagnostics"][0]["file"], name, "what is read back is what was there");
}

#[test]
fn no_format_lets_a_name_act() {
    let site = Site::default().with(NASTY, NASTY);
    let diagnostics = [nasty()];
    for format in Format::names() {
        let report = site.report(format.parse().expect("a format"), &diagnostics, &Style::default());
        let acting: Vec<char> = report.chars().filter(|&c| text::acts(c) && c != '\n').collect();
        assert!(acting.is_empty(), "{format}: {acting:?}");
        let forged = report.lines().filter(|line| line.trim_start().starts_with("::error")).count();
        assert_eq!(forged, 0, "{format}: {report}");
    }
    let report = |format| site.report(format, &diagnostics, &Style::default());
    assert_eq!(report(Format::Github).lines().count(), 2);
    assert_eq!(report(Format::Json).lines().count(), 1);
    assert_eq!(report(Format::Sarif).lines().count(), 1);
    assert_eq!(
        report(Format::Human).lines().next(),
        Some(&*format!("warning[link-file-missing]: {}", text::visible(NASTY)))
    );
    let json: serde_json::Value = serde_json::from_str(&report(Format::Json)).expect("JSON");
    assert_eq!(json["diagnostics"][0]["file"], NASTY);
    let expected =
        "::warning file=a%0A%3A%3Aerror%3A%3Apwned%0D\\u{1b}[31m\\u{202e}%250A%2C%3A<&\"]]>\\u{9b}\\u{2028}.md,line=1,";
    assert!(report(Format::Github).starts_with(expected));
    let name = "name=\"a ::error::pwned[31m\\u{202e}%0A,:&lt;&amp;&quot;]]&gt;\\u{2028}.md:1\"";
    assert!(report(Format::Junit).contains(name));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 300, ..Default::default() })]

    /// Spans may be stale or nonsense and texts may hold anything: every format still writes the same clean report.
    #[test]
    fn no_text_and_no_span_stop_a_report(
        text in "(\\PC|[\t\r\n\u{0}-\u{1f}\u{85}\u{200b}\u{202e}\u{301}界👩]){0,60}",
        numbers in proptest::array::uniform4(0_u32..70),
        width in 0_usize..60,
        color: bool,
    ) {
        let [line, column, end_line, end_column] = numbers;
        let at = |line, column| crate::base::Position { line: line % 6, column };
        let site = Site::default().with("a.md", &text);
        let span = Span { start: at(line, column), end: at(end_line, end_column) };
        let diagnostic = Diagnostic::new(&codes::LINK_FILE_MISSING, &*text).at(&SitePath::new("a.md"), span).help(&*text);
        let style = Style { color, width, ..Style::default() };
        for (_, format) in Format::ALL {
            let report = site.report(format, std::slice::from_ref(&diagnostic), &style);
            proptest::prop_assert!(report.ends_with('\n'));
            let acts = |c: char| text::acts(c) && c != '\n' && !(color && c == '\u{1b}');
            proptest::prop_assert!(!report.contains(acts), "{report:?}");
        }
    }
}

#[test]
fn sarif_messages_make_no_links() {
    let diagnostic = Diagnostic::new(&codes::LINK_TO_REDIRECT, "[free money](https://example.com) is printed as text");
    let log = sarif(&Site::default(), &[diagnostic], "");
    let text = &log["runs"][0]["results"][0]["message"]["text"];
    assert_eq!(text, "\\[free money\\](https://example.com) is printed as text");
}
