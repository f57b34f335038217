//! `skilt init`.

use super::arguments::InitArguments;
use super::{Status, output};
use crate::base::SitePath;
use crate::config::{self, ConfigSource};
use crate::source;
use std::fs;
use std::path::Path;

pub(super) fn run(arguments: &InitArguments) -> Status {
    let folder = &arguments.folder;
    let written = match &arguments.from {
        Some(docfx) => from_docfx(folder, docfx),
        None => fresh(folder),
    };
    match written {
        Ok(files) => {
            for file in files {
                println!("wrote {}", folder.join(file).display());
            }
            Status::Clean
        }
        Err(reason) => output::could_not_run(&reason),
    }
}

fn fresh(folder: &Path) -> Result<Vec<String>, String> {
    let name = folder.canonicalize().ok().or_else(|| Some(folder.to_owned()));
    let name = name
        .as_deref()
        .and_then(Path::file_name)
        .map_or("Documentation".to_owned(), |n| n.to_string_lossy().into_owned());
    let welcome = "---\nuid: home\ntitle: Welcome\ndescription: The first page of this site.\nso.topic: overview\n---\n\n# Welcome\n\nThis page is `content/index.md`. Change it, and `skilt serve` shows the change.\n\nAdd pages with `skilt new content/NAME.md` and link to them by their uid: [this page](xref:home).\n";
    write(folder, "skilt.yml", &config::scaffold(&name))?;
    let mut files = vec!["skilt.yml".to_owned()];
    if !folder.join("content").exists() {
        write(folder, "content/index.md", welcome)?;
        files.push("content/index.md".to_owned());
    }
    files.extend(ignore_output(folder)?);
    Ok(files)
}

fn from_docfx(folder: &Path, docfx: &Path) -> Result<Vec<String>, String> {
    if docfx.file_name().is_none_or(|name| name != "docfx.json") || !docfx.is_file() {
        return Err(format!("`{}` is not a docfx.json", docfx.display()));
    }
    let home = docfx.parent().filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let same = folder.canonicalize().ok() == home.canonicalize().ok();
    if !same {
        return Err(format!("skilt.yml has to stand beside docfx.json; run `skilt init {}`", home.display()));
    }
    let name = home.canonicalize().ok().and_then(|p| Some(p.file_name()?.to_string_lossy().into_owned()));
    let (text, problems) = config::from_docfx(&Files(home), name.as_deref().unwrap_or("site"));
    for problem in &problems {
        eprintln!("{}: {}", problem.severity.name(), problem.message);
    }
    let text = text.ok_or_else(|| format!("`{}` cannot be read", docfx.display()))?;
    write(folder, "skilt.yml", &text)?;
    let mut files = vec!["skilt.yml".to_owned()];
    files.extend(ignore_output(folder)?);
    Ok(files)
}

/// Writes a file that is not there yet.
pub(super) fn write(folder: &Path, name: &str, text: &str) -> Result<(), String> {
    let path = folder.join(name);
    if path.exists() {
        return Err(format!("`{}` is there already and is left as it is", path.display()));
    }
    let parent = path.parent().unwrap_or(folder);
    let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, text));
    written.map_err(|error| format!("`{}` cannot be written: {error}", path.display()))
}

/// Has git ignore the output and the cache.
fn ignore_output(folder: &Path) -> Result<Option<String>, String> {
    let path = folder.join(".gitignore");
    let old = fs::read_to_string(&path).unwrap_or_default();
    let is_there = |name: &str| old.lines().any(|line| line.trim().trim_matches('/') == name);
    let missing: String =
        ["_site", ".skilt"].iter().filter(|name| !is_there(name)).map(|name| format!("/{name}/\n")).collect();
    if missing.is_empty() {
        return Ok(None);
    }
    let gap = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
    fs::write(&path, format!("{old}{gap}{missing}"))
        .map_err(|error| format!("`{}` cannot be written: {error}", path.display()))?;
    Ok(Some(".gitignore".to_owned()))
}

struct Files<'a>(&'a Path);

impl ConfigSource for Files<'_> {
    fn read(&self, path: &str) -> Option<String> {
        source::read_text(self.0, &SitePath::new(path)).ok().map(|text| text.text)
    }

    fn exists(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }
}
