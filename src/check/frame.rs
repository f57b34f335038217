//! What the configuration links to for every page: header, footer, logo, icon.

use super::Findings;
use super::addresses::Found;
use crate::config::FrameLink;
use crate::model::{Link, LinkKind, Meta, Outline, Role, Target};

/// Checks them as if they stood in a page at the top of the site. A path that is none of a source may be one of the
/// output: of a page that the site makes, or of a static file.
pub(super) fn links(findings: &mut Findings<'_>) {
    for link in &findings.index.config.frame_links {
        let outline = outline(link);
        let Some(written) = outline.links.first() else { continue };
        let resolved = findings.index.resolved(&outline, written);
        findings.linked.extend(findings.index.target_of(&outline, written, resolved.as_ref()));
        let target = resolved.as_ref().map(|resolved| &resolved.target);
        if matches!(target, Some(Target::Missing(_) | Target::OtherSet)) {
            let path = link.href.split(['?', '#']).next().unwrap_or("").trim_start_matches('/');
            match findings.guides.addresses.find(path) {
                Some(Found::File(file)) => drop(findings.linked.insert(file)),
                Some(_) => {}
                // Paths from the top are those of the output here.
                None => findings.missing(&outline, written, path),
            }
            continue;
        }
        findings.link(&outline, written, resolved);
    }
}

/// The file of the configuration as one that has this link.
fn outline(link: &FrameLink) -> Outline {
    let (kind, href) = match link.href.strip_prefix("xref:") {
        Some(uid) => (LinkKind::Xref, uid),
        None if link.is_image => (LinkKind::Image, link.href.as_str()),
        None => (LinkKind::Link, link.href.as_str()),
    };
    let written = Link {
        kind,
        href: href.to_owned(),
        span: link.span,
        bytes: link.bytes.clone(),
        written: String::new(),
        unchecked: false,
        directive: String::new(),
    };
    Outline {
        file: link.file.clone(),
        role: Role::Page,
        kind: "".into(),
        meta: Meta::default(),
        h1: None,
        uids: Vec::new(),
        headings: Vec::new(),
        anchors: Vec::new(),
        links: vec![written],
        toc: None,
        ignores: Vec::new(),
        problems: Vec::new(),
    }
}
