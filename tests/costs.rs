//! What a build costs, counted and not timed: a machine that is busy counts the same. One site, made by rule, is built
//! from nothing with one thread; allocations, their bytes and the bytes of the output by kind are held against
//! `tests/costs.tsv`.

mod common;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How far a number may be from what is written, in percent of it. Tables of hashes grow at slightly different moments
/// from run to run.
const TOLERANCE: u64 = 3;

const PAGES: usize = 60;

/// The rows that only a debug build has.
const ALLOCATIONS: [&str; 2] = ["allocations in a debug build", "allocated bytes in a debug build"];

const FIXES: &str = "Where the change is meant, write the numbers anew and say in the commit why they moved:\n    \
                     SKILT_UPDATE_COSTS=1 cargo test --test costs";

/// A site with something of everything.
fn fill(site: &common::Site) {
    site.write("skilt.yml", "title: Costs\nbase_url: https://docs.example.com\ngit_dates: false\n");
    site.write("content/index.md", "---\nuid: home\n---\n\n# Home\n\n[first](p/page-0.md)\n");
    site.write("content/includes/x.md", "Shared *words* with [a link](../p/page-1.md).\n");
    let mut toc = String::new();
    let mut random = common::world::Random::new(11);
    let words =
        ["archive", "contact", "document", "entity", "filter", "method", "project", "record", "selection", "ticket"];
    for page in 0..PAGES {
        let mut text = format!(
            "---\nuid: page-{page}\ntitle: Page {page}\nso.topic: {}\nso.envir: {}\nso.date: 02.29.2020\n---\n\n# Page {page}\n\n",
            ["concept", "howto", "reference"][page % 3],
            ["cloud", "onsite"][page % 2]
        );
        for part in 0..4 {
            let _ = writeln!(text, "## Part {part}\n");
            for _ in 0..40 {
                let _ = write!(text, "{} ", random.of(&words));
            }
            let _ = writeln!(
                text,
                "<xref:page-{}> and [another](page-{}.md#part-1).\n",
                random.below(PAGES),
                random.below(PAGES)
            );
        }
        let _ = writeln!(
            text,
            "[!include[x](../includes/x.md)]\n\n> [!NOTE]\n> A note.\n\n| a | b |\n|---|---|\n| 1 | {page} |\n"
        );
        let _ = writeln!(
            text,
            "```csharp\nvar n = {page}; // {}\nreturn n + 1;\n```\n\n```json\n{{ \"n\": {page} }}\n```",
            random.of(&words)
        );
        site.write(&format!("content/p/page-{page}.md"), text);
        let _ = writeln!(toc, "- name: Page {page}\n  href: page-{page}.md");
    }
    site.write("content/p/toc.yml", toc);
    site.write("content/toc.yml", "- name: Home\n  href: index.md\n- name: Pages\n  href: p/toc.yml\n");
}

fn build(site: &Path) {
    use skilt::build::{Goal, Options, Silent, run};
    let options = Options { site: site.to_owned(), jobs: Some(1), fresh: true, ..Options::default() };
    run(&options, Goal::Build, &Silent).unwrap_or_else(|failure| panic!("{failure:?}"));
}

/// Bytes of the output by kind of file.
fn sizes(output: &Path) -> BTreeMap<String, u64> {
    let mut sizes = BTreeMap::new();
    for (name, bytes) in common::tree(output) {
        let kind = match name.rsplit_once('.') {
            _ if name.starts_with("assets/search/") => "search index",
            Some((_, "html")) => "html",
            Some((_, "md" | "txt")) => "markdown and text",
            Some((_, "css")) => "css",
            Some((_, "js")) => "javascript",
            _ => "other data",
        };
        *sizes.entry(format!("output: {kind}, bytes")).or_default() += bytes.len() as u64;
    }
    sizes
}

#[test]
fn a_build_costs_what_is_written() {
    let site = common::Site::new();
    fill(&site);
    // What is made once in a process, as grammars are, is no cost of a page. The second build finds it.
    build(&site.folder());
    std::fs::remove_dir_all(site.folder().join("_site")).expect("removed");
    let region = Region::new(ALLOCATOR);
    build(&site.folder());
    let change = region.change();
    let mut costs = sizes(&site.folder().join("_site"));
    // Optimised programs leave some allocations out, so these are held in one kind of build.
    if cfg!(debug_assertions) {
        costs.insert(ALLOCATIONS[0].to_owned(), (change.allocations + change.reallocations) as u64);
        costs.insert(ALLOCATIONS[1].to_owned(), change.bytes_allocated as u64);
    }

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/costs.tsv");
    let table: String = costs.iter().map(|(name, cost)| format!("{name}\t{cost}\n")).collect();
    if std::env::var_os("SKILT_UPDATE_COSTS").is_some() {
        if !cfg!(debug_assertions) {
            panic!("only a debug build knows all rows; leave --release out");
        }
        std::fs::write(&path, table).expect("written");
        return;
    }
    let written = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}\n{FIXES}", path.display()));
    let written: BTreeMap<&str, u64> = written
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter(|(name, _)| cfg!(debug_assertions) || !ALLOCATIONS.contains(name))
        .map(|(name, cost)| (name, cost.parse().expect("a number")))
        .collect();
    let mut moved = String::new();
    for (name, cost) in &costs {
        let before = written.get(name.as_str()).copied().unwrap_or(0);
        if cost.abs_diff(before) * 100 > before * TOLERANCE {
            let _ = writeln!(
                moved,
                "{name}: {before} before, {cost} now ({:+.1} %)",
                (*cost as f64 / before as f64 - 1.0) * 100.0
            );
        }
    }
    assert!(moved.is_empty() && written.len() == costs.len(), "the costs of a build moved:\n{moved}{FIXES}\n\n{table}");
}
