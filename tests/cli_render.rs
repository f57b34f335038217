//! `skilt render`: the content of one page, bare.

mod common;

use common::Site;

#[test]
fn the_body_alone_on_standard_output() {
    let site = Site::new()
        .file(
            "content/a.md",
            "---\nuid: a\ntitle: T\n---\n\n# A\n\nSee [b](b.md), <xref:b>.\n\n```http\nGET /x HTTP/1.1\n```\n",
        )
        .file("content/b.md", "---\nuid: b\n---\n\n# The B\n");
    let run = site.run(&["render", "content/a.md"]).exits(0);
    let expected = "\
<h1 id=\"a\">A</h1>
<p>See <a href=\"b.html\">b</a>, <a class=\"xref\" href=\"b.html\">The B</a>.</p>
<pre><code class=\"lang-http\">GET /x HTTP/1.1
</code></pre>
";
    assert_eq!(run.out, expected);
    assert_eq!(run.err, "");
    site.run(&["build"]).exits(0);
    assert!(site.output("a.html").contains("<code class=\"lang-http\"><span class="), "the site highlights it");
}

#[test]
fn problems_of_the_page_and_of_no_other() {
    let site = Site::new().file("a.md", "# A\n\n[x](gone.md)\n").file("b.md", "# B\n\n[y](lost.md)\n");
    let run = site.run(&["render", "a.md"]).exits(0).says(" --> a.md:3:5");
    assert!(!run.err.contains("lost.md"), "{}", run.err);
    let broken = Site::new().file("a.md", "---\ntitle: [\n---\n\n# A\n");
    broken.run(&["render", "a.md"]).exits(1).says("error[front-matter-invalid]").prints("<h1 id=\"a\">A</h1>");
}

#[test]
fn byte_order_mark_line_ends_and_last_line_make_no_difference() {
    let text = "---\ntitle: X\nlanguage: no\n---\n\n# Å\n\n- a\n- b\n\n| x |\n|---|\n| y |\n";
    let plain = Site::new().file("a.md", text).run(&["render", "a.md"]).exits(0).out;
    for variant in [text.replace('\n', "\r\n"), format!("\u{feff}{text}"), text.trim_end().to_owned()] {
        assert_eq!(Site::new().file("a.md", &variant).run(&["render", "a.md"]).exits(0).out, plain, "{variant:?}");
    }
}

#[test]
fn pages_of_a_site_elsewhere() {
    let site = Site::new().file("content/a.md", "# A\n");
    let beside = site.folder().join("..");
    common::run_in(&beside, &["render", "site/content/a.md", "--site", "site"], &[], &beside).exits(0);
    common::run_in(&beside, &["render", "content/a.md", "--site", "site"], &[], &beside).exits(0);
    site.run(&["render", "content/gone.md"]).exits(2).says("there is no page `content/gone.md`");
}
