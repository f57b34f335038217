//! `skilt render`.

use super::arguments::RenderArguments;
use super::{Status, output};
use crate::base::{Diagnostic, SitePath};
use crate::build::{self, Goal, Options, Silent, SiteSources};
use crate::model::Lookup;
use crate::render::highlight::Highlighter;
use crate::render::{Dress, Renderer, Templates};
use crate::report::{self, Format, Style, Summary};
use std::io::Write;
use std::path::Path;

pub(super) fn run(arguments: &RenderArguments) -> Status {
    let options = Options { site: arguments.site.clone(), ..Options::default() };
    let outcome = match build::run(&options, Goal::Check, &Silent) {
        Ok(outcome) => outcome,
        Err(failure) => return output::failure(&failure, &options.site),
    };
    let Some(file) = find(&arguments.page, &options.site) else {
        return output::could_not_run(&format!("there is no page `{}`", arguments.page.display()));
    };
    let Ok(text) = crate::source::read_text(&options.site, &file) else {
        return output::could_not_run(&format!("`{file}` cannot be read"));
    };
    let templates = match Templates::new(Vec::new()) {
        Ok(templates) => templates,
        Err(problem) => return output::could_not_run(&problem.message),
    };
    let index = &*outcome.index;
    let renderer = Renderer { config: &index.config, templates: &templates, highlighter: &Highlighter::new() };
    let route = index.card(&file).map_or_else(|| format!("{}.html", file.stem()), |card| card.route);
    let drawn = renderer.markdown(&file, &route, "", &text.text, Dress::Bare, index);
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().lock().write_all(drawn.html.as_bytes());
    let concerns = |diagnostic: &&Diagnostic| diagnostic.place.as_ref().is_some_and(|place| place.file == file);
    let problems: Vec<Diagnostic> =
        outcome.diagnostics.iter().filter(concerns).cloned().chain(drawn.problems).collect();
    let summary = Summary::count(&problems);
    let sources = SiteSources(&options.site);
    let _ =
        report::write(Format::Human, &problems, &summary, &sources, &mut std::io::stderr().lock(), &Style::default());
    if build::is_denied(&problems, &[]) { Status::Problems } else { Status::Clean }
}

/// The page that an argument names: relative to the current folder, or to the site.
pub(super) fn find(path: &Path, site: &Path) -> Option<SitePath> {
    let real_site = site.canonicalize().ok()?;
    let candidates = [path.canonicalize().ok(), site.join(path).canonicalize().ok()];
    candidates.into_iter().flatten().filter(|found| found.is_file()).find_map(|found| {
        if let Ok(relative) = found.strip_prefix(&real_site) {
            return Some(SitePath::new(relative.to_str()?));
        }
        // A page of a root that lies beside the site.
        let parent = real_site.parent()?;
        Some(SitePath::new(&format!("../{}", found.strip_prefix(parent).ok()?.to_str()?)))
    })
}
