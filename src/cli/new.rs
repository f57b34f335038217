//! `skilt new`.

use super::arguments::NewArguments;
use super::{Status, init, output};
use crate::syntax::slug;
use std::path::{Path, PathBuf};

pub(super) fn run(arguments: &NewArguments) -> Status {
    let path = with_extension(&arguments.path);
    let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let title = arguments.title.clone().unwrap_or_else(|| title_of(&stem));
    let parent = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let uid = match parent {
        Some(parent) if parent != "content" => slug::segment(&format!("{parent}-{stem}")),
        _ => slug::segment(&stem),
    };
    let text = format!(
        "---\nuid: {uid}\ntitle: {}\ndescription: \nauthor: \nso.topic: concept\n---\n\n# {title}\n\nWrite here.\n",
        quoted(&title)
    );
    match init::write(Path::new(""), &path.to_string_lossy(), &text) {
        Ok(()) => {
            println!("wrote {} (uid: {uid})", path.display());
            Status::Clean
        }
        Err(reason) => output::could_not_run(&reason),
    }
}

fn with_extension(path: &Path) -> PathBuf {
    match path.extension() {
        Some(extension) if extension == "md" || extension == "yml" => path.to_owned(),
        _ => PathBuf::from(format!("{}.md", path.display())),
    }
}

fn title_of(stem: &str) -> String {
    let text = stem.replace(['-', '_'], " ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A title as YAML: quoted only where it must be.
fn quoted(title: &str) -> String {
    let is_plain = title.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '(' | ')'))
        && title.starts_with(char::is_alphanumeric);
    if is_plain { title.to_owned() } else { serde_json::to_string(title).unwrap_or_default() }
}
