//! Raw HTML in Markdown: finding the attributes that matter and rewriting them, with `lol_html`.

use lol_html::html_content::{ContentType, Element};
use lol_html::{HtmlRewriter, RewriteStrSettings, Settings, element, rewrite_str};
use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

/// One attribute of raw HTML that the index or the checker wants to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The element's name, in lower case.
    pub element: String,
    /// The attribute's name, in lower case.
    pub name: String,
    /// Its value with character references resolved.
    pub value: String,
    /// Where the value stands, in bytes of the text that was scanned, without its quotes.
    pub span: Range<usize>,
    /// Whether the element opts out of checks of its fragment (`nocheck="bookmark"`, DocFX).
    pub unchecked: bool,
}

/// The attributes that lead somewhere.
const LINKS: &[&str] = &["href", "src", "poster"];
/// The attributes that can be led to.
const ANCHORS: &[&str] = &["id", "name"];

/// Finds every attribute that leads somewhere or can be led to, in the order of the text. Comments and the insides
/// of scripts are passed over, as browsers do. HTML that the parser gives up on yields what was found before.
pub fn scan(html: &str) -> Vec<Attribute> {
    if !html.contains('=') {
        return Vec::new();
    }
    let found = RefCell::new(Vec::new());
    let visit = element!("*", |el| {
        collect(el, html, &mut found.borrow_mut());
        Ok(())
    });
    let settings = Settings::new().append_element_content_handler(visit).with_strict(false);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    if rewriter.write(html.as_bytes()).is_ok() {
        // An error at the end means that the text stops inside a tag; what came before is found already.
        let _ = rewriter.end();
    } else {
        drop(rewriter);
    }
    found.into_inner()
}

fn collect(el: &Element<'_, '_>, html: &str, found: &mut Vec<Attribute>) {
    let element = el.tag_name();
    let unchecked = el.get_attribute("nocheck").is_some_and(|v| v.contains("bookmark"));
    for attribute in el.attributes() {
        let name = attribute.name();
        if !LINKS.contains(&name.as_str()) && !ANCHORS.contains(&name.as_str()) {
            continue;
        }
        let Some(location) = attribute.value_source_location() else { continue };
        let mut span = location.bytes();
        if let Some(written) = html.get(span.clone())
            && written.len() >= 2
            && (written.starts_with('"') || written.starts_with('\''))
        {
            span = span.start + 1..span.end - 1;
        }
        let value = html_escape::decode_html_entities(&attribute.value()).into_owned();
        found.push(Attribute { element: element.clone(), name, value, span, unchecked });
    }
}

/// What a rewriter of raw HTML decides for one element.
pub enum Edit {
    /// Gives a link attribute another value.
    Set(&'static str, String),
    /// Takes an attribute away.
    Remove(&'static str),
    /// Puts this HTML before the element.
    Before(String),
    /// Takes the tags of the element away and keeps what is between them.
    Unwrap,
}

/// An element that is offered for editing.
pub struct Tag<'a> {
    /// Its name, in lower case.
    pub name: String,
    /// Whether it is written `<x/>`.
    pub self_closing: bool,
    attributes: &'a dyn Fn(&str) -> Option<String>,
}

impl Tag<'_> {
    /// The value of an attribute, with character references resolved.
    pub fn attribute(&self, name: &str) -> Option<String> {
        (self.attributes)(name).map(|value| html_escape::decode_html_entities(&value).into_owned())
    }
}

/// Rewrites raw HTML: `edit` is asked about every element. If the parser gives up, the text comes back unchanged.
pub fn rewrite(html: &str, edit: &mut dyn FnMut(&Tag<'_>) -> Vec<Edit>) -> String {
    let edit = RefCell::new(edit);
    let visit = element!("*", |el| {
        let get = |name: &str| el.get_attribute(name);
        let tag = Tag { name: el.tag_name(), self_closing: el.is_self_closing(), attributes: &get };
        let edits = (edit.borrow_mut())(&tag);
        for one in edits {
            match one {
                Edit::Set(name, value) => {
                    let escaped = html_escape::encode_double_quoted_attribute(&value).into_owned();
                    el.set_attribute(name, &escaped)?;
                }
                Edit::Remove(name) => el.remove_attribute(name),
                Edit::Before(html) => el.before(&html, ContentType::Html),
                Edit::Unwrap => el.remove_and_keep_content(),
            }
        }
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(visit).with_strict(false);
    rewrite_str(html, settings).unwrap_or_else(|_| html.to_owned())
}

/// Elements that text about code has no need of and that could act, load or frame something.
const ACTIVE: &[&str] = &[
    "script",
    "style",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "link",
    "meta",
    "base",
    "form",
    "input",
    "button",
    "select",
    "textarea",
    "template",
    "noscript",
    "svg",
    "math",
    "portal",
    "audio",
    "video",
    "source",
    "title",
    "plaintext",
    "xmp",
    "noembed",
    "noframes",
    "head",
    "body",
    "html",
    "dialog",
    "marquee",
];

/// Takes everything active out of HTML that a generator has copied from somewhere: elements that run or embed
/// something with their content, event handlers, `style`, and addresses that are scripts. All else stays, unknown
/// elements included. HTML that the parser gives up on is escaped.
pub fn clean(html: &str) -> Cow<'_, str> {
    if is_passive(html) {
        return Cow::Borrowed(html);
    }
    let visit = element!("*", |el| {
        if ACTIVE.contains(&el.tag_name().as_str()) {
            el.remove();
            return Ok(());
        }
        let bad = el.attributes().iter().filter(|a| !is_passive_attribute(&a.name(), &a.value())).map(|a| a.name());
        let bad: Vec<String> = bad.collect();
        bad.iter().for_each(|name| el.remove_attribute(name));
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(visit).with_strict(false);
    match rewrite_str(html, settings) {
        Ok(cleaned) => Cow::Owned(cleaned),
        Err(_) => Cow::Owned(html_escape::encode_text(html).into_owned()),
    }
}

fn is_passive_attribute(name: &str, value: &str) -> bool {
    if name.starts_with("on") || matches!(name, "style" | "srcdoc" | "formaction" | "srcset" | "background") {
        return false;
    }
    if !matches!(name, "href" | "src" | "cite" | "action" | "data" | "poster") && !name.ends_with(":href") {
        return true;
    }
    let value = html_escape::decode_html_entities(value);
    let scheme: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).take(16).collect();
    let scheme = scheme.to_ascii_lowercase();
    !["javascript:", "vbscript:", "data:"].iter().any(|bad| scheme.starts_with(bad))
}

/// Whether every tag is of the few forms that generators write and that need no parser to be judged.
fn is_passive(html: &str) -> bool {
    html.split('<').skip(1).all(|piece| {
        let Some(end) = piece.find('>') else {
            return !piece.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        };
        let tag = &piece[..end];
        let (name, attributes) = tag.split_at(tag.find(' ').unwrap_or(tag.len()));
        match name {
            "xref" | "a" | "see" => {
                let rest = attributes.trim_start().strip_prefix("href=\"").and_then(|rest| rest.split_once('"'));
                rest.is_some_and(|(value, rest)| {
                    is_passive_attribute("href", value)
                        && matches!(
                            rest,
                            "" | " data-throw-if-not-resolved=\"false\"" | " data-throw-if-not-resolved=\"true\""
                        )
                })
            }
            _ => {
                let name = name.trim_start_matches('/').trim_end_matches('/');
                attributes.trim_matches([' ', '/']).is_empty() && PLAIN.contains(&name)
            }
        }
    })
}

/// Elements of text that are harmless without attributes.
const PLAIN: &[&str] = &[
    "p",
    "br",
    "code",
    "pre",
    "ul",
    "ol",
    "li",
    "b",
    "i",
    "em",
    "strong",
    "xref",
    "a",
    "see",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "dl",
    "dt",
    "dd",
    "span",
    "div",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "sub",
    "sup",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_values_at_their_places() {
        let html = "<p>x</p><a HREF='a.md?x=1&amp;y' id=top>t</a><!-- <a href=no> --><img src=\"i.png\">";
        let found: Vec<_> = scan(html).into_iter().map(|a| (a.name, a.value, html[a.span].to_owned())).collect();
        assert_eq!(
            found,
            [
                ("href".into(), "a.md?x=1&y".into(), "a.md?x=1&amp;y".into()),
                ("id".into(), "top".into(), "top".into()),
                ("src".into(), "i.png".into(), "i.png".into()),
            ]
        );
    }

    #[test]
    fn active_content_is_taken_out() {
        let cases = [
            ("<p>a</p><script>alert(1)</script>b", "<p>a</p>b"),
            ("<p onclick=\"x()\" class=\"c\">a</p>", "<p class=\"c\">a</p>"),
            ("<a href=\"java&#10;script:x\">a</a>", "<a>a</a>"),
            ("<img src=x onerror=x()>", "<img src=x>"),
            ("<iframe src=\"https://x\"></iframe>t", "t"),
            ("<P ONCLICK=x>a</P>", "<P>a</P>"),
            ("<svg/onload=x()>", ""),
        ];
        for (html, expected) in cases {
            assert_eq!(clean(html), expected, "{html}");
        }
        let generated =
            "<xref href=\"A.Contact on=\" data-throw-if-not-resolved=\"false\"></xref> 1 < 2 <ul><li>x</li></ul><br/>";
        assert!(matches!(clean(generated), Cow::Borrowed(_)));
        assert_eq!(clean("List<int> and a<b"), "List<int> and a<b");
    }

    #[test]
    fn single_tags_can_be_rewritten() {
        let out = rewrite("<a href=\"x.md\" class=c>", &mut |tag| {
            assert_eq!(tag.name, "a");
            vec![Edit::Set("href", "x.html?a&b".into())]
        });
        assert_eq!(out, "<a href=\"x.html?a&amp;b\" class=c>");
    }
}
