//! The theme's own words: in the language of the page, as the site says them, and the same in scripts and in the table.

mod common;

use common::Site;
use skilt::build::{self, Cache, Goal, Options, Silent};
use skilt::config::Words;
use std::fs;
use std::path::Path;

const ARTICLE: &str = "# Lys\n\n> [!NOTE]\n> Varm.\n\n## Tenn\n\n| A |\n|---|\n| b |\n";

fn site(configuration: &str) -> Site {
    Site::new()
        .file("skilt.yml", format!("title: Fyr\n{configuration}"))
        .file("content/index.md", "# Home\n\n## Part\n")
        .file("content/lys.md", format!("---\nlanguage: nb-NO\nso.envir: online\n---\n\n{ARTICLE}"))
        .file("content/sea.md", "---\nso.envir: onsite\n---\n\n# Sea\n")
        .file("content/Lamp.yml", "### YamlMime:ManagedReference\nitems:\n- uid: Lamp\n  name: Lamp\n  type: Class\n- uid: Lamp.Trim\n  name: Trim()\n  type: Method\n")
        .file("content/toc.yml", "- {name: Home, href: index.md}\n- {name: Lys, href: lys.md}\n- {name: Sea, href: sea.md}\n")
}

fn has(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "`{word}` is missing in\n{text}");
    }
}

#[test]
fn a_norwegian_page_speaks_norwegian() {
    let site = site("");
    site.run(&["build"]).exits(0);
    let page = site.output("lys.html");
    has(&page, &["Hopp til innholdet", "På denne siden", ">Merk</h5>", "Lenke til «Tenn»", "aria-label=\"Tabell\""]);
    has(&page, &[">Søk<", ">Neste<", ">Forrige<", "Vis som Markdown", "assets/words/no.js"]);
    for english in ["Skip to", ">Search<", "On this page", ">Next<", "View as"] {
        assert!(!page.contains(english), "{english}");
    }
    has(&site.output("assets/words/no.js"), &["\"Copy\":\"Kopier\""]);
    // Its Markdown has the alert as it was written.
    has(&site.output("lys.html.md"), &["> [!NOTE]\n> Varm."]);
    // Pages in English, and those of the site, whose language is English, load no words.
    for page in ["index.html", "search.html", "404.html", "platforms/index.html"] {
        let text = site.output(page);
        has(&text, &["Skip to content"]);
        assert!(!text.contains("words/"), "{page}");
    }
}

#[test]
fn pages_of_the_site_speak_its_language() {
    let site = site("language: de\n");
    site.run(&["build"]).exits(0);
    for (page, words) in [
        ("search.html", ["<h1>Suchen</h1>", "assets/words/de.js"]),
        ("404.html", ["Diese Seite gibt es hier nicht", "Seite nicht gefunden"]),
        ("platforms/index.html", [">Umgebung</h2>", ">Onsite</a>"]),
        ("platforms/onsite/index.html", ["Alle Seiten: Onsite", "1 Seite<"]),
        ("toc.html", ["Inhalt: Fyr", "Alle Seiten"]),
        ("Lamp.html", ["Klasse Lamp", ">Methoden</h2>"]),
        ("llms.txt", ["Jede Seite gibt es auch als Markdown", "- [Suchindex: "]),
    ] {
        has(&site.output(page), &words);
    }
    for (page, words) in [("search.html", "Diese Website durchsuchen"), ("404.html", "Diese Seite gibt es hier nicht")]
    {
        has(&site.output(page), &[&format!("<meta name=\"description\" content=\"{words}\">")]);
    }
    site.write("content/index.md", "Ohne Titel.\n");
    site.run(&["build"]).exits(0);
    has(&site.output("index.html"), &["<title>Startseite"]);
}

#[test]
fn built_in_facets_and_gaps_speak_the_language_of_the_page() {
    let site = site("facets:\n- name: client\n  values: [win, {value: web, title: Browser}]\n")
        .file("content/hav.md", "---\nlanguage: no\nso.envir: onsite\nso.client: [win, web]\nso.topic: howto\n---\n\n# Hav\n\n[!code-csharp[](gone.cs)]\n");
    site.run(&["build"]);
    let page = site.output("hav.html");
    has(&page, &["Onsite</a>", "Windows-klient</a>", "Veiledning</a>", ">Browser</a>"]);
    has(&page, &[">Advarsel</h5>", "Kodeeksempelet <code>gone.cs</code> mangler."]);
    has(&site.output("sea.html"), &["Onsite</a>"]);
    has(&site.output("platforms/win/index.html"), &["<h1>Windows client</h1>"]);
}

#[test]
fn letters_of_marks_stay_in_every_language() {
    let cloud = "---\nso.envir: cloud\n---\n\n# Sky\n";
    for (language, title) in [("en", "Cloud"), ("no", "Skyen"), ("sv", "Molnet")] {
        let site = site(&format!("language: {language}\n")).file("content/sky.md", cloud);
        site.run(&["build"]).exits(0);
        has(&site.output("sky.html"), &[&format!("<b>Cl</b>{title}</a>")]);
    }
}

#[test]
fn what_the_site_says_wins() {
    let site =
        site("words:\n  nb: {skip: Rett på sak}\n  en:\n    copy: Take it\n    skip: Straight to it\n    serach: x\n");
    let run = site.run(&["build"]).exits(0);
    run.says("the theme has no word `serach`").says("did you mean `search`?").says("config-invalid");
    has(&site.output("lys.html"), &["Rett på sak", ">Søk<"]);
    has(&site.output("index.html"), &["Straight to it", ">Search<", "assets/words/en.js"]);
    assert_eq!(site.output("assets/words/en.js"), "window.skiltWords={\"Copy\":\"Take it\"};\n");
}

#[test]
fn pages_are_drawn_again_when_words_change() {
    let site = site("words: {en: {skip: One}}\n");
    let options = |output: &str, fresh| Options {
        site: site.folder(),
        output: Some(site.folder().with_file_name(output)),
        fresh,
        ..Options::default()
    };
    let mut cache = Cache::default();
    let mut build = || build::run_again(&options("kept", false), Goal::Build, &mut cache, &Silent).map(|_| ());
    assert!(build().is_ok());
    site.write("skilt.yml", "title: Fyr\nlanguage: sv\nwords: {en: {skip: Two}, sv: {skip: Tre}}\n");
    assert!(build().is_ok());
    assert!(build::run(&options("clean", true), Goal::Build, &Silent).is_ok());
    let tree = |name: &str| common::tree(&site.folder().with_file_name(name));
    let (kept, clean) = (tree("kept"), tree("clean"));
    assert!(kept.keys().eq(clean.keys()));
    for (name, bytes) in &clean {
        assert!(kept.get(name) == Some(bytes), "{name}");
    }
    has(&String::from_utf8_lossy(&clean["index.html"]), &["Tre"]);
}

/// Texts that scripts say, from their sources: what stands in quotation marks as the first argument of `say`.
fn said(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for call in source.split("say(").skip(1) {
        let (mut depth, mut quoted, mut text) = (0_i32, false, String::new());
        for c in call.chars() {
            match c {
                '\'' if quoted => {
                    found.push(std::mem::take(&mut text));
                    quoted = false;
                }
                _ if quoted => text.push(c),
                '\'' => quoted = true,
                '(' => depth += 1,
                ')' if depth == 0 => break,
                ')' => depth -= 1,
                // What is put in follows.
                ',' if depth == 0 => break,
                _ => {}
            }
        }
    }
    found
}

#[test]
fn scripts_say_what_the_table_has() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
    let mut sources = String::new();
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "js") {
            sources.push_str(&fs::read_to_string(path).expect("a script"));
        }
    }
    let table = Words::default();
    let known: Vec<String> = table.all("en").filter(|word| word.for_scripts).map(|word| word.text.to_owned()).collect();
    let said = said(&sources);
    assert!(said.len() > 40, "{said:?}");
    for text in said.iter().filter(|text| *text != "file:") {
        assert!(known.contains(text), "scripts say `{text}`, which has no word");
    }
    for text in &known {
        assert!(sources.contains(&format!("'{text}'")), "no script says `{text}`");
    }
}
