//! What nothing leads to: pages, images, fragments.

use super::Findings;
use crate::base::{Diagnostic, SitePath, codes};
use crate::index::FileState;
use crate::model::Role;
use std::collections::BTreeSet;

/// Pages that no table of contents leads to, in roots that have tables of contents: those that nothing else leads to
/// either, and those that only links find.
pub(super) fn orphans(findings: &mut Findings<'_>) {
    let index = findings.index;
    let with_toc: BTreeSet<usize> = index
        .outlines()
        .filter(|outline| outline.role == Role::Toc)
        .filter_map(|outline| index.config.root_of(outline.file.as_str()))
        .collect();
    if with_toc.is_empty() {
        return;
    }
    for page in &index.pages {
        let meta = &page.outline.meta;
        let is_home = matches!(page.file.stem().to_lowercase().as_str(), "index" | "readme");
        // Pages of a reference are made by a tool and reached from their namespaces; a hidden page says that it is
        // meant to be found by its address only; a signpost is left behind for old addresses.
        let excused = meta.hidden || meta.redirect_url.is_some() || is_home || page.outline.is_reference();
        if excused || !with_toc.contains(&page.root) || index.is_in_toc(page) {
            continue;
        }
        let problem = if findings.linked.contains(&page.file) {
            let message = "pages link here, but no table of contents leads here";
            Diagnostic::new(&codes::PAGE_NOT_IN_TOC, message)
                .help("add it to a table of contents, so that readers see where they are, or set `hidden: true`")
        } else if meta.noindex {
            let message = "no table of contents and no page leads here, and `_noindex` keeps search engines away";
            Diagnostic::new(&codes::PAGE_ORPHAN, message)
                .help("set `hidden: true` if it is meant to be found by address only; else link to it, or delete it")
        } else {
            Diagnostic::new(&codes::PAGE_ORPHAN, "no table of contents and no page leads here")
                .help("add it to a table of contents, link to it, or set `hidden: true` if it is meant to be found by address only")
        };
        findings.diagnostics.push(problem.in_file(&page.file).about(""));
    }
}

/// Images and fragments that nothing refers to.
pub(super) fn assets(findings: &mut Findings<'_>) {
    let index = findings.index;
    for (path, state) in index.files() {
        let is_image = path.has_extension(&["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp"]);
        let is_fragment = path.has_extension(&["md"]) && path.as_str().split('/').any(|part| part == "includes");
        let unused_image = is_image && matches!(state, FileState::Asset(_));
        let unused_fragment = is_fragment && *state == FileState::LeftOut;
        if (unused_image || unused_fragment)
            && !findings.linked.contains(path)
            && !is_named_in_configuration(findings, path)
        {
            let noun = if is_image { "image" } else { "fragment" };
            findings.diagnostics.push(
                Diagnostic::new(&codes::ASSET_UNUSED, format!("nothing refers to this {noun}"))
                    .in_file(path)
                    .about("")
                    .help("delete it if it is not needed"),
            );
        }
    }
}

/// The logo and the like are used by the theme.
fn is_named_in_configuration(findings: &Findings<'_>, path: &SitePath) -> bool {
    let logo = &findings.index.config.logo;
    (!logo.is_empty() && path.as_str().ends_with(logo.trim_start_matches('/'))) || path.stem() == "favicon"
}
