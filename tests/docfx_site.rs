//! A DocFX repository as it stands: redirects, metadata that acts, tables of contents, several roots.

mod common;

use common::Site;

/// Two repositories side by side that link to each other by the names of their checkouts.
fn neighbours() -> Site {
    let docfx =
        r#"{"build": {"content": [{"files": ["**/*.{md,yml}"], "exclude": ["**/includes/**"]}], "dest": "_site"}}"#;
    Site::new()
        .file("skilt.yml", "title: Both\nroots:\n  - path: one\n  - path: two\n  - {path: three, external: true}\n")
        .file("one/docfx.json", docfx)
        .file("one/docs/a.md", "---\nuid: a\n---\n\n# A\n\n[B](../../two/docs/b.md#part), [own](../../one/docs/c.md), [far](../../three/x.md), [C](xref:c)\n")
        .file("one/docs/c.md", "---\nuid: c\n---\n\n# C\n")
        .file("two/docfx.json", docfx)
        .file("two/docs/b.md", "# B\n\n## Part\n\n[a](xref:a)\n")
}

#[test]
fn links_cross_roots_by_checkout_name() {
    let site = neighbours();
    let problems = site.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].starts_with("link-outside-site one/docs/a.md:7"), "{problems:?}");
    site.run(&["build"]).exits(0);
    let page = site.output("one/docs/a.html");
    for link in ["href=\"../../two/docs/b.html#part\"", "href=\"c.html\"", "href=\"c.html\">C</a>"] {
        assert!(page.contains(link), "{link} in {page}");
    }
    assert!(site.output("two/docs/b.html").contains("href=\"../../one/docs/a.html\">a</a>"));
}

#[test]
fn the_root_of_a_site_with_content_is_either_folder() {
    let site = Site::new()
        .file("content/a/b.md", "# B\n\n[x](/c.md) [y](~/c.md) [z](~/content/c.md) ![i](/i.png)\n\n<!-- skilt-ignore link-file-missing: on purpose -->\n[n](/n.md)\n\n- [x] done\n")
        .file("content/c.md", "# C\n")
        .file("content/i.png", "x");
    assert_eq!(site.problems(), Vec::<String>::new());
    site.run(&["build"]).exits(0);
    let page = site.output("a/b.html");
    for text in ["x", "y", "z"] {
        assert!(page.contains(&format!("href=\"../c.html\">{text}</a>")), "{page}");
    }
    assert!(page.contains("src=\"../i.png\"") && page.contains("aria-label=\"Done\""), "{page}");
    assert!(!page.contains("skilt-ignore"), "{page}");
}

#[test]
fn an_expanded_entry_shows_what_is_below_it_on_every_page() {
    let toc = "- name: A\n  href: a.md\n- name: Open\n  expanded: true\n  items:\n  - name: Inner\n    href: b.md\n- name: Shut\n  items:\n  - name: Hidden\n    href: c.md\n";
    let site = Site::new().file("toc.yml", toc).file("a.md", "# A\n").file("b.md", "# B\n").file("c.md", "# C\n");
    site.run(&["build"]).exits(0);
    let page = site.output("a.html");
    assert!(page.contains(">Inner") && !page.contains(">Hidden"), "{page}");
}

#[test]
fn a_site_without_a_front_page_gets_one() {
    let site = neighbours();
    site.run(&["build"]).exits(0);
    let home = site.output("index.html");
    assert!(home.contains("<h3>one</h3>") && home.contains("<h3>two</h3>"), "{home}");
    assert!(home.contains("href=\"one/docs/a.html\""), "{home}");
}

/// The table of contents that lies highest stands for a part of the site, and what its only entry leads to.
#[test]
fn a_front_page_shows_the_table_of_contents_of_each_part() {
    let site = Site::new()
        .file("skilt.yml", "title: Both\nroots:\n- path: one\n- path: two\n")
        .file("one/docs/api/toc.yml", "- {name: Type, href: type.md}\n")
        .file("one/docs/api/type.md", "# Type\n")
        .file("one/docs/a.md", "# A\n")
        .file("one/docs/b.md", "# B\n")
        .file(
            "one/toc.yml",
            "- name: All\n  items:\n  - {name: First, href: docs/a.md}\n  - {name: Second, href: docs/b.md}\n",
        )
        .file("two/c.md", "# C\n");
    site.run(&["build"]).exits(0);
    let home = site.output("index.html");
    assert!(home.contains(">First</a>") && home.contains(">Second</a>") && !home.contains(">Type</a>"), "{home}");
}

#[test]
fn every_uid_has_a_permanent_address() {
    let site = Site::new()
        .file("a/b.md", "---\nuid: some.page\n---\n\n# B\n")
        .file("c.md", "---\nuid: with blank\n---\n\n# C\n");
    site.run(&["build"]).exits(0);
    assert!(site.output("uid/some.page/index.html").contains("url=../../a/b.html"));
    // A uid that cannot be a folder's name everywhere is answered by the lookup, which has all of them.
    assert!(!site.has_output("uid/with blank/index.html"));
    let lookups: String = site
        .tree()
        .into_iter()
        .filter(|(path, _)| path.contains("uid/lookup/"))
        .map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    assert!(
        lookups.contains("\"some.page\":\"a/b.html\"") && lookups.contains("\"with blank\":\"c.html\""),
        "{lookups}"
    );
}

/// A text packed with gzip.
fn packed(text: &str) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut writer, text.as_bytes()).expect("memory");
    writer.finish().expect("memory")
}

#[test]
fn uids_of_the_site_come_first_then_the_maps_in_their_order() {
    let first = r#"{"baseUrl": "https://one.example/", "references": [{"uid": "ext.a", "name": "ExtA", "href": "a.html"}, {"uid": "own", "name": "no", "href": "no.html"}]}"#;
    let second = "### YamlMime:XRefMap\nreferences:\n- {uid: ext.a, name: Second, href: 'https://two.example/a'}\n- {uid: ext.b, name: ExtB, href: 'https://two.example/b'}\n";
    let site = Site::new()
        .file("skilt.yml", "xref_maps: [one.json.gz, two.yml]\n")
        .file("one.json.gz", packed(first))
        .file("two.yml", second)
        .file("content/own.md", "---\nuid: own\n---\n\n# Own\n\n<xref:ext.a> [](xref:ext.b) <xref:own>\n");
    assert_eq!(site.problems(), Vec::<String>::new());
    site.run(&["build"]).exits(0);
    let page = site.output("own.html");
    for link in ["https://one.example/a.html\">ExtA<", "https://two.example/b\">ExtB<", "own.html\">Own<"] {
        assert!(page.contains(link), "{link} in {page}");
    }
}

#[test]
fn redirects_lead_to_their_end_in_every_form() {
    let site = Site::new()
        .file("skilt.yml", "redirects: [netlify, nginx, web.config]\n")
        .file("content/new.md", "---\nredirect_from: [/old.html, older]\n---\n\n# New\n")
        .file("content/moved.md", "---\nredirect_url: new.md\n---\n")
        .file("content/twice.md", "---\nredirect_url: moved.md\n---\n");
    let problems = site.problems();
    assert_eq!(problems, ["redirect-chain content/twice.md:2:15"]);
    site.run(&["build"]).exits(0);
    for page in ["old.html", "moved.html", "twice.html"] {
        assert!(site.output(page).contains("url=new.html"), "{page}");
    }
    assert!(site.output("older/index.html").contains("url=../new.html"));
    assert!(site.output("_redirects").contains("/twice.html /new.html 301"));
    assert!(site.output("redirects.map").contains("\"/old.html\" \"/new.html\";"));
    assert!(site.output("web.config").contains("key=\"/old.html\" value=\"/new.html\""));
}

#[test]
fn switches_of_docfx_take_parts_of_the_frame_away() {
    let page = "# A\n\n## One\n\n## Two\n";
    let site = Site::new()
        .file("toc.yml", "- name: A\n  href: a.md\n- name: B\n  href: b.md\n")
        .file("a.md", page)
        .file("b.md", format!("---\n_disableToc: true\n_disableAffix: \"true\"\n_disableNextArticle: true\n_disableBreadcrumb: true\n_noindex: true\n---\n\n{page}"));
    site.run(&["build"]).exits(0);
    let (with, without) = (site.output("a.html"), site.output("b.html"));
    for part in ["class=\"nav-list\"", "aria-label=\"On this page\"", "rel=\"next\"", "aria-label=\"Breadcrumb\""] {
        assert!(with.contains(part), "{part} in {with}");
        assert!(!without.contains(part), "{part} in {without}");
    }
    assert!(without.contains("<meta name=\"robots\" content=\"noindex\">") && !with.contains("noindex"));
    assert!(!without.contains("rel=\"prev\""));
}

#[test]
fn themes_of_docfx_in_the_folder_of_templates_are_not_read() {
    let site = Site::new()
        .file(
            "docfx.json",
            r#"{"build": {"content": [{"files": ["*.md"]}], "template": ["default", "templates/ours"]}}"#,
        )
        .file("templates/ours/layout/_master.tmpl", "{{!a comment of Mustache}}\n{{>partials/head}}\n")
        .file("templates/ours/partials/head.tmpl.partial", "{{#_x}}{{/_x}}")
        .file("templates/ours/public/main.js", "export default { x: `${{y}}` }")
        .file("templates/words.txt", "from a text")
        .file(
            "templates/owned.html",
            "{% extends \"layout.html\" %}{% block aside %}{% include \"words.txt\" %}{% endblock %}",
        )
        .file("a.md", "---\nlayout: owned\n---\n\n# A\n");
    site.run(&["build"]).exits(0);
    assert!(site.output("a.html").contains("from a text"), "{}", site.output("a.html"));
}

#[test]
fn a_byte_order_mark_costs_a_table_of_contents_nothing() {
    let site = Site::new()
        .file("toc.md", "\u{feff}# [First](a.md)\r\n# [Second](b.md)\r\n")
        .file("a.md", "# A\n")
        .file("b.md", "# B\n");
    assert_eq!(site.problems(), Vec::<String>::new());
    site.run(&["build"]).exits(0);
    assert!(site.output("b.html").contains(">First"), "{}", site.output("b.html"));
}

#[test]
fn versions_at_the_same_addresses_have_folders_of_their_own() {
    let page = "# P\n\n[q](q.md)\n";
    let build = r#"{"build": {"content": [
        {"files": "*.md", "src": "v1", "dest": "m", "group": "ps-1"}, {"files": "*.md", "src": "v2", "dest": "m", "group": "ps-2"},
        {"files": "*.md", "src": "guide", "dest": "guide", "group": "guide"}]}}"#;
    let site = Site::new()
        .file("docfx.json", build)
        .file("v1/p.md", page)
        .file("v1/q.md", "# Q\n\n[p](p.md)\n")
        .file("v2/p.md", page)
        .file("v2/q.md", "# Q\n\n[p](p.md)\n")
        .file("guide/g.md", "# G\n\n[p](../v2/p.md)\n");
    assert_eq!(site.problems(), ["config-unsupported docfx.json:1:12"]);
    site.run(&["build"]).exits(0);
    assert!(site.output("ps-1/m/p.html").contains("href=\"q.html\""));
    assert!(site.output("guide/g.html").contains("href=\"../ps-2/m/p.html\""));
}

#[test]
fn a_link_to_a_page_that_lost_its_address_says_so() {
    let site = Site::new()
        .file("a.md", "# A\n")
        .file("a.yml", "### YamlMime:Landing\ntitle: A\n")
        .file("b.md", "# B\n\n[a](a.md), [a](a.yml)\n");
    let report = site.run(&["check", "--format", "json"]).out;
    assert!(report.contains("`a.yml` is not written, since another file has its address"), "{report}");
}

#[test]
fn questions_answer_to_the_ids_of_learn() {
    let faq = "### YamlMime:FAQ\ntitle: F\nsections:\n- name: S\n  questions:\n  - question: Can't I, on x.org?\n    answer: |\n      ### Below\n      [a](#can-t-i--on-x-org) [b](#can-t-i--on-x-org-) [c](#cant-i-on-xorg)\n  - question: Plain\n    answer: x\n";
    let site = Site::new().file("toc.yml", "- href: f.yml\n").file("f.yml", faq);
    assert_eq!(site.problems(), Vec::<String>::new());
    site.run(&["build"]).exits(0);
    let page = site.output("f.html");
    for id in ["can-t-i--on-x-org", "can-t-i--on-x-org-", "cant-i-on-xorg", "plain"] {
        assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id} in {page}");
    }
}

#[test]
fn what_docfx_writes_for_itself_is_no_page() {
    let map = "### YamlMime:XRefMap\nreferences:\n- uid: x\n  name: X\n  href: gone.html\n";
    let site = Site::new().file("xrefmap.yml", map).file("toc.yml", "- href: a.md\n").file("a.md", "# A\n");
    assert_eq!(site.problems(), ["file-skipped xrefmap.yml"]);
}

#[test]
fn a_folder_above_the_site_is_named_as_roots_take_it() {
    let site = Site::new()
        .file("docs/docfx.json", r#"{"build": {"content": [{"files": ["*.md"]}]}}"#)
        .file("docs/a.md", "# A\n\n[x](~/../samples/b/x.md)\n")
        .file("samples/b/x.md", "# X\n");
    let report = site.run(&["check", "docs", "--format", "json"]).out;
    assert!(report.contains("add `../samples` to `roots`"), "{report}");
}

#[test]
fn redirects_of_learn_answer_for_sources_that_are_gone() {
    let redirections = r#"{"redirections": [
        {"source_path": "old.md", "redirect_url": "/base/Guide/New-Name"},
        {"source_path": "older.md", "redirect_url": "/base/old#part"},
        {"source_path_from_root": "/far.md", "redirect_url": "/other/far?x=1", "redirect_document_id": false},
        {"source_path": "there.md", "redirect_url": "/base/guide/new-name"},
        {"source_path": "self.md", "redirect_url": "/base/self?view=2"},
        {"source_path": "elsewhere/x.md", "redirect_url": "/base/guide/new-name"}
    ]}"#;
    let page =
        "# A\n\n[old](old.md) [older](~/older.md#x) [far](Far.md) [there](there.md) [gone](gone.md) ![i](old.md)\n";
    let site = Site::new()
        .file("docs/.openpublishing.redirection.json", redirections)
        .file("docs/docfx.json", r#"{"build": {"content": [{"files": ["**/*.{md,yml}"]}]}}"#)
        .file("docs/toc.yml", "- href: a.md\n- href: there.md\n- href: guide/new-name.md\n")
        .file("docs/a.md", page)
        .file("docs/there.md", "# There\n")
        .file("docs/guide/new-name.md", "# New\n\n## Part\n");
    let expected = [
        "redirect-chain .openpublishing.redirection.json:3:54",
        "link-to-redirect a.md:3:7",
        "link-to-redirect a.md:3:23",
        "link-to-redirect a.md:3:43",
        "link-file-missing a.md:3:76",
        "image-missing a.md:3:90",
    ];
    assert_eq!(site.run(&["check", "docs", "--format", "json"]).problems(), expected);
    site.run(&["build", "docs", "-o", "_site"]).exits(0);
    let page = site.output("a.html");
    for link in [
        "guide/new-name.html\">old",
        "guide/new-name.html#x\">older",
        "https://learn.microsoft.com/other/far?x=1\">far",
    ] {
        assert!(page.contains(&format!("href=\"{link}")), "{link} in {page}");
    }
    assert!(site.output("old.html").contains("url=guide/new-name.html"));
    assert!(site.output("there.html").contains("<h1"));
    site.run(&["check", "docs", "--fix"]);
    let mended = std::fs::read_to_string(site.folder().join("docs/a.md")).expect("the page");
    assert!(mended.contains("[old](guide/new-name.md)"), "{mended}");
}

#[test]
fn a_list_of_redirects_above_the_site_is_not_read() {
    let list = r#"{"redirections": [{"source_path": "docs/old.md", "redirect_url": "/base/new"}]}"#;
    let site = Site::new()
        .file(".openpublishing.redirection.json", list)
        .file("docs/docfx.json", r#"{"build": {"content": [{"files": ["*.md"]}]}}"#)
        .file("docs/a.md", "# A\n\n[old](old.md)\n");
    assert_eq!(site.run(&["check", "docs", "--format", "json"]).problems(), ["link-file-missing a.md:3:7"]);
    let site = site.file("skilt.yml", "roots:\n  - path: docs\n");
    assert_eq!(site.run(&["check", "--format", "json"]).problems(), ["link-to-redirect docs/a.md:3:7"]);
}
