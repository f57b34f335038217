//! What stands around the text of a page, as a reader's browser, a search engine and a program find it.

mod common;

use common::Site;

/// Two pages of a manual, with all that a page can state about itself.
fn site() -> Site {
    Site::new()
        .file(
            "skilt.yml",
            "title: Manual\nbase_url: https://docs.example/m\nedit_url: https://forge.example/edit/{path}\n",
        )
        .file("toc.yml", "- name: First\n  href: a.md\n- name: Second\n  href: b.md\n")
        .file(
            "a.md",
            "---\ntitle: First\ndescription: What comes first.\nauthor: Ada\nso.date: 02.03.2024\n---\n\n# First\n\n## Part\n\n```json\n{}\n```\n",
        )
        .file("b.md", "# Second\n\n![A picture](https://example.com/a.png)\n\nWhat `comes` after *the first* of all.\n\nMore.\n")
}

#[test]
fn a_page_says_who_and_where_it_is() {
    let site = site();
    site.run(&["build", "--quiet"]).exits(0);
    let page = site.output("a.html");
    for part in [
        "<link rel=\"canonical\" href=\"https://docs.example/m/a.html\">",
        "<meta property=\"og:title\" content=\"First\">",
        "<meta property=\"og:url\" content=\"https://docs.example/m/a.html\">",
        "<meta property=\"og:description\" content=\"What comes first.\">",
        "<link rel=\"alternate\" type=\"text/markdown\" href=\"a.html.md\">",
        "<link rel=\"icon\" href=\"assets/favicon.svg\" type=\"image/svg+xml\">",
        "<time datetime=\"2024-02-03\">",
        "By Ada",
        "href=\"https://forge.example/edit/a.md\"",
        "<a class=\"skip\" href=\"#skilt:main\">",
        "data-lang=\"json\"",
        "<a href=\"#part\">Part</a>",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
    let (_, data) = page.split_once("<script type=\"application/ld+json\">").expect("structured data");
    let (data, _) = data.split_once("</script>").expect("its end");
    let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
    assert!(data.to_string().contains("https://docs.example/m/a.html"), "{data}");
}

#[test]
fn pages_of_a_table_of_contents_lead_on_and_back() {
    let site = site();
    site.run(&["build", "--quiet"]).exits(0);
    assert!(site.output("a.html").contains("<a rel=\"next\" href=\"b.html\">"));
    assert!(
        site.output("b.html").contains("<meta name=\"description\" content=\"What comes after the first of all.\">")
    );
    assert!(site.output("b.html").contains("<a rel=\"prev\" href=\"a.html\">"));
}

#[test]
fn visitors_that_are_programs_find_their_files() {
    let site = site();
    site.run(&["build", "--quiet"]).exits(0);
    assert!(site.output("a.html.md").starts_with("---\ntitle: \"First\"\n"));
    assert!(site.output("llms.txt").contains("https://docs.example/m/a.html.md"));
    assert!(!site.has_output("robots.txt"), "nobody reads it below a path (RFC 9309, section 2.3)");
    assert!(site.output("sitemap.xml").contains("<loc>https://docs.example/m/a.html</loc>"));
    assert!(site.has_output("assets/favicon.svg"));
    let style = site.output("assets/skilt.css");
    for part in ["@media print", "prefers-reduced-motion"] {
        assert!(style.contains(part), "the style sheet has no rules for {part}");
    }
    // Columns must give way to text of twice the size (WCAG 1.4.4), which pixels do not know of.
    let conditions = style.split("@media").skip(1).filter_map(|rest| rest.split_once('{'));
    assert!(conditions.map(|(condition, _)| condition).all(|condition| !condition.contains("px")));
    site.write("skilt.yml", "title: Manual\nbase_url: https://docs.example\n");
    site.run(&["build", "--quiet"]).exits(0);
    assert!(site.output("robots.txt").contains("https://docs.example/sitemap.xml"));
}

#[test]
fn values_that_would_share_an_address_each_have_a_page() {
    let site = Site::new()
        .file("host.md", "---\nso.envir: online\n---\n\n# Host\n")
        .file("app.md", "---\nso.client: [online, web]\n---\n\n# App\n")
        .file("plus.md", "---\nso.client: C++\n---\n\n# Plus\n")
        .file("sharp.md", "---\nso.client: C#\n---\n\n# Sharp\n");
    site.run(&["build", "--quiet"]).exits(0);
    for (page, title, route) in [
        ("host.html", "Host", "platforms/online/index.html"),
        ("app.html", "App", "platforms/client-online/index.html"),
        ("sharp.html", "Sharp", "platforms/c/index.html"),
        ("plus.html", "Plus", "platforms/client-c/index.html"),
    ] {
        assert!(site.output(page).contains(&format!("href=\"{route}\"")), "{page} leads to {route}");
        let list = site.output(route);
        assert_eq!(list.matches(&format!(">{title}</a>")).count(), 1, "{route} lists {title}");
        assert!(site.output("platforms/index.html").contains(&format!("href=\"{}\"", &route["platforms/".len()..])));
    }
}

#[test]
fn marks_stand_in_the_order_of_the_vocabulary() {
    let site = Site::new().file("a.md", "---\nso.client: web, pocket, win\n---\n\n# A\n");
    site.run(&["build", "--quiet"]).exits(0);
    let page = site.output("a.html");
    let (_, badges) = page.split_once("class=\"applies\"").expect("badges");
    let places: Vec<Option<usize>> =
        ["data-v=\"win\"", "data-v=\"web\"", "data-v=\"pocket\""].map(|v| badges.find(v)).into();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
}

/// What `skilt.yml` names for every page is checked like what pages name, and may be a source or a path of the output.
#[test]
fn links_of_the_frame_are_checked() {
    let site = Site::new()
        .file(
            "skilt.yml",
            "title: T\nbase_url: https://docs.example\nlogo: images/none.svg\nfavicon: images/icon.svg\nimage: /share.png\nlinks:\n  \
             - {title: A, href: nowhere.md}\n  - {title: B, href: index.md#nope}\n  - {title: C, href: toc.html}\n  \
             - {title: D, href: 'xref:home'}\n  - {title: E, href: /elsewhere/x.html}\nfooter_links:\n  \
             - {title: F, href: 'https://example.com'}\n  - {title: G, href: Index.md}\n",
        )
        .file("index.md", "---\nuid: home\n---\n\n# Home\n")
        .file("images/icon.svg", "<svg/>")
        .file("static/share.png", "png");
    let problems = site.problems();
    let wanted = [
        "image-missing skilt.yml:3:7",
        "link-file-missing skilt.yml:7:22",
        "link-anchor-missing skilt.yml:8:22",
        "link-file-missing skilt.yml:11:22",
        "link-case-mismatch skilt.yml:14:22",
    ];
    assert_eq!(problems, wanted);
    site.run(&["build", "--quiet"]).exits(0);
    let page = site.output("index.html");
    for part in [
        "<link rel=\"icon\" href=\"images/icon.svg\">",
        "<meta property=\"og:image\" content=\"https://docs.example/share.png\">",
        "<a href=\"index.html\">D</a>",
        "<a href=\"toc.html\">C</a>",
        "<a href=\"#nope\">B</a>",
        "<a href=\"elsewhere/x.html\">E</a>",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
    assert!(site.output("404.html").contains("<a href=\"/index.html#nope\">B</a>"));
}

/// A static file of the site is where its name says, also where it takes the place of one of the theme.
#[test]
fn an_icon_of_the_site_is_where_it_is_looked_for() {
    let site = Site::new()
        .file("skilt.yml", "title: T\nfavicon: favicon.svg\n")
        .file("index.md", "# Home\n")
        .file("static/favicon.svg", "<svg>own</svg>");
    assert_eq!(site.problems(), Vec::<String>::new());
    site.run(&["build", "--quiet"]).exits(0);
    assert!(site.output("index.html").contains("<link rel=\"icon\" href=\"favicon.svg\">"));
    assert_eq!(
        (site.output("favicon.svg"), site.output("assets/favicon.svg")),
        ("<svg>own</svg>".into(), "<svg>own</svg>".into())
    );
}

#[test]
fn the_icon_of_the_theme_has_the_accent_of_the_site() {
    let site =
        Site::new().file("skilt.yml", "title: T\ntheme: {accent: {dark: '#d5b3f5'}}\n").file("index.md", "# Home\n");
    site.run(&["build", "--quiet"]).exits(0);
    let icon = site.output("assets/favicon.svg");
    assert!(icon.contains("#0b5a53") && icon.contains("#d5b3f5") && !icon.contains("#6fd0c1"), "{icon}");
}

/// Pages that the site makes, and static files, are there for links though no source is.
#[test]
fn links_lead_to_what_the_output_has() {
    let site = Site::new()
        .file("skilt.yml", "title: T\n")
        .file("index.md", "---\nso.envir: onsite\n---\n\n# Home\n\n[a](platforms/index.html) [b](toc.html) [c](search.html) [d](files/x.zip) [e](gone.html)\n")
        .file("sub/x.md", "---\nso.envir: online\n---\n\n# X\n\n[a](../platforms/) [b](platforms/)\n")
        .file("sub/y.md", "# Y\n\n[!include[z](../includes/z.md)]\n")
        .file("includes/z.md", "[a](toc.html)\n")
        .file("static/files/x.zip", "zip");
    let missing =
        ["link-file-missing includes/z.md:1:5", "link-file-missing index.md:7:79", "link-file-missing sub/x.md:7:24"];
    assert_eq!(site.problems(), missing);
}

/// A reader who has chosen sees on landing pages, too, what applies.
#[test]
fn links_of_landing_pages_say_where_their_pages_apply() {
    let hub = "### YamlMime:Hub\ntitle: Hub\nhighlightedContent:\n  items:\n    - {title: A, url: a.md}\nconceptualContent:\n  items:\n    \
               - title: Some\n      links:\n        - {text: B, url: 'xref:b'}\n        - {text: Out, url: 'https://example.com', applies: ' <b>'}\n";
    let site = Site::new()
        .file("index.yml", hub)
        .file("a.md", "---\nso.envir: onsite\n---\n\n# A\n")
        .file("b.md", "---\nuid: b\nso.envir: online\nso.client: web\n---\n\n# B\n");
    site.run(&["build", "--quiet"]).exits(0);
    let page = site.output("index.html");
    for part in [
        "<a href=\"a.html\" data-e0=\"onsite\">A</a>",
        "<a href=\"b.html\" data-e0=\"online\" data-e1=\"web\">B</a>",
        "<a href=\"https://example.com\">Out</a>",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
    // The front page that a site without one gets says it as well.
    let none = Site::new()
        .file("toc.yml", "- name: Part\n  items:\n  - name: A\n    href: a.md\n")
        .file("a.md", "---\nso.envir: onsite\n---\n\n# A\n");
    none.run(&["build", "--quiet"]).exits(0);
    assert!(none.output("index.html").contains("<a href=\"a.html\" data-e0=\"onsite\">A</a>"));
}

/// A group without a page of its own leads to its first page while it is folded.
#[test]
fn groups_of_the_navigation_lead_somewhere() {
    let site = Site::new()
        .file("skilt.yml", "title: T\n")
        .file("index.md", "# Home\n")
        .file("one/page-2.md", "# Page 2\n")
        .file("one/page-10.md", "# Page 10\n")
        .file("two/c#.md", "# Sharp\n");
    site.run(&["build", "--quiet"]).exits(0);
    let home = site.output("index.html");
    assert!(home.contains("<a href=\"one/page-2.html\"><span>One</span>"), "{home}");
    assert!(home.contains("<a href=\"two/c%23.html\"><span>Two</span>"), "{home}");
    let page = site.output("one/page-10.html");
    assert!(page.contains("<span class=\"nav-label\">One</span>"), "{page}");
    let (before, _) = page.split_once("Page 10</span>").expect("the page in its navigation");
    assert!(before.contains("Page 2</span>"), "numbers are in their order");
    assert!(site.output("toc.html").contains("href=\"two/c%23.html\""));
}

#[test]
fn only_pages_with_pictures_and_the_like_load_their_rules() {
    let site = site().file("tabs.md", "# Tabs\n\n# [A](#tab/a)\n\na\n\n***\n");
    site.run(&["build", "--quiet"]).exits(0);
    let loads = |page: &str| site.output(page).contains("media.css");
    assert!(!loads("a.html") && loads("b.html") && loads("tabs.html") && !loads("404.html"));
}
