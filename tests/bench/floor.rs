//! What no generator can be faster than: reading the files of a folder of Markdown, parsing them with `pulldown-cmark`
//! and nothing else, and writing as many files of as many bytes as an output has. One thread each.
//!
//! ```text
//! cargo bench --bench floor -- FOLDER OUTPUT
//! ```

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let (Some(folder), Some(output)) = (arguments.next(), arguments.next()) else {
        println!("skipped: name a folder of Markdown and an output made of it");
        return;
    };
    let sources = files(Path::new(&folder), "md");
    let pages = files(Path::new(&output), "");
    let read = |paths: &[PathBuf]| paths.iter().filter_map(|path| fs::read(path).ok()).collect::<Vec<_>>();
    // The first reading only brings the files into memory.
    read(&sources);
    let start = Instant::now();
    let texts = read(&sources);
    report("reading", texts.len(), &texts, start);

    let start = Instant::now();
    for text in texts.iter().filter_map(|text| std::str::from_utf8(text).ok()) {
        pulldown_cmark::Parser::new_ext(text, pulldown_cmark::Options::ENABLE_TABLES).for_each(|event| {
            black_box(event);
        });
    }
    report("parsing", texts.len(), &texts, start);

    let bytes = read(&pages);
    let home = tempfile::tempdir().expect("a temporary folder");
    let start = Instant::now();
    for (number, content) in bytes.iter().enumerate() {
        fs::write(home.path().join(number.to_string()), content).expect("written");
    }
    report("writing", bytes.len(), &bytes, start);
}

fn report(what: &str, count: usize, bytes: &[Vec<u8>], start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    let megabytes = bytes.iter().map(Vec::len).sum::<usize>() as f64 / 1e6;
    println!("{what}: {count} files, {megabytes:.0} MB, {seconds:.2} s");
}

/// Every file below a folder whose name ends with a dot and `extension`, or every file.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let all = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let is_meant = |path: &Path| extension.is_empty() || path.extension().is_some_and(|own| own == extension);
    all.filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .filter(|path| is_meant(path))
        .collect()
}
