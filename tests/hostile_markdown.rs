//! Text that is made to be slow to read: each piece doubles in length and must not take much more than twice the time.

use skilt::syntax::markdown::{Options, parse};
use std::time::{Duration, Instant};

/// Everything on, by the rules of DocFX.
fn options() -> Options {
    Options {
        definition_lists: true,
        math: true,
        smart_punctuation: true,
        super_and_subscript: true,
        inserted: true,
        marked: true,
        wide_rows: true,
        markdig: true,
        ..Options::default()
    }
}

fn time(text: &str, options: &Options) -> Duration {
    let start = Instant::now();
    let document = parse(text, options);
    drop(document);
    start.elapsed()
}

/// A name, and the text of a length.
type Case = (&'static str, Box<dyn Fn(usize) -> String>);

#[test]
fn time_grows_with_length() {
    let lines = |line: &'static str| move |n: usize| line.repeat(n);
    let cases: Vec<Case> = vec![
        ("quotes", Box::new(|n| format!("{}[!NOTE]", ">".repeat(n)))),
        ("quotes on lines", Box::new(lines("> [!NOTE]\n"))),
        ("open directives", Box::new(lines("[!include["))),
        ("directives without an end", Box::new(lines("[!include[x](y"))),
        ("includes", Box::new(lines("[!include[x](y)] "))),
        ("colons", Box::new(lines(":::row:::\n"))),
        ("ends", Box::new(lines(":::row-end:::\n"))),
        ("zones", Box::new(lines("::: zone target=\"docs\"\n"))),
        ("monikers and ends", Box::new(lines("::: moniker range=\"a\"\n- a\n::: moniker-end\n"))),
        ("complex images", Box::new(lines(":::image type=\"complex\" source=\"a\" alt-text=\"b\":::\n\n"))),
        ("unclosed colons", Box::new(lines(":::image source=\"a "))),
        ("dollars", Box::new(lines("$a "))),
        ("double dollars", Box::new(lines("$$a $ "))),
        ("dollar lines", Box::new(lines("$$\n"))),
        ("dollar lines alone", Box::new(lines("$$\na\n\n- "))),
        ("marks", Box::new(lines("++a ==b ~c ^d \"e 'f "))),
        ("closing marks", Box::new(lines("a++ b== c~ d^ e\" f' "))),
        ("wide rows", Box::new(|n| format!("a|b\n-|-\n{}", "1|2|3\n".repeat(n)))),
        ("a wide row", Box::new(|n| format!("a|b\n-|-\n{}\n{}", "1|".repeat(n), "2|3\n".repeat(n)))),
        ("at signs", Box::new(lines("@a(b"))),
        ("references", Box::new(lines("<xref:a "))),
        ("addresses", Box::new(lines("http://a.b/((((&amp;))) "))),
        ("one address", Box::new(|n| format!("http://a.b/{}", ")".repeat(n)))),
        ("entities", Box::new(|n| format!("http://a.b/{}", "&amp;".repeat(n)))),
        ("emoji", Box::new(lines(":a"))),
        ("headings", Box::new(lines("# a\n"))),
        ("tabs", Box::new(lines("# [a](#tab/a)\n"))),
        ("tabs with conditions", Box::new(lines("# [a](#tab/a)\n# [b](#tab/b/c)\n***\n"))),
        ("boxes", Box::new(|n| format!("- {}", "[ ] ".repeat(n)))),
    ];
    let options = options();
    let mut slow = Vec::new();
    for (name, case) in &cases {
        let (short, long) = (case(2_000), case(8_000));
        let few = time(&short, &options);
        let many = time(&long, &options);
        println!("{name}: {few:?}, {many:?}");
        // Four times the length; a square would be sixteen times the time. Short times tell nothing.
        if many > Duration::from_secs(1) && many > few * 9 {
            slow.push(format!("{name}: {few:?}, then {many:?}"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// The nesting that a parser with a frame for each level would not survive.
#[test]
fn depth_is_no_danger() {
    for text in [">".repeat(100_000), "- ".repeat(100_000), "[!NOTE] ".repeat(50_000), "*a ".repeat(50_000)] {
        let document = parse(&text, &options());
        assert!(!document.events.is_empty());
    }
}
