//! Code blocks, snippets and images.

use super::body::Body;
use super::highlight::{self, Highlighted, PlainReason};
use super::{Dress, media};
use crate::base::SitePath;
use crate::syntax::code_directive::CodeDirective;
use crate::syntax::markdown::ImageBlock;
use html_escape::{encode_double_quoted_attribute as attribute, encode_text};
use std::fmt::Write as _;

/// What a snippet adds to a code block.
#[derive(Default)]
pub(super) struct Extras {
    /// Attributes for the element, ready to be written.
    attributes: String,
    /// The lines to stress, such as `1,3-5,9-`.
    highlight: Option<String>,
}

/// Draws a block of code. `info` is the info string of a fence.
pub(super) fn block(body: &mut Body<'_>, info: &str, text: &str, extras: &Extras) {
    let word = info.split([' ', '\t', ',', '{']).next().unwrap_or("");
    let language = highlight::language(word);
    let mut attributes = String::new();
    if !language.id.is_empty() {
        let _ = write!(attributes, " class=\"lang-{}\"", attribute(&language.id));
    }
    if language.interactive && !extras.attributes.contains("data-interactive") {
        let _ = write!(attributes, " data-interactive=\"{}\"", attribute(&language.id));
    }
    attributes.push_str(&extras.attributes);
    if body.dress == Dress::Bare {
        let _ = writeln!(body.out, "<pre><code{attributes}>{}</code></pre>", encode_text(text));
        return;
    }
    if language.id == "mermaid" {
        super::diagram::draw(body, text);
        return;
    }
    let marks = if language.response { " response" } else { "" };
    let _ = write!(
        body.out,
        "<div class=\"code{marks}\" data-lang=\"{}\"><div class=\"code-head\"><span class=\"code-lang\" data-label=\"{}\"></span></div><pre>",
        attribute(&language.id),
        attribute(&language.label)
    );
    let _ = write!(body.out, "<code{attributes}>");
    match &extras.highlight {
        None => {
            let Highlighted { html, plain, .. } = body.renderer.highlighter.highlight(word, text);
            body.out.push_str(&html);
            if let Some(reason @ (PlainReason::TooLarge | PlainReason::TooSlow)) = plain {
                body.not_highlighted(&language.label, reason);
            }
        }
        Some(wanted) => {
            let lines = body.renderer.highlighter.highlight_lines(word, text).lines;
            let last = lines.len();
            for (at, line) in lines.iter().enumerate() {
                let number = at + 1;
                if is_in(wanted, number) {
                    let _ = write!(body.out, "<span class=\"line hl\">{line}</span>");
                } else {
                    body.out.push_str(line);
                }
                if number < last || text.ends_with('\n') {
                    body.out.push('\n');
                }
            }
        }
    }
    body.out.push_str("</code></pre></div>\n");
}

/// Whether a line is in a list of ranges such as `1,3-5,9-`.
fn is_in(ranges: &str, line: usize) -> bool {
    ranges.split(',').any(|range| {
        let (from, to) = range.split_once('-').map_or((range, range), |(from, to)| (from, to));
        let from: usize = from.trim().parse().unwrap_or(1);
        let to: usize = if to.trim().is_empty() { usize::MAX } else { to.trim().parse().unwrap_or(0) };
        (from..=to).contains(&line)
    })
}

/// Draws a code snippet. What cannot be found is said in the page, so that readers do not take a gap for the whole.
pub(super) fn snippet(body: &mut Body<'_>, file: &SitePath, line: &str) {
    let Some(directive) = CodeDirective::read(line) else {
        let _ = writeln!(body.out, "<p>{}</p>", encode_text(line));
        return;
    };
    let target = body.lookup.resolve(file, directive.path()).target;
    let text = target.file().and_then(|file| body.lookup.text(file));
    let Some(text) = text else {
        let name = format!("<code>{}</code>", encode_text(directive.path()));
        let title = if body.dress == Dress::Bare { "WARNING".into() } else { body.word("warning") };
        let missing = body.word("missing_sample").replace("{name}", &name);
        let _ = writeln!(
            body.out,
            "<div class=\"WARNING\" role=\"note\">\n<h5 role=\"none\">{title}</h5>\n<p>{missing}</p>\n</div>"
        );
        return;
    };
    let snippet = match directive.extract(&text) {
        Ok(snippet) => snippet,
        Err(error) => error.partial().cloned().unwrap_or_default(),
    };
    let mut extras = Extras { attributes: String::new(), highlight: snippet.highlight.clone() };
    let language = match &directive {
        CodeDirective::Link(link) => {
            let mut named = |name: &str, value: &str| {
                if !value.is_empty() {
                    let _ = write!(extras.attributes, " {name}=\"{}\"", attribute(value));
                }
            };
            named("name", &link.name);
            named("title", link.title.as_deref().unwrap_or(""));
            let language = link.language.clone().unwrap_or_default();
            if link.interactive { format!("{language}-interactive") } else { language }
        }
        CodeDirective::Block(block) => {
            if let Some(interactive) = &block.interactive {
                let language = block.language.as_deref().unwrap_or("");
                let _ = write!(
                    extras.attributes,
                    " data-interactive=\"{}\" data-interactive-mode=\"{}\"",
                    attribute(language),
                    attribute(interactive)
                );
            }
            block.language.clone().unwrap_or_default()
        }
    };
    if let Some(lines) = &extras.highlight {
        let _ = write!(extras.attributes, " highlight-lines=\"{}\"", attribute(lines));
    }
    block(body, &language, &snippet.text, &extras);
}

/// Draws an image; a film or sound in the form of an image is played (Markdig, media links).
pub(super) fn image(body: &mut Body<'_>, file: &SitePath, written: &str, alt: &str, title: &str) {
    let source = body.href(file, written);
    if let Some(player) = media::player(&source, &body.renderer.config.markdown.media) {
        return body.out.push_str(&player);
    }
    let (alt, class) = match alt.strip_suffix("-screenshot") {
        Some(rest) if rest.is_empty() || rest.ends_with(' ') => (rest.trim_end(), " class=\"screenshot\""),
        _ => (alt, ""),
    };
    let _ = write!(body.out, "<img src=\"{}\" alt=\"{}\"{class}", attribute(&source), attribute(alt));
    if !title.is_empty() {
        let _ = write!(body.out, " title=\"{}\"", attribute(title));
    }
    if body.dress == Dress::Site {
        body.out.push_str(" loading=\"lazy\"");
    }
    body.out.push_str(" />");
}

/// Draws `:::image:::` (DocFX, triple colon). `at` is the text it stands in, and where.
pub(super) fn image_block(body: &mut Body<'_>, file: &SitePath, image: &ImageBlock<'_>, at: (&str, usize)) {
    let complex = image.kind == "complex";
    let block = !image.inline;
    if block {
        body.out.push_str(if image.border { "<p class=\"mx-imgBorder\">\n" } else { "<p>\n" });
    } else if image.border {
        body.out.push_str("<span class=\"mx-imgBorder\">\n");
    }
    let around = image.link.or(image.lightbox);
    if let Some(target) = around {
        let address = body.href(file, target);
        let (fragment, mark) = match image.link {
            Some(_) => ("", ""),
            None => ("#lightbox", " data-linktype=\"relative-path\""),
        };
        let _ = writeln!(body.out, "<a href=\"{}{fragment}\"{mark}>", attribute(&address));
    }
    let source = body.href(file, image.source);
    let source = attribute(&source);
    let id = (complex && !image.description.trim().is_empty()).then(|| body.descriptions.unique(place_id(at.0, at.1)));
    let _ = match &id {
        _ if image.kind == "icon" => writeln!(body.out, "<img src=\"{source}\" role=\"presentation\" alt=\"\">"),
        Some(id) => {
            writeln!(body.out, "<img src=\"{source}\" alt=\"{}\" aria-describedby=\"{id}\">", attribute(image.alt))
        }
        None => writeln!(body.out, "<img src=\"{source}\" alt=\"{}\">", attribute(image.alt)),
    };
    if let Some(id) = id {
        let text = encode_text(image.description.trim());
        // A paragraph holds no block; where DocFX prints one all the same, the site has an element of the line.
        let _ = if body.dress == Dress::Bare {
            writeln!(body.out, "<div id=\"{id}\" class=\"visually-hidden\"><p>\n{text}\n</p></div>")
        } else {
            writeln!(body.out, "<span id=\"{id}\" class=\"visually-hidden\">{text}</span>")
        };
    }
    if around.is_some() {
        body.out.push_str("</a>\n");
    }
    if block {
        body.out.push_str("</p>\n");
    } else if image.border {
        body.out.push_str("</span>\n");
    }
}

/// The id of a description: the line and column of its image, counted from 0.
fn place_id(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or_default();
    let line = before.bytes().filter(|b| *b == b'\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    format!("{line}-{column}")
}
