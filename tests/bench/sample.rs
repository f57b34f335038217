//! How often the checker is right: prints diagnostics of a site, drawn at random over all codes, each with its source,
//! so that a person can confirm them one by one.
//!
//! ```text
//! cargo bench --bench sample -- SITE [COUNT] [SEED]
//! ```
//!
//! Codes take turns, so that rare ones are seen whole and frequent ones do not fill the sample.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(folder) = arguments.next() else {
        println!("skipped: name a site");
        return;
    };
    let count: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(200);
    let mut state: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let output = Command::new(env!("CARGO_BIN_EXE_skilt"))
        .args(["check", "--quiet", "--format", "json", &folder])
        .output()
        .expect("skilt runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a JSON report");
    let mut by_code: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for item in report["diagnostics"].as_array().expect("a list") {
        by_code.entry(item["code"].as_str().unwrap_or("?")).or_default().push(item);
    }
    let totals: BTreeMap<&str, usize> = by_code.iter().map(|(code, items)| (*code, items.len())).collect();
    let mut drawn: Vec<&Value> = Vec::new();
    while drawn.len() < count && by_code.values().any(|items| !items.is_empty()) {
        for items in by_code.values_mut().filter(|items| !items.is_empty()) {
            if drawn.len() < count {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                drawn.push(items.swap_remove((state >> 33) as usize % items.len()));
            }
        }
    }
    drawn.sort_by_key(|item| (item["code"].to_string(), item["file"].to_string(), item["line"].as_u64()));
    for (number, item) in drawn.iter().enumerate() {
        show(number + 1, item, Path::new(&folder));
    }
    println!("drawn of all, by code:");
    for (code, total) in totals {
        let some = drawn.iter().filter(|item| item["code"] == code).count();
        println!("  {code:<28} {some:>4} of {total:>6}");
    }
}

/// One problem with what stands at its place.
fn show(number: usize, item: &Value, folder: &Path) {
    let text = |key: &str| item[key].as_str().unwrap_or("");
    let number_of = |key: &str| item[key].as_u64().unwrap_or(0) as usize;
    println!("#{number} {} {}:{}:{}", text("code"), text("file"), number_of("line"), number_of("column"));
    println!("   {}", text("message"));
    if !text("help").is_empty() {
        println!("   help: {}", text("help"));
    }
    for related in item["related"].as_array().into_iter().flatten().take(2) {
        println!("   related: {}:{} {}", related["file"], related["line"], related["message"]);
    }
    let source = std::fs::read(folder.join(text("file"))).unwrap_or_default();
    let source = String::from_utf8_lossy(&source).into_owned();
    if let Some(line) = number_of("line").checked_sub(1).and_then(|at| source.lines().nth(at)) {
        let from = number_of("column").saturating_sub(1);
        let to = if number_of("end_line") == number_of("line") { number_of("end_column") } else { from + 2 };
        let length = to.saturating_sub(from + 1).max(1);
        let skip = from.saturating_sub(60);
        let shown: String = line.chars().skip(skip).take(from - skip + length + 60).collect();
        println!("   | {}", shown.replace('\t', " "));
        println!("   | {}{}", " ".repeat(from - skip), "^".repeat(length.min(100)));
    }
    println!();
}
