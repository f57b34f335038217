//! Raw HTML in Markdown: its links are rebased like any others, and DocFX's `<xref>` and the `<see>` of XML comments
//! become links.

use super::body::Body;
use super::hrefs;
use crate::base::SitePath;
use crate::syntax::href::{self, XrefHref};
use crate::syntax::html::{self, Edit, Tag};
use html_escape::{encode_double_quoted_attribute as attribute, encode_text};

/// References whose end tag is still to come.
#[derive(Default)]
pub(super) struct RawHtml {
    open: Vec<Waiting>,
}

/// A reference between its tags.
struct Waiting {
    /// The page's length where its content began.
    start: usize,
    /// What an empty one shows, as HTML.
    text: String,
    /// What ends it.
    end: &'static str,
}

impl RawHtml {
    /// Draws one piece of raw HTML: a line of a block, or a tag.
    pub(super) fn draw(&mut self, body: &mut Body<'_>, file: &SitePath, piece: &str) {
        let lower = piece.trim().to_ascii_lowercase();
        if lower.starts_with("<!-- skilt-ignore ") {
            // It speaks to the checker, not to readers.
            return;
        }
        if (lower == "</xref>" || lower == "</see>") && !self.open.is_empty() {
            return self.close(body);
        }
        if !(lower.contains("href") || lower.contains("src") || lower.contains("<xref") || lower.contains("<see")) {
            body.out.push_str(piece);
            return;
        }
        let is_single = lower.starts_with('<') && lower.ends_with('>') && lower.matches('<').count() == 1;
        let mut opened = None;
        let (lookup, route, page) = (body.lookup, body.route, body.page(file).clone());
        let drawn = html::rewrite(piece, &mut |tag| match tag.name.as_str() {
            "xref" | "see" | "seealso" => match reference(lookup, route, tag) {
                Some(reference) => {
                    let keep_open = is_single && !tag.self_closing;
                    let (before, waiting) = reference.draw(keep_open);
                    if keep_open {
                        opened = waiting;
                    }
                    vec![Edit::Before(before), Edit::Unwrap]
                }
                None => Vec::new(),
            },
            _ => attributes(lookup, (&page, file), route, tag),
        });
        body.out.push_str(&drawn);
        if let Some((text, end)) = opened {
            self.open.push(Waiting { start: body.out.len(), text, end });
        }
    }

    fn close(&mut self, body: &mut Body<'_>) {
        let Some(open) = self.open.pop() else { return };
        if body.out.len() == open.start {
            body.out.push_str(&open.text);
        }
        body.out.push_str(open.end);
    }
}

/// The link attributes of an element, rebased.
fn attributes(
    lookup: &dyn crate::model::Lookup,
    (page, file): (&SitePath, &SitePath),
    route: &str,
    tag: &Tag<'_>,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    for name in ["href", "src", "poster"] {
        if let Some(written) = tag.attribute(name) {
            let target = hrefs::link(lookup, page, file, route, &written);
            if target != written {
                edits.push(Edit::Set(name, target));
            }
        }
    }
    if tag.attribute("nocheck").is_some() {
        edits.push(Edit::Remove("nocheck"));
    }
    edits
}

/// `<xref>` or `<see>`, looked up.
struct Reference {
    address: Option<String>,
    title: Option<String>,
    text: String,
    is_code: bool,
}

impl Reference {
    /// The HTML for the start tag, or for the whole element; for a start tag also what an empty element shows and what
    /// ends it.
    fn draw(self, keep_open: bool) -> (String, Option<(String, &'static str)>) {
        let text = encode_text(&self.text).into_owned();
        let (start, text, end) = match self.address {
            Some(address) => {
                let title = self.title.map_or_else(String::new, |t| format!(" title=\"{}\"", attribute(&t)));
                (format!("<a class=\"xref\" href=\"{}\"{title}>", attribute(&address)), text, "</a>")
            }
            // What stands between the tags is prose, the name is code.
            None if self.is_code => (String::new(), format!("<code>{text}</code>"), ""),
            None => ("<span class=\"xref\">".to_owned(), text, "</span>"),
        };
        if keep_open { (start, Some((text, end))) } else { (format!("{start}{text}{end}"), None) }
    }
}

/// Looks up the uid that the element names; `None` if it names none.
fn reference(lookup: &dyn crate::model::Lookup, route: &str, tag: &Tag<'_>) -> Option<Reference> {
    let is_code = tag.name != "xref";
    let wanted = if is_code {
        if let Some(address) = tag.attribute("href") {
            return Some(Reference { text: address.clone(), address: Some(address), title: None, is_code });
        }
        let cref = tag.attribute("cref")?;
        // A cref has the kind of its target before a colon: `T:`, `M:`.
        let uid = cref.split_once(':').filter(|(kind, _)| kind.len() == 1).map_or(cref.as_str(), |(_, uid)| uid);
        XrefHref { uid: uid.to_owned(), ..XrefHref::default() }
    } else {
        let mut wanted = match tag.attribute("href") {
            Some(written) => href::parse_xref(&written),
            None => XrefHref { uid: tag.attribute("uid")?, ..XrefHref::default() },
        };
        wanted.text = tag.attribute("text").or_else(|| tag.attribute("name")).or(wanted.text);
        wanted.title = tag.attribute("title").or(wanted.title);
        wanted.display_property = tag.attribute("displayproperty").or(wanted.display_property);
        wanted
    };
    Some(match lookup.uid(&wanted.uid) {
        Some(target) => Reference {
            address: Some(hrefs::xref(&target, &wanted, route)),
            title: wanted.title.clone(),
            text: hrefs::xref_text(&target, &wanted),
            is_code,
        },
        None => {
            let text = wanted
                .text
                .clone()
                .or_else(|| tag.attribute("alt"))
                .unwrap_or_else(|| if is_code { short_name(&wanted.uid) } else { wanted.uid.clone() });
            Reference { address: None, title: None, text, is_code }
        }
    })
}

/// The last part of a qualified name, with its parameters: `Get(System.Int32)` of `A.B.Get(System.Int32)`.
fn short_name(uid: &str) -> String {
    let (name, parameters) = uid.split_at(uid.find('(').unwrap_or(uid.len()));
    let last = name.rsplit('.').next().unwrap_or(name);
    format!("{last}{parameters}")
}
