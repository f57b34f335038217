//! The file that `skilt init` writes, made from the table of keys.

use super::keys::{KEYS, Key};

/// A `skilt.yml` for a new site: its title, and every other key as a comment that says what it does.
pub fn scaffold(title: &str) -> String {
    let mut out = String::from(
        "# The configuration of this site. Everything here is optional: a line that starts with `# ` is an example,\n\
         # and takes effect once the `# ` is deleted. `skilt check` tells you about misspelled keys.\n",
    );
    for key in KEYS.iter().filter(|key| key.is_top()) {
        out.push('\n');
        out.push_str(&comment(key));
        match key.path {
            "title" => out.push_str(&format!("title: {}\n", quoted(title))),
            _ => out.extend(key.example.unwrap_or_default().lines().map(|line| format!("# {line}\n"))),
        }
    }
    out
}

/// What a key does, as lines that start with `##`, so that they differ from examples.
pub(super) fn comment(key: &Key) -> String {
    let mut out = String::new();
    let mut line = String::from("##");
    for word in key.doc.split(' ') {
        if line.chars().count() + word.chars().count() >= 100 {
            out.push_str(&line);
            out.push('\n');
            line = String::from("##");
        }
        line.push(' ');
        line.push_str(word);
    }
    out + &line + "\n"
}

/// Text in double quotes. JSON's escapes are all known to YAML (YAML 1.2.2, section 5.7).
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
