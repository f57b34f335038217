//! How much of what is broken the checker finds: plants faults in a copy of a site and counts which are reported.
//!
//! ```text
//! cargo bench --bench plant -- SITE [FAULTS] [SEED]
//! ```
//!
//! SITE is a folder with a `skilt.yml`; it is copied and stays as it is. Each fault goes into a file of its own, so
//! that none hides another. A fault counts as found only if its own code is reported in its file, on its line. What is
//! reported beyond the faults and beyond what the site had before is listed too: each of these is a consequence of a
//! fault, or a false alarm.

mod faults;
mod site;

use faults::{FAULTS, Planted};
use serde_json::Value;
use site::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// A problem as reported: code, file, line and message.
type Problem = (String, String, u64, String);

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(folder) = arguments.next() else {
        println!("skipped: name a site");
        return;
    };
    let count: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(300);
    let seed: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let before = check(Path::new(&folder));
    let mut site = Site::copy(Path::new(&folder), seed);
    let mut planted: Vec<Planted> = Vec::new();
    let mut left_out = BTreeSet::new();
    for turn in 0..count {
        let (kind, plant) = FAULTS[turn % FAULTS.len()];
        match (0..500).find_map(|_| plant(&mut site, turn)) {
            Some(fault) => planted.push(Planted { kind, ..fault }),
            None => {
                left_out.insert(kind);
            }
        }
    }
    let after = check(site.folder());
    report(&planted, site.deleted(), &before, &after);
    if !left_out.is_empty() {
        println!("\nno place found for: {left_out:?}");
    }
}

/// Runs the checker.
fn check(folder: &Path) -> Vec<Problem> {
    let output = Command::new(env!("CARGO_BIN_EXE_skilt"))
        .args(["check", "--quiet", "--format", "json"])
        .arg(folder)
        .output()
        .expect("skilt runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a JSON report");
    let list = report["diagnostics"].as_array().expect("a list");
    let text = |item: &Value, key: &str| item[key].as_str().unwrap_or("").to_owned();
    list.iter()
        .map(|item| {
            let line = item["line"].as_u64().unwrap_or(0);
            (text(item, "code"), text(item, "file"), line, text(item, "message"))
        })
        .collect()
}

fn report(planted: &[Planted], deleted: &[String], before: &[Problem], after: &[Problem]) {
    let mut by_kind: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    let mut explained = BTreeSet::new();
    for fault in planted {
        let mut hit = false;
        for (at, (code, file, line, _)) in after.iter().enumerate() {
            let here = fault.places.iter().any(|(f, l)| f == file && (l.is_none() || *l == Some(*line)));
            if code == fault.code && here {
                hit = true;
                explained.insert(at);
            }
        }
        let counts = by_kind.entry((fault.code, fault.kind)).or_default();
        counts.0 += 1;
        counts.1 += usize::from(hit);
        if !hit {
            missed.push(fault);
        }
    }
    println!("{:<28} {:<44} {:>7} {:>6}", "code", "fault", "planted", "found");
    for ((code, kind), (all, found)) in &by_kind {
        println!("{code:<28} {kind:<44} {all:>7} {found:>6}");
    }
    let (all, found) = (planted.len(), planted.len() - missed.len());
    println!("\n{found} of {all} found ({:.1} %)", 100.0 * found as f64 / all.max(1) as f64);
    for fault in &missed {
        println!("missed: {} ({}) at {:?}", fault.code, fault.kind, fault.places);
    }
    // Lines move, so what was there before is known by everything else.
    let mut known: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for (code, file, _, message) in before {
        *known.entry((code, file, message)).or_default() += 1;
    }
    let mut beside = Vec::new();
    let mut followed = 0;
    for (at, (code, file, line, message)) in after.iter().enumerate() {
        if explained.contains(&at) {
            continue;
        }
        match known.get_mut(&(code.as_str(), file.as_str(), message.as_str())) {
            Some(left) if *left > 0 => *left -= 1,
            // Other links to a file that was deleted, and new files that nothing leads to.
            _ if deleted.iter().any(|file| message.contains(&format!("`{file}`"))) => followed += 1,
            _ if code == "page-orphan" && file.contains("/planted-") => followed += 1,
            _ => beside.push(format!("  {code} {file}:{line} {message}")),
        }
    }
    println!("\n{followed} more follow from deleted and new files. Beside these:\n{}", beside.join("\n"));
    println!("{} in all", beside.len());
}
