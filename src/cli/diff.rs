//! `skilt diff`.

use super::arguments::DiffArguments;
use super::{Status, output};
use crate::emit::{Difference, Manifest, difference_lines};
use std::path::Path;

pub(super) fn run(arguments: &DiffArguments) -> Status {
    let (old, new) = match (read(&arguments.old), read(&arguments.new)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(words), _) | (_, Err(words)) => return output::could_not_run(&words),
    };
    let found = Difference::between(&old, &new);
    if arguments.format == "json" {
        println!("{}", serde_json::to_string_pretty(&found).unwrap_or_default());
        return Status::Clean;
    }
    print!("{}", difference_lines(&found));
    eprintln!(
        "{} added, {} changed, {} removed, {} moved, {} unchanged",
        found.added.len(),
        found.changed.len(),
        found.removed.len(),
        found.moved.len(),
        found.unchanged
    );
    Status::Clean
}

/// The manifest of an output folder, or the file itself.
fn read(path: &Path) -> Result<Manifest, String> {
    let file = if path.is_dir() { path.join(Manifest::NAME) } else { path.to_owned() };
    let text = std::fs::read_to_string(&file).map_err(|error| {
        let words = error.to_string();
        let words = words.split(" (os error").next().unwrap_or(&words).to_lowercase();
        format!("{} cannot be read: {words}; give an output folder of skilt, or its manifest", file.display())
    })?;
    Manifest::parse(&text)
        .map_err(|words| format!("{} is no manifest of skilt: {words}; build the site again", file.display()))
}
