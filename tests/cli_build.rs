//! `skilt build`: a folder of Markdown becomes a folder of HTML.

mod common;

use common::Site;

fn two_pages() -> Site {
    Site::new()
        .file("content/index.md", "---\ntitle: Home\n---\n\n# Home\n\nTo [B](b.md).\n")
        .file("content/b.md", "---\ntitle: B\nso.topic: concept\n---\n\n# B\n\nBack [home](index.md). ![i](i.png)\n")
        .file("content/i.png", "png")
}

#[test]
fn files_are_written_anew_on_request_and_phases_are_timed() {
    let site = Site::new().file("a.md", "# A\n");
    site.run(&["build"]).exits(0);
    let page = site.folder().join("_site/a.html");
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1);
    let written = || std::fs::metadata(&page).and_then(|metadata| metadata.modified()).expect("a time");
    std::fs::File::options().append(true).open(&page).and_then(|file| file.set_modified(long_ago)).expect("a file");
    site.run(&["build", "--timings"]).exits(0).says("render and write");
    assert_eq!(written(), long_ago, "what is the same is left alone");
    site.run(&["build", "--no-cache"]).exits(0);
    assert_ne!(written(), long_ago);
}

#[test]
fn phases_and_tasks_are_told_to_programs() {
    let site = Site::new().file("a.md", "# A\n");
    let first = site.run(&["build", "--timings=json", "--trace", "../trace.json", "--quiet"]).exits(0);
    let phases = |run: &common::Run| {
        let line = run.err.lines().find(|line| line.starts_with('{')).expect("a line of JSON").to_owned();
        let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        value["phases"].as_array().expect("phases").clone()
    };
    let found = phases(&first);
    let names: Vec<&str> = found.iter().filter_map(|phase| phase["name"].as_str()).collect();
    assert_eq!(names, ["scan", "outline", "index", "check", "render and write", "remember"]);
    assert!(found[0]["items"] == 1 && found[1]["reused"] == 0 && found[4]["bytes"].as_u64() > Some(1000), "{found:?}");
    let cache = |name: &str| std::fs::metadata(site.folder().join(".skilt").join(name)).map_or(0, |file| file.len());
    assert!(found[5]["bytes"].as_u64() > Some(cache("outlines")), "the cache counts its files: {found:?}");
    let again = phases(&site.run(&["build", "--timings=json", "--quiet"]).exits(0));
    assert!(again[1]["reused"] == 1 && again[4]["reused"].as_u64() > Some(3) && again[4]["bytes"] == 0, "{again:?}");
    let trace = std::fs::read_to_string(site.folder().join("../trace.json")).expect("a trace");
    let trace: serde_json::Value = serde_json::from_str(&trace).expect("JSON");
    let events = trace["traceEvents"].as_array().expect("events");
    assert!(events.iter().any(|event| event["name"] == "a.html" && event["ph"] == "X" && event["dur"].is_u64()));
    site.run(&["check", "--trace", "no/such/folder/x.json"]).exits(2).says("cannot be written");
}

#[test]
fn a_site_in_one_command() {
    let site = two_pages();
    let run = site.run(&["build"]).exits(0);
    assert_eq!(run.out, "", "a report for people goes to standard error");
    assert_eq!(run.err, "2 pages, 3 links: no problems in TIME\n");
    assert!(site.output("index.html").contains("<a href=\"b.html\">B</a>"));
    for name in ["b.html", "i.png", "404.html", "xrefmap.yml", "topics/concept/index.html", "manifest.json"] {
        assert!(site.has_output(name), "{name}");
    }
    assert!(!site.has_output("content/b.md") && !site.folder().join("_site/.skilt-stage").exists());
}

#[test]
fn quiet_says_nothing_where_nothing_is_wrong() {
    let run = two_pages().run(&["build", "--quiet"]).exits(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
}

#[test]
fn problems_are_shown_with_their_line() {
    let site = Site::new().file("content/a.md", "# A\n\nTo [the guide](giude.md).\n").file("content/guide.md", "# G\n");
    let run = site.run(&["build", "--deny", "warnings"]).exits(1);
    let expected = "\
warning[link-file-missing]: there is no file `content/giude.md`
 --> content/a.md:3:16
  |
3 | To [the guide](giude.md).
  |                ^^^^^^^^
  |
  = help: did you mean `guide.md`?

2 pages, 1 link: 1 warning (link-file-missing 1) in TIME
";
    assert_eq!(run.err, expected);
    assert!(site.has_output("a.html"), "a problem does not keep the page from being written");
}

#[test]
fn the_output_goes_where_it_is_told() {
    let site = two_pages();
    site.run(&["build", ".", "-o", "../public", "--base-url", "https://docs.example.com/"]).exits(0);
    let public = site.folder().join("../public");
    let sitemap = std::fs::read_to_string(public.join("sitemap.xml")).expect("a sitemap");
    assert!(sitemap.contains("<loc>https://docs.example.com/b.html</loc>"), "{sitemap}");
    assert!(!site.folder().join("_site").exists());
}

#[test]
fn status_2_where_it_cannot_run() {
    let site = two_pages().file("file", "not a folder");
    site.run(&["build", "nowhere"]).exits(2).says("there is no folder `nowhere`");
    site.run(&["build", "-o", "file"]).exits(2).says("`file` cannot be written");
    site.run(&["build", "--nonsense"]).exits(2).says("unexpected argument");
    site.run(&["build", "--jobs", "0"]).exits(2);
    site.write("skilt.yml", "title: [x\n");
    let run = site.run(&["build", "--format", "json"]).exits(2).says("the configuration cannot be used");
    assert_eq!(run.problems(), ["config-invalid skilt.yml:1:8"]);
}

#[test]
fn status_3_while_another_build_writes() {
    let site = two_pages();
    site.run(&["build"]).exits(0);
    let lock = std::fs::File::open(site.folder().join("_site/.skilt-lock")).expect("the lock");
    lock.lock().expect("locked");
    site.run(&["build"]).exits(3).says("another build is writing");
    site.write("_site/.skilt-lock", "4242");
    site.run(&["build"]).exits(3).says("another build (process 4242) is writing");
    drop(lock);
    site.run(&["build"]).exits(0);
    assert_eq!(std::fs::read_to_string(site.folder().join("_site/.skilt-lock")).expect("the lock"), "");
}

#[test]
fn pages_that_are_gone_leave_the_output_and_strangers_stay() {
    let site = two_pages();
    site.run(&["build"]).exits(0);
    site.write("_site/CNAME", "docs.example.com");
    std::fs::remove_file(site.folder().join("content/b.md")).expect("removed");
    site.run(&["build"]).exits(0);
    assert!(!site.has_output("b.html") && !site.has_output("topics/concept/index.html"));
    assert!(site.has_output("CNAME"), "skilt removes only what it wrote");
}

#[test]
fn a_page_appears_on_its_indexes_by_its_front_matter_alone() {
    let site = two_pages();
    site.write(
        "content/c.md",
        "---\ntitle: See C\nso.topic: howto\nso.envir: cloud, onsite  # both\nso.client:\n- Web\n---\n",
    );
    site.run(&["build"]).exits(0);
    for index in ["topics/howto", "platforms/cloud", "platforms/onsite", "platforms/web"] {
        let list = site.output(&format!("{index}/index.html"));
        assert!(list.contains("href=\"../../c.html\"") && list.contains("See C"), "{index}");
    }
    assert!(site.output("c.html").contains("href=\"platforms/onsite/index.html\""));
}

#[test]
fn a_folder_without_pages_is_a_site_too() {
    Site::new().run(&["build"]).exits(0).says("0 pages, 0 links");
}

#[test]
fn a_page_without_a_title_takes_that_of_the_first_file_it_includes() {
    for path in ["includes/part.md", "includes\\part.md"] {
        let site = Site::new()
            .file("a.md", format!("[!include[the part]({path})]\n"))
            .file("includes/part.md", "# From the part\n\nText.\n");
        site.run(&["build"]).exits(0);
        assert!(site.output("a.html").contains("<title>From the part"), "{path}: {}", site.output("a.html"));
    }
}

#[test]
fn a_page_without_a_title_has_that_of_its_only_top_heading() {
    let site = Site::new()
        .file("a.md", "<!-- c -->\n\n## What `is` it?\n\n[b](b.md)\n\n### Part\n\n##### Deep\n")
        .file("b.md", "## One\n\n[a](a.md#part)\n\n## Two\n")
        .file("c.md", "---\ntitle: Stated\n---\n\n## Other\n");
    site.run(&["build"]).exits(0);
    let page = site.output("a.html");
    for part in
        ["<title>What is it?", "<h1 id=\"what-is-it\">What <code>is</code>", "<h2 id=\"part\">", "<h4 id=\"deep\">"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(page.matches("<h1").count(), 1);
    let (two, stated) = (site.output("b.html"), site.output("c.html"));
    assert!(two.contains("<title>B ") && two.contains("<h2 id=\"one\">"), "{two}");
    assert!(stated.contains("<h1>Stated") && stated.contains("<h2 id=\"other\">"), "{stated}");
}
