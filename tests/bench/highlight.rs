//! How fast code is highlighted, with the line memo and without: all fences of a folder of Markdown.
//!
//! ```text
//! cargo bench --bench highlight -- FOLDER [LANGUAGE]
//! ```

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use skilt::render::highlight::{Highlighter, language};

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(folder) = arguments.next() else {
        println!("skipped: name a folder of Markdown");
        return;
    };
    let only = arguments.next();
    let mut fences = BTreeMap::<String, Vec<(String, String)>>::new();
    collect(Path::new(&folder), &mut fences);
    println!("{:<12} {:>7} {:>9} {:>9} {:>9} {:>6}  memo", "language", "blocks", "KB", "direct s", "memo s", "ratio");
    for (id, blocks) in &fences {
        if only.as_ref().is_none_or(|only| only == id) {
            measure(id, blocks);
        }
    }
}

/// One row: every language starts with an empty memo.
fn measure(id: &str, blocks: &[(String, String)]) {
    let highlighter = Highlighter::new();
    let bytes: usize = blocks.iter().map(|(_, code)| code.len()).sum();
    let (direct, memo) = blocks.iter().fold((Duration::ZERO, Duration::ZERO), |(direct, memo), (info, code)| {
        let start = Instant::now();
        let plainly = highlighter.highlight_direct(info, code);
        let middle = Instant::now();
        let remembered = highlighter.highlight(info, code);
        let end = Instant::now();
        assert_eq!(plainly, remembered, "the memo must not show");
        (direct + (middle - start), memo + (end - middle))
    });
    let (direct, memo) = (direct.as_secs_f64(), memo.as_secs_f64());
    println!(
        "{id:<12} {:>7} {:>9} {direct:>9.3} {memo:>9.3} {:>6.3}  {:?}",
        blocks.len(),
        bytes / 1024,
        memo / direct.max(1e-9),
        highlighter.memo_figures()
    );
}

/// Reads the fences of all `.md` files below a folder. Good enough for measuring: three or more backticks, closed by
/// as many.
fn collect(folder: &Path, fences: &mut BTreeMap<String, Vec<(String, String)>>) {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    for entry in walk.into_iter().flatten().filter(|entry| entry.path().extension().is_some_and(|end| end == "md")) {
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let mut open: Option<(String, String, String)> = None;
        for line in text.lines() {
            let trimmed = line.trim_start();
            let ticks = trimmed.len() - trimmed.trim_start_matches('`').len();
            let (marks, info) = trimmed.split_at(ticks);
            match &mut open {
                Some((mark, info, code)) if ticks >= mark.len() && trimmed.trim_end() == marks => {
                    let id = language(info).id;
                    fences.entry(id).or_default().push((std::mem::take(info), std::mem::take(code)));
                    open = None;
                }
                Some((_, _, code)) => {
                    code.push_str(line);
                    code.push('\n');
                }
                None if ticks >= 3 => open = Some((marks.to_owned(), info.trim().to_owned(), String::new())),
                None => {}
            }
        }
    }
}
