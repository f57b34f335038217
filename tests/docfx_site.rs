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
