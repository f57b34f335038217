//! No bytes make any phase panic: random ones, ones that look like pages, and real pages with damage.

mod common;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config as Runs, RngAlgorithm, TestRng, TestRunner};
use skilt::base::{Map, SitePath};
use skilt::config::{self, Config, ConfigSource};
use skilt::index::{FileEntry, Files, Input, SiteIndex};
use skilt::kind::{self, Source};
use skilt::model::{Lookup, Role};
use skilt::render::highlight::Highlighter;
use skilt::render::{Dress, Facts, Renderer, Templates};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// How many damaged pages are tried. Debug programs are ten times slower.
const MUTATIONS: u64 = if cfg!(debug_assertions) { 1_500 } else { 10_000 };

struct NoFiles;

impl ConfigSource for NoFiles {
    fn read(&self, path: &str) -> Option<String> {
        (path == "skilt.yml").then(|| "title: T\nmarkdown: { footnotes: true, emoji: true, math: true }\n".to_owned())
    }

    fn exists(&self, path: &str) -> bool {
        path == "skilt.yml"
    }
}

struct Tools {
    config: Arc<Config>,
    templates: Templates,
    highlighter: Highlighter,
}

fn tools() -> &'static Tools {
    static TOOLS: OnceLock<Tools> = OnceLock::new();
    TOOLS.get_or_init(|| {
        let (config, problems) = config::load(&NoFiles, "site");
        assert!(problems.is_empty(), "{problems:?}");
        Tools {
            config: Arc::new(config.expect("a configuration")),
            templates: Templates::new(Vec::new()).expect("the built-in templates"),
            highlighter: Highlighter::new(),
        }
    })
}

/// A file goes through every phase: as the page `name`, as a fragment that a page includes, and as a quoted text.
fn all_phases(name: &str, bytes: &[u8]) {
    let tools = tools();
    let text = String::from_utf8_lossy(bytes).into_owned();
    let host = "# Host\n\n[!include[x](f.md)]\n\nIn [!include[x](f.md)] line, [x](a.md#x) <xref:u>\n\n[!code[x](f.md?name=a)]\n";
    let files =
        [(name, text.as_str(), Role::Page), ("host.md", host, Role::Page), ("f.md", text.as_str(), Role::Fragment)];
    let mut entries = Vec::new();
    let mut outlines = Vec::new();
    let mut texts: Map<SitePath, Arc<str>> = Map::default();
    for (path, text, role) in files {
        let path = SitePath::new(path);
        entries.push(FileEntry { path: path.clone(), placement: tools.config.place(&path) });
        texts.insert(path.clone(), text.into());
        if let Some(kind) = kind::of(&path, text) {
            let mut source = Source::new(&path, text, role, &tools.config);
            outlines.push(Arc::new((kind.outline)(&mut source)));
        }
    }
    outlines.sort_by(|a, b| a.file.cmp(&b.file));
    let input = Input {
        config: tools.config.clone(),
        files: Arc::new(Files::new(entries)),
        outlines,
        texts,
        xref_maps: Vec::new(),
    };
    let (index, found) = SiteIndex::build(input);
    let problems = skilt::check::run(&index, found);
    for problem in &problems {
        if let Some(place) = &problem.place
            && let Some(span) = place.span
        {
            assert!(span.start.line >= 1 && span.start.column >= 1 && span.start <= span.end, "{problem:?}");
        }
    }
    let renderer = Renderer { config: &tools.config, templates: &tools.templates, highlighter: &tools.highlighter };
    for page in &index.pages {
        let Some(text) = index.text(&page.file) else { continue };
        let kind = kind::named(&page.outline.kind).expect("the kind of a page");
        let source = Source::new(&page.file, &text, Role::Page, &tools.config);
        let Some(mut view) = (kind.view)(&source, &page.outline, &index) else { continue };
        if let Some(fallback) = kind::fallback_template(kind)
            && !tools.templates.has(&view.template)
        {
            view.template = fallback.to_owned();
        }
        // The built-in templates take every article. Pages of YAML may lack what their template needs, and a layout may
        // be unknown: both are problems of the page.
        let is_article = kind.name == "article" && page.outline.meta.layout.is_empty();
        let drawn = renderer.page(&view, &text, &Facts::default(), &index);
        assert!(drawn.is_ok() || !is_article, "{:?}", drawn.err());
        renderer.markdown(&page.file, &page.route, "", &text, Dress::Bare, &index);
    }
}

/// Pieces that pages are made of, in an order that no writer would choose.
fn pieces() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "---\n",
        "---",
        "\r\n",
        "\n",
        "\n\n",
        " ",
        "    ",
        "\t",
        "uid: x",
        "title:",
        "so.date: 02.29.2021",
        "- ",
        "* ",
        "1. ",
        "# ",
        "## ",
        "> ",
        ">",
        "[",
        "]",
        "(",
        ")",
        "![",
        "[x](y.md#z)",
        "[x]: y",
        "[^1]",
        "[^1]: ",
        "<",
        ">",
        "<a href=\"x\">",
        "</a>",
        "<!--",
        "-->",
        "<xref:x>",
        "@x",
        "@\"x y\"",
        "`",
        "```",
        "```csharp\n",
        "~~~",
        "|",
        "|-|-|\n",
        "[!include[x](f.md)]",
        "[!code-cs[x](f.md?range=1-)]",
        "[!NOTE]",
        "> [!div class=\"x\"]\n",
        "## [A](#tab/a)\n",
        "***\n",
        ":::row:::\n",
        ":::row-end:::\n",
        ":::zone target=\"docs\"\n",
        ":::image source=\"x\" alt=\"y\":::",
        ":::",
        "$$",
        "$",
        ":smile:",
        "&amp;",
        "&#0;",
        "\\",
        "\0",
        "\u{feff}",
        "\u{202e}",
        "é",
        "e\u{301}",
        "😀",
        "İ",
        "{{ 7*7 }}",
        "{%",
        "https://example.com/a_b",
        "www.x.y",
        "a@b.c",
        "~~",
        "**",
        "_",
        "### YamlMime:SubCategory\n",
        "items:\n",
        "landingContent:\n",
        "  - title: x\n",
        "&a ",
        "*a",
        "!!x ",
        "{",
        "}",
        "? ",
        ": ",
        "|\n ",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|parts| parts.concat())
}

fn names() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a.md", "a.yml", "toc.yml", "toc.md"])
}

proptest! {
    #![proptest_config(Runs { cases: if cfg!(debug_assertions) { 256 } else { 2_048 }, failure_persistence: None, ..Runs::default() })]

    #[test]
    fn random_bytes(name in names(), bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        all_phases(name, &bytes);
    }

    #[test]
    fn random_text(name in names(), text in "\\PC{0,400}") {
        all_phases(name, text.as_bytes());
    }

    #[test]
    fn pieces_of_pages(name in names(), text in pieces()) {
        all_phases(name, text.as_bytes());
    }

    #[test]
    fn pieces_of_front_matter(head in pieces(), body in pieces()) {
        all_phases("a.md", format!("---\n{head}\n---\n{body}").as_bytes());
    }

    #[test]
    fn pieces_of_yaml_pages(mime in prop::sample::select(vec!["SubCategory", "Category", "ManagedReference", "FAQ", "x"]), body in pieces()) {
        all_phases("a.yml", format!("### YamlMime:{mime}\n{body}").as_bytes());
    }
}

/// The pages of the corpus, small enough to be tried thousands of times.
fn corpus(folder: &Path) -> Vec<(String, Vec<u8>)> {
    common::tree(folder)
        .into_iter()
        .filter(|(name, bytes)| {
            (name.ends_with(".md") || name.ends_with(".yml")) && bytes.len() < 20_000 && !bytes.is_empty()
        })
        .collect()
}

/// Real pages with damage. The damage is the same in every run.
#[test]
fn damaged_pages_of_the_corpus() {
    let Some(shared) = common::shared() else { return };
    let corpus = corpus(&shared.join("corpus"));
    assert!(corpus.len() > 50, "{}", corpus.len());
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[42; 32]);
    let mut runner = TestRunner::new_with_rng(Runs::default(), seed);
    let mut random = move |below: usize| {
        let any = (0..below.max(1)).new_tree(&mut runner).expect("a number");
        any.current()
    };
    for _ in 0..MUTATIONS {
        let (name, bytes) = &corpus[random(corpus.len())];
        let mut bytes = bytes.clone();
        for _ in 0..=random(4) {
            damage(&mut bytes, &corpus, &mut random);
        }
        let name = if name.ends_with("toc.yml") {
            "toc.yml"
        } else if name.ends_with(".yml") {
            "a.yml"
        } else {
            "a.md"
        };
        let run = std::panic::catch_unwind(|| all_phases(name, &bytes));
        assert!(run.is_ok(), "{name} panics:\n{}", String::from_utf8_lossy(&bytes));
    }
}

/// Cuts, doubles, swaps, flips, or puts in a piece of another page.
fn damage(bytes: &mut Vec<u8>, corpus: &[(String, Vec<u8>)], random: &mut impl FnMut(usize) -> usize) {
    if bytes.is_empty() {
        return;
    }
    let at = random(bytes.len());
    let length = random(60).min(bytes.len() - at);
    match random(7) {
        0 => {
            bytes.drain(at..at + length);
        }
        1 => bytes.truncate(at),
        2 => bytes[at] = random(256) as u8,
        3 => {
            let piece = bytes[at..at + length].to_vec();
            for _ in 0..random(20) {
                bytes.splice(at..at, piece.iter().copied());
            }
        }
        4 => {
            let (_, other) = &corpus[random(corpus.len())];
            let from = random(other.len());
            let to = (from + random(400)).min(other.len());
            bytes.splice(at..at, other[from..to].iter().copied());
        }
        5 => {
            let signs = b"[](){}<>*_`~#>|!@:-&\\\"'\n\r\t \0";
            bytes.insert(at, signs[random(signs.len())]);
        }
        _ => bytes[at..at + length].reverse(),
    }
}
