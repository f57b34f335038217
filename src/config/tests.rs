//! Whole configurations, from files in memory and from the real repositories.

use super::*;
use crate::base::Diagnostic;
use std::path::{Path, PathBuf};

/// Files by path; a folder exists if a file lies in it.
struct Files(Vec<(&'static str, String)>);

impl ConfigSource for Files {
    fn read(&self, path: &str) -> Option<String> {
        self.0.iter().find(|(name, _)| *name == path).map(|(_, text)| text.clone())
    }

    fn exists(&self, path: &str) -> bool {
        self.0
            .iter()
            .any(|(name, _)| name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }
}

fn files(list: &[(&'static str, &str)]) -> Files {
    Files(list.iter().map(|(name, text)| (*name, (*text).to_owned())).collect())
}

fn rows(problems: &[Diagnostic]) -> Vec<String> {
    problems
        .iter()
        .map(|p| {
            let place = p.place.as_ref().map_or(String::new(), |place| {
                let at = place.span.map_or(String::new(), |s| format!(":{}:{}", s.start.line, s.start.column));
                format!("{}{at}: ", place.file)
            });
            let help = p.help.as_deref().unwrap_or("NO HELP");
            format!("{place}{} {}: {} [{help}]", p.severity.name(), p.code.name, p.message)
        })
        .collect()
}

/// A configuration that must be free of problems.
fn clean(list: &[(&'static str, &str)]) -> Config {
    let (config, problems) = load(&files(list), "site");
    assert_eq!(rows(&problems), Vec::<String>::new());
    config.expect("a configuration")
}

fn broken(list: &[(&'static str, &str)]) -> Vec<String> {
    let (config, problems) = load(&files(list), "site");
    assert!(config.is_some(), "{:?}", rows(&problems));
    rows(&problems)
}

fn part(config: &Config, path: &str) -> Option<(Part, String)> {
    config.place(&SitePath::new(path)).map(|place| (place.part, place.output))
}

fn page(output: &str) -> Option<(Part, String)> {
    Some((Part::Content, output.to_owned()))
}

fn asset(output: &str) -> Option<(Part, String)> {
    Some((Part::Resource, output.to_owned()))
}

#[test]
fn a_plain_folder_needs_no_configuration() {
    let config = clean(&[("a.md", "")]);
    assert_eq!((config.title.as_str(), config.output.as_str(), config.search), ("site", "_site", true));
    assert_eq!((config.roots.len(), config.roots[0].docfx, config.file.is_none()), (1, false, true));
    assert_eq!(part(&config, "a.md"), page("a.md"));
    assert_eq!(part(&config, "x/includes/a.md"), None);
    assert_eq!(part(&config, "x/includes/a.png"), asset("x/includes/a.png"));
    assert_eq!(part(&config, "_site/a.png"), None);
    assert_eq!(part(&config, "templates/a.md"), None);
    assert_eq!(part(&config, "static/a.css"), None);
    assert_eq!(part(&config, "target/doc/a.png"), asset("target/doc/a.png"));
    assert_eq!(part(&clean(&[("a.md", ""), ("Cargo.toml", "")]), "target/doc/a.png"), None);
}

#[test]
fn a_content_folder_is_where_pages_are() {
    let config = clean(&[("content/a.md", ""), ("README.md", ""), ("skilt.yml", "title: T\n")]);
    assert_eq!(part(&config, "content/a/b.md"), page("a/b.md"));
    assert_eq!(part(&config, "README.md"), None);
    assert_eq!(config.file.as_ref().map(SitePath::as_str), Some("skilt.yml"));
}

#[test]
fn skilt_yml_adds_to_docfx_json_and_overrides_it() {
    let docfx = r#"{"build": {"content": "docs/**/*.md", "resource": "img/**", "dest": "../out",
        "globalMetadata": {"_appTitle": "Theirs", "_enableSearch": "false", "a": 1, "_lang": "nb"},
        "rules": {"InvalidFileLink": "error"}, "xref": ["maps/x.yml"]}}"#;
    let config = clean(&[("docfx.json", docfx)]);
    assert_eq!((config.title.as_str(), config.output.as_str(), config.language.as_str()), ("Theirs", "../out", "nb"));
    assert!(!config.search && config.roots[0].docfx && config.markdown.math && !config.markdown.task_lists);
    let own = "title: Ours\nsearch: true\nmetadata: {a: 2}\nmarkdown: {task_lists: true}\nrules: {link-file-missing: off}\nxref_maps: [y.yml]\n";
    let config = clean(&[("docfx.json", docfx), ("skilt.yml", own)]);
    assert_eq!((config.title.as_str(), config.search, config.markdown.task_lists), ("Ours", true, true));
    assert_eq!(config.roots[0].metadata.get("a"), Some(&serde_json::json!(2)));
    assert_eq!(config.xref_maps, ["y.yml", "maps/x.yml"]);
    assert_eq!(config.severity(&crate::base::codes::LINK_FILE_MISSING, None), Severity::Off);
    assert_eq!(part(&config, "docs/a.md"), page("docs/a.md"));
    assert_eq!(part(&config, "a.md"), None);
}

#[test]
fn three_repositories_are_one_site() {
    let own = "roots:\n  - path: data\n  - path: ../crm\n    prefix: crmscript\n    metadata: {x: 1}\n  - path: notes\n  - name: absent\n    external: true\n";
    let config = clean(&[
        ("skilt.yml", own),
        (
            "data/docfx.json",
            r#"{"build": {"content": {"files": "**.md", "exclude": "**/tmp/**"}, "resource": "*.png"}}"#,
        ),
        (
            "../crm/docfx.json",
            r#"{"build": {"content": [{"files": "**/*.md", "src": "docs", "dest": "d"}], "rules": {"UidNotFound": "off"}, "xref": "m.yml"}}"#,
        ),
        ("notes/a.md", ""),
    ]);
    let roots: Vec<_> =
        config.roots.iter().map(|r| (r.name.as_str(), r.dir.as_str(), r.prefix.as_str(), r.docfx)).collect();
    assert_eq!(
        roots,
        [("data", "data", "data", true), ("crm", "../crm", "crmscript", true), ("notes", "notes", "notes", false)]
    );
    assert_eq!(config.external_roots, ["absent"]);
    assert_eq!(config.xref_maps, ["../crm/m.yml"]);
    assert_eq!(part(&config, "data/x/a.md"), page("data/x/a.md"));
    assert_eq!(part(&config, "data/tmp/a.md"), None);
    assert_eq!(part(&config, "../crm/docs/x/a.md"), page("crmscript/d/x/a.md"));
    assert_eq!(part(&config, "../crm/a.md"), None);
    assert_eq!(part(&config, "notes/a.md"), page("notes/a.md"));
    assert_eq!(part(&config, "b.md"), None);
    let severity = |file: &str| config.severity(&crate::base::codes::UID_UNRESOLVED, Some(&SitePath::new(file)));
    assert_eq!((severity("../crm/docs/a.md"), severity("data/a.md")), (Severity::Off, Severity::Warning));
}

#[test]
fn metadata_has_the_precedence_of_docfx() {
    let docfx = r#"{"build": {"content": "**/*.md",
        "globalMetadata": {"a": "json", "b": "json"}, "globalMetadataFiles": ["g1.json", "g2.json"],
        "fileMetadata": {"a": {"docs/**": "first", "docs/x.md": "second"}}, "fileMetadataFiles": "f.json"}}"#;
    let config = clean(&[
        ("docfx.json", docfx),
        ("g1.json", r#"{"b": "one", "c": "one"}"#),
        ("g2.json", r#"{"globalMetadata": {"c": "two"}}"#),
        ("f.json", r#"{"d": {"**/x.md": [1]}}"#),
    ]);
    let of = |path: &str| serde_json::Value::from(config.roots[0].metadata_of(&SitePath::new(path)));
    assert_eq!(of("y.md"), serde_json::json!({"a": "json", "b": "one", "c": "two"}));
    assert_eq!(of("docs/x.md"), serde_json::json!({"a": "second", "b": "one", "c": "two", "d": [1]}));
    assert_eq!(of("docs/y.md")["a"], "first");
}

#[test]
fn an_unreadable_configuration_is_none() {
    let cases: [(&[(&'static str, &str)], &str); 3] = [
        (&[("skilt.yml", "title: [a\nlanguage: en\n")], "skilt.yml"),
        (
            &[("skilt.yml", "- title\n")],
            "skilt.yml:1:1: error config-invalid: a configuration is a mapping of keys to values [write `key: value` lines]",
        ),
        (
            &[("docfx.json", "{\n \"bild\": {}}")],
            "docfx.json:1:1: error config-invalid: there is no `build`, which says what the site consists of [rename `bild` to `build`]",
        ),
    ];
    for (list, start) in cases {
        let (config, problems) = load(&files(list), "site");
        assert!(config.is_none());
        assert!(rows(&problems)[0].starts_with(start), "{:?}", rows(&problems));
    }
}

#[test]
fn wrong_values_are_reported_where_they_stand() {
    let own = "\
base_url: docs.example.com
language: no such thing
urls: prety
output: /tmp/x
roots: nothing
search: perhaps
date_formats: [MM.DD]
redirects: [netlify, ngnix]
links:
  - title: Only
edit_url: https://example.com/
xref_maps: https://example.com/xrefmap.yml
exclude: '{a,b'
";
    assert_eq!(
        broken(&[("skilt.yml", own)]),
        [
            "skilt.yml:1:11: error config-invalid: `docs.example.com` is not the address of a site [write an absolute address such as `https://docs.example.com`]",
            "skilt.yml:2:11: error config-invalid: `no such thing` is no language tag [write a tag such as `en`, `no` or `pt-BR`]",
            "skilt.yml:3:7: error config-invalid: `prety` is not a form of address [did you mean `pretty`?]",
            "skilt.yml:4:9: error config-invalid: `output` is an absolute path [write it relative to the site's folder]",
            "skilt.yml:5:8: error config-invalid: `roots` is a list of mappings, not one value [write a list of mappings here, or delete the key]",
            "skilt.yml:6:9: error config-invalid: `search` is true or false, not `perhaps` [write `true` or `false`]",
            "skilt.yml:7:16: error config-invalid: `MM.DD` is no format of dates [write `YYYY`, `MM` and `DD` once each with separators between them, as in `DD.MM.YYYY`]",
            "skilt.yml:8:22: error config-invalid: `ngnix` is not a form of redirects [did you mean `nginx`?]",
            "skilt.yml:10:5: error config-invalid: a link needs `title` and `href` [add both, or delete the entry]",
            "skilt.yml:11:11: error config-invalid: `edit_url` has no `{path}` in it [write `{path}` where the path of the source goes]",
            "skilt.yml:12:12: error config-invalid: the xref map `https://example.com/xrefmap.yml` is an address, and a build never downloads [download it once, commit it, and write its path here]",
            "skilt.yml:13:11: warning config-invalid: the braces of `{a,b` do not balance, so that it matches no file [close every `{` with `}` and separate alternatives with commas, as in `**/*.{md,yml}`]",
        ]
    );
}

#[test]
fn roots_are_there_and_have_names_of_their_own() {
    let own = "roots:\n  - path: gone\n  - prefix: x\n  - path: a\n  - {name: a, path: b}\n  - /abs\n  - {path: b, prefix: ../up}\n";
    assert_eq!(
        broken(&[("skilt.yml", own), ("a/x.md", ""), ("b/x.md", "")]),
        [
            "skilt.yml:2:11: error config-invalid: the folder `gone` of this root does not exist [correct the path, clone the repository to that place, or add `external: true` to `gone`]",
            "skilt.yml:3:5: error config-invalid: this root has neither `path` nor `name` [add `path: FOLDER`]",
            "skilt.yml:5:21: error config-invalid: two roots have the name `a` or the same path [give each its own]",
            "skilt.yml:6:5: error config-invalid: `roots[]` is a mapping, not one value [write a mapping here, or delete the key]",
            "skilt.yml:7:23: error config-invalid: `prefix` leads out of the output folder [name a folder inside the output folder]",
        ]
    );
}

#[test]
fn the_output_is_no_source() {
    let own = "output: docs\ncontent: {files: '**/*.md', src: docs/en}\n";
    assert_eq!(
        broken(&[("skilt.yml", own)]),
        [
            "skilt.yml: error config-invalid: the output folder `docs` holds the sources in `docs/en` [choose a folder of its own; until then it is `_site`]"
        ]
    );
    let (config, _) = load(&files(&[("skilt.yml", "output: .\n")]), "site");
    assert_eq!(config.map(|config| config.output).as_deref(), Some("_site"));
}

#[test]
fn addresses_in_docfx_json_are_noted_once_each() {
    let docfx = "{ // a comment\n  \"build\": {\n    \"content\": [\"*.md\",],\n    \"xref\": [\"https://x.org/xrefmap.yml\", \"a.yml\"],\n  }\n}";
    assert_eq!(
        broken(&[("docfx.json", docfx)]),
        [
            "docfx.json:4:15: info config-unsupported: the xref map `https://x.org/xrefmap.yml` is not read: skilt never downloads during a build [download it once, commit it, and write its path here]"
        ]
    );
}

#[test]
fn a_pattern_without_quotes_is_explained() {
    let (config, problems) = load(&files(&[("skilt.yml", "title: T\ncontent:\n  - files: **/*.md\n")]), "site");
    assert!(config.is_none());
    let rows = rows(&problems);
    assert!(rows.len() == 1 && rows[0].starts_with("skilt.yml:3:12: error config-invalid: "), "{rows:?}");
    assert!(rows[0].contains("quotes"), "{rows:?}");
}

#[test]
fn a_docfx_json_in_another_encoding_is_unreadable() {
    struct Odd;
    impl ConfigSource for Odd {
        fn read(&self, _: &str) -> Option<String> {
            None
        }
        fn exists(&self, path: &str) -> bool {
            path == "docfx.json"
        }
    }
    let (config, problems) = load(&Odd, "site");
    assert!(config.is_none());
    assert_eq!(
        rows(&problems),
        [
            "docfx.json: error config-invalid: `docfx.json` cannot be read as text [save it as UTF-8 and let it be readable]"
        ]
    );
}

#[test]
fn groups_have_their_folders() {
    let docfx = r#"{"build": {"content": [{"files": "*.md", "src": "v1", "group": "one", "dest": "x"}], "groups": {"one": {"dest": "old"}}}}"#;
    assert_eq!(part(&clean(&[("docfx.json", docfx)]), "v1/a.md"), page("old/x/a.md"));
}

#[test]
fn the_scaffold_loads_as_it_is_and_with_each_example() {
    let text = scaffold("A \"quoted\": title");
    let config = clean(&[("skilt.yml", &text)]);
    assert_eq!(config.title, "A \"quoted\": title");
    for key in KEYS.iter().filter(|key| key.is_top()) {
        let example = key.example.expect("an example");
        clean(&[("skilt.yml", example), ("api/a.md", ""), ("articles/a.md", "")]);
    }
    let all: Vec<_> = text.lines().map(|line| line.strip_prefix("# ").unwrap_or(line)).skip(2).collect();
    let config = clean(&[("skilt.yml", &all.join("\n")), ("api/a.md", "")]);
    assert_eq!((config.roots.len(), config.facets.len(), config.external_roots.len()), (2, 4, 1));
}

#[test]
fn rules_hold_for_the_configuration_itself() {
    let own = "titel: x\nrules: [{code: config-invalid, files: skilt.yml, severity: suggestion}]\n";
    assert_eq!(
        broken(&[("skilt.yml", own)]),
        ["skilt.yml:1:1: suggestion config-invalid: there is no key `titel` [did you mean `title`?]"]
    );
}

#[test]
fn no_text_makes_the_loader_panic() {
    let yaml: String =
        scaffold("x").lines().map(|line| line.strip_prefix("# ").unwrap_or(line).to_owned() + "\n").collect();
    let json = r#"{"build": {"content": [{"files": ["**/*.{md,yml}"], "src": "\\æ", "group": "g"}], "groups": {"g": {"dest": "x"}},
        "fileMetadata": {"a": {"**": 1}}, "sitemap": {"baseUrl": "https://x", "fileOptions": {"a": {"priority": 1}}}, // c
        "rules": {"a": "b"}, "markdownEngineProperties": {"markdigExtensions": ["a", {"b": 1}], "alerts": {"x": "y"}}}}"#;
    let mut state = 1u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below.max(1)
    };
    let pieces = [
        "", ":", "- ", "[", "]", "{", "}", "\"", "'", "\n", "#", "*", "&a", "æ", "\\", "/*", "//", "\t", "null",
        "\u{feff}", "!",
    ];
    for round in 0..1500 {
        let (name, source) = if round % 2 == 0 { ("skilt.yml", yaml.as_str()) } else { ("docfx.json", json) };
        let mut text: Vec<char> = source.chars().collect();
        for _ in 0..=random(4) {
            let (at, length) = (random(text.len()), random(12));
            let end = (at + length).min(text.len());
            text.splice(at..end, pieces[random(pieces.len())].chars());
        }
        load(&Files(vec![(name, text.into_iter().collect())]), "site");
    }
}

/// A folder of the disk.
struct Disk(PathBuf);

impl ConfigSource for Disk {
    fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.0.join(path)).ok()
    }

    fn exists(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }
}

fn equal_from_docfx(files: &dyn ConfigSource) {
    let debug = |config: Option<Config>| {
        let mut config = config.expect("a configuration");
        config.file = None;
        format!("{config:#?}")
    };
    let (theirs, problems) = load(files, "site");
    assert_eq!(rows(&problems), Vec::<String>::new());
    let (text, _) = from_docfx(files, "site");
    let text = text.expect("a text");
    let (ours, problems) = load(&Files(vec![("skilt.yml", text.clone())]), "site");
    assert_eq!(rows(&problems), Vec::<String>::new(), "{text}");
    assert_eq!(debug(ours), debug(theirs), "{text}");
}

#[test]
fn a_rich_docfx_json_has_an_equal_skilt_yml() {
    equal_from_docfx(&files(&[(
        "docfx.json",
        r#"{"build": {
            "content": [{"files": ["**/*.md"], "exclude": "a/**", "src": "docs", "dest": "d", "case": true, "dot": true}, "*.yml"],
            "resource": [], "output": "out", "dest": "x",
            "globalMetadata": {"_appTitle": "A: \"b\"", "_appFooter": "<b>x</b>", "list": [1, "2", {"c": null}]},
            "fileMetadata": {"a b": {"**": true}},
            "rules": {"UidNotFound": "error"}, "xref": "m.yml",
            "sitemap": {"baseUrl": "https://x.org/", "priority": 0.5, "fileOptions": {"a/**": {"changefreq": "daily"}}},
            "markdownEngineProperties": {"markdigExtensions": ["footnotes"], "alerts": {"TODO": "t"}}}}"#,
    )]));
}

#[test]
fn the_real_files_load_without_a_complaint() {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../real");
    for (name, source, out) in
        [("data-access", "docs/a.md", page("docs/a.md")), ("crmscript", "docs/CONTRIBUTING.md", None)]
    {
        let disk = Disk(real.join(name));
        if !disk.exists("docfx.json") {
            println!("skipped: ../real/{name} is not here");
            continue;
        }
        let (config, problems) = load(&disk, name);
        assert_eq!(rows(&problems), Vec::<String>::new());
        let config = config.expect("a configuration");
        assert_eq!((config.title.as_str(), config.output.as_str()), (name, "_site"));
        assert_eq!(part(&config, source), out, "{name}");
        assert_eq!(part(&config, "_site/images/a.png"), None);
        equal_from_docfx(&disk);
    }
}
