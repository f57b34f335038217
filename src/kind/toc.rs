//! Tables of contents: `toc.yml` and `toc.md`. The file name decides, whatever the first line says.

use super::{Kind, Source, markdown, metadata, silence};
use crate::base::codes;
use crate::model::{Link, LinkKind, Lookup, Meta, Outline, Role, View};
use crate::syntax::toc::{self, Text, TocItem, TocProblem};
use crate::syntax::yaml::{self, Limits};
use crate::syntax::{front_matter, toc_markdown};

pub(super) const KIND: Kind = Kind {
    name: "toc",
    files: "`toc.yml`, `toc.md`: a table of contents.",
    claims: |file, _| {
        let name = file.file_name();
        ["toc.yml", "toc.yaml", "toc.md"].iter().any(|toc| name.eq_ignore_ascii_case(toc))
    },
    outline,
    view: no_view,
};

/// A tree is drawn from the index, which has merged what belongs together.
fn no_view(_: &Source<'_>, _: &Outline, _: &dyn Lookup) -> Option<View> {
    None
}

fn outline(source: &mut Source<'_>) -> Outline {
    let (toc, problems) = if source.file.has_extension(&["md"]) {
        let (head, head_problems) = front_matter::split(source.text);
        metadata::report_yaml(source, head_problems, true);
        // The reader of toc.md counts bytes from the start of the file and knows a byte order mark itself.
        let blanked = format!("{}{}", " ".repeat(head.body), &source.text[head.body..]);
        toc_markdown::parse(if head.range.is_empty() { source.text } else { &blanked })
    } else {
        let (node, yaml_problems) = yaml::parse(source.text, &Limits::document());
        for problem in yaml_problems {
            source.report(&codes::TOC_INVALID, problem.range, problem.message, "");
        }
        toc::from_yaml(&node)
    };
    problems.into_iter().for_each(|problem| report(source, problem));
    let ignores = silence::comments(source);
    let mut links = Vec::new();
    collect(source, &toc.items, &mut links);
    Outline {
        file: source.file.clone(),
        role: Role::Toc,
        kind: KIND.name.into(),
        meta: Meta::default(),
        h1: None,
        uids: Vec::new(),
        headings: Vec::new(),
        anchors: Vec::new(),
        links,
        toc: Some(toc),
        ignores,
        problems: std::mem::take(&mut source.problems),
    }
}

fn report(source: &mut Source<'_>, problem: TocProblem) {
    source.report(&codes::TOC_INVALID, problem.span, problem.message, "");
}

/// What the entries lead to, as links of the file.
fn collect(source: &Source<'_>, items: &[TocItem], links: &mut Vec<Link>) {
    for item in items {
        for href in [&item.href, &item.topic_href, &item.toc_href].into_iter().flatten() {
            links.push(link(source, LinkKind::Link, href));
        }
        for uid in [&item.uid, &item.topic_uid].into_iter().flatten() {
            // A uid beside an address is only an address more; the address is what counts.
            let kind =
                if item.href.is_some() || item.topic_href.is_some() { LinkKind::XrefQuiet } else { LinkKind::Xref };
            links.push(link(source, kind, uid));
        }
        collect(source, &item.items, links);
    }
}

fn link(source: &Source<'_>, kind: LinkKind, text: &Text) -> Link {
    Link {
        kind,
        href: text.text.clone(),
        span: source.span(text.span.clone()),
        bytes: text.span.start as u32..text.span.end as u32,
        written: markdown::written(source.text, text.span.clone(), &text.text),
        unchecked: false,
        directive: String::new(),
    }
}
