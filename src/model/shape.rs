//! What of an outline the rest of the site can see.

use super::outline::{Declaration, Link, Outline};
use super::{Located, Meta};
use crate::base::hash_of;
use crate::syntax::toc::{Text, Toc, TocItem};
use std::hash::{Hash, Hasher};

impl Outline {
    /// A number for all that an answer about this file can depend on: everything but the places in the text, what is
    /// wrong with the file on its own, and what only its own page shows. Editing a paragraph does not change it.
    pub fn shape(&self) -> u64 {
        hash_of(&Shape(self))
    }
}

struct Shape<'a>(&'a Outline);

impl Hash for Shape<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Outline { file, role, kind, meta, h1, uids, headings, anchors, links, toc, ignores: _, problems: _ } =
            self.0;
        (file, role, kind, h1).hash(state);
        hash_meta(meta, state);
        uids.len().hash(state);
        for Declaration { uid, span: _, anchor, name, full_name, symbol } in uids {
            (uid, anchor, name, full_name, symbol).hash(state);
        }
        headings.len().hash(state);
        headings.iter().for_each(|heading| (heading.level, &heading.id, &heading.text).hash(state));
        anchors.len().hash(state);
        anchors.iter().for_each(|anchor| anchor.id.hash(state));
        links.len().hash(state);
        for Link { kind, href, span: _, bytes: _, written: _, unchecked, directive } in links {
            (kind, href, unchecked, directive).hash(state);
        }
        if let Some(Toc { items, order, extra }) = toc {
            (order, extra).hash(state);
            hash_items(items, state);
        }
    }
}

fn hash_meta<H: Hasher>(meta: &Meta, state: &mut H) {
    let value = |located: &Option<Located<String>>| located.as_ref().map(|located| located.value.clone());
    let Meta { title, title_over_h1, default_title, description, author, language, date, facts, .. } = meta;
    let Meta { redirect_url, redirect_from, output_file_name, noindex, hidden, layout, order, .. } = meta;
    (value(title), title_over_h1, default_title, description, author, language, date).hash(state);
    (value(redirect_url), value(output_file_name), noindex, hidden, layout, order).hash(state);
    facts.len().hash(state);
    // A fact of the page itself counts for more than one of the configuration, which has no place.
    facts.iter().for_each(|fact| (fact.facet, &fact.word.value, fact.word.span.is_some()).hash(state));
    redirect_from.len().hash(state);
    redirect_from.iter().for_each(|from| from.value.hash(state));
}

fn hash_items<H: Hasher>(items: &[TocItem], state: &mut H) {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.text.clone());
    items.len().hash(state);
    for item in items {
        let TocItem { name, display_name, href, topic_href, toc_href, uid, topic_uid, .. } = item;
        let TocItem { expanded, order, kind, items, extra, .. } = item;
        (name, display_name, expanded, order, kind, extra).hash(state);
        (text(href), text(topic_href), text(toc_href), text(uid), text(topic_uid)).hash(state);
        hash_items(items, state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{SitePath, Span};
    use crate::model::{Heading, Role};

    fn outline(line: u32, text: &str) -> Outline {
        Outline {
            file: SitePath::new("a.md"),
            role: Role::Page,
            kind: "article".into(),
            meta: Meta::default(),
            h1: None,
            uids: Vec::new(),
            headings: vec![Heading { level: 2, id: "x".to_owned(), text: text.to_owned(), span: Span::line(line) }],
            anchors: Vec::new(),
            links: Vec::new(),
            toc: None,
            ignores: Vec::new(),
            problems: Vec::new(),
        }
    }

    #[test]
    fn a_moved_heading_is_the_same_and_a_changed_one_is_not() {
        assert_eq!(outline(3, "X").shape(), outline(4, "X").shape());
        assert_ne!(outline(3, "X").shape(), outline(3, "Y").shape());
    }

    #[test]
    fn a_title_is_seen() {
        let mut titled = outline(3, "X");
        titled.meta.title = Some(Located { value: "T".to_owned(), span: None });
        assert_ne!(titled.shape(), outline(3, "X").shape());
    }
}
