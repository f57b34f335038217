//! `skilt explain`.

use super::arguments::ExplainArguments;
use super::{Status, output};
use crate::base::{CODES, Code, nearest};
use crate::syntax::front_matter;
use std::io::Write;

/// The pages, embedded.
#[allow(unreachable_pub, reason = "the build script writes all its tables alike")]
mod pages {
    include!(concat!(env!("OUT_DIR"), "/explain.rs"));
}

pub(super) fn run(arguments: &ExplainArguments) -> Status {
    let Some(name) = &arguments.code else {
        let width = CODES.iter().map(|code| code.name.len()).max().unwrap_or(0);
        let lines: Vec<String> = CODES
            .iter()
            .map(|code| format!("{:width$}  {:10}  {}", code.name, code.severity.name(), code.summary))
            .collect();
        return print(&format!("{}\n", lines.join("\n")));
    };
    let Some(code) = Code::find(name) else {
        let near = nearest(name, CODES.iter().map(|code| code.name));
        let help =
            near.map_or_else(|| "`skilt explain` lists all codes".to_owned(), |near| format!("did you mean `{near}`?"));
        return output::could_not_run(&format!("`{name}` is not a diagnostic code; {help}"));
    };
    let file = format!("{}.md", code.name);
    let page = pages::PAGES.iter().find(|(name, _)| *name == file).map_or("", |(_, text)| *text);
    let (head, _) = front_matter::split(page);
    print(page[head.body..].trim_start())
}

fn print(text: &str) -> Status {
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    Status::Clean
}
