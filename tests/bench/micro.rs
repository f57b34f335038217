//! Single parts of a build, each measured by itself. Where a part is not public, the nearest thing that is stands for it,
//! and the comment says so.
//!
//! ```text
//! cargo bench --bench micro [-- PART OF A NAME]
//! ```

use divan::{Bencher, black_box};
use serde::{Deserialize, Serialize};
use skilt::base::{Map, SitePath};
use skilt::build::{self, Cache, Goal, Options, Silent};
use skilt::config::{self, Config, ConfigSource};
use skilt::emit::SearchIndex;
use skilt::index::{FileEntry, Files, Input, SiteIndex};
use skilt::kind::{self, Source};
use skilt::model::{Outline, Role, View};
use skilt::render::highlight::Highlighter;
use skilt::render::{Facts, Renderer, Templates};
use skilt::syntax::yaml;
use std::fmt::Write as _;
use std::sync::Arc;

fn main() {
    divan::main();
}

/// A site without files.
struct Nothing;

impl ConfigSource for Nothing {
    fn read(&self, _: &str) -> Option<String> {
        None
    }

    fn exists(&self, path: &str) -> bool {
        path == "content"
    }
}

fn configuration() -> Arc<Config> {
    Arc::new(config::load(&Nothing, "bench").0.expect("the defaults are a configuration"))
}

/// A page of about four kilobytes, as the first users have them.
fn page(number: usize, pages: usize) -> String {
    let mut text = format!(
        "---\nuid: page-{number}\ntitle: Page {number}\nso.topic: howto\nso.client: web\n---\n\n# Page {number}\n\n"
    );
    for part in 0..5 {
        let other = (number * 7 + part) % pages;
        let _ = write!(
            text,
            "## Part {part} of {number}\n\nA service keeps *records* of contacts, and each record has an owner. See \
             [another page](page-{other}.md#part-1-of-{other}) and <xref:page-{other}>.\n\n- an entry with `code`\n- \
             another\n\n```csharp\nvar record = agent.Get({number}); // part {part}\nreturn record.Name + \"{other}\";\n```\n\n\
             | name | meaning |\n|---|---|\n| `id` | the number of record {number} |\n| `name` | what it is called |\n\n"
        );
    }
    text
}

fn path(number: usize) -> SitePath {
    SitePath::new(&format!("content/page-{number}.md"))
}

fn outline(text: &str, file: &SitePath, config: &Config) -> Outline {
    let kind = kind::of(file, text).expect("a page");
    (kind.outline)(&mut Source::new(file, text, Role::Page, config))
}

fn input(config: &Arc<Config>, outlines: &[Arc<Outline>]) -> Input {
    let entry =
        |outline: &Arc<Outline>| FileEntry { path: outline.file.clone(), placement: config.place(&outline.file) };
    Input {
        config: config.clone(),
        files: Arc::new(Files::new(outlines.iter().map(entry).collect())),
        outlines: outlines.to_vec(),
        texts: Map::default(),
        xref_maps: Vec::new(),
    }
}

fn outlines(config: &Config, pages: usize) -> Vec<Arc<Outline>> {
    let mut numbers: Vec<SitePath> = (0..pages).map(path).collect();
    numbers.sort();
    let number = |file: &SitePath| file.as_str().trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0);
    numbers.iter().map(|file| Arc::new(outline(&page(number(file), pages), file, config))).collect()
}

/// What a page says: uid, headings, links. Its text is read, its Markdown parsed, nothing is drawn.
#[divan::bench]
fn outline_of_a_page(bencher: Bencher) {
    let (config, file, text) = (configuration(), path(1), page(1, 100));
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench(|| outline(black_box(&text), &file, &config));
}

/// The index of a site whose outlines are there.
#[divan::bench(args = [100, 1000, 10_000])]
fn index_of_pages(bencher: Bencher, pages: usize) {
    let config = configuration();
    let outlines = outlines(&config, pages);
    bencher
        .counter(divan::counter::ItemsCount::new(pages))
        .with_inputs(|| input(&config, &outlines))
        .bench_values(SiteIndex::build);
}

/// A page ready to be drawn.
struct Scene {
    index: SiteIndex,
    text: String,
    view: View,
    templates: Templates,
    highlighter: Highlighter,
}

impl Scene {
    fn new() -> Scene {
        let config = configuration();
        let (index, _) = SiteIndex::build(input(&config, &outlines(&config, 100)));
        let (file, text) = (path(1), page(1, 100));
        let kind = kind::of(&file, &text).expect("a page");
        let outline = index.outline(&file).expect("known").clone();
        let view = (kind.view)(&Source::new(&file, &text, Role::Page, &config), &outline, &index).expect("a view");
        let templates = Templates::new(Vec::new()).unwrap_or_else(|problem| panic!("{problem:?}"));
        Scene { index, text, view, templates, highlighter: Highlighter::new() }
    }

    fn draw(&self) -> String {
        let config = &self.index.config;
        let renderer = Renderer { config, templates: &self.templates, highlighter: &self.highlighter };
        let page = renderer.page(&self.view, &self.text, &Facts::default(), &self.index);
        page.unwrap_or_else(|problem| panic!("{problem:?}")).html
    }
}

/// A page from its Markdown to its HTML in the frame of the theme. Its code has been seen before, as most code has.
#[divan::bench]
fn render_of_a_page(bencher: Bencher) {
    let scene = Scene::new();
    bencher.counter(divan::counter::BytesCount::of_str(&scene.text)).bench(|| scene.draw());
}

/// What a drawn page puts into the search index: its HTML is read, its words are weighed. The record itself is private;
/// an index of one page has little more.
#[divan::bench]
fn search_record_of_a_page(bencher: Bencher) {
    let scene = Scene::new();
    let html = scene.draw();
    let page = scene.index.page(&path(1)).expect("known");
    let search = SearchIndex::default();
    bencher
        .counter(divan::counter::BytesCount::of_str(&html))
        .bench(|| search.add(page, &scene.view, black_box(&html), &scene.index.config, &scene.index));
}

/// A file of an API page: a class with this many methods, written as generators write it.
fn api_page(methods: usize) -> String {
    let mut text = String::from(
        "### YamlMime:ManagedReference\nitems:\n- uid: Bench.Agent\n  commentId: T:Bench.Agent\n  id: Agent\n  parent: Bench\n  \
         langs:\n  - csharp\n  - vb\n  name: Agent\n  nameWithType: Agent\n  fullName: Bench.Agent\n  type: Class\n  \
         namespace: Bench\n  summary: An agent.\n",
    );
    let mut references = String::from("references:\n");
    for number in 0..methods {
        let _ = write!(
            text,
            "- uid: Bench.Agent.Get{number}(System.Int32)\n  commentId: M:Bench.Agent.Get{number}(System.Int32)\n  id: \
             Get{number}(System.Int32)\n  parent: Bench.Agent\n  langs:\n  - csharp\n  - vb\n  name: Get{number}(Int32)\n  \
             nameWithType: Agent.Get{number}(Int32)\n  fullName: Bench.Agent.Get{number}(System.Int32)\n  type: Method\n  \
             assemblies:\n  - Bench\n  namespace: Bench\n  summary: Gets record {number} and tells who owns it.\n  \
             syntax:\n    content: public Record Get{number}(int id)\n    parameters:\n    - id: id\n      type: \
             System.Int32\n      description: The number of the record.\n    return:\n      type: Bench.Record\n    \
             content.vb: Public Function Get{number} (id As Integer) As Record\n  overload: Bench.Agent.Get{number}*\n"
        );
        let _ = write!(
            references,
            "- uid: Bench.Agent.Get{number}*\n  commentId: Overload:Bench.Agent.Get{number}\n  name: Get{number}\n  \
             nameWithType: Agent.Get{number}\n  fullName: Bench.Agent.Get{number}\n"
        );
    }
    text + &references
}

fn api_file() -> (SitePath, String) {
    (SitePath::new("content/Bench.Agent.yml"), api_page(40))
}

/// What a file of an API page says: its items are parsed, its uids declared.
#[divan::bench]
fn outline_of_an_api_page(bencher: Bencher) {
    let (config, (file, text)) = (configuration(), api_file());
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench(|| outline(black_box(&text), &file, &config));
}

/// Items in the form that a build could keep beside its outlines, to parse them once.
#[derive(Serialize, Deserialize)]
enum Kept<'t> {
    Text(&'t str),
    List(#[serde(borrow)] Vec<Kept<'t>>),
    Map(Vec<(&'t str, Kept<'t>)>),
}

impl<'t> Kept<'t> {
    fn of(node: &'t yaml::Node) -> Kept<'t> {
        match &node.value {
            yaml::Value::Scalar(scalar) => Kept::Text(&scalar.text),
            yaml::Value::List(items) => Kept::List(items.iter().map(Kept::of).collect()),
            yaml::Value::Map(map) => {
                Kept::Map(map.entries.iter().map(|entry| (entry.key.as_str(), Kept::of(&entry.value))).collect())
            }
        }
    }
}

fn kept(text: &str) -> Vec<u8> {
    let items = text.split("references:").next().unwrap_or("");
    let (node, _) = yaml::parse(items, &yaml::Limits::document());
    postcard::to_stdvec(&Kept::of(&node)).expect("packed")
}

/// What it would take to keep that form, the parsing left out. To read and write the file of it comes on top.
#[divan::bench]
fn keeping_items_of_an_api_page(bencher: Bencher) {
    let (_, text) = api_file();
    let packed = kept(&text);
    let items: Kept<'_> = postcard::from_bytes(&packed).expect("the same");
    bencher
        .counter(divan::counter::BytesCount::of_str(&text))
        .bench(|| postcard::to_stdvec(black_box(&items)).expect("packed"));
}

/// What it would take to recall it.
#[divan::bench]
fn recalling_items_of_an_api_page(bencher: Bencher) {
    let (_, text) = api_file();
    let packed = kept(&text);
    bencher
        .counter(divan::counter::BytesCount::of_str(&text))
        .bench(|| drop(black_box(postcard::from_bytes::<Kept<'_>>(black_box(&packed)).expect("the same"))));
}

const CODE: &str = "using System;\n\n/// <summary>Finds contacts.</summary>\npublic class Finder\n{\n    public string \
                    Name => $\"{first} {last}\";\n    private readonly int count = 42; // so many\n}\n";

/// Lines that no line memo knows.
#[divan::bench]
fn highlight_of_new_lines(bencher: Bencher) {
    let highlighter = Highlighter::new();
    bencher
        .counter(divan::counter::BytesCount::of_str(CODE))
        .bench(|| highlighter.highlight_direct("csharp", black_box(CODE)));
}

/// Lines that were seen before.
#[divan::bench]
fn highlight_of_known_lines(bencher: Bencher) {
    let highlighter = Highlighter::new();
    highlighter.highlight("csharp", CODE);
    bencher
        .counter(divan::counter::BytesCount::of_str(CODE))
        .bench(|| highlighter.highlight("csharp", black_box(CODE)));
}

/// A build in which nothing changed: every page is proven to be as it was by the answers to the questions that it asked.
/// The replay of these is private; walk and index come with it.
#[divan::bench(args = [100, 1000], sample_count = 20)]
fn replay_of_a_site(bencher: Bencher, pages: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("skilt.yml"), "title: T\ngit_dates: false\n").expect("written");
    std::fs::create_dir(folder.path().join("content")).expect("made");
    for number in 0..pages {
        std::fs::write(folder.path().join(path(number).as_str()), page(number, pages)).expect("written");
    }
    // Younger files would be read again.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    let options = Options { site: folder.path().to_owned(), jobs: Some(1), ..Options::default() };
    let mut cache = Cache::default();
    let mut build = || build::run_again(&options, Goal::Build, &mut cache, &Silent).map(|outcome| outcome.counts);
    build().unwrap_or_else(|failure| panic!("{failure:?}"));
    bencher.counter(divan::counter::ItemsCount::new(pages)).bench_local(|| {
        let counts = build().unwrap_or_else(|failure| panic!("{failure:?}"));
        assert_eq!(counts.drawn, 0, "nothing changed");
    });
}
