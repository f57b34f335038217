//! The keys at the top of `skilt.yml`, applied over defaults and `docfx.json`.

use super::document::Document;
use super::mapping::is_absolute;
use super::rules::RuleSpec;
use super::{
    Config, FrameLink, HeaderLink, MarkdownPages, RedirectFormat, UrlStyle, XrefRule, external, facets,
    markdown_options, rules, sitemap, theme, words,
};
use crate::base::{nearest, normalize};
use crate::syntax::date::DateFormat;
use crate::syntax::yaml::{Node, Text};

/// Applies what the file states.
pub(super) fn apply(document: &mut Document, top: &Node, config: &mut Config) {
    identity(document, top, config);
    places(document, top, config);
    look(document, top, config);
    markdown_options::read(document, top, &mut config.markdown);
    facets::read(document, top, &mut config.facets);
    config.facet_defaults = facets::read_defaults(document, top, &config.facets);
    config.rules.extend(rules::read(document, top).iter().map(RuleSpec::rule));
    if let Some(spec) = sitemap::read(document, top) {
        config.sitemap = spec.resolve();
    }
    external::read(document, top, &mut config.external);
    date_formats(document, top, config);
    redirects(document, top, config);
    xref_rules(document, top, config);
}

fn identity(document: &mut Document, top: &Node, config: &mut Config) {
    for (key, place) in [("title", &mut config.title), ("description", &mut config.description)] {
        if let Some(text) = document.string(top, key) {
            *place = text;
        }
    }
    if let Some(text) = document.text(top, "base_url")
        && let Some(url) = base_url(document, &text)
    {
        config.base_url = Some(url);
    }
    if let Some(text) = document.text(top, "language") {
        if is_language(text.text) {
            config.language = text.text.to_owned();
        } else {
            let message = format!("`{}` is no language tag", text.text);
            document.error(&text.span, message, "write a tag such as `en`, `no` or `pt-BR`");
        }
    }
    if let Some(text) = document.text(top, "urls") {
        match text.text {
            "html" => config.urls = UrlStyle::Html,
            "pretty" => config.urls = UrlStyle::Pretty,
            other => choice(document, &text, other, "a form of address", &["html", "pretty"]),
        }
    }
}

/// An absolute address without `/` at its end.
pub(super) fn base_url(document: &mut Document, text: &Text<'_>) -> Option<String> {
    let lower = text.text.to_ascii_lowercase();
    let host = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    if host.is_none_or(|host| host.is_empty() || host.starts_with('/')) || lower.contains(['?', '#', ' ']) {
        let message = format!("`{}` is not the address of a site", text.text);
        document.error(&text.span, message, "write an absolute address such as `https://docs.example.com`");
        return None;
    }
    Some(text.text.trim_end_matches('/').to_owned())
}

/// The shape of a language tag (RFC 5646, section 2.1), not whether it is registered.
pub(super) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=8).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Reports a word that is none of a few.
fn choice(document: &mut Document, text: &Text<'_>, word: &str, what: &str, words: &[&str]) {
    let help = match nearest(word, words.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write {}", words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ")),
    };
    document.error(&text.span, format!("`{word}` is not {what}"), help);
}

fn places(document: &mut Document, top: &Node, config: &mut Config) {
    let Config { output, templates, static_files, .. } = config;
    for (key, place) in [("output", output), ("templates", templates), ("static", static_files)] {
        let Some(text) = document.text(top, key) else { continue };
        if is_absolute(text.text) {
            document.error(
                &text.span,
                format!("`{key}` is an absolute path"),
                "write it relative to the site's folder",
            );
        } else {
            *place = normalize(&text.text.replace('\\', "/"));
        }
    }
    let mut maps = Vec::new();
    for text in document.texts(top, "xref_maps") {
        if text.text.contains("://") {
            document.error(
                &text.span,
                format!("the xref map `{}` is an address, and a build never downloads", text.text),
                "download it once, commit it, and write its path here",
            );
        } else {
            maps.push(normalize(text.text));
        }
    }
    let others = std::mem::take(&mut config.xref_maps);
    maps.extend(others.into_iter().filter(|path| !maps.contains(path)).collect::<Vec<_>>());
    config.xref_maps = maps;
}

fn look(document: &mut Document, top: &Node, config: &mut Config) {
    config.footer = document.string(top, "footer").unwrap_or_else(|| std::mem::take(&mut config.footer));
    let pictures = [("logo", &mut config.logo), ("favicon", &mut config.favicon), ("image", &mut config.image)];
    for (key, place) in pictures {
        if let Some(text) = document.text(top, key) {
            config.frame_links.push(frame_link(document, &text, true));
            *place = text.text.to_owned();
        }
    }
    config.search = document.flag(top, "search").unwrap_or(config.search);
    if let Some(text) = document.text(top, "markdown_pages") {
        match text.text {
            "true" | "all" => config.markdown_pages = MarkdownPages::All,
            "articles" => config.markdown_pages = MarkdownPages::Articles,
            "false" => config.markdown_pages = MarkdownPages::None,
            other => choice(document, &text, other, "a choice of pages", &["articles", "all", "false"]),
        }
    }
    config.git_dates = document.flag(top, "git_dates").unwrap_or(config.git_dates);
    config.theme = theme::read(document, top);
    config.words.own = words::read(document, top);
    for (key, links) in [("links", &mut config.links), ("footer_links", &mut config.footer_links)] {
        links.extend(self::links(document, top, key, &mut config.frame_links));
    }
}

fn frame_link(document: &Document, text: &Text<'_>, is_image: bool) -> FrameLink {
    FrameLink {
        href: text.text.to_owned(),
        file: document.file.clone(),
        span: document.span(&text.span),
        bytes: text.span.start as u32..text.span.end as u32,
        is_image,
    }
}

fn links(document: &mut Document, top: &Node, key: &str, found: &mut Vec<FrameLink>) -> Vec<HeaderLink> {
    let mut links = Vec::new();
    for entry in document.maps(top, key) {
        let (title, href) = (document.string(entry, "title"), document.text(entry, "href"));
        match (title, href) {
            (Some(title), Some(href)) => {
                found.push(frame_link(document, &href, false));
                links.push(HeaderLink { title, href: href.text.to_owned() });
            }
            _ => {
                let range = entry.span.start..entry.span.start + 1;
                document.error(&range, "a link needs `title` and `href`", "add both, or delete the entry");
            }
        }
    }
    links
}

fn date_formats(document: &mut Document, top: &Node, config: &mut Config) {
    let mut formats = Vec::new();
    for text in document.texts(top, "date_formats") {
        match DateFormat::parse_pattern(text.text) {
            Some(format) => formats.push(format),
            None => document.error(
                &text.span,
                format!("`{}` is no format of dates", text.text),
                "write `YYYY`, `MM` and `DD` once each with separators between them, as in `DD.MM.YYYY`",
            ),
        }
    }
    if !formats.is_empty() {
        config.date_formats = formats;
    }
}

fn xref_rules(document: &mut Document, top: &Node, config: &mut Config) {
    for entry in document.maps(top, "xref_rules") {
        let (prefix, url) = (document.string(entry, "prefix"), document.string(entry, "url"));
        match (prefix, url) {
            (Some(prefix), Some(url)) if !prefix.is_empty() && url.contains("{uid}") => {
                config.xref_rules.push(XrefRule { prefix, url });
            }
            _ => {
                let range = entry.span.start..entry.span.start + 1;
                let help = "write `prefix: System.` and `url: https://learn.microsoft.com/dotnet/api/{uid}`";
                document.error(&range, "a rule needs `prefix`, and a `url` with `{uid}` in it", help);
            }
        }
    }
}

fn redirects(document: &mut Document, top: &Node, config: &mut Config) {
    for text in document.texts(top, "redirects") {
        let format = match text.text {
            "netlify" => RedirectFormat::Netlify,
            "nginx" => RedirectFormat::Nginx,
            "web.config" => RedirectFormat::WebConfig,
            other => {
                choice(document, &text, other, "a form of redirects", &["netlify", "nginx", "web.config"]);
                continue;
            }
        };
        if !config.redirect_formats.contains(&format) {
            config.redirect_formats.push(format);
        }
    }
}
