//! Code blocks, snippets and images.

use super::body::Body;
use super::highlight::{self, Highlighted, PlainReason};
use super::{Dress, hrefs};
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
        let _ = writeln!(body.out, "<pre class=\"mermaid\"><code{attributes}>{}</code></pre>", encode_text(text));
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
        let _ = writeln!(
            body.out,
            "<div class=\"WARNING\" role=\"note\">\n<h5 role=\"none\">WARNING</h5>\n<p>The code sample <code>{}</code> is missing.</p>\n</div>",
            encode_text(directive.path())
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
    let source = hrefs::link(body.lookup, file, body.route, written);
    let path = source.split(['?', '#']).next().unwrap_or("").to_lowercase();
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let player = match extension {
        "mp4" | "webm" | "ogv" | "mov" => Some(("video", " width=\"500\" height=\"281\"")),
        "mp3" | "wav" | "oga" | "ogg" | "m4a" => Some(("audio", "")),
        _ => None,
    };
    if let Some((element, size)) = player {
        let kind = if extension == "mov" { "quicktime" } else { extension };
        let _ = write!(
            body.out,
            "<{element}{size} controls=\"\"><source type=\"{element}/{kind}\" src=\"{}\"></source></{element}>",
            attribute(&source)
        );
        return;
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

/// Draws `:::image:::` (DocFX, triple colon).
pub(super) fn image_block(body: &mut Body<'_>, file: &SitePath, image: &ImageBlock<'_>) {
    let link = |body: &Body<'_>, written: &str| {
        let target = hrefs::link(body.lookup, file, body.route, written);
        attribute(&target).into_owned()
    };
    let complex = image.kind == "complex";
    if !image.inline {
        let class = if complex && image.border { " class=\"mx-imgBorder\"" } else { "" };
        let _ = write!(body.out, "<p{class}>");
    }
    let framed = image.border && !complex;
    if framed {
        body.out.push_str("<span class=\"mx-imgBorder\">\n");
    }
    let around = match (image.link, image.lightbox) {
        (Some(target), _) => Some(format!("<a href=\"{}\">\n", link(body, target))),
        (None, Some(large)) => {
            Some(format!("<a href=\"{}#lightbox\" data-linktype=\"relative-path\">\n", link(body, large)))
        }
        (None, None) => None,
    };
    body.out.push_str(around.as_deref().unwrap_or(""));
    let source = link(body, image.source);
    let _ = if image.kind == "icon" {
        writeln!(body.out, "<img src=\"{source}\" role=\"presentation\" alt=\"\">")
    } else {
        writeln!(body.out, "<img src=\"{source}\" alt=\"{}\">", attribute(image.alt))
    };
    if around.is_some() {
        body.out.push_str("</a>\n");
    }
    if framed {
        body.out.push_str("</span>\n");
    }
    if !image.inline {
        body.out.push_str("</p>\n");
    }
}
