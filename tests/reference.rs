//! API pages as readers meet them: built by the program from real files, and looked at in the output.

use assert_cmd::Command;
use std::path::{Path, PathBuf};

/// A site whose pages are these files; the folder of its output.
fn built(files: &[(PathBuf, &str)]) -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    std::fs::write(site.path().join("skilt.yml"), "title: API\n").unwrap();
    for (from, name) in files {
        std::fs::copy(from, site.path().join(name)).unwrap();
    }
    let run = Command::cargo_bin("skilt").unwrap().arg("build").arg(site.path()).output().unwrap();
    assert!(site.path().join("_site").is_dir(), "{}", String::from_utf8_lossy(&run.stderr));
    site
}

fn corpus(path: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../real", "../shared/corpus"]
        .map(|folder| here.join(folder).join(path))
        .into_iter()
        .find(|file| file.exists());
    if found.is_none() {
        println!("skipped: neither ../real nor ../shared is here");
    }
    found
}

#[test]
fn old_addresses_of_crmscript_members_land() {
    let Some(file) = corpus("crmscript/docs/api-reference/CRMScript.Global.String.yml") else { return };
    let site = built(&[(file, "CRMScript.Global.String.yml")]);
    let html = std::fs::read_to_string(site.path().join("_site/CRMScript.Global.String.html")).unwrap();
    assert!(html.contains("<h1>Class String</h1>"));
    for id in ["CRMScript_Global_String_append_String_", "CRMScript_Global_String__ctor", "constructors", "methods"] {
        assert!(html.contains(&format!("id=\"{id}\"")), "{id}");
    }
}

#[test]
fn nothing_active_reaches_the_page() {
    let site = tempfile::tempdir().unwrap();
    let file = site.path().join("Farm.yml");
    let text = "### YamlMime:ManagedReference\nitems:\n- uid: Farm\n  name: Farm\n  type: Class\n  summary: \"<p onclick=\\\"go()\\\">Hay</p><script>go()</script>\"\n";
    std::fs::write(&file, text).unwrap();
    let built = built(&[(file, "Farm.yml")]);
    let html = std::fs::read_to_string(built.path().join("_site/Farm.html")).unwrap();
    assert!(html.contains("<p>Hay</p>") && !html.contains("go()"));
}
