//! Embeds `templates/`, `static/`, the words of the theme and the pages that `skilt explain` prints into the binary.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let mut code = String::new();
    for (name, doc, folder) in [
        ("BUILT_IN_TEMPLATES", "The built-in templates: name and text.", "templates"),
        ("BUILT_IN_STATIC", "The built-in static files: name and text.", "static"),
    ] {
        table(&mut code, name, doc, &Path::new(&root).join(folder))?;
    }
    fs::write(Path::new(&out).join("embedded.rs"), code)?;
    let mut pages = String::new();
    table(
        &mut pages,
        "PAGES",
        "The documentation of the diagnostic codes: file name and text.",
        &Path::new(&root).join("content/reference/diagnostics"),
    )?;
    fs::write(Path::new(&out).join("explain.rs"), pages)?;
    fs::write(Path::new(&out).join("words.rs"), words(&Path::new(&root).join("src/config/words"))?)
}

/// The table of words: language, then key, text and whether scripts say it, by key.
fn words(folder: &Path) -> io::Result<String> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut code =
        String::from("/// The theme's words by language, and by key.\nstatic BUILT_IN: &[(&str, &[Word])] = &[\n");
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    files.sort();
    for (file, path) in files {
        println!("cargo::rerun-if-changed={path}");
        let text = fs::read_to_string(&path)?;
        let (mut entries, mut for_scripts) = (Vec::new(), false);
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.trim().split_once(": ") {
                Some((key, text)) => entries.push((key, text, for_scripts)),
                None => for_scripts = line == "script:",
            }
        }
        entries.sort_unstable();
        let _ = writeln!(code, "    ({:?}, &[", file.trim_end_matches(".yml"));
        for (key, text, for_scripts) in entries {
            let _ = writeln!(code, "        Word {{ key: {key:?}, text: {text}, for_scripts: {for_scripts} }},");
        }
        code.push_str("    ]),\n");
    }
    code.push_str("];\n");
    Ok(code)
}

fn table(code: &mut String, name: &str, doc: &str, folder: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    files.sort();
    let _ = writeln!(code, "/// {doc}\npub static {name}: &[(&str, &str)] = &[");
    for (file, path) in files {
        println!("cargo::rerun-if-changed={path}");
        let _ = writeln!(code, "    ({file:?}, include_str!({path:?})),");
    }
    code.push_str("];\n");
    Ok(())
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push((name, entry.path().to_string_lossy().into_owned()));
        }
    }
    Ok(())
}
