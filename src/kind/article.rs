//! Articles: Markdown with front matter.

use super::{Kind, Source, markdown, metadata};
use crate::model::{Body, Lookup, Outline, View};
use crate::syntax::front_matter;

pub(super) const KIND: Kind = Kind {
    name: "article",
    files: "`*.md`: an article, or a fragment that articles include.",
    claims: |file, _| file.has_extension(&["md", "markdown"]),
    outline,
    view,
};

fn outline(source: &mut Source<'_>) -> Outline {
    let text = source.text;
    let (head, problems) = front_matter::split(text);
    metadata::report_yaml(source, problems, true);
    let meta = metadata::read(source, &head.node);
    let mut outline = Outline {
        file: source.file.clone(),
        role: source.role,
        kind: KIND.name.into(),
        meta,
        h1: None,
        uids: metadata::uid(source, &head.node).into_iter().collect(),
        headings: Vec::new(),
        anchors: Vec::new(),
        links: Vec::new(),
        toc: None,
        ignores: metadata::ignores(source, &head.node),
        problems: Vec::new(),
    };
    markdown::read_article(source, &text[head.body..], head.body, &mut outline);
    outline.problems = std::mem::take(&mut source.problems);
    outline
}

fn view(source: &Source<'_>, outline: &Outline, lookup: &dyn Lookup) -> Option<View> {
    let card = lookup.card(source.file)?;
    let template = match outline.meta.layout.as_str() {
        "" | "landing" | "chromeless" | "article" | "Article" | "Conceptual" => "article.html".to_owned(),
        // `layout: NAME` asks for the site's own template of that name.
        other => format!("{other}.html"),
    };
    Some(View {
        template,
        route: card.route,
        file: Some(source.file.clone()),
        title: card.title,
        description: card.description,
        language: outline.meta.language.clone().unwrap_or_default(),
        noindex: outline.meta.noindex,
        layout: outline.meta.layout.clone(),
        body: Body::Markdown,
        data: Vec::new(),
    })
}
