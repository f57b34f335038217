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
