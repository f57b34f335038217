//! F25: nothing, one page, and much of one thing. What grows is measured in processor time at two sizes, since a clock
//! tells what other programs do: sixteen times as much may take sixty-four times as long. What grows with the square of
//! the size takes 256 times as long, and caches and neighbours that are as bad as can be make of sixteen no more than
//! thirty.

mod common;

use common::Site;
use std::fmt::Write as _;

/// How much larger the larger of two sites is, and how much more time it may take.
const TIMES: usize = 16;
const MOST: f64 = 64.0;

/// Milliseconds of processor time that are not told apart from nothing.
const NOISE: f64 = 40.0;

/// What the phases of a run from nothing take, in milliseconds of processor time: the walk is no part of it, since
/// beside it the program itself is read.
fn time(site: &Site, command: &str) -> f64 {
    let _ = std::fs::remove_dir_all(site.folder().join("_site"));
    let run = site.run(&[command, "--no-cache", "--timings=json", "--format", "json=../report.json"]);
    assert!(matches!(run.status, Some(0 | 1)), "{:?}\n{}", run.status, run.err);
    let line = run.out.lines().chain(run.err.lines()).find(|line| line.starts_with("{\"phases\"")).expect("timings");
    let timings: serde_json::Value = serde_json::from_str(line).expect("JSON");
    let phases = timings["phases"].as_array().expect("phases").iter();
    // Checking goes on beside drawing, which has the time of both.
    phases.filter(|phase| phase["name"] != "scan").filter_map(|phase| phase["processor_ms"].as_f64()).sum()
}

/// Builds the same at two sizes, of which `size` is the larger, and compares.
#[track_caller]
fn grows_evenly(what: &str, size: usize, make: impl Fn(usize) -> Site) -> Site {
    grows("build", what, size, make)
}

/// The same for a command.
#[track_caller]
fn grows(command: &str, what: &str, size: usize, make: impl Fn(usize) -> Site) -> Site {
    let small = time(&make(size / TIMES), command);
    let site = make(size);
    let large = time(&site, command);
    let ratio = large / small.max(NOISE);
    println!("{what}: {} in {small:.0} ms, {size} in {large:.0} ms, {ratio:.1} times", size / TIMES);
    assert!(ratio <= MOST, "{what}: {} take {small:.0} ms, {size} take {large:.0} ms", size / TIMES);
    site
}

fn plain() -> Site {
    Site::new().file("skilt.yml", "title: T\n")
}

#[test]
fn f25_no_page_and_one_page() {
    let none = Site::new().file("skilt.yml", "title: T\n");
    let run = none.run(&["build", "--format", "json"]);
    assert!(matches!(run.status, Some(0 | 1)), "{:?}\n{}", run.status, run.err);
    assert_eq!(run.json()["summary"]["pages"], 0);
    none.run(&["check", "--quiet"]);
    let empty = Site::new();
    let run = empty.run(&["build", "--format", "json"]);
    assert!(matches!(run.status, Some(0..=2)), "{:?}\n{}", run.status, run.err);

    let one = plain().file("index.md", "# One\n");
    one.run(&["build", "--deny", "warnings"]).exits(0);
    assert!(one.has_output("index.html"));
    // A page that says nothing at all is a page.
    one.write("index.md", "");
    one.run(&["build"]).exits(0);
    assert!(one.has_output("index.html"));
}

/// The page that the test grows; the benchmark does it with fifty megabytes.
fn long_page(kilobytes: usize) -> String {
    let mut text = String::from("# A long page\n\n");
    let mut part = 0;
    while text.len() < kilobytes * 1024 {
        part += 1;
        let _ = write!(
            text,
            "## Part {part}\n\nThe words of *part* {part}, with `code` and [a link](#part-{}).\n\n\
             - an entry of {part}\n- another\n\n```json\n{{ \"part\": {part} }}\n```\n\n",
            part / 2 + 1
        );
    }
    text
}

#[test]
fn f25_one_long_page() {
    let site = grows_evenly("one page of kilobytes", 5_120, |size| plain().file("index.md", long_page(size)));
    let page = site.output("index.html");
    assert!(page.contains("The words of <em>part</em> 20000") && page.len() < 20 * 5 * 1024 * 1024);
}

/// One page with much of one thing, whose places, names or neighbours could each be looked for among all others.
#[test]
fn f25_one_page_of_one_thing() {
    type Shape = (&'static str, usize, fn(usize) -> String);
    let shapes: [Shape; 5] = [
        ("links in one line", 48_000, |size| r"[a](to\(1\).md) <xref:gone> www.a.dev ".repeat(size)),
        ("labels in one line that nothing defines", 100_000, |size| "[a][gone] ".repeat(size)),
        ("footnotes", 80_000, |size| {
            let each = |form: fn(usize) -> String| (0..size).map(form).collect::<String>();
            format!("{}\n\n{}", each(|at| format!("[^{at}] ")), each(|at| format!("[^{at}]: x\n\n")))
        }),
        ("tabs", 80_000, |size| (0..size).map(|at| format!("# [T](#tab/t{at})\n\nx\n\n")).collect()),
        ("quotes in each other", 80_000, |size| "> ".repeat(size)),
    ];
    for (what, size, shape) in shapes {
        grows_evenly(what, size, |size| plain().file("index.md", format!("# Page\n\n{}\n", shape(size))));
    }
}

#[test]
fn f25_many_links_to_one_page() {
    let links = |site: Site, count: usize| {
        // A thousand links a page, of every kind that leads to the same page.
        (0..count / 1000).fold(site, |site, page| {
            let mut text = format!("# From {page}\n\n");
            for link in 0..250 {
                let _ =
                    writeln!(text, "[{link}](to.md) [{link}](to.md#here) <xref:the-page> [{link}](xref:the-page#here)");
            }
            site.file(&format!("from-{page}.md"), text)
        })
    };
    let to = "---\nuid: the-page\n---\n\n# To\n\n## Here\n";
    grows_evenly("links to one page", 96_000, |size| links(plain().file("to.md", to), size));
}

#[test]
fn f25_many_links_to_one_page_that_is_not_there() {
    let site = |size: usize| {
        (0..size / 1000).fold(plain(), |site, page| {
            let text = format!("# From {page}\n\n{}", "[x](gone.md) <xref:gone>\n".repeat(500));
            site.file(&format!("from-{page}.md"), text)
        })
    };
    let size = 48_000;
    let site = grows("check", "links to what is not there", size, site);
    let report = std::fs::read_to_string(site.folder().join("../report.json")).expect("the report");
    let found: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(found["summary"]["by_code"]["link-file-missing"], size / 2);
}

#[test]
fn f25_many_combinations_of_facets() {
    let site = |size: usize| {
        let facet = |name: &str| {
            let values: Vec<String> = (0..40).map(|n| format!("{name}{n}")).collect();
            format!("  - name: {name}\n    index: topics\n    values: [{}]\n", values.join(", "))
        };
        let configuration = format!("title: T\nfacets:\n{}{}", facet("size"), facet("colour"));
        (0..size).fold(Site::new().file("skilt.yml", configuration), |site, page| {
            let (one, other) = (page % 40, page / 40 % 40);
            let head = format!(
                "size: [size{one}, size{}]\ncolour: [colour{other}, colour{}]",
                (one + 1) % 40,
                (other + 7) % 40
            );
            site.file(&format!("p{}/{page}.md", page % 50), format!("---\n{head}\n---\n\n# Page {page}\n"))
        })
    };
    grows_evenly("pages with two of 1600 combinations of facets", 1_600, site);
}

#[test]
fn f25_many_pages() {
    grows_evenly("pages", 4_800, |size| {
        (0..size).fold(plain(), |site, page| {
            let text = format!("---\nuid: u{page}\n---\n\n# Page {page}\n\nWord{page} <xref:u{}>\n", (page * 7) % size);
            site.file(&format!("f{}/{page}.md", page / 50), text)
        })
    });
}
