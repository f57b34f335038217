//! `skilt graph`: what links to what.

mod common;

use common::Site;
use serde_json::json;

fn site() -> Site {
    Site::new()
        .file("content/a.md", "---\nuid: a\n---\n\n# The \"A\" \\ page\n\n[b](b.md#x) [b](b.md) ![i](i.png) <xref:b> [gone](gone.md)\n")
        .file("content/b.md", "---\nuid: b\nredirect_from: /old.html\n---\n\n# B\n\n[!include[f](includes/f.md)]\n\n[!code-csharp[c](c.cs)]\n")
        .file("content/old.md", "---\nredirect_url: b.md\n---\n")
        .file("content/includes/f.md", "Go to [a](../a.md).\n")
        .file("content/toc.yml", "- name: A\n  href: a.md\n- name: B\n  uid: b\n")
        .file("content/i.png", "png")
        .file("content/c.cs", "code\n")
}

#[test]
fn as_json() {
    let site = site();
    std::fs::remove_file(site.folder().join("content/old.md")).expect("removed");
    let run = site.run(&["graph"]).exits(0);
    let graph = run.json();
    let node = |id: &str| {
        let nodes = graph["nodes"].as_array().expect("nodes");
        nodes.iter().find(|node| node["id"] == id).cloned().unwrap_or_else(|| panic!("{id} in {}", run.out))
    };
    assert_eq!(
        node("content/a.md"),
        json!({ "id": "content/a.md", "kind": "page", "title": "The \"A\" \\ page", "url": "a.html", "uid": "a", "class": null })
    );
    assert_eq!(node("content/includes/f.md")["kind"], "fragment");
    assert_eq!(node("content/toc.yml")["kind"], "toc");
    assert_eq!(
        node("content/i.png"),
        json!({ "id": "content/i.png", "kind": "asset", "title": null, "url": "i.png", "uid": null, "class": null })
    );
    assert_eq!(
        node("/old.html"),
        json!({ "id": "/old.html", "kind": "address", "title": null, "url": "old.html", "uid": null, "class": null })
    );
    let edges: Vec<String> = graph["edges"]
        .as_array()
        .expect("edges")
        .iter()
        .map(|edge| {
            let word = |key: &str| edge[key].as_str().unwrap_or("?").to_owned();
            format!("{} {}:{}:{} -> {}", word("kind"), word("from"), edge["line"], edge["column"], word("to"))
        })
        .collect();
    let expected = [
        "redirect /old.html:3:16 -> content/b.md",
        "link content/a.md:7:5 -> content/b.md",
        "link content/a.md:7:17 -> content/b.md",
        "image content/a.md:7:28 -> content/i.png",
        "xref content/a.md:7:41 -> content/b.md",
        "include content/b.md:8:14 -> content/includes/f.md",
        "snippet content/b.md:10:18 -> content/c.cs",
        "link content/includes/f.md:1:11 -> content/a.md",
        "toc content/toc.yml:2:9 -> content/a.md",
        "toc content/toc.yml:4:8 -> content/b.md",
    ];
    assert_eq!(edges, expected);
    assert_eq!(site.run(&["graph"]).out, run.out, "the same site, the same graph");
}

#[test]
fn as_dot() {
    let site = Site::new().file("a.md", "# A \"quoted\\\" title\n\n[b](b.md)\n").file("b.md", "# B\n");
    let expected = "\
digraph site {
  rankdir=LR;
  node [shape=box];
  \"a.md\" [label=\"A \\\"quoted\\\" title\", class=page, URL=\"/a.html\"];
  \"b.md\" [label=\"B\", class=page, URL=\"/b.html\"];
  \"a.md\" -> \"b.md\" [class=link, tooltip=\"a.md:3\"];
}
";
    assert_eq!(site.run(&["graph", "--format", "dot"]).exits(0).out, expected);
    site.run(&["graph", "nowhere"]).exits(2).says("there is no folder");
    site.run(&["graph", "--format", "svg"]).exits(2);
}

/// Pages that no table of contents leads to are told apart.
#[test]
fn pages_in_no_table_of_contents_have_a_class() {
    let api = "### YamlMime:ManagedReference\nitems:\n- uid: N.T\n  id: T\n  type: Class\n  name: T\n  fullName: N.T\n";
    let head = |key: &str| format!("---\n{key}\n---\n\n# Page\n");
    let site = Site::new()
        .file("a.md", "# A\n\n[l](l.md) [m](m.md)\n")
        .file("toc.yml", "- href: a.md\n")
        .file("l.md", "# L\n")
        .file("m.md", head("generated: true"))
        .file("o.md", "# O\n")
        .file("g.md", head("generated: 1"))
        .file("h.md", head("hidden: true"))
        .file("s.md", head("redirect_url: a.md"))
        .file("sub/index.md", "# Sub\n")
        .file("N.T.yml", api);
    let graph = site.run(&["graph"]).exits(0).json();
    let nodes = graph["nodes"].as_array().expect("nodes");
    let mut classes: Vec<String> = nodes
        .iter()
        .filter(|node| node["kind"] == "page")
        .map(|node| format!("{} {}", node["id"].as_str().expect("an id"), node["class"].as_str().unwrap_or("-")))
        .collect();
    classes.sort();
    let expected = [
        "N.T.yml reference",
        "a.md -",
        "g.md generated",
        "h.md hidden",
        "l.md linked",
        "m.md generated",
        "o.md orphan",
        "s.md signpost",
        "sub/index.md home",
    ];
    assert_eq!(classes, expected);
    assert!(site.run(&["graph", "--format", "dot"]).out.contains("class=\"page orphan\""));
    let mut found = site.problems();
    found.retain(|problem| problem.starts_with("page-"));
    assert_eq!(found, ["page-orphan g.md", "page-not-in-toc l.md", "page-not-in-toc m.md", "page-orphan o.md"]);
    site.run(&["check"]).says("no page leads to this generated page").says("link to this generated page");
    std::fs::remove_file(site.folder().join("toc.yml")).expect("removed");
    assert!(!site.run(&["graph"]).out.contains("orphan"), "a site without tables of contents has no orphans");
}
