//! Whether readers of this project's own documentation find what they look for: queries with the pages they want, asked
//! of the search as the browser runs it.

use crate::driver::Browser;
use crate::host;
use serde_json::{Value, json};
use skilt::build::{Cache, Goal, Options, Silent, run_again};

/// A query, a tab, and the addresses that answer it.
const QUERIES: &str = include_str!("../relevance/own.tsv");

/// The least mean reciprocal rank, the least share of queries answered among the first five, and the least mean
/// reciprocal rank with one letter of the longest word wrong.
const GOALS: [f64; 3] = [0.9, 0.95, 0.9];

pub(crate) async fn own_site(browser: &Browser) {
    let output = tempfile::tempdir().expect("a folder");
    let site = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).to_owned();
    let options = Options { site, output: Some(output.path().to_owned()), ..Options::default() };
    run_again(&options, Goal::Build, &mut Cache::default(), &Silent).unwrap_or_else(|failure| panic!("{failure:?}"));
    let url = host::start(output.path().to_owned());
    browser.open(&format!("{url}/search.html")).await;
    let queries: Vec<Value> = QUERIES
        .lines()
        .map(|line| {
            let (query, pages) = line.split_once('\t').expect("a tab");
            json!([query, pages.split(' ').collect::<Vec<_>>()])
        })
        .collect();
    assert!(queries.len() >= 60);
    let script = include_str!("relevance.js");
    let found = browser.client.execute(script, vec![json!(queries)]).await.expect("an answer");
    let figures: Vec<f64> = ["plain", "five", "typo"].map(|name| found[name].as_f64().expect("a number")).into();
    println!("{} queries: {figures:?}", queries.len());
    for (figure, goal) in figures.iter().zip(GOALS) {
        assert!(*figure >= goal, "{figures:?} for {GOALS:?}: {:#}", found["missed"]);
    }
    browser.problems().await;
}
