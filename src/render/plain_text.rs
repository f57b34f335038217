//! Markdown that is one paragraph of plain text. Most descriptions in an API reference are, and there are hundreds of
//! thousands of them.

use crate::syntax::markdown::Options;
use html_escape::encode_text;

/// Whether a text means itself under any reading of Markdown: letters, digits, blanks and the commonest punctuation,
/// in lines that start with a letter.
pub(super) fn is_plain(text: &str, options: &Options) -> bool {
    let text = text.trim_end_matches(['\n', ' ']);
    let bytes = text.as_bytes();
    let mut before = b'\n';
    for (at, &byte) in bytes.iter().enumerate() {
        let fits = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => true,
            _ if before == b'\n' => false,
            b'0'..=b'9' | b',' | b';' | b'(' | b')' | b'/' | b'?' | b'%' => true,
            b' ' => true,
            b'.' => {
                let is_ellipsis = options.smart_punctuation && before == b'.';
                let is_address = bytes[..at].ends_with(b"www") || bytes[..at].ends_with(b"WWW");
                !is_ellipsis && !is_address
            }
            b'\'' | b'"' | b'-' => !options.smart_punctuation,
            // Emoji, addresses, containers and references have something behind their colon.
            b':' => matches!(bytes.get(at + 1), None | Some(b' ')),
            b'\n' => before != b' ' && !options.hard_breaks,
            _ => false,
        };
        if !fits {
            return false;
        }
        before = byte;
    }
    !text.is_empty()
}

/// Such a text as a paragraph.
pub(super) fn paragraph(text: &str) -> String {
    format!("<p>{}</p>", encode_text(text.trim_end_matches(['\n', ' '])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SitePath;
    use crate::config::{Config, ConfigSource};
    use crate::model::{Lookup, PageCard, PageNav, Resolved, Target, UidTarget};
    use crate::render::{Dress, Renderer, Templates, highlight::Highlighter};
    use std::sync::{Arc, OnceLock};

    struct Nothing;

    impl ConfigSource for Nothing {
        fn read(&self, path: &str) -> Option<String> {
            (path == "docfx.json").then(|| "{\"build\":{\"content\":[{\"files\":[\"**/*.md\"]}]}}".to_owned())
        }
        fn exists(&self, path: &str) -> bool {
            path == "docfx.json"
        }
    }

    impl Lookup for Nothing {
        fn site_facets(&self) -> crate::model::SiteFacets {
            crate::model::SiteFacets::default()
        }

        fn resolve(&self, _: &SitePath, _: &str) -> Resolved {
            Resolved { target: Target::External, query: String::new(), fragment: None }
        }
        fn uid(&self, _: &str) -> Option<UidTarget> {
            None
        }
        fn members(&self, _: &str) -> Vec<String> {
            Vec::new()
        }
        fn text(&self, _: &SitePath) -> Option<Arc<str>> {
            None
        }
        fn card(&self, _: &SitePath) -> Option<PageCard> {
            None
        }
        fn nav(&self, _: &str) -> PageNav {
            PageNav::default()
        }
    }

    fn tools() -> &'static (Config, Templates, Highlighter) {
        static TOOLS: OnceLock<(Config, Templates, Highlighter)> = OnceLock::new();
        TOOLS.get_or_init(|| {
            let config = crate::config::load(&Nothing, "farm").0.unwrap();
            (config, Templates::new(Vec::new()).unwrap(), Highlighter::new())
        })
    }

    fn drawn(text: &str) -> Option<(String, String)> {
        let (config, templates, highlighter) = tools();
        if !is_plain(text, &config.markdown) {
            return None;
        }
        let renderer = Renderer { config, templates, highlighter };
        let whole = renderer.markdown(&SitePath::new("a.md"), "a.html", "", text, Dress::Site, &Nothing);
        Some((paragraph(text), whole.html.trim_end().to_owned()))
    }

    #[test]
    fn reads_descriptions() {
        for text in ["The ContactEntity that is saved. ", "Note: 'id' of the person (0 if new), e.g. 12-3.\nMore"] {
            let (quick, whole) = drawn(text).expect(text);
            assert_eq!(quick, whole, "{text}");
        }
        for text in ["1. x", "a\n- b", "a_b_", "see http://x", "see www.x.no", "a :x: b", "<b>", "", "a  \nb", "é"] {
            assert!(drawn(text).is_none(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_reader_of_markdown(text in "([a-cwW.:,;()/?%'\"0-9 \n-]|: |\\.\\.\\.|www\\.|ftp|mailto:|a@b){1,30}") {
            if let Some((quick, whole)) = drawn(&text) {
                proptest::prop_assert_eq!(quick, whole, "{:?}", text);
            }
        }
    }
}
