//! The search index is found again by what readers type. The lookup here is the plain part of that in
//! `static/search.js`: the file with the longest name, the words in it, their pages.

mod common;

use common::Site;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn site() -> Site {
    Site::new()
        .file("skilt.yml", "title: Search\n")
        .file("content/index.md", "# Start\n\nEverything begins here.\n")
        .file(
            "content/api/get-contact.md",
            "---\nuid: get-contact\n---\n# GetContactEntity\n\nReads one customer.\n\n## Errors and limits\n\nNone.\n",
        )
        .file(
            "content/api/web-hook.md",
            "# Web hook\n\nCalls an address. `snippet` <b>bold</b>\n\n```js\nsecretcode()\n```\n",
        )
        .file(
            "content/api/sale.md",
            "---\nkeywords: [invoice, opportunity]\n---\n# Sales\n\nContacts are named once.\n",
        )
        .file(
            "content/no/kontakter.md",
            "---\nlanguage: nb\n---\n# Kontakter\n\nSlik oppretter du kontaktene på blåbærøya.\n",
        )
        .file("content/de/gross.md", "---\nlanguage: de\n---\n# Überschriften\n\nGrößen von Bildern.\n")
        .file("content/api/v84/agent.md", "# Agent 84\n\nThe agent of services 84 does a lot of things for you and for everybody else who has ever wanted to have an agent for such services.\n")
        .file("content/api/v85/agent.md", "# Agent 85\n\nThe agent of services 85 does a lot of things for you and for everybody else who has ever wanted to have an agent for such services.\n")
        .file(
            "content/api/v86/agent.md",
            "# Agent 86\n\nThe agent of services 86 does a lot of things for you and for everybody else who has ever wanted to have an agent for such services. Older.\n",
        )
        .file("content/hidden.md", "---\nhidden: true\n---\n# Unlisted\n")
}

struct Index<'s> {
    site: &'s Site,
    directory: Value,
}

impl Index<'_> {
    fn of(site: &Site) -> Index<'_> {
        let directory = serde_json::from_str(&site.output("assets/search/index.json")).expect("JSON");
        Index { site, directory }
    }

    fn shard(&self, kind: &str, word: &str) -> Option<String> {
        let starts: Vec<&str> = self.directory[if kind == "w" { "words" } else { "tails" }]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(Value::as_str)
            .filter(|start| word.starts_with(start))
            .collect();
        let start = starts.into_iter().max_by_key(|start| start.len())?;
        Some(self.site.output(&format!("assets/search/{kind}-{start}.txt")))
    }

    /// The pages of a word with their weights; of words that begin with it if `open`.
    fn pages(&self, word: &str, open: bool) -> BTreeMap<u32, u32> {
        let mut pages = BTreeMap::new();
        for line in self.shard("w", word).unwrap_or_default().lines() {
            let (forms, coded) = line.split_once('\t').expect("a tab");
            if forms.split(' ').any(|form| form == word || (open && form.starts_with(word))) {
                for (page, weight) in decode(coded) {
                    let best = pages.entry(page).or_default();
                    *best = weight.max(*best);
                }
            }
        }
        pages
    }

    fn document(&self, page: u32) -> Value {
        let capacity = self.directory["capacity"].as_u64().expect("a number") as u32;
        let mut file = page / capacity;
        for set in self.directory["sets"].as_array().expect("sets") {
            let files = set[1].as_u64().expect("a number") as u32;
            if file < files {
                let text =
                    self.site.output(&format!("assets/search/d-{}-{file}.json", set[0].as_str().expect("a name")));
                let documents: Value = serde_json::from_str(&text).expect("JSON");
                return documents[(page % capacity) as usize].clone();
            }
            file -= files;
        }
        panic!("no page {page}");
    }

    /// What kind of pages are in the set that a page lies in: 0 for articles, 1 for a reference, 2 for what comes after
    /// others too.
    fn kind(&self, page: u32) -> u64 {
        let mut file = page / self.directory["capacity"].as_u64().expect("a number") as u32;
        let of_file = self.directory["sets"].as_array().expect("sets").iter().find(|set| {
            let files = set[1].as_u64().expect("a number") as u32;
            let inside = file < files;
            file = file.wrapping_sub(files);
            inside
        });
        of_file.expect("a set")[4].as_u64().expect("a number")
    }

    /// The addresses of the pages with all words, the best first.
    fn find(&self, words: &[&str]) -> Vec<String> {
        let lists: Vec<BTreeMap<u32, u32>> = words.iter().map(|word| self.pages(word, false)).collect();
        let Some((first, others)) = lists.split_first() else { return Vec::new() };
        let mut found: Vec<(u32, u32)> = first
            .iter()
            .filter(|(page, _)| others.iter().all(|list| list.contains_key(page)))
            .map(|(page, _)| (lists.iter().map(|list| list[page]).sum(), *page))
            .collect();
        found.sort_by_key(|(score, page)| (std::cmp::Reverse(*score), *page));
        found.iter().map(|(_, page)| self.document(*page)[1].as_str().expect("an address").to_owned()).collect()
    }
}

fn decode(coded: &str) -> Vec<(u32, u32)> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut digits = coded.chars().map(|c| DIGITS.find(c).expect("a digit") as u32).peekable();
    let number = |digits: &mut dyn Iterator<Item = u32>| {
        let (mut value, mut shift) = (0, 0);
        for digit in digits {
            value |= (digit & 31) << shift;
            shift += 5;
            if digit & 32 == 0 {
                break;
            }
        }
        value
    };
    // The count of all pages comes first; then each distance is followed by its weight, a single digit.
    number(&mut digits);
    let (mut found, mut page) = (Vec::new(), 0);
    while digits.peek().is_some() {
        page += number(&mut digits);
        found.push((page, digits.next().expect("a weight")));
    }
    found
}

#[test]
fn folders_that_all_pages_share_are_not_shown() {
    let page = |title: &str| format!("---\nso.topic: howto\n---\n\n# {title}\n");
    let site = Site::new()
        .file("skilt.yml", "title: T\n")
        .file("content/index.md", "# Start\n")
        .file("content/docs/en/a/x.md", page("Twin"))
        .file("content/docs/en/b/deep/x.md", page("Twin"))
        .file("content/old/x.md", "---\nredirect_url: /docs/en/a/x.html\n---\n");
    site.run(&["build", "--quiet"]).exits(0);
    assert_eq!(Index::of(&site).directory["shared"], 2);
    let list = site.output("topics/howto/index.html");
    for folders in ["a", "b › deep"] {
        assert!(list.contains(&format!("<span class=\"row-section\">{folders}</span>")), "{list}");
    }
    site.write("content/other/x.md", page("Twin"));
    site.run(&["build", "--quiet"]).exits(0);
    assert_eq!(Index::of(&site).directory["shared"], 0);
    let list = site.output("topics/howto/index.html");
    for folders in ["docs › en › a", "docs › en › b › deep", "other"] {
        assert!(list.contains(&format!("<span class=\"row-section\">{folders}</span>")), "{list}");
    }
}

#[test]
fn queries_find_their_pages() {
    let site = site();
    site.run(&["build"]).exits(0);
    let index = Index::of(&site);
    let golden: &[(&[&str], &str)] = &[
        (&["contact", "entity"], "api/get-contact.html"),
        (&["getcontactentity"], "api/get-contact.html"),
        (&["customer"], "api/get-contact.html"),
        (&["limit"], "api/get-contact.html"),
        (&["webhook"], "api/web-hook.html"),
        (&["invoice"], "api/sale.html"),
        (&["sales"], "api/sale.html"),
        (&["kontaktene"], "no/kontakter.html"),
        (&["blabaeroya"], "no/kontakter.html"),
        (&["uberschriften"], "de/gross.html"),
        (&["ueberschriften"], "de/gross.html"),
        (&["grossen"], "de/gross.html"),
        (&["secretcode"], ""),
        (&["unlisted"], ""),
    ];
    for (words, address) in golden {
        let found = index.find(words);
        assert_eq!(found.first().map_or("", String::as_str), *address, "{words:?} finds {found:?}");
    }
    // The title weighs more than the text, and a stem joins forms that occur on different pages.
    assert_eq!(index.find(&["contacts"]), ["api/get-contact.html", "api/sale.html"]);
}

#[test]
fn copies_are_one_result_with_the_newest_first() {
    let site = site();
    site.run(&["build"]).exits(0);
    let index = Index::of(&site);
    assert_eq!(index.find(&["agent"]), ["api/v86/agent.html"]);
    let page = *index.pages("agent", false).keys().next().expect("a page");
    assert_eq!(index.document(page)[4], serde_json::json!(["api/v85/agent.html", "api/v84/agent.html"]));
    // What only an old copy says still finds that copy.
    assert_eq!(index.find(&["85"]), ["api/v85/agent.html"]);
}

/// Pages of an API reference count half, and are told from articles by the set that they lie in, so that readers can
/// narrow the results to either.
#[test]
fn api_pages_come_behind_articles() {
    let of_type = |name: &str| {
        format!(
            "### YamlMime:ManagedReference\nitems:\n- uid: Harbor.{name}\n  name: {name}\n  type: Class\n  summary: Everything about a mooring.\n- uid: Harbor.{name}.Tie(System.Int32)\n  name: Tie(Int32)\n  type: Method\n"
        )
    };
    let site = Site::new()
        .file("skilt.yml", "title: Harbor\n")
        .file("content/index.md", "# Harbor\n")
        .file("content/mooring.md", "# Mooring\n\nEverything about a mooring.\n")
        .file("content/Harbor.Mooring.yml", of_type("Mooring"))
        .file("content/Harbor.MooringAgent.yml", of_type("MooringAgent"));
    site.run(&["build"]).exits(0);
    let index = Index::of(&site);
    let found = index.find(&["mooring"]);
    assert_eq!((found[0].as_str(), found.len()), ("mooring.html", 3), "{found:?}");
    assert_eq!(index.find(&["tie"]).len(), 2, "members are found");
    for page in index.pages("mooring", false).into_keys() {
        let address = index.document(page)[1].as_str().expect("an address").to_owned();
        assert_eq!(index.kind(page) == 1, address != "mooring.html", "{address}");
    }
}

#[test]
fn misspelled_beginnings_are_found_by_the_end_of_the_word() {
    let site = site();
    site.run(&["build"]).exits(0);
    let backwards: String = "wbehook".chars().rev().collect();
    let listed = Index::of(&site).shard("t", &backwards).expect("a file of word ends");
    assert!(listed.lines().any(|word| word == "webhook"), "{listed}");
}

#[test]
fn an_edit_changes_few_files() {
    let mut site = site();
    for n in 0..300 {
        let text = format!("# Topic number {n}\n\nword{} other{} shared text about thing{n}.\n", n % 50, n % 7);
        site = site.file(&format!("content/many/p{n}.md"), text);
    }
    site.run(&["build"]).exits(0);
    let before = site.tree();
    site.write(
        "content/api/sale.md",
        "---\nkeywords: [invoice, opportunity]\n---\n# Sales\n\nContacts are listed once.\n",
    );
    site.run(&["build"]).exits(0);
    let after = site.tree();
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let changed: BTreeSet<&String> = after
        .iter()
        .filter(|(name, bytes)| name.starts_with("assets/search/") && before.get(*name) != Some(bytes))
        .map(|(name, _)| name)
        .collect();
    // The word that went, the word that came, and the excerpt of the page.
    assert!((1..=4).contains(&changed.len()), "{changed:?}");
}

#[test]
fn pages_of_a_series_are_told_from_others() {
    let mut site =
        Site::new().file("skilt.yml", "title: Series\n").file("content/index.md", "# Start\n\n## Wrong\n\n## Right\n");
    for n in 0..20 {
        let text = format!("# rule-{n}\n\nIt says so.\n\n## Wrong\n\nNo {n}.\n\n## Right\n\nYes.\n");
        site = site.file(&format!("content/rules/r{n}.md"), text);
    }
    site.run(&["build"]).exits(0);
    let kinds = |site: &Site| -> Vec<u64> {
        let index = Index::of(site);
        let sets = index.directory["sets"].as_array().expect("sets");
        let mut kinds: Vec<u64> = sets.iter().filter_map(|set| set[4].as_u64()).collect();
        kinds.sort_unstable();
        kinds
    };
    assert_eq!(kinds(&site), [0, 2]);
    // With one page less they are no series.
    site.write("content/rules/r0.md", "# rule-0\n\nIt says so.\n");
    site.run(&["build"]).exits(0);
    assert_eq!(kinds(&site), [0]);
}

/// The page of a folder of requests is named after a part of an API, as `List_Price` is, and no article about it.
#[test]
fn names_among_pages_of_a_reference_are_one_too() {
    let mut site = Site::new()
        .file("skilt.yml", "title: Prices\n")
        .file("content/lists.md", "# Products and price lists\n\nA price list has prices.\n")
        .file("content/api/index.md", "# List_Price\n\nA price list.\n")
        .file("content/api/about.md", "# All about prices\n\nA price list.\n");
    for verb in ["Get", "Put", "Post", "Patch"] {
        site = site.file(&format!("content/api/{verb}.md"), format!("# {verb}PriceList\n\nA price list.\n"));
    }
    site.run(&["build"]).exits(0);
    let index = Index::of(&site);
    let kind = |address: &str| {
        let is_it = |page: &u32| index.document(*page)[1] == address;
        let page = index.pages("price", false).into_keys().find(is_it).expect("the page");
        index.kind(page)
    };
    assert_eq!((kind("lists.html"), kind("api/about.html")), (0, 0));
    assert_eq!((kind("api/index.html"), kind("api/Get.html")), (2, 1));
}

#[test]
fn the_heading_of_a_page_counts_as_its_title() {
    let site = Site::new()
        .file("skilt.yml", "title: Two\n")
        .file("content/index.md", "# Start\n\nAll of the commands.\n")
        .file("content/git.md", "---\ntitle: How to work\n---\n# Commands\n\nText.\n");
    site.run(&["build"]).exits(0);
    let index = Index::of(&site);
    assert_eq!(index.find(&["commands"]), ["git.html", "index.html"]);
    // Levels above 40 are of words in titles.
    let levels: Vec<u32> = index.pages("commands", false).into_values().collect();
    assert_eq!(levels.iter().filter(|level| **level > 40).count(), 1, "{levels:?}");
    assert_eq!(index.pages("git", false).len(), 1, "the name of the file counts");
}

#[test]
fn a_site_without_search_has_none() {
    let site = site();
    site.write("skilt.yml", "title: Search\nsearch: false\n");
    site.run(&["build"]).exits(0);
    let found: Vec<String> = site.tree().into_keys().filter(|name| name.contains("search")).collect();
    assert_eq!(found, [""; 0]);
    assert!(!site.output("index.html").contains("data-search-open"));
    assert!(!site.output("404.html").contains("lost.js"));
}

#[test]
fn the_page_of_results_says_what_it_needs() {
    let site = site();
    site.run(&["build"]).exits(0);
    let page = site.output("search.html");
    assert!(page.contains("data-search-page") && page.contains("<noscript>"), "{page}");
    assert!(site.output("index.html").contains("data-search-open"));
}

#[test]
fn what_the_theme_says_of_a_platform_is_not_searched() {
    let zone = "---\nso.client: win\n---\n\n# A\n\n::: zone pivot=\"web\"\n\nOnly here.\n\n::: zone-end\n";
    let site = Site::new().file("a.md", zone);
    site.run(&["build", "--quiet"]).exits(0);
    let index = Index::of(&site);
    assert!(site.output("a.html").contains("hidden by your choice of platform"));
    for word in ["hidden", "choice", "platform", "we"] {
        assert!(index.pages(word, false).is_empty(), "{word}");
    }
    assert_eq!(index.document(0)[2], "Web client Only here.");
    assert!(site.output("a.html.md").contains("\n\nWeb client\n\nOnly here.\n"));
}
